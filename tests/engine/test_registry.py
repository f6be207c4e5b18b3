"""Every rule is one module of its own name; what is not is refused when the program starts."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from pipeline import checks, registry
from pipeline.registry import RegistryError, all_rules, injected, rule_cards

RULE = """
from pipeline.rule import Citation, Severity, Verdict, rule
from pipeline.service_lines import Lines

def card(rule_id, name):
    return dict(
        id=rule_id, name=name, title="t", severity=Severity.NOTE, seen="s", expected="e",
        rationale="r", citations=(Citation(authority="a", document="d", read_on="2026-11-21"),),
        prevents=("CARC 4",), fix="f", not_checked="n", needs_payer_policy=False,
    )
"""
CHECK = """
@rule(**card("{id}", "{name}"))
def check(lines: Lines) -> Verdict:
    return Verdict(applies=lines.none(), violates=lines.none())
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Another folder of checks, with the family ``zoo`` in it."""
    root = tmp_path / "zoo_checks"
    (root / "zoo").mkdir(parents=True)
    (root / "__init__.py").touch()
    (root / "zoo" / "__init__.py").write_text('OWNER = "keeper"\nCAUSE = "door"\n')
    monkeypatch.syspath_prepend(tmp_path)
    package = ModuleType("zoo_checks")
    package.__path__ = [str(root)]
    monkeypatch.setitem(sys.modules, "zoo_checks", package)
    monkeypatch.setattr(registry, "checks", package)
    all_rules.cache_clear()
    yield root / "zoo"
    all_rules.cache_clear()
    for name in [name for name in sys.modules if name.startswith("zoo_checks")]:
        del sys.modules[name]


def _write(folder: Path, module: str, *made: tuple[str, str], text: str = "") -> None:
    bodies = [CHECK.format(id=rule_id, name=name) for rule_id, name in made]
    (folder / f"{module}.py").write_text(RULE + "".join(bodies) + text, encoding="utf-8")
    importlib.invalidate_caches()


def test_the_shipped_rules_are_found_in_the_order_of_ids() -> None:
    ids = [rule.rule.id for rule in all_rules()]
    assert ids == sorted(ids)
    assert len(ids) == len(set(ids))
    assert [card.id for card in rule_cards()] == ids
    assert {rule.check.__module__.rpartition(".")[0] for rule in all_rules()} <= {
        f"{checks.__name__}.{rule.family}" for rule in all_rules()
    }


def test_family_owner_and_cause_come_from_the_family(folder: Path) -> None:
    _write(folder, "zoo001_door_open", ("ZOO001", "door-open"))
    (found,) = all_rules()
    assert (found.family, found.owner, found.cause) == ("zoo", "keeper", "door")
    assert found.card.id == "ZOO001"
    assert [kind.__name__ for kind in found.asks_for] == ["Lines"]


@pytest.mark.parametrize(
    ("second", "module", "twice"),
    [
        (("ZOO001", "window-open"), "zoo001_window_open", "id ZOO001"),
        (("ZOO002", "door-open"), "zoo002_door_open", "name door-open"),
    ],
)
def test_an_id_or_name_that_is_there_twice(
    folder: Path, second: tuple[str, str], module: str, twice: str
) -> None:
    _write(folder, "zoo001_door_open", ("ZOO001", "door-open"))
    _write(folder, module, second)
    with pytest.raises(RegistryError, match=f"the rule {twice} is there twice"):
        all_rules()


@pytest.mark.parametrize("module", ["zoo001", "zoo001_door", "zoo002_door_open", "door_open"])
def test_a_module_is_named_after_its_rule(folder: Path, module: str) -> None:
    _write(folder, module, ("ZOO001", "door-open"))
    with pytest.raises(RegistryError, match="must be named zoo001_door_open"):
        all_rules()


@pytest.mark.parametrize("count", [0, 2])
def test_a_module_holds_one_rule(folder: Path, count: int) -> None:
    made = [("ZOO001", "door-open"), ("ZOO002", "window-open")][:count]
    bodies = "".join(
        CHECK.format(id=rule_id, name=name).replace("def check", f"def {rule_id.lower()}")
        for rule_id, name in made
    )
    _write(folder, "zoo001_door_open", text=bodies)
    with pytest.raises(RegistryError, match=f"must hold one rule, not {count}"):
        all_rules()


def test_a_check_names_the_type_of_all_it_asks_for(folder: Path) -> None:
    text = CHECK.format(id="ZOO001", name="door-open").replace("lines: Lines", "lines")
    _write(folder, "zoo001_door_open", text=text)
    with pytest.raises(RegistryError, match="parameter lines has no type"):
        all_rules()


def test_injected_types_are_in_the_order_of_the_parameters() -> None:
    def wanted(number: int, text: str) -> bytes:
        return f"{number}{text}".encode()

    assert injected(wanted) == (int, str)
