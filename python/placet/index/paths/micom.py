"""Whether constructs measure the same in segments or waves: measurement invariance of composites (MICOM)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ... import checks
from ..._core import ModelError
from ...checks import MOST_RESAMPLES
from ...language import enumerated, say
from ...missing.gaps import seed_of
from ...options.door import takes
from ...options.shared import BY, CONF_LEVEL, DESIGN, FREQ, MISSING, PROGRESS, RNG, WAVE, WAVES
from ...progress import bar, continued
from ...results.index.micom import InvarianceResult
from ...results.table import Table
from ...survey import Survey
from ...survey.away import need_rows
from ...survey.facts import MOST_NAMED, design_notes, drawn_words
from .compared_groups import Groups, check_relabelled, with_respondents
from .invariance import Invariance, invariance
from .options import SCALED, SCHEME
from .reading import PathReading, read_paths

#: Fewest labellings, and as many as Henseler, Ringle and Sarstedt ask for.
FEWEST, ENOUGH = 1000, 5000
#: Columns of the result, which a key column may not be named.
COLUMNS = (
    "term", "level", "against", "estimate", "c_low", "c_p_value", "mean_difference", "mean_low", "mean_high",
    "mean_p_value", "log_variance_ratio", "variance_low", "variance_high", "variance_p_value", "verdict", "n",
    "n_against",
)  # fmt: skip
#: What is found of a construct, by how many steps hold: none, the second, all.
VERDICTS = (say("none"), say("partial"), say("full"))


@takes(SCHEME, SCALED, BY, WAVE, WAVES, FREQ, CONF_LEVEL, MISSING, RNG, PROGRESS, *DESIGN)
def micom(
    survey: Survey,
    model: Any,
    *,
    compare: Any = "all pairs",
    n_permutations: int = 5000,
    scheme: Any,
    scaled: bool,
    by: Any,
    wave: Any,
    conf_level: float,
    missing: Any,
    rng: Any,
    progress: bool | None,
) -> InvarianceResult:
    r"""Measurement invariance of constructs between segments or waves, by the three steps of MICOM.

    .. math:: c = \operatorname{cor}(X w_a, X w_b), \qquad \bar\eta_a - \bar\eta_b, \qquad
              \ln \frac{s^2_a}{s^2_b}

    Step 1, the same indicators, coding and estimation in both groups, holds because one model is estimated. Step 2, the
    same composites: c is the correlation of the scores that the outer weights of each group make of all respondents of
    both; a construct passes if c is not below the lowest 5 % of what it is when the labels of the groups are dealt out
    anew. Step 3, the same means and variances: of the scores by the weights of both groups together; a construct passes
    if differences of the means, and the logarithm of the ratio of the variances, lie within the middle 95 % [1]_.

    A construct that fails step 2 is not the same in both groups, and neither its scores nor its paths are to be
    compared (``"none"``). One that passes step 2 alone has ``"partial"`` invariance: paths may be compared, as by
    `compare_paths`. One that passes both has ``"full"`` invariance: groups may be put together.

    Parameters
    ----------
    {data}
    model : PathModel, str or mapping
        What is estimated, see `PathModel`.
    compare : "all pairs", "rest", "previous" or a level
        What every segment or wave is compared with, as in `compare_paths`.
    n_permutations : int
        Labellings, at least 1,000; with fewer than 5,000 a note says so.
    {options}

    Returns
    -------
    InvarianceResult
        One row a comparison and construct; `verdicts` has one a comparison, the least of its constructs.

    Raises
    ------
    DataError, ModelError, ConvergenceError
        As for `compare_paths` with ``test="permutation"``.

    Notes
    -----
    Weights are those of indicators standardised within their group, as a group's own estimation has them, and are given
    to indicators standardised over both groups, so that units of measurement change nothing; with ``scaled=False``
    weights are of answers as they are. Where other programs multiply the former by covariances of the answers, c
    depends on their units.

    Scores are standardised over both groups. The variances of step 3 are compared by the logarithm of their ratio and
    not by their difference. Its p-values are twice the smaller tail. `conf_level` = 1 - α sets all bounds; no
    p-value is adjusted for the many tests, as is usual for MICOM, which looks for what differs.

    Labels are dealt out among respondents, whose weights stay with them, or among whole clusters within strata;
    respondents of one cluster in both groups swap labels within it. Labellings under which the model cannot be
    estimated are left out and counted. Of constructs of higher order, and of interactions, it is the parts that are
    looked at: the constructs that have columns.

    References
    ----------
    .. [1] Henseler, J., Ringle, C. M. and Sarstedt, M. (2016). Testing measurement invariance of composites using
       partial least squares. International Marketing Review 33, 405-431.

    Examples
    --------
    >>> import numpy as np, placet
    >>> rng = np.random.default_rng(3)
    >>> quality = rng.normal(size=200)
    >>> loyalty = quality + rng.normal(size=200)
    >>> data = {name: quality + rng.normal(size=200) for name in ("q1", "q2", "q3")}
    >>> data |= {name: loyalty + rng.normal(size=200) for name in ("l1", "l2")}
    >>> data["region"] = np.repeat(["north", "south"], 100)
    >>> model = "Quality =~ q1 + q2 + q3; Loyalty =~ l1 + l2; Loyalty ~ Quality"
    >>> result = placet.micom(data, model, by="region", n_permutations=1000, rng=1)
    >>> result["estimate"].round(3), result["verdict"]
    (array([0.998, 1.   ]), ('full', 'full'))
    """
    conf_level = checks.level(conf_level)
    count = checks.whole("n_permutations", n_permutations, FEWEST, MOST_RESAMPLES)
    need_rows(survey)
    reading = read_paths(
        survey, model, by=by, wave=wave, missing=missing, scheme=scheme, scaled=scaled, random=True, rng=rng,
        progress=progress, reserved=COLUMNS,
    )  # fmt: skip
    stages = len(reading.spec.stages)
    reading = with_respondents(survey, _of_first(reading), by, wave, COLUMNS)
    check_relabelled(reading, "MICOM", "leave them out")
    groups = Groups.of(reading, compare, wave)
    groups.check()
    found = _found(groups, count, progress)
    verdicts = [_verdicts(one, conf_level) for one in found]
    about = {
        "method": _in_words(reading, count),
        "compare": str(compare), "compared": groups.levels.compared, "n_permutations": count,
        "seed": reading.gaps.seed, "weights": survey.weights, "weight_type": survey.weight_type, "missing": missing,
        "conf_level": conf_level, "interval_level": None, **reading.facts,
        "notes": [
            *reading.notes, say("bounds are {level:.4g}% ranges of relabelled groups", level=100 * conf_level),
            *_notes(reading, found, count, stages),
        ],
    }  # fmt: skip
    return InvarianceResult(
        Table(_table(groups, found, verdicts, conf_level)), groups.levels.keys, about,
        reading.labels, survey.frame.library, Table(_overall(groups, verdicts)),
    )  # fmt: skip


def _of_first(reading: PathReading) -> PathReading:
    """The reading with the first stage of the model alone."""
    return replace(reading, spec=reading.spec.only_first(), products=None, _found={})


def _found(groups: Groups, count: int, progress: bool | None) -> list[Invariance]:
    """The numbers of every comparison."""
    reading, found = groups.reading, []
    with bar(count * len(groups.sides), "permutation", progress) as report:
        for number, pair in enumerate(groups.sides):
            rows, labels = groups.relabelled(number)
            pooled = reading.together([segment for side in pair for segment in side])
            seed, told = seed_of(reading.seed, number), continued(report, number * count)
            one = invariance(rows, reading.spec, labels, pooled, count, seed, told)
            if not len(one.dealt):
                raise ModelError(
                    f"the model cannot be estimated under any of {count:,} labellings; the groups have too few "
                    "respondents: join segments, or take a smaller model"
                )
            found.append(one)
    return found


def _verdicts(found: Invariance, conf_level: float) -> list[int]:
    """How far every construct is the same: 0 not, 1 in its weights, 2 in means and variances too."""
    holds = found.p_values >= 1 - conf_level
    return (holds[0] * (1 + (holds[1] & holds[2]))).astype(int).tolist()


def _table(
    groups: Groups, found: Sequence[Invariance], verdicts: Sequence[Sequence[int]], conf_level: float
) -> dict[str, Any]:  # fmt: skip
    """One row a comparison and construct."""
    constructs = groups.reading.spec.stages[0].constructs
    k = len(constructs)
    own, p = (np.array([getattr(one, name) for one in found]) for name in ("own", "p_values"))
    low, high = (np.array(side) for side in zip(*(one.bounds(conf_level) for one in found), strict=True))
    n = np.repeat([one.n for one in found], k, axis=0)
    return {
        **groups.keys(k),
        "term": list(constructs) * len(found),
        **groups.names(k),
        "estimate": own[:, 0].ravel(),
        "c_low": low[:, 0].ravel(),
        "c_p_value": p[:, 0].ravel(),
        "mean_difference": own[:, 1].ravel(),
        "mean_low": low[:, 1].ravel(),
        "mean_high": high[:, 1].ravel(),
        "mean_p_value": p[:, 1].ravel(),
        "log_variance_ratio": own[:, 2].ravel(),
        "variance_low": low[:, 2].ravel(),
        "variance_high": high[:, 2].ravel(),
        "variance_p_value": p[:, 2].ravel(),
        "verdict": [VERDICTS[v] for one in verdicts for v in one],
        "n": n[:, 0],
        "n_against": n[:, 1],
    }


def _overall(groups: Groups, verdicts: Sequence[Sequence[int]]) -> dict[str, Any]:
    """One row a comparison: the least verdict of its constructs."""
    return {**groups.keys(), **groups.names(), "verdict": [VERDICTS[min(one)] for one in verdicts]}


# ---- words -----------------------------------------------------------------------------------------------------------


def _in_words(reading: PathReading, count: int) -> str:
    """What was done."""
    design = drawn_words(reading.rows.sampling)
    return say(
        "MICOM by {count:,} permutations of the labels of {design}: step 1 holds, as one model of the same indicators "
        "is estimated in all groups",
        count=count, design=design,
    )  # fmt: skip


def _notes(reading: PathReading, found: Sequence[Invariance], count: int, stages: int) -> list[str]:
    """The design, what is left out, and what few labellings and stages mean."""
    notes, failed = design_notes(reading.rows), sum(one.failed for one in found)
    if failed:
        notes.append(say("{count:,} labellings under which the model cannot be estimated are left out", count=failed))
    if count < ENOUGH:
        words = say(
            "{count:,} permutations are few: {enough:,} are asked for where it matters", count=count, enough=ENOUGH
        )
        notes.append(words)
    if stages > 1:
        notes.append(say("of constructs of higher order and of interactions their parts were looked at"))
    stage = reading.spec.stages[0]
    single = [
        reading.called(name) for name, block in zip(stage.constructs, stage.blocks, strict=True) if len(block) == 1
    ]
    if single:
        named = enumerated(single[:MOST_NAMED])
        words = say("constructs of one indicator pass step 2 as they are: {named}", named=named)
        notes.append(words)
    return notes
