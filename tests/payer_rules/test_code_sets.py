"""The tables of codes: boundaries of dates, families, exact figures, faults of a file."""

from __future__ import annotations

import csv

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from payer_rules.code_set import CodeSet, join_code_sets, parse_code_set
from payer_rules.code_sets import FOLDER, CodeSets, load_code_sets
from payer_rules.errors import PayerRuleError
from payer_rules.table_text import read_table

SETS = load_code_sets()
FILES = sorted(path.stem for path in FOLDER.glob("*.csv"))
LOOKED_UP_OTHERWISE = {"ncci_pairs", "unit_limits"}
HEAD = "code,from,to,certainty,source\n"


def days(*texts: str) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.array(texts, "datetime64[D]").astype(np.int32)


def at(table: CodeSet, code: str, day: str) -> bool:
    return bool(table.holds(pd.Categorical([code]), days(day))[0])


@pytest.mark.parametrize(
    ("name", "code", "last_without", "first_with"),
    [
        # First days: the year in which CMS added the code, or its first day in CPT.
        ("always_therapy", "97161", "2016-12-31", "2017-01-01"),
        ("always_therapy", "97763", "2017-12-31", "2018-01-01"),
        ("sometimes_therapy", "98979", "2025-12-31", "2026-01-01"),
        ("sometimes_therapy", "98985", "2025-12-31", "2026-01-01"),
        ("sometimes_therapy", "97550", "2023-12-31", "2024-01-01"),
        ("sometimes_therapy", "98975", "2021-12-31", "2022-01-01"),
        ("time_bases", "97129", "2019-12-31", "2020-01-01"),
        ("modifiers", "XU", "2014-12-31", "2015-01-01"),
    ],
)
def test_first_days(name: str, code: str, last_without: str, first_with: str) -> None:
    table: CodeSet = getattr(SETS, name)
    assert [at(table, code, last_without), at(table, code, first_with)] == [False, True]


@pytest.mark.parametrize(
    ("name", "code", "last_with", "first_without"),
    [
        ("always_therapy", "97001", "2016-12-31", "2017-01-01"),
        ("evaluation_codes", "97004", "2016-12-31", "2017-01-01"),
        ("time_bases", "97762", "2017-12-31", "2018-01-01"),
        ("quality_codes", "G9158", "2018-12-31", "2019-01-01"),
        ("fees", "97110", "2026-12-31", "2027-01-01"),
    ],
)
def test_last_days(name: str, code: str, last_with: str, first_without: str) -> None:
    table: CodeSet = getattr(SETS, name)
    assert [at(table, code, last_with), at(table, code, first_without)] == [True, False]


def test_97110_and_97530_are_always_therapy_and_pooled_in_quarter_hours() -> None:
    codes, day = (
        pd.Categorical(["97110", "97530", "97150", None, "99213"]),
        days(*["2026-03-02"] * 5),
    )
    assert SETS.always_therapy.holds(codes, day).tolist() == [True, True, True, False, False]
    base = SETS.time_bases.take("base", codes, day, None)
    assert base.tolist()[:3] == ["15min_pool", "15min_pool", "untimed"]
    assert base.isna().tolist() == [False, False, False, True, True]
    assert SETS.time_bases.take("minutes", codes, day, 0.0).tolist() == [15, 15, 0, 0, 0]


def test_first_and_additional_codes_are_one_family() -> None:
    day = days("2026-03-02", "2026-03-02")
    for first, more in [("97129", "97130"), ("90912", "90913"), ("97550", "97551")]:
        family = SETS.time_bases.take("family", pd.Categorical([first, more]), day, None)
        assert family.tolist() == [f"{first}+{more}"] * 2


def test_evaluations_lock_a_discipline_where_only_one_bills_them() -> None:
    codes = pd.Categorical(["97161", "97164", "97168", "92523", "92610", "97110"])
    rows = SETS.evaluation_codes.rows_on(codes, days(*["2026-03-02"] * 6))
    kinds = SETS.evaluation_codes.texts("kind", rows, "")
    assert kinds.tolist() == [
        "evaluation", "reevaluation", "reevaluation", "evaluation", "evaluation", "",
    ]  # fmt: skip
    locked = SETS.evaluation_codes.texts("discipline", rows, "")
    assert locked.tolist() == ["PT", "PT", "OT", "SLP", "", ""]


def test_families_of_codes() -> None:
    codes = pd.Categorical(["L3908", "1101F", "G8978", "97110"])
    day = days(*["2026-03-02"] * 4)
    assert SETS.supply_codes.holds(codes, day).tolist() == [True, False, False, False]
    assert SETS.quality_codes.holds(codes, day).tolist() == [False, True, True, False]


def test_a_code_written_whole_comes_before_its_family() -> None:
    table = parse_code_set(
        "t", HEAD + "G8*,2020-01-01,,0.5,family\nG8978,2020-01-01,2020-12-31,0.9,whole\n"
    )
    codes = pd.Categorical(["G8978", "G8978", "G8999"])
    day = days("2020-12-31", "2021-01-01", "2020-12-31")
    assert table.take("source", codes, day, "").tolist() == ["whole", "family", "family"]
    assert table.certainty(codes, day).tolist() == [0.9, 0.5, 0.5]


def test_fees_are_exact_to_the_last_digit() -> None:
    """97110 in 2026: .45, .41, .01 at 33.4009 is 29.06 (CMS July 2026, national)."""
    codes, day = pd.Categorical(["97110"]), days("2026-03-02")
    fees = SETS.fees
    rows = fees.rows_on(codes, day)
    parts = [int(fees.exact(c, rows, 2, 0)[0]) for c in ("work", "pe_nonfacility", "mp")]
    factor = int(fees.exact("conversion_factor", rows, 4, 0)[0])
    assert [*parts, factor] == [45, 41, 1, 334_009]
    assert round(sum(parts) * factor / 10**6, 2) == 29.06
    with pytest.raises(ValueError, match="more than 2 decimals"):
        fees.exact("conversion_factor", rows, 2, 0)


def test_facility_expense_is_blank_where_not_known() -> None:
    """Only therapy codes (mult_proc 5) have the same expense in both places in 2026."""
    codes, day = pd.Categorical(["97110", "97597"]), days("2026-03-02", "2026-03-02")
    got = SETS.fees.take("pe_facility", codes, day, -1.0)
    assert got.tolist() == [0.41, -1.0]


def test_the_factors_of_chicago() -> None:
    codes = pd.Categorical(["06102-16", "06102-16", None])
    day = days("2025-06-01", "2026-06-01", "2026-06-01")
    rows = SETS.gpci.rows_on(codes, day)
    assert SETS.gpci.exact("work", rows, 3, 1).tolist() == [1007, 1007, 1]
    assert SETS.gpci.exact("mp", rows, 3, 1).tolist() == [2018, 2295, 1]


def test_the_lists_have_the_lengths_of_their_source() -> None:
    """55 always and 49 sometimes in 2026; the four old evaluations are closed."""
    today = days("2026-11-20")[0]
    for name, length in [("always_therapy", 55), ("sometimes_therapy", 49)]:
        table: CodeSet = getattr(SETS, name)
        open_rows = [row for row in range(len(table)) if table.last[row] >= today]
        assert len(open_rows) == length


@pytest.mark.parametrize("name", FILES)
def test_every_table_says_where_it_comes_from(name: str) -> None:
    text = (FOLDER / f"{name}.csv").read_text(encoding="utf-8")
    table = read_table(f"code_sets/{name}.csv", text, ("from", "to", "certainty", "source"))
    assert "2026-11-21" in table.note
    assert all(row.cells["source"] for row in table.rows)
    assert table.name in SETS.hashes()
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert len({len(cells) for cells in csv.reader(lines)}) == 1


@pytest.mark.parametrize("name", sorted({*FILES} - LOOKED_UP_OTHERWISE))
def test_every_table_of_codes_has_its_name_among_the_code_sets(name: str) -> None:
    table: CodeSet = getattr(CodeSets(), name)
    assert table.name == f"code_sets/{name}.csv"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("code,from,to,certainty\n", 'the column "source" is missing'),
        (HEAD + "97110,2020-01-01,,1\n", "line 2: has more or fewer cells"),
        (HEAD + "97110,SECRET,,1,s\n", 'line 2: "from" must be a date'),
        (HEAD + "97110,2020-01-01,,SECRET,s\n", 'line 2: "certainty" must be a number'),
        (HEAD + "97110,2020-01-01,2019-01-01,1,s\n", 'line 2: "to" lies before "from"'),
        (
            "# note\n" + HEAD + "97110,2020-01-01,2020-12-31,1,s\n97110,2020-12-31,,1,s\n",
            "line 4: overlaps line 3: the same code",
        ),
    ],
)
def test_a_faulty_table_is_named_by_line_without_its_cell(text: str, wanted: str) -> None:
    with pytest.raises(PayerRuleError) as caught:
        parse_code_set("code_sets/x.csv", text)
    assert wanted in str(caught.value)
    assert "SECRET" not in str(caught.value)


@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 30), st.integers(0, 9)), max_size=40),
    st.lists(
        st.tuples(st.sampled_from(["A", "B", "C", "D", None]), st.integers(-5, 45)), max_size=40
    ),
)
def test_rows_equal_a_plain_search(
    raw: list[tuple[str, int, int]], wanted: list[tuple[str | None, int]]
) -> None:
    kept: list[tuple[str, int, int]] = []
    for code, first, length in raw:
        last = first + length
        if all(c != code or last < f or first > t for c, f, t in kept):
            kept.append((code, first, last))
    epoch = np.datetime64("1970-01-01")
    table = parse_code_set(
        "t", HEAD + "".join(f"{c},{epoch + f},{epoch + t},1,s\n" for c, f, t in kept)
    )
    codes = pd.Categorical([code for code, _ in wanted])
    got = table.rows_on(codes, np.array([day for _, day in wanted], np.int32))
    assert got.tolist() == [
        next((n for n, (c, f, t) in enumerate(kept) if c == code and f <= day <= t), -1)
        for code, day in wanted
    ]


def test_a_table_is_cut_at_days_and_put_together_again() -> None:
    """Row A from 1 to 10, row B from 5 on; the days 4 to 6 are taken out."""
    text = HEAD + "A,1970-01-02,1970-01-11,1,s\nB,1970-01-06,,1,t\n"
    table = parse_code_set("t", text)
    asked = np.arange(0, 13, dtype=np.int32)

    def sources(table: CodeSet, code: str) -> str:
        found = table.take("source", pd.Categorical([code] * len(asked)), asked, "-")
        return "".join(found.tolist())

    inside, outside = table.between(4, 6), table.without(4, 6)
    assert [sources(inside, "A"), sources(inside, "B")] == ["----sss------", "-----tt------"]
    assert [sources(outside, "A"), sources(outside, "B")] == ["-sss---ssss--", "-------tttttt"]
    joined = join_code_sets([outside, inside])
    assert [sources(joined, code) for code in "AB"] == [sources(table, code) for code in "AB"]
    assert joined.note == table.note
    assert inside.covers(asked).tolist() == [4 <= day <= 6 for day in range(13)]
    assert table.covers(asked).tolist() == [day >= 1 for day in range(13)]
    assert len(table.between(20, 19)) == 0
