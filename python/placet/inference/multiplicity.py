"""Many tests at once: adjusted p-values, and letters that say which segments differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Adjust: TypeAlias = Literal["holm", "bonferroni", "fdr_bh", "none"]

Floats = NDArray[np.float64]


def adjusted_p(p_value: Floats, adjust: Adjust, hypotheses: int | None = None) -> Floats:
    r"""Adjusted p-values of one family; NaN stays NaN and does not count.

    The family may have more hypotheses than are given, whose p-values are larger; without a number it has none.
    With the m p-values in rising order, Bonferroni's are :math:`m p_i`, Holm's
    :math:`\max_{j \le i} (m - j + 1) p_j`, Benjamini and Hochberg's :math:`\min_{j \ge i} m p_j / j`, all at most 1.

    References
    ----------
    Holm, S. (1979). Scandinavian Journal of Statistics 6, 65-70. Benjamini, Y. and Hochberg, Y. (1995). J. Royal
    Statistical Society B 57, 289-300.
    """
    tested = np.flatnonzero(~np.isnan(p_value))
    order = tested[np.argsort(p_value[tested], kind="stable")]
    p, m = p_value[order], hypotheses or len(order)
    if adjust == "bonferroni":
        p = m * p
    elif adjust == "holm":
        p = np.maximum.accumulate((m - np.arange(len(p))) * p)
    elif adjust == "fdr_bh":
        p = np.minimum.accumulate((m / np.arange(1, len(p) + 1) * p)[::-1])[::-1]
    adjusted = np.full(len(p_value), np.nan)
    adjusted[order] = np.minimum(p, 1)
    return adjusted


def common_level(p_value: Floats, adjust: Adjust, conf_level: float) -> float:
    r"""Level at which every interval of a family holds 0 exactly where its adjusted p-value is not below α.

    With m tests of which r find something at α, one less the level of the family, it is 1 - α/m for Bonferroni's
    adjustment, 1 - α/(m - r + 1) for Holm's, whose last rejected p-value is below α/(m - r + 1) and the next one not
    below α/(m - r), and 1 - rα/m for Benjamini and Hochberg's, the false coverage rate intervals of Benjamini and
    Yekutieli; where nothing is found 1 - α/m for all three. Not adjusted it is that of the family.

    References
    ----------
    Benjamini, Y. and Yekutieli, D. (2005). False discovery rate-adjusted multiple confidence intervals for selected
    parameters. J. American Statistical Association 100, 71-81.
    """
    alpha = 1 - conf_level
    m = int(np.count_nonzero(~np.isnan(p_value)))
    r = int(np.count_nonzero(adjusted_p(p_value, adjust) < alpha))
    tail = {
        "none": alpha,
        "bonferroni": alpha / max(m, 1),
        "holm": alpha / (m - max(r, 1) + 1) if m else alpha,
        "fdr_bh": max(r, 1) * alpha / max(m, 1),
    }[adjust]
    return conf_level if tail == alpha else 1 - tail


def letter(position: int, alphabet: str = "abcdefghijklmnopqrstuvwxyz") -> str:
    """A, b, ..., z, aa, ab, ...: the name of a column, from position 0."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, len(alphabet))
        name = alphabet[rest] + name
    return name


def compact_letters(estimate: Floats, different: NDArray[np.bool_]) -> list[str]:
    """Letters such that two segments share one exactly where they do not differ significantly.

    Every letter stands for a largest set of segments of which no two differ; sets are grown from pairs that have no
    letter in common yet, the highest scores first, so that segments in a row share few letters. A segment without a
    score gets none.

    Parameters
    ----------
    estimate : shape (segments,)
        Scores; the highest gets the letter a.
    different : shape (segments, segments)
        Which pairs differ.

    References
    ----------
    Piepho, H.-P. (2004). An algorithm for a letter-based representation of all-pairwise comparisons. J. Computational
    and Graphical Statistics 13, 456-466.
    """
    order = [i for i in np.argsort(-estimate, kind="stable") if not np.isnan(estimate[i])]
    alike = ~different[np.ix_(order, order)]
    # One whole number a segment, bit j for the segment j-th from the top: sets are intersected in one step.
    bits = [int.from_bytes(row.tobytes(), "little") for row in np.packbits(alike, axis=1, bitorder="little")]
    letters: list[list[str]] = [[] for _ in estimate]
    for count, members in enumerate(_cliques(bits)):
        name = letter(count)
        for member in members:
            letters[order[member]].append(name)
    separator = "" if all(len(name) == 1 for names in letters for name in names) else " "
    return [separator.join(names) for names in letters]


def _cliques(alike: Sequence[int]) -> list[list[int]]:
    """Largest sets of alike segments that together hold every pair of alike segments, and every segment."""
    covered = [1 << i for i in range(len(alike))]
    cliques: list[list[int]] = []
    members = 0
    for first in range(len(alike)):
        open_pairs = (alike[first] & ~covered[first]) >> (first + 1) << (first + 1)
        alone = not members >> first & 1
        while open_pairs or alone:
            start = [first, _lowest(open_pairs)] if open_pairs else [first]
            clique = _grow(start, alike)
            mask = sum(1 << member for member in clique)
            for member in clique:
                covered[member] |= mask
            cliques.append(clique)
            members |= mask
            open_pairs &= ~mask
            alone = False
    return cliques


def _grow(clique: list[int], alike: Sequence[int]) -> list[int]:
    candidates = -1
    for member in clique:
        candidates &= alike[member] & ~(1 << member)
    while candidates > 0:
        member = _lowest(candidates)
        clique.append(member)
        candidates &= alike[member] & ~(1 << member)
    return sorted(clique)


def _lowest(bits: int) -> int:
    return (bits & -bits).bit_length() - 1
