"""`claimscrub new-rule` writes two files that no test accepts before they are filled."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from pipeline.commands.new_rule import new_rule_command
from pipeline.failures import ArgumentsError


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for folder in ("pipeline/checks/modifiers", "tests/checks/modifiers"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


def test_a_rule_and_its_test_stand_where_the_family_is(checkout: Path) -> None:
    assert new_rule_command("MOD099", "some-fault", checkout) == 0
    rule = checkout / "pipeline/checks/modifiers/mod099_some_fault.py"
    test = checkout / "tests/checks/modifiers/test_mod099_some_fault.py"
    for path in (rule, test):
        ast.parse(path.read_text(encoding="utf-8"))
    assert "raise NotImplementedError" in rule.read_text(encoding="utf-8")
    assert 'answers_of("MOD099")' in test.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("rule_id", "name", "said"),
    [
        ("MOD002", "some-fault", "is taken"),
        ("MOD099", "discipline-modifier-conflict", "taken by MOD002"),
        ("XYZ001", "some-fault", "no family"),
        ("MOD1", "some-fault", "three digits"),
        ("MOD099", "Some Fault", "lower case"),
        ("MOD099", "../../fault", "lower case"),
    ],
)
def test_what_it_refuses(checkout: Path, rule_id: str, name: str, said: str) -> None:
    with pytest.raises(ArgumentsError, match=said):
        new_rule_command(rule_id, name, checkout)
    assert not list(checkout.rglob("*.py"))


def test_a_file_that_is_there_stays(checkout: Path) -> None:
    there = checkout / "pipeline/checks/modifiers/mod099_some_fault.py"
    there.write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError):
        new_rule_command("MOD099", "some-fault", checkout)
    assert there.read_text(encoding="utf-8") == "mine"


def test_outside_a_checkout_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(ArgumentsError, match="checkout"):
        new_rule_command("MOD099", "some-fault", tmp_path)
