"""Furnishers: whether an assistant furnished the service of a line, for the lines that are asked.

RULES.md "Assistant arithmetic": an assistant furnished a service when more than a tenth of its
minutes are the assistant's alone; without minutes by person, when an assistant is the only one who
did. A line that names its visit has that visit's rows of its code; another line those of its
patient, date and code, if they are of one visit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline import vocabulary as words
from pipeline.numbering import number_codes
from pipeline.rule import Mask, Positions
from pipeline.service_lines import Lines
from pipeline.tables import Codes, Visits
from pipeline.worksheets.assistant_minutes import MinutesByPerson

DE_MINIMIS_SHARE = 10
"""The assistant's minutes count when this many times them exceed the whole."""


@dataclass(frozen=True, kw_only=True)
class Furnishers:
    """One entry a line that was asked; where neither holds it is not known.

    Attributes:
        assistant: an assistant furnished it, alone or beyond the tenth.
        therapist: a therapist did, and no assistant beyond the tenth.
        both_hands: both have minutes, so that lines of one code may part by person.
    """

    assistant: Mask
    therapist: Mask
    both_hands: Mask


def furnishers_of(
    lines: Lines, rows: Positions, visits: Visits, hands: MinutesByPerson
) -> Furnishers:
    """Say who furnished the services of some lines.

    Args:
        lines: tonight's lines; ``rows`` are the positions that are asked.
        rows: positions of lines.
        visits: documented services, earlier nights' among them.
        hands: their minutes by person.
    """
    asked, visit = _own_rows(lines, rows, visits)
    by_line = words.Groups(asked, len(rows))
    therapist = by_line.total(hands.therapist[visit])
    assistant = by_line.total(hands.assistant[visit])
    minutes_known = by_line.any(hands.known[visit]) & by_line.every(hands.known[visit])
    minutes_known &= therapist + assistant > 0
    beyond = DE_MINIMIS_SHARE * assistant > therapist + assistant
    alone = by_line.any(hands.only_assistant[visit]) & by_line.every(hands.only_assistant[visit])
    return Furnishers(
        assistant=np.where(minutes_known, beyond, alone),
        therapist=minutes_known & ~beyond,
        both_hands=minutes_known & (assistant > 0) & (therapist > 0),
    )


def _own_rows(lines: Lines, rows: Positions, visits: Visits) -> tuple[Positions, Positions]:
    """Match asked lines with visit rows of their code, as (place among ``rows``, visit row)."""
    nothing = np.zeros(0, dtype=np.intp)
    if not len(rows) or "procedure_code" not in visits.frame:
        return nothing, nothing
    codes, visit_codes = number_codes(
        lines.categorical("procedure_code"), visits.categorical("procedure_code")
    )
    patient = lines.facts.patient
    named, of_visit = lines.facts.visit[rows], visits.number
    by_name = np.flatnonzero(named >= 0)
    left, right = words.packed_together(
        (named[by_name], patient[rows[by_name]], codes[rows[by_name]]),
        (of_visit, visits.patient, visit_codes),
    )
    place, visit = words.pairs_of(left, right)
    nameless = np.flatnonzero(named < 0)
    day, visit_day = lines.facts.day[rows[nameless]], visits.days("service_date")
    left, right = words.packed_together(
        (patient[rows[nameless]], np.maximum(day, 0), codes[rows[nameless]]),
        (visits.patient, np.maximum(visit_day, 0), visit_codes),
    )
    other_place, other_visit = words.pairs_of(left, right)
    one = _of_one_visit(other_place, of_visit[other_visit], len(nameless))
    return (
        np.concatenate([by_name[place], nameless[other_place[one]]]),
        np.concatenate([visit, other_visit[one]]),
    )


def _of_one_visit(place: Positions, number: Codes, count: int) -> Mask:
    """Mark matches of lines whose matches are all of one visit."""
    some = np.full(count, -1, dtype=np.int64)
    some[place] = number
    mixed = np.zeros(count, dtype=np.bool_)
    mixed[place[some[place] != number]] = True
    return np.asarray(~mixed[place], dtype=np.bool_)
