"""Passes over rows that stay where they are, shared by tasks of which each asks for its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any, TypeVar

from .._core import PlacetError

#: Numbers that what is made of the rows may take, of all tasks that share a pass.
MOST = 1 << 24

T = TypeVar("T")
#: What the passes that a task asks for found, in their order; None where a pass is made when it is asked for.
_answers: ContextVar[deque[Any] | None] = ContextVar("answers", default=None)


class _AskedError(BaseException):
    """A task asked for a pass that was not made yet; nobody but `together` catches it."""

    def __init__(self, source: Any, make: Callable[[Any], Any], join: Callable[[Any, Any], Any]) -> None:
        super().__init__()
        self.source, self.make, self.join = source, make, join


def folded(source: Any, make: Callable[[Any], T], join: Callable[[T, T], T]) -> T:
    """What is made of every batch of a source: of a pass for this alone, or of one that tasks share."""
    answers = _answers.get()
    if answers is None:
        return source.fold(make, join)
    if not answers:
        raise _AskedError(source, make, join)
    found = answers.popleft()
    if isinstance(found, PlacetError):
        raise found
    return found


def together(tasks: Sequence[Callable[[], T]], numbers: int = 1) -> list[T]:
    """What tasks come to, of which those that need passes over rows that stay where they are share them.

    A task is stopped where it asks for a pass; one pass is made for all that were, and they begin anew with what it
    found. So a task must ask for the same whenever it begins, and leave nothing behind but when it is done.

    Parameters
    ----------
    tasks
        They may raise what they like: the first error in their order is raised.
    numbers
        What a pass makes for a task takes about so many; only as many tasks share one as there is room for.
    """
    if _answers.get() is not None:  # a task among others
        return [task() for task in tasks]
    size, found = max(MOST // max(numbers, 1), 1), []
    for start in range(0, len(tasks), size):
        found += _done(tasks[start : start + size])
    return found


def _done(tasks: Sequence[Callable[[], T]]) -> list[T]:
    found: list[Any] = [[] for _ in tasks]
    done: dict[int, T] = {}
    failed: dict[int, Exception] = {}
    while len(done) + len(failed) < len(tasks):
        asked: dict[int, _AskedError] = {}
        for i, task in enumerate(tasks):
            if i not in done and i not in failed:
                try:
                    with _answering(deque(found[i])):
                        done[i] = task()
                except _AskedError as request:
                    asked[i] = request
                except Exception as error:
                    failed[i] = error
        if failed and min(failed) < min(asked, default=len(tasks)):
            break
        for source in {id(one.source): one.source for one in asked.values()}.values():
            here = {i: one for i, one in asked.items() if one.source is source}
            makes, joins = [one.make for one in here.values()], [one.join for one in here.values()]
            for i, answer in zip(here, source.fold(partial(_each, makes), partial(_joined, joins)), strict=True):
                found[i].append(answer)
    if failed:
        raise failed[min(failed)]
    return [done[i] for i in range(len(tasks))]


def alone() -> AbstractContextManager[None]:
    """Within it passes are made at once: of what they find, which is kept, nobody asks again."""
    return _answering(None)


@contextmanager
def _answering(answers: deque[Any] | None) -> Iterator[None]:
    token = _answers.set(answers)
    try:
        yield
    finally:
        _answers.reset(token)


def _each(makes: Sequence[Callable[[Any], Any]], batch: Any) -> list[Any]:
    """What every task makes of a batch; an error is that of its task alone."""
    return [_tried(make, batch) for make in makes]


def _joined(joins: Sequence[Callable[[Any, Any], Any]], one: list[Any], other: list[Any]) -> list[Any]:
    return [_tried_pair(join, a, b) for join, a, b in zip(joins, one, other, strict=True)]


def _tried(make: Callable[[Any], Any], batch: Any) -> Any:
    try:
        return make(batch)
    except PlacetError as error:
        return error


def _tried_pair(join: Callable[[Any, Any], Any], one: Any, other: Any) -> Any:
    failed = next((part for part in (one, other) if isinstance(part, PlacetError)), None)
    return join(one, other) if failed is None else failed
