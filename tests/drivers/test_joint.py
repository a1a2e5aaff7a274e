"""The test of all drivers is that of the errors, whichever function prints it."""

from typing import Any

import numpy as np
import pandas as pd
import placet
import pytest
from numpy.testing import assert_allclose

DRIVERS = ["a", "b", "c"]
FACTS = ("f_statistic", "f_df_resid", "f_p_value")


def answers(missing: float = 0.0, n: int = 240, seed: int = 3) -> pd.DataFrame:
    """Drivers that all matter, so that every selection keeps them."""
    rng = np.random.default_rng(seed)
    cluster = np.arange(n) % 24
    x = rng.normal(size=(n, 3)) + 0.5 * rng.normal(size=(24, 3))[cluster]
    y = x @ [0.9, -0.8, 0.7] + 0.4 * rng.normal(size=24)[cluster] + rng.normal(size=n)
    x[rng.random(x.shape) < missing] = np.nan
    data = pd.DataFrame(x, columns=DRIVERS).assign(
        y=y, event=(y > 0).astype(int), cluster=cluster, stratum=cluster % 4, w=rng.lognormal(0, 0.5, n),
        f=rng.integers(1, 3, n), size=12,
    )  # fmt: skip
    draws = {f"r{i}": data["w"] * rng.multinomial(24, np.full(24, 1 / 24))[cluster] for i in range(30)}
    return pd.concat([data, pd.DataFrame(draws)], axis=1)


#: What is declared in the survey, and what is done about missing answers.
DESIGNS: dict[str, dict[str, Any]] = {
    "nothing": {},
    "probability weights": {"weights": "w"},
    "precision weights": {"weights": "w", "weight_type": "precision"},
    "frequency weights": {"weights": "f", "weight_type": "frequency"},
    "clusters": {"cluster": "cluster"},
    "strata": {"strata": "stratum", "weights": "w"},
    "strata and clusters": {"strata": "stratum", "cluster": "cluster", "weights": "w"},
    "a finite population": {"strata": "stratum", "cluster": "cluster", "weights": "w", "fpc": "size"},
    "replicates": {"weights": "w", "repweights": placet.ReplicateWeights("r*", "bootstrap")},
}
MISSING: dict[str, dict[str, Any]] = {
    "drop": {},
    "em": {"missing": "em"},
    "em by bootstrap": {"missing": "em", "n_resamples": 200, "rng": 1},
    "pairwise": {"missing": "pairwise"},
    "indicator": {"missing": "indicator"},
    "multiple": {"missing": "multiple", "n_imputations": 5, "rng": 1},
}
OF_MOMENTS = {"em", "em by bootstrap", "pairwise"}
CASES = [
    (design, missing)
    for design in DESIGNS
    for missing in MISSING
    if missing not in OF_MOMENTS or "weights" in design or design == "nothing"
]


def facts(result: Any) -> list[float]:
    return [float(result.fit[name][0]) for name in FACTS]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("design", "missing"), CASES)
def test_every_function_has_the_same_overall_test(design: str, missing: str) -> None:
    survey = placet.Survey(answers(0.05), **DESIGNS[design])
    given = MISSING[missing]
    result = placet.regression(survey, "y", DRIVERS, **given)
    expected = facts(result)
    assert np.isfinite(expected).all()
    # The bootstrap of the moments is shared with the resamples of the others.
    options = {**given, "n_resamples": given.get("n_resamples", 0)} | ({"rng": result.about["seed"]} if given else {})
    others = [
        placet.key_drivers(survey, "y", DRIVERS, **options),
        placet.stepwise(survey, "y", DRIVERS, direction="backward", **options),
        placet.best_subsets(survey, "y", DRIVERS, criterion="adj_r2", **options),
    ]
    assert others[1].selected == others[2].selected == tuple(DRIVERS)
    for other in others:
        assert_allclose(facts(other), expected, rtol=1e-8)
        assert other.about["joint_test"] == result.about["joint_test"]
        assert f"{result.about['joint_test']}(" in other.summary()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("design", "missing"), CASES)
def test_with_one_driver_f_is_t_squared(design: str, missing: str) -> None:
    survey, given = placet.Survey(answers(0.05), **DESIGNS[design]), MISSING[missing]
    if missing == "indicator":  # which would be a second driver
        survey = placet.Survey(answers(), **DESIGNS[design])
    plain = {**given, "n_resamples": given.get("n_resamples", 0)}
    for found in (placet.regression(survey, "y", ["a"], **given), placet.stepwise(survey, "y", ["a"], **plain)):
        assert_allclose(found.fit["f_statistic"][0], found["statistic"][-1] ** 2, rtol=1e-8)
        assert_allclose(found.fit["f_p_value"][0], found["p_value"][-1], rtol=1e-7, atol=1e-300)
    found = placet.key_drivers(survey, "y", ["a"], **plain)
    assert_allclose(found.fit["f_statistic"][0], found["coefficient_statistic"][0] ** 2, rtol=1e-8)
    assert_allclose(found.fit["f_p_value"][0], found["coefficient_p_value"][0], rtol=1e-7, atol=1e-300)


ERRORS = ["classical", "HC0", "HC1", "HC2", "HC3", "HC4", "cluster", "CR2", "design"]


@pytest.mark.parametrize("weights", [{}, DESIGNS["probability weights"], DESIGNS["frequency weights"]])
@pytest.mark.parametrize("errors", ERRORS)
@pytest.mark.parametrize("missing", ["drop", "multiple"])
def test_of_one_coefficient_every_joint_test_is_t_squared(errors: Any, weights: dict[str, Any], missing: str) -> None:
    survey = placet.Survey(answers(0.05), cluster="cluster", **weights)
    found = placet.regression(survey, "y", DRIVERS, errors=errors, **MISSING[missing])
    assert found.term_tests is not None
    assert_allclose(found.term_tests["statistic"], found["statistic"][1:] ** 2, rtol=1e-8)
    assert_allclose(found.term_tests["df_resid"], found["df"][1:], rtol=1e-8)
    one = placet.regression(survey, "y", ["a"], errors=errors, **MISSING[missing])
    assert_allclose(one.fit["f_statistic"][0], one["statistic"][1] ** 2, rtol=1e-8)
    assert_allclose(one.fit["f_p_value"][0], one["p_value"][1], rtol=1e-7)


@pytest.mark.parametrize("errors", ["HC0", "HC1", "cluster", "design"])
@pytest.mark.parametrize("missing", ["drop", "multiple"])
def test_a_logit_has_the_test_of_its_errors(errors: Any, missing: str) -> None:
    survey = placet.Survey(answers(0.05), cluster="cluster")
    found = placet.regression(survey, "event", ["a"], model="logit", errors=errors, **MISSING[missing])
    assert_allclose(found.fit["f_statistic"][0], found["statistic"][1] ** 2, rtol=1e-8)
    assert_allclose(found.fit["f_p_value"][0], found["p_value"][1], rtol=1e-7)
    assert np.isnan([found.fit["chi2"][0], found.fit["chi2_p_value"][0]]).all()
    walked = placet.stepwise(survey, "event", ["a"], model="logit", n_resamples=0, **MISSING[missing])
    if errors == "design":
        assert_allclose(facts(walked), facts(found), rtol=1e-8)


def test_a_logit_of_complete_independent_rows_has_a_likelihood_ratio() -> None:
    found = placet.regression(answers(), "event", DRIVERS, model="logit")
    assert "f_statistic" not in found.fit
    assert found.fit["chi2"][0] > 0
    assert "likelihood ratio χ²(3) = " in found.summary()


def test_many_clusters_have_korn_and_graubards_f() -> None:
    data = answers(n=360).assign(cluster=np.arange(360) % 120)
    found = placet.regression(data, "y", DRIVERS, errors="cluster", cluster="cluster")
    v, b = found.covariance[0][1:, 1:], found["estimate"][1:]
    d, q = 119, 3
    assert_allclose(found.fit["f_statistic"][0], (d - q + 1) / (d * q) * b @ np.linalg.solve(v, b), rtol=1e-10)
    assert found.fit["f_df_resid"][0] == d - q + 1
    assert "adjusted Wald F(3, 117) = " in found.summary()
