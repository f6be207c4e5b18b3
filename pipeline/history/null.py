"""A history that knows nothing and keeps nothing: ``--history none``."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pandas as pd

from pipeline.history.cells import LINE_KINDS, VISIT_KINDS, empty_frame
from pipeline.history.findings import finding_frame
from pipeline.history.interface import (
    FINDING_COLUMNS,
    HORIZON_DAYS,
    NO_HISTORY,
    HistoryElsewhere,
    HistoryView,
    NightRecord,
    RunRow,
)
from pipeline.history.visible import nightly_of
from schemas.night_result import Total

POSITION = NO_HISTORY


class NoHistory:
    """Every night is the first; see ``interface.History``."""

    def view(
        self,
        site: str,
        as_of: date,
        claim_file_hashes: frozenset[str],
        patients: Collection[str] | None = None,
        horizon_days: int = HORIZON_DAYS,
        position: str | None = None,
        dates: Collection[date] = (),
    ) -> HistoryView:
        """Return empty frames with the columns of a real history."""
        if position not in (None, POSITION):
            raise HistoryElsewhere("That night saw earlier nights: name its history.")
        lines = empty_frame(LINE_KINDS)
        lines["night"] = pd.Series([], dtype="datetime64[s]")
        lines["place"] = pd.Series([], dtype="int64")
        return HistoryView(
            position=POSITION,
            lines=lines,
            visits=empty_frame(VISIT_KINDS),
            open_findings=finding_frame({name: [] for name in FINDING_COLUMNS}),
            nightly=nightly_of([], as_of),
        )

    def record_night(self, record: NightRecord) -> None:
        """Forget the night."""

    def find_run(self, site: str, run_id: str) -> RunRow | None:
        """Know of no run."""
        return None

    def last_complete_run(self, site: str) -> RunRow | None:
        """Know of no run."""
        return None

    def totals_of(self, run_id: str) -> Total | None:
        """Know of no run."""
        return None

    def close(self) -> None:
        """Hold nothing open."""
