"""The facts every result reports: who was counted, who was not, and which parts of the design were not used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

import numpy as np

from .. import checks
from .._core import DataError, Moments, ScoreCounts, effective_base
from ..language import Said, enumerated, say
from ..progress import warn
from ..types import Column
from .rows import Rows
from .sampling import Sampling
from .survey import Survey

#: What moments of segments are added up for.
TOTALS = attrgetter("n", "n_missing", "n_zero_weight", "sum_w", "sum_w2")

#: Rows that a note names one by one.
MOST_NAMED = 5
#: What rows whose answers are all equal have not.
INTERVAL = say("interval")
#: A share of the respondents that is not to be lost without a word.
MOST_LOST = 0.2
#: Columns that are named, those with most gaps.
NAMED = 3


class MissingAnswersWarning(UserWarning):
    """More than a fifth of the respondents are left out because some of their answers are missing."""


class ReplicatesWarning(UserWarning):
    """Replicate weights that leave a segment without respondents are left out of its error."""


def base_facts(rows: Rows, counts: ScoreCounts | Sequence[Moments], missing: Any, what: str) -> dict[str, Any]:
    """Counts over all segments; refuses missing answers under `missing="raise"`."""
    checks.choice("missing", missing, ("drop", "raise"))
    if isinstance(counts, ScoreCounts):
        used, n_missing, n_zero, sum_w, sum_w2 = counts.totals
    else:
        used, n_missing, n_zero, sum_w, sum_w2 = map(sum, zip(*map(TOTALS, counts), strict=True))
    if missing == "raise" and n_missing:
        raise DataError(
            f"{n_missing} of {rows.n_total - rows.n_filtered} respondents have no answer in {what}; "
            'pass missing="drop" to leave them out, or fill them in before the call'
        )
    return counted(rows, used, n_missing, n_zero, float(sum_w), float(sum_w2))


def counted(rows: Rows, used: int, n_missing: int, n_zero: int, sum_w: float, sum_w2: float) -> dict[str, Any]:
    """Counts by the names all results have them under."""
    return {
        "n_total": rows.n_total - rows.n_filtered,
        "n_used": used,
        "n_missing": n_missing,
        "n_zero_weight": n_zero,
        "n_outside": rows.segments.n_outside - rows.n_filtered,
        **({"n_filtered": rows.n_filtered} if rows.n_filtered else {}),
        "sum_weights": sum_w,
        "n_eff": effective_base(used, sum_w, sum_w2, rows.weight_type),
    }


def design_notes(rows: Rows, lost: Sequence[np.ndarray] = (), names: Sequence[str] | None = None) -> list[str]:
    """Words for the design that errors come from, if one was read.

    Parameters
    ----------
    rows
        What was read.
    lost
        How many replicates leave a segment without respondents, of every item.
    names
        The segments in words, if they are not those of the rows.
    """
    if rows.replicates is None:
        return [say("design: {words}", words=rows.sampling.words)] if rows.sampling is not None else []
    words = say("design: {words}", words=rows.replicates.design)
    most = np.max(lost, axis=0) if len(lost) else np.zeros(0, dtype=int)
    return [words, *_left_out(most, rows.segments.in_words if names is None else names)]


def drawn_words(sampling: Sampling | None) -> str:
    """Words for what resamples draw and labels go round among: respondents, or the units of a design."""
    return say("respondents") if sampling is None else say("the design ({design})", design=sampling.words)


def identity_notes(survey: Survey, wave: str | None) -> list[str]:
    """Words for an identity that is not looked at in a comparison, as no waves are compared."""
    if survey.id is None or wave is not None:
        return []
    words = "id {name!r} not used, since no waves are compared: name the wave in wave=, or in the Survey"
    return [say(words, name=survey.id)]


def _left_out(lost: np.ndarray, names: Sequence[str]) -> list[str]:
    """Words for replicates that say nothing of a segment, and a warning."""
    segments = np.flatnonzero(lost)
    if not len(segments):
        return []
    counts = [(int(lost[i]), names[i]) for i in segments[:MOST_NAMED]]
    named = enumerated([say("{count:,} of {segment}", count=n, segment=of) if of else f"{n:,}" for n, of in counts])
    if len(segments) > MOST_NAMED:
        named = say("{named} and some of {more:,} more", named=named, more=len(segments) - MOST_NAMED)
    words = say("replicates without respondents are left out of errors, which may be too small: {named}", named=named)
    warn(str(words), ReplicatesWarning)
    return [words]


def row_words(segment: str, name: str) -> str:
    """A row in words: its segment, where there are several, and what it is of."""
    return say("{segment} {row}", segment=segment, row=name) if segment and name else segment or name


def first_named(names: Sequence[str], count: int | None = None) -> str:
    """The first of some names, and how many more there are, of `count` in all."""
    listed, more = enumerated(names[:MOST_NAMED]), (len(names) if count is None else count) - MOST_NAMED
    return say("{named} and {more:,} more", named=listed, more=more) if more > 0 else listed


def named_note(words: Said, named: Iterable[str]) -> list[str]:
    """A note of some rows, of which the first are named."""
    listed = list(dict.fromkeys(named))
    return [say(words.template, named=first_named(listed))] if listed else []


def alike_notes(names: Sequence[str], what: str = INTERVAL, count: int | None = None) -> list[str]:
    """Words for rows whose answers are all equal, or one answer, and say nothing of how much answers vary.

    Of many rows, of which there are `count`, the first are named.
    """
    if not names:
        return []
    listed = first_named(names, count)
    words = say(
        "no {what} for {rows}: answers that are all equal do not tell how much answers vary", what=what, rows=listed
    )
    return [words]


def complete_facts(rows: Rows, moments: Sequence[Moments], missing: Any, what: str) -> dict[str, Any]:
    """Counts of the respondents with all answers, see `base_facts`, and `losses` where many lack some."""
    facts = base_facts(rows, moments, missing, what)
    columns = {column[0]: column for column in rows.columns}
    return facts | losses(rows, facts, columns, "leave out columns that few were asked")


def losses(rows: Rows, facts: Mapping[str, Any], columns: Mapping[str, Column], remedy: str) -> dict[str, str]:
    """What is said of respondents who are lost, if they are many, and why they are; warns of them.

    Parameters
    ----------
    rows, facts
        The rows and their counts.
    columns
        The columns by what the caller calls them.
    remedy
        What can be done.
    """
    asked = facts["n_used"] + facts["n_missing"]
    if facts["n_missing"] <= MOST_LOST * asked:
        return {}
    gaps = rows.gaps(columns)
    most = sorted((name for name in gaps if gaps[name]), key=lambda name: -gaps[name])[:NAMED]
    named = enumerated([say("{name!r} ({count:,})", name=name, count=gaps[name]) for name in most])
    used = facts["n_used"]
    words = f"{used:,} of {asked:,} respondents used"
    warn(f"{words}, the others have gaps, most of them in {named}; {remedy}", MissingAnswersWarning)
    kept = say("{used:,} of {asked:,} respondents used, most gaps in {named}", used=used, asked=asked, named=named)
    return {"losses": kept}
