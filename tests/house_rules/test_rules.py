"""What every rule owes: a whole card, a name for its fault, texts that fill, examples."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from string import Formatter
from typing import Any

import pytest

from payer_rules.knobs import KNOBS
from payer_rules.policy import Policy
from pipeline.facts import FACTS, POLICY_PREFIX
from pipeline.registry import RegisteredRule, all_rules
from tests.house_rules.repository_files import MODULES, ROOT, name_of
from tests.house_rules.rule_examples import CHECKS, examples_of, rule_test_files
from tests.judging import CANNOT_TELL, CLEAR, VIOLATES, judge

MOST_LINES = 60
CHECK_FILES = [path for path in MODULES if name_of(path).startswith("pipeline/checks/")]
ID = re.compile(r"\A[A-Z]{2,5}[0-9]{3}\Z")
NAME = re.compile(r"\A[a-z]+(?:-[a-z0-9]+)+\Z")
FIX_VERBS = {
    *("add", "append", "ask", "attach", "change", "check", "confirm", "correct", "drop", "enter"),
    *("find", "fix", "get", "keep", "obtain", "put", "remove", "replace", "split", "use", "verify"),
}
MODIFIER = re.compile(r"\bmodifier|\b(?:GP|GO|GN|CQ|CO|KX|59|X[EPSU])\b")
ADVICE = re.compile(r"\b(?:add|added|append|appended|attach|put|use|needs?|go)\b", re.IGNORECASE)
CONDITION = re.compile(r"\b(?:if|unless|where|only when|supports|whose)\b", re.IGNORECASE)
PRICE = re.compile(
    r"\$|\bdollars?\b|\bprice|\bpays? (?:more|better)|\breimburs|\brevenue|\bhigher (?:rate|paid)"
    r"|\bpaid more|\bmore money|\bprofit",
    re.IGNORECASE,
)

every_rule = pytest.mark.parametrize(
    "registered", all_rules(), ids=[rule.rule.id for rule in all_rules()]
)


def fields_of(template: str) -> set[str]:
    """The names in braces of a template."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def unconditional_advice(fix: str) -> list[str]:
    """Sentences of a fix that tell to add a modifier without saying what must be true first."""
    return [
        sentence
        for sentence in re.split(r"(?<=[.:])\s", fix)
        if MODIFIER.search(sentence)
        and ADVICE.search(sentence)
        and not CONDITION.search(sentence)
        and "do not" not in sentence
    ]


def faults_of_name(name: str) -> list[str]:
    """Why a rule's name does not say its fault."""
    words = name.split("-")
    faults = [] if NAME.match(name) else ["not words joined by hyphens"]
    told = [word for before, word in pairwise(["", *words]) if before != "not"]
    faults += [f"the verb {word}" for word in told if word in FIX_VERBS]
    doubled = {("missing", "not"), ("not", "missing"), ("no", "missing"), ("without", "missing")}
    faults += ["a doubled no"] if doubled & set(pairwise(words)) else []
    return faults


def check_node(registered: RegisteredRule) -> ast.FunctionDef:
    """The check's function in its module's source."""
    tree = ast.parse(inspect.getsource(inspect.getmodule(registered.check)))  # type: ignore[arg-type]
    return next(node for node in tree.body if isinstance(node, ast.FunctionDef))


@every_rule
def test_the_card_is_whole(registered: RegisteredRule) -> None:
    rule = registered.rule
    assert ID.match(rule.id)
    for text in (rule.title, rule.seen, rule.expected, rule.rationale, rule.fix, rule.not_checked):
        assert len(text) > 8
        assert text == text.strip()
    assert not rule.title.endswith(".")
    for text in (rule.rationale, rule.fix, rule.not_checked):
        assert text.endswith(".")
    assert rule.prevents
    assert all(rule.prevents)
    assert registered.owner
    assert registered.cause


@every_rule
def test_it_cites_authority_document_and_the_day_it_was_read(registered: RegisteredRule) -> None:
    assert registered.rule.citations
    for citation in registered.rule.citations:
        assert citation.authority
        assert citation.document
        assert citation.section
        assert date.fromisoformat(citation.read_on).isoformat() == citation.read_on


@every_rule
def test_its_name_says_the_fault(registered: RegisteredRule) -> None:
    assert faults_of_name(registered.rule.name) == []


@pytest.mark.parametrize("name", ["add-modifier-59", "missing-not-found", "KX missing", "fix"])
def test_names_that_do_not(name: str) -> None:
    assert faults_of_name(name)


@every_rule
def test_file_and_test_file_carry_its_id_and_name(registered: RegisteredRule) -> None:
    module = inspect.getfile(registered.check)
    stem = f"{registered.rule.id.lower()}_{registered.rule.name.replace('-', '_')}"
    place = ROOT / "pipeline" / "checks" / registered.family / f"{stem}.py"
    assert module == str(place)
    assert (CHECKS / registered.family / f"test_{stem}.py").exists()


def test_every_rule_test_file_is_of_a_rule() -> None:
    ids = {rule.rule.id.lower() for rule in all_rules()}
    assert {path.stem.split("_")[1] for path in rule_test_files()} == ids


@every_rule
def test_the_check_is_short(registered: RegisteredRule) -> None:
    node = check_node(registered)
    assert node.end_lineno is not None
    assert node.end_lineno - node.lineno + 1 <= MOST_LINES


@pytest.mark.parametrize("path", CHECK_FILES, ids=[name_of(path) for path in CHECK_FILES])
def test_checks_know_no_clock_and_no_other_check(path: Any) -> None:
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
    forbidden = re.compile(r"\A(?:time|datetime|zoneinfo|os|pathlib|sqlite3|pipeline\.checks)\b")
    assert not [name for name in imported if forbidden.match(name)]


@every_rule
def test_optional_columns_have_a_reason(registered: RegisteredRule) -> None:
    assert not registered.rule.optional or registered.rule.decides_always


@every_rule
def test_its_examples_show_every_answer(registered: RegisteredRule) -> None:
    shown = {example.expect for example in examples_of(registered.rule.id)}
    wanted = {VIOLATES, CLEAR} | (set() if registered.rule.decides_always else {CANNOT_TELL})
    assert wanted <= shown


@every_rule
def test_its_texts_use_only_what_it_shows(registered: RegisteredRule) -> None:
    rule = registered.rule
    example = next(one for one in examples_of(rule.id) if one.expect == VIOLATES)
    found = [row for row in judge(example.night, rule.id).rows if row.answer == VIOLATES]
    assert found
    for text in (rule.seen, rule.expected, rule.fix):
        assert fields_of(text) <= set(found[0].evidence)
    assert "{" not in found[0].observed + found[0].expected + found[0].fix


@every_rule
def test_the_facts_it_may_miss_are_known(registered: RegisteredRule) -> None:
    example = examples_of(registered.rule.id)[0]
    for fact in judge(example.night, registered.rule.id).facts:
        knob = fact.removeprefix(POLICY_PREFIX)
        assert knob in KNOBS if fact.startswith(POLICY_PREFIX) else fact in FACTS


@every_rule
def test_it_says_whether_it_reads_a_payers_policy(
    registered: RegisteredRule, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def listening(name: str) -> Callable[..., Any]:
        original = getattr(Policy, name)

        def method(policy: Policy, knob: str, *rest: Any, **named: Any) -> Any:
            asked.append(knob)
            return original(policy, knob, *rest, **named)

        return method

    for name in ("known", "has", "equals", "flag", "cents", "whole", "day", "number_of", "entries"):
        monkeypatch.setattr(Policy, name, listening(name))
    judge(examples_of(registered.rule.id)[0].night, registered.rule.id)
    assert registered.rule.needs_payer_policy == bool(asked), asked


@every_rule
def test_the_fix_says_what_must_be_true_and_no_price(registered: RegisteredRule) -> None:
    assert unconditional_advice(registered.rule.fix) == []
    assert not PRICE.search(registered.rule.fix)


@pytest.mark.parametrize(
    "fix", ["Add modifier 59 to 97530.", "Correct the units. KX needs to be added."]
)
def test_advice_without_a_condition_is_found(fix: str) -> None:
    assert unconditional_advice(fix)


@pytest.mark.parametrize("fix", ["Bill 97530, it pays more.", "Worth $35.", "Saves revenue."])
def test_a_price_is_found(fix: str) -> None:
    assert PRICE.search(fix)
