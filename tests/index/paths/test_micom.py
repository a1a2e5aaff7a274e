"""Measurement invariance of composites: against rows written out, openpls, and under the null."""

import numpy as np
import pandas as pd
import placet
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from placet.index.paths.compared_groups import Groups
from placet.index.paths.invariance import invariance
from placet.index.paths.reading import read_paths
from placet.inference.relabelled import Labels

from .pls_by_definition import fit_reflected, standardised
from .simulated import ACTS, COLUMNS, MODEL, OWNER, answers, table

QUICK = {"n_permutations": 1000, "rng": 1}
STEPS = ("estimate", "mean_difference", "log_variance_ratio")


def by_hand(x, w, side):
    """C, difference of means and log ratio of variances of the scores, constructs beside each other."""
    groups = [fit_reflected(x[side == s], OWNER, ACTS, w[side == s]) for s in (0, 1)]
    z, _, _ = standardised(x, w)
    member = (OWNER[:, None] == np.arange(3)).astype(float)
    both = [standardised(z @ (group["weights"][:, None] * member), w)[0] for group in groups]
    c = (both[0] * both[1] * w[:, None]).sum(axis=0) / w.sum()
    scores = fit_reflected(x, OWNER, ACTS, w)["scores"]
    means = [np.average(scores[side == s], axis=0, weights=w[side == s]) for s in (0, 1)]
    variances = [
        np.average((scores[side == s] - mean) ** 2, axis=0, weights=w[side == s]) for s, mean in enumerate(means)
    ]
    return np.array([c, means[0] - means[1], np.log(variances[0] / variances[1])])


def found_of(result, steps=STEPS):
    return np.array([result[name] for name in steps])


# ---- the numbers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("weights", [None, "w"])
def test_the_three_statistics_are_those_of_scores_written_out(weights):
    data = answers(1, slope={"a": 0.8})
    found = placet.micom(data, MODEL, by="g", weights=weights, **QUICK)
    w = data["w"] if weights else np.ones(len(data["g"]))
    assert_allclose(found_of(found), by_hand(table(data), w, (data["g"] == "b").astype(int)), atol=1e-8)


@pytest.mark.parametrize("design", [{}, {"weights": "w"}, {"cluster": "c", "strata": "s"}])
def test_labellings_are_those_written_out(design):
    data = answers(2, each=40)
    n = len(data["g"])
    reading = read_paths(placet.Survey(data, **design), MODEL, by="g")
    groups = Groups.of(reading, "all pairs", None)
    rows, labels = groups.relabelled(0)
    found = invariance(rows, reading.spec, labels, sum(reading.moments), 25, 3, None)
    stratum = np.unique(data["s"], return_inverse=True)[1] if "strata" in design else np.zeros(n, dtype=int)
    cluster = data["c"] if "cluster" in design else np.arange(n)
    expected = Labels((data["g"] == "b").astype(int), cluster, stratum)
    (dealt,) = expected.batches(np.random.default_rng(3), 25)
    w = data["w"] if "weights" in design else np.ones(n)
    assert_allclose(found.dealt, [by_hand(table(data), w, side) for side in dealt], atol=1e-7)
    one = 1 + (found.dealt[:, 0] <= found.own[0]).sum(axis=0)
    low, high = ((sign * found.dealt[:, 1:] <= sign * found.own[1:]).sum(axis=0) for sign in (1, -1))
    assert_allclose(found.p_values[0], one / 26)
    assert_allclose(found.p_values[1:], np.minimum(2 * (1 + np.minimum(low, high)) / 26, 1))


def test_openpls_finds_the_same(reference):
    pytest.importorskip("openpls")
    from openpls.config import MV, Config, Structure
    from openpls.mga import GroupSpec
    from openpls.micom import MICOM
    from openpls.mode import Mode
    from openpls.scheme import Scheme

    model = placet.templates.ecsi()
    answers_of = pd.read_csv(reference / "pls" / "mobi.csv")[list(model.columns)]
    # It multiplies weights of standardised answers by covariances of answers: the same where these are standardised.
    frame = (answers_of - answers_of.mean()) / answers_of.std(ddof=0)
    frame["half"] = np.resize(["a", "b"], len(frame))
    structure = Structure()
    for outcome, causes in model.predecessors.items():
        for cause in causes:
            structure.add_path([cause], [outcome])
    config = Config(structure.path(), scaled=True)
    for name, block in model.blocks.items():
        config.add_lv(name, Mode.A, *map(MV, block))
    halves = [GroupSpec(half, values=[half]) for half in "ab"]
    # Of its permutations nothing is compared.
    theirs = MICOM(frame, config, "half", *halves, scheme=Scheme.PATH, iterations=1, seed=1)
    second, third = theirs.step2().set_index("construct"), theirs.step3().set_index("construct")
    found = placet.micom(frame, model, by="half", **QUICK)
    order = list(found["term"])
    # They stop at changes of 1e-6.
    assert_allclose(found["estimate"], second["c"][order], atol=3e-6)
    assert_allclose(found["mean_difference"], third["mean_diff"][order], atol=2e-6)
    assert_allclose(found["log_variance_ratio"], third["log_var_ratio"][order], atol=3e-6)


def test_units_of_measurement_change_nothing():
    data = answers(3)
    other = {**data, "q1": 1000 * data["q1"] - 7, "l2": 0.01 * data["l2"]}
    one, two = (placet.micom(own, MODEL, by="g", **QUICK) for own in (data, other))
    for name in (*STEPS, "c_low", "mean_low", "variance_high", "c_p_value", "mean_p_value", "variance_p_value"):
        assert_allclose(one[name], two[name], atol=1e-8)


def test_groups_in_the_other_order_turn_the_signs():
    data = answers(4, slope={"a": 1.0})
    turned = {**data, "g": np.where(data["g"] == "a", "b", "a")}
    one, two = (placet.micom(own, MODEL, by="g", **QUICK) for own in (data, turned))
    assert_allclose(found_of(one) * [[1], [-1], [-1]], found_of(two), atol=1e-9)


def test_a_construct_of_one_indicator_is_the_same_composite_in_any_groups():
    model = "Quality =~ q1; Loyalty =~ l1 + l2; Loyalty ~ Quality"
    found = placet.micom(answers(5), model, by="g", **QUICK)
    assert found["estimate"][0] == found["c_low"][0] == found["c_p_value"][0] == 1
    assert "pass step 2 as they are: Quality" in " ".join(map(str, found.about["notes"]))


# ---- verdicts --------------------------------------------------------------------------------------------------------


def altered(seed, step, n=300):
    """Answers of two groups, of which the satisfaction differs in one way."""
    data = answers(seed, each=n)
    b = data["g"] == "b"
    for name in ("s1", "s2", "s3"):
        moved = {"means": data[name] + 0.5, "variances": 5 + 1.5 * (data[name] - 5)}.get(step, data[name])
        data[name] = np.where(b, moved, data[name])
    if step == "composition":
        noise = np.random.default_rng(seed).normal(size=2 * n)
        data["s1"] = np.where(b, 5 - 0.4 * (data["s1"] - 5) + noise, data["s1"])
    return data


@pytest.mark.parametrize(
    ("step", "verdict"), [("composition", "none"), ("means", "partial"), ("variances", "partial"), ("", "full")]
)
def test_verdicts_say_what_differs(step, verdict):
    found = placet.micom(altered(7, step), MODEL, by="g", **QUICK)
    assert found["verdict"][1] == verdict
    assert list(found.verdicts["verdict"]) == [verdict]
    assert f"{'no' if verdict == 'none' else verdict} invariance" in str(found)
    assert found.glance()[verdict] == 1


@pytest.mark.parametrize("conf_level", [0.9, 0.95])
def test_a_statistic_is_beyond_its_bounds_exactly_where_its_p_value_is_small(conf_level):
    for seed in range(5):
        found = placet.micom(answers(seed, "abc"), MODEL, by="g", conf_level=conf_level, n_permutations=1000, rng=seed)
        alpha = 1 - conf_level
        assert_array_equal(found["estimate"] < found["c_low"] - 1e-9, found["c_p_value"] < alpha)
        for step, name in (("mean", "mean_difference"), ("variance", "log_variance_ratio")):
            outside = (found[name] < found[f"{step}_low"]) | (found[name] > found[f"{step}_high"])
            assert_array_equal(outside, found[f"{step}_p_value"] < alpha)


def test_every_pair_and_the_rest_have_a_verdict():
    data = answers(8, "abc")
    pairs = placet.micom(data, MODEL, by="g", **QUICK)
    assert list(zip(pairs.verdicts["level"], pairs.verdicts["against"], strict=True)) == [
        ("a", "b"), ("a", "c"), ("b", "c")
    ]  # fmt: skip
    rest = placet.micom(data, MODEL, by="g", compare="rest", **QUICK)
    w = np.ones(len(data["g"]))
    assert_allclose(found_of(rest)[:, 3:6], by_hand(table(data), w, (data["g"] != "b").astype(int)), atol=1e-8)
    assert rest["n"].tolist() == [60] * 9
    assert rest["n_against"].tolist() == [120] * 9


# ---- levels ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("design", "cluster"),
    [({}, 0.0), ({"weights": "w"}, 0.0), ({"cluster": "c"}, 0.4)],
    ids=["alone", "weights", "clusters"],
)
def test_where_groups_do_not_differ_little_is_found(design, cluster):
    hits = []
    for seed in range(100):
        reading = read_paths(placet.Survey(answers(seed, cluster=cluster), **design), MODEL, by="g")
        rows, labels = Groups.of(reading, "all pairs", None).relabelled(0)
        hits.append(invariance(rows, reading.spec, labels, sum(reading.moments), 99, seed, None).p_values <= 0.05)
    # 5 % of 100 for each of three steps and constructs; more than 14 come by chance once in 8,000.
    assert (np.sum(hits, axis=0) <= 14).all()


# ---- what is refused, and words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"n_permutations": 999}, "n_permutations=999 must be a whole number of at least 1000"),
        ({"by": None}, "name no column"),
        ({"compare": "total"}, 'compare="rest"'),
        ({"weights": "f", "weight_type": "frequency"}, "several"),
        ({"strata": "g"}, "leave the strata out"),
        ({"missing": "em"}, "missing='em'"),
    ],
)
def test_what_cannot_be_tested_is_refused(options, words):
    data = answers(9) | {"f": np.full(120, 2)}
    with pytest.raises(placet.PlacetError, match=words):
        placet.micom(data, MODEL, **{"by": "g", **QUICK, **options})


def test_few_labellings_are_told_and_many_are_not():
    data = answers(10)
    assert "1,000 permutations are few: 5,000" in " ".join(
        map(str, placet.micom(data, MODEL, by="g", **QUICK).about["notes"])
    )
    assert "few" not in " ".join(map(str, placet.micom(data, MODEL, by="g", rng=1).about["notes"]))


def test_of_higher_order_the_parts_are_looked_at():
    higher = "A =~ q1 + q2 + q3; B =~ s1 + s2 + s3; Both =~ A + B; L =~ l1 + l2; L ~ Both"
    found = placet.micom(answers(11), higher, by="g", **QUICK)
    assert found["term"] == ("A", "B", "L")
    assert "parts were looked at" in " ".join(map(str, found.about["notes"]))


def test_it_shows_itself_in_both_languages():
    found = placet.micom(answers(12, "abc"), MODEL, by="g", labels={"Quality": "<b>"}, **QUICK)
    assert "MICOM" in str(found)
    assert "测量不变性" in found.summary(language="zh")
    assert "&lt;b&gt;" in found._repr_html_()
    assert found.frame("verdicts").shape == (3, 3)
    with pytest.raises(placet.DataError, match="'verdicts'"):
        found.frame("bases")
    assert set(COLUMNS) == set(placet.PathModel(MODEL).columns)
