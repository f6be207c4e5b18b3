"""How claims and dollars stand, by payer, location and provider."""

from __future__ import annotations

from collections import Counter, defaultdict

from reports import formats
from reports.frames import numbers, texts
from reports.view import Cell, Column, Kind, Table, without_bars
from schemas.night_result import NightResult

MOST_ON_PAGE = 15
_FIRST_LINE = "Each claim counts once, where its first line says."


def by_payer(result: NightResult) -> Table:
    """Claims and charges by payer and disposition, most dollars stopped first."""
    return _standing(result, "payer_id", "payer", "Each claim counts once.", bars=True)


def by_location(result: NightResult) -> Table:
    """The same by location, as the first line of each claim names it."""
    return _standing(result, "location_id", "location", _FIRST_LINE)


def by_provider(result: NightResult) -> Table:
    """The same by therapist, as the first line of each claim names it."""
    return _standing(result, "therapist_id", "provider", _FIRST_LINE)


def _standing(result: NightResult, column: str, word: str, of: str, *, bars: bool = False) -> Table:
    cents: dict[str, Counter[str]] = defaultdict(Counter)
    claims: dict[str, Counter[str]] = defaultdict(Counter)
    all_cents: Counter[str] = Counter()
    all_claims: Counter[str] = Counter()
    frame = result.dispositions
    for group, disposition, charge in zip(
        texts(frame, column),
        texts(frame, "disposition"),
        numbers(frame, "charge_cents"),
        strict=True,
    ):
        cents[group][disposition] += charge
        claims[group][disposition] += 1
        all_cents[disposition] += charge
        all_claims[disposition] += 1
    ordered = sorted(
        cents, key=lambda group: (-cents[group]["HOLD"], -cents[group]["REVIEW"], group)
    )
    bar = " The bar compares dollars held." if bars else ""
    table = Table(
        name=f"by-{word}",
        caption=f"By {word}",
        columns=(
            Column(word, word.capitalize(), Kind.ID, 24),
            Column("claims", "Claims", Kind.COUNT),
            Column("held_claims", "Held claims", Kind.COUNT),
            Column("held", "Dollars held", Kind.MONEY, 18),
            Column("share", "", Kind.BAR, 4),
            Column("review_claims", "Claims for review", Kind.COUNT, sheet_only=True),
            Column("review", "Dollars for review", Kind.MONEY, 18),
            Column("charges", "All charges", Kind.MONEY, 18, sheet_only=True),
            Column("clean", "Clean claim rate", Kind.FIGURE, 16),
        ),
        rows=tuple(
            _row(formats.visible(group) or "not named", cents[group], claims[group])
            for group in ordered
        ),
        note=f"{of}{bar} The last row is the whole night.",
        empty="No claims tonight.",
        most_on_page=MOST_ON_PAGE,
        total=_row("All", all_cents, all_claims),
    )
    return table if bars else without_bars(table)


def _row(name: str, cents: Counter[str], claims: Counter[str]) -> tuple[Cell, ...]:
    everyone = claims.total()
    return (
        name,
        everyone,
        claims["HOLD"],
        cents["HOLD"],
        cents["HOLD"],
        claims["REVIEW"],
        cents["REVIEW"],
        cents.total(),
        formats.percent(claims["RELEASE"], everyone),
    )
