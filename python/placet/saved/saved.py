"""What all kept statistics share: segments by their labels, in any order, and how two of them become one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn

import numpy as np

from .._core import DataError
from ..engines import Condensed, Copies, Engine
from ..engines.engine import Flag
from ..mistakes import brief
from ..survey import Survey, keys
from ..survey.away import RowsNeededError
from ..survey.order import in_order
from ..survey.value_labels import label_of_code
from ..survey.waves import read_key

Label = tuple[Any, ...]


@brief
class Saved(Engine):
    """A statistic of rows that are gone.

    Attributes
    ----------
    by : tuple of str
        The key columns of the segments.
    keys : tuple of tuples
        The labels of every segment, None for rows that have none.
    weights : str or None
        The weights that were used.
    weight_type : str
    """

    library = ""
    called = "a statistic that was kept"
    collect = "call the function with the rows"
    has_rows = False

    def __init__(
        self, by: Sequence[str], keys: Sequence[Label], weights: str | None, weight_type: str,
        orders: Mapping[str, list[Any]],
    ) -> None:  # fmt: skip
        self.by, self.keys = tuple(by), tuple(map(tuple, keys))
        self.weights, self.weight_type, self.orders = weights, weight_type, dict(orders)

    @property
    def words(self) -> dict[str, Any]:
        """What is kept beside the numbers."""
        return {
            "by": list(self.by), "keys": [list(key) for key in self.keys], "weights": self.weights,
            "weight_type": self.weight_type, "orders": self.orders,
        }  # fmt: skip

    def merged(self, other: Saved, own: Sequence[str]) -> tuple[list[Label], dict[str, Any]]:
        """The segments of both, and what else the two have together; refuses statistics of other things."""
        for name in ("by", "weights", "weight_type", *own):
            mine, theirs = getattr(self, name), getattr(other, name)
            if mine != theirs:
                raise DataError(
                    f"two {type(self).__name__} of different {name} cannot be added: {mine!r} and {theirs!r}; make "
                    "both by the same call"
                )
        orders = dict(self.orders)
        for name, labels in other.orders.items():
            known = orders.get(name, [])
            orders[name] = [*known, *(label for label in labels if label not in known)]
        together = {"weights": self.weights, "weight_type": self.weight_type, "orders": orders}
        return sorted({*self.keys, *other.keys}, key=_place), together

    def labels(self, name: str) -> list[Any]:
        """What a key column calls every segment."""
        at = self.by.index(name)
        return [key[at] for key in self.keys]

    # ---- what an engine does -------------------------------------------------------------------------------------

    def count(self) -> int:
        """Rows that the statistic is of."""
        raise NotImplementedError

    def condensed(
        self, columns: Sequence[str], weights: str | None, flag: Flag, copies: Copies | None = None
    ) -> Condensed:
        """It takes counts to count."""
        self._refuse("how many gave every answer")

    def batches(self, columns: Sequence[str], flag: Flag, coded: Sequence[str] = ()) -> Iterator[Any]:
        """The rows are gone."""
        self._refuse('another pass over the rows (errors="classical" needs none)')

    def collected(self, columns: Sequence[str], flag: Flag) -> tuple[Any, list[str]]:
        """The rows are gone."""
        self._refuse("the answers of single respondents")

    def _refuse(self, what: str) -> NoReturn:
        raise RowsNeededError(what)


def canonical(by: Sequence[str], keys: Sequence[Label]) -> list[int]:
    """The order in which segments are kept, whichever came first."""
    return sorted(range(len(keys)), key=lambda i: _place(keys[i]))


def _place(key: Label) -> Any:
    return [(type(label).__name__, label if isinstance(label, (int, float, str)) else str(label)) for label in key]


def orders_of(survey: Survey, names: Sequence[str]) -> dict[str, list[Any]]:
    """The order of the labels of key columns, where it is another than that of their values."""
    found = {}
    for name in names:
        labels = _order(survey, name)
        if labels and [labels[i] for i in in_order(list(range(len(labels))), labels)] != labels:
            found[name] = labels
    return found


def _order(survey: Survey, name: str) -> list[Any]:
    if name == survey.wave and survey.waves is not None:
        return list(survey.waves)
    given = survey.value_labels.get(name)
    if given is not None:
        if not isinstance(given, Mapping):
            return list(given)
        called = label_of_code(given)
        return [called[code] for code in sorted(called)]
    if survey.frame.engine is not None:
        return survey.frame.engine.categories(name)
    key: keys.Key = read_key(survey, name, survey.frame.fetch([name])[name])
    return list(key.labels) if key.ordered and not key.implied and key.labels is not None else []


def as_column(labels: Sequence[Any]) -> np.ndarray:
    """Labels as a column, text and others as they are."""
    column = np.empty(len(labels), dtype=object)
    column[:] = labels
    kinds = {type(label) for label in labels}
    return np.array(labels) if kinds in ({int}, {float}, {bool}) and len(labels) else column
