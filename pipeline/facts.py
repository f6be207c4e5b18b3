"""Facts that a rule may miss: by the name used in verdicts, the columns that hold them.

A fact whose columns the exports lack altogether is reported once a payer; a blank cell of a
supplied column is listed row by row.
"""

from __future__ import annotations

from collections.abc import Mapping

FACTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "minutes": ("visits", ("minutes", "therapist_minutes", "total_timed_minutes")),
    "minutes by code": ("visits", ("minutes", "therapist_minutes")),
    "discipline": ("claims", ("discipline", "modifier_1", "modifiers")),
    "modifiers": ("claims", ("modifier_1", "modifiers")),
    "therapist or therapy plan": ("claims", ("discipline", "visit_id", "rendering_taxonomy")),
    "allowed_amount": ("claims", ("allowed_amount",)),
    "opening balance": ("spend", ("amount",)),
    "plans": ("plans", ("plan_id",)),
    "certified_on": ("plans", ("certified_on",)),
    "certification_type": ("plans", ("certification_type",)),
    "sent_on": ("plans", ("sent_on",)),
    "patient_birth_date": ("claims", ("patient_birth_date",)),
    "setting": ("claims", ("setting", "bill_type")),
}
POLICY_PREFIX = "payer:"


def is_listed(fact: str, supplied: Mapping[str, frozenset[str]]) -> bool:
    """Say whether rows that miss this fact are listed one by one."""
    if fact.startswith(POLICY_PREFIX):
        return False
    table, columns = FACTS[fact]
    return any(column in supplied.get(table, frozenset()) for column in columns)


def reason(fact: str, supplied: Mapping[str, frozenset[str]]) -> str:
    """Say in one sentence why the fact is missing."""
    if fact.startswith(POLICY_PREFIX):
        knob = fact.removeprefix(POLICY_PREFIX).replace("_", " ")
        return f"No payer rule on {knob} is in force for this payer on the date of service."
    table, columns = FACTS[fact]
    if is_listed(fact, supplied):
        return f"The {table} were supplied, but the {fact} of these rows is not known."
    if supplied.get(table):
        return f"The {table} files have no column {' or '.join(columns)}."
    return f"No {table} file was supplied."
