"""Every ``[[case]]`` of a payer file, run through the engine: the file's own small claims."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from payer_rules.cases import PayerCase
from pipeline.registry import all_rules
from tests.judging import judge
from tests.tables import Night, rulebook_of

ROOT = Path(__file__).parents[2]
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


def night_of(case: PayerCase, payers: tuple[str, ...] = ()) -> Night:
    """Draw the claim of a case: one visit where it gives minutes, none where it does not."""
    small = case.case
    shared = [case.payer, small.service_date.isoformat(), small.discipline or "-"]
    shared.append(
        "-" if small.patient_age is None else _born(small.service_date, small.patient_age)
    )
    lines = ["payer date discipline born code mods units"]
    lines += [
        " ".join([*shared, line.code, ",".join(line.modifiers) or "-", str(line.units)])
        for line in small.claim_lines
    ]
    visits = ["date discipline code minutes"]
    visits += [
        " ".join([*shared[1:3], code, str(minutes)])
        for code, minutes in small.minutes_by_code or ()
    ]
    return Night(
        "\n".join(lines),
        visits="\n".join(visits) if small.minutes_by_code else "",
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
