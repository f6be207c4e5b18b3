"""The files that ship: complete, cited, in date, self-testing, with current editor schemas."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from payer_rules.editor_schemas import json_schema
from payer_rules.files import HOME
from payer_rules.knobs import KNOBS
from payer_rules.layers import Payer
from payer_rules.loader import load_rulebook
from payer_rules.model import Entry

EXAMPLE = Path(__file__).parents[2] / "examples" / "site"
SHIPPED = load_rulebook()
WITH_EXAMPLE = load_rulebook(EXAMPLE)


def _entries(payers: dict[str, Payer]) -> list[Entry]:
    return [
        entry
        for payer in payers.values()
        for layer in payer.layers
        for _, _, run in layer.runs()
        for entry in run
    ]


def test_the_payers_that_ship() -> None:
    assert SHIPPED.ids() == ["cms-base", "commercial-base", "medicare"]


def test_every_shipped_entry_is_cited_graded_and_to_be_reviewed() -> None:
    for entry in _entries(SHIPPED.payers):
        assert entry.citation is not None, entry.source
        assert entry.citation.section, entry.source
        assert entry.grade, entry.source
        assert entry.verified_on, entry.source
        assert entry.review_by, entry.source
        assert entry.review_by > entry.verified_on, entry.source
        assert entry.citation.read_on <= date(2026, 11, 21), entry.source


@pytest.mark.parametrize("as_of", [date(2026, 11, 20), date(2026, 12, 31)])
def test_nothing_shipped_is_stale_or_has_gaps(as_of: date) -> None:
    kinds = {note.kind for note in WITH_EXAMPLE.health(as_of)}
    assert not kinds & {"stale", "expired", "ended", "gap", "unverified"}


def test_the_amounts_of_every_year() -> None:
    """As CMS published them for 2018 to 2026; PT with SLP and OT are equal in each."""
    amounts = {}
    for layer in SHIPPED.payers["medicare"].layers:
        for entry in layer.of("threshold"):
            values = entry.model_dump()
            assert values["pt_slp"] == values["ot"]
            assert values["review"] == 300_000
            assert (entry.starts.month, entry.starts.day) == (1, 1)
            assert entry.ends == date(entry.starts.year, 12, 31)
            amounts[entry.starts.year] = values["pt_slp"] // 100
    assert amounts == {
        2018: 2010, 2019: 2040, 2020: 2080, 2021: 2110, 2022: 2150,
        2023: 2230, 2024: 2330, 2025: 2410, 2026: 2480,
    }  # fmt: skip


def test_every_payer_file_carries_cases() -> None:
    """An override file needs none; every file that defines a payer has at least one."""
    with_cases = {case.file for case in WITH_EXAMPLE.cases()}
    payer_files = {name for name in WITH_EXAMPLE.hashes() if "/overrides/" not in name}
    assert with_cases == payer_files


def test_a_case_is_read_into_lines_and_minutes() -> None:
    case = next(c for c in SHIPPED.cases() if c.file.startswith("medicare/")).case
    assert [(line.code, line.modifiers, line.units) for line in case.claim_lines] == [
        ("97110", ("GP",), 2),
        ("97530", ("GP", "59"), 1),
    ]
    assert case.minutes_by_code == (("97110", 25), ("97530", 13))
    assert (case.rule, case.answer) == ("UNIT001", "clear")


def test_hashes_are_of_the_files_as_they_are() -> None:
    for name, sha256 in SHIPPED.hashes().items():
        data = (HOME / name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == sha256
        assert SHIPPED.files()[name] == data


def test_editor_schemas_are_current() -> None:
    for name, text in json_schema().items():
        assert (HOME / name).read_text(encoding="utf-8") == text, (
            "run python -m payer_rules.editor_schemas"
        )


def test_every_knob_has_a_place_in_the_editor_schema() -> None:
    text = json_schema()["payer-file.schema.json"]
    assert all(f'"{knob}"' in text for knob in KNOBS)
