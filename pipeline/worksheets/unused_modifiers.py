"""Unused modifiers: lines whose payer marks assistants in another way, or does not read KX.

RULES.md MOD013. A payer whose files do not speak of KX is not asked. Grain: tonight's lines.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from payer_rules.policy import Policy
from pipeline.modifiers import ASSISTANT_MODIFIERS
from pipeline.rule import Mask, Positions
from pipeline.service_lines import Lines

ASSISTANT_KNOB, THRESHOLD_KNOB = "assistant_modifier", "threshold_modifier"
_FORMS = {
    "none": "No CQ or CO: this payer has no modifier for assistants",
    "TF": "No CQ or CO: this payer's modifier for assistants is TF",
    "UB": "No CQ or CO: this payer's modifier for assistants is UB",
    "UB_U5": "No CQ or CO: this payer's modifiers are UB for assistants and U5 for therapists",
}
_NO_KX = "No KX: this payer does not read it"


@dataclass(frozen=True, kw_only=True)
class UnusedModifiers:
    """What each line's payer uses, one entry a line.

    Attributes:
        assistant, assistant_unknown: CQ and CO are not the payer's form; or that is not known.
        threshold, threshold_unknown: KX is not read; or the payer's file has no value in force.
        assistant_noted: the payer's entry on assistants asks for a note only.
    """

    lines: Lines
    assistant: Mask
    assistant_unknown: Mask
    threshold: Mask
    threshold_unknown: Mask
    assistant_noted: Mask

    @property
    def threshold_asked(self) -> Mask:
        """Lines whose payer's file speaks of KX."""
        return self.lines.policy.has(THRESHOLD_KNOB)

    @classmethod
    def build(cls, lines: Lines, policy: Policy) -> UnusedModifiers:
        """Look up what the payers use."""
        known = policy.known(ASSISTANT_KNOB)
        reads_kx = policy.known(THRESHOLD_KNOB)
        return cls(
            lines=lines,
            assistant=known & ~policy.equals(ASSISTANT_KNOB, "value", "CQ_CO"),
            assistant_unknown=~known,
            threshold=policy.equals(THRESHOLD_KNOB, "value", "none"),
            threshold_unknown=policy.has(THRESHOLD_KNOB) & ~reads_kx,
            assistant_noted=policy.severity(ASSISTANT_KNOB)[2],
        )

    def only_noted(self, assistant_unused: Mask) -> Mask:
        """Mark lines on which KX alone is not used, or whose payer's entry asks for a note."""
        return ~assistant_unused | self.assistant_noted

    def names(self, assistant: Mask, threshold: Mask, rows: Positions) -> list[str]:
        """Return the modifiers that the payer does not use, of some lines."""
        found: list[list[str]] = [[] for _ in range(len(rows))]
        for modifier, unused in (
            *((name, assistant) for name in ASSISTANT_MODIFIERS),
            ("KX", threshold),
        ):
            carries = self.lines.has_modifier(modifier) & unused
            for place in np.flatnonzero(carries[rows]).tolist():
                found[place].append(modifier)
        return [" and ".join(names) for names in found]

    def payer_uses(self, assistant: Mask, threshold: Mask, rows: Positions) -> list[str]:
        """Return what the payer uses instead, in words."""
        number, forms = self.lines.policy.number_of(ASSISTANT_KNOB, "value")
        return [
            "; ".join([*([_FORMS[forms[form]]] if by_assistant else []), *([_NO_KX] if kx else [])])
            for form, by_assistant, kx in zip(
                number[rows].tolist(),
                assistant[rows].tolist(),
                threshold[rows].tolist(),
                strict=True,
            )
        ]

    def sources(self, assistant: Mask, rows: Positions) -> list[str]:
        """Return the payer's entry: on assistants where it decides, else on KX."""
        policy = self.lines.policy
        return [
            on_assistant if by_assistant else on_kx
            for by_assistant, on_assistant, on_kx in zip(
                assistant[rows].tolist(),
                policy.source(ASSISTANT_KNOB, rows),
                policy.source(THRESHOLD_KNOB, rows),
                strict=True,
            )
        ]
