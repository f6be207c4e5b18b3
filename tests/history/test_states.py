"""New, recurring, reopened, resolved: CONTRACT.md "Runs and states", a sentence a test."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import pandas as pd
import pytest

from pipeline.history.findings import finding_frame
from pipeline.history.interface import EVENT_COLUMNS, FINDING_COLUMNS, History
from pipeline.history.states import NO_SUBJECTS, Matched, Subjects, match_findings
from tests.history.nights import Line, night, november, seen_on

AS_OF = date(2026, 11, 20)
NOBODY = pd.DataFrame({"rule_id": [], "claim_id": []}, dtype="str")


def tonight(*findings: tuple[str, str, str]) -> pd.DataFrame:
    """Make findings from (key, rule, claim)."""
    keys, rules, claims = zip(*findings, strict=True) if findings else ((), (), ())
    frame = pd.DataFrame({"finding_key": keys, "rule_id": rules, "claim_id": claims}, dtype="str")
    frame["patient_id"] = pd.Series(["P1"] * len(frame), dtype="str")
    frame["payer_id"] = pd.Series(["MCR"] * len(frame), dtype="str")
    frame["severity"] = pd.Series(["block"] * len(frame), dtype="str")
    return frame.assign(amount_cents=10_000)


def known(
    key: str = "k1",
    *,
    rule: str = "KX001",
    claim: str = "C1",
    first_seen: str = "2026-11-10",
    state: str = "open",
    accepted_until: str = "",
) -> pd.DataFrame:
    row = (key, rule, claim, "P1", "MCR", "block", 10_000, first_seen, first_seen, state)
    cells = dict(zip(FINDING_COLUMNS, [*row, accepted_until], strict=True))
    return finding_frame({name: [cell] for name, cell in cells.items()})


def matched(
    findings: pd.DataFrame,
    earlier: pd.DataFrame,
    *,
    claims: Collection[str] = ("C1",),
    undecided: pd.DataFrame = NOBODY,
    crashed: Collection[str] = (),
    answered: Collection[tuple[str, str]] = (),
    subjects: Subjects = NO_SUBJECTS,
    replaced: Mapping[str, str] | None = None,
    snapshot: bool = False,
) -> Matched:
    return match_findings(
        findings,
        earlier,
        as_of=AS_OF,
        tonight_claims=claims,
        undecided=undecided,
        crashed=crashed,
        answered=answered,
        subjects=subjects,
        replaced=replaced,
        snapshot=snapshot,
    )


@pytest.mark.parametrize(
    ("earlier", "state", "first_seen", "nights_open"),
    [
        (known("another"), "new", "2026-11-20", 0),
        (known(first_seen="2026-11-20"), "new", "2026-11-20", 0),
        (known(), "recurring", "2026-11-10", 10),
        (known(first_seen="2024-11-20"), "recurring", "2024-11-20", 730),
        (known(state="resolved"), "reopened", "2026-11-10", 10),
        (known(accepted_until="2026-11-20"), "accepted", "2026-11-10", 10),
        (known(accepted_until="2026-11-19"), "recurring", "2026-11-10", 10),
    ],
)
def test_a_finding_of_tonight_has_a_past(
    earlier: pd.DataFrame, state: str, first_seen: str, nights_open: int
) -> None:
    found = matched(tonight(("k1", "KX001", "C1")), earlier).findings.iloc[0]
    assert (found["state"], found["first_seen"], found["nights_open"]) == (
        state,
        first_seen,
        nights_open,
    )


def test_resolved_when_the_claim_is_there_and_the_rule_answered() -> None:
    result = matched(tonight(), known())
    row = result.resolved.iloc[0].to_dict()
    assert row == {
        "finding_key": "k1",
        "rule_id": "KX001",
        "claim_id": "C1",
        "how": "fixed",
        "first_seen": "2026-11-10",
        "nights_open": 10,
        "amount_cents": 10_000,
    }
    assert len(result.open_elsewhere) == 0


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({"claims": ["C2"]}, "not_seen"),
        ({"crashed": {"KX001"}}, "unverified"),
        ({"undecided": pd.DataFrame({"rule_id": ["KX001"], "claim_id": ["C1"]})}, "unverified"),
        ({"claims": ["C2"], "crashed": {"KX001"}}, "not_seen"),
    ],
)
def test_stays_open_elsewhere(given: dict[str, object], state: str) -> None:
    result = matched(tonight(), known(), **given)  # type: ignore[arg-type]
    assert len(result.resolved) == 0
    assert result.open_elsewhere["state"].tolist() == [state]
    assert result.open_elsewhere["nights_open"].tolist() == [10]


@pytest.mark.parametrize(
    "given",
    [
        {"crashed": {"KX002"}},
        {"undecided": pd.DataFrame({"rule_id": ["KX001"], "claim_id": ["C2"]})},
        {"undecided": pd.DataFrame({"rule_id": ["KX002"], "claim_id": ["C1"]})},
        {"replaced": {"C1": "C1"}},
    ],
)
def test_what_befell_another_rule_or_claim_does_not_matter(given: dict[str, object]) -> None:
    result = matched(tonight(), known(), **given)  # type: ignore[arg-type]
    assert result.resolved["how"].tolist() == ["fixed"]


@pytest.mark.parametrize("claims", [["C1", "C9"], ["C9"]])
def test_replaced_by_another_claim_of_tonight(claims: list[str]) -> None:
    result = matched(tonight(), known(), claims=claims, replaced={"C1": "C9"})
    assert result.resolved["how"].tolist() == ["replaced"]


def test_vanished_only_from_a_snapshot() -> None:
    result = matched(tonight(), known(), claims=["C2"], snapshot=True)
    assert result.resolved["how"].tolist() == ["vanished"]


@pytest.mark.parametrize(
    ("answered", "crashed", "outcome"),
    [
        ({("KX001", "MCR")}, (), "fixed"),
        ({("KX001", "AETNA")}, (), "not_seen"),
        ((), {"KX001"}, "unverified"),
        ({("KX001", "MCR")}, {"KX001"}, "unverified"),
    ],
)
def test_a_finding_on_no_claim_goes_by_the_rule_and_payer(
    answered: Collection[tuple[str, str]], crashed: Collection[str], outcome: str
) -> None:
    result = matched(tonight(), known(claim=""), answered=answered, crashed=crashed, snapshot=True)
    outcomes = [*result.resolved["how"], *result.open_elsewhere["state"]]
    assert outcomes == [outcome]


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (Subjects(clear=frozenset({"k1"})), "fixed"),
        (Subjects(undecided=frozenset({"k1"})), "unverified"),
        (Subjects(not_applicable=frozenset({"k1"})), "not_seen"),
        (Subjects(clear=frozenset({"another plan"})), "not_seen"),
        (Subjects(), "not_seen"),
    ],
)
def test_a_finding_about_a_plan_goes_by_what_was_said_of_that_plan(
    said: Subjects, outcome: str
) -> None:
    """Neither other plans of the payer nor a replacement of its last claim speak for it."""
    result = matched(
        tonight(),
        known(rule="POC002"),
        claims=["C2"],
        answered={("POC002", "MCR")},
        replaced={"C1": "C9"},
        subjects=said._replace(rules=frozenset({"POC002"})),
        snapshot=True,
    )
    assert [*result.resolved["how"], *result.open_elsewhere["state"]] == [outcome]


def test_a_rule_that_no_longer_applies_settles_a_plan_with_its_claim_in_the_input() -> None:
    said = Subjects(rules=frozenset({"POC002"}), not_applicable=frozenset({"k1"}))
    result = matched(tonight(), known(rule="POC002"), subjects=said)
    assert result.resolved["how"].tolist() == ["fixed"]


def test_resolved_findings_stay_resolved_and_tonights_are_untouched() -> None:
    findings = tonight(("k1", "KX001", "C1"))
    result = matched(findings, known("old", state="resolved"))
    assert (len(result.resolved), len(result.open_elsewhere)) == (0, 0)
    assert "state" not in findings
    assert result.events["finding_key"].tolist() == ["k1"]


def test_every_fate_is_an_event() -> None:
    earlier = pd.concat([known("gone"), known("away", claim="C7")], ignore_index=True)
    events = matched(tonight(("k1", "KX001", "C1")), earlier).events
    assert tuple(events.columns) == EVENT_COLUMNS
    told = zip(events["finding_key"], events["event"], events["how"], strict=True)
    assert list(told) == [
        ("k1", "seen", ""),
        ("gone", "resolved", "fixed"),
        ("away", "not_seen", ""),
    ]


def test_a_finding_through_five_nights(history: History) -> None:
    """Seen, seen again, fixed, back, claim not in the export: matched and recorded each night."""
    there = tonight(("k1", "KX001", "C1"))
    nights = [(2, there, "C1"), (4, there, "C1"), (5, tonight(), "C1"), (9, there, "C1")]
    states = []
    for day, findings, claim in [*nights, (10, tonight(), "C2")]:
        as_of = november(day)
        result = match_findings(
            findings,
            seen_on(history, as_of).open_findings,
            as_of=as_of,
            tonight_claims=[claim],
            undecided=NOBODY,
        )
        states += [
            (day, *row)
            for frame, name in (
                (result.findings, "state"),
                (result.resolved, "how"),
                (result.open_elsewhere, "state"),
            )
            for row in zip(frame[name], frame["nights_open"], strict=True)
        ]
        history.record_night(night(as_of, [Line(claim=claim, cents=1)], events=result.events))
    assert states == [
        (2, "new", 0),
        (4, "recurring", 2),
        (5, "fixed", 3),
        (9, "reopened", 7),
        (10, "not_seen", 8),
    ]
    assert seen_on(history).open_findings["state"].tolist() == ["open"]


def test_no_findings_at_all() -> None:
    result = matched(tonight(), finding_frame({name: [] for name in FINDING_COLUMNS}))
    for frame in (result.findings, result.resolved, result.open_elsewhere, result.events):
        assert len(frame) == 0
