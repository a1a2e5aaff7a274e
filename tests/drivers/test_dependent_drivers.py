"""Drivers that are combinations of each other: R² of a subset is that of what it spans; only coefficients have none."""

from itertools import combinations
from math import comb

import numpy as np
import placet
import pytest
from numpy.testing import assert_allclose

NOTE = "drivers depend on each other: they share what they explain together, and have no coefficients"
DRIVERS = ["a", "b", "c", "twin"]


def answers(n=240, seed=3, kind="twin"):
    """Answers from 1 to 7 to a, b and c; the last is a, or what a and b add up to."""
    rng = np.random.default_rng(seed)
    a, b, c = np.clip(np.round(4 + 1.2 * (rng.normal(size=(3, n)) + 0.6 * rng.normal(size=n))), 1, 7)
    y = 0.6 * a + 0.3 * b + 0.2 * c + rng.normal(size=n)
    twin = a.copy() if kind == "twin" else a + b
    return {"y": y, "a": a, "b": b, "c": c, "twin": twin, "w": rng.uniform(0.5, 2, n), "by": np.arange(n) % 2}


def r2(data, drivers, weights=None):
    """R² by the pseudo-inverse of the rows."""
    root = np.sqrt(np.ones(len(data["y"])) if weights is None else weights)
    x = np.column_stack([np.ones(len(root)), *(data[d] for d in drivers)]) * root[:, None]
    y = data["y"] * root
    fitted = x @ (np.linalg.pinv(x, rcond=1e-10) @ y)
    null = y - root * (root @ y) / (root @ root)
    return 1 - np.sum((y - fitted) ** 2) / np.sum(null**2)


def gains(data, weights=None):
    """Mean gain of every driver on top of k others."""
    found = np.zeros((len(DRIVERS),) * 2)
    for i, driver in enumerate(DRIVERS):
        others = [d for d in DRIVERS if d != driver]
        for k in range(len(DRIVERS)):
            for given in combinations(others, k):
                gain = r2(data, [*given, driver], weights) - r2(data, given, weights)
                found[i, k] += gain / comb(len(others), k)
    return found


def wins(data, one, other):
    """Share of the subsets of the others to which one adds more than the other, ties half."""
    rest = [d for d in DRIVERS if d not in (one, other)]
    subsets = [s for k in range(len(rest) + 1) for s in combinations(rest, k)]
    more = [r2(data, [*s, one]) - r2(data, [*s, other]) for s in subsets]
    return np.mean([0.5 if abs(d) < 1e-11 else float(d > 0) for d in more])


def named(result, column, name="term"):
    return dict(zip(result[name], result[column], strict=True))


def notes(result):
    return [str(note) for note in result.about["notes"]]


@pytest.mark.parametrize("kind", ["twin", "sum"])
@pytest.mark.parametrize("weighted", [False, True])
def test_dominance_by_brute_force(kind, weighted):
    data = answers(kind=kind)
    w = data["w"] if weighted else None
    result = placet.dominance(data, "y", DRIVERS, n_resamples=50, rng=1, weights="w" if weighted else None)
    expected = gains(data, w)
    table = result.gains
    for term, k, gain in zip(table["term"], table["others"], table["gain"], strict=True):
        assert_allclose(gain, expected[DRIVERS.index(term), k], atol=1e-11)
    assert_allclose([named(result.general, "importance")[d] for d in DRIVERS], expected.mean(axis=1), atol=1e-11)
    assert_allclose(sum(result.general["importance"]), result.fit["r2"][0], atol=1e-11)
    assert NOTE in notes(result)
    assert not any("could not be fitted" in note for note in notes(result))
    if not weighted:
        for one, other, share in zip(result["term"], result["other"], result["subsets"], strict=True):
            assert share == wins(data, one, other), (one, other)


def test_twins_dominate_each_other_in_nothing():
    result = placet.dominance(answers(), "y", DRIVERS, n_resamples=100, rng=1)
    pair = next(i for i in range(6) if {result["term"][i], result["other"][i]} == {"a", "twin"})
    assert (result["term"][pair], result["other"][pair]) == ("a", "twin")
    assert result["dominance"][pair] == "none"
    assert result["difference"][pair] == 0
    for column in ("complete", "conditional", "general", "subsets"):
        assert result[column][pair] == 0.5
    for form in ("complete", "conditional", "general"):
        assert result[f"{form}_resamples"][pair] == result[f"{form}_reversed"][pair] == 0
    without = placet.dominance(answers(), "y", DRIVERS, complete=False, n_resamples=0)
    assert_allclose(without.general["importance"], result.general["importance"], atol=1e-12)


def test_dominance_agrees_with_key_drivers_beyond_covariates():
    data = answers()
    given = {"covariates": ["c"], "n_resamples": 0, "by": "by"}
    found = placet.dominance(data, "y", ["a", "b", "twin"], **given)
    keys = placet.key_drivers(data, "y", ["a", "b", "twin"], **given)
    for by in (0, 1):
        alone = {
            t: v for b, t, v in zip(*(found.general[n] for n in ("by", "term", "importance")), strict=True) if b == by
        }
        other = {t: v for b, t, v in zip(*(keys[n] for n in ("by", "term", "importance")), strict=True) if b == by}
        assert_allclose([alone[t] for t in other], list(other.values()), atol=1e-12)
        assert_allclose(alone["a"], alone["twin"], atol=1e-12)
    for name in ("r2", "r2_covariates"):
        assert_allclose(found.fit[name], keys.fit[name], atol=1e-12)
    assert_allclose(found["n_eff"][0], keys["n_eff"][0])
    assert notes(found) == notes(keys)


def test_a_segment_of_dependent_drivers_beside_one_without():
    data = answers()
    data["twin"] = np.where(data["by"] == 0, data["a"], np.roll(data["c"], 1))
    both = placet.dominance(data, "y", DRIVERS, by="by", n_resamples=0)
    for by in (0, 1):
        rows = data["by"] == by
        alone = placet.dominance({k: v[rows] for k, v in data.items()}, "y", DRIVERS, n_resamples=0)
        own = [i for i, b in enumerate(both["by"]) if b == by]
        assert [both["term"][i] for i in own] == list(alone["term"])
        assert_allclose(both["difference"][own], alone["difference"], atol=1e-12)
        assert_allclose(both.fit["r2"][by], alone.fit["r2"][0], atol=1e-12)
    assert sum(NOTE in note for note in notes(both)) == 1


# ---- compare_drivers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("test", ["intervals", "permutation"])
def test_segments_whose_drivers_depend_on_each_other_are_compared(test):
    data = answers()
    result = placet.compare_drivers(
        data, "y", DRIVERS, by="by", against="all pairs", test=test, n_resamples=60, rng=1
    )  # fmt: skip
    parts = [gains({k: v[data["by"] == by] for k, v in data.items()}).mean(axis=1) for by in (0, 1)]
    found = named(result, "estimate")
    expected = dict(zip(DRIVERS, parts[0] - parts[1], strict=True))
    sign = 1 if found["b"] * expected["b"] > 0 else -1
    assert_allclose([found[d] for d in DRIVERS], [sign * expected[d] for d in DRIVERS], atol=1e-11)
    assert_allclose(found["a"], found["twin"], atol=1e-12)
    for column in ("std_error", "p_value"):
        own = named(result, column)
        assert np.isfinite(own["a"])
        assert_allclose(own["a"], own["twin"], rtol=1e-6)
    assert sum(NOTE in note for note in notes(result)) == 2


@pytest.mark.parametrize("importance", ["betasq", "pratt"])
def test_importances_of_coefficients_are_refused_with_the_reason(importance):
    with pytest.raises(placet.ModelError, match="linearly dependent"):
        placet.compare_drivers(answers(), "y", DRIVERS, by="by", importance=importance, n_resamples=20, rng=1)


# ---- priority_map ----------------------------------------------------------------------------------------------------


def test_twins_share_their_place_on_the_map():
    data = answers()
    result = placet.priority_map(data, "y", DRIVERS, scale=(1, 7), n_resamples=80, rng=1)
    expected = gains(data).mean(axis=1)
    found = named(result, "importance")
    assert_allclose([found[d] for d in DRIVERS], expected / expected.sum(), atol=1e-11)
    for column in ("importance_std_error", "importance_low", "importance_high", "performance", "quadrant_share"):
        own = named(result, column)
        assert np.isfinite(own["a"])
        assert_allclose(own["a"], own["twin"], rtol=1e-9)
    assert np.isnan(result["coefficient"]).all()
    assert_allclose(result.fit["r2"], expected.sum(), atol=1e-11)
    assert NOTE in notes(result)
    assert not any("could not be fitted" in note for note in notes(result))
    assert "nan" not in str(result)


def test_effects_of_dependent_drivers_are_refused():
    with pytest.raises(placet.ModelError, match="'a', 'twin' are linearly dependent"):
        placet.priority_map(answers(), "y", DRIVERS, scale=(1, 7), importance="effect", n_resamples=0)


def test_too_few_respondents_and_drivers_that_do_not_vary_stay_errors():
    data = answers(4)
    for call in (placet.dominance, placet.key_drivers):
        with pytest.raises(placet.PlacetError):
            call(data, "y", DRIVERS, n_resamples=0)
    flat = answers() | {"twin": np.full(240, 3.0)}
    for call in (placet.dominance, placet.key_drivers):
        with pytest.raises(placet.ModelError, match="twin"):
            call(flat, "y", DRIVERS, n_resamples=0)
    with pytest.raises(placet.ModelError, match="twin"):
        placet.priority_map(flat, "y", DRIVERS, scale=(1, 7), n_resamples=0)


@pytest.mark.parametrize("missing", ["em", "pairwise", "multiple"])
def test_missing_answers_are_treated_first(missing):
    data = answers(400)
    data["b"] = np.where(np.arange(400) % 7 == 0, np.nan, data["b"])
    given = {"missing": missing, "n_resamples": 0, "rng": 1}
    if missing == "em":
        for call in (placet.dominance, placet.key_drivers):
            with pytest.raises(placet.ModelError):
                call(data, "y", DRIVERS, **given)
        return
    found = placet.dominance(data, "y", DRIVERS, **given)
    keys = named(placet.key_drivers(data, "y", DRIVERS, **given), "importance")
    general = named(found.general, "importance")
    assert_allclose([general[d] for d in DRIVERS], [keys[d] for d in DRIVERS], atol=1e-11)
    assert_allclose(general["a"], general["twin"], atol=1e-11)
