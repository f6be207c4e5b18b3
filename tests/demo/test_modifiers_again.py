"""Modifiers of every line of tonight, looked at again: what is flagged was planted."""

from __future__ import annotations

import re
from datetime import date

import pytest

from pipeline.demo.model import Label
from tests.demo.ledger import OF_MODIFIER, Billed, Ledger, Place, planted

POOL = {
    *("97035", "97110", "97112", "97113", "97116", "97124", "97129", "97130", "97140"),
    *("97530", "97533", "97535", "97542", "97750", "97760"),
}
LOCKED = {
    **dict.fromkeys(("97161", "97162", "97163", "97164"), "PT"),
    **dict.fromkeys(("97165", "97166", "97167", "97168"), "OT"),
    **dict.fromkeys(("92521", "92522", "92523", "92524"), "SLP"),
}
FIRST_LOOK = {*LOCKED, "92610"}
REVENUE = {"042": "PT", "043": "OT", "044": "SLP"}
LISTED = {
    *(
        "GP",
        "GO",
        "GN",
        "CQ",
        "CO",
        "KX",
        "59",
        "XE",
        "XP",
        "XS",
        "XU",
        "52",
        "22",
        "76",
        "77",
        "RT",
    ),
    *("LT", "GA", "GX", "GY", "GZ", "95", "GT", "96", "97", "TF", "UB", "U5", "AT"),
}
ORDER = {
    "BCBS-ND": ["59", "XE", "XP", "XS", "XU", "GP", "GO", "GN", "RT", "LT"],
    "WCOMP": ["GP", "GO", "GN", "59", "XE", "XP", "XS", "XU", "RT", "LT"],
}
CONFLICTS = [{"GA", "GZ"}, {"GA", "GY"}, {"GX", "GA"}, {"GX", "GZ"}, {"GY", "GZ"}]
NO_ASSISTANT_MODIFIER = {
    *("PPO1", "PPO2", "BCBS", "BCBS-ND", "COMM", "WCOMP"),
    *("MCDA", "MCDB", "MCDC", "MCDE", "MCDF"),
}
NO_THRESHOLD = NO_ASSISTANT_MODIFIER - {"MCDC", "MCDF"} | {"MADV"}
BY_VIDEO = {"97110", "97530", "97535", "92507"}


def _against(line: Billed, ledger: Ledger) -> str:
    named = [OF_MODIFIER[m] for m in line.modifiers if m in OF_MODIFIER]
    if len(set(named)) != 1:
        return ""
    visit = {row["discipline"] for row in ledger.notes[line.visit]} - {""}
    said = {line.row["discipline"], LOCKED.get(line.code, ""), *visit}
    said |= {REVENUE.get(line.row["revenue_code"][:3], "")}
    return "block" if said - {"", named[0]} else ""


def _reduced(line: Billed, _: Ledger) -> str:
    return "review" if "52" in line.modifiers and line.code in POOL else ""


def _malformed(line: Billed, _: Ledger) -> str:
    if len(set(line.modifiers)) < len(line.modifiers):
        return "block"
    if not all(re.fullmatch("[A-Z0-9]{2}", modifier) for modifier in line.modifiers):
        return "block"
    return "" if set(line.modifiers) <= LISTED else "review"


def _turned(line: Billed, _: Ledger) -> str:
    wanted = ORDER.get(line.payer, [])
    known = [modifier for modifier in line.modifiers if modifier in wanted]
    return "note" if known != sorted(known, key=wanted.index) else ""


def _asked(line: Billed, ledger: Ledger) -> str:
    if line.code in FIRST_LOOK:
        return ""
    hands = {_hand(row) for row in ledger.notes[line.visit] if row["procedure_code"] == line.code}
    hand = hands.pop() if len(hands) == 1 else ""
    wanted: list[set[str]] = []
    if line.payer == "MCDB":
        wanted += [{"TF"}] if hand == "assistant" else []
        wanted += [{"96", "97"}] if _age(line) <= 20 else []
    elif line.payer == "MCDC" and hand:
        wanted += [{"UB" if hand == "assistant" else "U5"}]
    elif line.payer in {"MCDE", "MCDF"} and ledger.discipline(line) in {"PT", "OT"}:
        wanted += [{"AT" if line.payer == "MCDF" else "97"}]
    return "review" if any(not accepts & set(line.modifiers) for accepts in wanted) else ""


def _hand(row: dict[str, str]) -> str:
    if not row["therapist_minutes"]:
        return ""
    return "therapist" if int(row["therapist_minutes"]) else "assistant"


def _age(line: Billed) -> int:
    if not line.row["patient_birth_date"]:
        return 99
    birth, on = (date.fromisoformat(x) for x in (line.row["patient_birth_date"], line.on))
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def _unread(line: Billed, _: Ledger) -> str:
    found = set(line.modifiers)
    if found & {"CQ", "CO"} and line.payer in NO_ASSISTANT_MODIFIER:
        return "review"
    return "note" if "KX" in found and line.payer in NO_THRESHOLD else ""


def _liable(line: Billed, _: Ledger) -> str:
    return "review" if any(both <= set(line.modifiers) for both in CONFLICTS) else ""


def _at_a_distance(line: Billed, _: Ledger) -> str:
    place = line.row["place_of_service"]
    if not {"95", "GT"} & set(line.modifiers) or not place:
        return ""
    return "" if place in {"02", "10"} and line.code in BY_VIDEO else "review"


RULES = {
    "MOD003": _against,
    "MOD009": _reduced,
    "MOD010": _malformed,
    "MOD011": _turned,
    "MOD012": _asked,
    "MOD013": _unread,
    "MOD014": _liable,
    "MOD015": _at_a_distance,
}


@pytest.mark.parametrize("rule", list(RULES))
def test_lines(ledger: Ledger, labels: list[Label], rule: str) -> None:
    flagged: dict[Place, str] = {}
    for line in ledger.tonight():
        severity = RULES[rule](line, ledger)
        if severity:
            flagged[line.place] = severity
    by_plan = {
        Place(str(label.claim_id), int(label.line_number or 0))
        for label in labels
        if label.scenario == "only-plan"  # nothing but the plans of care tells
    }
    wanted = planted(labels, rule)
    assert flagged == {place: wanted[place] for place in wanted if place not in by_plan}


def test_video_is_ordinary(ledger: Ledger, labels: list[Label]) -> None:
    planned = {label.patient_id for label in labels}
    lines = [
        line for line in ledger.tonight() if line.patient not in planned and "95" in line.modifiers
    ]
    assert len(lines) > 25
    assert {line.row["place_of_service"] for line in lines} <= {"02", "10", ""}
    for line in lines:
        assert {row["delivery_mode"] for row in ledger.notes[line.visit]} == {"telehealth"}
