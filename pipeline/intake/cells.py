"""Reading cells: each distinct text of a column once, into the column's type.

A *reading* turns the distinct texts of one column into typed values and finds what is wrong with
each; rows then get their value by position, so a million rows cost as many look-ups and no parsing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
import pandera.pandas as pa

from pipeline.intake.dates import DateFormat, read_date
from pipeline.intake.settled import taken_apart
from schemas.columns import LONGEST_TEXT, Kind

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
UPPER_CASE = frozenset(
    {"procedure_code", "modifier_1", "modifier_2", "modifier_3", "modifier_4", "modifiers"}
)
BLANK = "blank, but required"
SEVERAL_CODES = "several procedure codes in one cell; export one code a row"
# Whose units and charge they are no one can tell, so that a list is no pseudo-code to set aside.
_CODE = "(?:[0-9]{4}[0-9AFMTU]|[A-V][0-9]{4})"
_CODE_LIST = re.compile(rf"\A[\[{{(]? *{_CODE}(?: *[,;|/ ] *{_CODE})+ *[\])}}]?\Z", re.ASCII)
_AMOUNT = re.compile(r"\A(-?)([0-9]{0,9})(?:\.([0-9]{1,2}))?\Z", re.ASCII)
_WHOLE = re.compile(r"\A-?[0-9]{1,10}\Z", re.ASCII)
_DECIMAL = re.compile(r"\A-?(?:[0-9]{1,9}(?:\.[0-9]{1,6})?|\.[0-9]{1,6})\Z", re.ASCII)
_TIME = re.compile(r"\A(?:([01][0-9]|2[0-3]):([0-5][0-9])|24:00)\Z", re.ASCII)
_ISO_ONLY = (DateFormat.of("%Y-%m-%d"),)
# Most ISO dates from EARLIEST_YEAR on can be told to exist without a calendar.
_SURE_ISO = re.compile(
    r"\A(?:19|[2-9][0-9])[0-9]{2}-"
    r"(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30))\Z",
    re.ASCII,
)
NOT_A_NUMBER = {
    Kind.MONEY: "not an amount such as 1234.50",
    Kind.WHOLE: "not a whole number",
    Kind.DECIMAL: "not a number such as 1.5",
    Kind.TIME: "not a clock time HH:MM",
}

Problems = npt.NDArray[np.int16]


@dataclass
class Reading:
    """The distinct texts of a column, read.

    ``values`` is parallel to the texts (for codes and ids: the cleaned texts, "" when blank);
    ``blank`` marks blank texts; ``problem`` holds 0 or 1 + the position in ``sentences``.
    """

    values: npt.NDArray[np.generic] | list[str]
    blank: npt.NDArray[np.bool_]
    problem: Problems
    sentences: list[str] = field(default_factory=list)
    unusual: bool = False

    def mark(self, positions: Sequence[int] | npt.NDArray[np.intp], sentence: str) -> None:
        """Note the same problem for several distinct texts, unless they have one already."""
        if len(positions) == 0:
            return
        if sentence not in self.sentences:
            self.sentences.append(sentence)
        number = self.sentences.index(sentence) + 1
        where = np.asarray(positions, dtype=np.intp)
        where = where[self.problem[where] == 0]
        self.problem[where] = number


def clean(text: str) -> str:
    """Trim blanks of any alphabet and invisible marks; bring letters to one composed form."""
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFC", text).strip().strip(INVISIBLE).strip()


def read_distinct(
    texts: list[str],
    name: str,
    facts: Mapping[str, object],
    column: pa.Column,
    formats: tuple[DateFormat, ...],
    settled: bool = False,
) -> Reading:
    """Read the distinct texts of a column by its kind and run its checks on them."""
    kind = Kind(str(facts["kind"]))
    days: dict[int, str] = {}
    faults: dict[str, list[int]] = {}
    if settled:
        texts, days, faults = taken_apart(texts)
    cleaned = [text.strip() if text.isascii() else clean(text) for text in texts]
    blank = np.fromiter((not text for text in cleaned), dtype=np.bool_, count=len(texts))
    none: Problems = np.zeros(len(texts), dtype=np.int16)
    if kind in {Kind.CODE, Kind.ID, Kind.TEXT}:
        values = [_fold(text, name, facts) for text in cleaned] if kind is Kind.CODE else cleaned
        reading = Reading(values, blank, none)
        reading.mark(_code_lists(values, name), SEVERAL_CODES)
    elif kind is Kind.DATE:
        reading = _dates(cleaned, blank, formats, days)
    else:
        reading = _NUMBERS[kind](cleaned, blank, formats)
    for sentence, positions in faults.items():
        reading.mark(positions, sentence)
    reading.unusual = any(
        not text.isascii() and len(text) != len(short)
        for text, short in zip(texts, cleaned, strict=True)
    )
    if facts["required"]:
        reading.mark(np.flatnonzero(blank), BLANK)
    sound = np.flatnonzero(~blank & (reading.problem == 0))
    if isinstance(reading.values, list):
        read = [reading.values[at] for at in sound]
        if kind is Kind.CODE:
            several = pd.Index(list(dict.fromkeys(read)), dtype=object)
            series = pd.Series(pd.Categorical(read, categories=several))
        else:
            series = pd.Series(read, dtype="str")
    else:
        series = pd.Series(reading.values[sound])
    for check in column.checks:
        result = check(series)
        if result.check_passed:
            continue
        good = np.asarray(result.check_output, dtype=np.bool_)
        reading.mark(sound[~good], sentence_of(check, facts))
    return reading


def is_code_list(text: str) -> bool:
    """Whether a cell (upper case) holds several codes, such as ``{97110,97140}``."""
    return _CODE_LIST.match(text) is not None


def _code_lists(values: Sequence[str], name: str) -> list[int]:
    if name != "procedure_code":
        return []
    return [at for at, text in enumerate(values) if is_code_list(text)]


def sentence_of(check: pa.Check, facts: Mapping[str, object]) -> str:
    """Say what a failed check of schemas.columns means, without the value that failed it."""
    limits = (check.statistics or {}).get("argument")
    values = facts.get("values")
    match check.name:
        case "is_one_of" if isinstance(values, tuple):
            return "not one of " + ", ".join(values)
        case "is_between" if isinstance(limits, tuple):
            return f"not between {limits[0]:,} and {limits[1]:,}"
        case "is_short_enough":
            return f"longer than {LONGEST_TEXT:,} characters"
        case "is_identifier":
            return "not an id of 1 to 64 plain characters"
        case "is_code_like":
            return "not a code of plain characters, or too long"
        case _:
            return "not allowed: " + str(check.name).replace("_", " ")


def _fold(text: str, name: str, facts: Mapping[str, object]) -> str:
    if name in UPPER_CASE:
        return text.upper() if text.isascii() else text
    allowed = facts.get("values")
    if isinstance(allowed, tuple):
        own = {str(value).casefold(): str(value) for value in allowed}
        return own.get(text.casefold(), text)
    return text


def _dates(
    texts: list[str],
    blank: npt.NDArray[np.bool_],
    formats: tuple[DateFormat, ...],
    settled: Mapping[int, str],
) -> Reading:
    days = ["NaT"] * len(texts)
    bad: dict[str, list[int]] = {}
    iso = formats == _ISO_ONLY
    for position, text in enumerate(texts):
        if (iso and _SURE_ISO.match(text)) or position in settled:
            days[position] = text
        elif text:
            read = read_date(text, formats)
            if isinstance(read, str):
                bad.setdefault(read, []).append(position)
            else:
                days[position] = read.isoformat()
    values = np.array(days, dtype="datetime64[D]").astype("datetime64[s]")
    reading = Reading(values, blank, np.zeros(len(texts), dtype=np.int16))
    for sentence, positions in bad.items():
        reading.mark(positions, sentence)
    return reading


def _cents(text: str) -> int | None:
    match = _AMOUNT.match(text)
    if match is None or not (match[2] or match[3]):
        return None
    cents = int(match[2] or 0) * 100 + int((match[3] or "").ljust(2, "0"))
    return -cents if match[1] else cents


def _whole(text: str) -> int | None:
    return int(text) if _WHOLE.match(text) else None


def _clock(text: str) -> int | None:
    return int(text[:2]) * 60 + int(text[3:]) if _TIME.match(text) else None


def _decimal(text: str) -> float | None:
    return float(text) if _DECIMAL.match(text) else None


def _numbers(
    kind: Kind, parse: Callable[[str], int | float | None], dtype: npt.DTypeLike
) -> Callable[..., Reading]:
    def read(texts: list[str], blank: npt.NDArray[np.bool_], _: object) -> Reading:
        parsed = [parse(text) for text in texts]
        values = np.array([0 if value is None else value for value in parsed], dtype=dtype)
        if dtype is np.float64:
            values[blank] = np.nan
        reading = Reading(values, blank, np.zeros(len(texts), dtype=np.int16))
        bad = [at for at, value in enumerate(parsed) if value is None and not blank[at]]
        reading.mark(bad, NOT_A_NUMBER[kind])
        return reading

    return read


_NUMBERS: dict[Kind, Callable[..., Reading]] = {
    Kind.MONEY: _numbers(Kind.MONEY, _cents, np.int64),
    Kind.WHOLE: _numbers(Kind.WHOLE, _whole, np.int64),
    Kind.TIME: _numbers(Kind.TIME, _clock, np.int64),
    Kind.DECIMAL: _numbers(Kind.DECIMAL, _decimal, np.float64),
}
