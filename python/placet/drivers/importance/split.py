"""How what drivers explain is shared out, from moments, with covariates always in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import Moments
from ...survey import Rows, Term
from ...types import Progress, Samples
from ...types import Split as Given
from ..model.model import Model
from .methods import ImportanceMethod

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Importance:
    """What p drivers add to R², by m methods.

    Attributes
    ----------
    values : ndarray, m × p
        Importances; with groups those of the members.
    added : float
        What all drivers add together.
    conditional : ndarray, p × p
        Mean gain of every driver by the number of other drivers in the model; NaN where LMG was not asked for.
    left : ndarray, p × columns
        What is left of the outcome when a driver enters, by the columns that are in: the mean of 1 - R² over all
        orders.
    r2_covariates : float
        R² of the covariates alone.
    """

    values: Floats
    added: float
    conditional: Floats
    left: Floats
    r2_covariates: float = 0.0

    @property
    def shares(self) -> Floats:
        """Importances over their sum, by method."""
        return shares(self.values)

    def chance(self, base: float, covariates: int, widths: Sequence[int]) -> Floats:
        r"""What every driver would earn in this sample were it unrelated to the outcome.

        .. math:: w_j \; \mathrm{mean}_S \; \frac{1 - R^2(S)}{n - c_S - 1}

        over the orders of entry, S being the drivers that come before j, of :math:`c_S` columns with the covariates, n
        the effective base and :math:`w_j` the columns of j: a column of noise takes up one of the :math:`n - c_S - 1`
        equal parts of what is left. NaN where the base leaves no such parts, or parts of more than there is.
        """
        free = base - np.arange(self.left.shape[1]) - covariates - 1
        parts = (self.left / np.where(free > 0, free, np.nan)).sum(axis=1, where=self.left != 0)
        chance = np.asarray(widths) * parts
        return np.where(chance <= 1, chance, np.nan)


def shares(values: Floats) -> Floats:
    """Values over their sum along the last axis; where they sum to nothing there are none."""
    total = values.sum(axis=-1, keepdims=True)
    return values / np.where(total > 0, total, np.nan)


@dataclass(frozen=True)
class Split:
    """Splits what the drivers of a model add to the R² of its covariates.

    Attributes
    ----------
    model : Model
    methods : tuple of str
    groups : tuple of str
        Group of every driver by name; empty without groups.
    """

    model: Model
    methods: tuple[ImportanceMethod, ...] = ("lmg",)
    groups: tuple[str, ...] = ()

    @cached_property
    def terms(self) -> list[Term]:
        """The drivers."""
        return [term for term in self.model.terms if term.role == "driver"]

    @cached_property
    def columns(self) -> list[int]:
        """First column of every driver."""
        return [term.columns[0] for term in self.terms]

    @cached_property
    def widths(self) -> list[int]:
        """Columns of every driver."""
        return [len(term.columns) for term in self.terms]

    @cached_property
    def covariates(self) -> list[int]:
        """Columns of the covariates, indicators of missing answers among them."""
        return [column for term in self.model.terms if term.role == "covariate" for column in term.columns]

    @cached_property
    def given(self) -> Given:
        """The same as the core takes it."""
        names = list(dict.fromkeys(self.groups))
        members = [names.index(group) for group in self.groups]
        return [list(term.columns) for term in self.terms], self.covariates, members

    @property
    def plain(self) -> bool:
        """Whether it is LMG of single columns without groups."""
        return self.methods == ("lmg",) and not self.groups and max(self.widths) == 1

    @property
    def of_rows(self) -> bool:
        """Whether rows are fitted, and not moments."""
        return False

    @property
    def walked(self) -> int:
        """Models of a sample."""
        return 1 << len(self.terms)

    def of_model(self, model: Model) -> Self:
        """The same of another model of the same drivers."""
        return replace(self, model=model)

    def of_fit(self, fitted: Any, segment: int, report: Progress = None) -> Importance:
        """The importances of a segment that was fitted."""
        return self.of(fitted.moments[segment], report)

    def of(self, moments: Moments, report: Progress = None) -> Importance:
        """The importances in a sample, for what the covariates leave of the outcome, of what they leave of the drivers.

        Covariates that do not vary, or are combinations of those before them, change nothing.
        """
        names, p = self.model.rows.names, len(self.terms)
        walked = _core.lmg(moments, names, self.given, report) if "lmg" in self.methods else None
        others = [method for method in self.methods if method != "lmg"]
        values, added, alone = _core.importances(moments, names, self.given, list(others))
        rows = iter(values)
        found = [walked["lmg"] if method == "lmg" and walked else next(rows) for method in self.methods]
        if walked is None:
            return Importance(np.array(found), added, np.full((p, p), np.nan), np.zeros((p, 1)), alone)
        added = float(walked["lmg"].sum())
        conditional = np.full((p, p), np.nan) if self.groups else walked["conditional"]
        return Importance(np.array(found), added, conditional, walked["left"], walked["r2_covariates"])

    def drawn(self, samples: Samples, report: Progress = None) -> Floats:
        """The importances in resamples, method after method, and what all drivers add."""
        rows = self.model.rows
        return _core.bootstrap_importance(
            samples, rows.names, self.given, list(self.methods), rows.weight_type, report
        )  # fmt: skip

    def without_each(self, rows: Rows, segment: int) -> tuple[Floats, Floats]:
        """The same with groups of respondents left out, and how many such groups there are."""
        return _core.jackknife_importance(rows.given, segment, self.given, list(self.methods))


def average(found: Sequence[Importance]) -> Importance:
    """The mean over completed data sets; one as it is."""
    if len(found) == 1:
        return found[0]
    parts = ((f.values, f.added, f.conditional, f.left, f.r2_covariates) for f in found)
    values, added, conditional, left, r2 = (np.mean(column, axis=0) for column in zip(*parts, strict=True))
    return Importance(values, float(added), conditional, left, float(r2))
