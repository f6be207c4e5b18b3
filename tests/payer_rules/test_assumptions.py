"""The assumption register: what a night takes for granted about its payers, and on whose word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from payer_rules.assumptions import COVERAGE, KX, PAIRS, UNITS, register
from payer_rules.loader import load_rulebook
from schemas.night_result import Assumption

SiteFolder = Callable[..., Path]
AS_OF = date(2026, 11, 20)
BOOK = load_rulebook()


def about(topic: str, *payers: str) -> list[Assumption]:
    return [one for one in register(BOOK, payers, AS_OF) if one.topic == topic]


def test_the_unit_method_of_each_payer_with_its_source() -> None:
    medicare, anthem = sorted(
        about(UNITS, "medicare", "anthem", "nobody"), key=lambda one: "CMS" in one.basis
    )[::-1]
    assert medicare.sentence.startswith("Medicare Part B: all timed minutes of the day together")
    assert medicare.source == "cms_base/cms-base.toml#unit_rule 2018-01-01"
    assert medicare.basis.endswith("chapter 5, grade B")
    assert "the lower of the CMS and the CPT count" in anthem.sentence
    assert anthem.source == "commercial/anthem.toml#unit_rule 2025-07-09"


def test_a_method_that_no_file_gives_is_said_to_be_unknown() -> None:
    (found,) = about(UNITS, "medicaid-oh")
    assert "method not known" in found.sentence
    assert (found.basis, found.source) == ("nothing on file", "")


def test_minutes_over_all_disciplines_are_told() -> None:
    (found,) = about(UNITS, "medicaid-tx")
    assert found.sentence.endswith("as CMS counts, over all disciplines.")


def test_the_threshold_is_told_only_where_a_payer_has_one() -> None:
    (found,) = about(KX, "medicare", "railroad-medicare", "aetna")
    assert found.sentence.startswith("Medicare Part B, Railroad Medicare: ")
    for word in ("allowed amounts", "deductible", "calendar year", "estimate"):
        assert word in found.sentence
    assert about(KX, "aetna") == []


def test_what_is_on_file_of_medicaid_coverage() -> None:
    def told(payer: str) -> str:
        return about(COVERAGE, payer)[0].sentence

    assert told("medicaid-il") == (
        "Illinois Medicaid: only 97161, 97162, 97163, 97164, 97110 in PT."
    )
    assert told("medicaid-ga") == "Georgia Medicaid: services in PT only up to age 20."
    assert told("medicaid-ok").endswith("services in PT from age 21 only institutional.")
    assert told("medicaid-va").endswith("no coverage entry in force; nothing is left out.")
    assert len(about(COVERAGE, "aetna")) == 1  # the claim alone


def test_the_popular_claim_is_told_to_be_contradicted() -> None:
    claim = about(COVERAGE)[-1]
    assert "unverified and contradicted" in claim.sentence
    for state in ("Illinois", "South Carolina", "Texas"):
        assert state in claim.sentence
    assert claim.sentence.endswith("97110: no plan of tonight leaves it out.")


def test_a_plan_that_does_leave_it_out_is_named(site_folder: SiteFolder) -> None:
    plan = """
    id = "own"
    name = "Own plan"
    line_of_business = "medicaid"
    [[coverage]]
    from = 2020-01-01
    key = "no"
    codes = ["97110"]
    covered = false
    CITED
    [[pair_modifier]]
    from = 2020-01-01
    codes = ["97530", "97110"]
    target = "97530"
    accepts = ["59"]
    CITED
    """
    book = load_rulebook(site_folder(own=plan))
    found = register(book, ["own", "medicaid-il"], AS_OF)
    claim = next(one for one in found if "widespread" in one.sentence)
    assert claim.sentence.endswith("97110: left out tonight by: Own plan.")
    assert next(one for one in found if "Own plan: 97110 not" in one.sentence)
    pair = next(one for one in found if one.topic == PAIRS)
    assert pair.sentence.endswith("asked for tonight by: Own plan.")
    assert pair.source == "site/own.toml#pair_modifier.97110+97530 2020-01-01"


def test_the_pair_is_off_where_no_payer_asks_for_it() -> None:
    assert about(PAIRS, "medicare", "anthem")[0].sentence.endswith("tonight no payer asks for it.")
