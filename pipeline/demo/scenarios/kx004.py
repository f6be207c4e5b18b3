"""KX004: beyond 3,000.00 of the year, the amount from which Medicare may review claims."""

from __future__ import annotations

from functools import partial

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, tonight
from pipeline.demo.model import Claim
from pipeline.demo.office import Office
from pipeline.demo.scenarios.spending import (
    LONG_VISIT,
    above,
    allow,
    also,
    counted,
    patient,
    say,
    spent,
    two_days,
    visit,
)

RULE = "KX004"
_spent = partial(spent, per_visit=LONG_VISIT)
_REVIEW = 300_000


def plant(office: Office) -> None:
    """Plant faults, near misses and patients of whom nobody can tell."""
    _faults(office)
    _faults_over_nights(office)
    _near_misses(office)
    _outside_the_count(office)
    for _ in range(4):
        case = patient(office)
        _spent(case, 60_000)
        counted(case, 250_000, days.add(days.TONIGHT, -10))
        _with_kx(case, 8_000)
        why = "2,580.00 at least; 3,180.00 if the payer has not counted our 600.00 yet"
        _label(case, "cannot_tell", "may-be-beyond", why)


def _label(case: Case, kind: str, name: str, why: str, spans: str = "nights") -> None:
    say(case, RULE, kind, name, why, spans)


def _with_kx(case: Case, cents: int, discipline: str = "") -> Claim:
    return visit(case, tonight(case.office), cents, discipline=discipline, kx=True)


def _faults(office: Office) -> None:
    for _ in range(3):
        case = patient(office)
        above(case, _REVIEW - 8_000 + 1)
        _with_kx(case, 8_000)
        _label(case, "fault", "one-cent-beyond", "3,000.01 with tonight's lines")
    for turn in range(4):
        case = patient(office, "OT" if turn == 0 else "PT")
        above(case, 320_000)
        _with_kx(case, 8_000)
        _label(case, "fault", "far-beyond", "3,200.00 before tonight")
    for _ in range(2):
        case = patient(office)
        counted(case, 299_000, days.add(days.TONIGHT, -4))
        _with_kx(case, 8_100)
        why = "the payer counted 2,990.00 four days ago; 81.00 tonight"
        _label(case, "fault", "payer-counted", why, "line")


def _faults_over_nights(office: Office) -> None:
    for _ in range(3):
        case = patient(office)
        above(case, 295_000)
        visit(case, last_night(office), 4_000, kx=True)
        _with_kx(case, 4_000)
        _label(case, "fault", "by-last-night", "2,950.00, then 40.00 last night and 40.00 tonight")
    for turn in range(3):
        case = patient(office)
        above(case, 295_000)
        first = visit(case, last_night(office), 4_000, kx=True)
        corrected = office.correct(first, days.TONIGHT, same_id=turn == 0)
        allow(corrected, 6_000, 3_000)
        why = "2,950.00 and a claim of 40.00 that tonight's correction makes 90.00"
        _label(case, "fault", "by-correction", why, "correction")
    for _ in range(2):
        case = patient(office)
        also(case, "SLP")
        above(case, 249_000)
        _spent(case, 47_000, discipline="SLP", kx=True, within=days.BACKLOG_DAYS[-14:])
        _with_kx(case, 8_000)
        _label(case, "fault", "speech-too", "2,490.00 of PT, 470.00 of SLP and 80.00 tonight")


def _near_misses(office: Office) -> None:
    for _ in range(4):
        case = patient(office)
        above(case, _REVIEW - 8_000)
        _with_kx(case, 8_000)
        _label(case, "near_miss", "exactly-the-amount", "3,000.00 exactly: not beyond")
    for _ in range(2):
        case = patient(office)
        also(case, "OT")
        above(case, 260_000)
        _spent(case, 120_000, discipline="OT")
        _with_kx(case, 8_000)
        _label(case, "near_miss", "two-buckets", "2,680.00 of PT; OT has an amount of its own")
    for turn in range(3):
        case = patient(office)
        above(case, 285_000)
        first = visit(case, last_night(office), 9_000, kx=True)
        if turn:
            office.void(first, days.TONIGHT)
        else:
            allow(office.correct(first, days.TONIGHT), 500, 500)
        _with_kx(case, 8_000)
        why = "2,850.00 and 80.00 tonight; last night's 90.00 are taken back"
        _label(case, "near_miss", "taken-back", why, "correction")


def _outside_the_count(office: Office) -> None:
    for _ in range(2):
        case = patient(office)
        _spent(case, 90_000, last_year=True)
        case.office.certify(
            case.patient, case.discipline, days.FIRST_DAY, days.add(days.FIRST_DAY, 40)
        )
        above(case, 270_000)
        _with_kx(case, 8_000)
        _label(case, "near_miss", "last-year", "900.00 of the 3,680.00 belong to December 2025")
    for _ in range(2):
        case = patient(office)
        above(case, 294_000)
        one, two = two_days(office)
        claim = visit(case, one, 8_000)
        for line in claim.lines:
            line.modifiers = ("GA", *line.modifiers)
        visit(case, two, 4_000, kx=True)
        _label(case, "near_miss", "patient-pays", "2,980.00; the 80.00 with GA do not count")
    for _ in range(2):
        case = patient(office, code="MADV")
        _spent(case, 310_000)
        visit(case, tonight(office), 8_000)
        _label(case, "near_miss", "advantage-plan", "3,180.00, but this payer has no such amount")
