"""PAIR006: 59 and an X modifier on one line."""

from __future__ import annotations

import numpy as np

from pipeline.modifiers import joined_text
from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.service_lines import Lines
from pipeline.worksheets.marked_codes import MarkedCodes


@rule(
    id="PAIR006",
    name="distinct-service-doubled",
    title="59 and an X modifier on one line",
    severity=Severity.REVIEW,
    grain=Grain.DAY,
    seen="Code {code} carries {modifiers_billed}.",
    expected="59, or the X modifier that says more exactly why the service was separate, not both.",
    rationale=(
        "XE, XP, XS and XU are narrower ways to say what 59 says. Both on one line say the same "
        "thing twice, take up a place that another modifier needs, and may be turned back."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="NCCI policy manual 2026",
            section="modifiers 59, XE, XP, XS, XU",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 4", "RARC N519"),
    fix=(
        "See in the note why the service was separate. Keep the X modifier if the note bears it "
        "out and the payer accepts it, else 59, and take the other one off. If the record shows no "
        "separate service, both come off."
    ),
    not_checked="Whether the record supports either (PAIR004), and two X modifiers on one line.",
    needs_payer_policy=False,
    decides_always="Both modifiers stand on the line or they do not.",
)
def check(lines: Lines, codes: MarkedCodes) -> Verdict:
    """Answer for each code of a day with 59 or an X modifier."""
    carries_one_at_least = np.ones(len(codes), dtype=np.bool_)
    return Verdict(
        applies=carries_one_at_least,
        violates=codes.doubled,
        shows={
            "code": lambda rows: lines.text("procedure_code", codes.anchors(rows)),
            "modifiers_billed": lambda rows: joined_text(lines, codes.anchors(rows)),
        },
    )
