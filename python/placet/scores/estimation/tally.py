"""Tallies: what every score, difference and change of one item is computed from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import ScoreCounts, UnitCounts
from ...survey import Rows
from ...survey.replicates import ReplicateWeights
from ...survey.sampling import Sampling, cross
from ...survey.stratum_factors import stratum_factors
from ...types import Column, WeightType
from .degrees_of_freedom import Counted, Drawn, Freedom, Replicated, Unlimited
from .linearised import Apart, Estimands, Floats, largest, others
from .resampled import AnswersAndWeights, Groups, has_spread


@dataclass(frozen=True)
class Layout:
    """Cells of the finer tally that a sampling design needs: combinations of domain and unit."""

    domain: NDArray[np.int32]
    unit: NDArray[np.int32]
    sampling: Sampling

    @property
    def clustered(self) -> bool:
        """Whether the units are clusters and not respondents."""
        return self.sampling.clusters is not None

    @property
    def core(self) -> tuple[Any, ...]:
        """The form the core reads."""
        sampling = self.sampling
        lonely = "certainty" if sampling.lonely == "fail" else sampling.lonely
        units, not_drawn = sampling.units.tolist(), sampling.not_drawn.tolist()
        whole = None if sampling.panel is None else sampling.panel.cluster
        return self.domain, self.unit, sampling.stratum_of_cluster, units, not_drawn, lonely, whole


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
    fine : UnitCounts or None
        One cell a combination of domain and unit, described by `layout`.
    layout : Layout or None
        The design.
    rule : ReplicateWeights or None
        Replicate weights, with the sums of weights under each: `replicates`, replicates × domains × points, and the
        ranks of those of the rows with an answer: `ranks`, a function of the group of every domain.
    source : tuple or None
        What was counted, where there is no design.
    points : ndarray or None
        The numbers that were answered, counted in their order, where they are not the whole points of a scale.
    """

    item: str
    counts: ScoreCounts
    weight_type: WeightType
    fine: UnitCounts | None = None
    layout: Layout | None = None
    rule: ReplicateWeights | None = None
    replicates: Floats | None = None
    ranks: Callable[[NDArray[Any]], Floats] | None = None
    source: tuple[Rows, Column] | None = None
    points: Floats | None = None

    @property
    def designed(self) -> bool:
        """Whether variances come from a declared design; to know who was asked twice is none."""
        return self.rule is not None or (self.layout is not None and not self.layout.sampling.plain)

    @property
    def clustered(self) -> bool:
        """Whether respondents were drawn in clusters, or may have been: replicate weights do not say."""
        return self.rule is not None or (self.designed and self.layout is not None and self.layout.clustered)

    @property
    def respondents(self) -> tuple[Floats, Floats]:
        """Sums of squared weights of respondents and their number: domains × points."""
        if self.weight_type == "frequency":
            return self.w, self.w
        return self.counts.w2, self.counts.n.astype(np.float64)

    @cached_property
    def squares(self) -> Floats:
        """Sums of squared weights, and of those times the share of their stratum that was not drawn: 2 × domains."""
        every: Floats = self.respondents[0].sum(axis=1)
        if self.layout is None or self.fine is None or not self.designed:
            return np.stack([every, every])
        cells = self.fine.w if self.weight_type == "frequency" else self.fine.w2
        both = cells, self.layout.sampling.not_drawn[self.layout.sampling.stratum_of(self.layout.unit)] * cells
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

    def groups(self, domain: int) -> Groups:
        """The respondents of a domain as the bootstrap draws them: frequencies, or precisions as shares of them."""
        n, w, w2 = (table[domain] for table in (self.counts.n, self.w, self.counts.w2))
        points = np.flatnonzero(n)
        n, w, w2 = n[points].astype(np.float64), w[points], w2[points]
        if self.weight_type != "probability":
            return Groups(w if self.weight_type == "frequency" else w * (n.sum() / w.sum()), np.ones(len(w)), points)
        if self.source is not None and has_spread(n, w, w2):
            return self._answers_and_weights.of(domain)
        return Groups(n, w / n, points)

    @cached_property
    def _answers_and_weights(self) -> AnswersAndWeights:
        assert self.source is not None
        return AnswersAndWeights(*self.source, (self.counts.low, self.counts.high))

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
            panel = estimands.panel
            if panel is not None and self.layout is None and isinstance(estimands, Apart):
                terms, counts, layout = estimands.terms_apart(*self.sums(values)), self._with_others(panel), None
            else:
                terms = estimands.terms(*self.sums(values))
                counts, layout = self._with_panels(panel, isinstance(estimands, Apart))
        design = None if layout is None else layout.core
        variance = _core.linearised_variance(counts, values, self.weight_type, design, tuple(vars(terms).values()))
        variance[np.isnan(estimate)] = np.nan
        return np.maximum(variance, 0.0)  # what rounding leaves below 0 is none

    def _with_others(self, panel: NDArray[np.int64]) -> ScoreCounts:
        """The tally, and for every domain all others of its panel as a further domain."""
        domains = len(panel)
        rest = others(self.counts, panel, lambda counts, to: counts.regroup(to, domains))
        return self.counts + rest.regroup(np.arange(domains, 2 * domains), 2 * domains)

    def _with_panels(
        self, panel: NDArray[np.int64] | None, apart: bool
    ) -> tuple[ScoreCounts | UnitCounts, Layout | None]:
        """The tally that variances come from, every panel a further domain; `apart`: also all but its largest."""
        if self.fine is None or self.layout is None:
            if panel is None:
                return self.counts, None
            domains = len(panel)
            return self.counts + self.counts.regroup(domains + panel, domains + int(panel.max()) + 1), None
        if panel is None:
            return self.fine, self.layout
        layout, of, size = self.layout, panel.astype(np.int32), self.layout.sampling.n_units
        others = np.where(largest(self.w.sum(axis=1), panel), np.int32(-1), of)
        fine, domain, unit = self.fine, [layout.domain], [layout.unit]
        for i, group in enumerate((of, others) if apart else (of,)):
            codes, panels, units = cross(group[layout.domain], layout.unit, size)
            more = fine.n.size - len(codes)
            fine = fine.joined(np.append(codes, np.full(more, -1, dtype=np.int32)), len(panels))
            domain.append(len(panel) + i * (int(panel.max()) + 1) + panels)
            unit.append(units)
        return fine, replace(layout, domain=np.concatenate(domain), unit=np.concatenate(unit))

    def blind_variance(self, values: Floats, estimate: Floats) -> Floats:
        """What the variances of the scores would be if weights knew nothing of the answers within strata.

        The squares Σw²(x - m)² of a stratum, which the design's variance is made of, are Σw² times the weighted mean of
        (x - m)²: in one stratum that is the variance of the answers over Kish's base. For strata of respondents.
        """
        assert self.layout is not None
        assert self.fine is not None
        domain, stratum, sampling = self.layout.domain, self.layout.unit, self.layout.sampling
        squares = self.fine.w if self.weight_type == "frequency" else self.fine.w2
        factor, mean = stratum_factors(sampling.units, sampling.not_drawn, sampling.lonely)
        apart, apart2 = self.fine.about(values, estimate[domain])
        with np.errstate(invalid="ignore", divide="ignore"):
            spread = np.where(self.fine.w > 0, squares * apart2 / self.fine.w, 0.0)
            parts = factor[stratum] * (spread - mean[stratum] * apart**2)
            found = np.bincount(domain, parts, len(estimate)) / self.w.sum(axis=1) ** 2
            if sampling.lonely == "average":
                there, alone = self.fine.n > 0, (sampling.units < 2) & (sampling.not_drawn > 0)
                strata, lonely = (np.bincount(domain, of, len(estimate)) for of in (there, there & alone[stratum]))
                found *= strata / (strata - lonely)
        return np.asarray(found, dtype=np.float64)

    @cached_property
    def freedom(self) -> Freedom:
        """What says how sure scores are."""
        if self.ranks is not None:
            return Replicated(self.ranks, self.w.sum(axis=1), self.squares[1])
        if self.layout is None or self.fine is None or self.layout.sampling.plain:
            return Unlimited()
        frequency, there = self.weight_type == "frequency", self.fine.n > 0
        rows, squares = (self.fine.w,) * 2 if frequency else (self.fine.n.astype(np.float64), self.fine.w2)
        domain, unit = self.layout.domain[there], self.layout.unit[there]
        return Drawn(domain, unit, rows[there], self.fine.w[there], squares[there], self.layout.sampling)

    @cached_property
    def counted(self) -> Counted:
        """The same of every domain, whose degrees of freedom are fewer than `df` where clusters are unequal."""
        return self.freedom.counted(np.arange(len(self.w)))

    @cached_property
    def df(self) -> Floats:
        """Degrees of freedom of every domain, infinite without a design."""
        return self.df_of(np.arange(len(self.w)))

    def df_of(self, groups: NDArray[Any]) -> Floats:
        """Degrees of freedom of groups of domains: units with answers less strata with answers."""
        units, strata = self.freedom.drawn(groups)
        return units - strata

    @cached_property
    def lost(self) -> NDArray[np.int64]:
        """Replicates that leave a domain without the respondents it has."""
        if self.replicates is None:
            return np.zeros(len(self.w), dtype=np.int64)
        return np.count_nonzero(self.replicates.sum(axis=2) <= 0, axis=0) * (self.w.sum(axis=1) > 0)
