"""The regressions on what was selected, which may be other terms in every segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._core import PlacetError
from ..results.table import Table, to_list
from ..survey import Rows, Segments
from . import errors as error_kinds
from .candidates import Candidates
from .constant_model import fit_constant
from .cumulative_logit import CumulativeLogit, fit_cumulative_logit
from .errors import Errors
from .least_squares import conditions, fit_least_squares
from .logit_tables import logit_table
from .logit_walk import CODES
from .model import Model, located
from .regression_tables import coefficient_table


@dataclass(frozen=True)
class Estimates:
    """The table of coefficients, the facts of every segment's fit, and what is to be said about them."""

    table: Table
    facts: dict[str, NDArray[np.float64]]
    notes: list[str]


def estimate(
    among: Candidates,
    rows: Rows,
    inside: Sequence[NDArray[np.bool_] | None],
    kind: Errors,
    conf_level: float,
    logit: bool,
    stacklevel: int,
) -> Estimates:
    """Fit every segment's model, all segments of the same terms at once.

    Parameters
    ----------
    among, rows
        The terms, and the rows to estimate from.
    inside
        The terms of every segment; None for a segment without a model.
    kind, conf_level
        Which standard errors, and the level of their intervals.
    logit
        Whether logits are fitted, or least squares.
    stacklevel
        Of warnings, counted from here.
    """
    sets: dict[bytes, list[int]] = {}
    for segment, terms in enumerate(inside):
        if terms is not None:
            sets.setdefault(terms.tobytes(), []).append(segment)
    blocks: dict[int, dict[str, list[Any]]] = {}
    facts: dict[str, NDArray[np.float64]] = {}
    notes, failed = [], {}
    among = replace(among, model=replace(among.model, rows=rows))
    for segments in sets.values():
        terms = inside[segments[0]]
        assert terms is not None
        model = _model(among, terms, segments)
        if logit:
            fitted = fit_cumulative_logit(model, CODES)
        else:
            fitted = fit_least_squares(model) if model.drivers else fit_constant(model)
            notes += conditions(fitted, stacklevel=stacklevel + 1) if model.drivers else []
        covariances = error_kinds.covariances(fitted, kind, model.rows, None)
        notes += error_kinds.said(model.where, covariances)
        failed |= {s: fit for s, fit in zip(segments, fitted.fits, strict=True) if isinstance(fit, PlacetError)}
        table = (
            logit_table(fitted, covariances, conf_level, design=kind == "design", effects=False)
            if isinstance(fitted, CumulativeLogit)
            else coefficient_table(fitted, covariances, conf_level)
        )
        blocks |= _by_segment(table, segments)
        for name, values in fitted.facts().items():
            facts.setdefault(name, np.full(len(inside), np.nan))[segments] = values
    if failed and len(failed) == sum(terms is not None for terms in inside):
        raise located(among.model, *next(iter(failed.items())))
    notes += [f"not fitted {among.model.where(segment)}{error}" for segment, error in failed.items()]
    names = next(iter(blocks.values()))
    table = Table({name: [value for s in sorted(blocks) for value in blocks[s][name]] for name in names})
    return Estimates(table, facts, list(dict.fromkeys(notes)))


def _model(among: Candidates, terms: NDArray[np.bool_], segments: list[int]) -> Model:
    """The model of these terms in these segments."""
    model = among.submodel(terms)
    return replace(model, rows=replace(model.rows, segments=_choose(model.rows.segments, segments)))


def _choose(segments: Segments, chosen: list[int]) -> Segments:
    """Some of the segments; the rows of the others are in none."""
    if segments.codes is None:
        return segments
    place = np.full(len(segments.keys) + 1, -1, dtype=np.int32)
    place[chosen] = np.arange(len(chosen), dtype=np.int32)
    return Segments(segments.names, tuple(segments.keys[s] for s in chosen), place[segments.codes])


def _by_segment(table: Table, segments: list[int]) -> dict[int, dict[str, list[Any]]]:
    """The rows of every segment of a table in which all have equally many."""
    count = len(table) // len(segments)
    columns = {name: to_list(column) for name, column in table.columns.items()}
    return {
        segment: {name: values[i * count : (i + 1) * count] for name, values in columns.items()}
        for i, segment in enumerate(segments)
    }
