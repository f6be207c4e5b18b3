"""Where each Medicare plan of care stands by tonight, worked out from its dates alone.

It labels, for every plan that no scenario has labelled by hand, late certifications, those that
fall due soon, verbal orders nobody has signed and certifiers who may not certify. RULES.md, "POC":
an initial plan is certified within 30 days of its start, a period lasts to the earlier of its end
and its 90th day, the call list looks 30 days ahead for patients seen within 30 days.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from pipeline.demo import days
from pipeline.demo.codes import NOT_A_SERVICE
from pipeline.demo.model import Label, Plan
from pipeline.demo.office import Office
from pipeline.demo.paperwork import discipline_of, standing_claims

_CERTIFY, _PERIOD, _NOTED, _HALF_YEAR = 30, 90, 60, 6
_VERBAL, _NOTICE, _ACTIVE = 14, 30, 30
_NOT_ELIGIBLE = frozenset({"DC", "DDS", "DMD"})
_STATUTORY, _EXPECTED_DENIAL = "GY", frozenset({"GA", "GZ"})
Answer = tuple[str, str, str]  # kind of label, severity, why


@dataclass(slots=True)
class Chart:
    """A Medicare patient's plans of one discipline and the dates treated under them.

    `counted` are the dates with more than lines that are expected to be denied (GA, GZ): those
    are outside POC003.
    """

    patient_id: str
    payer_id: str
    plans: list[Plan] = field(default_factory=list)
    dates: set[date] = field(default_factory=set)
    counted: set[date] = field(default_factory=set)

    def exposed(self, plan: Plan, rule_id: str = "") -> bool:
        """Whether any service lies in the plan's period."""
        dates = self.counted if rule_id == "POC003" else self.dates
        return any(plan.start <= on <= last_day(plan) for on in dates)

    def active(self) -> bool:
        """Seen within thirty days and not discharged."""
        gone = any(plan.discharged and plan.discharged <= days.TONIGHT for plan in self.plans)
        return not gone and max(self.dates) >= days.add(days.TONIGHT, -_ACTIVE)

    def before(self, plan: Plan) -> date | None:
        """Last day of the period before a plan's own."""
        ends = [last_day(other) for other in self.plans if other.start < plan.start]
        return max(ends, default=None)

    def followed(self, plan: Plan) -> bool:
        """Whether a signed later period goes on where this one ends."""
        end = last_day(plan)
        return any(
            signed(other) and other.start <= days.add(end, 1) and last_day(other) > end
            for other in self.plans
        )


def last_day(plan: Plan) -> date:
    """The last day that a period covers."""
    limit = days.add(plan.start, _PERIOD - 1)
    return min(plan.end or limit, limit)


def signed(plan: Plan) -> date | None:
    """The day of the signature, if there is one by tonight."""
    arrived = plan.signature_from or plan.certified
    there = (
        plan.certified and plan.certified <= days.TONIGHT and arrived and arrived <= days.TONIGHT
    )
    return plan.certified if there else None


def _ordered(plan: Plan) -> bool:
    """The way without a signature: an order signed by the day the plan was sent, sent in time."""
    return bool(
        plan.kind == "initial"
        and plan.sent
        and plan.order_signed
        and plan.order_signed <= plan.sent <= days.add(plan.start, _CERTIFY)
    )


def _verbal(plan: Plan) -> bool:
    return bool(plan.verbal and plan.verbal <= days.add(plan.start, _CERTIFY))


def charts(office: Office) -> list[Chart]:
    """Plans of Medicare patients with the dates treated, in the order of the plans."""
    treated: dict[tuple[str, str], set[date]] = defaultdict(set)
    counted: dict[tuple[str, str], set[date]] = defaultdict(set)
    for _, claim in standing_claims(office):
        if claim.patient.payer.code == "MCR":
            for line in claim.lines:
                if line.code not in NOT_A_SERVICE and _STATUTORY not in line.modifiers:
                    key = (claim.patient.id, discipline_of(line))
                    treated[key].add(line.on)
                    if not _EXPECTED_DENIAL & set(line.modifiers):
                        counted[key].add(line.on)
    found: dict[tuple[str, str], Chart] = {}
    for plan in office.plans:
        key = (plan.patient_id, plan.discipline)
        if key in treated and (plan.known_from or plan.start) <= days.TONIGHT:
            if key not in found:
                found[key] = Chart(plan.patient_id, "MCR", [], treated[key], counted[key])
            found[key].plans.append(plan)
    return list(found.values())


def label_plans(office: Office) -> None:
    """Label the plans that no scenario has labelled."""
    known = {(label.rule_id, label.plan_id) for label in office.labels}
    for chart in charts(office):
        for plan in chart.plans:
            for rule_id, (kind, severity, why) in answers(chart, plan).items():
                if not chart.exposed(plan, rule_id):
                    continue
                if kind and (rule_id, plan.id) not in known:
                    office.labels.append(
                        Label(
                            rule_id=rule_id,
                            kind=kind,
                            scenario="by-the-dates",
                            spans="nights",
                            claim_id=None,
                            line_number=None,
                            patient_id=chart.patient_id,
                            plan_id=plan.id,
                            payer_id=chart.payer_id,
                            severity=severity,
                            why=why,
                        )
                    )


def answers(chart: Chart, plan: Plan) -> dict[str, Answer]:
    """What each rule owes for one plan: kind of label (empty for clear), severity, why."""
    found = {
        "POC003": _late(chart, plan),
        "POC005": _due(chart, plan),
        "POC006": _unsigned_order(plan),
    }
    eligible: Answer = ("", "review", "")
    if signed(plan) and plan.credential in _NOT_ELIGIBLE:
        eligible = ("fault", "review", f"signed by {plan.credential}")
    elif signed(plan) and not plan.credential:
        eligible = ("cannot_tell", "review", "signed by nobody knows whom")
    return found | {"POC012": eligible}


def _late(chart: Chart, plan: Plan) -> Answer:
    on = signed(plan)
    if on is None:
        return "", "note", ""
    from_start, before = (on - plan.start).days, chart.before(plan)
    if plan.kind == "recertification":
        if before is None or on <= before:
            return "", "note", ""
        counted = (on - before).days
        if counted <= _CERTIFY:
            return "fault", "note", f"signed {counted} days after the period before"
    else:
        counted = from_start
        if counted <= _CERTIFY:
            return "", "note", ""
        if not plan.kind:
            return "cannot_tell", "note", f"signed after {counted} days, kind of plan blank"
    severity = "note"
    if _months_later(plan.start, _HALF_YEAR) < on or (counted > _NOTED and not plan.delay_reason):
        severity = "review"
    return "fault", severity, f"signed {counted} days on, reason: {plan.delay_reason or 'none'}"


def _months_later(day: date, months: int) -> date:
    number = day.month - 1 + months
    return days.add(date(day.year + number // 12, number % 12 + 1, 1), day.day - 1)


def _due(chart: Chart, plan: Plan) -> Answer:
    open_ = not (signed(plan) or _verbal(plan) or _ordered(plan))
    waits = open_ and plan.kind != "recertification"
    due = days.add(plan.start, _CERTIFY) if waits else last_day(plan)
    ahead = (due - days.TONIGHT).days
    if not chart.active() or not 0 <= ahead <= _NOTICE:
        return "", "note", ""
    why = f"due {due.isoformat()}, in {ahead} days"
    if waits:
        return ("fault" if plan.kind else "cannot_tell"), "note", why
    if open_ or chart.followed(plan):
        return "", "note", ""
    return "fault", "note", why


def _unsigned_order(plan: Plan) -> Answer:
    if not _verbal(plan) or plan.verbal is None or signed(plan) or _ordered(plan):
        return "", "review", ""
    passed = (days.TONIGHT - plan.verbal).days
    if passed <= _VERBAL or plan.kind == "recertification":
        return "", "review", ""
    kind = "fault" if plan.kind == "initial" else "cannot_tell"
    return kind, "review", f"verbal order {passed} days ago, nobody has signed"
