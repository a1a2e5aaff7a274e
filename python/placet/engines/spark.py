"""Data frames of Spark, classic and Connect: Spark counts them, and every partition is worked on where it is."""

from __future__ import annotations

import pickle
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial, reduce
from importlib import import_module
from io import BytesIO
from typing import Any

import numpy as np

from .._core import DataError, PlacetError, __version__
from .engine import (
    BATCH,
    MOST_ROWS,
    Condensed,
    Copies,
    Engine,
    Flag,
    Join,
    Work,
    check_weights_type,
    grouped,
    prepared,
    read_for,
    taken,
)  # fmt: skip

#: What a partition sends: the number of the partitions it is joined with on the way, its own, and what was made of it.
STATE = "joined long, place long, state binary"
#: Partitions whose states a worker joins, so that the driver gets fewer of them.
JOINED = 64
#: What workers import.
NEEDED = ("placet", "numpy", "narwhals", "pyarrow")
#: Types of columns that hold one number or label a row.
PLAIN = {
    "void", "boolean", "byte", "short", "integer", "long", "float", "double", "decimal", "string", "char", "varchar",
    "date", "timestamp", "timestamp_ntz",
}  # fmt: skip


def engine_of(data: Any) -> Engine | None:
    """The engine of a data frame."""
    kind = type(data)  # a frame of Connect says that it has any attribute
    if hasattr(kind, "to_spark"):
        raise DataError("the data are a frame of pandas on Spark; give data.to_spark()")
    return SparkEngine(data) if hasattr(kind, "mapInArrow") else None


class SparkEngine(Engine):
    """A data frame."""

    library = "pyspark"
    called = "data of Spark"
    collect = ".toPandas() them first"

    def __init__(self, data: Any) -> None:
        import narwhals.stable.v2 as nw

        self.data, self.frame = data, nw.from_native(data)
        connect = ".connect" if ".connect." in type(data).__module__ else ""
        self.functions = import_module(f"pyspark.sql{connect}.functions")

    @property
    def names(self) -> list[str]:
        """Names of the columns."""
        return list(self.data.columns)

    def count(self) -> int:
        """How many rows there are."""
        return int(self.data.count())

    def condensed(
        self, columns: Sequence[str], weights: str | None, flag: Flag, copies: Copies | None = None
    ) -> Condensed:
        """Count the different rows of some columns."""
        import narwhals.stable.v2 as nw

        read, kinds = read_for(columns, weights, copies), self.frame.collect_schema()
        for name in read_for([], weights, copies):
            check_weights_type(name, kinds[name])
        data, flags = self._chosen(read, flag)
        plainly = _plainly(data)
        plain = dict(zip(data.columns, plainly.columns, strict=True))
        copies = replace(copies, columns=[plain[name] for name in copies.columns]) if copies else None
        own, flagged = [plain[name] for name in columns], [plain[name] for name in flags]
        frame, keys = prepared(
            nw.from_native(plainly), own, weights and plain[weights], lambda frame: (frame, flagged), copies
        )
        found = _here(grouped(frame, keys).to_native().limit(MOST_ROWS + 1))
        found = found.rename({plain[name]: name for name in (*columns, *flags)})
        return taken(found, [*dict.fromkeys(columns), *flags], flags)

    def folded(self, columns: Sequence[str], flag: Flag, work: Work, join: Join) -> Any:
        """What is made of every partition by a worker, joined in the order of the partitions."""
        data, flags = self._chosen(columns, flag)
        sent = __version__, _pickled((work, join, flags, data.columns))
        made = _plainly(data).mapInArrow(partial(_made, *sent), STATE)
        made = made.repartition("joined").mapInArrow(partial(_joined, *sent), STATE)
        with _workers():
            states = _here(made).sort("joined")["state"].to_list()
        return _raised(reduce(partial(_either, join), map(pickle.loads, states), None))

    def batches(self, columns: Sequence[str], flag: Flag, coded: Sequence[str] = ()) -> Iterator[tuple[Any, list[str]]]:
        """Rows in batches, of one partition after the other."""
        import narwhals.stable.v2 as nw

        data, flags = self._chosen(columns, flag)
        with _workers():
            for row in _plainly(data).mapInArrow(partial(_written, data.columns), "batch binary").toLocalIterator():
                yield nw.from_native(pickle.loads(row[0]), eager_only=True), flags

    def collected(self, columns: Sequence[str], flag: Flag) -> tuple[Any, list[str]]:
        """All rows of some columns."""
        data, flags = self._chosen(columns, flag)
        return _here(data), flags

    def _chosen(self, columns: Sequence[str], flag: Flag) -> tuple[Any, list[str]]:
        """Some columns, and conditions."""
        frame, flags = flag(self.frame)
        names = list(dict.fromkeys(columns))
        kinds = {field.name: field.dataType for field in self.data.schema.fields}
        for name in names:
            if kinds[name].typeName() not in PLAIN:
                raise DataError(
                    f"column {name!r} is of the type {kinds[name].simpleString()} of Spark, which is no number or "
                    "label; make it one before the call"
                )
        return frame.to_native().select(*map(self._column, [*names, *flags])), flags

    def _column(self, name: str) -> Any:
        """A column by its name, which may have dots."""
        quoted = name.replace("`", "``")
        return self.functions.col(f"`{quoted}`")


def _plainly(data: Any) -> Any:
    """A frame with names without dots, which would mean a part of a column to narwhals and to `mapInArrow`."""
    return data.toDF(*(f"placet: {i}" for i in range(len(data.columns))))


def _here(data: Any) -> Any:
    """A small frame, in memory."""
    import narwhals.stable.v2 as nw

    return nw.from_native(data).collect()


def _pickled(what: Any) -> bytes:
    """What workers get; of frames that it happens to hold, which belong to the session, no more than the names."""
    cloudpickle = import_module("pyspark.cloudpickle")

    class Pickler(cloudpickle.Pickler):
        def reducer_override(self, obj: Any) -> Any:
            kind = type(obj)
            if not kind.__module__.startswith("pyspark.") or kind.__name__ not in ("DataFrame", "Column"):
                return super().reducer_override(obj)
            return dict, ({name: np.empty(0) for name in obj.columns} if kind.__name__ == "DataFrame" else {},)

    with BytesIO() as made:
        Pickler(made).dump(what)
        return made.getvalue()


# ---- what workers do -------------------------------------------------------------------------------------------------


def _made(version: str, sent: bytes, batches: Iterable[Any]) -> Iterator[Any]:
    """What is made of a partition, which may be an error; nothing of one without rows, of which there may be many."""
    found = None
    try:
        work, join, flags, names = _opened(version, sent)
        for table in _tables(names, batches):
            found = _either(join, found, work(table, flags))
    except PlacetError as error:
        found = error
    if found is not None:
        place = sys.modules["pyspark"].TaskContext.get().partitionId()
        yield _state(place // JOINED, place, found)


def _joined(version: str, sent: bytes, batches: Iterable[Any]) -> Iterator[Any]:
    """What was made of neighbouring partitions, joined in their order."""
    waiting: dict[int, list[tuple[int, bytes]]] = {}
    for batch in batches:
        for row in batch.to_pylist():
            waiting.setdefault(row["joined"], []).append((row["place"], row["state"]))
    for joined, states in waiting.items():
        try:
            join = _opened(version, sent)[1]
            found = reduce(partial(_either, join), (pickle.loads(state) for _, state in sorted(states)), None)
        except PlacetError as error:
            found = error
        yield _state(joined, joined, found)


def _written(names: list[str], batches: Iterable[Any]) -> Iterator[Any]:
    """Rows as bytes."""
    arrow = sys.modules["pyarrow"]
    for table in _tables(names, batches):
        yield arrow.RecordBatch.from_pydict({"batch": [pickle.dumps(table)]})


def _tables(names: list[str], batches: Iterable[Any]) -> Iterator[Any]:
    """Batches as tables of more rows, with columns of these names."""
    waiting: list[Any] = []
    for batch in batches:
        waiting.append(batch)
        if sum(one.num_rows for one in waiting) >= BATCH:
            yield _table(names, waiting)
            waiting = []
    if any(one.num_rows for one in waiting):
        yield _table(names, waiting)


def _table(names: list[str], batches: list[Any]) -> Any:
    return sys.modules["pyarrow"].Table.from_batches(batches).rename_columns(names)


def _state(joined: int, place: int, found: Any) -> Any:
    row = {"joined": [joined], "place": [place], "state": [pickle.dumps(found)]}
    return sys.modules["pyarrow"].RecordBatch.from_pydict(row)


def _opened(version: str, sent: bytes) -> tuple[Work, Join, list[str], list[str]]:
    if version != __version__:
        raise DataError(
            f"the workers of Spark have placet {__version__} and this session has {version}; install the same on both"
        )
    return pickle.loads(sent)


def _either(join: Join, one: Any, other: Any) -> Any:
    """Two states joined, of which each may be none or an error."""
    if one is None or other is None:
        return other if one is None else one
    if isinstance(one, PlacetError) or isinstance(other, PlacetError):
        return one if isinstance(one, PlacetError) else other
    try:
        return join(one, other)
    except PlacetError as error:
        return error


# ---- and what becomes of it ------------------------------------------------------------------------------------------


def _raised(found: Any) -> Any:
    """What was found, unless it is an error."""
    if isinstance(found, PlacetError):
        raise found
    return found


@contextmanager
def _workers() -> Iterator[None]:
    """Name what workers lack."""
    try:
        yield
    except Exception as error:
        lacking = re.search(rf"No module named '({'|'.join(NEEDED)})[.']", str(error))
        if lacking is None:
            raise
        raise DataError(
            f"the workers of Spark cannot import {lacking[1]}; install placet {__version__} and pyarrow on every node, "
            "or send an environment that has them, packed by venv-pack or conda-pack: spark.archives in the settings "
            "of the session, or spark.addArtifacts(path, archive=True) with Spark Connect"
        ) from None
