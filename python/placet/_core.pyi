"""Types of the compiled core. Private: use the functions of the package."""

from collections.abc import Sequence
from typing import Any, Literal, final

import numpy as np
from numpy.typing import NDArray

from .types import (
    AnyCells,
    Cells,
    Column,
    Draws,
    FittedModel,
    Given,
    PathSpec,
    Plan,
    Progress,
    Samples,
    ScoreMove,
    Split,
    WeightType,
)

__version__: str
__all__ = [
    "ConvergenceError",
    "DataError",
    "LogitParameters",
    "ModelError",
    "Moments",
    "PlacetError",
    "RowTally",
    "ScoreCounts",
    "UnitCounts",
    "__version__",
    "accumulate_moments",
    "adjusted_limits",
    "answer_extents",
    "best_subset_replicates",
    "best_subsets",
    "bootstrap_dominance",
    "bootstrap_importance",
    "bootstrap_logit_importance",
    "bootstrap_mean",
    "bootstrap_moments",
    "carriers",
    "collinearity",
    "composites",
    "count_scores",
    "count_scores_by_key",
    "count_units",
    "cross",
    "cumulative_logit",
    "diagnose_rows",
    "dominance",
    "effective",
    "effective_base",
    "em_moments",
    "f_upper_tail",
    "fit_paths",
    "hash_numbers",
    "hash_text",
    "hash_views",
    "importances",
    "impute",
    "in_units",
    "influence_forms",
    "informativeness",
    "jackknife_importance",
    "jackknife_logit_importance",
    "linearised_variance",
    "lmg",
    "logit_effects",
    "logit_importance",
    "logit_joint_covariance",
    "logit_scores",
    "near_numbers",
    "number_keys",
    "number_text",
    "number_views",
    "own_base",
    "pairwise_moments",
    "posterior_score",
    "regression",
    "regression_high",
    "relabelled_paths",
    "resample_path_segments",
    "resample_paths",
    "score_intervals",
    "score_moves",
    "score_totals",
    "scores",
    "select_replicates",
    "select_stepwise",
    "thread_count",
    "unit_factors",
    "weight_ranks",
    "weight_sums",
    "with_pseudo_respondents",
]

class PlacetError(ValueError): ...
class DataError(PlacetError): ...
class ModelError(PlacetError): ...
class ConvergenceError(PlacetError): ...

@final
class ScoreCounts:
    def __new__(cls) -> ScoreCounts: ...
    @property
    def low(self) -> int: ...
    @property
    def high(self) -> int: ...
    @property
    def n(self) -> NDArray[np.uint64]: ...
    @property
    def w(self) -> NDArray[np.float64]: ...
    @property
    def w2(self) -> NDArray[np.float64]: ...
    @property
    def n_missing(self) -> NDArray[np.uint64]: ...
    @property
    def n_zero_weight(self) -> NDArray[np.uint64]: ...
    def regroup(self, to: Any, cells: int) -> ScoreCounts: ...
    @property
    def answered(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]: ...
    @property
    def rows(self) -> NDArray[np.uint64]: ...
    @property
    def totals(self) -> tuple[int, int, int, float, float]: ...
    def take(self, cells: Sequence[int]) -> ScoreCounts: ...
    def __add__(self, other: ScoreCounts, /) -> ScoreCounts: ...
    def __radd__(self, other: Literal[0], /) -> ScoreCounts: ...
    def __eq__(self, other: object, /) -> bool: ...
    def to_bytes(self) -> bytes: ...
    @staticmethod
    def from_bytes(data: bytes) -> ScoreCounts: ...
    def to_json(self) -> str: ...
    @staticmethod
    def from_json(text: str) -> ScoreCounts: ...
    def __reduce__(self) -> tuple[Any, tuple[bytes]]: ...

@final
class RowTally:
    def __new__(cls) -> RowTally: ...
    def __len__(self) -> int: ...
    def add(
        self,
        columns: Sequence[tuple[NDArray[Any], float, NDArray[np.uint32]]],
        weights: NDArray[Any] | None,
    ) -> NDArray[np.int64]: ...
    @property
    def sums(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]: ...
    @property
    def weights(self) -> tuple[int, float, float]: ...

@final
class UnitCounts:
    @property
    def n(self) -> NDArray[np.uint64]: ...
    @property
    def w(self) -> NDArray[np.float64]: ...
    @property
    def w2(self) -> NDArray[np.float64]: ...
    def entries(self) -> tuple[NDArray[np.uint64], NDArray[np.uint16], NDArray[np.float64]]: ...
    def about(
        self, values: NDArray[np.float64], means: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]: ...
    def joined(self, to: NDArray[np.int32], more: int) -> UnitCounts: ...

@final
class Moments:
    def __new__(cls) -> Moments: ...
    @property
    def n(self) -> int: ...
    @property
    def sum_w(self) -> float: ...
    @property
    def sum_w2(self) -> float: ...
    @property
    def n_missing(self) -> int: ...
    @property
    def n_zero_weight(self) -> int: ...
    @property
    def mean(self) -> NDArray[np.float64]: ...
    @property
    def comoment(self) -> NDArray[np.float64]: ...
    @staticmethod
    def of_parts(
        n: int, sum_w: float, sum_w2: float, mean: NDArray[np.float64], comoment: NDArray[np.float64]
    ) -> Moments: ...
    def select(self, columns: Sequence[int]) -> Moments: ...
    def __add__(self, other: Moments, /) -> Moments: ...
    def __radd__(self, other: Literal[0], /) -> Moments: ...
    def __eq__(self, other: object, /) -> bool: ...
    def to_bytes(self) -> bytes: ...
    @staticmethod
    def from_bytes(data: bytes) -> Moments: ...
    def to_json(self) -> str: ...
    @staticmethod
    def from_json(text: str) -> Moments: ...
    def __reduce__(self) -> tuple[Any, tuple[bytes]]: ...

def count_scores(
    score: Column,
    weights: Column | None,
    cells: AnyCells | None,
    low: int,
    high: int,
    progress: Progress = None,
) -> ScoreCounts: ...
def count_scores_by_key(
    score: Column,
    weights: Column | None,
    keys: Sequence[tuple[NDArray[Any], int | None]],
    low: int,
    high: int,
    progress: Progress = None,
) -> tuple[ScoreCounts, list[NDArray[np.int64]]] | None: ...
def count_units(
    score: Column,
    weights: Column | None,
    cells: AnyCells,
    low: int,
    high: int,
    sums: tuple[NDArray[np.uint64], NDArray[np.float64]] | None = None,
) -> UnitCounts: ...
def accumulate_moments(
    rows: Given,
    squared: bool = False,
    progress: Progress = None,
) -> list[Moments]: ...
def cross(
    first: NDArray[np.int32] | None, second: NDArray[np.int32], count: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]: ...
def weight_ranks(replicates: list[NDArray[Any]], cells: tuple[NDArray[np.int32], int]) -> NDArray[np.float64]: ...
def weight_sums(replicates: list[NDArray[Any]], cells: tuple[NDArray[np.int32], int]) -> NDArray[np.float64]: ...
def number_views(
    views: NDArray[np.uint64], buffers: list[NDArray[np.uint8]], present: NDArray[np.uint8] | None
) -> tuple[NDArray[np.int32], NDArray[np.int64]]: ...
def scores(
    counts: ScoreCounts,
    values: NDArray[np.float64],
    weight_type: WeightType,
    classes: NDArray[np.float64] | None = None,
) -> dict[str, NDArray[np.float64]]: ...
def collinearity(moments: Moments, intercept: bool) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None: ...
def own_base(
    kish: NDArray[np.float64],
    variance: NDArray[np.float64],
    std_error: NDArray[np.float64],
    carriers: NDArray[np.float64],
) -> NDArray[np.float64]: ...
def carriers(
    w2: NDArray[np.float64], n: NDArray[np.float64], values: Any, mean: NDArray[np.float64]
) -> NDArray[np.float64]: ...
def informativeness(n: NDArray[np.float64], w: NDArray[np.float64], w2: NDArray[np.float64]) -> NDArray[np.float64]: ...
def with_pseudo_respondents(
    shares: NDArray[np.float64],
    values: NDArray[np.float64],
    base: NDArray[np.float64],
    pseudo: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]: ...
def adjusted_limits(
    shares: NDArray[np.float64],
    values: NDArray[np.float64],
    base: NDArray[np.float64],
    pseudo: NDArray[np.float64],
    z: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]: ...
def effective(
    n: NDArray[np.float64], n_eff: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]: ...
def in_units(
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    estimate: NDArray[np.float64],
    ends: tuple[float, float],
    unit: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]: ...
def score_intervals(shares: NDArray[np.float64], values: Any, n: Any, z: float) -> NDArray[np.float64]: ...
def bootstrap_mean(
    sizes: NDArray[np.float64],
    weights: NDArray[np.float64],
    values: NDArray[np.float64],
    draws: tuple[int, int],
    progress: Progress = None,
) -> NDArray[np.float64]: ...
def posterior_score(
    alpha: Any, values: Any, n_resamples: int, seed: int, progress: Progress = None
) -> NDArray[np.float64]: ...
def linearised_variance(
    counts: ScoreCounts | UnitCounts,
    values: Any,
    weight_type: WeightType,
    design: Any,
    contrasts: tuple[Any, ...],
    progress: Progress = None,
) -> NDArray[np.float64]: ...
def hash_numbers(values: NDArray[Any]) -> NDArray[np.int64]: ...
def hash_text(
    letters: NDArray[np.uint8], bounds: NDArray[Any], present: NDArray[np.uint8] | None
) -> NDArray[np.int64]: ...
def hash_views(
    views: NDArray[np.uint64], buffers: list[NDArray[np.uint8]], present: NDArray[np.uint8] | None
) -> NDArray[np.int64]: ...
def answer_extents(columns: Sequence[Column], counting: NDArray[Any] | None) -> list[tuple[int, int, float, float]]: ...
def near_numbers(values: NDArray[Any], most: float) -> tuple[int, int] | None: ...
def number_keys(keys: NDArray[Any]) -> tuple[NDArray[np.int32], NDArray[np.int64]]: ...
def number_text(
    letters: NDArray[np.uint8], bounds: NDArray[Any], present: NDArray[np.uint8] | None
) -> tuple[NDArray[np.int32], NDArray[np.int64]]: ...
def composites(
    moments: Moments, squared: Moments, loadings: NDArray[np.float64], weight_type: WeightType
) -> dict[str, Any]: ...
def regression(
    moments: Moments,
    names: list[str],
    drivers: list[int],
    intercept: bool,
    weight_type: WeightType,
    residuals: Moments | None = None,
) -> dict[str, Any]: ...
def score_totals(
    rows: Given,
    models: list[FittedModel | None],
    units: tuple[Cells, bool] | None,
    correction: str,
    progress: Progress = None,
) -> list[tuple[NDArray[np.uintp], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], int]]: ...
def score_moves(
    rows: Given,
    models: list[FittedModel | None],
    moves: list[ScoreMove],
    correction: str,
    progress: Progress = None,
) -> list[list[tuple[NDArray[np.float64], float, int]]]: ...
def diagnose_rows(
    rows: Given,
    models: list[FittedModel | None],
    progress: Progress = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]: ...

@final
class LogitParameters: ...

def cumulative_logit(
    rows: Given,
    categories: list[str],
    moments: list[Moments] | None = None,
    start: list[NDArray[np.float64] | None] | None = None,
    progress: Progress = None,
) -> list[dict[str, Any] | PlacetError]: ...
def logit_scores(
    rows: Given,
    models: list[LogitParameters | None],
    units: tuple[Cells, bool] | None,
    jackknife: bool,
    progress: Progress = None,
) -> list[tuple[NDArray[np.uintp], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]]: ...
def logit_effects(
    rows: Given,
    models: list[LogitParameters | None],
    blocks: list[int | None],
    progress: Progress = None,
) -> list[tuple[NDArray[np.float64], NDArray[np.float64]] | None]: ...
def logit_joint_covariance(
    rows: Given,
    models: list[list[LogitParameters] | None],
    progress: Progress = None,
) -> list[NDArray[np.float64] | None]: ...
def regression_high(
    rows: Given,
    intercept: bool,
    progress: Progress = None,
) -> list[dict[str, Any] | PlacetError]: ...
def lmg(moments: Moments, names: list[str], split: Split, progress: Progress = None) -> dict[str, Any]: ...
def importances(
    moments: Moments,
    names: list[str],
    split: Split,
    methods: list[str],
    progress: Progress = None,
) -> tuple[NDArray[np.float64], float, float]: ...
def influence_forms(
    moments: Moments,
    names: list[str],
    split: Split,
    progress: Progress = None,
) -> NDArray[np.float64]: ...
def dominance(
    moments: Moments,
    names: list[str],
    split: Split,
    complete: bool,
    progress: Progress = None,
) -> dict[str, Any]: ...
def bootstrap_dominance(
    samples: Samples,
    names: list[str],
    split: Split,
    complete: bool,
    weight_type: WeightType,
    progress: Progress = None,
) -> NDArray[np.float64]: ...
def best_subsets(
    moments: Moments,
    names: list[str],
    candidates: tuple[list[int], list[list[int]]],
    k: int,
    progress: Progress = None,
) -> dict[str, Any]: ...
def best_subset_replicates(
    samples: Samples,
    names: list[str],
    candidates: tuple[list[int], list[list[int]]],
    criterion: tuple[list[float], list[float]],
    progress: Progress = None,
) -> NDArray[np.float64]: ...
def f_upper_tail(statistic: float, df: float, df_resid: float) -> float: ...
def select_stepwise(moments: Moments, plan: Plan, log_weights: float) -> dict[str, Any]: ...
def select_replicates(samples: Samples, plan: Plan, progress: Progress = None) -> NDArray[np.float64]: ...
def bootstrap_importance(
    samples: Samples,
    names: list[str],
    split: Split,
    methods: list[str],
    weight_type: WeightType,
    progress: Progress = None,
) -> NDArray[np.float64]: ...
def logit_importance(
    rows: Given,
    cell: int,
    split: Split,
    measure: tuple[str, tuple[int, int] | None],
    progress: Progress = None,
) -> dict[str, Any]: ...
def bootstrap_logit_importance(
    rows: Given,
    cell: int,
    draws: Draws,
    split: Split,
    measure: tuple[str, tuple[int, int] | None],
    progress: Progress = None,
) -> NDArray[np.float64]: ...
def jackknife_logit_importance(
    rows: Given,
    cell: int,
    split: Split,
    measure: tuple[str, tuple[int, int] | None],
    progress: Progress = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]: ...
def bootstrap_moments(
    rows: Given,
    cell: int,
    draws: Draws,
    progress: Progress = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]: ...
def unit_factors(
    stratum_of_unit: NDArray[np.uint32],
    sizes: NDArray[np.float64] | None,
    not_drawn: NDArray[np.float64],
    seed: int,
    index: int,
) -> NDArray[np.float64]: ...
def jackknife_importance(
    rows: Given,
    cell: int,
    split: Split,
    methods: list[str],
    progress: Progress = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]: ...
def pairwise_moments(
    rows: Given,
    n_resamples: int = 0,
    seed: int = 0,
    progress: Progress = None,
) -> list[dict[str, Any]]: ...
def em_moments(
    rows: Given,
    stop: tuple[int, float],
    variance: bool = False,
    n_resamples: int = 0,
    seed: int = 0,
    progress: Progress = None,
) -> list[dict[str, Any]]: ...
def impute(
    rows: Given,
    method: tuple[int, bool] | tuple[int, float],
    n_imputations: int,
    seed: int,
    blocks: list[list[int]] | None = None,
    progress: Progress = None,
) -> list[dict[str, Any]]: ...
def fit_paths(moments: Moments, names: list[str], spec: PathSpec) -> list[dict[str, Any]]: ...
def resample_paths(
    samples: Samples, names: list[str], spec: PathSpec, progress: Progress = None
) -> list[dict[str, Any]]: ...
def resample_path_segments(
    rows: Given,
    names: list[str],
    spec: PathSpec,
    draws: Draws,
    fits: Literal["pooled", "each", "none"],
    ruler: Sequence[float] | None,
    progress: Progress = None,
) -> dict[str, Any]: ...
def relabelled_paths(
    rows: Given,
    names: list[str],
    spec: PathSpec,
    labels: NDArray[np.int32],
    groups: int,
    ruler: Sequence[float] | None,
    progress: Progress = None,
) -> dict[str, Any]: ...
def effective_base(n: float, sum_w: float, sum_w2: float, weight_type: WeightType) -> float: ...
def thread_count() -> int: ...
