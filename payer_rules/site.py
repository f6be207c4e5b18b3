"""This office: its id and time zone, how it names payers, where its locations are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from payer_rules.categories import TextColumn, categorical, numbers_of
from payer_rules.errors import PayerRuleError, nearest
from payer_rules.files import Location, PayerChoice, SiteFile, When
from payer_rules.house import House
from payer_rules.intake_table import IntakeTable
from payer_rules.rulebook import RuleBook


def fold(text: str) -> str:
    """Return the text trimmed and case-folded, the form in which payers are matched."""
    return text.strip().casefold()


@dataclass(frozen=True, slots=True)
class Site:
    """Settings of one office, as read from its site file.

    ``payers`` maps a folded office code to choices in order; ``timezone`` None is the computer's
    own; ``export`` says whether a night's files hold all open claims (``snapshot``); ``code_sets``
    is the folder of imported code sets, relative to the site file, "" where none is named.
    """

    id: str = "main"
    timezone: str | None = None
    export: str = "open-claims"
    code_sets: str = ""
    undecided: str = "release"
    payers: Mapping[str, tuple[PayerChoice, ...]] = field(default_factory=dict)
    locations: Mapping[str, Location] = field(default_factory=dict)
    house: House = field(default_factory=House)
    intake: IntakeTable = field(default_factory=IntakeTable)
    file: str = ""

    @classmethod
    def from_file(cls, name: str, model: SiteFile) -> Site:
        """Build a site from its file.

        Raises:
            PayerRuleError: two office codes are the same but for blanks and case.
        """
        payers: dict[str, tuple[PayerChoice, ...]] = {}
        for code, choices in model.payers.items():
            if not fold(code):
                raise PayerRuleError(name, "[payers]", "an office code is blank")
            if fold(code) in payers:
                problem = f'"{code}" is there twice, blanks and case aside'
                raise PayerRuleError(name, "[payers]", problem)
            payers[fold(code)] = choices
        return cls(
            id=model.site.id,
            timezone=model.site.timezone,
            export=model.site.export,
            code_sets=model.site.code_sets or "",
            undecided=model.dispositions.undecided,
            payers=payers,
            locations={fold(place): where for place, where in model.locations.items()},
            house=model.house,
            intake=model.intake,
            file=name,
        )

    def localities(self, location_id: TextColumn) -> TextColumn:
        """Return ``mac-locality`` of each row's location, the key of ``gpci``; else missing."""
        keys = [
            f"{found.mac}-{found.locality}" if found else ""
            for found in (self.locations.get(fold(str(c))) for c in location_id.categories)
        ]
        names = sorted({key for key in keys if key})
        at = {key: position for position, key in enumerate(names)}
        table = np.array([-1, *(at.get(key, -1) for key in keys)], np.int32)
        return categorical(table.take(numbers_of(location_id)), names)


def check_site(site: Site, rulebook: RuleBook) -> None:
    """Refuse a site file that maps an office code to a rules id that no file defines.

    Raises:
        PayerRuleError: names the office code and the nearest rules id.
    """
    for code, choices in site.payers.items():
        for choice in choices:
            if choice.id not in rulebook.payers:
                close = nearest(choice.id, rulebook.payers)
                problem = f'the id of "{code}" belongs to no payer file{close}'
                raise PayerRuleError(site.file, "[payers]", problem)


def match_payers(
    site: Site,
    rulebook: RuleBook,
    payer_id: TextColumn,
    location_id: TextColumn | None = None,
    state: TextColumn | None = None,
    plan: TextColumn | None = None,
) -> TextColumn:
    """Give each row the rules id of its payer.

    The office's own codes come first, then a rules id stands for itself; both trimmed and
    case-folded. Of several choices the first whose conditions all hold answers; a blank cell
    fulfils no condition.

    Args:
        site: the office's settings.
        rulebook: the payers that there are.
        payer_id: the office's payer code of each row.
        location_id: location of each row, if the table has it; likewise the next two.
        state: state of each row.
        plan: plan of each row.

    Returns:
        Rules ids, all of the book as categories; missing is an unknown payer.
    """
    check_site(site, rulebook)
    ids = rulebook.ids()
    at = {name: position for position, name in enumerate(ids)}
    codes = [fold(str(category)) for category in payer_id.categories]
    plain = [at.get(code, -1) if code not in site.payers else -1 for code in codes]
    number = numbers_of(payer_id)
    result = np.array([-1, *plain], np.int32).take(number)
    columns = {"location_id": location_id, "state": state, "plan": plan}
    for position, code in enumerate(codes, 1):
        choices = site.payers.get(code)
        if choices:
            rows = np.flatnonzero(number == position)
            result[rows] = _choose(choices, rows, columns, at)
    return categorical(result, ids)


def _choose(
    choices: Sequence[PayerChoice],
    rows: NDArray[np.intp],
    columns: Mapping[str, TextColumn | None],
    at: Mapping[str, int],
) -> NDArray[np.int32]:
    chosen = np.full(len(rows), -1, np.int32)
    for choice in reversed(choices):
        # The last choice first, so that an earlier one that holds stands.
        chosen[_holds(choice.when, rows, columns)] = at.get(choice.id, -1)
    return chosen


def _holds(
    when: When, rows: NDArray[np.intp], columns: Mapping[str, TextColumn | None]
) -> NDArray[np.bool_]:
    holds = np.ones(len(rows), np.bool_)
    for name, column in columns.items():
        wanted = getattr(when, name)
        if wanted is None:
            continue
        if column is None:
            return np.zeros(len(rows), np.bool_)
        same = [fold(str(category)) == fold(wanted) for category in column.categories]
        holds &= np.array([False, *same], np.bool_).take(numbers_of(column).take(rows))
    return holds
