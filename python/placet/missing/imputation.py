"""Multiple imputation: gaps filled several times over, so that what is not known shows in the errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from .. import _core, checks
from .._core import DataError, PlacetError
from ..inference.work import imputed, seconds
from ..language import enumerated, say
from ..progress import bar
from ..survey import Rows
from ..survey.columns import answered, numbers
from .incomplete import MAX_ITER, TOLERANCE, check_tolerance, facts, refuse

Imputation: TypeAlias = Literal["chained", "em"]
#: Most data sets.
MOST = 10_000
#: How gaps are filled, in words.
METHODS = {"chained": say("chained equations"), "em": say("draws from maximum-likelihood moments")}


@dataclass(frozen=True)
class Imputed:
    """Completed data sets.

    Attributes
    ----------
    rows : Rows
        The answers as given.
    cells : tuple of dict
        By segment: `rows`, the gaps of every column, and `values`, what every imputation put there; a segment that
        could not be imputed holds its `error` and keeps its gaps.
    about : dict
        Counts as in `Treated.about`, `n_filled` gaps by column, and how they were filled.
    notes : list of str
        What was done, in words.
    """

    rows: Rows
    cells: tuple[dict[str, Any], ...]
    about: dict[str, Any]
    notes: list[str]

    @property
    def complete(self) -> bool:
        """Whether nothing was missing, so that every data set is the one given."""
        return not any(self.about["n_filled"].values())

    @property
    def errors(self) -> list[PlacetError | None]:
        """Why a segment could not be imputed; None for those that could."""
        return [cell.get("error") for cell in self.cells]

    def __iter__(self) -> Iterator[Rows]:
        """The completed data sets, made one after the other."""
        return (self.completed(i) for i in range(self.about["n_imputations"]))

    def completed(self, index: int) -> Rows:
        """Data set `index`; rows of no segment, of weight 0 and without any answer keep their gaps."""
        columns = []
        for j, column in enumerate(self.rows.columns):
            filled = [cell for cell in self.cells if "error" not in cell and len(cell["rows"][j])]
            if filled:
                values = numbers(column)
                for cell in filled:
                    values[cell["rows"][j]] = cell["values"][index][j]
                column = (column[0], values, [])
            columns.append(column)
        return replace(self.rows, columns=tuple(columns))


def impute(
    rows: Rows,
    *,
    seed: int,
    imputation: Imputation = "chained",
    n_imputations: int = 20,
    n_iterations: int = 10,
    matching: bool = True,
    blocks: Sequence[Sequence[int]] = (),
    max_iter: int = MAX_ITER,
    tolerance: float = TOLERANCE,
    progress: bool | None = None,
) -> Imputed:
    """Fill the gaps of all columns, the outcome's too, `n_imputations` times.

    ``"chained"`` draws every column with gaps from a regression on all others with parameters drawn from their
    posterior distribution, column after column, `n_iterations` times around [1]_. With `matching` a gap gets the answer
    of one of five respondents with the most similar predictions, so that it lies on the scale [2]_; otherwise a normal
    draw. ``"em"`` draws all gaps of a respondent together from the normal distribution given his answers, with
    parameters of a bootstrap sample of the respondents [3]_. Both hold if answers are missing at random. Analyse every
    data set and pool with `pooling.pool`.

    Weights weight the regressions and the likelihood. Segments are imputed apart. Respondents without any answer are
    left out; those without an outcome are filled and counted.

    Parameters
    ----------
    rows
        What `Survey.read` gives, the outcome first.
    seed
        Imputation i depends on it and on i alone.
    imputation, n_imputations, n_iterations, matching
        How, how often, and for ``"chained"`` how many turns and whether answers are lent.
    blocks
        Positions of columns that belong together, such as the indicators of a factor's levels: they do not predict each
        other, and with `matching` they are lent together, by the nearest of their predictions, so that a respondent
        gets one level. Without it every one of them gets a number.
    max_iter, tolerance
        For ``"em"``.
    progress
        As in `key_drivers`.

    Raises
    ------
    DataError
        Unknown options, bad weights, infinite answers.
    ModelError, ConvergenceError
        As for `em`, also a column with too few answers to be regressed on the others: where no segment can be imputed;
        otherwise it is among the `errors`.

    References
    ----------
    .. [1] Van Buuren, S. and Groothuis-Oudshoorn, K. (2011). mice: Multivariate imputation by chained equations in R.
       J. Statistical Software 45(3).
    .. [2] Van Buuren, S. (2018). Flexible Imputation of Missing Data, 2nd ed. Chapman & Hall. Section 3.4.
    .. [3] Honaker, J. and King, G. (2010). What to do about missing values in time-series cross-section data. American
       J. Political Science 54, 561-581.
    """
    imputation = checks.choice("imputation", imputation, ("chained", "em"))
    n_imputations = checks.whole("n_imputations", n_imputations, 2)
    if n_imputations > MOST:
        raise DataError(f"n_imputations={n_imputations} is more than the {MOST:,} possible; 20 to 100 are enough")
    n_iterations = checks.whole("n_iterations", n_iterations, 1)
    chained, matching = imputation == "chained", checks.flag("matching", matching)
    stop = checks.whole("max_iter", max_iter, 1), check_tolerance(tolerance)
    turns = n_iterations if chained else 1
    count = len(rows.segments.keys) * n_imputations * turns
    with bar(
        count, "turn", progress, seconds=_seconds(rows, n_imputations * turns, lent=matching) if chained else 0
    ) as report:
        method = (n_iterations, matching) if chained else stop
        cells = _core.impute(rows.given, method, n_imputations, seed, [list(b) for b in blocks], report)
    if all("error" in cell for cell in cells):
        refuse(rows, cells)
    counts = facts(rows, cells)
    filled = counts.pop("n_not_answered")
    how: dict[str, Any] = {"imputation": imputation, "n_imputations": n_imputations, "seed": seed}
    if chained:
        how |= {"n_iterations": n_iterations, "matching": matching}
    return Imputed(rows, tuple(cells), counts | {"n_filled": filled} | how, _notes(filled, how))


def _seconds(rows: Rows, turns: int, *, lent: bool) -> float:
    """How long the turns of chained equations take, about."""
    gaps = sum(not answered([column]).all() for column in rows.columns)
    return seconds(imputed(rows.n_total, len(rows.columns), gaps, turns, lent=lent))


def _notes(filled: dict[str, int], how: dict[str, Any]) -> list[str]:
    gaps = {name: count for name, count in filled.items() if count}
    if not gaps:
        return []
    words = say(
        "missing answers ({gaps}) were filled {times} times by {method} and the results pooled",
        gaps=enumerated([say("{count:,} of {name}", count=count, name=name) for name, count in gaps.items()]),
        times=how["n_imputations"], method=METHODS[how["imputation"]],
    )  # fmt: skip
    return [words]
