"""The grammar of formulas: names, signs and terms, read without evaluating anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ...._core import DataError

#: Formulas are written by people: what is longer, deeper or has more terms is a mistake, or meant to do harm.
MOST_CHARACTERS, MOST_BRACKETS, MOST_TERMS, HIGHEST_POWER = 100_000, 30, 1_000, 10
_TOKEN = re.compile(
    r"""
    (?P<blank>\s+)
  | `(?P<quoted>[^`]+)`
  | (?P<text>'[^'\\]*'|"[^"\\]*")
  | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)(?![\w.`])
  | (?P<name>(?:[A-Za-z_]|[^\x00-\x7f\s])(?:[\w.]|[^\x00-\x7f\s])*)
  | (?P<sign>\*\*|%in%|==|!=|<=|>=|[-+*/:^~|(){}\[\],=<>])
    """,
    re.VERBOSE,
)
_CLOSING = {"(": ")", "{": "}", "[": "]"}
#: A term as its factors in order, and several terms by their factors.
Terms: TypeAlias = dict[frozenset[str], tuple[str, ...]]
INTERCEPT: Terms = {frozenset(): ()}


@dataclass(frozen=True)
class Token:
    """A piece of a formula: what it is, its text without quotes, and where it ends."""

    kind: str
    text: str
    end: int


def tokens(formula: str, text: str) -> list[Token]:
    """The pieces of a text; refuses signs that no formula has, and brackets that do not match."""
    if len(text) > MOST_CHARACTERS:
        raise DataError(
            f"formula {shortened(formula)!r} has {len(text):,} characters, at most {MOST_CHARACTERS:,} are read; name "
            "the columns in drivers"
        )
    found, place, open_brackets = [], 0, []
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise refused(
                formula, text[place : place + 20], "no part of a formula; put names of columns in back-quotes: `a name`"
            )
        kind, place = str(match.lastgroup), match.end()
        if kind == "blank":
            continue
        piece = match[kind][1:-1] if kind == "text" else match[kind]
        found.append(Token(kind, piece, place))
        if kind == "sign" and piece in _CLOSING:
            open_brackets.append(_CLOSING[piece])
            if len(open_brackets) > MOST_BRACKETS:
                raise refused(formula, piece, f"deeper than {MOST_BRACKETS} brackets; take some out")
        elif kind == "sign" and piece in _CLOSING.values() and (not open_brackets or open_brackets.pop() != piece):
            raise refused(formula, piece, "a bracket that closes none; open it before, or leave it out")
    if open_brackets:
        raise DataError(
            f"formula {shortened(formula)!r} cannot be read: it ends before {open_brackets[-1]!r}; close it"
        )
    return found


def shortened(formula: str) -> str:
    """A formula as messages show it."""
    return formula if len(formula) <= 300 else f"{formula[:150]} ... {formula[-100:]}"


def refused(formula: str, piece: str, why: str) -> DataError:
    """The error for a piece of a formula that is not evaluated."""
    return DataError(f"formula {shortened(formula)!r} cannot be read: {shortened(piece)!r} is {why}")


class Reader:
    """Reads the right side of a formula into terms.

    Parameters
    ----------
    formula
        As the user wrote it, for messages.
    pieces
        Its right side.
    factor
        Makes a factor of a column, or of the pieces of a call or of what stands in braces.
    """

    def __init__(self, formula: str, pieces: Sequence[Token], factor: Callable[[Sequence[Token]], str]) -> None:
        self.formula, self.pieces, self.factor, self.place, self.depth = formula, pieces, factor, 0, 0

    def terms(self) -> list[tuple[str, ...]]:
        """All terms, the intercept as one of no factors."""
        found = self._sum(dict(INTERCEPT))
        if self.place < len(self.pieces):
            raise self._unexpected()
        return list(found.values())

    def _peek(self) -> Token | None:
        return self.pieces[self.place] if self.place < len(self.pieces) else None

    def _sign(self, *signs: str) -> str | None:
        """The next sign if it is one of these, which is then read."""
        piece = self._peek()
        if piece is None or piece.kind != "sign" or piece.text not in signs:
            return None
        self.place += 1
        return piece.text

    def _unexpected(self) -> DataError:
        piece = self._peek()
        if piece is None:
            return DataError(f"formula {shortened(self.formula)!r} cannot be read: it ends where a term must follow")
        hints = {
            "~": "one too many: a formula has one outcome; take the other apart",
            "|": "no sign of regressions; fit two of them, or pass by= for segments",
            "=": "no sign of formulas; write '~' after the outcome, and I(a - b) for differences",
        }
        if piece.kind == "sign":
            why = hints.get(piece.text, "incorrectly used; between columns there is one of + - * / : ** %in%")
        else:
            why = "not joined to what stands before; write + * or : between, or a name with blanks as `a name`"
        return refused(self.formula, piece.text, why)

    def _sum(self, found: Terms) -> Terms:
        negative = self._signs()
        while True:
            piece = self._peek()
            if piece is not None and piece.kind == "number" and piece.text in ("0", "1"):
                self.place += 1
                if self.depth:
                    raise refused(
                        self.formula, piece.text, "the intercept, which no brackets have; write it at the end: '- 1'"
                    )
                part, taken = INTERCEPT, negative != (piece.text == "0")
            else:
                part, taken = self._product(), negative
            found = {k: v for k, v in found.items() if k not in part} if taken else self._few({**found, **part})
            if self._sign("+"):
                negative = self._signs()
            elif self._sign("-"):
                negative = not self._signs()
            else:
                return found

    def _signs(self) -> bool:
        """Whether the signs before a term make it one that is taken out."""
        negative = False
        while sign := self._sign("+", "-"):
            negative ^= sign == "-"
        return negative

    def _product(self) -> Terms:
        found = self._interaction()
        while sign := self._sign("*", "/", "%in%"):
            other = self._interaction()
            if sign == "*":
                found = self._few({**found, **other, **self._crossed(found, other)})
                continue
            outer, inner = (found, other) if sign == "/" else (other, found)
            every = tuple(dict.fromkeys(name for term in outer.values() for name in term))
            found = self._few({**outer, **self._crossed({frozenset(every): every}, inner)})
        return found

    def _interaction(self) -> Terms:
        found = self._power()
        while self._sign(":"):
            found = self._crossed(found, self._power())
        return found

    def _power(self) -> Terms:
        base = self._atom()
        if not self._sign("**", "^"):
            return base
        piece = self._peek()
        exponent = int(piece.text) if piece and piece.kind == "number" and piece.text.isdecimal() else 0
        if not 1 <= exponent <= HIGHEST_POWER:
            given = "" if piece is None else piece.text
            why = f"no power of terms, which is a whole number up to {HIGHEST_POWER}; write I(x**2) for a square"
            raise refused(self.formula, given, why)
        self.place += 1
        found = base
        for _ in range(exponent - 1):
            found = self._crossed(found, base)
        return found

    def _crossed(self, left: Terms, right: Terms) -> Terms:
        """The interactions of all terms of one side with all of the other."""
        if len(left) * len(right) > 100 * MOST_TERMS:
            raise self._many()
        pairs = (tuple(dict.fromkeys(a + b)) for a in left.values() for b in right.values())
        found: Terms = {}
        for term in pairs:
            found.setdefault(frozenset(term), term)
        return self._few(found)

    def _few(self, found: Terms) -> Terms:
        if len(found) > MOST_TERMS:
            raise self._many()
        return found

    def _many(self) -> DataError:
        return DataError(
            f"formula {shortened(self.formula)!r} has more than {MOST_TERMS:,} terms; leave interactions out, or name "
            "the columns in drivers"
        )

    def _atom(self) -> Terms:
        if self._sign("("):
            self.depth += 1
            found = self._sum({})
            self.depth -= 1
            if not self._sign(")"):
                raise self._unexpected()
            return found
        piece = self._peek()
        if piece is None or (piece.kind == "sign" and piece.text != "{"):
            raise self._unexpected()
        if piece.kind in ("number", "text"):
            what = "a number" if piece.kind == "number" else "a text"
            raise refused(self.formula, piece.text, f"{what} where a column must stand; write I(2 * x) for arithmetic")
        name = self.factor(self._whole())
        return {frozenset([name]): (name,)}

    def _whole(self) -> Sequence[Token]:
        """The pieces of a factor: a column, a call up to its closing bracket, or what braces hold."""
        start = self.place
        self.place += self.pieces[start].kind != "sign"
        piece = self._peek()
        call = self.pieces[start].kind == "name" and piece is not None and (piece.kind, piece.text) == ("sign", "(")
        if call or self.pieces[start].kind == "sign":
            self._close()
        return self.pieces[start : self.place]

    def _close(self) -> None:
        """Read on to the bracket that closes the one here."""
        depth = 0
        while True:
            piece = self.pieces[self.place]
            self.place += 1
            if piece.kind == "sign":
                depth += (piece.text in _CLOSING) - (piece.text in _CLOSING.values())
            if not depth:
                return
