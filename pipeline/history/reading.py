"""What a run may see, read from the database in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.types import union_categoricals
from sqlalchemy import Connection, Select, Table, func, select

from pipeline.history import ledger, tables
from pipeline.history.batches import fetch, fill
from pipeline.history.cells import blank_column, column_of, empty_frame, unpack
from pipeline.history.recording import CLAIM_SHELF, VISIT_SHELF, Shelf
from pipeline.history.visible import NumberedRun
from schemas.columns import Kind


def first_day_seen(as_of: date, horizon_days: int) -> date:
    """Return the oldest date of service that a run needs: whole threshold years are kept."""
    return min(as_of - timedelta(days=horizon_days), date(as_of.year - 1, 1, 1))


def list_runs(connection: Connection, runs: Sequence[NumberedRun]) -> None:
    """Put the visible runs, in their order, where the queries below join them."""
    turns = {"run_no": [run.run_no for run in runs], "turn": list(range(len(runs)))}
    fill(connection, tables.wanted_runs, turns)


def list_patients(connection: Connection, patients: Collection[str]) -> None:
    """Put the patients of interest where the queries below join them."""
    fill(connection, tables.wanted_patients, {"patient_id": sorted(set(patients))})


def read_lines(
    connection: Connection,
    site: str,
    runs: Sequence[NumberedRun],
    since: date,
    patients: Collection[str] | None,
) -> pd.DataFrame:
    """Return the ledger's current lines in the order of accrual, with ``night`` and ``place``."""
    if patients is not None:
        _list_claims(connection, site)
    nights = np.array([run.row.as_of for run in runs], dtype="datetime64[D]")
    sightings = _claim_sightings(connection, all_patients=patients is None)
    versions = ledger.current_versions(sightings, nights.view(np.int64))
    lines, slots, _ = _rows_of(connection, CLAIM_SHELF, versions["version_no"].tolist(), since)
    own = versions.take(slots)
    lines["claim_id"] = own["claim_id"].array
    if patients is not None:
        # Some claims were read only because they replace a wanted one, or are replaced by it.
        wanted = lines["patient_id"].isin(set(patients)).to_numpy(dtype=np.bool_)
        lines, own = lines[wanted], own[wanted]
    lines = lines[list(CLAIM_SHELF.kinds)]
    by_receipt = np.array([run.in_received_order for run in runs], dtype=np.bool_)
    lines["night"] = nights.astype("datetime64[s]")[own["root_turn"].to_numpy(dtype=np.intp)]
    lines["place"] = ledger.places(lines, own, by_receipt)
    return lines.sort_values("place", ignore_index=True)


def _list_claims(connection: Connection, site: str) -> None:
    """List the claims of the wanted patients and all that replace them or that they replace."""
    versions, patients, wanted = tables.claim_versions, tables.wanted_patients, tables.wanted_ids
    fill(connection, wanted, {"id": []})
    here = versions.c.site == site
    start = select(versions.c.claim_id).distinct().where(here)
    queries = [start.join(patients, patients.c.patient_id == versions.c.patient_id)]
    replacing = start.join(wanted, wanted.c.id == versions.c.replaces_claim_id)
    original = (
        select(versions.c.replaces_claim_id)
        .distinct()
        .join(wanted, wanted.c.id == versions.c.claim_id)
        .where(here, versions.c.replaces_claim_id.is_not(None))
    )
    while queries:
        added = 0
        for query in queries:
            new = query.where(query.selected_columns[0].not_in(select(wanted.c.id)))
            added += connection.execute(wanted.insert().from_select(["id"], new)).rowcount
        queries = [replacing, original] if added else []


def _claim_sightings(connection: Connection, *, all_patients: bool) -> pd.DataFrame:
    seen = tables.claim_sightings
    versions = tables.claim_versions
    latest = _latest(CLAIM_SHELF)
    query = (
        select(
            versions.c.version_no,
            versions.c.claim_id,
            versions.c.claim_frequency,
            versions.c.replaces_claim_id,
            versions.c.received_first,
            latest.c.first_turn,
            latest.c.last_turn,
            seen.c.position,
            seen.c.disposition,
        )
        .join(latest, latest.c.version_no == versions.c.version_no)
        .join(tables.wanted_runs, tables.wanted_runs.c.turn == latest.c.last_turn)
        .join(
            seen,
            (seen.c.run_no == tables.wanted_runs.c.run_no)
            & (seen.c.version_no == versions.c.version_no),
        )
    )
    if not all_patients:
        query = query.join(tables.wanted_ids, tables.wanted_ids.c.id == versions.c.claim_id)
    cells = fetch(connection, query)
    kinds = {
        "version_no": Kind.WHOLE,
        "claim_id": Kind.ID,
        "claim_frequency": Kind.ID,
        "replaces_claim_id": Kind.ID,
        "received_first": Kind.WHOLE,
        "first_turn": Kind.WHOLE,
        "last_turn": Kind.WHOLE,
        "position": Kind.WHOLE,
        "disposition": Kind.ID,
    }
    frame = _frame(cells, kinds)
    frame["replaces_claim_id"] = frame["replaces_claim_id"].fillna("")
    counted = ["version_no", "first_turn", "last_turn", "position"]
    return frame.astype(dict.fromkeys(counted, "int64"))


def _latest(shelf: Shelf) -> Any:
    """For each version, the number of the first and of the last visible run that saw it."""
    seen, visible = shelf.sightings, tables.wanted_runs
    return (
        select(
            seen.c.version_no,
            func.min(visible.c.turn).label("first_turn"),
            func.max(visible.c.turn).label("last_turn"),
        )
        .join(visible, visible.c.run_no == seen.c.run_no)
        .group_by(seen.c.version_no)
        .subquery("latest")
    )


def read_visits(connection: Connection, since: date, *, all_patients: bool) -> pd.DataFrame:
    """Return the newest rows of every visit, in the order in which they were last seen."""
    seen, versions, latest = tables.visit_sightings, tables.visit_versions, _latest(VISIT_SHELF)
    query = (
        select(versions.c.version_no, versions.c.visit_id, latest.c.last_turn, seen.c.position)
        .join(latest, latest.c.version_no == versions.c.version_no)
        .join(tables.wanted_runs, tables.wanted_runs.c.turn == latest.c.last_turn)
        .join(
            seen,
            (seen.c.run_no == tables.wanted_runs.c.run_no)
            & (seen.c.version_no == versions.c.version_no),
        )
    )
    if not all_patients:
        patients = tables.wanted_patients
        query = query.join(patients, patients.c.patient_id == versions.c.patient_id)
    kinds = {
        "version_no": Kind.WHOLE,
        "visit_id": Kind.ID,
        "last_turn": Kind.WHOLE,
        "position": Kind.WHOLE,
    }
    newest = _frame(fetch(connection, query), kinds)
    newest = newest.sort_values(["last_turn", "position"], ignore_index=True)
    newest = newest.drop_duplicates("visit_id", keep="last", ignore_index=True)
    rows, slots, positions = _rows_of(connection, VISIT_SHELF, newest["version_no"].tolist(), since)
    rows["visit_id"] = newest["visit_id"].iloc[slots].to_numpy()
    order = np.lexsort((positions, slots))
    return rows[list(VISIT_SHELF.kinds)].iloc[order].reset_index(drop=True)


def _rows_of(
    connection: Connection, shelf: Shelf, versions: Sequence[int], since: date
) -> tuple[pd.DataFrame, npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return the stored rows of some versions, which version (0 upwards) each is of, its place."""
    rows: Table = shelf.rows
    wanted = tables.wanted_versions
    fill(connection, wanted, {"version_no": versions, "slot": list(range(len(versions)))})
    outside = [name for name in shelf.kinds if name in rows.c]
    query: Select[Any] = (
        select(
            wanted.c.slot,
            rows.c.position,
            rows.c.layout_no,
            rows.c.cells,
            *(rows.c[name] for name in outside),
        )
        .join(wanted, wanted.c.version_no == rows.c.version_no)
        .where(rows.c.service_date >= since.isoformat())
    )
    found = fetch(connection, query)
    wanted.drop(connection)
    layouts = connection.execute(select(tables.layouts)).all()
    names = {row.layout_no: row.columns.split() for row in layouts}
    frame = _unpacked(found["cells"], found["layout_no"], names, shelf.kinds)
    for name in outside:
        frame[name] = column_of(found[name], shelf.kinds[name])
    slots = np.array(found["slot"], dtype=np.intp)
    return frame, slots, np.array(found["position"], dtype=np.intp)


def _unpacked(
    cells: Sequence[str],
    layout: Sequence[int],
    names: Mapping[int, Sequence[str]],
    kinds: Mapping[str, Kind],
) -> pd.DataFrame:
    """Unpack rows that were stored with different sets of columns into one frame."""
    used, of_row = np.unique(np.array(layout, dtype=np.int64), return_inverse=True)
    if len(used) == 1:
        frame = unpack(cells, names[int(used[0])], kinds)
        for name in kinds.keys() - frame.keys():
            frame[name] = blank_column(kinds[name], len(frame))
        return frame
    parts = [empty_frame(kinds)]
    order = np.argsort(of_row, kind="stable")
    for number, layout_no in enumerate(used.tolist()):
        chosen = [cells[row] for row in np.flatnonzero(of_row == number)]
        part = unpack(chosen, names[layout_no], kinds)
        for name in kinds.keys() - part.keys():
            part[name] = blank_column(kinds[name], len(part))
        parts.append(part)
    return _stacked(parts, kinds).take(np.argsort(order)).reset_index(drop=True)


def _stacked(parts: Sequence[pd.DataFrame], kinds: Mapping[str, Kind]) -> pd.DataFrame:
    """Put frames below one another; categories become those of all."""
    stacked: dict[str, Any] = {}
    for name, kind in kinds.items():
        columns = [part[name] for part in parts]
        if kind is Kind.CODE:
            stacked[name] = union_categoricals(columns, sort_categories=True)
        else:
            stacked[name] = pd.concat(columns, ignore_index=True)
    return pd.DataFrame(stacked)


def _frame(cells: Mapping[str, Sequence[Any]], kinds: Mapping[str, Kind]) -> pd.DataFrame:
    return pd.DataFrame({name: column_of(cells[name], kind) for name, kind in kinds.items()})
