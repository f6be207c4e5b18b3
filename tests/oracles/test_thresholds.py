"""The KX amounts of 2018 to 2026 through KX001: one cent below, at, and above, in both buckets."""

from __future__ import annotations

import pytest

from tests.judging import judge
from tests.oracles.oracle import Oracle, verify
from tests.oracles.sources import THRESHOLDS, Source
from tests.tables import Night

YEARS = [(year, amount, source) for year, (amount, source) in THRESHOLDS.items()]
BUCKETS = [("PT_SLP", "97110", "GP"), ("PT_SLP", "92507", "GN"), ("OT", "97530", "GO")]


def line(year: int, bucket: str, code: str, mods: str, balance: str, allowed: str) -> Night:
    """One line of December beside a balance of the day before."""
    return Night(
        f"date code mods allowed / {year}-12-01 {code} {mods} {allowed}",
        spend=f"year bucket as_of amount / {year} {bucket} {year}-11-30 {balance}",
        as_of=f"{year}-12-08",
    )


@pytest.mark.parametrize(("bucket", "code", "discipline"), BUCKETS)
@pytest.mark.parametrize(
    ("year", "amount", "source"), YEARS, ids=[str(year) for year in THRESHOLDS]
)
def test_the_amount_of_a_year(
    year: int, amount: str, source: Source, bucket: str, code: str, discipline: str
) -> None:
    """Equal is not over: the line that makes one cent more needs KX."""
    before = f"{int(amount[:-3]) - 30}.00"
    for allowed, faults in (("29.99", ()), ("30.00", ()), ("30.01", ("KX001",))):
        night = line(year, bucket, code, discipline, before, allowed)
        verify(Oracle(name=allowed, source=source, night=night, asked=("KX001",), faults=faults))
    # KX itself is early up to the amount, and right beyond it.
    for allowed, faults in (("30.00", ("KX002",)), ("30.01", ())):
        night = line(year, bucket, code, f"{discipline},KX", before, allowed)
        asked = ("KX001", "KX002")
        verify(Oracle(name=allowed, source=source, night=night, asked=asked, faults=faults))


def test_the_finding_prints_the_amount() -> None:
    for year, amount, _ in YEARS:
        row = judge(line(year, "PT_SLP", "97110", "GP", amount, "0.01"), "KX001").at("C1/1")
        assert (row.evidence["limit"], row.evidence["year"]) == (amount, str(year))


def test_the_review_amount_is_the_same_in_every_year() -> None:
    """3,000.00 until 2028: Bipartisan Budget Act of 2018, section 50202."""
    for year, _, source in YEARS:
        for balance, faults in (("2970.00", ()), ("2970.01", ("KX004",))):
            night = line(year, "PT_SLP", "97110", "GP,KX", balance, "30.00")
            verify(
                Oracle(name=balance, source=source, night=night, asked=("KX004",), faults=faults)
            )


def test_a_year_that_cms_has_not_published_cannot_tell() -> None:
    night = line(2027, "PT_SLP", "97110", "GP", "2600.00", "30.00")
    assert judge(night, "KX001").at("C1/1").answer == "cannot_tell"
