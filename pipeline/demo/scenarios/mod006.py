"""MOD006: CQ and CO beside the wrong discipline, or beside none where one is needed."""

from __future__ import annotations

from pipeline.demo import days
from pipeline.demo.casework import Case, hide_hands, last_night, new_case, tonight
from pipeline.demo.model import Claim
from pipeline.demo.office import Office

RULE = "MOD006"
# discipline, what the line says
_WRONG = (
    ("OT", ("GO", "CQ")),
    ("PT", ("GP", "CO")),
    ("PT", ("CQ", "CO", "GP")),
    ("OT", ("CQ", "GO", "59")),
    ("PT", ("CO", "GP")),
)


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable lines."""
    _faults(office)
    _faults_over_nights(office)
    _near_misses(office)
    _near_misses_over_nights(office)
    for _ in range(5):
        case = new_case(office, "SELFINS")
        claim = _with_assistant(case, office)
        claim.lines[0].modifiers = ("CQ",)
        case.label(
            RULE,
            "cannot_tell",
            "payer-not-set-up",
            "CQ without GP for a payer of whom nobody knows what it needs",
            claim=claim,
            line=claim.lines[0],
        )


def _with_assistant(case: Case, office: Office) -> Claim:
    return case.visit(tonight(office), "97112x1/15A", "97140x1/15A")


def _unread(case: Case, claim: Claim) -> None:
    """The payer reads no assistant modifier at all."""
    case.label(
        "MOD013",
        "fault",
        "payer-without",
        "an assistant modifier to a payer that reads none",
        claim=claim,
        line=claim.lines[0],
        severity="review",
    )


def _faults(office: Office) -> None:
    for turn in range(12):
        discipline, modifiers = _WRONG[turn % len(_WRONG)]
        case = new_case(office, ("MCR", "MADV", "FED", "COMM")[turn % 4], discipline)
        claim = _with_assistant(case, office)
        claim.lines[0].modifiers = modifiers
        why = f"the {discipline} line was given {' '.join(modifiers)}"
        case.label(RULE, "fault", "crossed", why, claim=claim, line=claim.lines[0])
        if case.patient.payer.assistants == "none":
            _unread(case, claim)
    for _ in range(3):
        case = new_case(office, "MCR", "SLP")
        claim = case.visit(tonight(office), "92507x1")
        claim.lines[0].modifiers = ("GN", "CQ")
        hide_hands(office, claim)  # whether it was an assistant is another question
        office.visit_of(claim).blank = "therapist_credential"
        why = "speech has no assistant modifier; the line says GN CQ"
        case.label(RULE, "fault", "speech", why, claim=claim, line=claim.lines[0])
    for turn in range(5):
        discipline, modifier = (("PT", "CQ"), ("OT", "CO"))[turn % 2]
        case = new_case(office, ("MCR", "MADV", "FED")[turn % 3], discipline)
        claim = _with_assistant(case, office)
        claim.lines[1].modifiers = (modifier,)
        why = f"{modifier} stands alone, the discipline modifier was taken away"
        for rule in (RULE, "MOD001"):
            case.label(rule, "fault", "assistant-alone", why, claim=claim, line=claim.lines[1])


def _faults_over_nights(office: Office) -> None:
    for turn in range(5):
        discipline, modifiers = _WRONG[turn]
        case = new_case(office, ("MCR", "MADV")[turn % 2], discipline)
        first = case.visit(last_night(office), "97112x1/15A", "97140x1/15A")
        claim = office.correct(first, days.TONIGHT, same_id=turn % 2 == 0)
        claim.lines[0].modifiers = modifiers
        case.label(
            RULE,
            "fault",
            "crossed-by-correction",
            f"right last night, {' '.join(modifiers)} on the corrected claim",
            claim=claim,
            line=claim.lines[0],
            spans="correction",
        )
    for turn in range(5):
        discipline, modifiers = _WRONG[turn]
        case = new_case(office, ("FED", "MCR")[turn % 2], discipline)
        first = case.visit(last_night(office), "97112x1/15A", "97140x1/15A")
        first.lines[1].modifiers = modifiers
        claim = office.resend(first, days.TONIGHT)
        case.label(
            RULE,
            "fault",
            "still-crossed",
            f"{' '.join(modifiers)} last night and again tonight",
            claim=claim,
            line=claim.lines[1],
            spans="nights",
        )


def _near_misses(office: Office) -> None:
    for turn in range(8):
        discipline, modifiers = (("PT", ("CQ", "GP")), ("OT", ("GO", "CO", "59")))[turn % 2]
        case = new_case(office, ("MCR", "MADV", "FED")[turn % 3], discipline)
        claim = _with_assistant(case, office)
        claim.lines[0].modifiers = modifiers
        why = f"rightly paired in whatever order: {' '.join(modifiers)}"
        case.label(RULE, "near_miss", "paired", why, claim=claim, line=claim.lines[0])
    for _ in range(4):
        case = new_case(office, "PPO2")
        claim = _with_assistant(case, office)
        claim.lines[0].modifiers = ("CQ",)
        why = "CQ alone, but this payer needs no discipline modifier"
        case.label(RULE, "near_miss", "not-needed", why, claim=claim, line=claim.lines[0])
        _unread(case, claim)
    for _ in range(4):
        case = new_case(office, "MCR")
        on = tonight(office)
        office.certify(case.patient, "OT", days.add(on, -9), on)
        one = case.visit(on, "97112x1/15A")
        case.visit(on, "97535x1/15A", discipline="OT")
        case.label(
            RULE,
            "near_miss",
            "both-assistants-one-day",
            "CQ GP on one claim and CO GO on the other",
            claim=one,
            line=one.lines[0],
            spans="claims",
        )


def _near_misses_over_nights(office: Office) -> None:
    for turn in range(3):
        case = new_case(office, "MADV", "OT")
        first = case.visit(last_night(office), "97112x1/15A", "97140x1/15A")
        claim = office.correct(first, days.TONIGHT, same_id=turn == 0)
        first.lines[0].modifiers = ("GO", "CQ")
        case.label(
            RULE,
            "near_miss",
            "mended",
            "GO CQ last night, GO CO on the corrected claim",
            claim=claim,
            line=claim.lines[0],
            spans="correction",
        )
    for _ in range(3):
        case = new_case(office, "MCR")
        first = case.visit(last_night(office), "97112x1/15A")
        first.lines[0].modifiers = ("GP", "CO")
        claim = office.void(first, days.TONIGHT)
        case.label(
            RULE,
            "near_miss",
            "void",
            "GP CO on a void",
            claim=claim,
            line=claim.lines[0],
            spans="correction",
        )
