"""PAIR005: RULES.md PAIR; medicare.md g (the quarter of 2024-07-01), payers.md 1b (MAC on 59).

97110 with 97530 is no pair. 97150 is column 1 of 97110, 97530 of 97750 (indicator 1), 97140 of
97124 (0). 97161 with 97750 is a pair of both settings, 97750 with 97150 too.
"""

from __future__ import annotations

import pytest

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.checks.same_day_pairs.ncci_nights import (
    FIRST,
    HEAD,
    LAST,
    LOADED,
    MEDICAID,
    MEDICARE,
    NO_EDITS,
    NOW,
    applies,
    night,
    two,
)
from tests.judging import NOT_APPLICABLE, judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("PAIR005")

ONE, OTHER = "1111111111", "2222222222"


OWN_PAIR = 'target = "97530"\naccepts = ["59"]\nscope = "day"'


def own_pair(rest: str = OWN_PAIR, grade: str = "GRADE_A") -> str:
    return f'[[pair_modifier]]\nfrom = 2024-01-01\ncodes = ["97110", "97530"]\n{rest}\n{grade}\n'


EXAMPLES: list[Example] = [
    violates(
        "97110 with 97530",
        two("97110 GP", "97530 GP,59"),
        at="C1/2",
        severity="review",
        shows={
            "code": "97530",
            "modifiers_billed": "GP 59",
            "others": "beside 97110",
            "where": "Medicare practitioner table (loaded to 2024-09-30)",
        },
    ),
    *(violates(name, two("97110 GP", f"97530 GP,{name}")) for name in ("XE", "XP", "XS", "XU")),
    violates("on the first day of the table", two("97110 GP", "97530 GP,59", day=FIRST)),
    violates("on the last day of its quarter", two("97110 GP", "97530 GP,59", day=LAST)),
    violates("the code alone", night("code mods / 97530 GP,59"), shows={"others": "alone"}),
    violates(
        "the day has a pair, but not with this code",
        night("code mods / 97110 GP,59 / 97530 GP / 97750 GP"),
        at="C1/1",
    ),
    violates(
        "the pair's other code is another therapist's",
        night(f"code mods npi / 97530 GP,59 {ONE} / 97750 GP {OTHER}"),
    ),
    violates("the pair's other code is outside the benefit", two("97530 GP,59", "97750 GP,GY")),
    violates(
        "the hospital's table has no such pair either",
        night("code mods bill_type / 97110 GP 131 / 97530 GP,59 131"),
        shows={"where": "Medicare hospital table (loaded to 2024-09-30)"},
    ),
    violates(
        "neither setting's table has it",
        night("code mods setting / 97110 GP institutional / 97530 GP,59 institutional"),
    ),
    violates(
        "the payer applies no pairs and names none",
        two("97530 GP,59", "97750 GP", NO_EDITS),
        shows={"where": "payer's file (no NCCI pairs)"},
    ),
    violates(
        "the payer's own pair is another one",
        two("97140 GP", "97530 GP,59", MEDICARE + own_pair()),
    ),
    violates(
        "the earlier half of the pair is void tonight",
        night(
            "code claim mods frequency / 97530 C1 GP,59 - / 97750 C0 GP 8",
            earlier="code claim mods / 97750 C0 GP",
        ),
    ),
    violates(
        "an earlier night's other code is no pair",
        night("code mods / 97530 GP,59", earlier="code claim mods / 97110 C0 GP"),
        shows={"others": "beside 97110"},
    ),
    clear("a pair in force, on column 2", two("97530 GP", "97750 GP,59")),
    clear("a pair in force, on column 1", two("97530 GP,59", "97750 GP")),
    clear("a pair with indicator 0 is PAIR003's", two("97140 GP", "97124 GP,59")),
    clear(
        "a pair of two disciplines of one provider",
        night(f"code mods npi / 97150 GP {ONE} / 97530 GO,59 {ONE}"),
    ),
    clear(
        "a second line of the same code", night("code mods / 97530 GP / 97530 GP,CQ,59 / 97110 GP")
    ),
    clear(
        "a second line by another therapist",
        night(f"code mods npi / 97530 GP {ONE} / 97530 GP,XP {OTHER}"),
    ),
    clear(
        "a pair with a line of an earlier night",
        night("code mods / 97750 GP,59", earlier="code claim mods / 97530 C0 GP"),
    ),
    clear(
        "a second line of the code on an earlier night",
        night("code mods / 97530 GP,59", earlier="code claim mods / 97530 C0 GP"),
    ),
    clear("the payer's own pair", two("97110 GP", "97530 GP,59", MEDICARE + own_pair())),
    clear(
        "the payer's own pair, and no NCCI", two("97110 GP", "97530 GP,59", NO_EDITS + own_pair())
    ),
    clear(
        "the payer's own pair, its table not known",
        two("97110 GP", "97530 GP,59", HEAD + own_pair()),
    ),
    clear(
        "practitioner 0, hospital 1 the other way round, and the bill type is not known",
        night("code mods setting / 97750 GP,59 institutional / 98980 GP institutional"),
    ),
    clear("a pair of the last known edits", two("97530 GP", "97750 GP,59", day=NOW)),
    cannot_tell(
        "past the loaded quarter",
        two("97110 GP", "97530 GP,59", day="2024-10-01"),
        missing="pair table",
    ),
    cannot_tell("today", two("97110 GP", "97530 GP,59", day=NOW), missing="pair table"),
    cannot_tell(
        "before it", two("97110 GP", "97530 GP,59", day="2024-06-30"), missing="pair table"
    ),
    cannot_tell(
        "Medicaid's table is not loaded",
        two("97110 GP", "97530 GP,59", MEDICAID),
        missing="pair table",
    ),
    cannot_tell(
        "a code of the day that the table does not know",
        night("code mods / 97110 GP / 97530 GP,59 / 99213 -"),
        missing="pair table",
    ),
    cannot_tell(
        "the payer's file names no table",
        two("97110 GP", "97530 GP,59", HEAD),
        missing="payer:pair_edits",
    ),
    cannot_tell(
        "nor does it on that day",
        two("97110 GP", "97530 GP,59", applies("medicare", first="2024-08-16")),
        missing="payer:pair_edits",
    ),
    cannot_tell(
        "an own pair of which nobody knows",
        two("97110 GP", "97530 GP,59", MEDICARE + own_pair("unknown = true")),
        missing="payer:pair_modifier",
    ),
    cannot_tell(
        "the pair's other line does not name its therapist",
        night(f"code mods npi / 97530 GP,59 {ONE} / 97110 GP {ONE} / 97750 GP -"),
        missing="provider",
    ),
    not_applicable("no such modifier", two("97110 GP", "97530 GP,KX")),
    not_applicable("an anatomic one", two("97110 GP", "97530 GP,LT")),
    not_applicable("it stands on a GY line", two("97110 GP", "97530 GP,59,GY")),
    not_applicable(
        "the marked line went out on an earlier night",
        night("code mods / 97110 GP", earlier="code claim mods / 97530 C0 GP,59"),
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_a_finding_says_where_no_pair_was_found() -> None:
    judged = judge(night("code mods / 97140 GP / 97110 GP / 97530 GP,59"), "PAIR005")
    (row,) = judged.rows
    assert (row.anchor, row.related) == ("C1/3", ())
    assert row.observed == (
        "97530 carries GP 59 beside 97110, 97140 on that day: no pair with it is in force in the "
        "Medicare practitioner table (loaded to 2024-09-30), none in the payer's own "
        "pairs, and there is no second line of 97530."
    )


def test_two_marked_codes_are_two_rows() -> None:
    judged = judge(night("code mods / 97530 GP,59 / 97750 GP,59 / 97110 GP,59"), "PAIR005")
    assert judged.answers == {"C1/1": "clear", "C1/2": "clear", "C1/3": "violates"}


@pytest.mark.parametrize("payer", ["ZNEW", "ppo"])
def test_lines_of_an_unknown_payer_are_reported_as_not_judged(payer: str) -> None:
    text = f"payer date code mods / {payer} {LOADED} 97530 GP / {payer} {LOADED} 97750 GP,59"
    judged = judge(Night(text, payers=(MEDICARE,)), "PAIR005")
    assert judged.groups == ({("ZNEW", "payer:rules"): 2} if payer == "ZNEW" else {})
    assert judged.overall == (NOT_APPLICABLE if payer == "ZNEW" else "clear")
