"""Items ranked by their scores: from respondents with rank intervals, or as printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .. import checks
from .._core import DataError
from ..inference.means import Contrasts, contrasts
from ..inference.ranks import rank_intervals, ranks
from ..language import say
from ..options.door import takes
from ..options.shared import BY, CONF_LEVEL, DESIGN, FREQ, MISSING, TOTAL, WAVE, WAVES
from ..results.scores.means import RanksResult
from ..results.scores.printed import PrintedRanksResult
from ..results.table import Table
from ..survey import Rows, Survey
from ..survey.facts import alike_notes, complete_facts, design_notes
from ..survey.reading import keys_of
from ..survey.scaled import read_scaled
from ..survey.survey import ROLES
from ..types import Columns, OneColumn
from .printed.printed_ranks import rank_printed

#: Columns of the result, which a key column may not be named.
COLUMNS = (
    "item", "metric", "estimate", "std_error", "conf_low", "conf_high", "std_dev", "rank", "rank_low", "rank_high", "n",
    "n_eff",
)  # fmt: skip


@takes(BY, TOTAL, WAVE, WAVES, FREQ, CONF_LEVEL, MISSING, *DESIGN)
def rank_scores(
    survey: Survey,
    items: Columns | None = None,
    *,
    item: OneColumn | None = None,
    score: OneColumn | None = None,
    printed_rank: OneColumn | None = None,
    elsewhere: Mapping[str, float] | None = None,
    scale: tuple[float, float] | None = None,
    simultaneous: bool = False,
    by: Any,
    wave: Any,
    conf_level: float,
    missing: Any,
) -> RanksResult | PrintedRanksResult:
    r"""Items from the highest score to the lowest, with their ranks and how sure these are.

    Give `items`, columns of answers, and every item gets its weighted mean, its standard deviation, its rank and a
    confidence interval for the rank, from the respondents who answered all of them. Item j's rank is

    .. math:: 1 + \#\{k : \overline{x}_k > \overline{x}_j\}

    and its interval runs from one more than the number of items significantly above it to the number of items that are
    not significantly below it [1]_: paired t-tests of all differences, in both directions, with Holm's step-down
    correction. Resampled ranks would be too sure of items that are tied or nearly so [2]_; these intervals are not.

    Where the `Survey` declares strata, clusters, a finite population or replicate weights, the covariance matrix V of
    the means is that of the design: of the totals of :math:`w (x - \overline{x}) / \sum w` by sampling unit, between
    the units of each stratum [3]_ [4]_, or of the means over the replicates. Differences have the variance
    :math:`V_{jj} + V_{kk} - 2 V_{jk}` and as many degrees of freedom as there are units less strata with answers (the
    rank of the replicate weights less 1), and `n_eff` is the base whose independent respondents would have that error.
    Of clusters of unequal sizes they are fewer; tests and intervals of segments of few clusters multiply V as `compare`
    does. Segments are domains of the whole sample.

    Or give `score`, a column of printed scores: the scores are ranked, ranks that were not printed are filled in, and
    printed ranks and scores that contradict each other are named.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent (`items`), or one row an item (`score`).
    items : list of str or vectors
        Answers on the same scale.
    item : str or vector, optional
        What names the rows of a printed table; the first column that is not used otherwise.
    score : str or vector
        Printed scores.
    printed_rank : str or vector, optional
        Printed ranks, missing where none is printed.
    elsewhere : mapping, optional
        Scores that are printed a second time, item → score.
    scale : (float, float), optional
        Lowest and highest possible answer; any other answer is then an error.
    simultaneous : bool
        Whether the rank intervals of a segment cover all ranks at once with `conf_level`, or each its own.
    {options}

    Returns
    -------
    RanksResult or PrintedRanksResult
        One row an item and segment, the highest score of each segment first. Tied scores share the lower rank number,
        as in 1, 2, 2, 4.

    Raises
    ------
    DataError
        Both or neither of `items` and `score`, an answer off the scale, text, an item named twice, a score that is
        missing, bad weights, an unknown column or option.

    References
    ----------
    .. [1] Mogstad, M., Romano, J. P., Shaikh, A. M. and Wilhelm, D. (2024). Inference for ranks with applications to
       mobility across neighbourhoods and academic achievement across countries. Review of Economic Studies 91(1),
       476-518.
    .. [2] Xie, M., Singh, K. and Zhang, C.-H. (2009). Confidence intervals for population ranks in the presence of ties
       and near ties. J. American Statistical Association 104, 775-788.
    .. [3] Binder, D. A. (1983). On the variances of asymptotically normal estimators from complex surveys.
       International Statistical Review 51, 279-292.
    .. [4] Lumley, T. (2010). Complex Surveys: A Guide to Analysis Using R. Wiley, ch. 2.

    Examples
    --------
    >>> import placet
    >>> answers = {"calls": [9, 8, 9, 7, 9], "bills": [6, 5, 7, 4, 6], "shops": [8, 8, 7, 8, 9]}
    >>> result = placet.rank_scores(answers, ["calls", "bills", "shops"])
    >>> result["item"], result["rank_low"], result["rank_high"]
    (('calls', 'shops', 'bills'), array([1, 1, 3]), array([2, 2, 3]))
    >>> placet.rank_scores({"code": ["C11", "C12"], "score": [66.56, 66.74]}, score="score")["item"]
    ('C12', 'C11')
    """
    respondents = {"by": by, "wave": wave, "scale": scale}
    respondents |= {
        role: getattr(survey, role) or None for role in (*ROLES, "na_codes", "value_labels", "waves", "freq")
    }
    printed = {"item": item, "score": score, "printed_rank": printed_rank, "elsewhere": elsewhere}
    if items is None:
        _refuse(respondents, "a printed table (score=)")
        if score is None:
            raise DataError("name what to rank: items=[columns of answers], or score=column of printed scores")
        return rank_printed(survey, item, score, printed_rank, elsewhere)
    _refuse(printed, "answers of respondents (items)")
    conf_level = checks.level(conf_level)
    simultaneous = checks.flag("simultaneous", simultaneous)
    low, high = (1.0, None) if scale is None else checks.scale_bounds("scale", scale)
    wanted = checks.names("items", items)
    if len(wanted) < 2:
        raise DataError(f"items names {len(wanted)} column{'s' * (len(wanted) != 1)}; a rank needs at least two items")
    by = keys_of(survey, by, wave)
    rows = read_scaled(survey, wanted, (low, high), role="item", by=by, reserved=COLUMNS)
    first, second = np.triu_indices(len(wanted), 1)
    each = np.eye(len(wanted))
    found = contrasts(rows, rows.columns, np.concatenate([each, each[first] - each[second]]))
    cover = say("all ranks at once") if simultaneous else say("each rank")
    about = {
        "method": say(
            "{means} of {count} items, with rank intervals for {cover} from paired t-tests of all differences, "
            "Holm-corrected",
            means=say("Weighted means") if survey.weights else say("Means"),
            count=len(wanted),
            cover=cover,
        ),
        "simultaneous": simultaneous,
        "scale": scale and (low, high),
        "weights": survey.weights,
        "weight_type": survey.weight_type,
        "missing": missing,
        "conf_level": conf_level,
        **complete_facts(rows, found.moments, missing, "an item"),
        "notes": [*design_notes(rows, [found.lost]), *alike_notes(found.unknown(rows.segments.in_words, wanted))],
    }
    table = _table(rows, found, conf_level, simultaneous)
    return RanksResult(table, rows.segments.names, about, survey.labels, survey.frame.library)


def _table(rows: Rows, found: Contrasts, conf_level: float, simultaneous: bool) -> Table:
    """The rows of all segments, the highest mean of each first."""
    count, segments = len(rows.columns), len(rows.segments.keys)
    estimate, margin = found.estimate[:, :count], found.margin(conf_level)[:, :count]
    rank = np.stack([ranks(means) for means in estimate])
    low, high = _limits(found, count, conf_level, simultaneous)
    order = np.argsort(rank, axis=1, kind="stable")

    def flat(values: np.ndarray) -> np.ndarray:
        return np.take_along_axis(values, order, axis=1).ravel()

    return Table(
        {
            **rows.segments.columns(repeat=count),
            "item": [rows.names[i] for i in order.ravel()],
            "metric": ["mean"] * (count * segments),
            "estimate": flat(estimate),
            "std_error": flat(found.std_error[:, :count]),
            "conf_low": flat(estimate - margin),
            "conf_high": flat(estimate + margin),
            "std_dev": flat(_standard_deviations(found, count)),
            "rank": flat(rank),
            "rank_low": flat(low),
            "rank_high": flat(high),
            "n": np.repeat(found.n, count),
            "n_eff": flat(found.n_eff[:, :count]),
        }
    )


def _limits(found: Contrasts, count: int, conf_level: float, simultaneous: bool) -> np.ndarray:
    """Lowest and highest rank of every item: limit, segment, item. Floats with NaN where nobody answered."""
    limits = np.empty((2, len(found.n), count))
    for segment, statistics in enumerate(found.statistic()[:, count:]):
        pairwise = np.full((count, count), np.nan)
        pairwise[np.triu_indices(count, 1)] = statistics
        pairwise.T[np.triu_indices(count, 1)] = -statistics
        limits[:, segment] = rank_intervals(pairwise, float(found.df[segment]), conf_level, simultaneous)
    limits[:, found.n == 0] = np.nan
    return limits if np.isnan(limits).any() else limits.astype(np.int64)


def _standard_deviations(found: Contrasts, count: int) -> np.ndarray:
    """Weighted standard deviations, with the divisor that counts respondents: n - 1, or sum of frequencies less 1."""
    deviations = np.full((len(found.n), count), np.nan)
    for segment, (moments, free) in enumerate(zip(found.moments, found.observations - 1, strict=True)):
        if free > 0:
            deviations[segment] = np.sqrt(np.diag(moments.comoment) / moments.sum_w * (free + 1) / free)
    return deviations


def _refuse(given: Mapping[str, Any], use: str) -> None:
    wrong = [name for name, value in given.items() if value is not None]
    if wrong:
        raise DataError(f"{wrong[0]}={given[wrong[0]]!r} does not go with {use}; leave it out")
