"""Legends, which stand where they cover nothing: beside a picture where it is wide enough, else above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from .glyphs import drawable, give_glyphs
from .style import Style
from .wrapping import broken, measure_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.legend import Legend

#: Sizes of the text, and the widest names beside a picture, in sizes of the text.
RELATIVE, WIDEST = 0.9, 15.0


@dataclass(frozen=True, eq=False)
class Key:
    """What a legend names, and where it stands if there is room."""

    handles: Sequence[Any]
    names: Sequence[str]
    title: str = ""
    place: Literal["beside", "above"] = "beside"

    def beside(self, ax: Axes, style: Style, most: int | None) -> Legend:
        """Name the series on the right of the axes, one below the other, in so many lines each."""
        placed = {"loc": "upper left", "bbox_to_anchor": (1.0, 1.0), "borderaxespad": 1.2}
        return self._made(ax, style, WIDEST * self._em(ax, style), most, **placed)

    def above(self, ax: Axes, style: Style, limit: float, most: int | None) -> Legend:
        """Name the series between the title and the axes, side by side as far as there is room."""
        placed = {
            "loc": "lower left", "bbox_to_anchor": (0.0, 1.0), "borderaxespad": 0.1, "borderpad": 0.2,
            "columnspacing": 1.4, "handlelength": 1.4,
        }  # fmt: skip
        for columns in range(len(self.names), 1, -1):
            box = self._made(ax, style, WIDEST * self._em(ax, style), most, columns, **placed)
            if box.get_window_extent().width <= limit:
                return box
        return self._made(ax, style, limit - 3 * self._em(ax, style), most, **placed)

    def _em(self, ax: Axes, style: Style) -> float:
        figure: Any = ax.figure
        return style.points(RELATIVE) * figure.dpi / 72

    def _made(self, ax: Axes, style: Style, limit: float, most: int | None, columns: int = 1, **placed: Any) -> Legend:
        size = style.points(RELATIVE)
        # Columns are filled one after the other, but lines are read across.
        order = [i for column in range(columns) for i in range(column, len(self.names), columns)]
        # matplotlib leaves out what begins with an underscore, so the names are written afterwards.
        box = ax.legend(
            [self.handles[i] for i in order], ["-"] * len(order), title="-" if self.title else None, frameon=False,
            fontsize=size, title_fontsize=size, labelcolor=style.outer, ncols=columns, alignment="left", **placed,
        )  # fmt: skip
        box.get_title().set_color(style.outer)
        words = [(box.get_title(), self.title)] if self.title else []
        for text, name in [*words, *zip(box.get_texts(), [self.names[i] for i in order], strict=True)]:
            text.set_parse_math(False)
            text.set_text(drawable(name, text.get_fontname()))
            give_glyphs(text)
            text.set_text(broken(text.get_text(), limit, measure_of(text), most))
        return box
