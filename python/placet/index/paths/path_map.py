"""Importance-performance map of the constructs of a path model, or of their indicators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ... import checks
from ..._core import DataError
from ...inference.distributions import Floats
from ...inference.quadrants import cut_of, quadrants_of
from ...inference.resamples import Sampled, share
from ...language import say
from ...options.door import takes
from ...results.index.path_map import SHARES, PathMapResult
from ...results.index.path_weights import PathWeights
from ...results.quadrants import QUADRANTS
from ...results.table import Table
from ...survey import Survey
from ...types import AsGiven
from .answered import Answered
from .estimation import SCHEMES
from .impacts import Effects, Sure
from .indexes import INTERVALS, Indexes, Interval
from .measurement import Measurement, WeightsFrom, chosen, measure, source_of
from .options import MEASURED
from .path_spec import Scheme
from .ruler import equal_points

LEVELS = ("constructs", "indicators")
#: Columns of the result, which a key column may not be named.
COLUMNS = (
    "term", "construct", "importance", "importance_std_error", "importance_low", "importance_high", "performance",
    "performance_std_error", "performance_low", "performance_high", "correlation", "quadrant", "quadrant_share",
    *SHARES, "total_effect", "n", "n_eff",
)  # fmt: skip
#: How many normal draws stand for replicate weights, which vary by a rule and not as samples do.
NORMAL_DRAWS = 10_000


@takes(*MEASURED)
def path_map(
    survey: Survey,
    model: AsGiven,
    outcome: str,
    *,
    scale: tuple[float, float] | Mapping[str, tuple[float, float]],
    level: Literal["constructs", "indicators"] = "constructs",
    weights_from: WeightsFrom | PathWeights,
    by: Any,
    wave: Any,
    scheme: Scheme,
    scaled: bool,
    missing: Any,
    imputation: Any,
    n_imputations: Any,
    n_resamples: int,
    interval: Interval,
    conf_level: float,
    rng: Any,
    progress: bool | None,
) -> PathMapResult:
    r"""Map of what acts on an outcome of a path model: how important it is, against how well it does (IPMA) [1]_.

    .. math:: \text{importance}_d = t_{od} \frac{s_o}{s_d}, \qquad \text{performance}_d = I_d

    with t the total effect of the standardised scores, s the standard deviations of the scores on 0..100 and I the
    indexes of `path_index`: importance is by how many index points the outcome rises with one point of the driver. That
    of an indicator is its share in the index of its construct times the importance of this, its performance its mean
    from 0 to 100.

    Parameters
    ----------
    {data}
    model : PathModel, str or mapping
        Constructs, their indicators and what acts on what, see `PathModel`.
    outcome : str
        The construct that is to be raised, such as satisfaction.
    scale : (float, float) or mapping
        Lowest and highest possible answer, of all indicators or by column; any other answer is an error.
    level : {"constructs", "indicators"}
        What is on the map: constructs that act on the outcome, directly or through others, or their indicators.
    {options}

    Returns
    -------
    PathMapResult
        One row a driver and segment, the most important first; `cuts` has the means at which the quadrants meet.

    Raises
    ------
    ModelError
        A negative weight, with which better answers would lower an index.
    DataError
        An outcome that is no construct or that nothing acts on, an answer off the scale, and what `path_model` refuses.

    Notes
    -----
    Segments are measured with the ruler of one model, and have its importances; with ``weights_from="segment"`` each
    has a model of its own. Importance, performance and the cuts, which are means over what is on the map, are
    taken from each resample together: `quadrant_share` is the share of resamples in which a driver is in the quadrant
    that it has in the sample. Resamples and intervals are those of `path_index`.

    References
    ----------
    .. [1] Ringle, C. M. and Sarstedt, M. (2016). Gain more insight from your PLS-SEM results: the
       importance-performance map analysis. Industrial Management & Data Systems 116(9), 1865-1886.

    Examples
    --------
    >>> import placet
    >>> answers = {"q1": [9, 7, 3, 8, 6], "q2": [8, 8, 2, 9, 5], "s1": [9, 8, 4, 9, 5], "s2": [9, 7, 3, 8, 7]}
    >>> model = "Quality =~ q1 + q2; Satisfaction =~ s1 + s2; Satisfaction ~ Quality"
    >>> found = placet.path_map(answers, model, "Satisfaction", scale=(1, 10), level="indicators", n_resamples=0)
    >>> found["term"], found["performance"].round(1), found["importance"].round(2)
    (('q1', 'q2'), array([62.2, 60. ]), array([0.5 , 0.38]))
    """
    conf_level, level = checks.level(conf_level), checks.choice("level", level, LEVELS)
    interval, source = checks.choice("interval", interval, INTERVALS), source_of(weights_from)
    if isinstance(source, PathWeights):
        raise DataError(
            "weights_from= are frozen weights, which have no effects; take 'pooled' or 'segment', and path_index() to "
            "measure with frozen weights"
        )
    count = checks.resamples(n_resamples, 0)
    answered = Answered.of(
        survey, model, scale, by=by, wave=wave, missing=missing, imputation=imputation, n_imputations=n_imputations,
        scheme=scheme, scaled=scaled, n_resamples=count, random=True, rng=rng, progress=progress, reserved=COLUMNS,
    )  # fmt: skip
    reading = answered.reading
    effects = _effects(answered, outcome)
    found = measure(answered, source, "acsi", count, progress)
    placed = [Placed(found, effects, level, s, conf_level, interval) for s in range(reading.segments)]
    about = {
        "method": say(
            "Map of total effects (index points for one point) and indexes (0 to 100), {scheme} scheme",
            scheme=SCHEMES[reading.spec.scheme],
        ),
        "outcome": outcome,
        "level": level,
        "scale": scale,
        "weights_from": source,
        "scheme": reading.spec.scheme,
        "interval": interval,
        **found.facts,
        "weights": survey.weights,
        "weight_type": survey.weight_type,
        "missing": missing,
        "conf_level": conf_level,
        **reading.facts,
        "notes": [*_notes(found), *reading.notes],
    }
    return PathMapResult(
        _table(answered, [one.block() for one in placed]), answered.rows.segments.names, about, reading.labels,
        survey.frame.library, _cuts(answered, [one.cuts() for one in placed]),
    )  # fmt: skip


def _effects(answered: Answered, outcome: Any) -> Effects:
    """What acts on the outcome."""
    effects = Effects.of(answered.reading.spec, answered.places)
    if not isinstance(outcome, str):
        raise DataError(f"outcome={checks.shown(outcome)} must be the name of one construct")
    (at,) = chosen([outcome], answered.places.names, "outcome")
    own = effects.only([at])
    if not len(own):
        others = [answered.places.names[o] for o in dict.fromkeys(effects.outcomes)]
        raise DataError(f"outcome={outcome!r} has no construct that acts on it; take one of {checks.some(others, str)}")
    return own


@dataclass(frozen=True)
class Placed:
    """Where the drivers of a segment are, in the sample and in its resamples."""

    found: Measurement
    effects: Effects
    level: str
    segment: int
    conf_level: float
    interval: Interval

    @property
    def _fit(self) -> int:
        return self.segment if self.found.own else 0

    @property
    def _at(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Driver of every row, by its place among the effects, and its indicator."""
        belongs = equal_points(self.found.answered.reading.spec, self.found.answered.places) > 0
        driver, indicator = np.nonzero(belongs[list(self.effects.drivers)])
        return driver, indicator

    def terms(self) -> tuple[list[str], list[str]]:
        """What the rows are called, and their constructs."""
        names = [self.found.names[d] for d in self.effects.drivers]
        if self.level == "constructs":
            return names, names
        columns = self.found.answered.reading.names
        return [columns[j] for j in self._at[1]], [names[d] for d in self._at[0]]

    def _importance(self, effects: Floats, shares: Floats) -> Floats:
        """Importances of the rows, from those of constructs, shape (..., drivers), and shares (..., k, p)."""
        if self.level == "constructs":
            return effects
        driver, indicator = self._at
        own = np.array(self.effects.drivers, dtype=np.intp)[driver]
        return effects[..., driver] * shares[..., own, indicator]

    @property
    def _measured(self) -> Indexes:
        """The performances as indexes: of the constructs, or every indicator alone."""
        indexes = self.found.indexes
        if self.level == "constructs":
            return indexes.only(self.effects.drivers)
        alone = np.eye(indexes.shares.shape[-1])[self._at[1]]
        return Indexes(indexes.spread, indexes.units, alone, None, known=True)

    def _drawn(self) -> tuple[Floats | None, Floats | None]:
        """Importances and performances in the resamples."""
        effects, indexes = self.found.drawn_effects(self.effects, self._fit), self.found.indexes
        if effects is None or indexes.drawn is None:
            return None, None
        importance = self._importance(effects, indexes.drawn_shares(self.segment))
        if self.level == "constructs":
            return importance, indexes.replicates((self.segment,))[:, list(self.effects.drivers)]
        return importance, indexes.drawn_points((self.segment,))[:, self._at[1]]

    def _sampled(self, estimate: Floats) -> Sampled | None:
        """Importance and performance together, in the sample and drawn again."""
        importance, performance = self._drawn()
        if importance is None or performance is None:
            return None
        seed = self.found.answered.reading.seed
        rule = self.found.indexes.drawn.rule if self.found.indexes.drawn else None
        df = self.found.certain(self._fit)[0]
        return Sampled([estimate], [np.hstack([importance, performance])], rule, df, (NORMAL_DRAWS, (seed,)))

    def _estimates(self) -> tuple[Floats, Floats]:
        found, indexes = self.found, self._measured
        effects = self.effects.of_points(found.fits[self._fit][-1], found.rulers[self._fit])
        return self._importance(effects, found.indexes.of_segment(self.segment)), indexes.estimate[self.segment]

    def block(self) -> dict[str, Any]:
        """The rows of the segment, the most important first."""
        importance, performance = self._estimates()
        indexes, s = self._measured, self.segment
        sure = Sure.of(importance, self._drawn()[0], self.found.indexes.drawn, self.found.certain(self._fit),
                       self.conf_level, self.interval)  # fmt: skip
        low, high = (ends[s] for ends in indexes.limits(self.conf_level, self.interval))
        own = quadrants_of(importance[None], performance[None])[0]
        shares, correlation = self._shares(importance, performance)
        terms, constructs = self.terms()
        standardized = self.effects.standardized(self.found.fits[self._fit][-1])
        block: dict[str, Any] = {
            "term": terms, **({"construct": constructs} if self.level == "indicators" else {}),
            "importance": importance, "importance_std_error": sure.std_error, "importance_low": sure.low,
            "importance_high": sure.high, "performance": performance, "performance_std_error": indexes.std_error[s],
            "performance_low": low, "performance_high": high, "correlation": correlation,
            "quadrant": [list(QUADRANTS)[i] for i in own], "quadrant_share": shares[own, np.arange(len(own))],
            **dict(zip(SHARES, shares, strict=True)),
            "total_effect": standardized if self.level == "constructs" else standardized[self._at[0]],
            "n": indexes.n[s], "n_eff": indexes.n_eff[s],
        }  # fmt: skip
        order = np.argsort(-importance, kind="stable")
        return {
            name: column[order] if isinstance(column, np.ndarray) else [column[i] for i in order]
            for name, column in block.items()
        }

    def _shares(self, importance: Floats, performance: Floats) -> tuple[Floats, Floats]:
        """Shares of the resamples in every quadrant, and correlations of importance and performance over them."""
        m = len(importance)
        sampled = self._sampled(np.concatenate([importance, performance]))
        if sampled is None:
            return np.full((len(SHARES), m), np.nan), np.full(m, np.nan)
        draws, covariance = sampled.draws(), sampled.covariance()
        error = np.sqrt(np.diag(covariance))
        with np.errstate(invalid="ignore", divide="ignore"):
            correlation = covariance[np.arange(m), np.arange(m) + m] / error[:m] / error[m:]
        placed = quadrants_of(draws[:, :m], draws[:, m:])
        return np.array([share(placed == quadrant) for quadrant in range(len(SHARES))]), correlation

    def cuts(self) -> dict[str, float]:
        """The cuts and their limits."""
        made: dict[str, float] = {}
        for name, estimate, copies in zip(("importance", "performance"), self._estimates(), self._drawn(), strict=True):
            again = None if copies is None else cut_of(copies, None)
            sure = Sure.of(cut_of(estimate[None], None)[0], again, self.found.indexes.drawn,
                           self.found.certain(self._fit), self.conf_level, self.interval)  # fmt: skip
            made |= {name: sure.estimate[0], f"{name}_low": sure.low[0], f"{name}_high": sure.high[0]}
        return {name: float(value) for name, value in made.items()}


def _table(answered: Answered, blocks: list[dict[str, Any]]) -> Table:
    keys = answered.rows.segments.columns(repeat=len(blocks[0]["term"]))
    made: dict[str, Any] = {}
    for name in blocks[0]:
        parts = [block[name] for block in blocks]
        numbers = isinstance(parts[0], np.ndarray)
        made[name] = np.concatenate(parts) if numbers else [value for part in parts for value in part]
    return Table({**keys, **made})


def _cuts(answered: Answered, cuts: list[dict[str, float]]) -> Table:
    columns = {name: np.array([cut[name] for cut in cuts]) for name in cuts[0]}
    return Table({**answered.rows.segments.columns(), **columns})


def _notes(found: Measurement) -> list[str]:
    notes, again = found.design_notes(), found.resampled
    if again is None:
        return [*notes, say("no resamples, so no intervals")]
    notes.append(say("cuts are means over what is on the map, taken anew in every resample"))
    return [*notes, *again.failed_note]
