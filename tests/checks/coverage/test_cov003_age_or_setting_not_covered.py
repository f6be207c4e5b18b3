"""COV003: RULES.md COV; payers.md 1c and 4: ages, settings, places, providers that plans cover."""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("COV003")

HEAD = 'id = "mcd"\nextends = "cms-base"\nname = "Plan"\nline_of_business = "medicaid"\n'


def plan(*entries: str) -> tuple[str, ...]:
    return (HEAD + "".join(entries),)


def entry(rest: str, grade: str = "GRADE_A\nCONFIRMED", key: str = "one") -> str:
    return f'[[coverage_condition]]\nkey = "{key}"\nfrom = 2025-01-01\n{rest}\n{grade}\n'


def night(text: str, payers: tuple[str, ...]) -> Night:
    """A night of the plan "mcd"; the table is drawn without its payer column."""
    return Night(text.replace("code", "payer code", 1).replace(" / ", " / mcd "), payers=payers)


CHILDREN = plan(entry("max_age = 20"))
UNCONFIRMED = plan(entry("max_age = 20", "GRADE_A"))
WEAK = plan(entry("max_age = 20", "GRADE_C"))
PT_CHILDREN = plan(entry('disciplines = ["PT"]\nmax_age = 20'))
# Adults in a hospital only; children anywhere.
ADULTS = plan(entry('from_age = 21\nsettings = ["institutional"]'))
SOME_CODES = plan(entry('codes = ["97110", "97530"]\nsettings = ["institutional"]'))
OFFICE = plan(entry('places = ["11", "12"]'))
THERAPISTS = plan(entry('taxonomies = ["2251", "225X"]'))
NOT_IN_HOSPITAL = plan(entry('except_settings = ["institutional"]\nplaces = ["11"]'))
TWO = plan(entry("max_age = 20", "GRADE_A", key="a"), entry('places = ["11"]', key="b"))
UNKNOWN = plan('[[coverage_condition]]\nkey = "one"\nfrom = 2025-01-01\nunknown = true\nGRADE_A\n')
ENDED = plan(entry("max_age = 20\nto = 2026-11-15"))
BORN = "code mods born / 97110 GP {}"
WHO = "code mods born setting / 97110 GP {} {}"

EXAMPLES: list[Example] = [
    # -- ages: 20 until the day before the 21st birthday -----------------------------------------
    violates(
        "21 today where 20 is the last age, confirmed by the site",
        night(BORN.format("2005-11-16"), CHILDREN),
        severity="block",
        shows={
            "condition": "only for patients aged 20 or under",
            "found": "patient aged 21",
            "confirmed_by_site": "yes",
        },
    ),
    clear("20 until tomorrow", night(BORN.format("2005-11-17"), CHILDREN)),
    violates(
        "not confirmed by the site",
        night(BORN.format("1980-01-01"), UNCONFIRMED),
        severity="review",
    ),
    violates("by a weak source", night(BORN.format("1980-01-01"), WEAK), severity="review"),
    violates("of that discipline", night(BORN.format("1980-01-01"), PT_CHILDREN)),
    clear(
        "of another discipline",
        night(BORN.format("1980-01-01").replace("GP", "GO"), PT_CHILDREN),
    ),
    # -- settings --------------------------------------------------------------------------------
    violates(
        "an adult in an office",
        night(WHO.format("1980-01-01", "professional"), ADULTS),
        shows={
            "condition": "for patients aged 21 or over only on institutional claims",
            "found": "patient aged 46, professional claim",
        },
    ),
    clear("an adult in a hospital", night(WHO.format("1980-01-01", "institutional"), ADULTS)),
    clear("a child in an office", night(WHO.format("2015-01-01", "professional"), ADULTS)),
    clear(
        "in a hospital by the bill type",
        night("code mods born bill_type / 97110 GP 1980-01-01 131", ADULTS),
    ),
    violates("a code of the list", night("code mods setting / 97110 GP professional", SOME_CODES)),
    clear(
        "a code outside the list", night("code mods setting / 97140 GP professional", SOME_CODES)
    ),
    # -- places and providers --------------------------------------------------------------------
    violates(
        "a place that is not covered",
        night("code mods pos / 97110 GP 22", OFFICE),
        shows={
            "condition": "only at place of service 11 or 12",
            "found": "place of service 22",
        },
    ),
    clear("a place that is", night("code mods pos / 97110 GP 12", OFFICE)),
    violates(
        "a provider who is not covered",
        night("code mods rendering_taxonomy / 97110 GP 111N00000X", THERAPISTS),
    ),
    clear(
        "a provider by the beginning of the taxonomy",
        night("code mods rendering_taxonomy / 97110 GP 2251X0800X", THERAPISTS),
    ),
    violates(
        "a place where the setting is not excepted",
        night("code mods setting pos / 97110 GP professional 22", NOT_IN_HOSPITAL),
    ),
    clear(
        "an excepted setting",
        night("code mods setting pos / 97110 GP institutional 22", NOT_IN_HOSPITAL),
    ),
    # -- two conditions: the confirmed one weighs ------------------------------------------------
    violates(
        "outside both, one of them confirmed",
        night("code mods born pos / 97110 GP 1980-01-01 22", TWO),
        severity="block",
        shows={"condition": "only at place of service 11"},
    ),
    violates(
        "outside the one that is not confirmed",
        night("code mods born pos / 97110 GP 1980-01-01 11", TWO),
        severity="review",
    ),
    # -- cannot tell -----------------------------------------------------------------------------
    cannot_tell("age not known", night(BORN.format("-"), CHILDREN), missing="patient_birth_date"),
    cannot_tell(
        "no column of birth dates",
        night("code mods / 97110 GP", CHILDREN),
        missing="patient_birth_date",
    ),
    cannot_tell(
        "age not known in an office",
        night(WHO.format("-", "professional"), ADULTS),
        missing="patient_birth_date",
    ),
    clear(
        "age not known in a hospital: no matter", night(WHO.format("-", "institutional"), ADULTS)
    ),
    cannot_tell(
        "setting of an adult not known",
        night(WHO.format("1980-01-01", "-"), ADULTS),
        missing="setting",
    ),
    clear("setting of a child not known: no matter", night(WHO.format("2015-01-01", "-"), ADULTS)),
    cannot_tell(
        "discipline not known",
        night("code mods born / 97110 - 1980-01-01", PT_CHILDREN),
        missing="discipline",
    ),
    clear(
        "discipline of a child not known: no matter",
        night("code mods born / 97110 - 2015-01-01", PT_CHILDREN),
    ),
    cannot_tell(
        "place not known", night("code mods pos / 97110 GP -", OFFICE), missing="place_of_service"
    ),
    cannot_tell(
        "provider not known",
        night("code mods / 97110 GP", THERAPISTS),
        missing="rendering_taxonomy",
    ),
    cannot_tell(
        "perhaps of an excepted setting",
        night("code mods setting pos / 97110 GP - 22", NOT_IN_HOSPITAL),
        missing="setting",
    ),
    cannot_tell(
        "a condition that nobody knows",
        night(BORN.format("1980-01-01"), UNKNOWN),
        missing="payer:coverage_condition",
    ),
    cannot_tell(
        "unknown payer",
        Night("payer code mods / ZNEW 97110 GP"),
        missing="payer:coverage_condition",
    ),
    # -- outside ---------------------------------------------------------------------------------
    not_applicable(
        "the day before the entry",
        night("code mods date born / 97110 GP 2024-12-31 1980-01-01", CHILDREN),
    ),
    not_applicable(
        "the day after the entry",
        night("code mods date born / 97110 GP 11-16 1980-01-01", ENDED),
    ),
    not_applicable("payer without conditions", Night("code mods born / 97110 GP 1980-01-01")),
    not_applicable("GY line", night(BORN.format("1980-01-01").replace("GP", "GP,GY"), CHILDREN)),
    violates("GA line", night(BORN.format("1980-01-01").replace("GP", "GP,GA"), CHILDREN)),
    not_applicable("a void", night("code mods born frequency / 97110 GP 1980-01-01 8", CHILDREN)),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_what_a_finding_says() -> None:
    (row,) = judge(night(WHO.format("1980-01-01", "professional"), ADULTS), "COV003").rows
    assert row.observed == "Code 97110 (PT) on 2026-11-16: patient aged 46, professional claim."
    assert row.expected == (
        "Plan covers this service for patients aged 21 or over only on institutional claims."
    )
    assert row.source.endswith("#coverage_condition.one 2025-01-01")


def test_no_entry_speaks_through_two_rules() -> None:
    assert judge(night(BORN.format("1980-01-01"), CHILDREN), "COV001").overall == "not_applicable"
