"""Did every claim come through? Banners, control totals and the tiles of the first screen."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from reports import formats
from reports.frames import numbers, texts
from reports.view import Banner, Column, Kind, Table, Tile
from schemas.night_result import CODE_TABLES, NightResult, Total

IN_BALANCE = "In balance. Every row that came in is in exactly one place going out."
OUT_OF_BALANCE = "OUT OF BALANCE. Do not submit anything from this night."
_STAGE_COLUMNS = (
    Column("stage", "Stage", width=44),
    Column("claims", "Claims", Kind.COUNT, 12),
    Column("lines", "Lines", Kind.COUNT, 12),
    Column("charges", "Charges", Kind.MONEY, 18),
)
_TWO_NIGHTS = 2
# The stages by the key that the read-back uses, with the words that page and workbook show.
STAGE_LABELS = {
    "accepted": "Accepted into the run",
    "HOLD": "Held: do not send",
    "REVIEW": "Review: a person decides first",
    "RELEASE": "Released: ready to send",
    "released_fully": "of these, fully checked",
    "released_partly": "of these, not fully checked",
    "rejected": "Rows that could not be read",
    "set_aside": "Rows set aside (not a billable code)",
    "duplicate": "Identical rows that came again",
}


def is_first_night(result: NightResult) -> bool:
    """Whether history holds no earlier complete night."""
    return len(result.nightly) < _TWO_NIGHTS


def stages(result: NightResult) -> Table:
    """The control totals by stage; row keys name the stage for the read-back."""
    totals = result.control_totals
    full, released = totals.released_fully_checked, totals.released
    partly = Total(
        claims=released.claims - full.claims,
        lines=released.lines - full.lines,
        charge_cents=released.charge_cents - full.charge_cents,
    )
    of_claims = {
        "accepted": totals.accepted,
        "HOLD": totals.held,
        "REVIEW": totals.review,
        "RELEASE": released,
        "released_fully": full,
        "released_partly": partly,
    }
    of_rows = {
        "rejected": totals.rejected_rows,
        "set_aside": totals.set_aside_rows,
        "duplicate": totals.duplicate_rows,
    }
    return Table(
        name="control-totals",
        caption="Control totals by stage",
        columns=_STAGE_COLUMNS,
        rows=(
            *(
                (STAGE_LABELS[key], each.claims, each.lines, each.charge_cents)
                for key, each in of_claims.items()
            ),
            *(
                (STAGE_LABELS[key], None, rows, "unknown" if rows and key == "rejected" else None)
                for key, rows in of_rows.items()
            ),
        ),
        keys=(*of_claims, *of_rows),
        note="Accepted = held + review + released. The money of a row that could not be read is "
        "unknown and is counted in no sum.",
    )


def files(result: NightResult) -> Table:
    """How the records of each input file were accounted for."""
    columns = (
        Column("file", "File", Kind.ID, 28),
        Column("table", "Holds", width=18),
        Column("lines", "Physical lines", Kind.COUNT),
        Column("other", "Not records", Kind.COUNT),
        Column("records", "Records", Kind.COUNT),
        Column("accepted", "Accepted", Kind.COUNT),
        Column("rejected", "Could not be read", Kind.COUNT),
        Column("set_aside", "Set aside", Kind.COUNT),
        Column("duplicate", "Duplicates", Kind.COUNT),
        Column("charges", "Accepted charges", Kind.MONEY, 18),
    )
    rows = tuple(
        (
            formats.visible(each.name),
            each.table.replace("_", " "),
            each.physical_lines,
            each.heading_lines + each.blank_lines + each.continuation_lines,
            each.records,
            each.accepted,
            each.rejected,
            each.set_aside,
            each.duplicate,
            each.accepted_charge_cents if each.table == "claims" else None,
        )
        for each in result.run.inputs
    )
    return Table(
        name="files",
        caption="By file",
        columns=columns,
        rows=rows,
        note="Physical lines = lines that are no records (headings, blanks, continuations) + "
        "records. Records = accepted + could not be read + set aside + duplicates.",
    )


def banners(result: NightResult) -> tuple[Banner, ...]:
    """What must be known before anything else is read, worst first."""
    totals, run = result.control_totals, result.run
    found: list[Banner] = []
    if not totals.in_balance:
        problems = tuple(formats.visible(problem) for problem in totals.problems)
        found.append(Banner(level="bad", heading=OUT_OF_BALANCE, sentences=problems))
    if result.crashes:
        found.append(
            Banner(
                level="bad",
                heading=f"INCOMPLETE. {formats.count(len(result.crashes), 'rule')} failed tonight.",
                sentences=(
                    *(
                        formats.visible(f"{each.rule_id}: {each.error_type} at {each.place}.")
                        for each in result.crashes
                    ),
                    "The other rules ran. Claims that a failed Block or Review rule should have "
                    "judged are at Review. Please pass this message on to whoever looks after "
                    "the program.",
                ),
            )
        )
    # A claim all of whose rows could not be read is held, without a line.
    if totals.accepted.lines == 0 and totals.rejected_rows:
        found.append(
            Banner(
                level="bad",
                heading="NO CLAIM COULD BE READ.",
                sentences=(
                    f"{formats.count(totals.rejected_rows, 'row')} came in and none could be "
                    "accepted. Most often the export's layout has changed, or its date format or "
                    "column names no longer match. The table of rows that could not be judged "
                    "names the columns. Nothing was released.",
                ),
            )
        )
    elif totals.accepted.claims == 0:
        found.append(
            Banner(
                level="warn",
                heading="Tonight's files hold no claims.",
                sentences=("If claims were expected, check that the export ran.",),
            )
        )
    if run.dry_run:
        sentence = "Nothing was recorded in the history and nothing was released."
        found.append(Banner(level="info", heading="Dry run.", sentences=(sentence,)))
    if run.warnings:
        warnings = tuple(formats.visible(warning) for warning in run.warnings)
        found.append(Banner(level="warn", heading="Please note.", sentences=warnings))
    out_of_date = tuple(
        formats.visible(note.sentence) for note in result.config_notes if note.file == CODE_TABLES
    )
    if out_of_date:
        heading = "Code tables end before tonight's services."
        found.append(Banner(level="warn", heading=heading, sentences=out_of_date))
    if is_first_night(result):
        found.append(
            Banner(
                level="info",
                heading="First night.",
                sentences=(
                    "There is no earlier night to compare with, so every finding counts as new. "
                    "Yearly sums and certified periods rest on tonight's files alone. From the "
                    "next night on this page shows what changed.",
                ),
            )
        )
    return tuple(found)


def tiles(result: NightResult, due: Tile) -> tuple[Tile, ...]:
    """Tonight at a glance: figures of the night, each with its formula.

    Args:
        result: the night.
        due: the figure of what falls due.
    """
    totals = result.control_totals
    states = Counter(texts(result.findings, "state"))
    unchecked = sum(numbers(result.not_evaluated, "lines"))
    partly = totals.released.claims - totals.released_fully_checked.claims
    accepted = totals.accepted.claims
    before = None if is_first_night(result) else result.nightly.iloc[-2]
    return (
        Tile(
            name="held",
            label="Dollars held",
            value=formats.money(totals.held.charge_cents),
            note=f"{formats.count(totals.held.claims, 'claim')} on hold; "
            f"{formats.money(totals.review.charge_cents)} more for review."
            + _money_before(before, "held_cents"),
            formula="Charges of all claims on Hold, each claim once.",
        ),
        Tile(
            name="clean-rate",
            label="Clean claim rate",
            value=formats.percent(totals.released.claims, accepted),
            note=f"{totals.released.claims:,} of {formats.count(accepted, 'claim')}."
            + _rate_before(before),
            formula="Claims neither Hold nor Review / claims accepted into the run. A rate before "
            "submission, not a payer's acceptance.",
        ),
        Tile(
            name="new",
            label="New findings tonight",
            value=f"{states['new']:,}",
            note=f"{states['recurring']:,} recurring, {states['reopened']:,} reopened, "
            f"{len(result.resolved):,} resolved, {states['accepted']:,} accepted by the office.",
            formula="Findings first seen tonight.",
        ),
        due,
        Tile(
            name="not-checked",
            label="Line checks not made",
            value=f"{unchecked:,}",
            note=f"{formats.count(partly, 'released claim')} not fully checked.",
            formula="Lines that a rule applied to but could not judge because a fact is missing, "
            "counted once a rule.",
        ),
        Tile(
            name="rejected",
            label="Rows not read",
            value=f"{totals.rejected_rows:,}",
            note=f"{totals.set_aside_rows:,} set aside, "
            f"{formats.count(totals.duplicate_rows, 'duplicate')}.",
            formula="Rows of all files that could not be read. Their money is unknown.",
        ),
    )


def _money_before(before: pd.Series | None, name: str) -> str:
    return "" if before is None else f" Last night {formats.money(int(before[name]))}."


def _rate_before(before: pd.Series | None) -> str:
    if before is None:
        return ""
    return f" Last night {formats.percent(int(before['released']), int(before['claims']))}."
