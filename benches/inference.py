"""Inference on scores: every pair of many segments compared, and a bootstrap that does not depend on the base."""

from __future__ import annotations

from functools import partial

import numpy as np
import placet
from measure import Call, Case, Contender, Target, ours


def segmented(segments: int, rows: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    return rng.integers(0, 11, rows, dtype=np.int8), rng.integers(0, segments, rows, dtype=np.int32)


def compare(x: np.ndarray, g: np.ndarray) -> Call:
    data = {"x": x, "g": g}
    call = partial(placet.compare, data, "x", by="g", against="all pairs", method="wald", adjust="none")
    return lambda: call()["p_value"]


def _scipy_pairs(x: np.ndarray, g: np.ndarray) -> Call:
    from scipy.stats import norm

    def loop() -> np.ndarray:
        found = []
        values = (x >= 9).astype(float) - (x <= 6)
        parts = [values[g == segment] for segment in np.unique(g)]
        stats = [(part.mean(), part.var() / len(part)) for part in parts]
        for i, (one, v1) in enumerate(stats):
            for other, v2 in stats[i + 1 :]:
                found.append(2 * norm.sf(abs(one - other) / np.sqrt(v1 + v2)))
        return np.array(found)

    return loop


def _vectorised(x: np.ndarray, g: np.ndarray) -> Call:
    """All pairs at once, as who knows arrays would write it."""
    import pandas as pd
    from scipy.special import ndtr

    def call() -> np.ndarray:
        values = pd.Series((x >= 9).astype(np.int8) - (x <= 6)).groupby(g)
        means, errors = values.mean().to_numpy(), values.var(ddof=0).to_numpy() / values.size().to_numpy()
        one, other = np.triu_indices(len(means), 1)
        return 2 * ndtr(-np.abs(means[one] - means[other]) / np.sqrt(errors[one] + errors[other]))

    return call


def pairs(segments: int, rows: int) -> Case:
    """All pairs of segments with p-values and letters."""
    x, g = segmented(segments, rows)
    contenders = {
        "placet.compare": ours(partial(compare, x, g)),
        "scipy, a loop over the pairs": Contender(partial(_scipy_pairs, x, g)),
        "pandas and scipy, all pairs at once": Contender(partial(_vectorised, x, g)),
    }
    limit = [] if segments < 500 else [1.0]
    return Case(
        f"NPS of all pairs of {segments} segments, {rows:,} rows, with letters",
        contenders,
        lambda times, peaks: [Target(times["placet.compare"], bound, "seconds") for bound in limit],
        note="the others give p-values alone: no table, letters or intervals",
    )


def _bootstrap(x: np.ndarray, resamples: int) -> Call:
    return lambda: placet.nps({"x": x}, "x", method="bootstrap", n_resamples=resamples, rng=1)["conf_low"][0] > -100


def _numpy_rows(x: np.ndarray, resamples: int) -> Call:
    values, rng = (x >= 9).astype(np.int8) - (x <= 6), np.random.default_rng(1)
    return lambda: np.quantile([values[rng.integers(0, len(x), len(x))].mean() for _ in range(resamples)], 0.025) > -1


def bootstrap(rows: int, resamples: int) -> Case:
    """Bootstrap interval of one score; a loop over rows does a hundredth of the resamples."""
    x = np.random.default_rng(1).integers(0, 11, rows, dtype=np.int8)
    few = max(2, resamples // 100)
    return Case(
        f"Bootstrap interval of an NPS, {rows:,} rows, {resamples:,} resamples",
        {
            "placet.nps": ours(partial(_bootstrap, x, resamples)),
            f"numpy, rows drawn, {few} resamples only": Contender(partial(_numpy_rows, x, few), share=few / resamples),
        },
        lambda times, peaks: [Target(1000 * times["placet.nps"], 20, "milliseconds")] if rows >= 1_000_000 else [],
    )
