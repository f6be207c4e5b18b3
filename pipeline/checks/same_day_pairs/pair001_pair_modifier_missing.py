"""PAIR001: a pair of the day without the modifier that the payer's own file asks for."""

from __future__ import annotations

import numpy as np

from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.worksheets.day_pairs import KNOB, DayPairs


@rule(
    id="PAIR001",
    name="pair-modifier-missing",
    title="Same-day pair without the payer's modifier",
    severity=Severity.REVIEW,
    grain=Grain.DAY,
    seen="{pair} on one day, and {target} carries none of {accepted}.",
    expected=(
        "On {target} a modifier that this payer accepts for the pair ({accepted}), if the note "
        "shows two separate services."
    ),
    rationale=(
        "Some payers pay both codes of a day only when a modifier says that they were distinct. "
        "This is no Medicare edit: it holds only for payers whose own file turns it on."
    ),
    citations=(
        Citation(
            authority="house",
            document="Payer file of the plan (see the finding's rule source)",
            section="pair_modifier",
            read_on="2026-11-21",
        ),
        Citation(
            authority="CMS",
            document="NCCI procedure-to-procedure edits, practitioner and outpatient hospital",
            section="quarter from 2024-07-01: no active edit for 97110 with 97530",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 236", "CARC 97", "RARC M15"),
    fix=(
        "Read the note: does each code have time and purpose of its own? If it does, the modifier "
        "that the note bears out may go on {target}. If it does not, do not add one: ask the "
        "therapist which minutes belong to which service, and bill what the record supports."
    ),
    not_checked=(
        "Whether the record supports two separate services (PAIR004). Where the other code carries "
        "the modifier in place of this one, PAIR008 says so as well."
    ),
    needs_payer_policy=True,
    optional=("setting", "bill_type", "rendering_npi"),
    decides_always=(
        "A line without setting and bill type is a professional one; where no line of a date names "
        "a provider, the date is one provider's."
    ),
)
def check(pairs: DayPairs) -> Verdict:
    """Answer for each pair of a day."""
    both_codes_billed = np.ones(len(pairs), dtype=np.bool_)
    return Verdict(
        applies=both_codes_billed,
        violates=pairs.lacking,
        unknown={
            f"payer:{KNOB}": pairs.policy_unknown,
            "discipline": pairs.lacking & pairs.discipline_unknown,
            "provider": pairs.lacking & pairs.provider_unknown,
            "modifiers": pairs.lacking & pairs.modifiers_cut_off,
        },
        severity={Severity.BLOCK: pairs.wants_block},
        shows={
            "pair": pairs.pair_text,
            "target": pairs.target,
            "accepted": pairs.accepted,
            "rule_source": pairs.sources,
        },
    )
