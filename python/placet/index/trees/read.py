"""What the functions of trees read: the answers to the indicators, their scales, and the rule for missing answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ... import checks
from ..._core import DataError
from ...inference.designed_spread import spread_of
from ...inference.item_means import ItemMeans, check_answered
from ...language import say
from ...survey import Rows, Survey
from ...survey.facts import MOST_NAMED, complete_facts, counted
from ...survey.reading import read
from ...survey.scale_range import check_range
from ...survey.short_scale import check_read
from .indicator_tree import IndicatorTree
from .node_scores import NodeScores, Units
from .respondents import respondent_scores, scored_rows
from .tree import Floats, Tree

MISSING_RULES = ("available", "prorate", "drop", "raise")
#: What can be done about gaps of single respondents.
MIN_SHARE_RULE = ("prorate", "drop", "raise")
#: The same in words, for the method.
RULES = {
    "available": say("each indicator by those who answered it"),
    "prorate": say("means of respondents' scores of what they answered, of at least {share:.0%} of the weight"),
    "drop": say("respondents who answered all indicators"),
    "raise": say("respondents who answered all indicators"),
}


@dataclass(frozen=True)
class Reading:
    """The answers of a call, and what they say of the nodes."""

    rows: Rows
    tree: Tree
    scores: NodeScores
    facts: dict[str, Any]
    notes: list[str]


def scales_of(scale: Any, columns: tuple[str, ...]) -> list[tuple[float, float]]:
    """Ends of the scale of every indicator: one for all, or one by column."""
    if not isinstance(scale, Mapping):
        return [checks.scale_bounds("scale", scale)] * len(columns)
    unknown = [name for name in scale if name not in columns]
    if unknown:
        raise DataError(f"scale= names {unknown[0]!r}, which is no indicator; {checks.near(str(unknown[0]), columns)}")
    missing = [name for name in columns if name not in scale]
    if missing:
        raise DataError(f"scale= has no scale of {missing[0]!r}; give (low, high) for every indicator, or one for all")
    return [checks.scale_bounds(f"scale of {name!r}", scale[name]) for name in columns]


def read_items(
    survey: Survey, tree: IndicatorTree, scale: Any, by: Any, reserved: tuple[str, ...], apart: str | None = None
) -> tuple[Rows, Units]:
    """Fetch and check the answers to the indicators of a tree; `apart` is the column of waves that are compared."""
    columns = tree.columns
    for name in columns:
        survey.frame.require(name, "indicator")
    scales = scales_of(scale, columns)
    one = len(set(scales)) == 1
    low, high = scales[0]
    rows = read(
        survey,
        columns,
        role="indicator",
        by=by,
        low=low,
        high=high,
        events=all(ends == (0, 1) for ends in scales),
        scales=None if one else dict(zip(columns, scales, strict=True)),
        reserved=reserved,
        design="declared",
        units="rows" if apart is None else "respondents",
        wave=apart,
    )
    for name in dict.fromkeys(scales):
        part = [column for column, ends in zip(rows.columns, scales, strict=True) if ends == name]
        own = _only_columns(rows, part)
        check_range(own, *name)
        check_read(own, *name)
    return rows, Units.of(scales)


def _only_columns(rows: Rows, columns: Any) -> Rows:
    return replace(rows, columns=tuple(columns), terms=())


def read_tree(
    survey: Survey,
    tree: IndicatorTree,
    *,
    scale: Any,
    missing: Any,
    min_share: Any = 0.5,
    by: Any,
    reserved: tuple[str, ...],
    apart: str | None = None,
) -> Reading:
    """Read the indicators of a tree and score its nodes."""
    missing = checks.choice("missing", missing, MISSING_RULES)
    rows, units = read_items(survey, tree, scale, by, reserved, apart)
    flat = Tree.of(tree)
    if missing in ("drop", "raise"):
        means = ItemMeans.complete(rows)
        scores = NodeScores(flat, spread_of(means), units)
        facts = complete_facts(rows, means.moments, missing, "an indicator of the index")
        return Reading(rows, flat, scores, facts, [])
    if missing == "prorate":
        share = share_of(min_share)
        of_nodes = respondent_scores(rows, flat, units, share)
        _check_scored(rows, flat, of_nodes, share)
        means = ItemMeans.available(scored_rows(rows, flat, of_nodes))
        nothing = Units(np.ones(len(flat)), np.zeros(len(flat)))
        scores = NodeScores(flat, spread_of(means), nothing, own=True)
    else:
        means = ItemMeans.available(rows)
        scores = NodeScores(flat, spread_of(means), units)
    return Reading(rows, flat, scores, _facts(rows, means), [*_gaps(means), *_unasked(scores, rows)])


def _check_scored(rows: Rows, tree: Tree, scores: Floats, share: float) -> None:
    """Refuse columns that nobody answered, and nodes of which nobody answered enough."""
    counting = rows.counting
    check_answered(rows.columns, counting)
    nobody = np.flatnonzero(~(~np.isnan(scores) & counting[:, None]).any(axis=0))
    if len(nobody):
        raise DataError(
            f"nobody answered {share:.0%} of the weight of node {tree.names[nobody[0]]!r}, which min_share={share:g} "
            'asks of every respondent; lower it, or pass missing="available"'
        )


def share_of(min_share: Any) -> float:
    """The least share of the weight of a node that must be answered."""
    found = checks.real(min_share)
    if 0 < found <= 1:
        return found
    raise DataError(
        f"min_share={checks.shown(min_share)} must be a share above 0 and at most 1 of the weight of a node"
    )


def _facts(rows: Rows, means: ItemMeans) -> dict[str, Any]:
    """Counts of the respondents with any answer."""
    sums = [(m.n, m.sum_w, m.sum_w2, m.n_zero_weight) for m in means.moments]
    used, sum_w, sum_w2, n_zero = (sum(part) for part in zip(*sums, strict=True))
    return counted(rows, int(used), means.n_missing, int(n_zero), float(sum_w), float(sum_w2))


def _gaps(means: ItemMeans) -> list[str]:
    """Words for respondents who answered a part."""
    count = means.n_partial
    return [say("{count:,} respondents with gaps count for what they answered", count=count)] if count else []


def _unasked(scores: NodeScores, rows: Rows) -> list[str]:
    """Words for segments in which some indicators have no answers."""
    tree, asked = scores.tree, scores.means.asked
    if scores.own or asked.all():
        return []
    leaf = {of: tree.names[node] for node, of in enumerate(tree.leaf) if of >= 0}
    words = "nobody answered {item!r} in {segment}, where the other weights beside it make up for it"
    cells = np.argwhere(~asked & (scores.means.n > 0)[:, None]).tolist()
    found: list[str] = [
        say(words, item=leaf[item], segment=rows.segments.in_words[segment]) for segment, item in cells[:MOST_NAMED]
    ]
    if (more := len(cells) - MOST_NAMED) > 0:
        found.append(say("and {more:,} more, each an indicator that nobody in a segment answered", more=more))
    return found
