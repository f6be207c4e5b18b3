"""What a run may see, read from the database in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.types import union_categoricals
from sqlalchemy import Connection, func, select

from pipeline.history import ledger, tables
from pipeline.history.batches import count_rows, fetch, fill
from pipeline.history.cells import check_sums, column_of, empty_frame, unpack
from pipeline.history.shelves import CLAIM_SHELF, VISIT_SHELF, Shelf
from pipeline.history.visible import NumberedRun
from pipeline.numbering import is_among
from schemas.columns import Kind
from schemas.night_result import Total


def first_day_seen(as_of: date, horizon_days: int) -> date:
    """Return the oldest date of service that a run needs: whole threshold years are kept."""
    return min(as_of - timedelta(days=horizon_days), date(as_of.year - 1, 1, 1))


def list_runs(connection: Connection, runs: Sequence[NumberedRun]) -> None:
    """Put the visible runs, in their order, where the queries below join them."""
    turns = {"run_no": [run.run_no for run in runs], "turn": list(range(len(runs)))}
    fill(connection, tables.wanted_runs, turns)


def patients_seen_on(connection: Connection, site: str, dates: Collection[date]) -> set[str]:
    """Return the patients with a visit on some dates: whoever furnished it had that day too."""
    versions = tables.visit_versions
    days = sorted({day.isoformat() for day in dates})
    query = select(versions.c.patient_id).distinct()
    query = query.where(versions.c.site == site, versions.c.last_service_date.in_(days))
    return {str(name) for name in fetch(connection, query)["patient_id"] if name} if days else set()


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
    numbers = sightings["version_no"].to_numpy()[versions["row"].to_numpy()]
    lines, slots = rows_of(connection, CLAIM_SHELF, numbers.tolist(), since)
    if patients is not None:
        # Some claims were read only because they replace a wanted one, or are replaced by it.
        wanted = is_among(lines["patient_id"], patients)
        lines, slots = lines[wanted], slots[wanted]
    own = versions.take(slots)
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
    count_rows(connection, wanted)


def _claim_sightings(connection: Connection, *, all_patients: bool) -> pd.DataFrame:
    """Return one row a version: what ``ledger.current_versions`` takes."""
    seen, versions = tables.claim_sightings, tables.claim_versions
    of_versions = None if all_patients else (tables.wanted_ids.c.id, versions.c.claim_id)
    latest = _latest(CLAIM_SHELF, of_versions)
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
    whole = ("version_no", "received_first", "first_turn", "last_turn", "position")
    kinds = {name: Kind.WHOLE if name in whole else Kind.ID for name in ledger.SIGHTING_COLUMNS}
    return _frame(fetch(connection, query), kinds)


def _latest(shelf: Shelf, wanted: tuple[Any, Any] | None) -> Any:
    """For each version, the number of the first and of the last visible run that saw it.

    ``wanted`` joins a list to the versions; without one it is all versions ever seen.
    """
    seen, visible, versions = shelf.sightings, tables.wanted_runs, shelf.versions
    query = select(
        seen.c.version_no,
        func.min(visible.c.turn).label("first_turn"),
        func.max(visible.c.turn).label("last_turn"),
    ).join(visible, visible.c.run_no == seen.c.run_no)
    if wanted is not None:
        listed, column = wanted
        query = query.join(versions, versions.c.version_no == seen.c.version_no)
        query = query.join(listed.table, listed == column)
    return query.group_by(seen.c.version_no).subquery("latest")


def read_visits(connection: Connection, since: date, *, all_patients: bool) -> pd.DataFrame:
    """Return the newest rows of every visit, in the order in which they were last seen."""
    seen, versions, patients = tables.visit_sightings, tables.visit_versions, tables.wanted_patients
    of_versions = None if all_patients else (patients.c.patient_id, versions.c.patient_id)
    latest = _latest(VISIT_SHELF, of_versions)
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
    kinds = {
        "version_no": Kind.WHOLE,
        "visit_id": Kind.ID,
        "last_turn": Kind.WHOLE,
        "position": Kind.WHOLE,
    }
    newest = _frame(fetch(connection, query), kinds)
    newest = newest.sort_values(["last_turn", "position"], ignore_index=True)
    newest = newest.drop_duplicates("visit_id", keep="last", ignore_index=True)
    rows, _ = rows_of(connection, VISIT_SHELF, newest["version_no"].tolist(), since)
    return rows


def rows_of(
    connection: Connection, shelf: Shelf, versions: Sequence[int], since: date | None = None
) -> tuple[pd.DataFrame, npt.NDArray[np.intp]]:
    """Return the rows of some versions, on or after a date of service, and whose each is.

    The rows come version by version, in the order of ``versions``, whose place each row is given.
    """
    stored, wanted = shelf.versions, tables.wanted_versions
    fill(connection, wanted, {"version_no": versions, "slot": list(range(len(versions)))})
    query = select(
        wanted.c.slot,
        stored.c.row_count,
        stored.c.layout_no,
        stored.c.cells,
        stored.c.checksum,
    )
    query = query.join(wanted, wanted.c.version_no == stored.c.version_no)
    query = query.where(stored.c.row_count > 0)
    if since is not None:
        query = query.where(stored.c.last_service_date >= since.isoformat())
    found = fetch(connection, query)
    wanted.drop(connection)
    check_sums(found["cells"], found["checksum"])
    layouts = connection.execute(select(tables.layouts)).all()
    names = {row.layout_no: row.columns.split() for row in layouts}
    frame, slots = _unpacked(found, names, shelf.kinds)
    order = np.argsort(slots, kind="stable")
    if since is not None:
        recent = frame["service_date"].to_numpy() >= np.datetime64(since, "s")
        order = order[recent[order]]
    return frame.take(order).reset_index(drop=True), slots[order]


def _unpacked(
    found: Mapping[str, Sequence[Any]],
    names: Mapping[int, Sequence[str]],
    kinds: Mapping[str, Kind],
) -> tuple[pd.DataFrame, npt.NDArray[np.intp]]:
    """Unpack versions that may have been stored with different sets of columns."""
    layout = np.array(found["layout_no"], dtype=np.int64)
    counts = np.array(found["row_count"], dtype=np.int64)
    slot = np.array(found["slot"], dtype=np.intp)
    parts: list[pd.DataFrame] = []
    slots = [slot[:0]]
    for number in np.unique(layout).tolist():
        chosen = np.flatnonzero(layout == number)
        texts = [found["cells"][version] for version in chosen.tolist()]
        parts.append(unpack(texts, names[number], kinds, int(counts[chosen].sum())))
        slots.append(np.repeat(slot[chosen], counts[chosen]))
    return stacked(parts, kinds), np.concatenate(slots)


def stacked(parts: Sequence[pd.DataFrame], kinds: Mapping[str, Kind]) -> pd.DataFrame:
    """Put frames below one another; categories become those of all."""
    if len(parts) <= 1:
        return parts[0] if parts else empty_frame(kinds)
    columns: dict[str, Any] = {}
    for name, kind in kinds.items():
        pieces = [part[name] for part in parts]
        if kind is Kind.CODE:
            columns[name] = union_categoricals(pieces, sort_categories=True)
        else:
            columns[name] = pd.concat(pieces, ignore_index=True)
    return pd.DataFrame(columns)


def _frame(cells: Mapping[str, Sequence[Any]], kinds: Mapping[str, Kind]) -> pd.DataFrame:
    return pd.DataFrame({name: column_of(cells[name], kind) for name, kind in kinds.items()})


def totals_of(connection: Connection, site: str, run_id: str) -> Total | None:
    """Count and add up the very rows that are stored for a run; None if it is not on record."""
    seen, versions, runs = tables.claim_sightings, tables.claim_versions, tables.runs
    mine = (runs.c.site == site) & (runs.c.run_id == run_id)
    if connection.execute(select(runs.c.run_no).where(mine)).first() is None:
        return None
    query = (
        select(versions.c.version_no, versions.c.claim_id)
        .join(seen, seen.c.version_no == versions.c.version_no)
        .join(runs, runs.c.run_no == seen.c.run_no)
        .where(mine)
    )
    found = fetch(connection, query)
    lines, _ = rows_of(connection, CLAIM_SHELF, found["version_no"])
    cents = int(lines["charge"].sum())
    return Total(claims=len(set(found["claim_id"])), lines=len(lines), charge_cents=cents)
