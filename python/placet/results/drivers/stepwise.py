"""Result of `placet.stepwise`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ...language import sentences, speak
from ..format import span
from ..table import Table
from .fitted import NOTHING, FittedResult, fit_sentence, references
from .regression import RegressionResult


@dataclass(frozen=True, eq=False, repr=False)
class StepwiseResult(FittedResult):
    """A regression on the drivers that a stepwise selection kept, one row a term and segment.

    Columns: the keys, `term`, `level`, `estimate`, `std_error`, `statistic` (t), `df`, `p_value`, `conf_low`,
    `conf_high`, `standardized`, `partial`, `semipartial`, `vif`, `n`, `n_eff`, as those of `RegressionResult`. `fit` is
    as in `FittedResult`. A logit has `odds_ratio`, `odds_low` and `odds_high` in place of the correlations and `vif`, z
    for t, and in `fit` McFadden's, Cox and Snell's, Nagelkerke's and Tjur's R² and the likelihood ratio. `plot` draws
    the path of the selection above how often each driver is selected in bootstrap samples, on given axes the path
    alone, and for several segments the frequencies only.

    Attributes
    ----------
    path : Table
        One row a possible move and step: the keys, `step`, `action` ("enter" or "remove"), `term`, `statistic` (F of
        the term in the larger of the two models; of a logit the likelihood ratio, without `df_resid`), `df`,
        `df_resid`, `p_value`, `criterion` and `r2` (after the move), `chosen`. A step without a chosen move is the
        last. Under ``criterion="p"`` the criterion is the p-value.
    steps : Table
        One row a model on the way: the keys, `step` (0 is the first model), `action` ("start", "enter", "remove"),
        `term`, `terms` (how many are in), `r2`, `adj_r2`, `aic`, `aicc`, `bic`.
    inclusion : Table
        One row a term: the keys, `term`, `inclusion` (share of the bootstrap samples in which it is selected, 0 to 1)
        and whether it is `selected`; with imputed answers `data_sets`, the share of the completed data sets that alone
        would select it; the most frequent first.
    models : Table
        One row a set of terms that came up in the bootstrap samples: the keys, `rank`, `model` (its terms), `size`,
        `count`, `share`, and whether it is the one `selected`.
    selections : tuple of tuples
        The selected terms of every segment; None for a segment in which nothing could be fitted, as the notes say.
    segments : tuple of tuples
        The keys of every segment.
    """

    path: Table = NOTHING
    steps: Table = NOTHING
    inclusion: Table = NOTHING
    models: Table = NOTHING
    selections: tuple[tuple[str, ...] | None, ...] = ()
    segments: tuple[tuple[Any, ...], ...] = ()

    kind: ClassVar[str] = "stepwise"
    _displayed = (*RegressionResult._displayed, "odds_ratio", "odds_low", "odds_high")
    _headings: ClassVar[dict[str, str]] = RegressionResult._headings

    def _shown_columns(self) -> tuple[str, ...]:
        """Columns shown after the keys; levels where there are any, of a logit the odds ratios' intervals only."""
        hidden = {"conf_low", "conf_high"} if "odds_ratio" in self.table else set()
        hidden |= set() if any(self.table["level"]) else {"level"}
        return tuple(name for name in self._displayed if name not in hidden)

    @property
    def selected(self) -> Any:
        """The selected terms; with `by`, a mapping from segments (their keys in words) to terms."""
        if not self.key_columns:
            return self.selections[0]
        return {self._segment(keys): terms for keys, terms in zip(self.segments, self.selections, strict=True)}

    def _title(self) -> str:
        outcome = self.label(self.about["outcome"])
        event = self.about.get("event")
        if event:
            return speak("Selected drivers of {outcome}: {event}", outcome=outcome, event=event)
        return speak("Selected drivers of {outcome}", outcome=outcome)

    def _beside(self) -> list[str]:
        """How many drivers were selected, how well they fit."""
        return [self._outcome(), references(self.about)]

    def _outcome(self) -> str:
        count = len(self.about["drivers"])
        sizes = [len(terms) for terms in self.selections if terms is not None]
        fit = fit_sentence(self.fit, self.about)
        if len(self.selections) == 1 and not sizes[0]:
            words = speak("No driver was selected: none of them meets the criterion.")
            return sentences([words, fit if self.about["covariates"] else ""])
        return sentences([speak("{chosen} of {count} drivers selected.", chosen=span(sizes), count=count), fit])

    def _heading(self, name: str) -> str:
        """Heading of a column; the statistic of a logit is a z."""
        return "z" if name == "statistic" and "odds_ratio" in self.table else super()._heading(name)

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell; a p-value that ignores the selection is in brackets."""
        text = super()._cell(row, name, value)
        return text if name != "p_value" or self.about["validate"] == "split" else f"({text})"
