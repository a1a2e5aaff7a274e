"""Indicator trees: their forms, what they refuse, the tree of a published study."""

import json
import pickle
from typing import Any

import pandas as pd
import placet
import polars as pl
import pytest
from numpy.testing import assert_allclose
from placet import DataError, IndicatorTree

DEEP = {"A": (0.5, {"B": (0.4, {"x": 0.3, "y": 0.7}), "z": 0.6}), "w": 0.5}


def test_any_depth() -> None:
    tree = IndicatorTree(DEEP)
    assert tree.columns == ("x", "y", "z", "w")
    assert_allclose(list(tree.weights.values()), [0.06, 0.14, 0.3, 0.5], rtol=1e-14)
    assert tree.groups() == {"Satisfaction index": ["x", "y", "z", "w"], "A": ["x", "y", "z"], "B": ["x", "y"]}
    data = {"x": [10, 0], "y": [0, 0], "z": [5, 5], "w": [10, 10]}
    # B 15, A .4 x 15 + .6 x 50 = 36, whole .5 x 36 + .5 x 100 = 68.
    assert_allclose(placet.satisfaction_index(data, tree, scale=(0, 10))["estimate"][:3], [68, 36, 15], rtol=1e-14)


def test_forms_are_read_again() -> None:
    labels = {"A": {"en": "Service", "zh": "服务"}, "x": "Calls"}
    tree = IndicatorTree(DEEP, name="Index", columns={"x": "q1"}, labels=labels)
    assert IndicatorTree.from_json(tree.to_json()) == tree == IndicatorTree(tree.to_dict())
    assert pickle.loads(pickle.dumps(tree)) == tree
    assert hash(IndicatorTree(tree.to_dict())) == hash(tree)
    for library in ("pandas", "polars", "pyarrow"):
        again = IndicatorTree(tree.to_frame(library))
        assert (again.columns, again.weights, again.name) == (tree.columns, tree.weights, "Index")


def test_a_file_of_json(tmp_path) -> None:
    path = tmp_path / "tree.json"
    path.write_text(IndicatorTree(DEEP).to_json(indent=1), encoding="utf-8")
    assert IndicatorTree.from_json(path) == IndicatorTree.from_json(str(path)) == IndicatorTree(DEEP)
    with pytest.raises(DataError, match="neither JSON nor a file"):
        IndicatorTree.from_json("no such file")
    with pytest.raises(DataError, match="no JSON"):
        IndicatorTree.from_json("{bad")


@pytest.mark.parametrize("library", [pd.DataFrame, pl.DataFrame])
def test_tidy_tables(library: Any) -> None:
    table = {
        "parent": ["", "A", "A", ""], "name": ["A", "x", "y", "z"], "weight": [0.6, 0.5, 0.5, 0.4],
        "column": [None, "q1", "q2", None],
    }  # fmt: skip
    tree = IndicatorTree(library(table))
    assert tree.columns == ("q1", "q2", "z")
    assert_allclose(list(tree.weights.values()), [0.3, 0.3, 0.4])


BAD = [
    ({"parent": ["b", "a"], "name": ["a", "b"], "weight": [1, 1]}, "is below itself: 'a' below 'b' below 'a'"),
    ({"parent": ["a"], "name": ["a"], "weight": [1]}, "'a' is below itself"),
    ({"parent": ["", "b1"], "name": ["b", "a"], "weight": [1, 1]}, "parent of 'a' is 'b1'.*did you mean 'b'"),
    ({"parent": ["", ""], "name": ["a", "a"], "weight": [0.5, 0.5]}, "'a' appears twice"),
    ({"parent": [""], "name": ["a"], "weight": [None]}, "weight of 'a' is None.*give every node"),
    (
        {"parent": ["", "a", ""], "name": ["a", "b", "c"], "weight": [1, 1, 1], "column": ["q", "r", "s"]},
        "'a' has a column, 'q', and",
    ),
    ({"parent": [""], "name": ["a"]}, "no column 'weight'"),
]


@pytest.mark.parametrize(("table", "words"), BAD, ids=[words for _, words in BAD])
def test_bad_tables(table: dict[str, Any], words: str) -> None:
    with pytest.raises(DataError, match=words):
        IndicatorTree(pd.DataFrame(table))


BAD_TREES = [
    ({"name": "I", "children": [{"name": "a"}]}, "weight of 'a' is None"),
    ({"name": "I", "children": [{"weight": 1}]}, "must be a mapping with a name"),
    ({"name": "I", "children": [{"name": {"fr": "a"}, "weight": 1}]}, "a label is given in 'fr'"),
    ({"name": "I", "children": [{"name": n, "weight": 0.5, "column": "q"} for n in "ab"]}, "is in two leaves, 'a' and"),
    ({"a": 0.5, "b": 0.6}, "sum to 1.1, not 1; correct them or pass normalize=True"),
    ({"A": (0.5, {"x": 1}), "x": 0.5}, "indicator 'x' appears twice"),
]  # fmt: skip


@pytest.mark.parametrize(("tree", "words"), BAD_TREES, ids=[words for _, words in BAD_TREES])
def test_bad_trees(tree: Any, words: str) -> None:
    with pytest.raises(DataError, match=words):
        IndicatorTree(tree)


def test_a_tree_that_is_too_deep() -> None:
    names = [f"n{level}" for level in range(3000)]
    table = pd.DataFrame({"parent": ["", *names[:-1]], "name": names, "weight": 1.0})
    with pytest.raises(DataError, match="is on level 51; a tree has at most 50 levels"):
        IndicatorTree(table)


def test_an_indicator_that_is_no_column() -> None:
    with pytest.raises(DataError, match="indicator column 'call' is not in the data; did you mean 'calls'"):
        placet.satisfaction_index({"calls": [1, 2]}, {"call": 1.0}, scale=(1, 5))
    with pytest.raises(DataError, match="columns= names 'cals', which is no indicator"):
        IndicatorTree({"calls": 1.0}, columns={"cals": "q1"})


def test_weights_drop_into_a_tree() -> None:
    judged = placet.ahp_weights([[1, 3], [1 / 3, 1]], names=["x", "y"])
    tree = IndicatorTree({"A": (0.5, judged), "z": 0.5})
    assert_allclose(list(tree.weights.values()), [0.375, 0.125, 0.5], rtol=1e-12)
    again = IndicatorTree({"A": (0.5, {"x": 0.5, "y": 0.5}), "z": 0.5}).reweight({"A": judged})
    assert_allclose(list(again.weights.values()), [0.375, 0.125, 0.5], rtol=1e-12)
    assert_allclose(list(IndicatorTree(judged).weights.values()), [0.75, 0.25], rtol=1e-12)
    data = {"x": [1, 5], "y": [3, 3], "z": [1, 1]}
    index = placet.satisfaction_index(data, {"A": (0.5, judged), "z": 0.5}, scale=(1, 5))
    assert_allclose(index["estimate"][0], 25, rtol=1e-12)
    with pytest.raises(DataError, match="give one to each of 'x', 'y'"):
        tree.reweight({"A": {"x": 1}})
    with pytest.raises(DataError, match="weights are given below 'B', which is no node with children"):
        tree.reweight({"B": {"x": 1}})


def test_the_tree_of_the_operator_study(reference) -> None:
    path = reference / "operator_study" / "indicator_tree.json"
    with pytest.raises(DataError, match=r"below 'Mobile customer satisfaction' sum to 50, not 1.*normalize=True"):
        IndicatorTree.from_json(path)
    tree = IndicatorTree.from_json(path, normalize=True)
    assert len(tree.columns) == 18
    assert_allclose(tree.weights["Network coverage"], 0.4 * 0.3, rtol=1e-14)
    assert "网络覆盖" in tree.result.summary(language="zh")
    assert "Network coverage" in repr(tree)
    first = json.loads(path.read_text(encoding="utf-8"))["children"][0]["children"][0]["name"]
    assert tree.labels["Call quality"].fields == first


def test_templates() -> None:
    ssi, csi = placet.templates.ssi(), placet.templates.csi({"waiting": "q4"})
    assert (len(ssi.columns), len(csi.columns)) == (7, 6)
    assert_allclose(list(ssi.weights.values()), 1 / 7, rtol=1e-14)
    assert "q4" in csi.columns
    assert "试乘试驾" in ssi.result.summary(language="zh")


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
@pytest.mark.parametrize("name", [None, "Index", "满意度"])
def test_what_to_frame_gives_is_read_again_whatever_the_whole_is_called(name, library):
    for weights in ({"x": (0.6, {"a": 0.5, "b": 0.5}), "y": (0.4, {"c": 1})}, {"a": 0.5, "b": 0.5}, {"a": 1}):
        tree = IndicatorTree(weights, name=name)
        assert IndicatorTree(tree.to_frame(library)) == tree
        assert IndicatorTree(tree.to_frame(library), name="Other").name == "Other"
