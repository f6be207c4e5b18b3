"""UNIT008: more one-on-one minutes documented for one person on a day than ten hours.

Each day here is that of a therapist who fills in for others and has no other patients; five visits
of two hours are 600 minutes, which a day may have.
"""

from __future__ import annotations

from datetime import date

from pipeline.demo import days
from pipeline.demo.casework import hide_hands, last_night, new_case, tonight
from pipeline.demo.model import Claim, Label, Service
from pipeline.demo.office import Office
from pipeline.demo.people import Therapist, npi

RULE = "UNIT008"
_PAYERS = ("COMM", "MADV", "FED", "PPO1")
_TWO_HOURS = ("97112x4", "97140x4")
_WITH_EXTRA_MINUTE = ("97112x4/61", "97140x4")


def plant(office: Office) -> None:
    """Plant faults, near misses and undecidable days."""
    _faults(office)
    _faults_over_nights(office)
    _near_misses(office)
    _cannot_tell(office)


class _Day:
    """One person's day: visits are booked under the name of someone who fills in."""

    def __init__(self, office: Office) -> None:
        labels = [label for label in office.labels if label.rule_id == RULE]
        number = 1 + len(labels)
        self.office = office
        self.who = Therapist(f"F{number:02d}", "PT", npi(60000000 + 41 * number), "L01")

    def visit(self, on: date, *texts: str, night: date | None = None, code: str = "") -> Claim:
        """Book a visit of a new patient with this person."""
        payer = code or _PAYERS[self.office.number(len(_PAYERS))]
        case = new_case(self.office, payer, history=0)
        claim = case.visit(on, *texts, night=night)
        self.give(claim)
        return claim

    def give(self, claim: Claim) -> None:
        """The visit was this person's."""
        self.office.visit_of(claim).therapist = self.who
        claim.rendering = self.who.npi
        for line in claim.lines:
            line.therapist_id = self.who.id

    def label(self, kind: str, name: str, why: str, on: date, spans: str = "claims") -> None:
        """What the day owes: the finding names the person and the date."""
        self.office.labels.append(
            Label(
                rule_id=RULE,
                kind=kind,
                scenario=name,
                spans=spans,
                claim_id=None,
                line_number=None,
                patient_id=None,
                plan_id=None,
                payer_id=None,
                severity="review",
                why=why,
                subject=f"{self.who.id} {on.isoformat()}",
            )
        )


def _full(day: _Day, on: date, visits: int, night: date | None = None) -> None:
    for _ in range(visits):
        day.visit(on, *_TWO_HOURS, night=night)


def _faults(office: Office) -> None:
    for _ in range(4):
        day, on = _Day(office), tonight(office)
        _full(day, on, 4)
        day.visit(on, *_WITH_EXTRA_MINUTE)
        day.label("fault", "one-minute-over", "four visits of 120 minutes and one of 121", on)
    for _ in range(2):
        day, on = _Day(office), tonight(office)
        _full(day, on, 6)
        day.label("fault", "six-visits", "six visits of 120 minutes", on)
    day, on = _Day(office), tonight(office)
    for _ in range(14):
        day.visit(on, "97112x2", "97140x1")
    day.label("fault", "fourteen-visits", "fourteen visits of 45 minutes: 630", on)


def _faults_over_nights(office: Office) -> None:
    for turn in range(3):
        day, on = _Day(office), last_night(office)
        _full(day, on, 2 + turn)
        _full(day, on, 2 - turn, night=days.TONIGHT)
        day.visit(on, *_WITH_EXTRA_MINUTE, night=days.TONIGHT)
        why = f"{2 + turn} visits came last night, the rest tonight: 601 minutes of one day"
        day.label("fault", "rest-tonight", why, on, "nights")


def _near_misses(office: Office) -> None:
    for _ in range(2):
        day, on = _Day(office), tonight(office)
        _full(day, on, 5)
        day.label("near_miss", "exactly-ten-hours", "five visits of 120 minutes", on)
    for text in ("97150x1/60", "G0283x1/30"):
        day, on = _Day(office), tonight(office)
        _full(day, on, 5)
        day.visit(on, text, code="COMM")
        why = f"600 minutes; {text[:5]} is nobody's alone"
        day.label("near_miss", "not-one-on-one", why, on)
    day, on = _Day(office), tonight(office)
    _full(day, on, 4)
    day.visit(on, "97112x4", "97140x4/60A", code="COMM")
    day.visit(on, "97112x4", code="COMM")
    day.label("near_miss", "assistant", "660 minutes, 60 of them by the assistant", on)
    for _ in range(2):
        day, at = _Day(office), office.number(len(days.TONIGHT_DAYS) - 1)
        for on in days.TONIGHT_DAYS[at : at + 2]:
            _full(day, on, 3)
        day.label("near_miss", "two-days", "three visits on each of two days", on)
    for _ in range(2):
        day, on = _Day(office), last_night(office)
        _full(day, on, 3)
        _full(day, on, 2, night=days.TONIGHT)
        day.label("near_miss", "rest-tonight", "360 last night, 240 tonight", on, "nights")


def _cannot_tell(office: Office) -> None:
    for _ in range(2):
        day, on = _Day(office), tonight(office)
        _full(day, on, 5)
        visit = office.visit_of(day.visit(on, "97112x1"))
        visit.totals = False
        visit.services = [Service(service.code, None) for service in visit.services]
        day.label("cannot_tell", "no-minutes", "600 minutes, and a visit without any", on)
    day, on = _Day(office), tonight(office)
    _full(day, on, 5)
    claim = day.visit(on, "97112x1")
    hide_hands(office, claim)
    day.label("cannot_tell", "whose-minutes", "600 minutes, and 15 of nobody knows whom", on)
