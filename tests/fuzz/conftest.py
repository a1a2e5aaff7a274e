"""The attacks import each other by name, here as in the long run."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
