"""A made-up practice over ten nights, and a plain fold of what must be said of it.

Nothing here knows how the product works: a claim is a few numbers, a night a loop, and the
sentences of the contract ("Runs and states", "Accrual") are written out one by one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

LIMIT = 248_000
"""Cents of the 2026 threshold for physical and speech therapy."""
FIRST_NIGHT = date(2026, 11, 2)
NIGHTS = 10
BOTH, MISSING_KX = "MOD002", "KX001"


@dataclass(frozen=True)
class Line:
    """A physical therapy line: cents allowed, two disciplines at once, KX."""

    number: int
    cents: int
    two_disciplines: bool = False
    kx: bool = False


@dataclass(frozen=True)
class Claim:
    """A claim of one patient and day; ``frequency`` 7 and 8 name what they replace."""

    id: str
    patient: str
    day: date
    lines: tuple[Line, ...]
    frequency: str = "1"
    replaces: str = ""


@dataclass(frozen=True)
class Sent:
    """How a claim was last seen: on which night, and whether it went out."""

    claim: Claim
    night: int
    released: bool


@dataclass
class Open:
    """A finding's past."""

    first_seen: date
    resolved: bool = False


@dataclass
class Told:
    """What must be said of one night; findings are named (rule, claim, line)."""

    findings: dict[tuple[str, str, int], tuple[str, int]]
    resolved: dict[tuple[str, str, int], str]
    not_seen: set[tuple[str, str, int]]
    held: set[str]
    spent: dict[str, int]


@dataclass
class Practice:
    """Draws nights, and folds them."""

    seed: int
    seen: dict[str, Sent] = field(default_factory=dict)
    past: dict[tuple[str, str, int], Open] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with nobody treated."""
        self.chance = random.Random(self.seed)
        self.count = 0

    def nights(self) -> Iterator[tuple[date, list[Claim], Told]]:
        """Yield ten nights: the date, the claims of its file, and what must be said."""
        for number in range(NIGHTS):
            as_of = FIRST_NIGHT + timedelta(days=number + number // 5 * 2)
            claims = self._draw(as_of)
            yield as_of, claims, self._tell(number, as_of, claims)

    # -- drawing -------------------------------------------------------------------------

    def _draw(self, as_of: date) -> list[Claim]:
        claims = [self._new(as_of) for _ in range(self.chance.randint(3, 6))]
        for sent in list(self.seen.values()):
            draw = self.chance.random()
            original = sent.claim
            if original.frequency != "1" or original.id in self._in_force_changes():
                continue
            if not sent.released and draw < 0.65:
                claims.append(self._worked(original))
            elif not sent.released and draw > 0.9:
                claims.append(self._change(original, "7", original.lines[:1]))
            elif sent.released and draw < 0.08:
                lines = tuple(replace(line, cents=line.cents // 2) for line in original.lines)
                claims.append(self._change(original, "7", lines))
            elif sent.released and draw < 0.12:
                claims.append(self._change(original, "8", original.lines))
            elif sent.released and draw < 0.16:
                claims.append(self._again(original))
        self.chance.shuffle(claims)
        return claims

    def _new(self, as_of: date) -> Claim:
        self.count += 1
        lines = tuple(
            Line(
                number,
                self.chance.randint(150, 700) * 100,
                two_disciplines=self.chance.random() < 0.12,
                kx=self.chance.random() < 0.25,
            )
            for number in range(1, self.chance.randint(2, 4))
        )
        patient = f"P{self.chance.randint(1, 4)}"
        day = as_of - timedelta(days=self.chance.randint(1, 6))
        return Claim(f"C{self.count:03d}", patient, day, lines)

    def _worked(self, claim: Claim) -> Claim:
        """A held claim comes again: put right, or as it was."""
        if self.chance.random() < 0.3:
            return claim
        lines = tuple(replace(line, two_disciplines=False, kx=True) for line in claim.lines)
        return replace(claim, lines=lines)

    def _again(self, claim: Claim) -> Claim:
        """What went out comes again: as it was, or with a fault."""
        if self.chance.random() < 0.5:
            return claim
        first, *rest = claim.lines
        return replace(claim, lines=(replace(first, two_disciplines=True), *rest))

    def _change(self, claim: Claim, frequency: str, lines: tuple[Line, ...]) -> Claim:
        self.count += 1
        lines = tuple(replace(line, kx=True) for line in lines)
        return Claim(f"R{self.count:03d}", claim.patient, claim.day, lines, frequency, claim.id)

    def _in_force_changes(self) -> set[str]:
        return {sent.claim.replaces for sent in self.seen.values() if sent.claim.replaces}

    # -- folding -------------------------------------------------------------------------

    def _tell(self, number: int, as_of: date, claims: list[Claim]) -> Told:
        tonight = {claim.id: claim for claim in claims}
        found = self._found(tonight)
        held = {claim for _, claim, _ in found}
        findings: dict[tuple[str, str, int], tuple[str, int]] = {}
        for key in found:
            past = self.past.get(key)
            state = "new" if past is None else "reopened" if past.resolved else "recurring"
            first = past.first_seen if past else as_of
            findings[key] = state, (as_of - first).days
            self.past[key] = Open(first)
        resolved: dict[tuple[str, str, int], str] = {}
        not_seen = set()
        left = {claim.replaces for claim in claims if claim.replaces}
        for key, past in self.past.items():
            if key in found or past.resolved:
                continue
            if key[1] in left:
                resolved[key] = "replaced"
            elif key[1] in tonight:
                resolved[key] = "fixed"
            else:
                not_seen.add(key)
        for key in resolved:
            self.past[key].resolved = True
        for claim in claims:
            self.seen[claim.id] = Sent(claim, number, claim.id not in held)
        return Told(findings, resolved, not_seen, held, self._spent())

    def _found(self, tonight: dict[str, Claim]) -> set[tuple[str, str, int]]:
        """Name tonight's faults: two disciplines on a line, and KX missing past the limit."""
        out = {claim.replaces for claim in tonight.values() if claim.replaces}
        judged = [c for c in tonight.values() if c.frequency != "8" and c.id not in out]
        found = {
            (BOTH, claim.id, line.number)
            for claim in judged
            for line in claim.lines
            if line.two_disciplines
        }
        for patient in {claim.patient for claim in judged}:
            found |= self._over(patient, tonight, judged)
        return found

    def _over(
        self, patient: str, tonight: dict[str, Claim], judged: list[Claim]
    ) -> set[tuple[str, str, int]]:
        earlier = self._earlier(set(tonight) | {c.replaces for c in tonight.values()})
        order = [(self._place(claim, self.seen[claim.id].night), claim) for claim in earlier]
        order += [(self._place(claim, NIGHTS), claim) for claim in judged]
        over, spent, crossing = set(), 0, ""
        for _, claim in sorted(order, key=lambda pair: pair[0]):
            for line in claim.lines if claim.patient == patient else ():
                spent += line.cents
                if spent > LIMIT:
                    crossing = crossing or claim.id
                    if claim in judged and not line.kx:
                        over.add((MISSING_KX, claim.id, line.number))
        accepted = any(line.kx for claim in judged if claim.id == crossing for line in claim.lines)
        return {key for key in over if not (accepted and key[1] == crossing)}

    def _place(self, claim: Claim, night: int) -> tuple[int, date, str]:
        """By the night last seen, then day and claim; a correction stands where its original did.

        Tonight's claims come last, but for corrections.
        """
        original = self.seen.get(claim.replaces)
        if original is not None and original.released:
            return original.night, original.claim.day, original.claim.id
        return night, claim.day, claim.id

    def _earlier(self, left_out: set[str]) -> list[Claim]:
        """List the claims of earlier nights that went out and still count."""
        out = {
            sent.claim.replaces
            for sent in self.seen.values()
            if sent.released and sent.claim.replaces and sent.claim.id not in left_out
        }
        return [
            sent.claim
            for sent in self.seen.values()
            if sent.released
            and sent.claim.frequency != "8"
            and sent.claim.id not in out | left_out
            and sent.claim.replaces not in left_out - {""}
        ]

    def _spent(self) -> dict[str, int]:
        """Add up what went out and still counts, by patient."""
        spent: dict[str, int] = {}
        for claim in self._earlier(set()):
            total = sum(line.cents for line in claim.lines)
            spent[claim.patient] = spent.get(claim.patient, 0) + total
        return spent
