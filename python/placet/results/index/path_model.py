"""Result of `placet.path_model`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ..._core import DataError
from ...checks import shown
from ...language import enumerated, say, sentence, speak
from .. import format as fmt
from ..draw import draw
from ..grid import Grid
from ..order import Sort
from ..result import Result
from ..table import NOTHING, Table
from .path_structure import JOIN, PathStructure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: What stands between the two constructs of a path in its name.
TO = " -> "
#: Columns of the further tables that hold names of constructs and indicators.
NAMES = ("construct", "indicator", "other", "outcome", "driver")
#: What is shown of the further tables.
OF_CONSTRUCTS = (
    "construct", "n_indicators", "r2", "r2_low", "r2_high", "adj_r2", "alpha", "rho_a", "rho_a_low", "rho_a_high",
    "rho_c", "ave",
)  # fmt: skip
OF_INDICATORS = (
    "construct", "indicator", "weight", "weight_low", "weight_high", "loading", "loading_low", "loading_high",
    "communality", "vif",
)  # fmt: skip
OF_EFFECTS = (
    "term", "direct", "indirect", "indirect_low", "indirect_high", "total", "total_std_error", "total_low",
    "total_high",
)  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class PathModelResult(Result):
    """A path model estimated by partial least squares: its paths, and tables of all else beside them.

    Columns: the keys, `term` ("A -> B"), `outcome`, `driver`, `estimate` (of standardised scores), `std_error`,
    `statistic`, `df`, `p_value`, `conf_low`, `conf_high`, `f2`, `vif`, `n`, `n_eff`. `plot` draws the
    path diagram with coefficients and R², with ``segment=`` that of one of several segments, without it their
    coefficients with intervals, one colour a segment; `plot_loadings` dots of the loadings with intervals.

    Attributes
    ----------
    model : mapping
        The model, as `PathModel.to_dict` gives it.
    effects : Table
        One row a construct and one that it reaches: the keys, `term`, `outcome`, `driver`, `direct`, `indirect` and
        `total`, each with `_std_error`, `_low` and `_high`; NaN where there is no such way.
    indicators : Table
        One row an indicator: the keys, `construct`, `indicator`, `mode`, `weight` and `loading` with `_std_error`,
        `_low` and `_high`, `communality`, `vif` (among the indicators of the construct), `mean`, `sd`.
    constructs : Table
        One row a construct: the keys, `construct`, `mode`, `n_indicators`, `r2`, `adj_r2`, `alpha`, `rho_a`, `rho_c`
        and `ave`; all but `adj_r2` with `_std_error`, `_low` and `_high`.
    cross_loadings : Table
        One row an indicator and a construct: the keys, `construct` (its own), `indicator`, `other`, `loading`; with a
        `stage` where there are several.
    fornell_larcker : Table
        One row two constructs: the keys, `construct`, `other`, `correlation`, `root_ave`, `root_ave_other`. They are
        told apart where both roots are larger than the correlation.
    htmt : Table
        One row two constructs: the keys, `construct`, `other`, `htmt`, `htmt_std_error`, `htmt_low`, `htmt_high`.
    fit : mapping
        `srmr` of the estimated model, `srmr_saturated` and `iterations`, an entry a segment.
    """

    model: Mapping[str, Any] = field(default_factory=dict)
    effects: Table = NOTHING
    indicators: Table = NOTHING
    constructs: Table = NOTHING
    cross_loadings: Table = NOTHING
    fornell_larcker: Table = NOTHING
    htmt: Table = NOTHING
    fit: Mapping[str, Any] = field(default_factory=dict)

    kind: ClassVar[str] = "path_model"
    _displayed = (
        "term", "estimate", "std_error", "conf_low", "conf_high", "statistic", "df", "p_value", "f2", "vif", "n",
        "n_eff",
    )  # fmt: skip
    _headings: ClassVar[dict[str, str]] = {
        "term": "Path", "estimate": "Coefficient", "f2": "f²", "construct": "Construct", "indicator": "Indicator",
        "other": "Other", "n_indicators": "Indicators", "r2": "R²", "r2_low": "Low", "r2_high": "High",
        "adj_r2": "Adj. R²", "alpha": "Alpha", "rho_a": "rho_A", "rho_a_low": "Low", "rho_a_high": "High",
        "rho_c": "rho_C", "ave": "AVE", "weight": "Weight", "weight_low": "Low", "weight_high": "High",
        "loading": "Loading", "loading_low": "Low", "loading_high": "High", "communality": "Communality",
        "direct": "Direct", "indirect": "Indirect", "indirect_low": "Low", "indirect_high": "High", "total": "Total",
        "total_std_error": "SE", "total_low": "Low", "total_high": "High", "htmt": "HTMT", "htmt_low": "Low",
        "htmt_high": "High",
    }  # fmt: skip

    @cached_property
    def structure(self) -> PathStructure:
        """The model."""
        return PathStructure.of(self.model)

    def _title(self) -> str:
        constructs = len(set(self.constructs["construct"]))
        return speak("Path model of {count} constructs", count=constructs)

    # ---- words -------------------------------------------------------------------------------------------------------

    def construct_label(self, name: str) -> str:
        """Display label of a construct, an indicator, or of an interaction by those of its parts."""
        if JOIN in name and name not in self.labels:
            return " × ".join(map(self.label, name.split(JOIN)))
        return self.label(name)

    def path_label(self, term: str) -> str:
        """A path in words."""
        return " → ".join(map(self.construct_label, term.split(TO)))

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell; a weight of an indicator is no share."""
        if name == "term":
            return fmt.shown(self.path_label(value))
        if name in NAMES:
            return fmt.shown(self.construct_label(value))
        if name == "n_indicators":
            return fmt.number(name, value, 0)
        return super()._cell(row, "coefficient" if name == "weight" else name, value)

    def _beside(self) -> list[str]:
        """R² of what is explained, and how well the model fits."""
        if self.key_columns:
            return []
        rows = list(self.constructs.rows(("construct", "r2")))
        known = [f"{self.construct_label(name)} {r2:.3f}" for name, r2 in rows if np.isfinite(r2)]
        srmr, saturated = float(self.fit["srmr"][0]), float(self.fit["srmr_saturated"][0])
        return [
            sentence([say("R² {values}", values=enumerated(known))]),
            sentence([say("SRMR {srmr:.3f}, saturated {saturated:.3f}", srmr=srmr, saturated=saturated)]),
        ]

    # ---- as data -----------------------------------------------------------------------------------------------------

    def frame(self, name: str) -> Any:
        """One of the further tables, such as `effects` or `indicators`, as a data frame like the one that came in."""
        tables = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "table"}
        tables = {known: table for known, table in tables.items() if isinstance(table, Table)}
        if not isinstance(name, str) or name not in tables:
            known = ", ".join(map(repr, tables))
            raise DataError(f"frame({shown(name)}) is no table of this result; use one of {known}, or to_frame()")
        return self._build(tables[name])

    def glance(self) -> dict[str, Any]:
        """Counts, and how well the model fits when there is one segment."""
        alone = {name: float(values[0]) for name, values in self.fit.items() if len(values) == 1}
        return alone | super().glance()

    # ---- as text and page --------------------------------------------------------------------------------------------

    def _part(self, table: Table, names: Sequence[str]) -> Grid:
        """What is shown of a further table: columns that say something."""
        known = [name for name in names if name in table and _says(table[name])]
        return Grid.of(known, list(table.rows(known)), self._heading, self._cell)

    def _matrix(self, table: Table, name: str, diagonal: Mapping[tuple[Any, str], float]) -> list[Grid]:
        """A table of two constructs as a triangle, one a stage; the diagonal has numbers of its own."""
        stages = list(table["stage"]) if "stage" in table else [1] * len(table)
        found = []
        for stage in dict.fromkeys(stages):
            pairs = {
                (a, b): value
                for s, a, b, value in zip(stages, table["construct"], table["other"], table[name], strict=True)
                if s == stage
            }
            names = list(dict.fromkeys(part for pair in pairs for part in pair))
            pairs |= {(name, name): diagonal.get((stage, name), np.nan) for name in names}
            rows = [[own, *(pairs.get((other, own)) for other in names)] for own in names]
            found.append(self._triangle(names, rows))
        return found

    def _triangle(self, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Grid:
        headings = ["construct", *names]

        def heading(name: str) -> str:
            return self._heading(name) if name == "construct" else fmt.shown(self.construct_label(name))

        def cell(row: int, name: str, value: Any) -> str:
            if isinstance(value, str):
                return fmt.shown(self.construct_label(value))
            return "" if value is None or np.isnan(value) else fmt.number("correlation", float(value), 3)

        return Grid.of(headings, rows, heading, cell)

    def _parts(self) -> list[tuple[str, Grid]]:
        """Headings and tables below that of the paths."""
        return [
            (speak("Constructs"), self._part(self.constructs, OF_CONSTRUCTS)),
            (speak("Indicators"), self._part(self.indicators, OF_INDICATORS)),
            (speak("Effects"), self._part(self.effects, OF_EFFECTS)),
            *self._told_apart(),
        ]

    def _told_apart(self) -> list[tuple[str, Grid]]:
        """Whether constructs are told apart, as triangles."""
        roots = {}
        for row in self.fornell_larcker.rows():
            own = dict(zip(self.fornell_larcker.columns, row, strict=True))
            stage = own.get("stage", 1)
            roots[stage, own["construct"]], roots[stage, own["other"]] = own["root_ave"], own["root_ave_other"]
        apart = speak("Correlations of constructs, on the diagonal the roots of AVE (Fornell and Larcker)")
        ratios = speak("Heterotrait-monotrait ratios (HTMT)")
        found = []
        for title, grids in (
            (apart, self._matrix(self.fornell_larcker, "correlation", roots)),
            (ratios, self._matrix(self.htmt, "htmt", {})),
        ):
            staged = [speak("{what}, stage {stage}", what=title, stage=at) for at in range(1, len(grids) + 1)]
            found += zip(staged if len(grids) > 1 else [title], grids, strict=False)
        return found

    def _blocks(self) -> list[str]:
        """The paths, without segments also the other tables, and the notes."""
        *above, notes = super()._blocks()
        if self.key_columns:
            return [*above, notes]
        parts = [f"{title}\n{grid.text(fmt.MOST_ROWS)}" for title, grid in self._parts()[:2]]
        return [*above, *parts, notes]

    def _fragments(self, most_rows: int) -> list[str]:
        """The same for a page, without segments with all tables."""
        table, *notes = super()._fragments(most_rows)
        if self.key_columns:
            return [table, *notes]
        found = [table]
        for title, grid in self._parts():
            found += [grid.html(title, most_rows), *map(fmt.html_note, fmt.rest(len(grid), most_rows))]
        return [*found, *notes]

    # ---- pictures ----------------------------------------------------------------------------------------------------

    def plot_loadings(
        self,
        ax: Axes | None = None,
        *,
        segment: Any = None,
        title: str | bool | None = None,
        sort: Sort | None = None,
        skip: int = 0,
        language: str | None = None,
        **options: Any,
    ) -> Axes:
        """Draw dots of the loadings of all indicators with their intervals, construct by construct.

        Parameters
        ----------
        ax, title, sort, skip, language
            See `plot`.
        segment : label or tuple of labels, optional
            One of several segments, by its keys, in the words in which tables show it, or "total".

        Returns
        -------
        matplotlib Axes
        """
        asked = {"segment": segment, **options}
        return draw(self, ax, "loadings", title=title, sort=sort, skip=skip, language=language, **asked)


def _says(column: Any) -> bool:
    """Whether a column holds anything."""
    return not isinstance(column, np.ndarray) or column.dtype.kind != "f" or bool(np.isfinite(column).any())
