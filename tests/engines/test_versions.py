"""Data of a library that is too old are refused with its version, and with what to do."""

import sys

import placet
import pytest
from placet.engines.versions import check_version

LIBRARIES = {"dataset": "pyarrow", "parquet": "pyarrow", "spark": "pyspark"}


def test_a_library_that_is_too_old_is_named(request, stored, monkeypatch) -> None:
    engine = request.node.callspec.params["stored"]
    data, library = stored({"score": [9.0, 10.0, 3.0]}), LIBRARIES.get(engine, engine)
    monkeypatch.setattr(sys.modules[library], "__version__", "0.9.2")
    with pytest.raises(placet.DataError, match=rf"are of {library} 0\.9\.2, .* or later .*pip install \"{library}.*>="):
        placet.nps(data, "score")


@pytest.mark.parametrize("version", ["unknown", "1", "1.0.0", "1.0.0rc1", "2.1", "10.0.dev0"])
def test_other_versions_are_taken(monkeypatch, version) -> None:
    monkeypatch.setattr(pytest.importorskip("polars"), "__version__", version)
    check_version("polars")
