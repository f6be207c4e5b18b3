"""A night cut out of the demo: the tables of some patients, and nights made of parts of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from payer_rules.code_sets import load_code_sets
from payer_rules.loader import load_rulebook, load_site
from pipeline.bucket import NightTables, Rules
from pipeline.demo import DemoNight, NightFiles
from pipeline.engine import run_bucket
from pipeline.intake import Intake, IntakeSettings, read_table
from pipeline.registry import all_rules
from pipeline.rule import Grain

TABLES = ("claims", "visits", "plans", "spend", "documents")
FIELDS = (*TABLES, "earlier_lines", "earlier_visits")
SHOWN = (
    "severity", "patient_id", "service_date", "observed", "expected", "message", "fix",
    "amount_cents", "confidence", "rule_source", "procedure_code", "modifiers", "discipline",
)  # fmt: skip
Finding = tuple[Any, ...]
OF_SEVERAL_PATIENTS = (Grain.NIGHT, Grain.THERAPIST)
"""Grains that need more than one patient's rows: a part of the patients answers otherwise."""


@dataclass(frozen=True, repr=False)
class Cut:
    """Tables of whole patients with what is in force."""

    tables: NightTables
    rules: Rules

    @cached_property
    def patients(self) -> list[str]:
        """Everyone that some table speaks of."""
        frames = [getattr(self.tables, field) for field in FIELDS]
        return sorted({str(name) for frame in frames for name in frame["patient_id"]})

    def of(self, patients: Collection[str]) -> Cut:
        """The part of some patients."""
        changes: dict[str, Any] = {
            field: _of(getattr(self.tables, field), patients) for field in FIELDS
        }
        return replace(self, tables=replace(self.tables, **changes))

    def shuffled(self, seed: int) -> Cut:
        """The same rows in another order; the ledger keeps its own."""
        random = np.random.default_rng(seed)
        changes = {
            field: frame.iloc[random.permutation(len(frame))].reset_index(drop=True)
            for field in (*TABLES, "earlier_visits")
            if (frame := getattr(self.tables, field)) is not None
        }
        return replace(self, tables=replace(self.tables, **changes))

    def findings(self) -> dict[str, Finding]:
        """Findings by key with all that is said of them, by the rules about patients."""
        rules = [rule for rule in all_rules() if rule.rule.grain not in OF_SEVERAL_PATIENTS]
        refused = pd.Series({}, dtype="int64", index=pd.Index([], dtype="str"))
        result = run_bucket(self.tables, self.rules, refused, rules)
        assert result.crashes == ()
        return {
            str(row["finding_key"]): (
                *(row[name] for name in SHOWN),
                sorted(row["related"]),
                sorted(row["evidence"].items()),
            )
            for row in result.findings.to_dict("records")
        }


def _of(frame: pd.DataFrame | None, patients: Collection[str]) -> pd.DataFrame | None:
    if frame is None:
        return None
    return frame[frame["patient_id"].isin(list(patients))].reset_index(drop=True)


def cut_of(demo: DemoNight, patients: Iterable[str]) -> Cut:
    """Cut patients out of a demo's nights."""
    wanted = set(patients)
    tonight = {table: _read(demo.tonight, table) for table in TABLES}
    frames = {table: _of(intake.frame, wanted) for table, intake in tonight.items()}
    claims = frames["claims"]
    assert claims is not None
    rules = Rules(
        rulebook=load_rulebook(demo.payer_rules),
        code_sets=load_code_sets(),
        site=load_site(demo.config),
        as_of=demo.tonight.as_of,
    )
    tables = NightTables(
        claims=claims,
        visits=frames["visits"],
        plans=frames["plans"],
        spend=frames["spend"],
        documents=frames["documents"],
        earlier_lines=_earlier_lines(demo.earlier, wanted),
        earlier_visits=_stacked([_read(night, "visits").frame for night in demo.earlier], wanted),
        supplied={table: intake.supplied for table, intake in tonight.items()},
    )
    return Cut(tables, rules)


def _read(night: NightFiles, table: str) -> Intake:
    return read_table(table, [night.folder / f"{table}.csv"], IntakeSettings(reject_share=1.0))


def _earlier_lines(nights: Sequence[NightFiles], wanted: set[str]) -> pd.DataFrame:
    """All lines of earlier nights, newest version of each claim, in the order of the nights."""
    parts = []
    for night in nights:
        frame = _read(night, "claims").frame
        seen = np.datetime64(night.as_of.isoformat(), "s")
        parts.append(frame.assign(night=np.full(len(frame), seen)))
    lines = _stacked(parts, wanted)
    last = lines.groupby("claim_id")["night"].transform("max")
    lines = lines[lines["night"] == last].reset_index(drop=True)
    return lines.assign(place=np.arange(len(lines), dtype=np.int64))


def _stacked(parts: Sequence[pd.DataFrame], wanted: set[str]) -> pd.DataFrame:
    kept = [part[part["patient_id"].isin(list(wanted))] for part in parts]
    names = [name for name in kept[-1].columns if all(name in part for part in kept)]
    columns: dict[str, Any] = {}
    for name in names:
        cells = [part[name] for part in kept]
        if isinstance(cells[0].dtype, pd.CategoricalDtype):
            columns[name] = pd.api.types.union_categoricals(cells)
        else:
            columns[name] = pd.concat(cells, ignore_index=True)
    return pd.DataFrame(columns)
