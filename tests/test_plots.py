"""Every picture: whatever the number of segments and drivers, all its text lies inside, and nothing warns."""

import logging
import warnings
from itertools import pairwise

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import placet
import pytest
from matplotlib import font_manager
from matplotlib.text import Text
from placet.plotting import glyphs

pytestmark = pytest.mark.filterwarnings("ignore::placet.PictureWarning")

CHINESE = "您对手机网络质量（信号覆盖、通话质量、上网速度以及在高铁和地铁上的稳定性）的满意程度如何？"
ENGLISH = "How satisfied are you with the way in which our staff in the store explained the items of your bill to you?"
WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen_" * 2


LABELS = {"short": None, "english": ENGLISH, "word": WORD, "chinese": CHINESE}


def each_label(names, *cases):
    """Every label once, with a case of its own: all combinations say no more and take three times as long."""
    together = [(label, *case) for label, case in zip(LABELS.values(), cases, strict=True)]
    return pytest.mark.parametrize(("label", *names), together, ids=list(LABELS))


def survey(segments=1, drivers=9, rows=600, label=None, sign=1.0):
    """Ratings driven by a halo; `label` dresses every driver, segment and question in a long text."""
    rng = np.random.default_rng(8)
    halo = rng.normal(size=rows)
    data = {f"d{j}": np.clip(np.rint(6.5 + halo + 1.5 * rng.normal(size=rows)), 1, 10) for j in range(drivers)}
    weights = sign * np.where(np.arange(drivers) % 2, 0.15, -0.25 if sign < 0 else 0.2)
    data["overall"] = sum(w * data[f"d{j}"] for j, w in enumerate(weights)) + rng.normal(size=rows)
    data["recommend"] = np.clip(np.rint(7 + 1.5 * halo + rng.normal(size=rows)), 0, 10).astype(int)
    name = (lambda i: f"{i}: {label}") if label else (lambda i: f"Segment {i}")
    data["segment"] = np.array([name(i % segments) for i in range(rows)])
    data["brand"] = np.array([name(i // 7 % 3) for i in range(rows)])
    labels = {key: f"{key} {label}" for key in data} if label else {}
    return placet.Survey(data, labels=labels)


def tree(drivers):
    half = drivers // 2
    parts = {"Technology": range(half), "Service": range(half, drivers)}
    return {name: (0.5, {f"d{j}": 1 / len(part) for j in part}) for name, part in parts.items()}


def results(data, by, drivers):
    names = [f"d{j}" for j in range(drivers)]
    yield placet.nps(data, "recommend", by=by)
    yield placet.distribution(data, ["recommend", "d1"], scale=(0, 10), by=by)
    yield placet.satisfaction_index(data, tree(drivers), by=by, scale=(1, 10))
    yield placet.regression(data, "overall", names, by=by)
    yield placet.gap(data, names[1:], names[:-1], by=by)
    yield placet.rank_scores(data, names, by=by)
    # 25 drivers have 33 million subsets, so those are drawn without intervals and once.
    if drivers <= 12:
        yield placet.key_drivers(data, "overall", names, by=by, n_resamples=20, rng=1)


def models(data, by, drivers):
    """What the other regressions draw; by segment the event has to happen often enough."""
    names = [f"d{j}" for j in range(drivers)]
    yield placet.regression(data, "overall", [*names[1:], "brand"], factors="brand", covariates="d0", by=by)
    yield placet.regression(
        data, "recommend", [*names, "brand"], factors="brand", model="logit", event=[8, 9, 10], by=by
    )
    yield placet.regression(data, "recommend", names, model="ordered", by=by)


def shown_texts(ax):
    """Every text that is drawn: ticks outside the view are there, but not drawn."""
    hidden = set()
    for drawn in ax.figure.axes:
        for axis, (low, high) in ((drawn.xaxis, sorted(drawn.get_xlim())), (drawn.yaxis, sorted(drawn.get_ylim()))):
            for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
                if not low <= tick.get_loc() <= high:
                    hidden |= {tick.label1, tick.label2}
    for text in ax.figure.findobj(Text):
        if text not in hidden and text.get_visible() and text.get_text():
            yield text


def check_texts(figure):
    """Draw the figure: all text inside, every character drawn."""
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()
    frame = figure.bbox
    for text in shown_texts(figure.axes[0]):
        box = text.get_window_extent(renderer)
        inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= frame.x1 + 1 and box.y1 <= frame.y1 + 1
        assert inside, f"{text.get_text()!r} at {box} leaves {frame}"
        assert "□" not in text.get_text()
    return renderer


def check(ax):
    """Draw the figure: all text inside, no row's label on another's, a title and a label for the numbers."""
    figure = ax.figure
    renderer = check_texts(figure)
    boxes = [label.get_window_extent(renderer) for label in ax.get_yticklabels() if label.get_text()]
    assert boxes
    for upper, lower in pairwise(boxes):
        assert upper.y0 >= lower.y1 - 1, "labels of neighbouring rows overlap"
    assert ax.get_title(loc="left")
    assert ax.get_xlabel()
    plt.close(figure)


@pytest.fixture(autouse=True)
def _clean_slate():
    glyphs._WARNED.clear()
    yield
    plt.close("all")


@each_label(["segments"], (1,), (2,), (12,), (12,))
def test_text_lies_inside_whatever_the_segments_and_labels(label, segments):
    data = survey(segments=segments, label=label)
    for result in results(data, "segment" if segments > 1 else None, 9):
        check(result.plot())


@pytest.mark.parametrize("segments", [1, 2, 12])
def test_many_drivers(segments):
    data = survey(segments=segments, drivers=25)
    for result in results(data, "segment" if segments > 1 else None, 25):
        check(result.plot())


@each_label(["segments", "drivers"], (1, 30), (3, 9), (1, 9), (3, 9))
def test_coefficients_of_factors_and_logits(label, segments, drivers):
    data = survey(label=label, segments=segments, drivers=drivers, rows=1800)
    for result in models(data, "segment" if segments > 1 else None, drivers):
        check(result.plot())


@each_label(["drivers"], (30,), (9,), (2,), (9,))
def test_what_diagnostics_draw(label, drivers):
    data = survey(label=label, drivers=drivers)
    result = placet.regression(data, "overall", [f"d{j}" for j in range(drivers)], diagnostics=True)
    figure = result.plot_residuals()
    assert len(figure.axes) == 4
    assert all(ax.get_title(loc="left") and ax.get_xlabel() and ax.get_ylabel() for ax in figure.axes)
    check_texts(figure)
    check(result.plot_collinearity())
    _, given = plt.subplots()
    assert result.plot_collinearity(given) is given
    by_segment = placet.regression(survey(label=label, segments=3), "overall", ["d0", "d1"], by="segment")
    check(by_segment.plot_collinearity())
    with pytest.raises(ValueError, match="diagnostics=True"):
        by_segment.plot_residuals()


@each_label(["rows"], (90,), (9,), (1,), (9,))
def test_predictions(label, rows):
    data = survey(label=label)
    new = {name: column[:rows] for name, column in data.data.items()}
    for result in models(data, None, 5):
        ax = result.predict(new).plot()
        check(ax)
        of = {"linear": "overall", "logit": "Probability of", "ordered": "Probability of each answer"}
        assert ax.get_xlabel().replace("\n", " ").startswith(of[result.about.get("model", "linear")])
    individual = placet.regression(data, "overall", "d0").predict(new, interval="individual").plot()
    assert individual.get_xlabel().replace("\n", " ").endswith("with 95% intervals for single respondents")


@each_label(["segments", "drivers"], (1, 30), (3, 9), (1, 9), (3, 9))
def test_selections(label, segments, drivers):
    data, by = survey(label=label, segments=segments, drivers=drivers), "segment" if segments > 1 else None
    names = [f"d{j}" for j in range(drivers)]
    ax = placet.stepwise(data, "overall", names, by=by, n_resamples=20, rng=1).plot()
    check_texts(ax.figure)
    assert all(drawn.get_title(loc="left") and drawn.get_xlabel() for drawn in ax.figure.axes)
    event = {"model": "logit", "event": [8, 9, 10], "n_resamples": 0}
    check(placet.stepwise(data, "recommend", [*names[:9], "brand"], factors="brand", by=by, **event).plot())
    figure = placet.best_subsets(data, "overall", names[:15], by=by, n_resamples=5, rng=1).plot().figure
    check_texts(figure)


def test_coefficients_of_a_logit_are_drawn_as_odds_ratios():
    result = placet.regression(
        survey(), "recommend", ["d1", "d2", "brand"], factors="brand", model="logit", event=[9, 10]
    )
    ax = result.plot()
    drawn = ax.collections[-1].get_offsets()[:, 0]
    assert np.allclose(np.exp(drawn), result["odds_ratio"][1:])
    marks = [float(tick.get_text()) for tick in ax.get_xticklabels()]
    assert 1.0 in marks
    assert np.allclose(np.log(marks), ax.get_xticks())
    assert 4 <= len(marks) <= 10
    assert ax.get_xlabel().startswith("Odds ratio of the event per unit of the driver or\nagainst the reference level")
    assert [label.get_text() for label in ax.get_yticklabels()][-1] == "brand: Segment 2 vs Segment 0"
    check(ax)


@pytest.mark.parametrize("width", [0.3, 1.0, 2.5, 6.0, 12.0, 40.0])
@pytest.mark.parametrize("middle", [-3.0, 0.0, 4.0])
def test_odds_ratios_are_marked_by_round_numbers_however_wide_they_lie(width, middle):
    from placet.plotting.drivers.regression import _odds_marks

    marks = _odds_marks(middle - width / 2, middle + width / 2)
    assert 2 <= len(marks) <= 11
    assert (np.abs(np.log(marks) - middle) <= width / 2).all()
    assert (np.diff(marks) > 0).all()
    assert (1.0 in marks) == (abs(middle) <= width / 2)


def test_covariates_are_drawn_where_there_is_no_driver():
    ax = placet.regression(survey(), "overall", covariates=["d0", "d1"]).plot()
    assert [label.get_text() for label in ax.get_yticklabels()] == ["d0", "d1"]
    check(ax)
    ax = placet.regression(survey(), "overall", "d2", covariates=["d0", "d1"]).plot()
    assert [label.get_text() for label in ax.get_yticklabels()] == ["d2"]
    check(ax)


def test_the_heat_map_says_what_it_leaves_out():
    result = placet.regression(survey(drivers=30), "overall", [f"d{j}" for j in range(30)])
    ax = result.plot_collinearity()
    assert "the 12 largest of 31" in ax.get_xlabel().replace("\n", " ")
    check(ax)


def test_the_importance_of_many_drivers():
    data = survey(drivers=20)
    check(placet.key_drivers(data, "overall", [f"d{j}" for j in range(20)], n_resamples=0).plot())


@each_label(["rows"], (70,), (11,), (1,), (2,))
def test_printed_tables(label, rows):
    points = np.round(np.random.default_rng(1).uniform(2, 9, (2, rows)), 1)
    table = {
        "item": [f"{i} {label or 'Hall'} $" for i in range(rows)],
        "own": points.min(axis=0),
        "rival": points.max(axis=0),
    }
    table["rank"] = np.where(np.arange(rows) % 3, np.nan, 1.0)
    shares = dict.fromkeys(table["item"], 1 / rows)
    named = {"own": f"own {label}", "rival": f"rival {label}"}
    check(placet.benchmark(placet.Survey(table, labels=named), "own", "rival", weights=shares, normalize=True).plot())
    check(placet.benchmark(table, "own", 5).plot())
    check(placet.scorecard(table, "rival", "own").plot())
    check(placet.scorecard(table, "own", "rival", "rank").plot())
    check(placet.rank_scores(table, item="item", score="own").plot())
    check(placet.rank_scores(table, item="item", score="own", printed_rank="rank").plot())
    check(placet.complaint_iceberg(dict.fromkeys(table["item"], 1200), [2, 25]).plot())
    check(placet.complaint_iceberg(3, customers=1000).plot())


def test_printed_tables_with_little_to_draw():
    holes = {"item": ["a", "b"], "own": [1.0, np.nan], "rival": [np.nan, 1.0]}
    check(placet.benchmark(holes, "own", "rival").plot())
    check(placet.scorecard(holes, "own", "rival").plot())
    check(placet.scorecard({"item": ["a"], "of": [0], "got": [0]}, "of", "got").plot())
    check(placet.complaint_iceberg(0).plot())
    alike = {"item": ["a", "b"], "own": [5.0, 5.0]}
    check(placet.benchmark(alike, "own", 5).plot())
    check(placet.rank_scores(alike, score="own").plot())


def test_one_driver():
    for result in (
        placet.regression(survey(), "overall", "d1"),
        placet.key_drivers(survey(), "overall", "d1", n_resamples=9),
    ):
        check(result.plot())


def test_negative_coefficients_are_told_apart_by_more_than_colour():
    result = placet.key_drivers(survey(sign=-1.0), "overall", [f"d{j}" for j in range(9)], n_resamples=20, rng=1)
    assert (result["coefficient"] < 0).any()
    ax = result.plot()
    negative = [bool(bar.get_hatch()) for bar in ax.patches]
    assert negative == (result["coefficient"] < 0).tolist()
    texts = [text.get_text() for text in ax.texts]
    assert all(("−" in text) == is_negative for text, is_negative in zip(texts, negative, strict=True))
    legend = [text.get_text().replace("\n", " ") for text in ax.get_legend().get_texts()]
    assert legend == ["b > 0", "b < 0", "what a driver without a link would earn"]
    check(ax)
    check(placet.regression(survey(sign=-1.0), "overall", ["d0", "d1", "d2"]).plot())


def test_scores_at_the_ends_of_the_scale():
    for scores in ([0] * 50, [10] * 50, [8] * 50, [0, 10] * 25):
        check(placet.nps({"s": scores}, "s").plot())
    ends = {"s": [0] * 5 + [10] * 5, "g": ["low"] * 5 + ["high"] * 5}
    check(placet.nps(ends, "s", by="g").plot())


def test_drivers_that_explain_nothing_have_empty_bars():
    # Uncorrelated by construction: R² is exactly 0 and a share of it is no number.
    data = {"overall": [1, 3, 1, 3] * 3, "d0": [1, 1, 3, 3] * 3}
    ax = placet.key_drivers(data, "overall", ["d0"], n_resamples=0).plot()
    assert ax.texts[0].get_text() == "–   b = +0.00"
    check(ax)


def test_a_segment_of_one_has_no_interval_but_a_dot():
    data = {"q": [3, 5, 7, 9, 6], "s": [9, 3, 10, 7, 2], "g": ["a", "a", "a", "a", "b"]}
    result = placet.satisfaction_index(data, {"q": 1}, by="g", scale=(1, 10))
    assert np.isnan(result["conf_low"]).any()
    check(result.plot())
    check(placet.satisfaction_index({"q": [3], "s": [9]}, {"q": 1}, scale=(1, 10)).plot())
    check(placet.nps(data, "s", by="g").plot())


def test_a_segment_without_answers_keeps_its_row():
    data = {"q": [3.0, 5, 7, np.nan], "s": [9, 3, 10, np.nan], "g": ["a", "a", "b", "empty"]}
    for result in (placet.nps(data, "s", by="g"), placet.satisfaction_index(data, {"q": 1}, by="g", scale=(1, 10))):
        ax = result.plot()
        assert any("empty" in label.get_text() for label in ax.get_yticklabels())
        check(ax)
    for result in (placet.gap(data, "q", "s", by="g"), placet.rank_scores(data, ["q", "s"], by="g")):
        ax = result.plot()
        assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b", "empty"]
        check(ax)


def test_given_axes_are_used_and_no_figure_is_made():
    for result in results(survey(segments=2), "segment", 9):
        figure, axes = plt.subplots(1, 2, figsize=(18, 14), layout="constrained")
        assert result.plot(axes[0]) is axes[0]
        assert result.plot(ax=axes[1]) is axes[1]
        assert plt.get_fignums() == [figure.number]
        assert axes[0].get_title(loc="left") == axes[1].get_title(loc="left")
        figure.draw_without_rendering()
        plt.close(figure)


def test_the_picture_says_what_the_result_says():
    result = placet.nps(survey(segments=2), "recommend", by="segment", conf_level=0.9)
    ax = result.plot()
    bars = np.array([bar.get_width() for bar in ax.patches]).reshape(3, 2)
    assert np.allclose(bars, [-100 * result["detractors"], 100 * result["passives"], 100 * result["promoters"]])
    edges = np.array([bar.get_x() for bar in ax.patches]).reshape(3, 2)
    assert np.allclose(edges[0], edges[1])  # passives between the others, half of them on each side of 0
    assert np.allclose(edges[2], edges[1] + bars[1])
    assert np.allclose(edges[1], -bars[1] / 2)
    (diamonds,) = (line for line in ax.lines if line.get_marker() == "D")
    assert np.allclose(diamonds.get_xdata(), result["estimate"])
    ends = [segment[:, 0] for segment in ax.collections[0].get_segments()]
    assert np.allclose(ends, np.column_stack([result["conf_low"], result["conf_high"]]))
    assert ax.get_xlim()[0] < -100 * (result["detractors"] + result["passives"] / 2).max()
    assert ax.get_xlim()[1] > 100 * (result["promoters"] + result["passives"] / 2).max()
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels == [f"{name}  (n = {n})" for name, n in zip(result["segment"], result["n"], strict=True)]
    assert [text.get_text() for text in ax.texts] == [f"{e:+.1f}".replace("-", "−") for e in result["estimate"]]
    named = [text.get_text() for text in ax.get_legend().get_texts()]
    assert named == ["Detractors", "Passives", "Promoters", "NPS with 90% interval"]
    top = ax.transData.transform((0, 0))[1]
    assert top > ax.transData.transform((0, 1))[1]  # the first segment is on top


SCALE = (1, 10)
TOP, MEAN, NET = placet.Metric.top_box(SCALE, 3), placet.Metric.mean_score(SCALE), placet.Metric.net_box(SCALE, 3, 4)


@pytest.mark.parametrize(
    ("segments", "label"),
    [(1, ENGLISH), (4, CHINESE), (12, WORD), (60, None)],
)
def test_scores_of_every_form_items_and_metrics(segments, label):
    data, by = survey(segments=segments, label=label), "segment" if segments > 1 else None
    one, three, several = "d0", ["d0", "d1", "d2"], [TOP, MEAN, NET]
    for items, metrics in ((one, [TOP]), (three, [MEAN]), (three, [NET]), (one, several), (three, several)):
        ax = placet.score(data, items, metrics, by=by).plot()
        check(ax)
        title = next(text for text in ax.findobj(Text) if text.get_text() == ax.get_title(loc="left"))
        if ax.get_legend():
            assert not ax.get_legend().get_window_extent().overlaps(title.get_window_extent())


def test_a_score_s_value_is_hidden_by_nothing():
    data = {"q": [0, 0, 0, 1, 10, 10, 9, 3, 7, 8, 1, 10], "key": list("aaaabbbcccdd")}
    for score in (placet.nps, lambda *a, **o: placet.mean_score(*a, scale=(0, 10), **o)):
        result = score(data, "q", by="key")
        ax = result.plot()
        ax.figure.draw_without_rendering()
        ends = [ax.transData.transform(segment)[:, 0].max() for segment in ax.collections[0].get_segments()]
        for text, end in zip(ax.texts, ends, strict=True):
            assert text.get_window_extent().x0 >= end
        check(ax)


def test_segments_without_answers_are_rows_without_marks():
    data = {"q": [0, np.nan, 10], "key": list("abc")}
    ax = placet.nps(data, "q", by="key").plot()
    assert [text.get_text() for text in ax.texts] == ["−100.0", "–", "+100.0"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a  (n = 1)", "b  (n = 0)", "c  (n = 1)"]
    check(ax)
    ax = placet.top_box(data, "q", scale=(0, 10), by="key").plot()
    assert [text.get_text() for text in ax.texts] == ["0.0%", "100.0%"]
    check(ax)
    ax = placet.nps({"q": [0, 10, 7]}, "q").plot()
    assert [text.get_text() for text in ax.texts] == ["0.0"]


def test_several_metrics_are_marks_of_one_row_in_their_own_units():
    result = placet.score(survey(segments=2), ["d0", "d1"], [TOP, MEAN], by="segment")
    ax = result.plot()
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names[0] == "d0 · Segment 0  (n = 300)"
    assert len(names) == 4
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["Top box, %", "Mean, 1..10 as 0 to 100"]
    top, mean = (
        np.asarray(result["estimate"])[np.array(result["metric"]) == name] for name in ("top_box", "mean_score")
    )
    assert [t.get_text() for t in ax.texts] == [f"{100 * v:.1f}%" for v in top] + [f"{v:.2f}" for v in mean]
    shares, means = (c.get_offsets()[:, 0] for c in ax.collections if len(c.get_offsets()) == 4)
    assert np.allclose(shares, 100 * top)
    assert np.allclose(means, 100 * (mean - 1) / 9)


def test_beyond_the_palette_the_picture_says_what_it_leaves_out():
    result = placet.key_drivers(survey(segments=12), "overall", ["d0", "d1", "d2"], by="segment", n_resamples=0)
    ax = result.plot()
    assert "first 8 of 12 segments" in " ".join(ax.get_title(loc="left").split())
    assert len(ax.get_legend().get_texts()) == 8
    check(ax)


@pytest.mark.parametrize(
    "text", ["Income $50k to $100k", "50% & more_than^half", r"\alpha $", "$x^$", "tab\there", "_hidden"]
)
def test_signs_that_mean_something_to_matplotlib_are_drawn_as_they_are(text):
    data = survey(segments=2).data
    data = {**data, "segment": np.where(data["segment"] == "Segment 0", text, "other"), text: data["d1"]}
    labels = {"recommend": text, "segment": text, "d0": text}
    with_signs = placet.Survey(data, labels=labels)
    for result in (
        placet.nps(with_signs, "recommend", by="segment"),
        placet.satisfaction_index(with_signs, {"d0": 0.5, text: 0.5}, by="segment", name=text + "!", scale=(1, 10)),
        placet.regression(with_signs, "overall", ["d0", text], by="segment"),
        placet.key_drivers(with_signs, "overall", ["d0", text], n_resamples=0),
    ):
        ax = result.plot()
        words = [*(label.get_text() for label in ax.get_yticklabels()), ax.get_title(loc="left")]
        words += [entry.get_text() for entry in ax.get_legend().get_texts()] if ax.get_legend() else []
        assert any(text.replace("\t", " ") in word for word in words)
        check(ax)


def test_every_segment_is_in_the_legend_whatever_its_name():
    data = survey(segments=2).data
    data = {**data, "segment": np.where(data["segment"] == "Segment 0", "_hidden", "other")}
    ax = placet.regression(data, "overall", ["d0", "d1"], by="segment").plot()
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["_hidden", "other"]


# ---- fonts -----------------------------------------------------------------------------------------------------------


def chinese_results():
    data = survey(segments=3, label=CHINESE)
    return list(results(data, "segment", 9))


def test_without_a_font_there_is_one_warning_and_a_picture(monkeypatch):
    plain = [entry for entry in font_manager.fontManager.ttflist if entry.name.startswith("DejaVu")]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", plain)
    monkeypatch.setattr(font_manager, "findSystemFonts", list)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for result in chinese_results():
            ax = result.plot()
            ax.figure.draw_without_rendering()
            assert any("□" in text.get_text() for text in shown_texts(ax))
    assert len(caught) == 1, [str(warning.message) for warning in caught]
    assert "Noto Sans CJK" in str(caught[0].message)


def test_with_a_font_every_character_is_drawn():
    for result in chinese_results():
        ax = result.plot()
        ax.figure.draw_without_rendering()  # a missing glyph would warn, and a warning is an error here
        for text in shown_texts(ax):
            assert "□" not in text.get_text()


def test_a_picture_without_matplotlib_names_the_extra(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    with pytest.raises(ImportError, match=r"pip install placet\[plot\]"):
        placet.nps({"s": [9, 3]}, "s").plot()


def test_a_result_of_a_user_is_drawn_as_its_class_says_or_as_what_it_inherits_from():
    from placet.results.draw import draws
    from placet.results.result import Result
    from placet.results.scores.scores import ScoreResult

    class Own(ScoreResult):
        pass

    class Marked(ScoreResult):
        pass

    class Bare(Result):
        pass

    given = placet.nps({"s": [9, 10, 3]}, "s")
    draws(Marked)(lambda result, asked: (result.item, asked.on))
    fields = (given.table, given.key_columns, given.about)
    check(Own(*fields).plot())
    assert Marked(*fields).plot() == ("s", None)
    with pytest.raises(TypeError, match=r"a Bare has no picture; show its numbers with summary\(\) or to_frame\(\)"):
        Bare(*fields).plot()


def test_the_one_weight_of_a_chinese_font_is_not_told(caplog):
    log = logging.getLogger("matplotlib.font_manager")
    for font in ("WenQuanYi Zen Hei", "Helvetica"):
        log.warning("findfont: Failed to find font weight %s for %s, now using %s.", "bold", font, 500)
    assert [record.args[1] for record in caplog.records] == ["Helvetica"]
