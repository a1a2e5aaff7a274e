"""What the pictures of changes and of weights show: the numbers of their results."""

import matplotlib as mpl

mpl.use("Agg")

from typing import Any

import numpy as np
import placet
import pytest
from numpy.testing import assert_allclose

from .test_index_change import OTHER, change, changed

COLOURS = {"score": "#0072b2", "weights": "#e69f00"}


def labels(ax: Any) -> list[str]:
    return [label.get_text().split("  ")[0] for label in ax.get_yticklabels()]


def widths(ax: Any, colour: str) -> list[float]:
    """Signed lengths of the bars of a colour, from the top down."""
    bars = [bar for bar in ax.patches if mpl.colors.to_hex(bar.get_facecolor()) == colour]
    return [bar.get_width() for bar in bars]


def test_bars_are_the_parts_and_reach_the_last_index() -> None:
    found = change(changed(), tree_from=OTHER)
    ax = found.plot()
    at = found["level"] == 1
    assert labels(ax) == ["1", "pair", "rest", "2"]
    for part, colour in COLOURS.items():
        assert_allclose(widths(ax, colour), found[part][at])
    bars = [bar for bar in ax.patches if bar.get_width()]
    assert_allclose(bars[0].get_x(), found["value_from"][0])
    assert_allclose(bars[-1].get_x() + bars[-1].get_width(), found["value_to"][0])


def test_without_other_weights_there_is_one_bar_a_node() -> None:
    ax = change(changed()).plot()
    assert len(ax.patches) == 2
    assert ax.get_legend() is None


def test_nodes_of_a_level_include_indicators_above_it() -> None:
    tree = {"pair": (0.6, {"a": 0.4, "b": 0.6}), "c": 0.4}
    found = placet.index_change(changed(), tree, scale=(1, 10), wave="wave")
    assert labels(found.plot(level=2)) == ["1", "a", "b", "c", "2"]
    assert sum(widths(found.plot(level=2), COLOURS["score"])) == pytest.approx(found["estimate"][0])
    with pytest.raises(placet.DataError, match="level=3 is below the tree, whose levels are 1 to 2"):
        found.plot(level=3)


def test_nodes_that_are_passed_over_are_summed() -> None:
    found = change(changed())
    ax = found.plot(level=2, skip=2)
    assert labels(ax) == ["1", "c", "d", "2 other nodes", "2"]
    assert sum(widths(ax, COLOURS["score"])) == pytest.approx(found["estimate"][0])


def test_nodes_by_size_and_a_panel_a_segment() -> None:
    found = change(changed(), by="s")
    ax = found.plot(sort="estimate", level=2)
    sizes = widths(ax, COLOURS["score"])
    assert sizes == sorted(sizes, reverse=True)
    assert [panel.get_title(loc="left").split("\n")[-1] for panel in ax.figure.axes] == ["x", "y", "z"]
    given = mpl.pyplot.subplots()[1]
    assert labels(found.plot(given)) == ["Satisfaction index", "pair", "rest"]


def test_cells_are_the_shares_of_ranks() -> None:
    found = placet.weight_sensitivity(changed(), OTHER, scale=(1, 10), by="s", n_draws=200, spread=0.6, rng=1)
    ax = found.plot()
    written = [text.get_text() for text in ax.texts]
    assert written[:3] == [f"{value:.1f}" for value in found["estimate"]]
    shares = np.sort(found.rank_shares["share"][found.rank_shares["share"] >= 0.005])
    assert sorted(int(text) for text in written[3:] if text != "<1") == [round(100 * share) for share in shares]
    one = placet.weight_sensitivity(changed(), OTHER, scale=(1, 10), n_draws=200, rng=1).plot()
    assert labels(one) == ["Satisfaction index"]
    assert not one.patches
