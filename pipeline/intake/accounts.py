"""The account of every record: accepted, rejected, set aside or a duplicate, and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.intake.cells import clean
from pipeline.intake.columns import Column
from pipeline.intake.raw import RawFile
from pipeline.intake.result import Intake, Outcome, SourceFile
from pipeline.intake.settings import IntakeSettings
from schemas.columns import ID_PATTERN
from schemas.night_result import InputFile
from schemas.tables import CLAIMS

Rows = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.int64]
_ID = re.compile(ID_PATTERN, re.ASCII)
_REJECTED_COLUMNS = {
    "file": "str",
    "physical_line": "int64",
    "kind": "str",
    "column": "str",
    "problem": "str",
    "raw": "str",
    "table": "str",
    "claim_id": "str",
}


@dataclass(frozen=True, slots=True)
class _Entry:
    """One record that was not accepted."""

    file: int
    record: int
    kind: Outcome
    column: str
    problem: str
    claim_id: str


class Ledger:
    """Keeps what becomes of each row; a row is numbered over the sound records of all files."""

    def __init__(self, table: str, files: Sequence[RawFile], settings: IntakeSettings) -> None:
        self.table = table
        self.files = files
        self.settings = settings
        counts = [raw.records - len(raw.faults) for raw in files]
        self.starts: Positions = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
        self.outcome = np.zeros(int(self.starts[-1]), dtype=np.int8)
        self.faults: dict[int, list[tuple[str, str]]] = {}
        self.rows = len(self.outcome)
        self.claim_ids: Column | None = None
        self.charges: Column | None = None
        self.charge_free: set[int] = set()

    def mark(self, rows: Rows, outcome: Outcome) -> None:
        """Set the outcome of many rows at once; their reasons follow by ``note``."""
        self.outcome[rows] = outcome

    def note(self, row: int, outcome: Outcome, column: str, problem: str) -> None:
        """Give a row its outcome and one reason more."""
        self.outcome[row] = outcome
        reasons = self.faults.setdefault(row, [])
        if (column, problem) not in reasons:
            reasons.append((column, problem))

    def open_rows(self) -> Rows | None:
        """Mark the rows that still stand; None when all do."""
        standing: Rows = self.outcome == Outcome.ACCEPTED
        return None if standing.all() else standing

    def refuse_bad_files(self, faulty: Mapping[str, tuple[Column, Rows]] | None = None) -> None:
        """Refuse a file with too large a share of rejected records.

        Raises:
            IntakeError: naming the share, and the column that fails most often.
        """
        for number, raw in enumerate(self.files):
            part = slice(int(self.starts[number]), int(self.starts[number + 1]))
            rejected = int((self.outcome[part] == Outcome.REJECTED).sum()) + len(raw.faults)
            enough = raw.records >= self.settings.reject_share_from
            if not enough or rejected <= self.settings.reject_share * raw.records:
                continue
            sentence = (
                f"{rejected:,} of {raw.records:,} records cannot be read, more than the "
                f"{self.settings.reject_share:.0%} allowed"
            )
            line, column, problem = self._worst(raw, part, faulty or {})
            raise raw.file.fail(f"{sentence}; here: {problem}", line, column)

    def _worst(
        self, raw: RawFile, part: slice, faulty: Mapping[str, tuple[Column, Rows]]
    ) -> tuple[int, str | None, str]:
        """Return line, column and problem of the first record with the commonest fault."""
        commonest: Counter[str] = Counter()
        for name, (_, rows) in faulty.items():
            commonest[name] = int(rows[part].sum())
        by_note: dict[str, tuple[int, str]] = {}
        if not faulty:
            for row, reasons in sorted(self.faults.items()):
                if part.start <= row < part.stop and self.outcome[row] == Outcome.REJECTED:
                    commonest[reasons[0][0]] += 1
                    by_note.setdefault(reasons[0][0], (row, reasons[0][1]))
        name, count = commonest.most_common(1)[0] if commonest else ("", 0)
        if count < len(raw.faults):
            record = min(raw.faults)
            return int(raw.first_lines(np.array([record]))[0]), None, raw.faults[record]
        if faulty:
            column, rows = faulty[name]
            row = part.start + int(rows[part].argmax())
            problem = column.problem_at(row)
        else:
            row, problem = by_note[name]
        record = int(raw.sound[row - part.start])
        return int(raw.first_lines(np.array([record]))[0]), raw.shown(name), problem

    def close(
        self,
        frame: pd.DataFrame,
        supplied: frozenset[str],
        hashes: Sequence[str],
        warnings: Sequence[str],
    ) -> Intake:
        """Draw up the accounts once every row has its outcome."""
        entries = self._entries(frame)
        sources = self._sources(frame, hashes)
        rejected = [entry for entry in entries if entry.kind is Outcome.REJECTED]
        aside = self._set_aside(sources)
        held = {entry.claim_id for entry in rejected}
        held.update(aside.loc[aside["charge_cents"] != 0, "claim_id"])
        return Intake(
            table=self.table,
            frame=frame,
            supplied=supplied,
            rejected=self._rejected(entries, sources),
            files=tuple(source.info for source in sources),
            sources=sources,
            unreadable_claims=frozenset(held - {""}) if self.table == CLAIMS else frozenset(),
            unreadable_lines=sum(not entry.claim_id for entry in rejected),
            set_aside=aside,
            warnings=(*warnings, *self._remarks()),
        )

    def _remarks(self) -> list[str]:
        return [text for raw in self.files for text in (*raw.heading.warnings, *raw.remarks)]

    def _entries(self, frame: pd.DataFrame) -> list[_Entry]:
        known = self._claims_in_broken_records(frame)
        entries = []
        for number, raw in enumerate(self.files):
            start = int(self.starts[number])
            part = self.outcome[start : int(self.starts[number + 1])]
            for record, problem in raw.faults.items():
                claim = known.get((number, record), "")
                entries.append(_Entry(number, record, Outcome.REJECTED, "", problem, claim))
            for at in np.flatnonzero(part):
                row = start + int(at)
                kind = Outcome(int(part[at]))
                reasons = self.faults[row]
                claim = self.claim_ids.text_at(row) if self.claim_ids is not None else ""
                headings = [one for name, _ in reasons if name for one in raw.headings_of(name)]
                columns = ", ".join(dict.fromkeys(headings))
                several = len(reasons) > 1
                problem = "; ".join(
                    f"{raw.shown(name)}: {text}" if several else text for name, text in reasons
                )
                entries.append(_Entry(number, int(raw.sound[at]), kind, columns, problem, claim))
        return sorted(entries, key=lambda entry: (entry.file, entry.record))

    def _claims_in_broken_records(self, frame: pd.DataFrame) -> dict[tuple[int, int], str]:
        """Find whose line a record with a wrong number of fields is.

        Its cells may have moved, so a cell that is the id of an accepted claim counts wherever it
        stands; else the cell under the heading, when it can be an id.
        """
        if self.table != CLAIMS or not any(raw.faults for raw in self.files):
            return {}
        cells: dict[tuple[int, int], list[str]] = {}
        under: dict[tuple[int, int], str] = {}
        for number, raw in enumerate(self.files):
            broken = sorted(raw.faults)
            parts = raw.cells(np.array(broken, dtype=np.int64))
            for record, texts in zip(broken, parts, strict=True):
                cleaned = [clean(text) for text in texts]
                place = number, record
                cells[place], under[place] = raw.heading.ids_in("claim_id", cleaned)
        candidates = {cell for found in cells.values() for cell in found if cell}
        accepted = frame["claim_id"]
        real = set(accepted[accepted.isin(list(candidates))])
        claims = {}
        for place, found in cells.items():
            hits = [cell for cell in found if cell in real]
            fallback = under[place] if _ID.match(under[place]) else ""
            claims[place] = hits[0] if hits else fallback
        return claims

    def _sources(self, frame: pd.DataFrame, hashes: Sequence[str]) -> tuple[SourceFile, ...]:
        cents = frame["charge"].to_numpy(np.int64) if "charge" in frame else None
        sources = []
        done = 0
        for number, raw in enumerate(self.files):
            part = self.outcome[int(self.starts[number]) : int(self.starts[number + 1])]
            outcome = np.full(raw.records, Outcome.REJECTED, dtype=np.int8)
            outcome[raw.sound] = part
            counts = np.bincount(outcome, minlength=len(Outcome)).tolist()
            accepted = counts[Outcome.ACCEPTED]
            lines = raw.lines()
            info = InputFile(
                table=self.table,
                name=raw.file.name,
                bytes=raw.file.size,
                sha256=hashes[number],
                physical_lines=lines.physical,
                heading_lines=lines.heading,
                blank_lines=lines.blank,
                continuation_lines=lines.continuation,
                records=raw.records,
                accepted=accepted,
                rejected=counts[Outcome.REJECTED],
                set_aside=counts[Outcome.SET_ASIDE],
                duplicate=counts[Outcome.DUPLICATE],
                encoding=raw.file.encoding,
                accepted_charge_cents=0
                if cents is None
                else int(cents[done : done + accepted].sum()),
            )
            done += accepted
            sources.append(
                SourceFile(path=raw.file.path, info=info, outcome=outcome, first_line=raw.begins())
            )
        return tuple(sources)

    def _set_aside(self, sources: Sequence[SourceFile]) -> pd.DataFrame:
        rows = np.flatnonzero(self.outcome == Outcome.SET_ASIDE)
        found, charges = self.claim_ids, self.charges
        claims = [found.text_at(row) if found else "" for row in rows.tolist()]
        cents = [
            charges.number_at(row) if charges and row not in self.charge_free else 0
            for row in rows.tolist()
        ]
        return pd.DataFrame(
            {
                "file": (np.searchsorted(self.starts, rows, side="right") - 1).astype(np.int16),
                "claim_id": pd.Series(claims, dtype="str"),
                "charge_cents": pd.Series(cents, dtype="int64"),
            }
        )

    def _rejected(self, entries: list[_Entry], sources: Sequence[SourceFile]) -> pd.DataFrame:
        rows = []
        for number, raw in enumerate(self.files):
            own = [entry for entry in entries if entry.file == number]
            records = np.array([entry.record for entry in own], dtype=np.int64)
            lines = raw.first_lines(records).tolist()
            texts = raw.raw_texts(records) if own else []
            name = sources[number].info.name
            rows += [
                (name, line, entry.kind.name.lower(), entry.column, entry.problem, text,
                 self.table, entry.claim_id)
                for entry, line, text in zip(own, lines, texts, strict=True)
            ]  # fmt: skip
        frame = pd.DataFrame(rows, columns=list(_REJECTED_COLUMNS))
        return frame.astype(_REJECTED_COLUMNS)
