"""Which version of a claim is the claim: 7 replaces, 8 removes, the same id again is newer."""

from __future__ import annotations

from pipeline.history.null import NoHistory
from tests.engine.nights import lines_of, named
from tests.tables import Night

HEADING = "claim frequency replaces code"


def _counting(tonight: str, earlier: str = "") -> set[str]:
    """Return claims whose lines count; an earlier line is marked by a star."""
    rows = f"{HEADING}\n{tonight}"
    before = f"{HEADING}\n{earlier}" if earlier else ""
    lines = lines_of(Night(rows, earlier_lines=before))
    return {
        named(lines, row).partition("/")[0] + ("*" if row >= lines.tonight_count else "")
        for row in range(len(lines))
        if lines.facts.in_force[row]
    }


def test_claims_that_replace_nothing_all_count() -> None:
    assert _counting("C1 1 - 97110\nC2 - - 97110", "C0 1 - 97110") == {"C1", "C2", "C0*"}


def test_a_replacement_takes_its_originals_place() -> None:
    assert _counting("C1 1 - 97110\nC2 7 C1 97110") == {"C2"}
    assert _counting("C2 7 C1 97110", "C1 1 - 97110\nC0 1 - 97110") == {"C2", "C0*"}


def test_a_void_removes_its_original_and_counts_nothing_itself() -> None:
    assert _counting("C1 1 - 97110\nC2 8 C1 97110") == set()
    assert _counting("C2 8 C1 97110", "C1 1 - 97110\nC0 1 - 97110") == {"C0*"}


def test_a_blank_reference_means_the_same_claim_id() -> None:
    assert _counting("C1 7 - 97110", "C1 1 - 97110") == {"C1"}
    assert _counting("C1 8 - 97110", "C1 1 - 97110") == set()
    assert _counting("C1 7 C1 97110", "C1 1 - 97110") == {"C1"}


def test_the_same_claim_id_again_is_a_newer_version_of_the_claim() -> None:
    assert _counting("C1 1 - 97530", "C1 1 - 97110\nC1 1 - 97140") == {"C1"}


def test_both_versions_of_one_id_on_one_night() -> None:
    rows = "claim line frequency code\nC1 1 1 97110\nC1 1 7 97530"
    lines = lines_of(Night(rows))
    assert lines.facts.in_force.tolist() == [False, True]


def test_a_chain_of_replacements_ends_with_the_last() -> None:
    assert _counting("C1 1 - 97110\nC2 7 C1 97110\nC3 7 C2 97110") == {"C3"}
    assert _counting("C3 7 C2 97110\nC2 7 C1 97110\nC1 1 - 97110") == {"C3"}
    assert _counting("C3 7 C2 97110", "C2 7 C1 97110") == {"C3"}


def test_a_later_replacement_of_the_same_original_takes_the_earlier_ones_place() -> None:
    assert _counting("C3 7 C1 97110", "C2 7 C1 97110") == {"C3"}


def test_of_two_replacements_of_one_night_only_one_counts() -> None:
    assert _counting("C1 1 - 97110\nC2 7 C1 97110\nC3 7 C1 97110") == {"C3"}


def test_a_replacement_that_is_void_leaves_nothing() -> None:
    assert _counting("C3 8 C2 97110", "C2 7 C1 97110") == set()
    assert _counting("C1 1 - 97110\nC2 7 C1 97110\nC3 8 C2 97110") == set()


def test_an_original_that_comes_again_stays_replaced() -> None:
    assert _counting("C1 1 - 97110", "C2 7 C1 97110") == {"C2*"}


def test_a_reference_to_a_claim_that_nobody_knows() -> None:
    assert _counting("C2 7 C1 97110", "C0 1 - 97110") == {"C2", "C0*"}


def test_the_order_of_lines_of_other_claims_does_not_matter() -> None:
    rows = ["C1 1 - 97110", "C2 7 C1 97110", "C4 8 C5 97110", "C6 1 - 97110"]
    expected = {"C2", "C6"}
    for turn in range(len(rows)):
        assert _counting("\n".join(rows[turn:] + rows[:turn]), "C5 1 - 97110") == expected


def test_the_first_night_has_no_earlier_version() -> None:
    view = NoHistory().view("main", Night(HEADING).as_of_date, frozenset())
    assert len(view.lines) == 0
