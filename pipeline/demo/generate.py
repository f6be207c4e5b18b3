"""The demo's entry point: three nights of exports, a site folder and the labels, by seed."""

from __future__ import annotations

import gc
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from pipeline.demo import (
    certifications,
    days,
    distinct,
    ledger,
    messy,
    paperwork,
    population,
    rarities,
    tables,
    visit_rows,
    writing,
)
from pipeline.demo.model import Label
from pipeline.demo.office import Office
from pipeline.demo.scenarios.every import plant_all

_SITE = Path(__file__).parent / "site"
_SITE_FOLDERS = ("payers", "overrides", "code_sets")
_SITE_FILES = frozenset({".toml", ".csv"})


@dataclass(frozen=True, slots=True)
class NightFiles:
    """One night's export: its as-of date and a file of each kind."""

    as_of: date
    folder: Path

    def _file(self, kind: str) -> Path:
        return self.folder / f"{kind}.csv"

    @property
    def claims(self) -> Path:
        """Claim lines."""
        return self._file("claims")

    @property
    def visits(self) -> Path:
        """Documented services."""
        return self._file("visits")

    @property
    def plans(self) -> Path:
        """Plans of care."""
        return self._file("plans")

    @property
    def spend(self) -> Path:
        """Opening balances of the therapy threshold."""
        return self._file("spend")

    @property
    def documents(self) -> Path:
        """Notes without a service."""
        return self._file("documents")

    @property
    def authorizations(self) -> Path:
        """Grants of the payers."""
        return self._file("authorizations")

    @property
    def eligibility(self) -> Path:
        """Coverage as the payers told it."""
        return self._file("eligibility")


@dataclass(frozen=True, slots=True)
class DemoNight:
    """Where everything of a generated demo lies.

    Attributes:
        earlier: earlier nights, oldest first; they are to be run before tonight.
        tonight: the night that the labels speak of.
        config: the site file.
        payer_rules: folder of the site's payer files and overrides.
        code_sets: folder of the site's imported tables, which its file names.
        labels: JSON lines of what was planted; no input of a run.
    """

    earlier: tuple[NightFiles, ...]
    tonight: NightFiles
    config: Path
    payer_rules: Path
    code_sets: Path
    labels: Path


def generate(out: Path, seed: int) -> DemoNight:
    """Write the demo of a seed below a folder; the same seed writes the same bytes.

    Args:
        out: folder to write into, made when it is missing.
        seed: any whole number.

    Returns:
        The paths of everything written.

    Raises:
        OSError: the folder cannot be written.
    """
    out = Path(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    writing.make_folder(out)
    with _no_collection():
        office = books(seed)
        nights = [_write_night(office, night, out) for night in days.NIGHTS]
    labels = out / "labels.jsonl"
    writing.write_text(labels, (_json(label) for label in office.labels))
    _copy_site(out / "site")
    return DemoNight(
        earlier=tuple(nights[:-1]),
        tonight=nights[-1],
        config=out / "site" / "site.toml",
        payer_rules=out / "site",
        code_sets=out / "site" / "code_sets",
        labels=labels,
    )


def books(seed: int) -> Office:
    """The practice's books of a seed, before they are written."""
    office = Office(seed)
    population.populate(office)
    rarities.enter_rarities(office)
    population.balances(office)
    messy.roughen(office)
    plant_all(office)
    paperwork.file_papers(office)
    distinct.label_the_rest(office)
    ledger.label_standings(office)
    certifications.label_plans(office)
    return office


@contextmanager
def _no_collection() -> Iterator[None]:
    """Nothing is freed while the books are open; looking for garbage only costs time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _json(label: Label) -> str:
    return json.dumps(asdict(label), ensure_ascii=False)


def _write_night(office: Office, night: date, out: Path) -> NightFiles:
    folder = out / "tonight"
    if night != days.TONIGHT:
        folder = out / "history" / night.isoformat()
        writing.make_folder(folder.parent)
    writing.make_folder(folder)
    files = NightFiles(night, folder)
    entered = office.nights[night]
    slots = night != days.LAST_NIGHT
    heading = ",".join(writing.claim_heading(slots=slots))
    rows = writing.claim_rows(entered.claims, slots=slots)
    writing.write_text(files.claims, chain((heading,), rows))
    writing.write_text(files.visits, visit_rows.visit_rows(entered.visits, night))
    writing.write_rows(files.plans, writing.plan_rows(office.plans, night))
    writing.write_rows(files.spend, writing.spend_rows(entered.spend))
    seen = tables.treated(office, night)
    writing.write_rows(files.documents, tables.document_rows(office, night))
    writing.write_rows(files.authorizations, tables.authorization_rows(seen))
    writing.write_rows(files.eligibility, tables.eligibility_rows(seen))
    return files


def _copy_site(target: Path) -> None:
    """The office's settings, payer files and imported tables, as they ship with the demo."""
    for folder in ("", *_SITE_FOLDERS):
        writing.make_folder(target / folder)
        files = (path for path in (_SITE / folder).iterdir() if path.suffix in _SITE_FILES)
        for source in sorted(files):
            made = target / folder / source.name
            shutil.copyfile(source, made)
            made.chmod(0o600)
