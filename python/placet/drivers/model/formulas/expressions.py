"""What the factors of a formula may be: columns, arithmetic, and a list of transformations; nothing else is evaluated.

formulaic evaluates factors as Python. It is given expressions that were checked here node by node, in which columns,
texts and functions have names of our own: whatever a column or a level is called, it is never read as Python.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ...._core import DataError
from ....checks import near
from .grammar import Token, refused, shortened
from .transformations import (
    ALLOWED,
    ARITHMETIC,
    BASES,
    COMPARISONS,
    CONTRASTS,
    ELEMENTWISE,
    FUNCTIONS,
    MOST_BASES,
    STATEFUL,
    TREATMENT,
    fits,
    value_of,
    widest,
)  # fmt: skip

#: Pieces of one factor.
MOST_PIECES = 200
_ALIAS = re.compile(r"placet_(\d+)_")


@dataclass(frozen=True)
class Column:
    """A column of the data in a formula: as it is, or as a category."""

    name: str
    category: bool


@dataclass(frozen=True)
class Reference:
    """The level that a category is compared with."""

    category: str
    level: Any


@dataclass
class Expressions:
    """Checks the factors of a formula, and knows what the names in them stand for.

    Attributes
    ----------
    formula : str
        As the user wrote it.
    known : sequence of str
        Columns of the data.
    shown : list of str
        What the names stand for as the user wrote it.
    columns : dict of str to Column
    references : dict of str to Reference
    functions : dict of str to callable
    numbers : set of str
        Those of the columns that arithmetic is done with.
    widths : dict of str to int
        Columns that polynomials and splines have at most.
    stateful : bool
        Whether a transformation remembers the rows it was made of.
    """

    formula: str
    known: Sequence[str]
    shown: list[str] = field(default_factory=list)
    columns: dict[str, Column] = field(default_factory=dict)
    references: dict[str, Reference] = field(default_factory=dict)
    functions: dict[str, Any] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)
    widths: dict[str, int] = field(default_factory=dict)
    stateful: bool = False

    def factor(self, pieces: Sequence[Token]) -> str:
        """A factor as an expression in names of our own."""
        if len(pieces) == 1:
            return self._column(pieces[0].text)
        if len(pieces) > MOST_PIECES:
            given = f"{pieces[0].text}{pieces[1].text}..."
            raise self._refused(given, f"longer than {MOST_PIECES} pieces; make the column before the call")
        braces = pieces[0].kind == "sign"
        inner = pieces[1:-1] if braces else pieces
        node = self._parsed(inner)
        text = ast.unparse(node if braces else self._top(node))
        if braces:
            self._value(node)
            return f"{{{text}}}"
        return text

    def displayed(self, text: str) -> str:
        """An expression as the user wrote it."""
        return _ALIAS.sub(
            lambda match: self.shown[int(match[1])] if int(match[1]) < len(self.shown) else match[0], text
        )

    # ---- names -----------------------------------------------------------------------------------------------------

    def _named(self, shown: str) -> str:
        self.shown.append(shown)
        return f"placet_{len(self.shown) - 1}_"

    def _column(self, name: str, *, category: bool = False) -> str:
        """The name of a column; refuses one that is not in the data."""
        column = Column(name, category)
        for alias, other in self.columns.items():
            if other == column:
                return alias
        if name not in self.known:
            raise DataError(
                f"formula {shortened(self.formula)!r} uses {name!r}, which is not in the data; "
                f"{near(name, self.known)}{self._hint(name)}"
            )
        alias = self._named(name)
        self.columns[alias] = column
        return alias

    def _hint(self, name: str) -> str:
        if "." in name and name.split(".")[0] in (*self.known, "np"):
            return f" (what belongs to Python objects, such as .{name.split('.', 1)[1]}, is not evaluated)"
        return f" ({name} is a transformation: write {name}(column))" if name in FUNCTIONS else ""

    def _refused(self, piece: str, why: str) -> DataError:
        return refused(self.formula, self.displayed(piece), why)

    def _unknown(self, piece: str) -> DataError:
        return self._refused(piece, f"not evaluated: {ALLOWED}; make other columns before the call")

    # ---- from pieces to a tree of Python -----------------------------------------------------------------------------

    def _parsed(self, pieces: Sequence[Token]) -> ast.expr:
        """The tree of an expression in which all names but those of transformations are ours."""
        words = []
        for piece, after in zip(pieces, [*pieces[1:], None], strict=True):
            sign = "" if after is None or after.kind != "sign" else after.text
            words.append(self._word(piece, sign))
        try:
            tree = ast.parse(" ".join(words).strip(), mode="eval")
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            given = " ".join(words)
            raise self._refused(given, "no arithmetic: a sign is incorrectly used, or a bracket") from None
        return tree.body

    def _word(self, piece: Token, after: str) -> str:
        if piece.kind == "quoted":
            return self._column(piece.text)
        if piece.kind == "text":
            alias = self._named(repr(piece.text))
            self.references[alias] = Reference("", piece.text)
            return alias
        if piece.kind == "name":
            return self._name(piece.text, after)
        if piece.text in ("^", ":", "~", "|", "%in%", "{", "}"):
            hint = "write ** for powers" if piece.text == "^" else "within brackets of a call there is arithmetic only"
            raise self._refused(piece.text, f"incorrectly used; {hint}")
        return piece.text

    def _name(self, name: str, after: str) -> str:
        """A transformation where it is called, a word of an option, else a column."""
        if after == "(":
            plain = name.removeprefix("np.")
            if name not in self.known and plain != name and plain in ELEMENTWISE:
                return self._function(name, ELEMENTWISE[plain])
            if name in (*TREATMENT, *CONTRASTS):
                return self._contrast(name)
            if name in ELEMENTWISE:
                return self._function(name, ELEMENTWISE[name])
            if name not in FUNCTIONS:
                raise self._unknown(f"{name}(...)")
            return name
        if after == "=" or (name in ("True", "False", "None") and name not in self.known):
            if not name.isidentifier() or not name.isascii():
                raise self._unknown(f"{name}=")
            return name
        if name not in self.known and name in (*CONTRASTS, *TREATMENT):
            return self._contrast(name)
        return self._column(name)

    def _function(self, shown: str, made: Any) -> str:
        for alias in self.functions:
            if self.shown[int(alias.split("_")[1])] == shown:
                return alias
        alias = self._named(shown)
        self.functions[alias] = made
        return alias

    def _contrast(self, name: str) -> str:
        from formulaic.transforms import TRANSFORMS

        return self._function(name, TRANSFORMS["Treatment" if name in TREATMENT else CONTRASTS[name]])

    # ---- what is evaluated -------------------------------------------------------------------------------------------

    def _top(self, node: ast.expr) -> ast.expr:
        """Check a factor; several columns and categories stand alone."""
        call = node if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else None
        name = call.func.id if call is not None else ""  # type: ignore[attr-defined]
        if call is not None and name == "C":
            return self._category(call)
        if call is not None and name in BASES:
            self._options(call, BASES[name])
            self.stateful = True
            self.widths[ast.unparse(node)] = widest(call)
        else:
            self._value(node)
        return node

    def _text(self, node: ast.expr) -> str | None:
        return self.references[node.id].level if isinstance(node, ast.Name) and node.id in self.references else None

    def _category(self, call: ast.Call) -> ast.expr:
        """C(column), with a coding or not."""
        given = [*call.args[1:], *(k.value for k in call.keywords if k.arg == "contrasts")]
        column = call.args[0] if call.args else None
        name = self.columns.get(column.id) if isinstance(column, ast.Name) else None
        if name is None or len(given) != len(call.args) - 1 + len(call.keywords) or len(given) > 1:
            raise self._unknown(ast.unparse(call))
        alias = self._column(name.name, category=True)
        parts: list[ast.expr] = [ast.Name(alias), *(self._coding(alias, part) for part in given)]
        return ast.Call(ast.Name("C"), parts, [])

    def _coding(self, category: str, node: ast.expr) -> ast.expr:
        name = node.func if isinstance(node, ast.Call) else node
        shown = self.displayed(ast.unparse(name))
        if not isinstance(name, ast.Name) or name.id not in self.functions or shown not in (*TREATMENT, *CONTRASTS):
            raise self._unknown(ast.unparse(node))
        options = [*node.args, *(k.value for k in node.keywords)] if isinstance(node, ast.Call) else []
        if shown in CONTRASTS:
            if options:
                raise self._unknown(ast.unparse(node))
            return ast.Call(name, [], [])
        keywords = [k.arg for k in node.keywords] if isinstance(node, ast.Call) else []
        if len(options) != 1 or any(k not in ("reference", "base") for k in keywords):
            raise self._refused(shown, 'without the level to compare with; write Treatment("level")')
        return ast.Call(name, [ast.Name(self._level(category, options[0]))], [])

    def _level(self, category: str, node: ast.expr) -> str:
        """The name of a level: it is looked up when the levels are known."""
        level = self._text(node)
        if level is None:
            level = self._number(node)
        if level is None:
            raise self._unknown(ast.unparse(node))
        alias = node.id if isinstance(node, ast.Name) else self._named(ast.unparse(node))
        self.references[alias] = Reference(category, level)
        return alias

    def _value(self, node: ast.expr) -> None:
        """Check an expression whose value is a column of numbers."""
        self._arithmetic(node)
        used = {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and part.id in self.columns}
        self.numbers |= used
        if not used:
            raise self._refused(ast.unparse(node), "the same for all respondents; name a column in it")

    def _arithmetic(self, node: ast.expr) -> None:
        if isinstance(node, ast.Name) and node.id in self.columns:
            return
        if isinstance(node, ast.Call):
            self._call(node)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.UAdd, ast.USub)):
            self._arithmetic(node.operand)
        elif isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
            self._arithmetic(node.left)
            self._arithmetic(node.right)
            self._number(node)
        elif isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], COMPARISONS):
            self._arithmetic(node.left)
            self._arithmetic(node.comparators[0])
        elif self._number(node) is None:
            raise self._unknown(ast.unparse(node))

    def _call(self, node: ast.Call) -> None:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in STATEFUL:
            self._options(node, STATEFUL[name])
            self.stateful = True
        elif (name == "I" or (name in self.functions and self.functions[name] in ELEMENTWISE.values())) and (
            len(node.args) == 1 and not node.keywords
        ):
            self._arithmetic(node.args[0])
        elif name in BASES or name == "C":
            raise self._refused(ast.unparse(node), "a term of its own; it is no part of arithmetic")
        else:
            raise self._unknown(ast.unparse(node))

    def _number(self, node: ast.expr) -> float | None:
        """The value of an expression without columns; refuses one that has none, or is beyond all numbers."""
        try:
            return value_of(node)
        except (OverflowError, ZeroDivisionError):
            raise self._refused(ast.unparse(node), "no finite number; give one") from None

    # ---- options of transformations ----------------------------------------------------------------------------------

    def _options(self, call: ast.Call, names: Sequence[str]) -> None:
        """Check a transformation: a column first, then options that are plain values."""
        if not call.args or len(call.args) > 1 + len(names):
            raise self._unknown(ast.unparse(call))
        self._value(call.args[0])
        given = [*zip(names, call.args[1:], strict=False), *((k.arg, k.value) for k in call.keywords)]
        for name, node in given:
            if name not in names:
                raise self._refused(
                    f"{name}=", f"no option of {ast.unparse(call.func)}(), which knows {', '.join(names)}"
                )
            if not fits(name, node, self._text(node)):
                raise self._refused(
                    f"{name}={ast.unparse(node)}", f"no value of that option (counts end at {MOST_BASES})"
                )
