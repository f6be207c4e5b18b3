"""The workbench of a bucket: hands checks and worksheets what their parameters' types ask for."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any, TypeVar, cast

import numpy as np
import pandas as pd

from payer_rules.code_sets import CodeSets
from payer_rules.policy import Policy
from payer_rules.site import Site
from pipeline.bucket import Prepared, Rules
from pipeline.findings import Columns
from pipeline.registry import injected
from pipeline.rule import Positions
from pipeline.service_lines import Lines, ServiceLines, tonight_of
from pipeline.tables import Documents, Plans, Spend, Visits
from pipeline.worksheets.claims import Claims

Kind = TypeVar("Kind")
_NONE = np.zeros(0, dtype=np.intp)


class Workbench:
    """Tables by type; a worksheet is built when it is first asked for, then kept."""

    def __init__(self, prepared: Prepared, rules: Rules, refused: pd.Series[int]) -> None:
        """Lay out the prepared tables; ``refused`` counts unreadable rows by claim id."""
        lines = tonight_of(prepared.service_lines)
        self._made: dict[type, Any] = {
            ServiceLines: prepared.service_lines,
            Lines: lines,
            Policy: lines.policy,
            Visits: prepared.visits,
            Plans: prepared.plans,
            Spend: prepared.spend,
            Documents: prepared.documents,
            Rules: rules,
            CodeSets: rules.code_sets,
            Site: rules.site,
            Claims: Claims(lines, refused),
        }

    def another(self) -> Workbench:
        """Return a workbench with the same tables, for a thread that builds its own worksheets."""
        twin = copy(self)
        twin._made = dict(self._made)
        return twin

    @property
    def visits(self) -> Visits:
        """The documented services of the bucket, tonight's first."""
        return self.get(Visits)

    def get(self, kind: type[Kind]) -> Kind:
        """Return the table of a type, building a worksheet by its ``build`` if need be."""
        if kind not in self._made:
            build = cast("Any", kind).build
            self._made[kind] = build(*(self.get(part) for part in injected(build)))
        return cast("Kind", self._made[kind])

    def shown(self, findings: Sequence[tuple[str, Columns]]) -> dict[str, pd.DataFrame]:
        """Return the rows behind findings of each worksheet that was built and can show them.

        Such a worksheet names its table in ``SHOWN_AS`` and the rules it shows in ``SHOWN_FOR``
        (by beginning of the id), and draws its rows with ``shown(anchors)``.
        """
        return {
            worksheet.SHOWN_AS: worksheet.shown(_anchors(findings, worksheet.SHOWN_FOR))
            for worksheet in self._made.values()
            if getattr(worksheet, "SHOWN_AS", "")
        }


def _anchors(findings: Sequence[tuple[str, Columns]], rules: tuple[str, ...]) -> Positions:
    anchors = [
        np.asarray(columns["anchor_row"], dtype=np.intp)
        for rule_id, columns in findings
        if rule_id.startswith(rules)
    ]
    return np.concatenate([_NONE, *anchors])
