"""POC007: the count of treatment dates where the payer asks for none."""

from __future__ import annotations

from pipeline.tables import BLANK_DAY
from pipeline.worksheets.progress_reports import ProgressReports
from tests.judging import judge
from tests.tables import Night


def test_a_line_that_nobody_counts_has_no_days() -> None:
    night = Night("payer code mods / ZNEW 97110 GP", plans="start type / 11-02 initial")
    reports = judge(night, "POC007").result.workbench.get(ProgressReports)
    assert (reports.limit.tolist(), reports.count.tolist()) == ([0], [0])
    days = (reports.begin, reports.last_day, reports.in_time_until)
    assert [day.tolist() for day in days] == [[BLANK_DAY]] * 3
