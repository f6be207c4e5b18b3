"""Small made-up nights: a few patients around the edges of the rules, from a seed.

A night is plain rows by table: dates are ``date``, money integer cents, minutes and clock times
whole numbers, units floats, a blank cell is left out. The same seed gives the same night. Nothing
in here knows a rule: menus hold values that stand close to where answers change.
"""

from __future__ import annotations

import random

from tests.properties import random_menus as menu
from tests.properties.random_patients import TABLES, Patient, RandomNight

__all__ = ["TABLES", "RandomNight", "random_night"]


def random_night(seed: int, groups: int = 1) -> RandomNight:
    """Make a night.

    Args:
        seed: any whole number; the same one gives the same night.
        groups: how many groups of one to six patients; member numbers are shared in a group only.

    Returns:
        Tonight's claims and what is on record of their patients, often with earlier nights.
    """
    draw = random.Random(seed)
    night = RandomNight(as_of=draw.choice(menu.AS_OF))
    for group in range(groups):
        name = f"{group}-" if groups > 1 else ""
        members = [f"{name}M{number}" for number in range(1, 4)]
        patients = draw.choice((1, 1, 2, 2, 3, 4, 6))
        for number in range(1, patients + 1):
            Patient(draw, night, f"{name}P{number}", members).fill()
    while not night.rows["claims"]:
        Patient(draw, night, "P0", ["M0"]).fill()
    night.earlier_lines.sort(key=lambda line: (line["night"], draw.random()))
    for place, line in enumerate(night.earlier_lines):
        line["place"] = place
    _thin_out(draw, night)
    return night


def _thin_out(draw: random.Random, night: RandomNight) -> None:
    """Leave cells blank here and there, and now and then a column or a whole table.

    What a claim says once is blank on all its lines; of the modifiers the last columns go.
    """
    share: dict[str, float] = {}
    of_claims: dict[tuple[str, str], bool] = {}
    poor = draw.random() < 0.12
    for name in TABLES:
        parts = [night.rows[name]]
        parts += [night.earlier_lines] if name == "claims" else []
        parts += [night.earlier_visits] if name == "visits" else []
        optional = menu.OPTIONAL[name]
        dropped = draw.sample(optional, k=1) if draw.random() < 0.15 else []
        if dropped and dropped[0] in menu.MODIFIERS:
            dropped = list(menu.MODIFIERS[menu.MODIFIERS.index(dropped[0]) :])
        night.supplied[name] = frozenset([*menu.REQUIRED[name], *optional]) - set(dropped)
        for row in (row for part in parts for row in part):
            if row["patient_id"] not in share:
                share[row["patient_id"]] = draw.choice((0.0, 0.0, 0.03, 0.15))
            for column in optional:
                blank = draw.random() < share[row["patient_id"]]
                if name == "claims" and column in menu.OF_THE_CLAIM:
                    blank = of_claims.setdefault((row["claim_id"], column), blank)
                if column in dropped or (blank and column not in menu.OF_THE_VERSION):
                    row.pop(column, None)
        if name != "claims" and poor and draw.random() < 0.4:
            for part in parts:
                part.clear()
            del night.supplied[name]
