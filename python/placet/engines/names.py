"""Names of columns that engines can tell apart: SQL of most of them takes capitals and small letters for the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .._core import DataError


def check_names(names: Sequence[str], wanted: Sequence[str]) -> None:
    """Refuse wanted columns that have a twin among all of them."""
    folded = Counter(map(str.casefold, names))
    for name in wanted:
        if folded[name.casefold()] > 1:
            twins = dict.fromkeys(repr(other) for other in names if other.casefold() == name.casefold())
            if len(twins) == 1:
                raise DataError(f"the data have several columns named {name!r}; rename them so that each is unique")
            raise DataError(
                f"the data have columns {' and '.join(twins)}, whose names differ only by capitals; rename one of "
                "them, since not every engine can tell them apart"
            )
