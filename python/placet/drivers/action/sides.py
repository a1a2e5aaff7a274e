"""The Net Promoter Score as a sum of two outcomes, promoters and detractors, explained by the same drivers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from ..._core import ModelError, PlacetError
from ...metrics.metric import Metric
from ...missing.incomplete import answered_outcome
from ...survey.columns import codes, numbers
from ...types import Column
from ..missing.basis import Basis, basis_of
from ..model.model import Model
from ..prepare import Prepared
from ..standard_errors.analysis import Analyses, analyse
from .moments_of_sides import bases_of_moments

Floats = NDArray[np.float64]
#: How a missing answer is written in a column of points.
MISSING = -128
#: Points of a detractor, a passive and a promoter, in the score and in what promoters and detractors make of it.
POINTS = {"score": (-100, 0, 100), "promoters": (0, 0, 100), "detractors": (-100, 0, 0)}


@dataclass(frozen=True)
class Side:
    """What is explained: the score or one of its sides, as points of every respondent.

    Attributes
    ----------
    name : {"score", "promoters", "detractors"}
    promoter_from, detractor_to : int
        Cut points.
    """

    name: str
    promoter_from: int
    detractor_to: int

    def column(self, answers: Column) -> Column:
        """The points of answers."""
        given, (low, middle, high) = numbers(answers), POINTS[self.name]
        classes = [np.isnan(given), given >= self.promoter_from, given <= self.detractor_to]
        points = np.select(classes, [MISSING, high, low], middle)
        return answers[0], points.astype(np.int8), [float(MISSING)]

    def of(self, model: Model) -> Model:
        """The model with points in place of answers."""
        return model.with_outcome(self.column(model.rows.columns[0]))


@dataclass(frozen=True)
class SideCall(Prepared):
    """A call whose models are fitted to the points of a side; answers are imputed before they are given points."""

    side: Side | None = None

    def fit(self, model: Model) -> object:
        """Fit every segment of the model, or of a part of it, to complete rows."""
        return super().fit(model if self.side is None else self.side.of(model))

    def basis(self, model: Model | None = None) -> Basis:
        """Do what is to be done about missing answers; the outcome's are filled with answers of others."""
        return basis_of(self.model if model is None else model, self.gaps, categories=True)


@dataclass(frozen=True)
class Sides:
    """The analyses of the score and of both sides, of the same respondents and drivers.

    Attributes
    ----------
    score, promoters, detractors : Analyses
    """

    score: Analyses
    promoters: Analyses
    detractors: Analyses

    @property
    def all(self) -> tuple[Analyses, Analyses, Analyses]:
        """The score, then its sides."""
        return self.score, self.promoters, self.detractors

    def shares(self, segment: int) -> tuple[float, float]:
        """Shares of promoters and of detractors in a segment."""
        return _mean(self.promoters, segment) / 100, -_mean(self.detractors, segment) / 100

    def error(self, segment: int, metric: Metric) -> PlacetError | None:
        """Why a segment has no analysis of all three: nobody on a side, or what is wrong with one of the models."""
        group, place = self.score.placed[segment]
        n = group.fitted.moments[place].n
        shares = self.shares(segment) if n else (1.0, 1.0)
        if self.score.basis.gaps.of_moments:
            n, *shares = _classes(self.score.call, segment, metric)
        nobody = [name for name, share in zip(("promoter", "detractor"), shares, strict=True) if share == 0]
        if nobody:
            return _nobody(self.score.call.model.outcome, nobody, n, metric)
        fits: Sequence[object] = [side.fits[segment] for side in self.all]
        return next((fit for fit in fits if isinstance(fit, PlacetError)), None)


def sides_of(call: Prepared, metric: Metric) -> Sides:
    """Explain the score and both of its sides."""
    sides = [Side(name, metric.cuts["promoter_from"], metric.cuts["detractor_to"]) for name in POINTS]
    calls = [SideCall(**{f.name: getattr(call, f.name) for f in fields(call)}, side=side) for side in sides]
    if not call.gaps.of_moments:
        basis = calls[0].basis()
        return Sides(*(analyse(one, basis) for one in calls))
    names = [term.name for term in call.model.terms]
    bases = bases_of_moments(call, *(side.column(call.model.rows.columns[0]) for side in sides))
    terms = [names] * call.model.segments
    return Sides(*(analyse(one, basis, terms) for one, basis in zip(calls, bases, strict=True)))


def _mean(fits: Analyses, segment: int) -> float:
    group, place = fits.placed[segment]
    return float(np.mean([fitted.moments[place].mean[0] for fitted in group.sets]))


def _classes(call: Prepared, segment: int, metric: Metric) -> tuple[int, int, int]:
    """How many of a segment answered the outcome, and how many of them are promoters and detractors."""
    rows = call.model.rows
    given = numbers(rows.columns[0])[answered_outcome(rows) & (codes(rows) == segment)]
    high, low = given >= metric.cuts["promoter_from"], given <= metric.cuts["detractor_to"]
    return len(given), int(high.sum()), int(low.sum())


def _nobody(outcome: str, nobody: Sequence[str], n: int, metric: Metric) -> ModelError:
    """The error of a side without anybody."""
    (low, high), start, end = metric.scale, metric.cuts["promoter_from"], metric.cuts["detractor_to"]
    spans = {"promoter": f"{start}..{high}", "detractor": f"{low}..{end}"}
    who = " and no ".join(f"{name} ({spans[name]} of {low}..{high})" for name in nobody)
    cuts = " and ".join(f"{name}_{'from' if name == 'promoter' else 'to'}" for name in nobody)
    return ModelError(
        f"outcome {outcome!r} has no {who} among {n:,} respondents, so there is nothing to explain on that side; "
        f"choose other cut points ({cuts}), merge segments, or explain the answers themselves with key_drivers"
    )
