"""Which driver adds more than which: in all models, by size of model, on the whole; in a sample and in resamples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import Moments
from ...progress import continued
from ...survey import Rows
from ...types import Progress
from ..missing.basis import Basis
from .split import Split

Floats = NDArray[np.float64]
#: Gains this near to each other are equal, as the core has it.
EQUAL = 1e-12
#: The forms of dominance, the strongest first.
FORMS = ("complete", "conditional", "general")


@dataclass(frozen=True)
class Dominance:
    """Dominance among p drivers.

    Attributes
    ----------
    subsets : ndarray, p × p
        Share of the subsets of the others to which driver (row) adds more than driver (column), equal gains half a case
        each; NaN where it was not asked for.
    gains : ndarray, p × p
        Mean gain in R² of driver (row) on top of k = 0..p-1 others (column).
    """

    subsets: Floats
    gains: Floats

    @classmethod
    def of(cls, split: Split, moments: Moments, complete: bool, report: Progress = None) -> Dominance:
        """That in a sample."""
        found = _core.dominance(moments, split.model.rows.names, split.given, complete, report)
        blank = np.full_like(found["conditional"], np.nan)
        return cls(blank if found["complete"] is None else found["complete"], found["conditional"])

    @property
    def general(self) -> Floats:
        """Mean gain over all orders of entry: LMG."""
        return self.gains.mean(axis=1)

    @property
    def verdicts(self) -> dict[str, Floats]:
        """By form whether the row dominates the column (1), the column the row (0), or neither (½), p × p."""
        gain, general = self.gains[:, None] - self.gains, self.general[:, None] - self.general
        complete = _verdict(self.subsets >= 1, self.subsets <= 0)
        return {
            "complete": np.where(np.isnan(self.subsets), np.nan, complete),
            "conditional": _verdict(np.all(gain > EQUAL, axis=2), np.all(gain < -EQUAL, axis=2)),
            "general": _verdict(general > EQUAL, general < -EQUAL),
        }


def _verdict(wins: Any, loses: Any) -> Floats:
    return np.where(wins, 1.0, np.where(loses, 0.0, 0.5))


def average(found: Sequence[Dominance]) -> Dominance:
    """The mean over completed data sets; one as it is."""
    if len(found) == 1:
        return found[0]
    return Dominance(np.mean([one.subsets for one in found], axis=0), np.mean([one.gains for one in found], axis=0))


# ---- in resamples ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Resampled:
    """Dominance among p drivers in resamples.

    Attributes
    ----------
    shares : mapping
        By form the share of the resamples in which driver (row) dominates driver (column), p × p.
    failed : int
        Resamples that could not be fitted.
    """

    shares: dict[str, Floats]
    failed: int


def are_samples(rows: Rows) -> bool:
    """Whether resamples move about as samples do, so that shares of them mean something.

    Replicates of a jackknife stay near the estimate, however uncertain it is, and those of Fay's method nearer than
    samples would.
    """
    if rows.replicates is None:
        return True
    rule = rows.replicates.rule
    return rule.kind in {"bootstrap", "BRR"} and rule.scale is None and rule.rscales is None


def resampled(split: Split, place: tuple[Basis, int], count: int, complete: bool, report: Progress) -> Resampled:
    """Dominance in resamples of a segment; completed data sets share them."""
    basis, segment = place
    assert basis.gaps.seed is not None
    own, rows = split.of_model(basis.model), basis.model.rows
    found = [
        _core.bootstrap_dominance(samples, rows.names, own.given, complete, rows.weight_type, continued(report, done))
        for samples, done in basis.samples(segment, count, basis.gaps.seed)
    ]
    p = len(own.terms)
    verdicts = np.concatenate(found).reshape(-1, p * (p - 1) // 2, len(FORMS))
    good = verdicts[~np.isnan(verdicts[:, :, -1]).any(axis=1)]
    shares = {form: _shares(good[:, :, i], p) for i, form in enumerate(FORMS)}
    return Resampled(shares, basis.resamples(count) - len(good))


def _shares(verdicts: Floats, p: int) -> Floats:
    """Share of the rows in which a driver dominates another, of the verdicts of all pairs i < j."""
    found, (first, second) = np.full((p, p), np.nan), np.triu_indices(p, 1)
    if len(verdicts) and not np.isnan(verdicts).all():
        found[first, second] = (verdicts == 1).mean(axis=0)
        found[second, first] = (verdicts == 0).mean(axis=0)
    return found
