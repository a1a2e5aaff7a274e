"""A cluster of Spark whose workers are of two machines of Java: the answer, though a worker is killed."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import placet
import pytest
from numpy.testing import assert_allclose

pytest.importorskip("pyspark")
pytest.importorskip("pandas")  # Spark asks for it
SCRIPT = Path(__file__).with_name("local_cluster.py")


@pytest.mark.skipif(os.name == "nt", reason="Spark has no such cluster on Windows")
def test_executors_give_the_answer_of_the_rows_in_memory_though_a_worker_is_killed(tmp_path) -> None:
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        pytest.skip("Spark needs Java 17, and there is none on this machine")
    where = {"PYTHONPATH": str(Path(placet.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(tmp_path)],
        env=os.environ | where,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    if isinstance(found, str):
        pytest.skip(found)
    for estimates, expected, tasks in found.values():
        assert_allclose(estimates, expected, rtol=1e-12)
        attempts = {(partition, attempt) for partition, attempt, _ in tasks}
        assert {("2", "0"), ("2", "1")} <= attempts
    assert len({executor for *_, tasks in found.values() for _, _, executor in tasks}) == 2
