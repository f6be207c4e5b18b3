"""Minutes by person: what the therapist and what the assistant furnished of each service.

The therapist's minutes include those together with the assistant, the assistant's are alone, and
both make up the minutes of the service; one blank of the three follows from the other two
(RULES.md "Assistant arithmetic"). Grain: rows of the visits table.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline import vocabulary as words
from pipeline.rule import Mask, Positions
from pipeline.service_lines import DISCIPLINE_NUMBER, ServiceLines
from pipeline.tables import Visits, look_up
from pipeline.worksheets.code_families import CodeFamilies
from pipeline.worksheets.patient_dates import PatientDates

ASSISTANTS = frozenset({"PTA", "LPTA", "CPTA", "OTA", "COTA"})
THERAPISTS = frozenset({"PT", "OT"})
_PARTS = 3
_ANY_DISCIPLINE = (1 << len(DISCIPLINE_NUMBER)) - 1
_SILENT = 1 << len(DISCIPLINE_NUMBER)


@dataclass(frozen=True, kw_only=True)
class MinutesByPerson:
    """One entry a documented service.

    Attributes:
        therapist, assistant: minutes; where ``known`` is False, what the note says or 0.
        known: both are there or follow from one another, and do not contradict the service's own.
        contradictory: they do; nothing is guessed of them.
        only_assistant: who furnished it is an assistant, or one wrote the note and a therapist
            finalized it; a sign that stands in for minutes where there are none by person.
    """

    therapist: words.Ints
    assistant: words.Ints
    known: Mask
    contradictory: Mask
    only_assistant: Mask

    @property
    def assistant_took_part(self) -> Mask:
        """Services with minutes of an assistant alone, or with the sign of one."""
        return (self.assistant > 0) | self.only_assistant

    @classmethod
    def build(cls, visits: Visits) -> MinutesByPerson:
        """Derive the blank third and look for signs.

        Args:
            visits: documented services, tonight's and earlier ones; may be empty.
        """
        minutes = visits.cents("minutes")
        therapist, assistant = visits.cents("therapist_minutes"), visits.cents("assistant_minutes")
        no_minutes = visits.blank("minutes")
        no_therapist, no_assistant = (
            visits.blank("therapist_minutes"),
            visits.blank("assistant_minutes"),
        )
        derive_therapist = no_therapist & ~no_assistant & ~no_minutes
        derive_assistant = no_assistant & ~no_therapist & ~no_minutes
        therapist = np.where(derive_therapist, minutes - assistant, therapist)
        assistant = np.where(derive_assistant, minutes - therapist, assistant)
        filled = _PARTS - (
            no_minutes.astype(np.int8) + no_therapist.astype(np.int8) + no_assistant.astype(np.int8)
        )
        contradictory = (therapist < 0) | (assistant < 0)
        contradictory |= (filled == _PARTS) & (therapist + assistant != minutes)
        return cls(
            therapist=therapist,
            assistant=assistant,
            known=(filled >= _PARTS - 1) & ~contradictory,
            contradictory=contradictory,
            only_assistant=_signs_of_an_assistant(visits),
        )


def _signs_of_an_assistant(visits: Visits) -> Mask:
    """Mark services that only an assistant seems to have furnished."""
    furnisher = visits.coded("therapist_credential")
    finalizer = visits.coded("finalized_by_credential")
    by_assistant = look_up(furnisher, lambda name: name.upper() in ASSISTANTS)
    by_therapist = look_up(finalizer, lambda name: name.upper() in THERAPISTS)
    noted_by_assistant = ~visits.blank("assistant_id") & (furnisher.codes < 0)
    return by_assistant | (noted_by_assistant & by_therapist)


def nobody_assisted(
    lines: ServiceLines,
    rows: Positions,
    visits: Visits,
    hands: MinutesByPerson,
    families: CodeFamilies,
    dates: PatientDates,
) -> Mask:
    """Say of some lines whether the notes of the date show that no assistant took part.

    Args:
        lines: the service lines; ``rows`` are lines of dates without any sign of an assistant.
        rows: positions of these lines.
        visits: documented services.
        hands: their minutes by person.
        families: numbers of codes.
        dates: patient and date of lines and visits.

    Returns:
        True where the line's code is noted in its discipline, or its own visit is on file, with
        minutes by person each time.
    """
    noted, date, count = dates.numbered(dates.of_visit, dates.of_line[rows])
    kinds = len(families.heads)
    # One bit a discipline of the note (a blank may be any), and one for a note that does not say.
    marks = np.zeros(count * kinds + 1, dtype=np.uint8)
    place = noted * kinds + families.of_visit[visits.coded("procedure_code").codes]
    disciplines = visits.coded("discipline")
    for value, discipline in enumerate((*disciplines.values, "")):
        bit = 1 << DISCIPLINE_NUMBER[discipline] if discipline else _ANY_DISCIPLINE
        of_value = disciplines.codes == (value if discipline else -1)
        marks[place[of_value]] |= np.uint8(bit)
    marks[place[~hands.known]] |= np.uint8(_SILENT)
    found = date * kinds + families.of_line[lines.codes.codes[rows]]
    found[date < 0] = -1
    marks[-1] = 0
    wanted = np.array([*(1 << n for n in DISCIPLINE_NUMBER.values()), _ANY_DISCIPLINE], np.uint8)
    fits = (marks[found] & wanted[lines.facts.discipline[rows]]) > 0
    # A line's own visit counts whatever discipline it says; that they differ is MOD003's.
    own = np.isin(lines.facts.visit[rows], visits.number) & (lines.facts.visit[rows] >= 0)
    fits |= own & ((marks[found] & ~np.uint8(_SILENT)) > 0)
    return np.asarray(fits & ((marks[found] & _SILENT) == 0), dtype=np.bool_)
