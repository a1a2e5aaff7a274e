"""What must hold for every analysis: how the rows are stored, ordered, weighted and grouped changes no number."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import placet
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from placet.results import Result

Data = dict[str, np.ndarray]
few = settings(deadline=None, max_examples=15, derandomize=True)
fewer = settings(few, max_examples=4)
seeds = st.integers(0, 10**6)

ANALYSES: dict[str, Callable[..., Result]] = {
    "nps": lambda data, **options: placet.nps(data, "overall", **options),
    "index": lambda data, **options: placet.satisfaction_index(
        data,
        {"Service": (0.7, {"calls": 0.4, "bills": 0.6}), "overall": 0.3},
        scale=(0, 10),
        **{"missing": "drop", **options},
    ),
    "reliability": lambda data, **options: placet.reliability(
        data, ["overall", "calls", "bills", "shops"], n_resamples=0, **options
    ),
    "fuzzy": lambda data, **options: placet.fuzzy_evaluation(
        data,
        {"Service": (0.7, {"calls": 0.4, "bills": 0.6}), "overall": 0.3},
        grades={"good": 100, "fair": 60, "poor": 0},
        scale=(0, 10),
        membership="triangular",
        operator="M(min,bounded)",
        n_resamples=0,
        **options,
    ),
    "regression": lambda data, **options: placet.regression(data, "overall", ["calls", "bills", "shops"], **options),
    "factors": lambda data, **options: placet.regression(
        data, "overall", ["calls", "bills", "shops", "plan"], factors={"plan": "flat"}, **options
    ),
    "logit": lambda data, **options: placet.regression(data, "loyal", ["overall", "calls"], model="logit", **options),
    "ordered": lambda data, **options: placet.regression(
        data, "grade", ["overall", "calls"], model="ordered", **options
    ),
    "stepwise": lambda data, **options: placet.stepwise(
        data, "overall", ["calls", "bills", "shops"], direction="backward", remove=0.9, n_resamples=0, **options
    ),
    "key_drivers": lambda data, **options: placet.key_drivers(
        data, "overall", ["calls", "bills", "shops"], n_resamples=0, **options
    ),
    "gap": lambda data, **options: placet.gap(data, {"overall": "calls", "bills": "overall"}, **options),
    "rank_scores": lambda data, **options: placet.rank_scores(data, ["overall", "calls", "bills", "shops"], **options),
}
every = pytest.mark.parametrize("analysis", ANALYSES.values(), ids=ANALYSES)
#: Who keeps respondents with a part of the answers.
KEEPS_GAPS = (ANALYSES["fuzzy"],)

#: What counts rows, and so may differ where rows are repeated or dropped.
ROW_COUNTS = {"n", "n_missing", "sum_weights"}


def survey(seed: int, n: int = 60) -> Data:
    """Answers 0..10 that hang together, 3 regions, whole weights of which some are 0."""
    rng = np.random.default_rng(seed)
    halo = rng.normal(size=n)
    answers = {
        name: np.clip(np.round(6 + 2 * halo + 2 * rng.normal(size=n)), 0, 10).astype(np.int64)
        for name in ("overall", "calls", "bills", "shops")
    }
    answers |= {"region": np.array(["b", "a", "c"])[np.arange(n) % 3], "w": rng.integers(0, 4, n)}
    liking = halo + rng.logistic(size=n)
    answers |= {"loyal": (liking > 0).astype(np.int64), "grade": np.digitize(liking, [-1, 1])}
    return answers | {"plan": np.array(["flat", "prepaid"])[rng.integers(0, 2, n)]}


def same(found: Result, expected: Result, rtol: float = 1e-10, ignore: set[str] = frozenset()) -> None:
    """The same rows in the same order with the same numbers."""
    assert list(found.table.columns) == list(expected.table.columns)
    for name, column in expected.table.columns.items():
        if name in ignore:
            continue
        if isinstance(column, np.ndarray) and column.dtype.kind in "fiu":
            assert_allclose(found[name], column, rtol=rtol, atol=rtol, err_msg=name)
        else:
            assert tuple(found[name]) == tuple(column), name
    if hasattr(expected, "fit"):
        for name in set(expected.fit) - ignore:
            assert_allclose(found.fit[name], expected.fit[name], rtol=rtol, err_msg=name)


# ---- weights -------------------------------------------------------------------------------------------------------


@few
@given(seed=seeds)
@every
def test_frequency_weights_are_repeated_rows(analysis, seed: int) -> None:
    data = survey(seed)
    repeated = {name: np.repeat(values, data["w"]) for name, values in data.items()}
    found = analysis(data, weights="w", weight_type="frequency")
    same(found, analysis(repeated), ignore=ROW_COUNTS)
    assert found.about["n_eff"] == found.about["sum_weights"] == len(repeated["w"])
    same(
        analysis(data, weights="w", weight_type="frequency", by="region"),
        analysis(repeated, by="region"),
        1e-9,
        ROW_COUNTS,
    )


@few
@given(seed=seeds, factor=st.sampled_from([1e-6, 1 / 3, 2.0, 1e9]))
@pytest.mark.parametrize("weight_type", ["probability", "precision"])
@every
def test_only_ratios_of_the_weights_matter(analysis, weight_type: str, seed: int, factor: float) -> None:
    data = survey(seed)
    plain = analysis(data, weights="w", weight_type=weight_type)
    scaled = analysis(data | {"w": data["w"] * factor}, weights="w", weight_type=weight_type)
    precision = weight_type == "precision"
    likelihood = precision and hasattr(plain, "fit") and "mcfadden_r2" in plain.fit
    if likelihood:
        # A chance has no residual variance that could be estimated: weights of precision are cases, as in R's glm.
        assert_allclose(scaled["estimate"], plain["estimate"], rtol=1e-8)
        assert_allclose(scaled["std_error"], plain["std_error"] * factor**-0.5, rtol=1e-7)
        assert_allclose(scaled.fit["deviance"], plain.fit["deviance"] * factor, rtol=1e-9)
        return
    # Under precision weights the residual standard deviation is that of an answer of weight 1.
    same(scaled, plain, ignore={"sum_weights", *(["sigma"] if precision else [])})
    if precision and hasattr(plain, "fit"):
        assert_allclose(scaled.fit["sigma"], plain.fit["sigma"] * factor**0.5, rtol=1e-10)
    assert_allclose(scaled.about["sum_weights"], factor * plain.about["sum_weights"], rtol=1e-12)


#: What depends on the kind of errors of a regression.
ERRORS = {
    "std_error", "statistic", "p_value", "conf_low", "conf_high", "f_statistic", "f_p_value", "coefficient_std_error",
    "coefficient_low", "coefficient_high", "coefficient_statistic", "coefficient_p_value",
    "odds_low", "odds_high", "ame_std_error", "ame_low", "ame_high", "chi2", "chi2_p_value",
}  # fmt: skip


@few
@given(seed=seeds)
@every
def test_equal_weights_are_no_weights(analysis, seed: int) -> None:
    data = survey(seed)
    for weight_type in ("probability", "frequency", "precision"):
        weighted = analysis(data | {"one": np.ones(60)}, weights="one", weight_type=weight_type)
        # Probability weights ask for robust errors of coefficients, whatever the weights are.
        robust = weight_type == "probability" and hasattr(weighted, "fit")
        same(weighted, analysis(data), ignore=ERRORS if robust else set())


@few
@given(seed=seeds)
@every
def test_a_row_of_weight_0_is_no_row(analysis, seed: int) -> None:
    data = survey(seed)
    kept = {name: values[data["w"] > 0] for name, values in data.items()}
    found = analysis(data, weights="w")
    same(found, analysis(kept, weights="w"))
    assert found.about["n_used"] == (data["w"] > 0).sum()


# ---- rows ----------------------------------------------------------------------------------------------------------


@few
@given(seed=seeds)
@every
def test_the_order_of_the_rows_changes_nothing(analysis, seed: int) -> None:
    data = survey(seed)
    order = np.random.default_rng(seed).permutation(60)
    shuffled = {name: values[order] for name, values in data.items()}
    same(analysis(shuffled, weights="w", by="region"), analysis(data, weights="w", by="region"))


@few
@given(seed=seeds)
@every
def test_by_is_filtering_and_calling(analysis, seed: int) -> None:
    data = survey(seed, 150)
    together = analysis(data, by="region", weights="w")
    regions = np.array(together["region"])
    assert sorted(set(regions)) == list(dict.fromkeys(together["region"])) == ["a", "b", "c"]
    for position, region in enumerate("abc"):
        alone = analysis({name: values[data["region"] == region] for name, values in data.items()}, weights="w")
        for name, column in alone.table.columns.items():
            chosen = np.asarray(together[name])[regions == region]
            if isinstance(column, np.ndarray):
                assert_allclose(chosen, column, rtol=1e-10, atol=1e-10, err_msg=f"{region} {name}")
            else:
                assert tuple(chosen) == tuple(column)
        for name, values in getattr(alone, "fit", {}).items():
            assert_allclose(together.fit[name][position], values[0], rtol=1e-10, err_msg=f"{region} {name}")


@few
@given(seed=seeds)
@every
def test_two_keys_are_their_combinations(analysis, seed: int) -> None:
    data = survey(seed, 120)
    data["half"] = np.repeat([2024, 2023], 60)
    joined = np.char.add(np.char.add(data["region"], "/"), data["half"].astype(str))
    two = analysis(data, by=["region", "half"])
    one = analysis(data | {"both": joined}, by="both")
    assert [f"{region}/{int(half)}" for region, half in zip(two["region"], two["half"], strict=True)] == list(
        one["both"]
    )
    main = "importance" if "importance" in one.table else "estimate"
    assert_allclose(two[main], one[main], rtol=1e-12)


# ---- storage -------------------------------------------------------------------------------------------------------

FRAMES: dict[str, Callable[[Data], Any]] = {
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "polars in chunks": lambda data: pl.concat(
        [pl.DataFrame({name: values[part] for name, values in data.items()}) for part in (slice(0, 7), slice(7, None))],
        rechunk=False,
    ),
    "pyarrow": pa.table,
    "pyarrow in chunks": lambda data: pa.concat_tables(
        [pa.table({name: values[part] for name, values in data.items()}) for part in (slice(0, 7), slice(7, None))]
    ),
    "strided arrays": lambda data: {name: np.repeat(values, 2)[::2] for name, values in data.items()},
    "reversed views": lambda data: {name: values[::-1].copy()[::-1] for name, values in data.items()},
    "lists": lambda data: {name: values.tolist() for name, values in data.items()},
}
frames = pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)


@fewer
@given(seed=seeds)
@frames
@every
def test_the_frame_library_changes_nothing(analysis, frame, seed: int) -> None:
    data = survey(seed)
    same(analysis(frame(data), weights="w", by="region"), analysis(data, weights="w", by="region"), rtol=1e-13)


@pytest.mark.parametrize("frame", ["pandas", "polars", "pyarrow"])
@every
def test_the_result_comes_back_in_the_library_of_the_data(analysis, frame: str) -> None:
    kind = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "pyarrow": pa.Table}[frame]
    assert isinstance(analysis(FRAMES[frame](survey(1))).to_frame(), kind)


DTYPES = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64", ">i4", "<f2"]
ANSWERS = ["overall", "calls", "bills", "shops"]


@pytest.mark.parametrize("dtype", DTYPES)
@every
def test_the_type_of_a_column_changes_nothing(analysis, dtype: str) -> None:
    data = survey(11)
    typed = data | {name: data[name].astype(dtype) for name in ANSWERS}
    same(analysis(typed, by="region", weights="w"), analysis(data, by="region", weights="w"), rtol=1e-12)
    same(analysis(data | {"w": data["w"].astype(dtype)}, weights="w"), analysis(data, weights="w"), rtol=1e-12)


@pytest.mark.parametrize("dtype", ["Int8", "Int64", "UInt16", "Float32", "Float64", "int8[pyarrow]", "double[pyarrow]"])
@every
def test_nullable_columns_of_pandas(analysis, dtype: str) -> None:
    data = survey(12)
    holes = pd.DataFrame(data)
    holes.loc[[4, 9], "overall"] = 99
    plain = analysis(holes, weights="w", na_codes=[99])
    nullable = holes.astype(dict.fromkeys(ANSWERS, dtype))
    nullable.loc[[4, 9], "overall"] = pd.NA
    found = analysis(nullable, weights="w")
    same(found, plain, rtol=1e-12)
    assert found.about["n_missing"] == plain.about["n_missing"]
    assert (plain.about["n_missing"] > 0) == (analysis not in KEEPS_GAPS)


@pytest.mark.parametrize("make", [pl.DataFrame, pa.table], ids=["polars", "pyarrow"])
@every
def test_nulls_are_missing_answers(analysis, make) -> None:
    data = survey(13)
    coded = data | {"calls": np.where(data["calls"] == 7, -1, data["calls"]), "overall": data["overall"].copy()}
    coded["overall"][[3, 8]] = -1
    nulls = {name: [None if v == -1 else v for v in values.tolist()] for name, values in coded.items()}
    same(analysis(make(nulls), weights="w"), analysis(coded, weights="w", na_codes=[-1]), rtol=1e-12)


@pytest.mark.parametrize("frame", ["pandas", "polars", "pyarrow"])
@pytest.mark.parametrize("name", ["regression", "key_drivers"])
def test_yes_or_no_is_one_or_zero(name: str, frame: str) -> None:
    data = survey(14)
    yes = data["calls"] > 6
    found = ANALYSES[name](FRAMES[frame](data | {"calls": yes, "overall": data["overall"] > 6}))
    same(found, ANALYSES[name](data | {"calls": yes.astype(int), "overall": (data["overall"] > 6).astype(int)}), 1e-12)


@every
def test_ordered_categories_are_their_codes(analysis) -> None:
    data = survey(15)
    points = [f"point {i}" for i in range(11)]
    words = {name: [points[v] for v in data[name]] for name in ANSWERS}
    # Categories count from the lowest point of the scale; without a scale from 1.
    first = 0 if analysis in (ANALYSES["nps"], ANALYSES["index"], ANALYSES["fuzzy"]) else 1
    plain = analysis(data | {name: data[name] + first for name in ANSWERS})
    ordered = pd.DataFrame(data | words).astype(dict.fromkeys(ANSWERS, pd.CategoricalDtype(points, ordered=True)))
    same(analysis(ordered), plain)
    same(analysis(pl.DataFrame(data | words).with_columns(pl.col(*ANSWERS).cast(pl.Enum(points)))), plain)
    same(analysis(data | words, value_labels=dict.fromkeys(ANSWERS, points)), plain)


@every
@pytest.mark.parametrize("points", [[f"point {i}" for i in range(11)], [str(i) for i in range(11)]])
def test_a_category_that_means_no_answer_takes_no_place_on_the_scale(analysis, points) -> None:
    data = survey(16)
    words = {name: [points[v] for v in data[name]] for name in ANSWERS}
    for name in ANSWERS if analysis in KEEPS_GAPS else ["overall"]:
        words[name][:5] = ["do not know"] * 5
    kept = {name: values[5:] for name, values in (data | words).items()}
    without = analysis(pl.DataFrame(kept).with_columns(pl.col(*ANSWERS).cast(pl.Enum(points))))
    for order in ([*points, "do not know"], ["do not know", *points]):
        categories = pl.DataFrame(data | words).with_columns(pl.col(*ANSWERS).cast(pl.Enum(order)))
        same(analysis(categories, na_codes=["do not know"]), without, ignore={"n_missing"})


# ---- models --------------------------------------------------------------------------------------------------------

#: Outcome and options of every model, and its kinds of errors.
MODELS: dict[str, tuple[str, dict[str, Any]]] = {
    "linear": ("overall", {}),
    "logit": ("loyal", {"model": "logit"}),
    "ordered": ("grade", {"model": "ordered"}),
}
KINDS = ("classical", "HC0", "HC1", "HC2", "HC3", "HC4", "cluster", "design")
EVERY = [
    (model, errors)
    for model in MODELS
    for errors in KINDS
    if model == "linear" or errors not in {"HC2", "HC3", "HC4"}  # logits have no leverages
]
every_model = pytest.mark.parametrize(("model", "errors"), EVERY, ids=[" ".join(pair) for pair in EVERY])
WEIGHTS = pytest.mark.parametrize("weight_type", ["probability", "frequency", "precision"])
DRIVERS = ["calls", "bills", "plan"]
#: What belongs to a coefficient of its own units.
OWN_UNITS = {"estimate", "std_error", "conf_low", "conf_high", "ame", "ame_std_error", "ame_low", "ame_high"}


def fit(data: Data, model: str, errors: str, **options: Any) -> Result:
    """A regression on two numbers and a factor, with clusters of four rows where they are asked for."""
    outcome, given = MODELS[model]
    data = {"store": np.arange(len(data["w"])) // 4 % 20} | data
    cluster = {"cluster": "store"} if errors == "cluster" else {}
    options = {"drivers": DRIVERS, "factors": "plan", "errors": errors} | given | cluster | options
    return placet.regression(data, outcome, **options)


def by_term(result: Result, name: str) -> dict[tuple[str, str], float]:
    """A column of the table by term and level."""
    return {
        (term, level): value for term, level, value in zip(result["term"], result["level"], result[name], strict=True)
    }


def columns_of_numbers(result: Result) -> list[str]:
    return [name for name, column in result.table.columns.items() if isinstance(column, np.ndarray)]


@fewer
@given(seed=seeds)
@every_model
def test_repeated_rows_of_every_model(model: str, errors: str, seed: int) -> None:
    data = survey(seed, 150)
    data |= {"store": np.arange(150) // 4 % 20}  # of the rows as they are given
    repeated = {name: np.repeat(values, data["w"]) for name, values in data.items()}
    found = fit(data, model, errors, weights="w", weight_type="frequency")
    same(found, fit(repeated, model, errors), 1e-8, ROW_COUNTS)


@fewer
@given(seed=seeds)
@every_model
@WEIGHTS
def test_rows_and_drivers_have_no_order(weight_type: str, model: str, errors: str, seed: int) -> None:
    if (errors, weight_type) == ("design", "precision"):
        return  # refused: precision says nothing of how respondents were drawn
    data = survey(seed, 150)
    data |= {"store": np.arange(150) // 4 % 20}
    order = np.random.default_rng(seed).permutation(150)
    shuffled = {name: values[order] for name, values in data.items()}
    plain = fit(data, model, errors, weights="w", weight_type=weight_type)
    turned = fit(shuffled, model, errors, weights="w", weight_type=weight_type, drivers=DRIVERS[::-1])
    for name in columns_of_numbers(plain):
        expected, found = by_term(plain, name), by_term(turned, name)
        for key, value in expected.items():
            assert_allclose(found[key], value, rtol=1e-7, atol=1e-9, err_msg=f"{name} of {key}")
    for name in plain.fit:
        assert_allclose(turned.fit[name], plain.fit[name], rtol=1e-8, atol=1e-9, err_msg=name)


@fewer
@given(seed=seeds, factor=st.sampled_from([1e-3, 0.1, 7.0, 1e4]))
@every_model
def test_units_of_a_driver_are_those_of_its_coefficient_and_of_nothing_else(
    model: str, errors: str, seed: int, factor: float
) -> None:
    data = survey(seed, 150)
    plain = fit(data, model, errors, weights="w")
    scaled = fit(data | {"bills": factor * data["bills"]}, model, errors, weights="w")
    for name in columns_of_numbers(plain):
        if name.startswith("odds"):
            continue  # the logarithms of which are the coefficients
        unit = np.where(np.array(plain["term"]) == "bills", factor, 1.0) if name in OWN_UNITS else 1.0
        assert_allclose(unit * scaled[name], plain[name], rtol=1e-6, atol=1e-9, err_msg=name)
    for name in set(plain.fit) - {"condition_number"}:
        assert_allclose(scaled.fit[name], plain.fit[name], rtol=1e-8, atol=1e-10, err_msg=name)


@fewer
@given(seed=seeds, shift=st.sampled_from([-3.0, 0.5, 100.0]))
@pytest.mark.parametrize("errors", KINDS)
@WEIGHTS
def test_a_constant_added_to_the_outcome_moves_the_intercept_only(
    weight_type: str, errors: str, seed: int, shift: float
) -> None:
    if (errors, weight_type) == ("design", "precision"):
        return
    data = survey(seed, 150)
    options = {"weights": "w", "weight_type": weight_type}
    plain = fit(data, "linear", errors, **options)
    moved = fit(data | {"overall": data["overall"] + shift}, "linear", errors, **options)
    first = np.array(plain["term"]) == "Intercept"
    for name in columns_of_numbers(plain):
        by = shift * first if name in {"estimate", "conf_low", "conf_high"} else 0.0
        known = ~first if name in {"statistic", "p_value"} else slice(None)
        assert_allclose((moved[name] - by)[known], plain[name][known], rtol=1e-7, atol=1e-8, err_msg=name)
    for name in plain.fit:
        assert_allclose(moved.fit[name], plain.fit[name], rtol=1e-8, atol=1e-9, err_msg=name)


@fewer
@given(seed=seeds)
@pytest.mark.parametrize("model", MODELS)
def test_a_mirrored_event_or_scale_mirrors_the_coefficients(model: str, seed: int) -> None:
    data = survey(seed, 150)
    outcome, _ = MODELS[model]
    mirrored = data | {outcome: data[outcome].max() - data[outcome]}
    plain, turned = (fit(given, model, "HC1", weights="w") for given in (data, mirrored))
    drivers = np.isin(plain["term"], DRIVERS)
    assert_allclose(turned["estimate"][drivers], -plain["estimate"][drivers], rtol=1e-7, atol=1e-9)
    for name in ("std_error", "p_value"):
        assert_allclose(turned[name][drivers], plain[name][drivers], rtol=1e-6, atol=1e-10)
    assert_allclose(turned.fit["r2"], plain.fit["r2"], rtol=1e-9)


@fewer
@given(seed=seeds)
@pytest.mark.parametrize("reference", ["flat", "prepaid"])
@every_model
def test_the_reference_level_changes_what_is_compared_and_no_fit(
    model: str, errors: str, reference: str, seed: int
) -> None:
    data = survey(seed, 150)
    plain = fit(data, model, errors, weights="w")
    other = fit(data, model, errors, weights="w", factors={"plan": reference})
    sign = 1 if reference == "flat" else -1
    at = np.array(plain["term"]) == "plan"
    assert_allclose(other["estimate"][at], sign * plain["estimate"][at], rtol=1e-7)
    assert_allclose(other["std_error"][at], plain["std_error"][at], rtol=1e-7)
    for term in ("calls", "bills"):
        for name in ("estimate", "std_error"):
            assert_allclose(by_term(other, name)[term, ""], by_term(plain, name)[term, ""], rtol=1e-7, atol=1e-10)
    assert_allclose(other.term_tests["statistic"], plain.term_tests["statistic"], rtol=1e-7)
    assert_allclose(other.fit["log_likelihood"], plain.fit["log_likelihood"], rtol=1e-10)


TREATMENTS = ["drop", "indicator", "pairwise", "em"]


@fewer
@given(seed=seeds)
@pytest.mark.parametrize("missing", TREATMENTS)
def test_treatments_of_gaps_know_no_order_no_units_and_no_constant(missing: str, seed: int) -> None:
    data = survey(seed, 150)
    holes = data | {"calls": np.where(np.random.default_rng(seed).random(150) < 0.2, np.nan, data["calls"])}
    names = ["calls", "bills", "shops"]
    plain = placet.regression(holes, "overall", names, missing=missing)
    order = np.random.default_rng(seed).permutation(150)
    shuffled = placet.regression({n: v[order] for n, v in holes.items()}, "overall", names[::-1], missing=missing)
    moved = holes | {"calls": 10 * holes["calls"] + 3, "overall": data["overall"] + 5}
    scaled = placet.regression(moved, "overall", names, missing=missing)
    for name in ("estimate", "std_error"):
        expected, found, units = (by_term(result, name) for result in (plain, shuffled, scaled))
        for key, value in expected.items():
            assert_allclose(found[key], value, rtol=1e-5, atol=1e-7, err_msg=f"{name} of {key}")
            if key[0] != "Intercept":
                unit = 10.0 if key[0] == "calls" else 1.0
                assert_allclose(unit * units[key], value, rtol=1e-5, atol=1e-7, err_msg=f"{name} of {key}")


@fewer
@given(seed=seeds)
@pytest.mark.parametrize("missing", [*TREATMENTS, "multiple"])
def test_without_gaps_every_treatment_is_that_of_complete_answers(missing: str, seed: int) -> None:
    data = survey(seed, 150)
    options = {"n_imputations": 3, "rng": 1, "progress": False} if missing == "multiple" else {}
    names = ["calls", "bills", "shops"]
    found = placet.regression(data, "overall", names, missing=missing, **options)
    # Pairwise covariances know nothing of the distribution: without gaps their errors are HC1.
    plain = placet.regression(data, "overall", names, errors="HC1" if missing == "pairwise" else None)
    for name in ("estimate", "std_error", "p_value", "standardized", "vif"):
        assert_allclose(found[name], plain[name], rtol=1e-7, atol=1e-10, err_msg=name)
    assert_allclose(found.fit["r2"], plain.fit["r2"], rtol=1e-9)
    assert found.about["n_used"] == 150


SELECTIONS: dict[str, Callable[..., Any]] = {
    "stepwise": lambda data, drivers, **options: placet.stepwise(
        data, "overall", drivers, criterion="aic", n_resamples=0, **options
    ),
    "stepwise logit": lambda data, drivers, **options: placet.stepwise(
        data, "loyal", drivers, model="logit", criterion="aic", n_resamples=0, **options
    ),
    "best subsets": lambda data, drivers, **options: placet.best_subsets(
        data, "overall", drivers, criterion="aic", n_resamples=0, **options
    ),
}


@fewer
@given(seed=seeds)
@pytest.mark.parametrize("select", SELECTIONS.values(), ids=SELECTIONS)
def test_a_selection_knows_no_order_no_units_and_counts_frequencies(select, seed: int) -> None:
    data = survey(seed, 150)
    names = ["calls", "bills", "shops"]
    plain = select(data, names, weights="w", weight_type="frequency")
    repeated = {name: np.repeat(values, data["w"]) for name, values in data.items()}
    order = np.random.default_rng(seed).permutation(150)
    for other in (
        select({n: v[order] for n, v in data.items()}, names[::-1], weights="w", weight_type="frequency"),
        select(data | {"bills": 1e4 * data["bills"]}, names, weights="w", weight_type="frequency"),
        select(repeated, names),
    ):
        assert set(other.selected) == set(plain.selected)
        for name in ("r2", "aic", "log_likelihood"):
            assert_allclose(other.fit[name], plain.fit[name], rtol=1e-9)
    regions = select(data, names, by="region").selected
    for region, chosen in regions.items():
        inside = data["region"] == region
        assert select({name: values[inside] for name, values in data.items()}, names).selected == chosen
