"""POC004: RULES.md POC and its worked dates; 42 CFR 424.24(c)(4); manual chapter 15, 220.1.3.

A start of 2026-01-05 lasts through 2026-04-04; 04-05 is REVIEW (day counts differ), then BLOCK.
"""

from __future__ import annotations

import pytest

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("POC004")

AS_OF = "2026-04-10"
ALL = "start end type signed"
FIRST = "01-05 - initial 01-12"
HEAD = 'id = "ppo"\nextends = "commercial-base"\nname = "PPO"\nline_of_business = "commercial"\n'


def night(day: str, *plans: str, line: str = "97110 GP", as_of: str = AS_OF) -> Night:
    """One line on a day beside plan rows: start, end, type, signed."""
    rows = " / ".join([ALL, *plans])
    return Night(f"code mods date / {line} {day}", plans=rows, as_of=as_of)


def payer(rest: str, entry: str = "GRADE_A") -> tuple[str, ...]:
    return (f"{HEAD}[[plan_of_care]]\nfrom = 2020-01-01\n{rest}\n{entry}",)


EXAMPLES: list[Example] = [
    clear("start + 89", night("04-04", FIRST)),
    violates(
        "start + 90",
        night("04-05", FIRST),
        severity="review",
        shows={"last_day": "2026-04-04", "day": "2026-04-05"},
    ),
    violates("start + 91", night("04-06", FIRST), severity="block"),
    clear("the first day", night("01-05", FIRST)),
    violates(
        "the day before the first",
        night("01-04", FIRST),
        severity="block",
        shows={"period": "no certified period began by that date"},
    ),
    clear("an unsigned initial plan stands", night("04-04", "01-05 - initial -")),
    violates("an unsigned initial plan, past it", night("04-06", "01-05 - initial -")),
    clear("the plan's own last day", night("03-10", "01-05 03-10 initial 01-12")),
    violates(
        "the day after the plan's own end",
        night("03-11", "01-05 03-10 initial 01-12"),
        severity="block",
    ),
    violates(
        "an end beyond 90 days does not lengthen it",
        night("04-05", "01-05 06-30 initial 01-12"),
        severity="review",
    ),
    clear("a recertification signed today", night("04-06", FIRST, "04-05 - recertification 04-10")),
    violates(
        "a recertification to be signed tomorrow",
        night("04-06", FIRST, "04-05 - recertification 04-11"),
        severity="block",
    ),
    violates(
        "a recertification without signature",
        night("04-06", FIRST, "04-05 - recertification -"),
        severity="block",
        shows={
            "period": "the last certified period ended on 2026-04-04; a recertification for this "
            "date waits for its signature"
        },
    ),
    violates(
        "order signed and plan sent never stand in for a recertification's signature",
        Night(
            "code mods date / 97110 GP 04-06",
            plans="start type signed order sent / 01-05 initial 01-12 - - "
            "/ 04-05 recertification - 04-01 04-06",
            as_of=AS_OF,
        ),
        severity="block",
        shows={
            "period": "the last certified period ended on 2026-04-04; a recertification for this "
            "date waits for its signature"
        },
    ),
    violates(
        "nor does a verbal order",
        Night(
            "code mods date / 97110 GP 04-06",
            plans="start type signed verbal / 01-05 initial 01-12 - "
            "/ 04-05 recertification - 04-06",
            as_of=AS_OF,
        ),
        severity="block",
    ),
    clear(
        "periods overlap, the later one lasts longer",
        night("04-20", FIRST, "03-09 - recertification 03-12", as_of="2026-05-01"),
    ),
    violates(
        "the day after the longer of two",
        night("06-07", FIRST, "03-09 - recertification 03-12", as_of="2026-07-01"),
        severity="review",
        shows={"last_day": "2026-06-06"},
    ),
    violates(
        "an early one that ended by itself does not take the grey day away",
        night("04-05", FIRST, "02-02 04-03 recertification 02-05"),
        severity="review",
    ),
    violates(
        "a recertification counts from its own start",
        night("04-06", FIRST, "04-07 - recertification 04-08"),
        severity="block",
    ),
    clear(
        "its start + 89",
        night("07-03", FIRST, "04-05 - recertification 04-10", as_of="2026-07-10"),
    ),
    violates(
        "its start + 90",
        night("07-04", FIRST, "04-05 - recertification 04-10", as_of="2026-07-10"),
        severity="review",
    ),
    violates(
        "its start + 91",
        night("07-05", FIRST, "04-05 - recertification 04-10", as_of="2026-07-10"),
        severity="block",
    ),
    violates(
        "in the gap before a late recertification",
        night("04-06", FIRST, "04-08 - recertification 04-08"),
        severity="block",
    ),
    violates(
        "start + 90 in the gap before a late recertification",
        night("04-05", FIRST, "04-08 - recertification 04-08"),
        severity="review",
    ),
    clear(
        "covered if any of two covers",
        night("03-11", "01-05 03-10 initial 01-12", "02-02 - initial 02-09"),
    ),
    violates("a re-evaluation", night("04-06", FIRST, line="97164 GP"), severity="block"),
    not_applicable("an initial evaluation", night("04-06", FIRST, line="97161 GP")),
    *(
        not_applicable(f"{name} line", night("04-06", FIRST, line=f"97110 GP,{name}"))
        for name in ("GA", "GY", "GZ")
    ),
    not_applicable("an orthotic", night("04-06", FIRST, line="L3908 GP")),
    not_applicable("no plan of the discipline is POC001's", night("04-06", FIRST, line="97530 GO")),
    not_applicable(
        "payer of whom no such rule is known",
        Night("payer code mods date / commercial-base 97110 GP 04-06", plans=f"{ALL} / {FIRST}"),
    ),
    not_applicable(
        "payer that asks for no plan",
        Night(
            "payer code mods date / ppo 97110 GP 04-06",
            plans=f"{ALL} / {FIRST}",
            payers=payer("required = false"),
        ),
    ),
    clear(
        "an unsigned recertification, for a payer that asks for a plan and no signature",
        Night(
            "payer code mods date / ppo 97110 GP 04-06",
            plans=f"{ALL} / {FIRST} / 04-05 - recertification -",
            payers=payer("required = true\nsignature_required = false"),
            as_of=AS_OF,
        ),
    ),
    violates(
        "the same for a payer that asks for a signature",
        Night(
            "payer code mods date / ppo 97110 GP 04-06",
            plans=f"{ALL} / {FIRST} / 04-05 - recertification -",
            payers=payer("required = true\nsignature_required = true"),
            as_of=AS_OF,
        ),
    ),
    not_applicable(
        "a void",
        Night("code mods date frequency / 97110 GP 04-06 8", plans=f"{ALL} / {FIRST}"),
    ),
    violates(
        "grade C is at most review",
        Night(
            "payer code mods date / ppo 97110 GP 04-06",
            plans=f"{ALL} / {FIRST}",
            payers=payer("required = true\nsignature_required = true", "GRADE_C"),
            as_of=AS_OF,
        ),
        severity="review",
    ),
    cannot_tell("no plans file", Night("code mods / 97110 GP"), missing="plans"),
    cannot_tell(
        "an unsigned row that does not say what it is",
        night("04-06", FIRST, "04-05 - - -"),
        missing="certification_type",
    ),
    clear("a signed row that does not say what it is", night("04-06", FIRST, "04-05 - - 04-08")),
    cannot_tell(
        "a recertification, no column of signatures",
        Night(
            "code mods date / 97110 GP 04-06",
            plans="start type / 01-05 initial / 04-05 recertification",
            as_of=AS_OF,
        ),
        missing="certified_on",
    ),
    cannot_tell(
        "unknown payer",
        Night("payer code mods date / ZNEW 97110 GP 04-06", plans=f"{ALL} / {FIRST}"),
        missing="payer:plan_of_care",
    ),
    cannot_tell(
        "discipline not known", night("04-06", FIRST, line="97110 -"), missing="discipline"
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


@pytest.mark.parametrize(("as_of", "answer"), [("2026-04-09", "violates"), ("2026-04-10", "clear")])
def test_what_is_signed_by_now_goes_by_the_as_of_date(as_of: str, answer: str) -> None:
    late = night("04-06", FIRST, "04-05 - recertification 04-10", as_of=as_of)
    assert judge(late, "POC004").overall == answer


def test_what_a_finding_says() -> None:
    row = judge(night("04-06", FIRST), "POC004").at("C1/1")
    assert row.observed == (
        "PT service on 2026-04-06; the last certified period ended on 2026-04-04."
    )
    next_day = judge(night("04-05", FIRST), "POC004").at("C1/1")
    assert next_day.observed == (
        "PT service on 2026-04-05; the last certified period ended on 2026-04-04, the day before, "
        "and some payers count one day more."
    )


def test_lines_of_one_day_are_judged_each() -> None:
    lines = "code mods date / 97110 GP 04-06 / 97161 GP 04-06 / 97140 GP 04-06"
    judged = judge(Night(lines, plans=f"{ALL} / {FIRST}", as_of=AS_OF), "POC004")
    assert list(judged.answers.values()) == ["violates", "not_applicable", "violates"]


def test_the_fix_for_a_period_that_waits_is_its_delayed_recertification() -> None:
    waiting = judge(night("04-06", FIRST, "04-05 - recertification -"), "POC004").at("C1/1")
    assert waiting.fix == (
        "Obtain the delayed recertification: the physician's dated signature on the plan that "
        "covers the date, with the reason for the delay. Enter the date of the signature; without "
        "a signed recertification the line cannot be billed."
    )
    alone = judge(night("04-06", FIRST), "POC004").at("C1/1")
    assert alone.fix.startswith("Find the plan that covers the date, if there is one; else ask ")


def test_a_recertification_signed_since_an_earlier_night_clears_what_that_night_held() -> None:
    """The line was held on 04-09; by 04-10 the signature is there, for it and for one since."""
    plans = f"{ALL} / {FIRST} / 04-05 - recertification 04-10"
    lines = "claim code mods date / C0 97110 GP 04-06 / C1 97110 GP 04-08"
    held = "claim code mods date night / C0 97110 GP 04-06 04-09"
    before = judge(Night(lines, plans=plans, earlier_lines=held, as_of="2026-04-09"), "POC004")
    after = judge(Night(lines, plans=plans, earlier_lines=held, as_of="2026-04-10"), "POC004")
    assert list(before.answers.values()) == ["violates", "violates"]
    assert list(after.answers.values()) == ["clear", "clear"]
