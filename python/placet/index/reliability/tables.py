"""The tables of a reliability: one row a construct, one an item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .constructs import Construct
from .measured import Measured

#: A construct in a segment: what was found, the interval of alpha, that of omega.
Row = tuple[Construct, Measured, tuple[float, float], tuple[float, float]]
#: Columns of the two tables, which a key column may not be named.
MAIN = (
    "term", "estimate", "conf_low", "conf_high", "std_alpha", "omega", "omega_low", "omega_high", "split_half", "kmo",
    "bartlett_statistic", "bartlett_df", "bartlett_p_value", "n_items", "n", "n_eff",
)  # fmt: skip
ITEMS = ("term", "item", "sign", "item_rest", "alpha_dropped", "loading", "msa", "mean", "n", "n_eff")


def main_table(keys: Mapping[str, Any], rows: Sequence[Row]) -> dict[str, Any]:
    """One row a construct and segment."""
    made = [
        (
            found.alpha, *of_alpha, found.std_alpha, found.omega, *of_omega, found.split_half, found.kmo,
            *found.bartlett, len(construct.items), found.n, found.n_eff,
        )
        for construct, found, of_alpha, of_omega in rows
    ]  # fmt: skip
    columns = dict(zip(MAIN[1:], np.array(made, dtype=np.float64).T, strict=True))
    whole = {name: columns[name].astype(np.int64) for name in ("n_items", "n")}
    return {**keys, "term": [construct.name for construct, *_ in rows], **columns, **whole}


def item_table(keys: Mapping[str, Any], rows: Sequence[Row]) -> dict[str, Any]:
    """One row an item of a construct and segment."""
    parts = [
        np.column_stack(
            [
                construct.signs, found.item_rest, found.alpha_dropped, found.loadings, found.msa, found.means,
                np.full(len(construct.items), found.n), np.full(len(construct.items), found.n_eff),
            ]
        )
        for construct, found, *_ in rows
    ]  # fmt: skip
    columns = dict(zip(ITEMS[2:], np.concatenate(parts).T, strict=True))
    whole = {name: columns[name].astype(np.int64) for name in ("sign", "n")}
    terms = [construct.name for construct, *_ in rows for _ in construct.items]
    items = [item for construct, *_ in rows for item in construct.items]
    return {**keys, "term": terms, "item": items, **columns, **whole}
