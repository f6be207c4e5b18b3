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

from benchmarks import care, record
from benchmarks.care import Days, Ints, People, Rows, Service
from benchmarks.texts import (
    Cells,
    blanks,
    dates,
    joined,
    money,
    numbered,
    numbers,
    parts_of,
    some_blank,
    where_else,
    words,
)

VERSION = 8
FILES = ("claims", "visits", "plans", "spend", "documents")
SITE = Path(__file__).parent / "site"
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
    _write(folder / "visits.csv", record.visits_file(rng, people, days, service))
    _write(folder / "plans.csv", record.plans_file(rng, people, days))
    _write(folder / "spend.csv", record.spend_file(people))
    _write(folder / "documents.csv", record.documents_file(rng, people, days))
    mark.write_text(json.dumps(stamp))
    return folder


def _write(path: Path, blocks: Iterator[dict[str, Cells]]) -> None:
    with path.open("wb") as stream:
        for at, columns in enumerate(blocks):
            if at == 0:
                stream.write(",".join(columns).encode() + b"\n")
            rows = joined(*columns.values(), between=",")
            stream.write("\n".join(map(str, rows.to_pylist())).encode() + b"\n")


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
    forgotten = rng.random(count) < 0.03
    assisted = service.assisted & ~forgotten
    pair = np.isin(payer, care.PAIRED) & _beside(service, "97530", "97110")
    pair |= np.isin(payer, care.EDITED) & _beside(service, "97129", "92507", "92526")
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


def _beside(service: Service, code: str, *others: str) -> Rows:
    """Mark the lines of a code on days that have one of the others too."""
    numbers = [care.ALL_CODES.index(other) for other in others]
    met = np.bincount(service.of_day, weights=np.isin(service.code, numbers))[service.of_day] > 0
    return np.asarray(met & (service.code == care.ALL_CODES.index(code)), dtype=np.bool_)


def _claims(
    rng: np.random.Generator, people: People, days: Days, service: Service
) -> Iterator[dict[str, Cells]]:
    claim_number = _claim_numbers(days)
    total = np.bincount(service.of_day, weights=service.charge).astype(np.int64)
    modifiers = _modifiers(rng, people, days, service)
    for part in parts_of(len(service.of_day)):
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
            "discipline": some_blank(rng, words(("PT", "OT", "SLP"), discipline), 0.05),
            "setting": some_blank(rng, words(("professional", "institutional"),
                                              (location == 3).astype(np.int64)), 0.03),
            "revenue_code": words(("", "0420", "0430", "0440"),
                                  np.where(location == 3, discipline + 1, 0)),
            "place_of_service": words(("11", "12", "22"), location % 3),
            "diagnosis_codes": some_blank(rng, words(_DIAGNOSES, patient % 400), 0.03),
            "diagnosis_pointers": words(("1 2", "1", "2", ""), service.number[part] % 4),
            "rendering_npi": numbered("10", 20_000_000 + people.therapist[patient]),
            "billing_npi": numbered("19", 30_000_000 + location),
            "referring_npi": some_blank(rng, numbered("16", 40_000_000 + patient % 2_900), 0.2),
            "rendering_taxonomy": words(("225100000X", "225X00000X", "235Z00000X"), discipline),
            "authorization_number": blanks(numbered("A", 500_000 + patient), payer < 6),
            "location_id": numbered("L", 10 + location),
            "therapist_id": some_blank(rng, numbered("T", 1_000 + people.therapist[patient]), 0.04),
            "visit_id": some_blank(rng, numbered("V", 10_000_000 + of_day), 0.2),
            "member_id": some_blank(rng, numbered("M", 70_000_000 + patient), 0.03),
            "patient_birth_date": some_blank(rng, dates(people.birth[patient]), 0.03),
            "state": some_blank(rng, words(_STATES, location % 4), 0.03),
            "plan": words(("", "GOLD", "SILVER", "HMO 2"), patient % 4),
            "claim_frequency": words(("", "1", "7", "8"), _frequency(days.frequency[of_day])),
            "replaces_claim_id": blanks(numbered("C", replaced), replaces < 0),
            "claim_total_charge": some_blank(rng, money(total[of_day]), 0.03),
            "incident_to": words(("", "no", "yes"), patient % 3),
        }  # fmt: skip


def _frequency(frequency: Ints) -> Ints:
    return np.select([frequency == 7, frequency == 8], [2, 3], 1)


def _some_wrong(rng: np.random.Generator, cells: Cells, share: float, wrong: str) -> Cells:
    return where_else(rng.random(len(cells)) < share, wrong, cells)


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
