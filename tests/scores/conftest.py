"""What the tests of scores share."""

import pytest


@pytest.fixture(scope="module", autouse=True)
def _no_collections():
    """Spare the tests the garbage collection of every `multipletests`, a thousand times its arithmetic."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gc.collect", lambda: 0)
        yield
