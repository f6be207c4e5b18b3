"""The assumption register: what a night took for granted about its payers, and on whose word.

The report prints it, so that nobody has to read rules to know by which method units were counted
or whether a code was left out because a plan says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from payer_rules.coding_knobs import PairModifier, UnitRule
from payer_rules.layers import Payer, timeline
from payer_rules.model import Entry, day_number
from payer_rules.policy_knobs import Coverage, CoverageCondition
from payer_rules.rulebook import RuleBook
from schemas.night_result import Assumption

METHODS = {
    "cms_total": "all timed minutes of the day together, as CMS counts",
    "ama_midpoint": "each code by its own minutes, from its midpoint on, as CPT counts",
    "hybrid": "the lower of the CMS and the CPT count of the day",
    "either": "the higher of the CMS and the CPT count of the day",
    "value_units": "value units by code, not time",
}
PAIR = "97110+97530"
NOT_SAID = "No file says; rules that turn on it cannot tell."
UNITS, KX = "Units of time", "KX threshold"
COVERAGE, PAIRS = "Medicaid coverage", "59 on 97110 with 97530"


def register(rulebook: RuleBook, payers_seen: Iterable[str], as_of: date) -> tuple[Assumption, ...]:
    """Return what was assumed about some payers on a day.

    Args:
        rulebook: the payers that there are.
        payers_seen: rules ids of tonight's lines; one without a file is left out.
        as_of: the day of the run; values in force on it are told.

    Returns:
        The unit method of each payer, the basis of the KX threshold, what is on file of Medicaid
        coverage, and how two widespread claims were resolved.
    """
    seen = [rulebook.payers[one] for one in sorted(set(payers_seen) & set(rulebook.payers))]
    return (
        *(_unit_method(payer, as_of) for payer in seen),
        *_kx_basis(seen, as_of),
        *(_coverage(payer, as_of) for payer in seen if payer.line_of_business == "medicaid"),
        _one_code_only(seen, as_of),
        _pair(seen, as_of),
    )


def _unit_method(payer: Payer, as_of: date) -> Assumption:
    entry = _in_force(payer, "unit_rule", "", as_of)
    if not isinstance(entry, UnitRule) or entry.value is None:
        return _said(UNITS, f"{payer.name}: method not known. {NOT_SAID}", entry)
    over = ", over all disciplines" if entry.scope == "all_disciplines" else ""
    return _said(UNITS, f"{payer.name}: {METHODS[entry.value]}{over}.", entry)


def _kx_basis(seen: Sequence[Payer], as_of: date) -> list[Assumption]:
    with_amounts = [
        (payer, entry)
        for payer in seen
        if (entry := _in_force(payer, "threshold", "", as_of)) is not None and not entry.unknown
    ]
    if not with_amounts:
        return []
    names = ", ".join(payer.name for payer, _ in with_amounts)
    sentence = (
        f"{names}: what counts are allowed amounts of the calendar year of service, deductible "
        "and coinsurance included, never charges or payments; a line without one is priced by "
        "the fee schedule and marked as an estimate. An assistant's line counts in full. Of other "
        "providers only what an opening balance tells is known."
    )
    return [_said(KX, sentence, with_amounts[0][1])]


def _coverage(payer: Payer, as_of: date) -> Assumption:
    entries = _all_in_force(payer, "coverage", as_of)
    entries += _all_in_force(payer, "coverage_condition", as_of)
    known = [entry for entry in entries if not entry.unknown]
    if not known:
        sentence = f"{payer.name}: no coverage entry in force; nothing is left out."
        return _said(COVERAGE, sentence, *entries)
    told = "; ".join(_told(entry) for entry in known)
    return _said(COVERAGE, f"{payer.name}: {told}.", *known)


def _told(entry: Entry) -> str:
    if isinstance(entry, CoverageCondition):
        return _condition(entry)
    assert isinstance(entry, Coverage)
    codes, where = ", ".join(entry.codes or ()), _in_disciplines(entry.disciplines)
    if entry.complete:
        return f"only {codes}{where}"
    return f"{codes}{where} {'covered' if entry.covered else 'not covered'}"


def _condition(entry: CoverageCondition) -> str:
    who = ", ".join(entry.codes or ()) or "services"
    who += _in_disciplines(entry.disciplines) + _ages(entry.from_age, entry.to_age)
    asked = [*(entry.settings or ()), *(f"place {place}" for place in entry.places or ())]
    asked += ["some kinds of provider"] if entry.taxonomies else []
    asked += [_ages(entry.min_age, entry.max_age).strip()]
    return f"{who} only {' and '.join(part for part in asked if part)}"


def _in_disciplines(disciplines: tuple[str, ...] | None) -> str:
    return f" in {' and '.join(disciplines)}" if disciplines else ""


def _ages(youngest: int | None, oldest: int | None) -> str:
    if youngest is None and oldest is None:
        return ""
    if oldest is None:
        return f" from age {youngest}"
    return f" up to age {oldest}" if youngest is None else f" at ages {youngest} to {oldest}"


def _one_code_only(seen: Sequence[Payer], as_of: date) -> Assumption:
    out = [payer.name for payer in seen if _leaves_out(payer, "97110", as_of)]
    tonight = (
        f"left out tonight by: {', '.join(out)}" if out else "no plan of tonight leaves it out"
    )
    return Assumption(
        topic=COVERAGE,
        sentence=(
            'The widespread claim "Medicaid pays 97530 and not 97110" is unverified and '
            "contradicted: Illinois pays 97110 and not 97530 in physical therapy, South Carolina "
            "and Texas pay both. Nothing is built in; a plan's own entry decides, and a code is "
            f"left out only where one says so. 97110: {tonight}."
        ),
        basis="Illinois study of 2022, South Carolina schedules of 2024, Texas guidance of 2022",
        source="docs/payers.md",
    )


def _leaves_out(payer: Payer, code: str, as_of: date) -> bool:
    return any(
        isinstance(entry, Coverage)
        and not entry.unknown
        and (code in (entry.codes or ())) is (not entry.covered)
        and (entry.complete or not entry.covered)
        for entry in _all_in_force(payer, "coverage", as_of)
    )


def _pair(seen: Sequence[Payer], as_of: date) -> Assumption:
    asking = {
        payer.name: entry
        for payer in seen
        if isinstance(entry := _in_force(payer, "pair_modifier", PAIR, as_of), PairModifier)
        and not entry.unknown
    }
    who = f"asked for tonight by: {', '.join(asking)}" if asking else "tonight no payer asks for it"
    sentence = (
        "97110 with 97530 on one day is no NCCI pair of Medicare's, so 59 is asked for only "
        f"where a payer's own file names the pair; {who}."
    )
    if asking:
        return _said(PAIRS, sentence, *asking.values())
    basis = "CMS pair tables of 2024-07-01 and policy manual of 2026"
    return Assumption(topic=PAIRS, sentence=sentence, basis=basis, source="docs/payers.md")


def _in_force(payer: Payer, knob: str, key: str, as_of: date) -> Entry | None:
    return timeline(payer, knob, key, as_of).on(day_number(as_of))


def _all_in_force(payer: Payer, knob: str, as_of: date) -> list[Entry]:
    found = (_in_force(payer, knob, key, as_of) for key in payer.keys(knob))
    return [entry for entry in found if entry is not None]


def _said(topic: str, sentence: str, *entries: Entry | None) -> Assumption:
    known = [entry for entry in entries if entry is not None]
    return Assumption(
        topic=topic,
        sentence=sentence,
        basis="; ".join(dict.fromkeys(_basis(entry) for entry in known)) or "nothing on file",
        source="; ".join(entry.source for entry in known),
    )


def _basis(entry: Entry) -> str:
    if entry.citation is None:
        return f"confirmed by the office: {entry.reason}"
    grade = f", grade {entry.grade}" if entry.grade else ""
    return f"{entry.citation.authority}, {entry.citation.document}{grade}"
