"""Simulations against a loop over respondents, the next wave against waves that are drawn."""

import numpy as np
import placet
import pytest
from scipy.stats import norm

from .people import DRIVERS, SCALE, SLOPES, by_term, coefficients, mean_move, people

DATA = people()
TOGETHER = "All moves together"
MOVES = {"network": 1.5, "hotline": -1}


def predicted(data, moves, *, share=1.0, weights=None):
    """The mean of the outcome after every respondent moved, one after the other, a share of the way."""
    slopes = dict(zip(DRIVERS, coefficients(data, weights=weights), strict=True))
    total = whole = 0.0
    for i in range(len(data["overall"])):
        w = 1.0 if weights is None else weights[i]
        new = data["overall"][i]
        for driver, by in moves.items():
            answer = data[driver][i]
            then = min(answer + by, 10) if by > 0 else max(answer + by, 1)
            new += share * slopes[driver] * (then - answer)
        total += w * new
        whole += w
    return total / whole


# ---- the numbers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("weights", [None, "weight"])
@pytest.mark.parametrize("share", [1.0, 0.3])
def test_a_scenario_is_that_of_a_loop(weights, share):
    result = placet.simulate(DATA, "overall", DRIVERS, MOVES, scale=SCALE, share=share, weights=weights, n_resamples=0)
    w = None if weights is None else DATA[weights]
    assert result["term"] == ("network", "hotline", TOGETHER)
    assert result["predicted"][2] == pytest.approx(predicted(DATA, MOVES, share=share, weights=w), rel=1e-10)
    assert result["now"][0] == pytest.approx(np.average(DATA["overall"], weights=w), rel=1e-12)
    assert result["change"][:2].sum() == pytest.approx(result["change"][2], abs=1e-12)
    alone = predicted(DATA, {"network": 1.5}, share=share, weights=w)
    assert result["predicted"][0] == pytest.approx(alone, rel=1e-10)
    assert result["mean_move"][1] == pytest.approx(share * mean_move(DATA["hotline"], -1, w), rel=1e-12)


def test_a_sweep_moves_each_driver_by_itself():
    result = placet.simulate(DATA, "overall", DRIVERS, 2, scale=SCALE, n_resamples=50, rng=1)
    expected = {d: predicted(DATA, {d: 2}) - DATA["overall"].mean() for d in DRIVERS}
    assert by_term(result, "change") == pytest.approx(expected, rel=1e-9)
    assert (np.diff(result["change"]) <= 0).all()
    one = placet.simulate(DATA, "overall", DRIVERS, {"bills": 2}, scale=SCALE, n_resamples=50, rng=1)
    assert one["term"] == ("bills",)
    for column in ("change_low", "change_high", "predicted_low"):
        assert by_term(result, column)["bills"] == pytest.approx(one[column][0], rel=1e-9)


def test_changes_are_the_gains_of_priorities():
    sweep = placet.simulate(DATA, "overall", DRIVERS, scale=SCALE, n_resamples=100, rng=4)
    gains = placet.priorities(DATA, "overall", DRIVERS, scale=SCALE, n_resamples=100, rng=4)
    for change, gain in (("change", "gain"), ("change_low", "gain_low"), ("change_std_error", "gain_std_error")):
        assert by_term(sweep, change) == pytest.approx(by_term(gains, gain), rel=1e-12)


def test_a_move_without_effect_on_nobody():
    """All who are at the top stay there."""
    data = {**DATA, "bills": np.where(np.arange(400) % 2, 10, 9)}
    result = placet.simulate(data, "overall", DRIVERS, {"bills": 5}, scale=SCALE, n_resamples=0)
    assert result["mean_move"][0] == pytest.approx(0.5)


def test_shares_are_written_in_percentage_points():
    result = placet.simulate(
        DATA, "recommend", DRIVERS, scale={**dict.fromkeys(DRIVERS, SCALE), "recommend": (0, 10)}, metric="top_box",
        n_resamples=50, rng=1,
    )  # fmt: skip
    assert 0 < result["change"][0] < 0.5
    assert "percentage points" in result.sentences()[0]
    assert f"{100 * result['change'][0]:+.1f}%" in result.summary()


# ---- how sure ------------------------------------------------------------------------------------------------------


def test_the_error_of_the_next_wave():
    """Beside the error of the prediction it is that of this wave's mean, times the root of n over m."""
    options = {"scale": SCALE, "n_resamples": 4000, "rng": 1}
    mean = placet.simulate(DATA, "overall", DRIVERS, MOVES, **options)
    wave = placet.simulate(DATA, "overall", DRIVERS, MOVES, interval="wave", n_next=100, **options)
    own = DATA["overall"].std(ddof=1) / np.sqrt(100)
    total = wave["change_std_error"][-1]
    half = (wave["predicted_high"] - wave["predicted_low"])[-1] / 2
    assert half == pytest.approx(norm.ppf(0.975) * total, rel=0.03)
    prediction = (mean["predicted_high"] - mean["predicted_low"])[-1] / 2 / norm.ppf(0.975)
    assert total == pytest.approx(np.hypot(prediction, own), rel=0.05)
    np.testing.assert_allclose(wave["change_high"], wave["predicted_high"] - wave["now"], rtol=1e-12)
    np.testing.assert_allclose(wave["change"], mean["change"], rtol=1e-12)


def test_waves_that_are_drawn_come_out_within_their_intervals():
    """The next wave moves by a point and is asked anew; 95 % of the intervals hold what it shows."""
    held = []
    for seed in range(200):
        now, then = people(250, seed), people(150, 10_000 + seed)
        after = then["overall"] + sum(
            b * (np.minimum(then[d] + 1, 10) - then[d]) for b, d in zip(SLOPES, DRIVERS, strict=True)
        )
        result = placet.simulate(
            now, "overall", DRIVERS, dict.fromkeys(DRIVERS, 1), scale=SCALE, interval="wave", n_next=150,
            n_resamples=100, rng=seed,
        )  # fmt: skip
        held.append(result["predicted_low"][-1] <= after.mean() <= result["predicted_high"][-1])
    assert 0.9 <= np.mean(held) <= 0.995  # 0.95 ± 3 sqrt(0.95 × 0.05 / 200)


def test_quantiles_of_a_mixture():
    from placet.drivers.action.next_wave import wave_limits
    from placet.inference.resamples import Sampled

    draws = np.random.default_rng(0).normal(size=(400, 2))
    (low, high) = wave_limits(Sampled([draws.mean(axis=0)], [draws]), 0.5, 0.9)
    for column, least, most in zip(draws.T, low, high, strict=True):
        assert norm.cdf(least, column, 0.5).mean() == pytest.approx(0.05, abs=1e-9)
        assert norm.cdf(most, column, 0.5).mean() == pytest.approx(0.95, abs=1e-9)


def test_segments_and_seeds():
    options = {"scale": SCALE, "n_resamples": 60, "cost": 1, "budget": 4}
    result = placet.simulate(DATA, "overall", DRIVERS, by="region", rng=3, **options)
    again = placet.simulate(DATA, "overall", DRIVERS, by="region", rng=result.about["seed"], **options)
    assert result == again
    inside = np.array(DATA["region"]) == "South"
    alone = placet.simulate({n: c[inside] for n, c in DATA.items()}, "overall", DRIVERS, rng=3, **options)
    own = by_term(result, "change_high", lambda row: row["region"] == "South")
    assert own == pytest.approx(by_term(alone, "change_high"), rel=1e-9)
    assert result.plan["regret"][1] == pytest.approx(alone.plan["regret"][0], rel=1e-9)


# ---- bad input -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"moves": {"netwrk": 1}}, placet.DataError, "moves names 'netwrk', which is no driver .* 'network'"),
        ({"moves": 10}, placet.DataError, "nobody can move by more than 9 points"),
        ({"moves": None}, placet.DataError, "moves=None must be a number of points"),
        ({"share": 0}, placet.DataError, "share=0 must lie above 0"),
        ({"share": 1.2}, placet.DataError, "share=1.2 must lie above 0 and at most at 1"),
        ({"interval": "both"}, placet.DataError, "interval='both' is not known"),
        ({"n_next": 5}, placet.DataError, 'n_next=5 goes with interval="wave"'),
        ({"interval": "wave", "n_next": 0}, placet.DataError, "n_next=0 must be a whole number"),
        ({"interval": "wave"}, placet.DataError, "from resamples"),
        ({"budget": 5}, placet.DataError, "budget needs cost"),
        ({"budget": 0, "cost": 1}, placet.DataError, "budget=0 must be a number above 0"),
        ({"budget": 5, "cost": -1}, placet.DataError, "cost=-1 must be a number above 0"),
        ({"budget": 5, "cost": 1, "moves": 0.001}, placet.DataError, "give larger ones"),
    ],
)
def test_bad_options(options, error, words):
    with pytest.raises(error, match=words):
        placet.simulate(DATA, "overall", DRIVERS, **{"scale": SCALE, "n_resamples": 0, **options})


def test_nothing_to_buy_where_all_lower_the_outcome():
    data = people(slopes=np.array([-0.5, -0.2, -0.3]))
    options = {"scale": SCALE, "cost": 1, "budget": 5, "n_resamples": 20, "rng": 1}
    with pytest.raises(placet.ModelError, match="no move raises the outcome"):
        placet.simulate(data, "overall", DRIVERS, **options)
    both = {name: np.concatenate([np.asarray(DATA[name]), np.asarray(data[name])]) for name in DATA}
    both["region"] = np.repeat(["up", "down"], 400)
    result = placet.simulate(both, "overall", DRIVERS, by="region", **options)
    down = np.array(result["region"]) == "down"
    assert np.isnan(result["change"][down]).all()
    assert np.isfinite(result["change"][~down]).all()
    assert any("no plan" in note for note in result.about["notes"])


def test_predictions_beyond_the_scale_are_said():
    data = {**DATA, "recommend": np.clip(DATA["recommend"] + 2, 0, 10)}
    result = placet.simulate(
        data, "recommend", DRIVERS, dict.fromkeys(DRIVERS, 9), scale=SCALE, metric="nps", n_resamples=0
    )
    assert (result["predicted"][-1] > 100) == any("beyond what the outcome can be" in n for n in result.about["notes"])
