"""Labels and files agree when the numbers are added up again from the files alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.demo import DemoNight
from pipeline.demo.model import Label

Row = dict[str, str]
Read = Callable[[Path], list[Row]]
# CMS Pub. 100-04 chapter 5, 20.2: the least minutes of 1, 2, 3 … units.
LEAST_MINUTES = [8, 23, 38, 53, 68, 83, 98, 113]
POOL = {
    *("97035", "97110", "97112", "97113", "97116", "97124", "97129", "97130", "97140"),
    *("97530", "97533", "97535", "97542", "97750", "97760"),
}
LIMIT = Decimal("2480.00")
BY_TOTAL = {"MCR", "FED", "MADV"}


def _units(minutes: int) -> int:
    return sum(minutes >= least for least in LEAST_MINUTES)


def _of(labels: list[Label], rule: str, *scenarios: str) -> list[Label]:
    found = [x for x in labels if x.rule_id == rule and x.scenario in scenarios]
    assert found
    return found


def _modifiers(row: Row) -> set[str]:
    if "modifiers" in row:
        return set(row["modifiers"].replace(":", " ").replace(",", " ").split())
    return {row[f"modifier_{n}"] for n in (1, 2, 3, 4)} - {""}


class Book:
    """Lines and notes of all nights by patient; the newest version of a claim id stands."""

    def __init__(self, demo: DemoNight, read: Read) -> None:
        self.lines: dict[str, dict[str, list[Row]]] = defaultdict(dict)
        self.minutes: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for night in (*demo.earlier, demo.tonight):
            claims: dict[str, list[Row]] = defaultdict(list)
            for row in read(night.claims):
                claims[row["claim_id"].strip()].append(row)
            for claim_id, rows in claims.items():
                mine = self.lines[rows[0]["patient_id"].strip()]
                frequency = rows[0]["claim_frequency"]
                if frequency in {"7", "8"}:
                    mine.pop(rows[0]["replaces_claim_id"] or claim_id, None)
                mine.pop(claim_id, None)
                if frequency != "8":
                    mine[claim_id] = rows
            for row in read(night.visits):
                self.minutes[row["patient_id"], row["service_date"]].append(row)

    def day(self, patient_id: str, on: str, discipline: str) -> tuple[int, int, dict[str, int]]:
        """Units billed, minutes documented and minutes by code of a day and discipline."""
        units = sum(
            int(row["units"])
            for rows in self.lines[patient_id].values()
            for row in rows
            if row["service_date"] == on
            and row["procedure_code"] in POOL
            and row["discipline"] == discipline
        )
        by_code: dict[str, int] = defaultdict(int)
        for row in self.minutes[patient_id, on]:
            if row["procedure_code"] in POOL and row["discipline"] == discipline:
                by_code[row["procedure_code"]] += int(row["minutes"])
        return units, sum(by_code.values()), dict(by_code)

    def line(self, label: Label) -> Row:
        rows = self.lines[str(label.patient_id)][str(label.claim_id)]
        return next(row for row in rows if row["line_number"] == str(label.line_number))


@pytest.fixture(scope="module")
def book(demo: DemoNight, read: Read) -> Book:
    return Book(demo, read)


def test_planted_minutes_by_total(book: Book, labels: list[Label]) -> None:
    planted = _of(
        labels,
        "UNIT001",
        *("one-minute-short", "two-visits", "second-visit-tonight", "raised-by-correction"),
        *("thirty-eight", "unbilled-minute", "mended", "seven-minutes", "eight-minutes"),
    )
    for label in planted:
        row = book.line(label)
        assert label.payer_id in BY_TOTAL
        units, minutes, _ = book.day(str(label.patient_id), row["service_date"], row["discipline"])
        assert (units > _units(minutes)) == (label.kind == "fault"), label


def test_planted_minutes_by_code(book: Book, labels: list[Label]) -> None:
    names = ("own-minutes", "seven-of-a-code", "same-code-twice", "twenty-three")
    for label in _of(labels, "UNIT001", *names, "three-times-ten"):
        row = book.line(label)
        patient, on = str(label.patient_id), row["service_date"]
        _, _, by_code = book.day(patient, on, row["discipline"])
        billed: dict[str, int] = defaultdict(int)
        for rows in book.lines[patient].values():
            for other in rows:
                if other["service_date"] == on:
                    billed[other["procedure_code"]] += int(other["units"])
        over = any(count > _units(by_code[code]) for code, count in billed.items())
        assert over == (label.kind == "fault"), label


def test_ordinary_days_have_the_minutes(demo: DemoNight, read: Read, labels: list[Label]) -> None:
    planted = {label.patient_id for label in labels}
    units: dict[tuple[str, str, str], int] = defaultdict(int)
    minutes: dict[tuple[str, str, str], int] = defaultdict(int)
    blank: set[tuple[str, str, str]] = set()
    for row in read(demo.tonight.visits):
        key = (row["patient_id"], row["service_date"], row["procedure_code"])
        minutes[key] += int(row["minutes"] or 0)
        if not row["minutes"]:
            blank.add(key)
    once = {tuple(row.values()): row for row in read(demo.tonight.claims)}
    for row in once.values():
        if row["claim_frequency"] in {"", "1"} and row["procedure_code"] in POOL:
            patient = row["patient_id"].strip()
            units[patient, row["service_date"], row["procedure_code"]] += int(
                row["units"] if row["units"].isdigit() else 0
            )
    checked = 0
    for key, count in units.items():
        if key[0] not in planted and key not in blank:
            assert count <= _units(minutes[key]), key
            checked += 1
    assert checked > 3_000


def test_the_amount_of_the_year_to_the_cent(book: Book, labels: list[Label]) -> None:
    """Own ledgers only: the year's lines of the bucket, in the order of their dates."""
    planted = _of(
        labels,
        "KX001",
        *("one-cent-over", "before-the-crossing", "exactly-the-amount", "crossing-and-later"),
        *("speech-shares", "voided", "corrected-down", "last-year", "raised-by-correction"),
    )
    for label in planted:
        row = book.line(label)
        bucket = {"OT"} if row["discipline"] == "OT" else {"PT", "SLP"}
        mine = [
            other
            for rows in book.lines[str(label.patient_id)].values()
            for other in rows
            if other["service_date"].startswith("2026") and other["discipline"] in bucket
        ]
        mine.sort(key=lambda o: (o["service_date"], o["claim_id"], int(o["line_number"])))
        reached = sum(Decimal(other["allowed_amount"]) for other in mine[: mine.index(row) + 1])
        assert (reached > LIMIT) == (label.kind == "fault"), label
        if label.scenario == "one-cent-over":
            assert reached == LIMIT + Decimal("0.01")
        if label.scenario in {"exactly-the-amount", "corrected-down"}:
            assert reached == LIMIT
        assert "KX" not in _modifiers(row)


def test_days_of_the_plan(demo: DemoNight, read: Read, book: Book, labels: list[Label]) -> None:
    plans: dict[str, list[Row]] = defaultdict(list)
    for plan in read(demo.tonight.plans):
        plans[plan["patient_id"]].append(plan)
    for scenario, day in (("day-89", 89), ("day-90", 90), ("day-91", 91)):
        for label in _of(labels, "POC004", scenario):
            (plan,) = plans[str(label.patient_id)]
            start = date.fromisoformat(plan["start_date"])
            on = date.fromisoformat(book.line(label)["service_date"])
            assert (on - start).days == day
    for scenario, day in (("thirty-first-day", 31), ("thirtieth-day", 30)):
        for label in _of(labels, "POC002", scenario):
            (plan,) = plans[str(label.patient_id)]
            assert not plan["certified_on"]
            passed = demo.tonight.as_of - date.fromisoformat(plan["start_date"])
            assert passed.days == day


def test_planted_pairs(book: Book, labels: list[Label]) -> None:
    accepted = {"59", "XE", "XP", "XS", "XU"}
    for label in (x for x in labels if x.rule_id == "PAIR001" and x.kind == "fault"):
        row = book.line(label)
        rows = [o for claim in book.lines[str(label.patient_id)].values() for o in claim]
        if label.payer_id == "PPO2":
            rows = book.lines[str(label.patient_id)][str(label.claim_id)]
        day = [other for other in rows if other["service_date"] == row["service_date"]]
        assert "97110" in {other["procedure_code"] for other in day}
        targets = [other for other in day if other["procedure_code"] == "97530"]
        assert any(not _modifiers(other) & accepted for other in targets), label


def test_pair_of_ordinary_patients_has_59(demo: DemoNight, read: Read, labels: list[Label]) -> None:
    planted = {label.patient_id for label in labels}
    days: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in read(demo.tonight.claims):
        if row["payer_id"].strip().upper() in {"PPO1", "PPO2"}:
            key = (row["patient_id"].strip(), row["service_date"], row["discipline"])
            days[key].append(row)
    pairs = 0
    for (patient, _, _), rows in days.items():
        if {"97110", "97530"} <= {row["procedure_code"] for row in rows}:
            targets = [row for row in rows if row["procedure_code"] == "97530"]
            if patient not in planted:
                assert all("59" in _modifiers(row) for row in targets)
                pairs += 1
    assert pairs > 20
