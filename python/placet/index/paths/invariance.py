"""Whether constructs measure the same in two groups: the numbers of MICOM's second and third step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import Moments
from ...inference.distributions import Floats
from ...inference.relabelled import Labels
from ...progress import continued
from ...survey import Rows
from ...types import Progress
from .path_differences import ROUNDING, ends_of, relabelled
from .path_spec import Spec, Stage
from .reading import solutions_of


@dataclass(frozen=True)
class Invariance:
    """What two groups come to in k constructs, and what labellings do.

    Attributes
    ----------
    own : shape (3, k)
        Correlation c of the scores by the weights of both groups, difference of the means of the scores, logarithm of
        the ratio of their variances.
    dealt : shape (labellings, 3, k)
        The same under labels dealt out anew, those that could be estimated.
    failed : int
    n : (int, int)
        Respondents of both groups.
    """

    own: Floats
    dealt: Floats
    failed: int
    n: tuple[int, int]

    @property
    def _lowest(self) -> Floats:
        """Share of the labellings that reach as low a c, this being one of them."""
        low = (self.dealt[:, 0] <= self.own[0] + ROUNDING).sum(axis=0)
        return (1 + low) / (1 + len(self.dealt))

    @property
    def p_values(self) -> Floats:
        """Of c and, twice the smaller tail, of means and variances, shape (3, k)."""
        both = self.dealt[:, 1:], self.own[1:]
        low, high = (both[0] <= both[1] + ROUNDING).sum(axis=0), (both[0] >= both[1] - ROUNDING).sum(axis=0)
        two_sided = np.minimum(2 * (1 + np.minimum(low, high)) / (1 + len(self.dealt)), 1.0)
        return np.concatenate([self._lowest[None], two_sided])

    def bounds(self, conf_level: float) -> tuple[Floats, Floats]:
        """Within which values are whose p-value is not below one less the level, each shape (3, k); of c at most 1."""
        alpha, ordered = 1 - conf_level, np.sort(self.dealt, axis=0)
        (low, _), (low_of_two, high_of_two) = ends_of(ordered, alpha), ends_of(ordered, alpha / 2)
        one = np.ones_like(low[:1])
        return np.concatenate([low[:1], low_of_two[1:]]), np.concatenate([one, high_of_two[1:]])


def invariance(
    rows: Rows, spec: Spec, labels: Labels, pooled: Moments, count: int, seed: int, report: Progress
) -> Invariance:  # fmt: skip
    """MICOM of two groups: rows whose segments are 0 and 1, and their moments together.

    The model is that of the first stage.
    """
    stage = spec.stages[0]
    (whole,) = solutions_of(spec, _core.fit_paths(pooled, rows.names, spec.core))
    ruler = whole.unit_weights(scaled=spec.scaled)
    covariances = _covariances(pooled, scaled=spec.scaled)

    def found(batch: NDArray[np.int32], told: Progress) -> Floats:
        (solution,), more = relabelled(rows, spec, batch, ruler, told)
        c = correlation_of_scores(stage, solution.weights, covariances)
        mean, var = more["ruler_mean"], more["ruler_var"]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.log(var[:, 0] / var[:, 1])
        return np.stack([c, mean[:, 0] - mean[:, 1], ratio], axis=1)

    own = found(labels.segment.astype(np.int32)[None], None)[0]
    dealt, done = [], 0
    for batch in labels.batches(np.random.default_rng(seed), count):
        dealt.append(found(batch, continued(report, done)))
        done += len(batch)
    every = np.concatenate(dealt)
    kept = np.isfinite(every).all(axis=(1, 2))
    sizes = np.bincount(labels.segment, minlength=2).tolist()
    return Invariance(own, every[kept], int((~kept).sum()), (sizes[0], sizes[1]))


def correlation_of_scores(stage: Stage, weights: Floats, covariances: Floats) -> Floats:
    r"""Correlations in both groups together of the scores that the weights of each make, shape (..., k).

    .. math:: c_k = \frac{w_{1k}' R w_{2k}}{\sqrt{w_{1k}' R w_{1k} \; w_{2k}' R w_{2k}}}

    Parameters
    ----------
    weights : shape (..., 2, p)
    covariances : shape (p, p)
    """
    own = covariances * (stage.owner[:, None] == stage.owner)
    moved = weights @ own
    first, second = weights[..., 0, :], weights[..., 1, :]
    cross = (moved[..., 0, :] * second) @ stage.membership
    squares = (moved[..., 0, :] * first) @ stage.membership, (moved[..., 1, :] * second) @ stage.membership
    with np.errstate(divide="ignore", invalid="ignore"):
        found = cross / np.sqrt(squares[0] * squares[1])
    return np.where(stage.membership.sum(axis=0) == 1, np.where(np.isnan(found), np.nan, 1.0), found)


def _covariances(moments: Moments, *, scaled: bool) -> Floats:
    """Correlations of the indicators, or covariances where they are not standardised."""
    found = moments.comoment / moments.sum_w
    if not scaled:
        return found
    sd = np.sqrt(np.diag(found))
    return found / (sd[:, None] * sd)
