"""``[intake]`` of the site file: how an office's exports are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from payer_rules.errors import PayerRuleError
from payer_rules.intake_table import IntakeTable
from payer_rules.loader import load_rulebook
from pipeline.intake import IntakeSettings
from pipeline.intake.site_settings import settings_of
from schemas.tables import MODELS
from tests.intake import maps

SITE = """\
[intake]
date_formats = ["%m/%d/%Y"]
legacy_encoding = "cp1252"
delimiter = "\\t"
set_aside_codes = ["NORCM"]
reject_share = 0.2

[intake.plans]
sheet = "Plans 2026"
date_formats = { start_date = ["%-d.%-m.%Y", "%Y-%m-%d"] }

[intake.visits]
date_formats = ["%Y-%m-%d"]
"""


def _read(folder: Path, text: str) -> IntakeSettings:
    path = folder / "site.toml"
    path.write_text(text, encoding="utf-8")
    return settings_of(path)


def test_every_setting_arrives(tmp_path: Path) -> None:
    settings = _read(tmp_path, SITE)
    assert settings.legacy_encoding == "cp1252"
    assert settings.delimiter == "\t"
    assert settings.set_aside_codes == {"NORCM"}
    assert settings.reject_share == 0.2
    assert settings.sheets == {"plans": "Plans 2026"}

    def shown(table: str, column: str) -> list[str]:
        return [one.shown for one in settings.formats_of(table, column)]

    assert shown("claims", "service_date") == ["MM/DD/YYYY"]
    assert shown("plans", "start_date") == ["D.M.YYYY", "YYYY-MM-DD"]
    assert shown("plans", "end_date") == ["MM/DD/YYYY"]
    assert shown("visits", "service_date") == ["YYYY-MM-DD"]


def test_nothing_declared_is_what_a_file_of_ours_needs(tmp_path: Path) -> None:
    assert _read(tmp_path, "") == settings_of(None) == IntakeSettings()


def test_every_input_has_its_table() -> None:
    own = [name for name in IntakeTable.model_fields if name in MODELS]
    assert own == list(MODELS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[intake]\ndelimeter = ";"', '"intake.delimeter" is not a known name; did you mean'),
        ('[intake.claim]\nsheet = "A"', '"intake.claim" is not a known name; did you mean'),
        ('[intake.claims]\nsheets = "A"', '"intake.claims.sheets" is not a known name'),
        ('[intake]\ndelimiter = ";;"', "[intake]: the delimiter must be one ASCII character"),
        ('[intake]\nlegacy_encoding = "utf-32"', "[intake]: the legacy encoding must be"),
        ('[intake]\ndate_formats = ["%d.%m.%y"]', "[intake]: date format '%d.%m.%y'"),
        ("[intake]\nreject_share = 5", '"intake.reject_share" is too large'),
        (
            '[intake.claims]\ndate_formats = { servicedate = ["%Y-%m-%d"] }',
            '[intake.claims]: "date_formats" names no column of dates; did you mean "service_date"',
        ),
    ],
)
def test_a_fault_names_file_and_key(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(PayerRuleError) as error:
        _read(tmp_path, text)
    assert str(error.value).startswith("site.toml")
    assert expected in str(error.value)


def test_column_maps_below_the_payer_rules_are_no_payer_files(tmp_path: Path) -> None:
    maps.office(tmp_path, maps.map_text())
    assert load_rulebook(tmp_path).ids() == load_rulebook().ids()
