"""Types that cross the binding and appear in signatures."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from ._core import Moments

#: Name, values and the codes in them that mean "no answer".
Column: TypeAlias = tuple[str, NDArray[Any], list[float]]
#: Segment of every row (-1 for none) and number of segments.
Cells: TypeAlias = tuple[NDArray[np.int32], int]
#: The same in any type of whole numbers; those that are no segment stand for none.
AnyCells: TypeAlias = tuple[NDArray[Any], int]
WeightType: TypeAlias = Literal["probability", "frequency", "precision"]
#: Rows as the core reads them: columns, weights, segments, and what a weight means.
Given: TypeAlias = tuple[Sequence[Column], Column | None, Cells | None, WeightType]
#: Unit of every row (none beyond the last), stratum of every unit, how many units each stands for where it is not one,
#: share of every stratum that was not drawn.
DrawnUnits: TypeAlias = tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.float64] | None, NDArray[np.float64]]
#: Where weights of replicates come from: their number and a seed, with the units of a design; or columns of weights.
Draws: TypeAlias = tuple[int, int] | tuple[int, int, DrawnUnits] | list[Column]
#: Bootstrap samples: rows, the segment whose rows are drawn, and how; or moments of samples drawn before.
Samples: TypeAlias = "tuple[Given, int, Draws] | list[Moments]"
#: What shares R² with column 0: columns, or the columns of every driver, the covariates, and the group of every driver.
Split: TypeAlias = list[int] | tuple[list[list[int]], list[int], list[int]]
#: What a walk chooses among: names of the columns, those always in and those of every term, those left out where they
#: do not vary, the share known of every term; whether terms enter and leave, the criterion, its two levels, whether all
#: terms are in the first model; and what a weight means.
Plan: TypeAlias = tuple[
    Sequence[str], tuple[list[int], list[list[int]]], list[int], list[float],
    tuple[bool, bool, str, float, float, bool], WeightType,
]  # fmt: skip
#: One stage of a path model: its columns (those of the moments, or one number each: a column of them, or -1 - c for the
#: score of construct c of the stage before), columns and mode of every construct, constructs that act on each, and
#: pairs of constructs of the stage before are multiplied.
PathStage: TypeAlias = tuple[list[int] | None, list[int], list[str], list[list[int]], list[tuple[int, int]]]
#: A path model: its stages, the inner scheme, whether indicators are standardised and whether estimates are corrected,
#: largest change at the end, most iterations, and the names of the constructs of every stage.
PathSpec: TypeAlias = tuple[Sequence[PathStage], str, bool, bool, float, int, Sequence[Sequence[str]]]
#: What dates are grouped by.
Frequency: TypeAlias = Literal["day", "week", "month", "quarter", "half", "year"]
#: Rule for a stratum of which one unit was drawn.
LonelyRule: TypeAlias = Literal["fail", "certainty", "adjust", "average"]
#: A least-squares model as a scan reads it: slopes, mean of the outcome, means of the terms, inverse co-moments,
#: whether there is an intercept, observations.
FittedModel: TypeAlias = tuple[NDArray[np.float64], float, NDArray[np.float64], NDArray[np.float64], bool, float]
#: A move from a fitted model: directions on its terms, columns outside it with their means and directions on these,
#: what the residuals lose along each direction, whether it enters.
ScoreMove: TypeAlias = tuple[NDArray[Any], list[tuple[int, float]], NDArray[Any], list[float], bool]
#: Called with the units of work done so far.
Progress: TypeAlias = Callable[[int], object] | None
#: What a public function takes as data: a data frame, a mapping, an array, one column, a `Survey`.
Data: TypeAlias = Any
#: A column by its name, or by its values, one a row.
OneColumn: TypeAlias = str | Any
#: Columns by their names or values: one, a list, or a frame or matrix that means all of its own.
Columns: TypeAlias = str | Sequence[str] | Any
#: What a function reads itself: the door leaves matrices and results as they are.
AsGiven: TypeAlias = Any


class Groups(ABC):
    """What can say which columns belong together, such as a tree of indicators: anything with such a method."""

    @abstractmethod
    def groups(self) -> dict[str, list[str]]:
        """Columns by what they are called together, two or more each."""

    @classmethod
    def __subclasshook__(cls, other: type) -> bool:
        """By the class: a data frame may have a column of this name."""
        return any(callable(base.__dict__.get("groups")) for base in other.__mro__)
