"""Which payer a row has, where a location bills, and what check-config says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from payer_rules.categories import TextColumn
from payer_rules.check import check_report
from payer_rules.errors import PayerRuleError
from payer_rules.loader import load_rulebook, load_site
from payer_rules.site import Site, check_site, match_payers

SiteFolder = Callable[..., Path]
EXAMPLE = Path(__file__).parents[2] / "examples" / "site"
BOOK = load_rulebook(EXAMPLE)
SITE = load_site(EXAMPLE / "site.toml")


def column(*texts: str | None) -> TextColumn:
    return pd.Categorical(list(texts))


def matched(payers: TextColumn, **others: TextColumn) -> list[str | None]:
    found = match_payers(SITE, BOOK, payers, **others)
    assert list(found.categories) == BOOK.ids()
    return [None if pd.isna(value) else value for value in found]


def test_codes_are_trimmed_and_folded_and_an_id_stands_for_itself() -> None:
    payers = column("MCR", " mcr ", "Medicare", "EXAMPLE-PPO", "other", None, "")
    assert matched(payers) == [
        "medicare", "medicare", "medicare", "example-ppo", None, None, None,
    ]  # fmt: skip


def test_the_first_choice_whose_conditions_all_hold_answers() -> None:
    payers = column(*["EX"] * 6)
    plan = column("medicaid ", None, "PPO", None, "Medicaid", None)
    state = column("IL", "il", "IL", "WI", "IL", None)
    place = column("L02", "L02", "L01", "L02", "L02", "L02")
    assert matched(payers, plan=plan, state=state, location_id=place) == [
        "example-medicaid",
        "commercial-base",
        "example-ppo",
        "example-ppo",
        "example-medicaid",
        "example-ppo",
    ]
    # Columns that the export lacks fulfil no condition.
    assert matched(payers) == ["example-ppo"] * 6


def test_no_choice_that_holds_is_an_unknown_payer(site_folder: SiteFolder) -> None:
    text = '[payers]\n"medicare" = [{ when = { state = "IL" }, id = "medicare" }]\n'
    site = load_site(site_folder(site=text) / "site.toml")
    found = match_payers(site, BOOK, column("medicare", "medicare"), state=column("IL", "WI"))
    # The office's own map comes first, so the second is not the rules id of the same name.
    assert found.isna().tolist() == [False, True]


def test_a_map_to_a_payer_that_no_file_defines(site_folder: SiteFolder) -> None:
    site = load_site(site_folder(site='[payers]\n"M" = "medicar"\n') / "site.toml")
    with pytest.raises(PayerRuleError) as caught:
        check_site(site, BOOK)
    assert str(caught.value) == (
        'site.toml, [payers]: the id of "m" belongs to no payer file; did you mean "medicare"?'
    )


def test_a_blank_office_code(site_folder: SiteFolder) -> None:
    with pytest.raises(PayerRuleError, match="an office code is blank"):
        load_site(site_folder(site='[payers]\n" " = "medicare"\n') / "site.toml")


def test_localities_of_locations() -> None:
    found = SITE.localities(column("L01", "l02 ", "L99", None))
    assert [None if pd.isna(v) else v for v in found] == ["06102-16", "06102-15", None, None]


def test_an_office_without_a_site_file() -> None:
    site = load_site(None)
    assert (site.id, site.undecided, site.timezone) == ("main", "release", None)
    assert match_payers(site, BOOK, column("medicare", "MCR")).isna().tolist() == [False, True]


def test_check_config_on_the_example_has_nothing_that_needs_attention() -> None:
    lines = check_report(BOOK, SITE, date(2026, 11, 20))
    assert [line.sentence for line in lines if line.level == "attention"] == []
    assert any("grade C" in line.sentence for line in lines)


def test_check_config_names_what_has_run_out() -> None:
    lines = check_report(BOOK, SITE, date(2027, 7, 1))
    pressing = [line.sentence for line in lines if line.level == "attention"]
    assert lines[: len(pressing)] == [line for line in lines if line.level == "attention"]
    wanted = [
        "site/overrides/medicare.toml: rule_severity for KX002 from 2026-01-01: the override "
        "expired on 2027-06-30, not used.",
        "Medicare Part B (medicare): threshold has values, but none in force on 2027-07-01.",
        "medicare/medicare.toml: threshold from 2026-01-01: was to be reviewed by 2027-01-31.",
    ]
    assert set(wanted) <= set(pressing)


def test_only_the_payers_of_the_site_are_reported() -> None:
    site = Site(payers={"m": SITE.payers["mcr"]})
    sentences = [line.sentence for line in check_report(BOOK, site, date(2026, 11, 20))]
    assert not any("example" in sentence for sentence in sentences)


def test_gaps_between_entries_are_listed(site_folder: SiteFolder) -> None:
    own = 'id = "own"\nname = "A payer"\nextends = "commercial-base"\n'
    rule = '[[unit_rule]]\nfrom = 2024-01-01\nto = 2024-03-31\nvalue = "hybrid"\nCITED\n'
    later = rule.replace("2024-01-01", "2024-05-01").replace("2024-03-31", "2024-05-31")
    touching = rule.replace("2024-01-01", "2024-06-01").replace("2024-03-31", "2024-07-31")
    book = load_rulebook(site_folder(own=own + rule + later + touching))
    gaps = [n.sentence for n in book.health(date(2026, 11, 20), ["own"]) if n.kind == "gap"]
    assert gaps == [
        "site/own.toml: unit_rule from 2024-05-01: no value from 2024-04-01 to 2024-04-30."
    ]
