"""The indicator tree: what an index is made of, with weights, columns and labels in several languages."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from ... import checks
from ..._core import DataError
from ...language.say import Worded
from ...mistakes import brief
from ...results.index.indented import WHOLE
from ...results.index.indicator_tree import IndicatorTreeResult
from ...results.table import Table
from .forms import from_children, from_table, to_children, words_of
from .node import Node, checked, nodes_of

#: Most spaces that a level of JSON is moved to the right.
MOST_INDENT = 64


@brief
class IndicatorTree:
    """What a satisfaction index is made of: weights of dimensions and of their indicators, to any depth.

    A tree never changes, so a tracker that is given the same tree in every wave has frozen weights.

    Parameters
    ----------
    tree : mapping, data frame or IndicatorTree
        ``{column: weight, ...}`` or ``{dimension: (weight, {column: weight, ...}), ...}``, to any depth; in place of
        the weights of a node the result of `ahp_weights`, `entropy_weights` and the like. Or a mapping as in JSON,
        ``{"name": ..., "children": [{"name": ..., "weight": ..., "children": [...]}, ...]}`` with names in one
        language or, ``{"en": ..., "zh": ...}``, in several, and ``"column"`` where the column of an indicator is not
        called like it. Or a table with the columns `parent`, `name`, `weight` and, if wanted, `column` and `label`, one
        row a node; nodes without a parent stand below the whole.
    name : str, optional
        Name of the whole; by default what the tree calls it, or "Satisfaction index".
    normalize : bool
        Divide the weights below every node by their sum, say because they are percentages. Otherwise weights that do
        not sum to 1 are refused.
    columns : mapping, optional
        Column of the answers to an indicator, where it is not called like it: ``{indicator: column}``.
    labels : mapping, optional
        Display label of a node, one text or one a language: ``{"calls": {"en": "Call quality", "zh": "通话质量"}}``.

    Raises
    ------
    DataError
        Weights that are missing, negative or do not sum to 1 (node, sum and remedy are named), a name or a column that
        occurs twice, a parent that is not in the table, a cycle, a node that is its own parent.

    Examples
    --------
    >>> import placet
    >>> tree = placet.IndicatorTree({"Network": (0.6, {"calls": 0.5, "cover": 0.5}), "Billing": (0.4, {"bills": 1})})
    >>> tree.columns
    ('calls', 'cover', 'bills')
    >>> tree.weights["cover"]
    0.3
    """

    def __init__(
        self,
        tree: Any,
        *,
        name: str | None = None,
        normalize: bool = False,
        columns: Mapping[str, str] | None = None,
        labels: Mapping[str, Any] | None = None,
    ) -> None:
        normalize = checks.flag("normalize", normalize)
        root = _read(tree, None if name is None else checks.text("name", name))
        _check_names(root)
        root = _renamed(root, _known("columns", columns, root), _known("labels", labels, root))
        _check_columns(root)
        self._root = root.balanced(normalize=normalize)

    @classmethod
    def from_json(
        cls, text: str | Path, *, normalize: bool = False, columns: Mapping[str, str] | None = None
    ) -> IndicatorTree:
        """A tree from JSON, given as text or as the path of a file.

        Parameters
        ----------
        text : str or Path
            JSON as `to_json` writes it.
        normalize, columns
            See the class.

        Returns
        -------
        IndicatorTree
        """
        return cls(checks.from_json(text, "the tree is"), normalize=normalize, columns=columns)

    @cached_property
    def nodes(self) -> tuple[tuple[int, Node], ...]:
        """Level and node of all nodes, each before what is below it."""
        return tuple(self._root.walk())

    @property
    def name(self) -> str:
        """Name of the whole."""
        return self._root.name

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the indicators, in the order of the tree."""
        return tuple(node.column for _, node in self.nodes if node.column is not None)

    @cached_property
    def weights(self) -> dict[str, float]:
        """Weight of every indicator in the whole, by its name; they sum to 1."""
        table = self._table
        total = zip(table["term"], table["column"], table["total_weight"].tolist(), strict=True)
        return {term: weight for term, column, weight in total if column is not None}

    @cached_property
    def labels(self) -> dict[str, str]:
        """Display labels of the nodes that have one."""
        return {node.name: Worded(node.labels) for _, node in self.nodes if node.labels}

    def groups(self) -> dict[str, list[str]]:
        """Columns of the indicators below every node that has two or more of them."""
        found = {node.name: [n.column for _, n in node.walk() if n.column is not None] for _, node in self.nodes}
        return {name: columns for name, columns in found.items() if len(columns) > 1}

    def reweight(self, weights: Mapping[str, Any], *, normalize: bool = False) -> IndicatorTree:
        """The same tree with other weights below some nodes.

        Parameters
        ----------
        weights : mapping
            ``{node: {child: weight, ...}}``, or in place of the inner mapping the result of `ahp_weights` and the like;
            every child of the node has a weight.
        normalize : bool
            Divide the weights of every node by their sum.

        Returns
        -------
        IndicatorTree
        """
        if not isinstance(weights, Mapping):
            raise DataError(f"weights={checks.shown(weights)} must map nodes to the weights below them")
        made = object.__new__(IndicatorTree)
        given = {str(node): getattr(below, "weights", below) for node, below in weights.items()}
        known = [node.name for _, node in self.nodes if node.below]
        for node in given:
            if node not in known:
                raise DataError(
                    f"weights are given below {node!r}, which is no node with children; {_near(node, known)}"
                )
        made._root = _reweighted(self._root, given).balanced(normalize=checks.flag("normalize", normalize))
        return made

    # ---- as data -----------------------------------------------------------------------------------------------------

    @cached_property
    def above(self) -> list[int]:
        """Place of the parent of every node, -1 for the whole."""
        path: list[int] = []
        found = []
        for place, (level, _) in enumerate(self.nodes):
            del path[level:]
            found.append(path[-1] if path else -1)
            path.append(place)
        return found

    @cached_property
    def _table(self) -> Table:
        nodes = [node for _, node in self.nodes]
        total: list[float] = []
        for node, above in zip(nodes, self.above, strict=True):
            total.append(node.weight * (total[above] if above >= 0 else 1.0))
        return Table(
            {
                "term": [node.name for node in nodes],
                "parent": ["" if above < 0 else nodes[above].name for above in self.above],
                "level": [level for level, _ in self.nodes],
                "weight": [node.weight for node in nodes],
                "total_weight": total,
                "column": [node.column for node in nodes],
            }
        )

    @cached_property
    def result(self) -> IndicatorTreeResult:
        """The tree as a table that shows and draws itself: one row a node."""
        return IndicatorTreeResult(self._table, (), {"method": "", "n_used": 0, "n_total": 0}, self.labels)

    def to_frame(self, library: str | None = None) -> Any:
        """One row a node: `term`, `parent`, `level`, `weight`, `total_weight`, `column`."""
        return self.result.to_frame(library)

    def to_dict(self) -> dict[str, Any]:
        """The tree as plain values, in the form of JSON."""
        return to_children(self._root)

    def to_json(self, *, indent: int | None = None) -> str:
        """The tree as JSON, which `from_json` reads again."""
        indent = None if indent is None else checks.whole("indent", indent, 0, MOST_INDENT)
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    def plot(self, ax: Any = None, **options: Any) -> Any:
        """The tree from left to right with the weights on its branches."""
        return self.result.plot(ax, **options)

    def __repr__(self) -> str:
        return self.result.summary()

    def _repr_html_(self) -> str:
        return self.result._repr_html_()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IndicatorTree) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash(self.to_json())

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by what it is made of."""
        return _rebuilt, (self._root,)


def _rebuilt(root: Node) -> IndicatorTree:
    made = object.__new__(IndicatorTree)
    made._root = root
    return made


def tree_of(tree: Any, *, name: str | None = None, normalize: bool = False) -> IndicatorTree:
    """The tree of a call, made if it is none."""
    if isinstance(tree, IndicatorTree) and name is None:
        return tree
    return IndicatorTree(tree, name=name, normalize=normalize)


def _read(tree: Any, name: str | None) -> Node:
    if isinstance(tree, IndicatorTree):
        return tree._root if name is None else replace(tree._root, name=name, labels={})
    whole = name or str(WHOLE)
    if isinstance(tree, Mapping) and isinstance(tree.get("children"), (list, tuple)):
        return from_children(tree, name, str(WHOLE))
    if hasattr(type(tree), "columns") and not isinstance(tree, Mapping):
        root = from_table(tree, whole)
        return root if name is None else replace(root, name=name)
    return nodes_of(tree, whole)


def _check_names(root: Node) -> None:
    """An indicator may be called like a dimension, nothing else like another."""
    nodes = [node for _, node in root.walk()]
    for kind, names in (
        ("node", [n.name for n in nodes if n.below]),
        ("indicator", [n.name for n in nodes if not n.below]),
    ):
        for name, count in Counter(names).items():
            if name == root.name and count + (kind == "indicator") > 1:
                raise DataError(f"node {name!r} has the name of the whole; rename it, or name the whole with name=")
            if count > 1:
                hint = "an indicator has one place" if kind == "indicator" else "give each node a name of its own"
                raise DataError(f"{kind} {name!r} appears twice in the tree; {hint}")


def _check_columns(root: Node) -> None:
    at: dict[str, str] = {}
    for _, node in root.walk():
        if node.column in at:
            raise DataError(
                f"column {node.column!r} is in two leaves, {at[node.column]!r} and {node.name!r}; an answer has one "
                "place"
            )
        if node.column is not None:
            at[node.column] = node.name


def _known(option: str, given: Any, root: Node) -> Mapping[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise DataError(f"{option}={checks.shown(given)} must be a mapping from nodes of the tree")
    leaves = [n.name for _, n in root.walk() if not n.below or option == "labels"]
    for name in given:
        if name not in leaves:
            what = "node" if option == "labels" else "indicator"
            raise DataError(f"{option}= names {name!r}, which is no {what} of the tree; {_near(str(name), leaves)}")
    return given


def _near(name: str, known: list[str]) -> str:
    return checks.near(name, known).replace("the columns are", "there are")


def _renamed(node: Node, columns: Mapping[str, str], labels: Mapping[str, Any]) -> Node:
    column = node.column if node.name not in columns else checks.text("columns", columns[node.name])
    own = words_of(labels[node.name]) if node.name in labels else node.labels
    return replace(
        node, column=column, labels=own, below=tuple(_renamed(child, columns, labels) for child in node.below)
    )


def _reweighted(node: Node, weights: Mapping[str, Any]) -> Node:
    below = tuple(_reweighted(child, weights) for child in node.below)
    if node.name not in weights or not below:
        return replace(node, below=below)
    given, names = weights[node.name], [child.name for child in below]
    if not isinstance(given, Mapping) or set(map(str, given)) != set(names):
        each = checks.some(names)
        raise DataError(f"the weights below {node.name!r} are {checks.shown(given)}; give one to each of {each}")
    return replace(node, below=tuple(replace(c, weight=checked(given[c.name], c.name)) for c in below))
