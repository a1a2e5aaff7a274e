"""Tests that segments have equal coefficients."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..._core import Moments
from ...results.table import Table
from ..fits.least_squares import LeastSquares, fit_least_squares
from ..model.model import Model
from ..standard_errors.covariance import Covariance
from ..standard_errors.joint import p_values
from ..standard_errors.wald import precision, wald
from .hypotheses import positions

Floats = NDArray[np.float64]


def equality(
    model: Model, estimates: Sequence[Floats | None], covariances: Sequence[Covariance | None], lead: int,
    chow: tuple[float, float, float] | None,
) -> Table | None:  # fmt: skip
    r"""Tests that segments have the same coefficients: all together, the slopes, and every term.

    The hypothesis that S segments share q coefficients b is tested by

    .. math:: F = \frac{1}{q (S - 1)} \sum_s (b_s - \bar b)' V_s^{-1} (b_s - \bar b)

    with b̄ the mean weighted by :math:`V_s^{-1}`; all coefficients under errors of the model itself by Chow's F from the
    residual sums of squares. Where segments share sampling units, such as stores, the covariances between their
    coefficients enter, too: the differences from the first segment are tested by their joint covariance matrix, with
    the degrees of freedom of the largest segment. It has no inverse, and the test is NaN, where there are more
    differences than units. Segments without errors are left out.
    """
    # Thresholds of an ordered logit differ with the categories that have cases.
    thresholds = lead > 1
    kept = len(model.drivers) + (0 if thresholds else lead)
    fitted = [
        (b[-kept:], v.take(list(range(len(b) - kept, len(b)))))
        for b, v in zip(estimates, covariances, strict=True)
        if b is not None and v is not None and not np.isnan(v.least_df) and not np.isnan(v.matrix).all()
    ]
    if len(fitted) < 2:
        return None
    first = kept - len(model.drivers)
    sets = {} if thresholds else {"(all coefficients)": list(range(kept))}
    if lead:
        sets["(all but the intercept)"] = list(range(first, kept))
    sets |= {term.name: positions(term, first) for term in model.terms}
    test = _jointly if all(v.moves is not None for _, v in fitted) else _heterogeneity
    rows = [test(fitted, at) for at in sets.values()]
    if chow is not None:
        rows[0] = chow
    statistic, df, df_resid = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    return Table(
        {
            "term": list(sets),
            "statistic": statistic,
            "df": df,
            "df_resid": df_resid,
            "p_value": p_values(statistic, df, df_resid),
        }
    )


def _heterogeneity(fitted: Sequence[tuple[Floats, Covariance]], at: list[int]) -> tuple[float, float, float]:
    df = (len(fitted) - 1) * len(at)
    df_resid = float(sum(covariance.least_df for _, covariance in fitted))
    try:
        precisions = [precision(covariance.matrix[np.ix_(at, at)]) for _, covariance in fitted]
        centre = np.linalg.solve(
            np.sum(precisions, axis=0),
            np.sum([w @ b[at] for w, (b, _) in zip(precisions, fitted, strict=True)], axis=0),
        )
    except np.linalg.LinAlgError:
        return float("nan"), df, df_resid
    distance = sum(
        (b[at] - centre) @ w @ (b[at] - centre) for w, (b, _) in zip(precisions, fitted, strict=True)
    )  # fmt: skip
    return float(distance) / df, df, df_resid


def _jointly(fitted: Sequence[tuple[Floats, Covariance]], at: list[int]) -> tuple[float, float, float]:
    """The test where segments share sampling units."""
    q, count = len(at), len(fitted)
    df, df_resid = (count - 1) * q, max(covariance.least_df for _, covariance in fitted)
    moves = np.hstack([covariance.moves[:, at] for _, covariance in fitted if covariance.moves is not None])
    if len(moves) < df:  # of less than full rank, and perhaps larger than the memory
        return float("nan"), df, df_resid
    joint = (moves.T @ moves).reshape(count, q, count, q)
    for i, (_, covariance) in enumerate(fitted):
        joint[i, :, i] = covariance.matrix[np.ix_(at, at)]
    first, others = joint[:1], joint[1:]
    spread = others[:, :, 1:] - others[:, :, :1] - first[:, :, 1:] + first[:, :, :1]
    differences = np.concatenate([b[at] - fitted[0][0][at] for b, _ in fitted[1:]])
    return wald(differences, spread.reshape(df, df)), df, df_resid


def chow(fitted: LeastSquares) -> tuple[float, float, float] | None:
    """Chow's F, where segments can be fitted together: how much one model for all fits worse than one each."""
    if len(fitted.fitted) < 2:
        return None
    model = fitted.model
    moments = sum((fitted.moments[i] for i, _ in fitted.fitted), Moments())
    both = fit_least_squares(model, [moments])
    if not both.fitted:
        return None
    pooled, parts = both.fit(0), [fit for _, fit in fitted.fitted]
    df, df_resid = (len(parts) - 1) * pooled.terms, float(sum(part.df_resid for part in parts))
    within = float(sum(part.rss for part in parts))
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = np.float64(pooled.rss - within) / df / (within / df_resid)
    return float(statistic), float(df), df_resid
