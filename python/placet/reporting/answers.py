"""The sentence above every part of the report: what was found, on how many respondents, and what was tested."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..language import Said, enumerated, say, sentence, speak
from ..results.drivers.fitted import p_words
from ..results.drivers.key_drivers import DriversResult
from ..results.index.satisfaction_index import IndexResult
from ..results.result import Result
from ..results.scores.compare import CompareResult
from ..results.scores.over_time import TrackResult

#: Segments and drivers that a sentence names.
MOST_NAMED = 3


def score(total: Result) -> str:
    """The score of all."""
    return speak("The Net Promoter Score is {score}.", score=_with_interval(total, "{:+.1f}", say("points")))


def index(total: IndexResult) -> str:
    """The index of all."""
    return speak("The satisfaction index is {score}.", score=_with_interval(total, "{:.1f}", say("of 100")))


def _with_interval(result: Result, form: str, unit: Said) -> Said:
    """The first estimate, its interval where it has one, and its base."""
    score, low, high = (form.format(result.table[name][0]) for name in ("estimate", "conf_low", "conf_high"))
    n = int(result.table["n"][0])
    if not np.isfinite(result.table["conf_low"][0]):
        return say("{score} {unit} (n = {n:,})", score=score, unit=unit, n=n)
    return say("{score} {unit} ({low} to {high}, n = {n:,})", score=score, unit=unit, low=low, high=high, n=n)


def segments(compared: CompareResult) -> str:
    """Which segments differ from the rest, by their tests."""
    table = compared.table
    finding, order = np.array(table["finding"]), np.argsort(-table["estimate"], kind="stable")
    higher = [row for row in order.tolist() if finding[row] == "higher"]
    lower = [row for row in order[::-1].tolist() if finding[row] == "lower"]
    tested = int(np.isfinite(table["p_value"]).sum())
    if not tested:
        return speak("No segment has enough answers for a test.")
    if not higher and not lower:
        return speak("None of {count} segments differs significantly from the rest.", count=tested)
    parts = []
    if higher:
        parts.append(say("significantly higher than in the rest: {segments}", segments=_named(compared, higher)))
    if lower:
        parts.append(say("significantly lower than in the rest: {segments}", segments=_named(compared, lower)))
    left = tested - len(higher) - len(lower)
    if left:
        parts.append(say("not significantly different: {count}", count=left))
    return _upper(sentence(parts))


def _named(compared: CompareResult, rows: Sequence[int]) -> str:
    """Segments with their difference to the rest and their base, those that differ most."""

    def name(row: int) -> str:
        table = compared.table
        level, difference, n = (table[column][row] for column in ("level", "estimate", "n"))
        return say("{name} ({difference:+.1f}, n = {n:,})", name=compared.level_word(level), difference=difference, n=n)

    return _listed(list(map(name, rows)))


def _listed(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    listed = enumerated(names[:MOST_NAMED])
    return listed if more <= 0 else say("{names} and {count} more", names=listed, count=more)


def over_time(series: TrackResult, compare: Callable[[Any], CompareResult]) -> str:
    """The first and the last wave, and whether they differ: `compare` holds all waves against one."""
    table, wave = series.table, series.key_columns[-1]
    asked = [row for row, n in enumerate(table["n"]) if n]

    def when(row: int) -> str:
        label = series._word(wave, table[wave][row])
        return speak("{score:+.1f} in {wave} (n = {n:,})", score=table["estimate"][row], wave=label, n=table["n"][row])

    first, last = when(asked[0]), when(asked[-1])
    if len(asked) == 1:
        return speak("The Net Promoter Score was {first}.", first=first)
    compared = compare(table[wave][asked[0]])
    change, p = (float(compared.table[name][-1]) for name in ("estimate", "p_value"))
    words = p_words(p)
    verdict = say("significant, {p}", p=words) if p < compared._alpha else say("not significant, {p}", p=words)
    verdict = verdict if np.isfinite(p) else say("not tested")
    return speak(
        "The Net Promoter Score was {first} and is {last}: a change of {change:+.1f} points ({verdict}).",
        first=first, last=last, change=change, verdict=verdict,
    )  # fmt: skip


def indexes(parts: IndexResult) -> str:
    """The highest and the lowest index; nothing is said of their difference, which is not tested."""
    table = parts.table
    tops = [row for row in np.flatnonzero(table["level"] == 0).tolist() if np.isfinite(table["estimate"][row])]
    if not tops:
        return speak("No segment has answers.")

    def where(row: int) -> str:
        segment = parts._segment(table[key][row] for key in parts.key_columns)
        score, n = float(table["estimate"][row]), int(table["n"][row])
        return speak("{score:.1f} in {segment} (n = {n:,})", score=score, segment=segment, n=n)

    ranked = sorted(tops, key=lambda row: table["estimate"][row])
    if len(tops) == 1:
        return speak("The index is {first}.", first=where(tops[0]))
    return speak(
        "The index goes from {low} to {high}; whether indexes differ is not tested here.",
        low=where(ranked[0]), high=where(ranked[-1]),
    )  # fmt: skip


def drivers(found: DriversResult) -> str:
    """How much the drivers explain, and which have the largest shares of it."""
    table, r2, n = found.table, float(found.fit["r2"][0]), int(found.table["n"][0])
    if not np.isfinite(r2):
        return speak("The drivers could not be analysed: see the notes below.")

    def name(row: int) -> str:
        share, low, high = (100 * float(table[column][row]) for column in ("share", "share_low", "share_high"))
        words = {"name": found.label(table["term"][row]), "share": share}
        if not np.isfinite(low):
            return say("{name} ({share:.0f}%)", **words)
        return say("{name} ({share:.0f}%, {low:.0f}-{high:.0f}%)", **words, low=low, high=high)

    return speak(
        "The drivers explain {share:.0f}% of the differences in {outcome} (n = {n:,}); the largest shares: {drivers}.",
        share=100 * r2, outcome=found.label(found.about["outcome"]), n=n, drivers=_first(table, name),
    )  # fmt: skip


def _first(table: Any, name: Callable[[int], str]) -> str:
    return enumerated([name(row) for row in range(min(MOST_NAMED, len(table)))])


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
