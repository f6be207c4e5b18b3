"""UNIT003: whose the minutes are, where the note does not part them."""

from __future__ import annotations

import pytest

from tests.judging import CANNOT_TELL, VIOLATES, judge
from tests.tables import Night


@pytest.mark.parametrize(
    ("credential", "answer"), [("PT", VIOLATES), ("pt", VIOLATES), ("-", CANNOT_TELL)]
)
def test_by_the_credential_a_service_is_one_therapists(credential: str, answer: str) -> None:
    """33 and 7 minutes are 2 and 1 units; without a credential two may have furnished them."""
    night = Night(
        "code mods units / 97110 GP 1 / 97140 GP 2",
        visits="code minutes assistant_id therapist_credential"
        f" / 97110 33 - {credential} / 97140 7 - {credential}",
    )
    assert judge(night, "UNIT003").overall == answer
