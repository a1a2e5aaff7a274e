"""Which drivers share the variance that nobody can tell apart: Belsley, Kuh and Welsch's decomposition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import PlacetError
from ...language import enumerated, say
from ...results.drivers.regression import INTERCEPT
from ...results.table import Table, one_under_another
from ..standard_errors.analysis import Analysis
from ..standard_errors.numbers import Numbers

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


def collinearity(one: Analysis) -> tuple[Table, list[str]]:
    """Condition indices with every coefficient's share of variance in each, and words for the strong dependencies."""
    fitted = one.fitted
    shared = [
        None if isinstance(fit, PlacetError) else _core.collinearity(moments, fitted.model.intercept)
        for moments, fit in zip(fitted.moments, fitted.fits, strict=True)
    ]
    found = [None if indices is None else Collinearity(*indices) for indices in shared]
    return Table.later(_columns, one.numbers, found), _notes(one, found)


def _columns(numbers: Numbers, shared: Sequence[Collinearity | None]) -> dict[str, Any]:
    k = len(numbers.coefficients)
    blocks = [
        (np.full(k * k, np.nan), np.full(k * k, np.nan)) if c is None else (np.repeat(c.index, k), c.shares.ravel())
        for c in shared
    ]
    return {
        **numbers.labels.columns(repeat=k * k),
        "dimension": np.tile(np.repeat(np.arange(1, k + 1), k), len(blocks)),
        "condition_index": one_under_another([index for index, _ in blocks]),
        "term": [name for name, _ in numbers.coefficients] * k * len(blocks),
        "level": [level for _, level in numbers.coefficients] * k * len(blocks),
        "share": one_under_another([share for _, share in blocks]),
    }


def _notes(one: Analysis, shared: Sequence[Collinearity | None]) -> list[str]:
    notes = []
    for segment, found in enumerate(shared):
        if found is None or not found.index[-1] >= STRONG:
            continue
        for index, involved in found.involved([f"{name} {level}".strip() for name, level in one.numbers.coefficients]):
            # A mean far from 0 beside a small spread involves the intercept alone with a driver: nothing to mend.
            if len([name for name in involved if name != INTERCEPT]) > 1:
                listed = enumerated([f"'{name}'" for name in involved if name != INTERCEPT])
                values = {"where": one.fitted.model.where(segment), "terms": listed, "index": index}
                notes.append(say("{where}collinear: {terms} (condition index {index:.0f})", **values))
    return notes
