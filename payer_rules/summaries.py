"""What each payer file holds, in a few counts: for ``check-config`` and the configuration page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from payer_rules.health import unset_knobs
from payer_rules.layers import Payer
from payer_rules.model import Entry, day_number


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSummary:
    """One file of payer rules.

    Attributes:
        file: its name; files of the site begin with ``site/``.
        payer: rules id of the payer it speaks of; ``name`` is the payer's.
        own: the office bills this payer, or one that extends it.
        override: it holds the site's overrides and does not define the payer.
        entries: how many entries it holds, of any date.
        known: knobs with a value in force on the day of the run.
        unknown: knobs, with their key, whose entry in force is marked as not known.
        unset: knobs that rules ask for and no file of the payer answers; only beside the file
            that defines the payer.
        grade_c: values on a weak source that the site has not confirmed.
        stale: entries whose day of review is past, and overrides that have expired.
    """

    file: str
    payer: str
    name: str
    own: bool
    override: bool
    entries: int
    known: tuple[str, ...]
    unknown: tuple[str, ...]
    unset: tuple[str, ...]
    grade_c: int
    stale: int

    def lines(self) -> list[str]:
        """Return the summary as lines of text."""
        found = [
            f"{self.file}: {'overrides of ' if self.override else ''}{self.payer} ({self.name}); "
            f"entries {self.entries}, grade C {self.grade_c}, stale {self.stale}"
        ]
        for heading, knobs in (
            ("set", self.known), ("unknown", self.unknown), ("unset", self.unset)
        ):  # fmt: skip
            if knobs:
                found.append(f"    {heading}: {', '.join(knobs)}")
        return found


def file_summaries(
    payers: Mapping[str, Payer], own: Iterable[str], as_of: date
) -> list[FileSummary]:
    """Count what the files hold, those of the office's own payers first.

    Args:
        payers: every payer by rules id.
        own: rules ids that the office bills.
        as_of: the day of the run.
    """
    billed = [payers[payer] for payer in own if payer in payers]
    wanted = {payer.id for payer in billed} | {payer.extends for payer in billed}
    found = [
        _summary(payer, file, entries, payer.id in wanted, as_of)
        for payer in payers.values()
        for file, entries in _files(payer, payers).items()
    ]
    return sorted(found, key=lambda one: (not one.own, one.payer, one.override, one.file))


def _files(payer: Payer, payers: Mapping[str, Payer]) -> dict[str, list[Entry]]:
    """Entries by file, of the payer's own file and overrides; its base stands for itself."""
    of_base = [id(layer) for layer in payers[payer.extends].layers] if payer.extends else []
    by_file: dict[str, list[Entry]] = {}
    for layer in payer.layers:
        if id(layer) in of_base:
            continue
        for _, _, run in layer.runs():
            for entry in run:
                by_file.setdefault(entry.file, []).append(entry)
    return by_file


def _summary(payer: Payer, file: str, entries: list[Entry], own: bool, as_of: date) -> FileSummary:
    in_force = [entry for entry in entries if _answers(entry, as_of)]
    override = any(entry.is_override for entry in entries)
    return FileSummary(
        file=file,
        payer=payer.id,
        name=payer.name,
        own=own,
        override=override,
        entries=len(entries),
        known=_names(entry.knob for entry in in_force if not entry.unknown),
        unknown=_names(_name(entry) for entry in in_force if entry.unknown),
        unset=() if override else tuple(unset_knobs(payer, as_of)),
        grade_c=sum(_weak(entry, as_of) for entry in entries),
        stale=sum(_stale(entry, as_of) for entry in entries),
    )


def _answers(entry: Entry, as_of: date) -> bool:
    days = entry.days(as_of)
    if days is None or not entry.answers(as_of):
        return False
    first, last = days
    return first <= day_number(as_of) <= last


def _weak(entry: Entry, as_of: date) -> bool:
    return entry.grade == "C" and not entry.unknown and not entry.may_block(as_of)


def _stale(entry: Entry, as_of: date) -> bool:
    overdue = entry.review_by is not None and entry.review_by < as_of
    return overdue or not entry.answers(as_of)


def _name(entry: Entry) -> str:
    return f"{entry.knob}.{entry.entry_key}" if entry.entry_key else entry.knob


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))
