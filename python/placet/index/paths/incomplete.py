"""What is done about missing answers in path models, and what cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ... import checks
from ..._core import DataError, Moments
from ...missing.gaps import Gaps
from ...survey import Rows, Survey
from .path_spec import Spec

#: What path models do about missing answers.
MISSING = ("drop", "raise", "pairwise", "em", "multiple")


def check_resampled(gaps: Gaps, rows: Rows) -> None:
    """Refuse resamples of incomplete answers, which are of respondents, where other units are drawn."""
    if not (gaps.of_moments and gaps.n_resamples and (rows.sampling or rows.replicates)):
        return
    what = "strata, clusters or replicate weights"
    if rows.sampling is not None and rows.sampling.plain:
        what = "respondents of several waves"
    raise DataError(
        f'missing={gaps.missing!r} has resamples of its own, which know no {what}; take missing="multiple" or "drop", '
        "or n_resamples=0"
    )


def gaps_of(survey: Survey, spec: Spec, **given: Any) -> Gaps:
    """What is done about missing answers, as far as path models can have it."""
    if given["missing"] == "indicator":
        raise DataError(
            'missing="indicator" marks gaps by 0/1 columns beside the indicators, and a construct has no place for '
            'them: they would be weighted as if they measured it; take missing="em", "multiple", "pairwise" or "drop"'
        )
    checks.choice("missing", given["missing"], MISSING)
    gaps = Gaps.of(survey, **given)
    if spec.last.products and not gaps.listwise:
        raise DataError(
            f"missing={gaps.missing!r} takes answers for linear functions of each other, which would hide interactions "
            'of constructs; take missing="drop", or leave the interactions out'
        )
    return gaps


def together(sets: Sequence[Sequence[Moments]]) -> list[Moments]:
    """Moments of every segment, of all its data sets together, which count as one."""
    found = []
    for first, *others in zip(*sets, strict=True):
        whole, count = first, len(sets)
        for other in others:
            whole = whole + other
        parts = first.n, first.sum_w, first.sum_w2, whole.mean, whole.comoment / count
        found.append(Moments.of_parts(*parts) if first.n else first)
    return found
