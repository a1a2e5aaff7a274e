"""Templates of national satisfaction indexes: their constructs, paths and words."""

import placet
import pytest
from placet import DataError
from placet.language import in_language, speak

#: Constructs, indicators and paths: of the papers that `templates` names, and of the first ten relations of the CCSI.
COUNTS = {"ecsi": (7, 24, 12), "acsi": (6, 14, 9), "ccsi": (6, 20, 10)}


@pytest.mark.parametrize("name", COUNTS)
def test_how_large_they_are(name: str) -> None:
    model = getattr(placet.templates, name)()
    paths = sum(map(len, model.predecessors.values()))
    assert (len(model.constructs), len(model.columns), paths) == COUNTS[name]
    assert set(model.modes.values()) == {"A"}
    assert placet.PathModel(model.syntax).to_dict() == {k: v for k, v in model.to_dict().items() if k != "labels"}


def test_the_american_model_is_that_of_1996() -> None:
    model = placet.templates.acsi()
    assert model.predecessors == {
        "Quality": ("Expectation",),
        "Value": ("Expectation", "Quality"),
        "Satisfaction": ("Expectation", "Quality", "Value"),
        "Complaints": ("Satisfaction",),
        "Loyalty": ("Satisfaction", "Complaints"),
    }
    assert [len(own) for own in model.blocks.values()] == [3, 3, 2, 3, 1, 2]


def test_the_chinese_model_has_causes_and_a_consequence_of_satisfaction() -> None:
    model = placet.templates.ccsi()
    assert model.predecessors["Satisfaction"] == ("Image", "Expectation", "Quality", "Value")
    assert "Satisfaction" in model.predecessors["Loyalty"]
    assert list(model.constructs) == ["Image", "Expectation", "Quality", "Value", "Satisfaction", "Loyalty"]


@pytest.mark.parametrize("name", COUNTS)
def test_labels_in_both_languages(name: str) -> None:
    model = getattr(placet.templates, name)()
    assert set(model.labels) == {*model.constructs, *model.columns}
    for label in model.labels.values():
        with in_language("zh"):
            assert not speak(label).isascii()
        assert label.isascii()
    assert "顾客满意度" in model.result.summary(language="zh")


@pytest.mark.parametrize("name", COUNTS)
def test_columns_of_ones_own(name: str) -> None:
    template = getattr(placet.templates, name)
    model = template()
    own = {column: f"q{i}" for i, column in enumerate(model.columns)}
    mapped = template(columns=own)
    assert mapped.columns == tuple(own.values())
    assert mapped.labels["q0"] == model.labels[model.columns[0]]
    assert mapped.predecessors == model.predecessors
    with pytest.raises(DataError, match="columns= names 'CUSA9', which is no indicator of the model; did you mean"):
        template({"CUSA9": "q1"})
