"""What to change first: what moving each driver adds to the outcome, and how sure that it is among the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import checks
from ..._core import DataError
from ...inference.ranks import TIED
from ...inference.resamples import share
from ...language import say
from ...options.door import takes
from ...results.drivers.priorities import NEGATIVE, NO_MOVE, UNSURE, PrioritiesResult
from ...survey import Survey
from ...types import Columns, OneColumn
from .costs import costs_of
from .moves import moves_of
from .options import ACTION
from .samples import Sample
from .study import Studied, Study, study
from .tables import in_order, table

Floats = NDArray[np.float64]
COLUMNS = (
    "rank", "term", "gain", "gain_std_error", "gain_low", "gain_high", "coefficient", "coefficient_low",
    "coefficient_high", "move", "mean_move", "mean", "cost", "gain_per_cost", "gain_per_cost_low",
    "gain_per_cost_high", "top_share", "remark", "n", "n_eff",
)  # fmt: skip
#: How many drivers are the first, where nothing is said of it.
FIRST = 3


@takes(*ACTION)
def priorities(
    survey: Survey,
    outcome: OneColumn,
    drivers: Columns | None = None,
    *,
    scale: Any,
    k: int | None = None,
    move: Any = 1.0,
    cost: Any = None,
    conf_level: float,
    **options: Any,
) -> PrioritiesResult:
    r"""Which drivers to change first: what moving each by a point adds to the outcome, truncated at its scale's end.

    .. math:: g_j = b_j\, \frac{\sum_i w_i\, m_{ij}}{\sum_i w_i}, \qquad
              m_{ij} = \min(x_{ij} + d_j,\ \text{highest}_j) - x_{ij} \quad (d_j > 0)

    The gain of a driver is its coefficient in the regression of the outcome on all drivers and covariates, an effect,
    times the mean move, which is that of the respondents' own answers: one who is near the top moves only to the top,
    one at the top does not. It is no share of anything, and no product of an importance with what is left of the
    scale: importances do not say by how much an outcome rises [1]_, and the room left at the mean is not that of the
    respondents.

    Parameters
    ----------
    {data}
    outcome : str or vector
        What is to be raised, such as overall satisfaction.
    drivers : str, vector or list of them, optional
        What might raise it; all columns of the data if the outcome is a vector.
    scale : (low, high) or mapping
        Scale of the drivers, one for all or ``{driver: (low, high)}``, which may name the outcome, too. Nobody moves
        beyond it, and an answer outside is an error.
    k : int, optional
        How many drivers are the first; 3 if not given, or all of fewer.
    move : float or mapping
        Points by which a driver moves, one number or ``{driver: points}`` of those that are to be judged; below 0 for
        those of which less is better, such as waiting. The outcome is held to be better when it is higher.
    cost : float or mapping, optional
        Cost of a point, of all drivers or ``{driver: cost}``. Drivers are then ranked by gain per cost, the cost
        being that of the points asked for, whoever can move by them.
    {options}

    Returns
    -------
    PrioritiesResult
        One row a driver and segment, the largest gain first, those that lower the outcome last with the reason. A
        segment that cannot be fitted has NaN and rank 0, the notes say why, and the others are done.

    Raises
    ------
    DataError, ModelError
        As for `regression`; DataError for an answer outside its scale, a move farther than a scale is long, a cost of 0
        or less, or more first drivers than drivers.

    Notes
    -----
    In every resample coefficients and mean moves are both taken anew, so that intervals know the error of both, and
    of their being of the same respondents. A driver is among the first k of a resample if its gain there is above 0
    and at most k - 1 are larger; drivers that are tied at the last place share it. Shares add up to k at most.

    The gain is what the model says of respondents who answer otherwise and are alike in all else that is in it; it is
    what a change would bring only as far as the coefficient is an effect and not a mere association.

    References
    ----------
    .. [1] Grömping, U. (2009). Variable importance assessment in regression: linear regression versus random forest.
       The American Statistician 63, 308-319.

    Examples
    --------
    >>> import placet
    >>> data = {"overall": [5, 2, 4, 3, 5, 1], "network": [5, 1, 4, 3, 4, 2], "bills": [3, 3, 5, 2, 5, 1]}
    >>> result = placet.priorities(data, "overall", ["network", "bills"], scale=(1, 5), n_resamples=0)
    >>> result["term"], result["gain"].round(2), result["mean_move"].round(2)
    (('network', 'bills'), array([0.64, 0.27]), array([0.83, 0.67]))
    """
    conf_level = checks.level(conf_level)
    found = study(survey, outcome, drivers, scale=scale, reserved=COLUMNS, **options)
    moves = moves_of("move", move, found.scales, found.drivers)
    names = [name for name in found.drivers if name in moves]
    k = _first(k, names)
    costs = costs_of(cost, names) if cost is not None else None
    studied = found.studied([(name, moves[name]) for name in names])
    blocks = {s: _block(found, one, names, moves, costs, k, conf_level) for s, one in studied.items()}
    method = say("Gains of moves that end where scales end")
    words = [say("gains are coefficients times mean moves: effects, and no shares of importance")]
    own = {"k": k, "move": moves, **found.sure(conf_level), **({"cost": costs} if costs else {})}
    about = found.about(method, studied, words, **own)
    facts = found.fits.facts([{}] * len(found.fits.groups))
    return PrioritiesResult(
        table(found, blocks, COLUMNS, names), found.model.rows.segments.names, about, survey.labels,
        survey.frame.library, facts,
    )  # fmt: skip


def _first(k: int | None, names: Sequence[str]) -> int:
    if k is None:
        return min(FIRST, len(names))
    k = checks.whole("k", k, 1)
    if k > len(names):
        raise DataError(f"k={k} is more than the {len(names)} drivers that move; give at most {len(names)}")
    return k


def _block(
    found: Study, one: Studied, names: Sequence[str], moves: Mapping[str, float], costs: Mapping[str, float] | None,
    k: int, level: float,
) -> dict[str, Any]:  # fmt: skip
    """The rows of a segment, the first driver first."""
    at = [found.drivers.index(name) for name in names]
    points = np.array([moves[name] for name in names])
    price = np.array([costs[name] for name in names]) * np.abs(points) if costs else np.full(len(names), np.nan)

    def gains(sample: Sample) -> Floats:
        return sample.coefficients[:, at] * sample.moves

    gain, worth = one.spread(gains), one.spread(lambda sample: gains(sample) / (price if costs else 1.0))
    coefficient = one.spread(lambda sample: sample.coefficients[:, at])
    value, low, high = gain.estimate, *gain.limits(level)
    per_low, per_high = worth.limits(level)
    mean_move = one.spread(lambda sample: sample.moves).estimate
    block: dict[str, Any] = {
        "term": list(names), "gain": value, "gain_std_error": gain.std_error(), "gain_low": low, "gain_high": high,
        "coefficient": coefficient.estimate, "move": points, "mean_move": mean_move,
        "mean": one.spread(lambda sample: sample.means[:, at]).estimate, "cost": price,
        "top_share": share(among_first(worth.draws(), k)), "remark": _remarks(value, low, mean_move),
        "n": one.n, "n_eff": one.n_eff,
    }  # fmt: skip
    block["coefficient_low"], block["coefficient_high"] = coefficient.limits(level)
    if costs:
        block |= {"gain_per_cost": worth.estimate, "gain_per_cost_low": per_low, "gain_per_cost_high": per_high}
    order = np.lexsort((-worth.estimate, value <= 0))
    return in_order(block, order) | {"rank": np.arange(1, len(names) + 1)}


def _remarks(gain: Floats, low: Floats, mean_move: Floats) -> list[str]:
    return [
        NO_MOVE if not move else NEGATIVE if value <= 0 else UNSURE if least <= 0 else ""
        for value, least, move in zip(gain, low, mean_move, strict=True)
    ]


def among_first(values: Floats, k: int) -> Floats:
    """Whether each number of a draw is among its k largest that are above 0; those tied at the last place share it.

    Examples
    --------
    >>> import numpy as np
    >>> from placet.drivers.action.priorities import among_first
    >>> among_first(np.array([[3.0, 1.0, 1.0, -1.0]]), 2)
    array([[1. , 0.5, 0.5, 0. ]])
    """
    if not len(values):
        return values
    near = TIED * np.abs(values).max(axis=1, keepdims=True)
    last = np.sort(values, axis=1)[:, -k][:, None]
    above, tied = values > last + near, np.abs(values - last) <= near
    left = (k - above.sum(axis=1, keepdims=True)) / tied.sum(axis=1, keepdims=True)
    return np.where(values > 0, above + tied * left, 0.0)
