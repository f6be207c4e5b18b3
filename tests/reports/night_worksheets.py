"""Worksheet rows behind the findings of the small night, written by hand."""

from __future__ import annotations

import pandas as pd

# physician, patient, awaited, status, path, due, days left, exposed dates and cents
_PLANS = (
    ("1000000012", 4, "certification", "overdue", "missing", "2026-10-31", -20, 3, 48_000),
    ("1000000012", 7, "recertification", "due soon", "signed", "2026-11-27", 7, 0, 0),
    ("1000000020", 8, "recertification", "lapsed", "signed", "2026-11-12", -8, 2, 32_000),
    ("1000000020", 9, "recertification", "due soon", "signed", "2026-11-28", 8, 0, 0),
    ("1000000020", 10, "recertification", "due soon", "signed", "2026-12-20", 30, 0, 0),
    ("", 12, "signature of the verbal order", "verbal-only", "verbal", "2026-11-20", 0, 1, 16_000),
    ("1000000038", 13, "nothing", "late", "signed", "2026-05-06", -198, 0, 0),
)


def _plans() -> pd.DataFrame:
    rows = [
        {
            "patient_id": f"PAT-{10_000 + patient}", "plan_id": f"PL-{patient}",
            "discipline": "PT", "physician": physician, "awaited": awaited, "status": status,
            "path": path, "start": "2026-10-01", "due": due, "end": "2026-12-29",
            "days_left": left, "first_exposed": "2026-11-02" if dates else "",
            "last_exposed": "2026-11-17" if dates else "", "exposed_dates": dates,
            "exposed_cents": cents,
        }
        for physician, patient, awaited, status, path, due, left, dates, cents in _PLANS
    ]  # fmt: skip
    return pd.DataFrame(rows)


def worksheets() -> dict[str, pd.DataFrame]:
    """The frames that the pipeline hands to the reports, by name."""
    return {
        "kx_ledger": pd.DataFrame(
            {
                "patient_id": ["PAT-10003", "PAT-10005"], "payer_id": ["MCR", "MCR"],
                "year": [2026, 2026], "bucket": ["PT_SLP", "OT"],
                "opening_cents": [200_000, 0], "opening_as_of": ["2026-11-05", ""],
                "own_cents": [45_000, 230_000], "low_cents": [251_000, 230_000],
                "high_cents": [255_000, 230_000], "limit_cents": [248_000, 248_000],
                "review_cents": [300_000, 300_000], "crossing_claim": ["C0003", ""],
                "crossing_line": [2, -1], "crossing_date": ["2026-11-17", ""],
                "projected_date": ["", "2026-12-01"],
                "confidence": ["exact", "outside-spend-unknown"],
            }
        ),
        "plan_of_care": _plans(),
        "timed_units": pd.DataFrame(
            {
                "claim_id": ["C0001"], "line_number": [1], "service_date": ["2026-11-17"],
                "minutes": [33], "billed": [3], "cms": [2], "midpoint": [2],
                "working": ["97110: 20 min, billed 2; 97530: 13 min, billed 1"],
            }
        ),
        "assistant_units": pd.DataFrame(
            {
                "claim_id": ["C0005"], "line_number": [1], "service_date": ["2026-11-17"],
                "code": ["97110"], "therapist": [22], "assistant": [23], "billed": [3],
                "marked": [0], "need_low": [2], "need_high": [2], "working": ["15 + 8; 15 + 7"],
            }
        ),
    }  # fmt: skip
