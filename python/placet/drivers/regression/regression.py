"""Multiple regression of an outcome on its drivers."""

from __future__ import annotations

from functools import partial
from typing import Any, Literal

from ... import checks
from ..._core import DataError
from ...options.door import takes
from ...results.drivers.regression import RegressionResult
from ...survey import Survey
from ...types import Columns, OneColumn
from ..fits.cumulative_logit import fit_cumulative_logit
from ..fits.least_squares import fit_least_squares, fit_precisely
from ..model.model import read_model
from ..model.outcome import categories_of, event_of
from ..options import DRIVERS, EVENT, Gaps, Missing
from ..standard_errors import kinds as error_kinds
from ..standard_errors.analysis import analyse
from ..standard_errors.kinds import Errors
from .result import linear_result, logit_result
from .tables import COLUMNS, LOGIT_COLUMNS


@takes(*EVENT, *DRIVERS)
def regression(
    survey: Survey,
    outcome: OneColumn,
    drivers: Columns | None = None,
    *,
    model: Literal["linear", "logit", "ordered"] = "linear",
    errors: Errors | None = None,
    intercept: bool = True,
    precision: Literal["standard", "high"] = "standard",
    diagnostics: bool = False,
    n_resamples: int | None = None,
    event: Any,
    scale: Any,
    covariates: Any,
    factors: Any,
    by: Any,
    wave: Any,
    conf_level: float,
    missing: Missing,
    imputation: Any,
    n_imputations: Any,
    rng: Any,
    progress: bool | None,
) -> RegressionResult:
    r"""Multiple regression with everything its summary table holds: least squares, binary or ordered logit.

    .. math:: b = (X'WX)^{-1} X'Wy, \qquad
              V(b) = \hat\sigma^2 (X'WX)^{-1}, \qquad
              \hat\sigma^2 = \frac{\sum w\,e^2}{n - k}

    solved from weighted moments on the correlation scale, so the units of a driver do not matter. Every kind of weights
    has its own right standard errors: of the model for precision weights and for frequencies, which count
    :math:`\sum w` observations instead of n; robust (HC1) for probability weights; of the sampling design, as in survey
    packages, wherever the survey declares strata, clusters, a finite population or replicate weights. `errors`
    overrides that.

    ``model="logit"`` explains whether an event happened, ``model="ordered"`` the answer on a scale as it is, by

    .. math:: P(y \le c) = \frac{1}{1 + \exp(-(\tau_c - x'b))}

    (proportional odds [6]_; the binary logit is its case of two categories), fitted by maximum likelihood.

    Parameters
    ----------
    {data}
    outcome : str or vector
        What is to be explained; or a formula such as ``"overall ~ network * C(brand)"``, which needs the `formula`
        extra.
    drivers : str, vector or list of them, optional
        What explains it; all columns of the data if the outcome is a vector, none beside a formula.
    model : {"linear", "logit", "ordered"}
        Least squares of a number, logit of an event, ordered logit of categories.
    errors : {"classical", "HC0", "HC1", "HC2", "HC3", "HC4", "cluster", "design"}, optional
        Standard errors: of the model itself, robust against unequal variances (HC3 is safest in small samples), robust
        within clusters, or of the sampling design: without a declared one, of respondents drawn independently. Logits
        know "classical", "HC0", "HC1", "cluster" and "design".
    intercept : bool
        Without an intercept, R², F and the standardized coefficients are about zero instead of the means.
    precision : {"standard", "high"}
        With ``"high"`` moments and solve have 31 digits: for nearly dependent drivers and nearly perfect fits.
    diagnostics : bool
        Keep every respondent's residual, leverage and Cook's distance, and test the residuals for equal variance
        (Breusch and Pagan, studentized) and normality.
    n_resamples : int, optional
        Bootstrap replicates for the errors of ``missing="em"`` and ``"pairwise"``; 0 takes them from the information
        and from influences. Without it 200 for ``"em"`` under probability weights, else 0.
    {options}

    Returns
    -------
    RegressionResult
        One row a term (a level of a factor) and segment; `glance()` has R², F, AIC and the condition number;
        `term_tests`, `equality`, `collinearity`, `residuals` and `tests` are further tables; `predict` predicts. A
        logit has odds ratios (and average marginal effects) in place of the correlations, and McFadden's, Nagelkerke's
        and Tjur's R²; an ordered one `proportional_odds`, Brant's test.

    Raises
    ------
    DataError
        Unknown columns or options, text, infinite values, bad weights.
    ModelError
        Too few respondents, a driver that does not vary, drivers that are linearly dependent, or that separate the
        categories of a logit (all are named).
    ConvergenceError
        Maximum likelihood that does not settle.

    Warns
    -----
    CollinearityWarning
        When the condition number passes 1,000 and coefficients lose digits. The fit is then corrected by the regression
        of its residuals, a second pass over the rows [2]_.

    References
    ----------
    .. [1] Draper, N. R. and Smith, H. (1998). Applied Regression Analysis, 3rd ed. Wiley.
    .. [2] Björck, Å. (1987). Stability analysis of the method of seminormal equations for linear least squares
       problems. Linear Algebra and its Applications 88/89, 31-48.
    .. [3] MacKinnon, J. G. and White, H. (1985). Some heteroskedasticity-consistent covariance matrix estimators.
       J. of Econometrics 29, 305-325. Cribari-Neto, F. (2004). Asymptotic inference under heteroskedasticity of unknown
       form. Computational Statistics and Data Analysis 45, 215-233 (HC4).
    .. [4] Binder, D. A. (1983). On the variances of asymptotically normal estimators from complex surveys.
       International Statistical Review 51, 279-292.
    .. [5] Chow, G. C. (1960). Tests of equality between sets of coefficients. Econometrica 28, 591-605.
    .. [6] McCullagh, P. (1980). Regression models for ordinal data. J. Royal Statistical Society B 42, 109-142.

    Examples
    --------
    >>> import placet
    >>> answers = {"overall": [9, 7, 3, 8, 5], "network": [9, 8, 2, 7, 5], "bills": [6, 5, 4, 9, 7]}
    >>> placet.regression(answers, "overall", ["network", "bills"])["estimate"].round(4)
    array([0.1215, 0.7696, 0.243 ])
    """
    conf_level = checks.level(conf_level)
    intercept = checks.flag("intercept", intercept)
    diagnostics = checks.flag("diagnostics", diagnostics)
    checks.choice("model", model, ("linear", "logit", "ordered"))
    linear = model == "linear"
    _check_model(model, event, scale, intercept, diagnostics, precision)
    gaps = Gaps.of(survey, missing, imputation, n_imputations, n_resamples, rng, progress)
    kind = error_kinds.chosen(errors, survey, None, corrected=linear)
    spec = read_model(
        survey, outcome, drivers, covariates=covariates, factors=factors or {}, by=[*(by or ()), *([wave] if wave else ())], intercept=intercept,
        reserved=COLUMNS if linear else LOGIT_COLUMNS, design="declared" if kind == "design" else "none",
    )  # fmt: skip
    if not linear and not spec.intercept:
        raise DataError(f"model={model!r} always has an intercept; leave '- 1' and '0 +' out of the formula")
    clusters = survey.clusters(survey.cluster or "") if kind == "cluster" else None
    if diagnostics and gaps.missing not in {"drop", "raise", "indicator"}:
        raise DataError(f"diagnostics=True needs respondents with all answers; missing={missing!r} has none of its own")
    if not linear:
        made = event_of(spec, event, scale) if model == "logit" else categories_of(spec)
        found = analyse(made.model, partial(fit_cumulative_logit, categories=made.categories), kind, clusters, gaps)
        return logit_result(found, made, model, kind, survey.cluster, conf_level, gaps)
    precisely = checks.choice("precision", precision, ("standard", "high")) == "high"
    found = analyse(spec, fit_precisely if precisely else fit_least_squares, kind, clusters, gaps)
    return linear_result(found, kind, survey.cluster, conf_level, gaps, diagnostics, precisely)


def _check_model(
    model: str, event: Any, scale: Any, intercept: bool, diagnostics: bool, precision: str
) -> None:  # fmt: skip
    """Refuse options that go with another model."""
    if model != "logit" and (event is not None or scale is not None):
        raise DataError(f'event and scale go with model="logit", not with model={model!r}; leave them out')
    if scale is not None and not isinstance(event, str):
        raise DataError(f'scale={scale!r} goes with event="satisfied", not with event={event!r}; leave it out')
    if model == "linear":
        return
    for name, given, usual in (("intercept", intercept, True), ("diagnostics", diagnostics, False)):
        if given != usual:
            raise DataError(f'{name}={given} goes with model="linear", not with model={model!r}; leave it out')
    if precision != "standard":
        raise DataError(f'precision={precision!r} goes with model="linear", not with model={model!r}; leave it out')
