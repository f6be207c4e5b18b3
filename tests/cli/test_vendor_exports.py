"""The example exports of other systems, each read by its column map, through the command line."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from tests.cli.office import claimscrub, nothing_published
from tests.cli.vendors import AS_OF, EXPORTS, OPENEMR, TEBRA, WEBPT, Night, night_of, ran


@pytest.fixture(scope="module")
def webpt(tmp_path_factory: pytest.TempPathFactory) -> Night:
    return night_of(tmp_path_factory.mktemp("webpt"), "webpt", *WEBPT)


@pytest.fixture(scope="module")
def tebra(tmp_path_factory: pytest.TempPathFactory) -> Night:
    return night_of(tmp_path_factory.mktemp("tebra"), "tebra", *TEBRA)


@pytest.fixture(scope="module")
def openemr(tmp_path_factory: pytest.TempPathFactory) -> Night:
    return night_of(tmp_path_factory.mktemp("openemr"), "openemr", *OPENEMR)


def test_webpt_accounts_for_every_row(webpt: Night) -> None:
    assert webpt.counts("claims") == {
        "records": 12, "accepted": 7, "rejected": 3, "set_aside": 1, "duplicate": 1,
    }  # fmt: skip
    assert webpt.counts("visits") == {
        "records": 10, "accepted": 7, "rejected": 2, "set_aside": 0, "duplicate": 1,
    }  # fmt: skip
    assert webpt.rejected == [
        ("revflow_charges.csv", 9, "rejected", "cpt_code"),
        ("revflow_charges.csv", 10, "set_aside", "cpt_code"),
        ("revflow_charges.csv", 11, "rejected", "visit_id, cur_insurance_code"),
        ("revflow_charges.csv", 12, "rejected", "date_of_service"),
        ("revflow_charges.csv", 13, "duplicate", ""),
        ("documented_units.csv", 9, "rejected", "CPT Code"),
        ("documented_units.csv", 10, "rejected", "Date of Service"),
        ("documented_units.csv", 11, "duplicate", ""),
    ]


def test_webpt_findings(webpt: Night) -> None:
    assert webpt.findings == {
        ("MOD001", "block", "70002-MCR", 1),  # neither slot is filled, so GP is missing
        # The note is an assistant's, a therapist finalized it, and the line has a free slot.
        ("MOD004", "review", "70003-MCR", 1),
        ("SCH001", "block", "70007-MCR", None),  # two codes in one cell
        ("SCH001", "block", "70009-MCR", None),  # a date in another form
    }
    assert webpt.dispositions == {
        "70001-MCR": "RELEASE", "70002-MCR": "HOLD", "70003-MCR": "REVIEW",
        "70004-MCR": "RELEASE", "70005-AET": "RELEASE", "70006-MCR": "RELEASE",
        "70007-MCR": "HOLD", "70009-MCR": "HOLD",
    }  # fmt: skip


def test_full_slots_leave_a_missing_modifier_open(webpt: Night) -> None:
    assert webpt.cannot_tell("MOD001", "modifiers") == [("70004-MCR", 1)]  # KX and 59, no GP
    assert webpt.cannot_tell("MOD004", "modifiers") == [("70006-MCR", 1)]  # GP and KX, no CQ


def test_tebra_accounts_for_every_row(tebra: Night) -> None:
    assert tebra.counts("claims") == {
        "records": 8, "accepted": 6, "rejected": 1, "set_aside": 1, "duplicate": 0,
    }  # fmt: skip
    assert tebra.counts("visits") == {
        "records": 8, "accepted": 5, "rejected": 3, "set_aside": 0, "duplicate": 0,
    }  # fmt: skip
    assert [one[1:] for one in tebra.rejected] == [
        (8, "rejected", "Procedure"), (9, "set_aside", "Procedure"),
        (7, "rejected", "Minutes"), (8, "rejected", "Procedure"), (9, "rejected", "Procedure"),
    ]  # fmt: skip


def test_tebra_findings(tebra: Night) -> None:
    assert tebra.findings == {
        ("UNIT001", "block", "4001", 1),  # 18 minutes of 97110 and 15 of 97530 as three units
        ("MOD001", "block", "4003", 1),
        ("SCH001", "block", "4006", None),  # two codes in one cell
        ("SCH001", "block", "4007", None),  # SP$110, with a charge
    }
    # All four slots are filled and GP is among them; four slots are all that a claim has.
    assert tebra.dispositions["4004"] == "RELEASE"


def test_openemr_accounts_for_every_row(openemr: Night) -> None:
    assert openemr.counts("claims") == {
        "records": 12, "accepted": 5, "rejected": 2, "set_aside": 5, "duplicate": 0,
    }  # fmt: skip
    assert [one[1:] for one in openemr.rejected] == [
        (2, "set_aside", "code_type"),  # a diagnosis
        (5, "set_aside", "code_type"),  # a payment at the desk
        (6, "set_aside", "code_type"),
        (9, "set_aside", "activity"),  # deleted
        (11, "set_aside", "code_type"),  # a tax
        (12, "rejected", "payer_id"),  # NULL
        (13, "rejected", "date"),  # a moment of entry
    ]


def test_openemr_findings(openemr: Night) -> None:
    assert openemr.findings == {
        ("MOD001", "block", "32-502", 1),
        ("SCH001", "block", "34-504", None),  # the tax may belong to the charge
        ("SCH001", "block", "35-505", None),
        ("SCH001", "block", "36-506", None),
    }
    # The diagnosis, the payment and the deleted row hold nothing.
    assert openemr.dispositions["31-501"] == "RELEASE"
    assert openemr.dispositions["33-503"] == "RELEASE"


@pytest.mark.parametrize("office", ["webpt", "tebra", "openemr"])
def test_release_files_hold_the_offices_own_bytes(
    office: str, request: pytest.FixtureRequest
) -> None:
    night: Night = request.getfixturevalue(office)
    heading, *rows = night.claims.read_bytes().splitlines(keepends=True)
    written = []
    for name in ("released_claims.csv", "held_claims.csv"):
        own_heading, *own = (night.run_dir / name).read_bytes().splitlines(keepends=True)
        assert own_heading == heading
        assert [row for row in rows if row in own] == list(dict.fromkeys(own))
        written += own
    # What is in neither names no claim: its id is blank, and it is told as a rejected row.
    missing = [row for row in rows if row not in written]
    assert [b"80010" in row for row in missing] == ([True] if office == "webpt" else [])


def test_the_maps_are_kept_beside_the_run(webpt: Night) -> None:
    kept = webpt.run_dir / "rules_used"
    own = kept / "site" / "column_maps" / "our-documented-units.toml"
    shipped = kept / "column_maps" / "webpt-revflow-charges.toml"
    assert (
        own.read_bytes()
        == (EXPORTS / "site" / "webpt" / "column_maps" / "our-documented-units.toml").read_bytes()
    )
    assert 'layout = "WebPT RevFlow' in shipped.read_text(encoding="utf-8")


def test_check_config_names_the_maps_that_are_used() -> None:
    config = EXPORTS / "site" / "webpt" / "site.toml"
    done = claimscrub("check-config", "--config", config, "--as-of", AS_OF)
    assert (done.code, done.err) == (0, "")
    said = [line.strip() for line in done.out.splitlines()]
    at = said.index("Column maps of your exports:")
    assert said[at + 1] == (
        "claims: WebPT RevFlow billing charges, by column_maps/webpt-revflow-charges.toml"
    )
    assert said[at + 3] == "2 modifiers a line at most: more may have been cut off"
    assert any(
        line.endswith(
            "by site/column_maps/our-documented-units.toml over "
            "column_maps/webpt-documented-units.toml"
        )
        for line in said
    )


@pytest.mark.parametrize("command", ["run", "check-config"])
def test_a_fault_in_a_map_stops_before_anything_is_read(tmp_path: Path, command: str) -> None:
    site = tmp_path / "site"
    shutil.copytree(EXPORTS / "site" / "webpt", site)
    own = site / "column_maps" / "our-documented-units.toml"
    own.write_text(
        own.read_text(encoding="utf-8").replace('from = "Documenting', 'from = "Docmenting'),
        encoding="utf-8",
    )
    if command == "run":
        done = ran(tmp_path, "webpt", *WEBPT, site=site)
    else:
        done = claimscrub("check-config", "--config", site / "site.toml")
    assert done.code == 2
    assert done.said == [
        'claimscrub: site/column_maps/our-documented-units.toml: "columns.therapist_credential" '
        'names a heading that "headings" does not list; did you mean "Documenting Therapist"?'
    ]
    assert nothing_published(tmp_path / "runs")


def test_a_map_whose_patients_are_nowhere_names_the_heading(tmp_path: Path) -> None:
    """ "EMR Patient ID" is an option of the export."""
    with (EXPORTS / "webpt" / "documented_units.csv").open(encoding="utf-8-sig") as stream:
        rows = [row[:20] for row in csv.reader(stream)]
    visits = tmp_path / "documented_units.csv"
    with visits.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    done = ran(tmp_path, "webpt", *WEBPT[:2], "--visits", visits)
    assert done.code == 3
    assert done.said == [
        "claimscrub: documented_units.csv, line 1, column EMR Patient ID: the column map "
        "our-documented-units makes patient_id of this heading, and the export has none; "
        "turn it on in the export"
    ]
    assert nothing_published(tmp_path / "runs")


def test_a_change_of_a_map_is_another_run(tmp_path: Path, openemr: Night) -> None:
    site = tmp_path / "site"
    shutil.copytree(EXPORTS / "site" / "openemr", site)
    same = ran(tmp_path / "same", "openemr", *OPENEMR, "--format", "json", site=site)
    assert same.summary["run_id"] == openemr.run_dir.name
    (site / "column_maps").mkdir()
    own = 'extends = "openemr-billing"\n[columns]\nlocation_id = "groupname"\n'
    (site / "column_maps" / "ours.toml").write_text(own, encoding="utf-8")
    settings = (site / "site.toml").read_text(encoding="utf-8")
    (site / "site.toml").write_text(settings.replace("openemr-billing", "ours"), encoding="utf-8")
    first = ran(tmp_path / "first", "openemr", *OPENEMR, "--format", "json", site=site)
    (site / "column_maps" / "ours.toml").write_text(own + "# a remark\n", encoding="utf-8")
    second = ran(tmp_path / "second", "openemr", *OPENEMR, "--format", "json", site=site)
    assert len({done.summary["run_id"] for done in (same, first, second)}) == 3


def test_what_the_site_file_says_of_reading_reaches_the_night(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "site.toml").write_text(
        '[payers]\n"M\u00dcLLER" = "medicare"\n[intake]\ndelimiter = ";"\n'
        'legacy_encoding = "cp1252"\ndate_formats = ["%d.%m.%Y"]\nset_aside_codes = ["99999"]\n',
        encoding="utf-8",
    )
    heading = "claim_id;line_number;patient_id;payer_id;service_date;procedure_code;units;charge"
    rows = ["C1;1;P1;MCR;16.11.2026;97110;2;60.00", "C1;2;P1;MCR;16.11.2026;99999;1;0.00"]
    claims = tmp_path / "claims.csv"
    claims.write_bytes(
        "\r\n".join([f"{heading};remark", *(f"{r};\u00e9" for r in rows)]).encode("cp1252")
    )
    night = night_of(tmp_path, "", "--claims", claims, site=site)
    assert night.counts("claims") == {
        "records": 2, "accepted": 1, "rejected": 0, "set_aside": 1, "duplicate": 0,
    }  # fmt: skip
