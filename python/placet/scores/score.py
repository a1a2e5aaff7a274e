"""Several items under several metrics in one table."""

from __future__ import annotations

from typing import Any

from .._core import DataError
from ..metrics.by_name import metric_of
from ..metrics.metric import Bounds, Metric
from ..options.door import takes
from ..results.scores.scores import ScoreResult
from ..survey import Survey
from ..types import Columns
from .estimation.estimate import estimate
from .options import SCORE, VERDICT


@takes(VERDICT, *SCORE)
def score(
    survey: Survey,
    items: Columns | None = None,
    metric: str | Metric | list[str | Metric] = "nps",
    *,
    scale: Bounds | None = None,
    **options: Any,
) -> ScoreResult:
    """Scores of several items under several metrics: one tidy table, item by metric by segment.

    Parameters
    ----------
    {data}
    {items}
    metric : str, Metric or list of them
        ``"nps"``, ``"net_box"``, ``"top_box"``, ``"bottom_box"``, ``"csat"``, ``"ces"``, ``"mean_score"``, or a
        `Metric` with its own cut points, such as ``Metric.top_box((1, 10), top=3)``.
    scale : (int, int), optional
        Scale of metrics given by name; those without a usual one need it, but for the mean of any numbers.
    {options}

    Returns
    -------
    ScoreResult
        One row an item, metric and segment.

    Raises
    ------
    DataError
        An answer off the scale, bad weights or design, an unknown metric, column or option.

    Examples
    --------
    >>> import placet
    >>> data = {"q1": [9, 10, 3, 8], "q2": [7, 7, 10, 0]}
    >>> result = placet.score(data, ["q1", "q2"], ["nps", placet.Metric.top_box((0, 10), top=3)])
    >>> [(item, metric) for item, metric in zip(result["item"], result["metric"])]
    [('q1', 'nps'), ('q1', 'top_box'), ('q2', 'nps'), ('q2', 'top_box')]
    >>> result["estimate"].tolist()
    [25.0, 0.75, 0.0, 0.25]
    """
    given = list(metric) if isinstance(metric, (list, tuple)) else [metric]
    metrics = [metric_of(one, scale, (survey, items)) for one in given]
    if not metrics:
        raise DataError("metric names none; give one, such as 'nps', or a list of them")
    twice = [metric.name for i, metric in enumerate(metrics) if metric.name in {m.name for m in metrics[:i]}]
    if twice:
        raise DataError(f"metric names {twice[0]!r} twice, and its rows could not be told apart; make a call for each")
    return estimate(survey, items, metrics, options, options["verdict"])
