"""Nights one after another: nothing is counted twice, a correction moves the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pandera.errors import SchemaErrors

from pipeline.history.sql import open_history
from pipeline.night_request import NightRequest
from pipeline.nightly import run_night
from pipeline.run_report import NightReport
from pipeline.stages import Stages
from schemas.results import (
    Dispositions,
    Findings,
    NotEvaluated,
    NotEvaluatedRows,
    Outcomes,
    RejectedRows,
)
from tests.cli.office import EXPORTS, SITE, write_exports

HEADING = (
    "claim_id,line_number,patient_id,payer_id,service_date,procedure_code,units,charge,"
    "allowed_amount,modifier_1,modifier_2,discipline,claim_frequency,replaces_claim_id\n"
)


@dataclass
class Office:
    """An office whose nights are judged and put on record, without reports."""

    work: Path
    made: int = 0

    def night(
        self,
        as_of: str,
        exports: Mapping[str, str],
        *,
        force: bool = False,
        publishes: bool = False,
    ) -> NightReport:
        """Run a night over exports given as texts."""
        self.made += 1
        return self.again(
            as_of, write_exports(self.work / str(self.made), exports), force, publishes
        )

    def again(
        self, as_of: str, inputs: Mapping[str, Path], force: bool = False, publishes: bool = False
    ) -> NightReport:
        """Run a night over files that are there."""
        request = NightRequest(
            inputs={table: (path,) for table, path in inputs.items()},
            as_of=date.fromisoformat(as_of),
            out=self.work / "runs",
            history=str(self.work / "history.sqlite"),
            config=SITE / "site.toml",
            payer_rules=SITE,
            force=force,
            publishes=publishes,
        )
        return run_night(request, Stages())

    def ledger(self, as_of: str) -> dict[str, int]:
        """Allowed dollars by claim as a night of that date would see them."""
        with closing(open_history(str(self.work / "history.sqlite"), "main")) as history:
            lines = history.view("main", date.fromisoformat(as_of), frozenset()).lines
        sums = lines.groupby("claim_id")["allowed_amount"].sum()
        return {str(claim): int(cents) // 100 for claim, cents in sums.items()}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def _claim(
    claim: str, allowed: str, day: str = "2026-11-16", frequency: str = "1", replaces: str = "",
    modifier: str = "GP",
) -> str:  # fmt: skip
    money = f"{allowed},{allowed}"
    return f"{claim},1,PA,MCR,{day},97110,1,{money},{modifier},,PT,{frequency},{replaces}\n"


def _claims(*rows: str) -> dict[str, str]:
    return {"claims": HEADING + "".join(rows)}


def _findings(report: NightReport) -> dict[str, dict[str, Any]]:
    assert report.result is not None
    found: dict[str, dict[str, Any]] = {}
    for row in report.result.findings.to_dict("records"):
        found[str(row["finding_key"])] = {str(name): cell for name, cell in row.items()}
    return found


TIMELESS = ("severity", "claim_id", "observed", "expected", "message", "amount_cents", "fix")


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one[name] == other[name] for name in TIMELESS)


def test_the_same_night_twice_counts_nothing_twice(office: Office) -> None:
    exports = _claims(_claim("C1", "100.00"), _claim("C2", "50.00"))
    first = office.night("2026-11-18", exports)
    ledger = office.ledger("2026-11-19")
    assert ledger == {"C1": 100, "C2": 50}
    again = office.night("2026-11-18", exports)
    assert again.repeated
    assert again.summary["run_id"] == first.summary["run_id"]
    assert office.ledger("2026-11-19") == ledger
    forced = office.night("2026-11-18", exports, force=True)
    assert not forced.repeated
    assert _findings(forced).keys() == _findings(first).keys()
    assert {row["state"] for row in _findings(forced).values()} <= {"new"}
    assert office.ledger("2026-11-19") == ledger


def test_the_next_as_of_on_the_same_files_is_recurring_and_counts_once(office: Office) -> None:
    inputs = write_exports(office.work / "export")
    first = _findings(office.again("2026-11-20", inputs, publishes=True))
    next_night = office.again("2026-11-21", inputs)
    second = _findings(next_night)
    assert len(first) == 4
    assert second.keys() == first.keys()
    assert all(_same(second[key], first[key]) for key in first)
    assert {row["state"] for row in second.values()} == {"recurring"}
    assert {row["nights_open"] for row in second.values()} == {1}
    assert {row["first_seen"] for row in second.values()} == {"2026-11-20"}
    assert next_night.result is not None
    assert len(next_night.result.resolved) == 0
    later = _findings(office.again("2026-11-30", inputs))
    assert {row["nights_open"] for row in later.values()} == {10}


def test_the_next_as_of_on_the_same_files_spends_nothing_more(office: Office) -> None:
    exports = _claims(_claim("C1", "1500.00"), _claim("C2", "900.00", "2026-11-17"))
    for as_of in ("2026-11-18", "2026-11-19", "2026-11-20"):
        found = _findings(office.night(as_of, exports))
        assert not [row for row in found.values() if row["rule_id"] == "KX001"]
    assert office.ledger("2026-11-21") == {"C1": 1500, "C2": 900}
    # 2,400.00 counted once: 80.00 more is at the threshold, a cent more is over it.
    for allowed, over in (("80.00", 0), ("80.01", 1)):
        found = _findings(office.night("2026-11-21", _claims(_claim("C3", allowed))))
        assert len([row for row in found.values() if row["rule_id"] == "KX001"]) == over


@pytest.mark.parametrize(
    ("change", "ledger"),
    [
        (_claim("C9", "150.00", frequency="7", replaces="C1"), {"C9": 150, "C2": 50}),
        (_claim("C1", "150.00", frequency="7"), {"C1": 150, "C2": 50}),
        (_claim("C1", "150.00"), {"C1": 150, "C2": 50}),
        (_claim("C9", "100.00", frequency="8", replaces="C1"), {"C2": 50}),
    ],
    ids=["replaced", "replaced in place", "the same id again", "void"],
)
def test_a_corrected_claim_moves_the_ledger_by_the_difference(
    office: Office, change: str, ledger: dict[str, int]
) -> None:
    office.night("2026-11-17", _claims(_claim("C1", "100.00"), _claim("C2", "50.00")))
    assert sum(office.ledger("2026-11-18").values()) == 150
    office.night("2026-11-18", _claims(change))
    after = office.ledger("2026-11-19")
    # A void holds no amount that counts, whether its own line is kept or not.
    counted = {claim: dollars for claim, dollars in after.items() if claim in ledger}
    assert counted == ledger
    seen = _findings(office.night("2026-11-19", _claims(_claim("C8", "2480.00"))))
    (finding,) = (row for row in seen.values() if row["rule_id"] == "KX001")
    assert finding["evidence"]["own_ledger"] == f"{sum(ledger.values())}.00"


def test_a_held_claim_accrues_only_once_it_is_released(office: Office) -> None:
    torn = _claim("C1", "100.00", modifier="")
    office.night("2026-11-17", _claims(torn, _claim("C2", "50.00")))
    assert office.ledger("2026-11-18") == {"C2": 50}
    report = office.night("2026-11-18", _claims(_claim("C1", "100.00")))
    assert office.ledger("2026-11-19") == {"C1": 100, "C2": 50}
    assert report.result is not None
    assert report.result.resolved[["rule_id", "claim_id", "how"]].to_numpy().tolist() == [
        ["MOD001", "C1", "fixed"]
    ]


def test_a_claim_that_is_not_there_tonight_stays_open_and_comes_back_as_recurring(
    office: Office,
) -> None:
    torn = _claim("C1", "100.00", modifier="")
    first = _findings(office.night("2026-11-16", _claims(torn)))
    away = office.night("2026-11-17", _claims(_claim("C2", "50.00", "2026-11-02")))
    assert away.result is not None
    assert len(away.result.resolved) == 0
    open_elsewhere = away.result.open_elsewhere
    assert set(open_elsewhere["state"]) == {"not_seen"}
    assert set(open_elsewhere["finding_key"]) == set(first)
    back = _findings(office.night("2026-11-18", _claims(torn)))
    assert {back[key]["state"] for key in first} == {"recurring"}
    assert {back[key]["nights_open"] for key in first} == {2}


def test_a_fault_that_comes_back_is_reopened(office: Office) -> None:
    torn, whole = _claim("C1", "100.00", modifier=""), _claim("C1", "100.00")
    for as_of, row in (("2026-11-16", torn), ("2026-11-17", whole)):
        office.night(as_of, _claims(row))
    back = _findings(office.night("2026-11-18", _claims(torn)))
    assert [row["state"] for row in back.values() if row["rule_id"] == "MOD001"] == ["reopened"]


def test_two_files_on_one_as_of_see_each_other(office: Office) -> None:
    office.night("2026-11-18", _claims(_claim("C1", "2400.00")))
    second = _findings(office.night("2026-11-18", _claims(_claim("C2", "100.00"))))
    assert "KX001" in {row["rule_id"] for row in second.values()}


def test_every_table_of_a_night_is_what_its_schema_says(office: Office) -> None:
    result = office.night("2026-11-20", EXPORTS).result
    assert result is not None
    models = {
        "findings": Findings, "not_evaluated": NotEvaluated, "outcomes": Outcomes,
        "not_evaluated_rows": NotEvaluatedRows, "dispositions": Dispositions,
        "rejected": RejectedRows,
    }  # fmt: skip
    wrong = {}
    for name, model in models.items():
        try:
            model.validate(getattr(result, name), lazy=True)
        except SchemaErrors as errors:
            cases = errors.failure_cases
            wrong[name] = cases[["column", "check", "failure_case"]].drop_duplicates().to_numpy()
    assert wrong == {}


def test_the_small_office_is_the_same_with_and_without_a_history(office: Office) -> None:
    with_history = office.night("2026-11-20", EXPORTS)
    inputs = write_exports(office.work / "again")
    request = NightRequest(
        inputs={table: (path,) for table, path in inputs.items()},
        as_of=date(2026, 11, 20),
        out=office.work / "other",
        history="none",
        config=SITE / "site.toml",
        payer_rules=SITE,
        dry_run=True,
    )
    without = run_night(request, Stages())
    assert _findings(without).keys() == _findings(with_history).keys()
