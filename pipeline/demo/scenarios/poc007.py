"""POC007: more than ten treatment dates since the evaluation or the therapist's last report.

The evaluation is the first of the ten. Whether a report's own day counts as the first of the next
ten is read in two ways, so after a report nothing is planted on the tenth to the twelfth date.
"""

from __future__ import annotations

from datetime import date

from pipeline.demo import days
from pipeline.demo.casework import Case, new_case
from pipeline.demo.model import Claim
from pipeline.demo.office import Office

RULE = "POC007"
_ASKING = ("MADV", "MCDA", "MCR")
_DATES = (
    *(date(2026, 10, day) for day in (7, 9, 13, 15, 19, 21, 26, 28)),
    *(date(2026, 11, day) for day in (3, 6)),
)
_ELEVENTH, _TWELFTH = date(2026, 11, 12), date(2026, 11, 17)
_EARLY = (
    *(date(2026, 9, day) for day in (21, 22, 23, 24, 25, 28, 29, 30)),
    *(date(2026, 10, day) for day in (1, 2)),
)


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable lines."""
    _no_report(office)
    _report_does_not_count(office)
    _too_late_or_long_ago(office)
    _tenth(office)
    _reported(office)
    _reported_otherwise(office)
    _not_asked(office)
    _cannot_tell(office)


def _course(
    office: Office, code: str, dates: tuple[date, ...] = _DATES, start: date = _DATES[0]
) -> Case:
    """A patient evaluated at `start` and treated on the other dates; no papers are filed."""
    case = new_case(office, code, start=start, history=-1)
    office.kept.add((case.patient.id, "progress"))
    for on in dates:
        case.visit(on, "97162x1" if on == start else "97112x1")
    return case


def _label(
    case: Case, kind: str, name: str, why: str, claim: Claim, place: int = 0, spans: str = "nights"
) -> None:
    line = claim.lines[place]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity="review")


def _no_report(office: Office) -> None:
    for turn in range(6):
        case = _course(office, _ASKING[turn % 3])
        claim = case.visit(_ELEVENTH, "97112x1", "97140x1")
        for place in (0, 1):
            why = "the 11th date since the evaluation of 2026-10-07, no report"
            _label(case, "fault", "eleventh-date", why, claim, place)
    for turn in range(2):
        case = _course(office, _ASKING[turn])
        for on, name in ((_ELEVENTH, "eleventh"), (_TWELFTH, "twelfth")):
            claim = case.visit(on, "97112x1")
            why = f"the {name} date since the evaluation, no report"
            _label(case, "fault", "and-later", why, claim)
    for _ in range(2):
        case = _course(office, "MADV")
        first = case.visit(date(2026, 11, 10), "97112x1")
        claim = office.resend(first, days.TONIGHT)
        why = "the 11th date, sent last night and again tonight"
        _label(case, "fault", "sent-again", why, claim)


def _report_does_not_count(office: Office) -> None:
    for turn in range(3):
        case = _course(office, _ASKING[turn % 3])
        office.write(case.patient, "PT", "progress", date(2026, 10, 28), author="PTA")
        claim = case.visit(_ELEVENTH, "97112x1")
        why = "the 11th date; the report of 2026-10-28 is an assistant's"
        _label(case, "fault", "assistants-report", why, claim)
    for turn in range(2):
        case = _course(office, _ASKING[turn])
        office.write(case.patient, "OT", "progress", date(2026, 10, 28))
        claim = case.visit(_ELEVENTH, "97112x1")
        why = "the 11th date; the report of 2026-10-28 is about occupational therapy"
        _label(case, "fault", "other-discipline", why, claim)


def _too_late_or_long_ago(office: Office) -> None:
    for turn in range(2):
        case = _course(office, _ASKING[turn], _EARLY, _EARLY[0])
        office.write(case.patient, "PT", "progress", date(2026, 11, 20))
        claim = case.visit(days.TONIGHT_DAYS[0], "97112x1")
        why = "the 11th date on 2026-11-11; the tenth was 2026-10-02, the report is of 2026-11-20"
        _label(case, "fault", "weeks-too-late", why, claim)
    for turn in range(2):
        dates = (*_EARLY, *_DATES[1:])
        case = _course(office, _ASKING[turn], dates, _EARLY[0])
        office.write(case.patient, "PT", "progress", _EARLY[7])
        claim = case.visit(_ELEVENTH, "97112x1")
        why = "twelve dates after the report of 2026-09-30"
        _label(case, "fault", "report-long-ago", why, claim)


def _tenth(office: Office) -> None:
    for turn in range(5):
        case = _course(office, _ASKING[turn % 3], _DATES[:-1])
        claim = case.visit(_ELEVENTH, "97112x1")
        _label(case, "near_miss", "tenth-date", "the tenth date, evaluation included", claim)
    for turn in range(2):
        case = _course(office, _ASKING[turn], _DATES[:-1])
        case.visit(_DATES[5], "97116x1")
        claim = case.visit(_ELEVENTH, "97112x1")
        why = "eleven claims on ten dates: one date has two"
        _label(case, "near_miss", "two-on-one-date", why, claim)
    for turn in range(2):
        case = _course(office, _ASKING[turn])
        gone = next(
            claim
            for claim in office.nights[days.LAST_NIGHT].claims
            if claim.patient is case.patient
        )
        office.nights[days.LAST_NIGHT].visits.remove(office.visit_of(gone))
        office.void(gone, days.TONIGHT)
        claim = case.visit(_ELEVENTH, "97112x1")
        why = "the tenth date: one of last night, without a note, is voided tonight"
        _label(case, "near_miss", "voided", why, claim, spans="correction")


def _reported(office: Office) -> None:
    for turn in range(3):
        case = _course(office, _ASKING[turn % 3])
        office.write(case.patient, "PT", "progress", date(2026, 10, 28))
        claim = case.visit(_ELEVENTH, "97112x1")
        _label(case, "near_miss", "reported", "a therapist's report of 2026-10-28", claim)
    for turn in range(2):
        case = _course(office, _ASKING[turn])
        office.write(case.patient, "PT", "progress", date(2026, 11, 13))
        claim = case.visit(date(2026, 11, 16), "97112x1")
        why = "reported 2026-11-13, seven days after the tenth date"
        _label(case, "near_miss", "seven-days-later", why, claim)


def _reported_otherwise(office: Office) -> None:
    for turn in range(2):
        case = _course(office, _ASKING[turn], (*_DATES[:7], *_DATES[8:]))
        case.visit(_DATES[7], "97164x1")
        office.write(case.patient, "PT", "reevaluation", _DATES[7])
        claim = case.visit(_ELEVENTH, "97112x1")
        _label(case, "near_miss", "re-evaluated", "re-evaluated 2026-10-28", claim)
    for _ in range(2):
        case = _course(office, "MCR")
        office.plan(
            case.patient,
            "PT",
            date(2026, 10, 26),
            kind="recertification",
            episode=case.start,
            certified=date(2026, 10, 26),
        )
        claim = case.visit(_ELEVENTH, "97112x1")
        _label(case, "near_miss", "recertified", "recertified 2026-10-26", claim)


def _not_asked(office: Office) -> None:
    for code in ("FED", "COMM", "MCDE"):
        case = _course(office, code)
        claim = case.visit(_ELEVENTH, "97112x1")
        _label(case, "near_miss", "payer-asks-none", "this payer asks for no reports", claim)


def _cannot_tell(office: Office) -> None:
    for turn in range(5):
        case = _course(office, _ASKING[turn % 3], _DATES[4:], _DATES[0])
        claim = case.visit(_ELEVENTH, "97112x1")
        why = "seven dates are known, when the episode began is not"
        _label(case, "cannot_tell", "begins-mid-episode", why, claim)
