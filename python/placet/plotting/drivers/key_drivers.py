"""Importance of drivers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ...language import speak
from ...results.draw import draws
from ...results.drivers.key_drivers import NAMES, DriversResult
from .. import canvas
from ..canvas import Asked, Axes, Key, Style
from ..series import by_segment, choose, dots, level, segment_title

COLUMNS = ("term", "share", "share_low", "share_high", "coefficient", "chance", "importance", "rank_low", "rank_high")


@draws(DriversResult)
def plot_drivers(result: DriversResult, asked: Asked) -> Axes:
    """Bars of the shares, coloured by the sign of the coefficient; of several segments or methods dots.

    Of several segments by several methods the first method is drawn.
    """
    methods = list(dict.fromkeys(result["method"]))
    segments = _of_method(result, methods[0])
    if len(segments) == 1 and len(methods) > 1:
        by_method = {speak(NAMES[m]): columns for m in methods for columns in _of_method(result, m).values()}
        what = speak("{what}, importance by method", what=result.title)
        return _dots(result, by_method, asked, what, speak("Method"))
    if len(segments) == 1:
        return _bars(result, segments, asked)
    what = speak("{what}, importance by segment", what=result.title)
    return _dots(result, segments, asked, what, segment_title(result))


def _of_method(result: DriversResult, method: str) -> dict[str, Sequence[np.ndarray]]:
    """Segment → driver, share and its limits in percent, coefficient, share by chance, confidence set of the rank."""
    found = {}
    for name, columns in by_segment(result, COLUMNS, lambda row: row["method"] == method).items():
        term, share, low, high, coefficient, chance, importance, *ranks = columns
        with np.errstate(divide="ignore", invalid="ignore"):
            by_chance = 100 * chance * np.where(importance > 0, share / importance, np.nan)
        found[name] = [term, 100 * share, 100 * low, 100 * high, coefficient, by_chance, *ranks]
    return found


def _dots(
    result: DriversResult, series: Mapping[str, Sequence[np.ndarray]], asked: Asked, what: str, legend: str
) -> Axes:  # fmt: skip
    chosen = choose(asked, series, result.label, order=_largest_first)
    ax, key = dots(result, chosen, asked)
    least = min(float(np.nanmin(np.stack(columns[:2]), initial=0.0)) for columns in chosen.series.values())
    ax.set_xlim(left=1.05 * least)
    key = key and replace(key, title=legend)
    return canvas.finish(ax, asked.heading(what + chosen.others), _share_label(result), chosen.labels, key=key)


def _bars(result: DriversResult, segments: Mapping[str, Sequence[np.ndarray]], asked: Asked) -> Axes:
    chosen = choose(asked, segments, result.label)
    ((share, low, high, coefficient, chance, rank_low, rank_high),) = chosen.series.values()
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
        slope = f"   b = {value:+.2f}" if np.isfinite(value) else ""
        canvas.beside(ax, right[row], row, portion + _rank(rank_low[row], rank_high[row]) + slope)
    marked = np.isfinite(chance).any()
    if marked:
        ax.vlines(chance, y - 0.36, y + 0.36, color=style.ink, linewidth=style.line(1.4), linestyle=(0, (1.5, 1.2)))
    ax.set_xlim(0, 1.02 * float(right.max()) or 100)
    title = asked.heading(f"{result.title}\n{_fit(result)}{chosen.others}")
    key = _key(style, bool(negative.any()), bool(marked))
    return canvas.finish(ax, title, _share_label(result), chosen.labels, key=key)


def _rank(low: float, high: float) -> str:
    """The confidence set of a rank."""
    if not np.isfinite(low):
        return ""
    return (
        speak("   rank {low:.0f}", low=low)
        if low == high
        else speak("   rank {low:.0f}–{high:.0f}", low=low, high=high)
    )


def _key(style: Style, signs: bool, chance: bool) -> Key | None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    plus = Patch(facecolor=style.positive, edgecolor=style.paper)
    minus = Patch(facecolor=style.negative, edgecolor=style.paper, hatch="///")
    line = Line2D([], [], color=style.ink, linewidth=style.line(1.4), linestyle=(0, (1.5, 1.2)))
    named = [(plus, "b > 0"), (minus, "b < 0")] if signs else []
    named += [(line, speak("what a driver without a link would earn"))] if chance else []
    return Key([mark for mark, _ in named], [name for _, name in named]) if named else None


def _largest_first(segments: Mapping[str, Sequence[np.ndarray]]) -> list[tuple[Any, ...]]:
    """Drivers by their mean share over the segments."""
    total: dict[str, float] = {}
    for term, share, *_ in segments.values():
        for t, s in zip(term, share, strict=True):
            total[t] = total.get(t, 0.0) + (float(s) if np.isfinite(s) else 0.0)
    return [(term,) for term in sorted(total, key=lambda t: -total[t])]


def _fit(result: DriversResult) -> str:
    """How much the drivers explain, by the measure that is shared out."""
    n, measure = result.about["n_used"], result.about.get("measure")
    if measure == "mcfadden":
        return speak("McFadden's R² = {r2:.2f}, n = {n:,}", r2=float(result.fit["mcfadden_r2"][0]), n=n)
    if measure == "nagelkerke":
        return speak("Nagelkerke's R² = {r2:.2f}, n = {n:,}", r2=float(result.fit["nagelkerke_r2"][0]), n=n)
    return speak("R² = {r2:.2f}, n = {n:,}", r2=float(result.fit["r2"][0]), n=n)


def _share_label(result: DriversResult) -> str:
    measure, sure = result.about.get("measure"), "n_resamples" in result.about
    if measure == "mcfadden":
        if not sure:
            return speak("Share of the explained deviance (%)")
        return speak("Share of the explained deviance (%), with {level} intervals", level=level(result))
    if measure == "nagelkerke":
        if not sure:
            return speak("Share of Nagelkerke's R² (%)")
        return speak("Share of Nagelkerke's R² (%), with {level} intervals", level=level(result))
    if not sure:
        return speak("Share of the explained variance (%)")
    return speak("Share of the explained variance (%), with {level} intervals", level=level(result))
