"""How sure the estimates of a path model are: statistics in resamples, their errors and limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, get_args

import numpy as np

from ... import checks
from ..._core import DataError, PlacetError
from ...inference.distributions import Floats
from ...inference.resamples import Resamples
from ...language import say
from ...missing.gaps import OF_MOMENTS
from ...progress import continued
from ...survey import Rows, Survey
from ...survey.columns import answered, codes
from ...survey.facts import drawn_words
from ...survey.rows import degrees_of_freedom as units_less_strata
from ...types import Progress, Samples
from .reading import PathReading
from .statistics import BOUNDS, Statistics, flat

Interval: TypeAlias = Literal["t", "percentile", "bca"]
INTERVALS: tuple[Interval, ...] = get_args(Interval)
NAMES: dict[Interval, str] = {"percentile": say("percentile"), "bca": say("BCa")}
#: Groups of respondents left out in turn for the acceleration of BCa intervals.
GROUPS = 200
#: Numbers that the resamples of a segment may be made of, two gigabytes.
MOST_NUMBERS = 1 << 28
#: What becomes of a resample, by its status.
INADMISSIBLE = 4
FAILURES = {
    1: say("{count:,} resamples that did not converge are left out"),
    2: say("{count:,} resamples in which an indicator or a construct does not vary are left out"),
    3: say("{count:,} resamples in which indicators or constructs depend on each other are left out"),
    INADMISSIBLE: say("{count:,} resamples have inadmissible consistent estimates, which are kept as they are"),
    -1: say("{count:,} resamples without moments of incomplete answers are left out"),
}  # fmt: skip
#: Standard error, lower and upper limit.
Limits: TypeAlias = tuple[Floats, Floats, Floats]


@dataclass
class HowSure:
    """Makes the errors and limits of the segments of a call.

    Attributes
    ----------
    reading : PathReading
    statistics : Statistics
    interval : str
    n_resamples : int
    conf_level : float
    outcomes : Counter
        How many resamples had each status so far.
    """

    reading: PathReading
    statistics: Statistics
    interval: Interval
    n_resamples: int
    conf_level: float
    outcomes: Counter[int] = field(default_factory=Counter, init=False)

    @property
    def count(self) -> int:
        """Resamples of a segment."""
        return self.reading.resamples(self.n_resamples)

    def of(self, segment: int, estimates: Mapping[str, Floats], report: Progress) -> dict[str, Limits]:
        """Errors and limits of a segment by family; NaN of what has no estimate. Empty without resamples."""
        if not self.count:
            return {}
        sets, resamples = self._sets(segment, estimates), self._resamples(segment, report)
        found, start = {}, 0
        for family, values in estimates.items():
            columns = np.arange(start, start + len(values))
            start += len(values)
            limits = self._limits(values, [one[columns] for one in sets], resamples, columns)
            found[family] = self._within(values, limits, *BOUNDS.get(family, (-np.inf, np.inf)))
        return found

    def _within(self, values: Floats, limits: Limits, least: float, most: float) -> Limits:
        """Limits of t within what the statistic can be; an inadmissible estimate beyond it stays inside them."""
        error, low, high = limits
        if self.interval != "t":
            return limits
        return error, np.maximum(low, np.minimum(least, values)), np.minimum(high, np.maximum(most, values))

    def _limits(self, values: Floats, sets: list[Floats], resamples: Resamples, columns: np.ndarray) -> Limits:
        found = np.full((3, len(values)), np.nan)
        lacks = np.isnan(resamples.all[:, columns])
        # Those that lack the same resamples together: what one lacks is no reason to leave it out of others.
        patterns = [own.tobytes() for own in lacks.T]
        for pattern in dict.fromkeys(patterns):
            at = np.flatnonzero(np.isfinite(values) & np.array([own == pattern for own in patterns]))
            if len(at):
                own = resamples.read(lambda drawn, at=at: drawn[:, columns[at]])
                found[:, at] = own.limits(values[at], [one[at] for one in sets], self.interval, self.conf_level)
        return found[0], found[1], found[2]

    def _sets(self, segment: int, estimates: Mapping[str, Floats]) -> list[Floats]:
        """The statistics of every data set."""
        if self.reading.imputed is None:
            return [flat(dict(estimates))]
        return [flat(self.statistics.read(solutions)) for solutions in self.reading.solutions_of_sets(segment)]

    def _resamples(self, segment: int, report: Progress) -> Resamples:
        reading = self.reading
        sets = []
        for samples, done in reading.samples(segment, self.n_resamples):
            found, status = self._drawn(samples, continued(report, done))
            self.outcomes.update(status.tolist())
            sets.append(found)
        if reading.treated is not None and len(sets[0]) < self.n_resamples:
            self.outcomes[-1] += self.n_resamples - len(sets[0])
        if reading.rows.replicates is not None:
            return Resamples(sets, rule=reading.rows.replicates.rule, df=degrees_of_freedom(reading, segment))
        if self.interval != "bca":
            return Resamples(sets, df=degrees_of_freedom(reading, segment))
        groups = reading.groups_left_out(segment, GROUPS)
        return Resamples(sets, jackknife=(self._drawn(groups, None)[0], np.ones(len(groups))))

    def _drawn(self, samples: Samples, report: Progress) -> tuple[Floats, np.ndarray]:
        """All statistics in resamples, shape (resamples, statistics), and what became of these."""
        solutions = self.reading.resolved(samples, report)
        with np.errstate(invalid="ignore", divide="ignore"):
            return flat(self.statistics.read(solutions)), np.asarray(solutions[-1].status)


def degrees_of_freedom(reading: PathReading, segment: int) -> float:
    """Units of a segment less strata: respondents less 1 without a design, of replicate weights their rank less 1."""
    rows = reading.rows
    if rows.replicates is not None:
        return float(rows.replicates_df(lambda part: np.where(answered(part.columns), codes(part), -1))[segment])
    if rows.sampling is None or rows.sampling.plain:
        return reading.observations(segment) - 1.0
    used = np.flatnonzero(rows.counting & (codes(rows) == segment))
    if reading.gaps.listwise:
        used = used[answered([(name, values[used], own) for name, values, own in rows.columns])]
    return units_less_strata(rows, used)


# ---- what can be had, and what is said of it -------------------------------------------------------------------------


def interval_of(rows: Rows, given: Interval | None) -> Interval:
    """The intervals that are asked for, or those that hold their level: t where whole units of a design are drawn.

    Few units make quantiles of resamples narrow; those of many respondents are skewed as their statistic is. Replicate
    weights have t intervals whatever is asked for.
    """
    if rows.replicates is not None:
        return "t"
    if given is not None:
        return given
    return "percentile" if rows.sampling is None or rows.sampling.plain else "t"


def check_interval(survey: Survey, missing: str, data_sets: int, interval: Interval | None, count: int) -> None:
    """Refuse intervals that cannot be had of the data, and resamples that make none."""
    checks.enough_resamples(count, data_sets)
    if interval != "bca" or not count:
        return
    why = ""
    if missing in (*OF_MOMENTS, "multiple"):
        why = f"leaves complete respondents out in turn, which missing={missing!r} has not"
    elif survey.repweights is not None:
        why = "leaves no use for the declared repweights, which make t intervals by the rule of their kind"
    elif survey.weights is not None and survey.weight_type == "frequency":
        why = "leaves rows out in turn, which under frequency weights are several respondents alike"
    if why:
        raise DataError(f'interval="bca" {why}; take interval="t" or "percentile"')


def check_size(statistics: Statistics, count: int) -> None:
    """Refuse resamples that take too much memory."""
    most = MOST_NUMBERS // statistics.count
    if count > most:
        raise DataError(
            f"n_resamples={count:,} of this model need more than two gigabytes; ask for at most {most:,}, or 0 for none"
        )


def in_words(how: HowSure) -> tuple[str, dict[str, Any]]:
    """The intervals and what was resampled, in words and as facts of the result; nothing without intervals."""
    rows, count = how.reading.rows, how.count
    if not count:
        return "", {}
    if rows.replicates is not None:
        words = say("t intervals of {replicates}", replicates=rows.replicates.words)
        return words, {"interval": "t", "n_resamples": count}
    design = drawn_words(rows.sampling)
    words = say("t intervals of {count:,} bootstrap resamples of {what}", count=count, what=design)
    if how.interval != "t":
        values = {"kind": NAMES[how.interval], "count": count, "what": design}
        words = say("{kind} intervals of {count:,} bootstrap resamples of {what}", **values)
    return words, {"interval": how.interval, "n_resamples": count}


def resampling_notes(how: HowSure) -> list[str]:
    """What is to be said of the resamples of all segments."""
    rows = how.reading.rows
    lonely = [] if rows.sampling is None or not how.count else rows.sampling.lonely_note
    return [*lonely, *(say(FAILURES[s].template, count=n) for s, n in sorted(how.outcomes.items()) if s)]


def failures(reading: PathReading, found: list[Any]) -> list[str]:
    """Words for the segments that could not be estimated; raises where none could."""
    failed = [one for one in found if isinstance(one, PlacetError)]
    if len(failed) == len(found):
        raise failed[0]
    return [say("not estimated {error}", error=str(error)) for error in failed]
