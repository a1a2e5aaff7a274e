"""The change of a mean split into mix and rate, with its gradients: plain mathematics on sums by segment and wave."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..estimation.linearised import Floats, Terms

#: What is estimated of every segment, and of the total.
PARTS = ("change", "mix", "rate", "score_from", "score_to")

SIGN = np.array([-1.0, 1.0])


@dataclass(frozen=True)
class Sides:
    """Shares and scores of the segments in the two waves.

    The last two axes are segments × waves: `share`, `score` (NaN without answers) and `value`, the score with that of
    the other wave where there is none. The last axis of `sum_w` and `total` (the score of everybody) is the wave.
    """

    share: Floats
    score: Floats
    value: Floats
    sum_w: Floats
    total: Floats

    @classmethod
    def of(cls, w: Floats, wx: Floats) -> Sides:
        """From sums of weights and of weighted values; domain 2g + t is segment g in wave t."""
        w, wx = (a.reshape(*a.shape[:-1], -1, 2) for a in (w, wx))
        sum_w = w.sum(axis=-2)
        score = np.where(w > 0, wx / w, np.nan)
        value = np.where(w > 0, score, score[..., ::-1])
        value = np.where(np.isnan(value), 0.0, value)  # in neither wave: the share is 0, whatever the score
        return cls(w / sum_w[..., None, :], score, value, sum_w, wx.sum(axis=-2) / sum_w)

    @property
    def above(self) -> Floats:
        """By how much a segment lies above everybody, on the average of the waves."""
        return (self.value.sum(axis=-1) - self.total.sum(axis=-1)[..., None]) / 2

    @property
    def growth(self) -> Floats:
        """Change of the share."""
        return self.share[..., 1] - self.share[..., 0]

    @property
    def gain(self) -> Floats:
        """Change of the score."""
        return self.value[..., 1] - self.value[..., 0]

    @property
    def size(self) -> Floats:
        """Share on the average of the waves."""
        return self.share.sum(axis=-1) / 2


class MixAndRate:
    r"""Change, mix, rate and both scores of every segment, one part after the other, then those of the total.

    With shares s and scores m of a segment, and total scores M, in waves 0 and 1

    .. math:: rate = (m_1 - m_0) \frac{s_0 + s_1}{2} \qquad
              mix = (s_1 - s_0)\left(\frac{m_0 + m_1}{2} - \frac{M_0 + M_1}{2}\right)

    (Kitagawa 1955, components of a difference between two rates), which is the Shapley value of the two factors. The
    shares' changes add to 0, so the term in M drops out of the sum. It makes the mix of a segment read against the
    average: more respondents of a segment above average raise the score.
    """

    def __init__(self, segments: int) -> None:
        self.panel = np.tile([0, 1], segments)

    def value(self, w: Floats, wx: Floats) -> Floats:
        """5 · (segments + 1) estimates, parts in the order of `PARTS`."""
        sides = Sides.of(w, wx)
        mix, rate = sides.growth * sides.above, sides.gain * sides.size
        first, last = sides.total[..., :1], sides.total[..., 1:]
        segments = [mix + rate, mix, rate, sides.score[..., 0], sides.score[..., 1]]
        totals = [last - first, mix.sum(axis=-1, keepdims=True), rate.sum(axis=-1, keepdims=True), first, last]
        return np.concatenate([*segments, *totals], axis=-1)

    def terms(self, w: Floats, wx: Floats) -> Terms:
        """Their gradients.

        Respondents of other segments matter to a part by their number alone, or by the score of everybody: all in a
        wave have one line (slope, intercept), and those of the segment leave it and enter again with their own.
        """
        sides = Sides.of(w, wx)
        wave, own = _lines(sides, w.reshape(-1, 2))
        own = own + wave  # parts × segments × waves × (slope, intercept)
        scores = _scores(sides, w.reshape(-1, 2))
        blocks = [_table(wave[part], own[part]) for part in range(3)]
        domain = np.arange(2 * len(scores)).reshape(-1, 2, 1)
        # One term a segment: its own score, in either wave.
        blocks += [Terms.table(domain[:, t], scores[:, t, :1], scores[:, t, 1:]) for t in (0, 1)]
        # The total has every respondent's line, summed over the segments.
        everybody = np.zeros_like(own[0])
        everybody[..., 0], everybody[..., 1] = SIGN / sides.sum_w, -SIGN * sides.total / sides.sum_w
        others = wave.sum(axis=1, keepdims=True) - wave
        first, last = everybody * [[-1], [0]], everybody * [[0], [1]]
        totals = np.stack([everybody, (own + others)[1], (own + others)[2], first, last]).reshape(5, -1, 2)
        return _joined([*blocks, Terms.dense(totals[..., 0], totals[..., 1])])


def _lines(sides: Sides, w: Floats) -> tuple[Floats, Floats]:
    """Of change, mix and rate: the line of a whole wave, and what the segment's own respondents have besides it.

    Shares have the gradient (1[own] - s)/W with respect to sums of weights, scores of line (1, -m)/w, totals (1, -M)/W.
    """
    growth, above, gain, size = (a[:, None] for a in (sides.growth, sides.above, sides.gain, sides.size))
    by_share = np.stack([SIGN * above, gain / 2 + 0 * SIGN]) / sides.sum_w  # of mix, of rate
    zero = np.zeros_like(by_share)
    wave = np.stack([zero, -by_share * sides.share], axis=-1)
    wave[0, ..., 0] -= growth / (2 * sides.sum_w)
    wave[0, ..., 1] += growth * sides.total / (2 * sides.sum_w)
    there = w > 0
    alone = there & ~there[:, ::-1]  # its score stands for that of the other wave, too
    by_score = np.stack([growth / 2 * np.add(there, alone, dtype=float), size * SIGN * (there & ~alone)])
    own = np.stack([zero, by_share], axis=-1) + by_score[..., None] * _scores(sides, w)
    return (np.concatenate([a.sum(axis=0, keepdims=True), a]) for a in (wave, own))  # type: ignore[return-value]


def _scores(sides: Sides, w: Floats) -> Floats:
    """Lines of the segments' scores, 0 where there are no answers."""
    there = w > 0
    slope = np.divide(1.0, w, out=np.zeros_like(w), where=there)
    return np.stack([slope, -slope * sides.value], axis=-1)


def _table(wave: Floats, own: Floats) -> Terms:
    """Six terms a segment: both waves, and in each the segment out and in again."""
    segments = len(own)
    domains = np.arange(2 * segments).reshape(-1, 2)
    panels = 2 * segments + np.tile([0, 1], (segments, 1))
    lines = np.concatenate([wave, wave, own], axis=1)
    signs = np.tile([1.0, 1.0, -1.0, -1.0, 1.0, 1.0], (segments, 1))
    return Terms.table(np.concatenate([panels, domains, domains], axis=1), lines[..., 0], lines[..., 1], signs)


def _joined(blocks: list[Terms]) -> Terms:
    starts = np.cumsum([0, *(len(block.domains) for block in blocks)])
    offsets = [block.offsets[:-1] + start for block, start in zip(blocks, starts[:-1], strict=True)]
    columns = (np.concatenate(column) for column in zip(*(list(vars(b).values())[1:] for b in blocks), strict=True))
    return Terms(np.append(np.concatenate(offsets), starts[-1]), *columns)
