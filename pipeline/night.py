"""One night as a pure function: tables, rules and history in, a `NightResult` out.

Nothing in here reads a file, a clock or a database; `nightly.py` does that around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipeline.bucket import NightTables, Rules
from pipeline.dispositions import control_totals, dispose
from pipeline.engine import BucketResult, run_bucket
from pipeline.history.interface import HistoryView
from pipeline.history.states import Matched, match_findings
from pipeline.outcomes import statuses
from pipeline.registry import rule_cards
from pipeline.severities import apply_rule_severities
from pipeline.versions import REPLACEMENT, VOID
from pipeline.worksheets.timed_units import TimedUnits
from schemas.night_result import ConfigNote, NightResult, RunFacts, UnknownPayer
from schemas.results import Findings
from schemas.rule_cards import SEVERITY_ORDER, OutcomeStatus, Severity

_INTERNAL = ("anchor_row", "related_rows")


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A judged night: the result for reports and the events for history."""

    result: NightResult
    events: pd.DataFrame


def judge(
    tables: NightTables,
    rules: Rules,
    view: HistoryView,
    run: RunFacts,
    rejected: pd.DataFrame,
    refused: pd.Series[int],
) -> Judged:
    """Judge a night.

    Args:
        tables: tonight's validated tables with the earlier lines and visits of ``view``.
        rules: what is in force.
        view: what this run may know of earlier nights.
        run: identity of the run; its status is set here.
        rejected: rows that intake did not accept (``schemas.results.RejectedRows``).
        refused: how many of them make a claim unreadable, by claim id.

    Returns:
        The whole night.
    """
    bucket = run_bucket(tables, rules, refused)
    apply_rule_severities(bucket, rules)
    matched = _match(bucket, view, rules, tables)
    findings = _sorted(matched.findings)
    severity_of = {card.id: card.severity for card in rule_cards()}
    crash_matters = any(severity_of[c.rule_id] is not Severity.NOTE for c in bucket.crashes)
    dispositions = dispose(
        bucket,
        findings,
        crash_sends_to_review=crash_matters,
        undecided_to_review=rules.site.undecided == "review",
    )
    outcomes = statuses(bucket.tally.outcomes, bucket.tally.groups)
    behind = _rows_behind(bucket, findings)
    result = NightResult(
        run=replace(run, status="incomplete" if bucket.crashes else "complete"),
        rule_cards=rule_cards(),
        findings=findings.drop(columns=list(_INTERNAL)),
        not_evaluated=bucket.tally.groups,
        not_evaluated_rows=bucket.tally.rows,
        outcomes=outcomes,
        dispositions=dispositions,
        lines=_lines(bucket, behind),
        visits=_visits(tables, bucket, behind),
        worksheets=_worksheets(bucket, findings),
        rejected=rejected,
        control_totals=control_totals(dispositions, rejected),
        nightly=_nightly(view, run, dispositions, findings, matched),
        resolved=matched.resolved,
        open_elsewhere=matched.open_elsewhere,
        config_notes=_config_notes(bucket, rules),
        crashes=bucket.crashes,
        unknown_payers=_unknown_payers(bucket),
    )
    return Judged(result=result, events=matched.events)


def _match(bucket: BucketResult, view: HistoryView, rules: Rules, tables: NightTables) -> Matched:
    findings = bucket.findings
    names = bucket.claims
    claim_of_number = pd.Series(
        bucket.lines.frame["claim_id"].to_numpy(), index=bucket.lines.facts.claim
    )
    claim_of_number = claim_of_number[~claim_of_number.index.duplicated()]
    undecided = pd.DataFrame(
        [
            (rule_id, claim)
            for rule_id, numbers in bucket.tally.undecided_claims.items()
            if rule_id in set(view.open_findings["rule_id"])
            for claim in claim_of_number.reindex(numbers)
        ],
        columns=["rule_id", "claim_id"],
    )
    outcomes = statuses(bucket.tally.outcomes, bucket.tally.groups)
    silent = (OutcomeStatus.CRASHED, OutcomeStatus.NOT_EVALUATED)
    answered = outcomes[~outcomes["status"].isin(silent)]
    return match_findings(
        findings,
        view.open_findings,
        as_of=rules.as_of,
        tonight_claims=names.ids,
        undecided=undecided,
        crashed={crash.rule_id for crash in bucket.crashes},
        answered=set(zip(answered["rule_id"], answered["payer_id"], strict=True)),
        replaced=_replaced(tables.claims),
        snapshot=rules.site.export == "snapshot",
    )


def _replaced(claims: pd.DataFrame) -> Mapping[str, str]:
    if "replaces_claim_id" not in claims or "claim_frequency" not in claims:
        return {}
    changes = claims[claims["claim_frequency"].isin([REPLACEMENT, VOID])]
    named = changes[changes["replaces_claim_id"].notna()]
    return dict(zip(named["replaces_claim_id"], named["claim_id"], strict=True))


def _sorted(findings: pd.DataFrame) -> pd.DataFrame:
    weight = {str(severity): place for place, severity in enumerate(SEVERITY_ORDER)}
    ordered = findings.assign(weight=findings["severity"].map(weight)).sort_values(
        ["weight", "rule_id", "claim_id", "line_number", "finding_key"], kind="stable"
    )
    columns = [*Findings.to_schema().columns, *_INTERNAL]
    return ordered.reset_index(drop=True)[columns]


def _rows_behind(bucket: BucketResult, findings: pd.DataFrame) -> np.ndarray:
    """Return tonight's lines of all claims that have a finding."""
    tonight = bucket.lines.tonight_count
    named = pd.Index(findings["claim_id"].unique())
    anchors = findings["anchor_row"].to_numpy(dtype=np.intp)
    rows = {int(row) for row in anchors if row >= 0}
    rows |= {row for related in findings["related_rows"] for row in related if row < tonight}
    claims = bucket.claims.row_of_line
    wanted = np.zeros(len(bucket.claims), dtype=np.bool_)
    wanted[claims[sorted(rows)]] = True
    wanted[np.flatnonzero(pd.Index(bucket.claims.ids).isin(named))] = True
    return np.flatnonzero(wanted[claims])


def _lines(bucket: BucketResult, rows: np.ndarray) -> pd.DataFrame:
    return bucket.lines.frame.iloc[rows].reset_index(drop=True)


def _visits(tables: NightTables, bucket: BucketResult, rows: np.ndarray) -> pd.DataFrame:
    """Return the visits of the patients and dates of those lines."""
    if tables.visits is None:
        return pd.DataFrame()
    lines = bucket.lines.frame.iloc[rows]
    wanted = pd.MultiIndex.from_frame(lines[["patient_id", "service_date"]])
    visits = tables.visits
    own = pd.MultiIndex.from_frame(visits[["patient_id", "service_date"]])
    return visits[own.isin(wanted)].reset_index(drop=True)


def _worksheets(bucket: BucketResult, findings: pd.DataFrame) -> dict[str, pd.DataFrame]:
    units = bucket.workbench.made(TimedUnits)
    anchors = findings["anchor_row"].to_numpy(dtype=np.intp)
    return {} if units is None else {"timed_units": units.shown(anchors[anchors >= 0])}


def _nightly(
    view: HistoryView,
    run: RunFacts,
    dispositions: pd.DataFrame,
    findings: pd.DataFrame,
    matched: Matched,
) -> pd.DataFrame:
    counts = dispositions["disposition"].value_counts()
    held = dispositions["disposition"] == "HOLD"
    tonight = pd.DataFrame(
        [
            {
                "as_of": run.as_of,
                "claims": len(dispositions),
                "held": int(counts.get("HOLD", 0)),
                "review": int(counts.get("REVIEW", 0)),
                "released": int(counts.get("RELEASE", 0)),
                "held_cents": int(dispositions.loc[held, "charge_cents"].sum()),
                "charge_cents": int(dispositions["charge_cents"].sum()),
                "new": int((findings["state"] == "new").sum()),
                "resolved": len(matched.resolved),
                "findings": len(findings),
            }
        ]
    )
    earlier = view.nightly[list(tonight.columns)]
    return tonight if earlier.empty else pd.concat([earlier, tonight], ignore_index=True)


def _config_notes(bucket: BucketResult, rules: Rules) -> tuple[ConfigNote, ...]:
    payers = bucket.lines.payers[: bucket.lines.tonight_count]
    seen = {str(name) for name in payers.unique() if isinstance(name, str)}
    notes = rules.rulebook.health(rules.as_of, seen)
    return tuple(
        ConfigNote(kind=note.kind, file=note.file, knob=note.knob, sentence=note.sentence)
        for note in notes
    )


def _unknown_payers(bucket: BucketResult) -> tuple[UnknownPayer, ...]:
    lines = bucket.lines
    tonight = lines.tonight_count
    unknown = np.flatnonzero(lines.payer[:tonight] < 0)
    frame = pd.DataFrame(
        {
            "payer": lines.text("payer_id", unknown),
            "claim": lines.facts.claim[unknown],
            "charge": lines.facts.charge[unknown],
        }
    )
    found = [
        UnknownPayer(
            payer_id=str(payer),
            claims=int(group["claim"].nunique()),
            lines=len(group),
            charge_cents=int(group["charge"].sum()),
        )
        for payer, group in frame.groupby("payer", sort=True)
    ]
    return tuple(sorted(found, key=lambda payer: (-payer.charge_cents, payer.payer_id)))


def decided_share(result: NightResult) -> Mapping[str, float]:
    """Return, by rule, the share of its applicable rows that it could decide (house rule 12)."""
    sums = result.outcomes.groupby("rule_id")[["applicable", "undecided"]].sum()
    share = 1 - sums["undecided"] / sums["applicable"].clip(lower=1)
    return {str(rule): float(value) for rule, value in share.items()}
