"""Care events: on which days each patient was treated, evaluated, reported on and discharged.

By patient and discipline, from tonight's and earlier lines and visits, the documents and the plans
of care. What a blank cell leaves open is kept apart, with the fact that is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from payer_rules.code_sets import CodeSets
from pipeline import vocabulary as words
from pipeline.bucket import Rules
from pipeline.rule import Mask, Positions
from pipeline.service_lines import DISCIPLINE_NUMBER, ServiceLines
from pipeline.tables import BLANK_DAY, Coded, Codes, Days, Documents, Visits
from pipeline.worksheets.certified_intervals import KNOB, PlanPeriods
from pipeline.worksheets.credentials import listed
from pipeline.worksheets.people import People

Doubts = npt.NDArray[np.int8]
SURE, DOCUMENT_AUTHOR, NOTE_AUTHOR, VISIT_DISCIPLINE, PLAN_TYPE = range(5)
NEVER = np.iinfo(np.int64).min
FACT_OF_DOUBT = {
    DOCUMENT_AUTHOR: "report author",
    NOTE_AUTHOR: "note author",
    VISIT_DISCIPLINE: "visit of the line",
    PLAN_TYPE: "certification_type",
}


class Events(NamedTuple):
    """Things that happened, one row each: whose, on which day, and what is not known of it."""

    person: npt.NDArray[np.int64]
    day: npt.NDArray[np.int64]
    doubt: Doubts

    @property
    def sure(self) -> Events:
        """Those that are known to be this person's and of this kind."""
        return self.where(self.doubt == SURE)

    @property
    def settled(self) -> Events:
        """The same events, whatever their author or type."""
        return Events(self.person, self.day, np.zeros_like(self.doubt))

    def where(self, mask: Mask) -> Events:
        """Return some of them."""
        return Events(self.person[mask], self.day[mask], self.doubt[mask])


@dataclass(frozen=True, kw_only=True)
class CareEvents:
    """Events of the patients whose payer asks for a plan of care.

    A person is a patient in one discipline. Events after the as-of date have not happened.

    Attributes:
        people: the persons. of_line: person of each of tonight's lines, -1 for none.
        dates: treatment dates, some more than once. evaluations: evaluations, and the first days
            of initial plans. reports: those of a therapist. discharges.
        first_date: each person's first known treatment date.
    """

    people: People
    of_line: Positions
    dates: Events
    evaluations: Events
    reports: Events
    discharges: Events
    first_date: npt.NDArray[np.int64]

    @classmethod
    def build(
        cls,
        lines: ServiceLines,
        visits: Visits,
        documents: Documents,
        periods: PlanPeriods,
        sets: CodeSets,
        rules: Rules,
    ) -> CareEvents:
        """Gather the events."""
        return _Gathering(lines, rules).gathered(visits, documents, periods, sets)

    def latest(self, events: Events) -> npt.NDArray[np.int64]:
        """Return the day of each person's latest event; ``NEVER`` for a person without one."""
        days = np.full(len(self.people), NEVER)
        np.maximum.at(days, events.person, events.day)
        return days

    def doubts(
        self, person: npt.NDArray[np.int64], open_rows: Mask, *parts: Events
    ) -> dict[str, Mask]:
        """Say by missing fact which rows it leaves open.

        Args:
            person: the person of each row.
            open_rows: rows that are not settled.
            *parts: the events on which they turn.
        """
        found = {}
        for doubt, fact in FACT_OF_DOUBT.items():
            people = np.zeros(len(self.people), dtype=np.bool_)
            for part in parts:
                people[part.person[part.doubt == doubt]] = True
            found[fact] = open_rows & people[person]
        return found


class _Gathering:
    """The lines and people whose events are gathered."""

    def __init__(self, lines: ServiceLines, rules: Rules) -> None:
        facts, policy = lines.facts, lines.policy
        asked = policy.flag(KNOB, "required") | (policy.whole(KNOB, "progress_days") > 0)
        patients = np.zeros(int(facts.patient.max(initial=-1)) + 1, dtype=np.bool_)
        patients[facts.patient[asked & facts.in_force]] = True
        self.lines, self.rules = lines, rules
        self.rows = np.flatnonzero(patients[facts.patient] & facts.in_force & ~facts.supply)
        self.people = People(facts.patient[self.rows], facts.discipline[self.rows])

    def events(
        self,
        patient: Codes,
        discipline: npt.NDArray[np.integer],
        day: Days,
        doubt: npt.NDArray[np.integer] | int = SURE,
    ) -> Events:
        """Give rows to people; a row without a discipline to each of its patient's people."""
        by_now = day <= self.rules.as_of_day
        person = self.people.of(patient, discipline)
        doubts = np.broadcast_to(np.asarray(doubt, dtype=np.int8), day.shape)
        known = np.flatnonzero(by_now & (person >= 0))
        loose = np.flatnonzero(by_now & (discipline < 0))
        row, whose = words.pairs_of(patient[loose].astype(np.int64), self.people.patient)
        row = loose[row]
        alone = self.people.alone[whose]
        unsure = np.where(alone, doubts[row], np.maximum(doubts[row], VISIT_DISCIPLINE))
        return Events(
            np.concatenate([person[known], whose]).astype(np.int64),
            np.concatenate([day[known], day[row]]).astype(np.int64),
            np.concatenate([doubts[known], unsure]).astype(np.int8),
        )

    def gathered(
        self, visits: Visits, documents: Documents, periods: PlanPeriods, sets: CodeSets
    ) -> CareEvents:
        """Gather the events of all tables."""
        facts = self.lines.facts
        sources = (
            self._of_lines(sets),
            self._of_visits(visits, sets),
            self._of_documents(documents, sets),
            self._of_plans(periods),
        )

        def joined(kind: str) -> Events:
            parts = [source[kind] for source in sources if kind in source]
            return Events(*(np.concatenate(column) for column in zip(*parts, strict=True)))

        dates = joined("dates")
        known = dates.sure
        first = np.full(len(self.people), np.iinfo(np.int64).max)
        np.minimum.at(first, known.person, known.day)
        tonight = slice(self.lines.tonight_count)
        return CareEvents(
            people=self.people,
            of_line=self.people.of(facts.patient[tonight], facts.discipline[tonight]),
            dates=dates,
            evaluations=joined("evaluations"),
            reports=joined("reports"),
            discharges=joined("discharges"),
            first_date=first,
        )

    def _of_lines(self, sets: CodeSets) -> dict[str, Events]:
        facts, rows = self.lines.facts, self.rows
        codes, day = self.lines.categorical("procedure_code")[rows], facts.day[rows]
        kind = sets.evaluation_codes.take("kind", codes, day, None)

        def events(mask: Mask) -> Events:
            return self.events(facts.patient[rows[mask]], facts.discipline[rows[mask]], day[mask])

        return {
            "dates": events(~_is(sets.time_bases.take("base", codes, day, None), "monitoring")),
            "evaluations": events(_is(kind, "evaluation")),
            "reports": events(_is(kind, "reevaluation")),
        }

    def _of_visits(self, visits: Visits, sets: CodeSets) -> dict[str, Events]:
        own = np.flatnonzero(np.isin(visits.patient, self.people.patient))
        day = visits.days("service_date")[own]
        codes = visits.categorical("procedure_code")[own]
        discipline = disciplines(visits.coded("discipline"))[own]

        def events(mask: Mask, doubt: npt.NDArray[np.integer] | int = SURE) -> Events:
            return self.events(visits.patient[own][mask], discipline[mask], day[mask], doubt)

        def note(*kinds: str) -> Mask:
            return visits.is_one_of("note_type", *kinds)[own]

        kind = sets.evaluation_codes.take("kind", codes, day, None)
        writes = listed(
            sets.report_authors, "writes", visits.categorical("therapist_credential")[own], day
        )
        report = (note("progress", "reevaluation") | _is(kind, "reevaluation")) & ~writes.no
        doubt = np.where(writes.yes[report], SURE, NOTE_AUTHOR)
        no_treatment = _is(sets.time_bases.take("base", codes, day, None), "monitoring")
        no_treatment |= sets.supply_codes.holds(codes, day) | sets.quality_codes.holds(codes, day)
        return {
            "dates": events(~no_treatment),
            "evaluations": events(_is(kind, "evaluation") | note("evaluation")),
            "reports": events(report, doubt),
            "discharges": events(note("discharge")),
        }

    def _of_documents(self, documents: Documents, sets: CodeSets) -> dict[str, Events]:
        day = documents.days("document_date")
        discipline = disciplines(documents.coded("discipline"))
        writes = listed(
            sets.report_authors, "writes", documents.categorical("author_credential"), day
        )
        report = documents.is_one_of("kind", "progress", "reevaluation") & ~writes.no
        discharge = documents.is_one_of("kind", "discharge")
        doubt = np.where(writes.yes, SURE, DOCUMENT_AUTHOR)

        def events(mask: Mask) -> Events:
            return self.events(documents.patient[mask], discipline[mask], day[mask], doubt[mask])

        return {"reports": events(report), "discharges": events(discharge).settled}

    def _of_plans(self, periods: PlanPeriods) -> dict[str, Events]:
        patient, discipline = periods.key
        doubt = np.where(periods.untyped, PLAN_TYPE, SURE)
        last_day = periods.plans.days("discharged_on")

        def events(mask: Mask, day: Days) -> Events:
            return self.events(patient[mask], discipline[mask], day[mask], doubt[mask])

        return {
            "evaluations": events(periods.initial | periods.untyped, periods.start),
            "reports": events(periods.signed & ~periods.initial, periods.start),
            "discharges": events(last_day != BLANK_DAY, last_day).settled,
        }


def _is(column: pd.Categorical, name: str) -> Mask:
    """Mark rows whose value is a name; missing never is."""
    marks = np.array([*(value == name for value in column.categories), False], dtype=np.bool_)
    return np.asarray(marks[column.codes])


def disciplines(coded: Coded) -> npt.NDArray[np.int64]:
    """Return the number of each discipline, -1 for a blank."""
    table = np.array([*(DISCIPLINE_NUMBER[value] for value in coded.values), -1], dtype=np.int64)
    return table[coded.codes]
