"""The truth of the simulated survey: what its analyses estimate, from a very large simulation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from ._telecom import BLOCK, PATH_WEIGHTS, PROCESSES, checked_size, complete_block


@dataclass(frozen=True)
class TelecomTruth:
    """What an analysis of the simulated survey estimates.

    Population values are those of everybody answering every question, with the weights applied; non-response is
    completely at random and moves none of them.

    Attributes
    ----------
    path_weights : mapping of str to float
        Effect on latent overall satisfaction of one unit of each latent process (standard deviation 1 within a group
        of like respondents). Part of the design, hence exact.
    nps : float
        Net promoter score of ``recommend``, in points.
    nps_unweighted : float
        What the same score tends to when the weights are ignored.
    mean_overall : float
        Mean of ``overall``, 1 to 10.
    r_squared : float
        Share of the variance of ``overall`` explained by a linear regression on the nine scored processes.
    lmg_shares : mapping of str to float
        LMG importance of each process in that regression, as a share of `r_squared`; they sum to 1 before rounding.
    mc_error : mapping of str to float
        Standard error, from simulation, of each of the figures above; for ``lmg_shares`` the largest of the nine.
    """

    path_weights: Mapping[str, float]
    nps: float
    nps_unweighted: float
    mean_overall: float
    r_squared: float
    lmg_shares: Mapping[str, float]
    mc_error: Mapping[str, float]


def compute_truth(n: int, seed: int) -> TelecomTruth:
    """Derive the population truth from 32 independent simulations of about `n` / 32 respondents each.

    The figures are the means of the 32; their errors are the standard deviations over the square root of 32. Sizes
    are rounded up to whole blocks of 8,192, so `n` below 262,144 costs as much as 262,144.
    """
    n_blocks = -(-checked_size(n) // (32 * BLOCK))
    estimates = np.array([_population_figures(child, n_blocks) for child in np.random.SeedSequence(seed).spawn(32)])
    mean = estimates.mean(axis=0)
    error = estimates.std(axis=0, ddof=1) / np.sqrt(len(estimates))
    scalars = ("nps", "nps_unweighted", "mean_overall", "r_squared")
    return TelecomTruth(
        path_weights=_by_process(PATH_WEIGHTS),
        **dict(zip(scalars, mean[:4].tolist(), strict=True)),
        lmg_shares=_by_process(mean[4:]),
        mc_error=MappingProxyType(
            dict(zip(scalars, error[:4].tolist(), strict=True)) | {"lmg_shares": float(error[4:].max())}
        ),
    )


def _by_process(values: np.ndarray) -> Mapping[str, float]:
    return MappingProxyType(dict(zip(PROCESSES, values.tolist(), strict=True)))


def _population_figures(seeds: np.random.SeedSequence, n_blocks: int) -> np.ndarray:
    """NPS, unweighted NPS, mean overall, R-squared and the nine LMG shares of one simulation."""
    blocks = [complete_block(seeds, index)[0] for index in range(n_blocks)]
    weight, recommend = (np.concatenate([block[name] for block in blocks]) for name in ("weight", "recommend"))
    scores = np.array([np.concatenate([block[name] for block in blocks]) for name in (*PROCESSES, "overall")])
    vote = 100.0 * ((recommend >= 9).astype(np.int8) - (recommend <= 6))
    correlation = _correlation(scores, weight)
    lmg = _lmg(correlation)
    figures = [np.average(vote, weights=weight), vote.mean(), np.average(scores[-1], weights=weight), lmg.sum()]
    return np.concatenate([figures, lmg / lmg.sum()])


def _correlation(scores: np.ndarray, weight: np.ndarray) -> np.ndarray:
    covariance = np.cov(scores, aweights=weight)
    scale = np.sqrt(np.diag(covariance))
    return covariance / np.outer(scale, scale)


def _lmg(correlation: np.ndarray) -> np.ndarray:
    """LMG importance by its definition: the gain in R-squared of each driver, averaged over all orders of entry.

    The last row and column of `correlation` are the outcome. A set of drivers is a bit mask; with p drivers, the
    gain of a driver over a set of size s is shared by s! (p - 1 - s)! of the p! orders (Lindeman, Merenda and Gold
    1980; Groemping 2007).
    """
    p = len(correlation) - 1
    drivers, outcome = correlation[:p, :p], correlation[:p, p]
    masks = np.arange(2**p)
    members = (masks[:, None] >> np.arange(p)) & 1 == 1
    r_squared = np.array([outcome[m] @ np.linalg.solve(drivers[np.ix_(m, m)], outcome[m]) for m in members])
    # 1 / (p * C(p - 1, s)) for s = 0 .. p - 1.
    share = np.array([1.0 / p * np.prod(np.arange(1, s + 1) / (p - np.arange(1, s + 1))) for s in range(p)])
    size = members.sum(axis=1)
    return np.array(
        [
            share[size[~members[:, j]]] @ (r_squared[masks[~members[:, j]] | 1 << j] - r_squared[~members[:, j]])
            for j in range(p)
        ]
    )


TRUTH = TelecomTruth(
    path_weights=_by_process(PATH_WEIGHTS),
    nps=5.4,
    nps_unweighted=9.2,
    mean_overall=6.998,
    r_squared=0.646,
    lmg_shares=_by_process(np.array([0.220, 0.057, 0.065, 0.094, 0.068, 0.096, 0.142, 0.148, 0.110])),
    mc_error=MappingProxyType(
        {"nps": 0.04, "nps_unweighted": 0.03, "mean_overall": 0.0011, "r_squared": 0.0004, "lmg_shares": 0.0005}
    ),
)
"""``compute_truth(4_000_000, seed=20260101)``, rounded to the digits its errors (`mc_error`) support."""
