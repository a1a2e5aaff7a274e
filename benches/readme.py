"""A handful of the figures in the README, between two marks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from page import busy
from results import Figures, measured, own, seconds
from words import library, memory, time

BEGIN, END = "<!-- speed: written by make bench -->\n", "<!-- end of speed -->\n"
#: What a reader looks for first.
CHOSEN = (
    *("nps", "nps-by-number", "nps-by-text", "pairs", "wls", "wls-answers", "logit", "stepwise-aic", "lmg", "lmg-20"),
    *("lmg-30", "index", "path-bootstrap", "micom", "call", "import"),
)


def table(figures: Figures) -> str:
    """The chosen cases that were measured."""
    rows = [_row(figures["cases"][key]) for key in CHOSEN if own(figures["cases"].get(key, {"contenders": []}))]
    dates = sorted({run.split()[0] for run in figures["runs"]})
    processors = sorted(
        {f"{facts['processor']}, {facts['processors']} processors" for facts in figures["runs"].values()}
    )
    held = ", busy with other work" if any(map(busy, figures["runs"].values())) else ""
    when = f"{' and '.join(dates)}; {'; '.join(processors)}{held}"
    said = (
        f"Medians of turns in one run ({when}); ~ is multiplied up from a part of the work; placet gives errors and "
        "intervals as well, most others estimates alone. Every case, the spread, the memory, where placet is "
        "slower and how cost grows: [docs/benchmarks.md](docs/benchmarks.md), which `make bench` writes.\n"
    )
    return f"{said}\n| task | placet | beside it |\n| --- | --- | --- |\n" + "".join(rows)


def _row(case: dict[str, Any]) -> str:
    first = own(case) or {}
    extra = f", {memory(first['peak_mib'])} extra" if "peak_mib" in first else ""
    by_library: dict[str, dict[str, Any]] = {}
    for peer in measured(case, "peer"):  # the fastest first
        by_library.setdefault(library(peer["name"]), peer)
    beside = [f"{name} {time(seconds(one))}{' ~' if one['share'] != 1 else ''}" for name, one in by_library.items()]
    limits = measured(case, "limit")
    beside += [f"the limit ({limits[0]['name']}) {time(seconds(limits[0]))}"] if limits else []
    return f"| {case['title']} | {time(first['seconds']['median'])}{extra} | {', '.join(beside)} |\n"


def parts(text: str) -> tuple[str, str, str]:
    """What stands before the table, the table, and what comes after it."""
    before, _, rest = text.partition(BEGIN)
    inside, _, after = rest.partition(END)
    return before, inside, after


def write(path: Path, figures: Figures) -> None:
    """Put the table of these figures in its place."""
    before, _, after = parts(path.read_text(encoding="utf-8"))
    path.write_text(f"{before}{BEGIN}{table(figures)}{END}{after}", encoding="utf-8")
