"""MOD002: two discipline modifiers on one line."""

from __future__ import annotations

from pipeline.demo import days
from pipeline.demo.casework import last_night, new_case, tonight
from pipeline.demo.office import Office

RULE = "MOD002"
_BOTH = (("GP", "GO"), ("GO", "GP"), ("GP", "GN"), ("59", "GP", "GO"), ("GP", "GO", "GN"))
_PAYERS = ("MCR", "COMM", "PPO2", "MCDA", "SELFINS", "WCOMP", "MADV")


def plant(office: Office) -> None:
    """Plant faults and near misses; whether two stand on a line can always be told."""
    _faults(office)
    _near_misses(office)


def _faults(office: Office) -> None:
    for turn in range(13):
        case = new_case(office, _PAYERS[turn % len(_PAYERS)])
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        line = claim.lines[turn % 2]
        line.modifiers = _BOTH[turn % len(_BOTH)]
        why = f"the line was given {' '.join(line.modifiers)}"
        case.label(RULE, "fault", "two-on-a-line", why, claim=claim, line=line)
    for _ in range(3):
        case = new_case(office, "COMM", "SLP")
        claim = case.visit(tonight(office), "92507x1")
        claim.lines[0].modifiers = ("GN", "GO")
        case.label(RULE, "fault", "speech-line", "GN and GO", claim=claim, line=claim.lines[0])
    for turn in range(5):
        case = new_case(office, _PAYERS[turn])
        first = case.visit(last_night(office), "97112x2", "97116x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn % 2 == 1)
        claim.lines[1].modifiers = ("GP", "GO")
        case.label(
            RULE,
            "fault",
            "second-one-by-correction",
            "the corrected claim adds GO beside GP",
            claim=claim,
            line=claim.lines[1],
            spans="correction",
        )
    for turn in range(5):
        case = new_case(office, _PAYERS[turn])
        first = case.visit(last_night(office), "97112x1", "97140x1")
        first.lines[0].modifiers = ("GO", "GP")
        claim = office.resend(first, days.TONIGHT)
        case.label(
            RULE,
            "fault",
            "still-two",
            "GO and GP last night and again tonight",
            claim=claim,
            line=claim.lines[0],
            spans="nights",
        )


def _near_misses(office: Office) -> None:
    for _ in range(6):
        case = new_case(office, "MADV")
        on = tonight(office)
        office.certify(case.patient, "OT", days.add(on, -12), on)
        one = case.visit(on, "97112x1")
        other = case.visit(on, "97535x1", discipline="OT")
        claim = office.pick((one, other))
        why = "GP on one claim, GO on the other of the same day"
        case.label(
            RULE,
            "near_miss",
            "each-its-own",
            why,
            claim=claim,
            line=claim.lines[0],
            spans="claims",
        )
    for _ in range(3):
        case = new_case(office, "COMM")
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        claim.lines[0].modifiers = ("GP", "GP")
        why = "GP twice is one discipline"
        case.label(RULE, "near_miss", "same-twice", why, claim=claim, line=claim.lines[0])
        why = "GP stands twice on the line"
        case.label("MOD010", "fault", "same-twice", why, claim=claim, line=claim.lines[0])
    for _ in range(4):
        case = new_case(office, "MCR")
        claim = case.visit(tonight(office), "97112x1/15A", "97140x1/15A")
        claim.lines[0].modifiers = ("59", "GP", "CQ")
        why = "59, GP and CQ: one discipline"
        case.label(RULE, "near_miss", "three-others", why, claim=claim, line=claim.lines[0])
    for turn in range(4):
        case = new_case(office, _PAYERS[turn])
        first = case.visit(last_night(office), "97112x1", "97140x1")
        first.lines[0].modifiers = ("GP", "GO")
        claim = office.correct(first, days.TONIGHT)
        claim.lines[0].modifiers = ("GP",)
        case.label(
            RULE,
            "near_miss",
            "mended",
            "the correction leaves GP alone",
            claim=claim,
            line=claim.lines[0],
            spans="correction",
        )
    for _ in range(3):
        case = new_case(office, "COMM")
        first = case.visit(last_night(office), "97112x1")
        first.lines[0].modifiers = ("GP", "GO")
        claim = office.void(first, days.TONIGHT)
        case.label(
            RULE,
            "near_miss",
            "void",
            "a void is not judged",
            claim=claim,
            line=claim.lines[0],
            spans="correction",
        )
    for turn in range(3):
        case = new_case(office, _PAYERS[turn])
        first = case.visit(last_night(office), "97112x1", "97116x1")
        claim = office.resend(first, days.TONIGHT)
        first.lines[0].modifiers = ("GN", "GP")
        case.label(
            RULE,
            "near_miss",
            "sent-again-mended",
            "two last night, one tonight",
            claim=claim,
            line=claim.lines[0],
            spans="nights",
        )
