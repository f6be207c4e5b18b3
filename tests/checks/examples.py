"""Examples of a rule: a small night and what the rule must answer.

Every test file of a rule exposes ``EXAMPLES``; its own tests run them one by one, and the house
tests read them again (blank cells, cards, texts).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import pytest

from tests.judging import CANNOT_TELL, CLEAR, NOT_APPLICABLE, VIOLATES, Judged, judge
from tests.tables import Night


@dataclass(frozen=True, kw_only=True)
class Example:
    """A night and the answer of one of its rows, or of all of them taken together.

    ``at`` is a key or line of ``tests.judging.Row``; without it the weightiest answer counts.
    ``severity`` and ``shows`` speak of the finding, ``missing`` of a cannot-tell.
    """

    name: str
    rule: str
    night: Night
    expect: str
    at: str = ""
    severity: str = ""
    missing: str = ""
    shows: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Its name, as pytest shows it."""
        return self.name


class Maker(Protocol):
    """Makes an example of one answer."""

    def __call__(
        self,
        name: str,
        night: Night,
        *,
        at: str = "",
        severity: str = "",
        missing: str = "",
        shows: Mapping[str, object] | None = None,
    ) -> Example:
        """Make the example."""
        ...


def answers_of(rule: str) -> tuple[Maker, Maker, Maker, Maker]:
    """Return makers of examples: violates, clear, cannot tell, not applicable."""

    def maker(expect: str) -> Maker:
        def make(
            name: str,
            night: Night,
            *,
            at: str = "",
            severity: str = "",
            missing: str = "",
            shows: Mapping[str, object] | None = None,
        ) -> Example:
            return Example(
                name=name,
                rule=rule,
                night=night,
                expect=expect,
                at=at,
                severity=severity,
                missing=missing,
                shows=shows or {},
            )

        return make

    return maker(VIOLATES), maker(CLEAR), maker(CANNOT_TELL), maker(NOT_APPLICABLE)


def run_examples(examples: list[Example]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Parametrise a test over examples."""
    names = [example.name for example in examples]
    assert len(set(names)) == len(names), "two examples have one name"
    return pytest.mark.parametrize("example", examples, ids=names)


def verify(example: Example) -> Judged:
    """Judge an example and compare all that it says."""
    judged = judge(example.night, example.rule)
    answer = judged.at(example.at).answer if example.at else judged.overall
    assert answer == example.expect, f"{answer}: {judged.answers} {judged.groups}"
    rows = judged.of(example.at) if example.at else list(judged.rows)
    speaking = [row for row in rows if row.answer == example.expect]
    if example.severity:
        assert {row.severity for row in speaking} == {example.severity}
    if example.missing:
        assert {row.missing for row in speaking} == {example.missing}
    for name, value in example.shows.items():
        assert [row.evidence[name] for row in speaking] == [value] * len(speaking), name
    return judged
