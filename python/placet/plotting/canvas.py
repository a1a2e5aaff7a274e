"""What all pictures share: axes of the right size, and what is drawn and written on them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast
from weakref import WeakSet

import numpy as np

from ..language import speak
from ..mistakes import MissingLibraryError
from ..results.draw import Asked
from ..results.format import width
from .fitting import Fit, Placed
from .glyphs import draw_every_glyph, drawable
from .legends import Key
from .slot import is_placed, slot
from .style import MARKERS, Style
from .wrapping import UNBROKEN, line_height

if TYPE_CHECKING:
    from matplotlib.axes import Axes as Axes
    from matplotlib.figure import Figure as Figure
else:  # matplotlib is imported with the first picture
    Axes = Figure = Any

__all__ = ["UNBROKEN", "Asked", "Axes", "Figure", "Key", "Style"]

#: Rows a picture has room for.
MOST_ROWS = 60
#: Inches, for a text of 10 points: height of a row, of what stands around the rows, and the highest a figure may grow.
ROW, AROUND, HIGHEST = 0.42, 1.5, 60.0
#: Size of titles and of numbers beside marks, relative to the text.
TITLE, NUMBER = 1.1, 0.9
#: Backends that write files only: nothing shows their figures, and nothing closes them.
FILES_ONLY = frozenset({"agg", "cairo", "pdf", "pgf", "ps", "svg", "template"})
#: Lines behind what is drawn.
Lines: TypeAlias = Literal["x", "y", "both"] | None
#: The last figure made for a picture, axes made for one, whose figure may be enlarged, and whether pyplot is left out.
_LAST: list[Any] = []
_OWN: WeakSet[Any] = WeakSet()
_APART: list[bool] = []


def pyplot() -> Any:
    """Return matplotlib's pyplot, or say how to get it."""
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        raise MissingLibraryError("a picture needs matplotlib: pip install placet[plot]") from None
    return plt


# ---- figures ---------------------------------------------------------------------------------------------------------


def new_figure(wide: float, high: float) -> Figure:
    """A figure so many inches wide and high where the text has 10 points, in proportion where it is larger.

    It is pyplot's current one, so that `plt.savefig` and `plt.show` find it. Windows and notebooks show and close
    it. Where there is neither, nobody would: pyplot lets go of the figure of the last picture when the next is drawn.
    """
    plt = pyplot()
    scale = plt.rcParams["font.size"] / 10
    size = wide * scale, min(high * scale, HIGHEST)
    if _APART:
        from matplotlib.figure import Figure

        return Figure(figsize=size, layout="constrained")
    if plt.get_backend().lower() in FILES_ONLY:
        for last in _LAST:
            plt.close(last)
        _LAST.clear()
    # Not by rc_context, which would undo what a backend that is loaded here sets: a notebook showed one picture only.
    most = plt.rcParams["figure.max_open_warning"]
    plt.rcParams["figure.max_open_warning"] = 0
    try:
        figure = plt.figure(figsize=size, layout="constrained")
    finally:
        plt.rcParams["figure.max_open_warning"] = most
    _LAST[:] = [figure]
    return figure


@contextmanager
def apart() -> Iterator[None]:
    """Figures that pyplot does not know, for pages: what a user has open stays as it is."""
    _APART.append(True)
    try:
        yield
    finally:
        _APART.pop()


def axes(asked: Asked, rows: float, columns: float = 7.2) -> Axes:
    """The axes that are given, or new ones high enough for `rows` lines."""
    if asked.on is not None:
        return asked.on
    ax = new_figure(columns, AROUND + ROW * rows).add_subplot()
    _OWN.add(ax)
    return ax


def most_rows(asked: Asked, each: float = 1.0, most: int = MOST_ROWS) -> int:
    """How many rows of so many lines each a picture has room for: in axes that are given, as their height allows."""
    if asked.on is None:
        return most
    ax = asked.on
    line = line_height(ax.title) * Style.of(ax).size / ax.title.get_fontsize()
    inside = ax.bbox.height if is_placed(ax) else slot(ax).height - 6.5 * line
    return int(np.clip(inside / (line * max(each, 1.0)), 1, most))


# ---- the end of every picture ----------------------------------------------------------------------------------------


def finish(
    ax: Axes, title: str, xlabel: str, labels: Sequence[str] = (), *, ylabel: str = "", lines: Lines = "x",
    key: Key | None = None, inside: Sequence[tuple[Any, float]] = (), names: tuple[Any, Sequence[str]] | None = None,
    marks: Placed | None = None,
) -> Axes:  # fmt: skip
    """Write title, labels and legend, and fit them into the place of the axes.

    `labels` name the rows from the top down, `names` what stands at some places of the axis below. Texts `inside` are
    written where they are not wider than so many units of that axis. `marks` place themselves, such as names of points.
    """
    style = Style.of(ax)
    heading = ax.set_title(title, loc="left", fontweight="bold", fontsize=style.points(TITLE))
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    font = heading.get_fontname()
    labels = [drawable(label, font) for label in labels]
    if labels:
        ax.set_yticks(np.arange(len(labels)), labels)
        ax.set_ylim(len(labels) - 0.4, -0.6)
        ax.spines["left"].set_visible(False)
        ax.tick_params(axis="y", length=0)
    if names is not None:
        names = list(names[0]), [drawable(name, font) for name in names[1]]
        ax.set_xticks(*names)
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(visible=False)
    if lines:
        ax.grid(axis=lines, color=style.rule, linewidth=style.line(0.55))
    ax.set_axisbelow(True)
    draw_every_glyph(ax)
    fit = Fit(ax, style, heading, labels, key)
    fit.inside, fit.marks = list(inside), marks
    if names is not None:
        fit.named = names
    ax.set_axes_locator(cast(Any, fit))
    fit(ax)
    if ax in _OWN:
        enlarge([ax])
    return ax


def enlarge(panels: Sequence[Axes], inner: Sequence[float] = ()) -> None:
    """Enlarge a figure of panels one below the other until all their texts have room; `inner` are their heights."""
    fits: list[Any] = [panel.get_axes_locator() for panel in panels]
    for fit in fits:
        fit.lined_up = len(panels) > 1
    for _ in range(2):  # in a wider figure titles have fewer lines, beside longer labels more
        needs = [fit.needs(high) for fit, high in zip(fits, inner or [0.0] * len(fits), strict=True)]
        if all(fit.is_whole for fit in fits) and _has_room(panels, needs):
            return
        _enlarge(panels, needs)
        for fit in fits:
            fit(fit.ax)


def _size(panels: Sequence[Axes], needs: Sequence[tuple[float, float, float]]) -> tuple[float, float]:
    """Inches of the figure, wide and high, with room for what is needed."""
    figure: Any = panels[0].figure
    wide, high = figure.get_size_inches()
    tall = sum(inside + around for _, inside, around in needs) + 0.2 * len(panels)
    return max(wide, *(need + 0.25 for need, _, _ in needs)), tall if len(panels) > 1 else max(high, tall)


def _has_room(panels: Sequence[Axes], needs: Sequence[tuple[float, float, float]]) -> bool:
    """Whether a picture has the room that it needs; panels share theirs, each as it needs."""
    figure: Any = panels[0].figure
    return len(panels) == 1 and np.allclose(figure.get_size_inches(), _size(panels, needs), rtol=0, atol=1e-6)


def _enlarge(panels: Sequence[Axes], needs: Sequence[tuple[float, float, float]]) -> None:
    figure: Any = panels[0].figure
    if len(panels) > 1:
        panels[0].get_gridspec().set_height_ratios([high for _, high, _ in needs])  # type: ignore[union-attr]
    wide, high = _size(panels, needs)
    figure.set_size_inches(wide, min(high, HIGHEST))
    for panel in panels:
        panel.get_axes_locator().keep_whole(high <= HIGHEST)  # type: ignore[union-attr]


# ---- what is drawn ---------------------------------------------------------------------------------------------------


def dots(
    ax: Axes, series: Mapping[str, tuple[Any, ...]], title: str = "", *, spread: float = 0.75, joined: bool = False,
    ink: Collection[str] = (),
) -> Key | None:  # fmt: skip
    """Draw estimates with intervals, one colour and marker a series: name → (estimate, low, high), one entry a row.

    Several series are named in a legend with this title, which is returned. The dots of a series may be `joined` by a
    line; those in `ink` have the colour of the text.
    """
    style, count, drawn = Style.of(ax), len(series), []
    colours = [colour for colour in style.series if colour != style.ink or not ink]
    others = [name for name in series if name not in ink]
    for i, (name, (estimate, low, high)) in enumerate(series.items()):
        y = np.arange(len(estimate)) + (i - (count - 1) / 2) * spread / max(count, 1)
        colour = style.ink if name in ink else colours[others.index(name) % len(colours)]
        if joined:
            ax.plot(estimate, y, color=colour, linewidth=style.line(1.0), alpha=0.55, zorder=2)
        ax.hlines(y, low, high, color=colour, linewidth=style.line(1.8))
        marker = MARKERS[i % len(MARKERS)]
        drawn.append(
            ax.scatter(estimate, y, s=style.dot(44), color=colour, marker=marker, zorder=3, edgecolor=style.paper)
        )
    return Key(drawn, list(series), title) if count > 1 else None


def zero(ax: Axes, **how: Any) -> None:
    """A line at 0."""
    style = Style.of(ax)
    ax.axvline(0, **{"color": style.ink, "linewidth": style.line(0.8), **how})


def level(ax: Axes, at: float = 0.0, **how: Any) -> None:
    """A line at a height."""
    style = Style.of(ax)
    ax.axhline(at, **{"color": style.ink, "linewidth": style.line(0.8), **how})


def beside(ax: Axes, x: float, y: float, text: str, away: float = 6, **how: Any) -> None:
    """Write numbers on the right of a mark, with true minus signs."""
    style = Style.of(ax)
    outside = "xycoords" in how
    how = {
        "textcoords": "offset points", "va": "center", "fontsize": style.points(NUMBER),
        "color": style.outer if outside else style.ink, **how,
    }  # fmt: skip
    ax.annotate(text.replace("-", "−"), (x, y), (away * max(style.mark, 1.0), 0), **how)


def joined(what: str, item: str) -> str:
    """A title in one line if it is short, else what is drawn above the item it is drawn of."""
    return speak("{what}: {item}" if width(what) + width(item) <= 50 else "{what}:\n{item}", what=what, item=item)


def with_base(words: str, n: float) -> str:
    """A row in words with its base, which stays on one line."""
    return f"{words}  {f'(n = {n:,})'.replace(' ', UNBROKEN)}"
