"""The office's payers as its billers know them: code, share of patients, what each asks for.

The same facts stand in `site/` as dated entries with sources; a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Extra:
    """A modifier beyond the usual ones that a payer wants on some treatment lines.

    Attributes:
        modifier: what the practice puts there.
        by: A (by an assistant), T (by a therapist), empty: whoever.
        disciplines: only these; empty: all.
        to_age: up to this age in years; None: at any age.
    """

    modifier: str
    by: str = ""
    disciplines: tuple[str, ...] = ()
    to_age: int | None = None


@dataclass(frozen=True, slots=True)
class Payer:
    """One payer of the office.

    Attributes:
        code: the office's code, as on the claims.
        rules_id: id of its rules; None for the payer nobody has set up.
        weight: patients in a thousand.
        percent: contract as a percentage of the national amounts.
        modifier: who needs GP, GO or GN (`always_therapy`, `all_lines`, `treatment_only`, `none`).
        assistants: how an assistant's work is marked (`CQ_CO`, `TF`, `UB_U5`, `none`).
        per_code: units go by each code's own minutes, else by the day's total.
        pair: scope of 59 on 97530 beside 97110 (`day`, `claim`, empty: not asked for).
        avoids: codes that the plan does not pay and the practice does not use for it.
        state: only patients of this state (empty: any).
        business: line of business.
        extras: modifiers beyond the usual ones.
        order: modifiers in the order in which the payer wants them; empty: any order.
        in_out: the note has to give start and stop of each code.
        edits: whose pairs of codes and unit limits it applies (`medicare`, `medicaid`, `none`).
    """

    code: str
    rules_id: str | None
    weight: int
    percent: int
    modifier: str = "always_therapy"
    assistants: str = "none"
    per_code: bool = False
    pair: str = ""
    avoids: frozenset[str] = frozenset()
    state: str = ""
    business: str = "commercial"
    extras: tuple[Extra, ...] = ()
    order: tuple[str, ...] = ()
    in_out: bool = False
    edits: str = "none"


_NOT_FOR_MEDICAID = frozenset(
    {"97012", "97035", "97150", "G0283", "G8427", "L3908", "L3808", "98977", "95992"}
)

_DISTINCT = ("59", "XE", "XP", "XS", "XU")
_DISCIPLINES = ("GP", "GO", "GN")
_SIDES = ("RT", "LT")
_BY_ASSISTANT = Extra("TF", by="A")
_CHILD = Extra("96", to_age=20)

PAYERS = (
    Payer("MCR", "medicare", 345, 100, assistants="CQ_CO", business="medicare", edits="medicare"),
    Payer("FED", "cms-base", 40, 100, assistants="CQ_CO", business="federal", edits="medicare"),
    Payer(
        "MADV",
        "evergreen-advantage",
        120,
        98,
        assistants="CQ_CO",
        business="medicare-advantage",
        edits="medicare",
    ),
    Payer("PPO1", "example-ppo", 111, 128, per_code=True, pair="day", in_out=True),
    Payer("PPO2", "prairie-ppo", 70, 117, modifier="none", per_code=True, pair="claim"),
    Payer(
        "BCBS",
        "northern-blue",
        60,
        122,
        modifier="all_lines",
        per_code=True,
        state="ND",
        order=(*_DISTINCT, *_DISCIPLINES, *_SIDES),
    ),
    Payer("BCBS", "commercial-base", 50, 119, per_code=True),
    Payer("COMM", "commercial-base", 60, 125, per_code=True),
    Payer(
        "MCDA",
        "lakeland-medicaid",
        50,
        71,
        avoids=_NOT_FOR_MEDICAID | {"97110", "97533"},
        business="medicaid",
        edits="medicaid",
    ),
    Payer(
        "MCDE",
        "summit-medicaid",
        35,
        74,
        avoids=_NOT_FOR_MEDICAID | {"97533", "97542", "97750", "97016"},
        business="medicaid",
        edits="medicaid",
        extras=(Extra("97", disciplines=("PT", "OT")),),
    ),
    Payer(
        "MCDB",
        "river-medicaid",
        20,
        69,
        assistants="TF",
        avoids=_NOT_FOR_MEDICAID,
        business="medicaid",
        edits="medicaid",
        extras=(_BY_ASSISTANT, _CHILD),
    ),
    Payer(
        "MCDC",
        "pine-medicaid",
        12,
        66,
        modifier="treatment_only",
        assistants="UB_U5",
        avoids=_NOT_FOR_MEDICAID,
        business="medicaid",
        edits="medicaid",
        extras=(Extra("UB", by="A"), Extra("U5", by="T")),
    ),
    Payer(
        "MCDF",
        "harbor-medicaid",
        7,
        70,
        avoids=_NOT_FOR_MEDICAID,
        business="medicaid",
        edits="medicaid",
        extras=(Extra("AT", disciplines=("PT", "OT")),),
    ),
    Payer(
        "WCOMP",
        "state-fund-comp",
        18,
        140,
        per_code=True,
        avoids=frozenset({"97110"}),
        business="workers-comp",
        order=(*_DISCIPLINES, *_DISTINCT, *_SIDES),
    ),
    Payer("SELFINS", None, 2, 110, per_code=True),
)

BY_RULES_ID = {payer.rules_id: payer for payer in PAYERS}
BY_CODE = {payer.code: payer for payer in PAYERS}  # BCBS: the entry without a state


def payer(code: str) -> Payer:
    """The payer of an office code (for BCBS the one outside North Dakota)."""
    return BY_CODE[code]
