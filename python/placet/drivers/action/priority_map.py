"""Importance against performance: what to fix first, what to keep up, and how sure the place of each driver is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ... import checks
from ..._core import DataError
from ...inference.quadrants import cut_of, quadrants_of
from ...inference.resamples import Sampled, share
from ...language import say
from ...options.door import takes
from ...results.drivers.priority_map import PriorityMapResult
from ...results.quadrants import QUADRANTS
from ...results.table import Table
from ...survey import Survey
from ...types import Columns, OneColumn
from ..importance.split import Split
from ..importance.work import Work
from .options import ACTION
from .samples import Sample
from .study import Studied, Study, study
from .tables import in_order, table

Floats = NDArray[np.float64]
COLUMNS = (
    "term", "importance", "importance_std_error", "importance_low", "importance_high", "performance",
    "performance_std_error", "performance_low", "performance_high", "correlation", "quadrant", "quadrant_share",
    "fix_first", "keep_up", "low_priority", "overkill", "coefficient", "mean", "n", "n_eff",
)  # fmt: skip
#: Columns of the shares of resamples, in the order of `QUADRANTS`.
SHARES = ("fix_first", "keep_up", "low_priority", "overkill")
#: What importances are called.
KINDS = {"lmg": say("LMG shares"), "effect": say("effects of a point")}


class _MapWork(Work):
    """What a map has to do, whose intervals are of resamples only."""

    leaves_out = False


@takes(*ACTION)
def priority_map(
    survey: Survey,
    outcome: OneColumn,
    drivers: Columns | None = None,
    *,
    scale: Any,
    importance: Literal["lmg", "effect"] = "lmg",
    importance_cut: float | None = None,
    performance_cut: float | None = None,
    conf_level: float,
    **options: Any,
) -> PriorityMapResult:
    r"""Map of the drivers: how important each is for the outcome, against how well it does [1]_.

    .. math:: \text{performance}_j = 100\, \frac{\bar x_j - \text{lowest}_j}{\text{highest}_j - \text{lowest}_j}

    on the range of each driver's own scale. Importance is its share of what all drivers explain (the exact LMG split,
    see `key_drivers`), or its effect: the coefficient, by which the outcome rises with a point of the driver, the
    others held constant. A share tells what differences between respondents go with, an effect what a change would
    bring; one is never the other. Two cuts make four quadrants: "fix first" (important and low), "keep up" (important
    and high), "low priority", and "possible overkill" (unimportant and high).

    Parameters
    ----------
    {data}
    outcome : str or vector
        What is to be raised, such as overall satisfaction.
    drivers : str, vector or list of them, optional
        What might raise it; all columns of the data if the outcome is a vector.
    scale : (low, high) or mapping
        Scale of the drivers, one for all or ``{driver: (low, high)}``, which may name the outcome, too. An answer
        outside is an error.
    importance : {"lmg", "effect"}
        Share of what is explained, or coefficient.
    importance_cut, performance_cut : float, optional
        Where the quadrants meet, in units of the columns: a share from 0 to 1 or an effect, and 0 to 100. Without one
        it is the mean over the drivers, which is taken anew in every resample.
    {options}

    Returns
    -------
    PriorityMapResult
        One row a driver and segment, the most important first; `cuts` has the cuts. A segment that cannot be fitted has
        NaN and no quadrant, the notes say why, and the others are done.

    Raises
    ------
    DataError, ModelError
        As for `key_drivers`; DataError for an answer outside its scale, or a cut outside what it cuts.

    Notes
    -----
    A point of the map is a point estimate, and drivers near a cut change sides from sample to sample. Importances,
    performances and cuts are therefore all taken from each resample together: `quadrant_share` is the share of
    resamples in which a driver is in the quadrant that it has in the sample. A driver on a cut counts as important, or
    as high. Drivers that depend on each other share what they explain together, and have no coefficients: notes say so.

    References
    ----------
    .. [1] Martilla, J. A. and James, J. C. (1977). Importance-performance analysis. Journal of Marketing 41(1), 77-79
       (there with stated importances and cuts set by eye).

    Examples
    --------
    >>> import placet
    >>> data = {"overall": [5, 2, 4, 3, 5, 1], "network": [5, 1, 4, 3, 4, 2], "bills": [3, 3, 5, 4, 5, 2]}
    >>> result = placet.priority_map(data, "overall", ["network", "bills"], scale=(1, 5), n_resamples=0)
    >>> result["term"], result["performance"].round(1), result["quadrant"]
    (('network', 'bills'), array([54.2, 66.7]), ('fix first', 'possible overkill'))
    """
    conf_level = checks.level(conf_level)
    lmg = checks.choice("importance", importance, tuple(KINDS)) == "lmg"
    cuts = (
        _cut("importance_cut", importance_cut, 1.0 if lmg else np.inf),
        _cut("performance_cut", performance_cut, 100),
    )
    found = study(survey, outcome, drivers, scale=scale, reserved=COLUMNS, lmg=lmg, **options)
    seconds = 0.0
    if lmg:
        work = _MapWork.of(found.call, Split(found.call.model), found.n_resamples, "percentile")
        if not found.asked:
            work.check()
        seconds = work.seconds
    studied = found.studied([], seconds=seconds)
    placed = {segment: _Placed(found, one, lmg, cuts, conf_level) for segment, one in studied.items()}
    blocks = {segment: one.block() for segment, one in placed.items()}
    method = say("Map of importance ({kind}) and performance (0 to 100)", kind=KINDS[importance])
    about = found.about(
        method, studied, _notes(found, lmg, cuts), importance=importance, importance_cut=importance_cut,
        performance_cut=performance_cut, **found.sure(conf_level),
    )  # fmt: skip
    facts = found.fits.facts(found.facts_of_dependent)
    return PriorityMapResult(
        table(found, blocks, COLUMNS, found.drivers), found.model.rows.segments.names, about, survey.labels,
        survey.frame.library, facts, _cuts(found, placed),
    )  # fmt: skip


def _cut(option: str, given: Any, most: float) -> float | None:
    if given is None:
        return None
    cut = checks.real(given)
    if not np.isfinite(cut) or (np.isfinite(most) and not 0 <= cut <= most):
        within = f"from 0 to {most:g}" if np.isfinite(most) else "in units of the outcome"
        raise DataError(
            f"{option}={checks.shown(given)} must be a number {within}, or None for the mean of the drivers"
        )
    return cut


class _Placed:
    """Where the drivers of a segment are, in the sample and in its resamples."""

    def __init__(
        self, found: Study, one: Studied, lmg: bool, cuts: tuple[float | None, float | None], level: float
    ) -> None:  # fmt: skip
        self.found, self.one, self.level, self.given = found, one, level, cuts
        self.low, self.high = np.array([found.scales[name] for name in found.drivers]).T
        self.spread = one.spread(lambda sample: np.hstack([self._importance(sample, lmg), self._performance(sample)]))

    def _importance(self, sample: Sample, lmg: bool) -> Floats:
        if not lmg:
            return sample.coefficients
        added = sample.importance.sum(axis=1, keepdims=True)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(added > 0, sample.importance / added, np.nan)

    def _performance(self, sample: Sample) -> Floats:
        return 100 * (sample.means - self.low) / (self.high - self.low)

    def cut(self, numbers: Floats, which: int) -> Floats:
        """The cut of each draw, one a row."""
        return cut_of(numbers, self.given[which])

    def quadrants(self, both: Floats) -> NDArray[np.int64]:
        """The place of every driver among `QUADRANTS`, one row a draw of importances and performances."""
        importance, performance = np.hsplit(both, 2)
        return quadrants_of(importance, performance, self.given)

    def block(self) -> Mapping[str, Any]:
        """The rows of the segment, the most important driver first."""
        p, sure = len(self.low), self.spread.covariance()
        estimate, (low, high) = self.spread.estimate, self.spread.limits(self.level)
        error = np.sqrt(np.diag(sure))
        own, draws = self.quadrants(estimate[None])[0], self.quadrants(self.spread.draws())
        shares = np.array([share(draws == quadrant) for quadrant in range(len(SHARES))])
        names = list(QUADRANTS)
        with np.errstate(invalid="ignore", divide="ignore"):
            correlation = sure[np.arange(p), np.arange(p) + p] / error[:p] / error[p:]
        block: dict[str, Any] = {
            "term": self.found.drivers, "quadrant": [names[i] for i in own],
            "quadrant_share": shares[own, np.arange(p)], "correlation": correlation,
            "coefficient": self.one.spread(lambda sample: sample.coefficients).estimate,
            "mean": self.one.spread(lambda sample: sample.means).estimate, "n": self.one.n, "n_eff": self.one.n_eff,
            **dict(zip(SHARES, shares, strict=True)),
        }  # fmt: skip
        for name, part in (("importance", slice(None, p)), ("performance", slice(p, None))):
            block |= {name: estimate[part], f"{name}_std_error": error[part]}
            block |= {f"{name}_low": low[part], f"{name}_high": high[part]}
        self._clip(block)
        return in_order(block, np.argsort(-block["importance"], kind="stable"))

    def _clip(self, block: dict[str, Any]) -> None:
        """Keep limits by t within what they are of."""
        if self.spread.rule is None:
            return
        for name in ("performance", *(["importance"] if len(self.one.points[0].importance[0]) else [])):
            most = 100.0 if name == "performance" else 1.0
            block[f"{name}_low"] = np.maximum(block[f"{name}_low"], 0.0)
            block[f"{name}_high"] = np.minimum(block[f"{name}_high"], most)

    def cuts(self) -> dict[str, float]:
        """The cuts and their limits."""
        made: dict[str, float] = {}
        p = len(self.low)
        for i, name in enumerate(("importance", "performance")):
            part = slice(i * p, (i + 1) * p)
            sure = Sampled(
                [self.cut(one[None, part], i)[0] for one in self.spread.estimates],
                [self.cut(one[:, part], i) for one in self.spread.sets], self.spread.rule, self.spread.df,
            )  # fmt: skip
            low, high = sure.limits(self.level)
            known = self.given[i] is not None
            made[name] = float(sure.estimate[0])
            made[f"{name}_low"], made[f"{name}_high"] = (
                made[name] if known else float(limit[0]) for limit in (low, high)
            )
        return made


def _cuts(found: Study, placed: Mapping[int, _Placed]) -> Table:
    names = [f"{axis}{end}" for axis in ("importance", "performance") for end in ("", "_low", "_high")]
    rows = [placed[s].cuts() if s in placed else {} for s in range(found.model.segments)]
    columns = {name: np.array([row.get(name, np.nan) for row in rows]) for name in names}
    return Table(found.model.rows.segments.columns() | columns)


def _notes(found: Study, lmg: bool, cuts: Sequence[float | None]) -> list[str]:
    """What the numbers are, where the cuts are, and what cannot be compared."""
    notes: list[str] = [
        say("importances are shares of what the drivers explain and no effects")
        if lmg
        else say("importances are effects: what a point of the driver adds to the outcome")
    ]
    if None in cuts and found.n_resamples:
        notes.append(say("cuts are means over the drivers, taken anew in every resample"))
    elif None in cuts:
        notes.append(say("cuts are means over the drivers"))
    lengths = {high - low for low, high in (found.scales[name] for name in found.drivers)}
    if not lmg and len(lengths) > 1:
        notes.append(
            say("scales differ in length, and so does what a point is: effects compare points, not whole scales")
        )
    return notes
