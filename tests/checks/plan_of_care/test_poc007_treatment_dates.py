"""POC007 by date: which dates count, for whom, and where the count begins.

Dates and nights are those of the rule's other test file.
"""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.checks.plan_of_care.test_poc007_progress_report_overdue import (
    DATES,
    LINE,
    NO_DOCUMENTS,
    OWN,
    after,
    noted,
    seen,
)
from tests.tables import Night

violates, clear, cannot_tell, _ = answers_of("POC007")

EXAMPLES: list[Example] = [
    clear("two lines on one date are one", after(*DATES[:9], DATES[8])),
    violates(
        "a visit that was not billed is a date too",
        noted("11-06 97112 PT daily PT", dates=[*DATES[:4], *DATES[5:]]),
        shows={"count": 11},
    ),
    violates(
        "a visit that does not say its discipline, of a patient with one",
        noted("11-06 97112 - daily PT", dates=[*DATES[:4], *DATES[5:]]),
    ),
    clear(
        "monitoring is no treatment date",
        Night(
            LINE,
            earlier_lines=seen(*DATES[:9]).replace("97112 GP 11-12", "98977 GP 11-13")
            + "\nX P1 medicare 97112 GP 11-12",
            **NO_DOCUMENTS,
        ),
    ),
    clear(
        "a new evaluation",
        Night(LINE, earlier_lines=seen(*DATES) + "\nX P1 medicare 97161 GP 11-10", **NO_DOCUMENTS),
    ),
    violates(
        "the plan tells of the first treatment, nobody billed an evaluation",
        Night(
            LINE,
            earlier_lines=seen(*DATES, evaluated=False),
            plans="start type / 11-02 initial",
            **NO_DOCUMENTS,
        ),
        shows={"begin": "2026-11-02", "count": 11},
    ),
    cannot_tell(
        "the data begins in the middle: no evaluation and no report",
        Night(LINE, earlier_lines=seen(*DATES, evaluated=False), **NO_DOCUMENTS),
        missing="start of the count",
    ),
    cannot_tell(
        "the plan began before our first date",
        Night(
            LINE,
            earlier_lines=seen(*DATES[:5], evaluated=False),
            plans="start type / 10-05 initial",
            **NO_DOCUMENTS,
        ),
        missing="start of the count",
    ),
    cannot_tell(
        "a report from before our first date, and few dates since",
        Night(
            LINE,
            earlier_lines=seen(*DATES[:5], evaluated=False),
            documents="kind document_date author_credential / progress 10-05 PT",
        ),
        missing="start of the count",
    ),
    violates(
        "a report from before our first date, and too many dates since",
        Night(
            LINE,
            earlier_lines=seen(*DATES, evaluated=False),
            documents="kind document_date author_credential / progress 10-05 PT",
        ),
    ),
    cannot_tell(
        "a visit that does not say its discipline, of a patient with two",
        Night(
            "code mods date / 97110 GP 11-16 / 97530 GO 11-16",
            earlier_lines=seen(*DATES[:9]) + "\nX P1 medicare 97165 GO 11-13",
            visits="visit date code note_type / V1 11-13 97112 daily",
        ),
        at="C1/1",
        missing="visit of the line",
    ),
    violates(
        "each discipline counts alone",
        Night(
            "code mods date / 97110 GP 11-16 / 97530 GO 11-16",
            earlier_lines=seen(*DATES) + "\nX P1 medicare 97165 GO 11-13",
            **NO_DOCUMENTS,
        ),
        at="C1/1",
    ),
    clear(
        "the other discipline's count",
        Night(
            "code mods date / 97110 GP 11-16 / 97530 GO 11-16",
            earlier_lines=seen(*DATES) + "\nX P1 medicare 97165 GO 11-13",
            **NO_DOCUMENTS,
        ),
        at="C1/2",
    ),
    clear(
        "dates of another patient",
        Night(
            LINE,
            earlier_lines=seen("11-02") + "\n" + seen(*DATES[1:], patient="P2").split("\n", 1)[1],
            **NO_DOCUMENTS,
        ),
    ),
    violates(
        "dates that another payer paid",
        Night(LINE, earlier_lines=seen(*DATES, payer="ppo"), payers=OWN, **NO_DOCUMENTS),
    ),
    violates(
        "the payer's own number: 5 of 4",
        Night(
            "code mods date payer / 97110 GP 11-16 ppo",
            earlier_lines=seen(*DATES[:4], payer="ppo"),
            payers=OWN,
            **NO_DOCUMENTS,
        ),
        shows={"limit": 4, "last_day": "2026-11-05", "in_time_until": "2026-11-07"},
    ),
    violates(
        "the dates are all of tonight",
        Night(
            "claim code mods date / C0 97161 GP 11-02 / C1 97110 GP 11-16 "
            + " ".join(f"/ {date} 97112 GP {date}" for date in DATES[1:]),
            **NO_DOCUMENTS,
        ),
        at="C1/1",
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)
