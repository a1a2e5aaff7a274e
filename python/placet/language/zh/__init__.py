"""Chinese, one file a room of the package."""

from collections.abc import Mapping

from .pictures import TEXTS as PICTURES
from .reporting import TEXTS as REPORTING
from .results import TEXTS as RESULTS

TEXTS: Mapping[str, str] = {**RESULTS, **PICTURES, **REPORTING}
