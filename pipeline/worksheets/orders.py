"""Orders and referrals: whether one covers each line whose payer asks for it.

RULES.md POC008. An order covers a date of service on or after its own, up to its expiry and to the
payer's age for it. Grain: one entry a line of tonight.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline import vocabulary as words
from pipeline.rule import Mask
from pipeline.service_lines import DISCIPLINE_NAMES, DISCIPLINE_NUMBER, Lines
from pipeline.tables import BLANK_DAY, Days, Documents
from pipeline.worksheets.certified_intervals import PlanPeriods
from pipeline.worksheets.episodes import Episodes

KNOB = "referral"


@dataclass(frozen=True, kw_only=True)
class Orders:
    """What is asked and what is on file (one entry a line).

    Attributes:
        asked: the payer asks for an order for such a line; one of unknown discipline counts where
            any discipline would.
        covered: an order covers the line.
        newest: day of the newest order on or before the line, ``BLANK_DAY`` for none.
        expires: the day on which that order expires, ``BLANK_DAY`` for none.
        max_age: days for which the payer accepts an order, 0 for no limit.
    """

    asked: Mask
    covered: Mask
    newest: Days
    expires: Days
    max_age: words.Ints

    @classmethod
    def build(
        cls, lines: Lines, episodes: Episodes, documents: Documents, periods: PlanPeriods
    ) -> Orders:
        """Compare every line that needs an order with those on file."""
        policy, facts = lines.policy, lines.facts
        everything = policy.equals(KNOB, "required_for", "all")
        evaluations = policy.equals(KNOB, "required_for", "evaluation") & episodes.evaluation
        treatments = policy.equals(KNOB, "required_for", "treatment") & episodes.treatment
        asked = (everything | evaluations | treatments) & _discipline_asked(lines)
        max_age = policy.whole(KNOB, "max_age_days")
        covered = lines.none()
        newest = np.full(len(lines), BLANK_DAY, dtype=np.int32)
        expires = newest.copy()
        rows = np.flatnonzero(asked & (facts.discipline >= 0))
        patient, discipline, ordered, expiry = _on_file(documents, periods)
        line_key, order_key = words.packed_together(
            (facts.patient[rows], facts.discipline[rows]), (patient, discipline)
        )
        # Lines of one day and payer have one answer.
        days = words.group_by(line_key, np.maximum(facts.day[rows], 0), lines.payer_key[rows])
        one = np.zeros(days.count, dtype=np.intp)
        one[days.of_row] = np.arange(len(rows))
        which, order = words.pairs_of(line_key[one], order_key)
        day, age = facts.day[rows][one][which], max_age[rows][one][which]
        before = ordered[order] <= day
        unexpired = (expiry[order] == BLANK_DAY) | (expiry[order] >= day)
        fresh = (age == 0) | (day - ordered[order].astype(np.int64) <= age)
        pairs = words.Groups(which, days.count)
        covered[rows] = pairs.any(before & unexpired & fresh)[days.of_row]
        last = pairs.largest(
            np.where(before, ordered[order], BLANK_DAY).astype(np.int64), BLANK_DAY
        )
        newest[rows] = last[days.of_row]
        is_last = before & (ordered[order] == last[which])
        ends = pairs.largest(
            np.where(is_last, expiry[order], BLANK_DAY).astype(np.int64), BLANK_DAY
        )
        expires[rows] = ends[days.of_row]
        return cls(asked=asked, covered=covered, newest=newest, expires=expires, max_age=max_age)


def _discipline_asked(lines: Lines) -> Mask:
    """Mark lines whose discipline the payer names, or whose payer names none."""
    # The names of a list are looked up in it, so a list stands for itself in ``number_of``.
    number, lists = lines.policy.number_of(KNOB, "disciplines")
    named = [[name in one for name in DISCIPLINE_NAMES] for one in lists]
    table = np.array([[*row, any(row)] for row in named] + [[True] * (len(DISCIPLINE_NAMES) + 1)])
    return np.asarray(table[number, lines.facts.discipline], dtype=np.bool_)


def _on_file(
    documents: Documents, periods: PlanPeriods
) -> tuple[words.Ints, words.Ints, Days, Days]:
    """Return patient, discipline, day and expiry of orders: documents, and orders in plans."""
    plans = periods.plans
    ordered = documents.is_one_of("kind", "order", "referral")
    in_plan = ~plans.blank("order_signed_on")
    names = documents.coded("discipline")
    table = np.array([*(DISCIPLINE_NUMBER[name] for name in names.values), -1], dtype=np.int64)
    in_plan_days = plans.days("order_signed_on")[in_plan]
    return (
        np.concatenate([documents.patient[ordered], plans.patient[in_plan]]).astype(np.int64),
        np.concatenate([table[names.codes][ordered], periods.discipline[in_plan]]),
        np.concatenate([documents.days("document_date")[ordered], in_plan_days]),
        np.concatenate(
            [documents.days("expires_on")[ordered], np.full_like(in_plan_days, BLANK_DAY)]
        ),
    )
