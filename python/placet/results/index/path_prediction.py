"""Result of `placet.path_prediction`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ..._core import DataError
from ...checks import shown
from ...language import speak
from .. import format as fmt
from ..grid import Grid
from ..result import Result
from ..table import NOTHING, Table

#: Columns of constructs that are shown.
OF_CONSTRUCTS = ("term", "estimate", "sd_repeats", "n_better", "n_indicators", "power")
#: Counts, which have no decimals.
COUNTS = frozenset({"n_indicators", "n_better"})


@dataclass(frozen=True, eq=False, repr=False)
class PathPredictionResult(Result):
    """Out-of-sample predictions of a path model, one row an indicator of a construct that others act on.

    Columns: the keys, `construct`, `term` (the indicator), `estimate` (Q² of prediction: 1 less the squared errors over
    those of the mean), `sd_repeats` (its standard deviation over repeats), `rmse`, `rmse_linear`, `rmse_mean` (root
    mean square errors of the paths, of the linear regression and of the mean), with ``mae=True`` also `mae`,
    `mae_linear`, `mae_mean`, then `n`. `plot` draws Q² as bars.

    Attributes
    ----------
    constructs : Table
        One row a construct that others act on: the keys, `term`, `estimate` (Q² of its score), `sd_repeats`,
        `n_indicators`, `n_better` (indicators with a lower `rmse` than `rmse_linear`), `power` ("none", "low", "medium"
        or "high"), `n`.
    """

    constructs: Table = NOTHING

    kind: ClassVar[str] = "path_prediction"
    _displayed = (
        "construct", "term", "estimate", "sd_repeats", "rmse", "rmse_linear", "rmse_mean", "mae", "mae_linear",
        "mae_mean", "n",
    )  # fmt: skip
    _headings: ClassVar[dict[str, str]] = {
        "construct": "Construct", "term": "Indicator", "estimate": "Q²", "sd_repeats": "SD of repeats", "rmse": "RMSE",
        "rmse_linear": "RMSE linear", "rmse_mean": "RMSE mean", "mae": "MAE", "mae_linear": "MAE linear",
        "mae_mean": "MAE mean", "n_indicators": "Indicators", "n_better": "Better than linear",
        "power": "Predictive power",
    }  # fmt: skip

    def _title(self) -> str:
        return speak("Out-of-sample prediction by {folds} folds", folds=self.about["folds"])

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell."""
        if name in self.key_columns:
            return super()._cell(row, name, value)
        if name == "construct":
            return self.label(value)
        if name in COUNTS:
            return fmt.number(name, value, 0)
        if name == "power":
            return speak(value) if value else fmt.MISSING
        return super()._cell(row, name, value)

    def frame(self, name: str) -> Any:
        """The table `constructs` as a data frame like the one that came in."""
        if name != "constructs":
            raise DataError(f"frame({shown(name)}) is no table of this result; use 'constructs', or to_frame()")
        return self._build(self.constructs)

    # ---- as text and page ------------------------------------------------------------------------------------------

    def _of_constructs(self) -> Grid:
        """What is shown of the constructs."""
        names = [*self.key_columns, *OF_CONSTRUCTS]

        def heading(name: str) -> str:
            return speak("Construct") if name == "term" else self._heading(name)

        return Grid.of(names, list(self.constructs.rows(names)), heading, self._cell)

    def _blocks(self) -> list[str]:
        """The table, that of the constructs, and the notes."""
        *above, notes = super()._blocks()
        constructs = self._of_constructs()
        return [*above, constructs.text(fmt.MOST_ROWS), *fmt.rest(len(constructs), fmt.MOST_ROWS), notes]

    def _fragments(self, most_rows: int) -> list[str]:
        """The same for a page."""
        table, *notes = super()._fragments(most_rows)
        constructs = self._of_constructs()
        more = map(fmt.html_note, fmt.rest(len(constructs), most_rows))
        return [table, constructs.html(speak("Constructs"), most_rows), *more, *notes]
