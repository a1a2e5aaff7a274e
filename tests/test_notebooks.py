"""Every notebook runs from top to bottom."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[1] / "examples").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_notebook_runs(path, monkeypatch):
    # The kernel's own, which shows pictures below their cells.
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    if path.stem == "messy_export":
        pytest.importorskip("pyreadstat")
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=None, startup_timeout=600, kernel_name="python3").execute()
    for cell in notebook.cells:
        if cell.cell_type == "code" and ".plot(" in cell.source:
            kinds = [kind for output in cell.outputs for kind in output.get("data", {})]
            assert "image/png" in kinds, cell.source
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("text/html" in output.get("data", {}) for output in outputs)
    said = [o["text"] for o in outputs if o["output_type"] == "stream" and o["name"] == "stderr"]
    # That gaps cost many respondents is said where they do.
    assert not [text for text in said if "MissingAnswersWarning" not in text]
