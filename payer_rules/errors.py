"""What is wrong with a file, in one sentence that names the place and never a value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

_PLAIN = {
    "string_type": "must be text in quotes",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "tuple_type": "must be a list in square brackets",
    "dict_type": "must be a table",
    "mapping_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "date_type": "must be a date without quotes, such as 2026-01-31",
    "date_from_datetime_inexact": "must be a date without a time, such as 2026-01-31",
    "greater_than_equal": "is too small",
    "less_than_equal": "is too large",
}


class PayerRuleError(ValueError):
    """A payer file, site file, column map or code set that cannot be used.

    Args:
        file: the file as the reader knows it.
        where: the knob, entry or table, with its line where known; may be empty.
        problem: what is wrong, without a value of the file.
        more: further errors that were found in the same reading.
    """

    def __init__(
        self, file: str, where: str, problem: str, more: Sequence[PayerRuleError] = ()
    ) -> None:
        self.file, self.where, self.problem = file, where, problem
        self.more = tuple(more)
        super().__init__(file, where, problem)

    def __str__(self) -> str:
        """Return one sentence: file, place, problem."""
        place = f"{self.file}, {self.where}" if self.where else self.file
        return f"{place}: {self.problem}" + ("" if self.problem.endswith("?") else ".")


def raise_first(errors: Sequence[PayerRuleError]) -> None:
    """Raise the first of the errors, carrying the others; do nothing when there are none."""
    if errors:
        first = errors[0]
        raise PayerRuleError(first.file, first.where, first.problem, errors[1:]) from None


def nearest(name: str, known: Iterable[str]) -> str:
    """Return ``; did you mean "..."?`` for the nearest known name, or nothing."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f'; did you mean "{close[0]}"?' if close else ""


def line_of_entry(text: str, knob: str, number: int) -> int | None:
    """Return the line on which the ``number``-th ``[[knob]]`` heading stands, counted from 1."""
    heading = re.compile(rf"^\s*\[\[\s*{re.escape(knob)}\s*\]\]")
    lines = [n for n, line in enumerate(text.splitlines(), 1) if heading.match(line)]
    return lines[number - 1] if 0 < number <= len(lines) else None


def place_of_entry(text: str, knob: str, number: int) -> str:
    """Return ``[[knob]] entry 2 (line 14)``."""
    line = line_of_entry(text, knob, number)
    return f"[[{knob}]] entry {number}" + (f" (line {line})" if line else "")


def from_validation(
    error: ValidationError,
    file: str,
    text: str,
    known_at: Mapping[tuple[str, ...], Iterable[str]],
) -> list[PayerRuleError]:
    """Turn pydantic's errors into sentences of ours.

    Args:
        error: what pydantic raised; its inputs are never read.
        file: name of the file for the reader.
        text: the file's text, to find the line of an entry.
        known_at: known key names by path without list positions, for the nearest name.

    Returns:
        One error per fault, in the order of the file's model.
    """
    return [_sentence(one, file, text, known_at) for one in error.errors(include_input=False)]


def _sentence(
    one: Mapping[str, Any], file: str, text: str, known_at: Mapping[tuple[str, ...], Iterable[str]]
) -> PayerRuleError:
    loc: tuple[str | int, ...] = one["loc"]
    is_entry = len(loc) > 1 and isinstance(loc[1], int)
    where = place_of_entry(text, str(loc[0]), int(loc[1]) + 1) if is_entry else ""
    path = [str(part) for part in (loc[2:] if is_entry else loc) if not isinstance(part, int)]
    name = ".".join(path)
    kind = one["type"]
    if kind == "missing":
        return PayerRuleError(file, where, f'"{name}" is missing')
    if kind == "extra_forbidden":
        parent = tuple(str(part) for part in loc[:-1] if not isinstance(part, int))
        close = nearest(str(loc[-1]), known_at.get(parent, ()))
        return PayerRuleError(file, where, f'"{name}" is not a known name{close}')
    if kind == "tuple_type" and not where and len(loc) == 1:
        problem = f"must be written with double brackets, [[{name}]]"
    elif kind == "value_error":
        problem = str(one["ctx"]["error"])
    elif kind == "literal_error":
        problem = f"must be one of {one['ctx']['expected']}"
    else:
        problem = _PLAIN.get(kind, "is not of the right kind")
    return PayerRuleError(file, where, f'"{name}" {problem}' if name else problem)
