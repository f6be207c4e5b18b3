"""MOD007: evaluations by an assistant, alone or with more than a tenth of the time.

Where the payer takes CQ the line carries it, so that only the evaluation itself is wrong.
"""

from __future__ import annotations

from pipeline.demo import days
from pipeline.demo.casework import (
    Case,
    assistant_of,
    hide_hands,
    last_night,
    new_case,
    noted_last_night,
    put,
    tonight,
)
from pipeline.demo.model import Claim
from pipeline.demo.office import Office
from pipeline.demo.services import ASSISTANT_MODIFIER

RULE = "MOD007"
_MARKING = ("MCR", "MADV", "FED")
_FIRST = {"PT": "97162", "OT": "97166"}


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable evaluations."""
    _alone(office)
    _helped(office)
    _faults_over_nights(office)
    _near_misses(office)
    _cannot_tell(office)


def _label(
    case: Case,
    kind: str,
    name: str,
    why: str,
    claim: Claim,
    severity: str = "block",
    spans: str = "line",
) -> None:
    line = claim.lines[0]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity=severity)


def _evaluation(
    office: Office, code: str, tail: str, discipline: str = "PT", *, mark: bool = True
) -> tuple[Case, Claim]:
    """The first day of an episode: nothing but an evaluation."""
    on = office.pick(days.TONIGHT_DAYS[-4:])
    case = new_case(office, code, discipline, start=on, history=-1)
    claim = case.visit(on, f"{_FIRST[discipline]}x1/{tail}")
    if mark and case.patient.payer.assistants == "CQ_CO":
        put(claim.lines[0], ASSISTANT_MODIFIER[discipline])
    return case, claim


def _alone(office: Office) -> None:
    for code, discipline in (("MCR", "PT"), ("MADV", "OT"), ("FED", "PT"), ("PPO1", "PT")):
        case, claim = _evaluation(office, code, "35A", discipline)
        why = "all 35 minutes of the evaluation by the assistant"
        _label(case, "fault", "alone", why, claim)
    for code in ("MCR", "FED"):
        case = new_case(office, code)
        claim = case.visit(tonight(office), "97164x1/30A", "97112x1")
        put(claim.lines[0], "CQ")
        why = "all 30 minutes of the re-evaluation by the assistant"
        _label(case, "fault", "re-evaluation", why, claim)


def _helped(office: Office) -> None:
    for code in _MARKING:
        case, claim = _evaluation(office, code, "40A10")
        why = "10 of the 40 minutes by the assistant"
        _label(case, "fault", "helped", why, claim, "review")
    case, claim = _evaluation(office, "MCR", "40A5", "OT")
    _label(case, "fault", "helped", "5 of 40 minutes are more than 4", claim, "review")


def _faults_over_nights(office: Office) -> None:
    for turn in range(4):
        on = days.LAST_NIGHT_DAYS[3 + turn]
        case = new_case(office, _MARKING[turn % 3], start=on, history=-1)
        tail = ("35A", "40A10")[turn % 2]
        claim = case.visit(on, f"97162x1/{tail}", night=days.TONIGHT)
        noted_last_night(office, claim)
        put(claim.lines[0], "CQ")
        why = f"last night's note: {tail} (minutes, of which the assistant's)"
        _label(
            case, "fault", "noted-last-night", why, claim, ("block", "review")[turn % 2], "nights"
        )
    for turn in range(3):
        case = new_case(office, _MARKING[turn])
        first = case.visit(last_night(office), "97164x1/30A", "97112x1")
        put(first.lines[0], "CQ")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        claim.lines[1].note = "diagnosis pointer corrected"
        why = "the corrected claim still bills the assistant's re-evaluation"
        _label(case, "fault", "still-there", why, claim, spans="correction")


def _near_misses(office: Office) -> None:
    for code in ("MCR", "FED"):
        case, claim = _evaluation(office, code, "40A4", mark=False)
        _label(case, "near_miss", "exactly-a-tenth", "4 of 40 minutes", claim)
    for code in ("MCR", "MADV"):
        case, claim = _evaluation(office, code, "45", mark=False)
        visit = office.visit_of(claim)
        visit.assistant = assistant_of(case.patient, "PT")
        why = "the assistant was there, all 45 minutes together with the therapist"
        _label(case, "near_miss", "together", why, claim)
    for code in ("MCR", "FED"):
        on = office.pick(days.TONIGHT_DAYS[-4:])
        case = new_case(office, code, start=on, history=-1)
        claim = case.visit(on, "97162x1", "97112x1/15A")
        why = "the therapist evaluated, the assistant only treated"
        _label(case, "near_miss", "treatment-by-assistant", why, claim)
    for turn in range(2):
        case = new_case(office, _MARKING[turn])
        first = case.visit(last_night(office), "97164x1/30A", "97112x1")
        put(first.lines[0], "CQ")
        claim = office.void(first, days.TONIGHT)
        why = "the assistant's re-evaluation is withdrawn"
        _label(case, "near_miss", "void", why, claim, spans="correction")
    for turn in range(2):
        case = new_case(office, _MARKING[turn])
        on = last_night(office)
        case.visit(on, "97112x1/15A")
        claim = case.visit(on, "97164x1/30", night=days.TONIGHT)
        why = "the assistant treated last night; the re-evaluation is the therapist's"
        _label(case, "near_miss", "treated-last-night", why, claim, spans="nights")


def _cannot_tell(office: Office) -> None:
    for turn in range(4):
        case, claim = _evaluation(office, _MARKING[turn % 3], "40", mark=False)
        hide_hands(office, claim)
        why = "an assistant took part; whose minutes were whose is not written down"
        _label(case, "cannot_tell", "hands-unknown", why, claim)
    for turn in range(2):
        on = days.LAST_NIGHT_DAYS[4 + turn]
        case = new_case(office, _MARKING[turn], start=on, history=-1)
        claim = case.visit(on, "97162x1/40", night=days.TONIGHT)
        hide_hands(office, claim)
        noted_last_night(office, claim)
        why = "last night's note names an assistant and parts no minutes"
        _label(case, "cannot_tell", "noted-last-night", why, claim, spans="nights")
