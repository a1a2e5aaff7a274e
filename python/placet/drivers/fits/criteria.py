r"""What models of one outcome and one sample are compared by: AIC, AICc, BIC, adjusted R².

With n observations, k coefficients (the intercept is one) and RSS the weighted residual sum of squares,

.. math:: \log L = -\tfrac n2 \left(\log\frac{2\pi\,\mathrm{RSS}}{n} + 1\right) + \tfrac12 \sum \log w

is the logarithm of the likelihood under normal residuals, and

.. math:: \mathrm{AIC} = -2\log L + 2(k + 1) \qquad
          \mathrm{BIC} = -2\log L + (k + 1)\log n \qquad
          \mathrm{AIC_c} = \mathrm{AIC} + \frac{2(k + 1)(k + 2)}{n - k - 2}

count the residual variance as a parameter, as R's ``AIC()`` does. R's ``extractAIC()``, which ``step()`` prints, is
:math:`n \log(\mathrm{RSS}/n) + 2k`: smaller by :math:`n(\log 2\pi + 1) + 2`, and in the same order. Frequency weights
count :math:`n = \sum w` observations; probability weights are taken with mean 1, so that only their ratios matter;
:math:`\sum \log w` belongs to precision weights, whose :math:`\sigma^2/w` is the variance of an answer.

Sources: Akaike, H. (1974), IEEE Transactions on Automatic Control 19, 716-723; Schwarz, G. (1978), Annals of Statistics
6, 461-464; Hurvich, C. M. and Tsai, C.-L. (1989), Biometrika 76, 297-307.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ...survey.weights import observations
from ...types import WeightType
from .fits import information

Floats = NDArray[np.float64]
Criterion = Literal["aic", "bic", "aicc", "adj_r2"]
#: The better a model, the lower these; only adjusted R² is turned round.
CRITERIA: tuple[Criterion, ...] = ("aic", "bic", "aicc", "adj_r2")
#: Residuals of less than this share of the outcome's variation are rounding: the fit is perfect.
PERFECT = 1e-13


@dataclass(frozen=True)
class Sample:
    """What the criteria need to know of the sample beside the fit.

    Attributes
    ----------
    n : float
        Observations: Σw for frequency weights, else the rows.
    tss : float
        Weighted sum of squares of the outcome about its mean; under probability weights with weights of mean 1.
    log_weights : float
        Σ log w under precision weights, else 0.
    """

    n: float
    tss: float
    log_weights: float = 0.0

    @classmethod
    def of(cls, n: int, sum_w: float, squares: float, weight_type: WeightType) -> Sample:
        """Count `n` rows whose outcome has the weighted sum of squares `squares` about its mean."""
        relative = weight_type == "probability" and sum_w > 0
        return cls(float(observations(weight_type, n, sum_w)), squares * n / sum_w if relative else squares)

    def with_log_weights(self, log_weights: float) -> Sample:
        """The same sample with the sum of the logarithms of its precision weights."""
        return replace(self, log_weights=log_weights)

    def value(self, criterion: Criterion, left: Any, k: Any) -> Floats:
        """A criterion of models with k coefficients that leave the share `left` = 1 - R² unexplained."""
        k = np.asarray(k)
        if criterion == "adj_r2":
            return 1 - np.asarray(left) * (self.n - 1) / (self.n - k)
        return information(criterion, self.deviance(left), self.n, k + 1.0)

    def deviance(self, left: Any) -> Floats:
        """Minus twice the logarithm of the likelihood; minus infinity for a perfect fit."""
        with np.errstate(divide="ignore"):
            return self.n * (np.log(np.asarray(left, dtype=np.float64)) + self._constant) - self.log_weights

    @property
    def _constant(self) -> float:
        return math.log(2 * math.pi * self.tss / self.n) + 1 if self.tss > 0 else -math.inf
