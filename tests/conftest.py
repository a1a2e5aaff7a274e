"""Shared fixtures. Outside numbers that may not be shipped are found through PLACET_REFERENCE, or their tests skip.

What happens to be installed or set on a machine changes no test: they have a home and a Chinese font of their own.
"""

import json
import os
import shutil
import site
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

#: Settings of a machine that would reach the tests, or what they start.
SETTINGS = (
    "COLUMNS", "FORCE_COLOR", "IPYTHON", "JUPYTER", "MPL", "PLACET_", "PYSPARK_", "PYTHON", "SPARK_", "TQDM", "XDG_",
)  # fmt: skip
KEPT = {"PLACET_REFERENCE", "PYTHONHOME", "PYTHONNOUSERSITE", "PYTHONPATH", "PYTHON_GIL"}
HOME = pytest.StashKey[str]()


def pytest_configure(config):
    """Move into a home that can be written to and holds nobody's settings; workers of a test run share it."""
    if hasattr(config, "workerinput"):
        return
    for name in [name for name in os.environ if name.startswith(SETTINGS) and name not in KEPT]:
        del os.environ[name]
    os.environ["PYTHONUSERBASE"] = site.getuserbase()  # what is installed for the user stays
    home = config.stash[HOME] = tempfile.mkdtemp(prefix="placet-home-")
    # A bar shows on a busy machine only, so no test may see one by chance.
    os.environ |= {"HOME": home, "USERPROFILE": home, "MPLBACKEND": "Agg", "TQDM_DISABLE": "1"}


def pytest_unconfigure(config):
    shutil.rmtree(config.stash.get(HOME, ""), ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def _chinese_font(tmp_path_factory):
    """A font of boxes, one em wide as Chinese characters are, for machines that have no other with these characters."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from matplotlib import font_manager
    from placet.plotting import glyphs

    pen = TTGlyphPen(None)
    for corner, draw in zip([(80, 0), (80, 800), (920, 800), (920, 0)], [pen.moveTo, *[pen.lineTo] * 3], strict=True):
        draw(corner)
    pen.closePath()
    box, name = pen.glyph(), "Boxes of the tests"
    font = FontBuilder(unitsPerEm=1000)
    font.setupGlyphOrder([".notdef", "box"])
    font.setupCharacterMap(
        dict.fromkeys([*range(0x3000, 0x3040), *range(0x4E00, 0xA000), *range(0xFF00, 0xFFF0)], "box")
    )
    font.setupGlyf({".notdef": box, "box": box})
    font.setupHorizontalMetrics(dict.fromkeys([".notdef", "box"], (1000, 80)))
    font.setupHorizontalHeader(ascent=1160, descent=-288)
    font.setupNameTable({"familyName": name, "styleName": "Regular"})
    font.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=1160, usWinDescent=288)
    font.setupPost()
    path = tmp_path_factory.mktemp("font") / "boxes.ttf"
    font.save(path)
    font_manager.fontManager.addfont(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(glyphs, "CJK_FONTS", (*glyphs.CJK_FONTS, name))
        yield


@pytest.fixture(scope="session")
def reference() -> Path:
    folder = os.environ.get("PLACET_REFERENCE")
    if not folder or not Path(folder).is_dir():
        pytest.skip("PLACET_REFERENCE is not set to the folder of reference data")
    return Path(folder)


@pytest.fixture(scope="session")
def typed() -> Callable[[str], dict[str, Any]]:
    """Read outside numbers that may be shipped, each file with its source."""
    return lambda name: json.loads((Path(__file__).parent / "reference" / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def airport(reference: Path) -> pd.DataFrame:
    """San Francisco airport passenger survey 2017: 11 and empty are no answers in NETPRO; 0, 6 and "Blank" in Q7*."""
    return pd.read_csv(reference / "microdata" / "sfo_customer_survey_2017.csv.gz", low_memory=False)


@pytest.fixture(scope="session")
def interval_base():
    """The base of an interval of a weighted mean of x, respondent by respondent, as the docs define it."""

    def base(score, x, weight):
        kish = weight.sum() ** 2 / (weight**2).sum()
        mean = np.average(x, weights=weight)
        variance = np.average((x - mean) ** 2, weights=weight)
        if variance == 0:
            return kish
        # Respondents of one answer count with their mean squared weight.
        same = score[:, None] == score
        squares = (same @ weight**2) / same.sum(axis=1) * (x - mean) ** 2
        own = variance / (squares.sum() / weight.sum() ** 2)
        carried = kish if own < kish else squares.sum() ** 2 / (squares**2).sum()
        trust = carried / (carried + 40)
        return min(1 / ((1 - trust) / kish + trust / own), 2 * len(weight))

    return base
