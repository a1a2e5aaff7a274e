"""One covariance and one R² of every segment, from those of several completed data sets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..fits.least_squares import LeastSquares
from .covariance import Covariance
from .moves import MOST_MOVES, Moves
from .pooling import pool, pool_r2

Floats = NDArray[np.float64]


def pooled(sets: Sequence[Any], errors: Sequence[Sequence[Covariance | None]]) -> Iterator[Covariance | None]:
    """The covariance of every segment over the data sets."""
    for segment, found in enumerate(zip(*errors, strict=True)):
        known = [e for e in found if e is not None]
        if len(known) < len(found):
            yield None
            continue
        estimates = [fitted.estimates[segment] for fitted in sets]
        # Rubin's rules take so many for complete data, of a likelihood, too.
        spare = sets[0].spare(segment)
        least = min(known, key=lambda covariance: covariance.least_df)
        complete = replace(least, df=np.minimum(least.df, spare), moves=())
        one = pool(estimates, [e.matrix for e in known], complete.dfs)
        yield Covariance(
            one.covariance, one.df, known[0].notes, _moves(known), one.missing_information,
            pooled=one, complete=complete,
        )  # fmt: skip


def _moves(found: Sequence[Covariance]) -> tuple[Moves, ...]:
    """Those of all data sets, or none where there is no room for them."""
    moves = tuple(one for covariance in found for one in covariance.moves)
    return moves if sum(one.values.size for one in moves) <= MOST_MOVES else ()


def pooled_r2(sets: Sequence[LeastSquares]) -> dict[str, Floats]:
    """R², pooled on Fisher's scale."""
    found, n = np.array([fitted.stack("r2") for fitted in sets]), sets[0].stack("n")
    r2 = [
        pool_r2(column, size).estimate if np.isfinite(column).all() else np.nan
        for column, size in zip(found.T, n, strict=True)
    ]
    return {"r2": np.array(r2)}
