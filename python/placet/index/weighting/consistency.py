"""How far comparisons in pairs contradict each other, and which three do most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from ...language import Said, enumerated, say
from ...results.index.weights import RANDOM_INDICES
from .judgements import Judgements
from .priorities import ROUNDING, Floats, completed, least_squares, principal

RandomIndex: TypeAlias = Literal["saaty2008", "saaty1980", "donegan_dodd", "alonso_lamata"]
#: Mean consistency index of random matrices of 3, 4, ... names. Saaty draws any of the 17 numbers of his scale; Donegan
#: and Dodd one of 1 to 9 that a coin turns round, so that theirs are lower. Saaty's 1.48 of 1980 is as printed.
TABLES: dict[str, tuple[float, ...]] = {
    # Saaty (2005), Theory and Applications of the Analytic Network Process, RWS, p. 31: those of his papers of 2008.
    "saaty2008": (0.52, 0.89, 1.11, 1.25, 1.35, 1.40, 1.45, 1.49, 1.52, 1.54, 1.56, 1.58, 1.59),
    # Saaty (1980), The Analytic Hierarchy Process. McGraw-Hill, p. 21.
    "saaty1980": (0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59),
    # Donegan and Dodd (1991), A note on Saaty's random indexes. Mathematical and Computer Modelling 15(10), 135-137.
    "donegan_dodd": (
        0.4914, 0.8286, 1.0591, 1.1797, 1.2519, 1.3171, 1.3733, 1.4055, 1.4213, 1.4497, 1.4643, 1.4822, 1.4969, 1.5078,
        1.5153, 1.5262, 1.5313, 1.5371,
    ),
}  # fmt: skip
#: Mean eigenvalue of random matrices of n names, slope and intercept (Alonso and Lamata 2006).
SLOPE, INTERCEPT = 2.7699, -4.3513
#: Comparisons above these are taken up again: a consistency ratio (Saaty 1980), and geometric consistency indices of
#: 3, 4 and more names that go with it (Aguarón and Moreno-Jiménez 2003).
MOST_CR, MOST_GCI = 0.10, (0.31, 0.35, 0.37)
#: Triads whose logarithms contradict each other by less do so by rounding.
NO_CONTRADICTION = 1e-9
#: Judges that a note names.
NAMED = 5


class Triad(NamedTuple):
    """Three names and what they were judged: first to last directly, and by way of the middle."""

    first: str
    middle: str
    last: str
    there: float
    on: float
    direct: float

    @property
    def indirect(self) -> float:
        """First to last, by way of the middle."""
        return self.there * self.on

    @property
    def words(self) -> Said:
        """The contradiction in words."""
        return say(
            "{first} to {middle} is {there:.3g} and {middle} to {last} {on:.3g}, which makes {first} to {last} "
            "{indirect:.3g}, not {direct:.3g}",
            first=self.first, middle=self.middle, last=self.last, there=self.there, on=self.on,
            indirect=self.indirect, direct=self.direct,
        )  # fmt: skip


@dataclass(frozen=True)
class Consistency:
    """How consistent comparisons are.

    Attributes
    ----------
    n, compared : int
        Names, and pairs of them that were compared.
    lambda_max, ci, cr, gci : float
        Largest eigenvalue, of incomplete comparisons the least there can be; consistency index and ratio; geometric
        consistency index. NaN where there is none.
    triad : Triad or None
        The three names that contradict each other most.
    """

    n: int
    compared: int
    lambda_max: float
    ci: float
    cr: float
    gci: float
    triad: Triad | None

    @property
    def complete(self) -> bool:
        """Whether all pairs were compared."""
        return self.compared == self.n * (self.n - 1) // 2

    @property
    def inconsistent(self) -> bool:
        """Whether the ratio is above 0.10."""
        return self.cr > MOST_CR

    @property
    def most_gci(self) -> float:
        """The geometric consistency index that goes with a ratio of 0.10, of complete comparisons."""
        return MOST_GCI[min(self.n - 3, 2)] if self.n >= 3 and self.complete else np.inf


def random_index(table: str, n: int) -> float:
    """Mean consistency index of random matrices; NaN where a table ends."""
    if table == "alonso_lamata":
        return (SLOPE * n + INTERCEPT - n) / (n - 1)
    known = TABLES[table]
    return known[n - 3] if n - 3 < len(known) else np.nan


def consistency(judgements: Judgements, table: str) -> Consistency:
    r"""Measure consistency.

    .. math:: CI = \frac{\lambda_{max} - n}{n - 1}, \quad CR = \frac{CI}{RI_n}, \quad
              GCI = \frac{2}{(n - 1)(n - 2)} \sum_{i<j} \log^2 \left( a_{ij} \frac{w_j}{w_i} \right)

    with w the geometric means. Of incomplete comparisons the divisor of the GCI is what they are more than the n - 1
    that determine the weights.
    """
    n, compared = len(judgements.names), judgements.compared
    spare = compared - (n - 1)
    if n < 3 or spare <= 0:
        return Consistency(n, compared, float(n), 0.0, 0.0, 0.0, None)
    lambda_max = principal(completed(judgements.logs, judgements.where))[0]
    excess = lambda_max - n if lambda_max - n > 10 * n * ROUNDING else 0.0
    ci = excess / (n - 1)
    weights = least_squares(judgements.logs)
    errors = np.triu(np.nan_to_num(judgements.logs - weights[:, None] + weights), 1)
    gci = float((errors**2).sum()) / spare
    cr = ci / random_index(table, n)
    triad = worst_triad(judgements.names, judgements.logs)
    return Consistency(n, compared, n + excess, ci, cr, gci if triad or excess else 0.0, triad)


def worst_triad(names: Sequence[str], logs: Floats) -> Triad | None:
    """The three names whose comparisons contradict each other most; None where none do."""
    n = len(names)
    around = np.abs(logs[:, :, None] + logs[None, :, :] - logs[:, None, :])
    place = np.arange(n)
    ordered = (place[:, None, None] < place[None, :, None]) & (place[None, :, None] < place[None, None, :])
    around = np.where(ordered & ~np.isnan(around), around, -1.0)
    i, j, k = (int(x) for x in np.unravel_index(int(np.argmax(around)), around.shape))
    if around[i, j, k] <= NO_CONTRADICTION:
        return None
    there, on, direct = np.exp([logs[i, j], logs[j, k], logs[i, k]]).tolist()
    return Triad(names[i], names[j], names[k], there, on, direct)


def notes(
    found: Consistency | None, node: str, table: str, judges: Sequence[tuple[str, Consistency]]
) -> list[str]:  # fmt: skip
    """Words for what is inconsistent below a node: of all judges together, if they are, and which judges are."""
    said = [] if found is None else _of_all(found, table)
    wrong = [name for name, one in judges if one.inconsistent]
    if wrong:
        listed = enumerated(wrong[:NAMED])
        if len(wrong) > NAMED:
            listed = say("{named} and {more:,} more", named=listed, more=len(wrong) - NAMED)
        said.append(say("consistency ratio above {most:.2f} of judges: {names}", most=MOST_CR, names=listed))
    return [say("{node}: {what}", node=node, what=words) for words in said] if node else said


def _of_all(found: Consistency, table: str) -> list[str]:
    """Words for what is inconsistent or unknown."""
    said: list[str] = []
    if found.inconsistent:
        said.append(_too_much(say("consistency ratio {cr:.3f} above {most:.2f} by the random index of {table}",
                                  cr=found.cr, most=MOST_CR, table=RANDOM_INDICES[table]), found))  # fmt: skip
    elif found.gci > found.most_gci:
        words = say("geometric consistency index {gci:.3f} above {most:.2f}", gci=found.gci, most=found.most_gci)
        said.append(_too_much(words, found))
    if np.isnan(found.cr):
        said.append(say("no consistency ratio: the random index of {table} ends before {count} names",
                        table=RANDOM_INDICES[table], count=found.n))  # fmt: skip
    if not found.complete:
        said.append(say("{known} of {all} pairs compared, the others filled in; the ratio is too small, as the random "
                        "index is of complete comparisons", known=found.compared,
                        all=found.n * (found.n - 1) // 2))  # fmt: skip
    return said


def _too_much(words: Said, found: Consistency) -> Said:
    """Words for comparisons to be taken up again, with those to begin with."""
    if found.triad is None:
        return words
    return say("{what}; take up first {triad}", what=words, triad=found.triad.words)
