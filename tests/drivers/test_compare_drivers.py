"""Differences of importances between segments and waves: against definitions, hand arithmetic, and under the null."""

import numpy as np
import placet
import polars as pl
import pytest
from numpy.testing import assert_allclose
from placet.inference.max_t import LargestT, largest_t
from placet.inference.relabelled import Labels
from scipy import stats

NAMES = ["x0", "x1", "x2"]


def simulated(seed, n=240, segments=("北", "南", "West"), differ=True):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 3)) + 0.6 * rng.normal(size=(n, 1))
    g = np.resize(np.array(segments), n)
    slopes = np.where((g == segments[0])[:, None] & differ, [1.2, 0.1, 0.3], [0.2, 0.9, 0.3])
    y = (x * slopes).sum(axis=1) + 1.5 * rng.normal(size=n)
    more = {"g": g, "w": rng.integers(1, 5, n).astype(float), "c": np.arange(n) // 6, "s": np.arange(n) // (n // 2)}
    return {"y": y, **dict(zip(NAMES, x.T, strict=True)), **more}


def part(data, mask):
    return {name: column[mask] for name, column in data.items()}


def importance(data, of="importance", **more):
    found = placet.key_drivers(data, "y", NAMES, n_resamples=0, **more)
    values = dict(zip(found["term"], found[of], strict=True))
    return np.array([values[name] for name in NAMES])


def rows(found, level, against):
    at = [i for i, pair in enumerate(zip(found["level"], found["against"], strict=True)) if pair == (level, against)]
    return np.array(at, dtype=int)


# ---- what is compared ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("of", ["importance", "share"])
@pytest.mark.parametrize("method", ["lmg", "johnson", "first"])
def test_differences_are_those_of_segments_analysed_alone(of, method):
    data = simulated(1)
    found = placet.compare_drivers(
        data, "y", NAMES, by="g", weights="w", against="all pairs", of=of, importance=method, n_resamples=20, rng=1
    )
    alone = {
        g: importance(part(data, data["g"] == g), of, importance=method, weights="w") for g in ("北", "南", "West")
    }
    for one, other in zip(found["level"][::3], found["against"][::3], strict=True):
        at = rows(found, one, other)
        assert [found["term"][i] for i in at] == NAMES
        assert_allclose(found["estimate"][at], alone[one] - alone[other], atol=1e-12)
        assert_allclose(found["value"][at], alone[one], atol=1e-12)
        assert_allclose(found["reference"][at], alone[other], atol=1e-12)
    assert_allclose(
        found.importances["value"].reshape(3, 3), [alone[g] for g in found.importances["g"][::3]], atol=1e-12
    )


@pytest.mark.parametrize("missing", ["drop", "multiple"])
def test_the_rest_and_the_total(missing):
    data = simulated(2)
    if missing == "drop":
        data["x0"] = np.where(np.arange(240) % 11 == 0, np.nan, data["x0"])
    rest = placet.compare_drivers(data, "y", NAMES, by="g", missing=missing, n_resamples=40, rng=1)
    total = placet.compare_drivers(data, "y", NAMES, by="g", against="total", missing=missing, n_resamples=40, rng=1)
    for g in ("北", "南", "West"):
        own = data["g"] == g
        alone = importance(part(data, own))
        assert_allclose(rest["estimate"][rows(rest, g, "rest")], alone - importance(part(data, ~own)), atol=1e-12)
        assert_allclose(total["estimate"][rows(total, g, "total")], alone - importance(data), atol=1e-12)
    # A total holds the segment, whose variance is in both: it differs less from it than from the others.
    assert (total["std_error"] < rest["std_error"]).all()


def test_waves_within_segments_and_a_level():
    data = simulated(3) | {"q": np.repeat(["2024Q1", "2024Q2", "2024Q3"], 80)}
    found = placet.compare_drivers(data, "y", NAMES, by="g", wave="q", against="previous", n_resamples=20, rng=1)
    assert list(found)[:3] == ["g", "term", "level"]
    assert len(found["term"]) == 3 * 2 * 3
    assert found["level"][:6] == ("2024Q2",) * 3 + ("2024Q3",) * 3
    level = placet.compare_drivers(data, "y", NAMES, by="g", against="West", n_resamples=20, rng=1)
    assert set(level["against"]) == {"West"}
    assert len(level["term"]) == 6


def test_a_segment_that_cannot_be_fitted_is_said():
    data = simulated(4)
    data["g"] = np.where(np.arange(240) < 3, "few", data["g"])
    found = placet.compare_drivers(data, "y", NAMES, by="g", against="all pairs", n_resamples=20, rng=1)
    lost = [i for i, pair in enumerate(zip(found["level"], found["against"], strict=True)) if "few" in pair]
    kept = np.setdiff1d(np.arange(len(found["term"])), lost)
    assert np.isnan(found["estimate"][lost]).all()
    assert {found["finding"][i] for i in lost} == {"no test"}
    assert np.isfinite(found["conf_low"][kept]).all()
    assert any("few" in note for note in found.about["notes"])
    assert found.plot() is not None


def test_a_filter_is_a_call_of_those_kept_and_every_library_says_the_same():
    data = simulated(13)
    inside = np.arange(240) % 4 > 0
    survey = placet.Survey(data).filter(inside)
    given = {"outcome": "y", "drivers": NAMES, "by": "g", "n_resamples": 20, "rng": 1}
    kept = placet.compare_drivers(part(data, inside), **given)
    for found in (
        placet.compare_drivers(survey, **given),
        placet.compare_drivers(pl.DataFrame(part(data, inside)), **given),
    ):
        assert_allclose(found["estimate"], kept["estimate"], atol=1e-12)
        assert found["finding"] == kept["finding"]
    assert isinstance(placet.compare_drivers(pl.DataFrame(data), **given).importances_frame(), pl.DataFrame)


def test_labels_that_would_be_obeyed_are_shown_harmless():
    bad = ("\x1b]0;owned\x07北", "<script>alert(1)</script>")
    data = simulated(14, segments=bad)
    labels = {"x0": bad[0], "g": bad[1]}
    found = placet.compare_drivers(data, "y", NAMES, by="g", n_resamples=5, rng=1, labels=labels)
    assert "\x1b" not in found.summary()
    assert "<script" not in found._repr_html_()


# ---- how sure it is --------------------------------------------------------------------------------------------------


def test_variances_of_independent_segments_add():
    data = simulated(5)
    found = placet.compare_drivers(data, "y", NAMES, by="g", against="南", n_resamples=4000, rng=1)
    error = {g: placet.key_drivers(part(data, data["g"] == g), "y", NAMES, interval="linearized") for g in ("北", "南")}
    single = [dict(zip(e["term"], e["importance_std_error"], strict=True)) for e in error.values()]
    expected = [np.hypot(single[0][name], single[1][name]) for name in NAMES]
    assert_allclose(found["std_error"][rows(found, "北", "南")], expected, rtol=0.08)
    two = placet.compare_drivers(data, "y", NAMES, by="g", against="南", test="permutation", n_resamples=20, rng=1)
    assert_allclose(two["std_error"][rows(two, "北", "南")], expected, rtol=1e-9)


def test_replicate_weights_by_hand():
    data = simulated(6)
    copies = {f"r{i}": data["w"] * (data["c"] % 20 != i) * 20 / 19 for i in range(20)}
    rule = placet.ReplicateWeights("r*", "JK1", combined=True)
    found = placet.compare_drivers(
        {**data, **copies}, "y", NAMES, by="g", weights="w", repweights=rule, against="all pairs"
    )
    one, other = (part(data | copies, data["g"] == g) for g in ("北", "南"))
    moves = [
        importance({**one, "v": one[r]}, weights="v") - importance({**other, "v": other[r]}, weights="v")
        for r in copies
    ]
    expected = np.sqrt(19 / 20 * ((np.array(moves) - np.mean(moves, axis=0)) ** 2).sum(axis=0))
    at = np.concatenate([rows(found, "北", "南"), rows(found, "南", "北")])
    assert_allclose(found["std_error"][at], expected, rtol=1e-10)
    assert_allclose(found["df"][at], 19)
    statistic = found["estimate"] / found["std_error"]
    assert_allclose(found["p_value"], 2 * stats.t.sf(np.abs(statistic), 19), rtol=1e-10)


def test_segments_that_share_clusters_covary():
    rng = np.random.default_rng(7)
    n = 800
    cluster = np.arange(n) // 20
    x = rng.normal(size=(n, 3)) + 0.5 * rng.normal(size=(40, 1))[cluster]
    slopes = [0.5, 0.3, 0.2] + 0.8 * rng.normal(size=(40, 3))[cluster]  # each cluster has its own
    y = (x * slopes).sum(axis=1) + rng.normal(size=n)
    data = {"y": y, "g": np.resize(["a", "b"], n), "c": cluster, **dict(zip(NAMES, x.T, strict=True))}
    mixed = placet.compare_drivers(data, "y", NAMES, by="g", against="b", cluster="c", n_resamples=500, rng=1)
    apart = {**data, "c": 2 * cluster + (data["g"] == "a")}
    alone = placet.compare_drivers(apart, "y", NAMES, by="g", against="b", cluster="c", n_resamples=500, rng=1)
    linear = placet.compare_drivers(
        data, "y", NAMES, by="g", against="b", cluster="c", test="permutation", n_resamples=5, rng=1
    )
    assert (mixed["std_error"] < 0.8 * alone["std_error"]).all()
    assert_allclose(mixed["std_error"], linear["std_error"], rtol=0.25)


def test_respondents_of_two_waves_are_drawn_with_both():
    data = simulated(8, segments=("a", "b"), differ=False)
    twice = {name: np.concatenate([column, column]) for name, column in data.items()}
    twice |= {"q": np.repeat(["2024", "2025"], 240), "who": np.tile(np.arange(240), 2)}
    twice["y"] = twice["y"] + 1e-3 * np.random.default_rng(1).normal(size=480)
    told = placet.compare_drivers(twice, "y", NAMES, wave="q", id="who", against="previous", n_resamples=50, rng=1)
    untold = placet.compare_drivers(twice, "y", NAMES, wave="q", against="previous", n_resamples=50, rng=1)
    assert (told["std_error"] < untold["std_error"] / 20).all()  # the same answers, twice
    assert "respondents" in told.about["method"]


def test_the_interval_holds_0_exactly_where_nothing_is_found():
    data = simulated(9)
    for test in ("intervals", "permutation"):
        found = placet.compare_drivers(data, "y", NAMES, by="g", against="all pairs", test=test, n_resamples=99, rng=3)
        outside = (found["conf_low"] > 0) | (found["conf_high"] < 0)
        assert (outside == (found["p_adjusted"] < 0.05)).all()
        assert outside.any()
        assert (found["p_adjusted"] >= found["p_value"] - 0.01).all()
        assert found == placet.compare_drivers(
            data, "y", NAMES, by="g", against="all pairs", test=test, n_resamples=99, rng=3
        )


@pytest.mark.parametrize("missing", ["pairwise", "em", "indicator", "multiple"])
def test_missing_answers(missing):
    data = simulated(10)
    data["x1"] = np.where(np.arange(240) % 9 == 0, np.nan, data["x1"])
    more = {"n_imputations": 3} if missing == "multiple" else {}
    found = placet.compare_drivers(
        data, "y", NAMES, by="g", against="all pairs", missing=missing, n_resamples=30, rng=1, **more
    )
    assert (found["std_error"] > 0).all()
    assert np.isfinite(found["p_adjusted"]).all()


# ---- the largest of many t -------------------------------------------------------------------------------------------


def test_the_critical_value_and_the_p_value_are_one_procedure():
    largest = LargestT(np.arange(1.0, 100.0))  # 99 draws
    # (1 + #{draws >= t}) / 100 < 0.05 for at most 3 draws, those above 96.
    assert largest.critical(0.95) == 96.0
    assert_allclose(largest.p_adjusted(np.array([96.0, 96.5, -200.0, np.nan])), [0.05, 0.04, 0.01, np.nan])
    assert LargestT(np.arange(10.0)).critical(0.95) == np.inf


def test_one_difference_has_its_own_t_and_uncorrelated_ones_sidaks():
    single = largest_t(np.array([[2.0]]), np.array([7.0]))
    assert_allclose(single.critical(0.95), stats.t.ppf(0.975, 7), rtol=0.03)
    many = largest_t(np.eye(5), np.full(5, np.inf))
    assert_allclose(many.critical(0.95), stats.norm.ppf((1 + 0.95**0.2) / 2), rtol=0.02)
    alike = largest_t(np.ones((1, 5)), np.full(5, np.inf))
    assert_allclose(alike.critical(0.95), stats.norm.ppf(0.975), rtol=0.02)


# ---- permutations ----------------------------------------------------------------------------------------------------


def test_labels_go_round_within_strata_clusters_and_nowhere_else():
    segment = np.array([0, 0, 1, 1, 0, 1, 1, 0, 1, -1, 2, 2])
    cluster = np.array([0, 0, 1, 1, 2, 2, 3, 4, 5, 5, 6, 6])
    among = np.array([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2])
    labels = Labels(segment, cluster, among)
    assert labels.can_move
    rng, seen = np.random.default_rng(1), set()
    for _ in range(60):
        dealt = labels.dealt(rng)
        seen.add(tuple(dealt))
        assert dealt[9] == -1  # who is not used
        assert dealt[0] == dealt[1] != dealt[2] == dealt[3]  # whole clusters
        assert sorted(dealt[4:6]) == [0, 1]  # a cluster of both
        assert sorted(dealt[6:9]) == [0, 1, 1]
        assert (dealt[10:] == 2).all()  # alone in its stratum
    assert len(seen) == 2 * 2 * 3
    assert not Labels(np.array([0, 0, 1]), np.arange(3), np.array([0, 0, 1])).can_move


def test_the_error_under_labels_is_that_of_the_design():
    data = simulated(11)
    for design in ({}, {"weights": "w"}, {"cluster": "c"}, {"strata": "s", "cluster": "c", "weights": "w"}):
        found = placet.compare_drivers(
            data, "y", NAMES, by="g", against="all pairs", test="permutation", n_resamples=2, rng=1, **design
        )
        for g in ("北", "南"):
            one = placet.key_drivers(data, "y", NAMES, by="g", interval="linearized", **design)
            own = {t: e for k, t, e in zip(one["g"], one["term"], one["importance_std_error"], strict=True) if k == g}
            at = [i for i, k in enumerate(found.importances["g"]) if k == g]
            # Of few clusters key_drivers makes good what a segment with few of them lacks.
            assert_allclose(
                found.importances["std_error"][at], [own[n] for n in NAMES], rtol=0.05 if "cluster" in design else 1e-9
            )


@pytest.mark.parametrize("test", ["intervals", "permutation"])
def test_segments_that_do_not_differ_are_told_apart_as_rarely_as_promised(test):
    """The level of few calls, which would show a test that finds something in one of five."""
    found = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(120, 2)) + rng.normal(size=(120, 1))
        data = {"y": x @ [0.5, 0.2] + rng.normal(size=120), "a": x[:, 0], "b": x[:, 1], "g": np.resize([0, 1], 120)}
        one = placet.compare_drivers(data, "y", ["a", "b"], by="g", against=0, test=test, n_resamples=59, rng=seed)
        found += (one["p_adjusted"] < 0.05).any()
    assert found <= 6  # of a binomial of 40 and 0.05 more have a chance of 0.3 %


# ---- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({}, "by and wave name no column"),
        ({"by": "g", "against": "nowhere"}, "against='nowhere' is not known"),
        ({"by": "g", "importance": ["lmg", "first"]}, "importance names 2 methods"),
        ({"by": "g", "missing": "em"}, 'takes? .*all pairs|take against="all pairs"'),
        ({"by": "g", "test": "permutation", "importance": "first"}, "needs influence values"),
        ({"by": "g", "test": "permutation", "missing": "multiple"}, "is of complete answers"),
        ({"by": "g", "test": "permutation", "weights": "w", "weight_type": "frequency"}, "frequency weight is several"),
        ({"by": "s", "test": "permutation", "strata": "s"}, "every stratum has one segment only"),
        ({"by": "g", "of": "effect"}, "of='effect'"),
        ({"by": "g", "test": "F"}, "test='F'"),
    ],
)
def test_what_cannot_be_compared_is_refused(options, sentence):
    with pytest.raises(placet.DataError, match=sentence):
        placet.compare_drivers(simulated(12), "y", NAMES, n_resamples=9, rng=1, **options)


def test_what_takes_long_is_refused_with_ways_out():
    rng = np.random.default_rng(1)
    data = dict(zip([f"x{j}" for j in range(26)], rng.normal(size=(26, 400)), strict=True))
    data |= {"y": sum(data.values()) + rng.normal(size=400), "g": np.resize([0, 1], 400)}
    with pytest.raises(placet.DataError, match=r"pass n_resamples=1000 if they are to be done all the same"):
        placet.compare_drivers(data, "y", [f"x{j}" for j in range(26)], by="g")
