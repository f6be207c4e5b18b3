"""MOD015: telehealth by the modifier and not by the place, or a code that telehealth cannot be."""

from __future__ import annotations

from pipeline.modifiers import joined_text
from pipeline.rule import Citation, Severity, Verdict, rule
from pipeline.service_lines import Lines
from pipeline.worksheets.telehealth import Telehealth


@rule(
    id="MOD015",
    name="telehealth-modifier-or-place",
    title="Telehealth modifier, place or code do not agree",
    severity=Severity.REVIEW,
    seen="Code {code} carries {modifiers_billed} at place of service {place}: {problem}.",
    expected=(
        "A telehealth modifier with place of service 02 or 10, on a code that may be furnished by "
        "telehealth."
    ),
    rationale=(
        "Modifier and place of service both say whether the patient was in the room. Where they "
        "differ, or where the service cannot be furnished from afar, the payer denies the line."
    ),
    citations=(
        Citation(
            authority="NGS (MAC)",
            document="Telehealth changes for 2024: modifier 95 and place of service codes",
            section="place as if in person until 2023-12-31; 02 and 10 since",
            url="https://www.ngsmedicare.com/",
            read_on="2026-11-21",
        ),
        Citation(
            authority="CMS",
            document="List of telehealth services; Therapy Services page, update for 2026",
            section="therapists through 2027-12-31",
            url="https://www.cms.gov/medicare/coding-billing/therapy-services",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 4", "CARC 5", "RARC M77"),
    fix=(
        "See in the note where the patient was. If the visit was in person, take the telehealth "
        "modifier off, or correct the place if that is what says telehealth. If it was by "
        "telehealth, correct the place of service: 10 where the patient was at home, else 02. "
        "Where Medicare does not list the code and the visit was by telehealth, hold the line: "
        "neither place nor modifier makes it payable."
    ),
    not_checked=(
        "Other payers' own telehealth lists, codes of which we do not know whether Medicare's list "
        "has them, whether a payer wants 95 beside place 02 or 10 (MOD012), and the place of "
        "institutional claims, which have none."
    ),
    needs_payer_policy=False,
)
def check(lines: Lines, telehealth: Telehealth) -> Verdict:
    """Answer for each line of tonight that says telehealth by modifier or place."""
    by_modifier, by_place = telehealth.by_modifier, telehealth.by_place
    place_blank = lines.blank("place_of_service") & ~lines.facts.institutional
    of_medicare = lines.policy.line_of_business("medicare")
    elsewhere = by_modifier & ~place_blank & ~telehealth.place_may_stand
    impossible = of_medicare & telehealth.never_listed
    violates = elsewhere | impossible
    return Verdict(
        applies=by_modifier | by_place,
        violates=violates,
        unknown={
            "place_of_service": by_modifier & place_blank & ~impossible,
            "telehealth list": of_medicare & telehealth.not_known & ~elsewhere,
            "telehealth modifier": by_place & ~by_modifier & ~of_medicare,
        },
        shows={
            "code": lambda rows: lines.text("procedure_code", rows),
            "modifiers_billed": lambda rows: [
                text or "no modifier" for text in joined_text(lines, rows)
            ],
            "place": lambda rows: [
                text or "(blank)" for text in lines.text("place_of_service", rows)
            ],
            "problem": lambda rows: telehealth.problems(elsewhere[rows], impossible[rows]),
        },
    )
