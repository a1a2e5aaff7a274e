"""The public functions as type checkers and editors see them, written by `make stub`, held to the module."""

from .drivers.fits.criteria import Criterion
from .drivers.importance.compare_drivers import Of
from .drivers.importance.compare_drivers import Test
from .drivers.importance.intervals import Interval
from .drivers.importance.logit_importance import Measure
from .drivers.importance.methods import ImportanceMethod
from .drivers.options import Errors
from .drivers.selection.subset_models import SubsetCriterion
from .drivers.selection.walks.walk import Direction
from .index.fuzzy.membership import MembershipKind
from .index.fuzzy.operators import OperatorName
from .index.paths.compare_paths import Offered
from .index.paths.compare_paths import Test
from .index.paths.compared_values import What
from .index.paths.measurement import WeightsFrom
from .index.paths.path_model import PathModel
from .index.paths.prediction import Antecedents
from .index.paths.resampling import Interval
from .index.paths.ruler import Form
from .index.weighting.ahp import Aggregate
from .index.weighting.ahp import Prioritized
from .index.weighting.consistency import RandomIndex
from .index.weighting.critic import Rescale
from .index.weighting.respondents import Component
from .inference.bootstrap import IntervalKind
from .inference.multiplicity import Adjust
from .metrics.metric import Bounds
from .metrics.metric import Metric
from .metrics.metric import Scale
from .missing.gaps import Missing
from .missing.imputation import Imputation
from .reporting.build import Report
from .results.drivers.best_subsets import BestSubsetsResult
from .results.drivers.compare_drivers import DriverDifferencesResult
from .results.drivers.dominance import DominanceResult
from .results.drivers.key_drivers import DriversResult
from .results.drivers.nps_drivers import NpsDriversResult
from .results.drivers.priorities import PrioritiesResult
from .results.drivers.priority_map import PriorityMapResult
from .results.drivers.regression import RegressionResult
from .results.drivers.simulate import SimulationResult
from .results.drivers.stepwise import StepwiseResult
from .results.index.compare_paths import PathDifferencesResult
from .results.index.fuzzy_evaluation import FuzzyResult
from .results.index.index_change import IndexChangeResult
from .results.index.micom import InvarianceResult
from .results.index.path_index import PathIndexResult
from .results.index.path_map import PathMapResult
from .results.index.path_model import PathModelResult
from .results.index.path_prediction import PathPredictionResult
from .results.index.path_weights import PathWeights
from .results.index.reliability import ReliabilityResult
from .results.index.satisfaction_index import IndexResult
from .results.index.weight_sensitivity import WeightSensitivityResult
from .results.index.weights import WeightsResult
from .results.scores.compare import CompareResult
from .results.scores.distribution import DistributionResult
from .results.scores.means import GapResult
from .results.scores.means import RanksResult
from .results.scores.over_time import ChangeResult
from .results.scores.over_time import TrackResult
from .results.scores.plan import PowerResult
from .results.scores.plan import SampleSizeResult
from .results.scores.printed import BenchmarkResult
from .results.scores.printed import IcebergResult
from .results.scores.printed import PrintedRanksResult
from .results.scores.printed import ScorecardResult
from .results.scores.scores import ScoreResult
from .saved.moments import Moments
from .saved.score_counts import ScoreCounts
from .scores.estimation.interval import Method
from .scores.estimation.simultaneous import Simultaneous
from .scores.estimation.verdict import Bands
from .scores.planning.options import Numbers
from .survey.replicates import ReplicateWeights
from .survey.survey import Survey
from .types import AsGiven
from .types import Columns
from .types import Data
from .types import Frequency
from .types import Groups
from .types import LonelyRule
from .types import OneColumn
from .types import WeightType
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Any
from typing import Literal
from .drivers.fits.least_squares import CollinearityWarning as CollinearityWarning
from ._core import ConvergenceError as ConvergenceError
from ._core import DataError as DataError
from .index.trees.indicator_tree import IndicatorTree as IndicatorTree
from .options.unused_labels import LabelsWarning as LabelsWarning
from .metrics.metric import Metric as Metric
from .survey.facts import MissingAnswersWarning as MissingAnswersWarning
from ._core import ModelError as ModelError
from .saved.moments import Moments as Moments
from .index.paths.path_model import PathModel as PathModel
from .results.index.path_weights import PathWeights as PathWeights
from .results.draw import PictureWarning as PictureWarning
from ._core import PlacetError as PlacetError
from .survey.replicates import ReplicateWeights as ReplicateWeights
from .survey.facts import ReplicatesWarning as ReplicatesWarning
from .survey.short_scale import ScaleWarning as ScaleWarning
from .saved.score_counts import ScoreCounts as ScoreCounts
from .survey.survey import Survey as Survey
from ._core import __version__ as __version__
from . import datasets as datasets
from . import templates as templates

__all__ = [
    "CollinearityWarning",
    "ConvergenceError",
    "DataError",
    "IndicatorTree",
    "LabelsWarning",
    "Metric",
    "MissingAnswersWarning",
    "ModelError",
    "Moments",
    "PathModel",
    "PathWeights",
    "PictureWarning",
    "PlacetError",
    "ReplicateWeights",
    "ReplicatesWarning",
    "ScaleWarning",
    "ScoreCounts",
    "Survey",
    "__version__",
    "ahp_weights",
    "benchmark",
    "best_subsets",
    "blend_weights",
    "bottom_box",
    "ces",
    "change",
    "compare",
    "compare_drivers",
    "compare_paths",
    "complaint_iceberg",
    "critic_weights",
    "csat",
    "datasets",
    "distribution",
    "dominance",
    "entropy_weights",
    "equal_weights",
    "fixed_weights",
    "fuzzy_evaluation",
    "gap",
    "index_change",
    "index_scores",
    "key_drivers",
    "lmg_weights",
    "mean_score",
    "micom",
    "moments",
    "net_box",
    "nps",
    "nps_drivers",
    "path_index",
    "path_map",
    "path_model",
    "path_prediction",
    "path_scores",
    "pca_weights",
    "power",
    "priorities",
    "priority_map",
    "rank_scores",
    "read_survey",
    "regression",
    "reliability",
    "report",
    "sample_size",
    "satisfaction_index",
    "score",
    "score_counts",
    "scorecard",
    "set_language",
    "simulate",
    "std_weights",
    "stepwise",
    "templates",
    "to_excel",
    "top_box",
    "track",
    "weight_sensitivity",
]

def ahp_weights(
    comparisons: AsGiven,
    names: Any = None,
    *,
    method: Prioritized = "eigenvector",
    random_index: RandomIndex = "saaty2008",
    aggregate: Aggregate = "judgements",
    judge_weights: Any = None,
) -> WeightsResult:
    r"""Weights from comparisons in pairs (analytic hierarchy process), with their consistency.

    .. math:: A w = \lambda_{max} w \qquad \text{or} \qquad w_i \propto \Big( \prod_j a_{ij} \Big)^{1/n}

    with :math:`a_{ij}` how many times name i counts more than name j, from 1/9 to 9 on Saaty's scale [1]_ [2]_; the
    geometric means are least squares of the logarithms [3]_. Weights sum to 1. What is said of them is the consistency
    index :math:`CI = (\lambda_{max} - n) / (n - 1)`, the ratio :math:`CR = CI / RI_n` to that of random matrices, above
    0.10 too large, and the geometric consistency index [4]_

    .. math:: GCI = \frac{2}{(n - 1)(n - 2)} \sum_{i<j} \log^2 \left( a_{ij} w_j / w_i \right)

    whose limits are 0.31, 0.35 and 0.37 of 3, 4 and more names; and the three names that contradict each other most.

    Comparisons may be missing where the others connect all names: the missing ones are those with which
    :math:`\lambda_{max}` is least, or are left out of the least squares [5]_.

    Parameters
    ----------
    comparisons : array, data frame or mapping
        One judge: a square matrix, row to column, with `names`; a data frame whose columns are the names, and its index
        or a column of text the rows; or ``{(name, other): ratio}``. One of two reciprocals is enough; NaN or None is a
        comparison that was not made. Several judges: a list of these, or ``{judge: comparisons}``. A hierarchy:
        ``{node: comparisons}`` of one judge or several, the names below a node being nodes or not.
    names : list of str, optional
        What is compared, where the comparisons do not tell.
    method : {"eigenvector", "geometric_mean"}
        How weights come from a matrix.
    random_index : {"saaty2008", "saaty1980", "donegan_dodd", "alonso_lamata"}
        Table of the mean consistency index of random matrices: Saaty's of 2008 (0.52, 0.89, 1.11, ...) and of 1980
        (0.58, 0.90, 1.12, ...), both up to 15 names, Donegan and Dodd's [6]_, up to 20, or Alonso and Lamata's line
        [7]_, for any number.
    aggregate : {"judgements", "priorities"}
        Whether the geometric mean is taken of the judgements of several judges, or of their weights [8]_.
    judge_weights : list or mapping, optional
        How much every judge counts, in their order or by name; all alike, if not given.

    Returns
    -------
    WeightsResult
        One row a name; of a hierarchy one row a node and name, the whole first, with `total_weight`, the share in the
        whole. `consistency` has the measures by node and judge, `parts` the weights by judge.

    Raises
    ------
    DataError
        A matrix that is not square or not reciprocal (the pair and both ratios are told; rounding to two decimals is
        none), a ratio that is not above 0, names that no chain of comparisons connects, a name with two places.

    References
    ----------
    .. [1] Saaty, T. L. (1980). The Analytic Hierarchy Process. McGraw-Hill.
    .. [2] Saaty, T. L. (2008). Decision making with the analytic hierarchy process. International Journal of Services
       Sciences 1, 83-98.
    .. [3] Crawford, G. and Williams, C. (1985). A note on the analysis of subjective judgment matrices. Journal of
       Mathematical Psychology 29, 387-405.
    .. [4] Aguarón, J. and Moreno-Jiménez, J. M. (2003). The geometric consistency index: approximated thresholds.
       European Journal of Operational Research 147, 137-145.
    .. [5] Bozóki, S., Fülöp, J. and Rónyai, L. (2010). On optimal completion of incomplete pairwise comparison
       matrices. Mathematical and Computer Modelling 52, 318-333.
    .. [6] Donegan, H. A. and Dodd, F. J. (1991). A note on Saaty's random indexes. Mathematical and Computer Modelling
       15(10), 135-137.
    .. [7] Alonso, J. A. and Lamata, M. T. (2006). Consistency in the analytic hierarchy process: a new approach.
       International Journal of Uncertainty, Fuzziness and Knowledge-Based Systems 14, 445-459.
    .. [8] Forman, E. and Peniwati, K. (1998). Aggregating individual judgments and priorities with the analytic
       hierarchy process. European Journal of Operational Research 108, 165-169.

    Examples
    --------
    >>> import placet
    >>> pairs = {("network", "billing"): 3, ("network", "hotline"): 5, ("billing", "hotline"): 2}
    >>> result = placet.ahp_weights(pairs)
    >>> {name: round(weight, 3) for name, weight in result.weights.items()}
    {'network': 0.648, 'billing': 0.23, 'hotline': 0.122}
    >>> round(result.glance()["cr"], 4)
    0.0036
    """

def benchmark(
    data: Data,
    own: OneColumn,
    competitor: OneColumn | float,
    *,
    item: OneColumn | None = None,
    weights: OneColumn | Mapping[str, float] | None = None,
    normalize: bool = False,
    composite: str = "Composite",
    printed_gap: OneColumn | None = None,
    tolerance: float | None = None,
) -> BenchmarkResult:
    r"""Own scores against a competitor's, from a table of printed figures, the worst gap first.

    .. math:: g_i = o_i - c_i, \qquad O = \sum_i s_i\,o_i, \qquad C = \sum_i s_i\,c_i

    with the shares s of the items in the composite, if they are given. With a number in place of the competitor, such
    as the total, the gaps are deviations from it.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row an item (factor, brand, segment, ...).
    own : str or vector
        Own scores.
    competitor : str, vector or float
        The competitor's scores, or one number for all items.
    item : str or vector, optional
        What names the rows; the first column that is not used otherwise.
    weights : str, vector or mapping, optional
        Shares of the items in the composite: a column, or ``{item: share}``. They must sum to 1.
    normalize : bool
        Divide the shares by their sum instead.
    composite : str
        Name of the composite. A row of this name is the printed composite: it is not ranked, and it is checked against
        what follows from the shares.
    printed_gap : str or vector, optional
        Printed gaps, which are checked.
    tolerance : float, optional
        How far a printed figure may lie from what follows from the others. None allows for rounding: half a unit of
        the last decimal that its column is printed with.

    Returns
    -------
    BenchmarkResult
        One row an item, the most negative gap first, the composite last. Tied gaps share the lower rank. A figure that
        is not printed makes the gap NaN, and a note names it.

    Raises
    ------
    DataError
        Text, an item without a name or named twice, shares that are negative, missing or do not sum to 1, an unknown
        column or option.

    Examples
    --------
    >>> import placet
    >>> table = {"factor": ["Network", "Complaints", "Hall"], "own": [71.73, 62.99, 78.35], "rival": [87.2, 57.7, 84.3]}
    >>> result = placet.benchmark(table, "own", "rival")
    >>> result["item"], result["estimate"].round(2)
    (('Network', 'Hall', 'Complaints'), array([-15.47,  -5.95,   5.29]))
    """

def best_subsets(
    data: Data,
    outcome: OneColumn,
    drivers: Columns | None = None,
    *,
    criterion: SubsetCriterion = "bic",
    k: int = 5,
    n_resamples: int = 200,
    groups: Mapping[str, list[str]] | None = None,
    covariates: Columns | None = None,
    factors: Any = None,
    by: Columns | None = None,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    conf_level: float = 0.95,
    missing: Missing = "drop",
    imputation: Imputation | None = None,
    n_imputations: int | None = None,
    rng: Any = None,
    progress: bool | None = None,
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> BestSubsetsResult:
    r"""The `k` best models of every size among all subsets of up to 30 drivers, and the best of them by a criterion.

    The search is exact: all :math:`2^p` subsets are decided on, most of them without being fitted, because no model can
    have a larger R² than one that contains it [1]_. Of models of one size every criterion prefers the larger R²
    (PRESS nearly so), so the best model of all is among the best of each size.

    .. math:: \mathrm{AIC} = -2 \log L + 2(k + 1) \quad
              \mathrm{BIC} = -2 \log L + (k + 1) \log n \quad
              C_p = \mathrm{RSS} / \hat\sigma^2_F - n + 2k \quad
              \mathrm{PRESS} = \sum w \left( \frac{e}{1 - h} \right)^2

    k here counts coefficients, the constant among them, and the residual variance is one more parameter of AIC, BIC
    and corrected AIC, as R's ``AIC()`` has it; :math:`\hat\sigma^2_F` is that of the model with all drivers. `weight`
    is the share of a model in :math:`\sum \exp(-\Delta / 2)` over the models listed, :math:`\Delta` how far its
    criterion lies above the lowest [2]_; under ``"adj_r2"``, ``"cp"`` and ``"press"``, which are no likelihoods, that
    of AIC.

    The best subset is a result of chance, too. `inclusion` and `stability` tell how often bootstrap samples of the
    respondents lead to each driver and each model; the p-values and intervals of `coefficients`, which ignore the
    search, are not valid [3]_, and the result says so.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    outcome : str or vector
        What is to be explained.
    drivers : str, vector or list of them, optional
        What to choose among; all columns of the data if the outcome is a vector.
    criterion : {"bic", "aic", "aicc", "adj_r2", "cp", "press"}
        What the models are ordered by. ``"press"`` compares the best of each size only.
    k : int
        Models of each size to list. The size is the number of coefficients of drivers: a factor of m levels counts
        m - 1.
    n_resamples : int
        Bootstrap resamples of the respondents for `inclusion` and `stability`; 0 for none. Under ``"press"`` AIC
        chooses in them, to which leaving one respondent out leads in large samples.
    groups : mapping, optional
        Columns that enter and leave together, ``{"name": [columns]}``, such as an item and its square. They need not be
        listed in `drivers`.
    covariates : str, vector or list of them, optional
        Columns held constant: in every model, and not asked about.
    factors : list of str or mapping, optional
        Drivers and covariates that are categories, kept whole as a block of 0/1 columns: a list, or a mapping from column
        to reference level; the first level in order without one.
    by : str, vector or list of them, optional
        Segments, each with an analysis of its own. One that cannot be fitted is reported, and the others are done.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    conf_level : float
        Probability that an interval covers what it estimates.
    missing : {"drop", "raise", "pairwise", "em", "indicator", "multiple"}
        Leave respondents with any missing answer out; refuse them; take every covariance from those who answered both
        columns; estimate means and covariances by maximum likelihood under normality; fill gaps with means and mark them
        by 0/1 columns, for answers that cannot exist (segments in which one says nothing go without); or impute several
        times and pool by Rubin's rules.
    imputation : {"chained", "em"}, optional
        How ``missing="multiple"`` imputes: by chained equations with predictive mean matching (the default), which compares
        predictions to seven digits, or by draws from maximum-likelihood moments.
    n_imputations : int, optional
        Completed data sets of ``missing="multiple"``; 20 without it.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    progress : bool, optional
        Show a bar: True demands tqdm, False is silent, None shows it when tqdm is there and the call is long.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    BestSubsetsResult
        One row a model and segment, the best by the criterion first; `selected`, and the tables `coefficients`,
        `inclusion` and `stability`. `fit` has the F of the best model by the same errors as `regression`.

    Raises
    ------
    DataError
        Unknown columns or options, a column of two roles, text, infinite values, bad weights.
    ModelError
        More than 30 drivers, factors and groups, or a model with all of them that cannot be fitted: dependent drivers
        (all are named), one that does not vary, too few respondents. Segments of which that is true are noted where
        others can be searched.

    Notes
    -----
    n is :math:`\sum w` for frequency weights; likelihoods and PRESS take probability weights with mean 1.

    Under probability weights, under a declared design and where answers are made up for, k is what the coefficients
    cost by their errors, the trace of what these multiply the variances of respondents alike by [4]_, and n the
    respondents who answered the outcome: so AIC, BIC and Cp let a driver of no effect in as often as they do in plain
    samples, and not two or eight times as often under lognormal weights of standard deviation 1. The models of each
    size are still those of the largest R²; every one listed is fitted with its errors, which takes a scan of the rows
    each (one for all, of data that stay where they are), and bootstrap samples count every coefficient by the mean
    design effect. Missing answers are treated as in `stepwise`; ``"pairwise"`` and ``"em"`` have no PRESS.

    References
    ----------
    .. [1] Furnival, G. M. and Wilson, R. W. (1974). Regressions by leaps and bounds. Technometrics 16(4), 499-511.
    .. [2] Burnham, K. P. and Anderson, D. R. (2002). Model Selection and Multimodel Inference, 2nd ed., Springer.
    .. [3] Miller, A. (2002). Subset Selection in Regression, 2nd ed., chapter 6. Chapman and Hall.
    .. [4] Lumley, T. and Scott, A. (2015). AIC and BIC for modeling with complex survey data. J. Survey Statistics and
       Methodology 3, 1-18.

    Examples
    --------
    >>> import placet
    >>> answers = {
    ...     "overall": [9, 7, 3, 8, 5, 6, 2, 9], "network": [9, 8, 2, 7, 5, 6, 3, 8], "bills": [6, 5, 4, 9, 7, 2, 5, 6]
    ... }
    >>> result = placet.best_subsets(answers, "overall", ["network", "bills"], n_resamples=0)
    >>> result.selected
    ('network',)
    >>> result["model"], result["r2"].round(3)
    (('network', 'network + bills', '(none)', 'bills'), array([0.9  , 0.909, 0.   , 0.143]))
    """

def blend_weights(
    parts: AsGiven,
    shares: Any = None,
) -> WeightsResult:
    r"""Blend several weights of the same names.

    .. math:: w = \sum_k \alpha_k w^{(k)}, \qquad \sum_k \alpha_k = 1

    The shares :math:`\alpha` are given, equal, or with ``shares="game"`` those of the blend that lies nearest to all
    parts at once, which solve

    .. math:: \sum_l \alpha_l \; w^{(k)} \cdot w^{(l)} = w^{(k)} \cdot w^{(k)} \quad \text{for every } k

    and are then clipped at 0 and divided by their sum, which the result says [1]_.

    Parameters
    ----------
    parts : list or mapping
        Weights as other functions return them, or mappings ``{name: weight}``; or ``{what a part is called: weights}``.
        Of a hierarchy blend its nodes: ``result.weights["node"]``.
    shares : list, mapping or "game", optional
        What every part counts, in their order or by what it is called, summing to 1; equal, if not given.

    Returns
    -------
    WeightsResult
        One row a name, in the order of the first part. The table `parts` has the parts with their shares.

    Raises
    ------
    DataError
        Fewer than 2 parts, parts of different names, weights or shares that are negative or do not sum to 1.

    References
    ----------
    .. [1] Lai, C., Chen, X., Chen, X., Wang, Z., Wu, X. and Zhao, S. (2015). A fuzzy comprehensive evaluation model for
       flood risk based on the combination weight of game theory. Natural Hazards 77, 1243-1259.

    Examples
    --------
    >>> import placet
    >>> judged = placet.fixed_weights({"calls": 0.6, "cover": 0.4})
    >>> measured = placet.fixed_weights({"calls": 0.2, "cover": 0.8})
    >>> result = placet.blend_weights([judged, measured], [0.75, 0.25])
    >>> {name: round(weight, 3) for name, weight in result.weights.items()}
    {'calls': 0.5, 'cover': 0.5}
    """

def bottom_box(
    data: Data,
    items: Columns | None = None,
    *,
    scale: Scale,
    bottom: int = 1,
    verdict: bool | Bands = False,
    by: Columns | None = None,
    total: bool = False,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    method: Method = "adjusted",
    conf_level: float = 0.95,
    interval: IntervalKind = "percentile",
    n_resamples: int = 10000,
    prior: float = 1.0,
    rng: Any = None,
    missing: Literal["drop", "raise"] = "drop",
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> ScoreResult:
    r"""Weighted share of answers among the `bottom` lowest points, by segment and wave, with an interval.

    Definition, errors and intervals are those of `top_box` on the mirrored scale.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    items : str, vector or list of them
        Answers to one question or to several. One column of answers may stand in place of `data`.
    scale : (int, int)
        Lowest and highest point; any other answer is an error.
    bottom : int
        Points in the box.
    verdict : bool or mapping
        Add a column that names the band of the score: ``{lowest score: name}``, or True for the convention where there is
        one (NPS: good from 50, a loyal base from 70).
    by : str, vector or list of them, optional
        Segments, in the order of an ordered category or of value labels, else in natural order, "Segment 2" before
        "Segment 10"; rows with a missing key are in none.
    total : bool
        Add rows of all respondents above their segments, in every wave: those of the same call without `by`, to the last
        digit. Their keys are None, shown as "Total". Respondents with a missing key are in no segment, but in the
        total.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    method : {"adjusted", "wald", "score", "bootstrap", "bayes", "design"}
        Interval. ``"adjusted"`` adds pseudo-respondents to the effective base and takes the Wald interval of the
        result: 3/4 promoter, 3/2 passive, 3/4 detractor for net scores (Rocks 2016), z²/2 on each side for shares
        (Agresti and Coull 1998); for means it is Student's t, with up to one respondent more, half at each end of the
        scale, as far as the weights depend on the answers. Without weights the base is the respondents. With them it
        is Kish's where respondents are few and that of the standard error where they are many; so it is in strata, with
        Kish's base of strata. Of clusters it is the error's, smaller for few degrees of freedom (Korn and Graubard 1998),
        which are those of Bell and McCaffrey (2002) where clusters are of unequal sizes, and twice the respondents at most:
        docs/coverage.md shows how often it covers. ``"wald"`` is the estimate ± z standard errors, ``"score"`` inverts the
        score test on the effective base, ``"bootstrap"`` resamples the respondents, each with its answer and weight (as
        many as frequencies say; of precisions each respondent's chance is its weight) and is refused under a design,
        ``"bayes"`` is the equal-tailed credible interval under a Dirichlet prior on the effective base, ``"design"`` is the
        estimate ± t standard errors, with n - 1 and not n in the variance and clusters less strata as degrees of freedom,
        as R's survey package gives it. All stay within what the score can be and hold the estimate; a mean of answers that
        are all equal has none but ``"score"`` and ``"bayes"``.
    conf_level : float
        Probability that an interval covers what it estimates.
    interval : {"percentile", "basic", "bca"}
        Kind of bootstrap interval, for ``method="bootstrap"``.
    n_resamples : int
        Bootstrap resamples or posterior draws.
    prior : float
        Of how many respondents the Dirichlet prior has the weight, spread evenly over the classes of the metric.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    missing : {"drop", "raise"}
        Leave respondents without an answer out, or refuse them.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    ScoreResult
        One row an item and segment; shares from 0 to 1.

    Raises
    ------
    DataError
        A box as large as the scale, an answer off the scale, bad weights or design, an unknown column or option.

    Examples
    --------
    >>> import placet
    >>> result = placet.bottom_box({"rating": [5, 5, 4, 3, 1]}, "rating", scale=(1, 5), bottom=2)
    >>> float(result["estimate"][0])
    0.2
    """

def ces(
    data: Data,
    items: Columns | None = None,
    *,
    scale: Bounds = (1, 7),
    rescale: bool = False,
    verdict: bool | Bands = False,
    by: Columns | None = None,
    total: bool = False,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    method: Method = "adjusted",
    conf_level: float = 0.95,
    interval: IntervalKind = "percentile",
    n_resamples: int = 10000,
    prior: float = 1.0,
    rng: Any = None,
    missing: Literal["drop", "raise"] = "drop",
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> ScoreResult:
    r"""Customer effort score: the weighted mean agreement that it was easy, from 1 to 7 by default.

    A high score means little effort. The share of those who agree is ``top_box(..., scale=(1, 7), top=3)``.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    items : str, vector or list of them
        Answers to one question or to several. One column of answers may stand in place of `data`.
    scale : (int, int)
        Lowest and highest point; any other answer is an error.
    rescale : bool
        Give means on 0..100 of the scale's theoretical range.
    verdict : bool or mapping
        Add a column that names the band of the score: ``{lowest score: name}``, or True for the convention where there is
        one (NPS: good from 50, a loyal base from 70).
    by : str, vector or list of them, optional
        Segments, in the order of an ordered category or of value labels, else in natural order, "Segment 2" before
        "Segment 10"; rows with a missing key are in none.
    total : bool
        Add rows of all respondents above their segments, in every wave: those of the same call without `by`, to the last
        digit. Their keys are None, shown as "Total". Respondents with a missing key are in no segment, but in the
        total.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    method : {"adjusted", "wald", "score", "bootstrap", "bayes", "design"}
        Interval. ``"adjusted"`` adds pseudo-respondents to the effective base and takes the Wald interval of the
        result: 3/4 promoter, 3/2 passive, 3/4 detractor for net scores (Rocks 2016), z²/2 on each side for shares
        (Agresti and Coull 1998); for means it is Student's t, with up to one respondent more, half at each end of the
        scale, as far as the weights depend on the answers. Without weights the base is the respondents. With them it
        is Kish's where respondents are few and that of the standard error where they are many; so it is in strata, with
        Kish's base of strata. Of clusters it is the error's, smaller for few degrees of freedom (Korn and Graubard 1998),
        which are those of Bell and McCaffrey (2002) where clusters are of unequal sizes, and twice the respondents at most:
        docs/coverage.md shows how often it covers. ``"wald"`` is the estimate ± z standard errors, ``"score"`` inverts the
        score test on the effective base, ``"bootstrap"`` resamples the respondents, each with its answer and weight (as
        many as frequencies say; of precisions each respondent's chance is its weight) and is refused under a design,
        ``"bayes"`` is the equal-tailed credible interval under a Dirichlet prior on the effective base, ``"design"`` is the
        estimate ± t standard errors, with n - 1 and not n in the variance and clusters less strata as degrees of freedom,
        as R's survey package gives it. All stay within what the score can be and hold the estimate; a mean of answers that
        are all equal has none but ``"score"`` and ``"bayes"``.
    conf_level : float
        Probability that an interval covers what it estimates.
    interval : {"percentile", "basic", "bca"}
        Kind of bootstrap interval, for ``method="bootstrap"``.
    n_resamples : int
        Bootstrap resamples or posterior draws.
    prior : float
        Of how many respondents the Dirichlet prior has the weight, spread evenly over the classes of the metric.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    missing : {"drop", "raise"}
        Leave respondents without an answer out, or refuse them.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    ScoreResult
        One row an item and segment, in scale points or 0..100.

    Raises
    ------
    DataError
        An answer off the scale, bad weights or design, an unknown column or option.

    References
    ----------
    Dixon, M., Freeman, K. and Toman, N. (2010). Stop trying to delight your customers. Harvard Business Review 88(7/8).

    Examples
    --------
    >>> import placet
    >>> result = placet.ces({"easy": [7, 6, 6, 2]}, "easy")
    >>> float(result["estimate"][0])
    5.25
    """

def change(
    data: Data,
    item: OneColumn | None = None,
    *,
    by: Columns,
    wave: OneColumn | None = None,
    from_: Any = None,
    to: Any = None,
    metric: str | Metric = "nps",
    scale: Bounds | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    conf_level: float = 0.95,
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> ChangeResult:
    r"""Change of a score between two waves, split by segment into mix (who answered) and rate (what they said).

    .. math:: rate_g = (m_1 - m_0) \frac{s_0 + s_1}{2} \qquad
              mix_g = (s_1 - s_0)\left(\frac{m_0 + m_1}{2} - \frac{M_0 + M_1}{2}\right)

    with s the weighted share and m the score of segment g, M the score of everybody, in waves 0 and 1. Mix and rate of
    all segments add up to the change exactly, and do not depend on an order: they are the Shapley values of the two
    factors. The mix of a segment reads against the average: a segment above average that grows raises the score. A
    segment that answered in one wave only has a contribution that is mix alone, with the score of that wave for both.

    Standard errors are linearised (or of replicate weights), with the covariances between the parts, and of respondents
    asked twice if their `id` is known. The total change has the interval of ``compare(against="previous")``, and scores
    have theirs. Intervals of mix, rate and contributions are t intervals with `df` degrees of freedom: those of Welch
    for the effective bases b of the two waves, of a segment of its respondents in them, variances having his factor b /
    (b - 1). Answers vary about the scores of segments, s in both waves together, so that the parts of the total have n
    - s of n - 2 degrees of freedom and of the divisor of variances. Under a design they are Satterthwaite's, see
    `compare`. One respondent in a wave has no spread, and a segment with him no interval of its parts.

    Weights are taken as given: where they are calibrated to the shares of the segments, these are known, and the errors
    of mix are too large. So they are, by a fifth to a third, for a segment whose share did not change and whose score
    is the average: its mix is a product of two deviations that are both 0, whose interval covers nearly always.

    Parameters
    ----------
    data : data frame, mapping or Survey
        One row a respondent and wave.
    item : str or vector
        Answers. They may stand in place of `data`.
    by : str, vector or list of them
        Segments; rows with a missing key are in none, and count in neither wave.
    wave : str or vector, optional
        The survey wave; that of the Survey without it.
    from_, to : wave, optional
        The waves to compare; without them the last two.
    metric : str or Metric
        ``"nps"``, ``"net_box"``, ``"top_box"``, ``"bottom_box"``, ``"csat"``, ``"ces"``, ``"mean_score"`` or a `Metric`
        with its own cut points.
    scale : (int, int), optional
        Scale of a metric given by name; those without a usual one need it, but for ``"mean_score"``, which without a scale
        is that of any numbers, such as amounts or an index of each respondent, and of which the ends may be decimals.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    conf_level : float
        Probability that an interval covers what it estimates.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    ChangeResult
        The total in the first row, then one row a segment.

    Raises
    ------
    DataError
        One wave, a wave that is not there or has no answers, a respondent twice in a wave, an answer off the scale,
        bad weights or design, an unknown column or option.

    References
    ----------
    Kitagawa, E. M. (1955). Components of a difference between two rates. J. American Statistical Association 50,
    1168-1194. Das Gupta, P. (1993). Standardization and Decomposition of Rates. US Bureau of the Census, P23-186.

    Examples
    --------
    Shares of a go from 1/2 to 1/4, its NPS from 100 to 0; b stays at 0 throughout:

    >>> import placet
    >>> data = {
    ...     "q": [10, 9, 8, 7, 7, 8, 8, 8],
    ...     "wave": [1, 1, 1, 1, 2, 2, 2, 2],
    ...     "group": ["a", "a", "b", "b", "a", "b", "b", "b"],
    ... }
    >>> result = placet.change(data, "q", wave="wave", by="group")
    >>> result["estimate"]
    array([-50.  , -43.75,  -6.25])
    >>> result["mix"]
    array([-12.5 ,  -6.25,  -6.25])
    >>> result["rate"]
    array([-37.5, -37.5,   0. ])
    """

def compare(
    data: Data,
    item: Columns | None = None,
    *,
    against: Any = "total",
    adjust: Adjust = "holm",
    min_base: int | None = None,
    metric: str | Metric = "nps",
    scale: Bounds | None = None,
    by: Columns | None = None,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    method: Literal["adjusted", "wald", "design"] = "adjusted",
    conf_level: float = 0.95,
    missing: Literal["drop", "raise"] = "drop",
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> CompareResult:
    r"""Differences of a score between segments or waves, with intervals, tests and letters.

    .. math:: d = \hat\theta_a - \hat\theta_b \qquad V(d) = V_a + V_b - 2\,C_{ab}

    The covariance is 0 for different respondents. It is kept where a segment is part of the total it is compared with,
    where segments share clusters or strata, and where respondents answered in both waves (`id`).

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    item : str, vector or list of them
        Answers to one question, or to several whose tests are one family. They may stand in place of `data`.
    against : "total", "rest", "previous", "all pairs" or a level
        What every level is compared with: all levels together, all the others together, the wave before, every other
        level, or the one named; a date or number may be given as its text. A level that is itself called "total" or
        the like cannot be named.
    adjust : {"holm", "bonferroni", "fdr_bh", "none"}
        Adjustment of p-values and intervals for the number of tests in the result, those of all items, see Notes.
    min_base : int, optional
        Levels with fewer respondents are shown but not tested, and have no interval; the finding says "small base".
    metric : str or Metric
        ``"nps"``, ``"net_box"``, ``"top_box"``, ``"bottom_box"``, ``"csat"``, ``"ces"``, ``"mean_score"`` or a `Metric`
        with its own cut points.
    scale : (int, int), optional
        Scale of a metric given by name; those without a usual one need it, but for ``"mean_score"``, which without a scale
        is that of any numbers, such as amounts or an index of each respondent, and of which the ends may be decimals.
    by : str, vector or list of them, optional
        Segments; rows with a missing key are in none. They are compared with each other unless there are waves.
    wave : str or vector, optional
        The survey wave: waves are compared, within every segment of `by`. That of the `Survey` is taken where `by` names
        nothing, or where the wave before is asked for. Waves come in the order of `waves`, of an ordered category, or of
        time; text without a place in time is refused.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    method : {"adjusted", "wald", "design"}
        Test and interval: with pseudo-respondents, plain, or with n - 1 in the variance, as R's survey package has it.
        Under a design all have quantiles of t with Satterthwaite's degrees of freedom.
    conf_level : float
        Probability that an interval covers its difference; a difference is called one below 1 minus this.
    missing : {"drop", "raise"}
        Leave respondents without an answer out, or refuse them.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    CompareResult
        One row an item and comparison; `groups` holds the levels of every item with their scores and letters.

    Raises
    ------
    DataError
        Fewer than two levels, an unknown level, ids that occur twice in a wave, an answer off the scale, bad weights or
        design, an unknown column or option.

    Notes
    -----
    Findings, adjusted p-values and intervals are of one procedure: an interval holds 0 exactly where there is no
    finding, that is where `p_adjusted` is not below α = 1 - `conf_level`. All intervals of a result have one level,
    which the text under the table says. Of m tests with r findings it is 1 - α/m with ``"bonferroni"``: all m intervals
    cover their differences together with probability 1 - α at least. With ``"holm"`` it is 1 - α/(m - r + 1), the step
    at which the last finding was made: the chance that any finding is false is α at most, while all intervals together
    cover with less than 1 - α where r > 1. With ``"fdr_bh"`` it is 1 - rα/m, so that of the intervals of findings the
    share that miss their difference is expected to be α at most, of independent differences [5]_, and the others are
    promised nothing; where there is no finding both have 1 - α/m. With ``"none"`` each covers with probability 1 - α.
    A difference of 0 has p = 1, and so has one that pseudo-respondents turn round.

    With ``method="adjusted"`` the test and the interval are those of scores to which each group adds
    pseudo-respondents, half as many as to a score alone: 3/8 promoter, 3/4 passive and 3/8 detractor for net scores
    [1]_, one inside and one outside the box for shares [2]_; means take Welch's t. `estimate` and `std_error` are the
    plain difference and its error throughout. Pseudo-respondents pull a small group more than a large one: of a group
    of ten against thousands read the interval rather than the side it lies on. docs/coverage.md shows how often the
    intervals cover, also of scores that lie far apart.

    Under a design, and with ``method="design"`` always, `df` are Satterthwaite's degrees of freedom of two sides [4]_,

    .. math:: \nu = \frac{(v_a + v_b)^2}{v_a^2 / \nu_a + v_b^2 / \nu_b} \qquad v = \frac{\sum w^2}{(\sum w)^2}

    with :math:`\nu_a` the units of a with answers less their strata, smaller where clusters are of unequal size, when v
    is their working variance; a level is compared with a total as with the rest. A level that has g of the c clusters
    of a stratum has a variance that is too small by (g - 1)/g over (c - 1)/c, which tests and intervals make good, but
    for those of ``method="design"``. Where levels share units, such as stores, they are no more than
    those of the larger side. So few clusters against many have the degrees of freedom of the few. They are not those of
    ``svyttest`` in R's survey package, the units of both sides less their strata less 1, with which 2 clusters against
    20 differ at the level of 5 % far more often than that where nothing does. A side of one unit has none, and there is
    no test.

    References
    ----------
    .. [1] Rocks, B. (2016). The American Statistician 70(4), 365-372.
    .. [2] Agresti, A. and Caffo, B. (2000). Simple and effective confidence intervals for proportions and differences
       of proportions. The American Statistician 54, 280-288.
    .. [3] Woodruff, R. S. (1971). A simple method for approximating the variance of a complicated estimate. J.
       American Statistical Association 66, 411-414.
    .. [4] Bell, R. M. and McCaffrey, D. F. (2002). Bias reduction in standard errors for linear regression with
       multi-stage samples. Survey Methodology 28, 169-181.
    .. [5] Benjamini, Y. and Yekutieli, D. (2005). False discovery rate-adjusted multiple confidence intervals for
       selected parameters. J. American Statistical Association 100, 71-81.

    Examples
    --------
    >>> import placet
    >>> data = {"score": [10, 9, 3, 8, 9, 10, 2, 0], "shop": ["a", "a", "a", "a", "b", "b", "b", "b"]}
    >>> result = placet.compare(data, "score", by="shop", against="all pairs")
    >>> result["estimate"].tolist(), result.groups["letters"]
    ([25.0], ('a', 'a'))
    """

def compare_drivers(
    data: Data,
    outcome: OneColumn,
    drivers: Columns | None = None,
    *,
    against: Any = "rest",
    of: Of = "importance",
    importance: ImportanceMethod = "lmg",
    test: Test = "intervals",
    n_resamples: int | None = None,
    covariates: Columns | None = None,
    factors: Any = None,
    by: Columns | None = None,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    conf_level: float = 0.95,
    missing: Missing = "drop",
    imputation: Imputation | None = None,
    n_imputations: int | None = None,
    rng: Any = None,
    progress: bool | None = None,
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> DriverDifferencesResult:
    r"""Differences of the importance of drivers between segments or waves, driver by driver, with joint intervals.

    .. math:: d_{jab} = \theta_{ja} - \theta_{jb} \quad \pm \quad c \, s_{jab}, \qquad
              c: \; P\Bigl(\max_{j,a,b} |t_{jab}| \le c\Bigr) = 1 - \alpha

    with importances :math:`\theta` as in `key_drivers`, each of the segment's own regression, and the largest t of all
    drivers and pairs of the result [1]_: all intervals hold together. Comparing intervals of segments that were
    analysed one by one is no such test.

    An importance is a share of what is explained in a segment, and not an effect: it also differs where the answers to
    a driver vary more, or the outcome is explained better. Effects are compared by a regression with interactions.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    outcome : str or vector
        What is to be explained, such as overall satisfaction; or a formula, see `regression`, without `drivers`.
    drivers : str, vector or list of them, optional
        What explains it, as in `key_drivers`; all columns of the data if the outcome is a vector.
    against : "rest", "total", "previous", "all pairs" or a level
        What every segment or wave is compared with: all the others together, all together, the wave before, every other
        one, or the one named; as in `compare`. With `by` and `wave` waves are compared within segments.
    of : {"importance", "share"}
        Compare importances, which sum to R², or their shares, which sum to 1.
    importance : str
        One of the methods of `key_drivers`.
    test : {"intervals", "permutation"}
        ``"intervals"`` are t intervals from resamples of all respondents at once, or from replicate weights.
        ``"permutation"`` deals out the labels of segments anew among respondents, or among whole clusters within their
        strata, and studentises every difference by influence values [2]_: for few respondents, of LMG of up to 20
        drivers and of complete answers.
    n_resamples : int, optional
        Resamples, or permutations; 1,000 if not given. What would take more than a minute is refused unless the number
        was given.
    covariates : str, vector or list of them, optional
        Columns held constant: in every model, and not asked about.
    factors : list of str or mapping, optional
        Drivers and covariates that are categories, kept whole as a block of 0/1 columns: a list, or a mapping from column
        to reference level; the first level in order without one.
    by : str, vector or list of them, optional
        Segments, each with an analysis of its own. One that cannot be fitted is reported, and the others are done.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    conf_level : float
        Probability that an interval covers what it estimates.
    missing : {"drop", "raise", "pairwise", "em", "indicator", "multiple"}
        Leave respondents with any missing answer out; refuse them; take every covariance from those who answered both
        columns; estimate means and covariances by maximum likelihood under normality; fill gaps with means and mark them
        by 0/1 columns, for answers that cannot exist (segments in which one says nothing go without); or impute several
        times and pool by Rubin's rules.
    imputation : {"chained", "em"}, optional
        How ``missing="multiple"`` imputes: by chained equations with predictive mean matching (the default), which compares
        predictions to seven digits, or by draws from maximum-likelihood moments.
    n_imputations : int, optional
        Completed data sets of ``missing="multiple"``; 20 without it.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    progress : bool, optional
        Show a bar: True demands tqdm, False is silent, None shows it when tqdm is there and the call is long.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    DriverDifferencesResult
        One row a comparison and driver; `importances` has those of the segments. A segment that cannot be fitted has
        NaN, the notes say why, and the others are compared.

    Raises
    ------
    DataError, ModelError
        As for `key_drivers`; DataError also for fewer than two levels, an unknown one, and for tests that cannot be had
        of the data.

    Notes
    -----
    Resamples: independent respondents are drawn within their segments, so that variances of segments add; of a design
    whole units are drawn within strata, the same for all segments, so that segments which share units covary; with `id`
    and waves whole respondents are drawn. Replicate weights are taken as they are. Degrees of freedom are
    Satterthwaite's of both sides, where these share units at most those of the larger, of replicate weights those of
    the smaller; few resamples have few degrees, too. A total holds the segment that is compared with it, and so do its
    resamples.

    Findings, `p_adjusted` and intervals are of one procedure: an interval holds 0 exactly where `p_adjusted` is not
    below α = 1 - `conf_level`. `p_value` is that of one difference alone.

    Drivers that depend on each other in a segment share what they explain together, as in `key_drivers`, and notes say
    so; by ``"betasq"`` and ``"pratt"``, which are of coefficients, the segment has none.

    Ten clusters and fewer in every segment make resampled errors some 10 % too small: in simulations 7 to 11 % of
    families found something at 5 %, with twenty 4 %.

    Permutations hold their level exactly where segments do not differ in anything, and in large samples also where only
    the importances are the same; respondents of one cluster in several segments swap labels within it. Where answers
    are missing, ``"rest"`` and ``"total"`` are of complete or imputed answers.

    References
    ----------
    .. [1] Hothorn, T., Bretz, F. and Westfall, P. (2008). Simultaneous inference in general parametric models.
       Biometrical J. 50, 346-363.
    .. [2] Chung, E. and Romano, J. P. (2013). Exact and asymptotically robust permutation tests. Annals of Statistics
       41, 484-507.

    Examples
    --------
    >>> import numpy as np, placet
    >>> rng = np.random.default_rng(1)
    >>> network, bills = rng.normal(size=(2, 300))
    >>> shop = np.repeat(["a", "b"], 150)
    >>> overall = np.where(shop == "a", network, bills) + rng.normal(size=300)
    >>> data = {"overall": overall, "network": network, "bills": bills, "shop": shop}
    >>> result = placet.compare_drivers(data, "overall", ["network", "bills"], by="shop", against="b", rng=1)
    >>> result["term"], result["finding"]
    (('network', 'bills'), ('higher', 'lower'))
    """

def compare_paths(
    data: Data,
    model: Any,
    *,
    compare: Any = "all pairs",
    what: What = "paths",
    test: Test = "permutation",
    interval: Offered | None = None,
    n_resamples: int = 5000,
    adjust: Adjust = "holm",
    scheme: Literal["path", "factorial", "centroid"] = "path",
    scaled: bool = True,
    consistent: bool = False,
    missing: Literal["drop", "raise", "pairwise", "em", "multiple"] = "drop",
    imputation: Imputation | None = None,
    n_imputations: int | None = None,
    by: Columns | None = None,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    rng: Any = None,
    progress: bool | None = None,
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
    conf_level: float = 0.95,
) -> PathDifferencesResult:
    r"""Differences of a path model between segments or waves, path by path, with tests and intervals.

    .. math:: d = \hat\beta_a - \hat\beta_b, \qquad p = \frac{1 + \#\{|d^*| \ge |d|\}}{1 + B}

    with :math:`\hat\beta` of each group's own estimates and :math:`d^*` the difference when the labels of the groups
    are dealt out anew among their respondents [1]_. Groups should be shown to measure the same before, by `micom`.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    model : PathModel, str or mapping
        What is estimated, see `PathModel`.
    compare : "all pairs", "rest", "previous" or a level
        What every segment or wave is compared with: every other one, all others together, the wave before, or the one
        named. With `by` and `wave` waves are compared within segments.
    what : {"paths", "total effects", "loadings", "weights"}
        What is compared.
    test : {"permutation", "intervals"}
        ``"permutation"`` deals out the labels of the two groups anew among respondents, or among whole clusters within
        their strata. ``"intervals"`` resamples both groups.
    interval : {"percentile", "t"}, optional
        Intervals of ``test="intervals"``: percentiles of the resampled differences, or t intervals with their standard
        error. Without it t where units of a declared design are drawn, and else percentiles, as in `path_model`;
        replicate weights have t intervals.
    n_resamples : int
        Labellings, or resamples; replicate weights are as many as there are.
    adjust : {"holm", "bonferroni", "fdr_bh", "none"}
        Adjustment of p-values and intervals for the many differences of the result, all of them one family.
    scheme : {"path", "factorial", "centroid"}
        Inner weights: regression coefficients of what acts on a construct and correlations of what it acts on; correlations;
        or their signs.
    scaled : bool
        Standardise indicators before they are weighted. If False their variances count, as where all have one scale.
    consistent : bool
        Correct correlations of constructs, loadings and paths for the unreliability of the scores (Dijkstra and Henseler
        2015), of models whose constructs are all measured by ``=~``.
    missing : {"drop", "raise", "pairwise", "em", "multiple"}
        Leave respondents with any missing answer out; refuse them; take every covariance from those who answered both
        indicators; estimate means and covariances by maximum likelihood under normality; or impute several times.
    imputation : {"chained", "em"}, optional
        How ``missing="multiple"`` imputes: by chained equations with predictive mean matching (the default), which compares
        predictions to seven digits, or by draws from maximum-likelihood moments.
    n_imputations : int, optional
        Completed data sets of ``missing="multiple"``; 20 without it.
    by : str, vector or list of them, optional
        Segments, each estimated by itself.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    progress : bool, optional
        Show a bar: True demands tqdm, False is silent, None shows it when tqdm is there and the call is long.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.
    conf_level : float
        Probability that an interval covers what it estimates.

    Returns
    -------
    PathDifferencesResult
        One row a comparison and path, or indicator.

    Raises
    ------
    DataError, ModelError, ConvergenceError
        As for `path_model`, the segment named; DataError also for fewer than two segments, an unknown level, and labels
        that cannot be dealt out: of replicate or frequency weights, of incomplete answers, of strata that lie in one
        group.

    Notes
    -----
    Intervals hold 0 exactly where `p_adjusted` is not below α = 1 - `conf_level`. Those of permutations take labels to
    shift a difference and nothing else: they are the differences less their quantiles under the labels.

    Permutations hold their level exactly, whatever the number of respondents, where the groups do not differ in
    anything: weights move with their respondents, clusters as a whole. Units of measurement and variances of indicators
    do not matter. Where paths are the same and other things differ, the test is as good as the groups are alike: of
    1,200 simulated tests at 5 % it found something in 3 to 5 % where groups of 60 and 240 differed in size and
    variances, in 10 % where the smaller one had heavy tails, in 8 % where weights varied in it alone, in 2 % where
    clusters were larger in one. There ``test="intervals"`` is to be preferred, which found 5 to 7 % in all of these by
    percentiles, and 5 to 8 % by t. Of groups of 12 clusters it found 6.5 % by percentiles and 5.9 % by t, of 5 clusters
    4.6 and 2.8 %.

    Resamples draw respondents within their group, or whole units of the design within strata, the same for all groups,
    so that groups which share clusters vary together. Degrees of freedom of t are Satterthwaite's of both groups.
    Resamples and labellings under which nothing can be estimated are left out and counted.

    References
    ----------
    .. [1] Chin, W. W. and Dibbern, J. (2010). An introduction to a permutation based procedure for multi-group PLS
       analysis. In Handbook of Partial Least Squares, 171-193. Springer.

    Examples
    --------
    >>> import numpy as np, placet
    >>> rng = np.random.default_rng(1)
    >>> quality = rng.normal(size=300)
    >>> region = np.repeat(["north", "south"], 150)
    >>> loyalty = np.where(region == "north", 0.9, 0.2) * quality + rng.normal(size=300)
    >>> data = {name: quality + 0.5 * rng.normal(size=300) for name in ("q1", "q2")}
    >>> data |= {name: loyalty + 0.5 * rng.normal(size=300) for name in ("l1", "l2")}
    >>> model = "Quality =~ q1 + q2; Loyalty =~ l1 + l2; Loyalty ~ Quality"
    >>> result = placet.compare_paths(data | {"region": region}, model, by="region", n_resamples=1000, rng=1)
    >>> result["estimate"].round(2), result["finding"]
    (array([0.35]), ('higher',))
    """

def complaint_iceberg(
    complaints: float | Mapping[str, float],
    ratio: float | Iterable[float] = 25,
    *,
    customers: float | Mapping[str, float] | None = None,
    dissatisfied_tells: float | None = None,
    satisfied_tells: float | None = None,
) -> IcebergResult:
    r"""Dissatisfied customers behind the complaints heard, if one in `ratio` of them complains.

    .. math:: D = r\,c, \qquad \text{silent} = (r - 1)\,c, \qquad \text{share} = D / N

    with c complaints, each of one customer, the ratio r and N customers. The ratio is an assumption and nothing in the
    data bears it out: the result says so, and takes several ratios to show what hangs on them. The 25 is of a mobile
    operator's study and stands for the 4 % that are quoted after the research of TARP [1]_; TARP held that these were
    customers with small losses who complained to headquarters, and that about half of all complain to somebody [2]_,
    which is a ratio of 2.

    Parameters
    ----------
    complaints : float or mapping
        Number of complaints heard, or ``{segment: number}``.
    ratio : float or list of float
        Dissatisfied customers per complaint, the one who complains among them; at least 1. Several give a row each.
    customers : float or mapping, optional
        Number of customers, for the share that is dissatisfied; a mapping if `complaints` is one.
    dissatisfied_tells, satisfied_tells : float, optional
        People whom a dissatisfied and a satisfied customer tell, such as 11 and 5 in that study; the latter needs
        `customers`.

    Returns
    -------
    IcebergResult
        One row a segment and ratio, in customers and people.

    Raises
    ------
    DataError
        A number that is negative or no number, a ratio below 1, more dissatisfied customers than there are customers.

    References
    ----------
    .. [1] Technical Assistance Research Programs (1986). Consumer Complaint Handling in America: An Update Study. White
       House Office of Consumer Affairs.
    .. [2] Misquoted data cause questions, confusion (letter). Quality Progress, November 2005.

    Examples
    --------
    >>> import placet
    >>> result = placet.complaint_iceberg(120, customers=40_000, dissatisfied_tells=11)
    >>> result["estimate"], result["silent"], result["share"], result["told_bad"]
    (array([3000.]), array([2880.]), array([0.075]), array([33000.]))
    """

def critic_weights(
    data: Data,
    columns: Columns,
    *,
    unit: OneColumn | None = None,
    cost: Any = (),
) -> WeightsResult:
    r"""CRITIC weights of a table of units: what spreads and contradicts the others weighs more.

    .. math:: C_j = \sigma_j \sum_k (1 - r_{jk}), \qquad w_j = C_j \Big/ \sum_k C_k

    with the columns rescaled from 0, the worst unit, to 1, the best, :math:`\sigma_j` their standard deviation (divisor
    m - 1; weights are the same with m) and :math:`r_{jk}` their correlations [1]_. Units of measurement and their zero
    change nothing. A column in which all units are alike has weight 0 and contradicts none.

    The weights say what tells these units apart, not what matters to customers. They are for units, never for
    respondents, and are kept: weights computed anew for every wave would move the yardstick.

    Parameters
    ----------
    data : data frame, mapping or array
        One row a unit, at least 3.
    columns : str, vector or list of them
        The criteria, any figures.
    unit : str or vector, optional
        What names the units; needed for more than 100 rows.
    cost : list of str, optional
        Criteria of which less is better, such as complaints.

    Returns
    -------
    WeightsResult
        One row a column, in their order, with `std_dev`, `conflict` (the sum of 1 - r) and `information`, their
        product.

    Raises
    ------
    DataError
        Fewer than 3 units, a figure that is missing or infinite (column and unit are told), a unit with two rows,
        respondents, columns that all tell the same.

    References
    ----------
    .. [1] Diakoulaki, D., Mavrotas, G. and Papayannakis, L. (1995). Determining objective weights in multiple criteria
       problems: the CRITIC method. Computers & Operations Research 22, 763-770.

    Examples
    --------
    >>> import placet
    >>> branches = {"branch": ["A", "B", "C", "D"], "calls": [6, 7, 9, 8], "cover": [5, 6, 9, 8], "bills": [9, 4, 6, 7]}
    >>> result = placet.critic_weights(branches, ["calls", "cover", "bills"], unit="branch")
    >>> {name: round(weight, 3) for name, weight in result.weights.items()}
    {'calls': 0.262, 'cover': 0.256, 'bills': 0.483}
    """

def csat(
    data: Data,
    items: Columns | None = None,
    *,
    scale: Scale = (1, 5),
    top: int = 2,
    verdict: bool | Bands = False,
    by: Columns | None = None,
    total: bool = False,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    method: Method = "adjusted",
    conf_level: float = 0.95,
    interval: IntervalKind = "percentile",
    n_resamples: int = 10000,
    prior: float = 1.0,
    rng: Any = None,
    missing: Literal["drop", "raise"] = "drop",
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> ScoreResult:
    r"""Customer satisfaction score: the weighted share of the satisfied, the two highest of five points by default.

    `top_box` under the name and with the defaults of the field.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    items : str, vector or list of them
        Answers to one question or to several. One column of answers may stand in place of `data`.
    scale : (int, int)
        Lowest and highest point; any other answer is an error.
    top : int
        Points that count as satisfied.
    verdict : bool or mapping
        Add a column that names the band of the score: ``{lowest score: name}``, or True for the convention where there is
        one (NPS: good from 50, a loyal base from 70).
    by : str, vector or list of them, optional
        Segments, in the order of an ordered category or of value labels, else in natural order, "Segment 2" before
        "Segment 10"; rows with a missing key are in none.
    total : bool
        Add rows of all respondents above their segments, in every wave: those of the same call without `by`, to the last
        digit. Their keys are None, shown as "Total". Respondents with a missing key are in no segment, but in the
        total.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    method : {"adjusted", "wald", "score", "bootstrap", "bayes", "design"}
        Interval. ``"adjusted"`` adds pseudo-respondents to the effective base and takes the Wald interval of the
        result: 3/4 promoter, 3/2 passive, 3/4 detractor for net scores (Rocks 2016), z²/2 on each side for shares
        (Agresti and Coull 1998); for means it is Student's t, with up to one respondent more, half at each end of the
        scale, as far as the weights depend on the answers. Without weights the base is the respondents. With them it
        is Kish's where respondents are few and that of the standard error where they are many; so it is in strata, with
        Kish's base of strata. Of clusters it is the error's, smaller for few degrees of freedom (Korn and Graubard 1998),
        which are those of Bell and McCaffrey (2002) where clusters are of unequal sizes, and twice the respondents at most:
        docs/coverage.md shows how often it covers. ``"wald"`` is the estimate ± z standard errors, ``"score"`` inverts the
        score test on the effective base, ``"bootstrap"`` resamples the respondents, each with its answer and weight (as
        many as frequencies say; of precisions each respondent's chance is its weight) and is refused under a design,
        ``"bayes"`` is the equal-tailed credible interval under a Dirichlet prior on the effective base, ``"design"`` is the
        estimate ± t standard errors, with n - 1 and not n in the variance and clusters less strata as degrees of freedom,
        as R's survey package gives it. All stay within what the score can be and hold the estimate; a mean of answers that
        are all equal has none but ``"score"`` and ``"bayes"``.
    conf_level : float
        Probability that an interval covers what it estimates.
    interval : {"percentile", "basic", "bca"}
        Kind of bootstrap interval, for ``method="bootstrap"``.
    n_resamples : int
        Bootstrap resamples or posterior draws.
    prior : float
        Of how many respondents the Dirichlet prior has the weight, spread evenly over the classes of the metric.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    missing : {"drop", "raise"}
        Leave respondents without an answer out, or refuse them.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    ScoreResult
        One row an item and segment; shares from 0 to 1.

    Raises
    ------
    DataError
        A box as large as the scale, an answer off the scale, bad weights or design, an unknown column or option.

    Examples
    --------
    >>> import placet
    >>> result = placet.csat({"satisfaction": [5, 5, 4, 3, 1]}, "satisfaction")
    >>> float(result["estimate"][0])
    0.6
    """

def distribution(
    data: Data,
    items: Columns | None = None,
    *,
    scale: Scale,
    method: Simultaneous = "bonferroni",
    by: Columns | None = None,
    total: bool = False,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    conf_level: float = 0.95,
    missing: Literal["drop", "raise"] = "drop",
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> DistributionResult:
    r"""Share of every point of a scale, weighted, by segment and wave, with simultaneous intervals.

    .. math:: p_j = \sum_{i: x_i = j} w_i \Big/ \sum_i w_i

    The standard error of a share is that of `top_box`: linearised, from the design where one is declared. So is the
    base of its interval (see `nps`): the respondents without weights, else the effective base. Points that nobody chose
    are listed, with the share 0 and an upper limit.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    items : str, vector or list of them
        Answers to one question or to several. One column of answers may stand in place of `data`.
    scale : (int, int)
        Lowest and highest point, at most 1,001 points; any other answer is an error.
    method : {"bonferroni", "goodman", "sison-glaz", "pointwise"}
        Intervals. ``"bonferroni"``: the interval of `top_box`, Agresti and Coull's [3]_, at the level 1 - α/k.
        ``"goodman"``: the score interval of each point at that level [1]_, a tenth shorter and too short for few
        answers to rare points. ``"sison-glaz"``: all counts within the same distance of the observed ones [2]_; shorter
        for many points of alike shares, too short for rare ones, and the design enters by one base for all points.
        ``"pointwise"``: the interval of `top_box` at the level 1 - α, for a single point; of k points some are not
        covered more often than α.
    by : str, vector or list of them, optional
        Segments, in the order of an ordered category or of value labels, else in natural order, "Segment 2" before
        "Segment 10"; rows with a missing key are in none.
    total : bool
        Add rows of all respondents above their segments, in every wave: those of the same call without `by`, to the last
        digit. Their keys are None, shown as "Total". Respondents with a missing key are in no segment, but in the
        total.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    conf_level : float
        Probability that the intervals of all points of a segment cover their shares; of each with ``"pointwise"``.
    missing : {"drop", "raise"}
        Leave respondents without an answer out, or refuse them.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    DistributionResult
        One row an item, segment and point.

    Raises
    ------
    DataError
        An answer off the scale, text, no answers, bad weights or design, an unknown column or option.

    Notes
    -----
    All eleven points of 0..10 were covered at once, at the level 0.95, in so many percent of simulated surveys:

    ==================================  ======  ======  ======  =======
    respondents                             12      30      75      300
    ==================================  ======  ======  ======  =======
    bonferroni                              95      96      97       97
    goodman                                 90      88      92       94
    sison-glaz                              86      86      91       95
    bonferroni, weights of CV 0.8           89      93      97       97
    goodman, weights of CV 0.8              81      86      92       94
    ==================================  ======  ======  ======  =======

    Of five points of which two are chosen by one in two hundred, 75 respondents: bonferroni 99, goodman and sison-glaz
    87.

    References
    ----------
    .. [1] Goodman, L. A. (1965). On simultaneous confidence intervals for multinomial proportions. Technometrics 7,
       247-254.
    .. [2] Sison, C. P. and Glaz, J. (1995). Simultaneous confidence intervals and sample size determination for
       multinomial proportions. Journal of the American Statistical Association 90, 366-369.
    .. [3] Agresti, A. and Coull, B. A. (1998). Approximate is better than "exact" for interval estimation of binomial
       proportions. The American Statistician 52, 119-126.

    Examples
    --------
    >>> import placet
    >>> result = placet.distribution({"agree": [5, 5, 4, 3, 1]}, "agree", scale=(1, 5))
    >>> result["estimate"]
    array([0.2, 0. , 0.2, 0.2, 0.4])
    """

def dominance(
    data: Data,
    outcome: OneColumn,
    drivers: Columns | None = None,
    *,
    complete: bool = True,
    n_resamples: int | None = None,
    covariates: Columns | None = None,
    factors: Any = None,
    by: Columns | None = None,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    missing: Missing = "drop",
    imputation: Imputation | None = None,
    n_imputations: int | None = None,
    rng: Any = None,
    progress: bool | None = None,
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> DominanceResult:
    r"""Dominance among drivers: whether one adds more to R² than another in all models, by their size, on the whole.

    .. math:: i \succ j \iff R^2(S \cup i) > R^2(S \cup j) \quad \text{for all } S \not\ni i, j

    is complete dominance [1]_ [2]_. Conditional dominance asks for the same of the mean gains over the models of every
    size k = 0, ..., p - 1, and general dominance of the mean of these, which is LMG (`key_drivers`). The first implies
    the second, the second the third. All :math:`2^p` models are visited, from one weighted correlation matrix.

    A dominant driver tells more of the outcome; whether it changes anything is told by no dominance, and by no share.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    outcome : str or vector
        What is to be explained, such as overall satisfaction; or a formula, see `regression`, without `drivers`.
    drivers : str, vector or list of them, optional
        What explains it, at least two and at most 20, 35 without complete dominance (of factors 20); all columns of the
        data if the outcome is a vector. A factor, and an interaction of a formula, enter together.
    complete : bool
        Complete dominance too, which holds R² of all subsets in memory.
    n_resamples : int, optional
        Bootstrap resamples of the respondents, of which shares tell how often dominance is found again [3]_; 1,000 if
        not given, 0 for none. What would take more than a minute is refused unless the number was given. Of a survey
        with strata, clusters or a finite population whole units are drawn within strata and weights rescaled.
    covariates : str, vector or list of them, optional
        Columns held constant: in every model, and not asked about.
    factors : list of str or mapping, optional
        Drivers and covariates that are categories, kept whole as a block of 0/1 columns: a list, or a mapping from column
        to reference level; the first level in order without one.
    by : str, vector or list of them, optional
        Segments, each with an analysis of its own. One that cannot be fitted is reported, and the others are done.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    missing : {"drop", "raise", "pairwise", "em", "indicator", "multiple"}
        Leave respondents with any missing answer out; refuse them; take every covariance from those who answered both
        columns; estimate means and covariances by maximum likelihood under normality; fill gaps with means and mark them
        by 0/1 columns, for answers that cannot exist (segments in which one says nothing go without); or impute several
        times and pool by Rubin's rules.
    imputation : {"chained", "em"}, optional
        How ``missing="multiple"`` imputes: by chained equations with predictive mean matching (the default), which compares
        predictions to seven digits, or by draws from maximum-likelihood moments.
    n_imputations : int, optional
        Completed data sets of ``missing="multiple"``; 20 without it.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    progress : bool, optional
        Show a bar: True demands tqdm, False is silent, None shows it when tqdm is there and the call is long.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    DominanceResult
        One row a pair of drivers and segment, in the order of general dominance. A segment that cannot be fitted has
        NaN, the notes say why, and the others are done.

    Raises
    ------
    DataError, ModelError
        As for `regression`; DataError also for fewer than two drivers, and for more than can be compared.

    Notes
    -----
    Gains that differ by less than 1e-12 of R² are equal. Covariates are in every model. Of imputed data sets `subsets`
    and the gains are means, so that dominance is complete where it is in all data sets, and the resamples are of all.
    R² of drivers that depend on each other is that of what they span: what one tells the others have told, and notes
    say so.

    Replicate weights: shares are those of replicates where these move as samples do, kinds ``"bootstrap"`` and
    ``"BRR"`` without factors of their own. A jackknife's stay near the estimate however uncertain it is, so that a
    share of them says nothing, and there is none; nor is there of data that stay where they are, whose respondents
    cannot be drawn again.

    References
    ----------
    .. [1] Budescu, D. V. (1993). Dominance analysis. Psychological Bulletin 114, 542-551.
    .. [2] Azen, R. and Budescu, D. V. (2003). The dominance analysis approach for comparing predictors in multiple
       regression. Psychological Methods 8, 129-148.
    .. [3] Azen, R. and Budescu, D. V. (2003), the section on inference: reproducibility of dominance in bootstrap
       samples.

    Examples
    --------
    >>> import placet
    >>> answers = {"overall": [9, 7, 3, 8, 5], "network": [9, 8, 2, 7, 5], "bills": [6, 5, 4, 9, 7]}
    >>> result = placet.dominance(answers, "overall", ["network", "bills"], n_resamples=0)
    >>> result["term"], result["other"], result["dominance"], result["subsets"].tolist()
    (('network',), ('bills',), ('complete',), [1.0])
    """

def entropy_weights(
    data: Data,
    columns: Columns,
    *,
    unit: OneColumn | None = None,
    cost: Any = (),
) -> WeightsResult:
    r"""Weights from Shannon's entropy of a table of units, such as branches or brands.

    .. math:: p_{ij} = \frac{x_{ij}}{\sum_i x_{ij}}, \quad E_j = -\frac{1}{\ln m} \sum_i p_{ij} \ln p_{ij}, \quad
              w_j = \frac{1 - E_j}{\sum_k (1 - E_k)}

    over m units, with 0 ln 0 = 0 [1]_ [2]_. A column in which all units are alike has entropy 1 and weight 0. Columns
    of which less is better enter as 1 / x. Units of measurement change nothing, their zero does.

    The weights say what tells these units apart, not what matters to customers. They are for units, never for
    respondents, and are kept: weights computed anew for every wave would move the yardstick.

    Parameters
    ----------
    data : data frame, mapping or array
        One row a unit, at least 3.
    columns : str, vector or list of them
        The criteria: figures of at least 0, some above it.
    unit : str or vector, optional
        What names the units; needed for more than 100 rows.
    cost : list of str, optional
        Criteria of which less is better, such as complaints; their figures must be above 0.

    Returns
    -------
    WeightsResult
        One row a column, in their order, with `entropy` and `divergence`, 1 less the entropy.

    Raises
    ------
    DataError
        Fewer than 3 units, a figure that is missing, infinite or negative (column and unit are told), a unit with two
        rows, respondents, units that are alike in all columns.

    References
    ----------
    .. [1] Shannon, C. E. (1948). A mathematical theory of communication. Bell System Technical Journal 27, 379-423.
    .. [2] Hwang, C.-L. and Yoon, K. (1981). Multiple Attribute Decision Making. Springer, section 3.4.

    Examples
    --------
    >>> import placet
    >>> branches = {"branch": ["A", "B", "C"], "calls": [60, 75, 90], "cover": [80, 82, 84]}
    >>> result = placet.entropy_weights(branches, ["calls", "cover"], unit="branch")
    >>> {name: round(weight, 3) for name, weight in result.weights.items()}
    {'calls': 0.985, 'cover': 0.015}
    """

def equal_weights(
    names: Any,
) -> WeightsResult:
    r"""The same weight for every name.

    .. math:: w_j = 1 / p

    Parameters
    ----------
    names : list of str
        What is weighted, such as the columns of an index.

    Returns
    -------
    WeightsResult
        One row a name, in their order; the weights sum to 1.

    Raises
    ------
    DataError
        No name, one that is no text, or one twice.

    References
    ----------
    OECD and JRC (2008). Handbook on Constructing Composite Indicators. OECD Publishing, section 1.6.

    Examples
    --------
    >>> import placet
    >>> placet.equal_weights(["calls", "cover", "bills", "hotline"]).weights["calls"]
    0.25
    """

def fixed_weights(
    weights: AsGiven,
    *,
    normalize: bool = False,
) -> WeightsResult:
    r"""Weights as they are decided, checked.

    .. math:: w_j = g_j \Big/ \sum_k g_k

    Parameters
    ----------
    weights : mapping
        ``{name: weight}``, finite and at least 0.
    normalize : bool
        Divide by the sum, say because they are percentages or points. Otherwise weights that do not sum to 1 are
        refused.

    Returns
    -------
    WeightsResult
        One row a name, in their order; the weights sum to 1. `given` is what was given, if it was divided by its sum.

    Raises
    ------
    DataError
        A weight that is missing, negative or no number, or weights that do not sum to 1; the name and the value, or
        the sum, are told.

    References
    ----------
    OECD and JRC (2008). Handbook on Constructing Composite Indicators. OECD Publishing, section 1.6.

    Examples
    --------
    >>> import placet
    >>> placet.fixed_weights({"calls": 30, "cover": 50, "bills": 20}, normalize=True).weights
    {'calls': 0.3, 'cover': 0.5, 'bills': 0.2}
    """

def fuzzy_evaluation(
    data: Data,
    tree: AsGiven,
    *,
    grades: Mapping[str, float],
    scale: tuple[float, float] | Mapping[str, tuple[float, float]] | None = None,
    operator: OperatorName | str = "M(·,+)",
    membership: MembershipKind = "frequency",
    normalize: bool = False,
    name: str | None = None,
    n_resamples: int = 2000,
    by: Columns | None = None,
    total: bool = False,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    conf_level: float = 0.95,
    rng: Any = None,
    progress: bool | None = None,
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> FuzzyResult:
    r"""Fuzzy comprehensive evaluation: how far every node of a tree belongs to every grade, and the index that follows.

    .. math:: b = a \circ R, \qquad I = \sum_g p_g \frac{b_g}{\sum_h b_h}

    with R the memberships of the children of a node in the grades, a row a child that sums to 1, a their weights, p the
    points of the grades, and :math:`\circ` one of

    ========  ==================  ==========================================  ====================================
    operator  typed               :math:`b_g`                                 called
    ========  ==================  ==========================================  ====================================
    M(·,+)    ``M(.,+)``          :math:`\sum_j a_j r_{jg}`                   weighted average
    M(∧,∨)    ``M(min,max)``      :math:`\max_j \min(a_j, r_{jg})`            main factor decides (Zadeh)
    M(·,∨)    ``M(.,max)``        :math:`\max_j a_j r_{jg}`                   main factor stands out
    M(∧,⊕)    ``M(min,bounded)``  :math:`\min(1, \sum_j \min(a_j, r_{jg}))`   unbalanced average
    M(·,⊕)    ``M(.,bounded)``    :math:`\min(1, \sum_j a_j r_{jg})`          weighted average with a bounded sum
    ========  ==================  ==========================================  ====================================

    from the indicators up, level by level; the normalised vector of a node is its row in the matrix of the node above.
    Weights sum to 1, so that the bound of M(·,⊕) is never reached: it is M(·,+).

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent; or with ``membership="given"`` the memberships of the indicators in the grades: a mapping
        or frame ``{column: memberships}`` in the order of `grades`, or an array of indicators, in the order of the
        tree, by grades. Each sums to 1.
    tree : IndicatorTree or mapping
        See `satisfaction_index`. The weights of indicators are in it (others by `IndicatorTree.reweight`, or from
        `ahp_weights` and the like); `weights` are those of the respondents, as everywhere.
    grades : mapping
        Points of the grades from 0 to 100, in order: ``{"very satisfied": 95, "satisfied": 80, ...}``.
    scale : (float, float) or mapping
        Lowest and highest possible answer, of all indicators or by column; any other answer is an error.
    operator : {"M(·,+)", "M(∧,∨)", "M(·,∨)", "M(∧,⊕)", "M(·,⊕)"}
        How weights and memberships are composed; also as typed in the table above.
    membership : {"frequency", "triangular", "trapezoid", "gaussian", "given"}
        How answers belong to grades. ``"frequency"``: every point of the scale is a grade, the lowest the lowest, so
        that the memberships of an indicator are the (weighted) shares of its answers. The others are of scores, the
        answers rescaled to 0..100, between the points of the grades, and sum to 1, too: ``"triangular"`` falls in
        straight lines from each grade to its neighbours, ``"trapezoid"`` is flat over the quarters of the distance next
        to each and falls between, ``"gaussian"`` is normal curves that cross in the middle at one half, divided by
        their sum. Scores beyond the outermost grades are at them.
    normalize : bool
        Divide the weights of every node by their sum; otherwise those that do not sum to 1 are refused.
    name : str, optional
        Name of the whole.
    n_resamples : int
        Bootstrap resamples for the errors of M(∧,∨), M(·,∨) and M(∧,⊕); 0 for none.
    by : str, vector or list of them, optional
        Segments, in the order of an ordered category or of value labels, else in natural order, "Segment 2" before
        "Segment 10"; rows with a missing key are in none.
    total : bool
        Add rows of all respondents above their segments, in every wave: those of the same call without `by`, to the last
        digit. Their keys are None, shown as "Total". Respondents with a missing key are in no segment, but in the
        total.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    conf_level : float
        Probability that an interval covers what it estimates.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    progress : bool, optional
        Show a bar: True demands tqdm, False is silent, None shows it when tqdm is there and the call is long.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    FuzzyResult
        One row a node and segment: the index, the grade of largest membership, how far ahead it is. The table
        `memberships` has the vectors, one row a node and grade.

    Raises
    ------
    DataError
        Grades out of order, an answer off the scale or between its points, an indicator nobody answered, memberships
        that do not sum to 1, weights that do not.

    Notes
    -----
    With M(·,+) the index by weighted grades **is** the weighted mean of the points of respondents' grades: what
    `satisfaction_index` says of answers recoded to the points. So all errors, intervals, designs and effective bases
    are those of that index (linearised means, see there). With triangular memberships between grades at 0 and 100
    it is the index of the answers as they are.

    The other operators take maxima and minima, which have no derivative where terms tie. Their intervals are
    percentiles of resamples of respondents; of those of a design, of whole clusters within strata (Rao, Wu and Yue's
    rescaling), and of replicate weights they are t intervals, as quantiles of few clusters are too near. **Where two
    terms tie they are not valid**: the bootstrap is not consistent there [3]_, and a note names the nodes where two
    terms are nearer to each other than two of their standard errors. `n_eff` is that of the weighted average. Where two
    grades have the same largest membership the higher one is named, and a note says so.

    M(∧,∨) and M(∧,⊕) compare weights with memberships. Of many indicators all weights are below all memberships, which
    then say nothing: compose in several levels, or take M(·,+).

    Every indicator is averaged over those who answered it. One that nobody in a segment was asked leaves its weight to
    the others beside it; all others enter the operators as they are.

    References
    ----------
    .. [1] Zadeh, L. A. (1965). Fuzzy sets. Information and Control 8, 338-353.
    .. [2] Wang Peizhuang (1983). Theory of Fuzzy Sets and Its Applications (in Chinese). Shanghai Scientific and
       Technical Publishers.
    .. [3] Fang, Z. and Santos, A. (2019). Inference on directionally differentiable functions. Review of Economic
       Studies 86, 377-412.

    Examples
    --------
    >>> import placet
    >>> grades = {"very good": 95, "good": 80, "fair": 65, "poor": 40}
    >>> matrix = {"price": [0.5, 0.3, 0.15, 0.05], "staff": [0.3, 0.4, 0.2, 0.1]}
    >>> found = placet.fuzzy_evaluation(matrix, {"price": 0.6, "staff": 0.4}, grades=grades, membership="given")
    >>> found["grade"][0], round(float(found["estimate"][0]), 2)
    ('very good', 80.95)
    """

def gap(
    data: Data,
    perceived: Columns | Mapping[str, str],
    expected: Columns | None = None,
    *,
    scale: tuple[float, float] | None = None,
    by: Columns | None = None,
    total: bool = False,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    conf_level: float = 0.95,
    missing: Literal["drop", "raise"] = "drop",
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> GapResult:
    r"""Satisfaction as perception less expectation, paired within respondents, item by item, the worst gap first.

    .. math:: g = \overline{p} - \overline{e} = \frac{\sum w\,(p - e)}{\sum w}, \qquad
              V(g) = \frac{n}{n-1} \frac{\sum w^2 (p - e - g)^2}{(\sum w)^2}

    over the respondents who answered both. Without weights, test and interval are those of a paired t-test with n - 1
    degrees of freedom. With frequency weights n is the sum of the weights, with precision weights the variance is
    :math:`\sum w (p - e - g)^2 / ((n - 1) \sum w)`.

    Where the `Survey` declares strata, clusters, a finite population or replicate weights, V(g) is the variance of the
    design: that of the totals of :math:`w (p - e - g) / \sum w` by sampling unit, between the units of each stratum
    [2]_ [3]_, or that of g over the replicates. The degrees of freedom are units less strata, those with answers, or
    the rank of the replicate weights less 1, and `n_eff` is the base whose independent respondents would have that
    error. Of clusters of unequal sizes they are fewer; tests and intervals of segments of few clusters multiply V(g) as
    `compare` does. Segments are domains of the whole sample.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    perceived : str, vector, list of them or mapping
        What was perceived, or ``{perceived: expected}``.
    expected : str, vector or list of them, optional
        What was expected, paired with `perceived` by position, on the same scale.
    scale : (float, float), optional
        Lowest and highest possible answer; any other answer is then an error.
    by : str, vector or list of them, optional
        Segments, in the order of an ordered category or of value labels, else in natural order, "Segment 2" before
        "Segment 10"; rows with a missing key are in none.
    total : bool
        Add rows of all respondents above their segments, in every wave: those of the same call without `by`, to the last
        digit. Their keys are None, shown as "Total". Respondents with a missing key are in no segment, but in the
        total.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    conf_level : float
        Probability that an interval covers what it estimates.
    missing : {"drop", "raise"}
        Leave respondents without an answer out, or refuse them.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    GapResult
        One row a pair and segment, in points of the scale, the most negative gap of each segment first. Tied gaps
        share the lower rank.

    Raises
    ------
    DataError
        Pairs that do not pair, an answer off the scale, text, no answers, bad weights, an unknown column or option.

    References
    ----------
    .. [1] Parasuraman, A., Zeithaml, V. A. and Berry, L. L. (1985). A conceptual model of service quality and its
       implications for future research. J. Marketing 49(4), 41-50.
    .. [2] Binder, D. A. (1983). On the variances of asymptotically normal estimators from complex surveys.
       International Statistical Review 51, 279-292.
    .. [3] Lumley, T. (2010). Complex Surveys: A Guide to Analysis Using R. Wiley, ch. 2.

    Examples
    --------
    >>> import placet
    >>> answers = {"calls": [7, 6, 8, 5], "calls_wanted": [9, 8, 9, 9], "bills": [8, 7, 9, 8], "bills_wanted": [8] * 4}
    >>> result = placet.gap(answers, ["calls", "bills"], ["calls_wanted", "bills_wanted"])
    >>> result["item"], result["estimate"]
    (('calls', 'bills'), array([-2.25,  0.  ]))
    """

def index_change(
    data: Data,
    tree: AsGiven,
    *,
    scale: tuple[float, float] | Mapping[str, tuple[float, float]],
    from_: Any = None,
    to: Any = None,
    tree_from: AsGiven = None,
    normalize: bool = False,
    by: Columns | None = None,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    conf_level: float = 0.95,
    missing: Literal["available", "prorate", "drop", "raise"] = "available",
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> IndexChangeResult:
    r"""Why an index differs between two waves or segments: parts of scores, weights and coverage that add up exactly.

    With x the scores of the indicators from 0 to 100, w their weights in the whole of each side, and
    :math:`w^*` these among the indicators that both sides were asked,

    .. math::
        I_1 - I_0 = \underbrace{\sum_j \tfrac{w^*_{1j} + w^*_{0j}}{2} (x_{1j} - x_{0j})}_{\text{scores}}
        + \underbrace{\sum_j (w^*_{1j} - w^*_{0j})
        \Bigl(\tfrac{x_{1j} + x_{0j}}{2} - \tfrac{I^*_1 + I^*_0}{2}\Bigr)}_{\text{weights}}
        + \underbrace{(I_1 - I^*_1) - (I_0 - I^*_0)}_{\text{coverage}}

    where :math:`I^* = \sum_j w^*_j x_j`. Scores: the same weights, other answers. Weights: another tree
    (`tree_from`), zero where the weights are frozen. Coverage: indicators that only one side was asked. The parts of a
    node are those of the indicators below it, so that they add up over the nodes of every level, too [1]_.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    tree : IndicatorTree or mapping
        The tree, see `satisfaction_index`.
    scale : (float, float) or mapping
        Lowest and highest possible answer, of all indicators or by column.
    from_, to : label, optional
        The two waves, by default the last two; without a wave the two segments, which need not be named if there are
        no others.
    tree_from : IndicatorTree or mapping, optional
        The tree of `from_`, if its weights were others; it has the same nodes.
    normalize : bool
        Divide the weights of every node by their sum.
    by : str, vector or list of them, optional
        Segments, in the order of an ordered category or of value labels, else in natural order, "Segment 2" before
        "Segment 10"; rows with a missing key are in none.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    conf_level : float
        Probability that an interval covers what it estimates.
    missing : {"available", "prorate", "drop", "raise"}
        What is done about missing answers. ``"available"`` takes the mean of every indicator over those who answered it and
        leaves the weights as they are; ``"prorate"`` the mean of respondents' scores, each a weighted mean of what was
        answered, of those who answered at least `min_share` of a node's weight; ``"drop"`` leaves out respondents with any gap,
        ``"raise"`` refuses them.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    IndexChangeResult
        One row a node, in every segment where waves are compared; `plot` draws a waterfall from one index to the other.

    Raises
    ------
    DataError
        A label that does not occur, trees of different nodes, and what `satisfaction_index` refuses.

    Notes
    -----
    The parts are linear functions of the means of items on both sides, given the weights; their errors are those of
    `satisfaction_index`, with the covariance of shared clusters, and of respondents asked in both waves where the
    `Survey` has their `id`.

    References
    ----------
    .. [1] Kitagawa, E. M. (1955). Components of a difference between two rates. J. American Statistical Association 50,
       1168-1194 (the symmetric split into rates and weights).

    Examples
    --------
    >>> import placet
    >>> answers = {"a": [5, 6, 7, 8], "b": [4, 4, 8, 8], "wave": [1, 1, 2, 2]}
    >>> found = placet.index_change(answers, {"a": 0.5, "b": 0.5}, scale=(0, 10), wave="wave")
    >>> found["estimate"].round(9), found["score"].round(9)
    (array([30., 10., 20.]), array([30., 10., 20.]))
    """

def index_scores(
    data: Data,
    tree: AsGiven,
    *,
    scale: tuple[float, float] | Mapping[str, tuple[float, float]],
    missing: Any = "prorate",
    min_share: float = 0.5,
    normalize: bool = False,
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> Any:
    r"""Score of every respondent at every node of a tree, from 0 to 100.

    .. math:: s_i = \frac{\sum_j a_j m_{ij}\, 100 (x_{ij} - l_j) / (h_j - l_j)}{\sum_j a_j m_{ij}}

    with a the shares of the indicators in the node, m which of them the respondent answered, l and h the ends of the
    scale of the indicator.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    tree : IndicatorTree or mapping
        The tree, see `satisfaction_index`.
    scale : (float, float) or mapping
        Lowest and highest possible answer, of all indicators or by column.
    missing : {"prorate", "drop", "raise"}
        A node's score is of what was answered, of `min_share` of its weight at least; or missing where any of its
        indicators is; or gaps are refused.
    min_share : float
        Least share of the weight of a node that must be answered, above 0 and at most 1.
    normalize : bool
        Divide the weights of every node by their sum.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    data frame
        Of the library the data came in, one row a respondent in their order, one column a node; NaN where there is no
        score. Respondents of weight 0 or left out by a filter have scores, too.

    Raises
    ------
    DataError
        What `satisfaction_index` refuses; gaps under ``missing="raise"``.

    Examples
    --------
    >>> import placet
    >>> answers = {"calls": [10, 8, None], "cover": [9, 7, 6], "bills": [5, 9, 7]}
    >>> tree = {"Network": (0.6, {"calls": 0.5, "cover": 0.5}), "Billing": (0.4, {"bills": 1.0})}
    >>> placet.index_scores(answers, tree, scale=(1, 10))["Network"].to_numpy().round(2)
    array([94.44, 72.22, 55.56])
    """

def key_drivers(
    data: Data,
    outcome: OneColumn,
    drivers: Columns | None = None,
    *,
    model: Literal["linear", "logit", "ordered"] = "linear",
    measure: Measure | None = None,
    importance: ImportanceMethod | Sequence[ImportanceMethod] = "lmg",
    groups: Mapping[str, Sequence[str]] | None = None,
    n_resamples: int | None = None,
    interval: Interval = "percentile",
    top: int = 3,
    event: Any = None,
    scale: tuple[int, int] | None = None,
    covariates: Columns | None = None,
    factors: Any = None,
    by: Columns | None = None,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    conf_level: float = 0.95,
    missing: Missing = "drop",
    imputation: Imputation | None = None,
    n_imputations: int | None = None,
    rng: Any = None,
    progress: bool | None = None,
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> DriversResult:
    r"""Importance of drivers for an outcome: exact shares of R², with intervals, ranks and the level of chance.

    .. math:: \mathrm{LMG}_j = \frac1p \sum_{k=0}^{p-1} \binom{p-1}{k}^{-1}
              \sum_{S \not\ni j,\ |S| = k} \left[ R^2(S \cup j) - R^2(S) \right]

    the average gain in R² from adding driver j, over all orders in which the p drivers can enter [1]_ [2]_; equal to
    the Shapley value and to general dominance [3]_. The importances are never negative and sum to R². All :math:`2^p`
    models are visited, from one weighted correlation matrix.

    Covariates are in every model: outcome and drivers are residualised on them, and the importances split what the
    drivers add to the R² of the covariates, as `always` does in R's relaimpo [2]_. Both R² are in `fit`, as `r2` and
    `r2_covariates`. A factor, and an interaction of a formula, are drivers of several columns that enter together.

    An importance is a share of what is explained and not an effect: what a driver changes is told by its coefficient.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    outcome : str or vector
        What is to be explained, such as overall satisfaction; or a formula, see `regression`, without `drivers`.
    drivers : str, vector or list of them, optional
        What explains it, at most 35; all columns of the data if the outcome is a vector.
    model : {"linear", "logit", "ordered"}
        Least squares; a logit of an event, see `event`; or an ordered logit of all answers (proportional odds), whose
        importances share a measure of fit over all orders [12]_.
    measure : {"mcfadden", "nagelkerke"}, optional
        Which of a logit: McFadden's R², the share of the deviance that is explained (the default), or Nagelkerke's.
    importance : str or list of str
        One or several methods, each of which gets its rows: ``"lmg"``; ``"johnson"``, relative weights, which are
        Genizi's measure and near LMG at the cost of one regression [7]_; ``"first"``, R² of the driver alone;
        ``"last"``, what R² loses without it; ``"betasq"``, squared standardized coefficients; ``"pratt"``, these times
        the correlations, which sum to R² and may be negative [8]_; ``"car"``, squared correlation-adjusted correlations
        [9]_; ``"pmvd"``, LMG with orders weighted so that a driver without a coefficient gets nothing, of at most 20
        drivers [10]_. First, last and squared coefficients do not sum to R².
    groups : mapping, optional
        ``{"Service": ["hotline", "hall"]}``: what groups are worth together (`groups` of the result, the Shapley
        value of the game between groups), and what every member is of it (its row, the Owen value [11]_). A driver in
        no group is one of its own; at most 20 groups.
    n_resamples : int, optional
        Bootstrap resamples of the respondents for the intervals, 1,000 if not given (of PMVD none); 0 for none. Time
        grows as `n_resamples` times 2 ** drivers: what would take more than a minute is refused unless the number was
        given. Of a survey with strata, clusters or a finite population whole units are drawn within strata and weights
        rescaled [6]_; replicate weights are taken as they are, with t intervals by the rule of their kind. Of data that
        stay where they are groups of respondents are left out in turn, see `id`.
    interval : {"percentile", "basic", "bca", "linearized", "jackknife"}
        The first three are of bootstrap resamples; ``"bca"`` corrects for bias and skewness [4]_, by a jackknife of up
        to 200 groups or, under a design, by influence values. ``"linearized"`` are t intervals of influence values,
        which need no resampling: how every respondent moves the importances, added up as the design says, for LMG of up
        to 20 drivers. ``"jackknife"`` are t intervals with 60 groups of sampling units left out in turn, for many
        drivers. An importance is a sum of squares, which is more than 0 in every resample: percentile and BCa limits
        never reach 0, also for a driver of no effect; compare `chance`. Whether there is an effect is told by the
        coefficient: by `coefficient_p_value` and its t interval, from `coefficient_low` to `coefficient_high`.
    top : int
        `in_top` tells in which share of the resamples a driver is among so many.
    event : str or list of numbers, optional
        What ``model="logit"`` explains: ``"promoter"`` (9 or 10 of 0..10) or ``"detractor"`` (0 to 6) against the rest,
        ``"satisfied"`` (the two highest points of `scale`), or the answers that are the event; nothing where the outcome
        is 0 or 1.
    scale : (int, int), optional
        Scale of the outcome for ``event="satisfied"``.
    covariates : str, vector or list of them, optional
        Columns held constant: in every model, and not asked about.
    factors : list of str or mapping, optional
        Drivers and covariates that are categories, kept whole as a block of 0/1 columns: a list, or a mapping from column
        to reference level; the first level in order without one.
    by : str, vector or list of them, optional
        Segments, each with an analysis of its own. One that cannot be fitted is reported, and the others are done.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    conf_level : float
        Probability that an interval covers what it estimates.
    missing : {"drop", "raise", "pairwise", "em", "indicator", "multiple"}
        Leave respondents with any missing answer out; refuse them; take every covariance from those who answered both
        columns; estimate means and covariances by maximum likelihood under normality; fill gaps with means and mark them
        by 0/1 columns, for answers that cannot exist (segments in which one says nothing go without); or impute several
        times and pool by Rubin's rules.
    imputation : {"chained", "em"}, optional
        How ``missing="multiple"`` imputes: by chained equations with predictive mean matching (the default), which compares
        predictions to seven digits, or by draws from maximum-likelihood moments.
    n_imputations : int, optional
        Completed data sets of ``missing="multiple"``; 20 without it.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    progress : bool, optional
        Show a bar: True demands tqdm, False is silent, None shows it when tqdm is there and the call is long.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    DriversResult
        One row a driver and segment, most important first. A segment that cannot be fitted has NaN and rank 0, the
        notes say why, and the others are done. `fit` has the F of all drivers by the same errors as `regression`.

    Raises
    ------
    DataError, ModelError
        As for `regression`; ModelError also for more than 35 drivers, of several columns or in groups 20, and for PMVD
        of a driver that adds nothing to the others. DataError for intervals that cannot be had, and for methods of
        single columns where a driver has several.

    Notes
    -----
    The columns: `chance` is what a driver unrelated to the outcome would earn in this sample, the mean over all orders
    of (1 - R²) / (n_eff - columns in the model - 1); `rank_low` and `rank_high` are simultaneous confidence sets of
    the ranks, from the covariance of the importances; drivers that share a letter in `letters` do not differ, by max-t
    intervals of all differences; `sign` is that of the coefficient. How often a driver has which rank in resamples is
    in the table `ranks`.

    A logit fits every model, with covariates in all, to the rows by maximum likelihood: all :math:`2^p` of up to 12
    drivers; of more, those that the 64 p orders of 32 random circles of the drivers pass, and the method, the notes and
    ``about["orders_std_error"]`` say so. Coefficients are log-odds, `standardized` those of a standard deviation of the
    driver, and `chance` is 1 in deviance a column. Intervals are of bootstrap resamples, in which every model is fitted
    anew. Where drivers separate the categories the segment has no importances, as it has no regression; a resample in
    which they do has those of the limit of its likelihood, and is counted in the notes.

    Where answers are missing, all rules but the first two resample all respondents who answered anything (with
    indicators: the outcome), and indicators are covariates. Pairwise and maximum-likelihood moments have no errors of a
    design, and they and imputed answers have ``"percentile"`` and ``"basic"`` intervals only. Of imputed data sets
    importances and R² are means, standard errors by Rubin's rules with the bootstrap variance within each data set,
    intervals from the resamples of all data sets, which share `n_resamples` [5]_: unlike Rubin's these do not pass 0,
    and in simulations they covered no less (91 to 95 % against 90 to 95 %, a third of two drivers missing).

    References
    ----------
    .. [1] Lindeman, R. H., Merenda, P. F. and Gold, R. Z. (1980). Introduction to Bivariate and Multivariate Analysis.
    .. [2] Grömping, U. (2006). Relative importance for linear regression in R. J. Statistical Software 17(1).
    .. [3] Azen, R. and Budescu, D. V. (2003). The dominance analysis approach. Psychological Methods 8, 129-148.
    .. [4] Efron, B. (1987). Better bootstrap confidence intervals. J. American Statistical Association 82, 171-185.
    .. [5] Schomaker, M. and Heumann, C. (2018). Bootstrap inference when using multiple imputation. Statistics in
       Medicine 37, 2252-2266 (their "MI Boot", and with pooled samples).
    .. [6] Rao, J. N. K., Wu, C. F. J. and Yue, K. (1992). Some recent work on resampling methods for complex surveys.
       Survey Methodology 18, 209-217.
    .. [7] Johnson, J. W. (2000). A heuristic method for estimating the relative weight of predictor variables in
       multiple regression. Multivariate Behavioral Research 35, 1-19. Genizi, A. (1993). Statistica Sinica 3, 407-420.
    .. [8] Pratt, J. W. (1987). Dividing the indivisible. Proc. 2nd Tampere Conference in Statistics, 245-260.
    .. [9] Zuber, V. and Strimmer, K. (2011). High-dimensional regression and variable selection using CAR scores.
       Statistical Applications in Genetics and Molecular Biology 10.
    .. [10] Feldman, B. (2005). Relative importance and value. Grömping, U. (2007). Estimators of relative importance in
       linear regression based on variance decomposition. The American Statistician 61, 139-147.
    .. [11] Owen, G. (1977). Values of games with a priori unions. In Henn and Moeschlin (eds), Mathematical Economics
       and Game Theory, 76-88.
    .. [12] Azen, R. and Traxel, N. (2009). Using dominance analysis to determine predictor importance in logistic
       regression. J. Educational and Behavioral Statistics 34, 319-347.

    Examples
    --------
    >>> import placet
    >>> answers = {"overall": [9, 7, 3, 8, 5], "network": [9, 8, 2, 7, 5], "bills": [6, 5, 4, 9, 7]}
    >>> result = placet.key_drivers(answers, "overall", ["network", "bills"], n_resamples=0)
    >>> result["term"], result["share"].round(3)
    (('network', 'bills'), array([0.842, 0.158]))
    """

def lmg_weights(
    data: Data,
    outcome: OneColumn,
    items: Columns,
    *,
    missing: Literal["drop", "raise"] = "drop",
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> WeightsResult:
    r"""Weights from what items explain of an overall answer: their LMG shares of R².

    .. math:: w_j = \frac{LMG_j}{R^2}, \qquad
              LMG_j = \frac{1}{p!} \sum_{\pi} \left[ R^2(S_j^\pi \cup \{j\}) - R^2(S_j^\pi) \right]

    the gain of R² when item j enters the (weighted) regression of the overall answer after the items
    :math:`S_j^\pi` before it, over all orders :math:`\pi` [1]_ [2]_. Shares are never negative and sum to 1. How sure
    they are is told by ``key_drivers``, which has the same shares with intervals. All segments and waves are scored by
    the same weights, so there are none by segment; those of some respondents are had by ``survey.filter(...)``.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    outcome : str or vector
        The overall answer.
    items : str, vector or list of them
        The items, at least 2 and at most 25.
    missing : {"drop", "raise"}
        Leave respondents without an answer out, or refuse them.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    WeightsResult
        One row an item, in their order, with `importance`, its share of R². ``about["r2"]`` is R².

    Raises
    ------
    DataError
        Fewer than 2 or more than 25 items, an item or an outcome that does not vary, too few respondents, items that
        explain nothing.

    References
    ----------
    .. [1] Lindeman, R. H., Merenda, P. F. and Gold, R. Z. (1980). Introduction to Bivariate and Multivariate Analysis.
       Scott, Foresman.
    .. [2] Grömping, U. (2006). Relative importance for linear regression in R: the package relaimpo. Journal of
       Statistical Software 17(1).

    Examples
    --------
    >>> import placet
    >>> answers = {"overall": [9, 8, 4, 8, 5], "calls": [9, 7, 5, 8, 6], "bills": [7, 9, 6, 7, 3]}
    >>> result = placet.lmg_weights(answers, "overall", ["calls", "bills"])
    >>> {name: round(weight, 3) for name, weight in result.weights.items()}
    {'calls': 0.744, 'bills': 0.256}
    """

def mean_score(
    data: Data,
    items: Columns | None = None,
    *,
    scale: Bounds | None,
    rescale: bool = False,
    verdict: bool | Bands = False,
    by: Columns | None = None,
    total: bool = False,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    method: Method = "adjusted",
    conf_level: float = 0.95,
    interval: IntervalKind = "percentile",
    n_resamples: int = 10000,
    prior: float = 1.0,
    rng: Any = None,
    missing: Literal["drop", "raise"] = "drop",
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> ScoreResult:
    r"""Weighted mean of the answers, by segment and wave, with an interval.

    .. math:: \overline{x} = \sum w x / \sum w \qquad
              \text{rescaled } 100\,(\overline{x} - \mathrm{low}) / (\mathrm{high} - \mathrm{low})

    Answers may lie between the points of the scale: composites, half stars, sliders, the index of each respondent. Up
    to 65,000 different numbers are counted, such as 0 to 100 with two decimals; round what has more.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    items : str, vector or list of them
        Answers to one question or to several. One column of answers may stand in place of `data`.
    scale : (float, float) or None
        Lowest and highest possible answer; any other is an error. None for numbers without ends, such as amounts, whose
        intervals end nowhere either.
    rescale : bool
        Give means on 0..100, from the theoretical range of the scale and not from the answers there are.
    verdict : bool or mapping
        Add a column that names the band of the score: ``{lowest score: name}``, or True for the convention where there is
        one (NPS: good from 50, a loyal base from 70).
    by : str, vector or list of them, optional
        Segments, in the order of an ordered category or of value labels, else in natural order, "Segment 2" before
        "Segment 10"; rows with a missing key are in none.
    total : bool
        Add rows of all respondents above their segments, in every wave: those of the same call without `by`, to the last
        digit. Their keys are None, shown as "Total". Respondents with a missing key are in no segment, but in the
        total.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    method : {"adjusted", "wald", "score", "bootstrap", "bayes", "design"}
        Interval. ``"adjusted"`` adds pseudo-respondents to the effective base and takes the Wald interval of the
        result: 3/4 promoter, 3/2 passive, 3/4 detractor for net scores (Rocks 2016), z²/2 on each side for shares
        (Agresti and Coull 1998); for means it is Student's t, with up to one respondent more, half at each end of the
        scale, as far as the weights depend on the answers. Without weights the base is the respondents. With them it
        is Kish's where respondents are few and that of the standard error where they are many; so it is in strata, with
        Kish's base of strata. Of clusters it is the error's, smaller for few degrees of freedom (Korn and Graubard 1998),
        which are those of Bell and McCaffrey (2002) where clusters are of unequal sizes, and twice the respondents at most:
        docs/coverage.md shows how often it covers. ``"wald"`` is the estimate ± z standard errors, ``"score"`` inverts the
        score test on the effective base, ``"bootstrap"`` resamples the respondents, each with its answer and weight (as
        many as frequencies say; of precisions each respondent's chance is its weight) and is refused under a design,
        ``"bayes"`` is the equal-tailed credible interval under a Dirichlet prior on the effective base, ``"design"`` is the
        estimate ± t standard errors, with n - 1 and not n in the variance and clusters less strata as degrees of freedom,
        as R's survey package gives it. All stay within what the score can be and hold the estimate; a mean of answers that
        are all equal has none but ``"score"`` and ``"bayes"``.
    conf_level : float
        Probability that an interval covers what it estimates.
    interval : {"percentile", "basic", "bca"}
        Kind of bootstrap interval, for ``method="bootstrap"``.
    n_resamples : int
        Bootstrap resamples or posterior draws.
    prior : float
        Of how many respondents the Dirichlet prior has the weight, spread evenly over the classes of the metric.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    missing : {"drop", "raise"}
        Leave respondents without an answer out, or refuse them.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    ScoreResult
        One row an item and segment, in scale points or 0..100.

    Raises
    ------
    DataError
        An answer off the scale, bad weights or design, an unknown column or option.

    Examples
    --------
    >>> import placet
    >>> result = placet.mean_score({"rating": [5, 5, 4, 3, 1]}, "rating", scale=(1, 5), rescale=True)
    >>> float(result["estimate"][0])
    65.0
    """

def micom(
    data: Data,
    model: Any,
    *,
    compare: Any = "all pairs",
    n_permutations: int = 5000,
    scheme: Literal["path", "factorial", "centroid"] = "path",
    scaled: bool = True,
    by: Columns | None = None,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    conf_level: float = 0.95,
    missing: Literal["drop", "raise"] = "drop",
    rng: Any = None,
    progress: bool | None = None,
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> InvarianceResult:
    r"""Measurement invariance of constructs between segments or waves, by the three steps of MICOM.

    .. math:: c = \operatorname{cor}(X w_a, X w_b), \qquad \bar\eta_a - \bar\eta_b, \qquad
              \ln \frac{s^2_a}{s^2_b}

    Step 1, the same indicators, coding and estimation in both groups, holds because one model is estimated. Step 2, the
    same composites: c is the correlation of the scores that the outer weights of each group make of all respondents of
    both; a construct passes if c is not below the lowest 5 % of what it is when the labels of the groups are dealt out
    anew. Step 3, the same means and variances: of the scores by the weights of both groups together; a construct passes
    if differences of the means, and the logarithm of the ratio of the variances, lie within the middle 95 % [1]_.

    A construct that fails step 2 is not the same in both groups, and neither its scores nor its paths are to be
    compared (``"none"``). One that passes step 2 alone has ``"partial"`` invariance: paths may be compared, as by
    `compare_paths`. One that passes both has ``"full"`` invariance: groups may be put together.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    model : PathModel, str or mapping
        What is estimated, see `PathModel`.
    compare : "all pairs", "rest", "previous" or a level
        What every segment or wave is compared with, as in `compare_paths`.
    n_permutations : int
        Labellings, at least 1,000; with fewer than 5,000 a note says so.
    scheme : {"path", "factorial", "centroid"}
        Inner weights: regression coefficients of what acts on a construct and correlations of what it acts on; correlations;
        or their signs.
    scaled : bool
        Standardise indicators before they are weighted. If False their variances count, as where all have one scale.
    by : str, vector or list of them, optional
        Segments, in the order of an ordered category or of value labels, else in natural order, "Segment 2" before
        "Segment 10"; rows with a missing key are in none.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    conf_level : float
        Probability that an interval covers what it estimates.
    missing : {"drop", "raise"}
        Leave respondents without an answer out, or refuse them.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    progress : bool, optional
        Show a bar: True demands tqdm, False is silent, None shows it when tqdm is there and the call is long.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    InvarianceResult
        One row a comparison and construct; `verdicts` has one a comparison, the least of its constructs.

    Raises
    ------
    DataError, ModelError, ConvergenceError
        As for `compare_paths` with ``test="permutation"``.

    Notes
    -----
    Weights are those of indicators standardised within their group, as a group's own estimation has them, and are given
    to indicators standardised over both groups, so that units of measurement change nothing; with ``scaled=False``
    weights are of answers as they are. Where other programs multiply the former by covariances of the answers, c
    depends on their units.

    Scores are standardised over both groups. The variances of step 3 are compared by the logarithm of their ratio and
    not by their difference. Its p-values are twice the smaller tail. `conf_level` = 1 - α sets all bounds; no
    p-value is adjusted for the many tests, as is usual for MICOM, which looks for what differs.

    Labels are dealt out among respondents, whose weights stay with them, or among whole clusters within strata;
    respondents of one cluster in both groups swap labels within it. Labellings under which the model cannot be
    estimated are left out and counted. Of constructs of higher order, and of interactions, it is the parts that are
    looked at: the constructs that have columns.

    References
    ----------
    .. [1] Henseler, J., Ringle, C. M. and Sarstedt, M. (2016). Testing measurement invariance of composites using
       partial least squares. International Marketing Review 33, 405-431.

    Examples
    --------
    >>> import numpy as np, placet
    >>> rng = np.random.default_rng(3)
    >>> quality = rng.normal(size=200)
    >>> loyalty = quality + rng.normal(size=200)
    >>> data = {name: quality + rng.normal(size=200) for name in ("q1", "q2", "q3")}
    >>> data |= {name: loyalty + rng.normal(size=200) for name in ("l1", "l2")}
    >>> data["region"] = np.repeat(["north", "south"], 100)
    >>> model = "Quality =~ q1 + q2 + q3; Loyalty =~ l1 + l2; Loyalty ~ Quality"
    >>> result = placet.micom(data, model, by="region", n_permutations=1000, rng=1)
    >>> result["estimate"].round(3), result["verdict"]
    (array([0.998, 1.   ]), ('full', 'full'))
    """

def moments(
    data: Data,
    columns: Columns,
    *,
    by: Columns | None = None,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    na_codes: Any = None,
    value_labels: Mapping[str, Any] | None = None,
) -> Moments:
    r"""Means and co-moments of columns by segment: all that regressions and indexes are made of, to be kept.

    .. math:: \overline{x} = \sum w x \Big/ \sum w \qquad C = \sum w (x - \overline{x})(x - \overline{x})'

    over the rows with all answers, merged as Chan, Golub and LeVeque have it [1]_. A pipeline makes the moments of the
    rows of a day, adds what it kept the day before and keeps the sum; `regression`, `key_drivers` and
    `satisfaction_index` take the moments in place of the data and give what all the rows together would give.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    columns : str, vector or list of them
        Outcome, drivers, indicators: whatever will be asked for. Rows that lack an answer to any of them are left out
        of everything that is made of the moments.
    by : str, vector or list of them, optional
        Segments, in the order of an ordered category or of value labels, else in natural order, "Segment 2" before
        "Segment 10"; rows with a missing key are in none.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    Moments
        To be added by ``+`` or `sum`, kept by ``to_bytes`` and read by ``Moments.from_bytes``.

    Raises
    ------
    DataError
        Text, bad weights, an unknown column or option; later for moments of other columns, segments or weights that
        are added, and bytes that are damaged or of a later version.

    References
    ----------
    .. [1] Chan, T. F., Golub, G. H. and LeVeque, R. J. (1983). Algorithms for computing the sample variance. The
       American Statistician 37, 242-247.

    Examples
    --------
    >>> import placet
    >>> monday = {"overall": [9, 7, 3, 8], "network": [9, 8, 2, 7], "bills": [6, 5, 4, 9]}
    >>> tuesday = {"overall": [5, 10], "network": [5, 9], "bills": [7, 8]}
    >>> kept = placet.moments(monday, ["overall", "network", "bills"]).to_bytes()
    >>> both = placet.Moments.from_bytes(kept) + placet.moments(tuesday, ["overall", "network", "bills"])
    >>> placet.regression(both, "overall", ["network", "bills"])["estimate"].round(4)
    array([-0.3717,  0.8148,  0.2984])
    """

def net_box(
    data: Data,
    items: Columns | None = None,
    *,
    scale: Scale,
    top: int = 1,
    bottom: int = 1,
    verdict: bool | Bands = False,
    by: Columns | None = None,
    total: bool = False,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    method: Method = "adjusted",
    conf_level: float = 0.95,
    interval: IntervalKind = "percentile",
    n_resamples: int = 10000,
    prior: float = 1.0,
    rng: Any = None,
    missing: Literal["drop", "raise"] = "drop",
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> ScoreResult:
    r"""Top box minus bottom box, in points: the net score of any scale.

    .. math:: 100\,(T - B)

    with T and B the weighted shares of the `top` highest and the `bottom` lowest points. ``nps(...)`` is
    ``net_box(..., scale=(0, 10), top=2, bottom=7)``; errors and intervals are the same.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    items : str, vector or list of them
        Answers to one question or to several. One column of answers may stand in place of `data`.
    scale : (int, int)
        Lowest and highest point; any other answer is an error.
    top, bottom : int
        Number of points in each box.
    verdict : bool or mapping
        Add a column that names the band of the score: ``{lowest score: name}``, or True for the convention where there is
        one (NPS: good from 50, a loyal base from 70).
    by : str, vector or list of them, optional
        Segments, in the order of an ordered category or of value labels, else in natural order, "Segment 2" before
        "Segment 10"; rows with a missing key are in none.
    total : bool
        Add rows of all respondents above their segments, in every wave: those of the same call without `by`, to the last
        digit. Their keys are None, shown as "Total". Respondents with a missing key are in no segment, but in the
        total.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    method : {"adjusted", "wald", "score", "bootstrap", "bayes", "design"}
        Interval. ``"adjusted"`` adds pseudo-respondents to the effective base and takes the Wald interval of the
        result: 3/4 promoter, 3/2 passive, 3/4 detractor for net scores (Rocks 2016), z²/2 on each side for shares
        (Agresti and Coull 1998); for means it is Student's t, with up to one respondent more, half at each end of the
        scale, as far as the weights depend on the answers. Without weights the base is the respondents. With them it
        is Kish's where respondents are few and that of the standard error where they are many; so it is in strata, with
        Kish's base of strata. Of clusters it is the error's, smaller for few degrees of freedom (Korn and Graubard 1998),
        which are those of Bell and McCaffrey (2002) where clusters are of unequal sizes, and twice the respondents at most:
        docs/coverage.md shows how often it covers. ``"wald"`` is the estimate ± z standard errors, ``"score"`` inverts the
        score test on the effective base, ``"bootstrap"`` resamples the respondents, each with its answer and weight (as
        many as frequencies say; of precisions each respondent's chance is its weight) and is refused under a design,
        ``"bayes"`` is the equal-tailed credible interval under a Dirichlet prior on the effective base, ``"design"`` is the
        estimate ± t standard errors, with n - 1 and not n in the variance and clusters less strata as degrees of freedom,
        as R's survey package gives it. All stay within what the score can be and hold the estimate; a mean of answers that
        are all equal has none but ``"score"`` and ``"bayes"``.
    conf_level : float
        Probability that an interval covers what it estimates.
    interval : {"percentile", "basic", "bca"}
        Kind of bootstrap interval, for ``method="bootstrap"``.
    n_resamples : int
        Bootstrap resamples or posterior draws.
    prior : float
        Of how many respondents the Dirichlet prior has the weight, spread evenly over the classes of the metric.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    missing : {"drop", "raise"}
        Leave respondents without an answer out, or refuse them.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    ScoreResult
        One row an item and segment, in points, with the shares `top`, `middle` and `bottom`.

    Raises
    ------
    DataError
        Boxes that overlap, an answer off the scale, bad weights or design, an unknown column or option.

    Examples
    --------
    >>> import placet
    >>> result = placet.net_box({"agree": [5, 5, 4, 3, 1]}, "agree", scale=(1, 5), top=2, bottom=2)
    >>> float(result["estimate"][0])
    40.0
    """

def nps(
    data: Data,
    items: Columns | None = None,
    *,
    scale: Scale = (0, 10),
    promoter_from: int = 9,
    detractor_to: int = 6,
    verdict: bool | Bands = False,
    by: Columns | None = None,
    total: bool = False,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    method: Method = "adjusted",
    conf_level: float = 0.95,
    interval: IntervalKind = "percentile",
    n_resamples: int = 10000,
    prior: float = 1.0,
    rng: Any = None,
    missing: Literal["drop", "raise"] = "drop",
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> ScoreResult:
    r"""Net Promoter Score, weighted, by segment and wave, with an interval.

    .. math:: \mathrm{NPS} = 100\,(P - D)

    with P and D the weighted shares of promoters (answers of at least `promoter_from`) and detractors (at most
    `detractor_to`). The standard error is the linearised one, :math:`100\sqrt{\sum w^2 (x - \overline{x})^2} / \sum w`
    with x = 1, 0, -1, which without weights is :math:`100\sqrt{(P + D - (P - D)^2)/n}`; with frequency weights n there
    is the sum of the weights, with precision weights the number of rows.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    items : str, vector or list of them
        Answers to one question or to several. One column of answers may stand in place of `data`.
    scale : (int, int)
        Lowest and highest point; any other answer is an error.
    promoter_from, detractor_to : int
        Cut points.
    verdict : bool or mapping
        Add a column that names the band of the score: ``{lowest score: name}``, or True for the convention where there is
        one (NPS: good from 50, a loyal base from 70).
    by : str, vector or list of them, optional
        Segments, in the order of an ordered category or of value labels, else in natural order, "Segment 2" before
        "Segment 10"; rows with a missing key are in none.
    total : bool
        Add rows of all respondents above their segments, in every wave: those of the same call without `by`, to the last
        digit. Their keys are None, shown as "Total". Respondents with a missing key are in no segment, but in the
        total.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    method : {"adjusted", "wald", "score", "bootstrap", "bayes", "design"}
        Interval. ``"adjusted"`` adds pseudo-respondents to the effective base and takes the Wald interval of the
        result: 3/4 promoter, 3/2 passive, 3/4 detractor for net scores (Rocks 2016), z²/2 on each side for shares
        (Agresti and Coull 1998); for means it is Student's t, with up to one respondent more, half at each end of the
        scale, as far as the weights depend on the answers. Without weights the base is the respondents. With them it
        is Kish's where respondents are few and that of the standard error where they are many; so it is in strata, with
        Kish's base of strata. Of clusters it is the error's, smaller for few degrees of freedom (Korn and Graubard 1998),
        which are those of Bell and McCaffrey (2002) where clusters are of unequal sizes, and twice the respondents at most:
        docs/coverage.md shows how often it covers. ``"wald"`` is the estimate ± z standard errors, ``"score"`` inverts the
        score test on the effective base, ``"bootstrap"`` resamples the respondents, each with its answer and weight (as
        many as frequencies say; of precisions each respondent's chance is its weight) and is refused under a design,
        ``"bayes"`` is the equal-tailed credible interval under a Dirichlet prior on the effective base, ``"design"`` is the
        estimate ± t standard errors, with n - 1 and not n in the variance and clusters less strata as degrees of freedom,
        as R's survey package gives it. All stay within what the score can be and hold the estimate; a mean of answers that
        are all equal has none but ``"score"`` and ``"bayes"``.
    conf_level : float
        Probability that an interval covers what it estimates.
    interval : {"percentile", "basic", "bca"}
        Kind of bootstrap interval, for ``method="bootstrap"``.
    n_resamples : int
        Bootstrap resamples or posterior draws.
    prior : float
        Of how many respondents the Dirichlet prior has the weight, spread evenly over the classes of the metric.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    missing : {"drop", "raise"}
        Leave respondents without an answer out, or refuse them.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    ScoreResult
        One row an item and segment, in points.

    Raises
    ------
    DataError
        An answer off the scale, text, no answers, bad weights or design, an unknown column or option.

    References
    ----------
    .. [1] Rocks, B. (2016). Interval estimation for the "Net Promoter Score". The American Statistician 70(4), 365-372.
    .. [2] May, W. L. and Johnson, W. D. (1997). Confidence intervals for differences in correlated binary proportions.
       Statistics in Medicine 16, 2127-2136.
    .. [3] Lumley, T. (2010). Complex Surveys: A Guide to Analysis Using R.
    .. [4] Korn, E. L. and Graubard, B. I. (1998). Confidence intervals for proportions with small expected number of
       positive counts estimated from survey data. Survey Methodology 24, 193-201.

    Examples
    --------
    >>> import placet
    >>> result = placet.nps({"score": [10, 9, 9, 8, 7, 6, 3, 10]}, "score")
    >>> float(result["estimate"][0])
    25.0
    """

def nps_drivers(
    data: Data,
    outcome: OneColumn,
    drivers: Columns | None = None,
    *,
    scale: Scale = (0, 10),
    promoter_from: int = 9,
    detractor_to: int = 6,
    move: float | Mapping[str, float] = 1.0,
    driver_scale: Any = None,
    errors: Errors | None = None,
    n_resamples: int | None = None,
    covariates: Columns | None = None,
    factors: Any = None,
    by: Columns | None = None,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    conf_level: float = 0.95,
    missing: Missing = "drop",
    imputation: Imputation | None = None,
    n_imputations: int | None = None,
    rng: Any = None,
    progress: bool | None = None,
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> NpsDriversResult:
    r"""What every driver does to the Net Promoter Score: how much by promoters made, how much by detractors prevented.

    .. math:: \frac{\mathrm{NPS}}{100} = P(\text{promoter}) + P(\text{no detractor}) - 1

    Least squares of -100, 0 and 100 points on the drivers [1]_ is thus the sum of two regressions on the same drivers:
    of 0 and 100 points (promoters against the rest), and of -100 and 0 (detractors against the rest). Coefficients and
    gains of the two sides sum to those of the score, exactly. So do their parts of the LMG importances [2]_ [3]_: with
    a and b the sides and ESS what a set of drivers explains of a sum of squares, side a has

    .. math:: \mathrm{ESS}(a) + \tfrac12 [\mathrm{ESS}(a + b) - \mathrm{ESS}(a) - \mathrm{ESS}(b)],

    the covariance of its fitted values with those of the score. Gains are NPS points, and what a move does; importances
    are parts of R², and what tells respondents apart today: neither stands for the other.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    outcome : str or vector
        The answers to the recommendation question.
    drivers : str, vector or list of them, optional
        What explains them, at most 35 columns; all columns of the data if the outcome is a vector.
    scale : (int, int)
        Lowest and highest point of the outcome.
    promoter_from, detractor_to : int
        Cut points, as in `nps`.
    move : float or mapping
        Points by which every respondent moves on a driver, up to the end of its scale (one near the top moves only to
        the top); below 0 down. A mapping gives some drivers moves of their own, the others move by 1.
    driver_scale : (low, high) or mapping, optional
        Scale of the drivers, where moves end: one for all, or one for each. Without it a scale reaches from the lowest
        to the highest answer, or point with a label, and a note says so.
    errors : {"classical", "HC0", "HC1", "HC2", "HC3", "HC4", "cluster", "CR2", "design"}, optional
        Standard errors, as in `regression`, but without a design robust ones (HC3): points of two or three classes
        never have equal variances.
    n_resamples : int, optional
        Bootstrap replicates for the errors of ``missing="em"`` and ``"pairwise"``, as in `regression`.
    covariates : str, vector or list of them, optional
        Columns held constant: in every model, and not asked about.
    factors : list of str or mapping, optional
        Drivers and covariates that are categories, kept whole as a block of 0/1 columns: a list, or a mapping from column
        to reference level; the first level in order without one.
    by : str, vector or list of them, optional
        Segments, each with an analysis of its own. One that cannot be fitted is reported, and the others are done.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    conf_level : float
        Probability that an interval covers what it estimates.
    missing : {"drop", "raise", "pairwise", "em", "indicator", "multiple"}
        Leave respondents with any missing answer out; refuse them; take every covariance from those who answered both
        columns; estimate means and covariances by maximum likelihood under normality; fill gaps with means and mark them
        by 0/1 columns, for answers that cannot exist (segments in which one says nothing go without); or impute several
        times and pool by Rubin's rules.
    imputation : {"chained", "em"}, optional
        How ``missing="multiple"`` imputes: by chained equations with predictive mean matching (the default), which compares
        predictions to seven digits, or by draws from maximum-likelihood moments.
    n_imputations : int, optional
        Completed data sets of ``missing="multiple"``; 20 without it.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    progress : bool, optional
        Show a bar: True demands tqdm, False is silent, None shows it when tqdm is there and the call is long.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    NpsDriversResult
        One row a driver and segment, the largest gain first, all in NPS points; `importance` and `share` in R². A
        segment that cannot be fitted, or in which nobody is a promoter or a detractor, has NaN and rank 0, the notes
        say why, and the others are done.

    Raises
    ------
    DataError
        An answer off its scale, cut points that overlap, a move farther than a scale is long; and as for `regression`.
        A driver that is a factor (as a covariate it is held constant), a formula.
    ModelError
        Nobody is a promoter, or nobody a detractor; and as for `regression`.

    Notes
    -----
    A gain is the coefficient times the mean move, and its interval counts the errors of both, which do not covary where
    the score is linear in the drivers. It says what comes with a driver where the others stay as they are, which is
    what a change of the driver brings about only as far as nothing else stands behind both.

    What a driver does (`lever`) is told by tests at 1 - `conf_level`, not corrected for many drivers. If the sides
    differ significantly, it is that of the larger side, where this differs from 0: "makes promoters", "prevents
    detractors" (or "loses promoters", "makes detractors"), with "mainly" where the other side differs from 0, too. If
    not, it is "both" (or "harms both") where the score's coefficient differs from 0. Sides of opposite signs are
    "polarises" (more promoters and more detractors) or "evens out". All else is "no effect shown". The covariance of
    the sides, which the test needs, follows from the errors of their sum, whatever errors are chosen.

    Least squares is held against logits, which keep chances between 0 and 1: `promoter_logit` and `detractor_logit` are
    average marginal effects [4]_ of two binary logits, of promoters and of no detractors, in points. An ordered logit
    of the three classes would take the effects at both cuts to be the same. They have no errors; a logit that cannot be
    fitted is said, and the sides stand without it.

    Answers that are missing are imputed, and moments made, before answers get points, once for all three regressions,
    so that the sides sum to the score under every rule. ``"em"`` takes both sides as jointly normal with the drivers.

    References
    ----------
    .. [1] Reichheld, F. F. (2003). The one number you need to grow. Harvard Business Review 81(12), 46-54 (the score).
    .. [2] Lindeman, R. H., Merenda, P. F. and Gold, R. Z. (1980). Introduction to Bivariate and Multivariate Analysis.
    .. [3] Grömping, U. (2006). Relative importance for linear regression in R. J. Statistical Software 17(1).
    .. [4] Bartus, T. (2005). Estimation of marginal effects using margeff. Stata Journal 5(3), 309-329.

    Examples
    --------
    >>> import placet
    >>> answers = {
    ...     "recommend": [10, 9, 8, 3, 5, 9, 7, 6],
    ...     "network": [9, 8, 8, 2, 5, 10, 6, 4],
    ...     "bills": [6, 5, 7, 4, 7, 6, 8, 3],
    ... }
    >>> result = placet.nps_drivers(answers, "recommend", ["network", "bills"], driver_scale=(1, 10))
    >>> result["term"], result["gain"].round(1)
    (('network', 'bills'), array([28.9, -8.3]))
    >>> result["promoter_gain"].round(1), result["detractor_gain"].round(1)
    (array([ 16. , -14.4]), array([12.9,  6.1]))
    """

def path_index(
    data: Data,
    model: AsGiven,
    *,
    scale: tuple[float, float] | Mapping[str, tuple[float, float]],
    construct: str | Sequence[str] | None = None,
    form: Form = "acsi",
    compare: Any = None,
    adjust: Adjust = "holm",
    points: float = 5.0,
    weights_from: WeightsFrom | PathWeights = "pooled",
    by: Columns | None = None,
    total: bool = False,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    scheme: Literal["path", "factorial", "centroid"] = "path",
    scaled: bool = True,
    missing: Literal["drop", "raise", "pairwise", "em", "multiple"] = "drop",
    imputation: Imputation | None = None,
    n_imputations: int | None = None,
    n_resamples: int = 1000,
    interval: Literal["t", "percentile"] = "t",
    conf_level: float = 0.95,
    rng: Any = None,
    progress: bool | None = None,
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> PathIndexResult:
    r"""Indexes of the constructs of a path model on 0..100, such as customer satisfaction, and what raises them.

    .. math:: I = 100\, \frac{\sum_j u_j (\overline{x}_j - l_j)}{\sum_j u_j (h_j - l_j)}, \qquad u_j = w_j / s_j

    with :math:`\overline{x}_j` the weighted mean of indicator j in the segment, l and h the ends of its scale, w the
    outer weights of the path model (partial least squares) and s the standard deviations [1]_.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    model : PathModel, str or mapping
        Constructs, their indicators and what acts on what, see `PathModel`.
    scale : (float, float) or mapping
        Lowest and highest possible answer, of all indicators or by column; any other answer is an error.
    construct : str or list of str, optional
        The constructs that are shown and compared; all of them without.
    form : {"acsi", "standardized", "equal"}
        Unstandardised weights (ACSI; ECSI does the same to answers that were not standardised, ``scaled=False`` [2]_);
        the standardised outer weights, divided by their sum, of the answers rescaled to 0..100 (what openpls has as
        performance); or the same weight for every indicator of a construct.
    compare : "total", "rest", "previous", "all pairs" or a level, optional
        What the indexes of every segment, or of every wave where there is one, are compared with; see `differences` of
        the result.
    adjust : {"holm", "bonferroni", "fdr_bh", "none"}
        Adjustment of the p-values and intervals of differences for the number of tests: all constructs and pairs are
        one family.
    points : float
        How many points of a driver `impacts` tells the effects of.
    weights_from : {"pooled", "segment"} or PathWeights
        Where the weights come from: one model of all segments, so that all are measured with the same ruler; one model of each;
        or the frozen weights of an earlier call (`weights` of its result).
    by : str, vector or list of them, optional
        Segments, in the order of an ordered category or of value labels, else in natural order, "Segment 2" before
        "Segment 10"; rows with a missing key are in none.
    total : bool
        Add rows of all respondents above their segments, in every wave: those of the same call without `by`, to the last
        digit. Their keys are None, shown as "Total". Respondents with a missing key are in no segment, but in the
        total.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    scheme : {"path", "factorial", "centroid"}
        Inner weights: regression coefficients of what acts on a construct and correlations of what it acts on; correlations;
        or their signs.
    scaled : bool
        Standardise indicators before they are weighted. If False their variances count, as where all have one scale.
    missing : {"drop", "raise", "pairwise", "em", "multiple"}
        Leave respondents with any missing answer out; refuse them; take every covariance from those who answered both
        indicators; estimate means and covariances by maximum likelihood under normality; or impute several times.
    imputation : {"chained", "em"}, optional
        How ``missing="multiple"`` imputes: by chained equations with predictive mean matching (the default), which compares
        predictions to seven digits, or by draws from maximum-likelihood moments.
    n_imputations : int, optional
        Completed data sets of ``missing="multiple"``; 20 without it.
    n_resamples : int
        Bootstrap resamples for intervals, in each of which the weights are estimated anew; 0 for none. Replicate weights are
        as many as there are; of data that stay where they are groups of respondents are left
        out in turn, see `id`.
    interval : {"t", "percentile"}
        Intervals by t and the standard errors of the resamples, or percentiles of the resamples. Replicate weights and
        differences have t.
    conf_level : float
        Probability that an interval covers what it estimates.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    progress : bool, optional
        Show a bar: True demands tqdm, False is silent, None shows it when tqdm is there and the call is long.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    PathIndexResult
        One row a construct and segment; `differences`, `impacts`, `weights` and `indicators` beside it.

    Raises
    ------
    ModelError
        A negative weight, with which better answers would lower an index: the indicator and the ways out are named.
    DataError
        An answer off the scale, frozen weights of another model (what differs is named), and what `path_model` refuses.

    Notes
    -----
    **One ruler.** Segments and waves are compared with the same weights, estimated from all of their respondents; with
    ``weights_from="segment"`` each difference also has the parts `means` and `weights`, which add up to it exactly:
    the same weights on other answers, and other weights on the same answers [3]_. Segments are fitted by themselves
    only then. For a tracker freeze the weights of the first wave: ``path_index(..., weights_from=first.weights)``.

    **How sure.** Respondents are drawn anew, all segments together, and the model is estimated anew in every resample,
    so that errors hold those of the weights, and those of differences what both sides share; resamples are not turned
    in sign beyond the rule of `path_model`. Where strata and clusters are declared whole clusters are drawn within
    strata, replicate weights are taken as they are, by the rule of their kind. Intervals use t with n - 1 degrees of
    freedom, under a design those of `satisfaction_index`. Respondents with one `id` in several waves that are compared
    are drawn with all of their answers. Weights that are known (frozen, or equal) need no resamples: their indexes have
    the linearised errors of that function. A construct all of whose answers are equal has no interval.

    **Impacts** tell how many index points an outcome rises with `points` of a driver,

    .. math:: \text{points} \cdot t_{od} \frac{s_o}{s_d}

    with t the total effect of the standardised scores and s the standard deviations of the scores on 0..100 [1]_.
    They are of the scores of the model, whatever `form` is. A product of constructs is held at its mean.

    References
    ----------
    .. [1] Fornell, C., Johnson, M. D., Anderson, E. W., Cha, J. and Bryant, B. E. (1996). The American Customer
       Satisfaction Index: nature, purpose, and findings. Journal of Marketing 60(4), 7-18.
    .. [2] Tenenhaus, M., Esposito Vinzi, V., Chatelin, Y.-M. and Lauro, C. (2005). PLS path modeling. Computational
       Statistics & Data Analysis 48, 159-205 (weights divided by their sum, scores on the scale of the answers).
    .. [3] Kitagawa, E. M. (1955). Components of a difference between two rates. J. American Statistical Association 50,
       1168-1194.

    Examples
    --------
    >>> import placet
    >>> answers = {"q1": [9, 7, 3, 8, 6], "q2": [8, 8, 2, 9, 5], "s1": [9, 8, 4, 9, 5], "s2": [9, 7, 3, 8, 7]}
    >>> model = "Quality =~ q1 + q2; Satisfaction =~ s1 + s2; Satisfaction ~ Quality"
    >>> found = placet.path_index(answers, model, scale=(1, 10), n_resamples=0)
    >>> found["term"], found["estimate"].round(1)
    (('Quality', 'Satisfaction'), array([61.3, 65.5]))
    """

def path_map(
    data: Data,
    model: AsGiven,
    outcome: str,
    *,
    scale: tuple[float, float] | Mapping[str, tuple[float, float]],
    level: Literal["constructs", "indicators"] = "constructs",
    weights_from: WeightsFrom | PathWeights = "pooled",
    by: Columns | None = None,
    total: bool = False,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    scheme: Literal["path", "factorial", "centroid"] = "path",
    scaled: bool = True,
    missing: Literal["drop", "raise", "pairwise", "em", "multiple"] = "drop",
    imputation: Imputation | None = None,
    n_imputations: int | None = None,
    n_resamples: int = 1000,
    interval: Literal["t", "percentile"] = "t",
    conf_level: float = 0.95,
    rng: Any = None,
    progress: bool | None = None,
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> PathMapResult:
    r"""Map of what acts on an outcome of a path model: how important it is, against how well it does (IPMA) [1]_.

    .. math:: \text{importance}_d = t_{od} \frac{s_o}{s_d}, \qquad \text{performance}_d = I_d

    with t the total effect of the standardised scores, s the standard deviations of the scores on 0..100 and I the
    indexes of `path_index`: importance is by how many index points the outcome rises with one point of the driver. That
    of an indicator is its share in the index of its construct times the importance of this, its performance its mean
    from 0 to 100.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    model : PathModel, str or mapping
        Constructs, their indicators and what acts on what, see `PathModel`.
    outcome : str
        The construct that is to be raised, such as satisfaction.
    scale : (float, float) or mapping
        Lowest and highest possible answer, of all indicators or by column; any other answer is an error.
    level : {"constructs", "indicators"}
        What is on the map: constructs that act on the outcome, directly or through others, or their indicators.
    weights_from : {"pooled", "segment"} or PathWeights
        Where the weights come from: one model of all segments, so that all are measured with the same ruler; one model of each;
        or the frozen weights of an earlier call (`weights` of its result).
    by : str, vector or list of them, optional
        Segments, in the order of an ordered category or of value labels, else in natural order, "Segment 2" before
        "Segment 10"; rows with a missing key are in none.
    total : bool
        Add rows of all respondents above their segments, in every wave: those of the same call without `by`, to the last
        digit. Their keys are None, shown as "Total". Respondents with a missing key are in no segment, but in the
        total.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    scheme : {"path", "factorial", "centroid"}
        Inner weights: regression coefficients of what acts on a construct and correlations of what it acts on; correlations;
        or their signs.
    scaled : bool
        Standardise indicators before they are weighted. If False their variances count, as where all have one scale.
    missing : {"drop", "raise", "pairwise", "em", "multiple"}
        Leave respondents with any missing answer out; refuse them; take every covariance from those who answered both
        indicators; estimate means and covariances by maximum likelihood under normality; or impute several times.
    imputation : {"chained", "em"}, optional
        How ``missing="multiple"`` imputes: by chained equations with predictive mean matching (the default), which compares
        predictions to seven digits, or by draws from maximum-likelihood moments.
    n_imputations : int, optional
        Completed data sets of ``missing="multiple"``; 20 without it.
    n_resamples : int
        Bootstrap resamples for intervals, in each of which the weights are estimated anew; 0 for none. Replicate weights are
        as many as there are; of data that stay where they are groups of respondents are left
        out in turn, see `id`.
    interval : {"t", "percentile"}
        Intervals by t and the standard errors of the resamples, or percentiles of the resamples. Replicate weights and
        differences have t.
    conf_level : float
        Probability that an interval covers what it estimates.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    progress : bool, optional
        Show a bar: True demands tqdm, False is silent, None shows it when tqdm is there and the call is long.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    PathMapResult
        One row a driver and segment, the most important first; `cuts` has the means at which the quadrants meet.

    Raises
    ------
    ModelError
        A negative weight, with which better answers would lower an index.
    DataError
        An outcome that is no construct or that nothing acts on, an answer off the scale, and what `path_model` refuses.

    Notes
    -----
    Segments are measured with the ruler of one model, and have its importances; with ``weights_from="segment"`` each
    has a model of its own. Importance, performance and the cuts, which are means over what is on the map, are
    taken from each resample together: `quadrant_share` is the share of resamples in which a driver is in the quadrant
    that it has in the sample. Resamples and intervals are those of `path_index`.

    References
    ----------
    .. [1] Ringle, C. M. and Sarstedt, M. (2016). Gain more insight from your PLS-SEM results: the
       importance-performance map analysis. Industrial Management & Data Systems 116(9), 1865-1886.

    Examples
    --------
    >>> import placet
    >>> answers = {"q1": [9, 7, 3, 8, 6], "q2": [8, 8, 2, 9, 5], "s1": [9, 8, 4, 9, 5], "s2": [9, 7, 3, 8, 7]}
    >>> model = "Quality =~ q1 + q2; Satisfaction =~ s1 + s2; Satisfaction ~ Quality"
    >>> found = placet.path_map(answers, model, "Satisfaction", scale=(1, 10), level="indicators", n_resamples=0)
    >>> found["term"], found["performance"].round(1), found["importance"].round(2)
    (('q1', 'q2'), array([62.2, 60. ]), array([0.5 , 0.38]))
    """

def path_model(
    data: Data,
    model: PathModel | str | Any,
    *,
    n_resamples: int = 1000,
    interval: Interval | None = None,
    scheme: Literal["path", "factorial", "centroid"] = "path",
    scaled: bool = True,
    consistent: bool = False,
    missing: Literal["drop", "raise", "pairwise", "em", "multiple"] = "drop",
    imputation: Imputation | None = None,
    n_imputations: int | None = None,
    by: Columns | None = None,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    rng: Any = None,
    progress: bool | None = None,
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
    conf_level: float = 0.95,
) -> PathModelResult:
    r"""Estimate a path model of constructs and their indicators by partial least squares.

    The score of a construct is a weighted sum of its indicators, :math:`\eta_j = \sum_{i \in j} w_i x_i`, with variance
    1. Its weights are found in turns [1]_ [2]_: every construct is first stood for by its neighbours in the model,

    .. math:: z_j = \sum_i e_{ij} \eta_i

    with e by the `scheme`, then weighted anew: by covariances of its indicators with :math:`z_j` (mode A, ``=~``) or by
    their regression (mode B, ``<~``), until no weight changes by more than 1e-10. Paths are least squares of the scores
    on those of the constructs that act on them. All of it is a function of the weighted covariances of the indicators.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    model : PathModel, str or mapping
        The model, such as `placet.templates.ecsi()`, or what `PathModel` takes: lines of text such as
        ``"Image =~ IMAG1 + IMAG2; Satisfaction =~ CUSA1 + CUSA2; Satisfaction ~ Image"``.
    n_resamples : int
        Bootstrap resamples for errors and intervals; 0 for none. Of a survey with strata, clusters or a finite
        population whole units are drawn within strata and weights rescaled [3]_; replicate weights are taken as they
        are, with t intervals by the rule of their kind.
    interval : {"t", "percentile", "bca"}, optional
        ``estimate`` ± t × ``std_error`` with the degrees of freedom of the design, within what a statistic can be;
        quantiles of the resamples; or these corrected for bias and skewness [4]_ by a jackknife of up to 200 groups of
        respondents, or of whole units of the design. Without it t where units of a declared design are drawn, and else
        percentiles.
    scheme : {"path", "factorial", "centroid"}
        Inner weights: regression coefficients of what acts on a construct and correlations of what it acts on; correlations;
        or their signs.
    scaled : bool
        Standardise indicators before they are weighted. If False their variances count, as where all have one scale.
    consistent : bool
        Correct correlations of constructs, loadings and paths for the unreliability of the scores (Dijkstra and Henseler
        2015), of models whose constructs are all measured by ``=~``.
    missing : {"drop", "raise", "pairwise", "em", "multiple"}
        Leave respondents with any missing answer out; refuse them; take every covariance from those who answered both
        indicators; estimate means and covariances by maximum likelihood under normality; or impute several times.
    imputation : {"chained", "em"}, optional
        How ``missing="multiple"`` imputes: by chained equations with predictive mean matching (the default), which compares
        predictions to seven digits, or by draws from maximum-likelihood moments.
    n_imputations : int, optional
        Completed data sets of ``missing="multiple"``; 20 without it.
    by : str, vector or list of them, optional
        Segments, each estimated by itself.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    progress : bool, optional
        Show a bar: True demands tqdm, False is silent, None shows it when tqdm is there and the call is long.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.
    conf_level : float
        Probability that an interval covers what it estimates.

    Returns
    -------
    PathModelResult
        One row a path and segment, with `effects`, `indicators`, `constructs`, `cross_loadings`, `fornell_larcker`,
        `htmt` and `fit` beside them. A segment that cannot be estimated has NaN, the notes say why, and the others are
        done.

    Raises
    ------
    DataError
        A model that is none, an unknown indicator, missing answers under ``missing="raise"``, ``missing="indicator"``,
        `consistent` of a construct that its indicators form, of higher order or with interactions, intervals that
        cannot be had of the data.
    ModelError
        Where no segment can be estimated: an indicator that does not vary, a block of mode B or constructs acting on
        one that depend on each other exactly, fewer respondents than two more than the largest regression has columns.
    ConvergenceError
        Where weights go on changing after 1,000 turns.

    Notes
    -----
    The columns: `std_error` is the standard deviation over the resamples; `statistic` is `estimate` over it, and
    `p_value` that of Student's t with `df` degrees of freedom, the units of the design less its strata (respondents
    less 1 without a design), so that few clusters do not pass for many respondents. `f2` is what R² loses without the
    driver over 1 - R² (Cohen), `vif` its variance inflation among the drivers of the outcome.

    Signs: every construct runs so that the correlations of its score with its own indicators add up to 0 or more, and
    where they add up to 0 with the first. Resamples follow the same rule and no other; none is turned to the sample.

    Reliability and AVE are of constructs that several indicators reflect: Cronbach's alpha of standardised indicators,
    Dijkstra and Henseler's rho_A [5]_, composite reliability rho_C and the mean squared loading. HTMT [6]_ is of
    absolute correlations. SRMR [7]_ is of the correlations that the paths imply (`srmr`), and of the constructs'
    correlations as estimated (`srmr_saturated`); correlations within a block count as they are, but with `consistent`,
    where a construct is a common factor.

    `consistent` divides correlations of scores by the roots of their rho_A [5]_. Estimates that no common factor can
    have (rho_A or a loading beyond 1) are kept as they are, counted and said; nothing is clamped.

    Constructs of higher order are estimated in two stages, disjoint [8]_: first the constructs that they are made of,
    in their place; then these constructs' scores are their indicators, and all others keep their own. Interactions are
    products of the scores of a model without them, standardised, in a further stage in which every construct is its
    score [9]_; one scan of the products of indicators tells all of them.

    Missing answers: of imputed data sets (``"multiple"``) the estimates are those of the moments of all data sets
    together, errors by Rubin's rules, intervals of the resamples of all sets, which share `n_resamples`. Moments of
    ``"pairwise"`` and ``"em"`` are made anew in every resample of the respondents.

    Percentile intervals of few clusters are narrow: of 500 simulated surveys each, at 95 %, those of a path covered
    91 % with 8 clusters of 15 respondents, 92 % with 15 and 95 % with 40 clusters; t intervals, which a declared design
    has without `interval`, covered 94, 94 and 96 %. The p-values are those of t in any case.

    References
    ----------
    .. [1] Wold, H. (1982). Soft modeling: the basic design and some extensions. In Jöreskog and Wold (eds), Systems
       under Indirect Observation II, 1-54. Lohmöller, J.-B. (1989). Latent Variable Path Modeling with Partial Least
       Squares.
    .. [2] Tenenhaus, M., Esposito Vinzi, V., Chatelin, Y.-M. and Lauro, C. (2005). PLS path modeling. Computational
       Statistics & Data Analysis 48, 159-205.
    .. [3] Rao, J. N. K., Wu, C. F. J. and Yue, K. (1992). Some recent work on resampling methods for complex surveys.
       Survey Methodology 18, 209-217.
    .. [4] Efron, B. (1987). Better bootstrap confidence intervals. J. American Statistical Association 82, 171-185.
    .. [5] Dijkstra, T. K. and Henseler, J. (2015). Consistent partial least squares path modeling. MIS Quarterly 39,
       297-316.
    .. [6] Henseler, J., Ringle, C. M. and Sarstedt, M. (2015). A new criterion for assessing discriminant validity in
       variance-based structural equation modeling. J. Academy of Marketing Science 43, 115-135.
    .. [7] Henseler, J. et al. (2014). Common beliefs and reality about PLS. Organizational Research Methods 17,
       182-209.
    .. [8] Becker, J.-M., Cheah, J.-H., Gholamzade, R., Ringle, C. M. and Sarstedt, M. (2023). PLS-SEM's most wanted
       guidance. International J. Contemporary Hospitality Management 35, 321-346.
    .. [9] Henseler, J. and Chin, W. W. (2010). A comparison of approaches for the analysis of interaction effects
       between latent variables using partial least squares path modeling. Structural Equation Modeling 17, 82-109.

    Examples
    --------
    >>> import placet
    >>> answers = {
    ...     "image": [9, 7, 3, 8, 5, 6], "trust": [8, 8, 2, 9, 5, 7], "overall": [9, 7, 2, 8, 6, 6],
    ...     "ideal": [8, 7, 4, 9, 5, 6],
    ... }
    >>> model = "Image =~ image + trust; Satisfaction =~ overall + ideal; Satisfaction ~ Image"
    >>> result = placet.path_model(answers, model, n_resamples=0)
    >>> result["term"], result["estimate"].round(3)
    (('Image -> Satisfaction',), array([0.987]))
    """

def path_prediction(
    data: Data,
    model: Any,
    *,
    folds: int = 10,
    repeats: int = 10,
    antecedents: Antecedents = "earliest",
    mae: bool = False,
    scheme: Literal["path", "factorial", "centroid"] = "path",
    scaled: bool = True,
    by: Columns | None = None,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    missing: Literal["drop", "raise"] = "drop",
    rng: Any = None,
    progress: bool | None = None,
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> PathPredictionResult:
    r"""Out-of-sample prediction of a path model (PLSpredict): Q² and errors of indicators and constructs, by k folds.

    .. math:: Q^2_j = 1 - \frac{\sum w (x_j - \hat x_j)^2}{\sum w (x_j - \bar x_j)^2}, \qquad
              \hat x_j = \bar x_j + s_j \lambda_j \hat\eta_k

    Respondents are dealt out into folds; those of each are predicted by the model estimated of all others, with their
    means :math:`\bar x`, standard deviations s and loadings [1]_ [2]_. A Q² above 0 is better than the mean. The
    benchmark is the linear regression of the indicator on the indicators that the paths use: a model that predicts no
    better than that gains nothing by its structure.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    model : PathModel, str or mapping
        What is estimated, see `PathModel`; of one stage.
    folds : int
        Parts, 2 or more.
    repeats : int
        How often respondents are dealt out anew; errors are of all repeats together.
    antecedents : {"earliest", "direct"}
        What constructs are predicted by: ``"earliest"`` by the constructs that nothing acts on, along all ways, as for
        respondents of whom nothing else is known; ``"direct"`` by the scores of those that act on them [3]_.
    mae : bool
        Mean absolute errors, too, for which the rows are read a second time.
    scheme : {"path", "factorial", "centroid"}
        Inner weights: regression coefficients of what acts on a construct and correlations of what it acts on; correlations;
        or their signs.
    scaled : bool
        Standardise indicators before they are weighted. If False their variances count, as where all have one scale.
    by : str, vector or list of them, optional
        Segments, in the order of an ordered category or of value labels, else in natural order, "Segment 2" before
        "Segment 10"; rows with a missing key are in none.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    missing : {"drop", "raise"}
        Leave respondents without an answer out, or refuse them.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    progress : bool, optional
        Show a bar: True demands tqdm, False is silent, None shows it when tqdm is there and the call is long.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    PathPredictionResult
        One row an indicator of a construct that others act on; `constructs` has one a construct.

    Raises
    ------
    DataError, ModelError, ConvergenceError
        As for `path_model`, the segment named; DataError also for more folds than respondents or clusters, and for a
        model of several stages.

    Notes
    -----
    All but mean absolute errors are functions of the moments of the folds: with the residual :math:`r'(x - \bar x)` of
    a prediction, errors in a fold of weight W, means m and co-moments C add up to :math:`r'Cr + W (r'(m - \bar x))^2`.
    Weights count in the estimates and in the errors. Clusters, and respondents of several waves, stay in one fold.

    `power` is high where paths have a lower root mean square error than the benchmark for all indicators of a
    construct, medium for at least half of them, low for fewer, and none for none [2]_. `sd_repeats` is the standard
    deviation of Q² over repeats: what of it is due to how respondents were dealt out. Folds without estimates are left
    out and counted.

    References
    ----------
    .. [1] Shmueli, G., Ray, S., Velasquez Estrada, J. M. and Chatla, S. B. (2016). The elephant in the room: predictive
       performance of PLS models. J. Business Research 69, 4552-4564.
    .. [2] Shmueli, G., Sarstedt, M., Hair, J. F., Cheah, J.-H., Ting, H., Vaithilingam, S. and Ringle, C. M. (2019).
       Predictive model assessment in PLS-SEM: guidelines for using PLSpredict. European J. Marketing 53, 2322-2347.
    .. [3] Danks, N. P. and Ray, S. (2018). Predictions from partial least squares models. In Applying Partial Least
       Squares in Tourism and Hospitality Research, 35-52. Emerald.

    Examples
    --------
    >>> import numpy as np, placet
    >>> rng = np.random.default_rng(1)
    >>> quality = rng.normal(size=200)
    >>> loyalty = quality + rng.normal(size=200)
    >>> data = {name: quality + rng.normal(size=200) for name in ("q1", "q2", "q3")}
    >>> data |= {name: loyalty + rng.normal(size=200) for name in ("l1", "l2")}
    >>> model = "Quality =~ q1 + q2 + q3; Loyalty =~ l1 + l2; Loyalty ~ Quality"
    >>> result = placet.path_prediction(data, model, rng=1)
    >>> result["term"], result["estimate"].round(2)
    (('l1', 'l2'), array([0.16, 0.19]))
    """

def path_scores(
    data: Data,
    model: AsGiven,
    *,
    scale: tuple[float, float] | Mapping[str, tuple[float, float]] | None = None,
    form: Literal["standardized", "index"] = "standardized",
    scheme: Literal["path", "factorial", "centroid"] = "path",
    scaled: bool = True,
    missing: Literal["drop", "raise"] = "drop",
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> Any:
    r"""Score of every respondent on every construct of a path model.

    .. math:: y_i = \sum_j \frac{w_j}{s_j} (x_{ij} - \overline{x}_j), \qquad
              I_i = 100\, \frac{\sum_j u_j (x_{ij} - l_j)}{\sum_j u_j (h_j - l_j)}, \quad u_j = w_j / s_j

    with the outer weights w of the model: standardised scores, of mean 0 and variance 1, or indexes from 0 to 100,
    whose weighted means are those of `path_index`. This is a second scan of the answers, a projection.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    model : PathModel, str or mapping
        Constructs, their indicators and what acts on what, see `PathModel`.
    scale : (float, float) or mapping, optional
        Lowest and highest possible answer, of all indicators or by column; ``form="index"`` needs it.
    form : {"standardized", "index"}
        Standardised scores, or indexes from 0 to 100.
    scheme : {"path", "factorial", "centroid"}
        Inner weights: regression coefficients of what acts on a construct and correlations of what it acts on; correlations;
        or their signs.
    scaled : bool
        Standardise indicators before they are weighted. If False their variances count, as where all have one scale.
    missing : {"drop", "raise"}
        Leave respondents without an answer out, or refuse them.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    data frame
        Of the library the data came in, one row a respondent in their order, one column a construct; NaN for
        respondents who lack an answer. Respondents of weight 0 or left out by a filter have scores, too. Products of
        constructs have none.

    Raises
    ------
    ModelError
        A negative weight, with which better answers would lower an index (``form="index"``).
    DataError
        What `path_index` refuses.

    References
    ----------
    Lohmoeller, J.-B. (1989). Latent Variable Path Modeling with Partial Least Squares. Physica.

    Examples
    --------
    >>> import placet
    >>> answers = {"q1": [9, 7, 3, 8, 6], "q2": [8, 8, 2, 9, 5], "s1": [9, 8, 4, 9, 5], "s2": [9, 7, 3, 8, 7]}
    >>> model = "Quality =~ q1 + q2; Satisfaction =~ s1 + s2; Satisfaction ~ Quality"
    >>> scores = placet.path_scores(answers, model, scale=(1, 10), form="index")
    >>> scores["Quality"].to_numpy().round(1)
    array([84. , 71.5, 17.4, 82.6, 50.7])
    """

def pca_weights(
    data: Data,
    items: Columns,
    *,
    method: Component = "loadings",
    missing: Literal["drop", "raise"] = "drop",
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> WeightsResult:
    r"""Weights from the first principal component of the items' correlations.

    .. math:: R v = \lambda_1 v, \qquad w_j = v_j \Big/ \sum_k v_k \qquad \text{or} \qquad w_j = v_j^2

    with R the (weighted) correlations of the items and :math:`\lambda_1` its largest eigenvalue [1]_ [2]_. The first
    gives the composite of standardized items that varies most; the second is the share of the component's variance that
    each item stands for. Items get weight for what they have in common, not for what they matter. Units of measurement
    change nothing.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    items : str, vector or list of them
        The answers, at least 2 items, all in the same direction.
    method : {"loadings", "squared"}
        Whether weights are in proportion to loadings or to their squares.
    missing : {"drop", "raise"}
        Leave respondents without an answer out, or refuse them.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    WeightsResult
        One row an item, in their order, with `loading`, its correlation with the component. ``about["explained"]`` is
        the share of the variance of all items that the component explains.

    Raises
    ------
    DataError
        Fewer than 2 items, an item that does not vary, or one that loads against the others.

    References
    ----------
    .. [1] Hotelling, H. (1933). Analysis of a complex of statistical variables into principal components. Journal of
       Educational Psychology 24, 417-441.
    .. [2] OECD and JRC (2008). Handbook on Constructing Composite Indicators. OECD Publishing, section 6.1.

    Examples
    --------
    >>> import placet
    >>> answers = {"calls": [9, 7, 5, 8, 6], "cover": [8, 8, 4, 9, 5], "bills": [7, 9, 6, 7, 3]}
    >>> result = placet.pca_weights(answers, ["calls", "cover", "bills"])
    >>> {name: round(weight, 3) for name, weight in result.weights.items()}
    {'calls': 0.339, 'cover': 0.368, 'bills': 0.292}
    """

def power(
    metric: str,
    *,
    n: int | Sequence[int],
    difference: Numbers | None = None,
    power: Numbers | None = None,
    promoters: Numbers | None = None,
    detractors: Numbers | None = None,
    share: Numbers | None = None,
    sd: Numbers | None = None,
    scale: tuple[float, float] | None = None,
    rescale: bool = False,
    method: Literal["adjusted", "wald"] = "adjusted",
    conf_level: Numbers = 0.95,
    comparisons: int | Sequence[int] = 1,
    adjust: Literal["bonferroni", "none"] = "bonferroni",
    design_effect: Numbers | None = None,
    weight_cv: Numbers | None = None,
    population: int | Sequence[int] | None = None,
    ratio: Numbers = 1.0,
    overlap: Numbers | None = None,
    correlation: Numbers | None = None,
) -> PowerResult:
    r"""Chance to find a difference of two scores from n respondents, or the difference that can be found.

    .. math:: \mathrm{power} = \Phi\left(\frac{|d| - z s}{\sigma}\right) + \Phi\left(\frac{-|d| - z s}{\sigma}\right)

    with d the difference, s its standard error as the test reckons it and σ as it is (the same without
    pseudo-respondents); for means with t the tails of the noncentral t distribution. See `sample_size` for the
    variances and sources; its plans are those that this function finds powerful enough.

    Every argument that takes a number takes a list of them too: the result has a row for every combination.

    Parameters
    ----------
    metric : {"nps", "net_box", "top_box", "bottom_box", "csat", "mean_score", "ces"}
        What is measured. Net scores are in points from -100 to 100, shares from 0 to 1, means in points of the scale.
    n : int
        Respondents of the first group or wave; the second has `ratio` times as many.
    difference : float, optional
        The second score less the first. Not given, the smallest rise is found that has the power.
    power : float, optional
        Chance to find the difference that is sought, 0.8 if not given; not together with `difference`.
    promoters : float, optional
        Expected share of promoters (of the first group), of a net score; together with `detractors`.
    detractors : float, optional
        Expected share of detractors. Where neither share is given they are one half each, the widest there is.
    share : float, optional
        Expected share of a box; 0.5 if not given, the widest there is.
    sd : float, optional
        Expected standard deviation of an answer, in points of the scale; half of `scale` if not given.
    scale : (float, float), optional
        Lowest and highest point, for means.
    rescale : bool
        Mean, margin and difference are in points of 0..100, the scale's range.
    method : {"adjusted", "wald"}
        ``"adjusted"``: for a net score three pseudo-respondents on the effective base (Rocks 2016), in each of two groups
        half of them; for a share the interval of Agresti and Coull (1998), for two the test of Agresti and Caffo
        (2000); for a mean the t interval with b - 1 degrees of freedom (without the population) and Welch's test, with
        waves that overlap as in Derrick et al. (2017). ``"wald"``: the estimate ± z standard errors throughout.
    conf_level : float
        Probability that the interval covers; a test errs with one less this.
    comparisons : int
        Intervals or tests that are planned together.
    adjust : {"bonferroni", "none"}
        Whether they share the level. With Holm's method Bonferroni's n is on the safe side.
    design_effect : float, optional
        By how much weights and clusters enlarge the variance; 1 if not given.
    weight_cv : float, optional
        Standard deviation of the weights over their mean, for a design effect of 1 + CV² (Kish).
    population : int, optional
        People in the population of each group. Leave it out to compare groups as samples of what causes them
        (Cochran 1977).
    ratio : float
        Respondents of the second group for one of the first.
    overlap : float, optional
        Two waves of one population: share of the smaller wave's respondents who are in both. Not given, the groups are
        different people.
    correlation : float, optional
        Of the answers of those who are in both waves, coded as the metric does (promoter 1, passive 0, detractor -1).

    Returns
    -------
    PowerResult
        One row a plan: `n`, `n_second`, the effective base, `difference` and `power`.

    Raises
    ------
    DataError
        A value out of its limits, fewer people than respondents, or no difference that can be found.

    Examples
    --------
    >>> import placet
    >>> round(float(placet.power("nps", n=800, difference=5, promoters=0.45, detractors=0.2)["power"][0]), 3)
    0.261
    >>> round(float(placet.power("nps", n=800, power=0.8, promoters=0.45, detractors=0.2)["difference"][0]), 2)
    10.45
    """

def priorities(
    data: Data,
    outcome: OneColumn,
    drivers: Columns | None = None,
    *,
    scale: Any,
    k: int | None = None,
    move: Any = 1.0,
    cost: Any = None,
    metric: str | Metric | None = None,
    n_resamples: int | None = None,
    covariates: Columns | None = None,
    factors: Any = None,
    by: Columns | None = None,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    conf_level: float = 0.95,
    imputation: Imputation | None = None,
    n_imputations: int | None = None,
    rng: Any = None,
    progress: bool | None = None,
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
    missing: Literal["drop", "raise", "multiple"] = "drop",
) -> PrioritiesResult:
    r"""Which drivers to change first: what moving each by a point adds to the outcome, truncated at its scale's end.

    .. math:: g_j = b_j\, \frac{\sum_i w_i\, m_{ij}}{\sum_i w_i}, \qquad
              m_{ij} = \min(x_{ij} + d_j,\ \text{highest}_j) - x_{ij} \quad (d_j > 0)

    The gain of a driver is its coefficient in the regression of the outcome on all drivers and covariates, an effect,
    times the mean move, which is that of the respondents' own answers: one who is near the top moves only to the top,
    one at the top does not. It is no share of anything, and no product of an importance with what is left of the
    scale: importances do not say by how much an outcome rises [1]_, and the room left at the mean is not that of the
    respondents.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    outcome : str or vector
        What is to be raised, such as overall satisfaction.
    drivers : str, vector or list of them, optional
        What might raise it; all columns of the data if the outcome is a vector.
    scale : (low, high) or mapping
        Scale of the drivers, one for all or ``{driver: (low, high)}``, which may name the outcome, too. Nobody moves
        beyond it, and an answer outside is an error.
    k : int, optional
        How many drivers are the first; 3 if not given, or all of fewer.
    move : float or mapping
        Points by which a driver moves, one number or ``{driver: points}`` of those that are to be judged; below 0 for
        those of which less is better, such as waiting. The outcome is held to be better when it is higher.
    cost : float or mapping, optional
        Cost of a point, of all drivers or ``{driver: cost}``. Drivers are then ranked by gain per cost, the cost
        being that of the points asked for, whoever can move by them.
    metric : str or Metric, optional
        What is to be moved: without it the mean of the outcome in its own units; ``"index"``, the mean on 0 to 100 of its
        scale; ``"nps"``, ``"top_box"``, ``"csat"`` and the other names of metrics; or a `Metric` with its own cut points. The
        regression is then that of what the metric counts, such as -100, 0 and 100 of an NPS, on the drivers.
    n_resamples : int, optional
        Bootstrap resamples of the respondents for intervals and shares, 1,000 if not given; 0 for none. Of a survey with
        strata, clusters or a finite population whole units are drawn within strata and weights rescaled; replicate weights
        are taken as they are, with t intervals by the rule of their kind, and shares are those of so many normal draws with
        the covariances that the rule gives; so are groups of respondents of data that stay where they are, see `id`.
    covariates : str, vector or list of them, optional
        Columns held constant: in every model, and not asked about.
    factors : list of str or mapping, optional
        Drivers and covariates that are categories, kept whole as a block of 0/1 columns: a list, or a mapping from column
        to reference level; the first level in order without one.
    by : str, vector or list of them, optional
        Segments, each with an analysis of its own. One that cannot be fitted is reported, and the others are done.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    conf_level : float
        Probability that an interval covers what it estimates.
    imputation : {"chained", "em"}, optional
        How ``missing="multiple"`` imputes: by chained equations with predictive mean matching (the default), which compares
        predictions to seven digits, or by draws from maximum-likelihood moments.
    n_imputations : int, optional
        Completed data sets of ``missing="multiple"``; 20 without it.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    progress : bool, optional
        Show a bar: True demands tqdm, False is silent, None shows it when tqdm is there and the call is long.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.
    missing : {"drop", "raise", "multiple"}
        Leave respondents with any missing answer out; refuse them; or impute several times and pool by Rubin's rules. Moves
        are those of answers, so that rules which estimate moments alone have none.

    Returns
    -------
    PrioritiesResult
        One row a driver and segment, the largest gain first, those that lower the outcome last with the reason. A
        segment that cannot be fitted has NaN and rank 0, the notes say why, and the others are done.

    Raises
    ------
    DataError, ModelError
        As for `regression`; DataError for an answer outside its scale, a move farther than a scale is long, a cost of 0
        or less, or more first drivers than drivers.

    Notes
    -----
    In every resample coefficients and mean moves are both taken anew, so that intervals know the error of both, and
    of their being of the same respondents. A driver is among the first k of a resample if its gain there is above 0
    and at most k - 1 are larger; drivers that are tied at the last place share it. Shares add up to k at most.

    The gain is what the model says of respondents who answer otherwise and are alike in all else that is in it; it is
    what a change would bring only as far as the coefficient is an effect and not a mere association.

    References
    ----------
    .. [1] Grömping, U. (2009). Variable importance assessment in regression: linear regression versus random forest.
       The American Statistician 63, 308-319.

    Examples
    --------
    >>> import placet
    >>> data = {"overall": [5, 2, 4, 3, 5, 1], "network": [5, 1, 4, 3, 4, 2], "bills": [3, 3, 5, 2, 5, 1]}
    >>> result = placet.priorities(data, "overall", ["network", "bills"], scale=(1, 5), n_resamples=0)
    >>> result["term"], result["gain"].round(2), result["mean_move"].round(2)
    (('network', 'bills'), array([0.64, 0.27]), array([0.83, 0.67]))
    """

def priority_map(
    data: Data,
    outcome: OneColumn,
    drivers: Columns | None = None,
    *,
    scale: Any,
    importance: Literal["lmg", "effect"] = "lmg",
    importance_cut: float | None = None,
    performance_cut: float | None = None,
    metric: str | Metric | None = None,
    n_resamples: int | None = None,
    covariates: Columns | None = None,
    factors: Any = None,
    by: Columns | None = None,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    conf_level: float = 0.95,
    imputation: Imputation | None = None,
    n_imputations: int | None = None,
    rng: Any = None,
    progress: bool | None = None,
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
    missing: Literal["drop", "raise", "multiple"] = "drop",
) -> PriorityMapResult:
    r"""Map of the drivers: how important each is for the outcome, against how well it does [1]_.

    .. math:: \text{performance}_j = 100\, \frac{\bar x_j - \text{lowest}_j}{\text{highest}_j - \text{lowest}_j}

    on the range of each driver's own scale. Importance is its share of what all drivers explain (the exact LMG split,
    see `key_drivers`), or its effect: the coefficient, by which the outcome rises with a point of the driver, the
    others held constant. A share tells what differences between respondents go with, an effect what a change would
    bring; one is never the other. Two cuts make four quadrants: "fix first" (important and low), "keep up" (important
    and high), "low priority", and "possible overkill" (unimportant and high).

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    outcome : str or vector
        What is to be raised, such as overall satisfaction.
    drivers : str, vector or list of them, optional
        What might raise it; all columns of the data if the outcome is a vector.
    scale : (low, high) or mapping
        Scale of the drivers, one for all or ``{driver: (low, high)}``, which may name the outcome, too. An answer
        outside is an error.
    importance : {"lmg", "effect"}
        Share of what is explained, or coefficient.
    importance_cut, performance_cut : float, optional
        Where the quadrants meet, in units of the columns: a share from 0 to 1 or an effect, and 0 to 100. Without one
        it is the mean over the drivers, which is taken anew in every resample.
    metric : str or Metric, optional
        What is to be moved: without it the mean of the outcome in its own units; ``"index"``, the mean on 0 to 100 of its
        scale; ``"nps"``, ``"top_box"``, ``"csat"`` and the other names of metrics; or a `Metric` with its own cut points. The
        regression is then that of what the metric counts, such as -100, 0 and 100 of an NPS, on the drivers.
    n_resamples : int, optional
        Bootstrap resamples of the respondents for intervals and shares, 1,000 if not given; 0 for none. Of a survey with
        strata, clusters or a finite population whole units are drawn within strata and weights rescaled; replicate weights
        are taken as they are, with t intervals by the rule of their kind, and shares are those of so many normal draws with
        the covariances that the rule gives; so are groups of respondents of data that stay where they are, see `id`.
    covariates : str, vector or list of them, optional
        Columns held constant: in every model, and not asked about.
    factors : list of str or mapping, optional
        Drivers and covariates that are categories, kept whole as a block of 0/1 columns: a list, or a mapping from column
        to reference level; the first level in order without one.
    by : str, vector or list of them, optional
        Segments, each with an analysis of its own. One that cannot be fitted is reported, and the others are done.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    conf_level : float
        Probability that an interval covers what it estimates.
    imputation : {"chained", "em"}, optional
        How ``missing="multiple"`` imputes: by chained equations with predictive mean matching (the default), which compares
        predictions to seven digits, or by draws from maximum-likelihood moments.
    n_imputations : int, optional
        Completed data sets of ``missing="multiple"``; 20 without it.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    progress : bool, optional
        Show a bar: True demands tqdm, False is silent, None shows it when tqdm is there and the call is long.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.
    missing : {"drop", "raise", "multiple"}
        Leave respondents with any missing answer out; refuse them; or impute several times and pool by Rubin's rules. Moves
        are those of answers, so that rules which estimate moments alone have none.

    Returns
    -------
    PriorityMapResult
        One row a driver and segment, the most important first; `cuts` has the cuts. A segment that cannot be fitted has
        NaN and no quadrant, the notes say why, and the others are done.

    Raises
    ------
    DataError, ModelError
        As for `key_drivers`; DataError for an answer outside its scale, or a cut outside what it cuts.

    Notes
    -----
    A point of the map is a point estimate, and drivers near a cut change sides from sample to sample. Importances,
    performances and cuts are therefore all taken from each resample together: `quadrant_share` is the share of
    resamples in which a driver is in the quadrant that it has in the sample. A driver on a cut counts as important, or
    as high. Drivers that depend on each other share what they explain together, and have no coefficients: notes say so.

    References
    ----------
    .. [1] Martilla, J. A. and James, J. C. (1977). Importance-performance analysis. Journal of Marketing 41(1), 77-79
       (there with stated importances and cuts set by eye).

    Examples
    --------
    >>> import placet
    >>> data = {"overall": [5, 2, 4, 3, 5, 1], "network": [5, 1, 4, 3, 4, 2], "bills": [3, 3, 5, 4, 5, 2]}
    >>> result = placet.priority_map(data, "overall", ["network", "bills"], scale=(1, 5), n_resamples=0)
    >>> result["term"], result["performance"].round(1), result["quadrant"]
    (('network', 'bills'), array([54.2, 66.7]), ('fix first', 'possible overkill'))
    """

def rank_scores(
    data: Data,
    items: Columns | None = None,
    *,
    item: OneColumn | None = None,
    score: OneColumn | None = None,
    printed_rank: OneColumn | None = None,
    elsewhere: Mapping[str, float] | None = None,
    scale: tuple[float, float] | None = None,
    simultaneous: bool = False,
    by: Columns | None = None,
    total: bool = False,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    conf_level: float = 0.95,
    missing: Literal["drop", "raise"] = "drop",
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> RanksResult | PrintedRanksResult:
    r"""Items from the highest score to the lowest, with their ranks and how sure these are.

    Give `items`, columns of answers, and every item gets its weighted mean, its standard deviation, its rank and a
    confidence interval for the rank, from the respondents who answered all of them. Item j's rank is

    .. math:: 1 + \#\{k : \overline{x}_k > \overline{x}_j\}

    and its interval runs from one more than the number of items significantly above it to the number of items that are
    not significantly below it [1]_: paired t-tests of all differences, in both directions, with Holm's step-down
    correction. Resampled ranks would be too sure of items that are tied or nearly so [2]_; these intervals are not.

    Where the `Survey` declares strata, clusters, a finite population or replicate weights, the covariance matrix V of
    the means is that of the design: of the totals of :math:`w (x - \overline{x}) / \sum w` by sampling unit, between
    the units of each stratum [3]_ [4]_, or of the means over the replicates. Differences have the variance
    :math:`V_{jj} + V_{kk} - 2 V_{jk}` and as many degrees of freedom as there are units less strata with answers (the
    rank of the replicate weights less 1), and `n_eff` is the base whose independent respondents would have that error.
    Of clusters of unequal sizes they are fewer; tests and intervals of segments of few clusters multiply V as `compare`
    does. Segments are domains of the whole sample.

    Or give `score`, a column of printed scores: the scores are ranked, ranks that were not printed are filled in, and
    printed ranks and scores that contradict each other are named.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent (`items`), or one row an item (`score`).
    items : list of str or vectors
        Answers on the same scale.
    item : str or vector, optional
        What names the rows of a printed table; the first column that is not used otherwise.
    score : str or vector
        Printed scores.
    printed_rank : str or vector, optional
        Printed ranks, missing where none is printed.
    elsewhere : mapping, optional
        Scores that are printed a second time, item → score.
    scale : (float, float), optional
        Lowest and highest possible answer; any other answer is then an error.
    simultaneous : bool
        Whether the rank intervals of a segment cover all ranks at once with `conf_level`, or each its own.
    by : str, vector or list of them, optional
        Segments, in the order of an ordered category or of value labels, else in natural order, "Segment 2" before
        "Segment 10"; rows with a missing key are in none.
    total : bool
        Add rows of all respondents above their segments, in every wave: those of the same call without `by`, to the last
        digit. Their keys are None, shown as "Total". Respondents with a missing key are in no segment, but in the
        total.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    conf_level : float
        Probability that an interval covers what it estimates.
    missing : {"drop", "raise"}
        Leave respondents without an answer out, or refuse them.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    RanksResult or PrintedRanksResult
        One row an item and segment, the highest score of each segment first. Tied scores share the lower rank number,
        as in 1, 2, 2, 4.

    Raises
    ------
    DataError
        Both or neither of `items` and `score`, an answer off the scale, text, an item named twice, a score that is
        missing, bad weights, an unknown column or option.

    References
    ----------
    .. [1] Mogstad, M., Romano, J. P., Shaikh, A. M. and Wilhelm, D. (2024). Inference for ranks with applications to
       mobility across neighbourhoods and academic achievement across countries. Review of Economic Studies 91(1),
       476-518.
    .. [2] Xie, M., Singh, K. and Zhang, C.-H. (2009). Confidence intervals for population ranks in the presence of ties
       and near ties. J. American Statistical Association 104, 775-788.
    .. [3] Binder, D. A. (1983). On the variances of asymptotically normal estimators from complex surveys.
       International Statistical Review 51, 279-292.
    .. [4] Lumley, T. (2010). Complex Surveys: A Guide to Analysis Using R. Wiley, ch. 2.

    Examples
    --------
    >>> import placet
    >>> answers = {"calls": [9, 8, 9, 7, 9], "bills": [6, 5, 7, 4, 6], "shops": [8, 8, 7, 8, 9]}
    >>> result = placet.rank_scores(answers, ["calls", "bills", "shops"])
    >>> result["item"], result["rank_low"], result["rank_high"]
    (('calls', 'shops', 'bills'), array([1, 1, 3]), array([2, 2, 3]))
    >>> placet.rank_scores({"code": ["C11", "C12"], "score": [66.56, 66.74]}, score="score")["item"]
    ('C12', 'C11')
    """

def read_survey(
    path: str | PathLike[str],
    *,
    separator: str | None = None,
    decimal: str | None = None,
    encoding: str | None = None,
    skip_rows: int | Collection[int] = (),
    sheet: str | None = None,
    **design: Any,
) -> Survey:
    r"""Read a survey file: CSV and other delimited text, Excel, SPSS or Parquet, packed by gzip or zip, too.

    The kind of a file is told by its contents, and what is read does not depend on which data frame library is
    installed. Of delimited text and of Excel the first row is the header, and a column is what all of its cells are:

    - numbers, whole ones if all are whole and none is missing; "NA", "N/A", "#N/A", "NaN", "NULL", "#NULL!" and "."
      are then missing. Digits behind a zero such as "007" are codes and make the column text.
    - true and false; in Excel dates;
    - else text, as it stands, so that "NA" is a region.

    An empty cell is missing and a blank row is no respondent. The separator is the one of `, ; tab |` by which the
    rows have equally many cells. A comma is a decimal mark where a column can be read in no other way, or beside
    semicolons; a column such as "1,234" that may be either stays text, with a warning. Text is UTF-8 or says what it
    is by its first bytes (UTF-16, as Excel's "Unicode text"); everything else needs `encoding`. Qualtrics' second and
    third row are recognised, the question texts become labels. Of SPSS files variable labels become labels, value
    labels become value labels, and user-missing values are missing.

    Parameters
    ----------
    path : str or path
        The file.
    separator : str, optional
        One character between the cells of a text, or "tab".
    decimal : {".", ","}, optional
        The decimal mark of all columns; the other one may then stand between thousands.
    encoding : str, optional
        Encoding of a text, such as "cp1252" (Western Europe) or "gb18030" (Chinese).
    skip_rows : int or list of int
        Rows that are neither the header nor respondents, counted from 1 as a spreadsheet does: titles above the
        header, question texts or units below it.
    sheet : str, optional
        Sheet of an Excel file; the first one without it.
    **design
        What a `Survey` takes besides its data: `weights`, `wave`, `na_codes`, `labels`, ... Labels add to those of the
        file.

    Returns
    -------
    Survey
        Its `data` are a dict of arrays, of a Parquet file a data frame.

    Raises
    ------
    DataError
        For a file that is not there or cannot be read, columns of the same name, rows that do not fit the header, a
        second header; the message names the row and the option that helps.
    ImportError
        Where the package is missing that reads such files: `pip install placet[excel]`, `placet[spss]`.

    Examples
    --------
    >>> import pathlib, placet, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "survey.csv"
    >>> _ = path.write_text("recommend;region;w\n10;NA;1,5\n3;EU;0,5\n")
    >>> survey = placet.read_survey(path, weights="w")
    >>> survey
    Survey of 2 rows, 3 columns (arrays)
      columns: recommend, region, w
      weights: w (probability)
    >>> placet.nps(survey, "recommend")["estimate"]
    array([50.])
    """

def regression(
    data: Data,
    outcome: OneColumn,
    drivers: Columns | None = None,
    *,
    model: Literal["linear", "logit", "ordered"] = "linear",
    errors: Errors | None = None,
    intercept: bool = True,
    precision: Literal["standard", "high"] = "standard",
    diagnostics: bool = False,
    n_resamples: int | None = None,
    event: Any = None,
    scale: tuple[int, int] | None = None,
    covariates: Columns | None = None,
    factors: Any = None,
    by: Columns | None = None,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    conf_level: float = 0.95,
    missing: Missing = "drop",
    imputation: Imputation | None = None,
    n_imputations: int | None = None,
    rng: Any = None,
    progress: bool | None = None,
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> RegressionResult:
    r"""Multiple regression with everything its summary table holds: least squares, binary or ordered logit.

    .. math:: b = (X'WX)^{-1} X'Wy, \qquad
              V(b) = \hat\sigma^2 (X'WX)^{-1}, \qquad
              \hat\sigma^2 = \frac{\sum w\,e^2}{n - k}

    solved from weighted moments on the correlation scale, so the units of a driver do not matter. Every kind of weights
    has its own right standard errors: of the model for precision weights and for frequencies, which count
    :math:`\sum w` observations instead of n; robust for probability weights (HC3); of the sampling
    design, as in survey packages, wherever the survey declares strata, clusters, a finite population or replicate
    weights. `errors` overrides that.

    ``model="logit"`` explains whether an event happened, ``model="ordered"`` the answer on a scale as it is, by

    .. math:: P(y \le c) = \frac{1}{1 + \exp(-(\tau_c - x'b))}

    (proportional odds [6]_; the binary logit is its case of two categories), fitted by maximum likelihood.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    outcome : str or vector
        What is to be explained; or a formula such as ``"overall ~ network * C(brand)"``, see the notes, which needs the
        `formula` extra.
    drivers : str, vector or list of them, optional
        What explains it; all columns of the data if the outcome is a vector, none beside a formula.
    model : {"linear", "logit", "ordered"}
        Least squares of a number, logit of an event, ordered logit of categories.
    errors : {"classical", "HC0", "HC1", "HC2", "HC3", "HC4", "cluster", "CR2", "design"}, optional
        Standard errors: of the model itself, robust against unequal variances (HC3 is safest in small samples), robust
        within clusters, the same corrected for few clusters (CR2, for fewer than 30), or of the sampling design:
        without a declared one, of respondents drawn independently. Logits know "classical", "HC0", "HC1", "HC3",
        "cluster" and "design"; their HC3 is the jackknife of one Newton step. Capitals do not matter.
    intercept : bool
        Without an intercept, R², F and the standardized coefficients are about zero instead of the means: `fit` has
        `r2_about_zero` and `r2_about_mean`, and the summary says which is shown.
    precision : {"standard", "high"}
        With ``"high"`` moments and solve have 31 digits: for nearly dependent drivers and nearly perfect fits.
    diagnostics : bool
        Keep every respondent's residual, leverage and Cook's distance, and test the residuals for equal variance
        (Breusch and Pagan, studentized; under probability weights or a design by HC3 or its errors) and normality
        (of respondents: frequencies count as repeated rows).
    n_resamples : int, optional
        Bootstrap replicates for the errors of ``missing="em"`` and ``"pairwise"``; 0 takes them from the information
        and from influences. Without it 200 for ``"em"`` under probability weights, else 0.
    event : str or list of numbers, optional
        What ``model="logit"`` explains: ``"promoter"`` (9 or 10 of 0..10) or ``"detractor"`` (0 to 6) against the rest,
        ``"satisfied"`` (the two highest points of `scale`), or the answers that are the event; nothing where the outcome
        is 0 or 1.
    scale : (int, int), optional
        Scale of the outcome for ``event="satisfied"``.
    covariates : str, vector or list of them, optional
        Columns held constant: in every model, and not asked about.
    factors : list of str or mapping, optional
        Drivers and covariates that are categories, kept whole as a block of 0/1 columns: a list, or a mapping from column
        to reference level; the first level in order without one.
    by : str, vector or list of them, optional
        Segments, each with an analysis of its own. One that cannot be fitted is reported, and the others are done.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    conf_level : float
        Probability that an interval covers what it estimates.
    missing : {"drop", "raise", "pairwise", "em", "indicator", "multiple"}
        Leave respondents with any missing answer out; refuse them; take every covariance from those who answered both
        columns; estimate means and covariances by maximum likelihood under normality; fill gaps with means and mark them
        by 0/1 columns, for answers that cannot exist (segments in which one says nothing go without); or impute several
        times and pool by Rubin's rules.
    imputation : {"chained", "em"}, optional
        How ``missing="multiple"`` imputes: by chained equations with predictive mean matching (the default), which compares
        predictions to seven digits, or by draws from maximum-likelihood moments.
    n_imputations : int, optional
        Completed data sets of ``missing="multiple"``; 20 without it.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    progress : bool, optional
        Show a bar: True demands tqdm, False is silent, None shows it when tqdm is there and the call is long.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    RegressionResult
        One row a term (a level of a factor) and segment; `glance()` has R², F, AIC and the condition number;
        `term_tests`, `equality`, `collinearity`, `residuals` and `tests` are further tables; `predict` predicts. A
        logit has odds ratios (and average marginal effects) in place of the correlations, and McFadden's, Nagelkerke's
        and Tjur's R²; an ordered one `proportional_odds`, Brant's test.

    Raises
    ------
    DataError
        Unknown columns or options, text, infinite values, bad weights; a formula with anything but what the notes list.
    ModelError
        Too few respondents, a driver that does not vary, drivers that are linearly dependent, or that separate the
        categories of a logit (all are named).
    ConvergenceError
        Maximum likelihood that does not settle.

    Warns
    -----
    CollinearityWarning
        When the condition number passes 1,000 and coefficients lose digits. The fit is then corrected by the regression
        of its residuals, a second pass over the rows [2]_.

    Notes
    -----
    A formula is read by a grammar of its own, and nothing in it is evaluated but this list: columns, numbers; between
    terms ``+ - * / : ** ^ %in%`` and brackets; ``C(brand)``, compared with another level by ``C(brand,
    Treatment("B"))``, or coded by ``Sum``, ``Helmert``, ``Diff`` or ``Poly``; in ``I()`` or braces ``+ - * / **`` and
    comparisons; ``log``, ``log2``, ``log10``, ``log1p``, ``exp``, ``exp2``, ``expm1``, ``sqrt``, ``abs`` (also as
    ``np.log``); ``center``, ``scale``, ``standardize``, ``poly``, ``bs``, ``cr``, ``cs``, ``cc``, which are made of the
    rows used, in every segment of its own. Anything else is refused by name before it is computed. A column of any name
    is written in back-quotes, as in ``log(`Q1.1`)``; names of letters, digits, dots and underscores need none, not even
    ``scale`` where it is not called. ``- 1`` leaves out the intercept.

    t has the n - k residual degrees of freedom under errors of the model and HC0 to HC4, normal quantiles for a logit.
    Among G clusters ``"cluster"`` multiplies by G / (G - 1) (n - 1) / (n - k) and t has G - 1, of a logit, its marginal
    effects and predictions, too. ``"CR2"`` corrects residuals such that errors of independent answers are unbiased
    [7]_, and t has Satterthwaite's degrees of freedom, own ones for every coefficient [8]_. ``"design"`` multiplies by
    n_h / (n_h - 1) in every stratum, and t has units less strata, less k - 1, as in R's svyglm.

    A test of q coefficients (F of the model in `fit`, `term_tests`) is one of the same errors, and t² for q = 1: F of
    the sums of squares and a logit's likelihood ratio under errors of the model; Wald's, W / q, under HC0 to HC4;
    adjusted for the d degrees of freedom of clusters (G - 1), designs (units less strata) and replicate weights: W / q
    times 1 - (q - 1) / d with d - q + 1 below, at most those of t, and none for q >= d [9]_; of imputed data D1 [10]_.
    Up to 100 clusters factor and degrees of freedom are those of Hotelling's T² by clusters that tell unequally much,
    and the factor takes off the bias of the covariance, both as if residuals were independent and alike [8]_: at a
    nominal 5 %, 6 to 30 clusters of very unequal sizes reject 4 to 6 %, where R's F of svyglm, W / q, rejects 11 % and
    more. A single coefficient keeps the t of its errors, which rejects 7 % with 12 of them, under ``"CR2"`` 4 %.
    Coefficients that one cluster alone determines have no error. `equality` is by Chow's F [5]_ under errors of the
    model; else by Wald's with the scale and degrees of freedom of Kenward and Roger [11]_, of HC3 errors in place of
    HC0 to HC2, by the joint covariance of segments that share clusters, and as above of few of these.

    Columns of a term such as ``network:brand`` or ``I(age ** 2)`` are answers of their own to ``missing="em"`` and
    ``"multiple"``, which is biased unless answers are missing completely at random; a note says where.

    Under probability weights, clusters or a declared design, and behind gaps, AIC and BIC count what the coefficients
    cost by their errors, tr :math:`V_0^{-1} V` in place of k [12]_, where V₀ is the covariance of respondents drawn
    alike who answered everything (V is HC3 in place of HC0 to HC2 up to 10,000 rows). Behind gaps likelihood,
    criteria, residual standard deviation and adjusted R² count those who answered the outcome. ``errors="classical"``
    keeps the k of the model.

    A level of a factor that no respondent used has (no outcome, weight 0, an answer to another column missing) is left
    out, in a segment, too, and a note says so; in place of a reference level without cases the first with cases is the
    reference.

    References
    ----------
    .. [1] Draper, N. R. and Smith, H. (1998). Applied Regression Analysis, 3rd ed. Wiley.
    .. [2] Björck, Å. (1987). Stability analysis of the method of seminormal equations for linear least squares
       problems. Linear Algebra and its Applications 88/89, 31-48.
    .. [3] MacKinnon, J. G. and White, H. (1985). Some heteroskedasticity-consistent covariance matrix estimators.
       J. of Econometrics 29, 305-325. Cribari-Neto, F. (2004). Asymptotic inference under heteroskedasticity of unknown
       form. Computational Statistics and Data Analysis 45, 215-233 (HC4).
    .. [4] Binder, D. A. (1983). On the variances of asymptotically normal estimators from complex surveys.
       International Statistical Review 51, 279-292.
    .. [5] Chow, G. C. (1960). Tests of equality between sets of coefficients. Econometrica 28, 591-605.
    .. [6] McCullagh, P. (1980). Regression models for ordinal data. J. Royal Statistical Society B 42, 109-142.
    .. [7] Bell, R. M. and McCaffrey, D. F. (2002). Bias reduction in standard errors for linear regression with
       multi-stage samples. Survey Methodology 28, 169-181.
    .. [8] Pustejovsky, J. E. and Tipton, E. (2018). Small-sample methods for cluster-robust variance estimation and
       hypothesis testing in fixed effects models. J. of Business and Economic Statistics 36, 672-683.
    .. [9] Korn, E. L. and Graubard, B. I. (1990). Simultaneous testing of regression coefficients with complex survey
       data: use of Bonferroni t statistics. The American Statistician 44, 270-276.
    .. [10] Li, K. H., Raghunathan, T. E. and Rubin, D. B. (1991). Large-sample significance levels from multiply
       imputed data. J. American Statistical Association 86, 1065-1073; degrees of freedom of Reiter, J. P. (2007).
       Biometrika 94, 502-508.
    .. [11] Kenward, M. G. and Roger, J. H. (1997). Small sample inference for fixed effects from restricted maximum
       likelihood. Biometrics 53, 983-997.
    .. [12] Lumley, T. and Scott, A. (2015). AIC and BIC for modeling with complex survey data. J. Survey Statistics and
       Methodology 3, 1-18.

    Examples
    --------
    >>> import placet
    >>> answers = {"overall": [9, 7, 3, 8, 5], "network": [9, 8, 2, 7, 5], "bills": [6, 5, 4, 9, 7]}
    >>> placet.regression(answers, "overall", ["network", "bills"])["estimate"].round(4)
    array([0.1215, 0.7696, 0.243 ])
    """

def reliability(
    data: Data,
    items: Columns | Mapping[str, Sequence[str]] | Groups,
    *,
    reverse: Sequence[str] | None = None,
    scale: tuple[float, float] | None = None,
    name: str = "all items",
    n_resamples: int = 1000,
    by: Columns | None = None,
    total: bool = False,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    conf_level: float = 0.95,
    missing: Literal["drop", "raise"] = "drop",
    rng: Any = None,
    progress: bool | None = None,
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> ReliabilityResult:
    r"""Reliability of scales: Cronbach's alpha with intervals, omega, split half, KMO, and what every item adds.

    .. math:: \alpha = \frac{k}{k - 1} \left(1 - \frac{\sum_j s_{jj}}{\sum_{ij} s_{ij}}\right) \qquad
              \omega = 1 - \frac{\sum_j (1 - \lambda_j^2)}{\sum_{ij} r_{ij}}

    with the weighted covariances s and correlations r of the k items [1]_, and their loadings :math:`\lambda` on one
    factor by minimum residuals [3]_ [4]_. Omega, like standardised alpha, is that of standardised items, so these two
    are to be compared; alpha is less where loadings differ.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    items : str, vector or list of them, mapping or tree
        The items of one construct, ``{"Service": ["hotline", "hall"], ...}`` of several, or a tree of indicators, every
        node of which with two or more below it is a construct. Items may be in several.
    reverse : list of str, optional
        Items worded the other way round: the signs of their covariances are turned, for which the scale is not needed.
    scale : (float, float), optional
        Lowest and highest possible answer; any other answer is an error. The means of items in `reverse` are turned
        round on it, and are as answered without it; nothing else depends on it.
    name : str
        Name of the construct, where there is one.
    n_resamples : int
        Bootstrap resamples for intervals; 0 for none. Of data that stay where they are groups of respondents are left
        out in turn, see `id`.
    by : str, vector or list of them, optional
        Segments, in the order of an ordered category or of value labels, else in natural order, "Segment 2" before
        "Segment 10"; rows with a missing key are in none.
    total : bool
        Add rows of all respondents above their segments, in every wave: those of the same call without `by`, to the last
        digit. Their keys are None, shown as "Total". Respondents with a missing key are in no segment, but in the
        total.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    conf_level : float
        Probability that an interval covers what it estimates.
    missing : {"drop", "raise"}
        Leave respondents without an answer out, or refuse them.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    progress : bool, optional
        Show a bar: True demands tqdm, False is silent, None shows it when tqdm is there and the call is long.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    ReliabilityResult
        One row a construct and segment; `item_statistics` has one an item.

    Raises
    ------
    DataError
        Fewer than two items, an item named twice or not answered by anybody, `reverse` of what is no item, an answer
        off the scale.

    Notes
    -----
    The interval of alpha is Feldt's, by the F distribution, where respondents are independent and count alike [2]_
    (frequency weights are so many respondents). Otherwise, and of omega in any case, it is a t interval of
    ln(1 - alpha) with the error of bootstrap resamples, which draw respondents with their weights, or whole units of
    the design within strata [9]_, or of replicate weights by the rule of their kind; its degrees of freedom are
    respondents less 1, units less strata, or the rank of the replicate weights less 1. How often they cover is
    simulated in docs/coverage.md: at 95 % between 93 and 96 % (n = 100 and 400; weights; 20 clusters).

    `split_half` is of the first, third, ... item and the others in the order given, stepped up by Spearman and Brown's
    formula, in Horst's form where the halves are unequal [5]_. A loading is held within -1 and 1; where it reaches them
    (a Heywood case [4]_) a note says so. Of two items there is no factor, and no omega.

    `kmo` is Kaiser's measure of sampling adequacy [6]_ (0.8 is called good, less than 0.5 unacceptable), `msa` that of
    an item, and Bartlett's test [7]_ asks whether items are correlated at all. Under weights it is of the effective
    base `n_eff`; clusters do not enter. Both are NaN where the correlations are singular: the redundant items, which
    follow from those before them, are named in the notes.

    Alpha of 0.7 or more is the usual mark [8]_; it grows with the number of items, and does not tell that there is one
    factor.

    References
    ----------
    .. [1] Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika 16, 297-334.
    .. [2] Feldt, L. S., Woodruff, D. J. and Salih, F. A. (1987). Statistical inference for coefficient alpha. Applied
       Psychological Measurement 11, 93-103.
    .. [3] McDonald, R. P. (1999). Test Theory: A Unified Treatment. Revelle, W. and Zinbarg, R. E. (2009). Coefficients
       alpha, beta, omega, and the glb. Psychometrika 74, 145-154.
    .. [4] Harman, H. H. and Jones, W. H. (1966). Factor analysis by minimizing residuals (minres). Psychometrika 31,
       351-368. Harman, H. H. and Fukuda, Y. (1966). Resolution of the Heywood case in the minres solution.
       Psychometrika 31, 563-571.
    .. [5] Horst, P. (1951). Estimating total test reliability from parts of unequal length. Educational and
       Psychological Measurement 11, 368-371.
    .. [6] Kaiser, H. F. (1974). An index of factorial simplicity. Psychometrika 39, 31-36.
    .. [7] Bartlett, M. S. (1951). The effect of standardization on a χ² approximation in factor analysis. Biometrika
       38, 337-344.
    .. [8] Nunnally, J. C. (1978). Psychometric Theory, 2nd ed. McGraw-Hill.
    .. [9] Rao, J. N. K., Wu, C. F. J. and Yue, K. (1992). Some recent work on resampling methods for complex surveys.
       Survey Methodology 18, 209-217.

    Examples
    --------
    >>> import placet
    >>> answers = {"calls": [9, 8, 2, 7, 5], "cover": [8, 9, 3, 7, 6], "speed": [7, 9, 4, 8, 4]}
    >>> result = placet.reliability(answers, ["calls", "cover", "speed"], n_resamples=0)
    >>> result["estimate"].round(3), result.item_statistics["alpha_dropped"].round(3)
    (array([0.948]), array([0.913, 0.884, 0.968]))
    """

def report(
    data: Data,
    *,
    recommend: OneColumn | None = None,
    outcome: OneColumn | None = None,
    drivers: Columns | None = None,
    tree: Mapping[str, Any] | None = None,
    scale: tuple[float, float] | None = None,
    n_resamples: int | None = None,
    title: str | None = None,
    note: str = "",
    language: str | None = None,
    by: Columns | None = None,
    wave: OneColumn | None = None,
    rng: Any = None,
    conf_level: float = 0.95,
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> Report:
    r"""Turn a survey into one page: Net Promoter Score, index and drivers, in total, by segment and by wave.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    recommend : str or vector, optional
        0-10 answers to the recommendation question.
    outcome, drivers : str or vector, and list of them, optional
        Overall satisfaction and what may explain it.
    tree : mapping, optional
        Indicator tree of the index, as for `satisfaction_index`; without it the drivers count equally.
    scale : (float, float), optional
        Lowest and highest answer of the indicators. Without it there is no index: it cannot be told from the data.
    n_resamples : int, optional
        Bootstrap resamples of the drivers, which are analysed in total; as for `key_drivers`.
    title, note : str
        Heading of the page, "Customer satisfaction" if not given, and a line under it.
    language : {"en", "zh"}, optional
        That of the page; the one of `set_language` if not given.
    by : str, vector or list of them, optional
        Segments, in the order of an ordered category or of value labels, else in natural order, "Segment 2" before
        "Segment 10"; rows with a missing key are in none.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    conf_level : float
        Probability that an interval covers what it estimates.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    Report
        Call `.save("report.html")` on it.

    Raises
    ------
    DataError
        Nothing to report, or what the single analyses raise.

    Examples
    --------
    >>> import placet
    >>> survey = placet.datasets.make_survey(500, seed=1)
    >>> placet.report(survey, recommend="recommend", by="region")
    Report('Customer satisfaction', sections=['nps', 'nps_by_segment'])
    """

def sample_size(
    metric: str,
    *,
    margin: Numbers | None = None,
    difference: Numbers | None = None,
    power: Numbers | None = None,
    promoters: Numbers | None = None,
    detractors: Numbers | None = None,
    share: Numbers | None = None,
    sd: Numbers | None = None,
    scale: tuple[float, float] | None = None,
    rescale: bool = False,
    method: Literal["adjusted", "wald"] = "adjusted",
    conf_level: Numbers = 0.95,
    comparisons: int | Sequence[int] = 1,
    adjust: Literal["bonferroni", "none"] = "bonferroni",
    design_effect: Numbers | None = None,
    weight_cv: Numbers | None = None,
    population: int | Sequence[int] | None = None,
    ratio: Numbers = 1.0,
    overlap: Numbers | None = None,
    correlation: Numbers | None = None,
) -> SampleSizeResult:
    r"""Respondents needed for a margin of error, or to detect a difference of two scores.

    The smallest n is searched for which the interval or the test of the package itself does what is asked, at the
    expected answers; no formula is turned round. With the effective base b,

    .. math:: \frac{1}{b} = \mathrm{deff}\left(\frac{1}{n} - \frac{1}{N}\right) \qquad
              \mathrm{Var}(d) = \frac{v_1}{b_1} + \frac{v_2}{b_2} -
              2 \rho \sqrt{v_1 v_2}\,\mathrm{deff} \left(\frac{m}{n_1 n_2} - \frac{1}{N}\right)

    where v are the variances of an answer, N the population, and of two waves m respondents are in both, with answers
    correlated by ρ; two separate groups have no last term.

    Every argument that takes a number takes a list of them too: the result has a row for every combination, the last
    varying fastest. `promoters` and `detractors` are one distribution; lists of them go together entry by entry.

    Parameters
    ----------
    metric : {"nps", "net_box", "top_box", "bottom_box", "csat", "mean_score", "ces"}
        What is measured. Net scores are in points from -100 to 100, shares from 0 to 1, means in points of the scale.
    margin : float, optional
        Half width of the interval of one score; or else `difference`.
    difference : float, optional
        Of two scores, the second less the first, that should be found significant.
    power : float, optional
        Chance to find it; 0.8 if not given.
    promoters : float, optional
        Expected share of promoters (of the first group), of a net score; together with `detractors`.
    detractors : float, optional
        Expected share of detractors. Where neither share is given they are one half each, the widest there is.
    share : float, optional
        Expected share of a box; 0.5 if not given, the widest there is.
    sd : float, optional
        Expected standard deviation of an answer, in points of the scale; half of `scale` if not given.
    scale : (float, float), optional
        Lowest and highest point, for means.
    rescale : bool
        Mean, margin and difference are in points of 0..100, the scale's range.
    method : {"adjusted", "wald"}
        ``"adjusted"``: for a net score three pseudo-respondents on the effective base (Rocks 2016), in each of two groups
        half of them; for a share the interval of Agresti and Coull (1998), for two the test of Agresti and Caffo
        (2000); for a mean the t interval with b - 1 degrees of freedom (without the population) and Welch's test, with
        waves that overlap as in Derrick et al. (2017). ``"wald"``: the estimate ± z standard errors throughout.
    conf_level : float
        Probability that the interval covers; a test errs with one less this.
    comparisons : int
        Intervals or tests that are planned together.
    adjust : {"bonferroni", "none"}
        Whether they share the level. With Holm's method Bonferroni's n is on the safe side.
    design_effect : float, optional
        By how much weights and clusters enlarge the variance; 1 if not given.
    weight_cv : float, optional
        Standard deviation of the weights over their mean, for a design effect of 1 + CV² (Kish).
    population : int, optional
        People in the population of each group. Leave it out to compare groups as samples of what causes them
        (Cochran 1977).
    ratio : float
        Respondents of the second group for one of the first.
    overlap : float, optional
        Two waves of one population: share of the smaller wave's respondents who are in both. Not given, the groups are
        different people.
    correlation : float, optional
        Of the answers of those who are in both waves, coded as the metric does (promoter 1, passive 0, detractor -1).

    Returns
    -------
    SampleSizeResult
        One row a plan: `n` of the one or the first group, `n_second`, the effective base, and what is achieved.

    Raises
    ------
    DataError
        Nothing or too much asked, a value out of its limits, or more respondents than there are.

    References
    ----------
    .. [1] Rocks, B. (2016). Interval estimation for the "Net Promoter Score". The American Statistician 70(4), 365-372.
    .. [2] Agresti, A. and Coull, B. A. (1998). Approximate is better than "exact" for interval estimation of binomial
       proportions. The American Statistician 52(2), 119-126.
    .. [3] Agresti, A. and Caffo, B. (2000). Simple and effective confidence intervals for proportions and differences
       of proportions result from adding two successes and two failures. The American Statistician 54(4), 280-288.
    .. [4] Derrick, B., Russ, B., Toher, D. and White, P. (2017). Test statistics for the comparison of means for two
       samples that include both paired and independent observations. J. Modern Applied Statistical Methods 16(1),
       137-157.
    .. [5] Cochran, W. G. (1977). Sampling Techniques, 3rd ed., section 2.14. Wiley.

    Examples
    --------
    >>> import placet
    >>> plan = placet.sample_size("nps", margin=3, promoters=0.45, detractors=0.2, design_effect=1.4)
    >>> int(plan["n"][0])
    3507
    >>> plan = placet.sample_size("nps", difference=5, promoters=0.45, detractors=0.2, overlap=0.5, correlation=0.6)
    >>> int(plan["n"][0])
    2524
    """

def satisfaction_index(
    data: Data,
    tree: AsGiven,
    *,
    scale: tuple[float, float] | Mapping[str, tuple[float, float]],
    normalize: bool = False,
    name: str | None = None,
    compare: Any = None,
    adjust: Adjust = "holm",
    grades: Mapping[str, float] | None = None,
    by: Columns | None = None,
    total: bool = False,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    conf_level: float = 0.95,
    missing: Literal["available", "prorate", "drop", "raise"] = "available",
    min_share: float = 0.5,
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> IndexResult:
    r"""Weighted satisfaction index on 0..100: the whole, its dimensions and their indicators, with intervals.

    .. math:: I = \sum_d w_d \sum_j w_{dj} \cdot 100\,\frac{\overline{x}_j - l_j}{h_j - l_j}

    with :math:`\overline{x}_j` the weighted mean of indicator j over those who answered it, l and h the ends of its
    scale, and weights that sum to 1 among the children of every node.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    tree : IndicatorTree or mapping
        ``{dimension: (weight, {column: weight, ...}), ...}`` to any depth, ``{column: weight, ...}`` for a flat index,
        or an `IndicatorTree`.
    scale : (float, float) or mapping
        Lowest and highest possible answer, of all indicators or by column; any other answer is an error.
    normalize : bool
        Divide the weights of every node by their sum, say because they are percentages. Otherwise weights that do
        not sum to 1 are refused.
    name : str, optional
        Name of the whole.
    compare : "total", "rest", "previous", "all pairs" or a level, optional
        What the scores of every segment, or of every wave where there is one, are compared with; see `differences` of
        the result.
    adjust : {"holm", "bonferroni", "fdr_bh", "none"}
        Adjustment of the p-values and intervals of differences for the number of tests. Each level of the tree is a
        family: the whole, its dimensions, their indicators.
    grades : mapping, optional
        Points of grades, such as ``{"very satisfied": 100, "satisfied": 80, ...}``: the result names the nearest one,
        of two equally near ones the higher.
    by : str, vector or list of them, optional
        Segments, in the order of an ordered category or of value labels, else in natural order, "Segment 2" before
        "Segment 10"; rows with a missing key are in none.
    total : bool
        Add rows of all respondents above their segments, in every wave: those of the same call without `by`, to the last
        digit. Their keys are None, shown as "Total". Respondents with a missing key are in no segment, but in the
        total.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    conf_level : float
        Probability that an interval covers what it estimates.
    missing : {"available", "prorate", "drop", "raise"}
        What is done about missing answers. ``"available"`` takes the mean of every indicator over those who answered it and
        leaves the weights as they are; ``"prorate"`` the mean of respondents' scores, each a weighted mean of what was
        answered, of those who answered at least `min_share` of a node's weight; ``"drop"`` leaves out respondents with any gap,
        ``"raise"`` refuses them.
    min_share : float
        Least share of the weight of a node that a respondent must have answered to have a score of it, under
        ``missing="prorate"``.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    IndexResult
        One row a node and segment, the whole first; `differences` where they are asked for.

    Raises
    ------
    DataError
        Weights that are missing, negative or do not sum to 1 (the node and the sum are named), a name or column used
        twice or not in the data, an answer off the scale, an indicator nobody answered, grades out of order.

    Notes
    -----
    The index is a linear function a'x of means of items. Its variance is a'Va with V the covariance matrix of the
    means: of the linearised values

    .. math:: u_{ij} = \frac{w_i m_{ij} (x_{ij} - \overline{x}_j)}{\sum_i w_i m_{ij}}

    with m the marks of the answers given (ratio means, each over its own respondents). Independent respondents have
    :math:`n / (n - 1) \sum_i (a'u_i)^2`, with n those of the item that fewest answered, frequency weights the sum of
    frequencies in place of n. Where the `Survey` declares strata, clusters, a finite population or replicate weights,
    V is that of the design: of totals of u by sampling unit, between the units of each stratum [1]_ [2]_, segments
    being domains of the whole sample, or of the means under the replicates. Intervals use t with n - 1 degrees of
    freedom, under a design units less strata of the units with answers (fewer for few or uneven clusters, see
    `compare`) or the rank of the replicate weights less 1. `n_eff` is Kish's effective base, under a design the base
    whose independent respondents would have that error.

    An indicator that nobody in a segment was asked leaves its weight there to the others below its parent; `coverage`
    is the share of a node's weight that was asked, and a note names segment and indicator.

    A difference of two segments takes the covariance of shared clusters, of respondents asked in several waves where
    the `Survey` has their `id`, and that of a segment with the total it is part of; its degrees of freedom are
    Satterthwaite's, of two waves with the same n respondents n - 1, as in a paired t test.

    References
    ----------
    .. [1] Lumley, T. (2010). Complex Surveys: A Guide to Analysis Using R. Wiley, ch. 2 (linearisation).
    .. [2] Binder, D. A. (1983). On the variances of asymptotically normal estimators from complex surveys.
       International Statistical Review 51, 279-292.

    Examples
    --------
    >>> import placet
    >>> answers = {"calls": [10, 8, 6, 9], "cover": [9, 7, 6, None], "bills": [5, 9, 7, 7]}
    >>> tree = {"Network": (0.6, {"calls": 0.5, "cover": 0.5}), "Billing": (0.4, {"bills": 1.0})}
    >>> placet.satisfaction_index(answers, tree, scale=(1, 10))["estimate"].round(2)
    array([71.94, 75.46, 80.56, 70.37, 66.67, 66.67])
    """

def score(
    data: Data,
    items: Columns | None = None,
    metric: str | Metric | list[str | Metric] = "nps",
    *,
    scale: Bounds | None = None,
    verdict: bool | Bands = False,
    by: Columns | None = None,
    total: bool = False,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    method: Method = "adjusted",
    conf_level: float = 0.95,
    interval: IntervalKind = "percentile",
    n_resamples: int = 10000,
    prior: float = 1.0,
    rng: Any = None,
    missing: Literal["drop", "raise"] = "drop",
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> ScoreResult:
    r"""Scores of several items under several metrics: one tidy table, item by metric by segment.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    items : str, vector or list of them
        Answers to one question or to several. One column of answers may stand in place of `data`.
    metric : str, Metric or list of them
        ``"nps"``, ``"net_box"``, ``"top_box"``, ``"bottom_box"``, ``"csat"``, ``"ces"``, ``"mean_score"``, or a
        `Metric` with its own cut points, such as ``Metric.top_box((1, 10), top=3)``.
    scale : (int, int), optional
        Scale of metrics given by name; those without a usual one need it, but for the mean of any numbers.
    verdict : bool or mapping
        Add a column that names the band of the score: ``{lowest score: name}``, or True for the convention where there is
        one (NPS: good from 50, a loyal base from 70).
    by : str, vector or list of them, optional
        Segments, in the order of an ordered category or of value labels, else in natural order, "Segment 2" before
        "Segment 10"; rows with a missing key are in none.
    total : bool
        Add rows of all respondents above their segments, in every wave: those of the same call without `by`, to the last
        digit. Their keys are None, shown as "Total". Respondents with a missing key are in no segment, but in the
        total.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    method : {"adjusted", "wald", "score", "bootstrap", "bayes", "design"}
        Interval. ``"adjusted"`` adds pseudo-respondents to the effective base and takes the Wald interval of the
        result: 3/4 promoter, 3/2 passive, 3/4 detractor for net scores (Rocks 2016), z²/2 on each side for shares
        (Agresti and Coull 1998); for means it is Student's t, with up to one respondent more, half at each end of the
        scale, as far as the weights depend on the answers. Without weights the base is the respondents. With them it
        is Kish's where respondents are few and that of the standard error where they are many; so it is in strata, with
        Kish's base of strata. Of clusters it is the error's, smaller for few degrees of freedom (Korn and Graubard 1998),
        which are those of Bell and McCaffrey (2002) where clusters are of unequal sizes, and twice the respondents at most:
        docs/coverage.md shows how often it covers. ``"wald"`` is the estimate ± z standard errors, ``"score"`` inverts the
        score test on the effective base, ``"bootstrap"`` resamples the respondents, each with its answer and weight (as
        many as frequencies say; of precisions each respondent's chance is its weight) and is refused under a design,
        ``"bayes"`` is the equal-tailed credible interval under a Dirichlet prior on the effective base, ``"design"`` is the
        estimate ± t standard errors, with n - 1 and not n in the variance and clusters less strata as degrees of freedom,
        as R's survey package gives it. All stay within what the score can be and hold the estimate; a mean of answers that
        are all equal has none but ``"score"`` and ``"bayes"``.
    conf_level : float
        Probability that an interval covers what it estimates.
    interval : {"percentile", "basic", "bca"}
        Kind of bootstrap interval, for ``method="bootstrap"``.
    n_resamples : int
        Bootstrap resamples or posterior draws.
    prior : float
        Of how many respondents the Dirichlet prior has the weight, spread evenly over the classes of the metric.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    missing : {"drop", "raise"}
        Leave respondents without an answer out, or refuse them.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    ScoreResult
        One row an item, metric and segment.

    Raises
    ------
    DataError
        An answer off the scale, bad weights or design, an unknown metric, column or option.

    Examples
    --------
    >>> import placet
    >>> data = {"q1": [9, 10, 3, 8], "q2": [7, 7, 10, 0]}
    >>> result = placet.score(data, ["q1", "q2"], ["nps", placet.Metric.top_box((0, 10), top=3)])
    >>> [(item, metric) for item, metric in zip(result["item"], result["metric"])]
    [('q1', 'nps'), ('q1', 'top_box'), ('q2', 'nps'), ('q2', 'top_box')]
    >>> result["estimate"].tolist()
    [25.0, 0.75, 0.0, 0.25]
    """

def score_counts(
    data: Data,
    item: OneColumn | None = None,
    *,
    scale: Scale = (0, 10),
    by: Columns | None = None,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    na_codes: Any = None,
    value_labels: Mapping[str, Any] | None = None,
) -> ScoreCounts:
    r"""Count the answers to a question by point of the scale and segment: all that scores are made of, to be kept.

    A pipeline counts the rows of a day, adds what it kept the day before and keeps the sum; scores, comparisons and
    tracking take the counts in place of the data and give what all the rows together would give. Weights, codes of no
    answer and the scale are checked as all functions check them.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    item : str or vector
        Answers. They may stand in place of `data`.
    scale : (int, int)
        Lowest and highest point; any other answer is an error.
    by : str, vector or list of them, optional
        Segments, in the order of an ordered category or of value labels, else in natural order, "Segment 2" before
        "Segment 10"; rows with a missing key are in none.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    ScoreCounts
        To be added by ``+`` or `sum`, kept by ``to_bytes`` and read by ``ScoreCounts.from_bytes``.

    Raises
    ------
    DataError
        An answer off the scale, text, bad weights, an unknown column or option; later for counts of other questions,
        scales, segments or weights that are added, and bytes that are damaged or of a later version.

    Examples
    --------
    >>> import placet
    >>> monday = {"recommend": [9, 10, 3, 7], "region": ["North", "North", "South", "South"]}
    >>> tuesday = {"recommend": [10, 6], "region": ["South", "West"]}
    >>> kept = placet.score_counts(monday, "recommend", by="region").to_bytes()
    >>> counts = placet.ScoreCounts.from_bytes(kept) + placet.score_counts(tuesday, "recommend", by="region")
    >>> placet.nps(counts)["estimate"].round(1)
    array([16.7])
    >>> by_region = placet.nps(counts, by="region")
    >>> dict(zip(by_region["region"], by_region["estimate"].tolist()))
    {'North': 100.0, 'South': 0.0, 'West': -100.0}
    """

def scorecard(
    data: Data,
    possible: OneColumn,
    scored: OneColumn,
    lost: OneColumn | None = None,
    *,
    item: OneColumn | None = None,
    total: str = "Total",
    total_possible: float | None = None,
    total_scored: float | None = None,
    total_lost: float | None = None,
    tolerance: float | None = None,
) -> ScorecardResult:
    r"""Points possible, scored and lost of a mystery-shopping scorecard, with what contradicts itself named.

    .. math:: l_i = p_i - s_i, \qquad \text{loss rate} = l_i / p_i, \qquad \text{loss share} = l_i / \sum_j l_j

    Named are items that score more than is possible or less than nothing, printed losses that are not what possible
    and scored points leave, printed totals that are not the sums of their items, and two items whose possible points
    look exchanged because exchanging them removes contradictions of both.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row an item.
    possible, scored : str or vector
        The points that could be scored and that were.
    lost : str or vector, optional
        The points lost as printed, which are checked; a column without positive figures holds deductions.
    item : str or vector, optional
        What names the items; the first column that is not used otherwise.
    total : str
        Name of the total. A row of this name holds the printed totals.
    total_possible, total_scored, total_lost : float, optional
        Totals as printed elsewhere.
    tolerance : float, optional
        How far a printed figure may lie from what follows from the others. None allows for rounding: half a unit of
        the last decimal that the points are printed with.

    Returns
    -------
    ScorecardResult
        One row an item in the order of the table, the total last. Points lost follow from the points possible and
        scored, also where they are negative. Items without points possible or scored are not in the totals, and a note
        names them.

    Raises
    ------
    DataError
        Negative points possible, text, an item without a name or named twice, a total printed twice, an unknown
        column or option.

    Examples
    --------
    >>> import placet
    >>> card = {"item": ["VIP area", "Staff competence"], "of": [3, 14], "got": [0.9, 11.6], "lost": [2.1, 0.4]}
    >>> result = placet.scorecard(card, "of", "got", "lost")
    >>> result["estimate"].round(1)
    array([2.1, 2.4, 4.5])
    >>> result.contradictions
    ('Staff competence: printed as losing 0.4, but 14 - 11.6 = 2.4',)
    """

def set_language(
    language: str,
) -> None:
    r"""Choose the language of tables, pictures, notes and reports.

    Names of columns and options, messages of errors and what is exported for programs (`to_frame`, `to_json`) stay
    English. Results made before are shown in it, too.

    Parameters
    ----------
    language : {"en", "zh"}
        English or Chinese.

    Returns
    -------
    None

    Raises
    ------
    DataError
        Another language.

    Examples
    --------
    >>> import placet
    >>> result = placet.nps([10, 9, 3])
    >>> placet.set_language("zh")
    >>> result.title
    '净推荐值（百分点，-100 至 100）：score'
    >>> placet.set_language("en")
    """

def simulate(
    data: Data,
    outcome: OneColumn,
    drivers: Columns | None = None,
    moves: Any = 1.0,
    *,
    scale: Any,
    share: float = 1.0,
    interval: Literal["mean", "wave"] = "mean",
    n_next: int | None = None,
    cost: Any = None,
    budget: float | None = None,
    metric: str | Metric | None = None,
    n_resamples: int | None = None,
    covariates: Columns | None = None,
    factors: Any = None,
    by: Columns | None = None,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    conf_level: float = 0.95,
    imputation: Imputation | None = None,
    n_imputations: int | None = None,
    rng: Any = None,
    progress: bool | None = None,
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
    missing: Literal["drop", "raise", "multiple"] = "drop",
) -> SimulationResult:
    r"""What if: the outcome after moves of drivers that end where their scales end, and how sure that is.

    .. math:: \hat y = \bar y + s \sum_j b_j\, \frac{\sum_i w_i\, m_{ij}}{\sum_i w_i}, \qquad
              m_{ij} = \min(x_{ij} + d_j,\ \text{highest}_j) - x_{ij} \quad (d_j > 0)

    with the coefficients of the regression of the outcome on all drivers and covariates, and s the share of respondents
    who move. Means of moves, coefficients and the mean of the outcome are taken anew in every resample.

    Three questions, by what is given: a mapping of moves is one scenario; one number moves each driver alone, a sweep;
    a budget with the costs of points is spent where it gains most.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    outcome : str or vector
        What is to be raised, such as overall satisfaction.
    drivers : str, vector or list of them, optional
        What might raise it; all columns of the data if the outcome is a vector.
    moves : float or mapping
        ``{driver: points}`` moves these drivers, all at once; a number moves each driver by itself. With a budget it is
        the length of a step, and which drivers are for sale. Points below 0 move down.
    scale : (low, high) or mapping
        Scale of the drivers, one for all or ``{driver: (low, high)}``, which may name the outcome, too. Nobody moves
        beyond it, and an answer outside is an error.
    share : float
        Share of the respondents who move, drawn at random, above 0 and at most 1.
    interval : {"mean", "wave"}
        How sure the change of the mean is; or within what the next wave will come out, which adds its own error of
        sampling, and to the change that of this wave, with which it will be compared.
    n_next : int, optional
        Respondents of the next wave, sampled and weighted as those of this one; as many as now if not given.
    cost : float or mapping, optional
        Cost of a point, of all drivers or ``{driver: cost}``, whoever can move by it.
    budget : float, optional
        What may be spent, in units of the costs.
    metric : str or Metric, optional
        What is to be moved: without it the mean of the outcome in its own units; ``"index"``, the mean on 0 to 100 of its
        scale; ``"nps"``, ``"top_box"``, ``"csat"`` and the other names of metrics; or a `Metric` with its own cut points. The
        regression is then that of what the metric counts, such as -100, 0 and 100 of an NPS, on the drivers.
    n_resamples : int, optional
        Bootstrap resamples of the respondents for intervals and shares, 1,000 if not given; 0 for none. Of a survey with
        strata, clusters or a finite population whole units are drawn within strata and weights rescaled; replicate weights
        are taken as they are, with t intervals by the rule of their kind, and shares are those of so many normal draws with
        the covariances that the rule gives; so are groups of respondents of data that stay where they are, see `id`.
    covariates : str, vector or list of them, optional
        Columns held constant: in every model, and not asked about.
    factors : list of str or mapping, optional
        Drivers and covariates that are categories, kept whole as a block of 0/1 columns: a list, or a mapping from column
        to reference level; the first level in order without one.
    by : str, vector or list of them, optional
        Segments, each with an analysis of its own. One that cannot be fitted is reported, and the others are done.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    conf_level : float
        Probability that an interval covers what it estimates.
    imputation : {"chained", "em"}, optional
        How ``missing="multiple"`` imputes: by chained equations with predictive mean matching (the default), which compares
        predictions to seven digits, or by draws from maximum-likelihood moments.
    n_imputations : int, optional
        Completed data sets of ``missing="multiple"``; 20 without it.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    progress : bool, optional
        Show a bar: True demands tqdm, False is silent, None shows it when tqdm is there and the call is long.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.
    missing : {"drop", "raise", "multiple"}
        Leave respondents with any missing answer out; refuse them; or impute several times and pool by Rubin's rules. Moves
        are those of answers, so that rules which estimate moments alone have none.

    Returns
    -------
    SimulationResult
        One row a driver that moves and segment; of moves that are made together the row of all of them comes last. A
        segment that cannot be fitted has NaN, the notes say why, and the others are done.

    Raises
    ------
    DataError, ModelError
        As for `regression`; DataError for a move farther than a scale is long, a share outside 0 to 1, a cost or a
        budget of 0 or less, a budget without costs; ModelError where no move raises the outcome, so that there is
        nothing to buy.

    Notes
    -----
    A plan buys steps by falling gain per cost until the budget is spent, the last in part. Each further point moves
    fewer respondents, so that gains are concave and this plan is the best one, exactly so if the answers lie whole
    steps from the end of their scale, as on scales of whole points with steps of one; between the ends of steps mean
    moves are interpolated. `plan_share` tells in how many resamples the best plan has a driver, and `plan` has the
    regret: by how much the best plan of a resample gains more there than this plan.

    The error of the next wave is that of this wave's mean in the resamples, which knows weights and design, times the
    root of n over `n_next`. The intervals know nothing of what else will have changed by then.

    Examples
    --------
    >>> import placet
    >>> data = {"overall": [5, 2, 4, 3, 5, 1], "network": [5, 1, 4, 3, 4, 2], "bills": [3, 3, 5, 2, 5, 1]}
    >>> what = {"network": 1, "bills": 0.5}
    >>> result = placet.simulate(data, "overall", ["network", "bills"], what, scale=(1, 5), n_resamples=0)
    >>> result["term"], result["change"].round(2)
    (('network', 'bills', 'All moves together'), array([0.64, 0.13, 0.77]))
    """

def std_weights(
    data: Data,
    columns: Columns,
    *,
    unit: OneColumn | None = None,
    rescale: Rescale = "range",
) -> WeightsResult:
    r"""Weights from the standard deviations of a table of units: what spreads more weighs more.

    .. math:: w_j = \sigma_j \Big/ \sum_k \sigma_k

    with :math:`\sigma_j` the standard deviation (divisor m - 1; weights are the same with m) of column j after it was
    rescaled [1]_: to 0..1 between the units, so that units of measurement and their zero change nothing; divided by its
    mean, which makes it the coefficient of variation, and the zero matters; or not at all, when the column of the
    largest numbers weighs most.

    The weights say what tells these units apart, not what matters to customers. They are for units, never for
    respondents, and are kept: weights computed anew for every wave would move the yardstick.

    Parameters
    ----------
    data : data frame, mapping or array
        One row a unit, at least 3.
    columns : str, vector or list of them
        The criteria, any figures.
    unit : str or vector, optional
        What names the units; needed for more than 100 rows.
    rescale : {"range", "mean", "none"}
        How columns are made comparable.

    Returns
    -------
    WeightsResult
        One row a column, in their order, with `std_dev`.

    Raises
    ------
    DataError
        Fewer than 3 units, a figure that is missing or infinite (column and unit are told), a unit with two rows,
        respondents, a mean that is not above 0 where columns are divided by it.

    References
    ----------
    .. [1] Diakoulaki, D., Mavrotas, G. and Papayannakis, L. (1995). Determining objective weights in multiple criteria
       problems: the CRITIC method. Computers & Operations Research 22, 763-770.

    Examples
    --------
    >>> import placet
    >>> branches = {"branch": ["A", "B", "C"], "calls": [6, 7, 9], "cover": [5, 9, 9]}
    >>> result = placet.std_weights(branches, ["calls", "cover"], unit="branch")
    >>> {name: round(weight, 3) for name, weight in result.weights.items()}
    {'calls': 0.469, 'cover': 0.531}
    """

def stepwise(
    data: Data,
    outcome: OneColumn,
    drivers: Columns | None = None,
    *,
    model: Literal["linear", "logit"] = "linear",
    direction: Direction = "both",
    start: Literal["empty", "full"] | None = None,
    criterion: Literal["p"] | Criterion = "p",
    enter: float | None = None,
    remove: float | None = None,
    n_resamples: int = 200,
    validate: Literal["split"] | None = None,
    split: float | None = None,
    groups: Mapping[str, list[str]] | None = None,
    event: Any = None,
    scale: tuple[int, int] | None = None,
    covariates: Columns | None = None,
    factors: Any = None,
    by: Columns | None = None,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    conf_level: float = 0.95,
    missing: Missing = "drop",
    imputation: Imputation | None = None,
    n_imputations: int | None = None,
    rng: Any = None,
    progress: bool | None = None,
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> StepwiseResult:
    r"""Stepwise selection of drivers, with every move it weighed and how stable it is.

    At each step every term that may enter or leave is judged by its F in the larger of the two models,

    .. math:: F = \frac{(\mathrm{RSS}_0 - \mathrm{RSS}_1) / df}{\mathrm{RSS}_1 / df_{resid}}

    or by the criterion of the model after the move [1]_. All moves of a step are read off one swept matrix of
    correlations [2]_, so that the rows are read once however many steps there are. A logit is fitted anew for every
    move, which is judged by its likelihood ratio :math:`\chi^2 = 2(\log L_1 - \log L_0)`.

    Selection is not inference. The coefficients of what was selected are too large on average, and their p-values and
    intervals, which ignore the selection, are not valid [3]_; the result says so. Two things help: `inclusion` and
    `models` tell how often bootstrap samples of the respondents lead to the same drivers [4]_, and
    ``validate="split"`` estimates the coefficients from respondents who had no part in the selection.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    outcome : str or vector
        What is to be explained.
    drivers : str, vector or list of them, optional
        What to choose among; all columns of the data if the outcome is a vector.
    model : {"linear", "logit"}
        Least squares, or the binary logit of an outcome of 0 and 1, whose coefficients are log odds. R² is then
        McFadden's, and k counts no residual variance. Every bootstrap sample is fitted as often as the sample itself.
    direction : {"both", "forward", "backward"}
        Terms may enter and leave, enter only, or leave only.
    start : {"empty", "full"}, optional
        Model that ``"both"`` begins with: that of the covariates (default), or that of all drivers.
    criterion : {"p", "aic", "bic", "aicc", "adj_r2"}
        With ``"p"`` the term of the largest p-value above `remove` leaves; if there is none, the term of the smallest
        below `enter` enters. With the others, the move that makes the model best is made as long as there is one that
        makes it better. AIC, BIC and corrected AIC are :math:`-2\log L + c\,(k + 1)`, where the k coefficients and the
        residual variance are counted as by R's ``AIC()``; ``extractAIC()`` differs by a constant.
    enter, remove : float, optional
        Levels of ``"p"``, without them 0.05 and 0.10; `remove` may not be below `enter` where terms enter and leave.
    n_resamples : int
        Bootstrap resamples of the respondents for `inclusion` and `models`; 0 for none.
    validate : {None, "split"}
        With ``"split"`` drivers are selected on a random part of the respondents, and coefficients, intervals and
        p-values come from the other part: those are valid. Whole clusters (or the rows of one `id`) stay together where
        the survey declares them.
    split : float, optional
        Share of the respondents on whom ``validate="split"`` selects drivers; half without it.
    groups : mapping, optional
        Columns that enter and leave together, ``{"name": [columns]}``, such as an item and its square. They need not be
        listed in `drivers`.
    event : str or list of numbers, optional
        What ``model="logit"`` explains: ``"promoter"`` (9 or 10 of 0..10) or ``"detractor"`` (0 to 6) against the rest,
        ``"satisfied"`` (the two highest points of `scale`), or the answers that are the event; nothing where the outcome
        is 0 or 1.
    scale : (int, int), optional
        Scale of the outcome for ``event="satisfied"``.
    covariates : str, vector or list of them, optional
        Columns held constant: in every model, and not asked about.
    factors : list of str or mapping, optional
        Drivers and covariates that are categories, kept whole as a block of 0/1 columns: a list, or a mapping from column
        to reference level; the first level in order without one.
    by : str, vector or list of them, optional
        Segments, each with an analysis of its own. One that cannot be fitted is reported, and the others are done.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    conf_level : float
        Probability that an interval covers what it estimates.
    missing : {"drop", "raise", "pairwise", "em", "indicator", "multiple"}
        Leave respondents with any missing answer out; refuse them; take every covariance from those who answered both
        columns; estimate means and covariances by maximum likelihood under normality; fill gaps with means and mark them
        by 0/1 columns, for answers that cannot exist (segments in which one says nothing go without); or impute several
        times and pool by Rubin's rules.
    imputation : {"chained", "em"}, optional
        How ``missing="multiple"`` imputes: by chained equations with predictive mean matching (the default), which compares
        predictions to seven digits, or by draws from maximum-likelihood moments.
    n_imputations : int, optional
        Completed data sets of ``missing="multiple"``; 20 without it.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    progress : bool, optional
        Show a bar: True demands tqdm, False is silent, None shows it when tqdm is there and the call is long.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    StepwiseResult
        The regression on the selected drivers, one row a term and segment; `selected`, and the tables `path`, `steps`,
        `inclusion` and `models`. Where no driver meets the criterion it is that of the covariates and the constant.
        `fit` has the F of the model by the same errors as `regression`.

    Raises
    ------
    DataError
        Unknown columns or options, a column of two roles, text, infinite values, bad weights.
    ModelError
        An outcome that does not vary, dependent covariates, fewer respondents than the first model has coefficients.
        Drivers that are combinations of others, or do not vary, are no error: they do not enter, and the notes name
        them.

    Notes
    -----
    n is :math:`\sum w` for frequency weights. The F of a group or a factor has as many degrees of freedom as it has
    columns. Of drivers as good as each other, or combinations of each other, those whose names come first in the
    alphabet are taken, however they were listed.

    Under probability weights, under a declared design and where answers are made up for, that F would let drivers of no
    effect in too easily: every fifth at `enter` 0.05, under lognormal weights of standard deviation 1. There every move
    is judged by the joint test that `regression` would report for the term in the larger model, with the errors of the
    result, and the criteria are those of its fit: k is what the coefficients cost by their errors [5]_. Under
    weights alone one scan of the rows serves all moves of a step; otherwise every move takes a fit and a scan (seconds,
    for 50 drivers of 100,000 respondents); of data that stay where they are one scan serves the models that the walk
    will probably come to, of all segments. Bootstrap samples take none, and count the F of every driver by its design
    effect in the whole sample. Separated bootstrap samples of a logit, in which the best driver has no fit, are left
    out and counted in the notes.

    Respondents without an answer are left out also where the driver is not selected. Indicators of missing answers are
    in every model, so that a driver is chosen for what its answers say and not for who was asked. On imputed answers
    every move is judged by the results of all data sets, pooled by Rubin's rules; `inclusion` tells how many data sets
    agree, and bootstrap samples are of all of them [6]_. A logit takes no ``"pairwise"`` or ``"em"``. Under
    ``validate="split"`` both parts are treated apart.

    References
    ----------
    .. [1] Draper, N. R. and Smith, H. (1998). Applied Regression Analysis, 3rd ed., chapter 15. Wiley.
    .. [2] Beaton, A. E. (1964). The use of special matrix operators in statistical calculus. ETS RB-64-51.
    .. [3] Harrell, F. E. (2015). Regression Modeling Strategies, 2nd ed., section 4.3. Springer.
    .. [4] Sauerbrei, W. and Schumacher, M. (1992). A bootstrap resampling procedure for model building. Statistics in
       Medicine 11, 2093-2109.
    .. [5] Lumley, T. and Scott, A. (2015). AIC and BIC for modeling with complex survey data. J. Survey Statistics and
       Methodology 3, 1-18.
    .. [6] Heymans, M. W., van Buuren, S., Knol, D. L., van Mechelen, W. and de Vet, H. C. W. (2007). Variable selection
       under multiple imputation using the bootstrap in a prognostic study. BMC Medical Research Methodology 7, 33.

    Examples
    --------
    >>> import placet
    >>> answers = {
    ...     "overall": [9, 7, 3, 8, 5, 6, 2, 9], "network": [9, 8, 2, 7, 5, 6, 3, 8], "bills": [6, 5, 4, 9, 7, 2, 5, 6]
    ... }
    >>> result = placet.stepwise(answers, "overall", ["network", "bills"], n_resamples=0)
    >>> result.selected
    ('network',)
    >>> result.path["term"], result.path["p_value"].round(3)
    (('network', 'bills', 'network', 'bills'), array([0.   , 0.355, 0.   , 0.508]))
    """

def to_excel(
    results: Any,
    path: str | Path,
    *,
    language: str | None = None,
) -> Path:
    r"""Write results to one workbook of Excel, a sheet a table.

    Numbers are numbers, unrounded, and look as in the tables here; the first sheet of a result has what is shown of
    it, with title, bases, letters and notes, those after it have its further tables. Headings and labels stay in sight
    when the sheet is scrolled.

    Parameters
    ----------
    results : Result, list of Result, or mapping of str to Result
        A mapping gives the sheets their names.
    path : str or Path
        A file that ends in .xlsx. An earlier workbook is replaced, no other file is.
    language : {"en", "zh"}, optional
        That of titles, headings and notes, see `placet.set_language`.

    Returns
    -------
    Path

    Raises
    ------
    DataError
        What is no result, or a file that is no workbook.
    ImportError
        XlsxWriter is not installed: ``pip install "placet[excel]"``.

    Examples
    --------
    >>> import placet, tempfile, pathlib
    >>> data = {"score": [10, 9, 3, 8], "shop": ["a", "a", "b", "b"]}
    >>> tables = {"Total": placet.nps(data, "score"), "Shops": placet.nps(data, "score", by="shop")}
    >>> placet.to_excel(tables, pathlib.Path(tempfile.mkdtemp()) / "nps.xlsx").name
    'nps.xlsx'
    """

def top_box(
    data: Data,
    items: Columns | None = None,
    *,
    scale: Scale,
    top: int = 1,
    verdict: bool | Bands = False,
    by: Columns | None = None,
    total: bool = False,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    method: Method = "adjusted",
    conf_level: float = 0.95,
    interval: IntervalKind = "percentile",
    n_resamples: int = 10000,
    prior: float = 1.0,
    rng: Any = None,
    missing: Literal["drop", "raise"] = "drop",
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> ScoreResult:
    r"""Weighted share of answers among the `top` highest points, by segment and wave, with an interval.

    .. math:: T = \sum w\,1[x \ge c] / \sum w

    with c the lowest point of the box; the standard error without weights is :math:`\sqrt{T(1 - T)/n}`.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    items : str, vector or list of them
        Answers to one question or to several. One column of answers may stand in place of `data`.
    scale : (int, int)
        Lowest and highest point; any other answer is an error.
    top : int
        Points in the box: 1 for the top box, 2 for the top two boxes.
    verdict : bool or mapping
        Add a column that names the band of the score: ``{lowest score: name}``, or True for the convention where there is
        one (NPS: good from 50, a loyal base from 70).
    by : str, vector or list of them, optional
        Segments, in the order of an ordered category or of value labels, else in natural order, "Segment 2" before
        "Segment 10"; rows with a missing key are in none.
    total : bool
        Add rows of all respondents above their segments, in every wave: those of the same call without `by`, to the last
        digit. Their keys are None, shown as "Total". Respondents with a missing key are in no segment, but in the
        total.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    method : {"adjusted", "wald", "score", "bootstrap", "bayes", "design"}
        Interval. ``"adjusted"`` adds pseudo-respondents to the effective base and takes the Wald interval of the
        result: 3/4 promoter, 3/2 passive, 3/4 detractor for net scores (Rocks 2016), z²/2 on each side for shares
        (Agresti and Coull 1998); for means it is Student's t, with up to one respondent more, half at each end of the
        scale, as far as the weights depend on the answers. Without weights the base is the respondents. With them it
        is Kish's where respondents are few and that of the standard error where they are many; so it is in strata, with
        Kish's base of strata. Of clusters it is the error's, smaller for few degrees of freedom (Korn and Graubard 1998),
        which are those of Bell and McCaffrey (2002) where clusters are of unequal sizes, and twice the respondents at most:
        docs/coverage.md shows how often it covers. ``"wald"`` is the estimate ± z standard errors, ``"score"`` inverts the
        score test on the effective base, ``"bootstrap"`` resamples the respondents, each with its answer and weight (as
        many as frequencies say; of precisions each respondent's chance is its weight) and is refused under a design,
        ``"bayes"`` is the equal-tailed credible interval under a Dirichlet prior on the effective base, ``"design"`` is the
        estimate ± t standard errors, with n - 1 and not n in the variance and clusters less strata as degrees of freedom,
        as R's survey package gives it. All stay within what the score can be and hold the estimate; a mean of answers that
        are all equal has none but ``"score"`` and ``"bayes"``.
    conf_level : float
        Probability that an interval covers what it estimates.
    interval : {"percentile", "basic", "bca"}
        Kind of bootstrap interval, for ``method="bootstrap"``.
    n_resamples : int
        Bootstrap resamples or posterior draws.
    prior : float
        Of how many respondents the Dirichlet prior has the weight, spread evenly over the classes of the metric.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    missing : {"drop", "raise"}
        Leave respondents without an answer out, or refuse them.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    ScoreResult
        One row an item and segment; shares from 0 to 1.

    Raises
    ------
    DataError
        A box as large as the scale, an answer off the scale, bad weights or design, an unknown column or option.

    References
    ----------
    Agresti, A. and Coull, B. A. (1998). Approximate is better than "exact" for interval estimation of binomial
    proportions. The American Statistician 52, 119-126. Wilson, E. B. (1927). J. American Statistical Association 22.

    Examples
    --------
    >>> import placet
    >>> result = placet.top_box({"rating": [5, 5, 4, 3, 1]}, "rating", scale=(1, 5))
    >>> float(result["estimate"][0])
    0.4
    """

def track(
    data: Data,
    item: OneColumn | None = None,
    *,
    baseline: Sequence[Any] | None = None,
    limits: float = 3.0,
    smooth: int = 3,
    min_base: int = 30,
    metric: str | Metric = "nps",
    scale: Bounds | None = None,
    by: Columns | None = None,
    total: bool = False,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    method: Method = "adjusted",
    conf_level: float = 0.95,
    interval: IntervalKind = "percentile",
    n_resamples: int = 10000,
    prior: float = 1.0,
    rng: Any = None,
    missing: Literal["drop", "raise"] = "drop",
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> TrackResult:
    r"""Score of every wave with its interval and control limits; waves out of control and runs are flagged.

    .. math:: centre \pm limits \cdot \sigma / \sqrt{b} \qquad
              \sigma^2 = \frac{\sum W\,(b\,s^2 + (m - centre)^2)}{\sum W}

    The centre is the score of all waves (or of the baseline) together, by sums of weights W. In :math:`\sigma^2` the
    squared standard error s² of a wave's score m times its base b (Kish's; without weights the respondents) is pooled
    over these waves: without weights and a design that is the variance of an answer, for net scores and shares of the
    pooled shares (a p chart), for means within waves (an X-bar chart, without the term of the centre). With weights or
    a design it holds what they do to the error, and no wave has its limits from its own few clusters; for these,
    `limits` becomes the quantile of t that is passed as seldom, with the degrees of freedom of the errors that are
    pooled. So the limits hold sampling error only: a wave beyond them differs by more than who happened to be asked.

    Flags, each from the point that completes its pattern: beyond the limits; 2 of 3 waves beyond 2 standard errors on
    one side and 8 in a row on one side (Western Electric); 6 in a row steadily rising or falling (Nelson's test 3).
    Waves that are missing or small are passed over. The smoothed line is an exponentially weighted mean of a wave and
    those before it, weighted by effective bases; the newest wave counts for 2/(smooth + 1) where bases are alike.

    A wave that a regular series would have in between, or that is listed in `waves` and has no answers, is a row
    without a score.

    Parameters
    ----------
    data : data frame, mapping or Survey
        One row a respondent and wave.
    item : str or vector
        Answers. They may stand in place of `data`.
    baseline : list, optional
        The waves that make the centre and the variance; all without it.
    limits : float
        Standard errors from the centre to a limit, where errors are known: 3 is passed by 0.27 % of waves in control.
    smooth : int
        Span of the exponentially weighted mean; 1 for none.
    min_base : int
        Waves of fewer respondents are marked small, and not flagged.
    metric : str or Metric
        ``"nps"``, ``"net_box"``, ``"top_box"``, ``"bottom_box"``, ``"csat"``, ``"ces"``, ``"mean_score"`` or a `Metric`
        with its own cut points.
    scale : (int, int), optional
        Scale of a metric given by name; those without a usual one need it, but for ``"mean_score"``, which without a scale
        is that of any numbers, such as amounts or an index of each respondent, and of which the ends may be decimals.
    by : str, vector or list of them, optional
        Segments, in the order of an ordered category or of value labels, else in natural order, "Segment 2" before
        "Segment 10"; rows with a missing key are in none.
    total : bool
        Add rows of all respondents above their segments, in every wave: those of the same call without `by`, to the last
        digit. Their keys are None, shown as "Total". Respondents with a missing key are in no segment, but in the
        total.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    method : {"adjusted", "wald", "score", "bootstrap", "bayes", "design"}
        Interval. ``"adjusted"`` adds pseudo-respondents to the effective base and takes the Wald interval of the
        result: 3/4 promoter, 3/2 passive, 3/4 detractor for net scores (Rocks 2016), z²/2 on each side for shares
        (Agresti and Coull 1998); for means it is Student's t, with up to one respondent more, half at each end of the
        scale, as far as the weights depend on the answers. Without weights the base is the respondents. With them it
        is Kish's where respondents are few and that of the standard error where they are many; so it is in strata, with
        Kish's base of strata. Of clusters it is the error's, smaller for few degrees of freedom (Korn and Graubard 1998),
        which are those of Bell and McCaffrey (2002) where clusters are of unequal sizes, and twice the respondents at most:
        docs/coverage.md shows how often it covers. ``"wald"`` is the estimate ± z standard errors, ``"score"`` inverts the
        score test on the effective base, ``"bootstrap"`` resamples the respondents, each with its answer and weight (as
        many as frequencies say; of precisions each respondent's chance is its weight) and is refused under a design,
        ``"bayes"`` is the equal-tailed credible interval under a Dirichlet prior on the effective base, ``"design"`` is the
        estimate ± t standard errors, with n - 1 and not n in the variance and clusters less strata as degrees of freedom,
        as R's survey package gives it. All stay within what the score can be and hold the estimate; a mean of answers that
        are all equal has none but ``"score"`` and ``"bayes"``.
    conf_level : float
        Probability that an interval covers what it estimates.
    interval : {"percentile", "basic", "bca"}
        Kind of bootstrap interval, for ``method="bootstrap"``.
    n_resamples : int
        Bootstrap resamples or posterior draws.
    prior : float
        Of how many respondents the Dirichlet prior has the weight, spread evenly over the classes of the metric.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    missing : {"drop", "raise"}
        Leave respondents without an answer out, or refuse them.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    TrackResult
        One row a segment and wave.

    Raises
    ------
    DataError
        No column of waves, a wave that is not there, an answer off the scale, bad weights or design, an unknown
        column or option.

    References
    ----------
    Shewhart, W. A. (1931). Economic Control of Quality of Manufactured Product. Western Electric (1956). Statistical
    Quality Control Handbook. Roberts, S. W. (1959). Control chart tests based on geometric moving averages.
    Technometrics 1, 239-250. Nelson, L. S. (1984). The Shewhart control chart: tests for special causes. J. Quality
    Technology 16, 237-239.

    Examples
    --------
    >>> import placet
    >>> data = {"q": [10, 8, 6, 7, 10, 6, 8, 6] * 20, "wave": [2021, 2021, 2022, 2022, 2021, 2022, 2024, 2024] * 20}
    >>> result = placet.track(data, "q", wave="wave", baseline=[2021, 2022])
    >>> result["wave"].tolist()
    [2021, 2022, 2023, 2024]
    >>> result["estimate"].round(1)
    array([ 66.7, -66.7,   nan, -50. ])
    >>> result["flag"][:3]
    ('above the limits', 'below the limits', '')
    """

def weight_sensitivity(
    data: Data,
    tree: AsGiven,
    *,
    scale: tuple[float, float] | Mapping[str, tuple[float, float]],
    spread: float = 0.25,
    n_draws: int = 10000,
    coverage: float = 0.9,
    normalize: bool = False,
    by: Columns | None = None,
    wave: OneColumn | None = None,
    waves: Sequence[Any] | None = None,
    freq: Frequency | None = None,
    missing: Literal["available", "prorate", "drop", "raise"] = "available",
    rng: Any = None,
    weights: OneColumn | None = None,
    weight_type: WeightType | None = None,
    strata: OneColumn | None = None,
    cluster: OneColumn | None = None,
    fpc: OneColumn | None = None,
    id: OneColumn | None = None,
    nest: bool | None = None,
    lonely_psu: LonelyRule | None = None,
    repweights: ReplicateWeights | None = None,
    na_codes: Any = None,
    labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Any] | None = None,
) -> WeightSensitivityResult:
    r"""What an index would be with other weights: its spread, shares of ranks, and the smallest change that matters.

    The weights below every node are drawn from a Dirichlet distribution about those of the tree,

    .. math:: w' \sim \text{Dirichlet}(\alpha w) \qquad \alpha = \frac{k - 1}{s^2} - 1

    with k children whose weights are not 0 and s the `spread`: the standard deviation of a weight relative to itself,
    the root of its mean square over the children, each counting by its weight. The answers stay as they are, so that
    nothing here is a sampling error.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
        reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
        `Moments` that were kept stand for the data that they were made of.
    tree : IndicatorTree or mapping
        The tree, see `satisfaction_index`.
    scale : (float, float) or mapping
        Lowest and highest possible answer, of all indicators or by column.
    spread : float
        Standard deviation of a weight relative to itself, 0.25 for weights that are about a quarter off.
    n_draws : int
        Sets of weights drawn.
    coverage : float
        Share of the draws that lie within `low` and `high`, and within `rank_low` and `rank_high`.
    normalize : bool
        Divide the weights of every node by their sum.
    by : str, vector or list of them, optional
        Segments, in the order of an ordered category or of value labels, else in natural order, "Segment 2" before
        "Segment 10"; rows with a missing key are in none.
    wave : str or vector, optional
        The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
        numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
        after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
        own, see `Survey`.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; rows of others are in
        none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
        Monday.
    missing : {"available", "prorate", "drop", "raise"}
        What is done about missing answers. ``"available"`` takes the mean of every indicator over those who answered it and
        leaves the weights as they are; ``"prorate"`` the mean of respondents' scores, each a weighted mean of what was
        answered, of those who answered at least `min_share` of a node's weight; ``"drop"`` leaves out respondents with any gap,
        ``"raise"`` refuses them.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}, optional
        What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
        for, or inverse variance of an answer.
    strata : str or vector, optional
        Strata of the sampling design.
    cluster : str or vector, optional
        Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
        replicate weights are known, standard errors are those of the design.
    fpc : str or vector, optional
        Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn.
    id : str or vector, optional
        The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
        whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
        by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
        Kott 2001, with t intervals).
    nest : bool, optional
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}, optional
        What is done about a stratum of one unit, see `Survey`.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`.
    labels : mapping, optional
        Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
        neither the data nor the result has is warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
        `Survey`.

    Returns
    -------
    WeightSensitivityResult
        One row a segment; `rank_shares` has how often each is at which rank, `swaps` the smallest change of one weight
        that makes the second segment as good as the first. Only the two best are compared; the text says where their
        indexes are equal, so that any change decides, and where one of them was not asked all indicators.

    Raises
    ------
    DataError
        A spread that is not above 0, or too large for weights of a node (1 and more for two children), and what
        `satisfaction_index` refuses.

    Examples
    --------
    >>> import placet
    >>> answers = {"a": [9, 8, 7, 8], "b": [4, 5, 6, 7], "shop": ["x", "x", "y", "y"]}
    >>> found = placet.weight_sensitivity(answers, {"a": 0.5, "b": 0.5}, scale=(0, 10), by="shop", rng=1)
    >>> found["estimate"].tolist(), found.swaps["change"].round(3).tolist()[:1]
    ([65.0, 70.0], [0.167])
    """
