"""Data frames of Dask: every partition is worked on where it is, and what is made of them is merged two by two."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from .engine import Condensed, Copies, Engine, Flag, Join, Work, grouped, prepared, read_for, taken


def engine_of(data: Any) -> Engine | None:
    """The engine of a data frame."""
    return DaskEngine(data) if hasattr(data, "to_delayed") and hasattr(data, "columns") else None


class DaskEngine(Engine):
    """A data frame of Dask, whose partitions are frames of pandas."""

    library = "dask"
    called = "data of dask"
    collect = ".compute() them first"

    def __init__(self, data: Any) -> None:
        self.data = data

    @property
    def names(self) -> list[str]:
        """Names of the columns."""
        return list(self.data.columns)

    def categories(self, name: str) -> list[Any]:
        """The labels of an ordered category in their order, where Dask knows them."""
        kind = self.data.dtypes[name]
        return list(kind.categories) if getattr(kind, "ordered", False) and self.data[name].cat.known else []

    def count(self) -> int:
        """How many rows there are."""
        return len(self.data)

    def condensed(
        self, columns: Sequence[str], weights: str | None, flag: Flag, copies: Copies | None = None
    ) -> Condensed:
        """Count the different rows of every partition, and then those of all."""
        import narwhals.stable.v2 as nw

        wanted = read_for(columns, weights, copies)
        keys = [*dict.fromkeys(columns), *self._flags(flag)]
        found = self._mapped(wanted, flag, partial(_counted, columns, weights, flag, copies), partial(_together, keys))
        return taken(nw.from_native(found, eager_only=True), keys, keys[len(dict.fromkeys(columns)) :])

    def folded(self, columns: Sequence[str], flag: Flag, work: Work, join: Join) -> Any:
        """What is made of every partition by a worker, joined in the order of the partitions."""
        return self._mapped(columns, flag, partial(_worked, flag, work), join)

    def batches(self, columns: Sequence[str], flag: Flag, coded: Sequence[str] = ()) -> Iterator[tuple[Any, list[str]]]:
        """Partitions, one after the other."""
        import narwhals.stable.v2 as nw

        for part in self._parts(columns, flag):
            yield flag(nw.from_native(part.compute(), eager_only=True))

    def collected(self, columns: Sequence[str], flag: Flag) -> tuple[Any, list[str]]:
        """All rows of some columns."""
        import narwhals.stable.v2 as nw

        return flag(nw.from_native(self._narrowed(columns, flag).compute(), eager_only=True))

    def _mapped(self, columns: Sequence[str], flag: Flag, work: Any, join: Join) -> Any:
        delayed = sys.modules["dask"].delayed
        made = [delayed(work)(part) for part in self._parts(columns, flag)]
        while len(made) > 1:
            pairs = [made[i : i + 2] for i in range(0, len(made), 2)]
            made = [delayed(join)(*pair) if len(pair) > 1 else pair[0] for pair in pairs]
        return made[0].compute()

    def _parts(self, columns: Sequence[str], flag: Flag) -> list[Any]:
        return self._narrowed(columns, flag).to_delayed()

    def _narrowed(self, columns: Sequence[str], flag: Flag) -> Any:
        # A condition may ask for any column.
        return self.data if self._flags(flag) else self.data[list(dict.fromkeys(columns))]

    def _flags(self, flag: Flag) -> list[str]:
        import narwhals.stable.v2 as nw

        return flag(nw.from_native(self.data._meta, eager_only=True))[1]


def _worked(flag: Flag, work: Work, native: Any) -> Any:
    """What is made of a partition, where it is."""
    import narwhals.stable.v2 as nw

    frame, flags = flag(nw.from_native(native, eager_only=True))
    return work(frame.to_native(), flags)


def _counted(columns: Sequence[str], weights: str | None, flag: Flag, copies: Copies | None, native: Any) -> Any:
    """The different rows of a partition."""
    import narwhals.stable.v2 as nw

    return grouped(*prepared(nw.from_native(native, eager_only=True), columns, weights, flag, copies)).to_native()


def _together(keys: list[str], *tables: Any) -> Any:
    """The different rows of two partitions; one without rows may be of other types."""
    import narwhals.stable.v2 as nw

    full = [nw.from_native(table, eager_only=True) for table in tables if len(table)]
    return grouped(nw.concat(full), keys).to_native() if len(full) > 1 else full[0].to_native() if full else tables[0]
