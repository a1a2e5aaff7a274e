"""The series of a score by wave: intervals, a control chart, a smoothed line, and what stands out in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import checks
from ..._core import DataError
from ...language import say, semicolons
from ...metrics.by_name import metric_of
from ...metrics.metric import Metric
from ...options.door import takes
from ...results.scores.over_time import TrackResult
from ...results.table import Table
from ...survey import Survey
from ...survey.calendar import with_gaps
from ...survey.labels import listed, positions
from ...survey.waves import find_wave, wave_column, wave_labels
from ...types import OneColumn
from ..estimation.estimate import FOR_CHART
from ..estimation.estimate import estimate as score_all
from ..options import METRIC, SCORE
from .control_chart import Chart, Series, control_chart, smoothed

#: Columns of the chart, which a key column may not be named.
CHART = ("centre", "limit_low", "limit_high", "smoothed", "small", "flag")


@takes(*METRIC, *SCORE)
def track(
    survey: Survey,
    item: OneColumn | None = None,
    *,
    baseline: Sequence[Any] | None = None,
    limits: float = 3.0,
    smooth: int = 3,
    min_base: int = 30,
    **options: Any,
) -> TrackResult:
    r"""Score of every wave with its interval and control limits; waves out of control and runs are flagged.

    .. math:: centre \pm limits \cdot \sigma / \sqrt{b} \qquad
              \sigma^2 = \frac{\sum W\,(b\,s^2 + (m - centre)^2)}{\sum W}

    The centre is the score of all waves (or of the baseline) together, by sums of weights W. In :math:`\sigma^2` the
    squared standard error s² of a wave's score m times its base b (Kish's; without weights the respondents) is pooled
    over these waves: without weights and a design that is the variance of an answer, for net scores and shares of the
    pooled shares (a p chart), for means within waves (an X-bar chart, without the term of the centre). With weights or
    a design it holds what they do to the error, and no wave has its limits from its own few clusters; for these,
    `limits` becomes the quantile of t that is passed as seldom, with the degrees of freedom of the errors that are
    pooled. So the limits hold sampling error only: a wave beyond them differs by more than who happened to be asked.

    Flags, each from the point that completes its pattern: beyond the limits; 2 of 3 waves beyond 2 standard errors on
    one side and 8 in a row on one side (Western Electric); 6 in a row steadily rising or falling (Nelson's test 3).
    Waves that are missing or small are passed over. The smoothed line is an exponentially weighted mean of a wave and
    those before it, weighted by effective bases; the newest wave counts for 2/(smooth + 1) where bases are alike.

    A wave that a regular series would have in between, or that is listed in `waves` and has no answers, is a row
    without a score.

    Parameters
    ----------
    data : data frame, mapping or Survey
        One row a respondent and wave.
    {item}
    baseline : list, optional
        The waves that make the centre and the variance; all without it.
    limits : float
        Standard errors from the centre to a limit, where errors are known: 3 is passed by 0.27 % of waves in control.
    smooth : int
        Span of the exponentially weighted mean; 1 for none.
    min_base : int
        Waves of fewer respondents are marked small, and not flagged.
    {options}

    Returns
    -------
    TrackResult
        One row a segment and wave.

    Raises
    ------
    DataError
        No column of waves, a wave that is not there, an answer off the scale, bad weights or design, an unknown
        column or option.

    References
    ----------
    Shewhart, W. A. (1931). Economic Control of Quality of Manufactured Product. Western Electric (1956). Statistical
    Quality Control Handbook. Roberts, S. W. (1959). Control chart tests based on geometric moving averages.
    Technometrics 1, 239-250. Nelson, L. S. (1984). The Shewhart control chart: tests for special causes. J. Quality
    Technology 16, 237-239.

    Examples
    --------
    >>> import placet
    >>> data = {"q": [10, 8, 6, 7, 10, 6, 8, 6] * 20, "wave": [2021, 2021, 2022, 2022, 2021, 2022, 2024, 2024] * 20}
    >>> result = placet.track(data, "q", wave="wave", baseline=[2021, 2022])
    >>> result["wave"].tolist()
    [2021, 2022, 2023, 2024]
    >>> result["estimate"].round(1)
    array([ 66.7, -66.7,   nan, -50. ])
    >>> result["flag"][:3]
    ('above the limits', 'below the limits', '')
    """
    how, metric = Chosen.of(limits, smooth, min_base), metric_of(options["metric"], options["scale"], (survey, item))
    column = wave_column(survey, options["wave"], "track()")
    name = survey.frame.require(item, "item")
    for key in [*checks.names("by", options["by"]), column]:
        if key in CHART:
            raise DataError(f"by column {key!r} has the name of a column of the result; rename it before the call")
    labels, others = wave_labels(survey, column)
    order = with_gaps(labels) if survey.waves is None else _with_missing(survey.waves, labels)
    chosen = _positions("baseline", baseline, order, column)
    scores = score_all(survey, name, [metric], {**options, "wave": column}, for_chart=True)
    at = {key: row for row, key in enumerate(scores.table.rows(scores.key_columns))}
    segments = list(dict.fromkeys(key[:-1] for key in at))
    rows = [[at.get((*segment, wave), -1) for wave in order] for segment in segments]
    columns = _grid(scores.table, rows, scores.key_columns, segments, order)
    frequency = survey.weights is not None and survey.weight_type == "frequency"
    counted = columns | {"respondents": columns["sum_weights" if frequency else "n"]}
    parts = [slice(i * len(order), (i + 1) * len(order)) for i in range(len(segments))]
    charts = [_chart(counted, part, chosen, metric, how) for part in parts]
    columns = {key: value for key, value in columns.items() if key not in FOR_CHART}
    columns |= {key: [value for chart in charts for value in chart[key]] for key in CHART}
    about = {
        **scores.about,
        "method": _method(scores.about["method"], how, bool(chosen.all())),
        "wave": column,
        "waves": order,
        "baseline": [wave for wave, inside in zip(order, chosen, strict=True) if inside],
        "limits": how.limits,
        "smooth": how.smooth,
        "min_base": how.min_base,
        "notes": [*scores.about["notes"], *_notes(columns, how, others)],
    }
    return TrackResult(Table(columns), scores.key_columns, about, survey.labels, survey.frame.library)


@dataclass(frozen=True)
class Chosen:
    """The options of the chart, checked."""

    limits: float
    smooth: int
    min_base: int

    @classmethod
    def of(cls, limits: Any, smooth: Any, min_base: Any) -> Chosen:
        """Check the options."""
        if not 0 < checks.real(limits) < np.inf:
            raise DataError(
                f"limits={checks.shown(limits)} must be a number above 0: standard errors from the centre to a limit"
            )
        return cls(float(limits), checks.whole("smooth", smooth, 1), checks.whole("min_base", min_base, 0))


def _with_missing(waves: Sequence[Any], labels: list[Any]) -> list[Any]:
    """The waves listed, called as in the data where they occur there."""
    found = [positions(wave, labels) for wave in waves]
    return [labels[at[0]] if at else wave for wave, at in zip(waves, found, strict=True)]


def _positions(option: str, given: Any, order: list[Any], column: str) -> NDArray[np.bool_]:
    if given is None:
        return np.ones(len(order), dtype=bool)
    inside = np.zeros(len(order), dtype=bool)
    inside[[find_wave(wave, order, option, column) for wave in listed(option, given)]] = True
    return inside


def _grid(
    table: Table, rows: list[list[int]], keys: Sequence[str], segments: list[tuple[Any, ...]], order: list[Any]
) -> dict[str, Any]:
    """The table with a row for every segment and wave; what is not there is NaN, or 0 where it is a count."""
    flat = np.array(rows).ravel()
    there = flat >= 0
    columns: dict[str, Any] = {
        key: [segment[i] for segment in segments for _ in order] for i, key in enumerate(keys[:-1])
    }
    columns[keys[-1]] = order * len(segments)
    for name, column in table.columns.items():
        if name in keys:
            continue
        if isinstance(column, tuple):  # item and metric, the same in all rows
            columns[name] = [column[max(row, 0)] for row in flat]
            continue
        counted = column.dtype.kind in "iu" or name in ("n_eff", "sum_weights", "kish")
        empty = 0 if counted else np.nan
        columns[name] = np.where(there, column[flat], np.asarray(empty, dtype=column.dtype))
    return columns


def _chart(
    columns: dict[str, Any], part: slice, baseline: NDArray[np.bool_], metric: Metric, how: Chosen
) -> dict[str, Any]:
    """The columns of the chart of one segment."""
    names = ("estimate", "std_error", "respondents", "n_eff", "sum_weights", *FOR_CHART)
    estimate, error, n, n_eff, sum_w, kish, df, together = (columns[name][part] for name in names)
    small = (n > 0) & (n < how.min_base)
    usable = (n > 0) & ~small
    series = Series(estimate, np.where(n > 0, error**2 * kish, 0.0), kish, sum_w, df, together)
    chart: Chart = control_chart(series, baseline, usable, net_or_share=metric.form != "mean", limits=how.limits)
    least, most = (metric.unit * end for end in metric.bounds)
    return {
        "centre": np.full(len(n), chart.centre),
        "limit_low": np.clip(chart.centre - chart.reach * chart.error, least, most),
        "limit_high": np.clip(chart.centre + chart.reach * chart.error, least, most),
        "smoothed": smoothed(estimate, n_eff, how.smooth),
        "small": small.tolist(),
        "flag": chart.flags,
    }


def _method(scored: str, how: Chosen, every_wave: bool) -> str:
    """How the scores, the limits and the smoothed line were made."""
    limits = say(
        "control limits at {limits:g} standard errors from the score of all waves"
        if every_wave
        else "control limits at {limits:g} standard errors from the score of the baseline",
        limits=how.limits,
    )
    line = say("exponentially weighted mean of past waves (span {span})", span=how.smooth)
    return semicolons([scored, limits, *([line] if how.smooth > 1 else [])])


def _notes(columns: dict[str, Any], how: Chosen, others: int) -> list[str]:
    missing, small = int((columns["n"] == 0).sum()), sum(columns["small"])
    found = [
        (missing, say("without answers")),
        (small, say("of fewer than {least} respondents not flagged", least=how.min_base)),
        (others, say("of the data not in the series")),
    ]
    return [
        say("{count} wave {words}" if count == 1 else "{count} waves {words}", count=count, words=words)
        for count, words in found
        if count
    ]
