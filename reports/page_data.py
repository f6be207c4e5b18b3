"""The worklist as data inside the page: by column, repeated texts once, compressed when large."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from reports.view import Worklist
from reports.worklist import LINE_COLUMNS

# Up to here the data stays readable text; above, it is compressed for the browser to unpack.
MOST_ROWS_PLAIN = 2_000
# A column of repeated values is a list of words and one character a row, which numbers the word.
# Numbers start behind the backslash and end before the surrogates, so that none needs an escape.
FIRST_CODE, MOST_WORDS = 0x5D, 50_000
PAGE_COLUMNS = (
    "finding_key", "rule_id", "severity", "state", "disposition", "claim_id", "line_number",
    "patient_masked", "payer_id", "payer_rules_id", "service_date", "procedure_code", "modifiers",
    "discipline", "location_id", "therapist_id", "observed", "expected", "message", "evidence",
    "fix", "amount_cents", "related", "confidence", "rule_source", "first_seen", "nights_open",
    "accepted_until",
)  # fmt: skip


def page_data(worklist: Worklist) -> tuple[str, str]:
    """Write the worklist for the page's script.

    Returns:
        The encoding ("json" or "gzip-base64") and the text, safe inside a script element.
    """
    columns: dict[str, Any] = {name: _packed(_column(worklist, name)) for name in PAGE_COLUMNS}
    rules = {
        rule.rule_id: {
            "name": rule.name,
            "title": rule.title,
            "cause": rule.cause,
            "owner": rule.owner,
            "denials": rule.denials,
            "rationale": rule.rationale,
            "not_checked": rule.not_checked,
            "citations": [[link.text, link.url] for link in rule.citations],
        }
        for rule in worklist.rules.values()
    }
    data = {
        "size": worklist.size,
        "columns": columns,
        "rules": rules,
        "line_columns": LINE_COLUMNS,
        "service_lines": worklist.service_lines,
    }
    if worklist.size <= MOST_ROWS_PLAIN:
        return "json", _inside_script(json.dumps(data, separators=(",", ":")))
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    packed = gzip.compress(text.encode("utf-8"), compresslevel=5, mtime=0)
    return "gzip-base64", base64.b64encode(packed).decode("ascii")


def unpacked(encoding: str, text: str) -> dict[str, Any]:
    """Read page data back into columns: what the page's script does, for the read-back."""
    if encoding == "gzip-base64":
        text = gzip.decompress(base64.b64decode(text)).decode("utf-8")
    data: dict[str, Any] = json.loads(text)
    for name, column in data["columns"].items():
        if isinstance(column, dict):
            words = column["words"]
            data["columns"][name] = [words[ord(code) - FIRST_CODE] for code in column["codes"]]
    return data


def _column(worklist: Worklist, name: str) -> Sequence[str | int]:
    """Give a column; the message only where it says more than what was seen and expected."""
    values = worklist.columns[name]
    if name != "message":
        return values
    return [
        "" if str(seen) in str(message) or not message else message
        for message, seen in zip(values, worklist.columns["observed"], strict=True)
    ]


def _packed(values: Sequence[str | int]) -> object:
    places = {value: place for place, value in enumerate(dict.fromkeys(values))}
    if len(places) * 2 > len(values) or len(places) > MOST_WORDS:
        return values
    codes = np.fromiter(map(places.__getitem__, values), dtype="<u4", count=len(values))
    return {"words": list(places), "codes": (codes + FIRST_CODE).tobytes().decode("utf-32-le")}


def _inside_script(text: str) -> str:
    """Escape what could end or confuse a script element; the text is ASCII already."""
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
