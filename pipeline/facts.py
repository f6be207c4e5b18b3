"""Facts that a rule may miss: by the name used in verdicts, what they are and where they stand.

A fact whose columns the exports lack altogether is reported once a payer; a blank cell of a
supplied column is listed row by row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

POLICY_PREFIX = "payer:"


class Fact(NamedTuple):
    """A fact in words, and the table and columns any of which can hold it."""

    words: str
    table: str
    columns: tuple[str, ...]


FACTS: dict[str, Fact] = {
    "minutes": Fact(
        "the documented minutes of the day",
        "visits",
        ("minutes", "therapist_minutes", "total_timed_minutes"),
    ),
    "minutes by code": Fact("the minutes of each code", "visits", ("minutes", "therapist_minutes")),
    "minutes by person": Fact(
        "which minutes the therapist and which the assistant furnished",
        "visits",
        ("therapist_minutes", "assistant_minutes"),
    ),
    "units by the minutes": Fact(
        "which units stand (billed units and documented minutes disagree)",
        "visits",
        ("minutes", "therapist_minutes", "assistant_minutes"),
    ),
    "discipline": Fact(
        "the discipline of the line", "claims", ("discipline", "modifier_1", "modifiers")
    ),
    "modifiers": Fact(
        "whether the export cut modifiers off", "claims", ("modifier_1", "modifiers")
    ),
    "therapist or therapy plan": Fact(
        "whether a therapist furnished the service or a therapy plan covers it",
        "claims",
        ("discipline", "visit_id", "rendering_taxonomy"),
    ),
    "first unit": Fact(
        "whether the first unit of an additional code stands elsewhere",
        "claims",
        ("procedure_code",),
    ),
    "allowed_amount": Fact("the allowed amount", "claims", ("allowed_amount",)),
    "opening balance": Fact(
        "whether the payer's balance already holds our last claims", "spend", ("amount",)
    ),
    "plans": Fact("the plan of care", "plans", ("plan_id",)),
    "certified_on": Fact("the date of the signature", "plans", ("certified_on",)),
    "certification_type": Fact(
        "whether the plan is an initial one", "plans", ("certification_type",)
    ),
    "verbal_order_on": Fact("the date of a verbal order", "plans", ("verbal_order_on",)),
    "order_signed_on": Fact("the date of the signed order", "plans", ("order_signed_on",)),
    "provider": Fact(
        "which provider the line belongs to", "claims", ("rendering_npi", "billing_npi")
    ),
    "visit of the line": Fact(
        "which of the day's visits belongs to the line", "visits", ("discipline", "therapist_npi")
    ),
    "sent_on": Fact("the date on which the plan was sent", "plans", ("sent_on",)),
    "patient_birth_date": Fact("the patient's date of birth", "claims", ("patient_birth_date",)),
    "period before": Fact("the plan period before the recertification", "plans", ("start_date",)),
    "certifier_credential": Fact(
        "what the certifier is, or whether such a one may certify",
        "plans",
        ("certifier_credential",),
    ),
    "progress reports": Fact("the kinds of notes", "visits", ("note_type",)),
    "start of the count": Fact(
        "the evaluation or report since which treatment dates count", "claims", ("service_date",)
    ),
    "report author": Fact(
        "whether a therapist wrote the report", "documents", ("author_credential",)
    ),
    "note author": Fact("whether a therapist wrote the note", "visits", ("therapist_credential",)),
    "documents": Fact("which orders and referrals there are", "documents", ("kind",)),
    "evaluation since": Fact(
        "whether there was an evaluation since the discharge", "claims", ("service_date",)
    ),
    "setting": Fact("the setting", "claims", ("setting", "bill_type")),
    "visit discipline": Fact(
        "the discipline of the line's own visit", "visits", ("discipline", "visit_id")
    ),
    "furnisher": Fact(
        "whether an assistant furnished the service",
        "visits",
        ("assistant_minutes", "therapist_minutes", "therapist_credential"),
    ),
    "place_of_service": Fact("the place of service", "claims", ("place_of_service",)),
    "rendering_taxonomy": Fact(
        "the kind of the rendering provider", "claims", ("rendering_taxonomy",)
    ),
    "telehealth list": Fact(
        "whether Medicare's telehealth list has the code on that date",
        "claims",
        ("procedure_code",),
    ),
    "telehealth modifier": Fact(
        "whether the payer wants a telehealth modifier beside a telehealth place",
        "claims",
        ("place_of_service",),
    ),
    "pair table": Fact(
        "which pairs of codes were in force (no loaded table answers for that date)",
        "claims",
        ("procedure_code",),
    ),
    "bill_type": Fact("the bill type, which says whose table counts", "claims", ("bill_type",)),
    "unit limits": Fact(
        "the highest number of units (no loaded table answers for that date)",
        "claims",
        ("procedure_code",),
    ),
    "minutes that agree": Fact(
        "which minutes hold (therapist's and assistant's do not add up to those of the service)",
        "visits",
        ("minutes", "therapist_minutes", "assistant_minutes"),
    ),
    "who furnished it": Fact(
        "who furnished some of the day's services",
        "visits",
        ("therapist_id", "therapist_npi", "assistant_id"),
    ),
    "line of business": Fact(
        "whether the payer is Medicare or a Medicare Advantage plan", "claims", ("payer_id",)
    ),
    "fee schedule": Fact(
        "whether the fee schedule pays the code (no loaded fee file answers for that date)",
        "claims",
        ("procedure_code",),
    ),
    "clock times": Fact(
        "when each of the two services began and ended", "visits", ("start_time", "stop_time")
    ),
}


def is_listed(fact: str, supplied: Mapping[str, frozenset[str]]) -> bool:
    """Say whether rows that miss this fact are listed one by one."""
    if fact.startswith(POLICY_PREFIX):
        return False
    known = FACTS[fact]
    return any(column in supplied.get(known.table, frozenset()) for column in known.columns)


def reason(fact: str, supplied: Mapping[str, frozenset[str]]) -> str:
    """Say in one sentence why the fact is missing."""
    if fact.startswith(POLICY_PREFIX):
        knob = fact.removeprefix(POLICY_PREFIX).replace("_", " ")
        return f"Nothing on file for this payer and date: {knob}."
    known = FACTS[fact]
    if is_listed(fact, supplied):
        return f"Not known for these rows: {known.words}."
    if supplied.get(known.table):
        columns = " or ".join(known.columns)
        return f"The {known.table} export has no column {columns}: {known.words} is not known."
    return f"No {known.table} export was supplied: {known.words} is not known."
