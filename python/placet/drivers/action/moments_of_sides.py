"""Moments of incomplete answers of the score and of its sides, all made of one estimate of both sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..._core import Moments
from ...missing.incomplete import Treated
from ...survey import Term
from ...types import Column
from ..missing.basis import Basis, basis_of
from ..prepare import Prepared

Floats = NDArray[np.float64]


def bases_of_moments(call: Prepared, score: Column, promoters: Column, detractors: Column) -> list[Basis]:
    """What the score, the promoters and the detractors are fitted to, each the outcome, the other side the last column.

    The likelihood of the sides together is that of the score and one of them, which a change of the axes turns into
    each other: so the sides sum to the score under ``"em"`` and ``"pairwise"``, too.
    """
    whole = _beside(call, promoters, detractors)
    p = len(whole.model.rows.columns)
    both, swapped = np.eye(p), np.eye(p)
    both[0, -1] = 1
    swapped[[0, -1]] = swapped[[-1, 0]]
    made = [(score, detractors, both), (promoters, detractors, np.eye(p)), (detractors, promoters, swapped)]
    return [_turned(whole, _columns(call, *columns), axes) for *columns, axes in made]


def _beside(call: Prepared, outcome: Column, other: Column) -> Basis:
    """The moments of a side with the other as one more column, which is in no model."""
    model, rows = call.model, call.model.rows
    aside = Term(f"{model.outcome} (other side)", (len(rows.columns),), role="covariate")
    rows = replace(rows, columns=_columns(call, outcome, other))
    basis = basis_of(replace(model, rows=rows, terms=(*model.terms, aside)), call.gaps)
    gaps = {name: count for name, count in basis.about["n_not_answered"].items() if name != aside.name}
    return replace(basis, about=basis.about | {"n_not_answered": gaps})


def _columns(call: Prepared, outcome: Column, other: Column) -> tuple[Column, ...]:
    _, values, codes = other
    return outcome, *call.model.rows.columns[1:], (f"{call.model.outcome} (other side)", values, codes)


def _turned(basis: Basis, columns: tuple[Column, ...], axes: Floats) -> Basis:
    """The same estimates of columns that are sums of those they were made of."""
    assert basis.treated is not None
    rows = replace(basis.model.rows, columns=columns)
    cells = tuple(_cell(cell, axes) for cell in basis.treated.cells)
    treated = Treated(rows, cells, basis.treated.about, basis.treated.notes)
    return replace(basis, model=replace(basis.model, rows=rows), treated=treated)


def _cell(cell: Mapping[str, Any], axes: Floats) -> dict[str, Any]:
    found = dict(cell)
    if "moments" in cell:
        found["moments"] = _along(cell["moments"], axes)
    found["replicates"] = [_along(moments, axes) for moments in cell.get("replicates") or []]
    if cell.get("variance") is not None:
        turn = _turn(axes)
        found["variance"] = turn @ cell["variance"] @ turn.T
    return found


def _along(moments: Moments, axes: Floats) -> Moments:
    mean, comoment = axes @ moments.mean, axes @ moments.comoment @ axes.T
    return Moments.of_parts(moments.n, moments.sum_w, moments.sum_w2, mean, comoment)


def _turn(axes: Floats) -> Floats:
    """How p means and the covariances (i, j), i ≥ j, row by row, follow the axes."""
    p = len(axes)
    lower = np.tril_indices(p)
    blocks = []
    for i, j in zip(*lower, strict=True):
        unit = np.zeros((p, p))
        unit[i, j] = unit[j, i] = 1
        blocks.append((axes @ unit @ axes.T)[lower])
    turn = np.zeros((p + len(blocks),) * 2)
    turn[:p, :p], turn[p:, p:] = axes, np.array(blocks).T
    return turn
