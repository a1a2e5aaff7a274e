"""The best models of every size, exactly, and how sure it is which of them is the best."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from .. import _core
from ..progress import bar, continued
from ..results.best_subsets import NAMES, BestSubsetsResult
from ..survey import Survey, options
from ..survey.missing import base_facts
from ..types import WeightType
from . import errors as error_kinds
from .candidates import Candidates, arrange, listed, read_groups
from .estimates import Estimates, estimate
from .halves import only
from .least_squares import fit_least_squares
from .model import answered, failures, read_model
from .regression_tables import COLUMNS as REGRESSION_COLUMNS
from .subset_models import CRITERIA, Criterion, Listed, blocks, list_models, loss_factors
from .subset_tables import inclusion, members, models, stability

#: Columns of the tables of the result, which a key column may not be named.
COLUMNS = (
    *REGRESSION_COLUMNS, "size", "terms", "rank", "model", "r2", "adj_r2", "cp", "aic", "aicc", "bic", "press",
    "weight", "best", "inclusion", "selected", "count", "share",
)  # fmt: skip


def best_subsets(
    data: Any,
    outcome: str,
    drivers: str | list[str],
    *,
    covariates: str | list[str] | None = None,
    factors: Any = None,
    groups: Mapping[str, list[str]] | None = None,
    by: str | list[str] | None = None,
    criterion: Criterion = "bic",
    k: int = 5,
    n_resamples: int = 200,
    rng: Any = None,
    weights: str | None = None,
    weight_type: WeightType | None = None,
    conf_level: float = 0.95,
    missing: Literal["drop", "raise"] = "drop",
    na_codes: Any = None,
    value_labels: Any = None,
    progress: bool | None = None,
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
    data : data frame, mapping or Survey
        One row a respondent. Used are those with all answers.
    outcome : str
        Column to explain.
    drivers : list of str
        Columns to choose among.
    covariates : list of str, optional
        Columns in every model.
    factors : list of str, or mapping from column to reference level, optional
        Which of the drivers and covariates are categories. One is in a model with all its levels or not at all.
    groups : mapping, optional
        Columns that are in together, ``{"name": [columns]}``. They need not be listed in `drivers`.
    by : str or list of str, optional
        Segments, each with a search of its own.
    criterion : {"bic", "aic", "aicc", "adj_r2", "cp", "press"}
        What the models are ordered by. ``"press"`` compares the best of each size only.
    k : int
        Models of each size to list. The size is the number of coefficients of drivers: a factor of m levels counts
        m - 1.
    n_resamples : int
        Bootstrap resamples of the respondents for `inclusion` and `stability`; 0 for none. Under ``"press"`` AIC
        chooses in them, to which leaving one respondent out leads in large samples.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    weights, weight_type, na_codes, value_labels
        As in `Survey`, overriding it. n is :math:`\sum w` for frequency weights; likelihoods and PRESS take
        probability weights with mean 1.
    conf_level : float
        Probability that an interval of `coefficients` covers its coefficient.
    missing : {"drop", "raise"}
        Leave respondents with any missing answer out, or refuse them.
    progress : bool, optional
        Show a bar: True demands tqdm, False is silent, None shows it when tqdm is there and the call is long.

    Returns
    -------
    BestSubsetsResult
        One row a model and segment, the best by the criterion first; `selected`, and the tables `coefficients`,
        `inclusion` and `stability`.

    Raises
    ------
    DataError
        Unknown columns or options, a column of two roles, text, infinite values, bad weights.
    ModelError
        More than 30 drivers, factors and groups, or a model with all of them that cannot be fitted: dependent drivers
        (all are named), one that does not vary, too few respondents. Segments of which that is true are noted where
        others can be searched.

    References
    ----------
    .. [1] Furnival, G. M. and Wilson, R. W. (1974). Regressions by leaps and bounds. Technometrics 16(4), 499-511.
    .. [2] Burnham, K. P. and Anderson, D. R. (2002). Model Selection and Multimodel Inference, 2nd ed., Springer.
    .. [3] Miller, A. (2002). Subset Selection in Regression, 2nd ed., chapter 6. Chapman and Hall.

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
    criterion = options.choice("criterion", criterion, CRITERIA)
    conf_level = options.level(conf_level)
    k, n_resamples = options.whole("k", k, 1), options.whole("n_resamples", n_resamples, 0)
    seed = options.seed(rng) if n_resamples else None
    survey = Survey.of(data, weights=weights, weight_type=weight_type, na_codes=na_codes, value_labels=value_labels)
    kind = error_kinds.chosen(None, survey, None)
    together = read_groups(groups)
    model = read_model(
        survey, outcome, listed(drivers, together), covariates=covariates, factors=factors or {}, by=by,
        reserved=COLUMNS, design="declared" if kind == "design" else "none",
    )  # fmt: skip
    among = arrange(model, together)
    fits = fit_least_squares(model)
    facts = base_facts(model.rows, fits.moments, missing, "the outcome or a driver")
    notes = failures(model, fits.fits)
    every = 1 << len(among.terms)
    with bar(len(fits.fits) * every, "model", progress) as report:
        found = list_models(among, fits, criterion, k, [continued(report, i * every) for i in range(len(fits.fits))])
    inside = [None if best is None else best.inside[best.best] for best in found]
    estimates = _estimates(among, facts, inside, kind, conf_level)
    samples, failed = _resample(among, found, fits.observations, criterion, n_resamples, seed, progress)
    about: dict[str, Any] = {
        "method": f"Best subsets by {NAMES[criterion]}, {error_kinds.words(kind, model.rows, None)}",
        **model.facts(),
        "drivers": list(among.terms),
        "covariates": [term.name for term in among.covariates],
        "groups": together,
        "criterion": criterion,
        "k": k,
        "errors": kind,
        "n_resamples": n_resamples,
        "seed": seed,
        "conf_level": conf_level,
        "missing": missing,
        **facts,
        "notes": [*_notes(criterion, n_resamples, failed, kind), *notes, *estimates.notes],
    }
    segments = model.rows.segments
    n = [moments.n for moments in fits.moments]
    return BestSubsetsResult(
        models(among, found, n, fits.stack("n_eff").tolist()), segments.names, about, survey.labels,
        survey.frame.library, estimates.facts, members=tuple(members(among, found)), coefficients=estimates.table,
        inclusion=inclusion(among, found, samples), stability=stability(among, found, samples), segments=segments.keys,
        selections=tuple(None if terms is None else among.chosen(terms) for terms in inside),
    )  # fmt: skip


def _estimates(among: Candidates, facts: dict[str, Any], inside: list[Any], kind: Any, conf_level: float) -> Estimates:
    """The regressions on what was selected, of the respondents of the search."""
    rows = among.model.rows
    complete = rows if facts["n_missing"] == 0 else only(rows, answered(among.model))
    return estimate(among, complete, inside, kind, conf_level, logit=False, stacklevel=4)


def _resample(
    among: Candidates,
    found: list[Listed | None],
    observations: NDArray[np.float64],
    criterion: Criterion,
    n_resamples: int,
    seed: int | None,
    progress: bool | None,
) -> tuple[list[NDArray[np.bool_]], int]:
    """Which terms are in the best model of each bootstrap sample, a matrix a segment; how many samples have none."""
    if seed is None:
        return [], 0
    rows, samples, failed = among.model.rows, [], 0
    forced, candidates = blocks(among)
    with bar(2 * n_resamples * len(found), "resample", progress) as report:
        for segment, best in enumerate(found):
            if best is None:
                samples.append(np.empty((0, len(candidates)), dtype=bool))
                continue
            before = 2 * n_resamples * segment
            _, _, comoments = _core.bootstrap_moments(
                list(rows.columns), rows.weights, rows.segments.cells, segment, n_resamples, seed, rows.weight_type,
                continued(report, before),
            )  # fmt: skip
            scale, shift = loss_factors(among, float(observations[segment]), criterion)
            inside = _core.best_subset_replicates(
                comoments, rows.names, forced, candidates, scale, shift, continued(report, before + n_resamples)
            )
            fitted = ~np.isnan(inside).any(axis=1)
            samples.append(inside[fitted].astype(bool))
            failed += int((~fitted).sum())
    return samples, failed


def _notes(criterion: Criterion, n_resamples: int, failed: int, kind: str) -> list[str]:
    notes = [
        "p-values and intervals of the coefficients are not valid after the search: they ignore that the same answers "
        "chose the drivers"
    ]
    if criterion == "press" and n_resamples:
        notes.append("AIC chose in the bootstrap samples")
    if kind == "design":
        notes.append("the search itself takes respondents for drawn one by one")
    if failed:
        notes.append(f"{failed} resamples could not be fitted and were left out")
    return notes
