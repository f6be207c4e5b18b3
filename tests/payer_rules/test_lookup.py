"""Which value a row gets: layers, inclusive dates, unknown, basis, expiry, keys."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from payer_rules.loader import load_rulebook
from payer_rules.model import LAST_DAY
from payer_rules.policy import Policy
from payer_rules.rulebook import RuleBook

SiteFolder = Callable[..., Path]
EXAMPLE = Path(__file__).parents[2] / "examples" / "site"
AS_OF = date(2026, 11, 20)
CITED_C = """grade = "C"
citation = { authority = "P", document = "Manual", read_on = 2026-01-02 }
"""
HEAD = (
    'name = "A payer"\nline_of_business = "commercial"\nid = "own"\nextends = "commercial-base"\n'
)


def policy(book: RuleBook, rows: Sequence[tuple[str | None, str]], as_of: date = AS_OF) -> Policy:
    days = np.array([d for _, d in rows], "datetime64[D]").astype(np.int32)
    return book.on(pd.Categorical([p for p, _ in rows]), days, as_of)


def unit_rule(value: str, start: str, end: str = "", more: str = "CITED") -> str:
    to = f"to = {end}\n" if end else ""
    return f'[[unit_rule]]\nfrom = {start}\n{to}value = "{value}"\n{more}\n'


def test_the_shipped_medicare_amount_follows_the_year_of_service() -> None:
    rows = [("medicare", d) for d in ("2017-12-31", "2018-01-01", "2025-12-31", "2026-01-01")]
    got = policy(load_rulebook(), [*rows, ("medicare", "2027-01-01")])
    # The amounts are those that CMS publishes; 2017 and 2027 are not in the file.
    assert got.cents("threshold", "pt_slp").tolist() == [0, 201_000, 241_000, 248_000, 0]
    assert got.known("threshold").tolist() == [False, True, True, True, False]
    assert got.has("threshold").all()
    assert got.source("threshold", np.array([3, 0])) == [
        "medicare/medicare.toml#threshold 2026-01-01",
        "",
    ]


def test_one_row_of_each_payer_and_date_and_the_policy_of_some_rows() -> None:
    rows = [
        ("medicare", "2026-03-02"),
        ("medicare", "2025-03-02"),
        ("medicare", "2026-03-02"),
        (None, "2026-03-02"),
        ("medicare", "2026-03-02"),
    ]
    got = policy(load_rulebook(), rows)
    apart = np.array([False, False, False, False, True])
    each = got.one_each(apart)
    told = {(rows[row], bool(apart[row])) for row in each.tolist()}
    assert told == {(row, mark) for row, mark in zip(rows, apart.tolist(), strict=True)}
    assert len(each) == len(told) == 4
    amounts = got.of(np.array([4, 1, 3])).cents("threshold", "pt_slp")
    assert amounts.tolist() == [248_000, 241_000, 0]
    assert policy(load_rulebook(), []).one_each(np.zeros(0, np.bool_)).tolist() == []


def test_unknown_payers_have_no_policy() -> None:
    got = policy(load_rulebook(), [(None, "2026-03-02"), ("nobody", "2026-03-02")])
    for knob in ("unit_rule", "threshold", "plan_of_care", "pair_modifier"):
        assert not got.known(knob).any()
        assert not got.has(knob).any()
    assert not got.payer_known().any()
    assert not got.line_of_business("medicare", "commercial").any()


def test_plan_of_care_before_and_since_the_order_exception() -> None:
    got = policy(load_rulebook(), [("medicare", "2024-12-31"), ("medicare", "2025-01-01")])
    assert got.flag("plan_of_care", "signature_required").all()
    assert got.whole("plan_of_care", "period_days").tolist() == [90, 90]
    first = (date(2025, 1, 1) - date(1970, 1, 1)).days
    assert got.day("plan_of_care", "order_exception_from").tolist() == [LAST_DAY, first]


def test_layers_answer_in_order_and_dates_are_inclusive(site_folder: SiteFolder) -> None:
    folder = site_folder(
        own=HEAD + unit_rule("cms_total", "2024-01-01", "2024-06-30"),
        over='id = "own"\n'
        + unit_rule(
            "hybrid",
            "2024-03-01",
            "2024-03-31",
            'reason = "told us"\nauthor = "JD"\nexpires = 2026-12-31',
        ),
    )
    days = ["2023-12-31", "2024-01-01", "2024-02-29", "2024-03-01", "2024-03-31", "2024-04-01"]
    days += ["2024-06-30", "2024-07-01"]
    got = policy(load_rulebook(folder), [("own", d) for d in days])
    numbers, names = got.number_of("unit_rule", "value")
    base, own, over = "ama_midpoint", "cms_total", "hybrid"
    assert [names[n] for n in numbers] == [base, own, own, over, over, own, own, base]
    assert got.confirmed("unit_rule").tolist() == [False, False, False, True, True] + [False] * 3
    assert got.may_block("unit_rule").all()
    assert got.line_of_business("commercial").all()


def test_an_expired_override_no_longer_answers(site_folder: SiteFolder) -> None:
    why = 'reason = "told us"\nauthor = "JD"\nexpires = 2026-11-20'
    folder = site_folder(
        own=HEAD + unit_rule("cms_total", "2024-01-01"),
        over='id = "own"\n' + unit_rule("hybrid", "2024-01-01", "", why),
    )
    book = load_rulebook(folder)
    row = [("own", "2024-05-01")]
    assert policy(book, row, date(2026, 11, 20)).equals("unit_rule", "value", "hybrid").all()
    assert policy(book, row, date(2026, 11, 21)).equals("unit_rule", "value", "cms_total").all()
    notes = book.health(date(2026, 11, 21), ["own"])
    assert [n.file for n in notes if n.kind == "expired"] == ["site/over.toml"]
    assert not [n for n in book.health(date(2026, 11, 20), ["own"]) if n.kind == "expired"]


def test_an_own_entry_stays_when_its_confirmation_expires(site_folder: SiteFolder) -> None:
    why = CITED_C + 'reason = "told us"\nauthor = "JD"\nexpires = 2026-11-20\n'
    book = load_rulebook(site_folder(own=HEAD + unit_rule("cms_total", "2024-01-01", "", why)))
    before = policy(book, [("own", "2024-05-01")], date(2026, 11, 20))
    after = policy(book, [("own", "2024-05-01")], date(2026, 11, 21))
    assert before.may_block("unit_rule").all()
    assert after.equals("unit_rule", "value", "cms_total").all()
    assert not after.may_block("unit_rule").any()
    assert not after.confirmed("unit_rule").any()


def test_unknown_stops_the_search_and_is_no_value(site_folder: SiteFolder) -> None:
    entry = "[[unit_rule]]\nfrom = 2024-01-01\nto = 2024-12-31\nunknown = true\nCITED\n"
    book = load_rulebook(site_folder(own=HEAD + entry))
    got = policy(book, [("own", "2024-06-01"), ("own", "2025-01-01")])
    assert got.known("unit_rule").tolist() == [False, True]
    assert got.equals("unit_rule", "value", "ama_midpoint").tolist() == [False, True]
    assert not got.may_block("unit_rule")[0]
    notes = [n for n in book.health(AS_OF, ["own"]) if n.file == "site/own.toml"]
    assert [n.knob for n in notes if n.kind == "unknown"] == ["unit_rule"]


@pytest.mark.parametrize("basis", ["received", "processed"])
def test_other_bases_go_by_the_day_of_the_run(site_folder: SiteFolder, basis: str) -> None:
    entry = unit_rule("cms_total", "2026-06-01", "2026-12-31", f'basis = "{basis}"\nCITED')
    book = load_rulebook(site_folder(own=HEAD + entry))
    rows = [("own", "2019-01-01"), ("own", "2026-07-01")]
    inside = policy(book, rows, date(2026, 6, 1))
    assert inside.equals("unit_rule", "value", "cms_total").all()
    for outside in (date(2026, 5, 31), date(2027, 1, 1)):
        got = policy(book, rows, outside).equals("unit_rule", "value", "ama_midpoint")
        assert got.all()


def pair(key: str, more: str) -> str:
    first, second = key.split("+")
    return (
        f'[[pair_modifier]]\nfrom = 2024-01-01\ncodes = ["{first}", "{second}"]\n'
        f'target = "{second}"\naccepts = ["59"]\nscope = "day"\n{more}\n'
    )


def test_keyed_entries_come_with_their_rows(site_folder: SiteFolder) -> None:
    why = 'reason = "denied"\nauthor = "JD"\nexpires = 2027-01-01\nseverity = "block"'
    folder = site_folder(
        own=HEAD + pair("97110+97530", "CITED") + pair("97140+97530", "to = 2024-12-31\nCITED"),
        over='id = "own"\n' + pair("97530+97110", why + "\nto = 2024-06-30"),
    )
    book = load_rulebook(folder)
    rows = [("own", "2024-03-01"), ("own", "2025-03-01"), ("medicare", "2024-03-01")]
    got = policy(book, rows)
    found = {entry.source: mask.tolist() for entry, mask in got.entries("pair_modifier")}
    assert found == {
        "site/over.toml#pair_modifier.97110+97530 2024-01-01": [True, False, False],
        "site/own.toml#pair_modifier.97110+97530 2024-01-01": [False, True, False],
        "site/own.toml#pair_modifier.97140+97530 2024-01-01": [True, False, False],
    }
    assert got.known("pair_modifier").tolist() == [True, True, False]
    with pytest.raises(ValueError, match="ask for its entries"):
        got.may_block("pair_modifier")


def test_the_first_rows_alone(site_folder: SiteFolder) -> None:
    book = load_rulebook(site_folder(own=HEAD + pair("97110+97530", "CITED")))
    whole = policy(
        book, [("medicare", "2026-03-02"), ("medicare", "2024-03-02"), ("own", "2026-03-02")]
    )
    part = whole.first(2)
    assert len(part) == 2
    assert part.cents("threshold", "ot").tolist() == [248_000, 233_000]
    assert part.entries("pair_modifier") == []
    assert len(whole.entries("pair_modifier")) == 1
    assert len(whole) == 3


def test_severity_of_entries(site_folder: SiteFolder) -> None:
    entry = unit_rule("cms_total", "2024-01-01", "2024-12-31", 'severity = "review"\nCITED')
    got = policy(
        load_rulebook(site_folder(own=HEAD + entry)), [("own", "2024-06-01"), ("own", "2025-06-01")]
    )
    block, review, note = got.severity("unit_rule")
    assert [block.any(), review.tolist(), note.any()] == [False, [True, False], False]


def test_a_misspelt_value_or_field_is_a_programming_error() -> None:
    got = policy(load_rulebook(), [("medicare", "2026-03-02")])
    with pytest.raises(ValueError, match="never has the value cms-total"):
        got.equals("unit_rule", "value", "cms-total")
    with pytest.raises(ValueError, match="has no field"):
        got.cents("threshold", "pt")


def test_no_rows() -> None:
    got = policy(load_rulebook(), [])
    assert len(got) == 0
    assert got.known("threshold").tolist() == []
    assert got.entries("pair_modifier") == []


def test_days_far_apart_are_looked_up_too() -> None:
    days = np.array([-(2**31), 20_500, 2**31 - 1], np.int32)
    got = load_rulebook().on(pd.Categorical(["medicare"] * 3), days, AS_OF)
    assert got.known("threshold").tolist() == [False, True, False]


def test_a_rule_book_survives_pickling() -> None:
    book = load_rulebook(EXAMPLE)
    again: RuleBook = pickle.loads(pickle.dumps(book))
    assert again.hashes() == book.hashes()
    row = [("example-ppo", "2026-03-02"), ("commercial-base", "2026-03-02")]
    assert (
        policy(again, row).source("unit_rule", np.array([0, 1]))
        == ["commercial_base/commercial-base.toml#unit_rule 2018-01-01"] * 2
    )
