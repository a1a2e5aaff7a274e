"""The working model of Bell and McCaffrey by matrices of all clusters."""

from typing import NamedTuple

import numpy as np
from placet.inference.few_clusters import WORKING_CORRELATION


class ByMatrices(NamedTuple):
    """1'fγ, tr(M'Z)/tr(MZ) and tr(MZ)²/tr(MZMZ), no more than clusters less strata with answers."""

    variance: float
    factor: float
    df: float


def working_model(cluster, weight, drawn, not_drawn=None, lonely="certainty"):
    """Of rows with answers; `drawn` has the stratum of every cluster, of which those without answers weigh nothing."""
    names = list(drawn)
    at = {name: i for i, name in enumerate(names)}
    w, q = np.zeros(len(names)), np.zeros(len(names))
    for c, x in zip(cluster, weight, strict=True):
        w[at[c]] += x
        q[at[c]] += x**2
    w, q = w / w.sum(), q / w.sum() ** 2
    covariance = np.diag((1 - WORKING_CORRELATION) * q + WORKING_CORRELATION * w**2)
    residuals = np.eye(len(names)) - np.outer(w, np.ones(len(names)))
    z = residuals @ covariance @ residuals.T
    m, own, strata, variance = np.zeros_like(z), np.zeros_like(z), 0, 0.0
    for h in set(drawn.values()):
        inside = np.array([drawn[name] == h for name in names])
        answered, share = inside & (w > 0), (not_drawn or {}).get(h, 1.0)
        strata += answered.any()
        if inside.sum() > 1 or lonely == "adjust":
            variance += share * np.diag(covariance)[inside].sum()
        few = answered if answered.sum() > 1 else inside
        for form, units in ((m, inside), (own, few)):
            c = units.sum()
            block = (np.eye(c) - 1 / c) * c / (c - 1) if c > 1 else np.eye(1) * (lonely == "adjust")
            form[np.ix_(units, units)] = share * block
    expected, counted = np.trace(m @ z), (w > 0).sum() - strata
    if counted == 0:
        return ByMatrices(variance, 1.0, 0)
    df = expected**2 / np.trace(m @ z @ m @ z)
    return ByMatrices(variance, np.trace(own @ z) / expected, min(df, counted))
