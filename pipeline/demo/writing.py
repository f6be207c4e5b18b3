"""Writing a night's claims and plans as CSV, in the layouts of the practice's systems.

Claim rows are put together as text: what is the same for all lines of a claim is made once.
Cells that may hold commas, quotes or line breaks go through `cell`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from pipeline.demo.model import Claim, Line, Plan, Spend

_LINE_COLUMNS = (
    "claim_id",
    "line_number",
    "service_date",
    "procedure_code",
    "units",
    "charge",
)
_SLOTS = ("modifier_1", "modifier_2", "modifier_3", "modifier_4")
_MORE_LINE_COLUMNS = (
    "allowed_amount",
    "discipline",
    "revenue_code",
    "diagnosis_pointers",
    "therapist_id",
    "visit_id",
    "service_date_through",
    "line_note",
    "received_order",
)
_CLAIM_COLUMNS = (
    "patient_id",
    "payer_id",
    "setting",
    "bill_type",
    "place_of_service",
    "diagnosis_codes",
    "rendering_npi",
    "billing_npi",
    "referring_npi",
    "attending_npi",
    "rendering_taxonomy",
    "authorization_number",
    "location_id",
    "member_id",
    "patient_birth_date",
    "state",
    "plan",
    "payer_sequence",
    "secondary_payer_id",
    "primary_adjudicated_on",
    "claim_frequency",
    "replaces_claim_id",
    "payer_control_number",
    "claim_total_charge",
    "incident_to",
)
_CLAIM_PLACE = {name: place for place, name in enumerate(_CLAIM_COLUMNS)}
# Claims of one night come from a system that keeps the modifiers in one column.
_SEPARATORS = (" ", ":", ",")


class Money(dict[int, str]):
    """Cents as dollars with two decimals, each amount worked out once."""

    def __missing__(self, cents: int) -> str:
        text = f"{cents // 100}.{cents % 100:02d}"
        self[cents] = text
        return text


class Iso(dict[date | None, str]):
    """Dates as ISO text, blank for none, each worked out once."""

    def __missing__(self, day: date | None) -> str:
        text = day.isoformat() if day else ""
        self[day] = text
        return text


MONEY = Money()
ISO = Iso()


def cell(text: str) -> str:
    """A CSV cell, quoted where it has to be."""
    if '"' in text or "," in text or "\n" in text:
        doubled = text.replace('"', '""')
        return f'"{doubled}"'
    return text


def claim_heading(*, slots: bool) -> tuple[str, ...]:
    """Columns of a claims file: modifier slots, or one `modifiers` column."""
    middle = _SLOTS if slots else ("modifiers",)
    return (*_LINE_COLUMNS, *middle, *_MORE_LINE_COLUMNS, *_CLAIM_COLUMNS)


def _claim_cells(claim: Claim) -> list[str]:
    patient = claim.patient
    place = patient.location
    institutional = bool(place.bill_type)
    cells = [
        patient.id,
        patient.payer.code,
        "institutional" if institutional else "professional",
        place.bill_type,
        claim.place or place.place,
        patient.diagnoses,
        claim.rendering,
        place.billing_npi,
        "" if institutional else patient.referring,
        patient.referring if institutional else "",
        claim.taxonomy,
        claim.authorization,
        place.id,
        patient.member_id,
        ISO[patient.birth],
        place.state,
        patient.plan_name,
        claim.sequence,
        claim.secondary,
        ISO[claim.adjudicated],
        claim.frequency,
        claim.replaces,
        claim.control,
        MONEY[_total(claim)],
        claim.incident_to,
    ]
    if claim.blank:
        cells[_CLAIM_PLACE[claim.blank]] = ""
    return cells


def _total(claim: Claim) -> int:
    """Charge of the claim; a row that is there twice counts once."""
    return sum({line.number: line.charge for line in claim.lines}.values())


def _modifier_cells(line: Line, *, slots: bool) -> str:
    found = line.modifiers
    if slots:
        return ",".join((*found, "", "", "", "")[:4])
    return cell(_SEPARATORS[line.number % 3].join(found))


def claim_rows(claims: Iterable[Claim], *, slots: bool) -> Iterator[str]:
    """Rows of the claims, in the order given; lines of numbered feeds count their arrival."""
    arrival = 0
    heading = claim_heading(slots=slots)
    for claim in claims:
        tail = ",".join(_claim_cells(claim))
        feed = claim.patient.feed
        for line in claim.lines:
            arrival += 1
            row = (
                f"{claim.id},{line.number},{ISO[line.on]},{line.code},{line.units},"
                f"{MONEY[line.charge]},{_modifier_cells(line, slots=slots)},"
                f"{'' if line.allowed is None else MONEY[line.allowed]},{line.discipline},"
                f"{line.revenue},{line.pointers},{line.therapist_id},{line.visit_id},"
                f"{ISO[line.through]},{cell(line.note)},{arrival if feed else ''},{tail}"
            )
            yield _raw(row, heading, line.raw) if line.raw else row


def _raw(row: str, heading: tuple[str, ...], raw: dict[str, str]) -> str:
    """The row with some cells replaced by what the export really says."""
    cells = next(csv.reader([row], strict=True))
    for column, text in raw.items():
        cells[heading.index(column)] = text
    return ",".join(map(cell, cells))


def plan_rows(plans: Iterable[Plan], night: date) -> Iterator[tuple[str, ...]]:
    """The plans of care as they stood on a night: later ones and later signatures are missing."""
    yield (
        "plan_id",
        "patient_id",
        "discipline",
        "start_date",
        "episode_start_date",
        "end_date",
        "certification_type",
        "certified_on",
        "certifier_npi",
        "certifier_credential",
        "verbal_order_on",
        "order_signed_on",
        "sent_on",
        "delay_reason",
        "discharged_on",
    )
    for plan in plans:
        if (plan.known_from or plan.start) > night:
            continue
        arrived = plan.signature_from or plan.certified
        signed = plan.certified if arrived and arrived <= night else None
        yield (
            plan.id,
            plan.patient_id,
            plan.discipline,
            ISO[plan.start],
            ISO[plan.episode],
            ISO[plan.end],
            plan.kind,
            ISO[signed],
            plan.certifier,
            plan.credential,
            ISO[plan.verbal],
            ISO[plan.order_signed],
            ISO[plan.sent if plan.sent and plan.sent <= night else None],
            plan.delay_reason,
            ISO[plan.discharged if plan.discharged and plan.discharged <= night else None],
        )


def spend_rows(balances: Iterable[Spend]) -> Iterator[tuple[str, ...]]:
    """Opening balances of the therapy threshold."""
    yield ("patient_id", "year", "bucket", "amount", "as_of", "source")
    for entry in balances:
        yield (
            entry.patient_id,
            str(entry.year),
            entry.bucket,
            MONEY[entry.amount],
            ISO[entry.as_of],
            entry.source,
        )


def write_rows(path: Path, rows: Iterable[tuple[str, ...]]) -> None:
    """Write a table, quoting where it has to be."""
    write_text(path, (",".join(map(cell, row)) for row in rows))


def make_folder(path: Path) -> None:
    """Make a folder that only its owner may enter, if it is not there yet."""
    path.mkdir(mode=0o700, exist_ok=True)


def write_text(path: Path, rows: Iterable[str]) -> None:
    """Write finished rows to a new file that only its owner may read."""
    path.write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")
    path.chmod(0o600)
