"""What drivers do to the Net Promoter Score: by more promoters, and by fewer detractors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ... import checks
from ..._core import DataError, PlacetError
from ...language import say
from ...metrics.metric import Metric, Scale
from ...missing.gaps import OF_MOMENTS, Missing
from ...options.door import takes
from ...results.drivers.nps_drivers import NpsDriversResult
from ...survey import Survey
from ...survey.away import need_rows
from ...survey.columns import numbers
from ...types import Columns, OneColumn
from ..model.model import Model, failures
from ..options import DRIVERS, Errors, chosen_errors
from ..prepare import prepare
from .cut_logits import cut_effects
from .mean_moves import answered_scales, mean_moves
from .moves import Scales, check_on_scales, moves_of, scales_of
from .nps_table import COLUMNS, Found
from .sides import sides_of
from .split_importance import split_importances

#: Points by which drivers move that are given none.
MOVE = 1.0


@takes(*DRIVERS)
def nps_drivers(
    survey: Survey,
    outcome: OneColumn,
    drivers: Columns | None = None,
    *,
    scale: Scale = (0, 10),
    promoter_from: int = 9,
    detractor_to: int = 6,
    move: float | Mapping[str, float] = MOVE,
    driver_scale: Any = None,
    errors: Errors | None = None,
    n_resamples: int | None = None,
    conf_level: float,
    missing: Missing,
    progress: bool | None,
    **options: Any,
) -> NpsDriversResult:
    r"""What every driver does to the Net Promoter Score: how much by promoters made, how much by detractors prevented.

    .. math:: \frac{\mathrm{NPS}}{100} = P(\text{promoter}) + P(\text{no detractor}) - 1

    Least squares of -100, 0 and 100 points on the drivers [1]_ is thus the sum of two regressions on the same drivers:
    of 0 and 100 points (promoters against the rest), and of -100 and 0 (detractors against the rest). Coefficients and
    gains of the two sides sum to those of the score, exactly. So do their parts of the LMG importances [2]_ [3]_: with
    a and b the sides and ESS what a set of drivers explains of a sum of squares, side a has

    .. math:: \mathrm{ESS}(a) + \tfrac12 [\mathrm{ESS}(a + b) - \mathrm{ESS}(a) - \mathrm{ESS}(b)],

    the covariance of its fitted values with those of the score. Gains are NPS points, and what a move does; importances
    are parts of R², and what tells respondents apart today: neither stands for the other.

    Parameters
    ----------
    {data}
    outcome : str or vector
        The answers to the recommendation question.
    drivers : str, vector or list of them, optional
        What explains them, at most 35 columns; all columns of the data if the outcome is a vector.
    scale : (int, int)
        Lowest and highest point of the outcome.
    promoter_from, detractor_to : int
        Cut points, as in `nps`.
    move : float or mapping
        Points by which every respondent moves on a driver, up to the end of its scale (one near the top moves only to
        the top); below 0 down. A mapping gives some drivers moves of their own, the others move by 1.
    driver_scale : (low, high) or mapping, optional
        Scale of the drivers, where moves end: one for all, or one for each. Without it a scale reaches from the lowest
        to the highest answer, or point with a label, and a note says so.
    errors : {"classical", "HC0", "HC1", "HC2", "HC3", "HC4", "cluster", "CR2", "design"}, optional
        Standard errors, as in `regression`, but without a design robust ones (HC3): points of two or three classes
        never have equal variances.
    n_resamples : int, optional
        Bootstrap replicates for the errors of ``missing="em"`` and ``"pairwise"``, as in `regression`.
    {options}

    Returns
    -------
    NpsDriversResult
        One row a driver and segment, the largest gain first, all in NPS points; `importance` and `share` in R². A
        segment that cannot be fitted, or in which nobody is a promoter or a detractor, has NaN and rank 0, the notes
        say why, and the others are done.

    Raises
    ------
    DataError
        An answer off its scale, cut points that overlap, a move farther than a scale is long; and as for `regression`.
        A driver that is a factor (as a covariate it is held constant), a formula.
    ModelError
        Nobody is a promoter, or nobody a detractor; and as for `regression`.

    Notes
    -----
    A gain is the coefficient times the mean move, and its interval counts the errors of both, which do not covary where
    the score is linear in the drivers. It says what comes with a driver where the others stay as they are, which is
    what a change of the driver brings about only as far as nothing else stands behind both.

    What a driver does (`lever`) is told by tests at 1 - `conf_level`, not corrected for many drivers. If the sides
    differ significantly, it is that of the larger side, where this differs from 0: "makes promoters", "prevents
    detractors" (or "loses promoters", "makes detractors"), with "mainly" where the other side differs from 0, too. If
    not, it is "both" (or "harms both") where the score's coefficient differs from 0. Sides of opposite signs are
    "polarises" (more promoters and more detractors) or "evens out". All else is "no effect shown". The covariance of
    the sides, which the test needs, follows from the errors of their sum, whatever errors are chosen.

    Least squares is held against logits, which keep chances between 0 and 1: `promoter_logit` and `detractor_logit` are
    average marginal effects [4]_ of two binary logits, of promoters and of no detractors, in points. An ordered logit
    of the three classes would take the effects at both cuts to be the same. They have no errors; a logit that cannot be
    fitted is said, and the sides stand without it.

    Answers that are missing are imputed, and moments made, before answers get points, once for all three regressions,
    so that the sides sum to the score under every rule. ``"em"`` takes both sides as jointly normal with the drivers.

    References
    ----------
    .. [1] Reichheld, F. F. (2003). The one number you need to grow. Harvard Business Review 81(12), 46-54 (the score).
    .. [2] Lindeman, R. H., Merenda, P. F. and Gold, R. Z. (1980). Introduction to Bivariate and Multivariate Analysis.
    .. [3] Grömping, U. (2006). Relative importance for linear regression in R. J. Statistical Software 17(1).
    .. [4] Bartus, T. (2005). Estimation of marginal effects using margeff. Stata Journal 5(3), 309-329.

    Examples
    --------
    >>> import placet
    >>> answers = {
    ...     "recommend": [10, 9, 8, 3, 5, 9, 7, 6],
    ...     "network": [9, 8, 8, 2, 5, 10, 6, 4],
    ...     "bills": [6, 5, 7, 4, 7, 6, 8, 3],
    ... }
    >>> result = placet.nps_drivers(answers, "recommend", ["network", "bills"], driver_scale=(1, 10))
    >>> result["term"], result["gain"].round(1)
    (('network', 'bills'), array([28.9, -8.3]))
    >>> result["promoter_gain"].round(1), result["detractor_gain"].round(1)
    (array([ 16. , -14.4]), array([12.9,  6.1]))
    """
    conf_level = checks.level(conf_level)
    metric = Metric.nps(scale, promoter_from, detractor_to)
    names = _drivers(outcome, drivers, survey)
    scales = None if driver_scale is None else scales_of(driver_scale, names, option="driver_scale")
    need_rows(survey)
    call = prepare(
        survey, outcome, drivers, scales={outcome: metric.scale, **(scales or {})},
        errors=_robust(errors, survey, missing), missing=missing,
        n_resamples=n_resamples, progress=progress, reserved=COLUMNS, **options,
    )  # fmt: skip
    _check_answers(call.model, metric, scales or {})
    sides = sides_of(call, metric)
    fits = sides.score
    errors_of = [sides.error(segment, metric) for segment in range(fits.segments)]
    model = call.model if call.gaps.of_moments else fits.basis.model
    notes = failures(model, [error or fit for error, fit in zip(errors_of, fits.fits, strict=True)])
    ends = answered_scales(survey, call.model, names) if scales is None else scales
    moves = _moves(move, ends, names)
    fitted = [segment for segment, error in enumerate(errors_of) if not isinstance(error, PlacetError)]
    logits, unfitted = cut_effects(sides, fitted)
    means = mean_moves(call, fits.basis, moves, ends)
    found = Found(sides, split_importances(sides, fitted, progress), means, logits, conf_level)
    facts = found.facts()
    own = {"conf_level": conf_level, **metric.cuts, "move": moves, "driver_scale": ends}
    return NpsDriversResult(
        found.table(),
        fits.basis.model.rows.segments.names,
        call.about(
            call.in_words(say("Least squares of the score, split into promoters and detractors")), model,
            fits.basis.counts(fits.moments), [*notes, *fits.notes, *unfitted, *_said(scales)],
            joint_test=fits.joint_test, **own,
        ),
        survey.labels,
        survey.frame.library,
        fits.facts([{name: values[one.segments] for name, values in facts.items()} for one in fits.groups]),
    )  # fmt: skip


def _robust(errors: Any, survey: Survey, missing: str) -> Any:
    """The kind of errors: where `regression` trusts the model's own, robust ones, for points spread unequally."""
    if errors is not None or missing in OF_MOMENTS:
        return errors
    kind = chosen_errors(None, survey)
    return "HC3" if kind == "classical" else kind


def _drivers(outcome: str, drivers: Any, survey: Survey) -> list[str]:
    """Names of the drivers, none of them a part of a formula."""
    if drivers is None and "~" in outcome and outcome not in survey.frame.names:
        raise DataError(
            f"outcome {outcome!r} is a formula, whose terms cannot move by points; name the outcome and the drivers"
        )
    return checks.names("drivers", drivers)


def _check_answers(model: Model, metric: Metric, scales: Scales) -> None:
    """Refuse drivers that are categories or none, and answers that are no points of their scale."""
    drivers = [term for term in model.terms if term.role == "driver"]
    if not drivers:
        raise DataError("drivers is empty; name at least one driver column")
    for term in drivers:
        if len(term.columns) > 1 or term.reference is not None:
            raise DataError(
                f"driver {term.name!r} is a factor, whose levels cannot move by points; name it in covariates to hold "
                "it constant, or leave it out of factors"
            )
    (low, high), rows = metric.scale, model.rows
    check_on_scales(rows, {model.outcome: (low, high)})
    check_on_scales(rows, scales, "driver_scale")
    answers = numbers(rows.columns[0])
    between = np.flatnonzero(rows.counting & (answers != np.floor(answers)) & ~np.isnan(answers))
    if len(between):
        raise DataError(
            f"outcome {model.outcome!r} holds {answers[between[0]]:g} in row {between[0]}, which is no point of the "
            f"scale {low}..{high}; promoters and detractors are told by whole points"
        )


def _moves(given: Any, ends: Scales, names: list[str]) -> dict[str, float]:
    """Points by driver; those that a mapping does not name move by the usual."""
    if not isinstance(given, Mapping):
        return moves_of("move", given, ends, names)
    own = moves_of("move", given, ends, names)
    rest = moves_of("move", MOVE, ends, [name for name in names if name not in own])
    return {name: own.get(name, rest.get(name, MOVE)) for name in names}


def _said(scales: Scales | None) -> list[str]:
    """Where moves end, if nobody told."""
    if scales is not None:
        return []
    return [say("no scale of the drivers was given: moves end at the lowest and the highest answer, or labelled point")]
