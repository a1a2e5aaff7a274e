"""Metrics: every point's value, what may be a metric, and what is refused."""

import numpy as np
import placet
import pytest
from placet import DataError, Metric


@pytest.mark.parametrize(
    ("metric", "values"),
    [
        (Metric.nps(), [-1] * 7 + [0, 0, 1, 1]),
        (Metric.nps((1, 5), 5, 3), [-1, -1, -1, 0, 1]),
        (Metric.net_box((1, 7), 2, 3), [-1, -1, -1, 0, 0, 1, 1]),
        (Metric.net_box((1, 2)), [-1, 1]),
        (Metric.top_box((1, 5), 2), [0, 0, 0, 1, 1]),
        (Metric.bottom_box((1, 5)), [1, 0, 0, 0, 0]),
        (Metric.csat(), [0, 0, 0, 1, 1]),
        (Metric.csat((0, 10), 3), [0] * 8 + [1] * 3),
        (Metric.ces(), [1, 2, 3, 4, 5, 6, 7]),
        (Metric.ces((1, 5), rescale=True), [0, 25, 50, 75, 100]),
        (Metric.mean_score((-2, 2)), [-2, -1, 0, 1, 2]),
    ],
)
def test_value_of_every_point(metric: Metric, values: list[float]) -> None:
    assert metric.values.tolist() == values
    member = metric.by_class(np.eye(len(values)))
    assert np.array_equal(member @ metric.classes, metric.values)
    assert (member.sum(axis=1) == 1).all()


def test_metrics_that_count_alike_are_one() -> None:
    assert Metric.top_box((1, 5), np.int64(2)) == Metric("top_box", (1, 5), top_from=4)
    assert len({Metric.csat(), Metric.csat((1.0, 5.0)), Metric.csat(top=1)}) == 2
    assert type(Metric.nps(promoter_from=np.int64(9)).top_from) is int


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Metric("promoters", (0, 10)), ["name='promoters'", "'nps', 'net_box'"]),
        (lambda: Metric("top_box", (1, 5)), ["top_from=None", "'top_box'"]),
        (lambda: Metric("top_box", (1, 5), 4, 2), ["bottom_to=2", "leave it out"]),
        (lambda: Metric("mean_score", (1, 5), 4), ["top_from=4", "leave it out"]),
        (lambda: Metric("nps", (0, 10), 9, 9), ["bottom_to=9", "top_from=9", "below"]),
        (lambda: Metric("nps", (0, 10), 11, 6), ["top_from=11", "at most 10", "0..10"]),
        (lambda: Metric("top_box", (1, 5), 1), ["top_from=1", "at least 2"]),
        (lambda: Metric("bottom_box", (1, 5), None, 5), ["bottom_to=5", "at most 4"]),
        (lambda: Metric("top_box", (1, 5), 4.5), ["top_from=4.5", "whole number"]),
        (lambda: Metric("nps", (0, 10), 9, 6, rescale=True), ["rescale=True", "means"]),
        (lambda: Metric.mean_score((1, 5), rescale="yes"), ["rescale='yes'", "True or False"]),
        (lambda: Metric.mean_score((5, 1)), ["scale=(5, 1)", "lower first"]),
        (lambda: Metric.top_box((1, 4.5)), ["scale=(1, 4.5)", "whole numbers"]),
        (lambda: Metric.top_box((1, 5), 5), ["top=5", "all of the 5 points", "1..5"]),
        (lambda: Metric.top_box((1, 5), 0), ["top=0", "at least 1"]),
        (lambda: Metric.bottom_box((1, 5), 9), ["bottom=9", "all of the 5 points"]),
        (lambda: Metric.net_box((1, 5), 3, 3), ["top=3 and bottom=3 overlap", "1..5"]),
        (lambda: Metric.nps(detractor_to=9), ["detractor_to=9", "promoter_from=9"]),
        (lambda: Metric.nps((1, 5)), ["detractor_to=6", "above the scale 1..5"]),
    ],
)
def test_what_is_no_metric(make, words: list[str]) -> None:
    with pytest.raises(DataError) as caught:
        make()
    assert [word for word in words if word not in str(caught.value)] == [], str(caught.value)


def test_a_metric_by_name_takes_the_scale_and_contradicts_no_other() -> None:
    data = {"q": [1, 3, 5, 5]}
    by_name = placet.score(data, "q", "top_box", scale=(1, 5))
    assert by_name == placet.top_box(data, "q", scale=(1, 5))
    assert placet.score(data, "q", Metric.csat(), scale=(1, 5)) == placet.csat(data, "q")
    with pytest.raises(DataError, match=r"scale=\(1, 7\) contradicts the scale \(1, 5\)"):
        placet.score(data, "q", Metric.csat(), scale=(1, 7))
    with pytest.raises(DataError, match="metric='top_box' needs the scale"):
        placet.score(data, "q", "top_box")
    with pytest.raises(DataError, match="metric='topbox' is not known; use one of 'nps', 'net_box'"):
        placet.score(data, "q", "topbox", scale=(1, 5))
    with pytest.raises(DataError, match="metric names none"):
        placet.score(data, "q", [])
    for twice in (["csat", Metric.csat()], [Metric.csat(top=1), Metric.csat()]):
        with pytest.raises(DataError, match=r"metric names 'csat' twice, .* a call for each"):
            placet.score(data, "q", twice)


@pytest.mark.parametrize("nothing", [None, 7, [None], {"nps"}])
def test_what_names_no_metric_is_refused(nothing) -> None:
    with pytest.raises(placet.DataError, match="metric="):
        placet.score({"q": [9, 3]}, "q", nothing)


def test_shared_words_of_docstrings_are_written_out() -> None:
    for function in (placet.nps, placet.net_box, placet.top_box, placet.ces, placet.score):
        text = function.__doc__ or ""
        assert "names the band of the score" in text
        assert "{verdict}" not in text
        assert "{items}" not in text
