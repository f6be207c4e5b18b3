"""Draw a report as one self-contained page.

The page's policy (a meta element) allows nothing but the one style sheet and the one script in
it, each by its SHA-256. Every value passes jinja2's autoescape; the only texts that do not are
the three named constants below, made of our own files and of `page_data`.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports import formats, view
from reports.page_data import page_data
from reports.private import open_text
from reports.view import Report

ROWS_WITHOUT_SCRIPT = 100
_HERE = Path(__file__).parent
_STATIC_COLUMNS = (
    "severity", "rule_id", "claim_id", "line_number", "payer_id", "observed", "fix",
    "service_date", "nights_open", "state", "amount_cents", "finding_key",
)  # fmt: skip


def write_page(report: Report, path: Path, *, index: bool = False) -> None:
    """Write a report's page.

    Args:
        report: The night or one payer's share.
        path: The file to write.
        index: Draw links to one page a payer in place of the worklist.
    """
    with open_text(path) as file:
        file.write(draw(report, index=index))


def draw(report: Report, *, index: bool = False) -> str:
    """Give the page of a report as text; equal reports give equal text."""
    style, script = _asset("theme.css"), _asset("details.js") + _asset("table.js")
    encoding, data = ("json", "{}") if index else page_data(report.worklist)
    template = _environment().get_template("exceptions.html.jinja")
    return template.render(
        report=_without_links(report) if index else report,
        index=index,
        style=Markup(style),
        script=Markup(script),
        style_hash=_policy_hash(style),
        script_hash=_policy_hash(script),
        data=Markup(data),
        encoding=encoding,
        rows=[] if index else _first_rows(report),
        filters=_FILTERS,
    )


def _without_links(report: Report) -> Report:
    """Take out the links into a worklist that an index page does not have."""
    tables = {
        name: replace(
            table,
            rows=tuple(
                tuple(
                    cell.text if isinstance(cell, view.Link) and cell.url.startswith("#") else cell
                    for cell in row
                )
                for row in table.rows
            ),
        )
        for name, table in report.summary_tables.items()
    }
    return replace(report, summary_tables=tables)


_FILTERS = (
    ("severity", "Severity"),
    ("payer_id", "Payer"),
    ("location_id", "Location"),
    ("therapist_id", "Therapist"),
    ("rule_id", "Rule"),
    ("owner", "Who fixes it"),
)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.globals.update(
        shown=view.shown,
        is_link=lambda cell: isinstance(cell, view.Link),
        money=formats.money,
        day=formats.day,
        severity_word=lambda severity: formats.word(formats.SEVERITY_WORDS, severity),
        state_word=lambda state: formats.word(formats.STATE_WORDS, state),
        numeric=view.NUMERIC,
        most_of=lambda rows, place: max((row[place] for row in rows), default=0),
    )
    return environment


@lru_cache(maxsize=3)
def _asset(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _policy_hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _first_rows(report: Report) -> list[dict[str, str | int]]:
    worklist = report.worklist
    rows = []
    for row in range(min(worklist.size, ROWS_WITHOUT_SCRIPT)):
        values = {name: worklist.columns[name][row] for name in _STATIC_COLUMNS}
        rule = worklist.rules[str(values["rule_id"])]
        rows.append({**values, "title": rule.title, "owner": rule.owner})
    return rows
