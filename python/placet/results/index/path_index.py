"""Result of `placet.path_index`."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any, ClassVar

from ..._core import DataError
from ...checks import shown
from ...language import speak
from .. import format as fmt
from ..draw import draw
from ..grid import Grid
from ..order import Sort
from ..result import Result
from ..table import NOTHING, Table
from .path_weights import PathWeights

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Tables beside the main one.
TABLES = ("differences", "impacts", "indicators")


@dataclass(frozen=True, eq=False, repr=False)
class PathIndexResult(Result):
    """Indexes of the constructs of a path model on 0 to 100, by segment and wave.

    Columns: the keys, `term` (the construct), `estimate`, `std_error`, `conf_low`, `conf_high`, `n`, `n_eff`. `plot`
    draws dots with intervals, one colour a segment; `plot_impacts` the impacts, `plot_differences` the differences.

    Attributes
    ----------
    differences : Table
        Where `compare` was given, one row a comparison and construct: the keys, `term`, `level`, `against`, `estimate`
        (the difference in points), `std_error`, `statistic`, `df`, `p_value`, `p_adjusted`, `conf_low`, `conf_high`,
        under ``weights_from="segment"`` its parts `means` and `weights`, each with `..._std_error`, `..._low`,
        `..._high`, then `score`, `reference`, `n`, `n_against`, `finding` ("higher", "lower", "not significant" or "no
        test").
    impacts : Table
        One row an outcome and driver: the keys (under ``weights_from="segment"``), `term` (the driver), `outcome`,
        `estimate` (points of the outcome's index for `about["points"]` of the driver's), `std_error`, `conf_low`,
        `conf_high`, `total_effect` (of standardised scores).
    indicators : Table
        One row an indicator and construct: the keys likewise, `term`, `item`, `weight` (per unit of the answers; they
        sum to 1), `std_error`, `conf_low`, `conf_high`.
    weights : PathWeights or None
        The weights of all segments, for later waves: ``path_index(..., weights_from=result.weights)``.
    """

    differences: Table = NOTHING
    impacts: Table = NOTHING
    indicators: Table = NOTHING
    weights: PathWeights | None = None

    kind: ClassVar[str] = "path_index"
    _displayed = ("term", "estimate", "std_error", "conf_low", "conf_high", "n", "n_eff")
    _decimals: ClassVar[int] = 1
    _headings: ClassVar[dict[str, str]] = {"term": "Construct", "estimate": "Index"}

    def _title(self) -> str:
        terms = list(dict.fromkeys(self.table["term"]))
        if len(terms) == 1:
            return speak("{what}: index of the path model (0 to 100)", what=self.label(terms[0]))
        return speak("Indexes of the path model (0 to 100)")

    def frame(self, name: str) -> Any:
        """One of the further tables, `differences`, `impacts` or `indicators`, as a data frame like the data."""
        if name not in TABLES:
            raise DataError(f"frame({shown(name)}) is no table of this result; use {', '.join(map(repr, TABLES))}")
        return self._build(getattr(self, name))

    # ---- as text and page ------------------------------------------------------------------------------------------

    def _effects(self) -> Grid | None:
        """The impacts, drivers below each other and outcomes side by side; None beside segments."""
        table = self.impacts
        if not len(table) or self.key_columns:
            return None
        drivers, outcomes = (list(dict.fromkeys(table[name])) for name in ("term", "outcome"))
        cells: dict[tuple[str, str], str] = {}
        for driver, outcome, *numbers in table.rows(("term", "outcome", "estimate", "conf_low", "conf_high")):
            cells[driver, outcome] = _impact(*numbers)
        rows = [[driver, *(cells.get((driver, outcome), "") for outcome in outcomes)] for driver in drivers]
        names = ["term", *(f"outcome {i}" for i in range(len(outcomes)))]
        heads = dict(zip(names[1:], map(self.label, outcomes), strict=True))

        def heading(name: str) -> str:
            return heads[name] if name in heads else speak("Driver")

        return Grid.of(names, rows, heading, lambda _, name, value: self.label(value) if name == "term" else value)

    def _beside(self) -> list[str]:
        """Where the tables are that are not shown beside segments."""
        impacts = [speak("What drivers bring is in `impacts`.")] if self.key_columns and len(self.impacts) else []
        return [*([speak("Differences are in `differences`.")] if len(self.differences) else []), *impacts]

    def _of_impacts(self) -> str:
        return speak("What {points:g} points of a driver bring, in index points", points=self.about["points"])

    def _blocks(self) -> list[str]:
        """The table, the impacts, and the notes."""
        *above, notes = super()._blocks()
        grid = self._effects()
        if grid is None:
            return [*above, notes]
        more = fmt.rest(len(grid), fmt.MOST_ROWS)
        return [*above, f"{self._of_impacts()}\n{grid.text(fmt.MOST_ROWS)}", *more, notes]

    def _fragments(self, most_rows: int) -> list[str]:
        """The same for a page."""
        table, *notes = super()._fragments(most_rows)
        grid = self._effects()
        if grid is None:
            return [table, *notes]
        more = map(fmt.html_note, fmt.rest(len(grid), most_rows))
        return [table, grid.html(self._of_impacts(), most_rows), *more, *notes]

    def glance(self) -> dict[str, Any]:
        """Counts, and the index where there is one."""
        alone = {"index": float(self.table["estimate"][0])} if len(self.table) == 1 else {}
        return alone | super().glance()

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain Python values, the weights as `PathWeights.to_dict` has them."""
        return super().to_dict() | {"weights": None if self.weights is None else self.weights.to_dict()}

    # ---- pictures ----------------------------------------------------------------------------------------------------

    def plot_impacts(
        self,
        ax: Axes | None = None,
        *,
        outcome: str | None = None,
        title: str | bool | None = None,
        sort: Sort | None = None,
        skip: int = 0,
        language: str | None = None,
        **options: Any,
    ) -> Axes:
        """Draw what points of the drivers bring, with intervals: one colour an outcome, or a segment.

        Parameters
        ----------
        ax, title, sort, skip, language
            See `plot`.
        outcome : str, optional
            One construct: what raises it. Where segments have models of their own it is needed if there are several.

        Returns
        -------
        matplotlib Axes
        """
        asked = {"outcome": outcome, **options}
        return draw(self, ax, "impacts", title=title, sort=sort, skip=skip, language=language, **asked)

    def plot_differences(
        self,
        ax: Axes | None = None,
        *,
        title: str | bool | None = None,
        sort: Sort | None = None,
        skip: int = 0,
        language: str | None = None,
        **options: Any,
    ) -> Axes:
        """Draw `differences` with their intervals around zero, one colour a comparison; needs `compare=`.

        Parameters
        ----------
        ax, title, sort, skip, language
            See `plot`.

        Returns
        -------
        matplotlib Axes
        """
        return draw(self, ax, "differences", title=title, sort=sort, skip=skip, language=language, **options)


def _impact(estimate: float, low: float, high: float) -> str:
    """An impact with its interval."""
    if not isfinite(estimate):
        return fmt.MISSING
    own = fmt.minus(f"{estimate:.2f}")
    return f"{own} [{fmt.minus(f'{low:.2f}')}, {fmt.minus(f'{high:.2f}')}]" if isfinite(low) else own
