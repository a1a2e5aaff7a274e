"""Moments of incomplete answers that regression and importance take: pair by pair, or by maximum likelihood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np

from .. import _core, checks
from .._core import ConvergenceError, DataError, ModelError, Moments, PlacetError
from ..language import say
from ..progress import bar, warn
from ..survey import Rows
from ..survey.columns import codes, numbers, weights
from ..survey.facts import counted
from ..survey.rows import where
from ..survey.weights import observations

#: Change of an estimate, in standard deviations of the answers, at which EM stops.
TOLERANCE = 1e-8
MAX_ITER = 1000


class CorrelationRepairWarning(UserWarning):
    """Pairwise correlations that no data can have were replaced by the nearest that some can."""


@dataclass(frozen=True)
class Treated:
    """What stands for the incomplete answers of every segment, and what was done.

    Attributes
    ----------
    rows : Rows
        The answers.
    cells : tuple of dict
        The figures of every segment as the core gives them; one that has none holds its `error`.
    about : dict
        Counts over all segments, as `survey.facts.base_facts` gives them for complete cases: `n_used` respondents who
        answered anything, `n_missing` who answered nothing, and `n_not_answered`, gaps among the former by column.
    notes : list of str
        What was done, in words.
    """

    rows: Rows
    cells: tuple[dict[str, Any], ...]
    about: dict[str, Any]
    notes: list[str]

    @property
    def errors(self) -> list[PlacetError | None]:
        """Why a segment has no moments; None for those that have."""
        return [cell.get("error") for cell in self.cells]

    @cached_property
    def moments(self) -> list[Moments]:
        """The moments of every segment; raises what is wrong with the first that has none."""
        refuse(self.rows, self.cells)
        return [cell["moments"] for cell in self.cells]

    def replicates(self, segment: int) -> list[Moments]:
        """Moments of the bootstrap replicates of a segment; those that had none are left out."""
        return self.cells[segment]["replicates"]

    def stack(self, name: str) -> np.ndarray:
        """One number of every segment, such as `iterations`; NaN where there is none."""
        return np.array([np.nan if cell.get(name) is None else cell[name] for cell in self.cells], dtype=np.float64)


def pairwise(rows: Rows, *, n_resamples: int = 0, seed: int | None = None, progress: bool | None = None) -> Treated:
    r"""Covariances from all respondents who answered both columns of a pair.

    .. math:: s_{ij} = \frac{n_{ij}}{n_{ij} - 1} \frac{\sum_{ij} w (x_i - \bar x_i^{(ij)}) (x_j - \bar x_j^{(ij)})}
              {\sum_{ij} w}

    sums over the respondents with both answers, as R's ``cov(use = "pairwise.complete.obs")``; variances and means are
    of all answers of a column. Unbiased when answers are missing completely at random only. Such covariances may belong
    to no data at all: they are then replaced by the nearest that do (Higham 2002), with a warning.

    The moments' `n` is the harmonic mean of the pairs' numbers of respondents, close to the mean that did best in Marsh
    (1998). No number makes classical standard errors right [1]_: in simulations with 10 to 30 % of the answers missing
    they were between 22 % too small and 7 % too large with this one. `missing_errors.pairwise_covariance` estimates the
    errors themselves.

    Parameters
    ----------
    rows
        What `Survey.read` gives, the outcome first.
    n_resamples, seed
        Bootstrap replicates of the moments; none by default.
    progress
        As in `key_drivers`.

    Returns
    -------
    Treated
        Its cells hold `n_pairs` and `sum_w_pairs`, `least_eigenvalue` of the correlations, and `repair`, the largest
        change of one (None without repair).

    Raises
    ------
    DataError
        Bad weights, infinite answers. What is wrong with a segment is among its `errors`: a column without answers or
        variation, a pair of columns that nobody answered both of.

    Warns
    -----
    CorrelationRepairWarning
        When correlations had to be replaced.

    References
    ----------
    .. [1] Schafer, J. L. and Graham, J. W. (2002). Missing data: our view of the state of the art. Psychological
       Methods 7, 147-177.
    .. [2] Marsh, H. W. (1998). Pairwise deletion for missing data in structural equation models. Structural Equation
       Modeling 5, 22-36.
    .. [3] Higham, N. J. (2002). Computing the nearest correlation matrix. IMA J. Numerical Analysis 22, 329-343.
    """
    with bar(len(rows.segments.keys) * n_resamples, "resample", progress) as report:
        cells = [_whole(rows, cell) for cell in _core.pairwise_moments(rows.given, n_resamples, seed or 0, report)]
    good = [cell for cell in cells if "error" not in cell]
    notes = [_pairs_in_words(good), *_repairs(rows, cells)] if good else []
    return Treated(rows, tuple(cells), facts(rows, cells), notes)


def em(
    rows: Rows,
    *,
    errors: Literal["information"] | None = None,
    max_iter: int = MAX_ITER,
    tolerance: float = TOLERANCE,
    n_resamples: int = 0,
    seed: int | None = None,
    progress: bool | None = None,
) -> Treated:
    r"""Maximum-likelihood means and covariances under multivariate normality, from all answers there are.

    .. math:: \ell(\mu, \Sigma) = -\tfrac12 \sum_i w_i \left[ \log |2 \pi \Sigma_{o_i}| +
              (x_{o_i} - \mu_{o_i})' \Sigma_{o_i}^{-1} (x_{o_i} - \mu_{o_i}) \right]

    with :math:`o_i` the columns respondent i answered, maximised by EM [1]_ [2]_, accelerated [3]_. Consistent when
    answers are missing at random: whether one is may depend on the answers given, not on the one withheld. Respondents
    without an outcome help to estimate the drivers' moments; those without any answer are left out. Weights count as
    respondents, brought to a sum of n (frequencies as they are).

    The moments' `n` counts every respondent who answered anything, and `comoment / sum_w` is the maximum-likelihood
    covariance matrix. Errors that a regression of such moments reports take the gaps for answers and are too small: use
    `missing_errors.em_covariance` with ``errors="information"``, or `n_resamples` replicates.

    Parameters
    ----------
    rows
        What `Survey.read` gives, the outcome first.
    errors : {None, "information"}
        Whether the variance matrix of the estimates is wanted: the inverse of the observed information [4]_.
    max_iter, tolerance
        Most iterations, and the change of every mean and covariance, in standard deviations, at which they stop.
    n_resamples, seed
        Bootstrap replicates of the moments: respondents drawn again, each replicate iterated from the estimates.
    progress
        As in `key_drivers`.

    Returns
    -------
    Treated
        Its cells hold `iterations`, the last `change`, `log_likelihood` of the answers, `n_patterns` of gaps, and
        `variance` if asked for.

    Raises
    ------
    DataError
        Unknown options, bad weights, infinite answers. What is wrong with a segment is among its `errors`, as for
        `pairwise`, with ConvergenceError where the iterations did not settle, ModelError where columns are dependent.

    References
    ----------
    .. [1] Dempster, A. P., Laird, N. M. and Rubin, D. B. (1977). Maximum likelihood from incomplete data via the EM
       algorithm. J. Royal Statistical Society B 39, 1-38.
    .. [2] Little, R. J. A. and Rubin, D. B. (2002). Statistical Analysis with Missing Data, 2nd ed. Wiley.
       Section 11.2.
    .. [3] Varadhan, R. and Roland, C. (2008). Simple and globally convergent methods for accelerating the convergence
       of any EM algorithm. Scandinavian J. Statistics 35, 335-353.
    .. [4] Savalei, V. (2010). Expected versus observed information in SEM with incomplete normal and nonnormal data.
       Psychological Methods 15, 352-367.
    """
    if errors is not None:
        checks.choice("errors", errors, ("information",))
    max_iter = checks.whole("max_iter", max_iter, 1)
    with bar(len(rows.segments.keys) * n_resamples, "resample", progress) as report:
        stop = (max_iter, check_tolerance(tolerance))
        cells = _core.em_moments(rows.given, stop, errors is not None, n_resamples, seed or 0, report)
    iterations = [cell["iterations"] for cell in cells if "error" not in cell]
    notes: list[str] = [
        say(
            "maximum-likelihood means and covariances of all answers under multivariate normality, missing at random: "
            "EM settled after {count} iterations",
            count=_range(iterations),
        )
    ] if iterations else []  # fmt: skip
    return Treated(rows, tuple(cells), facts(rows, cells), notes)


def check_tolerance(tolerance: float) -> float:
    """A change of estimates that counts as none."""
    if 0 < checks.real(tolerance) < 1:
        return float(tolerance)
    raise DataError(f"tolerance={checks.shown(tolerance)} must lie between 0 and 1, such as {TOLERANCE:g}")


def count(rows: Rows) -> dict[str, Any]:
    """Counts over all segments, before anything is done about the gaps."""
    return facts(rows, _core.pairwise_moments(rows.given))


def facts(rows: Rows, cells: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Counts over all segments, by the names of `survey.facts.base_facts`, and the gaps of every column."""
    used, nothing, zero = (int(sum(cell[name] for cell in cells)) for name in ("n", "n_unanswered", "n_zero_weight"))
    sum_w, sum_w2 = (float(sum(cell[name] for cell in cells)) for name in ("sum_w", "sum_w2"))
    gaps = sum(cell["n"] - cell["answered"].astype(np.int64) for cell in cells)
    answered = dict(zip(rows.names, np.asarray(gaps).tolist(), strict=True))
    return counted(rows, used, nothing, zero, sum_w, sum_w2) | {"n_not_answered": answered}


def outcomes(rows: Rows) -> np.ndarray:
    """Observations of every segment that answered the outcome: who did not tells nothing about it."""
    counted = answered_outcome(rows)
    once = np.broadcast_to(observations(rows.weight_type, 1.0, weights(rows)), rows.n_total)
    return np.bincount(codes(rows)[counted], once[counted], len(rows.segments.keys))


def answered_outcome(rows: Rows) -> np.ndarray:
    """Which rows count and have an outcome."""
    return rows.counting & ~np.isnan(numbers(rows.columns[0]))


def refuse(rows: Rows, cells: Sequence[dict[str, Any]]) -> None:
    """Raise what is wrong with the first segment that has an error, and say which it is."""
    for segment, cell in enumerate(cells):
        error = cell.get("error")
        if error is not None:
            kind = next(kind for kind in (ConvergenceError, ModelError, DataError) if isinstance(error, kind))
            raise kind(f"{where(rows, segment)}{error}")


def _whole(rows: Rows, cell: dict[str, Any]) -> dict[str, Any]:
    """The cell with a whole number of respondents also where these are frequencies, as repeated rows have it."""
    if rows.weights is None or rows.weight_type != "frequency" or "error" in cell:
        return cell
    given: Moments = cell["moments"]
    n = max(round(given.sum_w), 1)
    share = n / given.sum_w
    moments = Moments.of_parts(given.n, float(n), given.sum_w2 * share, given.mean, given.comoment * share)
    return cell | {"moments": moments}


def _pairs_in_words(cells: Sequence[dict[str, Any]]) -> str:
    counts = np.concatenate([cell["n_pairs"][np.triu_indices(len(cell["n_pairs"]), 1)] for cell in cells])
    return say(
        "every covariance is that of the respondents who answered both columns, {count} of them: no one number of "
        "respondents is right for all, and tests and errors are approximate",
        count=_range(counts.astype(int).tolist()),
    )


def _repairs(rows: Rows, cells: Sequence[dict[str, Any]]) -> list[str]:
    """Warn, and say in the result, where pairwise correlations were no correlation matrix."""
    notes = []
    for segment, cell in enumerate(cells):
        if cell.get("repair") is None:
            continue
        notes.append(
            say(
                "{where}the pairwise correlations are not positive definite (smallest eigenvalue {least:.2g}), so they "
                "were replaced by the nearest that are, which changed one by {change:.2g}: coefficients and their "
                "errors lean on that",
                where=where(rows, segment, colon=False), least=cell["least_eigenvalue"], change=cell["repair"],
            )
        )  # fmt: skip
    if notes:
        advice = 'missing="em" or missing="multiple" has no need of it'
        warn(f"{'; '.join(notes)}; {advice}", CorrelationRepairWarning)
    return notes


def _range(numbers: Sequence[int]) -> str:
    """A number, or from the least to the largest."""
    least, most = min(numbers), max(numbers)
    return f"{least:,}" if least == most else say("{low} to {high}", low=f"{least:,}", high=f"{most:,}")
