"""Who works and who is treated in the demo: locations, therapists, patients. Ids only, no names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from pipeline.demo.payers import PAYERS, Payer

_LETTERS = "ACDEFGHJKMNPQRTUVWXY"  # the letters of a Medicare beneficiary number
_LUHN_PREFIX = 24  # check sum of the issuer prefix 80840
_NINE = 9
_CHILD_PAYERS = frozenset({"MCDA", "MCDE", "MCDB", "MCDC", "MCDF"})
_SENIOR_PAYERS = frozenset({"MCR", "MADV"})


def npi(number: int) -> str:
    """A well-formed NPI: 1, eight digits, Luhn check digit over 80840 and the rest."""
    digits = f"1{number:08d}"
    total = _LUHN_PREFIX
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > _NINE else value
    return f"{digits}{-total % 10}"


@dataclass(frozen=True, slots=True)
class Location:
    """A clinic or hospital department."""

    id: str
    state: str
    place: str
    billing_npi: str
    bill_type: str = ""  # institutional where filled

    @property
    def setting(self) -> str:
        """`institutional` or `professional`."""
        return "institutional" if self.bill_type else "professional"


@dataclass(frozen=True, slots=True)
class Therapist:
    """Someone who treats; assistants work under a therapist's NPI."""

    id: str
    credential: str
    npi: str
    location: str


LOCATIONS = (
    Location("L01", "MN", "11", npi(30000101)),
    Location("L02", "MN", "11", npi(30000101)),
    Location("L03", "ND", "11", npi(30000103)),
    Location("L04", "WI", "11", npi(30000104)),
    Location("L05", "MN", "12", npi(30000101)),
    Location("L06", "ND", "11", npi(30000103)),
    Location("L07", "MN", "22", npi(30000107), "131"),
    Location("L08", "ND", "22", npi(30000108), "851"),
)
_STAFF = {"PT": 6, "OT": 4, "SLP": 2, "PTA": 4, "OTA": 2}
TAXONOMY = {"PT": "225100000X", "OT": "225X00000X", "SLP": "235Z00000X"}


def _therapists() -> dict[tuple[str, str], tuple[Therapist, ...]]:
    staff: dict[tuple[str, str], tuple[Therapist, ...]] = {}
    number = 0
    for location in LOCATIONS:
        for credential, count in _STAFF.items():
            members = []
            for _ in range(count):
                number += 1
                own = npi(50000000 + 37 * number)
                members.append(Therapist(f"T{number:03d}", credential, own, location.id))
            staff[location.id, credential] = tuple(members)
    return staff


STAFF = _therapists()
PHYSICIANS = tuple(npi(70000000 + 911 * n) for n in range(60))
_DIAGNOSES = {
    "PT": ("M54.50", "M25.561", "M17.11", "R26.89", "M75.101", "S83.511D", "M62.81", "Z96.651"),
    "OT": ("M18.11", "G56.01", "I69.351", "M65.4", "S52.501D", "R27.8", "M79.641"),
    "SLP": ("R13.12", "I69.320", "R47.1", "R41.841", "F80.2"),
}


@dataclass(slots=True)
class Patient:
    """A patient of the practice (ids are made up, nobody is named)."""

    id: str
    payer: Payer
    location: Location
    birth: date
    member_id: str
    plan_name: str
    referring: str
    diagnoses: str
    feed: bool  # the location's feed numbers its lines (received_order)


_PLAN_NAMES = {
    "MCR": ("Part B",),
    "MADV": ("Evergreen Gold", "Evergreen Basic"),
    "FED": ("Standard",),
    "MCDA": ("Lakeland Family", "Lakeland Plus"),
    "MCDE": ("Summit Kids", "Summit Adult"),
}


def _birth(rng: Random, payer: Payer) -> date:
    if payer.code in _SENIOR_PAYERS:
        years = 66 + int(rng.random() * 26)
    elif payer.code in _CHILD_PAYERS:
        years = 4 + int(rng.random() * 50)
    else:
        years = 19 + int(rng.random() * 45)
    return date(2025, 11, 1) - timedelta(days=365 * years + int(rng.random() * 360))


def _member_id(rng: Random, payer: Payer) -> str:
    digits = f"{int(rng.random() * 10**9):09d}"
    if payer.code == "MCR":
        letters = [_LETTERS[int(rng.random() * len(_LETTERS))] for _ in range(4)]
        return (
            f"{1 + int(digits[0]) % 9}{letters[0]}{digits[1]}{digits[2]}"
            f"{letters[1]}{digits[3]}{digits[4]}{letters[2]}{letters[3]}{digits[5]}{digits[6]}"
        )
    return f"{payer.code[:3]}{digits}"


def make_patient(rng: Random, number: int, payer: Payer, discipline: str) -> Patient:
    """A new patient of a payer, at a location that the payer's contract fits."""
    if payer.state:
        places = [place for place in LOCATIONS if place.state == payer.state]
    elif payer.code == "BCBS":
        places = [place for place in LOCATIONS if place.state != "ND"]
    else:
        places = list(LOCATIONS)
    if payer.business not in {"medicare", "medicare-advantage"}:
        places = [place for place in places if not place.bill_type]
    location = places[int(rng.random() * len(places))]
    names = _PLAN_NAMES.get(payer.code, ("Choice", "Select", "Open Access"))
    codes = _DIAGNOSES[discipline]
    first = int(rng.random() * len(codes))
    diagnoses = codes[first]
    if rng.random() < 0.5:  # noqa: PLR2004 - every second patient has a second diagnosis
        diagnoses += f" {codes[first - 1]}"
    return Patient(
        id=f"P{number:06d}",
        payer=payer,
        location=location,
        birth=_birth(rng, payer),
        member_id=_member_id(rng, payer),
        plan_name=names[int(rng.random() * len(names))],
        referring=PHYSICIANS[int(rng.random() * len(PHYSICIANS))],
        diagnoses=diagnoses,
        feed=location.id in {"L02", "L04", "L07"},
    )


_CUMULATIVE: list[tuple[float, Payer]] = []
_TOTAL = sum(entry.weight for entry in PAYERS)
_running = 0
for _entry in PAYERS:
    _running += _entry.weight
    _CUMULATIVE.append((_running / _TOTAL, _entry))


def draw_payer(rng: Random) -> Payer:
    """A payer by its share of patients."""
    value = rng.random()
    return next(entry for limit, entry in _CUMULATIVE if value < limit)
