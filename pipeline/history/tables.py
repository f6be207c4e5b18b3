"""The tables of the history. Rows are only ever added.

A *version* is what a claim (or visit) looked like, stored once however many nights show it; a
*sighting* says that a run saw that version and what became of the claim. Findings leave one
event a run. ``run_no`` is the order of recording; the order of nights is as-of, then ``run_no``.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    column,
    text,
)

from pipeline.history.interface import NOT_SEEN, RESOLVED, SEEN, SENT, UNVERIFIED

APPLICATION = "claimscrub-history"
APPLICATION_ID = 0x434C5343  # "CLSC": how SQLite's own header marks our files
MARK_AS_OURS = "PRAGMA application_id = 0x434C5343"  # a pragma takes no parameters
SCHEMA_VERSION = 1

# In SQLite only this type makes a number the row's own key, without an index beside it.
_NUMBER = BigInteger().with_variant(Integer, "sqlite")

METADATA = MetaData()
SCRATCH = MetaData()


def _run() -> Column[Any]:
    return Column("run_no", Integer, ForeignKey("runs.run_no"), primary_key=True)


def _version(of: str) -> Column[Any]:
    return Column("version_no", _NUMBER, ForeignKey(f"{of}.version_no"), primary_key=True)


def _whole(name: str) -> Column[Any]:
    return Column(name, BigInteger, nullable=False)


def _text(name: str) -> Column[Any]:
    return Column(name, String, nullable=False)


def _one_of(name: str, *values: str) -> CheckConstraint:
    """Allow only these values; SQLite's integrity check looks at such rules too."""
    return CheckConstraint(column(name).in_(values))


def _content() -> list[Column[Any]]:
    """The rows of a version: a number that stands for their content, and all cells in one text.

    The rows are the lines of ``cells``; ``layout_no`` names the order of a row's cells;
    ``checksum`` (CRC-32 of ``cells``) tells when the file has been damaged.
    """
    return [
        _text("last_service_date"),
        _whole("row_count"),
        _whole("content"),
        Column("layout_no", Integer, ForeignKey("layouts.layout_no"), nullable=False),
        _text("cells"),
        _whole("checksum"),
    ]


history_format = Table(
    "history_format",
    METADATA,
    Column("application", String, primary_key=True),
    Column("schema_version", Integer, nullable=False),
)

runs = Table(
    "runs",
    METADATA,
    Column("run_no", Integer, primary_key=True, autoincrement=True),
    _text("site"),
    _text("run_id"),
    _text("as_of"),
    _text("status"),
    Column("exit_code", Integer, nullable=False),
    _text("run_dir"),
    _text("claim_file_hashes"),
    _text("versions"),
    Column("in_received_order", Boolean, nullable=False),
    *(_whole(name) for name in ("accepted_claims", "accepted_lines", "accepted_cents")),
    *(_whole(name) for name in ("claims", "held", "review", "released", "held_cents")),
    *(_whole(name) for name in ("charge_cents", "new", "resolved", "findings")),
    UniqueConstraint("site", "run_id"),
)

layouts = Table(
    "layouts",
    METADATA,
    Column("layout_no", Integer, primary_key=True, autoincrement=True),
    Column("columns", String, nullable=False, unique=True),
)

claim_versions = Table(
    "claim_versions",
    METADATA,
    Column("version_no", _NUMBER, primary_key=True, autoincrement=False),
    _text("site"),
    _text("claim_id"),
    _text("claim_frequency"),
    _one_of("claim_frequency", "", "1", "7", "8"),
    Column("patient_id", String),
    Column("replaces_claim_id", String),
    Column("received_first", BigInteger),
    *_content(),
    Index("claim_versions_by_claim", "site", "claim_id"),
    Index("claim_versions_by_patient", "site", "patient_id"),
    Index(
        "claim_versions_by_original",
        "site",
        "replaces_claim_id",
        sqlite_where=text("replaces_claim_id IS NOT NULL"),
        postgresql_where=text("replaces_claim_id IS NOT NULL"),
    ),
)

claim_sightings = Table(
    "claim_sightings",
    METADATA,
    _run(),
    _version("claim_versions"),
    _whole("position"),
    _text("disposition"),
    _one_of("disposition", "HOLD", *SENT),
    Index("claim_sightings_by_version", "version_no"),
    sqlite_with_rowid=False,
)

visit_versions = Table(
    "visit_versions",
    METADATA,
    Column("version_no", _NUMBER, primary_key=True, autoincrement=False),
    _text("site"),
    _text("visit_id"),
    Column("patient_id", String),
    *_content(),
    Index("visit_versions_by_visit", "site", "visit_id"),
    Index("visit_versions_by_patient", "site", "patient_id"),
)

visit_sightings = Table(
    "visit_sightings",
    METADATA,
    _run(),
    _version("visit_versions"),
    _whole("position"),
    Index("visit_sightings_by_version", "version_no"),
    sqlite_with_rowid=False,
)

finding_events = Table(
    "finding_events",
    METADATA,
    _run(),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    _text("finding_key"),
    _text("event"),
    _one_of("event", SEEN, RESOLVED, NOT_SEEN, UNVERIFIED),
    _text("how"),
    _text("rule_id"),
    _text("claim_id"),
    _text("patient_id"),
    _text("payer_id"),
    _text("severity"),
    _whole("amount_cents"),
    _text("accepted_until"),
    Index("finding_events_by_key", "finding_key"),
    sqlite_with_rowid=False,
)


def _scratch(name: str, *columns: Column[Any]) -> Table:
    return Table(name, SCRATCH, *columns, prefixes=["TEMPORARY"])


# Lists of a single transaction, filled in bulk and joined; they go with the transaction.
wanted_runs = _scratch(
    "wanted_runs",
    Column("run_no", Integer, primary_key=True, autoincrement=False),
    Column("turn", Integer, nullable=False),
)
wanted_patients = _scratch("wanted_patients", Column("patient_id", String, primary_key=True))
wanted_ids = _scratch("wanted_ids", Column("id", String, primary_key=True))
wanted_versions = _scratch(
    "wanted_versions",
    Column("version_no", _NUMBER, primary_key=True, autoincrement=False),
    Column("slot", Integer, nullable=False),
)
