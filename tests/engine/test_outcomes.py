"""Outcomes: the status of each rule and payer, and the groups of what could not be judged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline.outcomes import statuses
from pipeline.registry import RegisteredRule
from pipeline.rule import Mask, Verdict
from pipeline.service_lines import Lines
from pipeline.tally_sheet import MOST_LISTED
from tests.engine.nights import judged
from tests.judging import rule_of
from tests.reliability.faults import raising
from tests.tables import Night

NO_GROUPS = pd.DataFrame(columns=["rule_id", "payer_id", "reason", "lines"])
CLEAN = "claim payer code\nC1 medicare 97110\nC2 medicare 97110\nC3 nobody 97110"


def _answering(applies: str, violates: str = "", unknown: str = "") -> RegisteredRule:
    """A rule that answers by claim id, whatever the lines hold."""
    rule = rule_of("MOD002")

    def check(lines: Lines) -> Verdict:
        ids = lines.frame["claim_id"]

        def mask(claims: str) -> Mask:
            return np.asarray(ids.isin(claims.split()).to_numpy(dtype=np.bool_))

        shown = np.zeros(len(lines))
        return Verdict(
            applies=mask(applies),
            violates=mask(violates),
            unknown={"minutes": mask(unknown)},
            shows={"code": shown, "modifiers_billed": shown, "how_many": shown},
        )

    return replace(rule, check=check)


@pytest.mark.parametrize(
    ("rule", "status"),
    [
        (_answering(""), "NOT_APPLICABLE"),
        (_answering("C1 C2"), "CLEAR"),
        (_answering("C1 C2", unknown="C1 C2"), "NOT_EVALUATED"),
        (_answering("C1 C2", unknown="C1"), "CLEAR"),
        (_answering("C1 C2", violates="C1", unknown="C2"), "FOUND"),
        (_answering("C1 C2", violates="C1 C2", unknown="C1 C2"), "NOT_EVALUATED"),
    ],
)
def test_status_of_a_payer(rule: RegisteredRule, status: str) -> None:
    tally = judged(Night(CLEAN), rule).tally
    found = statuses(tally.outcomes, tally.groups).set_index("payer_id")["status"]
    assert found.to_dict() == {"medicare": status, "nobody": "NOT_APPLICABLE"}


def test_a_crash_is_the_status_of_every_payer() -> None:
    rule = replace(rule_of("MOD002"), check=raising(ZeroDivisionError()))
    tally = judged(Night(CLEAN), rule).tally
    assert set(statuses(tally.outcomes, tally.groups)["status"]) == {"CRASHED"}


def test_counts_are_rows_seen_applicable_flagged_undecided() -> None:
    tally = judged(Night(CLEAN), _answering("C1 C2 C3", violates="C1", unknown="C3")).tally
    medicare, nobody = statuses(tally.outcomes, tally.groups).to_dict("records")
    names = ["rows_seen", "applicable", "flagged", "undecided"]
    assert [medicare[name] for name in names] == [2, 2, 1, 0]
    assert [nobody[name] for name in names] == [1, 1, 0, 1]
    assert nobody["reason"].startswith("No visits export was supplied")
    assert medicare["reason"] == ""


def test_statuses_put_crashed_before_found() -> None:
    counts = pd.DataFrame(
        {
            "rule_id": ["A"], "payer_id": ["p"], "rows_seen": [3], "applicable": [2],
            "flagged": [1], "undecided": [1], "crashed": [True],
        }
    )  # fmt: skip
    assert statuses(counts, NO_GROUPS)["status"].tolist() == ["CRASHED"]
    counts["crashed"] = False
    assert statuses(counts, NO_GROUPS)["status"].tolist() == ["FOUND"]


MINUTES = "claim payer patient code units\n" + "\n".join(
    f"C{n} medicare P{n} 97110 1" for n in range(3)
)


def _groups(night: Night, rule: str = "UNIT001") -> tuple[pd.DataFrame, pd.DataFrame]:
    tally = judged(night, rule_of(rule)).tally
    return tally.groups, tally.rows


def test_a_column_that_was_not_supplied_is_one_group_without_rows() -> None:
    for visits, reason in (
        ("", "No visits export was supplied"),
        ("patient code\nP0 97110\nP1 97110\nP2 97110", "The visits export has no column"),
    ):
        groups, rows = _groups(Night(MINUTES, visits=visits))
        (group,) = groups.to_dict("records")
        assert (group["payer_id"], group["missing"]) == ("medicare", "minutes")
        assert (group["lines"], group["claims"], group["listed"]) == (3, 3, 0)
        assert group["amount_cents"] == 3 * 60_00
        assert group["reason"].startswith(reason)
        assert rows.empty


def test_a_blank_cell_of_a_supplied_column_is_listed_row_by_row() -> None:
    visits = "patient code minutes\nP0 97110 15\nP1 97110 -\nP2 97110 -"
    groups, rows = _groups(Night(MINUTES, visits=visits))
    (group,) = groups.to_dict("records")
    assert (group["lines"], group["listed"]) == (2, 2)
    assert group["reason"].startswith("Not known for these rows")
    assert rows["claim_id"].tolist() == ["C1", "C2"]
    assert rows["line_number"].tolist() == [1, 1]
    assert rows["patient_id"].tolist() == ["P1", "P2"]
    assert rows["service_date"].tolist() == ["2026-11-16"] * 2


def test_no_more_than_a_thousand_rows_of_a_group_are_listed() -> None:
    count = MOST_LISTED + 5
    assert MOST_LISTED == 1_000
    lines = "patient code\n" + "\n".join(f"P{n} 97110" for n in range(count))
    visits = "patient code minutes\nPX 97110 15\nP0 97110 -"
    groups, rows = _groups(Night(lines, visits=visits))
    (group,) = groups.to_dict("records")
    assert (group["lines"], group["listed"], len(rows)) == (count, 1_000, 1_000)


def test_a_payer_without_rules_is_a_group_of_its_own() -> None:
    lines = MINUTES.replace("C1 medicare", "C1 nobody")
    visits = "patient code minutes\nP0 97110 15\nP1 97110 15\nP2 97110 15"
    groups, rows = _groups(Night(lines, visits=visits))
    (group,) = groups.to_dict("records")
    assert (group["payer_id"], group["lines"], group["listed"]) == ("nobody", 1, 0)
    assert group["missing"].startswith("payer:")
    assert rows.empty


def test_the_first_fact_named_is_the_one_that_is_told() -> None:
    rule = rule_of("MOD002")

    def check(lines: Lines) -> Verdict:
        every = lines.everywhere(True)
        return Verdict(
            applies=every, violates=~every, unknown={"minutes": every, "discipline": every}
        )

    groups = judged(Night(CLEAN), replace(rule, check=check)).tally.groups
    assert set(groups["missing"]) == {"minutes"}
    assert groups["lines"].sum() == 3
