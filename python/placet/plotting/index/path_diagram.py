"""The path diagram: constructs with their indicators, and arrows from what acts to what it acts on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...language import speak
from ...progress import warn
from ...results.draw import PictureWarning, draws
from ...results.index.path_structure_result import PathStructureResult
from .. import canvas
from ..canvas import Asked, Axes, Style
from ..slot import is_placed, slot
from .path_boxes import PathBoxes
from .path_nodes import Drawing, drawing

#: Most constructs that are drawn, and most indicators with them.
MOST, MOST_INDICATORS = 40, 150
#: Smallest text with indicators, as a share of its full size; what stands around axes, in sizes of the text.
LEAST, AROUND = 0.5, 6.0


@draws(PathStructureResult, order="the model")
def plot_structure(result: PathStructureResult, asked: Asked, *, indicators: bool = True) -> Axes:
    """The model alone: which construct is measured by what, and acts on what."""
    return diagram(asked, result.structure, title=result.title, indicators=indicators)


def diagram(
    asked: Asked,
    model: Any,
    paths: Mapping[tuple[str, str], Any] | None = None,
    r2: Mapping[str, Any] | None = None,
    loadings: Mapping[str, Any] | None = None,
    *,
    title: str,
    indicators: bool = True,
) -> Axes:
    """Draw a path model.

    Parameters
    ----------
    asked
        What the caller asks of the picture.
    model
        A `PathStructure`, or whatever has its `constructs`, `blocks`, `higher`, `modes`, `predecessors`, `columns`,
        `order` and `labels`.
    paths
        By what acts and outcome, interactions as "a:b": a number, a text, one of these and whether it is significant
        as a pair, or an `Effect`. The larger a number, the broader its arrow; blue is positive, vermilion negative,
        grey and broken what is not significant.
    r2
        Number or text by outcome, written in its box.
    loadings
        Number or text by indicator, and by construct for those of higher order.
    title
        The picture's own title.
    indicators
        Whether indicators are drawn.
    """
    kept = list(model.order[:MOST])
    part = ""
    if len(kept) < len(model.constructs):
        warn(f"{len(kept):,} of {len(model.constructs):,} constructs are drawn, those that come first", PictureWarning)
        part = speak(" ({shown:,} of {count:,} constructs)", shown=len(kept), count=len(model.constructs))
    drawn = drawing(model, kept, paths or {}, r2 or {}, loadings or {})
    ax = canvas.axes(asked, 2, 5.0)
    boxes = _boxes(ax, asked, drawn, indicators=indicators)
    below = _words(drawn, coloured=bool(paths))
    return canvas.finish(ax, asked.heading(title + part), below, lines=None, marks=boxes)


def _boxes(ax: Axes, asked: Asked, drawn: Drawing, *, indicators: bool) -> PathBoxes:
    """The diagram with its indicators, or without where these have no room."""
    count = sum(len(node.items) for node in drawn.nodes)
    if not indicators or not count:
        return PathBoxes(ax, drawn.bare())
    if count > MOST_INDICATORS:
        warn(f"{count:,} indicators are left out, at most {MOST_INDICATORS} are drawn", PictureWarning)
        return PathBoxes(ax, drawn.bare())
    boxes = PathBoxes(ax, drawn)
    if asked.on is None:
        return boxes
    place = ax.bbox if is_placed(ax) else slot(ax)
    around = 0 if is_placed(ax) else AROUND * Style.of(ax).size * ax.figure.dpi / 72
    if boxes.shrunk(place.width, max(place.height - around, 0.4 * place.height)) >= LEAST:
        return boxes
    boxes.remove()
    warn(f"{count:,} indicators are left out; larger axes have room for them", PictureWarning)
    return PathBoxes(ax, drawn.bare())


def _words(drawn: Drawing, *, coloured: bool) -> str:
    """What the arrows mean."""
    if not coloured:
        return speak("Arrows lead from what acts to what it acts on")
    if any(arrow.effect.significant is False for arrow in drawn.arrows):
        return speak("Blue: positive, vermilion: negative, grey and broken: not significant; the broader, the larger")
    return speak("Blue: positive, vermilion: negative effects; the broader, the larger")
