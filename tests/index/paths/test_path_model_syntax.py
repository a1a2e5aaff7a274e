"""Path models: lines and dicts say the same, whatever the names; what is no model is refused by name."""

import json
import pickle
import re

import pandas as pd
import placet
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from placet import DataError, PathModel

BLOCKS = "A =~ a1 + a2\nB =~ b1\nC =~ c1\n"


def test_what_a_model_is_made_of() -> None:
    model = PathModel("""
        # measurement
        Loyalty ~ Satisfaction*Image + Price   # mentioned first
        Image =~ i1 + i2; Price <~ p1
          + p2 +
          p3
        Satisfaction =~ s1
        Service =~ Network + Billing
        Network =~ n1 + n2
        Billing =~ b1
        Loyalty =~ l1
        Satisfaction ~ Service
    """)
    assert model.constructs == ("Loyalty", "Satisfaction", "Image", "Price", "Service", "Network", "Billing")
    assert model.blocks["Price"] == ("p1", "p2", "p3")
    assert model.higher == {"Service": ("Network", "Billing")}
    assert "Service" not in model.blocks
    assert [name for name, mode in model.modes.items() if mode == "B"] == ["Price"]
    acting = ("Satisfaction", "Image", "Satisfaction:Image", "Price")
    assert model.predecessors == {"Loyalty": acting, "Satisfaction": ("Service",)}
    assert model.interactions == (("Satisfaction", "Image"),)
    assert model.columns == ("l1", "s1", "i1", "i2", "p1", "p2", "p3", "n1", "n2", "b1")
    assert model.order == ("Image", "Price", "Network", "Billing", "Service", "Satisfaction", "Loyalty")


def test_the_model_of_the_mobile_telephone_study(reference) -> None:
    given = json.loads((reference / "pls" / "mobi_model.json").read_text(encoding="utf-8"))
    paths: dict[str, list[str]] = {}
    for start, end in given["paths"]:
        paths.setdefault(end, []).append(start)
    model = PathModel(given["blocks"], paths)
    assert PathModel(model.syntax) == model
    ecsi = placet.templates.ecsi()
    assert (ecsi.blocks, ecsi.predecessors, ecsi.modes) == (model.blocks, model.predecessors, model.modes)


def test_forms_are_read_again(tmp_path) -> None:
    labels = {"A": {"en": "Image", "zh": "形象"}, "a1": "Can be trusted?"}
    paths = {"C": ["A", "B", "A:B"], "B": "A"}
    model = PathModel({"A": ["a1", "a2"], "B": "b1", "C": ("c1",)}, paths, {"A": "B"}, labels=labels)
    assert model.labels == {"A": "Image", "a1": "Can be trusted?"}
    path = tmp_path / "model.json"
    path.write_text(model.to_json(indent=1), encoding="utf-8")
    for again in (
        PathModel(model), PathModel(model.to_dict()), PathModel.from_dict(model.to_dict()), PathModel.from_json(path),
        PathModel.from_json(model.to_json()), pickle.loads(pickle.dumps(model)),
    ):  # fmt: skip
        assert again == model
        assert hash(again) == hash(model)
        assert again.labels["A"].fields == labels["A"]
    unlabelled = PathModel(model.syntax)
    assert unlabelled != model
    assert {**model.to_dict(), "labels": {}} == {**unlabelled.to_dict(), "labels": {}}
    assert model != "a model"


def test_columns_keep_the_labels_of_their_indicators() -> None:
    model = PathModel(BLOCKS + "B ~ A; C ~ B", columns={"a1": "b2", "b1": "a1"}, labels={"a1": "One", "b1": "Two"})
    assert model.columns == ("b2", "a2", "a1", "c1")
    assert model.labels == {"b2": "One", "a1": "Two"}


def test_a_model_may_be_given_other_paths() -> None:
    model = PathModel(BLOCKS + "B ~ A; C ~ B", labels={"C": "See"})
    more = PathModel(model, {**model.predecessors, "C": ["B", "A"]})
    assert more.predecessors == {"B": ("A",), "C": ("B", "A")}
    assert more.labels == model.labels
    assert PathModel(model, modes={"C": "B"}).modes == {"A": "A", "B": "A", "C": "B"}


def test_signs_of_full_width_are_read() -> None:
    model = PathModel("形象 ＝～ 甲 ＋ 乙；满意 =~ `总体：满意` \n满意 ～ 形象")
    assert model.columns == ("甲", "乙", "总体：满意")
    assert model.predecessors == {"满意": ("形象",)}


def test_an_interaction_has_the_name_of_its_first_mention() -> None:
    model = PathModel(BLOCKS + "D =~ d1\nC ~ A*B\nD ~ B + A + B:A")
    assert model.interactions == (("A", "B"),)
    assert model.predecessors["D"] == ("B", "A", "A:B")
    assert PathModel(BLOCKS + "C ~ A + A*B") == PathModel(BLOCKS + "C ~ A*B") == PathModel(BLOCKS + "C ~ A*B + B")


# ---- what is no model ------------------------------------------------------------------------------------------------

LINES = [
    ("", "model is empty; write lines such as 'Image =~ IMAG1"),
    ("# nothing", "model is empty"),
    (BLOCKS, "model has no paths"),
    (BLOCKS + "C ~~ A", "line 4 of the model, 'C >>>~~<<< A': .*covariances are no part"),
    (BLOCKS + "C := A", "'C >>>:=<<< A': .*effects are computed of every model"),
    (BLOCKS + "A -> C", "'A >>>-><<< C': .*outcome stands on the left"),
    (BLOCKS + "C ~ A B", "'C ~ A >>>B<<<': a name is followed by"),
    (BLOCKS + "C ~ A + + B", "'C ~ A [+] >>>[+]<<< B': here a name is missing"),
    (BLOCKS + "C ~ A +", "'C ~ A >>>[+]<<<': here a name is missing"),
    (BLOCKS + "\n\nC ~ A ~ B", "line 6 .*'C ~ A >>>~<<< B'"),
    (BLOCKS + "C", "'>>>C<<<': a construct is followed by"),
    (BLOCKS + "~ A", "'>>>~<<< A': it must begin with a construct"),
    (BLOCKS + "A + B ~ C", "one construct stands on the left"),
    (BLOCKS + "C ~ A*B*A", "'C ~ A[*]B>>>[*]<<<A': an interaction is that of two constructs"),
    (BLOCKS + "C ~ A*A", "'A' on 'C' is multiplied by itself"),
    ("A =~ 1*a1 + a2", "'A =~ 1>>>[*]<<<a1 [+] a2': weights and loadings are estimated"),
    ("A =~ q-1", "'A =~ q>>>-<<<1': .*names with signs or blanks stand in backticks"),
    ("ECSI", r"a construct is followed by .*; the template is placet\.templates\.ecsi\(\)"),
    ("A ~= a1", "'A ~>>>=<<< a1': .*measures a construct is written with =~"),
    ("! lavaan", "'>>>!<<< lavaan': .*comments begin with #"),
    ("A =~ a1, a2", "'A =~ a1>>>,<<< a2': .*names are joined by"),
    ("A =~ a1，a2", "names are joined by"),
    (BLOCKS + "C ~ A + log(B)", "'C ~ A [+] log>>>[(]<<<B[)]': .*functions, factors and constraints are no part"),
    (BLOCKS + "C ~ b1*A", "'b1' acts on 'C', and is an indicator of 'B'"),
    (BLOCKS + "C ~ beta*A", "'beta' acts on 'C' .* 'C'. Measure it by .*; . and : make interactions of constructs"),
    ("A =~ `q 1", "'A =~ >>>`<<<q 1': .*close the name with a second backtick"),
    ("A =~ " + "long_name + " * 99 + "?", r"line 1 of the model, '\.\.\..*>>>\?<<<"),
    (BLOCKS + "B ~ A; C ~ B; A ~ C", "paths lead back to where they start: A -> B -> C -> A"),
    (BLOCKS + "B ~ B; C ~ A", "construct 'B' acts on itself"),
    (BLOCKS + "B ~ A; B ~ C + A", "path A -> B is given twice"),
    (BLOCKS + "C ~ A*B + A:B", "path A:B -> C is given twice"),
    (BLOCKS + "C ~ A*B + A + A", "path A -> C is given twice"),
    (BLOCKS + "B ~ A", "construct 'C' has no path: nothing acts on it.*'B ~ C', or leave it out"),
    (BLOCKS + "C ~ A:B", "interaction A:B acts on 'C' without 'A', 'B' itself; write A[*]B"),
    (BLOCKS + "C ~ A + A:B\nB ~ A", "interaction A:B acts on 'C' without 'B' itself"),
    ("Image =~ a\nLoyalty =~ b\nLoyalty ~ Imagge", "'Imagge' acts on 'Loyalty' and is no .* did you mean 'Image'"),
    (BLOCKS + "B ~ A; D ~ B", "'D' is in a path of the model and is no construct with indicators"),
    (BLOCKS + "C ~ a1", "'a1' acts on 'C', and is an indicator of 'A'; paths join constructs"),
    ("B ~ A", "'B' is in a path of the model and has no indicators; write lines"),
    (BLOCKS + "D =~ a1\nD ~ A", "indicator 'a1' is in 'A' and in 'D'; it measures one construct, once"),
    ("A =~ a1 + a1\nB =~ b\nB ~ A", "indicator 'a1' is twice in 'A'"),
    (BLOCKS + "A =~ a3\nC ~ A", "construct 'A' is measured twice, by 'a1', 'a2' and by 'a3'"),
    ("A =~ A\nB =~ b\nB ~ A", "'A' is both a construct and its own indicator"),
    (BLOCKS + "D =~ B\nD ~ A", "'D' is made of the one construct 'B'; .* at least 2"),
    (BLOCKS + "D =~ B + d1\nD ~ A", "measured by the construct 'B' and by 'd1', which is none"),
    (BLOCKS + "D =~ B + C\nD ~ A\nB ~ A", "'B' is part of 'D' and has a path of its own"),
    (BLOCKS + "D =~ B + C\nE =~ e\nF =~ D + E\nF ~ A", "'F' is made of 'D', which is of higher order itself"),
    (BLOCKS + "D =~ B + C\nE =~ B + C\nD ~ A\nE ~ A", "construct 'B' is in 'D' and in 'E'"),
    ("`A:B` =~ a\nC =~ c\nC ~ `A:B`", "construct 'A:B' has a ':' in its name"),
]


@pytest.mark.parametrize(("text", "words"), LINES, ids=[words[:40] for _, words in LINES])
def test_lines_that_are_no_model(text: str, words: str) -> None:
    with pytest.raises(DataError, match=words) as error:
        PathModel(text)
    assert "\n" not in str(error.value)


FORMS = [
    ((5,), "model=5 must be a text or a mapping"),
    (([("A", "a")],), "must be a text or a mapping"),
    (({},), "the model is empty"),
    (({"A": []}, {"B": "A"}), "construct 'A' has no indicators"),
    (({"A": [1]}, {}), "an indicator of 'A' is 1; it must be the name of a column"),
    (({"A": [[1]]}, {}), "an indicator of 'A' is .*; it must be the name of a column"),
    (({"A": 5}, {}), "the indicators of 'A' are 5; give a list of names"),
    (({5: ["a"]}, {}), "a construct is called 5; its name must be a text"),
    (({" ": ["a"]}, {}), "a construct is called ' '"),
    (({"A": "a", "B": "b"}, ["A"]), "paths=.* must be a mapping from outcomes"),
    (({"A": "a", "B": "b"}, {"B": [3]}), "a path is given from 3; name a construct"),
    (({"A": "a", "B": "b"}, {"B": "A:"}), "a construct is called ''"),
    (({"A": "a", "B": "b"}, {"B": "A"}, {"A": "C"}), "mode of 'A'='C' is not known; use one of 'A', 'B'"),
    (({"Aa": "a", "B": "b"}, {"B": "Aa"}, {"Ab": "B"}), "modes= names 'Ab', which is no construct; did you mean 'Aa'"),
    (({"A": "a", "B": "b"}, {"B": "A"}, "B"), "modes='B' must be a mapping"),
    ((BLOCKS, {"B": "A"}), "paths= and modes= go with a mapping"),
    (({"blocks": {"A": "a"}, "nodes": 1},), "the model has 'nodes' beside its 'blocks'"),
]


@pytest.mark.parametrize(("given", "words"), FORMS, ids=[words[:40] for _, words in FORMS])
def test_forms_that_are_no_model(given: tuple, words: str) -> None:
    with pytest.raises(DataError, match=words):
        PathModel(*given)


def test_names_that_the_model_does_not_have() -> None:
    text = "Image =~ a1\nB =~ b1\nB ~ Image"
    with pytest.raises(DataError, match="columns= names 'a2', which is no indicator of the model; did you mean 'a1'"):
        PathModel(text, columns={"a2": "q"})
    with pytest.raises(DataError, match=r"labels= names 'Imag', which is no construct .* did you mean 'Image'"):
        PathModel(text, labels={"Imag": "Image"})
    with pytest.raises(DataError, match="indicator 'b1' is in 'Image' and in 'B'"):
        PathModel(text, columns={"a1": "b1"})
    with pytest.raises(DataError, match="the column of 'a1' is 'B', which is a construct"):
        PathModel(text, columns={"a1": "B"})
    for bad, words in (("{", "no JSON"), ("no such file", "neither JSON nor a file"), ("[1]", "must be a mapping")):
        with pytest.raises(DataError, match=words):
            PathModel.from_json(bad)
    with pytest.raises(DataError, match="must be a mapping with 'blocks'"):
        PathModel.from_dict({"A": ["a"]})


# ---- any model -------------------------------------------------------------------------------------------------------

NAMES = st.text(min_size=1, max_size=6).filter(lambda name: name.strip() and ":" not in name)


@st.composite
def models(draw):
    """Blocks, paths and modes of a model whose names may be anything."""
    count = draw(st.integers(2, 6))
    names = draw(st.lists(NAMES, min_size=3 * count, max_size=3 * count, unique=True))
    constructs, columns = names[:count], names[count:]
    blocks = {name: columns[2 * i : 2 * i + draw(st.integers(1, 2))] for i, name in enumerate(constructs)}
    paths = {}
    for i, name in enumerate(constructs[1:], 1):
        own = draw(st.lists(st.sampled_from(constructs[:i]), min_size=1, max_size=3, unique=True))
        paths[name] = [*own, f"{own[0]}:{own[1]}"] if len(own) > 1 and draw(st.booleans()) else own
    acting = {part for own in paths.values() for part in own}
    blocks = {name: own for name, own in blocks.items() if name in acting or name in paths}
    if draw(st.booleans()):
        lower = {f"lower of {draw(NAMES)} {i}": [f"item {i}"] for i in range(2)}
        whole = f"whole of {draw(NAMES)}"
        blocks |= {whole: list(lower), **lower}
        paths.setdefault(constructs[-1], []).append(whole)
    modes = {name: draw(st.sampled_from("AB")) for name in blocks}
    return blocks, paths, modes


def unordered(paths):
    """What acts on what; an interaction has one name in all of a model, that of its first mention."""
    return {name: {frozenset(p.split(":")) for p in own} for name, own in paths.items()}


@given(models())
@example(
    (
        {"0": ["a"], "1": ["b"], "x": ["c"], "y": ["d"]},
        {"x": ["0", "1", "0:1"], "y": ["1", "0", "1:0"]},
        dict.fromkeys("01xy", "A"),
    )
)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_lines_and_dicts_say_the_same(parts) -> None:
    blocks, paths, modes = parts
    model = PathModel(blocks, paths, modes)
    assert {**model.blocks, **model.higher} == {name: tuple(own) for name, own in blocks.items()}
    assert model.modes == modes
    assert unordered(model.predecessors) == unordered(paths)
    assert PathModel(model.syntax) == model == PathModel.from_json(model.to_json())
    assert PathModel(model.syntax).syntax == model.syntax
    place = {name: i for i, name in enumerate(model.order)}
    assert sorted(place) == sorted(blocks)
    for name, own in model.predecessors.items():
        assert all(place[part] < place[name] for part in own if ":" not in part)
    for name, own in model.higher.items():
        assert all(place[part] < place[name] for part in own)


@given(st.text(max_size=60))
def test_any_text_is_a_model_or_is_refused(text) -> None:
    try:
        PathModel(text)
    except DataError as error:
        assert len(str(error)) > 15  # noqa: PT017


@given(st.text(alphabet="AB ab=~<+*:;#`\n1-", max_size=40))
def test_any_signs_are_a_model_or_are_refused(text) -> None:
    try:
        PathModel(BLOCKS + text)
    except DataError as error:
        assert len(str(error)) > 15  # noqa: PT017


# ---- as a table ------------------------------------------------------------------------------------------------------


def test_the_table_of_a_model() -> None:
    model = PathModel(BLOCKS + "D <~ B + C\nE =~ e1\nE ~ A*D", labels={"A": {"en": "Image", "zh": "形象"}, "a1": "One"})
    frame = model.to_frame("pandas")
    assert isinstance(frame, pd.DataFrame)
    assert frame["term"].tolist() == ["A", "a1", "a2", "D", "B", "b1", "C", "c1", "E", "e1"]
    assert frame["level"].tolist() == [0, 1, 1, 0, 1, 2, 1, 2, 0, 1]
    assert frame["parent"].tolist() == ["", "A", "A", "", "D", "B", "D", "C", "", "E"]
    assert frame["predecessors"].tolist()[8] == "A + D + A:D"
    text = repr(model)
    assert text.startswith("Path model: 5 constructs, 5 indicators, 3 paths\n")
    assert re.search(r"E +A, reflective +← Image, D, Image × D", text)
    assert re.search(r"D +B, formative", text)
    assert re.search("One +a1", text)
    assert "Column" not in repr(PathModel(BLOCKS + "B ~ A; C ~ B"))
    chinese = model.result.summary(language="zh")
    assert "路径模型：5 个构念" in chinese
    assert "← 形象、D、形象 × D" in chinese
    page = model._repr_html_()
    assert page.count("<tr>") == 11
    assert pickle.loads(pickle.dumps(model.result)) == model.result
    assert PathModel(model.result.to_dict()["model"]) == model


def test_nothing_in_a_name_is_obeyed() -> None:
    names = {"A": "\x1b[2Ja", "B": "<script>b\n\u202e", "a": "\x07\x9b31m"}
    model = PathModel({names["A"]: [names["a"]], "b": ["\ud800"]}, {"b": names["A"]}, labels={"b": names["B"]})
    for text in (repr(model), model._repr_html_()):
        assert not set(text) & {"\x1b", "\x07", "\x9b", "\u202e"}
    assert "<script" not in model._repr_html_()
    assert PathModel(model.syntax).syntax == model.syntax
    with pytest.raises(DataError) as error:
        PathModel(model.syntax + "\nb ~ `\x1b[2Ja`")
    assert "\x1b" not in str(error.value)
