"""MOD003: RULES.md MOD; Claims Processing Manual chapter 5, 20.1, 20.2.D (locked evaluations)."""

from __future__ import annotations

import pytest

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import CANNOT_TELL, CLEAR, NOT_APPLICABLE, VIOLATES, judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("MOD003")

LINE = "code mods visit / {code} {mods} V1"


def line(mods: str, code: str = "97530") -> str:
    return LINE.format(code=code, mods=mods)


def seen_by(discipline: str, code: str = "97530", visit: str = "V1") -> str:
    return f"visit code discipline / {visit} {code} {discipline}"


EXAMPLES: list[Example] = [
    violates(
        "GP, and its visit is occupational therapy",
        Night(line("GP"), visits=seen_by("OT")),
        severity="block",
        shows={"modifier": "GP", "record": "OT by the visit", "wanted": "GO"},
    ),
    violates("GO in physical therapy", Night(line("GO"), visits=seen_by("PT"))),
    violates("GN in physical therapy", Night(line("GN,59"), visits=seen_by("PT"))),
    violates("GY line", Night(line("GP,GY"), visits=seen_by("OT"))),
    violates(
        "an unknown payer",
        Night("code mods visit payer / 97530 GP V1 ZNEW", visits=seen_by("OT")),
    ),
    violates(
        "the visit names the discipline, though not the code",
        Night(line("GP"), visits=seen_by("OT", code="97110")),
    ),
    violates(
        "the visit is from an earlier night",
        Night(line("GP"), earlier_visits=seen_by("OT")),
    ),
    violates(
        "a line without a visit's name, one visit of the code that day",
        Night("code mods / 97530 GP", visits=seen_by("OT")),
    ),
    violates(
        "a line without a visit's name, two visits that agree",
        Night(
            "code mods / 97530 GP",
            visits="visit code discipline / V1 97530 OT / V2 97530 OT",
        ),
    ),
    violates(
        "a locked evaluation",
        Night("code mods / 97165 GP"),
        severity="block",
        shows={"record": "OT by the evaluation code", "wanted": "GO"},
    ),
    violates("a locked re-evaluation", Night("code mods / 97164 GO")),
    violates("a speech evaluation", Night("code mods / 92523 GP")),
    violates(
        "revenue code of another discipline",
        Night("code mods revenue_code / 97530 GP 0430"),
        shows={"record": "OT by the revenue code"},
    ),
    violates(
        "revenue code without its leading zero",
        Night("code mods revenue_code / 97530 GP 434"),
    ),
    violates(
        "plans of one discipline, no visit on file",
        Night("code mods / 97530 GO", plans="discipline start / PT 11-02 / PT 08-01"),
        severity="block",
        shows={"record": "PT by the plan of care"},
    ),
    violates(
        "plans of one discipline, the named visit is not on file",
        Night(line("GO"), visits=seen_by("PT", visit="V9"), plans="discipline start / PT 11-02"),
    ),
    clear("GP in physical therapy", Night(line("GP"), visits=seen_by("PT"))),
    clear("GO in occupational therapy", Night(line("GO,CO"), visits=seen_by("OT"))),
    clear("a locked evaluation with its own", Night("code mods / 97161 GP")),
    clear("revenue code of the discipline", Night("code mods revenue_code / 97530 GP 0420")),
    clear("plans of one discipline", Night("code mods / 97530 GP", plans="discipline / PT")),
    clear(
        "two disciplines on one day, each line names its visit",
        Night(
            "code mods visit / 97530 GP V1 / 97530 GO V2",
            visits="visit code discipline / V1 97530 PT / V2 97530 OT",
        ),
    ),
    cannot_tell("nothing on file", Night("code mods / 97530 GP"), missing="visit discipline"),
    cannot_tell(
        "the visit does not say",
        Night(line("GP"), visits=seen_by("-")),
        missing="visit discipline",
    ),
    cannot_tell(
        "the visit does not say, the plans would",
        Night(line("GP"), visits=seen_by("-"), plans="discipline / OT"),
        missing="visit discipline",
    ),
    cannot_tell(
        "no visit's name, and two visits of the code differ",
        Night(
            "code mods / 97530 GP",
            visits="visit code discipline / V1 97530 PT / V2 97530 OT",
        ),
        missing="visit discipline",
    ),
    cannot_tell(
        "no visit's name, and the only visit lacks the code",
        Night("code mods / 97530 GP", visits=seen_by("OT", code="97110")),
        missing="visit discipline",
    ),
    cannot_tell(
        "the named visit is not on file, another of the day is",
        Night(line("GP"), visits=seen_by("OT", visit="V9")),
        missing="visit discipline",
    ),
    cannot_tell(
        "plans of two disciplines",
        Night("code mods / 97530 GO", plans="discipline start / PT 11-02 / OT 11-02"),
        missing="visit discipline",
    ),
    cannot_tell(
        "an evaluation shows that the other discipline's plan is missing",
        Night("code mods / 97530 GO / 97165 GO", plans="discipline / PT"),
        at="C1/1",
        missing="visit discipline",
    ),
    cannot_tell(
        "the evaluation went out on an earlier night",
        Night(
            "code mods claim / 97530 GO C1",
            earlier_lines="code mods claim date / 97165 GO C0 11-10",
            plans="discipline / PT",
        ),
        missing="visit discipline",
    ),
    violates(
        "one visit number for two patients: each has its own",
        Night(
            "claim patient code mods visit / C1 P1 97530 GP V1 / C2 P2 97530 GP V1",
            visits="visit patient code discipline / V1 P1 97530 OT / V1 P2 97530 PT"
            " / V2 P2 97530 OT",
        ),
        at="C1/1",
    ),
    clear(
        "one visit number for two patients: the other's line",
        Night(
            "claim patient code mods visit / C1 P1 97530 GP V1 / C2 P2 97530 GP V1",
            visits="visit patient code discipline / V1 P1 97530 OT / V1 P2 97530 PT"
            " / V2 P2 97530 OT",
        ),
        at="C2/1",
    ),
    cannot_tell(
        "the named visit is another patient's",
        Night(
            line("GP"),
            visits="visit patient code discipline / V1 P2 97530 OT / V2 P1 97530 OT",
        ),
        missing="visit discipline",
    ),
    cannot_tell(
        "another visit of the patient says nothing of this line",
        Night(line("GP"), visits=seen_by("PT", visit="V9")),
        missing="visit discipline",
    ),
    violates(
        "a visit on another date does not speak against the plan of care",
        Night(
            "date code mods / 2026-11-16 97110 GP",
            visits="date code discipline / 2026-11-10 97110 PT",
            plans="discipline / SLP",
        ),
    ),
    cannot_tell(
        "no modifier column",
        Night("code visit / 97530 V1", visits=seen_by("PT")),
        missing="modifiers",
    ),
    not_applicable("no discipline modifier", Night(line("59"), visits=seen_by("OT"))),
    not_applicable("two of them are MOD002's", Night(line("GP,GO"), visits=seen_by("OT"))),
    not_applicable("a void", Night("code mods frequency / 97165 GP 8")),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


@pytest.mark.parametrize(
    ("night", "record", "wanted"),
    [
        (
            Night(
                "code mods visit revenue_code / 97530 GP V1 0420",
                visits=seen_by("OT"),
            ),
            "OT by the visit, PT by the revenue code",
            "GP or GO",
        ),
        (
            Night(line("GP", "97165"), visits=seen_by("PT", "97165")),
            "PT by the visit, OT by the evaluation code",
            "GP or GO",
        ),
    ],
)
def test_sources_that_differ_are_both_shown(night: Night, record: str, wanted: str) -> None:
    (row,) = judge(night, "MOD003").rows
    assert (row.answer, row.evidence["record"], row.evidence["wanted"]) == (
        VIOLATES,
        record,
        wanted,
    )


def test_a_visit_decides_before_a_plan() -> None:
    night = Night(line("GP"), visits=seen_by("PT"), plans="discipline / OT")
    assert judge(night, "MOD003").overall == CLEAR


def test_the_lines_own_discipline_column_is_no_evidence() -> None:
    night = Night("code mods discipline / 97530 GP OT")
    assert judge(night, "MOD003").overall == CANNOT_TELL
    assert judge(Night("code mods discipline / 97530 - OT"), "MOD003").overall == NOT_APPLICABLE


def test_what_a_finding_says() -> None:
    (row,) = judge(Night(line("GP"), visits=seen_by("OT")), "MOD003").rows
    assert row.observed == "Code 97530 carries GP; the record says OT by the visit."
    assert row.anchor == "C1/1"
