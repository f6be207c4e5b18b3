"""Days on which an assistant may have taken part: minutes by person and units, code by code.

Only dates with CQ or CO on a line, or with an assistant in a visit, are gathered here, and these
whole: every payer's lines, so that each visit finds the day it belongs to. An entry is a code
(a first and an additional code as one) of a day; lines to which the assistant modifier does not
apply are entries of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from payer_rules.code_sets import CodeSets
from pipeline import vocabulary as words
from pipeline.day_pools import DayPools, pool_days
from pipeline.rule import Mask, Positions
from pipeline.service_lines import DISCIPLINE_NAMES, ServiceLines
from pipeline.tables import Visits
from pipeline.worksheets.assistant_minutes import MinutesByPerson
from pipeline.worksheets.assistant_need import Billed, Need, choose, need_of_timed, need_of_whole
from pipeline.worksheets.assistant_scope import AssistantScope
from pipeline.worksheets.assistant_steps import Terms
from pipeline.worksheets.code_families import CodeFamilies
from pipeline.worksheets.day_visits import match_visits, visit_not_on_file
from pipeline.worksheets.unit_methods import Minutes
from pipeline.worksheets.unit_shares import CodeMinutes, Methods, UnitShares, share_units

KNOB, UNIT_KNOB = "assistant_modifier", "unit_rule"
_SPEECH = DISCIPLINE_NAMES.index("SLP")
_MATCHED = (
    *("patient", "number", "visit_id", "service_date", "procedure_code", "discipline"),
    *("minutes", "therapist_minutes", "assistant_minutes", "therapist_npi"),
)


@dataclass(frozen=True, kw_only=True)
class AssistedDays:
    """Entries of the gathered days; all but ``rows`` and ``line`` have one value an entry.

    Attributes:
        rows, line: service lines of the days, and the entry of each.
        head: number of the code. some_row: some line of the day.
        outside: the assistant modifier does not apply. timed: a 15-minute code.
        therapist, assistant: minutes. split_known: they are known.
        contradictory: they are not, since the note's own minutes contradict one another.
        only_assistant: they are not, and by all signs an assistant alone furnished it.
        units, marked: units billed, all and with CQ or CO. whole: whole numbers from 0 up.
        lines_billed: how many lines bill it. carries: some line has CQ or CO. cut_off: one
            without them may have lost it in the export.
        need: units that need the modifier, as if every number were known.
        provider_unsure, visit_unsure: the day turns on a line or visit that does not say where
            it belongs. discipline_unsure: likewise, or it might be speech.
    """

    rows: Positions
    line: words.Groups
    head: words.Ints
    some_row: Positions
    outside: Mask
    timed: Mask
    therapist: Minutes
    assistant: Minutes
    split_known: Mask
    contradictory: Mask
    only_assistant: Mask
    units: Minutes
    marked: Minutes
    carries: Mask
    whole: Mask
    lines_billed: words.Ints
    cut_off: Mask
    need: Need
    provider_unsure: Mask
    visit_unsure: Mask
    discipline_unsure: Mask


def gather_days(
    lines: ServiceLines,
    scope: AssistantScope,
    visits: Visits,
    hands: MinutesByPerson,
    families: CodeFamilies,
    sets: CodeSets,
) -> AssistedDays:
    """Work out the entries.

    Args:
        lines: the service lines.
        scope: which of them, and which documented services, are of the dates concerned.
        visits: documented services.
        hands: their minutes by person.
        families: numbers of codes.
        sets: dated code sets.
    """
    rows = _in_own_order(lines, np.flatnonzero(scope.near))
    pools = pool_days(lines, rows, np.ones(len(rows), dtype=np.bool_))
    columns = [name for name in _MATCHED if name in visits.frame]
    part = Visits(visits.frame[columns].iloc[scope.visits], visits.supplied)
    matched = match_visits(lines, rows, pools.days, lines.none(), part, sets)
    noted = scope.visits[matched.visit]
    head = np.concatenate(
        [
            families.of_line[lines.codes.codes[rows]],
            families.of_visit[visits.coded("procedure_code").codes[noted]],
        ]
    )
    day = np.concatenate([pools.days.of_row, matched.day])
    apart = np.concatenate([scope.outside[rows], np.zeros(len(noted), dtype=np.bool_)])
    entry = words.group_by(day, head, apart.astype(np.int8))
    some = np.zeros(entry.count, dtype=np.intp)
    some[entry.of_row] = np.arange(len(day))
    line = words.Groups(entry.of_row[: len(rows)], entry.count)
    service = words.Groups(entry.of_row[len(rows) :], entry.count)
    missing = line.any(visit_not_on_file(lines, rows, pools.days, visits))
    is_noted = service.any(np.ones(len(noted), dtype=np.bool_)) & ~missing
    split_known = is_noted & ~service.any(~hands.known[noted])
    codes = CodeMinutes(
        days=words.Groups(day[some], pools.days.count),
        minutes=service.total(np.where(matched.minutes_blank, 0, matched.minutes)),
        minutes_known=is_noted & ~service.any(matched.minutes_blank),
        therapist=service.total(np.where(hands.known[noted], hands.therapist[noted], 0)),
        assistant=service.total(np.where(hands.known[noted], hands.assistant[noted], 0)),
        split_known=split_known,
    )
    contradictory = service.any(hands.contradictory[noted])
    only_assistant = is_noted & ~split_known & ~service.any(~hands.only_assistant[noted])
    only_assistant &= ~contradictory
    timed = line.any(scope.timed[rows]) | service.any(matched.pooled)
    timed &= ~apart[some]
    some_row = np.zeros(pools.days.count, dtype=np.intp)
    some_row[pools.days.of_row] = rows
    some_row = some_row[codes.days.of_row]
    units = lines.facts.units[rows]
    carries = scope.carries[rows]
    billed = Billed(units=line.total(units), marked=line.total(np.where(carries, units, 0)))
    unsure = pools.days.any(pools.unsure) | matched.unsure
    return AssistedDays(
        rows=rows,
        line=line,
        head=head[some].astype(np.int64),
        some_row=some_row,
        outside=apart[some],
        timed=timed,
        therapist=codes.therapist,
        assistant=codes.assistant,
        split_known=split_known,
        contradictory=contradictory,
        only_assistant=only_assistant,
        units=billed.units,
        marked=billed.marked,
        carries=line.any(carries),
        whole=~line.any((units < 0) | (units != np.floor(units))),
        lines_billed=np.bincount(line.of_row, minlength=line.count),
        cut_off=line.any(~carries & lines.modifiers_cut_off[rows]),
        need=_need(lines, codes, billed, timed, only_assistant, some_row, unsure),
        provider_unsure=pools.days.any(pools.provider_unsure)[codes.days.of_row],
        visit_unsure=matched.unsure[codes.days.of_row],
        discipline_unsure=_discipline_unsure(lines, pools, codes, some_row, service, visits, noted),
    )


def _in_own_order(lines: ServiceLines, rows: Positions) -> Positions:
    """Order rows by claim and line, never by file, those without a discipline last.

    Some row speaks for its day; of a day that holds a line without discipline it is that one.
    """
    unnamed = lines.facts.discipline[rows] < 0
    return rows[np.lexsort((lines.claim_line_rank[rows], unnamed))]


def _need(
    lines: ServiceLines,
    codes: CodeMinutes,
    billed: Billed,
    timed: Mask,
    only_assistant: Mask,
    some_row: Positions,
    unsure: Mask,
) -> Need:
    """Work out the need of every entry, by the payer's terms and its way to count units.

    ``unsure`` marks days that may miss a line or a visit, or hold another day's.
    """
    policy = lines.policy
    terms = Terms(
        rounded=policy.equals(KNOB, "test", "rounded")[some_row],
        exceptions=policy.flag(KNOB, "midpoint_exceptions")[some_row],
    )
    of_day = np.zeros(codes.days.count, dtype=np.intp)
    of_day[codes.days.of_row] = some_row
    methods = Methods(
        **{
            name: policy.equals(UNIT_KNOB, "value", value)[of_day]
            for name, value in (
                ("total", "cms_total"),
                ("midpoint", "ama_midpoint"),
                ("lower", "hybrid"),
                ("higher", "either"),
            )
        },
        whole=~policy.equals(UNIT_KNOB, "scope", "all_disciplines")[of_day] & ~unsure,
    )
    pooled = np.flatnonzero(timed)
    shares = share_units(_part(codes, pooled), methods)
    billed_of_day = codes.days.total(np.where(timed, billed.units, 0))[codes.days.of_row]
    everywhere = UnitShares(
        least=_spread(shares.least, pooled, timed),
        most=_spread(shares.most, pooled, timed),
        of_day=_spread(shares.of_day, pooled, timed),
    )
    by_units = need_of_timed(
        billed, codes.therapist, codes.assistant, everywhere, billed_of_day, terms
    )
    as_a_whole = need_of_whole(billed, codes.therapist, codes.assistant, terms, only_assistant)
    return choose(timed & ~only_assistant, by_units, as_a_whole)


def _part(codes: CodeMinutes, entries: Positions) -> CodeMinutes:
    return CodeMinutes(
        days=words.Groups(codes.days.of_row[entries], codes.days.count),
        minutes=codes.minutes[entries],
        minutes_known=codes.minutes_known[entries],
        therapist=codes.therapist[entries],
        assistant=codes.assistant[entries],
        split_known=codes.split_known[entries],
    )


def _spread(values: Minutes, entries: Positions, among: Mask) -> Minutes:
    """Put values of some entries into their places among all; 0 elsewhere."""
    spread = np.zeros(len(among), dtype=np.int64)
    spread[entries] = values
    return spread


def _discipline_unsure(
    lines: ServiceLines,
    pools: DayPools,
    codes: CodeMinutes,
    some_row: Positions,
    service: words.Groups,
    visits: Visits,
    noted: Positions,
) -> Mask:
    """Mark entries that may hold another discipline's lines, or be speech, which has no CQ or CO.

    A day whose lines name no discipline is known by its visits.
    """
    unnamed = lines.facts.discipline[some_row] < 0
    of_therapy = visits.is_one_of("discipline", *DISCIPLINE_NAMES[:_SPEECH])[noted]
    by_visits = service.any(of_therapy) & ~service.any(~of_therapy)
    torn = pools.days.any(pools.discipline_unsure)[codes.days.of_row]
    return np.asarray(torn | (unnamed & ~by_visits), dtype=np.bool_)
