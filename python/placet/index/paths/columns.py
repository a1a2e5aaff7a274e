"""Correlations of the indicators of every stage, and what is read off them: cross-loadings, how well a model fits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..._core import Moments
from ...inference.distributions import Floats
from .path_spec import Spec
from .solution import Solution

#: An indicator of which the others leave less than this share of its variance depends on them.
REDUNDANT = 1e-10


def column_correlations(spec: Spec, moments: Moments, solutions: Sequence[Solution]) -> list[Floats]:
    """Correlations of the indicators of every stage; those of products and the scores beside them are of the scores."""
    covariance = moments.comoment / moments.sum_w
    found: list[Floats] = []
    scores = None
    for stage, solution in zip(spec.stages, solutions, strict=True):
        if stage.products:
            found.append(solution.correlations)
            break
        columns = stage.combinations(len(covariance), scores)
        between = columns @ covariance @ columns.T
        sd = np.sqrt(np.diag(between))
        found.append(between / np.outer(sd, sd))
        scores = solution.score_weights(scaled=spec.scaled).T @ columns
    return found


def cross_loadings(correlations: Floats, solution: Solution, *, scaled: bool) -> Floats:
    """Correlations of all indicators with all scores, indicators × constructs."""
    weights = solution.weights if scaled else solution.weights * solution.sd
    return correlations @ (weights[:, None] * solution.stage.membership)


def outer_vif(correlations: Floats, solution: Solution) -> Floats:
    """Variance inflation of every indicator among those of its construct; infinite where they depend on each other."""
    found = np.ones(len(correlations))
    for j in range(len(solution.stage.constructs)):
        own = np.flatnonzero(solution.stage.owner == j)
        for i in own:
            others = own[own != i]
            between = correlations[others, i]
            left = 1 - between @ np.linalg.pinv(correlations[np.ix_(others, others)], hermitian=True) @ between
            found[i] = 1 / left if left > REDUNDANT else np.inf
    return found


def srmr(correlations: Floats, solution: Solution, *, saturated: bool, factors: bool) -> float:
    r"""Standardised root mean square residual of p indicators (Henseler et al. 2014).

    .. math:: \mathrm{SRMR} = \sqrt{\frac{2}{p(p + 1)} \sum_{i \le j} (r_{ij} - \hat\rho_{ij})^2}

    with :math:`\hat\rho_{ij} = \lambda_i \lambda_j \phi` across constructs whose correlation is :math:`\phi`: as
    estimated (`saturated`), or as the paths imply. Within a construct that is a common factor (`factors`) it is
    :math:`\lambda_i \lambda_j`; within a composite the correlations are what they are.
    """
    stage = solution.stage
    between = solution.correlations if saturated else solution.implied_correlations
    loaded = solution.loadings[:, None] * stage.membership
    implied = loaded @ between @ loaded.T
    own = stage.owner[:, None] == stage.owner
    if not factors:
        implied = np.where(own, correlations, implied)
    residual = np.tril(correlations - implied, -1)
    p = len(correlations)
    return float(np.sqrt((residual**2).sum() * 2 / (p * (p + 1))))
