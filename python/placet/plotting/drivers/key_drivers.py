"""Importance of drivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...results.draw import draws
from ...results.drivers.key_drivers import DriversResult
from .. import canvas
from ..series import by_segment, left_out, segment_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes


MOST_SERIES = len(canvas.PALETTE)


@draws(DriversResult)
def plot_drivers(result: DriversResult, ax: Axes | None = None) -> Axes:
    """Bars of the shares, coloured by the sign of the coefficient; several segments: one dot each and driver."""
    segments = by_segment(result, ("term", "share", "share_low", "share_high", "coefficient"))
    if len(segments) == 1:
        return _bars(result, next(iter(segments.values())), ax)
    shown = dict(list(segments.items())[:MOST_SERIES])
    terms = _ordered({name: (c[0], c[1]) for name, c in shown.items()})
    series = {}
    for name, (term, *numbers, _) in shown.items():
        at = {t: i for i, t in enumerate(term)}
        series[name] = tuple(100 * column[[at[t] for t in terms]] for column in numbers)
    ax = canvas.axes(ax, len(terms) * (1 + 0.28 * (len(series) - 1)), 8.4)
    canvas.dots(ax, series, segment_title(result))
    ax.set_xlim(left=0)
    title = f"{result.title}, importance by segment" + left_out(len(segments), MOST_SERIES)
    return canvas.finish(ax, title, _share_label(result), [result.label(t) for t in terms])


def _bars(result: DriversResult, columns: list[np.ndarray], ax: Axes | None) -> Axes:
    from matplotlib.patches import Patch

    term, share, low, high, coefficient = columns
    ax = canvas.axes(ax, len(term), 7.6)
    y = np.arange(len(term))
    negative = coefficient < 0
    colours = np.where(negative, canvas.NEGATIVE, canvas.POSITIVE)
    bars = ax.barh(y, 100 * share, height=0.62, color=colours, alpha=0.85)
    for bar, is_negative in zip(bars, negative, strict=True):
        bar.set_hatch("///" if is_negative else "")
        bar.set_edgecolor("white")
    ax.hlines(y, 100 * low, 100 * high, color=canvas.INK, linewidth=1.6)
    right = 100 * np.nan_to_num(np.fmax(share, high))  # drivers that explain nothing have no shares
    for row, value in enumerate(coefficient):
        portion = f"{100 * share[row]:.1f}%" if np.isfinite(share[row]) else "–"
        text = f"{portion}   b = {value:+.2f}".replace("-", "−")
        ax.annotate(text, (right[row], row), xytext=(6, 0), textcoords="offset points", va="center", fontsize=9)
    ax.set_xlim(0, 1.3 * float(right.max()) or 100)
    if negative.any():
        signs = [
            Patch(facecolor=canvas.POSITIVE, edgecolor="white", label="b > 0"),
            Patch(facecolor=canvas.NEGATIVE, edgecolor="white", label="b < 0", hatch="///"),
        ]
        ax.legend(handles=signs, title="Coefficient", frameon=False, loc="lower right")
    r2 = float(result.fit["r2"][0])
    title = f"{result.title}\nR² = {r2:.2f}, n = {result.about['n_used']:,}"
    return canvas.finish(ax, title, _share_label(result), [result.label(t) for t in term])


def _ordered(shares: dict[str, tuple[np.ndarray, np.ndarray]]) -> list[str]:
    """Drivers by their mean share over the segments."""
    total: dict[str, float] = {}
    for term, share in shares.values():
        for t, s in zip(term, share, strict=True):
            total[t] = total.get(t, 0.0) + (float(s) if np.isfinite(s) else 0.0)
    return sorted(total, key=lambda t: -total[t])


def _share_label(result: DriversResult) -> str:
    if "conf_level" not in result.about:
        return "Share of the explained variance (%)"
    return f"Share of the explained variance (%), with {100 * result.about['conf_level']:g}% intervals"
