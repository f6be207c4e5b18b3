"""KX005: KX says that the service is necessary, GA, GX, GY or GZ beside it that it is not.

Whether the two stand together can always be told.
"""

from __future__ import annotations

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, tonight
from pipeline.demo.model import Claim
from pipeline.demo.office import Office
from pipeline.demo.scenarios.spending import carry_kx, counted, patient, visit

RULE = "KX005"
_LIABILITY = ("GA", "GX", "GZ", "GY")
_STANDS = 256_000


def plant(office: Office) -> None:
    """Plant faults and near misses, all above the year's amount."""
    _faults(office)
    _faults_over_nights(office)
    _near_misses(office)
    _near_misses_over_nights(office)


def _case(office: Office, discipline: str = "PT") -> Case:
    case = patient(office, discipline)
    counted(case, _STANDS, days.add(days.LAST_NIGHT, -3))
    return case


def _label(
    case: Case, kind: str, name: str, why: str, claim: Claim, place: int, spans: str = "line"
) -> None:
    line = claim.lines[place]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity="review")


def _put(claim: Claim, modifier: str, *places: int) -> None:
    for place in places:
        line = claim.lines[place]
        line.modifiers = (modifier, *line.modifiers)


def _faults(office: Office) -> None:
    for turn in range(8):
        case = _case(office, "OT" if turn == 2 else "PT")  # noqa: PLR2004 - one is OT
        claim = visit(case, tonight(office), 8_000, kx=True)
        modifier = _LIABILITY[turn % 4]
        _put(claim, modifier, 1)
        _label(case, "fault", "together", f"KX and {modifier} on one line", claim, 1)
    for _ in range(2):
        case = _case(office)
        claim = visit(case, tonight(office), 8_000, kx=True)
        _put(claim, "GA", 0, 1)
        for place in (0, 1):
            _label(case, "fault", "on-both-lines", "KX and GA on both lines", claim, place)


def _faults_over_nights(office: Office) -> None:
    for turn in range(3):
        case = _case(office)
        first = visit(case, last_night(office), 8_000, kx=True)
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        _put(claim, "GA", 0)
        why = "the correction adds GA and leaves KX"
        _label(case, "fault", "by-correction", why, claim, 0, "correction")
    for _ in range(2):
        case = _case(office)
        first = visit(case, last_night(office), 8_000, kx=True)
        _put(first, "GZ", 1)
        claim = office.resend(first, days.TONIGHT)
        _label(case, "fault", "sent-again", "KX and GZ last night and tonight", claim, 1, "nights")


def _near_misses(office: Office) -> None:
    for turn in range(4):
        case = _case(office)
        claim = visit(case, tonight(office), 8_000)
        _put(claim, ("GA", "GZ", "GY", "GA")[turn], 1)
        carry_kx(claim, 0)
        why = "KX on the other line of the claim"
        _label(case, "near_miss", "on-different-lines", why, claim, 1)
        _label(case, "near_miss", "kx-alone", "KX alone on its line", claim, 0)
    for _ in range(2):
        case = _case(office)
        visit(case, last_night(office), 8_000, kx=True)
        claim = visit(case, tonight(office), 8_000)
        _put(claim, "GA", 0, 1)
        _label(case, "near_miss", "without-kx", "GA alone: the patient agreed to pay", claim, 0)


def _near_misses_over_nights(office: Office) -> None:
    for turn in range(3):
        case = _case(office)
        first = visit(case, last_night(office), 8_000, kx=True)
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        _put(first, "GA", 0)
        why = "KX and GA last night; the correction has KX alone"
        _label(case, "near_miss", "mended", why, claim, 0, "correction")
    for _ in range(2):
        case = _case(office)
        first = visit(case, last_night(office), 8_000, kx=True)
        _put(first, "GA", 0)
        claim = office.void(first, days.TONIGHT)
        _label(
            case, "near_miss", "void", "a void is judged by its own rules", claim, 0, "correction"
        )
