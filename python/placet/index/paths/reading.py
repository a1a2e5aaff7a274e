"""What every function of path models begins with: the model, its columns, and what is done about missing answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from ... import _core
from ..._core import ConvergenceError, DataError, ModelError, Moments, PlacetError
from ...inference.grouped_jackknife import left_out
from ...language import say
from ...missing.gaps import OF_MOMENTS, Gaps, seed_of
from ...missing.imputation import Imputed, impute
from ...missing.incomplete import Treated, em, pairwise
from ...results.index.path_structure import JOIN
from ...survey import Rows, Survey
from ...survey.away import need_rows
from ...survey.columns import codes, numbers
from ...survey.facts import complete_facts
from ...survey.reading import Keys, keys_of, read
from ...survey.rows import where
from ...survey.sampling import check_weight_type
from ...survey.weights import observations
from ...types import Progress, Samples
from .incomplete import check_resampled, gaps_of, together
from .path_model import PathModel, path_model_of
from .path_spec import Scheme, Spec
from .products import Products
from .solution import Solution
from .specification import specified


@dataclass(frozen=True)
class PathReading:
    """A path model, the rows it is estimated of, and what stands for missing answers.

    Attributes
    ----------
    rows : Rows
        The indicators in the order of the specification, with segments and, where one is declared, the design.
    model : PathModel
    spec : Spec
    moments : list of Moments
        Of every segment: of complete rows, or what stands for missing answers; of completed data sets together. Empty
        where there are none.
    gaps : Gaps
        What is done about missing answers, and the seed.
    facts : dict
        Counts and facts that every result reports.
    notes : list of str
        What was done about missing answers, in words.
    treated, imputed
        What made the moments, where it is not complete rows.
    sets : list of lists of Moments
        Those of every segment in every completed data set.
    products : Products or None
        The columns of a model with interactions.
    labels : dict
        Display labels of constructs and indicators, those of the survey before those of the model.
    """

    rows: Rows
    model: PathModel
    spec: Spec
    moments: list[Moments]
    gaps: Gaps
    facts: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    treated: Treated | None = None
    imputed: Imputed | None = None
    sets: list[list[Moments]] = field(default_factory=list)
    products: Products | None = None
    labels: dict[str, str] = field(default_factory=dict)
    _found: dict[int, tuple[Solution, ...]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def names(self) -> list[str]:
        """Names of the indicators."""
        return self.rows.names

    @property
    def segments(self) -> int:
        """Number of segments, one without keys."""
        return len(self.rows.segments.keys)

    @property
    def data_sets(self) -> int:
        """Completed data sets, or 1."""
        return 1 if self.imputed is None else self.imputed.about["n_imputations"]

    def called(self, name: str) -> str:
        """A construct, an indicator or an interaction as tables show it."""
        if JOIN in name and name not in self.labels:
            first, second = map(self.called, name.split(JOIN))
            return say("{first} × {second}", first=first, second=second)
        return self.labels.get(name, name)

    @property
    def seed(self) -> int:
        """The seed, of a call that draws anything."""
        assert self.gaps.seed is not None
        return self.gaps.seed

    def together(self, members: Sequence[int]) -> Moments:
        """Moments of several segments as one."""
        return sum((self.moments[segment] for segment in members), Moments())

    def where(self, segment: int) -> str:
        """Words for the segment an error is in."""
        return where(self.rows, segment)

    # ---- estimates -------------------------------------------------------------------------------------------------

    def solutions(self, segment: int) -> tuple[Solution, ...]:
        """The estimates of a segment, one a stage; raises what is wrong, with the segment named."""
        if segment not in self._found:
            try:
                self._check(segment)
                self._found[segment] = self.solve(self._all_moments[segment])
            except PlacetError as error:
                raise self.located(segment, error) from None
        return self._found[segment]

    def solutions_of_sets(self, segment: int) -> list[tuple[Solution, ...]]:
        """The estimates of a segment in every completed data set."""
        return [self.solve(own[segment]) for own in self.sets]

    def solve(self, moments: Moments) -> tuple[Solution, ...]:
        """The estimates of some moments, one a stage."""
        if self.products is not None:
            return self.products.solve(moments)
        return solutions_of(self.spec, _core.fit_paths(moments, self.names, self.spec.core))

    @cached_property
    def _all_moments(self) -> list[Moments]:
        """Moments of all columns: with interactions those of products of indicators, too."""
        return self.moments if self.products is None else self.products.rows.moments()

    def located(self, segment: int, error: PlacetError) -> PlacetError:
        """An error of a segment, with the segment named."""
        kind = next(kind for kind in (ConvergenceError, ModelError, DataError, PlacetError) if isinstance(error, kind))
        return kind(f"{self.where(segment)}{error}")

    def observations(self, segment: int) -> float:
        """Respondents of a segment: rows, or the sum of their frequencies."""
        moments = self.moments[segment]
        return float(observations(self.rows.weight_type, moments.n, moments.sum_w))

    def _check(self, segment: int) -> None:
        """Refuse a segment without enough respondents."""
        by = self.treated or self.imputed
        error = None if by is None else by.errors[segment]
        if error is not None:
            raise error
        n, (least, why) = self.observations(segment), self._least
        if n < least:
            unanswered = self._unanswered(segment)
            blank = f"; nobody answered {', '.join(unanswered)}" if unanswered else ""
            some = 'fewer indicators, or missing="em" or "multiple", ' if self.moments[segment].n_missing else ""
            way = "leave the segment out or join it with another"
            if not self.rows.segments.names:
                way = "ask more respondents, or take a smaller model"
            raise ModelError(
                f"{n:,.0f} respondent{'' if n == 1 else 's'} answered all indicators{blank}; {why} takes at least "
                f"{least}: {some}{way}"
            )

    @property
    def _least(self) -> tuple[int, str]:
        """Fewest respondents, two more than the columns of the largest regression, and what that is."""
        sizes: list[tuple[int, str]] = [(1, "a variance")]
        for stage in self.spec.stages:
            for name, acting, block, mode in zip(
                stage.constructs, stage.predecessors, stage.blocks, stage.modes, strict=True
            ):
                sizes.append((len(acting), f"the regression of construct {name!r} on {len(acting)} others"))
                if mode == "B":
                    sizes.append((len(block), f"the regression of construct {name!r} on its {len(block)} indicators"))
        size, why = max(sizes, key=lambda pair: pair[0])
        return size + 2, why

    def _unanswered(self, segment: int) -> list[str]:
        """Indicators, with their constructs, that nobody in a segment answered, where the answers are here."""
        if self.rows.ends() is not None:
            return []
        inside = self.rows.counting & (codes(self.rows) == segment)
        first = self.spec.stages[0]
        return [
            f"{column[0]!r} of construct {first.constructs[owner]!r}"
            for column, owner in zip(self.rows.columns, first.owner, strict=True)
            if np.isnan(numbers(column)[inside]).all()
        ]

    # ---- resamples -------------------------------------------------------------------------------------------------

    def resamples(self, count: int) -> int:
        """Resamples of a segment where `count` are asked for: replicate weights are as many as there are."""
        given = self.rows.replicates
        return count if given is None or not count else len(given) * self.data_sets

    def resolved(self, samples: Samples, report: Progress = None) -> tuple[Solution, ...]:
        """The estimates in resamples, one a stage."""
        if self.products is not None and isinstance(samples, list):
            return self.products.solve_all(samples)
        return solutions_of(self.spec, _core.resample_paths(samples, self.names, self.spec.core, report))

    def groups_left_out(self, segment: int, groups: int) -> list[Moments]:
        """Moments of a segment with one of so many groups of respondents, or units, left out each."""
        return left_out(self.rows if self.products is None else self.products.rows, segment, groups)

    def shares(self, count: int) -> Iterator[tuple[int, Rows, int]]:
        """Data sets by number, their rows, and their equal shares of the resamples where `count` are asked for."""
        count = self.resamples(count)
        for i in range(self.data_sets):
            rows = self.rows if self.imputed is None else self.imputed.completed(i)
            yield i, rows, count // self.data_sets + (i < count % self.data_sets)

    def samples(self, segment: int, count: int) -> Iterator[tuple[Samples, int]]:
        """Resamples of a segment, data set by data set, and how many came before.

        Replicates of incomplete answers that had no moments are left out.
        """
        if self.treated is not None:
            yield self.treated.replicates(segment)[:count], 0
            return
        done = 0
        for i, rows, share in self.shares(count):
            yield rows.samples(segment, rows.draws(share, seed_of(self.seed, i))), done
            done += share


def solutions_of(spec: Spec, found: Sequence[Mapping[str, Any]]) -> tuple[Solution, ...]:
    """What the core gave, one a stage."""
    return tuple(Solution.of(stage, own) for stage, own in zip(spec.stages, found, strict=True))


def read_paths(
    survey: Survey,
    model: Any,
    *,
    by: Any = None,
    wave: Any = None,
    missing: Any = "drop",
    imputation: Any = None,
    n_imputations: Any = None,
    scheme: Scheme = "path",
    scaled: bool = True,
    consistent: bool = False,
    n_resamples: int = 0,
    random: bool = False,
    rng: Any = None,
    progress: bool | None = None,
    reserved: Sequence[str] = (),
    scales: Mapping[str, tuple[float, float]] | None = None,
) -> PathReading:
    """Check the options that functions of path models share, and read the columns.

    Parameters
    ----------
    survey : Survey
    model : PathModel or what makes one
    by, wave
        Key columns: the segments, then the wave; or both as `keys_of` gives them.
    missing, imputation, n_imputations, rng, progress
        What is done about missing answers, see `missing.gaps.Gaps.of`.
    scheme, scaled, consistent
        How it is estimated, see `Spec`.
    n_resamples : int
        How many resamples `samples` will be asked for.
    random : bool
        Whether anything else depends on a seed.
    reserved
        Names of the result's own columns.
    scales
        Lowest and highest answer of indicators that have labels.
    """
    model = path_model_of(model)
    spec = specified(model, scheme=scheme, scaled=scaled, consistent=consistent)
    gaps = gaps_of(
        survey, spec, missing=missing, imputation=imputation, n_imputations=n_imputations, n_resamples=n_resamples,
        shared=True, random=random, rng=rng, progress=progress,
    )  # fmt: skip
    if not gaps.listwise:
        need_rows(survey)
    keys = by if isinstance(by, Keys) else keys_of(survey, by, wave)
    rows = read(
        survey, spec.columns, role="indicator", by=keys, scales=scales, reserved=reserved, design="declared",
        resampled=n_resamples > 0,
    )  # fmt: skip
    check_weight_type(rows.sampling, rows.weight_type)
    check_resampled(gaps, rows)
    return _filled(PathReading(rows, model, spec, [], gaps, labels={**model.labels, **survey.labels}))


def _filled(reading: PathReading) -> PathReading:
    """The reading with moments, counts and notes."""
    rows, gaps = reading.rows, reading.gaps
    if gaps.missing in OF_MOMENTS:
        given = {"n_resamples": gaps.n_resamples, "seed": gaps.seed, "progress": gaps.progress}
        treated = em(rows, **given) if gaps.missing == "em" else pairwise(rows, **given)
        moments = [cell.get("moments") or Moments() for cell in treated.cells]
        return replace(reading, moments=moments, treated=treated, facts=treated.about, notes=list(treated.notes))
    if gaps.missing == "multiple":
        assert gaps.seed is not None
        imputed = impute(
            rows, seed=gaps.seed, imputation=gaps.imputation, n_imputations=gaps.n_imputations, progress=gaps.progress
        )
        # Where nothing is missing every data set is the one given, and one is enough.
        one = imputed.complete and not any(imputed.errors)
        sets = [rows.moments()] if one else [own.moments() for own in imputed]
        return replace(
            reading, moments=together(sets), imputed=None if one else imputed, sets=sets, facts=imputed.about,
            notes=list(imputed.notes),
        )  # fmt: skip
    products = Products.of(rows, reading.spec) if reading.spec.last.products else None
    moments = rows.moments()
    return replace(
        reading, moments=moments, products=products, facts=complete_facts(rows, moments, gaps.missing, "an indicator")
    )
