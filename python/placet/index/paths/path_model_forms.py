"""Forms in which a path model may be given: dicts of constructs, paths and modes, labels by language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ... import checks
from ..._core import DataError
from ...results.index.path_structure import JOIN, PathStructure, parts_of
from ..trees.forms import words_of
from .path_model_parts import EXAMPLE, Parts, near_construct

#: Modes of measurement.
MODES = ("A", "B")
Words = Mapping[str, Mapping[str, str]]


def parts_of_dicts(blocks: Any, paths: Any, modes: Any) -> Parts:
    """The parts of a model that is given as mappings."""
    if not isinstance(blocks, Mapping):
        raise DataError(
            f"model={checks.shown(blocks)} must be a text or a mapping {{construct: [indicator, ...]}}; {EXAMPLE}"
        )
    modes = _mapping("modes", modes, "constructs to 'A' or 'B'")
    for name, mode in modes.items():
        if name not in blocks:
            raise DataError(f"modes= names {name!r}, which is no construct; {near_construct(str(name), blocks)}")
        checks.choice(f"mode of {name!r}", mode, MODES)
    parts = Parts()
    for name, own in blocks.items():
        parts.measure(name, _names(own, f"indicators of {name!r}"), modes.get(name, "A"))
    for outcome, own in _mapping(
        "paths", paths, "outcomes to what acts on them, such as {'Loyalty': ['Image']}"
    ).items():
        acting = _names(own, f"constructs that act on {outcome!r}")
        parts.act(outcome, ((*parts_of(p), JOIN) if JOIN in p else (p,) for p in map(_text, acting)))
    return parts


def _mapping(option: str, given: Any, what: str) -> Mapping[Any, Any]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise DataError(f"{option}={checks.shown(given)} must be a mapping from {what}")
    return given


def _names(given: Any, what: str) -> list[Any]:
    given = checks.plain(what, given)
    if isinstance(given, str):
        return [given]
    if isinstance(given, Iterable) and not isinstance(given, (Mapping, bytes)):
        return list(given)
    raise DataError(f"the {what} are {checks.shown(given)}; give a list of names")


def _text(given: Any) -> str:
    if isinstance(given, str):
        return given
    raise DataError(f"a path is given from {checks.shown(given)}; name a construct, or an interaction as 'a{JOIN}b'")


# ---- names and labels ------------------------------------------------------------------------------------------------


def words_by_name(labels: Any) -> Words:
    """Labels by name and language."""
    return {str(name): words_of(label) for name, label in _mapping("labels", labels, "names to labels").items()}


def renamed(structure: PathStructure, columns: Any, words: Words) -> PathStructure:
    """The same model with other columns and with labels; both are by the names of the model as it was given."""
    columns = _mapping("columns", columns, "indicators to columns")
    _refuse_unknown("columns", "indicator", columns, structure.columns)
    _refuse_unknown("labels", "construct or indicator", words, structure.named)
    given = {old: checks.text(f"column of {old!r}", new) for old, new in columns.items()}
    for old, new in given.items():
        if new in structure.members:
            raise DataError(
                f"the column of {old!r} is {new!r}, which is a construct of the model; call the column otherwise"
            )
    parts = Parts()
    for name, own in structure.members.items():
        parts.measure(name, [given.get(member, member) for member in own], structure.modes[name])
    parts.acting = {name: dict.fromkeys(own) for name, own in structure.predecessors.items()}
    return parts.checked({given.get(name, name): dict(words[name]) for name in structure.named if name in words})


def _refuse_unknown(option: str, what: str, given: Iterable[Any], known: tuple[str, ...]) -> None:
    for name in given:
        if name not in known:
            hint = checks.near(str(name), known).replace("the columns are", "there are")
            raise DataError(f"{option}= names {name!r}, which is no {what} of the model; {hint}")
