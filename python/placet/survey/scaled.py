"""The reading of answers on a scale of which not only the points count: means, gaps, ranks and indexes."""

from __future__ import annotations

from collections.abc import Sequence

from .reading import read
from .rows import Rows
from .scale_range import check_range
from .short_scale import check_read
from .survey import Survey


def read_scaled(
    survey: Survey, names: Sequence[str], bounds: tuple[float, float | None], *, role: str, by: Sequence[str],
    reserved: Sequence[str], resampled: bool = False,
) -> Rows:  # fmt: skip
    """Fetch and check columns, with the declared design; see `read` for what is not told here.

    Parameters
    ----------
    bounds
        Lowest and highest answer, which none may pass; (1, None) where no scale is given.
    """
    low, high = bounds
    events = bounds == (0, 1)
    rows = read(
        survey, names, role=role, by=by, low=low, high=high, events=events, reserved=reserved, design="declared",
        resampled=resampled,
    )  # fmt: skip
    if high is not None:
        check_range(rows, low, high)
        check_read(rows, low, high)
    return rows
