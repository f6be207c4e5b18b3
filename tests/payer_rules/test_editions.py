"""Imported editions: they take the place of shipped rows, and a damaged one is named."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from payer_rules.code_sets import FOLDER, CodeSets, load_code_sets
from payer_rules.errors import PayerRuleError
from payer_rules.ncci import EXACT, NOT_LOADED, STALE, TABLES

PAIRS = """# NCCI pairs, Medicaid practitioner
# quarter first day: 2026-10-01
# quarter last day: 2026-12-31
column1,column2,from,to,indicator,part
97140,97124,1996-01-01,,0,1
97530,97750,2020-10-01,,1,1
97110,97530,2020-10-01,2020-12-31,1,1
97110,97112,2020-10-01,,9,2
"""
LIMITS = "# MUE\ncode,units,mai\n97110,4,3\n97010,0,2\n"
FEES_HEAD = (
    "code,from,to,certainty,source,status,work,pe_nonfacility,pe_facility,mp,mult_proc,"
    "conversion_factor\n"
)
GPCI_HEAD = "code,from,to,certainty,source,mac,locality,year,work,pe,mp\n"
AT_ALL = "2027-01-01,2027-12-31,0.97,CMS 2027"
FEE = f"97110,{AT_ALL},A,0.45,0.40,0.40,0.01,5,34.0000\n"

Write = Callable[..., Path]


def days(*texts: str) -> npt.NDArray[np.int32]:
    return np.array(texts, "datetime64[D]").astype(np.int32)


@pytest.fixture
def imported(tmp_path: Path) -> Write:
    """Write editions by name and return their folder."""

    def write(files: dict[str, str]) -> Path:
        for name, text in files.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write


def pair(sets: CodeSets, one: str, other: str, day: str, table: str) -> tuple[int, int, str]:
    found = sets.pair_edits.look_up(
        [one, other],
        np.array([0]),
        np.array([1]),
        days(day),
        np.array([TABLES.index(table)], np.int8),
    )
    return int(found.indicator[0]), int(found.standing[0]), found.source(np.array([0]))[0]


def limit(sets: CodeSets, code: str, day: str, table: str) -> tuple[int, int]:
    at = np.array([TABLES.index(table)], np.int8)
    found = sets.unit_limits.look_up(pd.Categorical([code]), days(day), at)
    return int(found.limit[0]), int(found.standing[0])


def fee(sets: CodeSets, code: str, day: str) -> str | None:
    """The conversion factor in force for a code on a day."""
    value = sets.fees.take("conversion_factor", pd.Categorical([code]), days(day), None)[0]
    return value if isinstance(value, str) else None


def test_an_imported_quarter_of_pairs(imported: Write) -> None:
    sets = load_code_sets(imported=imported({"ncci-medicaid-practitioner-2026q4.csv": PAIRS}))
    table = "medicaid-practitioner"
    source = "CMS NCCI PTP file, medicaid-practitioner 2026q4"
    assert pair(sets, "97124", "97140", "1995-12-31", table) == (-1, NOT_LOADED, "")
    assert pair(sets, "97124", "97140", "2010-05-05", table) == (0, EXACT, source)
    assert pair(sets, "97530", "97750", "2020-09-30", table) == (-1, EXACT, "")
    assert pair(sets, "97530", "97750", "2026-12-31", table) == (1, EXACT, source)
    assert pair(sets, "97530", "97750", "2027-01-01", table) == (1, STALE, source)
    assert pair(sets, "97110", "97530", "2020-12-31", table) == (1, EXACT, source)
    assert pair(sets, "97110", "97530", "2021-01-01", table) == (-1, EXACT, "")
    assert pair(sets, "97110", "97112", "2026-11-20", table) == (-1, EXACT, "")
    assert pair(sets, "97124", "97140", "2026-11-20", "medicaid-hospital") == (-1, NOT_LOADED, "")
    # Medicare's tables are as they ship.
    assert pair(sets, "97124", "97140", "2024-08-15", "medicare-practitioner")[:2] == (0, EXACT)


def test_the_newest_quarter_alone_answers(imported: Write) -> None:
    older = PAIRS.replace("2026-10-01\n", "2026-04-01\n").replace("2026-12-31", "2026-06-30")
    sets = load_code_sets(
        imported=imported(
            {
                "ncci-medicare-hospital-2026q2.csv": older + "97150,97116,1996-01-01,,1,1\n",
                "ncci-medicare-hospital-2026q4.csv": PAIRS,
            }
        )
    )
    assert pair(sets, "97150", "97116", "2026-05-05", "medicare-hospital") == (-1, EXACT, "")
    assert sets.pair_edits.covered(TABLES.index("medicare-hospital")) == tuple(
        days("1996-01-01", "2026-12-31").tolist()
    )


def test_a_quarter_that_lacks_a_part_does_not_answer(imported: Write) -> None:
    name = "ncci-medicaid-practitioner-2026q4.csv"
    sets = load_code_sets(imported=imported({name: "# complete: no\n" + PAIRS}))
    table = "medicaid-practitioner"
    assert pair(sets, "97140", "97124", "2026-11-20", table) == (-1, NOT_LOADED, "")
    assert sets.pair_edits.covered(TABLES.index(table)) is None


def test_the_codes_that_an_import_looked_for_are_known(imported: Write) -> None:
    name = "ncci-medicaid-practitioner-2026q4.csv"
    table, names = TABLES.index("medicaid-practitioner"), ["97124", "97799", "99213"]
    rows_alone = load_code_sets(imported=imported({name: PAIRS}))
    assert rows_alone.pair_edits.knows(names, table).tolist() == [True, False, False]
    listed = load_code_sets(imported=imported({name: "# codes: 97124 97799\n" + PAIRS}))
    assert listed.pair_edits.knows(names, table).tolist() == [True, True, False]


def test_imported_unit_limits_stand_until_the_next_edition(imported: Write) -> None:
    sets = load_code_sets(
        imported=imported(
            {
                "mue-medicare-practitioner-2026q3.csv": LIMITS,
                "mue-medicaid-hospital-2026q4.csv": LIMITS,
            }
        )
    )
    assert limit(sets, "97110", "2026-06-30", "medicare-practitioner") == (6, EXACT)
    assert limit(sets, "97110", "2026-07-01", "medicare-practitioner") == (4, EXACT)
    assert limit(sets, "97112", "2026-07-01", "medicare-practitioner") == (-1, EXACT)
    assert limit(sets, "97110", "2026-10-01", "medicare-practitioner") == (4, STALE)
    assert limit(sets, "97110", "2026-10-01", "medicare-hospital") == (8, STALE)
    assert limit(sets, "97010", "2026-09-30", "medicaid-hospital") == (-1, NOT_LOADED)
    assert limit(sets, "97010", "2026-10-01", "medicaid-hospital") == (0, EXACT)


def test_an_imported_fee_file_answers_to_the_end_of_its_year(imported: Write) -> None:
    later = FEE.replace("2027-01-01", "2026-07-01").replace("2027-12-31", "2026-12-31")
    sets = load_code_sets(
        imported=imported(
            {
                "fees-2026-07-01.csv": FEES_HEAD + later,
                "fees-2027-01-01.csv": FEES_HEAD + FEE.replace("34.0000", "34.5000"),
                "fees-2027-07-01.csv": FEES_HEAD + FEE.replace("2027-01-01", "2027-07-01"),
            }
        )
    )
    assert fee(sets, "97110", "2026-06-30") == "33.4009"
    assert fee(sets, "97110", "2026-07-01") == "34.0000"
    assert fee(sets, "97110", "2026-12-31") == "34.0000"
    assert fee(sets, "97110", "2027-06-30") == "34.5000"
    assert fee(sets, "97110", "2027-07-01") == "34.0000"
    assert fee(sets, "97110", "2028-01-01") is None
    # The edition is the whole schedule of its days: what it does not name is not in it.
    assert fee(sets, "97530", "2026-06-30") == "33.4009"
    assert fee(sets, "97530", "2026-07-01") is None


def test_imported_factors_of_a_year(imported: Write) -> None:
    row = "10112-00,2026-01-01,2026-12-31,0.97,CMS,10112,00,2026,1.000,0.900,0.500\n"
    sets = load_code_sets(imported=imported({"gpci-2026.csv": GPCI_HEAD + row}))

    def expense(locality: str, day: str) -> float:
        return float(sets.gpci.take("pe", pd.Categorical([locality]), days(day), -1.0)[0])

    assert expense("10112-00", "2025-12-31") == 0.869
    assert expense("10112-00", "2026-01-01") == 0.900
    assert expense("02102-01", "2026-01-01") == -1.0


def test_editions_are_among_the_files_and_hashes_of_a_run(imported: Write) -> None:
    folder = imported({"mue-medicare-hospital-2026q3.csv": LIMITS, "notes.csv": "a,b\n"})
    sets = load_code_sets(imported=folder)
    name = "code_sets/imported/mue-medicare-hospital-2026q3.csv"
    assert sets.files()[name] == LIMITS.encode()
    assert sets.hashes()[name] == hashlib.sha256(LIMITS.encode()).hexdigest()
    assert set(sets.hashes()) - set(load_code_sets().hashes()) == {name}
    assert "code_sets/ncci_pairs.csv" in sets.hashes()


def test_a_folder_that_is_not_there_holds_no_edition(tmp_path: Path) -> None:
    sets = load_code_sets(imported=tmp_path / "none")
    assert sets.editions == ()
    assert set(sets.files()) == {f"code_sets/{path.name}" for path in FOLDER.glob("*.csv")}


def test_a_file_in_the_place_of_the_folder(imported: Write) -> None:
    path = imported({"x": "y"}) / "x"
    with pytest.raises(PayerRuleError, match="is not a folder"):
        load_code_sets(imported=path)


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("ncci-medicaid-2026q4.csv", PAIRS, "has a name that says no table"),
        ("ncci-medicare-hospital-2026q5.csv", PAIRS, "has a name that says no table"),
        ("ncci-medicare-hospital-2026q3.csv", PAIRS, '"quarter first day" is not that'),
        ("ncci-medicare-hospital-2026q4.csv", PAIRS[:-10], "line 8: has more or fewer cells"),
        ("ncci-medicare-hospital-2026q4.csv", "# rows: 9\n" + PAIRS, "another number of rows"),
        ("ncci-medicare-hospital-2026q4.csv", "", 'the column "column1" is missing'),
        (
            "ncci-medicare-hospital-2026q4.csv",
            PAIRS.replace("indicator", "modifier"),
            'the column "indicator" is missing',
        ),
        (
            "ncci-medicare-hospital-2026q4.csv",
            PAIRS.replace(",1,1\n", ",SECRET,1\n"),
            'line 6: "indicator" must be one of 0, 1, 9',
        ),
        (
            "ncci-medicare-hospital-2026q4.csv",
            PAIRS.replace("1996-01-01", "SECRET"),
            'line 5: "from" must be a date',
        ),
        (
            "ncci-medicare-hospital-2026q4.csv",
            PAIRS.replace("1996-01-01", "2027-01-01"),
            "line 5: begins after the end of the quarter",
        ),
        (
            "ncci-medicare-hospital-2026q4.csv",
            PAIRS + "97140,97124,2020-01-01,,1,1\n",
            "line 9: overlaps line 5: the same pair",
        ),
        (
            "ncci-medicare-hospital-2026q4.csv",
            PAIRS.replace("97140,97124", "97140,97140"),
            "line 5: must name two codes",
        ),
        (
            "ncci-medicare-hospital-2026q4.csv",
            "column1,column2,from,to,indicator,part\n97140,97124,2020-01-01,2020-12-31,0,1\n",
            "no pair that is in force in its quarter",
        ),
        ("mue-medicare-hospital-2026q4.csv", "code,units,mai\n", "holds no limit"),
        ("mue-medicare-hospital-2026q4.csv", LIMITS + "97110,4,3\n", "names a code twice"),
        ("mue-medicare-hospital-2026q4.csv", LIMITS + "97112,,3\n", "line 5: names no units"),
        ("mue-medicare-hospital-2026q4.csv", LIMITS + "97112,4,7\n", '"mai" must be one of 1, 2'),
        ("fees-2027.csv", FEES_HEAD + FEE, "has a name that says no table"),
        ("fees-2026-01-01.csv", FEES_HEAD + FEE, "a row outside the days that its name says"),
        ("fees-2027-01-01.csv", FEES_HEAD, "holds no row"),
        (
            "fees-2027-01-01.csv",
            FEES_HEAD + FEE.replace("0.40,0.40", "0.401,0.40"),
            '"pe_nonfacility" must be numbers of at most 2 decimals',
        ),
        (
            "fees-2027-01-01.csv",
            FEES_HEAD + FEE.replace("34.0000", "SECRET"),
            '"conversion_factor" must be numbers',
        ),
        (
            "gpci-2027.csv",
            GPCI_HEAD.replace(",mp", ",risk") + f"10112-00,{AT_ALL},10112,00,2027,1,1,1\n",
            'the column "mp" is missing',
        ),
    ],
)
def test_a_damaged_edition_is_named_before_the_night(
    imported: Write, name: str, text: str, wanted: str
) -> None:
    folder = imported({name: text})
    with pytest.raises(PayerRuleError) as caught:
        load_code_sets(imported=folder)
    assert wanted in str(caught.value)
    assert str(caught.value).startswith(f"code_sets/imported/{name}")
    assert "SECRET" not in str(caught.value)


def test_an_edition_that_is_no_text(imported: Write) -> None:
    folder = imported({})
    (folder / "gpci-2027.csv").write_bytes(b"\xff\xfe\x00code")
    with pytest.raises(PayerRuleError, match="cannot be read as text"):
        load_code_sets(imported=folder)
