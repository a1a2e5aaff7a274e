"""Path diagrams: nothing covers anything, arrows lead where the model says, in every style, place and language."""

import pickle
import random
import warnings
from itertools import pairwise

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import placet
import pytest
from matplotlib.text import Text
from placet import PathModel
from placet.plotting.index.path_diagram import diagram
from placet.plotting.index.path_nodes import Effect
from placet.plotting.style import contrast
from placet.results.draw import Asked

HIGHER = PathModel("""
    Network =~ n1 + n2 + n3; Billing =~ b1 + b2; Hotline <~ h1 + h2 + h3
    Service =~ Network + Billing + Hotline
    Image =~ i1 + i2 + i3; Satisfaction =~ s1 + s2 + s3; Loyalty =~ l1 + l2
    Satisfaction ~ Service + Image
    Loyalty ~ Satisfaction*Image
""")
MODELS = {
    "ecsi": placet.templates.ecsi(),
    "acsi": placet.templates.acsi(),
    "ccsi": placet.templates.ccsi(),
    "higher": HIGHER,
}
#: What a path may come with.
CHINESE = "您对手机网络质量（信号覆盖、通话质量、上网速度以及在高铁和地铁上的稳定性）的满意程度如何？"
ENGLISH = "How satisfied are you with the way in which our staff in the store explained the items of your bill to you?"


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def at_random(seed: int, count: int) -> PathModel:
    """A model of so many constructs or fewer, each acted on by some of those before."""
    draw = random.Random(seed)
    names = [f"C{i} {draw.choice(['', 'a longer name', '满意度', 'quality'])}".strip() for i in range(count)]
    paths = {}
    for i in range(1, count):
        own = [name for name in names[:i] if draw.random() < 0.15 + 2 / count] or [draw.choice(names[:i])]
        paths[names[i]] = own if i + 1 < count or len(own) < 2 else [*own, f"{own[0]}:{own[1]}"]
    used = {part for own in paths.values() for part in own} | set(paths)
    blocks = {name: [f"q{i}_{j}" for j in range(draw.randint(1, 6))] for i, name in enumerate(names)}
    return PathModel({name: own for name, own in blocks.items() if name in used}, paths)


def filled(model: PathModel, ax=None, **options):
    """A diagram with numbers wherever there may be some."""
    draw = random.Random(1)
    paths = {}
    for end, own in model.predecessors.items():
        for start in own:
            size = draw.uniform(-0.3, 0.8)
            paths[start, end] = (size, abs(size) > 0.12)
    r2 = {end: draw.uniform(0.2, 0.7) for end in model.predecessors}
    items = [*model.columns, *(lower for own in model.higher.values() for lower in own)]
    loadings = {item: draw.uniform(0.5, 0.95) for item in items}
    return diagram(Asked(ax), model, paths, r2, loadings, title="Path model", **options)


# ---- what lies where -------------------------------------------------------------------------------------------------


def parts(ax):
    """Boxes of the constructs, ways of the arrows in pixels, numbers on them, and all other texts."""
    ax.figure.draw_without_rendering()
    boxes = [patch.get_window_extent() for patch in ax.patches]
    ways = [dense(line) for line in ax.lines if line.get_zorder() == 1]
    texts = [text for text in ax.texts if text.get_text()]
    numbers = [text.get_window_extent() for text in texts if text.get_zorder() == 5]
    others = [text.get_window_extent() for text in texts if text.get_zorder() != 5]
    return boxes, ways, numbers, others


def dense(line):
    points = line.get_transform().transform(np.column_stack(line.get_data()))
    reached = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    at = np.linspace(0, reached[-1], 300)
    return np.column_stack([np.interp(at, reached, points[:, i]) for i in (0, 1)])


def inside(points, box, edge):
    low, high = box.get_points() + np.array([[edge], [-edge]])
    return ((points > low) & (points < high)).all(axis=1).any()


def check(ax, *, place=None):
    """Nothing covers anything else, and all text is within its place and read."""
    boxes, ways, numbers, others = parts(ax)
    for way in ways:
        assert not any(inside(way, box, 2) for box in boxes), "an arrow runs through a construct"
        assert not any(inside(way, box, 1) for box in others), "an arrow runs over a text"
    for i, number in enumerate(numbers):
        assert not any(number.padded(-1).overlaps(other) for other in numbers[i + 1 :]), "numbers cover each other"
        assert not any(number.padded(-1).overlaps(other) for other in others), "a number covers a text"
        assert not any(number.padded(-2).overlaps(box) for box in boxes), "a number covers a construct"
    for i, text in enumerate(others):
        assert not any(text.padded(-1).overlaps(o.padded(-1)) for o in others[i + 1 :]), "texts cover each other"
    for i, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[i + 1 :]), "constructs cover each other"
    place = ax.figure.bbox if place is None else place
    for box in [*boxes, *others, *numbers]:
        assert box.x0 >= place.x0 - 1
        assert box.x1 <= place.x1 + 1
        assert box.y0 >= place.y0 - 1
        assert box.y1 <= place.y1 + 1
    for text in ax.texts:
        assert contrast(text.get_color(), ax.patches[0].get_facecolor()) >= 3
        assert contrast(text.get_color(), ax.get_facecolor()) >= 3


SIZES = {"own": None, "column": (3.5, 5.5), "slide": (12, 5), "square": (6, 5)}


#: Every model in every size; both languages of every model and of every size.
PLACED = [(name, size, ("en", "zh")[(i + j) % 2]) for i, name in enumerate(MODELS) for j, size in enumerate(SIZES)]


@pytest.mark.parametrize(("name", "size", "language"), PLACED)
def test_nothing_covers_anything(name: str, size: str, language: str) -> None:
    def axes():
        return None if SIZES[size] is None else plt.subplots(figsize=SIZES[size])[1]

    with warnings.catch_warnings():
        # In a single column the indicators of the larger models may have no room.
        warnings.simplefilter("ignore", placet.PictureWarning)
        check(filled(MODELS[name], axes()))
        check(MODELS[name].plot(axes(), language=language))


@pytest.mark.parametrize("seed", range(8))
def test_nothing_covers_anything_in_a_model_of_any_shape(seed: int) -> None:
    model = at_random(seed, 4 + seed)
    check(filled(model) if seed % 3 == 1 else filled(model, plt.subplots(figsize=(8, 6))[1]))


@pytest.mark.parametrize("style", ["dark_background", "talk"])
def test_other_styles(style: str) -> None:
    look = plt.style.library.get(style, {"font.size": 18, "lines.linewidth": 2.25})
    with plt.style.context(look):
        check(filled(MODELS["acsi"]))
        check(filled(HIGHER))


def test_a_diagram_moves_with_its_figure() -> None:
    ax = filled(MODELS["ecsi"])
    for size in ((12, 6), (8, 10), (9, 6)):
        ax.figure.set_size_inches(*size)
        check(ax)
    again = pickle.loads(pickle.dumps(ax.figure)).axes[0]
    check(again)


def test_diagrams_side_by_side() -> None:
    figure, cells = plt.subplots(1, 2, figsize=(16, 6), layout="constrained")
    for ax, name in zip(cells, ("acsi", "ccsi"), strict=True):
        filled(MODELS[name], ax)
    figure.draw_without_rendering()
    left, right = (ax.get_tightbbox() for ax in cells)
    assert left.x1 <= right.x0 + 1
    for ax in cells:
        check(ax)


# ---- what the arrows say ---------------------------------------------------------------------------------------------


def near(point, box, far):
    return box.x0 - far <= point[0] <= box.x1 + far and box.y0 - far <= point[1] <= box.y1 + far


@pytest.mark.parametrize("name", ["ecsi", "acsi", "ccsi"])
def test_every_path_is_an_arrow_from_what_acts_to_the_outcome(name: str) -> None:
    model = MODELS[name]
    ax = filled(model)
    boxes, ways, numbers, _ = parts(ax)
    labels = [text.get_text() for text in ax.texts[: len(model.constructs)]]
    box = {" ".join(label.split()): own for label, own in zip(labels, boxes, strict=True)}
    found = set()
    for way in ways:
        start = [label for label, own in box.items() if near(way[0], own, 2)]
        end = [label for label, own in box.items() if near(way[-1], own, 16)]
        assert len(start) == 1
        found |= {(start[0], other) for other in end if other != start[0]}
    wanted = {(str(model.labels[s]), str(model.labels[e])) for e, own in model.predecessors.items() for s in own}
    assert wanted <= found
    assert len(ways) == len(wanted) == len(numbers)


def test_an_interaction_ends_on_the_arrow_that_it_changes() -> None:
    ax = filled(HIGHER)
    _, ways, _, _ = parts(ax)
    # Three parts, two paths to satisfaction, two to loyalty, and the interaction.
    assert len(ways) == 3 + 2 + 2 + 1
    end = ways[-1][-1]
    apart = [np.hypot(*(way - end).T).min() for way in ways[:-1]]
    assert min(apart) < 3
    assert apart.index(min(apart)) == 5  # from satisfaction to loyalty


def test_colours_and_breaks_say_which_way_and_how_sure() -> None:
    model = PathModel("A =~ a; B =~ b; C =~ c; D =~ d; E =~ e\nE ~ A + B + C + D")
    paths = {("A", "E"): 0.6, ("B", "E"): -0.3, ("C", "E"): (0.05, False), ("D", "E"): Effect(0.3, True, "0.30***")}
    ax = diagram(Asked(), model, paths, {"E": "61 %"}, {"a": "1.00"}, title="T")
    lines = [line for line in ax.lines if line.get_zorder() == 1]
    assert [line.get_color() for line in lines[:2]] == ["#0072b2", "#d55e00"]
    assert lines[0].get_linewidth() > lines[3].get_linewidth() > lines[2].get_linewidth()
    assert [line.get_linestyle() for line in lines] == ["-", "-", "--", "-"]
    texts = {text.get_text() for text in ax.texts}
    assert {"0.60", "−0.30", "0.05", "0.30***", "R² = 61 %", "1.00"} <= texts
    assert ax.get_title(loc="left") == "T"
    assert "not significant" in ax.get_xlabel()
    plain = diagram(Asked(), model, {("A", "E"): "+"}, title="T", indicators=False)
    assert {text.get_text() for text in plain.texts if text.get_text()} == {*"ABCDE", "+"}
    assert model.plot().get_xlabel() == "Arrows lead from what acts to what it acts on"


def test_modes_are_seen() -> None:
    """Small arrows lead to indicators that reflect a construct, one to a construct that others form."""
    ax = PathModel("A =~ a1 + a2 + a3\nB <~ b1 + b2 + b3\nB ~ A").plot()
    parts(ax)
    small = [len(collection.get_paths()) for collection in ax.collections]
    assert small == [1, 3 + 1]


# ---- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("label", [CHINESE, ENGLISH, "Donaudampfschifffahrtsgesellschaftskapitän" * 2])
def test_long_names(label: str) -> None:
    model = MODELS["acsi"]
    named = PathModel(
        model, labels={name: f"{i} {label}" for i, name in enumerate((*model.constructs, *model.columns))}
    )
    check(filled(named))
    check(filled(named, plt.subplots(figsize=(12, 8))[1]))


def test_nothing_in_a_name_is_obeyed() -> None:
    model = PathModel({"\x1b[2JA": ["\x07q", "$x$"], "b": ["\u202ec"]}, {"b": "\x1b[2JA"}, labels={"b": "two\nlines"})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", placet.PictureWarning)
        ax = model.plot()
    texts = [text.get_text() for text in ax.findobj(Text)]
    assert not {c for text in texts for c in text} & {"\x1b", "\x07", "\u202e"}
    assert "$x$" in texts
    assert any("two↵lines" in text for text in texts)
    ax.figure.draw_without_rendering()


# ---- what has no room ------------------------------------------------------------------------------------------------


def test_indicators_without_room_are_left_out() -> None:
    with pytest.warns(placet.PictureWarning, match="24 indicators are left out; larger axes have room for them"):
        ax = MODELS["ecsi"].plot(plt.subplots(figsize=(2.2, 2.2))[1])
    assert len([text for text in ax.texts if text.get_text()]) == 7
    check(ax)
    many = PathModel({"A": [f"a{i}" for i in range(160)], "B": ["b"]}, {"B": "A"})
    with pytest.warns(placet.PictureWarning, match="161 indicators are left out, at most 150 are drawn"):
        many.plot()


def test_constructs_without_room_are_left_out() -> None:
    names = [f"C{i}" for i in range(45)]
    model = PathModel({name: [name.lower()] for name in names}, {b: [a] for a, b in pairwise(names)})
    with pytest.warns(placet.PictureWarning, match="40 of 45 constructs are drawn, those that come first"):
        ax = model.plot(indicators=False)
    assert len(ax.patches) == 40
    assert "(40 of 45 constructs)" in ax.get_title(loc="left").replace("\n", " ")


def test_options() -> None:
    model = MODELS["acsi"]
    assert len([text for text in model.plot(indicators=False).texts if text.get_text()]) == 6
    assert model.plot(title="Mine").get_title(loc="left") == "Mine"
    assert model.plot(title=False).get_title(loc="left") == ""
    assert model.plot(language="zh").get_xlabel() == "箭头由影响因素指向受影响的构念"
    with pytest.raises(placet.DataError, match="is in the order of the model"):
        model.plot(sort="name")
    with pytest.raises(TypeError, match="did you mean 'indicators'"):
        model.plot(indicator=False)
