"""What changes for claims when one judged side takes the place of another.

Dollars are charges of claims, each claim once in every sum, never amounts of findings. A claim
may have findings of several rules, so the rows by rule do not add up to the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from pipeline.comparing import JudgedSide
from pipeline.dispositions import HOLD, RELEASE, REVIEW
from schemas.rule_cards import SEVERITY_ORDER

NEWLY_HELD, NEWLY_RELEASED = "newly_held", "newly_released"
TO_REVIEW, FROM_REVIEW = "to_review", "from_review"
MOVES = (NEWLY_HELD, NEWLY_RELEASED, TO_REVIEW, FROM_REVIEW)
APPEAR, GO, HEAVIER, LIGHTER = "appear", "go", "heavier", "lighter"
FATES = (APPEAR, GO, HEAVIER, LIGHTER)
"""What may become of a finding: only B has it, only A has it, or B gives it another severity."""
ONLY = ("only_a", "only_b")
_ON_BOTH = "both"


@dataclass(frozen=True, slots=True)
class Sum:
    """Claims, and the cents that they charge; findings where findings are counted."""

    claims: int
    cents: int
    findings: int = 0


@dataclass(frozen=True, kw_only=True)
class SiteChanges:
    """Everything that differs between sides A and B.

    ``claims`` has a row a claim of either side: ``claim_id``, ``payer_id``, ``before``, ``after``
    ("" where that side did not read the claim), ``charge_cents``, ``side`` (both, only_a, only_b).
    ``findings`` has a row a finding and claim of tonight that it counts for: ``finding_key``,
    ``rule_id``, ``payer_id``, ``claim_id``, ``fate``.
    """

    claims: pd.DataFrame
    findings: pd.DataFrame
    files: Mapping[str, tuple[str, ...]]
    undecided: tuple[int, int]
    crashed: tuple[str, ...]

    def moved(self, move: str, payer: str | None = None) -> Sum:
        """Add up the claims of both sides that make a move, of one payer or of all."""
        before, after = self.claims["before"], self.claims["after"]
        chosen = {
            NEWLY_HELD: (after == HOLD) & (before != HOLD),
            NEWLY_RELEASED: (after == RELEASE) & (before != RELEASE),
            TO_REVIEW: (after == REVIEW) & (before != REVIEW),
            FROM_REVIEW: (after != REVIEW) & (before == REVIEW),
        }[move] & (self.claims["side"] == _ON_BOTH)
        if payer is not None:
            chosen &= self.claims["payer_id"] == payer
        return _sum(self.claims[chosen])

    def read_only_by(self, side: str) -> Sum:
        """Add up the claims that only one side (``ONLY``) could read."""
        return _sum(self.claims[self.claims["side"] == side])

    def transitions(self) -> Iterator[tuple[str, str, Sum]]:
        """Yield (before, after, sum) for every change of disposition that there is, in order."""
        for before in (RELEASE, REVIEW, HOLD):
            for after in (HOLD, REVIEW, RELEASE):
                here = (self.claims["before"] == before) & (self.claims["after"] == after)
                if before != after and here.any():
                    yield before, after, _sum(self.claims[here])

    def fates(self, column: str) -> dict[str, dict[str, Sum]]:
        """Add up findings by rule (``rule_id``) or payer (``payer_id``), then by fate."""
        charge = self.claims.set_index("claim_id")["charge_cents"]
        found: dict[str, dict[str, Sum]] = {}
        for (name, fate), group in self.findings.groupby([column, "fate"], sort=True):
            claims = group["claim_id"].unique()
            of_night = claims[claims != ""]
            found.setdefault(str(name), {})[str(fate)] = Sum(
                claims=len(of_night),
                cents=int(charge.loc[of_night].sum()),
                findings=group["finding_key"].nunique(),
            )
        return found

    def changed_claims(self) -> pd.DataFrame:
        """Return the claims whose disposition or findings differ, with the rules by fate.

        Columns of ``claims`` without ``side``, and one column a fate: rule ids in order,
        separated by blanks.
        """
        found = self.findings[self.findings["claim_id"] != ""]
        found = found.drop_duplicates(["claim_id", "fate", "rule_id"]).sort_values("rule_id")
        claims = self.claims.set_index("claim_id").drop(columns="side")
        differs = (claims["before"] != claims["after"]) | claims.index.isin(found["claim_id"])
        changed = claims[differs]
        for fate in FATES:
            rules = found[found["fate"] == fate].groupby("claim_id")["rule_id"].agg(" ".join)
            changed = changed.assign(**{fate: rules.reindex(changed.index, fill_value="")})
        return changed.reset_index()

    def payers(self) -> list[str]:
        """Return the office's codes of all payers for which something changes, in order."""
        moved = self.claims.loc[self.claims["before"] != self.claims["after"], "payer_id"]
        return sorted({*moved, *self.findings["payer_id"]})


def changes_between(one: JudgedSide, other: JudgedSide) -> SiteChanges:
    """Hold side A against side B."""
    claims = _claims(one, other)
    return SiteChanges(
        claims=claims,
        findings=_findings(one, other, pd.Index(claims["claim_id"])),
        files=_files(one.files, other.files),
        undecided=(one.undecided, other.undecided),
        crashed=tuple(sorted({*one.crashed, *other.crashed})),
    )


def _sum(claims: pd.DataFrame) -> Sum:
    return Sum(claims=len(claims), cents=int(claims["charge_cents"].sum()))


def _claims(one: JudgedSide, other: JudgedSide) -> pd.DataFrame:
    """Join the claims of both sides; payer and charge are B's where B read the claim."""
    columns = ["claim_id", "disposition", "payer_id", "charge_cents"]
    joined = one.dispositions[columns].merge(
        other.dispositions[columns],
        on="claim_id",
        how="outer",
        suffixes=("_a", "_b"),
        indicator="side",
    )
    sides = {"left_only": ONLY[0], "right_only": ONLY[1], "both": _ON_BOTH}
    return pd.DataFrame(
        {
            "claim_id": joined["claim_id"],
            "payer_id": joined["payer_id_b"].fillna(joined["payer_id_a"]),
            "before": joined["disposition_a"].fillna(""),
            "after": joined["disposition_b"].fillna(""),
            "charge_cents": joined["charge_cents_b"]
            .fillna(joined["charge_cents_a"])
            .astype("int64"),
            "side": joined["side"].astype("str").map(sides),
        }
    )


def _findings(one: JudgedSide, other: JudgedSide, tonight: pd.Index[str]) -> pd.DataFrame:
    """Return the findings that differ, a row for each claim of tonight that one counts for."""
    joined = one.findings[["finding_key", "severity"]].merge(
        other.findings[["finding_key", "severity"]],
        on="finding_key",
        how="outer",
        suffixes=("_a", "_b"),
    )
    weight = {str(severity): place for place, severity in enumerate(reversed(SEVERITY_ORDER), 1)}
    before = joined["severity_a"].map(weight).fillna(0)
    after = joined["severity_b"].map(weight).fillna(0)
    fate = pd.Series(LIGHTER, index=joined.index)
    fate[after > before] = HEAVIER
    fate[before == 0] = APPEAR
    fate[after == 0] = GO
    fate = fate[before != after]
    fate.index = pd.Index(joined.loc[fate.index, "finding_key"])
    gone = one.findings[one.findings["finding_key"].isin(fate.index[fate == GO])]
    here = other.findings[other.findings["finding_key"].isin(fate.index)]
    found = pd.concat([gone, here], ignore_index=True)
    rows: list[tuple[str, str, str, str]] = [
        (key, rule, payer, claim)
        for key, rule, payer, own, related in zip(
            *(found[name] for name in ("finding_key", "rule_id", "payer_id")),
            found["claim_id"],
            found["related"],
            strict=True,
        )
        for claim in _counts_for(own, related, tonight)
    ]
    frame = pd.DataFrame(rows, columns=["finding_key", "rule_id", "payer_id", "claim_id"])
    return frame.assign(fate=frame["finding_key"].map(fate))


def _counts_for(own: str, related: list[tuple[str, int]], tonight: pd.Index[str]) -> list[str]:
    """Return the claims of tonight that a finding counts for, "" for none."""
    claims = dict.fromkeys([own, *(claim for claim, _ in related)])
    return [claim for claim in claims if claim and claim in tonight] or [""]


def _files(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    both = sorted({*one} & {*other})
    return {
        "changed": tuple(name for name in both if one[name] != other[name]),
        ONLY[0]: tuple(sorted({*one} - {*other})),
        ONLY[1]: tuple(sorted({*other} - {*one})),
    }
