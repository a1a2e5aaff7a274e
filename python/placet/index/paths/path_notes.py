"""What is said of an estimated path model: how it was made, and what is to be looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ..._core import PlacetError
from ...language import enumerated, say
from ...survey.facts import design_notes, named_note, row_words
from .path_tables import Found, Tables
from .resampling import HowSure, resampling_notes

#: Beyond it a ratio of correlations says that two constructs are not told apart (Henseler, Ringle and Sarstedt 2015).
APART = 0.9
#: Rounding of correlations.
ROUNDING = 1e-9


def notes_of(how: HowSure, tables: Tables) -> list[str]:
    """All notes of a call."""
    reading = how.reading
    found = [
        (reading.rows.segments.in_words[i], one)
        for i, one in enumerate(tables.segments)
        if not isinstance(one, PlacetError)
    ]
    return [
        *design_notes(reading.rows),
        *reading.notes,
        *_stages(how),
        *named_note(say("few respondents for so many indicators: {named}"), _few(how, found)),
        *named_note(say("inadmissible consistent estimates, kept as they are: {named}"), _inadmissible(how, found)),
        *named_note(say("loads below 0 on its construct, worded the other way round? {named}"), _negative(how, found)),
        *named_note(say("explained in full, so that paths to it have no test: {named}"), _exact(how, found)),
        *named_note(say("HTMT of 0.9 or more, hardly told apart: {named}"), _alike(how, found)),
        *resampling_notes(how),
        say("signs: correlations of every construct with its own indicators add up to 0 or more"),
    ]  # fmt: skip


def _stages(how: HowSure) -> list[str]:
    """Stages after the first."""
    model, notes = how.reading.model, []
    if model.higher:
        named = enumerated(list(map(how.reading.called, model.higher)))
        notes.append(say("of higher order, in two disjoint stages: {named}", named=named))
    if model.interactions:
        notes.append(
            say("interactions are standardised products of scores of the model without them; fit is that of this model")
        )
    return notes


def _few(how: HowSure, found: Sequence[tuple[str, Found]]) -> Iterator[str]:
    """Segments with fewer respondents than indicators."""
    count = len(how.reading.rows.columns)
    for segment, one in found:
        if one.observations < count:
            n = f"{one.observations:,.0f}"
            yield row_words(segment, say("{n} respondents, {count} indicators", n=n, count=count))


def _inadmissible(how: HowSure, found: Sequence[tuple[str, Found]]) -> Iterator[str]:
    """Constructs whose consistent estimates no common factor can have."""
    for segment, one in found:
        for solution in one.solutions:
            if bool(np.all(solution.admissible)):
                continue
            stage = solution.stage
            beyond = [name for i, name in enumerate(stage.constructs) if not 0 < solution.rho_a[i] <= 1 + ROUNDING]
            beyond += [name for i, name in enumerate(stage.indicators) if abs(solution.loadings[i]) > 1 + ROUNDING]
            beyond = list(map(how.reading.called, beyond))
            yield row_words(segment, enumerated(beyond) if beyond else say("correlations of constructs"))


def _negative(how: HowSure, found: Sequence[tuple[str, Found]]) -> Iterator[str]:
    """Indicators that run against their construct."""
    names = [name for _, name, _ in how.statistics.indicators]
    reflected = [how.statistics.mode(how.statistics.measured[c]) == "A" for c, *_ in how.statistics.indicators]
    for segment, one in found:
        for at in np.flatnonzero((one.values["loading"] < 0) & reflected):
            yield row_words(segment, how.reading.called(names[at]))


def _exact(how: HowSure, found: Sequence[tuple[str, Found]]) -> Iterator[str]:
    """Constructs of which nothing is left to explain."""
    for segment, one in found:
        last = one.solutions[-1]
        for at in how.statistics.explained:
            if abs(1 - last.r2[at]) <= ROUNDING:
                yield row_words(segment, how.reading.called(last.stage.constructs[at]))


def _alike(how: HowSure, found: Sequence[tuple[str, Found]]) -> Iterator[str]:
    """Constructs that are hardly told apart."""
    stages = how.reading.spec.stages
    for segment, one in found:
        for at in np.flatnonzero(one.values["htmt"] >= APART):
            i, a, b = how.statistics.pairs[at]
            first, second = (how.reading.called(stages[i].constructs[at]) for at in (a, b))
            yield row_words(segment, say("{first} and {second}", first=first, second=second))
