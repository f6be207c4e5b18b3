"""Late signatures: plans of care certified after their time, and how far after it.

RULES.md POC003, after manual chapter 15, 220.1.3.D: an initial certification counts from the first
treatment and has the payer's days, a recertification is due by the end of the period before and
counts from it. Grain: one entry a plan row.
"""

from __future__ import annotations

import numpy as np

from pipeline import vocabulary as words
from pipeline.rule import Mask, Positions
from pipeline.tables import BLANK_DAY, Days
from pipeline.worksheets.certification_paths import CertificationPaths
from pipeline.worksheets.certified_intervals import KNOB


class LateSignatures:
    """How late each signed plan was signed.

    Attributes (days since 1970-01-01):
        late: the signature came after its time, by every reading of a plan that does not say
            what it is. open_type: by one reading only.
        open_before: a recertification whose period before is not on file, so that its time is not
            known; one signed before its own first day is in time whatever came before.
        due: the last day in time.
        counted_from: the day from which the time counts. days: from it to the signature.
        reason: a reason for the delay is on file.
        needs_look: later than the payer lets pass without a reason, or than it lets pass at all.
    """

    def __init__(self, paths: CertificationPaths) -> None:
        """Compare the signatures with their time."""
        periods, plans = paths.periods, paths.periods.plans
        signed, signed_on = periods.signed, paths.signed_on
        verbal_signed_in_time = paths.verbal & (signed_on <= paths.sign_by)
        late_first = signed & paths.first & (signed_on > paths.due)
        late_first &= ~verbal_signed_in_time & ~paths.by_order
        before_known = paths.end_before != BLANK_DAY
        again = signed & (signed_on >= periods.start)
        late_again = again & before_known & (signed_on > paths.end_before)
        self.late: Mask = np.where(
            periods.untyped,
            late_first & late_again,
            np.where(periods.initial, late_first, late_again),
        )
        self.open_type: Mask = periods.untyped & (late_first ^ late_again)
        self.open_before: Mask = periods.recertification & again & ~before_known
        self.counted_from: Days = np.where(
            periods.recertification, paths.end_before, periods.start
        ).astype(np.int32)
        self.due = np.where(periods.recertification, paths.end_before, paths.due)
        self.days = signed_on.astype(np.int64) - self.counted_from
        self.reason: Mask = ~plans.blank("delay_reason")
        months = paths.exposure.whole(KNOB, "late_review_months")
        unexplained = (self.days > paths.exposure.whole(KNOB, "late_note_days")) & ~self.reason
        self.needs_look: Mask = unexplained | (signed_on > months_after(self.counted_from, months))

    def reasons(self, rows: Positions) -> list[str]:
        """Say whether a reason for the delay is on file."""
        return [
            "A reason is on file." if known else "No reason is on file."
            for known in self.reason[rows]
        ]

    def steps(self, rows: Positions) -> list[str]:
        """Say what is to be done about the reason for the delay."""
        return [
            "Keep the reason for the delay with the plan."
            if known
            else (
                "Ask the therapist why it was late and enter the reason; if the record gives none, "
                "ask the physician's office for a statement."
                if needed
                else "So soon after its time it needs no reason; enter one if the record gives it."
            )
            for known, needed in zip(self.reason[rows], self.needs_look[rows], strict=True)
        ]

    @classmethod
    def build(cls, paths: CertificationPaths) -> LateSignatures:
        """Compare the signatures of all plans with their time."""
        return cls(paths)


def months_after(day: Days, months: words.Ints) -> Days:
    """Return the same day of the month some months later, or that month's last day."""
    date = day.astype("datetime64[D]")
    month = date.astype("datetime64[M]")
    later = month + months.astype("timedelta64[M]")
    last = (later + 1).astype("datetime64[D]") - 1
    same = later.astype("datetime64[D]") + (date - month.astype("datetime64[D]"))
    return np.asarray(np.minimum(same, last).astype(np.int64), dtype=np.int32)
