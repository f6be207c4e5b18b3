"""Codes by date and payer, groups and people's days, once more: what is flagged was planted."""

from __future__ import annotations

from collections import defaultdict

from pipeline.demo import DemoNight
from pipeline.demo.model import Label
from tests.demo.ledger import Billed, Ledger, Place, Read, Row, planted

MEDICARES_FAMILY = {"MCR", "MADV"}
ENDED = {"97001", "97002", "97003", "97004", "97127", "64550"}
BEGAN = {"98985": "2026-01-01"}
NOT_MEDICARES = "97014"
NOT_PAID_ALONE = {"97010", "97602"}
ASKS_TIMES = "PPO1"
GROUP = "97150"
ONE_ON_ONE = {
    *("97110", "97112", "97113", "97116", "97124", "97129", "97130", "97140", "97530"),
    *("97533", "97535", "97542", "97750", "97760"),
}
NOT_ONE_ON_ONE = {
    *(GROUP, "97010", "97012", "97014", "97016", "G0283"),
    *("98975", "98977", "98980", "98985"),
}
LEAST_OVERLAP = 2
MOST_MINUTES = 600


def test_numbers_of_the_day(ledger: Ledger, labels: list[Label]) -> None:
    flagged = {
        line.place: "block"
        for line in ledger.tonight()
        if line.code in ENDED
        or line.on < BEGAN.get(line.code, "")
        or (line.code == NOT_MEDICARES and line.payer in MEDICARES_FAMILY)
    }
    assert flagged == planted(labels, "CLM007")


def test_not_paid_by_themselves(ledger: Ledger, labels: list[Label]) -> None:
    flagged = {
        line.place: "note"
        for line in ledger.tonight()
        if line.code in NOT_PAID_ALONE and line.payer in MEDICARES_FAMILY
    }
    assert flagged == planted(labels, "CLM020")


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return 60 * int(hours) + int(minutes)


def _blocks(ledger: Ledger, lines: list[Billed]) -> list[tuple[int, int] | None]:
    """Start and stop of the lines' services; None where the note has none."""
    codes = {line.code for line in lines}
    rows = [row for visit in {line.visit for line in lines} for row in ledger.notes[visit]]
    return [
        (_minute(row["start_time"]), _minute(row["stop_time"])) if row["start_time"] else None
        for row in rows
        if row["procedure_code"] in codes
    ]


def test_groups(ledger: Ledger, labels: list[Label]) -> None:
    days: dict[tuple[str, ...], list[Billed]] = defaultdict(list)
    for lines in ledger.days().values():
        for line in lines:
            facility = line.row["bill_type"] or line.row["setting"] == "institutional"
            provider = line.row["billing_npi" if facility else "rendering_npi"]
            if "GY" not in line.modifiers:
                days[line.patient, line.on, provider].append(line)
    flagged: dict[Place, str] = {}
    for lines in days.values():
        group = [line for line in lines if line.code == GROUP]
        other = [line for line in lines if line.code in ONE_ON_ONE]
        tonight = [line.place for line in (*group, *other) if line.tonight]
        if not (group and other and tonight):
            continue
        ours, theirs = _blocks(ledger, group), _blocks(ledger, other)
        shared = any(
            min(one[1], two[1]) - max(one[0], two[0]) >= LEAST_OVERLAP
            for one in ours
            for two in theirs
            if one and two
        )
        if shared or (lines[0].payer == ASKS_TIMES and None in (*ours, *theirs)):
            flagged[tonight[0]] = "review"
    assert flagged == planted(labels, "PAIR009")


def _whose(row: Row) -> list[tuple[str, int]]:
    """Minutes of each person, as far as the note parts them."""
    if row["procedure_code"] in NOT_ONE_ON_ONE or row["delivery_mode"] == "cotreat":
        return []
    found = [(row["therapist_id"], row["therapist_minutes"])]
    found.append((row["assistant_id"], row["assistant_minutes"]))
    if row["minutes"] and not row["assistant_minutes"] and not row["assistant_id"]:
        found = [(row["therapist_id"], row["minutes"])]
    return [(who, int(minutes)) for who, minutes in found if minutes and who]


def test_peoples_days(demo: DemoNight, read: Read, ledger: Ledger, labels: list[Label]) -> None:
    worked: dict[tuple[str, str], int] = defaultdict(int)
    for night in (*demo.earlier, demo.tonight):
        for row in read(night.visits):
            for who, minutes in _whose(row):
                worked[who, row["service_date"]] += minutes
    dates = {line.on for line in ledger.tonight()}
    over = {
        f"{who} {on}" for (who, on), sum_ in worked.items() if sum_ > MOST_MINUTES and on in dates
    }
    mine = [label for label in labels if label.rule_id == "UNIT008" and label.kind == "fault"]
    assert over == {label.subject for label in mine}
    assert max(worked.values()) < 24 * 60
