"""Every day, pair, clock and limit rule has an example that an earlier night decides.

RULES.md, last paragraph. Such an example has lines or visits of earlier nights, and without them
the rule answers otherwise.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.registry import all_rules
from pipeline.rule import Grain
from tests.checks.examples import Example
from tests.house_rules.rule_examples import examples_of
from tests.judging import Judged, judge

FAMILIES = {"same_day_pairs", "therapy_threshold", "plan_of_care", "timed_units"}
LONE_LINE = {
    "KX005": "looks at the modifiers of one line",
    "PAIR006": "looks at the modifiers of one line; what went out cannot be changed",
    "UNIT007": "looks at the units of one line",
    "POC004": "looks at a line's own date and the plan rows",
    "POC008": "looks at a line's own date and the orders on file",
    "POC012": "looks at a plan row; earlier lines only expose it",
}
"""Rules of those families that need no second half, with the reason."""


def _looks_back() -> list[str]:
    return [
        registered.rule.id
        for registered in all_rules()
        if registered.family in FAMILIES or registered.rule.grain is Grain.DAY
    ]


def _said(example: Example, judged: Judged) -> set[tuple[str, str]]:
    """Return the answers and weights of the rows that an example is about."""
    rows = judged.of(example.at) if example.at else judged.rows
    return {(row.answer, row.severity) for row in rows}


def _turns_on_earlier_nights(example: Example) -> bool:
    night = example.night
    if not (night.earlier_lines or night.earlier_visits):
        return False
    alone = replace(night, earlier_lines="", earlier_visits="")
    told, alone_told = judge(night, example.rule), judge(alone, example.rule)
    return _said(example, told) != _said(example, alone_told)


@pytest.mark.parametrize("rule_id", [name for name in _looks_back() if name not in LONE_LINE])
def test_an_earlier_night_decides_an_example(rule_id: str) -> None:
    assert any(_turns_on_earlier_nights(example) for example in examples_of(rule_id))


def test_exceptions_are_rules_of_those_families() -> None:
    assert set(LONE_LINE) <= set(_looks_back())
