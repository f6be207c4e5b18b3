"""Facts of service lines, worked out once a bucket (see ``service_lines.Facts``)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from payer_rules.code_sets import CodeSets
from pipeline import modifiers
from pipeline.earlier_nights import Seen
from pipeline.numbering import number_codes
from pipeline.rule import Mask
from pipeline.service_lines import DISCIPLINE_NUMBER, DISCIPLINE_OF_MODIFIER, Facts
from pipeline.tables import Coded, Codes, Table, Visits

_DISCIPLINE_OF_REVENUE = {"042": 0, "043": 1, "044": 2}


class Ids(NamedTuple):
    """Numbers of each line's patient, claim (in the order of ids) and visit (-1 for none)."""

    patient: Codes
    claim: Codes
    visit: Codes


def facts_of(
    lines: Table,
    ids: Ids,
    in_force: Mask,
    seen: Seen,
    sets: CodeSets,
    visits: Visits,
) -> Facts:
    """Work out the facts of all lines, tonight's and earlier ones, in their order."""
    bits = modifiers.modifier_bits(lines)
    day = lines.days("service_date")
    code = lines.coded("procedure_code")
    rendering, billing = number_codes(
        lines.categorical("rendering_npi"), lines.categorical("billing_npi")
    )
    institutional = lines.is_one_of("setting", "institutional")
    if "bill_type" in lines.frame:
        institutional |= lines.blank("setting") & ~lines.blank("bill_type")
    codes = lines.categorical("procedure_code")
    quality = sets.quality_codes.holds(codes, day)
    supply = quality | sets.supply_codes.holds(codes, day)
    return Facts(
        claim=ids.claim,
        patient=ids.patient,
        visit=ids.visit,
        day=day,
        code=code.codes,
        units=lines.frame["units"].to_numpy(dtype=np.float64),
        charge=lines.cents("charge"),
        allowed=lines.cents("allowed_amount"),
        allowed_blank=lines.blank("allowed_amount"),
        bits=bits,
        discipline=_discipline(lines, ids.visit, bits, codes, sets, visits),
        institutional=institutional,
        rendering=rendering,
        billing=billing,
        in_force=in_force,
        supply=supply,
        quality=quality,
        place=seen.place,
        night=seen.night,
    )


def _discipline(
    lines: Table,
    visit: Codes,
    bits: modifiers.Bits,
    codes: pd.Categorical,
    sets: CodeSets,
    visits: Visits,
) -> npt.NDArray[np.int8]:
    """Say each line's discipline: column, modifier, locked evaluation, revenue code, visit."""
    discipline = _spread(lines.coded("discipline"), DISCIPLINE_NUMBER)
    one_modifier = modifiers.how_many(bits, *DISCIPLINE_OF_MODIFIER) == 1
    for modifier, number in DISCIPLINE_OF_MODIFIER.items():
        discipline[(discipline < 0) & one_modifier & modifiers.has(bits, modifier)] = number
    open_rows = np.flatnonzero(discipline < 0)
    if not len(open_rows):
        return discipline
    day = lines.days("service_date")
    locked = sets.evaluation_codes.take("discipline", codes, day, None)
    by_code = _spread(_coded(locked), DISCIPLINE_NUMBER)
    discipline = np.where(discipline < 0, by_code, discipline).astype(np.int8)
    by_revenue = _spread(lines.coded("revenue_code"), _DISCIPLINE_OF_REVENUE, prefix=3)
    discipline = np.where(discipline < 0, by_revenue, discipline).astype(np.int8)
    if "visit_id" in lines.frame and "discipline" in visits.frame:
        size = int(max(visit.max(initial=-1), visits.number.max(initial=-1))) + 2
        said = _spread(visits.coded("discipline"), DISCIPLINE_NUMBER)
        speaks = np.flatnonzero((said >= 0) & (visits.number >= 0))
        of_visit = np.full(size, -1, dtype=np.int8)
        of_visit[visits.number[speaks]] = said[speaks]
        # A visit whose rows name two disciplines says nothing.
        torn = of_visit[visits.number[speaks]] != said[speaks]
        of_visit[visits.number[speaks[torn]]] = -1
        discipline = np.where(discipline < 0, of_visit[visit], discipline).astype(np.int8)
    return discipline


def _coded(values: pd.Categorical) -> Coded:
    names = tuple(str(value) for value in values.categories)
    return Coded(np.asarray(values.codes, dtype=np.int32), names)


def _spread(coded: Coded, numbers: dict[str, int], prefix: int = 99) -> npt.NDArray[np.int8]:
    table = [
        numbers.get(value.rjust(4, "0")[:prefix] if prefix < 99 else value, -1)  # noqa: PLR2004
        for value in coded.values
    ]
    return np.array([*table, -1], dtype=np.int8)[coded.codes]
