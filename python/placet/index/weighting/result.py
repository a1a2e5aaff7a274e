"""What all weights end in, and what is said of weights of data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ...language import enumerated, say
from ...results.index.weights import NOTHING, WeightsResult
from ...results.table import Table
from ...survey import Survey

#: Weights none of which is farther from equal ones than this share of them say what equal weights say.
NEARLY = 0.1


def flat(
    names: Sequence[str],
    weights: Any,
    about: Mapping[str, Any],
    survey: Survey | None = None,
    *,
    parts: Table | None = None,
    **diagnostics: Any,
) -> WeightsResult:
    """Weights of names without a tree.

    Parameters
    ----------
    names, weights
        One weight a name.
    about
        How they were made: `source`, `method`, `notes` and facts.
    survey
        Where labels and the library of frames come from.
    parts
        What they were made of: judges, or weights that were blended.
    diagnostics
        Further columns.
    """
    table = Table({"term": list(names), "weight": np.asarray(weights, dtype=np.float64), **diagnostics})
    labels, library = ({}, None) if survey is None else (survey.labels, survey.frame.library)
    return WeightsResult(table, (), {"notes": [], **about}, labels, library, NOTHING if parts is None else parts)


def nearly_equal(weights: np.ndarray) -> list[str]:
    """Words for weights that hardly differ."""
    if len(weights) < 2 or np.abs(len(weights) * weights - 1).max() > NEARLY:
        return []
    return [say("the weights are nearly equal: none is farther than {share:.0%} from 1 / {count}", share=NEARLY,
                count=len(weights))]  # fmt: skip


def constant_notes(names: Sequence[str]) -> list[str]:
    """Words for columns that weigh nothing because all units are alike in them."""
    return [say("weight 0 where all units are alike: {names}", names=enumerated(list(names)))] if names else []


def keep_note(count: int) -> str:
    """Words for weights that are no property of the index but of these units."""
    return say("from {count:,} units; keep these weights for later waves, new ones would move the yardstick",
               count=count)  # fmt: skip
