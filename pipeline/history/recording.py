"""One night put on record: what a claim looked like, what became of it, what was found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Connection, literal, select
from sqlalchemy.sql import and_, exists

from pipeline.history import tables
from pipeline.history.batches import count_rows, fetch, fill, insert_rows
from pipeline.history.cells import (
    LINE_KINDS,
    checksums_of,
    content_of,
    content_of_groups,
    pack,
    texts_of,
)
from pipeline.history.interface import EVENT_COLUMNS, NightRecord
from pipeline.history.shelves import CLAIM_SHELF, VISIT_SHELF, Groups, Shelf, group_rows
from pipeline.history.tables import METADATA
from pipeline.numbering import is_among
from schemas.columns import Kind

Cells = list[Any]

ORDINARY, UNREADABLE = "1", ""
# A version's number is its run's number followed by its own place in that night.
_PLACES_A_RUN = 100_000_000


def record(connection: Connection, night: NightRecord) -> None:
    """Write a night within the caller's transaction; nothing when its run id is known."""
    run_no = _add_run(connection, night)
    if run_no is not None:
        _add_claims(connection, run_no, night)
        if night.visits is not None:
            _add_visits(connection, run_no, night.site, night.visits)
        _add_events(connection, run_no, night.events)
        for name in METADATA.tables:
            count_rows(connection, METADATA.tables[name])


def _add_run(connection: Connection, night: NightRecord) -> int | None:
    """Add the run unless it is there. The first statement writes, so that two runs queue up."""
    lines = night.lines
    ordered = "received_order" in lines and len(lines) > 0
    values = {
        "site": night.site,
        "run_id": night.run_id,
        "as_of": night.as_of.isoformat(),
        "status": night.status,
        "exit_code": night.exit_code,
        "run_dir": night.run_dir,
        "claim_file_hashes": " ".join(sorted(night.claim_file_hashes)),
        "versions": json.dumps(dict(night.versions), sort_keys=True),
        "in_received_order": bool(ordered and lines["received_order"].notna().all()),
        "accepted_claims": night.accepted.claims,
        "accepted_lines": night.accepted.lines,
        "accepted_cents": night.accepted.charge_cents,
        **asdict(night.counts),
    }
    runs = tables.runs
    this_run = and_(runs.c.site == night.site, runs.c.run_id == night.run_id)
    row = select(*(literal(value, runs.c[name].type) for name, value in values.items()))
    new = runs.insert().from_select(list(values), row.where(~exists().where(this_run)))
    if connection.execute(new).rowcount == 0:
        return None
    return int(connection.execute(select(runs.c.run_no).where(this_run)).scalar_one())


def _add_claims(connection: Connection, run_no: int, night: NightRecord) -> None:
    lines = night.lines
    claim, claim_ids = pd.factorize(lines["claim_id"])
    frequency, frequencies = _frequencies(lines)
    groups = group_rows(claim, frequency)
    own_id = np.asarray(claim_ids, dtype=object)[claim[groups.first_row]]
    unread, dispositions = _dispositions(night.dispositions, own_id)
    original = np.full(groups.count, None, dtype=object)
    if "replaces_claim_id" in lines:
        original = groups.first_filled(lines["replaces_claim_id"])
        original[original == own_id] = None
    received: Cells = [None] * groups.count
    if "received_order" in lines:
        first_order = lines["received_order"].groupby(groups.of_row).min()
        received = first_order.astype("object").where(first_order.notna(), None).tolist()
    facts: dict[str, Cells] = {
        "claim_id": own_id.tolist(),
        "claim_frequency": frequencies[frequency[groups.first_row]].tolist(),
        "replaces_claim_id": original.tolist(),
        "received_first": received,
    }
    numbers = _shelve(connection, CLAIM_SHELF, run_no, night.site, lines, groups, facts)
    numbers += _shelve_unread(connection, run_no, night.site, unread, groups.count)
    sightings: dict[str, Cells] = {
        "run_no": [run_no] * len(numbers),
        "version_no": numbers,
        "position": list(range(len(numbers))),
        "disposition": list(dispositions),
    }
    insert_rows(connection, tables.claim_sightings, sightings)


def _frequencies(
    lines: pd.DataFrame,
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.object_]]:
    """Number the frequencies of the lines; blank is an ordinary claim."""
    if "claim_frequency" not in lines:
        return np.zeros(len(lines), dtype=np.intp), np.array([ORDINARY], dtype=object)
    texts = texts_of(lines["claim_frequency"], Kind.CODE).fill_null(ORDINARY)
    codes, values = pd.factorize(texts.to_numpy(zero_copy_only=False))
    return codes, np.asarray(values, dtype=object)


def _dispositions(
    dispositions: pd.DataFrame, claims: npt.NDArray[np.object_]
) -> tuple[list[str], list[str]]:
    """Return claims without a readable line, and the dispositions of ``claims`` and of those."""
    ids = pd.Index(dispositions["claim_id"].astype("str"))
    where = ids.get_indexer(pd.Index(claims, dtype="str"))
    if (where < 0).any():
        raise ValueError("every claim on record needs a disposition")
    unread = ~is_among(ids.to_series(), claims)
    values = dispositions["disposition"].astype("str").to_numpy(dtype=object)
    return ids[unread].tolist(), [*values[where].tolist(), *values[unread].tolist()]


def _shelve_unread(
    connection: Connection, run_no: int, site: str, claims: Sequence[str], offset: int
) -> list[int]:
    """Keep a claim of which no line could be read: counted, but never a version of anything."""
    numbers = [run_no * _PLACES_A_RUN + offset + place for place in range(len(claims))]
    nothing = [0] * len(claims)
    insert_rows(
        connection,
        tables.claim_versions,
        {
            "version_no": numbers,
            "site": [site] * len(claims),
            "claim_id": claims,
            "claim_frequency": [UNREADABLE] * len(claims),
            "last_service_date": [""] * len(claims),
            "row_count": nothing,
            "content": nothing,
            "layout_no": [_layout(connection, LINE_KINDS)] * len(claims),
            "cells": [""] * len(claims),
            "checksum": nothing,
        },
    )
    return numbers


def _add_visits(connection: Connection, run_no: int, site: str, visits: pd.DataFrame) -> None:
    codes, ids = pd.factorize(visits["visit_id"])
    groups = group_rows(codes)
    facts: dict[str, Cells] = {"visit_id": np.asarray(ids, dtype=object).tolist()}
    numbers = _shelve(connection, VISIT_SHELF, run_no, site, visits, groups, facts)
    sightings: dict[str, Cells] = {
        "run_no": [run_no] * len(numbers),
        "version_no": numbers,
        "position": list(range(len(numbers))),
    }
    insert_rows(connection, tables.visit_sightings, sightings)


def _shelve(
    connection: Connection,
    shelf: Shelf,
    run_no: int,
    site: str,
    frame: pd.DataFrame,
    groups: Groups,
    facts: dict[str, Cells],
) -> list[int]:
    """Store what is new and return the version number of every group."""
    contents = content_of_groups(content_of(frame, shelf.kinds), groups.of_row, groups.count)
    counts = np.bincount(groups.of_row, minlength=groups.count).tolist()
    own_id = facts[shelf.id_column]
    known = _known_versions(connection, shelf, site, own_id)
    found = [known.get(key, -1) for key in zip(own_id, contents, counts, strict=True)]
    numbers = np.array(found, dtype=np.int64)
    new = np.flatnonzero(numbers < 0)
    numbers[new] = run_no * _PLACES_A_RUN + new
    kinds = {name: kind for name, kind in shelf.kinds.items() if name in frame}
    last_day = frame["service_date"].groupby(groups.of_row).max()
    columns: dict[str, Cells] = {
        "version_no": numbers.tolist(),
        "site": [site] * groups.count,
        "patient_id": groups.first_filled(frame["patient_id"]).tolist(),
        "last_service_date": texts_of(last_day, Kind.DATE).to_pylist(),
        "row_count": counts,
        "content": contents,
        "layout_no": [_layout(connection, kinds)] * groups.count,
        **facts,
    }
    chosen = new.tolist()
    new_versions = {name: [cells[i] for i in chosen] for name, cells in columns.items()}
    texts = _packed_versions(frame, kinds, groups, new)
    new_versions |= {"cells": texts, "checksum": checksums_of(texts)}
    insert_rows(connection, shelf.versions, new_versions)
    return [int(number) for number in numbers.tolist()]


def _packed_versions(
    frame: pd.DataFrame, kinds: Mapping[str, Kind], groups: Groups, new: npt.NDArray[np.intp]
) -> list[str]:
    """Return the text of each new group, its rows in the frame's order."""
    number_of = np.full(groups.count, -1, dtype=np.intp)
    number_of[new] = np.arange(len(new))
    number = number_of[groups.of_row]
    rows = np.flatnonzero(number >= 0)
    rows = rows[np.argsort(number[rows], kind="stable")]
    counts = np.bincount(number[rows], minlength=len(new))
    return pack(frame.take(rows), kinds, counts)


def _known_versions(
    connection: Connection, shelf: Shelf, site: str, own_id: Cells
) -> dict[tuple[str, int, int], int]:
    """Return the stored versions of these claims or visits by id, content and row count."""
    versions, wanted = shelf.versions, tables.wanted_ids
    named = versions.c[shelf.id_column]
    fill(connection, wanted, {"id": list(dict.fromkeys(own_id))})
    query = (
        select(named, versions.c.content, versions.c.row_count, versions.c.version_no)
        .join(wanted, wanted.c.id == named)
        .where(versions.c.site == site)
    )
    answer = fetch(connection, query)
    wanted.drop(connection)
    *keys, numbers = answer.values()
    return dict(zip(zip(*keys, strict=True), numbers, strict=True))


def _layout(connection: Connection, names: Iterable[str]) -> int:
    """Return the number of this order of columns, which is stored when it is new."""
    layouts = tables.layouts
    text = " ".join(names)
    mine = select(layouts.c.layout_no).where(layouts.c.columns == text)
    number = connection.execute(mine).scalar()
    if number is None:
        connection.execute(layouts.insert().values(columns=text))
        number = connection.execute(mine).scalar_one()
    return int(number)


def _add_events(connection: Connection, run_no: int, events: pd.DataFrame) -> None:
    columns: dict[str, Cells] = {
        "run_no": [run_no] * len(events),
        "sequence": list(range(len(events))),
    }
    for name in EVENT_COLUMNS:
        column = events[name]
        whole = name == "amount_cents"
        columns[name] = column.astype("int64" if whole else "str").to_numpy(object).tolist()
    insert_rows(connection, tables.finding_events, columns)
