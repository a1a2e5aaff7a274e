"""A selection and the way it came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ...._core import ModelError
from ..candidates import Candidates
from .walk import Rule, Step, Walk, Yardstick, select


@dataclass(frozen=True)
class Selected:
    """The walk, and where it ended.

    Attributes
    ----------
    steps : list of Step
        What was looked at and what was done.
    start, inside : ndarray of bool
        Terms in the first and in the last model.
    start_left : float
        1 - R² of the first model.
    k : int
        Coefficients of the last model.
    flat, dependent : tuple of str
        Terms with a column that does not vary; terms outside that are combinations of those inside.
    in_circles : bool
        Whether the walk was stopped for coming back to a model.
    sample : Yardstick or None
        For the criteria of any of the models.
    criteria : mapping of str to ndarray, or None
        Those of the models on the way, where that takes more than a sample.
    """

    steps: list[Step]
    start: NDArray[np.bool_]
    inside: NDArray[np.bool_]
    start_left: float
    k: int
    flat: tuple[str, ...]
    dependent: tuple[str, ...]
    in_circles: bool
    sample: Yardstick | None = None
    criteria: Mapping[str, NDArray[np.float64]] | None = None

    def placed(self, order: NDArray[np.intp]) -> Selected:
        """The same with term i in place `order[i]`."""
        back = np.argsort(order)
        steps = [step.placed(order) for step in self.steps]
        return replace(self, steps=steps, start=self.start[back], inside=self.inside[back])


def walked(walk: Walk, flat: NDArray[np.bool_], among: Candidates, rule: Rule) -> Selected:
    """Walk from a first model by a rule; `flat` are the terms with a column that does not vary.

    What makes the criteria of the models on the way is left to the caller.
    """
    start, left = walk.inside.copy(), walk.left
    steps, in_circles = select(walk, rule)
    dependent = walk.dependent() & ~flat
    return Selected(steps, start, walk.inside, left, walk.k, among.chosen(flat), among.chosen(dependent), in_circles)


def check_size(n: float, among: Candidates, flat: NDArray[np.bool_], rule: Rule) -> None:
    """Refuse to begin with all terms where they have more coefficients than there are respondents."""
    varying = sum(len(columns) for columns, is_flat in zip(among.positions, flat, strict=True) if not is_flat)
    needed = len(among.always) + varying + 2
    if rule.full and n < needed:
        raise ModelError(
            f"selection that begins with all {len(among.terms)} drivers ({needed - 1} coefficients with the intercept) "
            f'needs at least {needed} complete cases and has {n:,.0f}; use direction="forward" or fewer drivers'
        )
