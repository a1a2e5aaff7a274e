"""Fuzzy comprehensive evaluation of an indicator tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ... import checks
from ..._core import DataError
from ...inference.designed_spread import Replicated
from ...inference.resampled_sums import Resampler
from ...language import say
from ...options.door import takes
from ...options.shared import BY, CONF_LEVEL, DESIGN, FREQ, PROGRESS, RNG, TOTAL, WAVE, WAVES
from ...progress import bar
from ...results.index.fuzzy_evaluation import FuzzyResult
from ...survey import Survey
from ...survey.away import need_rows
from ...survey.facts import alike_notes, design_notes, first_named, row_words
from ...survey.reading import keys_of
from ...types import AsGiven
from ..trees.grades import Grades
from ..trees.indicator_tree import IndicatorTree, tree_of
from ..trees.read import Reading, read_tree, scales_of
from ..trees.tree import Tree
from .evaluation import Evaluation, Resampled, of_matrices, of_means
from .given import given_memberships
from .graded import Graded
from .membership import KINDS, WORDS, MembershipKind
from .operators import Operator, OperatorName, operator_of
from .tables import COLUMNS, Evaluated
from .ties import near_ties

#: Resamples that take long enough to show a bar.
BAR = 500


@takes(BY, TOTAL, WAVE, WAVES, FREQ, CONF_LEVEL, RNG, PROGRESS, *DESIGN)
def fuzzy_evaluation(
    survey: Survey,
    tree: AsGiven,
    *,
    grades: Mapping[str, float],
    scale: tuple[float, float] | Mapping[str, tuple[float, float]] | None = None,
    operator: OperatorName | str = "M(·,+)",
    membership: MembershipKind = "frequency",
    normalize: bool = False,
    name: str | None = None,
    n_resamples: int = 2000,
    by: Any,
    wave: Any,
    conf_level: float,
    rng: Any,
    progress: bool | None,
) -> FuzzyResult:
    r"""Fuzzy comprehensive evaluation: how far every node of a tree belongs to every grade, and the index that follows.

    .. math:: b = a \circ R, \qquad I = \sum_g p_g \frac{b_g}{\sum_h b_h}

    with R the memberships of the children of a node in the grades, a row a child that sums to 1, a their weights, p the
    points of the grades, and :math:`\circ` one of

    ========  ==================  ==========================================  ====================================
    operator  typed               :math:`b_g`                                 called
    ========  ==================  ==========================================  ====================================
    M(·,+)    ``M(.,+)``          :math:`\sum_j a_j r_{jg}`                   weighted average
    M(∧,∨)    ``M(min,max)``      :math:`\max_j \min(a_j, r_{jg})`            main factor decides (Zadeh)
    M(·,∨)    ``M(.,max)``        :math:`\max_j a_j r_{jg}`                   main factor stands out
    M(∧,⊕)    ``M(min,bounded)``  :math:`\min(1, \sum_j \min(a_j, r_{jg}))`   unbalanced average
    M(·,⊕)    ``M(.,bounded)``    :math:`\min(1, \sum_j a_j r_{jg})`          weighted average with a bounded sum
    ========  ==================  ==========================================  ====================================

    from the indicators up, level by level; the normalised vector of a node is its row in the matrix of the node above.
    Weights sum to 1, so that the bound of M(·,⊕) is never reached: it is M(·,+).

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent; or with ``membership="given"`` the memberships of the indicators in the grades: a mapping
        or frame ``{column: memberships}`` in the order of `grades`, or an array of indicators, in the order of the
        tree, by grades. Each sums to 1.
    tree : IndicatorTree or mapping
        See `satisfaction_index`. The weights of indicators are in it (others by `IndicatorTree.reweight`, or from
        `ahp_weights` and the like); `weights` are those of the respondents, as everywhere.
    grades : mapping
        Points of the grades from 0 to 100, in order: ``{"very satisfied": 95, "satisfied": 80, ...}``.
    scale : (float, float) or mapping
        Lowest and highest possible answer, of all indicators or by column; any other answer is an error.
    operator : {"M(·,+)", "M(∧,∨)", "M(·,∨)", "M(∧,⊕)", "M(·,⊕)"}
        How weights and memberships are composed; also as typed in the table above.
    membership : {"frequency", "triangular", "trapezoid", "gaussian", "given"}
        How answers belong to grades. ``"frequency"``: every point of the scale is a grade, the lowest the lowest, so
        that the memberships of an indicator are the (weighted) shares of its answers. The others are of scores, the
        answers rescaled to 0..100, between the points of the grades, and sum to 1, too: ``"triangular"`` falls in
        straight lines from each grade to its neighbours, ``"trapezoid"`` is flat over the quarters of the distance next
        to each and falls between, ``"gaussian"`` is normal curves that cross in the middle at one half, divided by
        their sum. Scores beyond the outermost grades are at them.
    normalize : bool
        Divide the weights of every node by their sum; otherwise those that do not sum to 1 are refused.
    name : str, optional
        Name of the whole.
    n_resamples : int
        Bootstrap resamples for the errors of M(∧,∨), M(·,∨) and M(∧,⊕); 0 for none.
    {options}

    Returns
    -------
    FuzzyResult
        One row a node and segment: the index, the grade of largest membership, how far ahead it is. The table
        `memberships` has the vectors, one row a node and grade.

    Raises
    ------
    DataError
        Grades out of order, an answer off the scale or between its points, an indicator nobody answered, memberships
        that do not sum to 1, weights that do not.

    Notes
    -----
    With M(·,+) the index by weighted grades **is** the weighted mean of the points of respondents' grades: what
    `satisfaction_index` says of answers recoded to the points. So all errors, intervals, designs and effective bases
    are those of that index (linearised means, see there). With triangular memberships between grades at 0 and 100
    it is the index of the answers as they are.

    The other operators take maxima and minima, which have no derivative where terms tie. Their intervals are
    percentiles of resamples of respondents; of those of a design, of whole clusters within strata (Rao, Wu and Yue's
    rescaling), and of replicate weights they are t intervals, as quantiles of few clusters are too near. **Where two
    terms tie they are not valid**: the bootstrap is not consistent there [3]_, and a note names the nodes where two
    terms are nearer to each other than two of their standard errors. `n_eff` is that of the weighted average. Where two
    grades have the same largest membership the higher one is named, and a note says so.

    M(∧,∨) and M(∧,⊕) compare weights with memberships. Of many indicators all weights are below all memberships, which
    then say nothing: compose in several levels, or take M(·,+).

    Every indicator is averaged over those who answered it. One that nobody in a segment was asked leaves its weight to
    the others beside it; all others enter the operators as they are.

    References
    ----------
    .. [1] Zadeh, L. A. (1965). Fuzzy sets. Information and Control 8, 338-353.
    .. [2] Wang Peizhuang (1983). Theory of Fuzzy Sets and Its Applications (in Chinese). Shanghai Scientific and
       Technical Publishers.
    .. [3] Fang, Z. and Santos, A. (2019). Inference on directionally differentiable functions. Review of Economic
       Studies 86, 377-412.

    Examples
    --------
    >>> import placet
    >>> grades = {"very good": 95, "good": 80, "fair": 65, "poor": 40}
    >>> matrix = {"price": [0.5, 0.3, 0.15, 0.05], "staff": [0.3, 0.4, 0.2, 0.1]}
    >>> found = placet.fuzzy_evaluation(matrix, {"price": 0.6, "staff": 0.4}, grades=grades, membership="given")
    >>> found["grade"][0], round(float(found["estimate"][0]), 2)
    ('very good', 80.95)
    """
    nodes = tree_of(tree, name=name, normalize=checks.flag("normalize", normalize))
    conf_level, made = checks.level(conf_level), operator_of(operator)
    kind = checks.choice("membership", membership, KINDS)
    words, count = Grades(grades), checks.resamples(n_resamples, 0)
    keys = keys_of(survey, by, wave)
    about: dict[str, Any] = {
        "operator": made.name,
        "membership": kind,
        "grades": dict(zip(words.names, words.points.tolist(), strict=True)),
        "conf_level": conf_level,
        "weights": survey.weights,
        "weight_type": survey.weight_type,
    }
    if kind == "given":
        given = given_memberships(survey, list(nodes.columns), words, list(map(str, grades)), keys)
        flat = Tree.of(nodes)
        found = Evaluated(flat, of_matrices(flat, made, given, words), words)
        about |= {"n_used": 0, "n_total": 0, "n_missing": 0, "conf_level": None, "notes": _equal(found)}
        return _result(survey, nodes, found, about, made)
    if scale is None:
        raise DataError("fuzzy_evaluation() needs scale=, the lowest and the highest answer there may be")
    need_rows(survey)
    reading = read_tree(survey, nodes, scale=scale, missing="available", by=keys, reserved=COLUMNS)
    graded = Graded(reading.rows, reading.tree, reading.scores.units, words, kind)
    graded.check(scales_of(scale, nodes.columns))
    if made.linear:
        evaluation = of_means(graded, conf_level)
    else:
        resampler = Resampler(reading.rows, count, checks.seed(rng))
        evaluation = _resampled(Resampled(graded, made, resampler, conf_level), progress)
        about |= _drawn(resampler)
    found = Evaluated(reading.tree, evaluation, words, reading.rows.segments, graded)
    notes = [*_errors(made, evaluation, about, reading), *_tied(found, made, about), *_design(reading)]
    notes += [*reading.notes, *_alike(found), *_equal(found)]
    return _result(survey, nodes, found, {**about, "scale": scale, **reading.facts, "notes": notes}, made)


def _result(
    survey: Survey, tree: IndicatorTree, found: Evaluated, about: dict[str, Any], operator: Operator
) -> FuzzyResult:
    template = "Fuzzy evaluation of {count} indicators in {grades} grades by the {operator}, {kind}"
    sizes = {"count": len(tree.columns), "grades": len(found.grades.names)}
    about["method"] = say(template, **sizes, operator=operator.words, kind=WORDS[about["membership"]])
    labels = {**tree.labels, **survey.labels}
    return FuzzyResult(found.table(), found.segments.names, about, labels, survey.frame.library, found.memberships())


def _drawn(resampler: Resampler) -> dict[str, int]:
    """What repeats the resamples, if there are any."""
    if not resampler.resamples:
        return {}
    seed = {"seed": resampler.seed} if resampler.rows.replicates is None else {}
    return {"n_resamples": resampler.resamples, **seed}


def _resampled(work: Resampled, progress: bool | None) -> Evaluation:
    total = work.resampler.resamples * len(work.graded.index.means.n)
    with bar(total, "resample", progress, least=BAR) as report:
        return work.evaluation(report)


def _errors(operator: Operator, evaluation: Evaluation, about: Mapping[str, Any], reading: Reading) -> list[str]:
    """Words for where errors come from, and when they are none."""
    if operator.linear:
        return [say("the index is the weighted mean of the grades' points and has its errors")]
    if "n_resamples" not in about:
        return []
    count = about["n_resamples"]
    if reading.rows.replicates is not None:
        found = [say("errors of {count:,} replicate weights, not valid where terms tie", count=count)]
    elif reading.rows.sampling is not None:
        found = [
            say("t intervals of {count:,} bootstrap resamples of the design, not valid where terms tie", count=count)
        ]
    else:
        found = [say("percentile intervals of {count:,} bootstrap resamples, not valid where terms tie", count=count)]
    if (lost := evaluation.lost) > 0:
        found.append(say("{count:,} resamples lack all answers to an indicator and are left out", count=lost))
    sampling = reading.rows.sampling
    return found + ([] if sampling is None or reading.rows.replicates is not None else sampling.lonely_note)


def _design(found: Reading) -> list[str]:
    spread = found.scores.spread
    return design_notes(found.rows, [spread.lost] if isinstance(spread, Replicated) else [])


def _alike(found: Evaluated) -> list[str]:
    """Words for rows that have no interval because all respondents are alike."""
    assert found.graded is not None
    return alike_notes(_rows(found, found.graded.alike))


def _equal(found: Evaluated) -> list[str]:
    """Words for rows whose largest membership is that of two grades."""
    rows = _rows(found, found.equal)
    words = "two grades have the largest membership, and the higher one is named: {rows}"
    return [say(words, rows=first_named(rows))] if rows else []


def _tied(found: Evaluated, operator: Operator, about: Mapping[str, Any]) -> list[str]:
    """Words for rows whose intervals are not valid, because terms tie there."""
    if operator.linear or "n_resamples" not in about:
        return []
    rows = _rows(found, near_ties(found.tree, operator, found.evaluation))
    words = "terms tie, or are within two standard errors of it, so that intervals are not valid: {rows}"
    return [say(words, rows=first_named(rows))] if rows else []


def _rows(found: Evaluated, which: Any) -> list[str]:
    """Rows of the result in words."""
    names, segments = found.tree.names, found.segments.in_words
    return [row_words(segments[s], names[node]) for s, node in np.argwhere(which).tolist()]
