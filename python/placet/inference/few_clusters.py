"""How sure the error of few clusters, or of clusters of unequal sizes, is: the one place for all functions of means."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..survey.sampling import Sampling, cross
from ..survey.stratum_factors import stratum_factors
from .distributions import Floats

#: Correlation within clusters for which the degrees of freedom are worked out: that of attitudes is about so large.
WORKING_CORRELATION = 0.05
#: Degrees of freedom that are as many as the units leave, but for rounding.
ROUNDING = 1e-12
#: Powers of shares and of working variances, shares squared, that `_powers` adds up.
POWERS = ((1, 0), (2, 0), (0, 1), (0, 2), (1, 1), (2, 1), (1, 2))
#: How often a share is a factor of each of the `_forms`.
DEGREES = np.array([2, 2, 2, 2, 3, 2, 2, 3, 4, 4, 5, 4])[:, None]
#: What rounding leaves of a unit that is taken out, as a share of it.
NOTHING = 1e-9


class Cells(NamedTuple):
    """Combinations of group and cluster with answers; a cluster may be in several of a group."""

    group: NDArray[np.int32]
    unit: NDArray[np.int32]
    w: Floats
    squares: Floats

    def of(self, groups: NDArray[Any]) -> Cells:
        """The cells of groups of groups; those of -1 are left out."""
        to = groups[self.group]
        kept = to >= 0
        return Cells(to[kept].astype(np.int32), self.unit[kept], self.w[kept], self.squares[kept])


class WorkingModel(NamedTuple):
    """The design's variance of the score of every group, were the working model true.

    Attributes
    ----------
    variance
        What it stands for: the variances of the clusters, times the share of their stratum that was not drawn.
    factor
        What it is to be multiplied by where a group has answers in few of the clusters of a stratum.
    df
        Its degrees of freedom.
    """

    variance: Floats
    factor: Floats
    df: Floats


def bell_mccaffrey(sampling: Sampling, cells: Cells, counted: Floats) -> WorkingModel:
    r"""The design's variance of the scores of groups of respondents who were drawn in clusters.

    The variance is the quadratic form z'Mz in the linearised totals of the clusters,

    .. math:: z = (I - a 1')\,t \qquad
              M = \operatorname{diag}_h\left(f_h \frac{c_h}{c_h - 1}\Bigl(I - \frac{1}{c_h} 1 1'\Bigr)\right) \qquad
              df = \frac{\operatorname{tr}(MZ)^2}{\operatorname{tr}(MZMZ)}

    with a the shares of the clusters in the weights, t the totals of the answers' deviations and Z the covariance of z
    where the answers of a cluster have the correlation :math:`\rho = 0.05`: t has the variances
    :math:`\gamma = (1 - \rho)\sum w^2 + \rho (\sum w)^2`. Of clusters of equal
    weights the degrees of freedom are clusters less strata; of others they are fewer (Bell and McCaffrey 2002; Imbens
    and Kolesár 2016). They are the same for all linear functions of the means of items that were answered together.

    A segment of g of the c clusters of a stratum has linearised totals that add to 0 over these g: on average their
    squares are (g - 1)/g of what they stand for, which c/(c - 1) does not make good. The factor is tr(M'Z)/tr(MZ), with
    M' as if the clusters without answers had not been drawn; where g is 1 they are left in.

    Parameters
    ----------
    sampling
        The design.
    cells
        The groups.
    counted : shape (groups,)
        Clusters less strata of every group: no more than these are found.

    References
    ----------
    Bell, R. M. and McCaffrey, D. F. (2002). Bias reduction in standard errors for linear regression with multi-stage
    samples. Survey Methodology 28, 169-181. Imbens, G. W. and Kolesár, M. (2016). Robust standard errors in small
    samples: some practical advice. Review of Economics and Statistics 98, 701-712.
    """
    return _model(_of_groups(sampling, cells, len(counted)), counted)


def of_others(sampling: Sampling, cells: Cells, panel: NDArray[Any], counted: Floats) -> WorkingModel:
    """The same of all other groups of the panel of every group.

    A panel is worked out once, and the strata of a group anew without its respondents. To take out a group that has
    most of a panel would leave but rounding: then the others are worked out.
    """
    panels = int(panel.max(initial=-1)) + 1
    total = _summed(panel[cells.group], panels, cells.w)
    share = 1 - _summed(cells.group, len(panel), cells.w) / total[panel]
    most = share < 0.5
    with np.errstate(invalid="ignore", divide="ignore"):
        forms = _without_own(sampling, cells, panel, total) / share**DEGREES
    if most.any():
        few = cells.of(np.where(most, -1, panel))
        forms[:, most] = _of_groups(sampling, few, panels)[:, panel[most]]
    return _model(forms, counted)


def _of_groups(sampling: Sampling, cells: Cells, count: int) -> Floats:
    """The forms of groups."""
    strata, (group, unit, w, squares) = _placed(sampling, cells, cells.group, count)
    whole = _summed(group, count, w)[group]
    of, in_group, stratum = cross(group, strata.of[unit], len(strata.factor))
    sums = _added(of, len(stratum), _powers(w / whole, squares / whole**2))
    return _added(in_group, count, _forms(sums, strata, stratum))


def _without_own(sampling: Sampling, cells: Cells, panel: NDArray[Any], total: Floats) -> Floats:
    """The forms of panels without a group, in shares of the whole panel."""
    strata, own = _placed(sampling, cells, panel[cells.group], len(total))
    at, in_panel, unit = cross(panel[own.group], own.unit, len(strata.of))
    scale = total[panel[own.group]]
    mine = own.w / scale, own.squares / scale**2
    both = [_summed(at, len(unit), column) for column in mine]
    left_over = [np.where(y < (1 - NOTHING) * x[at], x[at] - y, 0.0) for x, y in zip(both, mine, strict=True)]
    of, of_panel, stratum = cross(in_panel, strata.of[unit], len(strata.factor))
    sums = _added(of, len(stratum), _powers(*both))
    # The strata of a panel in which a group has respondents.
    code, group, touched = cross(own.group, of[at], len(stratum))
    left = sums[:, touched] + _added(code, len(group), _powers(*left_over) - _powers(*both)[:, at])
    every = _forms(sums, strata, stratum)
    changed = _forms(left, strata, stratum[touched]) - every[:, touched]
    return _added(of_panel, len(total), every)[:, panel] + _added(group, len(panel), changed)


class _Strata(NamedTuple):
    """Stratum of every unit, and by stratum the share not drawn, the factor of squares and the share 1/n of a unit."""

    of: NDArray[np.int32]
    not_drawn: Floats
    factor: Floats
    mean: Floats


def _placed(sampling: Sampling, cells: Cells, sets: NDArray[Any], count: int) -> tuple[_Strata, Cells]:
    """The strata, and one cell for every combination of group and unit among them.

    A cluster that was drawn for several waves is one unit of its stratum in sets that have it in several.
    """
    strata, unit = _strata(sampling), cells.unit
    if sampling.panel is not None:
        merged, whole, first = _strata(sampling.whatever_the_wave), sampling.whole(unit), len(strata.of)
        units, wholes = (np.bincount(cross(sets, of, first)[1], minlength=count) for of in (unit, whole))
        unit = np.where((units > wholes)[sets], first + whole, unit).astype(np.int32)
        of = np.append(strata.of, merged.of + np.int32(len(strata.factor)))
        strata = _Strata(of, *(np.concatenate(pair) for pair in zip(strata[1:], merged[1:], strict=True)))
    code, group, unit = cross(cells.group, unit, len(strata.of))
    return strata, Cells(group, unit, *_added(code, len(group), np.stack([cells.w, cells.squares])))


def _strata(sampling: Sampling) -> _Strata:
    assert sampling.stratum_of_cluster is not None
    factors = stratum_factors(sampling.units, sampling.not_drawn, sampling.lonely)
    return _Strata(sampling.stratum_of_cluster, sampling.not_drawn, *factors)


def _summed(of: NDArray[Any], count: int, values: Floats) -> Floats:
    """Sums by group."""
    return np.bincount(of, values, count).astype(np.float64, copy=False)


def _added(of: NDArray[Any], count: int, rows: Floats) -> Floats:
    """Sums by group of every row of a table."""
    return np.stack([_summed(of, count, row) for row in rows])


def _powers(a: Floats, squares: Floats) -> Floats:
    """Whether units are there, and products of their shares a and working variances γ, a row each of `POWERS`."""
    gamma = (1 - WORKING_CORRELATION) * squares + WORKING_CORRELATION * a**2
    return np.stack([(a > 0).astype(np.float64), *(a**i * gamma**j for i, j in POWERS)])


def _forms(sums: Floats, strata: _Strata, stratum: NDArray[Any]) -> Floats:
    """What strata add to the parts of both traces, from sums over their units.

    These are 1'γ and 1'fγ; tr(MΓ), a'Ma and a'Mγ of the units with answers, and of all; γ'Mγ, a'MΓMa, a'MΓMγ and
    tr(MΓMΓ) of all.
    """
    units, a, aa, g, gg, ag, aag, agg = sums
    drawn = strata.factor[stratum], strata.mean[stratum]
    several = np.maximum(units, 2)
    answered = strata.not_drawn[stratum] * several / (several - 1), 1 / several

    def first(f: Floats, m: Floats) -> list[Floats]:
        return [f * (1 - m) * g, f * (aa - m * a**2), f * (ag - m * a * g)]

    f, m = drawn
    own = first(*(np.where(units > 1, few, all_units) for few, all_units in zip(answered, drawn, strict=True)))
    second = [
        f * (gg - m * g**2),
        f**2 * (aag - 2 * m * a * ag + m**2 * a**2 * g),
        f**2 * (agg - m * a * gg - m * g * ag + m**2 * a * g**2),
        f**2 * (gg * (1 - m) ** 2 + m**2 * (g**2 - gg)),
    ]
    counts = np.where(f > 0, strata.not_drawn[stratum], 0.0)
    return np.stack([g, counts * g, *own, *first(f, m), *second])


def _model(forms: Floats, counted: Floats) -> WorkingModel:
    """The traces of MZ and MZMZ."""
    total, variance, trace, aa, ag = forms[:5]
    own = trace - 2 * ag + total * aa
    trace, aa, ag, gg, a_g_a, a_g_g, squares = forms[5:]
    expected = trace - 2 * ag + total * aa
    shared = (total * aa - ag) ** 2 - 2 * aa * (total * ag - gg) + ag**2
    square = squares + 2 * (total * a_g_a - 2 * a_g_g) + shared
    with np.errstate(invalid="ignore", divide="ignore"):
        found, factor = expected**2 / square, own / expected
    # A group in one cluster has none, which rounding would make some; of even clusters rounding would leave less.
    fewer = np.isfinite(found) & (counted > 0) & (found < counted * (1 - ROUNDING))
    known = np.isfinite(factor) & (counted > 0)
    return WorkingModel(variance, np.where(known, factor, 1.0), np.where(fewer, found, counted))
