"""The examples of every rule, gathered from the rules' own test files."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path

from tests.checks.examples import Example

CHECKS = Path(__file__).parents[1] / "checks"


def rule_test_files() -> list[Path]:
    """Every test file of a rule."""
    return sorted(CHECKS.glob("*/test_*.py"))


@cache
def all_examples() -> tuple[Example, ...]:
    """Every example of every rule, by test file."""
    found: list[Example] = []
    for path in rule_test_files():
        name = ".".join(path.relative_to(CHECKS).with_suffix("").parts)
        found += importlib.import_module(f"tests.checks.{name}").EXAMPLES
    return tuple(found)


def examples_of(rule_id: str) -> list[Example]:
    """The examples of one rule."""
    return [example for example in all_examples() if example.rule == rule_id]
