"""Path models by definition, and what changes nothing of them."""

import numpy as np
import pandas as pd
import placet
import polars as pl
import pytest
from placet import Survey
from placet.index.paths.reading import read_paths

from .conftest import HIGHER, MODEL, MODELS, REFLECTED
from .pls_by_definition import fit_stages

ARRAYS = ("weights", "loadings", "correlations", "paths", "htmt")


def estimates(result):
    """All numbers of all tables that resamples do not make."""
    tables = [result.table, *map(result.__getattribute__, ("effects", "indicators", "constructs", "htmt"))]
    tables += [result.cross_loadings, result.fornell_larcker]
    skip = ("mean", "sd", "n", "n_eff", "adj_r2", *result.key_columns)
    return {
        f"{i}:{name}": np.asarray(column)
        for i, table in enumerate(tables)
        for name, column in table.columns.items()
        if isinstance(column, np.ndarray) and name not in skip
    }


def assert_same(one, other, **how):
    first, second = estimates(one), estimates(other)
    assert first.keys() == second.keys()
    for name, values in first.items():
        np.testing.assert_allclose(values, second[name], **{"rtol": 0, "atol": 1e-9, **how}, err_msg=name)


# ---- by definition ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("scheme", ["path", "factorial", "centroid"])
@pytest.mark.parametrize("scaled", [True, False])
def test_every_stage_is_what_iterated_scores_of_rows_are(answers, model, scheme, scaled):
    reading = read_paths(Survey(answers, weights="w"), MODELS[model], by="g", scheme=scheme, scaled=scaled)
    for segment in (0, 1):
        own = answers[answers["g"] == segment]
        wanted = fit_stages(own[reading.names].to_numpy(), reading.spec, weights=own["w"].to_numpy())
        for found, stage in zip(reading.solutions(segment), wanted, strict=True):
            for name in ARRAYS:
                np.testing.assert_allclose(getattr(found, name), stage[name], atol=1e-8, err_msg=name)
            reflected = [i for i, mode in enumerate(found.stage.modes) if mode == "A"]
            for name in ("rho_a", "alpha"):
                np.testing.assert_allclose(getattr(found, name)[reflected], stage[name][reflected], atol=1e-8)


@pytest.mark.parametrize("scaled", [True, False])
def test_consistent_estimates_are_corrected_for_attenuation(answers, scaled):
    reading = read_paths(Survey(answers), REFLECTED, consistent=True, scaled=scaled)
    (wanted,) = fit_stages(answers[reading.names].to_numpy(), reading.spec)
    (found,) = reading.solutions(0)
    for name in (*ARRAYS, "rho_a", "alpha"):
        np.testing.assert_allclose(getattr(found, name), wanted[name], atol=1e-8, err_msg=name)


def scores_of(reading, frame):
    (solution,) = reading.solutions(0)
    unit = solution.unit_weights(scaled=True)
    return (frame[reading.names].to_numpy() - solution.mean) @ (unit[:, None] * solution.stage.membership), solution


def test_effect_sizes_and_inflation_are_those_of_regressions_of_scores(answers):
    reading = read_paths(Survey(answers), MODEL)
    scores, solution = scores_of(reading, answers)

    def r2(outcome, causes):
        if not causes:
            return 0.0
        fitted = scores[:, causes] @ np.linalg.lstsq(scores[:, causes], scores[:, outcome], rcond=None)[0]
        return 1 - ((scores[:, outcome] - fitted) ** 2).sum() / (scores[:, outcome] ** 2).sum()

    result = placet.path_model(answers, MODEL, n_resamples=0)
    n = len(answers)
    for at, (cause, outcome) in enumerate(solution.stage.paths):
        causes = list(solution.stage.predecessors[outcome])
        others = [c for c in causes if c != cause]
        full = r2(outcome, causes)
        assert result["f2"][at] == pytest.approx((full - r2(outcome, others)) / (1 - full), abs=1e-9)
        assert result["vif"][at] == pytest.approx(1 / (1 - r2(cause, others)), abs=1e-9)
        row = result.constructs["construct"].index(solution.stage.constructs[outcome])
        assert result.constructs["r2"][row] == pytest.approx(full, abs=1e-9)
        adjusted = 1 - (1 - full) * (n - 1) / (n - 1 - len(causes))
        assert result.constructs["adj_r2"][row] == pytest.approx(adjusted, abs=1e-9)


def test_fit_is_of_the_correlations_that_the_paths_imply(answers):
    reading = read_paths(Survey(answers), MODEL)
    (s,) = reading.solutions(0)
    r = np.corrcoef(answers[reading.names].to_numpy(), rowvar=False)
    # What is not explained of a construct is uncorrelated with all but itself; causes of nothing else correlate.
    inverse = np.linalg.inv(np.eye(4) - s.paths)
    outside = np.array([not causes for causes in s.stage.predecessors])
    unexplained = np.where(np.outer(outside, outside), s.correlations, 0.0)
    for i in np.flatnonzero(~outside):
        before = (inverse @ unexplained @ inverse.T)[i, i]
        unexplained[i, i] = 1 - before
    between = inverse @ unexplained @ inverse.T
    np.testing.assert_allclose(np.diag(between), 1, atol=1e-12)
    fit = placet.path_model(answers, MODEL, n_resamples=0).fit
    for name, phi in (("srmr", between), ("srmr_saturated", s.correlations)):
        total, p = 0.0, len(r)
        for i in range(p):
            for j in range(i):
                a, b = s.stage.owner[i], s.stage.owner[j]
                if a != b:
                    total += (r[i, j] - s.loadings[i] * s.loadings[j] * phi[a, b]) ** 2
        assert fit[name][0] == pytest.approx(np.sqrt(total / (p * (p + 1) / 2)), abs=1e-10)


def test_factors_explain_correlations_of_their_indicators_too(answers):
    reading = read_paths(Survey(answers), REFLECTED, consistent=True)
    (s,) = reading.solutions(0)
    r, p = np.corrcoef(answers[reading.names].to_numpy(), rowvar=False), 11
    residual = [
        r[i, j] - s.loadings[i] * s.loadings[j] * s.correlations[s.stage.owner[i], s.stage.owner[j]]
        for i in range(p)
        for j in range(i)
    ]
    fit = placet.path_model(answers, REFLECTED, consistent=True, n_resamples=0).fit
    assert fit["srmr_saturated"][0] == pytest.approx(
        np.sqrt(np.sum(np.square(residual)) / (p * (p + 1) / 2)), abs=1e-10
    )


def test_inflation_of_indicators_is_that_of_regressions_on_the_others_of_their_construct(answers):
    found = placet.path_model(answers.assign(d1=2 * answers["d0"]), REFLECTED, n_resamples=0).indicators
    z = ((answers - answers.mean()) / answers.std(ddof=0))[["c0", "c1", "c2"]].to_numpy()
    for at in range(3):
        others = np.delete(z, at, axis=1)
        residual = z[:, at] - others @ np.linalg.lstsq(others, z[:, at], rcond=None)[0]
        row = found["indicator"].index(f"c{at}")
        assert found["vif"][row] == pytest.approx(1 / np.mean(residual**2), rel=1e-9)
    assert [found["vif"][found["indicator"].index(name)] for name in ("d0", "d1")] == [np.inf, np.inf]


def test_indirect_effects_are_products_along_all_ways(answers):
    model = "A =~ a0+a1; B =~ b0+b1; C =~ c0+c1; D =~ d0+d1; B ~ A; C ~ A + B; D ~ A + B + C"
    result = placet.path_model(answers, model, n_resamples=0)
    path = dict(result.table.rows(("term", "estimate")))

    def ways(start, end):
        direct = path.get(f"{start} -> {end}", 0.0)
        return direct + sum(
            path[f"{start} -> {m}"] * ways(m, end) for m in "ABCD" if f"{start} -> {m}" in path and m != end
        )

    for driver, outcome, direct, indirect, total in result.effects.rows(
        ("driver", "outcome", "direct", "indirect", "total")
    ):
        assert total == pytest.approx(ways(driver, outcome), abs=1e-12)
        between = any(f"{driver} -> {m}" in path and f"{m} -> {outcome}" in path for m in "ABCD")
        assert indirect == pytest.approx(total - direct if between else np.nan, abs=1e-12, nan_ok=True)
    assert len(result.effects) == 6


def test_single_indicators_are_standardised_least_squares(answers):
    result = placet.path_model(answers, "A =~ a0; B =~ b0; C =~ c0; C ~ A + B", n_resamples=0)
    z = (answers - answers.mean()) / answers.std()
    wanted = np.linalg.lstsq(z[["a0", "b0"]].to_numpy(), z["c0"].to_numpy(), rcond=None)[0]
    np.testing.assert_allclose(result["estimate"], wanted, atol=1e-12)


# ---- what changes nothing --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
def test_segments_are_estimated_by_themselves(answers, model):
    frame = answers.assign(wave=np.where(answers["f"] > 1, "2024", "2025"))
    whole = placet.path_model(frame, MODELS[model], by="g", wave="wave", weights="w", n_resamples=0)
    parts = [
        placet.path_model(
            frame[(frame["g"] == g) & (frame["wave"] == wave)], MODELS[model], weights="w", n_resamples=0
        )
        for g in (0, 1)
        for wave in ("2024", "2025")
    ]  # fmt: skip
    found = estimates(whole)
    for name, values in found.items():
        np.testing.assert_allclose(values, np.concatenate([estimates(p)[name] for p in parts]), atol=1e-8, err_msg=name)
    assert whole.fit["srmr"] == pytest.approx([p.fit["srmr"][0] for p in parts], abs=1e-8)
    assert list(whole["n"][:: len(parts[0].table)]) == [p["n"][0] for p in parts]


@pytest.mark.parametrize("model", MODELS)
def test_frequencies_are_repeated_rows(answers, model):
    repeated = answers.loc[np.repeat(answers.index, answers["f"])]
    one = placet.path_model(answers, MODELS[model], weights="f", weight_type="frequency", n_resamples=0)
    other = placet.path_model(repeated, MODELS[model], n_resamples=0)
    assert_same(one, other)
    np.testing.assert_allclose(one.constructs["adj_r2"], other.constructs["adj_r2"], atol=1e-9)


def test_rows_of_weight_0_are_absent(answers):
    spoilt = answers.assign(w=np.where(answers["f"] == 0, 0, answers["w"]))
    spoilt.loc[spoilt["f"] == 0, ["a0", "b1"]] = 1e6
    one = placet.path_model(spoilt, MODEL, weights="w", n_resamples=50, rng=1)
    other = placet.path_model(spoilt[spoilt["f"] > 0], MODEL, weights="w", n_resamples=50, rng=1)
    assert_same(one, other)


@pytest.mark.parametrize("model", MODELS)
def test_merged_moments_give_the_same(answers, model):
    whole = read_paths(Survey(answers, weights="w"), MODELS[model])
    rows = whole.rows if whole.products is None else whole.products.rows
    part = whole.rows.given._replace(columns=rows.columns)
    merged = part.part(slice(0, 100)).moments()[0] + part.part(slice(100, 240)).moments()[0]
    for one, other in zip(whole.solve(merged), whole.solutions(0), strict=True):
        for name in ARRAYS:
            np.testing.assert_allclose(getattr(one, name), getattr(other, name), atol=1e-9)


@pytest.mark.parametrize("model", MODELS)
def test_units_of_indicators_change_nothing(answers, model):
    moved = answers.assign(a0=100 * answers["a0"] - 7, c1=answers["c1"] / 1000, d1=answers["d1"] + 1e4)
    one, other = (placet.path_model(frame, MODELS[model], n_resamples=0) for frame in (answers, moved))
    assert_same(one, other, atol=1e-8)


def test_an_indicator_turned_round_changes_signs_alone(answers):
    turned = answers.assign(a1=-answers["a1"])
    one, other = placet.path_model(answers, MODEL, n_resamples=0), placet.path_model(turned, MODEL, n_resamples=0)
    np.testing.assert_allclose(one["estimate"], other["estimate"], atol=1e-9)
    sign = np.where(np.array(one.indicators["indicator"]) == "a1", -1, 1)
    for name in ("weight", "loading"):
        np.testing.assert_allclose(one.indicators[name], sign * other.indicators[name], atol=1e-9)
    assert any("worded the other way round? a1" in note for note in other.about["notes"])
    np.testing.assert_allclose(one.htmt["htmt"], other.htmt["htmt"], atol=1e-12)


def test_all_of_a_block_turned_round_turns_the_construct(answers):
    turned = answers.assign(**{name: -answers[name] for name in ("a0", "a1", "a2")})
    one, other = placet.path_model(answers, MODEL, n_resamples=0), placet.path_model(turned, MODEL, n_resamples=0)
    drivers = np.array(one["driver"]) == "A"
    np.testing.assert_allclose(other["estimate"], np.where(drivers, -1, 1) * one["estimate"], atol=1e-9)
    np.testing.assert_allclose(other.indicators["loading"], one.indicators["loading"], atol=1e-9)


def test_frames_of_all_libraries_are_alike(answers):
    made = placet.path_model(answers, MODEL, n_resamples=20, rng=1)
    other = placet.path_model(pl.from_pandas(answers), MODEL, n_resamples=20, rng=1)
    assert made == other
    assert isinstance(made.to_frame(), pd.DataFrame)
    assert isinstance(other.frame("effects"), pl.DataFrame)
    assert placet.path_model({n: answers[n].tolist() for n in answers}, MODEL, n_resamples=20, rng=1) == made


def test_the_model_may_be_given_in_any_form(answers):
    made = placet.path_model(answers, placet.PathModel(HIGHER), n_resamples=0)
    assert made == placet.path_model(answers, HIGHER, n_resamples=0)
    assert made == placet.path_model(answers, placet.PathModel(HIGHER).to_dict(), n_resamples=0)
