"""MOD001: lines that lack GP, GO or GN, and lines that rightly have none."""

from __future__ import annotations

from pipeline.demo import days
from pipeline.demo.casework import Case, last_night, new_case, tonight
from pipeline.demo.model import Claim, Line
from pipeline.demo.office import Office
from pipeline.demo.payers import BY_RULES_ID
from pipeline.demo.services import order

RULE = "MOD001"
_PHYSICIAN = "208100000X"


def _strip(line: Line) -> None:
    line.modifiers = tuple(m for m in line.modifiers if m not in {"GP", "GO", "GN"})


def _label(
    case: Case, kind: str, name: str, why: str, claim: Claim, line: Line, spans: str = "line"
) -> None:
    case.label(RULE, kind, name, why, claim=claim, line=line, spans=spans)


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable lines."""
    _plain_faults(office)
    _faults_over_nights(office)
    _near_misses(office)
    _near_misses_over_nights(office)
    _cannot_tell(office)


def _plain_faults(office: Office) -> None:
    for turn, code in enumerate(("MCR", "MADV", "COMM", "FED", "PPO1", "MCDA", "MCDE", "WCOMP")):
        discipline = "OT" if turn % 3 == 1 else "PT"
        case = new_case(office, code, discipline)
        claim = case.visit(tonight(office), "97112x2", "97140x1", "97535x1")
        line = claim.lines[turn % 3]
        _strip(line)
        why = f"always-therapy code {line.code}: the discipline modifier was taken away"
        _label(case, "fault", "removed", why, claim, line)
    for _ in range(3):
        case = new_case(office, BY_RULES_ID["northern-blue"])
        claim = case.visit(tonight(office), "97112x1", "20560x1")
        _strip(claim.lines[1])
        why = "this payer wants the modifier on all lines; 20560 has none"
        _label(case, "fault", "all-lines-payer", why, claim, claim.lines[1])
    for _ in range(3):
        case = new_case(office, "MCR")
        claim = case.visit(tonight(office), "97112x1", "95992x1")
        _strip(claim.lines[1])
        why = "sometimes-therapy code 95992 by a physical therapist under a plan, without GP"
        _label(case, "fault", "sometimes-code-by-therapist", why, claim, claim.lines[1])
    for _ in range(3):
        case = new_case(office, "PPO1")
        claim = case.visit(tonight(office), "97110x1", "97530x1")
        _strip(claim.lines[1])
        why = "97530 carries 59 alone"
        _label(case, "fault", "only-59", why, claim, claim.lines[1])
    for _ in range(3):
        on = office.pick(days.TONIGHT_DAYS[-4:])
        case = new_case(office, "FED", start=on, history=-1)
        claim = case.visit(on, "97161x1")
        _strip(claim.lines[0])
        _label(case, "fault", "evaluation", "97161 without GP", claim, claim.lines[0])


def _faults_over_nights(office: Office) -> None:
    for turn in range(6):
        case = new_case(office, ("MCR", "COMM", "MADV")[turn % 3])
        first = case.visit(last_night(office), "97112x2", "97140x1")
        claim = office.correct(first, days.TONIGHT, same_id=turn % 2 == 0)
        _strip(claim.lines[0])
        why = "the claim of last night had GP; the corrected claim of tonight lost it"
        _label(case, "fault", "lost-in-correction", why, claim, claim.lines[0], "correction")
    for turn in range(6):
        case = new_case(office, ("MADV", "FED", "BCBS")[turn % 3])
        first = case.visit(last_night(office), "97112x1", "97116x1")
        _strip(first.lines[1])
        claim = office.resend(first, days.TONIGHT)
        why = "GP was missing last night already and the claim comes again unchanged"
        _label(case, "fault", "still-missing", why, claim, claim.lines[1], "nights")


def _near_misses(office: Office) -> None:
    for _ in range(3):
        case = new_case(office, "COMM")
        claim = case.visit(tonight(office), "97140x1", "97112x1")
        claim.lines[0].modifiers = ("RT", "76", "59", "GP")
        _label(case, "near_miss", "fourth-slot", "GP in the last slot", claim, claim.lines[0])
    for _ in range(4):
        case = new_case(office, "PPO2")
        claim = case.visit(tonight(office), "97112x1", "97140x1")
        _strip(claim.lines[0])
        why = "no modifier, but this payer reads none"
        _label(case, "near_miss", "payer-without", why, claim, claim.lines[0])
    for _ in range(3):
        on = office.pick(days.TONIGHT_DAYS[-4:])
        case = new_case(office, "MCDC", start=on, history=-1)
        claim = case.visit(on, "97162x1", "97112x1")
        why = "evaluation without GP for a payer that wants it on treatment only"
        _label(case, "near_miss", "treatment-only", why, claim, claim.lines[0])
    for turn in range(4):
        case = new_case(office, "MCR", "PT" if turn % 2 else "OT")
        claim = case.visit(tonight(office), "97112x2", "G8427x1" if turn % 2 else "L3908x1")
        _strip(claim.lines[1])
        why = f"{claim.lines[1].code} is no therapy service and needs no modifier"
        _label(case, "near_miss", "quality-or-supply", why, claim, claim.lines[1])
    for _ in range(3):
        case = new_case(office, "MCR", planned=False, history=-1)
        claim = _without_therapy(case, office)
        claim.taxonomy = _PHYSICIAN
        why = "95992 by a physician outside any therapy plan"
        _label(case, "near_miss", "by-physician", why, claim, claim.lines[0])


def _near_misses_over_nights(office: Office) -> None:
    for turn in range(3):
        case = new_case(office, "MCR")
        first = case.visit(last_night(office), "97112x1", "97140x1")
        _strip(first.lines[0])
        claim = office.correct(first, days.TONIGHT, same_id=turn == 1)
        claim.lines[0].modifiers = ("GP",)
        why = "GP was missing last night, the correction has it"
        _label(case, "near_miss", "mended", why, claim, claim.lines[0], "correction")
    for _ in range(3):
        case = new_case(office, "COMM")
        first = case.visit(tonight(office), "97112x1", "97140x1")
        claim = office.correct(first, days.TONIGHT)
        _strip(first.lines[0])
        why = "the claim without GP is replaced on the same night by one with it"
        _label(case, "near_miss", "replaced-tonight", why, first, first.lines[0], "correction")
        _label(case, "near_miss", "replacement", "has GP", claim, claim.lines[0], "correction")
    for _ in range(2):
        case = new_case(office, "MADV")
        first = case.visit(last_night(office), "97112x1", "97140x1")
        _strip(first.lines[0])
        claim = office.void(first, days.TONIGHT)
        why = "a void is judged by its own rules only"
        _label(case, "near_miss", "void", why, claim, claim.lines[0], "correction")
    for _ in range(3):
        case = new_case(office, "FED")
        first = case.visit(last_night(office), "97112x1", "97140x1")
        claim = office.resend(first, days.TONIGHT)
        _strip(first.lines[1])
        why = "held last night for want of GP, sent again tonight with it"
        _label(case, "near_miss", "sent-again-mended", why, claim, claim.lines[1], "nights")


def _without_therapy(case: Case, office: Office) -> Claim:
    """A sometimes-therapy line of which nobody knows who gave it: no note, therapist or plan."""
    on = tonight(office)
    claim = office.book(case.patient, "PT", on, order("95992x1"))
    office.nights[days.TONIGHT].visits.pop()
    line = claim.lines[0]
    line.modifiers, line.discipline, line.visit_id, line.therapist_id = (), "", "", ""
    claim.rendering = case.patient.referring
    claim.taxonomy = ""
    return claim


def _cannot_tell(office: Office) -> None:
    for _ in range(6):
        case = new_case(office, "MCR", planned=False, history=-1)
        claim = _without_therapy(case, office)
        why = "sometimes-therapy code 95992; neither a therapist nor a plan is known"
        _label(case, "cannot_tell", "nobody-known", why, claim, claim.lines[0])
        case.label(
            "POC001",
            "cannot_tell",
            "discipline-unknown",
            "nothing says whose treatment this was, so whose plan is missing is not known",
            claim=claim,
            line=claim.lines[0],
        )
