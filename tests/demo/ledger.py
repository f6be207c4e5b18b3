"""The demo's files read back row by row: lines in force, notes, and what a label says of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

from pipeline.demo import DemoNight
from pipeline.demo.model import Label

Row = dict[str, str]
Read = Callable[[Path], list[Row]]
PSEUDO_CODES = {"NORCM", "TOS115", "COPAY"}
OF_MODIFIER = {"GP": "PT", "GO": "OT", "GN": "SLP"}
FIRST_SLOT, SLOTS = "modifier_1", tuple(f"modifier_{n}" for n in (1, 2, 3, 4))


class Place(NamedTuple):
    """Where a finding hangs."""

    claim: str
    line: int


@dataclass(frozen=True)
class Billed:
    """A claim line that counts."""

    row: Row
    tonight: bool
    modifiers: tuple[str, ...]
    units: Decimal

    @property
    def place(self) -> Place:
        return Place(self.row["claim_id"].strip(), int(self.row["line_number"]))

    @property
    def payer(self) -> str:
        """The office's code; BCBS-ND is another payer than BCBS elsewhere."""
        code = self.row["payer_id"].strip().upper()
        return "BCBS-ND" if code == "BCBS" and self.row["state"] == "ND" else code

    @property
    def code(self) -> str:
        return self.row["procedure_code"]

    @property
    def patient(self) -> str:
        return self.row["patient_id"].strip()

    @property
    def on(self) -> str:
        return self.row["service_date"]

    @property
    def visit(self) -> str:
        return self.row["visit_id"].strip()

    @property
    def critical_access(self) -> bool:
        return self.row["bill_type"].startswith("85")


class Ledger:
    """All that counts on the last night: lines in force and notes of all nights.

    Attributes:
        lines: lines of the newest versions, earlier nights included, by patient.
        notes: note rows by visit.
        of_day: note rows by patient and date.
    """

    def __init__(self, demo: DemoNight, read: Read) -> None:
        versions: dict[str, list[Billed]] = {}
        for night in (*demo.earlier, demo.tonight):
            for claim, lines in _claims(read(night.claims), tonight=night == demo.tonight).items():
                frequency = lines[0].row["claim_frequency"]
                if frequency in {"7", "8"}:
                    versions.pop(lines[0].row["replaces_claim_id"] or claim, None)
                versions.pop(claim, None)
                if frequency != "8":
                    versions[claim] = lines
        self.lines: dict[str, list[Billed]] = defaultdict(list)
        for lines in versions.values():
            for line in lines:
                self.lines[line.patient].append(line)
        self.notes: dict[str, list[Row]] = defaultdict(list)
        self.of_day: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for night in (*demo.earlier, demo.tonight):
            for row in read(night.visits):
                self.notes[row["visit_id"]].append(row)
                self.of_day[row["patient_id"], row["service_date"]].append(row)

    def tonight(self) -> Iterable[Billed]:
        """Lines that tonight's run judges."""
        return (line for lines in self.lines.values() for line in lines if line.tonight)

    def discipline(self, line: Billed) -> str:
        """PT, OT or SLP by the line, else by its modifier, else by its note; empty: unknown."""
        if line.row["discipline"]:
            return line.row["discipline"]
        named = {OF_MODIFIER[m] for m in line.modifiers if m in OF_MODIFIER}
        named = named or {row["discipline"] for row in self.notes[line.visit] if row["discipline"]}
        return named.pop() if len(named) == 1 else ""

    def days(self) -> dict[tuple[str, str, str], list[Billed]]:
        """Lines by patient, date and discipline, of days with a line of tonight, in order."""
        found: dict[tuple[str, str, str], list[Billed]] = defaultdict(list)
        for patient, lines in self.lines.items():
            dates = {line.on for line in lines if line.tonight}
            for line in lines:
                if line.on in dates:
                    found[patient, line.on, self.discipline(line)].append(line)
        return {
            key: sorted(lines, key=lambda line: line.place)
            for key, lines in found.items()
            if any(line.tonight for line in lines)
        }

    def given(self, patient: str, on: str, discipline: str) -> list[Row]:
        """Note rows of a day and discipline; a note without one has that of its lines."""
        rows = self.of_day[patient, on]
        return [row for row in rows if self._noted(row) in {discipline, ""}]

    def _noted(self, row: Row) -> str:
        if row["discipline"]:
            return row["discipline"]
        lines = self.lines[row["patient_id"]]
        named = {line.row["discipline"] for line in lines if line.visit == row["visit_id"]} - {""}
        return named.pop() if len(named) == 1 else ""


def _claims(rows: list[Row], *, tonight: bool) -> dict[str, list[Billed]]:
    """Readable lines by claim; a row that stands there twice counts once, or not at all."""
    found: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        same = found[row["claim_id"].strip()][row["line_number"]]
        if _readable(row) and row not in same:
            same.append(row)
    claims = {
        claim: [
            Billed(lines[0], tonight, _modifiers(lines[0]), Decimal(lines[0]["units"]))
            for lines in by_number.values()
            if len(lines) == 1 and lines[0]["procedure_code"] not in PSEUDO_CODES
        ]
        for claim, by_number in found.items()
    }
    return {claim: lines for claim, lines in claims.items() if lines}


def _readable(row: Row) -> bool:
    try:
        date.fromisoformat(row["service_date"])
        Decimal(row["charge"])
        Decimal(row["units"])
    except (ValueError, InvalidOperation):
        return False
    return bool(row["procedure_code"])


def _modifiers(row: Row) -> tuple[str, ...]:
    if FIRST_SLOT in row:
        return tuple(row[slot] for slot in SLOTS if row[slot])
    return tuple(row["modifiers"].replace(":", " ").replace(",", " ").split())


def planted(labels: Iterable[Label], rule: str) -> dict[Place, str]:
    """The faults of a rule that are planted: place and severity."""
    return {
        Place(str(label.claim_id), int(label.line_number or 0)): label.severity
        for label in labels
        if label.rule_id == rule and label.kind == "fault"
    }
