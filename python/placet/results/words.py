"""The sentences under every table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..language import Said, say, sentence

#: Kinds of weights.
WEIGHT_TYPES: Mapping[str, Said] = {
    "probability": say("probability weights"),
    "frequency": say("frequency weights"),
    "precision": say("precision weights"),
}


def in_short(about: Mapping[str, Any]) -> str:
    """What everybody reads under a table: intervals, who answered, weights."""
    weights = about.get("weights")
    # Of several comparisons each interval has the level that its test is held to.
    level = about.get("interval_level", about.get("conf_level"))
    parts = [
        say("{level:.4g}% intervals", level=100 * level) if level is not None else None,
        say("{used:,} of {total:,} respondents used", used=about["n_used"], total=about["n_total"]),
        say("{count:,} with missing answers left out", count=about["n_missing"]) if about["n_missing"] else None,
        say("{count:,} of weight 0", count=about["n_zero_weight"]) if about.get("n_zero_weight") else None,
        say("{count:,} in no segment", count=about["n_outside"]) if about.get("n_outside") else None,
        say("{count:,} others left out by the filter", count=about["n_filtered"]) if about.get("n_filtered") else None,
        say("unweighted") if weights is None else say("weighted by '{name}'", name=weights),
    ]
    return sentence(part for part in parts if part is not None)


def in_full(about: Mapping[str, Any]) -> str:
    """How it was done, for those who would do it again."""
    parts = [about["method"]]
    if about.get("weights") is not None:
        kind, base = WEIGHT_TYPES[about["weight_type"]], about["n_eff"]
        parts.append(say("{kind} '{name}', effective base {base:,.0f}", kind=kind, name=about["weights"], base=base))
    if about.get("seed") is not None:
        parts.append(say("seed {seed}", seed=about["seed"]))
    return sentence([*parts, *about.get("notes", ())])
