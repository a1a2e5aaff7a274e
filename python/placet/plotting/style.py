"""Colours and sizes of a picture, from the style that is set: dark or light, small or large."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Okabe and Ito's colours, told apart by colour-blind readers; in this order also by lightness in print. The ink of
#: the style, and a grey of it, come after them.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
MARKERS = "osD^vPX*"
#: Series that have a colour or a marker of their own.
MOST_SERIES = len(MARKERS)
POSITIVE, NEGATIVE, THIRD = "#0072B2", "#D55E00", "#E69F00"
#: Contrast (WCAG) of text and of marks with what they stand on, at least.
TEXT_CONTRAST, MARK_CONTRAST = 4.5, 2.0


@dataclass(frozen=True)
class Style:
    """The look of a picture: all that is not one of the colours with a meaning is between its ink and its paper.

    `outer` is the ink outside of the axes. `size` is that of the text in points; `stroke` and `mark` multiply the
    widths of lines and the sizes of markers.
    """

    ink: str
    paper: str
    outer: str
    series: tuple[str, ...]
    size: float
    stroke: float
    mark: float

    @classmethod
    def of(cls, ax: Axes) -> Style:
        """The style that is set, on the paper of these axes."""
        from matplotlib import rcParams, rcParamsDefault
        from matplotlib.colors import to_hex

        paper = to_hex(_paper(ax))
        ink = _ink_on(paper)
        cycle = rcParams["axes.prop_cycle"].by_key().get("color", [])
        default = rcParamsDefault["axes.prop_cycle"].by_key()["color"]
        own = [*PALETTE, ink, mixed(ink, paper, 0.55)] if cycle in ([], default) else map(to_hex, cycle)
        series = tuple(visible(colour, paper) for colour in own)
        return cls(
            ink, paper, _ink_on(_paper(ax.figure)), series, float(rcParams["font.size"]),
            rcParams["lines.linewidth"] / rcParamsDefault["lines.linewidth"],
            rcParams["lines.markersize"] / rcParamsDefault["lines.markersize"],
        )  # fmt: skip

    @cached_property
    def positive(self) -> str:
        """Promoters, what is higher, and whatever there is one of."""
        return visible(POSITIVE, self.paper)

    @cached_property
    def negative(self) -> str:
        """Detractors, and what is lower."""
        return visible(NEGATIVE, self.paper)

    @cached_property
    def third(self) -> str:
        """A colour that is neither: orange."""
        return visible(THIRD, self.paper)

    @cached_property
    def grey(self) -> str:
        """Marks of what is of no account."""
        return self.tint(0.45)

    @cached_property
    def pale(self) -> str:
        """Areas that are neither one nor the other, and frames."""
        return self.tint(0.15)

    @cached_property
    def rule(self) -> str:
        """Lines behind what is drawn."""
        return self.tint(0.14)

    def tint(self, share: float) -> str:
        """The ink thinned."""
        return mixed(self.ink, self.paper, share)

    def colour(self, i: int) -> str:
        """Colour of a series."""
        return self.series[i % len(self.series)]

    def points(self, relative: float = 1.0) -> float:
        """Size of a text."""
        return relative * self.size

    def line(self, points: float) -> float:
        """Width of a line."""
        return points * self.stroke

    def dot(self, area: float) -> float:
        """Area of a marker of `scatter`."""
        return area * self.mark**2


def contrast(one: Any, other: Any) -> float:
    """Contrast of two colours as WCAG defines it, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(background: Any) -> str:
    """Black or white, whichever is read better on a colour."""
    return max(("#000000", "#FFFFFF"), key=lambda ink: contrast(ink, background))


def mixed(one: Any, other: Any, share: float) -> str:
    """A share of one colour in another."""
    from matplotlib.colors import to_hex, to_rgb

    red, green, blue = (share * a + (1 - share) * b for a, b in zip(to_rgb(one), to_rgb(other), strict=True))
    return to_hex((red, green, blue))


def visible(colour: Any, paper: Any) -> str:
    """The colour, moved away from the paper as far as it takes to be seen on it."""
    shares = (mixed(colour, readable(paper), 1 - step / 10) for step in range(11))
    return next(mark for mark in shares if contrast(mark, paper) >= MARK_CONTRAST)


def _ink_on(paper: Any) -> str:
    """The colour of text that is set, unless it is not read, as on axes that were made under another style."""
    from matplotlib import rcParams
    from matplotlib.colors import to_hex

    ink = to_hex(rcParams["text.color"])
    return ink if contrast(ink, paper) >= TEXT_CONTRAST else readable(paper)


def _luminance(colour: Any) -> float:
    from matplotlib.colors import to_rgb

    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _paper(ax: Any) -> Any:
    """What a picture stands on: the colour of the axes or, where these are clear, of what is behind them."""
    from matplotlib.colors import to_rgba

    behind = ax
    while behind is not None:
        colour = behind.get_facecolor()
        if to_rgba(colour)[3] > 0.5:
            return colour[:3] if not isinstance(colour, str) else colour
        parent = getattr(behind, "figure", None)
        behind = parent if parent is not behind else getattr(behind, "_parent", None)
    return "white"
