"""A bucket: the tables of whole patients, prepared once for all rules.

Tonight's lines are joined with the earlier lines that still count, ids become numbers, and the
facts that nearly every rule asks for (discipline, modifiers, provider, version in force) are
worked out. See ``service_lines.Facts``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from payer_rules.code_sets import CodeSets
from payer_rules.house import House
from payer_rules.rulebook import RuleBook
from payer_rules.site import Site, fold, match_payers
from pipeline import versions
from pipeline.earlier_nights import all_visits, with_earlier
from pipeline.line_facts import Ids, facts_of
from pipeline.numbering import number_ids
from pipeline.service_lines import ServiceLines
from pipeline.side_by_side import run_side_by_side
from pipeline.tables import Codes, Documents, Plans, Spend, Table, Visits

_OF_PATIENTS = ("visits", "plans", "spend", "documents")


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
    documents: pd.DataFrame | None = None
    earlier_lines: pd.DataFrame | None = None
    earlier_visits: pd.DataFrame | None = None
    supplied: dict[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What is in force: payer rules, code sets, site settings and the as-of date."""

    rulebook: RuleBook
    code_sets: CodeSets
    site: Site
    as_of: date

    @property
    def settings(self) -> House:
        """The office's own figures."""
        return self.site.house

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
    documents: Documents


def prepare(tables: NightTables, rules: Rules, workers: int = 1) -> Prepared:
    """Join, number and describe the lines of a bucket.

    Args:
        tables: validated frames of whole patients.
        rules: what is in force.
        workers: threads to use.

    Returns:
        The service lines with their facts, and the other tables with patient numbers.
    """
    tonight = Table(tables.claims)
    in_force = versions.tonight_in_force(tonight, tables.earlier_lines)
    frame, seen = with_earlier(tonight, tables.earlier_lines, rules.as_of_day)
    frame = frame.assign(payer_id=one_spelling(frame["payer_id"]))
    supplied = tables.supplied.get("claims", frozenset(tables.claims.columns))
    lines = Table(frame, supplied)
    visits = all_visits(tables.visits, tables.earlier_visits)
    given = {"visits": visits} | {name: getattr(tables, name) for name in _OF_PATIENTS[1:]}
    others = {name: _or_empty(given[name]) for name in _OF_PATIENTS}
    ids, numbered = _numbered(frame, others, workers)
    headings = {name: tables.supplied.get(name, frozenset()) for name in _OF_PATIENTS}
    seen_visits = Visits(numbered["visits"], headings["visits"])
    earlier = len(frame) - len(in_force)
    facts = facts_of(
        lines,
        ids,
        np.concatenate([in_force, np.ones(earlier, dtype=np.bool_)]),
        seen,
        rules.code_sets,
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
        plans=Plans(numbered["plans"], headings["plans"]),
        spend=Spend(numbered["spend"], headings["spend"]),
        documents=Documents(numbered["documents"], headings["documents"]),
    )


def _numbered(
    lines: pd.DataFrame, others: Mapping[str, pd.DataFrame], workers: int
) -> tuple[Ids, dict[str, pd.DataFrame]]:
    """Number patients, claims and visits, in all tables alike."""
    visits = others["visits"]

    def of_patients() -> list[Codes]:
        columns = [table["patient_id"] for table in (lines, *others.values())]
        return number_ids(*columns)

    def of_claims() -> list[Codes]:
        return number_ids(lines["claim_id"], in_order=True)

    def of_visits() -> list[Codes]:
        blank = pd.Series([None] * len(lines), dtype="str")
        named = lines.get("visit_id", blank)
        return number_ids(named, visits.get("visit_id", blank.iloc[:0]))

    (patient, *numbers), (claim,), (visit, number) = run_side_by_side(
        lambda task: task(), [of_patients, of_claims, of_visits], workers
    )
    numbered = {
        name: table.assign(patient=of_table)
        for (name, table), of_table in zip(others.items(), numbers, strict=True)
    }
    numbered["visits"] = numbered["visits"].assign(number=number)
    return Ids(patient, claim, visit), numbered


def one_spelling(payer_id: pd.Series) -> pd.Series:
    """Give office codes that are matched alike (blanks and letter case aside) one spelling.

    The commonest stands for all, so that one payer is one row in every count.
    """
    names = [str(name) for name in payer_id.cat.categories]
    folded = [fold(name) for name in names]
    if len(set(folded)) == len(names):
        return payer_id
    codes = payer_id.cat.codes.to_numpy()
    counts = np.bincount(codes[codes >= 0], minlength=len(names))
    commonest = {
        fold(names[place]): names[place] for place in np.argsort(counts, kind="stable").tolist()
    }
    spellings = sorted(set(commonest.values()))
    place_of = [spellings.index(commonest[key]) for key in folded]
    spread = np.array([*place_of, -1], dtype=np.int32)[codes]
    return pd.Series(pd.Categorical.from_codes(spread, pd.Index(spellings)), index=payer_id.index)


def _or_empty(frame: pd.DataFrame | None) -> pd.DataFrame:
    if frame is not None:
        return frame
    return pd.DataFrame({"patient_id": pd.Series([], dtype="str")})
