"""The smaller files of a night: documents, authorizations, eligibility."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipeline.demo import days
from pipeline.demo.office import Office
from pipeline.demo.people import Patient
from pipeline.demo.writing import ISO

_ASKS_AUTHORIZATION = frozenset({"MADV", "MCDA", "MCDE", "WCOMP", "PPO1"})


def treated(office: Office, night: date) -> list[tuple[Patient, str, date]]:
    """Patients of a night's claims with discipline and last date, each once, in order."""
    found: dict[tuple[str, str], tuple[Patient, str, date]] = {}
    for claim in office.nights[night].claims:
        line = claim.lines[0]
        discipline = line.discipline or "PT"
        found[claim.patient.id, discipline] = (claim.patient, discipline, line.on)
    return list(found.values())


def document_rows(office: Office, night: date) -> Iterator[tuple[str, ...]]:
    """Papers of the night's patients as they stood that night, later ones left out."""
    yield (
        "patient_id",
        "discipline",
        "kind",
        "document_date",
        "author_credential",
        "signed_on",
        "expires_on",
    )
    here = {claim.patient.id for claim in office.nights[night].claims}
    for paper in office.documents:
        if paper.patient_id not in here or (paper.known_from or paper.on) > night:
            continue
        yield (
            paper.patient_id,
            paper.discipline,
            paper.kind,
            ISO[paper.on],
            paper.author,
            ISO[paper.signed if paper.signed and paper.signed <= night else None],
            ISO[paper.expires],
        )


def authorization_rows(seen: list[tuple[Patient, str, date]]) -> Iterator[tuple[str, ...]]:
    """What payers have granted."""
    yield (
        "authorization_number",
        "patient_id",
        "payer_id",
        "discipline",
        "codes",
        "from_date",
        "to_date",
        "unit_kind",
        "granted",
        "used_elsewhere",
    )
    for place, (patient, discipline, on) in enumerate(seen):
        if patient.payer.code not in _ASKS_AUTHORIZATION or place % 2:
            continue
        visits = place % 4 == 0
        yield (
            f"A{7000000 + 13 * place}",
            patient.id,
            patient.payer.code,
            discipline if place % 6 else "",
            "" if visits else "97112 97140 97530",
            ISO[days.add(on, -80)],
            ISO[days.add(on, 40)],
            "visits" if visits else "units",
            "24" if visits else "96",
            str(place % 5) if place % 3 else "",
        )


def eligibility_rows(seen: list[tuple[Patient, str, date]]) -> Iterator[tuple[str, ...]]:
    """What payers said about coverage."""
    yield (
        "patient_id",
        "payer_id",
        "active_from",
        "active_to",
        "payer_order",
        "benefit_year_start",
        "other_coverage",
        "home_health_from",
        "home_health_to",
        "snf_part_a_from",
        "snf_part_a_to",
        "visits_used_elsewhere",
    )
    for place, (patient, _, on) in enumerate(seen):
        if place % 2:
            continue
        senior = patient.payer.code == "MCR"
        home, inpatient = senior and place % 34 == 0, senior and place % 46 == 0
        yield (
            patient.id,
            patient.payer.code,
            "2026-01-01" if place % 4 else "2024-07-01",
            "2026-12-31" if place % 6 else "",
            "P" if place % 10 else "",
            "2026-01-01" if place % 8 else "",
            "supplement" if senior and place % 12 == 0 else "",
            ISO[days.add(on, -150)] if home else "",
            ISO[days.add(on, -95)] if home else "",
            ISO[days.add(on, -140)] if inpatient else "",
            ISO[days.add(on, -120)] if inpatient else "",
            str(place % 7) if place % 5 == 0 else "",
        )
