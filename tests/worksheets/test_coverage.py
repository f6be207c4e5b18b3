"""What a plan's entries say of a code: exclusions, complete lists, conditions, confirmation."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.worksheets.coverage import Coverage
from tests.engine.nights import judged
from tests.judging import rule_of
from tests.tables import Night

COV001 = rule_of("COV001")
HEADER = 'id = "plan"\nname = "Plan"\nline_of_business = "medicaid"\n'
BASE = "code discipline born setting\n97110 PT 2010-11-17 professional"


@dataclass(frozen=True)
class Said:
    """What is said of the one line."""

    excluded: bool = False
    confirmed: bool = False
    turns_on: tuple[str, ...] = ()


def _entry(values: str, *, confirmed: bool = False, key: str = "k", since: str = "2025") -> str:
    extra = "CONFIRMED\n" if confirmed else ""
    return f'[[coverage]]\nkey = "{key}"\nfrom = {since}-01-01\n{values}\nGRADE_A\n{extra}'


def _said(*entries: str, lines: str = BASE) -> Said:
    heading, row = lines.splitlines()
    night = Night(f"payer {heading}\nplan {row}", payers=(HEADER + "\n".join(entries),))
    found = judged(night, COV001).workbench.get(Coverage)
    return Said(
        excluded=bool(found.excluded[0]),
        confirmed=bool(found.confirmed[0] and found.excluded[0]),
        turns_on=tuple(fact for fact, mask in found.turns_on.items() if mask[0]),
    )


OUT = 'codes = ["97110"]\ncovered = false'
OTHER = 'codes = ["97530"]\ncovered = true'


def test_an_explicit_exclusion() -> None:
    assert _said(_entry(OUT)) == Said(excluded=True)
    assert _said(_entry(OUT, confirmed=True)) == Said(excluded=True, confirmed=True)
    assert _said(_entry(OUT), lines=BASE.replace("97110", "97530")) == Said()


def test_an_entry_counts_from_its_first_day() -> None:
    assert _said(_entry(OUT, since="2027")) == Said()


def test_absence_counts_only_from_a_complete_list() -> None:
    assert _said(_entry(OTHER)) == Said()
    assert _said(_entry(f"{OTHER}\ncomplete = true")) == Said(excluded=True)
    named = 'codes = ["97530", "97110"]\ncovered = true\ncomplete = true'
    assert _said(_entry(named)) == Said()


def test_two_lists_together_are_the_list() -> None:
    more = _entry('codes = ["97110"]\ncovered = true', key="more")
    assert _said(_entry(f"{OTHER}\ncomplete = true"), more) == Said()


def test_conditions_of_discipline_and_setting() -> None:
    ot = _entry(f'{OUT}\ndisciplines = ["OT"]')
    assert _said(ot) == Said()
    assert _said(_entry(f'{OUT}\ndisciplines = ["OT", "PT"]')) == Said(excluded=True)
    hospital = _entry(f'{OUT}\nsettings = ["institutional"]')
    assert _said(hospital) == Said()
    assert _said(hospital, lines=BASE.replace("professional", "institutional")).excluded


def test_age_is_of_completed_years_on_the_day_of_service() -> None:
    """Born 2010-11-17, served 2026-11-16: still fifteen; a day earlier born, sixteen."""
    adults = _entry(f"{OUT}\nmin_age = 16")
    assert _said(adults) == Said()
    assert _said(adults, lines=BASE.replace("2010-11-17", "2010-11-16")).excluded
    children = _entry(f"{OUT}\nmax_age = 15")
    assert _said(children).excluded
    assert not _said(children, lines=BASE.replace("2010-11-17", "2010-11-16")).excluded


def test_one_born_on_a_leap_day_is_a_year_older_on_the_first_of_march() -> None:
    lines = "code discipline born date\n97110 PT 2008-02-29 2026-02-28"
    adults = _entry(f"{OUT}\nmin_age = 18")
    assert not _said(adults, lines=lines).excluded
    assert _said(adults, lines=lines.replace("02-28", "03-01")).excluded


def test_a_missing_fact_is_named_where_it_would_decide() -> None:
    cases = {
        "discipline": ('disciplines = ["PT"]', BASE.replace(" PT ", " - ")),
        "patient_birth_date": ("min_age = 18", BASE.replace("2010-11-17", "-")),
        "setting": ('settings = ["institutional"]', BASE.replace("professional", "-")),
    }
    for fact, (condition, lines) in cases.items():
        assert _said(_entry(f"{OUT}\n{condition}"), lines=lines) == Said(turns_on=(fact,))
        # The same fact missing where another condition already fails decides nothing.
        failing = _entry(f'{OUT}\n{condition}\ncodes = ["97530"]'.replace(OUT, "covered = false"))
        assert _said(failing, lines=lines) == Said()


def test_an_exclusion_that_needs_no_fact_stands_beside_one_that_does() -> None:
    some = _entry(f"{OUT}\nmin_age = 18", key="some")
    lines = BASE.replace("2010-11-17", "-")
    assert _said(some, _entry(OUT), lines=lines) == Said(excluded=True)


def test_the_source_names_the_deciding_entry() -> None:
    night = Night("payer code\nplan 97110", payers=(HEADER + _entry(OUT, key="no-97110"),))
    found = judged(night, COV001).workbench.get(Coverage)
    assert "no-97110" in found.source[0]
