"""CLM020: status B, I and N of the fee file, and limits of zero units, in both settings.

medicare.md 0c of the reference: 97010 B, 97602 B, 92605 B, 97037 N, 97014 I; unit limits of 97010 0
for practitioners and 1 for hospitals, of 97014 and G0282 0 in both. Limits are loaded from
2024-07-01 and their last quarter ends on 2026-06-30; fee files begin on 2024-03-09.
"""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("CLM020")

OWN_SCHEDULE = """
id = "own"
name = "Own"
line_of_business = "commercial"
[[fee_schedule]]
from = 2020-01-01
value = "own"
GRADE_B
"""
NO_LIMITS_KNOWN = """
id = "copier"
name = "Copier"
line_of_business = "commercial"
[[fee_schedule]]
from = 2020-01-01
value = "medicare"
GRADE_B
[[unit_limits]]
from = 2020-01-01
to = 2020-12-31
value = "medicare"
GRADE_B
"""
BY_MEDICAID = NO_LIMITS_KNOWN.replace("to = 2020-12-31\n", "").replace(
    '[[unit_limits]]\nfrom = 2020-01-01\nvalue = "medicare"',
    '[[unit_limits]]\nfrom = 2020-01-01\nvalue = "none"',
)


def line(code: str, day: str = "2026-03-02", payer: str = "medicare") -> Night:
    return Night(f"payer code mods date / {payer} {code} GP {day}")


def institutional(code: str, bill_type: str, day: str = "2026-03-02") -> Night:
    return Night(f"setting bill_type code mods date / institutional {bill_type} {code} GP {day}")


EXAMPLES: list[Example] = [
    violates(
        "hot packs: bundled, and zero units for a practitioner",
        line("97010"),
        severity="note",
        shows={
            "reason": "bundled into what else is paid that day (status B) and limited to zero "
            "units (Medicare practitioner table) on 2026-03-02"
        },
    ),
    violates(
        "hot packs in a hospital: bundled alone",
        institutional("97010", "131"),
        severity="note",
        shows={
            "reason": "bundled into what else is paid that day (status B) on 2026-03-02",
        },
    ),
    violates(
        "not covered",
        line("97037"),
        shows={"reason": "not covered by Medicare (status N) on 2026-03-02"},
    ),
    violates("zero units and no fee", line("G0282", "2026-05-04")),
    violates("zero units in a hospital too", institutional("G0282", "0131", "2026-05-04")),
    violates("zero units by either table", institutional("G0282", "-", "2026-05-04")),
    violates("Railroad Medicare", line("97010", payer="railroad-medicare")),
    clear("exercise", line("97110")),
    clear("paid with limits", line("97026")),
    clear("priced by the contractor", line("97139")),
    not_applicable("97014 is CLM007's", line("97014")),
    not_applicable("97014 in a hospital as well", institutional("97014", "131")),
    not_applicable("97014 to a payer without a file", line("97014", payer="ZNEW")),
    not_applicable(
        "a schedule of its own",
        Night("payer code mods / own 97010 GP", payers=(OWN_SCHEDULE,)),
    ),
    not_applicable("a payer without such an entry", line("97010", payer="aetna")),
    not_applicable("a code outside our fee files", line("A9999")),
    cannot_tell(
        "a payer without a file", line("97010", payer="ZNEW"), missing="payer:fee_schedule"
    ),
    not_applicable("exercise to a payer without a file", line("97110", payer="ZNEW")),
    cannot_tell(
        "before the payer's entry", line("97010", "2017-12-29"), missing="payer:fee_schedule"
    ),
    cannot_tell("before the first fee file", line("97037", "2023-06-05"), missing="fee schedule"),
    cannot_tell("after the last one", line("97037", "2027-01-04"), missing="fee schedule"),
    cannot_tell("before the first unit limits", line("G0282", "2024-06-28"), missing="unit limits"),
    violates("bundled by the file of 2025", line("97010", "2025-12-31")),
    violates("the last known limit stands", line("G0282", "2026-07-01")),
    cannot_tell(
        "whose unit limits is not known",
        Night("payer code mods date / copier G0282 GP 2026-05-04", payers=(NO_LIMITS_KNOWN,)),
        missing="payer:unit_limits",
    ),
    violates(
        "whose unit limits is not known, and the status decides",
        Night("payer code mods date / copier 97010 GP 2026-05-04", payers=(NO_LIMITS_KNOWN,)),
        shows={"reason": "bundled into what else is paid that day (status B) on 2026-05-04"},
    ),
    not_applicable(
        "no unit limits at all",
        Night("payer code mods date / copier G0282 GP 2026-05-04", payers=(BY_MEDICAID,)),
    ),
    not_applicable("a critical access hospital", institutional("97602", "851")),
    not_applicable("a void claim", Night("code mods frequency / 97010 GP 8")),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_what_a_finding_says() -> None:
    row = judge(line("97010"), "CLM020").at("C1/1")
    assert row.observed == (
        "Code 97010 is bundled into what else is paid that day (status B) and limited to zero "
        "units (Medicare practitioner table) on 2026-03-02."
    )
    assert (row.confidence, row.severity) == ("exact", "note")
    assert row.source.endswith("#fee_schedule 2018-01-01")


def test_a_limit_of_a_quarter_that_has_ended_is_stale() -> None:
    row = judge(line("G0282", "2026-07-01"), "CLM020").at("C1/1")
    assert row.confidence == "stale"
    assert "(Medicare practitioner table, its last known edition)" in row.observed
    # The fee file of the year decides by itself, whatever the limits.
    assert judge(line("97010", "2026-07-01"), "CLM020").at("C1/1").confidence == "exact"


def test_only_one_table_says_zero_and_the_setting_is_not_clear() -> None:
    """97602 in August 2024: zero units for a practitioner, one in a hospital; no row of a fee."""
    lines = "setting bill_type code mods date / institutional {} 97602 GP 2024-08-05"
    found = [judge(Night(lines.format(one)), "CLM020").at("C1/1") for one in ("-", "131", "721")]
    assert [row.answer for row in found] == ["cannot_tell", "cannot_tell", "violates"]
    assert [row.missing for row in found] == ["bill_type", "fee schedule", ""]
