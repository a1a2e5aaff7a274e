"""The byte form of what is kept: told by its first bytes, of a version, whole or refused."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from .._core import DataError

MAGIC = b"placetS\0"
#: The version that is written, and the latest that is read.
VERSION = 1
#: First bytes, version, length of the words and of the numbers behind them.
HEAD = struct.Struct("<8sHIQ")
#: Sum of all bytes before it.
CHECK = struct.Struct("<I")


def packed(kind: str, words: Mapping[str, Any], numbers: bytes) -> bytes:
    """Words as JSON, and the bytes of the core."""
    text = json.dumps({"kind": kind, **words}, ensure_ascii=False, default=_tagged).encode("utf-8", "surrogatepass")
    kept = HEAD.pack(MAGIC, VERSION, len(text), len(numbers)) + text + numbers
    return kept + CHECK.pack(zlib.crc32(kept))


def unpacked(kind: str, kept: bytes) -> tuple[dict[str, Any], bytes]:
    """What was packed; anything else is refused."""
    if not isinstance(kept, (bytes, bytearray, memoryview)):
        raise DataError(f"{kind}.from_bytes() takes the bytes that to_bytes() gave, not {type(kept).__name__}")
    kept = bytes(kept)
    if not kept.startswith(MAGIC) or len(kept) < HEAD.size + CHECK.size:
        raise DataError(f"these {len(kept):,} bytes are no {kind}; give those that to_bytes() gave, all of them")
    _, version, words, numbers = HEAD.unpack_from(kept)
    if version > VERSION:
        raise DataError(
            f"these bytes are of version {version}, and this placet reads up to version {VERSION}; update placet, or "
            "write them with this version"
        )
    end = HEAD.size + words + numbers
    if len(kept) != end + CHECK.size or CHECK.unpack_from(kept, end)[0] != zlib.crc32(kept[:end]):
        raise DataError(f"these bytes are a {kind} that was changed or cut off since it was written; write it anew")
    try:
        read = json.loads(kept[HEAD.size : HEAD.size + words].decode("utf-8", "surrogatepass"), object_hook=_untagged)
    except (ValueError, TypeError):
        raise DataError(f"these bytes are no {kind}; give those that to_bytes() gave") from None
    if not isinstance(read, dict) or read.pop("kind", None) != kind:
        raise DataError(f"these bytes are no {kind} but another statistic; read them with its own from_bytes()")
    return read, kept[HEAD.size + words : end]


def _tagged(label: Any) -> Any:
    if isinstance(label, datetime):
        return {"datetime": label.isoformat()}
    if isinstance(label, date):
        return {"date": label.isoformat()}
    if hasattr(label, "tolist"):
        return label.tolist()
    raise DataError(
        f"a segment is called {label!r}, of type {type(label).__name__}; text, numbers, true, false, dates and times "
        "can be kept, so call segments by one of these"
    )


def _untagged(read: dict[str, Any]) -> Any:
    if read.keys() == {"datetime"}:
        return datetime.fromisoformat(read["datetime"])
    return date.fromisoformat(read["date"]) if read.keys() == {"date"} else read
