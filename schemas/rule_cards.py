"""What a rule says about itself, for reports, `explain` and the rule book."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: the claim is held, a person decides, or worth knowing."""

    BLOCK = "block"
    REVIEW = "review"
    NOTE = "note"


SEVERITY_ORDER = tuple(Severity)


class Status(StrEnum):
    """Life of a rule: ids are never reused, a retired rule keeps its page."""

    ACTIVE = "active"
    ADVISORY = "advisory"
    RETIRED = "retired"


class Grain(StrEnum):
    """What one answer of a rule is about."""

    LINE = "line"
    CLAIM = "claim"
    VISIT = "visit"
    DAY = "day"
    PLAN = "plan"
    PATIENT = "patient"
    THERAPIST = "therapist"
    NIGHT = "night"


class OutcomeStatus(StrEnum):
    """What became of a rule for a payer tonight, worst first."""

    CRASHED = "CRASHED"
    FOUND = "FOUND"
    NOT_EVALUATED = "NOT_EVALUATED"
    CLEAR = "CLEAR"
    NOT_APPLICABLE = "NOT_APPLICABLE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where a rule comes from, and the ISO date on which it was read."""

    authority: str
    document: str
    section: str = ""
    url: str = ""
    read_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCard:
    """One rule's card.

    ``seen`` and ``expected`` are templates over the evidence of a finding. ``prevents`` lists
    denial codes such as "CARC 4". ``cause`` and ``owner`` are the root-cause group and the role
    that usually mends it. ``not_checked``
    says what the rule leaves alone.
    """

    id: str
    name: str
    title: str
    family: str
    severity: Severity
    status: Status
    grain: Grain
    seen: str
    expected: str
    rationale: str
    citations: tuple[Citation, ...]
    prevents: tuple[str, ...]
    fix: str
    not_checked: str
    needs_payer_policy: bool
    optional: tuple[str, ...]
    decides_always: str
    cause: str
    owner: str
