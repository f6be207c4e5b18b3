"""POC012: the plan is signed by someone who may not certify outpatient therapy."""

from __future__ import annotations

from datetime import date

from pipeline.demo import days
from pipeline.demo.casework import Case
from pipeline.demo.model import Plan
from pipeline.demo.office import Office
from pipeline.demo.scenarios.poc003 import again, begun

RULE = "POC012"
_START = date(2026, 9, 29)
_MAY_NOT = ("DC", "DC", "DDS", "DMD", "DC")
_MAY = ("DO", "NP", "PA", "CNS", "MD")


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable plans."""
    _faults(office)
    _near_misses(office)
    for turn in range(4):
        case, plan = _signed(office, "")
        case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        why = "signed, and nothing says what the signer is"
        _label(case, "cannot_tell", "credential-blank", why, plan)


def _signed(office: Office, credential: str, code: str = "MCR") -> tuple[Case, Plan]:
    case, plan = begun(office, _START, code)
    plan.certified, plan.credential = date(2026, 10, 9), credential
    return case, plan


def _label(case: Case, kind: str, name: str, why: str, plan: Plan) -> None:
    case.label(RULE, kind, name, why, plan=plan, severity="review", spans="nights")


def _faults(office: Office) -> None:
    for turn in range(10):
        credential = _MAY_NOT[turn % 5]
        case, plan = _signed(office, credential)
        case.visit(days.TONIGHT_DAYS[turn % 8], "97112x1", "97140x1")
        _label(case, "fault", "initial", f"signed by a {credential}", plan)
    for turn in range(2):
        case, plan = _signed(office, "MD")
        next_one = again(case, date(2026, 11, 10), date(2026, 11, 9))
        next_one.credential = "DC"
        case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        why = "the first period signed by an MD, the next by a DC"
        _label(case, "fault", "recertification", why, next_one)
    for turn in range(2):
        case, plan = _signed(office, "DDS")
        case.visit(days.LAST_NIGHT_DAYS[turn], "97112x1")
        _label(case, "fault", "nothing-tonight", "its lines went out earlier", plan)


def _near_misses(office: Office) -> None:
    for turn in range(10):
        credential = _MAY[turn % 5]
        case, plan = _signed(office, credential)
        case.visit(days.TONIGHT_DAYS[turn % 8], "97112x1")
        _label(case, "near_miss", "may-certify", f"signed by a {credential}", plan)
    for turn in range(3):
        case, plan = _signed(office, "DC", "MADV")
        case.visit(days.TONIGHT_DAYS[turn], "97112x1")
        _label(case, "near_miss", "no-signature-asked", "this payer asks for none", plan)
