"""From services given to claim lines: short form, modifiers that payers ask for, amounts."""

from __future__ import annotations

from functools import cache

from pipeline.demo import edits
from pipeline.demo.codes import CODES, EVALUATIONS, NOT_A_SERVICE, REEVALUATIONS, allowed_cents
from pipeline.demo.model import Item, Service
from pipeline.demo.payers import Extra, Payer

DISCIPLINE_MODIFIER = {"PT": "GP", "OT": "GO", "SLP": "GN"}
ASSISTANT_MODIFIER = {"PT": "CQ", "OT": "CO"}
_REVENUE = {"PT": "042", "OT": "043", "SLP": "044"}
_UNTIMED_MINUTES = {"92507": 40, "92526": 40, "92523": 55, "97150": 25}


@cache
def order(*texts: str) -> tuple[Item, ...]:
    """Services in short: `97110x2`, `97140x1/13` (13 minutes), `97530x1/15A`, `97112x0/7`.

    `97112x1/15A` are 15 minutes by the assistant alone, `97112x1/15A8` 15 of which 8 are.
    """
    items = []
    for text in texts:
        head, _, tail = text.partition("/")
        code, units = head.split("x")
        digits, assistant, some = tail.partition("A")
        minutes: int | None = int(digits) if digits else usual_minutes(code, int(units))
        items.append(Item(code, int(units), minutes, f"A{some}" if assistant else "T"))
    return tuple(items)


def usual_minutes(code: str, units: int) -> int:
    """Minutes that a service of so many units takes in this practice."""
    if CODES[code].timed:
        return 15 * units
    return 35 if code in EVALUATIONS else _UNTIMED_MINUTES.get(code, 15)


def modifiers_for(
    payer: Payer, discipline: str, code: str, *, hand: str, apart: bool, bare: bool, age: int
) -> tuple[str, ...]:
    """Modifiers of a careful office: 59 where the payer asks, discipline, assistant, the rest.

    Args:
        payer: whose rules count.
        discipline: PT, OT or SLP.
        code: the procedure code.
        hand: as in `Item`; a line with a part by the assistant is not marked here.
        apart: the payer wants to be told that it was apart from another code of the day.
        bare: the practice leaves GP out for a payer that reads none.
        age: of the patient, in whole years.
    """
    own = DISCIPLINE_MODIFIER[discipline]
    found = ["59"] if apart else []
    first_look = code in EVALUATIONS or code in REEVALUATIONS
    wanted = {
        "none": not bare,
        "treatment_only": not first_look,
        "all_lines": True,
        "always_therapy": code not in NOT_A_SERVICE,
    }[payer.modifier]
    if wanted:
        found.append(own)
    if first_look:
        return tuple(found)
    if hand == "A" and payer.assistants == "CQ_CO" and discipline in ASSISTANT_MODIFIER:
        found.append(ASSISTANT_MODIFIER[discipline])
    found += [extra.modifier for extra in payer.extras if _asked(extra, discipline, hand, age)]
    return tuple(found)


def _asked(extra: Extra, discipline: str, hand: str, age: int) -> bool:
    return (
        extra.by in {"", hand}
        and (not extra.disciplines or discipline in extra.disciplines)
        and (extra.to_age is None or age <= extra.to_age)
    )


@cache
def priced(
    items: tuple[Item, ...],
    payer: Payer,
    discipline: str,
    institutional: bool,
    bare: bool,
    age: int,
) -> tuple[tuple[tuple[str, int, int, tuple[str, ...], int, str], ...], tuple[Service, ...]]:
    """Claim lines (code, units, charge, modifiers, allowed, revenue) and services of a day."""
    billed = [item for item in items if item.units]
    codes = {item.code for item in billed}
    apart = _apart(payer, codes, institutional)
    ranked = [
        (CODES[code].expense, allowed_cents(code, first=True), code)
        for code in codes
        if CODES[code].reduced
    ]
    top = max(ranked)[2] if ranked else ""
    lines = []
    for item in billed:
        code, units = item.code, item.units
        full, top = (1, "") if code == top else (0, top)
        allowed = full * allowed_cents(code, first=True, percent=payer.percent)
        allowed += (units - full) * allowed_cents(code, first=False, percent=payer.percent)
        revenue = ""
        if institutional:
            revenue = _REVENUE[discipline] + ("4" if code in EVALUATIONS else "0")
        found = modifiers_for(
            payer, discipline, code, hand=item.hand, apart=code in apart, bare=bare, age=age
        )
        lines.append((code, units, units * CODES[code].charge, found, allowed, revenue))
    services = tuple(
        Service(item.code, item.minutes, _assistant_minutes(item))
        for item in items
        if item.code not in NOT_A_SERVICE
    )
    return tuple(lines), services


def _apart(payer: Payer, codes: set[str], institutional: bool) -> set[str]:
    """Codes that need 59 beside another one of these: by the payer's word, by its table."""
    pairs = edits.pairs_within(payer, codes, hospital=institutional)
    found = {edit.column2 for edit in pairs if edit.indicator == edits.WITH_MODIFIER}
    if payer.pair and codes >= {"97110", "97530"}:
        found.add("97530")
    return found


def _assistant_minutes(item: Item) -> int:
    if item.hand == "T" or item.minutes is None:
        return 0
    return item.minutes if item.hand == "A" else int(item.hand[1:])
