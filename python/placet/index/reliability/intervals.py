"""How sure alpha and omega are: Feldt's interval of independent respondents, resamples, replicate weights."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ... import _core
from ..._core import DataError
from ...inference.distributions import Floats, f_quantile, t_quantile
from ...survey import Rows
from ...survey.columns import answered, codes
from ...survey.rows import degrees_of_freedom
from ...types import Progress
from .consistency import alpha, correlations
from .constructs import Construct
from .measured import Measured, covariances_of
from .one_factor import loadings, omega

#: Numbers that the resamples of a construct may be made of, a gigabyte.
MOST_NUMBERS = 1 << 27
UNKNOWN = (np.nan, np.nan)


def feldt(alpha: float, n: float, k: int, conf_level: float) -> tuple[float, float]:
    r"""Feldt's interval for Cronbach's alpha of k items and n independent respondents.

    .. math:: 1 - (1 - \hat\alpha) F_{1 - \gamma/2} \le \alpha \le 1 - (1 - \hat\alpha) F_{\gamma/2}

    with n - 1 and (n - 1)(k - 1) degrees of freedom (Feldt, Woodruff and Salih 1987): exact for normal answers of
    compound symmetry.
    """
    if not n > 1:
        return UNKNOWN
    tails = np.array([(1 + conf_level) / 2, (1 - conf_level) / 2])
    low, high = 1 - (1 - alpha) * f_quantile(tails, n - 1, (n - 1) * (k - 1))
    return float(low), float(high)


@dataclass
class HowSure:
    """Makes the intervals of the constructs of a call.

    Attributes
    ----------
    rows : Rows
        All items, with weights, segments and the design.
    n_resamples, seed, conf_level
        How many resamples, which, and the level.
    failed : int
        Resamples without alpha or omega so far.
    """

    rows: Rows
    n_resamples: int
    seed: int
    conf_level: float
    failed: int = field(default=0, init=False)

    @property
    def exact(self) -> bool:
        """Whether respondents are independent and count alike, so that Feldt's interval is that of alpha."""
        if self.rows.sampling is not None or self.rows.replicates is not None:
            return False
        return self.rows.weight_type == "frequency" or not self.rows.uneven

    @property
    def count(self) -> int:
        """Resamples or replicates of a construct and segment."""
        return self.n_resamples if self.rows.replicates is None else len(self.rows.replicates)

    def of(
        self, construct: Construct, rows: Rows, segment: int, found: Measured, report: Progress
    ) -> tuple[tuple[float, float], tuple[float, float]]:
        """Intervals of alpha and omega in a segment; `rows` hold the items of the construct alone."""
        if np.isnan(found.alpha):
            return UNKNOWN, UNKNOWN
        of_alpha, of_omega = UNKNOWN, UNKNOWN
        if self.count:
            estimate = np.array([found.alpha, found.omega])
            samples = self._samples(construct, rows, segment, found, report)
            known = np.isfinite(estimate)
            self.failed += int(np.isnan(samples[:, known]).any(axis=1).sum())
            df = self._degrees_of_freedom(rows, segment, found)
            of_alpha, of_omega = (self._t(rows, df, *pair) for pair in zip(estimate, samples.T, strict=True))
        if self.exact:
            of_alpha = feldt(found.alpha, found.observations, len(construct.items), self.conf_level)
        return of_alpha, of_omega

    def _samples(
        self, construct: Construct, rows: Rows, segment: int, found: Measured, report: Progress
    ) -> Floats:  # fmt: skip
        """Alpha and omega in every resample, shape (resamples, 2)."""
        k = len(construct.items)
        if self.count * k**2 > MOST_NUMBERS:
            raise DataError(
                f"n_resamples={self.count:,} of {k} items in {construct.name!r} need more than a gigabyte; ask for at "
                f"most {MOST_NUMBERS // k**2:,}, or 0"
            )
        samples = rows.samples(segment, rows.draws(self.n_resamples, self.seed))
        if isinstance(samples, list):
            comoments = np.array([m.comoment if m.n else np.full((k, k), np.nan) for m in samples])
        else:
            comoments = _core.bootstrap_moments(*samples, report)[2]
        s = covariances_of(comoments, construct.signs)
        if np.isnan(found.omega):
            return np.column_stack([alpha(s), np.full(len(s), np.nan)])
        r = correlations(s)
        return np.column_stack([alpha(s), omega(r, loadings(r, found.loadings))])

    def _degrees_of_freedom(self, rows: Rows, segment: int, found: Measured) -> float:
        """Respondents less 1, units of a design less strata, or the rank of the replicate weights less 1."""
        if rows.replicates is not None:
            of_segment = rows.replicates_df(
                lambda part: np.where(answered(part.columns) & part.counting, codes(part), -1)
            )
            return float(of_segment[segment])
        if rows.sampling is not None:
            used = answered(rows.columns) & rows.counting & (codes(rows) == segment)
            return degrees_of_freedom(rows, np.flatnonzero(used))
        return found.observations - 1.0

    def _t(self, rows: Rows, df: float, estimate: float, samples: Floats) -> tuple[float, float]:
        """T interval of the logarithm of what is missing to 1, whose distribution is nearer to the normal one.

        Quantiles of resamples of few units would be too narrow.
        """
        if not estimate < 1:
            return UNKNOWN
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.log1p(-samples)
        logs[~np.isfinite(logs)] = np.nan
        centre = np.log1p(-estimate)
        margin = t_quantile(self.conf_level, df if df > 0 else np.nan) * np.sqrt(_variance(rows, centre, logs))
        return float(1 - np.exp(centre + margin)), float(1 - np.exp(centre - margin))


def _variance(rows: Rows, centre: float, samples: Floats) -> float:
    """Of resamples, or as the rule of the replicate weights has it."""
    if rows.replicates is not None:
        return float(rows.replicates.rule.variance(np.array([centre]), samples[:, None])[0])
    known = samples[np.isfinite(samples)]
    return float(known.var(ddof=1)) if len(known) > 1 else np.nan
