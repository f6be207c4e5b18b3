"""Fee schedule: what one unit of a line costs by code, date and locality, whole and cut.

RULES.md KX "Price". Amounts are worked out once for each row of the fee table and each locality
that occurs, then given out by ``take``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline import vocabulary as words
from pipeline.bucket import Rules
from pipeline.rule import Mask, Positions
from pipeline.service_lines import ServiceLines
from pipeline.tables import Cents

_MPPR = 5
PAID = ("A", "R")
NOT_PAID = ("B", "I", "N")
# RVUs have 2 decimals, indices 3, the conversion factor 4; amounts are kept doubled for k = 0.5.
_TO_CENTS = 2 * 10 ** (2 + 3 + 4 - 2)


@dataclass(frozen=True, kw_only=True)
class FeeSchedule:
    """One entry a line; cents a unit.

    Attributes:
        full, reduced: with the whole practice expense, and where the multiple-procedure rule
            cuts it with half of it; equal where it does not.
        ranked: the multiple-procedure rule looks at the line (indicator 5).
        practice_expense: its relative value units, in hundredths, by which the rule ranks.
        known: the schedule has a price for code, date and place.
    """

    full: Cents
    reduced: Cents
    ranked: Mask
    practice_expense: words.Ints
    known: Mask

    @classmethod
    def of(cls, lines: ServiceLines, rows: Positions, rules: Rules, facility: Mask) -> FeeSchedule:
        """Look up some lines.

        Args:
            lines: the service lines.
            rows: which of them.
            rules: code sets (``fees``, ``gpci``) and the site's locations. A line whose location
                the site does not place is priced nationally.
            facility: those of ``rows`` that were furnished in a facility.
        """
        table, gpci = rules.code_sets.fees, rules.code_sets.gpci
        day = lines.facts.day[rows]
        fee = table.rows_on(lines.categorical("procedure_code")[rows], day)
        where = gpci.rows_on(rules.site.localities(lines.categorical("location_id")[rows]), day)
        used = np.flatnonzero(np.bincount(where + 1, minlength=1)) - 1
        number = np.zeros(len(gpci) + 1, dtype=np.intp)
        number[used + 1] = np.arange(len(used))
        # The last of every column stands for a code or a locality without a row.
        every = np.append(np.arange(len(table)), -1)
        work, malpractice, outside, inside = (
            table.exact(column, every, 2, 0)
            for column in ("work", "mp", "pe_nonfacility", "pe_facility")
        )
        factor = table.exact("conversion_factor", every, 4, 0)
        index = {name: gpci.exact(name, used, 3, 1000)[:, None] for name in ("work", "mp", "pe")}
        fixed = 2 * (work * index["work"] + malpractice * index["mp"])
        status = np.array([*table.columns["status"], ""])
        free, paid = np.isin(status, NOT_PAID), np.isin(status, PAID)
        ranked = (table.numbers("mult_proc", every, 0) == _MPPR) & paid
        # A facility's figure that is not given is not known; indicator 5 has one for both.
        has_inside = np.array([*(bool(cell) for cell in table.columns["pe_facility"]), False])
        inside = np.where(ranked, outside, inside)

        def cents(expense: words.Ints, doubled: int) -> Cents:
            amount = factor * (fixed + doubled * expense * index["pe"])
            return np.where(free, 0, (amount + _TO_CENTS // 2) // _TO_CENTS)

        full = np.stack([cents(outside, 2), cents(inside, 2)])
        reduced = np.where(ranked, np.stack([cents(outside, 1), cents(inside, 1)]), full)
        # No value at all, and still payable: the contractor sets the price.
        valued = paid & (work + outside + malpractice > 0)
        known = np.stack([free | valued, free | (valued & (ranked | has_inside))])
        at = facility.astype(np.intp), number[where + 1], fee
        return cls(
            full=full[at],
            reduced=reduced[at],
            ranked=ranked[fee],
            practice_expense=outside[fee],
            known=known[at[0], fee],
        )
