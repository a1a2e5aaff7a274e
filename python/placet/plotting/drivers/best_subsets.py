"""The best subsets: what a criterion says of every size, and which drivers the best model of each size has."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...language import speak
from ...results.draw import draws
from ...results.drivers.best_subsets import NAMES, BestSubsetsResult
from .. import canvas
from ..canvas import Asked, Axes, Style
from ..rows import DRIVERS, pick
from ..series import by_segment, dots_by_term

#: Inches of the criterion above the drivers.
CRITERION = 2.6


@draws(BestSubsetsResult)
def plot_best_subsets(result: BestSubsetsResult, asked: Asked) -> Axes:
    """The criterion by size above a grid of the drivers of the best model of each size.

    With `ax` the criterion alone. Several segments: one dot each and driver, where its weight, or its share of the
    bootstrap samples, lies.
    """
    if len(result.selections) > 1:
        return _segments(result, asked)
    if asked.on is not None:
        return _criterion(result, asked, asked.on, last=True)
    upper, lower = canvas.new_figure(7.6, 7.0).subplots(2, 1, sharex=True)
    _criterion(result, asked, upper)
    _grid(result, asked, lower)
    canvas.enlarge([upper, lower], [CRITERION * Style.of(upper).size / 10, 0.0])
    return upper


def _criterion(result: BestSubsetsResult, asked: Asked, ax: Axes, *, last: bool = False) -> Axes:
    """Every model listed, the best of each size joined, the best of all marked."""
    from matplotlib.ticker import MaxNLocator

    criterion, table = result.about["criterion"], result.table
    size, value = table["size"], np.where(np.isfinite(table[criterion]), table[criterion], np.nan)
    best, first = np.array(table["best"], dtype=bool), _first(result)
    others = ~np.isin(np.arange(len(size)), first)
    style = Style.of(ax)
    ax.scatter(size[others], value[others], s=style.dot(14), color=style.grey, zorder=2)
    line: dict[str, Any] = {"color": style.positive, "linewidth": style.line(1.4), "markersize": 4.5 * style.mark}
    ax.plot(size[first], value[first], marker="o", zorder=3, **line)
    ring: dict[str, Any] = {"edgecolor": style.negative, "linewidth": style.line(2)}
    ax.scatter(size[best], value[best], s=style.dot(110), facecolor="none", zorder=4, **ring)
    name = speak(NAMES[criterion])
    ylabel = speak(
        "{criterion} (higher is better)" if criterion == "adj_r2" else "{criterion} (lower is better)",
        criterion=name[0].upper() + name[1:],
    )
    # Models far from the best hide how those near it differ.
    _look_at(ax, value[first], up=criterion == "adj_r2")
    ax.set_xlim(-0.6, float(size.max()) + 0.6)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    xlabel = speak("Size of the model") if last else ""
    return canvas.finish(ax, asked.heading(_title(result)), xlabel, ylabel=ylabel, lines="y")


def _first(result: BestSubsetsResult) -> np.ndarray:
    """Rows of the best model of each size, the smallest first."""
    by_r2 = np.flatnonzero(result.table["rank"] == 1)
    return by_r2[np.argsort(result.table["size"][by_r2])]


def _look_at(ax: Axes, value: np.ndarray, *, up: bool) -> None:
    """Limit the view to the better models, three times as far as those beyond the best size reach."""
    finite = value[np.isfinite(value)]
    if len(finite) < 4:
        return
    signed = -finite if up else finite
    near = signed[signed.argmin() :]
    reach = max(3 * float(near.max() - near.min()), 0.35 * float(np.ptp(signed)))
    low, high = float(signed.min()), min(float(signed.max()), float(signed.min()) + reach)
    room = 0.12 * (high - low) or 1.0
    low, high = low - room, high + room
    ax.set_ylim(*((-high, -low) if up else (low, high)))


def _title(result: BestSubsetsResult) -> str:
    terms = result.selections[0] or ()
    found = speak(
        "{chosen} of {count} drivers by {criterion}, R² = {r2:.2f}, n = {n:,}",
        chosen=len(terms), count=len(result.about["drivers"]), criterion=speak(NAMES[result.about["criterion"]]),
        r2=float(result.table["r2"][np.array(result.table["best"], dtype=bool)][0]), n=result.about["n_used"],
    )  # fmt: skip
    return f"{result.title}\n{found}"


def _grid(result: BestSubsetsResult, asked: Asked, ax: Axes) -> Axes:
    """The drivers of the best model of each size, those that enter at smaller sizes on top."""
    first = _first(result)
    sizes, members = result.table["size"][first], [set(result.members[row]) for row in first]
    drivers = sorted(result.about["drivers"], key=lambda d: -sum(d in inside for inside in members))
    often = [sum(driver in inside for inside in members) for driver in drivers]
    rows = pick(asked, [result.label(driver) for driver in drivers], often, canvas.MOST_ROWS, DRIVERS)
    drivers, style = [drivers[row] for row in rows], Style.of(ax)
    inside = np.array([[driver in model for model in members] for driver in drivers])
    best = int(result.table["size"][np.array(result.table["best"], dtype=bool)][0])
    chosen = set(result.selections[0] or ())
    for row in range(0, len(drivers), 2):
        ax.axhspan(row - 0.5, row + 0.5, color=style.tint(0.06), linewidth=0, zorder=0)
    for row, at in enumerate(inside):
        for size in sizes[at]:
            winner = size == best and drivers[row] in chosen
            ax.barh(
                row, 0.78, left=size - 0.39, height=0.7, color=style.negative if winner else style.positive,
                alpha=1 if winner else 0.75, zorder=2,
            )  # fmt: skip
    share = _inclusion(result)
    for row, driver in enumerate(drivers):
        if driver in share:
            canvas.beside(ax, 1, row, f"{100 * share[driver]:.0f}%", xycoords=ax.get_yaxis_transform())
    label = speak("Size of the model; in colour the drivers of the best of each size")
    if share:
        label = speak(
            "{axis}. On the right how many of {samples:,} bootstrap samples chose the driver",
            axis=label, samples=result.about["n_resamples"],
        )  # fmt: skip
    return canvas.finish(ax, "", label, [result.label(driver) for driver in drivers], lines=None)


def _inclusion(result: BestSubsetsResult) -> dict[str, float]:
    rows = result.inclusion.rows(["term", "inclusion"]) if len(result.inclusion) else ()
    return {term: share for term, share in rows if np.isfinite(share)}


def _segments(result: BestSubsetsResult, asked: Asked) -> Axes:
    """One dot a segment and driver."""
    drawn = bool(len(result.stability))
    found = by_segment(result, ("term", "inclusion" if drawn else "weight"), table=result.inclusion)
    segments = {}
    for key, columns in found.items():
        of = dict(zip(*columns, strict=True))
        segments[key] = {driver: 100 * of[driver] for driver in result.about["drivers"]}
    words = speak("Weight of the models with the driver (%)")
    if drawn:
        words = speak("Chosen in so many of {samples:,} bootstrap samples (%)", samples=result.about["n_resamples"])
    return dots_by_term(result, segments, asked, result.title, words, ends=(-3, 103))
