"""POC007: RULES.md POC; manual chapter 15, 220.3.D: a report at least every 10 treatment dates.

``DATES`` are treatment dates from the evaluation on 2026-11-02 on; with tonight's line of 11-16
nine of them make ten, all ten eleven. The tenth is 11-13; a report of it counts until 11-20.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("POC007")

DATES = [f"11-{day:02}" for day in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13)]
LINE = "code mods date / 97110 GP 11-16"
NO_DOCUMENTS: dict[str, Any] = {"documents": "kind document_date author_credential"}
HEAD = 'id = "ppo"\nextends = "commercial-base"\nname = "PPO"\nline_of_business = "commercial"\n'
ENTRY = "[[plan_of_care]]\nfrom = 2020-01-01\nrequired = true\nsignature_required = false\n{}\n"
OWN = (HEAD + ENTRY.format("progress_days = 4\nprogress_grace_days = 2") + "GRADE_A",)


def seen(*dates: str, evaluated: bool = True, patient: str = "P1", payer: str = "medicare") -> str:
    """Earlier lines, one a date, of which the first is the evaluation."""
    codes = ["97161" if evaluated else "97112", *["97112"] * len(dates)]
    rows = [
        f"{patient}{date} {patient} {payer} {code} GP {date}"
        for code, date in zip(codes, dates, strict=False)
    ]
    return "\n".join(["claim patient payer code mods date", *rows])


def after(*dates: str, lines: str = LINE, documents: str = "", **more: Any) -> Night:
    """Tonight's line after dates of earlier nights; documents: kind, date, author."""
    table = f"kind document_date author_credential {documents and '/ ' + documents}"
    return Night(lines, earlier_lines=seen(*dates), documents=table, **more)


def noted(*rows: str, dates: list[str] = DATES) -> Night:
    """The same with visits: date, code, kind of note, therapist's credential."""
    heading = "visit date code discipline note_type therapist_credential"
    visits = " / ".join([heading, *(f"V{n} {row}" for n, row in enumerate(rows))])
    return Night(LINE, earlier_lines=seen(*dates), earlier_visits=visits)


EXAMPLES: list[Example] = [
    clear("the tenth date, nine of them on earlier nights", after(*DATES[:9])),
    violates(
        "the eleventh date, ten of them on earlier nights",
        after(*DATES),
        severity="review",
        shows={
            "count": 11,
            "limit": 10,
            "begun_by": "evaluation",
            "begin": "2026-11-02",
            "last_day": "2026-11-13",
            "in_time_until": "2026-11-20",
        },
    ),
    clear("a report on the tenth date", after(*DATES, documents="progress 11-13 PT")),
    clear("a re-evaluation in a document", after(*DATES, documents="reevaluation 11-06 PT")),
    clear("a physician's report", after(*DATES, documents="progress 11-10 MD")),
    clear("an author with two credentials", after(*DATES, documents="progress 11-10 DPT,OCS")),
    violates("an assistant's report", after(*DATES, documents="progress 11-10 PTA")),
    violates("a student's report", after(*DATES, documents="progress 11-10 SPT")),
    violates("another kind of document", after(*DATES, documents="order 11-10 PT")),
    cannot_tell(
        "a report without an author",
        after(*DATES, documents="progress 11-10 -"),
        missing="report author",
    ),
    cannot_tell(
        "an author of whom nothing is known",
        after(*DATES, documents="progress 11-10 XYZ"),
        missing="report author",
    ),
    clear("a re-evaluation in the visits, not billed", noted("11-10 97164 PT daily PT")),
    clear(
        "a date with a supply alone is no treatment",
        noted("11-13 L3908 PT daily PT", dates=DATES[:9]),
    ),
    violates(
        "a date with a treatment in the visits is one",
        noted("11-13 97110 PT daily PT", dates=DATES[:9]),
    ),
    clear("written 7 days later", after(*DATES, documents="progress 11-20 PT")),
    violates(
        "written 8 days later",
        after(*DATES, documents="progress 11-21 PT", as_of="2026-11-25"),
    ),
    violates(
        "to be written tomorrow", after(*DATES, documents="progress 11-20 PT", as_of="2026-11-19")
    ),
    clear("written on the day of the line, in time", after(*DATES, documents="progress 11-16 PT")),
    violates(
        "written on the day of the line, too late",
        after(*[f"10-{day:02}" for day in range(1, 11)], documents="progress 11-16 PT"),
        shows={"in_time_until": "2026-10-17"},
    ),
    clear(
        "written too late, but before the line",
        after(*[f"10-{day:02}" for day in range(1, 11)], documents="progress 11-13 PT"),
    ),
    violates(
        "eleven dates since the last report; its own day is not one of them",
        after("10-01", *DATES, documents="progress 10-30 PT"),
        shows={"begun_by": "last report", "begin": "2026-10-30", "count": 11},
    ),
    clear(
        "ten dates since the last report",
        after("10-01", *DATES, documents="progress 11-02 PT"),
    ),
    clear("a progress note among the visits", noted("11-10 97112 PT progress PT")),
    clear("a re-evaluation among the visits", noted("11-10 97164 PT reevaluation DPT")),
    violates("an assistant's progress note", noted("11-10 97112 PT progress PTA")),
    violates("a daily note", noted("11-10 97112 PT daily PT")),
    cannot_tell(
        "a progress note of whom it is not known",
        noted("11-10 97112 PT progress -"),
        missing="note author",
    ),
    clear(
        "a re-evaluation that was billed",
        Night(LINE, earlier_lines=seen(*DATES) + "\nX P1 medicare 97164 GP 11-10", **NO_DOCUMENTS),
    ),
    clear(
        "a recertification that is signed",
        after(*DATES, plans="start type signed / 11-10 recertification 11-18"),
    ),
    violates(
        "a recertification that is not",
        after(*DATES, plans="start type signed / 11-10 recertification -"),
    ),
    cannot_tell(
        "a signed period that does not say what it is",
        after(*DATES, plans="start type signed / 11-10 - 11-18"),
        missing="certification_type",
    ),
    cannot_tell(
        "nothing that could hold a report was supplied",
        Night(LINE, earlier_lines=seen(*DATES)),
        missing="progress reports",
    ),
    clear(
        "nothing was supplied, and ten dates need none",
        Night(LINE, earlier_lines=seen(*DATES[:9])),
    ),
    cannot_tell(
        "visits without kinds of note",
        Night(LINE, earlier_lines=seen(*DATES), visits="visit date code / V1 11-16 97110"),
        missing="progress reports",
    ),
    violates(
        "visits with kinds of note",
        Night(
            LINE,
            earlier_lines=seen(*DATES),
            visits="visit date code discipline note_type / V1 11-16 97110 PT daily",
        ),
    ),
    violates("a GA line", after(*DATES, lines="code mods date / 97110 GP,GA 11-16")),
    not_applicable("a GY line", after(*DATES, lines="code mods date / 97110 GP,GY 11-16")),
    not_applicable("an evaluation", after(*DATES, lines="code mods date / 97161 GP 11-16")),
    not_applicable("a re-evaluation", after(*DATES, lines="code mods date / 97164 GP 11-16")),
    not_applicable("an orthotic", after(*DATES, lines="code mods date / L3908 GP 11-16")),
    not_applicable(
        "payer that asks for no reports",
        after(
            lines="code mods payer / 97110 GP ppo",
            payers=(HEAD + ENTRY.format("") + "GRADE_A",),
        ),
    ),
    cannot_tell(
        "unknown payer",
        after(*DATES, lines="code mods payer / 97110 GP ZNEW"),
        missing="payer:plan_of_care",
    ),
    cannot_tell(
        "discipline not known", after(*DATES, lines="code mods / 97110 -"), missing="discipline"
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_what_a_finding_says() -> None:
    row = judge(after(*DATES), "POC007").at("C1/1")
    assert row.observed == (
        "PT treatment on 2026-11-16 is treatment date 11 since the evaluation of 2026-11-02; date "
        "10 was 2026-11-13. A therapist's report written by 2026-11-20 would count, and none is on "
        "file."
    )


def test_every_treatment_line_of_the_date_is_marked() -> None:
    judged = judge(after(*DATES, lines="code mods / 97110 GP / 97140 GP / L3908 GP"), "POC007")
    assert list(judged.answers.values()) == ["violates", "violates", "not_applicable"]


def test_a_re_evaluation_of_the_same_day_reports_in_time() -> None:
    judged = judge(after(*DATES, lines="code mods / 97110 GP / 97164 GP"), "POC007")
    assert list(judged.answers.values()) == ["clear", "not_applicable"]


@pytest.mark.parametrize(
    ("date", "answer"),
    [("11-16", "violates"), ("11-17", "violates"), ("11-18", "violates"), ("11-19", "clear")],
)
def test_lines_stay_overdue_until_the_report_and_count_anew_after_it(
    date: str, answer: str
) -> None:
    """The tenth date was 10-10, so the report of 11-18 is too late for the lines before it."""
    night = after(
        *[f"10-{day:02}" for day in range(1, 11)],
        lines="code mods date / 97110 GP " + date,
        documents="progress 11-18 PT",
    )
    assert judge(night, "POC007").overall == answer
