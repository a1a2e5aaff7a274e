"""Importances in resamples: bootstrap samples, resamples of a design, replicate weights, groups left out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...inference.grouped_jackknife import is_finite, left_out
from ...inference.resamples import Resamples
from ...missing.gaps import seed_of
from ...progress import continued
from ...survey.left_out import LeftOut
from ...survey.replicates import ReplicateWeights
from ...types import Progress
from ..missing.basis import Basis
from .split import Split

Floats = NDArray[np.float64]


def resample(
    split: Split, basis: Basis, segment: int, count: int, seed: int, jackknife: bool, report: Progress
) -> Resamples:  # fmt: skip
    """Bootstrap the importances of a segment; completed data sets share the resamples."""
    if basis.treated is not None:
        samples = list(basis.treated.replicates(segment)[:count])
        found = split.of_model(basis.model).drawn(samples, report)
        failed = np.full((count - len(samples), found.shape[1]), np.nan)  # those that had no moments
        return Resamples([np.concatenate([found, failed])])
    sets = []
    for i, (model, share, done) in enumerate(basis.shares(count)):
        samples = model.rows.samples(segment, model.rows.draws(share, seed_of(seed, i)))
        sets.append(split.of_model(model).drawn(samples, continued(report, done)))
    rows, own = basis.model.rows, split.of_model(basis.model)
    if rows.replicates is not None:
        return Resamples(sets, rule=rows.replicates.rule, df=float(basis.replicates_df[segment]))
    if not jackknife:
        return Resamples(sets)
    return Resamples(sets, own.without_each(rows, segment))


def leave_out(split: Split, basis: Basis, segment: int, report: Progress) -> Resamples:
    """Importances with groups of respondents, or of whole sampling units, left out in turn."""
    own, rows = split.of_model(basis.model), basis.model.rows
    if isinstance(rows.replicates, LeftOut):
        found = own.drawn(rows.samples(segment, []), report)
        return Resamples([found], rule=rows.replicates.rule, df=float(basis.replicates_df[segment]))
    samples = left_out(rows, segment)
    rule = ReplicateWeights("*", "JK1", mse=not is_finite(rows))
    return Resamples([own.drawn(samples, report)], rule=rule, df=len(samples) - 1.0)
