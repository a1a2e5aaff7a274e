"""A result is a mapping from names to columns, for everything that takes one."""

import copy
import json
from collections.abc import Mapping

import numpy as np
import pandas as pd
import placet
import polars as pl
import pytest
from placet import DataError


def by_shop(**options):
    data = {"score": [10, 9, 3, 8, 7, 0], "shop": ["a", "a", "b", "b", "c", "c"], "wave": [1, 2, 1, 2, 1, 2]}
    return placet.nps(data, "score", by="shop", **options)


def test_it_is_read_as_a_mapping():
    result = by_shop()
    assert isinstance(result, Mapping)
    assert list(result) == list(result.keys()) == list(result.table.columns)
    assert len(result) == len(result.table.columns)
    assert "estimate" in result
    assert "nps" not in result
    assert None not in result
    assert dict(result).keys() == result.keys()
    assert [name for name, _ in result.items()] == list(result)
    assert result.get("estimate") is result["estimate"]
    assert (result.get("nps"), result.get("nps", 1)) == (None, 1)
    assert list(reversed(result)) == list(result)[::-1]
    assert {**result}["shop"] == ("a", "b", "c")
    assert (result | {"shop": 1})["shop"] == 1
    assert ({"shop": 1} | result)["shop"] == ("a", "b", "c")
    assert result


def test_frames_are_made_of_it():
    result = by_shop()
    assert pd.DataFrame(result).equals(result.to_frame("pandas"))
    assert pl.DataFrame(result).equals(result.to_frame("polars"))
    assert pd.DataFrame(result, columns=["shop", "estimate"]).shape == (3, 2)


def test_columns_may_be_called_by_their_headings():
    result = by_shop()
    assert result["NPS"] is result["estimate"]
    assert result["n eff."] is result["n_eff"]
    assert result["LOW"] is result["conf_low"]
    drivers = placet.regression({"y": [1, 2, 4, 3, 5], "x": [1, 2, 3, 4, 5]}, "y", "x")
    assert drivers["Coefficient"] is drivers["estimate"]


def test_unknown_columns_name_the_known_ones():
    result = by_shop()
    for error in (KeyError, DataError):
        with pytest.raises(error, match=r"no column 'estimat'; did you mean 'estimate'\?"):
            result["estimat"]
    with pytest.raises(DataError, match="It has 'shop', 'item', 'metric'"):
        result["csat"]
    with pytest.raises(DataError, match="a column has a name, not 0"):
        result[0]


def test_nothing_changes_it():
    result = by_shop()
    before = result.to_json()
    for change in (
        lambda: result.__setitem__("n", 1),
        lambda: result.update(n=1),
        lambda: result.pop("n"),
        lambda: result.clear(),
        lambda: result.setdefault("x", 1),
        lambda: result.popitem(),
        lambda: result.__delitem__("n"),
        lambda: result.__ior__({"n": 1}),
    ):
        with pytest.raises(TypeError, match="a result cannot be changed"):
            change()
    assert result.to_json() == before
    assert copy.deepcopy(result) == copy.copy(result) == result
    assert not {"update", "pop", "clear", "fromkeys"} & set(dir(result))


def test_the_json_module_does_not_take_it_for_empty():
    with pytest.raises(TypeError, match="not JSON serializable"):
        json.dumps(by_shop())


def test_one_row_is_a_number():
    whole = placet.nps([10, 9, 3, 8])
    assert float(whole) == whole["estimate"][0] == 25
    with pytest.raises(TypeError, match="a result of 3 rows is not one number"):
        float(by_shop())


# ---- keys that are called like a column of the result ---------------------------------------------------------------


@pytest.mark.parametrize("name", ["item", "n", "estimate", "metric"])
def test_a_key_keeps_its_name_and_the_column_of_the_result_gives_way(name):
    data = {"score": [10, 9, 3, 8], name: ["a", "a", "b", "b"]}
    result = placet.nps(data, "score", by=name)
    plain = placet.nps({"score": data["score"], "g": data[name]}, "score", by="g")
    assert next(iter(result)) == name
    assert result[name] == ("a", "b")
    assert np.array_equal(result[f"result_{name}"], plain[name]) or result[f"result_{name}"] == plain[name]
    assert list(result.to_frame().columns) == list(result) == list(result.to_dict()["columns"])
    assert result.to_dict()["keys"] == [name]
    assert result.summary().split("\n")[2].split()[0] == name
    assert result.plot().get_yticklabels()[0].get_text().startswith("a")
    assert result == placet.nps(data, "score", by=name)


def test_such_keys_in_other_analyses():
    rng = np.random.default_rng(1)
    data = {"y": rng.normal(size=60), "x": rng.normal(size=60), "term": ["a", "b"] * 30, "level": [1, 1, 2] * 20}
    fitted = placet.regression(data, "y", ["x"], by=["term", "level"])
    assert list(fitted)[:3] == ["term", "level", "result_term"]
    assert list(fitted.frame("term_tests").columns)[:3] == ["term", "level", "result_term"]
    new = {"x": [0.5, 1.0], "term": ["a", "b"], "level": [1, 2]}
    assert np.isfinite(fitted.predict(new)["estimate"]).all()
    compared = placet.compare({"q": [10, 9, 3, 8] * 5, "level": ["a", "b"] * 10}, "q", by="level")
    assert compared["result_level" if "result_level" in compared else "level"] == ("a", "b")


def test_tables_are_written_as_they_are_held():
    data = {"score": [10, 9, 3, 8, 7, 0], "estimate": ["a", "a", "b", "b", "c", "c"], "wave": [1, 2, 1, 2, 1, 2]}
    total = placet.nps(data, "score", by=["estimate", "wave"], total=True)
    heading, _, first, *_ = repr(total.table).splitlines()
    assert heading.split()[:3] == ["estimate", "wave", "item"]
    assert "result_estimate" in heading
    assert first.split()[0] == "Total"
    assert "%" not in repr(total.table)


def test_a_column_of_a_further_table_is_pointed_to():
    answers = {"q1": [9, 7, 3, 8, 6], "q2": [8, 8, 2, 9, 5], "s1": [9, 8, 4, 9, 5], "s2": [9, 7, 3, 8, 7]}
    model = "Quality =~ q1 + q2; Satisfaction =~ s1 + s2; Satisfaction ~ Quality"
    result = placet.path_model(answers, model, n_resamples=0)
    with pytest.raises(DataError, match=r"it is in result\.indicators and in result\.cross_loadings\. It has"):
        result["loading"]
    with pytest.raises(DataError, match=r"no column 'nothing of this'\. It has"):
        result["nothing of this"]
