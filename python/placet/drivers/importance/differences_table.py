"""The tables of `compare_drivers`: differences of pairs, importances of segments."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...inference.levels import Levels, Pairs, findings
from ...survey.segments import Segments as Keys
from .compared_segments import Segments
from .differences import Differences

#: Columns of the results, which a key column may not be named.
COLUMNS = (
    "term", "level", "against", "estimate", "std_error", "statistic", "df", "p_value", "p_adjusted", "conf_low",
    "conf_high", "value", "reference", "n", "n_against", "finding",
)  # fmt: skip


def table_of(
    segments: Segments, levels: Levels, pairs: Pairs, found: Differences, conf_level: float
) -> dict[str, Any]:  # fmt: skip
    """One row a comparison and driver, in the order of the comparisons and of the drivers."""
    p, first, second = len(segments.terms), segments.sets.first, segments.sets.second
    low, high = found.limits(conf_level)
    return {
        **levels.columns(pairs.first, repeat=p),
        "term": segments.terms * len(first),
        **pairs.columns(levels, repeat=p),
        "estimate": found.estimate.ravel(),
        "std_error": np.where(np.isnan(found.estimate), np.nan, found.std_error).ravel(),
        "statistic": found.statistic.ravel(),
        "df": np.where(np.isnan(found.statistic), np.nan, found.df).ravel(),
        "p_value": found.p_value.ravel(),
        "p_adjusted": found.p_adjusted.ravel(),
        "conf_low": low.ravel(),
        "conf_high": high.ravel(),
        "value": found.values[first].ravel(),
        "reference": found.values[second].ravel(),
        "n": np.repeat(segments.n[first], p),
        "n_against": np.repeat(segments.n[second], p),
        "finding": findings(low, high),
    }


def importances_table(segments: Segments, keys: Keys, found: Differences) -> dict[str, Any]:
    """One row a segment and driver, of those segments that stand alone on a side."""
    alone = {members[0]: number for number, members in enumerate(segments.sets.members) if len(members) == 1}
    at = [alone[s] for s in sorted(alone)]
    p = len(segments.terms)
    rows = [keys.keys[s] for s in sorted(alone) for _ in range(p)]
    values = found.values[at]
    return {
        **{name: [key[i] for key in rows] for i, name in enumerate(keys.names)},
        "term": segments.terms * len(at),
        "value": values.ravel(),
        "std_error": np.where(np.isnan(values), np.nan, found.value_errors[at]).ravel(),
        "n": np.repeat(segments.n[at], p),
    }
