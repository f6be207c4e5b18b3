"""Input, rules and places that cannot be used: one sentence, the right code, nothing published."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook

from tests.cli.office import (
    CLAIMS,
    EXPORTS,
    Done,
    claimscrub,
    nothing_published,
    run_arguments,
    write_exports,
)
from tests.conftest import RunClaimscrub

MARK = "Zq7Marker"
"""Stands in a cell of every bad file; it must not come out again."""
HEADING, FIRST, *REST = CLAIMS.splitlines(keepends=True)
MARKED = FIRST.replace("PA", MARK)
BADLY_DATED = "".join(
    FIRST.replace("CLEAN1", f"C{n}").replace("2026-11-16", MARK) for n in range(30)
)
CITED = """
from = 2024-01-01
value = "ama_midpoint"
grade = "A"
verified_on = 2026-11-02
review_by = 2027-11-02
citation = { authority = "P", document = "Manual", section = "1", read_on = 2026-11-02 }
"""
PAYER = f"""\
id = "zq7marker-ppo"
extends = "commercial-base"
name = "{MARK}"
line_of_business = "commercial"
[[unit_rule]]{CITED}"""


@dataclass(frozen=True)
class Case:
    """What is wrong, and what the one sentence must say of it, its parts in their order."""

    name: str
    code: int
    says: tuple[str, ...]
    claims: bytes | None = None
    other: Mapping[str, bytes | None] = field(default_factory=dict)
    payer: str | None = None
    site: str | None = None
    more: tuple[str, ...] = ()


def _claims(*rows: str) -> bytes:
    return "".join((HEADING, *rows)).encode()


def _workbook(*rows: str, heading: str = HEADING) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (heading, *rows):
        if row:
            sheet.append(row.strip().split(","))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


CASES = [
    Case("a missing file", 3, ("claims.csv", "there is no such file"), other={"claims": None}),
    Case("a missing second file", 3, ("plans.csv", "no such file"), other={"plans": None}),
    Case("an empty file", 3, ("claims.csv", "the file is empty"), claims=b""),
    Case("an empty second file", 3, ("visits.csv", "empty"), other={"visits": b""}),
    Case(
        "a misspelt heading",
        3,
        ("claims.csv, line 1, column service_date", "column 5 meant to be service_date?"),
        claims=_claims(MARKED).replace(b"service_date", b"serivce_date"),
    ),
    Case(
        "a required heading left out",
        3,
        ("claims.csv, line 1, column charge", "missing"),
        claims=_claims(MARKED).replace(b",charge,", b",amount_billed,"),
    ),
    Case(
        "ragged rows",
        3,
        ("claims.csv, line 2", "fields, the heading has 12"),
        claims=_claims(*[MARKED.replace(",GP", "")] * 30),
    ),
    Case(
        "a column that is no date",
        3,
        ("claims.csv, line 2, column service_date", "30 of 30", "YYYY-MM-DD"),
        claims=_claims(BADLY_DATED),
    ),
    Case(
        "another encoding",
        3,
        ("claims.csv, line 3", "not UTF-8"),
        claims=_claims(FIRST) + MARKED.replace("CLEAN1", "CLÉAN").encode("cp1252"),
    ),
    Case(
        "a quote left open",
        3,
        ("claims.csv, line 3", "never closed"),
        claims=_claims(FIRST, f'C9,1,"{MARK},MCR\n'),
    ),
    Case(
        "semicolons",
        3,
        ("claims.csv, line 1", "semicolons"),
        claims=_claims(MARKED).replace(b",", b";"),
    ),
    Case(
        "broken TOML of a payer",
        2,
        ("site/payer.toml, line 3, column", "not valid TOML"),
        payer=PAYER.replace('name = "', "name = "),
    ),
    Case(
        "overlapping dated values",
        2,
        ("site/payer.toml, [[unit_rule]] entry 2 (line 12)", "overlap"),
        payer=f"{PAYER}[[unit_rule]]{CITED}",
    ),
    Case(
        "a knob that nobody knows",
        2,
        ("site/payer.toml", "unit_rules", "unit_rule"),
        payer=PAYER.replace("[[unit_rule]]", "[[unit_rules]]"),
    ),
    Case(
        "broken TOML of the site",
        2,
        ("site.toml, line 2, column", "not valid TOML"),
        site=f'[site]\nid = "{MARK}\n',
    ),
    Case(
        "a payer without rules in the site file",
        2,
        ("site.toml", "medicare"),
        site='[payers]\n"MCR" = "medicaer"\n',
    ),
    Case("a site file not there", 2, ("nowhere.toml",), more=("--config", "nowhere.toml")),
    Case("a rules folder not there", 2, ("nowhere",), more=("--payer-rules", "nowhere")),
    Case("an old workbook", 2, (".xls", "not in this version"), other={"claims.xls": b"PK"}),
    Case("an 837 file", 2, (".837", "not in this version"), other={"claims.837": b"ISA*"}),
    Case("no workbook", 3, ("claims.xlsx", "not a workbook"), other={"claims.xlsx": b"PK"}),
    Case(
        "a workbook with a password",
        3,
        ("visits.xlsx", "password"),
        other={"visits.xlsx": bytes.fromhex("d0cf11e0a1b11ae1") + MARK.encode()},
    ),
    Case(
        "formulas that were never calculated",
        3,
        ("claims.xlsx, row 2, column charge", "formula", "save the file"),
        other={"claims.xlsx": _workbook(FIRST.strip().replace("120.00", "=1+1"))},
    ),
    Case(
        "a workbook without a heading",
        3,
        ("claims.xlsx, row 1, column claim_id", "first row must hold the column names"),
        other={"claims.xlsx": _workbook(MARKED.strip(), heading="")},
    ),
    Case("no Parquet file", 3, ("plans.parquet", "damaged"), other={"plans.parquet": b"P"}),
    Case("Spark", 2, ("spark", "not in this version"), more=("--engine", "spark")),
]


def _arguments(case: Case, work: Path) -> list[str]:
    inputs = write_exports(work / "export", {**EXPORTS})
    if case.claims is not None:
        inputs["claims"].write_bytes(case.claims)
    for name, content in case.other.items():
        table, _, ending = name.partition(".")
        inputs[table] = inputs[table].with_suffix(f".{ending or 'csv'}")
        if content is None:
            inputs[table].unlink()
        else:
            inputs[table].write_bytes(content)
    more = list(case.more)
    if case.payer is not None or case.site is not None:
        (work / "site").mkdir()
        (work / "site" / "site.toml").write_text(case.site or "[site]\n", encoding="utf-8")
        more += ["--config", str(work / "site" / "site.toml"), "--payer-rules", str(work / "site")]
        if case.payer is not None:
            (work / "site" / "payer.toml").write_text(case.payer, encoding="utf-8")
    return run_arguments(inputs, work, *more)


def _check(case: Case, done: Done, work: Path) -> None:
    assert done.code == case.code, done.err
    assert done.out == ""
    assert len(done.said) == 1, done.err
    sentence = done.said[0]
    place = 0
    for part in case.says:
        assert part in sentence[place:], sentence
        place = sentence.index(part, place)
    assert "Traceback" not in done.err
    assert MARK.casefold() not in done.err.casefold()
    assert nothing_published(work / "runs")


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_one_sentence_and_nothing_published(case: Case, tmp_path: Path) -> None:
    _check(case, claimscrub(*_arguments(case, tmp_path)), tmp_path)


@pytest.mark.parametrize("name", ["ragged rows", "broken TOML of a payer"])
def test_the_same_in_a_process_of_its_own(
    name: str, tmp_path: Path, run_claimscrub: RunClaimscrub
) -> None:
    case = next(case for case in CASES if case.name == name)
    ran = run_claimscrub(*_arguments(case, tmp_path))
    _check(case, Done(ran.returncode, ran.stdout, ran.stderr), tmp_path)


def _file_in_the_way(work: Path) -> Path:
    (work / "file").write_text("a file, not a folder", encoding="utf-8")
    return work / "file" / "runs"


def _the_file_itself(work: Path) -> Path:
    return _file_in_the_way(work).parent


@pytest.mark.parametrize("out_of", [_file_in_the_way, _the_file_itself])
def test_an_output_that_cannot_be_written(tmp_path: Path, out_of: Callable[[Path], Path]) -> None:
    out = out_of(tmp_path)
    inputs = write_exports(tmp_path / "export")
    done = claimscrub(*run_arguments(inputs, tmp_path, "--out", out))
    assert done.code == 2
    assert done.out == ""
    assert str(out) in done.err
    assert "Traceback" not in done.err
    assert not (tmp_path / "history.sqlite").exists()


def test_a_few_ragged_rows_are_rejected_and_the_night_goes_on(tmp_path: Path) -> None:
    inputs = write_exports(tmp_path / "export")
    inputs["claims"].write_text(CLAIMS + "TORN2,1,PA,MCR\n", encoding="utf-8")
    done = claimscrub(*run_arguments(inputs, tmp_path, "--format", "json"))
    assert done.code == 0
    assert done.summary["control_totals"]["rejected_rows"] == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("run",),
        ("run", "--claims", "c.csv", "--as-of", "20.11.2026"),
        ("run", "--claims", "c.csv", "--fail-on", "note"),
        ("run", "--claims", "c.csv", "--workers", "0"),
        ("run", "--claims", "c.csv", "--no-such-option"),
        ("no-such-command",),
    ],
)
def test_arguments_that_cannot_be_understood(arguments: tuple[str, ...]) -> None:
    done = claimscrub(*arguments)
    assert done.code == 2
    assert done.out == ""
    assert "Error: " in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("import", "worklist", "worklist.xlsx"), "import worklist"),
        (("reconcile", "999.txt"), "reconcile"),
        (("purge",), "purge"),
        (("sample", "--deidentify"), "sample"),
        (("verify",), "verify"),
    ],
)
def test_commands_of_later_versions_say_so(arguments: tuple[str, ...], named: str) -> None:
    done = claimscrub(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.said == [f"claimscrub: {named}: not in this version"]


def test_an_unknown_payer_is_no_error(tmp_path: Path) -> None:
    """It is judged by the rules that need no payer policy; the others cannot tell."""
    inputs = write_exports(tmp_path / "export", {"claims": CLAIMS.replace("MCR", "WHO")})
    done = claimscrub(*run_arguments(inputs, tmp_path, "--format", "json"))
    assert done.code == 0
    findings = (Path(done.summary["run_dir"]) / "findings.jsonl").read_text(encoding="utf-8")
    assert '"MOD002"' in findings
    assert done.summary["counts"]["not_evaluated"] > 0
