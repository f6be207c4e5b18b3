"""What the night rests on: payers without rules, configuration, assumptions, files used."""

from __future__ import annotations

from collections import Counter

from reports import formats
from reports.frames import texts
from reports.view import Column, Kind, Table
from schemas.night_result import CODE_TABLES, ConfigNote, NightResult

_MOST_ON_PAGE = 25
_LONGEST_NAME = 60
_NOTE_WORDS = {
    "expired": "Expired",
    "stale": "To be reviewed",
    "ended": "Ended",
    "unknown": "Not known",
    "unset": "No value",
    "gap": "Gap",
    "grade_c": "Weak source",
    "unverified": "Not verified",
}


def unknown_payers(result: NightResult) -> Table:
    """Payer codes of the office without payer rules, most charges first."""
    ordered = sorted(result.unknown_payers, key=lambda each: (-each.charge_cents, each.payer_id))
    return Table(
        name="unknown-payers",
        caption="Payers without rules",
        columns=(
            Column("payer", "Payer code", Kind.ID, 24),
            Column("claims", "Claims", Kind.COUNT),
            Column("lines", "Lines", Kind.COUNT),
            Column("charges", "Charges", Kind.MONEY, 18),
        ),
        rows=tuple(
            (formats.visible(each.payer_id), each.claims, each.lines, each.charge_cents)
            for each in ordered
        ),
        note="Only rules that need no payer policy judged these claims. Name the code under "
        "[payers] in the site file to change that.",
        most_on_page=_MOST_ON_PAGE,
        empty="Every payer code of tonight has payer rules.",
    )


def configuration(result: NightResult) -> Table:
    """Remarks on payer rules and site settings."""
    return Table(
        name="configuration",
        caption="Configuration notes",
        columns=(
            Column("kind", "Kind", width=16),
            Column("file", "File", width=36),
            Column("knob", "Entry", width=28),
            Column("sentence", "Remark", width=70),
        ),
        rows=tuple(
            (
                _kind(each),
                formats.visible(each.file),
                formats.visible(each.knob.replace("_", " ")),
                formats.visible(each.sentence.removeprefix(f"{each.file}: ")),
            )
            for each in result.config_notes
        ),
        note="Code tables that end before tonight's services, and entries of the payer rules to "
        "look at: past their review date, resting on a weak source, marked as not known, or "
        "without a value. None of them stops the night.",
        most_on_page=_MOST_ON_PAGE,
        empty="Nothing is stale, expired or missing.",
    )


def _kind(note: ConfigNote) -> str:
    of_code_tables = note.file == CODE_TABLES
    return "Out of date" if of_code_tables else formats.word(_NOTE_WORDS, note.kind)


def assumptions(result: NightResult) -> Table:
    """What the night took for granted about its payers, and on whose word."""
    topics = Counter(each.topic for each in result.assumptions)
    ordered = sorted(
        result.assumptions,
        key=lambda each: (_is_of_one_payer(each.sentence), topics[each.topic]),
    )
    return Table(
        name="assumptions",
        caption="Assumption register",
        columns=(
            Column("topic", "About", width=26),
            Column("sentence", "What is assumed", width=70),
            Column("basis", "On whose word", width=36),
            Column("source", "Where it stands", width=44),
        ),
        rows=tuple(
            tuple(map(formats.visible, (each.topic, each.sentence, each.basis, each.source)))
            for each in ordered
        ),
        note="What holds for all payers comes first, with popular claims and how they were "
        "resolved; then payer by payer. Grade A: the payer's, Medicare's or a regulator's own "
        "text; B: an association, a well-known rule or this office's word; C: less sure, which "
        "holds no claim by itself.",
        most_on_page=_MOST_ON_PAGE,
        empty="Nothing was assumed.",
    )


def _is_of_one_payer(sentence: str) -> bool:
    """Tell whether a sentence begins with a payer's name and a colon."""
    name, colon, _ = sentence.partition(": ")
    return bool(colon) and len(name) <= _LONGEST_NAME and '"' not in name


def rests_on(result: NightResult) -> Table:
    """Which payer rule answered where, as far as tonight's findings rest on it."""
    frame = result.findings
    used = Counter(
        zip(
            texts(frame, "payer_id"), texts(frame, "payer_rules_id"), texts(frame, "rule_source"),
            texts(frame, "confidence"), strict=True,
        )
    )  # fmt: skip
    rows = [
        (formats.visible(payer), formats.visible(rules_id), formats.visible(source),
         formats.word(formats.CONFIDENCE_WORDS, confidence), number)
        for (payer, rules_id, source, confidence), number in sorted(
            used.items(), key=lambda each: (-each[1], each[0])
        )
        if source
    ]  # fmt: skip
    return Table(
        name="rests-on",
        caption="What tonight's findings rest on",
        columns=(
            Column("payer", "Payer", Kind.ID, 18),
            Column("rules", "Payer rules", Kind.ID, 24),
            Column("source", "Entry that answered", width=44),
            Column("confidence", "Confidence", width=30),
            Column("findings", "Findings", Kind.COUNT),
        ),
        rows=tuple(rows),
        note="The entry is the file and the date since when it is in force. Most findings first.",
        most_on_page=_MOST_ON_PAGE,
        empty="No finding of tonight rests on a payer's own rule.",
    )


def input_hashes(result: NightResult) -> Table:
    """Input files with size and hash."""
    return Table(
        name="inputs",
        caption="Input files",
        columns=(
            Column("file", "File", Kind.ID, 28),
            Column("table", "Holds", width=18),
            Column("bytes", "Bytes", Kind.COUNT),
            Column("encoding", "Encoding", width=12),
            Column("sha256", "SHA-256", Kind.ID, 66),
        ),
        most_on_page=_MOST_ON_PAGE,
        rows=tuple(
            (formats.visible(each.name), each.table.replace("_", " "), each.bytes, each.encoding,
             each.sha256)
            for each in result.run.inputs
        ),
        empty="No input files.",
    )  # fmt: skip


def rule_files(result: NightResult) -> Table:
    """Payer rules and code sets used, with their hashes."""
    return Table(
        name="rule-files",
        caption="Payer rules and code sets used",
        columns=(Column("file", "File", width=48), Column("sha256", "SHA-256", Kind.ID, 66)),
        rows=tuple(
            (formats.visible(name), digest)
            for name, digest in sorted(result.run.rule_files.items())
        ),
        most_on_page=_MOST_ON_PAGE,
        empty="No rule files were used.",
    )
