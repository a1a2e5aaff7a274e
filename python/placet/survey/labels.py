"""Labels of keys as a caller gives them, and as messages show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np

from .._core import DataError
from ..checks import named, repeated
from ..results.format import segment


def listed(option: str, given: Any) -> list[Any]:
    """Waves as a list, none of them twice."""
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise DataError(f"{option} must be a list of waves, not {named(given)}")
    found = list(given)
    if not found:
        raise DataError(f"{option} lists no wave; leave it out for all of them")
    twice = repeated(found)
    if twice:
        raise DataError(f"{option} lists {twice[0]!r} twice; list every wave once")
    return found


def positions(given: Any, labels: Sequence[Any]) -> list[int]:
    """Where a label is: as it is or, a number or date, as its text, or a period in another spelling.

    A day is the time it begins at.
    """
    exact = (
        [] if np.ndim(given) or isinstance(given, np.void) else [i for i, label in enumerate(labels) if label == given]
    )
    if exact or not isinstance(given, (str, date, np.datetime64)) or given != given:  # NaT is no day
        return exact
    text = segment([given])
    return [i for i, label in enumerate(labels) if text in (str(label), segment([label]))] or _same(given, labels)


def _same(given: Any, labels: Sequence[Any]) -> list[int]:
    """Where a label means the same period."""
    from . import calendar  # only what is spelled otherwise has to pay for its patterns

    try:
        period, *periods = calendar.read([given, *labels]).periods
    except calendar.NoOrderError:
        return []
    return [i for i, other in enumerate(periods) if other == period]


def shown(labels: Sequence[Any]) -> str:
    """The first labels for a message, as they may be given."""
    texts = [repr(segment([label]) if isinstance(label, date) else label) for label in labels[:12]]
    return ", ".join(texts) + (", ..." if len(labels) > 12 else "")
