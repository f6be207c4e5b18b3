"""Nights for PAIR004: a payer that names pairs, lines with 59, and notes with clock times."""

from __future__ import annotations

from tests.tables import Night

HEAD = 'id = "ppo"\nextends = "commercial-base"\nname = "PPO"\nline_of_business = "commercial"'
IN_OUT = '\n[[time_record]]\nfrom = 2025-01-01\nvalue = "in_out"\nGRADE_A\n'


def asks(*codes: str, scope: str = "day") -> str:
    first, second = codes
    return (
        f'\n[[pair_modifier]]\nfrom = 2024-01-01\ncodes = ["{first}", "{second}"]\n'
        f'target = "{second}"\naccepts = ["59", "XU"]\nscope = "{scope}"\nGRADE_B\n'
    )


PLAIN = HEAD + asks("97110", "97530")
TIMES = HEAD + IN_OUT + asks("97110", "97530")
NOTED = "visit code start_time stop_time minutes"
"""97110 from 10:00 to 10:15; the other code is drawn beside it."""


def night(
    lines: str,
    visits: str = "",
    payer: str = PLAIN,
    earlier: str = "",
    earlier_visits: str = "",
) -> Night:
    """A night of the payer "ppo"; the lines are drawn without their payer column."""
    tonight = lines.replace("code", "payer code", 1).replace(" / ", " / ppo ")
    before = earlier.replace("code", "payer code", 1).replace(" / ", " / ppo ")
    return Night(
        tonight,
        visits=visits,
        earlier_lines=before,
        earlier_visits=earlier_visits,
        payers=(payer,),
    )


PAIR = "code mods / 97110 GP / 97530 GP,59"


def timed(*services: str, visit: str = "V1") -> str:
    """Services drawn as "97110 10:00 10:15 15"; "-" for a blank."""
    return NOTED + "".join(f" / {visit} {service}" for service in services)


def described(first: str, second: str, clock: bool = True) -> str:
    """97110 and 97530 in separate blocks, with these descriptions."""
    blocks = ("10:00 | 10:15", "10:15 | 10:30") if clock else ("- | -", "- | -")
    return (
        "visit | code | start_time | stop_time | minutes | description\n"
        f"V1 | 97110 | {blocks[0]} | 15 | {first}\nV1 | 97530 | {blocks[1]} | 15 | {second}"
    )


APART = timed("97110 10:00 10:15 15", "97530 10:15 10:30 15")
TOGETHER = timed("97110 10:00 10:15 15", "97530 10:05 10:20 15")
UNTIMED = timed("97110 - - 15", "97530 - - 15")
