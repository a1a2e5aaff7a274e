"""What comparisons found, as tables: the tests of all items are one family."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...inference.levels import FINDINGS, NONE, Levels, Pairs, signs_of
from ...inference.multiplicity import Adjust, adjusted_p, common_level, compact_letters, letter
from ...language import enumerated, say
from ...metrics.metric import Metric
from ...results.table import Table
from ...survey import Rows
from ...survey.facts import MOST_NAMED, alike_notes
from ..estimation.effective_base import scored
from ..estimation.estimate import join
from ..estimation.interval import Method
from ..estimation.linearised import Floats
from ..estimation.tally import Tally
from .contrasts import Sets, compared_with
from .difference import of_sets, test_differences


class Compared:
    """The tests of one item."""

    def __init__(self, tally: Tally, metric: Metric, levels: Levels, pairs: Pairs, method: Method, least: int) -> None:
        self.item, self.metric, self.levels, self.pairs, self.method = tally.item, metric, levels, pairs, method
        self.tally, self.found = tally, scored(tally, metric)
        self.test = test_differences(tally, metric, self.found, levels, pairs, method)
        self.n = tally.counts.n.sum(axis=1).astype(np.int64)
        against = compared_with(pairs, levels)
        self.n_against = against.sums(self.n)
        # Respondents, of whom a row with a frequency weight stands for several.
        self.small = self.found.n < least
        self.untested = self.small[pairs.first] | (against.sums(self.found.n) < least)
        self.p_value = np.where(self.untested, np.nan, self.test.p_value)

    def limits(self, conf_level: float) -> tuple[Floats, Floats]:
        """Limits of what was tested, in units of the score."""
        low, high = (np.where(self.untested, np.nan, limit) for limit in self.test.limits(conf_level))
        return self.metric.unit * low, self.metric.unit * high

    def unknown(self) -> list[str]:
        """Pairs whose difference has an unknown error."""
        lost = np.isnan(self.test.p_value) & ~np.isnan(self.test.estimate) & self.found.alike[self.pairs.first]
        against = self.pairs.against(self.levels)
        if self.pairs.kind != "self":
            against = [say("total") if self.pairs.kind == "total" else say("rest")] * len(against)
        return [
            say("{level} and {other}", level=self.levels.labels[domain], other=other)
            for domain, other, gone in zip(self.pairs.first, against, lost, strict=True)
            if gone
        ]

    def alike(self) -> list[str]:
        """Levels whose answers are all equal, where that matters to differences."""
        if self.method == "adjusted" and self.metric.form != "mean":
            return []
        return [str(self.levels.labels[domain]) for domain in np.flatnonzero(self.found.alike)]

    def columns(self, p_adjusted: Floats, limits: tuple[Floats, Floats], findings: list[str]) -> dict[str, Any]:
        """One row a comparison."""
        levels, first, unit, test = self.levels, self.pairs.first, self.metric.unit, self.test
        score = self.found.estimate[first]
        return {
            **levels.columns(first),
            "item": [self.item] * len(first),
            "metric": [self.metric.name] * len(first),
            "unit": [self.metric.measured_in] * len(first),
            **self.pairs.columns(levels),
            "estimate": unit * test.estimate,
            "std_error": unit * test.std_error,
            "statistic": np.where(self.untested, np.nan, test.statistic),
            "df": test.df,
            "p_value": self.p_value,
            "p_adjusted": p_adjusted,
            "conf_low": limits[0],
            "conf_high": limits[1],
            "score": unit * score,
            "reference": unit * (score - test.estimate),
            "n": self.n[first],
            "n_against": self.n_against,
            "finding": findings,
        }

    def groups(self, rows: Rows, significant: NDArray[np.bool_]) -> dict[str, Any]:
        """The levels with their scores, bases and, where all pairs were compared, letters."""
        found, unit = self.found, self.metric.unit
        columns: dict[str, Any] = {
            **rows.segments.columns(),
            "item": [self.item] * len(found.n),
            "score": unit * found.estimate,
            "std_error": unit * found.std_error,
            "n": self.n,
            "n_eff": np.where(found.n > 0, found.n_eff, 0.0),
        }
        return columns | self._letters(significant) if self.pairs.every_pair else columns

    def totals(self) -> dict[str, Any]:
        """All levels of each panel together."""
        firsts = np.flatnonzero(np.r_[True, np.diff(self.levels.panel) != 0])
        sets = Sets(firsts, "total", self.levels.panel)
        found, unit = of_sets(self.tally, self.metric, self.found, sets), self.metric.unit
        return {
            **self.levels.columns(firsts),
            "item": [self.item] * len(firsts),
            "score": unit * found.estimate,
            "std_error": unit * found.std_error,
            "n": sets.sums(self.n),
            "n_eff": np.where(found.n > 0, found.n_eff, 0.0),
        }

    def _letters(self, significant: NDArray[np.bool_]) -> dict[str, list[str]]:
        lettered: dict[str, list[str]] = {"letters": [], "column": [], "higher_than": []}
        score = np.where(self.small, np.nan, self.found.estimate)
        panel_of_pair = self.levels.panel[self.pairs.first]
        for panel in range(len(self.levels.panel_keys)):
            members = np.flatnonzero(self.levels.panel == panel)
            inside = significant & (panel_of_pair == panel)
            different = np.zeros((len(members), len(members)), dtype=bool)
            different[self.pairs.first[inside] - members[0], self.pairs.second[inside] - members[0]] = True
            block = _letters_of(score[members], different | different.T)
            lettered = {name: lettered[name] + block[name] for name in lettered}
        return lettered


class Family:
    """All tests of a result: their adjusted p-values, the one level of their intervals, and what they found."""

    def __init__(self, items: Sequence[Compared], adjust: Adjust, conf_level: float) -> None:
        self.items, self.adjust = items, adjust
        p_value = np.concatenate([one.p_value for one in items])
        self.tests = int(np.count_nonzero(~np.isnan(p_value)))
        self.level = common_level(p_value, adjust, conf_level)
        self.p_adjusted = np.split(adjusted_p(p_value, adjust), len(items))  # every item has the same pairs
        self.limits = [one.limits(self.level) for one in items]
        self.signs = [signs_of(low, high) for low, high in self.limits]

    def table(self) -> Table:
        """One row an item and comparison."""
        every = zip(self.items, self.p_adjusted, self.limits, self.signs, strict=True)
        return Table(join([one.columns(p, limits, _findings(one, signs)) for one, p, limits, signs in every]))

    def groups(self, rows: Rows) -> Table:
        """The levels of every item."""
        pairs = zip(self.items, self.signs, strict=True)
        return Table(join([one.groups(rows, np.isin(signs, (-1, 1))) for one, signs in pairs]))

    def totals(self) -> Table:
        """All levels together, of every item, where letters say which of them differ."""
        return Table(join([one.totals() for one in self.items]) if self.items[0].pairs.every_pair else {})

    @property
    def alike_notes(self) -> list[str]:
        """Words for differences whose error is not known, or rests on one side only."""
        pairs = [self._of(one, words) for one in self.items for words in one.unknown()]
        alike = [self._of(one, words) for one in self.items for words in one.alike()]
        notes = alike_notes(pairs, say("test"))
        if not alike:
            return notes
        rests = say(
            "the answers of {levels} are all equal: the errors of differences are those of the others alone",
            levels=enumerated(alike[:MOST_NAMED]),
        )
        return [*notes, rests]

    def _of(self, one: Compared, words: str) -> str:
        return say("{words} in {item}", words=words, item=one.item) if len(self.items) > 1 else words


def _findings(one: Compared, signs: Floats) -> list[str]:
    found = np.full(len(signs), NONE, dtype=object)
    for sign, words in FINDINGS.items():
        found[signs == sign] = words
    found[one.untested] = say("small base")
    return found.tolist()


def _letters_of(score: Floats, different: NDArray[np.bool_]) -> dict[str, list[str]]:
    """Letters of one panel: shared by levels that do not differ, and of the columns each level is higher than."""
    names = [letter(i, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") for i in range(len(score))]
    separator = "" if len(score) <= 26 else " "
    above = different & (score[:, None] > score)
    higher = [separator.join(names[j] for j in np.flatnonzero(row)) for row in above]
    return {"letters": compact_letters(score, different), "column": names, "higher_than": higher}
