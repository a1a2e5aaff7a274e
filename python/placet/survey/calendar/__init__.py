"""One calendar for all functions: which period a label means, and in which order labels come."""

from .gaps import with_gaps
from .order import NoOrderError, Reading, read

__all__ = ["NoOrderError", "Reading", "read", "with_gaps"]
