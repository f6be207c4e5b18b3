"""KX006: an opening balance that is too old, or that may hold too many of our own lines twice.

Low and high differ by what we sent in the thirty days before the balance and up to it: more than
500.00 of that, or a balance older than 45 days, says little of today.
"""

from __future__ import annotations

from datetime import date

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, tonight
from pipeline.demo.model import Spend
from pipeline.demo.office import Office
from pipeline.demo.scenarios.spending import also, counted, patient, say, spent, visit

RULE = "KX006"
_FORTY_FIVE_DAYS_AGO = date(2026, 10, 6)
_FORTY_SIX_DAYS_AGO = date(2026, 10, 5)
_RECENT = date(2026, 11, 12)
_DIFFERS = 50_000


def plant(office: Office) -> None:
    """Plant faults, near misses and balances of which nobody can tell."""
    _too_old(office)
    _overlapping(office)
    _overlapping_by_last_night(office)
    _near_misses(office)
    _near_misses_over_nights(office)
    for _ in range(4):
        case = patient(office)
        spent(case, 45_000)
        claim = case.visit(days.BACKLOG_DAYS[-5], "97799x1")
        claim.lines[0].allowed = None
        counted(case, 70_000, _RECENT)
        visit(case, tonight(office), 8_000)
        why = "450.00 sent before the balance, and a line of 95.00 whose amount is not known"
        _label(case, "cannot_tell", "no-amount", why)


def _label(case: Case, kind: str, name: str, why: str, spans: str = "nights") -> None:
    say(case, RULE, kind, name, why, spans)


def _too_old(office: Office) -> None:
    for turn in range(4):
        case = patient(office, "OT" if turn == 0 else "PT")
        counted(case, 90_000, _FORTY_SIX_DAYS_AGO)
        visit(case, tonight(office), 8_000)
        _label(case, "fault", "forty-six-days", "counted 46 days ago", "line")
    for _ in range(2):
        case = patient(office)
        spent(case, 30_000)
        counted(case, 60_000, date(2026, 6, 30))
        visit(case, tonight(office), 8_000)
        _label(case, "fault", "since-june", "counted on 2026-06-30")
    for _ in range(2):
        case = patient(office)
        spent(case, 30_000)
        counted(case, 60_000, date(2026, 8, 14), source="other-providers")
        visit(case, tonight(office), 8_000)
        _label(case, "fault", "others-since-august", "other providers' 600.00 of 2026-08-14")


def _overlapping(office: Office) -> None:
    for _ in range(4):
        case = patient(office)
        spent(case, _DIFFERS + 1)
        counted(case, 90_000, _RECENT)
        visit(case, tonight(office), 8_000)
        why = "980.00 or, if our 500.01 of October are not in it yet, 1,480.01"
        _label(case, "fault", "five-hundred-and-one-cent", why)
    for _ in range(2):
        case = patient(office)
        also(case, "SLP")
        spent(case, 30_000)
        spent(case, 30_000, discipline="SLP")
        counted(case, 90_000, _RECENT)
        visit(case, tonight(office), 8_000)
        _label(case, "fault", "speech-too", "300.00 of PT and 300.00 of SLP may be in it or not")


def _overlapping_by_last_night(office: Office) -> None:
    for _ in range(3):
        case = patient(office)
        spent(case, 44_000)
        visit(case, last_night(office), 8_000)
        counted(case, 90_000, days.LAST_NIGHT)
        visit(case, tonight(office), 8_000)
        why = (
            "a balance of last night's date: our 440.00 and last night's 80.00 may be in it or not"
        )
        _label(case, "fault", "by-last-night", why)


def _near_misses(office: Office) -> None:
    for _ in range(3):
        case = patient(office)
        counted(case, 90_000, _FORTY_FIVE_DAYS_AGO)
        visit(case, tonight(office), 8_000)
        _label(case, "near_miss", "forty-five-days", "counted 45 days ago", "line")
    for _ in range(3):
        case = patient(office)
        spent(case, _DIFFERS)
        counted(case, 90_000, _RECENT)
        visit(case, tonight(office), 8_000)
        _label(case, "near_miss", "five-hundred", "980.00 or 1,480.00: they differ by 500.00")
    for _ in range(3):
        case = patient(office)
        spent(case, 120_000)
        counted(case, 60_000, _RECENT, source="other-providers")
        visit(case, tonight(office), 8_000)
        why = "other providers' 600.00: our 1,200.00 are surely not in it"
        _label(case, "near_miss", "others-only", why)
    for _ in range(3):
        case = patient(office)
        spent(case, 20_000)
        counted(case, 40_000, _FORTY_SIX_DAYS_AGO)
        counted(case, 60_000, _RECENT)
        visit(case, tonight(office), 8_000)
        _label(case, "near_miss", "newer-there", "an old balance and a newer one, which counts")
    for _ in range(2):
        case = patient(office)
        spent(case, 120_000)
        visit(case, tonight(office), 8_000)
        _label(case, "near_miss", "no-balance", "no balance, so none in doubt")


def _near_misses_over_nights(office: Office) -> None:
    for _ in range(2):
        case = patient(office)
        spent(case, 44_000)
        first = visit(case, last_night(office), 8_000)
        counted(case, 90_000, days.LAST_NIGHT)
        office.void(first, days.TONIGHT)
        visit(case, tonight(office), 8_000)
        why = "440.00 may be in it or not; last night's 80.00 are voided"
        _label(case, "near_miss", "voided", why, "correction")
    for _ in range(2):
        case = patient(office)
        also(case, "OT")
        spent(case, 30_000)
        spent(case, 70_000, discipline="OT")
        counted(case, 60_000, _RECENT)
        visit(case, tonight(office), 8_000)
        why = "the balance is of PT and SLP, the 700.00 of OT have none"
        _label(case, "near_miss", "other-bucket", why)
    case = patient(office, code="MADV")
    spent(case, 80_000)
    office.nights[days.TONIGHT].spend.append(
        Spend(case.patient.id, 2026, "PT_SLP", 90_000, _FORTY_SIX_DAYS_AGO)
    )
    visit(case, tonight(office), 8_000)
    _label(case, "near_miss", "advantage-plan", "this payer has no such amount")
