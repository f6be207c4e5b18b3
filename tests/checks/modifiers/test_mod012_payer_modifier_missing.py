"""MOD012: RULES.md MOD and "Assistant arithmetic"; payers.md 1a (WI TF, TX UB and U5, TX AT)."""

from __future__ import annotations

import pytest

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("MOD012")

HEAD = 'id = "plan"\nextends = "commercial-base"\nname = "Plan"\nline_of_business = "medicaid"'


def entry(accepts: str, conditions: str = "", key: str = "own", rest: str = "GRADE_B") -> str:
    return (
        f'\n[[extra_modifier]]\nfrom = 2024-01-01\nkey = "{key}"\naccepts = [{accepts}]\n'
        f"{conditions}\n{rest}\n"
    )


ASSISTANT = entry('"TF"', 'furnished_by = "assistant"\nservice = "treatment"')
BY_PERSON = entry('"UB"', 'furnished_by = "assistant"', "assistant") + entry(
    '"U5"', 'furnished_by = "therapist"', "therapist"
)
ADULT = entry('"AT"', 'service = "treatment"\nmin_age = 21')
CHILD = entry('"EP"', "max_age = 20")


def night(text: str, visits: str = "", entries: str = ASSISTANT, earlier_visits: str = "") -> Night:
    """A night of the payer "plan"; the lines are drawn without their payer column."""
    lines = text.replace("code", "payer code", 1).replace(" / ", " / plan ")
    return Night(lines, visits=visits, earlier_visits=earlier_visits, payers=(HEAD + entries,))


def by_hands(minutes: str, code: str = "97110", visit: str = "V1") -> str:
    """Minutes of all hands, of the therapist (together included) and of the assistant alone."""
    return f"visit code minutes therapist assistant / {visit} {code} {minutes}"


def treated(mods: str, minutes: str, entries: str = ASSISTANT) -> Night:
    return night(f"code mods visit / 97110 {mods} V1", by_hands(minutes), entries)


EXAMPLES: list[Example] = [
    violates(
        "the assistant furnished all of it",
        treated("GP", "30 0 30"),
        severity="review",
        shows={"wanted": "TF", "reason": "treatment furnished by an assistant"},
    ),
    violates("the assistant furnished half of it", treated("GP", "30 15 15")),
    violates("more than a tenth: 4 of 30 minutes", treated("GP", "30 26 4")),
    violates("the whole follows from both", treated("GP", "- 26 4")),
    violates("the assistant's part follows from the other two", treated("GP", "30 26 -")),
    violates("a modifier that another payer uses", treated("GP,CQ", "30 0 30")),
    violates(
        "without minutes, only an assistant furnished it",
        night(
            "code mods visit / 97110 GP V1",
            "visit code therapist_credential / V1 97110 PTA",
        ),
    ),
    violates(
        "the visit is of an earlier night",
        night("code mods visit / 97110 GP V1", earlier_visits=by_hands("30 0 30")),
    ),
    violates(
        "a code on no therapy list, with a discipline modifier on it",
        night(
            "code mods visit / 97014 GP V1",
            "visit code therapist_credential / V1 97014 PTA",
        ),
    ),
    violates(
        "a line without a visit's name, one visit of the code that day",
        night("code mods / 97110 GP", by_hands("30 0 30")),
    ),
    violates(
        "a therapist's line",
        treated("GP", "30 30 0", BY_PERSON),
        shows={"wanted": "U5", "reason": "service furnished by a therapist"},
    ),
    violates(
        "the therapist's where the assistant has a tenth", treated("GP", "30 27 3", BY_PERSON)
    ),
    violates("an adult", night("code mods born / 97110 GP 2005-11-16", entries=ADULT)),
    violates(
        "a child on the day before the birthday",
        night("code mods born / 97110 GP 2005-11-17", entries=CHILD),
        shows={"reason": "patients aged 20 or under"},
    ),
    violates(
        "one of several that are accepted",
        night("code mods / 97110 GP", entries=entry('"96", "97"', 'codes = ["97110"]')),
        shows={"wanted": "96 or 97", "reason": "code 97110"},
    ),
    violates(
        "two entries, both missing",
        night(
            "code mods born / 97110 GP 1980-01-01",
            entries=ADULT + entry('"97"', 'disciplines = ["PT"]', "habilitation"),
        ),
        shows={"wanted": "97 and AT"},
    ),
    violates(
        "two entries, one missing",
        night(
            "code mods born / 97110 GP,97 1980-01-01",
            entries=ADULT + entry('"97"', 'disciplines = ["PT"]', "habilitation"),
        ),
        shows={"wanted": "AT"},
    ),
    violates(
        "a modifier that no other rule knows",
        night("code mods / 97110 GP", entries=entry('"HM"')),
    ),
    violates(
        "the entry may hold the claim",
        night("code mods / 97110 GP", entries=entry('"97"', rest='severity = "block"\nGRADE_B')),
        severity="block",
    ),
    violates(
        "grade C never holds the claim",
        night("code mods / 97110 GP", entries=entry('"97"', rest='severity = "block"\nGRADE_C')),
        severity="review",
    ),
    violates(
        "the entry only wants it noted",
        night("code mods / 97110 GP", entries=entry('"97"', rest='severity = "note"\nGRADE_A')),
        severity="note",
    ),
    violates(
        "of two entries the heavier counts",
        night(
            "code mods / 97110 GP",
            entries=entry('"97"', rest='severity = "note"\nGRADE_A') + entry('"HM"', key="other"),
        ),
        severity="review",
    ),
    violates(
        "the first day of the entry",
        night("code mods date / 97110 GP 2024-01-01", entries=entry('"97"')),
    ),
    violates("on a GY line", night("code mods / 97110 GP,GY", entries=entry('"97"'))),
    violates(
        "shipped: an assistant's line in Wisconsin",
        Night(
            "code mods payer / 97110 GP medicaid-wi",
            visits="code minutes therapist assistant / 97110 30 0 30",
        ),
    ),
    clear("the payer's modifier", treated("GP,TF", "30 0 30")),
    clear(
        "in a joined column", night("code modifiers visit / 97110 GP:TF V1", by_hands("30 0 30"))
    ),
    clear("the therapist's own", treated("GP,U5", "30 30 0", BY_PERSON)),
    clear(
        "one code that parts by person",
        night(
            "code mods visit / 97110 GP,UB V1 / 97110 GP,U5 V1",
            by_hands("30 15 15"),
            BY_PERSON,
        ),
    ),
    clear("one that no other rule knows", night("code mods / 97110 GP,HM", entries=entry('"HM"'))),
    clear(
        "an adult with it on the birthday",
        night("code mods born / 97110 GP,AT 2005-11-16", entries=ADULT),
    ),
    cannot_tell(
        "two of the three are blank",
        treated("GP", "30 - -"),
        missing="furnisher",
    ),
    cannot_tell(
        "the minutes contradict each other",
        treated("GP", "30 30 15"),
        missing="furnisher",
    ),
    cannot_tell("no visit on file", night("code mods / 97110 GP"), missing="furnisher"),
    cannot_tell(
        "two visits of the code that day, none named",
        night(
            "code mods / 97110 GP",
            "visit code minutes therapist assistant / V1 97110 30 0 30 / V2 97110 15 15 0",
        ),
        missing="furnisher",
    ),
    cannot_tell(
        "the named visit lacks the code",
        night("code mods visit / 97110 GP V1", by_hands("30 0 30", "97530")),
        missing="furnisher",
    ),
    cannot_tell(
        "no date of birth",
        night("code mods born / 97110 GP -", entries=ADULT),
        missing="patient_birth_date",
    ),
    cannot_tell(
        "the line's discipline is not known",
        night("code mods / 97110 59", entries=entry('"97"', 'disciplines = ["OT"]')),
        missing="discipline",
    ),
    cannot_tell(
        "an entry marked unknown",
        night(
            "code mods / 97110 GP",
            entries='\n[[extra_modifier]]\nfrom = 2024-01-01\nkey = "own"\nunknown = true\nGRADE_C',
        ),
        missing="payer:extra_modifier",
    ),
    cannot_tell(
        "an unknown payer",
        Night("code mods payer / 97110 GP ZNEW"),
        missing="payer:extra_modifier",
    ),
    cannot_tell(
        "both slots of a two-slot export full",
        night("code modifier_1 modifier_2 / 97110 GP KX", entries=entry('"97"')),
        missing="modifiers",
    ),
    cannot_tell(
        "no modifier column", night("code / 97110", entries=entry('"97"')), missing="modifiers"
    ),
    not_applicable("the therapist furnished it", treated("GP", "30 30 0")),
    not_applicable("just a tenth: 3 of 30 minutes", treated("GP", "30 27 3")),
    not_applicable(
        "an evaluation, the entry is about treatment",
        night("code mods visit / 97161 GP V1", by_hands("30 0 30", "97161")),
    ),
    not_applicable(
        "a child, the entry is about adults",
        night("code mods born / 97110 GP 2005-11-17", entries=ADULT),
    ),
    not_applicable(
        "another discipline",
        night("code mods / 97110 GP", entries=entry('"97"', 'disciplines = ["OT"]')),
    ),
    not_applicable(
        "another code",
        night("code mods / 97140 GP", entries=entry('"97"', 'codes = ["97110"]')),
    ),
    not_applicable("no therapy code", night("code mods / 99213 -", entries=entry('"97"'))),
    not_applicable("an orthotic", night("code mods / L3908 -", entries=entry('"97"'))),
    not_applicable(
        "the day before the entry",
        night("code mods date / 97110 GP 2023-12-31", entries=entry('"97"')),
    ),
    not_applicable("a payer that asks for nothing", Night("code mods / 97110 GP")),
    not_applicable("a void", night("code mods frequency / 97110 GP 8", entries=entry('"97"'))),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


@pytest.mark.parametrize(("mods", "answer"), [("GP", "violates"), ("GP,UB", "clear")])
def test_one_line_that_both_furnished_is_the_assistants(mods: str, answer: str) -> None:
    assert judge(treated(mods, "30 15 15", BY_PERSON), "MOD012").overall == answer


def test_what_a_finding_says() -> None:
    (row,) = judge(treated("GP", "30 0 30"), "MOD012").rows
    assert row.observed == "Code 97110 is billed with GP and without TF."
    assert row.expected == ("TF: this payer asks for it on treatment furnished by an assistant.")
    assert row.source.endswith("#extra_modifier.own 2024-01-01")
