"""Accrual: every line that counts toward a therapy threshold, in the order in which it counts.

RULES.md KX "Accrual": allowed amounts by beneficiary, calendar year of service and bucket
(PT and SLP together, OT alone), in the order of the nights on which lines were last seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipeline import vocabulary as words
from pipeline.bucket import Rules
from pipeline.rule import Mask, Positions
from pipeline.service_lines import DISCIPLINE_NUMBER, ServiceLines
from pipeline.tables import Cents, Spend
from pipeline.worksheets.beneficiaries import beneficiaries
from pipeline.worksheets.opening_balances import OpeningBalances
from pipeline.worksheets.pricing import price_lines

OT = DISCIPLINE_NUMBER["OT"]
BUCKET_NAMES = ("PT_SLP", "OT")
BUCKET_WORDS = ("PT and SLP", "OT")
KNOB = "threshold"


@dataclass(frozen=True, kw_only=True)
class Accrual:
    """One entry a counting line, tonight's and earlier ones; money in cents.

    Attributes:
        rows: the service line. placed: False for a line of unknown discipline, which stands
            in both buckets as a maybe.
        accounts: beneficiary, threshold group, year and bucket of each entry.
        year: calendar year of service, counted from 1970. bucket: see ``BUCKET_NAMES``.
        limit: the year's amount for the bucket.
        rank: place in the total order in which lines count. running: totals in that order.
        counted: what the line surely adds. known: allowed or priced. estimated: priced by us.
        unpriced: charge of a line without any amount, the most it could add.
        unplaced: amount, or charge, of a line that may count in the other bucket.
        opening: the payer's balance of each entry's account.
        own_before, low_before, high_before: our own ledger, and what is surely and at most
            counted, before the line.
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

    @cached_property
    def first_entry(self) -> Positions:
        """An entry of each account, for what all its entries share."""
        entry = np.zeros(self.accounts.count, dtype=np.intp)
        entry[self.accounts.of_row[::-1]] = np.arange(len(self.rows))[::-1]
        return entry

    @property
    def crosses(self) -> Mask:
        """Mark the line with which the sure count goes over the limit."""
        return (self.low_before <= self.limit) & (self.low_before + self.counted > self.limit)

    @property
    def may_cross(self) -> Mask:
        """Mark the line with which the highest count goes over the limit."""
        return (self.high_before <= self.limit) & (self.high_before + self.counted > self.limit)

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
        amount, known, estimated = _amounts(lines, rows, rules)
        bucket = np.concatenate(
            [facts.discipline[placed_rows] == OT, loose < 0, loose >= 0]
        ).astype(np.int64)
        year = year_of(facts.day[rows])
        group, _ = policy.number_of(KNOB, "group")
        accounts = words.group_by(beneficiaries(lines, rows), group[rows], year, bucket)
        order = _order(lines, rows, accounts)
        rank = np.empty(len(rows), dtype=np.int64)
        rank[order] = np.arange(len(rows))
        opening = OpeningBalances.build(lines, rows, accounts, year, bucket, spend, rules)
        counted = np.where(known & placed, amount, 0)
        running = words.RunningTotals(accounts, order)
        own = running.before(counted)
        after = running.before(np.where(opening.surely_not_in_it, counted, 0))
        after_lag = running.before(np.where(opening.maybe_not_in_it, counted, 0))
        low, high = opening.bounds(own, after, after_lag)
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
        )


def year_of(day: np.ndarray) -> words.Ints:
    """Return the calendar year of days since 1970-01-01, counted from 1970."""
    years: words.Ints = day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
    return years


def _amounts(lines: ServiceLines, rows: Positions, rules: Rules) -> tuple[Cents, Mask, Mask]:
    """Return the amount of each row, whether it is known, and whether it is our estimate."""
    facts = lines.facts
    amount = facts.allowed[rows].copy()
    blank = facts.allowed_blank[rows]
    known = ~blank
    estimated = np.zeros(len(rows), dtype=np.bool_)
    if blank.any():
        prices = price_lines(lines, rows[blank], rules)
        amount[blank] = prices.cents
        known[blank] = prices.known
        estimated[blank] = True
    return amount, known, estimated


def _order(lines: ServiceLines, rows: Positions, accounts: words.Groups) -> Positions:
    """Return a total order of the rows, since claim and line are a key within a night.

    It goes by ledger place, then tonight's receipt where every line of the account says it,
    else date, claim, line.
    """
    facts = lines.facts
    tonight = rows < lines.tonight_count
    silent = accounts.any(tonight & lines.blank("received_order")[rows])[accounts.of_row]
    received = np.where(tonight & ~silent, lines.cents("received_order")[rows], 0)
    keys = (lines.claim_line_rank[rows], facts.day[rows], received, facts.place[rows])
    return np.lexsort(keys)
