"""A path diagram on axes: boxes, indicators, arrows and numbers, placed anew whenever the axes change their size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..glyphs import drawable, give_glyphs
from ..style import Style
from ..wrapping import SAFE, broken, line_height, measure_of
from .path_columns import Floats, Graph, Layout, columns
from .path_labels import placed
from .path_lists import along, dot, head, listed, rounded, rounded_box
from .path_nodes import Arrow, Drawing
from .path_plan import Plan, Size, gaps, natural, planned
from .path_routes import POINT, Place, routes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

#: Sizes of text, relative to that of the style: constructs; and relative to these indicators and numbers on arrows.
RELATIVE, ITEM, NUMBER = 0.92, 0.84, 0.9
#: In sizes of the text: widest names of constructs and indicators, most lines of them, and space inside of boxes.
WIDEST, WIDEST_ITEM, LINES, ITEM_LINES, INSIDE = 9.0, 11.0, 3, 2, 0.7
#: Between lines of indicators, arrows to them, and between these, loadings and names.
LEADING, TICK, APART = 0.28, 0.85, 0.35
#: Widths of arrows in points, without a coefficient, and what one of 1 adds; their heads in sizes of the text.
THIN, THICK, HEAD = 1.1, 2.8, 0.75
#: Widths of the frames of constructs, of those of higher order, and of lines to indicators, in points.
FRAME, HIGHER, STEM_LINE = 0.9, 1.8, 0.8
#: Radius of the corners of constructs, and of the dot on an arrow that another acts on.
CORNER, DOT = 0.55, 0.3
#: Around all, most columns, and the widest drawing for which a figure is made, in sizes of the text.
MARGIN, MOST_COLUMNS, BROAD = 1.0, 9, 78.0
#: How much the shape of a place, and the order of the constructs, count beside the size of the text.
SHAPE, ORDER, SHRINKING = 0.5, 0.12, 8.0
LOOK, BESIDE = 1.5, -0.7
#: Places that differ by less than this are filled in the same way.
STEP = 3.0


@dataclass(frozen=True)
class _Drawn:
    """A plan with the ways of its arrows, the middles of their numbers, and the box around all."""

    plan: Plan
    ways: list[Floats]
    middles: list[Floats]
    around: Floats

    @property
    def size(self) -> tuple[float, float]:
        """Width and height."""
        return float(self.around[2] - self.around[0]), float(self.around[3] - self.around[1])


class PathBoxes:
    """A path diagram in axes of 0 to 1."""

    def __init__(self, ax: Axes, drawing: Drawing) -> None:
        self.ax, self.drawing, self.style = ax, drawing, Style.of(ax)
        ax.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
        self._whole: dict[str, Any] = {"transform": ax.transAxes, "clip_on": False}
        self._make_texts()
        self._make_marks()
        pairs = [(arrow.start, arrow.end) for arrow in drawing.arrows]
        self.graph = Graph(len(drawing.nodes), tuple(dict.fromkeys(pairs)))
        self.done: tuple[Any, ...] = ()
        self.sizes, self.choices = list[Size](), list[Layout]()
        self.known: dict[tuple[Any, ...], _Drawn] = {}
        self._measured()

    # ---- artists -----------------------------------------------------------------------------------------------------

    def _make_texts(self) -> None:
        style, nodes = self.style, self.drawing.nodes
        self.fill = style.tint(0.07)
        how: dict[str, Any] = {"va": "center", "color": style.ink, "zorder": 6, **self._whole}
        self.labels = [
            self.ax.text(0, 0, n.label, ha="center", fontweight="bold", linespacing=1.1, **how) for n in nodes
        ]
        self.belows = [self.ax.text(0, 0, node.below, ha="center", **how) for node in nodes]
        self.items = [[self.ax.text(0, 0, text, linespacing=1.05, **how) for text, _ in node.items] for node in nodes]
        self.loadings = [[self.ax.text(0, 0, text, **how) for _, text in node.items] for node in nodes]
        self.numbers = [self._number(arrow, {**how, "zorder": 5}) for arrow in self.drawing.arrows]
        for text, _ in self._texts():
            text.set_parse_math(False)
            text.set_text(drawable(text.get_text(), text.get_fontname()))
            give_glyphs(text)
        self.words = {text: text.get_text() for text, _ in self._texts()}

    def _number(self, arrow: Arrow, how: dict[str, Any]) -> Text:
        from matplotlib.patheffects import withStroke

        weight = "bold" if arrow.effect.significant else "normal"
        text = self.ax.text(0, 0, arrow.effect.written, ha="center", fontweight=weight, **how)
        text.set_path_effects([withStroke(linewidth=self.style.line(3.0), foreground=self.style.paper)])
        return text

    def _texts(self) -> list[tuple[Text, float]]:
        """All texts, each with its relative size."""
        flat = [text for own in (*self.items, *self.loadings) for text in own]
        return [
            *((text, 1.0) for text in self.labels),
            *((text, NUMBER) for text in (*self.belows, *self.numbers)),
            *((text, ITEM) for text in flat),
        ]

    def _make_marks(self) -> None:
        from matplotlib.collections import PolyCollection
        from matplotlib.patches import Polygon

        style, ax = self.style, self.ax
        look = {"facecolor": self.fill, "edgecolor": style.grey, "zorder": 3, **self._whole}
        self.frames: list[Any] = [ax.add_patch(Polygon(np.zeros((3, 2)), **look)) for _ in self.drawing.nodes]
        self.stems = [ax.plot([], [], color=style.grey, zorder=2, **self._whole)[0] for _ in self.drawing.nodes]
        colours = [self._colour(arrow) for arrow in self.drawing.arrows]
        self.ways = []
        for arrow, colour in zip(self.drawing.arrows, colours, strict=True):
            dashes = (0, (3.2, 2.0)) if arrow.effect.significant is False else "-"
            line = {"color": colour, "linestyle": dashes, "solid_capstyle": "butt", "zorder": 1}
            self.ways += ax.plot([], [], **line, **self._whole)
        heads: dict[str, Any] = {"linewidths": 0, **self._whole}
        self.heads: Any = ax.add_collection(PolyCollection([], facecolors=colours, zorder=2, **heads), autolim=False)
        self.small: Any = ax.add_collection(PolyCollection([], facecolors=style.grey, zorder=2, **heads), autolim=False)

    def _colour(self, arrow: Arrow) -> str:
        effect, style = arrow.effect, self.style
        if arrow.part or effect.significant is False:
            return style.grey
        if not np.isfinite(effect.estimate):
            return style.tint(0.7)
        return style.negative if effect.estimate < 0 else style.positive

    def _width(self, arrow: Arrow) -> float:
        size = abs(arrow.effect.estimate)
        return THIN + THICK * min(size, 1.2) if np.isfinite(size) and not arrow.part else THIN

    # ---- sizes -------------------------------------------------------------------------------------------------------

    def _em(self, relative: float = RELATIVE) -> float:
        figure: Any = self.ax.figure
        return self.style.points(relative) * figure.dpi / 72

    def _resize(self, relative: float) -> None:
        for text, own in self._texts():
            text.set_fontsize(self.style.points(relative * own))

    def _stroke(self, relative: float) -> None:
        """Lines as broad as the text is large."""
        line = self.style.line(relative)
        for arrow, way in zip(self.drawing.arrows, self.ways, strict=True):
            way.set_linewidth(line * self._width(arrow))
        for node, frame, stem in zip(self.drawing.nodes, self.frames, self.stems, strict=True):
            frame.set_linewidth(line * (HIGHER if node.higher else FRAME))
            stem.set_linewidth(line * STEM_LINE)

    def _measured(self) -> None:
        """Break all names into lines; sizes of all texts in sizes of the text, whatever that will be."""
        self._resize(RELATIVE)
        em = self._em()
        self.sizes = []
        for i, node in enumerate(self.drawing.nodes):
            wide, high = self._wrapped(self.labels[i], WIDEST, LINES)
            below, line = _size(self.belows[i], em)
            high += line if node.below else 0.0
            rows = [self._wrapped(text, WIDEST_ITEM, ITEM_LINES) for text in self.items[i]]
            numbers = max((_size(text, em)[0] for text in self.loadings[i]), default=0.0)
            across = TICK + APART + (numbers + APART if numbers else 0.0) + max((w for w, _ in rows), default=0.0)
            down = sum(h + LEADING for _, h in rows) - LEADING
            box = max(wide, below) + 2 * INSIDE, high + 1.2 * INSIDE
            self.sizes.append(Size(box, (across, down) if rows else (0.0, 0.0)))
        self.number_sizes = [_size(text, em) if text.get_text() else (0.0, 0.0) for text in self.numbers]
        self.columns = [max((_size(text, em)[0] for text in own), default=0.0) + APART for own in self.loadings]
        high = [natural(size) for size in self.sizes]
        self.choices = columns(self.graph, high, MOST_COLUMNS)

    def _wrapped(self, text: Text, widest: float, most: int) -> tuple[float, float]:
        """Break a text into lines, and say how wide and high it is."""
        em = self._em()
        text.set_text(broken(self.words[text], widest * em, measure_of(text), most))
        return _size(text, em)

    def needs(self) -> tuple[float, float]:
        """Inches of the diagram with its text in full size."""
        figure: Any = self.ax.figure
        wide, high = self._drawn(*self._chosen(None)).size
        em = self._em() / figure.dpi
        return wide * em, high * em

    def shrunk(self, wide: float, high: float) -> float:
        """Size of the text in a place of so many pixels, as a share of its full size."""
        em = self._em()
        needs = self._plan(*self._chosen((wide / em, high / em)), settle=False).size
        return min(1.0, wide / em / (needs[0] + 2 * MARGIN), high / em / (needs[1] + 2 * MARGIN))

    def remove(self) -> None:
        """Take all of it off the axes."""
        texts = [text for text, _ in self._texts()]
        for artist in (*texts, *self.frames, *self.stems, *self.ways, self.heads, self.small):
            artist.remove()

    def _chosen(self, room: tuple[float, float] | None) -> tuple[Layout, bool]:
        """The columns, and whether indicators stand beside, that suit a place of this size, or a new figure."""

        def price(choice: tuple[Layout, bool]) -> float:
            wide, high = (size + 2 * MARGIN for size in self._plan(*choice, settle=False).size)
            if room is None:
                shape = SHAPE * abs(np.log(wide / high / LOOK)) + BESIDE * choice[1]
                return ORDER * choice[0].cost + shape + 0.1 * max(wide - BROAD, 0)
            small = min(1.0, room[0] / wide, room[1] / high)
            shape = abs(np.log(wide / high * room[1] / room[0]))
            return ORDER * choice[0].cost + SHAPE * shape + BESIDE * choice[1] - SHRINKING * np.log(small)

        return min(((own, beside) for own in self.choices for beside in (True, False)), key=price)

    def _plan(
        self, chosen: Layout, beside: bool, room: tuple[float, float] = (0.0, 0.0), *, settle: bool = True
    ) -> Plan:
        free = gaps(labelled=self.drawing.labelled, crowded=any(arrow.onto >= 0 for arrow in self.drawing.arrows))
        return planned(self.graph, self.sizes, chosen, free, beside=beside, room=room, settle=settle)

    # ---- places ------------------------------------------------------------------------------------------------------

    def _drawn(self, chosen: Layout, beside: bool, room: tuple[float, float] = (0.0, 0.0)) -> _Drawn:
        """All in sizes of the text: known for places of about the same size, since it takes a tenth of a second."""
        needs = self._plan(chosen, beside, settle=False).size
        spare = [max(STEP * ((own - need) // STEP), 0.0) for own, need in zip(room, needs, strict=True)]
        key = (chosen.nodes, beside, *spare)
        if key not in self.known:
            room = needs[0] + spare[0], needs[1] + spare[1]
            self.known[key] = self._routed(self._plan(chosen, beside, room if any(spare) else (0.0, 0.0)))
        return self.known[key]

    def _routed(self, plan: Plan) -> _Drawn:
        """Ways of the arrows and middles of their numbers in a plan."""
        arrows = self.drawing.arrows
        own = [i for i, arrow in enumerate(arrows) if arrow.onto < 0]
        obstacles = plan.obstacles
        straight = routes([(plan.place(arrows[i].start), plan.place(arrows[i].end)) for i in own], obstacles)
        ways = dict(zip(own, map(rounded, straight), strict=True))
        dots = []
        for i, arrow in enumerate(arrows):
            if arrow.onto >= 0:
                x, y = along(ways[arrow.onto], 0.5).tolist()
                dots.append((x - DOT, y - DOT, x + DOT, y + DOT))
                point = Place((x, y, x, y), (POINT,))
                ways[i] = rounded(routes([(plan.place(arrow.start), point)], obstacles)[0])
        taken = np.vstack([obstacles, *dots]) if dots else obstacles
        found = [ways[i] for i in range(len(arrows))]
        middles = placed(found, self.number_sizes, taken)
        around = [taken, *(np.hstack([way, way]) for way in found)]
        for middle, size in zip(middles, self.number_sizes, strict=True):
            around.append(np.hstack([middle - np.array(size) / 2, middle + np.array(size) / 2])[None])
        boxes = np.vstack(around)
        return _Drawn(
            plan, found, middles, np.hstack([boxes.min(axis=0)[:2] - MARGIN / 2, boxes.max(axis=0)[2:] + MARGIN / 2])
        )

    def place(self) -> None:
        """Put everything where it has room: in gaps that fill the axes, or smaller."""
        figure: Any = self.ax.figure
        now = (round(self.ax.bbox.width), round(self.ax.bbox.height), figure.dpi)
        if now == self.done:
            return
        self.done = now
        wide, high = self.ax.bbox.width, self.ax.bbox.height
        self._resize(RELATIVE)
        em = self._em()
        chosen = self._chosen((wide / em, high / em))
        shrunk = 1.0
        for filled in (True, True, False):  # arrows that go round reach beyond the boxes, which is known only then
            room = (wide / em / shrunk - 2 * MARGIN, high / em / shrunk - 2 * MARGIN) if filled else (0.0, 0.0)
            drawn = self._drawn(*chosen, room)
            fits = min(wide / em / drawn.size[0], high / em / drawn.size[1])
            if fits >= shrunk * 0.995:
                break
            shrunk = min(1.0, fits)
        self._resize(RELATIVE * shrunk)
        self._stroke(shrunk)
        em *= shrunk
        origin = (drawn.around[:2] + drawn.around[2:]) / 2

        def at(points: Any) -> Floats:
            return 0.5 + (np.asarray(points, dtype=float) - origin) * np.array([em / wide, -em / high])

        self._draw_nodes(drawn.plan, at)
        self._draw_arrows(drawn, at)

    def _draw_nodes(self, plan: Plan, at: Any) -> None:
        small = []
        for i, node in enumerate(self.drawing.nodes):
            box = plan.boxes[i]
            self.frames[i].set_xy(at(rounded_box(box, CORNER)))
            x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
            line = _lines(self.belows[i]) * 1.22 * NUMBER if node.below else 0.0
            self.labels[i].set_position(at((x, y - line / 2)))
            self.belows[i].set_position(at((x, box[3] - 0.6 * INSIDE - line / 2)))
            if not node.items:
                continue
            rows = listed(
                box, plan.lists[i], plan.sides[i], [_lines(text) * 1.22 * ITEM for text in self.items[i]], node.mode
            )
            self.stems[i].set_data(*at(rows.stem).T)
            small += [at(head) for head in rows.heads]
            numbers = any(text.get_text() for text in self.loadings[i])
            column = self.columns[i] if numbers else 0.0
            way = -1.0 if plan.sides[i] == "left" else 1.0
            for text, loading, (x, y) in zip(self.items[i], self.loadings[i], rows.at, strict=True):
                for piece, far in ((loading, 0.0), (text, column)):
                    piece.set_horizontalalignment("right" if way < 0 else "left")
                    piece.set_position(at((x + way * far, y)))
        self.small.set_verts(small)

    def _draw_arrows(self, drawn: _Drawn, at: Any) -> None:
        heads = []
        for i, (arrow, way) in enumerate(zip(self.drawing.arrows, drawn.ways, strict=True)):
            way = way[::-1] if arrow.back else way
            size = HEAD * (0.8 if arrow.part else 1.0) + 0.12 * self._width(arrow)
            shape, cut = head(way, size)
            heads.append(at(dot(way[-1], DOT) if arrow.onto >= 0 else shape))
            self.ways[i].set_data(*at(way if arrow.onto >= 0 else cut).T)
            self.numbers[i].set_position(at(drawn.middles[i]))
        self.heads.set_verts(heads)


def _lines(text: Text) -> int:
    return text.get_text().count("\n") + 1


def _size(text: Text, em: float) -> tuple[float, float]:
    """Width and height of a text in sizes of the text of constructs."""
    if not text.get_text():
        return 0.0, line_height(text) / em
    measure = measure_of(text)
    wide = max(measure(line) for line in text.get_text().split("\n"))
    return wide / em / SAFE + 0.1, line_height(text) * _lines(text) / em
