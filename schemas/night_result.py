"""`NightResult`: all that the reports may know about a night."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from schemas.rule_cards import RuleCard


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """One input file: its safe name, size, hash and how its records were accounted for."""

    table: str
    name: str
    bytes: int
    sha256: str
    physical_lines: int
    heading_lines: int
    blank_lines: int
    continuation_lines: int
    records: int
    accepted: int
    rejected: int
    set_aside: int
    duplicate: int
    encoding: str = "utf-8"
    accepted_charge_cents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """Claims, lines and charges of one group in the control totals."""

    claims: int
    lines: int
    charge_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlTotals:
    """Did every claim come through?

    ``accepted`` must equal the sum of ``released``, ``review`` and ``held``. A claim that holds
    an unreadable line is held; the money of its rejected rows is unknown and only counted.
    ``problems`` names every equation that does not hold; empty means in balance.
    """

    accepted: Total
    released: Total
    review: Total
    held: Total
    rejected_rows: int
    set_aside_rows: int
    duplicate_rows: int
    released_fully_checked: Total
    by_payer: Mapping[str, Mapping[str, Total]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    @property
    def in_balance(self) -> bool:
        """Whether every equation holds."""
        return not self.problems


CODE_TABLES = "code_sets"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigNote:
    """One remark on the payer rules or site settings, such as a stale or expired entry.

    ``file`` is ``CODE_TABLES`` for a code table that ends before tonight's services (kind
    ``stale``); page one shows those.
    """

    kind: str
    file: str
    knob: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """Something that the night took for granted about its payers.

    ``basis`` is on whose word; ``source`` the entry or page where it stands.
    """

    topic: str
    sentence: str
    basis: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Crash:
    """A rule that failed: which, and where in our code. Never what it was looking at."""

    rule_id: str
    error_type: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownPayer:
    """An office payer code without payer rules, with what stands behind it."""

    payer_id: str
    claims: int
    lines: int
    charge_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """Identity of the run. Holds no clock time, so that a re-run draws the same bytes."""

    run_id: str
    site: str
    as_of: str
    version: str
    status: str
    dry_run: bool
    inputs: tuple[InputFile, ...]
    rule_files: Mapping[str, str]
    history_position: str
    supplied_tables: tuple[str, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NightResult:
    """One night, whole and frozen.

    Frames follow the models of ``schemas.results``. ``lines`` and ``visits`` are those of claims
    with findings (columns of the input tables, money in cents). ``worksheets`` maps a name
    ("timed_units", "accrued_spend", "certified_intervals", "day_pairs") to the rows behind
    findings. ``nightly`` holds one row an earlier complete night and tonight last: ``as_of``,
    ``claims``, ``held``, ``review``, ``released``, ``held_cents``, ``charge_cents``, ``new``,
    ``resolved``, ``findings``. ``resolved`` has ``finding_key``, ``rule_id``, ``claim_id``,
    ``how``, ``first_seen``, ``nights_open``, ``amount_cents``; ``open_elsewhere`` the same with
    ``state`` (not_seen, unverified) for findings that stay open without being seen tonight.
    """

    run: RunFacts
    rule_cards: tuple[RuleCard, ...]
    findings: pd.DataFrame
    not_evaluated: pd.DataFrame
    not_evaluated_rows: pd.DataFrame
    outcomes: pd.DataFrame
    dispositions: pd.DataFrame
    lines: pd.DataFrame
    visits: pd.DataFrame
    worksheets: Mapping[str, pd.DataFrame]
    rejected: pd.DataFrame
    control_totals: ControlTotals
    nightly: pd.DataFrame
    resolved: pd.DataFrame
    open_elsewhere: pd.DataFrame
    config_notes: tuple[ConfigNote, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    crashes: tuple[Crash, ...] = ()
    unknown_payers: tuple[UnknownPayer, ...] = ()
