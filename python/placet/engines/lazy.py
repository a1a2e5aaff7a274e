"""Lazy frames of any library that narwhals knows: the counting is pushed down."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any

from .._core import DataError
from .engine import MOST_ROWS, Condensed, Copies, Engine, Flag, grouped, prepared, taken


class LazyEngine(Engine):
    """A lazy frame.

    Parameters
    ----------
    frame
        The frame through narwhals.
    """

    collect = "collect them first"

    def __init__(self, frame: Any) -> None:
        self.frame = frame
        self.library = frame.implementation.value
        self.called = f"lazy data of {self.library}"
        self.schema = frame.collect_schema()

    @property
    def names(self) -> list[str]:
        """Names of the columns."""
        return list(self.schema.names())

    def categories(self, name: str) -> list[Any]:
        """The labels of an ordered category in their order."""
        return list(getattr(self.schema[name], "categories", None) or [])

    def eager(self, frame: Any) -> Any:
        """What a lazy frame comes to."""
        return frame.collect()

    def count(self) -> int:
        """How many rows there are."""
        import narwhals.stable.v2 as nw

        return int(self.eager(self.frame.select(nw.len())).item())

    def condensed(
        self, columns: Sequence[str], weights: str | None, flag: Flag, copies: Copies | None = None
    ) -> Condensed:
        """Count the different rows of some columns."""
        self.refuse_objects(columns)
        frame, keys = prepared(self.frame, columns, weights, flag, copies)
        flags = keys[len(dict.fromkeys(columns)) :]
        return taken(self._ordered(self.eager(grouped(frame, keys).head(MOST_ROWS + 1))), keys, flags)

    def refuse_objects(self, columns: Sequence[str]) -> None:
        """Refuse columns that no lazy frame can count."""
        import narwhals.stable.v2 as nw

        for name in columns:
            if self.schema[name] == nw.Object:
                raise DataError(
                    f"column {name!r} holds objects of Python, which {self.library} cannot count; make them numbers or "
                    "text before the call"
                )

    def batches(self, columns: Sequence[str], flag: Flag, coded: Sequence[str] = ()) -> Iterator[tuple[Any, list[str]]]:
        """Rows in batches, where the library has them."""
        raise DataError(
            f"{self.called} hand out no rows in batches yet, and means and co-moments are made of these; scores and "
            "what is made of counts work, for anything else collect the columns first, or write them to Parquet and "
            "give a dataset of PyArrow"
        )

    def collected(self, columns: Sequence[str], flag: Flag) -> tuple[Any, list[str]]:
        """All rows of some columns."""
        frame, flags = flag(self.frame)
        return self._ordered(self.eager(frame.select(*columns, *flags))), flags

    def _ordered(self, eager: Any) -> Any:
        """An eager frame whose ordered categories say that they are ordered."""
        import narwhals.stable.v2 as nw

        if not eager.implementation.is_pyarrow():
            return eager
        ordered = [as_ordered(eager[name]) for name in eager.columns if self.schema.get(name) == nw.Enum]
        return eager.with_columns(*ordered) if ordered else eager


def is_plain(kind: Any) -> bool:
    """Whether a column is one of numbers that are the same everywhere."""
    import narwhals.stable.v2 as nw

    return kind == nw.Boolean or (kind.is_numeric() and kind not in (nw.Int128, nw.UInt128, nw.Decimal))


def as_ordered(values: Any) -> Any:
    """The Arrow dictionary that a lazy column of ordered categories became, saying that it is ordered."""
    import narwhals.stable.v2 as nw

    native = values.to_native()
    kind = sys.modules["pyarrow"].dictionary(native.type.index_type, native.type.value_type, ordered=True)
    return nw.from_native(native.cast(kind), series_only=True).alias(values.name)
