"""PAIR004, which pairs: lines with a modifier for a separate service, and what it speaks of."""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.checks.same_day_pairs.distinct_nights import HEAD, PAIR, TOGETHER, asks, night, timed
from tests.judging import CLEAR, NOT_APPLICABLE, VIOLATES, judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("PAIR004")

EXAMPLES: list[Example] = [
    violates("XU", night(PAIR.replace("59", "XU"), TOGETHER)),
    violates("an anatomic modifier", night(PAIR.replace("59", "RT"), TOGETHER)),
    violates("an anatomic modifier of a finger", night(PAIR.replace("59", "F5"), TOGETHER)),
    violates(
        "the modifier stands on the other code",
        night("code mods / 97110 GP,59 / 97530 GP", TOGETHER),
    ),
    violates(
        "the modifier stands on both", night("code mods / 97110 GP,59 / 97530 GP,59", TOGETHER)
    ),
    violates(
        "no pair is named: compared with the day's other code",
        night(
            "code mods / 97140 GP / 97530 GP,59",
            timed("97140 10:00 10:15 15", "97530 10:05 10:20 15"),
            HEAD,
        ),
    ),
    violates("Medicare", Night(PAIR, visits=TOGETHER)),
    violates(
        "an unknown payer",
        Night("code mods payer / 97110 GP ZNEW / 97530 GP,59 ZNEW", visits=TOGETHER),
    ),
    violates("GA line", night("code mods / 97110 GP / 97530 GP,59,GA", TOGETHER)),
    violates(
        "the marked line went out on an earlier night",
        night(
            "code claim mods / 97110 C1 GP",
            TOGETHER,
            earlier="code claim mods / 97530 C0 GP,59",
        ),
        at="C1/1",
    ),
    violates(
        "the other half, line and visit, is of an earlier night",
        night(
            "code claim mods / 97530 C1 GP,59",
            timed("97530 10:05 10:20 15", visit="V2"),
            earlier="code claim mods / 97110 C0 GP",
            earlier_visits=timed("97110 10:00 10:15 15"),
        ),
        at="C1/1",
    ),
    violates(
        "two claims of one day",
        night("code claim mods / 97110 C1 GP / 97530 C2 GP,59", TOGETHER),
        at="C2/1",
    ),
    violates(
        "two disciplines, where the payer names the pair across them",
        night(
            "code mods / 97110 GP / 97530 GO,59",
            "visit code discipline start_time stop_time minutes"
            " / V1 97110 PT 10:00 10:15 15 / V2 97530 OT 10:05 10:20 15",
            HEAD + asks("97110", "97530", scope="day_all_disciplines"),
        ),
    ),
    cannot_tell(
        "the line's discipline is not known",
        night("code mods / 97110 GP / 97530 59", TOGETHER),
        missing="discipline",
    ),
    cannot_tell(
        "the provider of one line is not known",
        night(
            "code mods npi / 97110 GP 1111111111 / 97530 GP,59 - / 97140 GP 2222222222",
            TOGETHER,
        ),
        at="C1/2",
        missing="provider",
    ),
    not_applicable("no such modifier", night("code mods / 97110 GP / 97530 GP", TOGETHER)),
    not_applicable("76 is none", night("code mods / 97110 GP / 97530 GP,76", TOGETHER)),
    not_applicable("no other code that day", night("code mods / 97530 GP,59", TOGETHER)),
    not_applicable(
        "the named pair explains it, the third code is not compared",
        night(
            "code mods / 97110 GP / 97530 GP,59 / 97140 GP",
            timed("97110 10:00 10:15 15", "97530 10:15 10:30 15", "97140 10:20 10:35 15"),
        ),
        at="C1/3",
    ),
    not_applicable(
        "a supervised modality may share its minutes",
        night(
            "code mods / 97012 GP / 97530 GP,59",
            timed("97012 10:00 10:15 15", "97530 10:05 10:20 15"),
            HEAD,
        ),
    ),
    not_applicable(
        "a second line of the same code explains it",
        night(
            "code mods / 97530 GP / 97530 GP,59 / 97140 GP",
            timed("97140 10:00 10:15 15", "97530 10:05 10:20 15"),
            HEAD,
        ),
    ),
    not_applicable(
        "GY on the marked line", night("code mods / 97110 GP / 97530 GP,59,GY", TOGETHER)
    ),
    not_applicable("an orthotic", night("code mods / L3908 RT / 97530 GP", TOGETHER)),
    not_applicable("two disciplines", night("code mods / 97110 GP / 97530 GO,59", TOGETHER)),
    not_applicable(
        "two therapists",
        night("code mods npi / 97110 GP 1111111111 / 97530 GP,59 2222222222", TOGETHER),
    ),
    not_applicable("a void", night("code mods frequency / 97110 GP 8 / 97530 GP,59 8", TOGETHER)),
    not_applicable("no modifier column", night("code / 97110 / 97530", TOGETHER)),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_each_pair_of_a_day_is_answered_by_itself() -> None:
    visits = timed("97110 10:00 10:15 15", "97530 10:10 10:25 15", "97140 10:25 10:40 15")
    judged = judge(night("code mods / 97110 GP / 97530 GP,59 / 97140 GP", visits, HEAD), "PAIR004")
    assert sorted(row.answer for row in judged.rows) == [CLEAR, VIOLATES]
    (found,) = [row for row in judged.rows if row.answer == VIOLATES]
    assert (found.anchor, found.related) == ("C1/2", ("C1/1",))
    assert found.evidence["pair"] == "97110 + 97530"
    assert found.amount_cents == 2 * 6000


def test_two_named_pairs_are_both_looked_at() -> None:
    payer = HEAD + asks("97110", "97530") + asks("97140", "97530")
    visits = timed("97110 10:00 10:15 15", "97530 10:15 10:30 15", "97140 10:20 10:35 15")
    judged = judge(night("code mods / 97110 GP / 97530 GP,59 / 97140 GP", visits, payer), "PAIR004")
    assert sorted(row.answer for row in judged.rows) == [CLEAR, VIOLATES]


def test_both_at_earlier_nights_are_not_judged_again() -> None:
    asked = night(
        "code claim mods / 97140 C1 GP",
        TOGETHER,
        earlier="code claim mods / 97110 C0 GP / 97530 C0 GP,59",
    )
    assert judge(asked, "PAIR004").overall == NOT_APPLICABLE


def test_the_order_of_rows_changes_nothing() -> None:
    lines = ["97110 C1 1 GP", "97530 C2 1 GP,59", "97530 C1 2 GP,59"]
    visits = ["V1 97110 10:00 10:15 15", "V1 97530 10:05 10:20 15", "V1 97530 10:10 10:25 15"]
    found = []
    for turn in (1, -1):
        judged = judge(
            night(
                " / ".join(["code claim line mods", *lines[::turn]]),
                " / ".join(["visit code start_time stop_time minutes", *visits[::turn]]),
            ),
            "PAIR004",
        )
        (row,) = judged.rows
        found.append((row.anchor, row.related, row.observed))
    assert found[0] == found[1]
    assert found[0][:2] == ("C1/2", ("C2/1", "C1/1"))
    assert found[0][2].endswith("97110 10:00-10:15 and 97530 10:05-10:20 share minutes.")
