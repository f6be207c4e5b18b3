"""The generated files: the same for a seed, complete, as large as was asked for."""

from __future__ import annotations

import csv
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipeline.demo import DemoNight, generate

Row = dict[str, str]
Read = Callable[[Path], list[Row]]

# CONTRACT.md "Inputs", column by column; `modifiers` is the other form of the four slots.
CONTRACT = {
    "claims": """claim_id line_number patient_id payer_id service_date procedure_code units charge
        modifier_1 modifier_2 modifier_3 modifier_4 modifiers allowed_amount discipline setting
        bill_type revenue_code place_of_service diagnosis_codes diagnosis_pointers rendering_npi
        billing_npi referring_npi attending_npi rendering_taxonomy authorization_number location_id
        therapist_id visit_id member_id patient_birth_date state plan payer_sequence
        secondary_payer_id primary_adjudicated_on claim_frequency replaces_claim_id
        payer_control_number claim_total_charge service_date_through line_note received_order
        incident_to""",
    "visits": """visit_id patient_id service_date procedure_code discipline minutes
        therapist_minutes assistant_minutes start_time stop_time therapist_id therapist_credential
        therapist_npi assistant_id finalized_by finalized_by_credential student_supervision
        delivery_mode description justification goal_id goal measure response note_type
        note_signed_on cosigned_on total_timed_minutes total_treatment_minutes location_id
        days_of_data interactive_contact""",
    "plans": """plan_id patient_id discipline start_date episode_start_date end_date
        certification_type certified_on certifier_npi certifier_credential verbal_order_on
        order_signed_on sent_on delay_reason discharged_on""",
    "spend": "patient_id year bucket amount as_of source",
    "documents": """patient_id discipline kind document_date author_credential signed_on
        expires_on""",
    "authorizations": """authorization_number patient_id payer_id discipline codes from_date to_date
        unit_kind granted used_elsewhere""",
    "eligibility": """patient_id payer_id active_from active_to payer_order benefit_year_start
        other_coverage home_health_from home_health_to snf_part_a_from snf_part_a_to
        visits_used_elsewhere""",
}
REQUIRED = {
    "claims": """claim_id line_number patient_id payer_id service_date procedure_code units
        charge""",
    "visits": "visit_id patient_id service_date procedure_code",
    "plans": "plan_id patient_id discipline start_date",
    "spend": "patient_id year bucket amount as_of",
    "documents": "patient_id discipline kind document_date",
    "authorizations": "authorization_number patient_id payer_id",
    "eligibility": "patient_id payer_id",
}


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _nights(demo: DemoNight) -> tuple[Path, ...]:
    return (*(night.folder for night in demo.earlier), demo.tonight.folder)


def test_same_seed_same_bytes_and_another_seed_differs(demo: DemoNight, tmp_path: Path) -> None:
    first = _files(demo.config.parent.parent)
    generate(tmp_path / "again", 1)
    generate(tmp_path / "other", 2)
    assert _files(tmp_path / "again") == first
    other = _files(tmp_path / "other")
    assert set(other) == set(first)
    assert other["tonight/claims.csv"] != first["tonight/claims.csv"]
    assert other["site/site.toml"] == first["site/site.toml"]


def test_only_the_owner_may_read(demo: DemoNight) -> None:
    top = demo.config.parent.parent
    for path in (top, *top.rglob("*")):
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path.name


def test_nights_in_order_and_labels_apart(demo: DemoNight) -> None:
    assert [night.as_of for night in demo.earlier] == [date(2026, 10, 30), date(2026, 11, 19)]
    assert demo.tonight.as_of == date(2026, 11, 20)
    assert all(demo.labels.parent != folder for folder in _nights(demo))
    assert demo.config.is_file()
    assert demo.payer_rules.is_dir()


def test_rows_have_the_cells_of_their_heading(demo: DemoNight) -> None:
    for folder in _nights(demo):
        assert {path.stem for path in folder.iterdir()} == set(CONTRACT)
        for path in folder.iterdir():
            with path.open(encoding="utf-8", newline="") as text:
                rows = csv.reader(text, strict=True)
                width = len(next(rows))
                assert {len(row) for row in rows} == {width}, path


@pytest.mark.parametrize("kind", list(CONTRACT))
def test_every_column_is_filled_somewhere(demo: DemoNight, read: Read, kind: str) -> None:
    filled: set[str] = set()
    for folder in _nights(demo):
        rows = read(folder / f"{kind}.csv")
        filled |= {name for name in rows[0] if any(row[name].strip() for row in rows)}
    assert filled == set(CONTRACT[kind].split())


@pytest.mark.parametrize("kind", list(CONTRACT))
def test_optional_columns_have_blanks(demo: DemoNight, read: Read, kind: str) -> None:
    rows = read(demo.tonight.folder / f"{kind}.csv")
    optional = set(rows[0]) - set(REQUIRED[kind].split())
    cells = [row[name] for row in rows for name in optional]
    assert sum(not cell.strip() for cell in cells) / len(cells) >= 0.03


def test_as_many_as_was_asked_for(demo: DemoNight, read: Read) -> None:
    backlog, last_night = (read(night.claims) for night in demo.earlier)
    tonight = read(demo.tonight.claims)
    assert len(backlog) >= 55_000
    assert len(backlog) + len(last_night) >= 60_000
    assert len(last_night) >= 5_500
    assert len(tonight) >= 6_000
    assert len({row["patient_id"].strip() for row in tonight}) >= 400
    assert len({row["payer_id"].strip().upper() for row in tonight}) >= 10
    assert {"PT", "OT", "SLP"} <= {row["discipline"] for row in tonight}


def test_a_backlog_holds_nothing_of_later_days(demo: DemoNight, read: Read) -> None:
    before = ""
    for night in (*demo.earlier, demo.tonight):
        as_of = night.as_of.isoformat()
        dates = {row["service_date"] for row in read(night.claims)} - {"2026-11-31"}
        assert max(dates) <= as_of
        signed = {row["note_signed_on"] for row in read(night.visits)}
        assert max(signed) <= as_of
        assert before < as_of
        before = as_of


def test_what_a_practice_sends(demo: DemoNight, read: Read) -> None:
    tonight = read(demo.tonight.claims)
    modifiers = [{row[f"modifier_{n}"] for n in (1, 2, 3, 4)} for row in tonight]
    assert {"GP", "GO", "GN", "CQ", "CO", "59", "KX", "GA", "GY"} <= set().union(*modifiers)
    assert {"1", "7", "8", ""} == {row["claim_frequency"] for row in tonight}
    assert {"131", "851"} <= {row["bill_type"] for row in tonight}
    assert {"0420", "0424"} <= {row["revenue_code"] for row in tonight}
    assert any(row["procedure_code"].startswith("L") for row in tonight)
    assert any(row["charge"] == "0.01" for row in tonight)
    known = [row for row in tonight if row["allowed_amount"]]
    assert 0.95 < len(known) / len(tonight) < 0.99
    kinds = {row["note_type"] for row in read(demo.tonight.visits)}
    assert {"evaluation", "reevaluation", "daily"} <= kinds
    plans = read(demo.tonight.plans)
    assert {"initial", "recertification"} <= {row["certification_type"] for row in plans}
    assert any(row["sent_on"] and not row["certified_on"] for row in plans)
    assert any(row["verbal_order_on"] for row in plans)


def test_untidiness(demo: DemoNight, read: Read) -> None:
    tonight = read(demo.tonight.claims)
    assert any(row["payer_id"] != row["payer_id"].strip().upper() for row in tonight)
    assert any(row["patient_id"] != row["patient_id"].strip() for row in tonight)
    notes = {row["line_note"] for row in tonight}
    assert any("\n" in note for note in notes)
    assert any("," in note for note in notes)
    assert any(not note.isascii() for note in notes)
    assert {"NORCM", "TOS115"} <= {row["procedure_code"] for row in tonight}
    assert len(set(map(tuple, (row.values() for row in tonight)))) < len(tonight)
    last_night = {row["modifiers"] for row in read(demo.earlier[1].claims)}
    assert {"59 GP", "59:GP", "59,GP"} & last_night


def test_no_note_names_a_patient(demo: DemoNight, read: Read) -> None:
    ids = {row["patient_id"].strip() for row in read(demo.tonight.claims)}
    said = {row["description"] for row in read(demo.tonight.visits)}
    assert not any(name in text for text in said for name in list(ids)[:50])
