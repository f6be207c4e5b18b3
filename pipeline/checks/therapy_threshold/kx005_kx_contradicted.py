"""KX005: KX on a line that also carries GA, GX, GY or GZ."""

from __future__ import annotations

from pipeline import modifiers
from pipeline.rule import Citation, Severity, Verdict, rule
from pipeline.service_lines import Lines


@rule(
    id="KX005",
    name="kx-contradicted",
    title="KX beside a modifier that says the opposite",
    severity=Severity.REVIEW,
    seen="Code {code} carries KX and {liability} ({modifiers}).",
    expected="KX, or the modifier of a notice (ABN) or exclusion, never both on one line.",
    rationale=(
        "KX says that the service is medically necessary and recorded as such. GA and GZ expect a "
        "denial as not necessary, GX and GY say that it is no benefit. Together they contradict "
        "each other, and the payer may deny or turn the line back."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="Medicare Claims Processing Manual (Pub. 100-04), chapter 5",
            section="10.3: KX and the exceptions process",
            url="https://www.cms.gov/regulations-and-guidance/guidance/manuals",
            read_on="2026-11-21",
        ),
        Citation(
            authority="CMS",
            document="Medicare Claims Processing Manual (Pub. 100-04), chapter 30",
            section="notices of noncoverage; GA, GX, GY, GZ",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 4", "RARC N519"),
    fix=(
        "Ask the therapist whether the record supports medical necessity. If it does, KX stays and "
        "the other modifier comes off. If it does not, KX comes off; of the others GA stays only "
        "if an ABN was signed before the service, GZ only if none was, GX only if a voluntary one "
        "was given, GY only if the law excludes the service."
    ),
    not_checked="Whether a notice was signed, and whether KX is due (KX001, KX002).",
    needs_payer_policy=True,
)
def check(lines: Lines) -> Verdict:
    """Answer for each line of tonight."""
    carries_kx = lines.has_modifier("KX")
    carries_liability = lines.has_modifier(*modifiers.LIABILITY_MODIFIERS)
    both = carries_kx & carries_liability
    one_may_be_cut_off = lines.modifiers_cut_off & ~both
    no_modifiers_exported = lines.column_missing("modifier_1", "modifiers")
    policy_missing = lines.policy_missing("threshold")
    return Verdict(
        applies=(carries_kx | no_modifiers_exported | (carries_liability & one_may_be_cut_off))
        & ~lines.facts.supply
        & (lines.policy.known("threshold") | policy_missing),
        violates=both,
        unknown={"payer:threshold": policy_missing, "modifiers": one_may_be_cut_off},
        shows={
            "code": lambda rows: lines.text("procedure_code", rows),
            "liability": lambda rows: [
                " and ".join(m for m in text.split() if m in modifiers.LIABILITY_MODIFIERS)
                for text in modifiers.joined_text(lines, rows)
            ],
            "modifiers": lambda rows: modifiers.joined_text(lines, rows),
            "rule_source": lambda rows: lines.policy.source("threshold", rows),
        },
    )
