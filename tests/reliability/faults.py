"""Faults put into a night from outside, and what a sound output folder looks like."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from pipeline import engine
from pipeline.registry import RegisteredRule, all_rules


def raising(error: BaseException) -> Callable[..., NoReturn]:
    """A function that raises, whatever it is given; it stands in no file of the project."""
    made: dict[str, Callable[..., NoReturn]] = {}
    text = "def fail(*_, **__):\n    raise error"
    exec(compile(text, "<fault>", "exec"), {"error": error}, made)
    return made["fail"]


def break_rule(monkeypatch: pytest.MonkeyPatch, rule_id: str, error: BaseException) -> None:
    """Let one rule's check raise; the others stay as they are."""
    check = raising(error)

    def broken(rule: RegisteredRule) -> RegisteredRule:
        return replace(rule, check=check) if rule.rule.id == rule_id else rule

    rules = tuple(broken(rule) for rule in all_rules())
    monkeypatch.setattr(engine, "all_rules", lambda: rules)


def tree(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below a folder by its path in it."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def runs_of(out: Path) -> list[Path]:
    """Published runs: what stands under its final name."""
    return sorted(
        path for path in out.glob("2*/*") if path.is_dir() and not path.name.startswith(".")
    )


def is_whole(run: Path) -> bool:
    """Whether a run holds exactly the files of its sums, each with its hash."""
    sums = run / "SHA256SUMS"
    if not sums.is_file():
        return False
    lines = sums.read_text(encoding="utf-8").splitlines()
    wanted = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    found = tree(run)
    found.pop("SHA256SUMS")
    return found == wanted and "manifest.json" in found


def leftovers(work: Path) -> list[str]:
    """What a stopped run may have left: unfinished folders and temporary files."""
    marks = (".building-", ".history-", ".latest")
    return sorted(
        path.relative_to(work).as_posix()
        for path in work.rglob(".*")
        if path.name.startswith(marks)
    )
