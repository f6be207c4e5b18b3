"""What a store keeps and gives back, and which runs a run may see (CONTRACT.md)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from sqlalchemy import create_engine, func, select

from pipeline.history import tables
from pipeline.history.cells import LINE_KINDS, VISIT_KINDS, column_of
from pipeline.history.interface import (
    FINDING_COLUMNS,
    NIGHTLY_COLUMNS,
    History,
    HistoryUnavailable,
    NightCounts,
)
from pipeline.history.sql import open_history
from schemas.columns import Kind
from schemas.night_result import Total
from tests.history.nights import (
    LATER,
    SITE,
    TONIGHT,
    Line,
    events_of,
    frame_of,
    ledger_of,
    lines_of,
    night,
    november,
    seen_on,
    visits_of,
)

EXAMPLES: dict[Kind, Any] = {
    Kind.ID: "X 1, with=signs'\"",
    Kind.CODE: "NULL",
    Kind.DATE: "2026-11-03",
    Kind.MONEY: -12_345,
    Kind.DECIMAL: 0.1,
    Kind.WHOLE: 7,
    Kind.TIME: 1_439,
}


def test_every_column_comes_back_as_intake_gave_it(history: History) -> None:
    """One line has every cell filled, one only what is required."""
    full = {name: EXAMPLES[kind] for name, kind in LINE_KINDS.items()} | {"claim_frequency": "1"}
    required = lines_of([Line(claim="C2", cents=5)]).iloc[0].dropna()
    bare: dict[str, Any] = dict.fromkeys(LINE_KINDS)
    bare |= {str(name): cell for name, cell in required.items()} | {"service_date": "2026-11-02"}
    lines = frame_of([bare, full | {"service_date": "2026-11-02"}], LINE_KINDS)
    record = night(november(3), [Line(claim="C2", cents=5), Line(claim=EXAMPLES[Kind.ID], cents=5)])
    visit = {name: EXAMPLES[kind] for name, kind in VISIT_KINDS.items()}
    visits = frame_of([visit], VISIT_KINDS)
    history.record_night(replace(record, lines=lines, visits=visits))
    view = seen_on(history)
    assert view.lines.columns.tolist() == [*LINE_KINDS, "night", "place"]
    expected = lines.copy()
    expected["night"] = pd.Series(["2026-11-03"] * 2, dtype="datetime64[s]")
    expected["place"] = pd.Series([0, 1], dtype="int64")
    assert_frame_equal(view.lines, expected)
    assert_frame_equal(view.visits, visits)


def test_absent_columns_and_an_empty_night_come_back_blank(history: History) -> None:
    record = night(november(3), [Line(claim="C1", cents=5)])
    few = record.lines.drop(columns=["claim_frequency", "replaces_claim_id", "received_order"])
    history.record_night(replace(record, lines=few))
    history.record_night(night(november(4), [Line(claim="C2", cents=6)]))
    history.record_night(night(november(5)))
    lines = seen_on(history).lines
    assert lines["claim_id"].tolist() == ["C1", "C2"]
    assert lines["claim_frequency"].isna().all()
    assert lines["discipline"].dtype == "category"
    assert lines.dtypes["allowed_amount"] == "Int64"


@pytest.mark.parametrize("where", ["none", "sqlite://"])
def test_a_first_night_sees_typed_empty_frames(where: str) -> None:
    view = open_history(where, SITE).view(SITE, LATER, TONIGHT, ["P1"])
    for frame in (view.lines, view.visits, view.open_findings, view.nightly):
        assert len(frame) == 0
    for name, kind in LINE_KINDS.items():
        assert view.lines[name].dtype == column_of([None], kind).dtype, name
    assert view.lines["night"].dtype == "datetime64[s]"
    assert view.lines["place"].dtype == "int64"
    assert tuple(view.open_findings.columns) == FINDING_COLUMNS
    assert tuple(view.nightly.columns) == NIGHTLY_COLUMNS


def test_no_history_keeps_nothing() -> None:
    nothing = open_history("none", SITE)
    nothing.record_night(night(november(2), [Line(claim="C1", cents=1)]))
    assert nothing.find_run(SITE, "run-2026-11-02") is None
    assert nothing.last_complete_run(SITE) is None
    assert nothing.totals_of("run-2026-11-02") is None
    assert nothing.view(SITE, LATER, TONIGHT).position == "none"
    nothing.close()


def test_the_same_run_again_changes_nothing(history: History) -> None:
    record = night(november(2), [Line(claim="C1", cents=100)], events=events_of(("k", "seen")))
    history.record_night(record)
    before = seen_on(history)
    history.record_night(replace(record, lines=lines_of([Line(claim="C1", cents=999)])))
    after = seen_on(history)
    assert after.position == before.position
    assert_frame_equal(after.lines, before.lines)
    assert_frame_equal(after.open_findings, before.open_findings)


def test_an_unchanged_claim_is_stored_once(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    history = open_history(str(path), SITE)
    same = [Line(claim="C1", cents=1), Line(claim="C1", cents=2, number=2)]
    history.record_night(night(november(2), [*same, Line(claim="C2", cents=3)]))
    history.record_night(night(november(3), [same[1], same[0], Line(claim="C2", cents=4)]))
    history.close()
    with create_engine("sqlite:///" + str(path)).connect() as connection:
        count = select(func.count()).select_from
        assert connection.execute(count(tables.claim_versions)).scalar() == 3
        assert connection.execute(count(tables.claim_sightings)).scalar() == 4


def test_totals_are_those_of_what_is_stored(history: History) -> None:
    """Held claims and unreadable ones are accepted claims too; a claim counts once."""
    lines = [
        Line(claim="C1", cents=100),
        Line(claim="C1", cents=50, number=2),
        Line(claim="C1", cents=-20, frequency="7"),
        Line(claim="C2", cents=7, became="HOLD"),
    ]
    history.record_night(night(november(2), lines, unreadable=["C3"]))
    history.record_night(night(november(3), lines[:2]))
    assert history.totals_of("run-2026-11-02") == Total(claims=3, lines=4, charge_cents=137)
    assert history.totals_of("run-2026-11-03") == Total(claims=1, lines=2, charge_cents=150)
    assert history.totals_of("another") is None


def test_a_run_does_not_see_itself_later_nights_or_unfinished_ones(history: History) -> None:
    """Earlier as-ofs; its own as-of except over the same claim files; complete runs only."""
    history.record_night(night(november(2), [Line(claim="A", cents=1)], files="a"))
    history.record_night(night(november(3), [Line(claim="B", cents=2)], files="b"))
    history.record_night(
        night(november(3), [Line(claim="C", cents=3)], files="c", run_id="other batch")
    )
    history.record_night(
        night(november(1), [Line(claim="D", cents=4)], files="d", status="incomplete")
    )
    views = {
        files: history.view(SITE, november(3), frozenset({files})) for files in ("a", "b", "c")
    }
    seen = {files: view.lines["claim_id"].tolist() for files, view in views.items()}
    assert seen == {"a": ["A", "B", "C"], "b": ["A", "C"], "c": ["A", "B"]}
    assert ledger_of(history, november(2)) == [("A", 1)]
    assert len({view.position for view in views.values()}) == 3
    assert all(len(view.position) == 12 for view in views.values())


def test_a_second_run_over_the_same_files_takes_the_place_of_the_first(history: History) -> None:
    first = night(
        november(2),
        [Line(claim="A", cents=1)],
        files="a",
        run_id="first",
        events=events_of(("k", "seen")),
        counts=NightCounts(claims=1, findings=1),
    )
    second = night(november(2), [Line(claim="A", cents=1, became="HOLD")], files="a", run_id="2nd")
    history.record_night(first)
    history.record_night(second)
    view = seen_on(history)
    assert len(view.lines) == 0
    assert len(view.open_findings) == 0
    assert view.nightly["findings"].tolist() == [0]


def test_sites_do_not_see_each_other(history: History) -> None:
    history.record_night(night(november(2), [Line(claim="A", cents=1)]))
    history.record_night(night(november(2), [Line(claim="A", cents=2)], site="north"))
    assert ledger_of(history) == [("A", 1)]
    north = history.view("north", LATER, TONIGHT, ["P1"])
    assert north.lines["charge"].tolist() == [2]
    assert history.find_run("south", "run-2026-11-02") is None


def test_old_services_leave_but_never_of_this_year_or_the_last(history: History) -> None:
    """As-of 2026-11-20: 400 days back is 2025-10-16, the last year began on 2025-01-01."""
    days = ["2024-12-31", "2025-01-01", "2025-10-15", "2026-11-01"]
    lines = [Line(claim=f"C{day}", cents=1, day=day) for day in days]
    visits = visits_of(*((f"V{day}", day, 30) for day in days))
    history.record_night(night(november(2), lines, visits=visits))
    view = seen_on(history)
    assert view.lines["claim_id"].tolist() == [f"C{day}" for day in days[1:]]
    assert view.visits["visit_id"].tolist() == [f"V{day}" for day in days[1:]]
    longer = history.view(SITE, LATER, TONIGHT, None, horizon_days=800)
    assert len(longer.lines) == 4
    january = history.view(SITE, date(2026, 1, 1), TONIGHT)
    assert len(january.lines) == 0


def test_of_a_visit_the_newest_night_counts(history: History) -> None:
    first = visits_of(("V1", "2026-11-01", 30), ("V1", "2026-11-01", 15), ("V2", "2026-11-01", 8))
    history.record_night(night(november(2), visits=first))
    history.record_night(night(november(3), visits=visits_of(("V1", "2026-11-01", 45))))
    visits = seen_on(history, patients=["P1"]).visits
    found = sorted(zip(visits["visit_id"].tolist(), visits["minutes"].tolist(), strict=True))
    assert found == [("V1", 45), ("V2", 8)]
    assert "description" not in visits
    assert len(seen_on(history, patients=["P2"]).visits) == 0
    history.record_night(night(november(4), visits=first))
    assert sorted(seen_on(history).visits["minutes"].tolist()) == [8, 15, 30]


def test_patients_with_a_visit_on_a_wanted_date_are_seen_too(history: History) -> None:
    first = visits_of(("V1", "2026-11-01", 30), ("V2", "2026-11-02", 15))
    history.record_night(night(november(3), visits=first))

    def seen(*dates: date) -> list[str]:
        view = history.view(SITE, november(9), TONIGHT, {"P9"}, dates=dates)
        return sorted(view.visits["visit_id"])

    assert seen() == []
    assert seen(november(3)) == []
    assert seen(november(2), november(5)) == ["V1", "V2"]


def test_findings_are_folded_from_their_events(history: History) -> None:
    nights = [
        events_of(("open", "seen"), ("fixed", "seen"), ("back", "seen")),
        events_of(("open", "not_seen"), ("fixed", "resolved"), ("back", "resolved")),
        events_of(("open", "unverified"), ("back", "seen")),
    ]
    for day, events in enumerate(nights, start=2):
        history.record_night(night(november(day), events=events))
    found = seen_on(history).open_findings.set_index("finding_key")
    assert found["state"].to_dict() == {"back": "open", "fixed": "resolved", "open": "open"}
    assert found["first_seen"].tolist() == ["2026-11-02"] * 3
    assert found["last_seen"].to_dict() == {
        "back": "2026-11-04",
        "fixed": "2026-11-02",
        "open": "2026-11-02",
    }
    facts = found[["rule_id", "claim_id", "amount_cents"]].to_dict("records")
    assert facts == [{"rule_id": "KX001", "claim_id": "C1", "amount_cents": 10_000}] * 3
    earlier = seen_on(history, november(2)).open_findings
    assert earlier["state"].tolist() == ["open"] * 3
    much_later = history.view(SITE, date(2028, 1, 2), TONIGHT).open_findings
    assert much_later["finding_key"].tolist() == ["back", "open"]


def test_nights_are_counted_one_row_a_night(history: History) -> None:
    two = NightCounts(claims=2, held=1, findings=3, charge_cents=500)
    history.record_night(night(november(3), counts=two, run_id="x"))
    history.record_night(night(november(3), counts=two, run_id="y"))
    history.record_night(night(november(2), counts=NightCounts(claims=1)))
    nightly = seen_on(history).nightly
    assert nightly["as_of"].tolist() == ["2026-11-02", "2026-11-03"]
    assert nightly["claims"].tolist() == [1, 4]
    assert nightly["charge_cents"].tolist() == [0, 1_000]
    assert seen_on(history, november(3)).nightly["claims"].tolist() == [1]


def test_a_run_can_be_found_again(history: History) -> None:
    record = night(november(2), [Line(claim="A", cents=100)])
    history.record_night(record)
    history.record_night(night(november(3), status="incomplete"))
    found = history.find_run(SITE, record.run_id)
    assert found is not None
    assert found == history.last_complete_run(SITE)
    assert (found.as_of, found.exit_code, found.run_dir) == (november(2), 0, record.run_dir)
    assert found.claim_file_hashes == record.claim_file_hashes
    assert found.versions == {"claimscrub": "0.1.0"}
    assert found.accepted == Total(claims=1, lines=1, charge_cents=100)
    unfinished = history.find_run(SITE, "run-2026-11-03")
    assert unfinished is not None
    assert unfinished.status == "incomplete"
    assert history.find_run(SITE, "unknown") is None


def test_a_night_goes_on_record_whole_or_not_at_all(history: History) -> None:
    """The events come last; when they fail nothing of the night is there."""
    record = night(
        november(2), [Line(claim="A", cents=1)], visits=visits_of(("V", "2026-11-01", 9))
    )
    with pytest.raises(HistoryUnavailable):
        history.record_night(replace(record, events=events_of(("k", "no such event"))))
    assert history.find_run(SITE, record.run_id) is None
    assert len(seen_on(history).visits) == 0
    history.record_night(record)
    assert ledger_of(history) == [("A", 1)]


def test_a_claim_without_a_disposition_is_refused_without_naming_it(history: History) -> None:
    record = night(november(2), [Line(claim="SECRET", cents=1)])
    with pytest.raises(ValueError, match="needs a disposition") as caught:
        history.record_night(replace(record, dispositions=record.dispositions.iloc[:0]))
    assert "SECRET" not in str(caught.value)
    assert history.find_run(SITE, record.run_id) is None


@pytest.mark.parametrize("mark", ["\x1f", "\n", "\r"])
def test_a_cell_with_a_separator_is_refused(history: History, mark: str) -> None:
    with pytest.raises(ValueError, match="no accepted row can have"):
        history.record_night(night(november(2), [Line(claim="A" + mark + "B", cents=1)]))
