"""Bars of shares that are stacked: their colours, and the numbers inside."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .canvas import Axes, Style
from .style import mixed, readable

Floats = NDArray[np.float64]
#: Percent from which a share is written into its bar.
WRITTEN = 5.0


def point_colours(points: int, style: Style) -> list[str]:
    """A colour for every point, dark at both ends and light in the middle; on dark paper the other way round."""
    from matplotlib.colors import LinearSegmentedColormap, to_hex

    outer = [mixed(colour, readable(style.paper), 0.7) for colour in (style.negative, style.positive)]
    middle = style.tint(0.15 if points % 2 else 0.1)  # with an even number no point is neither
    stops = [outer[0], style.negative, middle, style.positive, outer[1]]
    ramp = LinearSegmentedColormap.from_list("points", list(zip((0, 0.2, 0.5, 0.8, 1), stops, strict=True)))
    return [to_hex(ramp(position)) for position in (np.arange(points) + 0.5) / points]


def write_shares(ax: Axes, shares: Floats, starts: Floats, colour: str, style: Style) -> list[tuple[Any, float]]:
    """Write shares into their bars, in the ink that is read on the colour: the texts, and how wide their bars are."""
    how: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": style.points(0.85), "color": readable(colour)}
    return [
        (ax.text(start + share / 2, row, f"{share:.0f}", **how), share)
        for row, (share, start) in enumerate(zip(shares, starts, strict=True))
        if share >= WRITTEN
    ]
