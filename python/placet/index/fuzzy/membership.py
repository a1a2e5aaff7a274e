"""How far answers belong to grades."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias, get_args

import numpy as np

from ..._core import DataError
from ...language import Said, say
from ...survey import Rows
from ..trees.grades import Grades
from ..trees.tree import Floats

MembershipKind: TypeAlias = Literal["frequency", "triangular", "trapezoid", "gaussian", "given"]
KINDS: tuple[MembershipKind, ...] = get_args(MembershipKind)
WORDS: Mapping[str, Said] = {
    "frequency": say("memberships from shares of answers"),
    "triangular": say("triangular memberships of scores"),
    "trapezoid": say("trapezoid memberships of scores"),
    "gaussian": say("Gaussian memberships of scores"),
    "given": say("memberships as given"),
}
#: A score that is no further from a point is at it.
AT = 1e-9


def memberships(kind: str, grades: Grades, scores: Floats) -> Floats:
    r"""Memberships of scores from 0 to 100, which sum to 1.

    With :math:`c_1 < \dots < c_G` the points of the grades, scores beyond the outermost being at them,

    - frequency: 1 in the grade that the point of the scale stands for, of G equally distant ones;
    - triangular: 1 at :math:`c_g`, falling in straight lines to 0 at :math:`c_{g-1}` and :math:`c_{g+1}`;
    - trapezoid: the same, but 1 over the quarters of the distances next to :math:`c_g` and falling over their middle
      halves;
    - Gaussian: :math:`\exp(-(x - c_g)^2 / 2\sigma^2)`, on either side with the :math:`\sigma` that makes it one half
      in the middle between two grades, divided by the sum over the grades.

    Parameters
    ----------
    kind : {"frequency", "triangular", "trapezoid", "gaussian"}
    grades : Grades
        G of them.
    scores : shape (n,)

    Returns
    -------
    shape (n, G), the highest grade first
        NaN where there is no score.
    """
    points = grades.points[::-1]
    if kind == "frequency":
        points, scores = np.arange(len(points), dtype=np.float64), np.rint(scores / 100 * (len(points) - 1))
    if kind == "gaussian":
        return _gaussian(points, np.clip(scores, points[0], points[-1]))[:, ::-1]
    knots, of_grade = points, np.arange(len(points))
    if kind == "trapezoid":
        quarter = np.diff(points) / 4
        knots = np.column_stack([points[:-1] + quarter, points[1:] - quarter]).ravel()
        of_grade = np.repeat(of_grade, 2)[1:-1]
    found = [np.interp(scores, knots, (of_grade == grade).astype(float)) for grade in range(len(points))]
    return np.stack(found[::-1], axis=1)


def _gaussian(points: Floats, scores: Floats) -> Floats:
    distance = scores[:, None] - points
    steps = np.diff(points)
    below, above = np.append(steps[:1], steps), np.append(steps, steps[-1:])
    # exp(-(d/2)²/2σ²) = 1/2 in the middle between neighbours d apart.
    sigma = np.where(distance < 0, below, above) / np.sqrt(8 * np.log(2))
    exponent = -((distance / sigma) ** 2) / 2
    found = np.exp(exponent - exponent.max(axis=1, keepdims=True))
    return found / found.sum(axis=1, keepdims=True)


def check_points(rows: Rows, name: str, scores: Floats, answers: Floats, grades: Grades, ends: str) -> None:
    """Refuse an answer that is none of the points of the scale that grades stand for."""
    steps = scores / 100 * (len(grades.names) - 1)
    off = np.flatnonzero((np.abs(steps - np.rint(steps)) > AT) & rows.counting)
    if len(off):
        row = int(off[0])
        raise DataError(
            f"column {name!r} holds {answers[row]:g} in row {row}, which is none of the {len(grades.names)} points of "
            f"the scale {ends} that {len(grades.names)} grades stand for; give a grade to every point of the scale, or "
            'pass membership="triangular" (or "trapezoid", "gaussian") for scores between grades'
        )
