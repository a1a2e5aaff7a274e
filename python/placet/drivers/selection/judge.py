"""Models of a selection as the regression would report them: where moments alone do not say how sure they are.

Behind gaps, probability weights and designs the F of least squares is not the test of a driver. Every model that is
looked at is then fitted with its errors, so that a move is judged by the Wald test, and a model by the criterion, that
the result of that model would show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..._core import DataError, ModelError, PlacetError
from ...language import say
from ...survey.passes import together
from ..fits.fits import Fit
from ..fits.least_squares import LinearFit
from ..missing.basis import Basis
from ..prepare import Prepared
from ..regression.hypotheses import positions
from ..standard_errors.analysis import analyse
from ..standard_errors.covariance import Covariance
from ..standard_errors.facts import belong_to_errors, inflation
from ..standard_errors.joint import joint_test, p_values
from .candidates import Candidates
from .one_scan import After, OneScan, moved

Floats = NDArray[np.float64]
Inside = NDArray[np.bool_]
Task: TypeAlias = Callable[[], object]
#: What is to be said of a search that judges models so.
JUDGED = say(
    "models were compared by the errors of the coefficients, not as if respondents were drawn alike and all answered"
)
#: And of its resamples.
PRICED = say("in the resamples every driver counted by its design effect, or that of its gaps, in the whole sample")


class NotFittedError(Exception):
    """A walk asked for models that were not fitted, of which none may be now.

    `visited` says that it has come to the only one of them, and will ask for what is one move away.
    """

    def __init__(self, models: Sequence[Inside], *, visited: bool = False) -> None:
        super().__init__()
        self.models, self.visited = models, visited


@dataclass(frozen=True)
class Judged:
    """A model of a segment: its fit, how sure it is, and the facts that go with it; nothing of its rows.

    `at` are the places of the coefficients of every term.
    """

    fit: Fit
    covariance: Covariance
    facts: Mapping[str, float]
    at: Mapping[str, list[int]]

    @property
    def spent(self) -> float:
        """What the coefficients cost the criteria: their number, where all respondents answered and are drawn alike."""
        variance = isinstance(self.fit, LinearFit)
        return self.facts["aic"] / 2 + self.facts["log_likelihood"] - variance

    def test(self, names: list[str]) -> tuple[float, float, float, float]:
        """F of the joint test that some terms are 0, its degrees of freedom, and the p-value."""
        f, df, df_resid = joint_test(self.covariance, self.fit.coefficients, self.places(names))
        return f, df, df_resid, float(p_values(*np.array([f, df, df_resid])))

    def price(self, names: list[str]) -> float:
        """What the variances of some terms are of those the model itself has: their mean design effect."""
        at = self.places(names)
        own, given = (matrix[np.ix_(at, at)] for matrix in (self.fit.covariance, self.covariance.matrix))
        return float(np.trace(inflation(own, given))) / len(at) if at else np.nan

    def places(self, names: list[str]) -> list[int]:
        """Positions of the coefficients of some terms."""
        return [place for name, places in self.at.items() if name in names for place in places]


@dataclass
class Judge:
    """Fits models of a segment as they are asked for.

    Attributes
    ----------
    call : Prepared
    basis : Basis
        What they are fitted to.
    among : Candidates
        Their terms.
    segment : int
    flat : ndarray of bool
        Terms with a column that does not vary.
    """

    call: Prepared
    basis: Basis
    among: Candidates
    segment: int
    flat: Inside = field(init=False)
    _found: dict[bytes, Judged | PlacetError] = field(default_factory=dict)
    _still: bool = False
    _moves: dict[tuple[bytes, tuple[int, ...]], dict[int, After | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        moments = self.basis.together[self.segment]
        spread = np.diag(moments.comoment) if moments.n else np.zeros(len(self.basis.model.rows.columns))
        self.flat = np.array([any(not spread[1 + c] > 0 for c in columns) for columns in self.among.positions])
        absent = self.basis.model.absent_from(self.segment)
        if absent and not self.basis.gaps.of_rows:  # its answers are made up without levels that nobody has there
            names = [term.name for term in self.basis.model.terms]
            self.basis = self.call.basis(self.basis.model.part(names, [self.segment], absent))
            self.segment = 0

    @cached_property
    def one_scan(self) -> OneScan | None:
        """What judges all moves from a model together, where errors are those of respondents drawn independently."""
        served = OneScan.serves(self.call, self.basis)
        return OneScan(self.call, self.basis, self.among, self.segment) if served else None

    @property
    def numbers(self) -> int:
        """How many numbers a pass over the rows makes of them for the errors of a model, at most."""
        rows = self.basis.model.rows
        units = rows.clusters[1] if rows.clusters else 1 if rows.sampling is None else rows.sampling.n_units
        return len(rows.columns) ** 2 * units

    def fits(self, inside: Inside) -> bool:
        """Whether there is a model of some of the terms."""
        return not isinstance((self.one_scan.fit if self.one_scan else self.of)(inside), PlacetError)

    def after(self, inside: Inside, terms: Sequence[int]) -> dict[int, After]:
        """What it leads to if some of the terms enter a model, or leave it; without those that lead to no fit."""
        found = self._together(inside, terms)
        others = [term for term in terms if term not in found]
        models = [one for term in others if (one := moved(inside, term)).tobytes() not in self._found]
        if models and self._still:
            raise NotFittedError(models)
        together([partial(self.of, one) for one in models], self.numbers)
        found |= {term: self._after(inside, term) for term in others}
        return {term: after for term in terms if (after := found[term]) is not None}

    def ahead(self, inside: Inside, terms: Sequence[int]) -> list[Task]:
        """Tasks that find out, before it is asked, what `after` will be asked."""
        told = self.one_scan.tells(inside, terms) if self.one_scan else []
        others = [partial(self.of, moved(inside, term)) for term in terms if term not in told]
        return [partial(self._together, inside, terms), *others]

    @contextmanager
    def fitting_nothing(self) -> Iterator[None]:
        """Within it `NotFittedError` is raised where a model would be fitted."""
        self._still = True
        try:
            yield
        finally:
            self._still = False

    def _together(self, inside: Inside, terms: Sequence[int]) -> dict[int, After | None]:
        """What one scan tells of all moves."""
        if not self.one_scan:
            return {}
        key = inside.tobytes(), tuple(terms)
        if key not in self._moves:
            if self._still:
                raise NotFittedError([inside], visited=True)
            self._moves[key] = self.one_scan.after(inside, terms)
        return dict(self._moves[key])

    def _after(self, inside: Inside, term: int) -> After | None:
        found = self.of(moved(inside, term))
        if isinstance(found, PlacetError):
            return None
        names = [one.name for one in list(self.among.terms.values())[term]]
        return After(None if inside[term] else found.test(names), found.facts)

    def of(self, inside: Inside, *, visited: bool = False) -> Judged | PlacetError:
        """The model of some of the terms, or why there is none; `visited` if its moves will be asked for."""
        key = inside.tobytes()
        if key not in self._found:
            if self._still:
                raise NotFittedError([inside], visited=visited)
            self._found[key] = self._fit(inside)
        return self._found[key]

    def _fit(self, inside: Inside) -> Judged | PlacetError:
        known = self.basis.terms(self.segment)
        terms: list[Any] = [None] * self.basis.model.segments
        terms[self.segment] = [name for name in self.among.names(inside) if name in known]
        try:
            one = analyse(self.call, self.basis, terms).groups[0]
        except (ModelError, DataError) as error:
            return error
        fit, covariance = one.fitted.fits[0], one.covariances[0]
        if isinstance(fit, PlacetError) or covariance is None:
            return fit
        facts = {name: float(values[0]) for name, values in {**one.fitted.facts()(), **one.pooled}.items()}
        lead = fit.terms - len(one.fitted.model.drivers)
        at = {term.name: positions(term, lead) for term in one.fitted.model.terms}
        return Judged(fit, replace(covariance, moves=()), facts, at)

    def prices(self) -> Floats:
        """What every term costs of what it seems to be worth by moments alone, from the model of all or of it alone.

        It is 1 where there is no such model.
        """
        count = len(self.among.terms)
        whole = self.of(np.ones(count, dtype=bool))
        found = np.ones(count)
        for place, terms in enumerate(self.among.terms.values()):
            judged = self.of(np.arange(count) == place) if isinstance(whole, PlacetError) else whole
            if not isinstance(judged, PlacetError):
                price = judged.price([term.name for term in terms])
                found[place] = price if np.isfinite(price) and price > 0 else 1.0
        return found


def needed(call: Prepared, basis: Basis) -> bool:
    """Whether moments alone do not say how sure the models are."""
    return basis.of_gaps or belong_to_errors(call.errors, basis.model.rows)


def judges(call: Prepared, basis: Basis, among: list[Candidates]) -> list[Judge] | None:
    """One a segment, where they are needed: all of its models are of the respondents who have all answers."""
    if not needed(call, basis):
        return None
    basis = basis.complete()
    if len(among) == 1 or basis.of_gaps or basis.model.rows.ends() is not None:
        return [Judge(call, basis, one, segment) for segment, one in enumerate(among)]
    # A segment with rows of its own costs no look at those of the others.
    return [Judge(*part, one, 0) for part, one in zip(_apart(call, basis), among, strict=True)]


def _apart(call: Prepared, basis: Basis) -> Iterator[tuple[Prepared, Basis]]:
    """The call and the basis of every segment alone."""
    model = basis.model
    for segment, (at, rows) in enumerate(model.rows.apart()):
        only = slice(segment, segment + 1)
        own = replace(model, rows=rows, absent=model.absent[only], unknown=model.unknown[only])
        clusters = call.clusters and (call.clusters[0][at], call.clusters[1])
        yield replace(call, clusters=clusters), replace(basis, model=own, absent=basis.absent[only])
