"""Every fault of a file is one clear sentence: which file, where, what; never a value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from payer_rules.coding_knobs import PairModifier
from payer_rules.errors import PayerRuleError
from payer_rules.loader import load_rulebook, load_site

SiteFolder = Callable[..., Path]
HEAD = 'id = "own"\nname = "A payer"\nline_of_business = "commercial"\nextends = "cms-base"\n'
RULE = '[[unit_rule]]\nfrom = 2024-01-01\nvalue = "cms_total"\nCITED\n'
AMOUNTS = 'pt_slp = "2480.00"\not = "2480.00"\ngroup = "g"\n'
COVER = '[[coverage]]\nfrom = 2024-01-01\nCITED\nkey = "k"\n'
PAIR = '[[pair_modifier]]\nfrom = 2024-01-01\nCITED\naccepts = ["59"]\nscope = "day"\n'
WHY = 'reason = "told us"\nauthor = "JD"\nexpires = 2027-01-01\n'

FAULTS = {
    "no TOML": (HEAD + "from = SECRET\n", "line 5, column 8: is not valid TOML"),
    "a key twice": (HEAD + 'id = "SECRET"\n', "is not valid TOML"),
    "a misspelt knob": (
        HEAD + RULE.replace("unit_rule", "unit_rulle"),
        '"unit_rulle" is not a known name; did you mean "unit_rule"?',
    ),
    "a misspelt key": (
        HEAD + RULE.replace("value", "valeu"),
        '[[unit_rule]] entry 1 (line 5): "valeu" is not a known name; did you mean "value"?',
    ),
    "a value that there is not": (
        HEAD + RULE.replace("cms_total", "SECRET"),
        "[[unit_rule]] entry 1 (line 5): \"value\" must be one of 'cms_total'",
    ),
    "no value": (HEAD + RULE.replace('value = "cms_total"', ""), '"value" is missing'),
    "no first day": (HEAD + RULE.replace("from = 2024-01-01", ""), '"from" is missing'),
    "a date in quotes": (
        HEAD + RULE.replace("2024-01-01", '"2024-01-01"', 1),
        '"from" must be a date without quotes',
    ),
    "a date with a time": (
        HEAD + RULE.replace("2024-01-01", "2024-01-01T00:00:00", 1),
        '"from" must be a date without a time',
    ),
    "an end before the start": (
        HEAD + RULE.replace("value =", "to = 2023-12-31\nvalue ="),
        '"to" lies before "from"',
    ),
    "one bracket": (
        HEAD + RULE.replace("[[unit_rule]]", "[unit_rule]"),
        "must be written with double brackets, [[unit_rule]]",
    ),
    "money as a number": (
        HEAD + "[[threshold]]\nfrom = 2026-01-01\nCITED\n" + AMOUNTS.replace('"2480.00"', "2480.0"),
        '"pt_slp" must be dollars as text',
    ),
    "money with three decimals": (
        HEAD + "[[threshold]]\nfrom = 2026-01-01\nCITED\n" + AMOUNTS.replace("2480.00", "24.801"),
        '"pt_slp" must be dollars as text',
    ),
    "money with a comma": (
        HEAD + "[[threshold]]\nfrom = 2026-01-01\nCITED\n" + AMOUNTS.replace("2480.00", "2,480"),
        '"pt_slp" must be dollars as text',
    ),
    "a range of codes": (
        HEAD + COVER + 'covered = false\ncodes = ["97110-97530"]\n',
        '"codes" must be five characters A-Z 0-9; a range is not allowed',
    ),
    "a code twice": (
        HEAD + COVER + 'covered = false\ncodes = ["97110", "97110"]\n',
        '"codes" names the same thing twice',
    ),
    "a complete list of what is not covered": (
        HEAD + COVER + 'covered = false\ncomplete = true\ncodes = ["97110"]\n',
        '"complete" belongs to a list of covered codes',
    ),
    "a target outside the pair": (
        HEAD + PAIR + 'codes = ["97110", "97530"]\ntarget = "97140"\n',
        '"target" must be one of "codes"',
    ),
    "a pair of three": (
        HEAD + PAIR + 'codes = ["97110", "97530", "97140"]\ntarget = "97530"\n',
        '"codes" must name two codes',
    ),
    "a severity without a reason": (
        HEAD + '[[rule_severity]]\nfrom = 2024-01-01\nCITED\nrule = "COV001"\nvalue = "review"\n',
        '"reason" is missing',
    ),
    "unknown beside a value": (
        HEAD + RULE + "unknown = true\n",
        '"value" cannot stand beside unknown = true',
    ),
    "no citation": (HEAD + RULE.replace("CITED", 'grade = "A"'), '"citation" is missing'),
    "a citation without its day": (
        HEAD + RULE.replace("CITED", 'grade = "A"\ncitation = { authority = "P", document = "M" }'),
        '"citation.read_on" is missing',
    ),
    "no line of business": (
        HEAD.replace('line_of_business = "commercial"\n', ""),
        '"line_of_business" is missing',
    ),
    "an unknown base": (
        HEAD.replace("cms-base", "cms-bsae"),
        '"extends" names a file that is not there; did you mean "cms-base"?',
    ),
    "two levels": (HEAD.replace("cms-base", "medicare"), '"extends" goes one level only'),
    "a shipped id as a payer": (
        HEAD.replace('"own"', '"medicare"'),
        'has the id of a shipped payer, so it may hold overrides only and carries no "name"',
    ),
    "an override that extends": (
        'id = "medicare"\nextends = "cms-base"\n' + RULE + WHY,
        'holds overrides only, so "extends" does not belong in it',
    ),
    "an override without an expiry": (
        'id = "medicare"\n' + RULE,
        'an override needs "reason"',
    ),
    "an override of nobody": (
        'id = "medicaer"\n' + RULE + WHY,
        'has an id that no file defines: a new payer needs "name" and "line_of_business"; '
        'did you mean "medicare"?',
    ),
    "an id that Windows keeps": (HEAD.replace('"own"', '"con"'), "a name that Windows keeps"),
    "an id that leaves the folder": (
        HEAD.replace('"own"', '"../own"'),
        '"id" must be lower-case letters, digits, - and _',
    ),
    "a case of nonsense": (
        HEAD + '[[case]]\nlines = "SECRET"\nservice_date = 2024-01-01\nexpect = "MOD001 clear"\n',
        '[[case]] entry 1 (line 5): "lines" must be lines such as',
    ),
    "an overlap": (
        HEAD + RULE + RULE.replace("2024-01-01", "2024-06-01", 1),
        "[[unit_rule]] entry 2 (line 14): overlaps [[unit_rule]] entry 1 (line 5)",
    ),
    "two bases of date": (
        HEAD
        + RULE.replace("value =", "to = 2024-05-31\nvalue =")
        + RULE.replace("2024-01-01", "2024-06-01", 1)
        + 'basis = "received"\n',
        "goes by another date (basis) than [[unit_rule]] entry 1 (line 5)",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_sentence_without_values(site_folder: SiteFolder, fault: str) -> None:
    text, wanted = FAULTS[fault]
    with pytest.raises(PayerRuleError) as caught:
        load_rulebook(site_folder(one=text))
    sentence = str(caught.value)
    assert sentence.startswith("site/one.toml")
    assert wanted in sentence
    assert "\n" not in sentence
    for value in ("SECRET", "24.801", "2,480", "97110-97530", "../own"):
        assert value not in sentence


def test_entries_that_touch_do_not_overlap(site_folder: SiteFolder) -> None:
    first = RULE.replace("value =", "to = 2024-05-31\nvalue =")
    load_rulebook(site_folder(one=HEAD + first + RULE.replace("2024-01-01", "2024-06-01", 1)))


def test_two_override_files_of_one_payer_are_one_layer(site_folder: SiteFolder) -> None:
    text = 'id = "medicare"\n' + RULE + WHY
    with pytest.raises(PayerRuleError, match=r"site/b.toml, .*overlaps site/a.toml, "):
        load_rulebook(site_folder(a=text, b=text))


def test_two_files_define_one_payer(site_folder: SiteFolder) -> None:
    with pytest.raises(PayerRuleError, match=r"defines a payer that site/a.toml defines too"):
        load_rulebook(site_folder(a=HEAD, b=HEAD))


def test_all_faults_are_kept(site_folder: SiteFolder) -> None:
    with pytest.raises(PayerRuleError) as caught:
        load_rulebook(site_folder(a="x", b='id = "b"\nnmae = "B"\nzz = 1\n'))
    assert [error.file for error in (caught.value, *caught.value.more)] == [
        "site/a.toml",
        "site/b.toml",
        "site/b.toml",
    ]


CONTRACT_PAYER = """
id = "example-ppo"
extends = "commercial-base"
name = "Example PPO"
[[pair_modifier]]
from = 2024-01-01
codes = ["97110", "97530"]
target = "97530"
accepts = ["59", "XE", "XP", "XS", "XU"]
scope = "day"
citation = { authority = "Example PPO", document = "Manual", section = "9", read_on = 2026-11-21 }
grade = "C"
"""
CONTRACT_OVERRIDE = """
id = "example-ppo"
[[pair_modifier]]
from = 2024-01-01
codes = ["97110", "97530"]
target = "97530"
accepts = ["59"]
severity = "block"
reason = "denied twice in March, confirmed by the payer's representative"
author = "JD"
expires = 2027-06-30
"""


def test_the_example_of_the_contract_loads(site_folder: SiteFolder) -> None:
    """The override names no scope: a pair is one of the day unless a file says otherwise."""
    book = load_rulebook(site_folder(a=CONTRACT_PAYER, b=CONTRACT_OVERRIDE))
    override, own = book.payers["example-ppo"].layers[:2]
    (first,), (second,) = (layer.of("pair_modifier", "97110+97530") for layer in (override, own))
    assert isinstance(first, PairModifier)
    assert (first.scope, first.severity, first.accepts) == ("day", "block", ("59",))
    assert first.may_block(date(2027, 6, 30))
    assert not second.may_block(date(2026, 11, 20))


def test_line_of_business_may_come_from_the_base(site_folder: SiteFolder) -> None:
    text = 'id = "own"\nname = "A payer"\nextends = "commercial-base"\n'
    assert load_rulebook(site_folder(a=text)).payers["own"].line_of_business == "commercial"


def test_bytes_that_are_no_text(site_folder: SiteFolder) -> None:
    folder = site_folder()
    (folder / "a.toml").write_bytes(b'id = "\xff"\n')
    with pytest.raises(PayerRuleError, match=r"site/a.toml: is not UTF-8 text\."):
        load_rulebook(folder)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PayerRuleError, match="is not a folder"):
        load_rulebook(tmp_path / "none")


SITE_FAULTS = {
    "a misspelt key": ('[site]\ntimezon = "x"\n', 'did you mean "timezone"?'),
    "an unknown zone": ('[site]\ntimezone = "SECRET"\n', '"site.timezone" must be a time zone'),
    "an id for two": ('[payers]\n"A b" = "x"\n" a B" = "y"\n', "is there twice"),
    "a number for a contractor": (
        '[locations.L1]\nmac = 6102\nlocality = "16"\n',
        '"locations.L1.mac" must be text in quotes',
    ),
    "no TOML": ("[site\n", "line 1, column 6: is not valid TOML"),
}


@pytest.mark.parametrize("fault", SITE_FAULTS)
def test_a_faulty_site_file(site_folder: SiteFolder, fault: str) -> None:
    text, wanted = SITE_FAULTS[fault]
    folder = site_folder(site=text)
    load_rulebook(folder)  # the site file is no payer file
    with pytest.raises(PayerRuleError) as caught:
        load_site(folder / "site.toml")
    assert wanted in str(caught.value)
    assert "SECRET" not in str(caught.value)


def test_a_site_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PayerRuleError, match="cannot be read"):
        load_site(tmp_path / "site.toml")
    assert load_site(None).id == "main"
