"""UNIT001 by method: what the minutes of a day allow.

Sources: Medicare Claims Processing Manual chapter 5, 20.2 (medicare.md c): its table, its worked
examples 1 to 5, MAC article A52758; the CPT midpoint; the examples of documents 003 and 004.
"""

from __future__ import annotations

import pytest

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("UNIT001")

HEAD = 'extends = "commercial-base"\nline_of_business = "commercial"\n'
PAYERS = tuple(
    f'id = "{method.replace("_", "-")}"\nname = "{method}"\n{HEAD}[[unit_rule]]\n'
    f'from = 2020-01-01\nvalue = "{method}"\nGRADE_A'
    for method in ("ama_midpoint", "hybrid", "either", "value_units")
)
PAYERS += (
    f'id = "unsure"\nname = "Unsure"\n{HEAD}[[unit_rule]]\nfrom = 2020-01-01\n'
    'value = "cms_total"\nGRADE_C',
)
CMS, AMA, HYBRID, EITHER = "medicare", "ama-midpoint", "hybrid", "either"


def day(
    payer: str, billed: str, minutes: str, total: str = "", more: str = "", more_minutes: str = ""
) -> Night:
    """A day as "97110 2, 97140 1" billed and "97110 33, 97140 7" noted; ``total`` of the visit.

    ``more`` is a line without a discipline, with minutes of its own.
    """
    lines = "".join(f" / {payer} GP {part.strip()}" for part in billed.split(","))
    lines += f" / {payer} - {more}" if more else ""
    noted = [*minutes.split(","), *([more_minutes] if more else [])]
    visits = "".join(f" / {part.strip()} {total or '-'}" for part in noted)
    return Night(
        f"payer mods code units{lines}", visits=f"code minutes total{visits}", payers=PAYERS
    )


# Minutes noted, the most units by total time as the manual or a MAC gives it, and a split of them.
WORKED = [
    ("manual example 1: 24 + 23 = 47", "97112 24, 97110 23", "97112 2, 97110 1"),
    ("manual example 2: 20 + 20 = 40", "97112 20, 97110 20", "97112 2, 97110 1"),
    ("manual example 3: 33 + 7 = 40", "97110 33, 97140 7", "97110 2, 97140 1"),
    (
        "manual example 4: 18 + 13 + 10 + 8 = 49",
        "97110 18, 97140 13, 97116 10, 97035 8",
        "97110 1, 97140 1, 97116 1",
    ),
    ("manual example 5: 7 + 7 + 7 = 21", "97110 7, 97112 7, 97140 7", "97110 1"),
    ("MAC article: 20 + 20", "97110 20, 97140 20", "97110 2, 97140 1"),
    ("MAC article: 35 + 7", "97110 35, 97140 7", "97110 2, 97140 1"),
    ("document 004: 33 + 7", "97110 33, 97530 7", "97110 2, 97530 1"),
    ("document 004: 47 in all", "97110 23, 97530 24", "97110 1, 97530 2"),
    ("7 + 3 left over: one unit", "97110 7, 97140 3", "97110 1"),
    ("10 + 10 + 10 = 30", "97110 10, 97112 10, 97140 10", "97110 1, 97112 1"),
]

EXAMPLES: list[Example] = [
    *(clear(name, day(CMS, billed, minutes)) for name, minutes, billed in WORKED),
    *(
        violates(f"{name}, one unit more", day(CMS, f"{billed}, 97530 1", f"{minutes}, 97530 0"))
        for name, minutes, billed in WORKED
        if "97530" not in minutes
    ),
    violates(
        "document 003: 18 + 15 = 33 minutes, 3 units billed",
        day(CMS, "97110 2, 97530 1", "97110 18, 97530 15"),
        shows={"timed_minutes": 33, "billed": 3, "allowed": 2, "cms_units": 2, "midpoint_units": 2},
    ),
    clear("a 59 split by total time", day(CMS, "97110 2, 97530 1", "97110 25, 97530 13")),
    violates(
        "grade C is at most review",
        day("unsure", "97110 2", "97110 22"),
        severity="review",
    ),
    violates(
        "two lines of one discipline, by its column",
        Night("code discipline / 97110 PT / 97140 PT", visits="code minutes / 97110 10 / 97140 10"),
    ),
    violates(
        "two lines of one therapist",
        Night(
            "code mods npi / 97110 GP 1111111111 / 97140 GP 1111111111",
            visits="code minutes / 97110 10 / 97140 10",
        ),
    ),
    # -- midpoint ------------------------------------------------------------------------------
    clear(
        "midpoint: 10 + 10 + 10 are three units",
        day(AMA, "97110 1, 97112 1, 97140 1", "97110 10, 97112 10, 97140 10"),
    ),
    violates("midpoint: 7 + 7 are none", day(AMA, "97110 1", "97110 7, 97140 7")),
    clear("midpoint: 8 are one", day(AMA, "97110 1", "97110 8, 97140 7")),
    violates("midpoint: 33 + 7 are two", day(AMA, "97110 2, 97140 1", "97110 33, 97140 7")),
    clear("midpoint: 33 are two", day(AMA, "97110 2", "97110 33, 97140 7")),
    violates(
        "midpoint: nothing is lent to another code",
        day(AMA, "97110 2, 97140 1", "97110 22, 97140 30"),
    ),
    violates("midpoint: an unbilled code lends nothing", day(AMA, "97110 2", "97110 15, 97140 8")),
    clear("first and additional code are one family", day(AMA, "97129 1, 97130 1", "97129 30")),
    clear("noted on both", day(AMA, "97129 1, 97130 1", "97129 15, 97130 8")),
    violates("family over its minutes", day(AMA, "97129 1, 97130 1", "97129 15, 97130 7")),
    violates("family over, noted on one", day(AMA, "97129 1, 97130 1", "97129 22")),
    clear("biofeedback family", day(AMA, "90912 1, 90913 1", "90912 23")),
    cannot_tell(
        "midpoint by the visit's total: 8 + 8 might be",
        day(AMA, "97110 1, 97140 1", "97110 -, 97140 -", total="16"),
        missing="minutes by code",
    ),
    violates(
        "midpoint by the visit's total: 15 cannot be 8 + 8",
        day(AMA, "97110 1, 97140 1", "97110 -, 97140 -", total="15"),
    ),
    violates(
        "midpoint by the visit's total of one code", day(AMA, "97110 2", "97110 -", total="22")
    ),
    # -- lower and higher of both --------------------------------------------------------------
    violates(
        "hybrid: 10 + 10 + 10 are two",
        day(HYBRID, "97110 1, 97112 1, 97140 1", "97110 10, 97112 10, 97140 10"),
        shows={"allowed": 2},
    ),
    clear(
        "hybrid: two of 10 + 10 + 10",
        day(HYBRID, "97110 1, 97112 1", "97110 10, 97112 10, 97140 10"),
    ),
    violates("hybrid: 7 + 7 are none", day(HYBRID, "97110 1", "97110 7, 97140 7")),
    violates("hybrid: 33 + 7 are two", day(HYBRID, "97110 2, 97140 1", "97110 33, 97140 7")),
    clear(
        "hybrid: codes say 7 + 9, the visit 23: not over under both",
        day(HYBRID, "97110 1, 97140 1", "97110 7, 97140 9", total="23"),
    ),
    clear(
        "either: 10 + 10 + 10 are three",
        day(EITHER, "97110 1, 97112 1, 97140 1", "97110 10, 97112 10, 97140 10"),
    ),
    clear("either: 7 + 7 are one", day(EITHER, "97110 1", "97110 7, 97140 7")),
    clear("either: 33 + 7 are three", day(EITHER, "97110 2, 97140 1", "97110 33, 97140 7")),
    violates(
        "either: more than both",
        day(EITHER, "97110 2, 97112 1, 97140 1", "97110 10, 97112 10, 97140 10"),
        shows={"allowed": 3},
    ),
    clear(
        "either by the visit's total alone",
        day(EITHER, "97110 1, 97140 1", "97110 -, 97140 -", total="23"),
    ),
    cannot_tell(
        "either by the visit's total alone, over by it",
        day(EITHER, "97110 1, 97140 1", "97110 -, 97140 -", total="22"),
        missing="minutes by code",
    ),
    cannot_tell(
        "hybrid by the visit's total alone, not over by it",
        day(HYBRID, "97110 1, 97140 1", "97110 -, 97140 -", total="23"),
        missing="minutes by code",
    ),
    # -- a line that names no discipline ---------------------------------------------------------
    clear(
        "midpoint: each code is right wherever it belongs",
        day(AMA, "97110 1", "97110 15", more="97530 1", more_minutes="97530 15"),
    ),
    violates(
        "midpoint: a code is over wherever it belongs",
        day(AMA, "97110 1", "97110 7", more="97530 1", more_minutes="97530 30"),
    ),
    clear(
        "CMS: 15 + 15 for one unit each, wherever it belongs",
        day(CMS, "97110 1", "97110 15", more="97530 1", more_minutes="97530 15"),
    ),
    cannot_tell(
        "CMS: 10 + 10 + 25 are three units together, 10 + 10 alone are one",
        day(CMS, "97110 1, 97140 1", "97110 10, 97140 10", more="97530 1", more_minutes="97530 25"),
        missing="discipline",
    ),
    violates(
        "CMS: 7 + 22 are two units together, and 7 alone are none: three billed are too many",
        day(CMS, "97110 2", "97110 7", more="97530 1", more_minutes="97530 22"),
    ),
    cannot_tell(
        "CMS: 20 + 20 are three units together, and three are billed: two for 20 alone",
        day(CMS, "97110 2", "97110 20", more="97530 1", more_minutes="97530 20"),
        missing="discipline",
    ),
    cannot_tell(
        "one code on a line with and a line without",
        day(AMA, "97110 1", "97110 30", more="97110 1", more_minutes="97530 0"),
        missing="discipline",
    ),
    # -- no method -----------------------------------------------------------------------------
    not_applicable("value units", day("value-units", "97110 9", "97110 8")),
    cannot_tell(
        "unknown payer",
        day("ZNEW", "97110 9", "97110 8"),
        missing="payer:unit_rule",
    ),
    cannot_tell(
        "before the policy begins",
        Night(
            "code mods date units / 97110 GP 2017-12-29 1",
            visits="date code minutes / 2017-12-29 97110 15",
        ),
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


@pytest.mark.parametrize("payer", [CMS, AMA, HYBRID, EITHER])
def test_document_003_bills_three_units_for_33_minutes_under_no_method(payer: str) -> None:
    """18 minutes of 97110 and 15 of 97530: 33 together are two units, and so is one and one."""
    (row,) = judge(day(payer, "97110 2, 97530 1", "97110 18, 97530 15"), "UNIT001").rows
    assert row.answer == "violates"
    assert row.observed == (
        "97110 18 min (1 full, 3 left), 97530 15 min (1 full, 0 left): 33 minutes make 2 units by "
        "CMS total time; by the midpoint of each code 2; billed 3. Billed by code: 97110 2, 97530 "
        "1."
    )
    assert row.expected.startswith("Units at most: 2, by ")


# First and last minute of each number of units, and the minutes beyond on either side.
TABLE = [(7, 0), (8, 1), (22, 1), (23, 2), (37, 2), (38, 3), (52, 3), (53, 4), (67, 4), (68, 5)]
TABLE += [(82, 5), (83, 6), (97, 6), (98, 7), (112, 7), (113, 8), (127, 8)]


@pytest.mark.parametrize("payer", [CMS, AMA, HYBRID, EITHER])
def test_the_manuals_table_of_minutes_and_units(payer: str) -> None:
    """One code alone: all methods read one table. Of each minute one patient bills one more."""
    drawn = [(minutes, units, more) for minutes, units in TABLE for more in (0, 1) if units + more]
    lines = "".join(
        f" / {payer} C{m}-{more} P{m}-{more} 97110 GP {units + more}" for m, units, more in drawn
    )
    visits = "".join(f" / V{m}-{more} P{m}-{more} 97110 {m}" for m, _, more in drawn)
    night = Night(
        f"payer claim patient code mods units{lines}",
        visits=f"visit patient code minutes{visits}",
        payers=PAYERS,
    )
    expected = {f"C{m}-{more}/1": "violates" if more else "clear" for m, _, more in drawn}
    assert judge(night, "UNIT001").answers == expected
