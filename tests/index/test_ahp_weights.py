"""AHP against published figures, eigenvalues of numpy, minima of scipy, and what must hold by symmetry."""

import itertools
import json
import math

import numpy as np
import pandas as pd
import placet
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from placet import DataError
from scipy.optimize import minimize

NAMES = list("abcdefghij")
#: a is three times b and b twice c, so a should be six times c, but is half as much.
CYCLE = {("a", "b"): 3.0, ("b", "c"): 2.0, ("a", "c"): 0.5}


def consistent(weights):
    weights = np.asarray(weights, dtype=float)
    return weights[:, None] / weights


def judged(seed, n, noise=0.5):
    """A reciprocal matrix about known weights."""
    rng = np.random.default_rng(seed)
    logs = np.triu(rng.normal(0, noise, (n, n)), 1)
    return consistent(rng.uniform(1, 9, n)) * np.exp(logs - logs.T)


def perron(matrix):
    """Largest eigenvalue and its eigenvector, by numpy from the matrix as it is."""
    values, vectors = np.linalg.eig(matrix)
    first = np.argmax(values.real)
    vector = np.abs(vectors[:, first].real)
    return values[first].real, vector / vector.sum()


def vector(result):
    return np.array(list(result.weights.values()))


# ---- published and computed elsewhere --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def expected(reference):
    return json.loads((reference / "weights" / "expected_ahp.json").read_text(encoding="utf-8"))


def test_drinks_as_saaty_printed_them(expected):
    case = expected["saaty_drinks"]
    result = placet.ahp_weights(case["matrix"], case["names"])
    for name, weight in case["published"]["weights"].items():
        assert round(result.weights[name], 3) == weight
    assert round(result.glance()["cr"], 3) == case["published"]["CR"]


def test_drinks_to_all_digits(expected):
    case = expected["saaty_drinks"]
    result = placet.ahp_weights(case["matrix"], case["names"])
    assert_allclose(vector(result), list(case["principal_eigenvector"].values()), rtol=1e-13)
    assert_allclose(result.glance()["lambda_max"], case["lambda_max"], rtol=1e-14)
    assert_allclose(result.glance()["ci"], case["CI"], rtol=1e-12)
    assert_allclose(result.glance()["cr"], case["CR_saaty_RI"], rtol=1e-6)
    other = placet.ahp_weights(case["matrix"], case["names"], random_index="donegan_dodd")
    assert_allclose(other.glance()["cr"], case["CR_donegan_dodd_RI"], rtol=2e-6)
    means = placet.ahp_weights(case["matrix"], case["names"], method="geometric_mean")
    assert_allclose(vector(means), list(case["geometric_mean_weights"].values()), rtol=1e-13)


def test_a_consistent_matrix_is_exact(expected):
    case = expected["exact_consistent_3x3"]
    for method in ("eigenvector", "geometric_mean"):
        result = placet.ahp_weights(case["matrix"], case["names"], method=method)
        assert_allclose(vector(result), list(case["weights"].values()), rtol=1e-15)
        assert result.glance() == {"n_weights": 3, "lambda_max": 3.0, "ci": 0.0, "cr": 0.0, "gci": 0.0}
        assert result.consistency["first"] == ("",)


@pytest.mark.parametrize(
    ("table", "four", "fifteen"),
    [("saaty2008", 0.89, 1.59), ("saaty1980", 0.90, 1.59), ("donegan_dodd", 0.8286, 1.4969)],
)
def test_the_random_index_is_that_of_the_table(table, four, fifteen):
    for n, index in ((4, four), (15, fifteen)):
        names = [f"n{i}" for i in range(n)]
        found = placet.ahp_weights(judged(1, n), names, random_index=table)
        assert_allclose(found.glance()["ci"] / found.glance()["cr"], index, rtol=1e-12)
        assert found.about["random_index"] == table


def test_the_random_index_of_three_names_by_all_matrices():
    # All 17³ matrices of Saaty's scale; λmax = 1 + x + 1/x with x the cube root of a_ab a_bc / a_ac.
    scale = [1 / k for k in range(9, 1, -1)] + list(range(1, 10))
    roots = np.array([(ab * bc / ac) ** (1 / 3) for ab, bc, ac in itertools.product(scale, repeat=3)])
    mean = ((1 + roots + 1 / roots - 3) / 2).mean()
    found = placet.ahp_weights(CYCLE).glance()
    assert round(mean, 2) == pytest.approx(found["ci"] / found["cr"]) == 0.52


def test_the_line_of_alonso_and_lamata():
    # CR = (λmax - n) / (2.7699 n - 4.3513 - n), which has no end.
    for n in (3, 25):
        found = placet.ahp_weights(judged(2, n), [f"n{i}" for i in range(n)], random_index="alonso_lamata").glance()
        assert_allclose(found["cr"], (found["lambda_max"] - n) / (2.7699 * n - 4.3513 - n), rtol=1e-9)


def test_a_table_that_ends_has_no_ratio():
    found = placet.ahp_weights(judged(3, 16), [f"n{i}" for i in range(16)])
    assert math.isnan(found.glance()["cr"])
    assert "the random index of Saaty 2008 ends before 16 names" in found.made_by()


def test_the_name_of_the_table_is_told():
    text = placet.ahp_weights(judged(1, 4), NAMES[:4], random_index="saaty1980").summary()
    assert "(random index of Saaty 1980)" in text


# ---- brute force -----------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=40, derandomize=True)
@given(seed=st.integers(0, 10**6), n=st.integers(2, 10), noise=st.sampled_from([0.0, 0.2, 1.0]))
def test_any_matrix_by_brute_force(seed, n, noise):
    matrix, names = judged(seed, n, noise), NAMES[:n]
    result = placet.ahp_weights(matrix, names)
    value, weights = perron(matrix)
    assert_allclose(vector(result), weights, rtol=1e-9)
    assert_allclose(result.glance()["lambda_max"], value, rtol=1e-11)
    means = matrix.prod(axis=1) ** (1 / n)
    geometric = placet.ahp_weights(matrix, names, method="geometric_mean")
    assert_allclose(vector(geometric), means / means.sum(), rtol=1e-11)
    if n > 2:
        w = means
        squares = sum(math.log(matrix[i, j] * w[j] / w[i]) ** 2 for i, j in itertools.combinations(range(n), 2))
        assert_allclose(geometric.glance()["gci"], 2 * squares / ((n - 1) * (n - 2)), rtol=1e-8, atol=1e-15)


@settings(deadline=None, max_examples=30, derandomize=True)
@given(seed=st.integers(0, 10**6), n=st.integers(3, 7))
def test_the_worst_triad_by_brute_force(seed, n):
    matrix = judged(seed, n, 0.7)
    found = placet.ahp_weights(matrix, NAMES[:n]).consistency
    worst = max(
        itertools.combinations(range(n), 3),
        key=lambda t: abs(math.log(matrix[t[0], t[1]] * matrix[t[1], t[2]] / matrix[t[0], t[2]])),
    )
    i, j, k = worst
    assert (found["first"][0], found["middle"][0], found["last"][0]) == tuple(NAMES[x] for x in worst)
    assert_allclose(found["direct"][0], matrix[i, k], rtol=1e-12)
    assert_allclose(found["indirect"][0], matrix[i, j] * matrix[j, k], rtol=1e-12)


def least(matrix, unknown):
    """The least largest eigenvalue over ratios that are not known, by a search without derivatives."""

    def largest(logs):
        filled = matrix.copy()
        for (i, j), x in zip(unknown, logs, strict=True):
            filled[i, j], filled[j, i] = math.exp(x), math.exp(-x)
        return perron(filled)[0]

    options = {"xatol": 1e-9, "fatol": 1e-14, "maxiter": 20_000}
    found = minimize(largest, np.zeros(len(unknown)), method="Nelder-Mead", options=options)
    filled = matrix.copy()
    for (i, j), x in zip(unknown, found.x, strict=True):
        filled[i, j], filled[j, i] = math.exp(x), math.exp(-x)
    return found.fun, perron(filled)[1]


@pytest.mark.parametrize(
    ("n", "unknown"),
    [(4, [(0, 3)]), (4, [(0, 2), (1, 3)]), (5, [(0, 4), (1, 2), (3, 4)]), (6, [(0, 1), (0, 2), (0, 3), (4, 5)])],
)
@pytest.mark.parametrize("seed", range(4))
def test_incomplete_comparisons_have_the_least_eigenvalue(n, unknown, seed):
    matrix = judged(seed, n, 0.8)
    holes = matrix.copy()
    for i, j in unknown:
        holes[i, j] = holes[j, i] = np.nan
    result = placet.ahp_weights(holes, NAMES[:n])
    value, weights = least(matrix, unknown)
    assert_allclose(result.glance()["lambda_max"], value, rtol=1e-12)
    assert_allclose(vector(result), weights, rtol=1e-6)
    assert result.consistency["compared"][0] == n * (n - 1) // 2 - len(unknown)
    assert f"{n * (n - 1) // 2 - len(unknown)} of {n * (n - 1) // 2} pairs compared" in result.made_by()


@pytest.mark.parametrize("seed", range(4))
def test_incomplete_geometric_means_are_least_squares(seed):
    matrix = judged(seed, 5)
    holes = matrix.copy()
    holes[0, 1] = holes[1, 0] = holes[2, 4] = holes[4, 2] = np.nan
    pairs = [(i, j) for i, j in itertools.combinations(range(5), 2) if (i, j) not in {(0, 1), (2, 4)}]
    design = np.zeros((len(pairs) + 1, 5))
    for row, (i, j) in enumerate(pairs):
        design[row, i], design[row, j] = 1, -1
    design[-1] = 1  # the logarithms sum to 0
    logs = np.linalg.lstsq(design, [*(math.log(matrix[i, j]) for i, j in pairs), 0], rcond=None)[0]
    result = placet.ahp_weights(holes, NAMES[:5], method="geometric_mean")
    assert_allclose(vector(result), np.exp(logs) / np.exp(logs).sum(), rtol=1e-12)


def test_a_chain_is_consistent():
    # Only a:b, b:c and c:d were compared, so 2, 3 and 4 times: weights 24, 12, 4, 1.
    result = placet.ahp_weights({("a", "b"): 2, ("b", "c"): 3, ("c", "d"): 4})
    assert_allclose(vector(result), np.array([24, 12, 4, 1]) / 41, rtol=1e-14)
    assert result.glance()["ci"] == 0


def test_many_unknown_and_far_apart():
    weights = np.array([1e4, 1e2, 1, 1e-2, 1e-4])
    matrix = consistent(weights)
    matrix[0, 2:] = matrix[2:, 0] = np.nan
    assert_allclose(vector(placet.ahp_weights(matrix, NAMES[:5])), weights / weights.sum(), rtol=1e-12)


# ---- symmetries ------------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=25, derandomize=True)
@given(seed=st.integers(0, 10**6), n=st.integers(3, 7), order=st.randoms(use_true_random=False))
def test_the_order_of_the_names_changes_nothing(seed, n, order):
    matrix, place = judged(seed, n), list(range(n))
    order.shuffle(place)
    for method in ("eigenvector", "geometric_mean"):
        one = placet.ahp_weights(matrix, NAMES[:n], method=method)
        other = placet.ahp_weights(matrix[np.ix_(place, place)], [NAMES[i] for i in place], method=method)
        for name in NAMES[:n]:
            assert_allclose(other.weights[name], one.weights[name], rtol=1e-10)
        for measure in ("lambda_max", "gci"):
            assert_allclose(other.glance()[measure], one.glance()[measure], rtol=1e-10)


@pytest.mark.parametrize("method", ["eigenvector", "geometric_mean"])
@pytest.mark.parametrize("aggregate", ["judgements", "priorities"])
def test_judges_who_agree_are_one_judge(method, aggregate):
    matrix = judged(5, 5)
    one = placet.ahp_weights(matrix, NAMES[:5], method=method)
    three = placet.ahp_weights([matrix] * 3, NAMES[:5], method=method, aggregate=aggregate)
    assert_allclose(vector(three), vector(one), rtol=1e-12)
    assert_allclose(three.parts["weight"], np.tile(vector(one), 3), rtol=1e-12)


def test_judges_by_the_geometric_mean():
    matrices = [judged(seed, 4) for seed in range(3)]
    mean = np.exp(np.mean(np.log(matrices), axis=0))
    together = placet.ahp_weights(matrices, NAMES[:4])
    assert_allclose(vector(together), perron(mean)[1], rtol=1e-10)
    own = np.array([perron(matrix)[1] for matrix in matrices])
    priorities = placet.ahp_weights(np.array(matrices), NAMES[:4], aggregate="priorities")
    product = own.prod(axis=0) ** (1 / 3)
    assert_allclose(vector(priorities), product / product.sum(), rtol=1e-10)
    assert priorities.consistency["judge"] == ("1", "2", "3")
    assert together.consistency["judge"] == ("", "1", "2", "3")


def test_a_judge_who_counts_twice_is_two_judges():
    li, wang = judged(1, 4), judged(2, 4)
    for aggregate in ("judgements", "priorities"):
        twice = placet.ahp_weights([li, li, wang], NAMES[:4], aggregate=aggregate)
        for counts in ([2, 1], {"Wang": 0.5, "Li": 1}):
            found = placet.ahp_weights({"Li": li, "Wang": wang}, NAMES[:4], aggregate=aggregate, judge_weights=counts)
            assert_allclose(vector(found), vector(twice), rtol=1e-12)


def test_a_judge_may_leave_pairs_out():
    full = {("a", "b"): 2.0, ("b", "c"): 3.0, ("a", "c"): 6.0}
    found = placet.ahp_weights({"Li": full, "Wang": {("a", "b"): 8.0}})
    # a:b is 4 by both, the others are those of Li alone.
    mean = np.array([[1, 4, 6], [1 / 4, 1, 3], [1 / 6, 1 / 3, 1]])
    assert_allclose(vector(found), perron(mean)[1], rtol=1e-12)
    assert set(found.parts["part"]) == {"Li"}  # Wang's alone say nothing of c
    with pytest.raises(DataError, match="judge 'Wang' fall into 2 groups"):
        placet.ahp_weights({"Li": full, "Wang": {("a", "b"): 8.0}}, aggregate="priorities")


# ---- hierarchies -----------------------------------------------------------------------------------------------------

TREE = {
    "Whole": {("Network", "Billing"): 3},
    "Network": [{("calls", "cover"): 2}, {("calls", "cover"): 8}],
    "Billing": {("bills", "price"): 1 / 4},
}


def test_a_hierarchy_by_hand():
    result = placet.ahp_weights(TREE)
    # 3 : 1, then the geometric mean of 2 and 8, 4 : 1, then 1 : 4.
    assert_allclose(vector_of(result, "Whole"), [0.75, 0.25], rtol=1e-15)
    assert_allclose(vector_of(result, "Network"), [0.8, 0.2], rtol=1e-14)
    assert_allclose(vector_of(result, "Billing"), [0.2, 0.8], rtol=1e-14)
    assert result["node"] == ("Whole", "Whole", "Network", "Network", "Billing", "Billing")
    assert_allclose(result["total_weight"], [0.75, 0.25, 0.6, 0.15, 0.05, 0.2], rtol=1e-14)
    assert list(result.total_weights) == ["calls", "cover", "bills", "price"]
    assert_allclose(sum(result.total_weights.values()), 1, rtol=1e-15)
    assert set(result.parts["node"]) == {"Network"}


def vector_of(result, node):
    return list(result.weights[node].values())


def test_the_order_of_the_nodes_is_that_of_the_tree():
    turned = placet.ahp_weights(dict(reversed(TREE.items())))
    assert turned.table["term"] == placet.ahp_weights(TREE).table["term"]
    assert turned["total_weight"].tolist() == placet.ahp_weights(TREE)["total_weight"].tolist()


def test_three_levels():
    deep = placet.ahp_weights({"I": {("a", "b"): 1}, "a": {("c", "d"): 3}, "c": {("e", "f"): 4}})
    assert_allclose(list(deep.total_weights.values()), [0.5, 0.125, 0.3, 0.075], rtol=1e-14)
    assert deep["node"] == ("I", "I", "a", "a", "c", "c")


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        ({"I": {("a", "b"): 1}, "a": {("b", "c"): 1}}, "'b' is compared below 'I' and below 'a'"),
        ({"I": {("a", "b"): 1}, "J": {("c", "d"): 1}, "a": {("e", "f"): 1}}, "'I', 'J' stand below no other"),
        ({"a": {("b", "c"): 1}, "b": {("a", "d"): 1}}, "every node stands below another"),
        ({"I": {("x", "y"): 1}, "a": {("b", "c"): 1}, "b": {("a", "d"): 1}}, "node 'a' stands below itself"),
    ],
)
def test_what_is_no_tree_is_refused(tree, words):
    with pytest.raises(DataError, match=words):
        placet.ahp_weights(tree)


# ---- what is said ----------------------------------------------------------------------------------------------------


def test_an_inconsistent_matrix_is_told_with_its_worst_triad():
    result = placet.ahp_weights(CYCLE)
    # λmax = 1 + x + 1/x with x the cube root of a_ab a_bc / a_ac = 12.
    x = 12 ** (1 / 3)
    assert_allclose(result.glance()["lambda_max"], 1 + x + 1 / x, rtol=1e-14)
    assert result.glance()["cr"] > 0.1
    words = "a to b is 3 and b to c 2, which makes a to c 6, not 0.5"
    assert words in result.made_by()
    assert "above 0.10 by the random index of Saaty 2008" in result.made_by()
    assert "0.10" not in placet.ahp_weights(consistent([3, 2, 1]), NAMES[:3]).made_by()


def test_judges_who_contradict_themselves_are_named():
    good = {("a", "b"): 3.0, ("b", "c"): 2.0, ("a", "c"): 6.0}
    result = placet.ahp_weights({"Li": good, "Wang": CYCLE, "Zhao": good})
    assert "consistency ratio above 0.10 of judges: Wang" in result.made_by()
    many = placet.ahp_weights({**{f"J{i}": CYCLE for i in range(8)}, "K": good}).made_by()
    assert "J0, J1, J2, J3, J4 and 3 more" in many


def test_a_node_is_named():
    assert "Network: consistency ratio" in placet.ahp_weights({"I": {("Network", "x"): 1}, "Network": CYCLE}).made_by()


def test_nothing_is_said_of_two_names():
    found = placet.ahp_weights({("a", "b"): 3})
    assert found.weights == pytest.approx({"a": 0.75, "b": 0.25}, rel=1e-14)
    assert found.glance()["cr"] == 0


# ---- forms -----------------------------------------------------------------------------------------------------------

MATRIX = np.array([[1, 3, 5], [1 / 3, 1, 2], [1 / 5, 1 / 2, 1]])
UPPER = np.array([[1, 3, 5], [np.nan, 1, 2], [np.nan, np.nan, 1]])
TURNED = pd.DataFrame(MATRIX, index=list("abc"), columns=list("abc")).loc[list("cab"), list("bac")]
FORMS = {
    "array": (MATRIX, list("abc")),
    "lists": (MATRIX.tolist(), list("abc")),
    "upper half": (UPPER, list("abc")),
    "None": ([[None, 3, 5], [None, None, 2], [None, None, None]], list("abc")),
    "pandas": (pd.DataFrame(MATRIX, index=list("abc"), columns=list("abc")), None),
    "turned": (TURNED, None),
    "without index": (pd.DataFrame(MATRIX, columns=list("abc")), None),
    "polars": (pl.DataFrame({"name": list("bca"), **dict(zip("abc", MATRIX[[1, 2, 0]].T, strict=True))}), None),
    "polars gaps": (pl.DataFrame({"a": [1, None, None], "b": [3, 1, None], "c": [5, 2, None]}), None),
    "lazy": (pl.DataFrame(dict(zip("abc", MATRIX.T, strict=True))).lazy(), None),
    "pyarrow": (pa.table(dict(zip("abc", MATRIX.T, strict=True))), None),
    "columns": (dict(zip("abc", MATRIX.T.tolist(), strict=True)), None),
    "pairs": ({("a", "b"): 3, ("a", "c"): 5, ("b", "c"): 2}, None),
    "pairs back": ({("b", "a"): 1 / 3, ("c", "a"): 1 / 5, ("c", "b"): 1 / 2}, list("abc")),
    "one judge": ({"Li": MATRIX}, list("abc")),
    "rounded": ([[1, 3, 5], [0.33, 1, 2], [0.2, 0.5, 1]], list("abc")),
}


@pytest.mark.parametrize("form", FORMS)
def test_all_forms_are_the_same(form):
    comparisons, names = FORMS[form]
    expected, found = placet.ahp_weights(MATRIX, list("abc")).weights, placet.ahp_weights(comparisons, names).weights
    assert found.keys() == expected.keys()
    assert_allclose([found[name] for name in "abc"], list(expected.values()), rtol=1e-13)
    assert ("few decimals" in placet.ahp_weights(comparisons, names).made_by()) == (form == "rounded")


def changed(i, j, value):
    matrix = MATRIX.copy()
    matrix[i, j] = value
    return matrix


BAD = [
    (changed(0, 1, 4), "'a' to 'b' is 4, and 'b' to 'a' is 0.333333 instead of 0.25"),
    (changed(2, 0, 0.21), "'a' to 'c' is 5, and 'c' to 'a' is 0.21 instead of 0.2"),
    (changed(0, 1, 0), "hold 0 for 'a' to 'b'; a judgement is a ratio above 0"),
    (changed(0, 1, -3), "hold -3 for 'a' to 'b'"),
    (changed(0, 1, np.inf), "hold inf for 'a' to 'b'"),
    (changed(1, 1, 2), "hold 2 for 'b' with itself, which is 1"),
    (MATRIX[:2], "a matrix is square"),
    ([[1, 2], [0.5]], "a matrix is square"),
    ([[1, "x", 1], [1, 1, 1], [1, 1, 1]], "'x'"),
    (MATRIX[:2, :2], "names has 3 entries, and the comparisons have 2 rows"),
    (np.where(np.eye(3) == 1, 1, np.nan), "fall into 3 groups"),
    (3, "comparisons must be a matrix with names="),
    ([], "comparisons must be a matrix with names="),
    ({}, "comparisons must be a matrix with names="),
    ([MATRIX, changed(0, 1, 4)], "of judge '2' are not reciprocal"),
]


@pytest.mark.parametrize(("comparisons", "words"), BAD)
def test_bad_comparisons_are_told(comparisons, words):
    with pytest.raises(DataError) as caught:
        placet.ahp_weights(comparisons, list("abc"))
    assert words in str(caught.value)


def test_other_mistakes_are_told():
    for call, words in [
        (lambda: placet.ahp_weights(MATRIX), "a matrix without names; pass names="),
        (lambda: placet.ahp_weights({("a", "b"): 2, ("c", "d"): 2}), "'a', 'b' | 'c', 'd'; compare at least one of"),
        (lambda: placet.ahp_weights({("a", 1): 2}), "name 1, which is no text"),
        (lambda: placet.ahp_weights({("a", "z"): 2}, ["a", "b"]), "name 'z', which is not in names"),
        (lambda: placet.ahp_weights(TREE, ["a"]), "names= goes with a matrix"),
        (lambda: placet.ahp_weights(MATRIX, list("aab")), "names 'a' twice"),
        (lambda: placet.ahp_weights(MATRIX, list("abc"), method="mean"), "method='mean' is not known"),
        (lambda: placet.ahp_weights(MATRIX, list("abc"), random_index="x"), "use one of 'saaty2008'"),
        (lambda: placet.ahp_weights(MATRIX, list("abc"), judge_weights=[1]), "goes with comparisons of several"),
        (lambda: placet.ahp_weights([MATRIX] * 2, list("abc"), judge_weights=[1, 0]), "must be numbers above 0"),
        (lambda: placet.ahp_weights([MATRIX] * 2, list("abc"), judge_weights={"1": 1}), "has none of judge '2'"),
        (lambda: placet.ahp_weights([MATRIX] * 2, list("abc"), judge_weights={"3": 1}), "the judges are '1', '2'"),
        (lambda: placet.ahp_weights([MATRIX] * 2, list("abc"), judge_weights=[1]), "must be 2 numbers, one a judge"),
        (lambda: placet.ahp_weights(np.ones((101, 101)), [f"n{i}" for i in range(101)]), "more than the 100"),
        (lambda: placet.ahp_weights(pd.DataFrame(MATRIX, list("abd"), list("abc"))), "both must be the same names"),
        (lambda: placet.ahp_weights(pd.DataFrame(MATRIX, list("abc"), list("abc")), list("abd")), "leave names out"),
        (lambda: placet.ahp_weights(pd.DataFrame(MATRIX)), "name the columns by texts"),
        (lambda: placet.ahp_weights(TREE).frame("nope"), "use 'parts', 'consistency'"),
    ]:
        with pytest.raises(DataError) as caught:
            call()
        assert words in str(caught.value)


def test_it_is_shown_in_both_languages():
    result = placet.ahp_weights(CYCLE)
    assert "一致性比率" in result.summary(language="zh")
    assert "a 比 b 为 3，b 比 c 为 2，则 a 比 c 应为 6，而非 0.5" in result.summary(language="zh")
    assert result.title == "Weights by comparison in pairs (AHP)"
    assert list(placet.ahp_weights(TREE).frame("parts").columns) == ["part", "node", "term", "weight"]
