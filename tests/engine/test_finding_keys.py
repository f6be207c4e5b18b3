"""The key of a finding: made by hand from its identity, and of nothing else."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace

import pytest

from pipeline.engine import BucketResult
from pipeline.finding_texts import finding_keys
from tests.engine.nights import judged
from tests.judging import rule_of
from tests.tables import Night

MOD002 = rule_of("MOD002")
LINE = "claim line mods payer code\nC7 3 GP,GO medicare 97110"


def _made(site: str, rule: str, claim: str, line: int, discriminator: str) -> str:
    (key,) = finding_keys(site, rule, [claim], [line], [discriminator])
    return key


def _key(result: BucketResult) -> str:
    (key,) = result.findings["finding_key"]
    return str(key)


def test_a_key_by_hand() -> None:
    """Site, rule, claim, line and discriminator, joined by NUL; SHA-256; base32; 16 characters."""
    digest = hashlib.sha256(b"main\x00MOD002\x00C7\x003\x00").digest()
    expected = "mod002-" + base64.b32encode(digest).decode("ascii").lower()[:16]
    assert _made("main", "MOD002", "C7", 3, "") == expected
    assert _key(judged(Night(LINE), MOD002)) == expected


def test_no_line_and_no_claim_are_empty_parts() -> None:
    digest = hashlib.sha256(b"north\x00POC002\x00\x00\x00PL1 2026-11-02").digest()
    expected = "poc002-" + base64.b32encode(digest).decode("ascii").lower()[:16]
    assert _made("north", "POC002", "", -1, "PL1 2026-11-02") == expected


def test_keys_made_together_are_those_made_alone() -> None:
    claims, lines, others = ["C1", "C2", ""], [1, -1, -1], ["", "a", "b"]
    together = finding_keys("main", "POC002", claims, lines, others)
    parts = zip(claims, lines, others, strict=True)
    assert together == [_made("main", "POC002", *part) for part in parts]
    assert finding_keys("main", "POC002", [], [], []) == []


def test_parts_cannot_run_into_each_other() -> None:
    keys = {
        _made("main", "MOD002", "C1", 11, ""),
        _made("main", "MOD002", "C11", 1, ""),
        _made("main", "MOD002", "C1", 1, "1"),
        _made("main", "MOD002", "C1", 1, ""),
        _made("main1", "MOD002", "C", 1, ""),
    }
    assert len(keys) == 5


def test_wording_amount_payer_date_and_run_are_not_in_it() -> None:
    base = _key(judged(Night(LINE), MOD002))
    reworded = replace(MOD002, rule=replace(MOD002.rule, title="Other", seen="{code}", fix="Do"))
    assert _key(judged(Night(LINE), reworded)) == base
    for heading, cell in (
        ("charge", "999.99"), ("units", "4"), ("date", "2026-11-17"), ("patient", "P9"),
        ("location_id", "L9"),
    ):  # fmt: skip
        first, second = LINE.splitlines()
        assert _key(judged(Night(f"{first} {heading}\n{second} {cell}"), MOD002)) == base
    assert _key(judged(Night(LINE.replace("medicare", "nobody")), MOD002)) == base
    assert _key(judged(Night(LINE, as_of="2026-12-01"), MOD002)) == base


@pytest.mark.parametrize(("changed", "by"), [("C7", "C8"), (" 3 ", " 4 ")], ids=["claim", "line"])
def test_claim_and_line_are(changed: str, by: str) -> None:
    base = _key(judged(Night(LINE), MOD002))
    assert _key(judged(Night(LINE.replace(changed, by)), MOD002)) != base


def test_the_site_is() -> None:
    other = judged(Night(LINE, site='[site]\nid = "north"'), MOD002)
    assert _key(other) != _key(judged(Night(LINE), MOD002))
    assert _key(other) == _made("north", "MOD002", "C7", 3, "")


def test_a_days_finding_is_told_apart_by_date_and_discipline() -> None:
    lines = "claim units discipline code\nC1 9 PT 97110"
    result = judged(Night(lines, visits="code minutes\n97110 15"), rule_of("UNIT001"))
    assert _key(result) == _made("main", "UNIT001", "C1", 1, "2026-11-16 PT")


def test_a_finding_about_a_therapist_names_the_person_and_no_patient() -> None:
    lines = "\n".join(f"C{n} P{n} V{n} 97110 GP" for n in range(6))
    visits = "\n".join(f"P{n} V{n} 97110 110 T1 PT" for n in range(6))
    night = Night(
        f"claim patient visit code mods\n{lines}",
        visits=f"patient visit code minutes therapist_id therapist_credential\n{visits}",
    )
    (found,) = judged(night, rule_of("UNIT008")).findings.to_dict("records")
    assert (found["therapist_id"], found["patient_id"], found["claim_id"]) == ("T1", "", "")
    assert len(found["related"]) == 6
