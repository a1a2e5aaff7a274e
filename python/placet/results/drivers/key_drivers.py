"""Result of `placet.key_drivers`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ...language import speak
from ..format import MISSING
from .fitted import FittedResult


@dataclass(frozen=True, eq=False, repr=False)
class DriversResult(FittedResult):
    """Importance of drivers, most important first within each segment.

    Columns: the keys, `term`, `importance` (sums to R², less that of the covariates), `importance_std_error`,
    `importance_low`, `importance_high`, `share` (sums to 1), `share_low`, `share_high`, `rank`, `coefficient`,
    `coefficient_std_error`, `coefficient_low`, `coefficient_high`, `coefficient_statistic` (t), `coefficient_df`,
    `coefficient_p_value`, `standardized`, `vif`, `mean`, `n`, `n_eff`. Intervals of importances and shares are NaN
    without resampling; a segment that could not be fitted has rank 0 and NaN. `fit` is as in `FittedResult`, with
    `r2_covariates`, R² of the covariates alone, where there are some; `conditional` holds, per segment, the table of
    mean gains in R² by driver (in the order they were given) and number of other drivers in the model. `plot` draws
    bars of the shares with intervals, coloured by the sign of the coefficient.
    """

    conditional: tuple[Any, ...] = ()

    kind: ClassVar[str] = "key_drivers"
    _main = "importance"
    _displayed = (
        "rank", "term", "share", "share_low", "share_high", "importance", "coefficient", "coefficient_p_value", "vif",
        "mean",
    )  # fmt: skip
    _headings: ClassVar[dict[str, str]] = {"term": "Driver", "coefficient_p_value": "p (coef.)"}

    def _title(self) -> str:
        return speak("Drivers of {outcome}", outcome=self.label(self.about["outcome"]))

    def _beside(self) -> list[str]:
        """How well the covariates fit alone, and the model."""
        alone = self.fit.get("r2_covariates", ())
        if len(alone) != 1:
            return super()._beside()
        return [speak("R² {r2:.3f} by the covariates alone.", r2=float(alone[0])), *super()._beside()]

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell; no rank where there is no importance."""
        if name == "rank" and not value:
            return MISSING
        return super()._cell(row, "p_value" if name == "coefficient_p_value" else name, value)
