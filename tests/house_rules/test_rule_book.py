"""The rule book in docs/ says what the rules say."""

from __future__ import annotations

import re

import pytest

from pipeline.registry import all_rules
from tests.rule_book import FOLDER, pages

PAGES = pages()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_is_up_to_date(name: str) -> None:
    written = (FOLDER / name).read_text(encoding="utf-8")
    assert written == PAGES[name], "run: python -m tests.rule_book"


def test_there_is_no_other_page() -> None:
    assert {path.name for path in FOLDER.glob("*.md")} == set(PAGES)


def test_every_rule_is_in_the_index_and_has_a_fault_on_its_page() -> None:
    index = PAGES["README.md"]
    text = "\n".join(PAGES.values())
    for registered in all_rules():
        assert f"[{registered.rule.id}]" in index
        body = re.split(r"(?m)^## ", text.split(f"## {registered.rule.id} ", 1)[1], maxsplit=1)[0]
        assert "**Found**" in body
        assert "> " in body
