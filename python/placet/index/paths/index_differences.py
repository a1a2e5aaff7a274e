"""Differences of indexes of constructs between segments or waves, with tests, and their parts of means and weights."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ...inference.distributions import Floats, t_p_value, t_quantile
from ...inference.item_means import ROUNDING_ERROR
from ...inference.levels import Levels, Pairs, findings
from ...inference.multiplicity import Adjust, adjusted_p, common_level
from ...results.table import Table
from .indexes import Indexes, Members, variance_of

#: What a difference is split into where every segment has weights of its own.
PARTS = ("means", "weights")


@dataclass(frozen=True)
class IndexDifferences:
    r"""How far indexes are above what they are compared with, shape (pairs, k) each.

    With v the shares of the indicators in the index and x their means from 0 to 100, a difference is

    .. math:: I_1 - I_0 = \sum_j \tfrac{v_{1j} + v_{0j}}{2} (x_{1j} - x_{0j})
        + \sum_j (v_{1j} - v_{0j}) \tfrac{x_{1j} + x_{0j}}{2}

    means and weights (Kitagawa 1955). All constructs and pairs are one family of tests.
    """

    indexes: Indexes
    names: tuple[str, ...]
    levels: Levels
    pairs: Pairs
    adjust: Adjust
    conf_level: float

    @cached_property
    def _members(self) -> list[tuple[Members, Members]]:
        return self.pairs.members(self.levels)

    @cached_property
    def _each(self) -> tuple[Floats, ...]:
        """Estimate, standard error, degrees of freedom, factor and reference of every pair."""
        parts = [self._pair(*members) for members in self._members]
        shape = (0, len(self.names))
        return tuple(np.array([part[i] for part in parts]) if parts else np.zeros(shape) for i in range(5))

    def _pair(self, one: Members, others: Members) -> tuple[Floats, ...]:
        value, reference = self.indexes.value(one), self.indexes.value(others)
        error, df, factor = self.indexes.compared(one, others)
        return value - reference, np.where(np.isnan(value - reference), np.nan, error), df, factor, reference

    @cached_property
    def _tested(self) -> tuple[Floats, Floats]:
        """Statistics and p-values; NaN where nothing is known of an error."""
        estimate, error, df, factor, _ = self._each
        alike = [[self.indexes.alike[list(side)].all(axis=0) for side in pair] for pair in self._members]
        unknown = np.array(alike).reshape(-1, 2, len(self.names)).all(axis=1)
        small = error <= ROUNDING_ERROR * np.abs(estimate)
        with np.errstate(invalid="ignore", divide="ignore"):
            statistic = np.where(unknown | (small & (estimate != 0)), np.nan, estimate / (np.sqrt(factor) * error))
        return statistic, t_p_value(statistic, df)

    # ---- parts -----------------------------------------------------------------------------------------------------

    def _split(self) -> dict[str, Floats]:
        """Both parts of every difference, with errors and intervals."""
        found: dict[str, list[Floats]] = {}
        for (one,), (other,) in self._members:
            for name, pieces in zip(PARTS, self._pieces(one, other), strict=True):
                estimate, copies = pieces
                found.setdefault(name, []).append(estimate)
                drawn = self.indexes.drawn
                nothing = np.full(len(estimate), np.nan)
                error = nothing if drawn is None or copies is None else np.sqrt(variance_of(drawn, estimate, copies))
                found.setdefault(f"{name}_std_error", []).append(error)
        columns = {name: np.array(rows) for name, rows in found.items()}
        _, _, df, factor, _ = self._each
        for name in PARTS if columns else ():
            margin = t_quantile(self.conf_level, df) * np.sqrt(factor) * columns[f"{name}_std_error"]
            columns[f"{name}_low"], columns[f"{name}_high"] = columns[name] - margin, columns[name] + margin
        return {name: column.ravel() for name, column in columns.items()}

    def _pieces(self, one: int, other: int) -> list[tuple[Floats, Floats | None]]:
        """Means and weights of a pair, in the sample and in its resamples."""
        own = self.indexes
        v, x = (own.of_segment(one), own.of_segment(other)), (own.points((one,)), own.points((other,)))
        of_sample = _kitagawa(*v, *x)
        if own.drawn is None:
            return [(part, None) for part in of_sample]
        v = own.drawn_shares(one), own.drawn_shares(other)
        x = own.drawn_points((one,)), own.drawn_points((other,))
        return list(zip(of_sample, _kitagawa(*v, *x), strict=True))

    # ---- table -----------------------------------------------------------------------------------------------------

    def table(self) -> Table:
        """One row a pair and construct."""
        estimate, error, df, factor, reference = self._each
        statistic, p_value = self._tested
        adjusted = adjusted_p(p_value.ravel(), self.adjust)
        level = common_level(p_value.ravel(), self.adjust, self.conf_level)
        margin = t_quantile(level, df) * np.sqrt(factor) * error
        margin = np.where(np.isnan(statistic), np.nan, margin)
        low, high = estimate - margin, estimate + margin
        k, members = len(self.names), self._members
        n = np.array([[self.indexes.means.n[list(side)].sum() for side in pair] for pair in members]).reshape(-1, 2)
        columns: dict[str, Any] = {
            **self.levels.columns(self.pairs.first, repeat=k),
            "term": list(self.names) * len(members),
            **self.pairs.columns(self.levels, repeat=k),
            "estimate": estimate.ravel(),
            "std_error": error.ravel(),
            "statistic": statistic.ravel(),
            "df": np.where(np.isnan(statistic), np.nan, df).ravel(),
            "p_value": p_value.ravel(),
            "p_adjusted": adjusted,
            "conf_low": low.ravel(),
            "conf_high": high.ravel(),
            **(self._split() if self.indexes.own else {}),
            "score": (estimate + reference).ravel(),
            "reference": reference.ravel(),
            "n": n[:, 0].repeat(k),
            "n_against": n[:, 1].repeat(k),
            "finding": findings(low, high),
        }
        return Table(columns)


def _kitagawa(v1: Floats, v0: Floats, x1: Floats, x0: Floats) -> tuple[Floats, Floats]:
    """What means and what shares make of a difference; shares (..., k, p), means (..., p)."""
    means = np.einsum("...kp,...p->...k", (v1 + v0) / 2, x1 - x0)
    weights = np.einsum("...kp,...p->...k", v1 - v0, (x1 + x0) / 2)
    return means, weights
