"""Tonight's findings beside those of earlier nights: new, recurring, reopened, resolved.

Pure functions over frames; CONTRACT.md "Runs and states" is the rule for every word in here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.history.interface import EVENT_COLUMNS, NOT_SEEN, OPEN, RESOLVED, SEEN, UNVERIFIED
from pipeline.numbering import is_among

NEW, RECURRING, REOPENED, ACCEPTED = "new", "recurring", "reopened", "accepted"
FIXED, REPLACED, VANISHED = "fixed", "replaced", "vanished"

Mask = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]

_FACTS = ("rule_id", "claim_id", "patient_id", "payer_id", "severity", "amount_cents")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """Tonight's findings with their past, and what became of the earlier ones.

    ``findings`` has ``first_seen``, ``nights_open``, ``state`` and ``accepted_until`` filled.
    ``resolved`` and ``open_elsewhere`` are the frames of ``NightResult``; ``events`` is what
    ``NightRecord`` puts on record (``interface.EVENT_COLUMNS``).
    """

    findings: pd.DataFrame
    resolved: pd.DataFrame
    open_elsewhere: pd.DataFrame
    events: pd.DataFrame


class Subjects(NamedTuple):
    """Open findings about plans, patients and therapists: whose rules, and what tonight said."""

    rules: frozenset[str] = frozenset()
    clear: frozenset[str] = frozenset()
    not_applicable: frozenset[str] = frozenset()
    undecided: frozenset[str] = frozenset()


NO_SUBJECTS = Subjects()


def match_findings(
    findings: pd.DataFrame,
    earlier: pd.DataFrame,
    *,
    as_of: date,
    tonight_claims: Iterable[str],
    undecided: pd.DataFrame,
    crashed: Collection[str] = (),
    answered: Collection[tuple[str, str]] = (),
    subjects: Subjects = NO_SUBJECTS,
    replaced: Mapping[str, str] | None = None,
    snapshot: bool = False,
) -> Matched:
    """Compare tonight's findings with the earlier ones.

    An earlier open finding that tonight does not have is resolved when its claim was replaced or
    voided by another claim of tonight (how: replaced), or when tonight's input holds the claim and
    the rule gave an answer (how: fixed). A claim that tonight's input does not hold leaves it open
    as not_seen; a rule that could not tell or crashed leaves it open as unverified. A finding
    about a plan, patient or therapist is fixed when the rule answers clear of that very subject,
    whatever claims came tonight; "not applicable" settles it only with its claim in the input.

    Args:
        findings: ``schemas.results.Findings``; the four columns of the past need not be there.
        earlier: ``HistoryView.open_findings``.
        as_of: the night.
        tonight_claims: claim ids of tonight's input.
        undecided: ``rule_id`` and ``claim_id`` ("" for a finding on no claim) where the rule
            could not tell; all of them, not only those listed in the report.
        crashed: ids of rules that failed, or were not run.
        answered: (rule id, payer id) for which the rule answered tonight. They alone decide on
            findings that hang on no claim.
        subjects: what tonight answered about plans, patients and therapists.
        replaced: tonight's replacements and voids: claim that left, claim that took its place.
        snapshot: the export holds every open claim, so a claim that is gone has vanished.
    """
    place = pd.Index(earlier["finding_key"]).get_indexer(pd.Index(findings["finding_key"]))
    matched = _with_past(findings, earlier, place, as_of)
    gone = np.array(earlier["state"] == OPEN)
    gone[place[place >= 0]] = False
    rest = earlier[gone].reset_index(drop=True)
    crash = np.asarray(rest["rule_id"].isin(list(crashed)))
    unknown = crash | _in_pairs(rest, "claim_id", undecided)
    pairs = pd.DataFrame(sorted(answered), columns=["rule_id", "payer_id"])
    of_subject = np.asarray(rest["rule_id"].isin(subjects.rules))
    undecided_here, clear, passed = (
        np.asarray(rest["finding_key"].isin(keys))
        for keys in (subjects.undecided, subjects.clear, subjects.not_applicable)
    )
    unknown = np.where(of_subject, crash | undecided_here, unknown)
    named = np.asarray(rest["claim_id"] != "") & ~of_subject
    if rest.empty:
        tonight_claims = ()
    with_claim = is_among(rest["claim_id"], tonight_claims)
    here = np.where(
        named,
        with_claim,
        unknown
        | np.where(of_subject, clear | (passed & with_claim), _in_pairs(rest, "payer_id", pairs)),
    )
    left = {old for old, new in (replaced or {}).items() if old != new}
    outcome = np.select(
        [named & np.asarray(rest["claim_id"].isin(left)), here & unknown, here, named & snapshot],
        [REPLACED, UNVERIFIED, FIXED, VANISHED],
        default=NOT_SEEN,
    ).astype(object)
    still_open = np.isin(outcome.astype("str"), [NOT_SEEN, UNVERIFIED])
    rest["nights_open"] = _days_between(rest["first_seen"].to_numpy(object), as_of)
    return Matched(
        findings=matched,
        resolved=_outcome_frame(rest, outcome, ~still_open, "how"),
        open_elsewhere=_outcome_frame(rest, outcome, still_open, "state"),
        events=pd.concat(
            [
                _events(matched, SEEN, ""),
                _events(rest[~still_open], RESOLVED, outcome[~still_open]),
                _events(rest[still_open], outcome[still_open], ""),
            ],
            ignore_index=True,
        ),
    )


def _with_past(
    findings: pd.DataFrame, earlier: pd.DataFrame, place: npt.NDArray[np.intp], as_of: date
) -> pd.DataFrame:
    today = as_of.isoformat()
    first_seen = _taken(earlier["first_seen"], place, today)
    accepted_until = _taken(earlier["accepted_until"], place, "")
    state = _taken(earlier["state"], place, "")
    # ISO dates sort as text; "" comes before every date.
    accepted = accepted_until >= today
    matched = findings.copy()
    matched["first_seen"] = pd.Series(first_seen, index=matched.index, dtype="str")
    matched["nights_open"] = _days_between(first_seen, as_of)
    words = np.select(
        [accepted, state == RESOLVED, (state == OPEN) & (first_seen < today)],
        [ACCEPTED, REOPENED, RECURRING],
        default=NEW,
    )
    matched["state"] = pd.Series(words, index=matched.index, dtype="str")
    matched["accepted_until"] = pd.Series(accepted_until, index=matched.index, dtype="str")
    return matched


def _taken(column: pd.Series[Any], place: npt.NDArray[np.intp], otherwise: str) -> Texts:
    """Return the column's value for each place, ``otherwise`` where the place is -1."""
    return np.array([*column.tolist(), otherwise], dtype=object)[place]


def _days_between(first_seen: Texts, as_of: date) -> npt.NDArray[np.int64]:
    days = np.datetime64(as_of, "D") - first_seen.astype("datetime64[D]")
    return np.asarray(days.astype(np.int64))


def _in_pairs(rest: pd.DataFrame, beside: str, pairs: pd.DataFrame) -> Mask:
    """Mark rows whose rule and claim (or payer) are among the pairs."""
    keys = pd.MultiIndex.from_arrays([rest["rule_id"], rest[beside]])
    wanted = pd.MultiIndex.from_arrays([pairs["rule_id"], pairs[beside]])
    return np.asarray(keys.isin(wanted), dtype=np.bool_)


def _outcome_frame(rest: pd.DataFrame, outcome: Texts, rows: Mask, name: str) -> pd.DataFrame:
    chosen = rest[rows]
    frame = chosen[["finding_key", "rule_id", "claim_id"]].copy()
    frame[name] = pd.Series(outcome[rows], index=chosen.index, dtype="str")
    for column in ("first_seen", "nights_open", "amount_cents"):
        frame[column] = chosen[column]
    return frame.sort_values(["rule_id", "claim_id", "finding_key"], ignore_index=True)


def _events(rows: pd.DataFrame, event: str | Texts, how: str | Texts) -> pd.DataFrame:
    frame = rows[["finding_key", *_FACTS, "accepted_until"]].copy()
    frame["event"] = pd.Series(event, index=frame.index, dtype="str")
    frame["how"] = pd.Series(how, index=frame.index, dtype="str")
    return frame[list(EVENT_COLUMNS)]
