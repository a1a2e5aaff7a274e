"""The regressions on what was selected, which may be other terms in every segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...results.table import Later, Table
from ..missing.basis import Basis
from ..model.model import failures
from ..prepare import Prepared
from ..regression.logit_tables import logit_table
from ..regression.result import coefficient_table
from ..standard_errors.analysis import analyse
from .candidates import Candidates


@dataclass(frozen=True)
class Estimates:
    """The table of coefficients, the facts of every segment's fit, their joint test, and what is to be said."""

    table: Table
    facts: Later
    joint_test: str
    notes: list[str]


def estimate(
    call: Prepared, among: Candidates, basis: Basis, inside: Sequence[NDArray[np.bool_] | None], conf_level: float
) -> Estimates:
    """Fit every segment's model, all segments of the same terms at once.

    Parameters
    ----------
    call, among, basis
        What is fitted, the terms, and what to estimate from.
    inside
        The terms of every segment; None for a segment without a model.
    conf_level
        Level of the intervals.
    """
    known = [basis.terms(segment) for segment in range(len(inside))]
    names = [
        None if terms is None else [name for name in among.names(terms) if name in known[segment]]
        for segment, terms in enumerate(inside)
    ]
    found = analyse(call, basis, names)
    failed = failures(basis.model, found.fits)
    if call.family == "linear":
        tables = [coefficient_table(one, conf_level) for one in found.groups]
    else:
        tables = [logit_table(one.fitted, one.covariances, conf_level, effects=False) for one in found.groups]
    facts = found.facts([one.pooled for one in found.groups])
    return Estimates(found.join(tables), facts, found.joint_test, [*found.notes, *failed])
