"""Which statistics a path model has, read off its solutions: those of the sample and of resamples by one function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...inference.distributions import Floats
from .path_model import PathModel
from .path_spec import Spec, Stage
from .solution import Solution

#: A place in the arrays of a stage: the stage, and the index of a construct or an indicator.
Place = tuple[int, int]
#: Least and most that a family of statistics can be, of those that have an end. Reliabilities may be below 0.
BOUNDS = {
    "loading": (-1.0, 1.0), "r2": (0.0, 1.0), "alpha": (-np.inf, 1.0), "rho_a": (-np.inf, 1.0), "rho_c": (0.0, 1.0),
    "ave": (0.0, 1.0), "htmt": (0.0, np.inf),
}  # fmt: skip


@dataclass(frozen=True)
class Statistics:
    """The places of all statistics of a model.

    Attributes
    ----------
    model : PathModel
    spec : Spec
    """

    model: PathModel
    spec: Spec

    # ---- what there is -----------------------------------------------------------------------------------------------

    @property
    def last(self) -> Stage:
        """The stage whose paths are those of the model."""
        return self.spec.last

    @cached_property
    def measuring(self) -> list[int]:
        """Stages in which constructs are measured: all but that of products of scores."""
        return [i for i, stage in enumerate(self.spec.stages) if not stage.products]

    @cached_property
    def measured(self) -> dict[str, Place]:
        """Where every construct is measured: the last stage that has it with its own indicators."""
        found = {}
        for i in self.measuring:
            found |= {name: (i, j) for j, name in enumerate(self.spec.stages[i].constructs)}
        return {name: found[name] for name in self.model.constructs}

    @cached_property
    def indicators(self) -> list[tuple[str, str, Place]]:
        """Construct, name and place of every indicator."""
        found = []
        for construct, (i, j) in self.measured.items():
            stage = self.spec.stages[i]
            own = np.flatnonzero(stage.owner == j)
            found += [(construct, stage.indicators[at], (i, int(at))) for at in own]
        return found

    @cached_property
    def reflected(self) -> list[str]:
        """Constructs that several indicators reflect: those that have a reliability."""
        return [name for name, place in self.measured.items() if self.size(place) > 1 and self.mode(place) == "A"]

    @cached_property
    def paths(self) -> list[tuple[int, int]]:
        """(from, to) of every path of the model, constructs of the last stage."""
        return self.last.paths

    @cached_property
    def ways(self) -> list[tuple[int, int]]:
        """(from, to) of every two constructs that a way leads along, in the order of the outcomes."""
        return _pairs(self.last.reached)

    @cached_property
    def mediated(self) -> list[tuple[int, int]]:
        """Those of them with a way through a third construct."""
        return _pairs(self.last.acts @ self.last.reached)

    @cached_property
    def explained(self) -> list[int]:
        """Constructs of the last stage that something acts on."""
        return [i for i, causes in enumerate(self.last.predecessors) if causes]

    @cached_property
    def pairs(self) -> list[tuple[int, int, int]]:
        """Stage and two of its constructs, of every two that indicators reflect."""
        found = []
        for i in self.measuring:
            own = [j for j, mode in enumerate(self.spec.stages[i].modes) if mode == "A"]
            found += [(i, a, b) for at, a in enumerate(own) for b in own[at + 1 :]]
        return found

    def size(self, place: Place) -> int:
        """Number of indicators of a construct."""
        return len(self.spec.stages[place[0]].blocks[place[1]])

    def mode(self, place: Place) -> str:
        """Mode of a construct."""
        return self.spec.stages[place[0]].modes[place[1]]

    # ---- what they are -----------------------------------------------------------------------------------------------

    def read(self, solutions: Sequence[Solution]) -> dict[str, Floats]:
        """All statistics by family, each of shape (..., members)."""
        return {name: self.of(name, solutions) for name in self._families}

    def of(self, family: str, solutions: Sequence[Solution]) -> Floats:
        """The statistics of one family, shape (..., members)."""
        found = self._families[family](solutions)
        # What is infinite is not there, such as the reliability of scores without a spread.
        return np.where(np.isfinite(found), found, np.nan)

    @cached_property
    def _families(self) -> dict[str, Callable[[Sequence[Solution]], Floats]]:
        """What reads each family off solutions."""
        reliable = [self.measured[name] for name in self.reflected]
        columns = [place for *_, place in self.indicators]
        return {
            "path": lambda solutions: _cells(solutions[-1].paths, self.paths),
            "indirect": lambda solutions: _cells(solutions[-1].indirect_effects, self.mediated),
            "total": lambda solutions: _cells(solutions[-1].total_effects, self.ways),
            "weight": lambda solutions: _of(solutions, columns, "weights"),
            "loading": lambda solutions: _of(solutions, columns, "loadings"),
            "r2": lambda solutions: solutions[-1].r2[..., self.explained],
            "alpha": lambda solutions: _of(solutions, reliable, "alpha"),
            "rho_a": lambda solutions: _of(solutions, reliable, "rho_a"),
            "rho_c": lambda solutions: _of(solutions, reliable, "rho_c"),
            "ave": lambda solutions: _of(solutions, reliable, "ave"),
            "htmt": self._htmt,
        }

    def _htmt(self, solutions: Sequence[Solution]) -> Floats:
        pairs = [solutions[i].htmt[..., a, b] for i, a, b in self.pairs]
        return np.stack(pairs, axis=-1) if pairs else np.zeros((*solutions[-1].rho_a.shape[:-1], 0))

    @cached_property
    def count(self) -> int:
        """Numbers that a resample brings in the arrays of all stages."""
        return sum(4 * len(stage.indicators) + 3 * len(stage.constructs) ** 2 for stage in self.spec.stages)


def flat(families: dict[str, Floats]) -> Floats:
    """All families beside each other, shape (..., statistics)."""
    return np.concatenate(list(families.values()), axis=-1)


def _pairs(reached: np.ndarray) -> list[tuple[int, int]]:
    """(from, to), by outcome, of a matrix of which outcome is reached from where."""
    return [(int(cause), outcome) for outcome in range(len(reached)) for cause in np.flatnonzero(reached[outcome])]


def _cells(matrix: Floats, places: Sequence[tuple[int, int]]) -> Floats:
    causes, outcomes = [cause for cause, _ in places], [outcome for _, outcome in places]
    return matrix[..., outcomes, causes]


def _of(solutions: Sequence[Solution], places: Sequence[Place], name: str) -> Floats:
    """Values of places in several stages."""
    shape = solutions[0].rho_a.shape[:-1]
    return (
        np.stack([getattr(solutions[i], name)[..., j] for i, j in places], axis=-1) if places else np.zeros((*shape, 0))
    )
