"""Fuzzy evaluation against published matrices, the index it is, and its definition by loops."""

import json
import math

import numpy as np
import placet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from placet.survey.reading import read
from scipy.stats import t

FOUR = {"very good": 95, "good": 80, "fair": 65, "poor": 40}
FIVE = {"very satisfied": 100, "satisfied": 80, "fair": 60, "dissatisfied": 30, "very dissatisfied": 0}
TREE = {"Network": (0.6, {"calls": 0.5, "cover": 0.5}), "Billing": (0.4, {"bills": 1.0})}
ITEMS = ("calls", "cover", "bills")
#: Operator → its name in the reference file, and its definition for one grade by the numbers of the children.
OPERATORS = {
    "M(·,+)": ("weighted_average_M(.,+)", lambda a, r: sum(x * y for x, y in zip(a, r, strict=True))),
    "M(∧,∨)": ("main_factor_max_min_M(and,or)", lambda a, r: max(map(min, zip(a, r, strict=True)))),
    "M(·,∨)": ("main_factor_prominent_M(.,or)", lambda a, r: max(x * y for x, y in zip(a, r, strict=True))),
    "M(∧,⊕)": (
        "unbalanced_average_M(and,bounded_sum)", lambda a, r: min(1.0, sum(map(min, zip(a, r, strict=True))))
    ),
    "M(·,⊕)": ("weighted_average_M(.,+)", lambda a, r: min(1.0, sum(x * y for x, y in zip(a, r, strict=True)))),
}  # fmt: skip
every = pytest.mark.parametrize("operator", OPERATORS)
#: Those that need resamples.
ROUGH = ["M(∧,∨)", "M(·,∨)", "M(∧,⊕)"]
few = settings(deadline=None, max_examples=15, derandomize=True)


def answers(seed, n=60, gaps=0.0):
    rng = np.random.default_rng(seed)
    halo = rng.normal(size=n)
    found = {name: np.clip(np.rint(3.4 + 0.7 * halo + rng.normal(size=n)), 1, 5) for name in ITEMS}
    for name in ITEMS:
        found[name][1:][rng.random(n - 1) < gaps] = np.nan
    return found | {
        "w": rng.integers(1, 5, n).astype(float), "g": np.resize(["a", "b"], n), "shop": np.arange(n) // 5,
        "t": np.resize([1, 1, 2], n),
    }  # fmt: skip


def evaluated(data, tree=TREE, **options):
    usual = {"grades": FIVE, "scale": (1, 5), "rng": 1, "progress": False}
    return placet.fuzzy_evaluation(data, options.pop("tree", tree), **usual | options)


def vectors(result, of="membership"):
    """Memberships, shape (rows of the table, grades)."""
    return np.asarray(result.memberships[of]).reshape(len(result.table), -1)


# ---- published matrices ----------------------------------------------------------------------------------------------


@every
def test_the_reference_matrix_to_its_digits(reference, operator):
    study = json.loads((reference / "weights" / "expected_fuzzy.json").read_text(encoding="utf-8"))["single_level"]
    expected = study[OPERATORS[operator][0]]
    leaves = list("abcd")
    grades = dict(zip(FOUR, study["grades"], strict=True))
    tree = dict(zip(leaves, study["A"], strict=True))
    for given_as in (dict(zip(leaves, study["R"], strict=True)), np.array(study["R"])):
        result = placet.fuzzy_evaluation(given_as, tree, grades=grades, operator=operator, membership="given")
        assert_allclose(vectors(result, "raw")[0], expected["B"], rtol=1e-14)
        assert_allclose(vectors(result)[0], expected["B_normalised"], rtol=1e-14)
        assert_allclose(result["estimate"][0], expected["score_with_grades"], rtol=1e-14)
        assert result["grade"][0] == list(FOUR)[expected["max_membership_index"]]
        assert np.isnan(result["std_error"]).all()
        assert_allclose(vectors(result)[1:], study["R"], rtol=1e-14)


def by_loops(tree, leaves, combine):
    """Vectors of a nested tree and of all below it, by name."""
    found = {}
    rows = []
    for name, (weight, below) in tree.items():
        if isinstance(below, dict):
            inner = by_loops(below, leaves, combine)
            found |= inner
            rows.append((weight, inner[None]))
            found[name] = inner[None]
        else:
            found[name] = list(leaves[name])
            rows.append((weight, found[name]))
    raw = [combine([a for a, _ in rows], [row[g] for _, row in rows]) for g in range(len(rows[0][1]))]
    found["raw"] = raw
    found[None] = [value / sum(raw) for value in raw]
    return found


@every
@few
@given(seed=st.integers(0, 10**6))
def test_three_levels_by_loops(operator, seed):
    rng = np.random.default_rng(seed)
    leaves = {name: rng.dirichlet(np.ones(4)) for name in "pqrs"}
    w = [rng.dirichlet(np.ones(2)).tolist() for _ in range(3)]
    tree = {
        "One": (w[0][0], {"Deep": (w[1][0], {"p": w[2][0], "q": w[2][1]}), "r": w[1][1]}),
        "s": w[0][1],
    }
    plain = {
        "One": (w[0][0], {"Deep": (w[1][0], {"p": (w[2][0], 0), "q": (w[2][1], 0)}), "r": (w[1][1], 0)}),
        "s": (w[0][1], 0),
    }
    expected = by_loops(plain, leaves, OPERATORS[operator][1])
    result = placet.fuzzy_evaluation(leaves, tree, grades=FOUR, operator=operator, membership="given")
    for term, vector in zip(result["term"], vectors(result), strict=True):
        assert_allclose(vector, expected[None if term == "Satisfaction index" else term], rtol=1e-12, err_msg=term)
    assert_allclose(vectors(result, "raw")[0], expected["raw"], rtol=1e-12)
    assert_allclose(result["estimate"], vectors(result) @ list(FOUR.values()), rtol=1e-13)


def test_a_bounded_sum_is_at_most_one():
    result = placet.fuzzy_evaluation(
        {"a": [0.5, 0.5], "b": [0.6, 0.4], "c": [0.5, 0.5]}, {"a": 0.4, "b": 0.3, "c": 0.3},
        grades={"yes": 100, "no": 0}, operator="M(min, bounded)", membership="given",
    )  # fmt: skip
    # min(a, r) are the weights themselves: 0.4 + 0.3 + 0.3 in both grades.
    assert_allclose(vectors(result, "raw")[0], [1, 1], rtol=1e-15)
    assert (result["grade"][0], result["runner_up"][0], result["gap"][0]) == ("yes", "no", 0.0)
    assert result["decided"][0] == "undecided"


def test_undecided_is_below_a_gap_of_five_hundredths():
    for share, word in ((0.525, "decided"), (0.5249, "undecided")):
        matrix = {"a": [share, 1 - share]}
        result = placet.fuzzy_evaluation(matrix, {"a": 1}, grades={"yes": 100, "no": 0}, membership="given")
        assert result["decided"][0] == word
        assert_allclose(result["gap"][0], 2 * share - 1, atol=1e-12)


# ---- the weighted average is the index -------------------------------------------------------------------------------


def recoded(data, grades=FIVE):
    """Answers 1 to 5 as the points of their grades."""
    points = np.array([np.nan, *reversed(list(grades.values()))])
    codes = {name: np.nan_to_num(data[name]).astype(int) for name in ITEMS}
    return {**data, **{name: points[code] for name, code in codes.items()}}


NUMBERS = ("estimate", "std_error", "conf_low", "conf_high", "coverage", "n", "n_eff")


@pytest.mark.parametrize("operator", ["M(·,+)", "M(.,bounded)"])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"weights": "w"},
        {"weights": "w", "weight_type": "frequency", "by": "g"},
        {"weights": "w", "weight_type": "precision"},
        {"by": "g", "weights": "w", "total": True},
        {"wave": "t", "by": "g"},
        {"cluster": "shop", "strata": "t", "weights": "w", "nest": True, "by": "g"},
        {"strata": "t"},
    ],
    ids=str,
)
def test_the_weighted_average_is_the_index_of_the_points(operator, options):
    data = answers(1, 120, gaps=0.1)
    found = evaluated(data, operator=operator, **options)
    index = placet.satisfaction_index(recoded(data), TREE, scale=(0, 100), **options)
    for name in NUMBERS:
        assert_allclose(found[name], index[name], rtol=1e-12, atol=1e-12, err_msg=name)
    assert_allclose(vectors(found) @ list(FIVE.values()), found["estimate"], rtol=1e-12)
    assert_allclose(vectors(found).sum(axis=1), 1, rtol=1e-12)
    assert "seed" not in found.about


def test_under_replicate_weights_too():
    data = answers(2, 60)
    rng = np.random.default_rng(3)
    copies = {f"r{i}": data["w"] * rng.choice([0.5, 1.5], 60) for i in range(12)}
    survey = placet.Survey(
        {**data, **copies}, weights="w", repweights=placet.ReplicateWeights("r*", "Fay", rho=0.5, combined=True)
    )
    points = placet.Survey({**recoded(data), **copies}, weights="w", repweights=survey.repweights)
    found, index = evaluated(survey, by="g"), placet.satisfaction_index(points, TREE, scale=(0, 100), by="g")
    for name in NUMBERS:
        assert_allclose(found[name], index[name], rtol=1e-12, atol=1e-12, err_msg=name)
    # The definition: the evaluation anew under every replicate.
    rough = evaluated(survey, operator="M(min,max)")
    each = np.array([
        evaluated({**data, "w": copies[name]}, operator="M(min,max)", weights="w", n_resamples=0)["estimate"]
        for name in copies
    ])  # fmt: skip
    moves = each - each.mean(axis=0) if not survey.repweights.mse else each - rough["estimate"]
    assert_allclose(rough["std_error"], np.sqrt((moves**2).sum(axis=0) / 12 / 0.25), rtol=1e-10)
    assert "12 replicate weights" in rough.summary()


def test_triangular_grades_from_0_to_100_are_the_index_of_the_answers():
    data = answers(3)
    scores = {name: data[name] * 2 - 0.7 * (data[name] == 3) for name in ITEMS}
    for grades in (FIVE, {"high": 100, "low": 0}):
        found = evaluated(scores, grades=grades, scale=(0, 10), membership="triangular")
        index = placet.satisfaction_index(scores, TREE, scale=(0, 10))
        for name in NUMBERS:
            assert_allclose(found[name], index[name], rtol=1e-12, atol=1e-12, err_msg=name)


def test_shares_of_answers_are_the_memberships_of_an_indicator():
    data = answers(4, 80)
    shares = placet.distribution(data, "calls", scale=(1, 5), weights="w")
    found = evaluated(data, weights="w")
    row = found["term"].index("calls")
    assert_allclose(vectors(found)[row], shares["estimate"][::-1], rtol=1e-12)
    # Errors of means of 0 and 1: R survey's svymean, (n / (n - 1)) Σ (w (x - p) / Σw)².
    w, x = data["w"], data["calls"] == 5
    p = np.average(x, weights=w)
    error = math.sqrt(80 / 79 * ((w * (x - p) / w.sum()) ** 2).sum())
    assert_allclose(vectors(found, "std_error")[row, 0], error, rtol=1e-10)


# ---- memberships of scores -------------------------------------------------------------------------------------------


def one(score, kind, grades=FOUR):
    return vectors(evaluated({"q": [score]}, {"q": 1}, grades=grades, scale=(0, 100), membership=kind))[0]


def test_memberships_by_hand():
    # Triangular: 71 is 6 of the 15 points from 65 to 80.
    assert_allclose(one(71, "triangular"), [0, 0.4, 0.6, 0], atol=1e-14)
    # Trapezoid: falls over the middle half, from 68.75 to 76.25: (71 - 68.75) / 7.5 = 0.3.
    assert_allclose(one(71, "trapezoid"), [0, 0.3, 0.7, 0], atol=1e-14)
    assert_allclose(one(68, "trapezoid"), [0, 0, 1, 0], atol=1e-14)
    # Gaussian: neighbours cross in the middle; half a distance of 15 away each is 1/2, the others little.
    middle = one(72.5, "gaussian")
    assert_allclose(middle[1], middle[2], rtol=1e-12)
    # At 72.5 of 95, 80, 65, 40 with distances 15, 15, 25: 2^-((22.5 / 7.5)²), 1/2, 1/2, 2^-((32.5 / 12.5)²).
    curves = np.array([2.0**-9, 0.5, 0.5, 2.0 ** -((32.5 / 12.5) ** 2)])
    assert_allclose(middle, curves / curves.sum(), rtol=1e-12)
    for kind in ("triangular", "trapezoid", "gaussian"):
        assert_allclose(one(100, kind), one(95, kind), rtol=1e-14)
        assert_allclose(one(3, kind), one(40, kind), rtol=1e-14)
        assert one(95, kind).argmax() == 0
        assert one(40, kind).argmax() == 3


@few
@given(score=st.floats(0, 100), kind=st.sampled_from(["triangular", "trapezoid", "gaussian"]))
def test_memberships_sum_to_one_and_mirror(score, kind):
    found = one(score, kind)
    assert_allclose(found.sum(), 1, rtol=1e-12)
    assert (found >= 0).all()
    mirrored = {name: 100 - points for name, points in zip(reversed(FOUR), reversed(FOUR.values()), strict=True)}
    assert_allclose(one(100 - score, kind, mirrored), found[::-1], atol=1e-9)


# ---- properties ------------------------------------------------------------------------------------------------------


@every
@few
@given(seed=st.integers(0, 10**6))
def test_frequency_weights_are_repeated_rows(operator, seed):
    data = answers(seed, 30, gaps=0.2)
    long = {name: np.repeat(values, data["w"].astype(int)) for name, values in data.items()}
    options = {"operator": operator, "by": "g", "n_resamples": 20}
    found = evaluated(data, weights="w", weight_type="frequency", **options)
    right = evaluated(long, **options)
    # The very same respondents are drawn, so that the errors of all operators agree.
    for name in ("estimate", "std_error", "conf_low", "conf_high", "gap"):
        assert_allclose(found[name], right[name], rtol=1e-9, atol=1e-9, err_msg=name)
    for name in ("membership", "std_error", "conf_low", "conf_high", "raw"):
        assert_allclose(found.memberships[name], right.memberships[name], rtol=1e-9, atol=1e-9, err_msg=name)


@every
def test_scaled_weights_segments_and_the_order_of_rows(operator):
    data = answers(7, 90, gaps=0.1)
    found = evaluated(data, operator=operator, by="g", weights="w", n_resamples=100)
    scaled = evaluated({**data, "w": 7 * data["w"]}, operator=operator, by="g", weights="w", n_resamples=100)
    assert_allclose(scaled["estimate"], found["estimate"], rtol=1e-12)
    assert_allclose(scaled["std_error"], found["std_error"], rtol=1e-9)
    for place, segment in enumerate("ab"):
        kept = {name: values[data["g"] == segment] for name, values in data.items()}
        alone = evaluated(kept, operator=operator, weights="w", n_resamples=100)
        own = slice(6 * place, 6 * place + 6)
        for name in ("estimate", "std_error", "conf_low", "conf_high"):
            assert_allclose(found[name][own], alone[name], rtol=1e-11, atol=1e-11, err_msg=name)
    order = np.random.default_rng(0).permutation(90)
    mixed = evaluated({n: v[order] for n, v in data.items()}, operator=operator, by="g", weights="w", n_resamples=0)
    assert_allclose(mixed["estimate"], found["estimate"], rtol=1e-12)


@pytest.mark.parametrize("operator", ROUGH)
def test_resampled_errors_by_a_loop(operator):
    data = answers(8, 50)
    found = evaluated(data, operator=operator, weights="w", n_resamples=100)
    rng = np.random.default_rng(1)
    each = []
    for _ in range(100):
        drawn = rng.integers(50, size=50)
        again = {name: values[drawn] for name, values in data.items()}
        each.append(evaluated(again, operator=operator, weights="w", n_resamples=0)["estimate"])
    assert_allclose(found["std_error"], np.std(each, axis=0, ddof=1), rtol=1e-9)
    low, high = np.quantile(each, [0.025, 0.975], axis=0)
    assert_allclose(found["conf_low"], low, rtol=1e-9)
    assert_allclose(found["conf_high"], high, rtol=1e-9)


@pytest.mark.parametrize(("design", "df"), [({"cluster": "shop"}, 12 - 1), ({"strata": "t"}, 60 - 2)])
@pytest.mark.parametrize("operator", ROUGH)
def test_a_design_has_t_intervals_of_units_less_strata(operator, design, df):
    found = evaluated(answers(4), operator=operator, n_resamples=300, **design)
    margin = t.ppf(0.975, df) * found["std_error"]
    assert_allclose(found["conf_low"], found["estimate"] - margin, rtol=1e-9)
    assert_allclose(found["conf_high"], found["estimate"] + margin, rtol=1e-9)
    assert "t intervals of 300 bootstrap resamples of the design" in found.summary()


def test_resampled_means_have_the_errors_of_means():
    # Max and min of one child are the child: the bootstrap of an indicator beside the formula, under every design.
    data = answers(9, 400)
    data["heads"] = 100 * data["w"]
    heads = {"weights": "heads", "weight_type": "frequency"}  # too many to be drawn one by one
    frequency = {"strata": "t", "weights": "w", "weight_type": "frequency"}
    for options in ({}, {"weights": "w"}, {"cluster": "shop"}, {"strata": "t", "weights": "w"}, heads, frequency):
        rough = evaluated(data, operator="M(.,max)", n_resamples=3000, **options)
        smooth = evaluated(data, **options)
        leaves = [i for i, term in enumerate(rough["term"]) if term in ITEMS]
        assert_allclose(rough["std_error"][leaves], smooth["std_error"][leaves], rtol=0.08, err_msg=str(options))


def test_a_total_stands_above_its_segments_in_both_tables():
    data = answers(10)
    result = evaluated(data, by="g", total=True, operator="M(min,max)", n_resamples=50)
    whole = evaluated(data, operator="M(min,max)", n_resamples=50)
    assert list(result["g"][:6]) == [None] * 6
    assert_allclose(result["std_error"][:6], whole["std_error"], rtol=1e-12)
    assert_allclose(vectors(result)[:6], vectors(whole), rtol=1e-12)
    assert len(result.memberships) == 5 * len(result.table)
    assert list(result.memberships["g"][:30]) == [None] * 30


# ---- what is wrong ---------------------------------------------------------------------------------------------------


def test_a_segment_that_was_not_asked():
    data = answers(11)
    data["cover"] = np.where(data["g"] == "a", np.nan, data["cover"])
    for operator in ("M(.,+)", "M(min,max)"):
        result = evaluated(data, by="g", operator=operator, n_resamples=30)
        rows = {(g, term): i for i, (g, term) in enumerate(zip(result["g"], result["term"], strict=True))}
        calls, cover, network = (rows["a", term] for term in ("calls", "cover", "Network"))
        assert np.isnan(result["estimate"][cover])
        assert (result["grade"][cover], result["decided"][cover], result["verdict"][cover]) == (None, None, None)
        # Its weight is left to the one beside it, and a mean, minimum or maximum of one is that one.
        assert_allclose(vectors(result)[network], vectors(result)[calls], rtol=1e-12)
        assert_allclose(result["coverage"][network], 0.5)
        assert "nobody answered 'cover' in a" in result.summary()
        result.plot()


@pytest.mark.parametrize("gap", [4.0, np.nan])
def test_respondents_who_are_all_alike_have_no_interval(gap):
    data = {name: [*[4.0] * 6, 4.0, gap] for name in ITEMS[:2]} | {"bills": [4.0] * 8, "w": np.arange(1, 9) / 7}
    for operator in ("M(.,+)", "M(.,max)"):
        result = evaluated(data, operator=operator, n_resamples=20, weights="w")
        assert_allclose(result["estimate"], 80)
        assert np.isnan(result["conf_low"]).all()
        assert "answers that are all equal" in result.summary()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"grades": {"a": 100, "b": 50, "c": 70}}, "grades are out of order: 'b' has 50 points and 'c' 70"),
        ({"grades": {"a": 100}}, "must be a mapping of two or more grades"),
        ({"grades": FOUR}, "column 'calls' holds .* none of the 4 points of the scale 1..5 that 4 grades stand for"),
        ({"scale": (1, 4)}, "outside the scale 1..4"),
        ({"scale": None}, "needs scale="),
        ({"operator": "M(x,y)"}, r"operator='M\(x,y\)' must be one of 'M\(·,\+\)' or 'M\(.,\+\)'"),
        ({"membership": "round"}, "membership"),
        ({"tree": {"calls": 0.5, "cover": 0.6}}, "sum to 1.1, not 1"),
        ({"n_resamples": -1}, "n_resamples"),
    ],
)
def test_bad_calls(options, words):
    with pytest.raises(placet.DataError, match=words):
        evaluated(answers(12), **options)


def test_an_item_nobody_answered():
    data = {**answers(13), "cover": np.full(60, np.nan)}
    with pytest.raises(placet.DataError, match="'cover' has no answers"):
        evaluated(data)
    data = {**answers(13), "cover": np.where(np.arange(60) < 5, 3.0, np.nan), "w": np.where(np.arange(60) < 5, 0.0, 1)}
    with pytest.raises(placet.DataError, match="nobody answered column 'cover'"):
        evaluated(data, weights="w")


@pytest.mark.parametrize(
    ("matrix", "options", "words"),
    [
        ({"a": [0.5, 0.4], "b": [1, 0]}, {}, "memberships of 'a' sum to 0.9, not 1"),
        ({"a": [1.5, -0.5], "b": [1, 0]}, {}, "membership of 'a' in 'yes' is 1.5"),
        ({"a": [0.5, None], "b": [1, 0]}, {}, "membership of 'a' in 'no' is nan"),
        ({"a": [0.5, 0.5, 0], "b": [1, 0, 0]}, {}, "2 indicators and 3 grades; the tree has 2, and grades= has 2"),
        ({"a": [0.5, 0.5]}, {}, "memberships of 'b' are not given"),
        (np.eye(3), {}, "memberships of 'a' are not given"),
        (np.ones((3, 2)) / 2, {}, "3 indicators and 2 grades"),
        ({"a": [0.5, 0.5], "b": [1, 0]}, {"by": ["x", "y"]}, "has no respondents"),
        ({"a": [0.5, 0.5], "b": [1, 0]}, {"weights": [1, 2]}, "leave out weights"),
    ],
)
def test_bad_matrices(matrix, options, words):
    with pytest.raises(placet.DataError, match=words):
        placet.fuzzy_evaluation(
            matrix, {"a": 0.5, "b": 0.5}, grades={"yes": 100, "no": 0}, membership="given", **options
        )


def test_grades_may_be_listed_from_the_lowest():
    matrix = {"a": [0.2, 0.3, 0.5], "b": [0.1, 0.1, 0.8]}
    tree = {"a": 0.5, "b": 0.5}
    up = placet.fuzzy_evaluation(matrix, tree, grades={"low": 0, "mid": 50, "high": 100}, membership="given")
    down = placet.fuzzy_evaluation(
        {name: row[::-1] for name, row in matrix.items()}, tree, grades={"high": 100, "mid": 50, "low": 0},
        membership="given",
    )  # fmt: skip
    assert up == down
    frame = {"high": [0.5, 0.8], "low": [0.2, 0.1], "mid": [0.3, 0.1]}
    assert placet.fuzzy_evaluation(frame, tree, grades={"high": 100, "mid": 50, "low": 0}, membership="given") == down


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_matrices_as_frames(library):
    import importlib

    made = importlib.import_module(library).DataFrame
    tree, grades = {"a": 0.5, "b": 0.5}, {"yes": 100, "no": 0}
    options = {"grades": grades, "membership": "given", "operator": "M(.,max)"}
    right = placet.fuzzy_evaluation({"a": [0.7, 0.3], "b": [0.4, 0.6]}, tree, **options)
    assert placet.fuzzy_evaluation(made({"a": [0.7, 0.3], "b": [0.4, 0.6]}), tree, **options) == right
    assert placet.fuzzy_evaluation(made({"no": [0.3, 0.6], "yes": [0.7, 0.4]}), tree, **options) == right
    assert "respondents" not in right.summary()


def test_a_resample_does_not_depend_on_how_many_there_are():
    from placet.inference.resampled_sums import Resampler

    rng = np.random.default_rng(0)
    for options in ({}, {"strata": rng.integers(0, 2, 500)}, {"weights": rng.integers(1, 9, 500)}):
        survey = placet.Survey({"q": rng.normal(size=500), **options}, **{role: role for role in options})
        rows = read(survey, ["q"], design="declared")
        few, many = (Resampler(rows, count, 7).sums(np.arange(500), np.ones((500, 1))) for count in (3, 5000))
        assert_allclose(few, many[:3], rtol=1e-14)


# ---- as it is shown --------------------------------------------------------------------------------------------------


def test_in_words():
    result = evaluated(answers(14), operator="M(min,max)", n_resamples=50)
    text = result.summary()
    for part in (
        "Satisfaction index: fuzzy evaluation, M(∧,∨)",
        "Memberships of Satisfaction index: very satisfied 0.",
        "Fuzzy evaluation of 3 indicators in 5 grades by the main factor decides M(∧,∨), memberships from shares",
        "percentile intervals of 50 bootstrap resamples, not valid where terms tie",
        "seed 1",
    ):
        assert part in text
    assert "has its errors" in evaluated(answers(14)).summary()
    chinese = result.summary(language="zh")
    assert "模糊综合评价" in chinese
    assert "主因素决定型 M(∧,∨)" in chinese
    assert result.glance()["index"] == result["estimate"][0]
