"""Bytes as text: the encoding is told by its mark or is UTF-8, and is never guessed."""

from __future__ import annotations

import codecs

from .._core import DataError

#: Marks at the beginning of a file; that of UTF-32 begins as that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
#: Encodings offered where a file is not UTF-8.
OFFERED = ("cp1252", "gb18030")


def decode(name: str, data: bytes, encoding: str | None) -> str:
    """The text of a file; what does not fit the encoding is refused with those that may."""
    given = encoding or _by_mark(data)
    try:
        return data.decode(given).removeprefix("\ufeff")
    except LookupError:
        raise DataError(
            f"encoding={encoding!r} is not known; give one such as 'utf-8', 'utf-16', 'cp1252' (Western Europe) or "
            "'gb18030' (Chinese)"
        ) from None
    except UnicodeError as error:
        if encoding is None and b"\0" in data:
            raise DataError(
                f"{name!r} is no text and of no kind that is known; known are CSV and other delimited text, "
                "Excel, SPSS and Parquet"
            ) from None
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = data.count(b"\n", 0, start) + 1
        if encoding is not None or given != "utf-8":
            raise DataError(
                f"{name!r} is not {given}: it cannot be read from line {line} on; give another encoding="
            ) from None
        tried = ", ".join(f"encoding={other!r} reads {_around(data, start, other)!r}" for other in OFFERED)
        raise DataError(
            f"{name!r} is not UTF-8 in line {line}; give its encoding, the one that reads it right: {tried}; or save "
            "it as UTF-8"
        ) from None


def _by_mark(data: bytes) -> str:
    """The encoding that the beginning of a file tells: by its mark, or by the zeros of UTF-16."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return encoding
    # In UTF-16 every other byte of a Western text is 0, which no text has otherwise.
    first, second = (data[place:1000:2].count(0) for place in (0, 1))
    if first and second:
        return "utf-8"
    half = len(data[:1000]) // 4
    return "utf-16-le" if second > half else "utf-16-be" if first > half else "utf-8"


def _around(data: bytes, start: int, encoding: str) -> str:
    """Some characters about a place, as an encoding reads them."""
    begin = data.rfind(b"\n", 0, start) + 1
    end = data.find(b"\n", start)
    line = data[begin : end if end >= 0 else len(data)][: start - begin + 40]
    place = len(line[: start - begin].decode(encoding, "replace"))
    return line.decode(encoding, "replace")[max(0, place - 10) : place + 10].strip()
