"""The change of a score between two waves, split exactly into who answered and what they said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import checks
from ..._core import DataError
from ...inference.levels import Levels, Pairs
from ...language import say
from ...metrics.by_name import metric_of
from ...metrics.metric import Metric
from ...options.door import takes
from ...options.shared import CONF_LEVEL, DESIGN, FREQ, WAVES
from ...results.format import segment as words_of
from ...results.scores.over_time import ChangeResult
from ...results.table import Table
from ...survey import Rows, Survey
from ...survey.facts import alike_notes, base_facts, design_notes
from ...survey.reading import keys_of
from ...survey.segments import Segments
from ...survey.waves import find_wave, wave_column, wave_labels
from ...types import Columns, OneColumn
from ..comparison.difference import discounts, test_differences
from ..estimation.effective_base import Scored, quantile, scored
from ..estimation.interval import NO_WIDTH, IntervalOptions, limits
from ..estimation.read import read_rows, tally_all
from ..estimation.tally import Tally
from ..options import METRIC
from .kitagawa import PARTS, MixAndRate

Floats = NDArray[np.float64]

#: Part → its columns: estimate, standard error, limits.
COLUMNS = {
    "change": ("estimate", "std_error", "conf_low", "conf_high"),
    **{part: (part, f"{part}_std_error", f"{part}_low", f"{part}_high") for part in PARTS if part != "change"},
}
RESERVED = (
    "term", "item", "metric", "unit", "df", "share_from", "share_to", "n_from", "n_to",
    *(name for columns in COLUMNS.values() for name in columns),
)  # fmt: skip


@takes(*METRIC, WAVES, FREQ, CONF_LEVEL, *DESIGN)
def change(
    survey: Survey,
    item: OneColumn | None = None,
    *,
    by: Columns,
    wave: OneColumn | None = None,
    from_: Any = None,
    to: Any = None,
    metric: Any,
    scale: Any,
    conf_level: float,
) -> ChangeResult:
    r"""Change of a score between two waves, split by segment into mix (who answered) and rate (what they said).

    .. math:: rate_g = (m_1 - m_0) \frac{s_0 + s_1}{2} \qquad
              mix_g = (s_1 - s_0)\left(\frac{m_0 + m_1}{2} - \frac{M_0 + M_1}{2}\right)

    with s the weighted share and m the score of segment g, M the score of everybody, in waves 0 and 1. Mix and rate of
    all segments add up to the change exactly, and do not depend on an order: they are the Shapley values of the two
    factors. The mix of a segment reads against the average: a segment above average that grows raises the score. A
    segment that answered in one wave only has a contribution that is mix alone, with the score of that wave for both.

    Standard errors are linearised (or of replicate weights), with the covariances between the parts, and of respondents
    asked twice if their `id` is known. The total change has the interval of ``compare(against="previous")``, and scores
    have theirs. Intervals of mix, rate and contributions are t intervals with `df` degrees of freedom: those of Welch
    for the effective bases b of the two waves, of a segment of its respondents in them, variances having his factor b /
    (b - 1). Answers vary about the scores of segments, s in both waves together, so that the parts of the total have n
    - s of n - 2 degrees of freedom and of the divisor of variances. Under a design they are Satterthwaite's, see
    `compare`. One respondent in a wave has no spread, and a segment with him no interval of its parts.

    Weights are taken as given: where they are calibrated to the shares of the segments, these are known, and the errors
    of mix are too large. So they are, by a fifth to a third, for a segment whose share did not change and whose score
    is the average: its mix is a product of two deviations that are both 0, whose interval covers nearly always.

    Parameters
    ----------
    data : data frame, mapping or Survey
        One row a respondent and wave.
    {item}
    by : str, vector or list of them
        Segments; rows with a missing key are in none, and count in neither wave.
    wave : str or vector, optional
        The survey wave; that of the Survey without it.
    from_, to : wave, optional
        The waves to compare; without them the last two.
    {options}

    Returns
    -------
    ChangeResult
        The total in the first row, then one row a segment.

    Raises
    ------
    DataError
        One wave, a wave that is not there or has no answers, a respondent twice in a wave, an answer off the scale,
        bad weights or design, an unknown column or option.

    References
    ----------
    Kitagawa, E. M. (1955). Components of a difference between two rates. J. American Statistical Association 50,
    1168-1194. Das Gupta, P. (1993). Standardization and Decomposition of Rates. US Bureau of the Census, P23-186.

    Examples
    --------
    Shares of a go from 1/2 to 1/4, its NPS from 100 to 0; b stays at 0 throughout:

    >>> import placet
    >>> data = {
    ...     "q": [10, 9, 8, 7, 7, 8, 8, 8],
    ...     "wave": [1, 1, 1, 1, 2, 2, 2, 2],
    ...     "group": ["a", "a", "b", "b", "a", "b", "b", "b"],
    ... }
    >>> result = placet.change(data, "q", wave="wave", by="group")
    >>> result["estimate"]
    array([-50.  , -43.75,  -6.25])
    >>> result["mix"]
    array([-12.5 ,  -6.25,  -6.25])
    >>> result["rate"]
    array([-37.5, -37.5,   0. ])
    """
    definition, level = metric_of(metric, scale, (survey, item)), checks.level(conf_level)
    column = wave_column(survey, wave, "change()")
    keys = keys_of(survey, by, column)
    if len(keys) < 2:
        raise DataError("by names no column; mix and rate are parts of segments")
    name = survey.frame.require(item, "item")
    labels = _ends(survey, column, from_, to)
    rows = read_rows(survey, [name], definition, by=keys, reserved=RESERVED, units="respondents", wave=column)
    pair = _pair(rows.of(rows.columns[0]), column, labels)
    waves, tally = (tally_all(rows.regrouped(segments), definition)[0] for segments in (pair.waves, pair.cells))
    definition = definition.of(tally.points)
    _check_answers(tally, pair, name)
    facts = base_facts(rows, tally.counts, "drop", f"column {name!r}")
    columns = _columns((waves, tally), definition, pair, rows.segments.names[:-1], level)
    about = {
        "method": say(
            "Change of {score} from {first} to {last}, mix and rate by Kitagawa",
            score=definition.heading,
            first=pair.words[0],
            last=pair.words[1],
        ),
        "items": [name],
        "metrics": [definition.name],
        **definition.cuts,
        "definitions": [definition.definition],
        "wave": column,
        "from_wave": pair.labels[0],
        "to_wave": pair.labels[1],
        "weights": survey.weights,
        "weight_type": survey.weight_type,
        "missing": "drop",
        "conf_level": level,
        **facts,
        "notes": [*_notes(rows, tally, pair), *_alike(columns, pair)],
    }
    table = Table(columns)
    return ChangeResult(table, rows.segments.names[:-1], about, survey.labels, survey.frame.library)


@dataclass(frozen=True)
class Pair:
    """The two waves of a change: their column, their labels, and the segments that have rows in them."""

    column: str
    labels: tuple[Any, Any]
    segments: tuple[tuple[Any, ...], ...]
    cells: Segments

    @property
    def waves(self) -> Segments:
        """The two waves, whatever the segment."""
        codes = self.cells.codes
        assert codes is not None
        both = np.where(codes >= 0, codes % 2, np.int32(-1)).astype(np.int32)
        return Segments(self.cells.names[-1:], tuple((label,) for label in self.labels), both)

    @property
    def words(self) -> tuple[str, str]:
        """The two waves in words."""
        return words_of([self.labels[0]]), words_of([self.labels[1]])


def _ends(survey: Survey, column: str, from_: Any, to: Any) -> tuple[Any, Any]:
    """The labels of the two waves."""
    labels, _ = wave_labels(survey, column)
    if len(labels) < 2:
        raise DataError(f"wave column {column!r} has one wave, {labels[0]!r}; a change needs two")
    last = len(labels) - 1 if to is None else find_wave(to, labels, "to", column)
    first = last - 1 if from_ is None else find_wave(from_, labels, "from_", column)
    if first < 0:
        raise DataError(f"to={to!r} is the first wave of column {column!r}; give from_, or a later wave")
    if first == last:
        raise DataError(f"from_ and to are both {labels[last]!r}; a change needs two waves")
    return labels[first], labels[last]


def _pair(rows: Rows, column: str, labels: tuple[Any, Any]) -> Pair:
    """Number the segments that have rows in either wave: domain 2g + t is segment g in wave t."""
    keys, codes = rows.segments.keys, rows.segments.codes
    assert codes is not None
    chosen = [key for key in keys if key[-1] in labels]
    segments = list(dict.fromkeys(key[:-1] for key in chosen))
    if not segments:
        raise DataError(f"no row of waves {labels[0]!r} and {labels[1]!r} is in a segment: all keys are missing there")
    number = {(*key, label): 2 * g + t for g, key in enumerate(segments) for t, label in enumerate(labels)}
    domain = np.array([number.get(key, -1) for key in keys], dtype=np.int32)
    regrouped = np.where(codes >= 0, domain[codes], np.int32(-1)).astype(np.int32)
    return Pair(column, labels, tuple(segments), Segments(rows.segments.names, tuple(number), regrouped))


def _check_answers(tally: Tally, pair: Pair, item: str) -> None:
    for t, label in enumerate(pair.labels):
        if not tally.counts.n[t::2].sum():
            raise DataError(
                f"column {item!r} has no answers in wave {label!r} of column {pair.column!r} (in a segment, with a "
                "weight above 0); compare other waves"
            )


def _columns(
    tallies: tuple[Tally, Tally], metric: Metric, pair: Pair, names: Sequence[str], level: float
) -> dict[str, Any]:
    tally = tallies[1]
    estimate, error = _estimated(tally, metric)
    low, high, df = _limits(tallies, metric, (estimate, error), level)
    sum_w = tally.w.sum(axis=1).reshape(-1, 2)
    share = _total_first(sum_w / sum_w.sum(axis=0), 1.0)
    n = tally.counts.n.sum(axis=1).astype(np.int64).reshape(-1, 2)
    n = _total_first(n, n.sum(axis=0))
    nobody = n.sum(axis=1) == 0
    for numbers in (error, low, high):
        numbers[nobody] = np.nan
    rows = len(pair.segments) + 1
    columns: dict[str, Any] = {name: [None, *(key[i] for key in pair.segments)] for i, name in enumerate(names)}
    columns |= {"term": ["total"] + ["segment"] * (rows - 1)}
    columns |= {"item": [tally.item] * rows, "metric": [metric.name] * rows, "unit": [metric.measured_in] * rows}
    for i, part in enumerate(PARTS):
        four = (numbers[:, i] for numbers in (estimate, error, low, high))
        columns |= dict(zip(COLUMNS[part], four, strict=True))
    columns |= {"df": df, "share_from": share[:, 0], "share_to": share[:, 1]}
    return columns | {"n_from": n[:, 0], "n_to": n[:, 1]}


def _limits(
    tallies: tuple[Tally, Tally], metric: Metric, found: tuple[Floats, Floats], level: float
) -> tuple[Floats, Floats, Floats]:
    """Limits of estimates with errors, the total first, and degrees of freedom, from the tallies of both.

    The change of the total is a difference, and scores are scores, whose intervals are those of `compare` and `score`.
    """
    (estimate, error), total = found, len(PARTS) - 2
    ratio, df = (np.concatenate(pair) for pair in zip(*(_discounts(tally, metric) for tally in tallies), strict=True))
    if not tallies[0].clustered:
        spent = _spent(tallies[1])
        ratio[0], df[0] = ratio[0] * spent, df[0] / spent
    half = (quantile(level, df) * np.sqrt(ratio))[:, None] * error
    half[_unknown(tallies[1], metric, error)] = np.nan
    low, high = estimate - half, estimate + half
    whole = _differences(tallies[0], metric)
    low[0, 0], high[0, 0] = (metric.unit * limit[0] for limit in test_differences(*whole, "adjusted").limits(level))
    how = IntervalOptions.of(conf_level=level)
    scores = [np.stack(limits(tally, metric, scored(tally, metric), how)).reshape(2, -1, 2) for tally in tallies]
    low[:, total:], high[:, total:] = np.concatenate(scores, axis=1)
    return low, high, df


def _differences(tally: Tally, metric: Metric) -> tuple[Tally, Metric, Scored, Levels, Pairs]:
    """The second wave less the first in every segment, as differences are asked for."""
    domain = np.arange(len(tally.w))
    levels = Levels((), (), domain // 2, [()] * (len(domain) // 2), list(domain % 2))
    return tally, metric, scored(tally, metric), levels, Pairs(domain[1::2], domain[::2], "self")


def _spent(tally: Tally) -> float:
    """What the scores of segments cost the parts of the total: answers vary about each of them.

    As in an analysis of variance, the squares about them have as many degrees of freedom less as there are scores.
    """
    n = tally.respondents[1].sum(axis=1)
    left = n.sum() - np.count_nonzero(n)
    return float((n.sum() - 2) / left) if left > 0 else np.nan


def _discounts(tally: Tally, metric: Metric) -> tuple[Floats, Floats]:
    return discounts(*_differences(tally, metric))


def _unknown(tally: Tally, metric: Metric, error: Floats) -> NDArray[np.bool_]:
    """Numbers without error because answers are all equal; the mix of one segment is 0 and needs none."""
    census = np.isinf(tally.worth(tally.squares)).all()
    return (error <= NO_WIDTH * metric.unit * (metric.ends[1] - metric.ends[0])) & (np.array(PARTS) != "mix") & ~census


def _alike(columns: dict[str, Any], pair: Pair) -> list[str]:
    """Words for rows without an interval of a part that has an estimate."""
    names = [say("the total"), *(words_of(key) for key in pair.segments)]
    lost = [np.isnan(columns[low]) & (columns[error] == columns[error]) for _, error, low, _ in COLUMNS.values()]
    return alike_notes([names[row] for row in np.flatnonzero(np.any(lost, axis=0))])


def _estimated(tally: Tally, metric: Metric) -> tuple[Floats, Floats]:
    """Estimates and standard errors: rows, the total first, × parts."""
    parts = MixAndRate(len(tally.w) // 2)
    found = tally.estimate(metric.values, parts), np.sqrt(tally.variance(metric.values, parts))
    rows = [_total_first(part[: -len(PARTS)].reshape(len(PARTS), -1).T, part[-len(PARTS) :]) for part in found]
    return metric.unit * rows[0], metric.unit * rows[1]


def _total_first(segments: NDArray[Any], total: Any) -> NDArray[Any]:
    return np.concatenate([np.broadcast_to(total, (1, segments.shape[1])), segments])


def _notes(rows: Rows, tally: Tally, pair: Pair) -> list[str]:
    notes = design_notes(rows, [tally.lost], [words_of(key) for key in pair.cells.keys])
    others = rows.regrouped(pair.cells).segments.n_outside - rows.segments.n_outside
    if others:
        notes.append(say("{count:,} rows of other waves not used", count=others))
    twice = _asked_twice(rows, tally)
    if twice:
        notes.append(say("{count:,} respondents answered in both waves", count=twice))
    for t, words in enumerate(pair.words):
        if tally.counts.n[t::2].sum() == 1:
            notes.append(say("one respondent in {wave}, whose spread nobody knows: errors are too small", wave=words))
    return notes


def _asked_twice(rows: Rows, tally: Tally) -> int:
    """Respondents with answers in both waves, where they are the units."""
    if rows.sampling is None or not rows.sampling.respondents or tally.layout is None or tally.fine is None:
        return 0
    sampling, answered = tally.layout.sampling, tally.fine.n > 0
    waves = np.zeros((2, sampling.n_whole), dtype=bool)
    waves[tally.layout.domain[answered] % 2, sampling.whole(tally.layout.unit[answered])] = True
    return int((waves[0] & waves[1]).sum())
