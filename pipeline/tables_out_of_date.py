"""Code tables that tonight's payers use and that end before tonight's services.

A stale quarter answers with its last known edits, for review at most; page one says so
(RULES.md "PAIR"). Only tables that some payer of tonight's lines goes by are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from payer_rules.code_set import CodeSet
from payer_rules.ncci import TABLES
from pipeline.bucket import Rules
from pipeline.rule import Positions
from pipeline.service_lines import ServiceLines, tonight_of
from schemas.night_result import CODE_TABLES, ConfigNote

Days = npt.NDArray[np.int32]
_FIX_QUARTER = "Import the current quarter: claimscrub import"
_FIX_YEAR = "Import the year: claimscrub import"


def tables_out_of_date(lines: ServiceLines, rules: Rules) -> tuple[ConfigNote, ...]:
    """Return a note for each table that does not reach tonight's dates of service.

    Args:
        lines: the service lines, tonight's first.
        rules: the code sets in force and the site's locations.
    """
    tonight = tonight_of(lines)
    # Payers and dates repeat on hundreds of lines: one line each tells what is used.
    rows = tonight.policy.one_each(tonight.facts.institutional)
    # A date after tonight is another rule's fault, and no table reaches it.
    rows = rows[tonight.facts.day[rows] <= rules.as_of_day]
    return (*_of_quarters(tonight, rows, rules), *_of_years(tonight, rows, rules))


def _of_quarters(lines: ServiceLines, rows: Positions, rules: Rules) -> Iterator[ConfigNote]:
    """Look at pairs and unit limits: institutional lines go by the hospital's tables."""
    policy, sets = lines.policy.of(rows), rules.code_sets
    day, hospital = lines.facts.day[rows], lines.facts.institutional[rows]
    for table, name in enumerate(TABLES):
        program, _, setting = name.partition("-")
        of_setting = hospital == (setting == "hospital")
        for knob, title, what, covered in (
            ("pair_edits", "NCCI pairs", "edits", sets.pair_edits.covered(table)),
            ("unit_limits", "Unit limits (MUE)", "limits", sets.unit_limits.covered(table)),
        ):
            uses = policy.equals(knob, "value", program) & of_setting
            said = _reach(covered, int(day[uses].max()), what) if uses.any() else ""
            if said:
                kind = "ncci" if knob == "pair_edits" else "mue"
                whose = f"{program.capitalize()} {setting}"
                yield _note(knob, f"{title}, {whose}: {said} {_FIX_QUARTER} {kind} FILE.")


def _reach(covered: tuple[int, int] | None, newest: int, what: str) -> str:
    """Say how far a table reaches where it ends before the newest service; else nothing."""
    if covered is None:
        return "not loaded; rules that read it cannot tell."
    if covered[1] >= newest:
        return ""
    return (
        f"loaded through {_date(covered[1])}, service dates run to {_date(newest)}; "
        f"last known {what} answered as REVIEW."
    )


def _of_years(lines: ServiceLines, rows: Positions, rules: Rules) -> Iterator[ConfigNote]:
    """Look at fees and geographic factors, for payers whose amounts are worked out."""
    policy = lines.policy.of(rows)
    priced = policy.known("threshold") | policy.equals("fee_schedule", "value", "medicare")
    day, sets = lines.facts.day[rows], rules.code_sets
    if years := _years_without(sets.fees, day[priced]):
        said = f"none for some service dates of {years}; amounts of those lines are not known."
        yield _note("fees", f"Medicare fees: {said} {_FIX_YEAR} fees FILE.")
    if rules.site.locations and (years := _years_without(sets.gpci, day[priced])):
        said = f"none for some service dates of {years}; national amounts stand in for them."
        yield _note("gpci", f"Geographic factors: {said} {_FIX_YEAR} gpci FILE.")


def _years_without(table: CodeSet, day: Days) -> str:
    days = np.unique(day)
    missing = days[~table.covers(days)].tolist()
    return ", ".join(map(str, sorted({_date(one).year for one in missing})))


def _note(knob: str, sentence: str) -> ConfigNote:
    return ConfigNote(kind="stale", file=CODE_TABLES, knob=knob, sentence=sentence)


def _date(day: int) -> date:
    return date(1970, 1, 1) + timedelta(days=day)
