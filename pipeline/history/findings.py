"""States of findings, folded from the events that nights left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, case, func, select

from pipeline.history import tables
from pipeline.history.batches import fetch
from pipeline.history.interface import FINDING_COLUMNS, OPEN, RESOLVED, SEEN
from pipeline.history.visible import NumberedRun


def read_findings(connection: Connection, runs: Sequence[NumberedRun], since: date) -> pd.DataFrame:
    """Fold the events of every finding into its state (``FINDING_COLUMNS``), ordered by key.

    Open findings are always returned, resolved ones when last seen on or after ``since``.
    """
    events, visible = tables.finding_events, tables.wanted_runs
    telling = case((events.c.event.in_([SEEN, RESOLVED]), visible.c.turn))
    sight = case((events.c.event == SEEN, visible.c.turn))
    folded = (
        select(
            events.c.finding_key,
            func.min(sight).label("first_sight"),
            func.max(sight).label("last_sight"),
            func.max(telling).label("last_told"),
            func.max(events.c.accepted_until).label("accepted_until"),
        )
        .join(visible, visible.c.run_no == events.c.run_no)
        .group_by(events.c.finding_key)
        .subquery("folded")
    )
    facts = FINDING_COLUMNS[: FINDING_COLUMNS.index("first_seen")]
    since_turn = sum(run.row.as_of < since for run in runs)
    query = (
        select(
            *(events.c[name] for name in facts),
            events.c.event,
            folded.c.first_sight,
            folded.c.last_sight,
            folded.c.accepted_until,
        )
        .join(folded, folded.c.finding_key == events.c.finding_key)
        .join(visible, visible.c.turn == folded.c.last_told)
        .where(events.c.run_no == visible.c.run_no)
        .where((events.c.event == SEEN) | (folded.c.last_sight >= since_turn))
        .order_by(events.c.finding_key)
    )
    cells = fetch(connection, query)
    nights = np.array([run.row.as_of.isoformat() for run in runs], dtype=object)
    texts: dict[str, Sequence[Any]] = {
        **{name: cells[name] for name in (*facts, "accepted_until")},
        "first_seen": nights[np.array(cells["first_sight"], dtype=np.intp)].tolist(),
        "last_seen": nights[np.array(cells["last_sight"], dtype=np.intp)].tolist(),
        "state": [OPEN if event == SEEN else RESOLVED for event in cells["event"]],
    }
    return finding_frame(texts)


def finding_frame(cells: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """Make a frame of ``FINDING_COLUMNS`` from lists."""
    frame = pd.DataFrame(
        {
            name: pd.Series(list(cells[name]), dtype="str")
            for name in FINDING_COLUMNS
            if name != "amount_cents"
        }
    )
    amounts = pd.Series(list(cells["amount_cents"]), dtype="int64")
    frame.insert(FINDING_COLUMNS.index("amount_cents"), "amount_cents", amounts)
    return frame
