"""Means of answers, in scale points or rescaled to 0..100."""

from __future__ import annotations

from typing import Any

from ..metrics.metric import Bounds, Metric
from ..options.door import takes
from ..results.scores.scores import ScoreResult
from ..survey import Survey
from ..types import Columns
from .estimation.estimate import estimate
from .options import SCORE, VERDICT


@takes(VERDICT, *SCORE)
def mean_score(
    survey: Survey, items: Columns | None = None, *, scale: Bounds | None, rescale: bool = False, **options: Any
) -> ScoreResult:
    r"""Weighted mean of the answers, by segment and wave, with an interval.

    .. math:: \overline{x} = \sum w x / \sum w \qquad
              \text{rescaled } 100\,(\overline{x} - \mathrm{low}) / (\mathrm{high} - \mathrm{low})

    Answers may lie between the points of the scale: composites, half stars, sliders, the index of each respondent. Up
    to 65,000 different numbers are counted, such as 0 to 100 with two decimals; round what has more.

    Parameters
    ----------
    {data}
    {items}
    scale : (float, float) or None
        Lowest and highest possible answer; any other is an error. None for numbers without ends, such as amounts, whose
        intervals end nowhere either.
    rescale : bool
        Give means on 0..100, from the theoretical range of the scale and not from the answers there are.
    {options}

    Returns
    -------
    ScoreResult
        One row an item and segment, in scale points or 0..100.

    Raises
    ------
    DataError
        An answer off the scale, bad weights or design, an unknown column or option.

    Examples
    --------
    >>> import placet
    >>> result = placet.mean_score({"rating": [5, 5, 4, 3, 1]}, "rating", scale=(1, 5), rescale=True)
    >>> float(result["estimate"][0])
    65.0
    """
    return estimate(survey, items, [Metric.mean_score(scale, rescale)], options, options["verdict"])


@takes(VERDICT, *SCORE)
def ces(
    survey: Survey,
    items: Columns | None = None,
    *,
    scale: Bounds = (1, 7),
    rescale: bool = False,
    **options: Any,
) -> ScoreResult:
    """Customer effort score: the weighted mean agreement that it was easy, from 1 to 7 by default.

    A high score means little effort. The share of those who agree is ``top_box(..., scale=(1, 7), top=3)``.

    Parameters
    ----------
    {data}
    {items}
    {scale}
    rescale : bool
        Give means on 0..100 of the scale's theoretical range.
    {options}

    Returns
    -------
    ScoreResult
        One row an item and segment, in scale points or 0..100.

    Raises
    ------
    DataError
        An answer off the scale, bad weights or design, an unknown column or option.

    References
    ----------
    Dixon, M., Freeman, K. and Toman, N. (2010). Stop trying to delight your customers. Harvard Business Review 88(7/8).

    Examples
    --------
    >>> import placet
    >>> result = placet.ces({"easy": [7, 6, 6, 2]}, "easy")
    >>> float(result["estimate"][0])
    5.25
    """
    return estimate(survey, items, [Metric.ces(scale, rescale)], options, options["verdict"])
