"""From a survey to tallies: what every score, difference and change of one item is computed from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from .. import _core
from .._core import DataError, ScoreCounts
from ..survey import Rows, Survey
from ..survey.replicates import ReplicateWeights
from ..survey.sampling import Sampling, cross
from ..types import Column, WeightType

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Terms:
    """Contrasts as sparse rows: contrast i has the terms `offsets[i]` to `offsets[i + 1]`.

    A respondent of the term's domain has the linearised value weight · (slope · x + intercept). A term of sign -1 takes
    respondents out again that another term holds. Domains from the number of domains on are panels: all their domains.
    """

    offsets: NDArray[np.int64]
    domains: NDArray[np.uint32]
    slopes: Floats
    intercepts: Floats
    signs: Floats

    @classmethod
    def table(cls, domains: NDArray[Any], slopes: Floats, intercepts: Floats, signs: Floats | None = None) -> Terms:
        """From arrays of contrasts × terms."""
        contrasts, terms = domains.shape
        signs = np.ones(domains.shape) if signs is None else signs
        offsets, of = np.arange(contrasts + 1) * terms, domains.astype(np.uint32)
        return cls(offsets, of.ravel(), slopes.ravel(), intercepts.ravel(), signs.ravel())

    @classmethod
    def dense(cls, slopes: Floats, intercepts: Floats) -> Terms:
        """From contrasts × domains."""
        return cls.table(np.broadcast_to(np.arange(slopes.shape[1]), slopes.shape), slopes, intercepts)


class Estimands(Protocol):
    """Smooth functions of the sums of weights and of weighted values of the domains."""

    @property
    def panel(self) -> NDArray[np.int64] | None:
        """Panel of every domain, where terms name panels."""
        ...

    def value(self, w: Floats, wx: Floats) -> Floats:
        """The estimates; the last axis is the domains, and becomes the estimands."""
        ...

    def terms(self, w: Floats, wx: Floats) -> Terms:
        """Their gradients."""
        ...


class Means:
    """The score of every domain."""

    panel = None

    def value(self, w: Floats, wx: Floats) -> Floats:
        """Weighted means."""
        return wx / w

    def terms(self, w: Floats, wx: Floats) -> Terms:
        """One term each: slope 1/w, intercept -mean/w."""
        return Terms.table(np.arange(len(w))[:, None], (1 / w)[:, None], (-wx / w / w)[:, None])


@dataclass(frozen=True)
class Layout:
    """Cells of the finer tally that a sampling design needs: combinations of domain and unit."""

    domain: NDArray[np.int64]
    unit: NDArray[np.int64]
    sampling: Sampling

    @property
    def clustered(self) -> bool:
        """Whether the units are clusters and not respondents."""
        return self.sampling.clusters is not None

    @property
    def stratum(self) -> NDArray[np.int64]:
        """Stratum of every cell."""
        strata = self.sampling.stratum_of_cluster
        return self.unit if strata is None else strata[self.unit]

    @property
    def core(self) -> tuple[Any, ...]:
        """The form the core reads."""
        of, sampling = np.uint32, self.sampling
        strata = None if sampling.stratum_of_cluster is None else sampling.stratum_of_cluster.astype(of)
        lonely = "certainty" if sampling.lonely == "fail" else sampling.lonely
        units, not_drawn = sampling.units.tolist(), sampling.not_drawn.tolist()
        return self.domain.astype(of), self.unit.astype(of), strata, units, not_drawn, lonely


@dataclass(frozen=True)
class Tally:
    """The answers to one item, counted by domain, and by unit where a design is declared.

    Attributes
    ----------
    item : str
        Column.
    counts : ScoreCounts
        One cell a domain.
    weight_type : str
        Meaning of the weights.
    fine : ScoreCounts or None
        One cell a combination of domain and unit, described by `layout`.
    layout : Layout or None
        The design.
    rule : ReplicateWeights or None
        Replicate weights, with the sums of weights under each: `replicates`, replicates × domains × points, and the
        degrees of freedom of each domain and of all: `replicate_df`.
    """

    item: str
    counts: ScoreCounts
    weight_type: WeightType
    fine: ScoreCounts | None = None
    layout: Layout | None = None
    rule: ReplicateWeights | None = None
    replicates: Floats | None = None
    replicate_df: tuple[Floats, float] | None = None

    @property
    def designed(self) -> bool:
        """Whether variances come from a declared design; to know who was asked twice is none."""
        return self.rule is not None or (self.layout is not None and not self.layout.sampling.plain)

    @property
    def clustered(self) -> bool:
        """Whether respondents were drawn in clusters, or may have been: replicate weights do not say."""
        return self.rule is not None or (self.designed and self.layout is not None and self.layout.clustered)

    @property
    def respondents(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """Sums of squared weights of respondents and their number: domains × points."""
        return (self.w, self.w) if self.weight_type == "frequency" else (self.counts.w2, self.counts.n)

    @cached_property
    def squares(self) -> Floats:
        """Sums of squared weights, and of those times the share of their stratum that was not drawn: 2 × domains."""
        every: Floats = self.respondents[0].sum(axis=1)
        if self.layout is None or self.fine is None or not self.designed:
            return np.stack([every, every])
        cells = (self.fine.w if self.weight_type == "frequency" else self.fine.w2).sum(axis=1)
        both = cells, self.layout.sampling.not_drawn[self.layout.stratum] * cells
        return np.array([np.bincount(self.layout.domain, sums, len(every)) for sums in both], dtype=np.float64)

    @staticmethod
    def worth(squares: Floats) -> Floats:
        """How many respondents one is worth because part of a finite population was drawn; infinite if all of it was.

        Kish's base of strata of which shares f were not drawn is (Σw)²/Σfw², which is Σw²/Σfw² times that without.
        """
        every, left = squares
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(every > 0, every / left, 1.0)

    @cached_property
    def w(self) -> Floats:
        """Sums of weights: domains × points."""
        return self.counts.w

    def sums(self, values: Floats) -> tuple[Floats, Floats]:
        """Sums of weights and of weighted values, by domain."""
        return self.w.sum(axis=1), self.w @ values

    def estimate(self, values: Floats, estimands: Estimands) -> Floats:
        """The estimates, NaN where a domain has no answers."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return estimands.value(*self.sums(values))

    def variance(self, values: Floats, estimands: Estimands) -> Floats:
        """Their variances under the design, NaN where a domain has no answers."""
        estimate = self.estimate(values, estimands)
        with np.errstate(invalid="ignore", divide="ignore"):
            if self.rule is not None and self.replicates is not None:
                copies = estimands.value(self.replicates.sum(axis=2), self.replicates @ values)
                return self.rule.variance(estimate, copies)
            terms = estimands.terms(*self.sums(values))
        counts, layout = self._with_panels(estimands.panel)
        design = None if layout is None else layout.core
        variance = _core.linearised_variance(counts, values, self.weight_type, design, *vars(terms).values())
        variance[np.isnan(estimate)] = np.nan
        return variance

    def _with_panels(self, panel: NDArray[np.int64] | None) -> tuple[ScoreCounts, Layout | None]:
        """The tally that variances come from, with every panel as a further domain."""
        if self.fine is None or self.layout is None:
            if panel is None:
                return self.counts, None
            domains = len(panel)
            return self.counts + self.counts.regroup(domains + panel, domains + int(panel.max()) + 1), None
        if panel is None:
            return self.fine, self.layout
        layout, cells = self.layout, len(self.layout.domain)
        codes, panels, units = cross(panel[layout.domain], layout.unit, layout.sampling.n_units)
        joined = (np.append(layout.domain, len(panel) + panels), np.append(layout.unit, units))
        return self.fine + self.fine.regroup(cells + codes, cells + len(panels)), replace(
            layout, domain=joined[0], unit=joined[1]
        )

    @cached_property
    def df(self) -> tuple[Floats, float]:
        """Degrees of freedom of every domain, and of all of them together; infinite without a design.

        Units with answers minus strata with answers, as R's survey package counts them.
        """
        if self.replicate_df is not None:
            return self.replicate_df
        if self.layout is None or self.fine is None or self.layout.sampling.plain:
            return np.full(len(self.w), np.inf), np.inf
        answered = self.fine.n.sum(axis=1) > 0
        domain, unit, sampling = self.layout.domain[answered], self.layout.unit[answered], self.layout.sampling
        every = np.zeros_like(domain)
        rows = (self.fine.w if self.weight_type == "frequency" else self.fine.n).sum(axis=1)[answered]
        alone = sampling.stratum_of_cluster is None
        strata = unit if sampling.stratum_of_cluster is None else sampling.stratum_of_cluster[unit]

        def count(group: NDArray[np.int64], groups: int) -> Floats:
            stratum = np.unique(group * len(sampling.units) + strata) // len(sampling.units)
            if alone:
                units = np.bincount(group, weights=rows, minlength=groups)
            else:
                units = np.bincount(np.unique(group * sampling.n_units + unit) // sampling.n_units, minlength=groups)
            return np.asarray(units - np.bincount(stratum, minlength=groups), dtype=float)

        return count(domain, len(self.w)), float(count(every, 1)[0])


def read_tallies(
    survey: Survey,
    items: Sequence[str],
    scale: tuple[int, int],
    *,
    by: Sequence[str] = (),
    reserved: Sequence[str] = (),
    design: Literal["declared", "always"] = "declared",
    units: Literal["rows", "respondents"] = "rows",
    wave: str | None = None,
) -> tuple[Rows, list[Tally]]:
    """Read the columns of a call and count every item; `units` and `wave` are those of `Survey.read`."""
    rows = read_rows(survey, items, scale, by=by, reserved=reserved, design=design, units=units, wave=wave)
    return rows, tally_all(rows, scale)


def read_rows(survey: Survey, items: Sequence[str], scale: tuple[int, int], **how: Any) -> Rows:
    """Read the columns of a call, `how` being the keywords of `read_tallies`, and refuse what cannot be counted."""
    low, high = scale
    rows = survey.read(items, low=low, high=high, **{"design": "declared", **how})
    if rows.sampling is not None and rows.weight_type == "precision":
        raise DataError('a sampling design goes with weight_type="probability" or "frequency", not "precision"')
    for name, values, _ in rows.columns:
        if values.dtype.kind == "b":
            raise DataError(f"column {name!r} holds true and false, which are no points of the scale {low}..{high}")
    return rows


def tally_all(rows: Rows, scale: tuple[int, int]) -> list[Tally]:
    """Count every item of rows that were read."""
    if rows.replicates is not None:
        return _replicated(rows, scale)
    if rows.sampling is None:
        return [Tally(c[0], rows.count(c, *scale), rows.weight_type) for c in rows.columns]
    sampling, domains = rows.sampling, rows.segments.codes
    codes, domain, unit = cross(domains, sampling.unit_of_row, sampling.n_units)
    layout = Layout(domain, unit, sampling)
    tallies = []
    for column in rows.columns:
        # Rows of weight 0 are in no unit, but a result counts them: the coarse tally is of all rows.
        fine = _count(rows, column, (codes, len(domain)), scale)
        counts = _count(rows, column, rows.segments.cells, scale)
        tallies.append(Tally(column[0], counts, rows.weight_type, fine, layout))
    return tallies


def _count(
    rows: Rows, column: Column, cells: Any, scale: tuple[int, int], weights: Column | None = None
) -> ScoreCounts:
    return _core.count_scores(column, rows.weights if weights is None else weights, cells, *scale)


def _replicated(rows: Rows, scale: tuple[int, int]) -> list[Tally]:
    assert rows.replicates is not None
    cells, df = rows.segments.cells, _replicate_df(rows)
    tallies = []
    for column in rows.columns:
        copies = [_count(rows, column, cells, scale, weights).w for weights in rows.replicates.columns]
        tallies.append(
            Tally(
                column[0],
                _count(rows, column, cells, scale),
                rows.weight_type,
                rule=rows.replicates.rule,
                replicates=np.array(copies),
                replicate_df=df,
            )
        )
    return tallies


def _replicate_df(rows: Rows) -> tuple[Floats, float]:
    """Rank of the replicate weights of every domain, and of all rows, minus 1."""
    assert rows.replicates is not None
    weights = np.column_stack([values.astype(float) for _, values, _ in rows.replicates.columns])
    codes = rows.segments.codes
    if codes is None:
        whole = _rank(weights) - 1.0
        return np.array([whole]), whole
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(len(rows.segments.keys) + 1))
    parts = [_rank(weights[order[a:b]]) - 1.0 for a, b in pairwise(bounds)]
    return np.array(parts), _rank(weights[codes >= 0]) - 1.0


def _rank(matrix: Floats, tolerance: float = 1e-5) -> float:
    # From the cross-products: the rows may be millions, the replicates are some hundred.
    eigenvalues = np.linalg.eigvalsh(matrix.T @ matrix)
    return float((eigenvalues > tolerance**2 * max(eigenvalues[-1], np.finfo(float).tiny)).sum())
