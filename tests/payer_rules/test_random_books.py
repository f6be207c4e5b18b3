"""The look-up by masks equals a plain resolver that goes row by row, on random small books."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from payer_rules.coding_knobs import PairModifier
from payer_rules.layers import Layer, Payer, layer_of
from payer_rules.model import Entry
from payer_rules.policy_knobs import Threshold
from payer_rules.rulebook import RuleBook

START = date(2025, 12, 1)
DAYS = 40
PAYERS = ["a", "b", "c"]


def _day(offset: int) -> date:
    return START + timedelta(days=offset)


@st.composite
def _run(draw: st.DrawFn, role: str, pair: bool) -> list[Entry]:
    edges = sorted(draw(st.sets(st.integers(0, DAYS), max_size=6)))
    basis = draw(st.sampled_from(["service", "service", "received"]))
    made: list[Entry] = []
    for first, last in zip(edges[::2], edges[1::2], strict=False):
        raw: dict[str, object] = {"from": _day(first), "to": _day(last - 1), "basis": basis}
        if draw(st.booleans()):
            raw["unknown"] = True
        elif pair:
            raw |= {"target": "97530", "accepts": ["59"], "scope": "day"}
        else:
            raw |= {"pt_slp": f"{draw(st.integers(1, 9))}.00", "ot": "1.00", "group": "g"}
        if pair:
            raw["codes"] = ["97110", "97530"]
        if draw(st.booleans()):
            raw |= {"reason": "r", "author": "x", "expires": _day(draw(st.integers(0, DAYS)))}
        raw["grade"] = draw(st.sampled_from(["A", "B", "C"]))
        entry = (PairModifier if pair else Threshold).model_validate(raw)
        entry.at_home(role, len(made) + 1, of_site=role != "base", override=role == "override")
        made.append(entry)
    return made


@st.composite
def _layers(draw: st.DrawFn) -> dict[str, Layer]:
    return {
        role: layer_of(role, [*draw(_run(role, False)), *draw(_run(role, True))])
        for role in ("override", "file", "base")
    }


def _plain(payer: Payer | None, knob: str, key: str, day: date, as_of: date) -> Entry | None:
    """What the design says, without any arithmetic on days: the first layer in force answers."""
    for layer in payer.layers if payer else ():
        for entry in layer.of(knob, key):
            expired = entry.is_override and entry.expires is not None and entry.expires < as_of
            compared = day if entry.basis == "service" else as_of
            assert entry.ends is not None
            if not expired and entry.starts <= compared <= entry.ends:
                return entry
    return None


@given(
    st.lists(_layers(), min_size=len(PAYERS), max_size=len(PAYERS)),
    st.lists(
        st.tuples(st.sampled_from([*PAYERS, "nobody", None]), st.integers(-2, DAYS + 2)),
        max_size=60,
    ),
    st.integers(0, DAYS),
)
def test_rows_get_what_a_plain_resolver_finds(
    layers: list[dict[str, Layer]], rows: list[tuple[str | None, int]], as_of_offset: int
) -> None:
    as_of = _day(as_of_offset)
    book = {
        name: Payer(name, name, "medicare", None, tuple(found.values()))
        for name, found in zip(PAYERS, layers, strict=True)
    }
    days = np.array([_day(offset) for _, offset in rows], "datetime64[D]").astype(np.int32)
    got = RuleBook(book, ()).on(pd.Categorical([p for p, _ in rows]), days, as_of)

    wanted = [
        _plain(book.get(str(payer)), "threshold", "", _day(offset), as_of) for payer, offset in rows
    ]
    known = [entry is not None and not entry.unknown for entry in wanted]
    assert got.known("threshold").tolist() == known
    assert got.cents("threshold", "pt_slp").tolist() == [
        entry.pt_slp if isinstance(entry, Threshold) and not entry.unknown else 0
        for entry in wanted
    ]
    assert got.may_block("threshold").tolist() == [
        entry is not None
        and not entry.unknown
        and (entry.grade != "C" or _site_confirms(entry, as_of))
        for entry in wanted
    ]
    assert got.source("threshold", np.arange(len(rows))) == [
        entry.source if entry else "" for entry in wanted
    ]

    pairs = [
        _plain(book.get(str(payer)), "pair_modifier", "97110+97530", _day(offset), as_of)
        for payer, offset in rows
    ]
    found: list[Entry | None] = [None] * len(rows)
    for entry, mask in got.entries("pair_modifier"):
        for row in np.flatnonzero(mask).tolist():
            assert found[row] is None
            found[row] = entry
    assert found == [None if entry is None or entry.unknown else entry for entry in pairs]
    assert got.known("pair_modifier").tolist() == [entry is not None for entry in found]


def _site_confirms(entry: Entry, as_of: date) -> bool:
    return entry.file != "base" and entry.expires is not None and entry.expires >= as_of
