"""Waves that are compared: which column they are in, and what their units are where respondents were asked twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import checks
from .reading import keys_of, read
from .rows import Rows
from .sampling import Sampling
from .survey import Survey


def compared_wave(survey: Survey, by: Any, wave: str | None) -> str | None:
    """The wave column of levels that are compared: waves that are compared as segments are waves all the same."""
    return wave if wave is not None else survey.wave if survey.wave in checks.names("by", by) else None


def compared_sampling(survey: Survey, rows: Rows, by: Any, wave: Any, reserved: Sequence[str]) -> Sampling | None:
    """The design of rows that were read; respondents with rows in several waves are units where these are compared."""
    apart = compared_wave(survey, by, wave)
    if survey.id is None or apart is None or rows.replicates is not None:
        return rows.sampling
    keys = keys_of(survey, by, wave)
    return read(survey, [], by=keys, reserved=reserved, design="declared", units="respondents", wave=apart).sampling
