"""What an attack must end in: a result that shows itself, or an error of the package that says why not."""

from __future__ import annotations

import pickle
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import placet
import scene
from placet.results import Result

#: What a call without a function's own arguments ends in, as any of Python's.
OF_ARGUMENTS = ("argument", "by position", "needs data")


@dataclass(frozen=True)
class Call:
    """A call as it is written, in the names of the scene; `frame` is what its data are, if they are made for it."""

    source: str
    frame: str | None = None

    def __str__(self) -> str:
        """What to run to see it again, after ``from scene import *`` in this folder."""
        return f"{f'frame = {self.frame}; ' if self.frame else ''}{self.source}"

    def wrong(self) -> str | None:
        """What is wrong about how it ends, in one line; None if nothing is."""
        names = dict(vars(scene))
        if self.frame:
            try:
                with warnings.catch_warnings(action="ignore"):
                    names["frame"] = eval(self.frame, names)
            except Exception:  # a library that has no such column
                return None
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            found = _ending(self.source, names)
        leaked = [w for w in caught if not _may_be(w)]
        return found or (f"leaks {leaked[0].category.__name__}: {leaked[0].message}" if leaked else None)


def _may_be(warning: warnings.WarningMessage) -> bool:
    """Whether a warning is placet's own, or what an old library says of itself."""
    own = warning.category.__module__.startswith("placet") or warning.category is UserWarning
    return own or (issubclass(warning.category, DeprecationWarning) and "placet" not in Path(warning.filename).parts)


def written(function: str, arguments: dict[str, str]) -> str:
    """A call in Python."""
    return f"{function}({', '.join(f'{name}={value}' for name, value in arguments.items())})"


def _ending(source: str, names: dict[str, Any]) -> str | None:
    try:
        shown(eval(source, names))
    except placet.PlacetError as error:
        return None if len(str(error)) > 15 else f"says too little: {error!r}"
    except Exception as error:
        expected = isinstance(error, TypeError) and any(words in str(error) for words in OF_ARGUMENTS)
        return None if expected and _place(error).startswith("options/door") else _raw(error)
    except BaseException as error:  # a panic of the core is no exception
        if isinstance(error, KeyboardInterrupt):
            raise
        return _raw(error)
    return None


def shown(result: Any) -> None:
    """Everything a result says of itself."""
    str(result), repr(result)
    if isinstance(result, Result):
        result._repr_html_(), result.to_frame(), result.glance(), hash(result)
        text = result.to_json()
        # What has no text of its own is another object afterwards.
        assert "object at 0x" in text or pickle.loads(pickle.dumps(result)) == result, "pickling changes the result"


def _place(error: BaseException) -> str:
    """The line of the package that raised."""
    place, found = error.__traceback__, "the call"
    package = str(Path(placet.__file__).parent)
    while place is not None:
        name = place.tb_frame.f_code.co_filename
        if name.startswith(package):
            found = f"{Path(name).relative_to(package).as_posix()}:{place.tb_lineno}"
        place = place.tb_next
    return found


def _raw(error: BaseException) -> str:
    return f"{type(error).__name__} at {_place(error)}: {str(error)[:160]}".replace("\n", " ")
