"""A selection and the way it came about."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
    sample : Yardstick
        For the criteria of any of the models.
    """

    steps: list[Step]
    start: NDArray[np.bool_]
    inside: NDArray[np.bool_]
    start_left: float
    k: int
    flat: tuple[str, ...]
    dependent: tuple[str, ...]
    in_circles: bool
    sample: Yardstick


def walked(walk: Walk, flat: NDArray[np.bool_], among: Candidates, rule: Rule) -> Selected:
    """Walk from a first model by a rule; `flat` are the terms with a column that does not vary."""
    start, left = walk.inside.copy(), walk.left
    steps, in_circles = select(walk, rule)
    dependent = walk.dependent() & ~flat
    return Selected(
        steps, start, walk.inside, left, walk.k, among.chosen(flat), among.chosen(dependent), in_circles, walk.sample
    )
