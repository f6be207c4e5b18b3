"""Certification paths: by which way, if any, each plan of care is certified as of the night.

RULES.md "POC", after 42 CFR 424.24(c) and manual chapter 15, 220.1.3: (a) a signature, or a verbal
order in time that is signed soon after; (b) for the initial plan of a first treatment since the
payer's date, an order signed and dated on or before the plan was sent, sent in time. Grain: one
entry a plan row.
"""

from __future__ import annotations

import numpy as np

from pipeline import vocabulary as words
from pipeline.bucket import Rules
from pipeline.rule import Mask, Positions
from pipeline.tables import BLANK_DAY, Days, as_dates
from pipeline.worksheets.certified_intervals import KNOB
from pipeline.worksheets.plan_exposure import PlanLines


class CertificationPaths:
    """How each plan stands.

    Attributes (days since 1970-01-01, ``BLANK_DAY`` for none):
        exposure, periods: the plans with all their lines.
        first: initial ones, and those that do not say.
        due: last day on which an initial certification is in time.
        end: last day of the period by itself and by the payer's limit.
        ends_last: it stands, and no period that stands ends later.
        end_before: last day of the period before, from which a recertification counts.
        signed_on: date of the signature, as far as it is not after the as-of date.
        verbal: a verbal order was given in time. sign_by: last day of its signature.
        order_from: first treatment since which order and sending stand in for the signature.
        order_stands_in: the plan began by then. by_order: path (b) is met.
        maybe_by_order: it may be met, a column that says so was not supplied.
    """

    def __init__(self, exposure: PlanLines, rules: Rules) -> None:
        """Work out the paths of all plans."""
        periods, plans = exposure.periods, exposure.periods.plans
        self.exposure = exposure
        self.periods = periods
        self.first: Mask = periods.initial | periods.untyped
        self.due = periods.start + exposure.whole(KNOB, "certify_within_days")
        period_days = exposure.whole(KNOB, "period_days")
        self.end: Days = periods.last_days(np.arange(len(plans)), period_days)[0]
        self.end_before: Days = periods.end_before(period_days)
        self.ends_last: Mask = periods.ends_last(period_days)
        self.signed_on = np.where(periods.signed, plans.days("certified_on"), BLANK_DAY)
        verbal, order = plans.days("verbal_order_on"), plans.days("order_signed_on")
        sent = plans.days("sent_on")
        self.verbal: Mask = _dated_by(verbal, np.minimum(self.due, rules.as_of_day))
        self.sign_by = verbal.astype(np.int64) + exposure.whole(KNOB, "verbal_sign_days")
        self.order_from = exposure.day(KNOB, "order_exception_from")
        self.order_stands_in: Mask = self.order_from <= periods.start
        sent_in_time = _dated_by(sent, np.minimum(self.due, rules.as_of_day))
        order_before_sending = _dated_by(order, sent)
        self.by_order: Mask = self.order_stands_in & order_before_sending & sent_in_time
        no_order_column = plans.column_missing("order_signed_on")
        no_sent_column = plans.column_missing("sent_on")
        ordered = order_before_sending | no_order_column | ((order != BLANK_DAY) & no_sent_column)
        maybe = self.order_stands_in & ordered & (sent_in_time | no_sent_column)
        self.maybe_by_order: Mask = maybe & (no_order_column | no_sent_column)

    @classmethod
    def build(cls, exposure: PlanLines, rules: Rules) -> CertificationPaths:
        """Work out the paths as of the night."""
        return cls(exposure, rules)

    @property
    def certified(self) -> Mask:
        """Mark plans certified by now in any way that an initial plan may be."""
        return self.periods.signed | self.verbal | self.by_order

    def missing(self, turns: Mask) -> dict[str, Mask]:
        """Name the columns that were not supplied and on which an uncertified plan turns.

        Args:
            turns: plans that a signature, or an order and its sending, would clear.
        """
        plans = self.periods.plans
        maybe = turns & self.maybe_by_order
        return {
            "certified_on": turns & plans.column_missing("certified_on"),
            "order_signed_on": maybe & plans.column_missing("order_signed_on"),
            "sent_on": maybe & plans.column_missing("sent_on"),
            "certification_type": turns & self.periods.untyped,
        }

    def ways(self, rows: Positions) -> list[str]:
        """Say what certifies the plans: the signature, and order and sending where they count."""
        begin, by = as_dates(self.order_from[rows]), as_dates(self.due[rows])
        return [
            f"a dated signature or, for first treatment from {first}, a signed and dated order and "
            f"the plan then sent by {last}"
            if stands
            else "a dated signature"
            for first, last, stands in zip(begin, by, self.order_stands_in[rows], strict=True)
        ]


def _dated_by(day: Days, latest: words.Ints | Days) -> Mask:
    """Mark dates that are given and not after another, which may be blank itself."""
    return np.asarray((day != BLANK_DAY) & (day <= latest), dtype=np.bool_)
