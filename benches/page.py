"""The page of the benchmarks, from the figures alone."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import Any

from cases import CASES
from growth import SWEEPS
from results import Figures, measured, own, ratio, seconds
from slopes import slope, work
from words import digits, memory, spread, time, times

PICTURES = "benchmarks"
RELATIVE, GROWTH = f"{PICTURES}/relative_time.png", f"{PICTURES}/growth.png"

HEAD = """\
# Speed

`make bench` times every workload beside other packages, in one run on one machine, and writes this page, its pictures
and [benchmarks.json](benchmarks.json). Everybody gets the same data in the form they like best; answers are compared
before anything is timed, and who answers differently is not timed. They take turns, so that a busy moment hits
all alike: figures are **medians over the turns**, with their quartiles. What takes more than three seconds ran once.

- **limit**: what no way to the answer can do without: a plain read of the bytes, X'X by BLAS, the scan of the rows.
- **~**: the peer does a part of the work only, such as a few of the resamples; its time is multiplied up to all of it.
- **extra memory**: what a call needs at its peak beyond the loaded data, in a process of its own.
- **goals** are our own. They are told, never asserted: a timing is no test.
"""
SLOWER = """
## Where placet is slower, or misses a goal

"""
GROWS = f"""
## How cost grows

![Time by size of the data, on one thread and on two]({GROWTH})

The slope is that of log time on log work over the upper half of the sizes: 1 is time in proportion to the work, 0 time
that does not depend on it; below 1 the cost of a call still counts. The work is the size, but for LMG the 2^p models of
p drivers, and for pairs their number.

"""
AGAIN = """
## Run it again

    make bench                                # all of it; the machine should have nothing else to do
    make bench ARGS="--cases nps wls"         # some cases; the others stay as they are, with their date
    make bench ARGS="--part importance"       # a family, or growth
    make bench ARGS=--redraw                  # page and pictures again, from the figures
    python benches/out_of_core.py --json docs/benchmarks_out_of_core.json   # data larger than memory; then --redraw
    make bench ARGS=--quick                   # small data, into target/benchmarks, to try the script
"""


def page(figures: Figures, outside: dict[str, Any] | None = None) -> str:
    """All of it; `outside` are the figures of data larger than memory."""
    cases = list(figures["cases"].values())
    parts = [HEAD, _machines(figures), _notice(figures), _picture(cases), SLOWER + _behind(cases)]
    parts += [
        "\n## Summary\n",
        *(_family(family, list(of)) for family, of in groupby(cases, lambda case: case["family"])),
    ]
    parts += [GROWS + _growth(figures["growth"])] if figures["growth"] else []
    parts += [_outside(outside)] if outside else []
    parts += ["\n## All figures\n", *(_case(case, figures) for case in cases), AGAIN]
    return "".join(parts)


# ---- the machine ---------------------------------------------------------------------------------------------------


def machine(run: str, facts: dict[str, Any]) -> str:
    """What the figures of a run depend on."""
    return f"{run}: {_when(facts)}; {_where(facts)}"


def _when(facts: dict[str, Any]) -> str:
    return f"up to {facts['turns']} turns, load {facts['load']} before"


def _where(facts: dict[str, Any]) -> str:
    room = f", {facts['memory_gib']:g} GiB" if facts["memory_gib"] else ""
    gone = [name for name, number in facts["versions"].items() if not number]
    words = [
        f"{facts['processor']}, {facts['processors']} processors{room}, {facts['system']}",
        f"placet on {facts['placet_threads']} threads",
        f"BLAS: {facts['blas']}",
        ", ".join(f"{name} {number}" for name, number in facts["versions"].items() if number),
        *([f"not installed: {', '.join(gone)}"] if gone else []),
    ]
    return "; ".join(words)


def _machines(figures: Figures) -> str:
    """The latest run first; those before it on the same machine are told by their date."""
    lines, last = [], ""
    for run, facts in sorted(figures["runs"].items(), reverse=True):
        where = _where(facts)
        lines.append(f"- {run}: {_when(facts)}; {'as above' if where == last else where}.\n")
        last = where
    return "\n## The machine\n\n" + "".join(lines)


def busy(facts: dict[str, Any]) -> bool:
    """Whether others worked on the machine as well when a run began."""
    return (facts["load"] or 0) > facts["processors"] / 2


def _latest(figures: Figures) -> str:
    return max(figures["runs"], default="")


def _notice(figures: Figures) -> str:
    """Which figures are older than the latest run, and whether they are of small data."""
    latest, lines = _latest(figures), []
    if any(facts["size"] == "quick" for facts in figures["runs"].values()):
        lines.append("**Small data, to try the script: these figures say nothing.**")
    if any(map(busy, figures["runs"].values())):
        lines.append(
            "**The machine was busy with other work when a run began: its figures are too long and too unlike.**"
        )
    by_run: dict[str, list[str]] = {}
    for key, case in (figures["cases"] | figures["growth"]).items():
        by_run.setdefault(case["run"], []).append(f"`{key}`")
        for one in case.get("contenders", ()):
            if "run" in one:
                by_run.setdefault(one["run"], []).append(f"{one['name']} in `{key}`")
    lines += [f"Older, of {run}: {', '.join(names)}." for run, names in sorted(by_run.items()) if run != latest]
    gone = [f"`{key}`" for key in (*CASES, *SWEEPS) if key not in figures["cases"] | figures["growth"]]
    lines += [f"Not measured yet: {', '.join(gone)}."] if gone else []
    failed = [f"`{case['case']}` ({case['failed']})" for case in figures["cases"].values() if "failed" in case]
    lines += [f"Failed: {', '.join(failed)}."] if failed else []
    return "".join(f"\n{line}\n" for line in lines)


# ---- what stands out -----------------------------------------------------------------------------------------------


def _picture(cases: list[dict[str, Any]]) -> str:
    return f"\n![Time of peers and limits, of placet 1]({RELATIVE})\n" if any(map(own, cases)) else ""


def _behind(cases: list[dict[str, Any]]) -> str:
    lines = []
    for case in cases:
        found, words = ratio(case, "peer"), []
        if found is not None and found < 1:
            peer = measured(case, "peer")[0]
            words.append(f"takes {digits(1 / found)}× as long as {peer['name']}{_share(peer)}")
        missed = [goal["text"] for goal in case["targets"] if goal["met"] is False]
        words += [f"misses: {'; '.join(missed)}"] if missed else []
        if words:
            lines.append(f"- `{case['case']}` {case['title']}: {'; '.join(words)}.\n")
    return "".join(lines) or "Nowhere in this run.\n"


def _share(one: dict[str, Any]) -> str:
    return " ~" if one["share"] != 1 else ""


def _family(family: str, cases: list[dict[str, Any]]) -> str:
    head = "| task | placet | fastest peer | placet against it | time of the limit | extra memory | goals met |\n"
    return f"\n### {family}\n\n{head}| --- | --- | --- | --- | --- | --- | --- |\n" + "".join(map(_line, cases))


def _line(case: dict[str, Any]) -> str:
    first, goals = own(case), [goal["met"] for goal in case["targets"] if goal["met"] is not None]
    if first is None:
        return _row([f"`{case['case']}` {case['title']}", "not measured", *[""] * 5])
    peers, bound = measured(case, "peer"), ratio(case, "limit")
    return _row([
        f"`{case['case']}` {case['title']}",
        f"{time(first['seconds']['median'])} ({spread(first['seconds'])})",
        f"{peers[0]['name']}: {time(seconds(peers[0]))}{_share(peers[0])}" if peers else "none",
        times(seconds(peers[0]) / seconds(first)) if peers else "",
        f"{digits(1 / bound)}×" if bound else "",
        memory(first.get("peak_mib")),
        f"{sum(goals)} of {len(goals)}" if goals else "",
    ])  # fmt: skip


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"


# ---- every figure --------------------------------------------------------------------------------------------------


def _case(case: dict[str, Any], figures: Figures) -> str:
    old = f" Figures of {case['run']}." if case["run"] != _latest(figures) else ""
    note = f"{case['note'][:1].upper()}{case['note'][1:]}." if case["note"] else ""
    head = "| | median | quartiles | of placet's | extra memory |\n| --- | --- | --- | --- | --- |\n"
    goals = "".join(
        f"- {'not judged' if goal['met'] is None else 'met' if goal['met'] else '**not met**'}: {goal['text']}\n"
        for goal in case["targets"]
    )
    text = f"\n### {case['title']}\n\n`{case['case']}`{f': {note}' if note else '.'}{old}\n\n{head}"
    return text + "".join(_contender(one, case) for one in case["contenders"]) + (f"\n{goals}" if goals else "")


def _contender(one: dict[str, Any], case: dict[str, Any]) -> str:
    first = own(case)
    if "seconds" not in one:
        return _row([one["name"], one["missing"], "", "", ""])
    name = f"{one['name']}, of {one['run']}, now {one['missing']}" if "missing" in one else one["name"]
    share = f" for {one['share']:.2g} of the work" if one["share"] != 1 else ""
    of_ours = f"{digits(seconds(one) / seconds(first))}{_share(one)}" if first and "missing" not in one else ""
    peak = memory(one.get("peak_mib"))
    return _row([name, time(one["seconds"]["median"]) + share, spread(one["seconds"]), of_ours, peak])


# ---- growth, and data larger than memory ---------------------------------------------------------------------------


def slopes(sweep: dict[str, Any]) -> dict[str, float]:
    """Of each number of threads."""
    return {
        threads: slope([work(sweep["growth"], n) for n in found["sizes"]], [one["median"] for one in found["seconds"]])
        for threads, found in sweep["threads"].items()
    }


def _growth(growth: dict[str, Any]) -> str:
    head = (
        "| | from | to | time, 1 thread | time, 2 threads | gain of the second | slope, 1 thread | slope, 2 threads |\n"
    )
    return head + "| --- | --- | --- | --- | --- | --- | --- | --- |\n" + "".join(map(_sweep, growth.values()))


def _sweep(sweep: dict[str, Any]) -> str:
    by_threads, steep = sweep["threads"], slopes(sweep)
    sizes = by_threads["1"]["sizes"]
    ends = {threads: [found["seconds"][i]["median"] for i in (0, -1)] for threads, found in by_threads.items()}
    spans = [" to ".join(map(time, ends[threads])) if threads in ends else "" for threads in ("1", "2")]
    gain = f"{ends['1'][1] / ends['2'][1]:.2f}×" if "2" in ends else ""
    steepness = [f"{steep[threads]:.2f}" if threads in steep else "" for threads in ("1", "2")]
    return _row([sweep["title"], f"{sizes[0]:,} {sweep['axis']}", f"{sizes[-1]:,}", *spans, gain, *steepness])


def out_of_core(folder: Path) -> dict[str, Any] | None:
    """The figures of data larger than memory, which a script of their own writes, if there are any."""
    path = folder / "benchmarks_out_of_core.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def _outside(found: dict[str, Any]) -> str:
    rows = found["rows"]
    sizes = sorted({f"{row['rows']:,} rows" for row in rows if "rows" in row})
    facts = found.get("machine", {})
    said = [
        ", ".join(sizes),
        found.get("date", ""),
        f"{facts['processor']}, {facts['processors']} processors, load {facts['load']}" if facts else "",
    ]
    head = "| engine | task | rows a second | placet | the engine reads and sums | placet against it | peak memory |\n"
    title = f"\n## {found['title']}\n\n`benches/out_of_core.py` makes the files and measures: "
    title += f"{'; '.join(filter(None, said))}."
    table = "".join(
        _row([
            row["engine"], row["task"], f"{row['rows_per_s']:,.0f}", time(row["seconds"]), time(row["read_seconds"]),
            f"{row['ratio']:.2f}×", memory(row["peak_mib"]),
        ])
        for row in rows
    )  # fmt: skip
    return f"{title}\n\n{head}| --- | --- | --- | --- | --- | --- | --- |\n{table}"


# ---- while it runs -------------------------------------------------------------------------------------------------


def plain(case: dict[str, Any], quick: bool) -> str:
    """One case for a terminal."""
    width, first = 52, own(case)
    lines = [f"\n{case['title']} ({case['case']})"]
    lines += [f"  FAILED: {case['failed']}"] if "failed" in case else []
    for one in case["contenders"]:
        if "seconds" not in one or "missing" in one:
            lines.append(f"  {one['name']:{width}}{one['missing']}")
            continue
        of_ours = f"{digits(seconds(one) / seconds(first)):>9}" if first else ""
        middle = f"{time(one['seconds']['median']):>12}  {'(' + spread(one['seconds']) + ')':<24}"
        lines.append(f"  {one['name']:{width}}{middle}{of_ours}{_share(one):2}  {memory(one.get('peak_mib'))}".rstrip())
    lines += [f"  ({case['note']})"] if case["note"] else []
    for goal in case["targets"]:
        verdict = "not the size it is meant for" if quick else "met" if goal["met"] else "NOT MET"
        lines.append(f"  goal: {goal['text']}: {verdict}")
    return "\n".join(lines)


def plain_growth(sweep: dict[str, Any]) -> str:
    """One sweep for a terminal."""
    lines = [f"\n{sweep['title']}"]
    for threads, found in sweep["threads"].items():
        pairs = zip(found["sizes"], found["seconds"], strict=True)
        cells = ", ".join(f"{size:,}: {time(one['median'])}" for size, one in pairs)
        lines.append(f"  {threads} threads: {cells}; slope {slopes(sweep)[threads]:.2f}")
    return "\n".join(lines)
