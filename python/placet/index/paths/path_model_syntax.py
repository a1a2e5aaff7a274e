"""The lines in which analysts write a path model, read and written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, NoReturn

from ..._core import DataError
from ...checks import shown
from .path_model_parts import Parts, quoted

#: What a text is made of. Names are letters of any script, digits, dots and underscores, or stand in backticks.
TOKENS = re.compile(
    r"(?P<space>[^\S\n]+|\#[^\n]*)|(?P<end>[\n;])|(?P<name>[\w.]+)|(?P<quoted>`(?:[^`]|``)+`)"
    r"|(?P<foreign>~~|:=|==|->|<-)|(?P<sign>=~|<~|[~+*:])|(?P<other>.)"
)
#: Signs as an input method for Chinese may write them; names in backticks keep theirs.
FULL_WIDTH = str.maketrans("＋＊：～＝＜；＃｀", "+*:~=<;#`")
#: Modes by the sign of their lines.
MODES = {"=~": "A", "<~": "B"}
#: What to do about signs of other programs.
HINTS = {
    "~~": "covariances are no part of a path model by partial least squares; leave the line out",
    ":=": "indirect and total effects are computed of every model; leave the line out",
    "==": "weights and paths have no constraints; leave the line out",
    "->": "the outcome stands on the left, as in Satisfaction ~ Image",
    "<-": "paths are written with ~, as in Satisfaction ~ Image",
    "`": "close the name with a second backtick",
    "=": "what measures a construct is written with =~, what acts on it with ~",
    "(": "functions, factors and constraints are no part of a model; name the column or the construct alone",
    "!": "comments begin with #",
    ",": "names are joined by +",
    "，": "names are joined by +",
}
#: Models that `placet.templates` has.
TEMPLATES = ("ecsi", "acsi", "ccsi")
HINT = "names with signs or blanks stand in backticks, as in `q-1`"


class Token(NamedTuple):
    """A piece of a text: its kind, what it says, and where it stands."""

    kind: str
    text: str
    start: int
    end: int


def _hint(token: Token) -> str:
    """What to do about a sign that has no place in a model; nothing about one that stands at the wrong place."""
    hint = HINTS.get(token.text, HINT) if token.kind in ("foreign", "other") else ""
    return f"; {hint}" if hint else ""


@dataclass(frozen=True)
class Lines:
    """The text of a model, its tokens, and which of these is next."""

    text: str
    tokens: tuple[Token, ...]

    def refused(self, token: Token, why: str) -> NoReturn:
        """Refuse a token; the line is quoted with the token marked."""
        number = self.text.count("\n", 0, token.start) + 1
        start = self.text.rfind("\n", 0, token.start) + 1
        end = (self.text + "\n").index("\n", token.start)
        piece = self.text[token.start : min(token.end, end)]
        marked = f"{self.text[start : token.start]}>>>{piece}<<<{self.text[min(token.end, end) : end]}".strip()
        if len(marked) > 160:
            at = marked.index(">>>")
            marked = f"...{marked[max(at - 60, 0) : at + 90]}..."
        raise DataError(f"line {number} of the model, {shown(marked)}: {why}")


def read(text: str) -> Parts:
    """The parts of a model that is written in lines."""
    lines = Lines(text, tuple(_tokens(text)))
    parts = Parts()
    for statement in _statements(lines):
        _read_statement(lines, statement, parts)
    return parts


def _tokens(text: str) -> Iterator[Token]:
    """Tokens without blanks and comments; signs of full width are those of half width."""
    plain = "".join(
        part if i % 2 else part.translate(FULL_WIDTH) for i, part in enumerate(re.split(r"(`[^`]*`)", text))
    )
    for match in TOKENS.finditer(plain):
        kind, piece = str(match.lastgroup), match.group()
        if kind == "space":
            continue
        if kind == "quoted":
            kind, piece = "name", text[match.start() + 1 : match.end() - 1].replace("``", "`")
        yield Token(kind, piece, match.start(), match.end())


def _statements(lines: Lines) -> Iterator[list[Token]]:
    """Tokens by line: a line that ends with a sign, or is followed by one that joins, goes on."""
    joins = _followed(lines.tokens)
    statement: list[Token] = []
    for token, joined in zip(lines.tokens, joins, strict=True):
        ends = not (joined or (statement and statement[-1].kind == "sign"))
        if token.kind != "end":
            statement.append(token)
        elif token.text == ";" or ends:
            yield statement
            statement = []
    yield statement


def _followed(tokens: tuple[Token, ...]) -> list[bool]:
    """Whether what comes after a token and line breaks is a sign that joins."""
    found, joins = [], False
    for token in reversed(tokens):
        found.append(joins)
        if token.text != "\n" or token.kind == "name":
            joins = token.kind == "sign" and token.text in "+*:"
    return found[::-1]


def _read_statement(lines: Lines, statement: list[Token], parts: Parts) -> None:
    if not statement:
        return
    left, *rest = statement
    if left.kind != "name":
        lines.refused(left, f"it must begin with a construct{_hint(left)}")
    if not rest:
        template = f"; the template is placet.templates.{left.text.lower()}()" if left.text.lower() in TEMPLATES else ""
        what = "a construct is followed by =~ or <~ and its indicators, or by ~ and what acts on it"
        lines.refused(left, what + template)
    sign, *right = rest
    if sign.kind != "sign" or sign.text in "+*:":
        what = "one construct stands on the left of" if sign.text in "+*:" else "a construct is followed by"
        lines.refused(sign, f"{what} =~, <~ or ~{_hint(sign)}")
    terms = list(_terms(lines, sign, right))
    if sign.text == "~":
        parts.act(left.text, (_acting(lines, parts, term) for term in terms))
        return
    for term in terms:
        if len(term) > 1:
            lines.refused(
                term[1],
                "weights and loadings are estimated and indicators are not multiplied; give the indicator alone",
            )
    parts.measure(left.text, [term[0].text for term in terms], MODES[sign.text])


def _terms(lines: Lines, before: Token, right: list[Token]) -> Iterator[list[Token]]:
    """What stands between plus signs: a name, or two with a sign between them."""
    term: list[Token] = []
    for token in [*right, Token("sign", "+", before.start, before.end)]:
        wanted = "sign" if len(term) % 2 else "name"
        if token.kind != wanted or (token.kind == "sign" and token.text not in "+*:"):
            last = token if token.start != before.start else (right or [before])[-1]
            after = (
                "a name is followed by +, ; or the end of its line" if wanted == "sign" else "here a name is missing"
            )
            lines.refused(last, f"{after}{_hint(last)}")
        if token.text == "+" and token.kind == "sign":
            yield term
            term = []
        else:
            term.append(token)


def _acting(lines: Lines, parts: Parts, term: list[Token]) -> tuple[str, ...]:
    if len(term) > 3:
        lines.refused(term[3], "an interaction is that of two constructs; leave the third out")
    if len(term) == 1:
        return (term[0].text,)
    first, sign, second = (token.text for token in term)
    return (first, second, sign) if sign == "*" else (first, second, ":")


# ---- writing ---------------------------------------------------------------------------------------------------------


def written(
    members: Mapping[str, tuple[str, ...]], modes: Mapping[str, str], predecessors: Mapping[str, tuple[str, ...]]
) -> str:
    """The lines of a model, which `read` reads again."""
    signs = {mode: sign for sign, mode in MODES.items()}
    lines = [f"{quoted(n)} {signs[modes[n]]} {' + '.join(map(quoted, own))}" for n, own in members.items()]
    for name, own in predecessors.items():
        acting = (":".join(map(quoted, other.split(":"))) for other in own)
        lines.append(f"{quoted(name)} ~ {' + '.join(acting)}")
    return "\n".join(lines)
