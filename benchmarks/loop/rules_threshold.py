"""KX001 to KX006: the therapy threshold (RULES.md "KX")."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.loop.accrual import LIABILITY, Account, Counted, accounts
from benchmarks.loop.context import BLOCK, NOTE, REVIEW, Entry, Night, Row, marked
from benchmarks.loop.rules_discipline import may_be_cut_off

Crossing = Callable[[Counted], tuple[int | None, int | None]]


def judge(night: Night) -> None:
    """Judge the lines and people of a night."""
    vouched = {
        line["claim_id"]
        for patient in night.patients
        for line in patient.lines
        if marked(line, "KX") and not marked(line, *LIABILITY) and not night.outside_therapy(line)
    }
    for account in accounts(night):
        _without_kx(night, account, vouched)
        _with_kx(night, account)
        _patient(night, account)
    for patient in night.patients:
        for line in patient.tonight:
            _contradicted(night, line)


def _contradicted(night: Night, line: Row) -> None:
    """KX005: KX together with GA, GX, GY or GZ."""
    if not isinstance(night.policy(line, "threshold"), Entry) or night.outside_therapy(line):
        return
    if marked(line, "KX") and marked(line, "GX", *LIABILITY):
        night.violates("KX005", line, REVIEW)


def _crosses(account: Account, sums: Crossing) -> Row | None:
    """Return the line that goes over the threshold, None where none of ours does."""
    for one in account.counted:
        before, through = sums(one)
        limit = account.limit(one)
        if limit is not None and before is not None and through is not None:
            if before > limit:
                return None
            if through > limit:
                return one.line
    return None


def _low(one: Counted) -> tuple[int | None, int | None]:
    return one.low_before, one.low


def _high(one: Counted) -> tuple[int | None, int | None]:
    return one.high_before, one.high


def _without_kx(night: Night, account: Account, vouched: set[str]) -> None:
    """KX001: low and this line exceed the amount, and the line has no KX.

    ``vouched`` are the claims with KX on any therapy line that the rule is about: enough for the
    crossing claim.
    """
    crossing = _crosses(account, _low)
    accepted = vouched & {crossing["claim_id"]} if crossing is not None else set()
    for one in account.tonight:
        limit = account.limit(one)
        if limit is None or marked(one.line, "KX"):
            continue
        if one.low <= limit or one.line["claim_id"] in accepted or may_be_cut_off(night, one.line):
            continue
        near = (one.low - limit) * 100 <= limit * night.setting("near_estimate_percent", 3)
        night.violates("KX001", one.line, REVIEW if one.estimated and near else BLOCK)


def _with_kx(night: Night, account: Account) -> None:
    """KX002: KX while even the highest count stays at or below the amount."""
    balance = account.balance
    fresh = night.setting("balance_fresh_days", 45)
    if balance is None or (night.as_of - balance["as_of"]).days > fresh:
        return
    crossings = [line for line in (_crosses(account, _low), _crosses(account, _high)) if line]
    for one in account.tonight:
        limit = account.limit(one)
        if not marked(one.line, "KX") or limit is None or one.high is None:
            continue
        with_crossing = any(
            one.line["claim_id"] == line["claim_id"]
            or one.line["service_date"] == line["service_date"]
            for line in crossings
        )
        if one.high + one.perhaps <= limit and not one.open and not with_crossing:
            night.violates("KX002", one.line, REVIEW)


def _patient(night: Night, account: Account) -> None:
    """KX003, KX004, KX006: where the person stands with all of tonight's lines."""
    if not account.tonight:
        return
    anchor, last = account.tonight[0].line, account.counted[-1]
    limit, review = account.limit(last), last.entry.cents("review")
    if limit is not None and 0 <= limit - last.low <= _cents(night, "threshold_near", 30_000):
        night.violates("KX003", anchor, NOTE)
    if review is not None and last.low > review:
        night.violates("KX004", anchor, NOTE)
    if account.balance is None or last.high is None:
        return
    old = (night.as_of - account.balance["as_of"]).days > night.setting("balance_fresh_days", 45)
    if old or last.high - last.low > _cents(night, "balance_differs", 50_000):
        night.violates("KX006", anchor, NOTE)


def _cents(night: Night, name: str, default: int) -> int:
    text = night.setting(name, None)
    if text is None:
        return default
    dollars, _, rest = str(text).partition(".")
    return int(dollars) * 100 + int((rest + "00")[:2])
