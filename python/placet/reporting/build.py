"""The report: scores, index and drivers of one survey on one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import checks
from .._core import DataError
from ..drivers.importance.key_drivers import key_drivers
from ..index.trees.satisfaction_index import satisfaction_index
from ..options.door import takes
from ..options.shared import BY, CONF_LEVEL, DESIGN, RNG, WAVE
from ..results import Result
from ..results import format as fmt
from ..scores.nps import nps
from ..scores.over_time.track import track
from ..survey import Survey
from ..types import Columns, OneColumn
from .page import Section, page, picture
from .write import write


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
    """

    title: str
    sections: tuple[Section, ...]
    note: str = ""

    def to_html(self) -> str:
        """The whole page: no network, no other file."""
        return page(self.title, self.note, self.sections)

    def save(self, path: str | Path) -> Path:
        """Write the page to a file, making its folder; it may replace an earlier page, and no other file."""
        write(Path(path), self.to_html().encode("utf-8"), "page")
        return Path(path)

    def save_pictures(self, folder: str | Path) -> list[Path]:
        """Write the picture of every section as PNG files."""
        folder = Path(folder)
        paths = [folder / f"{section.name}.png" for section in self.sections]
        for section, path in zip(self.sections, paths, strict=True):
            write(path, picture(section.result, "png"), "picture")
        return paths

    def summary(self) -> str:
        """The tables as text for a terminal."""
        return "\n\n\n".join(section.result.summary() for section in self.sections)

    def __repr__(self) -> str:
        return f"Report({self.title!r}, sections={[section.name for section in self.sections]})"

    def _repr_html_(self) -> str:
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
    title: str = "Customer satisfaction",
    note: str = "",
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
        Heading of the page and a line under it.
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
    title, note = checks.text("title", title), checks.text("note", note)
    by = checks.names("by", by)
    drivers = checks.names("drivers", drivers)
    if bool(outcome) != bool(drivers):
        raise DataError("outcome and drivers belong together; give both, or neither")
    sections: list[Section] = []
    if recommend:
        sections += _scores(survey, recommend, by, conf_level)
        if wave:
            sections.append(_over_time(survey, recommend, wave, conf_level))
    if tree is not None and scale is None:
        raise DataError(
            "tree needs scale=(lowest, highest), the scale of its indicators: it cannot be told from the data"
        )
    if scale is not None and tree is None and not drivers:
        raise DataError("scale is that of an index; give its tree, or drivers to count equally")
    if tree is None and drivers:
        tree = {driver: 1 / len(drivers) for driver in drivers}
    if tree is not None and scale is not None:
        sections += _indexes(survey, tree, scale, by, conf_level)
        if wave:
            index = satisfaction_index(survey, tree, scale=scale, wave=wave, conf_level=conf_level)
            sections.append(Section("index_by_wave", "What did it add up to?", _best_and_worst(index, "index"), index))
    if outcome and drivers:
        sections.append(_drivers(survey, outcome, drivers, n_resamples, rng, conf_level))
    if not sections:
        raise DataError("nothing to report: give recommend, or outcome and drivers, or tree and scale")
    return Report(title, tuple(sections), note)


def _scores(survey: Survey, recommend: str, by: list[str], conf_level: float) -> list[Section]:
    total, *parts = (nps(survey, recommend, by=keys, conf_level=conf_level) for keys in _in_total_and(by))
    answer = f"The Net Promoter Score is {_first(total, '{:+.1f} points')}."
    sections = [Section("nps", "How are we doing?", answer, total)]
    where = "Where are we doing well?"
    return sections + [Section("nps_by_segment", where, _best_and_worst(part, "NPS"), part) for part in parts]


def _over_time(survey: Survey, recommend: str, wave: str, conf_level: float) -> Section:
    series = track(survey, recommend, wave=wave, conf_level=conf_level)
    asked = [i for i, n in enumerate(series["n"]) if n]
    first, last = (
        f"{fmt.minus(format(float(series['estimate'][i]), '+.1f'))} in {series.word(wave, series[wave][i])}"
        for i in (asked[0], asked[-1])
    )
    answer = f"The Net Promoter Score was {first}" + (f" and is {last}." if len(asked) > 1 else ".")
    return Section("nps_over_time", "Is it changing?", answer, series)


def _indexes(survey: Survey, tree: Any, scale: tuple[float, float], by: list[str], conf_level: float) -> list[Section]:
    total, *parts = (
        satisfaction_index(survey, tree, scale=scale, by=keys, conf_level=conf_level) for keys in _in_total_and(by)
    )
    answer = f"The satisfaction index is {_first(total, '{:.1f} of 100')}."
    sections = [Section("index", "What does it all add up to?", answer, total)]
    who = "Who is most satisfied?"
    return sections + [Section("index_by_segment", who, _best_and_worst(part, "index"), part) for part in parts]


def _in_total_and(by: list[str]) -> list[list[str] | None]:
    return [None, by] if by else [None]


def _first(result: Result, form: str) -> str:
    """The first estimate in words, with its interval where there is one."""
    estimate, low, high = (float(result[name][0]) for name in ("estimate", "conf_low", "conf_high"))
    number = form.partition(" ")[0]
    interval = f" ({number.format(low)} to {number.format(high)})" if low == low else ""
    return (form.format(estimate) + interval).replace("-", "−")


def _drivers(
    survey: Survey, outcome: str, drivers: list[str], n_resamples: int | None, rng: Any, conf_level: float
) -> Section:
    found = key_drivers(survey, outcome, drivers, n_resamples=n_resamples, rng=rng, conf_level=conf_level)
    top = [
        f"{found.label(term)} ({100 * share:.0f}%)"
        for term, share in zip(found["term"][:3], found["share"][:3], strict=True)
    ]
    answer = (
        f"The drivers explain {100 * float(found.fit['r2'][0]):.0f}% of the differences in {found.label(outcome)}; "
        f"the largest shares of that have {', '.join(top)}."
    )
    return Section("drivers", "What should we change first?", answer, found)


def _best_and_worst(result: Result, what: str) -> str:
    tops = (
        [i for i, level in enumerate(result["level"]) if level == 0]
        if "level" in result.table
        else range(len(result.table))
    )
    scored = [(float(result["estimate"][i]), result.segment(result[key][i] for key in result.keys)) for i in tops]
    scored = [pair for pair in scored if pair[0] == pair[0]]
    if not scored:
        return "No segment has answers."
    (worst, where_worst), (best, where_best) = min(scored), max(scored)
    return f"The {what} is highest in {where_best} ({best:.1f}) and lowest in {where_worst} ({worst:.1f})."
