"""What the command takes, and the survey file and options of it."""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from .._core import DataError, __version__
from ..files.read_survey import read_survey
from ..language import LANGUAGES
from ..survey import Survey
from ..types import WeightType

#: Negative codes, which argparse takes for an option if there are several.
CODES = re.compile(r"-[\d.][^=]*,")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the words of a command line."""
    # A blank in front makes a value of what would be an option; `parse_codes` does not mind it.
    return _parser().parse_args([f" {word}" if CODES.match(word) else word for word in arguments])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m placet", description="Customer-satisfaction analytics.")
    parser.add_argument("--version", action="version", version=f"placet {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    kinds = "CSV and other delimited text, Excel, SPSS or Parquet; gzip and zip, too"
    make = commands.add_parser("report", help="one HTML page from a survey file")
    make.add_argument("file", help=kinds)
    make.add_argument("-o", "--output", default="report.html", help="file to write (default: %(default)s)")
    demo = commands.add_parser("demo", help="the main job, on simulated data or on a file, with its pictures")
    demo.add_argument("file", nargs="?", help=f"{kinds}; simulated data without it")
    demo.add_argument("-o", "--output", default="demo", help="folder to write (default: %(default)s)")
    for command in (make, demo):
        _add_columns(command)
        _add_reading(command)
    return parser


def _add_columns(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("--recommend", metavar="COL", help="column of the 0-10 recommendation question")
    add("--outcome", metavar="COL", help="column of overall satisfaction")
    add("--drivers", metavar="COL", nargs="+", help="columns that may explain it")
    add("--by", metavar="COL", nargs="+", help="segments")
    add("--wave", metavar="COL", help="waves: adds the score over time")
    add("--weights", metavar="COL", help="column of weights")
    kinds = get_args(WeightType)
    add("--weight-type", choices=kinds, default="probability", help="what the weights mean (default: %(default)s)")
    add("--scale", metavar=("LOW", "HIGH"), nargs=2, type=float, help="scale of the drivers, for the index")
    add("--tree", metavar="JSON", help="file with the indicator tree of the index; without it drivers count equally")
    add("--labels", metavar="JSON", help="file with display labels: {column: text}")
    add("--value-labels", metavar="JSON", help="file with answers given as text: {column: [lowest, ..., highest]}")
    add(
        "--na-codes", metavar="CODES", nargs="+",
        help="codes of no answer: 98,99 or -1,-99 for all columns, or COL=98,99 (COL may be a pattern: Q7*)",
    )  # fmt: skip
    many = "bootstrap resamples (default: 1000, if they take less than a minute)"
    add("--resamples", dest="n_resamples", metavar="N", type=int, help=many)
    add("--seed", dest="rng", metavar="N", type=int, default=1, help="seed of the bootstrap (default: %(default)s)")
    add("--title", metavar="TEXT", help="heading of the page, Customer satisfaction if not given")
    add("--language", metavar="CODE", choices=tuple(LANGUAGES), help="language of the page: en or zh")


def _add_reading(command: argparse.ArgumentParser) -> None:
    """What the file itself tells in most cases."""
    add = command.add_argument_group("reading the file").add_argument
    add("--separator", metavar="CHAR", help="what is between the cells of a text: , ; | or tab")
    add("--decimal", choices=(".", ","), help="decimal mark of a text")
    add("--encoding", metavar="NAME", help="encoding of a text, such as cp1252 or gb18030 (default: utf-8)")
    add(
        "--skip-rows", metavar="ROW", nargs="+", default=[],
        help="rows that are neither the header nor respondents, counted from 1: titles above, question texts below it",
    )  # fmt: skip
    add("--sheet", metavar="NAME", help="sheet of an Excel file (default: the first)")


def survey_of(given: argparse.Namespace) -> Survey:
    """The survey of the file and the options that tell how to take it."""
    reading = {name: getattr(given, name) for name in ("separator", "decimal", "encoding", "sheet")}
    return read_survey(
        given.file,
        **reading,
        skip_rows=[number for word in given.skip_rows for number in _rows(word)],
        weights=given.weights,
        weight_type=given.weight_type,
        na_codes=parse_codes(given.na_codes),
        labels=load_json(given.labels) or {},
        value_labels=load_json(given.value_labels) or {},
    )


def _rows(word: str) -> list[int]:
    """Rows as they may be written: 2 or 2,3 or 2-4."""
    rows: list[int] = []
    for part in word.split(","):
        found = re.fullmatch(r"\s*(\d{1,9})(?:-(\d{1,9}))?\s*", part)
        if not found:
            raise DataError(
                f"skip_rows={word!r} is no number of a row; give numbers such as 2 3 or a range such as 2-4"
            )
        first, last = int(found[1]), int(found[2] or found[1])
        if last - first > 1_000_000:
            raise DataError(f"skip_rows={word!r} leaves out {last - first + 1:,} rows; give at most 1,000,000")
        rows += range(first, last + 1)
    return rows


def load_json(path: str | None) -> Any:
    """What a JSON file holds, None without one."""
    if path is None:
        return None
    try:
        found = json.loads(Path(path).read_bytes(), object_pairs_hook=_once, parse_int=_whole)
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        half = ascii(error.object[error.start])
        raise DataError(f"cannot read {path!r} as JSON: {half} is half of a character; write the whole one") from None
    except UnicodeError:
        raise DataError(f"cannot read {path!r} as JSON: it is not UTF-8; save it as UTF-8") from None
    except RecursionError:
        raise DataError(f"cannot read {path!r} as JSON: it is nested too deeply") from None
    except (OSError, ValueError) as error:
        raise DataError(f"cannot read {path!r} as JSON: {error}") from None
    return found


def _whole(text: str) -> int | float:
    return int(text) if len(text) < 300 else float(text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} is there twice")
    return found


def parse_codes(words: Sequence[str] | None) -> Any:
    """`98,99` for all columns, `COL=98,99` for some; a code that is no number is text, with a comma in it quoted."""
    if not words:
        return None
    named: dict[str, list[Any]] = {}
    for word in words:
        column, _, codes = word.rpartition("=")
        split = next(csv.reader([codes], skipinitialspace=True), [])
        named.setdefault(column.strip() or "*", []).extend(_code(code) for code in split if code.strip())
    # For a `Survey` the exact name of a column wins over the pattern of all, which would leave it without their codes.
    everywhere = named.get("*", [])
    return {column: codes if codes is everywhere else [*everywhere, *codes] for column, codes in named.items()}


def _code(text: str) -> Any:
    text = text.strip()
    try:
        number = float(text.replace("−", "-"))
    except ValueError:
        return text
    return int(number) if number.is_integer() else number
