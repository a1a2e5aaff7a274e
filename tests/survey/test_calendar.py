"""The calendar: labels of waves in any usual spelling in the order of time, and what has no place in time refused."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest
from placet.survey.calendar import NoOrderError, read, with_gaps


def in_time(labels):
    """The labels in the order of time."""
    return [label for _, label in sorted(zip(read(labels).places, labels, strict=True), key=lambda found: found[0])]


@pytest.mark.parametrize(
    "labels",  # all of them in the order of time
    [
        # years
        ["2023", "2024"],
        ["FY2023", "FY2024", "FY2025"],
        ["FY24", "FY25"],
        ["2023/24", "2024/25"],
        ["2023年", "2024年"],
        ["Year 2023", "Year 2024"],
        # halves
        ["H2 2023", "H1 2024", "H2 2024"],
        ["2023H2", "2024H1"],
        ["2H23", "1H24"],
        ["2nd half 2023", "1st half 2024"],
        ["2023年下半年", "2024年上半年"],
        # quarters
        ["Q3 2023", "Q4 2023", "Q1 2024"],
        ["2023Q4", "2024 Q1", "2024-Q2"],
        ["4Q23", "1Q24", "2Q24"],
        ["Q4'23", "Q1’24"],
        ["Q4/2023", "Q1/2024"],
        ["Fourth quarter 2023", "First quarter 2024"],
        ["4th quarter of 2023", "1st quarter of 2024"],
        ["Q4 FY23", "Q1 FY24"],
        ["2023年第四季度", "2024年第一季度"],
        ["2023年4季度", "2024年1季度"],
        ["Oct-Dec 2023", "Jan-Mar 2024", "April to June 2024"],
        ["Q3", "Q4"],
        ["Q1", "Q2", "Q3", "Q4"],
        ["第一季度", "第二季度", "第三季度"],
        # months
        ["Aug 2023", "Dec 2023", "Jan 2024"],
        ["August 2023", "December 2023", "January 2024"],
        ["Sept. 2023", "Oct. 2023"],
        ["Nov-23", "Dec-23", "Jan-24"],
        ["2023 Nov", "2024 Feb"],
        ["9/2023", "12/2023", "01/2024"],
        ["12.2023", "01.2024"],
        ["2023-8", "2023-9", "2023-10"],
        ["202312", "202401"],
        ["2023M12", "2024M01"],
        ["2023年12月", "2024年1月"],
        ["二〇二三年十二月", "二〇二四年一月"],
        ["Jan", "Feb", "Mar"],
        ["January", "April", "July", "October"],
        ["一月", "二月", "三月"],
        # weeks
        ["2023W52", "2024W1", "2024W9", "2024W10"],
        ["2023-W52", "2024-W01"],
        ["Week 9 2024", "Week 10 2024"],
        ["2024年第9周", "2024年第10周"],
        # dates and times
        ["2023-12-31", "2024-01-31"],
        ["31.12.2023", "31.01.2024"],
        ["31/12/2023", "01/02/2024"],
        ["12/31/2023", "01/02/2024"],
        ["01/01/2023", "02/02/2023"],  # the same whichever comes first
        ["31 Dec 2023", "1 Jan 2024"],
        ["Dec 31, 2023", "Jan 1, 2024"],
        ["31-Dec-23", "01-Jan-24"],
        ["2023年12月31日", "2024年1月1日"],
        ["20231231", "20240101"],
        ["2023-12-31 23:59", "2024-01-01 00:00", "2024-01-01 00:01"],
        ["1/13/2024 9:05 AM", "1/13/2024 1:05 PM"],
        # waves that count
        ["Wave 8", "Wave 9", "Wave 10"],
        ["Wave 1 (Jan)", "Wave 2 (Feb)", "Wave 10 (Oct)"],
        ["W3", "W10"],
        ["T2", "T11"],
        ["Round 2", "Round 10"],
        ["1st wave", "2nd wave", "10th wave"],
        ["Wave One", "Wave Two", "Wave Three"],
        ["Wave II", "Wave IX", "Wave X"],
        ["第二波", "第十波", "第十二波"],
        ["第9期", "第10期"],
        ["Wave 2 2023", "Wave 1 2024"],
        ["Term 2 2023", "Term 1 2024"],
        # stages
        ["Before", "After"],
        ["Pre", "Post"],
        ["Pre-launch", "During launch", "Post-launch"],
        ["before the campaign", "after the campaign"],
        ["Baseline", "Midline", "Endline"],
        ["Baseline", "Follow-up 1", "Follow-up 2"],
        ["Last year", "This year"],
        ["前", "后"],
        ["活动前", "活动后"],
        ["去年", "今年"],
        ["上期", "本期"],
        # units that do not overlap
        ["2022", "2023Q1", "Apr 2023"],
    ],
    ids=" ".join,
)
def test_labels_in_the_order_of_time(labels):
    assert in_time(labels) == labels
    assert in_time(labels[::-1]) == labels


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (["Red", "Blue"], "'Red' has no place in time"),
        (["Q1 2024", "later"], "'later' has no place in time"),
        (["Monday", "Tuesday"], "'Monday'"),
        (["01/02/2024", "02/03/2024"], "day first or month first"),
        (["Nov", "Dec", "Jan"], "may run over a new year"),
        (["Q4", "Q1"], "may run over a new year"),
        (["2024", "2024Q1"], "overlap"),
        (["Spring 2024", "Autumn 2024"], "have no place in time"),  # which comes first depends on the hemisphere
        (["Dec 30", "Jan 02"], "days or years"),
        (["Wave 1 (north)", "Wave 1 (south)"], "same place and different names"),
        (["FY2024", "2025"], "in one way|have no place in time"),
        (["Wave 1", "Before"], "have no place in time"),
        (["2024-13", "2024-14"], "'2024-13' has no place in time"),
        (["30.02.2024", "31.03.2024"], "have no place in time|'30.02.2024'"),
    ],
)
def test_what_has_no_order(labels, words):
    with pytest.raises(NoOrderError, match=words):
        read(labels)


def test_spellings_of_one_period_are_the_same():
    spelled = ["2024Q1", "2024 Q1", "Q1 2024", "1Q24", "q1'24", "2024年第一季度", "First quarter 2024"]
    assert len(set(read(spelled).periods)) == 1
    assert len(set(read(["2024-01", "Jan 2024", "January 2024", "01/2024", "2024年1月"]).periods)) == 1
    assert len(set(read(["2024-12-31", "31.12.2024", "31 Dec 2024", "12/31/2024"]).periods)) == 1


def test_values_and_text_together():
    assert in_time([date(2024, 2, 1), "2024-01-15", datetime(2024, 3, 1, 8)])[0] == "2024-01-15"
    assert in_time([2024, "2023"]) == ["2023", 2024]
    assert in_time([pd.Period("2024-02", "M"), "Jan 2024"])[0] == "Jan 2024"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["Q1 2024", "Q2 2024", "Q4 2024"], ["Q1 2024", "Q2 2024", "Q3 2024", "Q4 2024"]),
        (["Nov-23", "Dec-23", "Feb-24"], ["Nov-23", "Dec-23", "Jan-24", "Feb-24"]),
        (["12/2023", "01/2024", "03/2024"], ["12/2023", "01/2024", "02/2024", "03/2024"]),
        (["31.12.2023", "31.01.2024", "31.03.2024"], ["31.12.2023", "31.01.2024", "29.02.2024", "31.03.2024"]),
        (["4Q23", "1Q24", "3Q24"], ["4Q23", "1Q24", "2Q24", "3Q24"]),
        (["2024Q1", "2024 Q2", "2024Q4"], ["2024Q1", "2024 Q2", "2024Q3", "2024Q4"]),
        (["Wave 1 (a)", "Wave 2 (b)", "Wave 4 (c)"], ["Wave 1 (a)", "Wave 2 (b)", "Wave 4 (c)"]),
        (["Before", "During", "After"], ["Before", "During", "After"]),
    ],
)
def test_gaps_are_written_as_their_neighbours(given, expected):
    assert with_gaps(given) == expected
