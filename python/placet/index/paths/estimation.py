"""Path models estimated by partial least squares, with intervals, by segment and wave."""

from __future__ import annotations

from typing import Any

from ... import checks
from ..._core import PlacetError, effective_base
from ...language import say
from ...options.door import takes
from ...options.shared import CONF_LEVEL
from ...progress import bar, continued
from ...results.index.path_model import PathModelResult
from ...results.table import Table
from ...survey import Survey
from .columns import column_correlations
from .options import PATHS
from .path_model import PathModel
from .path_notes import notes_of
from .path_tables import RESERVED, Found, Tables
from .reading import PathReading, read_paths
from .resampling import (
    INTERVALS,
    HowSure,
    Interval,
    check_interval,
    check_size,
    degrees_of_freedom,
    failures,
    in_words,
    interval_of,
)  # fmt: skip
from .statistics import Statistics

#: The scheme in words.
SCHEMES = {"path": say("path weighting"), "factorial": say("factorial"), "centroid": say("centroid")}


@takes(*PATHS, CONF_LEVEL)
def path_model(
    survey: Survey,
    model: PathModel | str | Any,
    *,
    n_resamples: int = 1000,
    interval: Interval | None = None,
    scheme: Any,
    scaled: Any,
    consistent: Any,
    conf_level: float,
    progress: bool | None,
    missing: Any,
    **options: Any,
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
    {data}
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
    {options}

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
    conf_level, n_resamples = checks.level(conf_level), checks.resamples(n_resamples, 0)
    interval = interval if interval is None else checks.choice("interval", interval, INTERVALS)
    reading = read_paths(
        survey, model, missing=missing, scheme=scheme, scaled=scaled, consistent=consistent, n_resamples=n_resamples,
        progress=progress, reserved=RESERVED, **options,
    )  # fmt: skip
    statistics = Statistics(reading.model, reading.spec)
    check_interval(survey, missing, reading.data_sets, interval, n_resamples)
    how = HowSure(reading, statistics, interval_of(reading.rows, interval), n_resamples, conf_level)
    check_size(statistics, how.count)
    segments = _estimated(how, progress)
    bases = [
        (m.n, effective_base(m.n, m.sum_w, m.sum_w2, reading.rows.weight_type) if m.n else 0.0) for m in reading.moments
    ]
    tables = Tables(statistics, reading.rows.segments.columns(), segments, bases)
    return _result(survey, how, tables)


def _estimated(how: HowSure, progress: bool | None) -> list[Found | PlacetError]:
    """What every segment came to."""
    reading, found = how.reading, []
    with bar(reading.segments * how.count, "resample", progress, least=1) as report:
        for segment in range(reading.segments):
            try:
                found.append(_found(how, segment, continued(report, segment * how.count)))
            except PlacetError as error:
                found.append(error)
    return found


def _found(how: HowSure, segment: int, report: Any) -> Found:
    reading = how.reading
    solutions = reading.solutions(segment)
    values = how.statistics.read(solutions)
    return Found(
        solutions,
        column_correlations(reading.spec, reading.moments[segment], solutions),
        values,
        how.of(segment, values, report),
        degrees_of_freedom(reading, segment),
        reading.observations(segment),
    )


def _result(survey: Survey, how: HowSure, tables: Tables) -> PathModelResult:
    reading, spec = how.reading, how.reading.spec
    notes = failures(reading, list(tables.segments))
    words, told = in_words(how)
    about = {
        "method": _method(reading, words),
        "model": reading.model.syntax,
        "scheme": spec.scheme,
        "scaled": spec.scaled,
        "consistent": spec.consistent,
        "weights": survey.weights,
        "weight_type": survey.weight_type,
        "missing": reading.gaps.missing,
        "seed": reading.gaps.seed if reading.rows.replicates is None else None,
        "conf_level": how.conf_level if told else None,
        **told,
        **reading.facts,
        "notes": [*notes, *notes_of(how, tables)],
    }
    fornell_larcker, htmt = tables.pairs()
    return PathModelResult(
        Table(tables.paths()), reading.rows.segments.names, about, reading.labels,
        survey.frame.library, reading.model.to_dict(), Table(tables.effects()), Table(tables.indicators()),
        Table(tables.constructs()), Table(tables.cross_loadings(scaled=spec.scaled)), Table(fornell_larcker),
        Table(htmt), tables.fit(factors=spec.consistent),
    )  # fmt: skip


def _method(reading: PathReading, intervals: str) -> str:
    """How it was estimated, in words."""
    spec = reading.spec
    kind = say("Consistent partial least squares") if spec.consistent else say("Partial least squares")
    scale = say("standardised indicators") if spec.scaled else say("indicators in their own units")
    method = say("{kind}, {scheme} scheme, {scale}", kind=kind, scheme=SCHEMES[spec.scheme], scale=scale)
    return say("{method}, with {intervals}", method=method, intervals=intervals) if intervals else method
