"""The simulated telecom survey: a fixed file format, and the truth it claims to have."""

from types import MappingProxyType

import numpy as np
import pytest
from placet.datasets._telecom import (
    BLOCK,
    LABELS,
    LABELS_EN,
    NA_CODES,
    PATH_WEIGHTS,
    PROCESSES,
    checked_size,
    complete_block,
    simulate_telecom,
)
from placet.datasets._telecom_truth import TRUTH, TelecomTruth, by_process

RATINGS = (*PROCESSES, "overall", "recommend")


@pytest.fixture(scope="module")
def survey():
    return simulate_telecom(200_000, seed=7)


def answered(column):
    return column[~np.isin(column, NA_CODES)]


def test_same_seed_same_survey_and_another_seed_another():
    first, again, other = simulate_telecom(5000, 1), simulate_telecom(5000, 1), simulate_telecom(5000, 2)
    assert all(np.array_equal(first[name], again[name]) for name in LABELS)
    assert not np.array_equal(first["overall"], other["overall"])


def test_no_seed_draws_a_fresh_survey():
    assert not np.array_equal(simulate_telecom(1000, None)["weight"], simulate_telecom(1000, None)["weight"])


@pytest.mark.parametrize("n", [1, 8191, 8192, 8193])
def test_a_row_does_not_depend_on_how_many_there_are(n):
    # The survey is made in blocks of 8,192 rows: look on both sides of an edge.
    short, long = simulate_telecom(n, 3), simulate_telecom(20_000, 3)
    assert all(len(short[name]) == n for name in LABELS)
    assert all(np.array_equal(short[name], long[name][:n]) for name in LABELS)


def test_blocks_differ():
    weight = simulate_telecom(3 * 8192, 3)["weight"].reshape(3, 8192)
    assert len(np.unique(weight[:, 0])) == 3


def test_columns_and_types(survey):
    assert list(survey) == list(LABELS)
    kinds = {"respondent": "i4", "store": "i2", "weight": "f8"} | dict.fromkeys(RATINGS, "i1")
    for name, column in survey.items():
        assert column.dtype.kind == "U" if name not in kinds else column.dtype == np.dtype(kinds[name])


def test_values_on_file(survey):
    codes = set(NA_CODES)
    for name in RATINGS:
        lowest = 0 if name == "recommend" else 1
        assert set(np.unique(survey[name]).tolist()) == set(range(lowest, 11)) | codes
    assert set(survey["wave"]) == {"2026Q1", "2026Q2", "2026Q3", "2026Q4"}
    assert set(survey["region"]) == {"North", "East", "South", "West"}
    assert set(survey["segment"]) == {"prepaid", "postpaid", "business"}
    assert np.array_equal(survey["respondent"], np.arange(1, 200_001))
    shares = [np.mean(survey["brand"] == brand) for brand in ("Aurora", "Beacon", "Cirrus")]
    # The standard error of a share at n = 200,000 is at most 0.0011.
    np.testing.assert_allclose(shares, [0.66, 0.22, 0.12], atol=0.005)


def test_stores_are_nested_in_regions(survey):
    pairs = set(zip(survey["store"].tolist(), survey["region"].tolist(), strict=True))
    assert sorted(store for store, _ in pairs) == list(range(1, 121))


def test_nonresponse(survey):
    lost = {name: np.isin(survey[name], NA_CODES).mean() for name in RATINGS}
    assert lost["roaming"] == pytest.approx(0.30, abs=0.01)
    assert lost["overall"] == pytest.approx(0.010, abs=0.002)
    assert lost["recommend"] == pytest.approx(0.025, abs=0.003)
    assert all(0.02 <= lost[name] <= 0.085 for name in PROCESSES if name != "roaming")


def test_weights(survey):
    weight = survey["weight"]
    assert weight.min() > 0
    assert weight.mean() == pytest.approx(1, abs=0.004)  # standard error 0.0009
    assert weight.std() == pytest.approx(0.40, abs=0.01)


def test_scores_look_like_satisfaction_scores(survey):
    scores = np.array([np.where(survey[name] > 10, np.nan, survey[name].astype(float)) for name in RATINGS])
    centred = scores - np.nanmean(scores, axis=1, keepdims=True)
    assert (np.nanmean(centred**3, axis=1) < 0).all()
    complete = scores[:, ~np.isnan(scores).any(axis=0)]
    between = np.corrcoef(complete)[:9, :9][np.triu_indices(9, 1)]
    assert 0.35 < between.min() < between.max() < 0.65


def test_the_lure_correlates_more_than_drivers_that_matter(survey):
    def correlation(name):
        both = (survey[name] <= 10) & (survey["overall"] <= 10)
        return np.corrcoef(survey[name][both], survey["overall"][both])[0, 1]

    assert TRUTH.path_weights["product_information"] == 0
    assert correlation("product_information") > correlation("complaint_handling") > correlation("bills")


def test_truth_is_rederived_by_simulation():
    found = compute_truth(600_000, seed=11)
    # Rounding of TRUTH (half a unit of its last digit), and four standard errors of the difference.
    half_unit = {"nps": 0.05, "nps_unweighted": 0.05, "mean_overall": 5e-4, "r_squared": 5e-4, "lmg_shares": 5e-4}
    for name, rounding in half_unit.items():
        tolerance = rounding + 4 * np.hypot(found.mc_error[name], TRUTH.mc_error[name])
        shown, expected = getattr(found, name), getattr(TRUTH, name)
        if name == "lmg_shares":
            shown, expected = list(shown.values()), list(expected.values())
        np.testing.assert_allclose(shown, expected, rtol=0, atol=tolerance, err_msg=name)
    assert found.path_weights == TRUTH.path_weights
    assert sum(TRUTH.lmg_shares.values()) == pytest.approx(1, abs=1e-12)


def test_the_survey_as_filed_estimates_the_truth(survey):
    # From the file itself, codes dropped: n = 200,000, design effect 1.16 and a vote's deviation near 77 points give
    # a standard error of 0.19 points. The unweighted score is 20 errors away.
    given = survey["recommend"] <= 10
    vote = 100.0 * ((survey["recommend"] >= 9) & given) - 100.0 * (survey["recommend"] <= 6)
    assert np.average(vote[given], weights=survey["weight"][given]) == pytest.approx(TRUTH.nps, abs=0.9)
    assert vote[given].mean() == pytest.approx(TRUTH.nps_unweighted, abs=0.9)


def test_lmg_by_hand():
    # r12 = .5, r1y = .6, r2y = .3: R2 = (.36 + .09 - 2 * .5 * .6 * .3) / (1 - .25) = .36, so
    # LMG1 = (.36 + (.36 - .09)) / 2 = .315 and LMG2 = (.09 + (.36 - .36)) / 2 = .045.
    correlation = np.array([[1, 0.5, 0.6], [0.5, 1, 0.3], [0.6, 0.3, 1]])
    np.testing.assert_allclose(lmg_of(correlation), [0.315, 0.045], rtol=1e-14)


def test_lmg_of_equal_drivers_shares_the_r_squared_equally():
    # Equicorrelated drivers (r = .5), all with r_y = .6: R2 = p * .36 / (1 + (p - 1) * .5), here 4 * .36 / 2.5.
    correlation = np.full((5, 5), 0.5)
    correlation[4, :] = correlation[:, 4] = 0.6
    np.fill_diagonal(correlation, 1)
    np.testing.assert_allclose(lmg_of(correlation), np.full(4, 0.36 / 2.5), rtol=1e-13)


@pytest.mark.parametrize("n", [0, -5, 2.0, "100", None, True, 2**31])
def test_a_size_that_is_not_one_is_refused_in_a_sentence(n):
    with pytest.raises(ValueError, match="whole number of respondents from 1 to 2,147,483,647") as error:
        simulate_telecom(n, 1)
    assert f"n is {n!r};" in str(error.value)


def test_numpy_integers_are_sizes():
    assert len(simulate_telecom(np.int64(3), 1)["overall"]) == 3


def test_labels_cover_the_columns_in_both_languages(survey):
    assert list(LABELS) == list(LABELS_EN) == list(survey)
    for label in LABELS.values():
        assert any("\u4e00" <= character <= "\u9fff" for character in label)
    assert all(label.isascii() for label in LABELS_EN.values())


def test_truth_is_read_only():
    with pytest.raises(AttributeError):
        TRUTH.nps = 50.0
    with pytest.raises(TypeError):
        TRUTH.lmg_shares["network"] = 1.0


# ---- the truth: compute_truth(4_000_000, seed=20260101) --------------------------------------------------------------


def compute_truth(n, seed):
    """Derive the population truth from 32 independent simulations of about `n` / 32 respondents each.

    The figures are the means of the 32; their errors are the standard deviations over the square root of 32. Sizes
    are rounded up to whole blocks of 8,192, so `n` below 262,144 costs as much as 262,144.
    """
    n_blocks = -(-checked_size(n) // (32 * BLOCK))
    estimates = np.array([population_figures(child, n_blocks) for child in np.random.SeedSequence(seed).spawn(32)])
    mean = estimates.mean(axis=0)
    error = estimates.std(axis=0, ddof=1) / np.sqrt(len(estimates))
    scalars = ("nps", "nps_unweighted", "mean_overall", "r_squared")
    return TelecomTruth(
        path_weights=by_process(PATH_WEIGHTS),
        **dict(zip(scalars, mean[:4].tolist(), strict=True)),
        lmg_shares=by_process(mean[4:]),
        mc_error=MappingProxyType(
            dict(zip(scalars, error[:4].tolist(), strict=True)) | {"lmg_shares": float(error[4:].max())}
        ),
    )


def population_figures(seeds, n_blocks):
    """NPS, unweighted NPS, mean overall, R-squared and the nine LMG shares of one simulation."""
    blocks = [complete_block(seeds, index)[0] for index in range(n_blocks)]
    weight, recommend = (np.concatenate([block[name] for block in blocks]) for name in ("weight", "recommend"))
    scores = np.array([np.concatenate([block[name] for block in blocks]) for name in (*PROCESSES, "overall")])
    vote = 100.0 * ((recommend >= 9).astype(np.int8) - (recommend <= 6))
    correlation = correlation_of(scores, weight)
    lmg = lmg_of(correlation)
    figures = [np.average(vote, weights=weight), vote.mean(), np.average(scores[-1], weights=weight), lmg.sum()]
    return np.concatenate([figures, lmg / lmg.sum()])


def correlation_of(scores, weight):
    covariance = np.cov(scores, aweights=weight)
    scale = np.sqrt(np.diag(covariance))
    return covariance / np.outer(scale, scale)


def lmg_of(correlation):
    """LMG importance by its definition: the gain in R-squared of each driver, averaged over all orders of entry.

    The last row and column of `correlation` are the outcome. A set of drivers is a bit mask; with p drivers, the
    gain of a driver over a set of size s is shared by s! (p - 1 - s)! of the p! orders (Lindeman, Merenda and Gold
    1980; Groemping 2007).
    """
    p = len(correlation) - 1
    drivers, outcome = correlation[:p, :p], correlation[:p, p]
    masks = np.arange(2**p)
    members = (masks[:, None] >> np.arange(p)) & 1 == 1
    r_squared = np.array([outcome[m] @ np.linalg.solve(drivers[np.ix_(m, m)], outcome[m]) for m in members])
    # 1 / (p * C(p - 1, s)) for s = 0 .. p - 1.
    share = np.array([1.0 / p * np.prod(np.arange(1, s + 1) / (p - np.arange(1, s + 1))) for s in range(p)])
    size = members.sum(axis=1)
    return np.array(
        [
            share[size[~members[:, j]]] @ (r_squared[masks[~members[:, j]] | 1 << j] - r_squared[~members[:, j]])
            for j in range(p)
        ]
    )
