"""A file of any kind that is known, told by its first bytes: delimited text, Excel, SPSS, Parquet; packed, too."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass, fields
from pathlib import Path

from .._core import DataError
from ..frames.parquet import read_parquet
from . import delimited, spreadsheet, spss
from .cells import columns
from .contents import Contents
from .decode import decode
from .table import tabulate

GZIP, ZIP, OLE, PARQUET, SPSS = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1", (b"$FL2", b"$FL3")
#: Files that begin otherwise than their ending says are broken, and no text.
BINARY = {
    ".xlsx": "an Excel", ".xlsm": "an Excel", ".xls": "an Excel", ".ods": "an OpenDocument", ".parquet": "a Parquet",
    ".pq": "a Parquet", ".sav": "an SPSS", ".zsav": "an SPSS", ".gz": "a gzip", ".zip": "a zip",
}  # fmt: skip


@dataclass(frozen=True)
class How:
    """How a file is read: what its reader would else find out."""

    separator: str | None = None
    decimal: str | None = None
    encoding: str | None = None
    skip_rows: Collection[int] = ()
    sheet: str | None = None


def read(path: Path, how: How) -> Contents:
    """Read a survey file."""
    if path.is_dir():
        raise DataError(f"{str(path)!r} is a folder; give a file")
    if not path.exists():
        raise DataError(f"there is no file {str(path)!r}; check the path")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"cannot read {str(path)!r}: {error.strerror or error}") from None
    return _read(path.name, data, how)


def _read(file: str, data: bytes, how: How) -> Contents:
    if data.startswith(GZIP):
        return _read(file.removesuffix(".gz"), _unpacked(file, data), how)
    if data.startswith(ZIP) and (member := _member(file, data)):
        return _read(*member, how)
    if data.startswith(SPSS):
        _check_used(file, how, "an SPSS file", ("encoding",))
        return spss.read(file, data, how.encoding)
    if data.startswith(PARQUET):
        _check_used(file, how, "a Parquet file", ())
        return Contents(read_parquet(file, io.BytesIO(data)))
    separator = None
    if data.startswith((ZIP, OLE)):
        _check_used(file, how, "an Excel file", ("decimal", "skip_rows", "sheet"))
        parts = [spreadsheet.rows(file, data, how.sheet)]
    else:
        _refuse_binary(file, data)
        _check_used(file, how, "text", ("separator", "decimal", "encoding", "skip_rows"))
        separator, parts = delimited.rows(file, decode(file, data, how.encoding), how.separator)
    table = tabulate(file, parts, frozenset(how.skip_rows))
    return Contents(columns(table.names, table.columns, how.decimal, separator), table.labels)


def _check_used(file: str, how: How, kind: str, used: tuple[str, ...]) -> None:
    for option in fields(how):
        if option.name not in used and getattr(how, option.name):
            raise DataError(f"{file!r} is {kind}, for which {option.name}= has no meaning; leave it out")


def _unpacked(file: str, data: bytes) -> bytes:
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{file!r} cannot be unpacked: {error}") from None


def _member(file: str, data: bytes) -> tuple[str, bytes] | None:
    """The one file that was packed; None for a spreadsheet, which is packed, too."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = [name for name in packed.namelist() if not name.endswith("/") and not name.startswith("__MACOSX")]
            if {"[Content_Types].xml", "mimetype"} & set(names):
                return None
            if len(names) != 1:
                raise DataError(f"{file!r} holds {len(names)} files; unpack it and give one of them")
            return names[0].rpartition("/")[2], packed.read(names[0])
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise DataError(f"{file!r} cannot be unpacked: {error}") from None


def _refuse_binary(file: str, data: bytes) -> None:
    kind = next((kind for ending, kind in BINARY.items() if file.lower().endswith(ending)), None)
    if kind is not None:
        raise DataError(f"{file!r} is called as {kind} file and is none; get it again, or give it the ending it has")
