"""One HTML page without any other file: tables as HTML, pictures as inline SVG."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..language import language, speak
from ..plotting.canvas import apart, pyplot
from ..results.draw import PictureWarning
from ..results.format import CSS, html
from ..results.result import Result

#: Rows of a table on the page; more would bury the rest of it.
MOST_ROWS = 500

PAGE_CSS = """
body{margin:0;background:#fff;color:#1b1f24}
main{max-width:62rem;margin:0 auto;padding:2rem 1.2rem}
h1{font:700 1.7rem/1.2 system-ui,"Noto Sans","Noto Sans CJK SC",sans-serif;margin:0 0 .3rem}
h2{font:600 1.15rem/1.3 system-ui,"Noto Sans","Noto Sans CJK SC",sans-serif;margin:2.2rem 0 .3rem}
.answer{font-size:1.05rem;margin:.2rem 0 .8rem}
figure{margin:.6rem 0}
figure svg{max-width:100%;height:auto}
.scroll{overflow-x:auto}
footer{margin-top:2.5rem;border-top:1px solid #ccc;padding-top:.6rem}
@media print{main{max-width:none;padding:0}section{break-inside:avoid-page}h2{break-after:avoid}
.scroll{overflow:visible}
.placet{font-size:11px}.placet td,.placet th{padding:.15em .45em}figure svg{max-height:14cm}@page{margin:1.6cm}}
"""


@dataclass(frozen=True)
class Section:
    """One result of the report: a question, the words that answer it, and the result."""

    name: str
    question: str
    answer: str
    result: Result


def page(title: str, note: str, sections: Sequence[Section]) -> str:
    """The whole document."""
    from .._core import __version__

    body = "".join(_section(number, section) for number, section in enumerate(sections))
    made = speak("Made with placet {version}.", version=html(__version__))
    under = f'<p class="note">{html(note)}</p>' if note else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{language()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{html(title)}</title><style>{CSS}{PAGE_CSS}</style></head>"
        f'<body class="placet"><main><h1>{html(title)}</h1>{under}{body}'
        f'<footer class="note">{made}</footer></main></body></html>\n'
    )


def _section(number: int, section: Section) -> str:
    svg = picture(section.result, "svg").decode("utf-8")
    return (
        f'<section id="{html(section.name)}"><h2>{html(section.question)}</h2>'
        f'<p class="answer">{html(section.answer)}</p>'
        f'<figure role="img" aria-label="{html(section.result.title)}">{_inline(svg, number)}</figure>'
        f'<div class="scroll">{section.result.to_html(MOST_ROWS)}</div></section>'
    )


def _inline(svg: str, number: int) -> str:
    """An SVG file as an element of a page: no prologue, and ids that no other picture uses."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\bid="', f'id="p{number}-', svg)
    svg = re.sub(r'href="#', f'href="#p{number}-', svg)
    return re.sub(r"url\(#", f"url(#p{number}-", svg)


def picture(result: Result, kind: str) -> bytes:
    """The picture of a result as a file, text drawn as shapes so that it looks the same everywhere."""
    plt = pyplot()
    with plt.rc_context({"svg.fonttype": "path", "svg.hashsalt": "placet"}), apart(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".* are drawn", PictureWarning)  # the title says which segments are drawn
        figure: Any = result.plot().figure
        file = io.BytesIO()
        metadata = {"Date": None} if kind == "svg" else None
        figure.savefig(file, format=kind, dpi=150, metadata=metadata)
    return file.getvalue()
