"""Importance of drivers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ...language import speak
from ...results.draw import draws
from ...results.drivers.key_drivers import DriversResult
from .. import canvas
from ..canvas import Asked, Axes, Key, Style
from ..series import by_segment, choose, dots, level

COLUMNS = ("term", "share", "share_low", "share_high", "coefficient")


@draws(DriversResult)
def plot_drivers(result: DriversResult, asked: Asked) -> Axes:
    """Bars of the shares, coloured by the sign of the coefficient; several segments: one dot each and driver."""
    segments = {
        name: [term, 100 * share, 100 * low, 100 * high, coefficient]
        for name, (term, share, low, high, coefficient) in by_segment(result, COLUMNS).items()
    }
    if len(segments) == 1:
        return _bars(result, segments, asked)
    chosen = choose(asked, segments, result.label, order=_largest_first)
    ax, key = dots(result, chosen, asked)
    ax.set_xlim(left=0)
    title = asked.heading(speak("{what}, importance by segment", what=result.title) + chosen.others)
    return canvas.finish(ax, title, _share_label(result), chosen.labels, key=key)


def _bars(result: DriversResult, segments: Mapping[str, Sequence[np.ndarray]], asked: Asked) -> Axes:
    chosen = choose(asked, segments, result.label)
    ((share, low, high, coefficient),) = chosen.series.values()
    ax = canvas.axes(asked, len(share), 7.6)
    style, y, negative = Style.of(ax), np.arange(len(share)), coefficient < 0
    bars = ax.barh(y, share, height=0.62, color=np.where(negative, style.negative, style.positive), alpha=0.85)
    for bar, is_negative in zip(bars, negative, strict=True):
        bar.set_hatch("///" if is_negative else "")
        bar.set_edgecolor(style.paper)
    ax.hlines(y, low, high, color=style.ink, linewidth=style.line(1.6))
    right = np.nan_to_num(np.fmax(share, high))  # drivers that explain nothing have no shares
    for row, value in enumerate(coefficient):
        portion = f"{share[row]:.1f}%" if np.isfinite(share[row]) else "–"
        canvas.beside(ax, right[row], row, f"{portion}   b = {value:+.2f}")
    ax.set_xlim(0, 1.02 * float(right.max()) or 100)
    fit = speak("R² = {r2:.2f}, n = {n:,}", r2=float(result.fit["r2"][0]), n=result.about["n_used"])
    title = asked.heading(f"{result.title}\n{fit}{chosen.others}")
    key = _signs(style) if negative.any() else None
    return canvas.finish(ax, title, _share_label(result), chosen.labels, key=key)


def _signs(style: Style) -> Key:
    from matplotlib.patches import Patch

    plus = Patch(facecolor=style.positive, edgecolor=style.paper)
    minus = Patch(facecolor=style.negative, edgecolor=style.paper, hatch="///")
    return Key([plus, minus], ["b > 0", "b < 0"], speak("Coefficient"))


def _largest_first(segments: Mapping[str, Sequence[np.ndarray]]) -> list[tuple[Any, ...]]:
    """Drivers by their mean share over the segments."""
    total: dict[str, float] = {}
    for term, share, *_ in segments.values():
        for t, s in zip(term, share, strict=True):
            total[t] = total.get(t, 0.0) + (float(s) if np.isfinite(s) else 0.0)
    return [(term,) for term in sorted(total, key=lambda t: -total[t])]


def _share_label(result: DriversResult) -> str:
    if "n_resamples" not in result.about:
        return speak("Share of the explained variance (%)")
    return speak("Share of the explained variance (%), with {level} intervals", level=level(result))
