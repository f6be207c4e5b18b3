"""The discipline of a line: column, modifier, locked evaluation, revenue code, visit, unknown."""

from __future__ import annotations

import pytest

from tests.engine.nights import lines_of
from tests.tables import Night

HEADING = "discipline mods code revenue_code visit"
VISITS = (
    "visit discipline code\nV1 SLP 97110\nV1 - 97112\nV2 - 97110"
    "\nV3 PT 97110\nV3 OT 97530\nV3 - 97112"
)


def _discipline(row: str) -> str:
    lines = lines_of(Night(f"{HEADING}\n{row}", visits=VISITS))
    (name,) = lines.discipline_names(lines.is_tonight.nonzero()[0])
    return name


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("PT GO 97165 0440 V1", "PT"),  # the column before all else
        ("-  GO 97161 0440 V1", "OT"),  # then the modifier
        ("-  GO,KX 97161 0440 V1", "OT"),
        ("-  GP,GO 97161 0440 V1", "PT"),  # two contradict: the locked evaluation 97161
        ("-  59 97165 0440 V1", "OT"),
        ("-  - 92523 0420 V1", "SLP"),
        ("-  - 97164 0430 V1", "PT"),  # a re-evaluation is locked too
        ("-  - 97110 0420 V1", "PT"),  # then the revenue code
        ("-  - 97110 0431 V1", "OT"),
        ("-  - 97110 0449 V1", "SLP"),
        ("-  - 97110 420 V1", "PT"),  # written without its leading zero
        ("-  - 97110 0450 V1", "SLP"),  # of no discipline: the visit's
        ("-  - 97110 - V1", "SLP"),
        ("-  - 97110 - V2", ""),  # the visit does not say
        ("-  - 97110 - V3", ""),  # it names two
        ("-  - 97110 - V9", ""),  # nobody knows the visit
        ("-  - 97110 - -", ""),
        ("-  GP,GN 97110 - -", ""),
    ],
)
def test_the_order_in_which_a_line_is_asked(row: str, expected: str) -> None:
    assert _discipline(row) == expected


def test_no_visits_no_modifiers_no_columns() -> None:
    lines = lines_of(Night("code\n97110\n97161"))
    assert lines.discipline_names(lines.is_tonight.nonzero()[0]) == ["", "PT"]


def test_an_earlier_line_takes_its_discipline_from_an_earlier_visit() -> None:
    night = Night(
        "code discipline\n97110 PT",
        earlier_lines="claim code visit\nC0 97110 V7",
        earlier_visits="visit discipline code\nV7 OT 97110",
    )
    lines = lines_of(night)
    assert lines.discipline_names((~lines.is_tonight).nonzero()[0]) == ["OT"]


def test_institutional_by_setting_or_else_by_bill_type() -> None:
    rows = """
        setting       bill_type code
        institutional -         97110
        -             131       97110
        professional  131       97110
        -             -         97110
    """
    assert lines_of(Night(rows)).facts.institutional.tolist() == [True, True, False, False]


def test_quality_codes_and_supplies() -> None:
    rows = "code\nL3908\n1125F\nG8978\n97110\nA4556"
    found = lines_of(Night(rows)).facts.supply.tolist()
    assert found[:4] == [True, True, True, False]


def test_a_days_provider() -> None:
    rows = """
        setting       npi        billing    code
        professional  1111111111 9999999999 97110
        professional  -          9999999999 97110
        institutional 1111111111 9999999999 97110
    """
    lines = lines_of(Night(rows))
    by_person = lines.provider(lines.none())
    assert len(set(by_person.tolist())) == 3
    as_group = lines.provider(lines.everywhere(True))
    assert len(set(as_group.tolist())) == 1
    assert by_person[2] == as_group[0]
