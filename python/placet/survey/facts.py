"""The facts every result reports: who was counted, who was not, and which parts of the design were not used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import checks
from .._core import DataError, Moments, ScoreCounts, effective_base
from .rows import Rows

#: What moments of segments are added up for.
TOTALS = ("n", "n_missing", "n_zero_weight", "sum_w", "sum_w2")

#: Rows that a note names one by one.
MOST_NAMED = 5


def base_facts(rows: Rows, counts: ScoreCounts | Sequence[Moments], missing: Any, what: str) -> dict[str, Any]:
    """Counts over all segments; refuses missing answers under `missing="raise"`."""
    checks.choice("missing", missing, ("drop", "raise"))
    if isinstance(counts, ScoreCounts):
        used, n_missing, n_zero, sum_w, sum_w2 = counts.totals
    else:
        used, n_missing, n_zero, sum_w, sum_w2 = (sum(getattr(m, name) for m in counts) for name in TOTALS)
    if missing == "raise" and n_missing:
        raise DataError(
            f"{n_missing} of {rows.n_total} respondents have no answer in {what}; "
            'pass missing="drop" to leave them out, or fill them in before the call'
        )
    return counted(rows, used, n_missing, n_zero, float(sum_w), float(sum_w2))


def counted(rows: Rows, used: int, n_missing: int, n_zero: int, sum_w: float, sum_w2: float) -> dict[str, Any]:
    """Counts by the names all results have them under."""
    return {
        "n_total": rows.n_total,
        "n_used": used,
        "n_missing": n_missing,
        "n_zero_weight": n_zero,
        "n_outside": rows.segments.n_outside,
        "sum_weights": sum_w,
        "n_eff": effective_base(used, sum_w, sum_w2, rows.weight_type),
    }


def design_notes(rows: Rows) -> list[str]:
    """Words for the design that errors come from, if one was read."""
    if rows.replicates is not None:
        return [f"design: {len(rows.replicates.columns):,} {rows.replicates.rule.kind} replicate weights"]
    return [f"design: {rows.sampling.words}"] if rows.sampling is not None else []


def alike_notes(names: Sequence[str], what: str = "interval", count: int | None = None) -> list[str]:
    """Words for rows whose answers are all equal, or one answer, and say nothing of how much answers vary.

    Of many rows, of which there are `count`, the first are named.
    """
    if not names:
        return []
    more = (len(names) if count is None else count) - MOST_NAMED
    listed = ", ".join(names[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")
    return [f"no {what} for {listed}: answers that are all equal do not tell how much answers vary"]
