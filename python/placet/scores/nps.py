"""The Net Promoter Score."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from .. import _core
from .._core import DataError
from ..distributions import normal_quantile
from ..results.nps import NpsResult
from ..results.table import Table
from ..survey import Survey, options
from ..survey.missing import base_facts, unused_design
from ..types import WeightType

#: Columns of the result, which a key column may not be named.
COLUMNS = (
    "item", "metric", "estimate", "std_error", "conf_low", "conf_high", "n", "n_eff", "n_missing", "sum_weights",
    "promoters", "passives", "detractors",
)  # fmt: skip

METHODS = {
    "adjusted": "NPS with the adjusted Wald interval on the effective base",
    "wald": "NPS with the linearised Wald interval",
}


def nps(
    data: Any,
    score: str,
    *,
    by: str | list[str] | None = None,
    wave: str | None = None,
    weights: str | None = None,
    weight_type: WeightType | None = None,
    scale: tuple[int, int] = (0, 10),
    promoter_from: int = 9,
    detractor_to: int = 6,
    method: Literal["adjusted", "wald"] = "adjusted",
    conf_level: float = 0.95,
    missing: Literal["drop", "raise"] = "drop",
    na_codes: Any = None,
    value_labels: Any = None,
) -> NpsResult:
    r"""Net Promoter Score, weighted, by segment and wave, with an interval.

    .. math:: \mathrm{NPS} = 100\,(P - D)

    with P and D the weighted shares of promoters (answers of at least `promoter_from`) and detractors (at most
    `detractor_to`). The standard error is the linearised one, :math:`100\sqrt{\sum w^2 (x - \overline{x})^2} / \sum w`
    with x = 1, 0, -1, which without weights is :math:`100\sqrt{(P + D - (P - D)^2)/n}`; with frequency weights n there
    is the sum of the weights, with precision weights the number of rows.

    Parameters
    ----------
    data : data frame, mapping or Survey
        One row a respondent.
    score : str
        Column of answers to "How likely are you to recommend ...?".
    by : str or list of str, optional
        Segments; rows with a missing key are in none.
    wave : str, optional
        Column of the survey wave, a further key after `by`.
    weights, weight_type, na_codes, value_labels
        As in `Survey`, overriding it.
    scale : (int, int)
        Lowest and highest point; any other answer is an error.
    promoter_from, detractor_to : int
        Cut points.
    method : {"adjusted", "wald"}
        Interval. ``"adjusted"`` adds three respondents (3/4 promoter, 3/4 detractor) to the effective base and takes
        the Wald interval of the result [1]_; ``"wald"`` is the estimate ± z standard errors. Both stay within
        -100..100.
    conf_level : float
        Probability that the interval covers the score.
    missing : {"drop", "raise"}
        Leave respondents without an answer out, or refuse them.

    Returns
    -------
    NpsResult
        One row a segment, in points.

    Raises
    ------
    DataError
        An answer off the scale, text, no answers, bad weights, an unknown column or option.

    References
    ----------
    .. [1] Rocks, B. (2016). Interval estimation for the "Net Promoter Score". The American Statistician 70(4), 365-372.

    Examples
    --------
    >>> import placet
    >>> result = placet.nps({"score": [10, 9, 9, 8, 7, 6, 3, 10]}, "score")
    >>> float(result["estimate"][0])
    25.0
    """
    low, high = options.whole_scale("scale", scale)
    _check_cuts(low, high, detractor_to, promoter_from)
    method = options.choice("method", method, ("adjusted", "wald"))
    conf_level = options.level(conf_level)
    survey = Survey.of(data, weights=weights, weight_type=weight_type, na_codes=na_codes, value_labels=value_labels)
    by = [*options.names("by", by), *(survey.frame.require(name, "wave") for name in options.names("wave", wave))]
    rows = survey.read([score], role="score", by=by, low=low, reserved=COLUMNS)
    if rows.columns[0][1].dtype.kind == "b":
        raise DataError(f"column {score!r} holds true and false, which are no points of the scale {low}..{high}")
    counts = _core.count_scores(rows.columns[0], rows.weights, rows.segments.cells, low, high)
    raw = _core.net_score(counts, detractor_to, promoter_from, rows.weight_type)
    facts = base_facts(rows, counts, missing, f"column {score!r}")
    conf_low, conf_high = _interval(raw, method, conf_level)
    segments = len(rows.segments.keys)
    table = Table(
        {
            **rows.segments.columns(),
            "item": [score] * segments,
            "metric": ["nps"] * segments,
            "estimate": 100 * raw["estimate"],
            "std_error": 100 * raw["std_error"],
            "conf_low": conf_low,
            "conf_high": conf_high,
            "n": raw["n"].astype(np.int64),
            "n_eff": raw["n_eff"],
            "n_missing": counts.n_missing.astype(np.int64),
            "sum_weights": raw["sum_w"],
            "promoters": raw["high"],
            "passives": raw["middle"],
            "detractors": raw["low"],
        }
    )
    about = {
        "method": METHODS[method],
        "item": score,
        "scale": (low, high),
        "promoter_from": promoter_from,
        "detractor_to": detractor_to,
        "weights": survey.weights,
        "weight_type": survey.weight_type,
        "missing": missing,
        "conf_level": conf_level,
        **facts,
        "notes": unused_design(survey),
    }
    return NpsResult(table, rows.segments.names, about, survey.labels, survey.frame.library)


def _check_cuts(low: int, high: int, detractor_to: int, promoter_from: int) -> None:
    for name, cut in (("detractor_to", detractor_to), ("promoter_from", promoter_from)):
        options.whole(name, cut, low)
        if cut > high:
            raise DataError(f"{name}={cut} lies above the scale {low}..{high}; give a point of the scale")
    if detractor_to >= promoter_from:
        raise DataError(
            f"detractor_to={detractor_to} must lie below promoter_from={promoter_from}: "
            "nobody can be a promoter and a detractor"
        )


def _interval(raw: dict[str, Any], method: str, conf_level: float) -> tuple[np.ndarray, np.ndarray]:
    prefix = "adjusted_" if method == "adjusted" else ""
    centre, spread = raw[f"{prefix}estimate"], normal_quantile(conf_level) * raw[f"{prefix}std_error"]
    return 100 * np.clip(centre - spread, -1, 1), 100 * np.clip(centre + spread, -1, 1)
