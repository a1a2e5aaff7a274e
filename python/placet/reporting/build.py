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
from ..options.shared import BY, CONF_LEVEL, DESIGN, RNG
from ..results import Result
from ..results.format import segment
from ..scores.nps import nps
from ..survey import Survey
from ..types import Columns, OneColumn
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
    """

    title: str
    sections: tuple[Section, ...]
    note: str = ""

    def to_html(self) -> str:
        """The whole page: no network, no other file."""
        return page(self.title, self.note, self.sections)

    def save(self, path: str | Path) -> Path:
        """Write the page to a file, making its folder."""
        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.to_html(), encoding="utf-8")
        return path

    def save_pictures(self, folder: str | Path) -> list[Path]:
        """Write the picture of every section as PNG files."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        paths = [folder / f"{section.name}.png" for section in self.sections]
        for section, path in zip(self.sections, paths, strict=True):
            path.write_bytes(picture(section.result, "png"))
        return paths

    def summary(self) -> str:
        """The tables as text for a terminal."""
        return "\n\n\n".join(section.result.summary() for section in self.sections)

    def __repr__(self) -> str:
        return f"Report({self.title!r}, sections={[section.name for section in self.sections]})"

    def _repr_html_(self) -> str:
        return "".join(section.result._repr_html_() for section in self.sections)


@takes(BY, RNG, CONF_LEVEL, *DESIGN)
def report(
    survey: Survey,
    *,
    recommend: OneColumn | None = None,
    outcome: OneColumn | None = None,
    drivers: Columns | None = None,
    tree: Mapping[str, Any] | None = None,
    scale: tuple[float, float] | None = None,
    n_resamples: int = 1000,
    by: Any,
    rng: Any,
    conf_level: float,
    title: str = "Customer satisfaction",
    note: str = "",
) -> Report:
    """Turn a survey into one page: Net Promoter Score, satisfaction index and drivers, in total and by segment.

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
    n_resamples : int
        Bootstrap resamples of the drivers, which are analysed in total.
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
    if outcome and drivers:
        sections.append(_drivers(survey, outcome, drivers, n_resamples, rng, conf_level))
    if not sections:
        raise DataError("nothing to report: give recommend, or outcome and drivers, or tree and scale")
    return Report(title, tuple(sections), note)


def _scores(survey: Survey, recommend: str, by: list[str], conf_level: float) -> list[Section]:
    total, *parts = (nps(survey, recommend, by=keys, conf_level=conf_level) for keys in _in_total_and(by))
    score, low, high = map(_signed, _first(total))
    answer = f"The Net Promoter Score is {score} points ({low} to {high})."
    sections = [Section("nps", "How are we doing?", answer, total)]
    where = "Where are we doing well?"
    return sections + [Section("nps_by_segment", where, _best_and_worst(part, "NPS"), part) for part in parts]


def _indexes(survey: Survey, tree: Any, scale: tuple[float, float], by: list[str], conf_level: float) -> list[Section]:
    total, *parts = (
        satisfaction_index(survey, tree, scale=scale, by=keys, conf_level=conf_level) for keys in _in_total_and(by)
    )
    answer = "The satisfaction index is {:.1f} of 100 ({:.1f} to {:.1f}).".format(*_first(total))
    sections = [Section("index", "What does it all add up to?", answer, total)]
    who = "Who is most satisfied?"
    return sections + [Section("index_by_segment", who, _best_and_worst(part, "index"), part) for part in parts]


def _in_total_and(by: list[str]) -> list[list[str] | None]:
    return [None, by] if by else [None]


def _first(result: Result) -> list[float]:
    return [float(result[name][0]) for name in ("estimate", "conf_low", "conf_high")]


def _drivers(
    survey: Survey, outcome: str, drivers: list[str], n_resamples: int, rng: Any, conf_level: float
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
    scored = [(float(result["estimate"][i]), segment(result[key][i] for key in result.keys)) for i in tops]
    scored = [pair for pair in scored if pair[0] == pair[0]]
    if not scored:
        return "No segment has answers."
    (worst, where_worst), (best, where_best) = min(scored), max(scored)
    return f"The {what} is highest in {where_best} ({best:.1f}) and lowest in {where_worst} ({worst:.1f})."


def _signed(points: float) -> str:
    return f"{points:+.1f}".replace("-", "−")
