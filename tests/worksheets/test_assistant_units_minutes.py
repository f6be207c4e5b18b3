"""Minutes by person: RULES.md "Assistant arithmetic": one blank is derived, two cannot tell."""

from __future__ import annotations

import pandas as pd

from pipeline.tables import Visits
from pipeline.worksheets.assistant_minutes import MinutesByPerson
from tests.tables import frame_of

Row = tuple[int, int, bool]


def _of(text: str) -> MinutesByPerson:
    frame = frame_of("visits", text)
    return MinutesByPerson.build(Visits(frame.assign(patient=0)))


def _rows(text: str) -> list[Row | None]:
    """(therapist, assistant, took part) of each row, None where not known."""
    found = _of(text)
    took_part = found.assistant_took_part.tolist()
    return [
        (therapist, assistant, part) if known else None
        for therapist, assistant, known, part in zip(
            found.therapist.tolist(),
            found.assistant.tolist(),
            found.known.tolist(),
            took_part,
            strict=True,
        )
    ]


def test_one_blank_follows_from_the_other_two() -> None:
    text = """
        code  minutes therapist assistant
        97110 30      18        12
        97110 30      18        -
        97110 30      -         12
        97110 -       18        12
        97110 30      30        -
    """
    assert _rows(text) == [(18, 12, True)] * 4 + [(30, 0, False)]


def test_two_blanks_cannot_tell() -> None:
    text = """
        code  minutes therapist assistant
        97110 30      -         -
        97110 -       18        -
        97110 -       -         12
        97110 -       -         -
    """
    assert _rows(text) == [None] * 4


def test_minutes_that_contradict_one_another_are_not_known() -> None:
    text = """
        code  minutes therapist assistant
        97110 30      18        15
        97110 30      31        -
        97110 30      -         31
    """
    assert _rows(text) == [None] * 3


def test_columns_that_are_not_there_are_blank() -> None:
    assert _rows("code minutes\n97110 30") == [None]
    assert _rows("code\n97110") == [None]


def test_no_visits_at_all() -> None:
    empty = Visits(pd.DataFrame({"patient_id": pd.Series([], dtype="str")}))
    assert MinutesByPerson.build(empty).known.tolist() == []


def test_signs_of_an_assistant_alone() -> None:
    text = """
        code  therapist_credential assistant_id finalized_by_credential
        97110 PTA                  -            -
        97530 OTA                  -            OT
        97110 pta                  A1           PT
        97110 -                    A1           PT
        97110 -                    A1           -
        97110 -                    -            PT
        97110 PT                   A1           PT
        97110 PT                   -            -
    """
    marks = [True, True, True, True, False, False, False, False]
    assert _of(text).only_assistant.tolist() == marks
