"""Result of `placet.satisfaction_index`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ...language import say, speak
from ..draw import draw
from ..grid import Grid
from ..order import Sort
from ..result import Result
from ..table import NOTHING, Table
from .indented import WHOLE, Indented

#: More sentences nobody reads.
MOST_SENTENCES = 6

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, eq=False, repr=False)
class IndexResult(Indented, Result):
    """A weighted indicator tree scored from 0 to 100: the whole, its dimensions and their indicators.

    Columns: the keys, `term` (the node), `parent`, `level` (0 the whole), `weight` (share within the parent),
    `total_weight` (share in the whole), `estimate`, `std_error`, `conf_low`, `conf_high`, `contribution` (points that
    the node adds to the whole, with `contribution_low` and `contribution_high`), `coverage` (share of the node's weight
    that was asked), `grade` (the nearest, where grades are given), `n` (respondents who answered an indicator of the
    node), `n_eff`. `plot` draws dots of the whole and its dimensions with intervals, one colour a segment; `plot_tree`
    the tree with its scores, `plot_profile` the nodes of a level by segment, `plot_contributions` what nodes add to the
    whole, `plot_differences` the differences.

    Attributes
    ----------
    differences : Table
        Where `compare` was given, one row a comparison and node: the keys, `term`, `tree_level`, `level`, `against`,
        `estimate` (the difference in points), `std_error`, `statistic`, `df`, `p_value`, `p_adjusted`, `conf_low`,
        `conf_high`, `score`, `reference`, `n`, `n_against`, `finding` ("higher", "lower", "not significant" or "no
        test").
    """

    differences: Table = NOTHING

    kind: ClassVar[str] = "satisfaction_index"
    _own_names = frozenset({WHOLE})
    _displayed = ("term", "weight", "estimate", "std_error", "conf_low", "conf_high", "grade", "n", "n_eff")
    _decimals: ClassVar[int] = 1
    _headings: ClassVar[dict[str, str]] = {"estimate": "Index"}

    def _title(self) -> str:
        return speak("{what} (0 to 100)", what=self.label(self.table["term"][0]))

    @property
    def _deepest_shown(self) -> int:
        """Lowest level that tables and pictures show: all of it, but without the indicators when there are segments."""
        deepest = int(max(self.table["level"]))
        return deepest - 1 if self.key_columns else deepest

    def _grid(self) -> Grid:
        """The table, down to the deepest level shown."""
        return super()._grid().rows(np.flatnonzero(self.table["level"] <= self._deepest_shown).tolist())

    def _beside(self) -> list[str]:
        """The verdict by grades, and how far segments are from what they are compared with."""
        return [*self._verdict(), *self._deviations()]

    def _verdict(self) -> list[str]:
        if self.about.get("verdict") is None:
            return []
        words = {"what": self.label(self.table["term"][0]), "where": self.about["verdict"]}
        score, grade = float(self.table["estimate"][0]), self.table["grade"][0]
        return [speak("{what} {score:.2f}: {where}, nearest to {grade}.", score=score, grade=grade, **words)]

    def _deviations(self) -> list[str]:
        """Sentences of the differences of the whole, if they are few."""
        if not len(self.differences):
            return []
        names = ("tree_level", "level", "against", "estimate", "finding")
        rows = [row[1:] for row in self.differences.rows(names) if not row[0] and row[3] == row[3]]
        return [self._deviation(*row) for row in rows] if len(rows) <= MOST_SENTENCES else []

    def _deviation(self, level: Any, against: Any, points: float, finding: str) -> str:
        whole = {"total": say("the total"), "rest": say("the rest")}
        other = whole.get(against, against) if self.about["against"] in whole else against
        template = "{level} is {points:.2f} above {against}{sure}."
        if points < 0:
            template = "{level} is {points:.2f} below {against}{sure}."
        sure = "" if finding in ("higher", "lower") else say(" (not significant)")
        sure = say(" (no test)") if finding == "no test" else sure
        return speak(template, level=str(level), points=abs(points), against=other, sure=sure)

    def glance(self) -> dict[str, Any]:
        """Counts, and the index itself when there is one segment."""
        tops = [row for row, level in enumerate(self.table["level"]) if level == 0]
        alone = {"index": float(self.table["estimate"][0])} if len(tops) == 1 else {}
        return alone | super().glance()

    # ---- pictures ----------------------------------------------------------------------------------------------------

    def plot_tree(
        self,
        ax: Axes | None = None,
        *,
        segment: Any = None,
        below: str | None = None,
        title: str | bool | None = None,
        language: str | None = None,
        **options: Any,
    ) -> Axes:
        """Draw the tree of one segment from left to right: scores in the boxes, weights on the branches.

        Parameters
        ----------
        ax, title, language
            See `plot`.
        segment : label or tuple of labels, optional
            The segment by its keys, in the words in which tables show it, or "total"; without it the only one or the
            total.
        below : str, optional
            A node: only that and what is below it.

        Returns
        -------
        matplotlib Axes
        """
        asked = {"segment": segment, "below": below, **options}
        return draw(self, ax, "tree", title=title, language=language, **asked)

    def plot_profile(
        self,
        ax: Axes | None = None,
        *,
        level: int = 1,
        title: str | bool | None = None,
        sort: Sort | None = None,
        skip: int = 0,
        language: str | None = None,
        **options: Any,
    ) -> Axes:
        """Draw the scores of the dimensions with intervals, one line a segment.

        Parameters
        ----------
        ax, title, sort, skip, language
            See `plot`.
        level : int
            Level of the nodes that are drawn, 1 the dimensions.

        Returns
        -------
        matplotlib Axes
        """
        asked = {"level": level, **options}
        return draw(self, ax, "profile", title=title, sort=sort, skip=skip, language=language, **asked)

    def plot_contributions(
        self,
        ax: Axes | None = None,
        *,
        level: int = 1,
        segment: Any = None,
        title: str | bool | None = None,
        sort: Sort | None = None,
        skip: int = 0,
        language: str | None = None,
        **options: Any,
    ) -> Axes:
        """Draw the points that dimensions add to the index: a waterfall, or one stacked bar a segment.

        Parameters
        ----------
        ax, title, sort, skip, language
            See `plot`.
        level : int
            Level of the nodes that are drawn, 1 the dimensions.
        segment : label or tuple of labels, optional
            One of several segments, by its keys, in the words in which tables show it, or "total": its waterfall.

        Returns
        -------
        matplotlib Axes
        """
        asked = {"level": level, "segment": segment, **options}
        return draw(self, ax, "contributions", title=title, sort=sort, skip=skip, language=language, **asked)

    def plot_differences(
        self,
        ax: Axes | None = None,
        *,
        level: int = 1,
        title: str | bool | None = None,
        sort: Sort | None = None,
        skip: int = 0,
        language: str | None = None,
        **options: Any,
    ) -> Axes:
        """Draw `differences` with their intervals around zero, one colour a comparison; needs `compare=`.

        Parameters
        ----------
        ax, title, sort, skip, language
            See `plot`.
        level : int
            Lowest level of the nodes that are drawn: 0 the whole alone, 1 the dimensions as well.

        Returns
        -------
        matplotlib Axes
        """
        asked = {"level": level, **options}
        return draw(self, ax, "differences", title=title, sort=sort, skip=skip, language=language, **asked)
