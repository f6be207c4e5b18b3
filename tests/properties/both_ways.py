"""One random night judged twice: by the product's tables and by the loop's rows."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.loop.context import Found, Settings
from benchmarks.loop.night import judge
from payer_rules.code_sets import FOLDER, load_code_sets
from payer_rules.files import HOME
from payer_rules.loader import load_rulebook, load_site
from payer_rules.rulebook import RuleBook
from payer_rules.site import Site
from pipeline.bucket import NightTables, Rules
from pipeline.engine import run_bucket
from pipeline.registry import RegisteredRule, all_rules
from pipeline.severities import apply_rule_severities
from schemas.columns import Kind
from schemas.tables import MODELS, columns_of
from tests.properties.random_nights import RandomNight

SITE = Path(__file__).parent / "loop_site"
Row = dict[str, Any]


def by_the_product(night: RandomNight, rules: Sequence[RegisteredRule]) -> Counter[Found]:
    """Return what the product finds, as often as it does."""
    refused = pd.Series({}, dtype="int64", index=pd.Index([], dtype="str"))
    in_force = _in_force(night)
    result = run_bucket(tables_of(night), in_force, refused, rules)
    assert result.crashes == (), result.crashes[0].place
    apply_rule_severities(result, in_force)
    rows = result.findings[["rule_id", "claim_id", "line_number", "severity"]]
    return Counter(Found(*row) for row in rows.itertuples(index=False, name=None))


def by_the_loop(night: RandomNight, families: Sequence[str] = ()) -> Counter[Found]:
    """Return what the loop finds, as often as it does."""
    settings = Settings(
        as_of=night.as_of,
        payer_folders=(HOME, SITE),
        code_sets=FOLDER,
        site=_site_rows(),
        supplied=night.supplied,
    )
    judged = judge(
        night.rows["claims"],
        visits=night.rows["visits"],
        plans=night.rows["plans"],
        spend=night.rows["spend"],
        documents=night.rows["documents"],
        earlier_lines=night.earlier_lines,
        earlier_visits=night.earlier_visits,
        settings=settings,
        families=families,
    )
    return Counter(judged.found)


def rules_named(prefixes: Sequence[str]) -> list[RegisteredRule]:
    """Return the registered rules whose ids begin with one of some letters."""
    return [rule for rule in all_rules() if rule.rule.id.startswith(tuple(prefixes))]


@cache
def _rulebook() -> RuleBook:
    return load_rulebook(SITE)


@cache
def _site() -> Site:
    return load_site(SITE / "site.toml")


@cache
def _site_rows() -> dict[str, Any]:
    return tomllib.loads((SITE / "site.toml").read_text(encoding="utf-8"))


def _in_force(night: RandomNight) -> Rules:
    return Rules(rulebook=_rulebook(), code_sets=_code_sets(), site=_site(), as_of=night.as_of)


@cache
def _code_sets() -> Any:
    return load_code_sets()


def tables_of(night: RandomNight) -> NightTables:
    """Return the night's rows as the validated frames that intake and history give."""
    frames = {
        name: frame_of(name, night.rows[name], night.supplied[name])
        for name in night.rows
        if name in night.supplied
    }
    return NightTables(
        claims=frames["claims"],
        visits=frames.get("visits"),
        plans=frames.get("plans"),
        spend=frames.get("spend"),
        documents=frames.get("documents"),
        earlier_lines=_earlier_lines(night),
        earlier_visits=_earlier_visits(night),
        supplied=dict(night.supplied),
    )


def _earlier_lines(night: RandomNight) -> pd.DataFrame | None:
    if not night.earlier_lines:
        return None
    frame = frame_of("claims", night.earlier_lines, night.supplied["claims"])
    return frame.assign(
        place=np.array([line["place"] for line in night.earlier_lines], dtype=np.int64),
        night=np.array([line["night"] for line in night.earlier_lines], dtype="M8[s]"),
    )


def _earlier_visits(night: RandomNight) -> pd.DataFrame | None:
    if not night.earlier_visits or "visits" not in night.supplied:
        return None
    return frame_of("visits", night.earlier_visits, night.supplied["visits"])


def frame_of(table: str, rows: Sequence[Row], headings: frozenset[str]) -> pd.DataFrame:
    """Return rows as the validated frame of an input table."""
    kinds = {name: Kind(str(facts["kind"])) for name, facts in columns_of(table).items()}
    columns = {
        name: _column([row.get(name) for row in rows], kind)
        for name, kind in kinds.items()
        if name in headings
    }
    frame = pd.DataFrame(columns)
    schema: Any = MODELS[table].to_schema()
    checked: pd.DataFrame = schema.select_columns(list(columns)).validate(frame)
    return checked


def _column(cells: Sequence[Any], kind: Kind) -> pd.Series[Any]:
    if kind is Kind.DATE:
        days = [None if cell is None else cell.isoformat() for cell in cells]
        return pd.Series(np.array([day or "NaT" for day in days], dtype="M8[s]"))
    if kind is Kind.CODE:
        names = pd.Index(sorted({cell for cell in cells if cell is not None}), dtype="str")
        return pd.Series(cells, dtype=pd.CategoricalDtype(names))
    if kind is Kind.DECIMAL:
        return pd.Series([np.nan if cell is None else cell for cell in cells], dtype="float64")
    if kind in (Kind.MONEY, Kind.WHOLE, Kind.TIME):
        return pd.Series(cells, dtype="Int64")
    return pd.Series(cells, dtype="str")
