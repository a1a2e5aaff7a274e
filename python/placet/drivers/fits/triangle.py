"""Nearly dependent columns as a triangle: R of a QR decomposition of the rows, which keeps the digits moments lose."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...survey.columns import codes, numbers, weights
from ..model.model import Model, answered

Floats = NDArray[np.float64]
#: Rows that are decomposed at once.
CHUNK = 1 << 14


def triangle(model: Model, segment: int) -> Floats:
    r"""Upper triangle R of the columns of a segment about their means, the outcome last: R'R are their co-moments.

    With A the rows about the means times root weights and QR = A, squares of sums of products are never formed:
    projections that are read off R are as exact as the condition number of the columns allows, and not its square [1]_.
    Chunks of rows are decomposed one on top of the other.

    References
    ----------
    .. [1] Golub, G. H. and Van Loan, C. F. (2013). Matrix Computations, 4th ed., section 5.3. Johns Hopkins.
    """
    rows = model.rows
    kept = np.flatnonzero(answered(model) & (codes(rows) == segment))
    weight, columns = weights(rows)[kept], [numbers(column) for column in rows.columns]
    order = [*range(1, len(columns)), 0]
    centre = np.array([np.average(columns[j][kept], weights=weight) for j in order])
    found = np.empty((0, 1 + len(order)))
    for start in range(0, len(kept), CHUNK):
        part = slice(start, start + CHUNK)
        away = np.column_stack([columns[j][kept[part]] for j in order]) - centre
        block = np.sqrt(weight[part])[:, None] * np.insert(away, 0, 1.0, axis=1)
        found = np.asarray(np.linalg.qr(np.vstack([found, block]), mode="r"))
    # The constant comes first and takes with it what rounding left of the means.
    return found[1:, 1:]


def explained(r: Floats, columns: list[int]) -> float:
    """Share of the outcome's variation that some columns of a triangle explain; the outcome is its last."""
    outcome = r[:, -1]
    if not columns:
        return 0.0
    q, _ = np.linalg.qr(_scaled(r[:, columns]))
    return float(((q.T @ outcome) ** 2).sum() / (outcome @ outcome))


def _scaled(columns: Floats) -> Floats:
    return columns / np.linalg.norm(columns, axis=0)
