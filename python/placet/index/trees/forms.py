"""Forms of an indicator tree beside nested mappings: children in lists, as JSON has them, and tidy tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ... import checks
from ..._core import DataError
from ...frames.frame import Frame
from ...language.say import LANGUAGES
from .node import MOST_LEVELS, Node, checked

#: Columns of a tidy table.
NEEDED, OPTIONAL = ("parent", "name", "weight"), ("column", "label")


def words_of(given: Any) -> dict[str, str]:
    """Labels by language; one text is that of all languages."""
    if isinstance(given, str):
        return {"en": given}
    if isinstance(given, Mapping) and given and all(isinstance(word, str) for word in given.values()):
        unknown = [code for code in given if code not in LANGUAGES]
        if not unknown:
            return dict(given)
        raise DataError(f"a label is given in {unknown[0]!r}; languages are {', '.join(map(repr, LANGUAGES))}")
    raise DataError(
        f"a name or label is {checks.shown(given)}; give a text, or one a language: {{'en': ..., 'zh': ...}}"
    )


def from_children(tree: Mapping[str, Any], name: str | None, whole: str) -> Node:
    """A tree of mappings with the keys `name`, `weight`, `column` and `children`."""
    given = tree.get("name", whole)
    return _node({**tree, "name": given if name is None else name, "weight": 1.0}, 0)


def _node(given: Any, level: int) -> Node:
    if not isinstance(given, Mapping) or "name" not in given:
        raise DataError(f"a node is {checks.shown(given)}; it must be a mapping with a name, and a weight")
    words = words_of(given["name"])
    name = words.get("en") or next(iter(words.values()))
    if level > MOST_LEVELS:
        raise DataError(f"node {name!r} is on level {level}; a tree has at most {MOST_LEVELS} levels")
    children = given.get("children") or ()
    if not isinstance(children, (list, tuple)):
        raise DataError(f"the children of {name!r} are {checks.shown(children)}; give a list of nodes")
    column = given.get("column")
    if column is not None and not isinstance(column, str):
        raise DataError(f"the column of {name!r} is {checks.shown(column)}; it must be the name of a column, a text")
    if not level and not children:
        raise DataError(f"node {name!r} has no children; list them under 'children'")
    return Node(
        name,
        checked(given.get("weight"), name),
        tuple(_node(child, level + 1) for child in children),
        None if children else column or name,
        words_of(given["label"]) if "label" in given else words if words != {"en": name} else {},
    )


def to_children(node: Node, level: int = 0) -> dict[str, Any]:
    """A node in the form that `from_children` reads."""
    found: dict[str, Any] = {"name": {"en": node.name, **node.labels} if node.labels else node.name}
    if node.labels.get("en", node.name) != node.name:
        # The name is what tables know the node by, the label what they show.
        found = {"name": node.name, "label": dict(node.labels)}
    if level:
        found["weight"] = node.weight
    if node.column is not None and node.column != node.name:
        found["column"] = node.column
    if node.below:
        found["children"] = [to_children(child, level + 1) for child in node.below]
    return found


def from_table(table: Any, whole: str) -> Node:
    """A tree from a tidy table, one row a node, in the order of its rows."""
    frame = Frame(table)
    # What `to_frame` gives, whose nodes are called terms.
    called = {"name": "term"} if "name" not in frame.names and "term" in frame.names else {}
    names = [called.get(name, name) for name in (*NEEDED, *OPTIONAL)]
    missing = [name for name in names[: len(NEEDED)] if name not in frame.names]
    if missing:
        raise DataError(
            f"the table of a tree has no column {missing[0]!r}; it needs {', '.join(NEEDED)}, and may have "
            f"{' and '.join(OPTIONAL)}"
        )
    known = [name for name in names if name in frame.names]
    columns = [list(map(_plain, _listed(column))) for column in map(frame.fetch(known).__getitem__, known)]
    roles = ["name" if name == called.get("name") else name for name in known]
    rows = [dict(zip(roles, values, strict=True)) for values in zip(*columns, strict=True)]
    return _assembled(rows, whole)


def _listed(column: Any) -> list[Any]:
    """The values of an array or of a series of a frame."""
    return column.tolist() if hasattr(column, "tolist") else column.to_list()


def _plain(value: Any) -> Any:
    return None if value is None or value != value or value == "" else value


def _assembled(rows: list[dict[str, Any]], whole: str) -> Node:
    below: dict[str | None, list[dict[str, Any]]] = {}
    names = [row["name"] for row in rows]
    parents = {row["parent"] for row in rows}
    # A row of the whole, called as it is by default.
    rows = [row for row in rows if not (row["name"] == whole and row["parent"] is None and whole in parents)]
    for number, row in enumerate(rows):
        if not isinstance(row["name"], str):
            raise DataError(f"row {number} of the tree has the name {checks.shown(row['name'])}; it must be a text")
        parent = row["parent"]
        if parent not in (None, whole) and parent not in names:
            raise DataError(
                f"the parent of {row['name']!r} is {parent!r}, which is no node of the tree; "
                f"{checks.near(str(parent), names).replace('the columns are', 'the nodes are')}"
            )
        below.setdefault(None if parent == whole else parent, []).append(row)
    # The whole may have a row of its own: the only node without a parent, which has children.
    tops = below.get(None, [])
    if len(tops) == 1 and tops[0]["name"] in below:
        whole = str(tops[0]["name"])
        below[None] = below[whole]
        rows = [row for row in rows if row is not tops[0]]
    seen: set[str] = set()
    root = Node(whole, 1.0, tuple(_grown(row, below, seen, 1) for row in below.get(None, [])))
    lost = [row["name"] for row in rows if row["name"] not in seen]
    if lost:
        raise DataError(
            f"node {lost[0]!r} is below itself: {' below '.join(map(repr, _circle(lost[0], rows)))}; give one of these "
            "nodes another parent"
        )
    if not root.below:
        raise DataError("the tree has no nodes; give one row a node")
    return root


def _grown(row: dict[str, Any], below: Mapping[str | None, list[dict[str, Any]]], seen: set[str], level: int) -> Node:
    name = row["name"]
    if level > MOST_LEVELS:
        raise DataError(f"node {name!r} is on level {level}; a tree has at most {MOST_LEVELS} levels")
    if name in seen:
        raise DataError(f"node {name!r} appears twice in the tree; give each node a name of its own")
    seen.add(name)
    children = tuple(_grown(child, below, seen, level + 1) for child in below.get(name, ()))
    column = row.get("column")
    if column is not None and children:
        raise DataError(f"node {name!r} has a column, {column!r}, and nodes below it; only an indicator has a column")
    label = row.get("label")
    labels = {} if label is None else words_of(label)
    return Node(name, checked(row["weight"], name), children, None if children else str(column or name), labels)


def _circle(start: str, rows: list[dict[str, Any]]) -> list[str]:
    parents = {row["name"]: row["parent"] for row in rows}
    circle = [start]
    while (above := parents.get(circle[-1])) is not None and above not in circle:
        circle.append(above)
    return [*circle, above] if above is not None else circle
