"""Weights of answers against numpy, `key_drivers`, an expanded file, and published shares."""

import json

import numpy as np
import pandas as pd
import placet
import pytest
from numpy.testing import assert_allclose
from placet import DataError

ITEMS = ["a", "b", "c", "d"]


def answers(n=200, seed=1):
    rng = np.random.default_rng(seed)
    halo = rng.normal(size=n)
    data = {name: np.clip(np.round(6 + (1 + i / 3) * halo + rng.normal(size=n)), 1, 10) for i, name in enumerate(ITEMS)}
    data["y"] = np.clip(np.round(6 + data["a"] - data["b"] / 2 + rng.normal(size=n)), 1, 10)
    return data | {"w": rng.integers(1, 5, n).astype(float)}


def vector(result):
    return np.array(list(result.weights.values()))


CALLS = {
    "pca": lambda data, **o: placet.pca_weights(data, ITEMS, **o),
    "squared": lambda data, **o: placet.pca_weights(data, ITEMS, method="squared", **o),
    "lmg": lambda data, **o: placet.lmg_weights(data, "y", ITEMS, **o),
}
every = pytest.mark.parametrize("name", CALLS)


def test_the_first_component_is_that_of_numpy():
    data = answers()
    items = np.column_stack([data[name] for name in ITEMS])
    values, vectors = np.linalg.eigh(np.corrcoef(items.T))
    first = np.abs(vectors[:, -1])
    result = placet.pca_weights(data, ITEMS)
    assert_allclose(vector(result), first / first.sum(), rtol=1e-11)
    assert_allclose(vector(placet.pca_weights(data, ITEMS, method="squared")), first**2, rtol=1e-11)
    assert_allclose(result.about["explained"], values[-1] / 4, rtol=1e-12)
    # A loading is the correlation of the item with the component.
    scores = ((items - items.mean(0)) / items.std(0)) @ first
    assert_allclose(result["loading"], [np.corrcoef(column, scores)[0, 1] for column in items.T], rtol=1e-11)


def test_no_weights_spread_the_composite_more():
    data = answers()
    standard = np.column_stack([(data[name] - data[name].mean()) / data[name].std() for name in ITEMS])
    weights = vector(placet.pca_weights(data, ITEMS))
    most = (standard @ weights).var() / (weights @ weights)
    for seed in range(200):
        other = np.random.default_rng(seed).normal(size=4)
        assert (standard @ other).var() / (other @ other) <= most + 1e-12


def test_lmg_is_that_of_key_drivers():
    data = answers()
    for options in ({}, {"weights": "w"}):
        drivers = placet.key_drivers(data, "y", ITEMS, n_resamples=0, **options)
        share = dict(zip(drivers["term"], drivers["share"], strict=True))
        result = placet.lmg_weights(data, "y", ITEMS, **options)
        assert_allclose(vector(result), [share[name] for name in ITEMS], rtol=1e-12)
        assert_allclose(result["importance"].sum(), result.about["r2"], rtol=1e-13)


def test_swiss_shares_of_relaimpo(reference):
    case = json.loads((reference / "drivers" / "expected_relative_importance.json").read_text(encoding="utf-8"))
    data = pd.read_csv(reference / "drivers" / "swiss.csv")
    lmg = case["relaimpo"]["swiss"]["raw"]["lmg"]
    result = placet.lmg_weights(data, "Fertility", list(lmg))
    assert_allclose(result["importance"], list(lmg.values()), rtol=1e-12)
    assert_allclose(vector(result), np.array(list(lmg.values())) / sum(lmg.values()), rtol=1e-12)


@every
@pytest.mark.parametrize("kind", ["probability", "frequency", "precision"])
def test_whole_weights_are_repeated_rows(name, kind):
    data = answers(80)
    repeated = {column: np.repeat(values, data["w"].astype(int)) for column, values in data.items()}
    found = CALLS[name](data, weights="w", weight_type=kind)
    assert_allclose(vector(found), vector(CALLS[name](repeated)), rtol=1e-11)
    scaled = CALLS[name]({**data, "w": data["w"] * 7}, weights="w", weight_type=kind)
    assert_allclose(vector(scaled), vector(found), rtol=1e-12)


@every
def test_units_and_order_change_nothing(name):
    data = answers()
    moved = {**data, "b": 1e6 * data["b"] - 3, "y": data["y"] / 7}
    assert_allclose(vector(CALLS[name](moved)), vector(CALLS[name](data)), rtol=1e-9)
    turned = {column: values[::-1] for column, values in data.items()}
    assert_allclose(vector(CALLS[name](turned)), vector(CALLS[name](data)), rtol=1e-11)


@every
def test_missing_answers_are_left_out_and_counted(name):
    data = answers()
    holes = {**data, "a": np.where(np.arange(200) < 7, np.nan, data["a"]), "d": data["d"].copy()}
    holes["d"][10] = 98
    kept = {column: np.delete(values, [*range(7), 10]) for column, values in data.items()}
    found = CALLS[name](holes, na_codes={"d": [98]})
    assert_allclose(vector(found), vector(CALLS[name](kept)), rtol=1e-12)
    assert (found.about["n_total"], found.about["n_used"], found.about["n_missing"]) == (200, 192, 8)
    assert "192 of 200 respondents used" in found.made_by()
    with pytest.raises(DataError, match="8 of 200 respondents have no answer"):
        CALLS[name](holes, na_codes={"d": [98]}, missing="raise")


@every
def test_a_filter_is_a_smaller_file(name):
    data, kept = answers(), np.arange(200) % 3 > 0
    found = CALLS[name](placet.Survey(data, weights="w").filter(kept))
    smaller = CALLS[name]({column: values[kept] for column, values in data.items()}, weights="w")
    assert_allclose(vector(found), vector(smaller), rtol=1e-12)


def test_what_is_said():
    data = answers()
    survey = placet.Survey(data, weights="w", labels={"a": "Coverage"})
    text = placet.pca_weights(survey, ITEMS).summary()
    assert "Coverage" in text
    assert "weighted by 'w'" in text
    assert "the first component explains" in text
    assert set(placet.pca_weights(data, ITEMS).glance()) > {"n_weights", "explained", "n_used"}
    assert "R²" in placet.lmg_weights(data, "y", ITEMS).made_by()
    assert "题项" in placet.pca_weights(data, ITEMS).summary(language="zh")
    rng = np.random.default_rng(0)
    one, other, both, *noise = rng.normal(size=(7, 300))
    pairs = [base + 0.5 * both + 0.1 * e for base, e in zip((one, one, other, other), noise, strict=True)]
    apart = dict(zip(ITEMS, pairs, strict=True))
    assert "a second component has an eigenvalue of" in placet.pca_weights(apart, ITEMS).made_by()


def test_items_that_are_combinations_share_alike_and_it_is_said():
    data = answers()
    result = placet.lmg_weights({**data, "d": data["a"]}, "y", ITEMS)
    assert_allclose(result.weights["d"], result.weights["a"], rtol=1e-9)
    assert "items depend on each other" in result.made_by()
    assert "depend" not in placet.lmg_weights(data, "y", ITEMS).made_by()


BAD = [
    (lambda d: placet.lmg_weights({n: v[:5] for n, v in d.items()}, "y", ITEMS), "5 respondents cannot tell 4 items"),
    (lambda d: placet.pca_weights(d, ["a"]), "at least 2 columns"),
    (lambda d: placet.pca_weights({**d, "b": 11 - d["b"]}, ITEMS), "'b' loads against the other items"),
    (lambda d: placet.pca_weights({**d, "b": np.full(200, 5.0)}, ITEMS), "column 'b' does not vary"),
    (lambda d: placet.pca_weights(d, ITEMS, method="x"), "use one of 'loadings', 'squared'"),
    (lambda d: placet.pca_weights({n: v[:1] for n, v in d.items()}, ITEMS), "give at least 2"),
    (lambda d: placet.lmg_weights(d, "y", ["a", "y"]), "an item cannot explain itself"),
    (lambda d: placet.lmg_weights(d, "y", ["a"]), "give 2 to 25"),
    (lambda d: placet.lmg_weights({**d, "y": np.full(200, 5.0)}, "y", ITEMS), "column 'y' does not vary"),
    (lambda d: placet.lmg_weights(d, "y", ["a", "nope"]), "'nope' is not in the data"),
]


@pytest.mark.parametrize(("call", "words"), BAD)
def test_bad_input_is_told(call, words):
    with pytest.raises(DataError) as caught:
        call(answers())
    assert words in str(caught.value)
