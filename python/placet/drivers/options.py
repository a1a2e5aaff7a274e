"""What can be done about missing answers: the options of a call, checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from .. import checks
from .._core import DataError
from ..options.shared import BY, CONF_LEVEL, DESIGN, PROGRESS, RNG, WAVE, Option
from ..survey import Survey
from .missing.imputation import Imputation
from .standard_errors.kinds import Errors

Missing: TypeAlias = Literal["drop", "raise", "pairwise", "em", "indicator", "multiple"]
METHODS: tuple[Missing, ...] = ("drop", "raise", "pairwise", "em", "indicator", "multiple")
#: What is done to the moments alone, which only models of moments can use.
OF_MOMENTS = ("pairwise", "em")
#: Bootstrap replicates for the errors of weighted maximum likelihood.
RESAMPLES = 200


@dataclass(frozen=True)
class Gaps:
    """What is to be done about missing answers.

    Attributes
    ----------
    missing : str
        One of `METHODS`.
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
    n_imputations: int = 20
    n_resamples: int = 0
    bootstrap: bool = False
    seed: int | None = None
    progress: bool | None = None

    @classmethod
    def of(
        cls, survey: Survey, missing: Any, imputation: Any, n_imputations: Any, n_resamples: Any, rng: Any,
        progress: bool | None,
    ) -> Gaps:  # fmt: skip
        """Check the options of a call whose resamples serve errors alone; a seed is drawn where something is random."""
        gaps = cls._checked(missing, imputation, n_imputations)
        if n_resamples is None:
            n_resamples = _needed(survey, gaps.missing)
        n_resamples = checks.whole("n_resamples", n_resamples, 0)
        if n_resamples and gaps.missing not in OF_MOMENTS:
            raise DataError(
                f'n_resamples={n_resamples} bootstraps the errors of missing="em" and "pairwise", not of '
                f"missing={missing!r}; leave it out"
            )
        random = gaps.missing == "multiple" or n_resamples > 0
        seed = checks.seed(rng) if random else None
        return replace(gaps, n_resamples=n_resamples, bootstrap=n_resamples > 0, seed=seed, progress=progress)

    @classmethod
    def resampled(
        cls, survey: Survey, missing: Any, imputation: Any, n_imputations: Any, n_resamples: int, rng: Any,
        progress: bool | None, *, random: bool = False,
    ) -> Gaps:  # fmt: skip
        """Check the options of a call that resamples in any case; `random` if more of it depends on a seed."""
        gaps = cls._checked(missing, imputation, n_imputations)
        own = max(n_resamples, _needed(survey, gaps.missing)) if gaps.missing in OF_MOMENTS else 0
        random = random or n_resamples > 0 or own > 0 or gaps.missing == "multiple"
        seed = checks.seed(rng) if random else None
        # Fewer than what is thought enough for errors are left to what they were asked for.
        return replace(gaps, n_resamples=own, bootstrap=own >= RESAMPLES, seed=seed, progress=progress)

    @classmethod
    def _checked(cls, missing: Any, imputation: Any, n_imputations: Any) -> Gaps:
        missing = checks.choice("missing", missing, METHODS)
        imputation = checks.choice("imputation", imputation, ("chained", "em"))
        return cls(missing, imputation, checks.whole("n_imputations", n_imputations, 2))

    def check(self, kind: Errors, *, linear: bool, intercept: bool = True) -> None:
        """Refuse what cannot be had of moments of incomplete answers."""
        if self.missing not in OF_MOMENTS:
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

    def facts(self) -> dict[str, Any]:
        """What the result says of the options."""
        return {"missing": self.missing} | ({} if self.seed is None else {"seed": self.seed})


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
    CONF_LEVEL,
    Option("missing", "Missing", """\
{"drop", "raise", "pairwise", "em", "indicator", "multiple"}
Leave respondents with any missing answer out; refuse them; take every covariance from those who answered both
columns; estimate means and covariances by maximum likelihood under normality; fill gaps with means and mark them
by 0/1 columns, for answers that cannot exist; or impute several times and pool by Rubin's rules.""", "drop"),
    Option("imputation", "Imputation", """\
{"chained", "em"}
How ``missing="multiple"`` imputes: by chained equations with predictive mean matching, or by draws from
maximum-likelihood moments.""", "chained"),
    Option("n_imputations", "int", """\
int
Completed data sets of ``missing="multiple"``.""", 20),
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
