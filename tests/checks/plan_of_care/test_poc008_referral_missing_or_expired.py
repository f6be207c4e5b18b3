"""POC008: RULES.md POC; reference payers §2, ``referral``: required for, disciplines, age."""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("POC008")

LINE = "code mods payer date / 97110 GP ppo 11-16"
DOCUMENTS = "discipline kind document_date expires_on"
HEAD = 'id = "ppo"\nextends = "commercial-base"\nname = "PPO"\nline_of_business = "commercial"\n'


def payer(rest: str, entry: str = "GRADE_A") -> tuple[str, ...]:
    return (f"{HEAD}[[referral]]\nfrom = 2020-01-01\n{rest}\n{entry}",)


def on_file(*rows: str, asks: str = 'required_for = "all"', lines: str = LINE) -> Night:
    """A line of 11-16 and documents: discipline, kind, date, expiry."""
    return Night(lines, documents=" / ".join([DOCUMENTS, *rows]), payers=payer(asks))


NINETY = 'required_for = "all"\nmax_age_days = 90'

EXAMPLES: list[Example] = [
    violates(
        "nothing for the patient",
        on_file(),
        severity="review",
        shows={
            "on_file": "No order or referral dated by then is on file.",
            "limit": "of any age, if it has not expired",
        },
    ),
    clear("an order", on_file("PT order 10-01 -")),
    clear("a referral", on_file("PT referral 10-01 -")),
    clear("of the day itself", on_file("PT order 11-16 -")),
    violates("of the day after", on_file("PT order 11-17 -")),
    violates("another kind of document", on_file("PT progress 10-01 -")),
    violates("for another discipline", on_file("OT order 10-01 -")),
    clear("its last day", on_file("PT order 10-01 11-16")),
    violates(
        "expired yesterday",
        on_file("PT order 10-01 11-15"),
        shows={
            "on_file": (
                "The newest order or referral is of 2026-10-01, 46 days old, expired on 2026-11-15."
            )
        },
    ),
    clear("an older one lasts longer", on_file("PT order 09-01 12-31", "PT order 10-01 11-15")),
    clear("90 days old of 90", on_file("PT order 08-18 -", asks=NINETY)),
    violates(
        "91 days old of 90",
        on_file("PT order 08-17 -", asks=NINETY),
        shows={
            "on_file": "The newest order or referral is of 2026-08-17, 91 days old.",
            "limit": "not more than 90 days old",
        },
    ),
    violates(
        "an evaluation of an earlier night is no order",
        Night(
            LINE,
            documents=f"{DOCUMENTS} / PT order 08-17 -",
            earlier_lines="claim code mods payer date / C0 97161 GP ppo 08-20",
            payers=payer(NINETY),
        ),
    ),
    clear(
        "a signed order in the plan",
        Night(
            LINE,
            plans="start order / 11-02 10-30",
            documents=DOCUMENTS,
            payers=payer('required_for = "all"'),
        ),
    ),
    clear(
        "a signed order in the plan, no documents file",
        Night(LINE, plans="start order / 11-02 10-30", payers=payer('required_for = "all"')),
    ),
    violates("treatment, where treatment needs one", on_file(asks='required_for = "treatment"')),
    not_applicable(
        "an evaluation, where treatment needs one",
        on_file(asks='required_for = "treatment"', lines="code mods payer / 97161 GP ppo"),
    ),
    violates(
        "an evaluation, where evaluations need one",
        on_file(asks='required_for = "evaluation"', lines="code mods payer / 97161 GP ppo"),
    ),
    not_applicable(
        "treatment, where evaluations need one", on_file(asks='required_for = "evaluation"')
    ),
    violates(
        "a discipline that is named",
        on_file(asks='required_for = "all"\ndisciplines = ["PT", "OT"]'),
    ),
    not_applicable("one that is not", on_file(asks='required_for = "all"\ndisciplines = ["OT"]')),
    not_applicable("a payer that asks for none", on_file(asks='required_for = "none"')),
    not_applicable(
        "a payer of whom nothing is said",
        Night("code mods payer / 97110 GP commercial-base", documents=DOCUMENTS),
    ),
    not_applicable("a GY line", on_file(lines="code mods payer / 97110 GP,GY ppo")),
    not_applicable("an orthotic", on_file(lines="code mods payer / L3908 GP ppo")),
    violates("a GA line", on_file(lines="code mods payer / 97110 GP,GA ppo")),
    violates(
        "grade C is at most review",
        Night(LINE, documents=DOCUMENTS, payers=payer('required_for = "all"', "GRADE_C")),
        severity="review",
    ),
    cannot_tell(
        "no documents file",
        Night(LINE, payers=payer('required_for = "all"')),
        missing="documents",
    ),
    cannot_tell(
        "unknown payer",
        Night("code mods payer / 97110 GP ZNEW", documents=DOCUMENTS),
        missing="payer:referral",
    ),
    cannot_tell(
        "before the entry begins",
        on_file(lines="code mods payer date / 97110 GP ppo 2019-12-30"),
        missing="payer:referral",
    ),
    cannot_tell(
        "discipline not known",
        on_file(lines="code mods payer / 97110 - ppo"),
        missing="discipline",
    ),
    cannot_tell(
        "discipline not known, and one discipline needs it",
        on_file(
            asks='required_for = "all"\ndisciplines = ["OT"]', lines="code mods payer / 97110 - ppo"
        ),
        missing="discipline",
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_what_a_finding_says() -> None:
    row = judge(on_file("PT order 10-01 11-15", asks=NINETY), "POC008").at("C1/1")
    assert row.observed == (
        "PT service on 2026-11-16. The newest order or referral is of 2026-10-01, 46 days old, "
        "expired on 2026-11-15."
    )
    assert row.expected == (
        "An order or referral in force on the date of service (not more than 90 days old)."
    )


def test_an_order_that_is_too_old_and_not_expired_has_not_expired_in_the_text() -> None:
    row = judge(on_file("PT order 08-17 12-31", asks=NINETY), "POC008").at("C1/1")
    assert row.observed == (
        "PT service on 2026-11-16. The newest order or referral is of 2026-08-17, 91 days old, "
        "expires on 2026-12-31."
    )


def test_lines_of_one_day_have_one_answer_by_discipline() -> None:
    lines = "code mods payer / 97110 GP ppo / 97530 GO ppo / 97140 GP ppo"
    judged = judge(on_file("OT order 10-01 -", lines=lines), "POC008")
    assert list(judged.answers.values()) == ["violates", "clear", "violates"]
