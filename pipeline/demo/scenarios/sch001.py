"""SCH001: a claim of which a line could not be read, or a charged pseudo-code was set aside."""

from __future__ import annotations

from dataclasses import replace

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, tonight
from pipeline.demo.model import Claim, Line
from pipeline.demo.office import Office

RULE = "SCH001"
# column, what the export says, in words
_UNREADABLE = (
    ("service_date", "2026-11-31", "a date that does not exist"),
    ("charge", "6O.00", "a letter O in the charge"),
    ("units", "two", "units in words"),
    ("service_date", "2026-02-30", "a date that does not exist"),
    ("charge", "12.3.4", "two points in the charge"),
    ("units", "", "blank units"),
    ("procedure_code", "", "a blank code"),
)
_PAYERS = ("MCR", "COMM", "MADV", "BCBS", "FED")


def plant(office: Office) -> None:
    """Plant faults and near misses; whether a row can be read can always be told."""
    _unreadable(office)
    _pseudo_codes(office)
    _contradicting_rows(office)
    _unreadable_over_nights(office)
    _near_misses(office)
    _near_misses_over_nights(office)


def _label(case: Case, kind: str, name: str, why: str, claim: Claim, spans: str = "line") -> None:
    case.label(RULE, kind, name, why, claim=claim, spans=spans)


def _case(office: Office, turn: int) -> Case:
    case = new_case(office, _PAYERS[turn % len(_PAYERS)])
    case.patient.feed = False  # a row that comes twice must be the same to the letter
    return case


def _spoil(line: Line, turn: int) -> str:
    column, text, words = _UNREADABLE[turn % len(_UNREADABLE)]
    line.raw = {column: text}
    return words


def _unnoted(office: Office, claim: Claim, place: int) -> None:
    """The note does not have the service either, so that its minutes ask for no units."""
    del office.visit_of(claim).services[place]


def _pseudo(claim: Claim, code: str, charge: int) -> None:
    """A line that the practice system uses for its own ends."""
    last = claim.lines[-1]
    claim.lines.append(
        replace(
            last,
            number=last.number + 1,
            code=code,
            units=1,
            charge=charge,
            modifiers=(),
            allowed=None,
            visit_id="",
        )
    )


def _unreadable(office: Office) -> None:
    for turn in range(11):
        case = _case(office, turn)
        claim = case.visit(tonight(office), "97112x1", "97140x1", "97116x1")
        why = f"line 2: {_spoil(claim.lines[1], turn)}"
        _unnoted(office, claim, 1)
        _label(case, "fault", "unreadable-line", why, claim)


def _pseudo_codes(office: Office) -> None:
    for turn in range(7):
        case = _case(office, turn)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        code = ("NORCM", "TOS115")[turn % 2]
        _pseudo(claim, code, 2_500)
        _label(case, "fault", "pseudo-code-with-charge", f"{code} with 25.00", claim)


def _contradicting_rows(office: Office) -> None:
    for turn in range(3):
        case = _case(office, turn)
        claim = case.visit(tonight(office), "97112x1", "97140x1", "97116x1")
        claim.lines.append(replace(claim.lines[2], units=2))
        _unnoted(office, claim, 2)
        why = "line 3 stands there twice, with 1 unit and with 2"
        _label(case, "fault", "two-versions-of-a-line", why, claim)


def _unreadable_over_nights(office: Office) -> None:
    for turn in range(5):
        case = _case(office, turn)
        first = case.visit(last_night(office), "97112x1", "97140x1")
        claim = office.correct(first, days.TONIGHT)
        why = f"the corrected claim has {_spoil(claim.lines[1], turn + 1)}"
        _unnoted(office, claim, 1)
        _label(case, "fault", "unreadable-correction", why, claim, "correction")
    for turn in range(5):
        case = _case(office, turn)
        first = case.visit(last_night(office), "97112x1", "97140x1")
        _spoil(first.lines[0], turn)
        claim = office.resend(first, days.TONIGHT)
        claim.lines[0].raw = first.lines[0].raw
        _unnoted(office, claim, 0)
        why = "unreadable last night and again tonight"
        _label(case, "fault", "still-unreadable", why, claim, "nights")


def _near_misses(office: Office) -> None:
    for turn in range(5):
        case = _case(office, turn)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        _pseudo(claim, ("NORCM", "TOS115")[turn % 2], 0)
        why = "the pseudo-code has no charge, so nothing is lost"
        _label(case, "near_miss", "pseudo-code-without-charge", why, claim)
    for turn in range(5):
        case = _case(office, turn)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        claim.lines.append(claim.lines[1])
        why = "line 2 stands there twice, the same to the letter"
        _label(case, "near_miss", "identical-rows", why, claim)
    for turn in range(4):
        case = _case(office, turn)
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        for line in claim.lines:
            line.raw = {"claim_id": f" {claim.id}", "patient_id": f"{case.patient.id}  "}
        _label(case, "near_miss", "blanks-around-ids", "blanks around the ids are trimmed", claim)
    for turn in range(3):
        case = _case(office, turn)
        on = tonight(office)
        first = case.visit(on, "97112x1", "97140x1")
        second = case.visit(on, "97116x1", "97535x1")
        _spoil(first.lines[1], turn)
        _unnoted(office, first, 1)
        _label(case, "fault", "one-of-two-claims", "line 2 unreadable", first, "claims")
        why = "only the other claim of the day has an unreadable line"
        _label(case, "near_miss", "other-claim-unreadable", why, second, "claims")


def _near_misses_over_nights(office: Office) -> None:
    for turn in range(4):
        case = _case(office, turn)
        first = case.visit(last_night(office), "97112x1", "97140x1")
        claim = office.resend(first, days.TONIGHT)
        _spoil(first.lines[1], turn)
        _label(case, "near_miss", "readable-tonight", "unreadable last night", claim, "nights")
    for turn in range(3):
        case = _case(office, turn)
        first = case.visit(last_night(office), "97112x1", "97140x1")
        claim = office.correct(first, days.TONIGHT)
        _pseudo(first, "NORCM", 2_500)
        why = "last night with a charged pseudo-code, corrected without"
        _label(case, "near_miss", "corrected", why, claim, "correction")
