"""The transformations that a formula may use, their options, and the arithmetic of plain numbers."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

#: Columns of a polynomial or a spline, and knots.
MOST_BASES = 50
ELEMENTWISE: dict[str, Callable[[Any], Any]] = {
    name: getattr(np, name) for name in ("log", "log2", "log10", "log1p", "exp", "exp2", "expm1", "sqrt", "abs")
}
#: Transformations that remember the rows they were made of, and their options; those of one column first.
STATEFUL: dict[str, tuple[str, ...]] = {
    "center": (), "scale": ("center", "scale", "ddof"), "standardize": ("center", "rescale", "ddof"),
}  # fmt: skip
_SPLINE = ("df", "knots", "lower_bound", "upper_bound", "constraints", "extrapolation")
BASES: dict[str, tuple[str, ...]] = {
    "poly": ("degree", "raw"),
    "bs": ("df", "knots", "degree", "include_intercept", "lower_bound", "upper_bound", "extrapolation"),
    "cr": _SPLINE, "cs": _SPLINE, "cc": _SPLINE,
}  # fmt: skip
#: Codings of categories, by the names of formulaic and of R.
CONTRASTS = {
    "Sum": "Sum", "Helmert": "Helmert", "Diff": "Diff", "Poly": "Poly", "contr.sum": "Sum",
    "contr.helmert": "Helmert", "contr.diff": "Diff", "contr.poly": "Poly",
}  # fmt: skip
TREATMENT = ("Treatment", "contr.treatment")
_FLAGS = {"center", "scale", "rescale", "raw", "include_intercept"}
_COUNTS = {"df", "degree", "ddof"}
_WORDS = {"raise", "clip", "extend", "center"}
FUNCTIONS = (*ELEMENTWISE, *STATEFUL, *BASES, "C", "I")
ALLOWED = (
    "formulas know columns, numbers, + - * / : ** %in%, I() or {} with arithmetic, C(column) with Treatment(level), "
    f"Sum, Helmert, Diff or Poly, and {', '.join([*ELEMENTWISE, *STATEFUL, *BASES])}"
)
ARITHMETIC: dict[type[ast.operator], Callable[[float, float], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}  # fmt: skip
COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)


def value_of(node: ast.expr) -> float | None:
    """The value of an expression of numbers, None for any other; an error where it is not finite.

    It is computed in floats, which end: whole numbers of Python could be made to fill the memory.
    """
    if isinstance(node, ast.Constant):
        return _finite(float(node.value)) if type(node.value) in (int, float) else None  # type: ignore[arg-type]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.UAdd, ast.USub)):
        value = value_of(node.operand)
        return value if value is None or isinstance(node.op, ast.UAdd) else -value
    if isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        left, right = value_of(node.left), value_of(node.right)
        return None if left is None or right is None else _finite(ARITHMETIC[type(node.op)](left, right))
    return None


def _finite(value: Any) -> float:
    if not isinstance(value, float) or not math.isfinite(value):  # a root of a negative number is complex
        raise OverflowError
    return value


def fits(option: str, node: ast.expr, text: str | None) -> bool:
    """Whether an option may have a value: a text where it is one."""
    if isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, bool)):
        return node.value is None or option in _FLAGS
    if option in ("extrapolation", "constraints"):
        return text in _WORDS
    try:
        if option == "knots":
            listed = node.elts if isinstance(node, (ast.List, ast.Tuple)) else []
            return 0 < len(listed) <= MOST_BASES and all(value_of(part) is not None for part in listed)
        number = value_of(node)
    except (OverflowError, ZeroDivisionError):
        return False
    if option in _COUNTS:
        whole = isinstance(node, ast.Constant) and isinstance(node.value, int)
        return whole and number is not None and 0 <= number <= MOST_BASES
    return number is not None


def widest(call: ast.Call) -> int:
    """Columns that a polynomial or a spline has at most."""
    options = [*call.args[1:], *(keyword.value for keyword in call.keywords)]
    counts = [n.value for n in options if isinstance(n, ast.Constant) and type(n.value) is int]
    knots = [len(node.elts) for node in options if isinstance(node, (ast.List, ast.Tuple))]
    return 4 + sum(knots) + max([*counts, 0])
