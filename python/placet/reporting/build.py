"""The report: scores, index and drivers of one survey on one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import checks
from .._core import DataError
from ..drivers.importance.key_drivers import key_drivers
from ..index.trees.indicator_tree import IndicatorTree, tree_of
from ..index.trees.read import scales_of
from ..index.trees.satisfaction_index import satisfaction_index
from ..language import in_language, speak
from ..language import language as present_language
from ..options.door import takes
from ..options.shared import BY, CONF_LEVEL, DESIGN, RNG, WAVE
from ..results.index.satisfaction_index import IndexResult
from ..scores.comparison.compare import compare
from ..scores.nps import nps
from ..scores.over_time.track import track
from ..survey import Survey
from ..survey.away import need_likelihood
from ..survey.left_out import groups_of
from ..types import Columns, OneColumn
from ..writing import write
from . import answers
from .page import Section, page, picture


@dataclass(frozen=True)
class Report:
    """A report: its sections, and the page made of them.

    Attributes
    ----------
    title : str
        Heading of the page.
    sections : tuple of Section
        The results in reading order.
    note : str
        A line under the heading, such as where the data come from.
    language : str
        That of the sentences, tables and pictures.
    """

    title: str
    sections: tuple[Section, ...]
    note: str = ""
    language: str = "en"

    def to_html(self) -> str:
        """The whole page: no network, no other file."""
        with in_language(self.language):
            return page(self.title, self.note, self.sections)

    def save(self, path: str | Path) -> Path:
        """Write the page to a file, making its folder; it may replace an earlier page, and no other file."""
        write(Path(path), self.to_html().encode("utf-8"), "page")
        return Path(path)

    def save_pictures(self, folder: str | Path) -> list[Path]:
        """Write the picture of every section as PNG files."""
        folder = Path(folder)
        paths = [folder / f"{section.name}.png" for section in self.sections]
        with in_language(self.language):
            for section, path in zip(self.sections, paths, strict=True):
                write(path, picture(section.result, "png"), "picture")
        return paths

    def summary(self) -> str:
        """The tables as text for a terminal."""
        return "\n\n\n".join(section.result.summary(language=self.language) for section in self.sections)

    def __repr__(self) -> str:
        return f"Report({self.title!r}, sections={[section.name for section in self.sections]})"

    def _repr_html_(self) -> str:
        with in_language(self.language):
            return "".join(section.result._repr_html_() for section in self.sections)


@takes(BY, WAVE, RNG, CONF_LEVEL, *DESIGN)
def report(
    survey: Survey,
    *,
    recommend: OneColumn | None = None,
    outcome: OneColumn | None = None,
    drivers: Columns | None = None,
    tree: Mapping[str, Any] | None = None,
    scale: tuple[float, float] | None = None,
    n_resamples: int | None = None,
    by: Any,
    wave: Any,
    rng: Any,
    conf_level: float,
    title: str | None = None,
    note: str = "",
    language: str | None = None,
) -> Report:
    """Turn a survey into one page: Net Promoter Score, index and drivers, in total, by segment and by wave.

    Parameters
    ----------
    {data}
    recommend : str or vector, optional
        0-10 answers to the recommendation question.
    outcome, drivers : str or vector, and list of them, optional
        Overall satisfaction and what may explain it.
    tree : mapping, optional
        Indicator tree of the index, as for `satisfaction_index`; without it the drivers count equally.
    scale : (float, float), optional
        Lowest and highest answer of the indicators. Without it there is no index: it cannot be told from the data.
    n_resamples : int, optional
        Bootstrap resamples of the drivers, which are analysed in total; as for `key_drivers`.
    title, note : str
        Heading of the page, "Customer satisfaction" if not given, and a line under it.
    language : {"en", "zh"}, optional
        That of the page; the one of `set_language` if not given.
    {options}

    Returns
    -------
    Report
        Call `.save("report.html")` on it.

    Raises
    ------
    DataError
        Nothing to report, or what the single analyses raise.

    Examples
    --------
    >>> import placet
    >>> survey = placet.datasets.make_survey(500, seed=1)
    >>> placet.report(survey, recommend="recommend", by="region")
    Report('Customer satisfaction', sections=['nps', 'nps_by_segment'])
    """
    with in_language(language):
        title = speak("Customer satisfaction") if title is None else checks.text("title", title)
        note = checks.text("note", note)
        by = checks.names("by", by)
        drivers = checks.names("drivers", drivers)
        if n_resamples is not None:
            checks.resamples(n_resamples, 0)
        rng = checks.seed(rng)
        index = _index_of(tree, scale, outcome, drivers)
        _check_columns(survey, {"recommend": recommend, "outcome": outcome, "driver": drivers, "by": by, "wave": wave})
        if index is not None:
            _check_columns(survey, {"indicator": index.columns})
        if drivers:
            need_likelihood(survey)
            groups_of(survey, resampled=n_resamples != 0)
        sections: list[Section] = []
        if recommend:
            sections += _scores(survey, recommend, by, conf_level)
            if wave:
                sections.append(_over_time(survey, recommend, wave, conf_level))
        if index is not None and scale is not None:
            sections += _indexes(survey, index, scale, by, wave, conf_level)
        if outcome and drivers:
            sections.append(_drivers(survey, outcome, drivers, n_resamples, rng, conf_level))
        if not sections:
            raise DataError("nothing to report: give recommend, or outcome and drivers, or tree and scale")
        return Report(title, tuple(sections), note, present_language())


def _index_of(tree: Any, scale: Any, outcome: str | None, drivers: list[str]) -> IndicatorTree | None:
    """The tree of the index, if there is one; what is asked for is refused here and not after half of the work."""
    if bool(outcome) != bool(drivers):
        raise DataError("outcome and drivers belong together; give both, or neither")
    if scale is None:
        if tree is not None:
            raise DataError(
                "tree needs scale=(lowest, highest), the scale of its indicators: it cannot be told from the data"
            )
        return None
    if tree is None and not drivers:
        raise DataError("scale is that of an index; give its tree, or drivers to count equally")
    found = tree_of({driver: 1 / len(drivers) for driver in drivers} if tree is None else tree)
    scales_of(scale, found.columns)
    return found


def _check_columns(survey: Survey, wanted: Mapping[str, Any]) -> None:
    """Refuse names that are no columns."""
    for role, names in wanted.items():
        for name in [names] if isinstance(names, str) else names or ():
            survey.frame.require(name, role)


def _scores(survey: Survey, recommend: str, by: list[str], conf_level: float) -> list[Section]:
    total = nps(survey, recommend, conf_level=conf_level)
    sections = [Section("nps", speak("How are we doing?"), answers.score(total), total)]
    if by:
        parts = nps(survey, recommend, by=by, conf_level=conf_level)
        answer = _compared(survey, recommend, by, conf_level) if len(parts.table) > 1 else answers.score(parts)
        sections.append(Section("nps_by_segment", speak("Where are we doing well?"), answer, parts))
    return sections


def _compared(survey: Survey, recommend: str, by: list[str], conf_level: float) -> str:
    return answers.segments(compare(survey, recommend, by=by, against="rest", conf_level=conf_level))


def _over_time(survey: Survey, recommend: str, wave: str, conf_level: float) -> Section:
    series = track(survey, recommend, wave=wave, conf_level=conf_level)
    answer = answers.over_time(
        series,
        lambda first: compare(survey, recommend, wave=wave, against=first, adjust="none", conf_level=conf_level),
    )
    return Section("nps_over_time", speak("Is it changing?"), answer, series)


def _indexes(
    survey: Survey, tree: Any, scale: tuple[float, float], by: list[str], wave: Any, conf_level: float
) -> list[Section]:
    def index(**cut: Any) -> IndexResult:
        return satisfaction_index(survey, tree, scale=scale, conf_level=conf_level, **cut)

    total = index()
    sections = [Section("index", speak("What does it all add up to?"), answers.index(total), total)]
    if by:
        parts = index(by=by)
        sections.append(Section("index_by_segment", speak("Who is most satisfied?"), answers.indexes(parts), parts))
    if wave:
        parts = index(wave=wave)
        sections.append(Section("index_by_wave", speak("What did it add up to?"), answers.indexes(parts), parts))
    return sections


def _drivers(
    survey: Survey, outcome: str, drivers: list[str], n_resamples: int | None, rng: Any, conf_level: float
) -> Section:
    found = key_drivers(survey, outcome, drivers, n_resamples=n_resamples, rng=rng, conf_level=conf_level)
    return Section("drivers", speak("What should we change first?"), answers.drivers(found), found)
