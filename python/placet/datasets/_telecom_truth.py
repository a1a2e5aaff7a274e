"""The truth of the simulated survey: what its analyses estimate, from a very large simulation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from ._telecom import PATH_WEIGHTS, PROCESSES


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


def by_process(values: np.ndarray) -> Mapping[str, float]:
    """A number for every process."""
    return MappingProxyType(dict(zip(PROCESSES, values.tolist(), strict=True)))


TRUTH = TelecomTruth(
    path_weights=by_process(PATH_WEIGHTS),
    nps=5.4,
    nps_unweighted=9.2,
    mean_overall=6.998,
    r_squared=0.646,
    lmg_shares=by_process(np.array([0.220, 0.057, 0.065, 0.094, 0.068, 0.096, 0.142, 0.148, 0.110])),
    mc_error=MappingProxyType(
        {"nps": 0.04, "nps_unweighted": 0.03, "mean_overall": 0.0011, "r_squared": 0.0004, "lmg_shares": 0.0005}
    ),
)
"""From 4,000,000 simulated respondents, rounded to the digits its errors (`mc_error`) support; the tests derive it."""
