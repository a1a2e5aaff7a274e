"""Lazy frames of Polars, by its streaming engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .engine import BATCH, Engine, Flag, batch_rows
from .lazy import LazyEngine, is_plain


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

    def tallies(self, columns: Sequence[str]) -> bool:
        """Where they are numbers or text, and come in batches."""
        import narwhals.stable.v2 as nw

        text = (nw.String, nw.Categorical, nw.Enum)
        kinds = [self.schema[name] for name in columns]
        return hasattr(self.frame.to_native(), "collect_batches") and all(k in text or is_plain(k) for k in kinds)

    def batches(self, columns: Sequence[str], flag: Flag, coded: Sequence[str] = ()) -> Iterator[tuple[Any, list[str]]]:
        """Rows in batches; of a version that cannot stream them in slices, which read the data anew each."""
        import narwhals.stable.v2 as nw

        self.refuse_objects(columns)
        frame, flags = flag(self.frame)
        # In another order than that of the files Polars holds twice as much of them.
        wanted = [name for name in self.names if name in columns]
        native, rows = frame.select(*wanted, *flags).to_native(), batch_rows(len(columns) + len(flags))
        if hasattr(native, "collect_batches"):
            for batch in _sized(native.collect_batches(maintain_order=True), rows):
                yield nw.from_native(batch, eager_only=True), flags
            return
        start, size = 0, 8 * rows
        while True:
            batch = self.eager(nw.from_native(native.slice(start, size)))
            yield batch, flags
            start += size
            if len(batch) < size:
                return


def _sized(frames: Iterable[Any], rows: int) -> Iterator[Any]:
    """Frames of so many rows at most: large ones in even slices as they lie in memory, small ones together."""
    waiting: list[Any] = []
    for frame in frames:
        waiting.append(frame)
        if sum(one.height for one in waiting) >= BATCH:
            whole, waiting = _together(waiting), []
            slices = -(-whole.height // rows)
            yield from whole.iter_slices(-(-whole.height // slices))
    if waiting:
        yield _together(waiting)


def _together(frames: list[Any]) -> Any:
    import narwhals.stable.v2 as nw

    return (
        frames[0]
        if len(frames) == 1
        else nw.concat([nw.from_native(one, eager_only=True) for one in frames]).to_native()
    )
