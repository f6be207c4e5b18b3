"""The demo of one seed, generated once, cut down to patients with planted faults and others."""

from __future__ import annotations

import csv
import json

import pytest

from pipeline.demo import generate
from tests.properties.cut import Cut, cut_of

PLANTED, OTHERS = 220, 60


@pytest.fixture(scope="session")
def night(tmp_path_factory: pytest.TempPathFactory) -> Cut:
    demo = generate(tmp_path_factory.mktemp("properties") / "demo", 3)
    labels = [json.loads(line) for line in demo.labels.read_text(encoding="utf-8").splitlines()]
    planted = dict.fromkeys(label["patient_id"] for label in labels if label["patient_id"])
    with demo.tonight.claims.open(encoding="utf-8", newline="") as rows:
        seen = dict.fromkeys(row["patient_id"] for row in csv.DictReader(rows))
    others = [patient for patient in seen if patient not in planted][:OTHERS]
    return cut_of(demo, [*list(planted)[:: max(len(planted) // PLANTED, 1)], *others])
