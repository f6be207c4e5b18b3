"""The scope of code edits: lines that can be one of a pair, and whose NCCI table speaks of them.

RULES.md "PAIR": practitioner tables, or those of outpatient hospitals by bill type; Medicare's or
Medicaid's by the payer. Void versions and GY lines are outside ("Before any rule" 2 and 3), and so
are lines of unknown payers, of which no file says anything.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from payer_rules.ncci import TABLES
from pipeline import vocabulary as words
from pipeline.rule import Mask, Positions
from pipeline.service_lines import ServiceLines
from pipeline.tables import Visits
from pipeline.worksheets.patient_dates import PatientDates

KNOB = "pair_edits"
UNKNOWN, MEDICARE, MEDICAID, NO_PROGRAM = -1, 0, 1, 2
PRACTITIONER, HOSPITAL, UNCLEAR = 0, 1, 2
_PROGRAMS = {"medicare": MEDICARE, "medicaid": MEDICAID, "none": NO_PROGRAM}
_HOSPITAL_BILL_TYPES = ("12", "13", "22", "23", "34", "74", "75", "85")
_NAMES = {
    table: f"{program.capitalize()} {setting} table"
    for table in TABLES
    for program, _, setting in [table.partition("-")]
}
Small = npt.NDArray[np.int8]


class EditScope:
    """One entry a service line.

    Attributes:
        counts: lines that can be one of a pair.
        program: whose tables the payer applies: Medicare's, Medicaid's, none, or not known.
        dates: patient and date of lines and visits.
    """

    def __init__(self, lines: ServiceLines, visits: Visits) -> None:
        """See ``build``."""
        self._lines = lines
        facts = lines.facts
        self.counts: Mask = facts.in_force & ~lines.outside_benefit & (lines.payer >= 0)
        number, names = lines.policy.number_of(KNOB, "value")
        by_name = np.array([*(_PROGRAMS[name] for name in names), UNKNOWN], dtype=np.int8)
        self.program: Small = by_name[number]
        self.dates = PatientDates.of(lines, visits)

    @classmethod
    def build(cls, lines: ServiceLines, visits: Visits) -> EditScope:
        """Look at all service lines."""
        return cls(lines, visits)

    def on_dates_of(self, seeds: Positions, among: Mask) -> Positions:
        """Return the lines among some that share patient and date with one of the seeds."""
        if not len(seeds):
            return seeds
        rows = np.flatnonzero(among)
        met = self.dates.among(self.dates.of_line[rows], self.dates.of_line[seeds])
        return rows[met]

    def settings_of(self, groups: words.Groups, rows: Positions) -> Small:
        """Return the setting of groups of lines; not clear where their lines differ."""
        setting = settings(self._lines, rows)
        every = [groups.every(setting == kind) for kind in (PRACTITIONER, HOSPITAL)]
        return np.select(every, [PRACTITIONER, HOSPITAL], UNCLEAR).astype(np.int8)


def settings(lines: ServiceLines, rows: Positions) -> Small:
    """Return the setting of some lines: practitioner, outpatient hospital, or not clear."""
    bill_type = lines.coded("bill_type")
    hospital = [text.lstrip("0").startswith(_HOSPITAL_BILL_TYPES) for text in bill_type.values]
    by_type = np.where([*hospital, False], HOSPITAL, PRACTITIONER)
    by_type[-1] = UNCLEAR
    institutional = by_type[bill_type.codes[rows]]
    setting = np.where(lines.facts.institutional[rows], institutional, PRACTITIONER)
    return setting.astype(np.int8)


def table_of(program: Small, setting: Small) -> Small:
    """Return the number of a table; of a setting that is not clear the practitioner one."""
    table = program * 2 + (setting == HOSPITAL)
    return np.where((program == MEDICARE) | (program == MEDICAID), table, -1).astype(np.int8)


def table_names(tables: Small) -> list[str]:
    """Return tables in words, such as "Medicare practitioner table"; "" for none."""
    names = [*(_NAMES[table] for table in TABLES), ""]
    return [names[table] for table in tables.tolist()]
