"""A legend never covers what is written in a picture, whatever the numbers are, and lies within it."""

import matplotlib.pyplot as plt
import numpy as np
import placet
import pytest

DRIVERS = {"drivers": ["a", "b"], "n_resamples": 10, "rng": 1}
CALLS = {
    "importance of two": lambda data: placet.key_drivers(data, "y", **DRIVERS),
    "importance of three": lambda data: placet.key_drivers(data, "y", ["a", "b", "c"], n_resamples=0, rng=1),
    "importance by segment": lambda data: placet.key_drivers(data, "y", by="region", **DRIVERS),
    "scores": lambda data: placet.nps(data, ["s", "t"], by="region"),
    "metrics": lambda data: placet.score(data, "s", ["nps", "mean_score", "top_box"], scale=(0, 10), by="region"),
    "distribution": lambda data: placet.distribution(data, ["s", "t"], scale=(0, 10)),
    "track": lambda data: placet.track(data, "s", wave="wave", by="region", min_base=1),
    "change": lambda data: placet.change(data, "s", wave="wave", by="region"),
    "regression": lambda data: placet.regression(data, "y", ["a", "b"], by="region"),
    "gap": lambda data: placet.gap(data, ["s"], ["t"], by="region"),
    "plan": lambda data: placet.power("nps", n=[200, 400], difference=[3 + data["s"][0], 14]),
    "benchmark": lambda data: placet.benchmark({"own": data["a"][:3], "other": data["b"][:3]}, "own", "other"),
    "iceberg": lambda data: placet.complaint_iceberg({"a": 1 + data["s"][0], "b": 5.0}, customers={"a": 1e5, "b": 1e4}),
}


def answers(seed):
    rng = np.random.default_rng(seed)
    data = {name: rng.normal(size=50) for name in ("a", "b", "c", "y")}
    data |= {name: rng.integers(0, 11, 50) for name in ("s", "t")}
    return data | {"region": np.tile(["North", "South"], 25), "wave": np.repeat([1, 2], 25)}


def covered(figure):
    """Texts under a legend, and legends that leave the figure."""
    figure.draw_without_rendering()
    found = []
    for ax in figure.axes:
        if (legend := ax.get_legend()) is None:
            continue
        box = legend.get_window_extent()
        words = [ax.title, ax.xaxis.label, ax.yaxis.label, *ax.texts, *ax.get_xticklabels(), *ax.get_yticklabels()]
        found += [text.get_text() for text in words if text.get_text() and text.get_window_extent().overlaps(box)]
        inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= figure.bbox.x1 + 1 and box.y1 <= figure.bbox.y1 + 1
        found += [] if inside else [f"{box} is outside"]
    return found


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_legend_covers_no_number(call):
    for seed in range(4):
        assert covered(call(answers(seed)).plot().figure) == []
        plt.close("all")


def test_the_signs_of_importance_are_named_beside_the_bars():
    """Two drivers of little weight: the bar of the lower one is as long as the picture is wide."""
    for seed in range(12):
        ax = placet.key_drivers(answers(seed), "y", **DRIVERS).plot()
        if (legend := ax.get_legend()) is not None:
            ax.figure.canvas.draw()
            assert legend.get_window_extent().x0 >= ax.get_window_extent().x1 - 1
        plt.close("all")
