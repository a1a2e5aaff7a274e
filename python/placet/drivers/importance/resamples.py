"""Importances in resamples: bootstrap samples, resamples of a design, replicate weights; and their intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import DataError, ModelError, Moments
from ...inference.bootstrap import IntervalKind, bootstrap_interval
from ...inference.distributions import t_quantile
from ...language import say
from ...progress import continued
from ...survey import Survey
from ...survey.replicates import ReplicateWeights
from ...types import Progress
from ..missing.basis import Basis, seed_of
from ..options import OF_MOMENTS, Gaps
from .lmg import Importance, Split

Floats = NDArray[np.float64]
#: Words for the kinds of intervals.
NAMES: dict[IntervalKind, str] = {"percentile": say("percentile"), "basic": say("basic"), "bca": say("BCa")}


@dataclass(frozen=True)
class Resamples:
    """Importances in resamples of a segment; the last column is what all drivers add together.

    Attributes
    ----------
    sets : list of ndarray
        One of shape (resamples, p + 1) a completed data set, NaN where a resample could not be fitted.
    jackknife : tuple of ndarray, or None
        The same with groups of respondents left out, and how many such groups there are.
    rule : ReplicateWeights or None
        How they make a variance, where they are of replicate weights.
    df : float
        Degrees of freedom of that variance.
    """

    sets: list[Floats]
    jackknife: tuple[Floats, Floats] | None = None
    rule: ReplicateWeights | None = None
    df: float = np.inf

    @property
    def all(self) -> Floats:
        """Those of all data sets."""
        return np.concatenate(self.sets)

    @property
    def failed(self) -> int:
        """How many could not be fitted."""
        return int(np.isnan(self.all[:, 0]).sum())

    def std_error(self, estimates: list[Floats], read: Callable[[Floats], Floats]) -> Floats:
        """Standard errors of what is read off the resamples; of several data sets by Rubin's rules."""
        within = np.mean([self._variance(*one) for one in zip(estimates, map(read, self.sets), strict=True)], axis=0)
        if len(estimates) == 1:
            return np.sqrt(within)
        return np.sqrt(within + (1 + 1 / len(estimates)) * np.var(estimates, axis=0, ddof=1))

    def _variance(self, estimate: Floats, sample: Floats) -> Floats:
        if self.rule is not None:
            return self.rule.variance(estimate, sample)
        good = sample[~np.isnan(sample[:, 0])]
        return np.full_like(estimate, np.nan) if len(good) < 2 else good.var(axis=0, ddof=1)


def resample(basis: Basis, segment: int, count: int, seed: int, jackknife: bool, report: Progress) -> Resamples:
    """Bootstrap the importances of a segment; completed data sets share the resamples."""
    split = Split(basis.model)
    if basis.treated is not None:
        return Resamples([_of_replicates(split, basis.treated.replicates(segment)[:count], count, report)])
    sets = []
    for i, (model, share, done) in enumerate(basis.shares(count)):
        draws = model.rows.draws(share, seed_of(seed, i))
        given = (model.rows.given, segment, draws, split.covariates)
        sets.append(_core.bootstrap_importance(*given, continued(report, done)))
    rows = basis.model.rows
    if rows.replicates is not None:
        df = rows.replicates.degrees_of_freedom(rows.segments.codes, basis.model.segments)[segment]
        return Resamples(sets, rule=rows.replicates.rule, df=float(df))
    return Resamples(sets, _core.jackknife_importance(rows.given, segment, split.covariates) if jackknife else None)


def _of_replicates(split: Split, samples: Sequence[Moments], count: int, report: Progress) -> Floats:
    """One row a replicate of incomplete answers; those that had no moments count as ones that could not be fitted."""
    rows = [_blank(split)] * count
    for i, moments in enumerate(samples):
        with suppress(ModelError):
            found = split.of(moments)
            rows[i] = np.append(found.lmg, found.added)
        if report is not None:
            report(i + 1)
    return np.array(rows)


def _blank(split: Split) -> Floats:
    return np.full(len(split.drivers) + 1, np.nan)


# ---- intervals -----------------------------------------------------------------------------------------------------


def check_resamples(gaps: Gaps, survey: Survey, n_resamples: int, interval: IntervalKind) -> None:
    """Refuse resamples that make no interval."""
    designed = [role for role in ("strata", "cluster", "fpc", "repweights") if getattr(survey, role) is not None]
    if interval == "bca" and designed:
        raise DataError(
            f'interval="bca" needs a jackknife of respondents drawn one by one, which the declared {designed[0]} rules '
            'out; take interval="percentile" or "basic", or leave the design out of the Survey'
        )
    sets = gaps.n_imputations if gaps.missing == "multiple" else 1
    if n_resamples < 2 * sets:
        shared = f" of each of {sets} completed data sets" if sets > 1 else ""
        raise DataError(f"n_resamples={n_resamples} makes no interval{shared}; give at least {2 * sets}, or 0 for none")
    if interval == "bca" and gaps.missing in (*OF_MOMENTS, "multiple"):
        raise DataError(
            f'interval="bca" needs a jackknife of complete cases, which missing={gaps.missing!r} has not; take '
            'interval="percentile" or "basic", or missing="drop"'
        )


def intervals(
    found: Importance,
    resamples: Resamples,
    sets: list[Importance],
    interval: IntervalKind,
    conf_level: float,
) -> dict[str, Floats]:
    """Standard errors and limits of raw importances and shares."""
    std_error = resamples.std_error([one.lmg for one in sets], lambda sample: sample[:, :-1])
    if resamples.rule is not None:
        share_error = resamples.std_error([one.lmg / one.added for one in sets], _shares)
        margin, share_margin = (t_quantile(conf_level, resamples.df) * error for error in (std_error, share_error))
        return {
            "importance_std_error": std_error,
            "importance_low": np.maximum(found.lmg - margin, 0),
            "importance_high": found.lmg + margin,
            "share_low": np.maximum(found.share - share_margin, 0),
            "share_high": np.minimum(found.share + share_margin, 1),
        }
    replicates, jackknife = resamples.all, resamples.jackknife
    left_out, times = (None, None) if jackknife is None else jackknife
    own, of_shares = (None, None) if left_out is None else (left_out[:, :-1], _shares(left_out))
    low, high = bootstrap_interval(interval, found.lmg, replicates[:, :-1], own, conf_level, times=times)
    share_low, share_high = bootstrap_interval(
        interval, found.share, _shares(replicates), of_shares, conf_level, times=times
    )
    return {
        "importance_std_error": std_error,
        "importance_low": low,
        "importance_high": high,
        "share_low": share_low,
        "share_high": share_high,
    }


def _shares(resampled: Floats) -> Floats:
    """Importances over what all drivers add; a resample in which they add nothing has no shares."""
    added = np.where(resampled[:, -1:] > 0, resampled[:, -1:], np.nan)
    return resampled[:, :-1] / added


# ---- words ---------------------------------------------------------------------------------------------------------


def described(basis: Basis, interval: IntervalKind, n_resamples: int) -> tuple[str, dict[str, Any]]:
    """The intervals and what was resampled, in words and as facts of the result."""
    rows, count = basis.model.rows, basis.resamples(n_resamples)
    if rows.replicates is not None:
        words = say("t intervals of {count:,} replicate weights ({kind})", count=count, kind=rows.replicates.rule.kind)
        return words, {"interval": "t", "n_resamples": count}
    what = say("respondents") if rows.sampling is None else say("the design ({design})", design=rows.sampling.words)
    values = {"kind": NAMES[interval], "count": count, "what": what}
    words = say("{kind} intervals of {count:,} bootstrap resamples of {what}", **values)
    return words, {"interval": interval, "n_resamples": count}


def resampling_notes(basis: Basis, failed: int) -> list[str]:
    """What is to be said of the resamples of all segments."""
    rows = basis.model.rows
    notes = [] if rows.sampling is None else rows.sampling.lonely_note
    if not failed:
        return notes
    if rows.replicates is not None:
        return [*notes, say("{count} replicates allow no fit and are left out of errors", count=failed)]
    return [*notes, say("{count} resamples could not be fitted and were left out", count=failed)]
