"""Indicator trees of well-known studies, to be filled with weights and columns of one's own."""

from .cars import csi as csi
from .cars import ssi as ssi

__all__ = ["csi", "ssi"]
