"""Tables of Ibis, whatever they are in."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any

from .duckdb import apart, tables_of
from .engine import Engine, Flag, batch_rows
from .lazy import LazyEngine


def engine_of(data: Any) -> Engine | None:
    """The engine of a table."""
    if not hasattr(data, "to_pyarrow_batches"):
        return None
    import narwhals.stable.v2 as nw

    return IbisEngine(nw.from_native(data))


class IbisEngine(LazyEngine):
    """A table."""

    collect = "make them a table first, by .to_pyarrow()"

    def eager(self, frame: Any) -> Any:
        """What a query comes to."""
        backend = frame.to_native().get_backend()
        return apart(frame, backend.con) if hasattr(backend, "_to_duckdb_relation") else frame.collect()

    def batches(self, columns: Sequence[str], flag: Flag, coded: Sequence[str] = ()) -> Iterator[tuple[Any, list[str]]]:
        """Rows as record batches of Arrow."""
        import narwhals.stable.v2 as nw

        frame, flags = flag(self.frame)
        table = frame.select(*dict.fromkeys(columns), *flags).to_native()
        for made in _tables(table, batch_rows(len(columns) + len(flags))):
            yield self._ordered(nw.from_native(made, eager_only=True)), flags


def _tables(table: Any, rows: int) -> Iterator[Any]:
    """The rows as tables of Arrow."""
    relation_of = getattr(table.get_backend(), "_to_duckdb_relation", None)
    if relation_of is not None:  # Ibis 12 asks DuckDB for its reader by a name that DuckDB 2 has no more
        yield from tables_of(relation_of(table), rows)
        return
    with table.to_pyarrow_batches(chunk_size=rows) as reader:
        for batch in reader:
            yield sys.modules["pyarrow"].Table.from_batches([batch])
