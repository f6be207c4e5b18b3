"""A pair file that is not what it says is refused, with its place and no cell's value."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.failures import ArgumentsError
from pipeline.imports.quarters import Quarter, Said
from pipeline.intake import IntakeError
from tests.imports.conftest import Read, refused
from tests.imports.published import (
    MARK,
    PART_1,
    PART_2,
    PRACTITIONER_1,
    PRACTITIONER_2,
    REASON,
    as_csv,
    as_text,
    as_workbook,
    mue_table,
    pair_table,
    shifted,
)

TXT = f"{PRACTITIONER_1}.txt"


def _pairs(*, row: int = 1, **changed: str) -> bytes:
    """A pair file with some cells of one row (from 0) replaced; ``column_2="..."``."""
    table = pair_table(PART_2)
    names = ["column_1", "column_2", "before_1996", "effective", "deletion", "modifier", "reason"]
    for name, cell in changed.items():
        table[6 + row][names.index(name)] = cell
    return as_text(table)


def _without(text: bytes, part: bytes) -> bytes:
    assert part in text
    return text.replace(part, b"", 1)


WRONG_PAIRS: dict[str, tuple[bytes, str]] = {
    "code": (_pairs(column_1=MARK), ", line 8, column column 1: this is no procedure code"),
    "second code": (_pairs(column_2="9711"), ", line 8, column column 2: this is no procedure"),
    "date": (_pairs(effective="20260231"), ", line 8, column effective date: this is no date"),
    "blank date": (_pairs(effective=""), ", line 8, column effective date: this is no date"),
    "blank deletion": (_pairs(deletion=""), ", line 8, column deletion date: this is no date"),
    "indicator": (_pairs(modifier="2"), ", line 8, column modifier indicator: this is none of"),
    "order": (_pairs(deletion="20260630"), ", line 8, column deletion date: the edit ends before"),
    "future": (_pairs(effective="20261001"), ", line 8, column effective date: this lies after"),
    "same code": (_pairs(column_2="97140"), ", line 8, column column 2: both codes"),
    "overlap": (_pairs(row=3, effective="20191231"), ", line 10, column effective date: the per"),
    "last row": (_pairs(row=8, modifier="x"), ", line 15, column modifier indicator: this is"),
    "shifted": (
        as_text(shifted(pair_table(PART_2), 6)),
        ", line 7, column column 1: this is no procedure code",
    ),
    "shifted within": (
        as_text(shifted(pair_table(PART_2), 6, at=3)),
        ", line 7, column effective date: this is no date",
    ),
    "pushed out": (
        _pairs(row=0, reason=f"{REASON}\t{REASON}"),
        ", line 7: a value beyond the last heading",
    ),
    "no headings": (
        as_text([record for n, record in enumerate(pair_table(PART_2)) if n not in (2, 3, 4, 5)]),
        ": the heading block of a file of pairs of codes (NCCI) is missing",
    ),
    "a heading missing": (
        _without(_pairs(), b"Modifier"),
        ", line 6: no single column is headed modifier indicator",
    ),
    "no rows": (as_text(pair_table([])), ", line 6: there is no row below the headings"),
    "no therapy": (
        as_text(pair_table([("10060", "10061", "20260701", "*", "1")])),
        ": the file holds no pair of two therapy codes",
    ),
    "a cell too few": (_without(_pairs(), b"\t" + REASON.encode()), ", line 8: the line has more"),
    "cut within a reason": (_pairs()[:-20], ": the file ends within a line"),
    "cut before the reason": (_pairs()[: -len(REASON) - 4], ", line 15: the line has more or"),
    "a quote": (_pairs(row=2, reason='"Misuse'), ", line 9: a quote that does not end"),
    "NUL": (_pairs() + b"\0", ": the file holds NUL bytes"),
    "UTF-16": ("\ufeff".encode("utf-16-le") + _pairs(), ": the text is UTF-16"),
    "a workbook's bytes": (as_workbook(pair_table(PART_2)), ": this is a zip or a workbook"),
    "hospital title": (
        as_text(pair_table(PART_2, "Outpatient Hospital Column1/Column2 Edits")),
        ": the headings give another setting than the file's name",
    ),
    "Medicaid title": (
        as_text(pair_table(PART_2, "Medicaid Column1/Column2 Edits")),
        ": the headings give another program than the file's name",
    ),
    "version of the title": (
        as_text(pair_table(PART_2, "Column1/Column2 Edits v32.1")),
        ": the headings give another quarter than the file's name",
    ),
    "unit limits": (
        as_csv(mue_table()),
        ", line 4: the headings are those of unit limits (MUE), not of pairs of codes (NCCI); "
        "use: claimscrub import mue",
    ),
    "empty": (b"", ": the file is empty"),
}  # fmt: skip


@pytest.mark.parametrize("fault", WRONG_PAIRS)
def test_pair_filesrefused(read: Read, folder: Path, fault: str) -> None:
    data, said = WRONG_PAIRS[fault]
    assert refused(read, "ncci", TXT, data).startswith(said)
    assert list(folder.iterdir()) == []


def test_a_wrong_row_far_down_is_named_by_its_line(read: Read) -> None:
    rows = [("10060", f"1{number:04}", "20200101", "*", "0") for number in range(61, 7000)]
    rows.append(("97140", "97124", "20201001", "*", "x"))
    said = refused(read, "ncci", TXT, as_text(pair_table(rows)))
    assert said.startswith(f", line {6 + len(rows)}, column modifier indicator")


def test_a_wrong_cell_of_a_workbook_is_named_by_its_row(read: Read) -> None:
    table = pair_table([*PART_2, ("97140", MARK, "20201001", "*", "0")])
    said = refused(read, "ncci", f"{PRACTITIONER_1}.xlsx", as_workbook(table))
    assert said.startswith(", row 16, column column 2: this is no procedure code")


def test_codes_that_lost_their_zeros_in_a_spreadsheet(read: Read) -> None:
    table = pair_table([*PART_2, ("00100", "97124", "20201001", "*", "0")])
    table[-1][0] = "100"
    data = as_workbook(table, numbers=True)
    assert ", row 16, column column 1" in refused(read, "ncci", f"{PRACTITIONER_1}.xlsx", data)


def test_what_nobody_says_has_to_be_asked_for(read: Read) -> None:
    data = as_text(pair_table(PART_2))
    with pytest.raises(ArgumentsError, match=r"pairs\.txt: .* the program; say --program"):
        read("ncci", ("pairs.txt", data))
    with pytest.raises(ArgumentsError, match="the setting; say --setting"):
        read("ncci", ("pairs.txt", data), asked=Said(program="medicaid"))
    with pytest.raises(ArgumentsError, match="the quarter; say --quarter"):
        read("ncci", ("pairs.txt", data), asked=Said(program="medicaid", setting="hospital"))
    said = Said(program="medicaid", setting="hospital", quarter=Quarter(2026, 4))
    assert read("ncci", ("pairs.txt", data), asked=said).name == "ncci-medicaid-hospital-2026q4.csv"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Said(program="medicaid"), "the file gives another program than --program"),
        (Said(setting="hospital"), "the file gives another setting than --setting"),
        (Said(quarter=Quarter(2026, 2), year=2026), "another quarter than --quarter"),
    ],
)
def test_the_command_line_may_not_differ_from_the_file(read: Read, asked: Said, said: str) -> None:
    with pytest.raises(ArgumentsError, match=said):
        read("ncci", (TXT, as_text(pair_table(PART_2))), asked=asked)


def test_parts_that_do_not_belong_together(read: Read) -> None:
    one, two = as_text(pair_table(PART_1)), as_text(pair_table(PART_2))
    with pytest.raises(IntakeError, match="part 2 is missing between those given"):
        read("ncci", (TXT, one), ("ccipra-v322r0-f3.txt", two))
    with pytest.raises(IntakeError, match="the parts given are of two versions"):
        read("ncci", (TXT, one), ("ccipra-v322r1-f2.txt", two))
    with pytest.raises(ArgumentsError, match="two files are part 1 of NCCI pairs"):
        read("ncci", (TXT, one), ("part-1-ccipra-v322r0.txt", two))
    with pytest.raises(ArgumentsError, match="its name does not say which part"):
        read("ncci", ("ccipra-v322r0.txt", one), ("again-ccipra-v322r0.txt", two))
    with pytest.raises(IntakeError, match="a pair of part 2 stands in part 1 too"):
        read("ncci", (TXT, two), (f"{PRACTITIONER_2}.txt", two))
