"""Chinese, one file a room of the package."""

from collections.abc import Mapping

from .drivers import TEXTS as DRIVERS
from .importance import TEXTS as IMPORTANCE
from .logit_importance import TEXTS as LOGIT_IMPORTANCE
from .pictures import TEXTS as PICTURES
from .reporting import TEXTS as REPORTING
from .results import TEXTS as RESULTS
from .scores import TEXTS as SCORES

TEXTS: Mapping[str, str] = {**DRIVERS, **IMPORTANCE, **LOGIT_IMPORTANCE, **PICTURES, **RESULTS, **SCORES, **REPORTING}
