"""All cases by family, and the sizes they are run at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import engines
import importance
import index
import inference
import least_squares
import logit
import logit_importance
import missing
import net_score
import path_models
import robust
import segments
import selection
import small_models
import startup
import tracking
from measure import Case


@dataclass(frozen=True)
class Size:
    """How much data."""

    scores: int
    segmented: tuple[int, int]
    tracked: tuple[int, int]
    pairs: tuple[int, int]
    rows: int
    clusters: int
    logit: int
    ordered: tuple[int, int, int]
    dominance: tuple[tuple[int, int], tuple[int, int]]
    stepwise: tuple[int, int]
    subsets: int
    incomplete: tuple[int, int]
    imputed: tuple[int, int]
    peers: int
    drivers: tuple[int, ...]
    limits_ms: tuple[float | None, ...]
    solves: tuple[tuple[int, float], ...]
    weights: tuple[int, int]
    replicates: tuple[tuple[int, int, float | None], ...]
    resamples: int
    stored: int


FULL = Size(
    scores=100_000_000,
    segmented=(10_000_000, 1000),
    tracked=(10_000_000, 40),
    pairs=(500, 1_000_000),
    rows=1_000_000,
    clusters=1000,
    logit=20,
    ordered=(100_000, 10, 5),
    dominance=((10_000, 6), (10_000, 10)),
    stepwise=(100_000, 50),
    subsets=30,
    incomplete=(100_000, 20),
    imputed=(10_000, 10),
    peers=10,
    drivers=(20, 25, 30, 35),
    limits_ms=(10, 40, 1_500, 45_000),
    solves=((15, 300), (20, 4_000)),
    weights=(100_000, 20),
    replicates=((10, 2_000, 40), (15, 10_000, 1_500)),
    resamples=1000,
    stored=10_000_000,
)
QUICK = Size(
    scores=1_000_000,
    segmented=(200_000, 100),
    tracked=(200_000, 12),
    pairs=(20, 100_000),
    rows=100_000,
    clusters=200,
    logit=10,
    ordered=(10_000, 5, 4),
    dominance=((2000, 4), (10_000, 8)),
    stepwise=(10_000, 12),
    subsets=18,
    incomplete=(10_000, 10),
    imputed=(1000, 5),
    peers=6,
    drivers=(10, 15, 16, 17),
    limits_ms=(None,) * 4,
    solves=((8, 0), (9, 0)),
    weights=(10_000, 8),
    replicates=((5, 500, None), (6, 500, None)),
    resamples=200,
    stored=200_000,
)
#: For loading the libraries before memory is measured.
TINY = Size(
    scores=1000,
    segmented=(1000, 10),
    tracked=(1000, 3),
    pairs=(3, 1000),
    rows=1000,
    clusters=20,
    logit=3,
    ordered=(1000, 2, 3),
    dominance=((500, 2), (500, 3)),
    stepwise=(500, 4),
    subsets=5,
    incomplete=(500, 3),
    imputed=(200, 3),
    peers=3,
    drivers=(3, 4, 4, 4),
    limits_ms=(None,) * 4,
    solves=((3, 0), (3, 0)),
    weights=(500, 3),
    replicates=((3, 100, None), (3, 100, None)),
    resamples=10,
    stored=1000,
)

Maker = Callable[[Size], Case]

FAMILIES: dict[str, dict[str, Maker]] = {
    "Scores": {
        "nps": lambda size: net_score.many(size.scores),
        "nps-by-number": lambda size: segments.by_number(*size.segmented),
        "nps-by-text": lambda size: segments.by_text(*size.segmented),
        "track": lambda size: tracking.track(*size.tracked),
        "pairs": lambda size: inference.pairs(*size.pairs),
        "score-bootstrap": lambda size: inference.bootstrap(size.rows, 10 * size.resamples),
    },
    "Regression": {
        "wls": lambda size: least_squares.table(size.rows),
        "wls-answers": lambda size: least_squares.table_of_answers(size.rows),
        "hc3": lambda size: robust.hc3(size.rows, size.clusters),
        "clusters": lambda size: robust.clustered(size.rows, size.clusters),
        "weighted": lambda size: robust.weighted(size.rows, size.clusters),
        "design": lambda size: robust.designed(size.rows, size.clusters),
        "logit": lambda size: logit.binary(size.rows, size.logit),
        "ordered": lambda size: logit.ordered(*size.ordered),
        "em": lambda size: missing.em(*size.incomplete),
        "imputation": lambda size: missing.imputation(*size.imputed),
        "imputation-of-many": lambda size: missing.imputation_of_many(size.rows, 6, 10),
    },
    "Selection": {
        "stepwise-aic": lambda size: selection.forward(*size.stepwise, "aic"),
        "stepwise-p": lambda size: selection.forward(*size.stepwise, "p"),
        "subsets": lambda size: selection.subsets(size.subsets),
    },
    "Importance": {
        "lmg": lambda size: importance.peers(size.peers),
        "lmg-15": lambda size: importance.beside_solves(*size.solves[0]),
        "lmg-20": lambda size: importance.beside_solves(*size.solves[1]),
        "lmg-wide": lambda size: importance.alone(size.drivers[0], size.limits_ms[0]),
        "lmg-wider": lambda size: importance.alone(size.drivers[1], size.limits_ms[1]),
        "lmg-30": lambda size: importance.alone(size.drivers[2], size.limits_ms[2]),
        "lmg-35": lambda size: importance.alone(size.drivers[3], size.limits_ms[3]),
        "relative-weights": lambda size: importance.relative_weights(*size.weights),
        "bootstrap": lambda size: importance.bootstrap(size.resamples),
        "replicates-10": lambda size: importance.in_the_core(
            *size.replicates[0][:2], size.resamples, size.replicates[0][2]
        ),
        "replicates-15": lambda size: importance.in_the_core(
            *size.replicates[1][:2], size.resamples, size.replicates[1][2]
        ),
        "influence": lambda size: importance.influence(size.drivers[0]),
        "dominance": lambda size: logit_importance.peers(*size.dominance[0]),
        "dominance-wide": lambda size: logit_importance.alone(*size.dominance[1], 2),
    },
    "Indexes": {
        "index": lambda size: index.tree(size.rows, min(size.segmented[1], 100)),
        "fuzzy": lambda size: index.fuzzy(size.weights[0] // 10, 2 * size.resamples),
        "path-model": lambda size: path_models.estimation(),
        "path-bootstrap": lambda size: path_models.bootstrap(5 * size.resamples),
        "path-million": lambda size: path_models.million(size.rows),
        "micom": lambda size: path_models.micom(5 * size.resamples),
    },
    "Engines": {
        "parquet-duckdb": lambda size: engines.parquet("DuckDB", size.stored),
        "parquet-polars": lambda size: engines.parquet("Polars", size.stored),
        "parquet-pyarrow": lambda size: engines.parquet("PyArrow", size.stored),
    },
    "Calls": {
        "call": lambda size: net_score.few(1000),
        "small-models": lambda size: small_models.models(1000),
        "import": lambda size: startup.imports(),
        "first-call": lambda size: startup.first_call(),
    },
}
CASES: dict[str, Maker] = {key: maker for family in FAMILIES.values() for key, maker in family.items()}
SIZES = {"full": FULL, "quick": QUICK, "tiny": TINY}


def family_of(key: str) -> str:
    """The heading a case stands under."""
    return next(family for family, cases in FAMILIES.items() if key in cases)
