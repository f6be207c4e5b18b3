"""UNIT008: RULES.md UNIT: ten hours of one-on-one care by one person a day, or as the office says.

600 minutes are ten hours. Minutes of an assistant alone are the assistant's, those together the
therapist's. ``received`` is drawn so that the house tests judge each variant of a night alone: a
therapist's day is not one patient's.
"""

from __future__ import annotations

import pytest

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("UNIT008")

LINE = "claim patient code mods units visit received"
NOTE = "visit patient code therapist_id minutes"


def day(*notes: str, heading: str = NOTE, site: str = "", who: str = "medicare") -> Night:
    """A day of one patient a note; each note is "code therapist_id minutes" under its heading."""
    lines = "".join(
        f" / {who} C{number} P{number} {note.split()[0]} GP 1 V{number} {number}"
        for number, note in enumerate(notes)
    )
    visits = "".join(f" / V{number} P{number} {note}" for number, note in enumerate(notes))
    return Night(f"payer {LINE}{lines}", visits=f"{heading}{visits}", site=site)


HANDS = "visit patient code therapist_id assistant_id minutes therapist assistant"
ONE_HAND = "visit patient code therapist_id minutes therapist assistant"
NPI = "visit patient code therapist_id therapist_npi minutes"
MODE = f"{NOTE} delivery_mode"
CREDENTIAL = "visit patient code therapist_id assistant_id therapist_credential minutes"
TOTALS = f"{NOTE} total_timed_minutes total_treatment_minutes"
EARLIER = f"{NOTE} / V9 P9 97110 T1 {{}}"

EXAMPLES: list[Example] = [
    violates(
        "three patients",
        day("97110 T1 201", "97110 T1 201", "97110 T1 201"),
        severity="review",
        shows={"minutes": 603, "hours": "10 h 3 min", "services": 3, "patients": 3, "who": "T1"},
    ),
    clear("ten hours", day("97110 T1 200", "97110 T1 200", "97110 T1 200")),
    violates("a minute more", day("97110 T1 60", "97110 T1 541")),
    clear("two therapists", day("97110 T1 540", "97110 T2 120")),
    violates(
        "two patients and two payers",
        Night(
            f"payer {LINE} / medicare C1 P1 97110 GP 1 V1 1 / anthem C2 P2 97110 GP 1 V2 2",
            visits=f"{NOTE} / V1 P1 97110 T1 301 / V2 P2 97530 T1 300",
        ),
    ),
    violates("payers without a file count", day("97110 T1 601", who="ZNEW")),
    clear(
        "two dates",
        Night(
            f"date {LINE} / 11-16 C1 P1 97110 GP 1 V1 1 / 11-13 C2 P2 97110 GP 1 V2 2",
            visits=f"date {NOTE} / 11-16 V1 P1 97110 T1 400 / 11-13 V2 P2 97110 T1 400",
        ),
    ),
    violates(
        "the office allows eight hours",
        day("97110 T1 481", site='[site]\nid = "o"\n[house]\ntherapist_day_minutes = 480\n'),
        shows={"limit": 480},
    ),
    clear(
        "a visit row counts once, whatever the number of its lines",
        Night(
            f"{LINE} / C1 P1 97110 GP 1 V1 1 / C1 P1 97110 GP,CQ 1 V1 1 / C2 P1 97110 GP 1 V1 2",
            visits=f"{NOTE} / V1 P1 97110 T1 400",
        ),
    ),
    # -- what is one-on-one ------------------------------------------------------------------------
    violates("evaluations are", day("97161 T1 300", "97110 T1 301")),
    clear("a group is not", day("97150 T1 300", "97110 T1 301")),
    clear("nor are modalities", day("97012 T1 100", "G0283 T1 200", "97110 T1 301")),
    clear("nor is monitoring", day("98980 T1 300", "97110 T1 301")),
    clear(
        "nor is what was furnished to a group",
        day("97110 T1 300 group", "97110 T1 301 individual", heading=MODE),
    ),
    clear("nor co-treatment", day("97110 T1 300 cotreat", "97110 T1 301 individual", heading=MODE)),
    violates("a blank mode is individual", day("97110 T1 300 -", "97110 T1 301 -", heading=MODE)),
    # -- who furnished it --------------------------------------------------------------------------
    clear(
        "the assistant's own minutes are the assistant's",
        day("97110 T1 A1 300 0 300", "97110 T1 A1 301 301 0", heading=HANDS),
    ),
    violates(
        "an assistant's day",
        day("97110 T1 A1 300 0 300", "97110 T2 A1 301 0 301", heading=HANDS),
        shows={"who": "A1", "minutes": 601},
    ),
    clear(
        "of a shared service each has their part",
        day("97110 T1 A1 600 300 300", "97110 T1 A1 300 300 0", heading=HANDS),
    ),
    violates(
        "minutes together are the therapist's",
        day("97110 T1 301 301 0", "97110 T1 300 300 0", heading=ONE_HAND),
        shows={"who": "T1"},
    ),
    clear(
        "by the credential an assistant furnished it",
        day("97110 T1 A1 PTA 300", "97110 T1 - PT 301", heading=CREDENTIAL),
    ),
    violates(
        "the id beside an assistant's credential",
        day("97110 A7 - PTA 300", "97110 A7 - PTA 301", heading=CREDENTIAL),
        shows={"who": "A7"},
    ),
    violates(
        "by NPI where the id is blank",
        day("97110 - 1000000012 300", "97110 - 1000000012 301", heading=NPI),
        shows={"who": "1000000012"},
    ),
    violates(
        "the NPI of an id",
        day("97110 T1 1000000012 300", "97110 - 1000000012 301", heading=NPI),
        shows={"who": "T1"},
    ),
    cannot_tell(
        "an NPI that may be that of an id",
        day("97110 T1 - 300", "97110 - 1000000012 301", heading=NPI),
        missing="who furnished it",
    ),
    cannot_tell(
        "the NPI of two ids is a group's",
        day(
            "97110 T1 1000000012 300",
            "97110 T2 1000000012 20",
            "97110 - 1000000012 301",
            heading=NPI,
        ),
        missing="who furnished it",
    ),
    cannot_tell(
        "a service that names nobody",
        day("97110 T1 300", "97110 - 301"),
        missing="who furnished it",
    ),
    clear("too short to matter", day("97110 T1 300", "97110 - 300")),
    cannot_tell(
        "nobody is named at all", day("97110 - 300", "97110 - 301"), missing="who furnished it"
    ),
    clear(
        "an assistant who is not named is no therapist",
        day("97110 T1 - 300 0 300", "97110 T1 - 301 301 0", heading=HANDS),
    ),
    cannot_tell(
        "therapist or assistant, without minutes by person",
        day("97110 T1 A1 - 300", "97110 T1 A1 PT 301", heading=CREDENTIAL),
        missing="minutes",
    ),
    # -- minutes that are not noted ----------------------------------------------------------------
    cannot_tell("no minutes", day("97110 T1 -", "97110 T1 300"), missing="minutes"),
    violates("too many without them", day("97110 T1 -", "97110 T1 601")),
    cannot_tell("no minutes at all", day("97110 T1 -"), missing="minutes"),
    violates(
        "the visit's timed total stands for them",
        day("97110 T1 - 301 310", "97110 T1 300 300 310", heading=TOTALS),
        shows={"minutes": 601},
    ),
    clear(
        "and bounds them",
        day("97110 T1 - 300 310", "97110 T1 300 300 310", heading=TOTALS),
    ),
    clear(
        "an evaluation lies within the visit's whole time",
        day("97161 T1 - 0 300", "97110 T1 300 300 310", heading=TOTALS),
    ),
    cannot_tell(
        "or may fill it",
        day("97161 T1 - 0 301", "97110 T1 300 300 310", heading=TOTALS),
        missing="minutes",
    ),
    cannot_tell(
        "minutes that contradict one another",
        day("97110 T1 A1 100 60 60", "97110 T1 A1 490 490 0", heading=HANDS),
        missing="minutes",
    ),
    clear(
        "whichever of them holds",
        day("97110 T1 A1 100 60 60", "97110 T1 A1 480 480 0", heading=HANDS),
    ),
    # -- nights ------------------------------------------------------------------------------------
    violates(
        "500 minutes of an earlier night and 101 of tonight",
        Night(
            f"{LINE} / C1 P1 97110 GP 1 V1 1",
            visits=f"{NOTE} / V1 P1 97110 T1 101",
            earlier_visits=EARLIER.format(500),
        ),
    ),
    clear(
        "500 minutes of an earlier night and 100 of tonight",
        Night(
            f"{LINE} / C1 P1 97110 GP 1 V1 1",
            visits=f"{NOTE} / V1 P1 97110 T1 100",
            earlier_visits=EARLIER.format(500),
        ),
    ),
    not_applicable(
        "no line of tonight bills a visit of that day",
        Night(
            f"{LINE} / C1 P1 97110 GP 1 V1 1",
            earlier_lines=f"{LINE} / C9 P9 97110 GP 1 V9 9",
            earlier_visits=EARLIER.format(700),
        ),
    ),
    not_applicable("no visits", Night(f"{LINE} / C1 P1 97110 GP 1 V1 1")),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_a_working_day_of_hours() -> None:
    hours = ["97110 T1 60"] * 11
    (row,) = judge(day(*hours), "UNIT008").rows
    assert (row.answer, row.evidence["minutes"], row.evidence["hours"]) == (
        "violates",
        660,
        "11 h 0 min",
    )
    assert judge(day(*hours[1:]), "UNIT008").overall == "clear"


def test_a_finding_hangs_on_no_line_and_names_the_claims_of_the_day() -> None:
    night = Night(
        f"{LINE} / C2 P2 97110 GP 1 V2 1 / C1 P1 97110 GP 1 - 2 / C3 P3 97110 GP 1 V3 3",
        visits=f"{NOTE} / V2 P2 97110 T1 301 / V1 P1 97530 T1 60 / V3 P3 97110 T2 60",
        earlier_lines=f"{LINE} / C0 P0 97110 GP 1 V0 1",
        earlier_visits=f"{NOTE} / V0 P0 97110 T1 300",
    )
    row = next(row for row in judge(night, "UNIT008").rows if row.answer == "violates")
    assert row.anchor == ""
    # C1 names no visit: its patient and date say whose it is.
    assert set(row.related) == {"C0/1", "C1/1", "C2/1"}
    assert set(row.lines) == {"C1/1", "C2/1"}
    assert row.observed == (
        "T1 on 2026-11-16: 661 documented one-on-one minutes (11 h 1 min) in 3 services for 3 "
        "patients."
    )
    assert row.expected == "At most 600 minutes by one person a day (the office's own setting)."


def test_a_service_that_names_nobody_changes_nothing_where_it_is_too_much_without_it() -> None:
    judged = judge(day("97110 T1 601", "97110 - 300"), "UNIT008")
    assert {row.answer for row in judged.of("C0/1")} == {"violates"}
    assert {row.answer for row in judged.rows} == {"violates", "clear"}


def test_two_people_of_one_date_are_two_findings() -> None:
    result = judge(day("97110 T1 601", "97110 T2 602"), "UNIT008").result
    assert result.findings["finding_key"].is_unique
    assert len(result.findings) == 2
    assert set(result.findings["line_number"]) == {-1}


@pytest.mark.parametrize("limit", ["0", "1439"])
def test_the_offices_own_limit(limit: str) -> None:
    site = f'[site]\nid = "o"\n[house]\ntherapist_day_minutes = {limit}\n'
    answers = {
        judge(day(f"97110 T1 {most}", site=site), "UNIT008").overall for most in ("0", limit)
    }
    assert answers == {"clear"}
    over = day(f"97110 T1 {int(limit) + 1}", site=site)
    assert judge(over, "UNIT008").overall == "violates"
