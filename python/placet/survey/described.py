"""A survey in a few lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import checks
from ..results.format import shown

#: Columns that are named.
NAMED = 8
#: Columns whose codes are shown.
FEW = 3


def described(survey: Any) -> str:
    """Respondents, columns, and what was declared, each on a line."""
    frame = survey.frame.current()
    columns = f"{len(frame.names):,} column{'s' * (len(frame.names) != 1)}"
    lines = [f"Survey of {_rows(survey)}, {columns} ({frame.library or 'arrays'})"]
    names = ", ".join(shown(str(name)) for name in frame.names[:NAMED])
    more = len(frame.names) - NAMED
    told = {
        "columns": names + (f" and {more:,} more" if more > 0 else ""),
        "weights": survey.weights and f"{survey.weights} ({survey.weight_type})",
        "design": _design(survey),
        "waves": survey.wave and survey.wave + (f", by {survey.freq}" if survey.freq else ""),
        "no answer": _codes(survey.na_codes),
    }
    return "\n".join([*lines, *(f"  {name}: {words}" for name, words in told.items() if words)])


def _rows(survey: Any) -> str:
    """How many respondents there are; of data that are lazy it is not known."""
    frame = survey.frame.current()
    if frame.lazy:
        return "lazy data" + (", filtered" if frame.conditions else "")
    rows = f"{len(frame):,} row{'s' * (len(frame) != 1)}"
    return f"{len(survey):,} of {rows} (filtered)" if frame.conditions else rows


def _codes(na_codes: Any) -> str | None:
    if isinstance(na_codes, Mapping) and len(na_codes) > FEW:
        return f"codes of {len(na_codes):,} columns or patterns"
    return None if na_codes is None else checks.shown(na_codes)


def _design(survey: Any) -> str:
    parts = [f"{role} {name}" for role in ("strata", "cluster", "fpc", "id") if (name := getattr(survey, role))]
    if survey.repweights is not None:
        columns = len(survey.repweights.names(survey.frame.names))
        parts.append(f"{columns:,} {survey.repweights.kind} replicate weights")
    return ", ".join(parts)
