"""PAIR008: the pair's modifier stands on the other code than the one the payer asks for."""

from __future__ import annotations

from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.worksheets.day_pairs import KNOB, DayPairs


@rule(
    id="PAIR008",
    name="distinct-modifier-on-wrong-line",
    title="Pair's modifier on the other line",
    severity=Severity.REVIEW,
    grain=Grain.DAY,
    seen="{pair} on one day: {other} carries the modifier, {target} none of {accepted}.",
    expected="The modifier on {target}: this payer reads it there.",
    rationale=(
        "A modifier for a separate service belongs on the code that would not be paid beside the "
        "other, column two of the pair. Medicare reads it on either line since July 2019; a payer "
        "that asks for the second code reads it there alone."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="Change Request 11168",
            section="modifiers 59 and X on either line of a pair from 2019-07-01",
            read_on="2026-11-21",
        ),
        Citation(
            authority="house",
            document="Payer file of the plan (see the finding's rule source)",
            section="pair_modifier",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 236", "CARC 97", "RARC M15"),
    fix=(
        "Read the note: if it supports two separate services, move the modifier from {other} to "
        "{target}. If it does not, take it off, and bill what the record supports."
    ),
    not_checked="Whether the record supports two separate services (PAIR004).",
    needs_payer_policy=True,
    optional=("setting", "bill_type", "rendering_npi"),
    decides_always=(
        "A line without setting and bill type is a professional one; where no line of a date names "
        "a provider, the date is one provider's."
    ),
)
def check(pairs: DayPairs) -> Verdict:
    """Answer for each pair of a day that carries an accepted modifier somewhere."""
    on_other_alone = pairs.on_other_alone
    return Verdict(
        applies=pairs.carried,
        violates=on_other_alone,
        unknown={
            f"payer:{KNOB}": pairs.policy_unknown,
            "discipline": on_other_alone & pairs.discipline_unknown,
            "provider": on_other_alone & pairs.provider_unknown,
            "modifiers": on_other_alone & pairs.modifiers_cut_off,
        },
        shows={
            "pair": pairs.pair_text,
            "target": pairs.target,
            "other": pairs.other,
            "accepted": pairs.accepted,
            "rule_source": pairs.sources,
        },
    )
