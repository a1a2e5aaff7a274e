"""Models that a walk will come to, fitted in few passes over rows that stay where they are, of all segments together.

The walk that moments alone would take is known without a pass. Where the errors of the result lead elsewhere, what is
asked for there is fitted next, with what the other segments ask for. So it is decided how often the rows are read, and
nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ...._core import PlacetError
from ....survey.passes import together
from ..judge import Judge, NotFittedError, Task
from ..one_scan import moved
from .judged import select_judged
from .least_squares import select_least_squares
from .walk import Rule, possible


def foresee(judges: Sequence[Judge], rule: Rule) -> None:
    """Fit the models that the walks of all segments come to, and what is one move away from these."""
    tasks = [task for judge in judges for inside in _way(judge, rule) for task in _around(judge, rule, inside)]
    try:
        while tasks:
            together(tasks, judges[0].numbers)
            tasks = [task for judge in judges for task in _lacking(judge, rule)]
    except PlacetError:  # the walk it stops comes to it, too, and says of which segment it is
        return


def _around(judge: Judge, rule: Rule, inside: NDArray[np.bool_]) -> list[Task]:
    return [partial(judge.of, inside), *judge.ahead(inside, possible(inside, rule.enters, rule.leaves))]


def _lacking(judge: Judge, rule: Rule) -> list[Task]:
    """What the walk asks for that is not known yet."""
    try:
        with judge.fitting_nothing():
            select_judged(judge, rule)
    except NotFittedError as lacking:
        if lacking.visited:
            return _around(judge, rule, *lacking.models)
        return [partial(judge.of, inside) for inside in lacking.models]
    except PlacetError:
        pass
    return []


def _way(judge: Judge, rule: Rule) -> list[NDArray[np.bool_]]:
    """The models on the way of moments alone, from the first."""
    basis, segment = judge.basis, judge.segment
    weight_type = basis.model.rows.weight_type
    try:
        found = select_least_squares(basis.together[segment], judge.among, rule, weight_type, 0.0)
    except PlacetError:
        return []
    way = [found.start]
    for step in found.steps:
        if step.chosen is not None:
            way.append(moved(way[-1], int(step.moves.term[step.chosen])))
    return way
