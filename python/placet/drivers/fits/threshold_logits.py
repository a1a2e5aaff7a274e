"""The binary logits at all thresholds of an ordered one, as one model whose errors any kind of errors knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..._core import ModelError, PlacetError
from ...survey.columns import codes, weights
from ...types import Cells, Column
from ..model.model import answered
from .cumulative_logit import CumulativeLogit, LogitFit, logits
from .fits import Fit, Fitted, Scores

Floats = NDArray[np.float64]
#: Rows taken at a time.
CHUNK = 1 << 15


@dataclass(frozen=True)
class ThresholdFit(Fit):
    """The slopes at all thresholds of a segment, one threshold after the other."""

    observations: float


@dataclass(frozen=True)
class ThresholdLogits(Fitted[ThresholdFit]):
    r"""Slopes of the binary logits of y > c, for all thresholds c of every segment.

    What a respondent adds to the slopes at c is taken under proportional odds, with :math:`\pi` the probability of
    y > c there,

    .. math:: \Big[ \sum w \pi (1 - \pi) x x' \Big]^{-1} w \, \big( 1[y > c] - \pi \big) \, x

    over 1 less the leverage where that is corrected: influences at the separate fits, which lie nearer to the answers,
    reject twice as often as they should where few carry most of the weight.

    Attributes
    ----------
    ordered : CumulativeLogit
        The models of proportional odds.
    """

    ordered: CumulativeLogit

    @classmethod
    def of(cls, ordered: CumulativeLogit, found: Sequence[list[LogitFit] | None]) -> ThresholdLogits:
        """Put the logits at the thresholds of every segment together; None where there are none."""
        return cls(ordered.model, ordered.moments, [_joined(fits) for fits in found], ordered)

    def model_df(self, segment: int) -> float:
        """Observations that the coefficients leave."""
        return self.spare(segment)

    def spent(self, segment: int) -> int:
        """Degrees of freedom that the coefficients take of a design, as those of the ordered logit."""
        return self.ordered.spent(segment)

    def influence(self, segment: int) -> Floats:
        """The scores are what a row adds to the slopes themselves."""
        return np.eye(self.fit(segment).terms)

    def refit(self, weights: Column) -> list[Floats | None]:
        """Slopes of every segment under other weights."""
        rows = self.model.rows
        name, values, missing = rows.columns[0]
        by_cut = []
        for cut in range(self.ordered.lead):
            above = np.where(values < 0, -1, values > cut).astype(np.int8)
            columns = [(name, above, missing), *rows.columns[1:]]
            by_cut.append(logits(rows.given._replace(columns=columns, weights=weights), ["0", "1"]))
        found = [[by_cut[cut][segment] for cut in cuts] for segment, cuts in enumerate(self._cuts)]
        return [_slopes(fits) for fits in found]

    def scores(self, groups: Cells | None, clusters: bool, correction: str) -> list[Scores]:
        """Groups that have rows, totals and squares of scores and rows by group, of every segment."""
        found = []
        for segment, fit in enumerate(self.fits):
            k = 0 if isinstance(fit, PlacetError) else fit.terms
            sums = _Sums(k, groups, squared=not clusters)
            if k:
                for row, moved in self._moved(segment, correction != "none"):
                    sums.add(row, moved, weights(self.model.rows, row), self.model.rows.weight_type == "frequency")
            found.append(sums.finish())
        return found

    # ---- influences --------------------------------------------------------------------------------------------------

    @property
    def _cuts(self) -> list[list[int]]:
        return [[] if isinstance(fit, PlacetError) else fit.cuts for fit in self.ordered.fits]

    def _moved(self, segment: int, leverage: bool) -> Iterator[tuple[NDArray[np.intp], Floats]]:
        """Rows, and what each adds to the slopes of all thresholds."""
        kept = np.flatnonzero(answered(self.model) & (codes(self.model.rows) == segment))
        parts = np.array_split(kept, max(1, -(-len(kept) // CHUNK)))
        cuts, spread = len(self._cuts[segment]), self._spread(segment)
        width = 1 + len(spread)
        information = np.zeros((cuts, width, width))
        for row in parts:
            x, _, share, weight = self._rows(segment, row)
            for cut in range(cuts):
                information[cut] += x.T @ ((weight * share[cut] * (1 - share[cut]))[:, None] * x)
        inverse = np.linalg.inv(information)
        for row in parts:
            x, above, share, weight = self._rows(segment, row)
            moved = []
            for cut in range(cuts):
                pull = x @ inverse[cut]
                score = weight * (above[cut] - share[cut])
                if leverage:
                    share_of = weight * share[cut] * (1 - share[cut])
                    score = score / (1 - share_of * np.einsum("ij,ij->i", pull, x))
                moved.append(score[:, None] * pull[:, 1:] / spread)
            yield row, np.hstack(moved)

    def _spread(self, segment: int) -> Floats:
        moments = self.moments[segment]
        return np.sqrt(np.diag(moments.comoment)[1:] / moments.sum_w)

    def _rows(self, segment: int, row: NDArray[np.intp]) -> tuple[Floats, Floats, Floats, Floats]:
        """Terms of some rows, standardized; who is above each threshold, how probable it was, and weights."""
        rows, fit, cuts = self.model.rows, self.ordered.fit(segment), self._cuts[segment]
        columns = np.column_stack([values[row].astype(np.float64) for _, values, _ in rows.columns[1:]])
        thresholds, slopes = fit.coefficients[: len(cuts)], fit.coefficients[len(cuts) :]
        with np.errstate(over="ignore"):
            share = 1 / (1 + np.exp(thresholds[:, None] - columns @ slopes))
        above = (rows.columns[0][1][row] > np.array(cuts)[:, None]).astype(np.float64)
        centred = (columns - self.moments[segment].mean[1:]) / self._spread(segment)
        return np.insert(centred, 0, 1.0, axis=1), above, share, weights(rows, row)


class _Sums:
    """Totals and squares of what rows add, by group; squares are those of rows, which are not needed of clusters."""

    def __init__(self, k: int, groups: Cells | None, *, squared: bool) -> None:
        self.codes, count = (None, 1) if groups is None else groups
        self.totals, self.rows = np.zeros((count, k)), np.zeros(count)
        self.squares = np.zeros((count if squared else 0, k, k))

    def add(self, row: NDArray[np.intp], moved: Floats, weight: Floats, frequency: bool) -> None:
        """Add some rows; a row of a frequency is so many respondents of the same pull."""
        group = np.zeros(len(row), dtype=np.intp) if self.codes is None else self.codes[row].astype(np.intp)
        inside = (group >= 0) & (group < len(self.totals))
        group, moved, weight = group[inside], moved[inside], weight[inside]
        np.add.at(self.totals, group, moved)
        np.add.at(self.rows, group, weight if frequency else 1.0)
        alone = moved / np.sqrt(weight)[:, None] if frequency else moved
        for one in np.unique(group) if len(self.squares) else ():
            self.squares[one] += alone[group == one].T @ alone[group == one]

    def finish(self) -> Scores:
        """Groups with rows, their totals, squares and rows; nothing is fitted exactly."""
        there, k = np.flatnonzero(self.rows > 0), self.totals.shape[1]
        squares = self.squares[there].reshape(len(there), k * k) if len(self.squares) else np.empty((0, 0))
        return there, self.totals[there], squares, self.rows[there], 0


def _slopes(fits: Sequence[LogitFit | PlacetError]) -> Floats | None:
    """Slopes of all thresholds, one after the other; None where one has none."""
    good = [fit for fit in fits if isinstance(fit, LogitFit)]
    return np.concatenate([fit.coefficients[1:] for fit in good]) if good and len(good) == len(fits) else None


def _joined(fits: list[LogitFit] | None) -> ThresholdFit | PlacetError:
    slopes = None if fits is None else _slopes(fits)
    if not fits or slopes is None:
        return ModelError("a threshold has no logit of its own")
    first, own = fits[0], np.zeros((len(slopes),) * 2)
    for cut, fit in enumerate(fits):  # of each threshold by itself
        at = slice(cut * (fit.terms - 1), (cut + 1) * (fit.terms - 1))
        own[at, at] = fit.covariance[1:, 1:]
    return ThresholdFit(slopes, own, first.n, first.sum_w, first.n_eff, first.observations)
