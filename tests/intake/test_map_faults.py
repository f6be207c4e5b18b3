"""Every fault of a column map is one clear sentence: which file, which key; never a value."""

from __future__ import annotations

from pathlib import Path

import pytest

from payer_rules.errors import PayerRuleError
from pipeline.intake import editor_schema
from pipeline.intake.map_files import HOME, shipped_maps
from pipeline.intake.site_settings import settings_of
from schemas.tables import required_columns
from tests.intake import maps
from tests.intake.maps import map_text

FAULTS = {
    "no TOML": (map_text(extra="blanks = SECRET"), "is not valid TOML"),
    "a misspelt key": (
        map_text(extra='blank = ["SECRET"]'),
        '"blank" is not a known name; did you mean "blanks"?',
    ),
    "a misspelt key of a column": (
        map_text(charge='{ form = "SECRET" }'),
        '"columns.charge.form" is not a known name; did you mean "from"?',
    ),
    "no layout": (map_text(layout="2"), '"layout" must be text in quotes'),
    "no headings": (map_text().replace("headings", "optional"), '"headings" is missing'),
    "a table that there is not": (map_text(table='"SECRET"'), "\"table\" must be one of 'claims'"),
    "a column that there is not": (
        map_text('plan_code = "Key"'),
        ', line 15: "columns.plan_code" names no column of claims; did you mean "plan"?',
    ),
    "a constant that there is not": (
        map_text('[constants]\nsetting_code = "SECRET"'),
        '"constants.setting_code" names no column of claims; did you mean "setting"?',
    ),
    "an absent column that there is not": (
        map_text(extra='absent = ["SECRET"]'),
        '"absent" names no column of claims',
    ),
    "an absent column that is required": (
        map_text(extra='absent = ["charge"]', charge='"Amount"'),
        '"absent" names a column that claims cannot be without',
    ),
    "a heading that is not listed": (
        map_text(charge='"Amuont"'),
        '"columns.charge" names a heading that "headings" does not list; did you mean "Amount"?',
    ),
    "a placeholder that is not listed": (
        map_text(claim_id='"{Visit}-{Payor}"'),
        '"columns.claim_id" names a heading that "headings" does not list; did you mean "Payer"?',
    ),
    "a slot that is not listed": (
        map_text(modifier_slots='["M1", "Mod"]'),
        '"modifier_slots" names a heading that "headings" does not list',
    ),
    "braces that do not match": (
        map_text(claim_id='"{Visit-{Payer}"'),
        '"columns.claim_id.template" must name headings in braces',
    ),
    "an empty placeholder": (
        map_text(claim_id='"SECRET{}"'), '"columns.claim_id.template" must be a heading',
    ),
    "a heading without a letter": (
        map_text(charge='"12345"'), '"columns.charge.from" must be a heading',
    ),
    "a heading listed twice": (
        map_text(headings='["Visit", "visit "]'.replace("visit ", "VISIT")),
        '"headings" names a heading twice, blanks and letter case aside',
    ),
    "two ways at once": (
        map_text(charge='{ from = "Amount", template = "{Key}" }'),
        '"columns.charge" needs exactly one of from, template, join',
    ),
    "formats of something that is no date": (
        map_text(units='{ from = "Count", dates = ["%Y-%m-%d"] }'),
        '"columns.units" "dates" belongs to a column of dates',
    ),
    "a two-digit year": (
        map_text(service_date='{ from = "Day", dates = ["%m/%d/%y SECRET"] }'),
        '"columns.service_date.dates" holds a date format that is not read',
    ),
    "a value that the column does not take": (
        map_text('discipline = { from = "Key", values = { "1" = "SECRET" } }'),
        '"columns.discipline.values" gives something that is not one of PT, OT, SLP',
    ),
    "a translation to nothing": (
        map_text('discipline = { from = "Key", values = { "SECRET" = "" } }'),
        '"columns.discipline.values" must translate every value to a text that is not blank',
    ),
    "a translation to a number": (
        map_text('discipline = { from = "Key", values = { "SECRET" = 3 } }'),
        '"columns.discipline.values" must translate every value to a text that is not blank',
    ),
    "one value translated twice": (
        map_text('discipline = { from = "Key", values = { "pt" = "PT", "PT " = "OT" } }'),
        '"columns.discipline.values" translates one value twice',
    ),
    "a constant that cannot be one": (
        map_text('[constants]\nplan = "SECRET"\nunits = "2"').replace('units = "Count"\n', ""),
        '"constants.units" is not the same on every row, so no constant can say it',
    ),
    "a constant that its column does not take": (
        map_text('[constants]\nsetting = "SECRET"'),
        '"constants.setting" is not one of professional, institutional',
    ),
    "a column and a constant": (
        map_text('[constants]\npayer_id = "SECRET"'),
        '"constants.payer_id" is a column of [columns] too',
    ),
    "slots and a modifier column": (
        map_text('modifiers = "Key"'),
        '"columns.modifiers" is there beside "modifier_slots"',
    ),
    "five slots": (
        map_text(modifier_slots='["M1", "M2", "Key", "Day", "Chart"]'),
        '"modifier_slots" names more than four headings',
    ),
    "numbers of something else": (
        map_text(units='{ number_by = "Key" }'),
        '"columns.units" only the line numbers of claims are counted',
    ),
    "a row kind that is two things": (
        map_text('[[rows]]\nheading = "Key"\nlines = ["SECRET"]\ncharge_free = ["SECRET"]'),
        '"lines" and "charge_free" name the same value',
    ),
    "required columns that it does not give": (
        map_text().replace('charge = "Amount"\n', "").replace('units = "Count"\n', ""),
        "[columns]: gives no units, charge; write a map of your own that extends it",
    ),
    "a base that there is not": (
        'extends = "tebra-line"\n', '"extends" names no shipped map; did you mean "tebra-lines"?',
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_is_named_without_a_value(tmp_path: Path, what: str) -> None:
    text, expected = FAULTS[what]
    with pytest.raises(PayerRuleError) as error:
        settings_of(maps.office(tmp_path, text))
    said = [error.value, *error.value.more]
    assert any(expected in str(one) for one in said), [str(one) for one in said]
    assert not [one for one in said if "SECRET" in str(one)]
    assert {one.file for one in said} == {"site/column_maps/ours.toml"}


def test_all_faults_of_a_map_are_told_at_once(tmp_path: Path) -> None:
    text = map_text('plan_code = "Key"', charge='"Amuont"')
    with pytest.raises(PayerRuleError) as error:
        settings_of(maps.office(tmp_path, text))
    assert len([error.value, *error.value.more]) == 2


def test_a_map_that_is_not_there_or_of_another_table(tmp_path: Path) -> None:
    with pytest.raises(PayerRuleError) as error:
        settings_of(maps.office(tmp_path, map_text(), '[intake.claims]\ncolumn_map = "our"\n'))
    assert str(error.value) == (
        'site.toml, [intake.claims]: "column_map" names no map that is there; did you mean "ours"?'
    )
    with pytest.raises(PayerRuleError, match=r"is a map of claims, and \[intake.visits\] names it"):
        settings_of(maps.office(tmp_path, map_text(), '[intake.visits]\ncolumn_map = "ours"\n'))


def test_an_offices_map_does_not_take_a_shipped_name(tmp_path: Path) -> None:
    site = '[intake.claims]\ncolumn_map = "openemr-billing"\n'
    with pytest.raises(PayerRuleError, match="has the name of a shipped map; give it another"):
        settings_of(maps.office(tmp_path, map_text(), site, name="openemr-billing"))


def test_a_map_extends_a_shipped_one_and_says_only_what_differs(tmp_path: Path) -> None:
    text = (
        'extends = "webpt-revflow-charges"\nheadings = ["Mod_all"]\nabsent = ["therapist_id"]\n'
        '[columns]\nmodifiers = "Mod_all"\n[constants]\npayer_id = "MCR"\n'
    )
    (found,) = settings_of(maps.office(tmp_path, text)).column_maps["claims"]
    rules = found.rules
    assert rules.modifier_slots is None
    assert "therapist_id" not in rules.columns
    assert "payer_id" not in rules.columns
    assert rules.columns["charge"].source == "charge_amount"
    assert rules.layout == "WebPT RevFlow billing charges"
    assert [file.name for file in found.files] == [
        "site/column_maps/ours.toml", "column_maps/webpt-revflow-charges.toml",
    ]  # fmt: skip


def test_the_maps_that_ship_hold_together() -> None:
    names = {one.name: one.table for one in shipped_maps()}
    assert names == {
        "openemr-billing": "claims",
        "tebra-lines": "claims",
        "tebra-minutes": "visits",
        "webpt-documented-units": "visits",
        "webpt-revflow-charges": "claims",
    }
    assert sorted(path.stem for path in HOME.glob("*.toml")) == sorted(names)
    whole = {
        one.name
        for one in shipped_maps()
        if set(required_columns(one.table)) <= {*one.rules.columns, *one.rules.constants}
    }
    # Tebra's published fields name no patient: an office adds its own headings.
    assert set(names) - whole == {"tebra-lines", "tebra-minutes"}


def test_the_editor_schema_is_current() -> None:
    assert editor_schema.FILE.read_text(encoding="utf-8") == editor_schema.schema_text()
