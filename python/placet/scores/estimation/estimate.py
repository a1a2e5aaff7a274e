"""From a call to a result: the one way all scores take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ... import _core, checks
from ..._core import DataError
from ...language import enumerated, say
from ...metrics.metric import Metric
from ...results.format import segment as in_words
from ...results.scores.scores import ScoreResult
from ...results.table import Later, Table, freeze
from ...survey import Rows, Survey
from ...survey.facts import MOST_NAMED, alike_notes, base_facts, design_notes, row_words
from ...survey.reading import keys_of
from .effective_base import scored
from .informative_weights import few_dependent, informative_notes
from .interval import IntervalOptions, limits
from .read import read_rows, tally_alike
from .tally import Tally
from .verdict import Bands, bands_of, verdicts

#: Columns of a result, which a key column may not be named.
COLUMNS = (
    "item", "metric", "unit", "estimate", "std_error", "df", "conf_low", "conf_high", "n", "n_eff", "deff", "n_missing",
    "sum_weights", "promoters", "passives", "detractors", "top", "middle", "bottom", "verdict", "point", "share",
)  # fmt: skip

#: Names of the shares beside a score, from the highest class.
SHARES = {"nps": ("promoters", "passives", "detractors"), "net_box": ("top", "middle", "bottom")}

#: What a control chart needs besides: Kish's base, the degrees of freedom of a score's error and of all together.
FOR_CHART = ("kish", "own_df", "joint_df")

INTERVAL = ("method", "conf_level", "interval", "n_resamples", "prior", "rng")


def items_of(items: Any) -> list[str]:
    """Names of the item columns, at least one."""
    named = checks.names("items", items)
    if not named:
        raise DataError("items names no column; give the column of the answers, or a list of them")
    return named


def estimate(
    survey: Survey,
    items: Any,
    metrics: Sequence[Metric],
    given: dict[str, Any],
    verdict: bool | Bands = False,
    *,
    for_chart: bool = False,
) -> ScoreResult:
    """Score items by segment and wave under one or several metrics; for a control chart with `FOR_CHART` besides."""
    how, missing = IntervalOptions.of(**{name: given[name] for name in INTERVAL}), given["missing"]
    bands = bands_of(verdict, metrics)
    names = items_of(items)
    by = keys_of(survey, given["by"], given["wave"])
    design = "always" if how.method == "design" else "declared"
    read = [
        (alike, read_rows(survey, names, alike[0], by=by, reserved=COLUMNS, design=design))
        for alike in _by_scale(metrics)
    ]
    rows = read[0][1]
    counted = [block for alike, one in read for block in tally_alike(one, alike)]
    blocks, facts, alike_rows, dependent = [], [], [], []
    for alike, tallies in counted:
        for tally in tallies:
            what = f"column {tally.item!r}"
            facts.append(base_facts(rows, tally.counts, missing, what))
            for metric in alike:
                block, unknown, few = _block(rows, tally, metric.of(tally.points), how, bands, for_chart)
                dependent.append((few, len(block["n"])))
                blocks.append((tally, metric, block))
                alike_rows += [(domain, tally.item, metric) for domain in unknown]
    order = sorted(blocks, key=lambda block: (names.index(block[0].item), metrics.index(block[1])))
    named = [
        _named(rows, domain, [item] * (len(names) > 1), metric.heading if len(metrics) > 1 else None)
        for domain, item, metric in alike_rows[:MOST_NAMED]
    ]
    lost = [tally.lost for _, tallies in counted for tally in tallies]
    notes = [
        *design_notes(rows, lost),
        *bases_notes(facts),
        *informative_notes(dependent),
        *alike_notes(named, say("width of intervals"), len(alike_rows)),
    ]
    read_as = {"weights": survey.weights, "weight_type": survey.weight_type, "missing": missing}
    table = Table(join([block for _, _, block in order]))
    about = Later(freeze, _about, metrics, names, how, read_as, facts, notes)
    return ScoreResult(table, rows.segments.names, about, survey.labels, survey.frame.library)


def _about(
    metrics: Sequence[Metric], names: list[str], how: IntervalOptions, read_as: dict[str, Any],
    facts: Sequence[dict[str, Any]], notes: list[str],
) -> dict[str, Any]:  # fmt: skip
    """How scores were made."""
    return {
        "method": say(
            "{scores} with the {interval}",
            scores=enumerated(list(dict.fromkeys(m.heading for m in metrics))),
            interval=how.words,
        ),
        "items": names,
        "metrics": [metric.name for metric in metrics],
        **(metrics[0].cuts if len(metrics) == 1 else {}),
        "definitions": [metric.definition for metric in metrics],
        **read_as,
        "conf_level": how.conf_level,
        "seed": how.seed,
        **joint_facts(facts),
        "notes": notes,
    }


def _by_scale(metrics: Sequence[Metric]) -> list[list[Metric]]:
    """Metrics of one scale, whose answers are read together."""
    by_scale: dict[Any, list[Metric]] = {}
    for metric in metrics:
        by_scale.setdefault(metric.scale, []).append(metric)
    return list(by_scale.values())


def _named(rows: Rows, domain: int, item: list[str], metric: str | None) -> str:
    """A row in words: its segment, and its item and metric where there are several."""
    names = " ".join([*filter(None, [in_words(rows.segments.keys[domain])]), *item])
    if metric is None:
        return names or say("the score")
    return row_words(names, metric)


def _block(
    rows: Rows, tally: Tally, metric: Metric, how: IntervalOptions, bands: dict[str, Bands], for_chart: bool
) -> tuple[dict[str, Any], list[int], int]:
    """The rows of one item and metric, domains without an interval since all answers are alike, and `few_dependent`."""
    found = scored(tally, metric)
    low, high = limits(tally, metric, found, how)
    count, unit = len(low), metric.unit
    estimate = unit * found.estimate
    n, n_missing = tally.counts.answered
    n_eff, deff = _core.effective(found.n, found.n_eff)
    block = {
        **rows.segments.columns(),
        "item": [tally.item] * count,
        "metric": [metric.name] * count,
        "unit": [metric.measured_in] * count,
        "estimate": estimate,
        "std_error": unit * found.std_error,
        "df": tally.df if how.method == "design" else found.df,
        "conf_low": low,
        "conf_high": high,
        "n": n,
        "n_eff": n_eff,
        "deff": deff,
        "n_missing": n_missing,
        "sum_weights": found.sum_w,
    }
    if metric.name in SHARES:
        block |= dict(zip(SHARES[metric.name], found.shares.T[::-1], strict=True))
    if for_chart:
        # The waves of a segment are a series, and the wave is the last key.
        number = {segment: i for i, segment in enumerate(dict.fromkeys(key[:-1] for key in rows.segments.keys))}
        series = np.array([number[key[:-1]] for key in rows.segments.keys])
        block |= dict(zip(FOR_CHART, (found.kish, found.df, tally.df_of(series)[series]), strict=True))
    if bands:
        block["verdict"] = verdicts(estimate, bands.get(metric.name))
    flat = ~(low < high)
    alike = np.flatnonzero(flat & found.alike).tolist() if np.count_nonzero(flat) else []
    return block, alike, 0 if rows.weight_column is None else few_dependent(found.informative, found.kish)


def join(blocks: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Blocks one under the other; a column that not all of them have is left out."""
    if len(blocks) == 1:
        return blocks[0]
    common = [name for name in blocks[0] if all(name in block for block in blocks)]
    return {name: _join([block[name] for block in blocks]) for name in common}


def _join(columns: Sequence[Any]) -> Any:
    if isinstance(columns[0], np.ndarray):
        return np.concatenate(columns)
    return [value for column in columns for value in column]


def joint_facts(facts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The facts of the item with most answers."""
    return max(facts, key=lambda fact: fact["n_used"])


def bases_notes(facts: Sequence[dict[str, Any]]) -> list[str]:
    """Words for items that not the same number of respondents answered."""
    used = [fact["n_used"] for fact in facts]
    if min(used) == max(used):
        return []
    return [say("items have bases of {least:,} to {most:,}", least=min(used), most=max(used))]
