"""Net scores: the Net Promoter Score and its relatives on other scales."""

from __future__ import annotations

from typing import Any

from ..metrics.metric import Metric, Scale
from ..options.door import takes
from ..results.scores.scores import ScoreResult
from ..survey import Survey
from ..types import Columns
from .estimation.estimate import estimate
from .options import SCORE, VERDICT


@takes(VERDICT, *SCORE)
def nps(
    survey: Survey,
    items: Columns | None = None,
    *,
    scale: Scale = (0, 10),
    promoter_from: int = 9,
    detractor_to: int = 6,
    **options: Any,
) -> ScoreResult:
    r"""Net Promoter Score, weighted, by segment and wave, with an interval.

    .. math:: \mathrm{NPS} = 100\,(P - D)

    with P and D the weighted shares of promoters (answers of at least `promoter_from`) and detractors (at most
    `detractor_to`). The standard error is the linearised one, :math:`100\sqrt{\sum w^2 (x - \overline{x})^2} / \sum w`
    with x = 1, 0, -1, which without weights is :math:`100\sqrt{(P + D - (P - D)^2)/n}`; with frequency weights n there
    is the sum of the weights, with precision weights the number of rows.

    Parameters
    ----------
    {data}
    {items}
    {scale}
    promoter_from, detractor_to : int
        Cut points.
    {options}

    Returns
    -------
    ScoreResult
        One row an item and segment, in points.

    Raises
    ------
    DataError
        An answer off the scale, text, no answers, bad weights or design, an unknown column or option.

    References
    ----------
    .. [1] Rocks, B. (2016). Interval estimation for the "Net Promoter Score". The American Statistician 70(4), 365-372.
    .. [2] May, W. L. and Johnson, W. D. (1997). Confidence intervals for differences in correlated binary proportions.
       Statistics in Medicine 16, 2127-2136.
    .. [3] Lumley, T. (2010). Complex Surveys: A Guide to Analysis Using R.
    .. [4] Korn, E. L. and Graubard, B. I. (1998). Confidence intervals for proportions with small expected number of
       positive counts estimated from survey data. Survey Methodology 24, 193-201.

    Examples
    --------
    >>> import placet
    >>> result = placet.nps({"score": [10, 9, 9, 8, 7, 6, 3, 10]}, "score")
    >>> float(result["estimate"][0])
    25.0
    """
    return estimate(survey, items, [Metric.nps(scale, promoter_from, detractor_to)], options, options["verdict"])


@takes(VERDICT, *SCORE)
def net_box(
    survey: Survey, items: Columns | None = None, *, scale: Scale, top: int = 1, bottom: int = 1, **options: Any
) -> ScoreResult:
    r"""Top box minus bottom box, in points: the net score of any scale.

    .. math:: 100\,(T - B)

    with T and B the weighted shares of the `top` highest and the `bottom` lowest points. ``nps(...)`` is
    ``net_box(..., scale=(0, 10), top=2, bottom=7)``; errors and intervals are the same.

    Parameters
    ----------
    {data}
    {items}
    {scale}
    top, bottom : int
        Number of points in each box.
    {options}

    Returns
    -------
    ScoreResult
        One row an item and segment, in points, with the shares `top`, `middle` and `bottom`.

    Raises
    ------
    DataError
        Boxes that overlap, an answer off the scale, bad weights or design, an unknown column or option.

    Examples
    --------
    >>> import placet
    >>> result = placet.net_box({"agree": [5, 5, 4, 3, 1]}, "agree", scale=(1, 5), top=2, bottom=2)
    >>> float(result["estimate"][0])
    40.0
    """
    return estimate(survey, items, [Metric.net_box(scale, top, bottom)], options, options["verdict"])
