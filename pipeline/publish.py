"""Publishing: a night is built aside, read back, put on record and only then renamed into place.

The order is the promise: files in a private temporary folder, totals read back from them and
from the history, one rename. A kill at any point leaves either nothing or a whole run.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from schemas.night_result import ControlTotals, NightResult, Total

TEMPORARY = ".building-"
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
LATEST = "latest"
POINTED_AT = ("complete", "incomplete")
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)


def build_folder(out: Path, as_of: str, run_name: str) -> Path:
    """Make the private temporary folder in which a run is built, beside its final place.

    Raises:
        OSError: the output folder cannot be written.
    """
    night = out / as_of
    night.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    folder = night / f"{TEMPORARY}{run_name}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=PRIVATE_FOLDER)
    return folder


def free_name(night: Path, run_id: str) -> str:
    """Return the run id, or the id with the next free number when the run is written anew."""
    if not (night / run_id).exists():
        return run_id
    number = 2
    while (night / f"{run_id}-{number}").exists():
        number += 1
    return f"{run_id}-{number}"


def withdraw_release_files(folder: Path) -> None:
    """Take the release files out of a run that is not in balance."""
    for path in [*folder.glob("released_*"), *folder.glob("held_*")]:
        path.unlink()


def sweep(out: Path) -> int:
    """Remove what a killed run left behind; return how many folders there were."""
    found = [*out.glob(f"{TEMPORARY}*"), *out.glob(f"*/{TEMPORARY}*")]
    left = [path for path in found if path.is_dir()]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    return len(left)


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read, never through a link."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _NO_FOLLOW, PRIVATE_FILE)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def write_rules_used(folder: Path, files: Mapping[str, bytes]) -> None:
    """Keep the payer rules and code sets of the run beside it."""
    for name, data in sorted(files.items()):
        path = folder / "rules_used" / name
        path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        write_private(path, data)


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write the manifest with every output's hash, then the sums of all files."""
    outputs = hashes_below(folder)
    text = json.dumps({**manifest, "outputs": outputs}, indent=1, sort_keys=True, ensure_ascii=True)
    write_private(folder / MANIFEST, text.encode() + b"\n")
    sums = hashes_below(folder)
    lines = [f"{digest}  {name}\n" for name, digest in sorted(sums.items())]
    write_private(folder / SUMS, "".join(lines).encode())


def hashes_below(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder, by its path in it."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            found[path.relative_to(folder).as_posix()] = digest
    return found


def make_private(folder: Path) -> None:
    """Set the modes of everything below a folder to owner only, and flush it to disk."""
    for path in [folder, *folder.rglob("*")]:
        path.chmod(PRIVATE_FOLDER if path.is_dir() else PRIVATE_FILE)
    _flush_folder(folder)


def put_in_place(folder: Path, out: Path, as_of: str, run_name: str) -> Path:
    """Rename the finished folder to its final name, which must not exist."""
    final = out / as_of / run_name
    folder.rename(final)
    _flush_folder(final.parent)
    return final


def point_latest(out: Path, as_of: str, run_name: str) -> None:
    """Let the text file ``latest`` name the newest run, replaced in one step."""
    aside = out / f".{LATEST}"
    write_private(aside, f"{as_of}/{run_name}\n".encode())
    aside.replace(out / LATEST)


def point_if_newer(out: Path, run: str, manifest: Mapping[str, Any]) -> None:
    """Let ``latest`` name a published run that ended after the one it names now."""
    if manifest["status"] not in POINTED_AT:
        return
    named = read_latest(out)
    if named is not None:
        other = json.loads((named / MANIFEST).read_text(encoding="utf-8"))
        if other["times"]["ended"] >= manifest["times"]["ended"]:
            return
    as_of, _, run_name = run.partition("/")
    point_latest(out, as_of, run_name)


def is_published(folder: Path) -> bool:
    """Say whether a run's folder is there, whole, and was in balance."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return (folder / SUMS).is_file() and manifest["status"] in POINTED_AT


def read_latest(out: Path) -> Path | None:
    """Return the folder that ``latest`` names, if both are there."""
    path = out / LATEST
    if not path.is_file():
        return None
    folder = out / path.read_text(encoding="utf-8").strip()
    return folder if (folder / MANIFEST).is_file() else None


def _flush_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def balance_problems(
    result: NightResult,
    read_back: Mapping[str, Mapping[str, Mapping[str, Mapping[str, int]]]],
    on_record: Total | None,
) -> tuple[str, ...]:
    """Compare tonight's totals with what the written files and the history say.

    Args:
        result: the night.
        read_back: ``reports.totals.read_back`` of the written files.
        on_record: the run's totals as stored in the history; None without a history.

    Returns:
        One sentence an equation that does not hold (CONTRACT.md "Control totals").
    """
    totals = result.control_totals
    problems = [*_within(result, totals)]
    if on_record is not None and on_record != totals.accepted:
        problems.append("The history does not hold the same claims, lines and charges.")
    by_disposition = {
        "RELEASE": totals.released,
        "REVIEW": totals.review,
        "HOLD": totals.held,
    }
    by_severity = result.findings["severity"].value_counts()
    for name, parts in read_back.items():
        shown = parts.get("dispositions") or {}
        for disposition, total in by_disposition.items():
            if shown and not _same(shown.get(disposition, {}), total):
                problems.append(f"The {name} shows other totals of {disposition} claims.")
        shown = parts.get("findings") or {}
        for severity in ("block", "review", "note"):
            counted = shown.get(severity, {}).get("findings", 0)
            if "findings" in parts and shown and counted != by_severity.get(severity, 0):
                problems.append(f"The {name} shows another number of {severity} findings.")
    return tuple(problems)


def _same(shown: Mapping[str, int], total: Total) -> bool:
    facts = {"claims": total.claims, "lines": total.lines, "cents": total.charge_cents}
    return all(shown.get(name, 0) == value for name, value in facts.items() if name in shown) and (
        bool(shown) or total.claims == 0
    )


def _within(result: NightResult, totals: ControlTotals) -> Iterable[str]:
    for file in result.run.inputs:
        records = file.accepted + file.rejected + file.set_aside + file.duplicate
        if records != file.records:
            yield f"{file.name}: some records are neither accepted nor accounted for."
        lines = file.heading_lines + file.blank_lines + file.continuation_lines + file.records
        if lines != file.physical_lines:
            yield f"{file.name}: some physical lines are not accounted for."
    parts = (totals.released, totals.review, totals.held)
    whole = Total(
        claims=sum(part.claims for part in parts),
        lines=sum(part.lines for part in parts),
        charge_cents=sum(part.charge_cents for part in parts),
    )
    if whole != totals.accepted:
        yield "Accepted claims are not the sum of released, review and held."
    claims = [file for file in result.run.inputs if file.table == "claims"]
    if sum(file.accepted for file in claims) != totals.accepted.lines:
        yield "Accepted lines are not those that intake read."
    if sum(file.accepted_charge_cents for file in claims) != totals.accepted.charge_cents:
        yield "Accepted charges are not those that intake read."
