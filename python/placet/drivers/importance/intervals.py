"""Errors and limits of importances and shares, from resamples or from influence values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from ... import checks
from ..._core import DataError
from ...inference.bootstrap import KINDS, bootstrap_interval
from ...inference.distributions import t_quantile
from ...inference.resamples import Resamples
from ...language import say
from ...missing.gaps import OF_MOMENTS, Gaps
from ...survey import Survey
from .influence import MOST as MOST_INFLUENCES
from .influence import Influence
from .split import Split, shares

Floats = NDArray[np.float64]
Interval: TypeAlias = Literal["percentile", "basic", "bca", "linearized", "jackknife"]
INTERVALS: tuple[Interval, ...] = get_args(Interval)
#: In words.
NAMES: dict[Interval, str] = {"percentile": say("percentile"), "basic": say("basic"), "bca": say("BCa")}


@dataclass(frozen=True)
class Sure:
    """How sure the p importances of a segment by one method are.

    Attributes
    ----------
    covariance : ndarray, p × p
        Of the importances, as tests take it.
    df : float
        Its degrees of freedom.
    importance, share : (std_error, low, high) or (low, high)
    replicates : ndarray, resamples × p, or None
        Bootstrap replicates of the importances that could be had, where intervals come from such.
    """

    covariance: Floats
    df: float
    importance: tuple[Floats, Floats, Floats]
    share: tuple[Floats, Floats]
    replicates: Floats | None = None

    @property
    def columns(self) -> dict[str, Floats]:
        """Columns of the result."""
        error, low, high = self.importance
        return {
            "importance_std_error": error,
            "importance_low": low,
            "importance_high": high,
            "share_low": self.share[0],
            "share_high": self.share[1],
        }


def of_resamples(
    values: Floats,
    sets: Sequence[Floats],
    resamples: Resamples,
    kind: Interval,
    conf_level: float,
    *,
    least: float = 0.0,
    acceleration: Callable[[], tuple[Floats, Floats]] | None = None,
) -> Sure:
    """Errors and limits from resamples: quantiles of bootstrap replicates, t intervals of others.

    Parameters
    ----------
    values
        The importances, means over the data sets.
    sets
        Those of every data set.
    resamples
    kind, conf_level
        Of the intervals.
    least
        No importance is below it.
    acceleration
        Makes that of importances and of shares, where no jackknife does.
    """
    covariance = resamples.covariance(sets)
    error = _root(covariance)
    own, of_shares = values, shares(values)
    if resamples.rule is not None:
        share_error = _root(resamples.read(shares).covariance([shares(one) for one in sets]))
        t = t_quantile(conf_level, resamples.df)
        share = _limits(of_shares, t * share_error, least, 1.0)
        return Sure(covariance, resamples.df, (error, *_limits(own, t * error, least)), share)
    drawn, left_out = resamples.all, resamples.jackknife
    moved, times = (None, None) if left_out is None else left_out
    skews = (None, None) if acceleration is None or kind != "bca" or moved is not None else acceleration()
    assert kind in KINDS
    given = {"conf_level": conf_level, "times": times}
    low, high = bootstrap_interval(kind, own, drawn, moved, acceleration=skews[0], **given)
    moved = None if moved is None else shares(moved)
    share = bootstrap_interval(kind, of_shares, shares(drawn), moved, acceleration=skews[1], **given)
    return Sure(covariance, np.inf, (error, low, high), share, drawn[~np.isnan(drawn).any(axis=1)])


def of_influence(values: Floats, found: Influence, segment: int, conf_level: float) -> Sure:
    """Limits by t from influence values; those of shares by the delta method."""
    covariances, dfs, factors, _ = found.errors
    covariance, df, factor = covariances[segment], float(dfs[segment]), float(factors[segment])
    error, t = _root(covariance), np.sqrt(factor) * t_quantile(conf_level, df)
    slope = slope_of_shares(values)
    share_error = _root(slope @ covariance @ slope.T)
    share = _limits(shares(values), t * share_error, 0.0, 1.0)
    return Sure(factor * covariance, df, (error, *_limits(values, t * error, 0.0)), share)


def accelerations(values: Floats, found: Influence, segment: int) -> tuple[Floats, Floats]:
    """Accelerations of importances and shares for BCa intervals."""
    return found.acceleration(segment), found.acceleration(segment, slope_of_shares(values))


def slope_of_shares(values: Floats) -> Floats:
    """Derivatives of shares (rows) by importances."""
    total = values.sum()
    return (np.eye(len(values)) - shares(values)[:, None]) / (total if total > 0 else np.nan)


def _limits(estimate: Floats, margin: Floats, least: float, most: float = np.inf) -> tuple[Floats, Floats]:
    """Symmetric limits, within the values that there can be."""
    return np.maximum(estimate - margin, least), np.minimum(estimate + margin, most)


def _root(covariance: Floats) -> Floats:
    return np.sqrt(np.diag(covariance).clip(0))


# ---- what can be had -------------------------------------------------------------------------------------------------


def check_away(survey: Survey, n_resamples: int, kind: Interval) -> None:
    """Refuse intervals that data that stay where they are have not, before they are read."""
    if survey.frame.lazy and kind == "bca" and n_resamples:
        raise DataError(
            'interval="bca" is of bootstrap resamples, and respondents of data that stay where they are cannot be '
            'drawn again: groups of them are left out in turn; take interval="jackknife", or leave it out'
        )


def check_interval(gaps: Gaps, survey: Survey, n_resamples: int, kind: Interval, split: Split) -> None:
    """Refuse intervals that cannot be had of the data, and resamples that make none."""
    sets = gaps.n_imputations if gaps.missing == "multiple" else 1
    if kind in KINDS:
        checks.enough_resamples(n_resamples, sets)
    if kind in {"percentile", "basic"} or not (n_resamples or kind != "bca"):
        return
    if gaps.missing in (*OF_MOMENTS, "multiple"):
        raise DataError(
            f"interval={kind!r} is of complete cases, which missing={gaps.missing!r} has not; take "
            'interval="percentile" or "basic", or missing="drop"'
        )
    if survey.repweights is not None:
        raise DataError(
            f"interval={kind!r} leaves no use for the declared repweights, which make t intervals by the rule of their "
            "kind; leave interval out"
        )
    if kind == "jackknife" and survey.weights is not None and survey.weight_type == "frequency":
        raise DataError(
            'interval="jackknife" leaves rows out, which under frequency weights are several respondents alike; take '
            'interval="linearized" or "percentile"'
        )
    designed = any(getattr(survey, role) is not None for role in ("strata", "cluster", "fpc"))
    if kind == "linearized" or (kind == "bca" and designed):
        _check_influence(kind, split)


def _check_influence(kind: Interval, split: Split) -> None:
    """Refuse what has no influence values."""
    other = [method for method in split.methods if method != "lmg"]
    what = "groups" if split.groups else f"importance={other[0]!r}" if other else ""
    if len(split.terms) > MOST_INFLUENCES:
        what = f"{len(split.terms)} drivers, of which there may be {MOST_INFLUENCES}"
    if what:
        under = " under the declared design" if kind == "bca" else ""
        raise DataError(
            f'interval={kind!r}{under} needs influence values, which importance="lmg" has, and not that of {what}; '
            'take interval="percentile" or "jackknife"'
        )
