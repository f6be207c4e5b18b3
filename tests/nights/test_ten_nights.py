"""Ten whole nights with fixes, deltas, corrections and voids, against a plain fold."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from pipeline.history.sql import open_history
from pipeline.night_request import NightRequest
from pipeline.nightly import run_night
from pipeline.stages import Stages
from tests.nights.practice import BOTH, MISSING_KX, Claim, Practice, Told

HEADING = (
    "claim_id", "line_number", "patient_id", "payer_id", "service_date", "procedure_code",
    "units", "charge", "allowed_amount", "discipline", "setting", "rendering_npi",
    "modifier_1", "modifier_2", "modifier_3", "modifier_4", "claim_frequency", "replaces_claim_id",
)  # fmt: skip
FOLLOWED = {BOTH, MISSING_KX}
Key = tuple[str, str, int]


def _write(path: Path, claims: list[Claim]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADING)
        for claim in claims:
            for line in claim.lines:
                slots = ["GP", *(["GO"] if line.two_disciplines else [])]
                slots += ["KX"] if line.kx else []
                money = f"{line.cents // 100}.{line.cents % 100:02d}"
                frequency = "" if claim.frequency == "1" else claim.frequency
                name = [claim.id, line.number, claim.patient, "medicare", claim.day, "97110", 1]
                facts = [money, money, "PT", "professional", "1000000004"]
                marks = [*slots, "", "", "", ""][:4]
                writer.writerow([*name, *facts, *marks, frequency, claim.replaces])


def _lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


class Office:
    """A folder with a history, and what its runs wrote."""

    def __init__(self, folder: Path) -> None:
        """Begin without any night."""
        self.folder = folder
        self.keys: dict[str, Key] = {}

    def run(self, as_of: date, claims: list[Claim]) -> Told:
        """Run a night; return what it said in the words of the fold."""
        path = self.folder / f"claims-{as_of}.csv"
        _write(path, claims)
        history = self.folder / "history.sqlite"
        request = NightRequest(
            inputs={"claims": (path,)}, as_of=as_of, out=self.folder / "out", history=str(history)
        )
        report = run_night(request, Stages())
        assert report.exit_code == 0
        assert report.run_dir is not None
        assert report.result is not None
        findings: dict[Key, tuple[str, int]] = {}
        for found in _lines(report.run_dir / "findings.jsonl"):
            if found["rule_id"] in FOLLOWED:
                key = (
                    str(found["rule_id"]),
                    str(found["claim_id"]),
                    int(str(found["line_number"])),
                )
                self.keys[str(found["finding_key"])] = key
                findings[key] = str(found["state"]), int(str(found["nights_open"]))
        resolved = {
            self.keys[str(one["finding_key"])]: str(one["how"])
            for one in _lines(report.run_dir / "resolved.jsonl")
            if one["rule_id"] in FOLLOWED
        }
        away = report.result.open_elsewhere
        away = away[away["rule_id"].isin(FOLLOWED)]
        assert set(away["state"]) <= {"not_seen"}
        with (report.run_dir / "dispositions.csv").open(encoding="utf-8", newline="") as stream:
            held = {r["claim_id"] for r in csv.DictReader(stream) if r["disposition"] == "HOLD"}
        not_seen = {self.keys[key] for key in away["finding_key"]}
        return Told(findings, resolved, not_seen, held, self._spent(history))

    @staticmethod
    def _spent(history: Path) -> dict[str, int]:
        store = open_history(str(history), "main")
        try:
            lines = store.view("main", date(2026, 12, 31), frozenset(), None).lines
        finally:
            store.close()
        if not len(lines):
            return {}
        sums = lines.groupby("patient_id")["allowed_amount"].sum()
        return {str(patient): int(cents) for patient, cents in sums.items()}


@pytest.mark.parametrize("seed", [3, 6, 9])
def test_states_and_ledger_of_ten_nights_are_the_plain_folds(tmp_path: Path, seed: int) -> None:
    office = Office(tmp_path)
    said = set()
    for as_of, claims, told in Practice(seed).nights():
        found = office.run(as_of, claims)
        assert found.findings == told.findings, as_of
        assert found.resolved == told.resolved, as_of
        assert found.not_seen == told.not_seen, as_of
        assert found.held == told.held, as_of
        assert found.spent == told.spent, as_of
        said |= {state for state, _ in told.findings.values()} | set(told.resolved.values())
        said |= {"not seen"} if told.not_seen else set()
        said |= {rule for rule, _, _ in told.findings}
    states = {"new", "recurring", "reopened", "fixed", "replaced", "not seen"}
    assert said >= states | {BOTH, MISSING_KX}
