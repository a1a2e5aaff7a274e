"""The Net Promoter Score against arithmetic by hand, R NPS, R survey and its own symmetries."""

import json
import math

import numpy as np
import pandas as pd
import placet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from placet.results import ScoreResult

Z = {0.9: 1.6448536269514722, 0.95: 1.959963984540054, 0.99: 2.5758293035489004}


def respondents(detractors: int, passives: int, promoters: int) -> dict[str, list[int]]:
    return {"score": [3] * detractors + [7] * passives + [10] * promoters}


# ---- by hand -------------------------------------------------------------------------------------------------------

EIGHT = {"score": [10, 9, 9, 8, 7, 6, 3, 10], "weight": [1, 1, 2, 1, 1, 1, 1, 2]}


def test_eight_respondents_by_hand() -> None:
    # Promoters 10 9 9 10, passives 8 7, detractors 6 3: P = 4/8, D = 2/8, NPS = 25 points.
    # Variance of an answer P + D - (P - D)² = 6/8 - 1/16 = 11/16; standard error 100 sqrt(11/16/8) = 29.315.
    result = placet.nps(EIGHT, "score", method="wald")
    assert result["estimate"][0] == 25
    assert_allclose(result["std_error"], 100 * math.sqrt(11 / 128), rtol=1e-14)
    assert_allclose(result["conf_high"], 25 + Z[0.95] * 100 * math.sqrt(11 / 128), rtol=1e-14)
    assert [result[share][0] for share in ("promoters", "passives", "detractors")] == [0.5, 0.25, 0.25]
    assert result["n"][0] == result["n_eff"][0] == result["sum_weights"][0] == 8


def test_eight_respondents_adjusted_by_hand() -> None:
    # Three more respondents, 3/4 promoter, 3/2 passive, 3/4 detractor: 4.75, 3.5 and 2.75 of 11.
    # NPS 2/11, variance of an answer 7.5/11 - 4/121 = 78.5/121, of the mean 78.5/1331.
    result = placet.nps(EIGHT, "score")
    margin = Z[0.95] * math.sqrt(78.5 / 1331)
    assert_allclose(result["conf_low"], 100 * (2 / 11 - margin), rtol=1e-13)
    assert_allclose(result["conf_high"], 100 * (2 / 11 + margin), rtol=1e-13)


def test_eight_weighted_respondents_by_hand() -> None:
    # Weights 1 1 2 1 1 1 1 2, sum 10, of squares 14: promoters weigh 6, detractors 2, NPS 40, effective base 100/14.
    # Linearised: Σ w² (x - 0.4)² = promoters (1 + 1 + 4 + 4) 0.36 + passives 2 x 0.16 + detractors 2 x 1.96 = 7.84,
    # so the standard error is 100 x 2.8 / 10 = 28.
    result = placet.nps(EIGHT, "score", weights="weight")
    assert_allclose(result["estimate"], 40, rtol=1e-15)
    assert_allclose(result["std_error"], 28, rtol=1e-14)
    assert_allclose(result["n_eff"], 100 / 14, rtol=1e-15)
    assert_allclose(result["sum_weights"], 10, rtol=0)
    # As frequencies they are ten respondents: variance of an answer 0.8 - 0.16, of the mean 0.064.
    repeated = placet.nps(EIGHT, "score", weights="weight", weight_type="frequency")
    assert_allclose(repeated["std_error"], 100 * math.sqrt(0.064), rtol=1e-14)
    assert repeated["n_eff"][0] == 10


@pytest.mark.parametrize(
    ("scores", "points"), [([0, 7, 7, 9, 9, 9], 100 / 3), ([0], -100), ([10], 100), ([7], 0), ([6, 9], 0)]
)
def test_small_samples_of_the_author_of_r_nps(scores: list[int], points: float) -> None:
    # The first four are unit tests of R NPS, nps(x); the last says that 6 is a detractor and 9 a promoter.
    assert_allclose(placet.nps({"score": scores}, "score")["estimate"], points, rtol=1e-15)


# ---- R NPS ---------------------------------------------------------------------------------------------------------


def check_interval(case: dict, method: str, conf_level: float, low: float, high: float) -> None:
    counts = [case[name] for name in ("detractors", "passives", "promoters")]
    result = placet.nps(respondents(*counts), "score", method=method, conf_level=conf_level)
    found = [result[name][0] / 100 for name in ("estimate", "conf_low", "conf_high")]
    # R does not clip; a score outside -100..100 cannot be. Nor does it stretch an interval to its own estimate.
    low, high = min(low, case["nps"]), max(high, case["nps"])
    assert_allclose(found, np.clip([case["nps"], low, high], -1, 1), rtol=0, atol=2e-12)
    assert (result["promoters"][0], result["detractors"][0]) == (counts[2] / sum(counts), counts[0] / sum(counts))


@pytest.mark.parametrize("position", range(4))
@pytest.mark.parametrize("method", ["wald", "adjusted"])
def test_typed_intervals_of_r_nps(typed, position: int, method: str) -> None:
    case = typed("nps_intervals")["cases"][position]
    check_interval(case, method, case["conf_level"], *case[method])
    counts = [case[name] for name in ("detractors", "passives", "promoters")]
    found = placet.nps(respondents(*counts), "score")["std_error"] / 100
    assert_allclose(found, case["std_error"], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("case", "abdegijk")
@pytest.mark.parametrize("conf_level", [0.9, 0.95, 0.99])
@pytest.mark.parametrize(("method", "name"), [("wald", "wald"), ("adjusted", "adjusted.wald")])
def test_every_interval_of_r_nps(expected: dict, case: str, conf_level: float, method: str, name: str) -> None:
    stored = expected["interval_cases"][case]
    check_interval(stored, method, conf_level, *stored[f"{name}_{conf_level:g}"]["int"])


@pytest.fixture(scope="module")
def expected(reference) -> dict:
    return json.loads((reference / "nps" / "expected_nps.json").read_text())


@pytest.fixture(scope="module")
def testdata(reference) -> pd.DataFrame:
    return pd.read_csv(reference / "nps" / "nps_testdata.csv")


def check_row(result: ScoreResult, row: int, stored: dict, bounds: list[float]) -> None:
    found = [result[name][row] / 100 for name in ("estimate", "std_error", "conf_high", "conf_low")]
    assert_allclose(found, [stored["nps"], stored["se"], *bounds], rtol=1e-12)  # R NPS 1.1 gives the upper bound first
    assert result["n"][row] == stored["n"]


def test_all_rows_of_the_data_of_r_nps(testdata, expected) -> None:
    stored = expected["testdata"]["all"]
    result = placet.nps(testdata, "REC", method="wald")
    check_row(result, 0, stored, stored["int"])
    counts = [result[name][0] * stored["n"] for name in ("detractors", "passives", "promoters")]
    assert_allclose(counts, [stored["counts"][name] for name in ("Detractor", "Passive", "Promoter")], rtol=1e-14)


@pytest.mark.parametrize(
    ("by", "segments"),
    [("BU", ["Apples", "Bananas", "Berries", "Oranges"]), ("Region", ["APAC", "EMEA", "LATAM", "NAM"])],
)
def test_segments_of_the_data_of_r_nps(testdata, expected, by: str, segments: list[str]) -> None:
    at_95 = placet.nps(testdata, "REC", by=by, method="wald")
    at_90 = placet.nps(testdata, "REC", by=by, method="wald", conf_level=0.9)
    assert list(at_95[by]) == segments
    for row, segment in enumerate(segments):
        stored = expected["testdata"][segment]
        check_row(at_95, row, stored, stored["int95"])
        if "int90" in stored:
            check_row(at_90, row, stored, stored["int90"])


# ---- the airport ---------------------------------------------------------------------------------------------------


def test_airport_unweighted(airport, expected) -> None:
    stored = expected["sfo_airport"]["sfo2017"]
    result = placet.nps(airport, "NETPRO", na_codes=[11])
    assert_allclose(result["estimate"] / 100, stored["nps"], rtol=1e-12)
    assert_allclose(result["std_error"] / 100, stored["se_n"], rtol=1e-12)
    assert result["n"][0] == result.about["n_used"] == stored["n"]
    assert result.about["n_missing"] == len(airport) - stored["n"]
    assert_allclose(result["promoters"], stored["promoters"] / stored["n"], rtol=1e-12)
    assert_allclose(result["passives"], stored["passives"] / stored["n"], rtol=1e-12)
    assert_allclose(result["detractors"], stored["detractors"] / stored["n"], rtol=1e-12)


def test_airport_weighted(airport, expected) -> None:
    stored = expected["sfo_airport"]["sfo2017"]
    result = placet.nps(airport, "NETPRO", weights="WEIGHT", na_codes=[11])
    n = stored["n"]
    assert_allclose(result["estimate"] / 100, stored["weighted_nps"], rtol=1e-12)
    # R survey multiplies the linearised variance by n / (n - 1).
    assert_allclose(result["std_error"] / 100 * math.sqrt(n / (n - 1)), stored["weighted_se_survey"], rtol=1e-12)
    assert_allclose(result["sum_weights"], stored["sum_w"], rtol=1e-12)
    assert_allclose(result["n_eff"], stored["kish_neff"], rtol=1e-12)


def test_airport_by_boarding_area_is_filtering(airport) -> None:
    together = placet.nps(airport, "NETPRO", by="BAREA", weights="WEIGHT", na_codes=[11])
    assert list(together["BAREA"]) == sorted(airport["BAREA"].dropna().unique())
    for row, area in enumerate(together["BAREA"]):
        alone = placet.nps(airport[airport["BAREA"] == area], "NETPRO", weights="WEIGHT", na_codes=[11])
        for name in ("estimate", "std_error", "conf_low", "conf_high", "n", "n_eff", "n_missing", "sum_weights"):
            assert_allclose(together[name][row], alone[name][0], rtol=1e-13, err_msg=f"{area} {name}")


def test_airport_wave_is_a_further_key(airport) -> None:
    days = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]  # which come again every week: their order is to be said
    result = placet.nps(airport, "NETPRO", by="BAREA", wave="DAY", waves=days, na_codes=[11])
    assert result.key_columns == ("BAREA", "DAY")
    row = list(zip(result["BAREA"], result["DAY"], strict=True)).index(("A", "SAT"))
    alone = placet.nps(airport[(airport["BAREA"] == "A") & (airport["DAY"] == "SAT")], "NETPRO", na_codes=[11])
    assert result["estimate"][row] == alone["estimate"][0]


# ---- symmetries ----------------------------------------------------------------------------------------------------

scored = st.lists(st.tuples(st.integers(0, 10), st.integers(1, 9)), min_size=1, max_size=60)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(rows=scored, cuts=st.tuples(st.integers(0, 9), st.integers(1, 10)).filter(lambda cut: cut[0] < cut[1]))
@pytest.mark.parametrize("method", ["wald", "adjusted"])
def test_a_mirrored_scale_mirrors_the_score(method: str, rows, cuts: tuple[int, int]) -> None:
    score, weight = np.array(rows).T
    low, high = cuts
    data = {"score": score, "mirrored": 10 - score, "w": weight}
    plain = placet.nps(data, "score", weights="w", method=method, detractor_to=low, promoter_from=high)
    mirror = placet.nps(data, "mirrored", weights="w", method=method, detractor_to=10 - high, promoter_from=10 - low)
    assert_allclose(mirror["estimate"], -plain["estimate"], rtol=0, atol=1e-12)
    assert_allclose(mirror["conf_low"], -plain["conf_high"], rtol=0, atol=1e-11)
    assert_allclose(mirror["std_error"], plain["std_error"], rtol=1e-12, atol=1e-12)
    assert_allclose(mirror["promoters"], plain["detractors"], rtol=1e-13)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(rows=scored)
def test_the_standard_error_is_that_of_a_weighted_mean(rows) -> None:
    score, weight = np.array(rows, dtype=float).T
    x = np.where(score >= 9, 1, np.where(score <= 6, -1, 0))
    mean = np.average(x, weights=weight)
    result = placet.nps({"score": score, "w": weight}, "score", weights="w")
    assert_allclose(result["estimate"], 100 * mean, rtol=0, atol=1e-12)
    spread = math.sqrt(((weight * (x - mean)) ** 2).sum()) / weight.sum()
    assert_allclose(
        result["std_error"], 100 * spread, rtol=1e-7, atol=1e-6
    )  # a spread of 0 has rounding under the root


@settings(deadline=None, max_examples=40, derandomize=True)
@given(rows=scored, conf_level=st.sampled_from([0.9, 0.95, 0.99]))
def test_adjusting_adds_three_respondents_to_the_base(interval_base, rows, conf_level: float) -> None:
    score, weight = np.array(rows, dtype=float).T
    result = placet.nps({"score": score, "w": weight}, "score", weights="w", conf_level=conf_level)
    n = interval_base(score, np.where(score >= 9, 1, np.where(score <= 6, -1, 0)), weight)
    promoters, detractors = (n * np.average(x, weights=weight) + 0.75 for x in (score >= 9, score <= 6))
    centre = (promoters - detractors) / (n + 3)
    margin = Z[conf_level] * math.sqrt(((promoters + detractors) / (n + 3) - centre**2) / (n + 3))
    estimate = result["estimate"][0] / 100
    bounds = 100 * np.clip([min(centre - margin, estimate), max(centre + margin, estimate)], -1, 1)
    assert_allclose([result["conf_low"][0], result["conf_high"][0]], bounds, rtol=0, atol=1e-10)


def test_true_and_false_are_no_scores() -> None:
    with pytest.raises(
        placet.DataError, match=r"'score' holds true and false, which are no points of the scale 0\.\.10"
    ):
        placet.nps({"score": np.array([True, False])}, "score")


@pytest.mark.parametrize("weight_type", ["probability", "frequency", "precision"])
def test_standard_error_by_definition(weight_type) -> None:
    rng = np.random.default_rng(11)
    score, w = rng.integers(0, 11, 60), rng.integers(1, 6, 60).astype(float)
    x = (score >= 9).astype(float) - (score <= 6)
    mean, total = np.average(x, weights=w), w.sum()
    spread = (x - mean) ** 2
    # Probability: Taylor linearisation. Frequency: the variance over the number of respondents, Σw. Precision: an
    # answer has variance σ²/w, so the mean has σ²/Σw, with σ² estimated by Σw(x - mean)²/n.
    variance, base = {
        "probability": ((w**2 @ spread) / total**2, total**2 / (w @ w)),
        "frequency": ((w @ spread) / total / total, total),
        "precision": ((w @ spread) / 60 / total, 60),
    }[weight_type]
    result = placet.nps({"score": score, "w": w}, "score", weights="w", weight_type=weight_type)
    assert_allclose(result["estimate"], 100 * mean, rtol=1e-13)
    assert_allclose(result["std_error"], 100 * math.sqrt(variance), rtol=1e-13)
    assert_allclose(result["n_eff"], base, rtol=1e-13)
