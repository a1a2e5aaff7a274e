"""The core's modules import one another without circles, and its pillars not at all."""

import re
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

CRATE = Path(__file__).parents[2] / "src"
USE = re.compile(r"^(\s*)(pub(?:\([a-z ]+\))? )?use ([^;]*);", re.MULTILINE)

pytestmark = pytest.mark.skipif(not CRATE.is_dir(), reason="an installed package has no sources of the core")


def name_of(path):
    parts = path.relative_to(CRATE).with_suffix("").parts
    return ("crate", *(part for part in parts if part not in {"mod", "lib"}))


FILES = {name_of(path): path for path in sorted(CRATE.rglob("*.rs"))}
PILLARS = ("scores", "index", "drivers")


def leaves(tree):
    """The paths of a tree of uses: `a::{b, c::d}` is `a::b` and `a::c::d`."""
    head, brace, inner = tree.strip().partition("{")
    if not brace:
        yield tuple(head.split(" as ")[0].split("::"))
        return
    for part in re.findall(r"[^,{}]+(?:\{(?:[^{}]|\{[^{}]*\})*\})?", inner[:-1]):
        if part.strip():
            yield from leaves(head + part.strip())


def uses(module):
    """Whether it passes it on, and what it is: the full path of everything a module uses, its tests apart."""
    text = FILES[module].read_text(encoding="utf-8").split("#[cfg(test)]\nmod tests")[0]
    for _, public, tree in USE.findall(text):
        for path in leaves(re.sub(r"\s+", " ", tree)):
            inside = (*module, *path) if (*module, path[0]) in FILES else path
            at = list(module) if inside[0] in {"self", "super"} else []
            while inside and inside[0] in {"self", "super"}:
                at, inside = (at[:-1] if inside[0] == "super" else at), inside[1:]
            if (*at, *inside)[:1] == ("crate",):
                yield bool(public), (*at, *inside)


PASSED_ON = {(*module, path[-1]): path for module in FILES for public, path in uses(module) if public}


def home(path):
    """The module that has what a path names, wherever it is passed on from."""
    while path not in FILES:
        path = PASSED_ON[path] if path in PASSED_ON else path[:-1]
    return path


GRAPH = {m: {home(path) for public, path in uses(m) if not public} - {m} for m in FILES}


def test_no_module_of_the_core_is_used_in_a_circle():
    TopologicalSorter(GRAPH).prepare()  # an error names the circle


def test_the_pillars_of_the_core_do_not_touch():
    for module, used in GRAPH.items():
        for other in used:
            pillars = {name[1] for name in (module, other) if name[1:] and name[1] in PILLARS}
            assert len(pillars) < 2, f"{'::'.join(module)} uses {'::'.join(other)}"
