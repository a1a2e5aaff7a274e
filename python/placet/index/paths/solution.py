"""An estimated stage of a path model, or many of them: what the core gives, and what follows from it.

Every array may have leading axes, such as one of resamples, so that one formula serves estimates and intervals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ...inference.distributions import Floats
from .path_spec import Stage


@dataclass(frozen=True)
class Solution:
    r"""Outer weights, loadings and paths of k constructs with p indicators.

    Attributes
    ----------
    stage : Stage
    weights : shape (..., p)
        Outer weights: the score of a construct is the sum of its weighted indicators and has variance 1.
    loadings : shape (..., p)
        Correlations of indicators with the score of their construct, corrected for attenuation where that was asked.
    correlations : shape (..., k, k)
        Of the scores, corrected likewise.
    paths : shape (..., k, k)
        :math:`B_{ij}` the effect of construct j on construct i.
    rho_a, alpha : shape (..., k)
        Dijkstra and Henseler's reliability of the scores, and Cronbach's of the standardised indicators.
    htmt : shape (..., k, k)
        Heterotrait-monotrait ratios of absolute correlations.
    mean, sd : shape (..., p)
        Of the indicators.
    iterations, admissible : shape (...)
    status : shape (...) or None
        Of resamples, see `_core.resample_paths`.
    """

    stage: Stage
    weights: Floats
    loadings: Floats
    correlations: Floats
    paths: Floats
    rho_a: Floats
    alpha: Floats
    htmt: Floats
    mean: Floats
    sd: Floats
    iterations: Any
    admissible: Any
    status: Any = None

    @classmethod
    def of(cls, stage: Stage, found: Mapping[str, Any]) -> Solution:
        """What the core gave for a stage."""
        return cls(stage, **found)

    def unit_weights(self, *, scaled: bool) -> Floats:
        """Outer weights of the indicators in their own units, of which the scores are sums about their means."""
        return self.weights / self.sd if scaled else self.weights

    def score_weights(self, *, scaled: bool) -> Floats:
        """The same by construct, shape (..., p, k): what the indicators are multiplied by to make the scores."""
        return self.unit_weights(scaled=scaled)[..., None] * self.stage.membership

    @cached_property
    def total_effects(self) -> Floats:
        r""":math:`(I - B)^{-1} - I`, the sum of the effects along all ways from construct j to construct i."""
        found = np.zeros_like(self.paths)
        reached: list[set[int]] = [set() for _ in self.stage.constructs]
        for i in self.stage.in_order:
            # Only along ways that there are: a path without an estimate says nothing of the others.
            for cause in self.stage.predecessors[i]:
                path, before = self.paths[..., i, cause], sorted(reached[cause])
                found[..., i, cause] += path
                found[..., i, before] += path[..., None] * found[..., cause, before]
                reached[i] |= {cause, *before}
        return found

    @property
    def indirect_effects(self) -> Floats:
        """Total effects without the direct ones."""
        return self.total_effects - self.paths

    @cached_property
    def r2(self) -> Floats:
        """Share of the variance of every construct that those acting on it explain, shape (..., k); NaN of others."""
        explained = np.where(self.stage.acts, self.paths * self.correlations, 0.0).sum(axis=-1)
        return np.where(self.stage.acts.any(axis=1), explained, np.nan)

    def adjusted_r2(self, observations: float) -> Floats:
        """R² less what so many causes explain by chance; NaN of constructs that nothing acts on."""
        causes = self.stage.acts.sum(axis=1)
        left = observations - 1 - causes
        with np.errstate(divide="ignore", invalid="ignore"):
            return 1 - (1 - self.r2) * np.where(left > 0, (observations - 1) / left, np.nan)

    @cached_property
    def vif(self) -> Floats:
        r"""Variance inflation of construct j among those that act on i, shape (..., k, k); NaN where j does not."""
        found = np.full_like(self.paths, np.nan)
        for outcome, causes in enumerate(map(list, self.stage.predecessors)):
            if causes:
                inverse = np.linalg.inv(self.correlations[..., np.array(causes)[:, None], causes])
                found[..., outcome, causes] = np.einsum("...ii->...i", inverse)
        return found

    @cached_property
    def f2(self) -> Floats:
        r"""Cohen's effect size of construct j on i: what R² loses without j, over 1 - R².

        .. math:: f^2_{ij} = \frac{B_{ij}^2 / \mathrm{VIF}_{ij}}{1 - R_i^2}
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.paths**2 / self.vif / (1 - self.r2)[..., :, None]

    @cached_property
    def ave(self) -> Floats:
        """Average variance extracted, the mean of squared loadings, shape (..., k)."""
        return self._by_construct(self.loadings**2) / self.stage.membership.sum(axis=0)

    @cached_property
    def rho_c(self) -> Floats:
        r"""Composite reliability :math:`(\sum\lambda)^2 / ((\sum\lambda)^2 + \sum(1 - \lambda^2))`, shape (..., k)."""
        common = self._by_construct(self.loadings) ** 2
        return common / (common + self._by_construct(1 - self.loadings**2))

    def _by_construct(self, values: Floats) -> Floats:
        """Sums over the indicators of every construct, shape (..., k); one that has no value is none to the others."""
        blocks = [np.flatnonzero(self.stage.owner == j) for j in range(len(self.stage.constructs))]
        return np.stack([values[..., block].sum(axis=-1) for block in blocks], axis=-1)

    @cached_property
    def implied_correlations(self) -> Floats:
        """Correlations of the constructs that the paths imply, where disturbances are uncorrelated.

        Constructs that nothing acts on correlate as they do; all have variance 1.
        """
        found, known = self.correlations.copy(), list[int]()
        for i in self.stage.in_order:
            causes = list(self.stage.predecessors[i])
            if not causes:
                known.append(i)
                continue
            own = np.einsum("...c,...ck->...k", self.paths[..., i, causes], found[..., causes, :][..., known])
            found[..., i, known] = own
            found[..., known, i] = own
            known.append(i)
        return found
