"""Texts that break pages and workbooks, in every text field of the night."""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from reports import formats, write_reports
from reports.page_data import unpacked
from reports.totals import _read_page, read_back
from schemas.night_result import ConfigNote, Crash, NightResult, UnknownPayer
from tests.reports.night import make_night

HOSTILE = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", '=HYPERLINK("http://x","y")', "#N/A",
    "</script><script>alert(1)</script>", "<!--", "<img src=x onerror=alert(1)>", "'\"><b>",
    "a\u2028b\u2029c", "nul\0in", "\x1b[31m", "\ufffe", "\ud800", "\u202egpj", "{{ 7 * 7 }}",
    "x" * 40_000,
)  # fmt: skip
_CHOSEN = ("severity", "state", "disposition", "status", "kind", "rule_id", "finding_key", "how")


def with_text(frame: pd.DataFrame, text: str) -> pd.DataFrame:
    """Put a text into every text column but those that hold one of a closed list."""
    names = [
        name
        for name in frame.columns
        if frame[name].map(lambda value: isinstance(value, str)).all() and name not in _CHOSEN
    ]
    return filled(frame, text, *names)


def filled(frame: pd.DataFrame, text: str, *names: str) -> pd.DataFrame:
    """Put a text into the columns named; as objects, since a lone surrogate is no Arrow text."""
    column = pd.Series([text] * len(frame), index=frame.index, dtype=object)
    return frame.assign(**dict.fromkeys(names, column))


def hostile_night(text: str) -> NightResult:
    night = make_night()
    findings = with_text(night.findings, text)
    evidence: list[object] = [{text: text, "n": [text]}] * len(findings)
    related: list[object] = [[(text, 1)]] * len(findings)
    findings = findings.assign(
        evidence=pd.Series(evidence, dtype=object), related=pd.Series(related, dtype=object)
    )
    cards = tuple(
        replace(
            card, name=text, title=text, fix=text, cause=text, owner=text, not_checked=text,
            rationale=text, prevents=(text,),
            citations=(replace(card.citations[0], document=text, url=text, read_on=""),),
        )
        for card in night.rule_cards
    )  # fmt: skip
    claims = [f"{text}{number}" for number in range(len(night.dispositions))]
    dispositions = filled(night.dispositions, text, "payer_id").assign(
        claim_id=pd.Series(claims, dtype=object)
    )
    return replace(
        night,
        run=replace(
            night.run, run_id=text, site=text, history_position=text, warnings=(text,),
            inputs=tuple(replace(each, name=text) for each in night.run.inputs),
            rule_files={text: "c" * 64},
        ),
        rule_cards=cards,
        findings=findings,
        dispositions=dispositions,
        not_evaluated=with_text(night.not_evaluated, text),
        outcomes=filled(night.outcomes, text, "reason", "payer_id"),
        lines=filled(night.lines, text, "modifier_1", "claim_id"),
        rejected=with_text(night.rejected, text),
        config_notes=(ConfigNote(kind=text, file=text, knob=text, sentence=text),),
        crashes=(Crash(rule_id=text, error_type=text, place=text),),
        unknown_payers=(UnknownPayer(payer_id=text, claims=1, lines=1, charge_cents=1),),
    )  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=[ascii(text[:12]) for text in HOSTILE])
def test_no_text_breaks_a_report(text: str, tmp_path: Path) -> None:
    write_reports(hostile_night(text), tmp_path)

    page = (tmp_path / "exceptions.html").read_bytes().decode("utf-8")
    assert page.count("<script") == 2
    assert page.count("</script") == 2
    assert "<img" not in page
    assert "49" not in re.findall(r"<dd>(\d+)</dd>", page)
    assert not re.search("[\0\x1b\u2028\u2029\u202e\ufffe]", page)
    parsed = _read_page(tmp_path / "exceptions.html")
    columns = unpacked(parsed.encoding, "".join(parsed.data))["columns"]
    assert set(columns["observed"]) == {formats.visible(text)}

    with zipfile.ZipFile(tmp_path / "exceptions.xlsx") as package:
        for name in package.namelist():
            assert not re.search(rb"<(\w+:)?f[ >/]", package.read(name)), name
    book = load_workbook(tmp_path / "exceptions.xlsx")
    cell = book["Worklist"]["N2"]
    assert cell.data_type == "s"
    assert cell.value == formats.visible(text)
    if formats.visible(text).startswith(("=", "+", "-", "@", "＝")):
        assert cell.quotePrefix

    for line in (tmp_path / "findings.jsonl").read_text("ascii").splitlines():
        assert json.loads(line)["observed"] == text
    found = read_back(
        tmp_path / "exceptions.html",
        tmp_path / "exceptions.xlsx",
        tmp_path / "findings.jsonl",
        tmp_path / "dispositions.csv",
    )
    assert found["html"]["findings"] == found["workbook"]["findings"]
    assert found["html"]["findings"] == found["findings"]["findings"]
    assert found["workbook"]["dispositions"]["HOLD"] == {
        "claims": 6, "lines": 18, "cents": 96_000,
    }  # fmt: skip


def test_what_is_unseen_is_shown_and_what_is_long_is_cut() -> None:
    assert formats.visible("a\0b\u202ec\ufffe\ud800\t") == "a\\x00b\\u202ec\\ufffe\\ud800\\x09"
    assert formats.visible("line\nfeed é ＝") == "line\nfeed é ＝"
    cut = formats.visible("x" * 40_000)
    assert cut == "x" * 31_940 + " [cut here: 8,060 more characters]"
    assert formats.visible(cut) == cut
    assert len(formats.visible("\0" * 32_000)) <= 32_000
