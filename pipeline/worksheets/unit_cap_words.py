"""What a finding about a daily cap says: what is counted, the lines, and which would be paid."""

from __future__ import annotations

from payer_rules.coding_knobs import UnitCap, ValueUnitCap
from pipeline.rule import Positions
from pipeline.service_lines import ServiceLines
from pipeline.worksheets.unit_caps import HUNDREDTHS, Amounts, UnitCaps

_MOST_NAMED = 6
_SCOPES = {
    "code": "of a single code",
    "discipline": "in one discipline",
    "provider": "by one provider",
    "provider_discipline": "by one provider in one discipline",
    "patient": "for one patient",
}


class CapWords:
    """The texts of some findings; built for flagged rows only."""

    def __init__(self, caps: UnitCaps, lines: ServiceLines) -> None:
        """Take the days under a cap."""
        self._caps, self._lines = caps, lines
        self._named: tuple[bytes, list[list[tuple[str, int]]]] = (b"", [])

    @classmethod
    def build(cls, caps: UnitCaps, lines: ServiceLines) -> CapWords:
        """Take the days under a cap and the lines they count."""
        return cls(caps, lines)

    def counted(self, rows: Positions) -> list[str]:
        """Return the units counted, such as "5" or "13.75"."""
        return _plain(self._caps.counted[rows])

    def limits(self, rows: Positions) -> list[str]:
        """Return the caps of the days."""
        return _plain(self._caps.limit[rows])

    def what(self, rows: Positions) -> list[str]:
        """Return what the payer counts, such as "Timed units by one provider"."""
        return [_what(entry) for entry in self._caps.entries(rows)]

    def working(self, rows: Positions) -> list[str]:
        """Return the counted lines in the order of payment: "C1 line 1 97110: 3, ..."."""
        named = self._names(rows)
        return [", ".join(f"{name}: {_number(units)}" for name, units in found) for found in named]

    def paid(self, rows: Positions) -> list[str]:
        """Say which lines a payer pays that pays the first ones listed; else that it is open."""
        entries, named = self._caps.entries(rows), self._names(rows)
        limits = self._caps.limit[rows].tolist()
        return [
            _paid(found, limit)
            if isinstance(entry, UnitCap) and entry.pays_first_listed
            else "Which of the lines it pays is not on file."
            for entry, found, limit in zip(entries, named, limits, strict=True)
        ]

    def _names(self, rows: Positions) -> list[list[tuple[str, int]]]:
        """Return the counted lines as "claim line code", with their units in hundredths.

        Several texts of one finding are made of them, so the last answer is kept.
        """
        asked = rows.tobytes()
        if asked == self._named[0]:
            return self._named[1]
        found = self._caps.counted_lines(rows)
        lines = [[line for line, _ in pairs] for pairs in found]
        codes = self._lines.codes
        named = [
            [
                (f"{claim} line {number} {codes.values[codes.codes[line]]}", units)
                for (claim, number), (line, units) in zip(names, pairs, strict=True)
            ]
            for names, pairs in zip(self._lines.references(lines), found, strict=True)
        ]
        self._named = asked, named
        return named


def _paid(found: list[tuple[str, int]], limit: int) -> str:
    paid, denied, left = [], [], limit
    for name, units in found:
        of_line = min(units, left)
        left -= of_line
        if of_line == units:
            paid.append(f"{name}: {_number(units)}")
        elif of_line:
            paid.append(f"{name}: {_number(of_line)} of {_number(units)}")
        else:
            denied.append(name)
    rest = f"; not paid: {', '.join(denied)}" if denied else ""
    return f"It pays the lines in the order listed: {', '.join(paid) or 'none'}{rest}."


def _what(entry: UnitCap | ValueUnitCap) -> str:
    if isinstance(entry, ValueUnitCap):
        return "Value units for one patient"
    named = ", ".join(entry.codes or ())
    if len(entry.codes or ()) > _MOST_NAMED:
        named = f"the {len(entry.codes or ())} codes under the cap"
    if entry.scope == "code" and not entry.timed:
        return f"Units of one code (of {named})"
    counted = "Timed units" if entry.timed else f"Units of {named}"
    return f"{counted} {_SCOPES[entry.scope or 'patient']}"


def _plain(hundredths: Amounts) -> list[str]:
    return [_number(value) for value in hundredths.tolist()]


def _number(hundredths: int) -> str:
    return f"{hundredths / HUNDREDTHS:g}"
