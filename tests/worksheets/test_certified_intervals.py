"""Certified periods to the day.

RULES.md's worked dates: start 2026-01-05, ninety days: covered through 2026-04-04, the day after
(2026-04-05) is the one on which the contractors count differently, then outside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from pipeline.registry import RegisteredRule
from pipeline.tables import as_dates
from pipeline.worksheets.certified_intervals import CertifiedIntervals, PlanPeriods
from tests.engine.nights import judged
from tests.judging import rule_of
from tests.tables import Night

POC004: RegisteredRule = rule_of("POC004")


@dataclass(frozen=True)
class Stand:
    """How a line stands to the plans."""

    has_plan: bool
    covered: bool
    day_after: bool = False
    unsigned: bool = False
    untyped: bool = False


def _stand(date: str, plans: str, discipline: str = "PT", as_of: str = "2026-11-20") -> Stand:
    night = Night(f"code date discipline\n97110 {date} {discipline}", plans=plans, as_of=as_of)
    found = judged(night, POC004).workbench.get(CertifiedIntervals)
    return Stand(
        has_plan=bool(found.has_plan[0]),
        covered=bool(found.covered[0]),
        day_after=bool(found.day_after_limit[0]),
        unsigned=bool(found.unsigned_cover[0]),
        untyped=bool(found.untyped_cover[0]),
    )


COVERED, OUTSIDE = Stand(True, True), Stand(True, False)
INITIAL = "start end type signed\n2026-01-05 - initial 2026-01-20"


@pytest.mark.parametrize(
    ("date", "stand"),
    [
        ("2026-01-04", OUTSIDE),
        ("2026-01-05", COVERED),
        ("2026-04-04", COVERED),
        ("2026-04-05", Stand(True, False, day_after=True)),
        ("2026-04-06", OUTSIDE),
    ],
)
def test_the_worked_dates(date: str, stand: Stand) -> None:
    assert _stand(date, INITIAL) == stand
    unsigned = INITIAL.replace("2026-01-20", "-")
    assert _stand(date, unsigned) == stand  # POC002 alone speaks of the initial signature


@pytest.mark.parametrize(
    ("date", "stand"),
    [
        ("2026-02-27", COVERED),
        ("2026-02-28", COVERED),
        ("2026-03-01", OUTSIDE),  # the plan's own end is nobody's miscount
    ],
)
def test_a_plan_that_ends_earlier(date: str, stand: Stand) -> None:
    assert _stand(date, "start end type signed\n2026-01-05 2026-02-28 initial -") == stand


def test_a_plan_that_names_its_ninetieth_day_is_ended_by_the_limit() -> None:
    for end in ("2026-04-04", "2026-12-31"):
        plans = f"start end type signed\n2026-01-05 {end} initial -"
        assert _stand("2026-04-04", plans) == COVERED
        assert _stand("2026-04-05", plans) == Stand(True, False, day_after=True)


def test_a_leap_day_is_a_day() -> None:
    plans = "start end type signed\n2028-01-05 - initial -"
    assert _stand("2028-04-03", plans, as_of="2028-11-20") == COVERED
    assert _stand("2028-04-04", plans, as_of="2028-11-20").day_after


RECERTIFIED = INITIAL + "\n2026-04-01 - recertification {signed}"


@pytest.mark.parametrize(
    ("signed", "stand"),
    [
        ("2026-04-10", COVERED),
        ("2026-11-20", COVERED),
        ("2026-11-21", Stand(True, False, unsigned=True)),  # signed only after tonight
        ("-", Stand(True, False, unsigned=True)),
    ],
)
def test_a_recertification_stands_once_it_is_signed(signed: str, stand: Stand) -> None:
    plans = RECERTIFIED.format(signed=signed)
    assert _stand("2026-04-20", plans) == stand
    assert _stand("2026-04-02", plans) == COVERED  # overlaps: covered if any covers


def test_a_recertification_runs_ninety_days_from_its_own_start() -> None:
    plans = RECERTIFIED.format(signed="2026-04-10")
    assert _stand("2026-06-29", plans) == COVERED
    assert _stand("2026-06-30", plans).day_after
    # Past both: the day after the first period is no longer the latest period's.
    assert _stand("2026-04-05", plans) == COVERED
    assert _stand("2026-07-01", plans) == OUTSIDE


def test_the_day_after_counts_for_the_latest_period_only() -> None:
    plans = INITIAL + "\n2026-02-01 2026-03-15 recertification 2026-02-02"
    assert _stand("2026-04-05", plans) == Stand(True, False, day_after=True)


def test_another_discipline_or_patient_has_no_plan() -> None:
    assert _stand("2026-01-06", INITIAL, discipline="OT") == Stand(False, False)
    other = "patient start type\nP2 2026-01-05 initial"
    assert _stand("2026-01-06", other) == Stand(False, False)


def test_a_period_without_type_covers_once_it_is_signed() -> None:
    plans = "start type signed\n2026-01-05 - {}"
    assert _stand("2026-01-06", plans.format("-")) == Stand(True, False, untyped=True)
    assert _stand("2026-01-06", plans.format("2026-01-09")) == COVERED


def _ends_before(plans: str) -> list[str]:
    night = Night("code date discipline / 97110 2026-01-20 PT", plans=plans)
    found = judged(night, POC004).workbench.get(PlanPeriods)
    return as_dates(found.end_before(np.zeros(len(found.plans), dtype=np.int64)))


def test_the_last_day_before_is_that_of_all_periods_that_began_before() -> None:
    rows = [
        "patient discipline start end",
        "P1 PT 04-05 -",
        "P1 PT 01-05 -",
        "P1 PT 02-02 02-20",
        "P1 PT 02-02 04-10",
        "P1 OT 03-02 -",
        "P2 PT 03-02 -",
    ]
    assert _ends_before("\n".join(rows)) == [
        "2026-04-10",
        "",
        "2026-04-04",
        "2026-04-04",
        "",
        "",
    ]
    assert _ends_before("patient discipline start") == []
