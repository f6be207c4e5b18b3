"""Which versions count, and in which order: RULES.md "Before any rule" 2 and KX "Accrual"."""

from __future__ import annotations

import pytest

from pipeline.history.interface import History
from tests.history.nights import Line, ledger_of, night, november, seen_on


def test_a_correction_moves_the_ledger_by_the_difference(history: History) -> None:
    history.record_night(night(november(2), [Line(claim="C1", cents=10_000)]))
    assert ledger_of(history) == [("C1", 10_000)]
    corrected = Line(claim="C1-R", cents=8_000, frequency="7", replaces="C1")
    history.record_night(night(november(3), [corrected]))
    assert ledger_of(history) == [("C1-R", 8_000)]
    void = Line(claim="C1-V", cents=8_000, frequency="8", replaces="C1-R")
    history.record_night(night(november(4), [void]))
    assert ledger_of(history) == []


@pytest.mark.parametrize(("frequency", "left"), [("7", [("C1", 8_000)]), ("8", [])])
def test_a_correction_may_keep_its_claim_id(
    history: History, frequency: str, left: list[tuple[str, int]]
) -> None:
    history.record_night(night(november(2), [Line(claim="C1", cents=10_000)]))
    history.record_night(night(november(3), [Line(claim="C1", cents=8_000, frequency=frequency)]))
    assert ledger_of(history) == left


@pytest.mark.parametrize("frequency", ["7", "8"])
@pytest.mark.parametrize("replaces", ["C1", None])
def test_a_held_correction_has_no_effect_yet(
    history: History, frequency: str, replaces: str | None
) -> None:
    history.record_night(night(november(2), [Line(claim="C1", cents=10_000)]))
    held = Line(
        claim="C1-R" if replaces else "C1",
        cents=8_000,
        frequency=frequency,
        replaces=replaces,
        became="HOLD",
    )
    history.record_night(night(november(3), [held]))
    assert ledger_of(history) == [("C1", 10_000)]


def test_a_held_claim_was_not_sent(history: History) -> None:
    history.record_night(night(november(2), [Line(claim="C1", cents=10_000, became="HOLD")]))
    assert ledger_of(history) == []
    history.record_night(night(november(3), [Line(claim="C1", cents=10_000, became="REVIEW")]))
    assert ledger_of(history) == [("C1", 10_000)]
    history.record_night(night(november(4), [Line(claim="C1", cents=10_000, became="HOLD")]))
    assert ledger_of(history) == []


def test_the_same_claim_again_is_a_newer_version(history: History) -> None:
    first = [Line(claim="C1", cents=4_000), Line(claim="C1", cents=6_000, number=2)]
    history.record_night(night(november(2), first))
    history.record_night(night(november(3), [Line(claim="C1", cents=7_000)]))
    assert ledger_of(history) == [("C1", 7_000)]
    history.record_night(night(november(4), first))
    assert ledger_of(history) == [("C1", 4_000), ("C1", 6_000)]


def test_chains(history: History) -> None:
    """A 7 of a 7, an 8 of that; an earlier view still sees the earlier state."""
    nights = [
        Line(claim="A", cents=10_000),
        Line(claim="B", cents=9_000, frequency="7", replaces="A"),
        Line(claim="C", cents=8_000, frequency="7", replaces="B"),
        Line(claim="D", cents=8_000, frequency="8", replaces="C"),
    ]
    for day, line in enumerate(nights, start=2):
        history.record_night(night(november(day), [line]))
    states = [ledger_of(history, november(day)) for day in range(1, 6)]
    assert states == [[], [("A", 10_000)], [("B", 9_000)], [("C", 8_000)], []]


def test_a_replaced_claim_does_not_come_back(history: History) -> None:
    """The export holds every open claim each night: both versions are there again."""
    original = Line(claim="A", cents=10_000)
    corrected = Line(claim="B", cents=8_000, frequency="7", replaces="A")
    history.record_night(night(november(2), [original]))
    history.record_night(night(november(3), [original, corrected]))
    assert ledger_of(history) == [("B", 8_000)]
    history.record_night(night(november(4), [original]))
    assert ledger_of(history) == [("B", 8_000)]


def test_a_claim_billed_again_after_its_void_counts(history: History) -> None:
    history.record_night(night(november(2), [Line(claim="A", cents=10_000)]))
    void = Line(claim="V", cents=10_000, frequency="8", replaces="A")
    history.record_night(night(november(3), [void, Line(claim="A", cents=10_000)]))
    assert ledger_of(history) == []
    history.record_night(night(november(4), [Line(claim="A", cents=9_000)]))
    assert ledger_of(history) == [("A", 9_000)]


def test_of_two_replacements_of_one_original_the_later_counts(history: History) -> None:
    history.record_night(night(november(2), [Line(claim="A", cents=10_000)]))
    first = Line(claim="B", cents=9_000, frequency="7", replaces="A")
    history.record_night(night(november(3), [first]))
    second = Line(claim="C", cents=8_000, frequency="7", replaces="A")
    history.record_night(night(november(4), [second]))
    assert ledger_of(history) == [("C", 8_000)]


def test_a_correction_under_the_old_id_outdoes_one_under_a_new_id(history: History) -> None:
    history.record_night(night(november(2), [Line(claim="A", cents=10_000)]))
    elsewhere = Line(claim="B", cents=9_000, frequency="7", replaces="A")
    history.record_night(night(november(3), [elsewhere]))
    history.record_night(night(november(4), [Line(claim="A", cents=8_000, frequency="7")]))
    assert ledger_of(history) == [("A", 8_000)]
    history.record_night(night(november(5), [elsewhere]))
    assert ledger_of(history) == [("B", 9_000)]


def test_corrections_back_and_forth_leave_one_claim(history: History) -> None:
    history.record_night(night(november(2), [Line(claim="A", cents=10_000)]))
    there = Line(claim="B", cents=9_000, frequency="7", replaces="A")
    history.record_night(night(november(3), [there]))
    back = Line(claim="A", cents=8_000, frequency="7", replaces="B")
    history.record_night(night(november(4), [back]))
    assert ledger_of(history) == [("A", 8_000)]


def test_a_later_version_of_a_replacement_need_not_name_the_original(history: History) -> None:
    history.record_night(night(november(2), [Line(claim="A", cents=10_000)]))
    named = Line(claim="B", cents=9_000, frequency="7", replaces="A")
    history.record_night(night(november(3), [named]))
    history.record_night(night(november(4), [Line(claim="B", cents=8_500, frequency="7")]))
    assert ledger_of(history) == [("B", 8_500)]


def test_a_replacement_of_an_unknown_original_counts_by_itself(history: History) -> None:
    unknown = Line(claim="B", cents=9_000, frequency="7", replaces="of another system")
    history.record_night(night(november(3), [unknown]))
    assert ledger_of(history) == [("B", 9_000)]


def test_a_replacement_keeps_night_and_place_of_its_original(history: History) -> None:
    first = [Line(claim="A", cents=100), Line(claim="M", cents=200), Line(claim="Z", cents=300)]
    history.record_night(night(november(2), first))
    history.record_night(night(november(3), [Line(claim="N", cents=400)]))
    corrections = [
        Line(claim="A", cents=110, frequency="7"),
        Line(claim="X", cents=210, frequency="7", replaces="M"),
    ]
    history.record_night(night(november(4), corrections))
    again = Line(claim="Y", cents=220, frequency="7", replaces="X")
    history.record_night(night(november(5), [again]))
    lines = seen_on(history).lines
    assert lines["claim_id"].tolist() == ["A", "Y", "Z", "N"]
    assert lines["night"].dt.day.tolist() == [2, 2, 2, 3]
    # A claim seen again without being a replacement moves to the night it was last seen.
    history.record_night(night(november(6), [Line(claim="Z", cents=300)]))
    lines = seen_on(history).lines
    assert lines["claim_id"].tolist() == ["A", "Y", "N", "Z"]
    assert lines["night"].dt.day.tolist() == [2, 2, 3, 6]


def test_a_night_is_ordered_by_service_date_claim_and_line(history: History) -> None:
    lines = [
        Line(claim="B", cents=1, day="2026-11-01", number=2),
        Line(claim="B", cents=2, day="2026-11-01", number=1),
        Line(claim="A", cents=3, day="2026-11-01", received=1),
        Line(claim="C", cents=4, day="2026-10-31"),
    ]
    history.record_night(night(november(2), lines))
    assert [cents for _, cents in ledger_of(history)] == [4, 3, 2, 1]


def test_a_night_is_ordered_by_receipt_where_every_line_has_one(history: History) -> None:
    lines = [
        Line(claim="A", cents=1, received=3),
        Line(claim="B", cents=2, received=1),
        Line(claim="C", cents=3, received=2, day="2026-11-03"),
    ]
    history.record_night(night(november(2), lines))
    assert [cents for _, cents in ledger_of(history)] == [2, 3, 1]
    moved = Line(claim="D", cents=9, received=8, frequency="7", replaces="B")
    history.record_night(night(november(3), [moved]))
    assert [cents for _, cents in ledger_of(history)] == [9, 3, 1]


def test_only_patients_of_interest_are_read_and_corrections_across_patients_count(
    history: History,
) -> None:
    history.record_night(
        night(
            november(2),
            [
                Line(claim="A", cents=100, patient="P1"),
                Line(claim="B", cents=200, patient="P2"),
                Line(claim="C", cents=300, patient="P3"),
            ],
        )
    )
    wrong_patient = Line(claim="D", cents=100, patient="P2", frequency="7", replaces="A")
    history.record_night(night(november(3), [wrong_patient]))
    assert ledger_of(history, patients=["P1"]) == []
    assert ledger_of(history, patients=["P2"]) == [("D", 100), ("B", 200)]
    assert ledger_of(history, patients=["P1", "P3"]) == [("C", 300)]
    assert ledger_of(history, patients=[]) == []


def test_a_claim_that_could_not_be_read_changes_nothing(history: History) -> None:
    history.record_night(night(november(2), [Line(claim="A", cents=100)]))
    history.record_night(night(november(3), [Line(claim="B", cents=5)], unreadable=["A"]))
    assert ledger_of(history) == [("A", 100), ("B", 5)]
