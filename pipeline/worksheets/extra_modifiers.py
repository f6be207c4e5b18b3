"""Extra modifiers: those that a payer asks for beyond the usual ones, line by line.

RULES.md MOD012, payers.md 1a: an entry names the modifiers that it accepts and the lines that need
one: who furnished the service, evaluation or treatment, codes, disciplines, ages. Therapy codes
only, unless an entry names the code itself. Grain: tonight's lines.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from payer_rules.code_sets import CodeSets
from payer_rules.coding_knobs import ExtraModifier
from pipeline import vocabulary as words
from pipeline.modifiers import DISCIPLINE_MODIFIERS
from pipeline.rule import Mask, Positions
from pipeline.service_lines import DISCIPLINE_NUMBER, Lines
from pipeline.tables import BLANK_DAY, Visits
from pipeline.worksheets.assistant_minutes import MinutesByPerson
from pipeline.worksheets.coverage import age_on
from pipeline.worksheets.episodes import Episodes
from pipeline.worksheets.furnishers import Furnishers, furnishers_of
from pipeline.worksheets.modifier_lists import ModifierLists

KNOB = "extra_modifier"
FACTS = ("discipline", "patient_birth_date", "furnisher")
_OLDEST = 999


@dataclass(kw_only=True)
class ExtraModifiers:
    """What the payers' entries ask of each line.

    Attributes:
        policy_missing: a therapy line of an unknown payer, or under an entry marked unknown.
        asked: some entry is about the line, or would be if a missing fact were known.
        lacks: some entry that surely is about the line finds none of its modifiers.
        turns_on: by fact: lines that lack a modifier which they may need.
        blocks, notes: lines whose heaviest missing modifier may hold the claim, or is but noted.
    """

    policy_missing: Mask
    asked: Mask
    lacks: Mask
    turns_on: dict[str, Mask]
    blocks: Mask
    notes: Mask
    _missing: list[tuple[ExtraModifier, Mask]] = field(default_factory=list)

    @classmethod
    def build(
        cls,
        lines: Lines,
        visits: Visits,
        sets: CodeSets,
        episodes: Episodes,
        lists: ModifierLists,
        hands: MinutesByPerson,
    ) -> ExtraModifiers:
        """Compare each line with the entries of its payer."""
        therapy = _therapy(lines, sets)
        policy_missing = ~lines.policy.payer_known()
        for _, in_force in lines.policy.entries(KNOB, unknown=True):
            policy_missing |= in_force
        found = cls(
            policy_missing=policy_missing & therapy,
            asked=lines.none(),
            lacks=lines.none(),
            turns_on={fact: lines.none() for fact in FACTS},
            blocks=lines.none(),
            notes=lines.none(),
        )
        for entry, in_force in lines.policy.entries(KNOB):
            assert isinstance(entry, ExtraModifier)
            rows = np.flatnonzero(in_force & _of_kind(lines, entry, therapy, episodes))
            furnishers = (
                None
                if entry.furnished_by == "anyone"
                else furnishers_of(lines, rows, visits, hands)
            )
            found._read(lines, entry, rows, furnishers, lists)
        reviews = lines.none()
        for entry, lacking in found._missing:
            if entry.severity == "note":
                found.notes |= lacking
            elif entry.severity == "block" and entry.may_block(lines.policy.as_of):
                found.blocks |= lacking
            else:
                reviews |= lacking
        found.notes &= ~reviews & ~found.blocks
        found.turns_on = {fact: mask & ~found.lacks for fact, mask in found.turns_on.items()}
        return found

    def _read(
        self,
        lines: Lines,
        entry: ExtraModifier,
        rows: Positions,
        furnishers: Furnishers | None,
        lists: ModifierLists,
    ) -> None:
        """Take in one entry and the lines of its codes and kind on which it is in force."""
        carries = lists.carried(*(entry.accepts or ()))
        perhaps = np.ones(len(rows), dtype=np.bool_)
        unknown = {}
        for fact, (holds, missing) in _parts(lines, entry, rows, furnishers).items():
            perhaps &= holds | missing
            unknown[fact] = missing
        if furnishers is not None:
            # Lines of one code that part by person: the one for this person carries it.
            apart = _stands_beside(lines, rows, carries) & furnishers.both_hands
            perhaps &= ~apart | carries[rows]
        unsure = np.logical_or.reduce([np.zeros(len(rows), np.bool_), *unknown.values()])
        lacks = perhaps & ~carries[rows]
        self.asked[rows[perhaps]] = True
        for fact, missing in unknown.items():
            self.turns_on[fact][rows[lacks & missing]] = True
        lacking = lines.none()
        lacking[rows[lacks & ~unsure]] = True
        self.lacks |= lacking
        self._missing.append((entry, lacking))

    # -- what a finding shows ----------------------------------------------------------------

    def wanted(self, rows: Positions) -> list[str]:
        """Return the modifiers that some lines lack, such as "TF", "59 or XU and AT"."""
        return [
            " and ".join(" or ".join(entry.accepts or ()) for entry in self._of(row))
            for row in rows.tolist()
        ]

    def reasons(self, rows: Positions) -> list[str]:
        """Say on which lines the payer asks for them."""
        return [
            "; ".join(dict.fromkeys(_about(entry) for entry in self._of(row)))
            for row in rows.tolist()
        ]

    def sources(self, rows: Positions) -> list[str]:
        """Return the file and entry that ask, the first one of each line."""
        return [self._of(row)[0].source for row in rows.tolist()]

    def _of(self, row: int) -> list[ExtraModifier]:
        return [entry for entry, lacking in self._missing if lacking[row]]


def _therapy(lines: Lines, sets: CodeSets) -> Mask:
    codes, day = lines.categorical("procedure_code"), lines.facts.day
    listed = sets.always_therapy.holds(codes, day) | sets.sometimes_therapy.holds(codes, day)
    # A code on no list of Medicare's is therapy where the line itself says so.
    return (listed | lines.has_modifier(*DISCIPLINE_MODIFIERS)) & ~lines.facts.supply


def _of_kind(lines: Lines, entry: ExtraModifier, therapy: Mask, episodes: Episodes) -> Mask:
    """Mark lines of the entry's codes and of its kind of service: these are always known."""
    if entry.codes is None:
        of_codes = therapy
    else:
        wanted = [*(code in entry.codes for code in lines.codes.values), False]
        of_codes = np.array(wanted, dtype=np.bool_)[lines.codes.codes]
    if entry.service == "any":
        return of_codes
    of_service = episodes.treatment if entry.service == "treatment" else ~episodes.treatment
    return of_codes & of_service


def _parts(
    lines: Lines, entry: ExtraModifier, rows: Positions, furnishers: Furnishers | None
) -> dict[str, tuple[Mask, Mask]]:
    """Return by fact where the entry's condition holds, and where the fact is missing."""
    facts, parts = lines.facts, {}
    if entry.disciplines:
        wanted = [DISCIPLINE_NUMBER[name] for name in entry.disciplines]
        discipline = facts.discipline[rows]
        parts["discipline"] = (np.isin(discipline, wanted), discipline < 0)
    if entry.min_age is not None or entry.max_age is not None:
        born = lines.days("patient_birth_date")[rows]
        age = age_on(born, facts.day[rows])
        youngest = entry.min_age or 0
        oldest = _OLDEST if entry.max_age is None else entry.max_age
        in_range = (age >= youngest) & (age <= oldest)
        parts["patient_birth_date"] = (in_range, born == BLANK_DAY)
    if furnishers is not None:
        by_assistant = entry.furnished_by == "assistant"
        holds = furnishers.assistant if by_assistant else furnishers.therapist
        parts["furnisher"] = (holds, ~furnishers.assistant & ~furnishers.therapist)
    return parts


def _stands_beside(lines: Lines, rows: Positions, carries: Mask) -> Mask:
    """Mark lines beside which another line of the same patient, date and code carries it."""
    facts = lines.facts
    if not len(rows):
        return np.zeros(0, dtype=np.bool_)
    carrying = np.flatnonzero(carries & facts.in_force)
    services = words.packed(facts.patient, np.maximum(facts.day, 0), facts.code)
    return np.isin(services[rows], services[carrying])


def _about(entry: ExtraModifier) -> str:
    """Say in words which lines an entry is about."""
    service: str = "service" if entry.service == "any" else entry.service
    if entry.disciplines:
        service = f"{' or '.join(entry.disciplines)} {service}"
    if entry.furnished_by != "anyone":
        article = "an" if entry.furnished_by == "assistant" else "a"
        service = f"{service} furnished by {article} {entry.furnished_by}"
    parts = [f"code {' or '.join(entry.codes)}"] if entry.codes else []
    parts += [service] if service != "service" else []
    parts += [f"patients aged {ages}"] if (ages := _ages(entry)) else []
    return ", ".join(parts) or "every therapy line"


def _ages(entry: ExtraModifier) -> str:
    """Return the ages that an entry names, such as "21 or over"; "" for all."""
    if entry.max_age is None:
        return f"{entry.min_age} or over" if entry.min_age is not None else ""
    return f"{entry.min_age} to {entry.max_age}" if entry.min_age else f"{entry.max_age} or under"
