"""The difference of an index between two waves or segments, split exactly into scores, weights and coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ... import checks
from ..._core import DataError
from ...inference.designed_spread import Replicated
from ...inference.distributions import t_quantile
from ...inference.levels import Levels
from ...language import enumerated, say
from ...options.door import takes
from ...options.shared import BY, CONF_LEVEL, DESIGN, FREQ, WAVE, WAVES
from ...results.format import segment as in_words
from ...results.index.index_change import PARTS, IndexChangeResult
from ...results.table import Table
from ...survey import Survey
from ...survey.compared import compared_wave
from ...survey.facts import alike_notes, design_notes, identity_notes, row_words
from ...survey.labels import positions, shown
from ...survey.reading import keys_of
from ...types import AsGiven
from ..options import MISSING
from .differences import tested
from .indicator_tree import IndicatorTree, tree_of
from .node_scores import NodeScores
from .read import RULES, Reading, read_tree
from .splits import Split
from .tree import Tree

#: Columns of the result, which a key column may not be named.
COLUMNS = (
    "term", "parent", "level", "estimate", "std_error", "df", "p_value", "conf_low", "conf_high", "value_from",
    "value_to", "n_from", "n_to", *(f"{part}{end}" for part in PARTS for end in ("", "_std_error", "_low", "_high")),
)  # fmt: skip
RULES_KNOWN = ("available", "drop", "raise")


@takes(BY, WAVE, WAVES, FREQ, CONF_LEVEL, MISSING, *DESIGN)
def index_change(
    survey: Survey,
    tree: AsGiven,
    *,
    scale: tuple[float, float] | Mapping[str, tuple[float, float]],
    from_: Any = None,
    to: Any = None,
    tree_from: AsGiven = None,
    normalize: bool = False,
    by: Any,
    wave: Any,
    conf_level: float,
    missing: Any,
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
    {data}
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
    {options}

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
    conf_level, missing = checks.level(conf_level), checks.choice("missing", missing, RULES_KNOWN)
    normalize = checks.flag("normalize", normalize)
    nodes = tree_of(tree, normalize=normalize)
    before = nodes if tree_from is None else _same_nodes(nodes, tree_of(tree_from, normalize=normalize))
    if wave is None and by is None:
        wave = survey.wave
    keys_read, apart = keys_of(survey, by, wave), compared_wave(survey, by, wave)
    read = read_tree(survey, nodes, scale=scale, missing=missing, by=keys_read, reserved=COLUMNS, apart=apart)
    levels = Levels.of(read.rows, wave is not None)
    ends = _ends(levels, from_, to, wave is not None)
    splits = [Split.of(read.scores, Tree.of(before), *pair) for pair in _pairs(levels, *ends)]
    about = {
        "method": say(
            "Change of the index from {first} to {last}, split into scores, weights and coverage, {rule}",
            first=in_words([ends[0]]),
            last=in_words([ends[1]]),
            rule=RULES[missing],
        ),
        "from": in_words([ends[0]]),
        "to": in_words([ends[1]]),
        "compared": levels.compared,
        "weights": survey.weights,
        "weight_type": survey.weight_type,
        "missing": missing,
        "conf_level": conf_level,
        **read.facts,
        "notes": [
            *_design_notes(read.scores),
            *identity_notes(survey, apart),
            *read.notes,
            *_empty(read),
            *_unknown(splits, levels, read.tree),
        ],
    }
    panels = [levels.panel_keys[levels.panel[split.last]] for split in splits]
    keys = {name: [key[i] for key in panels for _ in range(len(read.tree))] for i, name in enumerate(levels.keys)}
    labels = {**nodes.labels, **survey.labels}
    table = Table({**keys, **_table(splits, read.tree, conf_level, exact=read.scores.exact)})
    return IndexChangeResult(table, levels.keys, about, labels, survey.frame.library)


def _design_notes(scores: NodeScores) -> list[str]:
    spread = scores.spread
    return design_notes(scores.means.rows, [spread.lost] if isinstance(spread, Replicated) else [])


def _empty(read: Reading) -> list[str]:
    """Words for sides in which nobody answered any indicator, from or to which there is no change."""
    names = [read.rows.segments.in_words[segment] for segment in np.flatnonzero(np.isnan(read.scores.estimate[:, 0]))]
    return [say("no change where nobody answered any indicator: {named}", named=enumerated(names))] if names else []


def _unknown(splits: Sequence[Split], levels: Levels, tree: Tree) -> list[str]:
    """Words for changes that have no interval because all respondents are alike."""
    panels = [in_words(levels.panel_keys[levels.panel[split.last]]) for split in splits]
    return alike_notes(
        [
            row_words(panel, tree.names[node])
            for panel, split in zip(panels, splits, strict=True)
            for node in np.flatnonzero(split.unknown[0])
        ]
    )


def _same_nodes(tree: IndicatorTree, before: IndicatorTree) -> IndicatorTree:
    """The earlier tree, in the order of the present one."""
    below = {n.name: {child.name: child.weight for child in n.below} for _, n in before.nodes if n.below}
    here = {n.name: {child.name for child in n.below} for _, n in tree.nodes if n.below}
    if before.name != tree.name:
        below[tree.name] = below.pop(before.name)
    if {name: set(of) for name, of in below.items()} != here:
        other = sorted({*tree.weights} ^ {*before.weights}) or sorted({*below} ^ {*here})
        named = f", such as {other[0]!r}" if other else ""
        raise DataError(f"tree_from has not the nodes of the tree{named}; give the same nodes with their weights then")
    return tree.reweight(below)


def _ends(levels: Levels, from_: Any, to: Any, waves: bool) -> tuple[Any, Any]:
    """The labels of the two sides."""
    known = list(dict.fromkeys(levels.labels))
    if not waves and (from_ is None or to is None) and len(known) > 2:
        raise DataError(
            f"there are {len(known)} segments; name the two with from_= and to=, such as {shown(known[:2])}"
        )

    def find(option: str, given: Any, otherwise: int) -> Any:
        if given is None:
            return known[otherwise]
        at = positions(given, levels.labels)
        if not at:
            raise DataError(f"{option}={checks.shown(given)} is not there; it has {shown(known)}")
        return levels.labels[at[0]]

    last = find("to", to, -1)
    place = known.index(last)
    if from_ is None and not place and waves:
        raise DataError(f"to={to!r} is the first wave; give from_, or a later wave")
    first = find("from_", from_, place - 1)
    if first == last:
        raise DataError(f"from_ and to are both {last!r}; a change needs two")
    return first, last


def _pairs(levels: Levels, first: Any, last: Any) -> list[tuple[int, int]]:
    """Segments of both sides in every panel that has both."""
    found = []
    for panel in range(len(levels.panel_keys)):
        at = {levels.labels[s]: int(s) for s in np.flatnonzero(levels.panel == panel)}
        if first in at and last in at:
            found.append((at[first], at[last]))
    if not found:
        raise DataError(f"no segment has both {first!r} and {last!r}")
    return found


def _table(splits: list[Split], tree: Tree, conf_level: float, *, exact: bool) -> dict[str, Any]:
    parts = [
        np.stack([getattr(split, name) for split in splits], axis=1)
        for name in ("estimate", "std_error", "df", "factor", "unknown")
    ]
    estimate, error, df, factor, unknown = parts
    margin = np.where(error == 0, np.where(unknown, np.nan, 0.0), t_quantile(conf_level, df) * np.sqrt(factor) * error)
    p_value = tested(estimate, error, df, factor, exact=exact)[1]
    values = np.stack([split.values for split in splits], axis=1)
    n = np.stack([split.n for split in splits], axis=1)
    found: dict[str, Any] = {
        "term": tree.names * len(splits),
        "parent": tree.parents * len(splits),
        "level": tree.levels * len(splits),
        "value_from": values[0].ravel(),
        "value_to": values[1].ravel(),
        "estimate": estimate[0].ravel(),
        "std_error": error[0].ravel(),
        "df": df[0].ravel(),
        "p_value": p_value[0].ravel(),
        "conf_low": (estimate - margin)[0].ravel(),
        "conf_high": (estimate + margin)[0].ravel(),
    }
    for i, part in enumerate(PARTS, 1):
        found[part] = estimate[i].ravel()
        found[f"{part}_std_error"] = error[i].ravel()
        found[f"{part}_low"], found[f"{part}_high"] = (estimate - margin)[i].ravel(), (estimate + margin)[i].ravel()
    return {**found, "n_from": n[0].ravel(), "n_to": n[1].ravel()}
