"""Result of `placet.nps_drivers`."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any, ClassVar

import numpy as np

from ...language import say, speak
from ..format import MISSING, minus
from .fitted import FittedResult

#: What a driver does to one side, by its sign there; where it does as much or as little on the other, to both.
ONE_SIDE = {
    ("promoter", 1): say("makes promoters"),
    ("promoter", -1): say("loses promoters"),
    ("detractor", 1): say("prevents detractors"),
    ("detractor", -1): say("makes detractors"),
}
#: The same where it works on the other side, too, but less.
MAINLY = {
    ("promoter", 1): say("mainly makes promoters"),
    ("promoter", -1): say("mainly loses promoters"),
    ("detractor", 1): say("mainly prevents detractors"),
    ("detractor", -1): say("mainly makes detractors"),
}
BOTH_SIDES = {1: say("both"), -1: say("harms both")}
#: By the sign of the promoter side, where the other has the opposite sign.
APART = {1: say("polarises"), -1: say("evens out")}
NOT_SHOWN = say("no effect shown")
#: Columns in tests.
P_VALUES = frozenset({"promoter_p_value", "detractor_p_value", "difference_p_value"})


@dataclass(frozen=True, eq=False, repr=False)
class NpsDriversResult(FittedResult):
    """What drivers do to the Net Promoter Score, by promoters and detractors, the largest gain first.

    Columns: the keys, `term`, `rank`; what one point of the driver adds to the score, in NPS points: `estimate`,
    `std_error`, `statistic` (t), `df`, `p_value`, `conf_low`, `conf_high`; what of it is more promoters and fewer
    detractors: `promoter` and `detractor`, which sum to it, each with `_std_error`, `_low`, `_high` and `_p_value`;
    `difference` (promoter side less detractor side), `difference_std_error`, `difference_p_value`; `lever`, in words;
    `move` in points, and `mean_move`, that of the respondents, who move to the end of the scale at most; what it gains,
    in NPS points: `gain`, `gain_low`, `gain_high`, and its parts `promoter_gain` and `detractor_gain` with `_low` and
    `_high`; parts of R²: `importance` (LMG; sums to R², less that of the covariates), `promoter_importance` and
    `detractor_importance`, which sum to it, and `share` (sums to 1); average marginal effects of the logits at both
    cuts, in points: `promoter_logit`, `detractor_logit`; `mean`, `vif`, `n`, `n_eff`. A segment that could not be
    fitted has rank 0 and NaN. `fit` is as in `FittedResult`, of the score, with `nps`, `promoters` and `detractors`
    (shares), `promoter_r2` and `detractor_r2`, which sum to what the drivers explain, and where there are covariates
    `r2_covariates`, R² of these alone. `plot` draws the gains of both sides with intervals, of several segments the
    whole gains.
    """

    kind: ClassVar[str] = "nps_drivers"
    _main = "gain"
    _decimals = 2
    _displayed = (
        "rank", "term", "gain", "gain_low", "gain_high", "promoter_gain", "detractor_gain", "lever", "estimate",
        "p_value", "share", "mean",
    )  # fmt: skip
    _headings: ClassVar[dict[str, str]] = {
        "term": "Driver", "gain": "Gain", "gain_low": "Low", "gain_high": "High", "promoter_gain": "By promoters",
        "detractor_gain": "By detractors", "lever": "What it does", "estimate": "Per point", "p_value": "p (per point)",
        "share": "Share of R²",
    }  # fmt: skip

    def _title(self) -> str:
        return speak(
            "What moves the Net Promoter Score: {outcome}, gains in NPS points",
            outcome=self.label(self.about["outcome"]),
        )

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell; no rank where there is no gain, what a driver does in the language of the call."""
        if name == "rank" and not value:
            return MISSING
        if name == "lever":
            return speak(value) if value else MISSING
        return super()._cell(row, "p_value" if name in P_VALUES else name, value)

    def _beside(self) -> list[str]:
        """The score, how well it is explained and by which side, and what logits say to it."""
        return [*self._score(), *super()._beside(), *self._split(), *self._logits()]

    def _score(self) -> list[str]:
        """The score of the one segment."""
        if len(self.fit["nps"]) != 1 or not isfinite(self.fit["nps"][0]):
            return []
        nps, promoters, detractors = (float(self.fit[name][0]) for name in ("nps", "promoters", "detractors"))
        return [
            speak(
                "NPS {nps}: {promoters:.1f}% promoters, {detractors:.1f}% detractors.",
                nps=minus(f"{nps:.1f}"), promoters=100 * promoters, detractors=100 * detractors,
            )
        ]  # fmt: skip

    def _split(self) -> list[str]:
        """Which part of R² is whose, of the one segment."""
        parts = [float(self.fit[name][0]) for name in ("promoter_r2", "detractor_r2")]
        if len(self.fit["promoter_r2"]) != 1 or not all(map(isfinite, parts)):
            return []
        whole, (promoters, detractors) = sum(parts), (minus(f"{part:.3f}") for part in parts)
        return [
            speak(
                "Of R² the drivers have {whole:.3f}, {promoters} by promoters and {detractors} by detractors.",
                whole=whole, promoters=promoters, detractors=detractors,
            )
        ]  # fmt: skip

    def _logits(self) -> list[str]:
        """The driver by which least squares and the logits at both cuts differ most."""
        apart = np.abs([self.table[f"{side}_logit"] - self.table[side] for side in ("promoter", "detractor")])
        if not np.isfinite(apart).any():
            return []
        side, row = np.unravel_index(int(np.nanargmax(apart)), apart.shape)
        return [
            speak(
                "Average marginal effects of binary logits at the two cuts differ by at most {most:.2f} points "
                "({driver}, {side}).",
                most=float(apart[side, row]), driver=self.label(self.table["term"][int(row)]),
                side=say("promoter side" if side == 0 else "detractor side"),
            )
        ]  # fmt: skip
