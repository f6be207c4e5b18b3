"""How claims and dollars stand, by payer, location and provider."""

from __future__ import annotations

from collections import Counter, defaultdict

from reports import formats
from reports.frames import numbers, texts
from reports.view import Cell, Column, Kind, Table
from schemas.night_result import NightResult

MOST_ON_PAGE = 25


def by_payer(result: NightResult) -> Table:
    """Claims and charges by payer and disposition, most dollars stopped first."""
    return _standing(result, "payer_id", "by-payer", "payer")


def by_location(result: NightResult) -> Table:
    """The same by location, as the first line of each claim names it."""
    return _standing(result, "location_id", "by-location", "location")


def by_provider(result: NightResult) -> Table:
    """The same by therapist, as the first line of each claim names it."""
    return _standing(result, "therapist_id", "by-provider", "provider")


def _standing(result: NightResult, column: str, name: str, word: str) -> Table:
    cents: dict[str, Counter[str]] = defaultdict(Counter)
    claims: dict[str, Counter[str]] = defaultdict(Counter)
    frame = result.dispositions
    for group, disposition, charge in zip(
        texts(frame, column),
        texts(frame, "disposition"),
        numbers(frame, "charge_cents"),
        strict=True,
    ):
        cents[group][disposition] += charge
        claims[group][disposition] += 1
    ordered = sorted(
        cents, key=lambda group: (-cents[group]["HOLD"], -cents[group]["REVIEW"], group)
    )
    return Table(
        name=name,
        caption=f"By {word}",
        columns=(
            Column(word, word.capitalize(), Kind.ID, 24),
            Column("claims", "Claims", Kind.COUNT),
            Column("held_claims", "Held claims", Kind.COUNT),
            Column("held", "Dollars held", Kind.MONEY, 18),
            Column("share", "", Kind.BAR, 4),
            Column("review", "Dollars for review", Kind.MONEY, 18),
            Column("clean", "Clean claim rate", width=16),
        ),
        rows=tuple(
            _row(formats.visible(group) or "not named", cents[group], claims[group])
            for group in ordered
        ),
        note="Each claim counts once. The bar compares dollars held.",
        empty="No claims tonight.",
        most_on_page=MOST_ON_PAGE,
    )


def _row(name: str, cents: Counter[str], claims: Counter[str]) -> tuple[Cell, ...]:
    everyone = sum(claims.values())
    return (
        name,
        everyone,
        claims["HOLD"],
        cents["HOLD"],
        cents["HOLD"],
        cents["REVIEW"],
        formats.percent(claims["RELEASE"], everyone),
    )
