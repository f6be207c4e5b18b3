"""What check-config counts: entries, knobs set, unknown and unset, weak and stale entries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from payer_rules.check import check_files
from payer_rules.loader import load_rulebook, load_site
from payer_rules.site import Site
from payer_rules.summaries import file_summaries

SiteFolder = Callable[..., Path]
AS_OF = date(2026, 11, 20)
EXAMPLE = Path(__file__).parents[2] / "examples" / "site"
OWN = """
id = "own"
name = "Own plan"
extends = "commercial-base"
line_of_business = "medicaid"
[[unit_rule]]
from = 2020-01-01
to = 2020-12-31
value = "hybrid"
CITED
[[discipline_modifier]]
from = 2020-01-01
unknown = true
CITED
[[unit_cap]]
from = 2020-01-01
key = "day"
units = 4
timed = true
scope = "patient"
grade = "C"
verified_on = 2026-01-02
review_by = 2026-06-30
citation = { authority = "P", document = "Manual", section = "1", read_on = 2026-01-02 }
"""
OVERRIDE = """
id = "own"
[[time_record]]
from = 2020-01-01
value = "total"
reason = "told by telephone"
author = "JD"
expires = 2026-03-31
"""


def test_one_file_counted_by_hand(site_folder: SiteFolder) -> None:
    book = load_rulebook(site_folder(own=OWN, over=OVERRIDE))
    own, override = (
        one for one in file_summaries(book.payers, ["own"], AS_OF) if one.payer == "own"
    )
    assert (own.file, own.own, own.entries) == ("site/own.toml", True, 3)
    assert own.known == ("unit_cap",)  # the unit rule of 2020 is over, the base's is not its own
    assert own.unknown == ("discipline_modifier",)
    assert own.unset == (
        "assistant_modifier",
        "time_record",
        "plan_of_care",
        "referral",
        "coverage",
    )
    assert (own.grade_c, own.stale) == (1, 1)
    assert (override.entries, override.known, override.unset) == (1, (), ())
    assert (override.grade_c, override.stale) == (0, 1)  # expired in March


def test_the_offices_own_payers_come_first_with_their_bases() -> None:
    book, site = load_rulebook(EXAMPLE), load_site(EXAMPLE / "site.toml")
    files = check_files(book, site, AS_OF)
    own = [one.payer for one in files if one.own]
    assert own == [one.payer for one in files[: len(own)]]
    assert set(own) == {
        "cms-base", "commercial-base", "example-medicaid", "example-ppo", "medicare",
    }  # fmt: skip
    assert "anthem" in {one.payer for one in files[len(own) :]}


def test_every_file_with_entries_is_listed_once() -> None:
    book = load_rulebook(EXAMPLE)
    files = [one.file for one in check_files(book, Site(), AS_OF)]
    cases_alone = {"medicare/medicare-cases.toml", "medicare/railroad-medicare-cases.toml"}
    assert sorted(files) == sorted(set(book.hashes()) - cases_alone)


def test_a_summary_in_words() -> None:
    found = {one.payer: one for one in check_files(load_rulebook(), Site(), AS_OF)}
    assert found["workers-comp-ca"].lines() == [
        "workers_comp/workers-comp-ca.toml: workers-comp-ca (California workers' compensation); "
        "entries 1, grade C 0, stale 0",
        "    unknown: discipline_modifier",
        "    unset: assistant_modifier, unit_rule, time_record, pair_edits, unit_limits, "
        "plan_of_care, referral",
    ]
