"""POC012: RULES.md POC; manual chapter 15, 220.1.1; 42 CFR 424.24(c). Who may certify a plan."""

from __future__ import annotations

import pytest

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("POC012")

LINE = "code mods / 97110 GP"
ALL = "start | type | signed | verbal | certifier_credential"
HEAD = 'id = "ppo"\nextends = "commercial-base"\nname = "PPO"\nline_of_business = "commercial"\n'


def by(credential: str, signed: str = "11-09", verbal: str = "-", line: str = LINE) -> Night:
    """A plan of 11-02 with its certifier."""
    row = f"11-02 | initial | {signed} | {verbal} | {credential}"
    return Night(line, plans=f"{ALL} \n {row}")


EXAMPLES: list[Example] = [
    violates(
        "chiropractor",
        by("DC"),
        severity="review",
        shows={"credential": "DC", "day": "2026-11-09", "certifier": "DC"},
    ),
    *(violates(name, by(name)) for name in ("DDS", "DMD", "PT", "OTR/L", "RN", "D.C.", "dc")),
    *(
        clear(name, by(name))
        for name in ("MD", "DO", "NP", "PA", "CNS", "PA-C", "DPM", "OD", "M.D.", "md", "MD, PhD")
    ),
    violates(
        "a recertification by a dentist",
        Night(
            LINE,
            plans=f"{ALL} \n 08-04 | initial | 08-05 | - | MD \n "
            "11-02 | recertification | 11-03 | - | DDS",
        ),
        at="PL2",
    ),
    violates(
        "a verbal order of a chiropractor",
        by("DC", signed="-", verbal="11-05"),
        shows={"day": "2026-11-05"},
    ),
    violates(
        "its only line went out on an earlier night",
        Night(
            "code mods date / 97110 GP 10-01",
            plans=f"{ALL} \n 11-02 | initial | 11-09 | - | DC",
            earlier_lines="claim code mods date / C0 97110 GP 11-03",
        ),
        at="PL1",
    ),
    violates(
        "a nurse practitioner in a CORF",
        by("NP", line="code mods bill_type / 97110 GP 0751"),
        shows={"certifier": "NP (the service is a CORF's)"},
    ),
    violates("and without the leading zero", by("PA", line="code mods bill_type / 97110 GP 751")),
    clear("a physician in a CORF", by("MD", line="code mods bill_type / 97110 GP 0751")),
    clear(
        "a nurse practitioner in an outpatient hospital",
        by("NP", line="code mods bill_type / 97110 GP 0131"),
    ),
    violates("a GA line", by("DC", line="code mods / 97110 GP,GA")),
    not_applicable("a GY line", by("DC", line="code mods / 97110 GP,GY")),
    not_applicable("nobody has certified it yet", by("DC", signed="-")),
    not_applicable("to be signed tomorrow", by("DC", signed="11-21")),
    not_applicable(
        "payer that asks for no signature",
        Night(
            "code mods payer / 97110 GP ppo",
            plans=f"{ALL} \n 11-02 | initial | 11-09 | - | DC",
            payers=(
                f"{HEAD}[[plan_of_care]]\nfrom = 2020-01-01\nrequired = true\n"
                "signature_required = false\nGRADE_A",
            ),
        ),
    ),
    cannot_tell("not said", by("-"), missing="certifier_credential"),
    cannot_tell("a credential that is not listed", by("QMP"), missing="certifier_credential"),
    cannot_tell(
        "no such column",
        Night(LINE, plans="start type signed / 11-02 initial 11-09"),
        missing="certifier_credential",
    ),
    violates(
        "no column of signatures, but a credential",
        Night(LINE, plans="start type certifier_credential / 11-02 initial DC"),
    ),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        (
            LINE,
            "The PT plan of care of 2026-11-02 was certified on 2026-11-09; the certifier's "
            "credential is DC.",
        ),
        (
            "code mods bill_type / 97110 GP 0751",
            "The PT plan of care of 2026-11-02 was certified on 2026-11-09; the certifier's "
            "credential is DC (the service is a CORF's).",
        ),
    ],
)
def test_what_a_finding_says(line: str, seen: str) -> None:
    assert judge(by("DC", line=line), "POC012").at("PL1").observed == seen
