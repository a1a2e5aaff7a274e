"""The importances of every segment, and what is to be said of drivers that depend on each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import ModelError, PlacetError
from ...language import say
from ...progress import bar, continued
from ...types import Progress
from ..fits.fits import Fit
from ..fits.least_squares import CONDITION_LIMIT, LinearFit
from ..standard_errors.analysis import Analyses
from .exact_lmg import MOST, exact_importance
from .split import Importance, Split

Floats = NDArray[np.float64]
#: R² by segment, or why there is none; None for a segment without a model.
Explained: TypeAlias = Sequence[float | PlacetError | None]


def explained(fits: Analyses, split: Split) -> Explained:
    """R² of every segment, which is what can be split there.

    That of drivers that depend on each other is that of what they span: it can be split, and there are no coefficients.
    """
    found: list[float | PlacetError | None] = [None] * fits.segments
    for segment, (one, place) in fits.placed.items():
        fit = one.fitted.fits[place]
        own = (s.fits[place].r2 for s in one.sets)
        found[segment] = _spanned(fits, segment, split, fit) if isinstance(fit, PlacetError) else np.mean([*own]).item()
    return found


def _spanned(fits: Analyses, segment: int, split: Split, fit: PlacetError) -> float | PlacetError:
    """R² of drivers whose regression could not be fitted, where that is because they depend on each other."""
    one, place = fits.placed[segment]
    own = split.of_model(one.fitted.model)
    if split.of_rows or one.fitted.moments[place].n <= len(own.model.drivers) + 1:
        return fit
    try:
        parts = [_core.importances(s.moments[place], own.model.rows.names, own.given, []) for s in one.sets]
    except ModelError:
        return fit
    return float(np.mean([added + alone for _, added, alone in parts]))


def importances(fits: Analyses, split: Split, progress: bool | None) -> list[list[Importance] | PlacetError]:
    """The exact importances of every segment, one a completed data set; or why there are none."""
    found: list[list[Importance] | PlacetError] = []
    data_sets, models = len(fits.groups[0].sets), split.walked
    least = 1 if split.of_rows else 1 << 16
    with bar(len(fits.placed) * data_sets * models, "model", progress, least=least) as report:
        for segment, (one, place) in fits.placed.items():
            fit, before = one.fitted.fits[place], segment * data_sets
            own = split.of_model(one.fitted.model)
            if isinstance(fit, PlacetError) and isinstance(_spanned(fits, segment, split, fit), PlacetError):
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


def base_of(fits: Analyses, segment: int) -> float:
    """Effective base of a segment, fitted or not."""
    one, place = fits.placed[segment]
    own = one.sets[0].moments[place]
    return _core.effective_base(own.n, own.sum_w, own.sum_w2, one.fitted.model.rows.weight_type)


def dependent(fits: Analyses, found: Sequence[Any]) -> list[str]:
    """Words for segments in which drivers are combinations of each other; `found` has an error where nothing was."""
    return [
        say(
            "{where}drivers depend on each other: they share what they explain together, and have no coefficients",
            where=fits.basis.model.where(segment),
        )
        for segment, (one, fit) in enumerate(zip(found, fits.fits, strict=True))
        if isinstance(fit, PlacetError) and not isinstance(one, PlacetError)
    ]


def facts_of_dependent(fits: Analyses, r2: Explained) -> list[dict[str, Floats]]:
    """R² of drivers that depend on each other among the facts of every group, see `Analyses.facts`; `r2` by segment."""
    known, any_of_them = np.full(fits.segments, np.nan), False
    for segment, (one, fit) in enumerate(zip(r2, fits.fits, strict=True)):
        if isinstance(fit, PlacetError):
            any_of_them |= isinstance(one, float)
            known[segment] = one if isinstance(one, float) else np.nan
        elif fit is not None:
            known[segment] = getattr(fit, "r2", np.nan)  # a logit has another
    return [{"r2": known[one.segments]} if any_of_them else {} for one in fits.groups]


def digits(fits: Analyses, split: Split) -> list[str]:
    """What is to be said of the importances of nearly dependent drivers."""
    if split.of_rows or not any(_is_dependent(fit) for one in fits.groups for fit in one.fitted.fits):
        return []
    if not _from_rows(fits, split):
        return [say("importances of nearly dependent drivers are those of moments and may have lost digits")]
    return [
        say("importances of nearly dependent drivers were taken from the rows, those of the resamples from moments")
    ]
