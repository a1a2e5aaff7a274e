"""Multiple regression of an outcome on its drivers."""

from __future__ import annotations

from typing import Any, Literal

from ... import checks
from ..._core import DataError
from ...missing.gaps import Missing
from ...options.door import takes
from ...results.drivers.regression import RegressionResult
from ...survey import Survey
from ...survey.away import need_rows
from ...types import Columns, OneColumn
from ..options import DRIVERS, EVENT, Errors
from ..prepare import prepare
from ..standard_errors.analysis import analyse
from .result import COLUMNS, LOGIT_COLUMNS, linear_result, logit_result


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
    factors: Any,
    conf_level: float,
    missing: Missing,
    **options: Any,
) -> RegressionResult:
    r"""Multiple regression with everything its summary table holds: least squares, binary or ordered logit.

    .. math:: b = (X'WX)^{-1} X'Wy, \qquad
              V(b) = \hat\sigma^2 (X'WX)^{-1}, \qquad
              \hat\sigma^2 = \frac{\sum w\,e^2}{n - k}

    solved from weighted moments on the correlation scale, so the units of a driver do not matter. Every kind of weights
    has its own right standard errors: of the model for precision weights and for frequencies, which count
    :math:`\sum w` observations instead of n; robust for probability weights (HC3); of the sampling
    design, as in survey packages, wherever the survey declares strata, clusters, a finite population or replicate
    weights. `errors` overrides that.

    ``model="logit"`` explains whether an event happened, ``model="ordered"`` the answer on a scale as it is, by

    .. math:: P(y \le c) = \frac{1}{1 + \exp(-(\tau_c - x'b))}

    (proportional odds [6]_; the binary logit is its case of two categories), fitted by maximum likelihood.

    Parameters
    ----------
    {data}
    outcome : str or vector
        What is to be explained; or a formula such as ``"overall ~ network * C(brand)"``, see the notes, which needs the
        `formula` extra.
    drivers : str, vector or list of them, optional
        What explains it; all columns of the data if the outcome is a vector, none beside a formula.
    model : {"linear", "logit", "ordered"}
        Least squares of a number, logit of an event, ordered logit of categories.
    errors : {"classical", "HC0", "HC1", "HC2", "HC3", "HC4", "cluster", "CR2", "design"}, optional
        Standard errors: of the model itself, robust against unequal variances (HC3 is safest in small samples), robust
        within clusters, the same corrected for few clusters (CR2, for fewer than 30), or of the sampling design:
        without a declared one, of respondents drawn independently. Logits know "classical", "HC0", "HC1", "HC3",
        "cluster" and "design"; their HC3 is the jackknife of one Newton step. Capitals do not matter.
    intercept : bool
        Without an intercept, R², F and the standardized coefficients are about zero instead of the means: `fit` has
        `r2_about_zero` and `r2_about_mean`, and the summary says which is shown.
    precision : {"standard", "high"}
        With ``"high"`` moments and solve have 31 digits: for nearly dependent drivers and nearly perfect fits.
    diagnostics : bool
        Keep every respondent's residual, leverage and Cook's distance, and test the residuals for equal variance
        (Breusch and Pagan, studentized; under probability weights or a design by HC3 or its errors) and normality
        (of respondents: frequencies count as repeated rows).
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
        Unknown columns or options, text, infinite values, bad weights; a formula with anything but what the notes list.
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

    Notes
    -----
    A formula is read by a grammar of its own, and nothing in it is evaluated but this list: columns, numbers; between
    terms ``+ - * / : ** ^ %in%`` and brackets; ``C(brand)``, compared with another level by ``C(brand,
    Treatment("B"))``, or coded by ``Sum``, ``Helmert``, ``Diff`` or ``Poly``; in ``I()`` or braces ``+ - * / **`` and
    comparisons; ``log``, ``log2``, ``log10``, ``log1p``, ``exp``, ``exp2``, ``expm1``, ``sqrt``, ``abs`` (also as
    ``np.log``); ``center``, ``scale``, ``standardize``, ``poly``, ``bs``, ``cr``, ``cs``, ``cc``, which are made of the
    rows used, in every segment of its own. Anything else is refused by name before it is computed. A column of any name
    is written in back-quotes, as in ``log(`Q1.1`)``; names of letters, digits, dots and underscores need none, not even
    ``scale`` where it is not called. ``- 1`` leaves out the intercept.

    t has the n - k residual degrees of freedom under errors of the model and HC0 to HC4, normal quantiles for a logit.
    Among G clusters ``"cluster"`` multiplies by G / (G - 1) (n - 1) / (n - k) and t has G - 1, of a logit, its marginal
    effects and predictions, too. ``"CR2"`` corrects residuals such that errors of independent answers are unbiased
    [7]_, and t has Satterthwaite's degrees of freedom, own ones for every coefficient [8]_. ``"design"`` multiplies by
    n_h / (n_h - 1) in every stratum, and t has units less strata, less k - 1, as in R's svyglm.

    A test of q coefficients (F of the model in `fit`, `term_tests`) is one of the same errors, and t² for q = 1: F of
    the sums of squares and a logit's likelihood ratio under errors of the model; Wald's, W / q, under HC0 to HC4;
    adjusted for the d degrees of freedom of clusters (G - 1), designs (units less strata) and replicate weights: W / q
    times 1 - (q - 1) / d with d - q + 1 below, at most those of t, and none for q >= d [9]_; of imputed data D1 [10]_.
    Up to 100 clusters factor and degrees of freedom are those of Hotelling's T² by clusters that tell unequally much,
    and the factor takes off the bias of the covariance, both as if residuals were independent and alike [8]_: at a
    nominal 5 %, 6 to 30 clusters of very unequal sizes reject 4 to 6 %, where R's F of svyglm, W / q, rejects 11 % and
    more. A single coefficient keeps the t of its errors, which rejects 7 % with 12 of them, under ``"CR2"`` 4 %.
    Coefficients that one cluster alone determines have no error. `equality` is by Chow's F [5]_ under errors of the
    model; else by Wald's with the scale and degrees of freedom of Kenward and Roger [11]_, of HC3 errors in place of
    HC0 to HC2, by the joint covariance of segments that share clusters, and as above of few of these.

    Columns of a term such as ``network:brand`` or ``I(age ** 2)`` are answers of their own to ``missing="em"`` and
    ``"multiple"``, which is biased unless answers are missing completely at random; a note says where.

    Under probability weights, clusters or a declared design, and behind gaps, AIC and BIC count what the coefficients
    cost by their errors, tr :math:`V_0^{-1} V` in place of k [12]_, where V₀ is the covariance of respondents drawn
    alike who answered everything (V is HC3 in place of HC0 to HC2 up to 10,000 rows). Behind gaps likelihood,
    criteria, residual standard deviation and adjusted R² count those who answered the outcome. ``errors="classical"``
    keeps the k of the model.

    A level of a factor that no respondent used has (no outcome, weight 0, an answer to another column missing) is left
    out, in a segment, too, and a note says so; in place of a reference level without cases the first with cases is the
    reference.

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
    .. [7] Bell, R. M. and McCaffrey, D. F. (2002). Bias reduction in standard errors for linear regression with
       multi-stage samples. Survey Methodology 28, 169-181.
    .. [8] Pustejovsky, J. E. and Tipton, E. (2018). Small-sample methods for cluster-robust variance estimation and
       hypothesis testing in fixed effects models. J. of Business and Economic Statistics 36, 672-683.
    .. [9] Korn, E. L. and Graubard, B. I. (1990). Simultaneous testing of regression coefficients with complex survey
       data: use of Bonferroni t statistics. The American Statistician 44, 270-276.
    .. [10] Li, K. H., Raghunathan, T. E. and Rubin, D. B. (1991). Large-sample significance levels from multiply
       imputed data. J. American Statistical Association 86, 1065-1073; degrees of freedom of Reiter, J. P. (2007).
       Biometrika 94, 502-508.
    .. [11] Kenward, M. G. and Roger, J. H. (1997). Small sample inference for fixed effects from restricted maximum
       likelihood. Biometrics 53, 983-997.
    .. [12] Lumley, T. and Scott, A. (2015). AIC and BIC for modeling with complex survey data. J. Survey Statistics and
       Methodology 3, 1-18.

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
    precise = checks.choice("precision", precision, ("standard", "high")) == "high"
    _check_model(model, intercept, diagnostics, precision)
    if diagnostics:
        need_rows(survey)
    call = prepare(
        survey, outcome, drivers, factors=() if factors is None else factors, family=model, intercept=intercept,
        precise=precise, errors=errors, missing=missing, n_resamples=n_resamples,
        reserved=COLUMNS if model == "linear" else LOGIT_COLUMNS, **options,
    )  # fmt: skip
    if diagnostics and not call.gaps.of_rows:
        raise DataError(f"diagnostics=True needs respondents with all answers; missing={missing!r} has none of its own")
    found = analyse(call)
    return logit_result(found, conf_level) if call.outcome else linear_result(found, conf_level, diagnostics)


def _check_model(model: str, intercept: bool, diagnostics: bool, precision: str) -> None:
    """Refuse options of least squares beside another model."""
    usual = {"intercept": (intercept, True), "diagnostics": (diagnostics, False), "precision": (precision, "standard")}
    for name, (given, without) in usual.items():
        if model != "linear" and given != without:
            raise DataError(f'{name}={given!r} goes with model="linear", not with model={model!r}; leave it out')
