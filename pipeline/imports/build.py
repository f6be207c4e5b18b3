"""From files of one kind to finished editions, none of which is written yet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from payer_rules.code_sets import CodeSets
from pipeline.failures import ArgumentsError
from pipeline.imports.edition import NewEdition, no_therapy, settled, table_text
from pipeline.imports.fees import COLUMNS as FEE_COLUMNS
from pipeline.imports.fees import check_release, fees_of, read_fees
from pipeline.imports.gpci import check_year, factors_of, read_gpci
from pipeline.imports.limits import limits_of, read_limits
from pipeline.imports.names import FEES, GPCI, MUE, NCCI
from pipeline.imports.pair_editions import PairFile, pair_editions, read_pair_file
from pipeline.imports.quarters import Said
from pipeline.imports.sources import Source, sources_of
from pipeline.imports.therapy import therapy_codes

CERTAINTY = "0.97"
DATED = ("code", "from", "to", "certainty", "source")
MONTHS = {1: "January", 2: "April", 3: "July", 4: "October"}
OTHER_FACTOR = "the conversion factor is that of another year than {year}"


@dataclass(frozen=True, slots=True)
class ReadFiles:
    """Files of one kind as read: parts of pairs, or editions that are finished already."""

    parts: tuple[PairFile, ...] = ()
    finished: tuple[NewEdition, ...] = ()

    def editions(self, folder: Path) -> list[NewEdition]:
        """Return one edition a table and quarter, release or year.

        Args:
            folder: the folder of editions, for parts of a quarter that were read before.

        Raises:
            IntakeError: parts that do not belong together. ArgumentsError: two files for one part.
        """
        joined = pair_editions(self.parts, folder, therapy_codes()) if self.parts else []
        return [*joined, *self.finished]


def read_files(
    kind: str, paths: Sequence[Path], asked: Said, *, qualifying: bool = False
) -> ReadFiles:
    """Read published files of one kind; nothing is written.

    Args:
        kind: ncci, mue, fees or gpci.
        paths: the files; zips of them too.
        asked: what the command line says of them.
        qualifying: of relative values, those for qualifying participants (QPP).

    Raises:
        IntakeError: a file that cannot be used, or is not what it says (exit 3).
        ArgumentsError: what the files do not say and the command line does not either (exit 2).
    """
    therapy = therapy_codes()
    with sources_of(kind, paths, qualifying=qualifying) as sources:
        if kind == NCCI:
            return ReadFiles(tuple(read_pair_file(one, asked, therapy) for one in sources))
        editions = [_MAKERS[kind](source, asked, therapy) for source in sources]
    names = [edition.name for edition in editions]
    for edition in editions:
        if names.count(edition.name) > 1:
            raise ArgumentsError(f"two of the files are {edition.title}; give one of them")
    return ReadFiles(finished=tuple(editions))


def _limits(source: Source, asked: Said, therapy: Collection[str]) -> NewEdition:
    head, records = read_limits(source)
    said = settled(source, head.says(), asked, ("program", "setting", "quarter"))
    assert said.quarter is not None
    medicare = said.program == "medicare"
    limits = limits_of(source, head, records, therapy, needs_mai=medicare)
    if not limits:
        raise no_therapy(source, MUE)
    table = f"{said.program}-{said.setting}"
    title = f"Unit limits (MUE), {table}, {said.quarter}"
    comments = {
        "table": table,
        "quarter": said.quarter,
        "quarter first day": said.quarter.first_day,
        "quarter last day": said.quarter.last_day,
        **_file_facts(source, len(records)),
        "rows": len(limits),
    }
    return NewEdition(
        name=f"mue-{table}-{said.quarter.label}.csv",
        text=table_text(comments, title, ("code", "units", "mai"), limits),
        title=title,
        rows=len(records),
        kept=len(limits),
        parts=(),
        complete=True,
        first=said.quarter.first_day,
        last=said.quarter.last_day,
    )


def _fees(source: Source, asked: Said, therapy: Collection[str]) -> NewEdition:
    head, records = read_fees(source)
    said = settled(source, head.says(), asked, ("quarter",))
    quarter = said.quarter
    assert quarter is not None
    check_release(source, head, quarter)
    fees = fees_of(source, head, records, therapy)
    if not fees:
        raise no_therapy(source, FEES)
    if quarter.year not in _years_of(fees[0].conversion_factor, quarter.year):
        raise source.held.fail(OTHER_FACTOR.format(year=quarter.year), column="CONV FACTOR")
    first, last = quarter.first_day, date(quarter.year, 12, 31)
    factor = ", factor of qualifying participants" if said.qualifying else ""
    release = f"{MONTHS[quarter.number]} {quarter.year}{factor}"
    title = f"Medicare fees, {release}"
    dated = (first, last, CERTAINTY, f"CMS physician fee schedule {release}")
    comments = {
        "first day": first,
        "last day": last,
        **_file_facts(source, len(records)),
        "rows": len(fees),
    }
    rows = [(fee.code, *dated, *fee[1:]) for fee in fees]
    return NewEdition(
        name=f"fees-{first}.csv",
        text=table_text(comments, title, (*DATED, *FEE_COLUMNS[1:]), rows),
        title=title,
        rows=len(records),
        kept=len(fees),
        parts=(),
        complete=True,
        first=first,
        last=last,
    )


def _factors(source: Source, asked: Said, _: Collection[str]) -> NewEdition:
    head, records = read_gpci(source)
    years = head.years()
    headed = Said(year=years.pop()) if len(years) == 1 else Said()
    year = settled(source, headed, asked, ("year",)).year
    assert year is not None
    check_year(source, head, year)
    factors = factors_of(source, head, records)
    first, last = date(year, 1, 1), date(year, 12, 31)
    title = f"Geographic factors (GPCI), {year}"
    comments = {
        "first day": first,
        "last day": last,
        **_file_facts(source, len(factors)),
        "rows": len(factors),
    }
    rows = [
        (
            f"{one.mac}-{one.locality}",
            *(first, last, CERTAINTY, f"CMS GPCI CY {year}"),
            *(one.mac, one.locality, year, one.work, one.pe, one.mp),
        )
        for one in factors
    ]
    own = ("mac", "locality", "year", "work", "pe", "mp")
    return NewEdition(
        name=f"gpci-{year}.csv",
        text=table_text(comments, title, (*DATED, *own), rows),
        title=title,
        rows=len(factors),
        kept=len(factors),
        parts=(),
        complete=True,
        first=first,
        last=last,
    )


def _years_of(factor: str, year: int) -> set[int]:
    """Return the years that a conversion factor is known to be of; ``year`` where none is."""
    fees = CodeSets().fees
    known = zip(fees.columns["conversion_factor"], fees.columns["from"], strict=True)
    return {date.fromisoformat(day).year for other, day in known if other == factor} or {year}


def _file_facts(source: Source, rows: int) -> dict[str, object]:
    return {"file": f"{source.held.name}; rows {rows}; sha256 {source.held.sha256()}"}


_MAKERS: dict[str, Callable[[Source, Said, Collection[str]], NewEdition]] = {
    MUE: _limits,
    FEES: _fees,
    GPCI: _factors,
}
