"""Three cases for each knob of each shipped file: one violates, one is clear, one lies before it.

What cannot be shown by a case is named in docs/payers.md, and nothing else is missing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from pathlib import Path

from payer_rules.cases import Case
from payer_rules.layers import Payer
from payer_rules.loader import load_rulebook
from payer_rules.model import Entry

PAGE = Path(__file__).parents[2] / "docs" / "payers.md"
BOOK = load_rulebook()
SHOWN_BY = {
    "discipline_modifier": {"MOD001"},
    "assistant_modifier": {"MOD004", "MOD013"},
    "extra_modifier": {"MOD012"},
    "threshold_modifier": {"MOD013"},
    "unit_rule": {"UNIT001"},
    "unit_cap": {"UNIT006"},
    "value_unit_cap": {"UNIT006"},
    "time_record": {"PAIR004"},
    "pair_edits": {"PAIR002", "PAIR003"},
    "pair_modifier": {"PAIR001"},
    "unit_limits": {"UNIT005"},
    "fee_schedule": {"CLM020"},
    "threshold": {"KX001"},
    "plan_of_care": {"POC001"},
    "referral": {"POC008"},
    "coverage": {"COV001"},
    "coverage_condition": {"COV003"},
}
"""The rule that shows what a knob does."""

Families = dict[tuple[str, str], list[Entry]]


def _families() -> Families:
    """Entries with a value by (payer, knob), each in the file of its own payer."""
    found: Families = defaultdict(list)
    for payer in BOOK.payers.values():
        for entry in _own_entries(payer):
            if not entry.unknown:
                found[payer.id, entry.knob].append(entry)
    return found


def _own_entries(payer: Payer) -> list[Entry]:
    base = [id(layer) for layer in BOOK.payers[payer.extends].layers] if payer.extends else []
    return [
        entry
        for layer in payer.layers
        if id(layer) not in base
        for _, _, run in layer.runs()
        for entry in run
    ]


def _cases(payer: str, knob: str) -> list[Case]:
    return [
        one.case for one in BOOK.cases() if one.payer == payer and one.case.rule in SHOWN_BY[knob]
    ]


def _lies_before(case: Case, entries: list[Entry]) -> bool:
    first: date = min(entry.starts for entry in entries)
    goes_by_receipt = any(entry.basis != "service" for entry in entries)
    day = case.as_of if goes_by_receipt else case.service_date
    return day is not None and day < first


def _missing(payer: str, knob: str, entries: list[Entry]) -> set[str]:
    cases = _cases(payer, knob)
    shown = {case.answer for case in cases if not _lies_before(case, entries)}
    shown |= {"before" for case in cases if _lies_before(case, entries)}
    return {"violates", "clear", "before"} - shown


def _on_the_page() -> dict[tuple[str, str], set[str]]:
    """What docs/payers.md says cannot be shown: answers by payer and knob."""
    text = PAGE.read_text(encoding="utf-8").split("## What no case can show")[1]
    found = {}
    for knob, payers, answers in re.findall(r"(?m)^\| (\w+) \| ([^|]+) \| ([^|]+) \|", text):
        for payer in payers.split(", "):
            found[payer.strip(), knob] = set(answers.strip().split(", "))
    return {pair: answers for pair, answers in found.items() if pair != ("payers", "knob")}


def test_every_knob_has_its_cases_or_a_word_on_the_page() -> None:
    missing = {
        (payer, knob): gaps
        for (payer, knob), entries in _families().items()
        if (gaps := _missing(payer, knob, entries))
    }
    assert missing == _on_the_page()


def test_a_full_family_has_three_cases_at_least() -> None:
    short = [
        (payer, knob)
        for payer, knob in _families()
        if len(_cases(payer, knob)) < 3 and (payer, knob) not in _on_the_page()
    ]
    assert short == []


def test_a_knob_that_is_wholly_unknown_has_a_case_that_cannot_tell() -> None:
    spoken_of = {(p.id, entry.knob) for p in BOOK.payers.values() for entry in _own_entries(p)}
    for payer, knob in spoken_of - set(_families()):
        assert "cannot-tell" in {case.answer for case in _cases(payer, knob)}, (payer, knob)
