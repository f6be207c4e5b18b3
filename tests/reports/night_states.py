"""Nights of another kind, made from the small one."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from schemas.night_result import ControlTotals, Crash, NightResult, Total


def without_findings(night: NightResult) -> NightResult:
    """The same claims with nothing found: all 16 released and every check made."""
    dispositions = night.dispositions.assign(
        disposition="RELEASE", block=0, review=0, note=0, undecided=0, unreadable=False
    )
    accepted = night.control_totals.accepted
    nothing = Total(claims=0, lines=0, charge_cents=0)
    return replace(
        night,
        findings=night.findings.iloc[:0],
        not_evaluated=night.not_evaluated.iloc[:0],
        not_evaluated_rows=night.not_evaluated_rows.iloc[:0],
        outcomes=night.outcomes.assign(status="CLEAR", flagged=0, undecided=0),
        dispositions=dispositions,
        lines=night.lines.iloc[:0],
        visits=night.visits.iloc[:0],
        rejected=night.rejected.iloc[:0],
        control_totals=ControlTotals(
            accepted=accepted, released=accepted, review=nothing, held=nothing,
            rejected_rows=0, set_aside_rows=0, duplicate_rows=0, released_fully_checked=accepted,
        ),
    )  # fmt: skip


def all_rejected(night: NightResult) -> NightResult:
    """Fifty rows came in and none could be read."""
    empty = without_findings(night)
    nothing = Total(claims=0, lines=0, charge_cents=0)
    rejected = pd.concat([night.rejected.iloc[:1]] * 50, ignore_index=True)
    return replace(
        empty,
        dispositions=night.dispositions.iloc[:0],
        outcomes=night.outcomes.assign(status="NOT_APPLICABLE", flagged=0, undecided=0),
        rejected=rejected.assign(physical_line=range(2, 52)),
        control_totals=ControlTotals(
            accepted=nothing, released=nothing, review=nothing, held=nothing, rejected_rows=50,
            set_aside_rows=0, duplicate_rows=0, released_fully_checked=nothing,
        ),
        unknown_payers=(),
    )  # fmt: skip


def all_lines_rejected(night: NightResult) -> NightResult:
    """Two claims are known by their ids, and none of their rows could be read."""
    rejected = all_rejected(night)
    held = Total(claims=2, lines=0, charge_cents=0)
    return replace(
        rejected,
        dispositions=night.dispositions.iloc[:2].assign(charge_cents=0, lines=0, unreadable=True),
        control_totals=replace(rejected.control_totals, accepted=held, held=held),
    )


def first_night(night: NightResult) -> NightResult:
    """No complete night before this one."""
    return replace(
        night,
        findings=night.findings.assign(state="new", nights_open=0, accepted_until=""),
        nightly=night.nightly.iloc[1:],
        resolved=night.resolved.iloc[:0],
        open_elsewhere=night.open_elsewhere.iloc[:0],
    )


def crashed(night: NightResult) -> NightResult:
    """One rule stopped in the middle of its work."""
    crash = Crash(
        rule_id="KX001", error_type="IndexError", place="pipeline/checks/therapy_threshold.py:41"
    )
    status = night.outcomes["status"].where(night.outcomes["rule_id"] != "KX001", "CRASHED")
    return replace(
        night,
        run=replace(night.run, status="incomplete"),
        outcomes=night.outcomes.assign(status=status),
        crashes=(crash,),
    )


def out_of_balance(night: NightResult) -> NightResult:
    """A claim too few came out."""
    problem = "accepted claims: 16 in, 15 out"
    return replace(night, control_totals=replace(night.control_totals, problems=(problem,)))
