"""KX001, the other side: lines that need no KX by a cent, a bucket, a year, a void or an ABN."""

from __future__ import annotations

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
    two_days,
    visit,
)

RULE = "KX001"


def plant(office: Office) -> None:
    """Plant near misses and lines of which nobody can tell."""
    _exactly_the_amount(office)
    _carried(office)
    _above_all_autumn(office)
    _other_bucket_or_year(office)
    _lowered(office)
    _cannot_tell(office)


def _near(case: Case, name: str, why: str, claim: Claim, place: int, spans: str = "nights") -> None:
    case.label(RULE, "near_miss", name, why, claim=claim, line=claim.lines[place], spans=spans)


def _exactly_the_amount(office: Office) -> None:
    for _ in range(4):
        case = patient(office)
        spent(case, LIMIT - 8_200)
        claim = visit(case, tonight(office), 8_200)
        _near(case, "exactly-the-amount", "2,480.00 with this line: equal, not above", claim, 1)


def _carried(office: Office) -> None:
    for _ in range(3):
        case = patient(office)
        spent(case, LIMIT - 3_000)
        claim = visit(case, tonight(office), 8_100)
        carry_kx(claim, 1)
        why = "the first line crosses; KX stands on the other line of the crossing claim"
        _near(case, "kx-on-crossing-claim", why, claim, 0)
    for _ in range(3):
        case = patient(office)
        spent(case, LIMIT - 3_000)
        _known_balance(case, LIMIT - 3_000)
        claim = visit(case, tonight(office), 8_100, kx=True)
        _near(case, "kx-there", "crosses with KX on both lines", claim, 0)
    for turn in range(3):
        case = patient(office)
        spent(case, LIMIT - 1_000)
        visit(case, last_night(office), 8_000, kx=True)
        claim = visit(case, tonight(office), 8_000)
        liability = "GY" if turn == 2 else "GA"  # noqa: PLR2004 - one of the three
        for line in claim.lines:
            line.modifiers = (liability, *line.modifiers)
        why = f"above the amount, billed with {liability} for the patient's account"
        _near(case, "patient-liable", why, claim, 0)


def _above_all_autumn(office: Office) -> None:
    """Patients who really are above, with KX on every line since the crossing."""
    for _ in range(18):
        case = patient(office)
        spent(case, LIMIT - 1_000)
        visit(case, last_night(office), 8_000, kx=True)
        _known_balance(case, LIMIT + 7_000)
        first, second = two_days(office)
        visit(case, first, 8_000, kx=True)
        claim = visit(case, second, 8_000, kx=True)
        _near(case, "above-with-kx", "above since last night, KX on every line", claim, 0)
        case.label(
            "KX002",
            "near_miss",
            "truly-above",
            "2,550.00 by our own count and by the payer's",
            claim=claim,
            line=claim.lines[0],
            spans="nights",
            severity="review",
        )


def _known_balance(case: Case, cents: int) -> None:
    """The payer's count of two days ago says the same as ours."""
    counted(case, cents, days.add(days.TONIGHT, -2))


def _other_bucket_or_year(office: Office) -> None:
    for _ in range(3):
        case = patient(office)
        also(case, "OT")
        spent(case, LIMIT - 1_000)
        visit(case, last_night(office), 8_000, kx=True)
        claim = visit(case, tonight(office), 8_000, discipline="OT")
        _near(case, "other-bucket", "PT stands at 2,550.00, this is OT", claim, 0)
    for _ in range(3):
        case = patient(office)
        _december_plan(case)
        spent(case, 96_000, last_year=True)
        spent(case, 152_000)
        claim = visit(case, tonight(office), 8_000)
        _near(case, "last-year", "960.00 of the 2,480.00 belong to December 2025", claim, 1)
    for _ in range(2):
        case = patient(office, code="MADV")
        spent(case, LIMIT + 4_000)
        claim = visit(case, tonight(office), 8_000)
        _near(case, "advantage-plan", "2,520.00, but this payer has no such amount", claim, 0)


def _december_plan(case: Case) -> None:
    case.office.certify(case.patient, case.discipline, days.FIRST_DAY, days.add(days.FIRST_DAY, 40))


def _lowered(office: Office) -> None:
    for _ in range(3):
        case = patient(office)
        spent(case, LIMIT - 9_000)
        first = visit(case, last_night(office), 6_000)
        claim = visit(case, tonight(office), 8_000)
        office.void(first, days.TONIGHT)
        why = "2,390.00 and 60.00 that are voided tonight, then 80.00: 2,470.00"
        _near(case, "voided", why, claim, 1, "correction")
    for turn in range(4):
        case = patient(office)
        spent(case, LIMIT - 9_000)
        first = visit(case, last_night(office), 6_000)
        corrected = office.correct(first, days.TONIGHT, same_id=turn % 2 == 0)
        allow(corrected, 600, 400)
        claim = visit(case, tonight(office), 8_000)
        why = "2,390.00, a claim of 60.00 corrected to 10.00, then 80.00: exactly 2,480.00"
        _near(case, "corrected-down", why, claim, 1, "correction")
    for _ in range(3):
        case = patient(office)
        spent(case, LIMIT - 10_000)
        held = visit(case, last_night(office), 8_000)
        held.lines[0].modifiers = ()
        office.held.add(held.id)
        claim = visit(case, tonight(office), 8_000)
        why = "2,380.00; the 80.00 of last night were held for want of GP and do not count yet"
        _near(case, "held-last-night", why, claim, 1)


def _cannot_tell(office: Office) -> None:
    for _ in range(4):
        case = patient(office)
        spent(case, 96_000)
        counted(case, 190_000, days.add(days.TONIGHT, -10))
        claim = visit(case, tonight(office), 8_000)
        case.label(
            RULE,
            "cannot_tell",
            "may-be-counted-already",
            "1,900.00 counted by the payer, 960.00 ours of the last weeks may be in it or not",
            claim=claim,
            line=claim.lines[0],
            spans="nights",
        )
    for _ in range(3):
        case = patient(office)
        spent(case, LIMIT - 32_000)
        claim = case.visit(tonight(office), "97799x1")
        claim.lines[0].charge, claim.lines[0].allowed = 38_000, None
        case.label(
            RULE,
            "cannot_tell",
            "no-amount-no-price",
            "2,160.00 before; 97799 at 380.00 has no price of its own and the amount is blank",
            claim=claim,
            line=claim.lines[0],
            spans="nights",
        )
