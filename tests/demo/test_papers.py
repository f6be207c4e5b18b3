"""Papers of patients on whom nothing is planted: read from the files, they are in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipeline.demo import DemoNight
from pipeline.demo.model import Label

Row = dict[str, str]
Read = Callable[[Path], list[Row]]
Dates = dict[tuple[str, str], dict[date, set[str]]]
DISCIPLINE = {"GP": "PT", "GO": "OT", "GN": "SLP"}
EVALUATION = {
    *("97161", "97162", "97163", "97165", "97166", "97167"),
    *("92523", "92524", "92610"),
}
NO_SERVICE = {"G8427", "L3908", "L3808", "NORCM", "TOS115", "COPAY"}
ASKS_ORDER = {"MCDE", "MCDB", "MCDC", "WCOMP"}
RULES = {"POC007", "POC008", "POC011", "POC012", "COV003"}


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _discipline(row: Row) -> str:
    if row["discipline"]:
        return row["discipline"]
    slots = {row[name] for name in row if name.startswith("modifier")}
    said = " ".join(slots).replace(":", " ").replace(",", " ").split()
    return next((DISCIPLINE[m] for m in said if m in DISCIPLINE), "")


@pytest.fixture(scope="module")
def planted(labels: list[Label]) -> set[str]:
    return {str(label.patient_id) for label in labels if label.rule_id in RULES}


@pytest.fixture(scope="module")
def treated(demo: DemoNight, read: Read, planted: set[str]) -> Dates:
    """Codes by patient, discipline and date, over all nights; claims taken back count too."""
    found: Dates = defaultdict(lambda: defaultdict(set))
    for night in (*demo.earlier, demo.tonight):
        for row in read(night.claims):
            patient, code = row["patient_id"].strip(), row["procedure_code"]
            readable = row["service_date"] not in {"2026-11-31", "2026-02-30", "2026-06-31"}
            if patient not in planted and code not in NO_SERVICE and readable:
                found[patient, _discipline(row)][_day(row["service_date"])].add(code)
    return found


@pytest.fixture(scope="module")
def papers(demo: DemoNight, read: Read) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in read(demo.tonight.documents):
        found[row["patient_id"], row["discipline"]].append(row)
    return found


def _tonight(demo: DemoNight, read: Read, planted: set[str]) -> list[Row]:
    rows = [
        row
        for row in read(demo.tonight.claims)
        if row["patient_id"].strip() not in planted
        and row["procedure_code"] not in NO_SERVICE
        and row["service_date"] not in {"2026-11-31", "2026-02-30"}
        and _discipline(row)
    ]
    assert len(rows) > 4_000
    return rows


def test_a_therapists_report_within_ten_dates(
    demo: DemoNight,
    read: Read,
    planted: set[str],
    treated: Dates,
    papers: dict[tuple[str, str], list[Row]],
) -> None:
    for row in _tonight(demo, read, planted):
        key, on = (row["patient_id"].strip(), _discipline(row)), _day(row["service_date"])
        reports = {
            _day(paper["document_date"])
            for paper in papers[key]
            if paper["kind"] in {"progress", "reevaluation"}
            and paper["author_credential"] == key[1]
            and _day(paper["document_date"]) <= on
        }
        evaluated = {day for day, codes in treated[key].items() if codes & EVALUATION and day <= on}
        assert reports | evaluated, key
        since = max(reports | evaluated)
        passed = [day for day in treated[key] if since <= day <= on]
        assert len(passed) <= 10, key


def test_an_order_where_one_is_asked_for(
    demo: DemoNight, read: Read, planted: set[str], papers: dict[tuple[str, str], list[Row]]
) -> None:
    checked = 0
    for row in _tonight(demo, read, planted):
        if row["payer_id"].strip().upper() in ASKS_ORDER:
            on = _day(row["service_date"])
            orders = [
                paper
                for paper in papers[row["patient_id"].strip(), _discipline(row)]
                if paper["kind"] in {"order", "referral"}
                and 0 <= (on - _day(paper["document_date"])).days <= 90
                and (not paper["expires_on"] or on <= _day(paper["expires_on"]))
            ]
            assert orders, row["patient_id"]
            checked += 1
    assert checked > 100


def test_nobody_is_treated_after_discharge(
    demo: DemoNight, read: Read, treated: Dates, papers: dict[tuple[str, str], list[Row]]
) -> None:
    gone: dict[tuple[str, str], date] = {}
    for night in (*demo.earlier, demo.tonight):
        for paper in read(night.documents):
            if paper["kind"] == "discharge":
                gone[paper["patient_id"], paper["discipline"]] = _day(paper["document_date"])
    for plan in read(demo.tonight.plans):
        if plan["discharged_on"]:
            gone[plan["patient_id"], plan["discipline"]] = _day(plan["discharged_on"])
    checked = 0
    for key, dates in treated.items():
        if key in gone:
            assert max(dates) <= gone[key], key
            checked += 1
    assert checked > 50


def test_certifiers_may_certify(demo: DemoNight, read: Read, planted: set[str]) -> None:
    may = {"MD", "DO", "NP", "PA", "CNS"}
    for plan in read(demo.tonight.plans):
        if plan["patient_id"] not in planted:
            assert plan["certifier_credential"] in may


def test_conditions_of_coverage_concern_planted_lines_only(
    demo: DemoNight, read: Read, planted: set[str]
) -> None:
    conditioned = {"97113", "97150", "97542", "97750", "97016"}
    for row in _tonight(demo, read, planted):
        if row["payer_id"].strip().upper() == "MCDA":
            assert row["procedure_code"] not in conditioned, row["patient_id"]


def test_papers_of_a_night_are_written_by_then(demo: DemoNight, read: Read) -> None:
    for night in (*demo.earlier, demo.tonight):
        rows = read(night.documents)
        assert {"progress", "order", "referral", "discharge"} <= {row["kind"] for row in rows}
        assert max(row["document_date"] for row in rows) <= night.as_of.isoformat()
        assert max(row["signed_on"] for row in rows) <= night.as_of.isoformat()
    kinds = {row["kind"] for row in read(demo.tonight.documents)}
    assert kinds == {"progress", "reevaluation", "discharge", "order", "referral", "abn"}
