"""From a `NightResult` to the view model: every grouping, total and order of the report.

The format writers (`html`, `excel`) draw what they are given here and work out nothing.
"""

from __future__ import annotations

from dataclasses import replace

from reports import (
    account,
    balance,
    breakouts,
    changed,
    configured,
    due,
    formats,
    ledgers,
    standing,
)
from reports.frames import numbers, ordered_findings, texts
from reports.glossary import TERMS
from reports.stopped import Stopped
from reports.view import Cell, Column, Kind, Part, Report, Table, Worklist
from reports.worklist import build_worklist
from schemas.night_result import NightResult

_DISPOSITION_ORDER = ("HOLD", "REVIEW", "RELEASE")


def build_report(result: NightResult) -> Report:
    """Make the view model of a night.

    Args:
        result: The night; its frames follow `schemas.results`, money in cents.

    Returns:
        The report, whole. `parts` names a share for each payer, used only by nights too large
        for one file.
    """
    cards = {card.id: card for card in result.rule_cards}
    worklist = build_worklist(result, ordered_findings(result.findings))
    stopped = Stopped(result)
    deadlines = due.deadlines(result)
    rules = account.rules(result)
    run = result.run
    totals = result.control_totals
    return Report(
        title="Claim check",
        night=formats.day(run.as_of),
        as_of=run.as_of,
        facts=_facts(result),
        banners=balance.banners(result),
        in_balance=totals.in_balance,
        balance_sentence=balance.IN_BALANCE if totals.in_balance else balance.OUT_OF_BALANCE,
        stages=balance.stages(result),
        tiles=balance.tiles(result, due.tile(deadlines, run.as_of)),
        summary_tables={
            "files": balance.files(result),
            "by_payer": standing.by_payer(result),
            "by_location": standing.by_location(result),
            "by_provider": standing.by_provider(result),
            "do_first": breakouts.do_first(result, stopped, cards),
            "changes": changed.changes(result),
            "states": changed.states(result),
            "resolved_by_rule": changed.resolved_by_rule(result, cards),
            "by_rule": breakouts.by_rule(stopped, cards),
            "by_cause": breakouts.by_cause(stopped, cards),
            "rejected": account.rejected_summary(result),
            "unknown_payers": configured.unknown_payers(result),
        },
        worklist=worklist,
        worklist_sentence=_worklist_sentence(result),
        claims=_claims(result),
        ledgers={
            "kx_ledger": ledgers.kx_ledger(result),
            "plan_of_care": ledgers.plan_of_care(result),
            "deadlines": deadlines,
            "due_by_kind": due.by_kind(deadlines),
            "next_due": due.next_due(deadlines),
            "calls": due.calls(result),
            "kx_watch": due.kx_watch(result),
            "units": ledgers.units(result),
            "assistant_units": ledgers.assistant_units(result),
            "resolved": ledgers.resolved(result),
        },
        not_checked=account.not_checked(result, cards),
        missing_facts=account.missing_facts(result),
        rejected=account.rejected(result),
        rules=rules,
        rules_by_family=account.rules_by_family(rules),
        configuration=(configured.assumptions(result), configured.configuration(result)),
        run_tables=(
            configured.rests_on(result),
            configured.input_hashes(result),
            configured.rule_files(result),
        ),
        glossary=TERMS,
        parts=_parts(result, worklist),
    )


def for_payer(report: Report, part: Part) -> Report:
    """Give one payer's share: its worklist and its claims, under the same night."""
    payers = report.worklist.columns["payer_id"]
    rows = [row for row, payer in enumerate(payers) if payer == part.payer_id]
    claims = tuple(row for row in report.claims.rows if row[1] == part.payer_id)
    return replace(
        report,
        worklist=report.worklist.take(rows),
        worklist_sentence=f"{formats.count(len(rows), 'finding')} of this payer.",
        claims=replace(report.claims, rows=claims),
        part_of=part.payer_id or "without a payer",
    )


def _facts(result: NightResult) -> tuple[tuple[str, str], ...]:
    run = result.run
    supplied = ", ".join(table.replace("_", " ") for table in run.supplied_tables) or "none"
    facts = (
        ("Run", run.run_id),
        ("Site", run.site),
        ("As of", formats.day(run.as_of)),
        ("Version", run.version),
        ("Status", run.status + (" (dry run)" if run.dry_run else "")),
        ("Tables supplied", supplied),
        ("History", run.history_position or "none"),
    )
    return tuple((label, formats.visible(text)) for label, text in facts)


def _worklist_sentence(result: NightResult) -> str:
    number = len(result.findings)
    totals = result.control_totals
    if number:
        return (
            f"{formats.count(number, 'finding')}: Block before Review before Note, then most "
            "dollars, then the oldest service. Open a claim for its lines, numbers and source."
        )
    if totals.accepted.claims == 0:
        return "No claim was judged tonight, so there is nothing to work on here."
    unchecked = sum(numbers(result.not_evaluated, "lines"))
    caution = (
        f" {formats.count(unchecked, 'line check')} could not be made, though: see “Not checked”."
        if unchecked
        else " Every check that applied could be made."
    )
    return (
        f"No findings tonight. {formats.count(totals.accepted.claims, 'claim')} with "
        f"{formats.count(totals.accepted.lines, 'line')} went through "
        f"{formats.count(len(result.rule_cards), 'rule')} and nothing stood out.{caution}"
    )


def _claims(result: NightResult) -> Table:
    frame = result.dispositions
    rank = {disposition: place for place, disposition in enumerate(_DISPOSITION_ORDER)}
    rows: list[tuple[Cell, ...]] = list(
        zip(
            [formats.visible(claim) for claim in texts(frame, "claim_id")],
            [formats.visible(payer) for payer in texts(frame, "payer_id")],
            texts(frame, "disposition"),
            numbers(frame, "lines"),
            numbers(frame, "charge_cents"),
            numbers(frame, "block"),
            numbers(frame, "review"),
            numbers(frame, "note"),
            numbers(frame, "undecided"),
            ["yes" if flag else "" for flag in frame["unreadable"].tolist()],
            strict=True,
        )
    )
    rows.sort(key=lambda row: (rank[str(row[2])], row[0]))
    return Table(
        name="claims",
        caption="Claims",
        columns=(
            Column("claim_id", "Claim", Kind.ID, 22),
            Column("payer_id", "Payer", Kind.ID, 18),
            Column("disposition", "Disposition", width=14),
            Column("lines", "Lines", Kind.COUNT, 10),
            Column("charge", "Charge", Kind.MONEY, 14),
            Column("block", "Block", Kind.COUNT, 10),
            Column("review", "Review", Kind.COUNT, 10),
            Column("note", "Note", Kind.COUNT, 10),
            Column("undecided", "Checks not made", Kind.COUNT, 16),
            Column("unreadable", "Holds a row that could not be read", width=20),
        ),
        rows=tuple(rows),
        empty="No claims tonight.",
    )


def _parts(result: NightResult, worklist: Worklist) -> tuple[Part, ...]:
    findings: dict[str, int] = {}
    for payer in texts(result.dispositions, "payer_id"):
        findings.setdefault(formats.visible(payer), 0)
    for value in worklist.columns["payer_id"]:
        findings[str(value)] = findings.get(str(value), 0) + 1
    taken: dict[str, Part] = {}
    for payer in sorted(findings):
        name = formats.safe_file_part(payer, taken)
        taken[name] = Part(file_part=name, payer_id=payer, findings=findings[payer])
    return tuple(taken.values())
