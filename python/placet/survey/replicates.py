"""Replicate weights: the design as somebody else has already turned it into columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from math import inf
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from .._core import DataError
from ..checks import choice, flag, named, names, near, plain, real, shown
from ..mistakes import brief
from ..types import Column

#: Rows, spread evenly over all, by which factors are told from weights.
LOOKED_AT = 2_000

ReplicateKind: TypeAlias = Literal["JK1", "JKn", "BRR", "Fay", "bootstrap", "other"]


@brief
@dataclass(frozen=True)
class ReplicateWeights:
    r"""Columns of replicate weights and how their results are combined into a variance.

    .. math:: V = s \sum_r s_r (\theta_r - c)^2

    with :math:`\theta_r` the estimate under replicate r, c the estimate itself (`mse=True`) or the mean of the
    :math:`\theta_r`, s the `scale` and :math:`s_r` the `rscales`. A replicate that leaves a segment without
    respondents is left out of its variance with a warning, and s stays as it is, as in R's survey package; the degrees
    of freedom are the rank of the replicate weights of the rows with an answer, less 1.

    Parameters
    ----------
    columns : str or list of str
        Columns of replicate weights, or a shell pattern such as ``"rep*"``.
    kind : {"JK1", "JKn", "BRR", "Fay", "bootstrap", "other"}
        What they are. It sets the scale for R replicates where none is given: (R - 1)/R for JK1, 1 for JKn (which needs
        `rscales`, (n - 1)/n of each replicate's stratum), 1/R for BRR, 1/(R (1 - rho)²) for Fay's method, 1/(R - 1) for
        the bootstrap.
    rho : float
        Fay's coefficient, from 0 to below 1.
    scale : float, optional
        Overall factor, overriding that of the kind.
    rscales : list of float, optional
        Factor of every replicate, 1 without it.
    mse : bool
        Deviations from the estimate itself instead of the mean of the replicates.
    combined : bool, optional
        True: the columns are whole weights, the sampling weight times the replicate's factor. False: they are the
        factors, such as 0 and 2, and are multiplied by the weights. Without it they are whole weights, and columns that
        look like factors are refused.

    Raises
    ------
    DataError
        For an unknown kind, or factors that do not fit; in a survey for factors that are not said to be some.

    References
    ----------
    Lumley, T. (2010). Complex Surveys, section 2.3. Wolter, K. M. (2007). Introduction to Variance Estimation.

    Examples
    --------
    >>> import placet
    >>> data = {"score": [10, 3, 9, 7], "w": [1, 1, 1, 1], "r1": [2, 0, 2, 0], "r2": [0, 2, 0, 2]}
    >>> halves = placet.ReplicateWeights("r*", "BRR", mse=True)
    >>> placet.nps(data, "score", weights="w", repweights=halves, method="design")["std_error"]
    array([75.])
    """

    columns: str | Sequence[str]
    kind: ReplicateKind
    rho: float = 0.0
    scale: float | None = None
    rscales: Sequence[float] | None = None
    mse: bool = False
    combined: bool | None = None

    def __post_init__(self) -> None:
        """Check the form."""
        for option, given in vars(self).items():
            object.__setattr__(self, option, plain(option, given))
        choice("kind", self.kind, get_args(ReplicateKind))
        flag("mse", self.mse)
        if self.combined is not None:
            flag("combined", self.combined)
        inside = 0 <= real(self.rho) < 1
        if not inside or (self.rho and self.kind != "Fay"):
            raise DataError(f"rho={shown(self.rho)} must lie from 0 to below 1 and belongs to kind='Fay'")
        if self.kind == "JKn" and self.rscales is None:
            raise DataError("kind='JKn' needs rscales: (n - 1)/n of the stratum that each replicate takes a unit from")
        if self.kind == "other" and self.scale is None:
            raise DataError("kind='other' needs scale, the factor in front of the sum of squared deviations")
        if self.scale is not None and not (_factor(self.scale) and self.scale > 0):
            raise DataError(f"scale={shown(self.scale)} must be a number above 0")
        if not isinstance(self.columns, str):
            if not isinstance(self.columns, Iterable) or not all(isinstance(c, str) for c in self.columns):
                raise DataError(f"columns must be column names or a pattern such as 'rep*', not {named(self.columns)}")
            object.__setattr__(self, "columns", tuple(names("repweights", self.columns)))
        if self.rscales is not None:
            if isinstance(self.rscales, (str, bytes)) or not isinstance(self.rscales, Iterable):
                raise DataError(f"rscales={shown(self.rscales)} must be a list of numbers, one for every replicate")
            object.__setattr__(self, "rscales", tuple(self.rscales))
            wrong = [factor for factor in self.rscales if not _factor(factor)]
            if wrong:
                raise DataError(f"rscales holds {shown(wrong[0])}; factors are numbers of at least 0")
            object.__setattr__(self, "rscales", tuple(float(r) for r in self.rscales))

    def names(self, known: Sequence[str]) -> list[str]:
        """The columns of a data frame that hold the replicates."""
        if isinstance(self.columns, str):
            found = [name for name in known if fnmatchcase(str(name), self.columns)]
        else:
            found, there = list(self.columns), set(known)
            for name in found:
                if name not in there:
                    raise DataError(f"repweights column {name!r} is not in the data; {near(name, known)}")
        if len(found) < 2:
            raise DataError(f"repweights={shown(self.columns)} names {len(found)} columns; a variance needs at least 2")
        if self.rscales is not None and len(self.rscales) != len(found):
            raise DataError(f"rscales has {len(self.rscales)} factors for {len(found)} replicates; give one for each")
        return found

    def weights(self, columns: Sequence[Column], weights: Column) -> tuple[Column, ...]:
        """The columns as whole weights, refused if they are taken for these and look like factors."""
        if self.combined is False:
            return tuple((name, factors * weights[1], codes) for name, factors, codes in columns)
        if self.combined is None:
            self.refuse_factors(columns, weights)
        return tuple(columns)

    def refuse_factors(self, columns: Sequence[Column], weights: Column) -> None:
        """Refuse whole weights that look like factors; a part of the rows may tell."""
        if _look_like_factors([values for _, values, _ in columns], weights[1]):
            raise DataError(
                f"the replicate columns {columns[0][0]!r}, ... look like factors of the weights {weights[0]!r}: they "
                "take few values, whatever the weights are; pass combined=False to multiply them by the weights, or "
                "combined=True if they are whole weights all the same"
            )

    def variance(self, estimate: NDArray[Any], replicates: NDArray[Any]) -> NDArray[np.float64]:
        """The variance of estimates of any shape from replicates with a leading axis.

        Replicates under which an estimate is NaN are left out of its variance, and the scale stays, as in R's survey
        package; fewer than two make none.
        """
        moves = self.deviations(estimate, replicates)
        known = np.count_nonzero(~np.isnan(replicates), axis=0)
        return np.where(known > 1, (moves**2).sum(axis=0), np.nan)

    def deviations(self, estimate: NDArray[Any], replicates: NDArray[Any]) -> NDArray[np.float64]:
        """Deviations of estimates, one row a replicate, whose products add up to their covariances; 0 where left out.

        A vector that a replicate lacks in part is to be left out as a whole: NaN in all.
        """
        rscales = (np.ones(len(replicates)) if self.rscales is None else np.array(self.rscales)).reshape(
            -1, *[1] * (replicates.ndim - 1)
        )
        there = ~np.isnan(replicates)
        if self.mse:
            centre = estimate
        else:
            counting = there & (rscales > 0)
            with np.errstate(invalid="ignore", divide="ignore"):
                centre = np.where(counting, replicates, 0.0).sum(axis=0) / counting.sum(axis=0)
        return np.where(there, np.sqrt(self._scale(len(replicates)) * rscales) * (replicates - centre), 0.0)

    def _scale(self, replicates: int) -> float:
        by_kind = {
            "JK1": (replicates - 1) / replicates,
            "JKn": 1.0,
            "BRR": 1 / replicates,
            "Fay": 1 / (replicates * (1 - self.rho) ** 2),
            "bootstrap": 1 / (replicates - 1),
            "other": np.nan,
        }
        return by_kind[self.kind] if self.scale is None else float(self.scale)


def _factor(given: object) -> bool:
    return 0 <= real(given) < inf


def _look_like_factors(columns: Sequence[NDArray[Any]], weights: NDArray[Any]) -> bool:
    """Whether replicates do not follow the weights.

    A whole weight is one of a few multiples of the sampling weight, a factor one of a few numbers; raked replicates are
    neither.
    """
    used = np.flatnonzero(weights > 0)
    used = used[:: max(len(used) // LOOKED_AT, 1)]
    w = np.asarray(weights[used], dtype=np.float64)
    found = [(_different(values), _different(values / w)) for values in (column[used] for column in columns)]
    varied = [(own, relative) for own, relative in found if own > 1]
    return bool(varied) and all(3 * own <= 2 * relative for own, relative in varied)


def _different(values: NDArray[Any]) -> int:
    """How many different numbers there are, but for rounding."""
    return len(np.unique(np.round(values / max(np.abs(values).max(initial=0), np.finfo(float).tiny), 9)))
