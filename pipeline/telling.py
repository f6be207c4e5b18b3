"""Telling a night: everything that the reports may know, gathered into one `NightResult`."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from payer_rules.assumptions import register
from pipeline.bucket import Rules
from pipeline.dispositions import control_totals
from pipeline.engine import BucketResult
from pipeline.history.interface import HistoryView
from pipeline.night import INTERNAL, Judged
from pipeline.registry import rule_cards
from pipeline.rule import Positions
from pipeline.tables_out_of_date import tables_out_of_date
from pipeline.vocabulary import packed_together
from schemas.night_result import ConfigNote, NightResult, RunFacts, UnknownPayer


def result_of(
    judged: Judged, rules: Rules, view: HistoryView, run: RunFacts, rejected: pd.DataFrame
) -> NightResult:
    """Gather a night for its reports.

    Args:
        judged: the judged night.
        rules: what was in force.
        view: earlier nights, for the counts by night.
        run: identity of the run; its status is set here.
        rejected: rows that intake did not accept (``schemas.results.RejectedRows``).
    """
    bucket, findings = judged.bucket, judged.findings
    behind = _lines_behind(bucket, findings)
    payers = _payers_seen(bucket)
    return NightResult(
        run=replace(run, status="incomplete" if bucket.crashes else "complete"),
        rule_cards=rule_cards(),
        findings=findings.drop(columns=list(INTERNAL)),
        not_evaluated=bucket.tally.groups,
        not_evaluated_rows=bucket.tally.rows,
        outcomes=judged.outcomes,
        dispositions=judged.dispositions,
        lines=bucket.lines.frame.iloc[behind].reset_index(drop=True),
        visits=_visits_behind(judged, behind),
        worksheets=bucket.shown,
        rejected=rejected,
        control_totals=control_totals(judged.dispositions, rejected),
        nightly=_nightly(view, run, judged),
        resolved=judged.matched.resolved,
        open_elsewhere=judged.matched.open_elsewhere,
        config_notes=(
            *tables_out_of_date(bucket.lines, rules),
            *_config_notes(payers, rules),
        ),
        assumptions=register(rules.rulebook, payers, rules.as_of),
        crashes=bucket.crashes,
        unknown_payers=_unknown_payers(bucket),
    )


def _lines_behind(bucket: BucketResult, findings: pd.DataFrame) -> Positions:
    """Return tonight's lines of all claims that have a finding."""
    of_line = bucket.claims.row_of_line
    anchors = findings["anchor_row"].to_numpy(dtype=np.intp)
    claims = findings["claim_row"].to_numpy(dtype=np.intp)
    related = np.array([row for rows in findings["related_rows"] for row in rows], dtype=np.intp)
    wanted = np.zeros(len(bucket.claims), dtype=np.bool_)
    wanted[of_line[anchors[anchors >= 0]]] = True
    wanted[claims[claims >= 0]] = True
    wanted[of_line[related[related < len(of_line)]]] = True
    return np.flatnonzero(wanted[of_line])


def _visits_behind(judged: Judged, rows: Positions) -> pd.DataFrame:
    """Return tonight's visits of the patients and dates of those lines."""
    visits = judged.tables.visits
    if visits is None:
        return pd.DataFrame()
    own = judged.bucket.workbench.visits
    facts = judged.bucket.lines.facts
    line_key, visit_key = packed_together(
        (facts.patient[rows], np.maximum(facts.day[rows], 0)),
        (own.patient[: len(visits)], np.maximum(own.days("service_date")[: len(visits)], 0)),
    )
    return visits[np.isin(visit_key, line_key)].reset_index(drop=True)


def _nightly(view: HistoryView, run: RunFacts, judged: Judged) -> pd.DataFrame:
    dispositions, findings = judged.dispositions, judged.findings
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
                "resolved": len(judged.matched.resolved),
                "findings": len(findings),
            }
        ]
    )
    earlier = view.nightly[list(tonight.columns)]
    return tonight if earlier.empty else pd.concat([earlier, tonight], ignore_index=True)


def _payers_seen(bucket: BucketResult) -> set[str]:
    """Return the rules ids of tonight's lines."""
    payers = bucket.lines.payers[: bucket.lines.tonight_count]
    return {str(name) for name in payers.unique() if isinstance(name, str)}


def _config_notes(payers: set[str], rules: Rules) -> tuple[ConfigNote, ...]:
    notes = rules.rulebook.health(rules.as_of, payers)
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
