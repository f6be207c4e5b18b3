"""Assisted evaluations: who furnished the evaluations and re-evaluations of tonight's lines.

RULES.md MOD007: an assistant may not evaluate, whoever pays. Grain: tonight's lines; those of
other codes have no minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from payer_rules.code_sets import CodeSets
from pipeline import vocabulary as words
from pipeline.rule import Mask, Positions
from pipeline.service_lines import DISCIPLINE_NUMBER, Lines
from pipeline.tables import Visits, look_up
from pipeline.worksheets import assistant_wording as wording
from pipeline.worksheets.assistant_minutes import MinutesByPerson
from pipeline.worksheets.assistant_steps import over_a_tenth
from pipeline.worksheets.code_families import CodeFamilies
from pipeline.worksheets.unit_methods import Minutes

_SPEECH_ASSISTANT = "SLPA"


@dataclass(frozen=True, kw_only=True)
class AssistedEvaluations:
    """One entry a line of tonight.

    Attributes:
        evaluation: an evaluation or re-evaluation.
        alone: every minute was an assistant's alone.
        helped: an assistant alone furnished more than a tenth of it, but not all.
        alone_by_signs: minutes by person are not known, and all signs name an assistant alone.
        silent: neither minutes by person nor such signs.
        visit_unsure: of several visits with the code an assistant took part in some, and the line
            names none.
        therapist, assistant: minutes.
    """

    evaluation: Mask
    alone: Mask
    helped: Mask
    alone_by_signs: Mask
    silent: Mask
    visit_unsure: Mask
    therapist: Minutes
    assistant: Minutes

    def by_person(self, rows: Positions) -> list[str]:
        """Return minutes by person, or the signs that stand in their place."""
        return [
            wording.ONLY_ASSISTANT if signs else wording.by_person(therapist, assistant)
            for signs, therapist, assistant in zip(
                self.alone_by_signs[rows].tolist(),
                self.therapist[rows].tolist(),
                self.assistant[rows].tolist(),
                strict=True,
            )
        ]

    @classmethod
    def build(
        cls, lines: Lines, visits: Visits, sets: CodeSets, hands: MinutesByPerson
    ) -> AssistedEvaluations:
        """Find the notes of tonight's evaluations and add up their minutes."""
        facts = lines.facts
        evaluation = sets.evaluation_codes.holds(lines.categorical("procedure_code"), facts.day)
        rows = np.flatnonzero(evaluation)
        noted = np.flatnonzero(
            sets.evaluation_codes.holds(
                visits.categorical("procedure_code"), visits.days("service_date")
            )
        )
        families = CodeFamilies.of(lines.codes, visits.coded("procedure_code"), sets)
        line, note, named = _notes_of(lines, rows, visits, noted, families)
        by_line = words.Groups(line, len(rows))
        has_note = by_line.any(np.ones(len(line), dtype=np.bool_))
        known = has_note & by_line.every(hands.known[note])
        by_assistant = hands.only_assistant | look_up(
            visits.coded("therapist_credential"), lambda name: name.upper() == _SPEECH_ASSISTANT
        )
        by_signs = has_note & ~known & by_line.every(by_assistant[note])
        therapist = by_line.total(np.where(hands.known[note], hands.therapist[note], 0))
        assistant = by_line.total(np.where(hands.known[note], hands.assistant[note], 0))
        alone = known & (therapist == 0) & (assistant > 0)
        exact = np.zeros(len(rows), dtype=np.bool_)
        over = known & over_a_tenth(assistant, therapist + assistant, exact)
        took_part = hands.assistant_took_part[note]
        either = by_line.any(took_part) & by_line.any(~took_part)
        several = _several_visits(visits, by_line, note) & ~by_line.any(named)

        def placed(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
            of_lines = np.zeros(len(lines), dtype=values.dtype)
            of_lines[rows] = values
            return of_lines

        return cls(
            evaluation=evaluation,
            alone=placed(alone),
            helped=placed(over & ~alone),
            alone_by_signs=placed(by_signs),
            silent=placed(~known & ~by_signs),
            visit_unsure=placed(either & several),
            therapist=placed(therapist),
            assistant=placed(assistant),
        )


def _notes_of(
    lines: Lines, rows: Positions, visits: Visits, noted: Positions, families: CodeFamilies
) -> tuple[Positions, Positions, Mask]:
    """Pair lines with the notes of their code.

    A line that names a visit has that one's, whatever discipline it says; another those of its
    date.

    Returns:
        (number among ``rows``, row of the visits) pairs, and which of them a line names.
    """
    facts = lines.facts
    left, right = words.packed_together(
        (
            facts.patient[rows],
            np.maximum(facts.day[rows], 0),
            families.of_line[lines.codes.codes[rows]],
        ),
        (
            visits.patient[noted],
            np.maximum(visits.days("service_date")[noted], 0),
            families.of_visit[visits.coded("procedure_code").codes[noted]],
        ),
    )
    line, note = words.pairs_of(left, right)
    note = noted[note]
    disciplines = visits.coded("discipline")
    number = np.array([*(DISCIPLINE_NUMBER[name] for name in disciplines.values), -1])
    of_note, own = number[disciplines.codes[note]], facts.discipline[rows][line]
    wanted = facts.visit[rows][line]
    named = (wanted >= 0) & (wanted == visits.number[note])
    fits = (of_note == own) | (of_note < 0) | (own < 0)
    kept = named | ((wanted < 0) & fits)
    return line[kept], note[kept], named[kept]


def _several_visits(visits: Visits, by_line: words.Groups, note: Positions) -> Mask:
    """Mark lines whose notes are those of more than one visit."""
    if not len(note):
        return np.zeros(by_line.count, dtype=np.bool_)
    visit = visits.number[note].astype(np.int64)
    first, last = -by_line.largest(-visit), by_line.largest(visit)
    return np.asarray(first != last, dtype=np.bool_)
