"""What is said of a reliability: how it was made, and what is wrong with items and segments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ...language import Said, enumerated, say
from ...survey.facts import design_notes, drawn_words, named_note, row_words
from .constructs import Construct, all_items
from .intervals import HowSure
from .measured import Measured
from .one_factor import FEWEST

#: A segment in words, a construct, and what was found.
Found = tuple[str, Construct, Measured]
METHOD = say("Cronbach's alpha, omega total of one factor by minimum residuals, split half of odd and even items")
#: Notes of items, by which of them they are said of.
OF_ITEMS: dict[Said, Callable[[Measured], Any]] = {
    say("{named}: item-rest correlation below 0; an item worded the other way round is turned by reverse="): (
        lambda found: np.flatnonzero(found.item_rest < 0)
    ),
    say("{named}: communality at its bound of 1 (Heywood case), so that omega is to be read with care"): (
        lambda found: found.heywood
    ),
    say("{named}: all answers are equal, so that there is no standardised alpha, omega, KMO and Bartlett's test"): (
        lambda found: found.constant
    ),
    say("{named}: redundant, follows from the items before, so that there is no KMO and Bartlett's test"): (
        lambda found: found.redundant if found.n > len(found.msa) else ()
    ),
}
#: Notes of constructs.
OF_CONSTRUCTS: dict[Said, Callable[[Measured], bool]] = {
    say("no reliability of {named}: fewer than two respondents answered all items"): lambda found: found.n < 2,
    say("no alpha of {named}: the sum of the items does not vary"): (
        lambda found: found.n > 1 and bool(np.isnan(found.alpha))
    ),
    say("no KMO and Bartlett's test of {named}: no more respondents than items"): (
        lambda found: bool(found.redundant) and found.n <= len(found.msa)
    ),
    say("no omega of {named}: one factor takes three items"): (
        lambda found: found.n > 1 and len(found.msa) < FEWEST
    ),
    say("no omega of {named}: the residuals found no minimum"): (
        lambda found: found.n > 1 and len(found.msa) >= FEWEST and not found.constant
        and bool(np.isnan(found.loadings).any())
    ),
}  # fmt: skip


def method_of(how: HowSure) -> tuple[str, str | None]:
    """How it was done in words, and the name of the intervals of alpha."""
    rows = how.rows
    if rows.replicates is not None:
        words, name = say("t intervals of {replicates}", replicates=rows.replicates.words), "t"
    elif how.exact:
        words, name = say("Feldt's F interval"), "feldt"
        if how.count:
            told = {"feldt": words, "count": how.count}
            words = say("{feldt}, for omega t intervals of {count:,} bootstrap resamples", **told)
    elif how.count:
        what = drawn_words(rows.sampling)
        words, name = say("t intervals of {count:,} bootstrap resamples of {what}", count=how.count, what=what), "t"
    else:
        return METHOD, None
    return say("{method} with {intervals}", method=METHOD, intervals=words), name


def notes_of(how: HowSure, found: Sequence[Found], constructs: Sequence[Construct], *, scaled: bool) -> list[str]:
    """All notes of a call."""
    several = len(constructs) > 1
    notes = [*_design(how), *_turned(constructs, scaled)]
    for words, of in OF_ITEMS.items():
        named = [row_words(segment, c.items[i]) for segment, c, one in found for i in of(one)]
        notes += named_note(words, named)
    for words, holds in OF_CONSTRUCTS.items():
        named = [row_words(segment, c.name if several else "") for segment, c, one in found if holds(one)]
        notes += named_note(words, [name or constructs[0].name for name in named])
    if how.failed:
        notes.append(say("{count:,} resamples without alpha or omega are left out of intervals", count=how.failed))
    return notes


def _design(how: HowSure) -> list[str]:
    """The design, and what Bartlett's test makes of it."""
    lonely = [] if how.rows.sampling is None else how.rows.sampling.lonely_note
    base = [] if how.exact else [say("Bartlett's test takes the effective base for so many independent respondents")]
    return [*design_notes(how.rows), *lonely, *base]


def _turned(constructs: Sequence[Construct], scaled: bool) -> list[str]:
    """Items that were turned round."""
    turned = {item for c in constructs for item, sign in zip(c.items, c.signs, strict=True) if sign < 0}
    if not turned:
        return []
    named = enumerated([item for item in all_items(constructs) if item in turned])
    if scaled:
        return [say("turned round: {named}", named=named)]
    return [say("turned round: {named}, whose means are as answered: only scale= tells the other end", named=named)]
