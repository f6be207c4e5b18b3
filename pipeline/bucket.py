"""A bucket: the tables of whole patients, prepared once for all rules.

Tonight's lines are joined with the earlier lines that still count, ids become numbers, and the
facts that nearly every rule asks for (discipline, modifiers, provider, version in force) are
worked out. See ``service_lines.Facts``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.types import union_categoricals

from payer_rules.code_sets import CodeSets
from payer_rules.rulebook import RuleBook
from payer_rules.site import Site, match_payers
from pipeline import modifiers, versions
from pipeline.numbering import number_codes, number_ids
from pipeline.rule import Mask
from pipeline.service_lines import (
    DISCIPLINE_NUMBER,
    DISCIPLINE_OF_MODIFIER,
    Facts,
    ServiceLines,
)
from pipeline.tables import Coded, Codes, Days, Plans, Spend, Table, Visits, days_of
from schemas.tables import columns_of

TONIGHTS_PLACE = 2**40
_DISCIPLINE_OF_REVENUE = {"042": 0, "043": 1, "044": 2}


@dataclass(frozen=True, kw_only=True)
class NightTables:
    """The validated frames of a night, or of one bucket of it; None where nothing was supplied.

    ``supplied`` maps a table's name to the headings its files had. ``earlier_lines`` has the
    columns of claim lines and ``place``, its total order in the ledger.
    """

    claims: pd.DataFrame
    visits: pd.DataFrame | None = None
    plans: pd.DataFrame | None = None
    spend: pd.DataFrame | None = None
    earlier_lines: pd.DataFrame | None = None
    earlier_visits: pd.DataFrame | None = None
    supplied: dict[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """House settings that rules read: figures of ours, not of a payer.

    Attributes:
        balance_fresh_days: an opening balance older than this says nothing of today.
        balance_lag_days: how long a claim may take to reach the payer's count.
        near_estimate: share of the threshold within which an estimate is not sure enough to hold.
    """

    balance_fresh_days: int = 45
    balance_lag_days: int = 30
    near_estimate: float = 0.03


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What is in force: payer rules, code sets, site settings and the as-of date."""

    rulebook: RuleBook
    code_sets: CodeSets
    site: Site
    as_of: date
    settings: Settings = field(default_factory=Settings)

    @property
    def as_of_day(self) -> int:
        """The as-of date as days since 1970-01-01."""
        return (self.as_of - date(1970, 1, 1)).days


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """The tables of a bucket with numbered ids; a table that was not supplied is empty."""

    service_lines: ServiceLines
    visits: Visits
    plans: Plans
    spend: Spend


def prepare(tables: NightTables, rules: Rules) -> Prepared:
    """Join, number and describe the lines of a bucket.

    Args:
        tables: validated frames of whole patients.
        rules: what is in force.

    Returns:
        The service lines with their facts, and the other tables with patient numbers.
    """
    tonight = Table(tables.claims)
    in_force = versions.tonight_in_force(tonight)
    frame, seen = _with_earlier(tables, tonight, rules.as_of_day)
    supplied = tables.supplied.get("claims", frozenset(tables.claims.columns))
    lines = Table(frame, supplied)
    visits = _all_visits(tables)
    visits, plans, spend = (
        _or_empty(name, given)
        for name, given in (("visits", visits), ("plans", tables.plans), ("spend", tables.spend))
    )
    patient, *others = number_ids(*(table["patient_id"] for table in (frame, visits, plans, spend)))
    visits, plans, spend = (
        table.assign(patient=numbers)
        for table, numbers in zip((visits, plans, spend), others, strict=True)
    )
    headings = {
        name: tables.supplied.get(name, frozenset()) for name in ("visits", "plans", "spend")
    }
    seen_visits = Visits(visits, headings["visits"])
    earlier = len(frame) - len(in_force)
    facts = _facts(
        lines,
        patient,
        np.concatenate([in_force, np.ones(earlier, dtype=np.bool_)]),
        seen,
        rules,
        seen_visits,
    )
    payers = match_payers(
        rules.site,
        rules.rulebook,
        lines.categorical("payer_id"),
        lines.categorical("location_id"),
        lines.categorical("state"),
        lines.categorical("plan"),
    )
    policy = rules.rulebook.on(payers, facts.day, rules.as_of)
    return Prepared(
        service_lines=ServiceLines(frame, supplied, facts, payers, policy, len(tables.claims)),
        visits=seen_visits,
        plans=Plans(plans, headings["plans"]),
        spend=Spend(spend, headings["spend"]),
    )


def _or_empty(table: str, frame: pd.DataFrame | None) -> pd.DataFrame:
    if frame is not None:
        return frame
    return pd.DataFrame({"patient_id": pd.Series([], dtype="str")})


class _Seen(NamedTuple):
    """When each line was last seen: its place in the ledger and the day of that night."""

    place: npt.NDArray[np.int64]
    night: Days


def _with_earlier(
    tables: NightTables, tonight: Table, as_of_day: int
) -> tuple[pd.DataFrame, _Seen]:
    """Append the earlier lines that still count; say when every line was last seen.

    A replacement keeps its original's place and night (RULES.md KX "Accrual").
    """
    claims = tables.claims
    place = np.full(len(claims), TONIGHTS_PLACE, dtype=np.int64)
    night = np.full(len(claims), as_of_day, dtype=np.int32)
    earlier = tables.earlier_lines
    if earlier is None or earlier.empty:
        return claims, _Seen(place, night)
    night_of_earlier = days_of(earlier["night"])
    original = versions.original_row(earlier, tonight)
    replaces = original >= 0
    place[replaces] = earlier["place"].to_numpy(dtype=np.int64)[original[replaces]]
    night[replaces] = night_of_earlier[original[replaces]]
    kept = versions.earlier_in_force(earlier, tonight)
    seen = _Seen(
        np.concatenate([place, earlier["place"].to_numpy(dtype=np.int64)[kept]]),
        np.concatenate([night, night_of_earlier[kept]]),
    )
    earlier = earlier[kept]
    columns = [name for name in columns_of("claims") if name in claims or name in earlier]
    return pd.DataFrame({name: _joined(claims, earlier, name) for name in columns}), seen


def _joined(first: pd.DataFrame, second: pd.DataFrame, column: str) -> pd.Series:
    """Stack one column of two frames; a column that one lacks is blank there."""
    parts = [
        frame[column] if column in frame else _blank_like(other[column], len(frame))
        for frame, other in ((first, second), (second, first))
    ]
    if isinstance(parts[0].dtype, pd.CategoricalDtype):
        arrays = [part.array.as_unordered() for part in parts]
        return pd.Series(union_categoricals(arrays))
    return pd.concat(parts, ignore_index=True)


def _blank_like(column: pd.Series, count: int) -> pd.Series:
    if isinstance(column.dtype, pd.CategoricalDtype):
        blank = pd.Categorical.from_codes(np.full(count, -1), dtype=column.dtype)
        return pd.Series(blank)
    return pd.Series([None] * count, dtype=column.dtype)


def _all_visits(tables: NightTables) -> pd.DataFrame | None:
    """Join tonight's visits with earlier ones; a visit that comes again replaces itself."""
    visits, earlier = tables.visits, tables.earlier_visits
    if earlier is None or earlier.empty:
        return visits
    if visits is None:
        return earlier
    earlier = earlier[~earlier["visit_id"].isin(visits["visit_id"])]
    columns = [name for name in visits.columns if name in earlier]
    return pd.DataFrame({name: _joined(visits, earlier, name) for name in columns})


def _facts(
    lines: Table,
    patient: Codes,
    in_force: Mask,
    seen: _Seen,
    rules: Rules,
    visits: Visits,
) -> Facts:
    bits = modifiers.modifier_bits(lines)
    day = lines.days("service_date")
    code = lines.coded("procedure_code")
    rendering, billing = number_codes(
        lines.categorical("rendering_npi"), lines.categorical("billing_npi")
    )
    institutional = lines.is_one_of("setting", "institutional")
    if "bill_type" in lines.frame:
        institutional |= lines.blank("setting") & ~lines.blank("bill_type")
    sets = rules.code_sets
    codes = lines.categorical("procedure_code")
    supply = sets.quality_codes.holds(codes, day) | sets.supply_codes.holds(codes, day)
    return Facts(
        claim=number_ids(lines.frame["claim_id"], in_order=True)[0],
        patient=patient,
        beneficiary=_beneficiary(lines, patient),
        day=day,
        code=code.codes,
        units=lines.frame["units"].to_numpy(dtype=np.float64),
        charge=lines.cents("charge"),
        allowed=lines.cents("allowed_amount"),
        allowed_blank=lines.blank("allowed_amount"),
        bits=bits,
        discipline=_discipline(lines, bits, codes, rules, visits, patient),
        institutional=institutional,
        rendering=rendering,
        billing=billing,
        in_force=in_force,
        supply=supply,
        place=seen.place,
        night=seen.night,
    )


def _beneficiary(lines: Table, patient: Codes) -> Codes:
    """Number people by member id where a patient has one, else by patient id."""
    if "member_id" not in lines.frame or lines.blank("member_id").all():
        return patient
    member = number_ids(lines.frame["member_id"])[0]
    known = member >= 0
    count = int(patient.max(initial=-1)) + 1
    of_patient = np.full(count, np.iinfo(np.int32).max, dtype=np.int32)
    np.minimum.at(of_patient, patient[known], member[known])
    without = of_patient == np.iinfo(np.int32).max
    of_patient[without] = int(member.max(initial=-1)) + 1 + np.flatnonzero(without)
    return np.asarray(of_patient[patient])


def _discipline(
    lines: Table,
    bits: modifiers.Bits,
    codes: pd.Categorical,
    rules: Rules,
    visits: Visits,
    patient: Codes,
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
    locked = rules.code_sets.evaluation_codes.take("discipline", codes, day, None)
    by_code = _spread(_coded(locked), DISCIPLINE_NUMBER)
    discipline = np.where(discipline < 0, by_code, discipline).astype(np.int8)
    by_revenue = _spread(lines.coded("revenue_code"), _DISCIPLINE_OF_REVENUE, prefix=3)
    discipline = np.where(discipline < 0, by_revenue, discipline).astype(np.int8)
    if "visit_id" in lines.frame and "discipline" in visits.frame:
        line_visit, visit = number_ids(lines.frame["visit_id"], visits.frame["visit_id"])
        of_visit = np.full(int(max(line_visit.max(initial=-1), visit.max(initial=-1))) + 2, -1)
        of_visit[visit] = _spread(visits.coded("discipline"), DISCIPLINE_NUMBER)
        of_visit[-1] = -1
        discipline = np.where(discipline < 0, of_visit[line_visit], discipline).astype(np.int8)
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
