"""How many respondents a survey needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from ..._core import DataError
from ...options.door import takes
from ...results.scores.plan import SampleSizeResult
from ...results.table import Table
from . import arguments, report
from .curves import curves, row_labels
from .design import MOST_RESPONDENTS, Design
from .precision import Setting, chance, half_width
from .search import smallest

#: A number, or several to plan for.
Numbers = float | Sequence[float]

WORDS = {
    "margin": "Smallest n whose {procedure} has at most the margin as half width at the expected answers",
    "power": "Smallest n per group with at least the power of the two-sided {procedure} at the expected answers",
}


@takes()
def sample_size(
    metric: str,
    *,
    margin: Numbers | None = None,
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
) -> SampleSizeResult:
    r"""Respondents needed for a margin of error, or to detect a difference of two scores.

    The smallest n is searched for which the interval or the test of the package itself does what is asked, at the
    expected answers; no formula is turned round. With the effective base b,

    .. math:: \frac{1}{b} = \mathrm{deff}\left(\frac{1}{n} - \frac{1}{N}\right) \qquad
              \mathrm{Var}(d) = \frac{v_1}{b_1} + \frac{v_2}{b_2} -
              2 \rho \sqrt{v_1 v_2}\,\mathrm{deff} \left(\frac{m}{n_1 n_2} - \frac{1}{N}\right)

    where v are the variances of an answer, N the population, and of two waves m respondents are in both, with answers
    correlated by ρ; two separate groups have no last term.

    Every argument that takes a number takes a list of them too: the result has a row for every combination, the last
    varying fastest. `promoters` and `detractors` are one distribution; lists of them go together entry by entry.

    Parameters
    ----------
    metric : {"nps", "net_box", "top_box", "bottom_box", "csat", "mean_score", "ces"}
        What is measured. Net scores are in points from -100 to 100, shares from 0 to 1, means in points of the scale.
    margin : float
        Half width of the interval of one score; or else `difference`.
    difference : float
        Of two scores, the second less the first, that should be found significant.
    power : float
        Chance to find it; 0.8 if not given.
    promoters, detractors : float
        Expected shares of a net score (of the first group). Not given, they are one half each, the widest there is.
    share : float
        Expected share of a box; 0.5 if not given, the widest there is.
    sd : float
        Expected standard deviation of an answer, in points of the scale; half of `scale` if not given.
    scale : (float, float)
        Lowest and highest point, for means.
    rescale : bool
        Mean, margin and difference are in points of 0..100, the scale's range.
    method : {"adjusted", "wald"}
        ``"adjusted"``: for a net score three pseudo-respondents on the effective base, for one and in each of two
        groups [1]_; for a share the interval of Agresti and Coull, for two the test of Agresti and Caffo [2]_, [3]_;
        for a mean the t interval with b - 1 degrees of freedom (without the population) and Welch's test, with waves
        that overlap as in [4]_. ``"wald"``: the estimate ± z standard errors throughout.
    conf_level : float
        Probability that the interval covers; a test errs with one less this.
    comparisons : int
        Intervals or tests that are planned together.
    adjust : {"bonferroni", "none"}
        Whether they share the level. With Holm's method Bonferroni's n is on the safe side.
    design_effect : float
        By how much weights and clusters enlarge the variance; 1 if not given.
    weight_cv : float
        Standard deviation of the weights over their mean, for a design effect of 1 + CV² (Kish).
    population : int
        People in the population of each group. Leave it out to compare groups as samples of what causes them [5]_.
    ratio : float
        Respondents of the second group for one of the first.
    overlap : float
        Two waves of one population: share of the smaller wave's respondents who are in both. Not given, the groups are
        different people.
    correlation : float
        Of the answers of those who are in both waves, coded as the metric does (promoter 1, passive 0, detractor -1).

    Returns
    -------
    SampleSizeResult
        One row a plan: `n` of the one or the first group, `n_second`, the effective base, and what is achieved.

    Raises
    ------
    DataError
        Nothing or too much asked, a value out of its limits, or more respondents than there are.

    References
    ----------
    .. [1] Rocks, B. (2016). Interval estimation for the "Net Promoter Score". The American Statistician 70(4), 365-372.
    .. [2] Agresti, A. and Coull, B. A. (1998). Approximate is better than "exact" for interval estimation of binomial
       proportions. The American Statistician 52(2), 119-126.
    .. [3] Agresti, A. and Caffo, B. (2000). Simple and effective confidence intervals for proportions and differences
       of proportions result from adding two successes and two failures. The American Statistician 54(4), 280-288.
    .. [4] Derrick, B., Russ, B., Toher, D. and White, P. (2017). Test statistics for the comparison of means for two
       samples that include both paired and independent observations. J. Modern Applied Statistical Methods 16(1),
       137-157.
    .. [5] Cochran, W. G. (1977). Sampling Techniques, 3rd ed., section 2.14. Wiley.

    Examples
    --------
    >>> import placet
    >>> plan = placet.sample_size("nps", margin=3, promoters=0.45, detractors=0.2, design_effect=1.4)
    >>> int(plan["n"][0])
    3507
    >>> plan = placet.sample_size("nps", difference=5, promoters=0.45, detractors=0.2, overlap=0.5, correlation=0.6)
    >>> int(plan["n"][0])
    2526
    """
    goal = _goal(margin, difference, power)
    given: dict[str, Any] = {
        "margin": margin, "difference": difference, "power": 0.8 if goal == "power" and power is None else power,
        "promoters": promoters, "detractors": detractors, "share": share, "sd": sd, "conf_level": conf_level,
        "comparisons": comparisons, "design_effect": design_effect, "weight_cv": weight_cv, "population": population,
        "ratio": ratio, "overlap": overlap, "correlation": correlation,
    }  # fmt: skip
    fixed = {"scale": scale, "rescale": rescale, "method": method, "adjust": adjust}
    rows, several = arguments.plans(given)
    groups = 1 if goal == "margin" else 2
    settings = [arguments.setting(metric, row, fixed, groups) for row in rows]
    values = [_check(goal, row, setting) for row, setting in zip(rows, settings, strict=True)]
    for row, setting, value in zip(rows, settings, values, strict=True):
        _solve(goal, row, setting, value)
    labels = row_labels(rows, several, goal)
    return SampleSizeResult(
        Table(report.columns(metric, SampleSizeResult.plan, rows)),
        (),
        report.about(metric, goal, WORDS[goal], settings, fixed, report.notes(metric, given, fixed, goal, rows)),
        curves=curves(labels, [row["n"] for row in rows], values, [s.design for s in settings], groups),
    )


def _goal(margin: Any, difference: Any, power: Any) -> Literal["margin", "power"]:
    if (margin is None) == (difference is None):
        raise DataError("give margin= for the interval of one score, or difference= to compare two")
    if margin is not None and power is not None:
        raise DataError("power= belongs to difference=; an interval has margin= and conf_level=")
    return "margin" if difference is None else "power"


def _check(goal: str, row: dict[str, Any], setting: Setting) -> Callable[[int], float]:
    """Check what is asked, and return what n respondents give."""
    answers = setting.answers
    if goal == "margin":
        row["margin"] = arguments.margin(answers, row["margin"])
        if setting.method == "wald" and answers.variance == 0:
            raise DataError(
                "at the expected shares all answer alike, so that a Wald interval has no width at any n; "
                "use method='adjusted' or give other shares"
            )
        return lambda n: half_width(setting, n)
    row["difference"] = difference = arguments.difference(answers, row["difference"])
    row["power"] = arguments.chance(row["power"])
    return lambda n: chance(setting, difference, n)


def _solve(goal: str, row: dict[str, Any], setting: Setting, value: Callable[[int], float]) -> None:
    asked, groups = row[goal], 1 if goal == "margin" else 2
    most = _most(setting.design, groups)
    n = smallest(lambda n: value(n) <= asked if goal == "margin" else value(n) >= asked, most) if most else None
    if n is None:
        raise DataError(_too_many(goal, row, most, value))
    row["n"], row["n_second"] = n, 0 if groups == 1 else setting.design.second(n)
    precision = setting.design.precision(n)
    row["n_eff"], row["achieved"] = 1 / precision if precision else float("inf"), value(n)


def _most(design: Design, groups: int) -> int:
    """The largest first group that there are people for."""
    beyond = smallest(lambda n: not design.fits(n, groups), MOST_RESPONDENTS + 1)
    return MOST_RESPONDENTS if beyond is None else beyond - 1


def _too_many(goal: str, row: Mapping[str, Any], most: int, value: Callable[[int], float]) -> str:
    asked = f"margin={row['margin']:g}" if goal == "margin" else f"difference={row['difference']:g}"
    if most == MOST_RESPONDENTS:
        return f"{asked} takes more than {MOST_RESPONDENTS:.0e} respondents; ask for less"
    limit = f"population={row['population']:,.0f} leaves at most n={most:,} in the first group"
    reached = f", which gives a {goal} of {value(most):.3g}, not {row[goal]:g}" if most else ""
    return f"{asked}: {limit}{reached}; ask for less, or change ratio, overlap or population"
