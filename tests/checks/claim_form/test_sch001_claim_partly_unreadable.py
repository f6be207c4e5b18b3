"""SCH001: RULES.md SCH; CONTRACT.md "Rows": a claim with a row that was not taken is held whole."""

from __future__ import annotations

from tests.checks.examples import Example, answers_of, run_examples, verify
from tests.judging import judge
from tests.tables import Night

violates, clear, _, _ = answers_of("SCH001")

TWO = "claim code mods / C1 97110 GP / C1 97140 GP / C2 97110 GP"

EXAMPLES: list[Example] = [
    violates(
        "one row refused",
        Night(TWO, refused={"C1": 1}),
        at="C1",
        severity="block",
        shows={"refused": 1},
    ),
    violates("two rows refused", Night(TWO, refused={"C1": 2}), at="C1", shows={"refused": 2}),
    violates("a claim of which nothing was read", Night(TWO, refused={"C9": 1}), at="C9"),
    violates(
        "a void claim",
        Night("claim code mods frequency / C1 97110 GP 8", refused={"C1": 1}),
        at="C1",
    ),
    violates(
        "a version replaced tonight",
        Night(
            "claim code mods frequency replaces / C1 97110 GP 1 - / C2 97110 GP 7 C1",
            refused={"C1": 1},
        ),
        at="C1",
    ),
    violates(
        "an unknown payer", Night("code mods payer / 97110 GP ZNEW", refused={"C1": 1}), at="C1"
    ),
    clear("nothing refused", Night(TWO), at="C1"),
    clear("its neighbour was", Night(TWO, refused={"C1": 1}), at="C2"),
    clear("a claim of like name was", Night(TWO, refused={"C11": 1}), at="C1"),
    clear("only an earlier night knows that claim", Night(TWO, earlier_lines=TWO), at="C2"),
]


@run_examples(EXAMPLES)
def test_answers(example: Example) -> None:
    verify(example)


def test_one_finding_a_claim_on_no_line() -> None:
    judged = judge(Night(TWO, refused={"C1": 2, "C9": 1}), "SCH001")
    assert judged.answers == {"C1": "violates", "C2": "clear", "C9": "violates"}
    findings = judged.result.findings
    assert findings["claim_id"].tolist() == ["C1", "C9"]
    assert findings["line_number"].tolist() == [-1, -1]
    assert judged.at("C1").observed == (
        "Rows of this claim that were rejected, or set aside with a charge: 2."
    )
