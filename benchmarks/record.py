"""The record behind the claims of the benchmark: visits, plans, balances and documents."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks import care
from benchmarks.care import AS_OF, Days, Ints, People, Rows, Service
from benchmarks.texts import (
    NOTES,
    Cells,
    blanks,
    dates,
    joined,
    money,
    numbered,
    numbers,
    parts_of,
    quoted,
    some_blank,
    words,
)

_CERTIFIERS = ("MD", "MD", "DO", "NP", "PA", "MD", "NP", "MD", "DO", "")
_DATES_A_REPORT = 8


def visits_file(
    rng: np.random.Generator, people: People, days: Days, service: Service
) -> Iterator[dict[str, Cells]]:
    """One row a visit with its timed total; one a code for the visits that are told by code."""
    documented = rng.random(len(days.day)) < 0.985
    first = service.number == 1
    kept = np.flatnonzero((first | days.by_code[service.of_day]) & documented[service.of_day])
    timed = ~np.isin(service.code, [care.ALL_CODES.index(name) for name in care._UNTIMED])
    weights = np.where(timed, service.minutes, 0)
    total = np.bincount(service.of_day, weights=weights).astype(np.int64)
    running = np.cumsum(service.minutes) - service.minutes
    before = running - running[service.number == 1][service.of_day]
    for part in parts_of(len(kept)):
        line = kept[part]
        of_day = service.of_day[line]
        patient = days.patient[of_day]
        discipline = days.discipline[of_day]
        signed = days.day[of_day] + rng.integers(0, 4, len(line))
        by_hands = service.by_hands[line] & (rng.random(len(line)) < 0.95)
        assisted = service.assisted[line]
        begins = 8 * 60 + patient % 500 + before[line]
        lasts = np.where(days.by_code[of_day], service.minutes[line], total[of_day])
        yield {
            "visit_id": numbered("V", 10_000_000 + of_day),
            "patient_id": numbered("P", 1_000_000 + patient),
            "service_date": dates(days.day[of_day]),
            "procedure_code": words(care.ALL_CODES, service.code[line]),
            "discipline": some_blank(rng, words(("PT", "OT", "SLP"), discipline), 0.03),
            "minutes": blanks(numbers(service.minutes[line]), ~days.by_code[of_day]),
            "therapist_minutes": blanks(
                numbers(np.where(assisted, 0, service.minutes[line])), ~by_hands
            ),
            "assistant_minutes": blanks(
                numbers(np.where(assisted, service.minutes[line], 0)), ~by_hands
            ),
            "start_time": _clock(begins),
            "stop_time": some_blank(rng, _clock(begins + lasts), 0.03),
            "therapist_id": numbered("T", 1_000 + people.therapist[patient]),
            "therapist_credential": words(("PT", "OT", "SLP"), discipline),
            "therapist_npi": numbered("10", 20_000_000 + people.therapist[patient]),
            "finalized_by": numbered("T", 1_000 + people.therapist[patient]),
            "delivery_mode": words(("individual", "group", ""), patient % 3),
            "description": quoted(rng, _note(rng, line, 1), 0.03),
            "justification": some_blank(rng, _note(rng, line, 1), 0.05),
            "goal_id": numbered("G", patient % 5_000),
            "measure": _note(rng, line, 1),
            "response": some_blank(rng, _note(rng, line, 1), 0.05),
            "note_type": words(("daily", "evaluation"),
                               days.first_of_discipline[of_day].astype(np.int64)),
            "note_signed_on": some_blank(rng, dates(signed), 0.03),
            "total_timed_minutes": numbers(total[of_day]),
            "total_treatment_minutes": numbers(total[of_day] + 12),
            "location_id": numbered("L", 10 + people.location[patient]),
        }  # fmt: skip


def _clock(minute: Ints) -> Cells:
    return words([f"{m // 60:02d}:{m % 60:02d}" for m in range(24 * 60)], minute % (24 * 60))


def _note(rng: np.random.Generator, line: Ints, parts: int) -> Cells:
    """Return notes of some sentences and a number, so that nearly all differ."""
    cells = [words(NOTES, rng.integers(0, len(NOTES), len(line))) for _ in range(parts)]
    return joined(*cells, numbers(line * 7 % 100_003), between=" ")


def plans_file(rng: np.random.Generator, people: People, days: Days) -> Iterator[dict[str, Cells]]:
    """One or two periods a patient and discipline, for the payers that ask for plans."""
    key = days.patient * 3 + days.discipline
    distinct, first = np.unique(key, return_index=True)
    last = np.zeros(int(key.max()) + 1, dtype=np.int64)
    np.maximum.at(last, key, days.day)
    patient, discipline = distinct // 3, distinct % 3
    start = days.day[first]
    wanted = np.isin(people.payer[patient], care.NEEDS_PLAN) & (rng.random(len(key[first])) < 0.985)
    again = wanted & (last[distinct] > start + 75) & (rng.random(len(wanted)) < 0.97)
    at = np.concatenate([np.flatnonzero(wanted), np.flatnonzero(again)])
    second: Rows = np.arange(len(at)) >= int(wanted.sum())
    begins = start[at] + np.where(second, 85, 0)
    order = rng.permutation(len(at))
    at, second, begins = at[order], second[order], begins[order]
    certified = begins + rng.integers(1, 24, len(at))
    late = certified > AS_OF
    # Some plans were written for a month, and the patient went on.
    length = np.where(rng.random(len(at)) < 0.02, 29, 89)
    yield {
        "plan_id": numbered("PL", 100_000 + np.arange(len(at))),
        "patient_id": numbered("P", 1_000_000 + patient[at]),
        "discipline": words(("PT", "OT", "SLP"), discipline[at]),
        "start_date": dates(begins),
        "end_date": blanks(dates(begins + length), (length == 89) & (rng.random(len(at)) < 0.3)),
        "certification_type": words(("initial", "recertification"), second.astype(np.int64)),
        "certified_on": blanks(dates(certified), late | (rng.random(len(at)) < 0.03)),
        "certifier_npi": numbered("16", 40_000_000 + patient[at] % 2_900),
        "certifier_credential": words(_CERTIFIERS, patient[at] % len(_CERTIFIERS)),
        "sent_on": some_blank(rng, dates(np.minimum(begins + 6, AS_OF)), 0.05),
    }


def spend_file(people: People) -> Iterator[dict[str, Cells]]:
    patient = np.flatnonzero(people.payer == care.MEDICARE)
    balance = care.opening_balance(patient)
    patient, balance = patient[balance > 0], balance[balance > 0]
    count = len(patient)
    fresh = patient % 12 > 0
    for bucket in ("PT_SLP", "OT"):
        yield {
            "patient_id": numbered("P", 1_000_000 + patient),
            "year": words(("2026",), np.zeros(count, dtype=np.int64)),
            "bucket": words((bucket,), np.zeros(count, dtype=np.int64)),
            "amount": money(balance),
            "as_of": dates(AS_OF - np.where(fresh, 20, 170)),
            "source": words(("271", "other-providers"), (patient % 4 == 0).astype(np.int64)),
        }


def documents_file(
    rng: np.random.Generator, people: People, days: Days
) -> Iterator[dict[str, Cells]]:
    """A progress report every eighth date of treatment, and the order of each episode."""
    key = days.patient * 3 + days.discipline
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=-1))
    lengths = np.diff(np.append(starts, len(ordered)))
    nth = np.arange(len(ordered)) - np.repeat(starts, lengths)
    reported = (nth % _DATES_A_REPORT == _DATES_A_REPORT - 1) & (rng.random(len(nth)) < 0.98)
    asked = np.isin(people.payer[days.patient[order]], care.NEEDS_PLAN)
    for kind, chosen in (("progress", reported & asked), ("order", nth == 0)):
        at = order[chosen]
        yield {
            "patient_id": numbered("P", 1_000_000 + days.patient[at]),
            "discipline": words(("PT", "OT", "SLP"), days.discipline[at]),
            "kind": words((kind,), np.zeros(len(at), dtype=np.int64)),
            "document_date": dates(days.day[at] - (2 if kind == "order" else 0)),
            "author_credential": words(("PT", "OT", "SLP"), days.discipline[at]),
        }
