"""Data frames made of columns, for results."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

#: Libraries `to_frame` falls back on, in this order, when the input was not a data frame.
FALLBACK_LIBRARIES = ("polars", "pandas", "pyarrow")


def build(columns: Mapping[str, Any], library: str | None, index: Any = None) -> Any:
    """Build a data frame of `library`, or of the first one installed, with labels of its rows where it has them."""
    import narwhals.stable.v2 as nw

    backend = library if library in {"pandas", "polars", "pyarrow", "modin", "cudf"} else None
    for candidate in FALLBACK_LIBRARIES if backend is None else ():
        if find_spec(candidate):
            backend = candidate
            break
    if backend is None:
        raise ImportError("to_frame() needs a data frame library: pip install polars (or pandas, or pyarrow)")
    plain = {name: list(values) if isinstance(values, tuple) else values for name, values in columns.items()}
    frame = nw.from_dict(plain, backend=backend).to_native()  # type: ignore[arg-type]
    return frame if index is None else frame.set_axis(index, axis=0)


def build_categories(columns: Mapping[str, Any], levels: Mapping[str, Any]) -> Any:
    """A pandas data frame for formulaic, which brings pandas along, with these levels of its categories in order."""
    import narwhals.stable.v2 as nw

    series = [
        nw.new_series(name, values, nw.Enum(levels[name]) if name in levels else nw.Float64, backend="pandas")
        for name, values in columns.items()
    ]
    return nw.DataFrame.from_dict({s.name: s for s in series}).to_native()
