"""What analyses of drivers keep in words is English, whatever the language, and is spoken in it when it is shown."""

import re
import warnings
from collections.abc import Iterator

import numpy as np
import placet
import pytest
from placet.language import Said, commas, enumerated, in_language, say, speak

#: Names of methods and tests, options, and columns of the data, which every language has alike.
NAMES = {
    "AIC", "BIC", "CR", "Cp", "EM", "HC", "LMG", "PRESS", "VIF", "Bera", "Breusch", "Hotelling", "Jarque", "McFadden",
    "Nagelkerke", "Pagan", "Shapiro", "Shapley", "Tjur", "Wald", "Wilk", "logit", "data_sets", "errors", "inclusion",
    "regression", "split", "to_frame", "validate", "bills", "network", "overall", "price", "region", "store", "stratum",
    "north", "south",
}  # fmt: skip


@pytest.fixture(autouse=True)
def no_warnings() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.fixture(scope="module")
def answers():
    rng = np.random.default_rng(5)
    n = 240
    data = {name: rng.integers(0, 11, n).astype(float) for name in ("network", "bills", "price")}
    data["overall"] = np.clip(np.round(0.5 * data["network"] + 0.3 * data["bills"] + rng.normal(1, 1.5, n)), 0, 10)
    data["region"] = np.where(np.arange(n) % 3 == 0, "north", "south")
    data["store"] = np.arange(n) % 12
    data["stratum"] = data["store"] % 2
    data["w"] = rng.uniform(0.5, 2, n)
    return data


def gaps(data):
    return data | {"bills": np.where(np.arange(240) % 5 == 0, np.nan, data["bills"])}


def level_lost(data):
    shop = np.array(["a", "b", "c"])[np.arange(240) // 3 % 3]
    return data | {"store": np.where((data["region"] == "north") & (shop == "a"), "b", shop)}


TWO, THREE = ["network", "bills"], ["network", "bills", "price"]
#: A call of every kind: of each function, kind of errors, model, and method for missing answers.
CALLS = {
    "errors of the model": lambda d: placet.regression(d, "overall", TWO, diagnostics=True),
    "without an intercept": lambda d: placet.regression(d, "overall", TWO, intercept=False),
    "robust": lambda d: placet.regression(d, "overall", TWO, weights="w", by="region"),
    "clusters": lambda d: placet.regression(d, "overall", TWO, errors="cluster", cluster="store"),
    "CR2": lambda d: placet.regression(d, "overall", TWO, errors="CR2", cluster="store"),
    "design": lambda d: placet.regression(d, "overall", TWO, strata="stratum", cluster="store"),
    "more drivers than clusters": lambda d: placet.regression(
        d | {"store": d["store"] % 3}, "overall", THREE, errors="cluster", cluster="store", by="region"
    ),
    "collinear": lambda d: placet.regression(
        d | {"price": d["network"] + 1e-6 * d["price"]}, "overall", THREE, by="region"
    ),
    "an event": lambda d: placet.regression(d, "overall", TWO, model="logit", event="promoter"),
    "answers as event": lambda d: placet.regression(d, "overall", TWO, model="logit", event=[7, 8, 9, 10]),
    "ordered": lambda d: placet.regression(d, "overall", TWO, model="ordered"),
    "pairwise": lambda d: placet.regression(gaps(d), "overall", TWO, missing="pairwise"),
    "em": lambda d: placet.regression(gaps(d), "overall", TWO, missing="em"),
    "multiple": lambda d: placet.regression(gaps(d), "overall", TWO, missing="multiple", n_imputations=2, rng=1),
    "levels": lambda d: placet.regression(
        level_lost(d), "overall", ["network", "store"], factors=["store"], by="region"
    ),
    "key_drivers": lambda d: placet.key_drivers(
        d, "overall", TWO, covariates=["price"], n_resamples=20, rng=1, strata="stratum", cluster="store"
    ),
    "stepwise": lambda d: placet.stepwise(d, "overall", THREE, weights="w", n_resamples=5, rng=1, by="region"),
    "split": lambda d: placet.stepwise(d, "overall", THREE, validate="split", criterion="aicc", n_resamples=0, rng=1),
    "best_subsets": lambda d: placet.best_subsets(d, "overall", THREE, criterion="press", n_resamples=5, rng=1),
    "prediction": lambda d: placet.regression(d, "overall", TWO).predict(d),
}


@pytest.mark.parametrize("kind", CALLS)
def test_no_word_of_another_language_is_shown(answers, kind):
    shown = CALLS[kind](answers).summary(language="zh")
    assert set(re.findall(r"[A-Za-z_]{2,}", shown)) <= NAMES
    assert ", " not in re.sub(r"\([\d., ∞]+\)", "", shown)  # but in degrees of freedom


@pytest.mark.parametrize("kind", CALLS)
def test_what_is_kept_is_english_whatever_the_language(answers, kind):
    english = CALLS[kind](answers)
    with in_language("zh"):
        chinese = CALLS[kind](answers)
    assert chinese == english
    kept = [english.about["method"], *english.about.get("notes", ())]
    assert all(isinstance(text, Said) for text in kept)
    assert all(text.isascii() or set(text) - set(map(chr, range(128))) <= set("R²χ") for text in kept)


def test_what_is_predicted_is_spoken(answers):
    quantity = CALLS["an event"](answers).predict(answers).about["quantity"]
    assert quantity == "Probability of promoter"
    with in_language("zh"):
        assert speak(quantity) == "概率：推荐者"


@pytest.mark.parametrize(("together", "sign"), [(commas, "，"), (enumerated, "、")])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 2000])
def test_parts_with_commas_are_as_if_joined(count, together, sign):
    parts = [say("{count:,} of {name}", count=i, name="q") for i in range(count)]
    assert together(parts) == ", ".join(parts)
    with in_language("zh"):
        assert speak(together(parts)) == sign.join(f"q {i:,} 个" for i in range(count))


def test_names_are_enumerated_and_clauses_are_not(answers):
    flat = {**answers, "one": np.ones(240), "two": np.ones(240)}
    left = placet.stepwise(flat, "overall", ["network", "one", "two"], n_resamples=0, strata="stratum", cluster="store")
    several = placet.key_drivers(answers, "overall", TWO, importance=["lmg", "first"], n_resamples=0)
    tests = placet.regression(answers, "overall", TWO, diagnostics=True)
    assert "：one、two" in left.summary(language="zh")
    assert "重要性、单独的 R²" in several.summary(language="zh")
    assert re.search(r"Breusch-Pagan p = [\d.]+、Jarque-Bera", tests.summary(language="zh"))
    assert "，调整后" in tests.summary(language="zh")
