"""Ctrl-C ends every long call at once, and leaves the package as good as before.

Nothing here is timed by the clock, which runs on while a machine does other things: a process is at work when it has
spent some time of its processors, and one that stops "at once" spends little more. How much that is on this machine is
measured on work of a known size.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CALLS = Path(__file__).with_name("fuzz") / "interrupted_calls.py"


@pytest.mark.skipif(sys.platform == "win32", reason="a process of Windows cannot send itself Ctrl-C")
def test_ctrl_c_ends_every_long_call_at_once():
    done = subprocess.run(
        [sys.executable, str(CALLS)],
        env=os.environ | {"PLACET_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    yardstick, found = json.loads(done.stdout)
    # A quarter of a second of a processor that sorts two million numbers in as much.
    limit = max(0.25, yardstick)
    late = {name: times for name, times in found.items() if max(times) > limit}
    assert not late, (limit, late)
