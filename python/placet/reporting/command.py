"""`python -m placet report FILE ...` makes the page; `python -m placet demo` does it with simulated data."""

from __future__ import annotations

import argparse
import io
import os
import sys
import warnings
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from .._core import DataError, PlacetError
from ..datasets import TELECOM_TREE, make_survey
from ..datasets._telecom import PROCESSES
from ..language import speak
from ..results.format import shown
from ..survey import Survey
from ..writing import check
from .arguments import load_json, parse, survey_of
from .build import Report, report
from .words import in_options

INTERRUPTED = 130
#: More would take days and change no digit that is shown.
MOST_RESAMPLES = 10_000_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; a warning is a line on standard error, a failure one line and exit code 2, or 130 at Ctrl-C."""
    given = parse(sys.argv[1:] if arguments is None else arguments)
    # A terminal that cannot draw a line or a minus sign still gets its tables.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        with warnings.catch_warnings():
            # What a reader should know is a line of its own, not a place in our code, and never stops the command.
            warnings.simplefilter("default", UserWarning)
            warnings.showwarning = lambda message, *_: _say(str(message))
            {"report": _run_report, "demo": _run_demo}[given.command](given)
            if sys.stdout is not None:
                sys.stdout.flush()
    except KeyboardInterrupt:
        _say("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        _say("what reads the output has stopped reading")
        _drop_output()
    except (PlacetError, ImportError) as error:
        _say(str(error))
    except MemoryError:
        _say("there is not enough memory for this; give a smaller file or fewer columns")
    except OSError as error:
        _say(f"{error.filename}: {error.strerror}" if error.filename and error.strerror else str(error))
        _drop_output()
    except Exception as error:
        # No reader of a report can do anything with a traceback.
        _say(f"{type(error).__name__}: {error}")
    else:
        return 0
    return 2


def _say(what: str) -> None:
    if sys.stderr is not None:
        print(f"placet: {in_options(what)}", file=sys.stderr)


def _drop_output() -> None:
    """Give up what could not be printed, which Python would try again at its end."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run_report(given: argparse.Namespace) -> None:
    output = Path(given.output)
    check(output, "page", _inputs(given))
    made = _from_file(given)
    written = made.save(output)
    print(made.summary())
    print(f"\nwritten: {shown(str(written))}")


def _run_demo(given: argparse.Namespace) -> None:
    folder = Path(given.output)
    check(folder / "report.html", "page", _inputs(given))
    made = _from_file(given) if given.file else _from_simulation(given)
    written = [made.save(folder / "report.html"), *made.save_pictures(folder)]
    print(made.summary())
    print("\nwritten:")
    for path in written:
        print(f"  {shown(str(path))}")


def _inputs(given: argparse.Namespace) -> tuple[Path, ...]:
    files = (given.file, given.tree, given.labels, given.value_labels)
    return tuple(Path(file) for file in files if file is not None)


def _from_file(given: argparse.Namespace) -> Report:
    return _make(survey_of(given), given, note=speak("Data: {file}", file=Path(given.file).name))


def _from_simulation(given: argparse.Namespace) -> Report:
    survey = make_survey(5000, seed=1)
    usual = {"recommend": "recommend", "outcome": "overall", "drivers": list(PROCESSES), "by": ["region"]}
    for name, value in {**usual, "scale": (1, 10)}.items():
        if getattr(given, name) is None:
            setattr(given, name, value)
    return _make(survey, given, TELECOM_TREE, "Simulated data: a telecom survey of 5,000 respondents, seed 1.")


def _make(survey: Survey, given: argparse.Namespace, tree: Any = None, note: str = "") -> Report:
    if given.n_resamples is not None and given.n_resamples > MOST_RESAMPLES:
        raise DataError(f"n_resamples={given.n_resamples} is too many; give at most {MOST_RESAMPLES:,}")
    names = ("recommend", "outcome", "drivers", "by", "wave", "n_resamples", "rng", "title", "language")
    alike = {name: getattr(given, name) for name in names}
    scale = tuple(given.scale) if given.scale else None
    return report(survey, tree=load_json(given.tree) or tree, scale=scale, note=note, **alike)
