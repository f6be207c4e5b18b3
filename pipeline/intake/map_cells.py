"""Distinct cell texts of a foreign layout, rewritten as a file of ours would have them.

Each function takes a text, cleaned, and returns ours; what cannot stand comes back as a settled
fault (see ``settled``), so that its row is rejected with that sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from pipeline.intake import settled
from pipeline.intake.cells import clean
from pipeline.intake.column_map import MapColumn, MapFile
from pipeline.intake.dates import DateFormat, read_date
from schemas.columns import Kind

Rewrite = Callable[[str], str]
NOT_LISTED = settled.fault("not one of the values that the column map translates")
_SPOKEN_TIME = re.compile(r"\A(1[0-2]|0?[1-9]):([0-5][0-9]) ?([AP])\.?M\.?\Z", re.ASCII | re.I)
_SHORT_TIME = re.compile(r"\A[0-9]:[0-5][0-9]\Z", re.ASCII)
_AMOUNT = re.compile(
    r"\A(?P<open>\()?(?P<minus>-)?(?P<dollar>\$)? ?(?P<after>-)?"
    r"(?P<whole>[0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2})?(?P<cents>\.[0-9]{1,2})?(?P<close>\))?\Z",
    re.ASCII,
)


def rewriting(column: MapColumn, kind: Kind, rules: MapFile) -> Rewrite | None:
    """Return what the map does to the cells of a column, None when they stay as they are."""
    if column.dates is not None:
        return dates(column.dates)
    if column.values is not None:
        return translation(column.values, column.otherwise)
    if column.separator is not None:
        separator, after = column.separator, column.after
        return lambda text: parts(text, separator, after)
    if kind is Kind.MONEY and rules.money:
        return lambda text: amount(text, rules.money)
    if kind is Kind.TIME and rules.clock:
        return lambda text: clock(text, rules.clock)
    return None


def without(blanks: Collection[str] | None) -> Rewrite:
    """Return a rewriting that makes blanks of the texts which stand for nothing."""
    nothing = {blank.strip().casefold() for blank in blanks or ()}
    return lambda text: "" if text.casefold() in nothing else text


def dates(declared: Collection[str]) -> Rewrite:
    """Return a rewriting that reads dates in the declared formats, and in no other."""
    formats = tuple(DateFormat.of(one) for one in declared)

    def rewrite(text: str) -> str:
        if not text or text.startswith(settled.MARK):
            return text
        read = read_date(text, formats)
        return settled.fault(read) if isinstance(read, str) else settled.day(read)

    return rewrite


def translation(values: Mapping[str, str], otherwise: str) -> Rewrite:
    """Return a rewriting by a table; ``otherwise`` says what becomes of texts not in it."""
    table = {clean(text).casefold(): ours for text, ours in values.items()}

    def rewrite(text: str) -> str:
        if not text or text.startswith(settled.MARK):
            return text
        found = table.get(text.casefold())
        if found is not None:
            return found
        return {"keep": text, "blank": "", "reject": NOT_LISTED}[otherwise]

    return rewrite


def parts(text: str, separator: str, after: str | None) -> str:
    """Return the parts of a list parted by blanks, each from behind the text ``after`` on."""
    if text.startswith(settled.MARK):
        return text
    pieces = [piece.strip() for piece in text.split(separator)]
    if after is not None:
        pieces = [piece.partition(after)[2].strip() or piece for piece in pieces]
    return " ".join(piece for piece in pieces if piece)


def amount(text: str, forms: Collection[str]) -> str:
    """Return an amount as 1234.50; a form that is not declared stays, and will not be read."""
    found = _AMOUNT.match(text)
    if found is None or not (found["whole"] or found["cents"]):
        return text
    brackets = (found["open"], found["close"])
    minus = [sign for sign in (found["minus"], found["after"]) if sign]
    declared = (
        (found["dollar"] is None or "$" in forms)
        and ("," not in (found["whole"] or "") or "," in forms)
        and (brackets == (None, None) or (None not in brackets and "()" in forms))
    )
    if not declared or len(minus) + (brackets[0] is not None) > 1:
        return text
    plain = (found["whole"] or "").replace(",", "") + (found["cents"] or "")
    return f"-{plain}" if minus or brackets[0] else plain


def clock(text: str, forms: Collection[str]) -> str:
    """Return a clock time as HH:MM; a form that is not declared stays, and will not be read."""
    if "H:MM" in forms and _SHORT_TIME.match(text):
        return f"0{text}"
    spoken = _SPOKEN_TIME.match(text)
    if spoken is None or "H:MM AM" not in forms:
        return text
    hour = int(spoken[1]) % 12 + (12 if spoken[3].upper() == "P" else 0)
    return f"{hour:02}:{spoken[2]}"
