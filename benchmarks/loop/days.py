"""Which lines are one day, and which visits belong to it (RULES.md "Before any rule" 4).

A day is a patient, date, payer and provider, and a discipline where the payer pools by it. A line
that does not say whose it is, among others that do, leaves the day whole and in doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from benchmarks.loop.context import INSTITUTIONAL, Entry, Night, Patient, Row

Scope = Literal["discipline", "all_disciplines"]


@dataclass
class Day:
    """Lines of one day in order, tonight's and earlier ones, and its visit rows.

    ``in_doubt``: some line does not say whose it is, so the day may be more than one.
    """

    patient: Patient
    date: date
    lines: list[Row]
    visits: list[Row]
    in_doubt: bool

    def sure_parts(self, night: Night, lines: Sequence[Row]) -> list[list[Row]]:
        """Return some lines as they surely belong together; all where none is in doubt."""
        if not self.in_doubt:
            return [list(lines)]
        named = [(line, (who, line["whose"])) for line, who in _providers(night, self.lines)]
        ours = [(line, key) for line, key in named if line in lines and None not in key]
        parts = [
            [line for line, own in ours if own == key] for key in dict.fromkeys(k for _, k in ours)
        ]
        return [*parts, *([line] for line in lines)]

    @property
    def tonight(self) -> list[Row]:
        """Tonight's lines of the day; without one nothing is judged."""
        return [line for line in self.lines if line["tonight"]]

    @property
    def whose(self) -> str | None:
        """The discipline of the day, None where its lines say none or several."""
        known = {line["whose"] for line in self.lines}
        return known.pop() if len(known) == 1 else None


def days_of(
    night: Night,
    patient: Patient,
    lines: Iterable[Row],
    scope: Scope = "discipline",
    every: Sequence[Row] = (),
) -> list[Day]:
    """Part some lines of a patient into days; days without a line of tonight are left out.

    Args:
        night: for the payer's ``provider_scope``.
        patient: whose lines they are.
        lines: the lines that the rule counts.
        scope: whether disciplines are days of their own.
        every: the lines of all payers that the rule counts, where ``lines`` are one payer's.
    """
    whole: dict[tuple[Any, ...], list[Row]] = {}
    counted = list(lines)
    for line in counted:
        key = (line["service_date"], line["payer"] or line["payer_id"].strip().casefold())
        whole.setdefault(key, []).append(line)
    days: list[Day] = []
    for (day, _), listed in whole.items():
        parts = [(listed, False)]
        if scope == "discipline":
            parts = _parted([(line, line["whose"]) for line in listed])
        for part, unsure in parts:
            for one, doubtful in _parted(_providers(night, part)):
                if any(line["tonight"] for line in one):
                    visits = visits_of(night, patient, one, every or counted, scope)
                    days.append(Day(patient, day, one, visits, doubtful or unsure))
    return days


def provider_of(night: Night, line: Row) -> str | None:
    """Return whose day a line is: the provider's, or the whole group's where the payer says so."""
    entry = night.policy(line, "provider_scope")
    group = isinstance(entry, Entry) and entry.get("value") == "group"
    found: str | None = line.get("billing_npi") if group else line["provider"]
    return found


def _providers(night: Night, lines: Sequence[Row]) -> list[tuple[Row, str | None]]:
    """Name the provider of each line of a day.

    Beside an institutional line, one of unknown setting says whose it is only where both of its
    NPIs are the same.
    """
    mixed = any(line["kind"] == INSTITUTIONAL for line in lines)
    return [
        (line, None)
        if mixed and not line["kind"] and not _either_way(night, line)
        else (line, provider_of(night, line))
        for line in lines
    ]


def _either_way(night: Night, line: Row) -> bool:
    billing: str | None = line.get("billing_npi")
    return provider_of(night, line) == billing


def _parted(named: Sequence[tuple[Row, str | None]]) -> list[tuple[list[Row], bool]]:
    """Part lines by a name; one nameless line among named ones keeps all together, in doubt."""
    names = {name for _, name in named}
    if None in names:
        return [([line for line, _ in named], len(names) > 1)]
    return [
        ([line for line, own in named if own == name], False) for name in sorted(names, key=str)
    ]


def visits_of(
    night: Night, patient: Patient, lines: Sequence[Row], counted: Sequence[Row], scope: Scope
) -> list[Row]:
    """Return the visit rows of a day.

    A visit goes with the lines that name it, of all that the rule counts; one that no line names
    goes by its therapist's NPI, else to every day of the patient, date and discipline.
    """
    day = lines[0]["service_date"]
    ours = {_owner(night, line, scope) for line in lines}
    same_day = [line for line in counted if line["service_date"] == day]
    whole = [line for line in same_day if _owner(night, line, scope) in ours]
    found: list[Row] = []
    for visit in patient.visits_on(day):
        naming = [line for line in same_day if line.get("visit_id") == visit["visit_id"]]
        if naming:
            owners = {_owner(night, line, scope) for line in _closest(naming, visit)}
            if owners & ours:
                found.append(visit)
        elif scope == "discipline" and not _may_be(visit.get("discipline"), lines):
            continue
        elif _is_of(visit, whole) or not _is_of(visit, same_day):
            found.append(visit)
    return found


def _closest(naming: Sequence[Row], visit: Row) -> Sequence[Row]:
    """Return the lines that bill the row's code, else those of its discipline, else all."""
    by_code = [line for line in naming if line["procedure_code"] == visit["procedure_code"]]
    by_discipline = [line for line in naming if line["whose"] == visit.get("discipline")]
    return by_code or by_discipline or naming


def _is_of(visit: Row, lines: Sequence[Row]) -> bool:
    npi = visit.get("therapist_npi")
    said = {line.get("rendering_npi") for line in lines}
    return bool(npi) and (npi in said or said == {None})


def _owner(night: Night, line: Row, scope: Scope) -> tuple[Any, ...]:
    whose = line["whose"] if scope == "discipline" else None
    return line["payer"] or line["payer_id"], provider_of(night, line), whose


def _may_be(discipline: str | None, lines: Sequence[Row]) -> bool:
    known = {line["whose"] for line in lines}
    return discipline is None or discipline in known or None in known
