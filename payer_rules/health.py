"""What a person should know about the configuration before trusting a run."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from payer_rules.knobs import KNOBS, OPTIONAL_KNOBS
from payer_rules.layers import Layer, Payer, timeline
from payer_rules.model import Entry, day_number

NoteKind = Literal["expired", "stale", "ended", "unknown", "unset", "gap", "grade_c", "unverified"]


@dataclass(frozen=True, slots=True, order=True)
class ConfigNote:
    """One remark: what kind, which file and knob, and a sentence for a person."""

    kind: NoteKind
    file: str
    knob: str
    sentence: str


def health_notes(payers: Sequence[Payer], as_of: date) -> list[ConfigNote]:
    """Return the remarks on some payers' entries, each once, sorted.

    Args:
        payers: the payers to look at; a base that several extend is looked at once.
        as_of: the day of the run.
    """
    layers = {id(layer): layer for payer in payers for layer in payer.layers}
    notes = {note for layer in layers.values() for note in _layer_notes(layer, as_of)}
    notes |= {note for payer in payers for note in _unset(payer, as_of)}
    return sorted(notes)


def _layer_notes(layer: Layer, as_of: date) -> Iterable[ConfigNote]:
    for _, _, run in layer.runs():
        for entry in run:
            yield from _entry_notes(entry, as_of)
        for before, after in itertools.pairwise(run):
            # Entries of one run never overlap, so all but the last have an end.
            if before.ends is not None and before.ends + timedelta(days=1) < after.starts:
                yield _note(
                    "gap",
                    after,
                    f"no value from {before.ends + timedelta(days=1)} to "
                    f"{after.starts - timedelta(days=1)}",
                )


def _entry_notes(entry: Entry, as_of: date) -> Iterable[ConfigNote]:
    if not entry.answers(as_of):
        yield _note("expired", entry, f"the override expired on {entry.expires}, not used")
        return
    if entry.review_by is not None and entry.review_by < as_of:
        yield _note("stale", entry, f"was to be reviewed by {entry.review_by}")
    if entry.unknown:
        yield _note("unknown", entry, "is marked as not known")
    elif entry.grade == "C" and not entry.may_block(as_of):
        yield _note("grade_c", entry, "rests on a weak source (grade C), so it never blocks")
    if not entry.is_override and (entry.verified_on is None or entry.review_by is None):
        yield _note("unverified", entry, "has no date of verification or of review")


def _note(kind: NoteKind, entry: Entry, what: str) -> ConfigNote:
    key = f" for {entry.entry_key}" if entry.entry_key else ""
    return ConfigNote(
        kind,
        entry.file,
        entry.knob,
        f"{entry.file}: {entry.knob}{key} from {entry.starts}: {what}.",
    )


def unset_knobs(payer: Payer, as_of: date) -> list[str]:
    """Return the knobs that rules ask for and that no file of the payer answers on a day.

    A knob that is marked as not known is answered. Most payers rightly leave some knobs out
    (``OPTIONAL_KNOBS``); coverage is looked for in Medicaid plans only.
    """
    wanted = [
        knob
        for knob, model in KNOBS.items()
        if not model.keyed and knob not in OPTIONAL_KNOBS and not _answered(payer, knob, as_of)
    ]
    no_list = payer.line_of_business == "medicaid" and not payer.keys("coverage")
    return [*wanted, "coverage"] if no_list else wanted


def _answered(payer: Payer, knob: str, as_of: date) -> bool:
    return timeline(payer, knob, "", as_of).on(day_number(as_of)) is not None


def _unset(payer: Payer, as_of: date) -> Iterable[ConfigNote]:
    who = f"{payer.name} ({payer.id})"
    unset = set(unset_knobs(payer, as_of))
    for knob, model in KNOBS.items():
        if model.keyed or _answered(payer, knob, as_of):
            continue
        if payer.keys(knob):
            sentence = f"{who}: {knob} has values, but none in force on {as_of}."
            yield ConfigNote("ended", "", knob, sentence)
        elif knob in unset:
            sentence = f"{who}: {knob} has no value; rules that read it cannot tell."
            yield ConfigNote("unset", "", knob, sentence)
