"""Mystery-shopping scorecards: where points were lost, and whether the printed figures add up."""

from __future__ import annotations

from itertools import combinations
from math import fsum

import numpy as np

from ... import checks
from ..._core import DataError
from ...language import enumerated, say, semicolons
from ...options.door import takes
from ...results.scores.printed import ScorecardResult
from ...results.table import Table
from ...survey import Survey
from ...types import OneColumn
from .checking import NOISE, allowance, counted, disagree, optional, plain
from .figures import Figures

#: What a total is called in words.
WORDS = {"possible": say("points possible"), "scored": say("points scored"), "lost": say("points lost")}


@takes()
def scorecard(
    survey: Survey,
    possible: OneColumn,
    scored: OneColumn,
    lost: OneColumn | None = None,
    *,
    item: OneColumn | None = None,
    total: str = "Total",
    total_possible: float | None = None,
    total_scored: float | None = None,
    total_lost: float | None = None,
    tolerance: float | None = None,
) -> ScorecardResult:
    r"""Points possible, scored and lost of a mystery-shopping scorecard, with what contradicts itself named.

    .. math:: l_i = p_i - s_i, \qquad \text{loss rate} = l_i / p_i, \qquad \text{loss share} = l_i / \sum_j l_j

    Named are items that score more than is possible or less than nothing, printed losses that are not what possible
    and scored points leave, printed totals that are not the sums of their items, and two items whose possible points
    look exchanged because exchanging them removes contradictions of both.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row an item.
    possible, scored : str or vector
        The points that could be scored and that were.
    lost : str or vector, optional
        The points lost as printed, which are checked; a column without positive figures holds deductions.
    item : str or vector, optional
        What names the items; the first column that is not used otherwise.
    total : str
        Name of the total. A row of this name holds the printed totals.
    total_possible, total_scored, total_lost : float, optional
        Totals as printed elsewhere.
    tolerance : float, optional
        How far a printed figure may lie from what follows from the others. None allows for rounding: half a unit of
        the last decimal that the points are printed with.

    Returns
    -------
    ScorecardResult
        One row an item in the order of the table, the total last. Points lost follow from the points possible and
        scored, also where they are negative. Items without points possible or scored are not in the totals, and a note
        names them.

    Raises
    ------
    DataError
        Negative points possible, text, an item without a name or named twice, a total printed twice, an unknown
        column or option.

    Examples
    --------
    >>> import placet
    >>> card = {"item": ["VIP area", "Staff competence"], "of": [3, 14], "got": [0.9, 11.6], "lost": [2.1, 0.4]}
    >>> result = placet.scorecard(card, "of", "got", "lost")
    >>> result["estimate"].round(1)
    array([2.1, 2.4, 4.5])
    >>> result.contradictions
    ('Staff competence: printed as losing 0.4, but 14 - 11.6 = 2.4',)
    """
    total = checks.text("total", total)
    figures = Figures.read(survey, item, {"possible": possible, "scored": scored, "lost": lost})
    figures.not_negative("possible")
    is_item = np.array([name != total for name in figures.names])
    items, whole = figures.select(is_item), figures.select(~is_item)
    if not items.names:
        raise DataError(f"the table has no row but {total!r}; give a row an item, or another name as total")
    card = _Card(items, tolerance)
    printed = {
        role: _printed_total(role, whole, given, total)
        for role, given in (("possible", total_possible), ("scored", total_scored), ("lost", total_lost))
    }
    swaps, notes = card.swaps(), items.lacking("possible", "scored")
    wrong = [*(card.wrong(i, card.possible[i]) for i in range(len(items.names))), card.wrong_totals(printed)]
    columns = {name: np.append(values, fsum(values[card.complete])) for name, values in card.columns().items()}
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = columns["estimate"] / np.where(columns["possible"] > 0, columns["possible"], np.nan)
        share = columns["estimate"] / np.where(columns["estimate"][-1] > 0, columns["estimate"][-1], np.nan)
    columns = {
        "item": [*items.names, total],
        "metric": ["lost"] * len(rate),
        "unit": ["points"] * len(rate),
        **columns,
        "loss_rate": rate,
        "loss_share": share,
        "printed_lost": np.append(card.lost, abs(printed["lost"])),
        "level": np.append(np.ones(len(items.names), dtype=np.int64), 0),
        "contradiction": [semicolons(words) for words in wrong],
    }
    about = {
        "method": say("Points lost of the points possible, {items}", items=counted(items.names)),
        "notes": [*([say("not in the totals: {items}", items=enumerated(notes))] if notes else []), *swaps],
    }
    return ScorecardResult(Table(columns), (), about, figures.survey.labels, figures.survey.frame.library)


class _Card:
    """The items of a scorecard and what is wrong with them."""

    def __init__(self, items: Figures, tolerance: float | None) -> None:
        self.names, self.possible, self.scored = items.names, items["possible"], items["scored"]
        self.complete = ~np.isnan(self.possible + self.scored)
        self.lost = items.get("lost")
        if not (self.lost > 0).any():
            self.lost = np.abs(self.lost)
        self.tolerance = tolerance
        # Points are printed alike everywhere: a loss of 1 may be a 1.0.
        self.allowed = allowance(tolerance, self.possible, self.scored, self.lost)

    def columns(self) -> dict[str, np.ndarray]:
        """Points lost, possible and scored."""
        return {"estimate": self.possible - self.scored, "possible": self.possible, "scored": self.scored}

    def wrong(self, i: int, possible: float) -> list[str]:
        """What is wrong with an item if so many points are possible."""
        scored, lost = self.scored[i], self.lost[i]
        words = []
        if scored < 0:
            words.append(say("{scored} points scored, less than nothing", scored=plain(scored)))
        if scored > possible + NOISE:
            figures = {"scored": plain(scored), "possible": plain(possible)}
            words.append(say("{scored} points scored of {possible} possible", **figures))
        if disagree(possible - scored, lost, self.allowed):
            left = f"{plain(possible)} - {plain(scored)} = {plain(possible - scored)}"
            words.append(say("printed as losing {printed}, but {follows}", printed=plain(lost), follows=left))
        return words

    def swaps(self) -> list[str]:
        """Words for pairs of items whose possible points look exchanged."""
        count = [len(self.wrong(i, points)) for i, points in enumerate(self.possible)]
        suspects = [i for i in range(len(count)) if count[i]]
        return [
            say("the points possible of {item!r} and {other!r} look exchanged", item=self.names[i], other=self.names[j])
            for i, j in combinations(suspects, 2)
            if len(self.wrong(i, self.possible[j])) < count[i] and len(self.wrong(j, self.possible[i])) < count[j]
        ]

    def wrong_totals(self, printed: dict[str, float]) -> list[str]:
        """Which printed totals are not the sums of the items."""
        words, points = [], self.columns()
        for role, name in (("possible", "possible"), ("scored", "scored"), ("lost", "estimate")):
            follows = fsum(points[name][self.complete])
            total = abs(printed[role]) if role == "lost" else printed[role]
            if disagree(follows, total, min(self.allowed, allowance(self.tolerance, total))):
                words.append(
                    say(
                        "printed total of {what} {printed}, but the items add up to {follows}",
                        what=WORDS[role],
                        printed=plain(total),
                        follows=plain(follows),
                    )
                )
        return words


def _printed_total(role: str, whole: Figures, given: float | None, total: str) -> float:
    """A printed total, from the row of the totals or as given; NaN if it is not printed."""
    elsewhere = optional(f"total_{role}", given)
    in_table = float(whole[role][0]) if whole.names and role in whole else float("nan")
    if given is not None and not np.isnan(in_table):
        raise DataError(
            f"total_{role}={plain(elsewhere)} is given, and row {total!r} has it too; leave one of them out"
        )
    return elsewhere if np.isnan(in_table) else in_table
