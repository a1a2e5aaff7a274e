"""All cases, and the sizes they are run at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import importance
import inference
import least_squares
import net_score
import segments
import startup
from measure import Case


@dataclass(frozen=True)
class Size:
    """How much data, and how many turns each contender gets at most."""

    scores: int
    segmented: tuple[int, int]
    pairs: tuple[int, int]
    rows: int
    peers: int
    drivers: tuple[int, int]
    limits_ms: tuple[float | None, float | None]
    resamples: int
    rounds: int


FULL = Size(100_000_000, (10_000_000, 1000), (500, 1_000_000), 1_000_000, 10, (20, 25), (10, 300), 1000, 15)
QUICK = Size(1_000_000, (200_000, 100), (20, 100_000), 100_000, 6, (10, 15), (None, None), 200, 3)
#: For loading the libraries before memory is measured.
TINY = Size(1000, (1000, 10), (3, 1000), 1000, 3, (3, 4), (None, None), 10, 1)

CASES: dict[str, Callable[[Size], Case]] = {
    "nps": lambda size: net_score.many(size.scores),
    "nps-by-number": lambda size: segments.by_number(*size.segmented),
    "nps-by-text": lambda size: segments.by_text(*size.segmented),
    "pairs": lambda size: inference.pairs(*size.pairs),
    "score-bootstrap": lambda size: inference.bootstrap(size.rows, 10 * size.resamples),
    "call": lambda size: net_score.few(1000),
    "wls": lambda size: least_squares.table(size.rows),
    "lmg": lambda size: importance.peers(size.peers),
    "lmg-wide": lambda size: importance.alone(size.drivers[0], size.limits_ms[0]),
    "lmg-wider": lambda size: importance.alone(size.drivers[1], size.limits_ms[1]),
    "bootstrap": lambda size: importance.bootstrap(size.resamples),
    "import": lambda size: startup.imports(),
    "first-call": lambda size: startup.first_call(),
}
