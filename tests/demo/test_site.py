"""The office's payer files say what the generator's payers do."""

from __future__ import annotations

import csv
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from payer_rules.code_sets import FOLDER as SHIPPED
from payer_rules.code_sets import load_code_sets
from payer_rules.loader import load_rulebook
from pipeline.demo import DemoNight
from pipeline.demo.paperwork import ASKS_ORDER
from pipeline.demo.payers import BY_RULES_ID, PAYERS, Payer

TONIGHT = date(2026, 11, 20)
OWN = [payer for payer in PAYERS if payer.rules_id not in {None, "medicare", "cms-base"}]


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _value(site: Path, rules_id: str, knob: str, field: str = "value") -> Any:
    """What is in force tonight: the override's entry, else the payer file's."""
    for folder in ("overrides", "payers"):
        path = site / folder / f"{rules_id}.toml"
        for entry in _toml(path).get(knob, []) if path.exists() else []:
            if entry["from"] <= TONIGHT <= entry.get("to", TONIGHT):
                return entry.get(field)
    return None


@pytest.mark.parametrize("payer", OWN, ids=lambda payer: str(payer.rules_id))
def test_knobs_agree(demo: DemoNight, payer: Payer) -> None:
    site, rules_id = demo.payer_rules, str(payer.rules_id)
    assert _value(site, rules_id, "discipline_modifier") == payer.modifier
    assert _value(site, rules_id, "assistant_modifier") == payer.assistants
    assert tuple(_value(site, rules_id, "modifier_order") or ()) == payer.order
    assert _value(site, rules_id, "pair_edits") == payer.edits
    assert _value(site, rules_id, "unit_limits") == payer.edits
    assert (_value(site, rules_id, "time_record") == "in_out") == payer.in_out
    if rules_id != "commercial-base":
        unit = "ama_midpoint" if payer.per_code else "cms_total"
        assert _value(site, rules_id, "unit_rule") == unit
        business = _toml(site / "payers" / f"{rules_id}.toml")["line_of_business"]
        assert business == payer.business
    assert (_value(site, rules_id, "pair_modifier", "scope") or "") == payer.pair


@pytest.mark.parametrize("payer", OWN, ids=lambda payer: str(payer.rules_id))
def test_extra_modifiers_agree(demo: DemoNight, payer: Payer) -> None:
    path = demo.payer_rules / "payers" / f"{payer.rules_id}.toml"
    stated = _toml(path).get("extra_modifier", []) if path.exists() else []
    assert all(entry["service"] == "treatment" for entry in stated)
    assert len(stated) == len(payer.extras)
    by = {"assistant": "A", "therapist": "T"}
    for entry, extra in zip(stated, payer.extras, strict=True):
        assert extra.modifier in entry["accepts"]
        assert by.get(entry.get("furnished_by", ""), "") == extra.by
        assert tuple(entry.get("disciplines", ())) == extra.disciplines
        assert entry.get("max_age") == extra.to_age


def test_the_payer_files_load(demo: DemoNight) -> None:
    rulebook = load_rulebook(demo.payer_rules)
    assert {payer.rules_id for payer in OWN} <= set(rulebook.payers)


def test_the_federal_plan_applies_medicares_tables(demo: DemoNight) -> None:
    assert BY_RULES_ID["cms-base"].edits == BY_RULES_ID["medicare"].edits == "medicare"
    for knob in ("pair_edits", "unit_limits"):
        assert _value(demo.payer_rules, "cms-base", knob) == "medicare"


def test_imported_tables(demo: DemoNight) -> None:
    """Medicare's cover the demo's nights, Medicaid's quarter is over; all are made up."""
    assert _toml(demo.config)["site"]["code_sets"] == demo.code_sets.name
    assert demo.code_sets.parent == demo.config.parent
    sets = load_code_sets(imported=demo.code_sets)
    tonight = (TONIGHT - date(1970, 1, 1)).days
    for tables in (sets.pair_edits, sets.unit_limits):
        for number, current in ((0, True), (1, True), (2, False)):
            covered = tables.covered(number)
            assert covered is not None
            assert (covered[1] >= tonight) == current
        assert tables.covered(3) is None
    for path in demo.code_sets.iterdir():
        assert "made up for the demo" in path.read_text(encoding="utf-8").split("\n")[0]


def test_imported_tables_say_what_is_known_of_medicares(demo: DemoNight) -> None:
    """Every pair and limit stands in the shipped tables too, with the same number."""
    shipped = _comment_free(SHIPPED / "ncci_pairs.csv")
    limits = _comment_free(SHIPPED / "unit_limits.csv")
    for setting in ("practitioner", "hospital"):
        known = {(row["column1"], row["column2"]): row[setting] for row in shipped}
        rows = _comment_free(demo.code_sets / f"ncci-medicare-{setting}-2026q4.csv")
        assert len(rows) > 80
        for row in rows:
            assert row["indicator"] == known[row["column1"], row["column2"]]
        most = {row["code"]: (row[setting], row[f"{setting}_mai"]) for row in limits}
        rows = _comment_free(demo.code_sets / f"mue-medicare-{setting}-2026q4.csv")
        assert len(rows) > 40
        for row in rows:
            assert (row["units"], row["mai"]) == most[row["code"]]


def _comment_free(path: Path) -> list[dict[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def test_the_offices_codes(demo: DemoNight) -> None:
    codes = _toml(demo.config)["payers"]
    assert codes["BCBS"] == [
        {"when": {"state": "ND"}, "id": "northern-blue"},
        {"id": "commercial-base"},
    ]
    mapped = {payer.code: payer.rules_id for payer in PAYERS if payer.code != "BCBS"}
    assert {code: mapped[code] for code in codes if code != "BCBS"} == {
        code: rules_id for code, rules_id in codes.items() if code != "BCBS"
    }
    assert "SELFINS" in mapped
    assert "SELFINS" not in codes


def test_medicaid_coverage(demo: DemoNight) -> None:
    files = {path.stem: _toml(path) for path in (demo.payer_rules / "payers").iterdir()}
    medicaid = {
        name: file for name, file in files.items() if file["line_of_business"] == "medicaid"
    }
    covered = {
        name
        for name, file in medicaid.items()
        if any(entry.get("to", TONIGHT) >= TONIGHT for entry in file.get("coverage", []))
    }
    assert set(medicaid) - covered == {"river-medicaid", "pine-medicaid", "harbor-medicaid"}
    excluded = next(
        entry for entry in medicaid["lakeland-medicaid"]["coverage"] if entry["codes"] == ["97110"]
    )
    assert (excluded["covered"], excluded["disciplines"]) == (False, ["PT"])
    assert excluded["from"] == date(2026, 11, 1)
    assert {"reason", "author", "expires"} <= set(excluded)


def test_every_entry_has_its_source_or_its_reason(demo: DemoNight) -> None:
    for path in demo.payer_rules.rglob("*.toml"):
        if path.name == "site.toml":
            continue
        knobs = [v for v in _toml(path).values() if isinstance(v, list)]
        for entry in (entry for knob in knobs for entry in knob if "from" in entry):
            needed = {"reason", "author", "expires"}
            if path.parent.name == "payers":
                needed = {"citation", "grade", "verified_on", "review_by"}
            assert needed <= set(entry), path.name


def test_what_payers_ask_of_papers(demo: DemoNight) -> None:
    site = demo.payer_rules
    for rules_id, asked in (("evergreen-advantage", 10), ("lakeland-medicaid", 10)):
        assert _value(site, rules_id, "plan_of_care", "progress_days") == asked
    wanted = {
        "summit-medicaid": "treatment",
        "river-medicaid": "treatment",
        "pine-medicaid": "all",
        "state-fund-comp": "all",
    }
    for payer in OWN:
        rules_id = str(payer.rules_id)
        said = _value(site, rules_id, "referral", "required_for")
        assert said == wanted.get(rules_id, "none" if rules_id == "commercial-base" else None)
        assert (rules_id in wanted) == (payer.code in ASKS_ORDER)
    assert _value(site, "cms-base", "referral", "required_for") == "none"
    assert _value(site, "harbor-medicaid", "referral", "unknown") is True
