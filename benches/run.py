"""Speed beside the peers: every contender on the same data in one run, in turns, into docs/benchmarks.md.

    python benches/run.py                   all of it: docs/benchmarks.json, the page, its pictures, README's table
    python benches/run.py --cases nps wls   some cases, the others stay as they are (`--part`: a family, `growth`)
    python benches/run.py --redraw          page, pictures and table again from docs/benchmarks.json
    python benches/run.py --quick           small data, to try the script: writes into target/benchmarks

A case has a process of its own, so that one that fails loses no other. Targets are told and never asserted: a timing is
no test.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import page
import pictures
import processes
import readme
import results
from cases import CASES, FAMILIES
from growth import SWEEPS, THREADS

ROOT = Path(__file__).parents[1]
FIGURES = "benchmarks.json"
DOCS, SCRATCH = ROOT / "docs", ROOT / "target" / "benchmarks"
PARTS = {family.lower(): list(keys) for family, keys in FAMILIES.items()} | {"growth": list(SWEEPS)}


def _try(*arguments: str, threads: int | None = None) -> tuple[Any, str]:
    """What a process found, or why it found nothing."""
    try:
        return processes.run(*arguments, threads=threads), ""
    except processes.FailedError as error:
        return None, str(error)


def measure(figures: results.Figures, asked: argparse.Namespace, folder: Path) -> list[str]:
    """Run what is asked for and put it beside the figures; the names of what failed."""
    run, size = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"), "quick" if asked.quick else "full"
    facts = processes.run("machine.py") | {"size": size, "turns": asked.turns}
    figures["runs"][run] = facts
    print(page.machine(run, facts), flush=True)
    # Two at once where figures do not matter; both keep the order and give each as soon as it is there.
    with ThreadPoolExecutor(2) as pool:
        try:
            return _measure(figures, asked, folder, run, pool.map if asked.quick else map)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            processes.end_all()
            raise


def _measure(
    figures: results.Figures, asked: argparse.Namespace, folder: Path, run: str, each: Callable[..., Iterable[Any]]
) -> list[str]:
    failed, size, turns = [], figures["runs"][run]["size"], str(asked.turns)
    found = each(lambda key: _try("one_case.py", key, size, turns), asked.cases)
    for key, (case, why) in zip(asked.cases, found, strict=True):
        if case is None:
            results.add_failure(figures, key, why, run)
        else:
            results.add_case(figures, case, run)
        failed += [key] if case is None or _went_wrong(case) else []
        print(page.plain(figures["cases"][key], asked.quick), flush=True)
        results.save(folder / FIGURES, figures)  # what is interrupted loses nothing
    for key, sweep in zip(asked.growth, each(lambda key: _sweep(key, size, turns), asked.growth), strict=True):
        if sweep is None:
            failed.append(key)
            continue
        results.add_growth(figures, key, sweep, run)
        print(page.plain_growth(figures["growth"][key]), flush=True)
        results.save(folder / FIGURES, figures)
    return failed


def _went_wrong(found: dict[str, Any]) -> bool:
    return any(contender.get("missing", "").startswith("failed") for contender in found["contenders"])


def _sweep(key: str, size: str, turns: str) -> dict[str, Any] | None:
    """A sweep by number of threads, each in a process of its own."""
    found = {}
    for threads in THREADS[: os.cpu_count()]:
        found[str(threads)], why = _try("growth.py", key, size, turns, threads=threads)
        if why:
            print(f"\n{key} on {threads} threads failed: {why}", flush=True)
            return None
    return found


def write(figures: results.Figures, folder: Path) -> None:
    """The figures, the page and its pictures; README's table where they are those of the documents."""
    results.save(folder / FIGURES, figures)
    figures = results.load(folder / FIGURES)
    pictures.draw(figures, folder / page.PICTURES)
    (folder / "benchmarks.md").write_text(page.page(figures, page.out_of_core(folder)), encoding="utf-8")
    if folder == DOCS:
        readme.write(ROOT / "README.md", figures)
    print(f"\nwritten: {folder / 'benchmarks.md'}")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small data and few turns, to try the script")
    parser.add_argument("--redraw", action="store_true", help="measure nothing")
    every = [*CASES, *SWEEPS]
    parser.add_argument("--cases", nargs="+", default=[], choices=every, metavar="CASE", help=", ".join(every))
    parser.add_argument("--part", nargs="+", default=[], choices=PARTS, metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--turns", type=int, metavar="N", help="at most so many turns of a contender (15)")
    asked = parser.parse_args()
    asked.turns = asked.turns or (3 if asked.quick else 15)
    named = {*asked.cases, *(key for part in asked.part for key in PARTS[part])} or set(every)
    asked.cases, asked.growth = ([key for key in keys if key in named] for keys in (CASES, SWEEPS))
    return asked


def main() -> None:
    """Run the cases asked for."""
    asked = _asked()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # so that nothing is left running
    folder = SCRATCH if asked.quick else DOCS
    figures = results.load(folder / FIGURES)
    start = perf_counter()
    failed = [] if asked.redraw else measure(figures, asked, folder)
    write(figures, folder)
    print(f"{perf_counter() - start:.0f} s")
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
