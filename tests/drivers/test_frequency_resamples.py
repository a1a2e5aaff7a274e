"""Resamples of rows that stand for many respondents: the law of repeated rows, in a time that rows alone decide."""

from __future__ import annotations

from typing import Any

import numpy as np
import placet
import pytest
from placet import DataError, Survey, _core

Data = dict[str, Any]


def table(rows: int = 40, most: int = 9) -> tuple[Data, Data]:
    """Rows with frequencies, and the same with every row repeated."""
    rng = np.random.default_rng(3)
    data: Data = {c: rng.integers(1, 6, rows).astype(float) for c in "abc"}
    data["y"] = np.clip(np.round(data["a"] + 0.5 * data["b"] + rng.normal(size=rows) * 2), 0, 10)
    data["w"] = rng.integers(1, most, rows)
    return data, {name: np.repeat(x, data["w"]) for name, x in data.items() if name != "w"}


def survey(data: Data) -> Survey:
    return Survey(data, weights="w", weight_type="frequency")


def test_moments_of_resamples_vary_as_those_of_repeated_rows() -> None:
    data, repeated = table()
    columns = ["y", "a", "b"]

    def drawn(of: Data, weights: Any, kind: str, seed: int) -> np.ndarray:
        given: Any = ([(c, of[c], []) for c in columns], weights, None, kind)
        sum_w, mean, comoment = _core.bootstrap_moments(given, 0, (20_000, seed))
        assert (sum_w == data["w"].sum()).all()
        return np.column_stack([mean, comoment.reshape(len(comoment), -1)[:, [0, 1, 4]]])

    frequencies = drawn(data, ("w", data["w"], []), "frequency", 1)
    rows = drawn(repeated, None, "probability", 2)
    # Standard errors of both: s/√n of means, s/√2n of deviations, s (1 - r²)/√n of correlations, times √2.
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    assert (np.abs(frequencies.mean(axis=0) - mean) < 5 * spread / 100).all()
    assert (np.abs(frequencies.std(axis=0) / spread - 1) < 5 * 0.5**0.5 / 100).all()
    assert (np.abs(np.corrcoef(frequencies.T) - np.corrcoef(rows.T)) < 0.05).all()


CALLS = {
    "key_drivers": lambda of: placet.key_drivers(of, "y", ["a", "b", "c"], n_resamples=200, rng=1, progress=False),
    "best_subsets": lambda of: placet.best_subsets(of, "y", ["a", "b", "c"], n_resamples=200, rng=1, progress=False),
    "stepwise": lambda of: placet.stepwise(of, "y", ["a", "b", "c"], n_resamples=200, rng=1, progress=False),
    "nps": lambda of: placet.nps(of, "y", method="bootstrap", n_resamples=200, rng=1),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_quadrillion_people_are_drawn_at_once_and_hardly_vary(name: str) -> None:
    data, _ = table(200)
    found = CALLS[name](survey(data | {"w": data["w"] * 10**12}))
    table_of = found.to_frame() if hasattr(found, "to_frame") else found
    assert len(table_of)
    if name in ("key_drivers", "nps"):
        low, high = (("importance_" if name == "key_drivers" else "conf_") + end for end in ("low", "high"))
        assert (np.asarray(found[high]) - np.asarray(found[low]) < 1e-4 * 200).all()


@pytest.mark.parametrize("name", CALLS)
def test_more_people_than_numbers_tell_apart_are_refused(name: str) -> None:
    data, _ = table(200)
    with pytest.raises(DataError, match=r"frequency weights add up to .* respondents, of which at most .*2\^53"):
        CALLS[name](survey(data | {"w": data["w"] * 1e15}))


def test_a_design_of_frequencies_is_drawn_at_once_too() -> None:
    data, _ = table(200)
    data |= {"h": np.arange(200) % 4, "w": data["w"] * 10**10}
    stratified = Survey(data, weights="w", weight_type="frequency", strata="h")
    found = placet.key_drivers(stratified, "y", ["a", "b"], n_resamples=100, rng=1, progress=False)
    assert np.isfinite(found["importance_low"]).all()
    huge = Survey(data | {"w": data["w"] * 1e8}, weights="w", weight_type="frequency", strata="h")
    with pytest.raises(DataError, match=r"2\^53"):
        placet.key_drivers(huge, "y", ["a", "b"], n_resamples=10, rng=1, progress=False)


@pytest.mark.parametrize("rows", [60, 900])
def test_bca_leaves_out_respondents_and_not_rows(rows: int) -> None:
    data, _ = table(rows)
    data["y"] = np.where(np.arange(rows) % 11 == 0, 10.0, data["y"] / 2)
    repeated = {name: np.repeat(x, data["w"]) for name, x in data.items()}
    columns = ["y", "a", "b"]

    def given(of: Data, kind: str) -> Any:
        return [(c, of[c], []) for c in columns], ("w", of["w"], []) if kind == "frequency" else None, None, kind

    left_out, times = _core.jackknife_importance(given(data, "frequency"), 0, [1, 2], ["lmg"])
    influence = (times[:, None] * left_out).sum(axis=0) / times.sum() - left_out
    found = (times[:, None] * influence**3).sum(axis=0) / (times[:, None] * influence**2).sum(axis=0) ** 1.5
    # By definition: every one of the respondents left out in turn.
    n = len(repeated["y"])
    one = np.array([_core.lmg(moments, columns, [1, 2])["lmg"] for moments in without_each(repeated, columns)])
    exact = (one.mean(axis=0) - one) ** 3
    exact = exact.sum(axis=0) / ((one.mean(axis=0) - one) ** 2).sum(axis=0) ** 1.5
    groups = min(rows, 200)
    # Exact for few rows; a skewness of 200 groups is known to within √(6/200), here divided by √200.
    tolerance = 1e-8 if rows <= 200 else 4 * (6 / groups) ** 0.5 / groups**0.5
    assert np.abs(found[:2] - exact).max() < tolerance, (found, exact, n)


def without_each(data: Data, columns: list[str]) -> list[Any]:
    keep = np.ones(len(data["y"]))
    found: list[Any] = []
    seen: dict[tuple[float, ...], Any] = {}
    for i, key in enumerate(zip(*(data[c].tolist() for c in columns), strict=True)):
        if key not in seen:
            keep[i] = 0
            rows: Any = ([(c, data[c], []) for c in columns], ("w", keep, []), None, "frequency")
            seen[key] = _core.accumulate_moments(rows)[0]
            keep[i] = 1
        found.append(seen[key])
    return found
