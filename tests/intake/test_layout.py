"""Encodings, line ends, quotes: which record stands on which physical line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.intake import Intake, IntakeError, IntakeSettings
from pipeline.intake.layout import (
    UnclosedQuoteError,
    in_tidy_quotes,
    locate,
    read_strictly,
)
from pipeline.intake.scan import scan

Read = Callable[..., Intake]
Line = Callable[..., str]
HEADING = (
    "claim_id,line_number,patient_id,payer_id,service_date,procedure_code,units,charge,line_note"
)


def rows(*notes: str, end: str = "\n") -> str:
    lines = [HEADING]
    lines += [
        f"C{n},1,P1,MCR,2026-11-03,97110,2,60.00,{note}" for n, note in enumerate(notes, start=1)
    ]
    return end.join(lines) + end


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_of_every_kind(read: Read, end: str, last: bool) -> None:
    text = rows("one", "", "x,", end=end)
    text = text if last else text.removesuffix(end)
    intake = read(content=text.encode())
    assert intake.frame["claim_id"].tolist() == ["C1", "C2"]
    assert intake.physical_line.tolist() == [2, 3]
    assert intake.rejected[["physical_line", "raw"]].to_numpy().tolist() == [
        [4, "C3,1,P1,MCR,2026-11-03,97110,2,60.00,x,"]
    ]
    assert intake.files[0].physical_lines == 4


@pytest.mark.parametrize(
    ("codec", "legacy", "shown"),
    [
        ("utf-8", None, "utf-8"),
        ("utf-8-sig", None, "utf-8-sig"),
        ("utf-16", None, "utf-16"),
        ("latin-1", "latin-1", "iso8859-1"),
        ("cp1252", "cp1252", "cp1252"),
    ],
)
def test_declared_encodings(read: Read, codec: str, legacy: str | None, shown: str) -> None:
    text = rows("Bewegungsübung", "plain", "x,Ü")
    intake = read(content=text.encode(codec), settings=IntakeSettings(legacy_encoding=legacy))
    assert intake.frame["line_note"].tolist() == ["Bewegungsübung", "plain"]
    assert intake.rejected["raw"].tolist() == ["C3,1,P1,MCR,2026-11-03,97110,2,60.00,x,Ü"]
    assert intake.files[0].encoding == shown
    assert intake.files[0].bytes == len(text.encode(codec))


def test_big_endian_utf16_is_read_by_its_mark(read: Read) -> None:
    intake = read(content=b"\xfe\xff" + rows("ü").encode("utf-16-be"))
    assert intake.frame["line_note"].tolist() == ["ü"]


def test_a_byte_that_the_legacy_codec_does_not_know_is_refused(read: Read) -> None:
    content = rows("a", "b\x81").encode("latin-1")
    with pytest.raises(IntakeError, match="line 3: the text is neither UTF-8 nor cp1252"):
        read(content=content, settings=IntakeSettings(legacy_encoding="cp1252"))


def test_quoted_line_breaks_are_continuations(read: Read) -> None:
    notes = ['"first\nsecond, ""third"""', "plain", '"a\r\n\r\nb"', "1,", '"end"']
    intake = read(content=rows(*notes).encode())
    info = intake.files[0]
    assert (info.physical_lines, info.continuation_lines, info.blank_lines) == (9, 3, 0)
    assert intake.frame["line_note"].tolist() == [
        'first\nsecond, "third"',
        "plain",
        "a\r\n\r\nb",
        "end",
    ]
    assert intake.physical_line.tolist() == [2, 4, 5, 9]
    assert intake.rejected["physical_line"].tolist() == [8]


def test_blank_lines_are_counted_and_skipped(read: Read) -> None:
    text = "\n" + rows("a", "b").replace("\nC2", "\n\n \t\nC2") + "\n  \n"
    intake = read(content=text.encode())
    info = intake.files[0]
    assert (info.physical_lines, info.blank_lines, info.records) == (8, 5, 2)
    assert intake.physical_line.tolist() == [3, 6]


def test_a_stray_quote_within_a_cell_is_text(read: Read) -> None:
    intake = read(content=rows('step 4" high', '"quoted, cell"').encode())
    assert intake.frame["line_note"].tolist() == ['step 4" high', "quoted, cell"]


def test_a_quote_that_closes_in_the_middle_rejects_only_its_own_line(read: Read) -> None:
    # Line 2 opens a quote that line 4 would close: without care line 3 would vanish in a cell.
    intake = read(content=rows('"open', "between", '"closed"', "last").encode())
    assert intake.frame["claim_id"].tolist() == ["C2", "C3", "C4"]
    assert intake.rejected[["physical_line", "problem", "claim_id"]].to_numpy().tolist() == [
        [2, "the quotes do not match", "C1"]
    ]


def test_a_record_larger_than_the_reader_takes_at_once_is_told(read: Read) -> None:
    intake = read(content=rows("a", "y" * 5_000_000, "b").encode())
    assert intake.frame["claim_id"].tolist() == ["C1", "C3"]
    assert intake.unreadable_claims == {"C2"}


def test_a_quoted_line_break_in_the_heading(read: Read) -> None:
    text = rows("a").replace("line_note", '"line_note\n"')
    intake = read(content=text.encode())
    assert intake.frame["line_note"].tolist() == ["a"]
    assert intake.physical_line.tolist() == [3]


def test_other_delimiters_when_declared(read: Read) -> None:
    content = rows("a", "b").replace(",", ";").encode()
    assert len(read(content=content, settings=IntakeSettings(delimiter=";")).frame) == 2


CELLS = st.text(alphabet=st.sampled_from('ab,"\n\r '), max_size=6)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=6), st.booleans())
def test_both_ways_of_finding_records_agree_on_what_programs_write(
    table: list[list[str]], quote_all: bool
) -> None:
    text = io.StringIO(newline="")
    if quote_all:
        csv.writer(text, quoting=csv.QUOTE_ALL).writerows(table)
    else:
        csv.writer(text).writerows(table)
    data = text.getvalue().encode()
    quoting = scan(io.BytesIO(data), ",")
    strict = read_strictly(data, 0, ",")
    written = [row for row in table if quote_all or len(row) > 1 or row[0].strip(" ") or not row[0]]
    assert strict.widths.tolist() == [len(row) for row in written]
    for number, row in enumerate(written):
        raw = data[strict.records.begin[number] : strict.records.end[number]]
        assert strict.rewritten.get(number, in_tidy_quotes(row, ",")) == in_tidy_quotes(row, ",")
        assert next(csv.reader(io.StringIO(raw.decode(), newline=""))) == row
    if quoting.tidy:
        fast = locate(data, 0, quoting)
        for name in ("begin", "end", "first_line"):
            assert np.array_equal(getattr(fast, name), getattr(strict.records, name))
        assert fast.blank_lines == strict.records.blank_lines
        assert fast.continuation_lines == strict.records.continuation_lines
        assert fast.physical_lines == strict.records.physical_lines


@given(st.text(alphabet=st.sampled_from('a,"\n\r '), max_size=40))
def test_every_physical_line_is_accounted_for_whatever_the_quotes(text: str) -> None:
    data = text.encode()
    try:
        found = read_strictly(data, 0, ",").records
    except UnclosedQuoteError:
        return
    assert found.physical_lines == (len(found) + found.blank_lines + found.continuation_lines)
    quoting = scan(io.BytesIO(data), ",")
    if quoting.tidy:
        assert len(locate(data, 0, quoting)) == len(found)
