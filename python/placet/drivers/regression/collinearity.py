"""Which drivers share the variance that nobody can tell apart: Belsley, Kuh and Welsch's decomposition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..._core import Moments, PlacetError
from ...results.drivers.regression import INTERCEPT
from ...results.table import Table
from ..fits.fits import Fitted
from ..model.model import Model

Floats = NDArray[np.float64]
#: From this condition index on a dependency is worth a word, and for a term from this share of its variance on.
STRONG, SHARE = 30.0, 0.5


@dataclass(frozen=True)
class Collinearity:
    """Condition indices, ascending, and the share of every coefficient's variance that each holds.

    Attributes
    ----------
    index : ndarray, shape (k,)
        Square roots of the largest over each eigenvalue of X'WX, columns scaled to length 1, not centred.
    shares : ndarray, shape (k, k)
        [index, coefficient]; columns sum to 1.
    """

    index: Floats
    shares: Floats

    def involved(self, names: Sequence[str]) -> list[tuple[float, list[str]]]:
        """The strong dependencies: their index, and the coefficients that lose most of their precision to them."""
        return [
            (float(index), [name for name, share in zip(names, shares, strict=True) if share >= SHARE])
            for index, shares in zip(self.index, self.shares, strict=True)
            if index >= STRONG and (shares >= SHARE).sum() > 1
        ]


def decompose(moments: Moments, intercept: bool) -> Collinearity:
    """Condition indices and variance-decomposition proportions of the terms of a model.

    Parameters
    ----------
    moments : Moments
        The outcome first.
    intercept : bool
        Whether the model has one; it is then the first coefficient.

    References
    ----------
    Belsley, D. A., Kuh, E. and Welsch, R. E. (1980). Regression Diagnostics, section 3.2. Wiley.
    """
    root = _root(moments.comoment[1:, 1:])
    if intercept:
        level = np.sqrt(moments.sum_w) * np.concatenate([[1.0], moments.mean[1:]])
        root = np.vstack([level, np.column_stack([np.zeros(len(root)), root])])
    else:
        root = np.vstack([np.sqrt(moments.sum_w) * moments.mean[1:], root])
    # Singular values of a root of X'WX have the digits that its eigenvalues, their squares, have lost.
    _, values, vectors = np.linalg.svd(root / np.sqrt((root**2).sum(axis=0)), full_matrices=False)
    values = np.maximum(values, np.sqrt(np.finfo(float).tiny))
    parts = (vectors / values[:, None]) ** 2  # [dimension, coefficient]
    return Collinearity(values[0] / values, parts / parts.sum(axis=0))


def _root(comoment: Floats) -> Floats:
    """A matrix R with R'R the co-moments, by their correlations so that units do not matter."""
    length = np.sqrt(np.diag(comoment))
    length[length == 0] = 1.0  # without an intercept a column may be constant
    values, vectors = np.linalg.eigh(comoment / np.outer(length, length))
    return np.sqrt(np.maximum(values, 0))[:, None] * vectors.T * length


def shared_variance(fitted: Fitted[Any], segment: int) -> Collinearity | None:
    """Which coefficients of a segment share the variance that nobody can tell apart."""
    if isinstance(fitted.fits[segment], PlacetError):
        return None
    return decompose(fitted.moments[segment], fitted.model.intercept)


def collinearity_table(model: Model, shared: Sequence[Collinearity | None]) -> Table:
    """Condition indices by dimension, and every coefficient's share of variance in each."""
    lead = [INTERCEPT] * int(model.intercept)
    terms = lead + [term.name for term, _ in model.columns]
    levels = [""] * len(lead) + [level for _, level in model.columns]
    k = len(terms)
    blocks = [
        (np.full(k * k, np.nan), np.full(k * k, np.nan)) if c is None else (np.repeat(c.index, k), c.shares.ravel())
        for c in shared
    ]
    return Table(
        {
            **model.rows.segments.columns(repeat=k * k),
            "dimension": np.tile(np.repeat(np.arange(1, k + 1), k), len(blocks)),
            "condition_index": np.concatenate([index for index, _ in blocks]),
            "term": terms * k * len(blocks),
            "level": levels * k * len(blocks),
            "share": np.concatenate([share for _, share in blocks]),
        }
    )


def collinearity_notes(model: Model, shared: Sequence[Collinearity | None]) -> list[str]:
    """Words for the strong dependencies among drivers."""
    lead = [INTERCEPT] * int(model.intercept)
    names = lead + [f"{term.name} {level}".strip() for term, level in model.columns]
    notes = []
    for segment, found in enumerate(shared):
        for index, involved in found.involved(names) if found else []:
            # A mean far from 0 beside a small spread involves the intercept alone with a driver: nothing to mend.
            if len([name for name in involved if name != INTERCEPT]) > 1:
                listed = ", ".join(f"'{name}'" for name in involved if name != INTERCEPT)
                notes.append(f"{model.where(segment)}collinear: {listed} (condition index {index:.0f})")
    return notes
