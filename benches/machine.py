"""What the figures depend on: the machine, the versions, the kernel of linear algebra."""

from __future__ import annotations

import json
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

#: Packages whose speed is on the page.
PACKAGES = (
    *("numpy", "scipy", "narwhals", "pandas", "polars", "pyarrow", "duckdb", "statsmodels", "scikit-learn"),
    *("pingouin", "pyshapley2", "dominance-analysis", "ezrsurvey", "seminr", "openpls-engine"),
)


def facts() -> dict[str, Any]:
    """All of them."""
    import placet
    from placet import _core

    return {
        "processor": _processor(),
        "processors": os.cpu_count(),
        "memory_gib": _memory(),
        "placet_threads": _core.thread_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "blas": blas(),
        "versions": {"placet": placet.__version__, "python": platform.python_version()}
        | {package: _version(package) for package in PACKAGES},
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    named = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor() or platform.machine()


def _memory() -> float | None:
    if not hasattr(os, "sysconf") or "SC_PHYS_PAGES" not in os.sysconf_names:
        return None
    return round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30, 1)


def blas() -> str:
    """The kernel that numpy and scipy compute with, and on how many threads."""
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return "unknown kernel, on as many threads as it likes"
    import numpy.linalg  # noqa: F401
    import scipy.linalg  # noqa: F401

    found = [library for library in threadpool_info() if library["user_api"] == "blas"]
    words = [
        f"{library['internal_api']} {library['version']} {library.get('architecture', 'of unknown kernel')} on up to "
        f"{library['num_threads']} threads"
        for library in found
    ]
    return ", ".join(sorted(set(words)))


if __name__ == "__main__":
    print(json.dumps(facts()))
