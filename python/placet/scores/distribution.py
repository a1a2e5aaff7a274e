"""Distribution of answers: the share of every point of a scale, with intervals for all of them at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .. import _core, checks
from ..language import say
from ..metrics.metric import Scale
from ..options.door import takes
from ..results.scores.distribution import DistributionResult
from ..results.table import Table
from ..survey import Rows, Survey
from ..survey.answers import codes_for, label_codes
from ..survey.facts import base_facts, design_notes
from ..survey.reading import keys_of
from ..survey.value_labels import label_of_code
from ..types import Columns
from .estimation.effective_base import MOST_BASE, limited
from .estimation.estimate import items_of
from .estimation.linearised import Floats, Means
from .estimation.read import read_tallies
from .estimation.simultaneous import KINDS, Simultaneous, agresti_coull, each_level, sison_glaz, wilson
from .estimation.tally import Tally
from .options import DISTRIBUTION

#: Columns of the result, which a key column may not be named.
COLUMNS = (
    "item", "point", "label", "estimate", "std_error", "conf_low", "conf_high", "cumulative", "n_point", "n", "n_eff",
    "n_missing", "sum_weights",
)  # fmt: skip


@takes(*DISTRIBUTION)
def distribution(
    survey: Survey,
    items: Columns | None = None,
    *,
    scale: Scale,
    method: Simultaneous = "bonferroni",
    **options: Any,
) -> DistributionResult:
    r"""Share of every point of a scale, weighted, by segment and wave, with simultaneous intervals.

    .. math:: p_j = \sum_{i: x_i = j} w_i \Big/ \sum_i w_i

    The standard error of a share is that of `top_box`: linearised, from the design where one is declared. So is the
    base of its interval (see `nps`): the respondents without weights, else the effective base. Points that nobody chose
    are listed, with the share 0 and an upper limit.

    Parameters
    ----------
    {data}
    {items}
    scale : (int, int)
        Lowest and highest point, at most 1,001 points; any other answer is an error.
    method : {"bonferroni", "goodman", "sison-glaz", "pointwise"}
        Intervals. ``"bonferroni"``: the interval of `top_box`, Agresti and Coull's [3]_, at the level 1 - α/k.
        ``"goodman"``: the score interval of each point at that level [1]_, a tenth shorter and too short for few
        answers to rare points. ``"sison-glaz"``: all counts within the same distance of the observed ones [2]_; shorter
        for many points of alike shares, too short for rare ones, and the design enters by one base for all points.
        ``"pointwise"``: the interval of `top_box` at the level 1 - α, for a single point; of k points some are not
        covered more often than α.
    {options}

    Returns
    -------
    DistributionResult
        One row an item, segment and point.

    Raises
    ------
    DataError
        An answer off the scale, text, no answers, bad weights or design, an unknown column or option.

    Notes
    -----
    All eleven points of 0..10 were covered at once, at the level 0.95, in so many percent of simulated surveys:

    ==================================  ======  ======  ======  =======
    respondents                             12      30      75      300
    ==================================  ======  ======  ======  =======
    bonferroni                              95      96      97       97
    goodman                                 90      88      92       94
    sison-glaz                              86      86      91       95
    bonferroni, weights of CV 0.8           89      93      97       97
    goodman, weights of CV 0.8              81      86      92       94
    ==================================  ======  ======  ======  =======

    Of five points of which two are chosen by one in two hundred, 75 respondents: bonferroni 99, goodman and sison-glaz
    87.

    References
    ----------
    .. [1] Goodman, L. A. (1965). On simultaneous confidence intervals for multinomial proportions. Technometrics 7,
       247-254.
    .. [2] Sison, C. P. and Glaz, J. (1995). Simultaneous confidence intervals and sample size determination for
       multinomial proportions. Journal of the American Statistical Association 90, 366-369.
    .. [3] Agresti, A. and Coull, B. A. (1998). Approximate is better than "exact" for interval estimation of binomial
       proportions. The American Statistician 52, 119-126.

    Examples
    --------
    >>> import placet
    >>> result = placet.distribution({"agree": [5, 5, 4, 3, 1]}, "agree", scale=(1, 5))
    >>> result["estimate"]
    array([0.2, 0. , 0.2, 0.2, 0.4])
    """
    kind = checks.choice("method", method, tuple(KINDS))
    level, missing = checks.level(options["conf_level"]), options["missing"]
    names, (low, high) = items_of(items), checks.whole_scale("scale", scale)
    by = keys_of(survey, options["by"], options["wave"])
    rows, tallies = read_tallies(survey, names, (low, high), by=by, reserved=COLUMNS)
    facts = [base_facts(rows, tally.counts, missing, f"column {tally.item!r}") for tally in tallies]
    words = [point_labels(survey, tally.item, low, high) for tally in tallies]
    blocks = [_block(rows, tally, kind, level, label) for tally, label in zip(tallies, words, strict=True)]
    if not any(any(label) for label in words):
        blocks = [{name: column for name, column in block.items() if name != "label"} for block in blocks]
    about = {
        "method": say("Shares of every point with {intervals}", intervals=KINDS[kind]),
        "items": names,
        "scale": (low, high),
        "intervals": kind,
        "weights": survey.weights,
        "weight_type": survey.weight_type,
        "missing": missing,
        "conf_level": level,
        **max(facts, key=lambda fact: fact["n_used"]),
        "notes": design_notes(rows, [tally.lost for tally in tallies]),
    }
    table = Table({name: _join([block[name] for block in blocks]) for name in blocks[0]})
    return DistributionResult(table, rows.segments.names, about, survey.labels, survey.frame.library)


def point_labels(survey: Survey, item: str, low: int, high: int) -> list[str]:
    """What the points are called, "" where they have no name."""
    labels = survey.value_labels.get(item)
    if labels is None:
        return [""] * (high - low + 1)
    if isinstance(labels, Mapping):
        named = label_of_code(labels)
    else:
        codes = codes_for(item, survey.na_codes)
        named = {float(number): label for label, number in label_codes(item, labels, codes, low, high).items()}
    return [str(named.get(point, "")) for point in range(low, high + 1)]


def _join(columns: list[Any]) -> Any:
    if isinstance(columns[0], np.ndarray):
        return np.concatenate(columns)
    return [value for column in columns for value in column]


def _block(rows: Rows, tally: Tally, kind: Simultaneous, level: float, labels: list[str]) -> dict[str, Any]:
    """The rows of one item."""
    count, points = tally.w.shape
    shares = Shares(tally)
    low, high = shares.limits(kind, level)
    answered = tally.counts.n.sum(axis=1)

    def of_segment(values: Any, dtype: Any = np.float64) -> Any:
        return np.repeat(np.asarray(values, dtype=dtype), points)

    return {
        **rows.segments.columns(points),
        "item": [tally.item] * (count * points),
        "point": np.tile(np.arange(points) + tally.counts.low, count),
        "label": labels * count,
        "estimate": shares.estimate.ravel(),
        "std_error": shares.std_error.ravel(),
        "conf_low": np.minimum(np.clip(low, 0, 1), shares.estimate).ravel(),
        "conf_high": np.maximum(np.clip(high, 0, 1), shares.estimate).ravel(),
        "cumulative": np.minimum(np.cumsum(shares.estimate, axis=1), 1.0).ravel(),
        "n_point": tally.counts.n.ravel().astype(np.int64),
        "n": of_segment(answered, np.int64),
        "n_eff": of_segment(np.where(answered > 0, shares.n_eff, 0.0)),
        "n_missing": of_segment(tally.counts.n_missing, np.int64),
        "sum_weights": of_segment(tally.w.sum(axis=1)),
    }


def _of_others(mass: Floats) -> Floats:
    """What all other points have: those below and those above are added, since a difference may be but rounding."""
    found = np.zeros_like(mass)
    found[:, 1:] = np.cumsum(mass[:, :-1], axis=1)
    found[:, :-1] += np.cumsum(mass[:, :0:-1], axis=1)[:, ::-1]
    return found


class Shares:
    """Shares of all points, segments × points, with their errors and bases."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        answered, points = tally.w.sum(axis=1, keepdims=True), np.arange(float(tally.w.shape[1]))
        with np.errstate(invalid="ignore", divide="ignore"):
            self.estimate = tally.w / answered
            self.kish = _core.scores(tally.counts, points, tally.weight_type)["n_eff"]
            self.spread = self.estimate * (1 - self.estimate)
            self.worth = tally.worth(tally.squares)[:, None]
            self.blind = np.zeros_like(self.estimate)
            variance = self._designed() if tally.designed else self._plain(answered)
        self.variance = np.where(self.spread > 0, variance, np.where(np.isnan(self.estimate), np.nan, 0.0))
        self.std_error = np.sqrt(self.variance)

    def _plain(self, answered: Floats) -> Floats:
        """Squared errors without a design, by the meaning of the weights."""
        if self.tally.weight_type == "probability":
            return self._squares() / answered**2
        return self.spread / self.kish[:, None]

    def _designed(self) -> Floats:
        """Squared errors of the design: a mean of 1 at the point and 0 elsewhere."""
        variance = np.zeros_like(self.estimate)
        for point in np.flatnonzero(self.tally.w.sum(axis=0)):
            at = np.zeros(self.tally.w.shape[1])
            at[point] = 1.0
            variance[:, point] = self.tally.variance(at, Means())
            if not self.tally.clustered:
                self.blind[:, point] = self.tally.blind_variance(at, self.estimate[:, point])
        return variance

    def _squares(self) -> Floats:
        """Σw²(x - p)² of every share: 1 - p at the point, -p elsewhere."""
        return self._moment(self.tally.respondents[0], 2)

    def _moment(self, mass: Floats, power: int) -> Floats:
        p, q = self.estimate, 1 - self.estimate
        return mass * q**power + _of_others(mass) * p**power

    def _carriers(self) -> Floats:
        """(Σz²)²/Σz⁴ of the linearised values of every share; in parts of all, for the fourth powers are large."""
        w2, n = self.tally.respondents
        w2 = w2 / w2.sum(axis=1, keepdims=True)
        w4 = np.divide(w2**2, n, out=np.zeros(w2.shape), where=n > 0)
        return self._moment(w2, 2) ** 2 / self._moment(w4, 4)

    @property
    def n_eff(self) -> Floats:
        """Effective base of a segment: Kish's, or under a design the one that its errors have over all points."""
        return self._over_points(self.variance) if self.tally.designed else self.kish

    def _over_points(self, variance: Floats) -> Floats:
        with np.errstate(invalid="ignore", divide="ignore"):
            all_points = variance.sum(axis=1)
            return np.where(all_points == 0, self.kish, self.spread.sum(axis=1) / all_points)

    def bases(self) -> Floats:
        """Base of the interval of every point, before its limit; a point nobody chose has that of the segment."""
        with np.errstate(invalid="ignore", divide="ignore"):
            if self.tally.clustered:
                own = self.spread / self.variance
            else:
                kish = np.broadcast_to(self.worth * self.kish[:, None], self.spread.shape)
                kish = np.where(self.blind > 0, self.spread / self.blind, kish)
                parts = (kish, self.spread, self.std_error, self._carriers())
                own = _core.own_base(*map(np.ravel, parts)).reshape(kish.shape)
        return np.where(self.variance == 0, self._over_points(self.variance)[:, None], own)

    def limits(self, kind: Simultaneous, conf_level: float) -> tuple[Floats, Floats]:
        """Lower and upper limits of all shares."""
        count, points = self.estimate.shape
        level = each_level(kind, conf_level, points)
        n = self.tally.w.sum(axis=1) if self.tally.weight_type == "frequency" else self.tally.counts.n.sum(axis=1)
        counted = self.tally.counted
        n, df = (np.broadcast_to(x[:, None], (count, points)) for x in (np.asarray(n, float), counted.df))
        with np.errstate(invalid="ignore", divide="ignore"):
            base = limited(self.bases() / counted.factor[:, None], MOST_BASE * self.worth * n, n, df, level)
            if kind == "sison-glaz":
                return sison_glaz(self.estimate, self._over_points(self.spread / base), conf_level)
            return (wilson if kind == "goodman" else agresti_coull)(self.estimate, base, level)
