"""The part of a night that the benchmark times: from opening the files to dispositions in memory.

The same calls as `pipeline.nightly.run_night`, with no history and nothing written.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.csv as pacsv

from benchmarks.make_data import FILES, SITE
from pipeline import nightly
from pipeline.bucket import Rules
from pipeline.history.interface import HistoryView
from pipeline.history.null import NoHistory
from pipeline.intake import Intake
from pipeline.night import Judged
from pipeline.night_request import NightRequest
from schemas.night_result import NightResult

AS_OF = date(2026, 11, 20)


def request_of(folder: Path, history: str = "none", out: Path | None = None) -> NightRequest:
    """Ask for the night whose files lie in a folder."""
    return NightRequest(
        inputs={table: (folder / f"{table}.csv",) for table in FILES},
        as_of=AS_OF,
        out=out or folder / "runs",
        history=history,
        config=SITE / "site.toml",
        payer_rules=SITE,
    )


class Night:
    """A night that can be read and judged again and again; payer rules are loaded once."""

    def __init__(self, folder: Path) -> None:
        """Load payer rules, code sets and site: what does not grow with the night."""
        self.request = request_of(folder)
        self.rules: Rules = nightly._rules(self.request)
        self.view: HistoryView = NoHistory().view("bench", AS_OF, frozenset())

    def floor(self) -> int:
        """Read every file by pyarrow alone, default options; return the cells' bytes."""
        return sum(
            pacsv.read_csv(path).nbytes for paths in self.request.inputs.values() for path in paths
        )

    def read(self, at_once: int = 2) -> dict[str, Intake]:
        """Read and validate every table."""
        return nightly.read_inputs(self.request, at_once)

    def tell(self, intakes: dict[str, Intake], judged: Judged) -> NightResult:
        """Gather the judged night for its reports."""
        return nightly.tell_night(
            self.request, self.rules, intakes, self.view, judged, "0123456789ab"
        )

    def judge(self, intakes: dict[str, Intake], workers: int | None = None) -> Judged:
        """Run every rule, and decide every claim."""
        return nightly.judge_night(self.rules, intakes, self.view, workers)
