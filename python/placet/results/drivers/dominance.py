"""Result of `placet.dominance`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ...language import speak
from ..crosstab import Source
from ..format import number
from ..table import Table
from .fitted import NOTHING, FittedResult

#: Columns that are shares.
SHARES = frozenset({
    "subsets", "complete_resamples", "complete_reversed", "conditional_resamples", "conditional_reversed",
    "general_resamples", "general_reversed",
})  # fmt: skip
#: Verdicts, which are whole or a half.
VERDICTS = frozenset({"complete", "conditional", "general"})


@dataclass(frozen=True, eq=False, repr=False)
class DominanceResult(FittedResult):
    """Dominance among drivers, one row a pair, in the order of general dominance.

    Columns: the keys, `term` and `other` (the driver that adds more on the whole, and the other), `dominance` (the
    strongest form that holds: "complete", "conditional", "general", or "none" where both add the same), `complete`,
    `conditional`, `general` (1 where `term` dominates `other`, 0 the other way round, ½ where neither does; complete is
    NaN where it was not asked for), `subsets` (share of the models of other drivers to which `term` adds more),
    `difference` (of their general importances), for every form the share of the resamples in which `term` dominates
    `other` (`complete_resamples`, ...) and of those in which it is the other way round (`complete_reversed`, ...), NaN
    without resamples, `n`, `n_eff`. `plot` draws a map of `subsets`, or without complete dominance of the share of the
    sizes of models at which one adds more; of several segments one dot each and pair.

    Attributes
    ----------
    fit : mapping
        As in `FittedResult`, with `r2_covariates`, R² of the covariates alone, where there are some.
    gains : Table
        Conditional dominance: the keys, `term`, `others` (number of other drivers in the model), `gain` (mean gain in
        R²).
    general : Table
        General dominance: the keys, `term`, `importance` (LMG, the mean of the gains), `share`, `rank`.
    """

    gains: Table = NOTHING
    general: Table = NOTHING

    kind: ClassVar[str] = "dominance"
    _main = "difference"
    _displayed = (
        "term", "other", "dominance", "subsets", "complete_resamples", "conditional_resamples", "general_resamples",
        "difference",
    )  # fmt: skip
    _headings: ClassVar[dict[str, str]] = {
        "term": "Driver", "other": "Over", "dominance": "Dominance", "subsets": "Adds more in",
        "complete_resamples": "Complete in", "conditional_resamples": "Conditional in",
        "general_resamples": "General in", "difference": "Difference of R²",
    }  # fmt: skip

    def _title(self) -> str:
        return speak("Dominance among the drivers of {outcome}", outcome=self.label(self.about["outcome"]))

    def _speaks(self, name: str) -> bool:
        """Without complete dominance, and without resamples, nothing is said of them."""
        return super()._speaks(name) and not (name in SHARES and np.isnan(self.table[name]).all())

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell: shares in percent, verdicts as they are."""
        if name in self.key_columns:
            return super()._cell(row, name, value)
        if name == "other":
            return self.label(value)
        if name in VERDICTS:
            return number(name, value, 1)
        return number("share", value, 1) if name in SHARES else super()._cell(row, name, value)

    def _beside(self) -> list[str]:
        """How well the model fits; of how many pairs which form holds; what the percentages are of."""
        alone = self.fit.get("r2_covariates", ())
        first = [speak("R² {r2:.3f} by the covariates alone.", r2=float(alone[0]))] if len(alone) == 1 else []
        return [*first, *super()._beside(), self._counted(), *self._percentages()]

    def _counted(self) -> str:
        """Of the pairs of one segment."""
        if self.key_columns:
            return ""
        forms = list(self.table["dominance"])
        count = {form: sum(map(form.__eq__, forms)) for form in VERDICTS}
        if self.about["complete"]:
            return speak(
                "Of {pairs} pairs {complete} show complete, {conditional} only conditional, {general} only general "
                "dominance.", pairs=len(forms), **count,
            )  # fmt: skip
        words = {"pairs": len(forms), "conditional": count["conditional"], "general": count["general"]}
        return speak("Of {pairs} pairs {conditional} show conditional, {general} only general dominance.", **words)

    def _percentages(self) -> list[str]:
        """What the columns of percentages are shares of."""
        models = speak("'Adds more in' is a share of the models of other drivers.")
        resamples = speak(
            "'Complete in', 'Conditional in' and 'General in' are shares of the resamples."
            if self.about["complete"]
            else "'Conditional in' and 'General in' are shares of the resamples."
        )
        return [
            *([models] if self._speaks("subsets") else []),
            *([resamples] if self._speaks("general_resamples") else []),
        ]

    def _crossed(self) -> Source:
        """Drivers by drivers."""
        labels = (*self.key_columns, "term", "other")
        return Source(self.table, labels, self._main, self._cell, self._heading, lambda _, word: word)
