"""PAIR002: RULES.md PAIR and "Before any rule" 2-5; medicare.md g (the quarter of 2024-07-01).

97530 is column 1 of 97750, 97150 of 97110, 97012 of 97140, all with indicator 1 in both tables.
97161 with 97750 is 0 for practitioners and 1 for hospitals. 97110 with 97530, and 97140 with
97530, are no pair.
"""

from __future__ import annotations

import pytest

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.checks.same_day_pairs.ncci_nights import (
    FIRST,
    GROUP,
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

violates, clear, cannot_tell, not_applicable = answers_of("PAIR002")

ONE, OTHER = "1111111111", "2222222222"

EXAMPLES: list[Example] = [
    violates(
        "neither line has one",
        two("97530 GP", "97750 GP,KX"),
        at="C1/2",
        severity="block",
        shows={
            "column1": "97530",
            "column2": "97750",
            "indicator": 1,
            "table": "Medicare practitioner table",
            "edition": "CMS NCCI PTP files 2024-07-01",
            "carried": "97750 with GP KX; 97530 with GP",
        },
    ),
    violates("whatever the order of the lines", two("97750 GP", "97530 GP"), at="C1/1"),
    violates("on the first day of the table", two("97150 GP", "97110 GP", day=FIRST), at="C1/2"),
    violates("on the last day of its quarter", two("97150 GP", "97110 GP", day=LAST)),
    violates(
        "past the quarter it is stale",
        two("97530 GP", "97750 GP", day=NOW),
        at="C1/2",
        severity="review",
    ),
    violates(
        "the day after the quarter",
        two("97530 GP", "97750 GP", day="2024-10-01"),
        severity="review",
    ),
    violates(
        "a pair of the policy manual of 2026 is not",
        two("97012 GP", "97164 GP", day=NOW),
        at="C1/2",
        severity="block",
        shows={"edition": "CMS NCCI policy manual 2026-01-01 chapter 11"},
    ),
    violates(
        "past the year of the manual",
        two("97012 GP", "97164 GP", day="2027-01-04"),
        severity="review",
    ),
    *(
        violates(f"{name} lifts no edit", two("97530 GP", f"97750 GP,{name}"))
        for name in ("CQ", "KX", "22", "50", "52", "76", "77", "GA")
    ),
    violates("25 counts on a visit by a physician only", two("97530 GP", "97750 GP,25")),
    violates("27 counts on institutional lines only", two("97530 GP", "97750 GP,27")),
    violates("91 counts on laboratory tests only", two("97530 GP", "97750 GP,91")),
    violates(
        "one of two column-2 lines",
        night("code mods / 97530 GP / 97750 GP,59 / 97750 GP,CQ"),
        at="C1/3",
    ),
    violates(
        "one of two column-1 lines, split by CQ",
        night("code mods / 97530 GP,59 / 97530 GP,CQ / 97750 GP"),
        at="C1/3",
    ),
    violates(
        "both of one provider, beside a line of another code that names none",
        night(f"code mods npi / 97530 GP {ONE} / 97750 GP {ONE} / 97110 GP -"),
        at="C1/2",
    ),
    violates(
        "two disciplines of one provider",
        night(f"code mods npi / 97150 GP {ONE} / 97530 GO {ONE}"),
        at="C1/2",
    ),
    violates("two claims", night("code claim mods / 97530 C1 GP / 97750 C2 GP"), at="C2/1"),
    violates("a joined column", night("code modifiers / 97530 GP / 97750 GP:KX")),
    violates(
        "two therapists of a hospital with one billing number",
        night(f"code mods npi billing bill_type / 97530 GP {ONE} 9 131 / 97750 GP {OTHER} 9 131"),
        shows={"table": "Medicare hospital table"},
    ),
    violates(
        "practitioner 0, outpatient hospital 1",
        night("code mods bill_type / 97161 GP 131 / 97750 GP 131", day=NOW),
        severity="block",
    ),
    violates(
        "the hospital table has the pair the other way round",
        night("code mods bill_type / 20560 GP 131 / 97602 GP 131"),
        at="C1/1",
        shows={"column1": "97602", "column2": "20560"},
    ),
    violates("as the practitioner table has it", two("20560 GP", "97602 GP"), at="C1/2"),
    violates(
        "a leading zero before the bill type",
        night("code mods bill_type / 97161 GP 0131 / 97750 GP 0131"),
    ),
    violates(
        "bill type not known and both tables say the same",
        night("code mods setting / 97530 GP institutional / 97750 GP institutional"),
    ),
    violates(
        "two therapists where the group counts",
        night(
            f"code mods npi billing / 97530 GP {ONE} 9 / 97750 GP {OTHER} 9",
            MEDICARE + GROUP,
        ),
    ),
    violates(
        "column 1 went out on an earlier night",
        night("code mods / 97750 GP", earlier="code claim mods / 97530 C0 GP"),
        at="C1/1",
    ),
    violates(
        "column 2 went out on an earlier night",
        night("code mods / 97530 GP", earlier="code claim mods / 97750 C0 GP"),
        at="C1/1",
    ),
    violates(
        "a replacement that dropped the modifier",
        night(
            "code claim mods frequency replaces / 97530 C2 GP 1 - / 97750 C1R GP 7 C1",
            earlier="code claim mods / 97750 C1 GP,59",
        ),
        at="C1R/1",
    ),
    violates(
        "a payer's entry of grade C is for review",
        two("97530 GP", "97750 GP", applies("medicare", "GRADE_C")),
        severity="review",
    ),
    violates(
        "an entry that says note",
        two("97530 GP", "97750 GP", applies("medicare", 'severity = "note"\nGRADE_A')),
        severity="note",
    ),
    violates("GA line", two("97530 GP", "97750 GP,GA")),
    *(
        clear(f"{name} on column 2", two("97530 GP", f"97750 GP,{name}"))
        for name in ("59", "XE", "XP", "XS", "XU", "LT", "58")
    ),
    clear("59 on column 1, since July 2019", two("97530 GP,59", "97750 GP")),
    clear("in the last slot", two("97530 GP", "97750 GP,CQ,KX,59")),
    clear(
        "27 on an institutional line", night("code mods bill_type / 97530 GP 131 / 97750 GP,27 131")
    ),
    clear(
        "both column-2 lines have one", night("code mods / 97530 GP / 97750 GP,59 / 97750 GP,CQ,59")
    ),
    clear(
        "both column-1 lines have one, split by CQ",
        night("code mods / 97530 GP,59 / 97530 GP,CQ,59 / 97750 GP"),
    ),
    clear("stale, and carried", two("97530 GP", "97750 GP,59", day=NOW)),
    clear(
        "the earlier line carried it",
        night("code mods / 97530 GP", earlier="code claim mods / 97750 C0 GP,59"),
    ),
    clear(
        "the earlier line without it came again tonight, mended",
        night(
            "code claim mods / 97530 C2 GP / 97750 C1 GP,59",
            earlier="code claim mods / 97750 C1 GP",
        ),
    ),
    clear("carried, whatever the payer applies", two("97530 GP", "97750 GP,59", HEAD)),
    cannot_tell(
        "the payer's file names no table",
        two("97530 GP", "97750 GP", HEAD),
        missing="payer:pair_edits",
    ),
    cannot_tell(
        "nor does it on that day",
        two("97530 GP", "97750 GP", applies("medicare", first="2024-08-16")),
        missing="payer:pair_edits",
    ),
    cannot_tell(
        "the day before the table",
        two("97150 GP", "97110 GP", day="2024-06-30"),
        missing="pair table",
    ),
    cannot_tell(
        "Medicaid's table is not loaded",
        two("97530 GP", "97750 GP", MEDICAID),
        missing="pair table",
    ),
    cannot_tell(
        "bill type not known and the tables differ",
        night("code mods setting / 97161 GP institutional / 97750 GP institutional"),
        missing="bill_type",
    ),
    cannot_tell(
        "one of several providers is not named",
        night(f"code mods npi / 97530 GP {ONE} / 97750 GP -"),
        missing="provider",
    ),
    cannot_tell(
        "the one line that lacks it does not name its provider",
        night(f"code mods npi / 97530 GP,59 {ONE} / 97750 GP {ONE} / 97530 GP -"),
        missing="provider",
    ),
    cannot_tell(
        "both slots of a two-slot export full",
        night("code modifier_1 modifier_2 / 97530 GP - / 97750 GP KX"),
        missing="modifiers",
    ),
    cannot_tell(
        "column 1 of a two-slot export full",
        night("code modifier_1 modifier_2 / 97530 GP KX / 97750 GP -"),
        missing="modifiers",
    ),
    cannot_tell(
        "no modifier column", night("code discipline / 97530 PT / 97750 PT"), missing="modifiers"
    ),
    not_applicable("no pair: 97110 with 97530", two("97110 GP", "97530 GP")),
    not_applicable("no pair: 97140 with 97530", two("97140 GP", "97530 GP")),
    not_applicable("nor now", two("97140 GP", "97530 GP", day=NOW)),
    not_applicable("indicator 0 is another rule's", two("97140 GP", "97124 GP")),
    not_applicable(
        "an edit for hospitals alone, billed by a practice", two("97161 GP", "97750 GP")
    ),
    not_applicable("the payer applies none", two("97530 GP", "97750 GP", NO_EDITS)),
    not_applicable(
        "no table has the pair, whatever the payer applies", two("97110 GP", "97530 GP", HEAD)
    ),
    not_applicable("the column-2 code alone", night("code mods / 97750 GP")),
    not_applicable(
        "two dates",
        Night(
            f"payer date code mods / ppo {LOADED} 97530 GP / ppo 2024-08-16 97750 GP",
            payers=(MEDICARE,),
        ),
    ),
    not_applicable(
        "two patients", night("code claim patient mods / 97530 C1 P1 GP / 97750 C2 P2 GP")
    ),
    not_applicable(
        "two therapists of a practice", night(f"code mods npi / 97530 GP {ONE} / 97750 GP {OTHER}")
    ),
    not_applicable("GY on column 2", two("97530 GP", "97750 GP,GY")),
    not_applicable(
        "both went out on earlier nights",
        night("code mods / 97116 GP", earlier="code claim mods / 97530 C0 GP / 97750 C0 GP"),
    ),
    not_applicable(
        "the earlier half is void tonight",
        night(
            "code claim mods frequency / 97750 C1 GP - / 97530 C0 GP 8",
            earlier="code claim mods / 97530 C0 GP",
        ),
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_a_finding_names_the_lines_and_the_other_code() -> None:
    judged = judge(
        night(
            "code claim mods / 97530 C1 GP / 97750 C2 GP / 97750 C2 GP,CQ",
            earlier="code claim mods / 97530 C0 GP",
            day=NOW,
        ),
        "PAIR002",
    )
    (row,) = judged.rows
    assert (row.anchor, set(row.related)) == ("C2/1", {"C2/2", "C1/1", "C0/1"})
    assert row.observed == (
        "97530 and 97750 on one day: the Medicare practitioner table (CMS NCCI PTP files "
        "2024-07-01, the last known edition) does not pay 97750, column 2, beside 97530, column "
        "1, without a modifier (indicator 1). Billed: 97750 with GP; 97750 with GP CQ; 97530 "
        "with GP; 97530 with GP."
    )
    assert row.confidence == "stale"
    assert row.source.endswith("#pair_edits 2018-01-01")
    assert row.amount_cents == 4 * 6000


def test_three_codes_are_two_pairs() -> None:
    """97150 is column 1 of 97110 and of 97140; 97110 with 97140 is no pair."""
    judged = judge(night("code mods / 97150 GP / 97110 GP / 97140 GP,59"), "PAIR002")
    assert {row.key: row.answer for row in judged.rows} == {"C1/2": "violates", "C1/3": "clear"}


def test_two_providers_of_a_date_are_apart_even_beside_a_line_that_names_none() -> None:
    """The line without a number is of a code that is in no pair with them."""
    judged = judge(
        night(f"code claim mods npi / 97530 C1 GP {ONE} / 97750 C2 GP {OTHER} / 97110 C3 GP -"),
        "PAIR002",
    )
    assert judged.overall == NOT_APPLICABLE


@pytest.mark.parametrize("payer", ["ZNEW", "ppo"])
def test_lines_of_an_unknown_payer_are_reported_as_not_judged(payer: str) -> None:
    text = f"payer date code mods / {payer} {LOADED} 97530 GP / {payer} {LOADED} 97750 GP,59"
    judged = judge(Night(text, payers=(MEDICARE,)), "PAIR002")
    assert judged.groups == ({("ZNEW", "payer:rules"): 2} if payer == "ZNEW" else {})
    assert judged.overall == (NOT_APPLICABLE if payer == "ZNEW" else "clear")
