"""Fonts that have the characters of a label: Chinese labels are drawn where a font for them is installed."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import lru_cache
from time import monotonic
from typing import TYPE_CHECKING

from ..progress import warn
from ..results.draw import PictureWarning
from ..results.format import shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

#: Fonts with Chinese characters, the best liked first.
CJK_FONTS = (
    "Noto Sans CJK SC", "Noto Sans SC", "Noto Sans CJK JP", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC",
    "Hiragino Sans GB", "Heiti SC", "Songti SC", "Microsoft YaHei", "SimHei", "SimSun", "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei", "Arial Unicode MS", "Droid Sans Fallback", "Noto Serif CJK SC", "Noto Serif CJK JP",
)  # fmt: skip


def _worth_telling(record: logging.LogRecord) -> bool:
    """Whether what matplotlib logs of fonts is news: that a Chinese font has one weight only is none."""
    words = record.getMessage()
    return "Failed to find font weight" not in words or not any(name in words for name in CJK_FONTS)


logging.getLogger("matplotlib.font_manager").addFilter(_worth_telling)

#: Characters that had no font: a survey with many labels gets one warning.
_WARNED: list[str] = []
#: Seconds for which the list of installed fonts is taken to be true, and when it was last held against the machine.
FRESH, _LOOKED = 10.0, [-1e9]


def draw_every_glyph(drawn: Axes | Figure) -> None:
    """Give every text of axes or a figure fonts that have all its characters, and take every character as it is."""
    from matplotlib.figure import Figure
    from matplotlib.text import Text

    ticks = [
        tick for ax in (drawn.axes if isinstance(drawn, Figure) else [drawn]) for tick in ax.xaxis.get_major_ticks()
    ]
    numbers = {label for tick in ticks for label in (tick.label1, tick.label2)}
    for text in drawn.findobj(Text):
        if text not in numbers:
            text.set_parse_math(False)  # $ is a currency
        give_glyphs(text)


def give_glyphs(text: Text) -> None:
    """Give a text fonts that have all its characters."""
    font = text.get_fontname()
    text.set_text(drawable(text.get_text(), font))
    missing = _missing(text.get_text(), font)
    if missing:
        text.set_fontfamily([font, *_fonts_with(missing)])


def drawable(text: str, font: str) -> str:
    """The text as it is shown, with a box in place of every character that neither the font nor a fallback has."""
    text = "\n".join(map(shown, text.split("\n")))
    lost = _lost(text, font)
    if lost and _look_again():
        lost = _lost(text, font)
    if not lost:
        return text
    _warn_once("".join(sorted(lost)))
    return "".join("□" if c in lost else c for c in text)


def _lost(text: str, font: str) -> frozenset[str]:
    missing = _missing(text, font)
    if not missing:
        return missing
    fallbacks = [_charmap(name) for name in _fonts_with(missing)]
    return frozenset(c for c in missing if not any(ord(c) in known for known in fallbacks))


def _look_again() -> bool:
    """Whether fonts were installed that matplotlib, which lists them once, has not heard of; now it has."""
    from matplotlib import font_manager

    if monotonic() - _LOOKED[0] < FRESH:
        return False
    _LOOKED[0] = monotonic()
    listed = {entry.fname for entry in font_manager.fontManager.ttflist}
    found = [path for path in font_manager.findSystemFonts() if path not in listed]
    for path in found:
        try:
            font_manager.fontManager.addfont(path)
        except Exception:
            continue
    return bool(found)


def _missing(text: str, font: str) -> frozenset[str]:
    if text.isascii():
        return frozenset()
    return frozenset(c for c in text if ord(c) not in _charmap(font) and not c.isspace())


@lru_cache(maxsize=32)
def _charmap(font: str) -> frozenset[int]:
    from matplotlib.font_manager import findfont, get_font

    return frozenset(get_font(findfont(font)).get_charmap())


def _fonts_with(characters: Iterable[str]) -> list[str]:
    """Installed fonts that together have as many of the characters as can be, the best liked first."""
    from matplotlib.font_manager import fontManager

    installed = {entry.name for entry in fontManager.ttflist}
    wanted, fonts = {ord(c) for c in characters}, []
    for name in CJK_FONTS:
        if name in installed and not wanted.isdisjoint(_charmap(name)):
            fonts.append(name)
            wanted -= _charmap(name)
    return fonts


def _warn_once(characters: str) -> None:
    if not _WARNED:
        _WARNED.append(characters)
        warn(
            f"no installed font can draw {characters[:12]!r}; install one that can, such as Noto Sans CJK, and draw "
            f"again after {FRESH:g} seconds: fonts are looked up anew",
            PictureWarning,
        )
