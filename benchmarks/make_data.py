"""Make a big night for the benchmark: `python -m benchmarks.make_data --lines 1000000 [FOLDER]`.

Claims (35 columns, about 200 bytes a line), 0.35 visit rows a line with notes (about 420 bytes a
row), plans of care and opening balances. Not clean: ties, blanks, corrected and void claims, rows
that cannot be read, quoted notes. A folder whose stamp says the same size and seed is used again.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

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
    quoted,
    where_else,
    words,
)

VERSION = 5
FILES = ("claims", "visits", "plans", "spend")
SITE = Path(__file__).parent / "site"
_BLOCK = 200_000
_MODIFIER = ("GP", "GO", "GN")
_STATES = ("IL", "WI", "IN", "ND")
_DIAGNOSES = tuple(f"M{25 + n % 60}.{n % 10}{n % 7}1 R26.{n % 10}" for n in range(400))


def folder_of(lines: int, seed: int, cache: Path | None) -> Path:
    """Return a folder with the files of a night, made now if it is not there yet.

    Args:
        lines: claim lines wanted; the files hold them to within one claim.
        seed: which night.
        cache: where folders are kept; the temporary folder by default.
    """
    root = cache or Path(tempfile.gettempdir()) / "claimscrub-benchmarks"
    folder = root / f"{lines}-{seed}"
    stamp = {"lines": lines, "seed": seed, "version": VERSION}
    mark = folder / "stamp.json"
    if mark.is_file() and json.loads(mark.read_text()) == stamp:
        return folder
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    rng = np.random.default_rng(seed)
    people = care.draw_people(rng, lines)
    days = care.draw_days(rng, people, lines)
    service = care.draw_lines(rng, people, days)
    _write(folder / "claims.csv", _claims(rng, people, days, service))
    _write(folder / "visits.csv", _visits(rng, people, days, service))
    _write(folder / "plans.csv", _plans(rng, people, days))
    _write(folder / "spend.csv", _spend(people))
    mark.write_text(json.dumps(stamp))
    return folder


def _write(path: Path, blocks: Iterator[dict[str, Cells]]) -> None:
    with path.open("wb") as stream:
        for at, columns in enumerate(blocks):
            if at == 0:
                stream.write(",".join(columns).encode() + b"\n")
            rows = joined(*columns.values(), between=",")
            stream.write("\n".join(map(str, rows.to_pylist())).encode() + b"\n")


def _parts(count: int) -> Iterator[slice]:
    for begin in range(0, count, _BLOCK):
        yield slice(begin, min(count, begin + _BLOCK))


def _claim_numbers(days: Days) -> Ints:
    """Number claims upwards within a day, while the days' own numbers jump to and fro."""
    first = np.searchsorted(days.day, days.day)
    feed = days.day * 37 % 211
    return 100_000_000 + feed * 800_000 + np.arange(len(days.day)) - first


def _modifiers(rng: np.random.Generator, people: People, days: Days, service: Service) -> list[str]:
    """Return the joined cells of the four modifier slots of every line."""
    count = len(service.of_day)
    discipline = days.discipline[service.of_day]
    payer = people.payer[days.patient[service.of_day]]
    assisted = np.isin(payer, care.ASSISTED) & (rng.random(count) < 0.12) & (discipline < 2)
    pair = np.isin(payer, care.PAIRED) & (service.code == care.ALL_CODES.index("97530"))
    pair &= rng.random(count) < 0.9
    draw = rng.random(count)
    state = discipline * 8 + assisted * 4 + pair * 2 + service.kx
    state = np.where(draw < 0.021, 24, state)
    state = np.where((draw > 0.021) & (draw < 0.023), 25, state)
    state = np.where((draw > 0.023) & (draw < 0.025), 26, state)
    state = np.where((draw > 0.98) & (state == 0), 27, state)
    cells = []
    for number in range(24):
        found = [_MODIFIER[number // 8]]
        found += [("CQ", "CO", "CO")[number // 8]] if number & 4 else []
        found += ["59"] if number & 2 else []
        found += ["KX"] if number & 1 else []
        cells.append(",".join((*found, "", "", "")[:4]))
    cells += [",,,", "GP,GO,,", "GO,CQ,,", "gp ,,,"]
    return [cells[number] for number in state.tolist()]


def _claims(
    rng: np.random.Generator, people: People, days: Days, service: Service
) -> Iterator[dict[str, Cells]]:
    claim_number = _claim_numbers(days)
    total = np.bincount(service.of_day, weights=service.charge).astype(np.int64)
    modifiers = _modifiers(rng, people, days, service)
    for part in _parts(len(service.of_day)):
        of_day = service.of_day[part]
        patient = days.patient[of_day]
        payer, discipline = people.payer[patient], days.discipline[of_day]
        location = people.location[patient]
        count = len(of_day)
        medicare = payer == care.MEDICARE
        unpriced = (rng.random(count) < 0.15) | (~medicare & (rng.random(count) < 0.5))
        replaces = days.replaces[of_day]
        replaced = np.where(replaces >= 0, claim_number[np.maximum(replaces, 0)], 0)
        yield {
            "claim_id": numbered("C", claim_number[of_day]),
            "line_number": numbers(service.number[part]),
            "patient_id": numbered("P", 1_000_000 + patient),
            "payer_id": words(care.PAYERS, payer),
            "service_date": _some_wrong(rng, dates(days.day[of_day]), 0.0007, "11/31/2026"),
            "procedure_code": _some_wrong(rng, words(care.ALL_CODES, service.code[part]), 0.0005,
                                          "CXL01"),
            "units": _some_wrong(rng, numbers(service.units[part]), 0.0004, "one"),
            "charge": money(service.charge[part]),
            "modifier_1,modifier_2,modifier_3,modifier_4": pa.array(modifiers[part]),
            "allowed_amount": blanks(money(service.allowed[part]), unpriced),
            "discipline": _some_blank(rng, words(("PT", "OT", "SLP"), discipline), 0.05),
            "setting": _some_blank(rng, words(("professional", "institutional"),
                                              (location == 3).astype(np.int64)), 0.03),
            "revenue_code": words(("", "0420", "0430", "0440"),
                                  np.where(location == 3, discipline + 1, 0)),
            "place_of_service": words(("11", "12", "22"), location % 3),
            "diagnosis_codes": _some_blank(rng, words(_DIAGNOSES, patient % 400), 0.03),
            "diagnosis_pointers": words(("1 2", "1", "2", ""), service.number[part] % 4),
            "rendering_npi": numbered("10", 20_000_000 + patient % 350),
            "billing_npi": numbered("19", 30_000_000 + location),
            "referring_npi": _some_blank(rng, numbered("16", 40_000_000 + patient % 2_900), 0.2),
            "rendering_taxonomy": words(("225100000X", "225X00000X", "235Z00000X"), discipline),
            "authorization_number": blanks(numbered("A", 500_000 + patient), payer < 6),
            "location_id": numbered("L", 10 + location),
            "therapist_id": _some_blank(rng, numbered("T", 1_000 + patient % 350), 0.04),
            "visit_id": _some_blank(rng, numbered("V", 10_000_000 + of_day), 0.2),
            "member_id": _some_blank(rng, numbered("M", 70_000_000 + patient), 0.03),
            "patient_birth_date": _some_blank(rng, dates(people.birth[patient]), 0.03),
            "state": _some_blank(rng, words(_STATES, location % 4), 0.03),
            "plan": words(("", "GOLD", "SILVER", "HMO 2"), patient % 4),
            "claim_frequency": words(("", "1", "7", "8"), _frequency(days.frequency[of_day])),
            "replaces_claim_id": blanks(numbered("C", replaced), replaces < 0),
            "claim_total_charge": _some_blank(rng, money(total[of_day]), 0.03),
            "incident_to": words(("", "no", "yes"), patient % 3),
        }  # fmt: skip


def _frequency(frequency: Ints) -> Ints:
    return np.select([frequency == 7, frequency == 8], [2, 3], 1)


def _some_blank(rng: np.random.Generator, cells: Cells, share: float) -> Cells:
    return blanks(cells, rng.random(len(cells)) < share)


def _some_wrong(rng: np.random.Generator, cells: Cells, share: float, wrong: str) -> Cells:
    return where_else(rng.random(len(cells)) < share, wrong, cells)


def _visits(
    rng: np.random.Generator, people: People, days: Days, service: Service
) -> Iterator[dict[str, Cells]]:
    """One row a visit with its timed total; one a code for the visits that are told by code."""
    documented = rng.random(len(days.day)) < 0.985
    first = service.number == 1
    kept = np.flatnonzero((first | days.by_code[service.of_day]) & documented[service.of_day])
    timed = ~np.isin(service.code, [care.ALL_CODES.index(name) for name in care._UNTIMED])
    weights = np.where(timed, service.minutes, 0)
    total = np.bincount(service.of_day, weights=weights).astype(np.int64)
    for part in _parts(len(kept)):
        line = kept[part]
        of_day = service.of_day[line]
        patient = days.patient[of_day]
        discipline = days.discipline[of_day]
        signed = days.day[of_day] + rng.integers(0, 4, len(line))
        alone = rng.random(len(line)) < 0.85
        yield {
            "visit_id": numbered("V", 10_000_000 + of_day),
            "patient_id": numbered("P", 1_000_000 + patient),
            "service_date": dates(days.day[of_day]),
            "procedure_code": words(care.ALL_CODES, service.code[line]),
            "discipline": _some_blank(rng, words(("PT", "OT", "SLP"), discipline), 0.03),
            "minutes": blanks(numbers(service.minutes[line]), ~days.by_code[of_day]),
            "therapist_minutes": blanks(numbers(service.minutes[line]), alone),
            "assistant_minutes": blanks(numbers(0 * line), alone),
            "start_time": _clock(8 * 60 + patient % 500),
            "stop_time": _some_blank(rng, _clock(8 * 60 + patient % 500 + total[of_day]), 0.03),
            "therapist_id": numbered("T", 1_000 + patient % 350),
            "therapist_credential": words(("PT", "OT", "SLP"), discipline),
            "therapist_npi": numbered("10", 20_000_000 + patient % 350),
            "finalized_by": numbered("T", 1_000 + patient % 350),
            "delivery_mode": words(("individual", "group", ""), patient % 3),
            "description": quoted(rng, _note(rng, line, 1), 0.03),
            "justification": _some_blank(rng, _note(rng, line, 1), 0.05),
            "goal_id": numbered("G", patient % 5_000),
            "measure": _note(rng, line, 1),
            "response": _some_blank(rng, _note(rng, line, 1), 0.05),
            "note_type": words(("daily", "evaluation"),
                               days.first_of_discipline[of_day].astype(np.int64)),
            "note_signed_on": _some_blank(rng, dates(signed), 0.03),
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


def _plans(rng: np.random.Generator, people: People, days: Days) -> Iterator[dict[str, Cells]]:
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
        "sent_on": _some_blank(rng, dates(np.minimum(begins + 6, AS_OF)), 0.05),
    }


def _spend(people: People) -> Iterator[dict[str, Cells]]:
    patient = np.flatnonzero(people.payer == care.MEDICARE)
    balance = care.opening_balance(patient)
    patient, balance = patient[balance > 0], balance[balance > 0]
    count = len(patient)
    fresh = patient % 3 == 0
    for bucket in ("PT_SLP", "OT"):
        yield {
            "patient_id": numbered("P", 1_000_000 + patient),
            "year": words(("2026",), np.zeros(count, dtype=np.int64)),
            "bucket": words((bucket,), np.zeros(count, dtype=np.int64)),
            "amount": money(balance),
            "as_of": dates(AS_OF - np.where(fresh, 20, 170)),
            "source": words(("271", "other-providers"), (patient % 4 == 0).astype(np.int64)),
        }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Make the files of a big night.")
    parser.add_argument("folder", nargs="?", type=Path, help="where nights are kept")
    parser.add_argument("--lines", type=int, action="append")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    for lines in options.lines or [100_000]:
        folder = folder_of(lines, options.seed, options.folder)
        for name in FILES:
            size = (folder / f"{name}.csv").stat().st_size
            print(f"{folder / name}.csv {size:,} bytes, {size / lines:.0f} a claim line")


if __name__ == "__main__":
    main()
