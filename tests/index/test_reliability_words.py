"""What reliability refuses, and what it says of odd items and few respondents."""

import matplotlib as mpl
import numpy as np
import pandas as pd
import placet
import pytest
from placet import DataError

mpl.use("Agg")

RNG = np.random.default_rng(1)
FACTOR = RNG.normal(size=80)
DATA = {name: np.rint(5 + 2 * FACTOR + 1.5 * RNG.normal(size=80)) for name in "abcd"}
DATA |= {"g": np.resize(["x", "y"], 80), "one": np.full(80, 3.0)}


def found(items, data=DATA, **options):
    return placet.reliability(data, items, **{"n_resamples": 0, **options})


@pytest.mark.parametrize(
    ("items", "options", "words"),
    [
        (["a"], {}, "construct 'all items' has 1 item, 'a'; reliability is about the agreement of two or more"),
        ([], {}, "construct 'all items' has 0 items; reliability"),
        ({"S": ["a", "b"], "T": ["c"]}, {}, "construct 'T' has 1 item, 'c'"),
        ({"S": "a"}, {}, "construct 'S' has 1 item, 'a'"),
        ({"S": 3}, {}, "the items of 'S' must be a column name or a list of column names, not 3"),
        ({}, {}, "items is a mapping without an entry"),
        ({3: ["a", "b"]}, {}, "the name of a construct=3 must be a text"),
        ({"S": ["a", "b", "a"]}, {}, "the items of 'S' names 'a' twice"),
        (["a", "bb"], {}, "item column 'bb' is not in the data"),
        (["a", "b"], {"reverse": ["c"]}, "reverse names 'c', which is none of the items 'a', 'b'"),
        (["a", "b"], {"reverse": 1}, "reverse must be a column name"),
        (["a", "b"], {"scale": (3, 4)}, "outside the scale 3..4"),
        (["a", "b"], {"name": 1}, "name=1 must be a text"),
        (["a", "b"], {"missing": "pairwise"}, "missing='pairwise' is not known"),
        (["a", "b"], {"n_resamples": -1}, "n_resamples=-1"),
    ],
)
def test_what_is_refused(items, options, words):
    with pytest.raises(DataError) as error:
        found(items, **options)
    assert words in str(error.value)


def test_an_item_that_nobody_answered_is_refused():
    with pytest.raises(DataError, match="column 'z' has no answers"):
        found(["a", "b", "z"], {**DATA, "z": np.full(80, np.nan)})


def test_gaps():
    data = {
        **DATA,
        "a": np.where(np.arange(80) < 7, np.nan, DATA["a"]),
        "b": np.where(np.arange(80) < 9, 99, DATA["b"]),
    }
    result = found(["a", "b", "c"], data, na_codes=[99])
    assert result["n"].tolist() == [71]
    kept = {name: column[9:] for name, column in DATA.items()}
    assert result["estimate"] == pytest.approx(found(["a", "b", "c"], kept)["estimate"], rel=1e-12)
    with pytest.raises(DataError, match="9 of 80 respondents have no answer in an item of 'all items'"):
        found(["a", "b", "c"], data, na_codes=[99], missing="raise")
    two = found({"S": ["a", "c"], "T": ["c", "d"]}, data)
    assert two["n"].tolist() == [73, 80]
    assert "constructs have bases of 73 to 80" in two.made_by()


class Tree:
    """Anything with such a method."""

    def __init__(self, **groups):
        self.found = groups

    def groups(self):
        return self.found


def test_trees_name_constructs():
    tree = Tree(Whole=["a", "b", "c", "d"], Part=["a", "b"])
    assert found(tree) == found(tree.groups())
    assert found(tree)["term"] == ("Whole", "Part")
    with pytest.raises(DataError, match="no node of the tree has two indicators or more"):
        found(Tree())


def test_items_may_be_given_by_value():
    frame = pd.DataFrame({name: DATA[name] for name in "abc"})
    assert found(frame, frame)["estimate"] == found(["a", "b", "c"])["estimate"]
    # A column of this name makes no tree of a frame.
    named = frame.rename(columns={"a": "groups"})
    assert placet.reliability(named, named, n_resamples=0)["estimate"] == found(["a", "b", "c"])["estimate"]


def test_an_item_that_runs_against_the_others_is_named():
    data = {**DATA, "d": 10 - DATA["d"]}
    words = "d: item-rest correlation below 0; an item worded the other way round is turned by reverse="
    assert words in found(["a", "b", "c", "d"], data).made_by()
    assert words not in found(["a", "b", "c", "d"], data, reverse="d").made_by()
    by = found(["a", "b", "c", "d"], data, by="g").made_by()
    assert f"x d, y {words}" in by


def test_a_constant_item_has_no_correlations():
    result = found(["a", "b", "c", "one"])
    assert np.isfinite(result["estimate"][0])
    for name in ("std_alpha", "omega", "kmo", "bartlett_statistic", "bartlett_p_value"):
        assert np.isnan(result[name][0])
    assert np.isnan(result.item_statistics["item_rest"][3])
    assert "one: all answers are equal" in result.made_by()


def test_redundant_items_are_named():
    data = {**DATA, "sum": DATA["a"] + DATA["b"]}
    result = found(["a", "b", "c", "sum"], data)
    assert np.isnan(result["kmo"][0])
    assert np.isnan(result["bartlett_statistic"][0])
    assert np.isnan(result.item_statistics["msa"]).all()
    assert np.isfinite(result["omega"][0])
    assert "sum: redundant, follows from the items before" in result.made_by()


def test_fewer_respondents_than_items():
    few = {name: column[:4] for name, column in DATA.items()}
    result = found(["a", "b", "c", "d"], few)
    assert np.isnan(result["kmo"][0])
    assert "no KMO and Bartlett's test of all items: no more respondents than items" in result.made_by()
    assert "redundant" not in result.made_by()


def test_segments_of_nobody_and_of_one():
    codes = np.array(["x"] * 78 + ["y", "z"])
    data = {**DATA, "g": codes, "a": np.where(np.arange(80) == 79, np.nan, DATA["a"])}
    result = placet.reliability(data, ["a", "b", "c"], by="g", n_resamples=9, rng=1)
    assert result["n"].tolist() == [78, 1, 0]
    for name in ("estimate", "conf_low", "std_alpha", "omega", "omega_low", "split_half", "kmo", "bartlett_statistic"):
        assert np.isnan(result[name][1:]).all(), name
    assert "no reliability of y, z: fewer than two respondents answered all items" in result.made_by()
    assert np.isnan(result.item_statistics["mean"][6:]).all()


def test_two_items_have_no_factor():
    result = found(["a", "b"])
    r = np.corrcoef(DATA["a"], DATA["b"])[0, 1]
    assert result["std_alpha"] == pytest.approx(2 * r / (1 + r), rel=1e-12)
    assert result["kmo"] == pytest.approx(0.5)
    assert np.isnan(result["omega"][0])
    assert np.isnan(result.item_statistics["alpha_dropped"]).all()
    assert "no omega of all items: one factor takes three items" in result.made_by()
    assert len(result.plot().texts) == 1


def test_items_that_cancel_out_have_no_alpha():
    result = found(["a", "b"], {"a": DATA["a"], "b": -DATA["a"]})
    assert np.isnan(result["estimate"][0])
    assert np.isnan(result["split_half"][0])
    assert "no alpha of all items: the sum of the items does not vary" in result.made_by()
    same = found(["a", "b", "c"], dict.fromkeys("abc", DATA["a"]))
    for name in ("estimate", "omega", "split_half", "conf_low", "conf_high"):
        assert same[name] == pytest.approx(1)


def test_tables_and_pictures():
    groups = {"S": ["a", "b", "c"], "T": ["b", "c", "d"]}
    result = found(groups)
    assert len(result.summary().split("\n\n")) == 4
    assert result.to_html().count("<table>") == 2
    assert list(result.frame("item_statistics")["item"]) == list("abcbcd")
    with pytest.raises(DataError, match=r"frame\('items'\) is no table of this result"):
        result.frame("items")
    assert "0.7" in result.plot().get_xlabel()
    by = found(groups, by="g")
    assert len(by.summary().split("\n\n")) == 3
    assert [text.get_text() for text in by.plot().get_legend().get_texts()] == ["x", "y"]
    assert [label.get_text() for label in found(["a", "b", "c"], by="g").plot().get_yticklabels()] == ["x", "y"]
    assert "克" not in result.summary(language="zh")
    assert "信度" in result.summary(language="zh")


def test_the_total_stands_above_the_segments_in_both_tables():
    result = found(["a", "b", "c"], by="g", total=True)
    assert result["g"] == result.item_statistics["g"][::3] == (None, "x", "y")
    assert (result.item_statistics["msa"][:3] == found(["a", "b", "c"]).item_statistics["msa"]).all()


def test_the_design_is_said():
    words = found(["a", "b", "c"], cluster="g").made_by()
    assert "design: 2 clusters 'g'" in words
    assert "Bartlett's test takes the effective base for so many independent respondents" in words


def test_lost_respondents_of_several_constructs_are_one_warning():
    data = {**DATA, "a": np.where(np.arange(80) < 30, np.nan, DATA["a"]), "d": np.where(np.arange(80) < 20, np.nan, 1)}
    data["d"] = data["d"] * DATA["d"]
    with pytest.warns(placet.MissingAnswersWarning, match="50 of 80 respondents used.*'a'") as caught:
        result = found({"S": ["a", "b"], "T": ["c", "d"]}, data)
    assert len(caught) == 1
    assert result.about["n_used"] == 60
    assert "constructs have bases of 50 to 60" in result.made_by()


def test_nodes_of_a_tree_have_their_labels():
    tree = placet.IndicatorTree(
        {"net": (0.5, {"a": 0.5, "b": 0.5}), "bill": (0.5, {"c": 1.0})}, labels={"net": "网络质量", "a": "信号"}
    )
    data = {"a": [1, 2, 4, 3], "b": [2, 1, 4, 4], "c": [3, 1, 2, 5]}
    text = placet.reliability(data, tree, n_resamples=0).summary()
    assert "网络质量" in text
    assert "信号" in text
    own = placet.Survey(data, labels={"a": "Signal"})
    assert "Signal" in placet.reliability(own, tree, n_resamples=0).summary()
