"""What a survey file holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Contents:
    """The contents of a file.

    Attributes
    ----------
    data : mapping or data frame
        The columns.
    labels : mapping
        Question texts by column, where the file has them.
    value_labels : mapping
        Label of every code by column, where the file has them.
    """

    data: Any
    labels: Mapping[str, str] = field(default_factory=dict)
    value_labels: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)
