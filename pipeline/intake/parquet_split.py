"""Splitting a Parquet file: the same columns, types and values."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.intake.held import hold
from pipeline.intake.parquet import ParquetParts
from pipeline.intake.private import open_new
from pipeline.intake.result import Chosen, SourceFile
from pipeline.intake.settings import IntakeSettings


def split_parquet(
    source: SourceFile, settings: IntakeSettings, wanted: Mapping[Path, Chosen]
) -> None:
    """Write the chosen rows of a Parquet file, one row group after another.

    Raises:
        IntakeError: the input changed since it was read. FileExistsError: an output is there.
    """
    file = hold(source.path, source.info.name, settings, None)
    source.check_same(file, file.sha256())
    with ExitStack() as open_files:
        parts = open_files.enter_context(ParquetParts(file))
        writers = []
        for path, chosen in wanted.items():
            stream = open_files.enter_context(open_new(path))
            writer = open_files.enter_context(pq.ParquetWriter(stream, parts.schema))
            writers.append((writer, chosen))
        for first, table in parts:
            for writer, chosen in writers:
                rows = pa.array(chosen[first : first + table.num_rows])
                writer.write_table(table.filter(rows))
