"""KX002: KX although even the highest count stays at or below the year's amount."""

from __future__ import annotations

from datetime import date

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, tonight
from pipeline.demo.model import Claim
from pipeline.demo.office import Office
from pipeline.demo.scenarios.spending import (
    LIMIT,
    allow,
    also,
    carry_kx,
    counted,
    patient,
    spent,
    visit,
)

RULE = "KX002"
_FORTY_FIVE_DAYS_AGO = date(2026, 10, 6)
_FORTY_SIX_DAYS_AGO = date(2026, 10, 5)
_RECENT = days.add(days.TONIGHT, -8)


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable lines."""
    _faults(office)
    _faults_by_history(office)
    _near_misses(office)
    _crossing_is_near(office)
    for _ in range(6):
        case = patient(office)
        spent(case, 40_000)
        counted(case, 60_000, _RECENT)
        claim = case.visit(tonight(office), "97799x1")
        claim.lines[0].allowed = None
        carry_kx(claim)
        _label(case, "cannot_tell", "no-amount", "97799 without amount or price", claim, 0)


def _label(
    case: Case, kind: str, name: str, why: str, claim: Claim, place: int, spans: str = "nights"
) -> None:
    line = claim.lines[place]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity="review")


def _faults(office: Office) -> None:
    for turn in range(6):
        case = patient(office, "OT" if turn == 5 else "PT")  # noqa: PLR2004 - one is OT
        spent(case, 40_000)
        counted(case, 60_000, _RECENT)
        claim = visit(case, tonight(office), 8_000, kx=True)
        for place in (0, 1):
            why = "600.00 counted and at most 400.00 of ours beside it"
            _label(case, "fault", "far-below", why, claim, place)
    for _ in range(4):
        case = patient(office)
        spent(case, 64_000)
        counted(case, LIMIT - 64_000 - 8_200, _RECENT)
        claim = visit(case, tonight(office), 8_200)
        carry_kx(claim, 1)
        why = "even the highest count reaches exactly 2,480.00 with this line"
        _label(case, "fault", "exactly-the-amount", why, claim, 1)
    for _ in range(4):
        case = patient(office)
        counted(case, 90_000, _FORTY_FIVE_DAYS_AGO)
        claim = visit(case, tonight(office), 8_000)
        carry_kx(claim, 0)
        why = "900.00 counted 45 days ago: still to be relied on"
        _label(case, "fault", "forty-five-days", why, claim, 0, "line")


def _faults_by_history(office: Office) -> None:
    for _ in range(3):
        case = patient(office)
        also(case, "OT")
        spent(case, LIMIT - 1_000)
        visit(case, last_night(office), 8_000, kx=True)
        counted(case, 50_000, _RECENT, discipline="OT")
        claim = visit(case, tonight(office), 8_000, discipline="OT")
        carry_kx(claim, 0)
        why = "PT is above its amount, but this is OT with 500.00"
        _label(case, "fault", "other-bucket", why, claim, 0)
    for _ in range(3):
        case = patient(office)
        spent(case, 120_000)
        first = visit(case, last_night(office), 8_000)
        counted(case, LIMIT - 120_000 - 8_000, _RECENT)
        office.void(first, days.TONIGHT)
        claim = visit(case, tonight(office), 8_000)
        carry_kx(claim, 1)
        why = "the void of 80.00 leaves the highest count at exactly 2,480.00 with this line"
        _label(case, "fault", "lowered-by-void", why, claim, 1, "correction")
    for _ in range(3):
        case = patient(office)
        spent(case, 64_000)
        counted(case, 30_000, _RECENT, source="other-providers")
        claim = visit(case, tonight(office), 8_000)
        carry_kx(claim, 0)
        why = "300.00 with others and 640.00 with us"
        _label(case, "fault", "other-providers", why, claim, 0)


def _near_misses(office: Office) -> None:
    for _ in range(4):
        case = patient(office)
        spent(case, 64_000)
        counted(case, LIMIT - 64_000 - 8_200 + 1, _RECENT)
        claim = visit(case, tonight(office), 8_200)
        carry_kx(claim, 1)
        why = "the highest count reaches 2,480.01 with this line"
        _label(case, "near_miss", "one-cent-over", why, claim, 1)
    for _ in range(4):
        case = patient(office)
        counted(case, 90_000, _FORTY_SIX_DAYS_AGO)
        claim = visit(case, tonight(office), 8_000)
        carry_kx(claim, 0)
        why = "900.00 counted 46 days ago: too old to say that KX is not needed"
        _label(case, "near_miss", "forty-six-days", why, claim, 0, "line")
    for _ in range(4):
        case = patient(office)
        spent(case, 40_000)
        claim = visit(case, tonight(office), 8_000)
        carry_kx(claim, 0)
        why = "no opening balance: others may have treated"
        _label(case, "near_miss", "no-balance", why, claim, 0)
    for _ in range(3):
        case = patient(office)
        also(case, "SLP")
        spent(case, 170_000)
        spent(case, 77_000, discipline="SLP")
        counted(case, 247_000, _RECENT)
        claim = visit(case, tonight(office), 8_000)
        carry_kx(claim)
        why = "PT and SLP together stand at 2,470.00, both lines lie above"
        _label(case, "near_miss", "speech-counts-too", why, claim, 0)


def _crossing_is_near(office: Office) -> None:
    for _ in range(4):
        case = patient(office)
        spent(case, 80_000)
        counted(case, LIMIT - 80_000 - 6_000, _RECENT, source="other-providers")
        claim = visit(case, tonight(office), 8_100)
        carry_kx(claim)
        why = "this line stays below by 6.00, the next line of the claim crosses"
        _label(case, "near_miss", "crossing-claim", why, claim, 0)
    for _ in range(3):
        case = patient(office)
        spent(case, 80_000)
        counted(case, LIMIT - 80_000 - 9_000, _RECENT, source="other-providers")
        on = tonight(office)
        one = visit(case, on, 8_100)
        carry_kx(one, 0)
        two = case.visit(on, "97116x1")
        allow(two, 2_200)
        carry_kx(two)
        why = "another claim of the same day crosses"
        _label(case, "near_miss", "crossing-day", why, one, 0, "claims")
