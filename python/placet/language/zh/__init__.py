"""Chinese, one file a room of the package."""

from collections.abc import Mapping

from .action import TEXTS as ACTION
from .dominance import TEXTS as DOMINANCE
from .drivers import TEXTS as DRIVERS
from .fuzzy import TEXTS as FUZZY
from .importance import TEXTS as IMPORTANCE
from .logit_importance import TEXTS as LOGIT_IMPORTANCE
from .nps_drivers import TEXTS as NPS_DRIVERS
from .pictures import TEXTS as PICTURES
from .reporting import TEXTS as REPORTING
from .results import TEXTS as RESULTS
from .scores import TEXTS as SCORES
from .survey import TEXTS as SURVEY

TEXTS: Mapping[str, str] = {
    **ACTION,
    **DOMINANCE,
    **DRIVERS,
    **FUZZY,
    **IMPORTANCE,
    **LOGIT_IMPORTANCE,
    **NPS_DRIVERS,
    **PICTURES,
    **REPORTING,
    **RESULTS,
    **SCORES,
    **SURVEY,
}
