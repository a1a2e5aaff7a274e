"""The arguments of a plan: checked one by one, and every combination of those that are lists."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

from ... import checks
from ..._core import DataError
from ...inference.distributions import normal_quantile
from ...metrics.metric import FORMS
from .design import Design
from .expected import Answers, net, ratings, share
from .precision import Setting

#: What each family of metrics is told about the answers.
EXPECTED = {"net": ("promoters", "detractors"), "share": ("share",), "mean": ("sd", "scale", "rescale")}
#: More plans than this in one call are taken for a mistake.
MOST_PLANS = 10_000
#: No design effect, ratio of two groups or deviation of answers is as large as this.
MOST = 1e6
#: The coefficient of variation of weights whose design effect that is.
MOST_CV = 1_000


def plans(given: Mapping[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
    """Every combination of the arguments that are lists, the last varying fastest, and the names of these.

    Promoters and detractors are one distribution, so two lists of them go together entry by entry.
    """
    lists = {name: _listed(name, value) for name, value in given.items()}
    several = [name for name, value in given.items() if not isinstance(value, str) and isinstance(value, Iterable)]
    pair = _paired(lists.pop("promoters"), lists.pop("detractors"))
    count = len(pair) * math.prod(map(len, lists.values()))
    if count > MOST_PLANS:
        raise DataError(f"the lists make {count:,} plans; ask for at most {MOST_PLANS:,} in one call")
    names = (*lists, "promoters", "detractors")
    combinations = product(*lists.values(), pair)
    return [dict(zip(names, (*values, *sides), strict=True)) for *values, sides in combinations], several


def _listed(name: str, value: Any) -> list[Any]:
    if isinstance(value, (str, Mapping)) or not isinstance(value, Iterable):
        return [value]
    listed = list(value)
    if not listed:
        raise DataError(f"{name} is an empty list; give a number or a list of numbers")
    if None in listed:
        raise DataError(f"{name} lists None; give a number or a list of numbers")
    return listed


def _paired(promoters: list[Any], detractors: list[Any]) -> list[tuple[Any, Any]]:
    count = max(len(promoters), len(detractors))
    sides = [side * count if len(side) == 1 else side for side in (promoters, detractors)]
    if len(sides[0]) != len(sides[1]):
        raise DataError(
            f"promoters has {len(promoters)} entries and detractors {len(detractors)}; they go together, entry by entry"
        )
    return list(zip(*sides, strict=True))


def check_metric(metric: object) -> None:
    """Refuse a number in the place of the metric, such as the number of respondents there is."""
    value = checks.real(metric)
    if math.isnan(value):
        return
    n = f"{value:.0f}" if value >= 1 and value.is_integer() else "400"
    raise DataError(
        f"metric={checks.shown(metric)} is a number, and the metric comes first; what {n} respondents tell is "
        f"power('nps', n={n}), and how many a margin takes is sample_size('nps', margin=3)"
    )


def number(name: str, given: object, low: float, high: float, fix: str) -> float:
    """A number strictly between two limits, or a sentence that names them and the fix."""
    value = checks.real(given)
    if low < value < high:
        return value
    above = f" above {low:g}" if math.isfinite(low) else ""
    limits = f"be a finite number{above}" if high >= MOST else f"lie strictly between {low:g} and {high:g}"
    limits += f" and below {high:,.0f}" if MOST <= high < math.inf else ""
    raise DataError(f"{name}={checks.shown(given)} must {limits}; {fix}")


def whole(name: str, given: object, least: int) -> int:
    """A whole number of at least `least`, which as a float is one too."""
    return checks.whole(name, int(given) if isinstance(given, float) and given.is_integer() else given, least)


# ---- what a plan assumes ---------------------------------------------------------------------------------------------


def setting(metric: str, plan: dict[str, Any], fixed: Mapping[str, Any], groups: int) -> Setting:
    """Check what one plan assumes, and put what was left to assume into it."""
    _check_only(metric, plan, fixed)
    answers = _answers(metric, plan, fixed)
    design = _design(plan, groups)
    method = checks.choice("method", fixed["method"], ("adjusted", "wald"))
    return Setting(answers, design, _level(plan, fixed["adjust"]), method)


def _check_only(metric: str, plan: Mapping[str, Any], fixed: Mapping[str, Any]) -> None:
    form = FORMS[checks.choice("metric", metric, tuple(FORMS))]
    for other, names in EXPECTED.items():
        for name in names if other != form else ():
            given = {**fixed, **plan}[name]
            if given is not None and given is not False:
                wanted = " and ".join(f"{own}=" for own in EXPECTED[form])
                raise DataError(f"{name}= says nothing about metric={metric!r}, which is planned from {wanted}")


def _answers(metric: str, plan: dict[str, Any], fixed: Mapping[str, Any]) -> Answers:
    form = FORMS[metric]
    if form == "net":
        if (plan["promoters"] is None) != (plan["detractors"] is None):
            raise DataError("promoters= and detractors= are one distribution; give both, or neither for the widest")
        for name in EXPECTED["net"]:
            plan[name] = _share(name, 0.5 if plan[name] is None else plan[name])
        return net(plan["promoters"], plan["detractors"])
    if form == "share":
        plan["share"] = _share("share", 0.5 if plan["share"] is None else plan["share"])
        return share(plan["share"])
    rescale = checks.flag("rescale", fixed["rescale"])
    scale = None if fixed["scale"] is None else checks.scale_bounds("scale", fixed["scale"])
    if scale is None and (rescale or plan["sd"] is None):
        raise DataError(
            "rescale=True needs scale=, such as (1, 10): its range becomes 0..100" if rescale else
            f"metric={metric!r} needs sd=, the expected standard deviation in points of the scale, "
            "or scale= for the widest there can be"
        )  # fmt: skip
    if plan["sd"] is None and scale is not None:
        plan["sd"] = (scale[1] - scale[0]) / 2
    plan["sd"] = number("sd", plan["sd"], 0, MOST, "give that of an earlier wave")
    return ratings(plan["sd"], scale, rescale)


def _share(name: str, given: object) -> float:
    value = checks.real(given)
    if 0 <= value <= 1:
        return value
    hint = f"; for {given} % pass {value / 100:g}" if 1 < value <= 100 else ""
    raise DataError(f"{name}={checks.shown(given)} must be a share between 0 and 1{hint}")


def _design(plan: dict[str, Any], groups: int) -> Design:
    if groups == 1:
        for name, alone in (("ratio", 1), ("overlap", None), ("correlation", None)):
            given = plan[name]
            if given is not alone if alone is None else checks.real(given) != alone:
                raise DataError(f"{name}={checks.shown(given)} is about two groups; give difference= to compare them")
    plan["design_effect"] = _design_effect(plan)
    population = math.inf if plan["population"] is None else whole("population", plan["population"], 1)
    plan["population"] = math.nan if math.isinf(population) else population
    plan["ratio"] = number("ratio", plan["ratio"], 0, MOST, "it is the second group's size for one of the first's")
    overlap, correlation = _overlap(plan)
    return Design(plan["design_effect"], population, plan["ratio"], overlap, correlation)


def _design_effect(plan: Mapping[str, Any]) -> float:
    effect, cv = plan["design_effect"], plan["weight_cv"]
    if cv is None:
        return number("design_effect", 1.0 if effect is None else effect, 0, MOST, "1 is a simple random sample")
    if effect is not None:
        raise DataError(
            f"design_effect={effect!r} and weight_cv={cv!r} are two ways to say what weights cost; give one of them, "
            "or as design_effect the product of 1 + weight_cv² and the effect of the clusters"
        )
    if 0 <= checks.real(cv) <= MOST_CV:
        return 1 + checks.real(cv) ** 2
    raise DataError(
        f"weight_cv={checks.shown(cv)} must be a number of at least 0 and at most {MOST_CV:,}: the "
        "weights' standard deviation over their mean"
    )


def _overlap(plan: dict[str, Any]) -> tuple[float | None, float]:
    overlap, correlation = plan["overlap"], plan["correlation"]
    if overlap is None:
        if correlation is not None:
            raise DataError(f"correlation={correlation!r} is that of respondents in both waves; give their overlap=")
        return None, 0.0
    plan["overlap"] = _share("overlap", overlap)
    if correlation is None and overlap > 0:
        raise DataError(
            f"overlap={overlap!r} needs correlation=, that of the answers of the same people in both waves "
            "(0 plans as if there were none)"
        )
    plan["correlation"] = number(
        "correlation", 0.0 if correlation is None else correlation, -1, 1, "take that of two earlier waves"
    )
    return plan["overlap"], plan["correlation"]


def _level(plan: dict[str, Any], adjust: object) -> float:
    """The level of each interval or test: among k comparisons, Bonferroni leaves each a k-th of what may go wrong."""
    plan["conf_level"] = checks.level(plan["conf_level"])
    plan["comparisons"] = whole("comparisons", plan["comparisons"], 1)
    if checks.choice("adjust", adjust, ("bonferroni", "none")) == "none":
        return plan["conf_level"]
    level = 1 - (1 - plan["conf_level"]) / plan["comparisons"]
    if level == 1 or not math.isfinite(normal_quantile(level)):
        raise DataError(f"comparisons={plan['comparisons']:,} leave no level to each; plan fewer")
    return level


# ---- what a plan asks ------------------------------------------------------------------------------------------------


def margin(answers: Answers, given: object) -> float:
    """A half width of an interval, in points of the result."""
    widest = answers.unit * (answers.high - answers.low) / 2
    return number("margin", given, 0, widest, _unit_hint(answers, given, "ask for an interval narrower than the scale"))


def difference(answers: Answers, given: object) -> float:
    """A difference of two scores that the expected one leaves room for."""
    low, high = answers.unit * answers.low, answers.unit * answers.high
    fix = _unit_hint(answers, given, "give the change in points of the score")
    value = number("difference", given, low - high, high - low, fix)
    if value == 0:
        raise DataError("difference=0 is what a test takes for granted; give the smallest one that matters")
    if answers.form != "mean" and not low - 1e-9 <= answers.score + value <= high + 1e-9:
        raise DataError(
            f"difference={given!r} takes an expected score of {answers.score:g} to {answers.score + value:g}, beyond "
            f"{low:g}..{high:g}; give a smaller one, or other expected answers"
        )
    return value


def chance(given: object) -> float:
    """A power, strictly between 0 and 1."""
    value = checks.real(given)
    hint = f"for {given} % pass {value / 100:g}" if 1 < value < 100 else "0.8 is usual"
    return number("power", given, 0, 1, hint)


def _unit_hint(answers: Answers, given: object, otherwise: str) -> str:
    value = checks.real(given)
    percent = answers.form == "share" and 1 <= abs(value) < 100
    return f"for {given} percentage points pass {value / 100:g}" if percent else otherwise
