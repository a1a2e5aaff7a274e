"""`python -m placet report FILE ...` makes the page; `python -m placet demo` does it with simulated data."""

from __future__ import annotations

import argparse
import io
import json
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from .._core import DataError, PlacetError
from ..datasets import TELECOM_TREE, make_survey
from ..datasets._telecom import PROCESSES
from ..survey import Survey
from ..types import WeightType
from .build import Report, report
from .read import read


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; a warning is a line on standard error, an error in the input one and exit code 2."""
    given = _parser().parse_args(arguments)
    # A terminal that cannot draw a line or a minus sign still gets its tables.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        with warnings.catch_warnings():
            # What a reader should know is a line of its own, not a place in our code, and never stops the command.
            warnings.simplefilter("default", UserWarning)
            warnings.showwarning = lambda message, *_: _say(message)
            given.run(given)
    except (PlacetError, ImportError, OSError) as error:
        _say(error)
        return 2
    return 0


def _say(what: Warning | Exception | str) -> None:
    print(f"placet: {what}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m placet", description="Customer-satisfaction analytics.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    make = commands.add_parser("report", help="one HTML page from a CSV or Parquet file")
    make.add_argument("file", help="CSV or Parquet, gzip too")
    make.add_argument("-o", "--output", default="report.html", help="file to write (default: %(default)s)")
    make.set_defaults(run=_run_report)
    demo = commands.add_parser("demo", help="the main job, on simulated data or on a file, with its pictures")
    demo.add_argument("file", nargs="?", help="a survey file; simulated data without it")
    demo.add_argument("-o", "--output", default="demo", help="folder to write (default: %(default)s)")
    demo.set_defaults(run=_run_demo)
    for command in (make, demo):
        _add_columns(command)
    return parser


def _add_columns(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("--recommend", metavar="COL", help="column of the 0-10 recommendation question")
    add("--outcome", metavar="COL", help="column of overall satisfaction")
    add("--drivers", metavar="COL", nargs="+", help="columns that may explain it")
    add("--by", metavar="COL", nargs="+", help="segments")
    add("--weights", metavar="COL", help="column of weights")
    kinds = get_args(WeightType)
    add("--weight-type", choices=kinds, default="probability", help="what the weights mean (default: %(default)s)")
    add("--scale", metavar=("LOW", "HIGH"), nargs=2, type=float, help="scale of the drivers, for the index")
    add("--tree", metavar="JSON", help="file with the indicator tree of the index; without it drivers count equally")
    add("--labels", metavar="JSON", help="file with display labels: {column: text}")
    add(
        "--na-codes", metavar="CODES", nargs="+", help="98,99 for all columns, or COL=98,99 (COL may be a pattern: Q7*)"
    )
    many = "bootstrap resamples (default: %(default)s)"
    add("--resamples", dest="n_resamples", metavar="N", type=int, default=1000, help=many)
    add("--seed", dest="rng", metavar="N", type=int, default=1, help="seed of the bootstrap (default: %(default)s)")
    add("--title", metavar="TEXT", default="Customer satisfaction", help="heading of the page")


def _run_report(given: argparse.Namespace) -> None:
    made = _from_file(given)
    written = made.save(given.output)
    print(made.summary())
    print(f"\nwritten: {written}")


def _run_demo(given: argparse.Namespace) -> None:
    made = _from_file(given) if given.file else _from_simulation(given)
    folder = Path(given.output)
    written = [made.save(folder / "report.html"), *made.save_pictures(folder)]
    print(made.summary())
    print("\nwritten:")
    for path in written:
        print(f"  {path}")


def _from_file(given: argparse.Namespace) -> Report:
    design = {"weights": given.weights, "weight_type": given.weight_type}
    codes, labels = parse_codes(given.na_codes), _json(given.labels) or {}
    survey = Survey(read(given.file), **design, na_codes=codes, labels=labels)
    return _make(survey, given, note=f"Data: {Path(given.file).name}")


def _from_simulation(given: argparse.Namespace) -> Report:
    survey = make_survey(5000, seed=1)
    usual = {"recommend": "recommend", "outcome": "overall", "drivers": list(PROCESSES), "by": ["region"]}
    for name, value in {**usual, "scale": (1, 10)}.items():
        if getattr(given, name) is None:
            setattr(given, name, value)
    return _make(survey, given, TELECOM_TREE, "Simulated data: a telecom survey of 5,000 respondents, seed 1.")


def _make(survey: Survey, given: argparse.Namespace, tree: Any = None, note: str = "") -> Report:
    alike = {name: getattr(given, name) for name in ("recommend", "outcome", "drivers", "by", "n_resamples", "rng")}
    scale = tuple(given.scale) if given.scale else None
    return report(survey, tree=_json(given.tree) or tree, scale=scale, title=given.title, note=note, **alike)


def _json(path: str | None) -> Any:
    if path is None:
        return None
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise DataError(f"cannot read {path!r} as JSON: {error}") from None


def parse_codes(words: Sequence[str] | None) -> Any:
    """`98,99` for all columns, `COL=98,99` for some as well; a code that is no number is text."""
    if not words:
        return None
    named: dict[str, list[Any]] = {}
    for word in words:
        column, _, codes = word.rpartition("=")
        named.setdefault(column or "*", []).extend(_code(code) for code in codes.split(",") if code)
    # For a `Survey` the exact name of a column wins over the pattern of all, which would leave it without their codes.
    everywhere = named.get("*", [])
    return {column: codes if codes is everywhere else [*everywhere, *codes] for column, codes in named.items()}


def _code(text: str) -> Any:
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number
