"""Threshold ledger: where each beneficiary with a line of tonight stands in the year's threshold.

A row is a beneficiary, year and bucket with a line of tonight (RULES.md KX003, KX004, KX006); the
figures include all of tonight's lines. Lines of payers about whom nothing is known make rows of
their own, so that a rule can say that it cannot tell.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from pipeline import vocabulary as words
from pipeline.bucket import Rules
from pipeline.grains import first_of
from pipeline.rule import Grain, Mask, Positions
from pipeline.service_lines import DISCIPLINE_NUMBER, ServiceLines
from pipeline.tables import BLANK_DAY, Cents, as_dates
from pipeline.worksheets.accrual import BUCKET_NAMES, BUCKET_WORDS, KNOB, Accrual, year_of
from pipeline.worksheets.threshold_pace import Pace

_LATER = np.int64(2**60)


class ThresholdLedger:
    """Accounts of tonight; money in cents, days since 1970-01-01.

    Attributes:
        policy_missing: nothing is known of the payer's threshold; all else is 0.
        discipline_unknown: tonight's only lines may count in the other bucket.
        limit, review: the year's amount, and the one above which records may be asked for.
        own, low, high: our own ledger; what is surely and at most counted, tonight included.
        unpriced, unplaced: what lines without an amount, or without a discipline, could add.
        has_balance, balance, balance_day: the payer's opening balance.
        overlap_unpriced, overlap_unplaced: what such lines could add to high alone.
        estimated: some amount in the sure or the highest count is priced by us.
        pace: spending a day, and when it reaches the limit.
    """

    grain = Grain.PATIENT
    SHOWN_AS, SHOWN_FOR = "kx_ledger", ("KX",)

    def __init__(self, lines: ServiceLines, accrual: Accrual, rules: Rules) -> None:
        """See ``build``."""
        self._lines, self._accrual = lines, accrual
        accounts = accrual.accounts
        tonight = accrual.rows < lines.tonight_count
        self._account = wanted = np.flatnonzero(accounts.any(tonight))
        row_of_account = np.full(accounts.count, -1, dtype=np.intp)
        row_of_account[wanted] = np.arange(len(wanted))
        blind, blind_lines = _without_policy(lines)
        self._known = len(wanted)
        self._entry = accrual.first_entry[wanted]
        own_entries = np.flatnonzero(tonight)
        self._rows = np.concatenate(
            [row_of_account[accounts.of_row[own_entries]], blind.of_row + self._known]
        )
        self._members: Positions = np.concatenate([accrual.rows[own_entries], blind_lines])
        count = self._known + blind.count
        surely = np.concatenate([accrual.placed[own_entries], np.ones(len(blind_lines), np.bool_)])
        rank = lines.claim_line_rank[self._members] + np.where(surely, 0, _LATER)
        self._anchor: Positions = self._members[first_of(self._rows, rank, count)]
        self.policy_missing: Mask = np.arange(count) >= self._known
        self.discipline_unknown: Mask = self._whole(~accounts.any(accrual.placed & tonight)[wanted])
        self._distance = rules.settings.threshold_near
        self._read_amounts()
        base = np.where(self.near_by_high, self.high, self.low)[: self._known]
        self.pace = Pace.of(accrual, lines, rules, wanted, self.limit[: self._known] - base)

    @classmethod
    def build(cls, lines: ServiceLines, accrual: Accrual, rules: Rules) -> ThresholdLedger:
        """Sum up the accounts.

        Args:
            lines: service lines of whole patients.
            accrual: every line that counts, in its order.
            rules: as-of date and the office's distance and pace.
        """
        return cls(lines, accrual, rules)

    def _read_amounts(self) -> None:
        accrual, opening, wanted = self._accrual, self._accrual.opening, self._account

        def total(values: Cents) -> Cents:
            return accrual.accounts.total(values)[wanted]

        own = total(accrual.counted)
        after = total(np.where(opening.surely_not_in_it, accrual.counted, 0))
        lag = total(np.where(opening.maybe_not_in_it, accrual.counted, 0))
        low, high = opening.bounds(own, after, lag, self._entry)
        unsure = opening.maybe_not_in_it & ~opening.surely_not_in_it
        review = self._lines.policy.cents(KNOB, "review")
        priced = accrual.estimated & accrual.placed
        unsure_too = accrual.accounts.any(priced & opening.maybe_not_in_it)[wanted]
        ours = accrual.accounts.any(priced)[wanted]
        self.limit = self._whole(accrual.limit[self._entry])
        self.review = self._whole(review[accrual.rows[self._entry]])
        self.own, self.low, self.high = self._whole(own), self._whole(low), self._whole(high)
        self.unpriced = self._whole(total(accrual.unpriced))
        self.unplaced = self._whole(total(accrual.unplaced))
        self.has_balance = self._whole(opening.exists[self._entry])
        self.balance = self._whole(opening.amount[self._entry])
        self.balance_day = self._whole(opening.day[self._entry], BLANK_DAY)
        self.overlap_unpriced = self._whole(total(np.where(unsure, accrual.unpriced, 0)))
        self.overlap_unplaced = self._whole(total(np.where(unsure, accrual.unplaced, 0)))
        by_balance = opening.decides(own, after, self._entry)
        self.estimated = self._whole(np.where(by_balance, unsure_too, ours))

    def _whole(self, of_accounts: np.ndarray, blank: int = 0) -> Any:
        """Return values of all rows: of the accounts, then blanks."""
        rest = np.full(len(self.policy_missing) - self._known, blank).astype(of_accounts.dtype)
        return np.concatenate([of_accounts, rest])

    # -- what the rules ask ----------------------------------------------------------------

    @property
    def at_most(self) -> Cents:
        """The most that could be counted: high, and what lines without an amount could add."""
        most: Cents = self.high + self.unpriced + self.unplaced
        return most

    @property
    def crossed(self) -> Mask:
        """Mark accounts that are surely over the limit; equal is not over."""
        over: Mask = self.low > self.limit
        return over

    @property
    def near_by_low(self) -> Mask:
        """Mark accounts, not over, whose sure count is within the office's distance."""
        return self._within(self.low)

    @property
    def near_by_high(self) -> Mask:
        """Mark accounts of which only the highest count is within the distance, or over."""
        return self._within(self.high) & ~self.near_by_low

    @property
    def perhaps_near(self) -> Mask:
        """Mark accounts that lines without an amount or discipline could bring so near."""
        return self._within(self.at_most) & ~self.near_by_low & ~self.near_by_high

    def _within(self, count: Cents) -> Mask:
        near = (count >= self.limit - self._distance) & ~self.crossed & ~self.policy_missing
        return np.asarray(near, dtype=np.bool_)

    # -- grain -----------------------------------------------------------------------------

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._anchor)

    def members(self) -> tuple[Positions, Positions]:
        """Return tonight's counting lines by row."""
        return self._rows, self._members

    def sample(self) -> Positions:
        """Return the anchor of each row."""
        return self._anchor

    def anchors(self, rows: Positions) -> Positions:
        """Return tonight's first counting line by claim and line, one that surely counts first."""
        return self._anchor[rows]

    def related(self, rows: Positions) -> list[list[int]]:
        """Return tonight's other counting lines; earlier ones are summed up in the figures."""
        groups = words.Groups(self._rows, len(self))
        gathered = words.rows_of(groups, rows, np.ones(len(self._rows), dtype=np.bool_))
        anchors = self._anchor[rows].tolist()
        return [
            [line for line in self._members[found].tolist() if line != own]
            for found, own in zip(gathered, anchors, strict=True)
        ]

    def discriminators(self, rows: Positions) -> list[str]:
        """Return threshold group (or payer), patient, year and bucket: they make the key."""
        lines, own = self._lines, self._anchor[rows]
        number, names = lines.policy.number_of(KNOB, "group")
        groups = [
            names[place] if place >= 0 else payer
            for place, payer in zip(number[own].tolist(), lines.text("payer_id", own), strict=True)
        ]
        patients = lines.text("patient_id", own)
        accounts = [int(self._account[row]) if row < self._known else -1 for row in rows.tolist()]
        for place, first in self._accrual.shared_patients(lines, accounts).items():
            patients[place] = first
        parts = zip(groups, patients, self.years(rows), self.buckets(rows), strict=True)
        return [f"{group} {patient} {year} {bucket}" for group, patient, year, bucket in parts]

    # -- what a finding shows ----------------------------------------------------------------

    def years(self, rows: Positions) -> list[int]:
        """Return the calendar years."""
        years: list[int] = (year_of(self._lines.facts.day[self._anchor[rows]]) + 1970).tolist()
        return years

    def buckets(self, rows: Positions) -> list[str]:
        """Return the buckets; "unknown" where neither payer nor discipline tells."""
        of_line = _bucket_of(self._lines.facts.discipline[self._anchor])
        bucket = of_line.copy()
        bucket[: self._known] = self._accrual.bucket[self._entry]
        names = (*BUCKET_NAMES, "unknown")
        return [names[number] for number in bucket[rows].tolist()]

    def therapy(self, rows: Positions) -> list[str]:
        """Return whose spending a bucket counts, such as "PT and SLP"."""
        words_of = dict(zip(BUCKET_NAMES, BUCKET_WORDS, strict=True))
        return [words_of.get(name, "therapy") for name in self.buckets(rows)]

    def confidence(self, rows: Positions) -> list[str]:
        """Say how sure the figures are, as ``findings.jsonl`` has it."""
        pairs = zip(self.estimated[rows], self.has_balance[rows], strict=True)
        return [
            "estimate" if guessed else ("exact" if known else "outside-spend-unknown")
            for guessed, known in pairs
        ]

    def sources(self, rows: Positions) -> list[str]:
        """Return the payer's entry that sets the amounts."""
        return self._lines.policy.source(KNOB, self._anchor[rows])

    def shown(self, anchors: Positions) -> pd.DataFrame:
        """Return the ledger as reports draw it: rows within reach, and those of some findings.

        Args:
            anchors: lines that findings of this family hang on.

        Returns:
            patient_id, payer_id, year, bucket, opening_cents, opening_as_of ("" for none),
            own_cents, low_cents, high_cents, limit_cents, review_cents, crossing_claim,
            crossing_line (-1 for none), crossing_date, projected_date, confidence; dates ISO or "".
        """
        found = np.isin(self._members, anchors)
        wanted = np.zeros(len(self), dtype=np.bool_)
        wanted[self._rows[found]] = True
        wanted |= self.near_by_low | self.near_by_high | self.crossed
        wanted |= (self.review > 0) & (self.high > self.review)
        rows = np.flatnonzero(wanted & ~self.policy_missing)
        lines, crossing = self._lines, self._crossing_lines(rows)
        crossed = crossing >= 0
        own, at = self._anchor[rows], crossing[crossed]
        return pd.DataFrame(
            {
                "patient_id": pd.Series(lines.text("patient_id", own), dtype="str"),
                "payer_id": pd.Series(lines.text("payer_id", own), dtype="str"),
                "year": np.array(self.years(rows), dtype=np.int64),
                "bucket": pd.Series(self.buckets(rows), dtype="str"),
                "opening_cents": self.balance[rows],
                "opening_as_of": pd.Series(as_dates(self.balance_day[rows]), dtype="str"),
                "own_cents": self.own[rows],
                "low_cents": self.low[rows],
                "high_cents": self.high[rows],
                "limit_cents": self.limit[rows],
                "review_cents": self.review[rows],
                "crossing_claim": _spread(lines.text("claim_id", at), crossed),
                "crossing_line": np.where(crossed, lines.cents("line_number")[crossing], -1),
                "crossing_date": _spread(lines.dates(at), crossed),
                "projected_date": pd.Series(as_dates(self.pace.projected[rows]), dtype="str"),
                "confidence": pd.Series(self.confidence(rows), dtype="str"),
            }
        )

    def _crossing_lines(self, rows: Positions) -> Positions:
        """Return the line with which the sure count went over, -1 where none of ours did."""
        accrual = self._accrual
        first = accrual.accounts.first(accrual.rank, accrual.crosses)[self._account[rows]]
        return np.where(first >= 0, np.append(accrual.rows, -1)[first], -1)


def _without_policy(lines: ServiceLines) -> tuple[words.Groups, Positions]:
    """Gather tonight's lines of payers whose threshold is not known, by patient, year, bucket."""
    facts = lines.facts
    blind = lines.is_tonight & lines.policy_missing(KNOB) & facts.in_force & ~facts.supply
    rows = np.flatnonzero(blind & ~lines.outside_threshold)
    bucket = _bucket_of(facts.discipline[rows])
    groups = words.group_by(
        facts.patient[rows], lines.payer_key[rows], np.maximum(year_of(facts.day[rows]), -1), bucket
    )
    return groups, rows


def _bucket_of(discipline: np.ndarray) -> words.Ints:
    """Return the bucket of each line by its discipline, -1 where that is unknown."""
    is_ot = discipline == DISCIPLINE_NUMBER["OT"]
    return np.where(discipline < 0, -1, is_ot).astype(np.int64)


def _spread(texts: list[str], where: Mask) -> pd.Series[str]:
    """Return texts at the marked places and "" elsewhere."""
    cells = np.full(len(where), "", dtype=object)
    cells[where] = texts
    return pd.Series(cells, dtype="str")
