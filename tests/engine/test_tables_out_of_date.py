"""Code tables that end before tonight's services are told, for payers that go by them."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline.bucket import NightTables, prepare
from pipeline.tables_out_of_date import tables_out_of_date
from tests.engine.nights import rules_of
from tests.tables import Night, tables_of

PAYER = """
id = "plan"
name = "Plan"
line_of_business = "commercial"
[[pair_edits]]
from = 2020-01-01
value = "{pairs}"
GRADE_A
[[unit_limits]]
from = 2020-01-01
value = "{limits}"
GRADE_A
[[fee_schedule]]
from = 2020-01-01
value = "{fees}"
GRADE_A
"""
SITE = """
[site]
id = "main"
[locations.L1]
mac = "10112"
locality = "00"
"""


def told(
    *dates: str,
    pairs: str = "none",
    limits: str = "none",
    fees: str = "own",
    setting: str = "professional",
    site: str = "",
) -> list[str]:
    """The sentences of a night with one line a date."""
    rows = "".join(f"plan {day} {setting} 97110 L1\n" for day in dates)
    night = Night(
        lines=f"payer date setting code location_id\n{rows}",
        payers=(PAYER.format(pairs=pairs, limits=limits, fees=fees),),
        site=site,
    )
    tables: NightTables = tables_of(night)
    rules = rules_of(night)
    notes = tables_out_of_date(prepare(tables, rules).service_lines, rules)
    assert {(note.kind, note.file) for note in notes} <= {("stale", "code_sets")}
    return [note.sentence for note in notes]


def test_a_quarter_that_ended_before_the_newest_service() -> None:
    assert told("2024-09-30", "2026-11-20", pairs="medicare") == [
        "NCCI pairs, Medicare practitioner: loaded through 2024-09-30, service dates run to "
        "2026-11-20; last known edits answered as REVIEW. Import the current quarter: "
        "claimscrub import ncci FILE."
    ]


@pytest.mark.parametrize(("day", "count"), [("2024-09-30", 0), ("2024-10-01", 1)])
def test_the_last_day_of_the_quarter_is_not_past_it(day: str, count: int) -> None:
    assert len(told("2024-07-01", day, pairs="medicare")) == count


def test_institutional_lines_go_by_the_hospitals_table() -> None:
    (sentence,) = told("2026-07-01", limits="medicare", setting="institutional")
    assert sentence == (
        "Unit limits (MUE), Medicare hospital: loaded through 2026-06-30, service dates run to "
        "2026-07-01; last known limits answered as REVIEW. Import the current quarter: "
        "claimscrub import mue FILE."
    )
    assert told("2026-06-30", limits="medicare", setting="institutional") == []


def test_a_table_that_is_not_loaded() -> None:
    pairs, limits = told("2026-11-16", pairs="medicaid", limits="medicaid")
    assert pairs.startswith("NCCI pairs, Medicaid practitioner: not loaded; ")
    assert limits.startswith("Unit limits (MUE), Medicaid practitioner: not loaded; ")


def test_nothing_is_told_of_tables_that_no_payer_of_tonight_goes_by() -> None:
    assert told("2026-11-16") == []


def test_a_date_after_tonight_counts_for_nothing() -> None:
    """As of 2026-11-20; the date of 2062 is a slip of the keyboard."""
    (sentence,) = told("2026-11-16", "2062-11-16", pairs="medicare")
    assert "run to 2026-11-16;" in sentence
    assert told("2062-11-16", pairs="medicare", fees="medicare") == []


def test_fees_of_a_year_that_is_not_there() -> None:
    """2024 begins on 2024-03-09, with the factor that began then."""
    assert told("2025-03-03", fees="medicare") == []
    assert told("2023-05-05", "2024-03-08", "2024-03-09", fees="medicare") == [
        "Medicare fees: none for some service dates of 2023, 2024; amounts of those lines are "
        "not known. Import the year: claimscrub import fees FILE."
    ]


def test_factors_of_a_year_are_needed_where_the_site_names_a_locality() -> None:
    day = "2024-06-03"
    assert told(day, fees="medicare") == []
    (sentence,) = told(day, fees="medicare", site=SITE)
    assert sentence.startswith("Geographic factors: none for some service dates of 2024; ")
    assert told(day, fees="own", site=SITE) == []


def test_a_night_without_lines() -> None:
    night = Night(lines="code\n97110")
    whole = tables_of(night)
    empty = NightTables(claims=whole.claims.iloc[:0], supplied=whole.supplied)
    rules = rules_of(night)
    lines = prepare(empty, rules).service_lines
    assert isinstance(lines.frame, pd.DataFrame)
    assert tables_out_of_date(lines, rules) == ()
