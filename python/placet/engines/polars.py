"""Lazy frames of Polars, by its streaming engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .engine import BATCH, Engine, Flag
from .lazy import LazyEngine


def engine_of(data: Any) -> Engine | None:
    """The engine of a `LazyFrame`; a `DataFrame` has its rows in memory."""
    if type(data).__name__ != "LazyFrame":
        return None
    import narwhals.stable.v2 as nw

    return PolarsEngine(nw.from_native(data))


class PolarsEngine(LazyEngine):
    """A `LazyFrame`."""

    collect = ".collect() them first"

    def eager(self, frame: Any) -> Any:
        """What a lazy frame comes to, without holding its rows."""
        try:
            return frame.collect(engine="streaming")
        except TypeError:  # before 1.23
            return frame.collect(streaming=True)

    def batches(self, columns: Sequence[str], flag: Flag, coded: Sequence[str] = ()) -> Iterator[tuple[Any, list[str]]]:
        """Rows in batches; of a version that cannot stream them in slices, which read the data anew each."""
        import narwhals.stable.v2 as nw

        self.refuse_objects(columns)
        frame, flags = flag(self.frame)
        native = frame.select(*dict.fromkeys(columns), *flags).to_native()
        if hasattr(native, "collect_batches"):
            for batch in native.collect_batches(chunk_size=BATCH, maintain_order=True):
                yield nw.from_native(batch, eager_only=True), flags
            return
        start, size = 0, 8 * BATCH
        while True:
            batch = self.eager(nw.from_native(native.slice(start, size)))
            yield batch, flags
            start += size
            if len(batch) < size:
                return
