"""Options of a call, checked: which standard errors, and what is done about missing answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias, get_args

from .. import checks
from .._core import DataError
from ..language import say
from ..missing.imputation import Imputation
from ..options.shared import BY, CONF_LEVEL, DESIGN, FREQ, PROGRESS, RNG, WAVE, WAVES, Option
from ..survey import Rows, Survey

Errors: TypeAlias = Literal["classical", "HC0", "HC1", "HC2", "HC3", "HC4", "cluster", "CR2", "design"]
Missing: TypeAlias = Literal["drop", "raise", "pairwise", "em", "indicator", "multiple"]
#: What is done to the moments alone, which only models of moments can use.
OF_MOMENTS = ("pairwise", "em")
#: Completed data sets of ``"multiple"``.
IMPUTATIONS = 20
#: Completed data sets are held in memory, all of them.
MOST_IMPUTATIONS = 10_000
#: Bootstrap replicates for the errors of weighted maximum likelihood.
RESAMPLES = 200


def chosen_errors(errors: object, survey: Survey, *, corrected: bool = True, rows: bool = True) -> Errors:
    """Check the kind of errors asked for; without one, take what fits the design.

    A declared design sets them; probability weights without one need robust ones, under which a segment is a sample of
    its own: HC3, because where few weigh most the others are much too small. Else the model's own are right.
    `corrected` says whether residuals are those of least squares, which have corrections besides that of HC3, `rows`
    whether there are rows that have leverages; without, HC1.
    """
    declared = [role for role in ("strata", "cluster", "fpc", "repweights") if getattr(survey, role) is not None]
    if errors is None:
        weighted = survey.weights is not None and survey.weight_type == "probability"
        return "design" if declared else ("HC3" if rows else "HC1") if weighted else "classical"
    known = [kind for kind in get_args(Errors) if corrected or kind not in {"HC2", "HC4", "CR2"}]
    spelled = {kind.lower(): kind for kind in get_args(Errors)}
    given = spelled.get(errors.lower(), errors) if isinstance(errors, str) else errors
    if given == "CR2" and not corrected:
        raise DataError('errors="CR2" corrects residuals of least squares, which a logit has not; use errors="cluster"')
    kind = checks.choice("errors", given, known)
    if kind in {"cluster", "CR2"} and survey.cluster is None:
        raise DataError(f'errors="{kind}" needs cluster=, the column of the clusters')
    if kind == "design" and survey.weight_type == "precision" and survey.weights is not None:
        raise DataError(
            'errors="design" goes with probability or frequency weights; precision weights say nothing of how '
            'respondents were drawn: use errors="classical" or "HC3"'
        )
    return kind


def errors_of_tests(kind: Errors, rows: Rows) -> Errors:
    """Errors for tests whose own theory is that of respondents drawn alike, such as those of residuals.

    Under probability weights those theories take a weight for so many respondents, whatever the errors are.
    """
    if kind in {"cluster", "CR2", "design"}:
        return kind
    weighted = rows.uneven and rows.weight_type == "probability"
    return "HC3" if weighted else "classical"


def errors_in_words(kind: Errors, rows: Rows, cluster: str | None) -> str:
    """The errors in words."""
    if kind == "classical":
        return say("errors of the model itself")
    if kind == "cluster":
        return say("errors robust within clusters '{cluster}'", cluster=cluster)
    if kind == "CR2":
        return say("bias-reduced errors by cluster '{cluster}' (CR2)", cluster=cluster)
    if kind != "design":
        return say("robust errors ({kind})", kind=kind)
    if rows.replicates is not None:
        count, rule = len(rows.replicates.columns), rows.replicates.rule.kind
        return say("errors of {count} replicate weights ({kind})", count=count, kind=rule)
    design = say("independent respondents") if rows.sampling is None else rows.sampling.words
    return say("errors of the design: {design}", design=design)


@dataclass(frozen=True)
class Gaps:
    """What is to be done about missing answers.

    Attributes
    ----------
    missing : str
        One of `Missing`.
    imputation, n_imputations
        Of ``"multiple"``.
    n_resamples : int
        Bootstrap replicates of the moments of ``"em"`` and ``"pairwise"``.
    bootstrap : bool
        Whether errors come from these replicates, or from formulas.
    seed : int or None
    progress : bool or None
    """

    missing: Missing = "drop"
    imputation: Imputation = "chained"
    n_imputations: int = IMPUTATIONS
    n_resamples: int = 0
    bootstrap: bool = False
    seed: int | None = None
    progress: bool | None = None

    @classmethod
    def of(
        cls, survey: Survey, *, missing: Any = "drop", imputation: Any = None, n_imputations: Any = None,
        n_resamples: Any = None, shared: bool = False, random: bool = False, rng: Any = None,
        progress: bool | None = None,
    ) -> Gaps:  # fmt: skip
        """Check the options of a call; a seed is drawn where something is random.

        The resamples serve errors alone, or are `shared` with an analysis that resamples in any case; `random` says
        that more of it depends on a seed.
        """
        gaps = cls._checked(missing, imputation, n_imputations)
        needed = _needed(survey, gaps.missing)
        if shared:
            random = random or n_resamples > 0
            own, enough = max(n_resamples, needed) if gaps.of_moments else 0, RESAMPLES
        else:
            own, enough = needed if n_resamples is None else checks.resamples(n_resamples, 0), 1
            if own and not gaps.of_moments:
                raise DataError(
                    f'n_resamples={n_resamples} bootstraps the errors of missing="em" and "pairwise", not of '
                    f"missing={missing!r}; leave it out"
                )
        seed = checks.seed(rng) if random or own > 0 or gaps.missing == "multiple" else None
        if not own and seed is None and progress is None:
            return gaps
        # Fewer than what is thought enough for errors are left to what they were asked for.
        return replace(gaps, n_resamples=own, bootstrap=own >= enough, seed=seed, progress=progress)

    @classmethod
    def _checked(cls, missing: Any, imputation: Any, n_imputations: Any) -> Gaps:
        missing = checks.choice("missing", missing, get_args(Missing))
        for option, given in (("imputation", imputation), ("n_imputations", n_imputations)):
            if given is not None and missing != "multiple":
                raise DataError(
                    f'{option}={given!r} goes with missing="multiple", not with missing={missing!r}; leave it out'
                )
        how = checks.choice("imputation", "chained" if imputation is None else imputation, get_args(Imputation))
        return cls(
            missing,
            how,
            checks.whole("n_imputations", IMPUTATIONS if n_imputations is None else n_imputations, 2, MOST_IMPUTATIONS),
        )

    @property
    def of_moments(self) -> bool:
        """Whether moments stand for the answers, and not rows."""
        return self.missing in OF_MOMENTS

    @property
    def listwise(self) -> bool:
        """Whether rows that lack an answer are left out."""
        return self.missing in {"drop", "raise"}

    @property
    def of_rows(self) -> bool:
        """Whether every respondent who counts has all answers, some of them perhaps filled in."""
        return self.missing in {"drop", "raise", "indicator"}

    def check(self, kind: Errors, *, linear: bool, intercept: bool = True) -> None:
        """Refuse what cannot be had of moments of incomplete answers."""
        if not self.of_moments:
            return
        if not linear:
            raise DataError(
                f"missing={self.missing!r} estimates means and covariances, which only least squares of standard "
                'precision can use; take missing="multiple", "indicator" or "drop"'
            )
        if kind not in {"classical", "HC1"}:
            raise DataError(
                f"missing={self.missing!r} has standard errors of its own, which know no strata, clusters or replicate "
                f'weights (errors={kind!r}); take missing="multiple" for those'
            )
        if self.missing == "pairwise" and not intercept:
            raise DataError('missing="pairwise" gives covariances about the means; it needs intercept=True')


def _needed(survey: Survey, missing: str) -> int:
    """Replicates without which errors would be wrong."""
    # The information of a weighted likelihood takes weights for respondents; resampled rows know better.
    weighted = survey.weights is not None and survey.weight_type == "probability"
    return RESAMPLES if missing == "em" and weighted else 0


# ---- what driver analyses share --------------------------------------------------------------------------------------

#: What every analysis of drivers takes.
DRIVERS = (
    Option("covariates", "Columns | None", """\
str, vector or list of them, optional
Columns held constant: in every model, and not asked about."""),
    Option("factors", "Any", """\
list of str or mapping, optional
Drivers and covariates that are categories, kept whole as a block of 0/1 columns: a list, or a mapping from column
to reference level; the first level in order without one."""),
    Option("by", BY.kind, """\
str, vector or list of them, optional
Segments, each with an analysis of its own. One that cannot be fitted is reported, and the others are done."""),
    WAVE,
    WAVES,
    FREQ,
    CONF_LEVEL,
    Option("missing", "Missing", """\
{"drop", "raise", "pairwise", "em", "indicator", "multiple"}
Leave respondents with any missing answer out; refuse them; take every covariance from those who answered both
columns; estimate means and covariances by maximum likelihood under normality; fill gaps with means and mark them
by 0/1 columns, for answers that cannot exist (segments in which one says nothing go without); or impute several
times and pool by Rubin's rules.""", "drop"),
    Option("imputation", "Imputation | None", """\
{"chained", "em"}, optional
How ``missing="multiple"`` imputes: by chained equations with predictive mean matching (the default), which compares
predictions to seven digits, or by draws from maximum-likelihood moments."""),
    Option("n_imputations", "int | None", """\
int, optional
Completed data sets of ``missing="multiple"``; 20 without it."""),
    RNG,
    PROGRESS,
    *DESIGN,
)  # fmt: skip
#: A model of events and answers, for regression and selection.
EVENT = (
    Option("event", "Any", """\
str or list of numbers, optional
What ``model="logit"`` explains: ``"promoter"`` (9 or 10 of 0..10) or ``"detractor"`` (0 to 6) against the rest,
``"satisfied"`` (the two highest points of `scale`), or the answers that are the event; nothing where the outcome
is 0 or 1."""),
    Option("scale", "tuple[int, int] | None", """\
(int, int), optional
Scale of the outcome for ``event="satisfied"``."""),
)  # fmt: skip
#: Columns that are in or out together.
GROUPS = Option("groups", "Mapping[str, list[str]] | None", """\
mapping, optional
Columns that enter and leave together, ``{"name": [columns]}``, such as an item and its square. They need not be
listed in `drivers`.""")  # fmt: skip
