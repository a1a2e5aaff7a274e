"""The command line: `python -m placet report ...` and `python -m placet demo`."""

from .reporting.command import main

if __name__ == "__main__":
    raise SystemExit(main())
