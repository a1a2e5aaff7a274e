"""Figures in words, and who is who: what page, pictures and the table of the README say alike."""

from __future__ import annotations

from typing import Any

#: Libraries by what the name of a contender begins with or holds, in this order; the first that fits is meant.
LIBRARIES = (
    *("statsmodels", "scikit-learn", "pingouin", "pyshapley2", "dominance-analysis", "ezrsurvey", "seminr"),
    *("openpls-engine", "DuckDB", "PyArrow", "Polars", "pandas", "scipy", "numpy"),
)


def library(name: str) -> str:
    """The library of a peer, by the name of the contender."""
    return next((known for known in LIBRARIES if known.lower() in name.lower()), "other")


def time(seconds: float) -> str:
    """Three digits and a unit."""
    scale, unit = next(((f, u) for f, u in ((1, "s"), (1e3, "ms")) if seconds * f >= 0.9995), (1e6, "µs"))
    return f"{digits(seconds * scale)} {unit}"


def digits(value: float) -> str:
    """Three digits, never as a power of ten."""
    if value >= 99.95:
        return f"{float(f'{value:.3g}'):,.0f}"
    return f"{value:.3g}"


def spread(seconds: dict[str, Any]) -> str:
    """The quartiles of the turns."""
    if seconds["turns"] == 1:
        return "once"
    return f"{time(seconds['low'])} to {time(seconds['high'])}"


def times(ratio: float) -> str:
    """What a peer's time over placet's says of placet."""
    return f"{digits(ratio)}× as fast" if ratio >= 1 else f"takes {digits(1 / ratio)}× as long"


def memory(mib: float | None) -> str:
    """MiB; less than one is none to speak of."""
    return "" if mib is None else "< 1 MiB" if mib < 1 else f"{mib:,.0f} MiB"
