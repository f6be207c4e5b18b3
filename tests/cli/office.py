"""A small office for tests of the command line: its exports as text, and the command in-process.

The night has something of everything: a clean claim, one held, one for review, one of an unknown
payer, a rejected row, a row set aside and a copy.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.cli import cli

AS_OF = "2026-11-20"
PROJECT = Path(__file__).parent.parent.parent
SITE = PROJECT / "examples" / "site"

CLAIMS = """\
claim_id,line_number,patient_id,payer_id,service_date,procedure_code,units,charge,modifier_1,modifier_2,discipline,visit_id
CLEAN1,1,PA,MCR,2026-11-16,97110,2,120.00,GP,,PT,VA
HELD1,1,PB,MCR,2026-11-16,97110,1,61.00,,,PT,VB
PAIR1,1,PC,EXPPO,2026-11-16,97110,1,62.00,GP,,PT,VC
PAIR1,2,PC,EXPPO,2026-11-16,97530,1,63.00,GP,,PT,VC
NOBODY1,1,PD,NOBODY,2026-11-16,97110,1,64.00,GP,GO,,VD
NOBODY2,1,PD,NOBODY,2026-11-17,97110,1,65.00,GP,,PT,VE
TORN1,1,PE,MCR,2026-11-16,97110,1,66.00,GP,,PT,VF
TORN1,2,PE,MCR,16.11.2026,97530,1,67.00,GP,,PT,VF
ASIDE1,1,PA,MCR,2026-11-17,97110,2,68.00,GP,,PT,VG
ASIDE1,2,PA,MCR,2026-11-17,NOSHOW,1,0.00,,,PT,VG
CLEAN1,1,PA,MCR,2026-11-16,97110,2,120.00,GP,,PT,VA
"""
VISITS = """\
visit_id,patient_id,service_date,procedure_code,discipline,minutes
VA,PA,2026-11-16,97110,PT,30
VB,PB,2026-11-16,97110,PT,15
VC,PC,2026-11-16,97110,PT,15
VC,PC,2026-11-16,97530,PT,15
VE,PD,2026-11-17,97110,PT,15
VF,PE,2026-11-16,97110,PT,15
VG,PA,2026-11-17,97110,PT,30
"""
PLANS = """\
plan_id,patient_id,discipline,start_date,certification_type,certified_on
LA,PA,PT,2026-11-02,initial,2026-11-04
LB,PB,PT,2026-11-02,initial,2026-11-04
LE,PE,PT,2026-11-02,initial,2026-11-04
"""
SPEND = """\
patient_id,year,bucket,amount,as_of
PA,2026,PT_SLP,100.00,2026-11-15
"""
EXPORTS = {"claims": CLAIMS, "visits": VISITS, "plans": PLANS, "spend": SPEND}


@dataclass(frozen=True)
class Done:
    """How a command ended: exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> list[str]:
        """The sentences of the command itself on stderr, paths used aside."""
        return [line for line in self.err.splitlines() if line.startswith("claimscrub: ")]

    @property
    def summary(self) -> dict[str, Any]:
        """The one object that ``--format json`` prints."""
        found: dict[str, Any] = json.loads(self.out)
        return found


def claimscrub(*arguments: str | Path, env: Mapping[str, str] | None = None) -> Done:
    """Call the command line in this process; ``main`` itself is called in a subprocess."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        _environment(env or {}),
    ):
        try:
            cli.main([str(one) for one in arguments], prog_name="claimscrub")
        except SystemExit as left:
            code = int(left.code or 0)
    return Done(code, out.getvalue(), err.getvalue())


@contextlib.contextmanager
def _environment(changes: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update(changes)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def write_exports(folder: Path, exports: Mapping[str, str] = EXPORTS) -> dict[str, Path]:
    """Write exports as files named after their tables."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    for table, text in exports.items():
        paths[table] = folder / f"{table}.csv"
        paths[table].write_text(text, encoding="utf-8")
    return paths


def run_arguments(
    inputs: Mapping[str, Path | Sequence[Path]], work: Path, *more: str | Path
) -> list[str]:
    """Arguments of a run whose output and history lie below ``work``."""
    arguments = ["run", "--as-of", AS_OF]
    for table, paths in inputs.items():
        for path in [paths] if isinstance(paths, Path) else paths:
            arguments += [f"--{table}", str(path)]
    given = {str(one) for one in more}
    places = {"--out": work / "runs", "--history": work / "history.sqlite"}
    for option, path in places.items():
        if option not in given:
            arguments += [option, str(path)]
    if "--config" not in given:
        arguments += ["--config", str(SITE / "site.toml")]
    if "--payer-rules" not in given:
        arguments += ["--payer-rules", str(SITE)]
    return [*arguments, *map(str, more)]


def published(out: Path) -> list[Path]:
    """The run folders below an output folder, unfinished ones too."""
    return sorted(path for path in out.glob("2*/*") if path.is_dir())


def nothing_published(out: Path) -> bool:
    """Whether there is neither a run nor a pointer to one, nor anything half done."""
    return not published(out) and not (out / "latest").exists() and not list(out.glob(".build*"))


def jsonl(path: Path) -> list[dict[str, Any]]:
    """Read a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def table(path: Path) -> list[dict[str, str]]:
    """Read a CSV file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))
