"""Path models beside other packages, live: where they agree, and what they do otherwise (docs/path_models.md)."""

import numpy as np
import placet
import pytest
from placet.index.paths.columns import srmr

from .peers import (
    BLOCKS,
    COLUMNS,
    CONSTRUCTS,
    MODEL,
    PATHS,
    by_openpls,
    by_seminr,
    mobile_study,
    openpls_paths,
    ours,
    paths_of,
    simulated,
    square,
)

pytest.importorskip("seminr")
pytest.importorskip("openpls")
pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")

DATA = {"study": mobile_study, "simulated": simulated}
close = {"rtol": 0, "atol": 1e-10}
ENDOGENOUS = CONSTRUCTS[1:]
SEVERAL = [name for name, own in BLOCKS.items() if len(own) > 1]


@pytest.fixture(scope="module", params=DATA)
def frame(request):
    return DATA[request.param]()


def syntax(paths, mode_b=()):
    """The model as it is written, with these paths."""
    measured = [f"{name} {'<~' if name in mode_b else '=~'} {' + '.join(own)}" for name, own in BLOCKS.items()]
    return "\n".join([*measured, *(f"{to} ~ {cause}" for cause, to in paths)])


# ---- seminr ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["path", "factorial"])
def test_seminr_estimates_the_same(frame, scheme):
    found, peer = ours(frame, scheme=scheme), by_seminr(frame, scheme=scheme)
    np.testing.assert_allclose(found.weights, peer.weights, **close)
    np.testing.assert_allclose(found.loadings, peer.loadings, **close)
    np.testing.assert_allclose(paths_of(found), peer.paths, **close)
    np.testing.assert_allclose(found.total_effects.T, square(peer.summary.total_effects), **close)


def test_seminr_judges_the_model_the_same(frame):
    found, peer = ours(frame), by_seminr(frame).summary
    judged = square(peer.paths, ["R^2", "AdjR^2"], ENDOGENOUS)
    np.testing.assert_allclose(np.stack([found.r2, found.adjusted_r2(len(frame))])[:, 1:], judged, **close)
    reliable = np.column_stack([found.alpha, found.rho_a, found.rho_c, found.ave])
    np.testing.assert_allclose(reliable, square(peer.reliability, columns=["alpha", "rhoA", "rhoC", "AVE"]), **close)
    inner = {(cause, to): peer.vif_antecedents[to][cause] for cause, to in PATHS if len(peer.vif_antecedents[to]) > 1}
    for cause, to in PATHS:
        # It has no figure where one construct acts alone; that is 1.
        at = CONSTRUCTS.index(to), CONSTRUCTS.index(cause)
        assert found.vif[at] == pytest.approx(inner.get((cause, to), 1), abs=1e-10)


def test_effect_sizes_are_of_the_same_scores_as_in_openpls_and_of_others_in_seminr(frame):
    found, table = ours(frame), by_openpls(frame).fit.f_squared().matrix()
    anew = square(by_seminr(frame).summary.f_square)
    for cause, to in PATHS:
        at = CONSTRUCTS.index(to), CONSTRUCTS.index(cause)
        assert found.f2[at] == pytest.approx(table.loc[to, cause], abs=1e-10)
        # It leaves the path out of the model, and estimates the scores anew.
        left = [path for path in PATHS if path != (cause, to)]
        r2 = np.nan_to_num(ours(frame, model=syntax(left)).r2[at[0]])
        assert anew[at[::-1]] == pytest.approx((found.r2[at[0]] - r2) / (1 - found.r2[at[0]]), abs=1e-10)


def test_seminr_has_the_same_htmt_also_of_single_indicators_and_of_negative_correlations(frame):
    turned = frame.assign(IMAG3=11 - frame["IMAG3"])
    for data in (frame, turned):
        found, peer = ours(data).htmt, square(by_seminr(data).summary.validity.htmt)
        below = np.tril_indices(len(CONSTRUCTS), -1)
        np.testing.assert_allclose(found[below], peer[below], **close)
        assert np.isfinite(found[below]).all()


@pytest.mark.parametrize("mode_b", [("Image",), ("Expectation", "Quality")])
def test_seminr_estimates_mode_b_the_same(frame, mode_b):
    found = ours(frame, model=syntax(PATHS, mode_b))
    peer = by_seminr(frame, mode_b=mode_b)
    np.testing.assert_allclose(found.weights, peer.weights, **close)
    np.testing.assert_allclose(paths_of(found), peer.paths, **close)


def test_seminr_corrects_for_attenuation_the_same(frame):
    found, peer = ours(frame, consistent=True), by_seminr(frame, reflective=True)
    np.testing.assert_allclose(paths_of(found), peer.paths, **close)
    np.testing.assert_allclose(found.loadings, peer.loadings, **close)
    reliable = square(peer.summary.reliability, columns=["rhoA", "rhoC", "AVE"])
    np.testing.assert_allclose(np.column_stack([found.rho_a, found.rho_c, found.ave]), reliable, **close)


def test_seminr_drops_incomplete_respondents_on_request_and_else_fills_in_means(frame):
    import seminr

    gaps = frame.mask(np.random.default_rng(1).random(frame.shape) < 0.01)
    peer = by_seminr(gaps, missing=seminr.na_omit)
    np.testing.assert_allclose(ours(gaps).weights, peer.weights, **close)
    filled = by_seminr(gaps)
    np.testing.assert_allclose(ours(gaps.fillna(gaps.mean())).weights, filled.weights, **close)
    assert abs(filled.weights - peer.weights).max() > 0.001


@pytest.fixture(scope="module")
def drawn():
    """A weak construct, and resamples of its respondents, whose scores may well point the other way."""
    frame, rng = mobile_study(), np.random.default_rng(0)
    for name in BLOCKS["Expectation"]:
        frame[name] = rng.normal(size=len(frame))
    return frame, np.random.default_rng(1).integers(0, len(frame), (120, len(frame)))


def test_seminr_estimates_resamples_the_same_but_lets_signs_fall(drawn):
    import seminr

    frame, rows = drawn
    resampled = seminr.bootstrap_model(by_seminr(frame).fit, nboot=len(rows), indices=rows)
    fell = 0
    for own, weights, paths in zip(rows, resampled.boot_weights, resampled.boot_paths, strict=True):
        times = np.bincount(own, minlength=len(frame))
        found = ours(frame.assign(times=times), weights="times")
        peer = square(weights, COLUMNS)
        signs = np.sign(np.nansum(peer * (found.weights[:, None] * found.stage.membership), axis=0))
        np.testing.assert_allclose(found.weights, (peer * signs).sum(axis=1), rtol=0, atol=1e-7)
        theirs = square(paths).T * signs * signs[:, None]
        np.testing.assert_allclose(found.paths, np.nan_to_num(theirs), rtol=0, atol=1e-7)
        assert (found.loadings @ found.stage.membership >= 0).all()
        fell += int((signs < 0).sum())
    # With its signs the sum of these loadings is negative.
    assert fell == 4


def test_seminr_has_percentiles_of_type_7_and_standard_deviations_over_n_minus_1(drawn):
    import seminr

    frame, rows = mobile_study(), drawn[1]
    table = seminr.summarize(seminr.bootstrap_model(by_seminr(frame).fit, nboot=len(rows), indices=rows))
    weights = [np.bincount(own, minlength=len(frame)) for own in rows]
    replicates = np.array([paths_of(ours(frame.assign(times=times), weights="times")) for times in weights])
    for at, (cause, to) in enumerate(PATHS):
        name = next(row for row in table.bootstrapped_paths.rows if row.split() == [cause, "->", to])
        shown = [table.bootstrapped_paths.get(name, column) for column in ("Bootstrap SD", "2.5% CI", "97.5% CI")]
        expected = [replicates[:, at].std(ddof=1), *np.quantile(replicates[:, at], [0.025, 0.975])]
        np.testing.assert_allclose(shown, expected, rtol=0, atol=1e-7)


# ---- openpls-engine -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frame", "scheme"), [("study", "path"), ("simulated", "factorial"), ("study", "centroid")], indirect=["frame"]
)
def test_openpls_estimates_the_same_but_its_weights_are_of_scores_with_another_divisor(frame, scheme):
    found, peer = ours(frame, scheme=scheme), by_openpls(frame, scheme=scheme)
    n = len(frame)
    np.testing.assert_allclose(found.weights, peer.weights * np.sqrt((n - 1) / n), **close)
    np.testing.assert_allclose(found.loadings, peer.loadings, **close)
    np.testing.assert_allclose(paths_of(found), peer.paths, **close)


@pytest.mark.parametrize(
    ("frame", "scheme"), [("simulated", "path"), ("study", "factorial"), ("simulated", "centroid")], indirect=["frame"]
)
def test_openpls_estimates_the_raw_metric_the_same_and_there_with_our_divisor(frame, scheme):
    found, peer = ours(frame, scheme=scheme, scaled=False), by_openpls(frame, scheme=scheme, scaled=False)
    np.testing.assert_allclose(found.loadings, peer.loadings, **close)
    np.testing.assert_allclose(paths_of(found), peer.paths, **close)
    np.testing.assert_allclose(found.weights, peer.weights, **close)


def test_openpls_stops_early_at_its_default_tolerance(frame):
    exact, found = by_openpls(frame), by_openpls(frame, tolerance=1e-6)
    assert 1e-8 < abs(exact.weights - found.weights).max() < 1e-4


def test_openpls_has_reliabilities_too_large_by_n_over_n_minus_1_and_so_other_consistent_paths(frame):
    peer, n = by_openpls(frame).fit.plsc(), len(frame)
    found = ours(frame)
    single = np.array([len(own) == 1 for own in BLOCKS.values()])
    shrunk = np.where(single, 1, peer.rho_a()[CONSTRUCTS].to_numpy() * (n - 1) / n)
    np.testing.assert_allclose(found.rho_a, shrunk, **close)
    # With its reliabilities our correlations give its paths.
    rho = peer.rho_a()[CONSTRUCTS].to_numpy()
    corrected = found.correlations / np.sqrt(np.outer(rho, rho))
    np.fill_diagonal(corrected, 1)
    paths = np.zeros_like(corrected)
    for outcome, causes in enumerate(map(list, found.stage.predecessors)):
        if causes:
            paths[outcome, causes] = np.linalg.solve(corrected[np.ix_(causes, causes)], corrected[causes, outcome])
    theirs = openpls_paths(peer.path_coefficients())
    np.testing.assert_allclose([paths[CONSTRUCTS.index(to), CONSTRUCTS.index(c)] for c, to in PATHS], theirs, **close)
    assert abs(paths_of(ours(frame, consistent=True)) - theirs).max() > 1e-3


def test_openpls_admits_a_solution_that_no_factor_model_has():
    frame = mobile_study()
    found = ours(frame, consistent=True)
    assert np.linalg.eigvalsh(found.correlations)[0] == pytest.approx(-0.003, abs=5e-5)
    assert not found.admissible
    # The larger reliabilities leave it just above zero.
    assert by_openpls(frame).fit.plsc().admissibility().admissible


def test_openpls_has_rho_c_of_the_first_principal_component(frame):
    peer = by_openpls(frame).fit.reliability()
    for name, own in BLOCKS.items():
        values, vectors = np.linalg.eigh(frame[list(own)].corr().to_numpy())
        loadings = abs(vectors[:, -1] * np.sqrt(values[-1]))
        common = loadings.sum() ** 2
        assert peer.loc[name, "dillon_goldstein_rho"] == pytest.approx(common / (common + (1 - loadings**2).sum()))
    alpha = peer.loc[SEVERAL, "cronbach_alpha"].to_numpy()
    np.testing.assert_allclose(ours(frame).alpha[[CONSTRUCTS.index(name) for name in SEVERAL]], alpha, **close)


def test_openpls_has_the_same_htmt_except_of_single_indicators(frame):
    peer = by_openpls(frame).fit.htmt().matrix().loc[CONSTRUCTS, CONSTRUCTS].to_numpy(dtype=float)
    found, several = ours(frame).htmt, np.array([name in SEVERAL for name in CONSTRUCTS])
    below = np.tril(np.outer(several, several), -1)
    theirs = np.where(np.isnan(peer), peer.T, peer)
    np.testing.assert_allclose(found[below], theirs[below], **close)
    assert np.isnan(peer[~several][:, several]).all()


def test_openpls_turns_scores_by_the_majority_of_loadings_and_leaves_weights_as_they_fell(drawn):
    frame, rows = drawn
    own = [COLUMNS.index(name) for name in BLOCKS["Expectation"]]
    # Of three loadings two are negative when the iteration ends.
    for at in (49, 82, 113):
        resample = frame.iloc[rows[at]].reset_index(drop=True)
        found, peer = ours(resample), by_openpls(resample)
        assert sorted(np.sign(peer.loadings[own])) == [-1, 1, 1]
        np.testing.assert_array_equal(np.sign(peer.weights[own]), -np.sign(peer.loadings[own]))
        np.testing.assert_allclose(abs(found.loadings), abs(peer.loadings), rtol=0, atol=1e-9)
        np.testing.assert_array_equal(np.sign(found.weights[own]), np.sign(found.loadings[own]))


def test_openpls_drops_respondents_without_a_construct_and_fills_other_gaps_with_means(frame):
    gaps = frame.mask(np.random.default_rng(1).random(frame.shape) < 0.01)
    answered = np.all([gaps[list(own)].notna().any(axis=1) for own in BLOCKS.values()], axis=0)
    kept = gaps[answered]
    assert len(gaps.dropna()) < len(kept) < len(gaps)
    np.testing.assert_allclose(paths_of(ours(kept.fillna(kept.mean()))), by_openpls(gaps).paths, **close)
    filled = by_openpls(gaps, missing_strategy="mean").paths
    np.testing.assert_allclose(paths_of(ours(gaps.fillna(gaps.mean()))), filled, **close)


def test_openpls_has_performances_of_standardised_weights(frame):
    index = placet.path_index(frame, MODEL, scale=(1, 10), form="standardized", n_resamples=0)
    own = dict(zip(index["term"], index["estimate"], strict=True))
    found, peer = ours(frame), by_openpls(frame).fit.ipma("Satisfaction", 1, 10).latent_variables()
    at = CONSTRUCTS.index("Satisfaction")
    assert set(peer.index) == {"Image", "Expectation", "Quality", "Value"}
    for name, row in peer.iterrows():
        assert row["performance"] == pytest.approx(own[name], abs=1e-7)
        assert row["importance"] == pytest.approx(found.total_effects[at, CONSTRUCTS.index(name)], abs=1e-10)


def test_openpls_has_an_srmr_of_factors_over_other_residuals(frame):
    found, p = ours(frame), len(COLUMNS)
    correlations = frame.corr().to_numpy()
    factors = srmr(correlations, found, saturated=True, factors=True)
    assert by_openpls(frame).fit.model_fit().srmr() == pytest.approx(factors * np.sqrt((p + 1) / (p - 1)), abs=1e-10)
    # Composites explain the correlations of their own indicators in full.
    assert srmr(correlations, found, saturated=True, factors=False) < factors
