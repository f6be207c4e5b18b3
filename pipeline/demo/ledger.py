"""What Medicare may have counted for each patient by tonight, added up in plain steps.

It labels, for everybody whom no scenario has labelled by hand, where the year's amount is near,
where the amount for medical review is passed and which opening balances are doubtful.
RULES.md, "Accrual": allowed amounts of the year by bucket; a balance is the payer's own count
through its date, so what went out since then comes on top (low), and what went out up to thirty
days before it may (high).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.demo import days
from pipeline.demo.codes import CODES, NOT_A_SERVICE, allowed_cents
from pipeline.demo.model import Claim, Label, Line, Spend
from pipeline.demo.office import Office
from pipeline.demo.paperwork import discipline_of, standing_claims

LIMIT, REVIEW_FROM = 248_000, 300_000  # cents of 2026, alike for both buckets
NEAR, DIFFERS = 30_000, 50_000  # the office's own figures, in cents
_LAG, _FRESH = 30, 45  # days
_YEAR = 2026
_OUTSIDE = frozenset({"GY", "GA", "GZ"})


@dataclass(slots=True)
class Standing:
    """One patient's bucket of the year by tonight, in cents.

    Attributes:
        by_night: our own lines by the night that sent them.
        seen: a line of tonight belongs to the bucket.
        unpriced: most that lines without amount and price may add.
        balance: the newest opening balance.
    """

    patient_id: str
    bucket: str
    by_night: dict[date, int]
    seen: bool = False
    unpriced: int = 0
    balance: Spend | None = None

    def _since(self, day: date) -> int:
        return sum(cents for night, cents in self.by_night.items() if night > day)

    @property
    def own(self) -> int:
        """All our own lines."""
        return self._since(days.FIRST_DAY)

    @property
    def low(self) -> int:
        """What the payer has counted at least."""
        if self.balance is None:
            return self.own
        if self.balance.source == "other-providers":
            return self.balance.amount + self.own
        return max(self.own, self.balance.amount + self._since(self.balance.as_of))

    @property
    def high(self) -> int:
        """What the payer may have counted at most."""
        if self.balance is None:
            return self.own + self.unpriced
        if self.balance.source == "other-providers":
            return self.balance.amount + self.own + self.unpriced
        behind = days.add(self.balance.as_of, -_LAG)
        return self.balance.amount + self._since(behind) + self.unpriced

    @property
    def age(self) -> int:
        """Age of the balance in days; 0 without one."""
        return (days.TONIGHT - self.balance.as_of).days if self.balance else 0


def bucket_of(discipline: str) -> str:
    """OT has an amount of its own, PT and SLP share one."""
    return "OT" if discipline == "OT" else "PT_SLP"


def standings(office: Office) -> dict[tuple[str, str], Standing]:
    """The buckets of all Medicare patients, by patient and bucket."""
    found: dict[tuple[str, str], Standing] = {}
    for night, claim in standing_claims(office):
        if claim.patient.payer.code == "MCR" and _went_out(office, night, claim):
            for line in claim.lines:
                if _counts(line):
                    key = (claim.patient.id, bucket_of(discipline_of(line)))
                    _add(found.setdefault(key, Standing(*key, {})), night, line)
    for balance in office.nights[days.TONIGHT].spend:
        standing = found.get((balance.patient_id, balance.bucket))
        if standing and balance.year == _YEAR:
            known = standing.balance
            if known is None or known.as_of < balance.as_of:
                standing.balance = balance
    return found


def _went_out(office: Office, night: date, claim: Claim) -> bool:
    return night == days.TONIGHT or claim.id not in office.held


def _counts(line: Line) -> bool:
    return (
        line.on.year == _YEAR
        and line.code not in NOT_A_SERVICE
        and not _OUTSIDE & set(line.modifiers)
        and bool(discipline_of(line))
        and line.code in CODES
    )


def _add(standing: Standing, night: date, line: Line) -> None:
    standing.seen |= night == days.TONIGHT
    cents = line.allowed
    if cents is None:  # priced by the fee schedule, about; a code without a price stays open
        priced = bool(CODES[line.code].work or CODES[line.code].expense)
        cents = line.units * allowed_cents(line.code, first=False) if priced else 0
        standing.unpriced += 0 if priced else line.charge
    standing.by_night[night] = standing.by_night.get(night, 0) + cents


def label_standings(office: Office) -> None:
    """Label whoever no scenario has labelled: near the amount, beyond review, doubtful balance."""
    known = {(label.rule_id, label.patient_id) for label in office.labels}
    codes = {patient.id: patient.payer.code for patient in office.patients}
    for standing in standings(office).values():
        if not standing.seen:
            continue
        for rule_id, (kind, why) in answers(standing).items():
            if kind and (rule_id, standing.patient_id) not in known:
                office.labels.append(
                    Label(
                        rule_id=rule_id,
                        kind=kind,
                        scenario="by-the-ledger",
                        spans="nights",
                        claim_id=None,
                        line_number=None,
                        patient_id=standing.patient_id,
                        plan_id=None,
                        payer_id=codes[standing.patient_id],
                        severity="note",
                        why=why,
                    )
                )


def answers(standing: Standing) -> dict[str, tuple[str, str]]:
    """What each rule of patient grain owes: a kind of label (empty for clear) and the numbers."""
    low, high = standing.low, standing.high
    why = f"{standing.bucket} at least {low / 100:.2f}, at most {high / 100:.2f}"
    near, review, doubtful = "", "", ""
    if LIMIT - NEAR <= low <= LIMIT:
        near = "fault"
    elif low < LIMIT - NEAR <= high:
        near = "cannot_tell"
    if low > REVIEW_FROM:
        review = "fault"
    elif high > REVIEW_FROM:
        review = "cannot_tell"
    if standing.balance is not None:
        known = high - standing.unpriced - low
        if standing.age > _FRESH or known > DIFFERS:
            doubtful = "fault"
        elif known + standing.unpriced > DIFFERS:
            doubtful = "cannot_tell"
    return {
        "KX003": (near, why),
        "KX004": (review, why),
        "KX006": (doubtful, f"{why}, balance {standing.age} days old"),
    }
