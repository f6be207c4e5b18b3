"""UNIT001: RULES.md UNIT and "Before any rule" 2-4: which minutes and lines make a day.

What the methods allow is in test_unit001_methods, codes outside the pool are in
test_unit001_own_time_bases. 8-22 minutes are 1 unit, 23-37 are 2.
"""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("UNIT001")

HEAD = 'id = "ppo"\nextends = "cms-base"\nname = "PPO"\nline_of_business = "commercial"\n'
TOGETHER = (
    f'{HEAD}[[unit_rule]]\nfrom = 2020-01-01\nvalue = "cms_total"\nscope = "all_disciplines"\n'
    "GRADE_A",
)
GROUP = (f'{HEAD}[[provider_scope]]\nfrom = 2020-01-01\nvalue = "group"\nGRADE_A',)

ONE = "code mods units / 97110 GP {}"
PT_OT = Night(
    "code mods units / 97110 GP 2 / 97530 GO 1",
    visits="visit code discipline minutes / V1 97110 PT 20 / V2 97530 OT 20",
)
TWO_THERAPISTS = "code mods units npi billing / 97110 GP {} 1111111111 9 / 97110 GP 1 2222222222 9"
THEIR_VISITS = "visit code minutes therapist_npi / V1 97110 {} 1111111111 / V2 97110 {} 2222222222"
TWO_PAYERS = Night(
    "payer claim code mods units visit"
    " / medicare C1 97110 GP 2 V1 / commercial-base C2 97110 GP 1 V2",
    visits="visit code minutes / V1 97110 20 / V2 97110 15",
)


def day(units: str, minutes: str) -> Night:
    """A day of 97110 alone."""
    return Night(ONE.format(units), visits=f"code minutes / 97110 {minutes}")


EXAMPLES: list[Example] = [
    cannot_tell(
        "one of the day's two named visits is not on file",
        Night(
            "code mods units visit / 97110 GP 1 V1 / 97110 GP 1 V2",
            visits="code visit minutes / 97110 V1 15",
        ),
        missing="minutes",
    ),
    violates(
        "22 minutes, 2 units",
        day("2", "22"),
        severity="block",
        shows={"timed_minutes": 22, "billed": 2, "allowed": 1},
    ),
    clear("23 minutes, 2 units: one minute apart", day("2", "23")),
    violates("no minutes at all", day("1", "0")),
    # -- what is in the pool -----------------------------------------------------------------
    clear(
        "minutes of a timed code that is not billed count",
        Night("code mods units / 97110 GP 2", visits="code minutes / 97110 15 / 97140 8"),
    ),
    violates(
        "minutes of an evaluation do not",
        Night(
            "code mods units / 97161 GP 1 / 97110 GP 2", visits="code minutes / 97161 40 / 97110 10"
        ),
        at="C1/2",
    ),
    violates(
        "minutes of a group do not",
        Night(
            "code mods units / 97150 GP 1 / 97110 GP 2", visits="code minutes / 97150 30 / 97110 10"
        ),
    ),
    violates(
        "minutes of untimed and hourly codes do not",
        Night(
            "code mods units / 97110 GP 2", visits="code minutes / 97110 10 / G0283 15 / 96125 60"
        ),
    ),
    violates(
        "GY line: units must still be right",
        Night("code mods units / 97110 GP,GY 2", visits="code minutes / 97110 20"),
    ),
    violates(
        "GA line: units must still be right",
        Night("code mods units / 97110 GP,GA 2", visits="code minutes / 97110 20"),
    ),
    not_applicable(
        "untimed codes alone", Night("code mods / 97161 GP", visits="code minutes / 97161 40")
    ),
    not_applicable(
        "monitoring alone", Night("code mods / 98980 GP", visits="code minutes / 98980 20")
    ),
    # -- minutes by code or by visit -----------------------------------------------------------
    clear(
        "therapist and assistant make up the minutes: 10 + 13",
        Night(ONE.format(2), visits="code therapist assistant / 97110 10 13"),
    ),
    violates(
        "therapist and assistant make up the minutes: 10 + 12",
        Night(ONE.format(2), visits="code therapist assistant / 97110 10 12"),
    ),
    cannot_tell(
        "the therapist's minutes alone",
        Night(ONE.format(1), visits="code minutes therapist assistant / 97110 - 20 -"),
        missing="minutes",
    ),
    clear(
        "one code blank: the visit's 30 minutes count",
        Night(
            "code mods units / 97110 GP 1 / 97140 GP 1",
            visits="code minutes total / 97110 15 30 / 97140 - 30",
        ),
    ),
    violates(
        "both blank: the visit's 22 minutes count, once",
        Night(
            "code mods units / 97110 GP 1 / 97140 GP 1",
            visits="code minutes total / 97110 - 22 / 97140 - 22",
        ),
        shows={"timed_minutes": 22},
    ),
    cannot_tell(
        "one code blank and no total",
        Night(
            "code mods units / 97110 GP 1 / 97140 GP 1", visits="code minutes / 97110 15 / 97140 -"
        ),
        missing="minutes",
    ),
    clear(
        "codes say 20, the visit 23: not over under both",
        Night(ONE.format(2), visits="code minutes total / 97110 20 23"),
    ),
    clear(
        "codes say 23, the visit 20: not over under both",
        Night(ONE.format(2), visits="code minutes total / 97110 23 20"),
    ),
    violates(
        "codes say 20, the visit 23: over under both",
        Night(ONE.format(3), visits="code minutes total / 97110 20 23"),
    ),
    cannot_tell("no visits file", Night(ONE.format(1)), missing="minutes"),
    cannot_tell(
        "the visit of the day is not there",
        Night(ONE.format(1), visits="date code minutes / 11-15 97110 20"),
        missing="minutes",
    ),
    cannot_tell(
        "no column of minutes", Night(ONE.format(1), visits="code / 97110"), missing="minutes"
    ),
    # -- several visits a day --------------------------------------------------------------------
    violates(
        "two visits are one day: 10 + 10",
        Night(ONE.format(2), visits="visit code minutes / V1 97110 10 / V2 97110 10"),
    ),
    clear(
        "two visits are one day: 10 + 13",
        Night(ONE.format(2), visits="visit code minutes / V1 97110 10 / V2 97110 13"),
    ),
    clear(
        "totals of two visits, each once: 23 + 15 = 38",
        Night(
            "code mods units / 97110 GP 2 / 97140 GP 1",
            visits="visit code total / V1 97110 23 / V1 97140 23 / V2 97110 15",
        ),
    ),
    violates(
        "totals of two visits, each once: 23 + 14 = 37",
        Night(
            "code mods units / 97110 GP 2 / 97140 GP 1",
            visits="visit code total / V1 97110 23 / V1 97140 23 / V2 97110 14",
        ),
    ),
    # -- disciplines, providers, payers ------------------------------------------------------------
    violates("PT alone has 20 minutes", PT_OT, at="C1/1"),
    clear("OT alone has 20 minutes", PT_OT, at="C1/2"),
    clear(
        "40 minutes where the payer counts all disciplines together",
        Night(
            "payer code mods units / ppo 97110 GP 2 / ppo 97530 GO 1",
            visits="visit code discipline minutes / V1 97110 PT 20 / V2 97530 OT 20",
            payers=TOGETHER,
        ),
    ),
    violates(
        "a therapist alone has 22 minutes",
        Night(TWO_THERAPISTS.format(2), visits=THEIR_VISITS.format(22, 16)),
        at="C1/1",
    ),
    clear(
        "each therapist alone has 10 minutes",
        Night(TWO_THERAPISTS.format(1), visits=THEIR_VISITS.format(10, 10)),
    ),
    violates(
        "10 + 10 where the payer counts the group",
        Night(
            TWO_THERAPISTS.format(1).replace("code", "payer code").replace(" / ", " / ppo "),
            visits=THEIR_VISITS.format(10, 10),
            payers=GROUP,
        ),
    ),
    violates(
        "10 + 10 of a hospital",
        Night(
            TWO_THERAPISTS.format(1)
            .replace("code", "setting code")
            .replace(" / ", " / institutional "),
            visits=THEIR_VISITS.format(10, 10),
        ),
    ),
    violates("the first payer has 20 minutes of its own", TWO_PAYERS, at="C1/1"),
    clear("the second payer has 15 minutes of its own", TWO_PAYERS, at="C2/1"),
    # -- earlier nights ----------------------------------------------------------------------------
    violates(
        "10 minutes of an earlier night and 10 of tonight",
        Night(
            ONE.format(1),
            visits="visit code minutes / V1 97110 10",
            earlier_lines="claim code mods units / C0 97110 GP 1",
            earlier_visits="visit code minutes / V0 97110 10",
        ),
        at="C1/1",
        shows={"timed_minutes": 20, "billed": 2},
    ),
    clear(
        "10 minutes of an earlier night and 13 of tonight",
        Night(
            ONE.format(1),
            visits="visit code minutes / V1 97110 13",
            earlier_lines="claim code mods units / C0 97110 GP 1",
            earlier_visits="visit code minutes / V0 97110 10",
        ),
    ),
    clear(
        "another day of an earlier night",
        Night(
            ONE.format(1),
            visits="visit code minutes / V1 97110 10",
            earlier_lines="claim code mods units date / C0 97110 GP 1 11-15",
            earlier_visits="visit code minutes date / V0 97110 10 11-15",
        ),
    ),
    clear(
        "a correction takes the place of what went out",
        Night(
            "claim code mods units frequency replaces / C0R 97110 GP 1 7 C0",
            earlier_lines="claim code mods units / C0 97110 GP 2",
            earlier_visits="code minutes / 97110 20",
        ),
    ),
    violates(
        "a correction that still bills too much",
        Night(
            "claim code mods units frequency replaces / C0R 97110 GP 2 7 C0",
            earlier_lines="claim code mods units / C0 97110 GP 3",
            earlier_visits="code minutes / 97110 20",
        ),
        at="C0R/1",
    ),
    clear(
        "a void takes its units back",
        Night(
            "claim code mods units frequency / C0 97110 GP 2 8 / C1 97110 GP 1 -",
            earlier_lines="claim code mods units / C0 97110 GP 2",
            earlier_visits="code minutes / 97110 20",
        ),
        at="C1/1",
    ),
    not_applicable(
        "a void alone",
        Night("code mods units frequency / 97110 GP 2 8", visits="code minutes / 97110 8"),
    ),
    clear(
        "a visit that comes again takes its own place",
        Night(
            ONE.format(2),
            visits="visit code minutes / V0 97110 23",
            earlier_visits="visit code minutes / V0 97110 10",
        ),
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_a_finding_names_the_day_and_every_pooled_line() -> None:
    night = Night(
        "claim code mods units / C2 97110 GP 1 / C1 97161 GP 1 / C1 97140 GP 1",
        visits="visit code minutes / V1 97110 10 / V1 97140 10",
        earlier_lines="claim code mods units / C0 97530 GP 1",
        earlier_visits="visit code minutes / V0 97530 12",
    )
    (row,) = judge(night, "UNIT001").rows
    assert (row.anchor, set(row.related)) == ("C1/2", {"C2/1", "C0/1"})
    assert row.observed == (
        "97110 10 min (0 full, 10 left), 97140 10 min (0 full, 10 left), 97530 12 min (0 full, 12 "
        "left): 32 minutes make 2 units by CMS total time; by the midpoint of each code 3; billed "
        "3. Billed by code: 97110 1, 97140 1, 97530 1."
    )
    assert row.expected == "Units at most: 2, by CMS total time."
    assert row.source == "cms_base/cms-base.toml#unit_rule 2018-01-01"
