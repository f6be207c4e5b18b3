"""What every family of rules is given: the night, its patients, and where answers go.

A row of any table is a dictionary by column name; a blank cell is None or not there. Dates are
``datetime.date``, money integer cents, minutes and clock times whole numbers (minutes since
midnight), units floats. ``night.prepare`` adds to each line, beside its columns:

    payer       rules id of its payer, None where the office's code is unknown
    marks       its modifiers as a tuple, blanks left out
    tonight     False for a line of an earlier night (it counts, but is never judged itself)
    night       date on which it was last seen (a replacement keeps its original's)
    place       its place among earlier lines (a replacement keeps its original's), else None
    order       its number in the order of claim id and line number, tonight and earlier alike
    whose       its discipline: the column, else its one discipline modifier, else its visit's
    kind        "professional", "institutional" or None where nothing tells
    provider    NPI whose day it belongs to (rendering, or billing where institutional), or None

Lines that are void or replaced are in no list of a patient: they are never counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.loop.policies import NONE, UNKNOWN, Entry, Known, Policies
from benchmarks.loop.tables import Tables

Row = dict[str, Any]

BLOCK, REVIEW, NOTE = "block", "review", "note"
PROFESSIONAL, INSTITUTIONAL = "professional", "institutional"
DISCIPLINE_OF = {"GP": "PT", "GO": "OT", "GN": "SLP"}
REVENUE = {"042": "PT", "043": "OT", "044": "SLP"}


class Found(NamedTuple):
    """A rule violated; ``claim_id`` is "" and ``line_number`` -1 where it hangs on no line."""

    rule_id: str
    claim_id: str
    line_number: int
    severity: str


class Undecided(NamedTuple):
    """A rule that cannot tell, on the line where its finding would hang; ``missing`` says why."""

    rule_id: str
    claim_id: str
    line_number: int
    missing: str


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What is in force on a night.

    Attributes:
        as_of: the date that counts as today.
        payer_folders: folders of payer files, the shipped one first; ``**/*.toml`` is read.
        code_sets: folder of the code tables.
        site: the site file as ``tomllib`` reads it.
        supplied: headings that each table's files had, by table ("claims", "visits", "plans",
            "spend", "documents"); a table that is not named had those that its rows show.
    """

    as_of: date
    payer_folders: tuple[Path, ...]
    code_sets: Path
    site: Mapping[str, Any] = field(default_factory=dict)
    supplied: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass
class Patient:
    """All rows of one patient: lines and visits of tonight and earlier, the rest of tonight.

    ``lines`` are in the order of claim id and line number. ``visits`` holds tonight's rows and
    the earlier ones of visits that do not come again tonight.
    """

    patient_id: str
    lines: list[Row] = field(default_factory=list)
    visits: list[Row] = field(default_factory=list)
    plans: list[Row] = field(default_factory=list)
    spend: list[Row] = field(default_factory=list)
    documents: list[Row] = field(default_factory=list)

    @property
    def tonight(self) -> list[Row]:
        """Return tonight's lines, the ones that findings may hang on."""
        return [line for line in self.lines if line["tonight"]]

    def visits_on(self, day: date) -> list[Row]:
        """Return the visit rows of a date."""
        return [visit for visit in self.visits if visit["service_date"] == day]

    def rows_of_visit(self, line: Row) -> list[Row]:
        """Return every row of the visit that the line belongs to.

        The visit that it names; without a name the visits of its date, of its discipline where
        both say one.
        """
        if line.get("visit_id"):
            return [v for v in self.visits if v["visit_id"] == line["visit_id"]]
        return [
            v
            for v in self.visits_on(line["service_date"])
            if not v.get("discipline") or not line["whose"] or v["discipline"] == line["whose"]
        ]

    def notes_of(self, line: Row) -> list[Row]:
        """Return the visit rows that describe the very service of the line."""
        code = line["procedure_code"]
        return [v for v in self.rows_of_visit(line) if v["procedure_code"] == code]


class Night:
    """The night as the families of rules see it."""

    def __init__(
        self, settings: Settings, policies: Policies, tables: Tables, patients: Sequence[Patient]
    ) -> None:
        self.settings = settings
        self.as_of = settings.as_of
        self.policies = policies
        self.tables = tables
        self.patients = patients
        self.house: Mapping[str, Any] = settings.site.get("house", {})
        self.found: list[Found] = []
        self.undecided: list[Undecided] = []

    # -- answers -------------------------------------------------------------------------

    def violates(
        self, rule_id: str, line: Row | None, severity: str, entry: Entry | None = None
    ) -> None:
        """Note a violation on a line of tonight (None: it hangs on no line).

        Args:
            rule_id: the rule.
            line: the line it hangs on.
            severity: what the rule says for this row.
            entry: payer entry that the accusation rests on; it may weigh it otherwise, and one
                of grade C that the site has not confirmed never blocks.
        """
        if entry is not None and entry.severity:
            severity = entry.severity
        if line is not None and line["payer"]:
            severity = self.policies.weight(line["payer"], rule_id, line["service_date"], severity)
        if entry is not None and severity == BLOCK and not entry.may_block:
            severity = REVIEW
        claim, number = _name(line)
        self.found.append(Found(rule_id, claim, number, severity))

    def cannot_tell(self, rule_id: str, line: Row | None, missing: str) -> None:
        """Note that a rule cannot tell of a line, and the fact that is missing."""
        self.undecided.append(Undecided(rule_id, *_name(line), missing))

    # -- facts ---------------------------------------------------------------------------

    def has(self, table: str, column: str) -> bool:
        """Return True where the table's files had the heading."""
        return column in self.settings.supplied.get(table, frozenset())

    def policy(self, line: Row, knob: str) -> Known:
        """Return the entry of a knob for a line, NONE without one in force, or UNKNOWN.

        UNKNOWN is an entry that says ``unknown = true``, or a payer that no file describes.
        """
        if not line["payer"]:
            return UNKNOWN
        return self.policies.policy(line["payer"], knob, line["service_date"])

    def entries(self, line: Row, knob: str) -> list[Entry]:
        """Return the entries of a keyed knob for a line (one a key; some may be ``unknown``)."""
        if not line["payer"]:
            return []
        return self.policies.entries(line["payer"], knob, line["service_date"])

    def setting(self, name: str, default: Any) -> Any:
        """Return a figure of the site's ``[house]``; money there is text in dollars."""
        return self.house.get(name, default)

    def outside_therapy(self, line: Row) -> bool:
        """Return True for quality codes and supplies, which most rules leave out."""
        code, day = line["procedure_code"], line["service_date"]
        return any(self.tables.row(t, code, day) for t in ("quality_codes", "supply_codes"))

    def evaluation(self, code: str, day: date) -> str:
        """Return "evaluation", "reevaluation", or "" for a treatment."""
        row = self.tables.row("evaluation_codes", code, day)
        return str(row["kind"]) if row else ""

    def base(self, code: str, day: date) -> str:
        """Return the time base of a code on a day ("15min_pool", "untimed" …), "" if unknown."""
        row = self.tables.row("time_bases", code, day)
        return str(row["base"]) if row else ""


def _name(line: Row | None) -> tuple[str, int]:
    return ("", -1) if line is None else (line["claim_id"], line["line_number"])


def marked(line: Row, *modifiers: str) -> bool:
    """Return True where the line carries one of the modifiers."""
    return any(modifier in line["marks"] for modifier in modifiers)


def in_groups(rows: Iterable[Row], *columns: str) -> dict[tuple[Any, ...], list[Row]]:
    """Return rows by the values of some columns, each group in the order of the rows."""
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row.get(column) for column in columns), []).append(row)
    return groups


__all__ = [
    "BLOCK",
    "DISCIPLINE_OF",
    "INSTITUTIONAL",
    "NONE",
    "NOTE",
    "PROFESSIONAL",
    "REVENUE",
    "REVIEW",
    "UNKNOWN",
    "Entry",
    "Found",
    "Night",
    "Patient",
    "Row",
    "Settings",
    "Undecided",
    "in_groups",
    "marked",
]
