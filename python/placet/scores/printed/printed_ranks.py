"""Ranks of printed scores, with the ranks that were printed checked and those that were not filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ... import checks
from ..._core import DataError
from ...inference.ranks import ranks
from ...language import commas, say, semicolons
from ...results.scores.printed import PrintedRanksResult
from ...results.table import Table
from ...survey import Survey
from .checking import optional, plain
from .figures import Figures


def rank_printed(
    survey: Survey, item: str | None, score: str, printed_rank: str | None, elsewhere: Mapping[str, float] | None
) -> PrintedRanksResult:
    """Rank a column of printed scores; see `rank_scores`."""
    figures = Figures.read(survey, item, {"score": score, "printed_rank": printed_rank})
    scores, names = figures["score"], figures.names
    lacking = figures.lacking("score")
    if lacking:
        raise DataError(f"{lacking[0]}, so it has no rank; leave the row out")
    printed = figures.get("printed_rank")
    again = _elsewhere(elsewhere, names)
    rank = ranks(scores)
    tied = np.array([(rank == r).sum() for r in rank])
    wrong = [
        semicolons([*_rank_words(*row[:3]), *_score_words(scores, position, row[3])])
        for position, row in enumerate(zip(printed, rank, tied, again, strict=True))
    ]
    order = np.argsort(rank, kind="stable")
    unprinted = [i for i in order if np.isnan(printed[i])] if printed_rank else []
    filled = commas([say("{item} is {rank}", item=names[i], rank=int(rank[i])) for i in unprinted])
    notes = [say("ranks that were not printed: {ranks}", ranks=filled)] if filled else []
    columns = {
        "item": [names[i] for i in order],
        "metric": ["score"] * len(names),
        "estimate": scores[order],
        "rank": rank[order],
        "printed_rank": printed[order],
        "contradiction": [wrong[i] for i in order],
    }
    about = {
        "method": say(
            "Ranks of {count} printed scores, 1 = highest, tied scores share the lower number", count=len(names)
        ),
        "score": score,
        "printed_rank": printed_rank,
        "notes": notes,
    }
    return PrintedRanksResult(Table(columns), (), about, figures.survey.labels, figures.survey.frame.library)


def _elsewhere(elsewhere: Any, names: tuple[str, ...]) -> list[float]:
    """The second printing of every score; NaN where there is none."""
    given = {} if elsewhere is None else elsewhere
    if not isinstance(given, Mapping):
        raise DataError(f"elsewhere must be a mapping such as {{{names[0]!r}: 66.1}}, not {checks.named(elsewhere)}")
    for name in given:
        if name not in names:
            raise DataError(f"elsewhere names {name!r}, which is no item; {_near(str(name), names)}")
    return [optional(f"elsewhere[{name!r}]", given.get(name)) for name in names]


def _near(name: str, names: tuple[str, ...]) -> str:
    return checks.near(name, names).replace("the columns are", "the items are")


def _rank_words(printed: float, rank: int, tied: int) -> list[str]:
    # A tie may be printed with any of its ranks, or with their middle.
    if np.isnan(printed) or rank <= printed <= rank + tied - 1:
        return []
    return [say("printed as rank {printed}, but its score ranks {rank}", printed=plain(printed), rank=int(rank))]


def _score_words(scores: np.ndarray, position: int, again: float) -> list[str]:
    if np.isnan(again) or again == scores[position]:
        return []
    other = scores.copy()
    other[position] = again
    before, after = ranks(scores)[position], ranks(other)[position]
    effect = (
        say("which ranks the same")
        if before == after
        else say("which would rank {after} instead of {before}", after=int(after), before=int(before))
    )
    figures = {"here": plain(scores[position]), "elsewhere": plain(again)}
    return [say("printed as {here} here and as {elsewhere} elsewhere, {effect}", **figures, effect=effect)]
