"""What a call tells meanwhile: its progress, by tqdm when it is installed, and warnings."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from .mistakes import MissingLibraryError

#: A call that is over sooner shows nothing.
DELAY_SECONDS = 1.0


#: A call that takes longer says so before it starts.
LONG_SECONDS = 10.0
#: Columns of a bar that no terminal gives a width.
WIDTH = 80


@contextmanager
def bar(
    total: int, unit: str, show: bool | None, least: int = 1, seconds: float = 0.0
) -> Iterator[Callable[[int], object] | None]:
    """Yield what the core calls with the units of work done; None when nothing is to be shown.

    Parameters
    ----------
    total, unit
        Units of work there are, and their name.
    show
        True demands tqdm, False wants silence, None shows a bar if tqdm is installed.
    least
        Units below which a call is over before a bar is made.
    seconds
        How long it is expected to take, which is said at once where it is long.
    """
    if show is False or (show is None and total < least):
        yield None
        return
    words = f"takes {in_words(seconds)}" if seconds >= LONG_SECONDS else ""
    try:
        from tqdm import tqdm
    except ImportError:
        if show:
            raise MissingLibraryError("progress=True needs tqdm: pip install placet[progress]") from None
        if words:
            print(f"placet: this {words}; a bar needs tqdm, progress=False is silent", file=sys.stderr)
        yield None
        return
    how: dict[str, Any] = {"total": total, "unit": unit, "leave": False, "delay": 0.0 if words else DELAY_SECONDS}
    with notebook() as file:
        if file is not None:
            how |= {"file": file, "ncols": WIDTH, "ascii": False}
        with tqdm(desc=words or None, **how) as shown:
            yield lambda done: shown.update(min(done, total) - shown.n)


def in_words(seconds: float) -> str:
    """About how long that is."""
    for unit, name in ((3600, "h"), (60, "min")):
        if seconds >= 1.5 * unit:
            return f"about {seconds / unit:,.0f} {name}"
    return f"about {max(seconds, 1):.0f} s"


@contextmanager
def notebook() -> Iterator[Output | None]:
    """Where text goes in a notebook, None elsewhere; it is empty in the end."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if not hasattr(shell, "kernel"):
        yield None
        return
    output = Output()
    try:
        yield output
    finally:
        output.clear()


class Output:
    """A line of a notebook cell as a file, of which nothing stays: a stream keeps all that is written."""

    def __init__(self) -> None:
        self.handle: Any = None

    def write(self, text: str) -> int:
        """Show a line instead of the one before."""
        line = text.strip("\r\n \x1b[A")
        if line:
            self._show({"text/plain": line})
        return len(text)

    def flush(self) -> None:
        """A line is shown when it is written."""

    def clear(self) -> None:
        """Leave nothing."""
        if self.handle is not None:
            self._show({})

    def _show(self, content: dict[str, str]) -> None:
        if self.handle is None:
            from IPython.display import DisplayHandle  # pyright: ignore[reportMissingImports]

            self.handle = DisplayHandle()
            self.handle.display(content, raw=True)
        else:
            self.handle.update(content, raw=True)


def continued(report: Callable[[int], object] | None, before: int) -> Callable[[int], object] | None:
    """A part of a call that starts after `before` units of work."""
    return None if report is None else lambda done: report(before + done)


#: What was warned of by a call that is made of several.
_TOLD: ContextVar[set[tuple[type[Warning], str]] | None] = ContextVar("told", default=None)


@contextmanager
def once() -> Iterator[None]:
    """Warn of nothing twice inside."""
    token = _TOLD.set(set())
    try:
        yield
    finally:
        _TOLD.reset(token)


def warn(message: str, category: type[Warning]) -> None:
    """Warn at the line outside the package that made the call, however deep inside the reason was found."""
    if (told := _TOLD.get()) is not None:
        if (category, message) in told:
            return
        told.add((category, message))
    package, frame, level, outside = __name__.partition(".")[0], sys._getframe(1), 1, 1
    while frame is not None:  # the library's own frames may lie between those of the package
        level += 1
        if frame.f_globals.get("__name__", "").partition(".")[0] == package:
            outside = level + 1
        frame = frame.f_back
    warnings.warn(message, category, stacklevel=outside)
