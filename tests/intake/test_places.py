"""Records that were not accepted, found again in a file of many pieces; texts in one piece."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from pipeline.intake import Intake, IntakeSettings, read_table
from pipeline.intake.arrow_columns import whole_text
from pipeline.intake.line_rules import repeated_rows
from pipeline.intake.scan import STEP
from tests.intake.conftest import HEADING

ROWS = 4_000
LINE_END = {"plain": "\n", "open": "\n", "crlf": "\r\n", "mark": "\n", "quoted": "\n"}


@pytest.mark.parametrize("kind", LINE_END)
def test_rejected_lines_are_quoted_from_their_own_place(
    kind: str, tmp_path: Path, make_line: Callable[..., str]
) -> None:
    rng = random.Random(7)
    bad = {0, 1, 777, ROWS - 1, *rng.sample(range(ROWS), 40)}
    lines = [
        make_line(claim=f"C{row}", patient="P" * rng.randint(1, 60),
                  units="one" if row in bad else "2")
        for row in range(ROWS)
    ]  # fmt: skip
    if kind == "quoted":
        lines[3] = lines[3].replace("MCR", '"MCR"')
    end = LINE_END[kind]
    text = end.join([HEADING, *lines]) + ("" if kind == "open" else end)
    path = tmp_path / "claims.csv"
    path.write_bytes((b"\xef\xbb\xbf" if kind == "mark" else b"") + text.encode())
    assert path.stat().st_size > 10 * STEP
    rejected = read_table("claims", [path], IntakeSettings()).rejected
    assert rejected["physical_line"].tolist() == [row + 2 for row in sorted(bad)]
    assert rejected["raw"].tolist() == [lines[row] for row in sorted(bad)]


def test_a_long_rejected_line_is_quoted_whole(
    read: Callable[..., Intake], make_line: Callable[..., str]
) -> None:
    long = make_line(claim="C2", patient="P" * (3 * STEP))
    after = make_line(claim="C3", units="two")
    good = [make_line(claim=f"D{row}") for row in range(60)]
    intake = read(make_line(), long, after, *good)
    assert intake.rejected["raw"].tolist() == [long, after]


def test_texts_and_ids_come_in_one_piece(
    read: Callable[..., Intake], make_line: Callable[..., str]
) -> None:
    lines = [make_line(claim=f"C{row:060d}") for row in range(40_000)]
    frame = read(*lines).frame
    claims = frame["claim_id"]
    assert claims.array.__arrow_array__().num_chunks == 1
    assert claims.tolist() == [f"C{row:060d}" for row in range(40_000)]


def test_chunks_of_a_sliced_text_are_joined() -> None:
    parts = [pa.array(["a", "", "bcd"]).slice(1), pa.array([], pa.string()), pa.array(["é", "f"])]
    joined = whole_text(pa.chunked_array(parts, type=pa.string()))
    joined.validate(full=True)
    assert joined.to_pylist() == ["", "bcd", "é", "f"]


def test_every_row_that_comes_again_is_found() -> None:
    count = 70_000
    frame = pd.DataFrame(
        {
            "claim_id": pd.Series([f"C{row}" for row in range(count)], dtype="str"),
            "line_number": pd.Series([1] * count, dtype="Int64"),
        }
    )
    again = [5, 69_999, 40_000]
    frame = pd.concat([frame, frame.iloc[again]], ignore_index=True)
    copies, conflicts = repeated_rows("claims", frame)
    assert copies.nonzero()[0].tolist() == [count, count + 1, count + 2]
    assert not conflicts.any()
