"""What few sampling units cannot tell, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ...language import enumerated, say
from ...survey.columns import codes
from ...survey.sampling import cross
from ...types import Cells
from ..fits.fits import Fitted, named
from ..fits.least_squares import ALL_LEVERAGE, MOVED, LeastSquares
from ..model.model import answered
from .covariance import Covariance
from .unit_moments import UnitMoments, fits_memory, unit_moments

Floats = NDArray[np.float64]
#: Fewer units than these are worth a word: of a segment, of a level.
FEW_UNITS, FEW_OF_A_LEVEL = 20, 4
#: A covariance matrix has no spread in a direction that has less of it than this, where the model has 1.
NO_SPREAD = 1e-12
#: A share of the weights of a unit that is none but for rounding.
NOBODY = 1e-9

#: Names of 0/1 columns; of each which cells have rows of 1, and rows of 0; segment of every cell.
Levels: TypeAlias = tuple[list[str], list[list[NDArray[np.bool_]]], NDArray[Any]]


def checked(
    fitted: Fitted[Any], found: Sequence[Covariance | None], units: Cells, moments: Sequence[UnitMoments] | None = None
) -> list[Covariance | None]:
    """The covariances by units, without those of coefficients that one unit alone determines, and with words on few.

    Parameters
    ----------
    fitted
        The models.
    found
        Their covariances.
    units
        Unit of every row.
    moments
        Products of the columns by unit, where they are known; else they are made where something cannot be told.
    """
    thin = list(_thin(fitted, units))
    suspect = [i for i, c in enumerate(found) if c is not None and (moments is not None or _singular(fitted, i, c))]
    if suspect and moments is None and fits_memory(fitted, units[1] * len(found)):
        moments = unit_moments(fitted, units, squared=False)
    made: list[Covariance | None] = []
    for i, covariance in enumerate(found):
        if covariance is not None and moments is not None and i in suspect:
            covariance = _determined(fitted, i, covariance, moments[i])
        made.append(None if covariance is None else _noted(fitted, covariance, thin[i]))
    return made


def _noted(fitted: Fitted[Any], covariance: Covariance, thin: str) -> Covariance:
    few = covariance.units is not None and covariance.units + 1 < FEW_UNITS and not np.isnan(covariance.least_df)
    notes = [thin] if thin else []
    # Degrees of freedom of every coefficient are those of errors that are corrected for it.
    if few and isinstance(covariance.df, float) and not covariance.notes:
        note = say(
            'fewer than {count} clusters: the errors tend to be too small; regression has errors="CR2" for so few'
            if isinstance(fitted, LeastSquares)
            else "fewer than {count} clusters: the errors tend to be too small",
            count=FEW_UNITS,
        )
        notes.append(note)
    return replace(covariance, notes=(*covariance.notes, *notes)) if notes else covariance


# ---- what one unit alone determines --------------------------------------------------------------------------------


def _singular(fitted: Fitted[Any], segment: int, covariance: Covariance) -> bool:
    """Whether some combination of coefficients does not vary by unit, as one that a unit alone determines does not."""
    if np.isnan(covariance.matrix).any():
        return False
    values, vectors = np.linalg.eigh(fitted.fit(segment).covariance)
    if not values[0] > 0:
        return True
    scale = vectors / np.sqrt(values)
    spread = np.linalg.eigvalsh(scale.T @ covariance.matrix @ scale)
    return bool(spread[0] <= NO_SPREAD * spread[-1])


def determined(moments: UnitMoments) -> NDArray[np.bool_]:
    """Coefficients that have no value without some unit, such as that of a level only it has."""
    root = moments.root
    values, vectors = np.linalg.eigh(root.T @ moments.weighted @ root)
    turn = root.T @ moments.coefficients.T
    alone = np.swapaxes(vectors, 1, 2)[values > 1 - ALL_LEVERAGE]
    return np.asarray((np.abs(alone @ turn) > MOVED * np.linalg.norm(turn, axis=0)).any(axis=0), dtype=bool)


def _determined(fitted: Fitted[Any], segment: int, covariance: Covariance, moments: UnitMoments) -> Covariance:
    slopes, k = len(fitted.model.drivers), len(covariance.matrix)
    found = determined(moments)
    # Thresholds move as an intercept does.
    lead = k - slopes
    alone = np.concatenate([np.repeat(found[:1], lead), found[len(found) - slopes :]])
    if not alone.any():
        return covariance
    matrix = covariance.matrix.copy()
    matrix[alone] = matrix[:, alone] = np.nan
    moves = tuple(replace(one, values=np.where(alone, np.nan, one.values)) for one in covariance.moves)
    names = _names(fitted, np.flatnonzero(alone[lead:])) or say("the intercept")
    note = say("one cluster alone determines {names}, which has no error", names=names)
    return replace(covariance, matrix=matrix, moves=moves, notes=(*covariance.notes, note))


def _names(fitted: Fitted[Any], slopes: Sequence[int] | NDArray[Any]) -> str:
    labels = [f"{term} ({level})" if level else term for term, level in named([], fitted.model.terms)]
    return enumerated([repr(labels[slope]) for slope in slopes])


# ---- levels that few units have ------------------------------------------------------------------------------------


def _thin(fitted: Fitted[Any], units: Cells) -> Iterator[str]:
    """Words for the 0/1 columns of every segment that are other than in nearly all units in a few of them only."""
    model, segments = fitted.model, len(fitted.fits)
    names, some, domain = (_levels_of_rows if model.rows.ends() is None else _levels_of_moments)(fitted, units)
    if not names:
        yield from [""] * segments
        return
    bounds = np.searchsorted(domain, np.arange(segments + 1))
    for a, b in pairwise(bounds):
        counts = [min(int(column[a:b].sum()) for column in pair) for pair in some]
        few = [f"{name} ({count})" for name, count in zip(names, counts, strict=True) if 1 < count < FEW_OF_A_LEVEL]
        note = say("few clusters tell of {levels}: errors there are not to be trusted", levels=enumerated(few))
        yield note if few and b - a >= 2 * FEW_OF_A_LEVEL else ""


def _levels_of_rows(fitted: Fitted[Any], units: Cells) -> Levels:
    levels, model = list(_levels(fitted)), fitted.model
    if not levels:
        return [], [], np.zeros(0)
    inside, some = answered(model), []
    code, domain, _ = cross(codes(model.rows)[inside].astype(np.int32), units[0][inside], units[1])
    for _, column in levels:
        here = column[inside].astype(bool)
        some.append([np.bincount(code[mask & (code >= 0)], minlength=len(domain)) > 0 for mask in (here, ~here)])
    return [name for name, _ in levels], some, domain


def _levels_of_moments(fitted: Fitted[Any], units: Cells) -> Levels:
    """The same of rows that are gone: x of 0 and 1 has the mean square of its mean."""
    if all(term.reference is None and not _whole(fitted, term.columns[0]) for term in fitted.model.terms):
        return [], [], np.zeros(0)
    by = fitted.model.rows.by_unit(units)
    cells = [(one, segment) for (one,), segment in zip(by.moments("own"), by.segment, strict=True) if one.n]
    mean, names, some = np.array([one.mean for one, _ in cells]), [], []

    def note(name: str, share: Floats) -> None:
        names.append(name)
        some.append([share > NOBODY, share < 1 - NOBODY])

    for term in fitted.model.terms:
        binary = [column for column in term.columns if _whole(fitted, column)]
        for level, column in zip(term.levels, term.columns, strict=True):
            if column in binary:
                note(f"{term.name!r} ({level})" if level else repr(term.name), mean[:, column])
        if term.reference is not None and len(binary) == len(term.columns) > 1:
            note(f"{term.name!r} ({term.reference})", 1 - mean[:, list(term.columns)].sum(axis=1))
    return names, some, np.array([segment for _, segment in cells], dtype=np.int32)


def _whole(fitted: Fitted[Any], column: int) -> bool:
    """Whether a column of rows that are gone holds 0 and 1 only."""
    known = fitted.model.rows.ends()
    if known is None or not 0 <= known[column].least <= known[column].most <= 1:
        return False
    left = [m.comoment[column, column] - m.sum_w * m.mean[column] * (1 - m.mean[column]) for m in fitted.moments if m.n]
    return bool(np.abs(left).max(initial=0.0) <= NOBODY * sum(m.sum_w for m in fitted.moments if m.n))


def _levels(fitted: Fitted[Any]) -> Iterator[tuple[str, NDArray[Any]]]:
    """Columns of 0 and 1, and one for the reference level of a factor, with their names."""
    columns = fitted.model.rows.columns
    for term in fitted.model.terms:
        blocks = [columns[place][1] for place in term.columns]
        binary = [block for block in blocks if _binary(block[:1000]) and _binary(block)]
        for level, block in zip(term.levels, blocks, strict=True):
            if any(block is one for one in binary):
                yield (f"{term.name!r} ({level})" if level else repr(term.name)), block
        if term.reference is not None and len(binary) == len(blocks) > 1:
            yield f"{term.name!r} ({term.reference})", sum(blocks[1:], blocks[0]) == 0


def _binary(values: NDArray[Any]) -> bool:
    return bool(((values == 0) | (values == 1) | (values != values)).all())
