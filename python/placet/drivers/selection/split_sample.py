"""Two random parts of the respondents: one to select drivers on, the other to estimate what they do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ...survey import Rows, Survey
from ...survey.columns import codes


def split_rows(rows: Rows, units: NDArray[np.int64], share: float, seed: int) -> tuple[Rows, Rows]:
    """The rows that count of about `share` of the units, and those of the others.

    Every segment is split by itself, so that its parts do not depend on the other segments. Rows of frequencies, which
    stand for several respondents, are split respondent by respondent where every row is a unit of its own.
    """
    counting = rows.counting
    segments = codes(rows)
    frequencies = _frequencies(rows, units)
    first = np.zeros(rows.n_total)
    for segment in range(len(rows.segments.keys)):
        rng = np.random.default_rng(seed)
        inside = np.flatnonzero(counting & (segments == segment))
        if frequencies is None:
            first[inside] = _drawn(units[inside], share, rng)
        else:
            first[inside] = rng.binomial(frequencies[inside], share)
    if frequencies is None or rows.weights is None:
        return rows.only(counting & (first > 0)), rows.only(counting & (first == 0))
    name = rows.weights[0]
    parts = (first, np.where(counting, frequencies - first, 0.0))
    return replace(rows, weight_column=(name, parts[0], [])), replace(rows, weight_column=(name, parts[1], []))


def _frequencies(rows: Rows, units: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """Whole frequencies of rows that are units of their own."""
    if rows.weights is None or rows.weight_type != "frequency" or len(np.unique(units)) < len(units):
        return None
    weights = np.asarray(rows.weights[1], dtype=np.float64)
    return weights.astype(np.int64) if (weights % 1 == 0).all() else None


def _drawn(units: NDArray[np.int64], share: float, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Which rows are of the units drawn."""
    found, unit = np.unique(units, return_inverse=True)
    drawn = np.zeros(len(found), dtype=bool)
    drawn[rng.permutation(len(found))[: round(share * len(found))]] = True
    return drawn[unit]


def unit_of_row(survey: Survey, n_rows: int) -> tuple[NDArray[np.int64], str]:
    """Who stays together: rows of a cluster, or of one respondent, where the survey declares them; and their name."""
    name = survey.cluster or survey.id
    if name is None:
        return np.arange(n_rows), "respondents"
    clusters, count = survey.clusters(name)
    units = clusters.astype(np.int64)
    if survey.cluster and survey.nest and survey.strata:  # numbered anew in every stratum
        strata, _ = survey.clusters(survey.strata)
        units = np.where((units < 0) | (strata < 0), -1, units + count * strata.astype(np.int64))
    alone = np.flatnonzero(units < 0)
    units[alone] = units.max(initial=-1) + 1 + np.arange(len(alone))
    return units, "clusters" if survey.cluster else "respondents"
