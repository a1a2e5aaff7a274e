"""How well a path model predicts answers of respondents it was not estimated of: k folds, Q² and errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

import numpy as np

from ... import checks
from ..._core import DataError
from ...language import say
from ...options.door import takes
from ...options.shared import BY, DESIGN, FREQ, MISSING, PROGRESS, RNG, WAVE, WAVES
from ...results.index.path_prediction import PathPredictionResult
from ...results.table import Table
from ...survey import Survey
from ...survey.away import need_rows
from ...survey.facts import design_notes
from .compared_groups import with_respondents
from .folds import Folds
from .options import SCALED, SCHEME
from .prediction import Antecedents, endogenous
from .prediction_errors import Errors, add_absolute, errors_of, moments_of
from .reading import PathReading, read_paths

#: Most folds, and most times they are dealt out.
MOST_FOLDS, MOST_REPEATS = 1000, 1000
#: Columns of the results, which a key column may not be named.
COLUMNS = (
    "construct", "term", "estimate", "sd_repeats", "rmse", "rmse_linear", "rmse_mean", "mae", "mae_linear", "mae_mean",
    "better", "n_indicators", "n_better", "power", "n",
)  # fmt: skip
#: Predictive power by the share of indicators that paths predict better than the benchmark does.
POWER = (say("none"), say("low"), say("medium"), say("high"))


@takes(SCHEME, SCALED, BY, WAVE, WAVES, FREQ, MISSING, RNG, PROGRESS, *DESIGN)
def path_prediction(
    survey: Survey,
    model: Any,
    *,
    folds: int = 10,
    repeats: int = 10,
    antecedents: Antecedents = "earliest",
    mae: bool = False,
    scheme: Any,
    scaled: bool,
    by: Any,
    wave: Any,
    missing: Any,
    rng: Any,
    progress: bool | None,
) -> PathPredictionResult:
    r"""Out-of-sample prediction of a path model (PLSpredict): Q² and errors of indicators and constructs, by k folds.

    .. math:: Q^2_j = 1 - \frac{\sum w (x_j - \hat x_j)^2}{\sum w (x_j - \bar x_j)^2}, \qquad
              \hat x_j = \bar x_j + s_j \lambda_j \hat\eta_k

    Respondents are dealt out into folds; those of each are predicted by the model estimated of all others, with their
    means :math:`\bar x`, standard deviations s and loadings [1]_ [2]_. A Q² above 0 is better than the mean. The
    benchmark is the linear regression of the indicator on the indicators that the paths use: a model that predicts no
    better than that gains nothing by its structure.

    Parameters
    ----------
    {data}
    model : PathModel, str or mapping
        What is estimated, see `PathModel`; of one stage.
    folds : int
        Parts, 2 or more.
    repeats : int
        How often respondents are dealt out anew; errors are of all repeats together.
    antecedents : {"earliest", "direct"}
        What constructs are predicted by: ``"earliest"`` by the constructs that nothing acts on, along all ways, as for
        respondents of whom nothing else is known; ``"direct"`` by the scores of those that act on them [3]_.
    mae : bool
        Mean absolute errors, too, for which the rows are read a second time.
    {options}

    Returns
    -------
    PathPredictionResult
        One row an indicator of a construct that others act on; `constructs` has one a construct.

    Raises
    ------
    DataError, ModelError, ConvergenceError
        As for `path_model`, the segment named; DataError also for more folds than respondents or clusters, and for a
        model of several stages.

    Notes
    -----
    All but mean absolute errors are functions of the moments of the folds: with the residual :math:`r'(x - \bar x)` of
    a prediction, errors in a fold of weight W, means m and co-moments C add up to :math:`r'Cr + W (r'(m - \bar x))^2`.
    Weights count in the estimates and in the errors. Clusters, and respondents of several waves, stay in one fold.

    `power` is high where paths have a lower root mean square error than the benchmark for all indicators of a
    construct, medium for at least half of them, low for fewer, and none for none [2]_. `sd_repeats` is the standard
    deviation of Q² over repeats: what of it is due to how respondents were dealt out. Folds without estimates are left
    out and counted.

    References
    ----------
    .. [1] Shmueli, G., Ray, S., Velasquez Estrada, J. M. and Chatla, S. B. (2016). The elephant in the room: predictive
       performance of PLS models. J. Business Research 69, 4552-4564.
    .. [2] Shmueli, G., Sarstedt, M., Hair, J. F., Cheah, J.-H., Ting, H., Vaithilingam, S. and Ringle, C. M. (2019).
       Predictive model assessment in PLS-SEM: guidelines for using PLSpredict. European J. Marketing 53, 2322-2347.
    .. [3] Danks, N. P. and Ray, S. (2018). Predictions from partial least squares models. In Applying Partial Least
       Squares in Tourism and Hospitality Research, 35-52. Emerald.

    Examples
    --------
    >>> import numpy as np, placet
    >>> rng = np.random.default_rng(1)
    >>> quality = rng.normal(size=200)
    >>> loyalty = quality + rng.normal(size=200)
    >>> data = {name: quality + rng.normal(size=200) for name in ("q1", "q2", "q3")}
    >>> data |= {name: loyalty + rng.normal(size=200) for name in ("l1", "l2")}
    >>> model = "Quality =~ q1 + q2 + q3; Loyalty =~ l1 + l2; Loyalty ~ Quality"
    >>> result = placet.path_prediction(data, model, rng=1)
    >>> result["term"], result["estimate"].round(2)
    (('l1', 'l2'), array([0.16, 0.19]))
    """
    folds, repeats = checks.whole("folds", folds, 2, MOST_FOLDS), checks.whole("repeats", repeats, 1, MOST_REPEATS)
    antecedents, mae = checks.choice("antecedents", antecedents, get_args(Antecedents)), checks.flag("mae", mae)
    need_rows(survey)
    reading = read_paths(
        survey, model, by=by, wave=wave, missing=missing, scheme=scheme, scaled=scaled, random=True, rng=rng,
        progress=progress, reserved=COLUMNS,
    )  # fmt: skip
    if len(reading.spec.stages) > 1:
        raise DataError(
            "path_prediction is of models of one stage, and this one has constructs of higher order or interactions; "
            "leave them out"
        )
    reading = with_respondents(survey, reading, by, wave, COLUMNS)
    dealt = Folds(reading.rows, folds)
    for segment in range(reading.segments):
        reading.solutions(segment)
        dealt.check(segment)
    of_repeats = [dealt.dealt(reading.seed, repeat) for repeat in range(repeats)]
    moments = moments_of(reading, dealt, of_repeats, progress)
    found = [errors_of(reading, moments[s], antecedents) for s in range(reading.segments)]
    if mae:
        add_absolute(reading, dealt, of_repeats, found)
    about = {
        "method": _in_words(folds, repeats, antecedents), "folds": folds, "repeats": repeats,
        "antecedents": antecedents, "mae": mae, "seed": reading.gaps.seed, "weights": survey.weights,
        "weight_type": survey.weight_type, "missing": missing, **reading.facts,
        "notes": [*reading.notes, *_notes(reading, found)],
    }  # fmt: skip
    return PathPredictionResult(
        Table(_indicators(reading, found, mae=mae)), reading.rows.segments.names, about,
        reading.labels, survey.frame.library, Table(_constructs(reading, found)),
    )  # fmt: skip


# ---- tables ----------------------------------------------------------------------------------------------------------


def _indicators(reading: PathReading, found: Sequence[Errors], *, mae: bool) -> dict[str, Any]:
    """One row a segment and indicator."""
    stage = reading.spec.last
    _, indicators = endogenous(stage)
    names = "", "_linear", "_mean"
    rmse = np.array([one.rmse() for one in found])
    q2 = np.array([one.q2(one.squared[[0, 2]]) for one in found])
    absolute = np.array([one.mae() for one in found]) if mae else np.empty(0)
    of_absolute = {f"mae{name}": absolute[:, i].ravel() for i, name in enumerate(names)} if mae else {}
    return {
        **reading.rows.segments.columns(repeat=len(indicators)),
        "construct": [stage.constructs[stage.owner[i]] for i in indicators] * len(found),
        "term": [stage.indicators[i] for i in indicators] * len(found),
        "estimate": q2[:, 0].ravel(),
        "sd_repeats": q2[:, 1].ravel(),
        **{f"rmse{name}": rmse[:, i].ravel() for i, name in enumerate(names)},
        **of_absolute,
        "n": [moments.n for moments in reading.moments for _ in indicators],
    }


def _constructs(reading: PathReading, found: Sequence[Errors]) -> dict[str, Any]:
    """One row a segment and construct that others act on."""
    stage = reading.spec.last
    constructs, indicators = endogenous(stage)
    q2 = np.array([one.q2(one.of_scores) for one in found])
    rmse = np.array([one.rmse() for one in found])
    own = stage.owner[indicators] == constructs[:, None]
    better = (rmse[:, 0] < rmse[:, 1]) @ own.T.astype(np.int64)
    known = np.isfinite(rmse[:, 1]) @ own.T.astype(np.int64)
    size = np.broadcast_to(own.sum(axis=1), better.shape)
    grade = np.select([better == size, 2 * better >= size, better > 0], [3, 2, 1], 0)
    power = ["" if k < s else POWER[g] for k, s, g in zip(known.flat, size.flat, grade.flat, strict=True)]
    return {
        **reading.rows.segments.columns(repeat=len(constructs)),
        "term": [stage.constructs[c] for c in constructs] * len(found),
        "estimate": q2[:, 0].ravel(),
        "sd_repeats": q2[:, 1].ravel(),
        "n_indicators": size.ravel(),
        "n_better": better.ravel(),
        "power": power,
        "n": [moments.n for moments in reading.moments for _ in constructs],
    }


# ---- words -----------------------------------------------------------------------------------------------------------


def _in_words(folds: int, repeats: int, antecedents: Antecedents) -> str:
    """How it was predicted."""
    by = say("the constructs that nothing acts on") if antecedents == "earliest" else say("what acts on each construct")
    return say(
        "Predictions from {by} by {folds} folds, dealt out {repeats} times, beside the mean and linear regressions on "
        "the same indicators",
        by=by, folds=folds, repeats=repeats,
    )  # fmt: skip


def _notes(reading: PathReading, found: Sequence[Errors]) -> list[str]:
    """The design, and what is left out."""
    notes = design_notes(reading.rows)
    failed = sum(int((~one.kept).sum()) for one in found)
    if failed:
        notes.append(say("{count:,} folds without which the model cannot be estimated are left out", count=failed))
    if any(np.isnan(one.squared[1]).any() for one in found):
        notes.append(say("no linear regression where there are no more respondents than indicators"))
    return notes
