"""Dominance in a logit: every model fitted, beside a loop over the fits of statsmodels."""

from __future__ import annotations

from functools import partial
from itertools import combinations
from math import comb

import numpy as np
import placet
from logit import _drivers
from measure import Call, Case, Contender, Target, ours

PLACET, STATSMODELS = "placet.key_drivers", "statsmodels Logit, a fit a subset"


def _data(rows: int, drivers: int) -> tuple[np.ndarray, np.ndarray]:
    rng, X, eta = _drivers(rows, drivers)
    return X, (eta + rng.logistic(size=rows) > -0.3).astype(np.int8)


def _placet(X: np.ndarray, y: np.ndarray, n_resamples: int = 0) -> Call:
    names = [f"x{i}" for i in range(X.shape[1])]
    data = dict(zip(names, X.T, strict=True)) | {"y": y}

    def call() -> np.ndarray:
        found = placet.key_drivers(data, "y", names, model="logit", n_resamples=n_resamples, rng=1, progress=False)
        importance = dict(zip(found["term"], found["importance"], strict=True))
        return np.array([importance[name] for name in names])

    return call


def _statsmodels(X: np.ndarray, y: np.ndarray) -> Call:
    return partial(_dominance, np.ascontiguousarray(X), y.astype(np.float64))


def _dominance(X: np.ndarray, y: np.ndarray) -> np.ndarray:
    """McFadden's R² of every subset by a fit of its own, then the definition: what dominance packages do."""
    import statsmodels.api as sm

    p, ones = X.shape[1], np.ones((len(y), 1))
    share = y.mean()
    null = len(y) * (share * np.log(share) + (1 - share) * np.log(1 - share))
    r2 = {(): 0.0}
    for size in range(1, p + 1):
        for subset in combinations(range(p), size):
            fit = sm.Logit(y, np.hstack([ones, X[:, list(subset)]])).fit(disp=False)
            r2[subset] = 1 - fit.llf / null
    importance = np.zeros(p)
    for subset, value in r2.items():
        for driver in subset:
            rest = tuple(other for other in subset if other != driver)
            importance[driver] += (value - r2[rest]) / (p * comb(p - 1, len(rest)))
    return importance


def peers(rows: int, drivers: int) -> Case:
    """As many drivers as the peer can take."""
    data = _data(rows, drivers)
    contenders = {
        PLACET: ours(partial(_placet, *data)),
        STATSMODELS: Contender(partial(_statsmodels, *data), rtol=1e-6),
    }

    def targets(times: dict[str, float], peaks: object) -> list[Target]:
        if STATSMODELS not in times:
            return []
        return [Target(times[STATSMODELS] / times[PLACET], 20, "times as fast as statsmodels", at_least=True)]

    note = "placet with coefficients, errors, ranks; a driver more doubles the fits of both"
    return Case(f"Dominance in a logit, {rows:,} x {drivers}", contenders, targets, note=note)


def alone(rows: int, drivers: int, limit_s: float) -> Case:
    """All models of many drivers."""
    data = _data(rows, drivers)

    def targets(times: dict[str, float], peaks: object) -> list[Target]:
        return [Target(times[PLACET], limit_s, "s")]

    return Case(
        f"Dominance in a logit, {rows:,} x {drivers}, 2^{drivers} models",
        {PLACET: ours(partial(_placet, *data))},
        targets,
    )
