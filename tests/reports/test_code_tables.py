"""Code tables that end before tonight's services stand on page one, before the balance."""

from __future__ import annotations

from dataclasses import replace

from reports.balance import banners
from reports.configured import configuration
from reports.exception_report import build_report
from reports.html import draw
from schemas.night_result import ConfigNote
from tests.reports.night import make_night

SENTENCE = "NCCI pairs, Medicare practitioner: loaded through 2024-09-30 <1>."
STALE = ConfigNote(kind="stale", file="code_sets", knob="pair_edits", sentence=SENTENCE)
HEADING = "Code tables end before tonight's services."


def test_a_stale_quarter_is_said_on_page_one_and_among_the_notes() -> None:
    night = make_night()
    stale = replace(night, config_notes=(STALE, *night.config_notes))
    (found,) = [banner for banner in banners(stale) if banner.heading == HEADING]
    assert (found.level, found.sentences) == ("warn", (SENTENCE,))
    page = draw(build_report(stale))
    shown = SENTENCE.replace("<", "&lt;").replace(">", "&gt;")
    assert page.index(shown) < page.index('<section id="balance"')
    assert page.count(shown) == 2
    told = [row[0] for row in configuration(stale).rows]
    assert told == ["Out of date", "To be reviewed"]


def test_entries_past_their_review_are_no_stale_tables() -> None:
    night = make_night()
    assert {note.kind for note in night.config_notes} == {"stale"}
    assert HEADING not in [banner.heading for banner in banners(night)]
