"""How what drivers explain of an event, or of an ordered answer, is shared out: every model is fitted to the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from ... import _core, checks
from ..._core import DataError
from ...language import say
from ...survey import Rows, Survey
from ...types import Progress, Samples
from ..prepare import Prepared
from .methods import check_terms
from .split import Importance, Split

Floats = NDArray[np.float64]
Measure: TypeAlias = Literal["mcfadden", "nagelkerke"]
#: In words.
MEASURES: dict[Measure, str] = {"mcfadden": say("McFadden's R²"), "nagelkerke": say("Nagelkerke's R²")}
#: Drivers of which all subsets are fitted; of more, orders are drawn.
MOST_EXACT = 12
#: Random circles of p drivers, each of 2p orders and p (p - 1) models.
CIRCLES = 32
#: Tells the seed of the orders from that of the resamples.
ORDERS = 0x6F726465


@dataclass
class Told:
    """What came up on the way.

    Attributes
    ----------
    orders : int or None
        Orders that were drawn; None where all were taken.
    std_error : float
        The largest standard error that drawing them leaves.
    separated : int
        Resamples in which drivers separate the categories.
    """

    orders: int | None = None
    std_error: float = 0.0
    separated: int = 0


@dataclass(frozen=True)
class LogitSplit(Split):
    """Splits what the drivers of a logit add to a measure of its fit.

    Attributes
    ----------
    measure : {"mcfadden", "nagelkerke"}
    seed : int or None
        Seed of the call, for orders that are drawn; None where there are few enough drivers for all.
    told : Told
    """

    measure: Measure = "mcfadden"
    seed: int | None = None
    told: Told = field(default_factory=Told)

    @property
    def of_rows(self) -> bool:
        """Whether rows are fitted, and not moments."""
        return True

    @property
    def walked(self) -> int:
        """Models of a sample."""
        p = len(self.terms)
        return 1 << p if self.seed is None else CIRCLES * p * (p - 1) + 2

    @property
    def _measure(self) -> tuple[str, tuple[int, int] | None]:
        if self.seed is None:
            return self.measure, None
        own = np.random.SeedSequence([self.seed, ORDERS]).generate_state(1, np.uint64)
        return self.measure, (CIRCLES, int(own[0]))

    def of_fit(self, fitted: Any, segment: int, report: Progress = None) -> Importance:
        """The importances of the rows of a segment."""
        found = _core.logit_importance(fitted.model.rows.given, segment, self.given, self._measure, report)
        if found["std_error"] is not None:
            self.told.orders = found["orders"]
            self.told.std_error = max(self.told.std_error, float(found["std_error"].max()))
        values = found["importance"]
        # A column of noise takes 1 off the deviance, whatever else is in.
        left = found["slope"][:, None]
        return Importance(values[None], float(values.sum()), found["conditional"], left, found["r2_covariates"])

    def drawn(self, samples: Samples, report: Progress = None) -> Floats:
        """The importances in resamples, and what all drivers add."""
        assert isinstance(samples, tuple)
        rows, segment, draws = samples
        found = _core.bootstrap_logit_importance(rows, segment, draws, self.given, self._measure, report)
        self.told.separated += int(np.nansum(found[:, -1]))
        return found[:, :-1]

    def without_each(self, rows: Rows, segment: int) -> tuple[Floats, Floats]:
        """The same with groups of respondents left out, and how many such groups there are."""
        values, times = _core.jackknife_logit_importance(rows.given, segment, self.given, self._measure)
        return values[:, :-1], times


def chosen_measure(model: str, measure: object) -> Measure | None:
    """The measure that is shared out; None of least squares."""
    if model == "linear":
        if measure is not None:
            raise DataError(
                f'measure={measure!r} goes with model="logit" or "ordered"; least squares share R²: leave measure out'
            )
        return None
    return checks.choice("measure", "mcfadden" if measure is None else measure, get_args(Measure))


def logit_split(call: Prepared, measure: Measure, rng: Any) -> LogitSplit:
    """The split of a logit; orders of many drivers are drawn by the seed of the call, or by one of their own."""
    split = LogitSplit(call.model, measure=measure)
    check_terms(split.terms, split.methods, grouped=False)
    if len(split.terms) <= MOST_EXACT:
        return split
    return replace(split, seed=checks.seed(rng) if call.gaps.seed is None else call.gaps.seed)


def check_logit(model: str, methods: Sequence[str], groups: object, interval: str, survey: Survey) -> None:
    """Refuse what importances of a logit have not."""
    if list(methods) != ["lmg"]:
        other = next(method for method in methods if method != "lmg")
        raise DataError(
            f'importance={other!r} shares the R² of least squares; of model={model!r} take importance="lmg", which '
            "shares the measure of fit over all orders"
        )
    if groups is not None:
        raise DataError(
            f"groups are those of least squares; of model={model!r} leave groups out, or give as drivers means of the "
            "columns that belong together"
        )
    designed = any(getattr(survey, role) is not None for role in ("strata", "cluster", "fpc"))
    if interval in {"linearized", "jackknife"} or (interval == "bca" and designed):
        under = " under the declared design" if interval == "bca" else ""
        raise DataError(
            f'interval={interval!r}{under} is of moments, which model={model!r} has not; take interval="percentile" or '
            '"basic"'
        )


# ---- words -----------------------------------------------------------------------------------------------------------


def method_of(call: Prepared, split: LogitSplit) -> str:
    """What was done, in words."""
    assert call.outcome is not None
    words = call.outcome.words
    model = (
        say("logit of {outcome}", outcome=words)
        if call.family == "logit"
        else say("ordered logit of {outcome}", outcome=words)
    )
    what = {"measure": MEASURES[split.measure], "model": model}
    if split.told.orders is None:
        return say("Exact dominance (Shapley) shares of {measure} in the {model}", **what)
    return say(
        "Dominance (Shapley) shares of {measure} in the {model} over {orders:,} sampled orders",
        orders=split.told.orders, **what,
    )  # fmt: skip


def notes_of(split: LogitSplit) -> list[str]:
    """What is to be said of orders that were drawn, and of resamples in which drivers separate the outcome."""
    told, notes = split.told, []
    if told.orders is not None:
        values = {"orders": told.orders, "count": len(split.terms), "seed": split.seed}
        words = say(
            "importances are means over {orders:,} sampled orders of the {count} drivers (seed {seed}), not over all: "
            "their standard errors for that are at most {error}",
            **values,
            error=f"{told.std_error:.2g}",
        )
        notes.append(words)
    if told.separated:
        notes.append(
            say(
                "in {count} resamples drivers separate the categories: their importances are those of the limit of the "
                "likelihood",
                count=told.separated,
            )
        )
    return notes


def facts_of(call: Prepared, split: LogitSplit) -> dict[str, Any]:
    """How the importances were made, as facts of the result."""
    assert call.outcome is not None
    drawn = {} if split.told.orders is None else {
        "orders": split.told.orders, "orders_std_error": split.told.std_error, "seed": split.seed,
    }  # fmt: skip
    return {
        "model": call.family, "measure": split.measure, "event": call.outcome.words,
        "categories": list(call.outcome.categories), **drawn,
    }  # fmt: skip
