"""Groups of respondents that are left out in turn: resamples of rows that stay where they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import _core
from .._core import DataError, Moments
from ..language import say
from .away import RowsNeededError
from .hashes import hashes
from .replicated import Replicates
from .replicates import ReplicateWeights
from .survey import Survey

#: Groups that the respondents are dealt to.
GROUPS = 100
#: Groups that a variance takes: of fewer, a column that does not tell respondents apart was probably named.
FEWEST = 20
#: What the group of rows is called whose unit is missing.
NOBODY = GROUPS
#: How the groups make a variance: (G - 1)/G times the squared deviations from the estimate itself.
RULE = ReplicateWeights("*", "JK1", mse=True)


@dataclass(frozen=True)
class UnitGroups:
    """Deals sampling units to groups by a hash, so that a unit is in the same group wherever its rows are read.

    Attributes
    ----------
    unit : str
        Column of the respondents, or of the clusters they were drawn in.
    within : str or None
        Column of the strata, where clusters are numbered anew in every stratum.
    clusters : bool
        Whether the units are clusters.
    across : bool
        Whether strata or a finite population are declared.
    """

    unit: str
    within: str | None = None
    clusters: bool = False
    across: bool = False
    called: str = f"{GROUPS} groups of respondents"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read."""
        return (self.unit,) if self.within is None else (self.within, self.unit)

    def numbered(self, frame: Any) -> tuple[NDArray[np.int32], list[int]]:
        """The group of every row of a batch."""
        units, *within = (hashes(name, frame[name]) for name in reversed(self.columns))
        found = units if not within else _core.hash_numbers(units ^ (within[0] << 1))
        lost = np.logical_or.reduce([one < 0 for one in (units, *within)])
        return np.where(lost, NOBODY, found % GROUPS).astype(np.int32), [*range(GROUPS), NOBODY]


def unit_groups(survey: Survey) -> UnitGroups:
    """The groups of a survey, whose units are its clusters where these are declared, else its respondents."""
    if survey.frame.engine is not None and not survey.frame.engine.has_rows:
        raise RowsNeededError("groups of respondents to be left out in turn (n_resamples=0 for none)")
    if survey.weights is not None and survey.weight_type == "frequency":
        raise DataError(
            "intervals of data that stay where they are leave groups of respondents out as rows, which under frequency "
            "weights are several respondents alike; pass n_resamples=0 for none"
        )
    across = survey.strata is not None or survey.fpc is not None
    if survey.cluster is not None:
        return UnitGroups(survey.cluster, survey.strata if survey.nest else None, clusters=True, across=across)
    if survey.id is None:
        raise DataError(
            "intervals of data that stay where they are come from groups of respondents that are left out in turn, and "
            "nothing says who is who: pass id=, the column that tells respondents apart, or n_resamples=0 for none"
        )
    return UnitGroups(survey.id, across=across)


def groups_of(survey: Survey, resampled: bool) -> UnitGroups | None:
    """The groups of a call, which has some where rows stay away and statistics are resampled without replicates."""
    return unit_groups(survey) if survey.frame.lazy and resampled and survey.repweights is None else None


@dataclass(frozen=True)
class LeftOut(Replicates):
    r"""Groups of sampling units that are left out in turn.

    With G groups, :math:`\theta_{(g)}` the estimate without group g and :math:`\theta` that of all,

    .. math:: V = \frac{G - 1}{G} \sum_g (\theta_{(g)} - \theta)^2

    of G - 1 degrees of freedom [1]_. Groups are dealt out by a hash of the units and go across strata, so that what
    strata save is not told, and finite populations are taken for infinite: the variance is too large rather than too
    small.

    Attributes
    ----------
    groups : tuple of int
        Those that occur.
    unit : str
        Column of the units.
    clusters : bool
        Whether these are clusters.
    across : bool
        Whether strata or a finite population are declared.

    References
    ----------
    .. [1] Kott, P. S. (2001). The delete-a-group jackknife. J. Official Statistics 17, 521-526.
    """

    groups: tuple[int, ...] = ()
    unit: str = ""
    clusters: bool = False
    across: bool = False

    def __len__(self) -> int:
        return len(self.groups)

    @property
    def words(self) -> str:
        """What they are, in words."""
        of = "{count} groups of clusters '{name}'" if self.clusters else "{count} groups of respondents '{name}'"
        groups = say(of, count=len(self), name=self.unit)
        if self.across:
            template = "a delete-a-group jackknife ({groups}, without what strata and a finite population save)"
            return say(template, groups=groups)
        return say("a delete-a-group jackknife ({groups})", groups=groups)

    @property
    def design(self) -> str:
        """The same as the design that errors come from."""
        return self.words


def without_each(parts: Sequence[Moments]) -> list[Moments]:
    """Sums of all parts but one each, from sums from the left and from the right."""
    left, right = [Moments()], [Moments()]
    for part in parts[:-1]:
        left.append(left[-1] + part)
    for part in parts[:0:-1]:
        right.append(right[-1] + part)
    return [a + b for a, b in zip(left, reversed(right), strict=True)]
