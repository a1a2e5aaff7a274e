"""The long run: ``python tests/fuzz --seconds 600 --seed 7``; it prints how to make every wrong call again."""

from __future__ import annotations

import argparse
import faulthandler
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from attacks import ATTACKS, faults, report


def main() -> int:
    """Run the attacks one after the other."""
    words = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    words.add_argument("--seconds", type=float, default=60, help="time of each attack")
    words.add_argument("--seed", type=int, default=0, help="the first seed; every minute has the next one")
    words.add_argument("--attack", choices=ATTACKS, action="append", help="one of them; all without it")
    given = words.parse_args()
    faulthandler.enable()
    failed = False
    for attack in given.attack or ATTACKS:
        left, seed = given.seconds, given.seed
        while left > 0:
            made, found = faults(attack, seed, sys.maxsize, min(left, 60))
            print(f"{attack}, seed {seed}: {made:,} calls, {sum(map(len, found.values())):,} wrong", flush=True)
            if found:
                failed = True
                print(report(found), flush=True)
            left, seed = left - 60, seed + 1
    if failed:
        print(f"to see one again: cd {Path(__file__).parent}; python; from scene import *; and the call as printed")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
