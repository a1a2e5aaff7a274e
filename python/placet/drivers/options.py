"""Options of a call, checked: which standard errors; what is done about missing answers is in `missing.gaps`."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from .. import checks
from .._core import DataError
from ..language import say
from ..missing.gaps import IMPUTING
from ..options.shared import BY, CONF_LEVEL, DESIGN, FREQ, PROGRESS, RNG, WAVE, WAVES, Option
from ..survey import Rows, Survey

Errors: TypeAlias = Literal["classical", "HC0", "HC1", "HC2", "HC3", "HC4", "cluster", "CR2", "design"]


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
    if rows.repweights is not None:
        count, rule = len(rows.repweights), rows.repweights.rule.kind
        return say("errors of {count} replicate weights ({kind})", count=count, kind=rule)
    design = say("independent respondents") if rows.sampling is None else rows.sampling.words
    return say("errors of the design: {design}", design=design)


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
    *IMPUTING,
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
