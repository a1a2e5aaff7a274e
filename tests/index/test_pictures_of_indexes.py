"""Pictures of indexes: what is drawn is what the result says, and boxes never touch."""

import re

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import placet
import pytest
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

LONG = "How satisfied are you with the way in which our staff in the store explained the items of your bill to you"
CHINESE = "您对手机网络质量（信号覆盖、通话质量、上网速度以及在高铁和地铁上的稳定性）的满意程度如何"
TREE = {"Network": (0.6, {"calls": 0.7, "cover": 0.3}), "Billing": (0.4, {"bills": 0.5, "clarity": 0.5})}
SCALE = (1, 10)


def three_levels(label=None):
    """25 indicators below three levels."""
    made, count = {}, 0
    for i in range(3):
        areas = {}
        for j in range(3):
            leaves = {f"q{count + k}": 1.0 for k in range(3 if (i, j) != (0, 0) else 1)}
            areas[f"area {i}{j}"] = (1.0 + j, leaves)
            count += len(leaves)
        made[f"dimension {i}"] = (1.0 + i, areas)
    labels = {f"q{k}": f"{k}: {label}" for k in range(count)} if label else None
    tree = placet.IndicatorTree(made, normalize=True, labels=labels)
    assert len(tree.columns) == 25
    return tree


def answers(columns, rows=200, segments=2):
    rng = np.random.default_rng(4)
    data = {c: np.clip(np.rint(7 + 0.3 * (j % 5) + rng.normal(size=rows)), 1, 10) for j, c in enumerate(columns)}
    return data | {"segment": np.array([f"S{i % segments}" for i in range(rows)])}


def index(segments=2, **options):
    data = answers(["calls", "cover", "bills", "clarity"], segments=segments)
    return placet.satisfaction_index(data, TREE, scale=SCALE, **options)


@pytest.fixture(autouse=True)
def _clean_slate():
    yield
    plt.close("all")


def boxes(ax):
    return [patch for patch in ax.patches if isinstance(patch, Rectangle)]


def branches(ax):
    return [line for line in ax.lines if isinstance(line, Line2D)]


def texts(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


def assert_nothing_touches(ax):
    ax.figure.draw_without_rendering()
    frames = [box.get_window_extent() for box in boxes(ax)]
    for i, one in enumerate(frames):
        assert not any(one.overlaps(other) for other in frames[:i])
    for text in ax.texts:
        if text.get_text() and text.get_horizontalalignment() in ("left", "right"):
            box = text.get_window_extent()
            assert any(
                f.x0 - 1 <= box.x0 and box.x1 <= f.x1 + 1 and f.y0 - 1 <= box.y0 and box.y1 <= f.y1 + 1 for f in frames
            )
    marks = [text.get_window_extent() for text in ax.texts if text.get_text()]
    for i, one in enumerate(marks):
        assert not any(one.padded(-1).overlaps(other.padded(-1)) for other in marks[:i])


# ---- trees -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("label", [None, LONG, CHINESE, "W" * 90], ids=["short", "english", "chinese", "word"])
@pytest.mark.parametrize("place", [None, (20, 12), (7, 9)])
def test_boxes_of_25_indicators_never_touch(label, place):
    tree = three_levels(label)
    ax = tree.plot() if place is None else tree.plot(plt.subplots(figsize=place)[1])
    assert len(boxes(ax)) == 38
    assert_nothing_touches(ax)
    if place is None:  # whole, as the figure is as high as it takes
        assert not any("…" in text for text in texts(ax))


def test_weights_are_on_the_branches_as_words_and_widths():
    ax = placet.IndicatorTree(TREE).plot()
    on_branches = [text.get_text() for text in ax.texts if text.get_horizontalalignment() == "center"]
    assert on_branches == ["60%", "70%", "30%", "40%", "50%", "50%"]
    widths = [line.get_linewidth() for line in branches(ax)]
    weights = [0.6, 0.7, 0.3, 0.4, 0.5, 0.5]
    assert np.corrcoef(widths, weights)[0, 1] == pytest.approx(1)
    assert {"42%", "18%", "20%"} <= set(texts(ax))  # weights in the whole
    assert "(%)" in ax.get_xlabel()


def test_each_branch_joins_a_node_to_its_parent():
    ax = placet.IndicatorTree(TREE).plot()
    ax.figure.draw_without_rendering()
    frames = [(box.get_x(), box.get_x() + box.get_width(), box.get_y() + box.get_height() / 2) for box in boxes(ax)]
    for line, child, parent in zip(branches(ax), range(1, 7), [0, 1, 1, 0, 4, 4], strict=True):
        x, y = line.get_data()
        assert np.allclose([x[0], y[0]], frames[parent][1:])
        assert np.allclose([x[-1], y[-1]], [frames[child][0], frames[child][2]])


def test_scores_are_in_their_boxes_the_darker_the_higher():
    result = index()
    ax = result.plot_tree()
    assert [text for text in texts(ax) if "." in text] == [f"{score:.1f}" for score in result["estimate"]]
    light = np.array([np.dot(to_rgb(box.get_facecolor()), [0.2126, 0.7152, 0.0722]) for box in boxes(ax)])
    assert (np.diff(light[np.argsort(result["estimate"])]) <= 1e-9).all()
    assert_nothing_touches(ax)


def test_a_segment_is_named_by_its_key_or_its_words():
    result = index(by="segment", total=True)
    rows = np.array(result["segment"], dtype=object) == "S1"
    ax = result.plot_tree(segment="S1")
    assert [text for text in texts(ax) if "." in text] == [f"{score:.1f}" for score in result["estimate"][rows]]
    assert ax.get_title(loc="left").endswith("S1")
    assert result.plot_tree().get_title(loc="left").endswith("Total")
    assert result.plot_tree(segment="total").get_title(loc="left").endswith("Total")
    assert result.plot_tree(segment="Total").get_title(loc="left").endswith("Total")
    with pytest.raises(placet.DataError, match=r"^the result has 2 segments; choose one: segment='S0' or 'S1'$"):
        index(by="segment").plot_tree()
    with pytest.raises(placet.DataError, match=r"^segment='S2' is none of the result; it has 'Total' or 'S0' or 'S1'$"):
        result.plot_tree(segment="S2")
    with pytest.raises(placet.DataError, match="the result has no segments; leave segment= out"):
        index().plot_tree(segment="S0")
    data = answers(["calls", "cover", "bills", "clarity"]) | {"year": np.repeat([2024, 2025], 100)}
    both = placet.satisfaction_index(data, TREE, scale=SCALE, by=["segment", "year"])
    assert both.plot_tree(segment=("S1", 2025)).get_title(loc="left").endswith("S1 / 2025")
    assert both.plot_tree(segment="S1 / 2025").get_title(loc="left").endswith("S1 / 2025")


def test_a_node_that_nobody_was_asked_has_a_dash():
    data = answers(["calls", "cover", "bills", "clarity"])
    data["cover"] = np.where(data["segment"] == "S0", np.nan, data["cover"])
    result = placet.satisfaction_index(data, TREE, scale=SCALE, by="segment")
    assert texts(result.plot_tree(segment="S0")).count("–") == 1
    ax = result.plot_contributions(segment="S0", level=2)
    assert texts(ax).count("–") == 1


def test_a_branch_of_the_tree_alone():
    ax = three_levels().plot(below="dimension 1")
    assert len(boxes(ax)) == 13
    assert ax.get_title(loc="left").startswith("dimension 1: ")
    with pytest.raises(placet.DataError, match=r"below='dimension 7' is no node of the tree .* such as 'dimension 2'"):
        three_levels().plot(below="dimension 7")
    for other in ("q3", 3):
        with pytest.raises(placet.DataError, match="is no node of the tree with nodes below it"):
            three_levels().plot(below=other)
    with pytest.raises(placet.DataError, match="this one is in the order of the tree"):
        three_levels().plot(sort="name")


def test_levels_that_have_no_room_are_left_out_and_told():
    _, ax = plt.subplots(figsize=(8, 4))
    with pytest.warns(
        placet.PictureWarning, match="13 of 38 nodes are drawn; below='dimension 0' draws .* larger axes"
    ):
        three_levels().plot(ax)
    assert "(13 of 38 nodes)" in ax.get_title(loc="left").replace("\n", " ")
    assert_nothing_touches(ax)
    flat = placet.IndicatorTree({f"q{i}": 1.0 for i in range(300)}, normalize=True)
    with pytest.warns(placet.PictureWarning, match=r"^141 of 301 nodes are drawn$"):
        drawn = flat.plot()
    assert_nothing_touches(drawn)


def test_a_tree_of_unequal_depth_and_one_of_one_indicator():
    mixed = placet.IndicatorTree({"a": 0.5, "B": (0.5, {"b": 0.5, "c": 0.5})})
    ax = mixed.plot()
    assert len(boxes(ax)) == 5
    assert_nothing_touches(ax)
    assert_nothing_touches(placet.IndicatorTree({"a": 1.0}).plot())


# ---- profiles --------------------------------------------------------------------------------------------------------


def test_the_profile_of_dimensions_by_segment():
    result = index(by="segment", total=True)
    ax = result.plot_profile()
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Network", "Billing"]
    estimates = np.asarray(result["estimate"])[np.asarray(result["level"]) == 1].reshape(3, 2)
    assert np.allclose([line.get_xdata() for line in ax.lines], estimates)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["Total", "S0", "S1"]
    assert ax.lines[0].get_color() == "#000000"
    assert len({line.get_color() for line in ax.lines}) == 3
    deeper = result.plot_profile(level=2, sort="name")
    assert [label.get_text() for label in deeper.get_yticklabels()] == ["bills", "calls", "clarity", "cover"]
    with pytest.raises(placet.DataError, match="level=3 is below the tree, whose lowest level is 2"):
        result.plot_profile(level=3)


def test_segments_beyond_the_colours_are_drawn_by_skip():
    result = index(12, by="segment", total=True)
    with pytest.warns(placet.PictureWarning, match=r"^8 of 13 segments are drawn; plot_profile\(skip=8\) draws"):
        first = result.plot_profile()
    assert len({line.get_color() for line in first.lines}) == 8
    assert [text.get_text() for text in result.plot_profile(skip=8).get_legend().get_texts()] == [
        f"S{i}" for i in range(7, 12)
    ]


# ---- contributions ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", [1, 2])
def test_the_waterfall_ends_at_the_index(level):
    result = index()
    ax = result.plot_contributions(level=level)
    rows = np.flatnonzero(result["level"] == level)
    count = len(rows)
    bars, ghosts = ax.patches[: count + 1], ax.patches[count + 1 :]
    assert np.allclose([bar.get_width() for bar in bars[:-1]], result["contribution"][rows])
    starts = np.array([bar.get_x() for bar in bars])
    ends = starts + [bar.get_width() for bar in bars]
    assert np.allclose(starts[1:-1], ends[:-2])
    assert ends[-2] == pytest.approx(result["estimate"][0])
    assert (starts[-1], ends[-1]) == (0, pytest.approx(result["estimate"][0]))
    # What is added and what is lost is the weight of a node, of all together 100.
    whole = np.array([bar.get_width() for bar in bars]) + [ghost.get_width() for ghost in ghosts]
    assert np.allclose(whole, [*(100 * np.asarray(result["total_weight"])[rows]), 100])
    assert len(texts(ax)) == count + 1


def test_parts_of_a_tree_of_unequal_depth_add_up_too():
    data = answers(["a", "b", "c"])
    tree = {"a": 0.5, "B": (0.5, {"b": 0.5, "c": 0.5})}
    result = placet.satisfaction_index(data, tree, scale=SCALE)
    ax = result.plot_contributions(level=2)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b", "c", "Satisfaction index"]
    assert sum(bar.get_width() for bar in ax.patches[:3]) == pytest.approx(result["estimate"][0])


def test_what_is_lost_where_a_dimension_was_not_asked():
    data = answers(["calls", "cover", "bills", "clarity"])
    for name in ("bills", "clarity"):
        data[name] = np.where(data["segment"] == "S0", np.nan, data[name])
    result = placet.satisfaction_index(data, TREE, scale=SCALE, by="segment")
    ax = result.plot_contributions(segment="S0")
    bars = [bar.get_width() for bar in ax.patches]
    assert bars[0] + bars[3] == pytest.approx(100)  # the other has all of the weight
    assert bars[1] == bars[4] == 0


def test_stacked_bars_add_up_to_the_index_of_every_segment():
    result = index(3, by="segment", total=True)
    ax = result.plot_contributions()
    parts = np.array([bar.get_width() for bar in ax.patches]).reshape(2, 4)
    wholes = np.asarray(result["estimate"])[np.asarray(result["level"]) == 0]
    assert np.allclose(parts.sum(axis=0), wholes)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Total", "S0", "S1", "S2"]
    assert [f"{whole:.1f}" for whole in wholes] == texts(ax)[-4:]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["Network", "Billing"]


def test_parts_without_a_colour_are_drawn_as_one():
    tree, result = three_levels(), None
    data = answers(tree.columns)
    result = placet.satisfaction_index(data, tree, scale=SCALE, by="segment")
    with pytest.warns(placet.PictureWarning, match="7 of 25 nodes are drawn each, the others as one"):
        ax = result.plot_contributions(level=3)
    parts = np.array([bar.get_width() for bar in ax.patches]).reshape(8, 2)
    assert np.allclose(parts.sum(axis=0), np.asarray(result["estimate"])[np.asarray(result["level"]) == 0])
    assert ax.get_legend().get_texts()[-1].get_text() == "18 others"


def test_nodes_of_other_respondents_leave_a_rest():
    data = answers(["calls", "cover", "bills", "clarity"])
    low = data["calls"] < 7
    for name in ("bills", "clarity"):
        data[name] = np.where(low, np.nan, data[name])
    result = placet.satisfaction_index(data, TREE, scale=SCALE, missing="prorate")
    ax = result.plot_contributions()
    assert [label.get_text() for label in ax.get_yticklabels()][2] == "Different bases"
    ends = [bar.get_x() + bar.get_width() for bar in ax.patches[:4]]
    assert ends[2] == pytest.approx(ends[3]) == pytest.approx(result["estimate"][0])


# ---- differences -----------------------------------------------------------------------------------------------------


def test_differences_are_drawn_with_their_intervals():
    result = index(3, by="segment", compare="total")
    ax = result.plot_differences(level=2)
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels == ["Satisfaction index", "Network", "calls", "cover", "Billing", "bills", "clarity"]
    dots = [drawn.get_offsets()[:, 0] for drawn in ax.collections if len(drawn.get_offsets()) == 7]
    assert np.allclose(np.ravel(dots), result.differences["estimate"])
    lines = [np.array(drawn.get_segments())[:, :, 0] for drawn in ax.collections if hasattr(drawn, "get_segments")]
    ends = np.column_stack([result.differences["conf_low"], result.differences["conf_high"]])
    assert np.allclose(np.vstack(lines), ends)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["S0 − total", "S1 − total", "S2 − total"]
    assert "joint 95% intervals (Holm" in ax.get_xlabel().replace("\n", " ")
    assert len(result.plot_differences().get_yticks()) == 3
    assert len(result.plot_differences(level=0).get_yticks()) == 1


def test_one_comparison_is_in_the_title_and_its_numbers_beside_the_dots():
    result = index(by="segment", compare="S0", adjust="none")
    ax = result.plot_differences()
    assert ax.get_title(loc="left") == "Differences: Satisfaction index: S1 − S0"
    signed = [f"{value:+.1f}".replace("-", "−") for value in result.differences["estimate"][[0, 1, 4]]]
    assert texts(ax) == signed
    assert "joint" not in ax.get_xlabel()


def test_waves_within_segments_name_both():
    data = answers(["calls", "cover", "bills", "clarity"]) | {"year": np.repeat([2024, 2025], 100)}
    result = placet.satisfaction_index(data, TREE, scale=SCALE, by="segment", wave="year", compare="previous")
    names = [text.get_text() for text in result.plot_differences().get_legend().get_texts()]
    assert names == ["S0: 2025 − 2024", "S1: 2025 − 2024"]


def test_without_comparisons_it_is_said_how_to_get_them():
    with pytest.raises(
        placet.DataError, match=r'no differences; call satisfaction_index\(..., by=..., compare="total"'
    ):
        index(by="segment").plot_differences()


# ---- all of them -----------------------------------------------------------------------------------------------------


def test_they_speak_chinese():
    result = index(by="segment", compare="total")
    for draw in (
        placet.IndicatorTree(TREE).plot,
        result.plot_profile,
        result.plot_contributions,
        result.plot_differences,
    ):
        ax = draw(language="zh")
        assert any("一" <= c <= "龥" for c in ax.get_xlabel())
        assert set(re.findall("[A-Za-z]{3,}", ax.get_xlabel())) <= {"Holm"}


def test_a_title_of_the_caller_and_axes_that_are_given():
    result = index(by="segment", compare="total")
    for draw in (
        lambda ax, **o: result.plot_tree(ax, segment="S0", **o),
        result.plot_profile,
        result.plot_contributions,
    ):
        _, ax = plt.subplots(figsize=(8, 6))
        assert draw(ax, title="Mine") is ax
        assert ax.get_title(loc="left") == "Mine"


def test_numbers_that_do_not_fit_their_bars_stay_hidden_however_often_it_is_drawn():
    data = answers([f"q{i}" for i in range(8)])
    result = placet.satisfaction_index(data, {f"q{i}": 0.125 for i in range(8)}, scale=SCALE, by="segment")
    ax = result.plot_contributions(plt.subplots(figsize=(2.4, 3))[1])
    for dpi in (100, 101, 100, 99):
        ax.figure.set_dpi(dpi)
        ax.figure.draw_without_rendering()
        assert not any(text.get_visible() for text in ax.texts if text.get_horizontalalignment() == "center")
