"""Accrual: every line that counts toward a therapy threshold, in the order in which it counts.

RULES.md KX "Accrual": allowed amounts by beneficiary, calendar year of service and bucket
(PT and SLP together, OT alone), in the order of the nights on which lines were last seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pipeline import vocabulary as words
from pipeline.bucket import Rules
from pipeline.earlier_nights import TONIGHTS_PLACE
from pipeline.modifiers import ASSISTANT_MODIFIERS
from pipeline.rule import Mask, Positions
from pipeline.service_lines import DISCIPLINE_NUMBER, ServiceLines
from pipeline.tables import Cents, Spend
from pipeline.worksheets.beneficiaries import beneficiaries
from pipeline.worksheets.opening_balances import OpeningBalances
from pipeline.worksheets.pricing import of_critical_access, price_lines

OT = DISCIPLINE_NUMBER["OT"]
BUCKET_NAMES = ("PT_SLP", "OT")
BUCKET_WORDS = ("PT and SLP", "OT")
KNOB = "threshold"
_WHOLE = 100
_LARGEST_KEY = 2**62


@dataclass(frozen=True, kw_only=True)
class Accrual:
    """One entry a counting line, tonight's and earlier ones; money in cents.

    Attributes:
        rows: the service line. placed: False for a line of unknown discipline, which stands
            in both buckets as a maybe.
        accounts: beneficiary, threshold group, year and bucket of each entry.
        year: calendar year of service, counted from 1970. bucket: see ``BUCKET_NAMES``.
        limit: the year's amount for the bucket.
        rank: place in the order in which lines count, account by account. running: totals in it.
        counted: what the line surely adds. known: allowed or priced. estimated: priced by
            us, by the fee schedule.
        unpriced: charge of a line without any amount, the most it could add.
        unplaced: amount, or charge, of a line that may count in the other bucket.
        opening: the payer's balance of each entry's account.
        own_before, low_before, high_before: our own ledger, and what is surely and at most
            counted, before the line. low_after, high_after: the same with the line; a correction
            that takes the place of a line in the balance adds nothing to it.
        low_by_balance: the sure count rests on the balance and what came after it.
    """

    rows: Positions
    placed: Mask
    accounts: words.Groups
    year: words.Ints
    bucket: words.Ints
    limit: Cents
    rank: words.Ints
    running: words.RunningTotals
    counted: Cents
    known: Mask
    estimated: Mask
    unpriced: Cents
    unplaced: Cents
    opening: OpeningBalances
    own_before: Cents
    low_before: Cents
    high_before: Cents
    low_after: Cents
    high_after: Cents
    low_by_balance: Mask

    @cached_property
    def first_entry(self) -> Positions:
        """An entry of each account, for what all its entries share."""
        entry = np.zeros(self.accounts.count, dtype=np.intp)
        entry[self.accounts.of_row[::-1]] = np.arange(len(self.rows))[::-1]
        return entry

    @property
    def crosses(self) -> Mask:
        """Mark the line with which the sure count goes over the limit."""
        return (self.low_before <= self.limit) & (self.low_after > self.limit)

    @property
    def may_cross(self) -> Mask:
        """Mark the line with which the highest count goes over the limit."""
        return (self.high_before <= self.limit) & (self.high_after > self.limit)

    def shared_patients(self, lines: ServiceLines, accounts: Sequence[int]) -> dict[int, str]:
        """Return, by position among some accounts, the first patient id of those with several.

        A person with two patient ids is named alike whichever of them came tonight.
        """
        of_row = self.accounts.of_row
        patient = lines.facts.patient[self.rows]
        several = self.accounts.any(patient != patient[self.first_entry[of_row]])
        place_of = {
            account: place
            for place, account in enumerate(accounts)
            if account >= 0 and several[account]
        }
        entries = np.flatnonzero(np.isin(of_row, list(place_of))) if place_of else self.rows[:0]
        texts = lines.text("patient_id", self.rows[entries])
        named: dict[int, str] = {}
        for account, text in zip(of_row[entries].tolist(), texts, strict=True):
            place = place_of[account]
            named[place] = min(named.get(place, text), text)
        return named

    def before(self, values: Cents | Mask) -> Cents:
        """Return the account's total of some values before each entry."""
        if not values.any():
            return np.zeros(len(self.rows), dtype=np.int64)
        return self.running.before(values.astype(np.int64))

    def estimated_before(self) -> Mask:
        """Mark entries whose sure count holds an amount priced by us."""
        priced = self.estimated & self.placed
        ours = self.before(priced) > 0
        if not self.low_by_balance.any():
            return ours
        since = self.before(priced & self.opening.surely_not_in_it) > 0
        return np.where(self.low_by_balance, since, ours)

    @classmethod
    def build(cls, lines: ServiceLines, spend: Spend, rules: Rules) -> Accrual:
        """Accrue every line of a threshold payer.

        Args:
            lines: service lines of whole patients.
            spend: opening balances; may be empty.
            rules: code sets for pricing, site settings.
        """
        facts, policy = lines.facts, lines.policy
        counts = policy.known(KNOB) & facts.in_force & ~lines.outside_threshold
        counts &= ~facts.supply
        placed_rows = np.flatnonzero(counts & (facts.discipline >= 0))
        # A line of unknown discipline may count in either bucket: it stands in both, as a maybe.
        loose = np.flatnonzero(counts & (facts.discipline < 0))
        rows = np.concatenate([placed_rows, loose, loose])
        placed = np.arange(len(rows)) < len(placed_rows)
        people = beneficiaries(lines, rows)
        amount, known, estimated = _amounts(lines, rows, people, rules)
        bucket = np.concatenate(
            [facts.discipline[placed_rows] == OT, loose < 0, loose >= 0]
        ).astype(np.int64)
        year = year_of(facts.day[rows])
        group, _ = policy.number_of(KNOB, "group")
        accounts = words.group_by(people, group[rows], year, bucket)
        order = _order(lines, rows, accounts)
        rank = np.empty(len(rows), dtype=np.int64)
        rank[order] = np.arange(len(rows))
        opening = OpeningBalances.build(lines, rows, people, year, bucket, spend, rules)
        counted = np.where(known & placed, amount, 0)
        running = words.RunningTotals(accounts, order)
        own = low = high = running.before(counted)
        low_after = high_after = own + counted
        by_balance = np.zeros(len(rows), dtype=np.bool_)
        if opening.exists.any():
            since = np.where(opening.surely_not_in_it, counted, 0)
            since_lag = np.where(opening.maybe_not_in_it, counted, 0)
            after, after_lag = running.before(since), running.before(since_lag)
            low, high = opening.bounds(own, after, after_lag)
            low_after, high_after = opening.bounds(
                own + counted, after + since, after_lag + since_lag
            )
            by_balance = opening.decides(own, after)
        charge = np.maximum(facts.charge[rows], 0)
        return cls(
            rows=rows,
            placed=placed,
            accounts=accounts,
            year=year,
            bucket=bucket,
            limit=np.where(
                bucket == 0,
                policy.cents(KNOB, "pt_slp")[rows],
                policy.cents(KNOB, "ot")[rows],
            ),
            rank=rank,
            running=running,
            counted=counted,
            known=known,
            estimated=estimated,
            unpriced=np.where(known | ~placed, 0, charge),
            unplaced=np.where(placed, 0, np.where(known, amount, charge)),
            opening=opening,
            own_before=own,
            low_before=low,
            high_before=high,
            low_after=low_after,
            high_after=high_after,
            low_by_balance=by_balance,
        )


def year_of(day: np.ndarray) -> words.Ints:
    """Return the calendar year of days since 1970-01-01, counted from 1970."""
    years: words.Ints = day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
    return years


def _amounts(
    lines: ServiceLines, rows: Positions, people: words.Ints, rules: Rules
) -> tuple[Cents, Mask, Mask]:
    """Return the amount of each row, whether it is known, and whether it is our estimate.

    A critical access hospital is paid by its cost; its lines count with what the fee schedule
    would pay, so their allowed amount is of no use here.
    """
    facts = lines.facts
    critical_access = of_critical_access(lines, rows)
    estimated = facts.allowed_blank[rows] | critical_access
    amount = np.where(estimated, 0, facts.allowed[rows])
    known = ~estimated
    if estimated.any():
        person = facts.patient.astype(np.int64)
        person[rows] = people
        prices = price_lines(lines, rows[estimated], rules, person)
        amount[estimated] = prices.cents
        known[estimated] = prices.known
    share = rules.settings.assistant_accrual_percent
    if share != _WHOLE:
        # The cut for assistants is no matter of a hospital that is paid by its cost.
        assisted = lines.has_modifier(*ASSISTANT_MODIFIERS)[rows] & ~critical_access
        amount = np.where(assisted, (amount * share + _WHOLE // 2) // _WHOLE, amount)
    return amount, known, estimated & known


def _order(lines: ServiceLines, rows: Positions, accounts: words.Groups) -> Positions:
    """Return the rows account by account, in the order in which they count.

    It goes by ledger place, then tonight's receipt where every line of the account says it,
    else date, claim, line; claim and line are a key within a night.
    """
    facts = lines.facts
    tonight = rows < lines.tonight_count
    received = np.zeros(len(rows), dtype=np.int64)
    if "received_order" in lines.frame:
        silent = accounts.any(tonight & lines.blank("received_order")[rows])[accounts.of_row]
        received = np.where(tonight & ~silent, lines.cents("received_order")[rows], 0)
    place = facts.place[rows]
    last = int(place.max(initial=-1, where=place < TONIGHTS_PLACE))
    return _sorted_by(
        accounts.of_row,
        np.minimum(place, last + 1),
        received,
        facts.day[rows],
        facts.claim[rows],
        lines.cents("line_number")[rows],
    )


def _sorted_by(*keys: npt.NDArray[np.integer]) -> Positions:
    """Return the order of rows by several keys, the first key first.

    The keys are packed into one number, which sorts several times faster than one after another;
    where they do not fit, the later ones are first put into their order.
    """
    packed, span = np.zeros(len(keys[0]), dtype=np.int64), 1
    for key in reversed(keys):
        low = int(key.min(initial=0))
        width = int(key.max(initial=0)) - low + 1
        if span * width > _LARGEST_KEY:
            order = np.argsort(packed, kind="stable")
            packed[order] = np.arange(len(order))
            span = len(order)
        packed += (key.astype(np.int64) - low) * span
        span *= width
    return np.argsort(packed, kind="stable")
