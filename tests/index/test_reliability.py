"""Reliability against R's psych, pingouin and definitions by brute force; what changes no number."""

from pathlib import Path

import numpy as np
import pandas as pd
import placet
import pytest
from numpy.testing import assert_allclose
from placet.index.reliability.adequacy import redundant
from placet.index.reliability.consistency import split_half
from placet.index.reliability.one_factor import loadings, omega
from scipy.optimize import minimize
from scipy.stats import f as f_distribution

REFERENCE = Path(__file__).parents[1] / "reference"
SERVICE, PRICES = ["network", "hotline", "shop", "website"], ["tariff", "bill", "discount"]
ALL = [*SERVICE, "complain", *PRICES]
ITEM_COLUMNS = ("item_rest", "alpha_dropped", "loading", "msa")
POINTS = ("estimate", "std_alpha", "omega", "split_half", "kmo")


@pytest.fixture(scope="module")
def data():
    return pd.read_csv(REFERENCE / "reliability.csv")


def found(data, items, **options):
    return placet.reliability(data, items, **{"n_resamples": 0, **options})


# ---- other programs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", ["service", "prices", "all", "people", "heywood"])
def test_psych_has_the_same(typed, data, case):
    # Ours holds the communality of the Heywood case at 1, psych leaves it at 1.022; all else is the same.
    expected = typed("reliability")[case]
    weights = {"weights": "w", "weight_type": "frequency"} if case == "people" else {}
    result = found(data, expected["items"], reverse=expected["reversed"], **weights)
    assert_allclose(result["estimate"], expected["alpha"], rtol=1e-12)
    assert_allclose([result["conf_low"][0], result["conf_high"][0]], expected["feldt"], rtol=1e-9)
    assert_allclose(result["std_alpha"], expected["std_alpha"], rtol=1e-12)
    assert_allclose(result["kmo"], expected["kmo"], rtol=1e-12)
    test = [result[f"bartlett_{name}"][0] for name in ("statistic", "df", "p_value")]
    assert_allclose(test, expected["bartlett"], rtol=1e-9)
    items = result.item_statistics
    for name in ("item_rest", "alpha_dropped", "msa"):
        assert_allclose(items[name], expected[name], rtol=1e-12)
    if case == "heywood":
        assert_allclose(expected["communality"][0], 1.022, atol=1e-4)
        assert items["loading"][0] == 1
        assert "tariff: communality at its bound of 1 (Heywood case)" in result.made_by()
        return
    # psych minimises numerically over uniquenesses, to some five digits.
    assert_allclose(items["loading"], expected["loadings"], atol=2e-5)
    assert_allclose(result["omega"], expected["omega"], atol=2e-7)


def test_pingouin_has_the_same(data):
    pingouin = pytest.importorskip("pingouin")
    for items in (SERVICE, PRICES, ALL):
        for level in (0.9, 0.95):
            alpha, interval = pingouin.cronbach_alpha(data[items], ci=level)
            result = found(data, items, conf_level=level)
            assert_allclose(result["estimate"][0], alpha, rtol=1e-12)
            assert_allclose([result["conf_low"][0], result["conf_high"][0]], interval, atol=5.1e-4)


# ---- definitions -----------------------------------------------------------------------------------------------------


def correlation_matrices(count, k, seed):
    rng = np.random.default_rng(seed)
    for _ in range(count):
        x = rng.normal(size=(60, 1)) * rng.uniform(0.1, 1, k) + rng.normal(size=(60, k)) * rng.uniform(0.2, 1, k)
        yield np.corrcoef(x, rowvar=False)


@pytest.mark.parametrize("k", [3, 4, 7])
def test_loadings_leave_the_least_residuals_within_their_bounds(k):
    above = np.triu_indices(k, 1)
    matrices = np.array(list(correlation_matrices(12, k, k)))
    together = loadings(matrices)
    for r, mine in zip(matrices, together, strict=True):

        def residuals(x, r=r):
            return ((r - np.outer(x, x))[above] ** 2).sum()

        starts = [np.full(k, 0.6), mine + 0.05 * np.cos(np.arange(k))]
        best = min(
            minimize(residuals, x, bounds=[(-1, 1)] * k, tol=1e-15, options={"maxiter": 5000}).fun for x in starts
        )
        assert residuals(mine) <= best + 1e-9
        assert np.abs(mine).max() <= 1
        assert_allclose(loadings(r[None])[0], mine, rtol=1e-12)


def test_one_factor_of_given_loadings_is_found_again():
    given = np.array([0.9, 0.7, 0.5, -0.3, 0.6])
    r = np.outer(given, given) + np.diag(1 - given**2)
    assert_allclose(loadings(r[None])[0], given, atol=1e-9)
    # McDonald's own form, in which the variance of the sum is that of the model.
    assert_allclose(omega(r, given), given.sum() ** 2 / (given.sum() ** 2 + (1 - given**2).sum()), rtol=1e-12)


@pytest.mark.parametrize("items", [SERVICE, [*SERVICE, "tariff"], PRICES, ["bill", "shop"]])
def test_halves(data, items):
    x, k = data[items].to_numpy(dtype=float), len(items)
    r = np.corrcoef(x[:, ::2].sum(axis=1), x[:, 1::2].sum(axis=1))[0, 1]
    half = found(data, items)["split_half"][0]
    if k % 2 == 0:
        assert_allclose(half, 2 * r / (1 + r), rtol=1e-12)
        return
    # Horst's form is that reliability of the whole of which halves of p and q as many items have the correlation r:
    # Spearman and Brown's formula makes p and q of it.
    p, q = (k + 1) / 2 / k, (k - 1) / 2 / k
    parts = [share * half / (1 + (share - 1) * half) for share in (p, q)]
    assert_allclose(np.sqrt(parts[0] * parts[1]), r, rtol=1e-12)


def test_halves_at_their_ends():
    assert split_half(np.ones((2, 2))) == 1
    assert np.isnan(split_half(np.array([[1.0, -1], [-1, 1]])))
    assert np.isnan(split_half(np.zeros((2, 2))))
    assert split_half(np.eye(4)) == 0


def test_weighted_alpha_from_rows(data):
    x, w = data[ALL].to_numpy(dtype=float), data["w"].to_numpy() + 0.37
    k = len(ALL)

    def variance(values):
        return np.average((values - np.average(values, weights=w)) ** 2, weights=w)

    expected = k / (k - 1) * (1 - sum(variance(column) for column in x.T) / variance(x.sum(axis=1)))
    result = found(data.assign(v=w), ALL, weights="v")
    assert_allclose(result["estimate"], expected, rtol=1e-12)
    rest = x.sum(axis=1) - x[:, 4]
    cov = np.average((x[:, 4] - np.average(x[:, 4], weights=w)) * (rest - np.average(rest, weights=w)), weights=w)
    items = result.item_statistics
    assert_allclose(items["item_rest"][4], cov / np.sqrt(variance(x[:, 4]) * variance(rest)), rtol=1e-12)
    without = found(data.assign(v=w), [item for item in ALL if item != "complain"], weights="v")
    assert_allclose(items["alpha_dropped"][4], without["estimate"][0], rtol=1e-12)
    assert_allclose(items["mean"], np.average(x, axis=0, weights=w), rtol=1e-12)
    # Bartlett's statistic on Kish's base.
    base = w.sum() ** 2 / (w**2).sum()
    r = np.cov(x, rowvar=False, aweights=w)
    r = r / np.sqrt(np.outer(np.diag(r), np.diag(r)))
    assert_allclose(result["n_eff"], base, rtol=1e-12)
    statistic = -(base - 1 - (2 * k + 5) / 6) * np.linalg.slogdet(r)[1]
    assert_allclose(result["bartlett_statistic"], statistic, rtol=1e-10)


def test_partial_correlations_by_regression(data):
    x = data[PRICES].to_numpy(dtype=float)
    x = x - x.mean(axis=0)
    r, partial = np.corrcoef(x, rowvar=False), np.zeros((3, 3))
    for i in range(3):
        for j in range(3):
            (rest,) = set(range(3)) - {i, j} if i != j else (0,)
            if i != j:
                left = [x[:, v] - x[:, rest] * (x[:, v] @ x[:, rest]) / (x[:, rest] @ x[:, rest]) for v in (i, j)]
                partial[i, j] = np.corrcoef(*left)[0, 1]
    r2, p2 = (r - np.eye(3)) ** 2, partial**2
    result = found(data, PRICES)
    assert_allclose(result["kmo"], r2.sum() / (r2.sum() + p2.sum()), rtol=1e-12)
    assert_allclose(result.item_statistics["msa"], r2.sum(axis=0) / (r2.sum(axis=0) + p2.sum(axis=0)), rtol=1e-12)


def test_feldt_covers_as_the_f_says():
    # (1 - alpha) / (1 - its estimate) is F with n - 1 and (n - 1)(k - 1) degrees of freedom.
    rng, n, k, count = np.random.default_rng(4), 40, 4, 2000
    lam = np.sqrt(0.5)
    alpha = k * 0.5 / (1 + (k - 1) * 0.5)
    x = lam * rng.normal(size=(count, n, 1)) + lam * rng.normal(size=(count, n, k))
    own = x.var(axis=1, ddof=1).sum(axis=1)
    estimate = k / (k - 1) * (1 - own / x.sum(axis=2).var(axis=1, ddof=1))
    low, high = (1 - (1 - estimate) * f_distribution.ppf(tail, n - 1, (n - 1) * (k - 1)) for tail in (0.975, 0.025))
    first = found({f"x{i}": x[0, :, i] for i in range(k)}, [f"x{i}" for i in range(k)])
    assert_allclose([first["conf_low"][0], first["conf_high"][0]], [low[0], high[0]], rtol=1e-10)
    assert 0.94 < ((low <= alpha) & (alpha <= high)).mean() < 0.96


# ---- properties ------------------------------------------------------------------------------------------------------


def test_frequencies_are_so_many_rows(data):
    people = data.loc[data.index.repeat(data["w"])]
    weighted = found(data, {"a": SERVICE, "b": ALL}, weights="w", weight_type="frequency")
    repeated = found(people, {"a": SERVICE, "b": ALL})
    for name in set(weighted) - {"term", "n"}:
        assert_allclose(weighted[name], repeated[name], rtol=1e-9, err_msg=name)
    for name in (*ITEM_COLUMNS, "mean"):
        assert_allclose(weighted.item_statistics[name], repeated.item_statistics[name], rtol=1e-9)


def test_only_ratios_of_weights_and_common_units_matter(data):
    plain = found(data, ALL, weights="w")
    other = found(data.assign(w=7.3 * data["w"], **{item: 1000 - 20 * data[item] for item in ALL}), ALL, weights="w")
    for name in (*POINTS, "bartlett_statistic"):
        assert_allclose(plain[name], other[name], rtol=1e-9, err_msg=name)
    for name in ITEM_COLUMNS:
        assert_allclose(plain.item_statistics[name], other.item_statistics[name], rtol=1e-6, err_msg=name)


def test_units_of_single_items_change_what_is_not_standardised_only(data):
    other = found(data.assign(network=1e6 * data["network"]), ALL)
    plain = found(data, ALL)
    for name in ("std_alpha", "omega", "kmo", "bartlett_statistic"):
        assert_allclose(plain[name], other[name], rtol=1e-9, err_msg=name)
    assert abs(plain["estimate"][0] - other["estimate"][0]) > 0.1


def test_order_of_rows_changes_nothing_and_that_of_items_no_more_than_halves(data):
    plain = found(data, ALL)
    rows, items = found(data.sample(frac=1, random_state=1), ALL), found(data, ALL[::-1])
    for name in POINTS:
        assert_allclose(rows[name], plain[name], rtol=1e-10)
        if name != "split_half":
            assert_allclose(items[name], plain[name], rtol=1e-10)
    for name in ITEM_COLUMNS:
        assert_allclose(items.item_statistics[name][::-1], plain.item_statistics[name], rtol=1e-7)


def test_segments_are_calls_of_their_own(data):
    data = data.assign(g=np.arange(len(data)) % 3)
    options = {"n_resamples": 50, "rng": 1, "weights": "w"}
    together = placet.reliability(data, {"a": SERVICE, "b": PRICES}, by="g", **options)
    for g in range(3):
        alone = placet.reliability(data[data["g"] == g], {"a": SERVICE, "b": PRICES}, **options)
        rows = together["g"] == g
        for name in alone:
            assert list(np.array(together[name])[rows]) == list(alone[name]), name
        rows = np.array(together.item_statistics["g"]) == g
        for name in ITEM_COLUMNS:
            assert (together.item_statistics[name][rows] == alone.item_statistics[name]).all()


def test_turned_round_is_recoded(data):
    recoded = found(data.assign(complain=11 - data["complain"]), ALL)
    for options in ({}, {"scale": (1, 10)}):
        turned = found(data, ALL, reverse=["complain"], **options)
        for name in set(recoded) - {"term"}:
            assert_allclose(turned[name], recoded[name], rtol=1e-9, err_msg=name)
        for name in ITEM_COLUMNS:
            assert_allclose(turned.item_statistics[name], recoded.item_statistics[name], rtol=1e-8)
        at_home = data["complain"].mean()
        assert_allclose(turned.item_statistics["mean"][4], 11 - at_home if options else at_home, rtol=1e-12)
        assert turned.item_statistics["sign"].tolist() == [1, 1, 1, 1, -1, 1, 1, 1]
        assert "turned round: complain" in turned.made_by()


def test_redundant_items_are_those_that_follow_from_others():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(50, 4))
    x = np.column_stack([x, x[:, 0] - 2 * x[:, 2], x[:, 1]])
    assert redundant(np.corrcoef(x, rowvar=False)) == [4, 5]


def test_loadings_do_not_depend_on_where_they_start():
    matrices = np.array(list(correlation_matrices(40, 6, 9)))
    first = loadings(matrices)
    assert_allclose(loadings(matrices, first[0]), first, atol=1e-7)


@pytest.mark.parametrize("k", [3, 4, 6])
def test_of_several_minima_the_least_is_found(k):
    above, rng = np.triu_indices(k, 1), np.random.default_rng(5)
    starts = rng.uniform(-1, 1, (15, k))
    several = 0
    for _ in range(25):
        r = np.corrcoef(rng.normal(size=(k, 15)))  # items of nothing in common have several

        def residuals(x, r=r):
            return ((r - np.outer(x, x))[above] ** 2).sum()

        def slope(x, r=r):
            apart = r - np.outer(x, x)
            return -2 * (apart - np.diag(np.diag(apart))) @ x

        reached = [minimize(residuals, x, jac=slope, bounds=[(-1, 1)] * k, tol=1e-14).fun for x in starts]
        several += max(reached) > min(reached) * 1.01 + 1e-6
        found = loadings(r[None])[0]
        assert residuals(found) <= min(reached) + 1e-8
    assert several > 3


def test_a_heywood_case_is_at_its_bound_and_said():
    # Of three items the first has the communality .7 * .7 / .4, more than 1.
    r = np.array([[1, 0.7, 0.7], [0.7, 1, 0.4], [0.7, 0.4, 1]])
    # With the first loading at 1, those of the others make (.7 - x)² + (.7 - x)² + (.4 - x²)² least.
    x = minimize(lambda x: 2 * (0.7 - x[0]) ** 2 + (0.4 - x[0] ** 2) ** 2, [0.6], tol=1e-15).x[0]
    assert_allclose(loadings(r[None])[0], [1, x, x], atol=1e-7)
    root = np.linalg.cholesky(r)
    z = np.random.default_rng(0).normal(size=(200, 3))
    z = np.linalg.solve(np.linalg.cholesky(np.cov(z.T)), (z - z.mean(axis=0)).T).T @ root.T
    result = placet.reliability(dict(zip("abc", z.T, strict=True)), ["a", "b", "c"], n_resamples=0)
    assert_allclose(result["omega"], 1 - (1 - x**2) * 2 / r.sum(), atol=1e-6)
    assert "a: communality at its bound of 1 (Heywood case)" in result.summary()
