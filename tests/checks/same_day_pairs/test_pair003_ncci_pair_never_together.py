"""PAIR003: RULES.md PAIR and "Before any rule" 2-5; medicare.md g (the quarter of 2024-07-01).

97140 is column 1 of 97124 with indicator 0 in both tables, and so is 97161 of 97164; 97161 with
97750 is 0 for practitioners and 1 for hospitals, in 2024 and in the policy manual of 2026.
"""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.checks.same_day_pairs.ncci_nights import (
    GROUP,
    HEAD,
    MEDICAID,
    MEDICARE,
    NO_EDITS,
    NOW,
    applies,
    night,
    two,
)
from tests.judging import judge

violates, clear, cannot_tell, not_applicable = answers_of("PAIR003")

ONE, OTHER = "1111111111", "2222222222"

EXAMPLES: list[Example] = [
    violates(
        "column 2 comes second",
        two("97140 GP", "97124 GP"),
        at="C1/2",
        severity="block",
        shows={
            "column1": "97140",
            "column2": "97124",
            "indicator": 0,
            "table": "Medicare practitioner table",
            "carried": "97124 with GP; 97140 with GP",
        },
    ),
    violates("column 2 comes first", two("97124 GP", "97140 GP"), at="C1/1"),
    *(
        violates(f"{name} does not lift it", two("97140 GP", f"97124 GP,{name}"))
        for name in ("59", "XE", "XU")
    ),
    violates("stale past the quarter", two("97140 GP", "97124 GP", day=NOW), severity="review"),
    violates(
        "exact in 2026 where the policy manual supports it",
        two("97161 GP", "97750 GP", day=NOW),
        at="C1/2",
        severity="block",
        shows={"edition": "CMS NCCI policy manual 2026-01-01 chapter 11"},
    ),
    violates("an evaluation with a re-evaluation", two("97161 GP", "97164 GP", day=NOW)),
    violates("two levels of evaluation", two("97161 GP", "97163 GP", day=NOW)),
    violates(
        "both settings agree, the bill type is not known",
        night("code mods setting / 97140 GP institutional / 97124 GP institutional"),
    ),
    violates(
        "a bill type of no hospital is the practitioner's table",
        night("code mods bill_type / 97161 GP 211 / 97750 GP 211"),
    ),
    violates("two claims", night("code claim mods / 97140 C1 GP / 97124 C2 GP"), at="C2/1"),
    violates(
        "two disciplines of one provider",
        night(f"code mods npi / 97140 GP {ONE} / 97124 GO {ONE}"),
    ),
    violates(
        "two therapists where the group counts",
        night(f"code mods npi billing / 97140 GP {ONE} 9 / 97124 GP {OTHER} 9", MEDICARE + GROUP),
    ),
    violates(
        "column 1 went out on an earlier night",
        night("code mods / 97124 GP", earlier="code claim mods / 97140 C0 GP"),
        at="C1/1",
    ),
    violates(
        "column 2 went out on an earlier night",
        night("code mods / 97140 GP", earlier="code claim mods / 97124 C0 GP"),
        at="C1/1",
    ),
    violates(
        "a payer's entry of grade C is for review",
        two("97140 GP", "97124 GP", applies("medicare", "GRADE_C")),
        severity="review",
    ),
    clear("indicator 1 is another rule's", two("97530 GP", "97750 GP")),
    clear(
        "the hospital's table has 1",
        night("code mods bill_type / 97161 GP 131 / 97750 GP 131", day=NOW),
    ),
    clear(
        "the other half went out earlier, and the pair is one with indicator 1",
        night("code mods / 97530 GP", earlier="code claim mods / 97750 C0 GP"),
    ),
    cannot_tell(
        "the payer's file names no table",
        two("97140 GP", "97124 GP", HEAD),
        missing="payer:pair_edits",
    ),
    cannot_tell(
        "Medicaid's table is not loaded",
        two("97140 GP", "97124 GP", MEDICAID),
        missing="pair table",
    ),
    cannot_tell(
        "the day before the table",
        two("97140 GP", "97124 GP", day="2024-06-30"),
        missing="pair table",
    ),
    cannot_tell(
        "bill type not known and the tables differ",
        night("code mods setting / 97161 GP institutional / 97750 GP institutional"),
        missing="bill_type",
    ),
    cannot_tell(
        "one of several providers is not named",
        night(f"code mods npi / 97140 GP {ONE} / 97124 GP -"),
        missing="provider",
    ),
    not_applicable("no pair", two("97110 GP", "97530 GP")),
    not_applicable("97140 with 97530", two("97140 GP", "97530 GP", day=NOW)),
    not_applicable("the payer applies none", two("97140 GP", "97124 GP", NO_EDITS)),
    not_applicable(
        "a pair with indicator 1, whatever the payer applies", two("97530 GP", "97750 GP", HEAD)
    ),
    not_applicable("GY on column 1", two("97140 GP,GY", "97124 GP")),
    not_applicable(
        "two therapists of a practice", night(f"code mods npi / 97140 GP {ONE} / 97124 GP {OTHER}")
    ),
    not_applicable(
        "both went out on earlier nights",
        night("code mods / 97110 GP", earlier="code claim mods / 97140 C0 GP / 97124 C0 GP"),
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_a_finding_says_which_line_is_not_paid() -> None:
    judged = judge(two("97140 GP", "97124 GP,59"), "PAIR003")
    (row,) = judged.rows
    assert (row.anchor, row.related, row.confidence) == ("C1/2", ("C1/1",), "exact")
    assert row.observed == (
        "97140 and 97124 on one day: the Medicare practitioner table (CMS NCCI PTP files "
        "2024-07-01) never pays 97124, column 2, beside 97140, column 1, whatever the modifier "
        "(indicator 0). Billed: 97124 with GP 59; 97140 with GP."
    )
    assert row.fix.startswith("Read the note. If 97140 is what was done, drop the line of 97124")
