"""How much work importances of a logit are: every model is a fit to the rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ...inference.work import RATE
from .logit_importance import CIRCLES, MOST_EXACT
from .work import Work

#: Seconds that a fit takes a thread for a row, and more for every column and every product of columns; measured.
ROW, COLUMN, PRODUCT = 14e-9, 1.0e-9, 0.15e-9
#: Seconds of a fit besides.
FIT = 5e-6


@dataclass(frozen=True)
class LogitWork(Work):
    """What a call of `key_drivers` has to do for a logit."""

    leaves_out: ClassVar[bool] = False

    @property
    def models(self) -> float:
        """What it is worth in models of least squares."""
        p = self.drivers
        fits, size = (2.0**p, p / 2) if p <= MOST_EXACT else (CIRCLES * p * (p - 1.0), p / 2)
        walks = fits * (self.segments * FIT + self.rows * (ROW + COLUMN * size + PRODUCT * size**2))
        return (self.resamples + self.others) * walks * RATE
