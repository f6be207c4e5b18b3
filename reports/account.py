"""What was not checked or not read, every rule with its status, and the run's facts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace

from reports import formats
from reports.frames import numbers, texts
from reports.view import Cell, Column, Kind, Table
from reports.worklist import citation_link
from schemas.night_result import NightResult
from schemas.rule_cards import OutcomeStatus, RuleCard

_WORST_FIRST = [status.value for status in OutcomeStatus]
_MOST_PAYERS_NAMED = 8
_MOST_ON_PAGE = 25
# How the reasons of a missing fact begin, and how the fact alone is told.
_FACT_WORDS = {
    "Not known for these rows: ": "{}",
    "Nothing on file for this payer and date: ": "{}: no entry in the payer's rules",
}
_FAMILIES = {
    "CLM": "the claim itself",
    "COV": "coverage",
    "DOC": "the record behind the line",
    "ELG": "eligibility",
    "KX": "therapy threshold",
    "MOD": "modifiers",
    "PAIR": "same-day pairs",
    "POC": "plan of care",
    "RTM": "remote monitoring",
    "SCH": "what came in",
    "UNIT": "timed units",
}


def not_checked(result: NightResult, cards: Mapping[str, RuleCard]) -> Table:
    """Rules that lacked a fact, with what stands behind them, most charges first."""
    frame = result.not_evaluated
    rows = [
        (rule, formats.visible(cards[rule].title), formats.visible(payer), _missing_words(missing),
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
            Column("missing", "Missing", width=36),
            Column("reason", "Why", width=60),
            Column("lines", "Lines", Kind.COUNT, 10),
            Column("claims", "Claims", Kind.COUNT, 10),
            Column("charges", "Charges", Kind.MONEY, 16),
        ),
        rows=tuple(rows),
        note="Neither a pass nor a finding. The lines themselves are in not_evaluated.jsonl.",
        empty="Every rule had every fact that it needed.",
    )


def missing_facts(result: NightResult) -> Table:
    """Count what was not checked by the fact that is missing, with rules and payers named.

    A payer without any rules is one row: what all its rules miss is those rules.
    """
    frame, unknown = result.not_evaluated, {each.payer_id for each in result.unknown_payers}
    checks: Counter[str] = Counter()
    rules: dict[str, Counter[str]] = defaultdict(Counter)
    payers: dict[str, Counter[str]] = defaultdict(Counter)
    cents: dict[str, Counter[str]] = defaultdict(Counter)
    for rule, payer, reason, lines, amount in zip(
        texts(frame, "rule_id"), texts(frame, "payer_id"), texts(frame, "reason"),
        numbers(frame, "lines"), numbers(frame, "amount_cents"), strict=True,
    ):  # fmt: skip
        what = f"payer rules: there are none for {payer}" if payer in unknown else _fact(reason)
        checks[what] += lines
        rules[what][rule] += lines
        payers[what][payer] += lines
        cents[what][rule] += amount
    most = {what: max(of.values()) for what, of in cents.items()}
    ordered = sorted(checks, key=lambda what: (-checks[what], -most[what], what))
    rows: list[tuple[Cell, ...]] = [
        (formats.visible(what), checks[what], most[what], _named(rules[what]), _named(payers[what]))
        for what in ordered
    ]
    return Table(
        name="missing-facts",
        caption="What is missing, and which rules could not tell",
        columns=(
            Column("fact", "What is missing", width=48),
            Column("lines", "Line checks", Kind.COUNT, 12),
            Column("charges", "Charges, at least", Kind.MONEY, 18),
            Column("rules", "Rules that could not tell", width=40),
            Column("payers", "Payers", width=32),
        ),
        rows=tuple(rows),
        note="Neither a pass nor a finding. A line counts once for each rule that could not judge "
        "it. Charges: of the rule that is hit most, since the same lines stand behind several "
        "rules. Every rule and payer has its row in the workbook, sheet Not checked; the lines "
        "are in not_evaluated.jsonl.",
        empty="Every rule had every fact that it needed.",
        most_on_page=_MOST_ON_PAGE,
        total=("All", checks.total(), "", "", ""),
    )


def _missing_words(missing: str) -> str:
    """Write the name of a fact for people: `payer:unit_rule` is "payer's entry: unit rule"."""
    return formats.visible(missing.replace("payer:", "payer's entry: ", 1).replace("_", " "))


def _fact(reason: str) -> str:
    """Give the fact that a reason says is missing, and where it is not a cell's."""
    for beginning, words in _FACT_WORDS.items():
        if reason.startswith(beginning):
            return words.format(reason.removeprefix(beginning).removesuffix("."))
    return reason


def _named(counted: Mapping[str, int]) -> str:
    """Name the first few, most lines first, and count the others."""
    names = sorted(counted, key=lambda name: (-counted[name], name))
    named = ", ".join(map(formats.visible, names[:_MOST_PAYERS_NAMED]))
    rest = len(names) - _MOST_PAYERS_NAMED
    return f"{named} and {rest} more" if rest > 0 else named


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
            Column("lines_in_file", "Lines in file", width=24),
        ),
        rows=tuple(rows),
        note="Line numbers count from the top of the file as it came. The rows' own text is only "
        "in rejected_rows.jsonl.",
        most_on_page=_MOST_ON_PAGE,
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
            Column("payers", "By payer", width=60, sheet_only=True),
            Column("denials", "Denials it prevents", width=22),
            Column("source", "Source", Kind.LINK, 48),
            Column("not_checked", "What it does not check", width=48, sheet_only=True),
            Column("name", "Name", width=32, sheet_only=True),
        ),
        rows=tuple(rows),
        note="A rule that found nothing still reports. The workbook's sheet Rules has every rule "
        "by payer, and what it does not check.",
    )


def rules_by_family(table: Table) -> tuple[Table, ...]:
    """Part the table of `rules` by family, the letters of the rule ids."""
    rows: dict[str, list[tuple[Cell, ...]]] = defaultdict(list)
    for row in table.rows:
        rows[str(row[0]).rstrip("0123456789")].append(row)
    last = len(rows) - 1
    return tuple(
        replace(
            table,
            name=f"rules-{place}",
            caption=f"{family}: {_FAMILIES[family]}" if family in _FAMILIES else family,
            rows=tuple(rows[family]),
            note=table.note if place == last else "",
        )
        for place, family in enumerate(sorted(rows))
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
