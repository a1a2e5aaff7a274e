"""Gains against a loop over respondents with statsmodels' coefficients; errors against replicates one by one."""

import numpy as np
import placet
import pytest
from placet.drivers.action.priorities import among_first
from scipy.stats import t

from .people import DRIVERS, SCALE, SLOPES, by_term, coefficients, mean_move, people

DATA = people()


def gains(data, *, move=1.0, outcome="overall", weights=None, others=()):
    found = coefficients(data, outcome, DRIVERS, others, weights)
    return {d: b * mean_move(data[d], move, weights) for d, b in zip(DRIVERS, found, strict=True)}


# ---- the numbers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("move", [1, 0.5, 4, -1.5])
@pytest.mark.parametrize("weights", [None, "weight"])
def test_gains_are_those_of_a_loop(move, weights):
    result = placet.priorities(DATA, "overall", DRIVERS, scale=SCALE, move=move, weights=weights, n_resamples=0)
    expected = gains(DATA, move=move, weights=None if weights is None else DATA[weights])
    assert by_term(result, "gain") == pytest.approx(expected, rel=1e-9)
    order = sorted(expected, key=lambda d: -expected[d])
    assert list(result["term"]) == order
    assert list(result["rank"]) == [1, 2, 3]
    assert np.isnan(result["gain_low"]).all()


def test_covariates_and_factors_are_held_constant():
    result = placet.priorities(
        DATA, "overall", DRIVERS, covariates=["age", "region"], factors="region", scale=SCALE, n_resamples=20, rng=1
    )
    data = {**DATA, "south": (np.array(DATA["region"]) == "South").astype(float)}
    assert by_term(result, "gain") == pytest.approx(gains(data, others=["age", "south"]), rel=1e-9)
    assert np.isfinite(result["gain_low"]).all()


def test_an_nps_is_that_of_minus_100_0_and_100():
    coded = np.where(DATA["recommend"] >= 9, 100.0, np.where(DATA["recommend"] <= 6, -100.0, 0.0))
    result = placet.priorities(DATA, "recommend", DRIVERS, scale=SCALE, metric="nps", n_resamples=0)
    assert by_term(result, "gain") == pytest.approx(gains({**DATA, "nps": coded}, outcome="nps"), rel=1e-9)
    own = placet.Metric.nps(promoter_from=10, detractor_to=7)
    other = placet.priorities(DATA, "recommend", DRIVERS, scale=SCALE, metric=own, n_resamples=0)
    coded = np.where(DATA["recommend"] >= 10, 100.0, np.where(DATA["recommend"] <= 7, -100.0, 0.0))
    assert by_term(other, "gain") == pytest.approx(gains({**DATA, "nps": coded}, outcome="nps"), rel=1e-9)


def test_an_index_is_0_to_100_of_the_scale_of_the_outcome():
    scale = {**dict.fromkeys(DRIVERS, SCALE), "recommend": (0, 10)}
    plain = placet.priorities(DATA, "recommend", DRIVERS, scale=scale, n_resamples=0)
    index = placet.priorities(DATA, "recommend", DRIVERS, scale=scale, metric="index", n_resamples=0)
    np.testing.assert_allclose(index["gain"], 10 * plain["gain"], rtol=1e-12)
    share = placet.priorities(DATA, "recommend", DRIVERS, scale=scale, metric="top_box", n_resamples=0)
    top = {**DATA, "top": (DATA["recommend"] == 10).astype(float)}
    assert by_term(share, "gain") == pytest.approx(gains(top, outcome="top"), rel=1e-9)


def test_gain_per_cost():
    cost = {"network": 4.0, "bills": 1.0, "hotline": 2.0}
    result = placet.priorities(DATA, "overall", DRIVERS, scale=SCALE, move=2, cost=cost, n_resamples=50, rng=1)
    # The cost of a move is that of the points asked for: 2 points.
    expected = {d: g / (2 * cost[d]) for d, g in gains(DATA, move=2).items()}
    assert by_term(result, "gain_per_cost") == pytest.approx(expected, rel=1e-9)
    assert (np.diff(result["gain_per_cost"]) <= 0).all()
    assert by_term(result, "cost") == {d: 2 * cost[d] for d in DRIVERS}


def test_those_that_lower_the_outcome_come_last():
    data = people(slopes=np.array([0.5, -0.3, 0.3]))
    result = placet.priorities(data, "overall", DRIVERS, scale=SCALE, n_resamples=200, rng=1)
    assert result["term"][-1] == "bills"
    assert result["gain"][-1] < 0
    assert result["top_share"][-1] == 0
    assert "lowers the outcome" in result["remark"][-1]
    assert "does not lift overall" in result.sentences()[-1]
    down = placet.priorities(data, "overall", DRIVERS, scale=SCALE, move={"bills": -1}, n_resamples=0)
    assert down["gain"][0] > 0
    assert down.sentences()[0].startswith("Lowering bills by one point lifts overall by ")


# ---- how sure ------------------------------------------------------------------------------------------------------


def replicated(count=12, seed=3):
    rng = np.random.default_rng(seed)
    copies = {f"r{i}": DATA["weight"] * rng.choice([0.0, 2.0], len(DATA["weight"])) for i in range(count)}
    return copies, placet.ReplicateWeights(list(copies), "BRR", combined=True)


def test_errors_of_replicate_weights_are_those_of_their_rule():
    copies, rule = replicated()
    result = placet.priorities(
        {**DATA, **copies}, "overall", DRIVERS, scale=SCALE, weights="weight", repweights=rule, rng=1, move=2
    )
    whole = gains(DATA, move=2, weights=DATA["weight"])
    each = [gains(DATA, move=2, weights=copy) for copy in copies.values()]
    for driver, estimate in whole.items():
        values = np.array([found[driver] for found in each])
        error = np.sqrt(np.mean((values - values.mean()) ** 2))
        assert by_term(result, "gain_std_error")[driver] == pytest.approx(error, rel=1e-8)
        margin = t.ppf(0.975, 11) * error
        assert by_term(result, "gain_low")[driver] == pytest.approx(estimate - margin, rel=1e-8)
    assert result.about["n_resamples"] == 12
    assert ((result["top_share"] >= 0) & (result["top_share"] <= 1)).all()


def test_draws_of_replicate_weights_have_the_covariance_of_the_rule():
    from placet.inference.resamples import Sampled

    rng, rule = np.random.default_rng(1), placet.ReplicateWeights(["a", "b"], "JK1")
    estimate, copies = np.array([1.0, 2.0]), rng.normal(size=(30, 2)) @ [[1, 0.5], [0, 0.3]]
    spread = Sampled([estimate], [copies], rule, 29.0, (200_000, (7,)))
    moves = copies - copies.mean(axis=0)
    np.testing.assert_allclose(spread.covariance(), 29 / 30 * moves.T @ moves, rtol=1e-12)
    np.testing.assert_allclose(np.cov(spread.draws(), rowvar=False), spread.covariance(), rtol=0.02)
    np.testing.assert_allclose(spread.draws().mean(axis=0), estimate, atol=0.05)


@pytest.mark.parametrize(
    ("values", "k", "expected"),
    [
        ([3, 1, 1, -1], 2, [1, 0.5, 0.5, 0]),
        ([3, 2, 1], 3, [1, 1, 1]),
        ([-3, -2, -1], 2, [0, 0, 0]),
        ([2, 2, 2, 2], 1, [0.25] * 4),
        ([5, -1, -2], 2, [1, 0, 0]),
    ],
)
def test_ties_at_the_last_place_share_it(values, k, expected):
    np.testing.assert_allclose(among_first(np.array([values], dtype=float), k)[0], expected)


def test_the_share_of_resamples_is_counted():
    values = np.random.default_rng(0).normal(size=(500, 6))
    counted = np.zeros(6)
    for row in values:
        for j in sorted(range(6), key=lambda j: -row[j])[:3]:
            counted[j] += row[j] > 0
    np.testing.assert_allclose(among_first(values, 3).mean(axis=0), counted / 500)


def test_gains_of_a_design_have_its_errors():
    """The mean move hardly varies, so that the error of a gain is nearly that of the coefficient times it."""
    survey = placet.Survey(people(800), weights="weight", strata="stratum", cluster="store")
    result = placet.priorities(survey, "overall", DRIVERS, scale=SCALE, n_resamples=2000, rng=1)
    errors = placet.regression(survey, "overall", DRIVERS)
    for driver, error in zip(errors["term"], errors["std_error"], strict=True):
        if driver in DRIVERS:
            move = by_term(result, "mean_move")[driver]
            assert by_term(result, "gain_std_error")[driver] == pytest.approx(error * move, rel=0.12)
    assert "design" in result.about["method"]


def test_intervals_cover():
    """Of 150 samples from a population whose gains are known, about 95 % of the intervals hold them."""
    everybody = people(200_000, seed=99)
    truth = [b * mean_move(everybody[d][:50_000], 1) for d, b in zip(DRIVERS, SLOPES, strict=True)]
    held = []
    for seed in range(150):
        result = placet.priorities(people(250, seed), "overall", DRIVERS, scale=SCALE, n_resamples=200, rng=seed)
        low, high = by_term(result, "gain_low"), by_term(result, "gain_high")
        held += [low[d] <= value <= high[d] for d, value in zip(DRIVERS, truth, strict=True)]
    # Three intervals a sample, hardly dependent: 0.95 ± 3 sqrt(0.95 × 0.05 / 450), less what percentiles of 200 cost.
    assert 0.905 <= np.mean(held) <= 0.982


# ---- what changes nothing ------------------------------------------------------------------------------------------


def test_segments_are_calls_of_their_own():
    result = placet.priorities(DATA, "overall", DRIVERS, scale=SCALE, by="region", n_resamples=100, rng=1)
    for region in ("North", "South"):
        inside = np.array(DATA["region"]) == region
        alone = placet.priorities(
            {name: column[inside] for name, column in DATA.items()}, "overall", DRIVERS, scale=SCALE, n_resamples=100,
            rng=1,
        )  # fmt: skip
        for column in ("gain", "gain_low", "gain_high", "top_share", "mean_move"):
            own = by_term(result, column, lambda row, region=region: row["region"] == region)
            assert own == pytest.approx(by_term(alone, column), rel=1e-9)


def test_frequencies_are_repeated_rows():
    times = np.resize([1, 2, 3], 400)
    weighted = placet.priorities(
        {**DATA, "times": times}, "overall", DRIVERS, scale=SCALE, weights="times", weight_type="frequency",
        n_resamples=0,
    )  # fmt: skip
    repeated = placet.priorities(
        {name: np.repeat(column, times) for name, column in DATA.items()}, "overall", DRIVERS, scale=SCALE,
        n_resamples=0,
    )  # fmt: skip
    np.testing.assert_allclose(weighted["gain"], repeated["gain"], rtol=1e-10)
    assert weighted["term"] == repeated["term"]


def test_a_mirrored_driver_moves_the_other_way():
    mirrored = {**DATA, **{name: 11 - DATA[name] for name in DRIVERS}}
    up = placet.priorities(DATA, "overall", DRIVERS, scale=SCALE, move=2, n_resamples=50, rng=1)
    down = placet.priorities(mirrored, "overall", DRIVERS, scale=SCALE, move=-2, n_resamples=50, rng=1)
    for column in ("gain", "gain_low", "gain_high", "top_share"):
        assert by_term(down, column) == pytest.approx(by_term(up, column), rel=1e-8)


def test_units_of_weights_order_of_rows_and_unused_rows_change_nothing():
    order = np.random.default_rng(0).permutation(400)
    shuffled = {name: np.array(column)[order] for name, column in DATA.items()}
    plain = placet.priorities(DATA, "overall", DRIVERS, scale=SCALE, weights="weight", n_resamples=0)
    other = placet.priorities(
        {**shuffled, "weight": 1e6 * shuffled["weight"]}, "overall", DRIVERS, scale=SCALE, weights="weight",
        n_resamples=0,
    )  # fmt: skip
    np.testing.assert_allclose(plain["gain"], other["gain"], rtol=1e-9)
    gaps = {name: np.append(column, [99, 5]) if name in DRIVERS else np.append(column, column[:2])
            for name, column in DATA.items()}  # fmt: skip
    gaps["weight"][-1] = 0
    left = placet.priorities(
        placet.Survey(gaps, na_codes={d: [99] for d in DRIVERS}, weights="weight"), "overall", DRIVERS, scale=SCALE,
        n_resamples=0,
    )  # fmt: skip
    np.testing.assert_allclose(plain["gain"], left["gain"], rtol=1e-9)
    assert (left.about["n_missing"], left.about["n_zero_weight"]) == (1, 1)


def test_imputed_answers_are_pooled():
    whole = placet.priorities(DATA, "overall", DRIVERS, scale=SCALE, n_resamples=100, rng=1)
    same = placet.priorities(DATA, "overall", DRIVERS, scale=SCALE, n_resamples=100, rng=1, missing="multiple")
    np.testing.assert_allclose(whole["gain_low"], same["gain_low"], rtol=1e-12)
    holes = {**DATA, "network": np.where(np.arange(400) % 3, DATA["network"], np.nan)}
    pooled = placet.priorities(
        holes, "overall", DRIVERS, scale=SCALE, n_resamples=100, rng=1, missing="multiple", n_imputations=4
    )
    assert pooled.about["n_used"] == 400
    assert by_term(pooled, "gain")["network"] == pytest.approx(by_term(whole, "gain")["network"], rel=0.25)
    assert np.isfinite(pooled["gain_std_error"]).all()


# ---- bad input -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"k": 4}, placet.DataError, "k=4 is more than the 3 drivers"),
        ({"k": 0}, placet.DataError, "k=0 must be a whole number"),
        ({"move": 12}, placet.DataError, r"move=12 moves 'network' farther than its scale 1\.\.10 is long"),
        ({"move": {"netwrk": 1}}, placet.DataError, "did you mean 'network'"),
        ({"cost": 0}, placet.DataError, "cost=0 must be a number above 0"),
        ({"cost": {"network": 1}}, placet.DataError, "no cost of driver 'bills'"),
        ({"cost": {"network": 1, "bills": -2, "hotline": 1}}, placet.DataError, r"cost\['bills'\]=-2"),
        ({"cost": {"nothing": 1}}, placet.DataError, "cost names 'nothing'"),
        ({"scale": (1, 5)}, placet.DataError, r"outside the scale 1\.\.5"),
        ({"missing": "em"}, placet.DataError, "a move begins at an answer"),
        ({"missing": "nope"}, placet.DataError, "missing='nope' is not known"),
        ({"metric": "nope"}, placet.DataError, "metric='nope' is not known"),
        ({"metric": "nps"}, placet.DataError, r"outside the scale 0\.\.10"),
        ({"metric": placet.Metric.top_box((-9, 30), 2)}, placet.DataError, "no point of a scale that is counted"),
        ({"metric": "index", "scale": dict.fromkeys(DRIVERS, SCALE)}, placet.DataError, "which scale does not name"),
        ({"factors": ["network"]}, placet.DataError, "'network' is a factor"),
        ({"n_resamples": 1}, placet.DataError, "n_resamples=1 makes no interval"),
    ],
)
def test_bad_options(options, error, words):
    with pytest.raises(error, match=words):
        placet.priorities(DATA, "overall", DRIVERS, **{"scale": SCALE, "n_resamples": 0, **options})


def test_a_driver_that_does_not_vary():
    with pytest.raises(placet.ModelError, match="network"):
        placet.priorities({**DATA, "network": np.full(400, 7)}, "overall", DRIVERS, scale=SCALE)


def test_the_scale_is_asked_for():
    with pytest.raises(TypeError, match="priorities\\(\\) needs scale="):
        placet.priorities(DATA, "overall", DRIVERS)


def test_a_segment_that_is_too_small_is_reported():
    few = {name: np.concatenate([column, column[:3]]) for name, column in DATA.items()}
    few["region"] = np.concatenate([DATA["region"], ["Tiny"] * 3])
    result = placet.priorities(few, "overall", DRIVERS, scale=SCALE, by="region", n_resamples=20, rng=1)
    tiny = np.array(result["region"]) == "Tiny"
    assert np.isnan(result["gain"][tiny]).all()
    assert (result["rank"][tiny] == 0).all()
    assert np.isfinite(result["gain"][~tiny]).all()
    assert any("Tiny" in note for note in result.about["notes"])
    assert "Tiny: network could not be judged." in result.sentences()
    assert result.plot() is not None


# ---- what is said --------------------------------------------------------------------------------------------------


def test_a_sentence_a_driver():
    result = placet.priorities(DATA, "overall", DRIVERS, scale=SCALE, n_resamples=200, rng=1, k=2)
    low, high = result["gain_low"][0], result["gain_high"][0]
    assert result.sentences()[0] == (
        f"Raising network by one point lifts overall by {result['gain'][0]:.2f} [{low:.2f}, {high:.2f}]; "
        f"among the first two in {100 * result['top_share'][0]:.0f}% of resamples."
    )
    assert result.sentences()[0] in result.summary()
    assert "前二位" in result.sentences(language="zh")[0]
    nps = placet.priorities(DATA, "recommend", DRIVERS, scale=SCALE, metric="nps", n_resamples=0)
    assert "lifts the NPS of recommend by" in nps.sentences()[0]
    assert "points" in nps.sentences()[0]
