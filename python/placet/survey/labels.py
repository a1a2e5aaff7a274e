"""Labels of keys as a caller gives them, and as messages show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from ..results.format import segment


def positions(given: Any, labels: Sequence[Any]) -> list[int]:
    """Where a label is: as it is or, a number or date, as its text; a day is the time it begins at."""
    exact = [] if np.ndim(given) else [i for i, label in enumerate(labels) if label == given]
    if exact or not isinstance(given, (str, date, np.datetime64)):
        return exact
    text = segment([given])
    return [i for i, label in enumerate(labels) if text in (str(label), segment([label]))]


def shown(labels: Sequence[Any]) -> str:
    """The first labels for a message, as they may be given."""
    texts = [repr(segment([label]) if isinstance(label, date) else label) for label in labels[:12]]
    return ", ".join(texts) + (", ..." if len(labels) > 12 else "")
