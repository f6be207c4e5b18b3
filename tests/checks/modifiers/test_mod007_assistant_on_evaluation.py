"""MOD007: RULES.md MOD: an assistant alone is a block, help beyond a tenth a review."""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("MOD007")

EVALUATION = "code mods / 97161 GP"
MINUTES = "code therapist assistant / 97161 {} {}"

EXAMPLES: list[Example] = [
    clear(
        "the visit that the line names speaks alone",
        Night(
            "claim visit code mods / C1 V1 97168 GO / C2 V2 97110 GP",
            visits="visit code discipline therapist assistant / V1 97168 OT 30 0"
            " / V2 97168 OT 15 15",
        ),
        at="C1/1",
    ),
    cannot_tell(
        "a visit that is not on file, beside one of another line",
        Night(
            "claim visit code mods / C1 V9 97168 GO / C2 V2 97110 GP",
            visits="visit code discipline therapist assistant / V2 97168 OT 15 15",
        ),
        at="C1/1",
        missing="minutes by person",
    ),
    violates(
        "assistant alone",
        Night(EVALUATION, visits=MINUTES.format(0, 40)),
        severity="block",
    ),
    violates(
        "helped with 5 of 40 minutes",
        Night(EVALUATION, visits=MINUTES.format(35, 5)),
        severity="review",
    ),
    clear("helped with 4 of 40", Night(EVALUATION, visits=MINUTES.format(36, 4))),
    clear("therapist alone", Night(EVALUATION, visits=MINUTES.format(40, 0))),
    violates(
        "minutes together are the therapist's, the rest the assistant's",
        Night(EVALUATION, visits="code minutes therapist / 97161 40 10"),
        severity="review",
    ),
    violates(
        "re-evaluation",
        Night("code mods / 97168 GO", visits="code therapist assistant / 97168 0 30"),
        severity="block",
    ),
    violates(
        "speech",
        Night("code mods / 92523 GN", visits="code therapist assistant / 92523 0 45"),
        severity="block",
    ),
    violates(
        "whoever pays",
        Night("code mods payer / 97161 GP ZNEW", visits=MINUTES.format(0, 40)),
        severity="block",
    ),
    violates("marked all the same", Night("code mods / 97161 GP,CQ", visits=MINUTES.format(0, 40))),
    violates(
        "an assistant is the only furnisher",
        Night(EVALUATION, visits="code minutes therapist_credential / 97161 40 PTA"),
        severity="review",
    ),
    violates(
        "a speech assistant is the only furnisher",
        Night("code mods / 92523 GN", visits="code therapist_credential / 92523 SLPA"),
        severity="review",
    ),
    cannot_tell(
        "all hands alone",
        Night(EVALUATION, visits="code minutes / 97161 40"),
        missing="minutes by person",
    ),
    cannot_tell(
        "a therapist's note without minutes by person",
        Night(EVALUATION, visits="code minutes therapist_credential / 97161 40 PT"),
        missing="minutes by person",
    ),
    cannot_tell("no visits file", Night(EVALUATION), missing="minutes by person"),
    cannot_tell(
        "the evaluation is in no note",
        Night(EVALUATION, visits="code therapist assistant / 97110 0 15"),
        missing="minutes by person",
    ),
    not_applicable(
        "treatment", Night("code mods / 97110 GP", visits="code therapist assistant / 97110 0 15")
    ),
    not_applicable(
        "a void", Night("code mods frequency / 97161 GP 8", visits=MINUTES.format(0, 40))
    ),
    # -- which note ------------------------------------------------------------------------------
    clear(
        "the visit that the line names",
        Night(
            "code mods visit / 97161 GP V1",
            visits="visit code therapist assistant / V1 97161 40 0 / V2 97161 0 40",
        ),
    ),
    cannot_tell(
        "the line names no visit, and an assistant was in one of two",
        Night(
            EVALUATION,
            visits="visit code therapist assistant / V1 97161 40 0 / V2 97161 0 40",
        ),
        missing="visit of the line",
    ),
    violates(
        "the line names no visit, and an assistant was alone in both",
        Night(
            EVALUATION,
            visits="visit code therapist assistant / V1 97161 0 30 / V2 97161 0 40",
        ),
        severity="block",
    ),
    violates(
        "two parts of one visit",
        Night(EVALUATION, visits="code therapist assistant / 97161 20 0 / 97161 0 10"),
        severity="review",
    ),
    clear(
        "another date's evaluation",
        Night(
            EVALUATION,
            visits="date code therapist assistant / 11-16 97161 40 0 / 11-13 97161 0 40",
        ),
    ),
    clear(
        "another discipline's note of the same code",
        Night(
            "code mods / 92610 GN",
            visits=(
                "visit discipline code therapist assistant / V1 SLP 92610 40 0 / V2 OT 92610 0 40"
            ),
        ),
    ),
    violates(
        "a note of an earlier night",
        Night(EVALUATION, earlier_visits=MINUTES.format(0, 40)),
        severity="block",
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_the_visit_that_the_line_names_speaks_whatever_discipline_it_says() -> None:
    night = Night(
        "claim visit code mods\nC1 V1 97168 GO\nC2 V2 97110 GP",
        visits="visit code discipline therapist assistant\nV1 97168 SLP 30 0\nV2 97168 OT 15 15",
    )
    assert judge(night, "MOD007").answers["C1/1"] == "clear"


def test_a_finding_tells_the_minutes() -> None:
    (row,) = judge(Night(EVALUATION, visits=MINUTES.format(35, 5)), "MOD007").rows
    assert row.observed == (
        "Evaluation code 97161: 35 min by the therapist, 5 by the assistant alone."
    )
