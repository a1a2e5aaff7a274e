"""What a variance is taken of: smooth functions of the sums of domains, and their gradients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
T = TypeVar("T", bound=Any)


@dataclass(frozen=True)
class Terms:
    """Contrasts as sparse rows: contrast i has the terms `offsets[i]` to `offsets[i + 1]`.

    A respondent of the term's domain has the linearised value weight · (slope · x + intercept). A term of sign -1 takes
    respondents out again that another term holds. Domains from the number of domains on are panels: all their domains.
    """

    offsets: NDArray[np.int64]
    domains: NDArray[np.uint32]
    slopes: Floats
    intercepts: Floats
    signs: Floats

    @classmethod
    def table(cls, domains: NDArray[Any], slopes: Floats, intercepts: Floats, signs: Floats | None = None) -> Terms:
        """From arrays of contrasts × terms."""
        contrasts, terms = domains.shape
        signs = np.ones(domains.shape) if signs is None else signs
        offsets, of = np.arange(contrasts + 1) * terms, domains.astype(np.uint32)
        return cls(offsets, of.ravel(), slopes.ravel(), intercepts.ravel(), signs.ravel())

    @classmethod
    def dense(cls, slopes: Floats, intercepts: Floats) -> Terms:
        """From contrasts × domains."""
        return cls.table(np.broadcast_to(np.arange(slopes.shape[1]), slopes.shape), slopes, intercepts)


def others(sums: T, panel: NDArray[Any], moved: Callable[[T, NDArray[Any]], T]) -> T:
    """For every domain what all others of its panel add up to; the domains of a panel are neighbours.

    Those before it and those after it are added and nothing is subtracted, so that no digit is lost. `moved` gives what
    domains have to other domains, to none where that is -1; sums over ever longer stretches are made of such moves.
    """
    count, at = len(panel), np.arange(len(panel))
    longest = int(np.bincount(panel).max())

    def move(of: T, step: int) -> T:
        to = at + step
        inside = (to >= 0) & (to < count)
        inside[inside] = panel[to[inside]] == panel[inside]
        return moved(of, np.where(inside, to, -1).astype(np.int32))

    def beyond(side: int) -> T:
        found, step = move(sums, side), 1
        while step < longest:
            found, step = found + move(found, side * step), 2 * step
        return found

    return beyond(1) + beyond(-1)


def sums_of_others(sums: Floats, panel: NDArray[Any]) -> Floats:
    """The same of sums by domain, which are the last axis."""

    def moved(of: Floats, to: NDArray[Any]) -> Floats:
        found = np.zeros_like(of)
        found[..., to[to >= 0]] = of[..., to >= 0]
        return found

    return others(sums, panel, moved)


class Estimands(Protocol):
    """Smooth functions of the sums of weights and of weighted values of the domains."""

    @property
    def panel(self) -> NDArray[np.int64] | None:
        """Panel of every domain, where terms name panels."""
        ...

    def value(self, w: Floats, wx: Floats) -> Floats:
        """The estimates; the last axis is the domains, and becomes the estimands."""
        ...

    def terms(self, w: Floats, wx: Floats) -> Terms:
        """Their gradients."""
        ...


@runtime_checkable
class Apart(Estimands, Protocol):
    """Functions that can name all others of the panel of domain d, as the domain that many further on."""

    def terms_apart(self, w: Floats, wx: Floats) -> Terms:
        """Their gradients, in which nothing is taken out of a panel."""
        ...


def largest(w: Floats, panel: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether a domain has the largest sum of weights of its panel, the first of those that have.

    To take it out of its panel may leave but rounding of the others, which are therefore added up; of no other domain
    can a variance lose digits so, because the others weigh at least as much.
    """
    order = np.lexsort((np.arange(len(w)), -w, panel))
    found = np.zeros(len(w), dtype=bool)
    found[order[np.flatnonzero(np.diff(panel[order], prepend=-1))]] = True
    return found


class Means:
    """The score of every domain."""

    panel = None

    def value(self, w: Floats, wx: Floats) -> Floats:
        """Weighted means."""
        return wx / w

    def terms(self, w: Floats, wx: Floats) -> Terms:
        """One term each: slope 1/w, intercept -mean/w."""
        return Terms.table(np.arange(len(w))[:, None], (1 / w)[:, None], (-wx / w / w)[:, None])
