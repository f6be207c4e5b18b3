"""Credentials as people write them, and who may certify or report."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from payer_rules.code_sets import load_code_sets
from pipeline.worksheets.credentials import listed
from pipeline.worksheets.late_signatures import months_after

SETS = load_code_sets()
DAY = np.array(["2026-11-16"], "datetime64[D]").astype(np.int32)


@pytest.mark.parametrize(
    ("text", "eligible"),
    [
        ("MD", "yes"),
        ("m.d.", "yes"),
        ("MD, MPH", "yes"),
        ("FNP-C", "yes"),
        ("D.C.", "no"),
        ("Doctor", ""),
        (None, ""),
    ],
)
def test_certifiers(text: str | None, eligible: str) -> None:
    found = listed(SETS.certifiers, "eligible", pd.Categorical([text]), DAY)
    assert (found.yes.tolist(), found.no.tolist()) == ([eligible == "yes"], [eligible == "no"])


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("PT", "yes"),
        ("OTR/L", "yes"),
        ("PT DPT", "yes"),
        ("PTA", "no"),
        ("COTA/L", "no"),
        ("?", ""),
    ],
)
def test_report_authors(text: str | None, counts: str) -> None:
    found = listed(SETS.report_authors, "writes", pd.Categorical([text]), DAY)
    assert (found.yes.tolist(), found.no.tolist()) == ([counts == "yes"], [counts == "no"])


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-01-05", 6, "2026-07-05"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-03-31", 0, "2026-03-31"),
    ],
)
def test_months_later(day: str, months: int, later: str) -> None:
    start = np.array([day], "datetime64[D]").astype(np.int32)
    got = months_after(start, np.array([months]))
    assert got.astype("datetime64[D]").astype(str).tolist() == [later]
