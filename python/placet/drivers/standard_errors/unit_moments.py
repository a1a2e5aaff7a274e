"""Sums of products of the columns of a model within sampling units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..._core import Moments
from ...survey.by_unit import Kind
from ...types import Cells
from ..fits.fits import Fitted
from ..fits.least_squares import LeastSquares

Floats = NDArray[np.float64]
#: Numbers that the products of all units may take.
MOST = 20_000_000
#: Weights of the products that probability weights are told apart by.
KINDS: tuple[Kind, ...] = ("own", "none", "squared")
#: Units that are few enough to ask what is known of a covariance matrix by them.
FEW = 100


@dataclass(frozen=True)
class UnitMoments:
    """Products of the columns X of a segment, about its means, by the sampling units that have rows.

    Attributes
    ----------
    units : ndarray of int
        Their codes.
    weighted : ndarray, shape (units, k, k)
        X'WX, of the intercept first.
    plain, squared : ndarray, shape (units, k, k), or None
        X'X and X'WWX, under probability weights.
    means : ndarray, shape (k,)
        What was taken off the columns; 0 for the intercept.
    """

    units: NDArray[np.int32]
    weighted: Floats
    plain: Floats | None
    squared: Floats | None
    means: Floats

    @property
    def root(self) -> Floats:
        """L with LL' = (X'WX)^-1."""
        total = self.weighted.sum(axis=0)
        scale = 1 / np.sqrt(np.diag(total))
        values, vectors = np.linalg.eigh(total * np.outer(scale, scale))
        return scale[:, None] * vectors / np.sqrt(values)

    @property
    def coefficients(self) -> Floats:
        """What makes the coefficients about zero of those about the means."""
        move = np.eye(len(self.means))
        move[0] -= self.means
        move[0, 0] = 1.0
        return move


def fits_memory(fitted: Fitted[Any], units: int) -> bool:
    """Whether there is room for the products of so many units by segment."""
    return units * (len(fitted.model.drivers) + 1) ** 2 <= MOST


def unit_moments(fitted: Fitted[Any], units: Cells, *, squared: bool) -> list[UnitMoments]:
    """Those of every segment; `squared` if probability weights are to be told from what they weight."""
    rows, intercept = fitted.model.rows, fitted.model.intercept
    apart = squared and rows.weights is not None and rows.weight_type == "probability"
    by, wanted = rows.by_unit(units), KINDS if apart else KINDS[:1]
    found = list(by.moments(*wanted))
    kinds = [[cell[i] for cell in found] for i in range(len(wanted))]
    return [
        _of_segment(moments.mean[1:], by.unit[a:b], [kind[a:b] for kind in kinds], intercept)
        for moments, (a, b) in zip(fitted.moments, pairwise(by.bounds(len(fitted.moments))), strict=True)
    ]


def of_few_units(fitted: Fitted[Any], units: Cells, counts: Sequence[int]) -> list[UnitMoments] | None:
    """Those of every segment, where a segment has few units; `counts` are the units of each."""
    if min(counts, default=np.inf) > FEW or not fits_memory(fitted, sum(counts)):
        return None
    return unit_moments(fitted, units, squared=True)


def _of_segment(
    mean: Floats, units: NDArray[np.int32], kinds: Sequence[Sequence[Moments]], intercept: bool
) -> UnitMoments:  # fmt: skip
    seen = np.array([one.n > 0 for one in kinds[0]], dtype=bool)
    means = np.concatenate([[0.0], mean]) if intercept else np.zeros(len(mean))
    products = [_products([one for one in kind if one.n], means, intercept) for kind in kinds]
    plain, squared = products[1:] if len(products) == 3 else (None, None)
    return UnitMoments(units[seen], products[0], plain, squared, means)


def _products(cells: Sequence[Moments], means: Floats, intercept: bool) -> Floats:
    """Products of the columns about the means, by cell."""
    total = np.array([one.sum_w for one in cells])
    away = np.array([one.mean[1:] for one in cells]).reshape(len(cells), len(means) - int(intercept))
    away = away - means[int(intercept) :]
    inner = np.array([one.comoment[1:, 1:] for one in cells]).reshape(*away.shape, away.shape[1])
    if intercept:
        away = np.hstack([np.ones((len(cells), 1)), away])
        inner = np.pad(inner, ((0, 0), (1, 0), (1, 0)))
    return inner + total[:, None, None] * away[:, :, None] * away[:, None, :]


def residual_totals(fitted: LeastSquares, units: Cells, found: Sequence[UnitMoments]) -> list[Floats]:
    """X'e of the units of every segment, without weights."""
    intercept, by = fitted.model.intercept, fitted.model.rows.by_unit(units)
    moments = [one for (one,) in by.moments("none", make=fitted.with_residuals)]
    totals = []
    for one, (a, b) in zip(found, pairwise(by.bounds(len(fitted.moments))), strict=True):
        cells = [cell for cell in moments[a:b] if cell.n]
        e, n = np.array([cell.mean[0] for cell in cells]), np.array([cell.sum_w for cell in cells])
        means = one.means[int(intercept) :]  # a segment that could not be fitted has no cells
        away = np.array([cell.mean[1:] for cell in cells]).reshape(len(cells), len(means)) - means
        inner = np.array([cell.comoment[1:, 0] for cell in cells]).reshape(away.shape)
        slopes = inner + (n * e)[:, None] * away
        totals.append(np.hstack([(n * e)[:, None], slopes]) if intercept else slopes)
    return totals
