"""Stepwise selection of drivers, with what it hides: how unstable it is, and which p-values it spoils."""

from __future__ import annotations

from typing import Any, Literal, get_args

from ... import checks
from ..._core import DataError, PlacetError
from ...inference.work import once
from ...options.door import takes
from ...results.drivers.stepwise import StepwiseResult
from ...results.table import Table
from ...survey import Survey
from ...types import Columns, OneColumn
from ..fits.criteria import CRITERIA, Criterion
from ..model.model import located
from ..options import DRIVERS, EVENT, GROUPS
from ..prepare import prepare
from ..regression.result import COLUMNS as REGRESSION_COLUMNS
from .candidates import listed, read_groups
from .refit import estimate
from .stability import check_drawn, frequencies
from .stepwise_selection import read_selection, resample_all, select_all, select_by_set
from .stepwise_tables import inclusion, models_on_the_way, path
from .stepwise_words import method, notes
from .walks.walk import Direction, Rule

#: Columns of the tables of the result, which a key column may not be named.
COLUMNS = (
    *REGRESSION_COLUMNS, "step", "action", "df_resid", "criterion", "r2", "chosen", "terms", "adj_r2", "aic", "aicc",
    "bic", "inclusion", "selected", "rank", "model", "size", "count", "share",
)  # fmt: skip


@takes(GROUPS, *EVENT, *DRIVERS)
def stepwise(
    survey: Survey,
    outcome: OneColumn,
    drivers: Columns | None = None,
    *,
    model: Literal["linear", "logit"] = "linear",
    direction: Direction = "both",
    start: Literal["empty", "full"] | None = None,
    criterion: Literal["p"] | Criterion = "p",
    enter: float | None = None,
    remove: float | None = None,
    n_resamples: int = 200,
    validate: Literal["split"] | None = None,
    split: float | None = None,
    groups: Any,
    factors: Any,
    conf_level: float,
    progress: bool | None,
    **options: Any,
) -> StepwiseResult:
    r"""Stepwise selection of drivers, with every move it weighed and how stable it is.

    At each step every term that may enter or leave is judged by its F in the larger of the two models,

    .. math:: F = \frac{(\mathrm{RSS}_0 - \mathrm{RSS}_1) / df}{\mathrm{RSS}_1 / df_{resid}}

    or by the criterion of the model after the move [1]_. All moves of a step are read off one swept matrix of
    correlations [2]_, so that the rows are read once however many steps there are. A logit is fitted anew for every
    move, which is judged by its likelihood ratio :math:`\chi^2 = 2(\log L_1 - \log L_0)`.

    Selection is not inference. The coefficients of what was selected are too large on average, and their p-values and
    intervals, which ignore the selection, are not valid [3]_; the result says so. Two things help: `inclusion` and
    `models` tell how often bootstrap samples of the respondents lead to the same drivers [4]_, and
    ``validate="split"`` estimates the coefficients from respondents who had no part in the selection.

    Parameters
    ----------
    {data}
    outcome : str or vector
        What is to be explained.
    drivers : str, vector or list of them, optional
        What to choose among; all columns of the data if the outcome is a vector.
    model : {"linear", "logit"}
        Least squares, or the binary logit of an outcome of 0 and 1, whose coefficients are log odds. R² is then
        McFadden's, and k counts no residual variance. Every bootstrap sample is fitted as often as the sample itself.
    direction : {"both", "forward", "backward"}
        Terms may enter and leave, enter only, or leave only.
    start : {"empty", "full"}, optional
        Model that ``"both"`` begins with: that of the covariates (default), or that of all drivers.
    criterion : {"p", "aic", "bic", "aicc", "adj_r2"}
        With ``"p"`` the term of the largest p-value above `remove` leaves; if there is none, the term of the smallest
        below `enter` enters. With the others, the move that makes the model best is made as long as there is one that
        makes it better. AIC, BIC and corrected AIC are :math:`-2\log L + c\,(k + 1)`, where the k coefficients and the
        residual variance are counted as by R's ``AIC()``; ``extractAIC()`` differs by a constant.
    enter, remove : float, optional
        Levels of ``"p"``, without them 0.05 and 0.10; `remove` may not be below `enter` where terms enter and leave.
    n_resamples : int
        Bootstrap resamples of the respondents for `inclusion` and `models`; 0 for none.
    validate : {None, "split"}
        With ``"split"`` drivers are selected on a random part of the respondents, and coefficients, intervals and
        p-values come from the other part: those are valid. Whole clusters (or the rows of one `id`) stay together where
        the survey declares them.
    split : float, optional
        Share of the respondents on whom ``validate="split"`` selects drivers; half without it.
    {options}

    Returns
    -------
    StepwiseResult
        The regression on the selected drivers, one row a term and segment; `selected`, and the tables `path`, `steps`,
        `inclusion` and `models`. Where no driver meets the criterion it is that of the covariates and the constant.
        `fit` has the F of the model by the same errors as `regression`.

    Raises
    ------
    DataError
        Unknown columns or options, a column of two roles, text, infinite values, bad weights.
    ModelError
        An outcome that does not vary, dependent covariates, fewer respondents than the first model has coefficients.
        Drivers that are combinations of others, or do not vary, are no error: they do not enter, and the notes name
        them.

    Notes
    -----
    n is :math:`\sum w` for frequency weights. The F of a group or a factor has as many degrees of freedom as it has
    columns. Of drivers as good as each other, or combinations of each other, those whose names come first in the
    alphabet are taken, however they were listed.

    Under probability weights, under a declared design and where answers are made up for, that F would let drivers of no
    effect in too easily: every fifth at `enter` 0.05, under lognormal weights of standard deviation 1. There every move
    is judged by the joint test that `regression` would report for the term in the larger model, with the errors of the
    result, and the criteria are those of its fit: k is what the coefficients cost by their errors [5]_. Under
    weights alone one scan of the rows serves all moves of a step; otherwise every move takes a fit and a scan (seconds,
    for 50 drivers of 100,000 respondents); of data that stay where they are one scan serves the models that the walk
    will probably come to, of all segments. Bootstrap samples take none, and count the F of every driver by its design
    effect in the whole sample. Separated bootstrap samples of a logit, in which the best driver has no fit, are left
    out and counted in the notes.

    Respondents without an answer are left out also where the driver is not selected. Indicators of missing answers are
    in every model, so that a driver is chosen for what its answers say and not for who was asked. On imputed answers
    every move is judged by the results of all data sets, pooled by Rubin's rules; `inclusion` tells how many data sets
    agree, and bootstrap samples are of all of them [6]_. A logit takes no ``"pairwise"`` or ``"em"``. Under
    ``validate="split"`` both parts are treated apart.

    References
    ----------
    .. [1] Draper, N. R. and Smith, H. (1998). Applied Regression Analysis, 3rd ed., chapter 15. Wiley.
    .. [2] Beaton, A. E. (1964). The use of special matrix operators in statistical calculus. ETS RB-64-51.
    .. [3] Harrell, F. E. (2015). Regression Modeling Strategies, 2nd ed., section 4.3. Springer.
    .. [4] Sauerbrei, W. and Schumacher, M. (1992). A bootstrap resampling procedure for model building. Statistics in
       Medicine 11, 2093-2109.
    .. [5] Lumley, T. and Scott, A. (2015). AIC and BIC for modeling with complex survey data. J. Survey Statistics and
       Methodology 3, 1-18.
    .. [6] Heymans, M. W., van Buuren, S., Knol, D. L., van Mechelen, W. and de Vet, H. C. W. (2007). Variable selection
       under multiple imputation using the bootstrap in a prognostic study. BMC Medical Research Methodology 7, 33.

    Examples
    --------
    >>> import placet
    >>> answers = {
    ...     "overall": [9, 7, 3, 8, 5, 6, 2, 9], "network": [9, 8, 2, 7, 5, 6, 3, 8], "bills": [6, 5, 4, 9, 7, 2, 5, 6]
    ... }
    >>> result = placet.stepwise(answers, "overall", ["network", "bills"], n_resamples=0)
    >>> result.selected
    ('network',)
    >>> result.path["term"], result.path["p_value"].round(3)
    (('network', 'bills', 'network', 'bills'), array([0.   , 0.355, 0.   , 0.508]))
    """
    model = checks.choice("model", model, ("linear", "logit"))
    rule = _rule(direction, start, criterion, enter, remove)
    conf_level = checks.level(conf_level)
    n_resamples = checks.resamples(n_resamples, 0)
    check_drawn(survey, n_resamples)
    share = _split(validate, split)
    blocks = read_groups(groups)
    call = prepare(
        survey, outcome, listed(drivers, blocks), factors=() if factors is None else factors,
        family=model, n_resamples=n_resamples, shared=True, random=validate is not None, progress=progress,
        reserved=COLUMNS, **options,
    )  # fmt: skip
    selection = read_selection(call, blocks, rule, share)
    with once() as first:
        found = select_all(selection)
    if all(isinstance(f, PlacetError) for f in found):
        raise located(call.model, 0, next(f for f in found if isinstance(f, PlacetError)))
    inside = [None if isinstance(f, PlacetError) else f.inside for f in found]
    estimates = estimate(call, selection.among, selection.estimating, inside, conf_level)
    sets = select_by_set(selection, found)
    n_resamples = selection.selecting.resamples(n_resamples)
    samples, failed = resample_all(selection, found, n_resamples, call.gaps.seed, first, progress)
    about = call.about(
        call.in_words(method(rule, survey, model == "logit")), selection.among.model, selection.facts, [],
        model=model, **({"event": call.outcome.words} if call.outcome else {}), **selection.among.facts(),
        groups=blocks, direction=rule.direction, start="full" if rule.full else "empty", criterion=rule.criterion,
        enter=rule.enter, remove=rule.remove, n_resamples=n_resamples, validate=validate, conf_level=conf_level,
        joint_test=estimates.joint_test,
    )  # fmt: skip
    about["notes"] = [*selection.levels, *notes(selection, found, about, failed), *estimates.notes]
    segments = call.model.rows.segments
    return StepwiseResult(
        estimates.table, segments.names, about, survey.labels, survey.frame.library, estimates.facts,
        path=path(selection, found), steps=models_on_the_way(selection, found),
        inclusion=inclusion(selection, found, samples, sets),
        models=frequencies(selection.among, inside, samples, "size") if samples else Table({}), segments=segments.keys,
        selections=tuple(None if terms is None else selection.among.chosen(terms) for terms in inside),
    )  # fmt: skip


def _split(validate: Any, split: Any) -> float | None:
    """The share of the respondents who select; None for all."""
    if validate is not None:
        checks.choice("validate", validate, ("split",))
    share = 0.5 if split is None else _share("split", split)
    if validate is None and split is not None:
        raise DataError(f'split={split!r} goes with validate="split"; add that, or leave it out')
    return None if validate is None else share


def _rule(direction: Any, start: Any, criterion: Any, enter: Any, remove: Any) -> Rule:
    """The rule of a call."""
    direction = checks.choice("direction", direction, get_args(Direction))
    criterion = checks.choice("criterion", criterion, ("p", *CRITERIA))
    if start is not None:
        checks.choice("start", start, ("empty", "full"))
    only = {"forward": "empty", "backward": "full"}.get(direction)
    if only and start not in (None, only):
        raise DataError(f'direction={direction!r} starts from the {only} model, not start={start!r}; use "both"')
    levels = {name: _share(name, given) for name, given in (("enter", enter), ("remove", remove)) if given is not None}
    for name, level in levels.items():
        if criterion != "p":
            raise DataError(f'{name}={level:g} goes with criterion="p", not with criterion={criterion!r}; leave it out')
    rule = Rule(direction, criterion, full=(only or start) == "full", **levels)
    if criterion == "p" and direction == "both" and rule.remove < rule.enter:
        raise DataError(
            f"remove={rule.remove:g} is below enter={rule.enter:g}: a driver could enter and leave for ever; "
            "raise remove, or lower enter"
        )
    return rule


def _share(option: str, given: Any) -> float:
    share = checks.real(given)
    if not 0 < share < 1:
        raise DataError(f"{option}={checks.shown(given)} must be a number between 0 and 1")
    return share
