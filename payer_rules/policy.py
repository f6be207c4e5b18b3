"""The policy of a table's rows: every knob looked up by payer and date, given out by ``take``.

A million lines hold about a thousand distinct (payer, date) pairs. The pairs are numbered once;
each knob is resolved for them when first asked for; a row gets its value through its number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from datetime import date
from functools import cache
from typing import Any, Literal, TypeAlias, get_args, get_origin

import numpy as np
from numpy.typing import NDArray

from payer_rules.categories import TextColumn
from payer_rules.knobs import KNOBS
from payer_rules.layers import Payer, timeline
from payer_rules.model import LAST_DAY, Entry, day_number
from payer_rules.payer_days import number_pairs

Mask: TypeAlias = NDArray[np.bool_]


class Policy:
    """What each row's payer asked for on its date. Made by ``RuleBook.on``."""

    def __init__(
        self,
        book: Mapping[str, Payer],
        payers: TextColumn,
        service_day: NDArray[np.int32],
        as_of: date,
    ) -> None:
        """See ``RuleBook.on``."""
        if len(payers) != len(service_day):
            raise ValueError("payers and service_day differ in length")
        self.as_of = as_of
        known = [book.get(str(name)) for name in payers.categories]
        # Number 0 is the unknown payer: a missing code is -1.
        self._payers: list[Payer | None] = [None, *known]
        codes = payers.codes.astype(np.int32) + 1
        self._pair, self._pair_payer, self._pair_day = number_pairs(
            codes, service_day, len(self._payers)
        )
        self._resolved: dict[tuple[str, str], tuple[list[Entry], NDArray[np.intp]]] = {}

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._pair)

    def first(self, count: int) -> Policy:
        """Return the policy of the first rows alone; what is resolved is shared."""
        return self.of(slice(count))

    def of(self, rows: slice | NDArray[np.intp]) -> Policy:
        """Return the policy of some rows alone; what is resolved is shared."""
        part = copy(self)
        part._pair = self._pair[rows]
        return part

    def one_each(self, apart: Mask) -> NDArray[np.intp]:
        """Return one row of each distinct payer and date, twice where ``apart`` tells them so."""
        row = np.full(2 * len(self._pair_day), -1, np.intp)
        row[2 * self._pair + apart] = np.arange(len(self))
        return row[row >= 0]

    # -- one value a payer and date ------------------------------------------------------

    def known(self, knob: str) -> Mask:
        """Rows with a value in force: an entry that is not marked unknown (of any key)."""
        by_pair = np.zeros(len(self._pair_day), np.bool_)
        for key in self._keys(knob):
            by_pair |= self._by_pair(knob, key, np.bool_, lambda e: not e.unknown, False)
        return by_pair.take(self._pair)

    def has(self, knob: str) -> Mask:
        """Rows whose payer's files speak of the knob at all, on whatever date."""
        return self._of_payer(lambda payer: bool(payer.keys(knob)))

    def equals(self, knob: str, field: str, *values: str) -> Mask:
        """Rows whose value in force is one of these."""
        wrong = set(values) - set(_choices(knob, field) or values)
        if wrong:
            raise ValueError(f"{knob}.{field} never has the value {min(wrong)}")
        return self._rows(knob, field, np.bool_, lambda value: value in values, False)

    def flag(self, knob: str, field: str) -> Mask:
        """Rows whose value in force is true."""
        return self._rows(knob, field, np.bool_, lambda value: value is True, False)

    def cents(self, knob: str, field: str) -> NDArray[np.int64]:
        """Money in cents by row, 0 where not known."""
        return self._rows(knob, field, np.int64, lambda value: value or 0, 0)

    def whole(self, knob: str, field: str) -> NDArray[np.int64]:
        """A whole number (days, years) by row, 0 where not known."""
        return self._rows(knob, field, np.int64, lambda value: value or 0, 0)

    def day(self, knob: str, field: str) -> NDArray[np.int32]:
        """A date by row as days since 1970-01-01; ``model.LAST_DAY`` where there is none."""
        return self._rows(
            knob,
            field,
            np.int32,
            lambda value: LAST_DAY if value is None else day_number(value),
            LAST_DAY,
        )

    def number_of(self, knob: str, field: str) -> tuple[NDArray[np.int32], list[str]]:
        """A text field as numbers: each row's position in the returned names, -1 where none."""
        entries, _ = self._resolve(knob)
        _check_field(knob, field)
        values = {getattr(entry, field) for entry in entries if not entry.unknown}
        names = sorted(value for value in values if value is not None)
        at = {name: position for position, name in enumerate(names)}
        return self._rows(knob, field, np.int32, lambda value: at.get(value, -1), -1), names

    def may_block(self, knob: str) -> Mask:
        """Rows whose value in force may hold a claim: grade A, B, or confirmed by the site."""
        return self._rows_of_entry(knob, lambda entry: entry.may_block(self.as_of))

    def confirmed(self, knob: str) -> Mask:
        """Rows whose value in force the site confirms: reason, author, expiry not passed."""
        return self._rows_of_entry(knob, lambda entry: entry.confirmed(self.as_of))

    def severity(self, knob: str) -> tuple[Mask, Mask, Mask]:
        """Rows whose value in force sets a severity: block, review, note."""
        return (
            self._rows_of_entry(knob, lambda entry: entry.severity == "block"),
            self._rows_of_entry(knob, lambda entry: entry.severity == "review"),
            self._rows_of_entry(knob, lambda entry: entry.severity == "note"),
        )

    def lighter(self, knob: str) -> tuple[Mask, Mask]:
        """Rows whose value in force makes a finding weigh less than a block.

        Returns:
            Rows at which it is no more than a review (the entry says so, may not hold a claim, or
            there is none), and rows at which the entry makes it a note.
        """
        entries, of_pair = self._resolve(knob)
        said = [entry for entry in entries if not entry.unknown]
        weigh = {id(entry) for entry in said if entry.may_block(self.as_of)}
        review = [id(e) not in weigh or e.severity == "review" for e in entries]
        note = [not e.unknown and e.severity == "note" for e in entries]
        by_pair = [
            np.array(found, np.bool_)[of_pair] for found in ([True, *review], [False, *note])
        ]
        return by_pair[0].take(self._pair), by_pair[1].take(self._pair)

    def missing(self, knob: str) -> Mask:
        """Rows of an unknown payer, or of one whose knob has entries and no value in force."""
        known = np.zeros(len(self._pair_day), np.bool_)
        for key in self._keys(knob):
            known |= self._by_pair(knob, key, np.bool_, lambda e: not e.unknown, False)
        spoken = np.array([p is not None and bool(p.keys(knob)) for p in self._payers], np.bool_)
        nobody = np.array([p is None for p in self._payers], np.bool_)
        of = self._pair_payer
        return np.asarray((nobody[of] | (spoken[of] & ~known)).take(self._pair), np.bool_)

    def source(self, knob: str, rows: NDArray[np.integer[Any]]) -> list[str]:
        """File, knob and first day of the entry in force, for these row positions only."""
        entries, of_pair = self._resolve(knob)
        texts = ["", *(entry.source for entry in entries)]
        return [texts[number] for number in of_pair.take(self._pair.take(rows)).tolist()]

    # -- several keys a payer and date ---------------------------------------------------

    def entries(self, knob: str, *, unknown: bool = False) -> list[tuple[Entry, Mask]]:
        """Each entry of a knob that answers somewhere, with the rows where it does.

        Entries marked unknown are left out, or alone given when asked for. An entry's own
        ``source``, ``may_block(as_of)`` and ``confirmed(as_of)`` speak for all its rows.
        """
        found: list[tuple[Entry, Mask]] = []
        for key in self._keys(knob):
            entries, of_pair = self._resolve(knob, key)
            for number, entry in enumerate(entries, 1):
                mask = (of_pair == number).take(self._pair)
                if entry.unknown is unknown and mask.any():
                    found.append((entry, mask))
        return found

    # -- the payer itself ----------------------------------------------------------------

    def payer_known(self) -> Mask:
        """Rows whose payer has a file."""
        return self._of_payer(lambda payer: True)

    def line_of_business(self, *values: str) -> Mask:
        """Rows whose payer is in one of these lines of business."""
        return self._of_payer(lambda payer: payer.line_of_business in values)

    def names(self, rows: NDArray[np.intp]) -> list[str]:
        """Return the payers' names of some rows; "" where the payer has no file."""
        names = ["" if payer is None else payer.name for payer in self._payers]
        return [names[number] for number in self._pair_payer[self._pair[rows]].tolist()]

    # -- how -----------------------------------------------------------------------------

    def _of_payer(self, holds: Callable[[Payer], bool]) -> Mask:
        table = np.array([p is not None and holds(p) for p in self._payers], np.bool_)
        return table.take(self._pair_payer).take(self._pair)

    def _keys(self, knob: str) -> list[str]:
        if not KNOBS[knob].keyed:
            return [""]
        return sorted({key for _, payer in self._present() for key in payer.keys(knob)})

    def _present(self) -> list[tuple[int, Payer]]:
        numbers = np.flatnonzero(np.bincount(self._pair_payer, minlength=len(self._payers)))
        return [(n, payer) for n in numbers.tolist() if (payer := self._payers[n]) is not None]

    def _resolve(self, knob: str, key: str = "") -> tuple[list[Entry], NDArray[np.intp]]:
        """Return the answering entries and, by pair, the entry's number from 1 (0: none)."""
        if KNOBS[knob].keyed and not key:
            raise ValueError(f"{knob} has several values a payer; ask for its entries")
        if (knob, key) not in self._resolved:
            self._resolved[knob, key] = self._answers(knob, key)
        return self._resolved[knob, key]

    def _answers(self, knob: str, key: str) -> tuple[list[Entry], NDArray[np.intp]]:
        entries: list[Entry] = []
        numbers: dict[int, int] = {}
        of_pair = np.zeros(len(self._pair_day), np.intp)
        # Pairs are ordered by payer, so each payer's pairs are one slice.
        edges = np.searchsorted(self._pair_payer, np.arange(len(self._payers) + 1))
        for number, payer in self._present():
            line = timeline(payer, knob, key, self.as_of)
            if not line.bounds:
                continue
            pairs = slice(edges[number], edges[number + 1])
            interval = np.searchsorted(line.bounds, self._pair_day[pairs], side="right")
            winner = np.zeros(len(line.winners), np.intp)
            for position in np.unique(interval).tolist():
                entry = line.winners[position]
                if entry is None:
                    continue
                if id(entry) not in numbers:
                    entries.append(entry)
                    numbers[id(entry)] = len(entries)
                winner[position] = numbers[id(entry)]
            of_pair[pairs] = winner.take(interval)
        return entries, of_pair

    def _by_pair(
        self, knob: str, key: str, dtype: type[Any], value_of: Callable[[Entry], Any], none: Any
    ) -> NDArray[Any]:
        entries, of_pair = self._resolve(knob, key)
        return np.array([none, *map(value_of, entries)], dtype).take(of_pair)

    def _rows_of_entry(self, knob: str, holds: Callable[[Entry], bool]) -> Mask:
        by_pair = self._by_pair(
            knob, "", np.bool_, lambda entry: not entry.unknown and holds(entry), False
        )
        return by_pair.take(self._pair)

    def _rows(
        self, knob: str, field: str, dtype: type[Any], convert: Callable[[Any], Any], none: Any
    ) -> NDArray[Any]:
        _check_field(knob, field)
        by_pair = self._by_pair(
            knob,
            "",
            dtype,
            lambda entry: none if entry.unknown else convert(getattr(entry, field)),
            none,
        )
        return by_pair.take(self._pair)


def _check_field(knob: str, field: str) -> None:
    if field not in KNOBS[knob].model_fields:
        raise ValueError(f"{knob} has no field {field}")


@cache
def _choices(knob: str, field: str) -> frozenset[str]:
    """Return the values that a field can take when they are a fixed list, else nothing."""
    _check_field(knob, field)
    annotation = KNOBS[knob].model_fields[field].annotation
    options = [annotation, *get_args(annotation)]
    return frozenset(v for o in options if get_origin(o) is Literal for v in get_args(o))
