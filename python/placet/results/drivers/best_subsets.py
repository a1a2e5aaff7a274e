"""Result of `placet.best_subsets`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ...language import say, sentences, speak
from .. import format as fmt
from ..grid import Grid
from ..table import Table
from .fitted import NOTHING, FittedResult, fit_sentence, references

#: The criteria in words.
NAMES = {
    "bic": say("BIC"), "aic": say("AIC"), "aicc": say("corrected AIC"), "adj_r2": say("adjusted R²"),
    "cp": say("Mallows' Cp"), "press": say("PRESS"),
}  # fmt: skip
#: Models shown of one segment, and of each of several; the frame has all of them.
SHOWN, SHOWN_EACH = 10, 3
#: Models of longer names are shown by the numbers of their drivers.
WIDEST = 44
#: Segments whose drivers are marked below the models.
MOST_SEGMENTS = 6


@dataclass(frozen=True, eq=False, repr=False)
class BestSubsetsResult(FittedResult):
    """The best models of every size, the best by the criterion first.

    Columns: the keys, `size` (coefficients of drivers), `terms` (drivers, factors and groups in it), `rank` (by R²
    among the models of its size), `model` (its drivers), `r2`, `adj_r2`, `cp`, `aic`, `aicc`, `bic`, `press` (NaN but
    for the first of each size), `weight` (share of the model weights of those listed), `best`, `n`, `n_eff`. `fit` is
    that of the best model, as in `FittedResult`. `plot` draws the criterion by size above the drivers of the best model
    of each size, on given axes the criterion alone, and for several segments how often each driver is chosen.

    Attributes
    ----------
    members : tuple of tuples
        The drivers of every row of the table.
    coefficients : Table
        The regression on the drivers of the best model, one row a coefficient; its p-values and intervals ignore the
        search and are not valid.
    inclusion : Table
        One row a driver: the keys, `term`, whether it is `selected`, `weight` (that of all models listed which have
        it), `inclusion` (share of the bootstrap samples whose best model has it, NaN without samples), with imputed
        answers `data_sets`, that of the completed data sets.
    stability : Table
        One row a model that was the best of a bootstrap sample: the keys, `rank`, `model`, `terms`, `count`, `share`,
        and whether it is the one `selected`.
    selections : tuple of tuples
        The drivers of the best model of every segment; None for a segment that could not be searched.
    segments : tuple of tuples
        The keys of every segment.
    """

    members: tuple[tuple[str, ...], ...] = ()
    coefficients: Table = NOTHING
    inclusion: Table = NOTHING
    stability: Table = NOTHING
    selections: tuple[tuple[str, ...] | None, ...] = ()
    segments: tuple[tuple[Any, ...], ...] = ()

    kind: ClassVar[str] = "best_subsets"
    _main = "r2"
    _headings: ClassVar[dict[str, str]] = {
        "terms": "Drivers", "r2": "R²", "adj_r2": "Adj. R²", "aic": "AIC", "aicc": "AICc", "bic": "BIC",
        "press": "PRESS",
    }  # fmt: skip

    @property
    def selected(self) -> Any:
        """The drivers of the best model; with `by`, a mapping from segments (their keys in words) to drivers."""
        if not self.key_columns:
            return self.selections[0]
        return {self._segment(keys): terms for keys, terms in zip(self.segments, self.selections, strict=True)}

    def _title(self) -> str:
        return speak("Best subsets of the drivers of {outcome}", outcome=self.label(self.about["outcome"]))

    def _shown_columns(self) -> tuple[str, ...]:
        """Columns shown after the keys: the criterion before the others."""
        criterion = self.about["criterion"]
        others = [name for name in ("r2", "adj_r2", "cp", "aic", "bic", "press") if name != criterion]
        return ("size", "model", criterion, "weight", *others)

    # ---- as text and page ------------------------------------------------------------------------------------------

    def _beside(self) -> list[str]:
        """Which drivers are the best, how well they fit, how stable that is."""
        return [self._winner(), self._stable(), references(self.about)]

    def _grid(self) -> Grid:
        """The best models."""
        return super()._grid().rows(self._best)

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell; long models are the numbers of their drivers."""
        if name == "model":
            return self._model(self.members[row])
        if name in ("size", "terms"):
            return f"{value:,.0f}"
        if name in ("cp", "aic", "aicc", "bic", "press") and np.isfinite(value):
            return fmt.minus(f"{value:,.2f}")
        return super()._cell(row, name, value)

    def _blocks(self) -> list[str]:
        """The best models, their drivers, and how they were found."""
        return [self._grid().text(), *self._rest(), fmt.text_table(*self._marks()), fmt.shown_lines(self.made_by())]

    def _fragments(self, most_rows: int) -> list[str]:
        """The same for a page."""
        drivers = fmt.html_table(speak("How often each driver is chosen"), *self._marks())
        above, below = (map(fmt.html_note, notes) for notes in (self._rest(), self.made_by().split("\n")))
        return [self._grid().html(self._headline, most_rows), *above, drivers, *below]

    def _marks(self) -> tuple[list[str], list[list[str]], list[bool]]:
        """One row a driver: whether it is in the best model, share of samples and weight of models that have it."""
        drivers, headings = list(self.about["drivers"]), ["", speak("Driver")]
        columns = [[f"{i}" for i in range(1, len(drivers) + 1)], [self.label(d) for d in drivers]]
        for keys, terms in list(self._inclusion().items())[:MOST_SEGMENTS]:
            drawn = any(np.isfinite(share) for _, _, share in terms.values())
            figures = [terms[driver] for driver in drivers]
            best, weight = self._segment(keys) or speak("in the best"), speak("weight")
            headings += [best, *([speak("in samples")] if drawn else []), weight]
            columns.append(["●" if selected else "·" for selected, _, _ in figures])
            if drawn:
                columns.append([f"{100 * share:.0f}%" for _, _, share in figures])
            columns.append([f"{100 * weight:.0f}%" for _, weight, _ in figures])
        left = [False, True] + [False] * (len(headings) - 2)
        return headings, [list(row) for row in zip(*columns, strict=True)], left

    @property
    def _best(self) -> list[int]:
        """Rows of the table that are shown."""
        each = SHOWN if len(self.selections) == 1 else SHOWN_EACH
        count: dict[Any, int] = {}
        shown = []
        for row, keys in enumerate(self._row_keys(self.table)):
            count[keys] = count.get(keys, 0) + 1
            if count[keys] <= each and len(shown) < fmt.MOST_ROWS:
                shown.append(row)
        return shown

    def _row_keys(self, table: Table) -> list[tuple[Any, ...]]:
        return list(table.rows(self.key_columns)) if self.key_columns else [()] * len(table)

    def _inclusion(self) -> dict[tuple[Any, ...], dict[str, tuple[bool, float, float]]]:
        """Segment → driver → selected, weight, inclusion."""
        found: dict[tuple[Any, ...], dict[str, tuple[bool, float, float]]] = {}
        columns = ("term", "selected", "weight", "inclusion")
        for keys, (term, *figures) in zip(self._row_keys(self.inclusion), self.inclusion.rows(columns), strict=True):
            found.setdefault(keys, {})[term] = (bool(figures[0]), figures[1], figures[2])
        return found

    def _model(self, members: Sequence[str]) -> str:
        if not members:
            return speak("(none)")
        return self._numbers(members) if self._wide else " + ".join(self.label(member) for member in members)

    def _numbers(self, members: Sequence[str]) -> str:
        drivers = list(self.about["drivers"])
        return " ".join(str(1 + drivers.index(member)) for member in members)

    @property
    def _wide(self) -> bool:
        """Whether a model shown would be too long with all its labels."""
        names = (" + ".join(self.label(member) for member in self.members[row]) for row in self._best)
        return max((fmt.width(name) for name in names), default=0) > WIDEST

    def _rest(self) -> list[str]:
        shown = len(self._best)
        rows = len(self.table)
        words = speak("... and {more:,} more models; to_frame() has all {rows:,}.", more=rows - shown, rows=rows)
        numbers = speak("Models are given by the numbers of their drivers below.")
        return [*([words] if rows > shown else []), *([numbers] if self._wide else [])]

    def _winner(self) -> str:
        count, name = len(self.about["drivers"]), NAMES[self.about["criterion"]]
        sizes = [len(terms) for terms in self.selections if terms is not None]
        if len(self.selections) == 1 and not sizes[0] and not self.about["covariates"]:
            return speak("The model without any driver is the best by {name}.", name=name)
        chosen, fit = fmt.span(sizes), fit_sentence(self.fit, self.about)
        words = speak("{chosen} of {count} drivers are the best by {name}.", chosen=chosen, count=count, name=name)
        return sentences([words, fit])

    def _stable(self) -> str:
        """How often the one segment's best model is that of a bootstrap sample."""
        if len(self.selections) > 1 or not len(self.stability):
            return ""
        counts = list(self.stability.rows(["selected", "share"]))
        share = next((share for selected, share in counts if selected), 0.0)
        return speak(
            "The best model is also that of {share:.0f}% of {samples:,} bootstrap samples; models chosen in all: "
            "{models:,}.",
            share=100 * share, samples=self.about["n_resamples"], models=len(counts),
        )  # fmt: skip
