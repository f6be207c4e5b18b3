"""Medicare patients with a planned sum of allowed amounts before tonight, to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipeline.demo import days
from pipeline.demo.casework import Case
from pipeline.demo.model import Claim, Spend
from pipeline.demo.office import Office
from pipeline.demo.payers import payer
from pipeline.demo.people import LOCATIONS, Location

LIMIT = 248_000  # 2,480.00: the amount of 2026, for PT with SLP and for OT
PER_VISIT = 8_000
LONG_VISIT = 24_000
_TREATMENT = {"PT": ("97112x2", "97140x1"), "OT": ("97535x2", "97112x1"), "SLP": ("92507x1",)}
_YEAR = days.workdays(date(2026, 1, 5), date(2026, 10, 20))
_BEFORE_AUTUMN = days.workdays(date(2026, 1, 5), date(2026, 8, 28))
_AUTUMN = days.workdays(date(2026, 9, 1), date(2026, 10, 20))
_DECEMBER = days.workdays(date(2025, 12, 1), date(2025, 12, 30))


def dollars(cents: int) -> str:
    """Cents as they stand in a label's reason."""
    return f"{cents // 100:,}.{cents % 100:02d}"


def patient(office: Office, discipline: str = "PT", code: str = "MCR") -> Case:
    """A professional patient whose plans hold all year; nothing is booked yet."""
    start = _YEAR[office.number(4)]
    who = office.patient(payer(code), discipline)
    if who.location.bill_type:
        who.location = office.pick(_professional())
        who.feed = False
    plan = office.certify(who, discipline, start, days.TONIGHT)
    return Case(office, who, discipline, start, plan)


def _professional() -> list[Location]:
    return [place for place in LOCATIONS if not place.bill_type]


def also(case: Case, discipline: str) -> None:
    """Plans of a second discipline for the whole year."""
    case.office.certify(case.patient, discipline, case.start, days.TONIGHT)


def spent(
    case: Case,
    cents: int,
    *,
    discipline: str = "",
    last_year: bool = False,
    kx: bool = False,
    within: Sequence[date] = (),
    per_visit: int = PER_VISIT,
) -> list[Claim]:
    """Book visits of the backlog whose allowed amounts add up to `cents`.

    Args:
        case: whose visits.
        cents: sum of the allowed amounts.
        discipline: the case's own, unless another is named.
        last_year: in December of the year before.
        kx: each line carries KX.
        within: working days to choose from; all of the year's, unless some are named.
        per_visit: about what a visit is allowed.

    Returns:
        The claims, oldest first.
    """
    discipline = discipline or case.discipline
    calendar = within or (_DECEMBER if last_year else _YEAR)
    calendar = [day for day in calendar if day >= case.start or last_year]
    count = max(1, cents // per_visit)
    claims = []
    left = cents
    for turn in range(count):
        on = calendar[turn * len(calendar) // count]
        amount = left // (count - turn)
        left -= amount
        claims.append(visit(case, on, amount, discipline=discipline, kx=kx))
    return claims


def above(case: Case, cents: int, *, discipline: str = "") -> None:
    """Book a year that stands above the amount, at `cents`, with KX since the crossing."""
    before = LIMIT - 1_000
    spent(case, before, discipline=discipline, within=_BEFORE_AUTUMN, per_visit=LONG_VISIT)
    beyond = cents - before
    spent(case, beyond, discipline=discipline, kx=True, within=_AUTUMN, per_visit=LONG_VISIT)


def visit(
    case: Case,
    on: date,
    cents: int,
    *,
    discipline: str = "",
    kx: bool = False,
    night: date | None = None,
) -> Claim:
    """A visit whose lines together are allowed `cents` (two thirds on the first line)."""
    discipline = discipline or case.discipline
    claim = case.visit(on, *_TREATMENT[discipline], discipline=discipline, night=night)
    allow(claim, *((2 * cents // 3, cents - 2 * cents // 3) if discipline != "SLP" else (cents,)))
    if kx:
        carry_kx(claim)
    return claim


def allow(claim: Claim, *amounts: int) -> None:
    """Set the allowed amounts of the claim's lines, in order."""
    for line, cents in zip(claim.lines, amounts, strict=True):
        line.allowed = cents


def carry_kx(claim: Claim, *places: int) -> None:
    """Put KX on the lines at these places; on all when none is named."""
    for place, line in enumerate(claim.lines):
        if not places or place in places:
            line.modifiers = (*line.modifiers, "KX")


def counted(case: Case, cents: int, as_of: date, *, source: str = "", discipline: str = "") -> None:
    """An opening balance in tonight's export."""
    bucket = "OT" if (discipline or case.discipline) == "OT" else "PT_SLP"
    case.office.nights[days.TONIGHT].spend.append(
        Spend(case.patient.id, 2026, bucket, cents, as_of, source)
    )


def say(case: Case, rule_id: str, kind: str, name: str, why: str, spans: str = "nights") -> None:
    """Label a patient's bucket: what a rule about the patient owes."""
    case.label(rule_id, kind, name, why, spans=spans, severity="note")


def two_days(office: Office) -> tuple[date, date]:
    """Two different days of tonight's export, in order."""
    at = office.number(len(days.TONIGHT_DAYS) - 2)
    return days.TONIGHT_DAYS[at], days.TONIGHT_DAYS[at + 1 + office.number(2)]
