"""A small night worked out by hand, and the same shape at any size.

Sixteen claims, C0001 to C0016, of three lines each: $40.00, $55.00 and $65.00, so $160.00 a claim.
Hold: claims 1, 2, 3, 4, 7, 11. Review: 5, 8, 9, 12. Release: 6, 10, 13, 14, 15, 16, the last two
not fully checked. Hence hold 6 claims, 18 lines, $960.00; review 4, 12, $640.00; release 6, 18,
$960.00; accepted 16, 48, $2,560.00.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import pandas as pd

from schemas.night_result import (
    ConfigNote,
    ControlTotals,
    InputFile,
    NightResult,
    RunFacts,
    Total,
    UnknownPayer,
)
from tests.reports.night_rules import cards
from tests.reports.night_worksheets import worksheets

AS_OF = "2026-11-20"
CHARGES = (4_000, 5_500, 6_500)
CODES = ("97110", "97530", "97140")
HOLD, REVIEW = (1, 2, 3, 4, 7, 11), (5, 8, 9, 12)

# rule, severity, claim (0: none), line (0: none), state
PLANTED: tuple[tuple[str, str, int, int, str], ...] = (
    ("MOD001", "block", 1, 1, "new"), ("MOD001", "block", 1, 2, "new"),
    ("MOD001", "block", 1, 3, "new"), ("UNIT001", "block", 1, 1, "recurring"),
    ("UNIT001", "block", 2, 1, "new"), ("KX001", "block", 2, 3, "new"),
    ("KX001", "block", 3, 1, "recurring"), ("KX001", "block", 3, 2, "recurring"),
    ("KX001", "block", 3, 3, "recurring"), ("POC002", "block", 4, 1, "reopened"),
    ("POC004", "block", 4, 2, "new"), ("MOD002", "block", 7, 1, "new"),
    ("MOD006", "block", 7, 2, "new"), ("POC001", "block", 7, 3, "new"),
    ("COV001", "block", 11, 1, "recurring"), ("COV001", "block", 11, 2, "recurring"),
    ("MOD001", "block", 10, 1, "accepted"), ("PAIR001", "review", 5, 2, "new"),
    ("PAIR001", "review", 8, 2, "new"), ("PAIR001", "review", 9, 2, "recurring"),
    ("KX002", "review", 5, 1, "new"), ("KX002", "review", 5, 3, "new"),
    ("POC001", "review", 12, 1, "new"), ("POC004", "review", 8, 3, "new"),
    ("KX002", "review", 12, 2, "new"), ("UNIT001", "review", 9, 1, "new"),
    ("PAIR001", "review", 1, 2, "new"), ("PAIR001", "review", 2, 2, "recurring"),
    ("POC004", "review", 3, 1, "new"), ("COV002", "note", 0, 0, "new"),
)  # fmt: skip


def payer_of(claim: int) -> str:
    if claim <= 6:
        return "MCR"
    return "BCBS" if claim <= 10 else "IL-MCD" if claim <= 13 else "WC9"


def claim_id(claim: int) -> str:
    return f"C{claim:04d}" if claim else ""


def finding_key(rule: str, claim: int, line: int) -> str:
    digest = hashlib.sha256(f"{rule}|{claim}|{line}".encode()).hexdigest()[:16]
    return f"{rule.lower()}-{digest}"


def finding(rule: str, severity: str, claim: int, line: int, state: str) -> dict[str, Any]:
    card = next(card for card in cards() if card.id == rule)
    evidence: dict[str, Any] = {"billed": 3, "allowed": 2}
    related: list[tuple[str, int]] = []
    if rule == "UNIT001":
        evidence = {
            "timed_minutes": 33, "billed_units": 3, "allowed_units": 2, "by_ama_midpoint": 2,
            "method": "cms_total", "working": ["97110 20 min", "97530 13 min"],
        }  # fmt: skip
        related = [(claim_id(claim), 2)]
    if rule == "PAIR001":
        evidence = {"code": "97530", "other_code": "97110"}
        evidence["suggestion"] = {
            "field": "modifiers", "from": "GP", "to": "GP 59",
            "requires": "the record shows two distinct services",
        }  # fmt: skip
    if rule.startswith("KX"):
        evidence = {"before_cents": 243_000, "threshold_cents": 248_000, "year": 2026}
    observed = "The line carries GP alone."
    if rule == "UNIT001":
        observed = "33 timed minutes: 2 units by CMS total time; billed 3; by AMA midpoint also 2"
    if rule.startswith("KX"):
        observed = "$2,430.00 counted before this line; the 2026 threshold is $2,480.00"
    payer = payer_of(claim) if claim else "IL-MCD"
    return {
        "finding_key": finding_key(rule, claim, line), "rule_id": rule, "severity": severity,
        "claim_id": claim_id(claim), "line_number": line or -1,
        "patient_id": f"PAT-{10_000 + claim}" if claim else "", "payer_id": payer,
        "payer_rules_id": "medicare" if payer == "MCR" else "commercial-base",
        "service_date": "2026-11-17" if claim else "",
        "procedure_code": CODES[line - 1] if line else "", "modifiers": "GP" if line else "",
        "discipline": "PT" if claim else "", "location_id": f"L{claim % 3:02d}" if claim else "",
        "therapist_id": f"T{claim % 4:02d}" if claim else "", "observed": observed,
        "expected": "what the payer asks for", "message": f"{card.title}: {observed}",
        "evidence": evidence, "fix": "Check the record; correct the line if it supports that.",
        "amount_cents": (CHARGES[line - 1] if line else 0) + (5_500 if related else 0),
        "related": related, "confidence": "estimate" if rule.startswith("KX") else "exact",
        "rule_source": f"medicare/policy.toml#{rule.lower()}",
        "first_seen": AS_OF if state == "new" else "2026-11-17",
        "nights_open": 0 if state == "new" else 3, "state": state,
        "accepted_until": "2026-12-31" if state == "accepted" else "",
    }  # fmt: skip


def frame(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame({name: [row[name] for row in rows] for name in columns})


def _dispositions() -> pd.DataFrame:
    rows = []
    for claim in range(1, 17):
        open_ones = [each[1] for each in PLANTED if each[2] == claim and each[4] != "accepted"]
        rows.append(
            {
                "claim_id": claim_id(claim),
                "disposition": "HOLD" if claim in HOLD else "REVIEW" if claim in REVIEW
                else "RELEASE",
                "block": open_ones.count("block"), "review": open_ones.count("review"),
                "note": open_ones.count("note"), "charge_cents": sum(CHARGES),
                "undecided": 2 if claim >= 15 else 0, "payer_id": payer_of(claim), "lines": 3,
                "location_id": f"L{claim % 3:02d}", "therapist_id": f"T{claim % 4:02d}",
                "unreadable": claim == 11,
            }
        )  # fmt: skip
    return frame(rows, list(rows[0]))


def _lines() -> pd.DataFrame:
    rows = [
        {
            "claim_id": claim_id(claim), "line_number": line + 1,
            "patient_id": f"PAT-{10_000 + claim}", "service_date": pd.Timestamp("2026-11-17"),
            "procedure_code": CODES[line], "modifier_1": "GP", "modifier_2": None, "units": 1.0,
            "charge": CHARGES[line],
        }
        for claim in sorted({each[2] for each in PLANTED if each[2]})
        for line in range(3)
    ]  # fmt: skip
    return frame(rows, list(rows[0]))


def make_night() -> NightResult:
    """The night of the module's docstring, complete and in balance."""
    rows = [finding(*planted) for planted in PLANTED]
    rank = {"block": 0, "review": 1, "note": 2}
    rows.sort(
        key=lambda row: (rank[row["severity"]], row["rule_id"], row["claim_id"], row["line_number"])
    )
    lines = _lines()
    visits = lines[["patient_id", "service_date", "procedure_code"]].assign(minutes=16)
    return NightResult(
        run=RunFacts(
            run_id="0f3a9c51d2e7", site="main", as_of=AS_OF, version="0.1.0", status="complete",
            dry_run=False,
            inputs=(
                InputFile(
                    table="claims", name="claims.csv", bytes=9_120, sha256="a" * 64,
                    physical_lines=52, heading_lines=1, blank_lines=0, continuation_lines=0,
                    records=51, accepted=48, rejected=1, set_aside=1, duplicate=1,
                    accepted_charge_cents=256_000,
                ),
                InputFile(
                    table="visits", name="visits.csv", bytes=4_000, sha256="b" * 64,
                    physical_lines=31, heading_lines=1, blank_lines=0, continuation_lines=0,
                    records=30, accepted=30, rejected=0, set_aside=0, duplicate=0,
                ),
            ),
            rule_files={"medicare/policy.toml": "c" * 64, "code_sets/timed_codes.csv": "d" * 64},
            history_position="run 12 of main", supplied_tables=("claims", "visits"),
        ),
        rule_cards=cards(),
        findings=frame(rows, list(rows[0])),
        not_evaluated=frame(
            [{"rule_id": "POC002", "payer_id": "MCR", "missing": "plans_of_care",
              "reason": "No plans were supplied.", "lines": 9, "claims": 3, "amount_cents": 48_000,
              "listed": 0},
             {"rule_id": "UNIT001", "payer_id": "WC9", "missing": "minutes",
              "reason": "The visit has no minutes.", "lines": 2, "claims": 2,
              "amount_cents": 8_000, "listed": 2}],
            ["rule_id", "payer_id", "missing", "reason", "lines", "claims", "amount_cents",
             "listed"],
        ),
        not_evaluated_rows=frame(
            [{"rule_id": "UNIT001", "payer_id": "WC9", "missing": "minutes",
              "claim_id": claim_id(claim), "line_number": 1, "patient_id": f"PAT-{10_000 + claim}",
              "service_date": "2026-11-17"} for claim in (15, 16)],
            ["rule_id", "payer_id", "missing", "claim_id", "line_number", "patient_id",
             "service_date"],
        ),
        outcomes=frame(
            [{"rule_id": card.id, "payer_id": payer,
              "status": "NOT_EVALUATED" if payer == "WC9" and card.id == "UNIT001"
              else "FOUND" if any(each[0] == card.id and payer_of(each[2]) == payer
                                  for each in PLANTED if each[2])
              else "CLEAR", "rows_seen": 12, "applicable": 9,
              "flagged": sum(each[0] == card.id and payer_of(each[2]) == payer
                             for each in PLANTED if each[2]),
              "undecided": 2 if payer == "WC9" and card.id == "UNIT001" else 0, "reason": ""}
             for card in cards() for payer in ("BCBS", "IL-MCD", "MCR", "WC9")],
            ["rule_id", "payer_id", "status", "rows_seen", "applicable", "flagged", "undecided",
             "reason"],
        ),
        dispositions=_dispositions(),
        lines=lines,
        visits=visits,
        worksheets=worksheets(),
        rejected=frame(
            [{"file": "claims.csv", "physical_line": line, "kind": kind, "column": column,
              "problem": problem, "raw": "C0011,9,PAT-10011,…", "table": "claims",
              "claim_id": "C0011"}
             for line, kind, column, problem in (
                 (17, "rejected", "service_date", "is no date of the declared formats"),
                 (18, "set_aside", "procedure_code", "is no billable code"),
                 (40, "duplicate", "", "is identical to line 39"))],
            ["file", "physical_line", "kind", "column", "problem", "raw", "table", "claim_id"],
        ),
        control_totals=ControlTotals(
            accepted=Total(claims=16, lines=48, charge_cents=256_000),
            released=Total(claims=6, lines=18, charge_cents=96_000),
            review=Total(claims=4, lines=12, charge_cents=64_000),
            held=Total(claims=6, lines=18, charge_cents=96_000),
            rejected_rows=1, set_aside_rows=1, duplicate_rows=1,
            released_fully_checked=Total(claims=4, lines=12, charge_cents=64_000),
        ),
        nightly=frame(
            [{"as_of": "2026-11-19", "claims": 20, "held": 9, "review": 3, "released": 8,
              "held_cents": 144_000, "charge_cents": 320_000, "new": 12, "resolved": 4,
              "findings": 35},
             {"as_of": AS_OF, "claims": 16, "held": 6, "review": 4, "released": 6,
              "held_cents": 96_000, "charge_cents": 256_000, "new": 20, "resolved": 2,
              "findings": 30}],
            ["as_of", "claims", "held", "review", "released", "held_cents", "charge_cents", "new",
             "resolved", "findings"],
        ),
        resolved=frame(
            [{"finding_key": "mod001-aaaaaaaaaaaaaaaa", "rule_id": "MOD001", "claim_id": "C0013",
              "how": "fixed", "first_seen": "2026-11-18", "nights_open": 2, "amount_cents": 4_000},
             {"finding_key": "kx001-bbbbbbbbbbbbbbbb", "rule_id": "KX001", "claim_id": "",
              "how": "replaced", "first_seen": "2026-11-18", "nights_open": 2,
              "amount_cents": 16_000}],
            ["finding_key", "rule_id", "claim_id", "how", "first_seen", "nights_open",
             "amount_cents"],
        ),
        open_elsewhere=frame(
            [{"finding_key": "mod001-cccccccccccccccc", "rule_id": "MOD001", "claim_id": "C0099",
              "state": "not_seen", "first_seen": "2026-11-10", "nights_open": 10,
              "amount_cents": 4_000}],
            ["finding_key", "rule_id", "claim_id", "state", "first_seen", "nights_open",
             "amount_cents"],
        ),
        config_notes=(
            ConfigNote(
                kind="stale", file="commercial/example.toml", knob="pair_modifier",
                sentence="Past its review date of 2026-10-01.",
            ),
        ),
        unknown_payers=(UnknownPayer(payer_id="WC9", claims=3, lines=9, charge_cents=48_000),),
    )  # fmt: skip
