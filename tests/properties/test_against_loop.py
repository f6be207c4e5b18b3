"""The product and the loop of benchmarks/loop, written apart, find the same in random nights.

The gate looks at a few nights of many patients; ``HYPOTHESIS_PROFILE=long`` searches on.
"""

from __future__ import annotations

from datetime import date

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pipeline.registry import all_rules
from tests.properties.both_ways import by_the_loop, by_the_product
from tests.properties.random_nights import random_night

GROUPS = 12
"""Groups of one to six patients a night."""
_DISCIPLINE = "the loop takes no discipline from a locked evaluation or a revenue code"
_CODES = "the loop reads the dated tables of codes otherwise"
_ASSISTANTS = "who furnished the service where a line names a visit that is not on file"
_UNITS = "which minutes count where visits name no discipline; setting not known"
_PAIRS = "grades, quarters that are not loaded, minutes by code"
LEFT_OUT: dict[str, str] = {
    **dict.fromkeys(("CLM007", "CLM020", "COV001"), _CODES),
    **dict.fromkeys(("KX001", "KX002", "KX003", "KX004", "KX006"), _DISCIPLINE),
    **dict.fromkeys(("POC001", "POC002", "POC004", "POC006", "POC008"), _DISCIPLINE),
    **dict.fromkeys(("MOD001", "MOD003", "MOD012", "MOD015"), _DISCIPLINE),
    **dict.fromkeys(("MOD004", "MOD005", "MOD007"), _ASSISTANTS),
    **dict.fromkeys(("PAIR001", "PAIR002", "PAIR003", "PAIR004", "PAIR005", "PAIR009"), _PAIRS),
    **dict.fromkeys(("UNIT001", "UNIT002", "UNIT003", "UNIT004", "UNIT005"), _UNITS),
    "POC003": "a row without a type, and the period before it, under a payer of 60 days",
    "POC005": "a later row without type and signature",
    "POC007": "discipline of visits that do not say it; supplies as treatment dates",
    "POC011": "a discharge note that does not say its discipline",
    "POC012": "plans whose file lacks the dates of signature",
}
"""Rules on which the two do not agree on every night yet, with the open question."""

FEW = settings(phases=(Phase.explicit, Phase.generate))


@FEW
@given(st.integers(0, 2**31))
def test_the_loop_finds_what_the_product_finds(seed: int) -> None:
    rules = [rule for rule in all_rules() if rule.rule.id not in LEFT_OUT]
    compared = {rule.rule.id for rule in rules}
    night = random_night(seed, GROUPS)
    product = by_the_product(night, rules)
    loop = {f: count for f, count in by_the_loop(night).items() if f.rule_id in compared}
    assert dict(product) == loop


def test_the_same_seed_gives_the_same_night() -> None:
    assert random_night(7) == random_night(7)
    assert isinstance(random_night(7).as_of, date)
