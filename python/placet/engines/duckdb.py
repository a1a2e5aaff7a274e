"""Relations of DuckDB."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any

from .ahead import ahead
from .engine import Engine, Flag, batch_rows
from .lazy import LazyEngine, is_plain

#: Methods that make a reader of record batches, by the versions of DuckDB that have them, the newest first.
READERS = ("to_arrow_reader", "fetch_record_batch", "fetch_arrow_reader")


def engine_of(data: Any) -> Engine | None:
    """The engine of a relation."""
    if type(data).__name__ != "DuckDBPyRelation":
        return None
    import narwhals.stable.v2 as nw

    return DuckDBEngine(nw.from_native(data))


class DuckDBEngine(LazyEngine):
    """A relation."""

    collect = "make them a table first, such as by .to_arrow_table() or .pl()"

    def tallies(self, columns: Sequence[str]) -> bool:
        """Where they are numbers: to hand text over takes longer than to group by it."""
        return all(is_plain(self.schema[name]) for name in columns)

    def eager(self, frame: Any) -> Any:
        """What a query comes to."""
        return apart(frame, connection_of(frame.to_native()))

    def batches(self, columns: Sequence[str], flag: Flag, coded: Sequence[str] = ()) -> Iterator[tuple[Any, list[str]]]:
        """Rows as record batches of Arrow; the reader is finished, or closed, before the connection is used again.

        DuckDB makes the batches on the thread that asks for them, so another one than that which works on them asks.
        """
        import narwhals.stable.v2 as nw

        frame, flags = flag(self.frame)
        relation = frame.select(*dict.fromkeys(columns), *flags).to_native()
        made = tables_of(relation, batch_rows(len(columns) + len(flags)))
        for table in ahead(made, interrupting(connection_of(relation))):
            yield self._ordered(nw.from_native(table, eager_only=True)), flags


def connection_of(relation: Any) -> Any:
    """The connection of a relation, which tells it from version 2."""
    return getattr(relation, "_con", None)


def interrupting(connection: Any) -> Callable[[], None]:
    """Ends the query of a connection; of one that is not known it comes to its end."""
    return getattr(connection, "interrupt", lambda: None)


def apart(frame: Any, connection: Any) -> Any:
    """What a query comes to on another thread than that of Ctrl-C, where DuckDB ends it before it looks."""
    (made,) = ahead((part.collect() for part in [frame]), interrupting(connection))
    return made


def tables_of(relation: Any, rows: int) -> Generator[Any, None, None]:
    """The rows of a relation as tables of Arrow; its reader is finished, or closed, before the next call."""
    reader = getattr(relation, next(name for name in READERS if hasattr(relation, name)))(rows)
    try:
        for batch in reader:
            yield sys.modules["pyarrow"].Table.from_batches([batch])
    finally:
        reader.close()
