"""What a history can do, and the records that go in and out. No database in here.

Money is integer cents, nights are as-of dates. Frames: ids are ``str``, codes categoricals, dates
``datetime64[s]``, whole numbers and money ``Int64``, units ``float64``, as intake gives them; the
columns ``first_seen``, ``last_seen``, ``accepted_until`` and ``as_of`` are ISO text, "" for none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Protocol

import pandas as pd

from schemas.night_result import Total

HORIZON_DAYS = 400
NO_HISTORY = "none"
COMPLETE = "complete"
SENT = ("RELEASE", "REVIEW")

# What a night can say of a finding, and what a finding's state is between nights.
SEEN, RESOLVED, NOT_SEEN, UNVERIFIED = "seen", "resolved", "not_seen", "unverified"
OPEN = "open"

FINDING_COLUMNS = (
    "finding_key",
    "rule_id",
    "claim_id",
    "patient_id",
    "payer_id",
    "severity",
    "amount_cents",
    "first_seen",
    "last_seen",
    "state",
    "accepted_until",
)
EVENT_COLUMNS = (
    "finding_key",
    "event",
    "how",
    "rule_id",
    "claim_id",
    "patient_id",
    "payer_id",
    "severity",
    "amount_cents",
    "accepted_until",
)
NIGHTLY_COLUMNS = (
    "as_of",
    "claims",
    "held",
    "review",
    "released",
    "held_cents",
    "charge_cents",
    "new",
    "resolved",
    "findings",
)


class HistoryError(Exception):
    """The history cannot be used; the text is one sentence for people, without any value."""

    exit_code: ClassVar[int] = 75


class HistoryDamaged(HistoryError):
    """The history is not what this program wrote, or a newer version wrote it."""


class HistoryUnavailable(HistoryError):
    """The history is locked or cannot be reached; a later try may succeed."""


class HistoryElsewhere(HistoryError):
    """The history does not hold the nights that a past run saw."""

    exit_code: ClassVar[int] = 3


def without_password(url: str) -> str:
    """Return a database address, or a path, as it may be shown."""
    scheme, mark, rest = url.partition("://")
    if not mark or "@" not in rest:
        return url
    person, _, place = rest.rpartition("@")
    return f"{scheme}://{person.partition(':')[0]}:***@{place}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryView:
    """What a run may see of earlier nights.

    ``position``: a short hash of the visible runs. ``lines``: the current version of every claim
    line that was sent, columns of ``ClaimLines`` but the line note, plus ``night`` (as-of of the
    night the claim was last seen, a replacement keeps its original's) and ``place`` (``int64``,
    0 upwards, the order of accrual; lines come sorted by it). ``visits``: the newest rows of
    every visit, columns of ``Visits`` but the free texts. ``open_findings``: every finding known
    (``FINDING_COLUMNS``), ``state`` is "open" or "resolved". ``nightly``: one row an earlier
    night (``NIGHTLY_COLUMNS``).
    """

    position: str
    lines: pd.DataFrame
    visits: pd.DataFrame
    open_findings: pd.DataFrame
    nightly: pd.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class NightCounts:
    """What ``HistoryView.nightly`` shows of a night; claims, findings and cents."""

    claims: int = 0
    held: int = 0
    review: int = 0
    released: int = 0
    held_cents: int = 0
    charge_cents: int = 0
    new: int = 0
    resolved: int = 0
    findings: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NightRecord:
    """One night as it is put on record.

    ``status`` "complete" makes the run visible to later ones. ``lines`` and ``visits`` are the
    accepted rows (columns of ``ClaimLines`` and ``Visits``; others are ignored, absent optional
    ones stored as blank). ``dispositions`` needs ``claim_id`` and ``disposition`` and must name
    every claim of ``lines``. ``events`` is ``states.Matched.events``. ``accepted`` are the
    control totals as intake counted them.
    """

    run_id: str
    site: str
    as_of: date
    status: str
    exit_code: int
    run_dir: str
    claim_file_hashes: frozenset[str]
    versions: Mapping[str, str] = field(default_factory=dict)
    counts: NightCounts = field(default_factory=NightCounts)
    accepted: Total
    lines: pd.DataFrame
    visits: pd.DataFrame | None = None
    dispositions: pd.DataFrame
    events: pd.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One recorded run, as asked for by ``find_run`` and ``last_complete_run``."""

    run_id: str
    site: str
    as_of: date
    status: str
    exit_code: int
    run_dir: str
    claim_file_hashes: frozenset[str]
    versions: Mapping[str, str]
    counts: NightCounts
    accepted: Total


class History(Protocol):
    """A store of nights. Every method raises ``HistoryError`` where the store fails."""

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
        """Return what a run of this as-of over these claim files may see.

        Visible are complete runs of earlier as-ofs, and those of the same as-of over other claim
        files. Of several runs over the same files on one as-of only the last one counts.
        ``patients`` limits lines and visits (findings are always whole); None means all. Patients
        with a visit on one of ``dates`` are added: a therapist's day is made of them all. Dates of
        service older than ``horizon_days`` are left out, but never any of the as-of's or the
        previous calendar year. ``position`` (``HistoryView.position`` of a past run) shows what
        was visible then, whatever was recorded since; ``HistoryElsewhere`` where it never was.
        """
        ...

    def record_night(self, record: NightRecord) -> None:
        """Put a night on record, whole or not at all; a run id already there changes nothing."""
        ...

    def find_run(self, site: str, run_id: str) -> RunRow | None:
        """Return the run of that id, whatever its status."""
        ...

    def last_complete_run(self, site: str) -> RunRow | None:
        """Return the complete run recorded last."""
        ...

    def totals_of(self, run_id: str) -> Total | None:
        """Count and add up what is stored for a run: claims, lines, cents; None if unknown."""
        ...

    def close(self) -> None:
        """Let go of the store."""
        ...
