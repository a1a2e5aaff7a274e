"""What every analysis of drivers begins with: the model, what is done about missing answers, which errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from .._core import DataError
from ..language import commas
from ..missing.gaps import Gaps
from ..survey import Survey
from ..survey.away import need_likelihood, need_rows
from ..survey.left_out import LeftOut
from ..survey.reading import keys_of
from ..types import Cells
from .fits.cumulative_logit import fit_cumulative_logit
from .fits.least_squares import fit_least_squares, fit_precisely
from .missing.basis import Basis, basis_of
from .model.model import Model, read_model
from .model.outcome import Outcome, categories_of, event_of
from .options import Errors, chosen_errors, errors_in_words

Family: TypeAlias = Literal["linear", "logit", "ordered"]
#: What kinds of errors ask of the design.
DESIGNS = {"design": "declared", "cluster": "clusters", "CR2": "clusters"}


@dataclass(frozen=True)
class Prepared:
    """A call that was read and checked.

    Attributes
    ----------
    model : Model
        With codes for the outcome of a logit.
    gaps : Gaps
        What is done about missing answers.
    errors : str
        Kind of standard errors.
    clusters : (codes, count) or None
        Cluster of every row, for errors by cluster.
    family : {"linear", "logit", "ordered"}
        What is fitted.
    outcome : Outcome or None
        Categories of a logit, and what it explains in words.
    precise : bool
        Whether moments and solve have 31 digits.
    """

    model: Model
    gaps: Gaps
    errors: Errors
    clusters: Cells | None = None
    family: Family = "linear"
    outcome: Outcome | None = None
    precise: bool = False

    @property
    def survey(self) -> Survey:
        """The survey."""
        return self.model.survey

    def fit(self, model: Model) -> Any:
        """Fit every segment of the model, or of a part of it, to complete rows."""
        if self.outcome is not None:
            return fit_cumulative_logit(model, self.outcome.categories)
        return fit_precisely(model) if self.precise else fit_least_squares(model)

    def basis(self, model: Model | None = None) -> Basis:
        """Do what is to be done about missing answers, of all respondents or of those of a model of some."""
        return basis_of(self.model if model is None else model, self.gaps, categories=self.family != "linear")

    def in_words(self, method: str) -> str:
        """A method with the errors in words, without where these come with what is done about missing answers."""
        if self.gaps.of_moments:
            return method
        return commas([method, errors_in_words(self.errors, self.model.rows, self.survey.cluster)])

    def about(
        self, method: str, model: Model, counts: Mapping[str, Any], notes: Sequence[str], /, **own: Any
    ) -> dict[str, Any]:  # fmt: skip
        """How a result was made: what all analyses say, and what this one adds or says otherwise."""
        return {
            "method": method,
            **model.facts(),
            "errors": self.gaps.missing if self.gaps.of_moments else self.errors,
            "missing": self.gaps.missing,
            "seed": None if isinstance(model.rows.replicates, LeftOut) else self.gaps.seed,
            **counts,
            **own,
            "notes": list(dict.fromkeys([*model.notes, *notes])),
        }


def prepare(
    survey: Survey,
    outcome: str,
    drivers: Any,
    *,
    covariates: Any = None,
    factors: Any = (),
    by: Any = None,
    wave: Any = None,
    reserved: Sequence[str] = (),
    family: Family = "linear",
    event: Any = None,
    scale: Any = None,
    scales: Mapping[str, tuple[float, float]] | None = None,
    intercept: bool = True,
    precise: bool = False,
    errors: Any = None,
    resampled: bool = False,
    likelihood: bool = True,
    **gaps: Any,
) -> Prepared:
    """Check the options that analyses of drivers share, and read the columns.

    Parameters
    ----------
    survey : Survey
    outcome, drivers, covariates, factors, intercept, reserved
        As for `read_model`.
    by, wave
        Key columns: the segments, then the wave.
    family, event, scale
        What is fitted, and of a logit what it explains, see `event_of`.
    scales
        Lowest and highest answer of columns that have a scale of their own, where their labels begin and end.
    precise : bool
        Whether least squares get 31 digits.
    errors
        See `options.chosen_errors`.
    resampled : bool
        Whether functions of moments are resampled.
    likelihood : bool
        Whether the fits tell how likely the answers are.
    **gaps
        What is done about missing answers, see `options.Gaps.of`.
    """
    if family != "logit" and (event is not None or scale is not None):
        raise DataError(f'event and scale go with model="logit", not with model={family!r}; leave them out')
    if scale is not None and not isinstance(event, str):
        raise DataError(f'scale={scale!r} goes with event="satisfied", not with event={event!r}; leave it out')
    treatment = Gaps.of(survey, **gaps)
    kind = chosen_errors(errors, survey, corrected=family == "linear", rows=not treatment.of_moments)
    if family != "linear" or precise or not treatment.listwise:
        need_rows(survey)
    if likelihood:
        need_likelihood(survey)
    model = read_model(
        survey, outcome, drivers, covariates=covariates, factors=factors, by=keys_of(survey, by, wave),
        intercept=intercept, reserved=reserved, design=DESIGNS.get(kind, "none"),
        listwise=treatment.listwise, scales=scales, resampled=resampled,
    )  # fmt: skip
    if family != "linear" and not model.intercept:
        raise DataError(f"model={family!r} always has an intercept; leave '- 1' and '0 +' out of the formula")
    treatment.check(kind, linear=family == "linear" and not precise, intercept=model.intercept)
    made = None if family == "linear" else event_of(model, event, scale) if family == "logit" else categories_of(model)
    return Prepared(model if made is None else made.model, treatment, kind, model.rows.clusters, family, made, precise)
