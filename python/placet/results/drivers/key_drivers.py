"""Result of `placet.key_drivers`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ...language import enumerated, say, speak
from ..format import MISSING
from ..table import Table
from .fitted import NOTHING, FittedResult

#: The methods in short.
NAMES = {
    "lmg": say("LMG"), "johnson": say("Relative weights"), "first": say("First"), "last": say("Last"),
    "betasq": say("Squared coefficients"), "pratt": say("Pratt"), "car": say("CAR"), "pmvd": say("PMVD"),
}  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class DriversResult(FittedResult):
    """Importance of drivers, most important first within each segment and method.

    Columns: the keys, `method`, `group` (of the driver, with groups), `term`, `importance` (LMG, relative weights,
    Pratt's measure, CAR and PMVD sum to R², less that of the covariates; of a logit to the R² that `about["measure"]`
    names), `importance_std_error`, `importance_low`,
    `importance_high`, `chance` (what a driver unrelated to the outcome would earn), `share` (sums to 1), `share_low`,
    `share_high`, `rank`, `rank_low`, `rank_high` (simultaneous confidence sets), `letters` (drivers that share one do
    not differ), `in_top` (share of the resamples in which the driver is among the first `about["top"]`), `sign` (of the
    coefficient, -1, 0 or 1), `coefficient`, `coefficient_std_error`, `coefficient_low`, `coefficient_high`,
    `coefficient_statistic` (t), `coefficient_df`, `coefficient_p_value` (of a driver of several columns their joint
    test), `standardized`, `vif`, `mean`, `n`, `n_eff`. What needs intervals is NaN without them; a segment that could
    not be fitted has rank 0 and NaN. `plot` draws bars of the shares with intervals, the level of chance and the sign
    of the coefficient.

    Attributes
    ----------
    fit : mapping
        As in `FittedResult`, with `r2_covariates`, R² of the covariates alone, where there are some.
    conditional : tuple of ndarray
        By segment the mean gains in R² by driver (in the order they were given) and number of other drivers in the
        model; NaN where LMG was not asked for, and with groups.
    ranks : Table
        One row a driver and rank: the keys, `method`, `term`, `rank`, `frequency` (share of the resamples in which the
        driver has this rank, ties split).
    groups : Table
        One row a group: the keys, `group`, `drivers` (how many), and the columns of importances.
    """

    conditional: tuple[Any, ...] = ()
    ranks: Table = NOTHING
    groups: Table = NOTHING

    kind: ClassVar[str] = "key_drivers"
    _main = "importance"
    _displayed = (
        "method", "rank", "group", "term", "share", "share_low", "share_high", "letters", "importance", "chance",
        "coefficient", "coefficient_p_value", "vif", "mean",
    )  # fmt: skip
    _headings: ClassVar[dict[str, str]] = {
        "term": "Driver", "coefficient_p_value": "p (coef.)", "method": "Method", "chance": "Chance",
        "letters": "Alike",
    }  # fmt: skip

    def _shown_columns(self) -> tuple[str, ...]:
        """Methods where there are several, groups and letters where there are any."""
        hidden = {name for name in ("group", "letters") if not any(self.table[name])}
        hidden |= {"chance"} if np.isnan(self.table["chance"]).all() else set()
        hidden |= {"method"} if len(set(self.table["method"])) == 1 else set()
        return tuple(name for name in self._displayed if name not in hidden)

    def _title(self) -> str:
        if self.about.get("model") == "logit":
            return speak(
                "Drivers of {outcome}: {event}",
                outcome=self.label(self.about["outcome"]), event=self.about["event"],
            )  # fmt: skip
        return speak("Drivers of {outcome}", outcome=self.label(self.about["outcome"]))

    def _beside(self) -> list[str]:
        """How well the covariates fit alone, and the model; what groups are worth; what letters mean."""
        alone = self.fit.get("r2_covariates", ())
        first = [speak("R² {r2:.3f} by the covariates alone.", r2=float(alone[0]))] if len(alone) == 1 else []
        letters = [speak("Drivers that share a letter do not differ.")] if any(self.table["letters"]) else []
        return [*first, *super()._beside(), *self._groups_in_words(), *letters]

    def _groups_in_words(self) -> list[str]:
        """The groups and their shares, of one segment."""
        if self.key_columns or not len(self.groups):
            return []
        groups = zip(self.groups["group"], self.groups["share"], strict=True)
        parts = [f"{self.label(name)} {100 * share:.1f}%" for name, share in groups]
        return [speak("Groups: {parts}.", parts=enumerated(parts))]

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell; no rank where there is no importance."""
        if name == "method":
            return speak(NAMES[value])
        if name == "chance":  # small beside the importances of any survey
            return f"{value:.4f}" if np.isfinite(value) else MISSING
        if name == "group":
            return self.label(value) if value and value != self.table["term"][row] else ""
        if name == "rank" and not value:
            return MISSING
        return super()._cell(row, "p_value" if name == "coefficient_p_value" else name, value)
