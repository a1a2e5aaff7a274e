"""The dummy-variable adjustment against statsmodels and by hand."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from numpy.testing import assert_allclose, assert_array_equal
from placet import DataError, ModelError, Survey, _core
from placet.drivers.missing.indicator import indicator
from placet.survey.reading import read


def rows_of(data, columns=None, by=None, **options):
    columns = list(data) if columns is None else columns
    return read(Survey.of(data, **options), columns, role="driver", by=by, reserved=())


def fit(made, segment=0):
    rows = made.rows
    moments = rows.moments()[segment]
    return _core.regression(moments, rows.names, made.positions[segment], True, rows.weight_type)


def test_by_hand():
    # Who answered: (1, 2), (3, 4), so x is filled with 2 and y = 1 + x there; the others' mean is 5, 2 more than 3.
    made = indicator(rows_of({"y": [2, 4, 4, 6], "x": [1.0, 3.0, np.nan, np.nan]}))
    assert made.rows.names == ["y", "x", "x not answered"]
    assert_array_equal(made.rows.columns[1][1], [1, 3, 2, 2])
    assert_array_equal(made.rows.columns[2][1], [0, 0, 1, 1])
    assert_allclose(fit(made)["coefficients"], [1, 1, 2], rtol=1e-14)
    assert made.about == {"n_filled": {"y": 0, "x": 2}}
    assert "2 of x" in made.notes[0]


@pytest.fixture
def data():
    rng = np.random.default_rng(2)
    found = pd.DataFrame(rng.normal(size=(200, 4)), columns=["y", "a", "b", "c"])
    calls = rng.random(200) < 0.4
    found.loc[~calls, ["b", "c"]] = np.nan
    found.loc[rng.random(200) < 0.2, "a"] = np.nan
    found.loc[:9, "y"] = np.nan
    return found.assign(w=rng.uniform(0.5, 2, 200), part=np.where(np.arange(200) < 100, "east", "west"))


COLUMNS = ["y", "a", "b", "c"]


def test_drivers_with_the_same_gaps_share_an_indicator(data):
    made = indicator(rows_of(data, COLUMNS, weights="w"))
    assert made.rows.names == [*COLUMNS, "a not answered", "b, c not answered"]
    assert made.indicators == {"a not answered": ["a"], "b, c not answered": ["b", "c"]}
    assert made.positions == ([1, 2, 3, 4, 5],)
    used = data.dropna(subset="y")
    assert made.about["n_filled"] == {"y": 0, **used[["a", "b", "c"]].isna().sum().to_dict()}
    mean = {name: np.average(used[name].dropna(), weights=used["w"][used[name].notna()]) for name in "abc"}
    x = used[["a", "b", "c"]].fillna(mean).assign(no_a=used["a"].isna() * 1.0, no_b=used["b"].isna() * 1.0)
    oracle = sm.WLS(used["y"], sm.add_constant(x), weights=used["w"]).fit()
    found = fit(made)
    assert_allclose(found["coefficients"], oracle.params, rtol=1e-10)
    assert_allclose(found["std_errors"], oracle.bse, rtol=1e-10)
    assert found["n"] == 190


def test_an_indicator_that_does_not_vary_in_a_segment_stays_out_there(data):
    data["a"] = np.where(data["part"] == "east", data["a"].fillna(0), data["a"])
    made = indicator(rows_of(data, COLUMNS, by="part"))
    assert made.positions == ([1, 2, 3, 5], [1, 2, 3, 4, 5])
    for segment, (_, part) in enumerate(data.groupby("part")):
        alone = indicator(rows_of(part, COLUMNS))
        assert_allclose(fit(made, segment)["coefficients"], fit(alone)["coefficients"], rtol=1e-9)


def test_indicators_that_part_a_segment_alike_enter_once(data):
    # In the west a is missing exactly where b and c are given.
    west = data["part"] == "west"
    data.loc[west, "a"] = np.where(data.loc[west, "b"].isna(), 1.5 + data.index[west] % 7, np.nan)
    made = indicator(rows_of(data, COLUMNS, by="part"))
    assert made.positions[1] == [1, 2, 3, 4]
    assert fit(made, 1)["r2"] < 1


def test_without_gaps_nothing_changes(data):
    rows = rows_of(data.dropna(), COLUMNS)
    made = indicator(rows)
    assert made.rows.columns == rows.columns
    assert (made.indicators, made.notes, made.positions) == ({}, [], ([1, 2, 3],))


def test_many_drivers_with_the_same_gaps_have_a_short_name():
    rng = np.random.default_rng(1)
    data = {"y": rng.normal(size=30)} | {f"问题{i}": np.where(np.arange(30) < 10, np.nan, i) for i in range(5)}
    assert indicator(rows_of(data)).rows.names[-1] == "问题0, 问题1 and 3 more not answered"


def test_bad_input(data):
    with pytest.raises(DataError, match="'a not answered' has the name of an indicator"):
        indicator(rows_of(data.assign(**{"a not answered": 1.0}), [*COLUMNS, "a not answered"]))
    with pytest.raises(ModelError, match="in segment west: column 'a' has no answer"):
        indicator(rows_of(data.assign(a=data["a"].where(data["part"] == "east")), COLUMNS, by="part"))
