"""What a call tells meanwhile: its progress, by tqdm when it is installed, and warnings."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: A call that is over sooner shows nothing.
DELAY_SECONDS = 1.0


@contextmanager
def bar(total: int, unit: str, show: bool | None) -> Iterator[Callable[[int], object] | None]:
    """Yield what the core calls with the units of work done; None when nothing is to be shown.

    Parameters
    ----------
    total, unit
        Units of work there are, and their name.
    show
        True demands tqdm, False wants silence, None shows a bar if tqdm is installed.
    """
    if show is False:
        yield None
        return
    try:
        with warnings.catch_warnings():  # a notebook without ipywidgets gets the text bar, which is good enough
            warnings.simplefilter("ignore")
            from tqdm.auto import tqdm
    except ImportError:
        if show:
            raise ImportError("progress=True needs tqdm: pip install placet[progress]") from None
        yield None
        return
    with tqdm(total=total, unit=unit, delay=DELAY_SECONDS, leave=False) as shown:
        yield lambda done: shown.update(min(done, total) - shown.n)


def continued(report: Callable[[int], object] | None, before: int) -> Callable[[int], object] | None:
    """A part of a call that starts after `before` units of work."""
    return None if report is None else lambda done: report(before + done)


def warn(message: str, category: type[Warning]) -> None:
    """Warn at the line outside the package that made the call, however deep inside the reason was found."""
    package, frame, level, outside = __name__.partition(".")[0], sys._getframe(1), 1, 1
    while frame is not None:  # the library's own frames may lie between those of the package
        level += 1
        if frame.f_globals.get("__name__", "").partition(".")[0] == package:
            outside = level + 1
        frame = frame.f_back
    warnings.warn(message, category, stacklevel=outside)
