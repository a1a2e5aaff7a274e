"""A survey: a data frame plus its design. The only place where input is validated and data frames are known."""

from .factors import Term
from .replicates import ReplicateWeights
from .rows import Rows
from .sampling import Sampling
from .segments import Segments
from .survey import Survey

__all__ = ["ReplicateWeights", "Rows", "Sampling", "Segments", "Survey", "Term"]
