"""What ``claimscrub check-config`` says about files that load."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from payer_rules.health import ConfigNote, NoteKind
from payer_rules.rulebook import RuleBook
from payer_rules.site import Site, check_site
from payer_rules.summaries import FileSummary, file_summaries

ReportLevel = Literal["attention", "note"]
_ATTENTION: frozenset[NoteKind] = frozenset({"expired", "stale", "ended"})


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One sentence of the report; ``attention`` comes first."""

    level: ReportLevel
    sentence: str


def check_report(rulebook: RuleBook, site: Site, as_of: date) -> list[ReportLine]:
    """Return what a person should know about the configuration, the most pressing first.

    Payers that the site maps are looked at, with their bases. Without a map all payers are, and
    only what needs attention is said: the rest stands in ``check_files``. Files that do not load
    never come here: the loader's error says why.

    Raises:
        PayerRuleError: the site names a rules id that no file defines.
    """
    check_site(site, rulebook)
    seen = _billed(site)
    notes = rulebook.health(as_of, seen or None)
    pressing = _lines(notes, "attention")
    return [*pressing, *_lines(notes, "note")] if seen else pressing


def check_files(rulebook: RuleBook, site: Site, as_of: date) -> list[FileSummary]:
    """Return what each payer file holds, those of the office's own payers first."""
    return file_summaries(rulebook.payers, _billed(site), as_of)


def _billed(site: Site) -> set[str]:
    return {choice.id for choices in site.payers.values() for choice in choices}


def _lines(notes: Sequence[ConfigNote], level: ReportLevel) -> list[ReportLine]:
    return [
        ReportLine(level, note.sentence)
        for note in notes
        if (note.kind in _ATTENTION) == (level == "attention")
    ]
