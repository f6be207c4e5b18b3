"""Any row order and any split into whole patients give the same findings."""

from __future__ import annotations

import random

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pipeline.registry import all_rules
from tests.engine.nights import judged
from tests.judging import rule_of
from tests.properties.cut import Cut, Finding
from tests.tables import Night

WITHOUT_A_FINDING = {
    "SCH001": "no row of the cut is refused",
    "COV002": "speaks of the night, which a part of the patients does not have",
    "UNIT008": "speaks of a therapist's whole day, which a part of the patients does not make",
}
SEEDS = st.integers(0, 2**31)
FEW = settings(max_examples=3, phases=(Phase.explicit, Phase.generate))
"""A whole night an example, and nothing to be gained by a smaller seed."""


def test_the_night_has_findings_of_every_rule(night: Cut) -> None:
    found = {key.partition("-")[0].upper() for key in night.findings()}
    assert found == {rule.rule.id for rule in all_rules()} - set(WITHOUT_A_FINDING)


@FEW
@given(SEEDS)
def test_the_order_of_rows_does_not_matter(night: Cut, seed: int) -> None:
    assert night.shuffled(seed).findings() == night.findings()


@FEW
@given(SEEDS, st.integers(2, 4))
def test_buckets_of_whole_patients_find_what_the_whole_night_finds(
    night: Cut, seed: int, buckets: int
) -> None:
    draw = random.Random(seed)
    bucket_of = {patient: draw.randrange(buckets) for patient in night.patients}
    found: dict[str, Finding] = {}
    for bucket in range(buckets):
        part = night.of([name for name, number in bucket_of.items() if number == bucket])
        ours = part.findings()
        assert found.keys().isdisjoint(ours)
        found |= ours
    whole = night.findings()
    assert found.keys() == whole.keys()
    assert {key: (found[key], whole[key]) for key in whole if found[key] != whole[key]} == {}


@FEW
@given(SEEDS)
def test_an_unrelated_patient_changes_nothing(night: Cut, seed: int) -> None:
    draw = random.Random(seed)
    patients = draw.sample(night.patients, 12)
    stranger = patients.pop()
    alone, together = night.of(patients).findings(), night.of([*patients, stranger]).findings()
    assert {key: found for key, found in together.items() if found[1] != stranger} == alone


def _keys(night: Night, *rules: str) -> list[str]:
    result = judged(night, *(rule_of(rule) for rule in rules))
    assert result.crashes == ()
    return sorted(result.findings["finding_key"])


def test_receipt_order_is_the_same_alone_and_beside_others() -> None:
    """P1 crosses 2,480.00 with the line received last, which is served first."""
    heading = "claim patient received date discipline mods allowed code"
    ours = "C1 P1 2 2026-11-10 PT GP 2000.00 97110\nC2 P1 1 2026-11-12 PT GP 2000.00 97110"
    other = "C3 P2 {} 2026-11-12 PT GP 10.00 97110"
    alone = _keys(Night(f"{heading}\n{ours}"), "KX001")
    assert len(alone) == 1
    for received in ("3", "-"):
        together = f"{heading}\n{ours}\n{other.format(received)}"
        assert _keys(Night(together), "KX001") == alone


def test_two_replacements_of_one_claim_in_any_row_order() -> None:
    heading = "claim frequency replaces mods units code"
    rows = ["C1 1 - GP 1 97110", "C2 7 C1 GP,GO 1 97110", "C3 7 C1 GP,CO 1 97110"]
    found = {
        tuple(_keys(Night("\n".join([heading, *order])), "MOD002", "MOD006"))
        for order in (rows, rows[::-1], [rows[1], rows[0], rows[2]])
    }
    assert len(found) == 1


def test_a_therapists_day_in_any_row_order() -> None:
    """Six patients of T1 with 110 minutes each: 660, of whatever night and in whatever order."""
    lines = [f"C{n} P{n} V{n} 97110 GP" for n in range(6)]
    visits = [f"P{n} V{n} 97110 110 T1 PT" for n in range(6)]
    heading = "claim patient visit code mods", "patient visit code minutes therapist_id"
    found = [
        _keys(
            Night(
                "\n".join([heading[0], *lines[::step]]),
                visits="\n".join([f"{heading[1]} therapist_credential", *visits[::step]]),
            ),
            "UNIT008",
        )
        for step in (1, -1)
    ]
    assert found[0] == found[1]
    assert len(found[0]) == 1


def _night(lines: str, tables: dict[str, str]) -> Night:
    return Night(lines, tables["visits"], tables["plans"], tables["spend"])


def test_balances_plans_and_visits_that_tie_in_any_row_order() -> None:
    lines = "claim date discipline mods allowed code\nC1 2026-11-10 PT GP,KX 30.00 97110"
    tables = {
        "spend": ["amount as_of", "2400.00 2026-11-18", "2500.00 2026-11-18", "1.00 2026-11-18"],
        "plans": ["start type signed", "2026-11-02 initial -", "2026-11-02 recertification -",
                  "2026-11-02 - 2026-11-03"],
        "visits": ["code minutes date", "97110 5 11-10", "97110 9 11-10", "97110 - 11-10"],
    }  # fmt: skip
    rules = ("KX001", "KX002", "POC001", "POC002", "POC004", "UNIT001")
    kept = {name: "\n".join(rows) for name, rows in tables.items()}
    turned = {name: "\n".join([rows[0], *rows[:0:-1]]) for name, rows in tables.items()}
    assert _keys(_night(lines, kept), *rules) == _keys(_night(lines, turned), *rules)
