"""The files that ship: complete, cited, in date, self-testing, with current editor schemas."""

from __future__ import annotations

import csv
import hashlib
from datetime import date
from pathlib import Path

import pytest

from payer_rules.coding_knobs import UnitCap
from payer_rules.editor_schemas import json_schema
from payer_rules.files import HOME
from payer_rules.knobs import KNOBS
from payer_rules.layers import Payer
from payer_rules.loader import load_rulebook
from payer_rules.model import Entry
from payer_rules.policy_knobs import Coverage

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
    states = ("al", "ar", "az", "fl", "ga", "il", "ky", "nc", "ny", "oh", "ok", "sc", "tx", "va")
    assert SHIPPED.ids() == sorted(
        [
            *("cms-base", "commercial-base", "medicaid-base", "medicare", "railroad-medicare"),
            *("uhc-commercial", "uhc-medicare-advantage", "aetna", "cigna", "cigna-ash", "anthem"),
            *("humana", "bcbs-nd", "highmark", "tricare", "va-ccn"),
            *("workers-comp-ca", "workers-comp-ny", "workers-comp-tx", "medicaid-wi"),
            *(f"medicaid-{state}" for state in states),
        ]
    )


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
    """An override file needs none; every file that defines a payer has at least one.

    Where a file is long, its cases stand beside it, in one named after it.
    """
    with_cases = {case.file for case in WITH_EXAMPLE.cases()}
    with_cases |= {name.replace("-cases.toml", ".toml") for name in with_cases}
    payer_files = {name for name in WITH_EXAMPLE.hashes() if "/overrides/" not in name}
    assert with_cases == payer_files


def test_a_case_is_read_into_lines_and_minutes() -> None:
    case = next(c for c in SHIPPED.cases() if c.file == "medicare/medicare-cases.toml").case
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


def _values(payer: str, knob: str) -> list[dict[str, object]]:
    """What a payer's own file says of a knob, without where it stands."""
    layer = next(one for one in SHIPPED.payers[payer].layers if one.of(knob))
    return [entry.model_dump() for entry in layer.of(knob)]


@pytest.mark.parametrize(
    "knob",
    [
        *("threshold", "threshold_modifier", "plan_of_care", "referral"),
        *("pair_edits", "unit_limits", "fee_schedule"),
    ],
)
def test_railroad_medicare_says_what_medicare_says(knob: str) -> None:
    """A file extends one other only, so Medicare's own values stand there twice."""
    assert _values("railroad-medicare", knob) == _values("medicare", knob)


def test_no_medicaid_plan_leaves_97110_out() -> None:
    """The claim that Medicaid does not pay it is unverified; Illinois pays little else in PT."""
    lists = {
        entry.source: entry
        for entry in _entries(SHIPPED.payers)
        if isinstance(entry, Coverage) and not entry.unknown
    }
    assert all(entry.covered for entry in lists.values())
    without = {source for source, entry in lists.items() if "97110" not in (entry.codes or ())}
    assert without == {
        "medicaid/medicaid-ar.toml#coverage.individual-ot 2018-01-01",
        "medicaid/medicaid-fl.toml#coverage.visit-ot 2018-01-01",
    }
    assert not any(lists[source].complete for source in without)
    complete = {source: entry for source, entry in lists.items() if entry.complete}
    assert list(complete) == [
        "medicaid/medicaid-il.toml#coverage.pt-list-2012 2012-06-30",
        "medicaid/medicaid-il.toml#coverage.pt-list 2022-01-01",
    ]
    assert all(entry.disciplines == ("PT",) for entry in complete.values())


def test_anthems_printed_list_has_no_97530() -> None:
    entry = SHIPPED.payers["anthem"].layers[0].of("unit_cap", "daily-therapy")[0]
    assert isinstance(entry, UnitCap)
    assert entry.codes is not None
    assert "97530" not in entry.codes
    with (HOME / "code_sets" / "time_bases.csv").open(encoding="utf-8") as stream:
        assert set(entry.codes) <= {row[0] for row in csv.reader(stream)}


def test_what_is_only_recalled_never_holds_a_claim_and_is_reviewed_soon() -> None:
    for entry in _entries(SHIPPED.payers):
        assert entry.citation is not None
        if entry.citation.authority == "Recalled by the authors":
            assert entry.grade == "C", entry.source
            assert entry.review_by is not None
            ended = entry.ends is not None
            assert ended or entry.review_by <= date(2027, 2, 21), entry.source
