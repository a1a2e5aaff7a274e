"""Which drivers share the variance that nobody can tell apart: Belsley, Kuh and Welsch's decomposition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import PlacetError
from ...results.drivers.regression import INTERCEPT
from ...results.table import Later, Table, one_under_another
from ...survey import Term
from ..fits.fits import Fitted, named
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


def shared_variance(fitted: Fitted[Any], segment: int) -> Collinearity | None:
    """Which coefficients of a segment share the variance that nobody can tell apart."""
    if isinstance(fitted.fits[segment], PlacetError):
        return None
    found = _core.collinearity(fitted.moments[segment], fitted.model.intercept)
    return None if found is None else Collinearity(*found)


def collinearity_table(model: Model, shared: Sequence[Collinearity | None]) -> Table:
    """Condition indices by dimension, and every coefficient's share of variance in each."""
    lead = [INTERCEPT] * int(model.intercept)
    keys = model.rows.segments.columns(repeat=(len(lead) + len(model.drivers)) ** 2)
    return Table(Later(partial(_columns, keys, lead, model.terms, shared)))


def _columns(
    keys: dict[str, list[Any]], lead: list[str], terms: Sequence[Term], shared: Sequence[Collinearity | None]
) -> dict[str, Any]:  # fmt: skip
    coefficients = named(lead, terms)
    k = len(coefficients)
    blocks = [
        (np.full(k * k, np.nan), np.full(k * k, np.nan)) if c is None else (np.repeat(c.index, k), c.shares.ravel())
        for c in shared
    ]
    return {
        **keys,
        "dimension": np.tile(np.repeat(np.arange(1, k + 1), k), len(blocks)),
        "condition_index": one_under_another([index for index, _ in blocks]),
        "term": [name for name, _ in coefficients] * k * len(blocks),
        "level": [level for _, level in coefficients] * k * len(blocks),
        "share": one_under_another([share for _, share in blocks]),
    }


def collinearity_notes(model: Model, shared: Sequence[Collinearity | None]) -> list[str]:
    """Words for the strong dependencies among drivers."""
    if not any(found is not None and found.index[-1] >= STRONG for found in shared):
        return []
    names = [f"{name} {level}".strip() for name, level in named([INTERCEPT] * int(model.intercept), model.terms)]
    notes = []
    for segment, found in enumerate(shared):
        for index, involved in found.involved(names) if found else []:
            # A mean far from 0 beside a small spread involves the intercept alone with a driver: nothing to mend.
            if len([name for name in involved if name != INTERCEPT]) > 1:
                listed = ", ".join(f"'{name}'" for name in involved if name != INTERCEPT)
                notes.append(f"{model.where(segment)}collinear: {listed} (condition index {index:.0f})")
    return notes
