"""Chinese, one file a room of the package."""

from collections.abc import Mapping

from .action import TEXTS as ACTION
from .dominance import TEXTS as DOMINANCE
from .drivers import TEXTS as DRIVERS
from .fuzzy import TEXTS as FUZZY
from .importance import TEXTS as IMPORTANCE
from .index import TEXTS as INDEX
from .index_pictures import TEXTS as INDEX_PICTURES
from .index_pictures2 import TEXTS as INDEX_PICTURES2
from .logit_importance import TEXTS as LOGIT_IMPORTANCE
from .nps_drivers import TEXTS as NPS_DRIVERS
from .path_groups import TEXTS as PATH_GROUPS
from .path_index import TEXTS as PATH_INDEX
from .path_models import TEXTS as PATH_MODELS
from .path_results import TEXTS as PATH_RESULTS
from .pictures import TEXTS as PICTURES
from .reliability import TEXTS as RELIABILITY
from .reporting import TEXTS as REPORTING
from .results import TEXTS as RESULTS
from .scores import TEXTS as SCORES
from .survey import TEXTS as SURVEY
from .weights import TEXTS as WEIGHTS

TEXTS: Mapping[str, str] = {
    **ACTION,
    **DOMINANCE,
    **DRIVERS,
    **FUZZY,
    **IMPORTANCE,
    **INDEX,
    **INDEX_PICTURES,
    **INDEX_PICTURES2,
    **LOGIT_IMPORTANCE,
    **NPS_DRIVERS,
    **PATH_GROUPS,
    **PATH_INDEX,
    **PATH_MODELS,
    **PATH_RESULTS,
    **PICTURES,
    **RELIABILITY,
    **REPORTING,
    **RESULTS,
    **SCORES,
    **SURVEY,
    **WEIGHTS,
}
