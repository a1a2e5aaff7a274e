"""What is said: kept in English with what it is made of, and spoken in a language when it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any

from .._core import DataError
from ..mistakes import briefly

#: Languages, and what stands between parts of a sentence, at its end, and between sentences.
LANGUAGES: Mapping[str, tuple[str, str, str]] = {"en": ("; ", ".", " "), "zh": ("；", "。", "")}

#: That of the whole program, and that of the present call.
_EVERYWHERE = ["en"]
_HERE: ContextVar[str | None] = ContextVar("language", default=None)


class Said(str):
    """A text of ours in English, which knows what it is made of and so can be spoken in another language.

    Attributes
    ----------
    template : str
        The text with fields in braces, the key of all catalogues.
    fields : mapping
        What stands in the fields; texts among them that are `Said` are spoken, too, those of the data stay.
    """

    __slots__ = ("fields", "template")
    template: str
    fields: Mapping[str, Any]

    def __new__(cls, template: str, values: Mapping[str, Any]) -> Said:
        """Fill the fields."""
        said = super().__new__(cls, template.format_map(values) if values else template)
        said.template, said.fields = template, MappingProxyType(dict(values))
        return said

    def __getnewargs__(self) -> tuple[Any, ...]:
        """Pickle by what it is made of."""
        return self.template, dict(self.fields)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by what it is made of."""
        return Said, self.__getnewargs__()


class Worded(Said):
    """A label that its owner gives in several languages; in others it is in the first."""

    __slots__ = ()

    def __new__(cls, words: Mapping[str, str]) -> Worded:
        """Take one text a language."""
        said = str.__new__(cls, words.get("en") or next(iter(words.values())))
        said.template, said.fields = str(said), MappingProxyType(dict(words))
        return said

    def __getnewargs__(self) -> tuple[Any, ...]:
        """Pickle by the words."""
        return (dict(self.fields),)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by the words."""
        return Worded, self.__getnewargs__()


def say(template: str, /, **values: Any) -> Said:
    """A text that is kept, to be spoken when it is shown; a text without values has no fields and is as it is."""
    return Said(template, values)


def speak(text: str, /, **values: Any) -> str:
    """A text in the language of the present call, given as a template or as what was said before.

    A text that no catalogue has stays English. What comes from the data is a value, never the text itself.
    """
    code = language()
    if isinstance(text, Worded):
        return text.fields.get(code, text.template)
    template, fields = (text.template, text.fields) if isinstance(text, Said) else (text, values)
    if code != "en":
        template = _catalogue(code).get(template, template)
    if not fields:
        return str(template)
    return template.format_map({name: speak(v) if isinstance(v, Said) else v for name, v in fields.items()})


def enumerated(parts: Sequence[str]) -> str:
    """Names, or other things of one kind, as part of a text that is kept."""
    if len(parts) < 2:
        return parts[0] if parts else ""
    half = len(parts) // 2  # so that texts of many parts are not deep
    return say("{name}, {names}", name=enumerated(parts[:half]), names=enumerated(parts[half:]))


def commas(parts: Sequence[str]) -> str:
    """Clauses of a text that is kept, with commas between them."""
    if len(parts) < 2:
        return parts[0] if parts else ""
    half = len(parts) // 2
    return say("{some}, {others}", some=commas(parts[:half]), others=commas(parts[half:]))


def semicolons(parts: Sequence[str]) -> str:
    """The same with semicolons."""
    if len(parts) < 2:
        return parts[0] if parts else ""
    half = len(parts) // 2
    return say("{some}; {others}", some=semicolons(parts[:half]), others=semicolons(parts[half:]))


def joined(parts: Iterable[str]) -> str:
    """What was said, spoken, as parts of one sentence."""
    return LANGUAGES[language()][0].join(speak(part) if isinstance(part, Said) else part for part in parts)


def sentence(parts: Iterable[str]) -> str:
    """The same as a whole sentence."""
    return joined(parts) + LANGUAGES[language()][1]


def sentences(spoken: Iterable[str]) -> str:
    """Sentences that were spoken, one after another; those without a character are none."""
    return LANGUAGES[language()][2].join(filter(None, spoken))


def language() -> str:
    """The language of the present call."""
    return _HERE.get() or _EVERYWHERE[0]


@briefly
def set_language(language: str) -> None:
    """Choose the language of tables, pictures, notes and reports.

    Names of columns and options, messages of errors and what is exported for programs (`to_frame`, `to_json`) stay
    English. Results made before are shown in it, too.

    Parameters
    ----------
    language : {"en", "zh"}
        English or Chinese.

    Returns
    -------
    None

    Raises
    ------
    DataError
        Another language.

    Examples
    --------
    >>> import placet
    >>> result = placet.nps([10, 9, 3])
    >>> placet.set_language("zh")
    >>> result.title
    '净推荐值（百分点，-100 至 100）：score'
    >>> placet.set_language("en")
    """
    _EVERYWHERE[0] = _known(language)


@contextmanager
def in_language(language: str | None) -> Iterator[None]:
    """Speak another language inside; None is no other."""
    if language is None:
        yield
        return
    token = _HERE.set(_known(language))
    try:
        yield
    finally:
        _HERE.reset(token)


def _known(language: str) -> str:
    if not isinstance(language, str) or language not in LANGUAGES:
        raise DataError(f"language must be one of {', '.join(map(repr, LANGUAGES))}, not {language!r}")
    return language


@cache
def _catalogue(code: str) -> Mapping[str, str]:
    """All texts in a language, from the files of its folder."""
    return import_module(f"{__package__}.{code}").TEXTS
