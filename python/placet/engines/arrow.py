"""Datasets and readers of record batches of PyArrow, such as folders of Parquet files, batch by batch."""

from __future__ import annotations

import sys
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any

from .._core import DataError
from .dictionaries import as_one, is_text, with_dictionaries
from .engine import MOST_ROWS, Condensed, Copies, Engine, Flag, batch_rows, grouped, prepared, read_for, taken

#: Rows of tables of different rows that wait to be merged.
WAITING = 1 << 18


def engine_of(data: Any) -> Engine | None:
    """The engine of a dataset or of a reader; a table has its rows in memory."""
    if hasattr(data, "get_fragments"):
        return DatasetEngine(data)
    return ReaderEngine(data) if hasattr(data, "read_next_batch") else None


class ArrowEngine(Engine):
    """Record batches."""

    library = "pyarrow"
    called = "data of pyarrow"
    collect = "make them a table first, such as by .to_table()"

    def __init__(self, data: Any) -> None:
        self.data = data
        self.orders_seen: dict[str, dict[Any, None]] = {}

    @property
    def names(self) -> list[str]:
        """Names of the columns."""
        return list(self.data.schema.names)

    def categories(self, name: str) -> list[Any]:
        """The labels of an ordered dictionary as the rows that were read have them: a schema does not tell them."""
        return list(self.orders_seen.get(name, {}))

    def _note_orders(self, batch: Any) -> None:
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            if getattr(column.type, "ordered", False):
                self.orders_seen.setdefault(name, {}).update(dict.fromkeys(column.dictionary.to_pylist()))

    def restored(self, frame: Any) -> Any:
        """Rows of a batch with text as text, and with one dictionary where there are dictionaries."""
        kinds, schema = self.data.schema, sys.modules["pyarrow"].schema
        return as_one(frame.to_native().cast(schema([kinds.field(name) for name in frame.columns])))

    @abstractmethod
    def read(self, columns: Sequence[str] | None, coded: Sequence[str]) -> Iterator[Any]:
        """Record batches of some columns, or of all."""

    def condensed(
        self, columns: Sequence[str], weights: str | None, flag: Flag, copies: Copies | None = None
    ) -> Condensed:
        """Count the different rows of some columns."""
        keys, waiting, rows = [], [], 0
        for batch in self._tables(read_for(columns, weights, copies), flag):
            frame, keys = prepared(batch, columns, weights, flag, copies)
            waiting.append(grouped(frame, keys))
            rows += len(waiting[-1])
            if rows > WAITING:
                waiting = [_merged(waiting, keys)]
                rows = len(waiting[0])
                if rows > MOST_ROWS:
                    break
        return taken(_merged(waiting, keys), keys, keys[len(dict.fromkeys(columns)) :])

    def tallies(self, columns: Sequence[str]) -> bool:
        """Always: what is grouped by PyArrow is written out first."""
        return True

    def batches(self, columns: Sequence[str], flag: Flag, coded: Sequence[str] = ()) -> Iterator[tuple[Any, list[str]]]:
        """Rows in batches as they come."""
        for batch in self._tables(columns, flag, coded):
            frame, flags = flag(batch)
            yield frame.select(*dict.fromkeys(columns), *flags), flags

    def collected(self, columns: Sequence[str], flag: Flag) -> tuple[Any, list[str]]:
        """All rows of some columns."""
        import narwhals.stable.v2 as nw

        frame, flags = flag(as_one(nw.concat(list(self._tables(columns, flag)))))
        return frame.select(*dict.fromkeys(columns), *flags), flags

    def _tables(self, columns: Sequence[str], flag: Flag, coded: Sequence[str] = ()) -> Iterator[Any]:
        """Batches as tables, an empty one before them so that there is one at least."""
        import narwhals.stable.v2 as nw

        table = sys.modules["pyarrow"].Table
        empty = nw.from_native(self.data.schema.empty_table(), eager_only=True)
        # A condition may ask for any column.
        wanted = None if flag(empty)[1] else list(dict.fromkeys(columns))
        yield empty if wanted is None else empty.select(*wanted)
        try:
            for batch in self.read(wanted, () if wanted is None else coded):
                self._note_orders(batch)
                if batch.num_rows:
                    yield nw.from_native(table.from_batches([batch]), eager_only=True)
        except sys.modules["pyarrow"].ArrowException as error:
            raise DataError(
                f"{self.called} cannot be read: {str(error).splitlines()[0]}; check that all files have the same "
                "columns of the same types"
            ) from None


class DatasetEngine(ArrowEngine):
    """A dataset, which is read anew by every call."""

    def count(self) -> int:
        """How many rows there are."""
        return int(self.data.count_rows())

    def read(self, columns: Sequence[str] | None, coded: Sequence[str]) -> Iterator[Any]:
        """Record batches, of which few are read ahead."""
        wanted = self.names if columns is None else columns
        self._check_files(wanted)
        rows = batch_rows(len(wanted))
        return with_dictionaries(self.data, coded).to_batches(
            columns=columns, batch_size=rows, batch_readahead=1, fragment_readahead=1, use_threads=True
        )

    def _check_files(self, columns: Sequence[str]) -> None:
        """Refuse files that lack a column, as if nobody there had answered it, and those that have text for numbers."""
        kinds = self.data.schema
        for fragment in _fragments(self.data):
            there = fragment.physical_schema.names
            self._check_text(
                [(kinds.field(n), fragment.physical_schema.field(n)) for n in columns if n in there], fragment
            )
            lacking = [name for name in columns if name not in there]
            # A column may be the name of the folder.
            where = str(fragment.partition_expression) if lacking else ""
            lacking = [name for name in lacking if f"{name} ==" not in where and f"{name} is" not in where]
            if lacking:
                path = getattr(fragment, "path", "") or "a part of the data"
                raise DataError(
                    f"column {lacking[0]!r} is missing in {path}, and others have it; write it anew with all columns, "
                    "or leave it out of the dataset"
                )

    def _check_text(self, columns: list[tuple[Any, Any]], fragment: Any) -> None:
        """Refuse numbers that are text in a file: they would be read as whatever they look like."""
        for expected, found in columns:
            if is_text(expected.type) != is_text(found.type) and str(found.type) != "null":
                where = getattr(fragment, "path", "") or "a part of the data"
                raise DataError(
                    f"{self.called} cannot be read: column {expected.name!r} is {found.type} in {where} and "
                    f"{expected.type} in the dataset; check that all files have the same columns of the same types"
                )


class ReaderEngine(ArrowEngine):
    """A reader, which can be read once."""

    called = "a reader of record batches"
    collect = "make them a table first, by .read_all()"

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.spent = False

    def count(self) -> int:
        """Nobody knows how many rows there are before they were read."""
        raise DataError(f"the rows of {self.called} are counted by reading it, and it can be read once; {self.collect}")

    def read(self, columns: Sequence[str] | None, coded: Sequence[str]) -> Iterator[Any]:
        """Record batches, once."""
        if self.spent:
            raise DataError(
                "the reader of record batches was read already, and this call reads the data more than once; give a "
                "dataset of PyArrow, which is read anew every time, or make it a table by .read_all()"
            )
        self.spent = True
        for batch in self.data:
            yield batch if columns is None else batch.select(columns)


def _fragments(data: Any) -> Iterator[Any]:
    """The parts of a dataset; one that is filtered hands them out only to itself."""
    return data._get_fragments(None) if getattr(data, "_scan_options", None) else data.get_fragments()


def _merged(tables: list[Any], keys: list[str]) -> Any:
    """Tables of different rows as one."""
    import narwhals.stable.v2 as nw

    return tables[0] if len(tables) == 1 else grouped(as_one(nw.concat(tables)), keys)
