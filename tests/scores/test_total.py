"""The total above the segments is the call without them, to the last bit."""

from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import placet
import polars as pl
import pytest
from placet import DataError

mpl.use("Agg")
import matplotlib.pyplot as plt

TREE = {"Service": (0.5, {"a": 1.0}), "Network": (0.5, {"b": 0.4, "c": 0.6})}
FIVE: dict[str, Any] = {"scale": (1, 5)}
CALLS = {
    "nps": lambda d, **o: placet.nps(d, "q", **o),
    "verdict": lambda d, **o: placet.nps(d, "q", verdict=True, **o),
    "bootstrap": lambda d, **o: placet.nps(d, "q", method="bootstrap", n_resamples=100, rng=7, **o),
    "bayes": lambda d, **o: placet.csat(d, ["a", "b"], method="bayes", n_resamples=100, rng=7, **o),
    "net_box": lambda d, **o: placet.net_box(d, "a", **FIVE, **o),
    "top_box": lambda d, **o: placet.top_box(d, ["a", "b"], **FIVE, **o),
    "bottom_box": lambda d, **o: placet.bottom_box(d, "a", **FIVE, method="score", **o),
    "csat": lambda d, **o: placet.csat(d, ["a", "c"], method="design", **o),
    "ces": lambda d, **o: placet.ces(d, "a", **o),
    "mean_score": lambda d, **o: placet.mean_score(d, ["c", "a"], **FIVE, rescale=True, **o),
    "score": lambda d, **o: placet.score(d, ["b", "a"], ["csat", "mean_score"], scale=(1, 5), **o),
    "distribution": lambda d, **o: placet.distribution(d, ["a", "b"], **FIVE, **o),
    "rank_scores": lambda d, **o: placet.rank_scores(d, ["a", "b", "c"], **o),
    "gap": lambda d, **o: placet.gap(d, {"a": "b", "b": "c"}, **o),
    "satisfaction_index": lambda d, **o: placet.satisfaction_index(d, TREE, **FIVE, **o),
    "reliability": lambda d, **o: placet.reliability(d, ["a", "b", "c"], n_resamples=20, rng=7, **o),
}
DESIGNS: dict[str, dict[str, Any]] = {
    "none": {},
    "weights": {"weights": "w"},
    "frequencies": {"weights": "k", "weight_type": "frequency"},
    "strata": {"weights": "w", "strata": "h"},
    "clusters": {"weights": "w", "strata": "h", "cluster": "u"},
}


#: What every block of rows has in common, which has a total above its segments; others have all of the total above all.
BLOCKS = dict.fromkeys(["bayes", "top_box", "csat", "mean_score", "distribution"], ("item",))
BLOCKS |= {"score": ("item", "metric")}

#: Every function under every design; the four ways to tell respondents apart with each function and each design.
KEYS = [(by, wave) for by in ("region", ["shop", "region"]) for wave in (None, "wave")]
TOLD_APART = [(name, design, *KEYS[(i + j) % 4]) for i, name in enumerate(CALLS) for j, design in enumerate(DESIGNS)]


def data(rows: int = 240) -> pd.DataFrame:
    """Answers with gaps, of which some have no region and some no shop."""
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({name: rng.integers(1, 6, rows).astype(float) for name in "abc"})
    frame["q"] = rng.integers(0, 11, rows).astype(float)
    for name in "abcq":
        frame.loc[rng.random(rows) < 0.05, name] = np.nan
    frame["w"], frame["k"] = rng.uniform(0.3, 3, rows), rng.integers(0, 4, rows)
    frame["h"], frame["u"] = np.arange(rows) % 3, np.arange(rows) % 30
    frame["region"] = np.where(rng.random(rows) < 0.1, None, rng.choice(["North", "South"], rows))
    frame["shop"] = pd.array(np.where(rng.random(rows) < 0.1, -1, rng.integers(1, 3, rows)), dtype="Int64")
    frame.loc[frame["shop"] == -1, "shop"] = pd.NA
    frame["wave"] = np.repeat([2024, 2025], rows // 2)
    return frame


def rows_of(result: Any, inside: np.ndarray) -> dict[str, list[Any]]:
    return {name: list(np.array(column, dtype=object)[inside]) for name, column in result.table.columns.items()}


def same(one: dict[str, list[Any]], other: dict[str, list[Any]]) -> None:
    for name, values in other.items():
        for a, b in zip(one[name], values, strict=True):
            assert a == b or (a != a and b != b), name


def check_order(together: Any, total: np.ndarray, blocks: tuple[str, ...], parts: Any) -> None:
    """Blocks come in the order they have without a total, and in each the total is above the segments."""
    own, others = (
        [tuple(result[name][row] for name in blocks) for row in range(len(result.table))]
        for result in (together, parts)
    )
    place = {block: i for i, block in enumerate(dict.fromkeys(others))}
    order = [(place[block], not above) for block, above in zip(own, total, strict=True)]
    assert order == sorted(order)
    assert set(order) == {(i, below) for i in place.values() for below in (False, True)}


@pytest.mark.filterwarnings("ignore::placet.PictureWarning")
@pytest.mark.filterwarnings("ignore::placet.MissingAnswersWarning")
@pytest.mark.parametrize(("name", "design", "by", "wave"), TOLD_APART)
def test_the_total_is_the_call_without_segments(name, design, by, wave) -> None:
    if name == "bootstrap" and design in ("strata", "clusters"):
        return
    given = {"wave": wave, **DESIGNS[design]}
    together = CALLS[name](data(), by=by, total=True, **given)
    keys = [by] if isinstance(by, str) else by
    assert together.key_columns == (*keys, *([wave] if wave else []))
    total = np.array([all(together[key][row] is None for key in keys) for row in range(len(together.table))])
    plain, parts = CALLS[name](data(), **given), CALLS[name](data(), by=by, **given)
    same(rows_of(together, total), rows_of(plain, np.ones(len(plain.table), dtype=bool)))
    same(rows_of(together, ~total), rows_of(parts, np.ones(len(parts.table), dtype=bool)))
    check_order(together, total, BLOCKS.get(name, ()), parts)
    for fact in ("n_used", "n_missing", "sum_weights", "n_eff", "n_outside"):
        assert together.about[fact] == plain.about[fact]
    outside = parts.about["n_outside"] - plain.about["n_outside"]
    assert f"{outside} in no segment count in the total only" in together.made_by()
    if design in ("none", "weights"):  # pictures know no design
        plt.close(together.plot().figure)


def test_the_total_stands_above_the_segments_of_every_item() -> None:
    found = placet.score(data(), ["b", "a"], ["csat", "mean_score"], scale=(1, 5), by="region", total=True)
    assert found["region"] == (None, "North", "South") * 4
    assert found["item"] == ("b",) * 6 + ("a",) * 6
    assert found["metric"] == (("csat",) * 3 + ("mean_score",) * 3) * 2
    assert found["unit"] == (("share",) * 3 + ("scale points",) * 3) * 2
    index = placet.satisfaction_index(data(), TREE, **FIVE, by="region", wave="wave", total=True)
    heads = [(index["region"][i], index["wave"][i]) for i, level in enumerate(index["level"]) if level == 0]
    assert heads == [(key, wave) for key in (None, "North", "South") for wave in (2024, 2025)]


def test_the_series_of_a_total_is_that_of_everybody() -> None:
    how = {"wave": "wave", "min_base": 5}
    together = placet.track(data(), "q", by="region", total=True, **how)
    plain = placet.track(data(), "q", **how)
    total = np.array([key is None for key in together["region"]])
    same(rows_of(together, total), rows_of(plain, np.ones(2, dtype=bool)))
    plt.close(together.plot().figure)


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame, dict])
def test_keys_of_the_total_are_none_in_frames_and_total_in_words(frame) -> None:
    given = {"q": [10, 9, 3, 7], "shop": [1, 2, 1, 2], "region": ["N", "S", "S", "N"]}
    result = placet.nps(frame(given), "q", by=["shop", "region"], total=True)
    made = result.to_frame()
    assert list(made["shop"]) == [None, 1, 1, 2, 2]
    first = result.summary().split("\n")[4].split()
    assert first[0] == "Total"
    assert "None" not in result.summary() + result.to_html()
    assert result._segment((None, None)) == "Total"
    assert result.to_dict()["columns"]["shop"][0] is None
    assert placet.nps(frame(given), "q", total=True) == placet.nps(frame(given), "q")


def test_a_segment_called_total_is_told_from_the_total() -> None:
    given = {"q": [10, 9, 3, 7], "region": ["Total", "S", "S", "Total"]}
    result = placet.nps(given, "q", by="region", total=True)
    words = [result._segment([key]) for key in result["region"]]
    assert len(set(words)) == 3


def test_a_total_is_asked_for_by_true() -> None:
    with pytest.raises(DataError, match="total='yes' must be True or False"):
        placet.nps({"q": [10, 9], "g": [1, 2]}, "q", by="g", total="yes")  # type: ignore[arg-type]


def test_a_total_warns_once() -> None:
    rng = np.random.default_rng(1)
    data = {
        "a": np.where(rng.random(90) < 0.5, np.nan, 4.0),
        "b": rng.integers(1, 6, 90),
        "c": np.full(90, 3),
        "g": ["x", "y"] * 45,
    }
    with pytest.warns(placet.MissingAnswersWarning) as caught:
        placet.satisfaction_index(data, TREE, scale=(1, 5), by="g", total=True, missing="drop")
    assert len(caught) == 1
    assert caught[0].filename == __file__
    with pytest.warns(placet.MissingAnswersWarning):  # and so does the next call
        placet.satisfaction_index(data, TREE, scale=(1, 5), by="g", total=True, missing="drop")
