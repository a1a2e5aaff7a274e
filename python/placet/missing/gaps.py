"""What is to be done about missing answers: the options of a call, checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias, get_args

import numpy as np

from .. import checks
from .._core import DataError
from ..options.shared import Option
from ..survey import Survey
from .imputation import Imputation

Missing: TypeAlias = Literal["drop", "raise", "pairwise", "em", "indicator", "multiple"]
#: What is done to the moments alone, which only models of moments can use.
OF_MOMENTS = ("pairwise", "em")
#: Completed data sets of ``"multiple"``.
IMPUTATIONS = 20
#: Completed data sets are held in memory, all of them.
MOST_IMPUTATIONS = 10_000
#: Bootstrap replicates for the errors of weighted maximum likelihood.
RESAMPLES = 200
#: How ``"multiple"`` fills gaps.
IMPUTING = (
    Option("imputation", "Imputation | None", """\
{"chained", "em"}, optional
How ``missing="multiple"`` imputes: by chained equations with predictive mean matching (the default), which compares
predictions to seven digits, or by draws from maximum-likelihood moments."""),
    Option("n_imputations", "int | None", """\
int, optional
Completed data sets of ``missing="multiple"``; 20 without it."""),
)  # fmt: skip


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

    def check(self, kind: str, *, linear: bool, intercept: bool = True) -> None:
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


def seed_of(seed: int, data_set: int) -> int:
    """Seed of the resamples of a data set; the first has that of the call."""
    return int(np.random.SeedSequence([seed, data_set]).generate_state(1, np.uint64)[0]) if data_set else seed
