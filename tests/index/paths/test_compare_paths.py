"""Differences of path models between groups: against rows written out, by hand, and under the null."""

import numpy as np
import placet
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from placet.inference.relabelled import Labels
from placet.survey.replicates import ReplicateWeights
from scipy import stats

from .pls_by_definition import fit_reflected
from .simulated import ACTS, COLUMNS, MODEL, OWNER, answers, part, table

WHAT = ("paths", "total effects", "loadings", "weights")
QUICK = {"n_resamples": 50, "rng": 1}


def by_hand(data, what="paths", weights=None):
    found = fit_reflected(table(data), OWNER, ACTS, weights)
    total = found["paths"] + found["paths"] @ found["paths"]
    if what in ("paths", "total effects"):
        return np.array([(found["paths"] if what == "paths" else total)[to, of] for of, to in PATHS_OF[what]])
    return found[what]


#: In the order of the outcomes.
PATHS_OF = {"paths": [(0, 1), (1, 2), (0, 2)], "total effects": [(0, 1), (0, 2), (1, 2)]}


# ---- what is compared ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", WHAT)
@pytest.mark.parametrize("weights", [None, "w"])
def test_differences_are_those_of_groups_estimated_by_hand(what, weights):
    data = answers(1, ("a", "b", "c"))
    found = placet.compare_paths(data, MODEL, by="g", what=what, weights=weights, **QUICK)
    own = {g: by_hand(part(data, data["g"] == g), what, weights and data["w"][data["g"] == g]) for g in "abc"}
    m = len(own["a"])
    pairs = list(zip(found["level"][::m], found["against"][::m], strict=True))
    assert pairs == [("a", "b"), ("a", "c"), ("b", "c")]
    for i, (one, other) in enumerate(pairs):
        at = slice(i * m, (i + 1) * m)
        assert_allclose(found["value"][at], own[one], atol=1e-8)
        assert_allclose(found["reference"][at], own[other], atol=1e-8)
        assert_allclose(found["estimate"][at], own[one] - own[other], atol=1e-8)
    assert set(found["n"]) == {60}


def test_terms_say_which_paths_and_indicators():
    data = answers(2)
    paths = placet.compare_paths(data, MODEL, by="g", **QUICK)
    assert paths["term"] == ("Quality -> Satisfaction", "Satisfaction -> Loyalty", "Quality -> Loyalty")
    assert paths["construct"] == ("Satisfaction", "Loyalty", "Loyalty")
    loadings = placet.compare_paths(data, MODEL, by="g", what="loadings", **QUICK)
    assert loadings["term"] == tuple(COLUMNS)
    assert set(loadings["construct"]) == {"Quality", "Satisfaction", "Loyalty"}


@pytest.mark.parametrize("test", ["permutation", "intervals"])
def test_the_rest_is_all_others_together(test):
    data = answers(3, ("a", "b", "c"))
    found = placet.compare_paths(data, MODEL, by="g", compare="rest", test=test, **QUICK)
    for i, g in enumerate("abc"):
        rest = by_hand(part(data, data["g"] != g))
        assert_allclose(found["reference"][3 * i : 3 * i + 3], rest, atol=1e-8)
    assert set(found["n_against"]) == {120}
    assert set(found["against"]) == {"rest"}


def test_waves_are_compared_within_segments():
    data = answers(4, ("a", "b", "c", "d"))
    data |= {"wave": np.isin(data["g"], ["b", "d"]) + 1, "region": np.where(np.isin(data["g"], ["a", "b"]), "N", "S")}
    found = placet.compare_paths(data, MODEL, by="region", wave="wave", compare="previous", **QUICK)
    assert found["region"] == ("N",) * 3 + ("S",) * 3
    own = {g: by_hand(part(data, data["g"] == g)) for g in "abcd"}
    assert_allclose(found["estimate"], [*(own["b"] - own["a"]), *(own["d"] - own["c"])], atol=1e-8)


def test_stages_of_higher_order_and_products_have_their_own_paths():
    data = answers(5)
    higher = "A =~ q1 + q2 + q3; B =~ s1 + s2 + s3; Both =~ A + B; L =~ l1 + l2; L ~ Both"
    found = placet.compare_paths(data, higher, by="g", **QUICK)
    assert found["term"] == ("Both -> L",)
    weights = placet.compare_paths(data, higher, by="g", what="weights", **QUICK)
    assert set(weights["term"]) == {*COLUMNS, "A", "B"}
    product = "Q =~ q1 + q2 + q3; S =~ s1 + s2 + s3; L =~ l1 + l2; L ~ Q * S; S ~ Q"
    found = placet.compare_paths(data, product, by="g", **QUICK)
    assert "Q:S -> L" in found["term"]
    alone = placet.path_model(part(data, data["g"] == "a"), product, n_resamples=0)
    assert_allclose(sorted(found["value"]), sorted(alone["estimate"]), atol=1e-8)


# ---- permutations ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("design", [{}, {"weights": "w"}, {"cluster": "c"}, {"cluster": "c", "strata": "s"}])
def test_p_values_are_shares_of_labellings_written_out(design):
    data = answers(6, each=40, slope={"a": 0.8, "b": 0.2})
    found = placet.compare_paths(data, MODEL, by="g", n_resamples=40, rng=7, **design)
    n = len(data["g"])
    stratum = np.unique(data["s"], return_inverse=True)[1] if "strata" in design else np.zeros(n, dtype=int)
    cluster = data["c"] if "cluster" in design else np.arange(n)
    labels = Labels((data["g"] == "b").astype(int), cluster, stratum)
    (dealt,) = labels.batches(np.random.default_rng(7), 40)
    w = data["w"] if "weights" in design else np.ones(n)

    def difference(side):
        return np.subtract(*(by_hand(part(data, side == s), weights=w[side == s]) for s in (0, 1)))

    observed = np.abs(difference((data["g"] == "b").astype(int)))
    reached = sum(np.abs(difference(side)) >= observed for side in dealt)
    assert_allclose(found["p_value"], (1 + reached) / 41, atol=1e-12)


def test_labels_go_round_within_strata_and_clusters_many_at_once():
    segment = np.array([0, 0, 1, 1, 0, 1, 1, 0, 1, -1, 2, 2])
    cluster = np.array([0, 0, 1, 1, 2, 2, 3, 4, 5, 5, 6, 6])
    among = np.array([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2])
    dealt = np.concatenate(list(Labels(segment, cluster, among).batches(np.random.default_rng(1), 3000, 12 * 700)))
    assert dealt.shape == (3000, 12)
    assert (dealt[:, 9] == -1).all()
    assert (dealt[:, 0] == dealt[:, 1]).all()
    assert (dealt[:, 2] == dealt[:, 3]).all()
    assert (dealt[:, 0] != dealt[:, 2]).all()
    assert (dealt[:, 4:6].sum(axis=1) == 1).all()
    assert (dealt[:, 6:9].sum(axis=1) == 2).all()
    assert (dealt[:, 10:] == 2).all()
    _, counts = np.unique(dealt, axis=0, return_counts=True)
    assert len(counts) == 2 * 2 * 3
    assert stats.chisquare(counts).pvalue > 1e-4  # all labellings alike


@pytest.mark.parametrize("among", [np.zeros(30, dtype=int), np.arange(30) // 10])
def test_the_first_labellings_do_not_depend_on_how_many_there_are(among):
    labels = Labels(np.resize([0, 1, 1], 30), np.arange(30), among)
    many = np.concatenate(list(labels.batches(np.random.default_rng(3), 50, 30 * 8)))
    few = np.concatenate(list(labels.batches(np.random.default_rng(3), 20)))
    assert_array_equal(many[:20], few)
    assert (np.sort(many, axis=1) == np.sort(labels.segment)).all()


def test_results_depend_on_the_seed_and_on_nothing_else():
    data = answers(8)
    for test in ("permutation", "intervals"):
        one, other = (placet.compare_paths(data, MODEL, by="g", test=test, **QUICK) for _ in range(2))
        assert one == other


# ---- intervals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("adjust", ["holm", "bonferroni", "fdr_bh", "none"])
@pytest.mark.parametrize(
    "test", [{"test": "permutation"}, {"test": "intervals"}, {"test": "intervals", "interval": "t"}]
)
def test_an_interval_holds_0_exactly_where_its_p_value_is_not_small(test, adjust):
    for seed in range(6):
        data = answers(seed, ("a", "b", "c"), slope={"a": 0.9, "b": 0.3})
        found = placet.compare_paths(data, MODEL, by="g", n_resamples=399, rng=seed, adjust=adjust, **test)
        outside = (found["conf_low"] > 0) | (found["conf_high"] < 0)
        assert_array_equal(outside, found["p_adjusted"] < 0.05)
        assert_array_equal(outside, [finding in ("higher", "lower") for finding in found["finding"]])
        assert (found["p_adjusted"] >= found["p_value"]).all()


def test_the_error_is_that_of_independent_groups():
    # Of groups drawn apart the variance of the difference is the sum of both, as of path_model on each.
    data = answers(9, each=150)
    found = placet.compare_paths(data, MODEL, by="g", test="intervals", interval="t", n_resamples=4000, rng=1)
    apart = [placet.path_model(part(data, data["g"] == g), MODEL, n_resamples=4000, rng=2)["std_error"] for g in "ab"]
    # Monte Carlo: relative error of a standard deviation of 4,000 draws is 1.1 %.
    assert_allclose(found["std_error"], np.hypot(*apart), rtol=0.07)
    statistic = found["estimate"] / found["std_error"]
    assert_allclose(found["statistic"], statistic, rtol=1e-12)
    assert_allclose(found["p_value"], 2 * stats.t.sf(np.abs(statistic), found["df"]), rtol=1e-9)
    assert (found["df"] <= 298).all()
    assert (found["df"] >= 149).all()


def test_respondents_asked_twice_do_not_differ_from_themselves():
    data = answers(10, ("a",), each=80)
    twice = {name: np.concatenate([column, column]) for name, column in data.items()}
    twice |= {"wave": np.repeat([1, 2], 80), "who": np.tile(np.arange(80), 2)}
    found = placet.compare_paths(
        twice, MODEL, wave="wave", compare="previous", test="intervals", interval="t", id="who", **QUICK
    )
    assert_allclose(found["std_error"], 0, atol=1e-9)
    alone = placet.compare_paths(twice, MODEL, wave="wave", compare="previous", test="intervals", **QUICK)
    assert (alone["conf_high"] - alone["conf_low"] > 0.1).all()


def test_replicate_weights_have_t_intervals_by_their_rule():
    data = answers(11, each=40)
    n = len(data["g"])
    names = [f"r{i}" for i in range(20)]
    rng = np.random.default_rng(0)
    data |= {name: data["w"] * rng.poisson(1, n) for name in names}
    rule = ReplicateWeights(names, "bootstrap")
    found = placet.compare_paths(data, MODEL, by="g", test="intervals", weights="w", repweights=rule, rng=1)

    def difference(w):
        return np.subtract(
            *(by_hand(part(data, (data["g"] == g) & (w > 0)), weights=w[(data["g"] == g) & (w > 0)]) for g in "ab")
        )

    drawn = np.array([difference(data[name]) for name in names])
    variance = rule.variance(difference(data["w"]), drawn)
    assert_allclose(found["std_error"], np.sqrt(variance), rtol=1e-6)
    assert found.about["interval"] == "t"


@pytest.mark.parametrize("missing", ["em", "pairwise", "multiple"])
def test_incomplete_answers_have_intervals(missing):
    data = answers(12, each=100)
    data["q1"] = np.where(np.arange(200) % 9 == 0, np.nan, data["q1"])
    more = {"n_imputations": 3} if missing == "multiple" else {}
    found = placet.compare_paths(data, MODEL, by="g", test="intervals", missing=missing, n_resamples=60, rng=1, **more)
    whole = placet.path_model(data, MODEL, by="g", missing=missing, n_resamples=0, rng=1, **more)
    assert_allclose(found["estimate"], whole["estimate"][:3] - whole["estimate"][3:], atol=1e-8)
    assert (found["std_error"] > 0).all()


def test_weights_count_by_their_ratio_and_rows_without_weight_not_at_all():
    data = answers(13)
    plain = placet.compare_paths(data, MODEL, by="g", weights="w", **QUICK)
    data["w10"] = 10 * data["w"]
    scaled = placet.compare_paths(data, MODEL, by="g", weights="w10", **QUICK)
    assert_allclose(scaled["estimate"], plain["estimate"], atol=1e-10)
    assert_allclose(scaled["p_value"], plain["p_value"], atol=1e-12)
    more = {name: np.concatenate([column, column[:7]]) for name, column in data.items()}
    more["w"] = np.concatenate([data["w"], np.zeros(7)])
    more["q1"] = np.concatenate([data["q1"], np.full(7, 99.0)])
    absent = placet.compare_paths(more, MODEL, by="g", weights="w", **QUICK)
    assert_allclose(absent["estimate"], plain["estimate"], atol=1e-10)
    assert_allclose(absent["p_value"], plain["p_value"], atol=1e-12)


# ---- levels ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("design", "cluster"),
    [({}, 0.0), ({"weights": "w"}, 0.0), ({"cluster": "c"}, 0.4)],
    ids=["alone", "weights", "clusters"],
)
def test_where_groups_do_not_differ_little_is_found(design, cluster):
    hits = [
        placet.compare_paths(
            answers(seed, each=60, cluster=cluster), MODEL, by="g", n_resamples=99, rng=seed, adjust="none", **design
        )["p_value"] <= 0.05
        for seed in range(120)
    ]  # fmt: skip
    # 5 % of 120 for every path; a path found more than 15 times would come by chance once in 3,000.
    assert (np.sum(hits, axis=0) <= 15).all()


def test_respondents_of_clusters_are_no_independent_ones():
    hits = [
        placet.compare_paths(
            answers(seed, each=60, cluster=0.9), MODEL, by="g", n_resamples=99, rng=seed, adjust="none"
        )["p_value"] <= 0.05
        for seed in range(60)
    ]  # fmt: skip
    assert np.sum(hits) > 0.15 * np.size(hits)  # what the design is for


def test_what_differs_is_found():
    data = answers(14, each=150, slope={"a": 1.2, "b": 0.1})
    for test in ("permutation", "intervals"):
        found = placet.compare_paths(data, MODEL, by="g", test=test, n_resamples=1000, rng=1)
        assert found["finding"][0] == "higher"
        assert found.glance()["different"] >= 1


# ---- what cannot be had ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"compare": "total"}, 'compare="rest"'),
        ({"compare": "z"}, "'z' is not known"),
        ({"by": None}, "name no column"),
        ({"what": "r2"}, "what='r2'"),
        ({"test": "bootstrap"}, "test='bootstrap'"),
        ({"interval": "bca"}, "interval='bca'"),
        ({"n_resamples": 3}, "n_resamples=3"),
        ({"weights": "f", "weight_type": "frequency"}, 'is several; take test="intervals"'),
        ({"missing": "em"}, "with complete answers"),
        ({"strata": "g"}, "every stratum is of 'a' or 'b' alone"),
        ({"compare": "rest", "missing": "em", "test": "intervals"}, 'compare="rest"'),
    ],
)
def test_what_cannot_be_compared_is_refused_with_the_way_out(options, words):
    data = answers(15) | {"f": np.full(120, 2)}
    with pytest.raises(placet.PlacetError, match=words):
        placet.compare_paths(data, MODEL, **{"by": "g", **QUICK, **options})


def test_a_segment_that_cannot_be_estimated_is_named():
    data = answers(16, ("a", "b", "c"))
    data["q1"] = np.where(data["g"] == "b", 3.0, data["q1"])
    with pytest.raises(placet.ModelError, match=r"in segment b: .*'q1'"):
        placet.compare_paths(data, MODEL, by="g", **QUICK)


def test_labellings_and_resamples_without_estimates_are_counted():
    data = answers(17, each=20)
    rare = np.zeros(40)
    rare[[3, 25]] = 1  # varies in both groups, and under half of the labellings in one only
    data["l2"] = rare
    for test, words in (("permutation", "labellings"), ("intervals", "resamples")):
        found = placet.compare_paths(data, MODEL, by="g", test=test, n_resamples=200, rng=1)
        notes = " ".join(map(str, found.about["notes"]))
        assert f"{words} " in notes
        assert "cannot be estimated are left out" in notes
        assert np.isfinite(found["p_value"]).all()


def test_intervals_of_few_resamples_have_no_end_and_are_not_drawn():
    data = answers(19, ("a", "b", "c"))
    few = placet.compare_paths(data, MODEL, by="g", n_resamples=50, rng=1)
    assert np.isinf(few["conf_low"]).all()
    assert "they have no end" in " ".join(map(str, few.about["notes"]))
    assert len(few.plot().get_yticks()) == 9
    many = placet.compare_paths(data, MODEL, by="g", n_resamples=500, rng=1)
    assert np.isfinite(many["conf_low"]).all()
    assert "no end" not in " ".join(map(str, many.about["notes"]))


def test_it_shows_itself_in_words():
    data = answers(18, ("a", "b", "c"))
    found = placet.compare_paths(data, MODEL, by="g", labels={"Quality": "Perceived quality"}, **QUICK)
    text = str(found)
    assert "Perceived quality → Satisfaction" in text
    assert "50 permutations of the labels of respondents, with Holm's adjustment for 9 tests" in text
    assert "路径系数" in found.summary(language="zh")
    assert "<table" in found._repr_html_()
    rest = placet.compare_paths(data, MODEL, by="g", compare="rest", **QUICK)
    assert "其余" in rest.summary(language="zh")


def test_the_rest_of_a_model_with_an_interaction_is_all_others_together():
    data = answers(20, ("a", "b", "c"))
    product = "Q =~ q1 + q2 + q3; S =~ s1 + s2 + s3; L =~ l1 + l2; L ~ Q * S; S ~ Q"
    rest = placet.path_model(part(data, data["g"] != "a"), product, n_resamples=0)
    expected = dict(zip(rest["term"], rest["estimate"], strict=True))
    for test in ("permutation", "intervals"):
        found = placet.compare_paths(data, product, by="g", compare="rest", test=test, **QUICK)
        own = [expected[term] for term, level in zip(found["term"], found["level"], strict=True) if level == "a"]
        assert_allclose(found["reference"][:4], own, atol=1e-8)
