"""Writing files: whole or not at all, and never over anything but an earlier one of their kind."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import Any

from ._core import DataError

#: How a file begins, without blanks and in small letters, that a new one of its kind may replace.
BEGINS = {"page": (b"<!doctype html", b"<html"), "picture": (b"\x89png",), "workbook": (b"pk",)}
ENDINGS = {"page": (".html", ".htm"), "picture": (), "workbook": ()}


def check(path: Path, kind: str, inputs: tuple[Path, ...] = ()) -> None:
    """Refuse to write where an input is, or a file that is none of its kind."""
    for given in inputs:
        with suppress(OSError):
            if path.samefile(given):
                raise DataError(f"{str(path)!r} is the file {str(given)!r} that is read; write to another one")
    if not path.is_file() or path.suffix.lower() in ENDINGS[kind]:
        return
    with path.open("rb") as file:
        start = file.read(512).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start and not start.startswith(BEGINS[kind]):
        raise DataError(f"{str(path)!r} exists and is no {kind} that a new one may replace; write to another file")


def write(path: Path, content: bytes, kind: str) -> None:
    """Write a file beside its place and move it there when it is whole: nothing is lost or half if that fails."""
    check(path, kind)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not path.is_file():  # a device such as /dev/stdout has no place to move to
        path.write_bytes(content)
        return
    place = Path(os.path.realpath(path))  # what a link points to, not the link
    beside = place.with_name(f".{place.name[:100]}.{token_hex(6)}")
    try:
        with beside.open("xb") as file:
            _like(place, file)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(place)
    except BaseException as error:
        with suppress(OSError):
            beside.unlink()
        if isinstance(error, OSError):
            raise OSError(error.errno, error.strerror, str(path)) from None
        raise


def _like(place: Path, file: Any) -> None:
    """Let the new file be read and written by whom the earlier one was."""
    if hasattr(os, "fchmod"):
        with suppress(OSError):
            os.fchmod(file.fileno(), place.stat().st_mode & 0o777)
