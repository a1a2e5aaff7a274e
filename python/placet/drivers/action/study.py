"""What the calls of action begin with: a regression of every segment, mean moves, and both in resamples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import checks
from ..._core import DataError, Moments, PlacetError
from ...inference.resamples import Sampled
from ...language import say
from ...metrics.metric import Metric
from ...missing.gaps import seed_of
from ...progress import bar, continued
from ...survey import Rows, Survey
from ...survey.columns import answered as answered_rows
from ...survey.facts import drawn_words
from ...types import Column, Draws, Progress
from ..importance.segments import base_of, dependent, explained, facts_of_dependent
from ..importance.split import Split
from ..missing.basis import basis_of
from ..model.model import Model, answered, failures
from ..prepare import Prepared, prepare
from ..standard_errors.analysis import Analyses, analyse
from .importances import importance, resampled_importance
from .moves import Scales, check_on_scales, move_columns, scales_of
from .outcome import metric_for, valued
from .samples import Sample, of_moments, resampled

Floats = NDArray[np.float64]
#: Rules for missing answers that make moments, or answers that nobody gave.
WITHOUT_ANSWERS = ("pairwise", "em", "indicator")
#: Resamples, where nothing is said of them.
RESAMPLES = 1000


@dataclass(frozen=True)
class Studied:
    """A segment that was fitted: numbers of its sample and of its resamples, of every completed data set.

    Attributes
    ----------
    points : list of Sample
        One a data set, each of one row.
    samples : list of Sample
        Their resamples.
    n, n_eff : float
    spread : callable
        Makes a `Sampled` of what is read off a sample.
    """

    points: list[Sample]
    samples: list[Sample]
    n: int
    n_eff: float
    kind: Mapping[str, Any]

    def spread(self, read: Callable[[Sample], Floats]) -> Sampled:
        """Numbers that are read off every sample, one row a resample, and how sure they are."""
        return Sampled([read(one)[0] for one in self.points], [read(one) for one in self.samples], **self.kind)


@dataclass(frozen=True)
class Study:
    """A call that was read, checked and fitted.

    Attributes
    ----------
    call : Prepared
        Its outcome is what the metric counts.
    fits : Analyses
    metric : Metric
    scales : dict
        By driver.
    n_resamples : int
    asked : bool
        Whether their number was given.
    lmg : bool
        Whether importances are asked for: drivers that depend on each other have these, and no coefficients.
    """

    call: Prepared
    fits: Analyses
    metric: Metric
    scales: Scales
    n_resamples: int
    asked: bool = False
    lmg: bool = False

    @cached_property
    def drivers(self) -> list[str]:
        """The drivers, in the order they were given."""
        return [term.name for term in self.model.terms if term.role == "driver"]

    @cached_property
    def roles(self) -> tuple[list[int], list[int]]:
        """Columns of the drivers, and of the covariates."""
        found = {role: [c for t in self.model.terms if t.role == role for c in t.columns] for role in ROLES}
        return found["driver"], found["covariate"]

    @property
    def model(self) -> Model:
        """The model of all segments."""
        return self.fits.basis.model

    @cached_property
    def _found(self) -> Sequence[Any]:
        """Of every segment that it could be fitted, or an error that says why not."""
        return explained(self.fits, Split(self.model)) if self.lmg else self.fits.fits

    @cached_property
    def segments(self) -> list[int]:
        """Segments that could be fitted."""
        return [s for s, one in enumerate(self._found) if not isinstance(one, PlacetError)]

    @cached_property
    def failures(self) -> list[str]:
        """Words for the others; raises where there are no segments but them."""
        return [*failures(self.model, self._found), *dependent(self.fits, self._found)]

    @property
    def facts_of_dependent(self) -> list[dict[str, Floats]]:
        """R² where drivers depend on each other, by group of the fits."""
        return facts_of_dependent(self.fits, self._found) if self.lmg else [{} for _ in self.fits.groups]

    # ---- samples -------------------------------------------------------------------------------------------------

    def studied(
        self, moves: Sequence[tuple[str, float]], *, seconds: float = 0.0
    ) -> dict[int, Studied]:  # fmt: skip
        """Every segment that could be fitted, with so many moves, and the importances where they are asked for."""
        _ = self.failures
        basis, count = self.fits.basis, self.fits.basis.resamples(self.n_resamples)
        points: dict[int, list[Sample]] = {segment: [] for segment in self.segments}
        samples: dict[int, list[Sample]] = {segment: [] for segment in self.segments}
        if self.model.rows.ends() is not None:  # rows that are not here
            points, samples = self._away(moves)
            return {s: Studied(points[s], samples[s], *self._counts(s), self._kind(s)) for s in points}
        with bar(
            len(points) * count * (1 + self.lmg), "resample", self.call.gaps.progress, least=1, seconds=seconds
        ) as report:
            for i, (model, share, done) in enumerate(basis.shares(self.n_resamples)):
                columns = self._moves(model, moves)
                found = model.rows.given._replace(columns=columns).moments() if columns else None
                for segment, point in self._points(i, found):
                    points[segment].append(point)
                for place, segment in enumerate(points if share else ()):
                    draws = model.rows.draws(share, seed_of(self._seed, i))
                    told = continued(report, (1 + self.lmg) * (place * count + done))
                    samples[segment].append(self._resampled(model, columns, segment, draws, told))
        for s, own in samples.items():
            own += [] if own else [_none(point) for point in points[s]]
        return {s: Studied(points[s], samples[s], *self._counts(s), self._kind(s)) for s in points}

    def _moves(self, model: Model, moves: Sequence[tuple[str, float]]) -> list[Column]:
        return move_columns(model.rows.columns, moves, self.scales, answered(model)) if moves else []

    def _away(self, moves: Sequence[tuple[str, float]]) -> tuple[dict[int, list[Sample]], dict[int, list[Sample]]]:
        """The same of rows that are not here: another pass finds how far they move, resamples leave groups out."""
        rows = self.model.rows

        def columns(part: Rows) -> list[Column]:
            return move_columns(part.columns, moves, self.scales, answered_rows(part.columns))

        found = rows.moments_of(columns) if moves else None
        points = {segment: [point] for segment, point in self._points(0, found)}
        if rows.replicates is None:
            return points, {s: [_none(point) for point in own] for s, own in points.items()}
        every = list(zip(*rows.replicated(lambda part: [*part.columns, *columns(part)]), strict=True))
        samples = {s: [of_moments(every[s], len(rows.columns), self.roles)] for s in points}
        if self.lmg:
            own = {s: resampled_importance(self.model, s, [], None) for s in points}
            samples = {s: [replace(samples[s][0], importance=own[s])] for s in points}
        return points, samples

    def _points(self, i: int, found: Sequence[Moments] | None) -> Iterator[tuple[int, Sample]]:
        """The numbers of every segment in a data set, with the moments of moves."""
        for segment in self.segments:
            one, place = self.fits.placed[segment]
            model, moments, fit = one.fitted.model, one.sets[i].moments[place], one.sets[i].fits[place]
            own = [c for term in model.terms if term.role == "driver" for c in term.columns]
            blank = np.full(len(own), np.nan)
            coefficients = blank if isinstance(fit, PlacetError) else fit.coefficients[own]
            yield segment, Sample(
                coefficients[None], moments.mean[:1], moments.mean[own][None],
                (found[segment].mean if found else np.empty(0))[None],
                importance(model, moments)[None] if self.lmg else np.empty((1, 0)),
            )  # fmt: skip

    def _resampled(
        self, model: Model, columns: list[Column], segment: int, draws: Draws, told: Progress
    ) -> Sample:  # fmt: skip
        found = resampled(model.rows.given, columns, self.roles, segment, draws, told)
        if not self.lmg:
            return found
        after = continued(told, len(found.outcome))
        return replace(found, importance=resampled_importance(model, segment, draws, after))

    @property
    def _seed(self) -> int:
        return self.call.gaps.seed or 0

    def _counts(self, segment: int) -> tuple[int, float]:
        one, place = self.fits.placed[segment]
        return one.fitted.moments[place].n, base_of(self.fits, segment)

    def _kind(self, segment: int) -> dict[str, Any]:
        """What a `Sampled` is told of replicate weights."""
        rows = self.model.rows
        if rows.replicates is None:
            return {}
        df = self.fits.basis.replicates_df[segment]
        return {
            "rule": rows.replicates.rule, "df": float(df), "normal": (self.n_resamples, (self._seed, segment)),
        }  # fmt: skip

    # ---- words ---------------------------------------------------------------------------------------------------

    def notes(self, studied: Mapping[int, Studied]) -> list[str]:
        """What is to be said of segments, resamples and fits."""
        failed = sum(sample.failed for one in studied.values() for sample in one.samples) if self.n_resamples else 0
        rows = self.model.rows
        notes = [*self.failures, *([] if rows.sampling is None or not self.n_resamples else rows.sampling.lonely_note)]
        if failed and rows.replicates is not None:
            notes.append(say("{count} replicates allow no fit and are left out of errors", count=failed))
        elif failed:
            notes.append(say("{count} resamples could not be fitted and were left out", count=failed))
        return [*notes, *self.fits.notes]

    def about(self, method: str, studied: Mapping[int, Studied], notes: Sequence[str], **own: Any) -> dict[str, Any]:
        """How a result was made."""
        if self.n_resamples:
            method = say("{method} with {intervals}", method=method, intervals=self._intervals())
            own["n_resamples"] = self.fits.basis.resamples(self.n_resamples)
        facts = {
            "metric": dict(self.metric.definition), "scale": {d: self.scales[d] for d in self.drivers},
            "joint_test": self.fits.joint_test,
        }  # fmt: skip
        counts = self.fits.basis.counts(self.fits.moments)
        facts |= {"seed": self.call.gaps.seed}
        return self.call.about(method, self.model, counts, [*self.notes(studied), *notes], **facts, **own)

    def sure(self, conf_level: float) -> dict[str, float]:
        """The level of intervals, where there are some."""
        return {"conf_level": conf_level} if self.n_resamples else {}

    def _intervals(self) -> str:
        rows, count = self.model.rows, self.fits.basis.resamples(self.n_resamples)
        if rows.replicates is not None:
            return say("t intervals of {replicates}", replicates=rows.replicates.words)
        what = drawn_words(rows.sampling)
        values = {"kind": say("percentile"), "count": count, "what": what}
        return say("{kind} intervals of {count:,} bootstrap resamples of {what}", **values)


#: Roles of terms.
ROLES = ("driver", "covariate")


def study(
    survey: Survey, outcome: str, drivers: Any, *, scale: Any, metric: Any, n_resamples: Any, missing: Any,
    reserved: Sequence[str], covariates: Any = None, factors: Any = None, lmg: bool = False, **options: Any,
) -> Study:  # fmt: skip
    """Check the options of a call, read its columns and fit its segments.

    Parameters
    ----------
    survey, outcome, drivers, covariates, factors
        As for `key_drivers`.
    scale
        Of the drivers, see `moves.scales_of`.
    metric
        What is moved, see `outcome.metric_for`.
    n_resamples, missing
        As in the options of the calls.
    reserved
        Columns of the result.
    lmg
        Whether importances are asked for.
    **options
        What analyses of drivers share.
    """
    asked = n_resamples is not None
    n_resamples = checks.resamples(RESAMPLES if n_resamples is None else n_resamples, 0)
    if missing in WITHOUT_ANSWERS:
        raise DataError(
            f"missing={missing!r} makes no answers of those that are missing, and a move begins at an answer; take "
            'missing="drop", "raise" or "multiple"'
        )
    factors = () if covariates and factors is None else factors
    call = prepare(
        survey, outcome, drivers, covariates=covariates, factors=factors, n_resamples=n_resamples, shared=True,
        missing=missing, reserved=reserved, resampled=n_resamples > 0, **options,
    )  # fmt: skip
    checks.enough_resamples(n_resamples, call.gaps.n_imputations if call.gaps.missing == "multiple" else 1)
    _check_terms(call.model)
    names = [term.name for term in call.model.terms if term.role == "driver"]
    scales = scales_of(scale, names, [call.model.outcome])
    check_on_scales(call.model.rows, {name: scales[name] for name in names})
    what = metric_for(metric, call.model.outcome, scale, scales)
    call = replace(call, model=valued(call.model, what))
    basis = basis_of(call.model, call.gaps, categories=what.form != "mean")
    return Study(call, analyse(call, basis), what, scales, n_resamples, asked, lmg)


def _check_terms(model: Model) -> None:
    """Refuse what cannot be moved: a formula, no driver at all, a driver that is a category."""
    if model.formula is not None:
        raise DataError("a formula makes columns that cannot be moved by points; name outcome and drivers as columns")
    drivers = [term for term in model.terms if term.role == "driver"]
    if not drivers:
        raise DataError("drivers is empty; name at least one driver column")
    for term in drivers:
        if len(term.columns) > 1 or term.reference is not None:
            raise DataError(
                f"driver {term.name!r} is a factor, and what moves along a scale is a numeric driver; name it in "
                "covariates to hold it constant, or leave it out of factors"
            )


def _none(point: Sample) -> Sample:
    """No resamples."""
    parts = (point.coefficients, point.outcome, point.means, point.moves, point.importance)
    return Sample(*(part[:0] for part in parts))
