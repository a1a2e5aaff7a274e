"""Multiple regression of an outcome on its drivers."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from .._core import DataError
from ..distributions import t_p_value, t_quantile
from ..results.regression import INTERCEPT, RegressionResult
from ..results.table import Table
from ..survey import options
from ..types import WeightType
from .model import fit

#: Columns of the result, which a key column may not be named.
COLUMNS = (
    "term", "estimate", "std_error", "statistic", "df", "p_value", "conf_low", "conf_high", "standardized", "vif", "n",
    "n_eff",
)  # fmt: skip


def regression(
    data: Any,
    outcome: str,
    drivers: str | list[str],
    *,
    by: str | list[str] | None = None,
    weights: str | None = None,
    weight_type: WeightType | None = None,
    intercept: bool = True,
    conf_level: float = 0.95,
    missing: Literal["drop", "raise"] = "drop",
    na_codes: Any = None,
    value_labels: Any = None,
) -> RegressionResult:
    r"""Multiple regression by (weighted) least squares, with everything its summary table holds.

    .. math:: b = (X'WX)^{-1} X'Wy, \qquad
              V(b) = \hat\sigma^2 (X'WX)^{-1}, \qquad
              \hat\sigma^2 = \frac{\sum w\,e^2}{n - k}

    solved from weighted moments on the correlation scale, so the units of a driver do not matter. Standard errors are
    those of weighted least squares; frequency weights count :math:`\sum w` observations instead of n. The residual
    standard deviation of `glance` is in units of the outcome; under precision weights that of an answer of weight 1.

    Parameters
    ----------
    data : data frame, mapping or Survey
        One row a respondent.
    outcome : str
        Column to explain.
    drivers : list of str
        Columns that explain it.
    by : str or list of str, optional
        Segments, each with a regression of its own.
    weights, weight_type, na_codes, value_labels
        As in `Survey`, overriding it.
    intercept : bool
        Without an intercept, R², F and the standardized coefficients are about zero instead of the means.
    conf_level : float
        Probability that an interval covers its coefficient.
    missing : {"drop", "raise"}
        Leave respondents with any missing answer out, or refuse them.

    Returns
    -------
    RegressionResult
        One row a term and segment; `glance()` has R², F and the condition number.

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

    Examples
    --------
    >>> import placet
    >>> answers = {"overall": [9, 7, 3, 8, 5], "network": [9, 8, 2, 7, 5], "bills": [6, 5, 4, 9, 7]}
    >>> placet.regression(answers, "overall", ["network", "bills"])["estimate"].round(4)
    array([0.1215, 0.7696, 0.243 ])
    """
    conf_level = options.level(conf_level)
    intercept = options.flag("intercept", intercept)
    if intercept and INTERCEPT in options.names("drivers", drivers):
        raise DataError(
            f"driver {INTERCEPT!r} has the name of the constant; rename the column, or pass intercept=False"
        )
    fits = fit(
        data, outcome, drivers, by=by, weights=weights, weight_type=weight_type, missing=missing, na_codes=na_codes,
        value_labels=value_labels, intercept=intercept, reserved=COLUMNS,
    )  # fmt: skip
    terms = [INTERCEPT] * intercept + fits.about["drivers"]
    count = len(terms)
    estimate, std_error = fits.stack("coefficients"), fits.stack("std_errors")
    df, n, n_eff = (np.repeat(fits.stack(key), count) for key in ("df_resid", "n", "n_eff"))
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = estimate / std_error
    margin = t_quantile(conf_level, df) * std_error
    blank = [np.nan] * intercept
    table = Table(
        {
            **fits.rows.segments.columns(repeat=count),
            "term": terms * len(fits.raw),
            "estimate": estimate,
            "std_error": std_error,
            "statistic": statistic,
            "df": df,
            "p_value": t_p_value(statistic, df),
            "conf_low": estimate - margin,
            "conf_high": estimate + margin,
            "standardized": np.concatenate([[*blank, *raw["standardized"]] for raw in fits.raw]),
            "vif": np.concatenate([[*blank, *raw["vif"]] for raw in fits.raw]),
            "n": n.astype(np.int64),
            "n_eff": n_eff,
        }
    )
    about = {"method": "Weighted least squares" if fits.survey.weights else "Least squares", "conf_level": conf_level}
    return RegressionResult(
        table, fits.rows.segments.names, about | fits.about, fits.survey.labels, fits.survey.frame.library, fits.facts()
    )
