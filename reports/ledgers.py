"""The arithmetic behind findings as tables: threshold, plans of care, units, what was resolved.

Every row is a worksheet's own row; nothing is worked out a second time.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from reports import formats
from reports.frames import by_value, numbers, texts
from reports.view import Cell, Column, Kind, Table
from schemas.night_result import NightResult

KX_LEDGER, CALLS, TIMED, ASSISTED = "kx_ledger", "plan_of_care", "timed_units", "assistant_units"
NOTHING = "nothing"
KX_BASIS = (
    "Allowed amounts of the calendar year, ours with the payer's count where one was loaded. At "
    "least and at most differ while the payer may not have counted our last claims."
)
_BUCKETS = {"PT_SLP": "PT and SLP", "OT": "OT"}
_METHODS = "by minutes alone; the payer's own method decides (see Rules)"
_STATUS_WORDS = {
    "overdue": "Overdue",
    "lapsed": "Lapsed",
    "verbal-only": "Verbal order only",
    "due soon": "Due soon",
    "late": "Signed late",
}
_AWAITED_WORDS = {NOTHING: "nothing: the reason is on file"}
_PATH_WORDS = {
    "signed": "signature",
    "verbal": "verbal order",
    "order path": "signed order, plan sent",
    "pending": "nobody yet",
    "missing": "nobody",
}


def kx_ledger(result: NightResult) -> Table:
    """Who is near, past or far past the therapy threshold, and on what the count rests."""
    frame = rows_behind(result, KX_LEDGER)
    rows: list[tuple[Cell, ...]] = [
        (
            patient, payer, str(year), _BUCKETS.get(bucket, bucket), low, high, limit,
            limit - low, opening or None, opening_day, own, _crossing(claim, line), crossed,
            projected, formats.word(formats.CONFIDENCE_WORDS, confidence), review,
        )
        for (
            patient, payer, year, bucket, low, high, limit, opening, opening_day, own, claim, line,
            crossed, projected, confidence, review,
        ) in zip(
            _shown(frame, "patient_id"), _shown(frame, "payer_id"), numbers(frame, "year"),
            texts(frame, "bucket"), numbers(frame, "low_cents"), numbers(frame, "high_cents"),
            numbers(frame, "limit_cents"), numbers(frame, "opening_cents"),
            texts(frame, "opening_as_of"), numbers(frame, "own_cents"),
            _shown(frame, "crossing_claim"), numbers(frame, "crossing_line"),
            texts(frame, "crossing_date"), texts(frame, "projected_date"),
            texts(frame, "confidence"), numbers(frame, "review_cents"), strict=True,
        )
    ]  # fmt: skip
    rows.sort(key=lambda row: (_whole(row[7]), str(row[0]), str(row[2]), str(row[3])))
    return Table(
        name="kx-ledger",
        caption="Therapy threshold (KX ledger)",
        columns=(
            Column("patient", "Patient", Kind.PATIENT, 18),
            Column("payer", "Payer", Kind.ID, 14),
            Column("year", "Year", width=8),
            Column("bucket", "Bucket", width=12),
            Column("low", "Counted at least", Kind.MONEY, 16),
            Column("high", "Counted at most", Kind.MONEY, 16),
            Column("limit", "Threshold", Kind.MONEY, 14),
            Column("left", "Left", Kind.MONEY, 14),
            Column("opening", "Opening balance", Kind.MONEY, 16, sheet_only=True),
            Column("opening_day", "Balance as of", Kind.DATE, 17, sheet_only=True),
            Column("own", "Our own lines", Kind.MONEY, 14, sheet_only=True),
            Column("crossing", "Crossing line", Kind.ID, 22, sheet_only=True),
            Column("crossed", "Crossed on", Kind.DATE, 17, sheet_only=True),
            Column("projected", "Reached at this pace", Kind.DATE, 17),
            Column("confidence", "Confidence", width=38),
            Column("review", "Medical review from", Kind.MONEY, 16, sheet_only=True),
        ),
        rows=tuple(rows),
        note=f"{KX_BASIS} Left is below zero for who is past the threshold.",
        empty="Nobody of tonight is near the threshold.",
    )


def plan_of_care(result: NightResult) -> Table:
    """Whom to call about which plan: by physician, with dates and dollars exposed."""
    frame = rows_behind(result, CALLS)
    rows = tuple(
        zip(
            [name or "not named" for name in _shown(frame, "physician")],
            _shown(frame, "patient_id"), _shown(frame, "plan_id"), texts(frame, "discipline"),
            _words(frame, "status", _STATUS_WORDS), _words(frame, "awaited", _AWAITED_WORDS),
            _words(frame, "path", _PATH_WORDS),
            texts(frame, "start"), texts(frame, "due"), numbers(frame, "days_left"),
            texts(frame, "end"), texts(frame, "first_exposed"), texts(frame, "last_exposed"),
            numbers(frame, "exposed_dates"), numbers(frame, "exposed_cents"), strict=True,
        )
    )  # fmt: skip
    return Table(
        name="plan-of-care",
        caption="Plans of care to call about",
        columns=(
            Column("physician", "Physician (NPI)", Kind.ID, 18),
            Column("patient", "Patient", Kind.PATIENT, 18),
            Column("plan", "Plan", Kind.ID, 16),
            Column("discipline", "Discipline", width=12),
            Column("status", "How it stands", width=18),
            Column("awaited", "Awaited", width=29),
            Column("path", "Certified by", width=22),
            Column("start", "Start", Kind.DATE, 17),
            Column("due", "Due", Kind.DATE, 17),
            Column("days_left", "Days left", Kind.COUNT, 10),
            Column("end", "Period ends", Kind.DATE, 17),
            Column("first_exposed", "First date exposed", Kind.DATE, 17),
            Column("last_exposed", "Last date exposed", Kind.DATE, 17),
            Column("exposed_dates", "Dates exposed", Kind.COUNT, 12),
            Column("exposed", "Charges exposed", Kind.MONEY, 16),
        ),
        rows=rows,
        note="Exposed: dates of service that no certification covers yet, tonight's and those "
        "that went out. Sorted by physician, so that one call settles all. Days left is below "
        "zero for what is past due.",
        empty="No plan of tonight needs a call.",
    )


def units(result: NightResult) -> Table:
    """Minutes and units of the days with a finding about units, under both methods."""
    frame = rows_behind(result, TIMED)
    rows = tuple(
        zip(
            _shown(frame, "claim_id"), numbers(frame, "line_number"),
            texts(frame, "service_date"), numbers(frame, "minutes"), texts(frame, "billed"),
            numbers(frame, "cms"), numbers(frame, "midpoint"), _shown(frame, "working"),
            strict=True,
        )
    )  # fmt: skip
    return Table(
        name="units",
        caption="Timed units",
        columns=(
            Column("claim", "Claim", Kind.ID, 20),
            Column("line", "Line", Kind.COUNT, 8),
            Column("date", "Date of service", Kind.DATE, 17),
            Column("minutes", "Timed minutes", Kind.COUNT, 12),
            Column("billed", "Units billed", Kind.FIGURE, 12),
            Column("cms", "Allowed by CMS total time", Kind.COUNT, 14),
            Column("midpoint", "Allowed code by code", Kind.COUNT, 14),
            Column("working", "Working", width=70),
        ),
        rows=rows,
        note=f"Units allowed {_METHODS}.",
        empty="No finding of tonight is about timed units.",
    )


def assistant_units(result: NightResult) -> Table:
    """Who furnished how many minutes of a code, and how many units need CQ or CO by them."""
    frame = rows_behind(result, ASSISTED)
    rows = tuple(
        zip(
            _shown(frame, "claim_id"), numbers(frame, "line_number"),
            texts(frame, "service_date"), texts(frame, "code"), texts(frame, "therapist"),
            texts(frame, "assistant"), texts(frame, "billed"), texts(frame, "marked"),
            [_range(low, high) for low, high in zip(
                texts(frame, "need_low"), texts(frame, "need_high"), strict=True)],
            _shown(frame, "working"), strict=True,
        )
    )  # fmt: skip
    return Table(
        name="assistant-units",
        caption="Assistant units",
        columns=(
            Column("claim", "Claim", Kind.ID, 20),
            Column("line", "Line", Kind.COUNT, 8),
            Column("date", "Date of service", Kind.DATE, 17),
            Column("code", "Code", Kind.ID, 9),
            Column("therapist", "Therapist's minutes", Kind.FIGURE, 12),
            Column("assistant", "Assistant's minutes", Kind.FIGURE, 12),
            Column("billed", "Units billed", Kind.FIGURE, 12),
            Column("marked", "With CQ or CO", Kind.FIGURE, 12),
            Column("need", "Need it by the minutes", Kind.FIGURE, 14),
            Column("working", "Working", width=70),
        ),
        rows=rows,
        note="Units that need CQ or CO by the minutes of therapist and assistant; a range where "
        "the record leaves two answers.",
        empty="No finding of tonight is about assistants.",
    )


def resolved(result: NightResult) -> Table:
    """Findings of earlier nights that are settled tonight."""
    frame = result.resolved
    words = {"fixed": "Fixed", "replaced": "Claim replaced", "vanished": "Claim gone"}
    rows = tuple(
        zip(
            texts(frame, "rule_id"), _shown(frame, "claim_id"),
            [words.get(how, how) for how in texts(frame, "how")], texts(frame, "first_seen"),
            numbers(frame, "nights_open"), numbers(frame, "amount_cents"),
            texts(frame, "finding_key"), strict=True,
        )
    )  # fmt: skip
    return Table(
        name="resolved",
        caption="Resolved tonight",
        columns=(
            Column("rule", "Rule", Kind.ID, 10),
            Column("claim", "Claim", Kind.ID, 22),
            Column("how", "How", width=18),
            Column("first_seen", "First seen", Kind.DATE, 17),
            Column("nights_open", "Nights open", Kind.COUNT, 12),
            Column("charge", "Charge", Kind.MONEY, 14),
            Column("finding_key", "Finding", Kind.ID, 25),
        ),
        rows=rows,
        note="Fixed: the claim came again and the rule found it clear. Claim replaced: a later "
        "version or a void took its place. Claim gone: the export no longer has it.",
        empty="Nothing was resolved tonight.",
    )


def _crossing(claim: str, line: int) -> str:
    return f"{claim} line {line}" if claim else ""


def _range(low: str, high: str) -> str:
    return low if low == high else f"{low} to {high}"


def _whole(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0


def _words(frame: pd.DataFrame, name: str, words: Mapping[str, str]) -> list[str]:
    return by_value(texts(frame, name), lambda value: formats.word(words, value))


def rows_behind(result: NightResult, name: str) -> pd.DataFrame:
    """Give the rows of a worksheet; none where the night has not drawn it."""
    return result.worksheets.get(name, pd.DataFrame())


def _shown(frame: pd.DataFrame, name: str) -> list[str]:
    return [formats.visible(text) for text in texts(frame, name)]
