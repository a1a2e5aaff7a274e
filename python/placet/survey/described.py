"""A survey in a few lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import checks
from ..language import Said, enumerated, say, speak
from ..results.format import shown, spoken

#: Columns that are named.
NAMED = 8
#: Columns whose codes are shown.
FEW = 3
#: Kinds of weights, and periods that dates are grouped by.
KINDS: Mapping[str, Said] = {
    "probability": say("probability"), "frequency": say("frequency"), "precision": say("precision")
}  # fmt: skip
PERIODS: Mapping[str, Said] = {
    "day": say("day"), "week": say("week"), "month": say("month"), "quarter": say("quarter"), "half": say("half"),
    "year": say("year"),
}  # fmt: skip
#: Columns of a sampling design.
ROLES: Mapping[str, Said] = {"strata": say("strata"), "cluster": say("cluster"), "fpc": say("fpc"), "id": say("id")}


def described(survey: Any) -> str:
    """Respondents, columns, and what was declared, each on a line."""
    frame = survey.frame.current()
    count = len(frame.names)
    columns = speak("{count:,} columns" if count != 1 else "{count:,} column", count=count)
    library = frame.library or speak("arrays")
    title = speak("Survey of {rows}, {columns} ({library})", rows=_rows(survey), columns=columns, library=library)
    told = {
        speak("columns"): _names(frame.names),
        speak("weights"): survey.weights and _weights(survey),
        speak("design"): _design(survey),
        speak("waves"): survey.wave and _waves(survey),
        speak("no answer"): _codes(survey.na_codes),
    }
    lines = (speak("  {name}: {words}", name=name, words=words) for name, words in told.items() if words)
    return "\n".join([title, *lines])


def _names(names: Sequence[str]) -> str:
    listed, more = enumerated([shown(str(name)) for name in names[:NAMED]]), len(names) - NAMED
    return speak("{names} and {more:,} more", names=listed, more=more) if more > 0 else speak(listed)


def _weights(survey: Any) -> str:
    return speak("{name} ({kind})", name=survey.weights, kind=speak(KINDS[survey.weight_type]))


def _waves(survey: Any) -> str:
    return (
        speak("{wave}, by {freq}", wave=survey.wave, freq=speak(PERIODS[survey.freq])) if survey.freq else survey.wave
    )


def _rows(survey: Any) -> str:
    """How many respondents there are; of data that are lazy it is not known."""
    frame = survey.frame.current()
    if frame.lazy:
        return speak("lazy data, filtered" if frame.conditions else "lazy data")
    rows = speak("{count:,} rows" if len(frame) != 1 else "{count:,} row", count=len(frame))
    return speak("{count:,} of {rows} (filtered)", count=len(survey), rows=rows) if frame.conditions else rows


def _codes(na_codes: Any) -> str | None:
    if isinstance(na_codes, Mapping) and len(na_codes) > FEW:
        return speak("codes of {count:,} columns or patterns", count=len(na_codes))
    return None if na_codes is None else checks.shown(na_codes)


def _design(survey: Any) -> str:
    parts: list[str] = [
        say("{role} {name}", role=ROLES[role], name=name) for role in ROLES if (name := getattr(survey, role))
    ]
    if survey.repweights is not None:
        columns = len(survey.repweights.names(survey.frame.names))
        parts.append(say("{count:,} {kind} replicate weights", count=columns, kind=survey.repweights.kind))
    return spoken(enumerated(parts))
