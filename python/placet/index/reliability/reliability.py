"""How consistently the items of a scale measure one thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ... import checks
from ...language import say
from ...options.door import takes
from ...options.shared import BY, CONF_LEVEL, DESIGN, FREQ, MISSING, PROGRESS, RNG, TOTAL, WAVE, WAVES
from ...progress import bar, continued
from ...results.index.reliability import ReliabilityResult
from ...results.table import Table
from ...survey import Rows, Survey
from ...survey.facts import base_facts, losses
from ...survey.reading import keys_of, read
from ...survey.sampling import check_weight_type
from ...survey.scaled import read_scaled
from ...types import Columns, Groups
from .constructs import Construct, all_items, constructs_of
from .intervals import HowSure
from .measured import Measured, measure
from .tables import ITEMS, MAIN, Row, item_table, main_table
from .words import method_of, notes_of


@takes(BY, TOTAL, WAVE, WAVES, FREQ, CONF_LEVEL, MISSING, RNG, PROGRESS, *DESIGN)
def reliability(
    survey: Survey,
    items: Columns | Mapping[str, Sequence[str]] | Groups,
    *,
    reverse: Sequence[str] | None = None,
    scale: tuple[float, float] | None = None,
    name: str = "all items",
    n_resamples: int = 1000,
    by: Any,
    wave: Any,
    conf_level: float,
    missing: Any,
    rng: Any,
    progress: bool | None,
) -> ReliabilityResult:
    r"""Reliability of scales: Cronbach's alpha with intervals, omega, split half, KMO, and what every item adds.

    .. math:: \alpha = \frac{k}{k - 1} \left(1 - \frac{\sum_j s_{jj}}{\sum_{ij} s_{ij}}\right) \qquad
              \omega = 1 - \frac{\sum_j (1 - \lambda_j^2)}{\sum_{ij} r_{ij}}

    with the weighted covariances s and correlations r of the k items [1]_, and their loadings :math:`\lambda` on one
    factor by minimum residuals [3]_ [4]_. Omega, like standardised alpha, is that of standardised items, so these two
    are to be compared; alpha is less where loadings differ.

    Parameters
    ----------
    {data}
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
    {options}

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
    conf_level, n_resamples = checks.level(conf_level), checks.resamples(n_resamples, 0)
    bounds = None if scale is None else checks.scale_bounds("scale", scale)
    constructs = constructs_of(items, name, reverse)
    by, columns, seed = keys_of(survey, by, wave), all_items(constructs), checks.seed(rng)
    if bounds is None:
        rows = read(
            survey, columns, role="item", by=by, reserved=(*MAIN, *ITEMS), design="declared", resampled=n_resamples > 0
        )
    else:
        rows = read_scaled(
            survey, columns, bounds, role="item", by=by, reserved=(*MAIN, *ITEMS), resampled=n_resamples > 0
        )
    check_weight_type(rows.sampling, rows.weight_type)
    parts = [_of(rows, construct) for construct in constructs]
    moments = [part.moments() for part in parts]
    facts = [
        base_facts(part, own, missing, f"an item of {construct.name!r}")
        for part, own, construct in zip(parts, moments, constructs, strict=True)
    ]
    how = HowSure(rows, n_resamples, seed, conf_level)
    table: list[Row] = []
    with bar(len(rows.segments.keys) * len(constructs) * how.count, "resample", progress) as report:
        for segment in range(len(rows.segments.keys)):
            for part, own, construct in zip(parts, moments, constructs, strict=True):
                found = measure(own[segment], construct, rows.weight_type, bounds)
                told = continued(report, len(table) * how.count)
                table.append((construct, found, *how.of(construct, part, segment, found, told)))
    words, interval = method_of(how)
    about = {
        "method": words,
        "constructs": {c.name: list(c.items) for c in constructs},
        "reverse": [item for item in columns if item in checks.names("reverse", reverse)],
        "scale": bounds,
        "interval": interval,
        "n_resamples": how.count,
        "seed": seed if how.count and rows.replicates is None else None,
        "weights": survey.weights,
        "weight_type": survey.weight_type,
        "missing": missing,
        "conf_level": conf_level,
        **max(facts, key=lambda fact: fact["n_used"]),
        **_losses(parts, facts),
        "notes": [*notes_of(how, _placed(rows, table), constructs, scaled=bounds is not None), *_bases(facts)],
    }
    labels = {**getattr(items, "labels", {}), **survey.labels} if isinstance(items, Groups) else survey.labels
    keys = rows.segments.columns(repeat=len(constructs))
    of_items = rows.segments.columns(repeat=sum(len(c.items) for c in constructs))
    return ReliabilityResult(
        Table(main_table(keys, table)), rows.segments.names, about, labels, survey.frame.library,
        Table(item_table(of_items, table)),
    )  # fmt: skip


def _of(rows: Rows, construct: Construct) -> Rows:
    """The rows with the items of a construct alone."""
    columns = {column[0]: column for column in rows.columns}
    return replace(rows, columns=tuple(columns[item] for item in construct.items), terms=())


def _placed(rows: Rows, table: Sequence[Row]) -> list[tuple[str, Construct, Measured]]:
    """What was found, with the segment in words."""
    each = len(table) // len(rows.segments.keys)
    return [(rows.segments.in_words[i // each], construct, found) for i, (construct, found, *_) in enumerate(table)]


def _losses(parts: Sequence[Rows], facts: Sequence[dict[str, Any]]) -> dict[str, str]:
    """What is said of respondents who are lost, of several constructs a warning of that with the smallest base."""
    least = min(range(len(facts)), key=lambda i: facts[i]["n_used"])
    columns = {column[0]: column for column in parts[least].columns}
    said = losses(parts[least], facts[least], columns, "leave out columns that few were asked")
    return said if len(facts) == 1 else {}


def _bases(facts: Sequence[Mapping[str, Any]]) -> list[str]:
    """Words for constructs that not the same number of respondents answered."""
    used = np.array([fact["n_used"] for fact in facts])
    if used.min() == used.max():
        return []
    return [say("constructs have bases of {least:,} to {most:,}", least=int(used.min()), most=int(used.max()))]
