"""Errors of sampling designs of data that stay where they are equal those of the same rows in memory."""

import numpy as np
import placet
import pytest
from placet import DataError

DRIVERS = ["network", "bills", "hotline"]
TREE = {"Technology": (0.6, {"network": 1.0}), "Service": (0.4, {"bills": 0.5, "hotline": 0.5})}


@pytest.fixture(scope="module")
def drawn(answers):
    """The answers with strata, clusters in them, clusters that are numbered anew, finite populations."""
    rng = np.random.default_rng(61)
    store = rng.integers(0, 60, 2000)
    data = {**answers, "store": [f"店 {i}" for i in store], "town": store % 7, "inside": store // 7}
    data["few"] = store % 9
    data["stores"] = np.array([40, 50, 60, 70, 80, 90, 100])[store % 7]
    data["share"] = np.where(store % 7 < 3, 0.1, 0.2)
    data["new"] = (store % 9 == 2) * (rng.uniform(size=2000) < 0.3) * 1.0
    return data


ERRORS = {
    "clusters": {"cluster": "store"},
    "strata of clusters": {"strata": "town", "cluster": "store"},
    "finite population": {"strata": "town", "cluster": "store", "fpc": "stores"},
    "numbered anew": {"strata": "town", "cluster": "inside", "nest": True},
    "strata": {"strata": "town"},
    "share of strata": {"strata": "town", "fpc": "share"},
    "few clusters": {"cluster": "few"},
}
OPTIONS = {
    "plain": {},
    "segments and weights": {"by": "region", "weights": "w"},
    "frequencies": {"weights": "whole", "weight_type": "frequency"},
    "waves": {"wave": "quarter", "weights": "w"},
}


def regression(data, **options):
    return placet.regression(data, "overall", DRIVERS, **options)


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@pytest.mark.parametrize("design", ERRORS.values(), ids=ERRORS)
def test_regression(same, stored, drawn, design, options) -> None:
    options = {**design, **options, "errors": "design"}
    same(regression(stored(drawn), **options), regression(drawn, **options), rtol=1e-10)
