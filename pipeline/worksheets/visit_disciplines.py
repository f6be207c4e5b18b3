"""Visit disciplines: what each line's own visit says of its discipline.

A line that names its visit has that one alone. A line that names none has the visits of its
patient, date and code, as long as all of them say the same. Grain: tonight's lines.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline import vocabulary as words
from pipeline.numbering import number_codes
from pipeline.rule import Mask, Positions
from pipeline.service_lines import DISCIPLINE_NUMBER, DISCIPLINE_OF_MODIFIER, Lines
from pipeline.tables import Codes, Visits

Disciplines = npt.NDArray[np.int8]


@dataclass(frozen=True, kw_only=True)
class VisitDisciplines:
    """One entry a line of tonight.

    Attributes:
        carried: discipline of the line's only discipline modifier
            (``service_lines.DISCIPLINE_NUMBER``), -1 where it has none or several.
        discipline: of the line's own visit, -1 unknown, and for lines without ``carried``.
        on_file: a visit row is there that is the line's own, or may be.
    """

    carried: Disciplines
    discipline: Disciplines
    on_file: Mask

    @classmethod
    def build(cls, lines: Lines, visits: Visits) -> VisitDisciplines:
        """Look up the visits of lines with one discipline modifier; earlier nights' count."""
        carried = np.full(len(lines), -1, dtype=np.int8)
        for modifier, number in DISCIPLINE_OF_MODIFIER.items():
            carried[lines.has_modifier(modifier)] = number
        carried[lines.how_many_modifiers(*DISCIPLINE_OF_MODIFIER) != 1] = -1
        discipline, on_file = np.full(len(lines), -1, dtype=np.int8), lines.none()
        if "procedure_code" in visits.frame:
            said = _said(visits)
            rows = np.flatnonzero(carried >= 0)
            discipline[rows], on_file[rows] = _looked_up(lines, rows, visits, said)
        return cls(carried=carried, discipline=discipline, on_file=on_file)


def _said(visits: Visits) -> Disciplines:
    coded = visits.coded("discipline")
    numbers = [*(DISCIPLINE_NUMBER[value] for value in coded.values), -1]
    return np.array(numbers, dtype=np.int8)[coded.codes]


def _looked_up(
    lines: Lines, rows: Positions, visits: Visits, said: Disciplines
) -> tuple[Disciplines, Mask]:
    """Look up the visits of some lines: discipline, and whether one is on file."""
    discipline = np.full(len(rows), -1, dtype=np.int8)
    on_file = np.zeros(len(rows), dtype=np.bool_)
    named, of_visit = lines.facts.visit[rows], visits.number
    nameless = named < 0
    if not nameless.all():
        patients = (lines.facts.patient[rows], visits.patient)
        discipline, on_file = _by_name((named, of_visit), patients, said)
    loose = np.flatnonzero(nameless)
    discipline[loose], on_file[loose] = _by_service(lines, rows[loose], visits, said)
    return discipline, on_file


def _by_name(
    numbers: tuple[Codes, Codes], patients: tuple[Codes, Codes], said: Disciplines
) -> tuple[Disciplines, Mask]:
    """Answer for lines that name a visit of their patient; rows that say nothing do not count."""
    named, of_visit = numbers
    if _shared(of_visit, patients[1]):
        # One number is two patients' visit: patient and number together name it.
        wanted, had = words.packed_together((named, patients[0]), (of_visit, patients[1]))
        distinct, group = np.unique(had, return_inverse=True)
        found = np.where(named >= 0, words.align(wanted, distinct), -1)
        named, of_visit = found.astype(np.int32), group.astype(np.int32)
    count = int(max(named.max(initial=-1), of_visit.max(initial=-1))) + 2
    of_number = np.full(count, -1, dtype=np.int8)
    speaks = of_visit[said >= 0]
    of_number[speaks] = said[said >= 0]
    of_number[speaks[of_number[speaks] != said[said >= 0]]] = -1
    patient = np.full(count, -1, dtype=np.int32)
    patient[of_visit] = patients[1]
    own = (patient[named] >= 0) & (patient[named] == patients[0])
    return np.where(own, of_number[named], np.int8(-1)), np.asarray(own, dtype=np.bool_)


def _shared(number: Codes, patient: Codes) -> bool:
    """Say whether two patients have a visit of one number."""
    some = np.zeros(int(number.max(initial=-1)) + 1, dtype=np.int32)
    some[number] = patient
    return bool((some[number] != patient).any())


def _by_service(
    lines: Lines, rows: Positions, visits: Visits, said: Disciplines
) -> tuple[Disciplines, Mask]:
    """Answer for lines without a visit's name: the service's visits that day, if they agree."""
    if not len(rows):
        return np.zeros(0, dtype=np.int8), np.zeros(0, dtype=np.bool_)
    facts = lines.facts
    theirs = np.zeros(int(max(facts.patient.max(), visits.patient.max(initial=-1))) + 1, np.bool_)
    theirs[facts.patient[rows]] = True
    near = np.flatnonzero(theirs[visits.patient])
    said = said[near]
    codes, visit_codes = number_codes(
        lines.categorical("procedure_code"), visits.categorical("procedure_code")
    )
    visit_day = visits.days("service_date")[near]
    line_key, visit_key = words.packed_together(
        (facts.patient[rows], np.maximum(facts.day[rows], 0), codes[rows]),
        (visits.patient[near], np.maximum(visit_day, 0), visit_codes[near]),
    )
    distinct, group = np.unique(visit_key, return_inverse=True)
    of_key = np.full(len(distinct) + 1, -1, dtype=np.int8)
    of_key[group] = said
    of_key[group[of_key[group] != said]] = -1
    place = words.align(line_key, distinct)
    return of_key[place], np.asarray(place >= 0)
