"""The papers of a careful office: reports in time, orders where a payer asks, discharge notes.

It files for everybody who has been entered, ordinary or planted, except where a scenario keeps a
patient's papers of a kind itself (`Office.kept`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from pipeline.demo import days
from pipeline.demo.codes import EVALUATIONS, NOT_A_SERVICE, REEVALUATIONS
from pipeline.demo.model import Claim, Line
from pipeline.demo.office import Office
from pipeline.demo.people import Patient

ASKS_ORDER = frozenset({"MCDE", "MCDB", "MCDC", "WCOMP"})  # the referral entries in `site`
_RENEW_DAYS = 80  # one of them takes orders of ninety days
_DATES_A_REPORT = 9  # CMS asks for one at least every ten treatment dates
_ENDED = days.add(days.TONIGHT, -45)
_OF_MODIFIER = {"GP": "PT", "GO": "OT", "GN": "SLP"}


@dataclass(slots=True)
class Course:
    """Treatment dates of one patient and discipline, as all nights' claims have them."""

    patient: Patient
    discipline: str
    dates: set[date] = field(default_factory=set)
    evaluated: set[date] = field(default_factory=set)
    reevaluated: set[date] = field(default_factory=set)


def discipline_of(line: Line) -> str:
    """The line's discipline, by its modifier where the cell is empty; empty if nothing says so."""
    if line.discipline:
        return line.discipline
    return next((_OF_MODIFIER[m] for m in line.modifiers if m in _OF_MODIFIER), "")


def standing_claims(office: Office) -> Iterator[tuple[date, Claim]]:
    """Each claim's newest version with the night that sends it; voids and replaced ones are out."""
    standing: dict[str, tuple[date, Claim]] = {}
    for night, entered in office.nights.items():
        for claim in entered.claims:
            if claim.frequency != "1":
                standing.pop(claim.replaces or claim.id, None)
            standing.pop(claim.id, None)
            if claim.frequency != "8":
                standing[claim.id] = (night, claim)
    yield from standing.values()


def courses(office: Office) -> list[Course]:
    """The course of each patient and discipline, in the order of entry.

    A date that a later claim takes back stays a date: somebody came.
    """
    standing = {id(claim) for _, claim in standing_claims(office)}
    found: dict[tuple[str, str], Course] = {}
    for entered in office.nights.values():
        for claim in entered.claims:
            for line in claim.lines:
                discipline = discipline_of(line)
                if not discipline or line.code in NOT_A_SERVICE:
                    continue
                key = (claim.patient.id, discipline)
                if key not in found:
                    found[key] = Course(claim.patient, discipline)
                course = found[key]
                course.dates.add(line.on)
                if id(claim) in standing:
                    if line.code in EVALUATIONS:
                        course.evaluated.add(line.on)
                    elif line.code in REEVALUATIONS:
                        course.reevaluated.add(line.on)
    return list(found.values())


def file_papers(office: Office) -> None:
    """Write the papers of everybody whose papers no scenario keeps."""
    for course in courses(office):
        for kind, file in (
            ("progress", _reports),
            ("order", _orders),
            ("discharge", _discharge),
        ):
            if (course.patient.id, kind) not in office.kept:
                file(office, course)
    _notices(office)


def _turn(patient: Patient) -> int:
    return int(patient.id[1:]) // 7


def _reports(office: Office, course: Course) -> None:
    """A report by the therapist in good time; assistants' notes in between count for nothing."""
    since, dates = 0, sorted(course.dates)
    assisted = course.discipline != "SLP" and _turn(course.patient) % 5 == 0
    if dates[0] not in course.evaluated:  # evaluated before our books begin, and reported since
        office.write(course.patient, course.discipline, "progress", days.add(dates[0], -3))
    for on in dates:
        since += 1
        if on in course.evaluated:
            since = 1
            continue
        if on in course.reevaluated:
            kind = "reevaluation"
        elif since >= _DATES_A_REPORT:
            kind = "progress"
        else:
            if assisted and since == _DATES_A_REPORT // 2:
                author = f"{course.discipline}A"
                office.write(course.patient, course.discipline, "progress", on, author=author)
            continue
        office.write(course.patient, course.discipline, kind, on)
        since = 0


def _orders(office: Office, course: Course) -> None:
    """An order before the first visit, renewed where a payer asks for it."""
    patient, turn = course.patient, _turn(course.patient)
    first = min(course.dates)
    kind = "order" if turn % 2 else "referral"
    author = ("MD", "DO", "NP", "PA")[turn % 4]
    if patient.payer.code not in ASKS_ORDER:
        if turn % 3 == 0:
            on = days.add(first, -3)
            expires = days.add(on, 180)
            office.write(patient, course.discipline, kind, on, author=author, expires=expires)
        return
    ordered: date | None = None
    for on in sorted(course.dates):
        if ordered is None or (on - ordered).days > _RENEW_DAYS:
            ordered = days.add(on, -1 - turn % 6)
            runs_to = days.add(ordered, 120) if turn % 3 else None
            office.write(patient, course.discipline, kind, ordered, author=author, expires=runs_to)


def _discharge(office: Office, course: Course) -> None:
    last = max(course.dates)
    if last < _ENDED and _turn(course.patient) % 4 == 0:
        office.write(course.patient, course.discipline, "discharge", last)


def _notices(office: Office) -> None:
    """Advance notices that patients signed, behind the lines billed with GA."""
    noted: dict[tuple[str, date], Line] = {}
    patients: dict[str, Patient] = {}
    for _, claim in standing_claims(office):
        for line in claim.lines:
            if "GA" in line.modifiers:
                noted.setdefault((claim.patient.id, line.on), line)
                patients[claim.patient.id] = claim.patient
    for (patient_id, on), line in noted.items():
        if discipline := discipline_of(line):
            office.write(patients[patient_id], discipline, "abn", on)
