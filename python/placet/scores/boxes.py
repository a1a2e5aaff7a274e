"""Shares of respondents in a box of the scale."""

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
def top_box(survey: Survey, items: Columns | None = None, *, scale: Scale, top: int = 1, **options: Any) -> ScoreResult:
    r"""Weighted share of answers among the `top` highest points, by segment and wave, with an interval.

    .. math:: T = \sum w\,1[x \ge c] / \sum w

    with c the lowest point of the box; the standard error without weights is :math:`\sqrt{T(1 - T)/n}`.

    Parameters
    ----------
    {data}
    {items}
    {scale}
    top : int
        Points in the box: 1 for the top box, 2 for the top two boxes.
    {options}

    Returns
    -------
    ScoreResult
        One row an item and segment; shares from 0 to 1.

    Raises
    ------
    DataError
        A box as large as the scale, an answer off the scale, bad weights or design, an unknown column or option.

    References
    ----------
    Agresti, A. and Coull, B. A. (1998). Approximate is better than "exact" for interval estimation of binomial
    proportions. The American Statistician 52, 119-126. Wilson, E. B. (1927). J. American Statistical Association 22.

    Examples
    --------
    >>> import placet
    >>> result = placet.top_box({"rating": [5, 5, 4, 3, 1]}, "rating", scale=(1, 5))
    >>> float(result["estimate"][0])
    0.4
    """
    return estimate(survey, items, [Metric.top_box(scale, top)], options, options["verdict"])


@takes(VERDICT, *SCORE)
def bottom_box(
    survey: Survey, items: Columns | None = None, *, scale: Scale, bottom: int = 1, **options: Any
) -> ScoreResult:
    """Weighted share of answers among the `bottom` lowest points, by segment and wave, with an interval.

    Definition, errors and intervals are those of `top_box` on the mirrored scale.

    Parameters
    ----------
    {data}
    {items}
    {scale}
    bottom : int
        Points in the box.
    {options}

    Returns
    -------
    ScoreResult
        One row an item and segment; shares from 0 to 1.

    Raises
    ------
    DataError
        A box as large as the scale, an answer off the scale, bad weights or design, an unknown column or option.

    Examples
    --------
    >>> import placet
    >>> result = placet.bottom_box({"rating": [5, 5, 4, 3, 1]}, "rating", scale=(1, 5), bottom=2)
    >>> float(result["estimate"][0])
    0.2
    """
    return estimate(survey, items, [Metric.bottom_box(scale, bottom)], options, options["verdict"])


@takes(VERDICT, *SCORE)
def csat(
    survey: Survey, items: Columns | None = None, *, scale: Scale = (1, 5), top: int = 2, **options: Any
) -> ScoreResult:
    """Customer satisfaction score: the weighted share of the satisfied, the two highest of five points by default.

    `top_box` under the name and with the defaults of the field.

    Parameters
    ----------
    {data}
    {items}
    {scale}
    top : int
        Points that count as satisfied.
    {options}

    Returns
    -------
    ScoreResult
        One row an item and segment; shares from 0 to 1.

    Raises
    ------
    DataError
        A box as large as the scale, an answer off the scale, bad weights or design, an unknown column or option.

    Examples
    --------
    >>> import placet
    >>> result = placet.csat({"satisfaction": [5, 5, 4, 3, 1]}, "satisfaction")
    >>> float(result["estimate"][0])
    0.6
    """
    return estimate(survey, items, [Metric.csat(scale, top)], options, options["verdict"])
