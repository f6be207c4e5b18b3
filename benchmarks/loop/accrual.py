"""The therapy threshold's yearly accounts (RULES.md "Accrual").

An account is a beneficiary, a threshold group, a calendar year of service and a bucket. Its lines
stand in the order in which the payer is thought to count them, each with what is counted before
and with it: ``low`` for sure, ``high`` at most.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from benchmarks.loop.context import Entry, Night, Row, marked
from benchmarks.loop.prices import Worth, amounts

LIABILITY = ("GA", "GY", "GZ")
BUCKET_OF = {"PT": "PT_SLP", "SLP": "PT_SLP", "OT": "OT"}
OURS_NOT_INCLUDED = "other-providers"


@dataclass
class Counted:
    """A line with its place in an account.

    ``adds`` is None where its amount is not known; ``low`` and ``high`` count all lines before it
    and itself (``high`` None without an opening balance); ``estimated`` says whether a fee
    schedule price is in ``low``, ``open`` whether an amount up to here is not known. ``perhaps`` is
    the most that lines before it add whose discipline, and so whose bucket, is not known.
    """

    line: Row
    entry: Entry
    adds: int | None
    low_before: int
    low: int
    high_before: int | None
    high: int | None
    estimated: bool
    open: bool
    perhaps: int


@dataclass
class Account:
    """One person's year in a bucket."""

    bucket: str
    year: int
    balance: Row | None
    counted: list[Counted] = field(default_factory=list)

    @property
    def tonight(self) -> list[Counted]:
        """Return the lines of tonight by claim and line number."""
        ours = [one for one in self.counted if one.line["tonight"]]
        return sorted(ours, key=lambda one: one.line["order"])

    def limit(self, one: Counted) -> int | None:
        """Return the year's threshold in cents for a line."""
        return one.entry.cents("ot" if self.bucket == "OT" else "pt_slp")


def accounts(night: Night) -> list[Account]:
    """Return the accounts of all people of the night."""
    people = _people(night)
    lines: dict[tuple[Any, ...], list[tuple[Row, Entry]]] = {}
    of_people: dict[object, list[Row]] = {}
    for patient in night.patients:
        for line in patient.lines:
            entry = night.policy(line, "threshold")
            if not isinstance(entry, Entry) or night.outside_therapy(line):
                continue
            if marked(line, *LIABILITY):
                continue
            group = entry.get("group")
            person = people.find((group, "patient", patient.patient_id))
            # The one unit of a day that is paid in full is sought over all disciplines.
            of_people.setdefault(person, []).append(line)
            bucket = BUCKET_OF[line["whose"]] if line["whose"] else ""
            key = (person, group, line["service_date"].year, bucket)
            lines.setdefault(key, []).append((line, entry))
    worth = {person: amounts(night, whole) for person, whole in of_people.items()}
    return [
        _account(night, people, key, held, lines.get((*key[:3], ""), []), worth[key[0]])
        for key, held in lines.items()
        if key[3]
    ]


def _account(
    night: Night,
    people: _People,
    key: tuple[Any, ...],
    held: list[tuple[Row, Entry]],
    unsure: list[tuple[Row, Entry]],
    worth: Worth,
) -> Account:
    """Count the lines of an account; ``unsure`` are those of unknown discipline."""
    person, group, year, bucket = key
    account = Account(bucket, year, _newest_balance(night, people, person, group, year, bucket))
    entries = {id(line): entry for line, entry in held}
    lag = timedelta(days=night.setting("balance_lag_days", 30))
    sure, estimated, open_, perhaps = _Sums(), _Sums(), False, 0
    balance = account.balance
    for line in in_order([line for line, _ in [*held, *unsure]]):
        adds, is_estimate = worth[line["claim_id"], line["line_number"]]
        if id(line) not in entries:
            perhaps += line["charge"] if adds is None else adds
            continue
        # A line that charges nothing adds nothing, whatever its price.
        open_ = open_ or (adds is None and line["charge"] > 0)
        before = sure.low(balance), sure.high(balance)
        for sums, cents in ((sure, adds or 0), (estimated, int(is_estimate and adds is not None))):
            sums.add(cents, line, balance, lag)
        low, high = sure.low(balance), sure.high(balance)
        by_own_count = balance is None or low == sure.own
        account.counted.append(
            Counted(
                line=line,
                entry=entries[id(line)],
                adds=adds,
                low_before=before[0],
                low=low,
                high_before=before[1],
                high=high,
                estimated=bool(estimated.own if by_own_count else estimated.after),
                open=open_ or adds is None,
                perhaps=perhaps,
            )
        )
    return account


@dataclass
class _Sums:
    """Running sums of an account: all of ours, and what came after the balance or its lag."""

    own: int = 0
    after: int = 0
    after_lag: int = 0

    def add(self, cents: int, line: Row, balance: Row | None, lag: timedelta) -> None:
        """Count a line."""
        self.own += cents
        if balance is None:
            return
        seen: date | None = line["night"]
        if line["tonight"] and line["place"] is None:
            seen = None
        if seen is None or balance.get("source") == OURS_NOT_INCLUDED:
            self.after += cents
            self.after_lag += cents
            return
        if seen > balance["as_of"]:
            self.after += cents
        if seen > balance["as_of"] - lag:
            self.after_lag += cents

    def low(self, balance: Row | None) -> int:
        """Return what the payer has counted for sure."""
        if balance is None:
            return self.own
        sure: int = balance["amount"] + self.after
        return max(self.own, sure)

    def high(self, balance: Row | None) -> int | None:
        """Return what the payer has counted at most, None where nobody has asked."""
        if balance is None:
            return None
        at_most: int = balance["amount"] + self.after_lag
        return max(self.low(balance), at_most)


def in_order(lines: list[Row]) -> list[Row]:
    """Return lines in the order in which they are counted.

    Those of earlier nights by their place, then tonight's as received where every one says so,
    else by date, claim and line; a replacement has its original's place. "Every one" is every line
    of tonight that counts in the account, or may.
    """
    placed = [line for line in lines if line["place"] is not None]
    new = [line for line in lines if line["place"] is None]
    placed.sort(key=lambda line: (line["place"], line["service_date"], line["order"]))
    if all(line.get("received_order") is not None for line in lines if line["tonight"]):
        new.sort(key=lambda line: (line["received_order"], line["service_date"], line["order"]))
    else:
        new.sort(key=lambda line: (line["service_date"], line["order"]))
    return placed + new


def _newest_balance(
    night: Night, people: _People, person: object, group: object, year: int, bucket: str
) -> Row | None:
    ours = [
        row
        for patient in night.patients
        if people.find((group, "patient", patient.patient_id)) == person
        for row in patient.spend
        if row["year"] == year and row["bucket"] == bucket
    ]
    return max(ours, key=lambda row: (row["as_of"], row["amount"]), default=None)


class _People:
    """Patient ids and member numbers that are one person, through any chain."""

    def __init__(self) -> None:
        self._above: dict[object, object] = {}

    def find(self, name: object) -> object:
        """Return the name that stands for the person."""
        while self._above.get(name, name) != name:
            name = self._above[name]
        return name

    def join(self, one: object, other: object) -> None:
        """Say that two names are one person's."""
        self._above[self.find(one)] = self.find(other)


def _people(night: Night) -> _People:
    """Join patients by member number, among payers that name one threshold group.

    Families share a number with other payers (ARCHITECTURE.md "Decisions").
    """
    people = _People()
    for patient in night.patients:
        for line in patient.lines:
            entry = night.policy(line, "threshold")
            if line.get("member_id") and isinstance(entry, Entry):
                group, member = entry.get("group"), line["member_id"]
                people.join((group, "patient", patient.patient_id), (group, "member", member))
    return people
