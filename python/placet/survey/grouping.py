"""What the moments of a scan are kept apart by beside the segments: sampling units, groups of respondents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from .. import _core
from .._core import DataError, Moments
from .sampling import cross

#: Bytes that the moments of all groups of all segments may take.
MOST_BYTES = 1 << 30


Name = TypeVar("Name")


class Grouping(Protocol):
    """A further key of every row.

    Attributes
    ----------
    columns : sequence of str
        The columns it is made of.
    called : str
        What there are too many of where there is no room for the moments of all, and what to do then.
    """

    @property
    def columns(self) -> Sequence[str]: ...  # noqa: D102

    @property
    def called(self) -> str: ...  # noqa: D102

    def numbered(self, frame: Any) -> tuple[NDArray[np.int32], list[Any]]:
        """The group of every row of a batch, -1 for none, and what the groups are called in all batches."""
        ...


@dataclass
class Groups:
    """The groups of a grouping that occurred.

    Attributes
    ----------
    places : dict
        What they are called, and their places.
    n : list of int
        Rows of every one that have a weight above 0, in a segment or not.
    w : list of float
        Sums of the weights of these, n without weights.
    first : list
        The columns of the grouping in a row of every group: frames, one below the other.
    """

    places: dict[Any, int] = field(default_factory=dict)
    n: list[int] = field(default_factory=list)
    w: list[float] = field(default_factory=list)
    first: list[Any] = field(default_factory=list)

    def add(self, grouping: Grouping, frame: Any, weights: NDArray[Any] | None) -> tuple[NDArray[np.int32], list[Any]]:
        """Count the rows of a batch, and give their groups."""
        codes, labels = grouping.numbered(frame)
        used = codes >= 0 if weights is None else (codes >= 0) & (weights > 0)
        n = np.bincount(codes[used], minlength=len(labels))
        w = n if weights is None else np.bincount(codes[used], weights[used], len(labels))
        _, rows = _core.number_keys(codes)
        rows = rows[codes[rows] >= 0]
        there = codes[rows]
        found = [labels[i] for i in there.tolist()]
        new = [row for row, label in zip(rows.tolist(), found, strict=True) if label not in self.places]
        if new and grouping.columns:
            self.first.append(frame.select(*dict.fromkeys(grouping.columns))[new])
        self._count(found, n[there].tolist(), w[there].tolist())
        return codes, labels

    def joined(self, other: Groups) -> Groups:
        """Those of two parts."""
        both = Groups(dict(self.places), list(self.n), list(self.w), list(self.first))
        start = 0
        for frame in other.first:
            names = list(other.places)[start : start + len(frame)]
            new = [i for i, name in enumerate(names) if name not in self.places]
            start += len(frame)
            if new:
                both.first.append(frame[new])
        both._count(list(other.places), other.n, other.w)
        return both

    def _count(self, labels: Sequence[Any], n: Sequence[int], w: Sequence[float]) -> None:
        for label, rows, weight in zip(labels, n, w, strict=True):
            place = self.places.setdefault(label, len(self.places))
            if place == len(self.n):
                self.n.append(0)
                self.w.append(0.0)
            self.n[place] += rows
            self.w[place] += weight


def crossed(
    codes: NDArray[Any], at: Sequence[Any], groups: Sequence[tuple[NDArray[np.int32], list[Any]]]
) -> tuple[NDArray[np.int32], list[tuple[Any, ...]]]:
    """The combinations of keys and groups that the rows of a batch are in, and what they are called.

    Parameters
    ----------
    codes
        Combination of keys of every row, -1 for none.
    at
        What these are called.
    groups
        The groups of every row, and what they are called, of each grouping.
    """
    names: list[tuple[Any, ...]] = [(key,) for key in at]
    for own, labels in groups:
        codes, cell, group = cross(codes, own, len(labels))
        names = [(*names[i], labels[j]) for i, j in zip(cell.tolist(), group.tolist(), strict=True)]
    return codes.astype(np.int32, copy=False), names


def added(one: dict[Name, Moments], other: dict[Name, Moments]) -> dict[Name, Moments]:
    """Moments of two parts of the rows, by what they are of."""
    return one | {name: one[name] + moments if name in one else moments for name, moments in other.items()}


def added_each(one: Sequence[Moments], other: Sequence[Moments]) -> list[Moments]:
    """The same, in their order."""
    return [a + b for a, b in zip(one, other, strict=True)]


def check_room(cells: int, columns: int, groupings: Sequence[Grouping]) -> None:
    """Refuse more moments than there is room for."""
    size = cells * (columns**2 + columns) * 8
    if groupings and size > MOST_BYTES:
        raise DataError(
            f"the moments of {columns} columns in {cells:,} combinations of segments and "
            f"{' and '.join(one.called for one in groupings)} take more than {MOST_BYTES / 2**30:.0f} GiB; name fewer "
            "columns or segments, take a sample of the rows, or leave the option out"
        )
