"""What comes of moves: of some together, of each driver alone, or of what a budget buys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ... import checks
from ..._core import DataError, ModelError
from ...inference.resamples import share as share_of
from ...language import say
from ...options.door import takes
from ...results.drivers.simulate import TOGETHER, SimulationResult
from ...results.table import Table
from ...survey import Survey
from ...types import Columns, OneColumn
from .costs import budget_of, costs_of
from .moves import moves_of
from .next_wave import wave_limits
from .options import ACTION
from .plan import NOTHING, Steps, bought
from .samples import Sample
from .study import Studied, Study, study
from .tables import in_order, table

Floats = NDArray[np.float64]
COLUMNS = (
    "term", "move", "mean_move", "now", "predicted", "predicted_low", "predicted_high", "change", "change_std_error",
    "change_low", "change_high", "cost", "plan_share", "n", "n_eff",
)  # fmt: skip
PLAN = ("budget", "spent", "gain", "regret", "regret_high")


@takes(*ACTION)
def simulate(
    survey: Survey,
    outcome: OneColumn,
    drivers: Columns | None = None,
    moves: Any = 1.0,
    *,
    scale: Any,
    share: float = 1.0,
    interval: Literal["mean", "wave"] = "mean",
    n_next: int | None = None,
    cost: Any = None,
    budget: float | None = None,
    conf_level: float,
    **options: Any,
) -> SimulationResult:
    r"""What if: the outcome after moves of drivers that end where their scales end, and how sure that is.

    .. math:: \hat y = \bar y + s \sum_j b_j\, \frac{\sum_i w_i\, m_{ij}}{\sum_i w_i}, \qquad
              m_{ij} = \min(x_{ij} + d_j,\ \text{highest}_j) - x_{ij} \quad (d_j > 0)

    with the coefficients of the regression of the outcome on all drivers and covariates, and s the share of respondents
    who move. Means of moves, coefficients and the mean of the outcome are taken anew in every resample.

    Three questions, by what is given: a mapping of moves is one scenario; one number moves each driver alone, a sweep;
    a budget with the costs of points is spent where it gains most.

    Parameters
    ----------
    {data}
    outcome : str or vector
        What is to be raised, such as overall satisfaction.
    drivers : str, vector or list of them, optional
        What might raise it; all columns of the data if the outcome is a vector.
    moves : float or mapping
        ``{driver: points}`` moves these drivers, all at once; a number moves each driver by itself. With a budget it is
        the length of a step, and which drivers are for sale. Points below 0 move down.
    scale : (low, high) or mapping
        Scale of the drivers, one for all or ``{driver: (low, high)}``, which may name the outcome, too. Nobody moves
        beyond it, and an answer outside is an error.
    share : float
        Share of the respondents who move, drawn at random, above 0 and at most 1.
    interval : {"mean", "wave"}
        How sure the change of the mean is; or within what the next wave will come out, which adds its own error of
        sampling, and to the change that of this wave, with which it will be compared.
    n_next : int, optional
        Respondents of the next wave, sampled and weighted as those of this one; as many as now if not given.
    cost : float or mapping, optional
        Cost of a point, of all drivers or ``{driver: cost}``, whoever can move by it.
    budget : float, optional
        What may be spent, in units of the costs.
    {options}

    Returns
    -------
    SimulationResult
        One row a driver that moves and segment; of moves that are made together the row of all of them comes last. A
        segment that cannot be fitted has NaN, the notes say why, and the others are done.

    Raises
    ------
    DataError, ModelError
        As for `regression`; DataError for a move farther than a scale is long, a share outside 0 to 1, a cost or a
        budget of 0 or less, a budget without costs; ModelError where no move raises the outcome, so that there is
        nothing to buy.

    Notes
    -----
    A plan buys steps by falling gain per cost until the budget is spent, the last in part. Each further point moves
    fewer respondents, so that gains are concave and this plan is the best one, exactly so if the answers lie whole
    steps from the end of their scale, as on scales of whole points with steps of one; between the ends of steps mean
    moves are interpolated. `plan_share` tells in how many resamples the best plan has a driver, and `plan` has the
    regret: by how much the best plan of a resample gains more there than this plan.

    The error of the next wave is that of this wave's mean in the resamples, which knows weights and design, times the
    root of n over `n_next`. The intervals know nothing of what else will have changed by then.

    Examples
    --------
    >>> import placet
    >>> data = {"overall": [5, 2, 4, 3, 5, 1], "network": [5, 1, 4, 3, 4, 2], "bills": [3, 3, 5, 2, 5, 1]}
    >>> what = {"network": 1, "bills": 0.5}
    >>> result = placet.simulate(data, "overall", ["network", "bills"], what, scale=(1, 5), n_resamples=0)
    >>> result["term"], result["change"].round(2)
    (('network', 'bills', 'All moves together'), array([0.64, 0.13, 0.77]))
    """
    conf_level = checks.level(conf_level)
    checks.choice("interval", interval, ("mean", "wave"))
    asked = _Asked(_share(share), interval, _next(interval, n_next), _budget(budget, cost), conf_level)
    found = study(survey, outcome, drivers, scale=scale, reserved=COLUMNS, **options)
    if interval == "wave" and not found.n_resamples:
        raise DataError(
            'interval="wave" takes the error of a wave from resamples; give n_resamples, or interval="mean"'
        )
    by = moves_of("moves", moves, found.scales, found.drivers)
    by = {name: by[name] for name in found.drivers if name in by} if asked.budget is not None else by
    costs = costs_of(cost, list(by)) if cost is not None else None
    kind = "plan" if asked.budget is not None else "moves" if isinstance(moves, Mapping) else "sweep"
    steps = Steps.of(by, costs, found.scales) if costs and kind == "plan" else None
    studied = found.studied(steps.moves if steps else list(by.items()))
    made, failed = {}, {}
    for segment, one in studied.items():
        try:
            scene = _Scene(found, segment, one, asked, by, costs)
            made[segment] = scene.planned(steps) if steps else scene.moved(together=kind == "moves")
        except ModelError as error:
            failed[segment] = error
    if not made:
        raise next(iter(failed.values()))
    notes = [say("no plan {where}{why}", where=found.model.where(s), why=str(e)) for s, e in failed.items()]
    about = found.about(
        say("Moves that end where scales end"), studied, [*_notes(asked, found, made), *notes], simulation=kind,
        moves=by, share=asked.share, interval=interval, n_next=asked.n_next, budget=asked.budget, cost=costs,
        **found.sure(conf_level),
    )  # fmt: skip
    facts = found.fits.facts([{}] * len(found.fits.groups))
    return SimulationResult(
        table(found, {s: rows for s, (rows, _) in made.items()}, COLUMNS, list(by)),
        found.model.rows.segments.names, about, survey.labels, survey.frame.library, facts,
        _plans(found, {s: plan for s, (_, plan) in made.items()}) if steps else Table({}),
    )  # fmt: skip


@dataclass(frozen=True)
class _Asked:
    """Options of a call, checked."""

    share: float
    interval: str
    n_next: int | None
    budget: float | None
    conf_level: float


def _share(share: Any) -> float:
    given = checks.real(share)
    if not 0 < given <= 1:
        raise DataError(f"share={checks.shown(share)} must lie above 0 and at most at 1, the share of those who move")
    return given


def _next(interval: str, n_next: Any) -> int | None:
    if n_next is not None and interval != "wave":
        raise DataError(f'n_next={n_next!r} goes with interval="wave", not with interval={interval!r}; leave it out')
    return None if n_next is None else checks.whole("n_next", n_next, 1)


def _budget(budget: Any, cost: Any) -> float | None:
    if budget is None:
        return None
    given = budget_of(budget)
    if cost is None:
        raise DataError("budget needs cost, what a point of each driver costs, such as cost={'network': 2, 'bills': 1}")
    return given


class _Scene:
    """A segment and what is done to it."""

    def __init__(
        self, found: Study, segment: int, one: Studied, asked: _Asked, by: Mapping[str, float],
        costs: Mapping[str, float] | None,
    ) -> None:  # fmt: skip
        self.found, self.segment, self.one, self.asked, self.by, self.costs = found, segment, one, asked, by, costs
        self.at = [found.drivers.index(name) for name in by]
        self.now = float(one.spread(lambda sample: sample.outcome[:, None]).estimate[0])

    def moved(self, *, together: bool) -> tuple[dict[str, Any], dict[str, float]]:
        """One row a move, and one of all of them; of a sweep without it, the largest change first."""
        points = np.array(list(self.by.values()))

        def changes(sample: Sample) -> Floats:
            return self.asked.share * sample.coefficients[:, self.at] * sample.moves

        mean = self.asked.share * self.one.spread(lambda sample: sample.moves).estimate
        block = self._rows(changes, points, mean, np.array(self._prices(points)), total=together and len(points) > 1)
        return block if together else in_order(block, np.argsort(-block["change"], kind="stable")), {}

    def planned(self, steps: Steps) -> tuple[dict[str, Any], dict[str, float]]:
        """One row a driver, those that gain most first, and one of all; and the plan as a whole."""
        budget = self.asked.budget
        assert budget is not None
        gains = self.one.spread(lambda sample: steps.gains(sample, self.at, self.asked.share))
        plan = bought(gains.estimate[None], steps.price, budget)[0]
        if not plan.any():
            raise ModelError(
                f"no move raises the outcome, the other drivers held constant, so that there is nothing to buy with a "
                f"budget of {budget:g}; look at the coefficients, and at the direction of the scales"
            )
        points = steps.by_driver((plan * (steps.end - steps.start))[None])[0]
        mean = (
            self.asked.share
            * steps.by_driver((plan * self.one.spread(lambda sample: steps.lengths(sample.moves)).estimate)[None])[0]
        )
        block = self._rows(
            lambda sample: steps.by_driver(plan * steps.gains(sample, self.at, self.asked.share)),
            points, mean, np.array(self._prices(points)), total=True,
        )  # fmt: skip
        draws = gains.draws()
        best = bought(draws, steps.price, budget)
        regret = np.maximum((draws * (best - plan)).sum(axis=1), 0.0)
        block["plan_share"] = np.append(share_of(steps.by_driver(best) > NOTHING), np.nan)
        order = np.append(np.argsort(-block["change"][:-1], kind="stable"), len(points))
        whole = {
            "budget": budget, "spent": float(plan @ steps.price), "gain": float(plan @ gains.estimate),
            "regret": float(regret.mean()) if len(regret) else np.nan,
            "regret_high": float(np.quantile(regret, self.asked.conf_level)) if len(regret) else np.nan,
        }  # fmt: skip
        return in_order(block, order), whole

    def _prices(self, points: Floats) -> list[float]:
        if self.costs is None:
            return [np.nan] * len(points)
        return [self.costs[name] * abs(by) for name, by in zip(self.by, points, strict=True)]

    def _rows(
        self, changes: Callable[[Sample], Floats], points: Floats, mean: Floats, price: Floats, *, total: bool
    ) -> dict[str, Any]:  # fmt: skip
        """Moves and what comes of them, with the row of all of them where it is wanted."""

        def all_changes(sample: Sample) -> Floats:
            each = changes(sample)
            return np.hstack([each, each.sum(axis=1, keepdims=True)]) if total else each

        change = self.one.spread(all_changes)
        predicted = self.one.spread(lambda sample: sample.outcome[:, None] + all_changes(sample))
        block: dict[str, Any] = {
            "term": [*self.by, *([TOGETHER] if total else [])], "move": np.append(points, [np.nan] * total),
            "mean_move": np.append(mean, [np.nan] * total), "cost": np.append(price, [price.sum()] * total),
            "now": self.now, "change": change.estimate, "change_std_error": change.std_error(),
            "predicted": predicted.estimate, "n": self.one.n, "n_eff": self.one.n_eff,
        }  # fmt: skip
        if self.asked.interval == "mean":
            block["change_low"], block["change_high"] = change.limits(self.asked.conf_level)
            block["predicted_low"], block["predicted_high"] = predicted.limits(self.asked.conf_level)
            return block
        own = self._wave_error()
        low, high = wave_limits(predicted, own, self.asked.conf_level)
        return block | {
            "predicted_low": low, "predicted_high": high, "change_low": low - self.now, "change_high": high - self.now,
            "change_std_error": np.sqrt(predicted.std_error() ** 2 + own**2),
        }  # fmt: skip

    def _wave_error(self) -> float:
        """Standard error of the mean of the next wave by itself."""
        variance = self.one.spread(lambda sample: sample.outcome[:, None]).covariance()[0, 0]
        n = self.found.fits.basis.observations(self.segment)
        return float(np.sqrt(variance * n / (self.asked.n_next or n)))


def _plans(found: Study, plans: Mapping[int, Mapping[str, float]]) -> Table:
    rows = [plans.get(segment, {}) for segment in range(found.model.segments)]
    columns = {name: np.array([row.get(name, np.nan) for row in rows]) for name in PLAN}
    return Table(found.model.rows.segments.columns() | columns)


def _notes(asked: _Asked, found: Study, made: Mapping[int, tuple[Mapping[str, Any], Any]]) -> list[str]:
    """What the intervals are of, who moves, and what cannot be."""
    notes: list[str] = []
    if asked.share < 1:
        notes.append(say("{share:.4g}% of the respondents move, drawn at random", share=100 * asked.share))
    if asked.interval == "wave" and asked.n_next:
        notes.append(say("intervals are those of a next wave of {n:,} respondents", n=asked.n_next))
    elif asked.interval == "wave":
        notes.append(say("intervals are those of a next wave of as many respondents"))
    low, high = (end * found.metric.unit for end in found.metric.bounds)
    predicted = np.concatenate([rows["predicted"] for rows, _ in made.values()])
    if (predicted > high).any() or (predicted < low).any():
        notes.append(say("some predictions lie beyond what the outcome can be: the moves are too large for a line"))
    return notes
