"""59 and the X modifiers of tonight, looked at in plain steps: does anything ask for them?

Scenarios of other rules use 59 in passing, so whoever no scenario of PAIR005 has labelled by hand
is labelled here. RULES.md, PAIR005: the modifier is not needed when the payer's table of the day
holds no pair of the code, the payer's own pairs do not, and no second line of the code explains it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from pipeline.demo import days, edits
from pipeline.demo.codes import NOT_A_SERVICE
from pipeline.demo.model import Claim, Label, Line
from pipeline.demo.office import Office
from pipeline.demo.paperwork import standing_claims

RULE = "PAIR005"
DISTINCT = frozenset({"59", "XE", "XP", "XS", "XU"})
_OWN_PAIR = frozenset({"97110", "97530"})
_WILL_NOT_SAY = "WCOMP"  # whether it wants 59 on the pair
_Day = tuple[str, date, str]


class Entry(NamedTuple):
    """A line that counts, with its claim and night."""

    night: date
    claim: Claim
    line: Line


def days_of(office: Office) -> dict[_Day, list[Entry]]:
    """Lines by patient, date and provider: the therapist's number, in a facility the facility's."""
    found: dict[_Day, list[Entry]] = defaultdict(list)
    for night, claim in standing_claims(office):
        place = claim.patient.location
        provider = place.billing_npi if place.bill_type else claim.rendering
        for line in claim.lines:
            if line.code not in NOT_A_SERVICE and "GY" not in line.modifiers:
                found[claim.patient.id, line.on, provider].append(Entry(night, claim, line))
    return found


def answer(entry: Entry, day: list[Entry]) -> tuple[str, str]:
    """What PAIR005 owes a line with 59: a kind of label (empty for clear), and why."""
    payer, code = entry.claim.patient.payer, entry.line.code
    others = [one for one in day if one.line is not entry.line]
    codes = {one.line.code for one in others} | {code}
    own_pair = codes >= _OWN_PAIR and code in _OWN_PAIR
    hospital = bool(entry.claim.patient.location.bill_type)
    pairs = edits.pairs_within(payer, codes, hospital=hospital)
    explained = (
        any(one.line.code == code for one in others)
        or (bool(payer.pair) and own_pair)
        or any(code in (edit.column1, edit.column2) for edit in pairs)
    )
    if explained:
        return "", "a second line of the code, or a pair of the day"
    if payer.rules_id is None or (payer.code == _WILL_NOT_SAY and own_pair):
        return "cannot_tell", "nobody knows what the payer asks"
    if payer.edits == "none":
        return "fault", f"{code} with 59, and this payer has no pair with it"
    if payer.edits in edits.CURRENT and codes <= edits.listed(payer.edits, hospital=hospital):
        return "fault", f"{code} with 59, and no pair of the day has it"
    return "cannot_tell", "the table does not speak of the day"


def label_the_rest(office: Office) -> None:
    """Label each 59 of tonight that no scenario of PAIR005 speaks of."""
    known = {
        (label.claim_id, label.line_number) for label in office.labels if label.rule_id == RULE
    }
    for day in days_of(office).values():
        for entry in day:
            if entry.night != days.TONIGHT or not DISTINCT & set(entry.line.modifiers):
                continue
            kind, why = answer(entry, day)
            if kind and (entry.claim.id, entry.line.number) not in known:
                office.labels.append(_label(entry, kind, why))


def _label(entry: Entry, kind: str, why: str) -> Label:
    return Label(
        rule_id=RULE,
        kind=kind,
        scenario="by-the-tables",
        spans="line",
        claim_id=entry.claim.id,
        line_number=entry.line.number,
        patient_id=entry.claim.patient.id,
        plan_id=None,
        payer_id=entry.claim.patient.payer.code,
        severity="review",
        why=why,
    )
