"""Every ``[[case]]`` of a payer file, run through the engine: the file's own small claims."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from payer_rules.cases import Case, PayerCase
from pipeline.registry import all_rules
from tests.judging import judge
from tests.tables import AS_OF, Night, rulebook_of

ROOT = Path(__file__).parents[2]
ASSISTANTS = {"PT": "PTA", "OT": "OTA"}
SITES = {"shipped": None, "examples": ROOT / "examples" / "site"}


def _texts(folder: Path | None) -> tuple[str, ...]:
    """The payer files of a site's folder; the shipped ones are always there."""
    if folder is None:
        return ()
    files = sorted(path for path in folder.rglob("*.toml") if path.name != "site.toml")
    return tuple(path.read_text(encoding="utf-8") for path in files)


def _cases() -> list[tuple[str, PayerCase]]:
    found: list[tuple[str, PayerCase]] = []
    for site, folder in SITES.items():
        own = [case for case in rulebook_of(_texts(folder)).cases() if not folder or _of_site(case)]
        found += [(site, case) for case in own]
    return found


def _of_site(case: PayerCase) -> bool:
    return case.file.startswith("site/")


def _born(day: date, age: int) -> str:
    """A birth date of a person who is this old on the day."""
    return day.replace(year=day.year - age, day=min(day.day, 28)).isoformat()


def _table(headings: str, *rows: str) -> str:
    return "\n".join([headings, *rows])


def _lines(case: PayerCase) -> str:
    small = case.case
    age = small.patient_age
    born = "-" if age is None else _born(small.service_date, age)
    shared = (
        f"{case.payer} {small.service_date} {small.discipline or '-'} {born} {small.setting or '-'}"
    )
    return _table(
        "payer date discipline born setting code mods units",
        *(
            f"{shared} {line.code} {','.join(line.modifiers) or '-'} {line.units}"
            for line in small.claim_lines
        ),
    )


def _visits(small: Case) -> str:
    """One visit, where the case gives minutes; by assistant and therapist, where it parts them."""
    if small.minutes_by_code is None:
        return ""
    assistant, rows = small.assistant_minutes_by_code, []
    for code, minutes in small.minutes_by_code:
        alone = None if assistant is None else assistant.get(code, 0)
        parted = "- -" if alone is None else f"{minutes - alone} {alone}"
        credential = ASSISTANTS.get(small.discipline or "") if alone == minutes else None
        start, stop = small.times_by_code.get(code, ("-", "-"))
        rows.append(
            f"{code} {minutes} {parted} {credential or small.discipline or '-'} {start} {stop}"
        )
    shared = f"{small.service_date} {small.discipline or '-'}"
    return _table(
        "date discipline code minutes therapist assistant "
        "therapist_credential start_time stop_time",
        *(f"{shared} {row}" for row in rows),
    )


def _plans(small: Case) -> str:
    """The plans that were supplied: "none" is a file with another patient's plan."""
    if small.plan is None:
        return ""
    rows = ["PX PT 2026-01-05 - initial - - - -"]
    if small.plan_days is not None:
        start, signed = small.plan_days
        rows.append(f"P1 {small.discipline or 'PT'} {start} {start} initial {signed or '-'} - - -")
    return _table(
        "patient discipline start episode_start_date type signed verbal order sent", *rows
    )


def _documents(small: Case) -> str:
    """The documents that were supplied: "none" is a file with another patient's order."""
    if small.order is None:
        return ""
    rows = ["PX PT order 2026-01-05 2026-01-05"]
    if small.order_day is not None:
        day = small.order_day
        rows.append(f"P1 {small.discipline or 'PT'} order {day} {day}")
    return _table("patient discipline kind document_date signed_on", *rows)


def _spend(small: Case) -> str:
    if small.spent is None:
        return ""
    bucket = "OT" if small.discipline == "OT" else "PT_SLP"
    day = small.service_date
    dollars = f"{small.spent // 100}.{small.spent % 100:02}"
    return _table("year bucket amount as_of", f"{day.year} {bucket} {dollars} {day}")


def night_of(case: PayerCase, payers: tuple[str, ...] = ()) -> Night:
    """Draw the claim of a case, with the visit, plan, order and balance that it speaks of."""
    small = case.case
    return Night(
        _lines(case),
        visits=_visits(small),
        plans=_plans(small),
        documents=_documents(small),
        spend=_spend(small),
        as_of=str(small.as_of or AS_OF),
        payers=payers,
    )


CASES = _cases()


@pytest.mark.parametrize(
    ("site", "case"), CASES, ids=[f"{case.file}-{case.number}" for _, case in CASES]
)
def test_the_rule_answers_as_the_file_says(site: str, case: PayerCase) -> None:
    judged = judge(night_of(case, _texts(SITES[site])), case.case.rule)
    assert judged.overall.replace("_", "-") == case.case.answer, judged.answers


def test_every_payer_file_carries_a_case() -> None:
    for folder in SITES.values():
        book = rulebook_of(_texts(folder))
        assert {case.payer for case in book.cases()} == set(book.ids())


def test_cases_name_rules_that_there_are() -> None:
    known = {rule.rule.id for rule in all_rules()}
    assert {case.case.rule for _, case in CASES} <= known
