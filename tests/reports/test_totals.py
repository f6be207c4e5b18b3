"""The same totals on the page, in the workbook and in the machine files, read from the files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import reports
from reports import page_data, write_reports
from reports.totals import cents, page_totals, read_back, reopen_totals
from tests.reports.night import make_night

# From the docstring of the night: 16 claims of three lines and $160.00.
DISPOSITIONS = {
    "HOLD": {"claims": 6, "lines": 18, "cents": 96_000},
    "REVIEW": {"claims": 4, "lines": 12, "cents": 64_000},
    "RELEASE": {"claims": 6, "lines": 18, "cents": 96_000},
}
# Block: $40.00 for MOD001 (1, 10), POC002, MOD002, COV001, KX001: 6; $55.00: MOD001, POC004,
# MOD006, COV001, KX001: 5; $65.00: MOD001, POC001, KX001 twice: 4; UNIT001 with its related line
# $95.00 twice. 240 + 275 + 260 + 190 = $965.00. Review: $40.00 for POC001, KX002 and POC004: 3;
# $55.00 for PAIR001 five times and KX002: 6; $65.00 for KX002, POC004: 2; UNIT001 $95.00.
# 120 + 330 + 130 + 95 = $675.00.
FINDINGS = {
    "block": {"findings": 17, "cents": 96_500},
    "review": {"findings": 12, "cents": 67_500},
    "note": {"findings": 1, "cents": 0},
}


def back(folder: Path) -> dict[str, dict[str, dict[str, dict[str, int]]]]:
    return read_back(
        folder / "exceptions.html",
        folder / "exceptions.xlsx",
        folder / "findings.jsonl",
        folder / "dispositions.csv",
    )


def test_all_files_tell_the_same_night(tmp_path: Path) -> None:
    write_reports(make_night(), tmp_path)
    found = back(tmp_path)
    without_lines = {
        key: {name: figure for name, figure in figures.items() if name != "lines"}
        for key, figures in DISPOSITIONS.items()
    }
    assert found["workbook"]["dispositions"] == DISPOSITIONS
    assert found["dispositions"]["dispositions"] == without_lines
    for file in ("html", "workbook"):
        stages = found[file]["stages"]
        assert {key: stages[key] for key in DISPOSITIONS} == DISPOSITIONS
        assert stages["accepted"] == {"claims": 16, "lines": 48, "cents": 256_000}
        assert stages["released_fully"] == {"claims": 4, "lines": 12, "cents": 64_000}
        assert stages["released_partly"] == {"claims": 2, "lines": 6, "cents": 32_000}
        assert stages["rejected"] == {"lines": 1}
    for file in ("html", "workbook", "findings"):
        assert found[file]["findings"] == FINDINGS


def test_a_large_night_is_split_by_payer_and_still_adds_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "MOST_FINDINGS_ON_A_PAGE", 29)
    monkeypatch.setattr(reports, "MOST_WORKLIST_ROWS", 29)
    night = make_night()
    hostile = night.dispositions["payer_id"].replace({"WC9": "../CON"})
    write_reports(
        replace(night, dispositions=night.dispositions.assign(payer_id=hostile)), tmp_path
    )
    names = sorted(path.name for path in tmp_path.glob("exceptions*.html"))
    assert names == [
        "exceptions-bcbs.html", "exceptions-il-mcd.html", "exceptions-mcr.html",
        "exceptions-payer-con.html", "exceptions.html",
    ]  # fmt: skip
    assert len(list(tmp_path.glob("exceptions*.xlsx"))) == 5
    found = back(tmp_path)
    assert found["html"]["findings"] == found["workbook"]["findings"] == FINDINGS
    assert found["workbook"]["dispositions"] == DISPOSITIONS


def test_many_findings_are_compressed_and_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_data, "MOST_ROWS_PLAIN", 100)
    night = make_night()
    copies = [
        night.findings.assign(finding_key=night.findings["finding_key"] + f"-{copy}")
        for copy in range(10)
    ]
    write_reports(replace(night, findings=pd.concat(copies, ignore_index=True)), tmp_path)
    page = (tmp_path / "exceptions.html").read_text("utf-8")
    assert 'data-encoding="gzip-base64"' in page
    assert back(tmp_path)["html"]["findings"]["block"] == {"findings": 170, "cents": 965_000}


def test_a_page_or_workbook_without_totals_is_refused(tmp_path: Path) -> None:
    write_reports(make_night(), tmp_path)
    page = (tmp_path / "exceptions.html").read_text("utf-8")
    (tmp_path / "cut.html").write_text(page[: page.index('data-stage="REVIEW"')], "utf-8")
    with pytest.raises(ValueError, match="control totals"):
        page_totals(tmp_path / "cut.html")


def test_a_changed_figure_on_the_page_is_noticed(tmp_path: Path) -> None:
    write_reports(make_night(), tmp_path)
    path = tmp_path / "exceptions.html"
    page = path.read_text("utf-8")
    path.write_text(page.replace("$960.00</td>", "$961.00</td>"), "utf-8")
    assert page_totals(path)["stages"]["HOLD"]["cents"] == 96_100
    assert reopen_totals(tmp_path / "exceptions.xlsx")["stages"]["HOLD"]["cents"] == 96_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [("$1,234.56", 123_456), ("-$12.00", -1_200), ("0.07", 7), ("-0.05", -5)],
)
def test_amounts_are_read_to_the_cent(text: str, expected: int) -> None:
    assert cents(text) == expected
