"""Certified intervals: which plan-of-care period, if any, covers each line's date.

RULES.md "POC", after 42 CFR 410.61 and 424.24(c): a period lasts to the earlier of its end date
and its start + 89 days (the payer's own length); the initial one stands whatever its signature, a
recertification only once it is signed. Grain: one entry a line of tonight.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline import vocabulary as words
from pipeline.bucket import Rules
from pipeline.rule import Mask, Positions
from pipeline.service_lines import DISCIPLINE_NUMBER, Lines
from pipeline.tables import BLANK_DAY, Days, Plans, as_dates

KNOB = "plan_of_care"
USUAL_PERIOD_DAYS = 90
_MANY_DAYS = 2**22
INITIAL, RECERTIFICATION = "initial", "recertification"
_NONE_BEGAN = "no certified period began by that date"


class PlanPeriods:
    """Plans as periods, one entry a plan row.

    Attributes:
        discipline: number of the discipline. start: first day covered.
        given_end: last day by the plan itself, ``BLANK_DAY`` where it names none.
        initial, recertification, untyped: by type; a blank type is neither of the first two.
        signed: signature dated on or before the as-of date.
    """

    def __init__(self, plans: Plans, as_of_day: int) -> None:
        """Work out the periods of all plans."""
        self.plans = plans
        table = np.array([*(DISCIPLINE_NUMBER[v] for v in plans.coded("discipline").values), -1])
        self.discipline = table[plans.coded("discipline").codes]
        self.start: Days = plans.days("start_date")
        self.given_end: Days = plans.days("end_date")
        signature = plans.days("certified_on")
        self.signed: Mask = (signature != BLANK_DAY) & (signature <= as_of_day)
        self.initial: Mask = plans.is_one_of("certification_type", INITIAL)
        self.recertification: Mask = plans.is_one_of("certification_type", RECERTIFICATION)
        self.untyped: Mask = ~self.initial & ~self.recertification

    def last_days(self, plan: Positions, period_days: words.Ints) -> tuple[Days, Mask]:
        """Return the last day of some plans, and whether the payer's limit of days ends them.

        Args:
            plan: rows of plans.
            period_days: the payer's limit beside each of them, 0 for the usual 90.
        """
        limit = np.where(period_days > 0, period_days, USUAL_PERIOD_DAYS)
        by_limit = self.start[plan] + (limit - 1)
        given = self.given_end[plan]
        limited = (given == BLANK_DAY) | (given >= by_limit)
        return np.where(limited, by_limit, given).astype(np.int32), limited

    @property
    def key(self) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
        """Patient and discipline of each plan."""
        return self.plans.patient, self.discipline

    @property
    def stands(self) -> Mask:
        """Mark periods that cover dates: initial ones, and others once they are signed."""
        return self.initial | self.signed

    def end_before(self, period_days: words.Ints) -> Days:
        """Return the last day of the periods that began before each one; ``BLANK_DAY`` for none.

        Args:
            period_days: the payer's limit beside each plan, 0 for the usual 90.
        """
        end, _ = self.last_days(np.arange(len(self.plans)), period_days)
        person = words.packed(*self.key)
        began = words.packed(person, self.start - self.start.min(initial=0))
        order = np.argsort(began, kind="stable")
        # A person's number weighs more than any day, so the largest so far is the person's own.
        weighed = person * _MANY_DAYS + (end - end.min(initial=0))
        latest = np.maximum.accumulate(weighed[order])
        before = np.searchsorted(began[order], began, side="left") - 1
        found = latest[before] if len(order) else latest
        same = (before >= 0) & (found // _MANY_DAYS == person)
        return np.where(same, found % _MANY_DAYS + end.min(initial=0), BLANK_DAY).astype(np.int32)

    def ends_last(self, period_days: words.Ints) -> Mask:
        """Mark periods that stand and after which none stands for patient and discipline."""
        if not len(self.plans):
            return self.stands
        end, _ = self.last_days(np.arange(len(self.plans)), period_days)
        people = words.group_by(*self.key)
        latest = people.largest(np.where(self.stands, end, BLANK_DAY).astype(np.int64))
        return np.asarray(self.stands & (end == latest[people.of_row]))

    @classmethod
    def build(cls, plans: Plans, rules: Rules) -> PlanPeriods:
        """Work out the periods as of the night."""
        return cls(plans, rules.as_of_day)


class CertifiedIntervals:
    """How each of tonight's lines stands to its patient's plans of the same discipline.

    Attributes (one entry a line):
        has_plan: some plan row exists for the patient and discipline.
        covered: the date lies in a period that stands.
        day_after_limit: not covered, and exactly one day past a period that the limit ended.
        unsigned_cover: the date lies in a recertification that is not signed yet.
        untyped_cover: the date lies in an unsigned period that does not say what it is.
        last_day: last day of the latest period that began by the date; ``BLANK_DAY`` for none.
    """

    def __init__(
        self,
        has_plan: Mask,
        covered: Mask,
        day_after_limit: Mask,
        unsigned_cover: Mask,
        untyped_cover: Mask,
        last_day: Days,
    ) -> None:
        """See ``build``."""
        self.has_plan = has_plan
        self.covered = covered
        self.day_after_limit = day_after_limit
        self.unsigned_cover = unsigned_cover
        self.untyped_cover = untyped_cover
        self.last_day = last_day

    def texts(self, rows: Positions) -> list[str]:
        """Say when the last certified period ended, and what waits or is counted differently."""
        texts = []
        for ended, waits, next_day in zip(
            as_dates(self.last_day[rows]),
            self.unsigned_cover[rows],
            self.day_after_limit[rows],
            strict=True,
        ):
            text = f"the last certified period ended on {ended}" if ended else _NONE_BEGAN
            text += ", the day before, and some payers count one day more" if next_day else ""
            text += "; a recertification for this date waits for its signature" if waits else ""
            texts.append(text)
        return texts

    @classmethod
    def build(cls, lines: Lines, periods: PlanPeriods) -> CertifiedIntervals:
        """Compare every line's date with the periods of its patient and discipline."""
        facts = lines.facts
        line_key, plan_key = words.packed_together((facts.patient, facts.discipline), periods.key)
        # Lines of one patient, discipline, payer and date are judged once.
        dates = words.group_by(line_key, np.maximum(facts.day, 0), lines.payer_key)
        one = np.zeros(dates.count, dtype=np.intp)
        one[dates.of_row] = np.arange(len(lines))
        date, plan = words.pairs_of(line_key[one], plan_key)
        day = facts.day[one][date]
        period_days = lines.policy.whole(KNOB, "period_days")[one][date]
        end, limited = periods.last_days(plan, period_days)
        # Where the payer asks for no signature, every period stands as it is written.
        asks = lines.policy.flag(KNOB, "signature_required")[one][date]
        stands = periods.stands[plan] | ~asks
        inside = (periods.start[plan] <= day) & (day <= end)
        next_day = limited & (day == end + 1)
        began = stands & (periods.start[plan] <= day)
        last = np.full(dates.count, BLANK_DAY, dtype=np.int32)
        np.maximum.at(last, date[began], end[began])

        def some(mask: Mask) -> Mask:
            found = np.zeros(dates.count, dtype=np.bool_)
            found[date[mask]] = True
            return found

        covered = some(inside & stands)
        latest = end == last[date]
        unsigned = inside & ~periods.signed[plan] & asks
        of_line = dates.of_row
        return cls(
            has_plan=some(np.ones(len(date), dtype=np.bool_))[of_line],
            covered=covered[of_line],
            day_after_limit=(some(next_day & stands & latest) & ~covered)[of_line],
            unsigned_cover=(some(unsigned & periods.recertification[plan]) & ~covered)[of_line],
            untyped_cover=(some(unsigned & periods.untyped[plan]) & ~covered)[of_line],
            last_day=last[of_line],
        )
