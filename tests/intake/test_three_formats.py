"""One night from CSV, workbooks and Parquet files: what is read and found is the same."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd
import pytest

from pipeline.intake import Intake, IntakeSettings, read_table
from tests.cli.office import PROJECT, claimscrub, run_arguments
from tests.intake.conftest import LENIENT, balanced
from tests.intake.formats import FORMATS, convert
from tests.reliability.marked import markers_in, write_marked

GOLDEN = PROJECT / "tests" / "golden"
EARLIER, TONIGHT = "2026-11-18", "2026-11-20"
NIGHTS = {EARLIER: f"earlier/{EARLIER}", TONIGHT: "tonight"}
TABLES = ("claims", "visits", "plans", "spend")
SAME = (
    "findings.jsonl", "outcomes.csv", "dispositions.csv", "not_evaluated.jsonl", "resolved.jsonl",
)  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def _private_files() -> Iterator[None]:
    """``main`` does this before any command."""
    before = os.umask(0o077)
    yield
    os.umask(before)


def export(folder: Path, night: str) -> dict[str, Path]:
    """Copy the files of a golden night; a row of another width has no place in a Parquet file."""
    folder.mkdir(parents=True)
    paths = {}
    for table in TABLES:
        source = GOLDEN / NIGHTS[night] / f"{table}.csv"
        if not source.exists():
            continue
        with source.open(encoding="utf-8", newline="") as stream:
            rows = [row for row in csv.reader(stream) if row]
        paths[table] = folder / f"{table}.csv"
        with paths[table].open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(row for row in rows if len(row) == len(rows[0]))
    return paths


def run(work: Path, night: str, inputs: Mapping[str, Path | list[Path]]) -> Path:
    """Run a night of the golden office on the history below ``work``."""
    site = GOLDEN / "site"
    places = ("--config", site / "site.toml", "--payer-rules", site, "--as-of", night)
    done = claimscrub(*run_arguments(inputs, work, *places, "--format", "json"))
    assert done.code == 0, done.err
    return Path(done.summary["run_dir"])


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The history that the earlier night left."""
    work = tmp_path_factory.mktemp("earlier")
    run(work, EARLIER, export(work / "export", EARLIER))
    return work / "history.sqlite"


def tonight(work: Path, earlier: Path, inputs: Mapping[str, Path | list[Path]]) -> Path:
    shutil.copy(earlier, work)
    return run(work, TONIGHT, inputs)


@pytest.fixture(scope="module")
def csv_night(tmp_path_factory: pytest.TempPathFactory, earlier: Path) -> Path:
    work = tmp_path_factory.mktemp("csv")
    return tonight(work, earlier, export(work / "export", TONIGHT))


def told(run_dir: Path) -> dict[str, str]:
    return {name: (run_dir / name).read_text(encoding="utf-8") for name in SAME}


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
def test_a_night_in_another_format_tells_the_same(
    csv_night: Path, earlier: Path, tmp_path: Path, ending: str
) -> None:
    paths = export(tmp_path / "export", TONIGHT)
    inputs = {table: convert(path, table, ending) for table, path in paths.items()}
    run_dir = tonight(tmp_path, earlier, inputs)
    ours, theirs = told(run_dir), told(csv_night)
    assert theirs["findings.jsonl"].count("\n") > 50
    for name in SAME:
        assert ours[name] == theirs[name], name
    names = {path.name for path in run_dir.glob("*_claims.*")}
    assert names == {f"released_claims.{ending}", f"held_claims.{ending}"}
    for name in ("released_claims", "held_claims"):
        pd.testing.assert_frame_equal(
            accepted(run_dir / f"{name}.{ending}"), accepted(csv_night / f"{name}.csv")
        )


def accepted(path: Path) -> pd.DataFrame:
    return read_table("claims", [path], LENIENT).frame


def test_one_table_in_files_of_three_kinds(csv_night: Path, earlier: Path, tmp_path: Path) -> None:
    """Every third claim in a file of another kind, the other tables mixed: the same night."""
    paths = export(tmp_path / "export", TONIGHT)
    with paths["claims"].open(encoding="utf-8", newline="") as stream:
        heading, *rows = csv.reader(stream)
    place = {claim: n % 3 for n, claim in enumerate(dict.fromkeys(row[0] for row in rows))}
    parts: list[Path] = []
    for number, ending in enumerate(FORMATS):
        part = tmp_path / "export" / f"part_{number}.csv"
        with part.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([heading, *(row for row in rows if place[row[0]] == number)])
        parts.append(convert(part, "claims", ending))
    others = {
        table: convert(paths[table], table, ending)
        for table, ending in (("visits", "xlsx"), ("plans", "parquet"), ("spend", "csv"))
    }
    run_dir = tonight(tmp_path, earlier, {"claims": parts, **others})
    ours, theirs = told(run_dir), told(csv_night)
    for name in SAME:
        # Rows behind "not evaluated" stand in the order of the input.
        assert sorted(ours[name].splitlines()) == sorted(theirs[name].splitlines()), name
    assert {path.name for path in run_dir.glob("*_part_*")} == {
        f"{disposition}_part_{number}.{ending}"
        for disposition in ("released", "held")
        for number, ending in enumerate(FORMATS)
    }


class Bad:
    """Rows of a table, the good first, and what is wrong with each of the others."""

    def __init__(self, table: str, heading: str, good: str, bad: Mapping[str, str]) -> None:
        self.table, self.text = table, "\n".join([heading, good, *bad]) + "\n"
        self.expected = [problem.partition(": ")[::2] for problem in bad.values()]


BAD = {
    "minutes": Bad(
        "visits",
        "visit_id,patient_id,service_date,procedure_code,minutes,therapist_minutes,assistant_minutes,total_timed_minutes",
        "V1,P1,2026-11-03,97110,30,20,10,45",
        {
            "V2,P1,2026-11-03,97110,-15,,,": "minutes: not between 0 and 1,440",
            "V3,P1,2026-11-03,97110,1441,,,": "minutes: not between 0 and 1,440",
            "V4,P1,2026-11-03,97110,30,-1,,": "therapist_minutes: not between 0 and 1,440",
            "V5,P1,2026-11-03,97110,30,,1500,": "assistant_minutes: not between 0 and 1,440",
            "V6,P1,2026-11-03,97110,30,,,-8": "total_timed_minutes: not between 0 and 1,440",
            "V7,P1,2026-11-03,97110,12.5,,,": "minutes: not a whole number",
        },
    ),
    "plans": Bad(
        "plans",
        "plan_id,patient_id,discipline,start_date,end_date",
        "L1,P1,PT,2026-11-03,2026-11-03",
        {
            "L2,P1,PT,2026-11-03,2026-11-02": "end_date: the plan ends before it starts",
            "L3,P1,PT,,2026-11-02": "start_date: blank, but required",
        },
    ),
    "opening balances": Bad(
        "spend",
        "patient_id,year,bucket,amount,as_of,source",
        "P1,2026,pt_slp,1234.56,2026-11-01,271",
        {
            "P2,2026,PT,100.00,2026-11-01,": "bucket: not one of PT_SLP, OT",
            "P3,2026,,100.00,2026-11-01,": "bucket: blank, but required",
            "P4,1997,OT,100.00,2026-11-01,": "year: not between 1,998 and 2,100",
        },
    ),
    "documents": Bad(
        "documents",
        "patient_id,discipline,kind,document_date,author_credential,signed_on,expires_on",
        "P1,PT,Progress,2026-11-01,PT,2026-11-02,",
        {"P2,PT,letter,2026-11-01,PT,,": "kind: not one of progress, reevaluation, discharge, "
         "order, referral, abn"},
    ),
}  # fmt: skip


def read_as(folder: Path, bad: Bad, ending: str, settings: IntakeSettings = LENIENT) -> Intake:
    source = folder / f"{bad.table}.csv"
    source.write_text(bad.text, encoding="utf-8")
    return balanced(read_table(bad.table, [convert(source, bad.table, ending)], settings))


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("name", BAD)
def test_rows_that_cannot_stand_are_named_and_the_others_read(
    tmp_path: Path, name: str, ending: str
) -> None:
    bad = BAD[name]
    intake = read_as(tmp_path, bad, ending)
    assert len(intake.frame) == 1
    found = intake.rejected[["column", "problem"]].itertuples(index=False, name=None)
    assert list(found) == bad.expected
    # The heading is row 1 but in a Parquet file, whose first record is row 1.
    first = 2 if ending == "parquet" else 3
    assert intake.rejected["physical_line"].tolist() == [
        first + n for n in range(len(bad.expected))
    ]
    assert set(intake.rejected["file"]) == {f"{bad.table}.{ending}"}


@pytest.mark.parametrize("ending", FORMATS)
def test_balances_and_documents_come_out_the_same(tmp_path: Path, ending: str) -> None:
    spend = read_as(tmp_path, BAD["opening balances"], ending).frame
    assert spend.astype(object).to_numpy().tolist() == [
        ["P1", 2026, "PT_SLP", 123_456, pd.Timestamp(2026, 11, 1), "271"]
    ]
    papers = read_as(tmp_path, BAD["documents"], ending).frame.drop(columns="expires_on")
    assert papers.astype(object).to_numpy().tolist() == [
        ["P1", "PT", "progress", pd.Timestamp(2026, 11, 1), "PT", pd.Timestamp(2026, 11, 2)]
    ]


@pytest.mark.parametrize("ending", FORMATS)
def test_a_text_with_two_readings_is_rejected(tmp_path: Path, ending: str) -> None:
    heading = "patient_id,discipline,kind,document_date"
    rows = "P1,PT,order,03/11/2026\nP2,PT,order,13/11/2026"
    settings = IntakeSettings(
        date_formats={"documents": {"document_date": ("%m/%d/%Y", "%d/%m/%Y")}}, reject_share=1.0
    )
    intake = read_as(tmp_path, Bad("documents", heading, rows, {}), ending, settings)
    assert intake.frame["patient_id"].tolist() == ["P2"]
    assert intake.rejected[["column", "problem"]].to_numpy().tolist() == [
        ["document_date", "reads differently under two declared formats"]
    ]


@pytest.mark.parametrize("ending", FORMATS)
def test_minutes_that_contradict_one_another_are_left_to_the_rules(
    tmp_path: Path, ending: str
) -> None:
    """They can be read (RULES.md, SCH: readable but wrong is a rule's finding)."""
    heading = (
        "visit_id,patient_id,service_date,procedure_code,minutes,therapist_minutes,"
        "assistant_minutes"
    )
    rows = "V1,P1,2026-11-03,97110,30,20,20\nV2,P1,2026-11-03,97110,30,,45"
    intake = read_as(tmp_path, Bad("visits", heading, rows, {}), ending)
    assert intake.frame["assistant_minutes"].tolist() == [20, 45]
    assert intake.rejected.empty


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
@pytest.mark.parametrize("share", [0.05, 1.0], ids=["refused", "listed"])
def test_no_value_of_a_patient_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, share: float
) -> None:
    """As ``tests/reliability/test_canary.py``: every field about a person holds a marker."""
    settings = IntakeSettings(reject_share=share)
    monkeypatch.setattr("pipeline.commands.run.settings_of", lambda _: settings)
    marked = write_marked(tmp_path / "export", spoilt=True)
    inputs = {table: convert(path, table, ending) for table, path in marked.items()}
    done = claimscrub(*run_arguments(inputs, tmp_path))
    assert done.code == (3 if share < 1 else 0), done.err
    assert markers_in(done.out + done.err.replace(str(tmp_path), "")) == set()
    for manifest in (tmp_path / "runs").glob("*/*/manifest.json"):
        assert markers_in(manifest.read_text(encoding="utf-8")) == set()
        assert len(list(manifest.parent.glob(f"released_claims.{ending}"))) == 1


def test_the_rest_of_a_night_goes_on(tmp_path: Path) -> None:
    """A bad row in each other table: named in ``rejected_rows.jsonl``, and the night complete."""
    paths = export(tmp_path / "export", TONIGHT)
    for table, name in (("visits", "minutes"), ("plans", "plans"), ("spend", "opening balances")):
        bad = paths[table].with_name(f"bad_{table}.csv")
        bad.write_text(BAD[name].text, encoding="utf-8")
        shutil.copy(convert(bad, table, "xlsx"), tmp_path / f"{table}_more.xlsx")
    inputs: dict[str, Path | list[Path]] = {
        table: [path, tmp_path / f"{table}_more.xlsx"] if table != "claims" else path
        for table, path in paths.items()
    }
    run_dir = run(tmp_path, TONIGHT, inputs)
    rows = (run_dir / "rejected_rows.jsonl").read_text(encoding="utf-8")
    for table in ("visits", "plans", "spend"):
        assert f'"file": "{table}_more.xlsx"' in rows
    assert "the plan ends before it starts" in rows
