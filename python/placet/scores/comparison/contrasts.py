"""Contrasts of sets of domains: a segment, all segments of its panel, or all but it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...inference.levels import Against, Codes, Levels, Pairs
from ..estimation.linearised import Floats, Terms, largest, sums_of_others


@dataclass(frozen=True)
class Sets:
    """One set of domains an entry: what `kind` says of the domain.

    Attributes
    ----------
    domain : ndarray of int
        A domain each.
    kind : {"self", "total", "rest"}
        The domain itself, the panel it belongs to, or that panel without it.
    panel : ndarray of int, shape (domains,)
        Panel of every domain; the domains of a panel are neighbours.
    """

    domain: Codes
    kind: Against
    panel: Codes

    def sums(self, of_domain: Floats) -> Floats:
        """Sums over the sets, domains being the last axis."""
        if self.kind == "self":
            return of_domain[..., self.domain]
        if self.kind == "rest":
            return sums_of_others(of_domain, self.panel)[..., self.domain]
        starts = np.flatnonzero(np.diff(self.panel, prepend=-1))
        return np.add.reduceat(of_domain, starts, axis=-1)[..., self.panel[self.domain]]

    def line(self, w: Floats, wx: Floats) -> Floats:
        """Slope and intercept of the linearised values of the scores of the sets: 1/w and -mean/w."""
        total = self.sums(w)
        return np.stack([1 / total, -self.sums(wx) / total / total])


def compared_with(pairs: Pairs, levels: Levels) -> Sets:
    """What the first of pairs are compared with."""
    return Sets(pairs.second if pairs.kind == "self" else pairs.first, pairs.kind, levels.panel)


@dataclass(frozen=True)
class Contrast:
    """Scores of sets, or what scores of domains are above those of a second list of sets."""

    first: Sets
    second: Sets | None = None

    @property
    def panel(self) -> Codes | None:
        """Panel of every domain, where a set is more than a domain."""
        return self.first.panel if {self.first.kind, self._last.kind} != {"self"} else None

    @property
    def _last(self) -> Sets:
        return self.first if self.second is None else self.second

    def value(self, w: Floats, wx: Floats) -> Floats:
        """The scores or their differences."""
        score = self.first.sums(wx) / self.first.sums(w)
        return score if self.second is None else score - self.second.sums(wx) / self.second.sums(w)

    def terms(self, w: Floats, wx: Floats) -> Terms:
        """Their gradients.

        A panel is one term, which a domain that is treated otherwise leaves and enters again with what its respondents
        have in all; all others of the largest domain of a panel are a further one, of which nothing is taken out.
        """
        domain, own = self.first.domain, self.first.line(w, wx)
        last = own if self.second is None else -self.second.line(w, wx)
        if self._last.kind == "self":
            parts = [(domain, own, 1.0)] + ([(self._last.domain, last, 1.0)] if self.second else [])
        else:
            panel, apart = self.first.panel, np.zeros(len(domain), dtype=bool)
            if self.second or self._last.kind == "rest":
                apart = largest(w, panel)[domain]
            panels, nobody = int(panel.max()) + 1, len(w) + 2 * (int(panel.max()) + 1)
            parts = [(len(w) + panel[domain] + panels * apart, last, 1.0)]
            if self.second or self._last.kind == "rest":
                parts.append((np.where(apart, nobody, domain), last, -1.0))
            if self.second:
                parts.append((domain, own + last if self.second.kind == "total" else own, 1.0))
        return _terms(parts)

    def terms_apart(self, w: Floats, wx: Floats) -> Terms:
        """The same where all others of the panel of domain d are the domain that many further on: nothing is taken out.

        To take a segment out of its panel leaves but rounding of the others where it has nearly all the weight.
        """
        domain, own = self.first.domain, self.first.line(w, wx)
        lines = own if self.second is None else -self.second.line(w, wx)
        parts = [(len(w) + domain, lines, 1.0)]
        if self._last.kind == "total":
            parts.append((domain, lines if self.second is None else own + lines, 1.0))
        elif self.second is not None:
            parts.append((domain, own, 1.0))
        return _terms(parts)


def _terms(parts: list[tuple[Codes, Floats, float]]) -> Terms:
    domains, lines, signs = zip(*parts, strict=True)
    slopes, intercepts = (np.stack([line[i] for line in lines], axis=1) for i in (0, 1))
    return Terms.table(np.stack(domains, axis=1), slopes, intercepts, np.broadcast_to(signs, slopes.shape))
