"""`claimscrub rules` and `claimscrub explain`."""

from __future__ import annotations

import difflib
import re
import textwrap

import click

from pipeline.failures import ArgumentsError
from pipeline.registry import rule_cards
from schemas.rule_cards import RuleCard

WIDTH = 96


def rules_command() -> int:
    """List every rule."""
    cards = rule_cards()
    name = max(len(card.name) for card in cards)
    for card in cards:
        facts = f"{card.severity:<6}  {card.family:<17}  {card.status}"
        click.echo(f"{card.id:<8} {card.name:<{name}}  {facts}")
    return 0


def explain_command(wanted: str) -> int:
    """Tell one rule, found by id or name in any letter case.

    Raises:
        ArgumentsError: there is no such rule; the nearest is offered.
    """
    folded = wanted.casefold()
    cards = {card.id.casefold(): card for card in rule_cards()}
    cards |= {card.name: card for card in rule_cards()}
    if folded not in cards:
        near = difflib.get_close_matches(folded, cards, n=1, cutoff=0.4)
        offer = f"; did you mean {cards[near[0]].id} ({cards[near[0]].name})?" if near else ""
        raise ArgumentsError(f"there is no rule of that id or name{offer}")
    click.echo("\n".join(explained(cards[folded])))
    return 0


def explained(card: RuleCard) -> list[str]:
    """Return a rule's card as text."""
    needs = "this payer's rules" if card.needs_payer_policy else "no payer policy"
    parts = [
        f"{card.id} {card.name}: {card.title}",
        f"{card.severity.upper()}, by {card.grain}, family {card.family}, {card.status}",
        "",
        *_part("Why", card.rationale),
        *_part("What is seen", in_words(card.seen)),
        *_part("What is expected", in_words(card.expected)),
        *_part("How to fix", in_words(card.fix)),
        *_part("Who", f"{card.owner} (cause: {card.cause})"),
        *_part("Denial prevented", ", ".join(card.prevents)),
        *_part("Not checked", card.not_checked),
        *_part("Needs", needs),
    ]
    if card.decides_always:
        parts += _part("Always decides", card.decides_always)
    for source in card.citations:
        place = ", ".join(part for part in (source.document, source.section) if part)
        link = f" {source.url}" if source.url else ""
        parts += _part("Source", f"{source.authority}: {place}, read {source.read_on}.{link}")
    return parts


def in_words(template: str) -> str:
    """Return a template with its fields as words in brackets: "[how many] units"."""
    return re.sub(r"{(\w+)}", lambda field: f"[{field[1].replace('_', ' ')}]", template)


def _part(heading: str, text: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=f"{heading + ':':<18}",
        subsequent_indent=" " * 18,
        break_long_words=False,
        break_on_hyphens=False,
    )
