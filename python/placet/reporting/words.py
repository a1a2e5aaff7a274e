"""Messages of the package in the words of the command: its options in place of arguments of Python."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
import shlex
from collections.abc import Mapping
from typing import Any

from ..results.format import shown

#: Arguments of Python, and the options of the command that mean them.
OPTIONS = {"n_resamples": "--resamples", "rng": "--seed"} | {
    name: f"--{name.replace('_', '-')}"
    for name in (
        "na_codes", "value_labels", "labels", "weights", "weight_type", "scale", "by", "wave", "tree", "recommend",
        "outcome", "drivers", "separator", "decimal", "encoding", "skip_rows", "sheet",
    )
}  # fmt: skip
#: What a file holds, for options that name one.
FILES = ("value_labels", "labels", "tree")
ARGUMENT = re.compile(rf"(?<![\w'\"-])({'|'.join(OPTIONS)})=")
#: Names that are no English words are options wherever they stand, but for names of columns, in quotes.
NAME = re.compile(rf"(?<![\w'\"-])({'|'.join(name for name in OPTIONS if '_' in name)})(?![\w'\"])")
#: Advice that the command has no option for.
NOT_HERE = re.compile(
    r"; if its categories have no order pass factors=\[[^\]]*\]|, otherwise give the scale with scale=\(low, high\)"
)
CLOSES = {"[": "]", "(": ")", "{": "}"}


def in_options(message: str) -> str:
    """A message as the command says it, in one line."""
    rest, said = NOT_HERE.sub("", message), ""
    while found := ARGUMENT.search(rest):
        end = _end(rest, found.end())
        said += NAME.sub(_option, rest[: found.start()]) + _given(found[1], rest[found.end() : end])
        rest = rest[end:]
    return shown(said + NAME.sub(_option, rest))


def _option(found: re.Match[str]) -> str:
    return OPTIONS[found[1]]


def _end(text: str, start: int) -> int:
    """Where a value ends: at its last bracket or quote, or where a word does."""
    open_, quote, at = [], "", start
    for at in range(start, len(text)):
        c = text[at]
        if quote:
            quote = "" if c == quote and text[at - 1] != "\\" else quote
            if not quote and not open_:
                return at + 1
        elif c in "'\"":
            quote = c
        elif c in CLOSES:
            open_.append(CLOSES[c])
        elif open_ and c == open_[-1]:
            open_.pop()
            if not open_:
                return at + 1
        elif not open_ and not (c.isalnum() or c in "._-"):
            break
    else:
        at = len(text)
    return at - 1 if text[start:at].endswith(".") else at


def _given(name: str, text: str) -> str:
    """An option with its value as it is typed."""
    option = OPTIONS[name]
    if not text:
        return option
    if name in FILES:
        return f"{option} FILE, where FILE holds {text.replace(chr(39), chr(34))} as JSON"
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return f"{option} {text}"
    if name == "na_codes":
        return f"{option} {_codes(value)}"
    values = value if isinstance(value, (list, tuple)) else [value]
    return f"{option} {' '.join(_typed(one) for one in values)}"


def _codes(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(shlex.quote(f"{column}={_row(codes)}") for column, codes in value.items())
    return shlex.quote(_row(value))


def _row(codes: Any) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(codes if isinstance(codes, (list, tuple)) else [codes])
    return line.getvalue()


def _typed(value: Any) -> str:
    if value == "\t":
        return "tab"
    return shlex.quote(value if isinstance(value, str) else json.dumps(value))
