"""Contenders timed beside each other on the same data, and the targets they are held against."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from time import perf_counter
from typing import Any

import numpy as np

Call = Callable[[], Any]
Times = dict[str, float]

#: A call shorter than this is repeated within its turn, so that a microsecond is measured as well as a second.
TURN_SECONDS = 0.02
#: A contender slower than this sits out rounds once it has had three turns.
BUDGET_SECONDS = 4.0


class OwnClock:
    """A call that measures itself, in a process of its own; it returns the seconds."""

    def __call__(self) -> float:
        raise NotImplementedError


@dataclass(frozen=True)
class Contender:
    """One way to the answer.

    `prepare` imports the peer, brings the data into the form it likes best and returns the call that is timed. A
    yardstick does work of the same size and has no answer to compare; an answer in `part` has the first figures only.
    `once` is for a call of many seconds: it runs once, without a warm-up.
    """

    prepare: Callable[[], Call]
    yardstick: bool = False
    rtol: float = 1e-8
    part: bool = False
    once: bool = False


@dataclass(frozen=True)
class Target:
    """A bound on a measured figure, and the unit and meaning of both in words."""

    value: float
    limit: float
    text: str
    at_least: bool = False

    @property
    def met(self) -> bool:
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def __str__(self) -> str:
        bound = "at least" if self.at_least else "at most"
        return f"{self.value:.3g} {self.text}; {bound} {self.limit:g}"


@dataclass(frozen=True)
class Case:
    """Contenders on one data set; the first one is placet's, and ratios are taken to it."""

    title: str
    contenders: Mapping[str, Contender]
    targets: Callable[[Times, Mapping[str, float]], list[Target]] = lambda times, peaks: []
    memory: bool = False
    note: str = ""


def prepare(contenders: Mapping[str, Contender]) -> tuple[dict[str, Call], dict[str, str]]:
    """The calls that can run here, and why the others cannot."""
    calls, missing = {}, {}
    for name, contender in contenders.items():
        try:
            calls[name] = contender.prepare()
        except ImportError as error:
            missing[name] = f"not installed ({error.name})"
    return calls, missing


def check(contenders: Mapping[str, Contender], calls: Mapping[str, Call]) -> Times:
    """Call each: a warm-up, and proof that all of them compute the same; the seconds of those that run once."""
    expected, once = None, {}
    for name, call in calls.items():
        start = perf_counter()
        answer = call()
        if contenders[name].once:
            once[name] = perf_counter() - start
        if contenders[name].yardstick:
            continue
        expected = answer if expected is None else expected
        wanted = expected[: len(answer)] if contenders[name].part else expected
        np.testing.assert_allclose(answer, wanted, rtol=contenders[name].rtol, atol=1e-12, err_msg=name)
    return once


def race(calls: Mapping[str, Call], rounds: int, once: Mapping[str, float]) -> Times:
    """Best seconds of each: they take turns, so that a busy moment of the machine hits all of them alike.

    Those of `once` have had theirs.
    """
    best, spent = dict.fromkeys(calls, inf) | dict(once), dict.fromkeys(calls, 0.0)
    for turn in range(rounds):
        for name, call in calls.items():
            if name not in once and (turn < 3 or spent[name] < BUDGET_SECONDS):
                seconds, used = _turn(call)
                best[name], spent[name] = min(best[name], seconds), spent[name] + used
    return best


def _turn(call: Call) -> tuple[float, float]:
    gc.collect()
    gc.disable()
    try:
        best, used = inf, 0.0
        while used < TURN_SECONDS:
            start = perf_counter()
            answer = call()
            seconds = answer if isinstance(call, OwnClock) else perf_counter() - start
            del answer
            best, used = min(best, seconds), used + seconds
    finally:
        gc.enable()
    return best, used
