"""Respondents whose answers depend on their drivers as is known, and what a loop over them says."""

import numpy as np
import statsmodels.api as sm

DRIVERS = ["network", "bills", "hotline"]
SLOPES = np.array([0.5, 0.2, 0.3])
SCALE = (1, 10)


def people(n=400, seed=0, slopes=SLOPES):
    """Answers on 1..10 with a halo, weights, segments, clusters."""
    rng = np.random.default_rng(seed)
    halo = rng.normal(size=n)
    answers = {
        name: np.clip(np.rint(7.2 + 1.2 * halo + 1.6 * rng.normal(size=n)), 1, 10) for name in DRIVERS[: len(slopes)]
    }
    overall = sum(b * x for b, x in zip(slopes, answers.values(), strict=True)) + rng.normal(size=n)
    return {
        **answers, "overall": overall, "recommend": np.clip(np.rint(1 + overall), 0, 10),
        "weight": rng.uniform(0.5, 2, n), "region": np.resize(["North", "South"], n), "age": rng.normal(size=n),
        "store": np.arange(n) // 8, "stratum": 4 * (np.arange(n) // 8) // (n // 8 + 1),
    }  # fmt: skip


def coefficients(data, outcome="overall", drivers=DRIVERS, others=(), weights=None):
    """Those of the drivers, by statsmodels."""
    x = np.column_stack([data[name] for name in (*drivers, *others)])
    fit = sm.WLS(data[outcome], sm.add_constant(x), weights=1.0 if weights is None else weights).fit()
    return fit.params[1 : 1 + len(drivers)]


def mean_move(answers, by, weights=None, scale=SCALE):
    """What the respondents move on average, one after the other."""
    total = whole = 0.0
    for i, answer in enumerate(answers):
        w = 1.0 if weights is None else weights[i]
        new = min(answer + by, scale[1]) if by > 0 else max(answer + by, scale[0])
        total += w * (new - answer)
        whole += w
    return total / whole


def by_term(result, column, where=lambda row: True):
    """Driver → number."""
    return {
        row["term"]: row[column]
        for values in zip(*result.values(), strict=True)
        if where(row := dict(zip(result, values, strict=True)))
    }
