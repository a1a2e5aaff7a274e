"""The attacks by name, and how one is run for a number of calls or for a time."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator

import columns
import data_bytes
import options
from verdict import Call

ATTACKS: dict[str, Callable[[random.Random], Call]] = {
    "options": options.call,
    "columns": columns.call,
    "bytes": data_bytes.call,
}


def calls(attack: str, seed: int) -> Iterator[Call]:
    """Calls without end, the same for the same seed."""
    chance = random.Random(seed)
    while True:
        yield ATTACKS[attack](chance)


def faults(attack: str, seed: int, most: int, seconds: float = float("inf")) -> tuple[int, dict[str, list[Call]]]:
    """Make calls until there were as many or the time is over: how many there were, and the wrong ones by fault."""
    found: dict[str, list[Call]] = {}
    end, made = time.monotonic() + seconds, 0
    for call in calls(attack, seed):
        if made == most or time.monotonic() > end:
            break
        made += 1
        if (wrong := call.wrong()) is not None:
            found.setdefault(wrong.partition(": ")[0], []).append(call)
    return made, found


def report(found: dict[str, list[Call]]) -> str:
    """Every fault with its shortest call."""
    lines = []
    for fault, wrong in sorted(found.items(), key=lambda pair: -len(pair[1])):
        shortest = min(wrong, key=lambda call: len(str(call)))
        lines += [f"{len(wrong)} x {shortest.wrong() or fault}", f"    {shortest}"]
    return "\n".join(lines)
