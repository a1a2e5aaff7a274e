"""The change of a score between two waves, split exactly into who answered and what they said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import checks
from ..._core import DataError
from ...language import say
from ...options.door import takes
from ...options.shared import CONF_LEVEL, DESIGN, FREQ, WAVES
from ...results.format import segment as words_of
from ...results.scores.over_time import ChangeResult
from ...results.table import Table
from ...survey import Rows, Survey
from ...survey.facts import alike_notes, base_facts, design_notes
from ...survey.reading import keys_of
from ...survey.rows import Segments
from ...survey.waves import find_wave, wave_column, wave_labels
from ...types import Columns, OneColumn
from ..estimation.by_name import metric_of
from ..estimation.degrees_of_freedom import of_differences
from ..estimation.effective_base import quantile
from ..estimation.interval import NO_WIDTH
from ..estimation.metric import Metric
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
    asked twice if their `id` is known. Intervals are the estimate ± z standard errors, or t under a design, with
    Satterthwaite's degrees of freedom of the two waves, of a segment of its respondents in them; see `compare`. Weights
    are taken as given: where they are calibrated to the shares of the segments, these are known, and the errors of mix
    are too large. So they are, by a fifth to a third, for a segment whose share did not change and whose score is the
    average: its mix is a product of two deviations that are both 0, whose interval covers nearly always.

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
    pair = _pair(rows, column, labels)
    tally = tally_all(replace(rows, segments=pair.cells), definition)[0]
    definition = definition.of(tally.points)
    _check_answers(tally, pair, name)
    facts = base_facts(rows, tally.counts, "drop", f"column {name!r}")
    columns = _columns(tally, definition, pair, rows.segments.names[:-1], level)
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


def _columns(tally: Tally, metric: Metric, pair: Pair, names: Sequence[str], level: float) -> dict[str, Any]:
    estimate, error = _estimated(tally, metric)
    df, factor = _sureness(tally)
    half = (quantile(level, df) * np.sqrt(factor))[:, None] * error
    low, high = estimate - half, estimate + half
    least, most = (metric.unit * end for end in metric.bounds)
    low[:, 3:], high[:, 3:] = np.clip(low[:, 3:], least, most), np.clip(high[:, 3:], least, most)
    sum_w = tally.w.sum(axis=1).reshape(-1, 2)
    share = _total_first(sum_w / sum_w.sum(axis=0), 1.0)
    n = tally.counts.n.sum(axis=1).astype(np.int64).reshape(-1, 2)
    n = _total_first(n, n.sum(axis=0))
    nobody = n.sum(axis=1) == 0
    for numbers in (error, low, high):
        numbers[nobody] = np.nan
    unknown = _unknown(tally, metric, error)
    low[unknown] = high[unknown] = np.nan
    rows = len(pair.segments) + 1
    columns: dict[str, Any] = {name: [None, *(key[i] for key in pair.segments)] for i, name in enumerate(names)}
    columns |= {"term": ["total"] + ["segment"] * (rows - 1)}
    columns |= {"item": [tally.item] * rows, "metric": [metric.name] * rows, "unit": [metric.measured_in] * rows}
    for i, part in enumerate(PARTS):
        four = (numbers[:, i] for numbers in (estimate, error, low, high))
        columns |= dict(zip(COLUMNS[part], four, strict=True))
    columns |= {"df": df, "share_from": share[:, 0], "share_to": share[:, 1]}
    return columns | {"n_from": n[:, 0], "n_to": n[:, 1]}


def _sureness(tally: Tally) -> tuple[Floats, Floats]:
    """Degrees of freedom and factors of variances of the total and of every segment: of its scores in both waves."""
    domain = np.arange(len(tally.w))
    total, segments = _of_waves(tally, domain % 2, np.zeros(2, dtype=np.int64)), _of_waves(tally, domain, domain // 2)
    df, factor = (np.concatenate(pair) for pair in zip(total, segments, strict=True))
    return df, factor


def _of_waves(tally: Tally, groups: NDArray[Any], pair: NDArray[Any]) -> tuple[Floats, Floats]:
    """Those of pairs of groups of domains; a group without answers leaves those of the other."""
    found, (both, _) = tally.freedom.counted(groups), tally.freedom.drawn(pair[groups])
    sides = found.take(np.arange(0, len(pair), 2)), found.take(np.arange(1, len(pair), 2))
    return of_differences(sides, sides[0].units + sides[1].units == both)


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
    count = len(PARTS)
    estimate, error = (
        metric.unit * _total_first(numbers[:-count].reshape(count, -1).T, numbers[-count:]) for numbers in found
    )
    return estimate, error


def _total_first(segments: NDArray[Any], total: Any) -> NDArray[Any]:
    return np.concatenate([np.broadcast_to(total, (1, segments.shape[1])), segments])


def _notes(rows: Rows, tally: Tally, pair: Pair) -> list[str]:
    notes = design_notes(rows, [tally.lost], [words_of(key) for key in pair.cells.keys])
    codes, regrouped = rows.segments.codes, pair.cells.codes
    assert codes is not None
    assert regrouped is not None
    others = int(((codes >= 0) & (regrouped < 0)).sum())
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
