"""PAIR003: an NCCI pair that no modifier lifts."""

from __future__ import annotations

from payer_rules.ncci import NEVER
from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.worksheets.code_edits import CodeEdits
from pipeline.worksheets.code_edits_scope import KNOB


@rule(
    id="PAIR003",
    name="ncci-pair-never-together",
    title="NCCI pair that is never paid together",
    severity=Severity.BLOCK,
    grain=Grain.DAY,
    seen=(
        "{column1} and {column2} on one day: the {table} ({edition}{standing}) never pays "
        "{column2}, column 2, beside {column1}, column 1, whatever the modifier (indicator "
        "{indicator}). Billed: {carried}."
    ),
    expected="{column1} alone, or the code that the record shows in the place of one of them.",
    rationale=(
        "Column 2 of a pair with indicator 0 is part of column 1, or cannot be done beside it. No "
        "modifier lifts the edit. One date and provider count together, over all claims and "
        "disciplines."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="NCCI procedure-to-procedure edits, practitioner and outpatient hospital",
            section="indicator 0; the finding names the edition",
            read_on="2026-11-21",
        ),
        Citation(
            authority="CMS",
            document="NCCI policy manual 2026",
            section="chapter 11: evaluations, tests and the services that are part of them",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 236", "CARC 97", "RARC M15"),
    fix=(
        "Read the note. If {column1} is what was done, drop the line of {column2}: its time is in "
        "{column1}. If the record shows another service than one of the two codes, correct that "
        "code with the therapist."
    ),
    not_checked=(
        "Whether the record supports either code. Where no table of the payer reaches the date, "
        "only pairs that some loaded table bars are listed as not decided."
    ),
    needs_payer_policy=True,
    optional=("setting", "bill_type", "rendering_npi"),
    decides_always=(
        "A line without setting and bill type is a professional one; where no line of a date names "
        "a provider, the date is one provider's."
    ),
)
def check(pairs: CodeEdits) -> Verdict:
    """Answer for each pair of a day with an edit in force, or possibly one that bars it."""
    said = pairs.said
    never_together = said.indicator == NEVER
    return Verdict(
        applies=said.in_force | said.may_bar,
        violates=never_together,
        unknown={
            f"payer:{KNOB}": said.may_bar & said.policy_unknown,
            "pair table": said.may_bar & said.not_loaded,
            "bill_type": said.may_bar & said.bill_type_unknown,
            "provider": never_together & pairs.provider_unknown,
        },
        severity=pairs.weights,
        shows=pairs.shows,
    )
