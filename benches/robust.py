"""Least squares with robust errors: against unequal variances, within clusters, and of a sampling design."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import placet
from least_squares import DRIVERS, Columns, P, design, dsyrk, numbers, of_result, of_statsmodels, polars_frame
from measure import Call, Case, Contender, Target, ours, yardstick

REGIONS = 20
PLACET, CLASSICAL, DSYRK = "placet.regression, Polars frame", "the same, errors of the model", "dsyrk of the drivers"


def _data(rows: int, clusters: int) -> Columns:
    """Customers of shops in regions: the shop moves its customers' answers, which vary with x0."""
    rng = np.random.default_rng(4)
    data, shop = numbers(rows), rng.integers(0, clusters, rows, dtype=np.int32)
    data["y"] += rng.normal(0, 0.5, clusters)[shop] + 0.3 * data["x0"] * rng.standard_normal(rows)
    return data | {"shop": shop, "region": shop % min(REGIONS, clusters // 2)}


def _placet(data: Columns, declared: dict[str, Any], options: dict[str, Any]) -> Call:
    survey = placet.Survey(polars_frame(data), **declared)
    return lambda: of_result(placet.regression(survey, "y", DRIVERS, **options))


def _statsmodels(data: Columns, weights: str | None, options: dict[str, Any]) -> Call:
    import statsmodels.api as sm

    ordinary: Any = sm.OLS
    weighted: Any = sm.WLS
    X, y = design(data), data["y"]
    model = partial(ordinary, y, X) if weights is None else partial(weighted, y, X, weights=data[weights])
    return lambda: of_statsmodels(model().fit(**options))


def _case(
    title: str, data: Columns, declared: dict[str, Any], options: dict[str, Any], peer: dict[str, Any] | None
) -> Case:
    weights = declared.get("weights")
    only = {} if weights is None else {"weights": weights}
    contenders = {
        PLACET: ours(partial(_placet, data, declared, options)),
        CLASSICAL: ours(partial(_placet, data, only, {"errors": "classical"}), compared=False),
        DSYRK: yardstick(partial(dsyrk, data)),
    }
    name = f"statsmodels {'OLS' if weights is None else 'WLS'}"
    if peer is not None:
        contenders[name] = Contender(partial(_statsmodels, data, weights, peer))

    def targets(times: dict[str, float], peaks: object) -> list[Target]:
        if name not in times:
            return []
        return [Target(times[name] / times[PLACET], 10, "times as fast as statsmodels", at_least=True)]

    return Case(f"Least squares, {len(data['y']):,} x {P} float64, {title}", contenders, targets)


def hc3(rows: int, clusters: int) -> Case:
    """Residuals corrected by the leverage of their row."""
    return _case("HC3 errors", _data(rows, clusters), {}, {"errors": "HC3"}, {"cov_type": "HC3"})


def clustered(rows: int, clusters: int) -> Case:
    """Scores summed within clusters."""
    data = _data(rows, clusters)
    peer = {"cov_type": "cluster", "cov_kwds": {"groups": data["shop"]}}
    own = {"errors": "cluster", "cluster": "shop"}
    return _case(f"errors robust within {clusters:,} clusters", data, {}, own, peer)


def weighted(rows: int, clusters: int) -> Case:
    """Probability weights, which HC3 goes with."""
    return _case("probability weights, HC3 errors", _data(rows, clusters), {"weights": "w"}, {}, {"cov_type": "HC3"})


def designed(rows: int, clusters: int) -> Case:
    """Strata, clusters and weights as survey packages take them; Python has no peer."""
    data = _data(rows, clusters)
    declared = {"weights": "w", "strata": "region", "cluster": "shop"}
    return _case(f"weights, strata and {clusters:,} clusters of a design", data, declared, {}, None)
