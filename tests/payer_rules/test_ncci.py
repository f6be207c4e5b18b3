"""Pairs of codes: which edit is in force on a day, and how sure the answer is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from payer_rules.code_sets import load_code_sets
from payer_rules.errors import PayerRuleError
from payer_rules.ncci import (
    EXACT,
    NEVER,
    NO_EDIT,
    NOT_LOADED,
    STALE,
    TABLES,
    WITH_MODIFIER,
    PairAnswers,
    PairEdition,
    PairEdits,
    PairRow,
    PairTable,
)
from payer_rules.pair_tables import shipped_pairs, with_imported

EDITS = load_code_sets().pair_edits
PRACTITIONER, HOSPITAL = TABLES.index("medicare-practitioner"), TABLES.index("medicare-hospital")
HEAD = "column1,column2,from,to,certainty,source,basis,practitioner,hospital\n"


def days(*texts: str) -> npt.NDArray[np.int32]:
    return np.array(texts, "datetime64[D]").astype(np.int32)


def ask(edits: PairEdits, *asked: tuple[str, str, str, int]) -> PairAnswers:
    """Look up (code, code, day, table)."""
    names = sorted({code for one, other, _, _ in asked for code in (one, other)})
    return edits.look_up(
        names,
        np.array([names.index(one) for one, _, _, _ in asked], np.intp),
        np.array([names.index(other) for _, other, _, _ in asked], np.intp),
        days(*(day for _, _, day, _ in asked)),
        np.array([table for _, _, _, table in asked], np.int8),
    )


def answer(one: str, other: str, day: str, table: int = PRACTITIONER) -> tuple[int, int]:
    """Indicator and standing of one pair in the shipped tables."""
    found = ask(EDITS, (one, other, day, table))
    return int(found.indicator[0]), int(found.standing[0])


# Active pairs of the files of 2024-07-01, from the list of Medicare facts, section g.
@pytest.mark.parametrize(
    ("column1", "column2", "practitioner", "hospital"),
    [
        ("97530", "97750", WITH_MODIFIER, WITH_MODIFIER),
        ("97530", "97537", WITH_MODIFIER, WITH_MODIFIER),
        ("97530", "95851", NEVER, NEVER),
        ("97150", "97110", WITH_MODIFIER, WITH_MODIFIER),
        ("97150", "97763", WITH_MODIFIER, WITH_MODIFIER),
        ("97140", "97124", NEVER, NEVER),
        ("97140", "97750", WITH_MODIFIER, WITH_MODIFIER),
        ("97113", "97110", WITH_MODIFIER, WITH_MODIFIER),
        ("97113", "97036", NEVER, NEVER),
        ("97760", "97763", NEVER, NEVER),
        ("97755", "97750", NEVER, NEVER),
        ("97161", "97750", NEVER, WITH_MODIFIER),
        ("97161", "97164", NEVER, NEVER),
        ("92526", "97032", NEVER, WITH_MODIFIER),
        ("97750", "97150", NEVER, NEVER),
        ("98940", "97140", WITH_MODIFIER, WITH_MODIFIER),
    ],
)
def test_active_pairs_of_the_third_quarter_of_2024(
    column1: str, column2: str, practitioner: int, hospital: int
) -> None:
    for table, wanted in ((PRACTITIONER, practitioner), (HOSPITAL, hospital)):
        found = ask(
            EDITS, (column1, column2, "2024-07-01", table), (column2, column1, "2024-09-30", table)
        )
        assert found.indicator.tolist() == [wanted, wanted]
        assert found.one_is_first.tolist() == [True, False]
        assert found.standing.tolist() == [EXACT, EXACT]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("97110", "97530"),
        ("97140", "97530"),
        ("97116", "97530"),
        ("97112", "97530"),
        ("97535", "97530"),
        ("97140", "97161"),
        ("97140", "97167"),
    ],
)
def test_pairs_that_medicare_does_not_have(one: str, other: str) -> None:
    for table in (PRACTITIONER, HOSPITAL):
        found = ask(EDITS, (one, other, "2024-08-15", table))
        assert (found.indicator[0], found.standing[0]) == (NO_EDIT, EXACT)
        assert (found.certainty[0], found.one_is_first[0]) == (0.0, False)
        assert found.source(np.array([0])) == [""]


def test_the_days_at_both_ends_of_the_loaded_quarter() -> None:
    assert answer("97140", "97124", "2024-06-30") == (NO_EDIT, NOT_LOADED)
    assert answer("97140", "97124", "2024-07-01") == (NEVER, EXACT)
    assert answer("97140", "97124", "2024-09-30") == (NEVER, EXACT)
    assert answer("97140", "97124", "2024-10-01") == (NEVER, STALE)
    assert answer("97110", "97530", "2024-10-01") == (NO_EDIT, STALE)
    assert answer("97140", "97124", "2026-11-20") == (NEVER, STALE)


def test_the_policy_manual_answers_for_its_year_and_is_the_last_known_after_it() -> None:
    """97161 with 97750, certainty .88; 92526 with G0283, .97, differs by setting."""
    assert answer("97161", "97750", "2025-12-31") == (NEVER, STALE)
    assert answer("97161", "97750", "2026-01-01") == (NEVER, EXACT)
    assert answer("97161", "97750", "2026-12-31") == (NEVER, EXACT)
    assert answer("97161", "97750", "2027-01-01") == (NEVER, STALE)
    assert answer("92526", "G0283", "2026-06-01", PRACTITIONER) == (NEVER, EXACT)
    assert answer("92526", "G0283", "2026-06-01", HOSPITAL) == (WITH_MODIFIER, EXACT)
    found = ask(
        EDITS,
        ("97161", "97750", "2026-06-01", PRACTITIONER),
        ("97140", "97124", "2026-06-01", PRACTITIONER),
    )
    assert found.certainty.tolist() == [0.88, 0.97]
    assert found.source(np.array([0, 1])) == [
        "CMS NCCI policy manual 2026-01-01 chapter 11",
        "CMS NCCI PTP files 2024-07-01",
    ]


def test_what_the_manual_supports_at_less_than_85_is_no_edit() -> None:
    """92507 with 97130: .5 in the manual, and no pair of 2024."""
    assert answer("92507", "97130", "2026-06-01") == (NO_EDIT, STALE)


def test_an_empty_indicator_is_no_edit() -> None:
    """20560 with 97602 is an edit of practitioners, the other way round one of hospitals."""
    found = ask(
        EDITS,
        ("20560", "97602", "2024-08-15", PRACTITIONER),
        ("20560", "97602", "2024-08-15", HOSPITAL),
        ("98980", "97750", "2024-08-15", HOSPITAL),
    )
    assert found.indicator.tolist() == [WITH_MODIFIER, WITH_MODIFIER, WITH_MODIFIER]
    assert found.one_is_first.tolist() == [True, False, False]
    assert found.standing.tolist() == [EXACT] * 3


def test_no_table_and_tables_that_are_not_loaded() -> None:
    for table in (-1, TABLES.index("medicaid-practitioner"), TABLES.index("medicaid-hospital")):
        assert answer("97140", "97124", "2024-08-15", table) == (NO_EDIT, NOT_LOADED)
        assert EDITS.covered(table) is None
        assert not EDITS.knows(["97140"], table).any()


def test_a_missing_code_and_a_code_with_itself_are_no_pair() -> None:
    names = ["97140", "97124"]
    table = np.zeros(2, np.int8)
    found = EDITS.look_up(
        names, np.array([-1, 0]), np.array([1, 0]), days("2024-08-15", "2024-08-15"), table
    )
    assert found.indicator.tolist() == [NO_EDIT, NO_EDIT]


def test_nothing_asked_is_nothing_answered() -> None:
    none = np.empty(0, np.intp)
    found = EDITS.look_up([], none, none, days(), np.empty(0, np.int8))
    assert len(found.indicator) == len(found.standing) == 0
    assert found.source(none) == []


def test_which_codes_are_known_and_which_days_are_covered() -> None:
    names = ["97110", "97530", "99213", ""]
    assert EDITS.knows(names, PRACTITIONER).tolist() == [True, True, False, False]
    assert EDITS.covered(PRACTITIONER) == tuple(days("2024-07-01", "2024-09-30").tolist())
    assert EDITS.covered(HOSPITAL) == EDITS.covered(PRACTITIONER)


def test_an_indicator_9_is_no_edit() -> None:
    text = HEAD + (
        "97110,97530,2024-07-01,2024-09-30,0.97,file,quarter,9,1\n"
        "97140,97124,2024-07-01,2024-09-30,0.97,file,quarter,0,9\n"
    )
    edits = PairEdits(shipped_pairs("code_sets/ncci_pairs.csv", text))
    found = ask(
        edits,
        ("97110", "97530", "2024-07-01", PRACTITIONER),
        ("97110", "97530", "2024-07-01", HOSPITAL),
        ("97140", "97124", "2024-07-01", HOSPITAL),
    )
    assert found.indicator.tolist() == [NO_EDIT, WITH_MODIFIER, NO_EDIT]
    assert found.standing.tolist() == [EXACT] * 3


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (HEAD.replace(",hospital", ""), 'the column "hospital" is missing'),
        (HEAD + "1,2,2024-07-01,,0.97,s,quarter,SECRET,1\n", 'line 2: "practitioner" must be one'),
        (HEAD + "1,2,2024-07-01,,0.97,s,SECRET,1,1\n", 'line 2: "basis" must be one of quarter'),
        (HEAD + "1,2,SECRET,,0.97,s,quarter,1,1\n", 'line 2: "from" must be a date'),
    ],
)
def test_a_faulty_table_is_named_by_line_without_its_cell(text: str, wanted: str) -> None:
    with pytest.raises(PayerRuleError) as caught:
        shipped_pairs("code_sets/ncci_pairs.csv", text)
    assert wanted in str(caught.value)
    assert "SECRET" not in str(caught.value)


CODES = st.sampled_from("ABCD")
ROWS = st.lists(st.tuples(CODES, CODES, st.integers(0, 40), st.integers(0, 15), st.integers(0, 1)))


def _table(rows: list[tuple[str, str, int, int, int]], basis: str) -> tuple[PairRow, ...]:
    """Rows of two codes whose periods never overlap for a pair in either order."""
    kept: list[PairRow] = []
    for one, two, first, length, indicator in rows:
        row = PairRow(one, two, first, first + length, indicator, 0.9, f"{basis} {len(kept)}")
        free = all(
            {one, two} != {other.column1, other.column2}
            or row.last < other.first
            or other.last < row.first
            for other in kept
        )
        if one != two and free:
            kept.append(row)
    return tuple(kept)


@given(
    ROWS,
    ROWS,
    ROWS,
    st.lists(st.tuples(st.sampled_from("ABCDX"), CODES, st.integers(-5, 75), st.integers(-1, 1))),
)
def test_answers_equal_a_plain_search(
    old: list[tuple[str, str, int, int, int]],
    new: list[tuple[str, str, int, int, int]],
    manual: list[tuple[str, str, int, int, int]],
    asked: list[tuple[str, str, int, int]],
) -> None:
    first = PairEdition(0, 20, _table(old, "old"), frozenset())
    second = PairEdition(25, 45, _table(new, "new"), frozenset())
    table = PairTable((first, second), _table(manual, "manual"))
    edits = PairEdits([table, PairTable()])
    names = list("ABCDX")
    found = edits.look_up(
        names,
        np.array([names.index(one) for one, _, _, _ in asked], np.intp),
        np.array([names.index(other) for _, other, _, _ in asked], np.intp),
        np.array([day for _, _, day, _ in asked], np.int32),
        np.array([table for _, _, _, table in asked], np.int8),
    )
    got = zip(
        found.indicator.tolist(),
        found.one_is_first.tolist(),
        found.standing.tolist(),
        found.source(np.arange(len(asked))),
        strict=True,
    )
    assert list(got) == [
        _by_search(table, one, other, day) if number == 0 else (NO_EDIT, False, NOT_LOADED, "")
        for one, other, day, number in asked
    ]


def _by_search(table: PairTable, one: str, other: str, day: int) -> tuple[int, bool, int, str]:
    if day < 0:
        return NO_EDIT, False, NOT_LOADED, ""
    edition = table.editions[1] if day >= 25 else table.editions[0]
    for row in table.manual:
        if {row.column1, row.column2} == {one, other} and edition.last < row.first <= day:
            later = [
                r
                for r in table.manual
                if {r.column1, r.column2} == {one, other} and row.first < r.first <= day
            ]
            if not later:
                standing = EXACT if day <= row.last else STALE
                return row.indicator, row.column1 == one, standing, row.source
    standing = EXACT if day <= edition.last else STALE
    asked = min(day, edition.last)
    for row in edition.rows:
        if {row.column1, row.column2} == {one, other} and row.first <= asked <= row.last:
            return row.indicator, row.column1 == one, standing, row.source
    return NO_EDIT, False, standing, ""


def test_the_newest_imported_quarter_takes_the_place_of_what_it_covers() -> None:
    shipped = PairTable(
        (
            PairEdition(
                100,
                190,
                (PairRow("A", "B", 100, 190, 0, 0.97, "shipped"),),
                frozenset({"A", "B", "X"}),
            ),
        ),
        (PairRow("A", "C", 300, 400, 1, 0.9, "manual"),),
    )

    def quarter(last: int) -> PairEdition:
        rows = (PairRow("A", "D", 10, last + 50, 1, 0.97, f"to {last}"),)
        return PairEdition(10, last, rows, frozenset({"A", "D", "X"}))

    newer = PairEdits([with_imported(shipped, [quarter(280), quarter(190)])])
    assert newer.covered(0) == (10, 280)
    names = ["A", "B", "C", "D"]

    def seen(edits: PairEdits, other: str, day: int) -> tuple[int, int, str]:
        found = edits.look_up(
            names,
            np.array([0]),
            np.array([names.index(other)]),
            np.array([day], np.int32),
            np.array([0], np.int8),
        )
        return int(found.indicator[0]), int(found.standing[0]), found.source(np.array([0]))[0]

    assert seen(newer, "B", 150) == (NO_EDIT, EXACT, "")  # the shipped edit is not in the import
    assert seen(newer, "D", 9) == (NO_EDIT, NOT_LOADED, "")
    assert seen(newer, "D", 280) == (WITH_MODIFIER, EXACT, "to 280")
    assert seen(newer, "D", 281) == (WITH_MODIFIER, STALE, "to 280")
    assert seen(newer, "C", 300) == (WITH_MODIFIER, EXACT, "manual")
    # A quarter that reaches into the manual's year has its own rows, and the manual's go.
    later = PairEdits([with_imported(shipped, [quarter(300)])])
    assert seen(later, "C", 300) == (NO_EDIT, EXACT, "")
    assert seen(later, "C", 301) == (NO_EDIT, STALE, "")
    # An older quarter than the shipped one leaves that one in force from its first day.
    older = PairEdits([with_imported(shipped, [quarter(90)])])
    assert older.covered(0) == (10, 190)
    assert seen(older, "D", 95) == (WITH_MODIFIER, STALE, "to 90")
    assert seen(older, "B", 100) == (NEVER, EXACT, "shipped")
    # What every edition in use was taken for is known.
    assert newer.knows(["A", "B", "D", "X"], 0).tolist() == [True, False, True, True]
    assert older.knows(["A", "B", "D", "X"], 0).tolist() == [True, False, False, True]
