"""What a rule is: its card, its verdict and the decorator that joins the two.

A check is a pure function of validated tables that returns a ``Verdict``: for every row of its
grain whether the rule applies, whether the row violates it, and where a missing fact keeps us
from saying. It never builds text for a row and never looks at a clock, a file or a database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from schemas.rule_cards import Citation, Grain, Severity, Status

__all__ = [
    "Answer",
    "Citation",
    "Grain",
    "Mask",
    "Positions",
    "Rule",
    "Severity",
    "Shown",
    "Status",
    "Verdict",
    "rule",
]

Mask: TypeAlias = npt.NDArray[np.bool_]
Positions: TypeAlias = npt.NDArray[np.intp]
Shown: TypeAlias = "npt.ArrayLike | Callable[[Positions], Sequence[object]]"


class Answer(IntEnum):
    """The answer for one row. Silence is none of them."""

    NOT_APPLICABLE = 0
    CLEAR = 1
    VIOLATES = 2
    CANNOT_TELL = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule's card as its author writes it.

    ``name`` says the fault; ``seen`` and ``expected`` are templates over what the verdict
    ``shows``. ``optional`` lists columns whose blank cannot change the answer into "cannot tell",
    with the reason in ``decides_always``. ``owner`` and ``cause`` default to the family's.
    ``judges_superseded`` is for the rules that look at void and superseded claims too.
    """

    id: str
    name: str
    title: str
    severity: Severity
    status: Status = Status.ACTIVE
    grain: Grain = Grain.LINE
    seen: str
    expected: str
    rationale: str
    citations: tuple[Citation, ...]
    prevents: tuple[str, ...]
    fix: str
    not_checked: str
    needs_payer_policy: bool
    optional: tuple[str, ...] = ()
    decides_always: str = ""
    owner: str = ""
    cause: str = ""
    judges_superseded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One answer a row of the grain's table, in that table's order.

    Attributes:
        applies: rows that the rule is about.
        violates: rows with the fault; only counted where the rule applies.
        unknown: missing fact ("minutes", "payer:unit_rule") -> rows whose answer turns on it.
            The first one named is shown.
        shows: the numbers behind a finding, by the names used in the rule's templates.
        severity: rows that weigh otherwise than the rule's default.
        source: payer knob whose entry decided; shown as the finding's rule source.
    """

    applies: Mask
    violates: Mask
    unknown: Mapping[str, Mask] = field(default_factory=dict)
    shows: Mapping[str, Shown] = field(default_factory=dict)
    severity: Mapping[Severity, Mask] = field(default_factory=dict)
    source: str = ""

    def __post_init__(self) -> None:
        """Refuse masks that are not plain numpy booleans of one length."""
        masks = {"applies": self.applies, "violates": self.violates, **self.unknown}
        masks |= {f"severity {weight}": mask for weight, mask in self.severity.items()}
        for name, mask in masks.items():
            if not isinstance(mask, np.ndarray) or mask.dtype != np.bool_:
                raise TypeError(f"mask {name!r} must be a plain numpy bool array")
            if mask.shape != self.applies.shape:
                raise ValueError(f"mask {name!r} has another length than 'applies'")

    def answers(self) -> npt.NDArray[np.int8]:
        """Return one ``Answer`` a row: not applicable, cannot tell, violates, clear."""
        answers = np.where(self.violates, Answer.VIOLATES, Answer.CLEAR).astype(np.int8)
        for mask in self.unknown.values():
            answers[mask] = Answer.CANNOT_TELL
        answers[~self.applies] = Answer.NOT_APPLICABLE
        return answers


Check = TypeVar("Check", bound=Callable[..., Verdict])
RULE_ATTRIBUTE = "claimscrub_rule"


def rule(**card: Any) -> Callable[[Check], Check]:
    """Mark a function as the check of a rule.

    Args:
        **card: the fields of ``Rule``.

    Returns:
        A decorator that leaves the function as it is, with its card attached.
    """
    made = Rule(**card)

    def mark(check: Check) -> Check:
        setattr(check, RULE_ATTRIBUTE, made)
        return check

    return mark
