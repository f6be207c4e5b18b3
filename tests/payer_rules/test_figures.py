"""Figures of the shipped tables, copied by hand from CMS's files and pages."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from payer_rules.code_set import CodeSet
from payer_rules.code_sets import load_code_sets

SETS = load_code_sets()
INPUTS = ("work", "pe_nonfacility", "mp", "mult_proc", "conversion_factor")


def days(*texts: str) -> npt.NDArray[np.int32]:
    return np.array(texts, "datetime64[D]").astype(np.int32)


def row_of(table: CodeSet, code: str, day: str) -> dict[str, str]:
    (row,) = table.rows_on(pd.Categorical([code]), days(day)).tolist()
    return {} if row < 0 else {column: cells[row] for column, cells in table.columns.items()}


def amount(code: str, day: str, share: str) -> Decimal:
    """National amount outside a facility with this share of the practice expense."""
    work, expense, risk, _, factor = (Decimal(row_of(SETS.fees, code, day)[c]) for c in INPUTS)
    cents = (work + Decimal(share) * expense + risk) * factor
    return cents.quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("code", "full", "half"),
    [
        ("97110", "29.06", "22.21"),
        ("97140", "27.72", "21.21"),
        ("97530", "35.07", "25.05"),
        ("97112", "32.73", "24.88"),
        ("97161", "97.86", "74.82"),
    ],
)
def test_national_amounts_of_2026(code: str, full: str, half: str) -> None:
    """CMS July 2026, full and with half of the practice expense."""
    for day in ("2026-01-01", "2026-12-31"):
        assert [str(amount(code, day, share)) for share in ("1", "0.5")] == [full, half]


def test_97110_in_2024_is_29_29() -> None:
    """.88 relative value units at 33.2875, the factor from 2024-03-09 on."""
    assert str(amount("97110", "2024-03-09", "1")) == "29.29"
    assert row_of(SETS.fees, "97110", "2024-03-08") == {}


@pytest.mark.parametrize(
    ("code", "day", "wanted"),
    [
        # work, practice expense outside a facility, malpractice, indicator, factor
        ("97116", "2026-03-02", (".45", ".41", ".01", 5, "33.4009")),
        ("97535", "2026-03-02", (".45", ".51", ".01", 5, "33.4009")),
        ("97163", "2026-03-02", ("1.54", "1.38", ".01", 5, "33.4009")),
        ("92507", "2026-03-02", ("1.30", ".97", ".01", 5, "33.4009")),
        ("98979", "2026-03-02", (".31", ".47", ".01", 0, "33.4009")),
        ("98984", "2026-03-02", ("0", "1.55", ".01", 0, "33.4009")),
        ("98985", "2026-03-02", ("0", "1.53", ".01", 0, "33.4009")),
        ("98980", "2026-03-02", (".62", ".97", ".03", 0, "33.4009")),
        ("98981", "2026-03-02", (".61", ".60", ".03", 0, "33.4009")),
        ("92508", "2025-06-02", (".33", ".39", ".01", 5, "32.3465")),
        ("92521", "2025-06-02", ("2.24", "1.75", ".05", 5, "32.3465")),
        ("20560", "2025-06-02", (".32", ".42", ".02", 0, "32.3465")),
        ("97530", "2024-06-03", (".44", ".65", ".01", 5, "33.2875")),
        ("97760", "2024-06-03", (".50", ".92", ".01", 5, "33.2875")),
        ("97164", "2024-06-03", (".96", "1.10", ".03", 5, "33.2875")),
    ],
)
def test_inputs_of_codes(code: str, day: str, wanted: tuple[str | int, ...]) -> None:
    row = row_of(SETS.fees, code, day)
    assert [Decimal(row[column]) for column in INPUTS] == [Decimal(value) for value in wanted]


def test_codes_that_are_not_simply_paid_in_2026() -> None:
    status = {
        "97010": "B", "97014": "I", "97602": "B", "97026": "R", "97545": "R", "97546": "R",
        "97039": "C", "97139": "C", "97799": "C", "97037": "N", "92605": "B", "92606": "B",
        "92618": "B", "97110": "A",
    }  # fmt: skip
    assert {c: row_of(SETS.fees, c, "2026-03-02")["status"] for c in status} == status


@pytest.mark.parametrize(
    ("locality", "day", "wanted"),
    [
        ("10112-00", "2026-03-02", ("1.000", "0.875", "0.566")),  # Alabama
        ("10112-00", "2025-03-03", ("1", "0.869", "0.575")),
        ("02102-01", "2026-03-02", ("1.500", "1.065", "0.551")),  # Alaska, with its floor
        ("02102-01", "2025-03-03", ("1.5", "1.081", "0.592")),
        ("07102-13", "2026-03-02", ("1.000", "0.859", "0.515")),  # Arkansas
        ("01112-54", "2025-03-03", ("1.017", "1.093", "0.662")),  # Bakersfield
    ],
)
def test_geographic_factors(locality: str, day: str, wanted: tuple[str, ...]) -> None:
    row = row_of(SETS.gpci, locality, day)
    found = [Decimal(row[c]) for c in ("work", "pe", "mp")]
    assert found == [Decimal(value) for value in wanted]


def test_every_locality_of_both_years_is_there() -> None:
    """109 rows in CMS's addendum of either year; 92 and 109 codes in the fee files."""
    for table, counts in ((SETS.gpci, {2025: 109, 2026: 109}), (SETS.fees, {2025: 92, 2026: 109})):
        for year, count in counts.items():
            first, last = days(f"{year}-01-01", f"{year}-12-31").tolist()
            spans = list(zip(table.first, table.last, strict=True))
            assert spans.count((first, last)) == count
    assert row_of(SETS.gpci, "10112-00", "2024-12-31") == {}


def _codes(table: CodeSet, day: str) -> set[str]:
    (at,) = days(day).tolist()
    spans = zip(table.columns["code"], table.first, table.last, strict=True)
    return {code for code, first, last in spans if first <= at <= last}


def test_the_always_therapy_list_has_not_changed_since_2018() -> None:
    lists = [_codes(SETS.always_therapy, f"{year}-12-31") for year in range(2018, 2027)]
    assert {len(one) for one in lists} == {55}
    assert all(one == lists[-1] for one in lists)
    assert {"97763", "97161", "G0283"} <= lists[0]
    # Bundled, not valid or deleted: in none of them.
    assert not {"97010", "97014", "97001", "97532", "97762"} & lists[0]


@pytest.mark.parametrize(
    ("year", "added"),
    [
        (2022, {"98975", "98976", "98977", "98980", "98981"}),
        (2024, {"97550", "97551", "97552"}),
        (2025, {"G0541", "G0542", "G0543"}),
        (2026, {"98979", "98984", "98985"}),
    ],
)
def test_what_each_year_added_to_the_sometimes_therapy_list(year: int, added: set[str]) -> None:
    before = _codes(SETS.sometimes_therapy, f"{year - 1}-12-31")
    now = _codes(SETS.sometimes_therapy, f"{year}-01-01")
    assert before <= now
    assert added <= now - before
    if year > 2022:
        assert now - before == added


# The fifteen-minute codes and the other bases, from the list of Medicare facts, section c.
POOLED = (
    "97032 97033 97034 97035 97036 97110 97112 97113 97116 97124 97140 97530 97533 97535 97537 "
    "97542 97750 97755 97760 97761 97763 97129 97130 90912 90913"
)
UNTIMED = (
    "97161 97162 97163 97164 97165 97166 97167 97168 97010 97012 97014 97016 97018 97022 97024 "
    "97026 97028 97150 92507 92508 92521 92522 92523 92524 92526 92609 92610 92611 92612 92614 "
    "92616 95992 97605 97606 97607 97608 97610 G0281 G0283 G0329"
)
OTHERS = {
    "96125": "60", "96105": "60", "92607": "60", "92608": "30", "97545": "120", "97546": "60",
    "97550": "30", "97551": "15", "96112": "60", "96113": "30",
}  # fmt: skip


def test_how_time_makes_units() -> None:
    def of(code: str) -> tuple[str, str]:
        row = row_of(SETS.time_bases, code, "2026-03-02")
        return row["base"], row["minutes"]

    assert {of(code) for code in POOLED.split()} == {("15min_pool", "15")}
    assert {of(code) for code in UNTIMED.split()} == {("untimed", "")}
    assert {code: of(code)[1] for code in OTHERS} == OTHERS
    assert not {of(code)[0] for code in OTHERS} & {"15min_pool", "untimed"}


def test_evaluations_that_one_discipline_alone_bills() -> None:
    locked = {
        "PT": ("97161", "97162", "97163", "97164"),
        "OT": ("97165", "97166", "97167", "97168"),
        "SLP": ("92521", "92522", "92523", "92524"),
    }
    for discipline, codes in locked.items():
        for code in codes:
            row = row_of(SETS.evaluation_codes, code, "2026-03-02")
            assert row["discipline"] == discipline
            assert (row["kind"] == "reevaluation") is (code in ("97164", "97168"))
