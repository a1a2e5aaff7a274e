"""The profile of dimensions by segment."""

from __future__ import annotations

from ...language import speak
from ...results.draw import draws
from ...results.index.satisfaction_index import IndexResult
from .. import canvas
from ..canvas import Asked, Axes
from ..rows import is_total
from ..series import choose, level, segment_title
from .nodes import NODES, Nodes, blocks, numbers
from .satisfaction_index import write_values

COLUMNS = ("estimate", "conf_low", "conf_high")


@draws(IndexResult, "profile", rows=True)
def plot_profile(result: IndexResult, asked: Asked, *, level: int = 1) -> Axes:
    """The nodes of a level as rows, one line a segment with intervals, that of all respondents in the ink."""
    nodes, found = Nodes.of(result), blocks(result)
    at = nodes.at_level(level)
    names = [nodes.names[i] for i in at]
    segments = {name: [names, *(numbers(result, c, rows, at) for c in COLUMNS)] for name, rows in found.items()}
    chosen = choose(asked, segments, result.label, what=NODES)
    count = len(chosen.series)
    ax = canvas.axes(asked, len(chosen.rows) * (1 + 0.28 * (count - 1)), 8.4 if count > 1 else 7.2)
    totals = [name for name, rows in found.items() if is_total(result, rows)]
    # The first dots of several segments are nearly in one line, so that it is the profile that is seen.
    key = canvas.dots(ax, chosen.series, segment_title(result), spread=0.6, joined=True, ink=totals)
    write_values(ax, chosen)
    title = speak("Profile: {what}", what=result.label(result.table["term"][0]))
    return canvas.finish(ax, asked.heading(title + chosen.others), _units(result), chosen.labels, key=key)


def _units(result: IndexResult) -> str:
    return speak("Score (0 to 100), with {level} intervals", level=level(result))
