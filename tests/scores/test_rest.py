"""All others together are added up and not what is left of all: where one segment has nearly all the weight, too."""

from __future__ import annotations

from typing import Any

import numpy as np
import placet
import pytest
from numpy.testing import assert_allclose

RNG = np.random.default_rng(5)
SIZE = 400
SCORE, SEGMENT = RNG.integers(0, 11, SIZE), RNG.integers(0, 5, SIZE)
METRICS: list[Any] = ["nps", placet.Metric.top_box((0, 10), top=3), placet.Metric.mean_score((0, 10))]


@pytest.mark.parametrize("much", [1.0, 1e6, 1e12, 1e17, 1e29])
@pytest.mark.parametrize("metric", METRICS, ids=lambda m: m if isinstance(m, str) else m.name)
def test_the_rest_is_that_of_the_other_rows(metric: Any, much: float) -> None:
    data = {"s": SCORE, "g": SEGMENT, "w": np.where(SEGMENT == 2, much, 1.0) * RNG.uniform(0.5, 2, SIZE)}
    found = placet.compare(data, "s", by="g", weights="w", against="rest", metric=metric, method="wald")
    for row, segment in enumerate(found["level"]):
        others = {name: values[segment != SEGMENT] for name, values in data.items()}
        rest = placet.score(others, "s", metric, weights="w")
        own = placet.score(
            {name: values[segment == SEGMENT] for name, values in data.items()}, "s", metric, weights="w"
        )
        assert_allclose(found["reference"][row], rest["estimate"][0], rtol=1e-9, atol=1e-9)
        assert_allclose(found["estimate"][row], own["estimate"][0] - rest["estimate"][0], rtol=1e-9, atol=1e-9)
        errors = np.hypot(own["std_error"][0], rest["std_error"][0])
        assert_allclose(found["std_error"][row], errors, rtol=1e-9)


@pytest.mark.parametrize("much", [1.0, 1e3, 1e6])
def test_the_total_by_definition(much: float) -> None:
    w = np.where(SEGMENT == 2, much, 1.0) * RNG.uniform(0.5, 2, SIZE)
    found = placet.compare({"s": SCORE, "g": SEGMENT, "w": w}, "s", by="g", weights="w", method="wald")
    x = np.where(SCORE >= 9, 100.0, np.where(SCORE <= 6, -100.0, 0.0))
    total = w * (x - np.average(x, weights=w)) / w.sum()
    for row, segment in enumerate(found["level"]):
        there = segment == SEGMENT
        own = np.where(there, w * (x - np.average(x[there], weights=w[there])) / w[there].sum(), 0)
        assert_allclose(found["std_error"][row], np.sqrt(((own - total) ** 2).sum()), rtol=1e-7)


@pytest.mark.parametrize("method", ["adjusted", "wald"])
def test_waves_within_segments_have_their_own_rest(method: Any) -> None:
    wave = np.arange(SIZE) % 3
    data = {"s": SCORE, "g": SEGMENT, "t": wave, "w": np.where(wave == 1, 1e14, 1.0)}
    found = placet.compare(data, "s", by="g", wave="t", weights="w", against="rest", method=method)
    for row, (segment, level) in enumerate(zip(found["g"], found["level"], strict=True)):
        there = (segment == SEGMENT) & (wave != level)
        rest = placet.nps(SCORE[there], weights=data["w"][there])
        assert_allclose(found["reference"][row], rest["estimate"][0], rtol=1e-9, atol=1e-9)
        assert found["n_against"][row] == there.sum()
    if method == "wald":
        one, other = (
            placet.nps(SCORE[(SEGMENT == 0) & at], weights=data["w"][(SEGMENT == 0) & at])
            for at in (wave == 0, wave != 0)
        )
        assert_allclose(found["std_error"][0], np.hypot(one["std_error"][0], other["std_error"][0]), rtol=1e-9)


def test_replicates_and_a_frequency_of_nearly_all() -> None:
    data: dict[str, Any] = {"s": SCORE, "g": SEGMENT, "w": np.where(SEGMENT == 2, 1e17, 1.0)}
    data |= {f"r{k}": data["w"] * RNG.choice([0.0, 2.0], SIZE) for k in range(8)}
    design: dict[str, Any] = {"weights": "w", "repweights": placet.ReplicateWeights("r*", "bootstrap")}
    found = placet.compare(data, "s", by="g", against="rest", method="design", **design)
    rest = placet.nps({k: v[SEGMENT != 2] for k, v in data.items()}, "s", **design)
    assert_allclose(found["reference"][2], rest["estimate"][0], rtol=1e-9)
    counted = placet.compare(data, "s", by="g", weights="w", weight_type="frequency", against="rest")
    assert_allclose(counted["reference"][2], placet.nps(SCORE[SEGMENT != 2])["estimate"][0], rtol=1e-12)


def test_many_segments() -> None:
    segment = RNG.integers(0, 3000, 20_000)
    score = RNG.integers(0, 11, 20_000)
    found = placet.compare({"s": score, "g": segment}, "s", by="g", against="rest", min_base=5)
    for row in RNG.integers(0, len(found["level"]), 5):
        rest = placet.nps(score[segment != found["level"][row]])
        assert_allclose(found["reference"][row], rest["estimate"][0], rtol=1e-12)


@pytest.mark.parametrize("much", [1.0, 1e6, 1e12])
@pytest.mark.parametrize("roles", [{"strata": "h"}, {"cluster": "c"}, {"strata": "h", "cluster": "c"}], ids=str)
@pytest.mark.parametrize("against", ["rest", "total"])
def test_the_rest_under_a_design_by_definition(against: Any, roles: dict[str, str], much: float) -> None:
    cluster = np.arange(SIZE) % 24
    data = {"s": SCORE, "g": SEGMENT, "c": cluster, "h": cluster % 3, "w": np.where(SEGMENT == 2, much, 1.0)}
    data["w"] = data["w"] * RNG.uniform(0.5, 2, SIZE)
    found = placet.compare(
        data, "s", by="g", weights="w", against=against, metric="mean_score", scale=(0, 10), method="design", **roles
    )
    unit = cluster if "cluster" in roles else np.arange(SIZE)
    stratum = data["h"] if "strata" in roles else np.zeros(SIZE, dtype=int)
    for row, segment in enumerate(found["level"]):
        own, other = segment == SEGMENT, segment != SEGMENT
        z = [np.where(side, data["w"] / data["w"][side].sum(), 0) for side in (own, other)]
        apart = [share * (SCORE - share @ SCORE) for share in z]
        total = data["w"] / data["w"].sum()
        minus = apart[1] if against == "rest" else total * (SCORE - total @ SCORE)
        # What a segment of nearly all the weight differs from the total by is (a - rest) times the share of the rest.
        if against == "total" and much > 1e6 and segment == 2:
            continue
        variance = 0.0
        for h in np.unique(stratum):
            units = np.unique(unit[stratum == h])
            totals = np.array([(apart[0] - minus)[unit == u].sum() for u in units])
            variance += len(units) / (len(units) - 1) * ((totals - totals.mean()) ** 2).sum()
        assert_allclose(found["std_error"][row], np.sqrt(variance), rtol=1e-8)


def test_the_rest_of_nearly_all_is_what_the_others_alone_vary() -> None:
    # 1e14 times the weight: taken out of the whole the others would be rounding.
    cluster = np.arange(SIZE) % 24
    w = np.where(SEGMENT == 2, 1e14, 1.0) * RNG.uniform(0.5, 2, SIZE)
    data = {"s": np.where(SEGMENT == 2, 7, SCORE), "g": SEGMENT, "c": cluster, "w": w}
    found = placet.compare(data, "s", by="g", weights="w", against="rest", cluster="c", method="design")
    others = {name: values[SEGMENT != 2] for name, values in data.items()}
    alone = placet.nps(others, "s", weights="w", cluster="c", method="design")
    assert_allclose(found["std_error"][2], alone["std_error"][0], rtol=1e-9)
