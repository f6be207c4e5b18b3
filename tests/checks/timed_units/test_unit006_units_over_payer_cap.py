"""UNIT006: RULES.md UNIT; payers.md 1c and knobs 19-21: a payer's own count of units a day."""

from __future__ import annotations

import pytest

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("UNIT006")

HEAD = 'id = "ppo"\nextends = "commercial-base"\nname = "PPO"\nline_of_business = "commercial"\n'


def payer(*caps: str, rest: str = "") -> tuple[str, ...]:
    return (HEAD + rest + "".join(caps),)


def cap(rest: str, key: str = "day", grade: str = "GRADE_A") -> str:
    return f'[[unit_cap]]\nkey = "{key}"\nfrom = 2021-04-01\n{rest}\n{grade}\n'


def four(scope: str, rest: str = "timed = true", grade: str = "GRADE_A") -> tuple[str, ...]:
    """A payer with four units a day."""
    return payer(cap(f'units = 4\nscope = "{scope}"\n{rest}', grade=grade))


def night(text: str, payers: tuple[str, ...], earlier: str = "") -> Night:
    """A night of the payer "ppo"; the tables are drawn without their payer column."""

    def with_payer(table: str) -> str:
        return table.replace("code", "payer code", 1).replace(" / ", " / ppo ")

    return Night(with_payer(text), earlier_lines=with_payer(earlier), payers=payers)


ONE_HAND = four("provider_discipline")
# Neither the evaluation nor the group counts: they are no timed codes.
THREE_TWO = "code mods units / 97110 GP 3 / 97140 GP 2"
PT_OT = "code mods units / 97110 GP 3 / 97530 GO 2"
TWO_HANDS = "code mods units npi / 97110 GP 3 1111111111 / 97140 GP 2 2222222222"
LIST = 'codes = ["97110", "97112", "97140"]'
FIRST = payer(
    cap('units = 4\nscope = "provider_discipline"\ntimed = true\npays_first_listed = true')
)
PT_ONLY = four("discipline", 'codes = ["97110"]\ndisciplines = ["PT"]')
GROUP = payer(
    cap('units = 4\nscope = "provider"\ntimed = true'),
    rest='[[provider_scope]]\nfrom = 2020-01-01\nvalue = "group"\nGRADE_A\n',
)
TWO_CAPS = payer(
    cap('units = 4\nscope = "patient"\ntimed = true', key="all"),
    cap(f'units = 2\nscope = "code"\n{LIST}', key="each"),
)
UNKNOWN = payer(cap("unknown = true"))
VALUES = '[[value_unit_cap]]\nfrom = 2019-04-01\ndaily = "12.00"\n{}\nGRADE_A\n'
RAISED = 'with_evaluation = "18.00"\nwith_reevaluation = "15.00"\n'
WORTH = 'values = { 97110 = "2.75", 97140 = "2.75", 97161 = "9.00", 97164 = "6.50" }'
NY = payer(VALUES.format(RAISED + WORTH))
WITHOUT_WORTH = payer(VALUES.format(RAISED))

EXAMPLES: list[Example] = [
    violates(
        "five timed units where four are paid",
        night(THREE_TWO, ONE_HAND),
        at="C1/1",
        severity="review",
        shows={"counted": "5", "cap": "4"},
    ),
    clear("four", night("code mods units / 97110 GP 2 / 97140 GP 2", ONE_HAND)),
    clear(
        "an evaluation and a group are not timed",
        night("code mods units / 97161 GP 1 / 97150 GP 1 / 97110 GP 4", ONE_HAND),
    ),
    violates(
        "over two claims",
        night("code claim mods units / 97110 C1 GP 3 / 97140 C2 GP 2", ONE_HAND),
        at="C1/1",
    ),
    # -- scopes --------------------------------------------------------------------------------
    clear("by provider and discipline, PT and OT apart", night(PT_OT, ONE_HAND)),
    violates("by patient, PT and OT together", night(PT_OT, four("patient"))),
    violates("by provider, PT and OT together", night(PT_OT, four("provider"))),
    clear("by provider, two of them", night(TWO_HANDS, four("provider"))),
    violates(
        "by provider where the payer counts the group",
        night(
            "code mods units npi billing / 97110 GP 3 1111111111 9 / 97140 GP 2 2222222222 9", GROUP
        ),
    ),
    violates(
        "by provider in a hospital",
        night(
            "code mods units npi setting / 97110 GP 3 1111111111 institutional"
            " / 97140 GP 2 2222222222 institutional",
            four("provider"),
        ),
    ),
    clear("by discipline, PT and OT apart", night(PT_OT, four("discipline"))),
    violates("by discipline, over two providers", night(TWO_HANDS, four("discipline"))),
    clear("by code, three and two", night(THREE_TWO, four("code", LIST))),
    violates(
        "by code, five of one",
        night("code mods units / 97110 GP 3 / 97110 GP 2", four("code", LIST)),
    ),
    clear(
        "a code outside the payer's list",
        night("code mods units / 97110 GP 4 / 97530 GP 1", four("provider", LIST)),
    ),
    violates("in its discipline", night("code mods units / 97110 GP 5", PT_ONLY)),
    not_applicable("in another discipline", night("code mods units / 97110 GO 5", PT_ONLY)),
    violates(
        "the smaller of two caps",
        night("code mods units / 97110 GP 3", TWO_CAPS),
        at="C1/1 each",
    ),
    clear("the larger of two caps", night("code mods units / 97110 GP 3", TWO_CAPS), at="C1/1 all"),
    # -- severity and dates ----------------------------------------------------------------------
    violates(
        "a note by the payer's entry",
        night(THREE_TWO, four("patient", 'timed = true\nseverity = "note"')),
        severity="note",
    ),
    violates(
        "a weak source never holds a claim",
        night(THREE_TWO, four("patient", 'timed = true\nseverity = "block"', "GRADE_C")),
        severity="review",
    ),
    violates(
        "the first day",
        night("code mods units date / 97110 GP 5 2021-04-01", ONE_HAND),
    ),
    not_applicable(
        "the day before the first",
        night("code mods units date / 97110 GP 5 2021-03-31", ONE_HAND),
    ),
    # -- earlier nights --------------------------------------------------------------------------
    violates(
        "three of an earlier night and two of tonight",
        night(
            "code mods units / 97140 GP 2",
            ONE_HAND,
            earlier="code claim mods units / 97110 C0 GP 3",
        ),
        at="C1/1",
    ),
    clear(
        "two of an earlier night and two of tonight",
        night(
            "code mods units / 97140 GP 2",
            ONE_HAND,
            earlier="code claim mods units / 97110 C0 GP 2",
        ),
    ),
    clear(
        "what was voided tonight no longer counts",
        night(
            "code claim mods units frequency / 97110 C0 GP 3 8 / 97140 C1 GP 2 -",
            ONE_HAND,
            earlier="code claim mods units / 97110 C0 GP 3",
        ),
        at="C1/1",
    ),
    not_applicable(
        "five of an earlier night alone",
        night("code / 97161", ONE_HAND, earlier="code claim mods units / 97110 C0 GP 5"),
    ),
    # -- value units -----------------------------------------------------------------------------
    violates(
        "5 x 2.75 = 13.75 of 12 value units",
        night(THREE_TWO, NY),
        shows={"counted": "13.75", "cap": "12"},
    ),
    clear("4 x 2.75 = 11.00", night("code mods units / 97110 GP 4", NY)),
    violates("over all practitioners", night(TWO_HANDS, NY)),
    clear(
        "with an evaluation up to 18: 9.00 + 3 x 2.75 = 17.25",
        night("code mods units / 97161 GP 1 / 97110 GP 3", NY),
    ),
    violates(
        "with an evaluation over 18: 9.00 + 4 x 2.75 = 20.00",
        night("code mods units / 97161 GP 1 / 97110 GP 4", NY),
        shows={"counted": "20", "cap": "18"},
    ),
    clear(
        "with a re-evaluation up to 15: 6.50 + 3 x 2.75 = 14.75",
        night("code mods units / 97164 GP 1 / 97110 GP 3", NY),
    ),
    violates(
        "with a re-evaluation over 15: 6.50 + 4 x 2.75 = 17.50",
        night("code mods units / 97164 GP 1 / 97110 GP 4", NY),
        shows={"counted": "17.5", "cap": "15"},
    ),
    cannot_tell(
        "a code without a value",
        night("code mods units / 97110 GP 1 / 97530 GP 1", NY),
        missing="payer:value_unit_cap",
    ),
    violates(
        "a code without a value beside too many that have one",
        night("code mods units / 97110 GP 5 / 97530 GP 1", NY),
    ),
    cannot_tell(
        "no values at all",
        night("code mods units / 97110 GP 1", WITHOUT_WORTH),
        missing="payer:value_unit_cap",
    ),
    # -- cannot tell -----------------------------------------------------------------------------
    cannot_tell(
        "a cap that nobody knows",
        night("code mods units / 97110 GP 1", UNKNOWN),
        missing="payer:unit_cap",
    ),
    cannot_tell(
        "discipline of a line not known",
        night("code mods units / 97110 GP 3 / 97140 - 2", ONE_HAND),
        missing="discipline",
    ),
    cannot_tell(
        "no discipline known, by discipline",
        night("code mods units / 97110 - 3 / 97140 - 2", four("discipline")),
        missing="discipline",
    ),
    clear(
        "discipline not known and no matter",
        night("code mods units / 97110 GP 2 / 97140 - 2", four("discipline")),
    ),
    cannot_tell(
        "perhaps of the discipline that is capped",
        night("code mods units / 97110 - 5", PT_ONLY),
        missing="discipline",
    ),
    violates(
        "over without the line that is perhaps of the discipline",
        night(
            "code mods units / 97110 GP 5 / 97110 - 1",
            payer(cap('units = 4\nscope = "patient"\ncodes = ["97110"]\ndisciplines = ["PT"]')),
        ),
    ),
    cannot_tell(
        "provider of a line not known",
        night("code mods units npi / 97110 GP 3 1111111111 / 97140 GP 2 -", four("provider")),
        missing="provider",
    ),
    # -- outside ---------------------------------------------------------------------------------
    not_applicable("payer without a cap", Night("code mods units / 97110 GP 9")),
    not_applicable("unknown payer", Night("payer code mods units / ZNEW 97110 GP 9")),
    not_applicable(
        "an orthotic", night("code units / L3908 5", four("patient", 'codes = ["L3908"]'))
    ),
    not_applicable("a void", night("code mods units frequency / 97110 GP 5 8", ONE_HAND)),
    violates("GY lines count", night(THREE_TWO.replace("GP", "GP,GY"), ONE_HAND)),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_a_finding_names_the_lines_and_which_would_be_paid() -> None:
    text = "code claim line mods units / 97140 C2 1 GP 2 / 97110 C1 2 GP 2 / 97112 C1 1 GP 1"
    earlier = "code claim mods units / 97530 C9 GP 1"
    (row,) = judge(night(text, FIRST, earlier=earlier), "UNIT006").rows
    assert (row.anchor, set(row.related)) == ("C1/1", {"C1/2", "C2/1", "C9/1"})
    assert row.observed == (
        "Timed units by one provider in one discipline on 2026-11-16: 6 (C9 line 1 97530: 1, "
        "C1 line 1 97112: 1, C1 line 2 97110: 2, C2 line 1 97140: 2)."
    )
    assert row.expected == (
        "At most 4 a day by this payer's cap. It pays the lines in the order listed: C9 line 1 "
        "97530: 1, C1 line 1 97112: 1, C1 line 2 97110: 2; not paid: C2 line 1 97140."
    )
    assert row.source.endswith("#unit_cap.day 2021-04-01")


def test_a_line_may_be_paid_in_part() -> None:
    (row,) = judge(night(THREE_TWO, FIRST), "UNIT006").rows
    assert row.expected.endswith(
        "It pays the lines in the order listed: C1 line 1 97110: 3, C1 line 2 97140: 1 of 2."
    )


@pytest.mark.parametrize(
    ("payers", "what"),
    [
        (ONE_HAND, "Timed units by one provider in one discipline"),
        (four("patient", LIST), "Units of 97110, 97112, 97140 for one patient"),
        (NY, "Value units for one patient"),
    ],
)
def test_a_finding_says_what_is_counted(payers: tuple[str, ...], what: str) -> None:
    (row,) = judge(night(THREE_TWO, payers), "UNIT006").rows
    assert row.evidence["what"] == what
    assert row.evidence["paid"] == "Which of the lines it pays is not on file."


def test_an_unknown_payer_is_counted_as_not_evaluated() -> None:
    judged = judge(Night("payer code mods units / ZNEW 97110 GP 9"), "UNIT006")
    assert judged.groups == {("ZNEW", "payer:rules"): 1}
