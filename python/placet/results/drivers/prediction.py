"""Result of `RegressionResult.predict`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ...language import speak
from ..result import Result


@dataclass(frozen=True, eq=False, repr=False)
class PredictionResult(Result):
    """Predictions, one row a row of the new data.

    Columns: `row`, `estimate`, `std_error`, `conf_low`, `conf_high`; of an ordered outcome also `category`, one row
    each. `plot` draws the predictions with intervals, the first rows where there are many.
    """

    row_labels: Any = None

    kind: ClassVar[str] = "prediction"
    _displayed = ("row", "category", "estimate", "std_error", "conf_low", "conf_high")
    _headings: ClassVar[dict[str, str]] = {"estimate": "Prediction"}

    def _title(self) -> str:
        return speak("Prediction of {outcome}", outcome=self.label(self.about["outcome"]))
