"""Indexes of the constructs of a path model by segment and wave, from 0 to 100: ACSI, ECSI, CCSI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ... import checks
from ..._core import DataError
from ...inference.levels import Levels, pairs_of
from ...inference.multiplicity import Adjust
from ...language import say
from ...options.door import takes
from ...results.index.path_index import PathIndexResult
from ...results.index.path_weights import PathWeights
from ...results.table import Table
from ...survey import Survey
from ...survey.compared import compared_wave
from ...survey.facts import alike_notes, identity_notes, row_words
from ...types import AsGiven
from ..trees.satisfaction_index import ADJUSTMENTS
from .answered import Answered
from .compared_groups import with_respondents
from .estimation import SCHEMES
from .index_differences import PARTS, IndexDifferences
from .indexes import INTERVALS, Indexes, Interval
from .measurement import Measurement, WeightsFrom, chosen, measure, source_of
from .options import MEASURED
from .path_index_tables import impact_table, index_table, indicator_table
from .path_spec import Scheme
from .ruler import FORMS, Form

#: Columns of the result and its tables, which a key column may not be named.
COLUMNS = (
    "term", "estimate", "std_error", "conf_low", "conf_high", "n", "n_eff", "level", "against", "statistic", "df",
    "p_value", "p_adjusted", "score", "reference", "n_against", "finding", "outcome", "item", "weight", "total_effect",
    *(f"{part}{end}" for part in PARTS for end in ("", "_std_error", "_low", "_high")),
)  # fmt: skip
#: What the forms of weights are called.
FORM_WORDS = {
    "acsi": say("unstandardised weights (ACSI)"),
    "standardized": say("standardised weights"),
    "equal": say("equal weights"),
}


@takes(*MEASURED)
def path_index(
    survey: Survey,
    model: AsGiven,
    *,
    scale: tuple[float, float] | Mapping[str, tuple[float, float]],
    construct: str | Sequence[str] | None = None,
    form: Form = "acsi",
    compare: Any = None,
    adjust: Adjust = "holm",
    points: float = 5.0,
    weights_from: WeightsFrom | PathWeights,
    by: Any,
    wave: Any,
    scheme: Scheme,
    scaled: bool,
    missing: Any,
    imputation: Any,
    n_imputations: Any,
    n_resamples: int,
    interval: Interval,
    conf_level: float,
    rng: Any,
    progress: bool | None,
) -> PathIndexResult:
    r"""Indexes of the constructs of a path model on 0..100, such as customer satisfaction, and what raises them.

    .. math:: I = 100\, \frac{\sum_j u_j (\overline{x}_j - l_j)}{\sum_j u_j (h_j - l_j)}, \qquad u_j = w_j / s_j

    with :math:`\overline{x}_j` the weighted mean of indicator j in the segment, l and h the ends of its scale, w the
    outer weights of the path model (partial least squares) and s the standard deviations [1]_.

    Parameters
    ----------
    {data}
    model : PathModel, str or mapping
        Constructs, their indicators and what acts on what, see `PathModel`.
    scale : (float, float) or mapping
        Lowest and highest possible answer, of all indicators or by column; any other answer is an error.
    construct : str or list of str, optional
        The constructs that are shown and compared; all of them without.
    form : {"acsi", "standardized", "equal"}
        Unstandardised weights (ACSI; ECSI does the same to answers that were not standardised, ``scaled=False`` [2]_);
        the standardised outer weights, divided by their sum, of the answers rescaled to 0..100 (what openpls has as
        performance); or the same weight for every indicator of a construct.
    compare : "total", "rest", "previous", "all pairs" or a level, optional
        What the indexes of every segment, or of every wave where there is one, are compared with; see `differences` of
        the result.
    adjust : {"holm", "bonferroni", "fdr_bh", "none"}
        Adjustment of the p-values and intervals of differences for the number of tests: all constructs and pairs are
        one family.
    points : float
        How many points of a driver `impacts` tells the effects of.
    {options}

    Returns
    -------
    PathIndexResult
        One row a construct and segment; `differences`, `impacts`, `weights` and `indicators` beside it.

    Raises
    ------
    ModelError
        A negative weight, with which better answers would lower an index: the indicator and the ways out are named.
    DataError
        An answer off the scale, frozen weights of another model (what differs is named), and what `path_model` refuses.

    Notes
    -----
    **One ruler.** Segments and waves are compared with the same weights, estimated from all of their respondents; with
    ``weights_from="segment"`` each difference also has the parts `means` and `weights`, which add up to it exactly:
    the same weights on other answers, and other weights on the same answers [3]_. Segments are fitted by themselves
    only then. For a tracker freeze the weights of the first wave: ``path_index(..., weights_from=first.weights)``.

    **How sure.** Respondents are drawn anew, all segments together, and the model is estimated anew in every resample,
    so that errors hold those of the weights, and those of differences what both sides share; resamples are not turned
    in sign beyond the rule of `path_model`. Where strata and clusters are declared whole clusters are drawn within
    strata, replicate weights are taken as they are, by the rule of their kind. Intervals use t with n - 1 degrees of
    freedom, under a design those of `satisfaction_index`. Respondents with one `id` in several waves that are compared
    are drawn with all of their answers. Weights that are known (frozen, or equal) need no resamples: their indexes have
    the linearised errors of that function. A construct all of whose answers are equal has no interval.

    **Impacts** tell how many index points an outcome rises with `points` of a driver,

    .. math:: \text{points} \cdot t_{od} \frac{s_o}{s_d}

    with t the total effect of the standardised scores and s the standard deviations of the scores on 0..100 [1]_.
    They are of the scores of the model, whatever `form` is. A product of constructs is held at its mean.

    References
    ----------
    .. [1] Fornell, C., Johnson, M. D., Anderson, E. W., Cha, J. and Bryant, B. E. (1996). The American Customer
       Satisfaction Index: nature, purpose, and findings. Journal of Marketing 60(4), 7-18.
    .. [2] Tenenhaus, M., Esposito Vinzi, V., Chatelin, Y.-M. and Lauro, C. (2005). PLS path modeling. Computational
       Statistics & Data Analysis 48, 159-205 (weights divided by their sum, scores on the scale of the answers).
    .. [3] Kitagawa, E. M. (1955). Components of a difference between two rates. J. American Statistical Association 50,
       1168-1194.

    Examples
    --------
    >>> import placet
    >>> answers = {"q1": [9, 7, 3, 8, 6], "q2": [8, 8, 2, 9, 5], "s1": [9, 8, 4, 9, 5], "s2": [9, 7, 3, 8, 7]}
    >>> model = "Quality =~ q1 + q2; Satisfaction =~ s1 + s2; Satisfaction ~ Quality"
    >>> found = placet.path_index(answers, model, scale=(1, 10), n_resamples=0)
    >>> found["term"], found["estimate"].round(1)
    (('Quality', 'Satisfaction'), array([61.3, 65.5]))
    """
    conf_level, adjust = checks.level(conf_level), checks.choice("adjust", adjust, ADJUSTMENTS)
    form, interval = checks.choice("form", form, FORMS), checks.choice("interval", interval, INTERVALS)
    points, source = _points(points), source_of(weights_from)
    if isinstance(source, PathWeights) and form not in ("acsi", source.form):
        raise DataError(
            f"form={form!r} is not that of the frozen weights, {source.form!r}; leave it out, or estimate anew with "
            'weights_from="pooled"'
        )
    if source == "segment" and compare in ("total", "rest"):
        raise DataError(
            f'compare={compare!r} joins segments, which have weights of their own under weights_from="segment"; '
            'compare with "previous", "all pairs" or a level, or take weights_from="pooled"'
        )
    count = checks.resamples(n_resamples, 0)
    answered = Answered.of(
        survey, model, scale, by=by, wave=wave, missing=missing, imputation=imputation, n_imputations=n_imputations,
        scheme=scheme, scaled=scaled, n_resamples=count, random=True, rng=rng, progress=progress, reserved=COLUMNS,
    )  # fmt: skip
    if compare is not None:
        answered = replace(answered, reading=with_respondents(survey, answered.reading, by, wave, COLUMNS))
    reading = answered.reading
    shown = chosen(construct, answered.places.names)
    found = measure(answered, source, form, count, progress)
    indexes, names = found.indexes.only(shown), tuple(found.names[i] for i in shown)
    differences = Table({})
    if compare is not None:
        levels = Levels.of(answered.rows, wave is not None)
        pairs = pairs_of(levels, compare, wave, "compare")
        differences = IndexDifferences(indexes, names, levels, pairs, adjust, conf_level).table()
    about = {
        "method": _method(answered, source, found.form),
        "scale": scale,
        "form": found.form,
        "weights_from": source if isinstance(source, str) else "frozen",
        "scheme": reading.spec.scheme,
        "points": points,
        "interval": interval,
        **found.facts,
        "weights": survey.weights,
        "weight_type": survey.weight_type,
        "missing": missing,
        "conf_level": conf_level,
        "against": None if compare is None else str(compare),
        "adjust": adjust,
        **reading.facts,
        "notes": [
            *_notes(found, source),
            *_identity(survey, compare, by, wave),
            *reading.notes,
            *_alike(answered, indexes, names),
        ],
    }
    weights = source if isinstance(source, PathWeights) else None if found.own else found.weights()
    return PathIndexResult(
        Table(index_table(answered, indexes, names, conf_level, interval)), answered.rows.segments.names, about,
        reading.labels, survey.frame.library, differences, impact_table(found, shown, points, conf_level, interval),
        indicator_table(found, conf_level, interval), weights,
    )  # fmt: skip


def _points(points: Any) -> float:
    found = checks.real(points)
    if not (0 < abs(found) <= 100):
        raise DataError(
            f"points={checks.shown(points)} must be a number of index points that is not 0, from -100 to 100, such as 5"
        )
    return found


def _method(answered: Answered, source: Any, form: str) -> str:
    words = {
        "pooled": say(
            "weights of one model of all segments" if answered.reading.segments > 1 else "weights of the model"
        ),
        "segment": say("every segment by weights of its own"),
    }
    from_ = words[source] if isinstance(source, str) else say("frozen weights")
    template = "Index of a path model by {form}, {weights}, {scheme} scheme"
    return say(template, form=FORM_WORDS[form], weights=from_, scheme=SCHEMES[answered.reading.spec.scheme])


def _notes(found: Measurement, source: Any) -> list[str]:
    """What is to be known of the errors."""
    notes, rows = found.design_notes(), found.answered.rows
    if isinstance(source, PathWeights):
        return [*notes, say("weights are known: impacts, which need an estimated model, are not told")]
    if (again := found.resampled) is None:
        return [*notes, say("no resamples, so no intervals")]
    if rows.replicates is None:
        notes.append(
            say("errors of {count:,} resamples, in each of which the model was estimated anew", count=len(again.mean))
        )
        notes += [] if rows.sampling is None else rows.sampling.lonely_note
    return [*notes, *again.failed_note, *_negative(found)]


def _identity(survey: Survey, compare: Any, by: Any, wave: Any) -> list[str]:
    """Words for an identity that a comparison does not look at."""
    return [] if compare is None else identity_notes(survey, compared_wave(survey, by, wave))


def _negative(found: Measurement) -> list[str]:
    """Words for resamples with a negative weight, which count as they are."""
    ruler = found.drawn_ruler
    if ruler is None or found.indexes.known:
        return []
    count = int((ruler.slopes < 0).reshape(len(ruler.slopes), -1).any(axis=1).sum())
    words = "{count:,} of {of:,} resamples have a negative weight, and count as they are"
    return [say(words, count=count, of=len(ruler.slopes))] if count else []


def _alike(answered: Answered, indexes: Indexes, names: tuple[str, ...]) -> list[str]:
    """Words for rows that have no interval because all respondents are alike."""
    segments = answered.rows.segments.in_words
    called = [answered.reading.called(name) for name in names]
    rows = [row_words(segments[s], called[k]) for s, k in np.argwhere(indexes.alike).tolist()]
    return alike_notes(rows)
