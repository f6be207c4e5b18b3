"""Codes as numbers, a first and an additional code (97129 and 97130) as one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from payer_rules.code_sets import CodeSets
from pipeline.tables import Coded, Codes


@dataclass(frozen=True, kw_only=True)
class CodeFamilies:
    """Numbers of codes.

    ``heads`` names each number by the family's first code; ``of_line`` and ``of_visit`` give it
    by the categorical code of lines and of visits, -1 for a blank.
    """

    heads: tuple[str, ...]
    of_line: Codes
    of_visit: Codes

    @classmethod
    def of(cls, billed: Coded, noted: Coded, sets: CodeSets) -> CodeFamilies:
        """Number the codes of lines and visits alike."""
        bases = sets.time_bases.columns
        first = {
            code: family.split("+")[0]
            for code, family in zip(bases["code"], bases["family"], strict=True)
            if family
        }
        heads = sorted({first.get(code, code) for code in (*billed.values, *noted.values)})
        place = {head: number for number, head in enumerate(heads)}

        def numbered(codes: tuple[str, ...]) -> Codes:
            return np.array([*(place[first.get(code, code)] for code in codes), -1], np.int32)

        return cls(
            heads=tuple(heads), of_line=numbered(billed.values), of_visit=numbered(noted.values)
        )
