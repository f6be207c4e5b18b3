"""MOD002: two different discipline modifiers on one line."""

from __future__ import annotations

from pipeline.modifiers import DISCIPLINE_MODIFIERS, joined_text
from pipeline.rule import Citation, Severity, Verdict, rule
from pipeline.service_lines import Lines


@rule(
    id="MOD002",
    name="discipline-modifier-conflict",
    title="Two discipline modifiers on one line",
    severity=Severity.BLOCK,
    seen="Code {code} carries {modifiers_billed}: {how_many} discipline modifiers on one line.",
    expected="Exactly one of GP, GO, GN on a therapy line.",
    rationale=(
        "A service line belongs to one plan of care. Two disciplines on one line contradict each "
        "other, and the payer turns the line back."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="Medicare Claims Processing Manual (Pub. 100-04), chapter 5",
            section="20.1",
            url="https://www.cms.gov/medicare/coding-billing/therapy-services",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 4", "RARC N519"),
    fix=(
        "See in the visit note which discipline furnished this service and under which plan of "
        "care. Keep that discipline's modifier and take the other off. If two disciplines treated "
        "the patient that day, each bills service lines of its own."
    ),
    not_checked="Which of them is right: the record is compared once there is only one (MOD003).",
    needs_payer_policy=False,
    decides_always=(
        "Two discipline modifiers contradict each other for every payer; only an export without "
        "any modifier column leaves it open."
    ),
)
def check(lines: Lines) -> Verdict:
    """Answer for each line of tonight."""
    how_many = lines.how_many_modifiers(*DISCIPLINE_MODIFIERS)
    carries_one_at_least = how_many > 0
    more_than_one = how_many > 1
    no_modifiers_exported = lines.column_missing("modifier_1", "modifiers")
    return Verdict(
        applies=carries_one_at_least | no_modifiers_exported,
        violates=more_than_one,
        unknown={"modifiers": no_modifiers_exported},
        shows={
            "code": lambda rows: lines.text("procedure_code", rows),
            "modifiers_billed": lambda rows: joined_text(lines, rows),
            "how_many": how_many,
        },
    )
