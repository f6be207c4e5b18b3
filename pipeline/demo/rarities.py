"""What an ordinary practice sends now and then: monitoring, GY, second payers, corrections, voids.

None of it may give a finding.
"""

from __future__ import annotations

from pipeline.demo import days
from pipeline.demo.model import Claim, Visit
from pipeline.demo.office import Office
from pipeline.demo.services import order


def enter_rarities(office: Office) -> None:
    """Monitoring, wellness billed GY, second payers, corrections, voids."""
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
        _sides(night.claims)
    _mend(office)


def _deliveries(visits: list[Visit]) -> None:
    """Some visits are with a student, some shared by two therapists."""
    for place, visit in enumerate(visits[31::97]):
        if visit.assistant or visit.note_type != "daily" or visit.delivery != "individual":
            continue
        if place % 3 == 0 and visit.patient.payer.business == "commercial":
            visit.supervision = "directing"
        elif place % 3 == 1:
            visit.delivery = "cotreat"


def _sides(claims: list[Claim]) -> None:
    """Payers that want modifiers in an order are told the side of manual therapy."""
    for claim in claims:
        if claim.patient.payer.order:
            side = ("RT", "LT")[int(claim.patient.id[-1]) % 2]
            for line in claim.lines:
                if line.code == "97140":
                    line.modifiers = (*line.modifiers, side)


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
    visit.days_of_data, visit.contact, visit.delivery = "18", "yes", ""


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
