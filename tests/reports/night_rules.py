"""The twelve rules of the small night."""

from __future__ import annotations

from schemas.rule_cards import Citation, Grain, RuleCard, Severity, Status

# id, name, title, severity, cause, owner, denial
_CARDS = (
    ("COV001", "code-excluded", "The plan does not cover this code", "block",
     "payer policy and coverage", "payer set-up", "CARC 96"),
    ("COV002", "coverage-unknown", "No coverage entry for this plan", "note",
     "configuration", "payer set-up", ""),
    ("KX001", "threshold-crossed-without-kx", "Over the therapy threshold without KX", "block",
     "coding and modifier", "biller", "CARC 119"),
    ("KX002", "kx-below-threshold", "KX below the therapy threshold", "review",
     "coding and modifier", "biller", "CARC 4"),
    ("MOD001", "discipline-modifier-missing", "GP, GO or GN is missing", "block",
     "coding and modifier", "coder", "CARC 4"),
    ("MOD002", "discipline-modifier-conflict", "Two disciplines on one line", "block",
     "coding and modifier", "coder", "CARC 4"),
    ("MOD006", "assistant-modifier-mispaired", "Assistant modifier of another discipline", "block",
     "coding and modifier", "coder", "CARC 4"),
    ("PAIR001", "pair-modifier-missing", "97110 and 97530 on one day without 59", "review",
     "coding and modifier", "coder", "CARC 236"),
    ("POC001", "no-plan-of-care", "No plan of care for this treatment", "block",
     "documentation and certification", "therapist", "CARC 50"),
    ("POC002", "initial-certification-missing", "The plan was not certified in time", "block",
     "documentation and certification", "therapist", "CARC 272"),
    ("POC004", "service-outside-certified-period", "Service outside every certified period",
     "block", "documentation and certification", "therapist", "CARC 50"),
    ("UNIT001", "units-exceed-minutes", "More units billed than the minutes allow", "block",
     "units and time", "therapist", "CARC 151"),
)  # fmt: skip


def cards() -> tuple[RuleCard, ...]:
    made = []
    for id_, name, title, severity, cause, owner, denial in _CARDS:
        citation = Citation(
            authority="CMS", document="Benefit Policy Manual, chapter 15", section="220.1",
            url="https://example.org/manual", read_on="2026-11-01",
        )  # fmt: skip
        made.append(
            RuleCard(
                id=id_, name=name, title=title, family=id_.rstrip("0123456789"),
                severity=Severity(severity), status=Status.ACTIVE, grain=Grain.LINE,
                seen="{billed}", expected="{allowed}", rationale="The payer asks for it.",
                citations=(citation,), prevents=(denial,) if denial else (),
                fix="Check the record first.", not_checked="Whether the note says the same.",
                needs_payer_policy=True, optional=(), decides_always="", cause=cause, owner=owner,
            )
        )  # fmt: skip
    return tuple(made)
