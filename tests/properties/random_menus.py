"""What random nights choose from: values around the places where a rule's answer changes."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

Row = dict[str, Any]

AS_OF = (
    *[date(2026, 11, 20)] * 12,
    date(2026, 1, 20), date(2025, 1, 20), date(2024, 7, 15), date(2022, 1, 14),
    date(2021, 6, 15), date(2019, 12, 20), date(2017, 12, 29),
)  # fmt: skip
DAYS_AGO = (1, 2, 3, 4, 7, 8, 9, 10, 11, 15)
EPISODE_DAYS = (3, 7, 8, 12, 14, 15, 29, 30, 31, 32, 45, 61, 89, 90, 91, 92, 100, 120, 181, 200)
STEPS = (0, 1, 2, 4, 6, 7, 8, 13, 20, 27, 30, 33, 40, 60, 89, 90, 91)
PAYERS = (
    "MCR", "RRB", "FED", "ASH", "BIRCH", "CEDAR", "CEDAR", "DUNE", "ELM", "FIR", "MIX",
    "commercial-base", "Mcr", "nobody",
)  # fmt: skip
DISCIPLINES = ("PT", "OT", "SLP")
MODIFIER_OF = {"PT": "GP", "OT": "GO", "SLP": "GN"}
NPIS = ("1234567893", "1003000126", "1992999999")
TAXONOMIES = {
    "PT": ("225100000X", "208100000X"),
    "OT": ("225X00000X", "225100000X"),
    "SLP": ("235Z00000X",),
}
EVALUATIONS = {
    "PT": ("97161", "97162", "97164"),
    "OT": ("97165", "97168", "97165"),
    "SLP": ("92523", "92524"),
}
MENU = (
    "97110", "97110", "97530", "97530", "97140", "97112", "97116", "97535", "97542", "97750",
    "97035", "97032", "97012", "97010", "97014", "G0283", "97150", "97129", "97130", "92507",
    "92526", "97161", "97162", "97164", "97165", "97168", "92523", "97550", "97551", "98975",
    "98977", "98980", "98981", "98985", "90912", "90913", "96125", "97545", "97546", "92607",
    "92608", "97139", "97001", "97004", "1111F", "G8978", "L3908", "95992", "97760", "97763",
    "97124", "97113", "99213", "97602",
)  # fmt: skip
PLACES = ("11", "11", "11", "22", "02", "10", "12", "31", "62")
BILL_TYPES = ("131", "851", "221", "751", "341", "111")
REVENUE = ("0420", "0424", "0430", "0434", "0440", "0510")
UNITS = (1, 1, 1, 1, 2, 2, 3, 4, 5, 0, -1, 1.5)
AMOUNTS = (3000, 2906, 2221, 0, 10000, 24800, 40000, 120000, 5999)
MORE_MODIFIERS: tuple[tuple[float, tuple[str, ...]], ...] = (
    (0.18, ("CQ", "CO")),
    (0.15, ("KX",)),
    (0.15, ("59", "59", "XE", "XU", "XP", "76")),
    (0.05, ("GA", "GX", "GY", "GZ")),
    (0.04, ("GO", "GN", "GP")),
    (0.03, ("52", "95", "GT", "93")),
    (0.03, ("TF", "UB", "U5", "AT")),
    (0.02, ("59", "Z9", "GP", "1", "LT", "25")),
)
MINUTES = (7, 8, 9, 10, 14, 15, 16, 22, 23, 30, 33, 37, 38, 45, 53)
PARTS = (0, 1, 2, 3, 7, 8, 9, 10, 14, 15, 22, 23)
CREDENTIALS = ("PT", "PTA", "OT", "OTA", "COTA", "SLP", "STUDENT", "AIDE", "DPT", "XYZ")
MODES = ("individual", "individual", "individual", "group", "cotreat", "telehealth")
NOTES = ("daily", "daily", "daily", "progress", "evaluation", "reevaluation", "discharge")

REQUIRED = {
    "claims": [
        "claim_id", "line_number", "patient_id", "payer_id", "service_date", "procedure_code",
        "units", "charge",
    ],
    "visits": ["visit_id", "patient_id", "service_date", "procedure_code"],
    "plans": ["plan_id", "patient_id", "discipline", "start_date"],
    "spend": ["patient_id", "year", "bucket", "amount", "as_of"],
    "documents": ["patient_id", "discipline", "kind", "document_date"],
}  # fmt: skip
OPTIONAL = {
    "claims": [
        "modifier_1", "modifier_2", "modifier_3", "modifier_4", "allowed_amount", "discipline",
        "setting", "bill_type", "revenue_code", "place_of_service", "rendering_npi",
        "billing_npi", "rendering_taxonomy", "location_id", "visit_id", "member_id",
        "patient_birth_date", "state", "plan", "payer_sequence", "secondary_payer_id",
        "received_order", "incident_to", "modifier_slots", "claim_frequency",
        "replaces_claim_id",
    ],
    "visits": [
        "discipline", "minutes", "therapist_minutes", "assistant_minutes", "start_time",
        "stop_time", "therapist_id", "therapist_credential", "therapist_npi", "assistant_id",
        "finalized_by_credential", "delivery_mode", "description", "note_type",
        "total_timed_minutes",
    ],
    "plans": [
        "end_date", "certification_type", "certified_on", "certifier_credential",
        "verbal_order_on", "order_signed_on", "sent_on", "delay_reason", "discharged_on",
    ],
    "spend": ["source"],
    "documents": ["author_credential", "signed_on", "expires_on"],
}  # fmt: skip
MODIFIERS = ("modifier_1", "modifier_2", "modifier_3", "modifier_4")
OF_THE_VERSION = ("claim_frequency", "replaces_claim_id")
"""Columns that make a claim what it is: never blank where they are filled."""
OF_THE_CLAIM = (
    *OF_THE_VERSION, "setting", "bill_type", "incident_to", "rendering_npi", "billing_npi",
    "rendering_taxonomy", "patient_birth_date", "member_id", "payer_sequence",
    "secondary_payer_id", "location_id", "state", "plan",
)  # fmt: skip
"""Columns that say the same on every line of a claim."""


def visit_head(
    draw: random.Random, name: str, patient: str, day: date, line: Row, disciplines: list[str]
) -> Row:
    """Return what the rows of one visit have in common."""
    discipline = line.get("discipline") or disciplines[0]
    if draw.random() < 0.05:
        discipline = draw.choice(DISCIPLINES)
    head: Row = {
        "visit_id": name,
        "patient_id": patient,
        "service_date": day,
        "discipline": discipline,
        "therapist_id": draw.choice(("T1", "T2")),
        "therapist_credential": draw.choice((discipline, *CREDENTIALS)),
        "therapist_npi": line.get("rendering_npi", NPIS[0])
        if draw.random() < 0.8
        else draw.choice(NPIS),
        "delivery_mode": draw.choice(MODES),
        "note_type": draw.choice(NOTES),
    }
    if draw.random() < 0.3:
        head["finalized_by_credential"] = draw.choice(CREDENTIALS)
    if draw.random() < 0.3:
        head["assistant_id"] = "A1"
    return head


def visit_rows(draw: random.Random, head: Row, codes: list[str]) -> list[Row]:
    """Return a visit's rows, one a documented service, with minutes by person and clock times."""
    rows: list[Row] = []
    clock = 9 * 60
    style = draw.choice(("code", "code", "people", "people", "total", "none"))
    for code in codes:
        row = {**head, "procedure_code": code}
        therapist, assistant = _by_person(draw)
        minutes = therapist + assistant
        if style == "code":
            row["minutes"] = minutes
        elif style == "people":
            row |= {"therapist_minutes": therapist, "assistant_minutes": assistant}
            if draw.random() < 0.6:
                row["minutes"] = minutes if draw.random() < 0.9 else minutes + 1
        if draw.random() < 0.5:
            clock -= draw.choice((0, 0, 0, 0, 2, 10))
            row |= {"start_time": clock, "stop_time": clock + minutes}
            clock += minutes
        row["description"] = draw.choice(("stairs", "gait in the hall", code))
        rows.append(row)
    if style == "total" or draw.random() < 0.3:
        known = sum(row.get("minutes", 15) for row in rows)
        total = draw.choice((known, known, known + 8, *MINUTES))
        for row in rows:
            row["total_timed_minutes"] = total
    return rows


def _by_person(draw: random.Random) -> tuple[int, int]:
    """Return minutes of the therapist and of the assistant alone."""
    if draw.random() < 0.55:
        return draw.choice(MINUTES), 0
    if draw.random() < 0.2:
        return 0, draw.choice(MINUTES)
    return draw.choice(PARTS), draw.choice(PARTS)
