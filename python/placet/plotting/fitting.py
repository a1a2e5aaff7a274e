"""Axes that fit the place they are given: their texts are wrapped and their numbers have room, whenever they are drawn.

matplotlib asks the locator of axes for their place before it draws or lays them out. `Fit` is such a locator.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import floor
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from .legends import Key
from .slot import PAD, PICTURES, is_among_pictures, is_laid_out, is_placed, slot
from .style import Style
from .wrapping import broken, line_height, measure_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

#: Widest labels of rows in sizes of their text, and of the width of the place.
LABELS, LABEL_SHARE = 18.0, 0.38
#: Least width of the axes themselves with a legend beside them: inches at a text of 10 points, or share of the place.
LEAST_WIDTH, LEAST_SHARE = 3.2, 0.45
#: Most lines of titles in places that are given, and the least share of a place that the axes themselves have.
MOST_LINES, LEAST_AXES = 4, 0.2
#: Share of the width of axes that a number beside a mark may take.
MOST_NUMBER = 0.7


class Placed(Protocol):
    """What is placed anew whenever the axes change their size, such as names of points or the nodes of a tree."""

    def place(self) -> Any:
        """Put everything where it has room in the axes as they are."""

    def needs(self) -> tuple[float, float]:
        """Inches that it needs at least: wide and high."""
        ...


class Fit:
    """The texts of a picture in full, from which those are made that fit; what a user changes afterwards stays."""

    def __init__(self, ax: Axes, style: Style, title: Text, rows: Sequence[str], key: Key | None) -> None:
        self.ax, self.style, self.rows, self.key = ax, style, list(rows), key
        self.title = title
        self.full = {text: text.get_text() for text in (title, ax.xaxis.label, ax.yaxis.label)}
        self.set = dict(self.full)
        self.inside: list[tuple[Text, float]] = []
        self.named: tuple[list[float], list[str]] | None = None
        self.marks: Placed | None = None
        self.limits = self.natural = ax.get_xlim()
        self.legend: Any = None
        self.done: tuple[Any, ...] = ()
        self.made: dict[str, Any] = {}
        self.place: Bbox | None = None
        self.box: Bbox | None = None
        self.whole = (np.inf, np.inf)
        self.lined_up = False

    def get_subplotspec(self) -> Any:
        """The cell of the axes, for the tight layout."""
        return self.ax.get_subplotspec()

    def __call__(self, ax: Axes, renderer: Any = None) -> Bbox:
        """Where the axes lie in their figure."""
        figure: Any = ax.figure
        PICTURES.add(ax)
        free = self._is_free()
        place = slot(ax)
        now = (figure.dpi, free, *np.round([*place.bounds, *(() if free else ax.bbox.bounds)], 0))
        if now != self.done:
            self.done, self.place = now, place
            box = self._shrunk() if free else self._dressed()
            self.box = box.transformed(figure.transSubfigure.inverted()) if free else None
        return self.box if free and self.box is not None else ax.get_position(original=True)

    @property
    def complete(self) -> bool:
        """Whether all texts are shown whole, which a figure of ours has room for until somebody makes it smaller."""
        figure: Any = self.ax.figure
        return bool(np.all(np.array(figure.get_size_inches()) >= np.array(self.whole) - 0.01))

    @property
    def is_whole(self) -> bool:
        """Whether the axes were placed with all texts whole."""
        return self.done != () and self.complete

    def keep_whole(self, whole: bool) -> None:
        """Show all texts whole, if there is room, as long as the figure is not made smaller."""
        figure: Any = self.ax.figure
        self.whole, self.done = tuple(figure.get_size_inches()) if whole else (np.inf, np.inf), ()

    def needs(self, inner: float) -> tuple[float, float, float]:
        """Inches that the picture needs: wide, high for the rows or `inner` without, and high around them."""
        ax, inch = self.ax, self._inch
        if not self.is_whole:
            self.whole = (0.0, 0.0)
            self._dressed()
        left, bottom, right, top = self.around()
        if self._has_legend() and self._is_beside():  # it hangs from the top of the axes, which reach as far down
            long = (ax.bbox.y1 - self.legend.get_window_extent().y0) / inch
            below = ax.xaxis.get_tightbbox(ax.figure._get_renderer())  # type: ignore[union-attr]
            bottom, inner = 0.0 if below is None else max(ax.bbox.y0 - below.y0, 0.0), max(inner, long)
        wide = left + right + LEAST_WIDTH * self.style.size / 10 * inch + self._widest_number()
        if self.rows:
            labels = max(label.get_window_extent().height for label in ax.get_yticklabels())
            inner = max(inner, (len(self.rows) + 0.2) * (labels / inch + 0.06))
        if self.marks is not None:
            across, upward = self.marks.needs()
            wide, inner = max(wide, left + right + across * inch), max(inner, upward)
        return wide / inch, inner, (bottom + top) / inch

    def _is_free(self) -> bool:
        """Whether the axes may be placed here: not where they have their rectangle, or an engine lines them up."""
        if is_placed(self.ax) or self.lined_up:
            return False
        return not is_laid_out(self.ax) or is_among_pictures(self.ax)

    # ---- the axes --------------------------------------------------------------------------------------------------

    def _shrunk(self) -> Bbox:
        """Axes that leave room in their place for all that stands around them, in pixels."""
        from matplotlib.transforms import Bbox

        assert self.place is not None
        figure: Any = self.ax.figure
        place, box, old = self.place, self.place, (0.0,)
        for _ in range(5):
            self.ax.apply_aspect(box.transformed(figure.transSubfigure.inverted()))
            self._dressed()
            if np.allclose(box.bounds, old, atol=0.5):
                break
            old = box.bounds
            left, bottom, right, top = self.around()
            wide = max(place.width - left - right, LEAST_AXES * place.width)
            high = max(place.height - bottom - top, LEAST_AXES * place.height)
            box = Bbox.from_bounds(place.x0 + left, place.y0 + bottom, wide, high)
        return box

    def around(self) -> tuple[float, float, float, float]:
        """Pixels that what stands around the axes takes on the left, below, on the right, and above."""
        ax, box = self.ax, self.ax.bbox
        renderer: Any = ax.figure._get_renderer()  # type: ignore[union-attr]
        parts = [axis.get_tightbbox(renderer) for axis in (ax.xaxis, ax.yaxis)]
        texts = [text for text in (self.title, *ax.texts) if text.get_text() and text.get_visible()]
        parts += [text.get_window_extent(renderer) for text in texts]
        parts += [self.legend.get_window_extent(renderer)] if self._has_legend() else []
        parts = [part for part in parts if part is not None and part.width > 0]
        return (
            max(box.x0 - min(part.x0 for part in parts), 0),
            max(box.y0 - min(part.y0 for part in parts), 0),
            max(max(part.x1 for part in parts) - box.x1, 0),
            max(max(part.y1 for part in parts) - box.y1, 0),
        )

    def _dressed(self) -> Bbox:
        """Write every text as it fits the axes as they are."""
        self._write_rows()
        self._name_series()
        self._write_titles()
        self._write_ticks()
        self._make_room_for_numbers()
        for text, wide in self.inside:
            room = self.ax.transData.transform([(0, 0), (wide, 0)])[:, 0]
            text.set_visible(True)  # what is hidden has no extent
            text.set_visible(bool(text.get_window_extent().width < abs(np.diff(room)[0]) - 1))
        if self.marks is not None:
            self.marks.place()
        return self.ax.bbox

    # ---- rows ------------------------------------------------------------------------------------------------------

    def _write_rows(self) -> None:
        """Labels of the rows, in so many lines as a row is high."""
        ax = self.ax
        labels = [tick.label1 for tick in ax.yaxis.get_major_ticks()]
        if not self.rows or len(labels) != len(self.rows) or self._changed("rows", ax.yaxis.get_major_formatter()):
            return
        font = max(labels, key=lambda label: len(label.get_fontfamily()))
        assert self.place is not None
        measure, em = measure_of(font), float(font.get_fontsize()) * self._inch / 72
        limit = min(LABELS * em, LABEL_SHARE * self.place.width)
        pitch = abs(np.diff(ax.transData.transform([(0, 0), (0, 1)])[:, 1])[0])
        most = None if self.complete else max(1, floor(pitch / line_height(font)))
        if not self._new("written", round(limit), most) and (most is None or self._highest_row() <= pitch):
            return
        for lines in (None,) if most is None else range(most, 0, -1):
            ax.set_yticks(np.arange(len(self.rows)), [broken(row, limit, measure, lines) for row in self.rows])
            # Signs that another font lends, such as arrows and those of Chinese, may make a line higher.
            if lines is None or self._highest_row() <= pitch:
                break
        self.set["rows"] = ax.yaxis.get_major_formatter()  # type: ignore[index]

    def _highest_row(self) -> float:
        """Pixels of the highest label."""
        return max(label.get_window_extent().height for label in self.ax.get_yticklabels())

    # ---- legend and titles -----------------------------------------------------------------------------------------

    def _has_legend(self) -> bool:
        return self.legend is not None and self.ax.get_legend() is self.legend

    def _is_beside(self) -> bool:
        return bool(self.legend.get_window_extent().x0 >= self.ax.bbox.x1 - 1)

    def _name_series(self) -> None:
        """Put the legend beside the axes if they stay wide enough, else above them."""
        if self.key is None or (self.legend is not None and not self._has_legend()):
            return
        assert self.place is not None
        place, em = self.place, self.style.size * self._inch / 72
        if not self._new("key", place.width, self.complete, round(self.ax.bbox.width)):
            return
        if self.key.place == "beside":
            legend = self.legend = self._beside(self.key)
            labels = [label.get_window_extent().width for label in self.ax.get_yticklabels()]
            rest = place.width - legend.get_window_extent().width - max(labels, default=0)
            least = max(min(LEAST_SHARE * place.width, LEAST_WIDTH * 7.2 * em), self._widest_number() / MOST_NUMBER)
            if self.complete or rest >= least:
                return
        most = None if self.complete else 1 if len(self.key.names) > 2 else 2
        self.legend = self.key.above(self.ax, self.style, self._right() - self.ax.bbox.x0, most)

    def _beside(self, key: Key) -> Any:
        """A legend beside the axes; where these are given in so few lines that it is no higher."""
        for lines in range(MOST_LINES, 1, -1):
            legend = key.beside(self.ax, self.style, None if self.complete else lines)
            if self.complete or legend.get_window_extent().height <= self.ax.bbox.height:
                return legend
        return key.beside(self.ax, self.style, 1)

    def _right(self) -> float:
        """How far to the right a title may reach."""
        beside = self._has_legend() and self._is_beside()
        if not self._is_free() or self.place is None:
            return self.legend.get_window_extent().x1 if beside else self.ax.bbox.x1
        return self.place.x1

    def _write_titles(self) -> None:
        ax, place, box = self.ax, self.place, self.ax.bbox
        assert place is not None
        most = None if self.complete else MOST_LINES
        above = self._has_legend() and self.legend.get_window_extent().y0 >= box.y1 - 1
        pad = self.legend.get_window_extent().height * 72 / self._inch + 0.7 * self.style.size if above else 6.0
        self._write(self.title, self._right() - box.x0, most)
        if self.set[self.title] == self.title.get_text() and self.title.get_text():
            look = {"fontweight": self.title.get_fontweight(), "fontsize": self.title.get_fontsize()}
            ax.set_title(self.title.get_text(), loc="left", pad=pad, color=self.title.get_color(), **look)
        middle = (box.x0 + box.x1) / 2
        room = box.width if not self._is_free() else 2 * min(middle - place.x0, place.x1 - middle)
        self._write(ax.xaxis.label, max(room, box.width), most)
        self._write(ax.yaxis.label, box.height, most)

    def _write(self, text: Text, limit: float, most: int | None) -> None:
        if text.get_text() != self.set[text]:  # a user's
            return
        if self.full[text]:
            text.set_text(broken(self.full[text], limit, measure_of(text), most))
        self.set[text] = text.get_text()

    def _new(self, what: str, *given: Any) -> bool:
        """Whether something is to be made of other sizes than the last time."""
        given = (self._inch, *given)
        old, self.made[what] = self.made.get(what), given
        return old != given

    def _changed(self, what: str, now: Any) -> bool:
        return self.set.get(what, now) is not now  # type: ignore[call-overload]

    # ---- numbers ---------------------------------------------------------------------------------------------------

    def _write_ticks(self) -> None:
        """So many marks of the axis below that their labels do not touch; names of columns may stand upright."""
        from matplotlib.ticker import AutoLocator, MaxNLocator

        axis = self.ax.xaxis
        if self.named is not None:
            if not self._changed("named", axis.get_major_formatter()) and self._new("named", round(self.ax.bbox.width)):
                self._write_names(*self.named)
        elif self._new("ticks", round(self.ax.bbox.width)) and isinstance(
            axis.get_major_locator(), (AutoLocator, MaxNLocator)
        ):
            for most in (9, 7, 5, 4, 3, 2, 1):
                if not self._crowded():
                    return
                axis.set_major_locator(MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]))

    def _write_names(self, at: list[float], names: list[str]) -> None:
        """All names side by side, or upright, or as many of them as there is room for."""
        ax = self.ax
        for every in range(1, len(at) + 1):
            for turn in (0, 90):
                measure = measure_of(max(ax.get_xticklabels(), key=lambda label: len(label.get_fontfamily())))
                limit = LABELS * self.style.size * self._inch / 72 * (0.5 if turn == 0 else 1.0)
                shown = [broken(name, limit, measure, None if self.complete else 2) for name in names[::every]]
                ax.set_xticks(at[::every], shown, rotation=turn)
                self.set["named"] = ax.xaxis.get_major_formatter()  # type: ignore[index]
                if not self._crowded():
                    return

    def _crowded(self) -> bool:
        """Whether labels of the axis below touch."""
        low, high = sorted(self.ax.get_xlim())
        ticks = self.ax.xaxis.get_major_ticks()
        places = self.ax.xaxis.get_majorticklocs()
        words = self.ax.xaxis.get_major_formatter().format_ticks(places.tolist())
        boxes = []
        for tick, place, word in zip(ticks, places, words, strict=False):
            if low <= place <= high and word:
                tick.label1.set_text(word)
                wide = tick.label1.get_window_extent().width
                middle = self.ax.transData.transform((place, 0))[0]
                boxes.append((middle - wide / 2, middle + wide / 2))
        gap = 0.35 * self.style.size * self._inch / 72
        return any(right + gap > left for (_, right), (left, _) in pairwise(boxes))

    def _numbers(self) -> list[tuple[float, float]]:
        """Where numbers on the right of marks begin, and how many pixels they take from there."""
        from matplotlib.text import Annotation

        return [
            (text.xy[0], text.get_window_extent().width + (text.xyann[0] + PAD) * self._inch / 72)
            for text in self.ax.texts
            if isinstance(text, Annotation) and text.xycoords == "data" and text.get_horizontalalignment() == "left"
        ]

    def _widest_number(self) -> float:
        return max((wide for _, wide in self._numbers()), default=0.0)

    def _make_room_for_numbers(self) -> None:
        """Widen the axis so that the numbers on the right of marks stay within the axes."""
        ax = self.ax
        if ax.get_xlim() != self.limits:  # a user's
            return
        low, high = self.natural
        for at, wide in self._numbers():
            high = max(high, low + (at - low) / (1 - min(wide / ax.bbox.width, MOST_NUMBER)))
        ax.set_xlim(low, high)
        self.limits = ax.get_xlim()

    @property
    def _inch(self) -> float:
        figure: Any = self.ax.figure
        return float(figure.dpi)
