"""Tests that segments have equal coefficients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..._core import Moments
from ...language import enumerated, say
from ...results.table import Table
from ..fits.least_squares import LeastSquares, fit_least_squares
from ..model.model import Model
from ..standard_errors.covariance import Covariance
from ..standard_errors.joint import JointTest, p_values, too_many
from ..standard_errors.kenward_roger import scaled_f
from ..standard_errors.moves import covariance_of, df_of, sharing
from ..standard_errors.pooling import d1
from ..standard_errors.wald import precision, precisions
from ..standard_errors.working_model import together
from .hypotheses import positions

Floats = NDArray[np.float64]
#: Coefficients and their covariance, of every segment that has some.
Segmented = Sequence[tuple[Floats, Covariance]]
#: What is tested beside single terms, in words.
TOGETHER = {
    "(all coefficients)": say("(all coefficients)"),
    "(all but the intercept)": say("(all but the intercept)"),
}


def equality(
    model: Model, estimates: Sequence[Floats | None], covariances: Sequence[Covariance | None], lead: int,
    chow: JointTest | None,
) -> tuple[Table | None, list[str]]:  # fmt: skip
    r"""Tests that segments have equal coefficients: all together, the slopes, and every term; and what is to be said.

    The hypothesis that S segments share q coefficients b is tested by

    .. math:: W = \sum_s (b_s - \bar b)' V_s^{-1} (b_s - \bar b), \qquad
              F = \frac{\lambda}{p} W \sim F(p, m), \qquad p = q (S - 1)

    with b̄ the mean weighted by :math:`V_s^{-1}`, λ and m of `scaled_f` from the degrees of freedom of every V_s; all
    coefficients under errors of the model itself by Chow's F from the residual sums of squares. Where segments share
    sampling units, such as stores, the covariances between their coefficients enter, too, and λ and m are those of
    `Working.reference` for all differences together, or, of more than 100 units with d degrees of freedom,
    (d - p + 1) / d and d - p + 1 (Korn and Graubard 1990); NaN where the units have no more than p. Of completed data
    sets W is by the covariances within them, and pooled to D1. Segments without errors are left out.
    """
    # Thresholds of an ordered logit differ with the categories that have cases.
    thresholds = lead > 1
    kept = len(model.drivers) + (0 if thresholds else lead)
    fitted = [
        (b, v) if len(b) == kept else (b[-kept:], v.take(list(range(len(b) - kept, len(b)))))
        for b, v in zip(estimates, covariances, strict=True)
        if b is not None and v is not None and not np.isnan(v.least_df) and not np.isnan(v.matrix).all()
    ]
    if len(fitted) < 2:
        return None, []
    first = kept - len(model.drivers)
    sets = {} if thresholds else {"(all coefficients)": list(range(kept))}
    if lead:
        sets["(all but the intercept)"] = list(range(first, kept))
    sets |= {term.name: positions(term, first) for term in model.terms}
    test = _shared if all(v.moves for _, v in fitted) else _apart
    tests = [test(fitted, at) for at in sets.values()]
    if chow is not None:
        tests[0] = chow
    statistic, df, df_resid = np.array(tests, dtype=np.float64).T
    refused = [name for name, test in zip(sets, tests, strict=True) if np.isnan(test.df_resid)]
    table = {"term": list(sets), "statistic": statistic, "df": df, "df_resid": df_resid}
    return Table(table | {"p_value": p_values(statistic, df, df_resid)}), _refused(refused)


def _refused(names: Sequence[str]) -> list[str]:
    what = enumerated([TOGETHER.get(name, name) for name in names])
    words = say("too few units to test whether segments differ in as many coefficients: {terms}", terms=what)
    return [words] if names else []


def _apart(fitted: Segmented, at: list[int]) -> JointTest:
    """The test where segments are samples of their own."""
    q, p, square = len(at), (len(fitted) - 1) * len(at), np.ix_(at, at)
    complete, pools = [v.complete or v for _, v in fitted], [v.pooled for _, v in fitted if v.pooled is not None]
    matrices = [one.within for one in pools] or [v.matrix for v in complete]
    w = precisions(np.array([matrix[square] for matrix in matrices]))
    df, total = np.array([v.dfs[at].min() for v in complete]), w.sum(axis=0)
    if not np.isfinite(total).all():
        return JointTest(np.nan, p, float(df.sum()))
    mean, b = np.linalg.inv(total), np.array([b[at] for b, _ in fitted])
    away = b - mean @ np.einsum("sij,sj->i", w, b)
    share = np.eye(q) - mean @ w
    squares, traces = np.einsum("sij,sji->s", share, share), np.einsum("sii->s", share) ** 2
    scalar = np.array([v.of_model for v in complete])
    factor, df_resid = scaled_f(*_spread(squares, traces, df, scalar), p)
    f = factor * float(np.einsum("si,sij,sj->", away, w, away)) / p
    if not pools or not df_resid > 0:
        return JointTest(f, p, df_resid)
    between = np.array([one.between[square] for one in pools])
    r = (1 + 1 / pools[0].m) * float(np.einsum("sij,sjk,ski->", between, w, share)) / p
    pooled = d1(f, r, p, pools[0].m, df_resid)
    return JointTest(pooled.statistic, p, pooled.df_resid)


def _spread(square: Floats, trace: Floats, df: Floats, scalar: NDArray[np.bool_]) -> tuple[float, float]:
    """A1 and A2 of `scaled_f` of a covariance matrix of parts, from traces of their squares and their traces squared.

    A part that has so many degrees of freedom is a matrix estimated as a whole, or, `scalar`, known but for a variance.
    """
    whole = np.where(scalar, 2 * trace, 2 * square) / df
    parts = np.where(scalar, 2 * square, square + trace) / df
    return float(whole.sum()), float(parts.sum())


def _shared(fitted: Segmented, at: list[int]) -> JointTest:
    """The test where segments share sampling units, all or some of them."""
    q, count = len(at), len(fitted)
    p, moves = (count - 1) * q, [v.moves[0] for _, v in fitted]
    groups = sharing(moves)
    df = [df_of([moves[s] for s in group], max(_units(fitted[s][1]) for s in group)) for group in groups]
    if too_many(p, sum(df)):  # of less than full rank, and perhaps larger than the memory
        return JointTest(np.nan, p, np.nan)
    joint = _joint(fitted, at)
    spread = joint[1:, :, 1:] - joint[1:, :, :1] - joint[:1, :, 1:] + joint[:1, :, :1]
    inverse = precision(spread.reshape(p, p))
    differences = np.concatenate([b[at] - fitted[0][0][at] for b, _ in fitted[1:]])
    w = float(differences @ inverse @ differences)
    if len(groups) == 1:
        factor, df_resid = _known(fitted, at, df[0])
        return JointTest(factor * w / p, p, df_resid)
    # On the coefficients of all segments, those of the first being minus the sum of what the others differ by.
    contrast = np.hstack([np.tile(-np.eye(q), (count - 1, 1)), np.eye(p)])
    outer = (contrast.T @ inverse @ contrast).reshape(count, q, count, q)
    square, trace = np.zeros((2, len(groups)))
    for i, group in enumerate(groups):
        block, size = np.ix_(group, range(q), group, range(q)), len(group) * q
        share = outer[block].reshape(size, size) @ joint[block].reshape(size, size)
        square[i], trace[i] = np.trace(share @ share), np.trace(share) ** 2
    factor, df_resid = scaled_f(*_spread(square, trace, np.array(df), np.zeros(len(groups), dtype=bool)), p)
    return JointTest(factor * w / p, p, df_resid)


def _known(fitted: Segmented, at: list[int], df: float) -> tuple[float, float]:
    """Factor and degrees of freedom of the F of all differences: of the working model, or else of so many units."""
    q, others = len(at), len(fitted) - 1
    p = others * q
    complete = [v.complete or v for _, v in fitted]
    workings = [v.working for v in complete if v.working is not None]
    if len(workings) == len(fitted):
        pick = np.eye(len(fitted[0][0]))[at]
        places = [np.tile(-np.eye(q), (others, 1)), *np.split(np.eye(p), others, axis=1)]
        whole = together(workings, [place @ pick for place in places], fitted[0][1].moves[0].sampling)
        if whole is not None:
            return whole.reference()
    return (df - p + 1) / df, df - p + 1


def _units(covariance: Covariance) -> float:
    return (covariance.complete or covariance).units or 0.0


def _joint(fitted: Segmented, at: list[int]) -> Floats:
    """Covariances of the coefficients of all segments: segment, coefficient, segment, coefficient."""
    q, count = len(at), len(fitted)
    sets = zip(*(v.moves for _, v in fitted), strict=True)
    joint = np.mean([covariance_of([one.take(at) for one in moves]) for moves in sets], axis=0)
    joint = joint.reshape(count, q, count, q)
    for s, (_, v) in enumerate(fitted):
        if v.pooled is not None:  # what was imputed in a segment says nothing of another
            joint[s, :, s] += (v.pooled.covariance - v.pooled.within)[np.ix_(at, at)]
    return joint


def chow(fitted: LeastSquares, fit: Callable[[Model], Any], *, precise: bool) -> JointTest | None:
    """Chow's F, where segments can be fitted together: how much one model for all fits worse than one each.

    Parameters
    ----------
    fitted : LeastSquares
    fit
        Fits a model to its rows, as the segments were fitted.
    precise : bool
        Whether moments do not do.
    """
    if len(fitted.fitted) < 2:
        return None
    both = None if precise else fit_least_squares(fitted.model, [_together(fitted)])
    if both is None or (both.fitted and both.fit(0).is_inexact):
        both = fit(_as_one(fitted))
    if not both.fitted:
        return None
    pooled, parts = both.fit(0), [part for _, part in fitted.fitted]
    df, df_resid = (len(parts) - 1) * pooled.terms, float(sum(part.df_resid for part in parts))
    within = float(sum(part.rss for part in parts))
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = np.float64(pooled.rss - within) / df / (within / df_resid)
    return JointTest(float(statistic), float(df), df_resid)


def _together(fitted: LeastSquares) -> Moments:
    return sum((fitted.moments[i] for i, _ in fitted.fitted), Moments())


def _as_one(fitted: LeastSquares) -> Model:
    """The model of all rows of segments that could be fitted."""
    return replace(fitted.model, rows=fitted.model.rows.as_one([segment for segment, _ in fitted.fitted]))
