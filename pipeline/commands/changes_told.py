"""A comparison of two sites as one object, and as a text for people: counts and dollars only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pipeline.comparing import SiteFolder
from pipeline.money import as_dollars
from pipeline.site_changes import (
    APPEAR,
    FATES,
    FROM_REVIEW,
    GO,
    HEAVIER,
    LIGHTER,
    MOVES,
    NEWLY_HELD,
    NEWLY_RELEASED,
    ONLY,
    TO_REVIEW,
    SiteChanges,
    Sum,
)

Told = dict[str, Any]

_MOVES = {
    NEWLY_HELD: "newly held",
    NEWLY_RELEASED: "newly released",
    TO_REVIEW: "to review",
    FROM_REVIEW: "from review",
}
_FATES = {APPEAR: "appearing", GO: "gone", HEAVIER: "heavier", LIGHTER: "lighter"}
_FILES = {"changed": "changed", ONLY[0]: "only in A", ONLY[1]: "only in B"}


def as_object(changes: SiteChanges, one: SiteFolder, other: SiteFolder, as_of: date) -> Told:
    """Return the comparison as one object; money is text in dollars."""
    every = Sum(len(changes.claims), int(changes.claims["charge_cents"].sum()))
    by_payer = changes.fates("payer_id")
    return {
        "as_of": as_of.isoformat(),
        "site": one.rules.site.id,
        "sites": {
            "a": {"folder": str(one.folder), "id": one.rules.site.id},
            "b": {"folder": str(other.folder), "id": other.rules.site.id},
        },
        "claims": every.claims,
        "charges": as_dollars(every.cents),
        **{move: _money(changes.moved(move)) for move in MOVES},
        "transitions": [
            {"before": before, "after": after, **_money(found)}
            for before, after, found in changes.transitions()
        ],
        **{f"read_{side}": _money(changes.read_only_by(side)) for side in ONLY},
        "by_rule": [
            {"rule_id": rule, **_by_fate(found)} for rule, found in changes.fates("rule_id").items()
        ],
        "by_payer": [
            {
                "payer_id": payer,
                **{move: _money(changes.moved(move, payer)) for move in MOVES},
                **_by_fate(by_payer.get(payer, {})),
            }
            for payer in changes.payers()
        ],
        "undecided": {"a": changes.undecided[0], "b": changes.undecided[1]},
        "configuration": {name: list(files) for name, files in changes.files.items()},
        "crashed": list(changes.crashed),
    }


def _money(found: Sum) -> Told:
    return {"claims": found.claims, "dollars": as_dollars(found.cents)}


def _by_fate(found: Mapping[str, Sum]) -> Told:
    sums = {fate: found.get(fate, Sum(0, 0)) for fate in FATES}
    return {fate: {"findings": one.findings, **_money(one)} for fate, one in sums.items()}


def as_text(told: Told) -> str:
    """Return what a person reads."""
    return "\n".join(_lines(told))


def _lines(told: Told) -> Iterator[str]:
    claims = _count(told["claims"], "claim")
    yield f"{claims}, charges {told['charges']}, as of {told['as_of']}; from A to B:"
    yield from (f"  {words:<15}{_both(told[move])}" for move, words in _MOVES.items())
    yield from (
        f"    {one['before']} to {one['after']}: {_both(one)}" for one in told["transitions"]
    )
    for side, name in zip(ONLY, "AB", strict=True):
        if told[f"read_{side}"]["claims"]:
            yield f"  read by {name} only: {_both(told[f'read_{side}'])}"
    yield "By rule (a claim with several rules stands in the row of each):"
    yield from (f"  {one['rule_id']}: {_fates(one)}" for one in told["by_rule"])
    yield from _nothing(told["by_rule"], "no finding differs")
    yield "By payer:"
    for one in told["by_payer"]:
        moved = [
            f"{words} {_both(one[move])}" for move, words in _MOVES.items() if _some(one[move])
        ]
        yield f"  {one['payer_id']}: {'; '.join([*moved, *_parts(one)])}"
    yield from _nothing(told["by_payer"], "nothing changes for any payer")
    open_answers = told["undecided"]
    yield f"Answers that cannot tell: {open_answers['a']:,} in A, {open_answers['b']:,} in B"
    yield "Configuration:"
    files = [f"  {_FILES[kind]}: {name}" for kind in _FILES for name in told["configuration"][kind]]
    yield from files
    yield from _nothing(files, "the same files")
    for rule in told["crashed"]:
        yield f"{rule} failed: what it would have found is not in this comparison"
    if "changed_claims" in told:
        yield f"claims that change: {told['changed_claims']}"


def _nothing(found: list[Any], words: str) -> list[str]:
    return [] if found else [f"  {words}"]


def _some(found: Told) -> bool:
    return bool(found["claims"] or found.get("findings"))


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _both(found: Told) -> str:
    return f"{_count(found['claims'], 'claim')}, {found['dollars']}"


def _fates(one: Told) -> str:
    return "; ".join(_parts(one))


def _parts(one: Told) -> list[str]:
    return [
        f"{_count(one[fate]['findings'], 'finding')} {words} ({_both(one[fate])})"
        for fate, words in _FATES.items()
        if _some(one[fate])
    ]
