"""A published example run through the rules: what it says, and what sources leave open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from tests.engine.nights import judged
from tests.judging import rule_of
from tests.oracles.sources import Source
from tests.tables import Night

UNIT_RULES = ("UNIT001", "UNIT002", "UNIT003")
ASSISTANT_RULES = ("MOD004", "MOD005", "MOD008")


@dataclass(frozen=True, kw_only=True)
class Oracle:
    """A published example.

    ``faults`` are the rules that must speak, of those in ``asked``; the others must be silent.
    ``open`` tells, where sources differ or are silent, both answers and which one is ours.
    """

    name: str
    source: Source
    night: Night
    asked: Sequence[str]
    faults: Sequence[str] = ()
    open: str = ""

    def __str__(self) -> str:
        """Its name, as pytest shows it."""
        return self.name


def run_oracles(oracles: Sequence[Oracle]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Parametrise a test over published examples."""
    names = [oracle.name for oracle in oracles]
    assert len(set(names)) == len(names), "two examples have one name"
    return pytest.mark.parametrize("oracle", oracles, ids=names)


def verify(oracle: Oracle) -> None:
    """Judge an example by all rules asked at once and compare which of them speak."""
    assert oracle.source.section
    assert oracle.source.url
    found = speaking(oracle.night, oracle.asked)
    assert found == set(oracle.faults), f"{oracle.source.document}, {oracle.source.section}"


def speaking(night: Night, asked: Sequence[str]) -> set[str]:
    """Return the rules that find a fault; no rule may be unable to tell."""
    outcomes = judged(night, *(rule_of(name) for name in asked)).tally.outcomes
    counted = outcomes.groupby("rule_id")[["flagged", "undecided", "crashed"]].sum()
    assert not counted["crashed"].any()
    assert not counted["undecided"].any(), counted
    return set(counted.index[counted["flagged"] > 0])


def day(
    billed: str,
    noted: str,
    *,
    date: str = "2026-11-16",
    payer: str = "medicare",
    payers: tuple[str, ...] = (),
) -> Night:
    """Return a day of one patient.

    Args:
        billed: lines such as "97110 2, 97110/CQ 1".
        noted: minutes such as "97110 24, 97140 10", or by therapist and assistant alone, such as
            "97110 13+23".
        date: the date of service.
        payer: the payer's rules id.
        payers: payer files laid over the shipped ones.
    """
    lines = ["claim payer date mods code units"]
    for part in billed.split(","):
        code, units = part.split()
        code, _, marked = code.partition("/")
        mods = f"GP,{marked}" if marked else "GP"
        lines.append(f"C1 {payer} {date} {mods} {code} {units}")
    by_person = "+" in noted
    visits = [f"date code {'therapist assistant' if by_person else 'minutes'}"]
    for part in noted.split(","):
        code, minutes = part.split()
        visits.append(f"{date} {code} {minutes.replace('+', ' ')}")
    as_of = f"{int(date[:4]) + 1}-01-15" if date[:4] != "2026" else "2026-11-20"
    return Night("\n".join(lines), visits="\n".join(visits), as_of=as_of, payers=payers)
