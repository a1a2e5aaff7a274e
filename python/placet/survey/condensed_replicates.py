"""Replicate weights of answers that are counted where they live: sums of them, and their products, which tell ranks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..engines import Condensed, Copies
from ..frames.frame import Frame, kept_of
from . import answers, keys
from .away import without_rows
from .columns import answered, codes
from .rank import rank_of_products
from .replicated import Replicates
from .replicates import LOOKED_AT
from .rows import Rows
from .survey import Survey


def copies_of(survey: Survey) -> Copies | None:
    """The columns of replicate weights that are added up."""
    rule = survey.repweights
    return None if rule is None else Copies(rule.names(survey.frame.names), rule.combined is False)


@dataclass(frozen=True)
class CountedReplicates(Replicates):
    """Replicate weights as they were added up; see `Replicates`.

    Attributes
    ----------
    scan : ProductScan
        What the rows tell that sums do not.
    cell : ndarray of int, shape (rows,)
        Segment of every different row with an answer, -1 for the others.
    """

    scan: ProductScan = None  # type: ignore[assignment]
    cell: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    @classmethod
    def of(
        cls, survey: Survey, copies: Copies, names: Sequence[str], rows: Rows, frame: Frame, found: Condensed
    ) -> CountedReplicates:
        """Those of the different rows of some columns, which stand in a frame; takes a pass over all rows."""
        assert survey.repweights is not None
        columns = tuple((name, sums, []) for name, sums in zip(copies.columns, found.copies, strict=True))
        cell = np.where(answered(rows.columns), codes(rows), -1)
        used = int((found.n - found.zero).sum())
        scan = ProductScan.of(survey, copies, places_of(names, frame, cell), len(rows.segments.keys), used)
        if survey.repweights.combined is None:
            *sample, weights = scan.sample
            given = [(name, values, []) for name, values in zip(copies.columns, sample, strict=True)]
            survey.repweights.refuse_factors(given, (str(survey.weights), weights, []))
        return cls(survey.repweights, columns, scan, cell)

    def ranks(self, codes: np.ndarray | None, segments: int) -> np.ndarray:
        """Rank of the replicate weights of the rows of every segment, which joins rows of the cells; 0 without rows."""
        group = np.zeros(len(self.cell), dtype=np.int64) if codes is None else codes
        inside = (self.cell >= 0) & (group >= 0)
        to = np.full(len(self.scan.products), -1, dtype=np.int64)
        to[self.cell[inside]] = group[inside]
        found = np.zeros((segments, *self.scan.products.shape[1:]))
        np.add.at(found, to[to >= 0], self.scan.products[to >= 0])
        return np.array([rank_of_products(found[i]) for i in range(segments)])


@dataclass(frozen=True)
class Places:
    """Where the rows of a batch belong, by the values of some columns."""

    names: Sequence[str]
    cells: Mapping[tuple[Any, ...], int]

    def of(self, frame: Any, kept: NDArray[np.bool_] | None) -> NDArray[np.int64]:
        """Cell of every row, -1 for none."""
        combined, labels = _combined(self.names, frame)
        found = np.array([self.cells.get(label, -1) for label in labels], dtype=np.int64)[combined]
        return found if kept is None else np.where(kept, found, -1)


def places_of(names: Sequence[str], frame: Frame, cell: NDArray[np.int64]) -> Places:
    """The cells of different rows, of which those that a filter leaves out are in none."""
    fetched, kept = frame.fetch_kept(names)
    combined, labels = _combined(names, fetched)
    there = np.flatnonzero(cell >= 0 if kept is None else (cell >= 0) & kept)
    return Places(names, {labels[combined[row]]: int(cell[row]) for row in there.tolist()})


def _combined(names: Sequence[str], columns: Any) -> tuple[NDArray[np.int64], list[tuple[Any, ...]]]:
    """Combination of values of every row, and what these are; None is a missing one."""
    found = [keys.number(name, columns[name]) for name in names]
    table = np.stack([codes for codes, _ in found], axis=1)
    different, combined = np.unique(table, axis=0, return_inverse=True)
    called = [[*labels, None] for _, labels in found]
    return combined.ravel(), [
        tuple(label[i] for label, i in zip(called, row, strict=True)) for row in different.tolist()
    ]


@dataclass(frozen=True)
class ProductScan:
    """What a pass over the rows finds.

    Attributes
    ----------
    products : ndarray, shape (cells, replicates, replicates)
        Sums of products of the replicate weights of the rows of a cell.
    sample : ndarray, shape (replicates + 1, some)
        Replicate weights as they are, and the weights, of some of the rows of a weight above 0.
    """

    products: NDArray[np.float64]
    sample: NDArray[np.float64]

    @classmethod
    def of(cls, survey: Survey, copies: Copies, places: Places, cells: int, used: int) -> ProductScan:
        """Read all rows once, by workers where the data have them; `used` of them have a weight above 0."""
        weights = str(survey.weights)
        wanted = list(dict.fromkeys([*places.names, weights, *copies.columns]))
        part = partial(_part, places, copies, weights, cells, max(used // LOOKED_AT, 1))
        with without_rows():
            folded = survey.frame.folded(wanted, partial(_worked, part), cls.joined)
            if folded is not None:
                return folded
            found = cls(
                np.zeros((cells, len(copies.columns), len(copies.columns))), np.empty((len(copies.columns) + 1, 0))
            )
            for frame, kept in survey.frame.batches(wanted):
                found = cls.joined(found, part(frame, kept))
        return found

    @staticmethod
    def joined(one: ProductScan, other: ProductScan) -> ProductScan:
        """What two parts found."""
        return ProductScan(one.products + other.products, np.hstack([one.sample, other.sample]))


def _worked(part: Any, native: Any, flags: list[str]) -> ProductScan:
    """What is found in a part of the rows, where it is."""
    import narwhals.stable.v2 as nw

    frame = nw.from_native(native, eager_only=True)
    return part(frame, kept_of(frame, flags))


def _part(
    places: Places, copies: Copies, weights: str, cells: int, step: int, frame: Any, kept: NDArray[np.bool_] | None
) -> ProductScan:
    """What is found in a batch, of which every so many rows are kept."""
    size = len(copies.columns)
    products = np.zeros((cells, size, size))
    if not len(frame):
        return ProductScan(products, np.empty((size + 1, 0)))
    *given, w = (
        answers.measure("weights", name, frame[name]).astype(np.float64) for name in (*copies.columns, weights)
    )
    table = np.stack(given)
    sample = np.vstack([table, w])[:, np.flatnonzero(w > 0)[::step]]
    cell = places.of(frame, kept)
    order = np.argsort(cell, kind="stable")
    order = order[np.searchsorted(cell, 0, sorter=order) :]
    whole = table * w if copies.factors else table
    for at in np.split(order, np.flatnonzero(np.diff(cell[order])) + 1):
        products[cell[at[:1]]] += whole[:, at] @ whole[:, at].T
    return ProductScan(products, sample)
