"""The figures of all runs in one file: a run replaces what it measured and leaves the rest, which keep their date."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cases import CASES, family_of
from growth import SWEEPS, about

Figures = dict[str, Any]


def load(path: Path) -> Figures:
    """What was measured before; nothing where nothing was."""
    if not path.exists():
        return {"runs": {}, "cases": {}, "growth": {}}
    return json.loads(path.read_text(encoding="utf-8"))


def save(path: Path, figures: Figures) -> None:
    """In the order of the cases, with the runs that a figure is of."""
    cases = {key: figures["cases"][key] for key in CASES if key in figures["cases"]}
    growth = {key: figures["growth"][key] for key in SWEEPS if key in figures["growth"]}
    used = {record["run"] for record in (*cases.values(), *growth.values())} | {
        contender["run"] for record in cases.values() for contender in record["contenders"] if "run" in contender
    }
    runs = {run: facts for run, facts in sorted(figures["runs"].items()) if run in used}
    text = json.dumps({"runs": runs, "cases": cases, "growth": growth}, indent=1, ensure_ascii=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")


def add_case(figures: Figures, found: dict[str, Any], run: str) -> None:
    """A case that was measured; a peer that is not here now keeps its earlier figures, and their run."""
    earlier = figures["cases"].get(found["case"], {"contenders": []})
    kept = {contender["name"]: contender for contender in earlier["contenders"] if "seconds" in contender}
    contenders = []
    for contender in found["contenders"]:
        old = kept.get(contender["name"])
        if "seconds" not in contender and old is not None:
            contender = old | {"missing": contender["missing"], "run": old.get("run", earlier["run"])}
        contenders.append(contender)
    figures["cases"][found["case"]] = found | {"contenders": contenders, "run": run}


def add_failure(figures: Figures, key: str, why: str, run: str) -> None:
    """A case that failed keeps its earlier figures, if it has any."""
    nothing = {"case": key, "family": family_of(key), "title": key, "note": "", "contenders": [], "targets": []}
    figures["cases"][key] = {**nothing, "run": run} | figures["cases"].get(key, {}) | {"failed": why}


def add_growth(figures: Figures, key: str, by_threads: dict[str, Any], run: str) -> None:
    """A sweep on one thread and on two."""
    figures["growth"][key] = about(key) | {"run": run, "threads": by_threads}


# ---- what is read off the figures ----------------------------------------------------------------------------------


def seconds(contender: dict[str, Any]) -> float:
    """Median seconds for the whole of the work, of which some do a share."""
    return contender["seconds"]["median"] / contender["share"]


def measured(case: dict[str, Any], role: str) -> list[dict[str, Any]]:
    """Contenders of a role that this run measured, the fastest first; of placet in the order of the case."""
    found = [one for one in case["contenders"] if one["role"] == role and "seconds" in one and "missing" not in one]
    return found if role == "placet" else sorted(found, key=seconds)


def own(case: dict[str, Any]) -> dict[str, Any] | None:
    """placet's line that ratios are taken to."""
    first = case["contenders"][:1]
    return first[0] if first and "seconds" in first[0] and "missing" not in first[0] else None


def ratio(case: dict[str, Any], role: str) -> float | None:
    """Seconds of the fastest of a role over those of placet."""
    first, others = own(case), measured(case, role)
    return seconds(others[0]) / seconds(first) if first and others else None
