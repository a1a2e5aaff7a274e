"""The sampling design of answers that are counted where they live: its columns are keys of what is counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from .._core import DataError
from ..engines import Condensed, TooManyError
from ..frames.frame import Frame
from . import answers
from .away import without_rows
from .design import read_sampling
from .respondents import check_respondents
from .sampling import Sampling
from .survey import Survey
from .waves import read_waves, sampled_waves, wave_of_design


@dataclass(frozen=True)
class CountedDesign:
    """What a call asks of the design of data that stay where they are.

    Attributes
    ----------
    survey : Survey
        The data and how they were collected.
    asked : {"none", "declared", "always"}
        Whether the design is read, as in `read`.
    identity : str or None
        The respondent, where respondents are the units.
    samples : list of str
        The wave, where every wave is a sample of its own.
    wave : str or None
        The wave within which a respondent may occur once.
    """

    survey: Survey
    asked: Literal["none", "declared", "always"]
    identity: str | None = None
    samples: Sequence[str] = ()
    wave: str | None = None

    @classmethod
    def of(cls, survey: Survey, asked: Any, units: str, by: Any, wave: str | None) -> CountedDesign:
        """What `read` is asked for by its arguments `design`, `units`, `by` and `wave`."""
        if asked == "none":
            return cls(survey, asked)
        identity = survey.id if units == "respondents" else None
        apart = None if wave is None or identity is None else survey.frame.require(wave, "wave")
        made = cls(survey, asked, identity, wave=apart)
        return replace(made, samples=wave_of_design(survey, by, wave)) if made.sampled else made

    @property
    def sampled(self) -> bool:
        """Whether it says how units were drawn; replicate weights hold that already."""
        return not self.replicated and bool(self.drawn or self.asked == "always")

    @property
    def replicated(self) -> bool:
        """Whether replicate weights are asked for."""
        return self.asked != "none" and self.survey.repweights is not None

    @property
    def drawn(self) -> list[str]:
        """Columns that say how units were drawn."""
        survey = self.survey
        if self.asked == "none" or self.replicated:
            return []
        return [name for name in (survey.strata, survey.cluster, survey.fpc, self.identity) if isinstance(name, str)]

    @property
    def keys(self) -> list[str]:
        """Columns that answers are counted by besides the segments."""
        apart = [self.wave] if self.wave and not self.replicated else []
        return list(dict.fromkeys([*self.drawn, *self.samples, *apart]))

    def check(self) -> None:
        """Refuse respondents beside replicate weights, which are no units and yet counted, before all else."""
        if self.identity is None or not self.replicated:
            return
        survey, names = self.survey, [name for name in (self.identity, self.wave) if name]
        with self.told():
            frame, found = survey.frame.condensed(names, survey.weights)
        with without_rows():
            self._check_respondents(frame, self._fetched(frame, names), found.n - found.zero)

    @contextmanager
    def told(self) -> Iterator[None]:
        """Respondents who are too many to be counted one by one are told as what they are."""
        try:
            yield
        except TooManyError as error:
            if self.identity is None:
                raise
            raise DataError(
                f"respondents of the id column {self.identity!r} are units that are counted one by one where they "
                f"live, and {error}; or leave id out, which takes waves for independent samples, or take a sample of "
                "whole respondents"
            ) from None

    def sampling(self, frame: Frame, found: Condensed) -> Sampling | None:
        """How the respondents were drawn that the rows of a frame stand for."""
        fetched = self._fetched(frame, self.keys)
        respondents = found.n - found.zero
        if not self.sampled:
            return None
        if self.identity:
            self._check_respondents(frame, fetched, respondents)
        survey = self.survey
        roles = {role: getattr(survey, role) for role in ("strata", "cluster", "fpc", "nest", "lonely_psu")}
        frequency = survey.weights is not None and survey.weight_type == "frequency"
        waves = [(name, *sampled_waves(survey.on(frame), name, fetched[name])) for name in self.samples]
        return read_sampling(
            fetched, respondents > 0, {**roles, "id": self.identity}, always=self.asked == "always",
            frequencies=found.w if frequency else respondents.astype(np.float64), waves=waves[0] if waves else None,
        )  # fmt: skip

    def _fetched(self, frame: Frame, names: Sequence[str]) -> dict[str, Any]:
        """The columns of the design, without the codes of no answer where these are said of them by name."""
        fetched, codes = frame.fetch(names), self.survey.na_codes
        named = {*self.drawn, self.identity}.intersection(codes, names) if isinstance(codes, Mapping) else ()
        return fetched | {name: answers.blanked(fetched[name], answers.codes_for(name, codes)) for name in named}

    def _check_respondents(self, frame: Frame, fetched: Mapping[str, Any], respondents: np.ndarray) -> None:
        """Refuse respondents as `read` does; one who gave the same answer twice is two rows."""
        wave, survey = self.wave, self.survey.on(frame)
        key = None if wave is None else (wave, read_waves(survey, wave, fetched[wave], needed=False))
        check_respondents(self.survey, fetched, respondents, key)
