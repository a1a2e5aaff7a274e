"""The two pictures of the benchmarks, from the figures alone."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from textwrap import fill
from typing import Any

import matplotlib as mpl
from results import Figures, measured, own, seconds

mpl.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter, NullLocator
from page import GROWTH, RELATIVE, slopes
from words import LIBRARIES, digits, library, time

#: Okabe and Ito's colours, which colour-blind readers tell apart; every library has a marker of its own as well.
PLACET, SECOND, INK, PALE = "#0072B2", "#D55E00", "#222222", "#DDDDDD"
COLOURS = ("#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#222222")
MARKERS = "sD^vPX*<>phd81"
#: The most frequent first, with the plainest marks.
OFTEN = ("numpy", "pandas", "Polars", "DuckDB", "statsmodels", "scikit-learn", "pingouin", "scipy", "PyArrow", "seminr")
LOOKS = {
    name: (COLOURS[i % len(COLOURS)], MARKERS[i])
    for i, name in enumerate([*OFTEN, *(name for name in LIBRARIES if name not in OFTEN)])
} | {"other": (INK, ".")}
FONTS: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
#: Inches.
WIDTH, ROW, HEADING, LABELS, SIZES, BELOW = 8.3, 0.27, 0.24, 3.35, 0.65, 0.5
#: Columns of the legend.
IN_LEGEND = 6


def draw(figures: Figures, folder: Path) -> None:
    """Both, or what there are figures for."""
    folder.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context(FONTS):
        cases = [case for case in figures["cases"].values() if _beside(case)]
        if cases:
            _save(_relative(cases), folder / Path(RELATIVE).name)
        if figures["growth"]:
            _save(_growth(list(figures["growth"].values())), folder / Path(GROWTH).name)


def _save(figure: Any, path: Path) -> None:
    figure.savefig(path, dpi=150, facecolor="white", metadata={"Software": None})
    plt.close(figure)


# ---- time relative to placet ---------------------------------------------------------------------------------------


def _beside(case: dict[str, Any]) -> list[dict[str, Any]]:
    """Whom a case shows beside placet."""
    return [*measured(case, "peer"), *measured(case, "limit")[:1]] if own(case) else []


def _places(cases: list[dict[str, Any]]) -> tuple[list[tuple[str, float]], list[tuple[dict[str, Any], float]], float]:
    """Where headings and cases stand, in inches below the top, and how far down the last is."""
    headings, places, down = [], [], 0.1
    for family, of in groupby(cases, lambda case: case["family"]):
        headings.append((family, down + 0.13))
        down += HEADING
        for case in of:
            places.append((case, down + ROW / 2))
            down += ROW
    return headings, places, down


def _relative(cases: list[dict[str, Any]]) -> Any:
    headings, places, down = _places(cases)
    handles = _legend(cases)
    height = BELOW + down + 0.3 + 0.18 * -(-len(handles) // IN_LEGEND)
    figure = plt.figure(figsize=(WIDTH, height))
    ax = figure.add_axes(
        (LABELS / WIDTH, BELOW / height, (WIDTH - LABELS - SIZES) / WIDTH, down / height), ylim=(down, 0), xscale="log"
    )
    for family, y in headings:
        _beside_axis(ax, -LABELS + 0.1, y, family, weight="bold")
    for case, y in places:
        _strip(ax, case, y)
        _beside_axis(ax, -LABELS + 0.1, y, fill(case["title"], 58, break_long_words=False), size=6.6, linespacing=0.95)
        first = own(case)
        _beside_axis(ax, WIDTH - LABELS - SIZES + 0.08, y, time(first["seconds"]["median"]) if first else "", size=7)
    _beside_axis(ax, WIDTH - LABELS - SIZES + 0.08, -0.02, "placet", size=7, weight="bold", color=PLACET)
    ax.axvline(1, color=PLACET, lw=1.2, zorder=1)
    _axis(ax)
    figure.legend(
        handles=handles, ncol=IN_LEGEND, loc="upper center", frameon=False, fontsize=7.5, handletextpad=0.3, borderpad=0
    )
    return figure


def _beside_axis(ax: Any, inches: float, y: float, text: str, **style: Any) -> None:
    """Text so many inches right of where the axis begins."""
    width = WIDTH - LABELS - SIZES
    ax.text(inches / width, y, text, transform=ax.get_yaxis_transform(), va="center", ha="left", **style)


def _axis(ax: Any) -> None:
    low, high = ax.get_xlim()
    ax.set_xlim(min(low, 0.1), high)
    ax.xaxis.set_major_locator(LogLocator(numticks=20))
    ax.xaxis.set_major_formatter(FuncFormatter(_short))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.grid(axis="x", color=PALE, lw=0.5)
    ax.set_axisbelow(True)
    ax.tick_params(axis="y", length=0, labelleft=False)
    ax.tick_params(axis="x", labelsize=7)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel("time over placet's: right of the line is slower than placet, left of it faster", fontsize=8)


def _strip(ax: Any, case: dict[str, Any], y: float) -> None:
    """One case: a pale line from the fastest to the slowest, their quartiles, and marks at the medians."""
    first = own(case)
    if first is None:
        return
    base, shown = seconds(first), [first, *_beside(case)]
    ratios = [seconds(one) / base for one in shown]
    ax.plot([min(ratios), max(ratios)], [y, y], color=PALE, lw=1, zorder=1.5, solid_capstyle="butt")
    for one, ratio in zip(shown, ratios, strict=True):
        colour, marker = _look(one)
        quartiles = [one["seconds"][end] / one["share"] / base for end in ("low", "high")]
        ax.plot(quartiles, [y, y], color=colour, lw=1.4, alpha=0.6, zorder=2, solid_capstyle="butt")
        if one["role"] == "limit":
            ax.plot([ratio, ratio], [y - ROW * 0.38, y + ROW * 0.38], color=INK, lw=2, zorder=3, solid_capstyle="butt")
            continue
        face = colour if one["share"] == 1 else "white"
        ax.plot([ratio], [y], marker=marker, ms=5, mfc=face, mec=colour, mew=1, ls="", zorder=4 if one is first else 3)


def _look(one: dict[str, Any]) -> tuple[str, str]:
    return {"placet": (PLACET, "o"), "limit": (INK, "|")}.get(one["role"]) or LOOKS[library(one["name"])]


def _legend(cases: list[dict[str, Any]]) -> list[Line2D]:
    peers = [one for case in cases for one in measured(case, "peer")]
    there = {library(one["name"]) for one in peers}
    found = [Line2D([], [], ls="", marker="o", ms=5, color=PLACET, label="placet")]
    for name, (colour, marker) in LOOKS.items():
        if name in there:
            found.append(Line2D([], [], ls="", marker=marker, ms=5, color=colour, label=name))
    found.append(Line2D([], [], ls="", marker="|", ms=9, mew=2, color=INK, label="limit"))
    if any(one["share"] != 1 for one in peers):
        found.append(Line2D([], [], ls="", marker="o", ms=5, mfc="white", mec=INK, label="hollow: from a share"))
    return found


# ---- growth --------------------------------------------------------------------------------------------------------

LINES = {"1": (PLACET, "o", "-"), "2": (SECOND, "s", "--")}


def _growth(sweeps: list[dict[str, Any]]) -> Any:
    columns = 3
    rows = -(-(len(sweeps) + 1) // columns)
    figure, axes = plt.subplots(rows, columns, figsize=(10, 2.75 * rows), layout="constrained")
    for ax in axes.flat[len(sweeps) :]:
        ax.set_axis_off()
    for ax, sweep in zip(axes.flat, sweeps, strict=False):
        _panel(ax, sweep)
    handles = [
        Line2D(
            [], [], color=colour, marker=marker, ls=line, ms=4.5, label=f"placet, {count} thread{'s' * (count != '1')}"
        )
        for count, (colour, marker, line) in LINES.items()
    ]
    handles.append(Line2D([], [], color=INK, ls=":", label="the limit, on the same threads"))
    axes.flat[len(sweeps)].legend(handles=handles, loc="center", frameon=False, fontsize=9, labelspacing=1)
    return figure


def _panel(ax: Any, sweep: dict[str, Any]) -> None:
    """Medians with their quartiles, both axes in powers of ten; numbers of drivers of LMG stand as they are."""
    steep, last = slopes(sweep), max(sweep["threads"], key=int)
    for count, found in sweep["threads"].items():
        colour, marker, line = LINES[count]
        middle = [one["median"] for one in found["seconds"]]
        spread = [
            [one["median"] - one["low"] for one in found["seconds"]],
            [one["high"] - one["median"] for one in found["seconds"]],
        ]
        ax.errorbar(
            found["sizes"], middle, yerr=spread, color=colour, marker=marker, ls=line, ms=4, lw=1.3, elinewidth=1
        )
        if found["limit"] and count == last:
            ax.plot(found["sizes"], [one["median"] for one in found["limit"]], color=INK, ls=":", lw=1.3)
            # Times grow, so that this corner is free.
            words = {"ha": "right", "va": "bottom", "fontsize": 7, "color": INK}
            ax.text(0.98, 0.03, f"dotted: {sweep['limit_name']}", transform=ax.transAxes, **words)
    ax.set_yscale("log")
    sizes = sweep["threads"][last]["sizes"]
    if sweep["growth"] != "models":
        ax.set_xscale("log")
        ax.xaxis.set_major_formatter(FuncFormatter(_short))
    if sizes[-1] < 100:  # few enough to stand as they are
        ax.set_xticks(sizes)
        ax.xaxis.set_minor_formatter(NullFormatter())
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: time(value)))
    low, high = ax.get_ylim()
    ax.yaxis.set_minor_formatter(NullFormatter() if high / low > 20 else FuncFormatter(_few))
    ax.grid(color=PALE, lw=0.5)
    words = ", ".join(f"{steep[count]:.2f} on {count}" for count in steep)
    ax.set_title(f"{fill(sweep['title'], 40)}\nslope {words}", fontsize=8, loc="left")
    ax.set_xlabel(sweep["axis"], fontsize=8)
    ax.tick_params(labelsize=7.5)


def _few(value: float, _: object) -> str:
    """Twice and five times a power of ten, where there are few of these."""
    return time(value) if f"{value:e}"[0] in "25" else ""


def _short(value: float, _: object) -> str:
    scale, unit = next(((f, u) for f, u in ((1e6, " M"), (1e3, " k")) if value >= f), (1, ""))
    return f"{digits(value / scale)}{unit}"
