"""Code edits: which pairs of a day the NCCI tables speak of, and what lifts an edit.

Vectors from medicare.md g (tables of 2024-07-01, policy manual of 2026) and RULES.md "PAIR".
"""

from __future__ import annotations

import random
from itertools import combinations

import numpy as np
import pytest

from payer_rules.code_sets import CodeSets
from payer_rules.ncci import NO_EDIT, TABLES, PairEdition, PairEdits, PairRow, PairTable
from pipeline.worksheets.code_edits import CodeEdits
from tests.checks.same_day_pairs.ncci_nights import HEAD, LOADED, MEDICARE, NOW, night, two
from tests.engine.nights import judged
from tests.judging import Row, judge, rule_of
from tests.tables import Night, code_sets

PAIR003 = rule_of("PAIR003")
PRACTICE, HOSPITAL = "111", "131"
ANATOMIC = (
    "E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 T9 LT RT LC LD LM RC RI"
)


def _sheet(drawn: Night) -> CodeEdits:
    return judged(drawn, PAIR003).workbench.get(CodeEdits)


def _said(one: str, other: str, bill_type: str, day: str) -> list[tuple[str, str, int, bool]]:
    """Column 1, column 2, indicator and whether it is stale, of each pair of two lines."""
    sheet = _sheet(night(f"code bill_type / {one} {bill_type} / {other} {bill_type}", day=day))
    rows = np.arange(len(sheet))
    said = (sheet.said.indicator.tolist(), sheet.said.stale.tolist())
    return list(zip(sheet.column1(rows), sheet.column2(rows), *said, strict=True))


@pytest.mark.parametrize(
    ("one", "other", "practice", "hospital"),
    [
        ("97530", "97750", 1, 1),
        ("97530", "97537", 1, 1),
        ("97530", "97542", 1, 1),
        ("97530", "95852", 0, 0),
        ("97150", "97110", 1, 1),
        ("97150", "97530", 1, 1),
        ("97140", "97750", 1, 1),
        ("97140", "97124", 0, 0),
        ("97113", "97110", 1, 1),
        ("97113", "97036", 0, 0),
        ("97012", "97140", 1, 1),
        ("97760", "97763", 0, 0),
        ("97761", "97760", 1, 1),
        ("97755", "97750", 0, 0),
        ("97161", "97164", 0, 0),
        ("97161", "97750", 0, 1),
        ("97166", "97168", 0, 0),
        ("92507", "97110", 1, 1),
        ("92526", "97032", 0, 1),
        ("92526", "G0283", 0, 1),
        ("97750", "97150", 0, 0),
        ("98940", "97140", 1, 1),
    ],
)
def test_pairs_of_the_quarter(one: str, other: str, practice: int, hospital: int) -> None:
    for first, second in [(one, other), (other, one)]:
        assert _said(first, second, PRACTICE, LOADED) == [(one, other, practice, False)]
        assert _said(first, second, HOSPITAL, LOADED) == [(one, other, hospital, False)]


@pytest.mark.parametrize(
    "codes",
    ["97110 97530", "97112 97530", "97116 97530", "97140 97530", "97535 97530"]
    + [f"{code} 97140" for code in ("97161", "97162", "97163", "97165", "97166", "97167")],
)
def test_codes_that_are_no_pair(codes: str) -> None:
    one, other = codes.split()
    for day in (LOADED, NOW):
        assert _said(one, other, PRACTICE, day) == []
        assert _said(one, other, HOSPITAL, day) == []


@pytest.mark.parametrize(
    ("one", "other", "practice", "hospital", "stale"),
    [
        ("97530", "97750", 1, 1, True),
        ("97150", "97110", 1, 1, True),
        ("97140", "97124", 0, 0, True),
        ("97161", "97750", 0, 1, False),
        ("97168", "97763", 0, 1, False),
        ("97760", "97164", 1, 1, False),
        ("92526", "G0283", 0, 1, False),
        ("95992", "97112", 1, 1, False),
        ("98941", "97124", 1, 1, False),
    ],
)
def test_pairs_of_2026(one: str, other: str, practice: int, hospital: int, stale: bool) -> None:
    """The manual's pairs are exact all year; the others are the last known edits."""
    for day in ("2026-01-01", NOW, "2026-12-31"):
        assert _said(one, other, PRACTICE, day) == [(one, other, practice, stale)]
        assert _said(one, other, HOSPITAL, day) == [(one, other, hospital, stale)]


@pytest.mark.parametrize(
    ("bill_type", "setting"),
    [(f"{kind}1", "hospital") for kind in ("12", "13", "22", "23", "34", "74", "75", "85")]
    + [(f"{kind}1", "practitioner") for kind in ("11", "21", "32", "33", "83")]
    + [("0131", "hospital"), ("0211", "practitioner")],
)
def test_whose_table_a_bill_type_asks(bill_type: str, setting: str) -> None:
    sheet = _sheet(night(f"code bill_type / 97161 {bill_type} / 97750 {bill_type}"))
    assert sheet.said.table_names(np.arange(1)) == [f"Medicare {setting} table"]


@pytest.mark.parametrize("modifier", f"{ANATOMIC} 58 59 78 79 XE XP XS XU".split())
def test_modifiers_that_lift_an_edit_on_any_line(modifier: str) -> None:
    assert judge(two("97530 GP", f"97750 GP,{modifier}"), "PAIR002").overall == "clear"


@pytest.mark.parametrize(
    ("modifier", "code", "institutional", "lifts"),
    [
        ("25", "99213", False, True),
        ("57", "99213", True, True),
        ("24", "97750", False, False),
        ("27", "97750", True, True),
        ("27", "97750", False, False),
        ("91", "80053", False, True),
        ("91", "97750", False, False),
    ],
)
def test_modifiers_that_lift_it_on_some_lines_only(
    modifier: str, code: str, institutional: bool, lifts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    edits = _edits({0: [_edit("97530", code)], 1: [_edit("97530", code)]})
    bill_type = HOSPITAL if institutional else "-"
    drawn = night(f"code mods bill_type / 97530 GP {bill_type} / {code} {modifier} {bill_type}")
    (row,) = _judged(drawn, edits, monkeypatch)
    assert row.answer == ("clear" if lifts else "violates")


# -- tables of our own -----------------------------------------------------------------------


def _day(text: str) -> int:
    return int(np.datetime64(text).astype("datetime64[D]").astype(np.int64))


def _edit(
    column1: str,
    column2: str,
    indicator: int = 1,
    first: str = "2019-01-01",
    last: str = "2026-12-31",
    certainty: float = 0.97,
) -> PairRow:
    return PairRow(column1, column2, _day(first), _day(last), indicator, certainty, "a quarter")


def _edits(rows: dict[int, list[PairRow]], last: str = "2026-12-31") -> PairEdits:
    """Tables by number that answer exactly from 2019 to a day."""

    def table(edits: list[PairRow]) -> PairTable:
        codes = frozenset({"97110", "97530", "97750"})
        edition = PairEdition(_day("2019-01-01"), _day(last), tuple(edits), codes)
        return PairTable((edition,) if edits else (), ())

    return PairEdits([table(rows.get(number, [])) for number in range(len(TABLES))])


def _judged(
    drawn: Night, edits: PairEdits, monkeypatch: pytest.MonkeyPatch, rule: str = "PAIR002"
) -> tuple[Row, ...]:
    sets = CodeSets()
    monkeypatch.setitem(sets.__dict__, "pair_edits", edits)
    monkeypatch.setattr("tests.judging.code_sets", lambda: sets)
    return judge(drawn, rule).rows


@pytest.mark.parametrize(
    ("day", "column1", "column2", "answer"),
    [
        ("2019-06-30", "97530 GP,59", "97750 GP", "violates"),
        ("2019-06-30", "97530 GP", "97750 GP,59", "clear"),
        ("2019-07-01", "97530 GP,59", "97750 GP", "clear"),
        ("2019-07-01", "97530 GP", "97750 GP", "violates"),
    ],
)
def test_on_which_line_a_modifier_counts(
    day: str, column1: str, column2: str, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On either line from 2019-07-01, before that on column 2 (Change Request 11168)."""
    edits = _edits({0: [_edit("97530", "97750")]})
    (row,) = _judged(two(column1, column2, day=day), edits, monkeypatch)
    assert (row.answer, row.key) == (answer, "C1/2")


@pytest.mark.parametrize(("certainty", "severity"), [(0.79, "review"), (0.8, "block")])
def test_an_edit_that_is_not_sure_holds_no_claim(
    certainty: float, severity: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    edits = _edits({0: [_edit("97530", "97750", certainty=certainty)]})
    (row,) = _judged(two("97530 GP", "97750 GP"), edits, monkeypatch)
    assert (row.answer, row.severity, row.confidence) == ("violates", severity, "exact")


@pytest.mark.parametrize(
    ("last", "severity", "confidence"),
    [("2026-12-31", "block", "exact"), ("2026-09-30", "review", "stale")],
)
def test_a_loaded_quarter_is_exact_and_an_ended_one_stale(
    last: str, severity: str, confidence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    edits = _edits({0: [_edit("97530", "97750")]}, last)
    (row,) = _judged(two("97530 GP", "97750 GP", day=NOW), edits, monkeypatch)
    assert (row.severity, row.confidence) == (severity, confidence)


def test_an_edit_ends_on_its_last_day(monkeypatch: pytest.MonkeyPatch) -> None:
    edits = _edits({0: [_edit("97530", "97750", last="2024-08-14"), _edit("97140", "97124")]})
    assert _judged(two("97530 GP", "97750 GP", day="2024-08-15"), edits, monkeypatch) == ()
    rows = _judged(two("97530 GP", "97750 GP", day="2024-08-14"), edits, monkeypatch)
    assert [row.answer for row in rows] == ["violates"]


def test_an_edit_of_one_setting_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    edits = _edits({0: [_edit("97140", "97124")], 1: [_edit("97530", "97750")]})

    def answers(bill_type: str, rule: str = "PAIR002", mods: str = "GP") -> list[str]:
        drawn = night(
            f"code mods bill_type setting / 97530 GP {bill_type} institutional"
            f" / 97750 {mods} {bill_type} institutional"
        )
        return [row.answer for row in _judged(drawn, edits, monkeypatch, rule)]

    assert answers(HOSPITAL) == ["violates"]
    assert answers(PRACTICE) == []
    assert answers("-") == ["cannot_tell"]
    assert answers("-", mods="GP,59") == ["clear"]
    # 59 is needed in the hospital's table alone.
    assert answers(HOSPITAL, "PAIR005", "GP,59") == ["clear"]
    assert answers("-", "PAIR005", "GP,59") == ["cannot_tell"]


def test_59_is_judged_today_with_a_loaded_quarter(monkeypatch: pytest.MonkeyPatch) -> None:
    edits = _edits({0: [_edit("97150", "97110"), _edit("97530", "97750")]})
    drawn = two("97110 GP", "97530 GP,59", day=NOW)
    assert [row.answer for row in _judged(drawn, edits, monkeypatch, "PAIR005")] == ["violates"]
    drawn = two("97750 GP", "97530 GP,59", day=NOW)
    assert [row.answer for row in _judged(drawn, edits, monkeypatch, "PAIR005")] == ["clear"]


def test_medicaid_is_asked_its_own_table(monkeypatch: pytest.MonkeyPatch) -> None:
    edits = _edits({0: [_edit("97140", "97124")], 2: [_edit("97530", "97750", 0)]})
    payer = MEDICARE.replace('"medicare"', '"medicaid"')
    drawn = two("97530 GP", "97750 GP,59", payer)
    (row,) = _judged(drawn, edits, monkeypatch, "PAIR003")
    assert (row.answer, row.evidence["table"]) == ("violates", "Medicaid practitioner table")
    (row,) = _judged(two("97530 GP", "97750 GP,59", HEAD), edits, monkeypatch, "PAIR003")
    assert (row.answer, row.missing) == ("cannot_tell", "payer:pair_edits")


# -- the search ------------------------------------------------------------------------------

CODES = ["97110", "97140", "97530", "97150", "97750", "97012", "97124", "97161", "97164", "99213"]


@pytest.mark.parametrize("seed", range(6))
def test_the_search_finds_every_pair_and_no_other(seed: int) -> None:
    """Against each two codes of each patient, date and provider, looked up one by one."""
    chance = random.Random(seed)
    lines = [
        (
            chance.choice(CODES),
            f"P{chance.randrange(4)}",
            chance.choice([LOADED, NOW]),
            chance.choice(["1111111111", "2222222222"]),
        )
        for _ in range(60)
    ]
    drawn = [
        f"ppo {claim} {code} {patient} {day} {npi}"
        for claim, (code, patient, day, npi) in enumerate(lines, 100)
    ]
    sheet = _sheet(
        Night(" / ".join(["payer claim code patient date npi", *drawn]), payers=(MEDICARE,))
    )
    rows = np.arange(len(sheet))
    found = sorted(
        (*lines[row][1:], *sorted(pair))
        for row, pair in zip(
            sheet.anchors(rows).tolist(),
            zip(sheet.column1(rows), sheet.column2(rows), strict=True),
            strict=True,
        )
    )
    by_day: dict[tuple[str, ...], set[str]] = {}
    for code, *day in lines:
        by_day.setdefault(tuple(day), set()).add(code)
    edits, first, second = code_sets().pair_edits, np.array([0]), np.array([1])
    table = np.zeros(1, dtype=np.int8)
    wanted = sorted(
        (*day, *pair)
        for day, codes in by_day.items()
        for pair in combinations(sorted(codes), 2)
        if edits.look_up(
            pair, first, second, np.array([_day(day[1])], dtype=np.int32), table
        ).indicator[0]
        != NO_EDIT
    )
    assert wanted
    assert found == wanted
