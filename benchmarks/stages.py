"""Where the time of a night goes: wraps the functions of each stage with an exclusive clock.

A wrapped call that runs inside another is taken off the outer one, so the stages add up to the
whole. Only the main thread is charged: what another thread does counts for whoever waits for it.
Functions are named by module and attribute; one that is no longer there is told, and its time
counts for the stage around it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from typing import Any

REST = "the rest"
_POLICY = ("known", "has", "equals", "flag", "cents", "whole", "day", "number_of", "may_block",
           "confirmed", "severity", "source", "entries", "payer_known", "line_of_business",
           "first")  # fmt: skip

# module, attribute (a method as Class.name), stage; "{id}" is the rule's id.
WRAPPED: tuple[tuple[str, str, str], ...] = (
    ("pipeline.intake.read", "take_snapshot", "reading: bytes"),
    ("pipeline.intake.read", "read_heading", "reading: bytes"),
    ("pipeline.intake.read", "read_raw", "reading: cells"),
    ("pipeline.intake.read", "join", "reading: cells"),
    ("pipeline.intake.read", "read_column", "reading: distinct values"),
    ("pipeline.intake.read", "_Reader._build", "reading: frames"),
    ("pipeline.intake.read", "_Reader._drop", "reading: frames"),
    ("pipeline.intake.read", "_Reader.read", "reading: account of rows"),
    ("pipeline.intake.read", "faults_of", "schemas: pandera on frames"),
    ("pipeline.intake.read", "repeated_rows", "schemas: repeated lines"),
    ("pandera.api.checks", "Check.__call__", "schemas: pandera on distinct values"),
    ("pipeline.engine", "prepare", "prepare"),
    ("pipeline.bucket", "match_payers", "policies"),
    ("payer_rules.rulebook", "RuleBook.on", "policies"),
    *(("payer_rules.policy", f"Policy.{name}", "policies") for name in _POLICY),
    ("pipeline.workbench", "Workbench.get", "worksheet {kind}"),
    ("pipeline.engine", "_verdict", "verdict {id}"),
    ("pipeline.rule", "Verdict.answers", "verdicts: answers"),
    ("pipeline.engine", "build_findings", "findings"),
    ("pipeline.engine", "stacked", "findings"),
    ("pipeline.workbench", "Workbench.shown", "rows behind findings"),
    ("pipeline.engine", "TallySheet.add", "tally"),
    ("pipeline.engine", "TallySheet.tally", "tally"),
    ("pipeline.night", "statuses", "tally"),
    ("pipeline.night", "_match", "matching with history"),
    ("pipeline.night", "_sorted", "findings"),
    ("pipeline.night", "dispose", "dispositions"),
)
# Budget of SPEED.md in floors, by the beginning of a stage's name.
BUDGET = (
    ("reading", 1.3),
    ("schemas", 1.0),
    ("prepare", 0.0),
    ("worksheet", 1.2),
    ("policies", 0.3),
    ("verdict", 1.0),
    ("findings", 0.5),
)


class StageClock:
    """Charges every moment to the innermost stage that is open."""

    def __init__(self) -> None:
        """Start with the stage that is around all others."""
        self.seconds: dict[str, float] = {}
        self._open = [REST]
        self._since = time.perf_counter()

    def _charge(self) -> None:
        now = time.perf_counter()
        stage = self._open[-1]
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self._since
        self._since = now

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Charge what runs within to a stage."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        self._charge()
        self._open.append(name)
        try:
            yield
        finally:
            self._charge()
            self._open.pop()

    def close(self) -> dict[str, float]:
        """Charge the last moment; return seconds by stage."""
        self._charge()
        return self.seconds


@contextmanager
def staged(clock: StageClock) -> Iterator[list[str]]:
    """Wrap the functions of ``WRAPPED`` while the block runs; yields the names not found."""
    absent: list[str] = []
    undo: list[tuple[Any, str, Any]] = []
    for module, path, stage in WRAPPED:
        owner: Any = import_module(module)
        *outer, name = path.split(".")
        for part in outer:
            owner = getattr(owner, part, None)
        given = getattr(owner, name, None)
        if given is None:
            absent.append(f"{module}.{path}")
            continue
        undo.append((owner, name, given))
        setattr(owner, name, _wrapped(given, stage, clock))
    try:
        yield absent
    finally:
        for owner, name, given in reversed(undo):
            setattr(owner, name, given)


def _wrapped(given: Callable[..., Any], stage: str, clock: StageClock) -> Callable[..., Any]:
    if stage == "worksheet {kind}":

        @wraps(given)
        def get(bench: Any, kind: type) -> Any:
            if kind in bench._made:
                return given(bench, kind)
            with clock.stage(f"worksheet {kind.__name__}"):
                return given(bench, kind)

        return get

    @wraps(given)
    def call(*arguments: Any, **named: Any) -> Any:
        name = stage.format(id=arguments[0].rule.id) if "{id}" in stage else stage
        with clock.stage(name):
            return given(*arguments, **named)

    return call
