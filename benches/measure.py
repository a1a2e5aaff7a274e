"""Contenders timed beside each other on the same data, and the targets they are held against."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Any, Literal

import numpy as np
from words import digits

Call = Callable[[], Any]
Times = dict[str, float]
Samples = dict[str, list[float]]
#: placet's own ways, those of others, and yardsticks: work that no way to the answer can do without.
Role = Literal["placet", "peer", "limit"]

#: A call shorter than this is repeated within its turn, so that a microsecond is measured as well as a second.
TURN_SECONDS = 0.02
#: A contender slower than this sits out rounds once it has had three turns.
BUDGET_SECONDS = 2.5
#: Of a call slower than this the first time is the only one.
SLOW_SECONDS = 3.0


class OwnClock:
    """A call that measures itself, in a process of its own; it returns the seconds."""

    def __call__(self) -> float:
        raise NotImplementedError


@dataclass(frozen=True)
class Contender:
    """One way to the answer.

    `prepare` imports the peer, brings the data into the form it likes best and returns the call that is timed. Only
    answers that are `compared` must be alike; an answer in `part` has the first figures only. A contender that does a
    `share` of the work, such as a few of the resamples, would need so many times as long for all of it.
    """

    prepare: Callable[[], Call]
    role: Role = "peer"
    compared: bool = True
    rtol: float = 1e-8
    part: bool = False
    share: float = 1.0


ours = partial(Contender, role="placet")
yardstick = partial(Contender, role="limit", compared=False)


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
        return f"{digits(self.value)} {self.text} (goal: {bound} {self.limit:,g})"


@dataclass(frozen=True)
class Case:
    """Contenders on one data set; the first one is placet's, and ratios are taken to it.

    `targets` makes goals of median seconds and of the MiB of `memory`, by name of the contender.
    """

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
        except Exception as error:  # one peer that fails must not lose the others
            missing[name] = failure(error)
    return calls, missing


def check(contenders: Mapping[str, Contender], calls: dict[str, Call], missing: dict[str, str]) -> Times:
    """Call each: a warm-up, and proof that all of them compute the same; its seconds.

    A contender that fails, or that answers differently, leaves `calls` for `missing`.
    """
    expected, warm = None, {}
    for name, call in list(calls.items()):
        contender = contenders[name]
        try:
            start = perf_counter()
            answer = call()
            warm[name] = answer if isinstance(call, OwnClock) else perf_counter() - start
            if contender.compared:
                expected = answer if expected is None else expected
                wanted = expected[: len(answer)] if contender.part else expected
                np.testing.assert_allclose(answer, wanted, rtol=contender.rtol, atol=1e-12, err_msg=name)
        except Exception as error:  # as above
            missing[name] = failure(error)
            calls.pop(name)
    return warm


def failure(error: Exception) -> str:
    """What went wrong, in one line."""
    words = " ".join(str(error).split())
    return f"failed: {type(error).__name__}: {words[:200]}"


def race(calls: Mapping[str, Call], rounds: int, warm: Mapping[str, float]) -> Samples:
    """Seconds of every turn of each: they take turns, so that a busy moment of the machine hits all of them alike."""
    samples: Samples = {name: [warm[name]] if warm[name] > SLOW_SECONDS else [] for name in calls}
    spent = dict.fromkeys(calls, 0.0)
    for turn in range(rounds):
        for name, call in calls.items():
            if warm[name] <= SLOW_SECONDS and (turn < 3 or spent[name] < BUDGET_SECONDS):
                seconds, used = turn_of(call)
                samples[name].append(seconds)
                spent[name] += used
    return samples


def turn_of(call: Call) -> tuple[float, float]:
    """Median seconds of a call in one turn, and how long the turn took."""
    gc.collect()
    gc.disable()
    try:
        found, used = [], 0.0
        while used < TURN_SECONDS:
            start = perf_counter()
            answer = call()
            found.append(answer if isinstance(call, OwnClock) else perf_counter() - start)
            used += found[-1]
            del answer
    finally:
        gc.enable()
    return float(np.median(found)), used


def summary(samples: list[float]) -> dict[str, float | int]:
    """Median and quartiles of the turns, the best of them, and how many there were."""
    low, median, high = np.quantile(samples, [0.25, 0.5, 0.75])
    found = {"median": median, "low": low, "high": high, "best": min(samples)}
    return {name: float(f"{value:.4g}") for name, value in found.items()} | {"turns": len(samples)}
