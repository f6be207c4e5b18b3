"""Payer files read for themselves: layers, dates, grades and weights.

Which value answers (CONTRACT.md "Payer rules ids that ship", DESIGN.md "Payer rules"): the site's
override, the payer's file, its base; the first with an entry in force on the date, alone. An
expired override answers no more. ``unknown = true`` is an entry and ends the search.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

NONE: Final = "none in force"
UNKNOWN: Final = "not known"
HEADER = frozenset({"id", "extends", "name", "line_of_business", "case"})


@dataclass(frozen=True)
class Entry:
    """One dated entry of a knob, with the as-of date at which it is read."""

    values: Mapping[str, Any]
    as_of: date
    of_site: bool
    override: bool

    @property
    def unknown(self) -> bool:
        """True where the file says that the value is not known."""
        return bool(self.values.get("unknown", False))

    @property
    def severity(self) -> str:
        """The weight that the entry itself sets, or ""."""
        return str(self.values.get("severity", ""))

    @property
    def confirmed(self) -> bool:
        """True where the site stands behind it: reason, author, and an expiry not passed."""
        expires = self.values.get("expires")
        signed = bool(self.values.get("reason") and self.values.get("author"))
        return self.of_site and signed and expires is not None and self.as_of <= expires

    @property
    def may_block(self) -> bool:
        """True for grade A or B, or where the site confirms it."""
        return self.values.get("grade") in ("A", "B") or self.confirmed

    def get(self, name: str, default: Any = None) -> Any:
        """Return a value of the entry as the file writes it (money is text in dollars)."""
        return self.values.get(name, default)

    def cents(self, name: str) -> int | None:
        """Return an amount of the entry in cents, None where it is not set."""
        text = self.values.get(name)
        if text is None:
            return None
        dollars, _, rest = str(text).partition(".")
        return int(dollars) * 100 + int((rest + "00")[:2])

    def in_force(self, day: date) -> bool:
        """Return True where it answers for a date of service."""
        expires = self.values.get("expires")
        if self.override and expires is not None and expires < self.as_of:
            return False
        asked = day if self.values.get("basis", "service") == "service" else self.as_of
        last = self.values.get("to")
        return bool(self.values["from"] <= asked and (last is None or asked <= last))


@cache
def _read(folder: Path) -> list[dict[str, Any]]:
    """Read every file of a folder, once a process."""
    paths = sorted(folder.rglob("*.toml"))
    return [tomllib.loads(path.read_text(encoding="utf-8")) for path in paths]


Known: TypeAlias = Entry | Literal["none in force", "not known"]


@dataclass
class _Payer:
    """The layers of one payer, the site's override first."""

    layers: list[dict[str, list[Entry]]]
    business: str


class Policies:
    """All payers, by rules id."""

    def __init__(self, folders: Sequence[Path], as_of: date) -> None:
        """Read payer files.

        Args:
            folders: the shipped folder first, then the site's, laid over it.
            as_of: the date that counts as today.
        """
        self._as_of = as_of
        self._payers: dict[str, _Payer] = {}
        self._answers: dict[tuple[str, str, date], list[Entry]] = {}
        files = [
            (file, place > 0) for place, folder in enumerate(folders) for file in _read(folder)
        ]
        described = {file["id"]: file for file, _ in files if "name" in file and "id" in file}
        from_site = {file["id"] for file, of_site in files if of_site and "name" in file}
        overrides = {file["id"]: file for file, _ in files if "name" not in file and "id" in file}
        for name, file in described.items():
            base = described.get(file.get("extends", ""))
            own = self._entries(file, of_site=name in from_site, override=False)
            layers = [own]
            if name in overrides:
                layers.insert(0, self._entries(overrides[name], of_site=True, override=True))
            if base is not None:
                of_site = base["id"] in from_site
                layers.append(self._entries(base, of_site=of_site, override=False))
            business = file.get("line_of_business") or (base or {}).get("line_of_business", "")
            self._payers[name] = _Payer(layers, business)

    def _entries(
        self, file: Mapping[str, Any], *, of_site: bool, override: bool
    ) -> dict[str, list[Entry]]:
        return {
            knob: [Entry(values, self._as_of, of_site, override) for values in listed]
            for knob, listed in file.items()
            if knob not in HEADER
        }

    def ids(self) -> frozenset[str]:
        """Return the rules ids of all payers."""
        return frozenset(self._payers)

    def business(self, payer_id: str) -> str:
        """Return the payer's line of business, such as "medicare" or "medicaid"; "" if none."""
        return self._payers[payer_id].business

    def policy(self, payer_id: str, knob: str, day: date) -> Known:
        """Return the entry of a knob that answers for a payer and date of service.

        Returns:
            The entry; NONE where none is in force; UNKNOWN where the file says so.
        """
        found = self.entries(payer_id, knob, day)
        if not found:
            return NONE
        return UNKNOWN if found[0].unknown else found[0]

    def entries(self, payer_id: str, knob: str, day: date) -> list[Entry]:
        """Return the entries of a keyed knob: for each key the first layer that has one."""
        key = (payer_id, knob, day)
        if key not in self._answers:
            by_key: dict[str, Entry] = {}
            for layer in self._payers[payer_id].layers:
                here = [entry for entry in layer.get(knob, ()) if entry.in_force(day)]
                for entry in here:
                    by_key.setdefault(_key_of(entry), entry)
            self._answers[key] = list(by_key.values())
        return self._answers[key]

    def weight(self, payer_id: str, rule_id: str, day: date, severity: str) -> str:
        """Return a rule's weight under the payer's ``rule_severity``, else the one given."""
        for entry in self.entries(payer_id, "rule_severity", day):
            if entry.get("rule") == rule_id and not entry.unknown:
                return str(entry.get("value"))
        return severity


def _key_of(entry: Entry) -> str:
    if entry.get("codes") and entry.get("key") is None:
        return "+".join(sorted(entry.get("codes")))
    return str(entry.get("key") or entry.get("rule") or "")
