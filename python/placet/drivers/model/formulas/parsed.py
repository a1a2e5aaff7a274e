"""A formula as it was read: its outcome, its terms, and the columns that these use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ...._core import DataError, PlacetError
from ....mistakes import MissingLibraryError
from .expressions import Expressions
from .grammar import Reader, Token, shortened, tokens

#: The left side: a column in back-quotes or not, or as patsy quotes it.
_LEFT = re.compile(
    r"\s*(?:`(?P<quoted>[^`]*)`|Q\(\s*(?P<mark>['\"])(?P<text>.*?)(?P=mark)\s*\)|(?P<plain>[^~`]*?))\s*~"
)


@dataclass(frozen=True)
class Parsed:
    """A formula that was read.

    Attributes
    ----------
    text : str
        As the user wrote it.
    outcome : str
        Column on its left.
    terms : tuple of tuples of str
        The factors of every term on its right, in names of `expressions`; the intercept has none.
    expressions : Expressions
        What these names stand for.
    """

    text: str
    outcome: str
    terms: tuple[tuple[str, ...], ...]
    expressions: Expressions

    @classmethod
    def parse(cls, text: str, known: Sequence[str]) -> Parsed:
        """Read a formula without evaluating anything; its variables must be columns of the data."""
        _require_formulaic()
        outcome, right = _sides(text)
        if outcome not in known:
            raise DataError(
                f"the left side of formula {shortened(text)!r} must be a column of the data, not "
                f"{shortened(outcome)!r}; transform the outcome before the call"
            )
        expressions = Expressions(text, known)
        with in_words(text, expressions):
            terms = Reader(text, _unquoted(tokens(text, right)), expressions.factor).terms()
        formula = cls(text, outcome, tuple(terms), expressions)
        if not formula.variables:
            raise DataError(f"formula {shortened(text)!r} names no column to explain the outcome; name at least one")
        if outcome in formula.variables:
            raise DataError(
                f"formula {shortened(text)!r} has its outcome {outcome!r} on the right side, too; leave it out there"
            )
        return formula

    @property
    def variables(self) -> list[str]:
        """Columns that the right side uses."""
        used = {alias for term in self.terms for factor in term for alias in self._columns_of(factor)}
        return sorted({self.expressions.columns[alias].name for alias in used})

    def used_by(self, term: str) -> list[str]:
        """The names of the columns that a term uses."""
        return list(dict.fromkeys(self._columns_of(term)))

    def _columns_of(self, factor: str) -> list[str]:
        return [alias for alias in re.findall(r"placet_\d+_", factor) if alias in self.expressions.columns]

    def used(self) -> list[str]:
        """The names of all columns on the right."""
        return list(dict.fromkeys(a for term in self.terms for factor in term for a in self._columns_of(factor)))


def _sides(text: str) -> tuple[str, str]:
    match = _LEFT.match(text)
    if match is None:
        raise DataError(f"formula {shortened(text)!r} needs an outcome and terms, such as 'overall ~ network + bills'")
    outcome = next(match[part] for part in ("quoted", "text", "plain") if match[part] is not None)
    right = text[match.end() :]
    if not outcome or not right.strip():
        raise DataError(f"formula {shortened(text)!r} needs an outcome and terms, such as 'overall ~ network + bills'")
    return outcome, right


def _unquoted(pieces: list[Token]) -> list[Token]:
    """The pieces with patsy's way to quote a column, ``Q("a name")``, as the column."""
    found: list[Token] = []
    for piece in pieces:
        found.append(piece)
        last = found[-4:]
        if [(p.kind, p.text if p.kind != "text" else "") for p in last] == [
            ("name", "Q"), ("sign", "("), ("text", ""), ("sign", ")")
        ]:  # fmt: skip
            found[-4:] = [Token("quoted", last[2].text, piece.end)]
    return found


@contextmanager
def in_words(text: str, expressions: Expressions) -> Iterator[None]:
    """What formulaic, pandas and numpy raise for the user's own expressions, as an error that names the formula."""
    try:
        yield
    except (PlacetError, ImportError):
        raise
    except Exception as error:
        said = " ".join(re.sub(r"\x1b\[[0-9;]*m|[⧛⧚]", "", str(error)).split()) or type(error).__name__
        raise DataError(
            f"formula {shortened(text)!r} cannot be computed: {expressions.displayed(shortened(said))}"
        ) from None


def _require_formulaic() -> None:
    try:
        import formulaic  # noqa: F401
    except ImportError:
        raise MissingLibraryError("a formula needs formulaic: pip install placet[formula]") from None
