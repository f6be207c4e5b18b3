"""The worklist's sheet: a finding a row, with columns that an office fills in."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from reports import formats
from reports.sheet_cells import RowCells, add_sheet, heading_cells
from reports.sheet_tables import HEADING_HEIGHT, colour, filtered, table_rows
from reports.view import Cell, Column, Kind, Report

STATUSES = ("Open", "In work", "Waiting", "Fixed", "Accepted")
OWNERS = (
    "front desk", "therapist", "coder", "biller", "credentialing", "payer set-up",
)  # fmt: skip
EDITABLE = ("status", "owner", "due", "notes")
WORKLIST_COLUMNS = (
    Column("finding_key", "Finding", Kind.ID, 25),
    Column("disposition", "Claim", width=10),
    Column("severity", "Severity", Kind.SEVERITY, 10),
    Column("status", "Status (fill in)", width=12),
    Column("owner", "Owner (fill in)", width=15),
    Column("due", "Due date (fill in)", Kind.DATE, 14),
    Column("claim_id", "Claim id", Kind.ID, 18),
    Column("line_number", "Line", Kind.COUNT, 7),
    Column("service_date", "Date of service", Kind.DATE, 17),
    Column("payer_id", "Payer", Kind.ID, 16),
    Column("procedure_code", "Code", Kind.ID, 9),
    Column("modifiers", "Modifiers", Kind.ID, 12),
    Column("title", "What is wrong", width=34),
    Column("observed", "What was seen", width=36),
    Column("fix", "How to fix it", width=44),
    Column("amount_cents", "Charge", Kind.MONEY, 12),
    Column("notes", "Notes (fill in)", width=28),
    Column("state", "State", width=12),
    Column("first_seen", "First seen", Kind.DATE, 17),
    Column("nights_open", "Nights open", Kind.COUNT, 8),
    Column("accepted_until", "Accepted until", Kind.DATE, 17),
    Column("patient_id", "Patient", Kind.ID, 18),
    Column("payer_rules_id", "Payer rules", Kind.ID, 20),
    Column("location_id", "Location", Kind.ID, 12),
    Column("therapist_id", "Therapist", Kind.ID, 12),
    Column("discipline", "Discipline", width=10),
    Column("owner_role", "Usually fixed by", width=16),
    Column("rule_id", "Rule", Kind.ID, 10),
    Column("rule_name", "Rule's name", width=28),
    Column("cause", "Cause", width=26),
    Column("expected", "Expected", width=36),
    Column("message", "Why", width=50),
    Column("denials", "Denial prevented", width=18),
    Column("citation", "Source", width=44),
    Column("confidence", "Confidence", width=16),
    Column("evidence", "Numbers behind it", width=34),
    Column("related", "Takes part", width=24),
    Column("rule_source", "Entry that answered", width=30),
)
_PRINTED = "notes"


def worklist_sheet(book: Workbook, report: Report) -> None:
    """Write the sheet with its filter, its choices and its colours."""
    columns, size = WORKLIST_COLUMNS, report.worklist.size
    extent = 1 + (size or 1)
    sheet = add_sheet(book, "Worklist", [column.width for column in columns], extent)
    sheet.freeze_panes = "B2"
    sheet.row_dimensions[1].height = HEADING_HEIGHT
    sheet.append(heading_cells(sheet, columns, EDITABLE))
    table_rows(sheet, columns, zip(*worklist_values(report), strict=True))
    if not size:
        sheet.append(RowCells(sheet, columns[:1]).fill((report.worklist_sentence,)))
        return
    filtered(sheet, columns, size)
    letters = {column.name: get_column_letter(n) for n, column in enumerate(columns, start=1)}
    for name, choices in (("status", STATUSES), ("owner", OWNERS)):
        choice = DataValidation("list", formula1=f'"{",".join(choices)}"', allow_blank=True)
        choice.add(f"{letters[name]}2:{letters[name]}{size + 1}")
        sheet.data_validations.append(choice)
    names = [column.name for column in columns]
    colour(sheet, names.index("severity") + 1, size)
    sheet.print_area = f"A1:{letters[_PRINTED]}{size + 1}"


def worklist_values(report: Report) -> list[Sequence[Cell]]:
    """Give the worklist's columns in the order of `WORKLIST_COLUMNS`."""
    worklist = report.worklist
    given = worklist.columns
    rules = [worklist.rules[str(rule)] for rule in given["rule_id"]]
    made: dict[str, Sequence[Cell]] = {
        "state": [formats.word(formats.STATE_WORDS, str(value)) for value in given["state"]],
        "status": ["Accepted" if value == "accepted" else "Open" for value in given["state"]],
        "owner": [rule.owner if rule.owner in OWNERS else None for rule in rules],
        "due": [None] * worklist.size,
        "notes": [None] * worklist.size,
        "line_number": [
            line if isinstance(line, int) and line >= 0 else None for line in given["line_number"]
        ],
        "title": [rule.title for rule in rules],
        "owner_role": [rule.owner for rule in rules],
        "rule_name": [rule.name for rule in rules],
        "cause": [rule.cause for rule in rules],
        "denials": [rule.denials for rule in rules],
        "citation": [rule.citations[0].text if rule.citations else None for rule in rules],
    }
    return [made.get(column.name, given.get(column.name, ())) for column in WORKLIST_COLUMNS]
