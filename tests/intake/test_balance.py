"""n planted faults, n reports, and every record in exactly one place."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipeline.intake import Intake, IntakeError, IntakeSettings, read_table

HEADING = "claim_id,line_number,patient_id,payer_id,service_date,procedure_code,units,charge"
LENIENT = IntakeSettings(reject_share=1.0)

# What each damage does to a good line, by the rules of the contract: its kind, and whether its
# claim can still be released.
DAMAGES: dict[str, tuple[Callable[[list[str]], str], str]] = {
    "none": (",".join, "accepted"),
    "quoted": (lambda c: ",".join(f'"{cell}"' for cell in c), "accepted"),
    "one field more": (lambda c: ",".join([*c, ""]), "rejected"),
    "one field less": (lambda c: ",".join(c[:-1]), "rejected"),
    "blank patient": (lambda c: ",".join([*c[:2], " ", *c[3:]]), "rejected"),
    "date of another form": (lambda c: ",".join([*c[:4], "11/03/2026", *c[5:]]), "rejected"),
    "thousands": (lambda c: ",".join([*c[:7], '"1,000.00"']), "rejected"),
    "half a cent": (lambda c: ",".join([*c[:7], "1.005"]), "rejected"),
    "line break in a code": (lambda c: ",".join([*c[:3], '"MC\nR"', *c[4:]]), "rejected"),
    "quote closes early": (lambda c: ",".join([*c[:3], '"MC"R', *c[4:]]), "rejected"),
    "pseudo-code": (lambda c: ",".join([*c[:5], "COPAY", *c[6:]]), "set_aside"),
}


@given(
    st.lists(st.sampled_from(sorted(DAMAGES)), max_size=14),
    st.sampled_from(["\n", "\r\n"]),
    st.sets(st.integers(0, 13)),
    st.booleans(),
)
def test_n_planted_faults_give_n_reports(
    damages: list[str], end: str, blank_after: set[int], repeat_last: bool
) -> None:
    lines = [HEADING]
    expected: list[tuple[int, str]] = []
    cents = 0
    last_good = ""
    for number, damage in enumerate(damages):
        make, kind = DAMAGES[damage]
        cells = [f"C{number}", "1", "P1", "MCR", "2026-11-03", "97110", "2", f"{number}.25"]
        row = make(cells)
        physical = sum(1 + line.count("\n") for line in lines) + 1
        lines.append(row)
        if kind == "accepted":
            cents += number * 100 + 25
            last_good = row
        else:
            expected.append((physical, kind))
        if number in blank_after:
            lines.append("")
    if repeat_last and last_good:
        expected.append((sum(1 + line.count("\n") for line in lines) + 1, "duplicate"))
        lines.append(last_good)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "claims.csv"
        path.write_bytes("".join(f"{line}{end}" for line in lines).encode())
        intake = read_table("claims", [path], LENIENT)
    _in_balance(intake)
    found = list(intake.rejected[["physical_line", "kind"]].itertuples(index=False, name=None))
    # A stray quote makes the reader take physical lines on their own; a cell with a line break on
    # another row is then still one record, so the counts agree whatever the mix.
    assert found == expected
    assert intake.files[0].accepted_charge_cents == cents
    assert int(intake.frame["charge"].sum()) == cents


BYTES = st.lists(
    st.sampled_from([b"C1", b"1", b",", b'"', b"\n", b"\r\n", b" ", b"2026-11-03", b"\xff", b"\0"]),
    max_size=60,
).map(b"".join)


@given(BYTES)
def test_any_bytes_are_read_in_balance_or_refused_in_a_sentence(body: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "claims.csv"
        path.write_bytes(HEADING.encode() + b"\n" + body)
        refusal = ""
        try:
            intake = read_table("claims", [path], LENIENT)
        except IntakeError as error:
            refusal = str(error)
    if refusal:
        assert refusal.startswith("claims.csv")
    else:
        _in_balance(intake)


def _in_balance(intake: Intake) -> None:
    (info,) = intake.files
    assert info.records == info.accepted + info.rejected + info.set_aside + info.duplicate
    assert info.physical_lines == (
        info.heading_lines + info.blank_lines + info.continuation_lines + info.records
    )
    assert len(intake.rejected) == info.records - info.accepted
    assert len(intake.frame) == info.accepted
