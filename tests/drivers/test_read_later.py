"""Tables that are made when they are read: of numbers alone, whatever becomes of the data, and never changed."""

import gc
import pickle
import weakref

import numpy as np
import placet
import pytest

DRIVERS = ["a", "b", "c"]
CALLS = {
    "classical": (placet.regression, {}),
    "robust": (placet.regression, {"errors": "HC3"}),
    "clusters": (placet.regression, {"errors": "cluster", "cluster": "store", "by": "part"}),
    "precisions": (placet.regression, {"weights": "w", "weight_type": "precision", "by": "part"}),
    "weights": (placet.regression, {"weights": "w", "by": "part"}),
    "high": (placet.regression, {"precision": "high"}),
    "em": (placet.regression, {"missing": "em"}),
    "multiple": (placet.regression, {"missing": "multiple", "n_imputations": 2, "rng": 1}),
    "logit": (placet.regression, {"model": "logit", "event": [1], "by": "part"}),
    "drivers": (placet.key_drivers, {"n_resamples": 0}),
    "resamples": (placet.key_drivers, {"n_resamples": 20, "rng": 1, "by": "part", "weights": "w"}),
    "stepwise": (placet.stepwise, {"n_resamples": 0, "by": "part"}),
    "subsets": (placet.best_subsets, {"n_resamples": 0}),
}
#: Where they are.
TABLES = ("table", "term_tests", "collinearity", "equality", "steps", "coefficients")


def survey() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(4)
    data = {name: rng.normal(size=120) for name in DRIVERS}
    data["y"] = np.round(data["a"] + 0.5 * data["b"] + rng.normal(size=120))
    data["w"], data["part"], data["store"] = rng.uniform(1, 2, 120), np.arange(120) % 2, np.arange(120) % 12
    return data


def made(call: str, data: dict[str, np.ndarray]) -> placet.results.Result:
    function, given = CALLS[call]
    return function(data, "y", DRIVERS, **given)


def everything(result) -> list:
    tables = [t for name in TABLES if (t := getattr(result, name, None)) is not None]
    columns = [(name, np.asarray(values).tolist()) for table in tables for name, values in table.columns.items()]
    return [str(result), result.to_json(), result.glance(), dict(result.fit), columns]


@pytest.mark.parametrize("call", CALLS)
def test_what_is_read_later_is_that_of_the_call_whatever_becomes_of_the_data(call):
    expected = everything(made(call, survey()))
    data = survey()
    result = made(call, data)
    for column in data.values():
        column[:] = column[::-1] + 1
    assert repr(everything(result)) == repr(expected)


@pytest.mark.parametrize("call", CALLS)
def test_a_result_keeps_no_rows(call):
    data = survey()
    rows = [weakref.ref(column) for column in data.values()]
    result = made(call, data)
    del data
    gc.collect()
    assert not any(row() is not None for row in rows)
    assert result["n_eff" if "n_eff" in result.table else "r2"].size


@pytest.mark.parametrize("call", CALLS)
def test_tables_survive_pickling_before_and_after_they_are_read(call):
    result = made(call, survey())
    early = pickle.loads(pickle.dumps(result))
    assert repr(everything(early)) == repr(everything(result))
    assert pickle.loads(pickle.dumps(result)) == early == result
    assert hash(early) == hash(result)


@pytest.mark.parametrize("call", CALLS)
def test_nothing_that_was_read_can_be_changed(call):
    result = made(call, survey())
    tables = [t for name in TABLES if (t := getattr(result, name, None)) is not None]
    columns = [column for table in [*tables, result] for column in getattr(table, "columns", result.fit).values()]
    for column in columns:
        if isinstance(column, np.ndarray):
            with pytest.raises(ValueError, match=r"read-only|WRITEABLE"):
                column[...] = 0
            with pytest.raises(ValueError, match=r"read-only|WRITEABLE"):
                column[:1].setflags(write=True)
    with pytest.raises(TypeError):
        result.fit["r2"] = 1
    with pytest.raises(TypeError):
        result.table.columns["term"] = ()


def test_the_facts_of_a_fit_are_a_mapping():
    fit = made("classical", survey()).fit
    assert "r2" in fit
    assert fit.get("mcfadden_r2") is None
    assert list(fit) == list(fit.keys())
    assert len(fit) == 13
    assert repr(fit) == repr(dict(fit))
