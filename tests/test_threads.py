"""The number of threads is a number, or the first call says that it is none."""

import os
import subprocess
import sys
from pathlib import Path

import placet
import pytest

SMALL = "print(placet.nps({'score': [9, 1]}, 'score')['n'])"
LARGE = "print(placet.nps({'score': np.tile([9, 1], 100_000)}, 'score')['n'])"
MODEL = "print(placet.key_drivers({'y': [1, 2, 4], 'a': [1, 3, 2]}, 'y', ['a'], n_resamples=2, rng=1)['n'])"
ASKED = "print(placet._core.thread_count())"


def run(script, threads):
    package = str(Path(placet.__file__).parents[1])
    path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH")]))
    return subprocess.run(
        [sys.executable, "-c", f"import placet, numpy as np\n{script}"], capture_output=True, text=True, check=False,
        env={**os.environ, "PLACET_NUM_THREADS": threads, "PYTHONPATH": path},
    )  # fmt: skip


@pytest.mark.parametrize("threads", ["abc", "0", "-1", "1e9", "1000000000", "2.5", "257"])
def test_what_is_no_number_of_threads_is_refused_at_the_first_call(threads):
    for script in (SMALL, LARGE, MODEL, ASKED) if threads == "abc" else (SMALL,):
        ran = run(script, threads)
        assert ran.returncode == 1
        words = f"DataError: PLACET_NUM_THREADS={threads} must be a whole number of threads from 1 to 256"
        assert ran.stderr.splitlines()[-1].startswith(("placet." + words, words)), ran.stderr


@pytest.mark.parametrize(("threads", "count"), [("1", 1), (" 3 ", 3), ("256", 256)])
def test_a_number_of_threads_is_taken(threads, count):
    assert run(f"{ASKED}\n{SMALL}", threads).stdout == f"{count}\n[2]\n"


def test_without_a_number_the_machine_has_one():
    assert int(run(ASKED, "").stdout) >= 1
