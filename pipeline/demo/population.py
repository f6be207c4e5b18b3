"""The ordinary patients: everything about them is right, some optional cells are blank.

None of these claims may give a finding; what scenarios plant stands out against them.
"""

from __future__ import annotations

from datetime import date

from pipeline.demo import days
from pipeline.demo.codes import CODES, SUPPLIES
from pipeline.demo.menus import evaluations, reevaluation, treatments
from pipeline.demo.model import Claim, Line, Service, Spend, Visit
from pipeline.demo.office import Office
from pipeline.demo.people import Patient, draw_payer
from pipeline.demo.services import modifiers_for, order

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
_NEW_YEAR = date(2026, 1, 1)
_WELL_BELOW = 80_000  # cents; our own lines may be counted twice in the highest estimate


def populate(office: Office) -> None:
    """Enter the ordinary patients of the year."""
    starts = days.BACKLOG_DAYS[:-45]
    for _ in range(EARLIER_EPISODES):
        _episode(office, office.pick(starts), 7 + office.number(8))
    recent = days.workdays(date(2026, 9, 8), date(2026, 11, 17))
    for _ in range(PRESENT_EPISODES):
        _episode(office, office.pick(recent), 40)


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
    dates = _course(office, start, visits)
    _treat(office, patient, discipline, dates)
    other = office.number(22)
    if other == 0 and discipline == "PT":
        _treat(office, patient, "OT", dates[: 1 + len(dates) // 2])


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
    usual = treatments(payer, discipline)
    again = -1
    if discipline != "SLP" and len(dates) > 8 and office.number(9) == 0:  # noqa: PLR2004
        again = 6
    open_claim: Claim | None = None
    for place, on in enumerate(dates):
        if place == 0:
            items = office.pick(evaluations(payer, discipline))
        elif place == again:
            items = reevaluation(payer, discipline)
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
        if random() < _MINUTES_SHARE:
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
    elif way == 1 and plan.certified:
        plan.verbal = days.add(start, 1)
    elif way == 2:  # noqa: PLR2004 - a plan of its own length
        covered = (last - start).days
        if covered < 75:  # noqa: PLR2004
            plan.end = days.add(start, covered + 7)
            if last < days.add(days.TONIGHT, -30):
                plan.discharged = last
    elif way == 3 and due < days.add(days.TONIGHT, -20):  # noqa: PLR2004 - late, with a reason
        plan.certified = days.add(start, 34)
        plan.delay_reason = "physician on leave, covering office signed"
        plan.credential = "NP"


def _splint(office: Office, patient: Patient, on: date) -> None:
    """A supply on a claim of its own: no note, no discipline modifier unless all lines have it."""
    if SUPPLIES & patient.payer.avoids or patient.location.bill_type:
        return
    who = office.therapist(patient, "OT")
    claim = office.claim(patient, "OT", days.night_of(on), who)
    found = modifiers_for(patient.payer, "OT", "L3908", hand="T", paired=False, bare=True)
    claim.lines.append(Line(1, on, "L3908", 1, 9500, ("RT", *found), 6120, "OT", "", ""))


def extras(office: Office) -> None:
    """Ordinary rarities: monitoring, wellness billed GY, second payers, corrections, voids."""
    tonight = office.nights[days.TONIGHT]
    usual = list(tonight.claims)
    for claim in usual[5::220]:
        _wellness(office, claim)
    for claim in usual[9::180]:
        _monitoring(office, claim)
    for claim in usual[3::45]:
        if claim.patient.payer.code == "MCR":
            claim.secondary = "COMM"
        elif claim.patient.payer.code == "PPO2":
            claim.sequence, claim.adjudicated = "S", days.add(claim.lines[-1].on, 1)
    for claim in usual[7::30]:
        claim.authorization = f"A{7000000 + office.number(900000)}"
    for claim in usual[4::250]:
        if claim.patient.payer.code == "COMM":
            claim.incident_to = "yes"
    for line in (line for claim in usual[2::60] for line in claim.lines):
        line.through = line.on
    for night in office.nights.values():
        _deliveries(night.visits)
    _mend(office)


def _deliveries(visits: list[Visit]) -> None:
    """Some visits are with a student, some shared by two therapists."""
    for place, visit in enumerate(visits[31::97]):
        if visit.assistant or visit.note_type != "daily":
            continue
        if place % 3 == 0 and visit.patient.payer.business == "commercial":
            visit.supervision = "directing"
        elif place % 3 == 1:
            visit.delivery = "cotreat"


def _wellness(office: Office, claim: Claim) -> None:
    """Not covered by statute, billed with GY for the denial that the patient wants."""
    patient, on = claim.patient, claim.lines[-1].on
    if patient.payer.code != "MCR" or claim.lines[-1].discipline != "PT":
        return
    extra = office.book(patient, "PT", on, order("97124x1"))
    extra.lines[0].modifiers = ("GY", "GP")


def _monitoring(office: Office, claim: Claim) -> None:
    """Remote monitoring: device supply and the month's management time."""
    patient, line = claim.patient, claim.lines[-1]
    if line.discipline != "PT" or patient.location.bill_type:
        return
    if patient.payer.avoids or line.on <= days.add(days.TONIGHT, -10):
        return
    if any(entry.code in {"97161", "97162", "97163"} for entry in claim.lines):
        return
    office.book(patient, "PT", line.on, order("98977x1", "98980x1/24"))
    visit = office.nights[days.TONIGHT].visits[-1]
    visit.days_of_data, visit.contact, visit.delivery = "18", "yes", "telehealth"


def _mend(office: Office) -> None:
    """Corrected and void claims that change nothing but what they say."""
    for night, earlier in (
        (days.LAST_NIGHT, days.BACKLOG),
        (days.TONIGHT, days.LAST_NIGHT),
        (days.TONIGHT, days.TONIGHT),
    ):
        ordinary = office.nights[earlier].claims
        step = 60 if earlier != days.BACKLOG else 700
        for place, claim in enumerate(ordinary[11:1800:step]):
            if claim.frequency != "1":
                continue
            made = office.correct(claim, night, same_id=place % 4 == 1)
            made.lines[0].note = "dx updated on corrected claim"
            if place % 3 == 0 and night != earlier:
                made.frequency = "8"


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
            if cents < _WELL_BELOW and office.number(4) == 0:
                amount = cents + office.number(30000)
                as_of = days.add(night, -2 - office.number(30))
                books.spend.append(Spend(patient_id, night.year, bucket, amount, as_of))
