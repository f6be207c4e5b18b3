"""Coverage conditions: ages, settings, places and providers outside which a plan does not cover.

RULES.md COV003. An entry speaks of lines by code, discipline, age and setting, and says what such
a line must have. Each part holds, fails or cannot be told; a line is outside when all that makes
the entry speak of it holds and something that it asks for fails. Grain: an entry a line of tonight.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from payer_rules.policy_knobs import CoverageCondition
from pipeline import vocabulary as words
from pipeline.rule import Mask, Positions
from pipeline.service_lines import DISCIPLINE_NUMBER, Lines
from pipeline.tables import BLANK_DAY
from pipeline.worksheets.coverage import age_on

KNOB = "coverage_condition"
_FACTS = (
    "discipline",
    "patient_birth_date",
    "setting",
    "place_of_service",
    "rendering_taxonomy",
)
_OLDEST = 999


@dataclass(frozen=True, kw_only=True)
class _Part:
    """One part of an entry for some lines: where it holds, and where nobody can say."""

    fact: str
    holds: Mask
    unknown: Mask


@dataclass(kw_only=True)
class CoverageConditions:
    """What the plans' conditions say of each line.

    Attributes:
        spoken_of: the line's plan has a condition in force. unknown_entry: one marked unknown.
        outside: some condition is about the line, and the line does not meet it.
        confirmed: such a condition is confirmed by the site.
        turns_on: by fact: lines where a condition would decide, were the fact known.
    """

    spoken_of: Mask
    unknown_entry: Mask
    outside: Mask
    confirmed: Mask
    turns_on: dict[str, Mask]
    _deciding: dict[int, CoverageCondition] = field(default_factory=dict)

    @classmethod
    def build(cls, lines: Lines) -> CoverageConditions:
        """Compare each line with the conditions of its plan."""
        found = cls(
            spoken_of=lines.none(),
            unknown_entry=lines.none(),
            outside=lines.none(),
            confirmed=lines.none(),
            turns_on={fact: lines.none() for fact in _FACTS},
        )
        for entry, rows in lines.policy.entries(KNOB):
            assert isinstance(entry, CoverageCondition)
            found.spoken_of |= rows
            found._read(lines, entry, np.flatnonzero(rows & _of_codes(lines, entry)))
        for _, rows in lines.policy.entries(KNOB, unknown=True):
            found.unknown_entry |= rows
        found.turns_on = {fact: mask & ~found.outside for fact, mask in found.turns_on.items()}
        return found

    def _read(self, lines: Lines, entry: CoverageCondition, rows: Positions) -> None:
        """Take in one entry and the lines of its codes on which it is in force."""
        about = _about(lines, entry, rows)
        asked = _asked(lines, entry, rows)
        none = np.zeros(len(rows), dtype=np.bool_)
        perhaps_about, surely_about = ~none, ~none
        for part in about:
            perhaps_about &= part.holds | part.unknown
            surely_about &= part.holds & ~part.unknown
        perhaps_fails, surely_fails = none.copy(), none.copy()
        for part in asked:
            perhaps_fails |= ~part.holds | part.unknown
            surely_fails |= ~part.holds & ~part.unknown
        outside = surely_about & surely_fails
        undecided = perhaps_about & perhaps_fails & ~outside
        for part in about:
            self.turns_on[part.fact][rows[undecided & part.unknown]] = True
        for part in asked:
            self.turns_on[part.fact][rows[undecided & part.unknown & ~surely_fails]] = True
        decided = rows[outside]
        confirmed = entry.confirmed(lines.policy.as_of)
        first = ~self.outside[decided] | (confirmed & ~self.confirmed[decided])
        self._deciding.update(dict.fromkeys(decided[first].tolist(), entry))
        self.outside[decided] = True
        if confirmed:
            self.confirmed[decided] = True

    # -- what a finding shows ----------------------------------------------------------------

    def sources(self, rows: Positions) -> list[str]:
        """Return the file and entry that each finding rests on."""
        return [self._deciding[row].source for row in rows.tolist()]

    def conditions(self, rows: Positions) -> list[str]:
        """Return what the plan asks for, such as "only for patients aged 20 or under"."""
        return [_words_of(self._deciding[row]) for row in rows.tolist()]

    def found(self, lines: Lines, rows: Positions) -> list[str]:
        """Return what the lines say, such as "patient aged 45, professional claim"."""
        ages = _ages(lines, rows)[0].tolist()
        settings = _settings(lines, rows)[0].tolist()
        places, taxonomies = (
            lines.text(column, rows) for column in ("place_of_service", "rendering_taxonomy")
        )
        texts = []
        for row, age, setting, place, taxonomy in zip(
            rows.tolist(), ages, settings, places, taxonomies, strict=True
        ):
            entry = self._deciding[row]
            parts = [f"patient aged {age}"] if _asks_age(entry) or _of_age(entry) else []
            parts += [f"{setting or 'unknown'} claim"] if entry.settings else []
            parts += [f"place of service {place or 'unknown'}"] if entry.places else []
            parts += [f"rendering taxonomy {taxonomy or 'unknown'}"] if entry.taxonomies else []
            texts.append(", ".join(parts))
        return texts


def _of_codes(lines: Lines, entry: CoverageCondition) -> Mask:
    if entry.codes is None:
        return lines.everywhere(True)
    wanted = set(entry.codes)
    named = np.array([*(code in wanted for code in lines.codes.values), False], dtype=np.bool_)
    return np.asarray(named[lines.codes.codes])


def _about(lines: Lines, entry: CoverageCondition, rows: Positions) -> list[_Part]:
    """Return what must hold for the entry to speak of a line, beside its code."""
    parts = []
    if entry.disciplines:
        discipline = lines.facts.discipline[rows]
        wanted = [DISCIPLINE_NUMBER[name] for name in entry.disciplines]
        parts.append(
            _Part(fact="discipline", holds=np.isin(discipline, wanted), unknown=discipline < 0)
        )
    if _of_age(entry):
        parts.append(_age_part(lines, rows, entry.from_age, entry.to_age))
    if entry.except_settings:
        setting, unknown = _settings(lines, rows)
        holds = ~np.isin(setting, list(entry.except_settings))
        parts.append(_Part(fact="setting", holds=holds, unknown=unknown))
    return parts


def _asked(lines: Lines, entry: CoverageCondition, rows: Positions) -> list[_Part]:
    """Return what a line that the entry speaks of must have."""
    parts = []
    if entry.settings:
        setting, unknown = _settings(lines, rows)
        holds = np.isin(setting, list(entry.settings))
        parts.append(_Part(fact="setting", holds=holds, unknown=unknown))
    if entry.places:
        wanted = {place.zfill(2) for place in entry.places}
        parts.append(_coded(lines, rows, "place_of_service", lambda v: v.zfill(2) in wanted))
    if entry.taxonomies:
        begins = entry.taxonomies
        parts.append(_coded(lines, rows, "rendering_taxonomy", lambda v: v.startswith(begins)))
    if _asks_age(entry):
        parts.append(_age_part(lines, rows, entry.min_age, entry.max_age))
    return parts


def _coded(lines: Lines, rows: Positions, column: str, fits: Callable[[str], bool]) -> _Part:
    coded = lines.coded(column)
    table = np.array([*map(fits, coded.values), False], dtype=np.bool_)
    code = coded.codes[rows]
    return _Part(fact=column, holds=table[code], unknown=code < 0)


def _age_part(lines: Lines, rows: Positions, low: int | None, high: int | None) -> _Part:
    age, unknown = _ages(lines, rows)
    holds = (age >= (low or 0)) & (age <= (_OLDEST if high is None else high))
    return _Part(fact="patient_birth_date", holds=holds, unknown=unknown)


def _ages(lines: Lines, rows: Positions) -> tuple[words.Ints, Mask]:
    """Return ages in whole years on the date of service, and where there is no birth date."""
    born = lines.days("patient_birth_date")[rows]
    return age_on(born, lines.facts.day[rows]), np.asarray(born == BLANK_DAY)


def _settings(lines: Lines, rows: Positions) -> tuple[np.ndarray, Mask]:
    """Return the settings, "" where neither setting nor bill type tells, and where that is."""
    unknown = (lines.blank("setting") & lines.blank("bill_type"))[rows]
    institutional = lines.facts.institutional[rows]
    names = np.where(institutional, "institutional", "professional")
    return np.where(unknown, "", names), unknown


def _of_age(entry: CoverageCondition) -> bool:
    return entry.from_age is not None or entry.to_age is not None


def _asks_age(entry: CoverageCondition) -> bool:
    return entry.min_age is not None or entry.max_age is not None


def _words_of(entry: CoverageCondition) -> str:
    """Return an entry in words: "for patients aged 21 or over only on institutional claims"."""
    parts = []
    if _asks_age(entry):
        parts.append(f"for {_age_words(entry.min_age, entry.max_age)}")
    if entry.settings:
        parts.append(f"on {' or '.join(entry.settings)} claims")
    if entry.places:
        parts.append(f"at place of service {' or '.join(entry.places)}")
    if entry.taxonomies:
        parts.append(f"by providers whose taxonomy begins {' or '.join(entry.taxonomies)}")
    asked = f"only {' and '.join(parts)}"
    return f"for {_age_words(entry.from_age, entry.to_age)} {asked}" if _of_age(entry) else asked


def _age_words(low: int | None, high: int | None) -> str:
    if high is None:
        return f"patients aged {low} or over"
    return f"patients aged {low} to {high}" if low else f"patients aged {high} or under"
