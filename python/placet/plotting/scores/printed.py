"""Pictures of printed tables: gaps, ranks, points of a scorecard, and the customers behind complaints."""

from __future__ import annotations

import numpy as np

from ...results.draw import draws
from ...results.scores.printed import BenchmarkResult, IcebergResult, PrintedRanksResult, ScorecardResult
from .. import canvas
from ..canvas import Axes
from ..series import left_out
from .means import pairs


@draws(BenchmarkResult)
def plot_benchmark(result: BenchmarkResult, ax: Axes | None = None) -> Axes:
    """Own score and the one it is held against, the worst gap on top."""
    table = result.table.head(canvas.MOST_ROWS)
    ax = canvas.axes(ax, len(table), 8.4)
    texts = [f"{gap:+.2f}" for gap in table["estimate"]]
    pairs(ax, table["own"], table["competitor"], texts, result.sides)
    labels = [result.label(name) for name in table["item"]]
    title = result.title.removesuffix(" (points)") + left_out(len(result.table), canvas.MOST_ROWS, "items")
    return canvas.finish(ax, title, "Score in points; beside it the gap", labels)


@draws(PrintedRanksResult)
def plot_printed_ranks(result: PrintedRanksResult, ax: Axes | None = None) -> Axes:
    """Dots of printed scores with their ranks; filled in ranks and contradictions are marked."""
    table = result.table.head(canvas.MOST_ROWS)
    scores, printed = table["estimate"], table["printed_rank"]
    wrong = np.array([bool(words) for words in table["contradiction"]])
    asked = result.about["printed_rank"] is not None
    filled = np.isnan(printed) & asked
    y = np.arange(len(table))
    ax = canvas.axes(ax, len(table), 7.6)
    kinds = [
        ("As printed" if asked else "", ~filled & ~wrong, canvas.POSITIVE, canvas.POSITIVE, "o"),
        ("Rank filled in", filled & ~wrong, "white", canvas.POSITIVE, "o"),
        ("Contradiction", wrong, canvas.NEGATIVE, canvas.NEGATIVE, "D"),
    ]
    drawn = {
        name: ax.scatter(
            scores[chosen], y[chosen], s=52, color=face, edgecolor=edge, linewidth=1.5, marker=marker, zorder=3
        )
        for name, chosen, face, edge, marker in kinds
        if chosen.any()
    }
    for row, (score, number, words) in enumerate(table.rows(["estimate", "rank", "contradiction"])):
        canvas.beside(ax, score, row, f"{score:.2f}   {number:.0f}{' ?' if words else ''}", 8)
    span = max(float(np.ptp(scores)), 1e-6 * max(float(np.abs(scores).max()), 1.0))
    ax.set_xlim(scores.min() - 0.06 * span, scores.max() + 0.25 * span)
    if set(drawn) - {"", "As printed"}:
        canvas.legend(ax, "", list(drawn.values()), list(drawn))
    title = result.title + left_out(len(result.table), canvas.MOST_ROWS, "items")
    return canvas.finish(ax, title, "Score in points, and its rank", [result.label(name) for name in table["item"]])


@draws(ScorecardResult)
def plot_scorecard(result: ScorecardResult, ax: Axes | None = None) -> Axes:
    """Bars of the points scored within frames of those possible, in the order of the card; contradictions hatched."""
    items = len(result.table) - 1
    table = result.table.head(min(items, canvas.MOST_ROWS))
    possible, scored = table["possible"], table["scored"]
    wrong = [bool(words) for words in table["contradiction"]]
    y = np.arange(len(table))
    ax = canvas.axes(ax, len(table), 8.4)
    frame = ax.barh(y, possible, height=0.66, color="#E4E4E4", edgecolor="#AAAAAA", linewidth=0.8)
    bars = ax.barh(y, scored, height=0.4, color=canvas.POSITIVE, alpha=0.9)
    for bar, contradicts in zip(bars, wrong, strict=True):
        if contradicts:
            bar.set(facecolor=canvas.NEGATIVE, hatch="///", edgecolor="white")
    right = np.fmax(np.nan_to_num(possible), np.nan_to_num(scored))
    for row, (most, got, lost) in enumerate(table.rows(["possible", "scored", "estimate"])):
        text = f"{got:.1f} of {most:g}   {-lost if lost else 0:+.1f}".replace("+0.0", "").rstrip()
        canvas.beside(ax, right[row], row, "–" if np.isnan(lost) else text)
    ax.set_xlim(min(0.0, float(np.nanmin(np.append(scored, 0)))), 1.3 * float(right.max()) or 1)
    kinds = {"Possible": frame[0], "Scored": next((b for b, w in zip(bars, wrong, strict=True) if not w), None)}
    kinds["Contradiction"] = next((b for b, w in zip(bars, wrong, strict=True) if w), None)
    shown = {name: bar for name, bar in kinds.items() if bar is not None}
    canvas.legend(ax, "", list(shown.values()), list(shown))
    totals = result.glance()
    title = f"{result.title}, {100 * totals['loss_rate']:.1f}% lost" + left_out(items, canvas.MOST_ROWS, "items")
    return canvas.finish(ax, title, "Points", [result.label(name) for name in table["item"]])


@draws(IcebergResult)
def plot_iceberg(result: IcebergResult, ax: Axes | None = None) -> Axes:
    """Bars of the dissatisfied customers: those who complained solid, those who are assumed to be silent hatched."""
    table = result.table.head(canvas.MOST_ROWS)
    complaints, silent, total = table["complaints"], table["silent"], table["estimate"]
    y = np.arange(len(table))
    ax = canvas.axes(ax, len(table), 8.4)
    heard = ax.barh(y, complaints, height=0.62, color=canvas.NEGATIVE)
    unheard = ax.barh(y, silent, left=complaints, height=0.62, color="#BFDDF0", edgecolor="white", hatch="///")
    for row, (dissatisfied, known) in enumerate(table.rows(["estimate", "share"])):
        text = f"{dissatisfied:,.0f}" + ("" if np.isnan(known) else f"   {100 * known:.1f}% of customers")
        canvas.beside(ax, dissatisfied, row, text)
    ax.set_xlim(0, (1.15 if np.isnan(table["share"]).all() else 1.45) * float(total.max()) or 1)
    ax.xaxis.set_major_formatter("{x:,.0f}")
    canvas.legend(ax, "", [heard, unheard], ["Complained", "Silent (assumed)"])
    labels = [
        f"{result.label(name)}: {count:,.0f} × {ratio:g}"
        for name, count, ratio in table.rows(["item", "complaints", "ratio"])
    ]
    title = "Dissatisfied customers behind the complaints" + left_out(len(result.table), canvas.MOST_ROWS, "rows")
    return canvas.finish(ax, title, "Customers; the ratio is an assumption", labels)
