"""The sampling design of the rows: units within strata, read and checked once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from .. import _core
from .._core import DataError
from ..types import DrawnUnits, WeightType
from . import answers, keys
from .respondents import check_inside
from .stratum_factors import stratum_factors

#: What the units of a design column are called.
UNITS = {"cluster": "cluster", "id": "respondent"}

Codes = NDArray[np.int32]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Sampling:
    """How the rows were drawn.

    Attributes
    ----------
    strata : ndarray, shape (rows,)
        Stratum of every row; -1 for a row of weight 0, which is not used.
    clusters : ndarray, shape (rows,), or None
        Cluster of every row; None where every row is a unit of its own.
    stratum_of_cluster : ndarray, shape (clusters,), or None
        Stratum of every cluster.
    units : ndarray, shape (strata,)
        Units drawn in every stratum.
    not_drawn : ndarray, shape (strata,)
        Share of the units of every stratum that was not drawn.
    lonely : str
        Rule for strata of one unit.
    words : str
        The design in words.
    respondents : bool
        The clusters are respondents, who may have several rows.
    plain : bool
        Nothing is declared but who was asked twice. Respondents are the units, so that their covariance is kept, and
        all else is as without a design: the variance has n and not n - 1 below the line, degrees of freedom are
        infinite.
    """

    strata: Codes
    clusters: Codes | None
    stratum_of_cluster: Codes | None
    units: NDArray[np.float64]
    not_drawn: NDArray[np.float64]
    lonely: str
    words: str
    respondents: bool = False
    plain: bool = False

    @property
    def unit_of_row(self) -> Codes:
        """Cluster of every row, or its stratum where rows are the units."""
        return self.strata if self.clusters is None else self.clusters

    @property
    def n_units(self) -> int:
        """Number of codes that `unit_of_row` may hold."""
        return len(self.units) if self.stratum_of_cluster is None else len(self.stratum_of_cluster)

    def drawn_units(self, frequencies: NDArray[Any] | None) -> DrawnUnits:
        """The units as they are drawn again: clusters, rows, or as many respondents as a row stands for."""
        if self.clusters is not None and self.stratum_of_cluster is not None:
            units, strata, sizes = self.clusters, self.stratum_of_cluster, None
        else:
            units, strata = np.arange(len(self.strata)), self.strata
            sizes = None if frequencies is None else frequencies.astype(np.float64)
        return units.astype(np.uint32), strata.astype(np.uint32), sizes, self.not_drawn

    @property
    def lonely_note(self) -> list[str]:
        """What is to be said of strata whose one unit cannot be drawn again."""
        lonely = int(((self.units < 2) & (self.not_drawn > 0)).sum())
        return [f"{lonely} strata of one unit keep it in every resample: its spread nobody knows"] if lonely else []

    def stratum_of(self, unit: Codes) -> Codes:
        """Strata of units as `unit_of_row` numbers them."""
        return unit if self.stratum_of_cluster is None else self.stratum_of_cluster[unit]

    def variance(self, unit: Codes, totals: Floats, squares: Floats | None) -> Floats:
        r"""Covariance matrix of a total of vectors of length k, linearised about their estimate.

        With z the totals of the n units of a stratum, of which a share f was not drawn, the stratum adds

        .. math:: f \, \frac{n}{n - 1} \sum (z - \overline{z})(z - \overline{z})'

        where units that are not given have z = 0 (domains); a lonely unit follows the rule of the survey.

        Parameters
        ----------
        unit : shape (cells,)
            Clusters, or the strata of rows that are units themselves.
        totals : shape (cells, k)
            Their totals.
        squares : shape (cells, k, k), or None
            Sums of zz' over rows that are units; None where the units are clusters.

        References
        ----------
        Binder, D. A. (1983). On the variances of asymptotically normal estimators from complex surveys. International
        Statistical Review 51, 279-292. Lumley, T. (2010). Complex Surveys, section 2.
        """
        n, stratum = self.units, self.stratum_of(unit)
        seen, several = np.bincount(stratum, minlength=len(n)), n > 1
        factor, share = stratum_factors(n, self.not_drawn, self.lonely)
        mean = share[:, None] * grouped(totals, stratum, len(n))
        if squares is not None:
            variance = np.tensordot(factor[stratum], squares, axes=1) - _products(mean, factor * n)
        else:
            # About the mean, so that clusters of equal totals leave nothing behind.
            apart = _products(totals - mean[stratum], factor[stratum])
            variance = apart + _products(mean, factor * (n - seen))
        if self.lonely == "average":
            present, alone = (seen > 0).sum(), ((seen > 0) & ~several & (self.not_drawn > 0)).sum()
            variance *= present / (present - alone) if present > alone else np.nan
        return variance

    def degrees_of_freedom(self, domain: Codes, unit: Codes, rows: NDArray[Any], domains: int) -> Floats:
        """Units less strata of every domain, as R's survey package counts them, from the cells that have answers.

        Parameters
        ----------
        domain, unit : shape (cells,)
            Combinations with answers, as `cross` numbers them.
        rows : shape (cells,)
            Their rows, or sums of frequencies.
        domains
            Number of domains.
        """
        _, strata, _ = cross(domain, self.stratum_of(unit), len(self.units))
        if self.clusters is None:
            drawn = np.bincount(domain, weights=rows, minlength=domains)
        else:
            drawn = np.bincount(cross(domain, unit, self.n_units)[1], minlength=domains)
        return np.asarray(drawn - np.bincount(strata, minlength=domains), dtype=np.float64)


def read_sampling(
    columns: Mapping[str, Any],
    used: NDArray[np.bool_],
    roles: Mapping[str, Any],
    *,
    always: bool,
    frequencies: NDArray[Any] | None = None,
) -> Sampling | None:
    """Read the declared strata, clusters and population sizes.

    Parameters
    ----------
    columns
        The fetched columns.
    used
        Rows of a weight above 0; the others are no part of the sample.
    roles
        `strata`, `cluster`, `fpc`, `nest` and `lonely_psu` of the survey; `id` where rows of one respondent are to be
        kept together: the respondent is the unit unless clusters, which must hold whole respondents, are declared.
    always
        Give a design of independent rows where none is declared.
    frequencies
        How many respondents every row stands for, where it is not one.
    """
    declared = [role for role in ("strata", "cluster", "fpc") if roles[role] is not None]
    identity = roles.get("id")
    if not declared and not always and identity is None:
        return None
    strata, labels = _codes("strata", roles["strata"], columns, used)
    if roles["strata"] is None and frequencies is None:
        units = np.array([np.count_nonzero(used)], dtype=float)
    else:
        respondents = None if frequencies is None else frequencies[used]
        units = np.bincount(strata[used], weights=respondents, minlength=len(labels)).astype(float)
    words = _words(roles, len(labels))
    sampling = Sampling(strata, None, None, units, np.ones(len(labels)), roles["lonely_psu"], words)
    if roles["cluster"] is not None:
        sampling = _with_clusters(sampling, labels, columns, used, roles, "cluster")
    elif identity is not None:
        sampling = _with_clusters(sampling, labels, columns, used, roles, "id")
    if identity is not None and roles["cluster"] is not None and sampling.clusters is not None:
        check_inside(columns, sampling.clusters, identity, roles["cluster"])
    if not declared and not always:
        # Linearised values of scores add to 0, so a factor (n - 1)/n in front of n/(n - 1) Σ (z - 0)² leaves Σ z².
        return replace(sampling, not_drawn=1 - 1 / sampling.units, plain=True)
    if roles["fpc"] is not None:
        sampling = replace(sampling, not_drawn=_not_drawn(sampling, labels, columns, used, roles))
    _check_lonely(sampling, labels, roles)
    return sampling


def _codes(role: str, name: str | None, columns: Mapping[str, Any], used: NDArray[np.bool_]) -> tuple[Codes, list[Any]]:
    """Codes of a design column, complete for all rows used."""
    if name is None:
        return np.where(used, np.int32(0), np.int32(-1)), [None]
    codes, labels = keys.number(name, columns[name])
    lost = np.flatnonzero(used & (codes < 0))
    if len(lost):
        raise DataError(
            f"the {role} column {name!r} is missing in row {lost[0]} ({len(lost)} such rows); every respondent was "
            "drawn somewhere: fill it in, or give these rows weight 0"
        )
    codes = codes.astype(np.int32, copy=False)
    if used.all():
        return codes, labels
    codes, _, present = cross(None, np.where(used, codes, np.int32(-1)), len(labels))
    return codes, [labels[i] for i in present]


def _with_clusters(
    sampling: Sampling, labels: list[Any], columns: Mapping[str, Any], used: NDArray[np.bool_],
    roles: Mapping[str, Any], unit: Literal["cluster", "id"],
) -> Sampling:  # fmt: skip
    clusters, names = _codes(unit, roles[unit], columns, used)
    stratum, pairs = np.zeros(len(names), dtype=np.int32), np.arange(len(names))
    if len(labels) > 1:
        inside, of_pair, stratum = cross(clusters, sampling.strata, len(labels))
        pairs = of_pair.astype(np.int64) * len(labels) + stratum
        if len(pairs) > len(names):
            if unit == "id" or not roles["nest"]:
                _refuse_crossing(pairs, names, labels, roles, unit)
            clusters = inside
    if len(labels) > len(pairs) or (len(labels) > 1 and len(labels) == len(pairs)):
        raise DataError(
            f"strata column {roles['strata']!r} has {len(labels)} strata and {unit} column {roles[unit]!r} "
            f"{len(pairs)} {UNITS[unit]}s; a stratum needs at least two {UNITS[unit]}s: are the two columns swapped?"
        )
    return replace(
        sampling, clusters=clusters, stratum_of_cluster=stratum,
        units=np.bincount(stratum, minlength=len(labels)).astype(float),
        words=_words(roles, len(labels), f"{len(pairs):,} {UNITS[unit]}s {roles[unit]!r}"), respondents=unit == "id",
    )  # fmt: skip


def _refuse_crossing(
    pairs: NDArray[np.int64],
    names: list[Any],
    labels: list[Any],
    roles: Mapping[str, Any],
    unit: Literal["cluster", "id"],
) -> None:
    of_pair = pairs // len(labels)
    crossing = int(of_pair[np.flatnonzero(np.diff(of_pair) == 0)[0]])
    first, second = (labels[i] for i in (pairs[of_pair == crossing] % len(labels))[:2])
    fix = (
        "if clusters are numbered anew in every stratum pass nest=True to the Survey, otherwise correct the column"
        if unit == "cluster"
        else "a respondent was drawn in one stratum: correct the columns, or leave one of them out"
    )
    raise DataError(
        f"{UNITS[unit]} {names[crossing]!r} of column {roles[unit]!r} lies in strata {first!r} and {second!r}; {fix}"
    )


def _not_drawn(
    sampling: Sampling, labels: list[Any], columns: Mapping[str, Any], used: NDArray[np.bool_], roles: Mapping[str, Any]
) -> NDArray[np.float64]:
    name = roles["fpc"]
    sizes = answers.measure("fpc", name, columns[name]).astype(float)[used]
    strata = sampling.strata[used]
    if not (np.isfinite(sizes) & (sizes > 0)).all():
        raise DataError(
            f"the fpc column {name!r} holds a size that is missing or not above 0; give the number of units "
            "in the population of the stratum, or the share that was drawn"
        )
    size = np.zeros(len(labels))
    size[strata] = sizes
    if (size[strata] != sizes).any():
        stratum = labels[strata[np.flatnonzero(size[strata] != sizes)[0]]]
        where = f" within stratum {stratum!r}; give one a stratum"
        where = "; without strata the population has one" if roles["strata"] is None else where
        raise DataError(f"the fpc column {name!r} holds different sizes{where}")
    drawn = size if (size <= 1).all() else sampling.units / size
    if (drawn > 1).any():
        worst = int(np.argmax(drawn))
        where = "" if roles["strata"] is None else f" in stratum {labels[worst]!r}"
        raise DataError(
            f"the fpc column {name!r} says {size[worst]:g} units{where}, but {sampling.units[worst]:g} were drawn; "
            "give the number of units in the population: of clusters where clusters are declared, else of respondents"
        )
    return 1 - drawn


def _check_lonely(sampling: Sampling, labels: list[Any], roles: Mapping[str, Any]) -> None:
    lonely = np.flatnonzero((sampling.units < 2) & (sampling.not_drawn > 0))
    if sampling.lonely == "fail" and len(lonely):
        unit = UNITS["id" if roles["cluster"] is None else "cluster"]
        where = "the sample"
        fix = 'use another method than "design"' if roles["cluster"] is None else "leave cluster out"
        if roles["strata"] is not None:
            where = f"stratum {labels[lonely[0]]!r} of {roles['strata']!r}"
            fix = 'merge it with another stratum, or pass lonely_psu="adjust", "average" or "certainty" to the Survey'
        raise DataError(f"{where} has one {unit} only, whose spread nobody can know; {fix}")


def _words(roles: Mapping[str, Any], strata: int, units: str | None = None) -> str:
    parts = [] if units is None else [units]
    if roles["strata"] is not None:
        parts.append(f"{strata:,} strata '{roles['strata']}'")
    if roles["fpc"] is not None:
        parts.append(f"finite population '{roles['fpc']}'")
    if roles["lonely_psu"] != "fail":
        parts.append(f"lonely units: {roles['lonely_psu']}")
    return ", ".join(parts) or "independent respondents"


def check_weight_type(sampling: Sampling | None, weight_type: WeightType) -> None:
    """Refuse precision weights, which say nothing of how respondents were drawn, beside a design."""
    if sampling is not None and weight_type == "precision":
        raise DataError('a sampling design goes with weight_type="probability" or "frequency", not "precision"')


def _products(vectors: Floats, factors: Floats) -> Floats:
    """Sum of factor · zz' over the rows z of a table."""
    return (vectors * factors[:, None]).T @ vectors


def grouped(values: Floats, groups: Codes, count: int) -> Floats:
    """Sums of the rows of a table by group."""
    columns = [np.bincount(groups, weights=column, minlength=count) for column in values.T]
    return np.column_stack(columns).astype(np.float64)


def cross(domains: NDArray[Any] | None, units: NDArray[Any], n_units: int) -> tuple[Codes, Codes, Codes]:
    """Number the combinations of domain and unit that occur.

    Returns
    -------
    codes : shape (rows,)
        Combination of every row, -1 where it has no domain or no unit.
    domain, unit : shape (combinations,)
        What each stands for.
    """
    first, second = (None if of is None else np.ascontiguousarray(of, dtype=np.int32) for of in (domains, units))
    assert second is not None
    return _core.cross(first, second, n_units)
