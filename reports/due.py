"""What falls due and whom to call: the rows of the ledgers by day, by kind and by physician."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from reports import formats
from reports.frames import mapped, numbers, texts
from reports.ledgers import CALLS, KX_BASIS, NOTHING, kx_ledger, rows_behind
from reports.view import Cell, Column, Kind, Table, Tile
from schemas.night_result import NightResult

MOST_ON_PAGE = 15
_WEEK = 7
# A band by the last of its days left, with its heading; what lies beyond is "Later".
_BANDS = ((-1, "Past due"), (_WEEK, "Next 7 days"), (14, "8 to 14 days"), (30, "15 to 30 days"))
_LATER = "Later"
# What is awaited and how the plan stands, in the words of an office.
_WHAT = {
    ("certification", "overdue"): "Certification overdue",
    ("certification", "due soon"): "Certification due",
    ("recertification", "overdue"): "Recertification not signed",
    ("recertification", "lapsed"): "Treated past the end of the plan",
    ("recertification", "due soon"): "Recertification due",
    ("signature of the verbal order", "verbal-only"): "Verbal order to be signed",
    ("reason for the delay", "late"): "Signed late, reason not on file",
}
_ASKED = {
    "certification": ("certification", "certifications"),
    "recertification": ("recertification", "recertifications"),
    "signature of the verbal order": ("signed verbal order", "signed verbal orders"),
    "reason for the delay": ("reason for a delay", "reasons for a delay"),
}
_THRESHOLD = "Therapy threshold reached at this pace"
_ACCEPTED = "Accepted finding"
_ALL = "All"


def deadlines(result: NightResult) -> Table:
    """What falls due, by day: certifications, thresholds, accepted findings."""
    rows = [*_certifications(result), *_crossings(result), *_acceptances(result)]
    rows.sort(key=lambda row: tuple(map(str, (row[0], row[2], row[3], row[4]))))
    return Table(
        name="deadlines",
        caption="What falls due",
        columns=(
            Column("due", "Due", Kind.DATE, 17),
            Column("days_left", "Days left", Kind.COUNT, 10),
            Column("what", "What", width=38),
            Column("patient", "Patient", Kind.PATIENT, 18),
            Column("of", "Plan, bucket or claim", Kind.ID, 22),
            Column("call", "Call or ask", Kind.ID, 18),
            Column("exposed", "Charges behind it", Kind.MONEY, 18),
        ),
        rows=tuple(rows),
        note="Days left is below zero for what is past due. Filing limits are not among them: no "
        "rule of this version reads them.",
        empty="Nothing falls due.",
    )


def by_kind(due: Table) -> Table:
    """Count what falls due by kind and by how many days are left.

    Args:
        due: the table of `deadlines`.
    """
    bands = [*(heading for _, heading in _BANDS), _LATER]
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    cents: dict[str, int | None] = {}
    for _, left, text, *_, exposed in due.rows:
        what = _ACCEPTED if str(text).startswith(_ACCEPTED) else str(text)
        counted[what][_band(left)] += 1
        if isinstance(exposed, int):
            cents[what] = (cents.get(what) or 0) + exposed
    ordered = sorted(
        counted, key=lambda what: (-counted[what][bands[0]], -(cents.get(what) or 0), what)
    )
    rows: list[tuple[Cell, ...]] = [
        (what, *(counted[what][band] for band in bands), cents.get(what)) for what in ordered
    ]
    return Table(
        name="due-by-kind",
        caption="What falls due, and when",
        columns=(
            Column("what", "What", width=38),
            *(Column(f"band_{place}", band, Kind.COUNT, 12) for place, band in enumerate(bands)),
            Column("exposed", "Charges behind it", Kind.MONEY, 18),
        ),
        rows=tuple(rows),
        note="A date of service that two plans leave open stands behind both. Filing limits are "
        "not among them: no rule of this version reads them.",
        empty=due.empty,
        total=(
            _ALL,
            *(sum(each[band] for each in counted.values()) for band in bands),
            sum(cent or 0 for cent in cents.values()),
        ),
    )


def next_due(due: Table) -> Table:
    """Give what falls due from tonight on, the nearest first.

    Args:
        due: the table of `deadlines`.
    """
    ahead = tuple(row for row in due.rows if _whole(row[1]) >= 0)
    past = len(due.rows) - len(ahead)
    note = f"Past due and not in this list: {past:,}; see the call list." if past else ""
    return replace(
        due,
        name="next-due",
        caption="Next to fall due",
        rows=ahead,
        note=note,
        empty="Nothing falls due from tonight on." + (f" {note}" if note else ""),
        most_on_page=MOST_ON_PAGE,
    )


def tile(due: Table, as_of: str) -> Tile:
    """Make the figure of the first screen: what falls due within a week.

    Args:
        due: the table of `deadlines`.
        as_of: the night's date, ISO.
    """
    soon = sum(0 <= _whole(row[1]) <= _WEEK for row in due.rows)
    past = [row for row in due.rows if _whole(row[1]) < 0]
    exposed = sum(_whole(row[-1]) for row in past)
    today = formats.as_date(as_of)
    until = formats.day((today + timedelta(days=_WEEK)).isoformat()) if today else ""
    return Tile(
        name="due",
        label="Due within 7 days",
        value=f"{soon:,}",
        note=f"Until {until}. {len(past):,} more past due, with {formats.money(exposed)} exposed.",
        formula="Certifications, verbal orders, thresholds and accepted findings that fall due. "
        "Exposed: charges of dates that no certification covers.",
    )


def calls(result: NightResult) -> Table:
    """Whom to call, a physician a row: how many plans, what to ask for, what stands exposed."""
    frame = rows_behind(result, CALLS)
    plans: dict[str, list[tuple[str, str, int, int]]] = defaultdict(list)
    for physician, awaited, due, left, exposed in zip(
        mapped(frame, "physician", formats.visible), texts(frame, "awaited"),
        texts(frame, "due"), numbers(frame, "days_left"), numbers(frame, "exposed_cents"),
        strict=True,
    ):  # fmt: skip
        if awaited != NOTHING:
            plans[physician or "not named"].append((awaited, due, left, exposed))
    rows = [_call(physician, of) for physician, of in plans.items()]
    rows.sort(key=lambda row: (-_whole(row[-1]), -_whole(row[2]), str(row[4]), str(row[0])))
    return Table(
        name="calls",
        caption="Plans of care to call about, by physician",
        columns=(
            Column("physician", "Physician (NPI)", Kind.ID, 18),
            Column("plans", "Plans", Kind.COUNT, 10),
            Column("past", "Past due", Kind.COUNT, 10),
            Column("ask", "Ask for", width=44),
            Column("due", "Earliest due", Kind.DATE, 17),
            Column("exposed", "Charges exposed", Kind.MONEY, 18),
        ),
        rows=tuple(rows),
        note="Most charges exposed first: dates of service that no certification covers yet, "
        "tonight's and those that went out. The plans and patients of each call are in the "
        "workbook, sheet Plan of care.",
        empty="No plan of tonight needs a call.",
        most_on_page=MOST_ON_PAGE,
        total=(
            _ALL,
            sum(_whole(row[1]) for row in rows),
            sum(_whole(row[2]) for row in rows),
            "",
            "",
            sum(_whole(row[-1]) for row in rows),
        ),
    )


def kx_watch(result: NightResult) -> Table:
    """Who comes close to the therapy threshold, the soonest first."""
    ledger = kx_ledger(result)
    place = {column.name: number for number, column in enumerate(ledger.columns)}
    left, projected = place["left"], place["projected"]
    close = [row for row in ledger.rows if _whole(row[left]) >= 0]
    close.sort(key=lambda row: (str(row[projected] or "9"), _whole(row[left]), str(row[0])))
    past = len(ledger.rows) - len(close)
    reviewed = sum(_whole(row[place["low"]]) > _whole(row[place["review"]]) for row in ledger.rows)
    beyond = (
        f"Past the threshold: {past:,}, of these past the amount from which records may be asked "
        f"for: {reviewed:,}; see the workbook, sheet KX ledger."
    )
    return replace(
        ledger,
        name="kx-watch",
        caption="Close to the therapy threshold",
        rows=tuple(close),
        note=KX_BASIS + (f" {beyond}" if past else ""),
        empty="Nobody of tonight is close to the threshold." + (f" {beyond}" if past else ""),
        most_on_page=MOST_ON_PAGE,
    )


def _call(physician: str, plans: list[tuple[str, str, int, int]]) -> tuple[Cell, ...]:
    asked = Counter(awaited for awaited, *_ in plans)
    words = [
        formats.count(number, *_ASKED.get(awaited, (formats.visible(awaited),)))
        for awaited, number in sorted(asked.items(), key=lambda each: (-each[1], each[0]))
    ]
    return (
        physician,
        len(plans),
        sum(left < 0 for _, _, left, _ in plans),
        ", ".join(words),
        min(due for _, due, _, _ in plans),
        sum(exposed for *_, exposed in plans),
    )


def _certifications(result: NightResult) -> Iterator[tuple[Cell, ...]]:
    frame = rows_behind(result, CALLS)
    for awaited, status, due, left, patient, plan, physician, exposed in zip(
        texts(frame, "awaited"), texts(frame, "status"), texts(frame, "due"),
        numbers(frame, "days_left"), mapped(frame, "patient_id", formats.visible),
        mapped(frame, "plan_id", formats.visible), mapped(frame, "physician", formats.visible),
        numbers(frame, "exposed_cents"), strict=True,
    ):  # fmt: skip
        if due and awaited != NOTHING:
            what = _WHAT.get((awaited, status)) or formats.visible(f"{awaited}: {status}")
            yield (due, left, what, patient, plan, physician, exposed)


def _crossings(result: NightResult) -> Iterator[tuple[Cell, ...]]:
    ledger = kx_ledger(result)
    names = [column.name for column in ledger.columns]
    for row in ledger.rows:
        of = dict(zip(names, row, strict=True))
        if of["projected"]:
            due = str(of["projected"])
            yield (due, _days_left(result, due), _THRESHOLD, of["patient"],
                   f"{of['bucket']} {of['year']}", of["payer"], None)  # fmt: skip


def _acceptances(result: NightResult) -> Iterator[tuple[Cell, ...]]:
    frame = result.findings
    state, until = texts(frame, "state"), texts(frame, "accepted_until")
    rows = [row for row, one in enumerate(state) if one == "accepted" and until[row]]
    frame = frame.iloc[rows]
    for until_day, rule, claim, patient, cents in zip(
        texts(frame, "accepted_until"), texts(frame, "rule_id"),
        mapped(frame, "claim_id", formats.visible), mapped(frame, "patient_id", formats.visible),
        numbers(frame, "amount_cents"), strict=True,
    ):  # fmt: skip
        yield (until_day, _days_left(result, until_day), f"{_ACCEPTED} of {rule} ends",
               patient, claim, "", cents)  # fmt: skip


def _band(left: Cell) -> str:
    if not isinstance(left, int):
        return _LATER
    return next((heading for last, heading in _BANDS if left <= last), _LATER)


def _days_left(result: NightResult, due: str) -> int | None:
    day, today = formats.as_date(due), formats.as_date(result.run.as_of)
    return None if day is None or today is None else (day - today).days


def _whole(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0
