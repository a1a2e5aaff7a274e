"""The stub of the package shows every public function as the module has it."""

import importlib.util
import inspect
from pathlib import Path

import placet

DOCS = Path(__file__).parents[2] / "docs"


def test_the_stub_is_what_its_maker_makes():
    spec = importlib.util.spec_from_file_location("make_stub", DOCS / "make_stub.py")
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    assert maker.STUB.read_text(encoding="utf-8") == maker.stub(), "run `make stub`"


def test_every_option_is_shown_with_its_type():
    for name in placet.__all__:
        function = getattr(placet, name)
        for parameter in inspect.signature(function).parameters.values() if inspect.isfunction(function) else ():
            assert parameter.annotation is not parameter.empty, f"{name}({parameter.name}) has no type"


def test_every_public_name_has_a_home_and_is_listed():
    assert sorted(placet.__all__) == sorted(set(placet.__all__))
    assert set(placet.__all__) <= set(dir(placet))
    for name in placet.__all__:
        assert getattr(placet, name) is getattr(placet, name)
