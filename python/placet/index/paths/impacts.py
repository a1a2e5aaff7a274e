"""What points of a driver bring its outcomes, in points of their indexes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...inference.distributions import Floats, t_quantile
from .indexes import Drawn, Interval, percentiles, variance_of
from .path_spec import Spec
from .ruler import Places, Ruler
from .solution import Solution


@dataclass(frozen=True)
class Effects:
    """Pairs of a driver and an outcome that it acts on, along any way.

    Attributes
    ----------
    drivers, outcomes : tuple of int
        Places among the constructs that have an index.
    """

    spec: Spec
    places: Places
    drivers: tuple[int, ...]
    outcomes: tuple[int, ...]

    @classmethod
    def of(cls, spec: Spec, places: Places) -> Effects:
        """All pairs of a model, by outcome."""
        final = len(spec.stages) - 1
        at = {
            place: i for i, (stage, place) in enumerate(zip(places.stage, places.place, strict=True)) if stage == final
        }
        # Products act as well, and have no index.
        reached = spec.last.reached
        pairs = [(at[driver], at[outcome]) for outcome in at for driver in at if reached[outcome, driver]]
        pairs.sort(key=lambda pair: pair[::-1])
        return cls(spec, places, tuple(d for d, _ in pairs), tuple(o for _, o in pairs))

    def __len__(self) -> int:
        return len(self.drivers)

    def only(self, outcomes: Sequence[int]) -> Effects:
        """The pairs of some outcomes."""
        kept = [(d, o) for d, o in zip(self.drivers, self.outcomes, strict=True) if o in outcomes]
        return Effects(self.spec, self.places, tuple(d for d, _ in kept), tuple(o for _, o in kept))

    def standardized(self, last: Solution) -> Floats:
        """Total effects on standardised scores, shape (..., pairs)."""
        place = np.array(self.places.place, dtype=np.intp)
        return last.total_effects[..., place[list(self.outcomes)], place[list(self.drivers)]]

    def of_points(self, last: Solution, ruler: Ruler) -> Floats:
        r"""Points of the outcome's index for one of the driver's, :math:`t_{od} s_o / s_d`, shape (..., pairs)."""
        sd = ruler.sd_of_index
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.standardized(last) * sd[..., list(self.outcomes)] / sd[..., list(self.drivers)]


@dataclass(frozen=True)
class Sure:
    """Numbers with errors and intervals, shape (m,) each."""

    estimate: Floats
    std_error: Floats
    low: Floats
    high: Floats

    @classmethod
    def of(
        cls, estimate: Floats, copies: Floats | None, drawn: Drawn | None, certain: tuple[float, float],
        conf_level: float, interval: Interval,
    ) -> Sure:  # fmt: skip
        """From resamples; NaN without them.

        Parameters
        ----------
        copies : shape (r, m)
        certain
            Degrees of freedom, and what squared errors are multiplied by.
        """
        if copies is None or drawn is None:
            nothing = np.full(estimate.shape, np.nan)
            return cls(estimate, nothing, nothing, nothing)
        error = np.sqrt(variance_of(drawn, estimate, copies))
        if interval == "percentile" and drawn.rule is None:
            return cls(estimate, error, *percentiles(copies, estimate, conf_level))
        margin = t_quantile(conf_level, certain[0]) * np.sqrt(certain[1]) * error
        return cls(estimate, error, estimate - margin, estimate + margin)
