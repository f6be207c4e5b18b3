"""A practice's year for the benchmark: patients, days of treatment and lines, as number columns.

Everything is drawn with one seeded generator and stays integers; ``make_data`` turns it into text.
Faults are planted by share, and the shares are chosen so that about 8 % of lines get a finding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Rows = npt.NDArray[np.bool_]

AS_OF = int((np.datetime64("2026-11-20") - np.datetime64("1970-01-01")).astype(np.int64))
PT, OT, SLP = 0, 1, 2
# Office codes of site/site.toml with their share of patients. XNEW has no payer rules.
PAYERS = ("MCR", "MADV", "FED", "PPO1", "PPO2", "COMM", "MCDA", "MCDB", "WCOMP", "XNEW")
_SHARES = (0.34, 0.10, 0.05, 0.11, 0.08, 0.10, 0.08, 0.06, 0.06, 0.02)
MEDICARE, NEEDS_PLAN, CERTIFIED = 0, (0, 1, 6), (0,)
PAIRED, EXCLUDING, ASSISTED = (3, 4), 6, (0, 1, 2)
# Their pair tables ask for a modifier where cognitive and speech treatment meet.
EDITED = (0, 1, 2)
# Share of days whose visit is documented code by code, by payer.
_BY_CODE = np.array((0.12, 0.12, 0.12, 0.25, 0.25, 0.25, 0.0, 0.0, 0.25, 0.0))
LIMIT = 248_000
CODES = (
    ("97110", "97530", "97140", "97112", "97116", "97035"),
    ("97530", "97535", "97110", "97112", "97140", "97129"),
    ("92507", "92526", "97129", "92507", "92526", "97129"),
)
FIRST_CODES = ("97161", "97165", "92523")
ALL_CODES = tuple(sorted({code for codes in CODES for code in codes} | {*FIRST_CODES}))
_ONE_A_DAY = ("97129",)
_PATIENTS_A_THERAPIST = 45
_UNTIMED = ("92507", "92526", *FIRST_CODES)
_PRICE = {code: 4_100 + 350 * at for at, code in enumerate(ALL_CODES)}


@dataclass(frozen=True, kw_only=True)
class People:
    """One row a patient; days count from 1970-01-01."""

    payer: Ints
    first_discipline: Ints
    second_discipline: Ints
    location: Ints
    birth: Ints
    therapist: Ints


@dataclass(frozen=True, kw_only=True)
class Days:
    """One row a claim: a patient's day in one discipline, in export order (by date)."""

    patient: Ints
    discipline: Ints
    day: Ints
    first_of_discipline: Rows
    lines: Ints
    offset: Ints
    frequency: Ints
    replaces: Ints
    short_minutes: Rows
    by_code: Rows


@dataclass(frozen=True, kw_only=True)
class Service:
    """One row a claim line, in export order; ``of_day`` is its claim."""

    of_day: Ints
    number: Ints
    code: Ints
    units: Ints
    minutes: Ints
    charge: Ints
    allowed: Ints
    kx: Rows
    by_hands: Rows
    assisted: Rows


def draw_people(rng: np.random.Generator, lines: int) -> People:
    """Draw about one patient for 44 lines."""
    count = max(40, lines // 44)
    first = rng.choice(3, count, p=[0.66, 0.22, 0.12])
    return People(
        payer=rng.choice(len(PAYERS), count, p=_SHARES),
        first_discipline=first,
        second_discipline=np.where(rng.random(count) < 0.15, (first + 1) % 3, first),
        location=rng.integers(0, 12, count),
        birth=rng.integers(-14_000, 18_000, count),
        therapist=np.arange(count) % max(10, count // _PATIENTS_A_THERAPIST),
    )


def draw_days(rng: np.random.Generator, people: People, lines: int) -> Days:
    """Draw days of treatment until they hold the wanted number of lines."""
    patients = len(people.payer)
    often = rng.integers(5, 19, patients)
    patient = np.repeat(np.arange(patients), often)
    gap = rng.choice([0, 2, 3, 4, 5, 7, 14], len(patient), p=[0.03, 0.3, 0.2, 0.2, 0.13, 0.1, 0.04])
    back = np.cumsum(gap)
    starts = np.cumsum(often) - often
    back -= np.repeat(back[starts], often)
    day = AS_OF - 1 - back - np.repeat(rng.integers(0, 60, patients), often)
    second = rng.random(len(patient)) < 0.35
    discipline = np.where(
        second, people.second_discipline[patient], people.first_discipline[patient]
    )
    order = np.lexsort((rng.random(len(patient)), day))
    patient, day, discipline = patient[order], day[order], discipline[order]
    count = rng.choice([2, 3, 4, 5, 6], len(patient), p=[0.1, 0.25, 0.35, 0.2, 0.1])
    count = np.where(discipline == SLP, np.minimum(count, 3), count)
    enough = int(np.searchsorted(np.cumsum(count), lines)) + 1
    if enough < len(patient):
        # The newest days: the export of a catch-up, not the oldest part of it.
        patient, day = patient[-enough:], day[-enough:]
        discipline, count = discipline[-enough:], count[-enough:]
    key = patient * 3 + discipline
    _, at = np.unique(key, return_index=True)
    first = np.zeros(len(patient), dtype=np.bool_)
    first[at] = True
    frequency = rng.choice([1, 7, 8], len(patient), p=[0.97, 0.024, 0.006])
    return Days(
        patient=patient,
        discipline=discipline,
        day=day,
        first_of_discipline=first,
        lines=count,
        offset=rng.integers(0, 6, len(patient)),
        frequency=frequency,
        replaces=np.where(frequency > 1, np.maximum(np.arange(len(patient)) - 40_000, 0), -1),
        short_minutes=rng.random(len(patient)) < 0.035,
        by_code=rng.random(len(patient)) < _BY_CODE[people.payer[patient]],
    )


def draw_lines(rng: np.random.Generator, people: People, days: Days) -> Service:
    """Draw the lines of every day, with minutes that support them, and KX where it is due."""
    of_day = np.repeat(np.arange(len(days.lines)), days.lines)
    number = np.arange(len(of_day)) - np.repeat(np.cumsum(days.lines) - days.lines, days.lines)
    place = {code: at for at, code in enumerate(ALL_CODES)}
    table = np.array([[place[code] for code in codes] for codes in CODES])
    discipline = days.discipline[of_day]
    code = table[discipline, (number + days.offset[of_day]) % 6]
    evaluation = days.first_of_discipline[of_day] & (number == 0)
    code[evaluation] = np.array([place[code] for code in FIRST_CODES])[discipline[evaluation]]
    spared = (people.payer[days.patient[of_day]] == EXCLUDING) & (code == place["97110"])
    code[spared & (rng.random(len(code)) < 0.9)] = place["97112"]
    single = np.isin(code, [place[name] for name in (*_UNTIMED, *_ONE_A_DAY)])
    units = np.where(single, 1, rng.choice([1, 2, 3], len(code), p=[0.62, 0.33, 0.05]))
    units[code == place["97035"]] = 1
    loose = rng.random(len(days.lines)) < 0.03
    minutes = 15 * units + np.where(
        loose[of_day], rng.integers(0, 8, len(code)), rng.integers(0, 2, len(code))
    )
    minutes -= np.where(days.short_minutes[of_day], rng.integers(8, 15, len(code)), 0)
    price = np.array([_PRICE[name] for name in ALL_CODES])[code]
    charge = price * units + 5 * rng.integers(0, 40, len(code))
    allowed = charge * 43 // 100
    by_hands = days.by_code[of_day] & np.isin(people.payer[days.patient[of_day]], ASSISTED)
    assisted = (rng.random(len(days.lines)) < 0.3)[of_day]
    assisted &= by_hands & (discipline < SLP) & ~evaluation
    return Service(
        of_day=of_day,
        number=number + 1,
        code=code,
        units=units,
        minutes=minutes,
        charge=charge,
        allowed=allowed,
        kx=_kx(rng, people, days, of_day, allowed),
        by_hands=by_hands,
        assisted=assisted,
    )


def _kx(rng: np.random.Generator, people: People, days: Days, of_day: Ints, allowed: Ints) -> Rows:
    """Mark lines over the threshold by their own ledger, some forgotten and some too early."""
    patient = days.patient[of_day]
    account = patient * 2 + (days.discipline[of_day] == OT)
    order = np.argsort(account, kind="stable")
    running = np.cumsum(allowed[order])
    starts = np.flatnonzero(np.diff(account[order], prepend=-1))
    base = np.repeat((running - allowed[order])[starts], np.diff(np.append(starts, len(order))))
    reaches = np.empty(len(order), dtype=np.int64)
    reaches[order] = running - base + opening_balance(patient)[order]
    forgetful = rng.random(len(people.payer)) < 0.12
    due = (reaches > LIMIT) & ~forgetful[patient]
    early = rng.random(len(order)) < 0.002
    return np.asarray((due | early) & (people.payer[patient] == MEDICARE))


def opening_balance(patient: Ints) -> Ints:
    """Cents that the payer had counted before; three patients in seven have none."""
    return np.where(patient % 7 < 3, 0, (patient * 7_919) % 190_000)
