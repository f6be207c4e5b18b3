"""`claimscrub new-rule`: the two files of a new rule, to be filled before any test passes."""

from __future__ import annotations

import os
import re
from pathlib import Path
from string import Template

import click

from pipeline.failures import ArgumentsError
from pipeline.registry import all_rules

_ID = re.compile(r"\A([A-Z]{2,5})[0-9]{3}\Z")
_NAME = re.compile(r"\A[a-z]+(?:-[a-z0-9]+)+\Z")
_CHECKS = Path("pipeline", "checks")
_TESTS = Path("tests", "checks")

_RULE = Template('''"""$id: (one sentence that says the fault)."""

from __future__ import annotations

from pipeline.rule import Citation, Severity, Verdict, rule
from pipeline.service_lines import Lines


@rule(
    id="$id",
    name="$name",
    title="",
    severity=Severity.REVIEW,
    seen="",
    expected="",
    rationale="",
    citations=(Citation(authority="", document="", section="", read_on=""),),
    prevents=(),
    fix="",
    not_checked="",
    needs_payer_policy=False,
)
def check(lines: Lines) -> Verdict:
    """Answer for each line of tonight."""
    raise NotImplementedError("$id has no check yet")
''')
_TEST = Template('''"""$id: (the source of its expected answers)."""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.tables import Night

violates, clear, cannot_tell, not_applicable = answers_of("$id")

EXAMPLES: list[Example] = [
    violates("the fault", Night("code mods / 97110 GP")),
    clear("without it", Night("code mods / 97110 GP")),
    cannot_tell("a fact is missing", Night("code mods / 97110 GP")),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)
''')


def new_rule_command(rule_id: str, name: str, root: Path) -> int:
    """Write a rule's file and its test file into a checkout of the repository.

    Args:
        rule_id: such as MOD016; its letters choose the family.
        name: the fault in words joined by hyphens, such as modifier-not-known.
        root: the repository's folder.

    Raises:
        ArgumentsError: not a checkout, an id or name that is taken or has another form, letters
            that belong to no family.
    """
    if not (root / _CHECKS).is_dir() or not (root / _TESTS).is_dir():
        raise ArgumentsError("new-rule writes source files: start it in a checkout's top folder")
    found = _ID.match(rule_id)
    if not found:
        raise ArgumentsError("the id must be a family's letters and three digits, such as MOD016")
    if not _NAME.match(name):
        raise ArgumentsError("the name must be words in lower case joined by hyphens")
    family = _family_of(found[1])
    for rule in all_rules():
        if rule.rule.id == rule_id:
            raise ArgumentsError(f"{rule_id} is taken ({rule.rule.name}); ids are never reused")
        if rule.rule.name == name:
            raise ArgumentsError(f"the name is taken by {rule.rule.id}")
    stem = f"{rule_id.lower()}_{name.replace('-', '_')}"
    files = {
        root / _CHECKS / family / f"{stem}.py": _RULE,
        root / _TESTS / family / f"test_{stem}.py": _TEST,
    }
    for path, template in files.items():
        path.parent.mkdir(exist_ok=True)
        # Never over a file that is there: "x" fails.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "w") as stream:
            stream.write(template.substitute(id=rule_id, name=name))
        click.echo(path.relative_to(root).as_posix())
    click.echo("Fill both; until then the tests fail. Then: python -m tests.rule_book")
    return 0


def _family_of(letters: str) -> str:
    families = {rule.rule.id[:-3]: rule.family for rule in all_rules()}
    if letters not in families:
        known = ", ".join(sorted(families))
        raise ArgumentsError(f"{letters} belongs to no family; there are {known}")
    return families[letters]
