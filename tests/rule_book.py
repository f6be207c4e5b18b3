"""The rule book: every rule's card with some of its tested examples, as pages in docs/rules.

`python -m tests.rule_book` writes the pages anew; a test demands that they are up to date. What an
example says is what the rule answers when the page is made, and the tests hold it to that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from pipeline.commands.rules import in_words
from pipeline.registry import RegisteredRule, all_rules
from schemas.rule_cards import Citation
from tests.checks.examples import Example
from tests.house_rules.rule_examples import examples_of
from tests.judging import CANNOT_TELL, CLEAR, NOT_APPLICABLE, VIOLATES, judge
from tests.tables import Night

FOLDER = Path(__file__).parents[1] / "docs" / "rules"
SHOWN = {VIOLATES: 3, CLEAR: 3, CANNOT_TELL: 1, NOT_APPLICABLE: 1}
"""How many examples of each answer a page shows."""
ANSWERS = {
    VIOLATES: "Found",
    CLEAR: "Clear",
    CANNOT_TELL: "Cannot tell",
    NOT_APPLICABLE: "Does not apply",
}
TABLES = (
    ("lines", "Tonight's lines"),
    ("visits", "Visits"),
    ("plans", "Plans of care"),
    ("documents", "Documents"),
    ("spend", "Opening balances"),
    ("earlier_lines", "Lines of earlier nights"),
    ("earlier_visits", "Visits of earlier nights"),
)
FAMILIES = {
    "modifiers": "Modifiers",
    "same_day_pairs": "Same-day pairs",
    "therapy_threshold": "Therapy threshold (KX)",
    "plan_of_care": "Plan of care",
    "coverage": "Coverage",
    "timed_units": "Time and units",
    "claim_form": "The claim itself",
}
INTRODUCTION = """# Rule book

Made from the cards and tested examples of the rules by `python -m tests.rule_book`, not by hand.

A rule gives one of four answers: **found**, **clear**, **cannot tell** (a fact is missing; it is
named, and the claim is not called clean) and **does not apply**. *Block* holds the claim, *review*
asks a person before it goes out, *note* is worth knowing. A payer's file or the office may weigh a
rule otherwise, with a reason and a date.

Examples are drawn as small tables: one row a service line, visit or plan; `-` is a blank cell, and
columns that do not matter are left out. Dates are those of a night in November 2026.
"""


def pages() -> dict[str, str]:
    """Return the text of each page by file name."""
    families: dict[str, list[RegisteredRule]] = {}
    for rule in all_rules():
        families.setdefault(rule.family, []).append(rule)
    order = [family for family in FAMILIES if family in families]
    assert set(order) == set(families), "a family has no heading"
    made = {f"{name}.md": _family_page(name, families[name]) for name in order}
    made["README.md"] = _index([(name, families[name]) for name in order])
    return made


def write(folder: Path = FOLDER) -> None:
    """Write all pages, and remove those of families that are gone."""
    folder.mkdir(parents=True, exist_ok=True)
    made = pages()
    for old in folder.glob("*.md"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _index(families: Sequence[tuple[str, Sequence[RegisteredRule]]]) -> str:
    parts = [INTRODUCTION]
    for name, rules in families:
        rows = [
            f"| [{r.rule.id}]({name}.md#{_anchor(r)}) | {r.rule.title} | {r.rule.severity} "
            f"| {', '.join(r.rule.prevents)} |"
            for r in rules
        ]
        heading = ["| rule | fault | weight | denial prevented |", "|---|---|---|---|"]
        parts.append("\n".join([f"## {FAMILIES[name]}", "", *heading, *rows, ""]))
    return "\n".join(parts)


def _family_page(name: str, rules: Sequence[RegisteredRule]) -> str:
    parts = [f"# {FAMILIES[name]}\n\n[All rules](README.md)\n", *(_rule(rule) for rule in rules)]
    return "\n".join(parts)


def _anchor(rule: RegisteredRule) -> str:
    """Return the link that a heading gets from those who draw these pages."""
    return re.sub(r"[^a-z0-9 -]", "", _heading(rule).lower()).replace(" ", "-")


def _heading(rule: RegisteredRule) -> str:
    return f"{rule.rule.id} {rule.rule.title}"


def _rule(registered: RegisteredRule) -> str:
    rule, card = registered.rule, registered.card
    facts = [
        f"*{rule.severity}* · {rule.name} · one answer a {rule.grain} · "
        f"usually mended by: {card.owner} · cause: {card.cause}"
    ]
    policy = "Reads this payer's rules." if rule.needs_payer_policy else "Needs no payer rules."
    texts = [
        ("Why", rule.rationale),
        ("What is seen", in_words(rule.seen)),
        ("What is expected", in_words(rule.expected)),
        ("How to fix", in_words(rule.fix)),
        ("Denial prevented", ", ".join(rule.prevents)),
        ("Not checked", f"{rule.not_checked} {policy}"),
        ("Always decides", rule.decides_always),
        ("Sources", "; ".join(_source(citation) for citation in rule.citations)),
    ]
    body = [f"- **{heading}:** {text}" for heading, text in texts if text]
    chosen = _chosen(examples_of(rule.id))
    shown = [part for example in chosen for part in _example(example)]
    return "\n".join([f"## {_heading(registered)}", "", *facts, "", *body, "", *shown])


def _source(citation: Citation) -> str:
    place = ", ".join(part for part in (citation.document, citation.section) if part)
    name = f"{citation.authority}: {place}"
    named = f"[{name}]({citation.url})" if citation.url else name
    return f"{named} (read {citation.read_on})"


def _chosen(examples: Sequence[Example]) -> list[Example]:
    """Take the first examples of each answer, as their author ordered them."""
    return [
        example
        for answer, most in SHOWN.items()
        for example in [one for one in examples if one.expect == answer][:most]
    ]


def _example(example: Example) -> list[str]:
    judged = judge(example.night, example.rule)
    rows = judged.of(example.at) if example.at else list(judged.rows)
    row = next((one for one in rows if one.answer == example.expect), None)
    said = f"**{ANSWERS[example.expect]}** — {example.name}"
    lines = [said + (f" (row {example.at})" if example.at else ""), "", "```"]
    lines += _drawn(example.night)
    lines.append("```")
    if row is not None and row.answer == VIOLATES:
        lines += ["", f"> {row.severity.capitalize()}: {row.observed} Expected: {row.expected}"]
    if row is not None and row.answer == CANNOT_TELL:
        lines += ["", f"> Missing: {row.missing.removeprefix('payer:').replace('_', ' ')}"]
    return [*lines, ""]


def _drawn(night: Night) -> list[str]:
    lines: list[str] = []
    for name, heading in TABLES:
        text: str = getattr(night, name)
        if text.strip():
            rows = [
                re.split(r"\s*\|\s*" if "|" in row else r"\s+", row.strip())
                for row in re.split(r"\n| / ", text.strip())
                if row.strip()
            ]
            widths = [max(map(len, column)) for column in zip(*rows, strict=False)]
            lines.append(f"{heading}:")
            lines += [
                "  " + "  ".join(cell.ljust(w) for cell, w in zip(r, widths, strict=False)).rstrip()
                for r in rows
            ]
    return lines


if __name__ == "__main__":
    write()
