"""The number of threads is a number; every thread has the same answers, stops at Ctrl-C and lets the others run."""

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import placet
import pytest
from placet import _core

SMALL = "print(placet.nps({'score': [9, 1]}, 'score')['n'])"
LARGE = "print(placet.nps({'score': np.tile([9, 1], 100_000)}, 'score')['n'])"
MODEL = "print(placet.key_drivers({'y': [1, 2, 4], 'a': [1, 3, 2]}, 'y', ['a'], n_resamples=2, rng=1)['n'])"
ASKED = "print(placet._core.thread_count())"


def run(script, threads=""):
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


# ---- forks, signals, progress ----------------------------------------------------------------------------------------


def printed(script, threads=""):
    """What a script prints that ends well."""
    ran = run(script, threads)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


PREAMBLE = """
import os, signal, threading, time
import numpy as np
import placet

def survey(drivers, rows=300):
    rng = np.random.default_rng(3)
    data = {f"x{i}": rng.normal(size=rows) for i in range(drivers)}
    data["y"] = sum(data.values()) + rng.normal(size=rows)
    return data

def importance(data, n_resamples=0):
    drivers = [name for name in data if name != "y"]
    return placet.key_drivers(data, "y", drivers, n_resamples=n_resamples, rng=1, progress=False)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.skipif(sys.platform == "darwin", reason="frameworks of macOS forbid what numpy does after a fork")
def test_a_pool_used_before_a_fork_works_in_the_child():
    script = (
        PREAMBLE
        + """
data = survey(8, rows=20_000)
expected = importance(data, n_resamples=50).to_json()
child = os.fork()
if child == 0:
    same = importance(data, n_resamples=50).to_json() == expected
    grandchild = os.fork()
    if grandchild == 0:
        os._exit(0 if importance(data, n_resamples=50).to_json() == expected else 4)
    _, status = os.waitpid(grandchild, 0)
    os._exit(os.waitstatus_to_exitcode(status) if same else 3)
_, status = os.waitpid(child, 0)
print(os.waitstatus_to_exitcode(status), importance(data, n_resamples=50).to_json() == expected)
"""
    )
    assert printed(script).split() == ["0", "True"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.skipif(sys.platform == "darwin", reason="frameworks of macOS forbid what numpy does after a fork")
def test_every_thread_has_the_answer_of_the_first_also_in_a_child():
    script = """
import os, threading
import numpy as np

found = []

def ask():
    import placet
    rng = np.random.default_rng(1)
    data = {"s": rng.integers(0, 11, 300_000), "w": rng.random(300_000), "g": rng.integers(0, 9, 300_000)}
    found.append(placet.nps(data, "s", weights="w", by="g").to_json())

def ask_in(count):
    threads = [threading.Thread(target=ask) for _ in range(count)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

ask_in(1)  # imports placet, and is gone
ask()
ask_in(4)
child = os.fork()
if child == 0:
    ask()
    ask_in(2)
    os._exit(len(set(found)))
_, status = os.waitpid(child, 0)
print(len(found), len(set(found)), os.waitstatus_to_exitcode(status))
"""
    assert printed(script).split() == ["6", "1", "1"]


# Nothing here is timed by the clock, which runs on while a machine does other things. A process that has spent 0.1 s of
# its processors is at work, and one that stops "at once" spends little more.
INTERRUPT = (
    PREAMBLE
    + """
importance(survey(3))           # everything is imported and the pool is built
data = survey({drivers})
started, sent = time.process_time(), []
def interrupt():
    while time.process_time() < started + 0.1:
        time.sleep(0.001)
    sent.append(time.process_time())
    os.kill(os.getpid(), signal.SIGINT)
thread = threading.Thread(target=interrupt)
thread.start()
try:
    while True:
        importance(data, {n_resamples})
except KeyboardInterrupt:
    print(time.process_time() - sent[0])
thread.join()
# The package is as good as before.
print(importance(survey(3))["share"].sum())
"""
)


# On one thread: a billion models take seconds of any processor, the bootstrap takes ten minutes.
@pytest.mark.parametrize(("drivers", "n_resamples"), [(30, 0), (20, 100_000)], ids=["one long call", "bootstrap"])
@pytest.mark.skipif(sys.platform == "win32", reason="a process of Windows cannot send itself Ctrl-C")
def test_ctrl_c_stops_a_long_lmg(drivers, n_resamples):
    script = INTERRUPT.replace("{drivers}", str(drivers)).replace("{n_resamples}", str(n_resamples))
    spent, total = map(float, printed(script, "1").split())
    assert total == pytest.approx(1)
    assert spent < 0.5


class StopError(Exception):
    pass


def moments_rows(drivers, rows):
    rng = np.random.default_rng(4)
    return [(f"x{i}", rng.normal(size=rows), []) for i in range(drivers + 1)]


def endless(progress):
    """A call of ten minutes of a processor: it ends because `progress` raises."""
    columns = moments_rows(20, 100)
    samples, names = ((columns, None, None, "probability"), 0, (100_000, 1)), [name for name, *_ in columns]
    _core.bootstrap_importance(samples, names, list(range(1, 21)), ["lmg"], "probability", progress)


def test_other_threads_run_during_a_long_call():
    ticks, between, over = [0], [], threading.Event()

    def tick():
        while not over.wait(0.002):
            ticks[0] += 1

    def look(_):
        between.append(ticks[0])
        # Were the interpreter held, another thread would run once or twice at every look and never between them.
        if len(between) > 1 and between[-1] - between[-2] > 5:
            raise StopError

    ticker = threading.Thread(target=tick)
    ticker.start()
    try:
        with pytest.raises(StopError):
            endless(look)
    finally:
        over.set()
        ticker.join()


def here(call):
    call()


def elsewhere(call):
    """In a thread that waits for others to do its work."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(call).result()


@pytest.mark.parametrize("run_in", [here, elsewhere])
def test_an_exception_in_a_progress_callback_stops_the_call(run_in):
    seen = []

    def stop(done):
        seen.append(done)
        raise StopError

    before = time.process_time()
    with pytest.raises(StopError):
        run_in(lambda: endless(stop))
    assert len(seen) == 1
    assert time.process_time() - before < 60


@pytest.mark.parametrize("run_in", [here, elsewhere])
def test_progress_is_told_in_the_calling_thread_and_never_runs_back(run_in):
    seen, one_call = [], []

    def look(done):
        seen.append((done, threading.get_ident()))
        if len(seen) == 5:
            raise StopError

    def calls():
        seen.append((0, threading.get_ident()))
        with pytest.raises(StopError):
            endless(look)
        moments = _core.accumulate_moments((moments_rows(27, 100), None, None, "probability"))[0]
        _core.lmg(moments, [f"x{i}" for i in range(28)], list(range(1, 28)), progress=one_call.append)

    run_in(calls)
    assert len({thread for _, thread in seen}) == 1
    for units, total in (([units for units, _ in seen], 100_000), (one_call, 2**27)):
        assert units == sorted(units)
        assert all(0 <= unit <= total for unit in units)
