"""COV001: RULES.md COV; payers.md 1c and 4: coverage is by plan, date, discipline, age, setting."""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("COV001")

HEAD = 'id = "mcd"\nextends = "cms-base"\nname = "Plan"\nline_of_business = "medicaid"\n'


def plan(*entries: str) -> tuple[str, ...]:
    return (HEAD + "".join(entries),)


def entry(
    codes: str, covered: bool, rest: str = "", grade: str = "GRADE_A\nCONFIRMED", key: str = "one"
) -> str:
    listed = ", ".join(f'"{code}"' for code in codes.split())
    return (
        f'[[coverage]]\nkey = "{key}"\nfrom = 2025-01-01\ncodes = [{listed}]\n'
        f"covered = {str(covered).lower()}\n{rest}\n{grade}\n"
    )


def night(text: str, payers: tuple[str, ...]) -> Night:
    """A night of the plan "mcd"; the table is drawn without its payer column."""
    return Night(text.replace("code", "payer code", 1).replace(" / ", " / mcd "), payers=payers)


PT = 'disciplines = ["PT"]'
CONFIRMED = plan(entry("97110", False))
UNCONFIRMED = plan(entry("97110", False, grade="GRADE_A"))
PT_ONLY = plan(entry("97110", False, PT))
COMPLETE = plan(entry("97530 97140", True, "complete = true"))
OPEN_LIST = plan(entry("97530 97140", True))
UNSURE_LIST = plan(entry("97530 97140", True, "complete = true", grade="GRADE_A"))
CHILDREN = plan(entry("97110", False, "max_age = 20"))
ADULTS = plan(entry("97110", False, "min_age = 21"))
HOSPITAL = plan(entry("97110", False, 'settings = ["institutional"]'))
BOTH = plan(
    entry("97110", False, PT, key="out"), entry("97110 97530", True, "complete = true", key="in")
)
BY_AGE = plan(
    entry("97530", True, "complete = true", key="list"),
    entry("97110", True, "max_age = 20", key="children"),
)
ENDED = plan(entry("97110", False, "to = 2026-11-15"))

EXAMPLES: list[Example] = [
    violates(
        "named as not covered, confirmed by the site",
        night("code mods / 97110 GP", CONFIRMED),
        severity="block",
        shows={"code": "97110", "confirmed_by_site": "yes"},
    ),
    violates(
        "named as not covered at grade A, not confirmed",
        night("code mods / 97110 GP", UNCONFIRMED),
        severity="review",
        shows={"confirmed_by_site": "no"},
    ),
    violates(
        "absent from a complete list, confirmed",
        night("code mods / 97110 GP", COMPLETE),
        severity="block",
    ),
    violates(
        "absent from a complete list, not confirmed",
        night("code mods / 97110 GP", UNSURE_LIST),
        severity="review",
    ),
    violates("of that discipline", night("code mods / 97110 GP", PT_ONLY)),
    violates("the first day", night("code mods date / 97110 GP 2025-01-01", CONFIRMED)),
    violates("the last day", night("code mods date / 97110 GP 11-15", ENDED)),
    violates("20 until tomorrow", night("code mods born / 97110 GP 2005-11-17", CHILDREN)),
    violates("21 today", night("code mods born / 97110 GP 2005-11-16", ADULTS)),
    violates("in that setting", night("code mods setting / 97110 GP institutional", HOSPITAL)),
    violates("by the bill type", night("code mods bill_type / 97110 GP 131", HOSPITAL)),
    violates("GA line", night("code mods / 97110 GP,GA", CONFIRMED)),
    violates("named as not covered beats a list", night("code mods / 97110 GP", BOTH)),
    violates("one line of two", night("code mods / 97530 GP / 97110 GP", CONFIRMED), at="C1/2"),
    violates(
        "an orthotic that the plan names as not covered",
        night("code mods / L3908 -", plan(entry("L3908", False))),
    ),
    clear("another code", night("code mods / 97530 GP", CONFIRMED)),
    clear("of another discipline", night("code mods / 97110 GO", PT_ONLY)),
    clear("on the complete list", night("code mods / 97530 GP", COMPLETE)),
    clear("absent from a list that is not complete", night("code mods / 97110 GP", OPEN_LIST)),
    clear("on the list for OT, out for PT", night("code mods / 97110 GO", BOTH)),
    clear("21 since today", night("code mods born / 97110 GP 2005-11-16", CHILDREN)),
    clear("still 20", night("code mods born / 97110 GP 2005-11-17", ADULTS)),
    clear("in another setting", night("code mods setting / 97110 GP professional", HOSPITAL)),
    clear("on the list of an age", night("code mods born / 97110 GP 2010-01-01", BY_AGE)),
    violates("past the age of its list", night("code mods born / 97110 GP 1990-01-01", BY_AGE)),
    cannot_tell(
        "discipline not known", night("code mods / 97110 -", PT_ONLY), missing="discipline"
    ),
    cannot_tell(
        "age not known",
        night("code mods born / 97110 GP -", CHILDREN),
        missing="patient_birth_date",
    ),
    cannot_tell(
        "no column of birth dates",
        night("code mods / 97110 GP", CHILDREN),
        missing="patient_birth_date",
    ),
    cannot_tell(
        "setting not known", night("code mods setting / 97110 GP -", HOSPITAL), missing="setting"
    ),
    cannot_tell(
        "perhaps on the list of an age",
        night("code mods born / 97110 GP -", BY_AGE),
        missing="patient_birth_date",
    ),
    cannot_tell(
        "the day before the entry",
        night("code mods date / 97110 GP 2024-12-31", CONFIRMED),
        missing="payer:coverage",
    ),
    cannot_tell(
        "the day after the entry",
        night("code mods date / 97110 GP 11-16", ENDED),
        missing="payer:coverage",
    ),
    cannot_tell(
        "unknown payer", Night("code mods payer / 97110 GP ZNEW"), missing="payer:coverage"
    ),
    clear("discipline not known and no matter", night("code mods / 97530 -", PT_ONLY)),
    not_applicable("GY line", night("code mods / 97110 GP,GY", CONFIRMED)),
    not_applicable("payer without coverage entries", Night("code mods / 97110 GP")),
    not_applicable("a void", night("code mods frequency / 97110 GP 8", CONFIRMED)),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_what_a_finding_says() -> None:
    (row,) = judge(night("code mods / 97110 GP", CONFIRMED), "COV001").rows
    assert row.observed == (
        "Plan does not cover code 97110 (PT) on 2026-11-16, by the entry on file (confirmed by the "
        "office: yes)."
    )
    assert row.source.endswith("#coverage.one 2025-01-01")


def test_an_expired_override_no_longer_excludes() -> None:
    """Expires on the last day that it answers; the shipped files say nothing of it."""
    override = (
        'id = "medicare"\n[[coverage]]\nkey = "x"\nfrom = 2025-01-01\ncodes = ["97110"]\n'
        'covered = false\nreason = "denied"\nauthor = "JD"\nexpires = 2026-11-20\n'
    )
    text = "code mods / 97110 GP"
    assert judge(Night(text, payers=(override,)), "COV001").overall == "violates"
    late = Night(text, payers=(override,), as_of="2026-11-21")
    assert judge(late, "COV001").overall != "violates"
