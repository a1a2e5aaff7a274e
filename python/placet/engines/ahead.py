"""Batches that a thread of their own makes while those before are worked on."""

from __future__ import annotations

from collections.abc import Callable, Generator
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Any, TypeVar

T = TypeVar("T")

#: Batches that wait.
WAITING = 2
#: How often the thread looks whether anybody still wants them, and its caller for Ctrl-C, in seconds.
LOOK = 0.05


def ahead(batches: Generator[T, None, None], stop: Callable[[], None] = lambda: None) -> Generator[T, None, None]:
    """The same batches; errors come where the batch would have come. Whoever stops early has them closed.

    Before that `stop` is called, which may end what the thread waits for.
    """
    queue: Queue[tuple[bool, Any]] = Queue(WAITING)
    unwanted = Event()

    def put(done: bool, what: Any) -> bool:
        while not unwanted.is_set():
            try:
                queue.put((done, what), timeout=LOOK)
                return True
            except Full:
                continue
        return False

    def read() -> None:
        error = None
        try:
            for batch in batches:
                if not put(False, batch):
                    break
        except BaseException as met:
            error = met
        finally:
            batches.close()
        put(True, error)

    thread = Thread(target=read, name="placet-reader", daemon=True)
    thread.start()
    done = False
    try:
        while True:
            try:
                done, what = queue.get(timeout=LOOK)  # without an end Windows waits whatever is pressed
            except Empty:
                continue
            if done:
                break
            yield what
    finally:
        unwanted.set()
        if not done:
            stop()
        thread.join()
    if what is not None:
        raise what
