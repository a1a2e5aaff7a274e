"""Pictures of printed tables: gaps, ranks, points of a scorecard, and the customers behind complaints."""

from __future__ import annotations

import numpy as np

from ...language import speak
from ...results.draw import draws
from ...results.scores.printed import BenchmarkResult, IcebergResult, PrintedRanksResult, ScorecardResult
from .. import canvas
from ..canvas import Asked, Axes, Key, Style
from ..rows import ITEMS, ROWS, part, pick
from ..style import mixed
from .means import pairs


@draws(BenchmarkResult)
def plot_benchmark(result: BenchmarkResult, asked: Asked) -> Axes:
    """Own score and the one it is held against, the worst gap on top."""
    labels = [result.label(name) for name in result.table["item"]]
    rows = pick(asked, labels, result.table["estimate"], canvas.most_rows(asked), ITEMS)
    ax = canvas.axes(asked, len(rows), 8.4)
    texts = [f"{gap:+.2f}" for gap in result.table["estimate"][rows]]
    key = pairs(ax, result.table["own"][rows], result.table["competitor"][rows], texts, result._sides)
    own, competitor = result._sides
    title = speak("Gaps of {own} to {competitor}", own=own, competitor=competitor) + part(
        asked, len(rows), len(labels), ITEMS
    )
    labels = [labels[row] for row in rows]
    return canvas.finish(ax, asked.heading(title), speak("Score in points; beside it the gap"), labels, key=key)


@draws(PrintedRanksResult)
def plot_printed_ranks(result: PrintedRanksResult, asked: Asked) -> Axes:
    """Dots of printed scores with their ranks; filled in ranks and contradictions are marked."""
    labels = [result.label(name) for name in result.table["item"]]
    rows = pick(asked, labels, result.table["estimate"], canvas.most_rows(asked), ITEMS)
    scores, printed = result.table["estimate"][rows], result.table["printed_rank"][rows]
    contradictions = [result.table["contradiction"][row] for row in rows]
    wrong = np.array([bool(words) for words in contradictions])
    ranked = result.about["printed_rank"] is not None
    filled = np.isnan(printed) & ranked
    y = np.arange(len(rows))
    ax = canvas.axes(asked, len(rows), 7.6)
    style = Style.of(ax)
    kinds = [
        (speak("As printed") if ranked else "", ~filled & ~wrong, style.positive, style.positive, "o"),
        (speak("Rank filled in"), filled & ~wrong, style.paper, style.positive, "o"),
        (speak("Contradiction"), wrong, style.negative, style.negative, "D"),
    ]
    drawn = {
        name: ax.scatter(
            scores[chosen],
            y[chosen],
            s=style.dot(52),
            color=face,
            edgecolor=edge,
            linewidth=style.line(1.5),
            marker=marker,
            zorder=3,
        )
        for name, chosen, face, edge, marker in kinds
        if chosen.any()
    }
    for row, (score, number, words) in enumerate(zip(scores, result.table["rank"][rows], contradictions, strict=True)):
        canvas.beside(ax, score, row, f"{score:.2f}   {number:.0f}{' ?' if words else ''}", 8)
    span = max(float(np.ptp(scores)), 1e-6 * max(float(np.abs(scores).max()), 1.0))
    ax.set_xlim(scores.min() - 0.06 * span, scores.max() + 0.06 * span)
    key = Key(list(drawn.values()), list(drawn)) if (filled | wrong).any() else None
    title = asked.heading(result.title + part(asked, len(rows), len(labels), ITEMS))
    return canvas.finish(ax, title, speak("Score in points, and its rank"), [labels[row] for row in rows], key=key)


@draws(ScorecardResult)
def plot_scorecard(result: ScorecardResult, asked: Asked) -> Axes:
    """Bars of the points scored within frames of those possible, in the order of the card; contradictions hatched."""
    labels = [result.label(name) for name in result.table["item"][: len(result.table) - 1]]
    rows = pick(asked, labels, result.table["estimate"][: len(labels)], canvas.most_rows(asked), ITEMS)
    possible, scored, lost = (result.table[name][rows] for name in ("possible", "scored", "estimate"))
    wrong = [bool(result.table["contradiction"][row]) for row in rows]
    ax = canvas.axes(asked, len(rows), 8.4)
    style, y = Style.of(ax), np.arange(len(rows))
    frame = ax.barh(
        y, possible, height=0.66, color=style.tint(0.12), edgecolor=style.tint(0.35), linewidth=style.line(0.8)
    )
    bars = ax.barh(y, scored, height=0.4, color=style.positive)
    for bar, contradicts in zip(bars, wrong, strict=True):
        if contradicts:
            bar.set(facecolor=style.negative, hatch="///", edgecolor=style.paper)
    right = np.fmax(np.nan_to_num(possible), np.nan_to_num(scored))
    for row, (most, got, less) in enumerate(zip(possible, scored, lost, strict=True)):
        points = speak("{scored:.1f} of {possible:g}", scored=got, possible=most)
        text = f"{points}   {-less if less else 0:+.1f}".removesuffix("+0.0").rstrip()
        canvas.beside(ax, right[row], row, "–" if np.isnan(less) else text)
    ax.set_xlim(min(0.0, float(np.nanmin(np.append(scored, 0)))), 1.02 * float(right.max()) or 1)
    kinds = {
        speak("Possible"): frame[0],
        speak("Scored"): next((b for b, w in zip(bars, wrong, strict=True) if not w), None),
        speak("Contradiction"): next((b for b, w in zip(bars, wrong, strict=True) if w), None),
    }
    shown = {name: bar for name, bar in kinds.items() if bar is not None}
    title = speak("{card}, {lost:.1f}% lost", card=result.title, lost=100 * result.glance()["loss_rate"])
    title = asked.heading(title + part(asked, len(rows), len(labels), ITEMS))
    key = Key(list(shown.values()), list(shown))
    return canvas.finish(ax, title, speak("Points"), [labels[row] for row in rows], key=key)


@draws(IcebergResult)
def plot_iceberg(result: IcebergResult, asked: Asked) -> Axes:
    """Bars of the dissatisfied customers: those who complained solid, those who are assumed to be silent hatched."""
    labels = [
        speak("{what}: {item}", what=result.label(name), item=f"{count:,.0f} × {ratio:g}")
        for name, count, ratio in result.table.rows(["item", "complaints", "ratio"])
    ]
    rows = pick(asked, labels, result.table["estimate"], canvas.most_rows(asked), ROWS)
    complaints, silent, total, share = (
        result.table[name][rows] for name in ("complaints", "silent", "estimate", "share")
    )
    ax = canvas.axes(asked, len(rows), 8.4)
    style, y = Style.of(ax), np.arange(len(rows))
    heard = ax.barh(y, complaints, height=0.62, color=style.negative)
    pale = mixed(style.positive, style.paper, 0.3)
    unheard = ax.barh(y, silent, left=complaints, height=0.62, color=pale, edgecolor=style.paper, hatch="///")
    for row, (dissatisfied, known) in enumerate(zip(total, share, strict=True)):
        text = f"{dissatisfied:,.0f}"
        text += "" if np.isnan(known) else f"   {speak('{share:.1f}% of customers', share=100 * known)}"
        canvas.beside(ax, dissatisfied, row, text)
    ax.set_xlim(0, 1.02 * float(total.max()) or 1)
    ax.xaxis.set_major_formatter("{x:,.0f}")
    key = Key([heard, unheard], [speak("Complained"), speak("Silent (assumed)")])
    title = speak("Dissatisfied customers behind the complaints") + part(asked, len(rows), len(labels), ROWS)
    xlabel = speak("Customers; the ratio is an assumption")
    return canvas.finish(ax, asked.heading(title), xlabel, [labels[row] for row in rows], key=key)
