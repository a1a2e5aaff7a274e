"""What holds for every picture: whatever the style and the place, all text is read, within its place, and apart."""

import io
import re
import warnings
from functools import cache, partial
from itertools import pairwise

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import placet
import pytest
from matplotlib.text import Text
from placet.plotting.fitting import Fit
from placet.plotting.slot import slot
from placet.plotting.style import contrast
from placet.results.draw import _DRAWN

from .test_plots import CHINESE, ENGLISH, WORD, shown_texts, survey, tree

#: What seaborn's context "talk" sets, and a style of large text.
TALK = {
    "font.size": 18, "axes.labelsize": 18, "axes.titlesize": 18, "xtick.labelsize": 16.5, "ytick.labelsize": 16.5,
    "legend.fontsize": 16.5, "legend.title_fontsize": 18, "axes.linewidth": 1.875, "grid.linewidth": 1.5,
    "lines.linewidth": 2.25, "lines.markersize": 9, "patch.linewidth": 1.5,
}  # fmt: skip
STYLES = {"light": {}, "dark": plt.style.library["dark_background"], "talk": TALK}
SCALE = (1, 10)


def waves(data):
    wave = np.array([f"2024-{i % 8 + 1:02d}" for i in range(600)])
    return placet.Survey({**data.data, "wave": wave}, labels=data.labels, wave="wave")


#: The weights of an earlier wave.
BEFORE = {"Technology": (0.3, {"d0": 0.8, "d1": 0.2}), "Service": (0.7, {"d2": 0.5, "d3": 0.25, "d4": 0.25})}


def asked_later(data):
    """Answers of waves of which only the last was asked one of the items."""
    last = np.where(data.data["wave"] == "2024-08", data.data["d4"], np.nan)
    return placet.Survey({**data.data, "d4": last}, labels=data.labels, wave="wave")


def pictures(data):
    """Name → a call that draws it, of every kind of result; `by` where there are segments."""
    by = "segment" if len(set(data.data["segment"])) > 1 else None
    names, series = [f"d{j}" for j in range(5)], waves(data)
    metrics = [placet.Metric.top_box(SCALE, 3), placet.Metric.mean_score(SCALE)]
    fit = placet.regression(data, "overall", names, diagnostics=True)
    logit = {"model": "logit", "event": [8, 9, 10], "factors": "brand"}
    label = data.labels.get("d0", "")
    table = {"item": [f"{i} {label}" for i in range(4)], "own": [5.0, 6, 7, 8], "rival": [6.0, 5, 7.5, 9]}
    yield "nps", placet.nps(data, "recommend", by=by).plot
    yield "scores", placet.score(data, ["d0", "d1"], "mean_score", scale=SCALE, by=by).plot
    yield "metrics", placet.score(data, "d0", metrics, by=by).plot
    yield "distribution", placet.distribution(data, ["recommend", "d1"], scale=(0, 10), by=by).plot
    yield "gap", placet.gap(data, names[1:], names[:-1]).plot
    yield "gap by segment", placet.gap(data, names[1:], names[:-1], by=by).plot
    yield "ranks", placet.rank_scores(data, names, by=by).plot
    yield "plan", placet.sample_size("nps", margin=[2, 3, 5], promoters=0.45, detractors=0.2).plot
    yield "power", placet.power("nps", n=[800, 400], difference=[5, 8], promoters=0.45, detractors=0.2).plot
    yield "benchmark", placet.benchmark(table, "own", "rival", item="item").plot
    yield "scorecard", placet.scorecard(table, "rival", "own", item="item").plot
    yield "printed ranks", placet.rank_scores(table, item="item", score="own").plot
    yield "iceberg", placet.complaint_iceberg({f"a {label}": 100, "b": 40}, [5, 10]).plot
    yield "weights", placet.fixed_weights({f"a {label}": 0.7, "b": 0.3}).plot
    yield "weights of judges", placet.ahp_weights([{(f"a {label}", "b"): ratio} for ratio in (3, 2, 1)]).plot
    yield "weights of a tree", placet.ahp_weights({"All": {(f"a {label}", "b"): 3}, "b": {("c", "d"): 2}}).plot
    yield from index_pictures(data, by)
    grades = {f"{grade} {label}".strip(): points for grade, points in zip("ABCDE", (100, 80, 60, 30, 0), strict=True)}
    fuzzy = {"grades": grades, "scale": SCALE, "membership": "triangular"}
    yield "fuzzy evaluation", placet.fuzzy_evaluation(data, tree(5), **fuzzy).plot
    yield "fuzzy evaluation by segment", placet.fuzzy_evaluation(data, tree(5), by=by, **fuzzy).plot
    paths = "Service =~ d0 + d1 + d2; Satisfaction =~ d3 + d4 + overall; Satisfaction ~ Service"
    yield "prediction of paths", placet.path_prediction(data, paths, rng=1).plot
    yield "regression", placet.regression(data, "overall", names, by=by).plot
    yield "logit", placet.regression(data, "recommend", [*names, "brand"], **logit).plot
    yield "collinearity", fit.plot_collinearity
    yield "prediction", fit.predict({name: column[:5] for name, column in data.data.items()}).plot
    yield "drivers", placet.key_drivers(data, "overall", names, n_resamples=20, rng=1).plot
    yield "drivers by segment", placet.key_drivers(data, "overall", names, by=by, n_resamples=0).plot
    yield "dominance", placet.dominance(data, "overall", names, n_resamples=0).plot
    yield "dominance by segment", placet.dominance(data, "overall", names, by=by, complete=False, n_resamples=0).plot
    event, few = {"model": "logit", "event": [8, 9, 10]}, {"n_resamples": 9, "rng": 1}
    yield "drivers of an event", placet.key_drivers(data, "recommend", names, **event, **few).plot
    answers = {"model": "ordered", "measure": "nagelkerke", "n_resamples": 0}
    yield "drivers of answers by segment", placet.key_drivers(data, "recommend", names[:3], by=by, **answers).plot
    yield "stepwise", placet.stepwise(data, "overall", names, n_resamples=9, rng=1).plot
    yield "best subsets", placet.best_subsets(data, "overall", names, n_resamples=5, rng=1).plot
    if by:
        yield "compare", placet.compare(data, "recommend", by=by).plot
        yield "letters", placet.compare(data, "recommend", by="brand", against="all pairs").plot
        compared = {"against": "all pairs", "of": "share", "n_resamples": 9, "rng": 1}
        yield "compare drivers", placet.compare_drivers(data, "overall", names, by=by, **compared).plot
        yield "compare paths", placet.compare_paths(data, paths, by=by, n_resamples=50, rng=1).plot
        yield "invariance", placet.micom(data, paths, by=by, n_permutations=1000, rng=1).plot
        yield "prediction by segment", placet.path_prediction(data, paths, by=by, folds=3, rng=1).plot
        yield "change", placet.change(series, "recommend", by=by, from_="2024-01", to="2024-08").plot
    yield "track", placet.track(series, "recommend", min_base=5).plot
    yield "track by segment", placet.track(series, "recommend", by=by, min_base=5).plot
    action = {"scale": SCALE, "n_resamples": 20, "rng": 1}
    yield "priorities", placet.priorities(data, "overall", names, **action).plot
    yield "priorities by segment", placet.priorities(data, "overall", names, by=by, **action).plot
    yield "map", placet.priority_map(data, "overall", names, **action).plot
    yield "map by segment", placet.priority_map(data, "overall", names, by=by, **action).plot
    yield "map of effects", placet.priority_map(data, "overall", names, importance="effect", **action).plot
    yield "simulation", placet.simulate(data, "overall", names, {"d0": 1, "d1": -1}, **action).plot
    yield "sweep by segment", placet.simulate(data, "overall", names, by=by, **action).plot
    yield "budget", placet.simulate(data, "recommend", names, metric="nps", cost=1, budget=5, **action).plot
    yield "nps drivers", placet.nps_drivers(data, "recommend", names).plot
    yield "nps drivers down", placet.nps_drivers(data, "recommend", names, move={"d0": -2}, driver_scale=SCALE).plot
    yield "nps drivers by segment", placet.nps_drivers(data, "recommend", names, by=by, driver_scale=SCALE).plot
    halves = {f"{label} {name}": parts for name, parts in (("A", names[:3]), ("B", names[2:]))}
    yield "reliability", placet.reliability(data, halves, n_resamples=20, rng=1).plot
    yield "reliability by segment", placet.reliability(data, halves, by=by, n_resamples=20, rng=1).plot
    yield "reliability of one construct", placet.reliability(data, names, by=by, n_resamples=20, rng=1).plot
    yield from path_pictures(data, names, by, label)
    yield "index change", placet.index_change(series, tree(5), scale=SCALE).plot
    split = {"tree_from": BEFORE, "scale": SCALE, "by": by, "wave": "wave"}
    yield "index change in parts", placet.index_change(asked_later(series), tree(5), **split).plot
    yield "index and weights", placet.weight_sensitivity(data, tree(5), scale=SCALE, n_draws=100, rng=1).plot
    ranked = {"by": ["brand", *([by] if by else [])], "n_draws": 100, "rng": 1}
    yield "index and weights by segment", placet.weight_sensitivity(data, tree(5), scale=SCALE, **ranked).plot
    blocks = {f"A {label}".strip(): names[:3], "B": names[3:], "C": ["overall"]}
    model = placet.PathModel(blocks, {"B": [next(iter(blocks))], "C": list(blocks)[:2]})
    yield "path model", placet.path_model(data, model, n_resamples=20, rng=1).plot
    yield "path model by segment", placet.path_model(data, model, by=by, n_resamples=20, rng=1).plot
    yield "loadings", placet.path_model(data, model, n_resamples=20, rng=1).plot_loadings


def path_pictures(data, names, by, label):
    """Constructs of one indicator each, which have no negative weights."""
    blocks = {f"{label} {name}".strip(): [column] for name, column in zip("ABCDE", names, strict=False)}
    *drivers, middle, last = blocks
    model = placet.PathModel(blocks, {middle: drivers, last: [middle, drivers[0]]})
    options = {"scale": SCALE, "by": by, "n_resamples": 20, "rng": 1}
    index = placet.path_index(data, model, compare="total" if by else None, **options)
    yield "path index", index.plot
    yield "path index of one construct", placet.path_index(data, model, construct=last, **options).plot
    yield "impacts", index.plot_impacts
    own = placet.path_index(data, model, weights_from="segment" if by else "pooled", **options)
    yield "impacts on one outcome", partial(own.plot_impacts, outcome=last)
    yield "map of constructs", placet.path_map(data, model, last, **options).plot
    yield "map of indicators", placet.path_map(data, model, last, level="indicators", **options).plot
    if by:
        yield "path index differences", index.plot_differences


def index_pictures(data, by):
    whole = placet.satisfaction_index(data, tree(5), scale=SCALE)
    index = placet.satisfaction_index(data, tree(5), by=by, scale=SCALE, compare="total" if by else None)
    indicators = placet.IndicatorTree(tree(5), labels={f"d{j}": data.labels[f"d{j}"] for j in range(5) if data.labels})
    yield "index", index.plot
    yield "tree", indicators.result.plot
    yield "tree of scores", whole.plot_tree
    yield "path model", path_model(data.labels).result.plot
    yield "profile", whole.plot_profile
    yield "profile by segment", partial(index.plot_profile, level=2)
    yield "contributions", partial(whole.plot_contributions, level=2)
    yield "contributions by segment", index.plot_contributions
    if by:
        yield "index differences", index.plot_differences


def path_model(labels):
    """A model with all that a diagram can have, in the words of the survey."""
    lines = (
        "Net =~ d0 + d1; Shop <~ d2 + d3; Service =~ Net + Shop; Image =~ d4; Overall =~ overall; Again =~ recommend"
    )
    named = {name: labels[name] for name in ("d0", "d1", "d2", "d3", "d4", "overall", "recommend") if name in labels}
    if named:
        named["Image"] = f"Image: {labels['d0']}"
    return placet.PathModel(lines + "\nOverall ~ Service + Image; Again ~ Overall*Image", labels=named)


@pytest.fixture(autouse=True)
def _clean_slate():
    yield
    plt.close("all")


# ---- the contract ----------------------------------------------------------------------------------------------------


def words(ax):
    """Texts of axes that are shown: ticks outside the view are there, but not drawn."""
    of_figure = set(shown_texts(ax))
    return [text for text in ax.findobj(Text) if text in of_figure and text.get_visible()]


def check(ax, place):
    """All texts of axes within a place, read on what they stand on, and tick labels apart."""
    bars = [(bar.get_window_extent(), bar.get_facecolor()) for bar in ax.patches if bar.get_hatch() is None]
    for text in words(ax):
        box = text.get_window_extent()
        name = f"{text.get_text()!r} at {box} leaves {place}"
        beyond = place.x0 - box.x0, place.y0 - box.y0, box.x1 - place.x1, box.y1 - place.y1
        assert max(beyond) <= 1, name
        assert contrast(text.get_color(), behind(text, box, ax, bars)) >= 3, text.get_text()
    for axis, far in ((ax.xaxis, 0), (ax.yaxis, 1)):
        low, high = sorted(axis.get_view_interval())
        ticks = [tick for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
        labels = [tick.label1 for tick in ticks if tick.label1.get_visible() and tick.label1.get_text()]
        boxes = sorted((label.get_window_extent() for label in labels), key=lambda box: box.get_points()[0][far])
        for one, other in pairwise(boxes):
            assert one.get_points()[1][far] <= other.get_points()[0][far] + 1.5, [label.get_text() for label in labels]
    check_legend(ax)


def behind(text, box, ax, bars):
    """The colour a text stands on: a bar or a cell under its middle, the axes, or the figure."""
    middle = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    if not ax.bbox.contains(*middle):
        return ax.figure.get_facecolor()
    for place, colour in bars:
        if place.contains(*middle) and text in ax.texts:
            return colour
    for image in ax.images:
        column, row = np.rint(ax.transData.inverted().transform(middle)).astype(int)
        return image.cmap(image.norm(image.get_array()[row, column]))
    return ax.get_facecolor()


def check_legend(ax):
    """A legend covers no text and no mark."""
    if (legend := ax.get_legend()) is None:
        return
    box = legend.get_window_extent()
    for text in [ax.title, ax._left_title, *ax.texts, *ax.get_xticklabels(), *ax.get_yticklabels()]:
        if text.get_visible() and text.get_text():
            assert not box.padded(-1).overlaps(text.get_window_extent()), text.get_text()
    assert not box.padded(-1).overlaps(ax.bbox)


@cache
def of_label(label):
    """All pictures of one survey."""
    return tuple(pictures(survey(segments=3, label=label)))


#: All of the pictures, and those that are in turn for what others meet elsewhere.
ALL, EVEN, ODD = slice(None), slice(0, None, 2), slice(1, None, 2)


# Every style, layout and label once with what asks most of it: all combinations say no more and take ten times as long.
# Every picture meets every label and style, and is in a grid with a layout and in one without.
@pytest.mark.parametrize(
    ("style", "label", "which"),
    [("light", None, EVEN), ("dark", CHINESE, EVEN), ("talk", ENGLISH, ALL), ("light", WORD, ALL)],
    ids=["light-short", "dark-chinese", "talk-english", "light-word"],
)
def test_alone(style, label, which):
    with plt.style.context(STYLES[style]):
        for name, draw in of_label(label)[which]:
            ax = draw()
            ax.figure.draw_without_rendering()
            for panel in ax.figure.axes:
                try:
                    check(panel, ax.figure.bbox)
                except AssertionError as error:
                    raise AssertionError(f"{name}: {error}") from error
            plt.close("all")


@pytest.mark.parametrize(
    ("style", "layout", "label", "which"),
    [("talk", None, ENGLISH, EVEN), ("light", None, CHINESE, ODD), ("light", "constrained", ENGLISH, EVEN),
     ("dark", "tight", None, ODD)],
    ids=["talk-none-english", "light-none-chinese", "light-constrained-english", "dark-tight-short"],
)  # fmt: skip
def test_in_a_grid(style, layout, label, which):
    """Two rows of three pictures, under a title: each keeps to its own cell, or with a layout the figure."""
    scale = 1.5 if style == "talk" else 1.0
    with plt.style.context(STYLES[style]):
        calls = of_label(label)[which]
        for start in range(0, len(calls), 6):
            figure, cells = plt.subplots(2, 3, figsize=(18 * scale, 11 * scale), layout=layout)
            head = figure.suptitle("All pictures")
            drawn = [(name, draw(ax)) for (name, draw), ax in zip(calls[start:], cells.flat, strict=False)]
            figure.draw_without_rendering()
            for name, ax in drawn:
                try:
                    check(ax, slot(ax).padded(5 if layout is None else 0) if layout is None else figure.bbox)
                    if layout is None:
                        assert not any(t.get_window_extent().overlaps(head.get_window_extent()) for t in words(ax))
                except AssertionError as error:
                    raise AssertionError(f"{name}: {error}") from error
            check_apart(drawn)
            plt.close("all")


def check_apart(drawn):
    """No text of a picture over a text of another."""
    boxes = [(name, [text.get_window_extent() for text in words(ax)]) for name, ax in drawn]
    for i, (name, own) in enumerate(boxes):
        for other, theirs in boxes[i + 1 :]:
            assert not any(a.padded(-1).overlaps(b) for a in own for b in theirs), (name, other)


def test_every_kind_of_result_is_held_to_it():
    calls = [getattr(call, "func", call) for _, call in of_label(None)]
    drawn = {(type(call.__self__), call.__name__) for call in calls}
    known = {
        (kind, "plot" if what == "result" else f"plot_{what}")
        for kind, what in _DRAWN
        if what != "residuals" and kind.__module__.startswith("placet.")  # these are a figure of their own
    }
    assert known <= {(kind, name) for made, name in drawn for kind in made.__mro__}


@pytest.mark.parametrize("style", STYLES)
def test_residuals(style):
    data = survey(label=ENGLISH)
    with plt.style.context(STYLES[style]):
        fit = placet.regression(data, "overall", ["d0", "d1"], diagnostics=True)
        for figure in (fit.plot_residuals(), fit.plot_residuals(plt.figure(figsize=(16, 14)))):
            figure.draw_without_rendering()
            for ax in figure.axes:
                check(ax, figure.bbox)
        assert fit.plot_residuals(title="Mine").get_suptitle() == "Mine"
        assert fit.plot_residuals(title=False).get_suptitle() == ""


# ---- many rows, and one ----------------------------------------------------------------------------------------------


def test_sixty_one_segments_and_one():
    """What does not fit is said, with the way to the others."""
    data = {"q": np.tile([0, 10, 7, 9], 61), "d": np.tile([1.0, 2, 3, 3], 61), "g": np.repeat(np.arange(61), 4)}
    calls = {
        "nps": placet.nps(data, "q", by="g"),
        "distribution": placet.distribution(data, "q", scale=(0, 10), by="g"),
        "index": placet.satisfaction_index(data, {"q": 1.0}, by="g", scale=(0, 10)),
        "compare": placet.compare(data, "q", by="g"),
        "mean_score": placet.mean_score(data, "q", scale=(0, 10), by="g"),
    }
    for result in calls.values():
        with pytest.warns(
            placet.PictureWarning, match=r"^60 of 61 \w+ are drawn; plot\(skip=60\) draws those after them$"
        ):
            ax = result.plot()
        assert len(ax.get_yticks()) == 60
        ax.figure.draw_without_rendering()
        check(ax, ax.figure.bbox)
        rest = result.plot(skip=60)
        assert len(rest.get_yticks()) == 1
        assert "61 to 61 of 61" in rest.get_title(loc="left").replace("\n", " ")
        rest.figure.draw_without_rendering()
        check(rest, rest.figure.bbox)
        figure, cells = plt.subplots(2, 3, figsize=(16, 9))
        with pytest.warns(placet.PictureWarning, match="larger axes have room for more"):
            result.plot(cells[0, 1])
        figure.draw_without_rendering()
        check(cells[0, 1], slot(cells[0, 1]).padded(5))
        assert 8 <= len(cells[0, 1].get_yticks()) < 60
        plt.close("all")
    with pytest.raises(placet.DataError, match="skip=61 passes over all 61 segments"):
        calls["nps"].plot(skip=61)


def test_segments_beyond_the_colours_are_drawn_by_skip():
    result = placet.regression(survey(segments=12), "overall", ["d0", "d1"], by="segment")
    with pytest.warns(placet.PictureWarning, match=r"8 of 12 segments are drawn; plot\(skip=8\)"):
        first = result.plot()
    names = [text.get_text() for drawn in (first, result.plot(skip=8)) for text in drawn.get_legend().get_texts()]
    assert names == list(dict.fromkeys(result["segment"]))


# ---- options ---------------------------------------------------------------------------------------------------------


def test_titles():
    result = placet.nps(survey(segments=2), "recommend", by="segment")
    assert result.plot().get_title(loc="left").startswith("Net Promoter Score")
    assert result.plot(title=True).get_title(loc="left").startswith("Net Promoter Score")
    assert result.plot(title="Mine: $5").get_title(loc="left") == "Mine: $5"
    assert result.plot(title=False).get_title(loc="left") == ""
    series = placet.track(waves(survey(segments=2)), "recommend", by="segment")
    assert [ax.get_title(loc="left") for ax in series.plot(title=False).figure.axes] == ["Segment 0", "Segment 1"]
    with pytest.raises(placet.DataError, match="title=3 must be a text, or False for none"):
        result.plot(title=3)


def rows(ax):
    return [label.get_text().split("  ")[0] for label in ax.get_yticklabels()]


def test_rows_are_sorted():
    data = {"q": [0, 10, 9, 5, 9, 7], "g": ["b10", "b9", "b9", "b10", "A", "A"]}
    result = placet.nps(data, "q", by="g")
    assert rows(result.plot()) == ["A", "b9", "b10"]
    assert rows(result.plot(sort="name")) == ["A", "b9", "b10"]
    assert rows(result.plot(sort="estimate")) == ["b9", "A", "b10"]
    by_mean = placet.distribution(data, "q", scale=(0, 10), by="g").plot(sort="estimate")
    assert rows(by_mean) == ["b9", "A", "b10"]
    fit = placet.regression(survey(sign=-1.0), "overall", ["d0", "d1", "d2"])
    order = np.argsort(-fit["estimate"][1:])
    assert rows(fit.plot(sort="estimate")) == [fit["term"][1:][i] for i in order]
    ax = fit.plot(sort="estimate")
    assert (np.diff(ax.collections[-1].get_offsets()[:, 0]) <= 0).all()
    with pytest.raises(placet.DataError, match="sort='size' is not known; use one of 'estimate', 'name'"):
        result.plot(sort="size")
    with pytest.raises(placet.DataError, match="is in the order of the waves"):
        placet.track(waves(survey()), "recommend").plot(sort="name")


#: Pictures in an order of their own.
ORDERED = ("plan", "power", "track", "track by segment", "collinearity", "tree", "tree of scores", "path model")


def test_sorted_is_a_permutation_of_what_is_drawn(monkeypatch):
    monkeypatch.setattr(Fit, "_dressed", lambda fit: fit.ax.bbox)  # the rows, wherever they have room
    for i, (name, draw) in enumerate(of_label(None)):
        if name not in ORDERED:
            sort = ("estimate", "name")[i % 2]
            assert sorted(rows(draw(sort=sort))) == sorted(rows(draw())), (name, sort)


def test_unknown_options_get_near_names():
    result = placet.nps({"s": [9, 3]}, "s")
    with pytest.raises(TypeError, match=r"plot\(\) got an unexpected keyword argument 'titel'; did you mean 'title'\?"):
        result.plot(titel="x")
    fit = placet.regression(survey(), "overall", ["d0", "d1"], diagnostics=True)
    with pytest.raises(TypeError, match=r"plot_residuals\(\) got .* 'sort'; it has title="):
        fit.plot_residuals(sort="name")
    with pytest.raises(TypeError, match=r"plot_collinearity\(\) got .* 'tilte'; did you mean 'title'"):
        fit.plot_collinearity(tilte=False)


# ---- language --------------------------------------------------------------------------------------------------------


def test_pictures_speak_the_language_of_the_call():
    """No English word of ours is left, and what was drawn stays in its language when it is laid out anew."""
    names = dict.fromkeys(("recommend", "overall", "segment"), "问题")
    data = placet.Survey(survey(segments=3).data, labels=names)
    calls = [placet.nps(data, "recommend", by="segment").plot, placet.regression(data, "overall", ["d0", "d1"]).plot]
    for draw in calls:
        ax = draw(language="zh")
        ax.figure.set_size_inches(5, 4)
        ax.figure.draw_without_rendering()
        english = re.findall("[a-z]{3,}", " ".join(text.get_text().lower() for text in words(ax)))
        assert set(english) <= {"nps", "segment"}
        assert " " in draw().get_xlabel()
        assert not re.search("[一-龥]", draw().get_xlabel())
    with pytest.raises(placet.DataError, match="language must be one of 'en', 'zh'"):
        calls[0](language="fr")


def test_reports_have_pictures_of_their_language(monkeypatch):
    from placet.reporting import page

    drawn, real = [], page.picture
    monkeypatch.setattr(page, "picture", lambda result, kind: drawn.append(result.plot()) or real(result, kind))
    placet.report(survey(segments=2), recommend="recommend", by="segment", language="zh").to_html()
    assert len(drawn) == 2
    assert all(ax.get_xlabel().startswith("占受访者") for ax in drawn)


# ---- style -----------------------------------------------------------------------------------------------------------


def test_sizes_follow_the_font_size():
    sizes = {}
    for size in (10, 20):
        with plt.rc_context({"font.size": size}):
            ax = placet.nps(survey(segments=3), "recommend", by="segment").plot()
            sizes[size] = np.array([text.get_fontsize() for text in [*ax.texts, *ax.get_legend().get_texts()]])
            width = ax.figure.get_size_inches()[0]
            sizes[size] = np.append(sizes[size], width)
    assert np.allclose(2 * sizes[10], sizes[20])


def test_a_colour_cycle_of_the_user_colours_the_series():
    result = placet.regression(survey(segments=2), "overall", ["d0", "d1"], by="segment")
    own = [tuple(c.get_facecolor()[0]) for c in result.plot().collections if len(c.get_offsets()) == 2]
    with plt.rc_context({"axes.prop_cycle": plt.cycler(color=["#aa0000", "#008800"])}):
        given = [tuple(c.get_facecolor()[0]) for c in result.plot().collections if len(c.get_offsets()) == 2]
    assert [mpl.colors.to_hex(colour) for colour in given] == ["#aa0000", "#008800"]
    assert [mpl.colors.to_hex(colour) for colour in own] == ["#0072b2", "#d55e00"]


def test_axes_of_another_style_are_read():
    """Axes made dark, drawn on when the style is light again."""
    with plt.style.context("dark_background"):
        figure, cells = plt.subplots(1, 2, figsize=(14, 6))
    for ax, (_, draw) in zip(cells, of_label(None), strict=False):
        draw(ax)
    figure.draw_without_rendering()
    for ax in cells:
        check(ax, slot(ax).padded(5))


# ---- figures ---------------------------------------------------------------------------------------------------------


def test_pictures_leave_one_figure_behind_the_last():
    result = placet.nps(survey(segments=2), "recommend", by="segment")
    kept = plt.figure()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = [result.plot() for _ in range(25)]
    assert plt.get_fignums() == [kept.number, drawn[-1].figure.number]
    assert plt.gcf() is drawn[-1].figure  # plt.savefig writes it
    drawn[0].figure.draw_without_rendering()  # it is still there for who has its axes


def test_texts_and_pages_leave_no_figure():
    data = survey(segments=2)
    result = placet.nps(data, "recommend", by="segment")
    before = plt.get_fignums()
    repr(result), result._repr_html_(), result.to_html(), result.summary()
    placet.report(data, recommend="recommend", by="segment").to_html()
    assert plt.get_fignums() == before


def test_what_a_user_changes_stays():
    ax = placet.nps(survey(segments=2, label=ENGLISH), "recommend", by="segment").plot()
    ax.set_title("Mine", loc="left")
    ax.set_xlabel("Ours")
    ax.set_yticks([0, 1], ["north", "south"])
    ax.set_xlim(-50, 50)
    ax.figure.set_size_inches(5, 4)
    ax.figure.draw_without_rendering()
    assert (ax.get_title(loc="left"), ax.get_xlabel()) == ("Mine", "Ours")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["north", "south"]
    assert ax.get_xlim() == (-50, 50)


def test_texts_are_wrapped_anew_when_a_figure_is_resized():
    figure, ax = plt.subplots(figsize=(12, 6))
    placet.nps(survey(segments=2, label=ENGLISH), "recommend", by="segment").plot(ax)
    figure.draw_without_rendering()
    wide = ax.get_title(loc="left").count("\n")
    figure.set_size_inches(6, 6)
    figure.draw_without_rendering()
    assert ax.get_title(loc="left").count("\n") > wide
    check(ax, slot(ax).padded(5))


def test_pictures_are_pickled():
    import pickle

    ax = placet.nps(survey(segments=2), "recommend", by="segment").plot()
    figure = pickle.loads(pickle.dumps(ax.figure))
    figure.draw_without_rendering()
    assert figure.axes[0].get_title(loc="left") == ax.get_title(loc="left")


def test_smoothed_lines_look_back_only():
    wave = np.repeat(np.arange(8), 200)
    rng = np.random.default_rng(3)
    score = np.clip(np.rint(rng.normal(np.where(wave == 5, 5.0, 8.0), 1.5)), 0, 10)
    before = wave < 5
    whole = placet.track({"q": score, "w": wave}, "q", wave="w")
    part = placet.track({"q": score[before], "w": wave[before]}, "q", wave="w")
    assert np.allclose(whole["smoothed"][:5], part["smoothed"])  # it does not fall before the score does
    assert whole["smoothed"][5] < whole["smoothed"][4]
    assert whole["smoothed"][6] > whole["smoothed"][5]  # nor keeps falling after it


# ---- fonts -----------------------------------------------------------------------------------------------------------


def test_a_font_installed_meanwhile_is_found(monkeypatch):
    from matplotlib import font_manager
    from placet.plotting import glyphs

    glyphs._WARNED.clear()
    everything = font_manager.fontManager.ttflist
    plain = [entry for entry in everything if entry.name.startswith("DejaVu")]
    boxes = [entry.fname for entry in everything if entry.name == "Boxes of the tests"]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", plain)
    monkeypatch.setattr(font_manager, "findSystemFonts", list)
    monkeypatch.setattr(glyphs, "_LOOKED", [-1e9])
    result = placet.nps(placet.Survey({"s": [9, 3]}, labels={"s": "满意"}), "s")
    with pytest.warns(placet.PictureWarning, match="no installed font .* draw again after 10 seconds"):
        assert "□" in result.plot().get_title(loc="left")
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: boxes)
    monkeypatch.setattr(glyphs, "_LOOKED", [-1e9])  # ten seconds later
    assert "满意" in result.plot().get_title(loc="left")


def test_a_grid_that_is_saved_tightly_as_notebooks_do_is_laid_out_as_it_is_drawn():
    from matplotlib.artist import Artist

    class Spy(Artist):
        def draw(self, renderer):
            places.append((self.axes.bbox.x0, self.axes.bbox.x1))

    data = {"q": [10, 9, 3, 8, 7, 2], "g": ["a long name of a segment", "b", "b"] * 2}
    figure, axes = plt.subplots(1, 2, figsize=(11, 4), layout="constrained")
    for ax in axes:
        placet.nps(data, "q", by="g").plot(ax)
        ax.add_artist(Spy())
    places = []
    figure.canvas.draw()
    (_, left), (right, _) = places[-2:]
    figure.savefig(io.BytesIO(), bbox_inches="tight", dpi=figure.dpi)
    (_, left_saved), (right_saved, _) = places[-2:]
    assert right_saved - left_saved == pytest.approx(right - left, abs=2)
