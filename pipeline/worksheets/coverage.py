"""Coverage: what each line's plan says about its code, with the facts it turns on.

RULES.md COV001: an explicit non-covered entry, or absence from a list marked complete, for the
plan, date, discipline, age and setting. Coverage differs by plan, so only an entry that the site
has confirmed may hold a claim. Grain: one entry a line of tonight.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from payer_rules.policy_knobs import Coverage as CoverageEntry
from pipeline.rule import Mask, Positions
from pipeline.service_lines import DISCIPLINE_NUMBER, Lines
from pipeline.tables import BLANK_DAY, Days

KNOB = "coverage"
_FACTS = ("discipline", "setting", "patient_birth_date")


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """What the plans' entries say of each line.

    Attributes:
        spoken_of: some entry of the line's plan is in force.
        excluded: named as not covered, or absent from a complete list that fits the line.
        confirmed: the deciding entry is confirmed by the site.
        turns_on: by fact ("discipline", "setting", "patient_birth_date"): lines where an entry
            would decide, were the fact known.
        source: file and entry behind an exclusion, by line; "" elsewhere.
    """

    spoken_of: Mask
    excluded: Mask
    confirmed: Mask
    turns_on: dict[str, Mask]
    source: dict[int, str]

    @classmethod
    def build(cls, lines: Lines) -> Coverage:
        """Compare each line with the entries of its plan."""
        entries = [
            (entry, np.flatnonzero(rows))
            for entry, rows in lines.policy.entries(KNOB)
            if isinstance(entry, CoverageEntry)
        ]
        book = _Book(lines)
        for entry, rows in entries:
            book.read(entry, rows)
        return book.close()


class _Book:
    """Gathers, entry by entry, what is said of each line."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        codes = lines.codes
        self._code = np.array([*codes.values, ""])
        self._spoken_of = lines.none()
        self._named_out, self._named_in = lines.none(), lines.none()
        self._list_fits = lines.none()
        self._out_confirmed, self._list_confirmed = lines.none(), lines.none()
        self._maybe_out = {fact: lines.none() for fact in _FACTS}
        self._maybe_in = {fact: lines.none() for fact in _FACTS}
        self._source: dict[int, str] = {}

    def read(self, entry: CoverageEntry, rows: Positions) -> None:
        """Take in one entry and the lines on which it is in force."""
        lines = self._lines
        self._spoken_of[rows] = True
        wanted = set(entry.codes or ())
        named = np.array([code in wanted for code in self._code])[lines.codes.codes[rows]]
        fits, unknown = self._fits(entry, rows)
        confirmed = entry.confirmed(lines.policy.as_of)
        if entry.covered:
            self._named_in[rows[named & fits]] = True
            for fact, missing in unknown.items():
                self._maybe_in[fact][rows[named & missing]] = True
        else:
            self._named_out[rows[named & fits]] = True
            if confirmed:
                self._out_confirmed[rows[named & fits]] = True
            for fact, missing in unknown.items():
                self._maybe_out[fact][rows[named & missing]] = True
        if entry.complete:
            self._list_fits[rows[fits]] = True
            if confirmed:
                self._list_confirmed[rows[fits]] = True
            for fact, missing in unknown.items():
                self._maybe_out[fact][rows[~named & missing]] = True
        decides = rows[fits & (named if not entry.covered else ~named & bool(entry.complete))]
        self._source.update(dict.fromkeys(decides.tolist(), entry.source))

    def close(self) -> Coverage:
        """Draw the conclusion for every line."""
        absent = self._list_fits & ~self._named_in
        excluded = self._named_out | absent
        decided = self._named_out | self._named_in
        turns_on = {
            fact: ~decided & ((maybe & ~absent) | (absent & self._maybe_in[fact]))
            for fact, maybe in self._maybe_out.items()
        }
        return Coverage(
            spoken_of=self._spoken_of,
            excluded=excluded,
            confirmed=self._out_confirmed | (absent & self._list_confirmed),
            turns_on=turns_on,
            source=self._source,
        )

    def _fits(self, entry: CoverageEntry, rows: Positions) -> tuple[Mask, dict[str, Mask]]:
        """Say where the entry's conditions hold, and where a missing fact would decide."""
        facts = self._lines.facts
        holds = np.ones(len(rows), dtype=np.bool_)
        unknown = {fact: np.zeros(len(rows), dtype=np.bool_) for fact in _FACTS}
        if entry.disciplines:
            wanted = [DISCIPLINE_NUMBER[name] for name in entry.disciplines]
            unknown["discipline"] = facts.discipline[rows] < 0
            holds &= np.isin(facts.discipline[rows], wanted) | unknown["discipline"]
        if entry.settings:
            blank = self._lines.blank("setting") & self._lines.blank("bill_type")
            institutional = np.where(facts.institutional[rows], "institutional", "professional")
            unknown["setting"] = blank[rows]
            holds &= np.isin(institutional, list(entry.settings)) | unknown["setting"]
        if entry.min_age is not None or entry.max_age is not None:
            born = self._lines.days("patient_birth_date")[rows]
            unknown["patient_birth_date"] = born == BLANK_DAY
            age = age_on(born, facts.day[rows])
            low = 0 if entry.min_age is None else entry.min_age
            high = 999 if entry.max_age is None else entry.max_age
            holds &= ((age >= low) & (age <= high)) | unknown["patient_birth_date"]
        missing = np.logical_or.reduce(list(unknown.values()))
        open_facts = {fact: mask & holds for fact, mask in unknown.items()}
        return holds & ~missing, open_facts


def age_on(born: Days, day: Days) -> npt.NDArray[np.int64]:
    """Return completed years of age on the day."""
    birth, on = born.astype("datetime64[D]"), day.astype("datetime64[D]")
    years = on.astype("datetime64[Y]").astype(np.int64)
    years -= birth.astype("datetime64[Y]").astype(np.int64)
    not_yet_birthday = _month_day(birth) > _month_day(on)
    return years - not_yet_birthday


def _month_day(day: npt.NDArray[np.datetime64]) -> npt.NDArray[np.int64]:
    month = day.astype("datetime64[M]")
    of_year = month.astype(np.int64) % 12
    of_month = (day - month.astype("datetime64[D]")).astype(np.int64)
    return np.asarray(of_year * 31 + of_month)
