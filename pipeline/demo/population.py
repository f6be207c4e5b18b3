"""The ordinary patients: everything about them is right, some optional cells are blank.

None of these claims may give a finding; what scenarios plant stands out against them.
"""

from __future__ import annotations

from datetime import date

from pipeline.demo import days, edits
from pipeline.demo.codes import CODES, SUPPLIES
from pipeline.demo.menus import at_a_distance, evaluations, reevaluation, treatments
from pipeline.demo.model import Claim, Line, Service, Spend, Visit
from pipeline.demo.office import CRITICAL_ACCESS, Office, whole_years
from pipeline.demo.people import Patient, draw_payer
from pipeline.demo.services import modifiers_for

EARLIER_EPISODES = 1290
PRESENT_EPISODES = 790
# Columns that exports leave empty now and then, claim by claim and line by line.
_CLAIM_BLANKS = (
    "referring_npi",
    "location_id",
    "member_id",
    "patient_birth_date",
    "state",
    "plan",
    "rendering_taxonomy",
    "diagnosis_codes",
    "claim_frequency",
    "place_of_service",
    "claim_total_charge",
    "payer_sequence",
    "incident_to",
    "setting",
)
_LINE_BLANKS = ("allowed_amount", "discipline", "therapist_id", "diagnosis_pointers")
_VISIT_BLANKS = (
    "therapist_credential",
    "location_id",
    "note_signed_on",
    "finalized_by",
    "total_treatment_minutes",
    "discipline",
    "therapist_npi",
)
_CLAIM_SHARE = 0.5
_LINE_SHARE = 0.11
_VISIT_SHARE = 0.25
_MINUTES_SHARE = 0.012
_VIDEO_SHARE = 0.04
_VIDEO_PAYERS = frozenset({"MCR", "MADV", "FED", "COMM"})
_OPEN = frozenset(days.ALL_DAYS)
_VALUE_UNITS = frozenset({"WCOMP"})  # limited a day over all disciplines
_NEW_YEAR = date(2026, 1, 1)
_WELL_BELOW = 42_000  # cents; low and high of a balance may differ by 500 dollars at most
_VERBAL = frozenset({1, 4, 5, 6, 7, 8, 9})  # of 24: begun on a verbal order that was signed soon
_MEDICARE_VISITS = 19  # the year's amount stays out of sight


def populate(office: Office) -> None:
    """Enter the ordinary patients of the year."""
    starts = days.BACKLOG_DAYS[:-45]
    for _ in range(EARLIER_EPISODES):
        _episode(office, office.pick(starts), 7 + office.number(8))
    recent = days.workdays(date(2026, 9, 8), date(2026, 11, 17))
    for _ in range(PRESENT_EPISODES):
        _episode(office, office.pick(recent), 40)
    _tell_apart(office)


def _discipline(office: Office) -> str:
    value = office.rng.random()
    if value < 0.66:  # noqa: PLR2004 - two thirds are physical therapy, one tenth speech
        return "PT"
    return "OT" if value < 0.91 else "SLP"  # noqa: PLR2004


def _episode(office: Office, start: date, visits: int) -> None:
    payer = draw_payer(office.rng)
    discipline = _discipline(office)
    patient = office.patient(payer, discipline)
    if patient.location.bill_type and office.number(2):
        visits = min(visits, 9)
    if payer.code == "MCR":
        visits = min(visits, _MEDICARE_VISITS)
    dates = _course(office, start, visits)
    _treat(office, patient, discipline, dates)
    other = office.number(22)
    if other == 0 and discipline == "PT" and payer.code not in _VALUE_UNITS:
        first_half = dates[: 1 + len(dates) // 2]
        _treat(office, patient, "OT", first_half)
        office.plans[-1].end = days.add(first_half[-1], 7)


def _course(office: Office, start: date, visits: int) -> list[date]:
    """Visit dates, two or three a week, through tonight at the latest."""
    place = days.ALL_DAYS.index(start) if start in days.ALL_DAYS else 0
    found: list[date] = []
    while len(found) < visits and place < len(days.ALL_DAYS):
        found.append(days.ALL_DAYS[place])
        place += 2 + office.number(2)
    return found


def _treat(office: Office, patient: Patient, discipline: str, dates: list[date]) -> None:
    payer = patient.payer
    _plans(office, patient, discipline, dates)
    usual = treatments(payer, discipline, marked=patient.location.bill_type != CRITICAL_ACCESS)
    again = -1
    if discipline != "SLP" and len(dates) > 8 and office.number(9) == 0:  # noqa: PLR2004
        again = 6
    open_claim: Claim | None = None
    for place, on in enumerate(dates):
        if place == 0:
            items = office.pick(evaluations(payer, discipline))
        elif place == again:
            items = reevaluation(payer, discipline)
        elif _at_home(office, patient):
            _by_video(office, patient, discipline, on)
            continue
        else:
            items = office.pick(usual)
        if not patient.location.bill_type:
            claim = office.book(patient, discipline, on, items)
            _fade(office, claim, claim.lines)
            continue
        # A facility's claim holds up to three visits of one night.
        if open_claim and (place % 3 == 0 or _night_changes(open_claim, on)):
            open_claim = None
        before = len(open_claim.lines) if open_claim else 0
        open_claim = office.book(patient, discipline, on, items, claim=open_claim)
        _fade(office, open_claim, open_claim.lines[before:])
    if discipline == "OT" and office.number(6) == 0:
        _splint(office, patient, dates[-1])


def _tell_apart(office: Office) -> None:
    """A facility's disciplines are one provider: a pair over two of them has 59 on column 2."""
    days_of: dict[tuple[str, date], list[tuple[Patient, Line]]] = {}
    for books in office.nights.values():
        for claim in books.claims:
            if claim.patient.location.bill_type:
                for line in claim.lines:
                    key = (claim.patient.id, line.on)
                    days_of.setdefault(key, []).append((claim.patient, line))
    for day in days_of.values():
        lines = [line for _, line in day]
        found = edits.pairs_within(day[0][0].payer, {line.code for line in lines}, hospital=True)
        second = {edit.column2 for edit in found if edit.indicator == edits.WITH_MODIFIER}
        for line in lines:
            if line.code in second and "59" not in line.modifiers:
                line.modifiers = ("59", *line.modifiers)


def _at_home(office: Office, patient: Patient) -> bool:
    """Whether today's visit is by video; facilities of this practice offer none."""
    if patient.location.bill_type or patient.payer.code not in _VIDEO_PAYERS:
        return False
    return office.rng.random() < _VIDEO_SHARE


def _by_video(office: Office, patient: Patient, discipline: str, on: date) -> None:
    """A visit by video: codes that may be given so, 95 on each line, the patient's place."""
    claim = office.book(patient, discipline, on, office.pick(at_a_distance(discipline)))
    claim.place = "02" if office.number(5) == 0 else "10"
    for line in claim.lines:
        line.modifiers = (*line.modifiers, "95")
    if on >= days.FIRST_VISIT_EXPORT:
        office.visit_of(claim).delivery = "telehealth"
    _fade(office, claim, claim.lines)


def _night_changes(claim: Claim, on: date) -> bool:
    return days.night_of(claim.lines[-1].on) != days.night_of(on)


def _fade(office: Office, claim: Claim, lines: list[Line]) -> None:
    """Leave some optional cells empty, as exports do."""
    random = office.rng.random
    if random() < _CLAIM_SHARE:
        claim.blank = office.pick(_CLAIM_BLANKS)
    for line in lines:
        if random() < _LINE_SHARE:
            _blank_cell(line, office.pick(_LINE_BLANKS))
    visits = office.nights[days.night_of(lines[0].on)].visits
    visit = visits[-1] if visits else None
    if visit and visit.id == lines[0].visit_id:
        if random() < _VISIT_SHARE:
            visit.blank = office.pick(_VISIT_BLANKS)
        # Minutes and who wrote the note both missing would leave only the assistant's name.
        nameless = visit.assistant is not None and visit.blank == "therapist_credential"
        loses = random() < _MINUTES_SHARE
        if loses and not claim.patient.payer.in_out and not nameless:
            _lose_minutes(visit)


def _lose_minutes(visit: Visit) -> None:
    """The first service's minutes are missing; the note still states its total."""
    visit.total = sum(
        service.minutes or 0 for service in visit.services if CODES[service.code].timed
    )
    visit.services[0] = Service(visit.services[0].code, None)


def _blank_cell(line: Line, column: str) -> None:
    if column == "allowed_amount":
        line.allowed = None
    elif column == "discipline" and line.modifiers:
        line.discipline = ""
    elif column == "therapist_id":
        line.therapist_id = ""
    else:
        line.pointers = ""


def _plans(office: Office, patient: Patient, discipline: str, dates: list[date]) -> None:
    """Plans that hold for the whole course, certified by one of the ways there are."""
    start, last = dates[0], dates[-1]
    plan = office.certify(patient, discipline, start, last)
    way = office.number(24)
    due = days.add(start, 30)
    if way == 0 and due < days.TONIGHT:  # order signed, plan sent, nobody objected
        plan.order_signed = days.add(start, -3 - office.number(5))
        plan.sent = days.add(start, 3 + office.number(20))
        plan.certified = None
    elif way in _VERBAL and plan.certified:
        plan.verbal = days.add(start, 1)
    elif way == 2:  # noqa: PLR2004 - a plan of its own length
        covered = (last - start).days
        if covered < 75:  # noqa: PLR2004
            plan.end = days.add(start, covered + 7)
            if last < days.add(days.TONIGHT, -30):
                plan.discharged = last
    elif way >= 18:  # noqa: PLR2004 - one in four is not signed by an MD
        plan.credential = ("DO", "NP", "PA", "CNS")[way % 4]


def _splint(office: Office, patient: Patient, last: date) -> None:
    """A supply fetched the day after: no note, no discipline modifier unless all lines have it."""
    on = days.add(last, 1)
    if SUPPLIES & patient.payer.avoids or patient.location.bill_type or on not in _OPEN:
        return
    who = office.therapist(patient, "OT")
    claim = office.claim(patient, "OT", days.night_of(on), who)
    age = whole_years(patient.birth, on)
    found = modifiers_for(patient.payer, "OT", "L3908", hand="T", apart=False, bare=True, age=age)
    claim.lines.append(Line(1, on, "L3908", 1, 9500, (*found, "RT"), 6120, "OT", "", ""))


def balances(office: Office) -> None:
    """Opening balances for some Medicare patients, all far below the year's amount."""
    spent: dict[tuple[str, str], int] = {}
    for night, books in office.nights.items():
        for claim in books.claims:
            if claim.patient.payer.code == "MCR":
                for line in claim.lines:
                    if line.on >= _NEW_YEAR:
                        bucket = "OT" if line.discipline == "OT" else "PT_SLP"
                        key = (claim.patient.id, bucket)
                        spent[key] = spent.get(key, 0) + (line.allowed or 4000)
        for (patient_id, bucket), cents in spent.items():
            if cents < _WELL_BELOW and office.number(2) == 0:
                amount = cents + office.number(30000)
                as_of = days.add(night, -2 - office.number(30))
                books.spend.append(Spend(patient_id, night.year, bucket, amount, as_of))
