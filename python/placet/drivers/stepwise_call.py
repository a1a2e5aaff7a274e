"""The data of a call of `stepwise`: who selects, who estimates, and what is selected in every segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import _core
from .._core import ModelError, Moments
from ..progress import bar, continued
from ..survey import Rows, Survey
from ..survey.missing import base_facts
from .candidates import Candidates
from .halves import only, split_rows, unit_of_row
from .model import answered
from .selected import Means, Selected, resampled, select_terms
from .selection import Rule


@dataclass(frozen=True)
class Call:
    """The data of a call.

    Attributes
    ----------
    among : Candidates
        What is chosen among.
    selecting, estimating : Rows
        The respondents who select and those who estimate: the same, or two parts of them.
    moments : sequence of Moments
        Of those who select, one a segment.
    facts : dict
        Counts of all respondents.
    """

    among: Candidates
    selecting: Rows
    estimating: Rows
    moments: Sequence[Moments]
    facts: dict[str, Any]

    def repeated(self, counts: Sequence[int]) -> dict[str, list[Any]]:
        """The key columns of a table with so many rows a segment."""
        keys = self.selecting.segments.columns()
        return {
            name: [label for label, count in zip(labels, counts, strict=True) for _ in range(count)]
            for name, labels in keys.items()
        }


def read_call(among: Candidates, survey: Survey, missing: Any, split: float | None, seed: int | None) -> Call:
    """Accumulate the moments of all respondents, or split them first."""
    rows = among.model.rows
    moments = _moments(rows)
    facts = base_facts(rows, moments, missing, "the outcome or a driver")
    # Rows that lack the answer of a driver that is not selected have no part in the estimates either.
    complete = rows if facts["n_missing"] == 0 else only(rows, answered(among.model))
    if split is None or seed is None:
        return Call(among, rows, complete, moments, facts)
    units, name = unit_of_row(survey, rows.n_total)
    selecting, estimating = split_rows(complete, units, split, seed)
    moments = _moments(selecting)
    facts |= {"split": split, "split_by": name, "n_selection": _respondents(moments, rows)}
    facts["n_estimation"] = _respondents(_moments(estimating), rows)
    return Call(among, selecting, estimating, moments, facts)


def _moments(rows: Rows) -> list[Moments]:
    return _core.accumulate_moments(list(rows.columns), rows.weights, rows.segments.cells)


def _respondents(moments: Sequence[Moments], rows: Rows) -> int:
    return round(sum(m.sum_w if rows.weight_type == "frequency" else m.n for m in moments))


def select_all(call: Call, rule: Rule, full: bool) -> list[Selected | ModelError]:
    """The selection of every segment, or why there is none."""
    logs = _log_weights(call)
    found: list[Selected | ModelError] = []
    for moments, log_weights in zip(call.moments, logs, strict=True):
        means = Means(moments.n, moments.sum_w, moments.mean, moments.comoment)
        try:
            found.append(select_terms(means, call.among, rule, full, call.selecting.weight_type, log_weights))
        except ModelError as error:
            found.append(error)
    return found


def _log_weights(call: Call) -> list[float]:
    """Σ log w of the complete rows of every segment, which the likelihood under precision weights has."""
    rows = call.selecting
    if rows.weight_type != "precision" or rows.weights is None:
        return [0.0] * len(call.moments)
    values = np.asarray(rows.weights[1], dtype=np.float64)
    logs = np.full(len(values), np.nan)
    np.log(values, out=logs, where=values > 0)
    found = _core.accumulate_moments([("log weights", logs, []), *rows.columns], None, rows.segments.cells)
    return [float(m.mean[0]) * m.n for m in found]


def resample_all(
    call: Call, found: Sequence[Selected | ModelError], rule: Rule, full: bool, n_resamples: int, seed: int | None,
    progress: bool | None,
) -> tuple[list[NDArray[np.bool_]], int]:  # fmt: skip
    """Which terms are selected in each bootstrap sample of the respondents who select, a matrix a segment.

    Also how many samples could not be fitted.
    """
    if not n_resamples or seed is None:
        return [], 0
    rows, samples = call.selecting, []
    with bar(len(call.moments) * n_resamples, "resample", progress) as report:
        for segment, moments in enumerate(call.moments):
            if isinstance(found[segment], ModelError):
                samples.append(np.empty((0, len(call.among.terms)), dtype=bool))
                continue
            drawn = _core.bootstrap_moments(
                list(rows.columns), rows.weights, rows.segments.cells, segment, n_resamples, seed, rows.weight_type,
                continued(report, segment * n_resamples),
            )  # fmt: skip
            means = [Means(moments.n, float(sum_w), *of) for sum_w, *of in zip(*drawn, strict=True)]
            samples.append(resampled(means, call.among, rule, full, rows.weight_type))
    fitted = sum(not isinstance(f, ModelError) for f in found)
    return samples, n_resamples * fitted - sum(map(len, samples))
