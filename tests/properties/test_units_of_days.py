"""Units of drawn days: never beyond the minutes, however lines are split, whoever furnished them.

Every example is a night of several patients, each a day of one payer, so that one judging answers
for many days. Expected are inequalities of the manual's table (8 minutes for the first unit, 15 for
each further one), never the formula itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.worksheets.assistant_units import AssistantUnits
from pipeline.worksheets.timed_units import TimedUnits
from pipeline.worksheets.unit_allowed import AllowedUnits
from tests.engine.nights import judged, named
from tests.judging import judge, rule_of
from tests.tables import Night

UNIT001, MOD004 = rule_of("UNIT001"), rule_of("MOD004")
METHODS = ("cms_total", "ama_midpoint", "hybrid", "either")
HEAD = 'extends = "cms-base"\nline_of_business = "commercial"\n'
PAYERS = tuple(
    f'id = "{method.replace("_", "-")}"\nname = "{method}"\n{HEAD}[[unit_rule]]\n'
    f'from = 2020-01-01\nvalue = "{method}"\nGRADE_A'
    for method in METHODS
)
CODES = ("97110", "97112", "97140", "97530")


class Service(NamedTuple):
    """A code of a day: minutes by therapist and assistant, units billed."""

    code: str
    therapist: int
    assistant: int
    billed: int


MINUTES = st.one_of(st.integers(0, 60), st.sampled_from([7, 8, 14, 15, 22, 23, 37, 38]))
SERVICE = st.builds(Service, st.sampled_from(CODES), MINUTES, MINUTES, st.integers(1, 4))
DAY = st.lists(SERVICE, min_size=1, max_size=4, unique_by=lambda service: service.code)
DAYS = st.lists(DAY, min_size=1, max_size=6)
BY_ONE = DAYS.map(lambda days: [[one._replace(assistant=0) for one in day] for day in days])
Split = Callable[[Service], list[int]]


def as_billed(service: Service) -> list[int]:
    """One line a code."""
    return [service.billed]


def one_by_one(service: Service) -> list[int]:
    """One line a unit."""
    return [1] * service.billed


def night_of(days: list[list[Service]], split: Split = as_billed, methods: int = 4) -> Night:
    """Each day once for each method, as a patient of its own."""
    lines, visits = "", ""
    for number, day in enumerate(days):
        for method in METHODS[:methods]:
            who = f"{number}-{method[0]}"
            payer = method.replace("_", "-")
            for service in day:
                for place, units in enumerate(split(service)):
                    mods = "GP" if place == 0 else f"GP,{('59', 'XE', 'XS')[place - 1]}"
                    lines += f" / {payer} C{who} P{who} {service.code} {mods} {units}"
                noted = f"{service.therapist + service.assistant} {service.therapist}"
                visits += f" / V{who} P{who} {service.code} {noted} {service.assistant}"
    return Night(
        f"payer claim patient code mods units{lines}",
        visits=f"visit patient code minutes therapist assistant{visits}",
        payers=PAYERS,
    )


def allowed_of(days: list[list[Service]], split: Split = as_billed) -> dict[str, int]:
    """The units that each day allows, by patient and method: "0-c" is day 0 by CMS total time."""
    result = judged(night_of(days, split), UNIT001)
    sheet, lines = result.workbench.get(TimedUnits), result.lines
    allowed = result.workbench.get(AllowedUnits).by_payer.allowed
    claims = [named(lines, int(line)) for line in sheet.sample()]
    return {
        claim.split("/")[0].removeprefix("C"): int(units)
        for claim, units in zip(claims, allowed.tolist(), strict=True)
    }


@settings(max_examples=10)
@given(BY_ONE)
def test_units_never_exceed_minutes_by_any_method(days: list[list[Service]]) -> None:
    allowed = allowed_of(days)
    for number, day in enumerate(days):
        minutes = [service.therapist for service in day]
        by_total, by_code, lower, higher = (allowed[f"{number}-{name[0]}"] for name in METHODS)
        # Each unit but the last takes 15 minutes, the last one 8: of the day, or of each code.
        assert by_total == 0 or 15 * (by_total - 1) + 8 <= sum(minutes)
        assert by_total <= (sum(minutes) + 7) // 15
        assert 8 * by_code <= sum(minutes)
        assert by_code <= sum((minute + 7) // 15 for minute in minutes)
        assert lower <= min(by_total, by_code)
        assert max(by_total, by_code) >= higher
        if len(day) == 1:
            assert by_total == by_code == lower == higher
            assert 8 * by_total <= minutes[0]


@settings(max_examples=10)
@given(BY_ONE, st.integers(0, 3), st.integers(1, 30))
def test_more_minutes_never_lower_the_units(
    days: list[list[Service]], place: int, more: int
) -> None:
    longer = [
        [
            service._replace(therapist=service.therapist + (more if at == place % len(day) else 0))
            for at, service in enumerate(day)
        ]
        for day in days
    ]
    before, after = allowed_of(days), allowed_of(longer)
    assert {key: after[key] for key in before if after[key] < before[key]} == {}


@settings(max_examples=10)
@given(BY_ONE)
def test_a_line_that_is_split_changes_no_answer(days: list[list[Service]]) -> None:
    whole, parted = night_of(days), night_of(days, one_by_one)
    assert allowed_of(days) == allowed_of(days, one_by_one)
    for rule in ("UNIT001", "UNIT002", "UNIT003", "UNIT005"):
        answers = [
            {(row.key.split(" ")[0], row.answer) for row in judge(night, rule).rows}
            for night in (whole, parted)
        ]
        if rule == "UNIT005":
            # A line alone is a row of its own where nothing is near its limit.
            answers = [{one for one in some if one[1] == "violates"} for some in answers]
        assert answers[0] == answers[1], rule


@settings(max_examples=12)
@given(DAYS)
def test_units_with_and_without_an_assistants_modifier_are_the_units_of_the_day(
    days: list[list[Service]],
) -> None:
    result = judged(night_of(days, methods=2), MOD004)
    sheet, lines = result.workbench.get(AssistantUnits), result.lines
    need, count = sheet.need, len(sheet.shown(sheet.sample()))
    low, high = need.of_minutes_low[:count], need.of_minutes_high[:count]
    assert (need.with_low[:count] <= need.with_high[:count]).all()
    assert (need.without_low[:count] <= need.without_high[:count]).all()
    # Of every possible number of units some need it and the rest do not.
    assert (need.with_low[:count] + need.without_high[:count] >= low).all()
    assert (need.with_low[:count] + need.without_low[:count] <= high).all()
    sure = (low == high) & (need.with_low[:count] == need.with_high[:count])
    assert (need.with_low[:count] + need.without_low[:count])[sure].tolist() == low[sure].tolist()
    by_claim: dict[str, list[int]] = {}
    codes = sheet.codes(np.arange(count))
    for row, (anchor, code) in enumerate(zip(sheet.sample()[:count].tolist(), codes, strict=True)):
        claim = named(lines, anchor).split("/")[0]
        number = int(claim.removeprefix("C").split("-")[0])
        service = next(one for one in days[number] if one.code == code)
        # No unit is an assistant's without minutes of one, none a therapist's without any.
        assert service.assistant > 0 or need.with_high[row] == 0
        assert service.therapist > 0 or need.without_high[row] == 0 or service.assistant == 0
        # Full quarters of an hour by one person are that person's.
        assert need.with_high[row] >= min(service.assistant // 15, int(high[row]))
        by_claim.setdefault(claim, []).append(row)
    for claim, rows in by_claim.items():
        day = days[int(claim.removeprefix("C").split("-")[0])]
        if len(rows) < len(day) or not claim.endswith("-c"):
            continue
        total = sum(service.therapist + service.assistant for service in day)
        # The codes of a whole day share what its minutes make, ties aside.
        assert low[rows].sum() <= (total + 7) // 15 or total < 8
        assert high[rows].sum() >= (total + 7) // 15 or total < 8
