"""Which entry answers on a day: override, then the payer's own file, then its base.

The first layer with an entry in force answers alone; an entry marked unknown is an answer too.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from payer_rules.errors import PayerRuleError
from payer_rules.model import LAST_DAY, Entry

Keyed = dict[str, dict[str, tuple[Entry, ...]]]
"""Entries by knob and key, by first day."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Entries of one rank: all of one payer's overrides, its file, or its base."""

    role: str
    entries: Keyed

    def of(self, knob: str, key: str = "") -> tuple[Entry, ...]:
        """Return the entries of a knob and key by first day, perhaps none."""
        return self.entries.get(knob, {}).get(key, ())

    def keys(self, knob: str) -> list[str]:
        """Return the keys under which the layer speaks of a knob."""
        return list(self.entries.get(knob, {}))

    def runs(self) -> Iterator[tuple[str, str, tuple[Entry, ...]]]:
        """Yield knob, key and entries by first day."""
        for knob, by_key in self.entries.items():
            for key, entries in by_key.items():
                yield knob, key, entries


def layer_of(role: str, entries: Sequence[Entry]) -> Layer:
    """Sort entries by knob, key and first day."""
    found: defaultdict[str, defaultdict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        found[entry.knob][entry.entry_key].append(entry)
    return Layer(
        role,
        {
            knob: {key: tuple(sorted(run, key=lambda e: e.starts)) for key, run in by_key.items()}
            for knob, by_key in found.items()
        },
    )


@dataclass(frozen=True, slots=True)
class Payer:
    """One payer: its header and its layers, the strongest first."""

    id: str
    name: str
    line_of_business: str | None
    extends: str | None
    layers: tuple[Layer, ...] = field(repr=False)

    def keys(self, knob: str) -> list[str]:
        """Return every key of a knob in any layer, in order of first mention."""
        return list(dict.fromkeys(key for layer in self.layers for key in layer.keys(knob)))


@dataclass(frozen=True, slots=True)
class Timeline:
    """The answering entry by service day: ``winners[i]`` holds before day ``bounds[i]``."""

    bounds: tuple[int, ...]
    winners: tuple[Entry | None, ...]

    def on(self, day: int) -> Entry | None:
        """Return the entry in force on a day (days since 1970), or None."""
        return self.winners[bisect_right(self.bounds, day)]


def timeline(payer: Payer, knob: str, key: str, as_of: date) -> Timeline:
    """Work out the answering entry for every service day of one payer, knob and key."""
    spans = [
        [
            (*days, entry)
            for entry in layer.of(knob, key)
            if entry.answers(as_of) and (days := entry.days(as_of)) is not None
        ]
        for layer in payer.layers
    ]
    edges = {first for layer in spans for first, _, _ in layer}
    edges |= {last + 1 for layer in spans for _, last, _ in layer if last < LAST_DAY}
    bounds = tuple(sorted(edges))

    def answer(day: int) -> Entry | None:
        for layer in spans:
            for first, last, entry in layer:
                if first <= day <= last:
                    return entry
        return None

    return Timeline(bounds, (None, *(answer(day) for day in bounds)))


def overlaps(layer: Layer, place: dict[int, tuple[str, str]]) -> list[PayerRuleError]:
    """Return an error for each two entries of one knob and key that could both answer.

    Args:
        layer: the layer to look through.
        place: file and place of an entry by ``id(entry)``, for the sentence.
    """
    errors = []
    for _, _, run in layer.runs():
        for before, after in itertools.pairwise(run):
            file, where = place[id(after)]
            other_file, other = place[id(before)]
            other = other if other_file == file else f"{other_file}, {other}"
            if before.basis != after.basis:
                problem = f"goes by another date (basis) than {other}"
            elif before.ends is None or before.ends >= after.starts:
                problem = f"overlaps {other}: both would be in force on one date"
            else:
                continue
            errors.append(PayerRuleError(file, where, problem))
    return errors
