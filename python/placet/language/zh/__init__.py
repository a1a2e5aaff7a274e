"""Chinese, one file a room of the package."""

from collections.abc import Mapping

from .action import TEXTS as ACTION
from .drivers import TEXTS as DRIVERS
from .nps_drivers import TEXTS as NPS_DRIVERS
from .pictures import TEXTS as PICTURES
from .reporting import TEXTS as REPORTING
from .results import TEXTS as RESULTS
from .scores import TEXTS as SCORES

TEXTS: Mapping[str, str] = {**ACTION, **DRIVERS, **NPS_DRIVERS, **PICTURES, **RESULTS, **SCORES, **REPORTING}
