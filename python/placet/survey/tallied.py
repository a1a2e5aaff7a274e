"""The different rows of data that stay where they are, counted by the core batch by batch as they come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import _core
from ..engines import Condensed, Copies, Engine, reading
from ..engines.arrays import rows_of, to_numpy
from ..engines.engine import check_weights_type, refuse_many
from ..frames.frame import Frame
from . import keys

#: Whole numbers that lie no further apart than this are told apart by what they are.
NEAR = 1 << 12
#: Labels of which not all need to occur: of more, those that do are looked for first.
FEW = 1 << 12
#: Whole numbers below this are the same as floats.
EXACT = 1 << 50


def condensed(
    frame: Frame, wanted: Sequence[str], weights: str | None, copies: Copies | None = None
) -> tuple[Frame, Condensed]:
    """The different rows of some columns of lazy data, and what each of them stands for; see `Frame.condensed`."""
    assert frame.engine is not None
    names, tally = list(dict.fromkeys(wanted)), Tally()
    if copies is not None or not frame.engine.tallies(names):
        return frame.condensed(names, weights, copies)
    for batch, kept in frame.batches([*names, *([weights] if weights else [])], coded=names):
        tally.add(batch.select(*names), None if weights is None else batch[weights], kept)
        refuse_many(len(tally.rows), names)
    if not tally.samples:
        return frame.condensed(names, weights)
    with reading(frame.engine.called):
        return tally.found(frame.engine, weights)


class Tally:
    """What was counted so far.

    Attributes
    ----------
    rows : RowTally
        Sums of every combination, by the numbers of its labels.
    labels : list of dict
        The labels of every column, numbered from 1 in the order in which they came; 0 is none.
    samples, kept : list
        Rows that were the first of their combination, as frames, and whether a filter keeps them.
    """

    def __init__(self) -> None:
        self.rows = _core.RowTally()
        self.labels: list[dict[Any, int]] = []
        self.samples: list[Any] = []
        self.kept: list[NDArray[np.bool_]] = []
        self._ranges: dict[tuple[int, int, int], NDArray[np.uint32]] = {}

    def add(self, frame: Any, weights: Any, kept: NDArray[np.bool_] | None) -> None:
        """Count the rows of a batch, of which some may be left out by a filter."""
        if weights is not None:
            check_weights_type(weights.name, weights.dtype)
        if not self.samples:
            self.labels = [{} for _ in range(len(frame.columns) + (kept is not None))]
            self._sample(frame, kept, np.empty(0, dtype=np.int64))
        columns = [self._numbered(j, frame[name]) for j, name in enumerate(frame.columns)]
        if kept is not None:
            columns.append((kept, 0.0, _numbers(self.labels[-1], [False, True])))
        first = self.rows.add(columns, None if weights is None else _as_numbers(weights))
        if len(first):
            self._sample(frame, kept, first)

    def found(self, engine: Engine, weights: str | None) -> tuple[Frame, Condensed]:
        """The different rows, of the types that the data have, and what each of them stands for."""
        import narwhals.stable.v2 as nw

        rows = Frame(nw.concat([engine.restored(sample) for sample in self.samples]).to_native())
        n, zero, w, w2 = self.rows.sums
        n, zero, lost = n.astype(np.int64), zero.astype(np.int64), np.zeros(len(n), dtype=np.int64)
        rows.stands_for = int(n.sum())
        if weights is None:
            made = Condensed(rows.data, [], n, zero, lost, n.astype(np.float64), n.astype(np.float64))
        else:
            # Weights that are missing are refused, whatever rows they are of.
            lost[:1], least, most = self.rows.weights
            made = Condensed(rows.data, [], n, zero, lost, w, w2, least, most)
        return (rows.filtered(np.concatenate(self.kept)) if self.kept else rows), made

    def _numbered(self, j: int, values: Any) -> tuple[NDArray[Any], float, NDArray[np.uint32]]:
        """A column as the core counts it: numbers, the first that has a label, and the numbers of the labels."""
        if values.dtype.is_integer() or values.dtype.is_float():
            array = to_numpy(values)
            near = _near(array)
            if near is not None:
                place = (j, *near)
                if place not in self._ranges:
                    self._ranges[place] = _numbers(self.labels[j], range(near[0], near[1] + 1))
                return array, float(near[0]), self._ranges[place]
        key = keys.read(values.name, values)
        codes, labels = key.numbered if key.labels is None or len(key.labels) > FEW else (key.values, key.labels)
        return codes, 0.0, _numbers(self.labels[j], labels)

    def _sample(self, frame: Any, kept: NDArray[np.bool_] | None, rows: NDArray[np.int64]) -> None:
        self.samples.append(rows_of(frame, rows))
        if kept is not None:
            self.kept.append(kept[rows])


def _near(array: NDArray[Any]) -> tuple[int, int] | None:
    """The ends of whole numbers that lie near each other; None for others."""
    if array.dtype.kind not in "iuf" or array.dtype.itemsize > 8 or array.dtype.char == "e" or not len(array):
        return None
    if array.dtype.kind == "f":
        return _core.near_numbers(array, NEAR)
    ((_, _, least, most),) = _core.answer_extents([("key", array, [])], None)
    low, high = int(least), int(most)
    return (low, high) if high - low < NEAR and abs(low) < EXACT else None


def _numbers(known: dict[Any, int], labels: Sequence[Any]) -> NDArray[np.uint32]:
    """The numbers that labels have in all batches."""
    return np.array([known.setdefault(label, len(known) + 1) for label in labels], dtype=np.uint32)


def _as_numbers(weights: Any) -> NDArray[Any]:
    """Weights as an array of numbers."""
    import narwhals.stable.v2 as nw

    array = to_numpy(weights)
    return array if array.dtype.kind in "iuf" and array.dtype.char not in "eg" else to_numpy(weights.cast(nw.Float64))
