"""What a given number of respondents can tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from ..._core import DataError
from ...options.door import takes
from ...results.scores.plan import PowerResult
from ...results.table import Table
from . import arguments, report
from .curves import curves, row_labels
from .precision import Setting, chance
from .sample_size import Numbers
from .search import crossing

WORDS = {
    "power": "Power of the two-sided {procedure} at the expected answers",
    "difference": "Smallest rise that the two-sided {procedure} finds with the power, at the expected answers",
}


@takes()
def power(
    metric: str,
    *,
    n: int | Sequence[int],
    difference: Numbers | None = None,
    power: Numbers | None = None,
    promoters: Numbers | None = None,
    detractors: Numbers | None = None,
    share: Numbers | None = None,
    sd: Numbers | None = None,
    scale: tuple[float, float] | None = None,
    rescale: bool = False,
    method: Literal["adjusted", "wald"] = "adjusted",
    conf_level: Numbers = 0.95,
    comparisons: int | Sequence[int] = 1,
    adjust: Literal["bonferroni", "none"] = "bonferroni",
    design_effect: Numbers | None = None,
    weight_cv: Numbers | None = None,
    population: int | Sequence[int] | None = None,
    ratio: Numbers = 1.0,
    overlap: Numbers | None = None,
    correlation: Numbers | None = None,
) -> PowerResult:
    r"""Chance to find a difference of two scores from n respondents, or the difference that can be found.

    .. math:: \mathrm{power} = \Phi\left(\frac{|d| - z s}{\sigma}\right) + \Phi\left(\frac{-|d| - z s}{\sigma}\right)

    with d the difference, s its standard error as the test reckons it and σ as it is (the same without
    pseudo-respondents); for means with t the tails of the noncentral t distribution. See `sample_size` for the
    variances and sources; its plans are those that this function finds powerful enough.

    Every argument that takes a number takes a list of them too: the result has a row for every combination.

    Parameters
    ----------
    metric : {"nps", "net_box", "top_box", "bottom_box", "csat", "mean_score", "ces"}
        What is measured. Net scores are in points from -100 to 100, shares from 0 to 1, means in points of the scale.
    n : int
        Respondents of the first group or wave; the second has `ratio` times as many.
    difference : float, optional
        The second score less the first. Not given, the smallest rise is found that has the power.
    power : float, optional
        Chance to find the difference that is sought, 0.8 if not given; not together with `difference`.
    promoters, detractors, share, sd, scale, rescale
        Expected answers of the first group, as in `sample_size`.
    method, conf_level, comparisons, adjust
        The test and its level, as in `sample_size`.
    design_effect, weight_cv, population, ratio, overlap, correlation
        The design, as in `sample_size`.

    Returns
    -------
    PowerResult
        One row a plan: `n`, `n_second`, the effective base, `difference` and `power`.

    Raises
    ------
    DataError
        A value out of its limits, fewer people than respondents, or no difference that can be found.

    Examples
    --------
    >>> import placet
    >>> round(float(placet.power("nps", n=800, difference=5, promoters=0.45, detractors=0.2)["power"][0]), 3)
    0.26
    >>> round(float(placet.power("nps", n=800, power=0.8, promoters=0.45, detractors=0.2)["difference"][0]), 2)
    10.46
    """
    if difference is not None and power is not None:
        raise DataError("difference= and power= follow from each other; give one, or ask sample_size for n")
    goal: Literal["power", "difference"] = "difference" if difference is None else "power"
    given: dict[str, Any] = {
        "n": n, "difference": difference, "power": 0.8 if difference is None and power is None else power,
        "promoters": promoters, "detractors": detractors, "share": share, "sd": sd, "conf_level": conf_level,
        "comparisons": comparisons, "design_effect": design_effect, "weight_cv": weight_cv, "population": population,
        "ratio": ratio, "overlap": overlap, "correlation": correlation,
    }  # fmt: skip
    fixed = {"scale": scale, "rescale": rescale, "method": method, "adjust": adjust}
    rows, several = arguments.plans(given)
    settings = [arguments.setting(metric, row, fixed, 2) for row in rows]
    values = [_check(goal, row, setting) for row, setting in zip(rows, settings, strict=True)]
    for row, setting, value in zip(rows, settings, values, strict=True):
        row[goal] = value(row["n"])
        if row[goal] != row[goal]:
            raise DataError(_out_of_reach(row, setting))
    labels = row_labels(rows, several, "n")
    return PowerResult(
        Table(report.columns(metric, PowerResult.plan, rows)),
        (),
        report.about(metric, goal, WORDS[goal], settings, fixed, report.notes(metric, given, fixed, goal, rows)),
        curves=curves(labels, [row["n"] for row in rows], values, [s.design for s in settings], 2),
    )


def _check(goal: str, row: dict[str, Any], setting: Setting) -> Callable[[int], float]:
    """Check what is asked, and return what n respondents give."""
    design = setting.design
    row["n"] = n = arguments.whole("n", row["n"], 1)
    row["n_second"] = design.second(n)
    if not design.fits(n, 2):
        raise DataError(
            f"n={n:,} and {row['n_second']:,} in the second group are {design.people(n):,.0f} people of a "
            f"population={row['population']:,.0f}; give a smaller n or ratio, or leave population out if it has no end"
        )
    precision = design.precision(n)
    row["n_eff"] = 1 / precision if precision else float("inf")
    if goal == "power":
        row["difference"] = difference = arguments.difference(setting.answers, row["difference"])
        return lambda n: chance(setting, difference, n)
    row["power"] = asked = arguments.chance(row["power"])
    return lambda n: detectable(setting, asked, n)


def detectable(setting: Setting, power: float, n: int) -> float:
    """The smallest rise that is found with this power; NaN if the score cannot rise that far."""
    answers = setting.answers
    start = answers.unit * 1e-6 * (answers.variance or 1) ** 0.5
    found = crossing(lambda difference: chance(setting, difference, n) >= power, start, answers.room)
    return float("nan") if found is None else found


def _out_of_reach(row: dict[str, Any], setting: Setting) -> str:
    answers = setting.answers
    most = f"by {answers.room:g}" if answers.form == "mean" else f"from {answers.score:g} to {answers.unit:g}"
    return (
        f"n={row['n']:,} finds no rise with power={row['power']:g}, not even one {most}; "
        "give a larger n or a smaller power"
    )
