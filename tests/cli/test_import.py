"""`claimscrub import`, and what doctor, check-config and a night make of the editions."""

from __future__ import annotations

import json
import stat
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock

from pipeline.imports import store
from tests.cli.office import Done, claimscrub, jsonl, run_arguments, write_exports
from tests.imports.published import (
    FEE_FILE,
    MUE_PRACTITIONER,
    PART_1,
    PART_2,
    PRACTITIONER_1,
    PRACTITIONER_2,
    as_csv,
    as_text,
    as_workbook,
    as_zip,
    fee_table,
    gpci_table,
    mue_table,
    pair_table,
    put,
)

PAIRS = "ncci-medicare-practitioner-2026q3.csv"
ZIPPED = as_zip(
    {
        f"{PRACTITIONER_1}.txt": as_text(pair_table(PART_1)),
        f"{PRACTITIONER_2}.txt": as_text(pair_table(PART_2)),
    }
)


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A folder of files as an office downloads them."""
    folder = tmp_path / "downloads"
    put(folder, "ccipra-v322r0.zip", ZIPPED)
    put(folder, f"{MUE_PRACTITIONER}.csv", as_csv(mue_table()))
    put(folder, f"{FEE_FILE}.xlsx", as_workbook(fee_table()))
    put(folder, "GPCI2026.csv", as_csv(gpci_table()))
    return folder


def _import_all(published: Path, into: Path) -> None:
    for kind, name in (
        ("ncci", "ccipra-v322r0.zip"),
        ("mue", f"{MUE_PRACTITIONER}.csv"),
        ("fees", f"{FEE_FILE}.xlsx"),
        ("gpci", "GPCI2026.csv"),
    ):
        done = claimscrub("import", kind, published / name, "--into", into)
        assert (done.code, done.err) == (0, "")


def test_import_says_what_was_read_and_where_it_is(published: Path, tmp_path: Path) -> None:
    into = tmp_path / "tables" / "imported"
    done = claimscrub("import", "ncci", published / "ccipra-v322r0.zip", "--into", into)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "NCCI pairs, medicare-practitioner, 2026Q3, parts 1, 2",
        "  13 rows read, 9 of therapy codes in the edition",
        "  service dates 1998-01-01 to 2026-09-30",
        f"  written: {into / PAIRS}",
    ]
    assert stat.S_IMODE(into.stat().st_mode) == 0o700
    modes = {stat.S_IMODE(path.stat().st_mode) for path in into.iterdir()}
    assert modes == {0o600}
    assert [path.name for path in into.glob("*.csv")] == [PAIRS]


def test_json_is_one_object(published: Path, tmp_path: Path) -> None:
    into = tmp_path / "into"
    part = put(tmp_path, f"{PRACTITIONER_2}.txt", as_text(pair_table(PART_2)))
    done = claimscrub("import", "ncci", part, "--into", into, "--format", "json")
    assert json.loads(done.out) == {
        "kind": "ncci",
        "editions": [
            {
                "title": "NCCI pairs, medicare-practitioner, 2026Q3",
                "path": str(into / PAIRS),
                "rows": 9,
                "therapy_rows": 7,
                "parts": [2],
                "complete": False,
                "first_day": "1998-01-01",
                "last_day": "2026-09-30",
                "remarks": ["part 1 is missing; until it is there, this quarter does not answer"],
            }
        ],
    }


def _doctor(today: str, monkeypatch: pytest.MonkeyPatch, folder: Path) -> Done:
    monkeypatch.setattr("pipeline.cli.today", lambda _: date.fromisoformat(today))
    return claimscrub("doctor", "--out", folder / "runs", "--history", folder / "history.sqlite")


def _line(done: Done, table: str) -> str:
    return next(line for line in done.out.splitlines() if table in line)


def test_doctor_shows_which_service_dates_are_covered(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    into = tmp_path / "into"
    monkeypatch.setenv("CLAIMSCRUB_CODE_SETS", str(into))
    _import_all(published, into)
    done = _doctor("2026-09-30", monkeypatch, tmp_path)
    assert done.code == 0
    assert _line(done, "NCCI pairs, medicare practitioner") == (
        "good  NCCI pairs, medicare practitioner: service dates 1998-01-01 to 2026-09-30; exact as "
        "of 2026-09-30"
    )
    assert _line(done, "NCCI pairs, medicare hospital").startswith("look")
    assert "2024-07-01 to 2024-09-30; stale as of" in _line(done, "NCCI pairs, medicare hospital")
    assert "not loaded" in _line(done, "NCCI pairs, medicaid practitioner")
    assert _line(done, "unit limits (MUE), medicare practitioner").startswith("good")
    assert "to 2026-12-31; exact" in _line(done, "Medicare fees")
    assert "exact" in _line(done, "geographic factors")
    for table in ("always-therapy list", "time bases"):
        assert _line(done, table).endswith("with no end")


def test_doctor_marks_a_stale_quarter_and_a_missing_part_as_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    into = tmp_path / "into"
    monkeypatch.setenv("CLAIMSCRUB_CODE_SETS", str(into))
    part = put(tmp_path, f"{PRACTITIONER_2}.txt", as_text(pair_table(PART_2)))
    assert claimscrub("import", "ncci", part, "--into", into).code == 0
    done = _doctor("2026-10-01", monkeypatch, tmp_path)
    assert done.code == 0
    assert f"look  imported {PAIRS}: does not answer: part 1 is missing" in done.out.splitlines()
    limits = _line(done, "unit limits (MUE), medicare practitioner")
    assert limits.startswith("look")
    assert limits.endswith("import 2026Q4 with claimscrub import mue")
    assert _line(_doctor("2027-01-01", monkeypatch, tmp_path), "Medicare fees").startswith("look")


def test_doctor_names_a_folder_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMSCRUB_CODE_SETS", str(tmp_path / "gone"))
    done = _doctor("2026-09-30", monkeypatch, tmp_path)
    assert done.code == 1
    assert f"BAD   {tmp_path / 'gone'}: the folder of imported code sets is not there" in done.out


def test_a_damaged_edition_is_named_by_doctor_and_stops_a_run(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    into = tmp_path / "into"
    monkeypatch.setenv("CLAIMSCRUB_CODE_SETS", str(into))
    _import_all(published, into)
    path = into / PAIRS
    path.write_text(path.read_text(encoding="utf-8").replace("2026-07-01,,1", "soon,,1"), "utf-8")
    done = _doctor("2026-09-30", monkeypatch, tmp_path)
    assert done.code == 1
    assert f"BAD   code_sets/imported/{PAIRS}, line " in done.out
    inputs = write_exports(tmp_path / "export")
    ran = claimscrub(*run_arguments(inputs, tmp_path))
    assert ran.code == 2
    assert PAIRS in ran.said[0]
    assert claimscrub("check-config").code == 2


def test_a_night_is_judged_by_the_editions_of_its_site_and_keeps_them(
    published: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    config = site / "site.toml"
    config.write_text('[site]\ncode_sets = "tables"\n[payers]\nMCR = "medicare"\n', "utf-8")
    inputs = write_exports(tmp_path / "export")
    arguments = ("--config", config, "--payer-rules", site, "--format", "json")
    before = claimscrub(*run_arguments(inputs, tmp_path, *arguments))
    assert before.code == 2
    assert before.said[0].endswith("tables: the folder of imported code sets is not there")
    zipped = published / "ccipra-v322r0.zip"
    done = claimscrub("import", "ncci", zipped, "--config", config)
    assert done.code == 0
    edition = site / "tables" / PAIRS
    assert edition.is_file()
    ran = claimscrub(*run_arguments(inputs, tmp_path, *arguments))
    assert ran.code == 0, ran.err
    run = Path(ran.summary["run_dir"])
    kept = run / "rules_used" / "code_sets" / "imported" / PAIRS
    assert kept.read_bytes() == edition.read_bytes()
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    assert f"code_sets/imported/{PAIRS}" in json.dumps(manifest)
    assert manifest["paths"]["code_sets"] == str(site / "tables")
    told = claimscrub("check-config", "--config", config, "--as-of", "2026-09-30")
    assert "NCCI pairs, medicare practitioner: service dates 1998-01-01 to 2026-09-30" in told.out


def test_a_night_holds_a_pair_that_only_an_imported_quarter_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No table that ships knows the pair, so the same night without the quarter has no finding."""
    into = tmp_path / "into"
    into.mkdir()
    monkeypatch.setenv("CLAIMSCRUB_CODE_SETS", str(into))
    claims = """\
claim_id,line_number,patient_id,payer_id,service_date,procedure_code,units,charge,modifiers,\
discipline,setting,rendering_npi
C1,1,PA,MCR,2026-11-16,97116,1,60.00,GP,PT,professional,1234567893
C1,2,PA,MCR,2026-11-16,97535,1,60.00,GP,PT,professional,1234567893
"""
    inputs = write_exports(tmp_path / "export", {"claims": claims})

    def findings() -> list[tuple[str, str, str]]:
        done = claimscrub(*run_arguments(inputs, tmp_path, "--history", "none", "--format", "json"))
        assert done.code == 0, done.err
        found = jsonl(Path(done.summary["run_dir"]) / "findings.jsonl")
        return [
            (one["severity"], one["confidence"], one["procedure_code"])
            for one in found
            if one["rule_id"] == "PAIR002"
        ]

    assert findings() == []
    rows = [("97116", "97535", "20261001", "*", "1")]
    part = put(tmp_path, "ccipra-v323r0-f1.txt", as_text(pair_table(rows)))
    assert claimscrub("import", "ncci", part).code == 0
    ((severity, confidence, _),) = findings()
    assert (severity, confidence) == ("block", "exact")


def test_without_site_or_environment_editions_lie_in_the_users_folder(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLAIMSCRUB_CODE_SETS")
    done = claimscrub("import", "gpci", published / "GPCI2026.csv")
    assert done.code == 0
    assert Path(done.out.splitlines()[-1].removeprefix("  written: ")).is_relative_to(tmp_path)
    assert list((tmp_path / "home").rglob("code_sets/gpci-2026.csv"))


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["worklist", "a.xlsx"], 2, "import worklist: not in this version"),
        (["ncci"], 2, "import ncci: name the file or files"),
        (["mue", "a.csv", "--qualifying"], 2, "--qualifying is for import fees"),
        (["gpci", "a.csv", "--setting", "hospital"], 2, "--setting is for import ncci and mue"),
        (["ncci", "a.txt", "--quarter", "Q3 2026"], 2, "--quarter: write the quarter like 2026Q3"),
        (["ncci", "a.txt"], 3, "a.txt: there is no such file"),
        (["gpci", "GPCI2025.csv"], 3, "GPCI2025.csv: the headings give another year"),
        (["ncci", "GPCI2025.csv"], 3, "use: claimscrub import gpci"),
        (["mue", "limits.csv"], 2, "limits.csv: neither its name nor its headings give the prog"),
    ],
)
def test_refusals_are_one_sentence_and_change_nothing(
    arguments: list[str], code: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "GPCI2025.csv", as_csv(gpci_table()))
    put(tmp_path, "limits.csv", as_csv(mue_table()))
    monkeypatch.chdir(tmp_path)
    done = claimscrub("import", *arguments, "--into", tmp_path / "into")
    assert (done.code, done.out) == (code, "")
    assert len(done.err.splitlines()) == 1
    assert said in done.err
    assert not (tmp_path / "into").exists()


def test_a_refused_part_leaves_the_quarter_as_it_was(published: Path, tmp_path: Path) -> None:
    into = tmp_path / "into"
    _import_all(published, into)
    before = {path.name: path.read_bytes() for path in into.iterdir()}
    rows = [*PART_2, ("97140", "97xxx", "20260701", "*", "1")]
    bad = put(tmp_path, f"{PRACTITIONER_2}.txt", as_text(pair_table(rows)))
    good = put(tmp_path, f"{PRACTITIONER_1}.txt", as_text(pair_table(PART_1[:2])))
    assert claimscrub("import", "ncci", good, bad, "--into", into).code == 3
    assert {path.name: path.read_bytes() for path in into.iterdir()} == before


def test_another_import_holds_the_lock(published: Path, tmp_path: Path) -> None:
    into = tmp_path / "into"
    into.mkdir()
    with FileLock(into / store.LOCK):
        done = claimscrub("import", "gpci", published / "GPCI2026.csv", "--into", into)
    assert (done.code, done.out) == (6, "")
    assert "another import holds the lock" in done.err


def test_a_kill_before_the_rename_leaves_the_old_edition_and_is_swept(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    into = tmp_path / "into"
    _import_all(published, into)
    before = (into / "gpci-2026.csv").read_bytes()
    changed = as_csv(gpci_table()).replace(b"1.623", b"1.700")
    again = put(tmp_path, "GPCI2026.csv", changed)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.imports.store.os.replace", killed)
        patch.setattr("pipeline.imports.store.shutil.rmtree", lambda *_, **__: None)
        assert claimscrub("import", "gpci", again, "--into", into).code == 4
    assert (into / "gpci-2026.csv").read_bytes() == before
    assert list(into.glob(f"{store.ASIDE}*"))
    assert claimscrub("import", "gpci", again, "--into", into).code == 0
    assert b"1.700" in (into / "gpci-2026.csv").read_bytes()
    assert not list(into.glob(f"{store.ASIDE}*"))


def test_a_folder_that_cannot_be_written(published: Path, tmp_path: Path) -> None:
    into = put(tmp_path, "into", b"a file")
    done = claimscrub("import", "gpci", published / "GPCI2026.csv", "--into", into)
    assert done.code == 2
