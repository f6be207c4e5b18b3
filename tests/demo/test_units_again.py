"""Units and minutes of every day, added up again from the files: what is flagged was planted."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from itertools import combinations

import pytest

from pipeline.demo.model import Label
from tests.demo.hands import LEAST, UNIT, units_of_total
from tests.demo.ledger import Billed, Ledger, Place, Row, planted

POOL = {
    *("97035", "97110", "97112", "97113", "97116", "97124", "97129", "97130", "97140"),
    *("97530", "97533", "97535", "97542", "97750", "97760"),
}
FAMILY = {"97130": "97129"}
BY_CODE = {"PPO1", "PPO2", "BCBS", "BCBS-ND", "COMM", "WCOMP"}
NOT_SET_UP = {"SELFINS"}
NOT_COUNTED = {"G8427", "L3908", "L3808"}
EVALUATIONS = {"97161", "97162", "97163", "97165", "97166", "97167", "92523", "92524", "92610"}
REEVALUATIONS = {"97164", "97168"}
# What the payers' files say, see site/.
MOST_OF_A_CODE = {"97112": 2, "97530": 2, "97535": 2}
COUNTED_BY_PATIENT = {"97112", "97116", "97140", "97530", "97535"}
CENTS = {
    **{code: 900 for code in EVALUATIONS},
    **{"97164": 650, "97168": 650, "92507": 700, "92526": 750, "92523": 1200, "92524": 950},
    **{"97110": 275, "97112": 300, "97116": 275, "97140": 275, "97530": 300, "97535": 275},
    **{"97035": 150, "97129": 250, "97130": 250, "G0283": 125, "97150": 175, "97012": 125},
}

Found = dict[str, dict[Place, str]]


@pytest.fixture(scope="module")
def found(ledger: Ledger) -> Found:
    """UNIT001, UNIT002 and UNIT003 of every day with a timed line of tonight."""
    answers: Found = {"UNIT001": {}, "UNIT002": {}, "UNIT003": {}}
    for (patient, on, discipline), lines in ledger.days().items():
        pooled = [line for line in lines if line.code in POOL]
        first = next((line.place for line in pooled if line.tonight), None)
        if first is None or pooled[0].payer in NOT_SET_UP:
            continue
        notes = [
            row for row in ledger.given(patient, on, discipline) if row["procedure_code"] in POOL
        ]
        rule = _answer(pooled, notes)
        if rule:
            severity = {"UNIT001": "block", "UNIT002": "note", "UNIT003": "review"}[rule]
            answers[rule][first] = severity
    return answers


def _answer(lines: list[Billed], notes: list[Row]) -> str:
    """The rule that the day breaks; empty where none or where minutes are missing."""
    billed: dict[str, int] = defaultdict(int)
    for line in lines:
        billed[FAMILY.get(line.code, line.code)] += int(line.units)
    units = sum(billed.values())
    if not notes:
        return ""
    if not all(row["minutes"] for row in notes):
        return _by_stated_total(lines[0].payer, units, notes)
    minutes: dict[str, int] = defaultdict(int)
    for row in notes:
        code = row["procedure_code"]
        minutes[FAMILY.get(code, code)] += int(row["minutes"])
    if lines[0].payer in BY_CODE:
        own = {code: units_of_total(count) for code, count in minutes.items()}
        if any(count > own.get(code, 0) for code, count in billed.items()):
            return "UNIT001"
        limit = 4 if lines[0].payer == "PPO2" else sum(own.values())
        return "UNIT002" if units < min(limit, sum(own.values())) else ""
    allowed = units_of_total(sum(minutes.values()))
    if units != allowed:
        return "UNIT001" if units > allowed else "UNIT002"
    return "" if dict(billed) in _splits(minutes) else "UNIT003"


def _by_stated_total(payer: str, units: int, notes: list[Row]) -> str:
    """A visit without minutes by code counts with its stated total, once."""
    totals = {row["visit_id"]: row["total_timed_minutes"] for row in notes}
    if payer in BY_CODE or not all(totals.values()):
        return ""
    allowed = units_of_total(sum(map(int, totals.values())))
    return "UNIT001" if units > allowed else "UNIT002" if units < allowed else ""


def _splits(minutes: dict[str, int]) -> list[dict[str, int]]:
    """Every split that the total method allows; more than one where remainders tie."""
    full = {code: count // UNIT for code, count in minutes.items()}
    left = {code: count % UNIT for code, count in minutes.items()}
    wanting = units_of_total(sum(minutes.values())) - sum(full.values())
    order = sorted(left.values(), reverse=True)
    least = order[wanting - 1] if wanting > 0 else 10**6
    sure = [code for code, rest in left.items() if rest > least]
    tied = [code for code, rest in left.items() if rest == least]
    found = []
    for chosen in combinations(tied, wanting - len(sure)):
        split = {code: full[code] + (code in sure or code in chosen) for code in minutes}
        found.append({code: units for code, units in split.items() if units})
    return found


@pytest.mark.parametrize("rule", ["UNIT001", "UNIT002", "UNIT003"])
def test_minutes(found: Found, labels: list[Label], rule: str) -> None:
    assert found[rule] == planted(labels, rule)


def test_splits_by_hand() -> None:
    assert LEAST == 8
    assert _splits({"97110": 33, "97530": 7}) == [{"97110": 2, "97530": 1}]
    assert _splits({"97110": 22, "97530": 22}) == [
        {"97110": 2, "97530": 1},
        {"97110": 1, "97530": 2},
    ]


def _over(code: str, lines: list[Billed]) -> bool:
    units = sum(line.units for line in lines)
    if code == "day":
        return units > 4
    return units > (8 if code == "patient" else MOST_OF_A_CODE[code])


def test_limits_of_the_day(ledger: Ledger, labels: list[Label]) -> None:
    counted: dict[tuple[str, str, str, str], list[Billed]] = defaultdict(list)
    for (patient, on, discipline), lines in ledger.days().items():
        for line in lines:
            if line.payer == "PPO2" and line.code in POOL:
                counted[patient, on, discipline, "day"].append(line)
            elif line.payer == "BCBS-ND" and line.code in MOST_OF_A_CODE:
                counted[patient, on, discipline, line.code].append(line)
            elif line.payer == "MCDB" and line.code in COUNTED_BY_PATIENT:
                counted[patient, on, "", "patient"].append(line)
            elif line.payer == "WCOMP" and line.code not in NOT_COUNTED:
                counted[patient, on, "", "value"].append(line)
    flagged: dict[Place, str] = {}
    for (_, _, _, kind), lines in counted.items():
        over = _over_value(lines) if kind == "value" else _over(kind, lines)
        tonight = sorted(line.place for line in lines if line.tonight)
        if over and tonight:
            flagged[tonight[0]] = "review"
    assert flagged == planted(labels, "UNIT006")


def _over_value(lines: list[Billed]) -> bool:
    codes = {line.code for line in lines}
    if not codes <= CENTS.keys():
        return False
    most = 1800 if codes & EVALUATIONS else 1500 if codes & REEVALUATIONS else 1200
    return sum(line.units * CENTS[line.code] for line in lines) > most


def test_whole_units(ledger: Ledger, labels: list[Label]) -> None:
    flagged = {
        line.place: "block"
        for line in ledger.tonight()
        if (line.units <= 0 or line.units % 1) and line.code not in NOT_COUNTED
    }
    assert flagged == planted(labels, "UNIT007")
    assert Decimal("1.00") % 1 == 0
