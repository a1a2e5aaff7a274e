"""How sure path models are: resamples, designs, replicate weights, missing answers."""

import numpy as np
import placet
import pytest
from placet import ReplicateWeights, Survey
from placet.index.paths.reading import read_paths
from placet.index.paths.resampling import GROUPS
from placet.inference.bootstrap import bootstrap_interval

from .conftest import MODEL, MODELS, REFLECTED
from .pls_by_definition import fit_stages

#: Error and limits of every family, by the table and the columns that have them.
FAMILIES = {
    ("table", "estimate"): ("std_error", "conf_low", "conf_high"),
    ("effects", "total"): ("total_std_error", "total_low", "total_high"),
    ("effects", "indirect"): ("indirect_std_error", "indirect_low", "indirect_high"),
    ("indicators", "weight"): ("weight_std_error", "weight_low", "weight_high"),
    ("indicators", "loading"): ("loading_std_error", "loading_low", "loading_high"),
    ("constructs", "r2"): ("r2_std_error", "r2_low", "r2_high"),
    ("constructs", "alpha"): ("alpha_std_error", "alpha_low", "alpha_high"),
    ("constructs", "rho_a"): ("rho_a_std_error", "rho_a_low", "rho_a_high"),
    ("constructs", "rho_c"): ("rho_c_std_error", "rho_c_low", "rho_c_high"),
    ("constructs", "ave"): ("ave_std_error", "ave_low", "ave_high"),
    ("htmt", "htmt"): ("htmt_std_error", "htmt_low", "htmt_high"),
}


def paths_of(frame, model, weights=None):
    """The paths by definition."""
    reading = read_paths(Survey(frame), model)
    stages = fit_stages(frame[reading.names].to_numpy(), reading.spec, weights=weights)
    return np.array([stages[-1]["paths"][outcome, cause] for cause, outcome in reading.spec.last.paths])


@pytest.mark.parametrize("model", MODELS)
def test_errors_of_replicate_weights_follow_their_rule(answers, model):
    rng = np.random.default_rng(2)
    copies = {f"r{i}": answers["w"] * rng.poisson(1, len(answers)) for i in range(12)}
    frame = answers.assign(**copies)
    rule = ReplicateWeights("r*", "bootstrap")
    result = placet.path_model(frame, MODELS[model], weights="w", repweights=rule)
    estimate = paths_of(answers, MODELS[model], answers["w"].to_numpy())
    again = np.array([paths_of(answers, MODELS[model], np.asarray(copy)) for copy in copies.values()])
    error = np.sqrt(rule.variance(estimate, again))
    np.testing.assert_allclose(result["std_error"], error, rtol=1e-6)
    t = 2.2009851600916384  # of 11 degrees of freedom
    np.testing.assert_allclose(result["conf_high"], estimate + t * error, rtol=1e-6)
    np.testing.assert_allclose(result["statistic"], estimate / error, rtol=1e-6)
    assert result["df"].tolist() == [11.0] * len(error)
    assert result.about["interval"] == "t"


@pytest.mark.parametrize("model", MODELS)
def test_percentiles_and_bca_by_hand(answers, model):
    spec = MODELS[model]
    reading = read_paths(Survey(answers), spec, n_resamples=99, rng=3)
    ((samples, _),) = reading.samples(0, 99)
    drawn = reading.resolved(samples)[-1].paths
    drawn = np.array([drawn[:, outcome, cause] for cause, outcome in reading.spec.last.paths]).T
    plain = placet.path_model(answers, spec, n_resamples=99, rng=3)
    np.testing.assert_allclose(plain["std_error"], drawn.std(axis=0, ddof=1), rtol=1e-9)
    np.testing.assert_allclose(plain["conf_low"], np.quantile(drawn, 0.025, axis=0), rtol=1e-9)
    # Every group of the jackknife is left out, its rows being every 200th.
    order = np.arange(len(answers)) % GROUPS
    left = np.array([paths_of(answers[order != group], spec) for group in range(GROUPS)])
    corrected = placet.path_model(answers, spec, n_resamples=99, rng=3, interval="bca")
    low, high = bootstrap_interval("bca", plain["estimate"], drawn, left, 0.95)
    np.testing.assert_allclose(corrected["conf_low"], low, rtol=1e-4)
    np.testing.assert_allclose(corrected["conf_high"], high, rtol=1e-4)


def test_all_statistics_have_limits_on_both_sides(answers):
    result = placet.path_model(answers, REFLECTED, n_resamples=200, rng=1)
    for (table, column), ends in FAMILIES.items():
        of = getattr(result, table)
        estimate, (error, low, high) = of[column], (of[end] for end in ends)
        known = np.isfinite(estimate)
        assert known.any()
        assert np.isfinite(error[known]).all(), column
        assert (low[known] <= high[known]).all()
        assert ((low <= estimate + 2 * error) & (high >= estimate - 2 * error))[known].all(), column


def test_resamples_of_nothing_make_no_intervals(answers):
    result = placet.path_model(answers, MODEL, n_resamples=0)
    for (table, _), ends in FAMILIES.items():
        for end in ends:
            assert np.isnan(getattr(result, table)[end]).all()
    assert np.isnan(result["p_value"]).all()
    assert "interval" not in result.about
    assert "intervals" not in result.summary()


@pytest.mark.parametrize("model", MODELS)
def test_segments_have_the_intervals_of_their_own_calls(answers, model):
    whole = placet.path_model(answers, MODELS[model], by="g", weights="w", n_resamples=60, rng=1)
    for g in (0, 1):
        own = placet.path_model(answers[answers["g"] == g], MODELS[model], weights="w", n_resamples=60, rng=1)
        for (table, column), ends in FAMILIES.items():
            found = getattr(whole, table)
            rows = np.array(found["g"]) == g
            for name in (column, *ends):
                np.testing.assert_allclose(found[name][rows], getattr(own, table)[name], atol=1e-8, err_msg=name)


def test_the_seed_makes_the_same_again(answers):
    one, same, other = (placet.path_model(answers, MODEL, n_resamples=50, rng=seed) for seed in (1, 1, 2))
    assert one == same
    assert not np.array_equal(one["std_error"], other["std_error"])


def test_whole_clusters_are_drawn_and_their_number_is_that_of_the_test(answers):
    households = answers.loc[np.repeat(answers.index, 4)].assign(house=np.repeat(np.arange(240), 4))
    alone = placet.path_model(answers, MODEL, n_resamples=1000, rng=1)
    as_rows = placet.path_model(households, MODEL, n_resamples=1000, rng=1)
    drawn = placet.path_model(households, MODEL, cluster="house", n_resamples=1000, rng=1)
    np.testing.assert_allclose(drawn["std_error"], alone["std_error"], rtol=0.12)
    np.testing.assert_allclose(as_rows["std_error"], alone["std_error"] / 2, rtol=0.12)
    assert [result["df"][0] for result in (alone, as_rows, drawn)] == [239.0, 959.0, 239.0]
    few = placet.path_model(answers, MODEL, by="g", cluster="cl", strata="st", n_resamples=9, rng=1)
    assert set(few["df"]) == {12.0}
    part = placet.path_model(
        answers.assign(g=np.where(answers["cl"] < 5, 1, 0)),
        MODEL,
        by="g",
        cluster="cl",
        strata="st",
        n_resamples=9,
        rng=1,
    )
    assert list(part["df"][::4]) == [7.0, 2.0]
    assert "design: 15 clusters 'cl', 3 strata 'st'" in few.summary()


def test_the_error_of_a_path_is_that_of_repeated_samples():
    rng = np.random.default_rng(8)

    def sample():
        a = rng.normal(size=200)
        b = 0.5 * a + rng.normal(size=200)
        return {f"{name}{i}": of + rng.normal(size=200) for name, of in (("a", a), ("b", b)) for i in range(3)}

    model = "A =~ a0+a1+a2; B =~ b0+b1+b2; B ~ A"
    again = [float(placet.path_model(sample(), model, n_resamples=0)) for _ in range(400)]
    errors = [placet.path_model(sample(), model, n_resamples=200, rng=1)["std_error"][0] for _ in range(20)]
    assert np.mean(errors) == pytest.approx(np.std(again), rel=0.12)


# ---- missing answers -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def gaps(answers):
    rng = np.random.default_rng(9)
    found = answers.copy()
    for name in ("a0", "b2", "c1"):
        found.loc[rng.random(len(found)) < 0.15, name] = np.nan
    return found


def test_respondents_with_gaps_are_left_out_or_refused(gaps):
    full = gaps.dropna()
    with pytest.warns(placet.MissingAnswersWarning, match="of 240 respondents used"):
        result = placet.path_model(gaps, MODEL, n_resamples=0)
    assert result == placet.path_model(full, MODEL, n_resamples=0) or np.allclose(
        result["estimate"], placet.path_model(full, MODEL, n_resamples=0)["estimate"], atol=1e-10
    )
    assert result["n"].tolist() == [len(full)] * 4
    assert f"{len(full)} of 240 respondents used" in result.summary().splitlines()[0]
    with pytest.raises(placet.DataError, match="have no answer in an indicator"):
        placet.path_model(gaps, MODEL, missing="raise", n_resamples=0)


@pytest.mark.parametrize("missing", ["pairwise", "em", "multiple"])
def test_all_answers_there_are_may_be_used(gaps, answers, missing):
    result = placet.path_model(gaps, MODEL, missing=missing, by="g", n_resamples=100, rng=1)
    assert result.about["n_used"] == 240
    assert np.isfinite(result["std_error"]).all()
    whole = placet.path_model(answers, MODEL, by="g", n_resamples=0)
    np.testing.assert_allclose(result["estimate"], whole["estimate"], atol=0.15)
    nothing = placet.path_model(answers, MODEL, missing=missing, n_resamples=0, rng=1)
    np.testing.assert_allclose(
        nothing["estimate"], placet.path_model(answers, MODEL, n_resamples=0)["estimate"], atol=1e-6
    )


def test_pairwise_estimates_are_of_pairwise_correlations(gaps):
    reading = read_paths(Survey(gaps), MODEL, missing="pairwise")
    wanted = gaps[reading.names].corr().to_numpy()
    moments = reading.moments[0]
    sd = np.sqrt(np.diag(moments.comoment))
    # Variances are of all answers of a column, covariances of pairs.
    pairs = gaps[reading.names].cov().to_numpy()
    spread = np.sqrt(np.diag(pairs))
    np.testing.assert_allclose(moments.comoment / np.outer(sd, sd), pairs / np.outer(spread, spread), atol=1e-10)
    assert np.abs(wanted - pairs / np.outer(spread, spread)).max() < 0.1


def test_errors_of_imputed_data_follow_rubin(gaps):
    reading = read_paths(Survey(gaps), MODEL, missing="multiple", n_imputations=3, n_resamples=60, rng=1)
    seen = reading.spec.last.paths

    def paths(solution):
        return np.array([solution.paths[..., outcome, cause] for cause, outcome in seen]).T

    sets = np.array([paths(solved[-1]) for solved in reading.solutions_of_sets(0)])
    within = [paths(reading.resolved(samples)[-1]) for samples, _ in reading.samples(0, 60)]
    variance = np.mean([drawn.var(axis=0, ddof=1) for drawn in within], axis=0)
    variance += (1 + 1 / 3) * sets.var(axis=0, ddof=1)
    result = placet.path_model(gaps, MODEL, missing="multiple", n_imputations=3, n_resamples=60, rng=1)
    np.testing.assert_allclose(result["std_error"], np.sqrt(variance), rtol=1e-9)
    np.testing.assert_allclose(result["conf_low"], np.quantile(np.concatenate(within), 0.025, axis=0), rtol=1e-9)
    np.testing.assert_allclose(result["estimate"], sets.mean(axis=0), atol=0.01)
