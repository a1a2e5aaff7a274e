"""The path model: constructs, what measures them and what acts on what, with labels in several languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from ... import checks
from ..._core import DataError
from ...mistakes import brief
from ...results.index.path_structure import PathStructure
from ...results.index.path_structure_result import PathStructureResult
from .path_model_forms import parts_of_dicts, renamed, words_by_name
from .path_model_syntax import read, written

#: Most spaces that a level of JSON is moved to the right.
MOST_INDENT = 64


@brief
class PathModel:
    """What a path model is made of: constructs, their indicators, and what acts on what.

    A model never changes, so a tracker that is given the same model in every wave estimates the same.

    Parameters
    ----------
    model : str, mapping or PathModel
        Lines of text: ``Image =~ IMAG1 + IMAG2`` measures a construct by columns that reflect it (mode A),
        ``Quality <~ PERQ1 + PERQ2`` by columns that form it (mode B), ``Satisfaction ~ Image + Quality`` are paths to
        an outcome. A construct whose indicators are constructs is of higher order. ``Satisfaction:Image`` is the
        interaction of two constructs, ``Satisfaction*Image`` both and their interaction. Lines may be separated by
        ``;``, go on after a sign, and end in a comment after ``#``; names with blanks or signs stand in backticks.
        Or a mapping ``{construct: [indicator, ...], ...}`` with `paths`; or what `to_dict` gives.
    paths : mapping, optional
        What acts on every outcome, with a mapping: ``{"Satisfaction": ["Image", "Quality", "Image:Quality"]}``.
    modes : mapping, optional
        "A" or "B" of constructs, with a mapping; those not named have mode A.
    columns : mapping, optional
        Your columns of indicators, where they are not called like these: ``{"IMAG1": "q1"}``.
    labels : mapping, optional
        Display label of a construct or an indicator, one text or one a language:
        ``{"Image": {"en": "Image", "zh": "品牌形象"}}``.

    Raises
    ------
    DataError
        A line that cannot be read (its number and place are shown), a cycle, a path that is given twice or to what is
        no construct, a construct without indicators or without a path, an indicator of two constructs, a name that is
        both a construct and an indicator, a construct of higher order that is made of one, an interaction without
        both of its parts.

    Examples
    --------
    >>> import placet
    >>> model = placet.PathModel('''
    ...     Image =~ IMAG1 + IMAG2 + IMAG3
    ...     Satisfaction =~ CUSA1 + CUSA2
    ...     Loyalty =~ CUSL1 + CUSL2
    ...     Satisfaction ~ Image
    ...     Loyalty ~ Satisfaction + Image
    ... ''')
    >>> model.constructs
    ('Image', 'Satisfaction', 'Loyalty')
    >>> model.predecessors["Loyalty"]
    ('Satisfaction', 'Image')
    """

    def __init__(
        self,
        model: Any,
        paths: Mapping[str, Any] | None = None,
        modes: Mapping[str, str] | None = None,
        *,
        columns: Mapping[str, str] | None = None,
        labels: Mapping[str, Any] | None = None,
    ) -> None:
        words: Any = {}
        if isinstance(model, PathModel):
            model = model.to_dict()
        if isinstance(model, Mapping) and isinstance(model.get("blocks"), Mapping):
            model, own, kinds, words = _opened(model)
            paths, modes = (own if paths is None else paths), (kinds if modes is None else modes)
        elif isinstance(model, str) and (paths is not None or modes is not None):
            raise DataError("paths= and modes= go with a mapping of constructs; a text has both, as ~ and <~")
        parts = read(model) if isinstance(model, str) else parts_of_dicts(model, paths, modes)
        both = {**words_by_name(words), **words_by_name(labels)}
        self._structure = renamed(parts.checked({}), columns, both)

    @classmethod
    def from_dict(cls, model: Mapping[str, Any]) -> PathModel:
        """A model from plain values, as `to_dict` gives them.

        Parameters
        ----------
        model : mapping
            ``{"blocks": {construct: [indicator, ...]}, "modes": {...}, "paths": {...}, "labels": {...}}``.

        Returns
        -------
        PathModel
        """
        if not isinstance(model, Mapping) or not isinstance(model.get("blocks"), Mapping):
            raise DataError(f"model={checks.shown(model)} must be a mapping with 'blocks' and 'paths', as of to_dict()")
        return cls(model)

    @classmethod
    def from_json(cls, text: str | Path) -> PathModel:
        """A model from JSON, given as text or as the path of a file.

        Parameters
        ----------
        text : str or Path
            JSON as `to_json` writes it.

        Returns
        -------
        PathModel
        """
        return cls.from_dict(checks.from_json(text, "the model is"))

    # ---- what it is made of ------------------------------------------------------------------------------------------

    @property
    def constructs(self) -> tuple[str, ...]:
        """All constructs, in the order in which they are first mentioned."""
        return self._structure.constructs

    @property
    def blocks(self) -> dict[str, tuple[str, ...]]:
        """Columns of the indicators of every construct that is measured by columns."""
        return dict(self._structure.blocks)

    @property
    def higher(self) -> dict[str, tuple[str, ...]]:
        """The constructs that measure every construct of higher order."""
        return dict(self._structure.higher)

    @property
    def modes(self) -> dict[str, str]:
        """Mode of every construct: "A" reflective, "B" formative."""
        return dict(self._structure.modes)

    @property
    def predecessors(self) -> dict[str, tuple[str, ...]]:
        """What acts on every outcome: constructs, and interactions as "a:b"."""
        return dict(self._structure.predecessors)

    @property
    def interactions(self) -> tuple[tuple[str, str], ...]:
        """The two constructs of every interaction."""
        return self._structure.interactions

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of all indicators, construct by construct."""
        return self._structure.columns

    @property
    def order(self) -> tuple[str, ...]:
        """All constructs, each after what acts on it and what measures it."""
        return self._structure.order

    @property
    def labels(self) -> dict[str, str]:
        """Display labels of the constructs and indicators that have one."""
        return dict(self._structure.labels)

    @property
    def syntax(self) -> str:
        """The model in lines of text, without its labels."""
        return written(self._structure.members, self._structure.modes, self._structure.predecessors)

    # ---- as data -----------------------------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """The model as plain values, in the form of JSON."""
        return self._structure.forms()

    def to_json(self, *, indent: int | None = None) -> str:
        """The model as JSON, which `from_json` reads again."""
        indent = None if indent is None else checks.whole("indent", indent, 0, MOST_INDENT)
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    @cached_property
    def result(self) -> PathStructureResult:
        """The model as a table that shows and draws itself: one row a construct or an indicator."""
        return PathStructureResult.of(self._structure)

    def to_frame(self, library: str | None = None) -> Any:
        """One row a construct or an indicator: `term`, `parent`, `level`, `mode`, `predecessors`, `column`."""
        return self.result.to_frame(library)

    def plot(self, ax: Any = None, **options: Any) -> Any:
        """The path diagram: constructs with their indicators, and arrows from what acts to what it acts on."""
        return self.result.plot(ax, **options)

    @cached_property
    def _identity(self) -> str:
        return self.to_json()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PathModel) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    def __repr__(self) -> str:
        return repr(self.result)

    def _repr_html_(self) -> str:
        return self.result._repr_html_()

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by what it is made of."""
        return _rebuilt, (self._structure,)


def _rebuilt(structure: PathStructure) -> PathModel:
    made = object.__new__(PathModel)
    made._structure = structure
    return made


def _opened(model: Mapping[str, Any]) -> tuple[Any, Any, Any, Any]:
    """The parts of the form of JSON."""
    unknown = [key for key in model if key not in ("blocks", "paths", "modes", "labels")]
    if unknown:
        raise DataError(
            f"the model has {checks.shown(unknown[0])} beside its 'blocks'; it may have 'paths', 'modes' and 'labels'"
        )
    return model["blocks"], model.get("paths"), model.get("modes"), model.get("labels") or {}


def path_model_of(model: Any) -> PathModel:
    """The model of a call, made if it is none."""
    return model if isinstance(model, PathModel) else PathModel(model)
