"""Importance of drivers."""

from __future__ import annotations

import numpy as np

from ...results.draw import draws
from ...results.drivers.key_drivers import DriversResult
from .. import canvas
from ..canvas import Axes
from ..series import by_segment, dots, in_order, left_out, level


@draws(DriversResult)
def plot_drivers(result: DriversResult, ax: Axes | None = None) -> Axes:
    """Bars of the shares, coloured by the sign of the coefficient; several segments: one dot each and driver."""
    segments = by_segment(result, ("term", "share", "share_low", "share_high", "coefficient"))
    if len(segments) == 1:
        return _bars(result, next(iter(segments.values())), ax)
    terms = _ordered(list(segments.values())[: canvas.MOST_SERIES])
    found = in_order(segments, [(term,) for term in terms])
    series = {name: tuple(100 * column for column in columns[:3]) for name, columns in found.items()}
    ax = dots(result, series, len(terms), ax)
    ax.set_xlim(left=0)
    title = f"{result.title}, importance by segment" + left_out(len(segments), canvas.MOST_SERIES)
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
        canvas.beside(ax, right[row], row, f"{portion}   b = {value:+.2f}")
    ax.set_xlim(0, 1.3 * float(right.max()) or 100)
    if negative.any():
        signs = [
            Patch(facecolor=canvas.POSITIVE, edgecolor="white"),
            Patch(facecolor=canvas.NEGATIVE, edgecolor="white", hatch="///"),
        ]
        canvas.legend(ax, "Coefficient", signs, ["b > 0", "b < 0"])
    r2 = float(result.fit["r2"][0])
    title = f"{result.title}\nR² = {r2:.2f}, n = {result.about['n_used']:,}"
    return canvas.finish(ax, title, _share_label(result), [result.label(t) for t in term])


def _ordered(segments: list[list[np.ndarray]]) -> list[str]:
    """Drivers by their mean share over the segments."""
    total: dict[str, float] = {}
    for term, share, *_ in segments:
        for t, s in zip(term, share, strict=True):
            total[t] = total.get(t, 0.0) + (float(s) if np.isfinite(s) else 0.0)
    return sorted(total, key=lambda t: -total[t])


def _share_label(result: DriversResult) -> str:
    if "n_resamples" not in result.about:
        return "Share of the explained variance (%)"
    return f"Share of the explained variance (%), with {level(result)} intervals"
