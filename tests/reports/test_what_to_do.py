"""What stops claims, what falls due, whom to call, what could not be checked: figures by hand."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from reports.account import missing_facts, rules_by_family
from reports.configured import assumptions
from reports.exception_report import build_report
from reports.view import Link, Report, Table
from schemas.night_result import Assumption
from tests.reports.night import make_night


@pytest.fixture(scope="module")
def report() -> Report:
    return build_report(make_night())


def column(table: Table, name: str) -> list[object]:
    place = [each.name for each in table.columns].index(name)
    cells = [row[place] for row in table.rows]
    return [cell.url if isinstance(cell, Link) else cell for cell in cells]


# Claims with an open Block finding, all on Hold and of $160.00: 1 MOD001 UNIT001; 2 UNIT001 KX001;
# 3 KX001; 4 POC002 POC004; 7 MOD002 MOD006 POC001; 11 COV001. At Review with a Review finding:
# 5 PAIR001 KX002; 8 PAIR001 POC004; 9 PAIR001 UNIT001; 12 POC001 KX002.
def test_what_holds_most_dollars_is_to_be_done_first(report: Report) -> None:
    table = report.summary_tables["do_first"]
    assert column(table, "title") == [
        f"#rule_id={rule}"
        for rule in (
            "UNIT001", "KX001", "POC004", "POC001", "COV001", "MOD001", "MOD002", "MOD006",
            "POC002", "PAIR001", "KX002",
        )
    ]  # fmt: skip
    assert column(table, "held") == [32_000, 32_000, *[16_000] * 7, 0, 0]
    assert column(table, "held_claims") == [2, 2, *[1] * 7, 0, 0]
    assert column(table, "alone") == [0, 16_000, 0, 0, 16_000, 0, 0, 0, 0, 0, 0]
    assert column(table, "review") == [16_000, 0, 16_000, 16_000, 0, 0, 0, 0, 0, 48_000, 32_000]


def test_the_first_step_is_the_first_sentence_of_the_commonest_fix() -> None:
    night = make_night()
    rules = night.findings["rule_id"].tolist()
    fixes = [
        "Call 42 CFR 410.61(c) up. Then mend." if rule == "KX001" else "Ask." for rule in rules
    ]
    fixes[rules.index("KX001")] = "Another step. And more."
    night = replace(night, findings=night.findings.assign(fix=fixes))
    steps = column(build_report(night).summary_tables["do_first"], "step")
    assert steps[:3] == ["Ask.", "Call 42 CFR 410.61(c) up.", "Ask."]


def test_a_claim_that_takes_part_is_stopped_too() -> None:
    night = make_night()
    rules = night.findings["rule_id"].tolist()
    related: list[object] = [
        [("C0003", 1), ("C0999", 1)] if rule == "COV001" else [] for rule in rules
    ]
    night = replace(night, findings=night.findings.assign(related=pd.Series(related, dtype=object)))
    table = build_report(night).summary_tables["do_first"]
    at = column(table, "title").index("#rule_id=COV001")
    # Claims 11 and 3; KX001 stops 3 as well. C0999 is not among tonight's claims.
    assert (column(table, "held")[at], column(table, "alone")[at]) == (32_000, 16_000)


def test_a_held_claim_whose_money_is_unknown_is_work_too() -> None:
    night = make_night()
    without = night.dispositions.assign(charge_cents=0, lines=0)
    table = build_report(replace(night, dispositions=without)).summary_tables["do_first"]
    assert len(table.rows) == 11
    assert column(table, "held_claims")[:2] == [2, 2]


def test_causes_count_each_claim_once(report: Report) -> None:
    table = report.summary_tables["by_cause"]
    # Equal dollars held: most for review first ($480.00, $320.00, $320.00, $160.00).
    assert [row[:3] + row[4:] for row in table.rows] == [
        ("coding and modifier", "coder", 10, 6, 96_000, 32_000),
        ("documentation and certification", "therapist", 6, 5, 80_000, 32_000),
        ("coding and modifier", "biller", 7, 4, 64_000, 32_000),
        ("units and time", "therapist", 3, 3, 48_000, 32_000),
        ("payer policy and coverage", "payer set-up", 2, 1, 16_000, 16_000),
        ("configuration", "payer set-up", 1, 0, 0, 0),
    ]


def test_what_falls_due_is_in_the_order_of_days(report: Report) -> None:
    table = report.ledgers["deadlines"]
    assert [row[:3] for row in table.rows] == [
        ("2026-10-31", -20, "Certification overdue"),
        ("2026-11-12", -8, "Treated past the end of the plan"),
        ("2026-11-20", 0, "Verbal order to be signed"),
        ("2026-11-27", 7, "Recertification due"),
        ("2026-11-28", 8, "Recertification due"),
        ("2026-12-01", 11, "Therapy threshold reached at this pace"),
        ("2026-12-20", 30, "Recertification due"),
        ("2026-12-31", 41, "Accepted finding of MOD001 ends"),
    ]
    assert column(table, "call")[0] == "1000000012"
    assert column(report.ledgers["next_due"], "days_left") == [0, 7, 8, 11, 30, 41]


def test_what_falls_due_is_counted_by_kind_and_by_days(report: Report) -> None:
    table = report.ledgers["due_by_kind"]
    assert list(table.rows) == [
        ("Certification overdue", 1, 0, 0, 0, 0, 48_000),
        ("Treated past the end of the plan", 1, 0, 0, 0, 0, 32_000),
        ("Verbal order to be signed", 0, 1, 0, 0, 0, 16_000),
        ("Accepted finding", 0, 0, 0, 0, 1, 4_000),
        ("Recertification due", 0, 1, 1, 1, 0, 0),
        ("Therapy threshold reached at this pace", 0, 0, 1, 0, 0, None),
    ]
    assert table.total == ("All", 2, 2, 2, 1, 1, 100_000)
    tile = next(tile for tile in report.tiles if tile.name == "due")
    assert tile.value == "2"
    assert tile.note == "Until Fri 27 Nov 2026. 2 more past due, with $800.00 exposed."


def test_one_call_settles_all_plans_of_a_physician(report: Report) -> None:
    table = report.ledgers["calls"]
    assert list(table.rows) == [
        ("1000000012", 2, 1, "1 certification, 1 recertification", "2026-10-31", 48_000),
        ("1000000020", 3, 1, "3 recertifications", "2026-11-12", 32_000),
        ("not named", 1, 0, "1 signed verbal order", "2026-11-20", 16_000),
    ]
    assert table.total == ("All", 6, 2, "", "", 96_000)
    # Who needs no call stands in the workbook alone.
    awaited = column(report.ledgers["plan_of_care"], "awaited")
    assert awaited[-1] == "nothing: the reason is on file"


def test_the_watch_list_has_who_is_close_and_counts_who_is_past(report: Report) -> None:
    table = report.ledgers["kx_watch"]
    assert column(table, "patient") == ["PAT-10005"]
    assert "Past the threshold: 1, of these past the amount" in table.note


def test_what_was_resolved_is_counted_by_rule(report: Report) -> None:
    table = report.summary_tables["resolved_by_rule"]
    assert [(row[0], *row[2:]) for row in table.rows] == [("KX001", 0, 1, 0), ("MOD001", 1, 0, 0)]
    assert table.total == ("All", "", 1, 1, 0)


def test_missing_facts_name_rules_and_payers_and_add_up() -> None:
    rows = [
        ("UNIT001", "MCR", "Not known for these rows: the minutes of each code.", 5, 5_000),
        ("UNIT002", "MCR", "Not known for these rows: the minutes of each code.", 4, 4_000),
        ("UNIT001", "BCBS", "Not known for these rows: the minutes of each code.", 3, 3_000),
        ("COV001", "BCBS", "Nothing on file for this payer and date: coverage.", 6, 6_000),
        ("KX001", "MCR", "No spend export was supplied: the balance is not known.", 1, 100),
        *((f"MOD{n:03d}", "WC9", "Nothing on file for this payer and date: rules.", 2, 900)
          for n in range(1, 11)),
    ]  # fmt: skip
    names = ["rule_id", "payer_id", "reason", "lines", "amount_cents"]
    frame = pd.DataFrame(rows, columns=names)
    table = missing_facts(replace(make_night(), not_evaluated=frame))
    assert list(table.rows) == [
        ("payer rules: there are none for WC9", 20, 900,
         "MOD001, MOD002, MOD003, MOD004, MOD005, MOD006, MOD007, MOD008 and 2 more", "WC9"),
        ("the minutes of each code", 12, 8_000, "UNIT001, UNIT002", "MCR, BCBS"),
        ("coverage: no entry in the payer's rules", 6, 6_000, "COV001", "BCBS"),
        ("No spend export was supplied: the balance is not known.", 1, 100, "KX001", "MCR"),
    ]  # fmt: skip
    assert table.total[1] == 39


def test_missing_facts_equal_the_figure_of_the_first_screen(report: Report) -> None:
    tile = next(tile for tile in report.tiles if tile.name == "not-checked")
    assert tile.value == str(report.missing_facts.total[1]) == "11"
    assert sum(int(str(lines)) for lines in column(report.not_checked, "lines")) == 11


def test_rules_are_told_family_by_family(report: Report) -> None:
    families = rules_by_family(report.rules)
    assert [table.caption for table in families][:2] == ["COV: coverage", "KX: therapy threshold"]
    rules = [rule for table in families for rule in column(table, "rule")]
    assert rules == column(report.rules, "rule")


def test_resolved_claims_come_first_in_the_register() -> None:
    said = (
        Assumption(topic="Units of time", sentence="Aetna: by code.", basis="x", source="y"),
        Assumption(topic="Units of time", sentence="Cigna: by code.", basis="x", source="y"),
        Assumption(topic="KX threshold", sentence="Medicare: allowed.", basis="x", source="y"),
        Assumption(
            topic="Medicaid coverage",
            sentence='The widespread claim "Medicaid pays 97530 and not 97110" is contradicted.',
            basis="x",
            source="y",
        ),
    )
    table = assumptions(replace(make_night(), assumptions=said))
    assert column(table, "topic") == [
        "Medicaid coverage", "KX threshold", "Units of time", "Units of time",
    ]  # fmt: skip
