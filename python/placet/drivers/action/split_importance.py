"""The LMG split of R² of a sum of two outcomes, and which part of it is whose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...progress import bar, continued
from ...types import Progress
from ..fits.least_squares import CONDITION_LIMIT, LeastSquares
from ..importance.exact_lmg import MOST, exact_importance
from ..importance.split import Importance, Split
from .sides import Sides

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class SplitImportance:
    r"""LMG importances of the score, and what every side has of them.

    With :math:`\mathrm{ESS}_S` what the drivers in S explain of the sum of squares, the covariance of the fitted values
    of two sides a and b is

    .. math:: c_S = \tfrac12 [\mathrm{ESS}_S(a + b) - \mathrm{ESS}_S(a) - \mathrm{ESS}_S(b)]

    and :math:`\mathrm{ESS}_S(a) + c_S` is that of a's fitted values with those of the score. LMG is linear in these, so
    the two parts of an importance sum to it. A side that a driver moves against the score has a negative part.

    Attributes
    ----------
    score, promoters, detractors : ndarray, p
        Parts of R², by driver.
    r2_covariates : float
        R² of the covariates alone, of the score.
    """

    score: Floats
    promoters: Floats
    detractors: Floats
    r2_covariates: float


def split_importances(sides: Sides, segments: list[int], progress: bool | None) -> dict[int, SplitImportance]:
    """Those of some segments, means over the completed data sets."""
    if not segments:
        return {}
    group, _ = sides.score.placed[segments[0]]
    models = len(sides.all) * len(group.sets) << sum(term.role == "driver" for term in group.fitted.model.terms)
    with bar(len(segments) * models, "model", progress, least=1 << 16) as report:
        return {segment: _split(sides, segment, continued(report, i * models)) for i, segment in enumerate(segments)}


def _split(sides: Sides, segment: int, report: Progress) -> SplitImportance:
    place, parts, alone, done = sides.score.placed[segment][1], [], [], 0
    for fits in zip(*(side.placed[segment][0].sets for side in sides.all), strict=True):
        explained = []
        for fitted in fits:
            found = _importance(fitted, place, sides.score.basis.gaps.of_moments, continued(report, done))
            explained.append(found.values[0] * float(fitted.moments[place].comoment[0, 0]))
            alone.append(found.r2_covariates)
            done += 1 << found.values.shape[1]
        parts.append(np.array(_parts(*explained)) / fits[0].moments[place].comoment[0, 0])
    score, promoters, detractors = np.mean(parts, axis=0)
    return SplitImportance(score, promoters, detractors, float(np.mean(alone[:: len(sides.all)])))


def _parts(score: Floats, promoters: Floats, detractors: Floats) -> tuple[Floats, Floats, Floats]:
    both = (score - promoters - detractors) / 2
    return score, promoters + both, detractors + both


def _importance(fitted: LeastSquares, place: int, of_moments: bool, report: Progress) -> Importance:
    """LMG from moments, or from the rows where these cost digits."""
    split, moments = Split(fitted.model), fitted.moments[place]
    dependent = fitted.fit(place).condition_number > CONDITION_LIMIT
    if dependent and not of_moments and split.plain and len(split.terms) <= MOST:
        return exact_importance(fitted.model, place, split.columns, split.covariates)
    return split.of(moments, report)
