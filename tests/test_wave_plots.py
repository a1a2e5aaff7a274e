"""Pictures of waves: the waterfall of a change and the control chart of a series."""

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import placet
import pytest
from matplotlib.colors import to_rgba
from matplotlib.text import Text
from placet.plotting.style import Style

from .test_plots import each_label

pytestmark = pytest.mark.filterwarnings("ignore::placet.PictureWarning")


def shown_texts(ax):
    """Every text that is drawn: ticks outside the view are there, but not drawn."""
    hidden = set()
    for axis, (low, high) in ((ax.xaxis, sorted(ax.get_xlim())), (ax.yaxis, sorted(ax.get_ylim()))):
        for tick in axis.get_major_ticks():
            if not low <= tick.get_loc() <= high:
                hidden |= {tick.label1, tick.label2}
    for text in ax.findobj(Text):
        if text not in hidden and text.get_visible() and text.get_text():
            yield text


@pytest.fixture(autouse=True)
def _clean_slate():
    yield
    plt.close("all")


def survey(segments=2, waves=6, rows=3000, label=None):
    rng = np.random.default_rng(6)
    wave = rng.integers(0, waves, rows)
    name = (lambda kind, i: f"{kind} {i} {label}") if label else (lambda kind, i: f"{kind}{i}")
    data = {
        "q": np.clip(np.rint(7 + 2 * rng.normal(size=rows)), 0, 10),
        "wave": np.array([name("w", i) for i in wave]),
        "g": np.array([name("g", i) for i in rng.integers(0, segments, rows)]),
    }
    return placet.Survey(data, labels={key: f"{key} {label}" for key in data} if label else {}, wave="wave")


def check(ax):
    """All text of the figure inside, and a title."""
    figure = ax.figure
    figure.draw_without_rendering()
    renderer, frame = figure.canvas.get_renderer(), figure.bbox
    for panel in figure.axes:
        for text in shown_texts(panel):
            box = text.get_window_extent(renderer)
            inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= frame.x1 + 1 and box.y1 <= frame.y1 + 1
            assert inside, f"{text.get_text()!r} at {box} leaves {frame}"
    assert ax.get_title(loc="left")


@each_label(["segments"], (20,), (12,), (1,), (2,))
def test_text_lies_inside(label, segments):
    data = survey(segments=segments, label=label)
    check(placet.change(data, "q", by="g").plot())
    check(placet.track(data, "q", by="g" if segments > 1 else None).plot())


@pytest.mark.parametrize("waves", [1, 2, 40, 120])
def test_any_number_of_waves(waves):
    check(placet.track(survey(waves=waves), "q").plot())


def test_the_waterfall_says_what_the_result_says():
    result = placet.change(survey(segments=3), "q", by="g")
    ax = result.plot()
    widths = [bar.get_width() for bar in ax.patches]
    assert np.allclose(widths, np.column_stack([result["mix"][1:], result["rate"][1:]]).ravel())
    ends = [bar.get_x() + bar.get_width() for bar in ax.patches]
    assert np.allclose(ends[-1], result["score_to"][0])
    assert np.allclose(ends[:-1], [bar.get_x() for bar in ax.patches][1:])  # every step starts where the last ended
    assert len(ax.get_yticklabels()) == 5


def test_many_segments_are_summed():
    result = placet.change(survey(segments=20), "q", by="g")
    ax = result.plot()
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([result["mix"][0], result["rate"][0]])
    assert "20 segments summed" in " ".join(ax.get_title(loc="left").split())


def test_a_segment_of_one_wave_and_one_without_answers_are_drawn():
    data = {"q": [7, 9, 8, np.nan, 3, 9], "wave": [1, 1, 2, 2, 2, 1], "g": ["a", "b", "a", "none", "new", "a"]}
    check(placet.change(data, "q", wave="wave", by="g").plot())


def chart():
    """A jump in wave 6, a gap at 4, a wave of few respondents at 5."""
    q, wave = [], []
    for i, (n, promoters) in enumerate([(200, 60), (200, 62), (200, 58), (0, 0), (10, 9), (200, 120)], start=1):
        q += [10] * promoters + [0] * (n - promoters)
        wave += [i] * n
    return placet.track({"q": q, "wave": wave}, "q", wave="wave", smooth=1)


def test_the_control_chart_says_what_the_result_says():
    result = chart()
    ax = result.plot()
    line = next(line for line in ax.lines if len(line.get_xdata()) == 6)
    assert np.allclose(line.get_ydata(), result["estimate"], equal_nan=True)
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == ["No answers", "Control limits", "Centre", "Score with interval", "Small base", "Flagged"]
    flagged = [c for c in ax.collections if to_rgba(Style.of(ax).negative) in map(tuple, c.get_facecolor())]
    (dots,) = flagged
    at = [i for i, flag in enumerate(result["flag"]) if flag]
    assert dots.get_offsets()[:, 0].tolist() == at
    assert ax.get_ylim()[1] >= result["limit_high"][0]
    check(ax)


def test_a_panel_a_segment():
    ax = placet.track(survey(segments=3), "q", by="g").plot()
    assert len(ax.figure.axes) == 3
    assert [panel.get_title(loc="left").splitlines()[-1] for panel in ax.figure.axes] == ["g0", "g1", "g2"]
    ax = placet.track(survey(segments=20), "q", by="g").plot()
    assert len(ax.figure.axes) == 12
    assert "first 12 of 20 segments" in " ".join(ax.get_title(loc="left").split())


def test_given_axes_are_used():
    data = survey(segments=3)
    for result in (placet.track(data, "q", by="g"), placet.track(data, "q"), placet.change(data, "q", by="g")):
        figure, ax = plt.subplots(figsize=(14, 8), layout="constrained")
        assert result.plot(ax) is ax
        assert plt.get_fignums() == [figure.number]
        check(ax)
        plt.close(figure)


def test_nothing_to_draw():
    data = {"q": [np.nan, 9], "wave": [1, 2], "g": ["a", "b"]}
    check(placet.track(data, "q", wave="wave", by="g").plot())
    check(placet.track({"q": [7, 7], "wave": [1, 2]}, "q", wave="wave").plot())
