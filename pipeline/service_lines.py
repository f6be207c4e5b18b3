"""Service lines: tonight's, followed by those of earlier nights that still count.

``ServiceLines`` is what worksheets add up; ``Lines`` is its first part, tonight's lines, and the
table that a rule of line grain answers for. Both show the same facts, worked out once.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from payer_rules.policy import Policy
from pipeline import modifiers
from pipeline.rule import Mask, Positions, Severity
from pipeline.tables import Cents, Coded, Codes, Days, Table, as_dates

DISCIPLINE_NUMBER = {"PT": 0, "OT": 1, "SLP": 2}
DISCIPLINE_NAMES = ("PT", "OT", "SLP")
DISCIPLINE_OF_MODIFIER = {"GP": 0, "GO": 1, "GN": 2}


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """One entry a line. Numbers of people, claims and providers are those of the bucket.

    Claims are numbered in the order of their ids.
    ``visit`` is the number of the visit that the line names, -1 for none.
    ``discipline`` and ``provider`` are -1 where unknown; ``charge`` and ``allowed`` are cents,
    ``allowed`` 0 where ``allowed_blank``; ``day`` counts days since 1970-01-01; ``in_force`` is
    False for void and superseded versions; ``gy`` marks lines outside the benefit; ``supply``
    quality codes and supplies, ``quality`` the former alone. ``place``
    orders the ledger, ``night`` is the day of the night on which the line was last seen.
    """

    claim: Codes
    patient: Codes
    visit: Codes
    day: Days
    code: Codes
    units: npt.NDArray[np.float64]
    charge: Cents
    allowed: Cents
    allowed_blank: Mask
    bits: modifiers.Bits
    discipline: npt.NDArray[np.int8]
    institutional: Mask
    rendering: Codes
    billing: Codes
    in_force: Mask
    supply: Mask
    quality: Mask
    place: npt.NDArray[np.int64]
    night: Days

    def first(self, count: int) -> Facts:
        """Return the facts of the first ``count`` lines, without copying."""
        return Facts(**{item.name: getattr(self, item.name)[:count] for item in fields(self)})


class ServiceLines(Table):
    """All lines that day, pair, year and plan totals are made of, tonight's first."""

    def __init__(
        self,
        frame: pd.DataFrame,
        supplied: frozenset[str],
        facts: Facts,
        payers: pd.Categorical,
        policy: Policy,
        tonight: int,
    ) -> None:
        """Join a frame with its facts; ``payers`` holds rules ids, ``tonight`` counts rows."""
        super().__init__(frame, supplied)
        self.facts = facts
        self.payers = payers
        self.policy = policy
        self.tonight_count = tonight

    @property
    def is_tonight(self) -> Mask:
        """Mark tonight's lines."""
        return np.arange(len(self)) < self.tonight_count

    @property
    def codes(self) -> Coded:
        """Procedure codes."""
        return self.coded("procedure_code")

    @property
    def payer(self) -> Codes:
        """Number of the payer's rules id; -1 for an unknown payer."""
        return np.asarray(self.payers.codes, dtype=np.int32)

    @property
    def payer_key(self) -> Codes:
        """Number that tells payers apart: the rules id, or the office's code where unknown."""
        office = self.coded("payer_id").codes
        return np.where(self.payer >= 0, self.payer, len(self.payers.categories) + office)

    def policy_missing(self, knob: str) -> Mask:
        """Mark lines of an unknown payer, or of one whose knob has no value on their date."""
        return self.policy.missing(knob)

    def lighter_by(self, knob: str) -> dict[Severity, Mask]:
        """Say on which lines a finding that rests on a payer's entry weighs less than a block.

        A grade that may not block, or an entry that says so itself, makes it a review or a note
        (RULES.md "Grades").
        """
        review, note = self.policy.lighter(knob)
        return {Severity.REVIEW: review, Severity.NOTE: note}

    @property
    def modifiers_cut_off(self) -> Mask:
        """Mark lines on which a missing modifier may only be a limit of the export."""
        return modifiers.slots_are_full(self) | self.column_missing("modifier_1", "modifiers")

    def has_modifier(self, *wanted: str) -> Mask:
        """Mark lines that carry at least one of the modifiers."""
        return modifiers.has(self.facts.bits, *wanted)

    def how_many_modifiers(self, *wanted: str) -> npt.NDArray[np.int64]:
        """Count how many different ones of the modifiers a line carries."""
        return modifiers.how_many(self.facts.bits, *wanted)

    @property
    def outside_benefit(self) -> Mask:
        """Mark GY lines: outside KX, POC, COV and PAIR (RULES.md "Lines outside")."""
        return self.has_modifier("GY")

    @property
    def outside_threshold(self) -> Mask:
        """Mark GA, GY and GZ lines: outside the threshold and certification."""
        return self.has_modifier("GA", "GY", "GZ")

    def provider(self, group_counts: Mask) -> Codes:
        """Return who a day total belongs to.

        Institutional lines belong to the billing NPI, professional ones to the rendering NPI, or
        to the billing NPI where the payer counts the whole group.
        """
        return np.where(
            self.facts.institutional | group_counts, self.facts.billing, self.facts.rendering
        )

    @property
    def claim_line_rank(self) -> npt.NDArray[np.int64]:
        """Rank of each line by claim and line number, the order in which an anchor is chosen.

        Claim numbers follow the claim ids' own order, so a claim's number comes first.
        """
        return self.facts.claim.astype(np.int64) * 10_000 + self.cents("line_number")

    def dates(self, rows: Positions) -> list[str]:
        """Return dates of service of some rows, ISO."""
        return as_dates(self.facts.day[rows])

    def discipline_names(self, rows: Positions) -> list[str]:
        """Return PT, OT or SLP of some rows, "" where unknown."""
        names = (*DISCIPLINE_NAMES, "")
        return [names[number] for number in self.facts.discipline[rows].tolist()]

    def references(self, groups: list[list[int]]) -> list[list[tuple[str, int]]]:
        """Return (claim_id, line_number) of the rows of each group, as ``related`` lists them."""
        rows = np.array([row for group in groups for row in group], dtype=np.intp)
        if not len(rows):
            return [[] for _ in groups]
        numbers = self.cents("line_number")[rows].tolist()
        named = list(zip(self.text("claim_id", rows), numbers, strict=True))
        ends = list(accumulate((len(group) for group in groups), initial=0))
        return [named[begin:end] for begin, end in pairwise(ends)]


class Lines(ServiceLines):
    """Tonight's lines: the table of line grain."""


def tonight_of(lines: ServiceLines) -> Lines:
    """Return tonight's part of the service lines, sharing its arrays."""
    count = lines.tonight_count
    policy = lines.policy.first(count)
    payers = lines.payers[:count]
    frame = lines.frame.iloc[:count]
    return Lines(frame, lines.supplied, lines.facts.first(count), payers, policy, count)
