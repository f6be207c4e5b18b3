"""KX001: the year's amount is crossed and the line carries no KX.

Each patient's earlier lines add up to a planned sum; tonight's amounts are planned on top of it.
Every line that lies above gets a label of its own.
"""

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
    dollars,
    patient,
    spent,
    two_days,
    visit,
)

RULE = "KX001"


def plant(office: Office) -> None:
    """Plant the faults."""
    _one_cent_over(office)
    _crossing_and_later(office)
    _above_since_earlier(office)
    _speech_shares_the_amount(office)
    _by_opening_balance(office)
    _raised_by_correction(office)
    _occupational(office)


def fault(case: Case, name: str, why: str, claim: Claim, place: int, spans: str) -> None:
    """Label one line as lying above the amount without KX."""
    case.label(RULE, "fault", name, why, claim=claim, line=claim.lines[place], spans=spans)


def _one_cent_over(office: Office) -> None:
    for _ in range(5):
        case = patient(office)
        before = LIMIT - 8_200 + 1
        spent(case, before)
        claim = case.visit(tonight(office), "97112x1", "97116x1", "97140x1")
        allow(claim, 3_273, 2_806, 2_121)
        why = f"{dollars(before)} before, 82.00 on this claim: its last line reaches 2,480.01"
        fault(case, "one-cent-over", why, claim, 2, "nights")
        case.label(
            RULE,
            "near_miss",
            "before-the-crossing",
            f"{dollars(before)} and this line stay below 2,480.00",
            claim=claim,
            line=claim.lines[0],
            spans="nights",
        )


def _crossing_and_later(office: Office) -> None:
    for _ in range(4):
        case = patient(office)
        spent(case, LIMIT - 3_000)
        first, second = two_days(office)
        one, two = visit(case, first, 8_100), visit(case, second, 8_100)
        for claim in (one, two):
            for place in (0, 1):
                why = "2,450.00 before tonight; the first line adds 54.00 and all later ones follow"
                fault(case, "crossing-and-later", why, claim, place, "nights")


def _above_since_earlier(office: Office) -> None:
    for _ in range(3):
        case = patient(office)
        spent(case, LIMIT - 2_000)
        visit(case, last_night(office), 8_000, kx=True)
        claim = visit(case, tonight(office), 8_000)
        for place in (0, 1):
            why = "2,540.00 through last night, where KX was there; tonight it is missing"
            fault(case, "above-since-last-night", why, claim, place, "nights")
    for _ in range(2):
        case = patient(office)
        spent(case, LIMIT - 5_000)
        visit(case, last_night(office), 8_000, kx=True)
        claim = case.visit(tonight(office), "97164x1", "97112x1")
        allow(claim, 7_200, 2_500)
        carry_kx(claim, 1)
        why = "2,510.00 through last night: the re-evaluation needs KX like any other line"
        fault(case, "re-evaluation-too", why, claim, 0, "nights")


def _speech_shares_the_amount(office: Office) -> None:
    for _ in range(3):
        case = patient(office)
        also(case, "SLP")
        spent(case, 190_000)
        spent(case, 54_000, discipline="SLP")
        claim = visit(case, tonight(office), 7_615, discipline="SLP")
        why = "1,900.00 of PT and 540.00 of SLP share one amount; 76.15 more crosses it"
        fault(case, "speech-shares", why, claim, 0, "nights")


def _by_opening_balance(office: Office) -> None:
    for _ in range(3):
        case = patient(office)
        spent(case, 64_000)
        counted(case, 243_000, days.add(days.TONIGHT, -4))
        claim = visit(case, tonight(office), 8_100)
        for place in (0, 1):
            why = "the payer counted 2,430.00 four days ago; 54.00 and 27.00 come on top"
            fault(case, "payer-counted", why, claim, place, "nights")
    for _ in range(3):
        case = patient(office)
        spent(case, 96_000)
        counted(case, 151_000, days.add(days.TONIGHT, -9), source="other-providers")
        claim = visit(case, tonight(office), 8_100)
        for place in (0, 1):
            why = "1,510.00 with other providers and 960.00 with us, then 54.00 and 27.00"
            fault(case, "other-providers", why, claim, place, "nights")


def _raised_by_correction(office: Office) -> None:
    for turn in range(3):
        case = patient(office)
        spent(case, LIMIT - 12_000)
        first = visit(case, last_night(office), 6_000)
        corrected = office.correct(first, days.TONIGHT, same_id=turn == 0)
        allow(corrected, 6_000, 4_000)
        claim = visit(case, tonight(office), 6_000)
        why = (
            "2,360.00, then a claim of 60.00 that tonight's correction makes 100.00: "
            "2,460.00 before this claim of 40.00 and 20.00"
        )
        for place in (0, 1):
            fault(case, "raised-by-correction", why, claim, place, "correction")


def _occupational(office: Office) -> None:
    for _ in range(2):
        case = patient(office, "OT")
        also(case, "PT")
        spent(case, LIMIT - 1_000)
        spent(case, 40_000, discipline="PT")
        claim = visit(case, tonight(office), 8_100)
        for place in (0, 1):
            why = "OT stands at 2,470.00; both lines lie above"
            fault(case, "occupational", why, claim, place, "nights")
