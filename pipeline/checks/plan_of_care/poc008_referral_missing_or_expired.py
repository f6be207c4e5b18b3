"""POC008: the payer asks for an order or referral, and none covers the line."""

from __future__ import annotations

import numpy as np

from pipeline.rule import Citation, Positions, Severity, Verdict, rule
from pipeline.service_lines import Lines
from pipeline.tables import Documents, as_dates
from pipeline.wording import counted
from pipeline.worksheets.orders import KNOB, Orders


@rule(
    id="POC008",
    name="referral-missing-or-expired",
    title="Order or referral missing or expired",
    severity=Severity.REVIEW,
    seen="{discipline} service on {day}. {on_file}",
    expected="An order or referral in force on the date of service ({limit}).",
    rationale=(
        "This payer pays for the service only on a physician's order or referral, and some let one "
        "lapse after a time."
    ),
    citations=(
        Citation(
            authority="house",
            document="Payer file of the plan (see the finding's rule source)",
            section="referral",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 288", "RARC N475", "RARC N455"),
    fix=(
        "Find the order or referral that covers the date and enter it with its dates. If there is "
        "none, hold the line and ask the payer whether a later one can cover it; for the next "
        "visits ask the physician for a new one now."
    ),
    not_checked="Who wrote the order, whether it is signed, and the number on the claim (CLM002).",
    needs_payer_policy=True,
    owner="front desk",
    optional=("expires_on", "order_signed_on"),
    decides_always=(
        "A blank expiry is an order that does not expire; a blank order date in a plan is no order "
        "there."
    ),
)
def check(lines: Lines, orders: Orders, documents: Documents) -> Verdict:
    """Answer for each line of tonight."""
    policy_missing = lines.policy_missing(KNOB)
    judged = ~lines.facts.supply & ~lines.outside_benefit

    def on_file(rows: Positions) -> list[str]:
        days, ends = as_dates(orders.newest[rows]), as_dates(orders.expires[rows])
        ages = (lines.facts.day[rows].astype(np.int64) - orders.newest[rows]).tolist()
        over = (orders.expires[rows] < lines.facts.day[rows]).tolist()
        expired = [
            f", {'expired' if past else 'expires'} on {end}" if end else ""
            for end, past in zip(ends, over, strict=True)
        ]
        return [
            f"The newest order or referral is of {day}, {age} old{end}."
            if day
            else "No order or referral dated by then is on file."
            for day, end, age in zip(days, expired, counted(ages, "day"), strict=True)
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
                f"not more than {age} days old" if age else "of any age, if it has not expired"
                for age in orders.max_age[rows].tolist()
            ],
            "rule_source": lambda rows: lines.policy.source(KNOB, rows),
        },
    )
