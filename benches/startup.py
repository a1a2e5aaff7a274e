"""What `import placet` adds to numpy, and what the first call of a process costs."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from importlib import import_module

from measure import Case, Contender, OwnClock, Role, Target, ours

TIMED = "{before}\nfrom time import perf_counter as clock\nstart = clock()\n{what}\nprint(clock() - start)"


class Fresh(OwnClock):
    """A statement timed inside a new interpreter."""

    def __init__(self, needs: str, before: str, what: str) -> None:
        import_module(needs)
        self.command = [sys.executable, "-c", TIMED.format(before=before, what=what)]

    def __call__(self) -> float:
        # Modules are compiled by the first run and kept, as an installer does it.
        env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return float(subprocess.run(self.command, capture_output=True, text=True, check=True, env=env).stdout)


def imports() -> Case:
    """Imports over numpy."""
    roles: dict[str, Role] = {"placet": "placet"}
    modules = ("placet", "polars", "pandas", "statsmodels.api", "pingouin")
    contenders = {
        f"import {module}": Contender(
            partial(Fresh, module, "import numpy", f"import {module}"), role=roles.get(module, "peer"), compared=False
        )
        for module in modules
    }

    def targets(times: dict[str, float], peaks: object) -> list[Target]:
        return [Target(1e3 * times["import placet"], 30, "ms over numpy")]

    return Case("Import, numpy being there", contenders, targets)


def first_call() -> Case:
    """The first call imports what it needs: narwhals, and scipy.special for the quantile."""
    frame = "import placet, {0}\ndf = {0}.DataFrame({{'score': [10, 9, 3]}})"
    contenders = {
        f"placet.nps, {library} frame": ours(
            partial(Fresh, library, frame.format(library), "placet.nps(df, 'score')"), compared=False
        )
        for library in ("polars", "pandas")
    }
    return Case("First call of a process", contenders)
