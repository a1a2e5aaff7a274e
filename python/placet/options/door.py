"""Options that many functions share: written once, shown in every signature and docstring."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, Literal, TypedDict, TypeVar

from ..inference.bootstrap import Kind
from ..scores.estimation.interval import Method
from ..survey import ReplicateWeights
from ..types import LonelyRule, WeightType

F = TypeVar("F", bound=Callable[..., Any])


class SurveyOptions(TypedDict, total=False):
    """The design of a survey, as in `Survey`, overriding what a `Survey` declares."""

    weights: str | None
    weight_type: WeightType | None
    strata: str | None
    cluster: str | None
    fpc: str | None
    id: str | None
    nest: bool | None
    lonely_psu: LonelyRule | None
    repweights: ReplicateWeights | None
    na_codes: Any
    value_labels: Any


class ScoreOptions(SurveyOptions, total=False):
    """What every score takes."""

    by: str | list[str] | None
    wave: str | None
    method: Method
    conf_level: float
    interval: Kind
    n_resamples: int
    prior: float
    rng: Any
    missing: Literal["drop", "raise"]


class CompareOptions(SurveyOptions, total=False):
    """What every comparison takes."""

    by: str | list[str] | None
    wave: str | None
    method: Literal["adjusted", "wald", "design"]
    conf_level: float
    missing: Literal["drop", "raise"]


#: Options that are not None unless given.
DEFAULTS = {
    "method": "adjusted",
    "conf_level": 0.95,
    "interval": "percentile",
    "n_resamples": 10_000,
    "prior": 1.0,
    "missing": "drop",
}

DESIGN_DOC = """\
weights, weight_type, strata, cluster, fpc, id, nest, lonely_psu, repweights, na_codes, value_labels
        As in `Survey`, overriding it. Where strata, clusters, a finite population or replicate weights are declared,
        standard errors are those of the design; `id` matters to differences between waves only."""

SCORE_DOC = (
    """\
by : str or list of str, optional
        Segments; rows with a missing key are in none.
    wave : str, optional
        Column of the survey wave, a further key after `by`.
    method : {"adjusted", "wald", "score", "bootstrap", "bayes", "design"}
        Interval. ``"adjusted"`` adds pseudo-respondents to the effective base and takes the Wald interval of the
        result: 3/4 promoter, 3/2 passive, 3/4 detractor for net scores (Rocks 2016), z²/2 on each side for shares
        (Agresti and Coull 1998); for means it is Student's t. Without weights the base is the respondents. With them it
        is Kish's where respondents are few and that of the standard error where they are many, under a design the
        error's, smaller for few degrees of freedom (Korn and Graubard 1998), and twice the respondents at most:
        docs/coverage.md shows how often it covers. ``"wald"`` is the estimate ± z standard errors,
        ``"score"`` inverts the score test on the effective base, ``"bootstrap"`` resamples the respondents, ``"bayes"``
        is the equal-tailed credible interval under a Dirichlet prior on the effective base, ``"design"`` is the
        estimate ± t standard errors, with n - 1 and not n in the variance, as R's survey package gives it. All
        stay within what the score can be.
    conf_level : float
        Probability that the interval covers the score.
    interval : {"percentile", "basic", "bca"}
        Kind of bootstrap interval.
    n_resamples : int
        Bootstrap resamples or posterior draws.
    prior : float
        Of how many respondents the Dirichlet prior has the weight, spread evenly over the classes of the metric.
    rng : None, int, SeedSequence or Generator
        Randomness of the bootstrap and of the posterior; the result records the seed.
    missing : {"drop", "raise"}
        Leave respondents without an answer out, or refuse them.
    """
    + DESIGN_DOC
)

COMPARE_DOC = (
    """\
by : str or list of str, optional
        Segments; rows with a missing key are in none. They are compared with each other unless there are waves.
    wave : str, optional
        Column of the survey wave: waves are compared, within every segment of `by`. That of the `Survey` is taken where
        `by` names nothing, or where the wave before is asked for.
    method : {"adjusted", "wald", "design"}
        Test and interval: with pseudo-respondents, plain, or with n - 1 in the variance and quantiles of t as R's
        survey package has them.
    conf_level : float
        Probability that an interval covers its difference; a difference is called one below 1 minus this.
    missing : {"drop", "raise"}
        Leave respondents without an answer out, or refuse them.
    """
    + DESIGN_DOC
)


#: Parameters that several docstrings name by a word in braces.
SHARED_DOC = {
    "items": """\
data : data frame, mapping or Survey
        One row a respondent.
    items : str or list of str
        Answer columns.
    scale : (int, int)
        Lowest and highest point; any other answer is an error.""",
    "verdict": """\
verdict : bool or mapping
        Add a column that names the band of the score: ``{lowest score: name}``, or True for the convention where
        there is one (NPS: good from 50, a loyal base from 70).""",
}


def takes(options: type, doc: str) -> Callable[[F], F]:
    """Decorate a function whose `**options` are those of a TypedDict.

    Its signature names them all, `{options}` in its docstring becomes their description, the words of `SHARED_DOC` in
    braces become theirs, and any other keyword is a `TypeError` that names the function.
    """

    def decorate(function: F) -> F:
        shared = {
            name: inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=DEFAULTS.get(name))
            for name in options.__annotations__ | _inherited(options)
        }
        own = [p for p in inspect.signature(function).parameters.values() if p.kind is not p.VAR_KEYWORD]
        known = {p.name for p in own} | set(shared)

        @wraps(function)
        def call(*args: Any, **given: Any) -> Any:
            for name in given:
                if name not in known:
                    hint = "; pass conf_level=1 - alpha" if name == "alpha" else ""
                    raise TypeError(f"{function.__name__}() got an unexpected keyword argument {name!r}{hint}")
            return function(*args, **given)

        call.__signature__ = inspect.Signature([*own, *shared.values()])  # type: ignore[attr-defined]
        call.__doc__ = (function.__doc__ or "").replace("{options}", doc)
        for word, text in SHARED_DOC.items():
            call.__doc__ = call.__doc__.replace(f"{{{word}}}", text)
        return call  # type: ignore[return-value]

    return decorate


def _inherited(options: type) -> dict[str, Any]:
    return {
        name: kind for base in getattr(options, "__orig_bases__", ()) for name, kind in base.__annotations__.items()
    }


def design_of(options: dict[str, Any]) -> dict[str, Any]:
    """The part of the options that a `Survey` takes."""
    return {name: value for name, value in options.items() if name in SurveyOptions.__annotations__}
