"""Worksheet rows behind the findings of the small night, written by hand."""

from __future__ import annotations

import pandas as pd


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
        "plan_of_care": pd.DataFrame(
            {
                "patient_id": ["PAT-10004"], "plan_id": ["PL-4"], "discipline": ["PT"],
                "physician": ["1000000012"], "awaited": ["the signature"], "status": ["overdue"],
                "path": ["missing"], "start": ["2026-10-01"], "due": ["2026-10-31"],
                "end": ["2026-12-29"], "days_left": [-20], "first_exposed": ["2026-11-02"],
                "last_exposed": ["2026-11-17"], "exposed_dates": [3], "exposed_cents": [48_000],
            }
        ),
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
