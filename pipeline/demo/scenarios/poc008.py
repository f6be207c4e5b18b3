"""POC008: the payer asks for an order and there is none in force on the date of service.

MCDE asks for one before treatment, at most 90 days old; WCOMP before everything, evaluations too;
whether MCDF asks for one since 2026-11-16 nobody knows.
"""

from __future__ import annotations

from datetime import date

from pipeline.demo import days
from pipeline.demo.casework import Case, new_case
from pipeline.demo.model import Claim
from pipeline.demo.office import Office

RULE = "POC008"
_START = date(2026, 10, 5)
_ON = date(2026, 11, 13)
_NINETY_BEFORE, _NINETY_ONE_BEFORE = date(2026, 8, 15), date(2026, 8, 14)


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable lines."""
    _missing(office)
    _too_old(office)
    _does_not_fit(office)
    _near_misses(office)
    _near_misses_over_nights(office)
    _not_asked(office)
    for turn in range(4):
        case = _case(office, "MCDF")
        claim = case.visit(days.TONIGHT_DAYS[3 + turn], "97112x1")
        why = "no order, and whether this plan asks for one since 2026-11-16 is not known"
        _label(case, "cannot_tell", "policy-unknown", why, claim, spans="line")


def _case(office: Office, code: str, discipline: str = "PT", history: int = 1) -> Case:
    """A patient whose orders are the scenario's."""
    case = new_case(office, code, discipline, start=_START, history=history)
    office.kept.add((case.patient.id, "order"))
    return case


def _order(case: Case, on: date, *, kind: str = "order", expires: date | None = None) -> None:
    case.office.write(case.patient, case.discipline, kind, on, author="MD", expires=expires)


def _label(
    case: Case, kind: str, name: str, why: str, claim: Claim, place: int = 0, spans: str = "nights"
) -> None:
    line = claim.lines[place]
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans, severity="review")


def _missing(office: Office) -> None:
    for turn in range(4):
        case = _case(office, ("MCDE", "WCOMP")[turn % 2])
        claim = case.visit(days.TONIGHT_DAYS[turn], "97112x1", "97140x1")
        for place in (0, 1):
            _label(case, "fault", "none", "no order on file", claim, place, "line")
    for _ in range(2):
        case = _case(office, "WCOMP", history=-1)
        claim = case.visit(_ON, "97161x1")
        _label(case, "fault", "evaluation-too", "evaluated without an order", claim, spans="line")
    for turn in range(2):
        case = _case(office, "MCDE")
        first = case.visit(days.LAST_NIGHT_DAYS[turn], "97112x1")
        claim = office.resend(first, days.TONIGHT)
        _label(case, "fault", "sent-again", "no order last night, none tonight", claim)


def _too_old(office: Office) -> None:
    for turn in range(3):
        case = _case(office, "MCDE", "OT" if turn == 0 else "PT")
        _order(case, _NINETY_ONE_BEFORE)
        text = "97535x1" if turn == 0 else "97112x1"
        claim = case.visit(_ON, text)
        _label(case, "fault", "ninety-one-days", "ordered 91 days before", claim, spans="line")
    for turn in range(2):
        case = _case(office, ("MCDE", "WCOMP")[turn])
        _order(case, date(2026, 10, 1), expires=date(2026, 11, 12))
        claim = case.visit(_ON, "97112x1")
        _label(case, "fault", "expired", "the order ran to 2026-11-12", claim, spans="line")


def _does_not_fit(office: Office) -> None:
    for turn in range(2):
        case = _case(office, ("MCDE", "WCOMP")[turn])
        office.write(case.patient, "OT", "order", date(2026, 10, 1), author="MD")
        claim = case.visit(_ON, "97112x1")
        _label(case, "fault", "other-discipline", "ordered: occupational therapy", claim)
    for turn in range(2):
        case = _case(office, ("MCDE", "WCOMP")[turn])
        _order(case, days.add(_ON, 3))
        claim = case.visit(_ON, "97112x1")
        _label(case, "fault", "ordered-later", "ordered three days after the service", claim)


def _near_misses(office: Office) -> None:
    for turn in range(4):
        case = _case(office, "MCDE")
        _order(case, _NINETY_BEFORE, kind=("order", "referral")[turn % 2])
        claim = case.visit(_ON, "97112x1")
        _label(case, "near_miss", "ninety-days", "ordered 90 days before", claim, spans="line")
    for turn in range(2):
        case = _case(office, ("MCDE", "WCOMP")[turn])
        _order(case, date(2026, 10, 1), expires=_ON)
        claim = case.visit(_ON, "97112x1")
        _label(case, "near_miss", "last-day", "the order runs to this day", claim, spans="line")
    for _ in range(2):
        case = _case(office, "MCDE", history=-1)
        claim = case.visit(_ON, "97162x1")
        why = "evaluated without an order: this plan asks before treatment"
        _label(case, "near_miss", "evaluation", why, claim, spans="line")
    for _ in range(2):
        case = _case(office, "WCOMP")
        _order(case, date(2026, 5, 4))
        claim = case.visit(_ON, "97112x1")
        _label(case, "near_miss", "no-limit", "ordered in May; this fund names no limit", claim)


def _near_misses_over_nights(office: Office) -> None:
    for turn in range(3):
        case = _case(office, "MCDE")
        _order(case, date(2026, 7, 1))
        case.visit(days.LAST_NIGHT_DAYS[turn], "97112x1")
        _order(case, days.LAST_NIGHT_DAYS[turn])
        claim = case.visit(_ON, "97112x1")
        _label(case, "near_miss", "renewed", "an old order, renewed at the last visit", claim)
    for turn in range(2):
        case = _case(office, ("MCDE", "WCOMP")[turn])
        first = case.visit(days.LAST_NIGHT_DAYS[turn], "97112x1")
        case.office.write(case.patient, "PT", "order", _START, author="NP", known_from=days.TONIGHT)
        claim = office.resend(first, days.TONIGHT)
        _label(case, "near_miss", "found-tonight", "the order of October reached us tonight", claim)


def _not_asked(office: Office) -> None:
    for code in ("MCR", "COMM", "MCDA", "MCDF"):
        case = _case(office, code)
        claim = case.visit(_ON, "97112x1")
        _label(case, "near_miss", "payer-asks-none", "this payer asks for no order", claim)
