"""A verdict: plain masks of one length, and the precedence of its answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.rule import Answer, Severity, Verdict
from tests.engine.nights import judged
from tests.judging import rule_of
from tests.tables import Night

YES = np.array([True, True])
NO = ~YES


@pytest.mark.parametrize(
    "mask",
    [
        pd.array([True, None], dtype="boolean"),
        pd.Series([True, False]),
        np.array([True, None], dtype=object),
        np.array([1, 0]),
        [True, False],
        np.bool_(True),
    ],
    ids=["nullable", "series", "object", "integers", "list", "scalar"],
)
def test_a_mask_that_is_no_plain_bool_array_is_refused(mask: Any) -> None:
    made: dict[str, Any] = {"applies": YES, "violates": NO}
    for place in ("applies", "violates"):
        with pytest.raises(TypeError, match=place):
            Verdict(**{**made, place: mask})
    with pytest.raises(TypeError, match="minutes"):
        Verdict(**made, unknown={"minutes": mask})
    with pytest.raises(TypeError, match="severity"):
        Verdict(**made, severity={Severity.REVIEW: mask})


def test_a_mask_of_another_length_is_refused() -> None:
    longer = np.array([True, True, True])
    with pytest.raises(ValueError, match="violates"):
        Verdict(applies=YES, violates=longer)
    with pytest.raises(ValueError, match="minutes"):
        Verdict(applies=YES, violates=NO, unknown={"minutes": longer})
    with pytest.raises(ValueError, match="length"):
        Verdict(applies=YES, violates=YES.reshape(1, 2))


def test_precedence_not_applicable_cannot_tell_violates_clear() -> None:
    n, y = False, True
    rows = [
        (n, n, n, Answer.NOT_APPLICABLE),
        (n, y, n, Answer.NOT_APPLICABLE),
        (n, n, y, Answer.NOT_APPLICABLE),
        (n, y, y, Answer.NOT_APPLICABLE),
        (y, n, y, Answer.CANNOT_TELL),
        (y, y, y, Answer.CANNOT_TELL),
        (y, y, n, Answer.VIOLATES),
        (y, n, n, Answer.CLEAR),
    ]
    applies, violates, unknown = (np.array(column) for column in list(zip(*rows, strict=True))[:3])
    verdict = Verdict(applies=applies, violates=violates, unknown={"minutes": unknown})
    assert verdict.answers().tolist() == [row[3] for row in rows]


def test_any_missing_fact_is_enough() -> None:
    first, second = np.array([True, False]), np.array([False, True])
    verdict = Verdict(applies=YES, violates=YES, unknown={"minutes": first, "plans": second})
    assert verdict.answers().tolist() == [Answer.CANNOT_TELL] * 2


def test_a_verdict_that_misses_rows_of_its_grain_is_a_crash() -> None:
    rule = rule_of("MOD002")
    short = replace(rule, check=lambda lines: Verdict(applies=YES[:1], violates=NO[:1]))
    result = judged(Night("claim code\nC1 97110\nC2 97110"), short)
    assert [crash.rule_id for crash in result.crashes] == ["MOD002"]
    assert result.findings.empty


def test_a_template_without_its_number_is_a_crash_told_by_type_alone() -> None:
    rule = rule_of("MOD002")
    broken = replace(rule, rule=replace(rule.rule, seen="{no_such_number}"))
    result = judged(Night("claim mods code\nC1 GP,GO 97110"), broken, rule_of("MOD006"))
    (crash,) = result.crashes
    assert (crash.rule_id, crash.error_type) == ("MOD002", "KeyError")
    assert crash.place.startswith("finding_texts.py:")
    assert set(result.tally.outcomes["rule_id"]) == {"MOD002", "MOD006"}


def test_severity_masks_weigh_single_rows() -> None:
    rule = rule_of("MOD002")

    def check(lines: Any) -> Verdict:
        every = np.ones(len(lines), dtype=np.bool_)
        second = np.array([False, True, False])
        return Verdict(
            applies=every,
            violates=every,
            severity={Severity.NOTE: second},
            shows={"code": every, "modifiers_billed": every, "how_many": every},
        )

    result = judged(Night("code\n97110\n97110\n97110"), replace(rule, check=check))
    assert result.findings["severity"].tolist() == ["block", "note", "block"]
