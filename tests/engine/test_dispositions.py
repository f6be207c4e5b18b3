"""What becomes of claims: HOLD, REVIEW, RELEASE, and the money that goes with them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipeline.dispositions import control_totals, dispose
from pipeline.engine import BucketResult
from pipeline.severities import apply_rule_severities
from schemas.night_result import Total
from tests.engine.nights import judged, rules_of
from tests.judging import rule_of
from tests.tables import Night

PAYER = """id = "ppo"
name = "PPO"
line_of_business = "commercial"
[[pair_modifier]]
from = 2024-01-01
codes = ["97110", "97530"]
target = "97530"
accepts = ["59"]
scope = "day"
GRADE_A
"""
MODIFIERS = (rule_of("MOD002"),)
PAIRS = (rule_of("PAIR001"),)
NO_REJECTED = pd.DataFrame({"kind": pd.Series([], dtype="str")})


def _frame(
    result: BucketResult,
    states: Mapping[str, str] | None = None,
    *,
    crashed: bool = False,
    undecided: bool = False,
) -> pd.DataFrame:
    states = states or {}
    findings = result.findings.assign(
        state=[states.get(str(claim), "new") for claim in result.findings["claim_id"]]
    )
    return dispose(
        result, findings, crash_sends_to_review=crashed, undecided_to_review=undecided
    ).set_index("claim_id")


def _sent(
    result: BucketResult, *, crashed: bool = False, undecided: bool = False
) -> dict[str, str]:
    frame = _frame(result, crashed=crashed, undecided=undecided)
    return {str(claim): str(to) for claim, to in frame["disposition"].items()}


def _of(frame: pd.DataFrame, claim: str, *names: str) -> list[object]:
    """Cells of one claim's row."""
    return [frame[name][claim] for name in names]


TWO = "claim mods code\nC1 GP,GO 97110\nC1 GP 97530\nC2 GP 97110"


def test_an_open_block_holds_the_whole_claim() -> None:
    assert _sent(judged(Night(TWO), *MODIFIERS)) == {"C1": "HOLD", "C2": "RELEASE"}


def test_an_accepted_finding_does_not_count() -> None:
    frame = _frame(judged(Night(TWO), *MODIFIERS), {"C1": "accepted"})
    assert _of(frame, "C1", "disposition", "block") == ["RELEASE", 0]
    for state in ("recurring", "reopened"):
        frame = _frame(judged(Night(TWO), *MODIFIERS), {"C1": state})
        assert frame.loc["C1", "disposition"] == "HOLD"


def test_a_review_finding_waits_and_a_note_does_not() -> None:
    for severity, expected in (("review", "REVIEW"), ("note", "RELEASE"), ("block", "HOLD")):
        result = judged(Night(TWO), *MODIFIERS)
        result.findings["severity"] = severity
        frame = _frame(result)
        assert frame.loc["C1", "disposition"] == expected
        assert frame.loc["C1", severity] == 1


PAIR = """
    claim payer mods code
    C1    ppo   GP   97110
    C2    ppo   GP   97530
    C3    ppo   GP   97140
"""


def test_a_finding_counts_for_the_claims_of_its_related_lines() -> None:
    result = judged(Night(PAIR, payers=(PAYER,)), *PAIRS)
    assert result.findings["claim_id"].tolist() == ["C2"]
    assert _sent(result) == {"C1": "REVIEW", "C2": "REVIEW", "C3": "RELEASE"}


def test_a_related_line_of_an_earlier_night_is_nobodys_tonight() -> None:
    night = Night(
        "claim payer mods code\nC2 ppo GP 97530",
        earlier_lines="claim payer mods code\nC1 ppo GP 97110",
        payers=(PAYER,),
    )  # fmt: skip
    assert _sent(judged(night, *PAIRS)) == {"C2": "REVIEW"}


def test_a_finding_counts_once_for_a_claim_that_holds_several_of_its_lines() -> None:
    lines = "claim payer mods code\nC1 ppo GP 97110\nC1 ppo GP 97530\nC1 ppo GP 97530"
    frame = _frame(judged(Night(lines, payers=(PAYER,)), *PAIRS))
    assert frame.loc["C1", "review"] == 1


def test_a_claim_with_an_unreadable_line_is_held() -> None:
    night = Night(TWO, refused={"C2": 1, "C9": 2})
    frame = _frame(judged(night, rule_of("SCH001")))
    assert frame["disposition"].to_dict() == {"C1": "RELEASE", "C2": "HOLD", "C9": "HOLD"}
    # A claim of which no line was accepted is held too, with no money that we know of.
    assert _of(frame, "C9", "lines", "charge_cents", "block") == [0, 0, 1]
    assert frame["unreadable"].tolist() == [False, True, True]


def test_it_is_held_even_where_its_finding_was_accepted() -> None:
    night = Night(TWO, refused={"C2": 1})
    frame = _frame(judged(night, rule_of("SCH001")), {"C2": "accepted"})
    assert frame.loc["C2", "disposition"] == "HOLD"


UNDECIDED = "claim patient code\nC1 P1 97110\nC2 P2 97014"


def test_undecided_answers_change_nothing_unless_the_site_says_so() -> None:
    result = judged(Night(UNDECIDED), rule_of("UNIT001"))
    assert _sent(result) == {"C1": "RELEASE", "C2": "RELEASE"}
    assert _sent(result, undecided=True) == {"C1": "REVIEW", "C2": "RELEASE"}
    assert _frame(result)["undecided"].to_dict() == {"C1": 1, "C2": 0}


def test_a_crash_sends_what_would_go_out_to_review() -> None:
    assert _sent(judged(Night(TWO), *MODIFIERS), crashed=True) == {"C1": "HOLD", "C2": "REVIEW"}


def test_totals_add_up_claims_not_findings() -> None:
    lines = """
        claim mods  charge code
        C1    GP,GO 10.01  97110
        C1    GP,GO 20.02  97530
        C2    GP    40.04  97110
        C3    GP    -5.00  97110
    """
    frame = _frame(judged(Night(lines), *MODIFIERS)).reset_index()
    totals = control_totals(frame, NO_REJECTED)
    assert totals.accepted == Total(claims=3, lines=4, charge_cents=65_07)
    assert totals.held == Total(claims=1, lines=2, charge_cents=30_03)
    assert totals.released == Total(claims=2, lines=2, charge_cents=35_04)
    assert totals.review == Total(claims=0, lines=0, charge_cents=0)
    assert totals.by_payer["medicare"]["HOLD"] == totals.held
    assert totals.in_balance


def test_released_fully_checked_is_told_apart() -> None:
    frame = _frame(judged(Night(UNDECIDED), rule_of("UNIT001"))).reset_index()
    totals = control_totals(frame, NO_REJECTED)
    assert (totals.released.claims, totals.released_fully_checked.claims) == (2, 1)


def test_rejected_rows_are_counted_by_kind() -> None:
    rejected = pd.DataFrame({"kind": ["rejected", "duplicate", "rejected", "set_aside"]})
    totals = control_totals(_frame(judged(Night(TWO), *MODIFIERS)).reset_index(), rejected)
    counted = (totals.rejected_rows, totals.set_aside_rows, totals.duplicate_rows)
    assert counted == (2, 1, 1)


# -- another weight for a rule ---------------------------------------------------------------


def _override(rule: str, value: str, payer: str = "medicare") -> str:
    return (
        f'id = "{payer}"\n[[rule_severity]]\nfrom = 2026-01-01\nrule = "{rule}"\n'
        f'value = "{value}"\nCONFIRMED\n'
    )


def _weighed(night: Night, rule: str) -> list[str]:
    result = judged(night, rule_of(rule))
    apply_rule_severities(result, rules_of(night))
    return [str(severity) for severity in result.findings["severity"]]


def test_a_payers_override_changes_the_weight_of_its_findings_alone() -> None:
    lines = "claim payer mods code\nC1 medicare GP,GO 97110\nC2 nobody GP,GO 97110"
    assert _weighed(Night(lines), "MOD002") == ["block", "block"]
    for value in ("review", "note"):
        night = Night(lines, payers=(_override("MOD002", value),))
        assert _weighed(night, "MOD002") == [value, "block"]
    assert _weighed(Night(lines, payers=(_override("MOD001", "note"),)), "MOD002") == [
        "block", "block",
    ]  # fmt: skip


def test_an_override_counts_from_its_date_of_service() -> None:
    lines = "date mods code\n2025-12-31 GP,GO 97110\n2026-01-01 GP,GO 97110"
    night = Night(lines, payers=(_override("MOD002", "note"),))
    assert _weighed(night, "MOD002") == ["block", "note"]


def test_an_expired_override_no_longer_answers() -> None:
    lines = "mods code\nGP,GO 97110"
    payers = (_override("MOD002", "note"),)
    assert _weighed(Night(lines, payers=payers, as_of="2027-06-30"), "MOD002") == ["note"]
    assert _weighed(Night(lines, payers=payers, as_of="2027-07-01"), "MOD002") == ["block"]


def test_a_finding_about_a_whole_plan_or_claim_can_weigh_otherwise_too() -> None:
    """It hangs on no line, but it has a payer."""
    plan = 'id = "mcd"\nname = "Plan"\nline_of_business = "medicaid"\n'
    night = Night("payer code\nmcd 97110", payers=(plan, _override("COV002", "review", "mcd")))
    assert _weighed(night, "COV002") == ["review"]
    refused = Night("code\n97110", refused={"C1": 1}, payers=(_override("SCH001", "review"),))
    assert _weighed(refused, "SCH001") == ["review"]
