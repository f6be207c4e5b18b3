"""The threshold ledger over several nights: corrections, voids, claims moved to another patient.

RULES.md "Before any rule" 2 and KX "Accrual". Each night is judged with what the history shows of
the nights before, then recorded; a claim goes out unless it is named as held. The amount of 2026 is
2,480.00; every line is physical therapy to Medicare.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import pytest

from pipeline.bucket import NightTables
from pipeline.history.sql import open_history
from schemas.night_result import Total
from tests.history.nights import SITE, november
from tests.history.nights import night as recorded
from tests.judging import Row, judge_tables
from tests.tables import Night, frame_of

HEAD = "claim patient frequency replaces allowed mods code charge"


class Office:
    """An office whose nights of November are judged by KX001 and recorded."""

    def __init__(self) -> None:
        """Begin without any night."""
        self.history = open_history("sqlite://", SITE)

    def night(self, day: int, *claims: str, held: tuple[str, ...] = ()) -> dict[str, Row]:
        """Judge and record a night.

        Args:
            day: of November.
            claims: each "claim patient frequency replaces allowed", perhaps KX behind.
            held: claims that did not go out.

        Returns:
            The answer about each line of the night.
        """
        rows = [self._row(claim) for claim in claims]
        text = "\n".join([HEAD, *rows])
        frame = frame_of("claims", text)
        seen = self.history.view(SITE, november(day), frozenset({f"file {day}"}), None).lines
        told = Night(text, as_of=f"2026-11-{day:02d}")
        tables = NightTables(
            claims=frame,
            earlier_lines=seen if len(seen) else None,
            supplied={"claims": frozenset(map(str, frame.columns))},
        )
        judged = judge_tables(tables, told, "KX001")
        self._record(day, frame, held)
        return {row.key.partition("/")[0]: row for row in judged.rows}

    @staticmethod
    def _row(claim: str) -> str:
        cells = claim.split()
        mods = "GP,KX" if cells[5:] == ["KX"] else "GP"
        return " ".join([*cells[:5], mods, "97110", cells[4]])

    def _record(self, day: int, frame: pd.DataFrame, held: tuple[str, ...]) -> None:
        names = list(dict.fromkeys(frame["claim_id"].tolist()))
        became = ["HOLD" if name in held else "RELEASE" for name in names]
        cents = int(frame["charge"].sum())
        record = recorded(november(day), files=f"file {day}")
        self.history.record_night(
            replace(
                record,
                lines=frame,
                dispositions=pd.DataFrame({"claim_id": names, "disposition": became}, dtype="str"),
                accepted=Total(claims=len(names), lines=len(frame), charge_cents=cents),
            )
        )


@pytest.fixture
def office() -> Iterator[Office]:
    opened = Office()
    yield opened
    opened.history.close()


def test_what_went_out_counts_and_what_was_held_does_not(office: Office) -> None:
    office.night(2, "C1 P1 1 - 2400.00", "C2 P1 1 - 500.00 KX", held=("C2",))
    row = office.night(3, "C3 P1 1 - 80.00", "C4 P1 1 - 0.01")
    assert (row["C3"].answer, row["C4"].answer) == ("clear", "violates")
    assert row["C4"].evidence["counted"] == "2480.00"


def test_a_correction_counts_with_its_own_amount_from_its_night_on(office: Office) -> None:
    office.night(2, "C1 P1 1 - 2400.00")
    # Tonight's own line already finds the smaller amount: 2300.00 + 180.00.
    row = office.night(3, "C1R P1 7 C1 2300.00", "C2 P1 1 - 180.00")
    assert row["C2"].answer == "clear"
    row = office.night(4, "C3 P1 1 - 0.01")
    assert (row["C3"].answer, row["C3"].evidence["counted"]) == ("violates", "2480.00")


def test_a_held_correction_leaves_the_original_counted(office: Office) -> None:
    office.night(2, "C1 P1 1 - 2400.00")
    office.night(3, "C1R P1 7 C1 100.00", held=("C1R",))
    row = office.night(4, "C2 P1 1 - 80.01")
    assert (row["C2"].answer, row["C2"].evidence["counted"]) == ("violates", "2400.00")


@pytest.mark.parametrize("names", ["C1", "C1R"])
def test_a_correction_of_a_correction_counts_once(office: Office, names: str) -> None:
    """It names the correction before it, or the original still: payers ask for either."""
    office.night(2, "C1 P1 1 - 2400.00")
    office.night(3, "C1R P1 7 C1 2300.00")
    row = office.night(4, f"C1S P1 7 {names} 2200.00", "C2 P1 1 - 280.00")
    assert row["C2"].answer == "clear"
    row = office.night(5, "C3 P1 1 - 0.01")
    assert (row["C3"].answer, row["C3"].evidence["counted"]) == ("violates", "2480.00")


def test_a_claim_that_comes_again_counts_as_it_was_last_seen(office: Office) -> None:
    office.night(2, "C1 P1 1 - 2400.00", "C2 P1 1 - 10.00")
    office.night(3, "C1 P1 1 - 2300.00")
    row = office.night(4, "C3 P1 1 - 170.01")
    assert (row["C3"].answer, row["C3"].evidence["counted"]) == ("violates", "2310.00")


@pytest.mark.parametrize("void", ["C1 P1 8 - 2400.00", "V1 P1 8 C1 2400.00"])
def test_a_void_after_release_takes_its_amount_out(office: Office, void: str) -> None:
    """Under the claim's own id, or under a new one that names it."""
    office.night(2, "C1 P1 1 - 2400.00", "C2 P1 1 - 30.00")
    row = office.night(3, void, "C3 P1 1 - 2450.00")
    assert row["C3"].answer == "clear"
    row = office.night(4, "C4 P1 1 - 0.01")
    assert (row["C4"].answer, row["C4"].evidence["counted"]) == ("violates", "2480.00")


def test_a_void_of_a_correction_leaves_neither_counted(office: Office) -> None:
    office.night(2, "C1 P1 1 - 2400.00")
    office.night(3, "C1R P1 7 C1 2300.00")
    office.night(4, "V1 P1 8 C1R 2300.00")
    assert office.night(5, "C2 P1 1 - 2480.00")["C2"].answer == "clear"


def test_a_held_void_changes_nothing(office: Office) -> None:
    office.night(2, "C1 P1 1 - 2400.00")
    office.night(3, "V1 P1 8 C1 2400.00", held=("V1",))
    row = office.night(4, "C2 P1 1 - 80.01")
    assert (row["C2"].answer, row["C2"].evidence["counted"]) == ("violates", "2400.00")


def test_a_claim_moved_to_another_patient_leaves_one_ledger_for_the_other(office: Office) -> None:
    office.night(2, "C1 P1 1 - 2400.00")
    # On its own night already: nothing of it is left with P1, all of it stands with P2.
    row = office.night(
        3, "C1R P2 7 C1 2400.00", "C2 P1 1 - 2480.00", "C3 P2 1 - 80.00", "C4 P2 1 - 0.01"
    )
    assert [row[name].answer for name in ("C1R", "C2", "C3", "C4")] == [
        *("clear", "clear", "clear", "violates")
    ]
    row = office.night(4, "C5 P1 1 - 0.01", "C6 P2 1 - 0.01")
    assert row["C5"].evidence["counted"] == "2480.00"
    assert row["C6"].evidence["counted"] == "2480.01"


def test_a_claim_moved_and_moved_back(office: Office) -> None:
    office.night(2, "C1 P1 1 - 2400.00")
    office.night(3, "C1R P2 7 C1 2400.00")
    office.night(4, "C1S P1 7 C1R 2400.00")
    row = office.night(5, "C5 P1 1 - 80.01", "C6 P2 1 - 2480.00")
    assert (row["C5"].answer, row["C6"].answer) == ("violates", "clear")


def test_a_void_under_another_patients_id_takes_the_claim_it_names(office: Office) -> None:
    office.night(2, "C1 P1 1 - 2400.00", "C2 P2 1 - 100.00")
    office.night(3, "V1 P2 8 C1 2400.00")
    row = office.night(4, "C3 P1 1 - 2480.00", "C4 P2 1 - 2380.01")
    assert (row["C3"].answer, row["C4"].answer) == ("clear", "violates")


def test_a_replacement_keeps_its_originals_place(office: Office) -> None:
    """C1 went out before C2, whose 2,400.00 cross; the correction of C1 stays before it."""
    office.night(2, "C1 P1 1 - 60.00")
    office.night(3, "C2 P1 1 - 2400.00")
    row = office.night(4, "C1R P1 7 C1 90.00", "C3 P1 1 - 10.00")
    # 90.00 alone stands before C2: the correction itself crosses nothing, C3 lies beyond.
    assert (row["C1R"].answer, row["C3"].answer) == ("clear", "violates")
    assert row["C3"].evidence["counted"] == "2490.00"
    # A further correction, nights later, still has the first place.
    row = office.night(9, "C1S P1 7 C1R 95.00")
    assert row["C1S"].answer == "clear"
    # As a claim of its own it would be over.
    assert office.night(10, "C4 P1 1 - 95.00")["C4"].answer == "violates"


def test_a_correction_that_grows_crosses_in_its_place(office: Office) -> None:
    office.night(2, "C1 P1 1 - 2470.00")
    office.night(3, "C2 P1 1 - 5.00")
    row = office.night(4, "C1R P1 7 C1 2480.01")
    assert (row["C1R"].answer, row["C1R"].evidence["counted"]) == ("violates", "0.00")


def test_two_corrections_of_one_claim_on_one_night_count_once(office: Office) -> None:
    office.night(2, "C1 P1 1 - 2400.00")
    row = office.night(3, "C1R P1 7 C1 2300.00", "C1S P1 7 C1 2200.00", "C2 P1 1 - 280.00")
    # The one with the later id is the claim.
    assert row["C2"].answer == "clear"
    assert office.night(4, "C3 P1 1 - 0.01")["C3"].evidence["counted"] == "2480.00"
