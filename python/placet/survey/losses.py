"""Respondents that are lost because all of several columns must be answered: a warning where they are many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .._core import Moments
from ..progress import warn
from ..types import Column
from .facts import base_facts
from .rows import Rows

#: A share of the respondents that is not to be lost without a word.
MOST_LOST = 0.2
#: Columns that are named, those with most gaps.
NAMED = 3


class MissingAnswersWarning(UserWarning):
    """More than a fifth of the respondents are left out because some of their answers are missing."""


def complete_facts(
    rows: Rows, moments: Sequence[Moments], missing: Any, what: str, *, columns: Mapping[str, Column] | None = None,
    remedy: str = "leave out columns that few were asked",
) -> dict[str, Any]:  # fmt: skip
    """Counts of the respondents with all answers, and where many are lost a warning and words for the summary.

    Parameters
    ----------
    rows, moments, missing, what
        As for `base_facts`.
    columns
        The columns by what the caller calls them; those of the rows without it.
    remedy
        What can be done.
    """
    facts = base_facts(rows, moments, missing, what)
    return facts | losses(rows, facts, columns or {column[0]: column for column in rows.columns}, remedy)


def losses(rows: Rows, facts: Mapping[str, Any], columns: Mapping[str, Column], remedy: str) -> dict[str, str]:
    """What is said of respondents who are lost, if they are many; warns of them."""
    asked = facts["n_used"] + facts["n_missing"]
    if facts["n_missing"] <= MOST_LOST * asked:
        return {}
    counting = rows.counting
    gaps = {name: int((_missing(column) & counting).sum()) for name, column in columns.items()}
    most = sorted((name for name in gaps if gaps[name]), key=lambda name: -gaps[name])[:NAMED]
    named = ", ".join(f"{name!r} ({gaps[name]:,})" for name in most)
    words = f"{facts['n_used']:,} of {asked:,} respondents used"
    warn(f"{words}, the others have gaps, most of them in {named}; {remedy}", MissingAnswersWarning)
    return {"losses": f"{words}, most gaps in {named}"}


def _missing(column: Column) -> np.ndarray:
    _, values, codes = column
    found = np.isnan(values) if values.dtype.kind == "f" else np.zeros(len(values), dtype=bool)
    return found | np.isin(values, codes) if codes else found
