"""Nights of a payer that applies NCCI: dates on which the shipped tables answer in different ways.

reference: Medicare practitioner and outpatient hospital tables as of 2024-07-01 (the quarter ends
2024-09-30), and the pairs that the policy manual of 2026 supports.
"""

from __future__ import annotations

from tests.tables import Night

HEAD = 'id = "ppo"\nextends = "commercial-base"\nname = "PPO"\nline_of_business = "commercial"\n'
GROUP = '[[provider_scope]]\nfrom = 2018-01-01\nvalue = "group"\nGRADE_A\n'


def applies(value: str, rest: str = "GRADE_A", first: str = "2018-01-01") -> str:
    """A payer that applies Medicare's or Medicaid's pairs, or none."""
    return f'{HEAD}[[pair_edits]]\nfrom = {first}\nvalue = "{value}"\n{rest}\n'


MEDICARE = applies("medicare")
MEDICAID = applies("medicaid")
NO_EDITS = applies("none")
LOADED = "2024-08-15"
"""A day inside the quarter of the shipped tables."""
FIRST, LAST = "2024-07-01", "2024-09-30"
NOW = "2026-11-16"
"""Past that quarter: the last known edits are stale, the policy manual of 2026 answers."""


def drawn(text: str, day: str) -> str:
    """Draw lines with the payer "ppo" and one date of service."""
    return text.replace("code", "payer date code", 1).replace(" / ", f" / ppo {day} ")


def night(
    text: str, payer: str = MEDICARE, day: str = LOADED, earlier: str = "", visits: str = ""
) -> Night:
    """A night; lines are drawn without payer and date."""
    return Night(
        drawn(text, day),
        earlier_lines=drawn(earlier, day),
        visits=visits,
        payers=(payer,),
    )


def two(one: str, other: str, payer: str = MEDICARE, day: str = LOADED) -> Night:
    """Two lines of a claim, each drawn as "97530 GP,59"."""
    return night(f"code mods / {one} / {other}", payer, day)
