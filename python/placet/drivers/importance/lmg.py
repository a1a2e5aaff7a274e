"""The LMG split of R² from moments, with covariates always in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import Moments
from ...types import Progress
from ..model.model import Model

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Importance:
    """What p drivers add to R².

    Attributes
    ----------
    lmg : ndarray, p
        Importances.
    conditional : ndarray, p × p
        Mean gain of every driver by the number of other drivers in the model.
    r2_covariates : float
        R² of the covariates alone.
    """

    lmg: Floats
    conditional: Floats
    r2_covariates: float = 0.0

    @property
    def share(self) -> Floats:
        """What every driver adds, of what all add."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.lmg / self.lmg.sum()

    @property
    def added(self) -> float:
        """What all drivers add together."""
        return float(self.lmg.sum())


@dataclass(frozen=True)
class Split:
    """Splits what the drivers of a model add to the R² of its covariates."""

    model: Model

    @cached_property
    def drivers(self) -> list[int]:
        """Columns of the drivers."""
        return self._columns("driver")

    @cached_property
    def covariates(self) -> list[int]:
        """Columns of the covariates, indicators of missing answers among them."""
        return self._columns("covariate")

    def _columns(self, role: str) -> list[int]:
        return [column for term in self.model.terms if term.role == role for column in term.columns]

    def of(self, moments: Moments, report: Progress = None) -> Importance:
        """The importances in a sample, for what the covariates leave of the outcome, of what they leave of the drivers.

        Covariates that do not vary, or are combinations of those before them, change nothing.
        """
        found = _core.lmg(moments, self.model.rows.names, self.drivers, self.covariates, report)
        return Importance(found["lmg"], found["conditional"], found["r2_covariates"])


def average(found: list[Importance]) -> Importance:
    """The mean over completed data sets; one as it is."""
    if len(found) == 1:
        return found[0]
    parts = ((f.lmg, f.conditional, f.r2_covariates) for f in found)
    lmg, conditional, r2 = (np.mean(column, axis=0) for column in zip(*parts, strict=True))
    return Importance(lmg, conditional, float(r2))
