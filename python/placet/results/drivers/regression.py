"""Result of `placet.regression`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol

import numpy as np

from ..._core import DataError
from ...language import enumerated, speak
from ..draw import draw
from ..table import Table
from .fitted import INTERCEPT as INTERCEPT
from .fitted import FittedResult, p_words, references
from .prediction import PredictionResult

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Columns shown of a logit.
LOGIT_SHOWN = ("term", "level", "estimate", "std_error", "p_value", "odds_ratio", "odds_low", "odds_high", "ame")


class Encoding(Protocol):
    """How the columns of a model were made: what reads new rows alike, and predicts them."""

    def predict(
        self, result: RegressionResult, data: Any, interval: str, scale: str, conf_level: float | None
    ) -> PredictionResult:
        """Predictions of new rows."""
        ...


@dataclass(frozen=True, eq=False, repr=False)
class RegressionResult(FittedResult):
    """A multiple regression, one row a term (a level of a factor) and segment.

    Columns: the keys, `term`, `level`, `estimate`, `std_error`, `statistic` (t), `df`, `p_value`, `conf_low`,
    `conf_high`, `standardized`, `partial` and `semipartial` correlations, `vif`, `n`, `n_eff`. `fit` says how well the
    model fits, see `FittedResult`. `plot` draws the coefficients with intervals, several segments side by side.

    Attributes
    ----------
    covariance : tuple of ndarray or None
        Covariance matrix of the coefficients of every segment, None where it could not be fitted.
    term_tests : Table
        A joint test of every term: `term`, `role`, `reference`, `statistic` (F), `df`, `df_resid`, `p_value`, `gvif`
        (Fox and Monette's generalized variance inflation).
    equality : Table or None
        Tests that segments have equal coefficients: of all (Chow's test under errors of the model itself, else Wald's),
        of all but the intercept, and of every term; NaN for as many differences as the units that segments share allow.
    collinearity : Table
        Condition indices and the share of every coefficient's variance in each (Belsley, Kuh and Welsch).
    residuals, tests : Table or None
        With `diagnostics=True`, residuals and influence of every respondent, and tests of the residuals.
    proportional_odds : Table or None
        Of an ordered logit, Brant's test that every driver moves the odds of all thresholds alike: overall, and by
        term.
    gaps : Table or None
        Share of the information on every coefficient that missing answers cost, where the method tells.
    """

    covariance: tuple[Any, ...] = ()
    term_tests: Table | None = None
    equality: Table | None = None
    collinearity: Table | None = None
    residuals: Table | None = None
    tests: Table | None = None
    gaps: Table | None = None
    proportional_odds: Table | None = None
    encoding: Encoding | None = None
    row_labels: Any = None

    kind: ClassVar[str] = "regression"
    _displayed = (
        "term", "level", "estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high", "standardized", "vif"
    )  # fmt: skip
    _headings: ClassVar[dict[str, str]] = {
        "estimate": "Coefficient", "odds_low": "Low", "odds_high": "High", "ame": "Marg. effect"
    }  # fmt: skip

    def _title(self) -> str:
        outcome = self.label(self.about["outcome"])
        if self.about.get("model") == "logit":
            return speak("Logit of {outcome}: {event}", outcome=outcome, event=self.about["event"])
        ordered = self.about.get("model") == "ordered"
        return speak("Ordered logit of {outcome}" if ordered else "Regression of {outcome}", outcome=outcome)

    def _shown_columns(self) -> tuple[str, ...]:
        """Columns shown after the keys; levels where there are any."""
        shown = LOGIT_SHOWN if "odds_ratio" in self.table else self._displayed
        return tuple(name for name in shown if name != "level" or any(self.table["level"]))

    def _beside(self) -> list[str]:
        """How well the model fits, and how terms and segments compare."""
        compared = _equality(self.equality), _tests(self.tests), _odds(self.proportional_odds)
        return [*super()._beside(), references(self.about), *compared]

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain Python values; how new rows are read is left out."""
        return {name: value for name, value in super().to_dict().items() if name != "encoding"}

    def predict(
        self,
        data: Any,
        *,
        interval: Literal["mean", "individual"] = "mean",
        scale: Literal["response", "link"] = "response",
        conf_level: float | None = None,
    ) -> PredictionResult:
        """Predict the outcome of new rows, with intervals.

        Parameters
        ----------
        data : data frame, mapping or Survey
            Rows with the drivers, covariates and key columns of the model; levels of factors must be known to it.
        interval : {"mean", "individual"}
            For the mean outcome of respondents alike, or for one respondent: wider by the residual deviation; of least
            squares only.
        scale : {"response", "link"}
            Of a logit, probabilities (of every category of an ordered one), or the linear predictor.
        conf_level : float, optional
            That of the result without one.

        Returns
        -------
        PredictionResult
            One row a row of `data`; NaN where an answer is missing or the segment is not fitted.
        """
        if self.encoding is None:
            raise DataError(
                'a model with indicators of missing answers predicts no new rows; take missing="em" or "multiple"'
            )
        return self.encoding.predict(self, data, interval, scale, conf_level)

    def plot_residuals(
        self,
        figure: Figure | None = None,
        *,
        title: str | bool | None = None,
        language: str | None = None,
        **options: Any,
    ) -> Figure:
        """Draw residuals by fitted value, their quantiles, their spread, and leverage; needs `diagnostics=True`."""
        return draw(self, figure, "residuals", title=title, language=language, **options)

    def plot_collinearity(
        self,
        ax: Axes | None = None,
        *,
        title: str | bool | None = None,
        language: str | None = None,
        **options: Any,
    ) -> Axes:
        """A heat map of the share of every coefficient's variance by condition index."""
        return draw(self, ax, "collinearity", title=title, language=language, **options)


def _odds(test: Table | None) -> str:
    if test is None or list(test["term"]).count("overall") > 1:
        return ""
    if not np.isfinite(test["p_value"][0]):
        return speak(
            "Proportional odds cannot be tested: too few respondents beyond some thresholds; merge categories."
        )
    df, statistic, p = (float(test[name][0]) for name in ("df", "statistic", "p_value"))
    return speak("Proportional odds: χ²({df:.0f}) = {statistic:.1f}, {p}.", df=df, statistic=statistic, p=p_words(p))


def _equality(equality: Table | None) -> str:
    if equality is None:
        return ""
    statistic, df, df_resid, p = (equality[name][0] for name in ("statistic", "df", "df_resid", "p_value"))
    if not np.isfinite(statistic):
        return ""
    whole = equality["term"][0] == "(all coefficients)"
    below = f"{df_resid:,.0f}" if np.isfinite(df_resid) else "∞"
    return speak(
        "Equal coefficients in all segments: F({df:.0f}, {below}) = {statistic:.2f}, {p}."
        if whole
        else "Equal slopes in all segments: F({df:.0f}, {below}) = {statistic:.2f}, {p}.",
        df=df, below=below, statistic=statistic, p=p_words(p),
    )  # fmt: skip


def _tests(tests: Table | None) -> str:
    if tests is None or "test" not in tests or len(set(tests["test"])) < len(tests):
        return ""
    words = [f"{name} {p_words(p)}" for name, p in zip(tests["test"], tests["p_value"], strict=True)]
    return speak("Residuals: {tests}.", tests=enumerated(words)) if words else ""
