"""Exact LMG importance: from a correlation matrix, and bootstrapped from the rows."""

from __future__ import annotations

from functools import partial
from itertools import combinations
from math import comb, inf
from typing import Any

import numpy as np
import placet
from measure import Call, Case, Contender, Target, ours, yardstick
from placet import _core

ROWS = 2000


def simulated(drivers: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    halo = rng.standard_normal((ROWS, 1))
    X = rng.standard_normal((ROWS, drivers)) + halo
    return X, X @ rng.uniform(0, 1, drivers) + 3 * rng.standard_normal(ROWS)


def _names(drivers: int) -> list[str]:
    return [f"x{i}" for i in range(drivers)]


def from_moments(X: np.ndarray, y: np.ndarray) -> Call:
    names = ["y", *_names(X.shape[1])]
    columns = [(name, np.ascontiguousarray(column), []) for name, column in zip(names, [y, *X.T], strict=True)]
    (moments,) = _core.accumulate_moments((columns, None, None, "probability"))
    return lambda: _core.lmg(moments, names, list(range(1, len(names))))["lmg"]


def _from_rows(X: np.ndarray, y: np.ndarray) -> Call:
    """What a user calls: the moments, coefficients with their errors, and the table as well."""
    names = _names(X.shape[1])
    data = {"y": y} | {name: np.ascontiguousarray(column) for name, column in zip(names, X.T, strict=True)}
    return lambda: placet.key_drivers(data, "y", names, n_resamples=0, progress=False)["importance"]


def _brute_force(X: np.ndarray, y: np.ndarray) -> Call:
    return partial(_lmg, X, y)


def _lmg(X: np.ndarray, y: np.ndarray) -> np.ndarray:
    """R² of every subset by one solve each, then the definition: what dominance packages do."""
    p = X.shape[1]
    correlations = np.corrcoef(np.column_stack([X, y]), rowvar=False)
    among, with_y = correlations[:-1, :-1], correlations[:-1, -1]
    r2 = {(): 0.0}
    for size in range(1, p + 1):
        for subset in combinations(range(p), size):
            chosen = list(subset)
            r2[subset] = with_y[chosen] @ np.linalg.solve(among[np.ix_(chosen, chosen)], with_y[chosen])
    lmg = np.zeros(p)
    for subset, value in r2.items():
        for driver in subset:
            rest = tuple(other for other in subset if other != driver)
            lmg[driver] += (value - r2[rest]) / (p * comb(p - 1, len(rest)))
    return lmg


def _pingouin(X: np.ndarray, y: np.ndarray) -> Call:
    import pingouin

    return lambda: pingouin.linear_regression(X, y, relimp=True)["relimp"].to_numpy()[1:]


def _pyshapley2(X: np.ndarray, y: np.ndarray) -> Call:
    import pandas as pd
    from pyshapley2 import shapley2

    names = _names(X.shape[1])
    df = pd.DataFrame({"y": y} | dict(zip(names, X.T, strict=True)))

    return lambda: np.asarray(shapley2(df, "y", names).shapley)


def _dominance_analysis(X: np.ndarray, y: np.ndarray) -> Call:
    import pandas as pd
    from dominance_analysis import Dominance

    names = _names(X.shape[1])
    df = pd.DataFrame(dict(zip(names, X.T, strict=True)) | {"y": y})

    def call() -> np.ndarray:
        found = Dominance(df, "y", objective=1)
        found.incremental_rsquare()
        return found.dominance_stats()["Total Dominance"].reindex(names).to_numpy()

    return call


def peers(drivers: int) -> Case:
    """As many drivers as the peers can take."""
    data = simulated(drivers)
    makers = {"numpy, a solve a subset": _brute_force, "pingouin relimp": _pingouin}
    makers |= {"pyshapley2": _pyshapley2, "dominance-analysis": _dominance_analysis}

    def targets(times: dict[str, float], peaks: object) -> list[Target]:
        fastest = min((time for name, time in times.items() if not name.startswith("placet")), default=inf)
        return [Target(fastest / times["placet"], 25, "times as fast as the fastest peer", at_least=True)]

    note = (
        f"placet starts from the moments in its first line and from the {ROWS:,} rows in its second, the packages from "
        "the rows, a small part of their time; each solves for every one of the subsets, so a driver more doubles it"
    )
    contenders = {
        "placet": ours(partial(from_moments, *data)),
        "placet.key_drivers, from the rows": ours(partial(_from_rows, *data), compared=False),
    }
    # Values of pyshapley2 do not add up to R², so that its answer is another one.
    contenders |= {
        name: Contender(partial(maker, *data), compared=name != "pyshapley2") for name, maker in makers.items()
    }
    return Case(f"Exact LMG of {drivers} drivers", contenders, targets, note=note)


def beside_solves(drivers: int, least: float) -> Case:
    """More drivers than the packages can take: beside a solve a subset."""
    data = simulated(drivers)
    contenders = {
        "placet": ours(partial(from_moments, *data)),
        "numpy, a solve a subset": Contender(partial(_brute_force, *data)),
    }

    def targets(times: dict[str, float], peaks: object) -> list[Target]:
        ratio = times["numpy, a solve a subset"] / times["placet"]
        return [Target(ratio, least, "times as fast as a solve a subset", at_least=True)]

    return Case(f"Exact LMG of {drivers} drivers beside the definition", contenders, targets)


def relative_weights(rows: int, drivers: int) -> Case:
    """Johnson's relative weights beside the product X'X that they start from."""
    rng = np.random.default_rng(4)
    X = rng.standard_normal((rows, drivers)) + rng.standard_normal((rows, 1))
    y = X.sum(axis=1) + 3 * rng.standard_normal(rows)
    names = ["y", *_names(drivers)]
    columns = [(name, np.ascontiguousarray(column), []) for name, column in zip(names, [y, *X.T], strict=True)]

    def weights() -> Call:
        def call() -> np.ndarray:
            (moments,) = _core.accumulate_moments((columns, None, None, "probability"))
            return _core.importances(moments, names, list(range(1, drivers + 1)), ["johnson"])[0][0]

        return call

    def product() -> Call:
        Z = np.asfortranarray(np.column_stack([y, X]))
        return lambda: Z.T @ Z

    def ezrsurvey() -> Call:
        import pandas as pd
        from ezrsurvey.model import relative_weights as theirs

        df = pd.DataFrame(dict(zip(names, [y, *X.T], strict=True)))
        return lambda: theirs(df, "y", names[1:])

    contenders = {
        "placet": ours(weights),
        "one X'X": yardstick(product),
        "ezrsurvey": Contender(ezrsurvey, compared=False),
    }

    def targets(times: dict[str, float], peaks: object) -> list[Target]:
        return [Target(times["placet"] / times["one X'X"], 1.5, "times one X'X")]

    return Case(f"Relative weights of {drivers} drivers, {rows:,} rows", contenders, targets)


def alone(drivers: int, limit_ms: float | None) -> Case:
    """More drivers than the peers can take."""

    def targets(times: dict[str, float], peaks: object) -> list[Target]:
        return [Target(1e3 * times["placet"], limit_ms, "ms")] if limit_ms else []

    contenders = {"placet": ours(partial(from_moments, *simulated(drivers)))}
    note = f"{2**drivers:,} models, {_core.thread_count()} threads, from the moments"
    return Case(f"Exact LMG of {drivers} drivers", contenders, targets, note=note)


def influence(drivers: int) -> Case:
    """Intervals without resamples: how every respondent moves the importances."""
    X, y = simulated(drivers)
    names = _names(drivers)
    data = {"y": y} | {name: np.ascontiguousarray(column) for name, column in zip(names, X.T, strict=True)}
    call = partial(placet.key_drivers, data, "y", names, interval="linearized", progress=False)
    title = f"Intervals of LMG by influence values, {drivers} drivers, {ROWS:,} rows"
    return Case(title, {"placet.key_drivers": ours(lambda: call, compared=False)})


def _placet_bootstrap(X: np.ndarray, y: np.ndarray, resamples: int) -> Call:
    import polars as pl

    names = _names(X.shape[1])
    df = pl.DataFrame({"y": y} | dict(zip(names, X.T, strict=True)))
    return lambda: placet.key_drivers(df, "y", names, n_resamples=resamples, rng=1, progress=False)


def core_bootstrap(X: np.ndarray, y: np.ndarray, resamples: int) -> Call:
    names = ["y", *_names(X.shape[1])]
    columns = [(name, np.ascontiguousarray(column), []) for name, column in zip(names, [y, *X.T], strict=True)]
    samples, split = ((columns, None, None, "probability"), 0, (resamples, 1)), list(range(1, len(names)))
    return lambda: _core.bootstrap_importance(samples, names, split, ["lmg"], "probability")


def _numpy_bootstrap(X: np.ndarray, y: np.ndarray, resamples: int) -> Call:
    rng = np.random.default_rng(1)

    def call() -> list[np.ndarray]:
        picks = (rng.integers(0, ROWS, ROWS) for _ in range(resamples))
        return [_lmg(X[rows], y[rows]) for rows in picks]

    return call


def in_the_core(drivers: int, rows: int, resamples: int, limit_ms: float | None) -> Case:
    """Replicates of importances, with covariates and without."""
    rng = np.random.default_rng(3)
    X = rng.standard_normal((rows, drivers)) + rng.standard_normal((rows, 1))
    y = X @ rng.uniform(0, 1, drivers) + 3 * rng.standard_normal(rows)
    names = ["y", *_names(drivers)]
    columns = [(name, np.ascontiguousarray(column), []) for name, column in zip(names, [y, *X.T], strict=True)]
    samples, all_of_them = ((columns, None, None, "probability"), 0, (resamples, 1)), list(range(1, drivers + 1))

    def call(split: Any) -> Contender:
        run = partial(_core.bootstrap_importance, samples, names, split, ["lmg"], "probability")
        return ours(lambda: run, compared=False)

    held = [[column] for column in all_of_them[:-2]], all_of_them[-2:], []
    contenders = {"placet": call(all_of_them), "two of them covariates": call(held)}

    def targets(times: dict[str, float], peaks: object) -> list[Target]:
        ratio = Target(times["two of them covariates"] / times["placet"], 1.5, "times as long with covariates")
        return [ratio, *([Target(1e3 * times["placet"], limit_ms, "ms")] if limit_ms else [])]

    return Case(f"{resamples:,} replicates of LMG, {drivers} drivers, {rows:,} rows, core", contenders, targets)


def bootstrap(resamples: int) -> Case:
    """Intervals of the importances of ten drivers."""
    data, few = simulated(10), max(1, resamples // 200)
    contenders = {
        "placet.key_drivers, Polars frame": ours(partial(_placet_bootstrap, *data, resamples), compared=False),
        "of which the core": ours(partial(core_bootstrap, *data, resamples), compared=False),
        f"numpy, {few} resamples only": Contender(
            partial(_numpy_bootstrap, *data, few), compared=False, share=few / resamples
        ),
    }
    note = "random resamples: the answers differ by chance and are not compared"
    return Case(f"Bootstrap of LMG, 10 drivers, {ROWS:,} rows, {resamples:,} resamples", contenders, note=note)
