"""Medically unlikely units: the limit of a code on a day, how it works, how sure it is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from payer_rules.code_sets import load_code_sets
from payer_rules.errors import PayerRuleError
from payer_rules.ncci import EXACT, NOT_LOADED, STALE, TABLES
from payer_rules.unit_limits import (
    LimitAnswers,
    LimitEdition,
    UnitLimit,
    UnitLimitTables,
    shipped_limits,
    with_imported,
)

LIMITS = load_code_sets().unit_limits
PRACTITIONER, HOSPITAL = TABLES.index("medicare-practitioner"), TABLES.index("medicare-hospital")
HEAD = (
    "code,from,to,certainty,source,practitioner,practitioner_mai,hospital,hospital_mai\n"
    "97110,2024-07-01,2024-09-30,0.97,file,6,3,8,3\n"
)


def days(*texts: str) -> npt.NDArray[np.int32]:
    return np.array(texts, "datetime64[D]").astype(np.int32)


def ask(code: str, day: str, table: int = PRACTITIONER) -> tuple[int, int, int]:
    """Limit, mai and standing of one code."""
    found = LIMITS.look_up(pd.Categorical([code]), days(day), np.array([table], np.int8))
    return int(found.limit[0]), int(found.mai[0]), int(found.standing[0])


# Limits of 2024-07-01 from the list of Medicare facts, section g: practitioner, hospital, MAI.
GIVEN = {
    "97110": (6, 8, 3), "97112": (4, 6, 3), "97113": (6, 6, 3), "97116": (4, 4, 3),
    "97124": (4, 4, 3), "97140": (6, 6, 3), "97150": (1, 2, 3), "97530": (6, 6, 3),
    "97533": (4, 4, 3), "97535": (8, 8, 3), "97537": (6, 8, 3), "97542": (8, 8, 3),
    "97750": (8, 8, 3), "97755": (8, 8, 3), "97760": (6, 6, 3), "97761": (6, 6, 3),
    "97763": (6, 6, 3), "97032": (4, 4, 3), "97033": (4, 4, 3), "97034": (2, 2, 3),
    "97035": (2, 2, 3), "97036": (3, 3, 3), "97129": (1, 1, 2), "97130": (7, 7, 3),
    "97161": (1, 1, 2), "97164": (1, 1, 2), "97168": (1, 1, 2), "92507": (1, 1, 3),
    "92526": (1, 1, 2), "98975": (1, 1, 2), "98980": (1, 1, 2), "98981": (3, 3, 3),
    "97550": (1, 1, 2), "97551": (2, 2, 3), "97552": (1, 1, 2),
}  # fmt: skip


@pytest.mark.parametrize(("code", "given"), GIVEN.items())
def test_the_limits_of_medicare(code: str, given: tuple[int, int, int]) -> None:
    """No value changed between the two quarters that were read."""
    for day in ("2024-07-01", "2025-06-30", "2026-03-31", "2026-04-01", "2026-06-30"):
        assert ask(code, day, PRACTITIONER) == (given[0], given[2], EXACT)
        assert ask(code, day, HOSPITAL) == (given[1], given[2], EXACT)


def test_no_units_and_no_limit_known_are_different_answers() -> None:
    """97010 and 97014: not payable; 98979, 98984 to 98986 have no row in the file of 2026."""
    assert [ask("97010", "2026-05-01", table)[0] for table in (PRACTITIONER, HOSPITAL)] == [0, 1]
    assert [ask("97014", "2026-05-01", table)[0] for table in (PRACTITIONER, HOSPITAL)] == [0, 0]
    for code in ("98979", "98984", "98985", "98986", "99999"):
        assert ask(code, "2026-05-01") == (-1, 0, EXACT)


def test_the_days_at_both_ends() -> None:
    assert ask("97110", "2024-06-30") == (-1, 0, NOT_LOADED)
    assert ask("97110", "2024-07-01") == (6, 3, EXACT)
    assert ask("97110", "2026-06-30") == (6, 3, EXACT)
    assert ask("97110", "2026-07-01") == (6, 3, STALE)
    # G0541 stands in the newer file alone.
    assert ask("G0541", "2026-03-31") == (-1, 0, EXACT)
    assert ask("G0541", "2026-04-01")[0] > 0
    assert LIMITS.covered(HOSPITAL) == tuple(days("2024-07-01", "2026-06-30").tolist())


def test_tables_that_are_not_loaded_and_missing_codes() -> None:
    for table in (-1, TABLES.index("medicaid-practitioner"), TABLES.index("medicaid-hospital")):
        assert ask("97110", "2026-05-01", table) == (-1, 0, NOT_LOADED)
        assert LIMITS.covered(table) is None
    found = LIMITS.look_up(
        pd.Categorical([None, "97110"]),
        days("2026-05-01", "2026-05-01"),
        np.array([0, 0], np.int8),
    )
    assert found.limit.tolist() == [-1, 6]
    assert found.certainty.tolist() == [0.0, 0.97]
    assert found.source(np.array([1, 0])) == ["CMS MUE files 2026-04-01", ""]


def test_nothing_asked_is_nothing_answered() -> None:
    found: LimitAnswers = LIMITS.look_up(pd.Categorical([]), days(), np.empty(0, np.int8))
    assert len(found.limit) == 0


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ("97110,2024-07-01,2024-09-30,0.97,file,6,3,8,3", "line 3: names a code twice"),
        ("97112,2024-07-01,2024-09-30,0.97,file,SECRET,3,8,3", '"practitioner" must be a whole'),
        ("97112,2024-07-01,2024-09-30,0.97,file,-1,3,8,3", '"practitioner" must be a whole'),
        ("97112,2024-07-01,2024-09-30,0.97,file,6,SECRET,8,3", '"practitioner_mai" must be one'),
    ],
)
def test_a_faulty_table_is_named_by_line_without_its_cell(row: str, wanted: str) -> None:
    with pytest.raises(PayerRuleError) as caught:
        shipped_limits("code_sets/unit_limits.csv", f"{HEAD}{row}\n")
    assert wanted in str(caught.value)
    assert "SECRET" not in str(caught.value)


def test_a_blank_cell_is_no_limit_there() -> None:
    text = HEAD + "97112,2024-07-01,2024-09-30,0.97,file,4,3,,\n"
    tables = UnitLimitTables(shipped_limits("code_sets/unit_limits.csv", text))
    codes, day = pd.Categorical(["97112", "97112"]), days("2024-07-01", "2024-07-01")
    found = tables.look_up(codes, day, np.array([PRACTITIONER, HOSPITAL], np.int8))
    assert found.limit.tolist() == [4, -1]


def _edition(first: int, last: int, units: dict[str, int]) -> LimitEdition:
    limits = {code: UnitLimit(most, 3, 0.97, f"from {first}") for code, most in units.items()}
    return LimitEdition(first, last, limits)


def test_an_imported_quarter_replaces_the_shipped_one_and_stands_until_the_next() -> None:
    shipped = [_edition(0, 90, {"A": 1}), _edition(200, 290, {"A": 2})]
    imported = [_edition(100, 190, {"A": 5}), _edition(200, 290, {"A": 6})]
    editions = with_imported(shipped, imported)
    assert [(one.first, one.limits["A"].units) for one in editions] == [(0, 1), (100, 5), (200, 6)]
    tables = UnitLimitTables([editions])
    asked = np.array([-1, 0, 99, 100, 195, 199, 200, 290, 291], np.int32)
    found = tables.look_up(pd.Categorical(["A"] * 9), asked, np.zeros(9, np.int8))
    assert found.limit.tolist() == [-1, 1, 1, 5, 5, 5, 6, 6, 6]
    assert found.standing.tolist() == [NOT_LOADED, *[EXACT] * 7, STALE]


@given(
    st.lists(st.dictionaries(st.sampled_from("ABC"), st.integers(0, 9)), max_size=4),
    st.lists(
        st.tuples(
            st.sampled_from(["A", "B", "C", "D", None]), st.integers(-5, 60), st.integers(-1, 1)
        )
    ),
)
def test_answers_equal_a_plain_search(
    units: list[dict[str, int]], asked: list[tuple[str | None, int, int]]
) -> None:
    editions = [_edition(10 * n, 10 * n + 9, given) for n, given in enumerate(units)]
    found = UnitLimitTables([editions, []]).look_up(
        pd.Categorical([code for code, _, _ in asked]),
        np.array([day for _, day, _ in asked], np.int32),
        np.array([table for _, _, table in asked], np.int8),
    )
    wanted = []
    for code, day, table in asked:
        begun = [one for one in editions if table == 0 and one.first <= day]
        if not begun:
            wanted.append((-1, NOT_LOADED))
            continue
        limit = begun[-1].limits.get(code or "")
        standing = STALE if day > editions[-1].last else EXACT
        wanted.append((-1 if limit is None else limit.units, standing))
    assert list(zip(found.limit.tolist(), found.standing.tolist(), strict=True)) == wanted
