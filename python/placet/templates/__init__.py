"""Models of well-known studies: indicator trees and path models, to be filled with weights and columns of one's own."""

from .cars import csi as csi
from .cars import ssi as ssi
from .satisfaction_models import acsi as acsi
from .satisfaction_models import ccsi as ccsi
from .satisfaction_models import ecsi as ecsi

__all__ = ["acsi", "ccsi", "csi", "ecsi", "ssi"]
