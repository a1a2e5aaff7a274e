"""Tables of Ibis, here in DuckDB, give the answers of the rows in memory."""

import placet
import pytest

ibis = pytest.importorskip("ibis")
pa = pytest.importorskip("pyarrow")
pytest.importorskip("duckdb")
DRIVERS = ["network", "bills", "hotline"]


@pytest.fixture
def table(answers):
    """A table of the answers."""
    return ibis.memtable(pa.table(answers))


def test_counts_and_moments_are_made_there(same, table, answers) -> None:
    options = {"by": "region", "weights": "w"}
    for call in (
        lambda data: placet.nps(data, "recommend", na_codes=[99], **options),
        lambda data: placet.regression(data, "overall", DRIVERS, errors="HC3", **options),
    ):
        same(call(table), call(answers))


def test_a_filter(same, table, answers) -> None:
    nw = pytest.importorskip("narwhals.stable.v2")
    found = placet.nps(placet.Survey(table).filter(nw.col("plan") == 2), "overall", scale=(1, 10))
    same(found, placet.nps(placet.Survey(answers).filter(answers["plan"] == 2), "overall", scale=(1, 10)))
