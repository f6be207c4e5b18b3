"""The registry: finds every rule below ``checks`` and says what its check asks for.

One module is one rule; its name is the rule's id and name. The family's ``__init__`` gives the
root-cause group and the role that usually mends its faults.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import typing
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import ModuleType

from pipeline import checks
from pipeline.rule import RULE_ATTRIBUTE, Rule, Verdict
from schemas.rule_cards import RuleCard


class RegistryError(Exception):
    """A rule is not as a rule must be; a fault of ours, found by the tests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredRule:
    """A rule, its check and the types that the check asks for, in order."""

    rule: Rule
    check: Callable[..., Verdict]
    asks_for: tuple[type, ...]
    family: str
    owner: str
    cause: str

    @property
    def card(self) -> RuleCard:
        """The rule's card for reports."""
        shared = {
            name: getattr(self.rule, name)
            for name in RuleCard.__dataclass_fields__
            if name not in {"family", "owner", "cause"}
        }
        return RuleCard(**shared, family=self.family, owner=self.owner, cause=self.cause)


@cache
def all_rules() -> tuple[RegisteredRule, ...]:
    """Return every rule in the order of ids.

    Raises:
        RegistryError: an id or name is there twice, or a module is not one rule.
    """
    found = [
        _registered(importlib.import_module(module.name), family)
        for family in _families()
        for module in pkgutil.iter_modules(family.__path__, f"{family.__name__}.")
    ]
    for part in ("id", "name"):
        values = [getattr(rule.rule, part) for rule in found]
        twice = {value for value in values if values.count(value) > 1}
        if twice:
            raise RegistryError(f"the rule {part} {min(twice)} is there twice")
    return tuple(sorted(found, key=lambda rule: rule.rule.id))


def rule_cards() -> tuple[RuleCard, ...]:
    """Return every rule's card in the order of ids."""
    return tuple(rule.card for rule in all_rules())


def injected(function: Callable[..., object]) -> tuple[type, ...]:
    """Return the types of a function's parameters, ``return`` aside."""
    hints = typing.get_type_hints(function)
    names = [name for name in inspect.signature(function).parameters if name != "cls"]
    missing = [name for name in names if name not in hints]
    if missing:
        raise RegistryError(f"{function.__module__}: parameter {missing[0]} has no type")
    return tuple(hints[name] for name in names)


def _families() -> list[ModuleType]:
    return [
        importlib.import_module(module.name)
        for module in pkgutil.iter_modules(checks.__path__, f"{checks.__name__}.")
        if module.ispkg
    ]


def _registered(module: ModuleType, family: ModuleType) -> RegisteredRule:
    own = [
        value
        for value in vars(module).values()
        if hasattr(value, RULE_ATTRIBUTE) and value.__module__ == module.__name__
    ]
    if len(own) != 1:
        raise RegistryError(f"{module.__name__} must hold one rule, not {len(own)}")
    check = own[0]
    rule: Rule = getattr(check, RULE_ATTRIBUTE)
    wanted = f"{rule.id.lower()}_{rule.name.replace('-', '_')}"
    name = module.__name__.rpartition(".")[2]
    if name != wanted:
        raise RegistryError(f"{module.__name__} holds rule {rule.id} and must be named {wanted}")
    return RegisteredRule(
        rule=rule,
        check=check,
        asks_for=injected(check),
        family=family.__name__.rpartition(".")[2],
        owner=rule.owner or family.OWNER,
        cause=rule.cause or family.CAUSE,
    )
