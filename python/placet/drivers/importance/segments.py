"""The importances of every segment, and what is to be said of drivers that depend on each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..._core import ModelError, PlacetError
from ...language import say
from ...progress import bar, continued
from ...types import Progress
from ..fits.fits import Fit
from ..fits.least_squares import CONDITION_LIMIT, LinearFit
from ..model.model import Model
from ..standard_errors.analysis import Analyses
from .drivers_table import Found
from .exact_lmg import MOST, exact_importance
from .split import Importance, Split


def importances(fits: Analyses, split: Split, progress: bool | None) -> list[list[Importance] | PlacetError]:
    """The exact importances of every segment, one a completed data set; or why there are none."""
    found: list[list[Importance] | PlacetError] = []
    data_sets, models = len(fits.groups[0].sets), split.walked
    least = 1 if split.of_rows else 1 << 16
    with bar(len(fits.placed) * data_sets * models, "model", progress, least=least) as report:
        for segment, (one, place) in fits.placed.items():
            fit, before = one.fitted.fits[place], segment * data_sets
            own = split.of_model(one.fitted.model)
            few = one.fitted.moments[place].n <= len(own.model.drivers) + 1
            if isinstance(fit, PlacetError) and (few or split.of_rows):
                found.append(fit)
                continue
            told = [continued(report, (before + i) * models) for i in range(data_sets)]
            try:
                found.append([_importance(fits, s, place, own, t) for s, t in zip(one.sets, told, strict=True)])
            except ModelError as error:
                found.append(fit if isinstance(fit, PlacetError) else error)
    return found


def _importance(fits: Analyses, fitted: Any, segment: int, split: Split, report: Progress) -> Importance:
    """The importances of a segment: from its moments, or from the rows where these cost digits."""
    if _from_rows(fits, split) and _is_dependent(fitted.fits[segment]):
        return exact_importance(fitted.model, segment, split.columns, split.covariates)
    return split.of_fit(fitted, segment, report)


def _from_rows(fits: Analyses, split: Split) -> bool:
    return split.plain and not split.of_rows and not fits.basis.gaps.of_moments and len(split.terms) <= MOST


def _is_dependent(fit: Fit | PlacetError) -> bool:
    return isinstance(fit, LinearFit) and fit.condition_number > CONDITION_LIMIT


def dependent(model: Model, segments: Sequence[Found]) -> list[str]:
    """Segments in which drivers are combinations of each other, which share alike what they explain together."""
    where = [
        model.where(i) for i, s in enumerate(segments) if s.importance is not None and isinstance(s.fit, PlacetError)
    ]
    return [
        say(
            "{where}drivers depend on each other: they share what they explain together, and have no coefficients",
            where=one,
        )
        for one in where
    ]


def digits(fits: Analyses, split: Split) -> list[str]:
    """What is to be said of the importances of nearly dependent drivers."""
    if split.of_rows or not any(_is_dependent(fit) for one in fits.groups for fit in one.fitted.fits):
        return []
    if not _from_rows(fits, split):
        return [say("importances of nearly dependent drivers are those of moments and may have lost digits")]
    return [
        say("importances of nearly dependent drivers were taken from the rows, those of the resamples from moments")
    ]
