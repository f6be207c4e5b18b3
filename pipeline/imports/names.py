"""What the names of published files say, and which names belong to which kind."""

from __future__ import annotations

import re
from datetime import date

from pipeline.imports.quarters import Quarter, Said

NCCI, MUE, FEES, GPCI = "ncci", "mue", "fees", "gpci"
KINDS = (NCCI, MUE, FEES, GPCI)
OF_KIND = {
    NCCI: re.compile(r"cci(?:pra|oph)|ptp", re.ASCII),
    MUE: re.compile(r"mue", re.ASCII),
    FEES: re.compile(r"pprrvu", re.ASCII),
    GPCI: re.compile(r"gpci", re.ASCII),
}
"""What the folded name of a kind's file holds."""

MONTHS = {"jan": 1, "apr": 2, "jul": 3, "oct": 4}
_PAIR_FILE = re.compile(r"cci(pra|oph)[-_ ]?v([0-9]{2})([0-9])r([0-9]{1,2})", re.ASCII)
_PART = re.compile(r"(?:[-_ ]f|part[-_ ]?)([0-9]{1,2})(?![0-9])", re.ASCII)
_YEAR_FIRST = re.compile(r"(?<![0-9])(20[0-9]{2})[-_ ]?q([1-4])(?![0-9])", re.ASCII)
_QUARTER_FIRST = re.compile(r"(?<![a-z0-9])q([1-4])[-_ ]?(20[0-9]{2})(?![0-9])", re.ASCII)
_EFFECTIVE = re.compile(r"eff(?:ective)?[-_ ]*([0-9]{2})[-_ ]([0-9]{2})[-_ ](20[0-9]{2})", re.ASCII)
_FEE_FILE = re.compile(r"pprrvu(?:20)?([0-9]{2})[-_ ]*(jan|apr|jul|oct)?", re.ASCII)
_RELEASE = re.compile(r"(?<![a-z])rvu(?:20)?([0-9]{2})-?([a-d])(?![a-z])", re.ASCII)
_GPCI_FILE = re.compile(r"gpci[-_ ]*(20[0-9]{2})", re.ASCII)
_SUPPLIER = re.compile(r"dme|supplier", re.ASCII)
_PRACTITIONER = re.compile(r"ccipra|practitioner|(?<![a-z])pra(?![a-z])", re.ASCII)
_HOSPITAL = re.compile(r"ccioph|hospital|outpatient|facility|(?<![a-z])oph(?![a-z])", re.ASCII)
_MEDICAID = re.compile(r"medicaid|mcd", re.ASCII)
_MEDICARE = re.compile(r"medicare|mcr|cci(?:pra|oph)", re.ASCII)
_OTHER_FACTOR = re.compile(r"non[-_ ]?qpp", re.ASCII)


def said_by_name(name: str) -> Said:
    """Return what the name of a file, or of the zip that holds it, says."""
    text = name.casefold()
    quarter, version = _quarter(text), None
    pair_file = _PAIR_FILE.search(text)
    if pair_file is not None:
        version = f"{pair_file[2]}.{pair_file[3]} r{int(pair_file[4])}"
    part = _PART.search(text)
    return Said(
        program=_program(text),
        setting=setting_in(text),
        quarter=quarter,
        version=version,
        part=int(part[1]) if part else None,
        year=_year(text, quarter),
        qualifying=_qualifying(text),
    )


def setting_in(text: str) -> str | None:
    """Return the setting that a folded text names, None for none or several."""
    named = {
        "supplier": _SUPPLIER.search(text),
        "practitioner": _PRACTITIONER.search(text),
        "hospital": _HOSPITAL.search(text),
    }
    found = [setting for setting, match in named.items() if match]
    return found[0] if len(found) == 1 else None


def quarter_in(text: str) -> Quarter | None:
    """Return the quarter that a folded text spells out, such as ``2026q3``."""
    if found := _YEAR_FIRST.search(text):
        return Quarter(int(found[1]), int(found[2]))
    if found := _QUARTER_FIRST.search(text):
        return Quarter(int(found[2]), int(found[1]))
    return None


def _program(text: str) -> str | None:
    if _MEDICAID.search(text):
        return "medicaid"
    return "medicare" if _MEDICARE.search(text) else None


def _quarter(text: str) -> Quarter | None:
    if found := _PAIR_FILE.search(text):
        return Quarter.of_version(int(found[2]), int(found[3]))
    if found := _FEE_FILE.search(text):
        return Quarter(2000 + int(found[1]), MONTHS[found[2]]) if found[2] else None
    if found := _RELEASE.search(text):
        return Quarter(2000 + int(found[1]), "abcd".index(found[2]) + 1)
    if found := _EFFECTIVE.search(text):
        try:
            return Quarter.beginning(date(int(found[3]), int(found[1]), int(found[2])))
        except ValueError:
            return None
    return quarter_in(text)


def _year(text: str, quarter: Quarter | None) -> int | None:
    if found := _FEE_FILE.search(text):
        return 2000 + int(found[1])
    if found := _GPCI_FILE.search(text):
        return int(found[1])
    return quarter.year if quarter else None


def _qualifying(text: str) -> bool | None:
    if _OTHER_FACTOR.search(text):
        return False
    return True if "qpp" in text else None
