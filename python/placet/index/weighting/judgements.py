"""Comparisons in pairs of one judge, or of all: checked, and which names they connect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..._core import DataError

Floats = NDArray[np.float64]
#: A judgement says how many times; beyond this it is a slip.
MOST = 1e9
#: What rounding to two decimals may leave between a ratio and its reciprocal, and the share of it that it may be.
ROUNDED, SHARE = 0.0051, 0.05


@dataclass(frozen=True)
class Judgements:
    """How many times each name counts more than each other.

    Attributes
    ----------
    names : tuple of str
    logs : ndarray, n × n
        Logarithms of the ratios, row to column, antisymmetric; NaN for what was not compared.
    where : str
        Words for messages: whose comparisons they are, and of which node.
    rounded : bool
        Whether reciprocals were typed with few decimals.
    """

    names: tuple[str, ...]
    logs: Floats
    where: str = ""
    rounded: bool = False

    @classmethod
    def of_matrix(cls, names: Sequence[str], ratios: Floats, where: str) -> Judgements:
        """Check a matrix of ratios, NaN where nothing was compared; one of two reciprocals is enough.

        Of a ratio and a reciprocal that was rounded the one above 1 counts, which has more digits.
        """
        _check_ratios(names, ratios, where)
        with np.errstate(divide="ignore"):
            given = np.log(ratios)
        back = -given.T
        both = ~np.isnan(given) & ~np.isnan(back)
        _check_reciprocals(names, ratios, both, where)
        logs = np.where(np.isnan(given) | (both & (given < 0)), back, given)
        np.fill_diagonal(logs, 0.0)
        rounded = bool((np.abs(np.where(both, given - back, 0)) > 1e-9).any())
        return cls(tuple(names), logs, where, rounded)

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which pairs were compared."""
        known = ~np.isnan(self.logs)
        np.fill_diagonal(known, False)
        return known

    @property
    def compared(self) -> int:
        """How many pairs were compared."""
        return int(self.known.sum()) // 2

    @property
    def complete(self) -> bool:
        """Whether all were."""
        return not np.isnan(self.logs).any()

    def groups(self) -> list[list[str]]:
        """Names that are connected by comparisons, group by group."""
        known, left, found = self.known, set(range(len(self.names))), []
        while left:
            group, edge = set(), {min(left)}
            while edge:
                group |= edge
                edge = set(np.flatnonzero(known[sorted(edge)].any(axis=0)).tolist()) - group
            found.append([self.names[i] for i in sorted(group)])
            left -= group
        return found

    def check_connected(self) -> None:
        """Refuse names that no chain of comparisons connects: nothing is known of their ratio."""
        groups = self.groups()
        if len(groups) > 1:
            listed = " | ".join(", ".join(map(repr, group[:5])) + ", ..." * (len(group) > 5) for group in groups[:5])
            raise DataError(
                f"comparisons{self.where} fall into {len(groups)} groups that are not compared with one another: "
                f"{listed}; compare at least one of each, such as {groups[0][0]!r} with {groups[1][0]!r}"
            )

    def among(self, names: Sequence[str]) -> Judgements:
        """The same of these names in this order; nothing is known of those that were not compared."""
        at = {name: i for i, name in enumerate(self.names)}
        logs = np.full((len(names), len(names)), np.nan)
        inside = [i for i, name in enumerate(names) if name in at]
        old = [at[names[i]] for i in inside]
        logs[np.ix_(inside, inside)] = self.logs[np.ix_(old, old)]
        np.fill_diagonal(logs, 0.0)
        return Judgements(tuple(names), logs, self.where, self.rounded)


def together(judges: Sequence[Judgements], shares: Floats, where: str) -> Judgements:
    """The geometric mean of the judgements of all who compared a pair, which keeps them reciprocal."""
    names = judges[0].names
    logs = np.stack([judge.logs for judge in judges])
    weights = np.where(np.isnan(logs), 0.0, shares[:, None, None])
    total = weights.sum(axis=0)
    mean = (weights * np.nan_to_num(logs)).sum(axis=0) / np.where(total > 0, total, np.nan)
    return Judgements(names, mean, where, any(judge.rounded for judge in judges))


def _check_ratios(names: Sequence[str], ratios: Floats, where: str) -> None:
    for i, j in np.argwhere(~np.isnan(ratios)).tolist():
        value = float(ratios[i, j])
        if i == j and abs(value - 1) > 1e-9:
            raise DataError(f"comparisons{where} hold {value:g} for {names[i]!r} with itself, which is 1")
        if not 1 / MOST <= value <= MOST:
            raise DataError(
                f"comparisons{where} hold {value:g} for {names[i]!r} to {names[j]!r}; a judgement is a ratio above 0, "
                f"such as 3 for three times as important or 1/3, of at most {MOST:.0e}; leave out what was not compared"
            )


def _check_reciprocals(names: Sequence[str], ratios: Floats, both: NDArray[np.bool_], where: str) -> None:
    small, large = np.minimum(ratios, ratios.T), np.maximum(ratios, ratios.T)
    off = np.abs(small - 1 / large)
    wrong = np.triu(both & ((off > ROUNDED) | (off > SHARE / large)), 1)
    if wrong.any():
        i, j = np.argwhere(wrong)[0].tolist()
        raise DataError(
            f"comparisons{where} are not reciprocal: {names[i]!r} to {names[j]!r} is {ratios[i, j]:g}, and "
            f"{names[j]!r} to {names[i]!r} is {ratios[j, i]:g} instead of {1 / ratios[i, j]:.4g}; correct one, or "
            "leave one missing, which then follows from the other"
        )
