"""POC008: the payer asks for an order or referral, and none covers the line."""

from __future__ import annotations

import numpy as np

from pipeline.rule import Citation, Positions, Severity, Verdict, rule
from pipeline.service_lines import Lines
from pipeline.tables import Documents, as_dates
from pipeline.worksheets.orders import KNOB, Orders


@rule(
    id="POC008",
    name="referral-missing-or-expired",
    title="Order or referral missing or expired",
    severity=Severity.REVIEW,
    seen="{discipline} service on {day}. {on_file}",
    expected="An order or referral that was in force on the date of service{limit}.",
    rationale=(
        "This payer pays for the service only on a physician's order or referral, and some let "
        "one lapse after a time."
    ),
    citations=(
        Citation(
            authority="house",
            document="The payer's own entry, shown with each finding",
            section="referral: required_for, disciplines, max_age_days",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 288", "RARC N265"),
    fix=(
        "Find the order or referral that covers the date and enter it. If it has run out, ask "
        "the physician for a new one; one dated later does not cover this date."
    ),
    not_checked="Who wrote the order, whether it is signed, and the number on the claim (CLM002).",
    needs_payer_policy=True,
    owner="front desk",
    optional=("expires_on", "order_signed_on"),
    decides_always=(
        "A blank expiry is an order that does not expire; a blank order date in a plan is no "
        "order there."
    ),
)
def check(lines: Lines, orders: Orders, documents: Documents) -> Verdict:
    """Answer for each line of tonight."""
    policy_missing = lines.policy_missing(KNOB)
    judged = ~lines.facts.supply & ~lines.outside_benefit

    def on_file(rows: Positions) -> list[str]:
        days, ends = as_dates(orders.newest[rows]), as_dates(orders.expires[rows])
        ages = (lines.facts.day[rows].astype(np.int64) - orders.newest[rows]).tolist()
        expired = [f", and expired on {end}" if end else "" for end in ends]
        return [
            f"The newest order is of {day}, {age} days old{end}."
            if day
            else "No order or referral dated by then is on file."
            for day, end, age in zip(days, expired, ages, strict=True)
        ]

    return Verdict(
        applies=judged & (orders.asked | policy_missing),
        violates=~orders.covered,
        unknown={
            f"payer:{KNOB}": policy_missing,
            "documents": ~orders.covered & (not documents.supplied),
            "discipline": lines.facts.discipline < 0,
        },
        severity={Severity.NOTE: lines.lighter_by(KNOB)[Severity.NOTE]},
        shows={
            "discipline": lines.discipline_names,
            "day": lines.dates,
            "on_file": on_file,
            "limit": lambda rows: [
                f", and not more than {age} days old" if age else ""
                for age in orders.max_age[rows].tolist()
            ],
            "rule_source": lambda rows: lines.policy.source(KNOB, rows),
        },
    )
