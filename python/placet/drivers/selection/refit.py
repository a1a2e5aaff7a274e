"""The regressions on what was selected, which may be other terms in every segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..._core import PlacetError
from ...results.table import Table, to_list
from ..fits.constant import fit_constant
from ..fits.cumulative_logit import CumulativeLogit, fit_cumulative_logit
from ..fits.least_squares import LeastSquares, conditions, fit_least_squares
from ..missing.basis import Basis
from ..model.model import Model, located
from ..regression.logit_tables import logit_table
from ..regression.tables import coefficient_table
from ..standard_errors.analysis import analyse_groups, stack_facts
from ..standard_errors.kinds import Errors
from .candidates import Candidates
from .walks.logit import CODES


@dataclass(frozen=True)
class Estimates:
    """The table of coefficients, the facts of every segment's fit, and what is to be said about them."""

    table: Table
    facts: dict[str, NDArray[np.float64]]
    notes: list[str]


def estimate(
    among: Candidates,
    basis: Basis,
    inside: Sequence[NDArray[np.bool_] | None],
    kind: Errors,
    conf_level: float,
    logit: bool,
    stacklevel: int,
) -> Estimates:
    """Fit every segment's model, all segments of the same terms at once.

    Parameters
    ----------
    among, basis
        The terms, and what to estimate from.
    inside
        The terms of every segment; None for a segment without a model.
    kind, conf_level
        Which standard errors, and the level of their intervals.
    logit
        Whether logits are fitted, or least squares.
    stacklevel
        Of warnings, counted from here.
    """
    among = replace(among, model=basis.model)
    names = [None if terms is None else _names(among, basis, terms, segment) for segment, terms in enumerate(inside)]
    blocks: dict[int, dict[str, list[Any]]] = {}
    notes, failed = [], {}
    groups = analyse_groups(basis, partial(fit_cumulative_logit, categories=CODES) if logit else _fit, kind, names)
    for group in groups:
        found, segments = group.analysis, group.segments
        fitted, covariances = found.fitted, found.covariances
        if not logit and fitted.model.drivers and not all(isinstance(fit, PlacetError) for fit in fitted.fits):
            notes += conditions(fitted, stacklevel=stacklevel + 1)
        notes += found.notes
        failed |= {s: fit for s, fit in zip(segments, fitted.fits, strict=True) if isinstance(fit, PlacetError)}
        table = (
            logit_table(fitted, covariances, conf_level, design=kind == "design", effects=False)
            if isinstance(fitted, CumulativeLogit)
            else coefficient_table(fitted, covariances, conf_level)
        )
        blocks |= _by_segment(table, segments)
    facts = stack_facts(groups, len(inside))
    if failed and len(failed) == sum(terms is not None for terms in inside):
        raise located(among.model, *next(iter(failed.items())))
    notes += [f"not fitted {among.model.where(segment)}{error}" for segment, error in failed.items()]
    columns = next(iter(blocks.values()))
    table = Table({name: [value for s in sorted(blocks) for value in blocks[s][name]] for name in columns})
    return Estimates(table, facts, list(dict.fromkeys(notes)))


def _fit(model: Model) -> LeastSquares:
    return fit_least_squares(model) if model.drivers else fit_constant(model)


def _names(among: Candidates, basis: Basis, terms: NDArray[np.bool_], segment: int) -> list[str]:
    """The selected terms and the covariates that say something in a segment."""
    known = basis.terms(segment)
    return [name for name in among.names(terms) if name in known]


def _by_segment(table: Table, segments: list[int]) -> dict[int, dict[str, list[Any]]]:
    """The rows of every segment of a table in which all have equally many."""
    count = len(table) // len(segments)
    columns = {name: to_list(column) for name, column in table.columns.items()}
    return {
        segment: {name: values[i * count : (i + 1) * count] for name, values in columns.items()}
        for i, segment in enumerate(segments)
    }
