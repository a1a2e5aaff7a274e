"""Multiple regression of an outcome on its drivers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from .. import _core
from ..distributions import f_p_value, t_p_value, t_quantile
from ..results.regression import INTERCEPT, RegressionResult
from ..results.table import Table
from ..survey import Survey, options
from ..survey.missing import base_facts
from ..types import WeightType
from . import errors as error_kinds
from .collinearity import Collinearity, decompose
from .diagnostics import residual_table, residual_tests
from .errors import Covariance, Errors
from .hypotheses import chow_test, equality, generalized_vif, term_tests, wald
from .least_squares import LeastSquares, conditions, fit_least_squares
from .model import Model, failures, read_model
from .predict import Encoding

#: Columns of the result, which a key column may not be named.
COLUMNS = (
    "term", "level", "estimate", "std_error", "statistic", "df", "p_value", "conf_low", "conf_high", "standardized",
    "partial", "semipartial", "vif", "n", "n_eff",
)  # fmt: skip


def regression(
    data: Any,
    outcome: str,
    drivers: str | list[str] | None = None,
    *,
    covariates: str | list[str] | None = None,
    factors: Any = None,
    by: str | list[str] | None = None,
    model: Literal["linear", "logit", "ordered"] = "linear",
    errors: Errors | None = None,
    cluster: str | None = None,
    weights: str | None = None,
    weight_type: WeightType | None = None,
    intercept: bool = True,
    diagnostics: bool = False,
    conf_level: float = 0.95,
    missing: Literal["drop", "raise"] = "drop",
    na_codes: Any = None,
    value_labels: Any = None,
) -> RegressionResult:
    r"""Multiple regression by (weighted) least squares, with everything its summary table holds.

    .. math:: b = (X'WX)^{-1} X'Wy, \qquad
              V(b) = \hat\sigma^2 (X'WX)^{-1}, \qquad
              \hat\sigma^2 = \frac{\sum w\,e^2}{n - k}

    solved from weighted moments on the correlation scale, so the units of a driver do not matter. Every kind of weights
    has its own right standard errors: of the model for precision weights and for frequencies, which count
    :math:`\sum w` observations instead of n; robust (HC1) for probability weights; of the sampling design, as in survey
    packages, wherever the survey declares strata, clusters, a finite population or replicate weights. `errors`
    overrides that.

    Parameters
    ----------
    data : data frame, mapping or Survey
        One row a respondent.
    outcome : str
        Column to explain; or a formula such as ``"overall ~ network * C(brand)"``, which needs the `formula` extra.
    drivers : list of str, optional
        Columns that explain it; none beside a formula.
    covariates : list of str, optional
        Columns held constant: in the model like drivers, left out of pictures.
    factors : list of str or mapping, optional
        Drivers and covariates that are categories, kept whole as a block of 0/1 columns: a list, or a mapping from
        column to reference level; the first level in order without one.
    by : str or list of str, optional
        Segments, each with a regression of its own, and tests whether their coefficients are equal. A segment that
        cannot be fitted is reported and the others are done.
    model : {"linear"}
        Kind of model.
    errors : {"classical", "HC0", "HC1", "HC2", "HC3", "HC4", "cluster", "design"}, optional
        Standard errors: of the model itself, robust against unequal variances (HC3 is safest in small samples), robust
        within clusters, or of the sampling design: without a declared one, of respondents drawn independently.
    cluster : str, optional
        Column of the clusters of ``errors="cluster"``.
    weights, weight_type, na_codes, value_labels
        As in `Survey`, overriding it.
    intercept : bool
        Without an intercept, R², F and the standardized coefficients are about zero instead of the means.
    diagnostics : bool
        Keep every respondent's residual, leverage and Cook's distance, and test the residuals for equal variance
        (Breusch and Pagan, studentized) and normality.
    conf_level : float
        Probability that an interval covers its coefficient.
    missing : {"drop", "raise"}
        Leave respondents with any missing answer out, or refuse them.

    Returns
    -------
    RegressionResult
        One row a term (a level of a factor) and segment; `glance()` has R², F, AIC and the condition number;
        `term_tests`, `equality`, `collinearity`, `residuals` and `tests` are further tables; `predict` predicts.

    Raises
    ------
    DataError
        Unknown columns or options, text, infinite values, bad weights.
    ModelError
        Too few respondents, a driver that does not vary, drivers that are linearly dependent (all are named).

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

    Examples
    --------
    >>> import placet
    >>> answers = {"overall": [9, 7, 3, 8, 5], "network": [9, 8, 2, 7, 5], "bills": [6, 5, 4, 9, 7]}
    >>> placet.regression(answers, "overall", ["network", "bills"])["estimate"].round(4)
    array([0.1215, 0.7696, 0.243 ])
    """
    conf_level = options.level(conf_level)
    intercept = options.flag("intercept", intercept)
    diagnostics = options.flag("diagnostics", diagnostics)
    options.choice("model", model, ("linear",))
    survey = Survey.of(data, weights=weights, weight_type=weight_type, na_codes=na_codes, value_labels=value_labels)
    kind = error_kinds.chosen(errors, survey, cluster)
    spec = read_model(
        survey, outcome, drivers, covariates=covariates, factors=factors, by=by, intercept=intercept,
        reserved=COLUMNS, design="declared" if kind == "design" else "none",
    )  # fmt: skip
    fitted = fit_least_squares(spec)
    facts = base_facts(spec.rows, fitted.moments, missing, "the outcome or a driver")
    notes = [*failures(spec, fitted.fits), *conditions(fitted, stacklevel=3)]
    clusters = survey.clusters(cluster or survey.cluster or "") if kind == "cluster" else None
    covariances = error_kinds.covariances(fitted, kind, spec.rows, clusters)
    shared = [_collinearity(fitted, segment) for segment in range(spec.segments)]
    notes += _covariance_notes(covariances) + _collinearity_notes(spec, shared)
    method = "Weighted least squares" if survey.weights else "Least squares"
    about = {
        "method": f"{method}, {error_kinds.words(kind, spec.rows, cluster or survey.cluster)}",
        "errors": kind,
        "conf_level": conf_level,
        **spec.facts(),
        "missing": missing,
        **facts,
        "notes": notes,
    }
    residuals = residual_table(fitted) if diagnostics else None
    overall = {} if kind == "classical" else _overall(fitted, covariances)
    return RegressionResult(
        coefficient_table(fitted, covariances, conf_level),
        spec.rows.segments.names,
        about,
        survey.labels,
        survey.frame.library,
        fitted.facts() | overall,
        covariance=tuple(None if c is None else c.matrix for c in covariances),
        term_tests=_term_tests(fitted, covariances),
        equality=_equality(fitted, covariances, kind),
        collinearity=_collinearity_table(spec, shared),
        residuals=residuals,
        tests=None if residuals is None else residual_tests(fitted, residuals),
        encoding=Encoding.of(spec, fitted.stack("sigma")),
    )


def coefficient_table(fitted: LeastSquares, covariances: Sequence[Covariance | None], conf_level: float) -> Table:
    """One row a coefficient and segment, NaN where a segment could not be fitted."""
    model = fitted.model
    columns = model.columns
    lead = int(model.intercept)
    blocks = [_segment(fitted, i, covariance, conf_level) for i, covariance in enumerate(covariances)]
    stacked = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    terms = [INTERCEPT] * lead + [term.name for term, _ in columns]
    levels = [""] * lead + [level for _, level in columns]
    keys = model.rows.segments.columns(repeat=len(terms))
    return Table({**keys, "term": terms * len(blocks), "level": levels * len(blocks), **stacked})


def _segment(
    fitted: LeastSquares, segment: int, covariance: Covariance | None, conf_level: float
) -> dict[str, np.ndarray]:
    """The columns of one segment."""
    fit, lead = fitted.fits[segment], int(fitted.model.intercept)
    count = len(fitted.model.drivers) + lead
    if covariance is None or not isinstance(fit, dict):
        blank = {name: np.full(count, np.nan) for name in COLUMNS[2:-2]}
        return blank | {"n": np.full(count, fitted.moments[segment].n, dtype=np.int64), "n_eff": blank["estimate"]}
    estimate = fit["coefficients"]
    std_error = np.sqrt(np.diag(covariance.matrix))
    df = np.full(count, covariance.df)
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = estimate / std_error
        # Correlations are those of the rows, whatever the errors are.
        t = (estimate / fit["std_errors"])[lead:]
        partial = t / np.sqrt(t**2 + fit["df_resid"])
        semipartial = t * np.sqrt((1 - fit["r2"]) / fit["df_resid"])
    margin = t_quantile(conf_level, df) * std_error
    blank = np.full(lead, np.nan)
    return {
        "estimate": estimate,
        "std_error": std_error,
        "statistic": statistic,
        "df": df,
        "p_value": t_p_value(statistic, df),
        "conf_low": estimate - margin,
        "conf_high": estimate + margin,
        "standardized": np.concatenate([blank, fit["standardized"]]),
        "partial": np.concatenate([blank, partial]),
        "semipartial": np.concatenate([blank, semipartial]),
        "vif": np.concatenate([blank, fit["vif"]]),
        "n": np.full(count, int(fit["n"]), dtype=np.int64),
        "n_eff": np.full(count, fit["n_eff"]),
    }


def _covariance_notes(covariances: Sequence[Covariance | None]) -> list[str]:
    found = [note for covariance in covariances if covariance is not None for note in covariance.notes]
    return list(dict.fromkeys(found))


def _overall(fitted: LeastSquares, covariances: Sequence[Covariance | None]) -> dict[str, np.ndarray]:
    """Test that no slope is other than 0, by the errors chosen."""
    lead = int(fitted.model.intercept)
    statistic, df = np.full((2, len(covariances)), np.nan)
    for segment, (estimate, covariance) in enumerate(zip(fitted.estimates, covariances, strict=True)):
        if estimate is not None and covariance is not None:
            statistic[segment] = wald(estimate[lead:], covariance.matrix[lead:, lead:])
            df[segment] = covariance.df
    return {
        "f_statistic": statistic,
        "f_df_resid": df,
        "f_p_value": f_p_value(statistic, fitted.stack("df_model"), df),
    }


def _term_tests(fitted: LeastSquares, covariances: Sequence[Covariance | None]) -> Table:
    model = fitted.model
    vif: list[dict[str, float]] = []
    for moments, fit in zip(fitted.moments, fitted.fits, strict=True):
        if not isinstance(fit, dict):
            vif.append({})
            continue
        squares = moments.comoment
        if not model.intercept:
            squares = squares + moments.sum_w * np.outer(moments.mean, moments.mean)
        roots = np.sqrt(np.diag(squares))[1:]
        scale = np.outer(roots, roots)
        vif.append(generalized_vif(model, squares[1:, 1:] / scale, fit["unscaled"] * scale))
    return term_tests(model, fitted.estimates, covariances, int(model.intercept), vif)


def _equality(fitted: LeastSquares, covariances: Sequence[Covariance | None], kind: Errors) -> Table | None:
    chow = _chow(fitted) if kind == "classical" and len(fitted.fitted) > 1 else None
    return equality(fitted.model, fitted.estimates, covariances, int(fitted.model.intercept), chow)


def _chow(fitted: LeastSquares) -> tuple[float, float, float] | None:
    """Chow's test, where the segments together can be fitted."""
    model = fitted.model
    pooled = sum((fitted.moments[i] for i, _ in fitted.fitted), _core.Moments())
    both = fit_least_squares(model, [pooled])
    if not both.fitted:
        return None
    rss = [fit["rss"] for _, fit in fitted.fitted]
    return chow_test(both.fitted[0][1]["rss"], [fit for _, fit in fitted.fitted], rss)


def _collinearity(fitted: LeastSquares, segment: int) -> Collinearity | None:
    if not isinstance(fitted.fits[segment], dict):
        return None
    return decompose(fitted.moments[segment], fitted.model.intercept)


def _collinearity_table(model: Model, shared: Sequence[Collinearity | None]) -> Table:
    """Condition indices by dimension, and every coefficient's share of variance in each."""
    lead = [INTERCEPT] * int(model.intercept)
    terms = lead + [term.name for term, _ in model.columns]
    levels = [""] * len(lead) + [level for _, level in model.columns]
    k = len(terms)
    blocks = [
        (np.full(k * k, np.nan), np.full(k * k, np.nan)) if c is None else (np.repeat(c.index, k), c.shares.ravel())
        for c in shared
    ]
    return Table(
        {
            **model.rows.segments.columns(repeat=k * k),
            "dimension": np.tile(np.repeat(np.arange(1, k + 1), k), len(blocks)),
            "condition_index": np.concatenate([index for index, _ in blocks]),
            "term": terms * k * len(blocks),
            "level": levels * k * len(blocks),
            "share": np.concatenate([share for _, share in blocks]),
        }
    )


def _collinearity_notes(model: Model, shared: Sequence[Collinearity | None]) -> list[str]:
    lead = [INTERCEPT] * int(model.intercept)
    names = lead + [f"{term.name} {level}".strip() for term, level in model.columns]
    notes = []
    for segment, found in enumerate(shared):
        for index, involved in found.involved(names) if found else []:
            # A mean far from 0 beside a small spread involves the intercept alone with a driver: nothing to mend.
            if len([name for name in involved if name != INTERCEPT]) > 1:
                listed = ", ".join(f"'{name}'" for name in involved if name != INTERCEPT)
                notes.append(f"{model.where(segment)}collinear: {listed} (condition index {index:.0f})")
    return notes
