"""The page: one file, strict policy, readable without scripts, equal on a re-run."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest

from reports import formats
from reports.exception_report import build_report
from reports.html import draw
from reports.totals import cents
from schemas.night_result import NightResult
from tests.reports import night_states
from tests.reports.night import make_night


class Elements(HTMLParser):
    """Collects start tags, the texts of style and script, and all other text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.inline: dict[str, list[str]] = {"style": [], "script": []}
        self.words: list[str] = []
        self._inside = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside in self.inline:
            self.inline[self._inside].append(data)
        else:
            self.words.append(data)


@pytest.fixture(scope="module")
def page() -> str:
    return draw(build_report(make_night()))


def policy_of(elements: Elements) -> str:
    return next(
        attrs["content"]
        for tag, attrs in elements.tags
        if attrs.get("http-equiv") == "Content-Security-Policy"
    )


def test_the_policy_names_the_one_style_and_the_one_script(page: str) -> None:
    elements = Elements(page)
    policy = policy_of(elements)
    assert policy.startswith("default-src 'none';")
    data, script = elements.inline["script"]
    (style,) = elements.inline["style"]
    assert data.startswith('{"size":30,')
    for name, text in (("style", style), ("script", script)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_nothing_that_the_policy_would_block_is_on_the_page(page: str) -> None:
    for tag, attrs in Elements(page).tags:
        assert "style" not in attrs, tag
        assert not [name for name in attrs if name.startswith("on")], tag
        assert "src" not in attrs, tag
        assert tag not in ("img", "iframe", "link", "object", "embed", "base"), tag
    script = Elements(page).inline["script"][1]
    assert not re.search(r"localStorage|sessionStorage|indexedDB|fetch\(|innerHTML|cookie", script)


def test_the_first_rows_and_totals_stand_without_scripts(page: str) -> None:
    rows = page[page.index('<tbody id="rows">') :]
    rows = rows[: rows.index("</tbody>")]
    assert rows.count("<tr ") == 30
    assert "exceptions.xlsx" in page
    text = " ".join(Elements(page).words)
    for figure in ("$960.00", "37.5%", "6 of 16 claims.", "Fri 20 Nov 2026", "Tue 17 Nov 2026"):
        assert figure in text


def parts_of(page: str) -> dict[str, str]:
    """The tables of a page by id, without the worklist."""
    found = re.findall(r'<table id="([^"]+)">(.*?)</table>', page, flags=re.DOTALL)
    return {name: body for name, body in found if name != "findings"}


def rows_of(body: str, part: str = "tbody") -> list[list[str]]:
    """The cells of a table's rows as texts."""
    found = re.search(rf"<{part}>(.*?)</{part}>", body, flags=re.DOTALL)
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", found[1] if found else "", flags=re.DOTALL)
    return [
        [re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in rows
    ]


def test_every_id_is_there_once_and_every_jump_lands(page: str) -> None:
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    jumps = re.findall(r'href="#([^"=]+)"', page)
    assert {"worklist", "first", "due", "unchecked", "glossary"} <= set(jumps)
    assert set(jumps) <= set(ids)


def test_what_to_do_first_stands_before_everything_but_the_balance(page: str) -> None:
    order = ["balance", "glance", "first", "dollars", "changed", "causes", "due", "worklist",
             "came-in", "unchecked", "rulebook", "run", "glossary"]  # fmt: skip
    assert re.findall(r'<section id="([^"]+)"', page) == order


def test_a_long_night_keeps_its_tables_short() -> None:
    night = make_night()
    claims = night.dispositions
    many = claims.assign(
        therapist_id=[f"T{n}" for n in range(16)], location_id=[f"L{n}" for n in range(16)]
    )
    rests = [f"payer/file.toml#{n}" for n in range(len(night.findings))]
    notes = tuple(replace(night.config_notes[0], sentence=f"Note {n}.") for n in range(40))
    unchecked = pd.concat([night.not_evaluated] * 30, ignore_index=True)
    reasons = [f"Not known for these rows: fact {n}." for n in range(len(unchecked))]
    files = {f"file-{n}.toml": "c" * 64 for n in range(60)}
    long = replace(
        night, dispositions=many, findings=night.findings.assign(rule_source=rests),
        config_notes=notes, not_evaluated=unchecked.assign(reason=reasons),
        worksheets={name: pd.concat([rows] * 40) for name, rows in night.worksheets.items()},
        run=replace(night.run, rule_files=files),
    )  # fmt: skip
    tables = parts_of(draw(build_report(long)))
    assert {name: len(rows_of(body)) for name, body in tables.items() if name in (
        "by-provider", "rests-on", "missing-facts", "configuration", "next-due", "rule-files")
    } == {"by-provider": 15, "rests-on": 25, "missing-facts": 25, "configuration": 25,
          "next-due": 15, "rule-files": 25}  # fmt: skip
    assert max(len(rows_of(body)) for body in tables.values()) == 25


def test_break_outs_add_up_to_the_balance_on_the_page(page: str) -> None:
    tables = parts_of(page)
    for name in ("by-payer", "by-location", "by-provider"):
        (total,) = rows_of(tables[name], "tfoot")
        figures = [cell for cell in total if cell]
        assert figures == ["All", "16", "6", "$960.00", "$640.00", "37.5%"], name
        held = [next(cell for cell in row if "$" in cell) for row in rows_of(tables[name])]
        assert sum(map(cents, held)) == 96_000, name


def test_numbers_stand_right(page: str) -> None:
    for name, body in parts_of(page).items():
        for kind, cell in re.findall(r"<td([^>]*)>([^<]*)</td>", body):
            figure = re.fullmatch(r"-?\$[\d,]+\.\d\d|-?\d{1,3}(,\d{3})*|\d+\.\d%", cell)
            if figure and 'data-column="lines_in_file"' not in kind:
                assert 'class="number"' in kind, (name, cell)


def test_a_fault_leads_to_its_findings_but_not_on_an_index() -> None:
    report = build_report(make_night())
    assert 'href="#rule_id=MOD001"' in draw(report)
    assert "#rule_id=" not in draw(report, index=True).replace('a[href^="#"]', "")


def test_patients_are_masked_and_ids_of_claims_are_not(page: str) -> None:
    assert "PAT-1000" not in page
    assert "\\u20260001" in page  # the last four of PAT-10001, in the data block
    assert "C0001" in page


def test_the_same_night_draws_the_same_bytes(page: str) -> None:
    assert draw(build_report(make_night())) == page
    shuffled = make_night()
    again = replace(shuffled, findings=shuffled.findings.sample(frac=1, random_state=7))
    assert draw(build_report(again)) == page


def test_a_harmful_address_is_no_link() -> None:
    night = make_night()
    card = night.rule_cards[0]
    bad = replace(card.citations[0], url="javascript:alert(1)")
    cards = (replace(card, citations=(bad,)), *night.rule_cards[1:])
    drawn = draw(build_report(replace(night, rule_cards=cards)))
    assert "javascript:" not in drawn


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (
            night_states.without_findings,
            ["No findings tonight. 16 claims with 48 lines", "100.0%"],
        ),
        (
            night_states.all_rejected,
            ["NO CLAIM COULD BE READ.", "50 rows came in", "see first what became of the files"],
        ),
        (night_states.all_lines_rejected, ["NO CLAIM COULD BE READ.", "50 rows came in"]),
        (night_states.first_night, ["First night.", "there is nothing to compare with yet"]),
        (
            night_states.crashed,
            [
                "INCOMPLETE. 1 rule failed tonight.",
                "KX001: IndexError at pipeline/checks/",
                "Failed",
            ],
        ),
        (
            night_states.out_of_balance,
            ["OUT OF BALANCE. Do not submit", "accepted claims: 16 in, 15 out"],
        ),
    ],
)
def test_special_nights_have_their_own_words(
    make: Callable[[NightResult], NightResult], words: list[str]
) -> None:
    text = " ".join(Elements(draw(build_report(make(make_night())))).words)
    for expected in words:
        assert expected in text


@pytest.mark.parametrize(
    ("identifier", "shown"),
    [("PAT-10001", "…0001"), ("12345678", "…5678"), ("123456", "…456"), ("AB", "…B"), ("A", "…"),
     ("", "")],
)  # fmt: skip
def test_masking_never_shows_more_than_half(identifier: str, shown: str) -> None:
    assert formats.masked(identifier) == shown


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(9_999, 10_000, "99.9%"), (1, 3, "33.3%"), (0, 5, "0.0%"), (5, 5, "100.0%"), (0, 0, "–")],
)
def test_a_share_is_cut_and_never_rounded_up(part: int, whole: int, shown: str) -> None:
    assert formats.percent(part, whole) == shown


def test_file_parts_are_safe_everywhere() -> None:
    taken: list[str] = []
    for payer in ("../../etc", "CON", "Blue Cross / ND", "blue-cross-nd", "", "é", "x" * 200):
        taken.append(formats.safe_file_part(payer, taken))
    assert taken == [
        "etc", "payer-con", "blue-cross-nd", "blue-cross-nd-2", "payer", "payer-2", "x" * 48,
    ]  # fmt: skip
