"""The untidy side of exports: blanks around ids, lower-case payer codes, notes with line breaks.

Nothing here makes a claim unreadable; what does is planted with SCH001's labels. A few unreadable
rows of earlier nights only show that a backlog is never clean.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pipeline.demo import days
from pipeline.demo.model import Claim
from pipeline.demo.notes import LINE_NOTES
from pipeline.demo.office import Office

_PAYER_CODES_KEPT = frozenset({"MCDB", "MCDC", "MCDF"})  # a finding names their code as it stands


def roughen(office: Office) -> None:
    """Make ordinary claims of all nights look like exports do."""
    for night, books in office.nights.items():
        claims = [claim for claim in books.claims if claim.frequency == "1"]
        step = 8 if night == days.BACKLOG else 1
        _payer_codes(claims[13 :: 120 * step])
        _ids(claims[17 :: 150 * step])
        _modifier_order(claims[3::9])
        _notes(office, claims[5::40])
        _own_codes(claims[29 :: 170 * step])
        _repeated_rows(claims[41 :: 260 * step])
        if night != days.TONIGHT:
            _unreadable(claims[77 :: 1500 if night == days.BACKLOG else 400], night)


def _add_raw(claim: Claim, column: str, text: str) -> None:
    for line in claim.lines:
        line.raw = {**(line.raw or {}), column: text}


def _payer_codes(claims: list[Claim]) -> None:
    for place, claim in enumerate(claims):
        code = claim.patient.payer.code
        if code not in _PAYER_CODES_KEPT:
            _add_raw(claim, "payer_id", code.lower() if place % 2 else f" {code.title()} ")


def _ids(claims: list[Claim]) -> None:
    for place, claim in enumerate(claims):
        column, text = (
            ("patient_id", f" {claim.patient.id}"),
            ("claim_id", f"{claim.id} "),
            ("visit_id", f"\u00a0{claim.lines[0].visit_id} "),
        )[place % 3]
        if column != "visit_id" or len({line.visit_id for line in claim.lines}) == 1:
            _add_raw(claim, column, text)


def _modifier_order(claims: list[Claim]) -> None:
    for claim in claims:
        if claim.patient.payer.order:
            continue
        for line in claim.lines:
            line.modifiers = line.modifiers[::-1]


def _notes(office: Office, claims: list[Claim]) -> None:
    for claim in claims:
        claim.lines[0].note = office.pick(LINE_NOTES)


def _own_codes(claims: list[Claim]) -> None:
    """Pseudo-codes without a charge, such as a reminder to the front desk."""
    for place, claim in enumerate(claims):
        last = claim.lines[-1]
        code = ("NORCM", "TOS115", "COPAY")[place % 3]
        claim.lines.append(
            replace(last, number=last.number + 1, code=code, charge=0, modifiers=(), allowed=None)
        )


def _repeated_rows(claims: list[Claim]) -> None:
    for claim in claims:
        if not claim.patient.feed:
            claim.lines.append(claim.lines[-1])


def _unreadable(claims: list[Claim], night: date) -> None:
    for place, claim in enumerate(claims):
        if len(claim.lines) > 1:
            column, text = (("charge", "n/a"), ("service_date", f"{night.year}-06-31"))[place % 2]
            claim.lines[-1].raw = {**(claim.lines[-1].raw or {}), column: text}
