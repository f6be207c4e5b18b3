"""House settings: the figures in some rules that are an office's own, not a payer's."""

from __future__ import annotations

from typing import Literal

from payer_rules.model import Money, Strict, Whole


class House(Strict):
    """``[house]`` of the site file: figures that an office may set for itself.

    Attributes:
        balance_fresh_days: an opening balance older than this says nothing of today.
        balance_lag_days: how long a claim may take to reach the payer's count.
        balance_differs: KX006 speaks when low and high differ by more (cents).
        near_estimate_percent: share of the threshold within which an estimate is not sure
            enough to hold a claim.
        threshold_near: KX003 speaks within this distance of the threshold (cents).
        pace_days: days up to now over which a patient's pace is measured.
        certification_notice_days: POC005 speaks this many days ahead.
        active_days: a patient seen within this many days is an active one.
        therapist_day_minutes: most one-on-one minutes that one person can furnish on a day.
        secondary_units: when primary and secondary payer count units differently, the primary's
            method alone answers, or the stricter of the two.
        assistant_accrual_percent: share of its allowed amount with which a line marked CQ or CO
            counts toward the threshold.
    """

    balance_fresh_days: Whole = 45
    balance_lag_days: Whole = 30
    balance_differs: Money = 50_000
    near_estimate_percent: Whole = 3
    threshold_near: Money = 30_000
    pace_days: Whole = 56
    certification_notice_days: Whole = 30
    active_days: Whole = 30
    therapist_day_minutes: Whole = 600
    secondary_units: Literal["primary", "strictest"] = "primary"
    assistant_accrual_percent: Whole = 100
