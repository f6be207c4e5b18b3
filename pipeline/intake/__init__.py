"""Intake: exports of an office in, validated frames and a full account of every record out."""

from pipeline.intake.errors import IntakeError, safe_name
from pipeline.intake.read import read_table
from pipeline.intake.release import ReadBack, Split, WrittenFile, count_released, write_split
from pipeline.intake.result import Intake, Outcome, SourceFile
from pipeline.intake.settings import IntakeSettings

__all__ = [
    "Intake",
    "IntakeError",
    "IntakeSettings",
    "Outcome",
    "ReadBack",
    "SourceFile",
    "Split",
    "WrittenFile",
    "count_released",
    "read_table",
    "safe_name",
    "write_split",
]
