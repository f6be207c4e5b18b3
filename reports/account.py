"""What was not checked or not read, every rule with its status, and the run's facts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from reports import formats
from reports.frames import numbers, texts
from reports.view import Cell, Column, Kind, Table
from reports.worklist import citation_link
from schemas.night_result import NightResult
from schemas.rule_cards import OutcomeStatus, RuleCard

_WORST_FIRST = [status.value for status in OutcomeStatus]
_MOST_PAYERS_NAMED = 8


def not_checked(result: NightResult, cards: Mapping[str, RuleCard]) -> Table:
    """Rules that lacked a fact, with what stands behind them, most charges first."""
    frame = result.not_evaluated
    rows = [
        (rule, formats.visible(cards[rule].title), formats.visible(payer), formats.visible(missing),
         formats.visible(reason), lines, claims, cents)
        for rule, payer, missing, reason, lines, claims, cents in zip(
            texts(frame, "rule_id"), texts(frame, "payer_id"), texts(frame, "missing"),
            texts(frame, "reason"), numbers(frame, "lines"), numbers(frame, "claims"),
            numbers(frame, "amount_cents"), strict=True,
        )
    ]  # fmt: skip
    rows.sort(key=lambda row: (-row[7], -row[5], row[0], row[2], row[3]))
    return Table(
        name="not-checked",
        caption="Rules that lacked a fact",
        columns=(
            Column("rule", "Rule", Kind.ID, 10),
            Column("title", "What it looks for", width=40),
            Column("payer", "Payer", Kind.ID, 16),
            Column("missing", "Missing", width=24),
            Column("reason", "Why", width=60),
            Column("lines", "Lines", Kind.COUNT, 10),
            Column("claims", "Claims", Kind.COUNT, 10),
            Column("charges", "Charges", Kind.MONEY, 16),
        ),
        rows=tuple(rows),
        note="Neither a pass nor a finding. The lines themselves are in not_evaluated.jsonl.",
        empty="Every rule had every fact that it needed.",
    )


def rejected(result: NightResult) -> Table:
    """Rows that were not judged, one a row, without their text."""
    frame = result.rejected
    rows = sorted(
        zip(
            [formats.visible(name) for name in texts(frame, "file")],
            numbers(frame, "physical_line"),
            [formats.word(formats.KIND_WORDS, kind) for kind in texts(frame, "kind")],
            [formats.visible(column) for column in texts(frame, "column")],
            [formats.visible(problem) for problem in texts(frame, "problem")],
            [formats.visible(claim) for claim in texts(frame, "claim_id")],
            strict=True,
        )
    )
    return Table(
        name="rejected-rows",
        caption="Rows that were not judged",
        columns=(
            Column("file", "File", Kind.ID, 28),
            Column("physical_line", "Line in file", Kind.COUNT),
            Column("kind", "What became of it", width=30),
            Column("column", "Column", width=20),
            Column("problem", "Problem", width=60),
            Column("claim_id", "Claim", Kind.ID, 20),
        ),
        rows=tuple(rows),
        note="The rows' own text is only in rejected_rows.jsonl.",
        empty="Every row was read and judged.",
    )


def rejected_summary(result: NightResult) -> Table:
    """Rows that were not judged, by file, column and problem, with the first line numbers."""
    lines: dict[tuple[Cell, ...], list[int]] = defaultdict(list)
    for file, line, kind, column, problem, _ in rejected(result).rows:
        if isinstance(line, int):
            lines[(file, kind, column, problem)].append(line)
    first = 5
    rows = [
        (*group, len(found), ", ".join(map(str, found[:first])) + (" …" * (len(found) > first)))
        for group, found in lines.items()
    ]
    rows.sort(key=lambda row: (-int(str(row[4])), str(row)))
    return Table(
        name="rejected-summary",
        caption="Rows that were not judged",
        columns=(
            Column("file", "File", Kind.ID, 28),
            Column("kind", "What became of it", width=30),
            Column("column", "Column", width=20),
            Column("problem", "Problem", width=60),
            Column("rows", "Rows", Kind.COUNT),
            Column("lines", "Lines in file", width=24),
        ),
        rows=tuple(rows),
        note="Line numbers count from the top of the file as it came. The rows' own text is only "
        "in rejected_rows.jsonl.",
        empty="Every row was read and judged.",
    )


def rules(result: NightResult) -> Table:
    """Every rule with its worst status tonight and a roll-up by payer."""
    payers: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    flagged: Counter[str] = Counter()
    undecided: Counter[str] = Counter()
    reasons: dict[str, dict[str, None]] = defaultdict(dict)
    frame = result.outcomes
    for rule, payer, status, flags, unknown, reason in zip(
        texts(frame, "rule_id"), texts(frame, "payer_id"), texts(frame, "status"),
        numbers(frame, "flagged"), numbers(frame, "undecided"), texts(frame, "reason"), strict=True,
    ):  # fmt: skip
        payers[rule][status].append(formats.visible(payer))
        flagged[rule] += flags
        undecided[rule] += unknown
        if reason:
            reasons[rule][formats.visible(reason)] = None
    rows: list[tuple[Cell, ...]] = []
    for card in sorted(result.rule_cards, key=lambda card: card.id):
        found = payers[card.id]
        worst = next((status for status in _WORST_FIRST if status in found), "")
        rows.append(
            (
                card.id,
                formats.visible(card.title),
                card.severity.value,
                formats.word(formats.STATUS_WORDS, worst) if worst else "Had nothing to judge",
                flagged[card.id],
                undecided[card.id],
                _roll_up(found) + (f". {' '.join(reasons[card.id])}" if reasons[card.id] else ""),
                formats.visible(", ".join(card.prevents)) or None,
                citation_link(card.citations[0]) if card.citations else None,
                formats.visible(card.not_checked),
                formats.visible(card.name),
            )
        )
    return Table(
        name="rules",
        caption="Every rule and what became of it",
        columns=(
            Column("rule", "Rule", Kind.ID, 10),
            Column("title", "What it looks for", width=40),
            Column("severity", "Usual weight", Kind.SEVERITY, 12),
            Column("status", "Tonight", width=24),
            Column("flagged", "Found", Kind.COUNT, 10),
            Column("undecided", "Not decided", Kind.COUNT, 12),
            Column("payers", "By payer", width=48),
            Column("denials", "Denials it prevents", width=22),
            Column("source", "Source", Kind.LINK, 48),
            Column("not_checked", "What it does not check", width=48),
            Column("name", "Name", width=32),
        ),
        rows=tuple(rows),
        note="A rule that found nothing still reports. Payers are named up to eight a status.",
    )


def _roll_up(found: Mapping[str, list[str]]) -> str:
    parts = []
    for status in _WORST_FIRST:
        names = sorted(filter(None, found.get(status, ())))
        if not names:
            continue
        named = ", ".join(names[:_MOST_PAYERS_NAMED])
        rest = len(names) - _MOST_PAYERS_NAMED
        more = f" and {rest} more" if rest > 0 else ""
        parts.append(f"{formats.STATUS_WORDS[status]}: {named}{more}")
    return "; ".join(parts)
