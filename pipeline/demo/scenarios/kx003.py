"""KX003: the year's amount is not reached, and no more than 300.00 away."""

from __future__ import annotations

from functools import partial

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, tonight
from pipeline.demo.office import Office
from pipeline.demo.scenarios.spending import (
    LIMIT,
    LONG_VISIT,
    allow,
    also,
    counted,
    patient,
    say,
    spent,
    two_days,
    visit,
)

RULE = "KX003"
_spent = partial(spent, per_visit=LONG_VISIT)
_NEAR = 30_000


def plant(office: Office) -> None:
    """Plant faults, near misses and patients of whom nobody can tell."""
    _faults(office)
    _faults_over_nights(office)
    _near_misses(office)
    _outside_the_count(office)
    _lowered(office)
    _cannot_tell(office)


def _label(case: Case, kind: str, name: str, why: str, spans: str = "nights") -> None:
    say(case, RULE, kind, name, why, spans)


def _faults(office: Office) -> None:
    for turn in range(4):
        case = patient(office, "OT" if turn == 3 else "PT")  # noqa: PLR2004 - one is OT
        _spent(case, LIMIT - _NEAR - 8_000)
        visit(case, tonight(office), 8_000)
        _label(case, "fault", "three-hundred-left", "2,180.00 with tonight: 300.00 are left")
    for _ in range(2):
        case = patient(office)
        _spent(case, LIMIT - 8_000)
        visit(case, tonight(office), 8_000)
        _label(case, "fault", "nothing-left", "2,480.00 exactly: the next line crosses")
    for _ in range(3):
        case = patient(office)
        also(case, "SLP")
        _spent(case, 150_000)
        _spent(case, 65_000, discipline="SLP")
        visit(case, tonight(office), 8_000)
        _label(case, "fault", "speech-too", "1,500.00 of PT, 650.00 of SLP and 80.00 tonight")
    for _ in range(3):
        case = patient(office)
        _spent(case, 10_000)
        counted(case, 220_000, days.add(days.TONIGHT, -4))
        visit(case, tonight(office), 8_100)
        why = "the payer counted 2,200.00 four days ago; 81.00 tonight, 100.00 ours before"
        _label(case, "fault", "payer-counted", why)


def _faults_over_nights(office: Office) -> None:
    for _ in range(3):
        case = patient(office)
        _spent(case, 204_000)
        visit(case, last_night(office), 8_000)
        visit(case, tonight(office), 8_000)
        why = "2,040.00, 80.00 last night and 80.00 tonight; without last night too far away"
        _label(case, "fault", "by-last-night", why)
    for turn in range(3):
        case = patient(office)
        _spent(case, 208_000)
        first = visit(case, last_night(office), 6_000)
        corrected = office.correct(first, days.TONIGHT, same_id=turn == 0)
        allow(corrected, 8_000, 3_000)
        why = "2,080.00 and a claim of 60.00 that tonight's correction makes 110.00"
        _label(case, "fault", "by-correction", why, "correction")


def _near_misses(office: Office) -> None:
    for _ in range(4):
        case = patient(office)
        _spent(case, LIMIT - _NEAR - 8_001)
        visit(case, tonight(office), 8_000)
        _label(case, "near_miss", "a-cent-further", "2,179.99: 300.01 are left")
    for _ in range(3):
        case = patient(office)
        _spent(case, LIMIT - 1_000)
        visit(case, last_night(office), 8_000, kx=True)
        visit(case, tonight(office), 8_000, kx=True)
        _label(case, "near_miss", "crossed", "crossed last night, with KX")
    for _ in range(2):
        case = patient(office)
        also(case, "OT")
        _spent(case, 130_000)
        _spent(case, 120_000, discipline="OT")
        visit(case, tonight(office), 8_000)
        _label(case, "near_miss", "two-buckets", "1,380.00 of PT and 1,200.00 of OT")
    for _ in range(2):
        case = patient(office, code="MADV")
        _spent(case, 230_000)
        visit(case, tonight(office), 8_000)
        _label(case, "near_miss", "advantage-plan", "2,380.00, but this payer has no such amount")


def _outside_the_count(office: Office) -> None:
    for _ in range(2):
        case = patient(office)
        _spent(case, 80_000, last_year=True)
        case.office.certify(
            case.patient, case.discipline, days.FIRST_DAY, days.add(days.FIRST_DAY, 40)
        )
        _spent(case, 150_000)
        visit(case, tonight(office), 8_000)
        _label(case, "near_miss", "last-year", "800.00 of the 2,380.00 belong to December 2025")
    for _ in range(2):
        case = patient(office)
        _spent(case, 208_000)
        one, two = two_days(office)
        claim = visit(case, one, 8_000)
        for line in claim.lines:
            line.modifiers = ("GA", *line.modifiers)
        visit(case, two, 6_000)
        _label(case, "near_miss", "patient-pays", "2,140.00; the 80.00 with GA do not count")


def _lowered(office: Office) -> None:
    for _ in range(2):
        case = patient(office)
        _spent(case, 208_000)
        first = visit(case, last_night(office), 8_000)
        office.void(first, days.TONIGHT)
        visit(case, tonight(office), 6_000)
        why = "2,080.00 and 60.00 tonight; last night's 80.00 are voided"
        _label(case, "near_miss", "voided", why, "correction")
    for _ in range(2):
        case = patient(office)
        _spent(case, 208_000)
        held = visit(case, last_night(office), 8_000)
        held.lines[0].modifiers = ()
        office.held.add(held.id)
        visit(case, tonight(office), 6_000)
        why = "2,080.00 and 60.00 tonight; last night's 80.00 were held for want of GP"
        _label(case, "near_miss", "held-last-night", why)


def _cannot_tell(office: Office) -> None:
    for _ in range(3):
        case = patient(office)
        _spent(case, 60_000)
        counted(case, 158_000, days.add(days.TONIGHT, -10))
        visit(case, tonight(office), 8_000)
        why = "1,660.00 at least; 2,260.00 if the payer has not counted our 600.00 yet"
        _label(case, "cannot_tell", "may-be-near", why)
    for _ in range(3):
        case = patient(office)
        _spent(case, 214_000)
        claim = case.visit(tonight(office), "97799x1")
        claim.lines[0].allowed = None
        why = "2,140.00 before; 97799 at 95.00 has no price of its own and the amount is blank"
        _label(case, "cannot_tell", "no-amount-no-price", why)
