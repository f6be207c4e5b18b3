"""Ten nights of made-up corrections against a plain fold, claim by claim, without a database."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

import pytest

from pipeline.history.interface import History
from tests.history.nights import Line, ledger_of, night, november

Nights = Sequence[tuple[date, Sequence[Line]]]
ORDER_OF_KINDS = ("1", "7", "8")


def kind(line: Line) -> str:
    return line.frequency or "1"


def sent(line: Line) -> bool:
    return line.became in ("RELEASE", "REVIEW")


def plain_fold(nights: Nights) -> dict[str, int]:
    """Return the cents of each claim that counts, straight from the sentences of the contract."""
    told: dict[tuple[str, str], list[tuple[int, int, Line]]] = {}
    for number, (_, lines) in enumerate(nights):
        for position, line in enumerate(lines):
            told.setdefault((line.claim, kind(line)), []).append((number, position, line))
    # A held replacement or void has no effect: as if it had never come.
    working = {
        key: sightings for key, sightings in told.items() if key[1] == "1" or sent(sightings[-1][2])
    }
    counts: dict[str, Line] = {}
    when: dict[str, int] = {}
    for claim in {claim for claim, _ in working}:
        number, _, line = max(
            (working[claim, which][-1] for which in ORDER_OF_KINDS if (claim, which) in working),
            key=lambda sighting: (sighting[0], ORDER_OF_KINDS.index(kind(sighting[2]))),
        )
        if sent(line) and kind(line) != "8":
            counts[claim], when[claim] = line, number
    changes: dict[str, list[tuple[int, int, str, str]]] = {}
    for (claim, which), sightings in working.items():
        named = [line.replaces for _, _, line in sightings if line.replaces]
        if which != "1":
            number, position, _ = sightings[-1]
            original = str(named[-1]) if named else claim
            changes.setdefault(original, []).append((number, position, claim, which))
    gone = set()
    for original, rivals in changes.items():
        *losers, (number, _, winner, which) = sorted(rivals)
        in_time = which == "7" or when.get(original, 0) <= number
        if winner != original and in_time:
            gone.add(original)
        gone |= {
            claim
            for _, _, claim, lost in losers
            if lost == "7" and claim in counts and kind(counts[claim]) == "7"
        }
    return {claim: line.cents for claim, line in counts.items() if claim not in gone}


def made_up_nights(seed: int) -> Nights:
    """Ten nights: new claims, claims again, corrections and voids of what was there before."""
    chance = random.Random(seed)
    known: list[str] = []
    nights: list[tuple[date, list[Line]]] = []
    for day in range(1, 11):
        lines: dict[str, Line] = {}
        for _ in range(chance.randint(1, 6)):
            became = chance.choice(["RELEASE", "RELEASE", "REVIEW", "HOLD"])
            cents = chance.randint(1, 90) * 100
            what = chance.random()
            new = f"C{len(known):03d}"
            if not known or what < 0.4:
                line = Line(claim=new, cents=cents, became=became)
            elif what < 0.55:
                line = Line(claim=chance.choice(known), cents=cents, became=became)
            elif what < 0.7:
                which = chance.choice(["7", "8"])
                claim = chance.choice(known)
                line = Line(claim=claim, cents=cents, became=became, frequency=which)
            else:
                which = chance.choice(["7", "7", "8"])
                line = Line(
                    claim=new,
                    cents=cents,
                    became=became,
                    frequency=which,
                    replaces=chance.choice(known),
                )
            if line.claim not in lines:
                lines[line.claim] = line
        known += [claim for claim in lines if claim not in known]
        nights.append((november(day), list(lines.values())))
    return nights


@pytest.mark.parametrize("seed", range(6))
def test_ten_nights_come_to_the_plain_fold(history: History, seed: int) -> None:
    nights = made_up_nights(seed)
    for told, (as_of, lines) in enumerate(nights, start=1):
        history.record_night(night(as_of, lines))
        assert dict(ledger_of(history)) == plain_fold(nights[:told])


def test_the_plain_fold_knows_the_difference() -> None:
    """The fold itself, on the case that the contract names."""
    bill = Line(claim="A", cents=10_000)
    corrected = Line(claim="B", cents=8_000, frequency="7", replaces="A")
    void = Line(claim="V", cents=8_000, frequency="8", replaces="B")
    nights = [(november(1), [bill]), (november(2), [corrected]), (november(3), [void])]
    assert [plain_fold(nights[:told]) for told in (1, 2, 3)] == [{"A": 10_000}, {"B": 8_000}, {}]
