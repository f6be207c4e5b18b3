"""One night as a pure function: tables, rules and history in, findings and dispositions out.

Nothing in here reads a file, a clock or a database; `nightly.py` does that around it, and
`telling.py` gathers what the reports may know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.compute as pc

from pipeline.bucket import NightTables, Rules
from pipeline.dispositions import dispose
from pipeline.engine import BucketResult, run_bucket
from pipeline.findings import SUBJECT_GRAINS
from pipeline.history.interface import OPEN, HistoryView
from pipeline.history.states import Matched, Subjects, match_findings
from pipeline.outcomes import statuses
from pipeline.registry import rule_cards
from pipeline.severities import apply_rule_severities
from pipeline.side_by_side import workers_for
from pipeline.tables import as_arrow
from pipeline.versions import REPLACEMENT, VOID
from schemas.night_result import NightResult
from schemas.results import Findings
from schemas.rule_cards import SEVERITY_ORDER, OutcomeStatus, Severity

INTERNAL = ("anchor_row", "sample_row", "claim_row", "related_rows")


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A judged night.

    ``findings`` are sorted and have their states, with the columns of ``INTERNAL`` beside those
    of ``schemas.results.Findings``; ``outcomes`` and ``dispositions`` follow their models.
    """

    tables: NightTables = field(repr=False)
    bucket: BucketResult = field(repr=False)
    matched: Matched = field(repr=False)
    findings: pd.DataFrame
    outcomes: pd.DataFrame
    dispositions: pd.DataFrame


def judge(
    tables: NightTables,
    rules: Rules,
    view: HistoryView,
    refused: pd.Series[int],
    workers: int | None = None,
) -> Judged:
    """Judge a night.

    Args:
        tables: tonight's validated tables with the earlier lines and visits of ``view``.
        rules: what is in force.
        view: what this run may know of earlier nights.
        refused: number of rows that make a claim unreadable, by claim id.
        workers: threads to use; by the size of the night where not given.

    Returns:
        Findings, outcomes and dispositions.
    """
    workers = workers_for(len(tables.claims), workers)
    bucket = run_bucket(tables, rules, refused, workers=workers, open_subjects=_open_subjects(view))
    apply_rule_severities(bucket, rules)
    outcomes = statuses(bucket.tally.outcomes, bucket.tally.groups)
    matched = _match(bucket, view, rules, tables, outcomes)
    findings = _sorted(matched.findings)
    severity_of = {card.id: card.severity for card in rule_cards()}
    crash_matters = any(severity_of[c.rule_id] is not Severity.NOTE for c in bucket.crashes)
    dispositions = dispose(
        bucket,
        findings,
        crash_sends_to_review=crash_matters,
        undecided_to_review=rules.site.undecided == "review",
    )
    return Judged(
        tables=tables,
        bucket=bucket,
        matched=matched,
        findings=findings,
        outcomes=outcomes,
        dispositions=dispositions,
    )


def _subject_rules() -> frozenset[str]:
    return frozenset(card.id for card in rule_cards() if card.grain in SUBJECT_GRAINS)


def _open_subjects(view: HistoryView) -> dict[str, list[str]]:
    """Return the open findings about plans, patients and therapists, by rule."""
    earlier = view.open_findings
    followed = earlier[(earlier["state"] == OPEN) & earlier["rule_id"].isin(_subject_rules())]
    keys = followed.groupby("rule_id")["finding_key"]
    return {str(rule_id): found.tolist() for rule_id, found in keys}


def _match(
    bucket: BucketResult,
    view: HistoryView,
    rules: Rules,
    tables: NightTables,
    outcomes: pd.DataFrame,
) -> Matched:
    open_rules = set(view.open_findings["rule_id"])
    undecided = pd.DataFrame(
        [
            (rule_id, claim)
            for rule_id, lines in bucket.tally.undecided_lines.items()
            if rule_id in open_rules
            for claim in bucket.claims.names_of(lines)
        ],
        columns=["rule_id", "claim_id"],
    )
    silent = (OutcomeStatus.CRASHED, OutcomeStatus.NOT_EVALUATED)
    answered = outcomes[~outcomes["status"].isin(silent)]
    return match_findings(
        bucket.findings,
        view.open_findings,
        as_of=rules.as_of,
        tonight_claims=bucket.claims.ids,
        undecided=undecided,
        crashed={crash.rule_id for crash in bucket.crashes},
        answered=set(zip(answered["rule_id"], answered["payer_id"], strict=True)),
        subjects=Subjects(_subject_rules(), *bucket.subjects),
        replaced=_replaced(tables.claims),
        snapshot=rules.site.export == "snapshot",
    )


def _replaced(claims: pd.DataFrame) -> Mapping[str, str]:
    if "replaces_claim_id" not in claims or "claim_frequency" not in claims:
        return {}
    changes = claims["claim_frequency"].isin([REPLACEMENT, VOID])
    named = claims.loc[changes, ["replaces_claim_id", "claim_id"]].dropna().drop_duplicates()
    return dict(zip(named["replaces_claim_id"], named["claim_id"], strict=True))


def _sorted(findings: pd.DataFrame) -> pd.DataFrame:
    weight = {str(severity): place for place, severity in enumerate(SEVERITY_ORDER)}
    order = np.lexsort(
        (
            _rank(findings["finding_key"]),
            findings["line_number"].to_numpy(),
            _rank(findings["claim_id"]),
            _rank(findings["rule_id"]),
            findings["severity"].map(weight).to_numpy(dtype=np.int64),
        )
    )
    columns = [*Findings.to_schema().columns, *INTERNAL]
    return findings[columns].iloc[order].reset_index(drop=True)


def _rank(texts: pd.Series[str]) -> npt.NDArray[np.int64]:
    ranks = pc.rank(as_arrow(texts), tiebreaker="dense")
    return np.asarray(ranks.to_numpy(), dtype=np.int64)


def decided_share(result: NightResult) -> Mapping[str, float]:
    """Return, by rule, the share of its applicable rows that it could decide (house rule 12)."""
    sums = result.outcomes.groupby("rule_id")[["applicable", "undecided"]].sum()
    share = 1 - sums["undecided"] / sums["applicable"].clip(lower=1)
    return {str(rule): float(value) for rule, value in share.items()}
