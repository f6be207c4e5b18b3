"""UNIT002: RULES.md UNIT: the minutes support more units, within the payer's own daily cap.

8-22 minutes are 1 unit, 23-37 are 2, 38-52 are 3, 53-67 are 4, 68-82 are 5.
"""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("UNIT002")

HEAD = 'extends = "commercial-base"\nline_of_business = "commercial"\n'


def payer(name: str, method: str, caps: str = "") -> str:
    """A payer with a unit method, and perhaps caps."""
    return (
        f'id = "{name}"\nname = "{name}"\n{HEAD}[[unit_rule]]\nfrom = 2020-01-01\n'
        f'value = "{method}"\nGRADE_A\n{caps}'
    )


def cap(rest: str) -> str:
    return f'[[unit_cap]]\nkey = "day"\nfrom = 2021-04-01\n{rest}\nGRADE_A\n'


LIST = cap('units = 4\nscope = "provider_discipline"\ncodes = ["97110", "97140"]')
PAYERS = (
    *(
        payer(method.replace("_", "-"), method)
        for method in ("ama_midpoint", "hybrid", "either", "value_units")
    ),
    payer("four", "cms_total", cap('units = 4\nscope = "provider_discipline"\ntimed = true')),
    payer("listed", "cms_total", LIST),
    payer("person", "cms_total", cap('units = 4\nscope = "patient"\ntimed = true')),
    payer("each", "cms_total", cap('units = 2\nscope = "code"\ncodes = ["97110", "97140"]')),
    payer("hours", "cms_total", cap('units = 1\nscope = "code"\ncodes = ["96125"]')),
    payer("nobody-knows", "cms_total", cap("unknown = true")),
)
CMS, AMA, HYBRID, EITHER = "medicare", "ama-midpoint", "hybrid", "either"


def day(who: str, billed: str, minutes: str, total: str = "") -> Night:
    """A day as "97110 2, 97140 1" billed and "97110 33, 97140 7" noted; ``total`` of the visit."""
    lines = "".join(f" / {who} GP {part.strip()}" for part in billed.split(","))
    visits = "".join(f" / {part.strip()} {total or '-'}" for part in minutes.split(","))
    return Night(
        f"payer mods code units{lines}", visits=f"code minutes total{visits}", payers=PAYERS
    )


def no_discipline(who: str, noted: str, noted_without: str) -> Night:
    """One unit of each of two codes; the second line names no discipline."""
    (code, _), (code_without, _) = noted.split(), noted_without.split()
    return Night(
        f"payer code mods units / {who} {code} GP 1 / {who} {code_without} - 1",
        visits=f"code minutes / {noted} / {noted_without}",
        payers=PAYERS,
    )


PT_AND_OT = Night(
    "payer claim code mods units / person C1 97110 GP 2",
    visits="visit code discipline minutes / V1 97110 PT 45",
    earlier_lines="payer claim code mods units / person C0 97530 GO {}",
    earlier_visits="visit code discipline minutes / V0 97530 OT 30",
    payers=PAYERS,
)


def beside_ot(units: int) -> Night:
    """Two units for 45 minutes of PT, beside units of OT that went out earlier."""
    return Night(
        PT_AND_OT.lines,
        visits=PT_AND_OT.visits,
        earlier_lines=PT_AND_OT.earlier_lines.format(units),
        earlier_visits=PT_AND_OT.earlier_visits,
        payers=PAYERS,
    )


EXAMPLES: list[Example] = [
    violates(
        "23 minutes, 1 unit",
        day(CMS, "97110 1", "97110 23"),
        severity="note",
        shows={"timed_minutes": 23, "billed": 1, "supported": 2},
    ),
    clear("22 minutes, 1 unit: one minute apart", day(CMS, "97110 1", "97110 22")),
    clear("23 minutes, 2 units", day(CMS, "97110 2", "97110 23")),
    clear("more billed than the minutes allow is another rule's", day(CMS, "97110 3", "97110 23")),
    violates("a timed code that nobody billed", day(CMS, "97110 1", "97110 15, 97140 8")),
    clear("minutes of an evaluation are no timed ones", day(CMS, "97110 1", "97110 15, 97161 40")),
    violates(
        "the visit's total alone: 23",
        day(CMS, "97110 1", "97110 -, 97140 -", total="23"),
        shows={"midpoint_units": "an unknown number"},
    ),
    # -- methods -------------------------------------------------------------------------------
    violates("CMS: 16 + 7 = 23 are two", day(CMS, "97110 1", "97110 16, 97140 7")),
    clear("midpoint: 16 and 7 are one", day(AMA, "97110 1", "97110 16, 97140 7")),
    clear("CMS: 10 + 10 are one", day(CMS, "97110 1", "97110 10, 97140 10")),
    violates(
        "midpoint: 10 and 10 are two",
        day(AMA, "97110 1", "97110 10, 97140 10"),
        shows={"supported": 2, "cms_units": 1, "midpoint_units": 2},
    ),
    clear("hybrid: 16 + 7 are one", day(HYBRID, "97110 1", "97110 16, 97140 7")),
    clear("hybrid: 10 + 10 are one", day(HYBRID, "97110 1", "97110 10, 97140 10")),
    violates("hybrid: 23 + 8 are two at least", day(HYBRID, "97110 1", "97110 23, 97140 8")),
    violates("either: 16 + 7 are two", day(EITHER, "97110 1", "97110 16, 97140 7")),
    violates("either: 10 + 10 are two", day(EITHER, "97110 1", "97110 10, 97140 10")),
    clear("either: 15 + 7 are one", day(EITHER, "97110 1", "97110 15, 97140 7")),
    violates(
        "midpoint by the visit's total of one code", day(AMA, "97110 1", "97110 -", total="23")
    ),
    cannot_tell(
        "midpoint by the visit's total of two codes",
        day(AMA, "97110 1", "97110 -, 97140 -", total="16"),
        missing="minutes by code",
    ),
    clear(
        "midpoint by the visit's total of two codes: 15 are never two",
        day(AMA, "97110 1", "97110 -, 97140 -", total="15"),
    ),
    cannot_tell(
        "hybrid by the visit's total alone",
        day(HYBRID, "97110 1", "97110 -, 97140 -", total="23"),
        missing="minutes by code",
    ),
    violates(
        "either by the visit's total alone",
        day(EITHER, "97110 1", "97110 -, 97140 -", total="23"),
    ),
    not_applicable("value units", day("value-units", "97110 1", "97110 60")),
    # -- caps ----------------------------------------------------------------------------------
    clear("at the cap of 4 with 68 minutes", day("four", "97110 4", "97110 68")),
    violates(
        "3 units with 68 minutes under a cap of 4",
        day("four", "97110 3", "97110 68"),
        shows={"supported": 4},
    ),
    clear("at the cap of listed codes", day("listed", "97110 4", "97110 60, 97140 15")),
    violates(
        "a code outside the list above its cap",
        day("listed", "97110 4", "97110 60, 97530 15"),
        shows={"supported": 5},
    ),
    clear(
        "the further unit would fall to a listed code",
        day("listed", "97110 4, 97530 1", "97110 75, 97530 15"),
    ),
    clear(
        "by the visit's total where all codes are listed",
        day("listed", "97110 3, 97140 1", "97110 -, 97140 -", total="70"),
    ),
    cannot_tell(
        "by the visit's total where some codes are listed",
        day("listed", "97110 3, 97530 1", "97110 -, 97530 -", total="70"),
        missing="minutes by code",
    ),
    clear("two of each code", day("each", "97110 2, 97140 2", "97110 45, 97140 30")),
    violates(
        "one of a code that may have two",
        day("each", "97110 2, 97140 1", "97110 45, 97140 30"),
        shows={"supported": 4},
    ),
    clear("units of an earlier night fill the patient's cap: 2 + 2", beside_ot(2)),
    violates("units of an earlier night leave one: 1 + 3", beside_ot(1), shows={"supported": 3}),
    violates(
        "before the cap began",
        Night(
            "payer date code mods units / four 2021-03-31 97110 GP 4",
            visits="date code minutes / 2021-03-31 97110 68",
            payers=PAYERS,
        ),
        shows={"supported": 5},
    ),
    cannot_tell(
        "a cap that nobody knows",
        day("nobody-knows", "97110 1", "97110 23"),
        missing="payer:unit_cap",
    ),
    clear("a cap that nobody knows is no matter", day("nobody-knows", "97110 2", "97110 23")),
    # -- earlier nights ------------------------------------------------------------------------
    violates(
        "one unit of an earlier night and one of tonight for 23 + 15 = 38 minutes",
        Night(
            "code mods units / 97110 GP 1",
            visits="visit code minutes / V1 97110 15",
            earlier_lines="claim code mods units / C0 97110 GP 1",
            earlier_visits="visit code minutes / V0 97110 23",
        ),
        at="C1/1",
        shows={"timed_minutes": 38, "billed": 2, "supported": 3},
    ),
    clear(
        "one of an earlier night and one of tonight for 22 + 15 = 37 minutes",
        Night(
            "code mods units / 97110 GP 1",
            visits="visit code minutes / V1 97110 15",
            earlier_lines="claim code mods units / C0 97110 GP 1",
            earlier_visits="visit code minutes / V0 97110 22",
        ),
    ),
    # -- cannot tell ---------------------------------------------------------------------------
    cannot_tell("no visits", Night("code mods units / 97110 GP 1"), missing="minutes"),
    cannot_tell(
        "one code blank and no total",
        day(CMS, "97110 1, 97140 1", "97110 40, 97140 -"),
        missing="minutes",
    ),
    cannot_tell("unknown payer", day("ZNEW", "97110 1", "97110 23"), missing="payer:unit_rule"),
    cannot_tell(
        "23 minutes of a known discipline are two units, 23 + 7 as well, and two are billed",
        no_discipline(CMS, "97110 23", "97140 7"),
        missing="discipline",
    ),
    violates(
        "30 + 15 minutes: one unit more, whatever the discipline",
        no_discipline(CMS, "97110 30", "97140 15"),
    ),
    clear("15 and 15, whatever the discipline", no_discipline(CMS, "97110 15", "97140 15")),
    clear("midpoint: 15 and 22 are one each", no_discipline(AMA, "97110 15", "97140 22")),
    violates("midpoint: 8 and 23 are one and two", no_discipline(AMA, "97110 8", "97140 23")),
    cannot_tell(
        "midpoint: 7 and 23 are none and two",
        no_discipline(AMA, "97110 7", "97140 23"),
        missing="discipline",
    ),
    cannot_tell(
        "a cap on what a provider bills in one discipline",
        no_discipline("four", "97110 30", "97140 15"),
        missing="discipline",
    ),
    # -- outside the pool ------------------------------------------------------------------------
    violates(
        "two hours by the midpoint of an hour: 60 + 31",
        day(CMS, "96125 1", "96125 91"),
        shows={"supported": 2},
    ),
    clear("60 + 30 minutes are one", day(CMS, "96125 1", "96125 90")),
    violates("a first hour and a further half: 60 + 16", day(AMA, "92607 1", "92607 76")),
    clear("a cap that counts other codes", day("listed", "97110 4", "97110 60, 96125 60")),
    clear("at a cap that counts the code", day("hours", "96125 1", "96125 91")),
    violates(
        "under a cap that counts the code",
        day("hours", "97110 1, 96125 0", "97110 15, 96125 31"),
        at="C1/2",
    ),
    cannot_tell(
        "a line of unknown provider beside another",
        Night(
            "code mods units npi / 97110 GP 1 1111111111 / 97140 GP 1 -",
            visits="code minutes / 97110 30 / 97140 15",
        ),
        missing="provider",
    ),
    not_applicable("untimed codes alone", day(CMS, "97161 1", "97161 40")),
    not_applicable(
        "a void alone",
        Night("code mods units frequency / 97110 GP 1 8", visits="code minutes / 97110 38"),
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_where_codes_and_visit_disagree_the_lower_speaks() -> None:
    answers = {
        (minutes, total): judge(day(CMS, "97110 1", f"97110 {minutes}", total), "UNIT002").overall
        for minutes, total in ((20, "23"), (23, "20"), (23, "38"))
    }
    assert answers == {(20, "23"): "clear", (23, "20"): "clear", (23, "38"): "violates"}


def test_what_a_finding_says() -> None:
    (row,) = judge(day(AMA, "97110 1", "97110 10, 97140 10"), "UNIT002").rows
    assert row.observed == (
        "97110 10 min (0 full, 10 left), 97140 10 min (0 full, 10 left): 20 minutes make 1 unit by "
        "CMS total time; by the midpoint of each code 2; billed 1. Billed by code: 97110 1, 97140 "
        "0."
    )
    assert row.expected == (
        "Units supported: 2, by the midpoint of each code (97110 1, 97140 1), only if all minutes "
        "were skilled and one-on-one."
    )


def test_a_cap_is_told() -> None:
    (row,) = judge(day("four", "97110 3", "97110 75"), "UNIT002").rows
    assert row.expected.startswith(
        "Units supported: 4, by CMS total time, within the payer's daily cap (5 without it), only"
    )
