"""MOD011: modifiers in another order than the payer wants."""

from __future__ import annotations

from pipeline.modifiers import joined_text
from pipeline.rule import Citation, Severity, Verdict, rule
from pipeline.service_lines import Lines
from pipeline.worksheets.modifier_orders import KNOB, ModifierOrders


@rule(
    id="MOD011",
    name="modifier-order",
    title="Modifiers in another order",
    severity=Severity.NOTE,
    seen="Code {code} carries {modifiers_billed}, in this order.",
    expected="{wanted}: the order in which this payer reads them.",
    rationale=(
        "Some payers read only the first one or two modifiers of a line, so that one which decides "
        "on payment is overlooked further back. Elsewhere the order means nothing."
    ),
    citations=(
        Citation(
            authority="house",
            document="Payer file of the plan (see the finding's rule source)",
            section="modifier_order",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 4",),
    fix=(
        "Reorder the modifiers as this payer reads them. They stay the same ones; the place of "
        "others means nothing."
    ),
    not_checked="Whether the modifiers themselves are right, and payers without a known order.",
    needs_payer_policy=True,
)
def check(lines: Lines, orders: ModifierOrders) -> Verdict:
    """Answer for each line of tonight with two modifiers or more that the payer ranks."""
    policy_missing = lines.policy_missing(KNOB)
    order_known = lines.policy.known(KNOB)
    no_modifiers_exported = lines.column_missing("modifier_1", "modifiers")
    applies = order_known & (orders.comparable | no_modifiers_exported)
    applies |= policy_missing & orders.several
    return Verdict(
        applies=applies,
        violates=orders.differs,
        unknown={
            f"payer:{KNOB}": policy_missing,
            "modifiers": no_modifiers_exported,
        },
        shows={
            "code": lambda rows: lines.text("procedure_code", rows),
            "modifiers_billed": lambda rows: joined_text(lines, rows),
            "wanted": orders.wanted,
            "rule_source": lambda rows: lines.policy.source(KNOB, rows),
        },
    )
