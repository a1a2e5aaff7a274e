"""Labels of a survey file are shown and never obeyed, empty ones can be seen, those that look alike are told apart."""

import numpy as np
import pandas as pd
import placet
import polars as pl
import pyarrow as pa
import pytest
from placet.results import format as fmt

ESCAPES = "\x1b]0;owned\x07\x1b[2JNorth"
HOSTILE = [ESCAPES, "\u202eSouth", "a\nb", "c\0d", "e\r\nf\u2028g", "h\x9b31m", "\u2066i\u200b", "\ufeffj"]
OBEYED = [chr(c) for c in (*range(32), *range(127, 160), 0x061C, 0x200B, 0x200E, 0x200F, *range(0x2028, 0x202F))]
OBEYED += [chr(c) for c in (*range(0x2060, 0x206A), 0xFEFF, 0xD800, 0xDFFF, 0xE0041)]


@pytest.fixture(autouse=True)
def _close_pictures():
    yield
    import matplotlib.pyplot as plt

    plt.close("all")


def survey(library=dict, segments=HOSTILE):
    data = {
        "s": [9, 10, 3, 8, 6, 7, 2, 10] * 4,
        "t": [1, 2, 3, 4, 5, 5, 2, 1, 4, 4, 2, 3, 1, 1, 5, 2] * 2,
        "w": [1, 2] * 16,
    }
    data["x"] = [3, 1, 2, 5, 4, 4, 1, 2] * 3 + [1, 5, 2, 2, 3, 1, 5, 4]
    return placet.Survey(
        library({**data, "g": list(segments) * 4}),
        labels={"s": "\x1b[31mHow\nlikely?", "t": "\u202eterm", "g": "\x07group", "x": ""},
    )


HOSTILE_MODEL = placet.PathModel({"Top": ["s"], "b\u202e": ["t"]}, {"Top": ["b\u202e"]}, labels={"Top": "\x1bTop"})
RESULTS = {
    "nps": lambda s: placet.nps(s, "s", by="g"),
    "items": lambda s: placet.score(s, ["s", "t"], ["mean_score", "top_box"], scale=(0, 10)),
    "distribution": lambda s: placet.distribution(s, ["s", "t"], scale=(0, 10), by="g"),
    "compare": lambda s: placet.compare(s, "s", by="g"),
    "letters": lambda s: placet.compare(s, "s", by="g", against="all pairs"),
    "track": lambda s: placet.track(s, "s", by="g", wave="w"),
    "waves": lambda s: placet.nps(s, "s", by="g", wave="w"),
    "change": lambda s: placet.change(s, "s", wave="w", from_=1, to=2, by="g"),
    "gap": lambda s: placet.gap(s, ["s"], ["t"], by="g"),
    "ranks": lambda s: placet.rank_scores(s, ["s", "t"]),
    "index": lambda s: placet.satisfaction_index(s, {"\x1bTop": [1.0, {"t": 1.0}]}, scale=(1, 5), by="g"),
    "path model": lambda s: placet.path_model(
        s, placet.PathModel({"Top": ["s"], "b\u202e": ["t", "x"]}, {"Top": ["b\u202e"]}, labels={"Top": "\x1bTop"}),
        n_resamples=0,
    ),
    "path index": lambda s: placet.path_index(
        s, HOSTILE_MODEL, scale=(0, 10), by="g", compare="total", n_resamples=5, rng=1,
    ),
    "path map": lambda s: placet.path_map(
        s, HOSTILE_MODEL, "Top", scale=(0, 10), level="indicators", n_resamples=5, rng=1,
    ),
    "reliability": lambda s: placet.reliability(s, {"\x1bTop": ["s", "t"], "b\u202e": ["t", "x"]}, n_resamples=0),
    "fuzzy": lambda s: placet.fuzzy_evaluation(
        s, {"\x1bTop": [1.0, {"t": 1.0}]}, grades={"\x1b[1mgood": 100, "\u202epoor": 0}, scale=(1, 5), by="g",
        membership="triangular",
    ),
    "drivers": lambda s: placet.key_drivers(s, "s", ["t", "x"], n_resamples=0),
    "nps drivers": lambda s: placet.nps_drivers(s, "s", ["t", "x"]),
    "dominance": lambda s: placet.dominance(s, "s", ["t", "x"], n_resamples=0),
    "factor": lambda s: placet.regression(s, "s", ["t", "g"], factors=["g"]),
    "stepwise": lambda s: placet.stepwise(s, "s", ["t", "x"], n_resamples=0),
    "subsets": lambda s: placet.best_subsets(s, "s", ["t", "x"], n_resamples=0),
}  # fmt: skip


def obeyed(text):
    """What a terminal or a browser would obey, but for the line breaks of the page itself."""
    return {c for c in text if c != "\n" and c in OBEYED}


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", RESULTS)
def test_nothing_in_a_label_is_obeyed(name):
    result = RESULTS[name](survey())
    assert obeyed(result.summary()) == set()
    assert obeyed(result._repr_html_()) == set()
    assert obeyed(result.title) == set()
    assert "\n" not in result.title
    assert "\n" not in result.to_html()
    result.summary().encode("utf-8")


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", ["nps", "compare", "letters", "track", "change", "drivers", "index", "factor"])
def test_nothing_in_a_label_is_obeyed_in_pictures(name):
    from matplotlib.text import Text

    drawn = RESULTS[name](survey()).plot()
    texts = [text.get_text() for text in drawn.figure.findobj(Text)]
    assert {c for text in texts for c in obeyed(text)} == set()


@pytest.mark.parametrize("library", [dict, pd.DataFrame, pl.DataFrame, pa.table])
def test_a_line_break_breaks_no_table(library):
    result = placet.nps(survey(library), "s", by="g")
    rows = result.summary().split("\n\n")[1].splitlines()
    assert len(rows) == 2 + len(HOSTILE)
    assert any(row.startswith("a↵b ") for row in rows)
    assert any(row.startswith("e↵f↵g ") for row in rows)
    # What the result holds is what the survey said.
    assert set(result["g"]) == set(HOSTILE)


def test_every_character_that_is_obeyed_is_written_out():
    for character in OBEYED:
        text = fmt.shown(f"a{character}b")
        assert text.startswith("a")
        assert text.endswith("b")
        assert obeyed(text) == set()
        assert "\n" not in text
    for harmless in ("北方", "Zürich", "a b", "👩‍👩‍👧", "سلام", "a\u00a0b", "نمی‌خواهم"):
        assert fmt.shown(harmless) == harmless


@pytest.mark.parametrize("library", [dict, pd.DataFrame, pl.DataFrame, pa.table])
def test_an_empty_label_is_shown_as_such(library):
    data = library({"s": [9, 10, 3, 8], "g": ["", "North", "", "North"], "w": [1, 1, 2, 2]})
    result = placet.nps(data, "s", by="g")
    assert "\n(empty) " in result.summary()
    assert '<td class="l">(empty)</td>' in result.to_html()
    assert [text.get_text().split("  ")[0] for text in result.plot().get_yticklabels()] == ["(empty)", "North"]
    assert "\n(empty) " in placet.compare(data, "s", by="g").summary()
    assert "\n(empty) " in placet.track(data, "s", by="g", wave="w").summary()
    named = placet.Survey(data, labels={"s": ""})
    assert placet.nps(named, "s").title.endswith(": (empty)")
    assert set(result["g"]) == {"", "North"}


def test_an_empty_level_of_a_factor_is_one():
    rng = np.random.default_rng(2)
    data = {"y": rng.normal(size=60), "x": rng.normal(size=60), "g": np.array(["", "a", "b"] * 20, dtype=object)}
    result = placet.regression(data, "y", ["x", "g"], factors=["g"])
    assert "Compared with (empty) (g)." in result.summary()
    assert [text.get_text() for text in result.plot().get_yticklabels()] == ["x", "g: a vs (empty)", "g: b vs (empty)"]
    result = placet.regression(data, "y", ["x", "g"], factors={"g": "a"})
    assert "\ng          (empty) " in result.summary()
    assert [text.get_text() for text in result.plot().get_yticklabels()] == ["x", "g: (empty) vs a", "g: b vs a"]
    assert result["level"] == ("", "", "", "b")


ALIKE = {
    "number and text": ([1, "1", 2, "2"], ["1", "'1'", "2", "'2'"]),
    "spaces": (["North", "North ", "South", "East"], ["'North'", "'North '", "South", "East"]),
    "the word itself": (["", "(empty)", "x", "y"], ["''", "'(empty)'", "x", "y"]),
    "an escape and its words": (["\x1bA", "\\x1bA", "x", "y"], [r"'\x1bA'", r"'\\x1bA'", "x", "y"]),
    "a truth and its name": ([True, "True", 0.5, "0.5"], ["True", "'True'", "0.5", "'0.5'"]),
}


@pytest.mark.parametrize("kind", ALIKE)
def test_labels_that_look_alike_are_told_apart(kind):
    labels, words = ALIKE[kind]
    data = {"s": [9, 10, 3, 8, 5, 5, 10, 10], "x": [1, 2, 3, 4] * 2, "g": np.array(labels * 2, dtype=object)}
    result = placet.nps(data, "s", by="g")
    assert {result._word("g", label) for label in labels} == set(words)
    ticks = [text.get_text().split("  ")[0] for text in result.plot().get_yticklabels()]
    assert sorted(ticks) == sorted(words)
    for against in ("rest", "all pairs"):
        ticks = [t.get_text() for t in placet.compare(data, "s", by="g", against=against).plot().get_yticklabels()]
        assert len(set(ticks)) == 4
        assert all(any(tick.startswith(word) for tick in ticks) for word in words)


def test_segments_that_look_alike_are_separate_series():
    rng = np.random.default_rng(3)
    x, z = rng.integers(1, 6, (2, 80))
    data = {"y": x + z + rng.integers(0, 3, 80), "x": x, "z": z, "g": np.array([1, "1"] * 40, dtype=object)}
    found = placet.key_drivers(data, "y", ["x", "z"], by="g", n_resamples=0).plot()
    assert [text.get_text() for text in found.get_legend().get_texts()] == ["1", "'1'"]
    found = placet.regression(data, "y", ["x", "z"], by="g").plot()
    assert [text.get_text() for text in found.get_legend().get_texts()] == ["1", "'1'"]
    assert set(placet.stepwise(data, "y", ["x", "z"], by="g", n_resamples=0).selected) == {"1", "'1'"}
    assert set(placet.best_subsets(data, "y", ["x", "z"], by="g", n_resamples=0).selected) == {"1", "'1'"}


def test_a_message_of_the_core_is_one_line():
    names = ["\x1b[2Jq", "a\nb", "\u202ec"]
    data = {name: [1, 2, 3, 4, 5, 7] for name in names} | {"y": [3, 1, 4, 1, 5, 9]}
    with pytest.raises(placet.ModelError) as error:
        placet.regression(data, "y", names)
    assert obeyed(str(error.value)) == set()
    assert "\n" not in str(error.value)
    assert "collinearity" in str(error.value)


def test_names_of_columns_in_the_repr_of_a_survey():
    assert repr(placet.Survey({"\x1b[2Jq": [1, 2], "a\nb": [1, 2]})).endswith("  columns: \\x1b[2Jq, a↵b")
